//! What the front handed over and could not be taken in: for whoever sets the hotline, who decides on each.

use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_hotline::refused;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_refused))
        .routes(routes!(take_in_refused))
        .routes(routes!(let_go_of_refused))
}

/// One envelope that was not taken in. What is inside is sealed.
#[derive(Serialize, ToSchema)]
pub struct HotlineRefused {
    id: Uuid,
    /// `report`, `message`, `withdrawal`, `contest`, `subscription`; null: it is no envelope.
    kind: Option<String>,
    /// `unreadable`, `format`, `forged`, `unknown`, `erased`, `not_offered`, `key_lost`, `malformed`, `failed`.
    reason: String,
    /// Number of the report that it says it belongs to.
    number: Option<String>,
    /// As it says.
    received_at: Option<DateTime<Utc>>,
    refused_at: DateTime<Utc>,
    bytes: i64,
}

/// All that was not taken in.
#[derive(Serialize, ToSchema)]
pub struct HotlineRefusedList {
    /// The newest first.
    items: Vec<HotlineRefused>,
    /// There is no room for more: what is refused now stays at the front.
    is_full: bool,
}

impl From<refused::Line> for HotlineRefused {
    fn from(refused::Line { row, number }: refused::Line) -> Self {
        Self {
            id: row.id,
            kind: (!row.kind.is_empty()).then_some(row.kind),
            reason: row.reason,
            number,
            received_at: row.received_at,
            refused_at: row.refused_at,
            bytes: row.bytes,
        }
    }
}

/// What the front handed over and was not taken in.
#[utoipa::path(get, path = "/refused", tag = "hotline", responses((status = 200, body = HotlineRefusedList), (status = 403, body = Problem)))]
async fn list_refused(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<HotlineRefusedList>> {
    let (lines, is_full) = refused::list(&app.hotline, &actor).await?;
    Ok(Json(HotlineRefusedList {
        items: lines.into_iter().map(HotlineRefused::from).collect(),
        is_full,
    }))
}

/// Takes one in that was refused before.
#[utoipa::path(post, path = "/refused/{id}/take-in", tag = "hotline", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn take_in_refused(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    refused::take_again(&app.hotline, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets go of one; what was in it is lost.
#[utoipa::path(post, path = "/refused/{id}/let-go", tag = "hotline", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn let_go_of_refused(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    refused::let_go(&app.hotline, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
