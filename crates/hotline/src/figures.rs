//! What the hotline says in numbers: for targets of plans and for reports. A figure over fewer reports or transfers than the
//! least group says nothing, and a number of reports is told in whole multiples of it ([`crate::statistics`]).

use crate::{
    Hotline, HotlineError,
    store::{
        self,
        statistics::{self as figures, Span},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::Reach;
use coloa_base::{
    VN_OFFSET,
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
    Reports,
    PassedOnInTime,
    Acknowledged,
    FirstLook,
    Notices,
}

impl Figure {
    const ALL: [Self; 5] = [
        Self::Reports,
        Self::PassedOnInTime,
        Self::Acknowledged,
        Self::FirstLook,
        Self::Notices,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Reports => "hotline.reports",
            Self::PassedOnInTime => "hotline.passed_on_in_time",
            Self::Acknowledged => "hotline.acknowledged",
            Self::FirstLook => "hotline.first_look",
            Self::Notices => "hotline.notices",
        }
    }

    const fn unit(self) -> &'static str {
        match self {
            Self::Reports => "reports",
            Self::PassedOnInTime | Self::Acknowledged => "%",
            Self::FirstLook => "minutes",
            Self::Notices => "notices",
        }
    }
}

#[derive(Debug)]
struct HotlineFigure {
    hotline: Hotline,
    figure: Figure,
}

/// A value with what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Value {
    value: Option<f64>,
    part: Option<f64>,
    whole: Option<f64>,
}

/// A share of enough; else nothing.
fn share((part, whole): (i64, i64), least: i64) -> Value {
    if whole < least.max(1) {
        return Value::default();
    }
    let (part, whole) = (part as f64, whole as f64);
    Value {
        value: Some(part / whole * 100.0),
        part: Some(part),
        whole: Some(whole),
    }
}

/// The middle one of enough, by nearest rank; else nothing.
fn median(mut minutes: Vec<i64>, least: i64) -> Value {
    if i64::try_from(minutes.len()).unwrap_or(i64::MAX) < least.max(1) {
        return Value::default();
    }
    minutes.sort_unstable();
    let middle = minutes.len().div_ceil(2).saturating_sub(1);
    Value {
        value: minutes.get(middle).map(|m| *m as f64),
        ..Value::default()
    }
}

/// Whole multiples of the least group; below it nothing.
fn counted(number: u64, least: i64) -> Value {
    let least = least.max(1);
    let number = i64::try_from(number).unwrap_or(i64::MAX) / least * least;
    let value = (number > 0).then_some(number as f64);
    Value {
        value,
        part: value,
        whole: None,
    }
}

fn begin(day: NaiveDate) -> Option<DateTime<Utc>> {
    let at = day.and_hms_opt(0, 0, 0)?.and_local_timezone(VN_OFFSET).single()?;
    Some(at.with_timezone(&Utc))
}

impl HotlineFigure {
    async fn value(&self, query: &IndicatorQuery) -> Result<IndicatorValue, HotlineError> {
        let out_of_range = || crate::error::invalid("to", "range");
        let span = Span {
            reach: query.agency.map_or(Reach::Everything, |a| Reach::Below(vec![a])),
            from: begin(query.from).ok_or_else(out_of_range)?,
            to: query.to.succ_opt().and_then(begin).ok_or_else(out_of_range)?,
        };
        let least = i64::from(self.hotline.config.least_group);
        let db = self.hotline.access.db().reader();
        let value = match self.figure {
            Figure::Reports => counted(figures::count(db, &span).await?, least),
            Figure::PassedOnInTime => share(figures::in_time(db, &span).await?, least),
            Figure::Acknowledged => share(figures::acknowledged(db, &span).await?, least),
            Figure::FirstLook => median(figures::first_looks(db, &span).await?, least),
            Figure::Notices => {
                let number = store::notice::count_published(db, span.from, span.to).await?;
                let number = Some(number as f64);
                Value {
                    value: number,
                    part: number,
                    whole: None,
                }
            }
        };
        Ok(IndicatorValue {
            value: value.value,
            numerator: value.part,
            denominator: value.whole,
            query: query.in_words(&WORDS[self.figure.name()]),
            records_path: Some(web_path::HOTLINE.to_owned()),
        })
    }
}

impl Indicator for HotlineFigure {
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

/// All indicators of the hotline.
#[must_use]
pub fn all(hotline: &Hotline) -> Vec<Box<dyn Indicator>> {
    Figure::ALL
        .into_iter()
        .map(|figure| {
            Box::new(HotlineFigure {
                hotline: hotline.clone(),
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
    fn few_say_nothing() {
        assert_eq!(share((1, 4), 5), Value::default());
        assert_eq!(share((3, 6), 5).value, Some(50.0));
        assert_eq!(median(vec![1, 2, 3, 4], 5), Value::default());
        assert_eq!(median(vec![9, 1, 5, 3, 7], 5).value, Some(5.0));
        assert_eq!(median(vec![4, 1, 2, 3, 9, 8], 5).value, Some(3.0));
        assert_eq!(
            [4, 5, 9, 10].map(|n| counted(n, 5).value),
            [None, Some(5.0), Some(5.0), Some(10.0)]
        );
    }
}
