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
pub struct ReportPartDone {
    /// What the agency adds in words.
    note: Option<String>,
}

/// Freezes one agency's figures as they stand.
#[utoipa::path(post, path = "/{id}/parts/{agency}/complete", tag = "reports", params(("id" = Uuid, Path), ("agency" = Uuid, Path)), request_body = ReportPartDone,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn complete_report_part(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, agency)): Path<(Uuid, Uuid)>,
    Json(body): Json<ReportPartDone>,
) -> ApiResult<StatusCode> {
    let note = body.note.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    app.reports
        .complete_part(&actor, ReportId(id), AgencyId(agency), note)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a completed part again.
#[utoipa::path(post, path = "/{id}/parts/{agency}/reopen", tag = "reports", params(("id" = Uuid, Path), ("agency" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn reopen_report_part(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, agency)): Path<(Uuid, Uuid)>,
) -> ApiResult<StatusCode> {
    app.reports
        .reopen_part(&actor, ReportId(id), AgencyId(agency))
        .await?;
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
pub async fn list_report_texts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<ReportText>>> {
    let texts = app.reports.texts(&actor, ReportId(id)).await?;
    Ok(Json(
        texts
            .into_iter()
            .map(|t| ReportText {
                block: t.block,
                body: t.body,
                written_at: t.written_at,
                version: t.version,
            })
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct ReportTextChange {
    block: String,
    body: String,
}

#[derive(Serialize, ToSchema)]
pub struct ReportTextVersion {
    version: i32,
}

/// Writes the text of a block; `If-Match` holds the version the writer saw, `"0"` for an empty one.
#[utoipa::path(put, path = "/{id}/texts", tag = "reports", params(("id" = Uuid, Path)), request_body = ReportTextChange,
    responses((status = 200, body = ReportTextVersion), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn put_report_text(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<ReportTextChange>,
) -> ApiResult<Versioned<ReportTextVersion>> {
    let version = app
        .reports
        .write_text(&actor, ReportId(id), &body.block, &body.body, seen)
        .await?;
    Ok(Versioned(version, ReportTextVersion { version }))
}

#[derive(Serialize, ToSchema)]
pub struct ReportFrozen {
    /// SHA-256 of the frozen figures, in hexadecimal.
    hash: String,
}

/// Freezes what is still open, under one hash.
#[utoipa::path(post, path = "/{id}/close", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReportFrozen), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn close_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<Json<ReportFrozen>> {
    let hash = app.reports.close(&actor, ReportId(id), version).await?;
    Ok(Json(ReportFrozen { hash }))
}

#[derive(Deserialize, ToSchema)]
pub struct ReportReason {
    reason: String,
}

/// Thaws a closed report before its approval.
#[utoipa::path(post, path = "/{id}/reopen", tag = "reports", params(("id" = Uuid, Path)), request_body = ReportReason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn reopen_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<ReportReason>,
) -> ApiResult<StatusCode> {
    app.reports
        .reopen(&actor, ReportId(id), version, &body.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The head approves.
#[utoipa::path(post, path = "/{id}/approve", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn approve_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<StatusCode> {
    app.reports.approve(&actor, ReportId(id), version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The head sends it back with a reason.
#[utoipa::path(post, path = "/{id}/return", tag = "reports", params(("id" = Uuid, Path)), request_body = ReportReason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn return_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<ReportReason>,
) -> ApiResult<StatusCode> {
    app.reports
        .return_to_writers(&actor, ReportId(id), version, &body.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct ReportNumberWanted {
    issued_on: NaiveDate,
    /// First and last day of the committee's term; needed the first time for Party documents, kept from then on.
    term_from: Option<NaiveDate>,
    term_to: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct ReportNumberGiven {
    /// As printed, e.g. "Số: 05/BC-UBND".
    symbol: String,
}

/// Gives the next number of the issuer's series.
#[utoipa::path(post, path = "/{id}/number", tag = "reports", params(("id" = Uuid, Path)), request_body = ReportNumberWanted,
    responses((status = 200, body = ReportNumberGiven), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn number_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<ReportNumberWanted>,
) -> ApiResult<Json<ReportNumberGiven>> {
    let term = body.term_from.zip(body.term_to);
    let symbol = app
        .reports
        .give_number(&actor, ReportId(id), version, body.issued_on, term)
        .await?;
    Ok(Json(ReportNumberGiven { symbol }))
}

/// The document goes out.
#[utoipa::path(post, path = "/{id}/issue", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub async fn issue_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<StatusCode> {
    app.reports.issue(&actor, ReportId(id), version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a report up before it has a number.
#[utoipa::path(post, path = "/{id}/cancel", tag = "reports", params(("id" = Uuid, Path)), request_body = ReportReason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn cancel_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<ReportReason>,
) -> ApiResult<StatusCode> {
    app.reports
        .cancel(&actor, ReportId(id), version, &body.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
