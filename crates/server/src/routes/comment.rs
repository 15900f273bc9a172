//! `/api/v1/comments`: on duties, targets, obligations and difficulties.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_plan::comments::{self, Object};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_comments, add_comment))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct CommentQuery {
    /// `duty`, `target`, `obligation`, `difficulty`.
    kind: String,
    id: Uuid,
}

impl CommentQuery {
    fn object(&self) -> ApiResult<Object> {
        Object::parse(&self.kind, self.id).ok_or_else(|| ApiError::invalid("kind", "unknown"))
    }
}

#[derive(Serialize, ToSchema)]
pub struct CommentInfo {
    id: Uuid,
    author_name: String,
    body: String,
    created_at: DateTime<Utc>,
}

/// Comments on one record, oldest first.
#[utoipa::path(get, path = "/", tag = "comment", params(CommentQuery), responses((status = 200, body = [CommentInfo]), (status = 404, body = Problem)))]
async fn list_comments(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<CommentQuery>,
) -> ApiResult<Json<Vec<CommentInfo>>> {
    let rows = comments::list(&app.access, &actor, q.object()?).await?;
    let view = |c: coloa_plan::entity::comment::Model| CommentInfo {
        id: c.id,
        author_name: c.author_name,
        body: c.body,
        created_at: c.created_at,
    };
    Ok(Json(rows.into_iter().map(view).collect()))
}

#[derive(Deserialize, ToSchema)]
pub struct CommentBody {
    body: String,
}

/// Adds a comment.
#[utoipa::path(post, path = "/", tag = "comment", params(CommentQuery), request_body = CommentBody,
    responses((status = 201, body = CommentInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_comment(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<CommentQuery>,
    Json(b): Json<CommentBody>,
) -> ApiResult<(StatusCode, Json<CommentInfo>)> {
    let c = comments::add(&app.access, &actor, q.object()?, &b.body).await?;
    Ok((
        StatusCode::CREATED,
        Json(CommentInfo {
            id: c.id,
            author_name: c.author_name,
            body: c.body,
            created_at: c.created_at,
        }),
    ))
}
