//! What a period of a report may be. Pure.

use crate::ReportError;
use chrono::{Days, NaiveDate};

/// Kinds of periods, as stored.
pub const KINDS: [&str; 7] = [
    "week",
    "month",
    "quarter",
    "half_year",
    "nine_months",
    "year",
    "ad_hoc",
];

/// The longest period: a term of five years is reported twice over, nothing runs longer.
const MAX_DAYS: i64 = 10 * 366;
/// How far ahead a period may end: the year that has just begun.
const AHEAD: Days = Days::new(366);
/// Nothing was planned here before.
const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("that day exists");

/// Refuses unknown kinds, by name of the field.
pub fn check_kind(kind: &str) -> Result<(), ReportError> {
    if KINDS.contains(&kind) {
        Ok(())
    } else {
        Err(ReportError::Invalid { field: "period_kind" })
    }
}

/// Refuses days that no report is about, by name of the field.
pub fn check_days(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<(), ReportError> {
    if from < FIRST {
        return Err(ReportError::Invalid { field: "from" });
    }
    let last = today.checked_add_days(AHEAD).unwrap_or(today);
    if to < from || to > last || (to - from).num_days() > MAX_DAYS {
        return Err(ReportError::Invalid { field: "to" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_no_report_is_about_are_refused() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let today = day(2026, 7, 15);
        let field = |from, to| match check_days(from, to, today) {
            Ok(()) => "",
            Err(ReportError::Invalid { field }) => field,
            Err(e) => panic!("{e}"),
        };
        assert_eq!(field(day(2025, 12, 15), day(2026, 12, 14)), "");
        assert_eq!(field(day(2026, 1, 2), day(2026, 1, 1)), "to");
        assert_eq!(field(day(1026, 1, 1), day(2026, 1, 1)), "from");
        assert_eq!(field(day(2026, 1, 1), day(9999, 1, 1)), "to");
        assert_eq!(field(day(2001, 1, 1), day(2026, 1, 1)), "to");
        assert!(check_kind("quarter").is_ok() && check_kind("quý").is_err());
    }
}
