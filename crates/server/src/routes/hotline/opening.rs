//! Who opened what, and why.

use super::wire::{from_moment, to_moment};
use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use coloa_base::{clock::vn_date_time_text, text::csv_cell};
use coloa_hotline::{
    entity::access,
    opening::{self, Filter},
    store::opening::Opened,
    verdict::contest,
};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Lines of a table that is taken along.
const MOST_LINES: u64 = 50_000;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_openings))
        .routes(routes!(sum_up_openings))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineOpeningQuery {
    report_id: Option<Uuid>,
    person_id: Option<Uuid>,
    /// At or after, before: an instant, or a day, which is within.
    from: Option<String>,
    to: Option<String>,
    /// Just those after which nothing was done to the report.
    idle: Option<bool>,
    offset: Option<u64>,
    limit: Option<u64>,
    /// `json`, `csv`.
    format: Option<String>,
}

impl HotlineOpeningQuery {
    fn is_csv(&self) -> ApiResult<bool> {
        match self.format.as_deref() {
            None | Some("" | "json") => Ok(false),
            Some("csv") => Ok(true),
            Some(_) => Err(ApiError::invalid("format", "unknown")),
        }
    }
    fn filter(&self, is_csv: bool) -> ApiResult<Filter> {
        Ok(Filter {
            report: self.report_id,
            person: self.person_id,
            from: from_moment("from", self.from.as_deref())?,
            to: to_moment("to", self.to.as_deref())?,
            idle: self.idle.unwrap_or(false),
            offset: self.offset.unwrap_or(0),
            limit: if is_csv {
                MOST_LINES
            } else {
                self.limit.unwrap_or(50).clamp(1, 200)
            },
        })
    }
}

/// An opening.
#[derive(Serialize, ToSchema)]
pub struct HotlineOpening {
    id: Uuid,
    report_id: Uuid,
    report_number: String,
    person_id: Option<Uuid>,
    person_name: String,
    /// `narrative` (all that was written), `attachment`, `identity`.
    part: String,
    /// `handling`, `reason`, `reveal`; `compared`: nothing was opened, words that were given said who reports.
    purpose: String,
    reason: String,
    /// Who agreed, where somebody had to.
    second_name: Option<String>,
    at: DateTime<Utc>,
    /// Something was done to the report afterwards.
    acted: bool,
}

impl From<access::Model> for HotlineOpening {
    fn from(row: access::Model) -> Self {
        Self {
            id: row.id,
            report_id: row.report_id,
            report_number: row.report_number,
            person_id: row.person_id,
            person_name: row.person_name,
            part: row.part,
            purpose: row.purpose,
            reason: row.reason,
            second_name: row.second_name,
            at: row.at,
            acted: row.acted,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct HotlineOpeningPage {
    items: Vec<HotlineOpening>,
    total: u64,
}

/// Openings within reach, the newest first.
#[utoipa::path(get, path = "/openings", tag = "hotline", params(HotlineOpeningQuery), responses((status = 200, body = HotlineOpeningPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_openings(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineOpeningQuery>,
) -> ApiResult<Response> {
    let is_csv = q.is_csv()?;
    let (rows, total) = opening::list(&app.hotline, &actor, &q.filter(is_csv)?).await?;
    if is_csv {
        return Ok(table("lich-su-mo", &HEAD, rows.iter().map(cells)).into_response());
    }
    Ok(Json(HotlineOpeningPage {
        items: rows.into_iter().map(Into::into).collect(),
        total,
    })
    .into_response())
}

/// What one person opened.
#[derive(Serialize, ToSchema)]
pub struct HotlineOpener {
    person_id: Option<Uuid>,
    person_name: String,
    opened: i64,
    /// Of these, after which nothing was done to the report.
    idle: i64,
    /// Of these, who reports.
    revealed: i64,
    /// How often words of theirs said who reports, and were refused.
    refused: i64,
    last_at: Option<DateTime<Utc>>,
}

impl From<Opened> for HotlineOpener {
    fn from(o: Opened) -> Self {
        Self {
            person_id: o.person_id,
            person_name: o.person_name.unwrap_or_default(),
            opened: o.opened.unwrap_or(0),
            idle: o.idle.unwrap_or(0),
            revealed: o.revealed.unwrap_or(0),
            refused: o.refused.unwrap_or(0),
            last_at: o.last_at,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct HotlineOpeningSummary {
    people: Vec<HotlineOpener>,
}

/// Openings within reach by person, most first.
#[utoipa::path(get, path = "/openings/summary", tag = "hotline", params(HotlineOpeningQuery), responses((status = 200, body = HotlineOpeningSummary), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn sum_up_openings(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineOpeningQuery>,
) -> ApiResult<Response> {
    let is_csv = q.is_csv()?;
    let people = opening::summary(&app.hotline, &actor, &q.filter(is_csv)?).await?;
    if is_csv {
        return Ok(table("nguoi-mo", &PEOPLE, people.iter().map(counts)).into_response());
    }
    Ok(Json(HotlineOpeningSummary {
        people: people.into_iter().map(Into::into).collect(),
    })
    .into_response())
}

const HEAD: [&str; 8] = [
    "Thời điểm",
    "Tin báo",
    "Người mở",
    "Phần",
    "Mục đích",
    "Lý do",
    "Người đồng ý",
    "Có xử lý",
];
const PEOPLE: [&str; 6] = [
    "Người mở",
    "Số lần mở",
    "Không xử lý",
    "Mở danh tính",
    "Nhập trúng danh tính",
    "Lần cuối",
];

/// A stored word as a table says it.
fn shown(word: &str) -> &str {
    match word {
        "form" | "narrative" | "message" => "nội dung",
        "attachment" => "tệp",
        "identity" => "danh tính",
        "handling" => "đang xử lý",
        "reason" => "có lý do",
        "reveal" => "mở danh tính",
        "compared" => "nhập trúng danh tính, bị từ chối",
        // In the place of the number of a report.
        contest::NUMBER => "phản đối",
        "notice" => "thông báo",
        "warning" => "cảnh báo",
        "answer" => "trả lời phản đối",
        "campaign" => "chiến dịch",
        other => other,
    }
}

fn cells(row: &access::Model) -> Vec<String> {
    vec![
        vn_date_time_text(row.at),
        shown(&row.report_number).to_owned(),
        row.person_name.clone(),
        shown(&row.part).to_owned(),
        shown(&row.purpose).to_owned(),
        row.reason.clone(),
        row.second_name.clone().unwrap_or_default(),
        if row.acted { "có" } else { "không" }.to_owned(),
    ]
}

fn counts(of: &Opened) -> Vec<String> {
    vec![
        of.person_name.clone().unwrap_or_default(),
        of.opened.unwrap_or(0).to_string(),
        of.idle.unwrap_or(0).to_string(),
        of.revealed.unwrap_or(0).to_string(),
        of.refused.unwrap_or(0).to_string(),
        of.last_at.map(vn_date_time_text).unwrap_or_default(),
    ]
}

/// A table that spreadsheets read as UTF-8, and in which no cell is a formula.
fn table(name: &str, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> Download {
    let mut out = String::from("\u{feff}");
    let mut line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| csv_cell(cell)).collect();
        let _ = writeln!(out, "{}\r", cells.join(","));
    };
    line(head.iter().map(|cell| (*cell).to_owned()).collect());
    rows.for_each(line);
    Download {
        name: format!("{name}.csv"),
        media_type: "text/csv; charset=utf-8".to_owned(),
        content: out.into_bytes(),
    }
}
