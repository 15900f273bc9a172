//! Which systems are connected: heard through a source within its limit (Circular 31/2017/TT-BTTTT, and the targets
//! "connected 24/7" of plans).
//!
//! The share counts systems in use on the priority list, of the chosen levels, without exempt kinds. The connection to
//! the national centre is counted apart, over the same systems.

use crate::{
    SourceError,
    entity::source,
    rules::{self, Standing},
    store,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Access, Actor, Reach};
use coloa_base::{
    AgencyId,
    indicator::{Indicator, IndicatorFuture, IndicatorQuery, IndicatorValue},
    web_path,
};
use coloa_system::{computed, entity::information_system, layers, service};
use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};
use uuid::Uuid;

/// What is counted.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Levels that count; empty: all.
    pub levels: Vec<i32>,
    /// Systems of the priority list alone.
    pub priority: bool,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            levels: Vec::new(),
            priority: true,
        }
    }
}

/// A source through which a system is heard, or should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Through {
    pub source: Uuid,
    pub name: String,
    pub last_at: Option<DateTime<Utc>>,
    pub standing: Standing,
}

/// How a system is heard.
#[derive(Clone, Debug)]
pub struct Heard {
    pub system: information_system::Model,
    pub through: Vec<Through>,
}

impl Heard {
    /// Whether some source heard it within its limit.
    #[must_use]
    pub fn connected(&self) -> bool {
        self.through.iter().any(|t| t.standing == Standing::Heard)
    }

    /// When it was last heard at all.
    #[must_use]
    pub fn last_at(&self) -> Option<DateTime<Utc>> {
        self.through.iter().filter_map(|t| t.last_at).max()
    }

    /// Whether its events go to the national centre, too, on a day.
    #[must_use]
    pub fn national(&self, on: NaiveDate) -> bool {
        self.system.national_since.is_some_and(|since| since <= on)
    }
}

/// The share of connected systems with all that it is made of.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Systems in use that count, by name.
    pub counted: Vec<Heard>,
    /// Systems that would count and are exempt.
    pub exempt: usize,
    pub connected: usize,
    pub national: usize,
}

/// Systems with the sources through which they are heard.
pub async fn heard(
    access: &Access,
    systems: Vec<information_system::Model>,
) -> Result<Vec<Heard>, SourceError> {
    let db = access.db().reader();
    let now = access.clock().now();
    let sources: HashMap<Uuid, source::Model> =
        store::all(db).await?.into_iter().map(|s| (s.id, s)).collect();
    let mut through: HashMap<Uuid, BTreeMap<Uuid, Option<DateTime<Utc>>>> = HashMap::new();
    // A source that is to speak for a system and never did stands there, too.
    for source in sources.values() {
        if let Some(system) = source.system_id {
            through.entry(system).or_default().insert(source.id, None);
        }
    }
    for status in store::system_statuses(db).await? {
        through
            .entry(status.system_id)
            .or_default()
            .insert(status.source_id, Some(status.last_at));
    }
    Ok(systems
        .into_iter()
        .map(|system| Heard {
            through: through
                .remove(&system.id)
                .unwrap_or_default()
                .into_iter()
                .filter_map(|(id, last_at)| {
                    let source = sources.get(&id)?;
                    Some(Through {
                        source: id,
                        name: source.name.clone(),
                        last_at,
                        standing: rules::standing(source.enabled, source.silence_minutes, last_at, now),
                    })
                })
                .collect(),
            system,
        })
        .collect())
}

/// Layers of protection that live data show: watched by a source that is heard, shared with the national centre.
#[must_use]
pub fn layers(heard: &Heard, on: NaiveDate) -> i32 {
    let watched = if heard.connected() { layers::bit(2) } else { 0 };
    let shared = if heard.national(on) { layers::bit(4) } else { 0 };
    watched | shared
}

/// Notes on all systems which layers stand: live data change by themselves, and evidence runs out. Gives how many
/// systems changed.
pub async fn refresh_layers(access: &Access) -> Result<usize, SourceError> {
    let systems = coloa_system::store::all(access.db().reader()).await?;
    let on = access.clock().today();
    let live = heard(access, systems)
        .await?
        .iter()
        .map(|h| (h.system.id, layers(h, on)))
        .collect();
    Ok(layers::refresh(access, &live).await?)
}

/// Looks anew at the requirements that the product answers itself: `at_least`: days that any event is kept. Gives how
/// many items are answered.
pub async fn refresh_computed(access: &Access, at_least: u32) -> Result<usize, SourceError> {
    let db = access.db().reader();
    let today = access.clock().today();
    let mut first: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for status in store::system_statuses(db).await? {
        let known = first.entry(status.system_id).or_insert(status.first_at);
        *known = (*known).min(status.first_at);
    }
    let systems = coloa_system::store::all(db).await?;
    let seen = heard(access, systems)
        .await?
        .into_iter()
        .map(|h| {
            let level = u8::try_from(h.system.level).unwrap_or_default();
            let kept = coloa_law::log_retention(level, today).days.max(at_least);
            let seen = computed::Seen {
                first_at: first.get(&h.system.id).copied(),
                last_at: h.last_at(),
                sources: h.through.len(),
                heard: h.through.iter().filter(|t| t.standing == Standing::Heard).count(),
                kept_days: kept,
            };
            (h.system.id, seen)
        })
        .collect();
    Ok(computed::refresh(access, &seen).await?)
}

async fn count(
    access: &Access,
    all: Vec<information_system::Model>,
    ask: &Ask,
    on: NaiveDate,
) -> Result<Connection, SourceError> {
    let (counted, exempt): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|s| {
            s.active
                && (!ask.priority || s.priority)
                && (ask.levels.is_empty() || ask.levels.contains(&s.level))
        })
        .partition(|s| s.exempt.is_none());
    let counted = heard(access, counted).await?;
    Ok(Connection {
        connected: counted.iter().filter(|h| h.connected()).count(),
        national: counted.iter().filter(|h| h.national(on)).count(),
        exempt: exempt.len(),
        counted,
    })
}

/// The share of connected systems within reach.
pub async fn read(access: &Access, actor: &Actor, ask: &Ask) -> Result<Connection, SourceError> {
    let reach = service::reach(access, actor)?;
    let all = coloa_system::store::within(access.db().reader(), &reach)
        .await
        .map_err(SourceError::from)?;
    count(access, all, ask, access.clock().today()).await
}

/// What each figure counts, in words.
static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/indicators.toml"))
        .expect("embedded indicators.toml parses; a test reads it")
});

/// The level from which plans ask for systems by themselves ("hệ thống thông tin từ cấp độ 3 trở lên").
const FROM: i32 = 3;

/// Which share is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Connected,
    /// Of the higher levels alone.
    FromThree,
    /// With the national centre instead of the province's.
    National,
}

impl Which {
    const ALL: [Self; 3] = [Self::Connected, Self::FromThree, Self::National];

    const fn name(self) -> &'static str {
        match self {
            Self::Connected => "system.connected",
            Self::FromThree => "system.connected_from_3",
            Self::National => "system.connected_national",
        }
    }

    fn ask(self) -> Ask {
        let mut ask = Ask::default();
        if self == Self::FromThree {
            ask.levels = (FROM..=*coloa_system::rules::LEVELS.end()).collect();
        }
        ask
    }

    /// Where the systems that it counts are listed.
    fn path(self) -> String {
        let levels: Vec<String> = self
            .ask()
            .levels
            .iter()
            .map(|level| format!("level={level}"))
            .collect();
        if levels.is_empty() {
            web_path::SYSTEM_CONNECTION.to_owned()
        } else {
            format!("{}?{}", web_path::SYSTEM_CONNECTION, levels.join("&"))
        }
    }
}

/// Share of systems that are connected, for targets of plans.
#[derive(Debug)]
struct Share {
    access: Access,
    which: Which,
}

impl Share {
    async fn value(&self, query: &IndicatorQuery) -> Result<IndicatorValue, SourceError> {
        let all = coloa_system::store::within(self.access.db().reader(), &Reach::Everything)
            .await?
            .into_iter()
            .filter(|s| query.agency.is_none_or(|a| a == AgencyId(s.agency_id)))
            .collect();
        let found = count(&self.access, all, &self.which.ask(), query.to).await?;
        let numerator = if self.which == Which::National {
            found.national
        } else {
            found.connected
        } as f64;
        let denominator = found.counted.len() as f64;
        Ok(IndicatorValue {
            value: (denominator > 0.0).then(|| numerator / denominator * 100.0),
            numerator: Some(numerator),
            denominator: Some(denominator),
            query: query.in_words(&WORDS[self.name()]),
            records_path: Some(self.which.path()),
        })
    }
}

impl Indicator for Share {
    fn name(&self) -> &'static str {
        self.which.name()
    }
    fn unit(&self) -> &'static str {
        "%"
    }
    fn compute<'a>(&'a self, query: &'a IndicatorQuery) -> IndicatorFuture<'a> {
        Box::pin(async move { Ok(self.value(query).await?) })
    }
}

/// All indicators of monitoring.
#[must_use]
pub fn indicators(access: &Access) -> Vec<Box<dyn Indicator>> {
    Which::ALL
        .into_iter()
        .map(|which| {
            Box::new(Share {
                access: access.clone(),
                which,
            }) as Box<dyn Indicator>
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_its_words() {
        for which in Which::ALL {
            assert!(WORDS[which.name()].contains("{to}"), "{which:?}");
        }
        assert_eq!(WORDS.len(), Which::ALL.len());
    }

    #[test]
    fn the_higher_levels_are_counted_and_listed_by_themselves() {
        assert_eq!(Which::FromThree.ask().levels, [3, 4, 5]);
        assert!(Which::FromThree.ask().priority);
        assert!(Which::FromThree.path().ends_with("?level=3&level=4&level=5"));
        assert_eq!(Which::Connected.path(), web_path::SYSTEM_CONNECTION);
    }
}
