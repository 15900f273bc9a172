//! The ring of the shift leader, under one rule: while nobody was reached by phone about an open report that is as urgent as can
//! be, or whose transfer is marked as urgent, whoever leads the shift is rung when the set minutes are over, whoever has the
//! report, and again until somebody was ([`store::transfer::unphoned`]). Of a flood, held back or let in because money is
//! moving, there is one ring for all that nobody took. Where nobody leads the shift nothing is noted, so that the first who does
//! is rung.

use super::{MOST, leads, link};
use crate::{
    Hotline, HotlineError,
    entity::{report, transfer},
    flood,
    model::TransferState,
    service::about,
    store::{
        self,
        transfer::{GOING, Urgent, Waiting},
    },
};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{
    Actor, Change, action,
    people::{self, Person},
    recipients,
};
use coloa_base::{PersonId, clock::vn_date_time_text, sentence::fill, web_path};
use coloa_incident::{
    call_out::{Gateway, Message, Settings},
    model::Channel,
};
use coloa_platform::{
    jobs::{self, Handler, JobError, JobRow},
    mail,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::Pin,
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// Kind of the job that looks for urgent reports that wait; every minute.
pub const RING: &str = "hotline.ring";
/// Kind of the job that phones and texts the shift leaders of one report, or of those that are held back.
pub const RING_OUT: &str = "hotline.ring_out";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    body: String,
    transfer: Sentences,
    report: Sentences,
    held: Sentences,
    many: Sentences,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentences {
    subject: String,
    what: String,
    message: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/ring.toml")).expect("embedded ring.toml parses; a test reads it")
});

/// What is measured now.
fn waiting(hotline: &Hotline) -> Waiting {
    let now = hotline.access.clock().now();
    let before = |minutes: u32| now - Duration::minutes(minutes.into());
    Waiting {
        now,
        received: before(hotline.config.ring_after_minutes),
        rang: before(hotline.config.ring_again_minutes),
    }
}

/// What shift leaders are told: of a report nothing but its number.
struct Said {
    /// Of the notification.
    kind: &'static str,
    params: Value,
    sentences: &'static Sentences,
    /// As it is filled into them, beside the link.
    values: Vec<(&'static str, String)>,
    /// Of the web application.
    link: String,
    reports: Vec<Uuid>,
    transfer: Option<Uuid>,
}

impl Said {
    /// Of one report, and of the transfer of it that is on its way.
    fn of(row: &report::Model, going: Option<&transfer::Model>, now: DateTime<Utc>) -> Self {
        let mut values = vec![
            ("number", row.number.clone()),
            ("received_at", vn_date_time_text(row.received_at)),
            ("minutes", minutes(row, now)),
        ];
        let (kind, params, sentences) = match going {
            Some(going) => {
                values.push(("recipient", going.recipient_name.clone()));
                let params = json!({ "number": row.number, "recipient": going.recipient_name });
                ("hotline.ring_transfer", params, &WORDS.transfer)
            }
            None => (
                "hotline.ring_report",
                json!({ "number": row.number }),
                &WORDS.report,
            ),
        };
        Self {
            kind,
            params,
            sentences,
            values,
            link: link(row.id),
            reports: vec![row.id],
            transfer: going.map(|t| t.id),
        }
    }

    /// Of reports of a flood, `first` the one that waits longest.
    fn of_flood(flood: Flood, first: &report::Model, reports: Vec<Uuid>, now: DateTime<Utc>) -> Self {
        let count = reports.len();
        let (kind, sentences, view) = match flood {
            Flood::Held => ("hotline.ring_held", &WORDS.held, "view=quarantined&"),
            Flood::LetIn => ("hotline.ring_many", &WORDS.many, ""),
        };
        Self {
            kind,
            params: json!({ "number": count }),
            sentences,
            values: vec![
                ("number", first.number.clone()),
                ("received_at", vn_date_time_text(first.received_at)),
                ("minutes", minutes(first, now)),
                ("count", count.to_string()),
            ],
            link: format!("{}?{view}urgency=now", web_path::HOTLINE),
            reports,
            transfer: None,
        }
    }

    /// A sentence with what belongs into it.
    fn fill(&self, sentence: &str, more: &[(&str, &str)]) -> String {
        let values = self.values.iter().map(|(name, value)| (*name, value.as_str()));
        let mut all: Vec<(&str, &str)> = values.collect();
        all.extend_from_slice(more);
        fill(sentence, &all)
    }
}

/// How long a report waits.
fn minutes(row: &report::Model, now: DateTime<Utc>) -> String {
    (now - row.received_at).num_minutes().max(0).to_string()
}

/// Reports of a flood about which there is one ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Flood {
    Held,
    /// Let in at once, with a mark.
    LetIn,
}

impl Flood {
    /// Whoever took one of those that were let in looks at it: it is rung about like any other.
    fn of(row: &report::Model) -> Option<Self> {
        if flood::is_held_back(row) {
            Some(Self::Held)
        } else {
            (flood::is_let_in(row) && row.assigned_to.is_none()).then_some(Self::LetIn)
        }
    }
}

/// Looks for urgent reports that wait, as a job.
pub struct Ring {
    hotline: Hotline,
    /// Where links of messages lead, and which ways of calling there are.
    settings: Settings,
}

/// Whom the gateway calls, and what about.
#[derive(Debug, Serialize, Deserialize)]
struct RingOut {
    text: String,
    /// Number of the report, or of the first one.
    number: String,
    reports: Vec<Uuid>,
    /// When it rang: another ring is another message.
    at: DateTime<Utc>,
    people: Vec<Uuid>,
}

impl Ring {
    #[must_use]
    pub const fn new(hotline: Hotline, settings: Settings) -> Self {
        Self { hotline, settings }
    }

    /// Rings about everything that waits too long.
    pub async fn ring(&self) -> Result<(), HotlineError> {
        let waiting = waiting(&self.hotline);
        // And by whose leads are rung about them.
        let mut floods: BTreeMap<(Flood, Option<Uuid>), BTreeMap<Uuid, report::Model>> = BTreeMap::new();
        for urgent in Urgent::ALL {
            let mut after = None;
            loop {
                let db = self.hotline.access.db().reader();
                let rows = store::transfer::unphoned(db, &waiting, urgent, after, MOST).await?;
                after = rows.last().map(|row| (row.received_at, row.id));
                let is_last = rows.len() as u64 != MOST;
                for row in rows {
                    if let Some(flood) = Flood::of(&row) {
                        let of = (flood, row.agency_id);
                        floods.entry(of).or_default().insert(row.id, row);
                    } else {
                        self.ring_one(&row, &waiting).await?;
                    }
                }
                if is_last {
                    break;
                }
            }
        }
        for ((flood, _), rows) in floods {
            self.ring_flood(flood, &rows, &waiting).await?;
        }
        Ok(())
    }

    async fn ring_one(&self, row: &report::Model, waiting: &Waiting) -> Result<(), HotlineError> {
        let change = self.begin(row).await?;
        let going = store::transfer::of_report(change.tx(), row.id)
            .await?
            .into_iter()
            .rfind(|t| TransferState::parse(&t.state).is_some_and(|state| GOING.contains(&state)));
        let said = Said::of(row, going.as_ref(), waiting.now);
        self.tell(change, row, &said, waiting).await
    }

    /// One ring for all of a flood: thousands of them would hide every other one.
    async fn ring_flood(
        &self,
        flood: Flood,
        rows: &BTreeMap<Uuid, report::Model>,
        waiting: &Waiting,
    ) -> Result<(), HotlineError> {
        let Some(first) = rows.values().min_by_key(|row| (row.received_at, row.id)) else {
            return Ok(());
        };
        let change = self.begin(first).await?;
        let said = Said::of_flood(flood, first, rows.keys().copied().collect(), waiting.now);
        self.tell(change, first, &said, waiting).await
    }

    async fn begin(&self, row: &report::Model) -> Result<Change, HotlineError> {
        let machine = Actor::job(RING);
        let access = &self.hotline.access;
        Ok(access.begin(&machine, action::HOTLINE_HANDLE, about(row)).await?)
    }

    /// Rings whoever leads the shift for `row`, unless another process was faster.
    async fn tell(
        &self,
        change: Change,
        row: &report::Model,
        said: &Said,
        waiting: &Waiting,
    ) -> Result<(), HotlineError> {
        let leads = leads(&self.hotline.access, change.tx(), row, change.today()).await?;
        if leads.is_empty() {
            tracing::error!(number = %row.number, "an urgent report waits, and nobody leads the shift");
            return Ok(());
        }
        if store::transfer::set_rang(change.tx(), waiting, &said.reports).await? == 0 {
            return Ok(());
        }
        if let Some(transfer) = said.transfer {
            store::transfer::set_transfer_rang(change.tx(), transfer, waiting.now).await?;
        }
        let ids: BTreeSet<Uuid> = leads.iter().map(|p| p.id).collect();
        let people = ids.iter().copied().map(PersonId);
        recipients::tell(&change, people, said.kind, &said.params, &said.link).await?;
        self.mail(&change, said, &leads).await?;
        let offered = &self.settings.offered;
        if offered.iter().any(|c| named(*c).is_some()) {
            let link = self.address(&said.link);
            let payload = RingOut {
                text: said.fill(&said.sentences.message, &[("link", &link)]),
                number: row.number.clone(),
                reports: said.reports.clone(),
                at: waiting.now,
                people: ids.iter().copied().collect(),
            };
            jobs::enqueue(change.tx(), RING_OUT, None, &payload, waiting.now).await?;
        }
        change
            .commit(json!({
                "what": "rang", "transfer": said.transfer, "reports": said.reports.len(), "people": ids,
            }))
            .await?;
        Ok(())
    }

    fn address(&self, link: &str) -> String {
        format!("{}{link}", self.settings.public_url.trim_end_matches('/'))
    }

    async fn mail(&self, change: &Change, said: &Said, leads: &[Person]) -> Result<(), HotlineError> {
        let subject = said.fill(&said.sentences.subject, &[]);
        let what = said.fill(&said.sentences.what, &[]);
        let link = self.address(&said.link);
        let mut seen = BTreeSet::new();
        for person in leads {
            let Some(address) = person.email.as_deref().filter(|a| seen.insert(a.to_lowercase())) else {
                continue;
            };
            let more = [
                ("name", person.full_name.as_str()),
                ("what", what.as_str()),
                ("link", link.as_str()),
            ];
            let body = said.fill(&WORDS.body, &more);
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
        let db = self.hotline.access.db().reader();
        // Somebody phoned, or it ended, while the gateway was down.
        if !store::transfer::is_unphoned(db, &waiting(&self.hotline), &asked.reports).await? {
            return Ok(());
        }
        let (mut failed, mut last) = (0, String::new());
        for id in &asked.people {
            let person = people::find(db, PersonId(*id)).await?;
            let Some(phone) = person.and_then(|p| p.phone) else {
                continue;
            };
            for channel in self.settings.offered.iter().filter_map(|c| named(*c)) {
                let message = Message {
                    // The same again when the message is sent again.
                    id: message_id(asked, *id, channel),
                    channel,
                    to: phone.clone(),
                    text: asked.text.clone(),
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
}

fn named(channel: Channel) -> Option<&'static str> {
    match channel {
        Channel::Sms => Some("sms"),
        Channel::Voice => Some("voice"),
        Channel::InApp | Channel::Mail => None,
    }
}

fn message_id(asked: &RingOut, person: Uuid, channel: &str) -> Uuid {
    let about = asked.reports.first().copied().unwrap_or_default();
    let at = asked.at.timestamp_micros();
    let digest = Sha256::digest(format!("{about}/{at}/{person}/{channel}"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_whole_and_say_nothing_of_the_report() {
        let at: DateTime<Utc> = "2026-11-25T03:00:00Z".parse().unwrap();
        let row = crate::classify::terms::sample(at);
        let now = at + Duration::minutes(17);
        let two = || vec![Uuid::from_u128(1), Uuid::from_u128(2)];
        let said = [
            Said::of(&row, None, now),
            Said::of_flood(Flood::Held, &row, two(), now),
            Said::of_flood(Flood::LetIn, &row, two(), now),
        ];
        for said in &said {
            let link = [("link", "https://tinh.invalid/tin-bao")];
            let message = said.fill(&said.sentences.message, &link);
            assert!(message.contains(link[0].1) && !message.contains('{'), "{message}");
            let subject = said.fill(&said.sentences.subject, &[]);
            assert!(!subject.contains('{'), "{subject}");
            let what = said.fill(&said.sentences.what, &[]);
            assert!(what.contains("17 phút") && !what.contains('{'), "{what}");
            let more = [("name", "An"), ("what", what.as_str()), link[0]];
            let body = said.fill(&WORDS.body, &more);
            assert!(body.contains(&what) && body.contains(link[0].1), "{body}");
            assert!(body.contains(&row.number) && !body.contains('{'), "{body}");
        }
        for of_flood in &said[1..] {
            assert!(of_flood.fill(&of_flood.sentences.subject, &[]).contains("2 tin"));
        }
        let transfer = &WORDS.transfer;
        assert!(transfer.what.contains("{recipient}") && transfer.what.contains("{minutes}"));
        assert!(transfer.subject.contains("{number}") && transfer.message.contains("{link}"));
    }

    #[test]
    fn a_message_that_is_sent_again_has_the_same_id_and_the_next_ring_another() {
        let asked = |minute: i64| RingOut {
            text: String::new(),
            number: "HL-2026-00001".into(),
            reports: vec![Uuid::from_u128(1)],
            at: DateTime::UNIX_EPOCH + Duration::minutes(minute),
            people: Vec::new(),
        };
        let person = Uuid::from_u128(2);
        let id = |minute: i64, channel: &str| message_id(&asked(minute), person, channel);
        assert_eq!(id(1, "sms"), id(1, "sms"));
        assert_ne!(id(1, "sms"), id(1, "voice"));
        assert_ne!(id(1, "sms"), id(2, "sms"));
    }
}
