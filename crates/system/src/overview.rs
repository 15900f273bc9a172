//! How far all systems meet the requirements of their level: system by system, and summed by agency and level.

use crate::{
    SystemError,
    controls::{self, Score},
    entity::{control_answer, control_computed},
    layers, service,
    store::{self, InUse},
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Reach};
use coloa_base::{AgencyId, text};
use coloa_law::{Checklist, LawBook};
use std::{
    cmp::Ordering,
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};
use uuid::Uuid;

/// Levels of systems.
const LEVELS: usize = 5;

/// The score of one system in use that has a level.
#[derive(Clone, Debug)]
pub struct Scored {
    pub id: Uuid,
    pub name: String,
    pub agency: AgencyId,
    pub agency_name: String,
    /// Names of system and agency, folded.
    folded: String,
    pub regime: String,
    pub level: u8,
    /// Those that stand, as [`layers::bit`] has them.
    pub layers: i32,
    pub flags: Vec<&'static str>,
    pub score: Score,
}

/// Some systems together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    pub systems: usize,
    pub met: usize,
    /// Items that apply.
    pub applies: usize,
    /// The law's list is known in full for each of them.
    pub complete: bool,
}

impl Default for Sum {
    fn default() -> Self {
        Self {
            systems: 0,
            met: 0,
            applies: 0,
            complete: true,
        }
    }
}

impl Sum {
    fn add(&mut self, score: &Score) {
        self.systems += 1;
        self.met += score.met;
        self.applies += score.items - score.not_applicable;
        self.complete &= score.complete;
    }

    /// In percent, rounded down; never full while an item is open or a list is known in part. `None`: nothing applies.
    #[must_use]
    pub fn percent(&self) -> Option<u32> {
        let percent = (self.met * 100).checked_div(self.applies)?;
        let percent = u32::try_from(percent).unwrap_or(100);
        Some(if self.complete { percent } else { percent.min(99) })
    }
}

/// The systems of one agency.
#[derive(Clone, Debug)]
pub struct OfAgency {
    pub agency: AgencyId,
    pub name: String,
    pub all: Sum,
    /// By level, 1 first; `None`: no system.
    pub levels: [Option<Sum>; LEVELS],
}

/// All systems within reach, in one line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub all: Sum,
    /// Systems whose list of requirements is known in part.
    pub in_part: usize,
    /// Systems that run and must not, see [`layers::flags`].
    pub flagged: usize,
}

/// What the list of systems is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub agency: Option<AgencyId>,
    pub levels: Vec<i32>,
    /// All four layers stand, or one is missing.
    pub protected: Option<bool>,
    /// One of these.
    pub flags: Vec<String>,
    pub search: Option<String>,
}

/// What the list of systems is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    #[default]
    Percent,
    System,
    Agency,
    Level,
    Gaps,
    Unanswered,
    Layers,
    Flags,
}

impl Order {
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "percent" => Self::Percent,
            "system" => Self::System,
            "agency" => Self::Agency,
            "level" => Self::Level,
            "gaps" => Self::Gaps,
            "unanswered" => Self::Unanswered,
            "layers" => Self::Layers,
            "flags" => Self::Flags,
            _ => return None,
        })
    }
}

/// The scores of systems, and what they come to.
#[derive(Clone, Debug)]
pub struct Scores {
    /// By name of system and agency.
    pub systems: Vec<Scored>,
    pub summary: Summary,
    agencies: Vec<OfAgency>,
}

impl Scores {
    fn of(mut systems: Vec<Scored>) -> Self {
        systems.sort_by(|a, b| a.folded.cmp(&b.folded).then_with(|| a.id.cmp(&b.id)));
        Self {
            summary: summary(&systems),
            agencies: by_agency(&systems),
            systems,
        }
    }

    /// A row for each agency whose name holds `search`, those that have most to do first.
    #[must_use]
    pub fn agencies(&self, search: Option<&str>) -> Vec<&OfAgency> {
        let wanted = search.map(text::fold_plain).filter(|s| !s.is_empty());
        self.agencies
            .iter()
            .filter(|row| {
                wanted
                    .as_ref()
                    .is_none_or(|w| text::fold_plain(&row.name).contains(w.as_str()))
            })
            .collect()
    }
}

/// Scores of all systems within reach; kept for all who ask until something changes.
pub async fn scores(access: &Access, actor: &Actor) -> Result<Arc<Scores>, SystemError> {
    let reach = service::reach(access, actor)?;
    let today = access.clock().today();
    access
        .kept(
            "scores of systems",
            &(&reach, today),
            compute(access, &reach, today),
        )
        .await
}

async fn compute(access: &Access, reach: &Reach, today: NaiveDate) -> Result<Scores, SystemError> {
    let db = access.db().reader();
    let systems = store::in_use(db, reach).await?;
    let mut own: HashMap<Uuid, Vec<control_answer::Model>> = HashMap::new();
    for row in store::register::all_answers(db).await? {
        own.entry(row.system_id).or_default().push(row);
    }
    let mut computed: HashMap<Uuid, Vec<control_computed::Model>> = HashMap::new();
    for row in store::register::all_computed(db).await? {
        computed.entry(row.system_id).or_default().push(row);
    }
    let mut agencies: Vec<AgencyId> = systems.iter().map(|s| AgencyId(s.agency_id)).collect();
    agencies.sort_unstable();
    agencies.dedup();
    let agencies: HashMap<AgencyId, Named> = coloa_agency::names(access.db(), &agencies, today)
        .await?
        .into_iter()
        .map(|(id, name)| (id, Named::from(name)))
        .collect();
    let nameless = Named::default();
    let of_today = controls::regime_on(today);
    let mut lists = Lists::default();
    let mut found = Vec::with_capacity(systems.len());
    for system in systems {
        let Some(level) = controls::level_of(system.level, system.proposed_level) else {
            continue;
        };
        let Some(regime) = system.regime.clone().or_else(|| of_today.clone()) else {
            continue;
        };
        let list = lists.get(&regime, level, today)?;
        let of = |id: Uuid| -> Vec<control_answer::Model> {
            let all = own.get(&id).into_iter().flatten();
            all.filter(|a| a.regime == regime).cloned().collect()
        };
        let common = system.host_system_id.map(of).unwrap_or_default();
        let (said, seen) = (of(system.id), computed.remove(&system.id).unwrap_or_default());
        let score = if said.is_empty() && common.is_empty() && seen.is_empty() {
            list.unanswered
        } else {
            let said = controls::standings(said, common, today);
            let seen = seen.into_iter().filter(|c| c.regime == regime).collect();
            let answers = controls::filled(said, seen, level);
            controls::score(&list.list, &controls::items(&list.list), &answers)
        };
        let agency = agencies.get(&AgencyId(system.agency_id)).unwrap_or(&nameless);
        found.push(scored(system, agency, regime, level, score));
    }
    Ok(Scores::of(found))
}

/// A name, and the same folded: many systems are of one agency.
#[derive(Default)]
struct Named {
    name: String,
    folded: String,
}

impl From<String> for Named {
    fn from(name: String) -> Self {
        Self {
            folded: text::fold_plain(&name),
            name,
        }
    }
}

fn scored(system: InUse, agency: &Named, regime: String, level: u8, score: Score) -> Scored {
    Scored {
        id: system.id,
        agency: AgencyId(system.agency_id),
        // As the two names together are folded.
        folded: format!("{} {}", system.folded, agency.folded).trim().to_owned(),
        agency_name: agency.name.clone(),
        regime,
        level,
        layers: system.layers,
        flags: layers::flags_of(
            &system.state,
            system.exempt.is_some(),
            &system.dossier,
            system.layers,
        ),
        score,
        name: system.name,
    }
}

/// The checklist of a regime and level, and the score of a system that answered nothing of it.
struct Listed {
    list: Checklist<'static>,
    unanswered: Score,
}

#[derive(Default)]
struct Lists(HashMap<(String, u8), Listed>);

impl Lists {
    fn get(&mut self, regime: &str, level: u8, today: chrono::NaiveDate) -> Result<&Listed, SystemError> {
        Ok(match self.0.entry((regime.to_owned(), level)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let list = LawBook::current().checklist(regime, level, today)?;
                let unanswered = controls::score(&list, &controls::items(&list), &HashMap::new());
                entry.insert(Listed { list, unanswered })
            }
        })
    }
}

/// All of them in one line.
fn summary(scores: &[Scored]) -> Summary {
    let mut sum = Summary::default();
    for one in scores {
        sum.all.add(&one.score);
        sum.in_part += usize::from(!one.score.complete);
        sum.flagged += usize::from(!one.flags.is_empty());
    }
    sum
}

/// A row for each agency, those that have most to do first.
fn by_agency(scores: &[Scored]) -> Vec<OfAgency> {
    let mut rows: HashMap<AgencyId, OfAgency> = HashMap::new();
    for one in scores {
        let row = rows.entry(one.agency).or_insert_with(|| OfAgency {
            agency: one.agency,
            name: one.agency_name.clone(),
            all: Sum::default(),
            levels: [None; LEVELS],
        });
        row.all.add(&one.score);
        if let Some(cell) = row.levels.get_mut(usize::from(one.level).wrapping_sub(1)) {
            cell.get_or_insert_default().add(&one.score);
        }
    }
    let share = |row: &OfAgency| row.all.percent().unwrap_or(100);
    let mut rows: Vec<OfAgency> = rows.into_values().collect();
    rows.sort_unstable_by(|a, b| {
        let by_share = share(a).cmp(&share(b));
        by_share
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.agency.cmp(&b.agency))
    });
    rows
}

/// Systems that a filter lets pass, in an order; `down`: the other way round. Those without a value come last, and names
/// decide between equals.
#[must_use]
pub fn list<'a>(scores: &'a Scores, filter: &Filter, order: Order, down: bool) -> Vec<&'a Scored> {
    let search = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty());
    let mut found: Vec<&Scored> = scores
        .systems
        .iter()
        .filter(|s| filter.agency.is_none_or(|a| a == s.agency))
        .filter(|s| filter.levels.is_empty() || filter.levels.contains(&i32::from(s.level)))
        .filter(|s| filter.protected.is_none_or(|p| p == (s.layers == layers::ALL)))
        .filter(|s| filter.flags.is_empty() || s.flags.iter().any(|f| filter.flags.iter().any(|w| w == f)))
        .filter(|s| search.as_ref().is_none_or(|w| s.folded.contains(w.as_str())))
        .collect();
    // They come by name, and equals stay as they come.
    found.sort_by(|a, b| match order {
        Order::Percent => last(a.score.percent(), b.score.percent(), down),
        Order::System => turned(a.folded.cmp(&b.folded), down),
        Order::Agency => turned(a.agency_name.cmp(&b.agency_name), down),
        Order::Level => turned(a.level.cmp(&b.level), down),
        Order::Gaps => turned(a.score.gaps().cmp(&b.score.gaps()), down),
        Order::Unanswered => turned(a.score.unanswered.cmp(&b.score.unanswered), down),
        Order::Layers => turned(a.layers.count_ones().cmp(&b.layers.count_ones()), down),
        Order::Flags => last(flagged(a), flagged(b), down),
    });
    found
}

fn flagged(one: &Scored) -> Option<usize> {
    Some(one.flags.len()).filter(|n| *n > 0)
}

fn turned(order: Ordering, down: bool) -> Ordering {
    if down { order.reverse() } else { order }
}

/// By value; what has none comes last whichever way.
fn last<T: Ord>(a: Option<T>, b: Option<T>, down: bool) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => turned(a.cmp(&b), down),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(name: &str, agency: u128, level: u8, met: usize, items: usize, complete: bool) -> Scored {
        let agency_name = format!("Sở {agency}");
        Scored {
            id: Uuid::from_u128(agency * 100 + u128::from(level)),
            folded: text::fold_plain(&format!("{name} {agency_name}")),
            name: name.to_owned(),
            agency: AgencyId(Uuid::from_u128(agency)),
            agency_name,
            regime: "R331".to_owned(),
            level,
            layers: if met == items { layers::ALL } else { 1 },
            flags: if met == items {
                Vec::new()
            } else {
                vec!["unprotected"]
            },
            score: Score {
                items,
                met,
                unanswered: items - met,
                complete,
                ..Score::default()
            },
        }
    }

    fn some() -> Scores {
        Scores::of(vec![
            one("Trống", 3, 1, 0, 0, true),
            one("Cổng", 1, 3, 10, 10, true),
            one("Một cửa", 2, 3, 5, 10, true),
            one("Thư", 2, 2, 4, 4, false),
        ])
    }

    #[test]
    fn agencies_with_most_to_do_come_first_and_a_list_known_in_part_is_never_full() {
        let scores = some();
        let rows = scores.agencies(None);
        let shares: Vec<_> = rows.iter().map(|r| (r.name.as_str(), r.all.percent())).collect();
        assert_eq!(shares, [("Sở 2", Some(64)), ("Sở 1", Some(100)), ("Sở 3", None)]);
        assert_eq!(rows[0].levels[1].unwrap().percent(), Some(99));
        assert_eq!(rows[0].levels[2].unwrap().percent(), Some(50));
        assert!(rows[0].levels[0].is_none());
        assert_eq!(scores.agencies(Some("so 3")).len(), 1);
        let sum = scores.summary;
        assert_eq!((sum.all.systems, sum.all.met, sum.all.applies), (4, 19, 24));
        assert_eq!((sum.in_part, sum.flagged), (1, 1));
    }

    #[test]
    fn equals_come_by_name_whichever_way() {
        let scores = Scores::of(vec![
            one("Thư", 2, 3, 5, 10, true),
            one("Cổng", 3, 2, 5, 10, true),
            one("Cổng", 1, 3, 5, 10, true),
        ]);
        for order in [Order::Percent, Order::Gaps, Order::Layers, Order::Flags] {
            for down in [false, true] {
                let found = list(&scores, &Filter::default(), order, down);
                let names: Vec<_> = found
                    .iter()
                    .map(|s| (s.name.as_str(), s.agency_name.as_str()))
                    .collect();
                assert_eq!(
                    names,
                    [("Cổng", "Sở 1"), ("Cổng", "Sở 3"), ("Thư", "Sở 2")],
                    "{order:?}"
                );
            }
        }
        let down = list(&scores, &Filter::default(), Order::Level, true);
        assert_eq!((down[1].name.as_str(), down[2].level), ("Thư", 2));
    }

    #[test]
    fn the_list_is_narrowed_and_what_has_no_share_comes_last_both_ways() {
        let scores = some();
        let names = |filter: &Filter, order, down| -> Vec<String> {
            list(&scores, filter, order, down)
                .iter()
                .map(|s| s.name.clone())
                .collect()
        };
        let all = Filter::default();
        assert_eq!(
            names(&all, Order::Percent, false),
            ["Một cửa", "Thư", "Cổng", "Trống"]
        );
        assert_eq!(
            names(&all, Order::Percent, true),
            ["Cổng", "Thư", "Một cửa", "Trống"]
        );
        let of = Filter {
            agency: Some(AgencyId(Uuid::from_u128(2))),
            levels: vec![2],
            ..Filter::default()
        };
        assert_eq!(names(&of, Order::System, false), ["Thư"]);
        let open = Filter {
            protected: Some(false),
            flags: vec!["unprotected".to_owned()],
            search: Some("MỘT".to_owned()),
            ..Filter::default()
        };
        assert_eq!(names(&open, Order::Gaps, true), ["Một cửa"]);
    }
}
