//! `/api/v1/notifications`: what the signed-in person was told.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_auth::notifications::{self, NotificationFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_notifications))
        .routes(routes!(mark_read))
}

#[derive(Serialize, ToSchema)]
pub struct NotificationView {
    id: Uuid,
    /// Names the sentence, `<area>.<what>`.
    kind: String,
    /// Values for the sentence.
    #[schema(value_type = Object)]
    params: serde_json::Value,
    /// A path of the web app.
    link: Option<String>,
    created_at: DateTime<Utc>,
    read_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct NotificationPage {
    items: Vec<NotificationView>,
    next_cursor: Option<String>,
    unread: u64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    #[serde(default)]
    unread_only: bool,
    cursor: Option<String>,
    limit: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
pub struct MarkRead {
    /// Left out: all.
    ids: Option<Vec<Uuid>>,
}

#[derive(Serialize, ToSchema)]
pub struct MarkedRead {
    /// How many were unread before.
    read: u64,
}

/// Own notifications, newest first, and how many are unread.
#[utoipa::path(get, path = "", tag = "notifications", params(NotificationQuery),
    responses((status = 200, body = NotificationPage), (status = 401, body = Problem)))]
async fn list_notifications(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(query): Query<NotificationQuery>,
) -> ApiResult<Json<NotificationPage>> {
    let before = query
        .cursor
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| ApiError::invalid("cursor", "malformed"))?;
    let limit = u64::from(query.limit.unwrap_or(50).clamp(1, 200));
    let filter = NotificationFilter {
        unread_only: query.unread_only,
        before,
        limit,
    };
    let rows = notifications::list(&app.access, &actor, &filter).await?;
    let unread = notifications::unread(&app.access, &actor).await?;
    let next_cursor = rows
        .last()
        .filter(|_| rows.len() as u64 == limit)
        .map(|n| n.id.to_string());
    let items = rows
        .into_iter()
        .map(|n| NotificationView {
            id: n.id,
            kind: n.kind,
            params: n.params,
            link: n.link,
            created_at: n.created_at,
            read_at: n.read_at,
        })
        .collect();
    Ok(Json(NotificationPage {
        items,
        next_cursor,
        unread,
    }))
}

/// Marks own notifications as read.
#[utoipa::path(post, path = "/read", tag = "notifications", request_body = MarkRead,
    responses((status = 200, body = MarkedRead), (status = 401, body = Problem)))]
async fn mark_read(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<MarkRead>,
) -> ApiResult<Json<MarkedRead>> {
    // A list page holds 200; more ids than that come from no page of ours.
    if body.ids.as_ref().is_some_and(|ids| ids.len() > 200) {
        return Err(ApiError::invalid("ids", "too_many"));
    }
    let read = notifications::mark_read(&app.access, &actor, body.ids.as_deref()).await?;
    Ok(Json(MarkedRead { read }))
}
