//! What a campaign becomes: a draft of a warning, an incident, a list of indicators.

use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use coloa_base::AgencyId;
use coloa_hotline::campaign::steps::{self, IncidentDraft};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(draft_campaign_notice))
        .routes(routes!(begin_campaign_incident))
        .routes(routes!(make_campaign_list))
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
