//! What is frozen: the duties of each agency, the targets and the difficulties of the plan, as they stood.
//!
//! The serialised form has a version; what is under a hash is read back for ever.

use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::AgencyId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Version of the serialised form.
pub const FORMAT: u32 = 1;

/// One agency's part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartSnapshot {
    pub format: u32,
    pub agency_id: Uuid,
    /// The name on the day it was frozen.
    pub agency_name: String,
    pub taken_at: DateTime<Utc>,
    pub duties: Vec<DutyRow>,
}

/// One duty as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DutyRow {
    pub duty_id: Uuid,
    /// The wording over all agencies: the plan item over its versions, or the directive. `None` in parts frozen
    /// before directives had one.
    pub lineage_id: Option<Uuid>,
    pub path: Option<String>,
    pub text: String,
    /// `lead`, `coordinate`, `assignee`.
    pub role: String,
    pub due_on: Option<NaiveDate>,
    pub timeframe_text: Option<String>,
    pub instance: Option<String>,
    /// `not_started`, `in_progress`, `done`, `not_done`.
    pub status: String,
    /// `None`: no answer.
    pub percent: Option<i32>,
    /// Days past due at the end of the period or on the day it was frozen, the earlier of both, where it is not done.
    pub late_days: Option<i64>,
    /// Whether the agency reported on it within the period.
    pub reported: bool,
    pub note: Option<String>,
    pub product: Option<String>,
    /// Number of evidence files.
    pub evidence: u32,
    /// The agency's word: whoever coordinates has not accepted it yet.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unaccepted: bool,
}

impl DutyRow {
    /// The four answers a table counts, and "no answer" as the fifth.
    #[must_use]
    pub fn answer(&self) -> Answer {
        match self.status.as_str() {
            "done" => Answer::Done,
            "not_done" => Answer::NotDone,
            _ if self.percent.is_none() && !self.reported => Answer::None,
            "in_progress" => Answer::InProgress,
            _ => Answer::NotStarted,
        }
    }
}

/// What an agency said of a duty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Done,
    InProgress,
    NotStarted,
    NotDone,
    /// Nothing was said.
    None,
}

/// One target as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    pub target_id: Uuid,
    pub path: String,
    pub text: String,
    /// `numeric`, `milestone`.
    pub kind: String,
    pub unit: Option<String>,
    pub comparator: Option<String>,
    pub goal: Option<f64>,
    /// The year the goal is set for, where it is not that of the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal_year: Option<i32>,
    pub value: Option<f64>,
    pub reached: Option<bool>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// `computed` with its query, or `entered`.
    pub source: Option<String>,
    pub query: Option<String>,
    pub note: Option<String>,
}

impl TargetRow {
    /// Whether the goal is met; `None` where there is no value or no goal to compare.
    #[must_use]
    pub fn met(&self) -> Option<bool> {
        if self.kind == "milestone" {
            return self.reached;
        }
        let (value, goal) = (self.value?, self.goal?);
        Some(match self.comparator.as_deref() {
            Some(">") => value > goal,
            Some("<") => value < goal,
            Some("<=") => value <= goal,
            Some("=") => (value - goal).abs() < 1e-9,
            _ => value >= goal,
        })
    }
}

/// A difficulty or proposal as it stood.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DifficultyRow {
    pub id: Uuid,
    pub kind: String,
    pub agency_name: String,
    pub text: String,
    pub addressee: Option<String>,
    pub state: String,
    pub answer: Option<String>,
}

/// What belongs to the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanSnapshot {
    pub format: u32,
    pub targets: Vec<TargetRow>,
    pub difficulties: Vec<DifficultyRow>,
}

/// Everything under a closed report's hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frozen {
    pub plan: PlanSnapshot,
    /// By agency name, then id.
    pub parts: Vec<PartSnapshot>,
}

impl Frozen {
    /// SHA-256 of the canonical JSON (fields in order of declaration, parts sorted), in hexadecimal.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut sorted = self.clone();
        sorted
            .parts
            .sort_by(|a, b| (&a.agency_name, a.agency_id).cmp(&(&b.agency_name, b.agency_id)));
        let json = serde_json::to_vec(&sorted).unwrap_or_default();
        hex::encode(Sha256::digest(json))
    }

    /// The agencies with a part.
    pub fn agencies(&self) -> impl Iterator<Item = AgencyId> {
        self.parts.iter().map(|p| AgencyId(p.agency_id))
    }

    /// All duties with the agency they belong to.
    pub fn duties(&self) -> impl Iterator<Item = (&PartSnapshot, &DutyRow)> {
        self.parts
            .iter()
            .flat_map(|p| p.duties.iter().map(move |d| (p, d)))
    }
}

/// Figures of a set of duties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub agencies: u64,
    /// Agencies that said nothing about any of their duties in the period.
    pub silent: u64,
    pub duties: u64,
    pub done: u64,
    pub in_progress: u64,
    pub not_started: u64,
    pub not_done: u64,
    pub no_answer: u64,
    pub late: u64,
    /// Of those done: not accepted yet.
    #[serde(default)]
    pub unaccepted: u64,
}

impl Counts {
    #[must_use]
    pub fn of(parts: &[PartSnapshot]) -> Self {
        let mut counts = Self {
            agencies: parts.len() as u64,
            ..Self::default()
        };
        for part in parts {
            if silent(part) {
                counts.silent += 1;
            }
            for duty in &part.duties {
                counts.add(duty);
            }
        }
        counts
    }

    /// Counts one more duty.
    pub fn add(&mut self, duty: &DutyRow) {
        self.duties += 1;
        match duty.answer() {
            Answer::Done => {
                self.done += 1;
                self.unaccepted += u64::from(duty.unaccepted);
            }
            Answer::InProgress => self.in_progress += 1,
            Answer::NotStarted => self.not_started += 1,
            Answer::NotDone => self.not_done += 1,
            Answer::None => self.no_answer += 1,
        }
        if duty.late_days.is_some() {
            self.late += 1;
        }
    }
}

/// An agency with duties that reported on none of them.
#[must_use]
pub fn silent(part: &PartSnapshot) -> bool {
    !part.duties.is_empty() && part.duties.iter().all(|d| !d.reported)
}
