//! `/api/v1/audit`: the log for inspectors, and the proof that it is whole.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use coloa_auth::{admin, audit};
use coloa_base::VN_OFFSET;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_entries))
        .routes(routes!(verify_chain))
}

#[derive(Serialize, ToSchema)]
pub struct AuditEntry {
    seq: i64,
    at: DateTime<Utc>,
    /// `person`, `job` or `command_line`.
    actor_kind: String,
    actor_id: Option<Uuid>,
    actor_name: String,
    action: String,
    object_kind: String,
    object_id: String,
    agency_id: Option<Uuid>,
    /// What changed, as it was written.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
    request_id: Option<String>,
    hash: String,
}

#[derive(Serialize, ToSchema)]
pub struct AuditPage {
    items: Vec<AuditEntry>,
    next_cursor: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    object_kind: Option<String>,
    object_id: Option<String>,
    /// An action, or its beginning: `plan.` for all of plans.
    action: Option<String>,
    actor_id: Option<Uuid>,
    /// First and last day in Viet Nam.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    cursor: Option<String>,
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct Verdict {
    whole: bool,
    /// Entries that fit, from the first on.
    entries: u64,
    /// Hash of the last of them; two that agree prove the same history.
    head: String,
    /// The first entry that does not fit.
    broken_at: Option<i64>,
    /// `missing`, `changed` or `cut off`.
    reason: Option<String>,
}

fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN)
        .and_local_timezone(VN_OFFSET)
        .single()
        .expect("a fixed offset is never ambiguous")
        .to_utc()
}

/// Entries, newest first.
#[utoipa::path(get, path = "", tag = "audit", params(AuditQuery),
    responses((status = 200, body = AuditPage), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list_entries(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(query): Query<AuditQuery>,
) -> ApiResult<Json<AuditPage>> {
    let before = query
        .cursor
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| ApiError::invalid("cursor", "malformed"))?;
    let limit = u64::from(query.limit.unwrap_or(50).clamp(1, 500));
    let to = match query.to {
        Some(day) => Some(
            day.succ_opt()
                .ok_or_else(|| ApiError::invalid("to", "out_of_range"))?,
        ),
        None => None,
    };
    let filter = audit::Filter {
        object_kind: query.object_kind,
        object_id: query.object_id,
        action: query.action,
        actor: query.actor_id,
        from: query.from.map(start_of),
        to: to.map(start_of),
        before,
        // One more than shown: it tells whether a next page exists.
        limit: limit + 1,
    };
    let mut rows = admin::audit_log(&app.access, &actor, &filter).await?;
    let more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = rows.last().filter(|_| more).map(|r| r.seq.to_string());
    let items = rows
        .into_iter()
        .map(|e| AuditEntry {
            seq: e.seq,
            at: e.at,
            actor_kind: e.actor_kind,
            actor_id: e.actor_id,
            actor_name: e.actor_name,
            action: e.action,
            object_kind: e.object_kind,
            object_id: e.object_id,
            agency_id: e.agency_id,
            detail: serde_json::from_str(&e.detail).unwrap_or(serde_json::Value::String(e.detail)),
            request_id: e.request_id,
            hash: e.hash,
        })
        .collect();
    Ok(Json(AuditPage { items, next_cursor }))
}

/// Walks the whole chain and says whether an entry was changed, left out or cut off.
#[utoipa::path(get, path = "/verify", tag = "audit",
    responses((status = 200, body = Verdict), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn verify_chain(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<Verdict>> {
    let verdict = admin::audit_verify(&app.access, &actor).await?;
    Ok(Json(Verdict {
        whole: verdict.broken.is_none(),
        entries: verdict.entries,
        head: verdict.head,
        broken_at: verdict.broken.map(|(seq, _)| seq),
        reason: verdict.broken.map(|(_, why)| why.to_owned()),
    }))
}
