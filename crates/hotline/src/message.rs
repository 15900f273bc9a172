//! Answers of the centre. They are sealed like what citizens write; the citizen reads them in the mailbox, and never learns
//! who wrote them.

use crate::{
    Hotline, HotlineError,
    entity::{message, report},
    envelope::place,
    error::not_now,
    form,
    model::Part,
    seal::Secrecy,
    store,
};
use coloa_auth::{Actor, Change, action};
use coloa_base::PersonId;
use serde_json::json;
use uuid::Uuid;

/// Writes to the citizen of a report.
pub async fn answer(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    text: &str,
) -> Result<report::Model, HotlineError> {
    let (change, row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    write(hotline, &change, &row, text).await?;
    let row = hotline.save_handled(&change, row).await?;
    change.commit(json!({ "what": "answered" })).await?;
    Ok(row)
}

/// Writes within a change of the report. It cannot reach the citizen while the keys are missing, since the mailbox cannot be
/// renewed: whoever writes is told so.
pub(crate) async fn write(
    hotline: &Hotline,
    change: &Change,
    row: &report::Model,
    text: &str,
) -> Result<(), HotlineError> {
    let text = form::narrative(text, "text")?;
    hotline.opener()?;
    if row.reply_key.is_empty() {
        return Err(not_now("no_mailbox"));
    }
    let id = Uuid::now_v7();
    let sealed = hotline
        .sealer()
        .seal(Secrecy::Content, &place(id, Part::Message, 0), text.as_bytes())?;
    let actor = change.actor();
    let message = message::Model {
        id,
        report_id: row.id,
        is_from_citizen: false,
        sealed,
        files: 0,
        by_id: actor.person.map(PersonId::uuid),
        by_name: actor.name.clone(),
        at: change.now(),
        read_at: None,
    };
    store::message::insert(change.tx(), message).await?;
    Ok(())
}
