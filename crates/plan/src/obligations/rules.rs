//! Pure decisions on obligations; time is an argument.

use crate::duties::rules::{Instance, Timeframe, day_range, instances};
use chrono::{Datelike, NaiveDate};
use coloa_base::AgencyId;

/// What an obligation item says about its dates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// `05/12` (every period's year) or an ISO date.
    pub due: Option<String>,
    /// `annual`, `monthly`, `once`, `ad-hoc`.
    pub recurrence: Option<String>,
    pub every_months: Option<u32>,
}

/// Dated instances within the window; one undated where it comes when asked for.
#[must_use]
pub fn dates(
    rhythm: &Rhythm,
    period: (Option<NaiveDate>, Option<NaiveDate>),
    since: NaiveDate,
    until: NaiveDate,
) -> Vec<Instance> {
    let exact = rhythm.due.as_deref().and_then(day_range).map(|r| r.1);
    if let Some(day) = exact {
        return vec![Instance {
            key: String::new(),
            starts_on: None,
            due_on: Some(day),
        }];
    }
    let day_month = rhythm.due.as_deref().and_then(day_month);
    let kind = match (rhythm.recurrence.as_deref(), day_month) {
        (Some("monthly"), _) => "monthly",
        (Some("annual"), _) | (None, Some(_)) => "annual",
        _ => "none",
    };
    let frame = Timeframe {
        kind: kind.to_owned(),
        every_months: rhythm.every_months,
        ..Timeframe::default()
    };
    let mut found = instances(&frame, period, since, until);
    if let Some((day, month)) = day_month.filter(|_| frame.every() == Some(12)) {
        for instance in &mut found {
            let named = instance
                .starts_on
                .and_then(|start| day_of_year(start.year(), month, day));
            instance.due_on = named.or(instance.due_on);
        }
        // A day of this year that had passed when the plan came in is not asked for.
        found.retain(|i| i.due_on.is_none_or(|due| due >= since));
    }
    found
}

/// A day of a year; where the month is shorter (29/02 in a common year), its last day.
fn day_of_year(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    (28..=day)
        .rev()
        .chain(std::iter::once(day))
        .find_map(|d| NaiveDate::from_ymd_opt(year, month, d))
}

fn day_month(text: &str) -> Option<(u32, u32)> {
    let (day, month) = text.trim().split_once('/')?;
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    // 2024 is a leap year: 29/02 is a day of some years.
    NaiveDate::from_ymd_opt(2024, month, day).map(|_| (day, month))
}

/// Where an obligation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Met,
    /// Met after its date.
    MetLate,
    Overdue,
    Due,
    /// No date: when asked for.
    Undated,
    /// A date of the law that none of the agencies looked at has to keep.
    NotOwed,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::MetLate => "met_late",
            Self::Overdue => "overdue",
            Self::Due => "due",
            Self::Undated => "undated",
            Self::NotOwed => "not_owed",
        }
    }
}

#[must_use]
pub fn standing(due_on: Option<NaiveDate>, met_on: Option<NaiveDate>, today: NaiveDate) -> Standing {
    match (due_on, met_on) {
        (Some(due), Some(met)) if met > due => Standing::MetLate,
        (_, Some(_)) => Standing::Met,
        (Some(due), None) if due < today => Standing::Overdue,
        (Some(_), None) => Standing::Due,
        (None, None) => Standing::Undated,
    }
}

/// The day on which the last of those who owe a report had met it; `None` while one is missing. Where nobody is
/// known to owe it, the first who met it counts.
#[must_use]
pub fn all_met_on(owed_by: &[AgencyId], met: &[(AgencyId, NaiveDate)]) -> Option<NaiveDate> {
    let day_of = |agency: &AgencyId| met.iter().filter(|(a, _)| a == agency).map(|(_, day)| *day).min();
    if owed_by.is_empty() {
        return met.iter().map(|(_, day)| *day).min();
    }
    owed_by
        .iter()
        .map(day_of)
        .collect::<Option<Vec<_>>>()
        .and_then(|days| days.into_iter().max())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(y: i32, m: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, day).unwrap()
    }

    #[test]
    fn a_day_of_the_year_comes_every_year() {
        let rhythm = Rhythm {
            due: Some("05/12".into()),
            recurrence: Some("annual".into()),
            every_months: None,
        };
        let found = dates(
            &rhythm,
            (Some(d(2026, 1, 1)), Some(d(2027, 12, 31))),
            d(2026, 3, 1),
            d(2030, 1, 1),
        );
        let days: Vec<_> = found.iter().map(|i| i.due_on.unwrap()).collect();
        assert_eq!(days, [d(2026, 12, 5), d(2027, 12, 5)]);
        let late = dates(
            &rhythm,
            (None, Some(d(2026, 12, 31))),
            d(2026, 12, 10),
            d(2030, 1, 1),
        );
        assert!(late.is_empty(), "the day had passed when the plan came in");
    }

    #[test]
    fn the_last_of_february_is_there_every_year() {
        let rhythm = Rhythm {
            due: Some("29/02".into()),
            recurrence: Some("annual".into()),
            every_months: None,
        };
        let found = dates(&rhythm, (None, None), d(2026, 1, 1), d(2028, 12, 31));
        let days: Vec<_> = found.iter().map(|i| i.due_on.unwrap()).collect();
        assert_eq!(days, [d(2026, 2, 28), d(2027, 2, 28), d(2028, 2, 29)]);
    }

    #[test]
    fn once_monthly_and_on_demand() {
        let once = Rhythm {
            due: Some("2026-06-30".into()),
            ..Rhythm::default()
        };
        assert_eq!(
            dates(&once, (None, None), d(2026, 1, 1), d(2026, 12, 31))[0].due_on,
            Some(d(2026, 6, 30))
        );
        let monthly = Rhythm {
            recurrence: Some("monthly".into()),
            ..Rhythm::default()
        };
        assert_eq!(
            dates(&monthly, (None, None), d(2026, 1, 15), d(2026, 3, 1)).len(),
            3
        );
        let asked = Rhythm {
            recurrence: Some("ad-hoc".into()),
            ..Rhythm::default()
        };
        assert_eq!(
            dates(&asked, (None, None), d(2026, 1, 1), d(2026, 3, 1)),
            [Instance {
                key: String::new(),
                starts_on: None,
                due_on: None
            }]
        );
    }

    #[test]
    fn a_statutory_report_is_met_when_all_have_met_it() {
        let (a, b) = (AgencyId::new(), AgencyId::new());
        let met = [(a, d(2026, 12, 1)), (b, d(2026, 12, 9))];
        assert_eq!(all_met_on(&[a, b], &met), Some(d(2026, 12, 9)));
        assert_eq!(all_met_on(&[a, b], &met[..1]), None);
        assert_eq!(all_met_on(&[], &met), Some(d(2026, 12, 1)));
        assert_eq!(all_met_on(&[], &[]), None);
    }

    #[test]
    fn met_late_is_not_met() {
        let due = Some(d(2026, 12, 5));
        assert_eq!(standing(due, None, d(2026, 12, 6)), Standing::Overdue);
        assert_eq!(
            standing(due, Some(d(2026, 12, 6)), d(2027, 1, 1)),
            Standing::MetLate
        );
        assert_eq!(standing(due, Some(d(2026, 12, 5)), d(2027, 1, 1)), Standing::Met);
        assert_eq!(standing(None, None, d(2027, 1, 1)), Standing::Undated);
    }
}
