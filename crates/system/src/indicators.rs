//! What the register can say of itself in numbers: for targets of plans and for reports.

use crate::{
    SystemError,
    entity::{information_system, weakness},
    layers,
    model::{DossierState, PlanStatus, State},
    overview, store,
};
use coloa_auth::{Access, Actor, Reach};
use coloa_base::{
    AgencyId,
    indicator::{Indicator, IndicatorFuture, IndicatorQuery, IndicatorValue},
    web_path,
};
use std::{collections::BTreeMap, sync::LazyLock};

/// What each figure counts, in words.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/indicators.toml"))
        .expect("embedded indicators.toml parses; a test reads it")
});

/// Which share is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Share {
    Classified,
    Approved,
    FourLayers,
    PlanComplete,
    GapsClosed,
    WeaknessesReviewed,
    WeaknessesFixed,
    DomesticProducts,
}

impl Share {
    const ALL: [Self; 8] = [
        Self::Classified,
        Self::Approved,
        Self::FourLayers,
        Self::PlanComplete,
        Self::GapsClosed,
        Self::WeaknessesReviewed,
        Self::WeaknessesFixed,
        Self::DomesticProducts,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Classified => "system.classified",
            Self::Approved => "system.approved",
            Self::FourLayers => "system.four_layers",
            Self::PlanComplete => "system.plan_complete",
            Self::GapsClosed => "system.gaps_closed",
            Self::WeaknessesReviewed => "system.weaknesses_reviewed",
            Self::WeaknessesFixed => "system.weaknesses_fixed",
            Self::DomesticProducts => "system.domestic_products",
        }
    }

    const fn path(self) -> &'static str {
        match self {
            Self::GapsClosed => web_path::SYSTEM_CONTROLS,
            Self::WeaknessesReviewed | Self::WeaknessesFixed => web_path::SYSTEM_WEAKNESSES,
            _ => web_path::SYSTEMS,
        }
    }
}

#[derive(Debug)]
struct RegisterShare {
    access: Access,
    share: Share,
}

/// How many of how many.
type Counted = (usize, usize);

fn counted<T>(all: impl IntoIterator<Item = T>, which: impl Fn(&T) -> bool) -> Counted {
    all.into_iter().fold((0, 0), |(part, whole), one| {
        (part + usize::from(which(&one)), whole + 1)
    })
}

impl RegisterShare {
    async fn systems(&self, query: &IndicatorQuery) -> Result<Vec<information_system::Model>, SystemError> {
        let all = store::within(self.access.db().reader(), &Reach::Everything).await?;
        Ok(all
            .into_iter()
            .filter(|s| s.active && query.agency.is_none_or(|a| a == AgencyId(s.agency_id)))
            .collect())
    }

    async fn weaknesses(&self, query: &IndicatorQuery) -> Result<Vec<weakness::Model>, SystemError> {
        let all = store::register::weaknesses_until(self.access.db().reader(), &Reach::Everything, query.to)
            .await?;
        Ok(all
            .into_iter()
            .filter(|w| w.found_on >= query.from)
            .filter(|w| query.agency.is_none_or(|a| a == AgencyId(w.agency_id)))
            .collect())
    }

    async fn plans(&self, query: &IndicatorQuery) -> Result<Counted, SystemError> {
        let approved: Vec<_> = self
            .systems(query)
            .await?
            .into_iter()
            .filter(|s| s.dossier == DossierState::Approved.as_str())
            .map(|s| s.id)
            .collect();
        let said = store::register::profiles(self.access.db().reader(), &approved).await?;
        Ok(counted(&approved, |id| {
            said.get(*id)
                .is_some_and(|(profile, _)| profile.plan_status == Some(PlanStatus::Full))
        }))
    }

    async fn gaps(&self, query: &IndicatorQuery) -> Result<Counted, SystemError> {
        let scores = overview::scores(&self.access, &Actor::job("system.indicators")).await?;
        Ok(scores
            .systems
            .iter()
            .filter(|s| query.agency.is_none_or(|a| a == s.agency))
            .fold((0, 0), |(met, apply), s| {
                (met + s.score.met, apply + s.score.items - s.score.not_applicable)
            }))
    }

    async fn count(&self, query: &IndicatorQuery) -> Result<Counted, SystemError> {
        Ok(match self.share {
            Share::Classified => counted(self.systems(query).await?, |s| {
                s.level > 0 || s.proposed_level > 0
            }),
            Share::Approved => counted(self.systems(query).await?, |s| {
                s.dossier == DossierState::Approved.as_str()
            }),
            Share::FourLayers => {
                let running = self.systems(query).await?;
                let running = running.into_iter().filter(|s| s.state == State::Running.as_str());
                counted(running, |s| s.layers == layers::ALL)
            }
            Share::PlanComplete => self.plans(query).await?,
            Share::GapsClosed => self.gaps(query).await?,
            Share::WeaknessesReviewed => counted(self.weaknesses(query).await?, |w| {
                w.reviewed_on.is_some_and(|day| day <= query.to)
            }),
            Share::WeaknessesFixed => counted(self.weaknesses(query).await?, |w| {
                w.fixed_on.is_some_and(|day| day <= query.to)
            }),
            Share::DomesticProducts => {
                let reach = query.agency.map_or(Reach::Everything, |a| Reach::Below(vec![a]));
                let (part, whole) = store::register::origins(self.access.db().reader(), &reach).await?;
                let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
                (number(part), number(whole))
            }
        })
    }

    async fn value(&self, query: &IndicatorQuery) -> Result<IndicatorValue, SystemError> {
        let (part, whole) = self.count(query).await?;
        let (numerator, denominator) = (part as f64, whole as f64);
        Ok(IndicatorValue {
            value: (whole > 0).then(|| numerator / denominator * 100.0),
            numerator: Some(numerator),
            denominator: Some(denominator),
            query: query.in_words(&WORDS[self.share.name()]),
            records_path: Some(self.share.path().to_owned()),
        })
    }
}

impl Indicator for RegisterShare {
    fn name(&self) -> &'static str {
        self.share.name()
    }
    fn unit(&self) -> &'static str {
        "%"
    }
    fn compute<'a>(&'a self, query: &'a IndicatorQuery) -> IndicatorFuture<'a> {
        Box::pin(async move { Ok(self.value(query).await?) })
    }
}

/// All indicators of the register.
#[must_use]
pub fn all(access: &Access) -> Vec<Box<dyn Indicator>> {
    Share::ALL
        .into_iter()
        .map(|share| {
            Box::new(RegisterShare {
                access: access.clone(),
                share,
            }) as Box<dyn Indicator>
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_words() {
        for share in Share::ALL {
            assert!(WORDS[share.name()].contains("{to}"), "{}", share.name());
        }
        assert_eq!(WORDS.len(), Share::ALL.len());
    }
}
