//! `/api/v1/platform`: is the installation alive, and what an administrator looks after.

use crate::{
    App,
    extract::Json,
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_health))
}

#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok` where the database answers.
    status: &'static str,
    version: &'static str,
}

/// Whether the installation answers; for monitors, without sign-in.
#[utoipa::path(get, path = "/health", tag = "platform", responses((status = 200, body = Health), (status = 503, body = Problem)))]
async fn get_health(State(app): State<App>) -> ApiResult<Json<Health>> {
    app.db.ping().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}
