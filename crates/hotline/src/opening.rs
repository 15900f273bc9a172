//! Who opened what of which report, and why: every opening leaves an entry before anything is shown. Whoever the report is
//! assigned to needs no reason, but for the original of a file; anybody else gives one. Who opens one report after the other
//! without handling them is stopped, and their shift leads hear of it. So is who tries words until one is refused, or many that
//! are not: that a text says who reports is itself something of who reports, so each refusal is told in one way, leaves an entry
//! and counts like an opening.

use crate::{
    Hotline, HotlineError,
    entity::{access, report},
    error::invalid,
    form, jobs,
    model::{Part, Purpose},
    redaction,
    service::is_holder,
    store::{self, opening::Opened},
};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Actor, Change, action, recipients};
use coloa_base::{PersonId, web_path};
use serde_json::json;
use uuid::Uuid;

/// The span that idle openings and refused words are counted in.
const SPAN: TimeDelta = TimeDelta::hours(1);
/// Words of one person about one report that are refused within [`SPAN`] before no more are compared. Enough for whoever
/// forgot to black something out; too few to find out who reports.
const MOST_REFUSED: usize = 5;

/// What is opened or asked about; nobody's (a nil id) where words draw on many reports, which count together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// Of a report, of an objection, or nil.
    pub(crate) id: Uuid,
    pub(crate) number: &'a str,
    /// Whose shift leads hear of it.
    pub(crate) agency: Option<Uuid>,
}

impl<'a> From<&'a report::Model> for Subject<'a> {
    fn from(row: &'a report::Model) -> Self {
        Self {
            id: row.id,
            number: &row.number,
            agency: row.agency_id,
        }
    }
}

/// What a list of openings is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub report: Option<Uuid>,
    pub person: Option<Uuid>,
    /// At or after, before.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Just those after which nothing was done to the report.
    pub idle: bool,
    pub offset: u64,
    pub limit: u64,
}

/// Openings within reach, the newest first, and how many there are.
pub async fn list(
    hotline: &Hotline,
    actor: &Actor,
    filter: &Filter,
) -> Result<(Vec<access::Model>, u64), HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_AUDIT)?;
    Ok(store::opening::page(hotline.access.db().reader(), &reach, filter).await?)
}

/// Openings within reach by person, most first.
pub async fn summary(hotline: &Hotline, actor: &Actor, filter: &Filter) -> Result<Vec<Opened>, HotlineError> {
    let reach = hotline.reach(actor, action::HOTLINE_AUDIT)?;
    Ok(store::opening::by_person(hotline.access.db().reader(), &reach, filter).await?)
}

/// Who has to say why they open something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reasons {
    /// Everybody but whoever the report is assigned to.
    OfOthers,
    /// Whoever has it, too.
    OfAll,
}

/// Begins an opening of content and notes it: what is to be shown may be read once the change is committed.
///
/// # Errors
/// `Browsing`, and shift leads are told; a reason that is missing, or that says itself who reports.
pub(crate) async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    part: Part,
    reasons: Reasons,
    reason: &str,
) -> Result<(Change, report::Model), HotlineError> {
    let (mut change, row) = hotline.begin(actor, action::HOTLINE_HANDLE, id, None).await?;
    // Where nothing can be read, nothing was opened.
    hotline.opener()?;
    let mut reason = form::line(reason, "reason")?;
    let is_holder = is_holder(actor, &row);
    if is_holder && reasons == Reasons::OfOthers {
        reason.clear();
    } else if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    } else {
        change = redaction::check_words(hotline, change, &row, "reason", &reason).await?;
    }
    let purpose = if is_holder {
        Purpose::Handling
    } else {
        Purpose::Reason
    };
    if let Some(person) = actor.person
        && is_browsing(hotline, &change, row.id, person).await?
    {
        stop(hotline, change, row.agency_id, &BROWSING).await?;
        return Err(HotlineError::Browsing);
    }
    note(&change, (&row).into(), part, purpose, &reason, None).await?;
    Ok((change, row))
}

/// Notes an opening.
pub(crate) async fn note(
    change: &Change,
    subject: Subject<'_>,
    part: Part,
    purpose: Purpose,
    reason: &str,
    second: Option<&str>,
) -> Result<(), HotlineError> {
    let actor = change.actor();
    let entry = access::Model {
        id: Uuid::now_v7(),
        report_id: subject.id,
        report_number: subject.number.to_owned(),
        person_id: actor.person.map(PersonId::uuid),
        person_name: actor.name.clone(),
        part: part.to_string(),
        purpose: purpose.to_string(),
        reason: reason.to_owned(),
        second_name: second.map(str::to_owned),
        at: change.now(),
        acted: false,
    };
    store::opening::insert(change.tx(), entry).await?;
    Ok(())
}

/// Goes on with a change whose words were compared with who is behind `subject`; `says`: they say it; `asked`: how many of them
/// stand in nothing that their writer may read ([`redaction::asked`]). Nothing may have been written in the change yet, since a
/// refusal is committed with it.
///
/// # Errors
/// `holds_identity`, whatever it is that they say, and an entry of it; `Guessing` where that happened too often, or too much was
/// asked, whatever these words say.
pub(crate) async fn compared(
    hotline: &Hotline,
    change: Change,
    subject: Subject<'_>,
    field: &'static str,
    says: bool,
    asked: usize,
) -> Result<Change, HotlineError> {
    if let Some(person) = change.actor().person
        && (is_guessing(hotline, &change, subject.id, person).await?
            || hotline.asked.too_much(person, subject.id, asked, change.now()))
    {
        stop(hotline, change, subject.agency, &GUESSING).await?;
        return Err(HotlineError::Guessing);
    }
    if !says {
        return Ok(change);
    }
    note(&change, subject, Part::Identity, Purpose::Compared, "", None).await?;
    change
        .commit(json!({ "what": "words_refused", "field": field }))
        .await?;
    Err(invalid(field, "holds_identity"))
}

/// Words that were refused, by their reports, within the span that is counted.
async fn refused(change: &Change, person: PersonId) -> Result<Vec<Uuid>, HotlineError> {
    let since = change.now() - SPAN;
    Ok(store::opening::refused(change.tx(), person.uuid(), since).await?)
}

fn most_idle(hotline: &Hotline) -> usize {
    usize::try_from(hotline.config.idle_opens_per_hour).unwrap_or(usize::MAX)
}

/// Whether somebody's words about this report or objection were refused too often, or about all of them.
async fn is_guessing(
    hotline: &Hotline,
    change: &Change,
    id: Uuid,
    person: PersonId,
) -> Result<bool, HotlineError> {
    let refused = refused(change, person).await?;
    let of_it = refused.iter().filter(|of| **of == id).count();
    Ok(of_it >= MOST_REFUSED || refused.len() >= most_idle(hotline))
}

/// Whether opening this report or objection as well would be one too many. One that is open already costs nothing more.
pub(crate) async fn is_browsing(
    hotline: &Hotline,
    change: &Change,
    id: Uuid,
    person: PersonId,
) -> Result<bool, HotlineError> {
    let since = change.now() - SPAN;
    let idle = store::opening::idle(change.tx(), person.uuid(), since).await?;
    let looked = idle.len() + refused(change, person).await?.len();
    Ok(looked >= most_idle(hotline) && !idle.contains(&id))
}

/// Why somebody is stopped, as it is told and logged.
pub(crate) struct Stopped {
    notice: &'static str,
    step: &'static str,
}

/// They opened one after the other.
pub(crate) const BROWSING: Stopped = Stopped {
    notice: "hotline.browsing",
    step: "stopped_browsing",
};

/// They tried words until one was refused.
const GUESSING: Stopped = Stopped {
    notice: "hotline.guessing",
    step: "stopped_guessing",
};

/// Notes that somebody was stopped, and tells the shift leads of `agency`, once while it goes on. In the place of whatever the
/// change was for.
pub(crate) async fn stop(
    hotline: &Hotline,
    change: Change,
    agency: Option<Uuid>,
    why: &Stopped,
) -> Result<(), HotlineError> {
    let is_told = |person| !hotline.asked.tell(person, why.notice, change.now());
    if change.actor().person.is_some_and(is_told) {
        change.commit(json!({ "what": why.step })).await?;
        return Ok(());
    }
    let leads = jobs::leads_of(&hotline.access, change.tx(), agency, change.today()).await?;
    let actor = change.actor();
    let params = json!({ "name": actor.name });
    let link = match actor.person {
        Some(person) => format!("{}?person={person}", web_path::HOTLINE_OPENINGS),
        None => web_path::HOTLINE_OPENINGS.to_owned(),
    };
    recipients::tell(&change, recipients::ids(leads), why.notice, &params, &link).await?;
    change.commit(json!({ "what": why.step })).await?;
    Ok(())
}
