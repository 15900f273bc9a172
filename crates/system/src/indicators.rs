//! What the register can say of itself in numbers: for targets of plans and for reports.
//!
//! A figure of a day that is past is told of the systems that were in use then: levels, decisions and evidence bear
//! days. What bears none is told as of today, and the words of the figure say so.

use crate::{
    SystemError,
    entity::{information_system, layer_evidence, weakness},
    layers,
    model::{DossierState, PlanStatus, Profile, State},
    overview, providers,
    seen::{self, Seen},
    store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Reach};
use coloa_base::{
    AgencyId, clock,
    indicator::{Indicator, IndicatorFuture, IndicatorQuery, IndicatorValue},
    web_path,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};
use uuid::Uuid;

/// Key of the words on what is told as of today.
const UNDATED: &str = "undated";

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

    /// Whether something that it counts bears no day: how far a plan is carried out, answers to checklists, where
    /// products come from, what live sources show of a layer.
    const fn undated(self) -> bool {
        matches!(
            self,
            Self::FourLayers | Self::PlanComplete | Self::GapsClosed | Self::DomesticProducts
        )
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

/// A system in use on the day of a question, as it stood then.
struct Stood {
    id: Uuid,
    classified: bool,
    approved: bool,
    running: bool,
    /// Layers that stood, as bits.
    layers: i32,
}

impl Stood {
    fn now(system: &information_system::Model) -> Self {
        Self {
            id: system.id,
            classified: system.level > 0 || system.proposed_level > 0,
            approved: system.dossier == DossierState::Approved.as_str(),
            running: system.state == State::Running.as_str(),
            layers: system.layers,
        }
    }
}

/// Whether a system that was in use on a day ran then.
fn ran(system: &information_system::Model, on: NaiveDate) -> bool {
    let runs = [State::Running, State::Ended]
        .iter()
        .any(|state| system.state == state.as_str());
    runs && system.go_live.is_none_or(|day| day <= on)
}

/// How many of how many.
type Counted = (usize, usize);

fn counted<T>(all: impl IntoIterator<Item = T>, which: impl Fn(&T) -> bool) -> Counted {
    all.into_iter().fold((0, 0), |(part, whole), one| {
        (part + usize::from(which(&one)), whole + 1)
    })
}

impl RegisterShare {
    async fn systems(&self, query: &IndicatorQuery) -> Result<Vec<Stood>, SystemError> {
        let all = store::within(self.access.db().reader(), &Reach::Everything).await?;
        let asked = all
            .into_iter()
            .filter(|s| query.agency.is_none_or(|a| a == AgencyId(s.agency_id)));
        let today = self.access.clock().today();
        if query.to < today {
            return self.past(asked.collect(), query.to, today).await;
        }
        Ok(asked.filter(|s| s.active).map(|s| Stood::now(&s)).collect())
    }

    /// Systems as they stood on a day that is past. What live sources showed of a layer is not kept by day: what they
    /// show today stands for it.
    async fn past(
        &self,
        systems: Vec<information_system::Model>,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<Vec<Stood>, SystemError> {
        let db = self.access.db().reader();
        let dossiers = store::dossier::all_within(db, &Reach::Everything).await?;
        let dossiers = seen::counting(dossiers, on, today);
        let dated = seen::dated(&self.access, on, on).await?;
        let mut evidence: HashMap<Uuid, Vec<layer_evidence::Model>> = HashMap::new();
        for row in store::register::all_evidence(db).await? {
            evidence.entry(row.system_id).or_default().push(row);
        }
        let centre = providers::centre(&self.access, on).await?;
        let parties = layers::parties_of(&self.access, &systems, &evidence).await?;
        let profile = Profile::default();
        let mut found = Vec::new();
        for system in systems
            .iter()
            .filter(|s| seen::in_use(s, on, today) == Some(true))
        {
            let seen = Seen {
                system,
                dossier: dossiers.get(&system.id),
                profile: &profile,
                dated: dated.get(&system.id).copied().unwrap_or_default(),
                cut: on,
            };
            if !seen.exists() {
                continue;
            }
            let own = evidence.get(&system.id).map(Vec::as_slice).unwrap_or_default();
            let theirs = parties.get(&system.id).map(Vec::as_slice).unwrap_or_default();
            let standings = layers::standings(own, system.live_layers, &centre, theirs, on);
            found.push(Stood {
                id: system.id,
                classified: seen.level() > 0,
                approved: seen.approved(),
                running: ran(system, on),
                layers: layers::bits(&standings),
            });
        }
        Ok(found)
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
            .filter(|s| s.approved)
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
            Share::Classified => counted(self.systems(query).await?, |s| s.classified),
            Share::Approved => counted(self.systems(query).await?, |s| s.approved),
            Share::FourLayers => {
                let running = self.systems(query).await?.into_iter().filter(|s| s.running);
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
        let mut words = query.in_words(&WORDS[self.share.name()]);
        let today = self.access.clock().today();
        if self.share.undated() && query.to < today {
            words.push_str(&WORDS[UNDATED].replace("{today}", &clock::vn_date_text(today)));
        }
        Ok(IndicatorValue {
            value: (whole > 0).then(|| numerator / denominator * 100.0),
            numerator: Some(numerator),
            denominator: Some(denominator),
            query: words,
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
        assert!(WORDS[UNDATED].contains("{today}"));
        assert_eq!(WORDS.len(), Share::ALL.len() + 1);
    }
}
