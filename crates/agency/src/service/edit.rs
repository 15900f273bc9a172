//! Looking at agencies and changing their facts.

use super::{Agencies, write_facts};
use crate::{
    AgencyError,
    model::{ADMINISTRATIVE, Agency, Facts, State},
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, text};
use serde_json::json;
use std::collections::HashMap;

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct AgencyFilter {
    /// Part of any name or abbreviation ever, or of a code; with or without diacritics.
    pub search: Option<String>,
    pub kind: Option<String>,
    pub level: Option<String>,
    /// `active`, `closed`, `planned`.
    pub state: Option<State>,
    /// Direct parent in the tree.
    pub parent: Option<AgencyId>,
    /// Those at the top of the tree: nothing above them, and something below them or no other tree that holds them.
    pub top: bool,
    /// The tree of `parent`, `top` and the parents and children shown; `None`: the administrative one.
    pub tree: Option<String>,
    pub offset: usize,
    pub limit: usize,
}

/// A row of the list.
#[derive(Clone, Debug)]
pub struct Listed {
    pub id: AgencyId,
    pub name: String,
    pub abbreviation: Option<String>,
    pub kind: String,
    pub level: String,
    pub state: State,
    pub parent: Option<AgencyId>,
    pub parent_name: Option<String>,
    pub code: Option<String>,
    /// The earlier name that the search found, where it is not today's.
    pub found_by: Option<String>,
    pub children: usize,
}

impl Agencies {
    /// The directory is open to everybody who is signed in: it holds no contacts.
    pub(super) fn open(&self, actor: &Actor) -> Result<(), AgencyError> {
        Ok(self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("agency", "directory"),
        )?)
    }

    /// Agencies on a day, sorted by name, and how many there are.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &AgencyFilter,
        on: NaiveDate,
    ) -> Result<(Vec<Listed>, usize), AgencyError> {
        self.open(actor)?;
        let d = self.directory().await?;
        let tree = filter.tree.as_deref().unwrap_or(ADMINISTRATIVE);
        let above = |a: &Agency| match tree {
            ADMINISTRATIVE => d.parent(a.id, on),
            other => a.facts.parent_on(other, on),
        };
        let mut below: HashMap<AgencyId, usize> = HashMap::new();
        for a in d.iter().filter(|a| a.facts.state_on(on) == State::Active) {
            if let Some(parent) = a.facts.parent_on(tree, on) {
                *below.entry(parent).or_default() += 1;
            }
        }
        let alone = |a: &Agency| tree == ADMINISTRATIVE && a.facts.parents.is_empty();
        let needle = filter
            .search
            .as_deref()
            .map(text::fold_plain)
            .filter(|s| !s.is_empty());
        let mut rows = Vec::new();
        for a in d.iter() {
            let state = a.facts.state_on(on);
            let parent = above(a);
            let fits = filter.kind.as_ref().is_none_or(|k| *k == a.facts.kind)
                && filter.level.as_ref().is_none_or(|l| *l == a.facts.level)
                && filter.state.is_none_or(|s| s == state)
                && filter.parent.is_none_or(|p| parent == Some(p))
                && (!filter.top || parent.is_none() && (below.contains_key(&a.id) || alone(a)));
            if !fits {
                continue;
            }
            let Some(name) = a.facts.shown_name(on) else {
                continue;
            };
            let mut found_by = None;
            if let Some(needle) = &needle {
                let holds = |t: &str| text::fold_plain(t).contains(needle.as_str());
                let by_name =
                    |n: &crate::model::Name| holds(&n.full) || n.abbreviation.as_deref().is_some_and(holds);
                if !by_name(name) {
                    match a.facts.names.iter().find(|n| by_name(n)) {
                        Some(old) => found_by = Some(old.full.clone()),
                        None if a.facts.codes.iter().any(|c| holds(&c.code)) => {}
                        None => continue,
                    }
                }
            }
            rows.push((text::sort_key(&name.full), a.id, name, state, parent, found_by));
        }
        rows.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        let total = rows.len();
        let page = rows
            .into_iter()
            .skip(filter.offset)
            .take(filter.limit.clamp(1, 500))
            .filter_map(|(_, id, name, state, parent, found_by)| {
                let facts = &d.get(id)?.facts;
                Some(Listed {
                    id,
                    name: name.full.clone(),
                    abbreviation: name.abbreviation.clone(),
                    kind: facts.kind.clone(),
                    level: facts.level.clone(),
                    state,
                    parent,
                    parent_name: parent.and_then(|p| d.name(p, on)).map(|n| n.full.clone()),
                    code: facts.code_on(crate::model::INTERNAL, on).map(str::to_owned),
                    found_by,
                    children: below.get(&id).copied().unwrap_or_default(),
                })
            })
            .collect();
        Ok((page, total))
    }

    /// One agency with all its facts.
    pub async fn get(&self, actor: &Actor, id: AgencyId) -> Result<Agency, AgencyError> {
        self.open(actor)?;
        self.directory()
            .await?
            .get(id)
            .cloned()
            .ok_or(AgencyError::NotFound { what: "agency" })
    }

    /// Founds an agency.
    pub async fn create(&self, actor: &Actor, facts: Facts) -> Result<AgencyId, AgencyError> {
        let id = AgencyId::new();
        // It will stand below these; who may change them may found it.
        let parents: Vec<AgencyId> = facts.parents.iter().map(|p| p.parent).collect();
        let change = self
            .access
            .begin(
                actor,
                action::AGENCY_CHANGE,
                Resource::of_agencies("agency", id, parents),
            )
            .await?;
        let name = facts.names.first().map(|n| n.full.clone());
        write_facts(&change, vec![(id, facts)], Vec::new()).await?;
        change.commit(json!({ "founded": name })).await?;
        self.access.refresh().await?;
        Ok(id)
    }

    /// Replaces the facts of an agency; `version` is what the editor saw. For corrections: what happened to an agency
    /// is a reorganisation.
    pub async fn change(
        &self,
        actor: &Actor,
        id: AgencyId,
        version: i32,
        facts: Facts,
    ) -> Result<i32, AgencyError> {
        let before = self.get(actor, id).await?;
        let change = self
            .access
            .begin(
                actor,
                action::AGENCY_CHANGE,
                Resource::of_agency("agency", id, id),
            )
            .await?;
        // Moving it below another agency needs the right there, too.
        for parent in facts.parents.iter().filter(|p| !before.facts.parents.contains(p)) {
            change.check(
                action::AGENCY_CHANGE,
                &Resource::of_agency("agency", parent.parent, parent.parent),
            )?;
        }
        write_facts(&change, Vec::new(), vec![(id, version, facts.clone())]).await?;
        change
            .commit(json!({ "before": before.facts, "after": facts }))
            .await?;
        self.access.refresh().await?;
        Ok(version + 1)
    }
}
