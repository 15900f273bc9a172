//! Printed names to agencies: all names of a version are placed on one day, what a person decided stays. When
//! the work is given ([`follow`]), an agency that has ended since is followed to its one successor.

use super::{Item, Party, PartyState, PlanError};
use chrono::NaiveDate;
use coloa_agency::{Resolution, Resolver, resolve::Via};
use coloa_auth::Access;
use coloa_base::{AgencyId, text::fold};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// The directory as it stood on one day.
#[derive(Debug)]
pub struct Directory {
    directory: Arc<coloa_agency::Directory>,
    resolver: Resolver,
}

impl Directory {
    /// Reads the directory for a day.
    pub async fn on(access: &Access, on: NaiveDate) -> Result<Self, PlanError> {
        let directory = Arc::new(coloa_agency::load(access.db()).await?);
        Ok(Self {
            resolver: Resolver::new(Arc::clone(&directory), on),
            directory,
        })
    }

    /// The same directory on another day.
    #[must_use]
    pub fn at(&self, on: NaiveDate) -> Self {
        Self {
            resolver: Resolver::new(Arc::clone(&self.directory), on),
            directory: Arc::clone(&self.directory),
        }
    }

    /// Whether the agency exists on the day.
    #[must_use]
    pub fn alive(&self, id: AgencyId) -> bool {
        self.directory.alive(id, self.day())
    }

    /// Names of the agencies in the order of the alphabet; of one that is unknown, its id.
    #[must_use]
    pub fn names(&self, ids: impl IntoIterator<Item = AgencyId>) -> Vec<String> {
        let name = |id: AgencyId| {
            self.directory
                .name(id, self.day())
                .map_or_else(|| id.to_string(), |n| n.full.clone())
        };
        let mut names: Vec<String> = ids.into_iter().map(name).collect();
        names.sort_by_key(|n| coloa_base::text::sort_key(n));
        names
    }

    /// Refuses agencies that do not exist on the day.
    pub fn must_exist(&self, field: &'static str, ids: &[AgencyId]) -> Result<(), PlanError> {
        let missing: Vec<AgencyId> = ids.iter().copied().filter(|id| !self.alive(*id)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(PlanError::NotInDirectory {
            field,
            names: self.names(missing),
            on: self.day(),
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

/// Follows every placed name to who does the work on the day: in the place of an agency that has ended stands
/// its successor where there is exactly one, else what somebody taught the directory since, else the name is
/// unresolved again. Returns the positions of items that changed.
pub fn follow(directory: &Directory, items: &mut [Item]) -> Vec<usize> {
    let mut changed = Vec::new();
    for (at, item) in items.iter_mut().enumerate() {
        let mut touched = false;
        for party in &mut item.parties {
            touched |= follow_one(directory, party);
        }
        if touched {
            changed.push(at);
        }
    }
    changed
}

fn follow_one(directory: &Directory, party: &mut Party) -> bool {
    if party.agencies.iter().all(|id| directory.alive(*id)) {
        return false;
    }
    let (known, day) = (&directory.directory, directory.day());
    let function = party.scope.as_deref().and_then(|s| known.terms.function_in(s));
    let mut now = BTreeSet::new();
    for &id in &party.agencies {
        if directory.alive(id) {
            now.insert(id);
            continue;
        }
        let [successor] = known.successors(id, function, day)[..] else {
            let taught = directory.resolver.resolve(&party.printed, party.scope.as_deref());
            if taught.via == Some(Via::Alias) {
                return settle(party, &taught);
            }
            party.state = PartyState::Unresolved;
            party.via = None;
            party.agencies = Vec::new();
            return true;
        };
        now.insert(successor);
    }
    party.via = Some(Via::OldName.as_str().to_owned());
    party.agencies = known.sorted(now, day);
    true
}

/// A printed name that means other agencies than it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub printed: String,
    /// Items that print it.
    pub items: u64,
    /// No longer meant.
    pub gone: Vec<AgencyId>,
    /// Newly meant.
    pub come: Vec<AgencyId>,
}

/// What placing the names again changed, in the order of the document.
#[must_use]
pub fn moved(before: &[Item], after: &[Item]) -> Vec<Moved> {
    let was: HashMap<Uuid, &Party> = before
        .iter()
        .flat_map(|i| &i.parties)
        .map(|p| (p.id, p))
        .collect();
    let mut order: Vec<Moved> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for item in after.iter().filter(|i| i.is_kept()) {
        for party in &item.parties {
            let Some(old) = was.get(&party.id) else { continue };
            let left = |from: &[AgencyId], without: &[AgencyId]| -> Vec<AgencyId> {
                from.iter().copied().filter(|id| !without.contains(id)).collect()
            };
            let gone = left(&old.agencies, &party.agencies);
            let come = left(&party.agencies, &old.agencies);
            if gone.is_empty() && come.is_empty() {
                continue;
            }
            if let Some(&n) = at.get(&fold(&party.printed)) {
                order[n].items += 1;
                continue;
            }
            at.insert(fold(&party.printed), order.len());
            order.push(Moved {
                printed: party.printed.clone(),
                items: 1,
                gone,
                come,
            });
        }
    }
    order
}

/// Decisions of people on printed names of an earlier version, taken over where the same name is printed; whom
/// they mean is followed to `today`.
pub fn take_over_decisions(earlier: &[Item], items: &mut [Item], today: &Directory) {
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
            follow_one(today, party);
        }
    }
}
