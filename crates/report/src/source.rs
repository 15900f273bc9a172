//! Where a report's figures come from. Implemented over the plan area; a trait, so that the rules of freezing
//! are tested without it.

use crate::{
    ReportError,
    snapshot::{DutyRow, PlanSnapshot},
};
use chrono::NaiveDate;
use coloa_base::{AgencyId, PlanId};
use std::collections::HashSet;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query {
    /// `None`: all active plans.
    pub plan: Option<PlanId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The day on which it is asked: what falls due later is not late yet.
    pub asked_on: NaiveDate,
}

impl Query {
    /// The day by which lateness is reckoned: the end of the period, or the day of asking where that is earlier.
    #[must_use]
    pub fn reckoned_on(&self) -> NaiveDate {
        self.to.min(self.asked_on)
    }
}

/// Whose records count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All agencies of the installation.
    Installation,
    /// One agency.
    Agency(AgencyId),
    /// These agencies.
    These(HashSet<AgencyId>),
}

impl Scope {
    #[must_use]
    pub fn holds(&self, agency: AgencyId) -> bool {
        match self {
            Self::Installation => true,
            Self::Agency(one) => *one == agency,
            Self::These(agencies) => agencies.contains(&agency),
        }
    }
    /// The one agency, where it is one.
    #[must_use]
    pub const fn one(&self) -> Option<AgencyId> {
        match self {
            Self::Agency(one) => Some(*one),
            Self::Installation | Self::These(_) => None,
        }
    }
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
    /// Whether there is such a plan.
    async fn has_plan(&self, plan: PlanId) -> Result<bool, ReportError>;
    /// Agencies of the scope with duties in the period and those duties.
    async fn duties(&self, query: &Query, scope: &Scope) -> Result<Vec<AgencyDuties>, ReportError>;
    /// Targets with their values and difficulties with their answers, as far as they belong to the scope.
    async fn plan(&self, query: &Query, scope: &Scope) -> Result<PlanSnapshot, ReportError>;
}
