//! Objections to warnings: whoever an indicator belongs to says that it is wrong. What they object to stands in the sealed form:
//! its topic is the id of the warning, or it names the indicator.

use super::{MACHINE, Parts, parts, store_parts};
use crate::{
    Hotline, HotlineError,
    entity::contest,
    envelope::{Envelope, EnvelopeKind, MailboxContent, Opener, SealedPart, place},
    error::invalid,
    form::{Form, Identity},
    front::HandedIn,
    mention::normal,
    model::{ContestState, Part},
    seal::PublicKey,
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_auth::{Actor, Resource, action};
use serde_json::json;
use uuid::Uuid;

/// Stores an objection.
pub(super) async fn take(hotline: &Hotline, envelope: Envelope) -> Result<HandedIn, HotlineError> {
    let mailbox = envelope
        .mailbox()
        .ok_or_else(|| invalid("mailbox", "malformed"))?;
    let reply_key = envelope.reply_key.clone().unwrap_or_default();
    let key = PublicKey::parse(&reply_key).map_err(|_| invalid("reply_key", "malformed"))?;
    let (id, arrived_at) = (envelope.id, envelope.received_at);
    let texts: Vec<SealedPart> = envelope
        .parts
        .iter()
        .filter(|p| p.part != Part::Attachment)
        .cloned()
        .collect();
    let mut parts = parts(envelope)?;
    let verdict = match hotline.opener() {
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
        verdict_id: verdict.unwrap_or_else(Uuid::nil),
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
    };
    let files = Parts {
        attachments: std::mem::take(&mut parts.attachments),
        ..Parts::default()
    };
    store::intake::insert_contest(change.tx(), row).await?;
    store_parts(hotline, &change, id, None, files).await?;
    change
        .commit(json!({ "what": "objection_taken_in", "verdict": verdict, "is_opened": verdict.is_some() }))
        .await?;
    Ok(HandedIn::Stored)
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

/// Finds out what objections object to that came in while the keys were missing.
pub(super) async fn open_waiting(hotline: &Hotline, opener: &Opener) -> Result<(), HotlineError> {
    for row in store::intake::waiting_contests(hotline.access.db().reader()).await? {
        let form = sealed(&row, Part::Form);
        let Some(verdict) = contested(hotline, opener, row.id, form.as_deref()).await? else {
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
