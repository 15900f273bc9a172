//! Who has a report, how urgent it is, how it ends. Every step needs the version that was seen, and every reason is looked
//! through for who reports before it is written anywhere.

use crate::{
    Hotline, HotlineError, classify,
    entity::{report, urgency},
    erase,
    error::{invalid, not_now},
    flood, form, jobs, message,
    model::{Outcome, State, TransferState, Urgency},
    reason::{self, Step},
    redaction, store,
};
use coloa_auth::{Access, Actor, AuthError, Change, action, people, recipients};
use coloa_base::PersonId;
use serde_json::json;
use uuid::Uuid;

/// Reports that are let go at once.
const MOST_LIFTED: usize = 500;

async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<(Change, report::Model), HotlineError> {
    hotline.begin(actor, action::HOTLINE_HANDLE, id, Some(seen)).await
}

/// A reason that is given and does not say who reports, with the change that goes on.
async fn given(
    hotline: &Hotline,
    change: Change,
    row: &report::Model,
    text: &str,
) -> Result<(Change, String), HotlineError> {
    let text = form::line(text, "reason")?;
    if text.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let change = redaction::check_words(hotline, change, row, "reason", &text).await?;
    Ok((change, text))
}

/// Somebody has it from now on. What nobody looked at yet is being read.
fn assign(row: &mut report::Model, person: Option<(Uuid, String)>, change: &Change) {
    let now = change.now();
    match person {
        Some((id, name)) => {
            row.assigned_to = Some(id);
            row.assigned_name = name;
            row.assigned_at = Some(now);
            if row.state == State::Received.as_str() {
                row.state = State::Reading.to_string();
            }
        }
        None => {
            row.assigned_to = None;
            row.assigned_name.clear();
            row.assigned_at = None;
            if row.state == State::Reading.as_str() {
                row.state = State::Received.to_string();
            }
        }
    }
}

/// Takes a report that nobody has.
pub async fn take(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<report::Model, HotlineError> {
    let person = actor.person.ok_or(AuthError::Unauthenticated)?;
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    if row.assigned_to.is_some() {
        return Err(not_now("assigned"));
    }
    assign(&mut row, Some((person.uuid(), actor.name.clone())), &change);
    let row = hotline.save(&change, row).await?;
    change.commit(json!({ "what": "taken" })).await?;
    Ok(row)
}

/// Gives back a report that one has.
pub async fn release(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<report::Model, HotlineError> {
    let person = actor.person.ok_or(AuthError::Unauthenticated)?;
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    if row.assigned_to != Some(person.uuid()) {
        return Err(not_now("not_yours"));
    }
    assign(&mut row, None, &change);
    let row = hotline.save(&change, row).await?;
    change.commit(json!({ "what": "released" })).await?;
    Ok(row)
}

/// To whom a report goes.
#[derive(Clone, Debug, Default)]
pub struct HandOver {
    pub desk: Option<Uuid>,
    pub person: Option<Uuid>,
    pub reason: String,
}

/// Gives a report to another desk, another person, or both. At another desk nobody has it until somebody takes it, or is
/// named.
pub async fn hand_over(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    to: &HandOver,
) -> Result<report::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    let (change, why) = given(hotline, change, &row, &to.reason).await?;
    if to.desk.is_none() && to.person.is_none() {
        return Err(invalid("person_id", "empty"));
    }
    let (former_desk, former) = (row.desk_id, row.assigned_to);
    if let Some(desk) = to.desk.filter(|desk| *desk != row.desk_id) {
        let desk = store::intake::desk(change.tx(), desk)
            .await?
            .ok_or_else(|| invalid("desk_id", "unknown"))?;
        row.desk_id = desk.id;
        row.agency_id = desk.agency_id;
        assign(&mut row, None, &change);
    }
    if let Some(person) = to.person {
        let name = handler(&hotline.access, &row, person).await?;
        assign(&mut row, Some((person, name)), &change);
    }
    let row = hotline.save(&change, row).await?;
    let mut told: Vec<PersonId> = row.assigned_to.map(PersonId).into_iter().collect();
    if row.assigned_to.is_none() {
        let leads = jobs::leads(&hotline.access, change.tx(), &row, change.today()).await?;
        told.extend(recipients::ids(leads));
    }
    let params = json!({ "number": row.number, "name": actor.name });
    recipients::tell(&change, told, "hotline.handed_over", &params, &jobs::link(row.id)).await?;
    let tag = reason::keep(hotline, &change, row.id, Step::HandedOver, &why).await?;
    change
        .commit(json!({
            "what": "handed_over", "reason_tag": tag,
            "before": { "desk": former_desk, "person": former },
            "after": { "desk": row.desk_id, "person": row.assigned_to },
        }))
        .await?;
    Ok(row)
}

/// The name of somebody who may handle a report.
async fn handler(access: &Access, row: &report::Model, person: Uuid) -> Result<String, HotlineError> {
    let found = people::actor(access, PersonId(person)).await?;
    let about = crate::service::about(row);
    found
        .map(|(actor, ..)| actor)
        .filter(|actor| access.may(actor, action::HOTLINE_HANDLE, &about))
        .map(|actor| actor.name)
        .ok_or_else(|| invalid("person_id", "unknown"))
}

/// Says how urgent a report is. What it was before, who changed it and why is kept with it.
pub async fn set_urgency(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    urgency: Urgency,
    why: &str,
) -> Result<report::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    let (change, why) = given(hotline, change, &row, why).await?;
    let before = Urgency::of_rank(row.urgency);
    row.urgency = urgency.rank();
    if urgency == Urgency::Now && before != Urgency::Now {
        // It is rung about like one that came in as urgent.
        row.rang_at = None;
    }
    let tag = if urgency == before {
        reason::keep(hotline, &change, row.id, Step::UrgencyKept, &why).await?
    } else {
        let tag = reason::tag(hotline, row.id, &why);
        let changed = urgency::Model {
            id: Uuid::now_v7(),
            report_id: row.id,
            before: before.rank(),
            after: urgency.rank(),
            reason: why,
            by_id: actor.person.map(PersonId::uuid),
            by_name: actor.name.clone(),
            at: change.now(),
        };
        store::urgency::insert(change.tx(), changed).await?;
        tag
    };
    let row = hotline.save(&change, row).await?;
    change
        .commit(json!({
            "what": "urgency", "before": before.as_str(), "after": urgency.as_str(), "reason_tag": tag,
        }))
        .await?;
    Ok(row)
}

/// How a report ends.
#[derive(Clone, Debug)]
pub struct Close {
    pub outcome: Outcome,
    pub reason: String,
    /// To the citizen; empty: none.
    pub message: String,
}

/// Closes a report, with a word to the citizen where there is one. Information on a crime ends where it must go, and not
/// here ([`classify::may_close`]).
pub async fn close(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    how: &Close,
) -> Result<report::Model, HotlineError> {
    let (change, row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    let (change, why) = given(hotline, change, &row, &how.reason).await?;
    if !how.message.trim().is_empty() {
        message::write(hotline, &change, &row, &how.message).await?;
    }
    let row = end(hotline, &change, row, how.outcome).await?;
    let tag = reason::keep(hotline, &change, row.id, Step::Closed, &why).await?;
    change
        .commit(json!({
            "what": "closed", "outcome": how.outcome.as_str(), "reason_tag": tag, "erase_after": row.erase_after,
        }))
        .await?;
    Ok(row)
}

/// Ends it within a change, where it may end so.
async fn end(
    hotline: &Hotline,
    change: &Change,
    mut row: report::Model,
    outcome: Outcome,
) -> Result<report::Model, HotlineError> {
    classify::check_close(hotline, change.tx(), &row, outcome).await?;
    row.state = State::Closed.to_string();
    row.outcome = Some(outcome.to_string());
    row.closed_at = Some(change.now());
    row.erase_after = erase::after(&hotline.config, &row, change.today());
    hotline.save_handled(change, row).await
}

/// Takes a report up again that is over, where it stood.
pub async fn reopen(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    why: &str,
) -> Result<report::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    if classify::is_going_on(&row).is_ok() {
        return Err(not_now("open"));
    }
    let (change, why) = given(hotline, change, &row, why).await?;
    let former = row.outcome.take();
    let transfers = store::transfer::of_report(change.tx(), id).await?;
    row.state = standing(&row, transfers.iter().map(|t| t.state.as_str())).to_string();
    row.closed_at = None;
    row.withdrawn_at = None;
    row.erase_after = None;
    row.duplicate_of = None;
    let row = hotline.save(&change, row).await?;
    let tag = reason::keep(hotline, &change, row.id, Step::Reopened, &why).await?;
    change
        .commit(json!({ "what": "reopened", "outcome": former, "state": row.state, "reason_tag": tag }))
        .await?;
    Ok(row)
}

/// Where a report stands by what was done to it.
fn standing<'a>(row: &report::Model, transfers: impl Iterator<Item = &'a str> + Clone) -> State {
    let any = |state: TransferState| transfers.clone().any(|t| t == state.as_str());
    if any(TransferState::Acknowledged) {
        State::Acknowledged
    } else if any(TransferState::Sent) {
        State::Transferred
    } else if row.kind.is_some() {
        State::Classified
    } else if row.assigned_to.is_some() {
        State::Reading
    } else {
        State::Received
    }
}

/// Closes a report as the repetition of another one.
pub async fn duplicate(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    of: Uuid,
) -> Result<report::Model, HotlineError> {
    // Reached as well, or there is none.
    let original = hotline
        .report(actor, action::HOTLINE_READ, of)
        .await
        .map_err(|e| match e {
            HotlineError::NotFound => invalid("of", "unknown"),
            other => other,
        })?;
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    if original.id == row.id || original.duplicate_of == Some(row.id) || original.erased_at.is_some() {
        return Err(invalid("of", "unknown"));
    }
    // The first one, so that there is no chain to follow.
    row.duplicate_of = Some(original.duplicate_of.unwrap_or(original.id));
    let row = end(hotline, &change, row, Outcome::Duplicate).await?;
    change
        .commit(json!({ "what": "duplicate", "of": row.duplicate_of, "erase_after": row.erase_after }))
        .await?;
    Ok(row)
}

/// Holds a report back as part of a flood, or lets it go. One that stands alone is not held back.
pub async fn quarantine(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    hold: bool,
    why: &str,
) -> Result<report::Model, HotlineError> {
    let (change, mut row) = begin(hotline, actor, id, seen).await?;
    classify::is_going_on(&row)?;
    let (change, why) = given(hotline, change, &row, why).await?;
    if flood::is_held_back(&row) == hold {
        return Err(not_now(if hold { "held_back" } else { "not_held_back" }));
    }
    if hold {
        let (from, to) = (row.received_at - flood::BY_HAND, row.received_at + flood::BY_HAND);
        if store::report::alike(change.tx(), &row, from, to).await? < flood::ALIKE {
            return Err(not_now("stands_alone"));
        }
        row.quarantined_at = Some(change.now());
        row.quarantine_lifted_at = None;
    } else {
        row.quarantine_lifted_at = Some(change.now());
    }
    let row = hotline.save(&change, row).await?;
    let step = if hold { Step::HeldBack } else { Step::LetGo };
    let tag = reason::keep(hotline, &change, row.id, step, &why).await?;
    change
        .commit(json!({ "what": "quarantine", "hold": hold, "reason_tag": tag }))
        .await?;
    Ok(row)
}

/// Lets reports of a flood go; how many. What is out of reach, or not held back, is left.
pub async fn lift(hotline: &Hotline, actor: &Actor, ids: &[Uuid]) -> Result<usize, HotlineError> {
    if ids.len() > MOST_LIFTED {
        return Err(invalid("ids", "too_many"));
    }
    hotline.reach(actor, action::HOTLINE_HANDLE)?;
    let mut lifted = 0;
    for id in ids {
        let begun = hotline.begin(actor, action::HOTLINE_HANDLE, *id, None).await;
        let (change, mut row) = match begun {
            Ok(begun) => begun,
            Err(HotlineError::NotFound | HotlineError::State { .. }) => continue,
            Err(error) => return Err(error),
        };
        if !flood::is_held_back(&row) {
            continue;
        }
        row.quarantine_lifted_at = Some(change.now());
        hotline.save(&change, row).await?;
        change
            .commit(json!({ "what": "quarantine", "hold": false }))
            .await?;
        lifted += 1;
    }
    Ok(lifted)
}
