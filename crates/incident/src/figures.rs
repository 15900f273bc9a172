//! What cases and drills say in numbers: for targets of plans and for reports.

use crate::{IncidentError, statistics, store::statistics as store};
use coloa_auth::{Access, Reach};
use coloa_base::{
    indicator::{Indicator, IndicatorFuture, IndicatorQuery, IndicatorValue},
    web_path,
};
use std::{collections::BTreeMap, sync::LazyLock};

/// What each figure counts, in words.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/figures.toml"))
        .expect("embedded figures.toml parses; a test reads it")
});

/// Which figure is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Figure {
    ClocksInTime,
    Drills,
    Closed,
}

impl Figure {
    const ALL: [Self; 3] = [Self::ClocksInTime, Self::Drills, Self::Closed];

    const fn name(self) -> &'static str {
        match self {
            Self::ClocksInTime => "incident.clocks_in_time",
            Self::Drills => "incident.drills",
            Self::Closed => "incident.closed",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Drills => "drills",
            Self::ClocksInTime | Self::Closed => "%",
        }
    }
}

#[derive(Debug)]
struct IncidentFigure {
    access: Access,
    figure: Figure,
}

impl IncidentFigure {
    async fn value(&self, query: &IndicatorQuery) -> Result<IndicatorValue, IncidentError> {
        let ask = statistics::Ask {
            from: query.from,
            to: query.to,
            agency: query.agency,
        };
        let span = statistics::span(Reach::Everything, &ask)?;
        let db = self.access.db().reader();
        let (value, part, whole) = match self.figure {
            Figure::Drills => {
                let held = store::drills(db, &span).await? as f64;
                (Some(held), Some(held), None)
            }
            Figure::ClocksInTime => {
                let clocks = store::clocks(db, &span, self.access.clock().now()).await?;
                let met: i64 = clocks.iter().map(|c| c.met).sum();
                let missed: i64 = clocks.iter().map(|c| c.late + c.overdue).sum();
                share(met, met + missed)
            }
            Figure::Closed => {
                let groups = store::groups(db, &span).await?;
                let sum = |of: fn(&store::Group) -> i64| groups.iter().map(of).sum();
                share(sum(|g| g.closed), sum(|g| g.number))
            }
        };
        Ok(IndicatorValue {
            value,
            numerator: part,
            denominator: whole,
            query: query.in_words(&WORDS[self.figure.name()]),
            records_path: Some(web_path::INCIDENTS.to_owned()),
        })
    }
}

/// Nothing to compute from is not zero.
fn share(part: i64, whole: i64) -> (Option<f64>, Option<f64>, Option<f64>) {
    let (part, whole) = (part as f64, whole as f64);
    (
        (whole > 0.0).then(|| part / whole * 100.0),
        Some(part),
        Some(whole),
    )
}

impl Indicator for IncidentFigure {
    fn name(&self) -> &'static str {
        self.figure.name()
    }
    fn unit(&self) -> &'static str {
        self.figure.unit()
    }
    fn compute<'a>(&'a self, query: &'a IndicatorQuery) -> IndicatorFuture<'a> {
        Box::pin(async move { Ok(self.value(query).await?) })
    }
}

/// All indicators of incidents.
#[must_use]
pub fn all(access: &Access) -> Vec<Box<dyn Indicator>> {
    Figure::ALL
        .into_iter()
        .map(|figure| {
            Box::new(IncidentFigure {
                access: access.clone(),
                figure,
            }) as Box<dyn Indicator>
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_words() {
        for figure in Figure::ALL {
            assert!(WORDS[figure.name()].contains("{to}"), "{}", figure.name());
        }
        assert_eq!(WORDS.len(), Figure::ALL.len());
    }

    #[test]
    fn nothing_is_not_zero() {
        assert_eq!(share(0, 0).0, None);
        assert_eq!(share(1, 4).0, Some(25.0));
    }
}
