//! Who is told of new alerts.

use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_alert::{
    channel::{self, Draft},
    entity::alert_channel::Model,
    rules,
};
use coloa_base::AgencyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_channels, open_channel))
        .routes(routes!(change_channel, close_channel))
        .routes(routes!(renew_secret))
}

#[derive(Serialize, ToSchema)]
pub struct ChannelInfo {
    id: Uuid,
    name: String,
    /// `app`, `mail`, `webhook`.
    kind: String,
    /// `app`: roles; `mail`: addresses, separated by commas; `webhook`: a URL.
    target: String,
    /// Alerts of this severity and above.
    severity: String,
    /// `always`, `office`, `duty`.
    hours: String,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    enabled: bool,
    last_sent_at: Option<DateTime<Utc>>,
    /// Why it could not tell the last time; it tries again.
    last_error: Option<String>,
    version: i32,
}

/// A channel with the secret of its webhook, which is shown this once.
#[derive(Serialize, ToSchema)]
pub struct ChannelWithSecret {
    channel: ChannelInfo,
    secret: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct ChannelBody {
    name: String,
    /// `app`, `mail`, `webhook`; it cannot be changed later.
    kind: String,
    target: String,
    /// `informational` … `critical`.
    severity: String,
    /// `always`, `office` (working days, office hours), `duty` (all other hours).
    hours: String,
    agency_id: Option<Uuid>,
    enabled: Option<bool>,
}

impl ChannelBody {
    fn draft(self) -> Draft {
        Draft {
            name: self.name,
            kind: self.kind,
            target: self.target,
            severity: rules::severity(&self.severity),
            hours: self.hours,
            agency: self.agency_id.map(AgencyId),
            enabled: self.enabled.unwrap_or(true),
        }
    }
}

async fn infos(app: &App, rows: Vec<Model>) -> ApiResult<Vec<ChannelInfo>> {
    let ids: Vec<_> = rows.iter().filter_map(|r| r.agency_id).map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    Ok(rows
        .into_iter()
        .map(|r| ChannelInfo {
            agency_name: r.agency_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
            id: r.id,
            name: r.name,
            kind: r.kind,
            target: r.target,
            severity: rules::level(r.severity).to_owned(),
            hours: r.hours,
            agency_id: r.agency_id,
            enabled: r.enabled,
            last_sent_at: r.last_sent_at,
            last_error: (!r.last_error.is_empty()).then_some(r.last_error),
            version: r.version,
        })
        .collect())
}

async fn with_secret(
    app: &App,
    row: Model,
    secret: Option<String>,
) -> ApiResult<Versioned<ChannelWithSecret>> {
    let version = row.version;
    let mut all = infos(app, vec![row]).await?;
    Ok(Versioned(
        version,
        ChannelWithSecret {
            channel: all.remove(0),
            secret,
        },
    ))
}

/// All channels, by name.
#[utoipa::path(get, path = "/channels", tag = "alert", responses((status = 200, body = Vec<ChannelInfo>), (status = 403, body = Problem)))]
async fn list_channels(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<ChannelInfo>>> {
    let rows = channel::list(&app.access, &actor).await?;
    Ok(Json(infos(&app, rows).await?))
}

/// Opens a channel; it tells of alerts that are raised from now on.
#[utoipa::path(post, path = "/channels", tag = "alert", request_body = ChannelBody,
    responses((status = 201, body = ChannelWithSecret), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn open_channel(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<ChannelBody>,
) -> ApiResult<(StatusCode, Versioned<ChannelWithSecret>)> {
    let (row, secret) = channel::create(&app.access, &actor, &body.draft()).await?;
    Ok((StatusCode::CREATED, with_secret(&app, row, secret).await?))
}

/// Changes a channel.
#[utoipa::path(put, path = "/channels/{id}", tag = "alert", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ChannelBody,
    responses((status = 200, body = ChannelWithSecret), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_channel(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<ChannelBody>,
) -> ApiResult<Versioned<ChannelWithSecret>> {
    let row = channel::change(&app.access, &actor, id, seen, &body.draft()).await?;
    with_secret(&app, row, None).await
}

/// Makes a new secret for a webhook, which is shown this once.
#[utoipa::path(post, path = "/channels/{id}/secret", tag = "alert", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = ChannelWithSecret), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn renew_secret(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<ChannelWithSecret>> {
    let (row, secret) = channel::renew_secret(&app.access, &actor, id, seen).await?;
    with_secret(&app, row, Some(secret)).await
}

/// Closes a channel.
#[utoipa::path(delete, path = "/channels/{id}", tag = "alert", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem)))]
async fn close_channel(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<StatusCode> {
    channel::remove(&app.access, &actor, id, seen).await?;
    Ok(StatusCode::NO_CONTENT)
}
