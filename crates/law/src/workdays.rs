//! Working days of state administrative bodies: weekends, public holidays, compensation, exchanged days.
//!
//! Days that the Government decides each year (Tết, the second day of the National Day, exchanged days) come from
//! `holiday_decisions.toml` or from [`Settings`]; where a decision is not known the rule of the Labour Code is
//! applied and the days are tagged [`Certainty::Unsure`].

use crate::compute;
use crate::error::LawError;
use crate::source::{Certainty, toml_day};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

/// Why a day is worked or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    Working,
    /// A weekly day off.
    Weekend,
    /// A public holiday, or a day inside a decided range.
    Holiday,
    /// The day off that makes up for a holiday on a weekend.
    Compensation,
    /// A weekend day worked in exchange for a day off.
    WorkedInExchange,
}

/// One day as the calendar sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayInfo {
    pub day: NaiveDate,
    pub working: bool,
    pub kind: DayKind,
    /// Vietnamese name of the holiday behind it.
    pub name: Option<String>,
    /// Article and source, in Vietnamese.
    pub citation: Option<String>,
    pub certainty: Certainty,
}

/// A decision on the days off of a year; replaces the rule for the holidays it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub year: i32,
    /// Ids as in `holidays.toml`: `new_year`, `tet`, `hung_kings`, `reunification`, `labour`, `national_day`, `culture_day`.
    pub holidays: Vec<String>,
    /// First and last day off, weekends inside included.
    pub off: (TomlDay, TomlDay),
    /// Weekend days worked in exchange.
    #[serde(default)]
    pub work: Vec<TomlDay>,
    pub certainty: Certainty,
    /// The document that decided, in Vietnamese.
    pub source: String,
}

/// A day in a TOML or JSON file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TomlDay(#[serde(deserialize_with = "toml_day")] pub NaiveDate);

/// What an installation knows better than the embedded data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Decisions of later years, or corrections; they win over the embedded ones.
    #[serde(alias = "decision")]
    pub decisions: Vec<Decision>,
    /// Ids of holidays that are off by default and observed here.
    pub observed: Vec<String>,
}

/// The working days of the years it covers.
#[derive(Clone, Debug)]
pub struct WorkCalendar {
    pub(crate) special: BTreeMap<NaiveDate, DayInfo>,
    /// Spans (first and last day) whose days off are chosen each year and not decided yet.
    pub(crate) undecided: Vec<(NaiveDate, NaiveDate)>,
    pub(crate) first: i32,
    pub(crate) last: i32,
}

static BUILTIN: LazyLock<WorkCalendar> = LazyLock::new(|| {
    WorkCalendar::new(&Settings::default()).expect("embedded holiday data is consistent; a test builds it")
});

static INSTALLED: OnceLock<WorkCalendar> = OnceLock::new();

/// Why a file of days off cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    #[error("it is not of the form of data/holiday_decisions.toml")]
    Form(#[from] toml::de::Error),
    #[error(transparent)]
    Decision(#[from] LawError),
}

impl WorkCalendar {
    /// What this program counts by: what was [installed](Self::install), else the embedded data.
    #[must_use]
    pub fn current() -> &'static Self {
        INSTALLED.get().unwrap_or_else(|| Self::builtin())
    }

    /// Makes this the calendar of the program. The first call counts: days must not change while it runs.
    pub fn install(self) -> &'static Self {
        INSTALLED.get_or_init(|| self)
    }

    /// The embedded data alone.
    #[must_use]
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// The embedded data with what the installation knows.
    pub fn new(settings: &Settings) -> Result<Self, LawError> {
        compute::build(settings)
    }

    /// The embedded data with a file of [`Settings`].
    pub fn from_toml(text: &str) -> Result<Self, SettingsError> {
        Ok(Self::new(&toml::from_str(text)?)?)
    }

    /// First and last year covered.
    #[must_use]
    pub fn years(&self) -> (i32, i32) {
        (self.first, self.last)
    }

    /// What kind of day it is, why, and how sure that is.
    pub fn day(&self, day: NaiveDate) -> Result<DayInfo, LawError> {
        if day.year() < self.first || day.year() > self.last {
            return Err(LawError::CalendarRange {
                day,
                first: self.first,
                last: self.last,
            });
        }
        if let Some(info) = self.special.get(&day) {
            return Ok(info.clone());
        }
        let undecided = self
            .undecided
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&day));
        let (weekend, citation, known) = compute::weekly(day);
        Ok(DayInfo {
            day,
            working: !weekend,
            kind: if weekend {
                DayKind::Weekend
            } else {
                DayKind::Working
            },
            name: None,
            citation: weekend.then_some(citation).flatten(),
            certainty: if undecided { Certainty::Unsure } else { known },
        })
    }

    pub fn is_working_day(&self, day: NaiveDate) -> Result<bool, LawError> {
        Ok(self.day(day)?.working)
    }

    /// The first working day after `day`.
    pub fn next_working_day(&self, day: NaiveDate) -> Result<NaiveDate, LawError> {
        self.step(day, true)
    }

    /// The last working day before `day`.
    pub fn previous_working_day(&self, day: NaiveDate) -> Result<NaiveDate, LawError> {
        self.step(day, false)
    }

    fn step(&self, mut day: NaiveDate, forward: bool) -> Result<NaiveDate, LawError> {
        loop {
            let next = if forward { day.succ_opt() } else { day.pred_opt() };
            day = next.ok_or(LawError::CalendarRange {
                day,
                first: self.first,
                last: self.last,
            })?;
            if self.is_working_day(day)? {
                return Ok(day);
            }
        }
    }

    /// The `days`-th working day after `from` (before it when negative); `from` itself is never counted
    /// (Civil Code 91/2015/QH13, Article 147.2). Zero gives `from`, or the next working day when `from` is a day off.
    pub fn add_working_days(&self, from: NaiveDate, days: i32) -> Result<NaiveDate, LawError> {
        if days == 0 {
            return if self.is_working_day(from)? {
                Ok(from)
            } else {
                self.next_working_day(from)
            };
        }
        let mut day = from;
        for _ in 0..days.unsigned_abs() {
            day = self.step(day, days > 0)?;
        }
        Ok(day)
    }

    /// How many working days lie after `from` up to and with `to`; negative when `to` is earlier.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<i64, LawError> {
        self.day(from)?;
        self.day(to)?;
        let (low, high, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut count = 0;
        for day in low.iter_days().skip(1).take_while(|d| *d <= high) {
            count += i64::from(self.is_working_day(day)?);
        }
        Ok(sign * count)
    }

    /// The holidays, compensations and exchanged days of a period, both ends included.
    pub fn special_days(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = &DayInfo> {
        let span = (from <= to).then(|| self.special.range(from..=to));
        span.into_iter().flatten().map(|(_, info)| info)
    }
}

/// [`WorkCalendar::is_working_day`] of the calendar of this program.
pub fn is_working_day(day: NaiveDate) -> Result<bool, LawError> {
    WorkCalendar::current().is_working_day(day)
}

/// [`WorkCalendar::add_working_days`] of the calendar of this program.
pub fn add_working_days(from: NaiveDate, days: i32) -> Result<NaiveDate, LawError> {
    WorkCalendar::current().add_working_days(from, days)
}

/// [`WorkCalendar::working_days_between`] of the calendar of this program.
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> Result<i64, LawError> {
    WorkCalendar::current().working_days_between(from, to)
}

/// Tết (1/1 lunar) and the Hùng Kings' day (10/3 lunar) of the years in the embedded table.
#[must_use]
pub fn lunar_days() -> Vec<(i32, NaiveDate, NaiveDate)> {
    compute::lunar_days()
}
