//! Values of duties. Rows of the database are [`crate::entity`]; these are what services take and give.

use chrono::NaiveDate;
use coloa_base::AgencyId;
use uuid::Uuid;

pub use crate::entity::{duty::Model as Duty, duty_text::Model as DutyText};

/// Stands for "no date" in `due_key`, so that such duties sort last in every database.
pub const NO_DATE: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).expect("the last day of year 9999");

coloa_base::words! {
    /// Where the work stands, as the agency says.
    pub enum Status {
        NotStarted = "not_started",
        InProgress = "in_progress",
        Done = "done",
        /// The agency says it will not be done, and why.
        NotDone = "not_done",
        /// The plan dropped it; history stays.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Still to be done.
    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, Self::NotStarted | Self::InProgress)
    }
}

coloa_base::words! {
    /// What the coordinator made of the last report.
    pub enum Review { None = "none", Submitted = "submitted", Accepted = "accepted", Returned = "returned" }
}

coloa_base::words! {
    /// As what the agency is named in the plan.
    pub enum DutyRole { Lead = "lead", Coordinate = "coordinate", Assignee = "assignee" }
}

coloa_base::words! {
    /// How recent the last answer is: the second measure beside the status.
    pub enum Freshness {
        /// No answer was ever given.
        Silent = "silent",
        Fresh = "fresh",
        Acceptable = "acceptable",
        Stale = "stale",
    }
}

coloa_base::words! {
    /// Filter on dates against today.
    pub enum Lateness {
        /// Open and past its date.
        Late = "late",
        /// Open and due within the days asked for.
        Soon = "soon",
        /// Open with a later date or none.
        OnTime = "on_time",
    }
}

coloa_base::words! {
    /// Orders of the list.
    pub enum DutySort { Due = "due", Reported = "reported", Agency = "agency", Created = "created" }
}

/// Whether an answer is complete: the third measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub answered: bool,
    pub has_percent: bool,
    pub has_files: bool,
    /// Status and percent are given, and a file where it is said to be done.
    pub sufficient: bool,
}

/// What a list is narrowed by. All conditions hold together.
#[derive(Clone, Debug, Default)]
pub struct DutyFilter {
    pub plan: Option<Uuid>,
    /// The agencies themselves, not those below.
    pub agencies: Vec<AgencyId>,
    /// Who guides; the reader must reach that agency.
    pub guide: Option<AgencyId>,
    pub text: Option<Uuid>,
    pub statuses: Vec<Status>,
    pub roles: Vec<DutyRole>,
    pub reviews: Vec<Review>,
    pub lateness: Option<Lateness>,
    /// Days that count as soon; 30 where nothing is said.
    pub soon_days: Option<u16>,
    pub due_from: Option<NaiveDate>,
    pub due_to: Option<NaiveDate>,
    /// `true`: only with an answer; `false`: only silent ones.
    pub answered: Option<bool>,
    /// Words of text, path or product, with or without diacritics.
    pub search: Option<String>,
    pub sort: Option<DutySort>,
    pub descending: bool,
}

impl DutyFilter {
    /// Whether nobody typed words to search for.
    #[must_use]
    pub fn is_unsearched(&self) -> bool {
        self.search.as_deref().is_none_or(|s| s.trim().is_empty())
    }
}
