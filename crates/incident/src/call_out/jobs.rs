//! What happens to calls by itself: messages go to the gateway, and the second line is called when nobody answers.

use super::{Gateway, Settings, WORDS, Wanted, fill, kind, message, place, reachable, said, second_mark};
use crate::{
    IncidentError, case,
    entity::{
        case::incident,
        network::{call_out, response_contact::Model as Contact},
    },
    model::{Channel, EntryKind, Side},
    network::roster,
    sight, store, timeline,
};
use coloa_auth::{Access, Actor, Change, Role, action, recipients};
use coloa_base::{AgencyId, PersonId};
use coloa_platform::jobs::{self, Handler, JobError, JobRow};
use serde_json::json;
use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
    pin::Pin,
    sync::Arc,
};
use uuid::Uuid;

/// Kind of the job that hands messages to the gateway.
pub const SEND: &str = "incident.call_send";
/// Kind of the job that looks for calls which nobody answers.
pub const WATCH: &str = "incident.call_watch";

/// Calls of one run.
const MOST_SENT: u64 = 200;
/// Failures one after another that mean "the gateway is down": the rest waits for the next run.
const GIVE_UP: usize = 3;

#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("no gateway is configured (incident.gateway.url)")]
    NotConfigured,
    #[error("{0} of the waiting calls could not be sent; the last: {1}")]
    Some(usize, String),
}

/// Hands waiting messages to the gateway, as a job.
pub struct Sender {
    access: Access,
    settings: Settings,
    /// `None`: the installation has none any more.
    gateway: Option<Arc<dyn Gateway>>,
    /// One at a time, so that nothing is sent twice.
    turn: tokio::sync::Mutex<()>,
}

impl Sender {
    #[must_use]
    pub fn new(access: Access, settings: Settings, gateway: Option<Arc<dyn Gateway>>) -> Self {
        Self {
            access,
            settings,
            gateway,
            turn: tokio::sync::Mutex::default(),
        }
    }

    /// Each outcome is noted by itself, so that a failure repeats none that went out.
    async fn send(&self) -> Result<(), JobError> {
        let _turn = self.turn.lock().await;
        let db = self.access.db();
        let calls = store::network::unsent(db.reader(), MOST_SENT).await?;
        let more = calls.len() as u64 == MOST_SENT;
        let ids: Vec<Uuid> = calls.iter().map(|c| c.contact_id).collect();
        let contacts = store::network::contacts_by_ids(db.reader(), &ids).await?;
        let (mut failed, mut in_a_row, mut last) = (0, 0, String::new());
        for call in &calls {
            let case = store::case::find(db.reader(), call.incident_id).await?;
            let outcome = match (&self.gateway, contacts.get(&call.contact_id)) {
                (None, _) => Err(SendError::NotConfigured.to_string()),
                (Some(gateway), Some(contact)) => {
                    gateway.send(&message(&self.settings, &case, call, contact)).await
                }
                (Some(_), None) => Err("the contact is no more".to_owned()),
            };
            in_a_row = if outcome.is_ok() { 0 } else { in_a_row + 1 };
            if let Err(why) = &outcome {
                failed += 1;
                last.clone_from(why);
            }
            let now = self.access.clock().now();
            let tx = db.begin().await?;
            store::network::set_sent(&tx, call.id, outcome.map(|()| now)).await?;
            tx.commit().await?;
            if in_a_row >= GIVE_UP {
                break;
            }
        }
        if failed > 0 {
            return Err(SendError::Some(failed, last).into());
        }
        if more {
            let tx = db.begin().await?;
            jobs::enqueue(&tx, SEND, Some("all"), &json!({}), self.access.clock().now()).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

impl Handler for Sender {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(self.send())
    }
}

/// Looks for calls that nobody answers, as a job.
pub struct Watch {
    access: Access,
    settings: Settings,
}

impl Watch {
    #[must_use]
    pub const fn new(access: Access, settings: Settings) -> Self {
        Self { access, settings }
    }

    async fn watch(&self) -> Result<(), IncidentError> {
        let db = self.access.db();
        let now = self.access.clock().now();
        // The job gives up after a day of a gateway that is down; what still waits is not forgotten.
        if !store::network::unsent(db.reader(), 1).await?.is_empty() && jobs::waiting(db, SEND).await? == 0 {
            let tx = db.begin().await?;
            jobs::enqueue(&tx, SEND, Some("all"), &json!({}), now).await?;
            tx.commit().await?;
        }
        let mut by_case: BTreeMap<Uuid, Vec<call_out::Model>> = BTreeMap::new();
        for call in store::network::unanswered(db.reader(), now - self.settings.again).await? {
            by_case.entry(call.incident_id).or_default().push(call);
        }
        for (incident, calls) in by_case {
            self.call_second_line(incident, &calls).await?;
        }
        Ok(())
    }

    /// The second line, by the ways in which the first was called or, where those do not reach them, by any.
    async fn second_line(
        &self,
        incident: Uuid,
        calls: &[call_out::Model],
    ) -> Result<Vec<(Contact, Vec<Channel>)>, IncidentError> {
        let used: Vec<Channel> = calls.iter().filter_map(|c| Channel::parse(&c.channel)).collect();
        let since = calls.iter().map(|c| c.asked_at).min();
        let called: Vec<Uuid> = store::network::calls_of(self.access.db().reader(), incident)
            .await?
            .iter()
            .filter(|c| since.is_some_and(|since| c.asked_at >= since))
            .map(|c| c.contact_id)
            .collect();
        let now = self.access.clock().now();
        let second = roster::on_duty_at(&self.access, now).await?.second;
        let mut seen = BTreeSet::new();
        Ok(second
            .into_iter()
            .filter(|contact| !called.contains(&contact.id) && seen.insert(contact.id))
            .filter_map(|contact| {
                let ways: BTreeSet<Channel> = self
                    .settings
                    .offered
                    .iter()
                    .copied()
                    .filter(|c| reachable(&contact, *c))
                    .collect();
                let same: Vec<Channel> = ways.iter().copied().filter(|c| used.contains(c)).collect();
                let ways = if same.is_empty() {
                    ways.into_iter().collect()
                } else {
                    same
                };
                (!ways.is_empty()).then_some((contact, ways))
            })
            .collect())
    }

    async fn call_second_line(&self, incident: Uuid, calls: &[call_out::Model]) -> Result<(), IncidentError> {
        let machine = Actor::job(WATCH);
        let to = self.second_line(incident, calls).await?;
        let (change, case) =
            sight::begin(&self.access, &machine, action::NETWORK_CALL_OUT, incident, None).await?;
        let ids: Vec<Uuid> = calls.iter().map(|c| c.id).collect();
        let Some(first) = calls.first() else { return Ok(()) };
        if store::network::set_escalated(change.tx(), &ids, change.now()).await? == 0 {
            // Answered, or marked by another process, meanwhile.
            return Ok(());
        }
        let text = match said(&case, first) {
            text if text.starts_with(second_mark()) => text.to_owned(),
            text => fill(&WORDS.second, &[("text", text)]),
        };
        let wanted = Wanted {
            to: &to,
            text: &text,
            asked_by: &first.asked_by,
        };
        place(&change, &self.settings, &case, &wanted).await?;
        let silent: BTreeSet<&str> = calls.iter().map(|c| c.contact_name.as_str()).collect();
        let names: Vec<&str> = to.iter().map(|(c, _)| c.name.as_str()).collect();
        let detail = json!({ "what": "not_answered", "silent": silent, "names": names });
        timeline::add(&change, incident, Side::Centre, EntryKind::Call, detail.clone()).await?;
        self.tell_of_silence(&change, &case, &silent, &names).await?;
        timeline::commit(change, &case, detail).await
    }

    /// The lead of the case and those who lead the shift hear of it.
    async fn tell_of_silence(
        &self,
        change: &Change,
        case: &incident::Model,
        silent: &BTreeSet<&str>,
        names: &[&str],
    ) -> Result<(), IncidentError> {
        let agency = [AgencyId(case.agency_id)];
        let leads = recipients::nearest(
            change.tx(),
            &self.access,
            Role::ShiftLead,
            &agency,
            change.today(),
        )
        .await?;
        let people = recipients::ids(leads.into_values().flatten()).chain(case.lead_id.map(PersonId));
        let silent = silent.iter().copied().collect::<Vec<_>>().join(", ");
        let params = json!({ "incident": case.code, "names": silent, "next": names.join(", ") });
        let what = if names.is_empty() {
            "call_nobody"
        } else {
            "call_second"
        };
        let link = case::link(case.id);
        recipients::tell(change, people, &kind(case, what), &params, &link).await?;
        Ok(())
    }
}

impl Handler for Watch {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.watch().await?) })
    }
}
