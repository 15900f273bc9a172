//! Objections to warnings: whoever something belongs to says that it is wrong. Words, contact and answer are sealed; the answer
//! reaches them by the code of their objection. Whoever warned does not decide on it, and it is overdue when the days that the
//! installation sets are over (no law names a term): whoever decides hears of it when that comes near, and then (`remind`).
//! Whoever objects may be who was reported: no answer names who reported.

mod remind;

pub(crate) use remind::remind;

use super::{about as about_verdict, drawn, end};
use crate::{
    Hotline, HotlineError,
    entity::{contest, verdict},
    envelope::{Opener, place},
    error::{invalid, not_now},
    flood,
    form::{self, Identity},
    inbox::content::{File, Given, Message, files, give},
    intake,
    model::{ContestState, Outlet, Part, Purpose, VerdictState},
    opening::{self, Subject},
    redaction::{
        self,
        outside::{self, Leaving, Unread},
    },
    seal::Secrecy,
    store,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Actor, Change, Resource, action, recipients};
use coloa_base::{PersonId, web_path};
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
    /// Until when it is to be decided on.
    pub due_at: DateTime<Utc>,
    /// It waits, and that day is over.
    pub is_overdue: bool,
    /// Whoever asks may decide on it: it waits, and they did not warn themselves.
    pub may_decide: bool,
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
    let (now, term) = (hotline.access.clock().now(), term(hotline));
    let line = |contest: contest::Model| {
        let verdict = verdicts.get(&contest.verdict_id).cloned();
        let (is_open, due_at) = (
            contest.state == ContestState::Open.as_str(),
            contest.received_at + term,
        );
        Line {
            due_at,
            is_overdue: is_open && due_at <= now,
            may_decide: is_open && !verdict.as_ref().is_some_and(|v| is_own(v, actor)),
            verdict,
            contest,
        }
    };
    Ok((rows.into_iter().map(line).collect(), total))
}

fn term(hotline: &Hotline) -> TimeDelta {
    TimeDelta::days(hotline.config.contest_days.into())
}

/// Whether somebody warned of this, or let the warning last anew.
fn is_own(verdict: &verdict::Model, actor: &Actor) -> bool {
    let own = |by: Option<Uuid>| by.is_some() && by == actor.person.map(PersonId::uuid);
    own(verdict.warned_by) || own(verdict.verified_by)
}

/// Who decides on an objection, of those who may: not whoever warned, unless nobody else may.
fn deciders(able: &[PersonId], warning: Option<&verdict::Model>) -> Vec<PersonId> {
    let warned = warning.map_or([None, None], |row| [row.warned_by, row.verified_by]);
    let others = able.iter().filter(|p| !warned.contains(&Some(p.uuid())));
    let others: Vec<PersonId> = others.copied().collect();
    if others.is_empty() { able.to_vec() } else { others }
}

/// Tells whoever may decide on an objection that it came: within the change that takes it in. Not whoever warned, unless nobody
/// else may; of a flood the first is enough.
pub(crate) async fn tell(
    hotline: &Hotline,
    change: &Change,
    id: Uuid,
    verdict: Option<Uuid>,
    is_flood: bool,
) -> Result<(), HotlineError> {
    let since = change.now() - flood::QUIET;
    if is_flood && store::verdict::contests_since(change.tx(), since).await? > 0 {
        return Ok(());
    }
    let able = hotline.who_may(action::HOTLINE_VERIFY, &about(id)).await?;
    let warning = match verdict {
        Some(verdict) => Some(store::verdict::find(change.tx(), verdict).await?),
        None => None,
    };
    let people = deciders(&able, warning.as_ref());
    recipients::tell(
        change,
        people,
        "hotline.contest",
        &json!({}),
        web_path::HOTLINE_CONTESTS,
    )
    .await?;
    Ok(())
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
        let asked = redaction::asked(&reason, &text);
        let change = opening::compared(hotline, change, subject(&row), "reason", says, asked).await?;
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

/// What an objection is to; looked for where nobody could read it when it came. `None`: nothing that was ever warned of.
///
/// # Errors
/// `not_read_yet`: nobody can read it now either.
async fn objected_to(
    hotline: &Hotline,
    change: &Change,
    row: &mut contest::Model,
) -> Result<Option<verdict::Model>, HotlineError> {
    if row.verdict_id.is_nil() {
        let opener = hotline.opener().map_err(|_| not_now("not_read_yet"))?;
        // Whoever cannot read what it says does not decide on it.
        intake::contest::open(&opener, row)?;
        let found = intake::contest::read(hotline, &opener, row).await?;
        row.verdict_id = found.unwrap_or(row.verdict_id);
    }
    match store::verdict::find(change.tx(), row.verdict_id).await {
        Err(HotlineError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

/// Goes on with a change, in which nothing was written yet, unless an answer says who reported what was warned of.
async fn compared(
    hotline: &Hotline,
    change: Change,
    verdict: Option<&verdict::Model>,
    answer: &str,
) -> Result<Change, HotlineError> {
    let reports = match verdict {
        Some(row) => drawn(change.tx(), &row.kind, &row.match_key, row.campaign_id).await?,
        None => Vec::new(),
    };
    let leaving = Leaving {
        outlet: Outlet::Answer,
        reports: &reports,
        fields: &[("answer", answer)],
        listed: &[],
        unread: Unread::Refused,
    };
    outside::check(hotline, change, &leaving).await
}

/// Decides on an objection: upheld, the warning is taken back. The answer is sealed to the code of the objection.
///
/// # Errors
/// `own_warning`: whoever warned does not decide; `not_read_yet`, `decided`; `holds_identity` of an answer that says who reported,
/// `KeyLost` where nobody can tell.
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
    let mut row = store::verdict::contest_locked(change.tx(), id).await?;
    if row.state != ContestState::Open.as_str() {
        return Err(not_now("decided"));
    }
    let now = change.now();
    let verdict = objected_to(hotline, &change, &mut row).await?;
    if verdict.as_ref().is_some_and(|v| is_own(v, actor)) {
        return Err(not_now("own_warning"));
    }
    change = compared(hotline, change, verdict.as_ref(), &answer).await?;
    if uphold {
        let verdict = verdict.ok_or(not_now("not_read_yet"))?;
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
