//! Figures on reports, for leaders and for open data.

use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use coloa_hotline::statistics::{self, Ask, By, Line};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_hotline_statistics))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HotlineStatisticsQuery {
    /// A day of the first month.
    from: NaiveDate,
    /// A day of the last month.
    to: NaiveDate,
    /// `scam_type`, `kind`, `commune`, `channel`, `month`, `desk`.
    by: String,
    /// `json` where nothing is said; `csv`.
    format: Option<String>,
}

/// A group. Numbers are whole multiples of the least group; null: below it, or not told.
#[derive(Serialize, ToSchema)]
pub struct HotlineStatisticsRow {
    key: String,
    name: String,
    reports: Option<i64>,
    /// Đồng, whole millions; of kinds of scam and months that are over alone.
    amount: Option<i64>,
    with_loss: Option<i64>,
}

/// Figures that tell no group smaller than the least one, by themselves or by difference.
#[derive(Serialize, ToSchema)]
pub struct HotlineStatistics {
    /// First and last day of the months that are told.
    from: NaiveDate,
    to: NaiveDate,
    by: &'static str,
    rows: Vec<HotlineStatisticsRow>,
    /// Each number is rounded by itself: rows need not add up to it.
    total: HotlineStatisticsRow,
    least_group: i64,
    /// Rows without a figure.
    suppressed: usize,
}

fn row(line: &Line) -> HotlineStatisticsRow {
    HotlineStatisticsRow {
        key: line.key.clone(),
        name: line.name.clone(),
        reports: line.reports,
        amount: line.amount,
        with_loss: line.with_loss,
    }
}

/// Figures of whole months over the reports within reach.
#[utoipa::path(get, path = "/statistics", tag = "hotline", params(HotlineStatisticsQuery),
    responses((status = 200, body = HotlineStatistics), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_hotline_statistics(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineStatisticsQuery>,
) -> ApiResult<Response> {
    let ask = Ask {
        from: q.from,
        to: q.to,
        by: By::parse(&q.by).ok_or_else(|| ApiError::invalid("by", "unknown"))?,
    };
    let as_table = match q.format.as_deref() {
        None | Some("" | "json") => false,
        Some("csv") => true,
        Some(_) => return Err(ApiError::invalid("format", "unknown")),
    };
    let figures = statistics::read(&app.hotline, &actor, ask).await?;
    if as_table {
        let download = Download {
            name: format!("tin-bao-{}-{}-{}.csv", figures.by, figures.from, figures.to),
            media_type: "text/csv; charset=utf-8".to_owned(),
            content: statistics::csv(&figures).into_bytes(),
        };
        return Ok(download.into_response());
    }
    let answer = HotlineStatistics {
        from: figures.from,
        to: figures.to,
        by: figures.by.as_str(),
        rows: figures.rows.iter().map(row).collect(),
        total: row(&figures.total),
        least_group: figures.least_group,
        suppressed: figures.suppressed,
    };
    Ok(Json(answer).into_response())
}
