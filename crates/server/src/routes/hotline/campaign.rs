//! What reports have in common: campaigns.
//!
//! Rooms: `cluster` what the machine proposes · `steps` what a campaign becomes · `indicator` what offenders use · `hub` what joins
//! nothing.

mod cluster;
mod hub;
mod indicator;
mod steps;

use self::indicator::{HotlineIndicatorLine, indicator_line};
use super::wire::{HotlineReportLine, report_lines};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_hotline::{
    campaign::{self, CampaignDraft, CampaignFilter, Detail, Line},
    model::CampaignState,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(cluster::routes())
        .routes(routes!(list_campaigns, create_campaign))
        .routes(routes!(read_campaign, change_campaign))
        .routes(routes!(change_campaign_reports))
        .routes(routes!(close_campaign))
        .merge(steps::routes())
        .merge(indicator::routes())
        .merge(hub::routes())
}

/// Rows of a page where nobody asks for another number, and at most.
const USUAL: u64 = 50;
const MOST: u64 = 200;

pub(super) fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(USUAL).clamp(1, MOST)
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineCampaignQuery {
    /// `open`, `warned`, `closed`.
    state: Option<String>,
    /// Part of number or name.
    search: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

/// A campaign with its reports within reach, added up.
#[derive(Serialize, ToSchema)]
pub struct HotlineCampaignLine {
    id: Uuid,
    number: String,
    name: String,
    scam_type: Option<String>,
    /// `open`, `warned`, `closed`.
    state: String,
    reports: i64,
    /// Đồng.
    amount: Option<i64>,
    first_at: Option<DateTime<Utc>>,
    last_at: Option<DateTime<Utc>>,
    notice_id: Option<Uuid>,
    incident_id: Option<Uuid>,
    indicator_list_id: Option<Uuid>,
    created_by: String,
    created_at: DateTime<Utc>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineCampaignPage {
    items: Vec<HotlineCampaignLine>,
    total: u64,
}

/// A report names something.
#[derive(Serialize, ToSchema)]
pub struct HotlineEdge {
    report_id: Uuid,
    kind: String,
    match_key: String,
}

/// A campaign, its reports, what they name, and which names what.
#[derive(Serialize, ToSchema)]
pub struct HotlineCampaignDetail {
    line: HotlineCampaignLine,
    summary: String,
    /// The newest 500 within reach.
    reports: Vec<HotlineReportLine>,
    indicators: Vec<HotlineIndicatorLine>,
    edges: Vec<HotlineEdge>,
}

fn campaign_line(l: Line) -> HotlineCampaignLine {
    HotlineCampaignLine {
        id: l.campaign.id,
        number: l.campaign.number,
        name: l.campaign.name,
        scam_type: l.campaign.scam_type,
        state: l.campaign.state,
        reports: l.tally.reports,
        amount: l.tally.amount,
        first_at: l.tally.first_at,
        last_at: l.tally.last_at,
        notice_id: l.campaign.notice_id,
        incident_id: l.campaign.incident_id,
        indicator_list_id: l.campaign.indicator_list_id,
        created_by: l.campaign.created_by,
        created_at: l.campaign.created_at,
        version: l.campaign.version,
    }
}

async fn detail(app: &App, actor: &Actor, id: Uuid) -> ApiResult<Versioned<HotlineCampaignDetail>> {
    let Detail {
        line,
        reports,
        indicators,
        edges,
    } = campaign::read(&app.hotline, actor, id).await?;
    let summary = line.campaign.summary.clone();
    let line = campaign_line(line);
    let edge = |e: campaign::Edge| HotlineEdge {
        report_id: e.report,
        kind: e.kind,
        match_key: e.match_key,
    };
    Ok(Versioned(
        line.version,
        HotlineCampaignDetail {
            line,
            summary,
            reports: report_lines(app, reports).await?,
            indicators: indicators.into_iter().map(indicator_line).collect(),
            edges: edges.into_iter().map(edge).collect(),
        },
    ))
}

/// Campaigns with a report within reach, the newest first.
#[utoipa::path(get, path = "/campaigns", tag = "hotline", params(HotlineCampaignQuery), responses((status = 200, body = HotlineCampaignPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_campaigns(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineCampaignQuery>,
) -> ApiResult<Json<HotlineCampaignPage>> {
    let state = q.state.as_deref().filter(|s| !s.is_empty());
    let state = state
        .map(|s| CampaignState::parse(s).ok_or_else(|| ApiError::invalid("state", "unknown")))
        .transpose()?;
    let filter = CampaignFilter {
        state,
        search: q.search,
        offset: q.offset.unwrap_or(0),
        limit: limit(q.limit),
    };
    let (lines, total) = campaign::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineCampaignPage {
        items: lines.into_iter().map(campaign_line).collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewCampaign {
    name: String,
    #[serde(default)]
    summary: String,
    scam_type: Option<String>,
    #[serde(default)]
    report_ids: Vec<Uuid>,
}

/// Begins a campaign, of a cluster or of reports chosen by hand.
#[utoipa::path(post, path = "/campaigns", tag = "hotline", request_body = HotlineNewCampaign,
    responses((status = 201, body = HotlineCampaignDetail), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_campaign(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineNewCampaign>,
) -> ApiResult<(StatusCode, Versioned<HotlineCampaignDetail>)> {
    let draft = CampaignDraft {
        name: body.name,
        summary: body.summary,
        scam_type: body.scam_type,
    };
    let row = campaign::create(&app.hotline, &actor, &draft, &body.report_ids).await?;
    Ok((StatusCode::CREATED, detail(&app, &actor, row.id).await?))
}

/// One campaign.
#[utoipa::path(get, path = "/campaigns/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 200, body = HotlineCampaignDetail), (status = 404, body = Problem)))]
async fn read_campaign(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineCampaignDetail>> {
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineCampaignBody {
    name: String,
    #[serde(default)]
    summary: String,
    scam_type: Option<String>,
}

/// Renames a campaign, says more of it.
#[utoipa::path(put, path = "/campaigns/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineCampaignBody,
    responses((status = 200, body = HotlineCampaignDetail), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_campaign(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineCampaignBody>,
) -> ApiResult<Versioned<HotlineCampaignDetail>> {
    let draft = CampaignDraft {
        name: body.name,
        summary: body.summary,
        scam_type: body.scam_type,
    };
    campaign::change(&app.hotline, &actor, id, seen, &draft).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineCampaignReports {
    #[serde(default)]
    add: Vec<Uuid>,
    #[serde(default)]
    remove: Vec<Uuid>,
}

/// Puts reports in and takes others out.
#[utoipa::path(post, path = "/campaigns/{id}/reports", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineCampaignReports,
    responses((status = 200, body = HotlineCampaignDetail), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_campaign_reports(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineCampaignReports>,
) -> ApiResult<Versioned<HotlineCampaignDetail>> {
    campaign::change_reports(&app.hotline, &actor, id, seen, &body.add, &body.remove).await?;
    detail(&app, &actor, id).await
}

/// Closes a campaign.
#[utoipa::path(post, path = "/campaigns/{id}/close", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = HotlineCampaignDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn close_campaign(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<HotlineCampaignDetail>> {
    campaign::close(&app.hotline, &actor, id, seen).await?;
    detail(&app, &actor, id).await
}
