//! `/api/v1/indicators`: lists of indicators of compromise.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_base::ErrorKind;
use coloa_detect::indicators::{self, IndicatorKind};
use coloa_indicator::{
    IndicatorError,
    entity::indicator_list::Model as List,
    service::{self, Draft},
};
use coloa_pipeline::indicators::counts;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_lists, import_list))
        .routes(routes!(look_up))
        .routes(routes!(get_list, change_list))
        .routes(routes!(remove_list))
}

/// Indicators that a list shows.
const SHOWN: usize = 100;
/// Days that stored events are looked through for where nothing is said.
const USUAL_PAST_DAYS: i32 = 30;

#[derive(Serialize, ToSchema)]
pub struct IndicatorListInfo {
    id: Uuid,
    name: String,
    /// Whom it comes from.
    origin: String,
    /// `low`, `medium`, `high`, `critical`.
    level: String,
    /// `clear`, `green`, `amber`, `red`.
    tlp: String,
    enabled: bool,
    expires_at: Option<DateTime<Utc>>,
    /// It is looked for now.
    counts: bool,
    entries: i64,
    /// Lines that say nothing that can be looked for.
    left_out: i64,
    /// Number of indicators by kind: `ip`, `domain`, `url`, `hash`.
    kinds: BTreeMap<String, i64>,
    author_name: String,
    created_at: DateTime<Utc>,
    changed_at: DateTime<Utc>,
    /// Stored events looked through for it: `none`, `waiting`, `running`, `done`, `failed`.
    past_state: String,
    past_days: i32,
    past_events: i64,
    past_found: i64,
    /// The rule id of its alerts.
    rule_id: String,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct IndicatorLists {
    items: Vec<IndicatorListInfo>,
    may_change: bool,
}

#[derive(Serialize, ToSchema)]
pub struct IndicatorEntry {
    kind: String,
    value: String,
    until: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct IndicatorListDetail {
    list: IndicatorListInfo,
    /// The first 100 that hold what is searched for.
    shown: Vec<IndicatorEntry>,
    may_change: bool,
}

/// A list that was brought in.
#[derive(Serialize, ToSchema)]
pub struct IndicatorImport {
    list: IndicatorListInfo,
    /// Some of the lines that were left out.
    examples: Vec<String>,
}

fn info(app: &App, l: List) -> IndicatorListInfo {
    IndicatorListInfo {
        counts: counts(&l, app.clock.now()),
        rule_id: coloa_pipeline::indicators::rule_id(l.id),
        kinds: serde_json::from_value(l.kinds).unwrap_or_default(),
        id: l.id,
        name: l.name,
        origin: l.origin,
        level: l.level,
        tlp: l.tlp,
        enabled: l.enabled,
        expires_at: l.expires_at,
        entries: l.entries,
        left_out: l.left_out,
        author_name: l.author_name,
        created_at: l.created_at,
        changed_at: l.changed_at,
        past_state: l.past_state,
        past_days: l.past_days,
        past_events: l.past_events,
        past_found: l.past_found,
        version: l.version,
    }
}

fn may_change(app: &App, actor: &Actor) -> bool {
    let about = Resource::installation("indicator_list", "all");
    app.access.may(actor, action::INDICATOR_CHANGE, &about)
}

/// All lists, by name.
#[utoipa::path(get, path = "/", tag = "indicator", responses((status = 200, body = IndicatorLists), (status = 403, body = Problem)))]
async fn list_lists(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<IndicatorLists>> {
    let rows = service::lists(&app.access, &actor).await?;
    Ok(Json(IndicatorLists {
        items: rows.into_iter().map(|l| info(&app, l)).collect(),
        may_change: may_change(&app, &actor),
    }))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct IndicatorQuery {
    /// Part of a value.
    search: Option<String>,
}

/// One list, and some of what is on it.
#[utoipa::path(get, path = "/{id}", tag = "indicator", params(("id" = Uuid, Path), IndicatorQuery), responses((status = 200, body = IndicatorListDetail), (status = 404, body = Problem)))]
async fn get_list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<IndicatorQuery>,
) -> ApiResult<Json<IndicatorListDetail>> {
    let row = service::read_list(&app.access, &actor, id).await?;
    let (shelf, sha256) = (app.indicator_shelf(), row.sha256.clone());
    let wanted = q.search.unwrap_or_default().trim().to_lowercase();
    let shown = tokio::task::spawn_blocking(move || {
        let mut shown = Vec::new();
        shelf
            .each(&sha256, |one| {
                if one.value.to_lowercase().contains(&wanted) {
                    shown.push(IndicatorEntry {
                        kind: one.kind.as_str().to_owned(),
                        value: one.value,
                        until: (one.until > 0)
                            .then(|| DateTime::from_timestamp(i64::from(one.until), 0))
                            .flatten(),
                    });
                }
                shown.len() < SHOWN
            })
            .map(|()| shown)
    })
    .await
    .map_err(|_| ApiError::new(ErrorKind::Internal, "server.failed"))??;
    Ok(Json(IndicatorListDetail {
        list: info(&app, row),
        shown,
        may_change: may_change(&app, &actor),
    }))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct LookUpQuery {
    /// An address, a domain, a URL or a hash.
    value: String,
}

/// What lists say of a value.
#[derive(Serialize, ToSchema)]
pub struct LookUp {
    /// `ip`, `domain`, `url`, `hash`; null: it is none of these.
    kind: Option<String>,
    /// In the form that it is compared in.
    value: String,
    lists: Vec<IndicatorListInfo>,
}

/// Which lists that count now have a value; a domain also by those above it.
#[utoipa::path(get, path = "/look-up", tag = "indicator", params(LookUpQuery), responses((status = 200, body = LookUp), (status = 403, body = Problem)))]
async fn look_up(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<LookUpQuery>,
) -> ApiResult<Json<LookUp>> {
    let rows = service::lists(&app.access, &actor).await?;
    let Some((kind, value)) = indicators::guess(&q.value) else {
        return Ok(Json(LookUp {
            kind: None,
            value: q.value.trim().to_owned(),
            lists: Vec::new(),
        }));
    };
    let now = app.clock.now();
    let shelf = app.indicator_shelf();
    let wanted = value.clone();
    let having = tokio::task::spawn_blocking(move || {
        let seconds = u32::try_from(now.timestamp()).unwrap_or(0);
        let mut having = Vec::new();
        for row in rows.into_iter().filter(|row| counts(row, now)) {
            let mut found = false;
            shelf.each(&row.sha256, |one| {
                found = one.kind == kind
                    && (one.until == 0 || one.until > seconds)
                    && covers(&one.value, &wanted, kind);
                !found
            })?;
            if found {
                having.push(row);
            }
        }
        Ok::<_, IndicatorError>(having)
    })
    .await
    .map_err(|_| ApiError::new(ErrorKind::Internal, "server.failed"))??;
    Ok(Json(LookUp {
        kind: Some(kind.as_str().to_owned()),
        value,
        lists: having.into_iter().map(|l| info(&app, l)).collect(),
    }))
}

/// Whether an indicator means a value: the same, a network that holds it, a domain above it.
fn covers(indicator: &str, value: &str, kind: IndicatorKind) -> bool {
    if indicator == value {
        return true;
    }
    match kind {
        IndicatorKind::Ip => {
            indicator.contains('/')
                && coloa_base::address::range(indicator)
                    .zip(value.parse().ok())
                    .is_some_and(|(range, address)| coloa_base::address::holds(&range, address))
        }
        IndicatorKind::Domain => value
            .strip_suffix(indicator)
            .is_some_and(|above| above.ends_with('.')),
        IndicatorKind::Url | IndicatorKind::Hash => false,
    }
}

/// The form of a list, for the document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct IndicatorForm {
    name: String,
    origin: Option<String>,
    /// `low`, `medium`, `high`, `critical`.
    level: String,
    /// `clear`, `green`, `amber`, `red`.
    tlp: String,
    /// `true` (the default) or `false`.
    enabled: Option<String>,
    /// A moment (RFC 3339).
    expires_at: Option<String>,
    /// Days back that stored events are looked through for it (30); 0: none.
    past_days: Option<String>,
    /// CSV, plain lines, a STIX 2.1 bundle, MISP JSON. May be left out when a list is changed.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

fn draft(form: &MultipartForm) -> ApiResult<Draft> {
    Ok(Draft {
        name: form.required("name")?,
        origin: form.text("origin").unwrap_or_default(),
        level: form.required("level")?,
        tlp: form.required("tlp")?,
        enabled: form.text("enabled").as_deref() != Some("false"),
        expires_at: form.parsed("expires_at")?,
        past_days: form.parsed("past_days")?.unwrap_or(USUAL_PAST_DAYS),
    })
}

/// Brings a list in; stored events are looked through for it in the background.
#[utoipa::path(post, path = "/", tag = "indicator", request_body(content = IndicatorForm, content_type = "multipart/form-data"),
    responses((status = 201, body = IndicatorImport), (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import_list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<(StatusCode, Json<IndicatorImport>)> {
    let form = MultipartForm::read(&app, body).await?;
    let draft = draft(&form)?;
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "missing"))?;
    let shelf = app.indicator_shelf();
    let (row, examples) = service::import(&app.access, &actor, &shelf, draft, file.content).await?;
    app.refresh_indicators().await;
    let list = info(&app, row);
    Ok((StatusCode::CREATED, Json(IndicatorImport { list, examples })))
}

/// Changes what is said of a list, and, with a file, what is on it.
#[utoipa::path(put, path = "/{id}", tag = "indicator", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    request_body(content = IndicatorForm, content_type = "multipart/form-data"),
    responses((status = 200, body = IndicatorImport), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    body: Multipart,
) -> ApiResult<Json<IndicatorImport>> {
    let form = MultipartForm::read(&app, body).await?;
    let draft = draft(&form)?;
    let shelf = app.indicator_shelf();
    let content = form.file().map(|f| f.content);
    let (row, examples) = service::change(&app.access, &actor, &shelf, id, seen, draft, content).await?;
    app.refresh_indicators().await;
    let list = info(&app, row);
    Ok(Json(IndicatorImport { list, examples }))
}

/// Takes a list away; what it found stays.
#[utoipa::path(delete, path = "/{id}", tag = "indicator", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem)))]
async fn remove_list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<StatusCode> {
    service::remove(&app.access, &actor, id, seen).await?;
    app.refresh_indicators().await;
    Ok(StatusCode::NO_CONTENT)
}
