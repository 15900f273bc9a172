//! Who opened what of which report, and why: every opening leaves an entry before anything is shown. Whoever the report is
//! assigned to needs no reason; anybody else gives one. Who opens one report after the other without doing anything to
//! them is stopped, and their shift leads hear of it.

use crate::{
    Hotline, HotlineError,
    entity::{access, report},
    error::invalid,
    form, jobs,
    model::{Part, Purpose},
    redaction,
    service::about,
    store::{self, opening::Opened},
};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Action, Actor, Change, Resource, action, recipients};
use coloa_base::{PersonId, web_path};
use serde_json::json;
use uuid::Uuid;

/// The span that idle openings are counted in.
const SPAN: TimeDelta = TimeDelta::hours(1);

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

/// Begins an opening of content and notes it: what is to be shown may be read once the change is committed.
///
/// # Errors
/// `Browsing`, and shift leads are told; a reason that is missing, or that says itself who reports.
pub(crate) async fn begin(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    part: Part,
    reason: &str,
) -> Result<(Change, report::Model), HotlineError> {
    let (change, row) = hotline.begin(actor, action::HOTLINE_HANDLE, id, None).await?;
    // Where nothing can be read, nothing was opened.
    hotline.opener()?;
    let mut reason = form::line(reason, "reason")?;
    let is_holder = actor
        .person
        .is_some_and(|person| row.assigned_to == Some(person.uuid()));
    let purpose = if is_holder {
        reason.clear();
        Purpose::Handling
    } else if reason.is_empty() {
        return Err(invalid("reason", "empty"));
    } else {
        redaction::check_words(hotline, change.tx(), &row, "reason", &reason).await?;
        Purpose::Reason
    };
    if let Some(person) = actor.person
        && is_browsing(hotline, &change, row.id, person).await?
    {
        drop(change);
        stop(hotline, actor, action::HOTLINE_HANDLE, about(&row), row.agency_id).await?;
        return Err(HotlineError::Browsing);
    }
    note(&change, &row, part, purpose, &reason, None).await?;
    Ok((change, row))
}

/// Notes an opening.
pub(crate) async fn note(
    change: &Change,
    row: &report::Model,
    part: Part,
    purpose: Purpose,
    reason: &str,
    second: Option<&str>,
) -> Result<(), HotlineError> {
    let actor = change.actor();
    let entry = access::Model {
        id: Uuid::now_v7(),
        report_id: row.id,
        report_number: row.number.clone(),
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

/// Whether opening this report or objection as well would be one too many. One that is open already costs nothing more.
pub(crate) async fn is_browsing(
    hotline: &Hotline,
    change: &Change,
    id: Uuid,
    person: PersonId,
) -> Result<bool, HotlineError> {
    let since = change.now() - SPAN;
    let idle = store::opening::idle(change.tx(), person.uuid(), since).await?;
    let most = usize::try_from(hotline.config.idle_opens_per_hour).unwrap_or(usize::MAX);
    Ok(idle.len() >= most && !idle.contains(&id))
}

/// Notes that somebody was stopped, and tells the shift leads of `agency`.
pub(crate) async fn stop(
    hotline: &Hotline,
    actor: &Actor,
    action: Action,
    about: Resource,
    agency: Option<Uuid>,
) -> Result<(), HotlineError> {
    let change = hotline.access.begin(actor, action, about).await?;
    let leads = jobs::leads_of(&hotline.access, change.tx(), agency, change.today()).await?;
    let params = json!({ "name": actor.name });
    let link = match actor.person {
        Some(person) => format!("{}?person={person}", web_path::HOTLINE_OPENINGS),
        None => web_path::HOTLINE_OPENINGS.to_owned(),
    };
    recipients::tell(
        &change,
        recipients::ids(leads),
        "hotline.browsing",
        &params,
        &link,
    )
    .await?;
    change.commit(json!({ "what": "stopped_browsing" })).await?;
    Ok(())
}
