//! Findings that raise no alert for a time.

use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_alert::{
    entity::alert_suppression::Model,
    suppress::{self, Draft},
};
use coloa_base::AgencyId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_suppressions, suppress_findings))
        .routes(routes!(lift_suppression))
}

/// What is null counts for all.
#[derive(Serialize, ToSchema)]
pub struct SuppressionInfo {
    id: Uuid,
    rule_id: Option<String>,
    rule_title: Option<String>,
    entity: Option<String>,
    host: Option<String>,
    source_id: Option<Uuid>,
    source_name: Option<String>,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    reason: String,
    until: DateTime<Utc>,
    /// Its time is not over and nobody lifted it.
    active: bool,
    /// Findings that were held back.
    held: i64,
    last_held_at: Option<DateTime<Utc>>,
    author_name: String,
    created_at: DateTime<Utc>,
    lifted_by: Option<String>,
    lifted_at: Option<DateTime<Utc>>,
}

#[derive(Deserialize, ToSchema)]
pub struct SuppressionBody {
    rule_id: Option<String>,
    rule_title: Option<String>,
    entity: Option<String>,
    host: Option<String>,
    source_id: Option<Uuid>,
    agency_id: Option<Uuid>,
    reason: String,
    /// A year ahead at most.
    until: DateTime<Utc>,
}

async fn infos(app: &App, rows: Vec<Model>) -> ApiResult<Vec<SuppressionInfo>> {
    let ids: Vec<_> = rows.iter().filter_map(|r| r.agency_id).map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    let now = app.clock.now();
    Ok(rows
        .into_iter()
        .map(|r| SuppressionInfo {
            active: r.lifted_at.is_none() && r.until > now,
            source_name: r.source_id.and_then(|id| app.source_name(id)),
            agency_name: r.agency_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
            id: r.id,
            rule_id: r.rule_id,
            rule_title: r.rule_title,
            entity: r.entity,
            host: r.host,
            source_id: r.source_id,
            agency_id: r.agency_id,
            reason: r.reason,
            until: r.until,
            held: r.held,
            last_held_at: r.last_held_at,
            author_name: r.author_name,
            created_at: r.created_at,
            lifted_by: r.lifted_by,
            lifted_at: r.lifted_at,
        })
        .collect())
}

async fn one(app: &App, row: Model) -> ApiResult<Json<SuppressionInfo>> {
    let mut all = infos(app, vec![row]).await?;
    Ok(Json(all.remove(0)))
}

/// Suppressions within reach, the newest first; those that are over, too.
#[utoipa::path(get, path = "/suppressions", tag = "alert", responses((status = 200, body = Vec<SuppressionInfo>), (status = 403, body = Problem)))]
async fn list_suppressions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<SuppressionInfo>>> {
    let rows = suppress::list(&app.access, &actor).await?;
    Ok(Json(infos(&app, rows).await?))
}

/// Holds findings back from now on; a rule, an entity, a host or a source says which.
#[utoipa::path(post, path = "/suppressions", tag = "alert", request_body = SuppressionBody,
    responses((status = 201, body = SuppressionInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn suppress_findings(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<SuppressionBody>,
) -> ApiResult<(StatusCode, Json<SuppressionInfo>)> {
    let draft = Draft {
        rule_id: body.rule_id,
        rule_title: body.rule_title,
        entity: body.entity,
        host: body.host,
        source: body.source_id,
        agency: body.agency_id.map(AgencyId),
        reason: body.reason,
        until: body.until,
    };
    let row = suppress::suppress(&app.access, &actor, draft).await?;
    Ok((StatusCode::CREATED, one(&app, row).await?))
}

/// Ends a suppression before its time.
#[utoipa::path(post, path = "/suppressions/{id}/lift", tag = "alert", params(("id" = Uuid, Path)),
    responses((status = 200, body = SuppressionInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn lift_suppression(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<SuppressionInfo>> {
    let row = suppress::lift(&app.access, &actor, id).await?;
    one(&app, row).await
}
