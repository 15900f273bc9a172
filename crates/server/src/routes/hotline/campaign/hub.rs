//! Hubs that operators added: what joins no reports, and numbers of a hub's kind that do.

use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_hotline::{
    entity::hub::Model as Hub,
    mention::hub::{self, HubDraft},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_hubs, add_hub))
        .routes(routes!(remove_hub))
}

/// Something that joins no reports.
#[derive(Serialize, ToSchema)]
pub struct HotlineHub {
    id: Uuid,
    kind: String,
    match_key: String,
    label: String,
    reason: String,
    /// The contrary: a number with 1800 or 1900 that is an offender's, and joins.
    joins: bool,
    by_name: String,
    at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineHubs {
    hubs: Vec<HotlineHub>,
}

fn hub_info(row: Hub) -> HotlineHub {
    HotlineHub {
        id: row.id,
        kind: row.kind,
        match_key: row.match_key,
        label: row.label,
        reason: row.reason,
        joins: row.joins,
        by_name: row.by_name,
        at: row.at,
    }
}

/// Hubs that operators added; those of the product and of the trust register are not among them.
#[utoipa::path(get, path = "/hubs", tag = "hotline", responses((status = 200, body = HotlineHubs), (status = 403, body = Problem)))]
async fn list_hubs(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<HotlineHubs>> {
    let rows = hub::list(&app.hotline, &actor).await?;
    Ok(Json(HotlineHubs {
        hubs: rows.into_iter().map(hub_info).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewHub {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    #[serde(default)]
    label: String,
    reason: String,
    /// The contrary is said: this number with 1800 or 1900 is an offender's, and joins.
    #[serde(default)]
    joins: bool,
}

/// Adds a hub: reports that it joined stand apart from now on.
#[utoipa::path(post, path = "/hubs", tag = "hotline", request_body = HotlineNewHub,
    responses((status = 201, body = HotlineHub), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_hub(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineNewHub>,
) -> ApiResult<(StatusCode, Json<HotlineHub>)> {
    let draft = HubDraft {
        kind: body.kind,
        value: body.value,
        label: body.label,
        reason: body.reason,
        joins: body.joins,
    };
    let row = hub::add(&app.hotline, &actor, &draft).await?;
    Ok((StatusCode::CREATED, Json(hub_info(row))))
}

/// Takes a hub out.
#[utoipa::path(delete, path = "/hubs/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove_hub(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    hub::remove(&app.hotline, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
