//! What offenders use, over all reports within reach.

use super::limit;
use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_hotline::campaign::indicators::{self, IndicatorFilter};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_hotline_indicators))
}

/// Something that offenders use.
#[derive(Serialize, ToSchema)]
pub struct HotlineIndicatorLine {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    match_key: String,
    bank: Option<String>,
    /// Reports within reach that name it.
    reports: i64,
    joins: bool,
    is_hub: bool,
    verdict_id: Option<Uuid>,
    /// `warned`, `expired`, `withdrawn`.
    verdict_state: Option<String>,
    last_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineIndicatorPage {
    items: Vec<HotlineIndicatorLine>,
    total: usize,
}

/// One as it is shown.
pub(super) fn indicator_line(l: indicators::Line) -> HotlineIndicatorLine {
    HotlineIndicatorLine {
        kind: l.kind,
        value: l.value,
        match_key: l.match_key,
        bank: l.bank,
        reports: l.reports,
        joins: l.joins,
        is_hub: l.is_hub,
        verdict_id: l.verdict,
        verdict_state: l.verdict_state.map(|s| s.to_string()),
        last_at: l.last_at,
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineIndicatorQuery {
    /// A value, however written, or a part of one among the newest.
    search: Option<String>,
    kind: Option<String>,
    offset: Option<usize>,
    limit: Option<u64>,
}

/// What offenders use, the newest first.
#[utoipa::path(get, path = "/indicators", tag = "hotline", params(HotlineIndicatorQuery), responses((status = 200, body = HotlineIndicatorPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_hotline_indicators(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineIndicatorQuery>,
) -> ApiResult<Json<HotlineIndicatorPage>> {
    let filter = IndicatorFilter {
        kind: q.kind,
        search: q.search,
        offset: q.offset.unwrap_or(0),
        limit: usize::try_from(limit(q.limit)).unwrap_or(usize::MAX),
    };
    let (lines, total) = indicators::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineIndicatorPage {
        items: lines.into_iter().map(indicator_line).collect(),
        total,
    }))
}
