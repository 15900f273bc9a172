//! What a lookup or a computation can refuse.

use chrono::NaiveDate;
use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of this crate. Nothing is stored, so every one of them is about the question asked.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum LawError {
    /// The holiday table does not reach that day.
    #[error("no holiday table for {day}; it covers {first} to {last}")]
    CalendarRange { day: NaiveDate, first: i32, last: i32 },
    /// No rule of that kind of organ is in force on that day.
    #[error("no {what} in force on {day}")]
    NoRule { what: &'static str, day: NaiveDate },
    /// A number of a document starts at the first number of its series.
    #[error("document number {number} is below the first number {start}")]
    NumberTooSmall { number: u32, start: u32 },
    /// A part that the form needs is empty.
    #[error("the number needs a {part}")]
    MissingPart { part: &'static str },
    /// A period that ends before it begins, or spans more than a century.
    #[error("the period {from} to {to} cannot be listed")]
    BadPeriod { from: NaiveDate, to: NaiveDate },
    /// A periodic report with an index outside its year, e.g. a fifth quarter.
    #[error("period {index} does not exist")]
    BadIndex { index: u32 },
    /// A decision on holidays that cannot be taken over.
    #[error("decision of {year}: {reason}")]
    BadDecision { year: i32, reason: &'static str },
    /// A code that the law of the question does not have.
    #[error("{field} has no {code}")]
    UnknownCode { field: &'static str, code: String },
    /// Counts that were taken after the day of the assessment.
    #[error("counted on {counted}, after {day}")]
    CountedLater { counted: NaiveDate, day: NaiveDate },
}

impl AreaError for LawError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Invalid
    }
    fn code(&self) -> &'static str {
        match self {
            Self::CalendarRange { .. } => "law.calendar_range",
            Self::NoRule { .. } => "law.no_rule",
            Self::NumberTooSmall { .. } => "law.number_too_small",
            Self::MissingPart { .. } => "law.missing_part",
            Self::BadPeriod { .. } => "law.bad_period",
            Self::BadIndex { .. } => "law.bad_index",
            Self::BadDecision { .. } => "law.bad_decision",
            Self::UnknownCode { .. } => "law.unknown_code",
            Self::CountedLater { .. } => "law.counted_later",
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::CalendarRange { day, first, last } => BTreeMap::from([
                ("day", day.to_string()),
                ("first", first.to_string()),
                ("last", last.to_string()),
            ]),
            Self::NoRule { what, day } => {
                BTreeMap::from([("what", (*what).into()), ("day", day.to_string())])
            }
            Self::NumberTooSmall { number, start } => {
                BTreeMap::from([("number", number.to_string()), ("start", start.to_string())])
            }
            Self::MissingPart { part } => BTreeMap::from([("part", (*part).into())]),
            Self::BadPeriod { from, to } => {
                BTreeMap::from([("from", from.to_string()), ("to", to.to_string())])
            }
            Self::BadIndex { index } => BTreeMap::from([("index", index.to_string())]),
            Self::BadDecision { year, reason } => {
                BTreeMap::from([("year", year.to_string()), ("reason", (*reason).into())])
            }
            Self::UnknownCode { field, code } => {
                BTreeMap::from([("field", (*field).into()), ("code", code.clone())])
            }
            Self::CountedLater { counted, day } => {
                BTreeMap::from([("counted", counted.to_string()), ("day", day.to_string())])
            }
        }
    }
}
