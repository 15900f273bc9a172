//! Default outlines of periodic reports. A plan or a period may carry an outline of its own in the same shape.

use crate::source::Legal;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const DATA: &str = include_str!("../data/report_outlines.toml");

/// What a block of a report is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Written by a person.
    Text,
    /// Targets: plan, done, per cent, note.
    TargetTable,
    /// Duties with lead agency, deadline, status, result.
    DutyTable,
    /// Difficulties and proposals with their answers.
    Difficulties,
    /// Figures of the period.
    Counts,
    /// Duties that are late, with agency and days.
    Late,
    /// Agencies that did not report.
    SilentAgencies,
}

/// A block of a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineBlock {
    pub kind: BlockKind,
    /// What the writer is asked for, in Vietnamese.
    #[serde(default)]
    pub hint: Option<String>,
}

/// A numbered part inside a section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlinePart {
    pub id: String,
    pub title: String,
    /// Which duties the blocks take; `None` takes all.
    #[serde(default)]
    pub topic: Option<String>,
    #[serde(default)]
    pub blocks: Vec<OutlineBlock>,
}

/// A section ("I.", "II.", …).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineSection {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub blocks: Vec<OutlineBlock>,
    #[serde(default, rename = "part")]
    pub parts: Vec<OutlinePart>,
}

/// An annex.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutlineAnnex {
    pub id: String,
    pub title: String,
    #[serde(default)]
    pub landscape: bool,
    #[serde(default)]
    pub blocks: Vec<OutlineBlock>,
}

/// The outline of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportOutline {
    pub id: String,
    pub name: String,
    /// Code of the document type, see [`mod@crate::document_types`].
    pub document_type: String,
    /// `false`: no official form was found; printed documents say so ("chưa phải mẫu chính thức").
    pub official_form: bool,
    #[serde(rename = "section")]
    pub sections: Vec<OutlineSection>,
    #[serde(default, rename = "annex")]
    pub annexes: Vec<OutlineAnnex>,
    #[serde(flatten)]
    pub legal: Legal,
}

#[derive(Deserialize)]
struct File {
    outline: Vec<ReportOutline>,
}

static OUTLINES: LazyLock<Vec<ReportOutline>> = LazyLock::new(|| {
    toml::from_str::<File>(DATA)
        .expect("embedded report_outlines.toml parses; a test reads it")
        .outline
});

/// Every outline known, in or out of use.
pub(crate) fn all_outlines() -> &'static [ReportOutline] {
    &OUTLINES
}

/// Every default outline in use on `day`.
pub fn outlines(day: NaiveDate) -> impl Iterator<Item = &'static ReportOutline> {
    OUTLINES.iter().filter(move |o| o.legal.in_force(day))
}

/// The default outline with this id, e.g. `strategy_year`.
#[must_use]
pub fn outline(id: &str, day: NaiveDate) -> Option<&'static ReportOutline> {
    outlines(day).find(|o| o.id == id)
}
