//! Hosts that are seen in events and belong to no registered system.

use super::{SystemDetail, detail};
use crate::{
    App,
    extract::{Json, Path, Query, SignedIn, Versioned},
    problem::{ApiResult, Problem},
    routes::report::{next_cursor, offset},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, action};
use coloa_base::AgencyId;
use coloa_source::unregistered::{self, Filter, Found};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_unregistered))
        .routes(routes!(place_host))
        .routes(routes!(ignore_host, offer_host))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct UnregisteredQuery {
    agency: Option<Uuid>,
    source: Option<Uuid>,
    /// Part of the name or address.
    search: Option<String>,
    /// Those that somebody left out, in the place of the others.
    ignored: Option<bool>,
    cursor: Option<String>,
    limit: Option<u64>,
}

/// A host that belongs to no system.
#[derive(Serialize, ToSchema)]
pub struct UnregisteredHost {
    id: Uuid,
    /// As it calls itself; its address where it has no name.
    host: String,
    /// From where its events came last.
    sender: Option<String>,
    /// Null: nobody registered the sender.
    source_id: Option<Uuid>,
    source_name: Option<String>,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    /// Its source collects for several agencies: any system may take it.
    shared: bool,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    events: i64,
    ignored_at: Option<DateTime<Utc>>,
    ignored_by: String,
    ignored_why: String,
    may_change: bool,
}

#[derive(Serialize, ToSchema)]
pub struct UnregisteredPage {
    items: Vec<UnregisteredHost>,
    next_cursor: Option<String>,
    total: u64,
}

fn info(app: &App, actor: &Actor, found: Found, names: &HashMap<AgencyId, String>) -> UnregisteredHost {
    let may_change = app.access.may(actor, action::SYSTEM_CHANGE, &found.resource());
    let Found { row, source } = found;
    let agency = source.as_ref().map(|s| AgencyId(s.agency_id));
    UnregisteredHost {
        id: row.id,
        host: row.host,
        sender: row.sender,
        source_id: source.as_ref().map(|s| s.id),
        agency_id: agency.map(AgencyId::uuid),
        agency_name: agency.and_then(|id| names.get(&id).cloned()),
        shared: source.as_ref().is_some_and(|s| s.shared),
        source_name: source.map(|s| s.name),
        first_at: row.first_at,
        last_at: row.last_at,
        events: row.events,
        ignored_at: row.ignored_at,
        ignored_by: row.ignored_by,
        ignored_why: row.ignored_why,
        may_change,
    }
}

async fn infos(app: &App, actor: &Actor, found: Vec<Found>) -> ApiResult<Vec<UnregisteredHost>> {
    let agencies: Vec<AgencyId> = found
        .iter()
        .filter_map(|f| f.source.as_ref())
        .map(|s| AgencyId(s.agency_id))
        .collect();
    let names = app.agency_names(&agencies).await?;
    Ok(found
        .into_iter()
        .map(|one| info(app, actor, one, &names))
        .collect())
}

async fn one(app: &App, actor: &Actor, found: Found) -> ApiResult<Json<UnregisteredHost>> {
    let agencies: Vec<AgencyId> = found.source.iter().map(|s| AgencyId(s.agency_id)).collect();
    let names = app.agency_names(&agencies).await?;
    Ok(Json(info(app, actor, found, &names)))
}

/// Hosts within reach that are seen in events and belong to no system, those heard last first.
#[utoipa::path(get, path = "/unregistered", tag = "system", params(UnregisteredQuery), responses((status = 200, body = UnregisteredPage), (status = 403, body = Problem)))]
async fn list_unregistered(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<UnregisteredQuery>,
) -> ApiResult<Json<UnregisteredPage>> {
    app.write_hosts().await;
    let filter = Filter {
        agency: q.agency.map(AgencyId),
        source: q.source,
        search: q.search.filter(|s| !s.trim().is_empty()),
        ignored: q.ignored.unwrap_or(false),
        offset: offset(q.cursor.as_deref())?,
        limit: q.limit.unwrap_or(50),
    };
    let (found, total) = unregistered::list(&app.access, &actor, &filter).await?;
    Ok(Json(UnregisteredPage {
        next_cursor: next_cursor(filter.offset, found.len(), total),
        items: infos(&app, &actor, found).await?,
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct PlaceBody {
    system_id: Uuid,
}

/// Puts a host into a system.
#[utoipa::path(post, path = "/unregistered/{id}/place", tag = "system", params(("id" = Uuid, Path)), request_body = PlaceBody,
    responses((status = 200, body = SystemDetail), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn place_host(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<PlaceBody>,
) -> ApiResult<Versioned<SystemDetail>> {
    let found = unregistered::place(&app.access, &actor, id, body.system_id).await?;
    app.refresh_sources().await;
    app.write_hosts().await;
    detail(&app, &actor, found).await
}

#[derive(Deserialize, ToSchema)]
pub struct IgnoreBody {
    why: String,
}

/// Leaves a host out with a reason: it needs no system.
#[utoipa::path(put, path = "/unregistered/{id}/ignored", tag = "system", params(("id" = Uuid, Path)), request_body = IgnoreBody,
    responses((status = 200, body = UnregisteredHost), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn ignore_host(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<IgnoreBody>,
) -> ApiResult<Json<UnregisteredHost>> {
    let found = unregistered::ignore(&app.access, &actor, id, &body.why).await?;
    one(&app, &actor, found).await
}

/// Offers a host again that was left out.
#[utoipa::path(delete, path = "/unregistered/{id}/ignored", tag = "system", params(("id" = Uuid, Path)),
    responses((status = 200, body = UnregisteredHost), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn offer_host(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<UnregisteredHost>> {
    let found = unregistered::offer(&app.access, &actor, id).await?;
    one(&app, &actor, found).await
}
