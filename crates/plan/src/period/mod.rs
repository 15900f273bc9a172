//! What reports and the leaders' page read of plans: everything of a period at once and as it stood at its end,
//! not cut to a person's reach ([`crate::query`] is). Callers authorise; the functions here only read.
//!
//! Each function is a fixed number of queries, whatever the number of agencies.

mod store;

pub use store::{
    difficulties_of_period,
    duties::{DutyOfPeriod, duties_of_period, texts},
    plan_row, running_plans,
    standing::{Coming, Tally, coming, tallies, waiting_difficulties, waiting_extensions},
    targets::{TargetOfPeriod, targets_of_period, targets_on},
};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use coloa_base::{AgencyId, PlanId, clock::VN_OFFSET};

/// A period of whole days in Viet Nam's time, and whose records are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// `None`: all plans that run, and directives without a plan.
    pub plan: Option<PlanId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Just this agency.
    pub agency: Option<AgencyId>,
}

/// The instant at which a day begins in Viet Nam.
pub(crate) fn begins(day: NaiveDate) -> DateTime<Utc> {
    VN_OFFSET
        .from_local_datetime(&day.and_time(NaiveTime::MIN))
        .single()
        .map_or_else(
            || day.and_time(NaiveTime::MIN).and_utc(),
            |t| t.with_timezone(&Utc),
        )
}

impl Period {
    /// First instant after the period.
    fn end(&self) -> DateTime<Utc> {
        begins(self.to.checked_add_days(Days::new(1)).unwrap_or(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_viet_nam() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(begins(day).to_rfc3339(), "2025-12-31T17:00:00+00:00");
    }
}
