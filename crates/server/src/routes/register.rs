//! `/api/v1/register`: the number register (sổ đăng ký văn bản đi).

use super::report::{next_cursor, offset};
use crate::{
    App,
    extract::{Json, Path, Query, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, RegisterEntryId};
use coloa_document::model::OrganKind;
use coloa_report::service::RegisterFilter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_register))
        .routes(routes!(cancel_register_entry))
        .routes(routes!(open_register_series))
        .routes(routes!(list_committee_terms))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegisterQuery {
    issuer_id: Option<Uuid>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    /// Code of the document type, e.g. `bao_cao`.
    type_code: Option<String>,
    cancelled: Option<bool>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct RegisterItem {
    id: Uuid,
    issuer_id: Uuid,
    issuer_name: String,
    number: i64,
    /// As printed, e.g. "Số: 05/BC-UBND".
    symbol: String,
    issued_on: NaiveDate,
    type_code: String,
    subject: String,
    /// The report that bears the number.
    document_id: Option<Uuid>,
    external_system: Option<String>,
    external_number: Option<String>,
    external_on: Option<NaiveDate>,
    cancelled_at: Option<DateTime<Utc>>,
    cancel_reason: Option<String>,
    may_cancel: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RegisterPage {
    items: Vec<RegisterItem>,
    next_cursor: Option<String>,
    total: u64,
}

/// Entries within reach, newest first, cancelled ones included.
#[utoipa::path(get, path = "/", tag = "register", params(RegisterQuery), responses((status = 200, body = RegisterPage), (status = 403, body = Problem)))]
async fn list_register(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<RegisterQuery>,
) -> ApiResult<Json<RegisterPage>> {
    let filter = RegisterFilter {
        issuer: q.issuer_id.map(AgencyId),
        from: q.from,
        to: q.to,
        type_code: q.type_code,
        cancelled: q.cancelled,
        offset: offset(q.cursor.as_deref())?,
        limit: q.limit.unwrap_or(50),
    };
    let (rows, total) = app.reports.register(&actor, &filter).await?;
    Ok(Json(RegisterPage {
        next_cursor: next_cursor(filter.offset, rows.len(), total),
        items: rows
            .into_iter()
            .map(|r| RegisterItem {
                id: r.entry.id,
                issuer_id: r.entry.issuer_id,
                issuer_name: r.issuer_name,
                number: r.entry.number,
                symbol: r.entry.symbol,
                issued_on: r.entry.issued_on,
                type_code: r.entry.type_code,
                subject: r.entry.subject,
                document_id: r.entry.document_id,
                external_system: r.entry.external_system,
                external_number: r.entry.external_number,
                external_on: r.entry.external_on,
                may_cancel: r.may_change && r.entry.cancelled_at.is_none(),
                cancelled_at: r.entry.cancelled_at,
                cancel_reason: r.entry.cancel_reason,
            })
            .collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct RegisterCancelReason {
    reason: String,
}

/// Cancels an entry; its number stays used.
#[utoipa::path(post, path = "/{id}/cancel", tag = "register", params(("id" = Uuid, Path)), request_body = RegisterCancelReason,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn cancel_register_entry(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<RegisterCancelReason>,
) -> ApiResult<StatusCode> {
    app.reports
        .cancel_number(&actor, RegisterEntryId(id), &body.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct SeriesStart {
    issuer_id: Uuid,
    /// Numbers of Party documents run by term, others by year.
    party: bool,
    /// A day of the period the series runs in.
    day: NaiveDate,
    term_from: Option<NaiveDate>,
    term_to: Option<NaiveDate>,
    /// The last number given before the register was kept here.
    last_used: u32,
}

/// Tells the common series of an agency which numbers were used before.
#[utoipa::path(post, path = "/series", tag = "register", request_body = SeriesStart,
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn open_register_series(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<SeriesStart>,
) -> ApiResult<StatusCode> {
    let organ = if body.party {
        OrganKind::Party
    } else {
        OrganKind::State
    };
    let term = body.term_from.zip(body.term_to);
    app.reports
        .open_series(
            &actor,
            AgencyId(body.issuer_id),
            organ,
            body.day,
            term,
            body.last_used,
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TermsQuery {
    issuer_id: Uuid,
}

/// A term of a committee, by which its documents are numbered.
#[derive(Serialize, ToSchema)]
pub struct CommitteeTerm {
    from: NaiveDate,
    to: NaiveDate,
    /// Today falls into it.
    current: bool,
}

/// The terms by which an agency's documents are numbered, newest first.
#[utoipa::path(get, path = "/terms", tag = "register", params(TermsQuery), responses((status = 200, body = Vec<CommitteeTerm>), (status = 403, body = Problem)))]
async fn list_committee_terms(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<TermsQuery>,
) -> ApiResult<Json<Vec<CommitteeTerm>>> {
    let today = app.clock.today();
    let terms = app.reports.terms(&actor, AgencyId(q.issuer_id)).await?;
    Ok(Json(
        terms
            .into_iter()
            .map(|t| CommitteeTerm {
                from: t.first_day,
                to: t.last_day,
                current: (t.first_day..=t.last_day).contains(&today),
            })
            .collect(),
    ))
}
