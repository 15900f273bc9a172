//! `/api/v1/difficulties`: difficulties and proposals, raised, answered, escalated, closed.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Actor, action};
use coloa_base::AgencyId;
use coloa_plan::difficulties::{self, DifficultyFilter, NewDifficulty, resource};
use coloa_plan::entity::{difficulty::Model as Difficulty, difficulty_answer::Model as Answer};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_difficulties, raise_difficulty))
        .routes(routes!(get_difficulty))
        .routes(routes!(answer_difficulty))
        .routes(routes!(escalate_difficulty))
        .routes(routes!(close_difficulty))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DifficultyQuery {
    plan: Option<Uuid>,
    duty: Option<Uuid>,
    agency: Option<Uuid>,
    /// `difficulty`, `proposal`.
    kind: Option<String>,
    /// `open`, `escalated`, `answered`, `closed`; separated by commas.
    state: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct DifficultyInfo {
    id: Uuid,
    kind: String,
    plan_id: Option<Uuid>,
    duty_id: Option<Uuid>,
    agency_id: Uuid,
    agency_name: String,
    text: String,
    addressee_id: Option<Uuid>,
    addressee_name: Option<String>,
    escalated_to: Option<Uuid>,
    escalated_name: Option<String>,
    answer_due_on: Option<NaiveDate>,
    /// Days past the answer's date while there is none.
    answer_late_days: Option<i64>,
    state: String,
    raised_at: DateTime<Utc>,
    /// The last answer.
    answer: Option<String>,
    answered_at: Option<DateTime<Utc>>,
    /// Every answer, oldest first.
    answers: Vec<AnswerInfo>,
    version: i32,
    may_answer: bool,
    may_escalate: bool,
    may_close: bool,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct AnswerInfo {
    text: String,
    /// Empty where it was not kept.
    author_name: String,
    answered_at: DateTime<Utc>,
}

impl From<&Answer> for AnswerInfo {
    fn from(a: &Answer) -> Self {
        Self {
            text: a.text.clone(),
            author_name: a.author_name.clone(),
            answered_at: a.answered_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct DifficultyPage {
    items: Vec<DifficultyInfo>,
    next_cursor: Option<String>,
    total: u64,
}

fn info(
    app: &App,
    actor: &Actor,
    d: Difficulty,
    answers: &[Answer],
    names: &HashMap<AgencyId, String>,
) -> DifficultyInfo {
    let name = |id: Option<Uuid>| id.and_then(|id| names.get(&AgencyId(id)).cloned());
    let today = app.clock.today();
    let waits = matches!(d.state.as_str(), "open" | "escalated");
    let may = |a| d.state != "closed" && app.access.may(actor, a, &resource(&d, a));
    DifficultyInfo {
        may_answer: may(action::DIFFICULTY_ANSWER),
        may_escalate: may(action::DIFFICULTY_ESCALATE),
        may_close: may(action::DIFFICULTY_RAISE),
        answer_late_days: d
            .answer_due_on
            .filter(|_| waits)
            .map(|due| (today - due).num_days())
            .filter(|n| *n > 0),
        agency_name: name(Some(d.agency_id)).unwrap_or_default(),
        addressee_name: name(d.addressee_agency_id),
        escalated_name: name(d.escalated_to),
        answers: answers
            .iter()
            .filter(|a| a.difficulty_id == d.id)
            .map(AnswerInfo::from)
            .collect(),
        id: d.id,
        kind: d.kind,
        plan_id: d.plan_id,
        duty_id: d.duty_id,
        agency_id: d.agency_id,
        text: d.text,
        addressee_id: d.addressee_agency_id,
        escalated_to: d.escalated_to,
        answer_due_on: d.answer_due_on,
        state: d.state,
        raised_at: d.raised_at,
        answer: d.answer,
        answered_at: d.answered_at,
        version: d.version,
    }
}

async fn named(app: &App, rows: &[Difficulty]) -> ApiResult<HashMap<AgencyId, String>> {
    let ids: Vec<_> = rows
        .iter()
        .flat_map(|d| [Some(d.agency_id), d.addressee_agency_id, d.escalated_to])
        .flatten()
        .map(AgencyId)
        .collect();
    Ok(app.agency_names(&ids).await?)
}

async fn versioned(app: &App, actor: &Actor, row: Difficulty) -> ApiResult<Versioned<DifficultyInfo>> {
    let names = named(app, std::slice::from_ref(&row)).await?;
    let answers = difficulties::answers(&app.access, std::slice::from_ref(&row)).await?;
    Ok(Versioned(row.version, info(app, actor, row, &answers, &names)))
}

/// Difficulties within reach, newest first.
#[utoipa::path(get, path = "/", tag = "difficulty", params(DifficultyQuery), responses((status = 200, body = DifficultyPage)))]
async fn list_difficulties(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<DifficultyQuery>,
) -> ApiResult<Json<DifficultyPage>> {
    let offset = match q.cursor.as_deref() {
        // Beyond what a database counts it is no cursor of ours.
        Some(cursor) => cursor
            .parse::<u64>()
            .ok()
            .filter(|n| i64::try_from(*n).is_ok())
            .ok_or_else(|| ApiError::invalid("cursor", "malformed"))?,
        None => 0,
    };
    let limit = q.limit.unwrap_or(50).clamp(1, 500);
    let filter = DifficultyFilter {
        plan: q.plan,
        duty: q.duty,
        agency: q.agency.map(AgencyId),
        kind: q.kind,
        states: q
            .state
            .unwrap_or_default()
            .split(',')
            .filter(|s| !s.is_empty())
            .map(str::to_owned)
            .collect(),
        offset,
        limit,
    };
    let (rows, total) = difficulties::list(&app.access, &actor, &filter).await?;
    let names = named(&app, &rows).await?;
    let answers = difficulties::answers(&app.access, &rows).await?;
    let next = offset + rows.len() as u64;
    Ok(Json(DifficultyPage {
        items: rows
            .into_iter()
            .map(|d| info(&app, &actor, d, &answers, &names))
            .collect(),
        next_cursor: (next < total).then(|| next.to_string()),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct RaiseBody {
    /// `difficulty`, `proposal`.
    kind: String,
    /// The own agency where nothing is said.
    agency_id: Option<Uuid>,
    plan_id: Option<Uuid>,
    duty_id: Option<Uuid>,
    text: String,
    addressee_id: Option<Uuid>,
    answer_due_on: Option<NaiveDate>,
}

/// Raises a difficulty or a proposal.
#[utoipa::path(post, path = "/", tag = "difficulty", request_body = RaiseBody,
    responses((status = 201, body = DifficultyInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn raise_difficulty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<RaiseBody>,
) -> ApiResult<(StatusCode, Versioned<DifficultyInfo>)> {
    let agency = b
        .agency_id
        .map(AgencyId)
        .or_else(|| actor.agencies.first().copied())
        .ok_or_else(|| ApiError::invalid("agency_id", "required"))?;
    let new = NewDifficulty {
        kind: b.kind,
        agency,
        plan: b.plan_id,
        duty: b.duty_id,
        text: b.text,
        addressee: b.addressee_id.map(AgencyId),
        answer_due_on: b.answer_due_on,
    };
    let row = difficulties::raise(&app.access, &actor, new).await?;
    Ok((StatusCode::CREATED, versioned(&app, &actor, row).await?))
}

/// One of them.
#[utoipa::path(get, path = "/{id}", tag = "difficulty", params(("id" = Uuid, Path)), responses((status = 200, body = DifficultyInfo), (status = 404, body = Problem)))]
async fn get_difficulty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<DifficultyInfo>> {
    let row = difficulties::read(&app.access, &actor, id).await?;
    versioned(&app, &actor, row).await
}

#[derive(Deserialize, ToSchema)]
pub struct AnswerBody {
    answer: String,
}

/// Answers it.
#[utoipa::path(post, path = "/{id}/answer", tag = "difficulty", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = AnswerBody,
    responses((status = 200, body = DifficultyInfo), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn answer_difficulty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(b): Json<AnswerBody>,
) -> ApiResult<Versioned<DifficultyInfo>> {
    let row = difficulties::answer(&app.access, &actor, id, seen, &b.answer).await?;
    versioned(&app, &actor, row).await
}

#[derive(Deserialize, ToSchema)]
pub struct EscalateBody {
    to: Uuid,
    answer_due_on: Option<NaiveDate>,
}

/// Passes it to a higher agency.
#[utoipa::path(post, path = "/{id}/escalate", tag = "difficulty", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = EscalateBody,
    responses((status = 200, body = DifficultyInfo), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn escalate_difficulty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(b): Json<EscalateBody>,
) -> ApiResult<Versioned<DifficultyInfo>> {
    let row = difficulties::escalate(&app.access, &actor, id, seen, AgencyId(b.to), b.answer_due_on).await?;
    versioned(&app, &actor, row).await
}

/// Closes it: solved, or withdrawn.
#[utoipa::path(post, path = "/{id}/close", tag = "difficulty", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = DifficultyInfo), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn close_difficulty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<DifficultyInfo>> {
    let row = difficulties::close(&app.access, &actor, id, seen).await?;
    versioned(&app, &actor, row).await
}
