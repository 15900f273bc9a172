//! The clocks of a case: set anew, met, acknowledged, reminded.

use crate::{
    IncidentError,
    case::{self, Cases},
    clock::{self, Situation},
    entity::case::{clock_change, incident, incident_clock},
    error::invalid,
    model::{EntryKind, Origin, Side},
    rules, sight, store, timeline, withheld,
};
use chrono::{DateTime, Utc};
use coloa_auth::{
    Access, Actor, Change, Role, notifications,
    recipients::{answering, ids, nearest},
};
use coloa_base::{AgencyId, PersonId, clock::vn_date};
use coloa_law::{LawBook, incident::Circumstance};
use coloa_platform::Tx;
use serde_json::json;
use uuid::Uuid;

/// Clocks that one run reminds of.
const MOST: u64 = 500;
/// Cases of one transaction when all are set anew.
const CASES: usize = 500;

/// What the clocks of a case hang on.
fn situation(row: &incident::Model, standing: &[incident_clock::Model]) -> Result<Situation, IncidentError> {
    let told_before_end = standing
        .iter()
        .filter_map(|c| c.met_at)
        .any(|met| row.ended_at.is_some_and(|ended| met < ended));
    Ok(Situation {
        origin: Origin::parse(&row.origin).unwrap_or(Origin::Manual),
        level: row.system_level,
        listed: row.listed,
        exempt: row.system_exempt.is_some(),
        self_operated: row.self_operated,
        serious: row.serious,
        personal_data: row.personal_data,
        facts: case::facts(row)?,
        detected_at: row.detected_at,
        occurred_at: row.occurred_at,
        data_known_at: row.data_known_at,
        capacity_known_at: row.capacity_known_at,
        reported_at: row.reported_at,
        ended_at: row.ended_at,
        told_before_end,
    })
}

/// The clocks of a case that stand, and what is owed by what is known of it now.
pub(crate) struct Outlook {
    standing: Vec<incident_clock::Model>,
    owed: Vec<clock::Owed<'static>>,
}

fn outlook(
    cases: &Cases,
    row: &incident::Model,
    standing: Vec<incident_clock::Model>,
) -> Result<Outlook, IncidentError> {
    let situation = situation(row, &standing)?;
    let owed = clock::owed(LawBook::current(), &cases.settings, &situation);
    Ok(Outlook { standing, owed })
}

/// What one run over a case writes.
#[derive(Default)]
struct Written {
    new: Vec<incident_clock::Model>,
    changed: Vec<incident_clock::Model>,
    history: Vec<clock_change::Model>,
}

/// Who does it, when and why.
struct By<'a> {
    name: &'a str,
    at: DateTime<Utc>,
    reason: &'a str,
}

/// Decides what changes of the clocks of a case.
fn decide(incident: Uuid, outlook: &Outlook, by: &By<'_>) -> Written {
    let Outlook { standing, owed } = outlook;
    let mut written = Written::default();
    let mut note = |clock: Uuid, what: &str, old, new| {
        written.history.push(clock_change::Model {
            id: Uuid::now_v7(),
            incident_id: incident,
            clock_id: clock,
            what: what.to_owned(),
            old_due: old,
            new_due: new,
            reason: by.reason.to_owned(),
            by_name: by.name.to_owned(),
            at: by.at,
        });
    };
    for change in clock::reconcile(standing, owed) {
        match change {
            clock::Change::Start(owed) => {
                let clock = fresh(incident, &owed);
                // The clocks of the first moment need no history.
                if !standing.is_empty() {
                    note(clock.id, "started", None, clock.due_at);
                }
                written.new.push(clock);
            }
            clock::Change::Move(at, owed) | clock::Change::Revive(at, owed) => {
                let Some(mut clock) = standing.get(at).cloned() else {
                    continue;
                };
                let what = if clock.void_at.is_some() {
                    "revived"
                } else {
                    "moved"
                };
                note(clock.id, what, clock.due_at, owed.due_at);
                clock.starts_at = owed.starts_at;
                clock.due_at = owed.due_at;
                clock.void_at = None;
                clock.reminded = 0;
                clock.version += 1;
                written.changed.push(clock);
            }
            clock::Change::Void(at) => {
                let Some(mut clock) = standing.get(at).cloned() else {
                    continue;
                };
                note(clock.id, "void", clock.due_at, None);
                clock.void_at = Some(by.at);
                clock.version += 1;
                written.changed.push(clock);
            }
        }
    }
    written
}

fn fresh(incident: Uuid, owed: &clock::Owed<'_>) -> incident_clock::Model {
    incident_clock::Model {
        id: Uuid::now_v7(),
        incident_id: incident,
        duty: owed.duty.body.id.clone(),
        owed_by: owed.duty.body.from.join(","),
        owed_to: owed.to.to_owned(),
        starts_at: owed.starts_at,
        due_at: owed.due_at,
        met_at: None,
        met_by: String::new(),
        due_when_met: None,
        proof: String::new(),
        report_id: None,
        acknowledged_at: None,
        acknowledged_by: String::new(),
        void_at: None,
        reminded: 0,
        version: 1,
    }
}

async fn write(tx: &Tx, written: Written) -> Result<(), IncidentError> {
    store::clock::insert_clocks(tx, written.new).await?;
    for clock in written.changed {
        if !store::clock::save_clock(tx, clock).await? {
            return Err(IncidentError::Changed);
        }
    }
    store::clock::insert_clock_changes(tx, written.history).await?;
    Ok(())
}

/// Sets the clocks of a case anew after something changed that they hang on, and its next term, which the caller saves
/// with the row.
pub(crate) async fn renew(
    cases: &Cases,
    change: &Change,
    row: &mut incident::Model,
    side: Side,
    reason: &str,
) -> Result<(), IncidentError> {
    row.serious = case::is_serious(cases, row)?;
    let standing = store::clock::clocks(change.tx(), row.id).await?;
    let outlook = outlook(cases, row, standing)?;
    renew_by(change, row, side, reason, &outlook).await
}

/// [`renew`] by an outlook that was taken since the row says what it says and the clocks stand as they do.
pub(crate) async fn renew_by(
    change: &Change,
    row: &mut incident::Model,
    side: Side,
    reason: &str,
    outlook: &Outlook,
) -> Result<(), IncidentError> {
    let by = By {
        name: &change.actor().name,
        at: change.now(),
        reason,
    };
    let written = decide(row.id, outlook, &by);
    let moved = written.history.len();
    write(change.tx(), written).await?;
    if moved > 0 {
        timeline::add(
            change,
            row.id,
            side,
            EntryKind::Clock,
            json!({ "changed": moved, "reason": reason }),
        )
        .await?;
    }
    row.next_due = clock::next_due(&store::clock::clocks(change.tx(), row.id).await?);
    Ok(())
}

/// Whether a change of what is known of a case may be made: T0 does not come after what was told of it, and an agency
/// does not take a duty from itself. What its clocks come to is given back for [`renew_by`].
pub(crate) async fn check_change(
    cases: &Cases,
    change: &Change,
    row: &incident::Model,
    side: Side,
) -> Result<Outlook, IncidentError> {
    let outlook = outlook(cases, row, store::clock::clocks(change.tx(), row.id).await?)?;
    let book = LawBook::current();
    let day = vn_date(row.detected_at);
    let told_of_it = |clock: &incident_clock::Model| {
        book.duty(&clock.duty, day)
            .is_some_and(|duty| duty.body.counted_from == "detection")
    };
    if outlook
        .standing
        .iter()
        .filter(|c| c.void_at.is_none() && told_of_it(c))
        .filter_map(|c| c.met_at)
        .any(|met| met < row.detected_at)
    {
        return Err(IncidentError::Contradiction {
            field: "detected_at",
            other: "met_at",
        });
    }
    if side == Side::Agency && clock::lessens(&outlook.standing, &outlook.owed) {
        return Err(invalid("severity", "lessens"));
    }
    Ok(outlook)
}

/// Clocks that were met for the end of a case count no more: it goes on, and its end will be told anew.
pub(crate) async fn supersede_end(change: &Change, row: &incident::Model) -> Result<(), IncidentError> {
    let (book, day) = (LawBook::current(), vn_date(row.detected_at));
    let mut written = Written::default();
    for mut clock in store::clock::clocks(change.tx(), row.id).await? {
        let of_end = book
            .duty(&clock.duty, day)
            .is_some_and(|duty| duty.body.counted_from == "end");
        if of_end && clock.met_at.is_some() && clock.void_at.is_none() {
            clock.void_at = Some(change.now());
            clock.version += 1;
            written.changed.push(clock);
        }
    }
    write(change.tx(), written).await
}

/// What was told of a case that goes on in this one counts for it.
pub(crate) async fn inherit(
    change: &Change,
    from: &incident::Model,
    into: &mut incident::Model,
) -> Result<(), IncidentError> {
    let told = store::clock::clocks(change.tx(), from.id).await?;
    let mut written = Written::default();
    for mut clock in store::clock::clocks(change.tx(), into.id).await? {
        if clock.met_at.is_some() || clock.void_at.is_some() {
            continue;
        }
        let same = told
            .iter()
            .filter(|t| t.duty == clock.duty && t.owed_to == clock.owed_to && !clock::superseded(t));
        if let Some(told) = same.filter(|t| t.met_at.is_some()).min_by_key(|t| t.met_at) {
            clock.met_at = told.met_at;
            clock.met_by.clone_from(&told.met_by);
            clock.due_when_met = told.due_when_met;
            clock.proof = format!("{}: {}", from.code, told.proof);
            clock.acknowledged_at = told.acknowledged_at;
            clock.acknowledged_by.clone_from(&told.acknowledged_by);
            clock.version += 1;
            written.changed.push(clock);
        }
    }
    write(change.tx(), written).await?;
    into.next_due = clock::next_due(&store::clock::clocks(change.tx(), into.id).await?);
    Ok(())
}

/// All clocks of a case that are not met stop: it was none, or goes on in another one.
pub(crate) async fn stop(
    change: &Change,
    row: &mut incident::Model,
    reason: &str,
) -> Result<(), IncidentError> {
    let mut written = Written::default();
    for mut clock in store::clock::clocks(change.tx(), row.id).await? {
        if clock.met_at.is_some() || clock.void_at.is_some() {
            continue;
        }
        written.history.push(clock_change::Model {
            id: Uuid::now_v7(),
            incident_id: row.id,
            clock_id: clock.id,
            what: "void".to_owned(),
            old_due: clock.due_at,
            new_due: None,
            reason: reason.to_owned(),
            by_name: change.actor().name.clone(),
            at: change.now(),
        });
        clock.void_at = Some(change.now());
        clock.version += 1;
        written.changed.push(clock);
    }
    write(change.tx(), written).await?;
    row.next_due = None;
    Ok(())
}

/// That a duty was done.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// `None`: now.
    pub at: Option<DateTime<Utc>>,
    /// How it was told: number of the letter, name of whoever took the call.
    pub proof: String,
    pub report: Option<Uuid>,
}

/// Meets a clock within a change of its case. The row's next term is set; the caller saves it.
pub async fn meet_within(
    change: &Change,
    row: &mut incident::Model,
    side: Side,
    clock: Uuid,
    seen: Option<i32>,
    met: &Met,
) -> Result<(), IncidentError> {
    let mut clock = own(change, row.id, clock).await?;
    if seen.is_some_and(|seen| seen != clock.version) {
        return Err(IncidentError::Changed);
    }
    if clock.met_at.is_some() || clock.void_at.is_some() {
        return Err(IncidentError::State { state: "met" });
    }
    let at = match met.at {
        Some(at) => rules::moment("at", at, change.now())?,
        None => rules::at_once(row.drill_id.is_some(), change.now()),
    };
    // A term that runs from this minute is met in it.
    if at < rules::moment("at", clock.starts_at, change.now())? {
        return Err(IncidentError::Contradiction {
            field: "at",
            other: "starts_at",
        });
    }
    clock.met_at = Some(at);
    clock.met_by = change.actor().name.clone();
    clock.due_when_met = clock.due_at;
    clock.proof = rules::line("proof", &met.proof, false)?;
    clock.report_id = met.report;
    clock.version += 1;
    let detail = json!({ "met": clock.duty, "to": clock.owed_to, "proof": clock.proof });
    store_one(change, clock).await?;
    timeline::add_at(change, row.id, side, EntryKind::Clock, at, detail).await?;
    row.next_due = clock::next_due(&store::clock::clocks(change.tx(), row.id).await?);
    Ok(())
}

async fn own(change: &Change, incident: Uuid, clock: Uuid) -> Result<incident_clock::Model, IncidentError> {
    let clock = store::clock::clock(change.tx(), clock).await?;
    if clock.incident_id == incident {
        Ok(clock)
    } else {
        Err(IncidentError::NotFound)
    }
}

async fn store_one(change: &Change, clock: incident_clock::Model) -> Result<(), IncidentError> {
    if store::clock::save_clock(change.tx(), clock).await? {
        Ok(())
    } else {
        Err(IncidentError::Changed)
    }
}

/// Meets a clock: it was told otherwise than by a report that was issued here. A proof is required.
pub async fn meet(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    clock: Uuid,
    seen: i32,
    met: &Met,
) -> Result<(), IncidentError> {
    rules::line("proof", &met.proof, true)?;
    let (change, mut row, side) = sight::begin_either(&cases.access, actor, id, None).await?;
    case::open(&row)?;
    meet_within(&change, &mut row, side, clock, Some(seen), met).await?;
    store::case::set_next_due(change.tx(), id, row.next_due).await?;
    timeline::commit(change, &row, json!({ "clock": clock, "met": true })).await
}

/// Takes back that a duty was done, with a reason.
pub async fn unmeet(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    clock: Uuid,
    reason: &str,
) -> Result<(), IncidentError> {
    let reason = rules::line("reason", reason, true)?;
    let (change, mut row, side) = sight::begin_either(&cases.access, actor, id, None).await?;
    case::open(&row)?;
    let mut standing = own(&change, id, clock).await?;
    if standing.met_at.is_none() {
        return Err(IncidentError::State { state: "open" });
    }
    if standing.report_id.is_some() {
        return Err(invalid("clock", "met_by_report"));
    }
    standing.met_at = None;
    standing.met_by.clear();
    standing.due_when_met = None;
    standing.proof.clear();
    standing.acknowledged_at = None;
    standing.acknowledged_by.clear();
    standing.version += 1;
    let done = json!({ "unmet": standing.duty, "to": standing.owed_to });
    let mut detail = done.clone();
    detail["reason"] = json!(reason);
    store_one(&change, standing).await?;
    timeline::add(&change, id, side, EntryKind::Clock, detail).await?;
    renew(cases, &change, &mut row, side, &reason).await?;
    store::case::set_next_due(change.tx(), id, row.next_due).await?;
    timeline::commit(change, &row, done).await
}

/// The recipient confirmed that it came.
pub async fn acknowledge(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    clock: Uuid,
    at: Option<DateTime<Utc>>,
    by: &str,
) -> Result<(), IncidentError> {
    let by = rules::line("by", by, true)?;
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    let mut clock = own(&change, row.id, clock).await?;
    let Some(met) = clock.met_at else {
        return Err(IncidentError::State { state: "open" });
    };
    let at = rules::moment("at", at.unwrap_or(change.now()), change.now())?;
    if at < met {
        return Err(IncidentError::Contradiction {
            field: "at",
            other: "met_at",
        });
    }
    clock.acknowledged_at = Some(at);
    clock.acknowledged_by.clone_from(&by);
    clock.version += 1;
    let done = json!({ "acknowledged": clock.duty, "to": clock.owed_to });
    let mut detail = done.clone();
    detail["by"] = json!(by);
    store_one(&change, clock).await?;
    timeline::add_at(&change, id, side, EntryKind::Clock, at, detail).await?;
    timeline::commit(change, &row, done).await
}

/// Meets the clocks of those who wait for word that their notice came (Circular 20/2017, Article 10), when the centre
/// takes a case up.
pub(crate) async fn confirm_receipt(
    change: &Change,
    row: &mut incident::Model,
    at: DateTime<Utc>,
) -> Result<(), IncidentError> {
    let book = LawBook::current();
    let day = vn_date(row.detected_at);
    for clock in store::clock::clocks(change.tx(), row.id).await? {
        let of_receipt = book
            .incident_duties(&[Circumstance::NoticeReceived], day)
            .iter()
            .any(|d| d.body.id == clock.duty);
        if of_receipt && clock.met_at.is_none() && clock.void_at.is_none() {
            let met = Met {
                at: Some(at.max(clock.starts_at)),
                ..Met::default()
            };
            meet_within(change, row, Side::Centre, clock.id, None, &met).await?;
        }
    }
    Ok(())
}

/// The change history of the clocks of a case, for whoever was authorised to read it.
pub async fn history(
    access: &Access,
    row: &incident::Model,
) -> Result<Vec<clock_change::Model>, IncidentError> {
    let changes = store::clock::clock_changes(access.db().reader(), row.id).await?;
    Ok(withheld::shown(row, changes))
}

/// Sets the clocks of every open case anew: after rows of the law, or the measures of the installation, changed. How
/// many cases changed.
pub async fn renew_all(cases: &Cases, reason: &str) -> Result<usize, IncidentError> {
    let db = cases.access.db();
    let open = store::case::open_cases(db.reader()).await?;
    let mut changed = 0;
    for some in open.chunks(CASES) {
        let cases_ids: Vec<Uuid> = some.iter().map(|c| c.id).collect();
        let mut clocks: std::collections::HashMap<Uuid, Vec<incident_clock::Model>> = Default::default();
        for clock in store::clock::clocks_of(db.reader(), &cases_ids).await? {
            clocks.entry(clock.incident_id).or_default().push(clock);
        }
        let by = By {
            name: "",
            at: cases.access.clock().now(),
            reason,
        };
        for row in some {
            let standing = clocks.remove(&row.id).unwrap_or_default();
            let mut classed = row.clone();
            classed.serious = case::is_serious(cases, row)?;
            let written = decide(row.id, &outlook(cases, &classed, standing)?, &by);
            if written.new.is_empty() && written.changed.is_empty() && classed.serious == row.serious {
                continue;
            }
            changed += usize::from(renew_one(cases, classed, written).await?);
        }
    }
    Ok(changed)
}

/// Writes one case of [`renew_all`]; `false`: somebody changed it meanwhile, who set its clocks then.
async fn renew_one(cases: &Cases, mut row: incident::Model, written: Written) -> Result<bool, IncidentError> {
    let tx = cases.access.db().begin().await?;
    match write(&tx, written).await {
        Err(IncidentError::Changed) => return Ok(false),
        other => other?,
    }
    row.next_due = clock::next_due(&store::clock::clocks(&tx, row.id).await?);
    row.version += 1;
    if !store::case::save(&tx, row).await? {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

/// Reminds of terms that come near or are over: the lead, the responders and the agency. How many clocks.
pub async fn remind(cases: &Cases) -> Result<usize, IncidentError> {
    let db = cases.access.db();
    let now = cases.access.clock().now();
    let longest = cases.settings.remind.iter().copied().max().unwrap_or_default();
    let most = i32::try_from(cases.settings.remind.len()).unwrap_or(i32::MAX);
    let near = store::clock::clocks_to_remind(db.reader(), now + longest, most, MOST).await?;
    let mut told = 0;
    for (clock, case) in near {
        let (Some(case), Some(due)) = (case, clock.due_at) else {
            continue;
        };
        let times = clock::reminders(&cases.settings, due, now);
        if times <= clock.reminded || !rules::is_open(rules::stands(&case)) {
            continue;
        }
        let tx = db.begin().await?;
        store::clock::set_reminded(&tx, clock.id, times).await?;
        let people = concerned(&cases.access, &tx, &case).await?;
        let params = json!({
            "code": case.code, "title": withheld::name(&case), "due": due, "late": due < now, "drill": case.drill_id.is_some(),
        });
        notifications::notify_all(
            &tx,
            &people,
            "incident.due",
            &params,
            Some(&case::link(case.id)),
            now,
        )
        .await?;
        tx.commit().await?;
        told += 1;
    }
    Ok(told)
}

/// Who has to know of the terms of a case: its lead, else the responders; and the people of the agency.
async fn concerned(access: &Access, tx: &Tx, case: &incident::Model) -> Result<Vec<PersonId>, IncidentError> {
    let agency = AgencyId(case.agency_id);
    let today = access.clock().today();
    let mut people: Vec<PersonId> = case.lead_id.map(PersonId).into_iter().collect();
    if people.is_empty() && case.drill_id.is_none() {
        let responders = nearest(tx, access, Role::Responder, &[agency], today).await?;
        people.extend(ids(responders.into_values().flatten()));
    }
    people.extend(ids(answering(tx, &[agency], today)
        .await?
        .into_values()
        .flatten()));
    if case.restricted {
        let members = store::case::members(tx, case.id).await?;
        people.retain(|p| Some(p.uuid()) == case.lead_id || members.iter().any(|m| m.person_id == p.uuid()));
    }
    people.sort_unstable();
    people.dedup();
    Ok(people)
}
