//! What stands in the fields of papers, from what is known of a report. Pure: whoever calls brings what was opened.

use super::{WORDS, fill};
use crate::{
    classify,
    entity::{call, mention, report, transfer},
    form::Identity,
    model::MentionRole,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::clock::{vn_date_text, vn_date_time_text};

/// Keys that say who reports.
pub(super) const IDENTITY: [&str; 7] = [
    "reporter",
    "reporter_name",
    "reporter_address",
    "reporter_phone",
    "reporter_id_card",
    "refused_because",
    "guardian",
];

/// Keys that sentences of a layout name.
pub(super) const SENTENCE: [&str; 7] = [
    "number",
    "received_at",
    "desk",
    "kind",
    "kind_note",
    "article",
    "recipient",
];

/// All that papers of a report say.
#[derive(Clone, Debug)]
pub struct Material {
    pub row: report::Model,
    pub desk: String,
    pub commune: String,
    pub scam_type: String,
    /// The body that is competent.
    pub handler: String,
    pub officer: String,
    /// Who reports, where it was opened to whoever writes.
    pub identity: Option<Identity>,
    /// What was written, where it was opened.
    pub narrative: Option<String>,
    pub mentions: Vec<mention::Model>,
    pub transfer: Option<transfer::Model>,
    /// Of the letter, from the register, with its day.
    pub number: Option<(u32, NaiveDate)>,
    pub calls: Vec<call::Model>,
    pub now: DateTime<Utc>,
}

/// The kind of a report within a sentence.
pub(super) fn kind(row: &report::Model) -> String {
    let Some(kind) = classify::kind_of(row) else {
        return String::new();
    };
    let mut chars = kind.name.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_lowercase).collect();
    first + chars.as_str()
}

/// A name without the user name behind it.
pub(super) fn plain_name(name: &str) -> String {
    let end = name.find(" (").unwrap_or(name.len());
    name[..end].to_owned()
}

fn word(list: &str, code: &str) -> String {
    let known = WORDS.word.get(list).and_then(|words| words.get(code));
    known.cloned().unwrap_or_else(|| code.to_owned())
}

/// Codes that are joined by a comma, in words.
fn words(list: &str, codes: &str) -> String {
    let codes = codes.split(',').filter(|c| !c.is_empty());
    codes.map(|c| word(list, c)).collect::<Vec<_>>().join(", ")
}

/// Those that say something, one after the other.
fn joined<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let said = parts.into_iter().map(str::trim).filter(|p| !p.is_empty());
    said.collect::<Vec<_>>().join("; ")
}

fn yes_no(yes: bool) -> String {
    if yes { WORDS.yes.clone() } else { WORDS.no.clone() }
}

/// `1.500.000`.
fn grouped(amount: i64) -> String {
    let digits = amount.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

fn damage(row: &report::Model) -> String {
    let amount = row
        .amount
        .map(|a| fill(&WORDS.money, &[("amount", &grouped(a))]))
        .unwrap_or_default();
    let at = row.money_sent_at.map(vn_date_time_text).unwrap_or_default();
    joined([
        amount.as_str(),
        row.bank.as_deref().unwrap_or_default(),
        at.as_str(),
    ])
}

/// What was confirmed to be the offender's.
fn offender(mentions: &[mention::Model]) -> String {
    let own = mentions
        .iter()
        .filter(|m| m.role == MentionRole::Offender.as_str());
    let said = own.map(|m| {
        let bank = m.bank.as_deref().map(|b| format!(" ({b})")).unwrap_or_default();
        format!("{} {}{bank}", word("mention", &m.kind), m.value)
    });
    said.collect::<Vec<_>>().join("; ")
}

fn calls(calls: &[call::Model]) -> String {
    let said = calls.iter().map(|c| {
        let reached = if c.is_reached {
            &WORDS.reached
        } else {
            &WORDS.not_reached
        };
        let person = if c.spoke_with.is_empty() {
            &WORDS.blank
        } else {
            &c.spoke_with
        };
        fill(
            &WORDS.call,
            &[
                ("at", &vn_date_time_text(c.called_at)),
                ("to", &c.to_name),
                ("reached", reached),
                ("person", person),
            ],
        )
    });
    said.collect::<Vec<_>>().join("; ")
}

fn sent(transfer: &transfer::Model) -> String {
    let Some(at) = transfer.sent_at else {
        return String::new();
    };
    fill(
        &WORDS.sent,
        &[
            ("number", &transfer.document_number),
            ("at", &vn_date_time_text(at)),
            ("how", &transfer.sent_how),
        ],
    )
}

fn acknowledged(transfer: &transfer::Model) -> String {
    let Some(at) = transfer.ack_at else {
        return String::new();
    };
    fill(
        &WORDS.acknowledged,
        &[
            ("number", &transfer.ack_number),
            ("at", &vn_date_time_text(at)),
            ("person", &transfer.ack_person),
        ],
    )
}

fn reporter(m: &Material, key: &str) -> String {
    let Some(who) = &m.identity else {
        return String::new();
    };
    match key {
        "reporter_name" => who.name.clone(),
        "reporter_address" => who.address.clone(),
        "reporter_phone" => joined([who.phone.as_str(), who.email.as_str()]),
        "reporter_id_card" => who.id_card.clone(),
        "refused_because" => who.refused_because.clone(),
        "guardian" => who.guardian.clone(),
        _ => joined([
            who.name.as_str(),
            who.address.as_str(),
            who.phone.as_str(),
            who.email.as_str(),
            who.id_card.as_str(),
        ]),
    }
}

/// The value of a key; empty: nobody here knows it.
pub(super) fn of(key: &str, m: &Material) -> String {
    find(key, m).unwrap_or_default()
}

/// As [`of`]; `None`: nothing here fills that key.
pub(super) fn find(key: &str, m: &Material) -> Option<String> {
    let (row, transfer) = (&m.row, m.transfer.as_ref());
    let law = classify::kind_of(row);
    Some(match key {
        "number" => row.number.clone(),
        "received_at" => vn_date_time_text(row.received_at),
        "desk" => m.desk.clone(),
        "channel" => word("channel", &row.channel),
        "officer" => plain_name(&m.officer),
        "kind" => kind(row),
        "kind_note" => law.and_then(|k| k.note.clone()).unwrap_or_default(),
        "article" => transfer.map(|t| t.article.clone()).unwrap_or_default(),
        "recipient" | "transfer" => transfer.map(|t| t.recipient_name.clone()).unwrap_or_default(),
        "sent" => transfer.map(sent).unwrap_or_default(),
        "acknowledged" => transfer.map(acknowledged).unwrap_or_default(),
        "handler" => m.handler.clone(),
        "scam_type" => m.scam_type.clone(),
        "occurred_on" => row.occurred_on.map(vn_date_text).unwrap_or_default(),
        "place" => m.commune.clone(),
        "reached_by" => words("reached_by", &row.reached_by),
        "exposed" => words("exposed", &row.exposed),
        // What an operator confirmed to be free of who reports.
        "summary" => row.redacted.clone(),
        "content" => m.narrative.clone().unwrap_or_else(|| row.redacted.clone()),
        "offender" => offender(&m.mentions),
        "damage" => damage(row),
        "files" => row.files.to_string(),
        "wants_secret" => yes_no(row.wants_secret),
        "calls" => calls(&m.calls),
        "done" => {
            let sent = transfer.map(sent).unwrap_or_default();
            joined([calls(&m.calls).as_str(), sent.as_str()])
        }
        "outcome" => row
            .outcome
            .as_deref()
            .map(|o| word("outcome", o))
            .unwrap_or_default(),
        _ if IDENTITY.contains(&key) => reporter(m, key),
        _ => return None,
    })
}
