//! What the directory can say of itself in numbers.

use crate::{Agencies, AgencyError, store};
use coloa_base::indicator::{Indicator, IndicatorFuture, IndicatorQuery, IndicatorValue};
use coloa_base::{AgencyId, web_path};
use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

/// What each figure counts, in words.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/indicators.toml"))
        .expect("embedded indicators.toml parses; a test reads it")
});

/// Which share is computed.
#[derive(Clone, Copy, Debug)]
enum Share {
    FocalUnit,
    Head,
    Certified,
}

/// Share of agencies with something, over the provincial departments and communes that exist on the last day.
#[derive(Debug)]
struct DirectoryShare {
    agencies: Agencies,
    share: Share,
}

/// Levels that plans speak of when they say "agencies of the province".
const LEVELS: [&str; 2] = ["province", "commune"];

impl DirectoryShare {
    async fn value(&self, query: &IndicatorQuery) -> Result<IndicatorValue, AgencyError> {
        let directory = self.agencies.directory().await?;
        let db = self.agencies.access().db().reader();
        let all: Vec<AgencyId> = match query.agency {
            Some(one) => vec![one],
            None => directory
                .iter()
                .filter(|a| LEVELS.contains(&a.facts.level.as_str()) && directory.alive(a.id, query.to))
                .filter(|a| {
                    matches!(
                        a.facts.kind.as_str(),
                        "department" | "management_board" | "commune" | "armed_forces"
                    )
                })
                .map(|a| a.id)
                .collect(),
        };
        let having: HashSet<AgencyId> = match self.share {
            Share::FocalUnit => store::contacts(db)
                .await?
                .into_iter()
                .filter(|(_, c)| c.focal_unit.is_some())
                .map(|(id, _)| id)
                .collect(),
            Share::Head => store::contacts(db)
                .await?
                .into_iter()
                .filter(|(_, c)| c.head_name.is_some())
                .map(|(id, _)| id)
                .collect(),
            Share::Certified => store::certified(db, query.to).await?.into_iter().collect(),
        };
        let numerator = all.iter().filter(|id| having.contains(id)).count() as f64;
        let denominator = all.len() as f64;
        Ok(IndicatorValue {
            value: (denominator > 0.0).then(|| numerator / denominator * 100.0),
            numerator: Some(numerator),
            denominator: Some(denominator),
            query: query.in_words(&WORDS[self.name()]),
            records_path: Some(web_path::AGENCIES.to_owned()),
        })
    }
}

impl Indicator for DirectoryShare {
    fn name(&self) -> &'static str {
        match self.share {
            Share::FocalUnit => "agency.with_focal_unit",
            Share::Head => "agency.with_head",
            Share::Certified => "agency.with_certified_staff",
        }
    }
    fn unit(&self) -> &'static str {
        "%"
    }
    fn compute<'a>(&'a self, query: &'a IndicatorQuery) -> IndicatorFuture<'a> {
        Box::pin(async move { Ok(self.value(query).await?) })
    }
}

/// All indicators of the directory.
#[must_use]
pub fn all(agencies: &Agencies) -> Vec<Box<dyn Indicator>> {
    [Share::FocalUnit, Share::Head, Share::Certified]
        .into_iter()
        .map(|share| {
            Box::new(DirectoryShare {
                agencies: agencies.clone(),
                share,
            }) as Box<dyn Indicator>
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_of_the_directory_has_its_words() {
        for name in [
            "agency.with_focal_unit",
            "agency.with_head",
            "agency.with_certified_staff",
        ] {
            assert!(WORDS[name].contains("{to}"), "{name}");
        }
        assert_eq!(WORDS.len(), 3);
    }
}
