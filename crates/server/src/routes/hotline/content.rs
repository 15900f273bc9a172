//! Illegal content and false news that people report.

use super::campaign::limit;
use crate::{
    App,
    extract::{Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_hotline::{
    content::{self, Detail, Draft, Filter, Line, Step, StepDraft},
    model::{ContentKind, ContentState},
};
use coloa_law::LawBook;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_content, record_content))
        .routes(routes!(read_content))
        .routes(routes!(take_content_step))
}

/// Content that was reported. Nothing was looked up at its address.
#[derive(Serialize, ToSchema)]
pub struct HotlineContentLine {
    id: Uuid,
    /// E.g. `ND-2026-00012`.
    number: String,
    /// `illegal_content`, `false_news`.
    kind: String,
    /// Where it stands, as it was reported.
    place: String,
    summary: String,
    /// Code of the ground; empty: not assessed yet.
    ground: String,
    article: String,
    /// Code of the competent body.
    competent: String,
    competent_name: String,
    /// `recorded`, `assessed`, `transferred`, `answered`, `appealed`, `closed`.
    state: String,
    report_id: Option<Uuid>,
    report_number: Option<String>,
    /// The correction that was drafted of it.
    notice_id: Option<Uuid>,
    /// Null: the law gives the host none.
    due_at: Option<DateTime<Utc>>,
    created_by: String,
    created_at: DateTime<Utc>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineContentPage {
    items: Vec<HotlineContentLine>,
    total: u64,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineContentStep {
    id: Uuid,
    /// `record`, `assess`, `transfer`, `answer`, `appeal`, `correct`, `close`, `reopen`.
    step: String,
    at: DateTime<Utc>,
    by_name: String,
    text: String,
    document_number: String,
    recipient_name: String,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineContentDetail {
    line: HotlineContentLine,
    steps: Vec<HotlineContentStep>,
    /// Steps that the reader may take now.
    may: Vec<&'static str>,
}

fn line(found: Line) -> HotlineContentLine {
    let row = found.row;
    HotlineContentLine {
        competent_name: LawBook::current().recipient_name(&row.competent).to_owned(),
        report_number: found.report_number,
        id: row.id,
        number: row.number,
        kind: row.kind,
        place: row.place,
        summary: row.summary,
        ground: row.ground,
        article: row.article,
        competent: row.competent,
        state: row.state,
        report_id: row.report_id,
        notice_id: row.notice_id,
        due_at: row.due_at,
        created_by: row.created_by,
        created_at: row.created_at,
        version: row.version,
    }
}

fn shown(found: Detail) -> Versioned<HotlineContentDetail> {
    let version = found.row.version;
    let steps = found.steps.into_iter().map(|step| HotlineContentStep {
        id: step.id,
        step: step.step,
        at: step.at,
        by_name: step.by_name,
        text: step.text,
        document_number: step.document_number,
        recipient_name: step.recipient_name,
    });
    let detail = HotlineContentDetail {
        steps: steps.collect(),
        may: found.may.iter().map(|step| step.as_str()).collect(),
        line: line(Line {
            row: found.row,
            report_number: found.report_number,
        }),
    };
    Versioned(version, detail)
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineContentQuery {
    /// `recorded`, `assessed`, `transferred`, `answered`, `appealed`, `closed`.
    state: Option<String>,
    /// `illegal_content`, `false_news`.
    kind: Option<String>,
    /// Number, or part of the address or summary.
    search: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

/// Reported content; what is open first, and of that the oldest.
#[utoipa::path(get, path = "/content", tag = "hotline", params(HotlineContentQuery), responses((status = 200, body = HotlineContentPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_content(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineContentQuery>,
) -> ApiResult<Json<HotlineContentPage>> {
    let state = q.state.as_deref().filter(|s| !s.is_empty());
    let kind = q.kind.as_deref().filter(|k| !k.is_empty());
    let filter = Filter {
        state: state
            .map(|s| ContentState::parse(s).ok_or_else(|| ApiError::invalid("state", "unknown")))
            .transpose()?,
        kind: kind
            .map(|k| ContentKind::parse(k).ok_or_else(|| ApiError::invalid("kind", "unknown")))
            .transpose()?,
        search: q.search,
        offset: q.offset.unwrap_or(0),
        limit: limit(q.limit),
    };
    let (found, total) = content::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineContentPage {
        items: found.into_iter().map(line).collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewContent {
    /// `illegal_content`, `false_news`.
    kind: String,
    /// Where it stands, as it was reported.
    place: String,
    summary: String,
    /// Code of the ground; with it, it is assessed at once.
    ground: Option<String>,
    /// Code of the competent body, where it is another than the ground's.
    competent: Option<String>,
    report_id: Option<Uuid>,
}

/// Writes down what was reported.
#[utoipa::path(post, path = "/content", tag = "hotline", request_body = HotlineNewContent,
    responses((status = 201, body = HotlineContentDetail), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn record_content(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineNewContent>,
) -> ApiResult<(StatusCode, Versioned<HotlineContentDetail>)> {
    let draft = Draft {
        kind: ContentKind::parse(&body.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
        place: body.place,
        summary: body.summary,
        ground: body.ground,
        competent: body.competent,
        report: body.report_id,
    };
    let made = content::create(&app.hotline, &actor, &draft).await?;
    Ok((StatusCode::CREATED, shown(made)))
}

/// One with its steps.
#[utoipa::path(get, path = "/content/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 200, body = HotlineContentDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_content(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineContentDetail>> {
    Ok(shown(content::read(&app.hotline, &actor, id).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineContentStepBody {
    /// `assess`, `transfer`, `answer`, `appeal`, `correct`, `close`, `reopen`.
    step: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    document_number: String,
    #[serde(default)]
    recipient_name: String,
    /// Of an assessment.
    ground: Option<String>,
    competent: Option<String>,
    /// The version that was seen.
    version: i32,
}

/// Takes a step.
#[utoipa::path(post, path = "/content/{id}/steps", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineContentStepBody,
    responses((status = 200, body = HotlineContentDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn take_content_step(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineContentStepBody>,
) -> ApiResult<Versioned<HotlineContentDetail>> {
    let step = Step::parse(&body.step).ok_or_else(|| ApiError::invalid("step", "unknown"))?;
    let draft = StepDraft {
        text: body.text,
        document_number: body.document_number,
        recipient_name: body.recipient_name,
        ground: body.ground,
        competent: body.competent,
    };
    let found = content::step(&app.hotline, &actor, id, body.version, step, &draft).await?;
    Ok(shown(found))
}
