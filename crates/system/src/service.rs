//! Operations on systems: authorise, decide, store.

pub use crate::follow::follow;

use crate::{
    SystemError, controls,
    dossier::{self, checks},
    entity::{information_system, system_host},
    model::{DossierState, Hosting, Profile, State},
    rules::{self, Host, HostDraft},
    store,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_agency::Agencies;
use coloa_auth::{Access, Action, Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{AgencyId, Handling, address, text};
use coloa_law::LawBook;
use coloa_platform::files::{Files, NewFile};
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
    pub state: State,
    pub operator: Option<AgencyId>,
    pub unit: Option<AgencyId>,
    /// The system it runs in, whose common controls it inherits.
    pub host_system: Option<Uuid>,
    pub sector: Option<String>,
    pub hosting: Option<Hosting>,
    pub go_live: Option<NaiveDate>,
    /// The first day on which it was no more in use. `None`: what stands is kept, or it ends today.
    pub retired_on: Option<NaiveDate>,
    /// On the list of systems important to national security, since that day.
    pub listed_since: Option<NaiveDate>,
    /// `None`: what stands is kept.
    pub profile: Option<Profile>,
    pub hosts: Vec<HostDraft>,
}

impl Draft {
    /// A running system of which nothing else is said.
    #[must_use]
    pub fn named(name: &str, agency: AgencyId) -> Self {
        Self {
            name: name.to_owned(),
            agency,
            level: 0,
            priority: false,
            exempt: None,
            national_since: None,
            note: String::new(),
            state: State::Running,
            operator: None,
            unit: None,
            host_system: None,
            sector: None,
            hosting: None,
            go_live: None,
            retired_on: None,
            listed_since: None,
            profile: None,
            hosts: Vec::new(),
        }
    }
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
    pub states: Vec<State>,
    pub dossiers: Vec<DossierState>,
    pub sector: Option<String>,
    /// Those that run in this one.
    pub hosted_by: Option<Uuid>,
    /// Running without approval or without all four layers.
    pub flagged: bool,
    pub order: Order,
    pub offset: u64,
    /// 0: all.
    pub limit: u64,
}

/// Orders of the list; names decide between equals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Name,
    /// The highest first.
    Level,
    /// The latest decision first.
    Decided,
}

/// A system with its hosts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    pub system: information_system::Model,
    pub hosts: Vec<system_host::Model>,
    pub profile: Profile,
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

/// Systems within reach that the filter lets pass, with how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &SystemFilter,
) -> Result<(Vec<information_system::Model>, u64), SystemError> {
    let reach = reach(access, actor)?;
    Ok(store::page(access.db().reader(), &reach, filter).await?)
}

/// A change of a system, with its row as it stands in the change.
pub(crate) async fn begin(
    access: &Access,
    actor: &Actor,
    system: Uuid,
) -> Result<(Change, information_system::Model), SystemError> {
    begin_as(access, actor, action::SYSTEM_CHANGE, system).await
}

/// As [`begin`], for another action on the system.
pub(crate) async fn begin_as(
    access: &Access,
    actor: &Actor,
    action: Action,
    system: Uuid,
) -> Result<(Change, information_system::Model), SystemError> {
    let row = store::find(access.db().reader(), system).await?;
    let change = access.begin(actor, action, resource(&row)).await?;
    let row = store::find(change.tx(), system).await?;
    // It may have left for another agency between the look and the change.
    change.check(action, &resource(&row))?;
    Ok((change, row))
}

/// A file that comes with a change.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub media_type: String,
    pub handling: Handling,
    pub content: Vec<u8>,
}

/// Keeps a file within a change.
pub(crate) async fn keep(
    change: &Change,
    files: &Files,
    owner_kind: &'static str,
    owner: Uuid,
    upload: Option<Upload>,
) -> Result<Option<Uuid>, SystemError> {
    let Some(upload) = upload else { return Ok(None) };
    let new = NewFile {
        name: upload.name,
        media_type: upload.media_type,
        handling: upload.handling,
        owner_kind,
        owner_id: owner.to_string(),
        uploaded_by: change.actor().person,
    };
    Ok(Some(
        files
            .put(change.tx(), new, upload.content, change.now())
            .await?
            .id,
    ))
}

/// How many hosts these systems have.
pub async fn host_counts(access: &Access, systems: &[Uuid]) -> Result<HashMap<Uuid, usize>, SystemError> {
    Ok(store::register::host_counts(access.db().reader(), systems).await?)
}

/// Codes of priority sectors (Decision 632/QĐ-TTg), in its order.
#[must_use]
pub fn is_sector(code: &str) -> bool {
    LawBook::current()
        .choices
        .iter()
        .any(|c| c.body.list == "priority_sector" && c.body.code == code)
}

/// The name of a system, for whoever reads another that runs in it; `None`: there is no such system.
pub async fn name(access: &Access, id: Uuid) -> Result<Option<String>, SystemError> {
    match store::find(access.db().reader(), id).await {
        Ok(row) => Ok(Some(row.name)),
        Err(SystemError::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

/// What is said of a system beyond what lists show, for whoever was authorised for it already.
pub async fn read_profile(access: &Access, id: Uuid) -> Result<Profile, SystemError> {
    Ok(store::register::profile(access.db().reader(), id).await?.0)
}

/// Names of these systems, for lists whose rows were authorised.
pub async fn names(access: &Access, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, SystemError> {
    Ok(store::names(access.db().reader(), ids).await?)
}

/// Ids of the records of a system that files may belong to.
pub async fn file_owners(access: &Access, actor: &Actor, id: Uuid) -> Result<Vec<Uuid>, SystemError> {
    let db = access.db().reader();
    let system = store::find(db, id).await?;
    let dossiers = store::dossier::of_system(db, id).await?;
    // Whoever appraises a dossier reads its documents without reading all of the system.
    if let Err(refused) = access.check(actor, action::SYSTEM_READ, &resource(&system)) {
        let theirs: Vec<Uuid> = dossiers
            .iter()
            .filter(|d| {
                let about = dossier::resource(d, action::SYSTEM_READ);
                access.may(actor, action::SYSTEM_READ, &about)
            })
            .map(|d| d.id)
            .collect();
        return if theirs.is_empty() {
            Err(refused.into())
        } else {
            Ok(theirs)
        };
    }
    let evidence = store::register::evidence(db, id).await?;
    let records = store::register::records(db, id).await?;
    let requests = store::national::of_system(db, id).await?;
    let answers = store::register::proved_answers(db, id).await?;
    Ok(dossiers
        .into_iter()
        .map(|d| d.id)
        .chain(requests.into_iter().map(|r| r.id))
        .chain(evidence.into_iter().map(|e| e.id))
        .chain(records.into_iter().map(|r| r.id))
        .chain(answers)
        .collect())
}

/// One system with its hosts.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Detail, SystemError> {
    let db = access.db().reader();
    let system = store::find(db, id).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&system))?;
    Ok(Detail {
        hosts: store::hosts_of(db, id).await?,
        profile: store::register::profile(db, id).await?.0,
        system,
    })
}

/// An agency that is there: one that was merged or closed is known no more, as in a table of systems.
async fn check_agency(
    access: &Access,
    change: &Change,
    field: &'static str,
    agency: AgencyId,
) -> Result<(), SystemError> {
    let today = change.today();
    let named = coloa_agency::names(access.db(), &[agency], today).await?;
    let directory = Agencies::new(access.clone()).directory().await?;
    let ended = crate::follow::ended(&directory, agency, today);
    if named.contains_key(&agency) && !ended {
        return Ok(());
    }
    Err(rules::invalid(field, "unknown"))
}

/// What a draft refers to exists, and days do not contradict each other.
async fn check_draft(
    access: &Access,
    change: &Change,
    id: Uuid,
    before: Option<&information_system::Model>,
    draft: &Draft,
) -> Result<(), SystemError> {
    check_name(change, id, before, draft).await?;
    // What stands may refer to an agency that has ended since.
    let stands = |new: Option<AgencyId>, old: Option<Option<Uuid>>| {
        new.is_none() || old == Some(new.map(AgencyId::uuid))
    };
    for (field, new, old) in [
        ("operator_id", draft.operator, before.map(|b| b.operator_id)),
        ("unit_id", draft.unit, before.map(|b| b.unit_id)),
    ] {
        if let Some(agency) = new.filter(|_| !stands(new, old)) {
            check_agency(access, change, field, agency).await?;
        }
    }
    if let Some(host) = draft.host_system {
        if host == id {
            return Err(rules::invalid("host_system_id", "itself"));
        }
        let host = store::find(change.tx(), host)
            .await
            .map_err(|_| rules::invalid("host_system_id", "unknown"))?;
        // It lends its answers and its name: whoever may not read it does not say that another runs in it.
        if before.is_none_or(|b| b.host_system_id != Some(host.id)) {
            change
                .check(action::SYSTEM_READ, &resource(&host))
                .map_err(|_| rules::invalid("host_system_id", "out_of_reach"))?;
        }
        if host.host_system_id == Some(id) {
            return Err(rules::invalid("host_system_id", "circle"));
        }
    }
    if draft.sector.as_deref().is_some_and(|code| !is_sector(code)) {
        return Err(rules::invalid("sector", "unknown"));
    }
    rules::days(draft.state, draft.go_live, draft.retired_on, change.today())?;
    if let Some(before) = before.filter(|b| b.decided_on.is_some() && b.level != draft.level) {
        // A decided level changes by a dossier.
        return Err(SystemError::LevelLowered { from: before.level });
    }
    match before {
        Some(before) if before.level != draft.level => check_level(change, before, draft.level).await,
        _ => Ok(()),
    }
}

/// A level that is not decided yet, against what was assessed and what a dossier on its way says.
async fn check_level(
    change: &Change,
    before: &information_system::Model,
    level: i32,
) -> Result<(), SystemError> {
    let assessed = store::register::assessments(change.tx(), before.id).await?;
    let regime = controls::regime_on(change.today()).unwrap_or_default();
    let binding = checks::bound(&assessed, &regime, before.proposed_level);
    let dossiers = store::dossier::of_system(change.tx(), before.id).await?;
    let open = dossiers
        .iter()
        .filter(|d| dossier::is_open(dossier::state(d)))
        .map(|d| d.level);
    checks::check_undecided(before, level, binding, open.max().unwrap_or_default())
}

/// Two systems of an agency that are in use and bear one name would be counted twice, and no table could tell which it
/// means. What stands may stay: agencies that are merged bring their names along.
async fn check_name(
    change: &Change,
    id: Uuid,
    before: Option<&information_system::Model>,
    draft: &Draft,
) -> Result<(), SystemError> {
    let folded = text::fold_plain(&rules::name(&draft.name)?);
    let stands = before.is_some_and(|b| b.active && b.agency_id == draft.agency.uuid() && b.folded == folded);
    if stands || draft.state == State::Ended {
        return Ok(());
    }
    if store::is_named(change.tx(), draft.agency.uuid(), &folded, id).await? {
        return Err(rules::invalid("name", "taken"));
    }
    Ok(())
}

/// Writes what a draft says into a row; `before`: as it stands, where it does.
fn apply(
    row: &mut information_system::Model,
    before: Option<&information_system::Model>,
    draft: &Draft,
    today: NaiveDate,
) -> Result<(), SystemError> {
    row.name = rules::name(&draft.name)?;
    row.folded = text::fold_plain(&row.name);
    row.agency_id = draft.agency.uuid();
    row.level = rules::level(draft.level)?;
    row.priority = draft.priority;
    row.exempt = rules::exempt(draft.exempt.as_deref())?;
    row.national_since = draft.national_since;
    row.note = rules::note(&draft.note)?;
    row.active = draft.state != State::Ended;
    row.state = draft.state.as_str().to_owned();
    row.operator_id = draft.operator.map(AgencyId::uuid);
    row.unit_id = draft.unit.map(AgencyId::uuid);
    row.host_system_id = draft.host_system;
    row.sector.clone_from(&draft.sector);
    row.hosting = draft.hosting.map(|h| h.as_str().to_owned());
    row.go_live = draft.go_live;
    row.retired_on = rules::retired_on(before, draft.state, draft.retired_on, today);
    row.listed_since = draft.listed_since;
    Ok(())
}

/// A host that stands in two systems of an agency would belong to neither.
pub(crate) async fn check_hosts(
    change: &Change,
    agency: AgencyId,
    id: Uuid,
    hosts: &[Host],
) -> Result<(), SystemError> {
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
    let change = access.begin(actor, action::SYSTEM_CHANGE, about).await?;
    check_agency(access, &change, "agency_id", draft.agency).await?;
    check_draft(access, &change, id, None, draft).await?;
    check_hosts(&change, draft.agency, id, &hosts).await?;
    let mut row = fresh(id, change.now());
    apply(&mut row, None, draft, change.today())?;
    store::insert_one(change.tx(), row.clone()).await?;
    store::set_hosts(change.tx(), id, &hosts).await?;
    let profile = draft.profile.clone().unwrap_or_default();
    store::register::set_profile(change.tx(), id, &profile).await?;
    let stored = store::hosts_of(change.tx(), id).await?;
    change.commit(said(&row, hosts.len())).await?;
    Ok(Detail {
        system: row,
        hosts: stored,
        profile,
    })
}

/// A row of which nothing is said yet.
pub(crate) fn fresh(id: Uuid, now: DateTime<Utc>) -> information_system::Model {
    information_system::Model {
        id,
        name: String::new(),
        folded: String::new(),
        agency_id: Uuid::nil(),
        level: 0,
        priority: false,
        exempt: None,
        national_since: None,
        note: String::new(),
        active: true,
        state: State::Running.as_str().to_owned(),
        operator_id: None,
        unit_id: None,
        host_system_id: None,
        sector: None,
        hosting: None,
        go_live: None,
        retired_on: None,
        proposed_level: 0,
        dossier: DossierState::None.as_str().to_owned(),
        regime: None,
        decided_on: None,
        listed_since: None,
        layers: 0,
        live_layers: 0,
        created_at: now,
        version: 1,
    }
}

fn said(row: &information_system::Model, hosts: usize) -> serde_json::Value {
    json!({ "name": row.name, "level": row.level, "priority": row.priority, "exempt": row.exempt,
        "national_since": row.national_since, "state": row.state, "operator": row.operator_id,
        "go_live": row.go_live, "retired_on": row.retired_on,
        "listed_since": row.listed_since, "agency": row.agency_id, "hosts": hosts })
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
        check_agency(access, &change, "agency_id", draft.agency).await?;
    }
    check_draft(access, &change, id, Some(&row), draft).await?;
    check_hosts(&change, draft.agency, id, &hosts).await?;
    let old = row.clone();
    let before = said(&old, store::hosts_of(change.tx(), id).await?.len());
    apply(&mut row, Some(&old), draft, change.today())?;
    row.version += 1;
    if !store::save(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    if old.agency_id != row.agency_id {
        hand_over(&change, id, row.agency_id).await?;
    }
    store::set_hosts(change.tx(), id, &hosts).await?;
    let profile = match &draft.profile {
        Some(profile) => {
            store::register::set_profile(change.tx(), id, profile).await?;
            profile.clone()
        }
        None => store::register::profile(change.tx(), id).await?.0,
    };
    let stored = store::hosts_of(change.tx(), id).await?;
    change
        .commit(json!({ "before": before, "after": said(&row, hosts.len()) }))
        .await?;
    Ok(Detail {
        system: row,
        hosts: stored,
        profile,
    })
}

/// Adds a host to those that a system has; one that it has already stays as it is.
pub async fn add_host(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    draft: &HostDraft,
) -> Result<Detail, SystemError> {
    let (change, mut row) = begin(access, actor, id).await?;
    let mut drafts: Vec<HostDraft> = store::hosts_of(change.tx(), id)
        .await?
        .into_iter()
        .map(|h| HostDraft {
            name: h.name,
            addresses: h.addresses,
        })
        .collect();
    if !drafts.contains(draft) {
        drafts.push(draft.clone());
    }
    let hosts = rules::hosts(&drafts)?;
    check_hosts(&change, AgencyId(row.agency_id), id, &hosts).await?;
    row.version += 1;
    if !store::save(change.tx(), row.clone()).await? {
        return Err(SystemError::Changed);
    }
    store::set_hosts(change.tx(), id, &hosts).await?;
    change
        .commit(json!({ "host": draft.name, "addresses": draft.addresses, "hosts": hosts.len() }))
        .await?;
    let db = access.db().reader();
    Ok(Detail {
        hosts: store::hosts_of(db, id).await?,
        profile: store::register::profile(db, id).await?.0,
        system: row,
    })
}

/// What hangs on a system goes with it to another owner: dossiers and requests on their way, weaknesses.
pub(crate) async fn hand_over(change: &Change, system: Uuid, to: Uuid) -> Result<(), SystemError> {
    store::dossier::hand_over(change.tx(), system, to).await?;
    store::register::hand_over(change.tx(), system, to).await?;
    store::national::hand_over(change.tx(), system, to).await?;
    Ok(())
}
