//! What a report is in the eyes of the law, who is competent for it, and when it may be closed. The row of the law of the day
//! on which the report came in decides. A classification is never overwritten: the former one stays, with who said so
//! and why it was changed.

pub mod terms;

use crate::{
    Hotline, HotlineError,
    entity::{classification, report},
    error::{invalid, not_now},
    form,
    model::{Outcome, State, TransferState},
    redaction, scam_type,
    store::{self, Connection},
};
use coloa_auth::{Actor, action};
use coloa_base::{PersonId, clock::vn_date};
use coloa_law::{
    LawBook,
    book::Row,
    hotline::{MessageKind, Recipient},
};
use serde_json::json;
use uuid::Uuid;

/// How many reports a chain of duplicates may have until nobody follows it further.
const CHAIN: usize = 10;

/// What somebody says a report is.
#[derive(Clone, Debug, Default)]
pub struct Classify {
    /// Code of the kind of message.
    pub kind: String,
    /// `None`: it stays as it is.
    pub scam_type: Option<String>,
    /// Asked for when it was classified before.
    pub reason: String,
}

/// A classification with the names that its codes have in the law of that day.
#[derive(Clone, Debug)]
pub struct Classified {
    pub row: classification::Model,
    pub kind_name: String,
    pub handler_name: String,
}

/// The kind of a report by the law of the day on which it came in; `None`: not classified yet.
#[must_use]
pub fn kind_of(row: &report::Model) -> Option<&'static Row<MessageKind>> {
    let kind = row.kind.as_deref()?;
    LawBook::current().kind_of_message(kind, vn_date(row.received_at))
}

/// What a report has to be taken for.
#[derive(Clone, Copy, Debug)]
pub struct Presumed {
    /// What somebody classified it as.
    pub kind: Option<&'static Row<MessageKind>>,
    /// Information on a crime.
    pub crime: bool,
    /// Who reports is seen with a second person alone.
    pub two_to_reveal: bool,
}

/// What a report is by its classification; until there is one, what asks for the most care: a denunciation, and information
/// on a crime unless its topic says otherwise. Whatever hangs on what a report is asks here.
#[must_use]
pub fn presumed(row: &report::Model) -> Presumed {
    match kind_of(row) {
        Some(kind) => Presumed {
            kind: Some(kind),
            crime: kind.crime,
            two_to_reveal: kind.two_to_reveal,
        },
        None => Presumed {
            kind: None,
            crime: row
                .scam_type
                .as_deref()
                .and_then(scam_type::find)
                .is_none_or(scam_type::Topic::may_be_crime),
            two_to_reveal: true,
        },
    }
}

/// Whether a report may end because its citizen takes it back: somebody read it and said that it is no information on a crime.
/// Whoever has the code may be the offender, and whoever chose the topic may have been pressed to.
#[must_use]
pub fn may_be_taken_back(row: &report::Model) -> bool {
    let presumed = presumed(row);
    presumed.kind.is_some() && !presumed.crime
}

/// The body of a code.
#[must_use]
pub fn recipient(code: &str) -> Option<&'static Row<Recipient>> {
    LawBook::current().recipients.iter().find(|r| r.code == code)
}

/// A report that is over is not worked on.
pub(crate) fn is_going_on(row: &report::Model) -> Result<(), HotlineError> {
    match State::parse(&row.state) {
        Some(State::Closed) => Err(not_now("closed")),
        Some(State::Withdrawn) => Err(not_now("withdrawn")),
        _ => Ok(()),
    }
}

/// Where a report stands after it was classified: one that somebody else must have goes back to be passed on; what is
/// under way stays so.
fn state_after(row: &report::Model, kind: &MessageKind, host: &str) -> State {
    match State::parse(&row.state) {
        None | Some(State::Received | State::Reading) => State::Classified,
        Some(State::Handling | State::Answered) if kind.crime && kind.handler != host => State::Classified,
        Some(state) => state,
    }
}

/// Classifies a report, or classifies it anew.
pub async fn classify(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &Classify,
) -> Result<report::Model, HotlineError> {
    let (change, mut row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    is_going_on(&row)?;
    let day = vn_date(row.received_at);
    let kind = LawBook::current()
        .kinds_of_message(day)
        .find(|k| k.code == draft.kind)
        .ok_or_else(|| invalid("kind", "unknown"))?;
    if let Some(code) = &draft.scam_type {
        if !scam_type::is_known(change.tx(), code).await? {
            return Err(invalid("scam_type", "unknown"));
        }
        row.scam_type = Some(code.clone());
    }
    let reason = form::line(&draft.reason, "reason")?;
    let change = redaction::check_words(hotline, change, &row, "reason", &reason).await?;
    let former = store::classification::current(change.tx(), id).await?;
    if former.is_some() && reason.is_empty() {
        return Err(invalid("reason", "empty"));
    }
    let new = classification::Model {
        id: Uuid::now_v7(),
        report_id: id,
        kind: kind.code.clone(),
        scam_type: row.scam_type.clone(),
        handler: kind.handler.clone(),
        article: kind.legal.citation(),
        reason,
        by_id: actor.person.map(PersonId::uuid),
        by_name: actor.name.clone(),
        at: change.now(),
        superseded_at: None,
    };
    store::classification::replace(change.tx(), new).await?;
    row.state = state_after(&row, kind, &hotline.config.host).to_string();
    row.kind = Some(kind.code.clone());
    let row = hotline.save_handled(&change, row).await?;
    change
        .commit(json!({
            "what": "classified", "kind": kind.code, "handler": kind.handler, "scam_type": row.scam_type,
            "former": former.map(|f| f.kind),
        }))
        .await?;
    Ok(row)
}

/// Classifications of a report, the oldest first.
pub async fn history<C: Connection>(db: &C, row: &report::Model) -> Result<Vec<Classified>, HotlineError> {
    let (book, day) = (LawBook::current(), vn_date(row.received_at));
    let named = |row: classification::Model| Classified {
        kind_name: book
            .kind_of_message(&row.kind, day)
            .map_or_else(|| row.kind.clone(), |k| k.name.clone()),
        handler_name: recipient(&row.handler).map_or_else(|| row.handler.clone(), |r| r.name.clone()),
        row,
    };
    let rows = store::classification::of_report(db, row.id).await?;
    Ok(rows.into_iter().map(named).collect())
}

/// What closing a report hangs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closing {
    /// A receiver said that they have it.
    pub acknowledged: bool,
    /// A transfer is drafted or sent, and nobody acknowledged it.
    pub open_transfer: bool,
    /// Of what it is a duplicate.
    pub original: Option<Original>,
}

/// The report that another one repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Original {
    /// It is a crime that somebody else is competent for, or nobody said yet what it is.
    pub must_be_passed_on: bool,
    pub acknowledged: bool,
}

fn is_elsewhere(kind: &MessageKind, host: &str) -> bool {
    kind.crime && kind.handler != host
}

/// Whether a report may end like this; the word says why not. Information on a crime can neither be refused nor
/// resolved by who is not competent: it ends when the competent body has it, as the duplicate of one that they have, or
/// when it was classified anew as something else.
pub fn may_close(
    kind: Option<&MessageKind>,
    host: &str,
    outcome: Outcome,
    facts: &Closing,
) -> Result<(), &'static str> {
    if facts.open_transfer {
        return Err("transfer_open");
    }
    if outcome == Outcome::Duplicate {
        let original = facts.original.ok_or("no_original")?;
        let needed = original.must_be_passed_on || kind.is_some_and(|k| is_elsewhere(k, host));
        return if original.acknowledged || !needed {
            Ok(())
        } else {
            Err("original_not_acknowledged")
        };
    }
    let kind = kind.ok_or("not_classified")?;
    match outcome {
        Outcome::Transferred if facts.acknowledged => Ok(()),
        Outcome::Transferred => Err("not_acknowledged"),
        Outcome::Spam if kind.spam => Ok(()),
        Outcome::Spam => Err("not_spam"),
        _ if is_elsewhere(kind, host) => Err("must_be_passed_on"),
        // Guidance alone would be a refusal by the body that must verify it.
        Outcome::Guided if kind.crime => Err("must_be_handled"),
        Outcome::Guided | Outcome::Handled | Outcome::Withdrawn | Outcome::Duplicate => Ok(()),
    }
}

/// [`may_close`] for a stored report.
pub async fn check_close<C: Connection>(
    hotline: &Hotline,
    tx: &C,
    row: &report::Model,
    outcome: Outcome,
) -> Result<(), HotlineError> {
    let transfers = store::transfer::of_report(tx, row.id).await?;
    let any = |states: &[TransferState]| {
        transfers
            .iter()
            .any(|t| states.iter().any(|s| t.state == s.as_str()))
    };
    let facts = Closing {
        acknowledged: any(&[TransferState::Acknowledged]),
        open_transfer: any(&[TransferState::Draft, TransferState::Sent]),
        original: match row.duplicate_of {
            Some(of) if of != row.id => Some(original(hotline, tx, of).await?),
            _ => None,
        },
    };
    let kind = kind_of(row).map(|k| &k.body);
    may_close(kind, &hotline.config.host, outcome, &facts).map_err(not_now)
}

/// What is known of the report that another one repeats, and of those that it repeats itself.
async fn original<C: Connection>(hotline: &Hotline, tx: &C, of: Uuid) -> Result<Original, HotlineError> {
    let mut found = Original {
        must_be_passed_on: false,
        acknowledged: false,
    };
    let mut next = Some(of);
    for _ in 0..CHAIN {
        let Some(id) = next else { break };
        let row = store::report::one(tx, id).await?;
        found.must_be_passed_on |= kind_of(&row).is_none_or(|k| is_elsewhere(&k.body, &hotline.config.host));
        found.acknowledged |= store::transfer::of_report(tx, id)
            .await?
            .iter()
            .any(|t| t.state == TransferState::Acknowledged.as_str());
        next = row.duplicate_of.filter(|of| *of != id);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();

    fn kind(code: &str) -> &'static MessageKind {
        &LawBook::builtin().kind_of_message(code, DAY).unwrap().body
    }

    const FACTS: Closing = Closing {
        acknowledged: false,
        open_transfer: false,
        original: None,
    };

    #[test]
    fn information_on_a_crime_ends_where_it_arrived_and_nowhere_else() {
        let crime = Some(kind("crime_report_individual"));
        let close = |outcome, facts: &Closing| may_close(crime, "centre", outcome, facts);
        for outcome in [Outcome::Guided, Outcome::Handled, Outcome::Withdrawn] {
            assert_eq!(close(outcome, &FACTS), Err("must_be_passed_on"));
        }
        assert_eq!(close(Outcome::Spam, &FACTS), Err("not_spam"));
        assert_eq!(close(Outcome::Transferred, &FACTS), Err("not_acknowledged"));
        let arrived = Closing {
            acknowledged: true,
            ..FACTS
        };
        assert_eq!(close(Outcome::Transferred, &arrived), Ok(()));
        // Even then the centre did not resolve it.
        assert_eq!(close(Outcome::Handled, &arrived), Err("must_be_passed_on"));
        let another = Closing {
            acknowledged: true,
            open_transfer: true,
            ..FACTS
        };
        assert_eq!(close(Outcome::Transferred, &another), Err("transfer_open"));
    }

    #[test]
    fn what_nobody_classified_is_taken_for_what_asks_for_the_most_care() {
        let at = "2026-11-25T03:00:00Z".parse().unwrap();
        let taken_for = |kind: Option<&str>, topic: Option<&str>| {
            let mut row = terms::sample(at);
            row.kind = kind.map(str::to_owned);
            row.scam_type = topic.map(str::to_owned);
            let found = presumed(&row);
            (found.crime, found.two_to_reveal, may_be_taken_back(&row))
        };
        // A scam; what could not be read; a kind that the installation added.
        for topic in [Some("14"), None, Some("x-own")] {
            assert_eq!(taken_for(None, topic), (true, true, false), "{topic:?}");
        }
        assert_eq!(taken_for(None, Some("spam")), (false, true, false));
        // What somebody says of it counts more than its topic.
        assert_eq!(
            taken_for(Some("crime_report_individual"), Some("spam")),
            (true, false, false)
        );
        assert_eq!(taken_for(Some("denunciation"), Some("14")), (false, true, true));
        assert_eq!(taken_for(Some("feedback"), Some("14")), (false, false, true));
    }

    #[test]
    fn a_duplicate_ends_when_its_original_arrived() {
        let of = |must_be_passed_on, acknowledged| Closing {
            original: Some(Original {
                must_be_passed_on,
                acknowledged,
            }),
            ..FACTS
        };
        let crime = Some(kind("crime_information"));
        let close = |kind, facts: &Closing| may_close(kind, "centre", Outcome::Duplicate, facts);
        assert_eq!(close(crime, &FACTS), Err("no_original"));
        assert_eq!(close(crime, &of(true, false)), Err("original_not_acknowledged"));
        assert_eq!(close(crime, &of(false, false)), Err("original_not_acknowledged"));
        assert_eq!(close(crime, &of(true, true)), Ok(()));
        assert_eq!(close(None, &of(true, false)), Err("original_not_acknowledged"));
        assert_eq!(close(None, &of(false, false)), Ok(()));
    }

    #[test]
    fn other_kinds_end_as_they_are() {
        let close = |code: &str, outcome| may_close(Some(kind(code)), "centre", outcome, &FACTS);
        assert_eq!(close("feedback", Outcome::Guided), Ok(()));
        assert_eq!(close("feedback", Outcome::Spam), Err("not_spam"));
        assert_eq!(close("spam", Outcome::Spam), Ok(()));
        assert_eq!(close("complaint", Outcome::Transferred), Err("not_acknowledged"));
        assert_eq!(
            may_close(None, "centre", Outcome::Handled, &FACTS),
            Err("not_classified")
        );
    }

    #[test]
    fn the_competent_host_handles_it_and_does_not_turn_it_away() {
        let crime = Some(kind("crime_report_individual"));
        let close = |outcome| may_close(crime, "investigation_agency", outcome, &FACTS);
        assert_eq!(close(Outcome::Handled), Ok(()));
        assert_eq!(close(Outcome::Guided), Err("must_be_handled"));
        assert_eq!(close(Outcome::Spam), Err("not_spam"));
    }
}
