//! Figures down to the rows behind them, and against an earlier report.

use super::{next_cursor, offset, wire};
use crate::{
    App,
    extract::{Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use coloa_base::{AgencyId, ReportId};
use coloa_report::{compare::Comparison, service::RowFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    agency_id: Option<Uuid>,
    /// `done`, `in_progress`, `not_started`, `not_done`, `no_answer`.
    answer: Option<String>,
    /// Only late ones.
    #[serde(default)]
    late: bool,
    /// Only those of agencies that reported on none.
    #[serde(default)]
    silent: bool,
    /// One item of the plan over all agencies.
    lineage_id: Option<Uuid>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct ReportRowPage {
    items: Vec<wire::ReportDutyRow>,
    next_cursor: Option<String>,
    total: u64,
}

/// The rows that a figure stands for: frozen where the report is closed, else as they stand now.
#[utoipa::path(get, path = "/{id}/rows", tag = "reports", params(("id" = Uuid, Path), RowsQuery),
    responses((status = 200, body = ReportRowPage), (status = 403, body = Problem)))]
pub async fn list_report_rows(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<RowsQuery>,
) -> ApiResult<Json<ReportRowPage>> {
    let from = offset(q.cursor.as_deref())?;
    let filter = RowFilter {
        agency: q.agency_id.map(AgencyId),
        answer: q
            .answer
            .as_deref()
            .map(|a| wire::answer(a).ok_or_else(|| ApiError::invalid("answer", "unknown")))
            .transpose()?,
        late: q.late,
        silent: q.silent,
        lineage: q.lineage_id,
        offset: usize::try_from(from).unwrap_or(usize::MAX),
        limit: usize::try_from(q.limit.unwrap_or(50)).unwrap_or(usize::MAX),
    };
    let (rows, total) = app.reports.rows(&actor, ReportId(id), &filter).await?;
    let total = total as u64;
    Ok(Json(ReportRowPage {
        next_cursor: next_cursor(from, rows.len(), total),
        items: rows
            .into_iter()
            .map(|r| wire::duty(r.agency.uuid(), r.agency_name, r.duty))
            .collect(),
        total,
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CompareQuery {
    /// Another report; without it the one before of the same plan, level and agency.
    with: Option<Uuid>,
}

/// Two reports side by side; `null`: there is no earlier one.
#[derive(Serialize, ToSchema)]
pub struct ReportComparison {
    before: wire::ReportCounts,
    after: wire::ReportCounts,
    changed: Vec<ReportChangedDuty>,
    /// Duties of the earlier report that are no more in this one.
    gone: Vec<ReportGoneDuty>,
    targets: Vec<ReportChangedTarget>,
    /// Agencies silent in both, by name.
    still_silent: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct ReportChangedDuty {
    duty_id: Uuid,
    agency_name: String,
    path: Option<String>,
    text: String,
    /// `null`: the duty was not in the earlier report.
    before: Option<String>,
    after: String,
}

#[derive(Serialize, ToSchema)]
pub struct ReportGoneDuty {
    duty_id: Uuid,
    agency_name: String,
    path: Option<String>,
    text: String,
    before: String,
}

#[derive(Serialize, ToSchema)]
pub struct ReportChangedTarget {
    target_id: Uuid,
    path: String,
    text: String,
    unit: Option<String>,
    before: Option<f64>,
    after: Option<f64>,
    met_before: Option<bool>,
    met_after: Option<bool>,
}

/// What changed since the last report, or since another one.
#[utoipa::path(get, path = "/{id}/comparison", tag = "reports", params(("id" = Uuid, Path), CompareQuery),
    responses((status = 200, body = Option<ReportComparison>), (status = 403, body = Problem)))]
pub async fn compare_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<CompareQuery>,
) -> ApiResult<Json<Option<ReportComparison>>> {
    let found = app
        .reports
        .compare(&actor, ReportId(id), q.with.map(ReportId))
        .await?;
    Ok(Json(found.map(comparison)))
}

fn comparison(c: Comparison) -> ReportComparison {
    ReportComparison {
        before: c.before.into(),
        after: c.after.into(),
        changed: c
            .changed
            .into_iter()
            .map(|d| ReportChangedDuty {
                duty_id: d.duty_id,
                agency_name: d.agency_name,
                path: d.path,
                text: d.text,
                before: d.before.map(|a| wire::answer_word(a).to_owned()),
                after: wire::answer_word(d.after).to_owned(),
            })
            .collect(),
        gone: c
            .gone
            .into_iter()
            .map(|d| ReportGoneDuty {
                duty_id: d.duty_id,
                agency_name: d.agency_name,
                path: d.path,
                text: d.text,
                before: wire::answer_word(d.before).to_owned(),
            })
            .collect(),
        targets: c
            .targets
            .into_iter()
            .map(|t| ReportChangedTarget {
                target_id: t.target_id,
                path: t.path,
                text: t.text,
                unit: t.unit,
                before: t.before,
                after: t.after,
                met_before: t.met_before,
                met_after: t.met_after,
            })
            .collect(),
        still_silent: c.still_silent,
    }
}
