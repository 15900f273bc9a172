//! Pure decisions on duties; time is an argument.

use super::model::{Evidence, Freshness, Status};
use chrono::{Datelike, Days, Months, NaiveDate};

/// Instances that one item may make for one agency: monthly for fifty years.
pub const MAX_INSTANCES: usize = 600;
/// Characters of a note, a reason, a comment.
pub const MAX_NOTE: usize = 10_000;
/// Characters of a number, a name of a document or office, a legal basis, a scope.
pub const MAX_LINE: usize = 1_000;
/// The first day that work may carry: earlier ones are slips of the keyboard.
pub const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("1 January 2000 is a day");
/// Years ahead that a date may lie: national programmes run for ten, and visions name twice that.
const YEARS_AHEAD: u32 = 20;

/// What is wrong with a date that a person writes, if anything.
pub fn check_day(day: NaiveDate, today: NaiveDate) -> Result<(), &'static str> {
    if day < FIRST_DAY {
        return Err("too_early");
    }
    if today
        .checked_add_months(Months::new(12 * YEARS_AHEAD))
        .is_some_and(|last| day > last)
    {
        return Err("too_far");
    }
    Ok(())
}

/// A time frame as an item carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeframe {
    /// `ongoing`, `annual`, `quarterly`, `monthly`, `range`, `by`, `conditional`, `none`.
    pub kind: String,
    pub text: Option<String>,
    /// `2026`, `2026-04` or `2026-04-30`.
    pub from: Option<String>,
    pub to: Option<String>,
    /// Months between instances, where the text names a period.
    pub every_months: Option<u32>,
}

impl Timeframe {
    /// Months between instances; `None`: it comes once.
    #[must_use]
    pub fn every(&self) -> Option<u32> {
        match (
            self.every_months.filter(|m| (1..=MAX_PERIOD).contains(m)),
            self.kind.as_str(),
        ) {
            (Some(m), _) => Some(m),
            (None, "annual") => Some(12),
            (None, "quarterly") => Some(3),
            (None, "monthly") => Some(1),
            _ => None,
        }
    }
}

/// Months of the longest period: a plan of ten years.
pub const MAX_PERIOD: u32 = 120;

/// One dated occurrence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// `2026`, `2026-H1`, `2026-Q3`, `2026-07`, `2026-01+24M`; empty where it comes once.
    pub key: String,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
}

/// First and last day a partial date stands for.
#[must_use]
pub fn day_range(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let mut parts = text.trim().split('-');
    let year: i32 = parts.next()?.parse().ok().filter(|y| (1900..=2200).contains(y))?;
    let Some(month) = parts.next() else {
        return Some((
            NaiveDate::from_ymd_opt(year, 1, 1)?,
            NaiveDate::from_ymd_opt(year, 12, 31)?,
        ));
    };
    let month: u32 = month.parse().ok()?;
    let Some(day) = parts.next() else {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        return Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?));
    };
    let day = NaiveDate::from_ymd_opt(year, month, day.parse().ok()?)?;
    parts.next().is_none().then_some((day, day))
}

/// The occurrences of a time frame. A recurring one makes an instance per period that ends on or after
/// `since` and begins on or before `until`, within the plan's period and its own; each is due on the last day
/// of its period, cut at the plan's end. Periods that divide the year follow the calendar; others are counted from
/// the beginning of its own time, else of the plan's.
#[must_use]
pub fn instances(
    frame: &Timeframe,
    period: (Option<NaiveDate>, Option<NaiveDate>),
    since: NaiveDate,
    until: NaiveDate,
) -> Vec<Instance> {
    let own_from = frame.from.as_deref().and_then(day_range).map(|r| r.0);
    let own_to = frame.to.as_deref().and_then(day_range).map(|r| r.1);
    let Some(months) = frame.every() else {
        return vec![Instance {
            key: String::new(),
            starts_on: own_from,
            due_on: own_to,
        }];
    };
    let first = [Some(since), period.0, own_from]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(since);
    let last = [period.1, own_to].into_iter().flatten().min();
    let mut found = Vec::new();
    let anchor = own_from.or(period.0).unwrap_or(since);
    let mut start = period_start(first, months, anchor);
    while start <= until && last.is_none_or(|last| start <= last) && found.len() < MAX_INSTANCES {
        let Some(next) = start.checked_add_months(Months::new(months)) else {
            break;
        };
        let end = next.pred_opt().unwrap_or(next);
        let due = last.map_or(end, |last| end.min(last));
        found.push(Instance {
            key: instance_key(start, months),
            starts_on: Some(start),
            due_on: Some(due),
        });
        start = next;
    }
    found
}

/// The first day of the period that `day` falls into.
fn period_start(day: NaiveDate, months: u32, anchor: NaiveDate) -> NaiveDate {
    if 12 % months == 0 {
        let month = day.month0() / months * months + 1;
        return NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
    }
    // Whole years begin with the year, other periods with the month that the work begins in.
    let from = if months.is_multiple_of(12) {
        0
    } else {
        anchor.month0()
    };
    let index = |d: NaiveDate| i64::from(d.year()) * 12 + i64::from(d.month0());
    let begin = i64::from(anchor.year()) * 12 + i64::from(from);
    let start = begin + (index(day) - begin).div_euclid(i64::from(months)) * i64::from(months);
    let (year, month0) = (start.div_euclid(12), start.rem_euclid(12));
    i32::try_from(year)
        .ok()
        .zip(u32::try_from(month0).ok())
        .and_then(|(year, month0)| NaiveDate::from_ymd_opt(year, month0 + 1, 1))
        .unwrap_or(day)
}

/// Name of the period that begins on `start`.
#[must_use]
pub fn instance_key(start: NaiveDate, months: u32) -> String {
    let year = start.year();
    let index = start.month0() / months + 1;
    match months {
        12 => year.to_string(),
        6 => format!("{year}-H{index}"),
        3 => format!("{year}-Q{index}"),
        1 => format!("{year}-{index:02}"),
        n if 12 % n == 0 => format!("{year}-{n}M{index}"),
        n => format!("{year}-{:02}+{n}M", start.month()),
    }
}

/// Days past the due date of an open duty; `None`: not late.
#[must_use]
pub fn late_days(open: bool, due_on: Option<NaiveDate>, today: NaiveDate) -> Option<i64> {
    let days = due_on.filter(|_| open).map(|due| (today - due).num_days())?;
    (days > 0).then_some(days)
}

/// Days by which a done duty was late; `None` where it was in time or has no date.
#[must_use]
pub fn done_late_days(done_on: Option<NaiveDate>, due_on: Option<NaiveDate>) -> Option<i64> {
    let days = (done_on? - due_on?).num_days();
    (days > 0).then_some(days)
}

/// How recent the last answer is.
#[must_use]
pub fn freshness(
    reported: Option<NaiveDate>,
    today: NaiveDate,
    acceptable_days: i64,
    stale_days: i64,
) -> Freshness {
    match reported.map(|day| (today - day).num_days()) {
        None => Freshness::Silent,
        Some(days) if days <= acceptable_days => Freshness::Fresh,
        Some(days) if days <= stale_days => Freshness::Acceptable,
        Some(_) => Freshness::Stale,
    }
}

/// Whether the answer is complete.
#[must_use]
pub fn evidence(status: Status, percent: Option<i32>, answered: bool, files: usize) -> Evidence {
    let has_percent = percent.is_some();
    let has_files = files > 0;
    Evidence {
        answered,
        has_percent,
        has_files,
        sufficient: answered && has_percent && (status != Status::Done || has_files),
    }
}

/// What is wrong with a report of progress: field and reason.
pub fn check_progress(
    status: Status,
    percent: Option<i32>,
    note: Option<&str>,
    product: Option<&str>,
    done_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<(), (&'static str, &'static str)> {
    if status == Status::Cancelled {
        return Err(("status", "not_reportable"));
    }
    match percent {
        Some(p) if !(0..=100).contains(&p) => return Err(("percent", "out_of_range")),
        Some(p) if status == Status::Done && p != 100 => return Err(("percent", "done_is_100")),
        Some(p) if status == Status::NotStarted && p != 0 => return Err(("percent", "not_started_is_0")),
        _ => {}
    }
    if status == Status::NotDone && note.is_none_or(|n| n.trim().is_empty()) {
        return Err(("note", "reason_needed"));
    }
    if [note, product]
        .into_iter()
        .flatten()
        .any(|t| t.chars().count() > MAX_NOTE)
    {
        return Err(("note", "too_long"));
    }
    match done_on {
        Some(_) if status != Status::Done => Err(("done_on", "only_when_done")),
        Some(day) if day > today => Err(("done_on", "in_the_future")),
        Some(day) if day < FIRST_DAY => Err(("done_on", "too_early")),
        _ => Ok(()),
    }
}

/// Where progress may be reported: not on what the plan dropped, nor on what was accepted as done.
pub fn may_report(status: Status, review: super::Review) -> Result<(), &'static str> {
    match (status, review) {
        (Status::Cancelled, _) => Err("cancelled"),
        (Status::Done, super::Review::Accepted) => Err("accepted_as_done"),
        _ => Ok(()),
    }
}

/// What is wrong with a wish for a later date.
pub fn check_extension(
    due_on: Option<NaiveDate>,
    wanted: NaiveDate,
    today: NaiveDate,
) -> Result<(), (&'static str, &'static str)> {
    if due_on.is_some_and(|due| wanted <= due) {
        return Err(("due_wanted", "not_later"));
    }
    if wanted <= today {
        return Err(("due_wanted", "in_the_past"));
    }
    if wanted > today + Days::new(3660) {
        return Err(("due_wanted", "too_far"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::duties::Review;

    fn d(y: i32, m: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, day).unwrap()
    }
    fn frame(kind: &str) -> Timeframe {
        Timeframe {
            kind: kind.to_owned(),
            ..Timeframe::default()
        }
    }

    #[test]
    fn partial_dates_stand_for_ranges() {
        assert_eq!(day_range("2026"), Some((d(2026, 1, 1), d(2026, 12, 31))));
        assert_eq!(day_range("2028-02"), Some((d(2028, 2, 1), d(2028, 2, 29))));
        assert_eq!(day_range("2026-04-30"), Some((d(2026, 4, 30), d(2026, 4, 30))));
        for bad in ["", "abc", "2026-13", "2026-02-30", "2026-01-01-01", "0007"] {
            assert_eq!(day_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_year_is_due_on_its_last_day_within_the_plan() {
        let found = instances(
            &frame("annual"),
            (Some(d(2026, 3, 1)), Some(d(2028, 6, 30))),
            d(2026, 5, 1),
            d(2040, 1, 1),
        );
        let keys: Vec<_> = found
            .iter()
            .map(|i| (i.key.as_str(), i.due_on.unwrap()))
            .collect();
        assert_eq!(
            keys,
            [
                ("2026", d(2026, 12, 31)),
                ("2027", d(2027, 12, 31)),
                ("2028", d(2028, 6, 30))
            ]
        );
    }

    #[test]
    fn nothing_before_the_import_and_nothing_beyond_the_horizon() {
        let found = instances(
            &frame("quarterly"),
            (Some(d(2020, 1, 1)), None),
            d(2026, 5, 20),
            d(2026, 12, 1),
        );
        let keys: Vec<_> = found.iter().map(|i| i.key.as_str()).collect();
        assert_eq!(keys, ["2026-Q2", "2026-Q3", "2026-Q4"]);
        assert!(
            instances(
                &frame("monthly"),
                (None, Some(d(2025, 1, 1))),
                d(2026, 1, 1),
                d(2027, 1, 1)
            )
            .is_empty()
        );
    }

    #[test]
    fn one_occurrence_where_nothing_recurs() {
        let by = Timeframe {
            to: Some("2026-04-30".into()),
            ..frame("by")
        };
        let once = instances(&by, (None, None), d(2026, 1, 1), d(2027, 1, 1));
        assert_eq!(
            once,
            [Instance {
                key: String::new(),
                starts_on: None,
                due_on: Some(d(2026, 4, 30))
            }]
        );
        assert_eq!(
            instances(&frame("ongoing"), (None, None), d(2026, 1, 1), d(2027, 1, 1))[0].due_on,
            None
        );
    }

    #[test]
    fn half_years_have_their_own_names() {
        let half = Timeframe {
            every_months: Some(6),
            ..frame("ongoing")
        };
        let found = instances(&half, (None, None), d(2026, 8, 1), d(2027, 2, 1));
        assert_eq!(
            found.iter().map(|i| i.key.as_str()).collect::<Vec<_>>(),
            ["2026-H2", "2027-H1"]
        );
    }

    #[test]
    fn longer_periods_are_counted_from_the_beginning() {
        let every = |months| Timeframe {
            every_months: Some(months),
            ..frame("ongoing")
        };
        let plan = (Some(d(2025, 7, 1)), Some(d(2030, 12, 31)));
        let keys = |months, since| -> Vec<_> {
            instances(&every(months), plan, since, d(2029, 1, 1))
                .into_iter()
                .map(|i| (i.key, i.due_on.unwrap()))
                .collect()
        };
        let two_years = [
            ("2025-01+24M".to_owned(), d(2026, 12, 31)),
            ("2027-01+24M".to_owned(), d(2028, 12, 31)),
            ("2029-01+24M".to_owned(), d(2030, 12, 31)),
        ];
        assert_eq!(keys(24, d(2026, 3, 1)), two_years);
        // The same names whenever it is asked.
        assert_eq!(keys(24, d(2027, 3, 1)), two_years[1..]);
        assert_eq!(
            keys(18, d(2026, 3, 1))[0],
            ("2025-07+18M".to_owned(), d(2026, 12, 31))
        );
        assert_eq!(every(600).every(), None, "no period that a plan has");
    }

    #[test]
    fn dates_of_another_age_are_refused() {
        let today = d(2026, 7, 1);
        assert_eq!(check_day(d(1, 1, 1), today), Err("too_early"));
        assert_eq!(check_day(d(5000, 1, 1), today), Err("too_far"));
        assert_eq!(check_day(d(2045, 12, 31), today), Ok(()));
        let done = |day| check_progress(Status::Done, None, None, None, Some(day), today);
        assert_eq!(done(d(26, 6, 30)), Err(("done_on", "too_early")));
        assert_eq!(done(d(2026, 6, 30)), Ok(()));
    }

    #[test]
    fn late_from_the_day_after() {
        let due = Some(d(2026, 6, 30));
        assert_eq!(late_days(true, due, d(2026, 6, 30)), None);
        assert_eq!(late_days(true, due, d(2026, 7, 2)), Some(2));
        assert_eq!(late_days(false, due, d(2026, 7, 2)), None);
        assert_eq!(late_days(true, None, d(2026, 7, 2)), None);
    }

    #[test]
    fn silence_is_neither_fresh_nor_stale() {
        let today = d(2026, 7, 1);
        assert_eq!(freshness(None, today, 60, 180), Freshness::Silent);
        assert_eq!(freshness(Some(d(2026, 6, 1)), today, 60, 180), Freshness::Fresh);
        assert_eq!(
            freshness(Some(d(2026, 4, 1)), today, 60, 180),
            Freshness::Acceptable
        );
        assert_eq!(freshness(Some(d(2025, 4, 1)), today, 60, 180), Freshness::Stale);
    }

    #[test]
    fn done_without_a_file_is_not_sufficient() {
        assert!(!evidence(Status::Done, Some(100), true, 0).sufficient);
        assert!(evidence(Status::Done, Some(100), true, 1).sufficient);
        assert!(evidence(Status::InProgress, Some(0), true, 0).sufficient);
        assert!(!evidence(Status::InProgress, None, true, 3).sufficient);
    }

    #[test]
    fn reports_that_contradict_themselves_are_refused() {
        let today = d(2026, 7, 1);
        let check = |s, p, n: Option<&str>| check_progress(s, p, n, None, None, today);
        assert_eq!(
            check(Status::Done, Some(80), None),
            Err(("percent", "done_is_100"))
        );
        assert_eq!(
            check(Status::NotStarted, Some(5), None),
            Err(("percent", "not_started_is_0"))
        );
        assert_eq!(
            check(Status::InProgress, Some(101), None),
            Err(("percent", "out_of_range"))
        );
        assert_eq!(
            check(Status::NotDone, None, Some(" ")),
            Err(("note", "reason_needed"))
        );
        assert_eq!(
            check(Status::Cancelled, None, None),
            Err(("status", "not_reportable"))
        );
        assert_eq!(check(Status::InProgress, None, None), Ok(()));
        assert_eq!(
            may_report(Status::Done, Review::Accepted),
            Err("accepted_as_done")
        );
        assert_eq!(may_report(Status::Done, Review::Returned), Ok(()));
    }

    #[test]
    fn an_extension_is_later_than_the_date_and_than_today() {
        let today = d(2026, 7, 1);
        assert_eq!(
            check_extension(Some(d(2026, 8, 1)), d(2026, 8, 1), today),
            Err(("due_wanted", "not_later"))
        );
        assert_eq!(
            check_extension(Some(d(2026, 5, 1)), d(2026, 6, 1), today),
            Err(("due_wanted", "in_the_past"))
        );
        assert_eq!(check_extension(None, d(2026, 9, 1), today), Ok(()));
    }
}
