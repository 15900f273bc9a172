//! Parts, texts and the steps of the signing flow. Each step answers with the version it led to.

use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, ReportId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Deserialize, ToSchema)]
pub struct PartDone {
    /// What the agency adds in words.
    note: Option<String>,
}

/// Freezes one agency's figures as they stand.
#[utoipa::path(post, path = "/{id}/parts/{agency}/complete", tag = "reports", params(("id" = Uuid, Path), ("agency" = Uuid, Path)), request_body = PartDone,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn complete_report_part(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    Json(body): Json<PartDone>,
) -> ApiResult<StatusCode> {
    let note = body.note.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    app.reports.complete_part(&actor, ReportId(id), AgencyId(agency), note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a completed part again.
#[utoipa::path(post, path = "/{id}/parts/{agency}/reopen", tag = "reports", params(("id" = Uuid, Path), ("agency" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn reopen_report_part(State(app): State<App>, SignedIn(actor): SignedIn, Path((id, agency)): Path<(Uuid, Uuid)>) -> ApiResult<StatusCode> {
    app.reports.reopen_part(&actor, ReportId(id), AgencyId(agency)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A written text of a report.
#[derive(Serialize, ToSchema)]
pub struct ReportText {
    /// See `key` of a block of the outline.
    block: String,
    body: String,
    written_at: DateTime<Utc>,
    version: i32,
}

/// Written texts; those without a row are still empty, version 0.
#[utoipa::path(get, path = "/{id}/texts", tag = "reports", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<ReportText>), (status = 403, body = Problem)))]
pub async fn list_report_texts(State(app): State<App>, SignedIn(actor): SignedIn, Path(id): Path<Uuid>) -> ApiResult<Json<Vec<ReportText>>> {
    let texts = app.reports.texts(&actor, ReportId(id)).await?;
    Ok(Json(
        texts.into_iter().map(|t| ReportText { block: t.block, body: t.body, written_at: t.written_at, version: t.version }).collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct TextChange {
    block: String,
    body: String,
}

#[derive(Serialize, ToSchema)]
pub struct TextVersion {
    version: i32,
}

/// Writes the text of a block; `If-Match` holds the version the writer saw, `"0"` for an empty one.
#[utoipa::path(put, path = "/{id}/texts", tag = "reports", params(("id" = Uuid, Path)), request_body = TextChange,
    responses((status = 200, body = TextVersion), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn put_report_text(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<TextChange>,
) -> ApiResult<Versioned<TextVersion>> {
    let version = app.reports.write_text(&actor, ReportId(id), &body.block, &body.body, seen).await?;
    Ok(Versioned(version, TextVersion { version }))
}

#[derive(Serialize, ToSchema)]
pub struct Frozen {
    /// SHA-256 of the frozen figures, in hexadecimal.
    hash: String,
}

/// Freezes what is still open, under one hash.
#[utoipa::path(post, path = "/{id}/close", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 200, body = Frozen), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn close_report(State(app): State<App>, SignedIn(actor): SignedIn, Path(id): Path<Uuid>, IfMatch(version): IfMatch) -> ApiResult<Json<Frozen>> {
    let hash = app.reports.close(&actor, ReportId(id), version).await?;
    Ok(Json(Frozen { hash }))
}

#[derive(Deserialize, ToSchema)]
pub struct Reason {
    reason: String,
}

/// Thaws a closed report before its approval.
#[utoipa::path(post, path = "/{id}/reopen", tag = "reports", params(("id" = Uuid, Path)), request_body = Reason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn reopen_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<Reason>,
) -> ApiResult<StatusCode> {
    app.reports.reopen(&actor, ReportId(id), version, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The head approves.
#[utoipa::path(post, path = "/{id}/approve", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn approve_report(State(app): State<App>, SignedIn(actor): SignedIn, Path(id): Path<Uuid>, IfMatch(version): IfMatch) -> ApiResult<StatusCode> {
    app.reports.approve(&actor, ReportId(id), version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The head sends it back with a reason.
#[utoipa::path(post, path = "/{id}/return", tag = "reports", params(("id" = Uuid, Path)), request_body = Reason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn return_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<Reason>,
) -> ApiResult<StatusCode> {
    app.reports.return_to_writers(&actor, ReportId(id), version, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct NumberWanted {
    issued_on: NaiveDate,
    /// First and last day of the committee's term; needed for Party documents.
    term_from: Option<NaiveDate>,
    term_to: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct NumberGiven {
    /// As printed, e.g. "Số: 05/BC-UBND".
    symbol: String,
}

/// Gives the next number of the issuer's series.
#[utoipa::path(post, path = "/{id}/number", tag = "reports", params(("id" = Uuid, Path)), request_body = NumberWanted,
    responses((status = 200, body = NumberGiven), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn number_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<NumberWanted>,
) -> ApiResult<Json<NumberGiven>> {
    let term = body.term_from.zip(body.term_to);
    let symbol = app.reports.give_number(&actor, ReportId(id), version, body.issued_on, term).await?;
    Ok(Json(NumberGiven { symbol }))
}

/// The document goes out.
#[utoipa::path(post, path = "/{id}/issue", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn issue_report(State(app): State<App>, SignedIn(actor): SignedIn, Path(id): Path<Uuid>, IfMatch(version): IfMatch) -> ApiResult<StatusCode> {
    app.reports.issue(&actor, ReportId(id), version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a report up before it has a number.
#[utoipa::path(post, path = "/{id}/cancel", tag = "reports", params(("id" = Uuid, Path)), request_body = Reason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn cancel_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<Reason>,
) -> ApiResult<StatusCode> {
    app.reports.cancel(&actor, ReportId(id), version, &body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
