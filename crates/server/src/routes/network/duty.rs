//! Turns of duty, and who is on duty.

use super::{ContactInfo, infos};
use crate::{
    App,
    extract::{Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_incident::{
    entity::network::{response_contact::Model as Contact, response_roster::Model as Turn},
    network::roster::{self, Line, OnDuty, TurnDraft},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_roster, add_roster_turn))
        .routes(routes!(remove_roster_turn))
        .routes(routes!(get_on_duty))
}

/// Days of the roster that are shown where nothing is said.
const ROSTER_DAYS: i64 = 14;

#[derive(Serialize, ToSchema)]
pub struct TurnInfo {
    id: Uuid,
    contact_id: Uuid,
    contact_name: String,
    phone: String,
    /// `first`, `second`.
    line: String,
    from_at: DateTime<Utc>,
    to_at: DateTime<Utc>,
    made_by: String,
}

fn turn_info(turn: Turn, contact: &Contact) -> TurnInfo {
    TurnInfo {
        id: turn.id,
        contact_id: turn.contact_id,
        contact_name: contact.name.clone(),
        phone: contact.phone.clone(),
        line: turn.line,
        from_at: turn.from_at,
        to_at: turn.to_at,
        made_by: turn.made_by,
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct RosterQuery {
    /// Now where nothing is said.
    from: Option<DateTime<Utc>>,
    /// Fourteen days later where nothing is said; at most a year.
    to: Option<DateTime<Utc>>,
}

/// Turns of duty that touch a span, the earliest first.
#[utoipa::path(get, path = "/roster", tag = "network", params(RosterQuery), responses((status = 200, body = Vec<TurnInfo>), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_roster(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<RosterQuery>,
) -> ApiResult<Json<Vec<TurnInfo>>> {
    let from = q.from.unwrap_or_else(|| app.clock.now());
    let to = q.to.unwrap_or(from + TimeDelta::days(ROSTER_DAYS));
    if to < from || to - from > TimeDelta::days(366) {
        return Err(ApiError::invalid("to", "out_of_range"));
    }
    let rows = roster::list(&app.access, &actor, from, to).await?;
    Ok(Json(
        rows.into_iter().map(|(turn, c)| turn_info(turn, &c)).collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct TurnBody {
    contact_id: Uuid,
    /// `first`, `second`.
    line: String,
    from_at: DateTime<Utc>,
    to_at: DateTime<Utc>,
}

/// Puts somebody on duty.
#[utoipa::path(post, path = "/roster", tag = "network", request_body = TurnBody,
    responses((status = 201, body = TurnInfo), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_roster_turn(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<TurnBody>,
) -> ApiResult<(StatusCode, Json<TurnInfo>)> {
    let draft = TurnDraft {
        contact: body.contact_id,
        line: Line::parse(&body.line).ok_or_else(|| ApiError::invalid("line", "unknown"))?,
        from: body.from_at,
        to: body.to_at,
    };
    let (turn, contact) = roster::add(&app.access, &actor, &draft).await?;
    Ok((StatusCode::CREATED, Json(turn_info(turn, &contact))))
}

/// Takes a turn of duty back; one that runs ends now.
#[utoipa::path(delete, path = "/roster/{id}", tag = "network", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn remove_roster_turn(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    roster::remove(&app.access, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct OnDutyInfo {
    first: Vec<ContactInfo>,
    second: Vec<ContactInfo>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct OnDutyQuery {
    /// Now where nothing is said.
    at: Option<DateTime<Utc>>,
}

/// Who is on duty at a moment.
#[utoipa::path(get, path = "/on-duty", tag = "network", params(OnDutyQuery), responses((status = 200, body = OnDutyInfo), (status = 403, body = Problem)))]
async fn get_on_duty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<OnDutyQuery>,
) -> ApiResult<Json<OnDutyInfo>> {
    let at = q.at.unwrap_or_else(|| app.clock.now());
    let OnDuty { first, second } = roster::on_duty(&app.access, &actor, at).await?;
    Ok(Json(OnDutyInfo {
        first: infos(&app, &actor, first).await?,
        second: infos(&app, &actor, second).await?,
    }))
}
