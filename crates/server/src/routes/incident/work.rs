//! What is done in a case: steps, clocks, timeline, tasks, indicators, links, members.

use super::wire::{IncidentDetail, detail};
use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{action, people};
use coloa_base::{AgencyId, PersonId};
use coloa_incident::{
    clocks::{self, Met},
    extract::{self, IndicatorKind},
    indicators, links,
    model::{EntryKind, LinkKind, Phase, Side, TaskState},
    sight,
    steps::{self, Step},
    tasks::{self, TaskChange, TaskDraft},
    timeline::{self, Note},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(step_incident))
        .routes(routes!(clear_incident_step))
        .routes(routes!(list_incident_people, lead_incident))
        .routes(routes!(restrict_incident))
        .routes(routes!(hand_over_incident))
        .routes(routes!(merge_incident))
        .routes(routes!(write_incident_entry))
        .routes(routes!(add_incident_task))
        .routes(routes!(change_incident_task))
        .routes(routes!(make_plan_duty))
        .routes(routes!(take_playbook))
        .routes(routes!(meet_clock))
        .routes(routes!(unmeet_clock))
        .routes(routes!(acknowledge_clock))
        .routes(routes!(add_incident_indicator))
        .routes(routes!(extract_indicators))
        .routes(routes!(remove_incident_indicator))
        .routes(routes!(add_incident_link))
        .routes(routes!(remove_incident_link))
        .routes(routes!(add_incident_member))
        .routes(routes!(remove_incident_member))
}

/// A record of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PartPath {
    id: Uuid,
    part: Uuid,
}

fn word<T>(field: &str, word: &str, parse: fn(&str) -> Option<T>) -> ApiResult<T> {
    parse(word).ok_or_else(|| ApiError::invalid(field, "unknown"))
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentStepBody {
    /// `acknowledge`, `contain`, `eradicate`, `recover`, `end`, `close`, `dismiss`, `reopen`.
    step: String,
    /// Missing: now.
    at: Option<DateTime<Utc>>,
    #[serde(default)]
    reason: String,
}

/// Takes a step: a named moment is set, or the case ends.
#[utoipa::path(post, path = "/{id}/step", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = IncidentStepBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn step_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<IncidentStepBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let step = word("step", &body.step, Step::parse)?;
    steps::take(&app.cases, &actor, id, seen, step, body.at, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct ClearStepBody {
    /// `contain`, `eradicate`, `recover`.
    step: String,
    reason: String,
}

/// Takes back a named moment that was set by mistake. An end is taken back by reopening.
#[utoipa::path(post, path = "/{id}/step/clear", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ClearStepBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn clear_incident_step(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<ClearStepBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let step = word("step", &body.step, Step::parse)?;
    steps::clear(&app.cases, &actor, id, seen, step, &body.reason).await?;
    detail(&app, &actor, id).await
}

/// Somebody who may handle, or work on, a case.
#[derive(Serialize, ToSchema)]
pub struct IncidentPersonInfo {
    id: Uuid,
    full_name: String,
    title: String,
    /// May lead the case.
    handles: bool,
}

/// Who may lead a case or be given a task of it.
#[utoipa::path(get, path = "/{id}/lead", tag = "incident", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<IncidentPersonInfo>), (status = 403, body = Problem)))]
async fn list_incident_people(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<IncidentPersonInfo>>> {
    let row = sight::read(&app.access, &actor, id).await?;
    let about = sight::resource(app.db.reader(), &row).await?;
    let mut found = Vec::new();
    for candidate in people::able(&app.access, action::INCIDENT_READ).await? {
        let Some((one, person, posts)) = people::actor(&app.access, candidate).await? else {
            continue;
        };
        let handles = app.access.may(&one, action::INCIDENT_HANDLE, &about);
        if handles || app.access.may(&one, action::INCIDENT_WORK, &about) {
            found.push(IncidentPersonInfo {
                id: candidate.uuid(),
                full_name: person.full_name,
                title: posts.into_iter().next().map(|p| p.title).unwrap_or_default(),
                handles,
            });
        }
    }
    Ok(Json(found))
}

#[derive(Deserialize, ToSchema)]
pub struct PersonBody {
    person_id: Uuid,
}

/// Gives a case to somebody who may handle it.
#[utoipa::path(post, path = "/{id}/lead", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = PersonBody,
    responses((status = 200, body = IncidentDetail), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn lead_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<PersonBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    steps::lead(&app.cases, &actor, id, seen, PersonId(body.person_id)).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct RestrictBody {
    restricted: bool,
    reason: String,
}

/// Shows a case to its members alone, or to everybody of its reach again.
#[utoipa::path(post, path = "/{id}/restrict", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = RestrictBody,
    responses((status = 200, body = IncidentDetail), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn restrict_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<RestrictBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    steps::restrict(&app.cases, &actor, id, seen, body.restricted, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HandOverIncidentBody {
    agency_id: Uuid,
    reason: String,
}

/// Gives a case to another agency whose it is.
#[utoipa::path(post, path = "/{id}/hand-over", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HandOverIncidentBody,
    responses((status = 200, body = IncidentDetail), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn hand_over_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HandOverIncidentBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let to = AgencyId(body.agency_id);
    steps::hand_over(&app.cases, &actor, id, seen, to, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct MergeBody {
    /// The case that goes on.
    into: Uuid,
    reason: String,
}

/// Lets a case go on in another one.
#[utoipa::path(post, path = "/{id}/merge", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = MergeBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn merge_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<MergeBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    steps::merge(&app.cases, &actor, id, seen, body.into, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentEntryBody {
    /// Missing: now.
    at: Option<DateTime<Utc>>,
    /// `note`, `decision`.
    kind: String,
    text: String,
    /// Read by the own side alone.
    #[serde(default)]
    internal: bool,
}

/// Writes a note or a decision into the timeline.
#[utoipa::path(post, path = "/{id}/entries", tag = "incident", params(("id" = Uuid, Path)), request_body = IncidentEntryBody,
    responses((status = 200, body = IncidentDetail), (status = 422, body = Problem)))]
async fn write_incident_entry(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<IncidentEntryBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let note = Note {
        at: body.at,
        kind: word("kind", &body.kind, EntryKind::parse)?,
        text: body.text,
        internal: body.internal,
    };
    timeline::write(&app.access, &actor, id, &note).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentTaskBody {
    /// `verify`, `contain`, `preserve`, `notify`, `eradicate`, `recover`, `review`.
    phase: String,
    title: String,
    #[serde(default)]
    text: String,
    /// `centre`, `agency`.
    side: String,
    assignee_id: Option<Uuid>,
    due_at: Option<DateTime<Utc>>,
}

/// Adds a task.
#[utoipa::path(post, path = "/{id}/tasks", tag = "incident", params(("id" = Uuid, Path)), request_body = IncidentTaskBody,
    responses((status = 200, body = IncidentDetail), (status = 422, body = Problem)))]
async fn add_incident_task(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<IncidentTaskBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let draft = TaskDraft {
        phase: word("phase", &body.phase, Phase::parse)?,
        title: body.title,
        text: body.text,
        side: word("side", &body.side, Side::parse)?,
        assignee: body.assignee_id.map(PersonId),
        due_at: body.due_at,
    };
    tasks::add(&app.access, &actor, id, &draft).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentTaskChangeBody {
    /// `open`, `done`, `skipped` (with a result that says why).
    state: String,
    #[serde(default)]
    result: String,
    assignee_id: Option<Uuid>,
    due_at: Option<DateTime<Utc>>,
}

/// Does a task, leaves it out, or changes whose it is and when it is due.
#[utoipa::path(put, path = "/{id}/tasks/{part}", tag = "incident", params(PartPath, ("if-match" = String, Header)), request_body = IncidentTaskChangeBody,
    responses((status = 200, body = IncidentDetail), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_incident_task(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<IncidentTaskChangeBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let wanted = TaskChange {
        state: word("state", &body.state, TaskState::parse)?,
        result: body.result,
        assignee: body.assignee_id.map(PersonId),
        due_at: body.due_at,
    };
    tasks::change(&app.access, &actor, at.id, at.part, seen, &wanted).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct PlanDutyBody {
    /// Who has to do it.
    agency_id: Uuid,
    title: String,
    due_on: NaiveDate,
}

/// Makes a lesson a duty that is followed beside those of plans.
#[utoipa::path(post, path = "/{id}/tasks/{part}/plan-duty", tag = "incident", params(PartPath), request_body = PlanDutyBody,
    responses((status = 200, body = IncidentDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn make_plan_duty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
    Json(body): Json<PlanDutyBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let row = sight::read(&app.access, &actor, at.id).await?;
    let agency = AgencyId(body.agency_id);
    let duty = super::lesson::duty(&app, &actor, &row, agency, &body.title, body.due_on).await?;
    tasks::note_plan_duty(&app.access, &actor, at.id, at.part, duty).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct PlaybookBody {
    id: String,
}

/// Adds the steps of a playbook as tasks.
#[utoipa::path(post, path = "/{id}/playbook", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = PlaybookBody,
    responses((status = 200, body = IncidentDetail), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn take_playbook(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<PlaybookBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    tasks::add_playbook(&app.cases, &actor, id, seen, &body.id).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct MeetBody {
    /// Missing: now.
    at: Option<DateTime<Utc>>,
    /// How it was told: number of the letter, name of whoever took the call.
    proof: String,
    report_id: Option<Uuid>,
}

/// Says that a duty was done.
#[utoipa::path(post, path = "/{id}/clocks/{part}/meet", tag = "incident", params(PartPath, ("if-match" = String, Header)), request_body = MeetBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn meet_clock(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<MeetBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let met = Met {
        at: body.at,
        proof: body.proof,
        report: body.report_id,
    };
    clocks::meet(&app.cases, &actor, at.id, at.part, seen, &met).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct UnmeetBody {
    reason: String,
}

/// Takes back that a duty was done.
#[utoipa::path(post, path = "/{id}/clocks/{part}/unmeet", tag = "incident", params(PartPath), request_body = UnmeetBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn unmeet_clock(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
    Json(body): Json<UnmeetBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    clocks::unmeet(&app.cases, &actor, at.id, at.part, &body.reason).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct ReceiptBody {
    /// Missing: now.
    at: Option<DateTime<Utc>>,
    /// Who confirmed it.
    by: String,
}

/// Notes that a recipient confirmed that it came.
#[utoipa::path(post, path = "/{id}/clocks/{part}/acknowledge", tag = "incident", params(PartPath), request_body = ReceiptBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn acknowledge_clock(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
    Json(body): Json<ReceiptBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    clocks::acknowledge(&app.access, &actor, at.id, at.part, body.at, &body.by).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct IndicatorsBody {
    /// One a line.
    values: String,
    #[serde(default)]
    note: String,
    /// `text`, `alert`, `manual`.
    #[serde(default)]
    source: Option<String>,
}

/// Adds indicators of compromise; what is none that is known is kept as it was written.
#[utoipa::path(post, path = "/{id}/indicators", tag = "incident", params(("id" = Uuid, Path)), request_body = IndicatorsBody,
    responses((status = 200, body = IncidentDetail), (status = 422, body = Problem)))]
async fn add_incident_indicator(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<IndicatorsBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let found: Vec<extract::Indicator> = body
        .values
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            extract::classify(line).unwrap_or_else(|| extract::Indicator {
                kind: IndicatorKind::Other,
                value: coloa_base::text::shorten(line, 300),
                private: false,
            })
        })
        .collect();
    if found.is_empty() {
        return Err(ApiError::invalid("values", "required"));
    }
    let source = match body.source.as_deref() {
        None | Some("manual") => "manual",
        Some("text") => "text",
        Some("alert") => "alert",
        Some(_) => return Err(ApiError::invalid("source", "unknown")),
    };
    indicators::add(&app.access, &actor, id, &found, &body.note, source).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct ExtractBody {
    /// Missing: all that is written in the case.
    text: Option<String>,
}

/// An indicator that stands in a text.
#[derive(Serialize, ToSchema)]
pub struct FoundIndicator {
    kind: &'static str,
    value: String,
    /// An address of a private network.
    private: bool,
}

/// Finds indicators in a text, without noting them.
#[utoipa::path(post, path = "/{id}/indicators/extract", tag = "incident", params(("id" = Uuid, Path)), request_body = ExtractBody,
    responses((status = 200, body = Vec<FoundIndicator>), (status = 422, body = Problem)))]
async fn extract_indicators(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<ExtractBody>,
) -> ApiResult<Json<Vec<FoundIndicator>>> {
    let found = indicators::look(&app.access, &actor, id, body.text.as_deref()).await?;
    Ok(Json(
        found
            .into_iter()
            .map(|f| FoundIndicator {
                kind: f.kind.as_str(),
                value: f.value,
                private: f.private,
            })
            .collect(),
    ))
}

/// Takes an indicator out.
#[utoipa::path(delete, path = "/{id}/indicators/{part}", tag = "incident", params(PartPath), responses((status = 200, body = IncidentDetail), (status = 404, body = Problem)))]
async fn remove_incident_indicator(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
) -> ApiResult<Versioned<IncidentDetail>> {
    indicators::remove(&app.access, &actor, at.id, at.part).await?;
    detail(&app, &actor, at.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentLinkBody {
    /// `alert`, `search`, `system`, `plan_duty`, `incident`, `url`.
    kind: String,
    target: String,
    label: String,
}

/// Links a case to something.
#[utoipa::path(post, path = "/{id}/links", tag = "incident", params(("id" = Uuid, Path)), request_body = IncidentLinkBody,
    responses((status = 200, body = IncidentDetail), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_incident_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<IncidentLinkBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let kind = word("kind", &body.kind, LinkKind::parse)?;
    let record = || Uuid::parse_str(&body.target).map_err(|_| ApiError::invalid("target", "unknown"));
    match kind {
        LinkKind::Alert => {
            coloa_alert::triage::read(&app.access, &actor, record()?).await?;
        }
        LinkKind::System => {
            coloa_system::service::read(&app.access, &actor, record()?).await?;
        }
        LinkKind::PlanDuty => super::lesson::check(&app, &actor, record()?).await?,
        LinkKind::Search | LinkKind::Incident | LinkKind::Url => {}
    }
    links::add(&app.access, &actor, id, kind, &body.target, &body.label).await?;
    detail(&app, &actor, id).await
}

/// Takes a link away.
#[utoipa::path(delete, path = "/{id}/links/{part}", tag = "incident", params(PartPath), responses((status = 200, body = IncidentDetail), (status = 404, body = Problem)))]
async fn remove_incident_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
) -> ApiResult<Versioned<IncidentDetail>> {
    links::remove(&app.access, &actor, at.id, at.part).await?;
    detail(&app, &actor, at.id).await
}

/// Lets somebody see a case while it is restricted.
#[utoipa::path(post, path = "/{id}/members", tag = "incident", params(("id" = Uuid, Path)), request_body = PersonBody,
    responses((status = 200, body = IncidentDetail), (status = 422, body = Problem)))]
async fn add_incident_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<PersonBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    links::add_member(&app.access, &actor, id, PersonId(body.person_id)).await?;
    detail(&app, &actor, id).await
}

/// Takes somebody out again.
#[utoipa::path(delete, path = "/{id}/members/{part}", tag = "incident", params(PartPath), responses((status = 200, body = IncidentDetail), (status = 404, body = Problem)))]
async fn remove_incident_member(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PartPath>,
) -> ApiResult<Versioned<IncidentDetail>> {
    links::remove_member(&app.access, &actor, at.id, PersonId(at.part)).await?;
    detail(&app, &actor, at.id).await
}
