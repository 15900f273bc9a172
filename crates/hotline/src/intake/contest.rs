//! Objections to warnings: whoever an indicator belongs to says that it is wrong. What they object to stands in the sealed form:
//! its topic is the id of the warning, or it names the indicator. What they send later is kept like the messages of a report.

use super::{MACHINE, Parts, parts, store_parts};
use crate::{
    Hotline, HotlineError,
    code::Mailbox,
    entity::{contest, message},
    envelope::{Envelope, EnvelopeKind, MailboxContent, MailboxMessage, Opener, SealedPart, place},
    error::{invalid, not_now},
    form::{Form, Identity},
    front::HandedIn,
    inbox::content::Message,
    mention::normal,
    model::{ContestState, Part},
    seal::{PublicKey, Secrecy},
    store, verdict,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_platform::Tx;
use serde_json::json;
use uuid::Uuid;

/// Stores an objection.
pub(super) async fn take(hotline: &Hotline, envelope: Envelope) -> Result<HandedIn, HotlineError> {
    let mailbox = envelope
        .mailbox()
        .ok_or_else(|| invalid("mailbox", "malformed"))?;
    let reply_key = envelope.reply_key.clone().unwrap_or_default();
    let key = PublicKey::parse(&reply_key).map_err(|_| invalid("reply_key", "malformed"))?;
    let (id, arrived_at, is_flood) = (envelope.id, envelope.received_at, envelope.flood);
    let texts: Vec<SealedPart> = envelope
        .parts
        .iter()
        .filter(|p| p.part != Part::Attachment)
        .cloned()
        .collect();
    let mut parts = parts(envelope)?;
    let verdict_id = match hotline.opener() {
        Ok(opener) => contested(hotline, &opener, id, parts.text(Part::Form)).await?,
        Err(_) => None,
    };
    let machine = Actor::job(MACHINE);
    let about = Resource::installation("hotline_contest", id);
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_INTAKE, about)
        .await?;
    if store::intake::is_contest_known(change.tx(), id, &mailbox.to_string()).await? {
        return Ok(HandedIn::Again);
    }
    let now = change.now();
    let content = MailboxContent {
        about: EnvelopeKind::Contest,
        received_at: arrived_at.min(now),
        updated_at: now,
        state: ContestState::Open.to_string(),
        held_by: String::new(),
        receipt_number: String::new(),
        topic: String::new(),
        messages: Vec::new(),
        files: parts.files(),
        is_over: false,
    };
    let row = contest::Model {
        id,
        // Nobody knows yet; see `open_waiting`.
        verdict_id: verdict_id.unwrap_or_else(Uuid::nil),
        mailbox: mailbox.to_string(),
        reply_key,
        mailbox_sealed: Some(content.seal(&mailbox, key)),
        mailbox_at: now,
        sealed: serde_json::to_vec(&texts).unwrap_or_default(),
        received_at: arrived_at.min(now),
        state: ContestState::Open.to_string(),
        decided_by: None,
        decided_at: None,
        answer: String::new(),
        erased_at: None,
        reminded: None,
    };
    let files = Parts {
        attachments: std::mem::take(&mut parts.attachments),
        ..Parts::default()
    };
    verdict::contest::tell(hotline, &change, id, verdict_id, is_flood).await?;
    store::intake::insert_contest(change.tx(), row).await?;
    store_parts(hotline, &change, id, None, files, None).await?;
    change
        .commit(
            json!({ "what": "objection_taken_in", "verdict": verdict_id, "is_opened": verdict_id.is_some() }),
        )
        .await?;
    Ok(HandedIn::Stored)
}

/// Takes in what is sent with the code of an objection. A front that stands alone cannot tell it from the code of a report
/// before it was brought the mailbox, so it takes a message, and a wish to take back, with it. Both are kept with the
/// objection; one that waits for a decision is over when it was taken back.
///
/// # Errors
/// `NotFound`: there is neither a report nor an objection of this code (yet). `State`: it was erased. `Conflict`: it was decided
/// meanwhile; handed over again, it is taken in.
pub(super) async fn take_later(hotline: &Hotline, envelope: Envelope) -> Result<HandedIn, HotlineError> {
    let mailbox = envelope
        .mailbox()
        .ok_or_else(|| invalid("mailbox", "malformed"))?
        .to_string();
    let found = store::intake::contest_of(hotline.access.db().reader(), &mailbox)
        .await?
        .ok_or(HotlineError::NotFound)?;
    let (id, kind, arrived_at) = (envelope.id, envelope.kind, envelope.received_at);
    let mut parts = parts(envelope)?;
    let machine = Actor::job(MACHINE);
    let about = Resource::installation("hotline_contest", found.id);
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_INTAKE, about)
        .await?;
    // Written whole: what is noted of it meanwhile, that somebody was reminded, must not be lost.
    let mut row = store::verdict::contest_locked(change.tx(), found.id).await?;
    if row.erased_at.is_some() {
        return Err(not_now("erased"));
    }
    if store::message::is_known(change.tx(), id).await? {
        return Ok(HandedIn::Again);
    }
    let now = change.now();
    let text = parts.text(Part::Message).or_else(|| parts.text(Part::Narrative));
    let text = match text {
        Some(sealed) => sealed.to_vec(),
        // Files alone, or no reason.
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
        at: arrived_at.min(now),
        read_at: None,
    };
    let files = Parts {
        attachments: std::mem::take(&mut parts.attachments),
        ..Parts::default()
    };
    let detail = json!({
        "what": "objection_message_taken_in", "files": message.files, "is_withdrawal": kind == EnvelopeKind::Withdrawal,
    });
    store::message::insert(change.tx(), message).await?;
    store_parts(hotline, &change, row.id, Some(id), files, None).await?;
    let before = row.state.clone();
    if kind == EnvelopeKind::Withdrawal && row.state == ContestState::Open.as_str() {
        row.state = ContestState::Withdrawn.to_string();
        row.decided_at = Some(now);
    }
    let opener = hotline.opener().ok();
    let answered = opener
        .as_ref()
        .and_then(|opener| answer(opener, &row).ok())
        .flatten();
    // What was answered must not go from the mailbox because it cannot be opened now.
    if row.answer.is_empty() || answered.is_some() {
        renew_mailbox(hotline, change.tx(), &mut row, answered, now).await?;
    }
    if !store::intake::save_contest(change.tx(), row, &before).await? {
        return Err(HotlineError::Conflict);
    }
    change.commit(detail).await?;
    Ok(HandedIn::Stored)
}

/// Seals to the code what whoever objects may see: where it stands, what they sent later, what they were answered.
pub(crate) async fn renew_mailbox(
    hotline: &Hotline,
    tx: &Tx,
    row: &mut contest::Model,
    answer: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), HotlineError> {
    let mailbox = Mailbox::parse(&row.mailbox).ok_or(invalid("mailbox", "malformed"))?;
    let mut messages = Vec::new();
    if let Ok(opener) = hotline.opener() {
        messages.extend(
            later(&opener, tx, row.id)
                .await?
                .into_iter()
                .map(|m| MailboxMessage {
                    at: m.at,
                    is_from_citizen: true,
                    text: m.text,
                    files: m.files,
                }),
        );
    }
    messages.extend(answer.map(|text| MailboxMessage {
        at: row.decided_at.unwrap_or(now),
        is_from_citizen: false,
        text,
        files: 0,
    }));
    messages.sort_by_key(|m| m.at);
    let parts = store::sealed::of_report(tx, row.id).await?;
    let files = parts
        .iter()
        .filter(|p| p.part == Part::Attachment.as_str())
        .count();
    let content = MailboxContent {
        about: EnvelopeKind::Contest,
        received_at: row.received_at,
        updated_at: now,
        state: row.state.clone(),
        held_by: String::new(),
        receipt_number: String::new(),
        topic: String::new(),
        messages,
        files: i32::try_from(files).unwrap_or(i32::MAX),
        is_over: row.state != ContestState::Open.as_str(),
    };
    row.mailbox_sealed = Some(content.seal(&mailbox, PublicKey::parse(&row.reply_key)?));
    row.mailbox_at = now;
    Ok(())
}

/// What was sent later, in its order; what cannot be opened is left out.
pub(crate) async fn later(opener: &Opener, tx: &Tx, id: Uuid) -> Result<Vec<Message>, HotlineError> {
    let open = |row: &message::Model| {
        // Why it was taken back is sealed as a narrative.
        let plain = [Part::Message, Part::Narrative]
            .into_iter()
            .find_map(|part| opener.open(part, &place(row.id, part, 0), &row.sealed).ok())?;
        Some(String::from_utf8_lossy(&plain).into_owned())
    };
    let rows = store::message::of_report(tx, id).await?.into_iter();
    Ok(rows
        .filter_map(|row| {
            Some(Message {
                text: open(&row)?,
                id: row.id,
                at: row.at,
                is_from_citizen: row.is_from_citizen,
                by_name: row.by_name,
                files: row.files,
                read_at: row.read_at,
            })
        })
        .collect())
}

/// What was answered to an objection; `None`: nothing yet.
pub(crate) fn answer(opener: &Opener, row: &contest::Model) -> Result<Option<String>, HotlineError> {
    match STANDARD.decode(&row.answer) {
        Ok(sealed) if !sealed.is_empty() => {
            let plain = opener.open(Part::Message, &place(row.id, Part::Message, 0), &sealed)?;
            Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
        }
        _ => Ok(None),
    }
}

/// The warning that a form objects to.
async fn contested(
    hotline: &Hotline,
    opener: &Opener,
    id: Uuid,
    form: Option<&[u8]>,
) -> Result<Option<Uuid>, HotlineError> {
    let opened = form.and_then(|sealed| opener.open(Part::Form, &place(id, Part::Form, 0), sealed).ok());
    let Some(form) = opened.and_then(|json| serde_json::from_slice::<Form>(&json).ok()) else {
        return Ok(None);
    };
    let db = hotline.access.db().reader();
    if let Ok(verdict) = form.topic.parse::<Uuid>()
        && store::intake::is_verdict(db, verdict).await?
    {
        return Ok(Some(verdict));
    }
    for named in &form.named {
        for found in coloa_extract::find(&named.text) {
            let thing = normal::of(&found);
            let verdict = store::intake::verdict_of(db, thing.kind.as_str(), &thing.match_key).await?;
            if verdict.is_some() {
                return Ok(verdict);
            }
        }
    }
    Ok(None)
}

/// The warning that an objection is to, which came in while the keys were missing.
pub(crate) async fn read(
    hotline: &Hotline,
    opener: &Opener,
    row: &contest::Model,
) -> Result<Option<Uuid>, HotlineError> {
    let form = sealed(row, Part::Form);
    contested(hotline, opener, row.id, form.as_deref()).await
}

/// Finds out what objections object to that came in while the keys were missing.
pub(super) async fn open_waiting(hotline: &Hotline, opener: &Opener) -> Result<(), HotlineError> {
    for row in store::intake::waiting_contests(hotline.access.db().reader()).await? {
        let Some(verdict) = read(hotline, opener, &row).await? else {
            continue;
        };
        let machine = Actor::job(MACHINE);
        let about = Resource::installation("hotline_contest", row.id);
        let change = hotline
            .access
            .begin(&machine, action::HOTLINE_INTAKE, about)
            .await?;
        store::intake::set_contested(change.tx(), row.id, verdict).await?;
        change
            .commit(json!({ "what": "objection_read", "verdict": verdict }))
            .await?;
    }
    Ok(())
}

fn sealed(row: &contest::Model, part: Part) -> Option<Vec<u8>> {
    let parts: Vec<SealedPart> = serde_json::from_slice(&row.sealed).ok()?;
    let found = parts.iter().find(|p| p.part == part)?;
    STANDARD.decode(&found.sealed).ok()
}

/// The words of an objection, and whom to ask: for whoever decides on it.
pub fn open(opener: &Opener, row: &contest::Model) -> Result<(String, Identity), HotlineError> {
    let part = |part: Part| {
        sealed(row, part)
            .map(|sealed| opener.open(part, &place(row.id, part, 0), &sealed))
            .transpose()
    };
    let text = part(Part::Narrative)?.unwrap_or_default();
    let contact = part(Part::Identity)?
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_default();
    Ok((String::from_utf8_lossy(&text).into_owned(), contact))
}
