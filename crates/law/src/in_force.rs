//! The law of a day as a list, and what changed between two days: for the screen that shows it.

use crate::book::{Entry, LawBook};
use crate::calendar::statutory_reports;
use crate::document_types::all_document_types;
use crate::error::LawError;
use crate::log_retention::log_retentions;
use chrono::NaiveDate;
use serde::Serialize;

/// Rows that began or ended between two days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// In force since a day after the first and up to the last, by that day.
    pub began: Vec<Entry>,
    /// In force for the last time from the first day up to the day before the last, by that day.
    pub ended: Vec<Entry>,
}

/// How an assessment asks is no law.
const NOT_LAW: [&str; 1] = ["question"];

fn all(book: &LawBook) -> Vec<Entry> {
    let mut entries: Vec<_> = book
        .entries()
        .into_iter()
        .filter(|e| !NOT_LAW.contains(&e.kind))
        .collect();
    entries.extend(statutory_reports().iter().map(|report| Entry {
        kind: "statutory_report",
        id: report.id.clone(),
        title: report.name.clone(),
        regime: None,
        legal: report.legal.clone(),
    }));
    entries.extend(log_retentions().iter().map(|rule| Entry {
        kind: "log_retention",
        id: format!("{}/{}", rule.regime, rule.level),
        title: format!(
            "Lưu nhật ký hệ thống cấp độ {}: từ {} tháng",
            rule.level, rule.months
        ),
        regime: Some(rule.regime.clone()),
        legal: rule.legal.clone(),
    }));
    entries.extend(all_document_types().iter().map(|kind| Entry {
        kind: "document_type",
        id: format!("{:?}/{}", kind.organ, kind.code).to_lowercase(),
        title: kind.name.clone(),
        regime: None,
        legal: kind.legal.clone(),
    }));
    entries
}

impl LawBook {
    /// Everything in force on `day`, in the order of the book.
    #[must_use]
    pub fn law_on(&self, day: NaiveDate) -> Vec<Entry> {
        all(self).into_iter().filter(|e| e.legal.in_force(day)).collect()
    }

    /// What began after `from` and up to `to`, and what was last in force from `from` up to the day before `to`.
    /// A row that began and ended in between stands in both lists.
    pub fn changes(&self, from: NaiveDate, to: NaiveDate) -> Result<Changes, LawError> {
        if to < from {
            return Err(LawError::BadPeriod { from, to });
        }
        let (mut began, mut ended) = (Vec::new(), Vec::new());
        for entry in all(self) {
            if from < entry.legal.valid_from && entry.legal.valid_from <= to {
                began.push(entry.clone());
            }
            if entry.legal.valid_to.is_some_and(|last| from <= last && last < to) {
                ended.push(entry);
            }
        }
        began.sort_by_key(|e| e.legal.valid_from);
        ended.sort_by_key(|e| e.legal.valid_to);
        Ok(Changes { began, ended })
    }
}
