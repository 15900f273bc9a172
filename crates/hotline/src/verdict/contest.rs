//! Objections to warnings: whoever something belongs to says that it is wrong. Words, contact and answer are sealed; the answer
//! reaches them by the code of their objection.

use super::{about as about_verdict, end};
use crate::{
    Hotline, HotlineError,
    entity::{contest, verdict},
    envelope::{Opener, place},
    error::{invalid, not_now},
    form::{self, Identity},
    inbox::content::{File, Given, Message, files, give},
    intake,
    model::{ContestState, Part, Purpose, VerdictState},
    opening::{self, Subject},
    redaction,
    seal::Secrecy,
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_auth::{Actor, Change, Resource, action};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What stands where the number of a report stands, in the log of openings.
pub const NUMBER: &str = "objection";

/// What the name of a file that is given out begins with.
const FILE_NAME: &str = "phan-doi";

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
    /// What was sent later, in its order.
    pub messages: Vec<Message>,
    pub attachments: Vec<File>,
    /// What was answered; empty: nothing yet.
    pub answer: String,
}

fn about(id: Uuid) -> Resource {
    Resource::installation("hotline_contest", id)
}

/// What an opening of it is noted as. It is of the whole installation.
const fn subject(row: &contest::Model) -> Subject<'static> {
    Subject {
        id: row.id,
        number: NUMBER,
        agency: None,
    }
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

/// An opening that was permitted and has a reason.
struct Opening {
    change: Change,
    row: contest::Model,
    opener: Opener,
    reason: String,
    text: String,
    contact: Identity,
}

impl Opening {
    /// Nothing that was sealed leaves it before the change is committed.
    async fn begin(hotline: &Hotline, actor: &Actor, id: Uuid, reason: &str) -> Result<Self, HotlineError> {
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
            opening::stop(hotline, change, None, &opening::BROWSING).await?;
            return Err(HotlineError::Browsing);
        }
        let opener = hotline.opener()?;
        let (text, contact) = intake::contest::open(&opener, &row)?;
        let says = redaction::says(&reason, &contact);
        let change = opening::compared(hotline, change, subject(&row), "reason", says).await?;
        Ok(Self {
            change,
            row,
            opener,
            reason,
            text,
            contact,
        })
    }

    /// Notes that a part is opened.
    async fn note(&self, part: Part) -> Result<(), HotlineError> {
        let (subject, purpose) = (subject(&self.row), Purpose::Reason);
        opening::note(&self.change, subject, part, purpose, &self.reason, None).await
    }
}

/// Opens an objection, with a reason; the opening is logged like one of a report, and whoever opens one after the other without
/// deciding is stopped.
///
/// # Errors
/// `Browsing`; a reason that is missing, or that says who objects; `erased` where the words are gone.
pub async fn open(hotline: &Hotline, actor: &Actor, id: Uuid, reason: &str) -> Result<Opened, HotlineError> {
    let opening = Opening::begin(hotline, actor, id, reason).await?;
    for part in [Part::Narrative, Part::Identity] {
        opening.note(part).await?;
    }
    let Opening {
        change,
        row,
        opener,
        text,
        contact,
        ..
    } = opening;
    let answer = intake::contest::answer(&opener, &row)?.unwrap_or_default();
    let messages = intake::contest::later(&opener, change.tx(), row.id).await?;
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    store::message::read(change.tx(), row.id, change.now()).await?;
    change
        .commit(json!({ "step": "opened", "verdict": row.verdict_id, "messages": messages.len() }))
        .await?;
    Ok(Opened {
        text,
        contact,
        messages,
        attachments: files(hotline, &opener, &parts).await?,
        answer,
    })
}

/// Gives a file out that came with an objection: the copy that is shown, or the original as it arrived.
///
/// # Errors
/// As [`open`]; `no_copy` where the original alone is there.
pub async fn open_file(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    file: Uuid,
    reason: &str,
    original: bool,
) -> Result<Given, HotlineError> {
    let opening = Opening::begin(hotline, actor, id, reason).await?;
    let part = store::sealed::one(opening.change.tx(), id, file).await?;
    let given = give(hotline, &opening.opener, FILE_NAME, &part, original).await?;
    opening.note(Part::Attachment).await?;
    opening
        .change
        .commit(json!({ "step": "file_opened", "file": file, "original": original }))
        .await?;
    Ok(given)
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
    intake::contest::renew_mailbox(hotline, change.tx(), &mut row, Some(answer), now).await?;
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
