//! Duties as workbooks: exported lists, progress forms out and back.

use super::{DutyQuery, names};
use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::extract::{Multipart, State};
use coloa_base::AgencyId;
use coloa_plan::forms::{self, FormReport, Outcome, write};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Debug, Deserialize, IntoParams)]
pub struct ExportQuery {
    /// `xlsx` (default) or `csv`.
    format: Option<String>,
}

/// The list that the same filters show, as a workbook or CSV; at most 20,000 rows.
#[utoipa::path(get, path = "/export", tag = "duty", params(DutyQuery, ExportQuery),
    responses((status = 200, description = "The list", content_type = "application/octet-stream"), (status = 422, body = Problem)))]
pub async fn export_duties(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<DutyQuery>,
    Query(e): Query<ExportQuery>,
) -> ApiResult<Download> {
    let rows = write::all_rows(&app.access, &actor, &q.filter()?).await?;
    let names = names(&app, &rows).await?;
    let today = app.clock.today();
    match e.format.as_deref().unwrap_or("xlsx") {
        "xlsx" => Ok(Download {
            name: format!("nhiem-vu-{today}.xlsx"),
            media_type: XLSX.to_owned(),
            content: forms::list_workbook(&rows, &names, today)?,
        }),
        "csv" => Ok(Download {
            name: format!("nhiem-vu-{today}.csv"),
            media_type: "text/csv; charset=utf-8".to_owned(),
            content: write::list_csv(&rows, &names, today),
        }),
        _ => Err(ApiError::invalid("format", "unknown")),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct FormQuery {
    agency: Uuid,
}

/// The progress form of one agency.
#[utoipa::path(get, path = "/form", tag = "duty", params(FormQuery),
    responses((status = 200, description = "The form", content_type = "application/octet-stream"), (status = 403, body = Problem)))]
pub async fn get_form(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<FormQuery>,
) -> ApiResult<Download> {
    let agency = AgencyId(q.agency);
    let name = app
        .agency_names(&[agency])
        .await?
        .remove(&agency)
        .unwrap_or_default();
    let content = forms::form(&app.access, &actor, agency, &name).await?;
    Ok(Download {
        name: format!("tien-do-{}.xlsx", app.clock.today()),
        media_type: XLSX.to_owned(),
        content,
    })
}

/// A form on its way back.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct FormUpload {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `true`: report the rows that are right; otherwise only say what would happen.
    apply: Option<bool>,
}

#[derive(Serialize, ToSchema)]
pub struct FormRowView {
    /// Row number as the spreadsheet shows it.
    number: u32,
    duty_id: Option<Uuid>,
    path: String,
    text: String,
    /// `unchanged`, `report`, `conflict`, `wrong`.
    outcome: &'static str,
    status: Option<&'static str>,
    percent: Option<i32>,
    /// Where it is wrong.
    column: Option<&'static str>,
    reason: Option<&'static str>,
    value: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct FormView {
    agency_id: Uuid,
    agency_name: String,
    applied: bool,
    rows: Vec<FormRowView>,
}

fn row_view(row: forms::FormRow) -> FormRowView {
    let mut view = FormRowView {
        number: row.number,
        duty_id: row.duty,
        path: row.path,
        text: row.text,
        outcome: "unchanged",
        status: None,
        percent: None,
        column: None,
        reason: None,
        value: None,
    };
    match row.outcome {
        Outcome::Unchanged => {}
        Outcome::Report { status, percent } => {
            (view.outcome, view.status, view.percent) = ("report", Some(status.as_str()), percent);
        }
        Outcome::Conflict => view.outcome = "conflict",
        Outcome::Wrong {
            column,
            reason,
            value,
        } => {
            (view.outcome, view.column, view.reason, view.value) =
                ("wrong", Some(column), Some(reason), Some(value));
        }
    }
    view
}

/// Reads a form back: a dry run, or with `apply` the reports themselves.
#[utoipa::path(post, path = "/form", tag = "duty", request_body(content = FormUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = FormView), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn put_form(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Json<FormView>> {
    let form = MultipartForm::read(&app, body).await?;
    let apply = form.parsed::<bool>("apply")?.unwrap_or(false);
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let report: FormReport = if apply {
        forms::apply(&app.access, &actor, &file.name, &file.content).await?
    } else {
        forms::dry_run(&app.access, &actor, &file.name, &file.content).await?
    };
    let name = app
        .agency_names(&[report.agency])
        .await?
        .remove(&report.agency)
        .unwrap_or_default();
    Ok(Json(FormView {
        agency_id: report.agency.uuid(),
        agency_name: name,
        applied: apply,
        rows: report.rows.into_iter().map(row_view).collect(),
    }))
}
