//! What decides about alerts: pure, time is an argument.

use crate::AlertError;
use chrono::{DateTime, Duration, NaiveTime, Utc};
use coloa_base::{VN_OFFSET, clock};
use coloa_law::WorkCalendar;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

/// How long an open alert takes further findings after its last one.
pub const WINDOW: Duration = Duration::hours(24);
/// Findings of one alert whose events are kept with it; all are counted.
pub const KEPT_EVENTS: i64 = 100;
/// Findings of one alert that stand in the records one by one; all are counted. A rule that nobody has tuned yet finds
/// thousands a second.
pub const KEPT_FINDINGS: i64 = 1_000;
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

/// Severity by level of a rule and level of a system: rows by name, columns from "not known" to 5.
static MATRIX: LazyLock<HashMap<String, [String; 6]>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/severity.toml"))
        .expect("embedded severity.toml parses; a test reads it")
});

/// How bad a finding of a rule is on a system of a level (0: not known).
#[must_use]
pub fn severity_on(rule: i32, system: u8) -> i32 {
    let column = usize::from(system).min(5);
    MATRIX.get(level(rule)).map_or(rule, |row| severity(&row[column]))
}

#[derive(Deserialize)]
struct OfficeHours {
    from: String,
    to: String,
}

static OFFICE: LazyLock<(NaiveTime, NaiveTime)> = LazyLock::new(|| {
    let hours: OfficeHours = toml::from_str(include_str!("../data/hours.toml"))
        .expect("embedded hours.toml parses; a test reads it");
    let time = |text: &str| {
        NaiveTime::parse_from_str(text, "%H:%M").expect("embedded hours.toml has times; a test reads it")
    };
    (time(&hours.from), time(&hours.to))
});

/// When a channel tells: always, in office hours, or outside of them.
pub const HOURS: [&str; 3] = ["always", "office", "duty"];

/// Whether a moment lies within these hours. A day that the calendar does not know counts as a working day.
#[must_use]
pub fn within_hours(hours: &str, at: DateTime<Utc>) -> bool {
    if hours == "always" {
        return true;
    }
    let works = WorkCalendar::current()
        .is_working_day(clock::vn_date(at))
        .unwrap_or(true);
    let time = at.with_timezone(&VN_OFFSET).time();
    let office = works && time >= OFFICE.0 && time < OFFICE.1;
    office == (hours == "office")
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
    fn a_finding_weighs_by_the_system_that_it_is_about() {
        assert_eq!(severity_on(3, 0), 3, "not known: as the rule says");
        assert_eq!(
            (severity_on(3, 1), severity_on(3, 3), severity_on(3, 5)),
            (2, 3, 4)
        );
        for rule in 1..=5 {
            let row: Vec<i32> = (1..=5).map(|system| severity_on(rule, system)).collect();
            assert!(
                row.is_sorted(),
                "{rule}: a higher level is never less urgent: {row:?}"
            );
        }
        assert_eq!(MATRIX.len(), 5);
    }

    #[test]
    fn office_hours_are_those_of_viet_nam_on_working_days() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        // A Wednesday, 08:00 and 18:00 in Viet Nam; a Sunday; the National Day.
        for (time, office) in [
            ("2026-07-15T01:00:00Z", true),
            ("2026-07-15T11:00:00Z", false),
            ("2026-07-19T03:00:00Z", false),
            ("2026-09-02T03:00:00Z", false),
        ] {
            assert_eq!(within_hours("office", at(time)), office, "{time}");
            assert_eq!(within_hours("duty", at(time)), !office, "{time}");
            assert!(within_hours("always", at(time)));
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
