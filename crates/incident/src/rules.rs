//! What decides about values: pure.

use crate::{IncidentError, case, entity::case::incident, error::invalid, model::State, withheld};
use chrono::{DateTime, Duration, SubsecRound, Timelike, Utc};
use coloa_base::{clock::vn_date, text};
use coloa_law::LawBook;

/// Longest line, and longest text, in characters.
const MAX_LINE: usize = 300;
const MAX_TEXT: usize = 20_000;
/// How far a clock of a sender may run ahead of ours.
const AHEAD: Duration = Duration::minutes(2);

/// One line of text.
pub(crate) fn line(field: &'static str, written: &str, required: bool) -> Result<String, IncidentError> {
    let line = text::nfc(&written.split_whitespace().collect::<Vec<_>>().join(" "));
    // Marks that turn the direction of a line make it read as something else.
    if line
        .chars()
        .any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}') || c.is_control())
    {
        return Err(invalid(field, "characters"));
    }
    match line.chars().count() {
        0 if required => Err(invalid(field, "required")),
        n if n > MAX_LINE => Err(invalid(field, "too_long")),
        _ => Ok(line),
    }
}

/// Text of several lines.
pub(crate) fn text(field: &'static str, written: &str, required: bool) -> Result<String, IncidentError> {
    let text = text::nfc(written.trim());
    match text.chars().count() {
        0 if required => Err(invalid(field, "required")),
        n if n > MAX_TEXT => Err(invalid(field, "too_long")),
        _ => Ok(text),
    }
}

/// A moment that is past, to the minute as the law counts.
pub(crate) fn moment(
    field: &'static str,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, IncidentError> {
    if at > now + AHEAD {
        return Err(invalid(field, "in_the_future"));
    }
    Ok(to_minute(at.min(now)))
}

/// The moment in which something is done. In an exercise the test clock may make ten minutes of one: seconds count.
pub(crate) fn at_once(drill: bool, now: DateTime<Utc>) -> DateTime<Utc> {
    if drill { now } else { to_minute(now) }
}

/// Without seconds.
fn to_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_second(0).map_or(at, |at| at.trunc_subsecs(0))
}

/// The moments of a case, in the order in which they must have come.
fn moments(row: &incident::Model) -> [(&'static str, Option<DateTime<Utc>>); 6] {
    [
        ("occurred_at", row.occurred_at),
        ("detected_at", Some(row.detected_at)),
        ("contained_at", row.contained_at),
        ("eradicated_at", row.eradicated_at),
        ("recovered_at", row.recovered_at),
        ("ended_at", row.ended_at),
    ]
}

/// No moment lies before one that must have come first.
pub(crate) fn in_order(row: &incident::Model) -> Result<(), IncidentError> {
    let mut last: Option<(&'static str, DateTime<Utc>)> = None;
    for (field, at) in moments(row) {
        let Some(at) = at else { continue };
        if let Some((other, before)) = last
            && at < before
        {
            return Err(IncidentError::Contradiction { field, other });
        }
        last = Some((field, at));
    }
    // Taken up, and known to touch personal data, not before it was detected.
    for (field, at) in [
        ("acknowledged_at", row.acknowledged_at),
        ("data_known_at", row.data_known_at),
    ] {
        if at.is_some_and(|at| at < row.detected_at) {
            return Err(IncidentError::Contradiction {
                field,
                other: "detected_at",
            });
        }
    }
    Ok(())
}

/// Where a case stands by its moments.
pub(crate) fn state(row: &incident::Model) -> State {
    if row.ended_at.is_some() {
        State::Ended
    } else if row.recovered_at.is_some() {
        State::Recovered
    } else if row.contained_at.is_some() || row.eradicated_at.is_some() {
        State::Contained
    } else if row.acknowledged_at.is_some() {
        State::Handling
    } else {
        State::Reported
    }
}

/// The state that a row says.
#[must_use]
pub fn stands(row: &incident::Model) -> State {
    State::parse(&row.state).unwrap_or(State::Handling)
}

/// Somebody has to do something.
#[must_use]
pub const fn is_open(state: State) -> bool {
    !matches!(state, State::Closed | State::Dismissed | State::Merged)
}

/// Puts what is known of a case into the one that it goes on in: the earlier moments, the worse degree, all facts.
pub(crate) fn join(into: &mut incident::Model, other: &incident::Model) -> Result<(), IncidentError> {
    let earlier = |a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>| a.into_iter().chain(b).min();
    into.detected_at = into.detected_at.min(other.detected_at);
    into.occurred_at = earlier(into.occurred_at, other.occurred_at);
    into.data_known_at = earlier(into.data_known_at, other.data_known_at);
    into.capacity_known_at = earlier(into.capacity_known_at, other.capacity_known_at);
    into.reported_at = into.reported_at.min(other.reported_at);
    into.acknowledged_at = earlier(into.acknowledged_at, other.acknowledged_at);
    let place = |code: &str| {
        LawBook::current()
            .incident_groups("severity", vn_date(into.detected_at))
            .position(|g| g.body.code == code)
    };
    // Degrees stand in the list from the worst on.
    if place(&other.severity) < place(&into.severity) {
        into.severity.clone_from(&other.severity);
    }
    into.confirmed_serious = match (into.confirmed_serious, other.confirmed_serious) {
        (Some(a), Some(b)) => Some(a || b),
        (a, b) => a.or(b),
    };
    into.personal_data |= other.personal_data;
    into.state_secret |= other.state_secret;
    into.listed |= other.listed;
    let (mut facts, more) = (case::facts(into)?, case::facts(other)?);
    if let Some(more) = more.consequences {
        let all = facts.consequences.get_or_insert_default();
        all.extend(more);
        all.sort_unstable();
        all.dedup();
    }
    facts.owner_controls = match (facts.owner_controls, more.owner_controls) {
        (Some(a), Some(b)) => Some(a && b),
        (a, b) => a.or(b),
    };
    facts.security_sign |= more.security_sign;
    facts.dangerous_situation |= more.dangerous_situation;
    facts.processor_found |= more.processor_found;
    facts.special_data |= more.special_data;
    facts.basic_count = facts.basic_count.max(more.basic_count);
    facts.sensitive_count = facts.sensitive_count.max(more.sensitive_count);
    facts.spread.extend(more.spread);
    facts.spread.sort_unstable();
    facts.spread.dedup();
    into.facts = serde_json::to_string(&facts).map_err(IncidentError::json)?;
    into.folded = folded(into);
    Ok(())
}

/// Words by which a case is found: of those that are shown, since who searches word by word reads what is found.
pub(crate) fn folded(row: &incident::Model) -> String {
    let title = if withheld::applies(row) { "" } else { &row.title };
    text::fold_plain(&format!("{} {title} {}", row.code, row.system_name))
}
