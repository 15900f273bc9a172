//! The hand-over list: unfinished work of agencies that are no more, reviewed and handed to their successors.

use super::wire::AgencyRef;
use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_plan::duties::handover::{self, Kind, Left, Move};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HandOverQuery {
    /// Of this agency alone.
    agency: Option<Uuid>,
}

/// One unfinished record of an agency that cannot finish it.
#[derive(Serialize, ToSchema)]
pub struct HandOverItem {
    /// `duty`, `obligation`.
    kind: &'static str,
    id: Uuid,
    version: i32,
    agency: AgencyRef,
    /// `closed`: the agency is no more; `function_moved`: the function the work belongs to went elsewhere.
    why: &'static str,
    /// As issued.
    text: String,
    due_on: Option<NaiveDate>,
    status: String,
    /// Successors that the directory knows: several where the agency was divided, none where it just ended.
    proposed: Vec<AgencyRef>,
}

#[derive(Serialize, ToSchema)]
pub struct HandOverList {
    items: Vec<HandOverItem>,
    /// There are more than one list holds; they follow once these are handed over.
    more: bool,
}

/// Unfinished work to be handed over, with the proposed successors.
#[utoipa::path(get, path = "/hand-over", tag = "duty", params(HandOverQuery), responses((status = 200, body = HandOverList), (status = 403, body = Problem)))]
pub async fn list_hand_over(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HandOverQuery>,
) -> ApiResult<Json<HandOverList>> {
    let found = handover::list(&app.access, &actor, q.agency.map(AgencyId)).await?;
    let mut ids: Vec<AgencyId> = found
        .items
        .iter()
        .flat_map(|l| std::iter::once(l.agency).chain(l.proposed.iter().copied()))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let names = app.agency_names(&ids).await?;
    Ok(Json(HandOverList {
        items: found.items.into_iter().map(|l| item(l, &names)).collect(),
        more: found.more,
    }))
}

fn item(left: Left, names: &HashMap<AgencyId, String>) -> HandOverItem {
    let agency = |id: AgencyId| AgencyRef {
        id: id.uuid(),
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    HandOverItem {
        kind: left.kind.as_str(),
        id: left.id,
        version: left.version,
        agency: agency(left.agency),
        why: left.why.as_str(),
        text: left.text,
        due_on: left.due_on,
        status: left.status,
        proposed: left.proposed.into_iter().map(agency).collect(),
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HandOverMove {
    /// `duty`, `obligation`.
    kind: String,
    id: Uuid,
    /// The version that was reviewed.
    version: i32,
    to: Uuid,
}

#[derive(Deserialize, ToSchema)]
pub struct HandOverBody {
    /// At most 500.
    items: Vec<HandOverMove>,
    reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct HandedOver {
    handed_over: usize,
}

/// Hands the reviewed lines over in one change: all of them, or none.
#[utoipa::path(post, path = "/hand-over", tag = "duty", request_body = HandOverBody,
    responses((status = 200, body = HandedOver), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn hand_over(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<HandOverBody>,
) -> ApiResult<Json<HandedOver>> {
    let moves = b
        .items
        .into_iter()
        .map(|m| {
            Ok(Move {
                kind: Kind::parse(&m.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
                id: m.id,
                version: m.version,
                to: AgencyId(m.to),
            })
        })
        .collect::<ApiResult<Vec<_>>>()?;
    let handed_over = handover::hand_over(&app.access, &actor, &moves, &b.reason).await?;
    Ok(Json(HandedOver { handed_over }))
}
