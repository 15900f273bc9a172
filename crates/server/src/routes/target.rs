//! `/api/v1/targets`: the table of a year, one target over the years, values.

use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiResult, Problem},
    routes::{duty::wire::EvidenceInfo, multipart::MultipartForm},
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use coloa_auth::action;
use coloa_base::AgencyId;
use coloa_plan::{
    entity::{target, target_goal, target_value},
    targets::{read, service},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_targets))
        .routes(routes!(list_indicators))
        .routes(routes!(get_target, change_target))
        .routes(routes!(enter_value))
        .routes(routes!(compute_value))
        .routes(routes!(confirm_value))
        .routes(routes!(list_value_files))
        .routes(routes!(get_value_file))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct TargetQuery {
    plan: Option<Uuid>,
    /// This year where nothing is said.
    year: Option<i32>,
    agency: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct TargetInfo {
    id: Uuid,
    plan_id: Uuid,
    path: String,
    text: String,
    /// `numeric`, `milestone`.
    kind: String,
    unit: Option<String>,
    comparator: Option<String>,
    denominator: Option<String>,
    exclusions: Option<String>,
    /// Name of the indicator that computes it.
    indicator: Option<String>,
    agency_id: Option<Uuid>,
    state: String,
    /// A person said how it is measured; later versions of the plan leave that alone.
    measured: bool,
    version: i32,
}

impl From<target::Model> for TargetInfo {
    fn from(t: target::Model) -> Self {
        Self {
            id: t.id,
            plan_id: t.plan_id,
            path: t.path,
            text: t.text,
            kind: t.kind,
            unit: t.unit,
            comparator: t.comparator,
            denominator: t.denominator,
            exclusions: t.exclusions,
            indicator: t.indicator,
            agency_id: t.agency_id,
            state: t.state,
            measured: t.measured,
            version: t.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct GoalInfo {
    year: i32,
    agency_id: Option<Uuid>,
    value: Option<f64>,
    milestone: Option<String>,
}

impl From<target_goal::Model> for GoalInfo {
    fn from(g: target_goal::Model) -> Self {
        Self {
            year: g.year,
            agency_id: g.agency_id,
            value: g.value,
            milestone: g.milestone,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ValueInfo {
    id: Uuid,
    year: i32,
    agency_id: Option<Uuid>,
    as_of: NaiveDate,
    /// Null: nothing to compute from, which is not zero.
    value: Option<f64>,
    reached: Option<bool>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    /// `entered`, `computed`.
    source: String,
    indicator: Option<String>,
    query: Option<String>,
    records_path: Option<String>,
    /// The report for which it was frozen.
    frozen_report_id: Option<Uuid>,
    note: Option<String>,
    /// Who entered it; another person confirms it.
    entered_by: Option<Uuid>,
    entered_at: DateTime<Utc>,
    confirmed_at: Option<DateTime<Utc>>,
}

impl From<target_value::Model> for ValueInfo {
    fn from(v: target_value::Model) -> Self {
        Self {
            id: v.id,
            year: v.year,
            agency_id: v.agency_id,
            as_of: v.as_of,
            value: v.value,
            reached: v.reached,
            numerator: v.numerator,
            denominator: v.denominator,
            source: v.source,
            indicator: v.indicator,
            query: v.query,
            records_path: v.records_path,
            frozen_report_id: v.frozen_report_id,
            note: v.note,
            entered_by: v.entered_by,
            entered_at: v.entered_at,
            confirmed_at: v.confirmed_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct TargetLine {
    target: TargetInfo,
    goal: Option<GoalInfo>,
    value: Option<ValueInfo>,
    /// `reached`, `on_track`, `behind`, `missed`, `no_data`.
    light: &'static str,
    confirmed: bool,
}

/// Targets of a year with goal, latest value and traffic light.
#[utoipa::path(get, path = "/", tag = "target", params(TargetQuery), responses((status = 200, body = [TargetLine])))]
async fn list_targets(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<TargetQuery>,
) -> ApiResult<Json<Vec<TargetLine>>> {
    let year = q.year.unwrap_or_else(|| app.clock.today().year());
    let rows = read::table(&app.access, &actor, q.plan, year, q.agency.map(AgencyId)).await?;
    Ok(Json(
        rows.into_iter()
            .map(|r| TargetLine {
                target: r.target.into(),
                goal: r.goal.map(Into::into),
                value: r.value.map(Into::into),
                light: r.light.as_str(),
                confirmed: r.confirmed,
            })
            .collect(),
    ))
}

#[derive(Serialize, ToSchema)]
pub struct IndicatorInfo {
    name: &'static str,
    unit: &'static str,
}

/// Indicators that a target may be computed by.
#[utoipa::path(get, path = "/indicators", tag = "target", responses((status = 200, body = [IndicatorInfo])))]
async fn list_indicators(
    State(app): State<App>,
    SignedIn(_actor): SignedIn,
) -> ApiResult<Json<Vec<IndicatorInfo>>> {
    Ok(Json(
        app.indicators()
            .list()
            .map(|(name, unit)| IndicatorInfo { name, unit })
            .collect(),
    ))
}

#[derive(Serialize, ToSchema)]
pub struct YearInfo {
    year: i32,
    goal: Option<f64>,
    value: Option<f64>,
    reached: Option<bool>,
    light: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct TargetView {
    target: TargetInfo,
    goals: Vec<GoalInfo>,
    /// Oldest first.
    values: Vec<ValueInfo>,
    years: Vec<YearInfo>,
    may_enter: bool,
    may_confirm: bool,
}

/// One target with everything said about it.
#[utoipa::path(get, path = "/{id}", tag = "target", params(("id" = Uuid, Path)), responses((status = 200, body = TargetView), (status = 404, body = Problem)))]
async fn get_target(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<TargetView>> {
    let d = read::detail(&app.access, &actor, id).await?;
    let resource = read::resource_of(&app.access, &d.target).await?;
    Ok(Versioned(
        d.target.version,
        TargetView {
            may_enter: app.access.may(&actor, action::TARGET_ENTER, &resource),
            may_confirm: app.access.may(&actor, action::TARGET_CONFIRM, &resource),
            target: d.target.into(),
            goals: d.goals.into_iter().map(Into::into).collect(),
            values: d.values.into_iter().map(Into::into).collect(),
            years: d
                .years
                .into_iter()
                .map(|y| YearInfo {
                    year: y.year,
                    goal: y.goal,
                    value: y.value,
                    reached: y.reached,
                    light: y.light.as_str(),
                })
                .collect(),
        },
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct GoalBody {
    year: i32,
    agency_id: Option<Uuid>,
    value: Option<f64>,
}

#[derive(Deserialize, ToSchema)]
pub struct MeasureBody {
    kind: String,
    unit: Option<String>,
    comparator: Option<String>,
    denominator: Option<String>,
    exclusions: Option<String>,
    indicator: Option<String>,
    agency_id: Option<Uuid>,
    #[serde(default)]
    goals: Vec<GoalBody>,
}

/// Says how a target is measured, and its goals.
#[utoipa::path(put, path = "/{id}", tag = "target", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = MeasureBody,
    responses((status = 200, body = TargetInfo), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_target(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(b): Json<MeasureBody>,
) -> ApiResult<Versioned<TargetInfo>> {
    let measure = service::Measure {
        kind: b.kind,
        unit: b.unit,
        comparator: b.comparator,
        denominator: b.denominator,
        exclusions: b.exclusions,
        indicator: b.indicator,
        agency: b.agency_id.map(AgencyId),
        goals: b
            .goals
            .into_iter()
            .map(|g| (g.year, g.agency_id.map(AgencyId), g.value))
            .collect(),
    };
    let row = service::measure(&app.access, &app.indicators(), &actor, id, seen, measure).await?;
    Ok(Versioned(row.version, row.into()))
}

/// Fields of a value; evidence is a further part.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ValueForm {
    year: i32,
    agency: Option<Uuid>,
    as_of: Option<NaiveDate>,
    value: Option<f64>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    reached: Option<bool>,
    note: Option<String>,
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// Enters a value; earlier ones stay.
#[utoipa::path(post, path = "/{id}/values", tag = "target", params(("id" = Uuid, Path)),
    request_body(content = ValueForm, content_type = "multipart/form-data"),
    responses((status = 201, body = ValueInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn enter_value(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<(StatusCode, Json<ValueInfo>)> {
    let form = MultipartForm::read(&app, body).await?;
    let year = form.parsed("year")?.unwrap_or_else(|| app.clock.today().year());
    let new = service::NewValue {
        year,
        agency: form.parsed::<AgencyId>("agency")?,
        as_of: form.parsed("as_of")?,
        value: form.parsed("value")?,
        numerator: form.parsed("numerator")?,
        denominator: form.parsed("denominator")?,
        reached: form.parsed("reached")?,
        note: form.text("note"),
        evidence: form.file(),
    };
    let row = service::enter(&app.access, &app.files, &actor, id, new).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

#[derive(Deserialize, ToSchema)]
pub struct ComputeBody {
    year: i32,
    agency_id: Option<Uuid>,
}

/// Computes the value by the target's indicator and keeps it with its question.
#[utoipa::path(post, path = "/{id}/compute", tag = "target", params(("id" = Uuid, Path)), request_body = ComputeBody,
    responses((status = 201, body = ValueInfo), (status = 409, body = Problem)))]
async fn compute_value(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(b): Json<ComputeBody>,
) -> ApiResult<(StatusCode, Json<ValueInfo>)> {
    let row = service::refresh(
        &app.access,
        &app.indicators(),
        &actor,
        id,
        b.year,
        b.agency_id.map(AgencyId),
    )
    .await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Confirms a value.
#[utoipa::path(post, path = "/values/{id}/confirm", tag = "target", params(("id" = Uuid, Path)),
    responses((status = 200, body = ValueInfo), (status = 409, body = Problem)))]
async fn confirm_value(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<ValueInfo>> {
    Ok(Json(service::confirm(&app.access, &actor, id).await?.into()))
}

/// Evidence of a value.
#[utoipa::path(get, path = "/values/{id}/files", tag = "target", params(("id" = Uuid, Path)),
    responses((status = 200, body = [EvidenceInfo]), (status = 404, body = Problem)))]
async fn list_value_files(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<EvidenceInfo>>> {
    let files = service::evidence(&app.access, &app.files, &actor, id).await?;
    Ok(Json(files.iter().map(EvidenceInfo::from).collect()))
}

/// One evidence file as download.
#[utoipa::path(get, path = "/values/{id}/files/{file}", tag = "target", params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn get_value_file(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, file)): Path<(Uuid, Uuid)>,
) -> ApiResult<Download> {
    let files = service::evidence(&app.access, &app.files, &actor, id).await?;
    super::duty::wire::download(&app, &files, file).await
}
