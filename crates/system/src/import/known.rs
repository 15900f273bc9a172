//! What a table of systems is read against: who its words mean, and which hosts belong to whom.

use crate::{SystemError, controls, dossier::checks, entity::information_system, rules, store};
use chrono::NaiveDate;
use coloa_agency::{directory::Directory, model::INTERNAL};
use coloa_auth::{Access, Reach};
use coloa_base::{AgencyId, address, text};
use std::collections::HashMap;
use uuid::Uuid;

/// Agencies by what a table calls them: internal code, full name, abbreviation.
pub(super) struct Owners(HashMap<String, Option<AgencyId>>);

impl Owners {
    /// `None`: nobody in office bears the word; `Some(None)`: several do.
    pub(super) fn get(&self, word: &str) -> Option<Option<AgencyId>> {
        self.0.get(word).copied()
    }

    pub(super) fn of(directory: &Directory, on: NaiveDate) -> Self {
        let mut names: HashMap<String, Option<AgencyId>> = HashMap::new();
        let mut put = |word: &str, id: AgencyId| {
            let word = text::fold(word);
            if !word.is_empty() {
                // A name that two agencies bear means neither.
                names
                    .entry(word)
                    .and_modify(|known| {
                        if *known != Some(id) {
                            *known = None;
                        }
                    })
                    .or_insert(Some(id));
            }
        };
        for agency in directory.iter().filter(|a| directory.alive(a.id, on)) {
            if let Some(code) = agency.facts.code_on(INTERNAL, on) {
                put(code, agency.id);
            }
            if let Some(name) = agency.facts.name_on(on) {
                put(&name.full, agency.id);
                if let Some(short) = &name.abbreviation {
                    put(short, agency.id);
                }
            }
        }
        Self(names)
    }
}

/// Hosts and addresses of every agency: each belongs to one system of it.
pub(super) struct Taken(HashMap<(Uuid, String), Uuid>);

impl Taken {
    pub(super) async fn of(access: &Access) -> Result<Self, SystemError> {
        let db = access.db().reader();
        let owners: HashMap<Uuid, Uuid> = store::all(db)
            .await?
            .into_iter()
            .filter(|s| s.active)
            .map(|s| (s.id, s.agency_id))
            .collect();
        let mut taken = Self(HashMap::new());
        for host in store::hosts(db).await? {
            let Some(agency) = owners.get(&host.system_id) else {
                continue;
            };
            let ranges = address::ranges(&host.addresses).unwrap_or_default();
            for word in Self::words(&host.name, &ranges) {
                taken.0.insert((*agency, word), host.system_id);
            }
        }
        Ok(taken)
    }

    fn words(name: &str, ranges: &[ipnet::IpNet]) -> Vec<String> {
        let name = (!name.is_empty()).then(|| name.to_owned());
        name.into_iter()
            .chain(ranges.iter().map(address::shown))
            .collect()
    }

    /// Whether a system may have these; from then on they are its own.
    pub(super) fn take(&mut self, agency: Uuid, system: Uuid, hosts: &[rules::Host]) -> bool {
        let words: Vec<String> = hosts
            .iter()
            .flat_map(|host| Self::words(&host.name, &host.addresses))
            .collect();
        let free = words.iter().all(|word| {
            self.0
                .get(&(agency, word.clone()))
                .is_none_or(|other| *other == system)
        });
        if free {
            self.0
                .extend(words.into_iter().map(|word| ((agency, word), system)));
        }
        free
    }
}

/// What was assessed of systems, and what their dossiers on the way ask for.
pub(super) struct Asked {
    /// Regime and level of assessments, the newest first.
    assessed: HashMap<Uuid, Vec<(String, i32)>>,
    dossiers: HashMap<Uuid, i32>,
    /// Code of the regime of the day.
    regime: String,
}

impl Asked {
    pub(super) async fn of(access: &Access, reach: &Reach, on: NaiveDate) -> Result<Self, SystemError> {
        let db = access.db().reader();
        let mut dossiers = HashMap::new();
        for dossier in store::dossier::open_ones(db, reach, &[]).await? {
            let highest: &mut i32 = dossiers.entry(dossier.system_id).or_default();
            *highest = dossier.level.max(*highest);
        }
        Ok(Self {
            assessed: store::register::assessed(db).await?,
            dossiers,
            regime: controls::regime_on(on).unwrap_or_default(),
        })
    }

    /// Assessments of a system.
    pub(super) fn of_system(&self, system: Uuid) -> Option<&Vec<(String, i32)>> {
        self.assessed.get(&system)
    }

    /// Whether a level that nobody decided may stand in the place of the one before.
    pub(super) fn check(&self, before: &information_system::Model, level: i32) -> Result<(), SystemError> {
        let assessed = self.of_system(before.id).into_iter().flatten();
        let binding = checks::binding(
            assessed.map(|(regime, level)| (regime.as_str(), *level)),
            &self.regime,
            before.proposed_level,
        );
        let asked = self.dossiers.get(&before.id).copied().unwrap_or_default();
        checks::check_undecided(before, level, binding, asked)
    }
}

/// The row where a quote begins that nothing ends, of a CSV text; `None`: all of them end. What follows such a quote
/// would be read as one cell.
pub(super) fn open_quote(text: &str) -> Option<u32> {
    let (mut line, mut began) = (1, None);
    for c in text.chars() {
        match c {
            '"' if began.is_some() => began = None,
            '"' => began = Some(line),
            '\n' => line += 1,
            _ => {}
        }
    }
    began
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_that_nothing_ends_is_found_by_its_row() {
        assert_eq!(open_quote("a;b\n\"x; \"\"y\"\"\nz\";2\n"), None);
        assert_eq!(open_quote("a;b\n1;2\n\"x;y\n3;4\n"), Some(3));
        assert_eq!(open_quote("\"a\"\"\";b\n\"\"\""), Some(2));
    }
}
