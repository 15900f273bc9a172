//! Weaknesses of systems.

use super::{asset::ChildPath, several};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::report::{next_cursor, offset},
};
use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_system::{
    assets::{self, WeaknessDraft, WeaknessFilter},
    entity::weakness,
    model::{Severity, WeaknessSource},
    service,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_weaknesses))
        .routes(routes!(add_weakness))
        .routes(routes!(change_weakness))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct WeaknessQuery {
    system: Option<Uuid>,
    /// `critical`, `high`, `medium`, `low`, separated by commas.
    severity: Option<String>,
    /// `true`: still open; `false`: fixed.
    open: Option<bool>,
    /// Open and past their day.
    late: Option<bool>,
    search: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct WeaknessInfo {
    id: Uuid,
    system_id: Uuid,
    system_name: String,
    agency_id: Uuid,
    agency_name: String,
    title: String,
    identifier: String,
    source: String,
    severity: String,
    found_on: NaiveDate,
    due_on: Option<NaiveDate>,
    reviewed_on: Option<NaiveDate>,
    fixed_on: Option<NaiveDate>,
    proof: String,
    note: String,
    /// Open and past its day.
    late: bool,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct WeaknessPage {
    items: Vec<WeaknessInfo>,
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Deserialize, ToSchema)]
pub struct WeaknessBody {
    title: String,
    #[serde(default)]
    identifier: String,
    source: String,
    severity: String,
    found_on: NaiveDate,
    due_on: Option<NaiveDate>,
    reviewed_on: Option<NaiveDate>,
    fixed_on: Option<NaiveDate>,
    #[serde(default)]
    proof: String,
    #[serde(default)]
    note: String,
}

impl WeaknessBody {
    fn draft(self) -> ApiResult<WeaknessDraft> {
        Ok(WeaknessDraft {
            title: self.title,
            identifier: self.identifier,
            source: WeaknessSource::parse(&self.source)
                .ok_or_else(|| ApiError::invalid("source", "unknown"))?,
            severity: Severity::parse(&self.severity)
                .ok_or_else(|| ApiError::invalid("severity", "unknown"))?,
            found_on: self.found_on,
            due_on: self.due_on,
            reviewed_on: self.reviewed_on,
            fixed_on: self.fixed_on,
            proof: self.proof,
            note: self.note,
        })
    }
}

async fn weaknesses(app: &App, rows: Vec<weakness::Model>) -> ApiResult<Vec<WeaknessInfo>> {
    let today = app.clock.today();
    let systems: Vec<Uuid> = rows.iter().map(|r| r.system_id).collect();
    let names = service::names(&app.access, &systems).await?;
    let agencies: Vec<AgencyId> = rows.iter().map(|r| AgencyId(r.agency_id)).collect();
    let agencies = app.agency_names(&agencies).await?;
    Ok(rows
        .into_iter()
        .map(|w| WeaknessInfo {
            id: w.id,
            system_id: w.system_id,
            system_name: names.get(&w.system_id).cloned().unwrap_or_default(),
            agency_id: w.agency_id,
            agency_name: agencies.get(&AgencyId(w.agency_id)).cloned().unwrap_or_default(),
            late: w.fixed_on.is_none() && w.due_on.is_some_and(|due| due < today),
            title: w.title,
            identifier: w.identifier,
            source: w.source,
            severity: w.severity,
            found_on: w.found_on,
            due_on: w.due_on,
            reviewed_on: w.reviewed_on,
            fixed_on: w.fixed_on,
            proof: w.proof,
            note: w.note,
            version: w.version,
        })
        .collect())
}

/// Weaknesses of systems within reach: the open ones first, by the day they are due.
#[utoipa::path(get, path = "/weaknesses", tag = "system", params(WeaknessQuery), responses((status = 200, body = WeaknessPage), (status = 403, body = Problem)))]
async fn list_weaknesses(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<WeaknessQuery>,
) -> ApiResult<Json<WeaknessPage>> {
    let filter = WeaknessFilter {
        system: q.system,
        severities: several("severity", q.severity.as_deref(), Severity::parse)?,
        open: q.open,
        late: q.late.unwrap_or(false),
        search: q.search,
        offset: offset(q.cursor.as_deref())?,
        limit: q.limit.unwrap_or(50),
    };
    let (rows, total) = assets::list_weaknesses(&app.access, &actor, &filter).await?;
    Ok(Json(WeaknessPage {
        next_cursor: next_cursor(filter.offset, rows.len(), total),
        items: weaknesses(&app, rows).await?,
        total,
    }))
}

/// Notes a weakness of a system.
#[utoipa::path(post, path = "/{id}/weaknesses", tag = "system", params(("id" = Uuid, Path)), request_body = WeaknessBody,
    responses((status = 201, body = WeaknessInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_weakness(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<WeaknessBody>,
) -> ApiResult<(StatusCode, Json<WeaknessInfo>)> {
    let row = assets::add_weakness(&app.access, &actor, id, &body.draft()?).await?;
    Ok((
        StatusCode::CREATED,
        Json(first(weaknesses(&app, vec![row]).await?)?),
    ))
}

fn first<T>(rows: Vec<T>) -> ApiResult<T> {
    rows.into_iter()
        .next()
        .ok_or_else(|| ApiError::invalid("id", "unknown"))
}

/// Changes what is said of a weakness: looked at, due, fixed.
#[utoipa::path(put, path = "/{id}/weaknesses/{child}", tag = "system", params(ChildPath, ("if-match" = String, Header)), request_body = WeaknessBody,
    responses((status = 200, body = WeaknessInfo), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_weakness(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<ChildPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<WeaknessBody>,
) -> ApiResult<Json<WeaknessInfo>> {
    let row = assets::change_weakness(&app.access, &actor, at.id, at.child, seen, &body.draft()?).await?;
    Ok(Json(first(weaknesses(&app, vec![row]).await?)?))
}
