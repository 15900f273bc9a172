//! `/api/v1/systems`: the register of information systems. The record, its hosts and which are connected here; assets,
//! links and records in [`asset`], weaknesses in [`weakness`], levels in [`level`], dossiers in [`dossier`], layers and checklists in
//! [`protection`], tables in and out in [`table`], hosts without a system in [`unregistered`].

mod asset;
mod dossier;
mod letters;
mod level;
mod national;
mod overview;
mod profile;
mod protection;
mod steps;
mod table;
mod template;
mod unregistered;
mod weakness;
mod work;

use self::profile::ProfileBody;
use super::report::{next_cursor, offset};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Actor, action};
use coloa_base::AgencyId;
use coloa_source::connection::{self, Ask, Heard};
use coloa_system::{
    entity::{information_system::Model as System, system_host::Model as Host},
    layers,
    model::{self, DossierState, Hosting},
    rules::HostDraft,
    service::{self, Detail, Draft, Order, SystemFilter},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_systems, create_system))
        .routes(routes!(get_connection))
        .routes(routes!(read_system, change_system))
        .merge(asset::routes())
        .merge(level::routes())
        .merge(national::routes())
        .merge(dossier::routes())
        .merge(overview::routes())
        .merge(protection::routes())
        .merge(table::routes())
        .merge(template::routes())
        .merge(unregistered::routes())
        .merge(weakness::routes())
        .merge(work::routes())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SystemQuery {
    agency: Option<Uuid>,
    /// 0 (not determined) to 5, separated by commas.
    level: Option<String>,
    /// On the priority list, or not.
    priority: Option<bool>,
    /// Part of the name, with or without diacritics.
    search: Option<String>,
    /// Those that are no more in use, too.
    retired: Option<bool>,
    /// `planned`, `building`, `running`, `ended`, separated by commas.
    state: Option<String>,
    /// `none`, `draft`, `sent`, `returned`, `appraised`, `approved`, separated by commas.
    dossier: Option<String>,
    /// Code of a priority sector.
    sector: Option<String>,
    /// Those that run in this system.
    hosted_by: Option<Uuid>,
    /// Running without approval or without all four layers.
    flagged: Option<bool>,
    /// `name`, `level`, `decided`.
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct SystemInfo {
    id: Uuid,
    name: String,
    agency_id: Uuid,
    agency_name: String,
    /// 1–5; 0: not determined.
    level: i32,
    /// On the list of systems that are watched first.
    priority: bool,
    /// `military`, `defence`, `cipher`: it does not count for the share of connected systems.
    exempt: Option<String>,
    /// The day from which its events go to the national centre, too.
    national_since: Option<NaiveDate>,
    note: String,
    active: bool,
    /// `planned`, `building`, `running`, `ended`.
    state: String,
    operator_id: Option<Uuid>,
    operator_name: Option<String>,
    unit_id: Option<Uuid>,
    unit_name: Option<String>,
    /// The system it runs in.
    host_system_id: Option<Uuid>,
    sector: Option<String>,
    hosting: Option<String>,
    go_live: Option<NaiveDate>,
    /// The first day on which it was no more in use; null while it is, and where nobody noted the day.
    retired_on: Option<NaiveDate>,
    /// Of the last assessment; 0: none, or undetermined.
    proposed_level: i32,
    /// `none`, `draft`, `sent`, `returned`, `appraised`, `approved`.
    dossier: String,
    regime: Option<String>,
    decided_on: Option<NaiveDate>,
    /// On the list of systems important to national security, since that day.
    listed_since: Option<NaiveDate>,
    /// Layers of protection that stand, of four.
    layers: Vec<i32>,
    /// `unapproved`, `unprotected`: it runs and may not.
    flags: Vec<&'static str>,
    hosts: usize,
    /// `heard`, `silent`, `never`, `off`; null: no source is to speak for it, and none did.
    standing: Option<String>,
    last_at: Option<DateTime<Utc>>,
    version: i32,
    may_change: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SystemPage {
    items: Vec<SystemInfo>,
    next_cursor: Option<String>,
    total: usize,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct HostInfo {
    /// As it calls itself in its events; empty: known by its addresses alone.
    #[serde(default)]
    name: String,
    /// Addresses and ranges, separated by commas.
    #[serde(default)]
    addresses: String,
}

/// A source through which a system is heard, or should be.
#[derive(Serialize, ToSchema)]
pub struct ThroughInfo {
    source_id: Uuid,
    name: String,
    standing: String,
    last_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct SystemDetail {
    system: SystemInfo,
    hosts: Vec<HostInfo>,
    through: Vec<ThroughInfo>,
    profile: ProfileBody,
    host_system_name: Option<String>,
}

/// A word of a list, where one is given.
fn optional<T>(field: &str, word: Option<&str>, parse: fn(&str) -> Option<T>) -> ApiResult<Option<T>> {
    word.filter(|w| !w.is_empty())
        .map(|w| parse(w).ok_or_else(|| ApiError::invalid(field, "unknown")))
        .transpose()
}

/// Words of a list, separated by commas.
fn several<T>(field: &str, words: Option<&str>, parse: fn(&str) -> Option<T>) -> ApiResult<Vec<T>> {
    words
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .map(|w| parse(w).ok_or_else(|| ApiError::invalid(field, "unknown")))
        .collect()
}

#[derive(Deserialize, ToSchema)]
pub struct SystemBody {
    name: String,
    agency_id: Uuid,
    /// 1–5; 0: not determined.
    #[serde(default)]
    level: i32,
    #[serde(default)]
    priority: bool,
    exempt: Option<String>,
    national_since: Option<NaiveDate>,
    #[serde(default)]
    note: String,
    /// `planned`, `building`, `running` (where nothing is said), `ended`.
    state: Option<String>,
    operator_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    host_system_id: Option<Uuid>,
    sector: Option<String>,
    /// `own_room`, `province_centre`, `other_centre`, `cloud`, `mixed`.
    hosting: Option<String>,
    go_live: Option<NaiveDate>,
    /// The first day on which it was no more in use, of one that ended. Missing: what stands is kept, or it ends today.
    retired_on: Option<NaiveDate>,
    listed_since: Option<NaiveDate>,
    /// Missing: what stands is kept.
    profile: Option<ProfileBody>,
    #[serde(default)]
    hosts: Vec<HostInfo>,
}

impl SystemBody {
    fn draft(self) -> ApiResult<Draft> {
        Ok(Draft {
            name: self.name,
            agency: AgencyId(self.agency_id),
            level: self.level,
            priority: self.priority,
            exempt: self.exempt,
            national_since: self.national_since,
            note: self.note,
            state: optional("state", self.state.as_deref(), model::State::parse)?
                .unwrap_or(model::State::Running),
            operator: self.operator_id.map(AgencyId),
            unit: self.unit_id.map(AgencyId),
            host_system: self.host_system_id,
            sector: self.sector.filter(|s| !s.is_empty()),
            hosting: optional("hosting", self.hosting.as_deref(), Hosting::parse)?,
            go_live: self.go_live,
            retired_on: self.retired_on,
            listed_since: self.listed_since,
            profile: self.profile.map(ProfileBody::profile).transpose()?,
            hosts: self
                .hosts
                .into_iter()
                .map(|h| HostDraft {
                    name: h.name,
                    addresses: h.addresses,
                })
                .collect(),
        })
    }
}

impl From<Host> for HostInfo {
    fn from(h: Host) -> Self {
        Self {
            name: h.name,
            addresses: h.addresses,
        }
    }
}

/// How a system stands by its best source.
fn standing(heard: &Heard) -> Option<String> {
    ["heard", "silent", "never", "off"]
        .into_iter()
        .find(|word| heard.through.iter().any(|t| t.standing.as_str() == *word))
        .map(str::to_owned)
}

fn through(heard: &Heard) -> Vec<ThroughInfo> {
    heard
        .through
        .iter()
        .map(|t| ThroughInfo {
            source_id: t.source,
            name: t.name.clone(),
            standing: t.standing.as_str().to_owned(),
            last_at: t.last_at,
        })
        .collect()
}

fn info(
    app: &App,
    actor: &Actor,
    heard: &Heard,
    hosts: usize,
    names: &HashMap<AgencyId, String>,
) -> SystemInfo {
    let s = &heard.system;
    SystemInfo {
        may_change: app
            .access
            .may(actor, action::SYSTEM_CHANGE, &service::resource(s)),
        standing: standing(heard),
        last_at: heard.last_at(),
        agency_name: names.get(&AgencyId(s.agency_id)).cloned().unwrap_or_default(),
        hosts,
        id: s.id,
        name: s.name.clone(),
        agency_id: s.agency_id,
        level: s.level,
        priority: s.priority,
        exempt: s.exempt.clone(),
        national_since: s.national_since,
        note: s.note.clone(),
        active: s.active,
        state: s.state.clone(),
        operator_id: s.operator_id,
        operator_name: s.operator_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
        unit_id: s.unit_id,
        unit_name: s.unit_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
        host_system_id: s.host_system_id,
        sector: s.sector.clone(),
        hosting: s.hosting.clone(),
        go_live: s.go_live,
        retired_on: s.retired_on,
        proposed_level: s.proposed_level,
        dossier: s.dossier.clone(),
        regime: s.regime.clone(),
        decided_on: s.decided_on,
        listed_since: s.listed_since,
        layers: standing_layers(s),
        flags: layers::flags(s),
        version: s.version,
    }
}

/// Layers of protection that stand, by number.
fn standing_layers(s: &System) -> Vec<i32> {
    (1..=4)
        .filter(|layer| s.layers & layers::bit(*layer) != 0)
        .collect()
}

/// The agencies that a row names.
fn agencies_of(s: &System) -> impl Iterator<Item = AgencyId> {
    [Some(s.agency_id), s.operator_id, s.unit_id]
        .into_iter()
        .flatten()
        .map(AgencyId)
}

async fn infos(app: &App, actor: &Actor, rows: Vec<System>) -> ApiResult<Vec<SystemInfo>> {
    let ids: Vec<_> = rows.iter().flat_map(agencies_of).collect();
    let names = app.agency_names(&ids).await?;
    let systems: Vec<_> = rows.iter().map(|s| s.id).collect();
    let hosts = service::host_counts(&app.access, &systems).await?;
    let heard = connection::heard(&app.access, rows).await?;
    Ok(heard
        .iter()
        .map(|h| {
            let number = hosts.get(&h.system.id).copied().unwrap_or_default();
            info(app, actor, h, number, &names)
        })
        .collect())
}

pub(in crate::routes) fn levels(text: Option<&str>) -> ApiResult<Vec<i32>> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .map(|w| w.parse().map_err(|_| ApiError::invalid("level", "malformed")))
        .collect()
}

/// Systems within reach, by name.
#[utoipa::path(get, path = "/", tag = "system", params(SystemQuery), responses((status = 200, body = SystemPage), (status = 403, body = Problem)))]
async fn list_systems(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SystemQuery>,
) -> ApiResult<Json<SystemPage>> {
    app.write_traffic().await;
    let filter = SystemFilter {
        agency: q.agency.map(AgencyId),
        levels: levels(q.level.as_deref())?,
        priority: q.priority,
        search: q.search,
        retired: q.retired.unwrap_or(false),
        states: several("state", q.state.as_deref(), model::State::parse)?,
        dossiers: several("dossier", q.dossier.as_deref(), DossierState::parse)?,
        sector: q.sector,
        hosted_by: q.hosted_by,
        flagged: q.flagged.unwrap_or(false),
        order: match q.sort.as_deref() {
            None | Some("name") => Order::Name,
            Some("level") => Order::Level,
            Some("decided") => Order::Decided,
            Some(_) => return Err(ApiError::invalid("sort", "unknown")),
        },
        offset: offset(q.cursor.as_deref())?,
        limit: q.limit.unwrap_or(50).clamp(1, 500) as u64,
    };
    let (page, total) = service::list(&app.access, &actor, &filter).await?;
    Ok(Json(SystemPage {
        next_cursor: next_cursor(filter.offset, page.len(), total),
        items: infos(&app, &actor, page).await?,
        total: usize::try_from(total).unwrap_or(usize::MAX),
    }))
}

async fn detail(app: &App, actor: &Actor, found: Detail) -> ApiResult<Versioned<SystemDetail>> {
    let ids: Vec<_> = agencies_of(&found.system).collect();
    let names = app.agency_names(&ids).await?;
    let host_system_name = match found.system.host_system_id {
        Some(host) => service::name(&app.access, host).await?,
        None => None,
    };
    let version = found.system.version;
    let mut heard = connection::heard(&app.access, vec![found.system]).await?;
    let heard = heard.pop().ok_or_else(|| ApiError::invalid("id", "unknown"))?;
    Ok(Versioned(
        version,
        SystemDetail {
            system: info(app, actor, &heard, found.hosts.len(), &names),
            through: through(&heard),
            hosts: found.hosts.into_iter().map(HostInfo::from).collect(),
            profile: found.profile.into(),
            host_system_name,
        },
    ))
}

/// One system with its hosts and the sources that speak for it.
#[utoipa::path(get, path = "/{id}", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = SystemDetail), (status = 404, body = Problem)))]
async fn read_system(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<SystemDetail>> {
    app.write_traffic().await;
    let found = service::read(&app.access, &actor, id).await?;
    detail(&app, &actor, found).await
}

/// Registers a system.
#[utoipa::path(post, path = "/", tag = "system", request_body = SystemBody,
    responses((status = 201, body = SystemDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_system(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<SystemBody>,
) -> ApiResult<(StatusCode, Versioned<SystemDetail>)> {
    let found = service::create(&app.access, &actor, &body.draft()?).await?;
    app.refresh_sources().await;
    Ok((StatusCode::CREATED, detail(&app, &actor, found).await?))
}

/// Changes a system; its hosts are those that are given.
#[utoipa::path(put, path = "/{id}", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = SystemBody,
    responses((status = 200, body = SystemDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_system(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<SystemBody>,
) -> ApiResult<Versioned<SystemDetail>> {
    let found = service::change(&app.access, &actor, id, seen, &body.draft()?).await?;
    app.refresh_sources().await;
    detail(&app, &actor, found).await
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ConnectionQuery {
    /// Levels that count, separated by commas; all where nothing is said.
    level: Option<String>,
    /// All systems in use instead of those of the priority list.
    all: Option<bool>,
}

/// Which systems are connected to monitoring.
#[derive(Serialize, ToSchema)]
pub struct ConnectionInfo {
    /// Systems that count: in use, on the priority list, of the chosen levels, not exempt; by name.
    counted: Vec<ConnectedSystem>,
    /// Systems that would count and are exempt.
    exempt: usize,
    /// Heard through a source within its limit.
    connected: usize,
    /// Connected to the national centre.
    national: usize,
    at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct ConnectedSystem {
    system: SystemInfo,
    connected: bool,
    national: bool,
    through: Vec<ThroughInfo>,
}

/// The share of connected systems within reach, with all that it is made of.
#[utoipa::path(get, path = "/connection", tag = "system", params(ConnectionQuery), responses((status = 200, body = ConnectionInfo), (status = 403, body = Problem)))]
async fn get_connection(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ConnectionQuery>,
) -> ApiResult<Json<ConnectionInfo>> {
    app.write_traffic().await;
    let ask = Ask {
        levels: levels(q.level.as_deref())?,
        priority: !q.all.unwrap_or(false),
    };
    let found = connection::read(&app.access, &actor, &ask).await?;
    let ids: Vec<_> = found
        .counted
        .iter()
        .flat_map(|h| agencies_of(&h.system))
        .collect();
    let names = app.agency_names(&ids).await?;
    let systems: Vec<_> = found.counted.iter().map(|h| h.system.id).collect();
    let hosts = service::host_counts(&app.access, &systems).await?;
    let today = app.clock.today();
    Ok(Json(ConnectionInfo {
        exempt: found.exempt,
        connected: found.connected,
        national: found.national,
        at: app.clock.now(),
        counted: found
            .counted
            .iter()
            .map(|h| ConnectedSystem {
                connected: h.connected(),
                national: h.national(today),
                through: through(h),
                system: info(
                    &app,
                    &actor,
                    h,
                    hosts.get(&h.system.id).copied().unwrap_or_default(),
                    &names,
                ),
            })
            .collect(),
    }))
}
