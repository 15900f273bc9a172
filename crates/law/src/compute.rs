//! Builds the calendar of days off from the embedded data and an installation's settings.

use crate::error::LawError;
use crate::source::{Certainty, Legal};
use crate::workdays::{DayInfo, DayKind, Decision, Settings, TomlDay, WorkCalendar};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Holidays {
    uncertain_margin_days: u64,
    week: Vec<Week>,
    compensation: Vec<Legal>,
    holiday: Vec<Holiday>,
}
#[derive(Deserialize)]
struct Week {
    days_off: Vec<Weekday>,
    #[serde(flatten)]
    legal: Legal,
}
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum HolidayKind {
    Solar,
    Lunar,
}
#[derive(Deserialize)]
struct Holiday {
    id: String,
    name: String,
    kind: HolidayKind,
    month: u32,
    day: u32,
    #[serde(default = "one")]
    length: u64,
    #[serde(default)]
    before: u64,
    #[serde(default)]
    adjacent: u64,
    #[serde(default = "yes")]
    default_on: bool,
    #[serde(flatten)]
    legal: Legal,
}
const fn one() -> u64 {
    1
}
const fn yes() -> bool {
    true
}
#[derive(Deserialize)]
struct Lunar {
    year: Vec<LunarYear>,
}
#[derive(Deserialize)]
struct LunarYear {
    year: i32,
    tet: TomlDay,
    hung_kings: TomlDay,
}
#[derive(Deserialize)]
struct Decisions {
    decision: Vec<Decision>,
}

static HOLIDAYS: LazyLock<Holidays> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/holidays.toml"))
        .expect("embedded holidays.toml parses; a test reads it")
});
static LUNAR: LazyLock<Lunar> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/lunar.toml")).expect("embedded lunar.toml parses; a test reads it")
});
static DECISIONS: LazyLock<Decisions> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/holiday_decisions.toml"))
        .expect("embedded holiday_decisions.toml parses; a test reads it")
});

/// Id, name and ground of every holiday, and of the weekly days off.
pub(crate) fn holidays() -> impl Iterator<Item = (&'static str, &'static str, &'static Legal)> {
    let weekly = HOLIDAYS
        .week
        .iter()
        .map(|w| ("weekly", "Ngày nghỉ hằng tuần", &w.legal));
    let named = HOLIDAYS
        .holiday
        .iter()
        .map(|h| (h.id.as_str(), h.name.as_str(), &h.legal));
    weekly.chain(named)
}

pub(crate) fn lunar_days() -> Vec<(i32, NaiveDate, NaiveDate)> {
    LUNAR
        .year
        .iter()
        .map(|y| (y.year, y.tet.0, y.hung_kings.0))
        .collect()
}

/// Whether it is a weekly day off, on which ground, and how sure that is.
pub(crate) fn weekly(day: NaiveDate) -> (bool, Option<String>, Certainty) {
    match HOLIDAYS.week.iter().find(|w| w.legal.in_force(day)) {
        Some(week) => (
            week.days_off.contains(&day.weekday()),
            Some(week.legal.citation()),
            week.legal.certainty,
        ),
        None => (false, None, Certainty::Unsure),
    }
}

fn add(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}
fn sub(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

pub(crate) fn build(settings: &Settings) -> Result<WorkCalendar, LawError> {
    let first = LUNAR.year.iter().map(|y| y.year).min().unwrap_or_default();
    let last = LUNAR.year.iter().map(|y| y.year).max().unwrap_or_default();
    for decision in &settings.decisions {
        check(decision, first, last)?;
    }
    let mut calendar = WorkCalendar {
        special: BTreeMap::new(),
        undecided: Vec::new(),
        first,
        last,
    };
    // Holidays by rule, and those of them that fall on a weekly day off and are compensated.
    let mut to_compensate = Vec::new();
    let mut used: Vec<&Decision> = Vec::new();
    for year in first..=last {
        for holiday in &HOLIDAYS.holiday {
            if !holiday.default_on && !settings.observed.contains(&holiday.id) {
                continue;
            }
            let Some(main) = main_day(holiday, year).filter(|d| holiday.legal.in_force(*d)) else {
                continue;
            };
            // The later entry wins, so a correction in the settings replaces the embedded decision.
            let decision = settings
                .decisions
                .iter()
                .rev()
                .chain(DECISIONS.decision.iter().rev())
                .find(|d| d.year == year && d.holidays.contains(&holiday.id));
            match decision {
                Some(decision) => {
                    if !used.contains(&decision) {
                        used.push(decision);
                    }
                }
                None => to_compensate.extend(by_rule(&mut calendar, holiday, main)),
            }
        }
    }
    for decision in used {
        apply(&mut calendar, decision);
    }
    to_compensate.sort_by_key(|(day, _)| *day);
    for (day, holiday) in to_compensate {
        compensate(&mut calendar, day, holiday);
    }
    Ok(calendar)
}

fn check(decision: &Decision, first: i32, last: i32) -> Result<(), LawError> {
    let bad = |reason| {
        Err(LawError::BadDecision {
            year: decision.year,
            reason,
        })
    };
    let (from, to) = (decision.off.0.0, decision.off.1.0);
    if !(first..=last).contains(&decision.year) {
        return bad("year_out_of_range");
    }
    if to < from || (to - from).num_days() > 31 {
        return bad("days_off");
    }
    if decision.holidays.is_empty() {
        return bad("no_holiday");
    }
    if decision
        .holidays
        .iter()
        .any(|id| !HOLIDAYS.holiday.iter().any(|h| h.id == *id))
    {
        return bad("unknown_holiday");
    }
    if decision.work.iter().any(|d| !weekly(d.0).0) {
        return bad("exchange_on_working_day");
    }
    Ok(())
}

fn main_day(holiday: &Holiday, year: i32) -> Option<NaiveDate> {
    if holiday.kind == HolidayKind::Solar {
        return NaiveDate::from_ymd_opt(year, holiday.month, holiday.day);
    }
    let row = LUNAR.year.iter().find(|y| y.year == year)?;
    match (holiday.month, holiday.day) {
        (1, 1) => Some(row.tet.0),
        (3, 10) => Some(row.hung_kings.0),
        _ => None,
    }
}

/// Adds the days of a holiday without a decision; returns those on a weekly day off.
fn by_rule<'a>(
    calendar: &mut WorkCalendar,
    holiday: &'a Holiday,
    main: NaiveDate,
) -> Vec<(NaiveDate, &'a Holiday)> {
    let start = sub(main, holiday.before);
    let mut days: Vec<NaiveDate> = start.iter_days().take(holiday.length as usize).collect();
    let chosen_each_year = holiday.length > 1 || holiday.adjacent > 0;
    if holiday.adjacent > 0 {
        days.push(adjacent(main));
        days.sort_unstable();
    }
    if chosen_each_year {
        let margin = HOLIDAYS.uncertain_margin_days;
        let end = days.last().copied().unwrap_or(main);
        calendar.undecided.push((sub(start, margin), add(end, margin)));
    }
    for day in &days {
        // The day itself stands in the law; the days around it are chosen each year.
        let certainty = if chosen_each_year && *day != main {
            Certainty::Unsure
        } else {
            holiday.legal.certainty
        };
        calendar.special.insert(
            *day,
            DayInfo {
                day: *day,
                working: false,
                kind: DayKind::Holiday,
                name: Some(holiday.name.clone()),
                citation: Some(holiday.legal.citation()),
                certainty,
            },
        );
    }
    days.into_iter()
        .filter(|d| weekly(*d).0)
        .map(|d| (d, holiday))
        .collect()
}

/// The neighbour that is a weekday and gives the longer run of days off; the day before on a tie. This is how
/// every decision from 2021 to 2026 went; it stays a guess for later years.
fn adjacent(main: NaiveDate) -> NaiveDate {
    let (before, after) = (sub(main, 1), add(main, 1));
    let run = |extra: NaiveDate| {
        if weekly(extra).0 {
            return 0;
        }
        let off = |d: NaiveDate| d == main || d == extra || weekly(d).0;
        let back = (1..7).take_while(|n| off(sub(main, *n))).count();
        let ahead = (1..7).take_while(|n| off(add(main, *n))).count();
        back + ahead
    };
    if run(after) > run(before) { after } else { before }
}

fn apply(calendar: &mut WorkCalendar, decision: &Decision) {
    let name = HOLIDAYS
        .holiday
        .iter()
        .find(|h| decision.holidays.contains(&h.id))
        .map(|h| h.name.clone());
    let info = |day: NaiveDate, working: bool, kind: DayKind| DayInfo {
        day,
        working,
        kind,
        name: name.clone(),
        citation: Some(decision.source.clone()),
        certainty: decision.certainty,
    };
    let (from, to) = (decision.off.0.0, decision.off.1.0);
    for day in from.iter_days().take_while(|d| *d <= to) {
        calendar.special.insert(day, info(day, false, DayKind::Holiday));
    }
    for day in &decision.work {
        calendar
            .special
            .insert(day.0, info(day.0, true, DayKind::WorkedInExchange));
    }
}

fn compensate(calendar: &mut WorkCalendar, holiday_day: NaiveDate, holiday: &Holiday) {
    let Some(legal) = HOLIDAYS.compensation.iter().find(|l| l.in_force(holiday_day)) else {
        return;
    };
    // Weekends and runs of holidays are short: a free working day is found within a month.
    let free = (1..31)
        .map(|n| add(holiday_day, n))
        .find(|d| !weekly(*d).0 && calendar.special.get(d).is_none_or(|i| i.working));
    if let Some(day) = free {
        let certainty = calendar
            .special
            .get(&holiday_day)
            .map_or(legal.certainty, |i| i.certainty);
        calendar.special.insert(
            day,
            DayInfo {
                day,
                working: false,
                kind: DayKind::Compensation,
                name: Some(holiday.name.clone()),
                citation: Some(legal.citation()),
                certainty: certainty.min(legal.certainty),
            },
        );
    }
}
