//! When a date is reminded of.

use chrono::NaiveDate;

/// The moment that has come for a due date: `due-7` from seven days before, `due-0` on the day where 0 is among
/// the days, `due+1` from the day after. The nearest one counts, so that a machine that stood still sends one
/// reminder and not all it missed.
#[must_use]
pub fn moment(due_on: NaiveDate, today: NaiveDate, before: &[i64], after: &[i64]) -> Option<String> {
    let left = (due_on - today).num_days();
    if left >= 0 {
        let n = before.iter().copied().filter(|n| *n >= left).min()?;
        return Some(format!("due-{n}"));
    }
    let n = after.iter().copied().filter(|n| *n > 0 && *n <= -left).max()?;
    Some(format!("due+{n}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_moment_counts() {
        let today = NaiveDate::from_ymd_opt(2026, 7, 15).expect("a day of the calendar");
        let at = |days: i64| {
            moment(
                today + chrono::Duration::days(days),
                today,
                &[30, 7, 1],
                &[1, 7, 14],
            )
        };
        assert_eq!(at(31), None);
        assert_eq!(at(30).as_deref(), Some("due-30"));
        assert_eq!(at(8).as_deref(), Some("due-30"));
        assert_eq!(at(5).as_deref(), Some("due-7"));
        assert_eq!(at(0).as_deref(), Some("due-1"));
        assert_eq!(at(-1).as_deref(), Some("due+1"));
        assert_eq!(at(-10).as_deref(), Some("due+7"));
        assert_eq!(at(-400).as_deref(), Some("due+14"));
        assert_eq!(moment(today, today, &[], &[]), None);
    }
}
