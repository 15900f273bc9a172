//! What one shift leaves to the next: words, and how many alerts stood open.

use crate::{AlertError, entity::shift_note, store};
use coloa_auth::{Access, Actor, Reach, Resource, action};
use coloa_base::{PersonId, text};
use serde_json::json;
use uuid::Uuid;

/// Longest note, in characters.
const MAX_TEXT: usize = 8_000;
/// Notes of a list.
const SHOWN: u64 = 60;

fn about(id: impl ToString) -> Resource {
    Resource::installation("shift_note", id)
}

/// The newest notes.
pub async fn list(access: &Access, actor: &Actor) -> Result<Vec<shift_note::Model>, AlertError> {
    access.check(actor, action::ALERT_HAND_OVER, &about("list"))?;
    Ok(store::shift_notes(access.db().reader(), SHOWN).await?)
}

/// Leaves a note to the next shift.
pub async fn write(access: &Access, actor: &Actor, words: &str) -> Result<shift_note::Model, AlertError> {
    let text = text::nfc(words.trim());
    let reason = match text.chars().count() {
        0 => Some("required"),
        n if n > MAX_TEXT => Some("too_long"),
        _ => None,
    };
    if let Some(reason) = reason {
        return Err(AlertError::Invalid {
            field: "text",
            reason,
        });
    }
    let id = Uuid::now_v7();
    let change = access.begin(actor, action::ALERT_HAND_OVER, about(id)).await?;
    let open: Vec<_> = store::tally(change.tx(), &Reach::Everything)
        .await?
        .into_iter()
        .map(|(state, severity, number)| json!({ "state": state, "severity": severity, "number": number }))
        .collect();
    let row = shift_note::Model {
        id,
        text,
        open: open.into(),
        author_id: actor.person.map(PersonId::uuid),
        author_name: actor.name.clone(),
        written_at: change.now(),
        taken_by: None,
        taken_at: None,
    };
    store::insert_shift_note(change.tx(), row.clone()).await?;
    change.commit(json!({ "step": "written" })).await?;
    Ok(row)
}

/// Says that the next shift has read it; not by whoever wrote it.
pub async fn take_over(access: &Access, actor: &Actor, id: Uuid) -> Result<shift_note::Model, AlertError> {
    let change = access.begin(actor, action::ALERT_HAND_OVER, about(id)).await?;
    let mut row = store::shift_note(change.tx(), id).await?;
    if row.taken_at.is_some() {
        return Err(AlertError::State { reason: "taken" });
    }
    if row.author_id.is_some() && row.author_id == actor.person.map(PersonId::uuid) {
        return Err(AlertError::State { reason: "own" });
    }
    row.taken_by = Some(actor.name.clone());
    row.taken_at = Some(change.now());
    store::save_shift_note(change.tx(), row.clone()).await?;
    change.commit(json!({ "step": "taken_over" })).await?;
    Ok(row)
}
