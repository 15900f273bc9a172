//! What decides about alerts: pure, time is an argument.

use crate::AlertError;
use chrono::Duration;

/// How long an open alert takes further findings after its last one.
pub const WINDOW: Duration = Duration::hours(24);
/// Findings of one alert whose events are kept with it; all are counted.
pub const KEPT_EVENTS: i64 = 100;
/// Longest note, in characters.
const MAX_NOTE: usize = 4_000;

/// States in the order they are gone through.
pub const STATES: [&str; 4] = ["new", "acknowledged", "investigating", "closed"];
/// What a closed alert turned out to be: an attack, something harmless, a rule that was wrong, one of another alert.
pub const VERDICTS: [&str; 4] = ["true", "benign", "false", "duplicate"];

/// The number of a level; 1 where it is not known.
#[must_use]
pub fn severity(level: &str) -> i32 {
    match level {
        "critical" => 5,
        "high" => 4,
        "medium" => 3,
        "low" => 2,
        _ => 1,
    }
}

/// The name of a number.
#[must_use]
pub const fn level(severity: i32) -> &'static str {
    match severity {
        5 => "critical",
        4 => "high",
        3 => "medium",
        2 => "low",
        _ => "informational",
    }
}

/// One thing a person does with an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was seen, and whoever saw it takes care of it.
    Acknowledge,
    Investigate,
    /// To a colleague.
    Assign,
    Close {
        verdict: String,
    },
    Reopen,
    /// Words alone.
    Note,
}

impl Step {
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledged",
            Self::Investigate => "investigating",
            Self::Assign => "assigned",
            Self::Close { .. } => "closed",
            Self::Reopen => "reopened",
            Self::Note => "note",
        }
    }
}

/// The state that a step leads to.
///
/// # Errors
/// The step does not fit the state, or its words are missing.
pub fn next(state: &str, step: &Step, text: &str) -> Result<&'static str, AlertError> {
    let refused = |reason| Err(AlertError::State { reason });
    let known = STATES.into_iter().find(|s| *s == state).unwrap_or("new");
    if text.chars().count() > MAX_NOTE {
        return Err(AlertError::Invalid {
            field: "text",
            reason: "too_long",
        });
    }
    let wanted = |field, reason| Err(AlertError::Invalid { field, reason });
    match step {
        Step::Note if text.trim().is_empty() => wanted("text", "required"),
        Step::Note => Ok(known),
        Step::Reopen if known != "closed" => refused("open"),
        // Why an alert that was judged is judged again is for whoever reads it later.
        Step::Reopen if text.trim().is_empty() => wanted("text", "required"),
        Step::Reopen => Ok("acknowledged"),
        _ if known == "closed" => refused("closed"),
        Step::Acknowledge if known != "new" => refused("acknowledged"),
        Step::Acknowledge => Ok("acknowledged"),
        Step::Investigate if known == "investigating" => refused("investigating"),
        Step::Investigate => Ok("investigating"),
        Step::Assign if known == "new" => Ok("acknowledged"),
        Step::Assign => Ok(known),
        Step::Close { verdict } if !VERDICTS.contains(&verdict.as_str()) => wanted("verdict", "unknown"),
        // A rule that was wrong is mended by whoever knows how.
        Step::Close { verdict } if verdict == "false" && text.trim().is_empty() => wanted("text", "required"),
        Step::Close { .. } => Ok("closed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(verdict: &str) -> Step {
        Step::Close {
            verdict: verdict.to_owned(),
        }
    }

    #[test]
    fn steps_lead_where_they_should() {
        let of = |state, step: &Step, text| next(state, step, text).map_err(|e| e.to_string());
        assert_eq!(of("new", &Step::Acknowledge, ""), Ok("acknowledged"));
        assert_eq!(of("new", &Step::Assign, ""), Ok("acknowledged"));
        assert_eq!(of("acknowledged", &Step::Investigate, ""), Ok("investigating"));
        assert_eq!(of("investigating", &Step::Assign, ""), Ok("investigating"));
        assert_eq!(of("new", &close("true"), ""), Ok("closed"));
        assert_eq!(of("closed", &Step::Reopen, "Thấy thêm"), Ok("acknowledged"));
        assert_eq!(of("closed", &Step::Note, "x"), Ok("closed"));
        for (state, step, text) in [
            ("acknowledged", Step::Acknowledge, ""),
            ("closed", Step::Investigate, ""),
            ("closed", close("true"), ""),
            ("new", close("maybe"), ""),
            ("new", close("false"), " "),
            ("new", Step::Reopen, "x"),
            ("closed", Step::Reopen, ""),
            ("new", Step::Note, "  "),
        ] {
            assert!(of(state, &step, text).is_err(), "{state} {step:?}");
        }
    }

    #[test]
    fn levels_are_numbers_that_sort() {
        for (name, number) in [
            ("informational", 1),
            ("low", 2),
            ("medium", 3),
            ("high", 4),
            ("critical", 5),
        ] {
            assert_eq!((severity(name), level(number)), (number, name));
        }
        assert_eq!(severity("?"), 1);
    }
}
