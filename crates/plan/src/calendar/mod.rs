//! The iCalendar feed of a person: open duties and obligations with a date, behind a secret link that the
//! person may replace or revoke. The feed shows what the person's grants reach on the day it is fetched.

mod store;

use crate::{
    duties::{DutyError, model::DutyFilter, read},
    entity::{calendar_token, obligation},
    obligations::{self, CalendarEntry, ObligationError},
};
use chrono::{Days, NaiveDate};
use coloa_auth::{Access, Actor, AuthError, Resource, action, people, secret};
use coloa_base::{AgencyId, PageRequest, PersonId, web_path};
use icalendar::{Calendar, Component, Event, EventLike};
use serde_json::json;

/// Duties of one feed.
const MAX_DUTIES: u32 = 500;

/// Makes a new secret link and revokes the old one; the token is shown once and stored as a hash.
pub async fn renew(access: &Access, actor: &Actor) -> Result<String, DutyError> {
    let person = actor.person.ok_or(coloa_auth::AuthError::Unauthenticated)?;
    let token = secret::random_token();
    let change = access
        .begin(
            actor,
            action::ACCOUNT_CHANGE,
            Resource::owned("calendar_token", person, person),
        )
        .await?;
    store::revoke(change.tx(), person).await?;
    let row = calendar_token::Model {
        token_hash: secret::token_hash(&token),
        person_id: person.uuid(),
        created_at: change.now(),
    };
    store::insert(change.tx(), row).await?;
    change.commit(json!({ "calendar": "renewed" })).await?;
    Ok(token)
}

/// Revokes the link.
pub async fn revoke(access: &Access, actor: &Actor) -> Result<(), DutyError> {
    let person = actor.person.ok_or(coloa_auth::AuthError::Unauthenticated)?;
    let change = access
        .begin(
            actor,
            action::ACCOUNT_CHANGE,
            Resource::owned("calendar_token", person, person),
        )
        .await?;
    store::revoke(change.tx(), person).await?;
    change.commit(json!({ "calendar": "revoked" })).await?;
    Ok(())
}

/// Since when a link exists; `None`: there is none.
pub async fn since(
    access: &Access,
    actor: &Actor,
) -> Result<Option<chrono::DateTime<chrono::Utc>>, DutyError> {
    let person = actor.person.ok_or(coloa_auth::AuthError::Unauthenticated)?;
    let row = store::of_person(access.db().reader(), person).await?;
    Ok(row.map(|r| r.created_at))
}

/// Words of the feed, in the reader's language: the edge gives them.
#[derive(Clone, Debug)]
pub struct Words {
    pub title: String,
    pub duty: String,
    pub obligation: String,
    pub statutory: String,
}

/// The feed behind a token. An unknown or revoked token, and that of an ended account, is "not found".
pub async fn feed(access: &Access, token: &str, words: &Words, base_url: &str) -> Result<String, DutyError> {
    let missing = || DutyError::NotFound { what: "calendar" };
    let row = store::by_hash(access.db().reader(), secret::token_hash(token))
        .await?
        .ok_or_else(missing)?;
    let (actor, ..) = people::actor(access, PersonId(row.person_id))
        .await?
        .ok_or_else(missing)?;
    let today = access.clock().today();
    let until = today + Days::new(400);
    // A coordinator reaches the whole province: the feed shows what the own agencies owe.
    let agencies = actor.agencies.clone();
    let mut calendar = Calendar::new();
    calendar.name(&words.title);
    if !agencies.is_empty() {
        let filter = DutyFilter {
            agencies: agencies.clone(),
            statuses: vec![
                crate::duties::Status::NotStarted,
                crate::duties::Status::InProgress,
            ],
            due_to: Some(until),
            ..DutyFilter::default()
        };
        let page = PageRequest {
            cursor: None,
            limit: Some(MAX_DUTIES),
        };
        for row in read::list(access, &actor, &filter, &page).await?.items {
            let Some(due) = row.duty.due_on else { continue };
            let link = format!("{base_url}{}/{}", web_path::DUTIES, row.duty.id);
            let basis = row.text.legal_basis.clone().unwrap_or_default();
            calendar.push(event(
                &row.duty.id.to_string(),
                due,
                &words.duty,
                &row.text.text,
                &basis,
                &link,
            ));
        }
    }
    let from = today - Days::new(60);
    let entries = match obligations::calendar(access, &actor, from, until, None, &agencies).await {
        Ok(entries) => entries,
        // Who may read no obligations has a feed of duties alone; any other failure is said, or calendars would
        // drop what they showed yesterday.
        Err(ObligationError::Auth(AuthError::Forbidden { .. })) => Vec::new(),
        Err(e) => return Err(e.into()),
    };
    for entry in entries {
        match entry {
            CalendarEntry::Own { row, .. } if mine(&row, &agencies) && row.state == "open" => {
                let Some(due) = row.due_on else { continue };
                let link = format!("{base_url}{}?id={}", web_path::OBLIGATIONS, row.id);
                let to = row.addressee.clone().unwrap_or_default();
                calendar.push(event(
                    &row.id.to_string(),
                    due,
                    &words.obligation,
                    &row.title,
                    &to,
                    &link,
                ));
            }
            CalendarEntry::Statutory {
                occurrence,
                owed_by,
                met,
                ..
            } if owed_by
                .iter()
                .any(|a| agencies.contains(a) && !met.iter().any(|m| m.agency_id == a.uuid())) =>
            {
                let uid = format!("{}-{}", occurrence.report.id, occurrence.due);
                let link = format!("{base_url}{}", web_path::OBLIGATIONS);
                calendar.push(event(
                    &uid,
                    occurrence.due,
                    &words.statutory,
                    &occurrence.report.name,
                    &occurrence.citation(),
                    &link,
                ));
            }
            CalendarEntry::Own { .. } | CalendarEntry::Statutory { .. } => {}
        }
    }
    Ok(calendar.to_string())
}

fn mine(row: &obligation::Model, agencies: &[AgencyId]) -> bool {
    agencies.iter().any(|a| a.uuid() == row.agency_id)
}

fn event(id: &str, day: NaiveDate, prefix: &str, text: &str, detail: &str, link: &str) -> Event {
    // RFC 5545, 3.6.1: the end of an event is the first day that it no longer takes.
    let after = day.succ_opt().unwrap_or(day);
    // Calendars cut titles; the whole text stands in the description.
    let short: String = text.chars().take(140).collect();
    Event::new()
        .uid(&format!("{id}@coloa"))
        .summary(&format!("{prefix}: {short}"))
        .description(&format!("{text}\n{detail}\n{link}"))
        .url(link)
        .starts(day)
        .ends(after)
        .done()
}
