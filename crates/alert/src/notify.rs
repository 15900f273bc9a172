//! Tells of new alerts: inside the product, by mail, by signed webhooks (Standard Webhooks). Who takes findings only
//! asks for it, in the same transaction; a job tells, again and again until it works, in the order of the alerts.

use crate::{
    AlertError, channel,
    entity::{alert, alert_channel},
    ocsf, rules, store,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Access, notifications, people, recipients};
use coloa_base::{AgencyId, PersonId, clock, sentence::fill, web_path};
use coloa_platform::{
    StoreError, Tx,
    jobs::{self, Handler, JobError, JobRow},
    mail,
};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{future::Future, pin::Pin, sync::Arc};
use uuid::Uuid;

/// Kind of the job that tells.
pub const TELL: &str = "alert.tell";

/// How long a mail waits for further alerts, so that a flood of alerts is one mail.
const MAILED_AFTER: Duration = Duration::seconds(60);
/// Alerts that one mail, or one notice, names; it says how many more there are.
const NAMED: usize = 20;
/// Alerts of one run of the job.
const MOST: u64 = 500;
/// Notices of single alerts in one run; beyond it one notice tells of all of them.
const SINGLE: usize = 5;

/// Asks for whoever is to be told.
pub(crate) async fn ask(tx: &Tx, raised: &[alert::Model], now: DateTime<Utc>) -> Result<(), StoreError> {
    if raised.is_empty() {
        return Ok(());
    }
    for one in store::channels(tx).await?.into_iter().filter(|c| c.enabled) {
        // Whether an agency lies below another one is not known here: the job looks again.
        if raised.iter().any(|a| concerns(&one, a)) {
            let at = if one.kind == "mail" {
                now + MAILED_AFTER
            } else {
                now
            };
            let payload = json!({ "channel": one.id });
            jobs::enqueue_at(tx, TELL, Some(&one.id.to_string()), &payload, at, now).await?;
        }
    }
    Ok(())
}

fn concerns(channel: &alert_channel::Model, alert: &alert::Model) -> bool {
    alert.severity >= channel.severity && rules::within_hours(&channel.hours, alert.raised_at)
}

/// Posts a message; what is on the other side is the caller's to know.
pub trait Post: Send + Sync {
    /// Sends a body with headers; an answer that is no success is an error.
    fn post<'a>(
        &'a self,
        url: &'a str,
        headers: &'a [(&'static str, String)],
        body: String,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;
}

/// The words of mails.
#[derive(Clone, Debug, serde::Deserialize)]
struct Words {
    subject_one: String,
    subject_many: String,
    line: String,
    more: String,
    link: String,
    no_system: String,
    severities: [String; 5],
}

static WORDS: std::sync::LazyLock<Words> = std::sync::LazyLock::new(|| {
    toml::from_str(include_str!("../data/mail.toml")).expect("embedded mail.toml parses; a test reads it")
});

/// Tells of new alerts, as a job.
pub struct Tell {
    access: Access,
    public_url: String,
    post: Arc<dyn Post>,
    /// One at a time, so that nothing is told twice.
    turn: tokio::sync::Mutex<()>,
}

impl Tell {
    #[must_use]
    pub fn new(access: Access, public_url: String, post: Arc<dyn Post>) -> Self {
        Self {
            access,
            public_url,
            post,
            turn: tokio::sync::Mutex::default(),
        }
    }

    fn link(&self, alert: &alert::Model) -> String {
        format!(
            "{}{}/{}",
            self.public_url.trim_end_matches('/'),
            web_path::ALERTS,
            alert.id
        )
    }

    /// Tells of what came since it last did.
    async fn tell(&self, id: Uuid) -> Result<(), JobError> {
        let _turn = self.turn.lock().await;
        let db = self.access.db();
        let channel = match store::channel(db.reader(), id).await {
            Ok(channel) if channel.enabled => channel,
            // It was closed meanwhile.
            Ok(_) | Err(AlertError::NotFound) => return Ok(()),
            Err(e) => return Err(e.into()),
        };
        let all = store::alerts_after(db.reader(), channel.told_until, MOST).await?;
        let Some(last) = all.last().map(|a| a.id) else {
            return Ok(());
        };
        let more = all.len() as u64 == MOST;
        let below = channel
            .agency_id
            .map(|a| (AgencyId(a), self.access.below(AgencyId(a))));
        let within = |alert: &alert::Model| match &below {
            None => true,
            Some((own, below)) => alert
                .agency_id
                .is_some_and(|a| AgencyId(a) == *own || below.contains(&AgencyId(a))),
        };
        let alerts: Vec<alert::Model> = all
            .into_iter()
            .filter(|a| concerns(&channel, a) && within(a))
            .collect();
        let told = match channel.kind.as_str() {
            "webhook" => self.webhooks(&channel, &alerts).await,
            "mail" => self.mail(&channel, &alerts, last).await,
            _ => self.notices(&channel, &alerts, last).await,
        };
        if let Err(e) = told {
            let tx = db.begin().await?;
            store::told(&tx, id, None, self.access.clock().now(), &e.to_string()).await?;
            tx.commit().await?;
            return Err(e);
        }
        if channel.kind == "webhook" {
            self.mark(id, last).await?;
        }
        if more {
            let tx = db.begin().await?;
            let now = self.access.clock().now();
            jobs::enqueue(&tx, TELL, Some(&id.to_string()), &json!({ "channel": id }), now).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    async fn mark(&self, channel: Uuid, last: Uuid) -> Result<(), JobError> {
        let tx = self.access.db().begin().await?;
        store::told(&tx, channel, Some(last), self.access.clock().now(), "").await?;
        tx.commit().await?;
        Ok(())
    }

    /// One message an alert; what was delivered is not sent again when a later one fails.
    async fn webhooks(
        &self,
        channel: &alert_channel::Model,
        alerts: &[alert::Model],
    ) -> Result<(), JobError> {
        let key = channel::key_of(self.access.keys(), &channel.secret).ok_or(TellError::Secret)?;
        for alert in alerts {
            let now = self.access.clock().now();
            let body = json!({
                "type": "alert.raised",
                "timestamp": now.to_rfc3339(),
                "data": ocsf::detection_finding(alert, &self.link(alert)),
            })
            .to_string();
            let headers = signed(&key, &alert.id.to_string(), now, &body);
            self.post
                .post(&channel.target, &headers, body)
                .await
                .map_err(TellError::Post)?;
            self.mark(channel.id, alert.id).await?;
        }
        Ok(())
    }

    fn line(&self, alert: &alert::Model) -> String {
        let severity = usize::try_from(alert.severity - 1).unwrap_or(0).min(4);
        fill(
            &WORDS.line,
            &[
                ("severity", &WORDS.severities[severity]),
                ("title", &alert.rule_title),
                ("entity", &alert.entity),
                ("system", alert.system_name.as_ref().unwrap_or(&WORDS.no_system)),
                ("at", &clock::vn_date_time_text(alert.raised_at)),
                ("link", &self.link(alert)),
            ],
        )
    }

    async fn mail(
        &self,
        channel: &alert_channel::Model,
        alerts: &[alert::Model],
        last: Uuid,
    ) -> Result<(), JobError> {
        let tx = self.access.db().begin().await?;
        let now = self.access.clock().now();
        if let Some(first) = alerts.iter().max_by_key(|a| a.severity) {
            let severity = usize::try_from(first.severity - 1).unwrap_or(0).min(4);
            let subject = if alerts.len() == 1 {
                &WORDS.subject_one
            } else {
                &WORDS.subject_many
            };
            let subject = fill(
                subject,
                &[
                    ("severity", &WORDS.severities[severity]),
                    ("title", &first.rule_title),
                    ("number", &alerts.len().to_string()),
                ],
            );
            let mut body: String = alerts.iter().take(NAMED).map(|a| self.line(a)).collect();
            if alerts.len() > NAMED {
                body.push_str(
                    &WORDS
                        .more
                        .replace("{number}", &(alerts.len() - NAMED).to_string()),
                );
            }
            let list = format!("{}{}", self.public_url.trim_end_matches('/'), web_path::ALERTS);
            body.push_str(&WORDS.link.replace("{link}", &list));
            for address in channel::addresses(&channel.target) {
                mail::queue(&tx, &address, &subject, &body, now).await?;
            }
        }
        store::told(&tx, channel.id, Some(last), now, "").await?;
        tx.commit().await?;
        Ok(())
    }

    /// Who holds the roles and may see the alert.
    async fn notices(
        &self,
        channel: &alert_channel::Model,
        alerts: &[alert::Model],
        last: Uuid,
    ) -> Result<(), JobError> {
        let tx = self.access.db().begin().await?;
        let (now, today) = (self.access.clock().now(), self.access.clock().today());
        let single = alerts.len() <= SINGLE;
        let mut told: Vec<PersonId> = Vec::new();
        for alert in alerts {
            let mut to: Vec<PersonId> = Vec::new();
            for role in channel::roles(&channel.target) {
                let people = match alert.agency_id {
                    Some(agency) => recipients::nearest(&tx, &self.access, role, &[AgencyId(agency)], today)
                        .await?
                        .into_values()
                        .flatten()
                        .collect(),
                    None => people::holders_everywhere(&tx, role, today).await?,
                };
                to.extend(recipients::ids(people));
            }
            to.sort_unstable();
            to.dedup();
            if single {
                let params = json!({ "title": alert.rule_title, "entity": alert.entity,
                    "severity": rules::level(alert.severity), "system": alert.system_name });
                let link = format!("{}/{}", web_path::ALERTS, alert.id);
                notifications::notify_all(&tx, &to, "alert.raised", &params, Some(&link), now).await?;
            } else {
                told.extend(to);
            }
        }
        told.sort_unstable();
        told.dedup();
        if !single {
            let params = json!({ "number": alerts.len() });
            notifications::notify_all(
                &tx,
                &told,
                "alert.raised_many",
                &params,
                Some(web_path::ALERTS),
                now,
            )
            .await?;
        }
        store::told(&tx, channel.id, Some(last), now, "").await?;
        tx.commit().await?;
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
enum TellError {
    #[error("the secret of the webhook cannot be opened")]
    Secret,
    #[error("the webhook was not taken: {0}")]
    Post(String),
    #[error("the job names no channel")]
    Payload,
}

/// Headers of a message: id, time, and HMAC-SHA256 over both and the body (Standard Webhooks 1.0).
fn signed(key: &[u8], id: &str, at: DateTime<Utc>, body: &str) -> Vec<(&'static str, String)> {
    let seconds = at.timestamp();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{seconds}.{body}").as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    vec![
        ("content-type", "application/json".to_owned()),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", format!("v1,{signature}")),
    ]
}

impl Handler for Tell {
    fn run<'a>(&'a self, job: &'a JobRow) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            let id = job
                .payload
                .get("channel")
                .and_then(Value::as_str)
                .and_then(|id| id.parse().ok())
                .ok_or(TellError::Payload)?;
            self.tell(id).await
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_signed_as_the_standard_says() {
        // The example of the specification: its secret, id, time and body.
        let key = BASE64_STANDARD
            .decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .unwrap();
        let at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let headers = signed(
            &key,
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            at,
            r#"{"test": 2432232314}"#,
        );
        let of = |name: &str| headers.iter().find(|(n, _)| *n == name).unwrap().1.clone();
        assert_eq!(
            of("webhook-signature"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
        );
        assert_eq!(of("webhook-timestamp"), "1614265330");
    }

    #[test]
    fn the_words_of_mails_are_there() {
        assert!(WORDS.line.contains("{title}") && WORDS.subject_many.contains("{number}"));
    }
}
