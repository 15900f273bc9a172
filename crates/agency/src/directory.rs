//! The whole directory in memory: a snapshot at one revision, with every fact ever dated. A province has
//! some 4,000 units, a few megabytes; lists, names, trees, successors and the resolver all read this.

use crate::{
    model::{ADMINISTRATIVE, Agency, Alias, Facts, Group, Link, Name, Rule, State},
    terms::Terms,
};
use chrono::NaiveDate;
use coloa_base::{AgencyId, GroupId, ReorganisationId, text};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Groups inside groups are followed this deep; a ring ends there.
const GROUP_DEPTH: u8 = 8;

/// A snapshot; see the module.
#[derive(Clone, Debug)]
pub struct Directory {
    pub revision: i64,
    pub terms: Terms,
    agencies: BTreeMap<AgencyId, Agency>,
    links: Vec<Link>,
    groups: Vec<Group>,
    aliases: Vec<Alias>,
    /// Reading aid: whom each agency has below it in the administrative tree, at any time.
    below: HashMap<AgencyId, Vec<AgencyId>>,
    from: HashMap<AgencyId, Vec<usize>>,
    to: HashMap<AgencyId, Vec<usize>>,
}

impl Directory {
    #[must_use]
    pub fn new(
        revision: i64,
        terms: Terms,
        agencies: Vec<Agency>,
        links: Vec<Link>,
        groups: Vec<Group>,
        aliases: Vec<Alias>,
    ) -> Self {
        let mut from: HashMap<AgencyId, Vec<usize>> = HashMap::new();
        let mut to: HashMap<AgencyId, Vec<usize>> = HashMap::new();
        for (i, link) in links.iter().enumerate() {
            from.entry(link.from).or_default().push(i);
            if let Some(target) = link.to {
                to.entry(target).or_default().push(i);
            }
        }
        let agencies: BTreeMap<AgencyId, Agency> = agencies.into_iter().map(|a| (a.id, a)).collect();
        let mut directory = Self {
            revision,
            terms,
            agencies,
            links,
            groups,
            aliases,
            below: HashMap::new(),
            from,
            to,
        };
        directory.index_below();
        directory
    }

    fn index_below(&mut self) {
        self.below.clear();
        for a in self.agencies.values() {
            for p in a.facts.parents.iter().filter(|p| p.tree == ADMINISTRATIVE) {
                let list = self.below.entry(p.parent).or_default();
                if !list.contains(&a.id) {
                    list.push(a.id);
                }
            }
        }
    }

    /// The same directory with these facts in place; for previews and for checks before a write.
    #[must_use]
    pub fn with(&self, changed: impl IntoIterator<Item = (AgencyId, Facts)>) -> Self {
        let mut next = self.clone();
        for (id, facts) in changed {
            let version = next.agencies.get(&id).map_or(1, |a| a.version + 1);
            next.agencies.insert(id, Agency { id, facts, version });
        }
        next.index_below();
        next
    }

    #[must_use]
    pub fn get(&self, id: AgencyId) -> Option<&Agency> {
        self.agencies.get(&id)
    }
    pub fn iter(&self) -> impl Iterator<Item = &Agency> {
        self.agencies.values()
    }
    #[must_use]
    pub fn len(&self) -> usize {
        self.agencies.len()
    }
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.agencies.is_empty()
    }
    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
    #[must_use]
    pub fn group(&self, id: GroupId) -> Option<&Group> {
        self.groups.iter().find(|g| g.id == id)
    }
    #[must_use]
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }

    /// Whether the agency exists on that day.
    #[must_use]
    pub fn alive(&self, id: AgencyId, on: NaiveDate) -> bool {
        self.get(id)
            .is_some_and(|a| a.facts.state_on(on) == State::Active)
    }

    /// The name on that day; of a closed agency its last one.
    #[must_use]
    pub fn name(&self, id: AgencyId, on: NaiveDate) -> Option<&Name> {
        self.get(id)?.facts.shown_name(on)
    }

    /// Full names on that day, for lists.
    #[must_use]
    pub fn names(&self, ids: impl IntoIterator<Item = AgencyId>, on: NaiveDate) -> HashMap<AgencyId, String> {
        ids.into_iter()
            .filter_map(|id| Some((id, self.name(id, on)?.full.clone())))
            .collect()
    }

    /// The agency that a code means on that day.
    #[must_use]
    pub fn by_code(&self, system: &str, code: &str, on: NaiveDate) -> Option<AgencyId> {
        self.iter()
            .find(|a| {
                a.facts
                    .codes
                    .iter()
                    .any(|c| c.system == system && c.code == code && c.period.contains(on))
            })
            .map(|a| a.id)
    }

    /// Direct children on that day, sorted by name.
    #[must_use]
    pub fn children(&self, id: AgencyId, tree: &str, on: NaiveDate) -> Vec<AgencyId> {
        let candidates: Vec<AgencyId> = if tree == ADMINISTRATIVE {
            self.below.get(&id).cloned().unwrap_or_default()
        } else {
            self.agencies.keys().copied().collect()
        };
        let mut found: Vec<AgencyId> = candidates
            .into_iter()
            .filter(|&c| {
                self.get(c).is_some_and(|a| {
                    a.facts.parent_on(tree, on) == Some(id) && a.facts.state_on(on) == State::Active
                })
            })
            .collect();
        found.sort_by_cached_key(|&c| self.sort_key(c, on));
        found
    }

    /// All below in the administrative tree on that day, without itself.
    #[must_use]
    pub fn descendants(&self, id: AgencyId, on: NaiveDate) -> Vec<AgencyId> {
        let mut found = Vec::new();
        let mut seen = HashSet::from([id]);
        let mut stack = vec![id];
        while let Some(next) = stack.pop() {
            for child in self.children(next, ADMINISTRATIVE, on) {
                if seen.insert(child) {
                    found.push(child);
                    stack.push(child);
                }
            }
        }
        found
    }

    /// The administrative parent that counts for permissions: that of the day; of a closed agency its last,
    /// so that whoever looked after it still does.
    #[must_use]
    pub fn parent(&self, id: AgencyId, on: NaiveDate) -> Option<AgencyId> {
        let facts = &self.get(id)?.facts;
        facts.parent_on(ADMINISTRATIVE, on).or_else(|| {
            if facts.state_on(on) != State::Closed {
                return None;
            }
            facts
                .parents
                .iter()
                .filter(|p| p.tree == ADMINISTRATIVE && p.period.from <= on)
                .max_by_key(|p| p.period.from)
                .map(|p| p.parent)
        })
    }

    /// All above, nearest first, without itself; a ring ends where it began.
    #[must_use]
    pub fn ancestors(&self, id: AgencyId, on: NaiveDate) -> Vec<AgencyId> {
        let mut found = Vec::new();
        let mut next = self.parent(id, on);
        while let Some(up) = next {
            if up == id || found.contains(&up) {
                break;
            }
            found.push(up);
            next = self.parent(up, on);
        }
        found
    }

    /// Where an agency's work is on a day. Whole successions are followed until somebody exists; with a
    /// `function`, transfers of that function are followed even from an agency that still exists. Empty
    /// where it ended without successor; the agency itself where it exists. Several where it was divided.
    #[must_use]
    pub fn successors(&self, id: AgencyId, function: Option<&str>, on: NaiveDate) -> Vec<AgencyId> {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::from([id]);
        let mut stack = vec![id];
        while let Some(next) = stack.pop() {
            let links: Vec<&Link> = self
                .from
                .get(&next)
                .into_iter()
                .flatten()
                .map(|&i| &self.links[i])
                .filter(|l| l.effective <= on && l.to.is_some())
                .collect();
            let moved: Vec<&Link> = links
                .iter()
                .copied()
                .filter(|l| function.is_some() && l.function.as_deref() == function)
                .collect();
            let follow = if !moved.is_empty() {
                moved
            } else if self.alive(next, on) {
                found.insert(next);
                continue;
            } else {
                links.into_iter().filter(|l| l.function.is_none()).collect()
            };
            for target in follow.into_iter().filter_map(|l| l.to) {
                if seen.insert(target) {
                    stack.push(target);
                }
            }
        }
        found.into_iter().collect()
    }

    /// Who did an agency's work before it existed.
    #[must_use]
    pub fn predecessors(&self, id: AgencyId, on: NaiveDate) -> Vec<AgencyId> {
        let mut found = BTreeSet::new();
        let mut seen = HashSet::from([id]);
        let mut stack = vec![id];
        while let Some(next) = stack.pop() {
            if self.alive(next, on) {
                found.insert(next);
                continue;
            }
            for link in self.to.get(&next).into_iter().flatten().map(|&i| &self.links[i]) {
                if link.effective > on && link.function.is_none() && seen.insert(link.from) {
                    stack.push(link.from);
                }
            }
        }
        found.into_iter().collect()
    }

    /// Reorganisations that touched an agency, oldest first.
    #[must_use]
    pub fn history(&self, id: AgencyId) -> Vec<ReorganisationId> {
        let mut links: Vec<&Link> = self
            .links
            .iter()
            .filter(|l| l.from == id || l.to == Some(id))
            .collect();
        links.sort_by_key(|l| (l.effective, l.reorganisation));
        let mut ids: Vec<ReorganisationId> = links.into_iter().map(|l| l.reorganisation).collect();
        ids.dedup();
        ids
    }

    /// Members of a group on a day, sorted by name.
    #[must_use]
    pub fn members(&self, group: GroupId, on: NaiveDate) -> Vec<AgencyId> {
        self.group(group)
            .map(|g| self.members_by(&g.rules, on))
            .unwrap_or_default()
    }

    /// Members by rules on a day, sorted by name; also for rules that are not stored yet.
    #[must_use]
    pub fn members_by(&self, rules: &[Rule], on: NaiveDate) -> Vec<AgencyId> {
        let mut found = BTreeSet::new();
        self.collect_members(rules, on, GROUP_DEPTH, &mut found);
        self.sorted(found, on)
    }

    fn collect_members(&self, rules: &[Rule], on: NaiveDate, depth: u8, found: &mut BTreeSet<AgencyId>) {
        if depth == 0 {
            return;
        }
        let mut own = BTreeSet::new();
        for rule in rules {
            match rule {
                Rule::Member { agency, period } => {
                    if period.contains(on) {
                        // A member that was merged away is represented by whoever took it over.
                        own.extend(self.successors(*agency, None, on));
                    }
                }
                Rule::Query { kinds, levels } => own.extend(
                    self.iter()
                        .filter(|a| {
                            (kinds.is_empty() || kinds.contains(&a.facts.kind))
                                && (levels.is_empty() || levels.contains(&a.facts.level))
                        })
                        .filter(|a| a.facts.state_on(on) == State::Active)
                        .map(|a| a.id),
                ),
                Rule::Role { role, function } => own.extend(self.holders(role, function.as_deref(), on)),
                Rule::Group { group } => {
                    if let Some(group) = self.group(*group) {
                        self.collect_members(&group.rules, on, depth - 1, &mut own);
                    }
                }
                Rule::Except { .. } => {}
            }
        }
        for rule in rules {
            if let Rule::Except { agency } = rule {
                own.remove(agency);
            }
        }
        found.extend(own);
    }

    /// Who holds a role (for a function, where one is named) on a day.
    #[must_use]
    pub fn holders(&self, role: &str, function: Option<&str>, on: NaiveDate) -> Vec<AgencyId> {
        let found: Vec<AgencyId> = self
            .iter()
            .filter(|a| a.facts.holds(role, function, on) && a.facts.state_on(on) == State::Active)
            .map(|a| a.id)
            .collect();
        self.sorted(found, on)
    }

    fn sort_key(&self, id: AgencyId, on: NaiveDate) -> (String, AgencyId) {
        (
            self.name(id, on)
                .map(|n| text::sort_key(&n.full))
                .unwrap_or_default(),
            id,
        )
    }

    /// Sorted as in a Vietnamese dictionary by the name of that day.
    #[must_use]
    pub fn sorted(&self, ids: impl IntoIterator<Item = AgencyId>, on: NaiveDate) -> Vec<AgencyId> {
        let mut ids: Vec<AgencyId> = ids.into_iter().collect();
        ids.sort_by_cached_key(|&id| self.sort_key(id, on));
        ids
    }

    /// The rows of the permission closure on that day: (agency, ancestor) without the agency itself.
    #[must_use]
    pub fn closure(&self, on: NaiveDate) -> Vec<(AgencyId, AgencyId)> {
        self.agencies
            .keys()
            .flat_map(|&id| self.ancestors(id, on).into_iter().map(move |up| (id, up)))
            .collect()
    }
}
