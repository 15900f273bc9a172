//! Where a report's figures come from. Implemented over the plan area; a trait, so that the rules of freezing
//! are tested without it.

use crate::{
    ReportError,
    snapshot::{DutyRow, PlanSnapshot},
};
use chrono::NaiveDate;
use coloa_base::{AgencyId, PlanId};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// `None`: all active plans.
    pub plan: Option<PlanId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Duties of one agency, with its name on the last day of the period.
#[derive(Clone, Debug, PartialEq)]
pub struct AgencyDuties {
    pub agency: AgencyId,
    pub name: String,
    pub duties: Vec<DutyRow>,
}

/// Reads the plan area as it stands now.
#[async_trait::async_trait]
pub trait Source: Send + Sync {
    /// Agencies with duties in the period and those duties; `only`: just this agency.
    async fn duties(&self, query: &Query, only: Option<AgencyId>) -> Result<Vec<AgencyDuties>, ReportError>;
    /// Targets with their values and difficulties with their answers; `only`: those of this agency.
    async fn plan(&self, query: &Query, only: Option<AgencyId>) -> Result<PlanSnapshot, ReportError>;
}
