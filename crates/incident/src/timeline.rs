//! What happened in a case, line by line. What people write is text; what the product writes is a kind with
//! parameters, whose sentence is the reader's.

use crate::{
    IncidentError,
    entity::case::{incident, incident_entry},
    error::invalid,
    model::{EntryKind, Side, State},
    rules, sight, store, withheld,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, Change};
use coloa_base::PersonId;
use serde_json::{Value, json};
use uuid::Uuid;

/// A line that the product writes within a change.
pub async fn add(
    change: &Change,
    incident: Uuid,
    side: Side,
    kind: EntryKind,
    detail: Value,
) -> Result<(), IncidentError> {
    let row = entry(change, incident, side, kind, change.now(), detail);
    Ok(store::case::insert_entry(change.tx(), row).await?)
}

/// The same, of something that happened at another moment.
pub async fn add_at(
    change: &Change,
    incident: Uuid,
    side: Side,
    kind: EntryKind,
    at: DateTime<Utc>,
    detail: Value,
) -> Result<(), IncidentError> {
    let row = entry(change, incident, side, kind, at, detail);
    Ok(store::case::insert_entry(change.tx(), row).await?)
}

/// Ends a change of a case. The audit log is read by people who may not see the case, is never rewritten, and a case may
/// be restricted, or a leaked secret suspected, later on: it gets the code of the case and what was done in codes, ids,
/// numbers and names of who works on it. What people write, titles and reasons with it, stands in the case alone.
pub(crate) async fn commit(
    change: Change,
    case: &incident::Model,
    mut done: Value,
) -> Result<(), IncidentError> {
    done["code"] = json!(case.code);
    Ok(change.commit(done).await?)
}

fn entry(
    change: &Change,
    incident: Uuid,
    side: Side,
    kind: EntryKind,
    at: DateTime<Utc>,
    detail: Value,
) -> incident_entry::Model {
    incident_entry::Model {
        id: Uuid::now_v7(),
        incident_id: incident,
        at,
        written_at: change.now(),
        kind: kind.as_str().to_owned(),
        side: side.as_str().to_owned(),
        internal: false,
        text: String::new(),
        detail: detail.to_string(),
        author_id: change.actor().person.map(PersonId::uuid),
        author_name: change.actor().name.clone(),
        agency_id: None,
    }
}

/// What a person writes into the timeline.
#[derive(Clone, Debug)]
pub struct Note {
    /// `None`: now.
    pub at: Option<DateTime<Utc>>,
    /// [`EntryKind::Note`] or [`EntryKind::Decision`].
    pub kind: EntryKind,
    pub text: String,
    /// Read by the own side alone.
    pub internal: bool,
}

/// Writes a note or a decision.
pub async fn write(access: &Access, actor: &Actor, id: Uuid, note: &Note) -> Result<(), IncidentError> {
    if !matches!(note.kind, EntryKind::Note | EntryKind::Decision) {
        return Err(invalid("kind", "unknown"));
    }
    let text = rules::text("text", &note.text, true)?;
    let (change, row, side) = sight::begin_adding(access, actor, id).await?;
    sight::takes_content(&row)?;
    // What is over may still be remarked on; what goes on elsewhere is remarked on there.
    if row.merged_into.is_some() {
        return Err(IncidentError::State {
            state: State::Merged.as_str(),
        });
    }
    let at = rules::moment("at", note.at.unwrap_or(change.now()), change.now())?;
    let mut line = entry(&change, id, side, note.kind, at, json!({}));
    line.text = text;
    line.internal = note.internal;
    line.agency_id = sight::writes_for(actor, &row).filter(|_| side == Side::Agency);
    store::case::insert_entry(change.tx(), line).await?;
    let done = json!({ "entry": note.kind.as_str(), "internal": note.internal });
    commit(change, &row, done).await
}

/// The lines of a case that somebody reads, oldest first. Of a suspected state secret the product shows what was done
/// and when, not what people wrote.
pub async fn lines(
    access: &Access,
    actor: &Actor,
    row: &incident::Model,
    side: Side,
) -> Result<Vec<incident_entry::Model>, IncidentError> {
    let mut all = store::case::entries(access.db().reader(), row.id).await?;
    all.retain(|line| sight::reads(actor, side, row, line));
    Ok(withheld::shown(row, all))
}
