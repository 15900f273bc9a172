//! How long events are kept, how much there is of them, and what must not be deleted.

use super::scope;
use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Days, NaiveDate, Utc};
use coloa_auth::{AuthError, action};
use coloa_base::{AgencyId, ErrorKind};
use coloa_event_store::Scope;
use coloa_pipeline::keeper;
use coloa_search::{
    entity::event_hold::Model as Hold,
    service::{self, HoldDraft},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_keeping))
        .routes(routes!(list_holds, place_hold))
        .routes(routes!(lift_hold))
}

/// Events of one day and one level of systems.
#[derive(Serialize, ToSchema)]
pub struct KeptDay {
    day: NaiveDate,
    /// 1–5; 0: the system is not known.
    level: u8,
    events: u64,
    /// On disk, and as they came in.
    bytes: u64,
    raw_bytes: u64,
    /// The last day on which they are kept.
    until: NaiveDate,
    held: bool,
}

/// How long events of a level are kept.
#[derive(Serialize, ToSchema)]
pub struct KeepRule {
    level: u8,
    days: u32,
    /// Article and source; null: the installation's own setting.
    citation: Option<String>,
    /// `found`, `known`, `unsure`.
    certainty: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct KeepingInfo {
    rules: Vec<KeepRule>,
    /// Days that any event is kept at least: a setting (`ingest.keep_days`).
    at_least_days: u32,
    /// The newest first.
    days: Vec<KeptDay>,
    events: u64,
    bytes: u64,
    raw_bytes: u64,
    /// Events that are in memory and in the log only.
    in_memory: u64,
    /// Files that cannot be read.
    damaged: usize,
}

#[derive(Serialize, ToSchema)]
pub struct HoldInfo {
    id: Uuid,
    reason: String,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    placed_by: String,
    placed_at: DateTime<Utc>,
    lifted_by: Option<String>,
    lifted_at: Option<DateTime<Utc>>,
    lift_reason: String,
}

#[derive(Deserialize, ToSchema)]
pub struct NewHold {
    /// Why, with the document that asks for it.
    reason: String,
    /// Of one agency; null: of all.
    agency_id: Option<Uuid>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

#[derive(Deserialize, ToSchema)]
pub struct LiftHold {
    reason: String,
}

fn info(hold: Hold, names: &HashMap<AgencyId, String>) -> HoldInfo {
    HoldInfo {
        agency_name: hold.agency_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
        id: hold.id,
        reason: hold.reason,
        agency_id: hold.agency_id,
        from: hold.time_from,
        to: hold.time_to,
        placed_by: hold.placed_by,
        placed_at: hold.placed_at,
        lifted_by: hold.lifted_by,
        lifted_at: hold.lifted_at,
        lift_reason: hold.lift_reason,
    }
}

async fn named(app: &App, hold: Hold) -> ApiResult<HoldInfo> {
    let ids: Vec<AgencyId> = hold.agency_id.into_iter().map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    Ok(info(hold, &names))
}

/// How long events are kept and how much there is of them, for whoever reaches the whole installation.
#[utoipa::path(get, path = "/keeping", tag = "search", responses((status = 200, body = KeepingInfo), (status = 403, body = Problem)))]
async fn get_keeping(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<KeepingInfo>> {
    if scope(&app, &actor)? != Scope::All {
        return Err(AuthError::Forbidden {
            action: action::SEARCH_READ,
        }
        .into());
    }
    let Some(pipeline) = &app.pipeline else {
        return Err(ApiError::new(ErrorKind::Unavailable, "search.off"));
    };
    let today = app.clock.today();
    let at_least = app.config.ingest.keep_days;
    let holds = crate::monitoring::holds(&app.db).await?;
    let mut days: BTreeMap<(NaiveDate, u8), KeptDay> = BTreeMap::new();
    for segment in pipeline.store().segments() {
        let term = keeper::kept_days(segment.class, today, at_least);
        let day = days
            .entry((segment.day, segment.class))
            .or_insert_with(|| KeptDay {
                day: segment.day,
                level: segment.class,
                events: 0,
                bytes: 0,
                raw_bytes: 0,
                until: segment
                    .day
                    .checked_add_days(Days::new(term.into()))
                    .unwrap_or(NaiveDate::MAX),
                held: false,
            });
        day.events += segment.rows;
        day.bytes += segment.bytes + segment.words_bytes;
        day.raw_bytes += segment.raw_bytes;
        day.held |= holds.iter().any(|hold| hold.covers(&segment));
    }
    let stand = pipeline.store().stand();
    Ok(Json(KeepingInfo {
        rules: (0..=5)
            .map(|level| {
                let keep = coloa_law::log_retention(level, today);
                let own = keep.days < at_least;
                KeepRule {
                    level,
                    days: keep.days.max(at_least),
                    citation: keep
                        .legal
                        .as_ref()
                        .filter(|_| !own)
                        .map(coloa_law::Legal::citation),
                    certainty: keep
                        .legal
                        .filter(|_| !own)
                        .and_then(|l| serde_json::to_value(l.certainty).ok())
                        .and_then(|v| v.as_str().map(str::to_owned)),
                }
            })
            .collect(),
        at_least_days: at_least,
        days: days.into_values().rev().collect(),
        events: stand.rows,
        bytes: stand.bytes,
        raw_bytes: stand.raw_bytes,
        in_memory: stand.hot_rows,
        damaged: stand.damaged,
    }))
}

/// Events that must not be deleted, and those that were once.
#[utoipa::path(get, path = "/holds", tag = "search", responses((status = 200, body = Vec<HoldInfo>)))]
async fn list_holds(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<Vec<HoldInfo>>> {
    let holds = service::holds(&app.access, &actor).await?;
    let ids: Vec<AgencyId> = holds.iter().filter_map(|h| h.agency_id).map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    Ok(Json(holds.into_iter().map(|hold| info(hold, &names)).collect()))
}

/// Forbids that events of a time are deleted.
#[utoipa::path(post, path = "/holds", tag = "search", request_body = NewHold, responses((status = 201, body = HoldInfo), (status = 422, body = Problem)))]
async fn place_hold(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<NewHold>,
) -> ApiResult<(StatusCode, Json<HoldInfo>)> {
    let draft = HoldDraft {
        reason: new.reason,
        agency: new.agency_id.map(AgencyId),
        from: new.from,
        to: new.to,
    };
    let hold = service::place_hold(&app.access, &actor, &draft).await?;
    app.refresh_holds().await;
    Ok((StatusCode::CREATED, Json(named(&app, hold).await?)))
}

/// Lets them go again.
#[utoipa::path(post, path = "/holds/{id}/lift", tag = "search", params(("id" = Uuid, Path)), request_body = LiftHold, responses((status = 200, body = HoldInfo), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn lift_hold(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(lift): Json<LiftHold>,
) -> ApiResult<Json<HoldInfo>> {
    let hold = service::lift_hold(&app.access, &actor, id, &lift.reason).await?;
    app.refresh_holds().await;
    Ok(Json(named(&app, hold).await?))
}
