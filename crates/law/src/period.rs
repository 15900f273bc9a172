//! Periods of administrative reports and the days their data covers (Decree 09/2019/NĐ-CP, Article 12).

use crate::calendar::data_period_rules;
use crate::error::LawError;
use crate::source::Legal;
use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

/// The usual rhythms of administrative reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodKind {
    Month,
    Quarter,
    HalfYear,
    NineMonths,
    Year,
}

impl PeriodKind {
    /// First and last month (1–12) of the `index`-th period of a year, counted from 1.
    fn months(self, index: u32) -> Result<(u32, u32), LawError> {
        let (count, length) = match self {
            Self::Month => (12, 1),
            Self::Quarter => (4, 3),
            Self::HalfYear => (2, 6),
            Self::NineMonths => (1, 9),
            Self::Year => (1, 12),
        };
        if index == 0 || index > count {
            return Err(LawError::BadIndex { index });
        }
        Ok(((index - 1) * length + 1, index * length))
    }
}

/// The days that the data of a periodic report covers, and the ground of that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataPeriod {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub legal: &'static Legal,
}

/// E.g. the year 2026 → 15/12/2025 to 14/12/2026; the second quarter of 2026 → 15/03/2026 to 14/06/2026.
pub fn data_period(kind: PeriodKind, year: i32, index: u32) -> Result<DataPeriod, LawError> {
    let (first, last) = kind.months(index)?;
    let day = |month: u32, day: u32| {
        NaiveDate::from_ymd_opt(year, month, day).ok_or(LawError::BadIndex { index: month })
    };
    let last_month = day(last, 1)?;
    let rule = data_period_rules()
        .iter()
        .find(|r| r.kinds.contains(&kind) && r.legal.in_force(last_month))
        .ok_or(LawError::NoRule {
            what: "data period",
            day: last_month,
        })?;
    let from = day(first, 1)?
        .checked_sub_months(Months::new(1))
        .and_then(|d| d.with_day(rule.from_day))
        .ok_or(LawError::BadIndex { index })?;
    Ok(DataPeriod {
        from,
        to: day(last, rule.to_day)?,
        legal: &rule.legal,
    })
}
