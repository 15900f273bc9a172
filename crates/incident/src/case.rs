//! Cases: reported, read, listed, changed; how they are classed: `class`.

mod class;

pub(crate) use class::is_serious;
pub use class::{Classification, classify, law_facts};

use crate::{
    IncidentError,
    clock::Settings,
    clocks,
    drill::marked,
    entity::case::{
        incident, incident_clock, incident_entry, incident_indicator, incident_link, incident_task,
    },
    error::invalid,
    links,
    model::{Account, EntryKind, Facts, LinkKind, Origin, Side, State},
    rules,
    sight::{self, Sight},
    store, tasks, timeline, withheld,
};
use chrono::{DateTime, Datelike, Utc};
use class::{check_codes, check_facts};
use coloa_auth::{
    Access, Actor, Change, Resource, Role, action,
    recipients::{self, answering, nearest},
};
use coloa_base::{AgencyId, PersonId, clock::vn_date, web_path};
use coloa_law::LawBook;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

/// Cases, with the measures of the installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cases {
    pub access: Access,
    pub settings: Arc<Settings>,
    pub playbooks: Arc<crate::playbook::Playbooks>,
}

/// What a case is begun with.
#[derive(Clone, Debug)]
pub struct CaseDraft {
    pub title: String,
    pub description: String,
    pub agency: AgencyId,
    pub system: Option<Uuid>,
    pub group: String,
    pub scenario: String,
    pub severity: String,
    pub origin: Origin,
    pub origin_ref: String,
    pub reporter: String,
    pub detected_at: DateTime<Utc>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub personal_data: bool,
    pub data_known_at: Option<DateTime<Utc>>,
    pub state_secret: bool,
    pub facts: Facts,
    /// Id of a playbook whose tasks it begins with; empty: none.
    pub playbook: String,
    pub drill: Option<Uuid>,
}

/// What a case is changed to, apart from its class.
#[derive(Clone, Debug)]
pub struct CaseChange {
    pub title: String,
    pub description: String,
    pub system: Option<Uuid>,
    pub group: String,
    pub scenario: String,
    pub account: Account,
}

/// Orders of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The next term first.
    #[default]
    Due,
    Newest,
    Severity,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    pub open: bool,
    pub states: Vec<State>,
    pub severities: Vec<String>,
    pub group: Option<String>,
    pub agency: Option<AgencyId>,
    pub system: Option<Uuid>,
    pub lead: Option<Uuid>,
    pub serious: Option<bool>,
    /// Those with a term before this moment.
    pub overdue_at: Option<DateTime<Utc>>,
    /// Detected at or after, before.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    pub search: Option<String>,
    /// Cases of this drill; `None`: real ones.
    pub drill: Option<Uuid>,
    pub order: Order,
    pub offset: u64,
    pub limit: u64,
}

/// Open cases that have these in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub agency: Uuid,
    pub severity: String,
    pub state: String,
    pub serious: bool,
    pub number: i64,
    pub overdue: i64,
    pub due_soon: i64,
}

/// A case with what its page shows first.
#[derive(Clone, Debug)]
pub struct Detail {
    pub incident: incident::Model,
    /// For which side the reader acts.
    pub side: Side,
    pub facts: Facts,
    pub account: Account,
    pub clocks: Vec<incident_clock::Model>,
    pub entries: Vec<incident_entry::Model>,
    pub tasks: Vec<incident_task::Model>,
    pub indicators: Vec<incident_indicator::Model>,
    pub links: Vec<incident_link::Model>,
}

/// Cases in sight, and how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &CaseFilter,
) -> Result<(Vec<incident::Model>, u64), IncidentError> {
    let sight = sight::of(access, actor)?;
    let (rows, total) = store::case::page(access.db().reader(), &sight, filter).await?;
    Ok((rows.into_iter().map(withheld::case).collect(), total))
}

/// Open real cases in sight, counted.
pub async fn tally(cases: &Cases, actor: &Actor) -> Result<Vec<Tally>, IncidentError> {
    let sight: Sight = sight::of(&cases.access, actor)?;
    let now = cases.access.clock().now();
    let db = cases.access.db().reader();
    Ok(store::case::tally(db, &sight, now, now + cases.settings.soon).await?)
}

/// One case.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Detail, IncidentError> {
    let row = sight::read(access, actor, id).await?;
    let side = sight::side(access, actor, &row);
    let db = access.db().reader();
    Ok(Detail {
        indicators: withheld::whole(&row, store::case::indicators(db, id).await?),
        links: withheld::whole(&row, store::case::links(db, id).await?),
        side,
        facts: facts(&row)?,
        account: account(&row)?,
        clocks: store::clock::clocks(db, id).await?,
        entries: timeline::lines(access, actor, &row, side).await?,
        tasks: withheld::shown(&row, store::case::tasks(db, id).await?),
        incident: row,
    })
}

/// What is known of a case, as it is stored.
pub fn facts(row: &incident::Model) -> Result<Facts, IncidentError> {
    serde_json::from_str(&row.facts).map_err(IncidentError::json)
}

/// What reports say of a case, as it is stored.
pub fn account(row: &incident::Model) -> Result<Account, IncidentError> {
    serde_json::from_str(&row.account).map_err(IncidentError::json)
}

/// Puts the system of a case in its place, as it is called and classed now. It decides whose the case is.
async fn set_system(
    access: &Access,
    actor: &Actor,
    row: &mut incident::Model,
    system: Option<Uuid>,
) -> Result<(), IncidentError> {
    row.system_id = system;
    let Some(id) = system else {
        row.system_name.clear();
        row.system_level = 0;
        row.system_exempt = None;
        row.self_operated = true;
        row.listed = false;
        return Ok(());
    };
    let found = coloa_system::service::read(access, actor, id).await?.system;
    if found.agency_id != row.agency_id {
        return Err(invalid("system_id", "other_agency"));
    }
    row.system_name = found.name;
    row.system_level = found.level;
    row.system_exempt = found.exempt;
    row.self_operated = found
        .operator_id
        .is_none_or(|operator| operator == found.agency_id);
    row.listed = found.listed_since.is_some();
    Ok(())
}

/// The next code of a year: `SC-2026-0001`, `DT-…` of drills.
async fn next_code(change: &Change, drill: bool) -> Result<String, IncidentError> {
    let prefix = format!("{}-{}-", if drill { "DT" } else { "SC" }, change.today().year());
    store::lock_codes(change.tx()).await?;
    let last = store::case::last_code(change.tx(), &prefix).await?;
    let number = last
        .and_then(|code| code.strip_prefix(&prefix).and_then(|n| n.parse::<u32>().ok()))
        .unwrap_or(0);
    Ok(format!("{prefix}{:04}", number + 1))
}

/// What the law's list calls a group; its code where it has none.
fn group_name(code: &str, at: DateTime<Utc>) -> String {
    LawBook::current()
        .incident_groups("group", vn_date(at))
        .find(|g| g.body.code == code)
        .map_or_else(|| code.to_owned(), |g| g.body.name.clone())
}

fn fresh(draft: &CaseDraft, change: &Change, code: String) -> Result<incident::Model, IncidentError> {
    let now = change.now();
    if draft.state_secret && !draft.description.trim().is_empty() {
        return Err(IncidentError::StateSecret);
    }
    let moment = |field, at: Option<DateTime<Utc>>| at.map(|at| rules::moment(field, at, now)).transpose();
    let mut facts = draft.facts.clone();
    // A state secret that may have leaked is told at once.
    facts.security_sign |= draft.state_secret;
    let title = if draft.state_secret {
        group_name(&draft.group, draft.detected_at)
    } else {
        draft.title.clone()
    };
    Ok(incident::Model {
        id: Uuid::now_v7(),
        code,
        title: rules::line("title", &title, true)?,
        folded: String::new(),
        description: rules::text("description", &draft.description, false)?,
        agency_id: draft.agency.uuid(),
        system_id: None,
        system_name: String::new(),
        system_level: 0,
        system_exempt: None,
        self_operated: true,
        listed: false,
        group_code: draft.group.clone(),
        scenario: draft.scenario.clone(),
        severity: draft.severity.clone(),
        state: State::Reported.as_str().to_owned(),
        origin: draft.origin.as_str().to_owned(),
        origin_ref: rules::line("origin_ref", &draft.origin_ref, false)?,
        reporter: rules::line("reporter", &draft.reporter, false)?,
        facts: serde_json::to_string(&facts).map_err(IncidentError::json)?,
        account: serde_json::to_string(&Account::default()).map_err(IncidentError::json)?,
        confirmed_serious: None,
        serious: false,
        personal_data: draft.personal_data,
        state_secret: draft.state_secret,
        restricted: false,
        detected_at: rules::moment("detected_at", draft.detected_at, now)?,
        occurred_at: moment("occurred_at", draft.occurred_at)?,
        data_known_at: moment("data_known_at", draft.data_known_at)?,
        capacity_known_at: (draft.facts.owner_controls == Some(false)).then_some(now),
        reported_at: now,
        acknowledged_at: None,
        contained_at: None,
        eradicated_at: None,
        recovered_at: None,
        ended_at: None,
        closed_at: None,
        lead_id: None,
        lead_name: String::new(),
        playbook: String::new(),
        merged_into: None,
        drill_id: draft.drill,
        next_due: None,
        created_by: change.actor().name.clone(),
        version: 1,
    })
}

/// Begins a case. Whoever handles cases takes it up with it; from everybody else it waits to be taken up.
pub async fn create(
    cases: &Cases,
    actor: &Actor,
    draft: &CaseDraft,
) -> Result<incident::Model, IncidentError> {
    create_linked(cases, actor, draft, None).await
}

/// [`create`], linked to the alert that it came from: id and title.
pub async fn create_linked(
    cases: &Cases,
    actor: &Actor,
    draft: &CaseDraft,
    alert: Option<(String, String)>,
) -> Result<incident::Model, IncidentError> {
    let about = Resource::of_agency("incident", "new", draft.agency);
    let mut change = cases.access.begin(actor, action::INCIDENT_REPORT, about).await?;
    let row = begin(cases, &mut change, draft).await?;
    if let Some((id, title)) = alert {
        links::put(&change, row.id, LinkKind::Alert, &id, &title).await?;
    }
    change.commit(begun(&row)).await?;
    Ok(row)
}

/// What the audit log says of a case that was begun.
#[must_use]
pub fn begun(row: &incident::Model) -> Value {
    json!({ "code": row.code, "origin": row.origin, "group": row.group_code, "severity": row.severity })
}

/// [`create`] within a change that is authorised already, e.g. an inject of a drill.
pub async fn begin(
    cases: &Cases,
    change: &mut Change,
    draft: &CaseDraft,
) -> Result<incident::Model, IncidentError> {
    let actor = change.actor().clone();
    check_codes(&draft.group, &draft.scenario, &draft.severity, draft.detected_at)?;
    check_facts(&draft.facts, draft.detected_at)?;
    let known = coloa_agency::names(cases.access.db(), &[draft.agency], change.today()).await?;
    if !known.contains_key(&draft.agency) {
        return Err(invalid("agency_id", "unknown"));
    }
    let code = next_code(change, draft.drill.is_some()).await?;
    let mut row = fresh(draft, change, code)?;
    set_system(&cases.access, &actor, &mut row, draft.system).await?;
    let takes_up = !matches!(draft.origin, Origin::Drill | Origin::Agency)
        && actor.person.is_some()
        && cases
            .access
            .may(&actor, action::INCIDENT_HANDLE, &sight::own_resource(&row));
    let side = if takes_up { Side::Centre } else { Side::Agency };
    if takes_up {
        row.acknowledged_at = Some(rules::at_once(row.drill_id.is_some(), change.now()));
        row.lead_id = actor.person.map(PersonId::uuid);
        row.lead_name = actor.name.clone();
    }
    row.state = rules::state(&row).as_str().to_owned();
    rules::in_order(&row)?;
    row.folded = rules::folded(&row);
    row.serious = is_serious(cases, &row)?;
    change.set_id(row.id);
    store::case::insert_case(change.tx(), row.clone()).await?;
    // To the minute, as the steps that may follow within it are.
    let at = rules::at_once(row.drill_id.is_some(), change.now());
    let detail = json!({ "origin": row.origin });
    timeline::add_at(change, row.id, side, EntryKind::Created, at, detail).await?;
    clocks::renew(cases, change, &mut row, side, "").await?;
    store::case::set_next_due(change.tx(), row.id, row.next_due).await?;
    if !draft.playbook.is_empty() {
        tasks::take_playbook(cases, change, &mut row, side, &draft.playbook).await?;
        row.version += 1;
        if !store::case::save(change.tx(), row.clone()).await? {
            return Err(IncidentError::Changed);
        }
    }
    tell_of_new(&cases.access, change, &row).await?;
    Ok(row)
}

/// Responders hear of what an agency reports; the agency hears of what the centre opens.
async fn tell_of_new(access: &Access, change: &Change, row: &incident::Model) -> Result<(), IncidentError> {
    let agency = AgencyId(row.agency_id);
    let today = change.today();
    let mut people = Vec::new();
    if row.acknowledged_at.is_none() && row.drill_id.is_none() {
        people.extend(
            nearest(change.tx(), access, Role::Responder, &[agency], today)
                .await?
                .into_values()
                .flatten(),
        );
    }
    people.extend(
        answering(change.tx(), &[agency], today)
            .await?
            .into_values()
            .flatten(),
    );
    let link = link(row.id);
    let params = json!({ "code": row.code, "title": withheld::name(row), "drill": row.drill_id.is_some() });
    recipients::tell(change, recipients::ids(people), "incident.new", &params, &link).await?;
    Ok(())
}

/// The page of a case.
#[must_use]
pub fn link(id: Uuid) -> String {
    format!("{}/{id}", web_path::INCIDENTS)
}

/// Changes what a case says.
pub async fn change(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    wanted: &CaseChange,
) -> Result<(), IncidentError> {
    let (change, mut row, side) = sight::begin_either(&cases.access, actor, id, Some(seen)).await?;
    open(&row)?;
    check_codes(&wanted.group, &wanted.scenario, &row.severity, row.detected_at)?;
    let account = serde_json::to_string(&wanted.account).map_err(IncidentError::json)?;
    let entered = [
        ("title", row.title != wanted.title.trim()),
        ("description", row.description != wanted.description.trim()),
        ("account", row.account != account),
    ];
    let fields: Vec<&str> = entered
        .into_iter()
        .filter_map(|(field, changed)| changed.then_some(field))
        .collect();
    if !fields.is_empty() {
        sight::takes_content(&row)?;
    }
    row.title = rules::line("title", &wanted.title, true)?;
    if row.drill_id.is_some() && !row.title.starts_with(&marked("")) {
        row.title = rules::line("title", &marked(&row.title), true)?;
    }
    row.description = rules::text("description", &wanted.description, false)?;
    for written in account_texts(&wanted.account) {
        rules::text("account", written, false)?;
    }
    row.account = account;
    wanted.group.clone_into(&mut row.group_code);
    wanted.scenario.clone_into(&mut row.scenario);
    if row.system_id != wanted.system {
        set_system(&cases.access, actor, &mut row, wanted.system).await?;
        timeline::add(
            &change,
            id,
            side,
            EntryKind::Class,
            json!({ "system": row.system_name }),
        )
        .await?;
        row.serious = is_serious(cases, &row)?;
        let why = row.system_name.clone();
        clocks::renew(cases, &change, &mut row, side, &why).await?;
    }
    row.folded = rules::folded(&row);
    row.version += 1;
    save(&change, &row).await?;
    let done = json!({ "fields": fields, "group": row.group_code });
    timeline::commit(change, &row, done).await
}

fn account_texts(account: &Account) -> [&str; 12] {
    [
        &account.scope,
        &account.cause,
        &account.damage,
        &account.measures,
        &account.remedy,
        &account.result,
        &account.recovery,
        &account.supporters,
        &account.proposal,
        &account.lessons,
        &account.data_guidance,
        &account.providers,
    ]
}

/// A case that is over is not changed any more.
pub(crate) fn open(row: &incident::Model) -> Result<(), IncidentError> {
    let state = rules::stands(row);
    if rules::is_open(state) {
        Ok(())
    } else {
        Err(IncidentError::State {
            state: state.as_str(),
        })
    }
}

pub(crate) async fn save(change: &Change, row: &incident::Model) -> Result<(), IncidentError> {
    if store::case::save(change.tx(), row.clone()).await? {
        Ok(())
    } else {
        Err(IncidentError::Changed)
    }
}
