//! Figures of a report: counts, targets, difficulties, duties as they stood.

use chrono::NaiveDate;
use coloa_report::snapshot::{Answer, Counts, DifficultyRow, DutyRow, TargetRow};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Figures of a set of duties.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct ReportCounts {
    agencies: u64,
    /// Agencies that reported on none of their duties in the period.
    silent: u64,
    duties: u64,
    done: u64,
    in_progress: u64,
    not_started: u64,
    not_done: u64,
    /// Nothing was said: never counted as zero.
    no_answer: u64,
    late: u64,
    /// Of those done, the agency's word that nobody accepted yet.
    unaccepted: u64,
}

impl From<Counts> for ReportCounts {
    fn from(c: Counts) -> Self {
        Self {
            agencies: c.agencies,
            silent: c.silent,
            duties: c.duties,
            done: c.done,
            in_progress: c.in_progress,
            not_started: c.not_started,
            not_done: c.not_done,
            no_answer: c.no_answer,
            late: c.late,
            unaccepted: c.unaccepted,
        }
    }
}

/// The word of an answer.
pub const fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::InProgress => "in_progress",
        Answer::NotStarted => "not_started",
        Answer::NotDone => "not_done",
        Answer::None => "no_answer",
    }
}

/// The answer of a word.
pub fn answer(word: &str) -> Option<Answer> {
    [
        Answer::Done,
        Answer::InProgress,
        Answer::NotStarted,
        Answer::NotDone,
        Answer::None,
    ]
    .into_iter()
    .find(|a| answer_word(*a) == word)
}

#[derive(Serialize, ToSchema)]
pub struct ReportTarget {
    target_id: Uuid,
    path: String,
    text: String,
    /// `numeric` or `milestone`.
    kind: String,
    unit: Option<String>,
    comparator: Option<String>,
    goal: Option<f64>,
    /// The year the goal is set for, where it is not that of the period.
    goal_year: Option<i32>,
    value: Option<f64>,
    reached: Option<bool>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    /// `computed` or `entered`; `null`: no value.
    source: Option<String>,
    query: Option<String>,
    note: Option<String>,
    /// `null`: no value or no goal to compare.
    met: Option<bool>,
}

pub fn target(t: &TargetRow) -> ReportTarget {
    ReportTarget {
        target_id: t.target_id,
        path: t.path.clone(),
        text: t.text.clone(),
        kind: t.kind.clone(),
        unit: t.unit.clone(),
        comparator: t.comparator.clone(),
        goal: t.goal,
        goal_year: t.goal_year,
        value: t.value,
        reached: t.reached,
        numerator: t.numerator,
        denominator: t.denominator,
        source: t.source.clone(),
        query: t.query.clone(),
        note: t.note.clone(),
        met: t.met(),
    }
}

#[derive(Serialize, ToSchema)]
pub struct ReportDifficulty {
    id: Uuid,
    /// `difficulty` or `proposal`.
    kind: String,
    agency_name: String,
    text: String,
    addressee: Option<String>,
    /// `open`, `escalated`, `answered`, `closed`.
    state: String,
    answer: Option<String>,
}

pub fn difficulty(d: &DifficultyRow) -> ReportDifficulty {
    ReportDifficulty {
        id: d.id,
        kind: d.kind.clone(),
        agency_name: d.agency_name.clone(),
        text: d.text.clone(),
        addressee: d.addressee.clone(),
        state: d.state.clone(),
        answer: d.answer.clone(),
    }
}

/// A duty as it stood, with the agency it belongs to.
#[derive(Serialize, ToSchema)]
pub struct ReportDutyRow {
    duty_id: Uuid,
    agency_id: Uuid,
    agency_name: String,
    path: Option<String>,
    text: String,
    /// `lead`, `coordinate`, `assignee`.
    role: String,
    due_on: Option<NaiveDate>,
    timeframe_text: Option<String>,
    instance: Option<String>,
    /// `done`, `in_progress`, `not_started`, `not_done`, `no_answer`.
    answer: String,
    percent: Option<i32>,
    late_days: Option<i64>,
    note: Option<String>,
    product: Option<String>,
    /// Number of evidence files.
    evidence: u32,
}

pub fn duty(agency: Uuid, agency_name: String, d: DutyRow) -> ReportDutyRow {
    ReportDutyRow {
        answer: answer_word(d.answer()).to_owned(),
        duty_id: d.duty_id,
        agency_id: agency,
        agency_name,
        path: d.path,
        text: d.text,
        role: d.role,
        due_on: d.due_on,
        timeframe_text: d.timeframe_text,
        instance: d.instance,
        percent: d.percent,
        late_days: d.late_days,
        note: d.note,
        product: d.product,
        evidence: d.evidence,
    }
}
