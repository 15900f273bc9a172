//! What happens by itself: shift leaders are rung about urgent reports that nobody phoned about or took, whoever has a report
//! hears of a term that comes near or is over, and what need not be remembered is forgotten. Each may run twice: what was
//! done is noted in the row.

use crate::{
    Hotline, HotlineError,
    classify::terms,
    entity::{report, transfer},
    sentence::fill,
    service::about,
    store::{self, Connection},
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_auth::{
    Access, Actor, AuthError, Change, Role, action,
    people::{self, Person},
    recipients,
};
use coloa_base::{
    AgencyId, PersonId,
    clock::{vn_date, vn_date_time_text},
    web_path,
};
use coloa_incident::{
    call_out::{Gateway, Message, Settings},
    model::Channel,
};
use coloa_platform::{
    jobs::{self, Handler, JobError, JobRow},
    mail,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeSet, future::Future, pin::Pin, sync::Arc, sync::LazyLock};
use uuid::Uuid;

/// Kind of the job that looks for urgent reports that wait; every minute.
pub const RING: &str = "hotline.ring";
/// Kind of the job that phones and texts the shift leaders of one report.
pub const RING_OUT: &str = "hotline.ring_out";
/// Kind of the job that tells of terms; every five minutes.
pub const REMIND: &str = "hotline.remind";
/// Kind of the job that forgets networks and used signatures; every hour.
pub const FORGET: &str = "hotline.forget";

/// Rows of one run.
const MOST: u64 = 200;
/// How long it is known from which network a report came. That it came from the same as others is known for longer
/// ([`crate::entity::report::Model::origin`]).
pub(crate) const NETWORKS_KEPT: Duration = Duration::days(2);
/// How long a used signature is known; those older than [`crate::client`] takes are refused by their age.
const NONCES_KEPT: Duration = Duration::days(1);
/// A term is near when this part of its time is left.
const NEAR: i32 = 10;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    subject_transfer: String,
    subject_report: String,
    body: String,
    what_transfer: String,
    what_report: String,
    message_transfer: String,
    message_report: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/ring.toml")).expect("embedded ring.toml parses; a test reads it")
});

/// The page of a report.
#[must_use]
pub fn link(report: Uuid) -> String {
    format!("{}/{report}", web_path::HOTLINE)
}

/// Who leads the shift for a report.
pub async fn leads<C: Connection>(
    access: &Access,
    db: &C,
    row: &report::Model,
    today: NaiveDate,
) -> Result<Vec<Person>, AuthError> {
    leads_of(access, db, row.agency_id, today).await
}

/// Who leads the shift: of an agency or the nearest one above, else of the whole installation.
pub async fn leads_of<C: Connection>(
    access: &Access,
    db: &C,
    agency: Option<Uuid>,
    today: NaiveDate,
) -> Result<Vec<Person>, AuthError> {
    match agency {
        Some(agency) => {
            let near = recipients::nearest(db, access, Role::ShiftLead, &[AgencyId(agency)], today).await?;
            Ok(near.into_values().flatten().collect())
        }
        None => people::holders_everywhere(db, Role::ShiftLead, today).await,
    }
}

/// Looks for urgent reports that wait, as a job.
pub struct Ring {
    hotline: Hotline,
    /// Where links of messages lead, and which ways of calling there are.
    settings: Settings,
}

/// Whom the gateway calls, and what about. Nothing of the report but its number.
#[derive(Debug, Serialize, Deserialize)]
struct RingOut {
    number: String,
    link: String,
    /// Of a transfer; else of a report that nobody took.
    transfer: Option<Uuid>,
    report: Uuid,
    people: Vec<Uuid>,
}

impl Ring {
    #[must_use]
    pub const fn new(hotline: Hotline, settings: Settings) -> Self {
        Self { hotline, settings }
    }

    /// Rings about everything that waits too long.
    pub async fn ring(&self) -> Result<(), HotlineError> {
        let access = &self.hotline.access;
        let now = access.clock().now();
        let db = access.db().reader();
        for transfer in store::transfer::call_overdue(db, now, MOST).await? {
            let row = store::report::one(db, transfer.report_id).await?;
            self.ring_one(&row, Some(&transfer)).await?;
        }
        let since = now - Duration::minutes(self.hotline.config.ring_after_minutes.into());
        for row in store::transfer::nobody_took(db, since, MOST).await? {
            self.ring_one(&row, None).await?;
        }
        Ok(())
    }

    async fn ring_one(
        &self,
        row: &report::Model,
        transfer: Option<&transfer::Model>,
    ) -> Result<(), HotlineError> {
        let access = &self.hotline.access;
        let machine = Actor::job(RING);
        let change = access.begin(&machine, action::HOTLINE_HANDLE, about(row)).await?;
        let (tx, now) = (change.tx(), change.now());
        let noted = match transfer {
            Some(transfer) => store::transfer::set_rang(tx, transfer.id, now).await?,
            None => store::transfer::set_report_rang(tx, row.id, now).await?,
        };
        if !noted {
            // Another process was faster.
            return Ok(());
        }
        let leads = leads(access, tx, row, change.today()).await?;
        let ids: BTreeSet<Uuid> = leads.iter().map(|p| p.id).collect();
        let (kind, params) = match transfer {
            Some(t) => (
                "hotline.ring_transfer",
                json!({ "number": row.number, "recipient": t.recipient_name }),
            ),
            None => ("hotline.ring_report", json!({ "number": row.number })),
        };
        recipients::tell(
            &change,
            recipients::ids(leads.clone()),
            kind,
            &params,
            &link(row.id),
        )
        .await?;
        self.mail(&change, row, transfer, &leads).await?;
        if self
            .settings
            .offered
            .iter()
            .any(|c| matches!(c, Channel::Sms | Channel::Voice))
        {
            let payload = RingOut {
                number: row.number.clone(),
                link: self.address(row.id),
                transfer: transfer.map(|t| t.id),
                report: row.id,
                people: ids.iter().copied().collect(),
            };
            jobs::enqueue(tx, RING_OUT, None, &payload, now).await?;
        }
        change
            .commit(json!({ "what": "rang", "transfer": transfer.map(|t| t.id), "people": ids }))
            .await?;
        Ok(())
    }

    fn address(&self, report: Uuid) -> String {
        format!(
            "{}{}",
            self.settings.public_url.trim_end_matches('/'),
            link(report)
        )
    }

    async fn mail(
        &self,
        change: &Change,
        row: &report::Model,
        transfer: Option<&transfer::Model>,
        leads: &[Person],
    ) -> Result<(), HotlineError> {
        let minutes = self.hotline.config.ring_after_minutes.to_string();
        let (subject, what) = match transfer {
            Some(t) => (
                &WORDS.subject_transfer,
                fill(
                    &WORDS.what_transfer,
                    &[("recipient", &t.recipient_name), ("minutes", &minutes)],
                ),
            ),
            None => (
                &WORDS.subject_report,
                fill(&WORDS.what_report, &[("minutes", &minutes)]),
            ),
        };
        let subject = fill(subject, &[("number", &row.number)]);
        let mut seen = BTreeSet::new();
        for person in leads {
            let Some(address) = person.email.as_deref().filter(|a| seen.insert(a.to_lowercase())) else {
                continue;
            };
            let body = fill(
                &WORDS.body,
                &[
                    ("name", &person.full_name),
                    ("what", &what),
                    ("number", &row.number),
                    ("received_at", &vn_date_time_text(row.received_at)),
                    ("link", &self.address(row.id)),
                ],
            );
            mail::queue(change.tx(), address, &subject, &body, change.now()).await?;
        }
        Ok(())
    }
}

impl Handler for Ring {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.ring().await?) })
    }
}

#[derive(Debug, thiserror::Error)]
enum RingOutError {
    #[error("no gateway is configured (incident.gateway.url)")]
    NotConfigured,
    #[error("{0} of the messages could not be sent; the last: {1}")]
    Some(usize, String),
}

/// Phones and texts shift leaders through the gateway of the installation, as a job.
pub struct RingOuter {
    hotline: Hotline,
    settings: Settings,
    gateway: Option<Arc<dyn Gateway>>,
}

impl RingOuter {
    #[must_use]
    pub const fn new(hotline: Hotline, settings: Settings, gateway: Option<Arc<dyn Gateway>>) -> Self {
        Self {
            hotline,
            settings,
            gateway,
        }
    }

    async fn send(&self, asked: &RingOut) -> Result<(), JobError> {
        let Some(gateway) = &self.gateway else {
            return Err(RingOutError::NotConfigured.into());
        };
        if self.is_settled(asked).await? {
            return Ok(());
        }
        let words = if asked.transfer.is_some() {
            &WORDS.message_transfer
        } else {
            &WORDS.message_report
        };
        let text = fill(words, &[("number", &asked.number), ("link", &asked.link)]);
        let (mut failed, mut last) = (0, String::new());
        for id in &asked.people {
            let person = people::find(self.hotline.access.db().reader(), PersonId(*id)).await?;
            let Some(phone) = person.and_then(|p| p.phone) else {
                continue;
            };
            for channel in self.settings.offered.iter().filter_map(|c| named(*c)) {
                let message = Message {
                    // The same again when the message is sent again.
                    id: message_id(asked, *id, channel),
                    channel,
                    to: phone.clone(),
                    text: text.clone(),
                    code: asked.number.clone(),
                    exercise: false,
                };
                if let Err(why) = gateway.send(&message).await {
                    failed += 1;
                    last = why;
                }
            }
        }
        if failed > 0 {
            return Err(RingOutError::Some(failed, last).into());
        }
        Ok(())
    }

    /// Somebody phoned, or took it, while the gateway was down.
    async fn is_settled(&self, asked: &RingOut) -> Result<bool, HotlineError> {
        let db = self.hotline.access.db().reader();
        let Some(transfer) = asked.transfer else {
            return Ok(store::report::one(db, asked.report).await?.assigned_to.is_some());
        };
        let calls = store::transfer::calls(db, asked.report).await?;
        Ok(calls
            .iter()
            .any(|c| c.transfer_id == Some(transfer) && c.is_reached))
    }
}

fn named(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Sms => Some("sms"),
        Channel::Voice => Some("voice"),
        Channel::InApp | Channel::Mail => None,
    }
}

fn message_id(asked: &RingOut, person: Uuid, channel: &str) -> Uuid {
    let about = asked.transfer.unwrap_or(asked.report);
    let digest = Sha256::digest(format!("{about}/{person}/{channel}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    Uuid::from_bytes(bytes)
}

impl Handler for RingOuter {
    fn run<'a>(&'a self, job: &'a JobRow) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            let asked: RingOut = serde_json::from_value(job.payload.clone())?;
            self.send(&asked).await
        })
    }
}

/// How far gone a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gone {
    Near,
    Over,
}

/// How near the end of a term is at `now`; `None`: there is time.
fn gone(
    received_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    now: DateTime<Utc>,
    least: Duration,
) -> Option<Gone> {
    let lead = ((due_at - received_at) / NEAR).max(least);
    if now >= due_at {
        Some(Gone::Over)
    } else if now >= due_at - lead {
        Some(Gone::Near)
    } else {
        None
    }
}

/// Tells of terms that come near or are over, as a job.
pub struct Remind {
    hotline: Hotline,
}

impl Remind {
    /// Longest time before its end at which a term can be near.
    const AHEAD: Duration = Duration::days(30);

    #[must_use]
    pub const fn new(hotline: Hotline) -> Self {
        Self { hotline }
    }

    /// Tells, once for each term and stage.
    pub async fn remind(&self) -> Result<(), HotlineError> {
        let access = &self.hotline.access;
        let now = access.clock().now();
        let mut after = None;
        loop {
            let rows = store::transfer::due(access.db().reader(), now + Self::AHEAD, after, MOST).await?;
            for row in &rows {
                self.remind_of(row, now).await?;
            }
            after = rows.last().and_then(|r| Some((r.next_due_at?, r.id)));
            if rows.len() as u64 != MOST {
                return Ok(());
            }
        }
    }

    async fn remind_of(&self, row: &report::Model, now: DateTime<Utc>) -> Result<(), HotlineError> {
        let least = Duration::minutes(self.hotline.config.ring_after_minutes.into());
        let (Some(due_at), Some(term)) = (row.next_due_at, row.next_due_term.as_deref()) else {
            return Ok(());
        };
        let Some(gone) = gone(row.received_at, due_at, now, least) else {
            return Ok(());
        };
        let (stage, kind) = match gone {
            Gone::Near => ("near", "hotline.term_near"),
            Gone::Over => (store::transfer::OVER, "hotline.term_over"),
        };
        if row.reminded.as_deref() == Some(stage) {
            return Ok(());
        }
        let access = &self.hotline.access;
        let machine = Actor::job(REMIND);
        let change = access.begin(&machine, action::HOTLINE_HANDLE, about(row)).await?;
        if !store::transfer::set_reminded(change.tx(), row.id, stage).await? {
            return Ok(());
        }
        let mut people: Vec<PersonId> = row.assigned_to.map(PersonId).into_iter().collect();
        // What nobody has, or is over, is the shift leader's.
        if people.is_empty() || gone == Gone::Over {
            let leads = leads(access, change.tx(), row, vn_date(now)).await?;
            people.extend(recipients::ids(leads));
        }
        let params = json!({
            "number": row.number, "term": terms::text_of(term).unwrap_or(term), "due_at": due_at,
        });
        recipients::tell(&change, people, kind, &params, &link(row.id)).await?;
        change
            .commit(json!({ "what": "reminded", "term": term, "stage": stage }))
            .await?;
        Ok(())
    }
}

impl Handler for Remind {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.remind().await?) })
    }
}

/// Forgets from which network reports came, and which signatures were used, as a job.
pub struct Forget {
    hotline: Hotline,
}

impl Forget {
    #[must_use]
    pub const fn new(hotline: Hotline) -> Self {
        Self { hotline }
    }

    /// What is older than it need be.
    pub async fn forget(&self) -> Result<(), HotlineError> {
        let access = &self.hotline.access;
        let now = access.clock().now();
        let tx = access.db().begin().await?;
        let networks = store::transfer::forget_networks(&tx, now - NETWORKS_KEPT).await?;
        let nonces = store::settings::forget_nonces(&tx, now - NONCES_KEPT).await?;
        tx.commit().await?;
        tracing::debug!(networks, nonces, "forgotten");
        Ok(())
    }
}

impl Handler for Forget {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.forget().await?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_near_in_its_last_tenth_and_never_later_than_the_ring() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let least = Duration::minutes(15);
        let received = at("2026-11-25T03:00:00Z");
        // At once: an hour.
        let hour = at("2026-11-25T04:00:00Z");
        assert_eq!(gone(received, hour, at("2026-11-25T03:44:59Z"), least), None);
        assert_eq!(
            gone(received, hour, at("2026-11-25T03:45:00Z"), least),
            Some(Gone::Near)
        );
        assert_eq!(gone(received, hour, hour, least), Some(Gone::Over));
        // Twenty days.
        let days = at("2026-12-15T03:00:00Z");
        assert_eq!(gone(received, days, at("2026-12-12T03:00:00Z"), least), None);
        assert_eq!(
            gone(received, days, at("2026-12-13T03:00:00Z"), least),
            Some(Gone::Near)
        );
    }

    #[test]
    fn words_are_whole_and_say_nothing_of_the_report() {
        for words in [&WORDS.subject_transfer, &WORDS.subject_report] {
            assert!(words.contains("{number}"), "{words}");
        }
        for words in [&WORDS.message_transfer, &WORDS.message_report] {
            assert!(words.contains("{number}") && words.contains("{link}"), "{words}");
        }
        assert!(WORDS.body.contains("{what}") && WORDS.body.contains("{link}"));
        assert_eq!(fill("{number} {link}", &[("number", "1")]), "1 {link}");
    }

    #[test]
    fn a_message_that_is_sent_again_has_the_same_id() {
        let asked = RingOut {
            number: "HL-2026-00001".into(),
            link: String::new(),
            transfer: None,
            report: Uuid::from_u128(1),
            people: Vec::new(),
        };
        let person = Uuid::from_u128(2);
        assert_eq!(
            message_id(&asked, person, "sms"),
            message_id(&asked, person, "sms")
        );
        assert_ne!(
            message_id(&asked, person, "sms"),
            message_id(&asked, person, "voice")
        );
    }
}
