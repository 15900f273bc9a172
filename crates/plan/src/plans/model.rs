//! Plans, their versions and their items as plain values, and the shapes of the JSON columns.
//!
//! [`ItemData`], [`FieldSpan`], [`StartingState`] and [`Head`] are stored as JSON: add fields with defaults,
//! never rename one.

use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, FileId, Handling, ItemId, Note, PersonId, PlanId, PlanVersionId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

coloa_base::words! {
    /// What kind of document gives the work.
    pub enum PlanKind {
        /// Kế hoạch.
        Plan = "plan",
        /// Chiến lược: the parent of plans.
        Strategy = "strategy",
        /// Công văn, chỉ thị, thông báo giao việc.
        Directive = "directive",
        /// Kết luận giao ban, biên bản họp.
        Meeting = "meeting",
    }
    /// Where a plan stands.
    pub enum PlanState {
        /// No version approved yet.
        InReview = "in_review",
        /// Approved; agencies see it, nobody is reminded.
        Approved = "approved",
        /// Duties run and reminders go out.
        Active = "active",
        /// Finished or given up.
        Ended = "ended",
        /// Another plan took its place.
        Replaced = "replaced",
    }
    /// Where one version of a plan stands.
    pub enum VersionState {
        InReview = "in_review",
        Approved = "approved",
        /// A later version was approved.
        Superseded = "superseded",
        /// Given up in review.
        Rejected = "rejected",
    }
    /// What an item is.
    pub enum ItemKind {
        Target = "target",
        Task = "task",
        /// An item of the "tổ chức thực hiện" part.
        Assignment = "assignment",
        /// A duty to report, plan, review or meet at times.
        Obligation = "obligation",
    }
    /// What the reviewer did with an item.
    pub enum Review {
        Unseen = "unseen",
        Checked = "checked",
        Edited = "edited",
        Added = "added",
        /// Left out; can be brought back until the version is approved.
        Removed = "removed",
    }
    /// In which role an agency is named.
    pub enum PartyRole {
        /// Chủ trì.
        Lead = "lead",
        /// Phối hợp.
        Coordinate = "coordinate",
        /// Named over an item of the assignment part.
        Assignee = "assignee",
        /// Owes a reporting obligation.
        Report = "report",
    }
    /// How a printed name stands to the directory.
    pub enum PartyState {
        /// By the directory, on the date of the version.
        Resolved = "resolved",
        Unresolved = "unresolved",
        /// Chosen or confirmed by a person; resolving again leaves it.
        Confirmed = "confirmed",
        /// A person decided that nobody in the directory is meant; the reason stands in `via`.
        SetAside = "set_aside",
    }
    /// The kinds of time frame.
    pub enum TimeframeKind {
        Ongoing = "ongoing",
        Annual = "annual",
        Quarterly = "quarterly",
        Monthly = "monthly",
        Range = "range",
        By = "by",
        Conditional = "conditional",
        None = "none",
    }
}

impl PlanState {
    /// Whether everybody who is signed in may read the plan.
    #[must_use]
    pub const fn is_shared(self) -> bool {
        !matches!(self, Self::InReview)
    }
}

impl Review {
    /// Whether a person has looked at the item.
    #[must_use]
    pub const fn is_seen(self) -> bool {
        !matches!(self, Self::Unseen)
    }
}

impl PartyRole {
    /// Whether an unresolved name in this role blocks approval: these become duties.
    #[must_use]
    pub const fn blocks(self) -> bool {
        matches!(self, Self::Lead | Self::Coordinate | Self::Assignee)
    }
}

/// A plan over all its versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub id: PlanId,
    pub kind: PlanKind,
    pub title: String,
    /// Number and symbol as issued.
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    /// As printed.
    pub issuer: Option<String>,
    /// The agency that coordinates it.
    pub owner: AgencyId,
    pub parent: Option<PlanId>,
    pub replaces: Option<PlanId>,
    pub period_from: Option<NaiveDate>,
    pub period_to: Option<NaiveDate>,
    pub state: PlanState,
    /// The approved version in force.
    pub current_version: Option<PlanVersionId>,
    /// Documents it implements, as printed.
    pub legal_basis: Vec<String>,
    pub handling: Handling,
    pub created_at: DateTime<Utc>,
    pub activated_at: Option<DateTime<Utc>>,
    /// Counts edits, for the ETag.
    pub version: i32,
}

/// One version of a plan, without its source text.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    pub id: PlanVersionId,
    pub plan: PlanId,
    /// 1 for the first.
    pub ordinal: i32,
    pub source_file: Option<FileId>,
    /// `docx`, `pdf`, `text`, `markdown`; `none` where it was written here.
    pub source_format: String,
    /// Read by character recognition.
    pub recognised: bool,
    pub notes: Vec<Note>,
    pub head: Head,
    pub state: VersionState,
    /// The day on which agency names were resolved.
    pub resolved_on: Option<NaiveDate>,
    pub imported_by: Option<PersonId>,
    pub imported_at: DateTime<Utc>,
    pub approved_by: Option<PersonId>,
    pub approved_at: Option<DateTime<Utc>>,
    /// Counts edits of the version and of its set of items.
    pub version: i32,
}

/// Head and foot of a document as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    pub issuer: Option<String>,
    pub province: Option<String>,
    pub number: Option<String>,
    /// ISO.
    pub date: Option<String>,
    pub title: Option<String>,
    pub implements: Vec<String>,
    pub replaces: Vec<String>,
    pub cites: Vec<String>,
    pub signer_role: Option<String>,
    pub signer_name: Option<String>,
    pub recipients: Vec<String>,
    /// Field name to its place; list entries are `recipients.0` and so on.
    pub spans: BTreeMap<String, FieldSpan>,
}

/// Where a field stands in the source text, in bytes, and how sure the parser is (0 to 1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldSpan {
    pub start: usize,
    pub end: usize,
    #[serde(default)]
    pub confidence: f64,
}

/// What an item needs beyond its text. Column `plan_item.data`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemData {
    /// Tasks and assignments.
    pub timeframe: Timeframe,
    /// What must be handed over ("Sản phẩm").
    pub product: Option<String>,
    /// Targets: the year they are set for.
    pub horizon: Option<i32>,
    /// Targets: a number with a unit; a target without one is a milestone.
    pub metric: Option<Metric>,
    /// Obligations: to whom.
    pub to: Option<String>,
    /// Obligations: through whom or which system.
    pub via: Vec<String>,
    /// Obligations: `05/12` (every year) or an ISO date.
    pub due: Option<String>,
    /// Obligations: `annual`, `monthly`, `once`, `ad-hoc`.
    pub recurrence: Option<String>,
    /// Obligations: period in months (1, 3, 6, 12).
    pub every_months: Option<u8>,
}

/// A time frame as exact as the text: `from` and `to` are `2025` or `2026-04-30`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timeframe {
    pub text: Option<String>,
    pub kind: TimeframeKind,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Period of a repeated duty in months (1, 3, 6, 12), where one is named.
    pub every_months: Option<u32>,
}

impl Default for Timeframe {
    fn default() -> Self {
        Self {
            text: None,
            kind: TimeframeKind::None,
            from: None,
            to: None,
            every_months: None,
        }
    }
}

/// A number with a unit that a target demands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// `>=`, `>`, `=`, `<=`, `<`.
    pub comparator: String,
    pub value: f64,
    pub unit: String,
    /// What is counted or compared with, as printed.
    #[serde(default)]
    pub of: Option<String>,
}

/// How far an item of a running plan had come when the plan was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartingState {
    /// `not_started`, `in_progress`, `done`, `not_done`.
    pub status: String,
    #[serde(default)]
    pub percent: Option<i32>,
    #[serde(default)]
    pub done_on: Option<NaiveDate>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A target, task, assignment or obligation of one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub id: ItemId,
    pub plan_version: PlanVersionId,
    pub plan: PlanId,
    /// The same item over versions: duties, values and comments hang on it.
    pub lineage: Uuid,
    /// The lineage it was split or merged from.
    pub derived_from: Option<Uuid>,
    pub kind: ItemKind,
    /// Order in the document.
    pub ordinal: i32,
    /// Outline path, e.g. `III.5.h`.
    pub path: String,
    pub heading: Option<String>,
    /// As issued.
    pub text: String,
    pub data: ItemData,
    /// Field name to its place; parties are `party:<id>`.
    pub spans: BTreeMap<String, FieldSpan>,
    /// 0 to 1.
    pub confidence: f64,
    pub review: Review,
    pub starting_state: Option<StartingState>,
    pub parties: Vec<Party>,
    /// Counts edits, for the ETag.
    pub version: i32,
}

impl Item {
    /// Whether it goes into the approved plan.
    #[must_use]
    pub fn is_kept(&self) -> bool {
        self.review != Review::Removed
    }
    /// Names that nobody could place and that would become duties.
    pub fn unresolved(&self) -> impl Iterator<Item = &Party> {
        self.parties
            .iter()
            .filter(|p| p.role.blocks() && p.state == PartyState::Unresolved)
    }
}

/// An agency or collective name as printed, and whom it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    pub id: Uuid,
    pub role: PartyRole,
    pub ordinal: i32,
    pub printed: String,
    /// "nội dung liên quan đến an ninh mạng".
    pub scope: Option<String>,
    pub state: PartyState,
    /// How it resolved, or why it was set aside.
    pub via: Option<String>,
    pub confidence: f64,
    pub agencies: Vec<AgencyId>,
}

/// What a person may change of an item; all of it is replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct ItemEdit {
    pub kind: ItemKind,
    pub path: String,
    pub heading: Option<String>,
    pub text: String,
    pub data: ItemData,
    pub starting_state: Option<StartingState>,
    pub parties: Vec<PartyEdit>,
}

/// A party in an edit. A name that was not changed keeps how it was resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyEdit {
    pub role: PartyRole,
    pub printed: String,
    pub scope: Option<String>,
}

/// Counts that the review screen and the list show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Kept items.
    pub items: u64,
    pub targets: u64,
    pub tasks: u64,
    pub assignments: u64,
    pub obligations: u64,
    pub removed: u64,
    /// Kept items that no person has looked at.
    pub unseen: u64,
    /// Unseen items that are not sure: a low confidence or an unresolved name.
    pub to_look_at: u64,
    /// Unseen items sure enough for approval in bulk.
    pub sure: u64,
    /// Kept items with a name that blocks approval.
    pub unresolved_items: u64,
    /// Kept items that would be late the moment the plan is activated.
    pub past: u64,
}
