//! Calling people, and their answer. What stays in the product (a notice, a mail in its queue) is written with the
//! call; text messages and voice go through the gateway of the installation by a job, in order, again and again until it
//! takes them. Whoever does not answer in time is marked, and the second line of the roster is called.

pub mod jobs;

pub use crate::entity::network::call_out::Model as Call;

use crate::{
    IncidentError, case,
    entity::{
        case::incident,
        network::{call_out, response_contact::Model as Contact},
    },
    error::invalid,
    model::{Channel, EntryKind, Side},
    network, rules, sight, store, timeline, withheld,
};
use chrono::{DateTime, Duration, Utc};
use coloa_auth::{Access, Actor, AuthError, Change, Resource, action, recipients};
use coloa_base::{PersonId, clock::vn_date_time_text, sentence::fill, web_path};
use coloa_platform::{StoreError, Tx, mail};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeSet, future::Future, pin::Pin, sync::LazyLock};
use uuid::Uuid;

/// People of one call.
const MOST_CONTACTS: usize = 50;
/// Characters of a message: several text messages long, and no more.
const MOST_TEXT: usize = 400;
/// Letters and digits that nobody takes for another when they are read out.
const LETTERS: &[u8; 30] = b"ABCDEFGHJKMNPQRSTVWXYZ23456789";
const CODE_LENGTH: usize = 6;

#[derive(Debug, Deserialize)]
struct Words {
    exercise: String,
    message: String,
    text: String,
    second: String,
    mail_subject: String,
    mail_body: String,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/call.toml")).expect("embedded call.toml parses; a test reads it")
});

/// How this installation calls.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where links of messages lead.
    pub public_url: String,
    /// What can be used; in the product and by mail always.
    pub offered: Vec<Channel>,
    /// How long an answer is waited for.
    pub again: Duration,
}

/// What people are called with where nobody says more.
pub(crate) fn usual_words() -> &'static str {
    &WORDS.text
}

/// What a call says: no words of people where a leaked secret is suspected since it was placed.
fn said<'a>(case: &incident::Model, call: &'a call_out::Model) -> &'a str {
    if withheld::applies(case) {
        usual_words()
    } else {
        &call.text
    }
}

/// Who is called, how, and what they are told.
#[derive(Clone, Debug)]
pub struct CallDraft {
    pub contacts: Vec<Uuid>,
    pub channels: Vec<Channel>,
    /// Empty: the usual words.
    pub text: String,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct CallFilter {
    /// Those that nobody answered.
    pub open: bool,
    /// Those of drills, too.
    pub drills: bool,
    pub code: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// A message for the gateway, as it is posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Of the call: the same again when the message is sent again.
    pub id: Uuid,
    /// `sms` or `voice`.
    pub channel: &'static str,
    pub to: String,
    pub text: String,
    pub code: String,
    pub exercise: bool,
}

/// Sends text messages and voice calls; what is on the other side is the implementation's to know.
pub trait Gateway: Send + Sync {
    /// Hands a message over; an answer that is no success is an error, whose text holds no secret.
    fn send<'a>(
        &'a self,
        message: &'a Message,
    ) -> Pin<Box<dyn Future<Output = Result<(), String>> + Send + 'a>>;
}

/// What stands before everything that is said in a drill.
#[must_use]
pub fn exercise_mark(drill: bool) -> &'static str {
    if drill { &WORDS.exercise } else { "" }
}

/// The page of a case with the call that is answered there.
fn page(call: &call_out::Model) -> String {
    format!("{}/{}?call={}", web_path::INCIDENTS, call.incident_id, call.code)
}

fn link(settings: &Settings, call: &call_out::Model) -> String {
    format!("{}{}", settings.public_url.trim_end_matches('/'), page(call))
}

/// What is sent as a text message or read out.
fn message(
    settings: &Settings,
    case: &incident::Model,
    call: &call_out::Model,
    contact: &Contact,
) -> Message {
    let text = fill(
        &WORDS.message,
        &[
            ("exercise", exercise_mark(call.drill_id.is_some())),
            ("incident", &case.code),
            ("code", &call.code),
            ("link", &link(settings, call)),
            ("text", said(case, call)),
        ],
    );
    Message {
        id: call.id,
        channel: if call.channel == Channel::Voice.as_str() {
            "voice"
        } else {
            "sms"
        },
        to: contact.phone.clone(),
        text,
        code: call.code.clone(),
        exercise: call.drill_id.is_some(),
    }
}

/// Whether a contact can be reached that way.
fn reachable(contact: &Contact, channel: Channel) -> bool {
    match channel {
        Channel::InApp => contact.person_id.is_some(),
        Channel::Mail => !contact.email.is_empty(),
        Channel::Sms | Channel::Voice => !contact.phone.is_empty(),
    }
}

fn code_of(id: Uuid) -> String {
    let mut rest = id.as_u128();
    (0..CODE_LENGTH)
        .map(|_| {
            let at = usize::try_from(rest % LETTERS.len() as u128).unwrap_or(0);
            rest /= LETTERS.len() as u128;
            char::from(LETTERS[at])
        })
        .collect()
}

/// So many codes that no call has.
async fn codes(tx: &Tx, number: usize) -> Result<Vec<String>, StoreError> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    while found.len() < number {
        let tried: Vec<String> = (found.len()..number).map(|_| code_of(Uuid::new_v4())).collect();
        let taken = store::network::codes_taken(tx, &tried).await?;
        found.extend(tried.into_iter().filter(|code| !taken.contains(code)));
    }
    Ok(found.into_iter().collect())
}

/// What is told to whom, by whom.
struct Wanted<'a> {
    to: &'a [(Contact, Vec<Channel>)],
    text: &'a str,
    asked_by: &'a str,
}

/// Writes calls, and what of them stays in the product; asks for the job that sends the rest.
async fn place(
    change: &Change,
    settings: &Settings,
    case: &incident::Model,
    wanted: &Wanted<'_>,
) -> Result<Vec<call_out::Model>, IncidentError> {
    let (tx, now) = (change.tx(), change.now());
    let number = wanted.to.iter().map(|(_, channels)| channels.len()).sum();
    let mut codes = codes(tx, number).await?.into_iter();
    let mut rows = Vec::with_capacity(number);
    for (contact, channels) in wanted.to {
        for channel in channels {
            let waits = matches!(channel, Channel::Sms | Channel::Voice);
            let row = call_out::Model {
                id: Uuid::now_v7(),
                incident_id: case.id,
                drill_id: case.drill_id,
                contact_id: contact.id,
                contact_name: contact.name.clone(),
                channel: channel.as_str().to_owned(),
                text: wanted.text.to_owned(),
                code: codes.next().unwrap_or_default(),
                asked_by: wanted.asked_by.to_owned(),
                asked_at: now,
                sent_at: (!waits).then_some(now),
                error: String::new(),
                acknowledged_at: None,
                acknowledged_by: String::new(),
                answer: String::new(),
                escalated_at: None,
            };
            deliver(change, settings, case, contact, *channel, &row).await?;
            rows.push(row);
        }
    }
    if rows.iter().any(|r| r.sent_at.is_none()) {
        coloa_platform::jobs::enqueue(tx, jobs::SEND, Some("all"), &json!({}), now).await?;
    }
    store::network::insert_calls(tx, rows.clone()).await?;
    Ok(rows)
}

/// What is delivered by being written.
async fn deliver(
    change: &Change,
    settings: &Settings,
    case: &incident::Model,
    contact: &Contact,
    channel: Channel,
    call: &call_out::Model,
) -> Result<(), IncidentError> {
    match (channel, contact.person_id) {
        (Channel::InApp, Some(person)) => {
            let params = json!({ "incident": case.code, "text": call.text, "code": call.code });
            let kind = kind(case, "called");
            recipients::tell(change, [PersonId(person)], &kind, &params, &page(call)).await?;
        }
        (Channel::Mail, _) => {
            let at = vn_date_time_text(call.asked_at);
            let link = link(settings, call);
            let values = [
                ("exercise", exercise_mark(case.drill_id.is_some())),
                ("incident", case.code.as_str()),
                ("name", &contact.name),
                ("asked_by", &call.asked_by),
                ("at", &at),
                ("code", &call.code),
                ("link", &link),
                ("text", &call.text),
            ];
            let subject = fill(&WORDS.mail_subject, &values);
            let body = fill(&WORDS.mail_body, &values);
            mail::queue(change.tx(), &contact.email, &subject, &body, change.now()).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Kinds of notices: those of drills have sentences of their own, which say so.
pub(crate) fn kind(case: &incident::Model, what: &str) -> String {
    let area = if case.drill_id.is_some() {
        "drill"
    } else {
        "incident"
    };
    format!("{area}.{what}")
}

fn words_of(case: &incident::Model, draft: &CallDraft) -> Result<String, IncidentError> {
    let text = rules::line("text", &draft.text, false)?;
    if text.chars().count() > MOST_TEXT {
        return Err(invalid("text", "too_long"));
    }
    if text.is_empty() {
        return Ok(usual_words().to_owned());
    }
    // It leaves the house.
    sight::takes_content(case)?;
    Ok(text)
}

/// Contacts with the channels of the wish that reach them.
async fn to_call(
    access: &Access,
    actor: &Actor,
    settings: &Settings,
    draft: &CallDraft,
) -> Result<Vec<(Contact, Vec<Channel>)>, IncidentError> {
    let channels: BTreeSet<Channel> = draft.channels.iter().copied().collect();
    if channels.is_empty() {
        return Err(invalid("channels", "required"));
    }
    if !channels.iter().all(|c| settings.offered.contains(c)) {
        return Err(invalid("channels", "not_offered"));
    }
    let ids: BTreeSet<Uuid> = draft.contacts.iter().copied().collect();
    if ids.is_empty() {
        return Err(invalid("contact_ids", "required"));
    }
    if ids.len() > MOST_CONTACTS {
        return Err(invalid("contact_ids", "too_many"));
    }
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        let contact = network::read(access, actor, id)
            .await
            .map_err(|_| invalid("contact_ids", "unknown"))?;
        if !contact.active {
            return Err(invalid("contact_ids", "inactive"));
        }
        let reached: Vec<Channel> = channels
            .iter()
            .copied()
            .filter(|c| reachable(&contact, *c))
            .collect();
        if reached.is_empty() {
            return Err(invalid("contact_ids", "unreachable"));
        }
        found.push((contact, reached));
    }
    Ok(found)
}

/// Calls people to a case.
pub async fn ask(
    access: &Access,
    actor: &Actor,
    settings: &Settings,
    incident: Uuid,
    draft: &CallDraft,
) -> Result<Vec<call_out::Model>, IncidentError> {
    let (change, case) = sight::begin(access, actor, action::NETWORK_CALL_OUT, incident, None).await?;
    case::open(&case)?;
    let text = words_of(&case, draft)?;
    let to = to_call(access, actor, settings, draft).await?;
    let wanted = Wanted {
        to: &to,
        text: &text,
        asked_by: &actor.name,
    };
    let rows = place(&change, settings, &case, &wanted).await?;
    let names: Vec<&str> = to.iter().map(|(c, _)| c.name.as_str()).collect();
    let detail = json!({ "what": "asked", "names": names, "channels": draft.channels });
    timeline::add(&change, incident, Side::Centre, EntryKind::Call, detail.clone()).await?;
    timeline::commit(change, &case, detail).await?;
    Ok(rows)
}

/// Calls of a case, oldest first, for whoever was authorised to read it.
pub async fn of_case(access: &Access, case: &incident::Model) -> Result<Vec<call_out::Model>, IncidentError> {
    let rows = store::network::calls_of(access.db().reader(), case.id).await?;
    Ok(withheld::shown(case, rows))
}

/// Calls of the cases that the reader may see, and those to themselves, newest first; how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &CallFilter,
) -> Result<(Vec<(call_out::Model, Option<incident::Model>)>, u64), IncidentError> {
    let sight = match sight::of(access, actor) {
        Ok(sight) => Some(sight),
        // Whoever reads no case still sees that they were called.
        Err(IncidentError::Auth(AuthError::Forbidden { .. })) => None,
        Err(e) => return Err(e),
    };
    let me = actor.person.map(PersonId::uuid);
    let (rows, total) = store::network::calls(access.db().reader(), sight.as_ref(), me, filter).await?;
    Ok((withheld::with_cases(rows), total))
}

/// Whether somebody is the person who was called.
async fn is_called(access: &Access, actor: &Actor, call: &call_out::Model) -> Result<bool, IncidentError> {
    let contact = store::network::contact(access.db().reader(), call.contact_id).await?;
    Ok(contact.person_id.is_some() && contact.person_id == actor.person.map(PersonId::uuid))
}

/// Notes that a call was answered: by the called person, or by the centre for whoever answered on the phone.
pub async fn acknowledge(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    answer: &str,
) -> Result<(call_out::Model, incident::Model), IncidentError> {
    let answer = rules::line("answer", answer, false)?;
    let call = store::network::call(access.db().reader(), id).await?;
    let own = is_called(access, actor, &call).await?;
    let (change, case) = match actor.person.filter(|_| own) {
        Some(me) => {
            let about = Resource::owned("call_out", id, me);
            let change = access.begin(actor, action::NOTIFICATION_CHANGE, about).await?;
            let case = store::case::find(change.tx(), call.incident_id).await?;
            (change, case)
        }
        None => sight::begin(access, actor, action::NETWORK_CALL_OUT, call.incident_id, None).await?,
    };
    if !answer.is_empty() {
        sight::takes_content(&case)?;
    }
    let noted = store::network::answer(change.tx(), &call, change.now(), &actor.name, &answer).await?;
    if noted == 0 {
        return Err(IncidentError::State { state: "answered" });
    }
    let contact = store::network::contact(change.tx(), call.contact_id).await?;
    let side = if contact.agency_id == Some(case.agency_id) {
        Side::Agency
    } else {
        Side::Centre
    };
    let detail =
        json!({ "what": "answered", "names": [call.contact_name], "answer": answer, "noted_by": actor.name });
    timeline::add(&change, case.id, side, EntryKind::Call, detail).await?;
    let params = json!({ "incident": case.code, "name": call.contact_name, "answer": answer });
    let link = case::link(case.id);
    let lead = case.lead_id.map(PersonId);
    recipients::tell(&change, lead, &kind(&case, "call_answered"), &params, &link).await?;
    let done = json!({ "what": "answered", "names": [call.contact_name], "noted_by": actor.name });
    timeline::commit(change, &case, done).await?;
    let call = store::network::call(access.db().reader(), id).await?;
    Ok(withheld::with_case(call, case))
}

/// How a message to the second line begins.
fn second_mark() -> &'static str {
    WORDS.second.split('{').next().unwrap_or_default()
}

/// The moment from which an unanswered call is late.
#[must_use]
pub fn late_at(settings: &Settings, call: &call_out::Model) -> DateTime<Utc> {
    call.asked_at + settings.again
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_can_be_read_out() {
        let codes: BTreeSet<String> = (0..200).map(|_| code_of(Uuid::new_v4())).collect();
        assert_eq!(codes.len(), 200);
        for code in codes {
            assert!(
                code.len() == CODE_LENGTH && !code.contains(['0', 'O', '1', 'I', 'L', 'U']),
                "{code}"
            );
        }
    }

    #[test]
    fn an_exercise_says_so_in_every_message() {
        for words in [&WORDS.message, &WORDS.mail_subject, &WORDS.mail_body] {
            assert!(words.trim_start().starts_with("{exercise}"), "{words}");
            assert!(fill(words, &[("exercise", exercise_mark(true))]).contains("DIỄN TẬP"));
            assert!(!fill(words, &[("exercise", exercise_mark(false))]).contains("DIỄN TẬP"));
        }
        assert!(WORDS.message.contains("{code}") && WORDS.message.contains("{link}"));
        assert!(!second_mark().is_empty());
    }
}
