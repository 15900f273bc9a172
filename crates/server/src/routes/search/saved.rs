//! Searches that people keep.

use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_event_store::query;
use coloa_search::{
    entity::saved_search::Model,
    service::{self, SearchDraft},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_searches, keep_search))
        .routes(routes!(forget_search))
}

#[derive(Serialize, ToSchema)]
pub struct SavedSearch {
    id: Uuid,
    name: String,
    q: String,
    /// The last so many minutes; null: whatever is looked at.
    minutes: Option<i32>,
    shared: bool,
    owner_name: String,
    own: bool,
    created_at: DateTime<Utc>,
}

#[derive(Deserialize, ToSchema)]
pub struct NewSearch {
    name: String,
    q: String,
    minutes: Option<i32>,
    #[serde(default)]
    shared: bool,
}

fn info(row: Model, reader: Option<Uuid>) -> SavedSearch {
    SavedSearch {
        own: reader == Some(row.owner_id),
        id: row.id,
        name: row.name,
        q: row.query,
        minutes: row.minutes,
        shared: row.shared,
        owner_name: row.owner_name,
        created_at: row.created_at,
    }
}

/// The own searches and those that others share.
#[utoipa::path(get, path = "/saved", tag = "search", responses((status = 200, body = Vec<SavedSearch>)))]
async fn list_searches(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<SavedSearch>>> {
    let reader = actor.person.map(|p| p.uuid());
    let rows = service::searches(&app.access, &actor).await?;
    Ok(Json(rows.into_iter().map(|row| info(row, reader)).collect()))
}

/// Keeps a search.
#[utoipa::path(post, path = "/saved", tag = "search", request_body = NewSearch, responses((status = 201, body = SavedSearch), (status = 422, body = Problem)))]
async fn keep_search(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<NewSearch>,
) -> ApiResult<(StatusCode, Json<SavedSearch>)> {
    query::parse(&new.q)?;
    let draft = SearchDraft {
        name: new.name,
        query: new.q,
        minutes: new.minutes,
        shared: new.shared,
    };
    let row = service::keep_search(&app.access, &actor, &draft).await?;
    Ok((
        StatusCode::CREATED,
        Json(info(row, actor.person.map(|p| p.uuid()))),
    ))
}

/// Forgets a search of one's own.
#[utoipa::path(delete, path = "/saved/{id}", tag = "search", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
async fn forget_search(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    service::forget_search(&app.access, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
