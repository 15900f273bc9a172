//! What decides about values: pure.

use crate::{IncidentError, entity::case::incident, error::invalid, model::State};
use chrono::{DateTime, Duration, SubsecRound, Timelike, Utc};
use coloa_base::text;

/// Longest line, and longest text, in characters.
const MAX_LINE: usize = 300;
const MAX_TEXT: usize = 20_000;
/// How far a clock of a sender may run ahead of ours.
const AHEAD: Duration = Duration::minutes(2);

/// One line of text.
pub(crate) fn line(field: &'static str, written: &str, required: bool) -> Result<String, IncidentError> {
    let line = text::nfc(&written.split_whitespace().collect::<Vec<_>>().join(" "));
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

/// Words by which a case is found.
pub(crate) fn folded(row: &incident::Model) -> String {
    text::fold_plain(&format!("{} {} {}", row.code, row.title, row.system_name))
}
