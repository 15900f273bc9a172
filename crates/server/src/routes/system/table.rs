//! Systems as tables: the import of a sheet, and the yearly table of the law (Decree 331/2026, form 08).

use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::extract::{Multipart, State};
use coloa_base::AgencyId;
use coloa_document::xlsx::{self, Column, ColumnKind, Sheet, Value};
use coloa_report::{law_form, service::Format};
use coloa_system::{
    import::{self, Mode},
    statutory::{self, Counters, Shown},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(import_systems))
        .routes(routes!(import_template))
        .routes(routes!(read_statutory))
        .routes(routes!(export_statutory))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The form of a table.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct SystemTable {
    /// CSV or XLSX.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `all`: every row or none; `good`: the rows without an error; `dry`, or nothing: only says what it would do.
    mode: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct TableRowError {
    /// As the spreadsheet counts.
    row: u32,
    /// Key of the column.
    column: &'static str,
    reason: String,
    value: String,
}

#[derive(Serialize, ToSchema)]
pub struct SystemImport {
    created: usize,
    changed: usize,
    unchanged: usize,
    /// Rows with an error; a row may have several.
    wrong_rows: usize,
    errors: Vec<TableRowError>,
    applied: bool,
}

/// Imports a table of systems; without a mode a dry run.
#[utoipa::path(post, path = "/import", tag = "system", request_body(content = SystemTable, content_type = "multipart/form-data"),
    responses((status = 200, body = SystemImport), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn import_systems(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Json<SystemImport>> {
    let form = MultipartForm::read(&app, body).await?;
    let mode = match form.text("mode").as_deref() {
        Some("all") => Mode::All,
        Some("good") => Mode::Good,
        Some("dry") | None => Mode::Dry,
        Some(_) => return Err(ApiError::invalid("mode", "unknown")),
    };
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let done = import::table(&app.access, &actor, &file.name, &file.content, mode).await?;
    if done.applied {
        app.refresh_sources().await;
    }
    Ok(Json(SystemImport {
        created: done.created,
        changed: done.changed,
        unchanged: done.unchanged,
        wrong_rows: done.wrong_rows(),
        errors: done
            .errors
            .into_iter()
            .map(|e| TableRowError {
                row: e.row,
                column: e.column,
                reason: e.reason,
                value: e.value,
            })
            .collect(),
        applied: done.applied,
    }))
}

/// An empty table to fill in.
#[utoipa::path(get, path = "/import/template", tag = "system", responses((status = 200, content_type = "application/octet-stream")))]
async fn import_template(SignedIn(actor): SignedIn, State(app): State<App>) -> ApiResult<Download> {
    coloa_system::service::reach(&app.access, &actor)?;
    Ok(Download {
        name: "mau-he-thong.xlsx".to_owned(),
        media_type: XLSX.to_owned(),
        content: import::template()?,
    })
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct StatutoryQuery {
    /// The year of the report; this one where nothing is said.
    year: Option<i32>,
    /// The owner alone; everything within reach where nothing is said.
    agency: Option<Uuid>,
}

/// The counters of the yearly table.
#[derive(Serialize, ToSchema)]
pub struct StatutoryInfo {
    year: i32,
    /// The days that the data cover.
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
    total: usize,
    classified: usize,
    drafted: usize,
    appraised: usize,
    approved: usize,
    approved_inspected: usize,
    /// The last day on which what is unfinished is expected to be done, of those that somebody named.
    expected: Option<chrono::NaiveDate>,
    /// Unfinished systems of which nobody named a day.
    unplanned: usize,
    rows: usize,
    /// What is dated is told as of this day.
    cut: chrono::NaiveDate,
    /// What bears no day is told as of this one.
    made_on: chrono::NaiveDate,
    /// Columns that are told as of `made_on` and not as of `cut`.
    undated: Vec<&'static str>,
    /// Systems that are left out since nobody noted when they ended.
    ended: usize,
    /// In words, as the printed table has it.
    note: Option<String>,
}

impl StatutoryInfo {
    fn new(t: &statutory::Table) -> Self {
        let Counters {
            total,
            classified,
            drafted,
            appraised,
            approved,
            approved_inspected,
            expected,
            unplanned,
        } = t.counters;
        Self {
            year: t.year,
            from: t.from,
            to: t.to,
            total,
            classified,
            drafted,
            appraised,
            approved,
            approved_inspected,
            expected,
            unplanned,
            rows: t.rows.len(),
            cut: t.cut,
            made_on: t.made_on,
            undated: t.undated().to_vec(),
            ended: t.ended,
            note: statutory::note(t),
        }
    }
}

async fn table(app: &App, actor: &coloa_auth::Actor, q: &StatutoryQuery) -> ApiResult<statutory::Table> {
    use chrono::Datelike;
    let year = q.year.unwrap_or_else(|| app.clock.today().year());
    if !(2000..=2200).contains(&year) {
        return Err(ApiError::invalid("year", "out_of_range"));
    }
    Ok(statutory::table(&app.access, actor, year, q.agency.map(AgencyId)).await?)
}

/// The counters of the yearly table of a year.
#[utoipa::path(get, path = "/statutory", tag = "system", params(StatutoryQuery), responses((status = 200, body = StatutoryInfo), (status = 403, body = Problem)))]
async fn read_statutory(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<StatutoryQuery>,
) -> ApiResult<Json<StatutoryInfo>> {
    Ok(Json(StatutoryInfo::new(&table(&app, &actor, &q).await?)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatutoryFormat {
    /// `xlsx`, `docx`, `pdf`.
    format: String,
    /// Who issues it; the reader's agency where nothing is said.
    issuer: Option<Uuid>,
}

/// A cell of the table: numbers are numbers, everything else is text.
fn value(key: &str, cell: &str) -> Value {
    let number = matches!(key, "row" | "proposed_level")
        .then(|| cell.parse::<i64>().ok())
        .flatten();
    number.map_or_else(|| Value::Text(cell.to_owned()), Value::Integer)
}

/// The yearly table as a file: XLSX in full, DOCX and PDF in the official layout.
#[utoipa::path(get, path = "/statutory/export", tag = "system", params(StatutoryQuery, StatutoryFormat),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_statutory(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<StatutoryQuery>,
    Query(f): Query<StatutoryFormat>,
) -> ApiResult<Download> {
    let format = Format::parse(&f.format).ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    let table = table(&app, &actor, &q).await?;
    let issuer = f
        .issuer
        .or(q.agency)
        .map(AgencyId)
        .or_else(|| actor.agencies.first().copied())
        .ok_or_else(|| ApiError::invalid("issuer", "required"))?;
    let head = app.reports.suggested_head(issuer).await?;
    let heads = statutory::heads(&table);
    let counters = statutory::counters(&table);
    let words = law_form::statutory_words();
    let sheet = Sheet {
        name: words.sheet(table.year),
        titles: vec![statutory::title(&table)],
        columns: heads
            .iter()
            .map(|(key, label)| match key.as_str() {
                "row" => Column::text(key, label, 6.0).kind(ColumnKind::Centre),
                "proposed_level" => Column::text(key, label, 12.0).kind(ColumnKind::Centre),
                _ => Column::text(key, label, 26.0),
            })
            .collect(),
        rows: table
            .rows
            .iter()
            .map(|row| {
                row.iter()
                    .zip(&heads)
                    .map(|(cell, (key, _))| value(key, cell))
                    .collect()
            })
            .collect(),
        ..Sheet::default()
    };
    let summary = Sheet {
        name: words.summary.clone(),
        titles: vec![statutory::title(&table)],
        columns: vec![
            Column::text("label", &words.label, 60.0),
            Column::text("value", &words.value, 16.0).kind(ColumnKind::Centre),
        ],
        rows: counters
            .iter()
            .map(|(label, shown)| {
                let shown = match shown {
                    Shown::Number(number) => i64::try_from(*number).map_or(Value::Empty, Value::Integer),
                    Shown::Text(text) => Value::Text(text.clone()),
                };
                vec![Value::Text(label.clone()), shown]
            })
            .collect(),
        ..Sheet::default()
    };
    let book = xlsx::Workbook {
        sheets: vec![sheet, summary],
        ..xlsx::Workbook::default()
    };
    let counters: Vec<(String, String)> = counters
        .into_iter()
        .map(|(label, shown)| (label, shown.to_string()))
        .collect();
    let document = law_form::statutory(
        &head,
        table.year,
        &statutory::title(&table),
        &counters,
        &heads.iter().map(|(_, label)| label.clone()).collect::<Vec<_>>(),
        &table.rows,
    );
    Ok(Download {
        name: format!("mau-08-nam-{}.{}", table.year, format.extension()),
        media_type: format.media_type().to_owned(),
        content: app.reports.file_of(document, book, format).await?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers_and_text_stays_text() {
        assert_eq!(value("row", "3"), Value::Integer(3));
        assert_eq!(value("proposed_level", "4"), Value::Integer(4));
        assert_eq!(value("proposed_level", ""), Value::Text(String::new()));
        assert_eq!(value("owner", "=1+1"), Value::Text("=1+1".to_owned()));
    }
}
