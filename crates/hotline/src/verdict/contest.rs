//! Objections to warnings: whoever something belongs to says that it is wrong. Words, contact and answer are sealed; the answer
//! reaches them by the code of their objection.

use super::{about as about_verdict, end};
use crate::{
    Hotline, HotlineError,
    code::Mailbox,
    entity::{access, contest, verdict},
    envelope::{EnvelopeKind, MailboxContent, MailboxMessage, place},
    error::{invalid, not_now},
    form::{self, Identity},
    intake,
    model::{ContestState, Part, Purpose, VerdictState},
    opening, redaction,
    seal::{PublicKey, Secrecy},
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_auth::{Actor, Resource, action};
use coloa_base::PersonId;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What stands where the number of a report stands, in the log of openings.
pub const NUMBER: &str = "objection";

/// Why a warning ended, for operators.
const UPHELD: &str = "Phản đối được chấp nhận";

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct ContestFilter {
    pub state: Option<ContestState>,
    pub offset: u64,
    pub limit: u64,
}

/// An objection with what it objects to.
#[derive(Clone, Debug)]
pub struct Line {
    pub contest: contest::Model,
    /// `None`: nobody could read yet what it objects to.
    pub verdict: Option<verdict::Model>,
}

/// What an objection says.
#[derive(Clone, Debug)]
pub struct Opened {
    pub text: String,
    pub contact: Identity,
    /// What was answered; empty: nothing yet.
    pub answer: String,
}

fn about(id: Uuid) -> Resource {
    Resource::installation("hotline_contest", id)
}

/// Objections, and how many there are. Nothing that is sealed.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &ContestFilter,
) -> Result<(Vec<Line>, u64), HotlineError> {
    hotline.access.check(
        actor,
        action::HOTLINE_VERIFY,
        &Resource::installation("hotline_contest", "all"),
    )?;
    let db = hotline.access.db().reader();
    let (rows, total) = store::verdict::contests(db, filter).await?;
    let ids: Vec<Uuid> = rows.iter().map(|c| c.verdict_id).collect();
    let verdicts = store::verdict::of_ids(db, &ids).await?;
    let verdicts: BTreeMap<Uuid, verdict::Model> = verdicts.into_iter().map(|v| (v.id, v)).collect();
    let line = |contest: contest::Model| Line {
        verdict: verdicts.get(&contest.verdict_id).cloned(),
        contest,
    };
    Ok((rows.into_iter().map(line).collect(), total))
}

/// Opens an objection, with a reason; the opening is logged like one of a report, and whoever opens one after the other without
/// deciding is stopped.
///
/// # Errors
/// `Browsing`; a reason that is missing, or that says who objects; `erased` where the words are gone.
pub async fn open(hotline: &Hotline, actor: &Actor, id: Uuid, reason: &str) -> Result<Opened, HotlineError> {
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_VERIFY, about(id))
        .await?;
    let row = store::verdict::contest(change.tx(), id).await?;
    let reason = form::line(reason, "reason")?;
    if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    if row.erased_at.is_some() {
        return Err(not_now("erased"));
    }
    if let Some(person) = actor.person
        && opening::is_browsing(hotline, &change, row.id, person).await?
    {
        drop(change);
        opening::stop(hotline, actor, action::HOTLINE_VERIFY, about(id), None).await?;
        return Err(HotlineError::Browsing);
    }
    let opener = hotline.opener()?;
    let (text, contact) = intake::contest::open(&opener, &row)?;
    if let Some(what) = redaction::held(&reason, &contact) {
        return Err(invalid("reason", what));
    }
    let answer = match STANDARD.decode(&row.answer) {
        Ok(sealed) if !sealed.is_empty() => {
            let plain = opener.open(Part::Message, &place(row.id, Part::Message, 0), &sealed)?;
            String::from_utf8_lossy(&plain).into_owned()
        }
        _ => String::new(),
    };
    for part in [Part::Narrative, Part::Identity] {
        let opening = access::Model {
            id: Uuid::now_v7(),
            report_id: row.id,
            report_number: NUMBER.to_owned(),
            person_id: actor.person.map(PersonId::uuid),
            person_name: actor.name.clone(),
            part: part.to_string(),
            purpose: Purpose::Reason.to_string(),
            reason: reason.clone(),
            second_name: None,
            at: change.now(),
            acted: false,
        };
        store::opening::insert(change.tx(), opening).await?;
    }
    change
        .commit(json!({ "step": "opened", "verdict": row.verdict_id }))
        .await?;
    Ok(Opened {
        text,
        contact,
        answer,
    })
}

/// Decides on an objection: upheld, the warning is taken back. The answer is sealed to the code of the objection.
pub async fn decide(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    uphold: bool,
    answer: &str,
) -> Result<contest::Model, HotlineError> {
    let answer = form::narrative(answer, "answer")?;
    let mut change = hotline
        .access
        .begin(actor, action::HOTLINE_VERIFY, about(id))
        .await?;
    let mut row = store::verdict::contest(change.tx(), id).await?;
    if row.state != ContestState::Open.as_str() {
        return Err(not_now("decided"));
    }
    let now = change.now();
    if uphold {
        let verdict = match store::verdict::find(change.tx(), row.verdict_id).await {
            Err(HotlineError::NotFound) => return Err(not_now("not_read_yet")),
            found => found?,
        };
        if verdict.state != VerdictState::Withdrawn.as_str() {
            // The answer itself may say who objects.
            let verdict = end(&change, verdict, VerdictState::Withdrawn, UPHELD.to_owned()).await?;
            let detail =
                json!({ "step": "withdrawn", "kind": verdict.kind, "value": verdict.value, "objection": id });
            change.also(action::HOTLINE_VERIFY, about_verdict(verdict.id), detail)?;
        }
    }
    let state = if uphold {
        ContestState::Upheld
    } else {
        ContestState::Rejected
    };
    row.state = state.to_string();
    row.decided_by = Some(actor.name.clone());
    row.decided_at = Some(now);
    let sealed = hotline.sealer().seal(
        Secrecy::Content,
        &place(row.id, Part::Message, 0),
        answer.as_bytes(),
    )?;
    row.answer = STANDARD.encode(sealed);
    let mailbox = Mailbox::parse(&row.mailbox).ok_or(invalid("mailbox", "malformed"))?;
    let content = MailboxContent {
        about: EnvelopeKind::Contest,
        received_at: row.received_at,
        updated_at: now,
        state: row.state.clone(),
        held_by: String::new(),
        receipt_number: String::new(),
        topic: String::new(),
        messages: vec![MailboxMessage {
            at: now,
            is_from_citizen: false,
            text: answer,
            files: 0,
        }],
        files: 0,
        is_over: true,
    };
    row.mailbox_sealed = Some(content.seal(&mailbox, PublicKey::parse(&row.reply_key)?));
    row.mailbox_at = now;
    if !store::verdict::save_contest(change.tx(), row.clone()).await? {
        return Err(not_now("decided"));
    }
    if let Some(person) = actor.person {
        store::opening::acted(change.tx(), row.id, person.uuid()).await?;
    }
    change
        .commit(json!({ "step": "decided", "state": row.state, "verdict": row.verdict_id }))
        .await?;
    if uphold {
        crate::publish::changed(hotline);
    }
    Ok(row)
}
