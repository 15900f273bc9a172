//! What the public is warned of, and objections to it.

use super::{
    campaign::limit,
    opened::{HotlineAttachment, HotlineMessage},
    report::{HotlineOpenFile, download},
    wire::{HotlineIdentity, all},
};
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_hotline::{
    model::{ContestState, VerdictState},
    verdict::{
        self, VerdictDraft, VerdictFilter,
        contest::{self, ContestFilter},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_verdicts, warn_public))
        .routes(routes!(read_verdict))
        .routes(routes!(renew_verdict))
        .routes(routes!(withdraw_verdict))
        .routes(routes!(list_contests))
        .routes(routes!(open_contest))
        .routes(routes!(open_contest_attachment))
        .routes(routes!(decide_contest))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineVerdictQuery {
    /// `warned`, `expired`, `withdrawn`.
    state: Option<String>,
    /// Part of a value.
    search: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

/// Something that the public is, or was, warned of.
#[derive(Serialize, ToSchema)]
pub struct HotlineVerdict {
    id: Uuid,
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    match_key: String,
    bank: Option<String>,
    /// `warned`, `expired`, `withdrawn`.
    state: String,
    scam_type: Option<String>,
    /// What the public reads.
    reason: String,
    /// Independent reports at the day of the decision.
    reports: i32,
    /// Why reports of unknown origin are of different people, where somebody stated it. Not for the public.
    statement: String,
    campaign_id: Option<Uuid>,
    verified_name: String,
    verified_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    end_reason: String,
    /// Objections that wait for a decision.
    contests: i64,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineVerdictPage {
    items: Vec<HotlineVerdict>,
    total: u64,
}

fn info(line: verdict::Line) -> HotlineVerdict {
    let row = line.verdict;
    HotlineVerdict {
        id: row.id,
        kind: row.kind,
        value: row.value,
        match_key: row.match_key,
        bank: row.bank,
        state: line.state.to_string(),
        scam_type: row.scam_type,
        reason: row.reason,
        reports: row.reports,
        statement: row.statement,
        campaign_id: row.campaign_id,
        verified_name: row.verified_name,
        verified_at: row.verified_at,
        expires_at: row.expires_at,
        ended_at: row.ended_at,
        end_reason: row.end_reason,
        contests: line.contests,
        version: row.version,
    }
}

async fn one(app: &App, actor: &Actor, id: Uuid) -> ApiResult<Versioned<HotlineVerdict>> {
    let found = info(verdict::read(&app.hotline, actor, id).await?);
    Ok(Versioned(found.version, found))
}

/// Decisions on what offenders use, the newest first; those in force by their end.
#[utoipa::path(get, path = "/verdicts", tag = "hotline", params(HotlineVerdictQuery), responses((status = 200, body = HotlineVerdictPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_verdicts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineVerdictQuery>,
) -> ApiResult<Json<HotlineVerdictPage>> {
    let state = q.state.as_deref().filter(|s| !s.is_empty());
    let state = state
        .map(|s| VerdictState::parse(s).ok_or_else(|| ApiError::invalid("state", "unknown")))
        .transpose()?;
    let filter = VerdictFilter {
        state,
        search: q.search,
        offset: q.offset.unwrap_or(0),
        limit: limit(q.limit),
    };
    let (lines, total) = verdict::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineVerdictPage {
        items: lines.into_iter().map(info).collect(),
        total,
    }))
}

/// One decision.
#[utoipa::path(get, path = "/verdicts/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 200, body = HotlineVerdict), (status = 404, body = Problem)))]
async fn read_verdict(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineVerdict>> {
    one(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewVerdict {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    bank: Option<String>,
    scam_type: Option<String>,
    /// What the public reads.
    reason: String,
    /// Why reports of unknown origin are of different people; without it they add nothing to each other.
    #[serde(default)]
    statement: String,
    campaign_id: Option<Uuid>,
}

/// Warns the public of something that the operator verified.
#[utoipa::path(post, path = "/verdicts", tag = "hotline", request_body = HotlineNewVerdict,
    responses((status = 201, body = HotlineVerdict), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn warn_public(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineNewVerdict>,
) -> ApiResult<(StatusCode, Versioned<HotlineVerdict>)> {
    let draft = VerdictDraft {
        kind: body.kind,
        value: body.value,
        bank: body.bank.unwrap_or_default(),
        scam_type: body.scam_type,
        reason: body.reason,
        statement: body.statement,
        campaign: body.campaign_id,
    };
    let row = verdict::warn(&app.hotline, &actor, &draft).await?;
    Ok((StatusCode::CREATED, one(&app, &actor, row.id).await?))
}

/// Lets a warning last anew.
#[utoipa::path(post, path = "/verdicts/{id}/renew", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = HotlineVerdict), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn renew_verdict(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<HotlineVerdict>> {
    verdict::renew(&app.hotline, &actor, id, seen).await?;
    one(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineVerdictEnd {
    reason: String,
}

/// Takes a warning back.
#[utoipa::path(post, path = "/verdicts/{id}/withdraw", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineVerdictEnd,
    responses((status = 200, body = HotlineVerdict), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn withdraw_verdict(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineVerdictEnd>,
) -> ApiResult<Versioned<HotlineVerdict>> {
    verdict::withdraw(&app.hotline, &actor, id, seen, &body.reason).await?;
    one(&app, &actor, id).await
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineContestQuery {
    /// `open`, `upheld`, `rejected`, `withdrawn`.
    state: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

/// An objection to a warning. What it says is sealed.
#[derive(Serialize, ToSchema)]
pub struct HotlineContest {
    id: Uuid,
    /// Null: nobody could read yet what it objects to.
    verdict_id: Option<Uuid>,
    kind: Option<String>,
    value: Option<String>,
    bank: Option<String>,
    received_at: DateTime<Utc>,
    /// Until when it is to be decided on.
    due_at: DateTime<Utc>,
    /// It waits, and that day is over.
    is_overdue: bool,
    /// `open`, `upheld`, `rejected`, `withdrawn`.
    state: String,
    /// The reader may decide on it: it waits, and they did not warn themselves.
    may_decide: bool,
    decided_by: Option<String>,
    decided_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineContestPage {
    items: Vec<HotlineContest>,
    total: u64,
}

fn contest_info(line: contest::Line) -> HotlineContest {
    let (row, verdict) = (line.contest, line.verdict);
    HotlineContest {
        id: row.id,
        verdict_id: verdict.as_ref().map(|v| v.id),
        kind: verdict.as_ref().map(|v| v.kind.clone()),
        value: verdict.as_ref().map(|v| v.value.clone()),
        bank: verdict.and_then(|v| v.bank),
        received_at: row.received_at,
        due_at: line.due_at,
        is_overdue: line.is_overdue,
        state: row.state,
        may_decide: line.may_decide,
        decided_by: row.decided_by,
        decided_at: row.decided_at,
    }
}

/// Objections; those that wait the oldest first, else the newest first.
#[utoipa::path(get, path = "/contests", tag = "hotline", params(HotlineContestQuery), responses((status = 200, body = HotlineContestPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_contests(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineContestQuery>,
) -> ApiResult<Json<HotlineContestPage>> {
    let state = q.state.as_deref().filter(|s| !s.is_empty());
    let state = state
        .map(|s| ContestState::parse(s).ok_or_else(|| ApiError::invalid("state", "unknown")))
        .transpose()?;
    let filter = ContestFilter {
        state,
        offset: q.offset.unwrap_or(0),
        limit: limit(q.limit),
    };
    let (lines, total) = contest::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineContestPage {
        items: lines.into_iter().map(contest_info).collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineContestReason {
    /// Asked of everybody; it is listed with the opening.
    #[serde(default)]
    reason: String,
}

/// What an objection says.
#[derive(Serialize, ToSchema)]
pub struct HotlineContestOpened {
    text: String,
    contact: HotlineIdentity,
    /// What was sent later with the code, in its order.
    messages: Vec<HotlineMessage>,
    attachments: Vec<HotlineAttachment>,
    /// Empty: nothing was answered yet.
    answer: String,
}

/// Opens an objection; the opening is logged.
#[utoipa::path(post, path = "/contests/{id}/open", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineContestReason,
    responses((status = 200, body = HotlineContestOpened), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn open_contest(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineContestReason>,
) -> ApiResult<Json<HotlineContestOpened>> {
    let opened = contest::open(&app.hotline, &actor, id, &body.reason).await?;
    Ok(Json(HotlineContestOpened {
        text: opened.text,
        contact: opened.contact.into(),
        messages: all(opened.messages),
        attachments: all(opened.attachments),
        answer: opened.answer,
    }))
}

/// Gives a file of an objection out; the opening is logged.
#[utoipa::path(post, path = "/contests/{id}/attachments/{attachment}/open", tag = "hotline", params(("id" = Uuid, Path), ("attachment" = Uuid, Path)), request_body = HotlineOpenFile,
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn open_contest_attachment(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, attachment)): Path<(Uuid, Uuid)>,
    Json(body): Json<HotlineOpenFile>,
) -> ApiResult<Download> {
    let hotline = &app.hotline;
    let given = contest::open_file(hotline, &actor, id, attachment, &body.reason, body.original).await?;
    Ok(download(given))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineContestDecision {
    /// The warning is taken back.
    uphold: bool,
    /// Whoever objects reads it with their code.
    answer: String,
}

/// Decides on an objection; never the one who warned.
#[utoipa::path(post, path = "/contests/{id}/decide", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineContestDecision,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn decide_contest(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineContestDecision>,
) -> ApiResult<StatusCode> {
    contest::decide(&app.hotline, &actor, id, body.uphold, &body.answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
