//! The law of a day as a list, and what changed between two days: for the screen that shows it.

use crate::book::{Entry, LawBook};
use crate::calendar::statutory_reports;
use crate::compute::holidays;
use crate::document_types::all_document_types;
use crate::error::LawError;
use crate::log_retention::{log_retentions, monitoring_retentions};
use crate::numbering::numbering_rules;
use crate::outline::all_outlines;
use crate::source::{Legal, OrganKind};
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
    let mut add = |kind, id: String, title: String, legal: &Legal| {
        entries.push(Entry {
            kind,
            id,
            title,
            regime: None,
            note: None,
            replaced_by: None,
            legal: legal.clone(),
        });
    };
    for report in statutory_reports() {
        add(
            "statutory_report",
            report.id.clone(),
            report.name.clone(),
            &report.legal,
        );
    }
    for rule in log_retentions() {
        let title = format!(
            "Lưu nhật ký hệ thống cấp độ {}: từ {} tháng",
            rule.level, rule.months
        );
        add(
            "log_retention",
            format!("{}/{}", rule.regime, rule.level),
            title,
            &rule.legal,
        );
    }
    for (level, days, legal) in monitoring_retentions() {
        let title = format!("Lưu dữ liệu giám sát từ cấp độ {level}: từ {days} ngày");
        add("log_retention", format!("monitoring/{level}"), title, legal);
    }
    for kind in all_document_types() {
        add(
            "document_type",
            organ(kind.organ, &kind.code),
            kind.name.clone(),
            &kind.legal,
        );
    }
    for rule in numbering_rules() {
        let title = "Số, ký hiệu, địa danh và thời gian ban hành văn bản".into();
        add("numbering_rule", organ(rule.organ, "number"), title, &rule.legal);
    }
    for outline in all_outlines() {
        add(
            "report_outline",
            outline.id.clone(),
            outline.name.clone(),
            &outline.legal,
        );
    }
    for (id, name, legal) in holidays() {
        add("day_off", id.into(), name.into(), legal);
    }
    entries
}

fn organ(organ: OrganKind, id: &str) -> String {
    let organ = match organ {
        OrganKind::State => "state",
        OrganKind::Party => "party",
    };
    format!("{organ}/{id}")
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
