//! Days that come: terms of dossiers, rules of transition, self-checks, evidence that runs out. Each waits for somebody,
//! who is shown it and reminded of it once per date, in the app and by one mail.

use crate::{
    SystemError,
    entity::{information_system, level_dossier},
    model::{Answer, DossierState},
    national, service, store, transition,
};
use chrono::{Datelike, Days, NaiveDate};
use coloa_auth::{
    Access, Actor, Reach, Resource, Role, action,
    digest::{self, Languages, Line},
    notifications,
    people::Person,
    recipients,
};
use coloa_base::{AgencyId, PersonId, reminder, web_path};
use coloa_platform::{
    config::ReminderConfig,
    jobs::{Handler, JobError, JobRow},
    mail,
};
use serde::Deserialize;
use serde_json::json;
use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    pin::Pin,
    sync::LazyLock,
};
use uuid::Uuid;

/// Kind of the daily job, and of the notice.
pub const REMIND: &str = "system.remind";
/// How far ahead a list of days looks.
pub const AHEAD_DAYS: u64 = 60;
/// How far back: what is late for ten years waits for nobody.
const BACK_DAYS: u64 = 3_660;

coloa_base::words! {
    /// What a day is about.
    pub enum Kind {
        /// Whether a dossier is complete has to be answered.
        Reply = "reply",
        Appraise = "appraise",
        Approve = "approve",
        Transition = "transition",
        SelfCheck = "self_check",
        /// Evidence of a layer of protection.
        Evidence = "evidence",
        /// Evidence of a requirement.
        Control = "control",
        /// Something is to be done again.
        Record = "record",
    }
}

/// A day that waits for somebody.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub kind: Kind,
    /// The dossier, evidence, answer or record; the system where it has none of its own.
    pub object: Uuid,
    pub system: Uuid,
    pub system_name: String,
    /// Whose the system is.
    pub owner: AgencyId,
    /// Whom it waits for.
    pub agency: AgencyId,
    pub due_on: NaiveDate,
    /// The item, layer or kind that it is about, as a code.
    pub about: String,
}

impl Waiting {
    /// Where it is dealt with.
    #[must_use]
    pub fn link(&self) -> String {
        match self.kind {
            Kind::Reply | Kind::Appraise | Kind::Approve => {
                format!("{}/{}", web_path::SYSTEM_DOSSIERS, self.object)
            }
            _ => format!("{}/{}", web_path::SYSTEMS, self.system),
        }
    }

    /// Whether it waits for whoever asks.
    #[must_use]
    pub fn is_for(&self, access: &Access, actor: &Actor) -> bool {
        let needed = match self.kind {
            Kind::Reply | Kind::Appraise => action::SYSTEM_APPRAISE,
            Kind::Approve => action::SYSTEM_APPROVE,
            _ => action::SYSTEM_CHANGE,
        };
        let about = Resource::of_agency("information_system", self.system, self.agency);
        access.may(actor, needed, &about)
    }

    const fn role(&self) -> Role {
        match self.kind {
            Kind::Reply | Kind::Appraise => Role::Appraiser,
            Kind::Approve => Role::Head,
            _ => Role::FocalPoint,
        }
    }
}

/// What is gathered, between two days.
struct Gathered {
    from: NaiveDate,
    to: NaiveDate,
    systems: HashMap<Uuid, information_system::Model>,
    found: Vec<Waiting>,
}

impl Gathered {
    /// A day of a system in use; beyond the days asked for it is left.
    fn add(&mut self, kind: Kind, system: Uuid, object: Uuid, due_on: Option<NaiveDate>, about: String) {
        let Some(due_on) = due_on.filter(|day| (self.from..=self.to).contains(day)) else {
            return;
        };
        if let Some(row) = self.systems.get(&system).filter(|s| s.active) {
            self.found.push(Waiting {
                kind,
                object,
                system,
                system_name: row.name.clone(),
                owner: AgencyId(row.agency_id),
                agency: AgencyId(row.agency_id),
                due_on,
                about,
            });
        }
    }

    fn dossier(&mut self, row: &level_dossier::Model, name: &str, today: NaiveDate) {
        let due = crate::dossier::next_due(row).filter(|day| (self.from..=self.to).contains(day));
        let Some(due_on) = due else { return };
        let kind = match DossierState::parse(&row.state) {
            Some(DossierState::Sent) if row.complete_on.is_none() => Kind::Reply,
            Some(DossierState::Sent) => Kind::Appraise,
            _ => Kind::Approve,
        };
        let waits = if kind == Kind::Approve {
            crate::dossier::approvers(row, self.systems.get(&row.system_id), today)
                .first()
                .map(|unit| unit.uuid())
        } else {
            // Where the appraiser is outside of the directory, the owner asks there.
            row.appraiser_id
        };
        self.found.push(Waiting {
            kind,
            object: row.id,
            system: row.system_id,
            system_name: name.to_owned(),
            owner: AgencyId(row.agency_id),
            agency: AgencyId(waits.unwrap_or(row.agency_id)),
            due_on,
            about: row.level.to_string(),
        });
    }
}

/// Days between two, of systems within reach and of dossiers to be judged within others; the nearest first.
async fn gather(
    access: &Access,
    reach: &Reach,
    judges: &[Reach],
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Waiting>, SystemError> {
    let db = access.db().reader();
    let today = access.clock().today();
    let systems = store::within(db, reach).await?;
    let mut all = Gathered {
        from,
        to,
        systems: systems.into_iter().map(|s| (s.id, s)).collect(),
        found: Vec::new(),
    };
    let dossiers = store::dossier::open_ones(db, reach, judges).await?;
    let ids: Vec<Uuid> = dossiers.iter().map(|d| d.system_id).collect();
    let names = store::names(db, &ids).await?;
    for row in &dossiers {
        let name = names.get(&row.system_id).map_or("", String::as_str);
        all.dossier(row, name, today);
    }
    for work in transition::within(access, reach).await? {
        if !work.done {
            let (day, rule) = (work.rule.body.deadline, work.rule.body.id.clone());
            all.add(Kind::Transition, work.system.id, work.system.id, day, rule);
        }
    }
    self_checks(
        &mut all,
        store::register::records_of_kind(db, crate::model::RecordKind::SelfAssessment).await?,
        today,
    );
    evidence(&mut all, store::register::all_evidence(db).await?);
    for row in store::register::answers_until(db, from, to).await? {
        let holds = Answer::parse(&row.answer).is_some_and(|a| matches!(a, Answer::Met | Answer::Partly));
        if holds {
            all.add(Kind::Control, row.system_id, row.id, row.holds_until, row.item);
        }
    }
    for row in store::register::latest_records(db).await? {
        all.add(Kind::Record, row.system_id, row.id, row.next_on, row.kind);
    }
    let mut found = all.found;
    found.sort_by(|a, b| (a.due_on, &a.system_name, a.object).cmp(&(b.due_on, &b.system_name, b.object)));
    Ok(found)
}

/// The yearly self-check of those on the list.
fn self_checks(all: &mut Gathered, records: Vec<crate::entity::system_record::Model>, today: NaiveDate) {
    let mut by_system: HashMap<Uuid, Vec<_>> = HashMap::new();
    for record in records {
        by_system.entry(record.system_id).or_default().push(record);
    }
    let listed: Vec<Uuid> = all
        .systems
        .values()
        .filter(|s| s.listed_since.is_some())
        .map(|s| s.id)
        .collect();
    for system in listed {
        let records = by_system.remove(&system).unwrap_or_default();
        if let Some(check) = national::self_check(today.year(), &records).filter(|c| c.done.is_none()) {
            all.add(
                Kind::SelfCheck,
                system,
                system,
                Some(check.due),
                check.year.to_string(),
            );
        }
    }
}

/// The evidence of each layer that holds longest, where it ends at all.
fn evidence(all: &mut Gathered, rows: Vec<crate::entity::layer_evidence::Model>) {
    let mut last: BTreeMap<(Uuid, i32), Option<crate::entity::layer_evidence::Model>> = BTreeMap::new();
    for row in rows {
        let until = row.until;
        match last.entry((row.system_id, row.layer)) {
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(until.is_some().then_some(row));
            }
            std::collections::btree_map::Entry::Occupied(mut entry) => {
                let longer = entry
                    .get()
                    .as_ref()
                    .is_some_and(|known| until.is_none_or(|day| known.until.is_some_and(|k| k < day)));
                if longer {
                    entry.insert(until.is_some().then_some(row));
                }
            }
        }
    }
    for row in last.into_values().flatten() {
        all.add(
            Kind::Evidence,
            row.system_id,
            row.id,
            row.until,
            row.layer.to_string(),
        );
    }
}

/// What waits within the reach of a reader, late or within the next weeks; the nearest day first.
pub async fn list(access: &Access, actor: &Actor) -> Result<Vec<Waiting>, SystemError> {
    let reach = service::reach(access, actor)?;
    let judges = crate::dossier::judging(access, actor);
    let today = access.clock().today();
    let (from, to) = (today - Days::new(BACK_DAYS), today + Days::new(AHEAD_DAYS));
    gather(access, &reach, &judges, from, to).await
}

/// When people are reminded, and where links of e-mails lead.
#[derive(Clone, Debug)]
pub struct Settings {
    pub config: ReminderConfig,
    pub public_url: String,
}

#[derive(Deserialize)]
struct Kinds {
    kind: BTreeMap<String, String>,
}

const WORDS_FILE: &str = include_str!("../data/reminder.toml");
static WORDS: LazyLock<Languages> =
    LazyLock::new(|| toml::from_str(WORDS_FILE).expect("embedded reminder.toml parses; a test reads it"));
static KINDS: LazyLock<BTreeMap<String, Kinds>> =
    LazyLock::new(|| toml::from_str(WORDS_FILE).expect("embedded reminder.toml parses; a test reads it"));

fn sentence(language: &str, of: &Waiting) -> String {
    KINDS
        .get(language)
        .or_else(|| KINDS.get("vi"))
        .and_then(|words| words.kind.get(of.kind.as_str()))
        .map(|words| words.replace("{system}", &of.system_name))
        .unwrap_or_default()
}

/// A day with the moment that has come for it.
type Due = (Waiting, String);

/// Reminds everybody of what waits for them and is due soon or late; gives how many people were told.
pub async fn remind(access: &Access, settings: &Settings) -> Result<usize, SystemError> {
    let today = access.clock().today();
    let ReminderConfig {
        days_before,
        days_after,
        ..
    } = &settings.config;
    let most = |days: &[i64]| {
        days.iter()
            .copied()
            .max()
            .unwrap_or(0)
            .clamp(0, 3660)
            .unsigned_abs()
    };
    // A month beyond the last moment: a machine that stood still that long still tells what it missed.
    let from = today - Days::new(most(days_after) + 31);
    let to = today + Days::new(most(days_before));
    let due: Vec<Due> = gather(access, &Reach::Everything, &[], from, to)
        .await?
        .into_iter()
        .filter_map(|w| Some((reminder::moment(w.due_on, today, days_before, days_after)?, w)))
        .map(|(moment, w)| (w, moment))
        .collect();
    let mut told = 0;
    for (person, items) in whom(access, due, today).await?.into_values() {
        told += usize::from(tell(access, settings, &person, items, today).await?);
    }
    Ok(told)
}

/// Who hears of what: the people of the role at the agency or above it, else whoever answers for the owner.
async fn whom(
    access: &Access,
    due: Vec<Due>,
    today: NaiveDate,
) -> Result<BTreeMap<Uuid, (Person, Vec<Due>)>, SystemError> {
    let db = access.db().reader();
    let mut by_role: BTreeMap<&'static str, (Role, Vec<Due>)> = BTreeMap::new();
    for one in due {
        let role = one.0.role();
        by_role
            .entry(role.as_str())
            .or_insert((role, Vec::new()))
            .1
            .push(one);
    }
    let mut people: BTreeMap<Uuid, (Person, Vec<Due>)> = BTreeMap::new();
    for (role, due) in by_role.into_values() {
        let mut agencies: Vec<AgencyId> = due.iter().map(|(w, _)| w.agency).collect();
        agencies.sort_unstable();
        agencies.dedup();
        let told = match role {
            Role::FocalPoint => recipients::answering(db, &agencies, today).await?,
            role => recipients::nearest(db, access, role, &agencies, today).await?,
        };
        for one in due {
            for person in told.get(&one.0.agency).into_iter().flatten() {
                let entry = people
                    .entry(person.id)
                    .or_insert_with(|| (person.clone(), Vec::new()));
                entry.1.push(one.clone());
            }
        }
    }
    Ok(people)
}

/// Tells one person what they were not told yet; `false`: nothing was new.
async fn tell(
    access: &Access,
    settings: &Settings,
    person: &Person,
    items: Vec<Due>,
    today: NaiveDate,
) -> Result<bool, SystemError> {
    let new = store::notices::not_sent(access.db().reader(), person.id, items).await?;
    let Some((first, _)) = new.first() else {
        return Ok(false);
    };
    let about = Resource::of_agency("system_notice", person.id, first.agency);
    let change = access
        .begin(&Actor::job(REMIND), action::SYSTEM_CHANGE, about)
        .await?;
    store::notices::mark_sent(change.tx(), person.id, &new, change.now()).await?;
    let late = new.iter().filter(|(w, _)| w.due_on < today).count();
    let link = match new.as_slice() {
        [(one, _)] => one.link(),
        _ => web_path::SYSTEM_WAITING.to_owned(),
    };
    let params = json!({ "soon": new.len() - late, "late": late });
    let to = PersonId(person.id);
    notifications::notify(change.tx(), to, REMIND, &params, Some(&link), change.now()).await?;
    let lines: Vec<Line> = new
        .iter()
        .map(|(w, _)| Line {
            days: (w.due_on - today).num_days(),
            due_on: w.due_on,
            text: sentence(&person.language, w),
        })
        .collect();
    let mail = digest::write(
        &WORDS,
        &person.language,
        &person.full_name,
        &lines,
        &settings.public_url,
    );
    if let (Some(address), Some(mail)) = (&person.email, mail) {
        mail::queue(change.tx(), address, &mail.subject, &mail.body, change.now()).await?;
    }
    change
        .commit(json!({ "items": new.len(), "late": late, "mail": person.email.is_some() }))
        .await?;
    Ok(true)
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
            let people = remind(&self.access, &self.settings).await?;
            tracing::info!(people, "reminded of days of systems");
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::layer_evidence;
    use chrono::Utc;

    #[test]
    fn every_kind_has_its_words_in_both_languages() {
        for language in ["vi", "en"] {
            for kind in Kind::ALL {
                assert!(
                    KINDS[language].kind[kind.as_str()].contains("{system}"),
                    "{kind:?}"
                );
            }
            assert!(WORDS[language].subject.contains("{n}"));
        }
    }

    #[test]
    fn a_layer_waits_for_the_evidence_that_holds_longest() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let system = service::fresh(Uuid::from_u128(1), Utc::now());
        let row = |layer, until: Option<&str>| layer_evidence::Model {
            id: Uuid::now_v7(),
            system_id: system.id,
            layer,
            provider: String::new(),
            folded_provider: String::new(),
            note: String::new(),
            since: day("2026-01-01"),
            until: until.map(day),
            file_id: None,
            created_by: String::new(),
            created_at: Utc::now(),
        };
        let mut all = Gathered {
            from: day("2026-07-01"),
            to: day("2026-12-31"),
            systems: HashMap::from([(system.id, system.clone())]),
            found: Vec::new(),
        };
        let rows = vec![
            row(1, Some("2026-08-01")),
            row(1, Some("2026-09-01")),
            row(2, Some("2026-08-01")),
            row(2, None),
            row(3, Some("2027-08-01")),
        ];
        evidence(&mut all, rows);
        let found: Vec<_> = all.found.iter().map(|w| (w.about.as_str(), w.due_on)).collect();
        assert_eq!(found, [("1", day("2026-09-01"))]);
    }
}
