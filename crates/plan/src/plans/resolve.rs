//! Printed names to agencies: all names of a version are placed on one day, what a person decided stays.

use super::{Item, Party, PartyState, PlanError};
use chrono::NaiveDate;
use coloa_agency::{Resolver, resolve::Via};
use coloa_auth::Access;
use coloa_base::{AgencyId, text::fold};
use std::{collections::HashMap, sync::Arc};

/// How one printed name was placed.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    pub agencies: Vec<AgencyId>,
    /// `name`, `alias`, `group` …: how it was found.
    pub via: String,
    /// 0 to 1.
    pub confidence: f64,
}

/// The directory as it stood on one day.
#[derive(Debug)]
pub struct Directory {
    resolver: Resolver,
}

impl Directory {
    /// Reads the directory for a day.
    pub async fn on(access: &Access, on: NaiveDate) -> Result<Self, PlanError> {
        let directory = coloa_agency::load(access.db()).await?;
        Ok(Self { resolver: Resolver::new(Arc::new(directory), on) })
    }

    /// The day.
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.resolver.day()
    }

    /// Whom a printed name means on that day; `scope` tells which duty of an agency is spoken of. `None` where any part of
    /// the name is not understood: half an answer would hide the other half.
    #[must_use]
    pub fn place(&self, printed: &str, scope: Option<&str>) -> Option<Placed> {
        let found = self.resolver.resolve(printed, scope);
        let via = found.via.filter(|_| found.is_resolved())?;
        Some(Placed { agencies: found.agencies, via: via.as_str().to_owned(), confidence: found.confidence })
    }
}

/// Places every name of the items that no person decided on; returns how many parties changed.
pub fn place_all(directory: &Directory, items: &mut [Item]) -> Vec<usize> {
    let mut seen: HashMap<(String, Option<String>), Option<Placed>> = HashMap::new();
    let mut changed = Vec::new();
    for (at, item) in items.iter_mut().enumerate() {
        let mut touched = false;
        for party in &mut item.parties {
            if matches!(party.state, PartyState::Confirmed | PartyState::SetAside) {
                continue;
            }
            let placed = seen
                .entry((fold(&party.printed), party.scope.as_deref().map(fold)))
                .or_insert_with(|| directory.place(&party.printed, party.scope.as_deref()))
                .as_ref();
            touched |= settle(party, placed);
        }
        if touched {
            changed.push(at);
        }
    }
    changed
}

/// Writes a placing into a party; whether it changed.
fn settle(party: &mut Party, placed: Option<&Placed>) -> bool {
    let before = party.clone();
    // "Nobody in particular" is an answer, too; a person taught it.
    match placed.filter(|p| !p.agencies.is_empty() || p.via == Via::Nobody.as_str()) {
        Some(p) => {
            party.state = PartyState::Resolved;
            party.via = Some(p.via.clone());
            party.agencies = p.agencies.clone();
        }
        None => {
            party.state = PartyState::Unresolved;
            party.via = None;
            party.agencies = Vec::new();
        }
    }
    before != *party
}

/// Decisions of people on printed names of an earlier version, taken over where the same name is printed.
pub fn take_over_decisions(earlier: &[Item], items: &mut [Item]) {
    let mut decided: HashMap<String, &Party> = HashMap::new();
    for party in earlier.iter().filter(|i| i.is_kept()).flat_map(|i| &i.parties) {
        if matches!(party.state, PartyState::Confirmed | PartyState::SetAside) {
            decided.entry(fold(&party.printed)).or_insert(party);
        }
    }
    for party in items.iter_mut().flat_map(|i| &mut i.parties) {
        if let Some(from) = decided.get(&fold(&party.printed)) {
            party.state = from.state;
            party.via = from.via.clone();
            party.agencies = from.agencies.clone();
        }
    }
}
