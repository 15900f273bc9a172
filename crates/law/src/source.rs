//! Where a legal fact comes from, when it is in force, and how sure it is.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};

/// How far a fact may be relied on. Screens and reports show anything that is `Unsure` as such, and such facts
/// are settings of the installation rather than constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Derived by rule, inferred or remembered vaguely: check before relying on it.
    Unsure,
    /// Well known, not read in a stored copy of the text.
    Known,
    /// Read in a stored copy of the text.
    Found,
}

/// Which rules of form an organ follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganKind {
    /// State bodies, public units, and organisations that follow Decree 30/2020/NĐ-CP.
    State,
    /// Organs of the Communist Party of Viet Nam.
    Party,
}

/// The legal ground of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legal {
    /// Name and number of the document, in Vietnamese.
    pub source: String,
    /// Article, clause, point, or annex, in Vietnamese.
    pub article: String,
    /// First day in force.
    #[serde(deserialize_with = "toml_day")]
    pub valid_from: NaiveDate,
    /// Last day in force; `None` while it is in force.
    #[serde(default, deserialize_with = "toml_day_opt")]
    pub valid_to: Option<NaiveDate>,
    pub certainty: Certainty,
}

impl Legal {
    /// Whether the record is in force on `day`.
    #[must_use]
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
    /// `article, source`, as a deadline on screen names its ground.
    #[must_use]
    pub fn citation(&self) -> String {
        format!("{}, {}", self.article, self.source)
    }
}

fn day_of(value: toml::value::Datetime) -> Option<NaiveDate> {
    let date = value.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// A TOML local date (`2026-01-31`), or text of the same form when a record comes back from JSON.
pub(crate) fn toml_day<'de, D: Deserializer<'de>>(input: D) -> Result<NaiveDate, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Day {
        Toml(toml::value::Datetime),
        Text(NaiveDate),
    }
    match Day::deserialize(input)? {
        Day::Toml(value) => day_of(value).ok_or_else(|| serde::de::Error::custom("not a calendar day")),
        Day::Text(day) => Ok(day),
    }
}

pub(crate) fn toml_day_opt<'de, D: Deserializer<'de>>(input: D) -> Result<Option<NaiveDate>, D::Error> {
    #[derive(Deserialize)]
    struct Wrapped(#[serde(deserialize_with = "toml_day")] NaiveDate);
    Ok(Option::<Wrapped>::deserialize(input)?.map(|w| w.0))
}

/// A day of any year, e.g. 20 December.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthDay {
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
    /// The day lies in the year before the one it is asked for.
    #[serde(default)]
    pub previous_year: bool,
}

impl MonthDay {
    /// The day in `year`; the last day of the month where the month is shorter (29 February).
    #[must_use]
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        let year = if self.previous_year {
            year.checked_sub(1)?
        } else {
            year
        };
        NaiveDate::from_ymd_opt(year, self.month, self.day).or_else(|| {
            let first = NaiveDate::from_ymd_opt(year, self.month, 1)?;
            let last = first.checked_add_months(chrono::Months::new(1))?.pred_opt()?;
            (self.day <= 31 && last.month() == self.month).then_some(last)
        })
    }
}
