//! Reminders before and after due dates: one entry in the app and one e-mail digest per person and run. Each
//! (person, object, moment, due date) is sent once, so a repeated job doubles nothing and a moved date is
//! reminded anew. Only plans in force remind. An answer that a difficulty waits for is a date like others.

pub mod store;

use crate::duties::{DutyError, progress::resource, store as duties};
use chrono::{Days, NaiveDate};
use coloa_auth::{
    Access, Actor, Resource, action,
    digest::{self, Languages, Line},
    notifications, people, recipients,
};
use coloa_base::{AgencyId, PersonId, reminder, web_path};
use coloa_platform::{
    config::ReminderConfig,
    jobs::{Handler, JobError, JobRow},
    mail,
};
use serde_json::json;
use std::{collections::BTreeMap, future::Future, pin::Pin, sync::LazyLock};
use store::Candidate;
use uuid::Uuid;

static WORDS: LazyLock<Languages> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/reminder.toml"))
        .expect("embedded reminder.toml parses; a test reads it")
});

/// Kind of the daily job.
pub const REMIND: &str = "duty.remind";

/// Candidates with the moment that has come for each.
type Due = Vec<(Candidate, String)>;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemindReport {
    pub people: usize,
    pub items: usize,
    /// Agencies with something to remind and nobody to tell.
    pub without_recipient: usize,
}

/// Where links of e-mails lead, and when people are reminded.
#[derive(Clone, Debug)]
pub struct Settings {
    pub config: ReminderConfig,
    pub public_url: String,
}

/// Reminds everybody of what is due soon or overdue today.
pub async fn remind(access: &Access, settings: &Settings) -> Result<RemindReport, DutyError> {
    let today = access.clock().today();
    let before = settings
        .config
        .days_before
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .clamp(0, 3660);
    let after = settings
        .config
        .days_after
        .iter()
        .copied()
        .max()
        .unwrap_or(0)
        .clamp(0, 3660);
    // A month beyond the last moment: a machine that stood still that long still sends what it missed.
    let from = today - Days::new(after.unsigned_abs() + 31);
    let to = today + Days::new(before.unsigned_abs());
    let mut candidates = store::candidates(access.db().reader(), from, to).await?;
    candidates.extend(store::statutory(access.db(), from, to).await?);
    let due: Due = candidates
        .into_iter()
        .filter_map(|c| {
            let moment = reminder::moment(
                c.due_on,
                today,
                &settings.config.days_before,
                &settings.config.days_after,
            )?;
            Some((c, moment))
        })
        .collect();
    send(access, settings, &Actor::job(REMIND), due).await
}

/// Reminds the agencies of these duties now; at most once a day each.
pub async fn remind_now(
    access: &Access,
    settings: &Settings,
    actor: &Actor,
    ids: &[Uuid],
) -> Result<RemindReport, DutyError> {
    if ids.len() > 500 {
        return Err(DutyError::TooMany { limit: 500 });
    }
    let today = access.clock().today();
    let mut due = Vec::new();
    for duty in duties::duties(access.db().reader(), ids).await? {
        access.check(actor, action::DUTY_REMIND, &resource(&duty, action::DUTY_REMIND))?;
        if !duty.open {
            continue;
        }
        let candidate = Candidate {
            kind: "duty",
            id: duty.id,
            agency: duty.agency_id,
            due_on: duty.due_on.unwrap_or(crate::duties::model::NO_DATE),
            text_id: Some(duty.text_id),
            title: None,
        };
        due.push((candidate, format!("asked-{today}")));
    }
    send(access, settings, actor, due).await
}

async fn send(
    access: &Access,
    settings: &Settings,
    actor: &Actor,
    due: Due,
) -> Result<RemindReport, DutyError> {
    let today = access.clock().today();
    let mut agencies: Vec<_> = due.iter().map(|(c, _)| AgencyId(c.agency)).collect();
    agencies.sort_unstable();
    agencies.dedup();
    let told = recipients::answering(access.db().reader(), &agencies, today).await?;
    let mut report = RemindReport {
        without_recipient: agencies.iter().filter(|a| !told.contains_key(a)).count(),
        ..RemindReport::default()
    };
    let text_ids: Vec<Uuid> = due.iter().filter_map(|(c, _)| c.text_id).collect();
    let texts: BTreeMap<Uuid, String> = duties::texts(access.db().reader(), &text_ids)
        .await?
        .into_iter()
        .map(|t| (t.id, t.text))
        .collect();
    let mut by_person: BTreeMap<Uuid, (people::Person, AgencyId, Due)> = BTreeMap::new();
    for (candidate, moment) in due {
        let agency = AgencyId(candidate.agency);
        for person in told.get(&agency).into_iter().flatten() {
            let entry = by_person
                .entry(person.id)
                .or_insert_with(|| (person.clone(), agency, Vec::new()));
            entry.2.push((candidate.clone(), moment.clone()));
        }
    }
    for (person, agency, items) in by_person.into_values() {
        let sent = remind_person(access, settings, actor, &person, agency, items, &texts, today).await?;
        if sent > 0 {
            report.people += 1;
            report.items += sent;
        }
    }
    Ok(report)
}

#[allow(clippy::too_many_arguments)]
async fn remind_person(
    access: &Access,
    settings: &Settings,
    actor: &Actor,
    person: &people::Person,
    agency: AgencyId,
    items: Due,
    texts: &BTreeMap<Uuid, String>,
    today: NaiveDate,
) -> Result<usize, DutyError> {
    let new = store::not_sent(access.db().reader(), person.id, items).await?;
    if new.is_empty() {
        return Ok(0);
    }
    let resource = Resource::of_agency("reminder", person.id, agency);
    let change = access.begin(actor, action::DUTY_REMIND, resource).await?;
    store::mark_sent(change.tx(), person.id, &new, change.now()).await?;
    let mut lines: Vec<Line> = new
        .iter()
        .map(|(c, _)| Line {
            days: (c.due_on - today).num_days(),
            due_on: c.due_on,
            text: c
                .title
                .clone()
                .or_else(|| c.text_id.and_then(|t| texts.get(&t).cloned()))
                .unwrap_or_default(),
        })
        .collect();
    lines.sort_by_key(|l| l.days);
    let late = lines.iter().filter(|l| l.days < 0).count();
    let params = json!({ "soon": lines.len() - late, "late": late });
    let link = match new.as_slice() {
        [(one, _)] if one.kind == "duty" => format!("{}/{}", web_path::DUTIES, one.id),
        [(one, _)] if one.kind == "difficulty" => format!("{}/{}", web_path::DIFFICULTIES, one.id),
        all if all.iter().all(|(c, _)| c.kind == "difficulty") => web_path::DIFFICULTIES.to_owned(),
        all if all
            .iter()
            .all(|(c, _)| matches!(c.kind, "obligation" | "statutory")) =>
        {
            web_path::OBLIGATIONS.to_owned()
        }
        _ => "/".to_owned(),
    };
    notifications::notify(
        change.tx(),
        PersonId(person.id),
        REMIND,
        &params,
        Some(&link),
        change.now(),
    )
    .await?;
    if let Some(address) = &person.email {
        let mail = digest::write(
            &WORDS,
            &person.language,
            &person.full_name,
            &lines,
            &settings.public_url,
        );
        if let Some(mail) = mail {
            mail::queue(change.tx(), address, &mail.subject, &mail.body, change.now()).await?;
        }
    }
    let sent = new.len();
    change
        .commit(json!({ "items": sent, "late": late, "mail": person.email.is_some() }))
        .await?;
    Ok(sent)
}

/// [`remind`] as the daily job.
pub struct Remind {
    access: Access,
    settings: Settings,
}

impl Remind {
    #[must_use]
    pub const fn new(access: Access, settings: Settings) -> Self {
        Self { access, settings }
    }
}

impl Handler for Remind {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            let report = remind(&self.access, &self.settings).await?;
            tracing::info!(
                people = report.people,
                items = report.items,
                without = report.without_recipient,
                "reminded"
            );
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_name_days_and_dates() {
        let due_on = NaiveDate::from_ymd_opt(2026, 7, 10).unwrap();
        let lines = [Line {
            days: -5,
            due_on,
            text: "Rà soát\nhệ thống".into(),
        }];
        let write =
            |language| digest::write(&WORDS, language, "Bà Mẫu", &lines, "https://tinh.invalid").unwrap();
        let vi = write("vi");
        assert!(
            vi.subject.contains('1')
                && vi
                    .body
                    .contains("QUÁ HẠN 5 ngày (hạn 10/07/2026): Rà soát hệ thống"),
            "{}",
            vi.body
        );
        let en = write("en");
        assert!(en.body.contains("OVERDUE by 5 days"), "{}", en.body);
        assert!(!vi.body.contains('{') && !en.body.contains('{'));
    }
}
