//! Who is on duty, and who when they do not answer.

use super::{reach, resource, sees};
use crate::{
    IncidentError,
    entity::network::{response_contact::Model as Contact, response_roster::Model as Turn},
    error::invalid,
    store,
};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Access, Actor, action};
use serde_json::json;
use uuid::Uuid;

/// Longest turn of duty.
const LONGEST_TURN: Duration = Duration::days(31);
coloa_base::words! {
    /// Who is called first, and who when nobody answers.
    pub enum Line { First = "first", Second = "second" }
}

/// A turn of duty to be.
#[derive(Clone, Debug)]
pub struct TurnDraft {
    pub contact: Uuid,
    pub line: Line,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Who is on duty.
#[derive(Clone, Debug, Default)]
pub struct OnDuty {
    pub first: Vec<Contact>,
    pub second: Vec<Contact>,
}

/// Turns of duty that touch a span, with their contacts, as far as the reader may see them.
pub async fn list(
    access: &Access,
    actor: &Actor,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(Turn, Contact)>, IncidentError> {
    let reach = reach(access, actor)?;
    let all = turns(access, from, to).await?;
    Ok(all.into_iter().filter(|(_, c)| sees(access, &reach, c)).collect())
}

async fn turns(
    access: &Access,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(Turn, Contact)>, IncidentError> {
    let db = access.db().reader();
    let turns = store::network::roster(db, from, to).await?;
    let ids: Vec<Uuid> = turns.iter().map(|t| t.contact_id).collect();
    let contacts = store::network::contacts_by_ids(db, &ids).await?;
    Ok(turns
        .into_iter()
        .filter_map(|turn| {
            let contact = contacts.get(&turn.contact_id)?.clone();
            Some((turn, contact))
        })
        .collect())
}

/// Puts somebody on duty; nobody stands twice at a time, under whichever contact.
pub async fn add(
    access: &Access,
    actor: &Actor,
    draft: &TurnDraft,
) -> Result<(Turn, Contact), IncidentError> {
    let contact = store::network::contact(access.db().reader(), draft.contact)
        .await
        .map_err(|_| invalid("contact_id", "unknown"))?;
    let change = access
        .begin(actor, action::NETWORK_CHANGE, resource(&contact))
        .await?;
    if !contact.active {
        return Err(invalid("contact_id", "inactive"));
    }
    check_span(draft, change.now())?;
    let near = store::network::roster(change.tx(), draft.from, draft.to).await?;
    let ids: Vec<Uuid> = near.iter().map(|t| t.contact_id).collect();
    let others = store::network::contacts_by_ids(change.tx(), &ids).await?;
    let same = |t: &Turn| {
        t.contact_id == contact.id
            || (contact.person_id.is_some()
                && others.get(&t.contact_id).and_then(|c| c.person_id) == contact.person_id)
    };
    if near.iter().any(same) {
        return Err(IncidentError::State { state: "on_duty" });
    }
    let row = Turn {
        id: Uuid::now_v7(),
        contact_id: contact.id,
        line: draft.line.as_str().to_owned(),
        from_at: draft.from,
        to_at: draft.to,
        made_by: actor.name.clone(),
    };
    store::network::insert_turn(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "contact": contact.name, "line": row.line, "from": row.from_at, "to": row.to_at }))
        .await?;
    Ok((row, contact))
}

fn check_span(draft: &TurnDraft, now: DateTime<Utc>) -> Result<(), IncidentError> {
    if draft.to <= draft.from {
        return Err(IncidentError::Contradiction {
            field: "to_at",
            other: "from_at",
        });
    }
    if draft.to - draft.from > LONGEST_TURN {
        return Err(invalid("to_at", "too_long"));
    }
    if draft.to <= now {
        return Err(invalid("to_at", "in_the_past"));
    }
    Ok(())
}

/// Takes a turn of duty back: one that is to come goes away, one that runs ends now, one that is over stays as it was.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid) -> Result<(), IncidentError> {
    let turn = store::network::turn(access.db().reader(), id).await?;
    let contact = store::network::contact(access.db().reader(), turn.contact_id).await?;
    let change = access
        .begin(actor, action::NETWORK_CHANGE, resource(&contact))
        .await?;
    let turn = store::network::turn(change.tx(), id).await?;
    let now = change.now();
    if turn.to_at <= now {
        return Err(IncidentError::State { state: "over" });
    }
    if turn.from_at < now {
        store::network::end_turn(change.tx(), id, now).await?;
    } else {
        store::network::delete_turn(change.tx(), id).await?;
    }
    change
        .commit(json!({ "contact": contact.name, "line": turn.line, "from": turn.from_at, "ended": now }))
        .await?;
    Ok(())
}

/// Who is on duty at a moment, for a reader.
pub async fn on_duty(access: &Access, actor: &Actor, at: DateTime<Utc>) -> Result<OnDuty, IncidentError> {
    let reach = reach(access, actor)?;
    let mut found = on_duty_at(access, at).await?;
    found.first.retain(|c| sees(access, &reach, c));
    found.second.retain(|c| sees(access, &reach, c));
    Ok(found)
}

/// Who is on duty at a moment: turns that began and are not over, of contacts that are called.
pub(crate) async fn on_duty_at(access: &Access, at: DateTime<Utc>) -> Result<OnDuty, IncidentError> {
    let mut found = OnDuty::default();
    for (turn, contact) in turns(access, at, at + Duration::milliseconds(1)).await? {
        if turn.from_at > at || !contact.active {
            continue;
        }
        match Line::parse(&turn.line) {
            Some(Line::Second) => found.second.push(contact),
            _ => found.first.push(contact),
        }
    }
    Ok(found)
}
