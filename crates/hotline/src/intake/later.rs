//! What a citizen hands in to a report that is there: messages, further evidence, the wish to take it back. What comes with the
//! code of an objection goes to that one.

use super::{MACHINE, contest, parts, store_parts};
use crate::{
    Hotline, HotlineError,
    classify::{self, terms},
    entity::{message, report},
    envelope::{Envelope, place},
    error::{invalid, not_now},
    front::HandedIn,
    jobs,
    model::{Outcome, Part, State},
    seal::Secrecy,
    store,
};
use coloa_auth::{Actor, Change, action, recipients};
use coloa_base::PersonId;
use serde_json::json;

/// Begins a change of the report that an envelope belongs to.
async fn begin(hotline: &Hotline, envelope: &Envelope) -> Result<(Change, report::Model), HotlineError> {
    let mailbox = envelope
        .mailbox()
        .ok_or_else(|| invalid("mailbox", "malformed"))?
        .to_string();
    let db = hotline.access.db().reader();
    let row = store::report::by_mailbox(db, &mailbox)
        .await?
        .ok_or(HotlineError::NotFound)?;
    let machine = Actor::job(MACHINE);
    let about = crate::service::about(&row);
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_INTAKE, about)
        .await?;
    let row = store::report::locked(change.tx(), row.id).await?;
    if row.erased_at.is_some() {
        return Err(not_now("erased"));
    }
    Ok((change, row))
}

/// Writes a row that a citizen changed. Its version stays: whoever is at work on it is not disturbed.
pub(super) async fn store_row(
    hotline: &Hotline,
    change: &Change,
    mut row: report::Model,
) -> Result<(), HotlineError> {
    row.updated_at = change.now();
    hotline.renew_mailbox(change.tx(), &mut row, change.now()).await?;
    store::report::update(change.tx(), row).await?;
    Ok(())
}

/// Tells whoever has a report; where nobody has it, the inbox shows it.
async fn tell_holder(change: &Change, row: &report::Model, kind: &str) -> Result<(), HotlineError> {
    let holder = row.assigned_to.map(PersonId);
    let params = json!({ "number": row.number });
    recipients::tell(change, holder, kind, &params, &jobs::link(row.id)).await?;
    Ok(())
}

pub(super) async fn take_message(hotline: &Hotline, envelope: Envelope) -> Result<HandedIn, HotlineError> {
    let (change, mut row) = match begin(hotline, &envelope).await {
        Err(HotlineError::NotFound) => return contest::take_later(hotline, envelope).await,
        begun => begun?,
    };
    let (id, arrived_at) = (envelope.id, envelope.received_at);
    if store::message::is_known(change.tx(), id).await? {
        return Ok(HandedIn::Again);
    }
    let parts = parts(envelope)?;
    let text = match parts.text(Part::Message) {
        Some(sealed) => sealed.to_vec(),
        // Files alone.
        None => hotline
            .sealer()
            .seal(Secrecy::Content, &place(id, Part::Message, 0), b"")?,
    };
    let message = message::Model {
        id,
        report_id: row.id,
        is_from_citizen: true,
        sealed: text,
        files: parts.files(),
        by_id: None,
        by_name: String::new(),
        at: arrived_at.min(change.now()),
        read_at: None,
    };
    row.files += message.files;
    let detail = json!({ "what": "message_taken_in", "files": message.files });
    store::message::insert(change.tx(), message).await?;
    store_parts(hotline, &change, row.id, Some(id), parts, None).await?;
    tell_holder(&change, &row, "hotline.message").await?;
    store_row(hotline, &change, row).await?;
    change.commit(detail).await?;
    Ok(HandedIn::Stored)
}

/// A report that its citizen takes back is over, unless it was passed on, is information on a crime, or was classified by
/// nobody ([`classify::may_be_taken_back`]): then the wish is noted and the report stays where it is, with its terms.
pub(super) async fn take_withdrawal(hotline: &Hotline, envelope: Envelope) -> Result<HandedIn, HotlineError> {
    let (change, mut row) = match begin(hotline, &envelope).await {
        Err(HotlineError::NotFound) => return contest::take_later(hotline, envelope).await,
        begun => begun?,
    };
    let id = envelope.id;
    // The same wish again: it does not take back what was taken up again since.
    if !store::intake::note_withdrawal(change.tx(), id, row.id, change.now()).await? {
        return Ok(HandedIn::Again);
    }
    let parts = parts(envelope)?;
    row.files += parts.files();
    store_parts(hotline, &change, row.id, Some(id), parts, None).await?;
    if row.withdrawn_at.is_some() {
        // Why is kept as well; nothing else changes.
        store_row(hotline, &change, row).await?;
        change.commit(json!({ "what": "withdrawn_again" })).await?;
        return Ok(HandedIn::Stored);
    }
    row.withdrawn_at = Some(change.now());
    let passed_on = store::transfer::last_sent(change.tx(), row.id).await?.is_some();
    let is_open = State::parse(&row.state).is_some_and(State::is_open);
    let is_over = is_open && !passed_on && classify::may_be_taken_back(&row);
    if is_over {
        row.state = State::Withdrawn.to_string();
        row.outcome = Some(Outcome::Withdrawn.to_string());
        row.closed_at = Some(change.now());
        row.erase_after = crate::erase::after(&hotline.config, &row, change.today());
    }
    terms::renew(change.tx(), &hotline.config, &mut row).await?;
    let kind = if is_open && !is_over {
        "hotline.withdrawal_asked"
    } else {
        "hotline.withdrawn"
    };
    tell_holder(&change, &row, kind).await?;
    let detail = json!({ "what": "withdrawn", "is_over": is_over });
    store_row(hotline, &change, row).await?;
    change.commit(detail).await?;
    Ok(HandedIn::Stored)
}
