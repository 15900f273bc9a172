//! Choosing an agency by what somebody types: any name it ever had, its abbreviation or a code, best match first.

use super::Agencies;
use crate::{
    AgencyError,
    directory::Directory,
    model::{Agency, State},
};
use chrono::NaiveDate;
use coloa_auth::Actor;
use coloa_base::{AgencyId, text};
use std::collections::BTreeMap;

/// An agency to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub id: AgencyId,
    /// Name of the day; of a closed agency its last.
    pub name: String,
    pub abbreviation: Option<String>,
    pub parent_name: Option<String>,
    pub state: State,
    /// The earlier name that was found: its own, or one of an agency whose work it took over.
    pub found_by: Option<String>,
}

/// How well names match; less is better.
mod rank {
    pub const WHOLE: u8 = 0;
    pub const BEGINNING: u8 = 1;
    pub const WORD: u8 = 2;
    pub const WITHIN: u8 = 3;
    pub const ALL_WORDS: u8 = 4;
    pub const CODE: u8 = 5;
    /// Added for a name of another time, and again for a name of another agency.
    pub const FURTHER: u8 = 10;
}

/// How well a text matches; both folded.
fn match_of(text: &str, typed: &str) -> Option<u8> {
    if text == typed {
        Some(rank::WHOLE)
    } else if text.starts_with(typed) {
        Some(rank::BEGINNING)
    } else if text.contains(&format!(" {typed}")) {
        Some(rank::WORD)
    } else if text.contains(typed) {
        Some(rank::WITHIN)
    } else {
        let begins = |word: &str| text.split_whitespace().any(|w| w.starts_with(word));
        typed.split_whitespace().all(begins).then_some(rank::ALL_WORDS)
    }
}

/// The best match of an agency, and the name of another time that gave it.
fn best<'a>(agency: &'a Agency, typed: &str, on: NaiveDate) -> Option<(u8, Option<&'a str>)> {
    let now = agency.facts.shown_name(on);
    let names = agency.facts.names.iter().flat_map(|name| {
        let current = now == Some(name);
        [Some(&name.full), name.abbreviation.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(|t| match_of(&text::fold_plain(t), typed))
            .map(move |rank| {
                if current {
                    (rank, None)
                } else {
                    (rank + rank::FURTHER, Some(name.full.as_str()))
                }
            })
    });
    let codes = agency
        .facts
        .codes
        .iter()
        .filter(|c| text::fold_plain(&c.code) == typed)
        .map(|_| (rank::CODE, None));
    names.chain(codes).min_by_key(|(rank, _)| *rank)
}

/// Agencies that exist on the day for what was typed; of those that do not, who does their work then, and with
/// `all` they themselves.
fn choose(d: &Directory, typed: &str, on: NaiveDate, all: bool) -> Vec<(AgencyId, Option<String>)> {
    let typed = text::fold_plain(typed);
    let mut found: BTreeMap<AgencyId, (u8, Option<String>)> = BTreeMap::new();
    let mut put = |id: AgencyId, rank: u8, by: Option<&str>| {
        let better = found.get(&id).is_none_or(|(old, _)| rank < *old);
        if better {
            found.insert(id, (rank, by.map(str::to_owned)));
        }
    };
    for a in d.iter() {
        let alive = a.facts.state_on(on) == State::Active;
        if typed.is_empty() {
            if alive {
                put(a.id, rank::WHOLE, None);
            }
            continue;
        }
        let Some((rank, by)) = best(a, &typed, on) else {
            continue;
        };
        if alive || all {
            put(a.id, rank, by);
        }
        if alive {
            continue;
        }
        let by = by.or_else(|| a.facts.shown_name(on).map(|n| n.full.as_str()));
        let mut others = d.successors(a.id, None, on);
        if others.is_empty() {
            others = d.predecessors(a.id, on);
        }
        for other in others {
            put(other, rank + rank::FURTHER, by);
        }
    }
    let mut rows: Vec<_> = found
        .into_iter()
        .map(|(id, (rank, by))| {
            let name = d.name(id, on).map(|n| text::sort_key(&n.full));
            (rank, name.unwrap_or_default(), id, by)
        })
        .collect();
    rows.sort();
    rows.into_iter().map(|(.., id, by)| (id, by)).collect()
}

fn choice(d: &Directory, id: AgencyId, found_by: Option<String>, on: NaiveDate) -> Option<Choice> {
    let name = d.name(id, on)?;
    Some(Choice {
        id,
        name: name.full.clone(),
        abbreviation: name.abbreviation.clone(),
        parent_name: d
            .parent(id, on)
            .and_then(|p| d.name(p, on))
            .map(|n| n.full.clone()),
        state: d.get(id)?.facts.state_on(on),
        found_by,
    })
}

impl Agencies {
    /// Agencies that exist on a day for what was typed, best match first; the first of all where nothing was. With
    /// `all` also those that do not exist that day: records keep the agency as signed, so lists are filtered by it.
    pub async fn pick(
        &self,
        actor: &Actor,
        typed: &str,
        on: NaiveDate,
        all: bool,
        limit: usize,
    ) -> Result<Vec<Choice>, AgencyError> {
        self.open(actor)?;
        let d = self.directory().await?;
        Ok(choose(&d, typed, on, all)
            .into_iter()
            .take(limit)
            .filter_map(|(id, by)| choice(&d, id, by, on))
            .collect())
    }

    /// What is chosen already, in the order given, whether it exists on that day or not. Unknown ids are left out.
    pub async fn chosen(
        &self,
        actor: &Actor,
        ids: &[AgencyId],
        on: NaiveDate,
    ) -> Result<Vec<Choice>, AgencyError> {
        self.open(actor)?;
        let d = self.directory().await?;
        Ok(ids.iter().filter_map(|&id| choice(&d, id, None, on)).collect())
    }
}
