//! `/api/v1/drills`: exercises over the engine of real cases, their score and the after-action report.

mod outcome;

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_incident::{
    drill::{self, Detail, DrillDraft, DrillFilter, InjectDraft, injects},
    entity::drill::{drill::Model as Drill, drill_agency::Model as Part, drill_inject::Model as Inject},
    model::{DrillState, DrillTargets, Milestone},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_drills, create_drill))
        .routes(routes!(read_drill, change_drill))
        .routes(routes!(add_inject))
        .routes(routes!(change_inject, remove_inject))
        .routes(routes!(start_drill))
        .routes(routes!(end_drill))
        .routes(routes!(drop_drill))
        .routes(routes!(review_drill))
        .merge(outcome::routes())
}

#[derive(Serialize, ToSchema)]
pub struct DrillInfo {
    id: Uuid,
    /// `DT-2026-01`.
    code: String,
    title: String,
    purpose: String,
    agency_id: Uuid,
    agency_name: String,
    playbook: String,
    /// `planned`, `running`, `ended`, `dropped`.
    state: String,
    planned_on: NaiveDate,
    started_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    /// Minutes of the exercise in one on the wall.
    speed: i32,
    /// How many agencies take part.
    agencies: usize,
    created_by: String,
    created_at: DateTime<Utc>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct DrillPage {
    items: Vec<DrillInfo>,
    total: u64,
}

/// Minutes of the exercise within which a milestone should be reached.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DrillTargetsWire {
    reported: Option<u32>,
    acknowledged: Option<u32>,
    contained: Option<u32>,
    eradicated: Option<u32>,
    recovered: Option<u32>,
    initial_notice: Option<u32>,
    call_answered: Option<u32>,
}

impl From<DrillTargets> for DrillTargetsWire {
    fn from(t: DrillTargets) -> Self {
        Self {
            reported: t.reported,
            acknowledged: t.acknowledged,
            contained: t.contained,
            eradicated: t.eradicated,
            recovered: t.recovered,
            initial_notice: t.initial_notice,
            call_answered: t.call_answered,
        }
    }
}

impl From<DrillTargetsWire> for DrillTargets {
    fn from(t: DrillTargetsWire) -> Self {
        Self {
            reported: t.reported,
            acknowledged: t.acknowledged,
            contained: t.contained,
            eradicated: t.eradicated,
            recovered: t.recovered,
            initial_notice: t.initial_notice,
            call_answered: t.call_answered,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct DrillAgencyInfo {
    agency_id: Uuid,
    agency_name: String,
    /// Its case, once the first inject came.
    incident_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct InjectInfo {
    id: Uuid,
    minute: i32,
    /// Null: for all that take part.
    agency_id: Option<Uuid>,
    agency_name: String,
    title: String,
    text: String,
    /// A milestone; empty: nothing is measured, or the reader only takes part.
    expects: String,
    within_minutes: Option<i32>,
    delivered_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct DrillDetail {
    drill: DrillInfo,
    targets: DrillTargetsWire,
    agencies: Vec<DrillAgencyInfo>,
    /// Whoever only takes part sees those that came.
    injects: Vec<InjectInfo>,
    review: String,
    /// Minutes of the exercise that passed; null: it has not begun.
    minute: Option<i64>,
    may_run: bool,
    /// Milestones that can be aimed at.
    milestones: Vec<&'static str>,
}

type Names = HashMap<AgencyId, String>;

fn name(names: &Names, id: Uuid) -> String {
    names.get(&AgencyId(id)).cloned().unwrap_or_default()
}

fn info(row: &Drill, names: &Names, agencies: usize) -> DrillInfo {
    DrillInfo {
        id: row.id,
        code: row.code.clone(),
        title: row.title.clone(),
        purpose: row.purpose.clone(),
        agency_id: row.agency_id,
        agency_name: name(names, row.agency_id),
        playbook: row.playbook.clone(),
        state: row.state.clone(),
        planned_on: row.planned_on,
        started_at: row.started_at,
        ended_at: row.ended_at,
        speed: row.speed,
        agencies,
        created_by: row.created_by.clone(),
        created_at: row.created_at,
        version: row.version,
    }
}

fn inject_info(row: Inject, names: &Names) -> InjectInfo {
    InjectInfo {
        agency_name: row.agency_id.map(|a| name(names, a)).unwrap_or_default(),
        id: row.id,
        minute: row.minute,
        agency_id: row.agency_id,
        title: row.title,
        text: row.text,
        expects: row.expects,
        within_minutes: row.within_minutes,
        delivered_at: row.delivered_at,
    }
}

async fn names_of(app: &App, found: &Detail) -> ApiResult<Names> {
    let of_injects = found.injects.iter().filter_map(|i| i.agency_id);
    let ids: Vec<AgencyId> = std::iter::once(found.drill.agency_id)
        .chain(found.parts.iter().map(|p| p.agency_id))
        .chain(of_injects)
        .map(AgencyId)
        .collect();
    Ok(app.agency_names(&ids).await?)
}

async fn detail(app: &App, actor: &Actor, id: Uuid) -> ApiResult<Versioned<DrillDetail>> {
    let found = drill::read(&app.access, actor, id).await?;
    let names = names_of(app, &found).await?;
    let agencies = found.parts.iter().map(|p: &Part| DrillAgencyInfo {
        agency_id: p.agency_id,
        agency_name: name(&names, p.agency_id),
        incident_id: p.incident_id,
    });
    let shown = DrillDetail {
        drill: info(&found.drill, &names, found.parts.len()),
        agencies: agencies.collect(),
        targets: found.targets.into(),
        injects: found
            .injects
            .into_iter()
            .map(|i| inject_info(i, &names))
            .collect(),
        // What was seen is for those who hold it until they print it.
        review: if found.may_run {
            found.drill.review.clone()
        } else {
            String::new()
        },
        minute: found.minute,
        may_run: found.may_run,
        milestones: Milestone::ALL.iter().map(|m| m.as_str()).collect(),
    };
    Ok(Versioned(found.drill.version, shown))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DrillQuery {
    /// `planned`, `running`, `ended`, `dropped`.
    state: Option<String>,
    /// Part of code or title, with or without diacritics.
    search: Option<String>,
    offset: u64,
    /// 50 where nothing is said, at most 500.
    limit: Option<u64>,
}

/// Drills held or taken part in within reach, the latest planned first.
#[utoipa::path(get, path = "/", tag = "drill", params(DrillQuery), responses((status = 200, body = DrillPage), (status = 403, body = Problem)))]
async fn list_drills(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<DrillQuery>,
) -> ApiResult<Json<DrillPage>> {
    let state = q
        .state
        .filter(|s| !s.is_empty())
        .map(|s| DrillState::parse(&s).ok_or_else(|| ApiError::invalid("state", "unknown")))
        .transpose()?;
    let filter = DrillFilter {
        state,
        search: q.search,
        offset: q.offset,
        limit: q.limit.unwrap_or(50).clamp(1, 500),
    };
    let (rows, total) = drill::list(&app.access, &actor, &filter).await?;
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let parts = drill::parts_of(&app.access, &ids).await?;
    let holders: Vec<AgencyId> = rows.iter().map(|r| AgencyId(r.agency_id)).collect();
    let names = app.agency_names(&holders).await?;
    let number = |id: Uuid| parts.get(&id).map_or(0, Vec::len);
    Ok(Json(DrillPage {
        items: rows.iter().map(|row| info(row, &names, number(row.id))).collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct DrillBody {
    title: String,
    #[serde(default)]
    purpose: String,
    /// Who holds it.
    agency_id: Uuid,
    /// Id of a playbook whose injects it begins with; empty: none.
    #[serde(default)]
    playbook: String,
    planned_on: NaiveDate,
    #[serde(default)]
    targets: DrillTargetsWire,
    /// Who takes part.
    agency_ids: Vec<Uuid>,
}

impl From<DrillBody> for DrillDraft {
    fn from(body: DrillBody) -> Self {
        Self {
            title: body.title,
            purpose: body.purpose,
            agency: AgencyId(body.agency_id),
            playbook: body.playbook,
            planned_on: body.planned_on,
            targets: body.targets.into(),
            agencies: body.agency_ids.into_iter().map(AgencyId).collect(),
        }
    }
}

/// Plans a drill.
#[utoipa::path(post, path = "/", tag = "drill", request_body = DrillBody,
    responses((status = 201, body = DrillDetail), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<DrillBody>,
) -> ApiResult<(StatusCode, Versioned<DrillDetail>)> {
    let row = drill::create(&app.cases, &actor, &body.into()).await?;
    Ok((StatusCode::CREATED, detail(&app, &actor, row.id).await?))
}

/// One drill with what happens in it.
#[utoipa::path(get, path = "/{id}", tag = "drill", params(("id" = Uuid, Path)),
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<DrillDetail>> {
    detail(&app, &actor, id).await
}

/// Changes a drill that has not begun.
#[utoipa::path(put, path = "/{id}", tag = "drill", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DrillBody,
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<DrillBody>,
) -> ApiResult<Versioned<DrillDetail>> {
    drill::change(&app.cases, &actor, id, seen, &body.into()).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct InjectBody {
    /// Minutes of the exercise after its start.
    minute: i32,
    /// Null: for all that take part.
    agency_id: Option<Uuid>,
    title: String,
    #[serde(default)]
    text: String,
    /// A milestone; empty: nothing is measured.
    #[serde(default)]
    expects: String,
    within_minutes: Option<i32>,
}

fn inject(body: InjectBody) -> ApiResult<InjectDraft> {
    let expects = Some(body.expects)
        .filter(|word| !word.is_empty())
        .map(|word| Milestone::parse(&word).ok_or_else(|| ApiError::invalid("expects", "unknown")))
        .transpose()?;
    Ok(InjectDraft {
        minute: body.minute,
        agency: body.agency_id.map(AgencyId),
        title: body.title,
        text: body.text,
        expects,
        within_minutes: body.within_minutes,
    })
}

/// Adds an inject, also while the drill runs.
#[utoipa::path(post, path = "/{id}/injects", tag = "drill", params(("id" = Uuid, Path)), request_body = InjectBody,
    responses((status = 201, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_inject(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<InjectBody>,
) -> ApiResult<(StatusCode, Versioned<DrillDetail>)> {
    injects::add(&app.access, &actor, id, &inject(body)?).await?;
    Ok((StatusCode::CREATED, detail(&app, &actor, id).await?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct InjectPath {
    id: Uuid,
    inject: Uuid,
}

/// Changes an inject that did not come yet; the version is that of the drill.
#[utoipa::path(put, path = "/{id}/injects/{inject}", tag = "drill", params(InjectPath, ("if-match" = String, Header)), request_body = InjectBody,
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_inject(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<InjectPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<InjectBody>,
) -> ApiResult<Versioned<DrillDetail>> {
    injects::change(&app.access, &actor, (at.id, at.inject), seen, &inject(body)?).await?;
    detail(&app, &actor, at.id).await
}

/// Takes an inject away that did not come yet.
#[utoipa::path(delete, path = "/{id}/injects/{inject}", tag = "drill", params(InjectPath),
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn remove_inject(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<InjectPath>,
) -> ApiResult<Versioned<DrillDetail>> {
    injects::remove(&app.access, &actor, at.id, at.inject).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct StartBody {
    /// Minutes of the exercise in one on the wall; 1 where nothing is said.
    speed: Option<i32>,
}

/// Starts a drill: its injects come from now on.
#[utoipa::path(post, path = "/{id}/start", tag = "drill", params(("id" = Uuid, Path)), request_body = StartBody,
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn start_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<StartBody>,
) -> ApiResult<Versioned<DrillDetail>> {
    drill::start(&app.access, &actor, id, None, body.speed.unwrap_or(1)).await?;
    detail(&app, &actor, id).await
}

/// Ends a drill; its cases are closed as an exercise.
#[utoipa::path(post, path = "/{id}/end", tag = "drill", params(("id" = Uuid, Path)),
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn end_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<DrillDetail>> {
    drill::end(&app.access, &actor, id, None).await?;
    detail(&app, &actor, id).await
}

/// Gives a drill up; it counts as none.
#[utoipa::path(post, path = "/{id}/drop", tag = "drill", params(("id" = Uuid, Path)),
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn drop_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<DrillDetail>> {
    drill::give_up(&app.access, &actor, id, None).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct DrillReviewBody {
    /// What was seen, strengths and lessons.
    review: String,
}

/// Writes what was seen, for the after-action report.
#[utoipa::path(put, path = "/{id}/review", tag = "drill", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DrillReviewBody,
    responses((status = 200, body = DrillDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn review_drill(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<DrillReviewBody>,
) -> ApiResult<Versioned<DrillDetail>> {
    drill::review(&app.access, &actor, id, seen, &body.review).await?;
    detail(&app, &actor, id).await
}
