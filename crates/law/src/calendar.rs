//! The statutory calendar: reports that the law asks for on fixed days of the year.

use crate::error::LawError;
use crate::source::{Certainty, Legal, MonthDay};
use crate::workdays::WorkCalendar;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const DATA: &str = include_str!("../data/statutory_reports.toml");

/// How the day in the law is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Semantics {
    /// "trước ngày …": the last good day is the day before.
    Before,
    /// "chậm nhất ngày …": that day still counts.
    By,
}

/// What becomes of a last good day that is a day off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shifting {
    /// It stays; whoever must report does so on a working day before it.
    None,
    PreviousWorkingDay,
    NextWorkingDay,
}

/// A report that the law asks for every year on the same days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatutoryReport {
    /// Stable, e.g. `r331-owner-to-mps`.
    pub id: String,
    /// Vietnamese name.
    pub name: String,
    /// Codes of the roles that report; the directory maps them to agencies on a date.
    pub from: Vec<String>,
    /// Code of the role that receives.
    pub to: String,
    pub days: Vec<MonthDay>,
    pub semantics: Semantics,
    pub shifting: Shifting,
    /// First day of the data, where the law fixes it.
    pub data_from: Option<MonthDay>,
    /// Last day of the data, where the law fixes it.
    pub data_to: Option<MonthDay>,
    /// Of the days alone: `Unsure` where the law names a rhythm and no day.
    pub due_certainty: Certainty,
    /// Of the first day in force alone.
    pub valid_from_certainty: Certainty,
    #[serde(flatten)]
    pub legal: Legal,
}

#[derive(Deserialize)]
struct File {
    report: Vec<StatutoryReport>,
    data_period: Vec<DataPeriodRule>,
}

/// Which days the data of a periodic administrative report covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataPeriodRule {
    pub kinds: Vec<crate::period::PeriodKind>,
    /// Day of the month before the period begins.
    pub from_day: u32,
    /// Day of the last month of the period.
    pub to_day: u32,
    #[serde(flatten)]
    pub legal: Legal,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(DATA).expect("embedded statutory_reports.toml parses; a test reads it"));

/// One report on one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Occurrence {
    pub report: &'static StatutoryReport,
    /// The day as the article names it.
    pub named_day: NaiveDate,
    /// The last day on which the duty is met in time, after [`Shifting`].
    pub due: NaiveDate,
    /// The last working day not after `due`: what a careful clerk aims at.
    pub last_working_day: NaiveDate,
    /// First and last day of the data, where the law fixes them.
    pub data: Option<(NaiveDate, NaiveDate)>,
    /// The least certain of the facts behind `due`: the day, and the holidays where the day was shifted.
    pub certainty: Certainty,
}

impl Occurrence {
    /// Article and source, as shown beside the deadline.
    #[must_use]
    pub fn citation(&self) -> String {
        self.report.legal.citation()
    }
}

/// Every statutory report known, in or out of force.
#[must_use]
pub fn statutory_reports() -> &'static [StatutoryReport] {
    &FILE.report
}

/// The rules on data periods.
pub(crate) fn data_period_rules() -> &'static [DataPeriodRule] {
    &FILE.data_period
}

/// Everything due from `from` to `to`, both included, sorted by due day and then by id. A report counts when
/// its rule is in force on the named day.
pub fn occurrences(
    from: NaiveDate,
    to: NaiveDate,
    calendar: &WorkCalendar,
) -> Result<Vec<Occurrence>, LawError> {
    if to < from || to.year() - from.year() > 100 {
        return Err(LawError::BadPeriod { from, to });
    }
    let mut found = Vec::new();
    for report in &FILE.report {
        // A shifted day may cross the year, so the neighbours are asked too.
        for year in from.year().saturating_sub(1)..=to.year().saturating_add(1) {
            for day in &report.days {
                let Some(named_day) = day.in_year(year).filter(|d| report.legal.in_force(*d)) else {
                    continue;
                };
                let unshifted = match report.semantics {
                    Semantics::Before => named_day.pred_opt().unwrap_or(named_day),
                    Semantics::By => named_day,
                };
                // Shifting moves a day by less than a month, and one way only: nothing else can fall into the period.
                let near = Days::new(31);
                let first = match report.shifting {
                    Shifting::NextWorkingDay => from.checked_sub_days(near).unwrap_or(from),
                    _ => from,
                };
                let last = match report.shifting {
                    Shifting::PreviousWorkingDay => to.checked_add_days(near).unwrap_or(to),
                    _ => to,
                };
                if !(first..=last).contains(&unshifted) {
                    continue;
                }
                let occurrence = occurrence(report, named_day, unshifted, year, calendar)?;
                if (from..=to).contains(&occurrence.due) {
                    found.push(occurrence);
                }
            }
        }
    }
    found.sort_by(|a, b| (a.due, &a.report.id).cmp(&(b.due, &b.report.id)));
    Ok(found)
}

fn occurrence(
    report: &'static StatutoryReport,
    named_day: NaiveDate,
    unshifted: NaiveDate,
    year: i32,
    calendar: &WorkCalendar,
) -> Result<Occurrence, LawError> {
    let info = calendar.day(unshifted)?;
    let (due, mut certainty) = match report.shifting {
        Shifting::PreviousWorkingDay if !info.working => {
            (calendar.previous_working_day(unshifted)?, info.certainty)
        }
        Shifting::NextWorkingDay if !info.working => (calendar.next_working_day(unshifted)?, info.certainty),
        _ => (unshifted, Certainty::Found),
    };
    certainty = certainty.min(report.due_certainty).min(report.legal.certainty);
    let data = match (report.data_from, report.data_to) {
        (Some(first), Some(last)) => first.in_year(year).zip(last.in_year(year)),
        _ => None,
    };
    let last_working_day = if calendar.day(due)?.working {
        due
    } else {
        calendar.previous_working_day(due)?
    };
    Ok(Occurrence {
        report,
        named_day,
        due,
        last_working_day,
        data,
        certainty,
    })
}
