//! `/api/v1/sources`: what sends events, and when it was heard.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_base::AgencyId;
use coloa_source::{
    entity::{source::Model as Source, source_traffic::Model as Minute},
    rules,
    service::{self, Draft, Row},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_sources, create_source))
        .routes(routes!(get_source, change_source))
        .routes(routes!(renew_token))
}

#[derive(Serialize, ToSchema)]
pub struct SourceInfo {
    id: Uuid,
    name: String,
    /// `syslog`, `bulk`, `hec`, `otlp`, `gelf`, `ndjson`, `alerts`, `file`.
    protocol: String,
    shipper: String,
    agency_id: Uuid,
    agency_name: String,
    /// The system whose events these are where no host says another.
    system_id: Option<Uuid>,
    system_name: Option<String>,
    /// It collects for several agencies.
    shared: bool,
    /// SHA-256 of the certificate that it shows over TLS.
    certificate: Option<String>,
    /// The last characters of its token; null: it shows none.
    token_hint: Option<String>,
    /// Addresses and ranges, separated by commas.
    addresses: String,
    zone_minutes: i32,
    silence_minutes: i32,
    enabled: bool,
    note: String,
    /// `heard`, `silent`, `never`, `off`.
    standing: String,
    first_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
    last_sender: Option<String>,
    /// Events of the last 24 hours.
    events_24h: i64,
    version: i32,
}

/// Senders that nobody registered.
#[derive(Serialize, ToSchema)]
pub struct StrangersInfo {
    last_at: Option<DateTime<Utc>>,
    last_sender: Option<String>,
    events_24h: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SourceList {
    items: Vec<SourceInfo>,
    /// Null where the reader does not reach the whole installation.
    strangers: Option<StrangersInfo>,
    /// Where senders deliver, as far as it is configured.
    doors: Doors,
}

/// Addresses that are listened on; null: nobody listens.
#[derive(Serialize, ToSchema)]
pub struct Doors {
    http: Option<String>,
    syslog_udp: Option<String>,
    syslog_tcp: Option<String>,
    syslog_tls: Option<String>,
    gelf_udp: Option<String>,
    gelf_tcp: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct TrafficMinute {
    minute: DateTime<Utc>,
    events: i64,
    bytes: i64,
    /// Events that no parser fully understood; they are kept.
    problems: i64,
    /// Records that stood in the log already.
    repeated: i64,
    /// Records that were refused or lost.
    dropped: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SourceDetail {
    source: SourceInfo,
    /// Oldest first; minutes without anything are left out.
    traffic: Vec<TrafficMinute>,
    doors: Doors,
}

/// A source with its token, which is shown this once.
#[derive(Serialize, ToSchema)]
pub struct SourceWithToken {
    source: SourceInfo,
    token: Option<String>,
    doors: Doors,
}

fn doors(app: &App) -> Doors {
    let bound = app.bound.get().copied().unwrap_or_default();
    let of = |address: Option<std::net::SocketAddr>| address.map(|a| a.to_string());
    Doors {
        http: of(bound.http),
        syslog_udp: of(bound.syslog_udp),
        syslog_tcp: of(bound.syslog_tcp),
        syslog_tls: of(bound.syslog_tls),
        gelf_udp: of(bound.gelf_udp),
        gelf_tcp: of(bound.gelf_tcp),
    }
}

fn info(app: &App, row: Row, names: &HashMap<AgencyId, String>) -> SourceInfo {
    let Row {
        source: s,
        status,
        standing,
        events,
    } = row;
    SourceInfo {
        agency_name: names.get(&AgencyId(s.agency_id)).cloned().unwrap_or_default(),
        standing: standing.as_str().to_owned(),
        first_at: status.as_ref().map(|t| t.first_at),
        last_at: status.as_ref().map(|t| t.last_at),
        last_sender: status.and_then(|t| t.last_sender),
        events_24h: events,
        id: s.id,
        name: s.name,
        protocol: s.protocol,
        shipper: s.shipper,
        agency_id: s.agency_id,
        system_name: s.system_id.and_then(|id| app.system_name(id)),
        system_id: s.system_id,
        shared: s.shared,
        certificate: s.certificate,
        token_hint: s.token_hint,
        addresses: s.addresses,
        zone_minutes: s.zone_minutes,
        silence_minutes: s.silence_minutes,
        enabled: s.enabled,
        note: s.note,
        version: s.version,
    }
}

impl From<Minute> for TrafficMinute {
    fn from(m: Minute) -> Self {
        Self {
            minute: m.minute,
            events: m.events,
            bytes: m.bytes,
            problems: m.problems,
            repeated: m.repeated,
            dropped: m.dropped,
        }
    }
}

/// Sources within reach, by name.
#[utoipa::path(get, path = "/", tag = "source", responses((status = 200, body = SourceList), (status = 403, body = Problem)))]
async fn list_sources(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<SourceList>> {
    app.write_traffic().await;
    let (rows, strangers) = service::list(&app.access, &actor).await?;
    let ids: Vec<_> = rows.iter().map(|r| AgencyId(r.source.agency_id)).collect();
    let names = app.agency_names(&ids).await?;
    Ok(Json(SourceList {
        items: rows.into_iter().map(|r| info(&app, r, &names)).collect(),
        strangers: strangers.map(|s| StrangersInfo {
            last_at: s.last_at,
            last_sender: s.last_sender,
            events_24h: s.events,
        }),
        doors: doors(&app),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct SourceBody {
    name: String,
    /// `syslog`, `bulk`, `hec`, `otlp`, `gelf`, `ndjson`, `alerts`, `file`; it cannot be changed later.
    protocol: String,
    /// What sends, e.g. `rsyslog`; for the ready-made configuration.
    #[serde(default)]
    shipper: String,
    agency_id: Uuid,
    system_id: Option<Uuid>,
    /// It collects for several agencies.
    #[serde(default)]
    shared: bool,
    /// SHA-256 of the certificate that it shows over TLS, as tools print it.
    #[serde(default)]
    certificate: String,
    #[serde(default)]
    addresses: String,
    /// Minutes east of UTC of local times; Viet Nam's where nothing is said.
    zone_minutes: Option<i32>,
    /// Minutes without an event after which it counts as silent; 60 where nothing is said.
    silence_minutes: Option<i32>,
    enabled: Option<bool>,
    #[serde(default)]
    note: String,
}

impl SourceBody {
    fn draft(self) -> Draft {
        Draft {
            name: self.name,
            protocol: self.protocol,
            shipper: self.shipper,
            agency: AgencyId(self.agency_id),
            system: self.system_id,
            shared: self.shared,
            certificate: self.certificate,
            addresses: self.addresses,
            zone_minutes: self
                .zone_minutes
                .unwrap_or(coloa_base::VN_OFFSET.local_minus_utc() / 60),
            silence_minutes: self.silence_minutes.unwrap_or(rules::USUAL_SILENCE_MINUTES),
            enabled: self.enabled.unwrap_or(true),
            note: self.note,
        }
    }
}

async fn one(
    app: &App,
    actor: &coloa_auth::Actor,
    id: Uuid,
    hours: i64,
) -> ApiResult<(SourceInfo, Vec<Minute>)> {
    let (row, traffic) = service::read(&app.access, actor, id, hours).await?;
    let names = app.agency_names(&[AgencyId(row.source.agency_id)]).await?;
    Ok((info(app, row, &names), traffic))
}

async fn with_token(
    app: &App,
    actor: &coloa_auth::Actor,
    source: &Source,
    token: Option<service::Token>,
) -> ApiResult<SourceWithToken> {
    app.refresh_sources().await;
    let (info, _) = one(app, actor, source.id, 1).await?;
    Ok(SourceWithToken {
        source: info,
        token: token.map(|t| t.reveal().to_owned()),
        doors: doors(app),
    })
}

/// Registers a source; its token is shown this once.
#[utoipa::path(post, path = "/", tag = "source", request_body = SourceBody,
    responses((status = 201, body = SourceWithToken), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<SourceBody>,
) -> ApiResult<(StatusCode, Json<SourceWithToken>)> {
    let (source, token) = service::create(&app.access, &actor, &body.draft()).await?;
    Ok((
        StatusCode::CREATED,
        Json(with_token(&app, &actor, &source, token).await?),
    ))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HoursQuery {
    /// How far back the traffic goes, in hours (24).
    hours: Option<i64>,
}

/// One source with what it sent, minute by minute.
#[utoipa::path(get, path = "/{id}", tag = "source", params(("id" = Uuid, Path), HoursQuery), responses((status = 200, body = SourceDetail), (status = 404, body = Problem)))]
async fn get_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<HoursQuery>,
) -> ApiResult<Versioned<SourceDetail>> {
    app.write_traffic().await;
    let (source, traffic) = one(&app, &actor, id, q.hours.unwrap_or(24)).await?;
    Ok(Versioned(
        source.version,
        SourceDetail {
            source,
            traffic: traffic.into_iter().map(TrafficMinute::from).collect(),
            doors: doors(&app),
        },
    ))
}

/// Changes a source.
#[utoipa::path(put, path = "/{id}", tag = "source", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = SourceBody,
    responses((status = 200, body = SourceWithToken), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_source(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<SourceBody>,
) -> ApiResult<Versioned<SourceWithToken>> {
    let source = service::change(&app.access, &actor, id, seen, &body.draft()).await?;
    Ok(Versioned(
        source.version,
        with_token(&app, &actor, &source, None).await?,
    ))
}

/// Makes a new token, which is shown this once; the old one opens nothing any more.
#[utoipa::path(post, path = "/{id}/token", tag = "source", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = SourceWithToken), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn renew_token(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<SourceWithToken>> {
    let (source, token) = service::renew_token(&app.access, &actor, id, seen).await?;
    Ok(Versioned(
        source.version,
        with_token(&app, &actor, &source, Some(token)).await?,
    ))
}
