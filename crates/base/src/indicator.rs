//! A named indicator computes the value of a target from records. Areas register theirs; plans choose one
//! by name. The trait lives here so that an area can offer an indicator without knowing plans.

use crate::{AgencyId, PlanId, clock, sentence::fill};
use chrono::NaiveDate;
use std::{future::Future, pin::Pin};

/// What an indicator is asked: whose value, and as of which period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorQuery {
    /// `None` for the whole province.
    pub agency: Option<AgencyId>,
    /// The plan whose target is computed; figures that do not come from plans leave it aside.
    pub plan: Option<PlanId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl IndicatorQuery {
    /// The question in words: `{from}` and `{to}` of a sentence become days as Vietnamese documents write them.
    #[must_use]
    pub fn in_words(&self, sentence: &str) -> String {
        let days = [self.from, self.to].map(clock::vn_date_text);
        fill(sentence, &[("from", &days[0]), ("to", &days[1])])
    }
}

/// A computed value with what it was computed from, so that a reader can check it.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorValue {
    /// `None`: there is nothing to compute from, which is not zero.
    pub value: Option<f64>,
    pub numerator: Option<f64>,
    pub denominator: Option<f64>,
    /// The question in words, shown beside the value and printed in reports.
    pub query: String,
    /// Where the records behind the value can be listed: a path of the web app.
    pub records_path: Option<String>,
}

pub type IndicatorFuture<'a> = Pin<
    Box<dyn Future<Output = Result<IndicatorValue, Box<dyn std::error::Error + Send + Sync>>> + Send + 'a>,
>;

/// Offered by an area, found by name.
pub trait Indicator: Send + Sync {
    /// Stable name, `<area>.<what>`, e.g. `agency.with_focal_unit`.
    fn name(&self) -> &'static str;
    /// `%`, `agencies`, …
    fn unit(&self) -> &'static str;
    fn compute<'a>(&'a self, query: &'a IndicatorQuery) -> IndicatorFuture<'a>;
}
