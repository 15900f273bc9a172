//! Named moments of a case, and how it ends: taken up, contained, removed, recovered, over, closed; dismissed, merged,
//! handed over; restricted. A case is closed only when what the law needs is there.

use crate::{
    IncidentError,
    case::{self, Cases},
    clocks,
    entity::case::{incident, incident_clock, incident_task},
    error::invalid,
    links,
    model::{EntryKind, LinkKind, Side, State, TaskState},
    rules, sight, store, timeline, withheld,
};
use chrono::{DateTime, Utc};
use coloa_agency::Agencies;
use coloa_auth::{Actor, Change, action, people, recipients};
use coloa_base::{AgencyId, PersonId, clock::vn_date};
use coloa_law::LawBook;
use serde_json::json;
use uuid::Uuid;

coloa_base::words! {
    /// A step of a case.
    pub enum Step {
        Acknowledge = "acknowledge",
        Contain = "contain",
        Eradicate = "eradicate",
        Recover = "recover",
        /// The response is over.
        End = "end",
        Close = "close",
        /// It was none.
        Dismiss = "dismiss",
        Reopen = "reopen",
    }
}

/// Takes a step at a moment; `None`: now. Dismissing and reopening need a reason.
pub async fn take(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    step: Step,
    at: Option<DateTime<Utc>>,
    reason: &str,
) -> Result<(), IncidentError> {
    let needed = matches!(step, Step::Dismiss | Step::Reopen);
    let reason = rules::text("reason", reason, needed)?;
    let (change, mut row, side) = match step {
        Step::Close => {
            let (change, row) =
                sight::begin(&cases.access, actor, action::INCIDENT_CLOSE, id, Some(seen)).await?;
            (change, row, Side::Centre)
        }
        Step::Acknowledge | Step::Dismiss | Step::Reopen => {
            let (change, row) =
                sight::begin(&cases.access, actor, action::INCIDENT_HANDLE, id, Some(seen)).await?;
            (change, row, Side::Centre)
        }
        Step::Contain | Step::Eradicate | Step::Recover | Step::End => {
            sight::begin_either(&cases.access, actor, id, Some(seen)).await?
        }
    };
    let at = match at {
        Some(at) => rules::moment("at", at, change.now())?,
        None => rules::at_once(row.drill_id.is_some(), change.now()),
    };
    apply(cases, &change, &mut row, side, step, at, &reason).await?;
    rules::in_order(&row)?;
    row.version += 1;
    case::save(&change, &row).await?;
    let detail = json!({ "step": step.as_str(), "at": at, "reason": reason });
    timeline::add_at(&change, id, side, EntryKind::Step, at, detail).await?;
    timeline::commit(change, &row, json!({ "step": step.as_str(), "at": at })).await
}

/// Takes back a named moment that was set by mistake: the case did not get there. An end is taken back by reopening;
/// taking up is not, since whoever reported it was told that it came.
pub async fn clear(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    step: Step,
    reason: &str,
) -> Result<(), IncidentError> {
    let reason = rules::text("reason", reason, true)?;
    let (change, mut row, side) = sight::begin_either(&cases.access, actor, id, Some(seen)).await?;
    case::open(&row)?;
    let moment = match step {
        Step::Contain => &mut row.contained_at,
        Step::Eradicate => &mut row.eradicated_at,
        Step::Recover => &mut row.recovered_at,
        Step::Acknowledge | Step::End | Step::Close | Step::Dismiss | Step::Reopen => {
            return Err(invalid("step", "not_taken_back"));
        }
    };
    let Some(was) = moment.take() else {
        return Err(IncidentError::State {
            state: rules::stands(&row).as_str(),
        });
    };
    row.state = rules::state(&row).as_str().to_owned();
    row.version += 1;
    case::save(&change, &row).await?;
    let done = json!({ "cleared": step.as_str(), "was": was });
    let mut detail = done.clone();
    detail["reason"] = json!(reason);
    timeline::add(&change, id, side, EntryKind::Step, detail).await?;
    timeline::commit(change, &row, done).await
}

async fn apply(
    cases: &Cases,
    change: &Change,
    row: &mut incident::Model,
    side: Side,
    step: Step,
    at: DateTime<Utc>,
    reason: &str,
) -> Result<(), IncidentError> {
    let stands = rules::stands(row);
    if step == Step::Reopen {
        return reopen(cases, change, row, reason).await;
    }
    if !rules::is_open(stands) {
        return Err(IncidentError::State {
            state: stands.as_str(),
        });
    }
    match step {
        Step::Acknowledge => {
            if row.acknowledged_at.is_some() {
                return Err(IncidentError::State {
                    state: stands.as_str(),
                });
            }
            row.acknowledged_at = Some(at);
            if row.lead_id.is_none() {
                row.lead_id = change.actor().person.map(PersonId::uuid);
                row.lead_name.clone_from(&change.actor().name);
            }
            clocks::confirm_receipt(change, row, at).await?;
        }
        Step::Contain => row.contained_at = Some(at),
        Step::Eradicate => row.eradicated_at = Some(at),
        Step::Recover => row.recovered_at = Some(at),
        Step::End => {
            row.ended_at = Some(at);
            clocks::renew(cases, change, row, side, reason).await?;
        }
        Step::Close => {
            if stands != State::Ended {
                return Err(IncidentError::State {
                    state: stands.as_str(),
                });
            }
            let missing = missing_within(change, row).await?;
            if !missing.is_empty() {
                return Err(IncidentError::NotClosable {
                    missing: missing.join(","),
                });
            }
            row.closed_at = Some(at);
            row.state = State::Closed.as_str().to_owned();
            row.next_due = None;
            return Ok(());
        }
        Step::Dismiss => {
            // What was responded to and ended was one: it is closed with what the law wants of it.
            if stands == State::Ended {
                return Err(IncidentError::State {
                    state: stands.as_str(),
                });
            }
            clocks::stop(change, row, reason).await?;
            row.closed_at = Some(at);
            row.state = State::Dismissed.as_str().to_owned();
            return Ok(());
        }
        Step::Reopen => {}
    }
    row.state = rules::state(row).as_str().to_owned();
    Ok(())
}

/// A closed case goes on where it stood before it was closed; one whose response was over is handled again.
async fn reopen(
    cases: &Cases,
    change: &Change,
    row: &mut incident::Model,
    reason: &str,
) -> Result<(), IncidentError> {
    match rules::stands(row) {
        State::Closed | State::Dismissed => row.closed_at = None,
        State::Ended => {
            row.ended_at = None;
            clocks::supersede_end(change, row).await?;
        }
        other => {
            return Err(IncidentError::State {
                state: other.as_str(),
            });
        }
    }
    row.state = rules::state(row).as_str().to_owned();
    clocks::renew(cases, change, row, Side::Centre, reason).await
}

/// Codes of what is missing before a case may be closed: `ended`, `clock:<duty>/<recipient>`,
/// `receipt:<duty>/<recipient>`, `cause`, `remedy`, `lessons`, `tasks`.
#[must_use]
pub fn missing(
    row: &incident::Model,
    account: &crate::model::Account,
    clocks: &[incident_clock::Model],
    tasks: &[incident_task::Model],
) -> Vec<String> {
    let mut missing = Vec::new();
    if row.ended_at.is_none() {
        missing.push("ended".to_owned());
    }
    let (book, day) = (LawBook::current(), vn_date(row.detected_at));
    for clock in clocks.iter().filter(|c| c.void_at.is_none()) {
        let name = format!("{}/{}", clock.duty, clock.owed_to);
        if clock.met_at.is_none() {
            if clock.due_at.is_some() {
                missing.push(format!("clock:{name}"));
            }
        } else if clock.acknowledged_at.is_none()
            && book.duty(&clock.duty, day).is_some_and(|d| d.body.receipt_closes)
        {
            missing.push(format!("receipt:{name}"));
        }
    }
    // What a suspected state secret is about is not written here.
    if !row.state_secret {
        for (what, said) in [
            ("cause", &account.cause),
            ("remedy", &account.remedy),
            ("lessons", &account.lessons),
        ] {
            if said.trim().is_empty() {
                missing.push(what.to_owned());
            }
        }
    }
    if tasks.iter().any(|t| t.state == TaskState::Open.as_str()) {
        missing.push("tasks".to_owned());
    }
    missing
}

async fn missing_within(change: &Change, row: &incident::Model) -> Result<Vec<String>, IncidentError> {
    Ok(missing(
        row,
        &case::account(row)?,
        &store::clock::clocks(change.tx(), row.id).await?,
        &store::case::tasks(change.tx(), row.id).await?,
    ))
}

/// Gives a case to somebody who may handle it.
pub async fn lead(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    person: PersonId,
) -> Result<(), IncidentError> {
    let (change, mut row) =
        sight::begin(&cases.access, actor, action::INCIDENT_HANDLE, id, Some(seen)).await?;
    case::open(&row)?;
    let unknown = || invalid("person_id", "unknown");
    let (to, account, _) = people::actor(&cases.access, person).await?.ok_or_else(unknown)?;
    let about = sight::resource(change.tx(), &row).await?;
    if !cases.access.may(&to, action::INCIDENT_HANDLE, &about) {
        return Err(invalid("person_id", "not_theirs"));
    }
    row.lead_id = Some(person.uuid());
    row.lead_name = account.full_name.clone();
    row.version += 1;
    case::save(&change, &row).await?;
    let detail = json!({ "lead": row.lead_name });
    timeline::add(&change, id, Side::Centre, EntryKind::HandOver, detail.clone()).await?;
    let params = json!({ "code": row.code, "title": withheld::name(&row), "drill": row.drill_id.is_some() });
    recipients::tell(&change, [person], "incident.lead", &params, &case::link(id)).await?;
    timeline::commit(change, &row, detail).await
}

/// Shows a case to its members alone, or to everybody of its reach again.
pub async fn restrict(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    restricted: bool,
    reason: &str,
) -> Result<(), IncidentError> {
    let reason = rules::text("reason", reason, true)?;
    let (change, mut row) =
        sight::begin(&cases.access, actor, action::INCIDENT_RESTRICT, id, Some(seen)).await?;
    row.restricted = restricted;
    if restricted {
        // Whoever leads it, and whoever shut it, still see it.
        let known = store::case::members(change.tx(), id).await?;
        let mut people = vec![(row.lead_id, row.lead_name.clone())];
        people.push((actor.person.map(PersonId::uuid), actor.name.clone()));
        people.dedup_by_key(|(person, _)| *person);
        for (person, name) in people {
            if let Some(person) = person.filter(|p| known.iter().all(|m| m.person_id != *p)) {
                links::put_member(&change, id, person, name).await?;
            }
        }
    }
    row.version += 1;
    case::save(&change, &row).await?;
    let detail = json!({ "restricted": restricted, "reason": reason });
    timeline::add(&change, id, Side::Centre, EntryKind::HandOver, detail).await?;
    timeline::commit(change, &row, json!({ "restricted": restricted })).await
}

/// Gives a case to another agency whose it is.
pub async fn hand_over(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    to: AgencyId,
    reason: &str,
) -> Result<(), IncidentError> {
    let reason = rules::text("reason", reason, true)?;
    let (change, mut row) =
        sight::begin(&cases.access, actor, action::INCIDENT_HANDLE, id, Some(seen)).await?;
    case::open(&row)?;
    let from = AgencyId(row.agency_id);
    let names = coloa_agency::names(cases.access.db(), &[from, to], change.today()).await?;
    let Some(name) = names.get(&to).filter(|_| to != from) else {
        return Err(invalid("agency_id", "unknown"));
    };
    let done = json!({ "from": names.get(&from), "to": name });
    let mut detail = done.clone();
    detail["reason"] = json!(reason);
    row.agency_id = to.uuid();
    // A system stays with its owner.
    row.system_id = None;
    row.version += 1;
    case::save(&change, &row).await?;
    timeline::add(&change, id, Side::Centre, EntryKind::HandOver, detail).await?;
    let people = recipients::answering(change.tx(), &[from, to], change.today()).await?;
    let params = json!({ "code": row.code, "title": withheld::name(&row), "drill": row.drill_id.is_some() });
    let people = recipients::ids(people.into_values().flatten());
    recipients::tell(&change, people, "incident.handed_over", &params, &case::link(id)).await?;
    timeline::commit(change, &row, done).await
}

/// A case goes on in another one of the same agency: each owner owes what the law wants of their own, so that cases of
/// others are linked instead. The one that goes on is from then on what both are together: detected when the first was,
/// of the worse degree, with all that is known of either; what was told of one is told of it.
pub async fn merge(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    into: Uuid,
    reason: &str,
) -> Result<(), IncidentError> {
    let reason = rules::text("reason", reason, true)?;
    if id == into {
        return Err(invalid("into", "itself"));
    }
    // Whoever cannot see the other one cannot put a case into it.
    sight::read(&cases.access, actor, into).await?;
    let (mut change, mut row) =
        sight::begin(&cases.access, actor, action::INCIDENT_HANDLE, id, Some(seen)).await?;
    case::open(&row)?;
    let mut other = store::case::find(change.tx(), into).await?;
    case::open(&other)?;
    if other.drill_id != row.drill_id {
        return Err(invalid("into", "drill"));
    }
    if other.agency_id != row.agency_id {
        return Err(invalid("into", "case_of_other_agency"));
    }
    // The names of a restricted case do not go where others read.
    if row.restricted && !other.restricted {
        return Err(invalid("into", "restricted"));
    }
    let about = sight::resource(change.tx(), &other).await?;
    change.also(action::INCIDENT_HANDLE, about, json!({ "merged": row.code }))?;
    let before = row.clone();
    clocks::stop(&change, &mut row, &reason).await?;
    row.state = State::Merged.as_str().to_owned();
    row.merged_into = Some(into);
    row.closed_at = Some(change.now());
    row.version += 1;
    case::save(&change, &row).await?;
    timeline::add(
        &change,
        id,
        Side::Centre,
        EntryKind::Link,
        json!({ "merged_into": other.code, "reason": reason }),
    )
    .await?;
    let label = if withheld::is_open(&row) {
        format!("{} {}", row.code, row.title)
    } else {
        row.code.clone()
    };
    links::put(&change, into, LinkKind::Incident, &id.to_string(), &label).await?;
    timeline::add(
        &change,
        into,
        Side::Centre,
        EntryKind::Link,
        json!({ "merged": row.code, "reason": reason }),
    )
    .await?;
    rules::join(&mut other, &before)?;
    let why = format!("{}: {reason}", row.code);
    clocks::renew(cases, &change, &mut other, Side::Centre, &why).await?;
    clocks::inherit(&change, &before, &mut other).await?;
    other.version += 1;
    case::save(&change, &other).await?;
    timeline::commit(change, &row, json!({ "merged_into": other.code })).await
}

/// Open cases of agencies that ended go to the one that took over; where several did, a person decides. How many went.
pub async fn follow(cases: &Cases) -> Result<usize, IncidentError> {
    let access = &cases.access;
    let today = access.clock().today();
    let directory = Agencies::new(access.clone()).directory().await?;
    let mut gone = 0;
    for agency in store::case::agencies_with_open(access.db().reader()).await? {
        let agency = AgencyId(agency);
        if directory.alive(agency, today) || directory.get(agency).is_none() {
            continue;
        }
        let successors = directory.successors(agency, None, today);
        let [to] = successors.as_slice() else { continue };
        let names = coloa_agency::names(access.db(), &[agency, *to], today).await?;
        for row in store::case::open_of_agency(access.db().reader(), agency.uuid()).await? {
            let actor = Actor::job("incident.follow");
            let (change, mut row) =
                sight::begin(access, &actor, action::INCIDENT_HANDLE, row.id, None).await?;
            row.agency_id = to.uuid();
            row.version += 1;
            if store::case::save(change.tx(), row.clone()).await? {
                let detail = json!({ "from": names.get(&agency), "to": names.get(to), "reorganised": true });
                let kind = EntryKind::HandOver;
                timeline::add(&change, row.id, Side::Centre, kind, detail.clone()).await?;
                timeline::commit(change, &row, detail).await?;
                gone += 1;
            }
        }
    }
    Ok(gone)
}
