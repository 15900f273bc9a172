//! Seeing who reports: asked for, decided, opened.

use super::wire::HotlineIdentity;
use crate::{
    App,
    extract::{Json, Path, Query, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_hotline::reveal::{self, Request};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ask_reveal))
        .routes(routes!(list_reveals))
        .routes(routes!(decide_reveal))
        .routes(routes!(open_reveal))
}

/// Somebody asks to see who reports.
#[derive(Serialize, ToSchema)]
pub struct HotlineReveal {
    id: Uuid,
    report_id: Uuid,
    report_number: String,
    reason: String,
    asked_by: Uuid,
    asked_name: String,
    asked_at: DateTime<Utc>,
    /// A second person must agree.
    needs_second: bool,
    /// Empty: nobody decided, or nobody had to.
    decided_name: String,
    decided_at: Option<DateTime<Utc>>,
    /// Null: it waits for a second person.
    is_granted: Option<bool>,
    decision_reason: String,
    /// Until then whoever asked may open it.
    expires_at: Option<DateTime<Utc>>,
    /// What the reader may do now: `decide`, `open`.
    may: Vec<&'static str>,
}

impl From<Request> for HotlineReveal {
    fn from(request: Request) -> Self {
        let row = request.row;
        Self {
            id: row.id,
            report_id: row.report_id,
            report_number: request.number,
            reason: row.reason,
            asked_by: row.asked_by,
            asked_name: row.asked_name,
            asked_at: row.asked_at,
            needs_second: row.needs_second,
            decided_name: row.decided_name,
            decided_at: row.decided_at,
            is_granted: row.is_granted,
            decision_reason: row.decision_reason,
            expires_at: row.expires_at,
            may: request.may,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineAsk {
    reason: String,
}

/// Asks to see who reports. Where nobody else must agree it is open at once, for some minutes.
#[utoipa::path(post, path = "/reports/{id}/reveals", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineAsk,
    responses((status = 201, body = HotlineReveal), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn ask_reveal(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineAsk>,
) -> ApiResult<(StatusCode, Json<HotlineReveal>)> {
    let request = reveal::ask(&app.hotline, &actor, id, &body.reason).await?;
    Ok((StatusCode::CREATED, Json(request.into())))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineRevealQuery {
    /// Just those that wait for somebody, or that are open now.
    open: Option<bool>,
    offset: Option<u64>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineRevealPage {
    items: Vec<HotlineReveal>,
    total: u64,
}

/// Requests to see who reports, the newest first.
#[utoipa::path(get, path = "/reveals", tag = "hotline", params(HotlineRevealQuery), responses((status = 200, body = HotlineRevealPage), (status = 403, body = Problem)))]
async fn list_reveals(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineRevealQuery>,
) -> ApiResult<Json<HotlineRevealPage>> {
    let limit = q.limit.unwrap_or(50).clamp(1, 200);
    let open = q.open.unwrap_or(false);
    let (rows, total) = reveal::list(&app.hotline, &actor, open, q.offset.unwrap_or(0), limit).await?;
    Ok(Json(HotlineRevealPage {
        items: rows.into_iter().map(Into::into).collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineDecision {
    grant: bool,
    /// Asked where it is refused.
    #[serde(default)]
    reason: String,
}

/// Agrees that somebody else sees who reports, or refuses.
#[utoipa::path(post, path = "/reveals/{id}/decide", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineDecision,
    responses((status = 200, body = HotlineReveal), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn decide_reveal(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineDecision>,
) -> ApiResult<Json<HotlineReveal>> {
    let request = reveal::decide(&app.hotline, &actor, id, body.grant, &body.reason).await?;
    Ok(Json(request.into()))
}

/// Who reports; the opening is logged.
#[utoipa::path(post, path = "/reveals/{id}/open", tag = "hotline", params(("id" = Uuid, Path)),
    responses((status = 200, body = HotlineIdentity), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 503, body = Problem)))]
async fn open_reveal(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<HotlineIdentity>> {
    let identity = reveal::open(&app.hotline, &actor, id).await?;
    Ok(Json(identity.into()))
}
