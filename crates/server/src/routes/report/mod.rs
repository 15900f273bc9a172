//! `/api/v1/reports`: reports of a period with their parts, figures, texts, signing flow and files.

mod document;
mod figures;
mod flow;
mod head;
pub mod template;
pub(super) mod wire;

use crate::{
    App,
    extract::{Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Actor, action};
use coloa_base::{AgencyId, PlanId, ReportId, TemplateId};
use coloa_report::{
    flow::{State as FlowState, Step},
    service::NewReport,
    store::{Filter, Report},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub use wire::{HeadWire, OutlineWire, PreviewDocument, ReportCounts};

/// Handlers of `/api/v1/reports`.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_reports, create_report))
        .routes(routes!(list_periods))
        .routes(routes!(get_report))
        .routes(routes!(head::get_usual_head, head::put_usual_head))
        .routes(routes!(head::put_report_head))
        .routes(routes!(figures::list_report_rows))
        .routes(routes!(figures::compare_report))
        .routes(routes!(flow::complete_report_part))
        .routes(routes!(flow::reopen_report_part))
        .routes(routes!(flow::list_report_texts))
        .routes(routes!(flow::put_report_text))
        .routes(routes!(flow::close_report))
        .routes(routes!(flow::reopen_report))
        .routes(routes!(flow::approve_report))
        .routes(routes!(flow::return_report))
        .routes(routes!(flow::number_report))
        .routes(routes!(flow::issue_report))
        .routes(routes!(flow::cancel_report))
        .routes(routes!(
            document::attach_signed_report,
            document::get_signed_report
        ))
        .routes(routes!(document::preview_report))
        .routes(routes!(document::export_report))
}

/// One report in a list.
#[derive(Serialize, ToSchema)]
pub struct ReportItem {
    id: Uuid,
    title: String,
    /// `consolidated` or `agency`.
    level: String,
    agency_id: Uuid,
    agency_name: String,
    plan_id: Option<Uuid>,
    period_kind: String,
    from: NaiveDate,
    to: NaiveDate,
    due_on: Option<NaiveDate>,
    /// `preparing`, `closed`, `approved`, `numbered`, `issued`, `cancelled`.
    state: String,
    /// As printed, once given.
    symbol: Option<String>,
    issued_on: Option<NaiveDate>,
    /// SHA-256 of the frozen figures, once closed.
    frozen_hash: Option<String>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct ReportPage {
    items: Vec<ReportItem>,
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportsQuery {
    plan_id: Option<Uuid>,
    agency_id: Option<Uuid>,
    /// `consolidated` or `agency`.
    level: Option<String>,
    state: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

/// A report with its figures, as far as the person sees them.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    report: ReportItem,
    head: HeadWire,
    outline: OutlineWire,
    /// Steps that the state allows and this person may do: `write`, `close`, `reopen`, `approve`, `return`, `number`,
    /// `issue`, `attach_signed`, `cancel`.
    steps: Vec<String>,
    may_export: bool,
    /// `false`: only the parts of the own agencies are shown.
    whole: bool,
    counts: ReportCounts,
    targets: Vec<wire::ReportTarget>,
    difficulties: Vec<wire::ReportDifficulty>,
    parts: Vec<ReportPart>,
    /// Headings under which the document would say that there is nothing: nobody wrote there yet.
    empty_headings: Vec<String>,
    frozen_at: Option<DateTime<Utc>>,
    /// Why the head sent it back.
    return_reason: Option<String>,
    approved_at: Option<DateTime<Utc>>,
    issued_at: Option<DateTime<Utc>>,
    has_signed_file: bool,
    /// Every file that was attached as the signed one, oldest first; the last one counts.
    signed_files: Vec<SignedFileItem>,
    /// When and why its number was cancelled after it had gone out.
    number_cancelled_at: Option<DateTime<Utc>>,
    number_cancel_reason: Option<String>,
    /// The known term of the committee that holds today, for numbering a Party document.
    term_from: Option<NaiveDate>,
    term_to: Option<NaiveDate>,
    external_system: Option<String>,
    external_number: Option<String>,
    external_on: Option<NaiveDate>,
}

/// A file that was attached as the signed one.
#[derive(Serialize, ToSchema)]
pub struct SignedFileItem {
    id: Uuid,
    name: String,
    attached_at: DateTime<Utc>,
}

/// One agency's part.
#[derive(Serialize, ToSchema)]
pub struct ReportPart {
    agency_id: Uuid,
    agency_name: String,
    /// `open`, `complete`, `frozen` (by the close).
    state: String,
    completed_at: Option<DateTime<Utc>>,
    note: Option<String>,
    counts: ReportCounts,
    /// It reported on none of its duties in the period.
    silent: bool,
    /// Whether this person may complete or reopen it now.
    may_complete: bool,
}

#[derive(Deserialize, ToSchema)]
pub struct ReportNew {
    /// `null`: all plans that run.
    plan_id: Option<Uuid>,
    /// `null`: the built-in outline.
    template_id: Option<Uuid>,
    /// `consolidated` or `agency`.
    level: String,
    agency_id: Uuid,
    title: String,
    /// `week`, `month`, `quarter`, `half_year`, `nine_months`, `year`, `ad_hoc`.
    period_kind: String,
    from: NaiveDate,
    to: NaiveDate,
    /// When agencies must have completed their parts.
    due_on: Option<NaiveDate>,
    /// `null`: the agency's usual head.
    head: Option<HeadWire>,
    /// Begin it though a report of the same issuer, level, plan and days stands already (`report.exists`).
    #[serde(default)]
    again: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ReportCreated {
    id: Uuid,
}

pub(super) fn offset(cursor: Option<&str>) -> ApiResult<u64> {
    cursor.map_or(Ok(0), |c| {
        c.parse().map_err(|_| ApiError::invalid("cursor", "malformed"))
    })
}

pub(super) fn next_cursor(offset: u64, shown: usize, total: u64) -> Option<String> {
    let next = offset + shown as u64;
    (shown > 0 && next < total).then(|| next.to_string())
}

fn item(row: &Report, names: &HashMap<AgencyId, String>) -> ReportItem {
    ReportItem {
        id: row.id,
        title: row.title.clone(),
        level: row.level.clone(),
        agency_id: row.agency_id,
        agency_name: names.get(&AgencyId(row.agency_id)).cloned().unwrap_or_default(),
        plan_id: row.plan_id,
        period_kind: row.period_kind.clone(),
        from: row.period_from,
        to: row.period_to,
        due_on: row.due_on,
        state: row.state.clone(),
        symbol: row.symbol.clone(),
        issued_on: row.issued_on,
        frozen_hash: row.frozen_hash.clone(),
        version: row.version,
    }
}

/// Reports within reach, newest period first.
#[utoipa::path(get, path = "/", tag = "reports", params(ReportsQuery), responses((status = 200, body = ReportPage), (status = 401, body = Problem)))]
async fn list_reports(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ReportsQuery>,
) -> ApiResult<Json<ReportPage>> {
    let state = q
        .state
        .as_deref()
        .map(|s| FlowState::parse(s).ok_or_else(|| ApiError::invalid("state", "unknown")))
        .transpose()?;
    let filter = Filter {
        plan: q.plan_id.map(PlanId),
        agency: q.agency_id.map(AgencyId),
        level: q.level,
        state,
        offset: offset(q.cursor.as_deref())?,
        limit: q.limit.unwrap_or(50),
    };
    let (rows, total) = app.reports.list(&actor, &filter).await?;
    let mut ids: Vec<AgencyId> = rows.iter().map(|r| AgencyId(r.agency_id)).collect();
    ids.sort_unstable();
    ids.dedup();
    let names = app.reports.names(&ids, app.clock.today()).await?;
    Ok(Json(ReportPage {
        next_cursor: next_cursor(filter.offset, rows.len(), total),
        items: rows.iter().map(|r| item(r, &names)).collect(),
        total,
    }))
}

/// Begins a report: an open part for every agency with duties in the period.
#[utoipa::path(post, path = "/", tag = "reports", request_body = ReportNew,
    responses((status = 201, body = ReportCreated), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<ReportNew>,
) -> ApiResult<(StatusCode, Json<ReportCreated>)> {
    let agency = AgencyId(body.agency_id);
    let head = match body.head {
        Some(head) => head.read(),
        None => {
            let mut head = app.reports.usual_head(&actor, agency).await?.head;
            if head.subject.is_empty() {
                head.subject.clone_from(&body.title);
            }
            head
        }
    };
    let new = NewReport {
        plan: body.plan_id.map(PlanId),
        template: body.template_id.map(TemplateId),
        level: body.level,
        agency,
        title: body.title,
        period_kind: body.period_kind,
        from: body.from,
        to: body.to,
        due_on: body.due_on,
        head,
        again: body.again,
    };
    let id = app.reports.create(&actor, new).await?;
    Ok((StatusCode::CREATED, Json(ReportCreated { id: id.uuid() })))
}

/// The report with its figures; the ETag is its version.
#[utoipa::path(get, path = "/{id}", tag = "reports", params(("id" = Uuid, Path)),
    responses((status = 200, body = ReportView), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn get_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<ReportView>> {
    view(&app, &actor, ReportId(id)).await
}

async fn view(app: &App, actor: &Actor, id: ReportId) -> ApiResult<Versioned<ReportView>> {
    let view = app.reports.view(actor, id).await?;
    let row = &view.report;
    let issuer = AgencyId(row.agency_id);
    let names = app.reports.names(&[issuer], row.period_to).await?;
    let steps = app.reports.steps(actor, row)?;
    let open = FlowState::parse(&row.state).is_some_and(|s| s.after(Step::CompletePart).is_ok());
    let term = app.reports.current_term(row).await?;
    let answer = ReportView {
        report: item(row, &names),
        head: wire::stored_head(&row.head)?,
        outline: wire::stored_outline(&row.outline)?,
        steps: steps.iter().map(|s| s.as_str().to_owned()).collect(),
        may_export: app.reports.may_export(actor, row),
        whole: view.whole,
        counts: view.counts.into(),
        targets: view.targets.iter().map(wire::target).collect(),
        difficulties: view.difficulties.iter().map(wire::difficulty).collect(),
        parts: view
            .parts
            .iter()
            .map(|p| ReportPart {
                agency_id: p.agency.uuid(),
                agency_name: p.agency_name.clone(),
                state: p.state.clone(),
                completed_at: p.completed_at,
                note: p.note.clone(),
                counts: p.counts.into(),
                silent: p.silent,
                may_complete: open && app.reports.may_complete(actor, id, p.agency),
            })
            .collect(),
        empty_headings: view.empty_headings,
        frozen_at: row.frozen_at,
        return_reason: row.return_reason.clone(),
        approved_at: row.approved_at,
        issued_at: row.issued_at,
        has_signed_file: row.signed_file_id.is_some(),
        signed_files: view
            .signed
            .iter()
            .map(|f| SignedFileItem {
                id: f.id,
                name: f.name.clone(),
                attached_at: f.created_at,
            })
            .collect(),
        number_cancelled_at: view.number_cancelled.as_ref().map(|c| c.at),
        number_cancel_reason: view.number_cancelled.as_ref().map(|c| c.reason.clone()),
        term_from: term.map(|t| t.0),
        term_to: term.map(|t| t.1),
        external_system: row.external_system.clone(),
        external_number: row.external_number.clone(),
        external_on: row.external_on,
    };
    Ok(Versioned(row.version, answer))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeriodsQuery {
    year: Option<i32>,
}

/// A period with the days its data covers by law.
#[derive(Serialize, ToSchema)]
pub struct PeriodPreset {
    /// `month`, `quarter`, `half_year`, `nine_months`, `year`.
    kind: String,
    /// Counted from 1 within the year.
    index: u32,
    year: i32,
    from: NaiveDate,
    to: NaiveDate,
    /// Article and source.
    citation: String,
}

/// Periods of a year with the days their data covers, and the article that says so.
#[utoipa::path(get, path = "/periods", tag = "reports", params(PeriodsQuery), responses((status = 200, body = Vec<PeriodPreset>)))]
async fn list_periods(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<PeriodsQuery>,
) -> ApiResult<Json<Vec<PeriodPreset>>> {
    use chrono::Datelike;
    use coloa_law::period::{PeriodKind, data_period};
    if app.access.reach(&actor, action::REPORT_READ) == coloa_auth::Reach::Nothing {
        return Err(coloa_auth::AuthError::Forbidden {
            action: action::REPORT_READ,
        }
        .into());
    }
    let year = q.year.unwrap_or_else(|| app.clock.today().year());
    let kinds = [
        (PeriodKind::Year, "year", 1),
        (PeriodKind::NineMonths, "nine_months", 1),
        (PeriodKind::HalfYear, "half_year", 2),
        (PeriodKind::Quarter, "quarter", 4),
        (PeriodKind::Month, "month", 12),
    ];
    let mut found = Vec::new();
    for (kind, name, count) in kinds {
        for index in 1..=count {
            // A year before any rule was in force has no preset; days can still be chosen by hand.
            if let Ok(p) = data_period(kind, year, index) {
                found.push(PeriodPreset {
                    kind: name.to_owned(),
                    index,
                    year,
                    from: p.from,
                    to: p.to,
                    citation: p.legal.citation(),
                });
            }
        }
    }
    Ok(Json(found))
}
