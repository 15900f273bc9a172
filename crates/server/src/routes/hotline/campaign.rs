//! What reports have in common: clusters, campaigns, what offenders use, and hubs that join nothing.

use super::wire::{HotlineReportLine, report_lines};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_hotline::{
    campaign::{
        self, CampaignDraft, CampaignFilter, Detail, Line,
        cluster::Shared,
        found::{self, Found},
        indicators::{self, IndicatorFilter},
        steps::{self, IncidentDraft},
    },
    entity::hub::Model as Hub,
    mention::hub::{self, HubDraft},
    model::CampaignState,
    store::campaign::Sketch,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_clusters))
        .routes(routes!(list_campaigns, create_campaign))
        .routes(routes!(read_campaign, change_campaign))
        .routes(routes!(change_campaign_reports))
        .routes(routes!(close_campaign))
        .routes(routes!(draft_campaign_notice))
        .routes(routes!(begin_campaign_incident))
        .routes(routes!(make_campaign_list))
        .routes(routes!(list_hotline_indicators))
        .routes(routes!(list_hubs, add_hub))
        .routes(routes!(remove_hub))
}

/// Rows of a page where nobody asks for another number, and at most.
const USUAL: u64 = 50;
const MOST: u64 = 200;

pub(super) fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(USUAL).clamp(1, MOST)
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineClusterQuery {
    /// Reports of so many days, 30 where nothing is said, 180 at most.
    days: Option<u32>,
    /// The cluster around this report instead, of whatever time.
    report_id: Option<Uuid>,
}

/// A report that belongs to others.
#[derive(Serialize, ToSchema)]
pub struct HotlineClusterReport {
    id: Uuid,
    number: String,
    received_at: DateTime<Utc>,
    scam_type: Option<String>,
    amount: Option<i64>,
}

/// Something that several reports name.
#[derive(Serialize, ToSchema)]
pub struct HotlineShared {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    bank: Option<String>,
    /// Reports that name it.
    reports: usize,
}

/// Reports that share what offenders use.
#[derive(Serialize, ToSchema)]
pub struct HotlineCluster {
    /// What most of them name.
    key: String,
    /// The newest.
    reports: Vec<HotlineClusterReport>,
    /// All of them.
    total: usize,
    indicators: Vec<HotlineShared>,
    /// The campaign that most of them are in already.
    campaign_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineClusters {
    /// Reports from then on were looked at; null: all around one report.
    from: Option<DateTime<Utc>>,
    reports: usize,
    /// There are more reports than were looked at.
    is_cut: bool,
    /// The largest first.
    clusters: Vec<HotlineCluster>,
    /// What so many name that it joins none: likely a hub that nobody added yet.
    proposed_hubs: Vec<HotlineShared>,
}

fn cluster_report(s: &Sketch) -> HotlineClusterReport {
    HotlineClusterReport {
        id: s.id,
        number: s.number.clone(),
        received_at: s.received_at,
        scam_type: s.scam_type.clone(),
        amount: s.amount,
    }
}

fn shared(s: &Shared) -> HotlineShared {
    HotlineShared {
        kind: s.kind.clone(),
        value: s.match_key.clone(),
        bank: s.bank.clone(),
        reports: s.reports,
    }
}

fn cluster(found: &Found) -> HotlineCluster {
    HotlineCluster {
        key: found.key.clone(),
        reports: found.reports.iter().map(cluster_report).collect(),
        total: found.total,
        indicators: found.shared.iter().map(shared).collect(),
        campaign_id: found.campaign,
    }
}

/// Reports that belong together by what they name.
#[utoipa::path(get, path = "/clusters", tag = "hotline", params(HotlineClusterQuery), responses((status = 200, body = HotlineClusters), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_clusters(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineClusterQuery>,
) -> ApiResult<Json<HotlineClusters>> {
    if let Some(report) = q.report_id {
        let found = found::around(&app.hotline, &actor, report).await?;
        return Ok(Json(HotlineClusters {
            from: None,
            reports: found.as_ref().map_or(0, |f| f.total),
            is_cut: false,
            clusters: found.iter().map(cluster).collect(),
            proposed_hubs: Vec::new(),
        }));
    }
    let window = found::window(&app.hotline, &actor, q.days).await?;
    Ok(Json(HotlineClusters {
        from: Some(window.from),
        reports: window.reports,
        is_cut: window.is_cut,
        clusters: window.clusters.iter().map(cluster).collect(),
        proposed_hubs: window.common.iter().map(shared).collect(),
    }))
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

fn indicator_line(l: indicators::Line) -> HotlineIndicatorLine {
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

/// What a campaign became.
#[derive(Serialize, ToSchema)]
pub struct HotlineBecame {
    #[serde(skip_serializing_if = "Option::is_none")]
    notice_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incident_id: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator_list_id: Option<Uuid>,
    /// Of the campaign now.
    version: i32,
}

impl HotlineBecame {
    const fn nothing(version: i32) -> Self {
        Self {
            notice_id: None,
            incident_id: None,
            indicator_list_id: None,
            version,
        }
    }
}

/// Drafts a warning of a campaign. A phone or account that nobody verified is not in it.
#[utoipa::path(post, path = "/campaigns/{id}/notice", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 201, body = HotlineBecame), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn draft_campaign_notice(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<(StatusCode, Versioned<HotlineBecame>)> {
    let row = steps::notice(&app.hotline, &actor, id, seen).await?;
    let became = HotlineBecame {
        notice_id: row.notice_id,
        ..HotlineBecame::nothing(row.version)
    };
    Ok((StatusCode::CREATED, Versioned(row.version, became)))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineCampaignIncident {
    agency_id: Uuid,
    /// Code of a group of incidents.
    group: String,
    /// `M1` to `M4`.
    severity: String,
}

/// Begins an incident of an agency of a campaign.
#[utoipa::path(post, path = "/campaigns/{id}/incident", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineCampaignIncident,
    responses((status = 201, body = HotlineBecame), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn begin_campaign_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineCampaignIncident>,
) -> ApiResult<(StatusCode, Versioned<HotlineBecame>)> {
    let draft = IncidentDraft {
        agency: AgencyId(body.agency_id),
        group: body.group,
        severity: body.severity,
    };
    let row = steps::incident(&app.hotline, &app.cases, &actor, id, seen, &draft).await?;
    let became = HotlineBecame {
        incident_id: row.incident_id,
        ..HotlineBecame::nothing(row.version)
    };
    Ok((StatusCode::CREATED, Versioned(row.version, became)))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineCampaignList {
    /// Empty: as the campaign is called.
    #[serde(default)]
    name: String,
}

/// Makes a list of indicators of a campaign: domains, links and addresses that events are looked through for.
#[utoipa::path(post, path = "/campaigns/{id}/indicator-list", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineCampaignList,
    responses((status = 201, body = HotlineBecame), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn make_campaign_list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineCampaignList>,
) -> ApiResult<(StatusCode, Versioned<HotlineBecame>)> {
    let shelf = app.indicator_shelf();
    let row = steps::indicator_list(&app.hotline, &shelf, &actor, id, seen, &body.name).await?;
    app.refresh_indicators().await;
    let became = HotlineBecame {
        indicator_list_id: row.indicator_list_id,
        ..HotlineBecame::nothing(row.version)
    };
    Ok((StatusCode::CREATED, Versioned(row.version, became)))
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

/// Something that joins no reports.
#[derive(Serialize, ToSchema)]
pub struct HotlineHub {
    id: Uuid,
    kind: String,
    match_key: String,
    label: String,
    reason: String,
    /// The contrary: a number with 1800 or 1900 that is an offender's, and joins.
    joins: bool,
    by_name: String,
    at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineHubs {
    hubs: Vec<HotlineHub>,
}

fn hub_info(row: Hub) -> HotlineHub {
    HotlineHub {
        id: row.id,
        kind: row.kind,
        match_key: row.match_key,
        label: row.label,
        reason: row.reason,
        joins: row.joins,
        by_name: row.by_name,
        at: row.at,
    }
}

/// Hubs that operators added; those of the product and of the trust register are not among them.
#[utoipa::path(get, path = "/hubs", tag = "hotline", responses((status = 200, body = HotlineHubs), (status = 403, body = Problem)))]
async fn list_hubs(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<HotlineHubs>> {
    let rows = hub::list(&app.hotline, &actor).await?;
    Ok(Json(HotlineHubs {
        hubs: rows.into_iter().map(hub_info).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewHub {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
    #[serde(default)]
    label: String,
    reason: String,
    /// The contrary is said: this number with 1800 or 1900 is an offender's, and joins.
    #[serde(default)]
    joins: bool,
}

/// Adds a hub: reports that it joined stand apart from now on.
#[utoipa::path(post, path = "/hubs", tag = "hotline", request_body = HotlineNewHub,
    responses((status = 201, body = HotlineHub), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_hub(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineNewHub>,
) -> ApiResult<(StatusCode, Json<HotlineHub>)> {
    let draft = HubDraft {
        kind: body.kind,
        value: body.value,
        label: body.label,
        reason: body.reason,
        joins: body.joins,
    };
    let row = hub::add(&app.hotline, &actor, &draft).await?;
    Ok((StatusCode::CREATED, Json(hub_info(row))))
}

/// Takes a hub out.
#[utoipa::path(delete, path = "/hubs/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove_hub(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    hub::remove(&app.hotline, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
