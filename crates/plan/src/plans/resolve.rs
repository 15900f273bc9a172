//! Printed names to agencies: all names of a version are placed on one day, what a person decided stays.

use super::{Item, Party, PartyState, PlanError};
use chrono::NaiveDate;
use coloa_agency::{Resolution, Resolver};
use coloa_auth::Access;
use coloa_base::text::fold;
use std::{collections::HashMap, sync::Arc};

/// The directory as it stood on one day.
#[derive(Debug)]
pub struct Directory {
    resolver: Resolver,
}

impl Directory {
    /// Reads the directory for a day.
    pub async fn on(access: &Access, on: NaiveDate) -> Result<Self, PlanError> {
        let directory = coloa_agency::load(access.db()).await?;
        Ok(Self {
            resolver: Resolver::new(Arc::new(directory), on),
        })
    }

    /// The day.
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.resolver.day()
    }
}

/// Places every name of the items that no person decided on; returns the positions of items that changed.
pub fn place_all(directory: &Directory, items: &mut [Item]) -> Vec<usize> {
    let resolver = &directory.resolver;
    let mut seen: HashMap<(String, Option<String>), Resolution> = HashMap::new();
    let mut changed = Vec::new();
    for (at, item) in items.iter_mut().enumerate() {
        let mut touched = false;
        for party in &mut item.parties {
            if matches!(party.state, PartyState::Confirmed | PartyState::SetAside) {
                continue;
            }
            let key = (fold(&party.printed), party.scope.clone());
            let placed = seen
                .entry(key)
                .or_insert_with(|| resolver.resolve(&party.printed, party.scope.as_deref()));
            touched |= settle(party, placed);
        }
        if touched {
            changed.push(at);
        }
    }
    changed
}

/// Writes a placing into a party; whether it changed. A name in part understood stays unresolved; one that
/// is understood to mean nobody in particular is resolved to nobody.
fn settle(party: &mut Party, placed: &Resolution) -> bool {
    let before = party.clone();
    if placed.is_resolved() {
        party.state = PartyState::Resolved;
        party.via = placed.via.map(|via| via.as_str().to_owned());
        party.agencies.clone_from(&placed.agencies);
    } else {
        party.state = PartyState::Unresolved;
        party.via = None;
        party.agencies = Vec::new();
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
