//! The terms of a report: those of the host body and nobody else's ([`LawBook::terms_of_message`]), with when each ends and
//! whether it is kept. While nobody said what a report is, it is counted as information on a crime, unless its topic
//! says otherwise: what must be passed on at once does not wait for a classification.

use super::presumed;
use crate::{
    HotlineError,
    entity::{message, report, transfer},
    flood,
    model::{State, TransferState},
    store::{self, Connection},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use coloa_base::clock::vn_date;
use coloa_law::{
    LawBook, WorkCalendar,
    book::Row,
    hotline::{MessageMoment, MessageStep, MessageTerm},
};
use coloa_platform::hotline_config::HotlineConfig;

/// A term of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    pub id: String,
    pub text: String,
    pub article: String,
    /// Name and number of the document.
    pub ground: String,
    /// `None`: it does not run yet.
    pub due_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
    pub is_done: bool,
    step: MessageStep,
}

/// What was done to a report, as far as terms ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When the first transfer was begun: grounds were found that somebody else is competent.
    pub transfer_begun_at: Option<DateTime<Utc>>,
    /// It is on its way, or there.
    pub passed_on: bool,
    /// When the centre last wrote to the citizen.
    pub answered_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// Of stored rows.
    #[must_use]
    pub fn of(transfers: &[transfer::Model], messages: &[message::Model]) -> Self {
        let on_its_way = |t: &transfer::Model| {
            matches!(
                TransferState::parse(&t.state),
                Some(TransferState::Sent | TransferState::Acknowledged)
            )
        };
        Self {
            transfer_begun_at: transfers.iter().map(|t| t.created_at).min(),
            passed_on: transfers.iter().any(on_its_way),
            answered_at: messages.iter().filter(|m| !m.is_from_citizen).map(|m| m.at).max(),
        }
    }

    /// Reads them.
    pub async fn read<C: Connection>(db: &C, row: &report::Model) -> Result<Self, HotlineError> {
        let transfers = store::transfer::of_report(db, row.id).await?;
        let messages = store::message::of_report(db, row.id).await?;
        Ok(Self::of(&transfers, &messages))
    }
}

/// The end of a term that runs from `from`.
pub(crate) fn end(term: &MessageTerm, from: DateTime<Utc>, config: &HotlineConfig) -> Option<DateTime<Utc>> {
    let working = |day: NaiveDate, days: u32| {
        let days = i32::try_from(days).ok()?;
        WorkCalendar::current().add_working_days(day, days).ok()
    };
    term.span.end(from, at_once(config), working)
}

/// How long "at once" is.
pub(crate) fn at_once(config: &HotlineConfig) -> TimeDelta {
    TimeDelta::minutes(config.at_once_minutes.into())
}

/// Terms of what may be information on a crime, until somebody says what it is: to classify it, or to pass it on.
fn first_terms(book: &'static LawBook, host: &str, day: NaiveDate) -> Vec<&'static Row<MessageTerm>> {
    let mut found: Vec<&Row<MessageTerm>> = Vec::new();
    for kind in book.kinds_of_message(day).filter(|k| k.crime) {
        for term in book.terms_of_message(&kind.code, host, day) {
            let first = matches!(term.step, MessageStep::Classify | MessageStep::PassOn)
                && term.counted_from == MessageMoment::Receipt;
            if first && !found.iter().any(|t| t.id == term.id) {
                found.push(term);
            }
        }
    }
    found
}

/// The terms of a report for the host, in the order of the law.
#[must_use]
pub fn of(config: &HotlineConfig, row: &report::Model, facts: &Facts) -> Vec<Term> {
    let (book, day) = (LawBook::current(), vn_date(row.received_at));
    let taken_for = presumed(row);
    let rows = match taken_for.kind {
        Some(kind) => book.terms_of_message(&kind.code, &config.host, day),
        None if taken_for.crime => first_terms(book, &config.host, day),
        None => Vec::new(),
    };
    rows.into_iter()
        .map(|term| {
            let from = match term.counted_from {
                MessageMoment::Receipt => Some(row.received_at),
                MessageMoment::GroundsFound => facts.transfer_begun_at,
                MessageMoment::Verified => row.closed_at,
            };
            Term {
                id: term.id.clone(),
                text: term.text.clone(),
                article: term.legal.article.clone(),
                ground: term.legal.source.clone(),
                due_at: from.and_then(|from| end(term, from, config)),
                note: term.note.clone(),
                is_done: is_done(term.step, row, facts),
                step: term.step,
            }
        })
        .collect()
}

fn is_done(step: MessageStep, row: &report::Model, facts: &Facts) -> bool {
    match step {
        MessageStep::PassOn => facts.passed_on,
        MessageStep::Classify => row.kind.is_some(),
        MessageStep::Assign => row.assigned_at.is_some(),
        MessageStep::NotifyReceipt => facts.answered_at.is_some(),
        MessageStep::Verify | MessageStep::VerifyExtended => row.closed_at.is_some(),
        MessageStep::NotifyResult => {
            matches!((row.closed_at, facts.answered_at), (Some(closed), Some(answered)) if answered >= closed)
        }
    }
}

/// The term that ends next and is not kept. Of a report that is over only the notice of its result is still owed.
#[must_use]
pub fn next<'a>(row: &report::Model, terms: &'a [Term]) -> Option<(&'a Term, DateTime<Utc>)> {
    let state = State::parse(&row.state);
    if flood::is_held_back(row)
        || row.erased_at.is_some()
        || row.duplicate_of.is_some()
        || state == Some(State::Withdrawn)
    {
        return None;
    }
    let is_over = state == Some(State::Closed);
    terms
        .iter()
        .filter(|t| !t.is_done && (!is_over || t.step == MessageStep::NotifyResult))
        .filter_map(|t| Some((t, t.due_at?)))
        .min_by_key(|(_, at)| *at)
}

/// Sets the next term of a row that is about to be stored.
pub async fn renew<C: Connection>(
    db: &C,
    config: &HotlineConfig,
    row: &mut report::Model,
) -> Result<(), HotlineError> {
    let facts = Facts::read(db, row).await?;
    let terms = of(config, row, &facts);
    let next = next(row, &terms);
    let (at, term) = (next.map(|(_, at)| at), next.map(|(term, _)| term.id.clone()));
    if (row.next_due_at, &row.next_due_term) != (at, &term) {
        // It is another one: of this one nobody was told.
        row.reminded = None;
    }
    row.next_due_at = at;
    row.next_due_term = term;
    Ok(())
}

/// What a term asks for, by its id.
#[must_use]
pub fn text_of(id: &str) -> Option<&'static str> {
    let terms = &LawBook::current().message_terms;
    terms.iter().find(|t| t.id == id).map(|t| t.text.as_str())
}

/// A report that came in and at which nobody looked.
#[cfg(test)]
pub(crate) fn sample(at: DateTime<Utc>) -> report::Model {
    report::Model {
        number: "HL-2026-00001".into(),
        is_opened: true,
        scam_type: Some("14".into()),
        ..report::Model::blank(uuid::Uuid::nil(), uuid::Uuid::nil(), None, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> report::Model {
        sample("2026-11-25T03:00:00Z".parse().unwrap())
    }

    fn config(host: &str) -> HotlineConfig {
        HotlineConfig {
            host: host.to_owned(),
            ..HotlineConfig::default()
        }
    }

    fn ids(terms: &[Term]) -> Vec<&str> {
        terms.iter().map(|t| t.id.as_str()).collect()
    }

    #[test]
    fn a_centre_is_shown_what_it_owes_and_never_the_investigators_days() {
        let mut row = report();
        row.kind = Some("crime_report_individual".into());
        let terms = of(&config("centre"), &row, &Facts::default());
        assert_eq!(ids(&terms), ["receiver-pass-on"]);
        let due = row.received_at + TimeDelta::minutes(60);
        assert_eq!(next(&row, &terms).map(|(_, at)| at), Some(due));
        let passed_on = Facts {
            passed_on: true,
            ..Facts::default()
        };
        assert_eq!(next(&row, &of(&config("centre"), &row, &passed_on)), None);
    }

    #[test]
    fn the_police_are_shown_all_of_theirs() {
        let mut row = report();
        row.kind = Some("crime_report_individual".into());
        let terms = of(&config("investigation_agency"), &row, &Facts::default());
        assert!(ids(&terms).contains(&"host-verify") && !ids(&terms).contains(&"receiver-pass-on"));
        let due = |id: &str| terms.iter().find(|t| t.id == id).unwrap().due_at;
        // Twenty days from receipt, the last one used up.
        assert_eq!(due("host-verify"), Some("2026-12-15T16:59:59Z".parse().unwrap()));
        assert_eq!(due("host-transfer"), None);
        assert_eq!(due("host-notify-result"), None);
        assert!(terms.iter().find(|t| t.id == "host-classify").unwrap().is_done);
        row.state = State::Closed.to_string();
        row.closed_at = Some(row.received_at);
        let over = of(&config("investigation_agency"), &row, &Facts::default());
        assert_eq!(
            next(&row, &over).map(|(t, _)| t.id.as_str()),
            Some("host-notify-result")
        );
    }

    #[test]
    fn what_nobody_classified_is_due_as_if_it_were_a_crime() {
        let mut row = report();
        let at = |host: &str, row: &report::Model| {
            let terms = of(&config(host), row, &Facts::default());
            next(row, &terms).map(|(t, _)| t.id.clone())
        };
        assert_eq!(at("centre", &row).as_deref(), Some("receiver-pass-on"));
        assert_eq!(at("investigation_agency", &row).as_deref(), Some("host-classify"));
        row.scam_type = Some("spam".into());
        assert_eq!(at("centre", &row), None);
        // Its form was not read: nobody knows.
        row.scam_type = None;
        assert_eq!(at("centre", &row).as_deref(), Some("receiver-pass-on"));
        row.quarantined_at = Some(row.received_at);
        assert_eq!(at("centre", &row), None);
    }

    #[test]
    fn every_term_of_the_law_has_its_words() {
        for term in &LawBook::builtin().message_terms {
            assert_eq!(text_of(&term.id), Some(term.text.as_str()));
        }
        assert_eq!(text_of("none"), None);
    }
}
