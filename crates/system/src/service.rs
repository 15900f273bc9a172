//! Operations on systems: authorise, decide, store.

use crate::{
    SystemError,
    entity::{information_system, system_host},
    rules::{self, Host, HostDraft},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{AgencyId, address, text};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// What a person says of a system.
#[derive(Clone, Debug)]
pub struct Draft {
    pub name: String,
    pub agency: AgencyId,
    /// 1–5; 0: not determined.
    pub level: i32,
    pub priority: bool,
    pub exempt: Option<String>,
    pub national_since: Option<NaiveDate>,
    pub note: String,
    pub active: bool,
    pub hosts: Vec<HostDraft>,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct SystemFilter {
    pub agency: Option<AgencyId>,
    pub levels: Vec<i32>,
    pub priority: Option<bool>,
    /// Part of its name, with or without diacritics.
    pub search: Option<String>,
    /// Those that are no more in use, too.
    pub retired: bool,
}

/// A system with its hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    pub system: information_system::Model,
    pub hosts: Vec<system_host::Model>,
}

/// The record for the policy.
#[must_use]
pub fn resource(row: &information_system::Model) -> Resource {
    Resource::of_agency("information_system", row.id, AgencyId(row.agency_id))
}

/// The reach of a reader of systems.
///
/// # Errors
/// They may read none.
pub fn reach(access: &Access, actor: &Actor) -> Result<Reach, SystemError> {
    match access.reach(actor, action::SYSTEM_READ) {
        Reach::Nothing => Err(AuthError::Forbidden {
            action: action::SYSTEM_READ,
        }
        .into()),
        reach => Ok(reach),
    }
}

/// Systems within reach, by name.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &SystemFilter,
) -> Result<Vec<information_system::Model>, SystemError> {
    let reach = reach(access, actor)?;
    let search = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty());
    let mut rows = store::within(access.db().reader(), &reach).await?;
    rows.retain(|row| {
        (filter.retired || row.active)
            && filter.agency.is_none_or(|a| a.uuid() == row.agency_id)
            && (filter.levels.is_empty() || filter.levels.contains(&row.level))
            && filter.priority.is_none_or(|p| p == row.priority)
            && search.as_deref().is_none_or(|s| row.folded.contains(s))
    });
    Ok(rows)
}

/// How many hosts each system has.
pub async fn host_counts(access: &Access) -> Result<HashMap<Uuid, usize>, SystemError> {
    let mut counts = HashMap::new();
    for host in store::hosts(access.db().reader()).await? {
        *counts.entry(host.system_id).or_default() += 1;
    }
    Ok(counts)
}

/// One system with its hosts.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Detail, SystemError> {
    let db = access.db().reader();
    let system = store::find(db, id).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&system))?;
    Ok(Detail {
        hosts: store::hosts_of(db, id).await?,
        system,
    })
}

async fn check_agency(access: &Access, change: &Change, agency: AgencyId) -> Result<(), SystemError> {
    if coloa_agency::names(access.db(), &[agency], change.today())
        .await?
        .contains_key(&agency)
    {
        return Ok(());
    }
    Err(SystemError::Invalid {
        field: "agency_id",
        reason: "unknown",
    })
}

/// A host that stands in two systems of an agency would belong to neither.
async fn check_hosts(change: &Change, agency: AgencyId, id: Uuid, hosts: &[Host]) -> Result<(), SystemError> {
    for (system, other) in store::neighbours(change.tx(), agency.uuid(), id).await? {
        let theirs = address::ranges(&other.addresses).unwrap_or_default();
        for host in hosts {
            let same_name = !host.name.is_empty() && host.name == other.name;
            let same_range = host.addresses.iter().find(|range| theirs.contains(range));
            if same_name || same_range.is_some() {
                return Err(SystemError::HostTaken {
                    host: same_range.map_or_else(|| host.name.clone(), address::shown),
                    name: system.name,
                });
            }
        }
    }
    Ok(())
}

/// Registers a system.
pub async fn create(access: &Access, actor: &Actor, draft: &Draft) -> Result<Detail, SystemError> {
    let id = Uuid::now_v7();
    let about = Resource::of_agency("information_system", id, draft.agency);
    let hosts = rules::hosts(&draft.hosts)?;
    let name = rules::name(&draft.name)?;
    let change = access.begin(actor, action::SYSTEM_CHANGE, about).await?;
    check_agency(access, &change, draft.agency).await?;
    check_hosts(&change, draft.agency, id, &hosts).await?;
    let row = information_system::Model {
        id,
        folded: text::fold_plain(&name),
        name,
        agency_id: draft.agency.uuid(),
        level: rules::level(draft.level)?,
        priority: draft.priority,
        exempt: rules::exempt(draft.exempt.as_deref())?,
        national_since: draft.national_since,
        note: rules::note(&draft.note)?,
        active: draft.active,
        created_at: change.now(),
        version: 1,
    };
    store::insert_one(change.tx(), row.clone()).await?;
    store::set_hosts(change.tx(), id, &hosts).await?;
    let stored = store::hosts_of(change.tx(), id).await?;
    change.commit(said(&row, hosts.len())).await?;
    Ok(Detail {
        system: row,
        hosts: stored,
    })
}

fn said(row: &information_system::Model, hosts: usize) -> serde_json::Value {
    json!({ "name": row.name, "level": row.level, "priority": row.priority, "exempt": row.exempt,
        "national_since": row.national_since, "active": row.active, "agency": row.agency_id, "hosts": hosts })
}

/// Changes what is said of a system.
pub async fn change(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &Draft,
) -> Result<Detail, SystemError> {
    let hosts = rules::hosts(&draft.hosts)?;
    let row = store::find(access.db().reader(), id).await?;
    let change = access.begin(actor, action::SYSTEM_CHANGE, resource(&row)).await?;
    let mut row = store::find(change.tx(), id).await?;
    change.check(action::SYSTEM_CHANGE, &resource(&row))?;
    if row.version != seen {
        return Err(SystemError::Changed);
    }
    if draft.agency.uuid() != row.agency_id {
        // It leaves one agency for another: both must be within reach.
        let about = Resource::of_agency("information_system", id, draft.agency);
        change.check(action::SYSTEM_CHANGE, &about)?;
        check_agency(access, &change, draft.agency).await?;
    }
    check_hosts(&change, draft.agency, id, &hosts).await?;
    let before = said(&row, store::hosts_of(change.tx(), id).await?.len());
    row.name = rules::name(&draft.name)?;
    row.folded = text::fold_plain(&row.name);
    row.agency_id = draft.agency.uuid();
    row.level = rules::level(draft.level)?;
    row.priority = draft.priority;
    row.exempt = rules::exempt(draft.exempt.as_deref())?;
    row.national_since = draft.national_since;
    row.note = rules::note(&draft.note)?;
    row.active = draft.active;
    row.version += 1;
    if !store::save(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    store::set_hosts(change.tx(), id, &hosts).await?;
    let stored = store::hosts_of(change.tx(), id).await?;
    change
        .commit(json!({ "before": before, "after": said(&row, hosts.len()) }))
        .await?;
    Ok(Detail {
        system: row,
        hosts: stored,
    })
}
