//! Whom printed words mean on a date: "các sở, ban, ngành", "Sở TT&TT", "UBND cấp xã", "Sở A, Sở B và các đơn vị
//! liên quan". What a person taught wins; then today's names and abbreviations, groups, and names of other
//! times followed through the reorganisations.
//!
//! Built once per date over a [`Directory`] in memory; resolving a name is a few hash look-ups.

use crate::{AgencyError, directory::Directory, model::Meaning};
use chrono::NaiveDate;
use coloa_base::{AgencyId, GroupId, text};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, LazyLock},
};

/// Longest text that is split into a list.
const LONGEST: usize = 2_000;

#[derive(Deserialize)]
struct Wording {
    prefixes: Vec<String>,
    suffixes: Vec<String>,
    locality: Vec<String>,
    heads: Vec<String>,
    conjunctions: Vec<String>,
    fillers: Vec<String>,
    expand: BTreeMap<String, String>,
}

static WORDING: LazyLock<Wording> = LazyLock::new(|| {
    let mut w: Wording = toml::from_str(include_str!("../data/wording.toml"))
        .expect("embedded wording.toml parses; a test reads it");
    for list in [
        &mut w.prefixes,
        &mut w.suffixes,
        &mut w.locality,
        &mut w.heads,
        &mut w.conjunctions,
        &mut w.fillers,
    ] {
        for word in list.iter_mut() {
            *word = text::fold(word);
        }
    }
    // Longest first, so that "thuộc ủy ban nhân dân tỉnh" goes before "tỉnh".
    w.prefixes.sort_by_key(|p| std::cmp::Reverse(p.len()));
    w.suffixes.sort_by_key(|p| std::cmp::Reverse(p.len()));
    w.expand = std::mem::take(&mut w.expand)
        .into_iter()
        .map(|(k, v)| (text::fold(&k), text::fold(&v)))
        .collect();
    w
});

/// How a printed name was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// Today's full name.
    Name,
    Abbreviation,
    /// Taught by a person.
    Alias,
    Group,
    Role,
    /// A name of another time, followed to who does the work on the date.
    OldName,
    /// Several names in one text.
    List,
    /// Understood to name nobody in particular.
    Nobody,
}

impl Via {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Abbreviation => "abbreviation",
            Self::Alias => "alias",
            Self::Group => "group",
            Self::Role => "role",
            Self::OldName => "old_name",
            Self::List => "list",
            Self::Nobody => "nobody",
        }
    }
    const fn confidence(self) -> f64 {
        match self {
            Self::Name | Self::Alias | Self::Nobody => 1.0,
            Self::Abbreviation | Self::Group | Self::Role => 0.95,
            Self::OldName => 0.85,
            Self::List => 0.8,
        }
    }
}

/// The answer for one printed text.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// In alphabetical order of their names; empty where nothing was understood, or nobody is meant.
    pub agencies: Vec<AgencyId>,
    pub via: Option<Via>,
    /// 0 to 1.
    pub confidence: f64,
    /// Parts of the text that were not understood, as printed.
    pub unresolved: Vec<String>,
    /// Where a name fits several agencies: those.
    pub candidates: Vec<AgencyId>,
}

impl Resolution {
    fn none(printed: &str, candidates: Vec<AgencyId>) -> Self {
        Self {
            agencies: Vec::new(),
            via: None,
            confidence: 0.0,
            unresolved: vec![printed.trim().to_owned()],
            candidates,
        }
    }
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.via.is_some() && self.unresolved.is_empty()
    }
}

/// Index of all names for one date.
#[derive(Debug)]
pub struct Resolver {
    directory: Arc<Directory>,
    on: NaiveDate,
    localities: Vec<String>,
    names: HashMap<String, BTreeSet<AgencyId>>,
    abbreviations: HashMap<String, BTreeSet<AgencyId>>,
    other_times: HashMap<String, BTreeSet<AgencyId>>,
    groups: HashMap<String, GroupId>,
    aliases: HashMap<String, Meaning>,
}

impl Resolver {
    /// Indexes the directory for a date.
    #[must_use]
    pub fn new(directory: Arc<Directory>, on: NaiveDate) -> Self {
        let localities = localities(&directory);
        let mut r = Self {
            directory: Arc::clone(&directory),
            on,
            localities,
            names: HashMap::new(),
            abbreviations: HashMap::new(),
            other_times: HashMap::new(),
            groups: HashMap::new(),
            aliases: HashMap::new(),
        };
        for agency in directory.iter() {
            let alive = directory.alive(agency.id, on);
            for name in &agency.facts.names {
                let now = alive && name.period.contains(on);
                let index = if now { &mut r.names } else { &mut r.other_times };
                for key in name_keys(&r.localities, &name.full) {
                    index.entry(key).or_default().insert(agency.id);
                }
                if let Some(short) = &name.abbreviation {
                    let index = if now {
                        &mut r.abbreviations
                    } else {
                        &mut r.other_times
                    };
                    index
                        .entry(key_of(&r.localities, short))
                        .or_default()
                        .insert(agency.id);
                    index.entry(text::fold(short)).or_default().insert(agency.id);
                }
            }
        }
        for group in directory.groups() {
            r.groups.insert(key_of(&r.localities, &group.name), group.id);
        }
        for alias in directory.aliases().iter().filter(|a| a.period.contains(on)) {
            r.aliases
                .insert(key_of(&r.localities, &alias.text), alias.meaning.clone());
        }
        r
    }

    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.on
    }

    /// Whom the text means. `scope` is the printed limit of the duty ("nội dung liên quan đến an ninh mạng"): where
    /// a department's duty moved, it tells which one.
    #[must_use]
    pub fn resolve(&self, printed: &str, scope: Option<&str>) -> Resolution {
        let function = scope.and_then(|s| self.directory.terms.function_in(s));
        let mut candidates = Vec::new();
        if let Some((agencies, via)) = self.one(printed, function, &mut candidates) {
            return Resolution {
                agencies: self.directory.sorted(agencies, self.on),
                via: Some(via),
                confidence: via.confidence(),
                unresolved: Vec::new(),
                candidates: Vec::new(),
            };
        }
        if printed.len() > LONGEST {
            return Resolution::none(printed, candidates);
        }
        self.list(printed, function)
            .unwrap_or_else(|| Resolution::none(printed, candidates))
    }

    /// The text as one name.
    fn one(
        &self,
        printed: &str,
        function: Option<&str>,
        candidates: &mut Vec<AgencyId>,
    ) -> Option<(BTreeSet<AgencyId>, Via)> {
        for key in printed_keys(&self.localities, printed) {
            if let Some(found) = self.look_up(&key, function, candidates) {
                return Some(found);
            }
        }
        None
    }

    fn look_up(
        &self,
        key: &str,
        function: Option<&str>,
        candidates: &mut Vec<AgencyId>,
    ) -> Option<(BTreeSet<AgencyId>, Via)> {
        if key.is_empty() {
            return None;
        }
        if let Some(meaning) = self.aliases.get(key) {
            return self.meaning(meaning);
        }
        for (index, via) in [(&self.names, Via::Name), (&self.abbreviations, Via::Abbreviation)] {
            if let Some(ids) = index.get(key) {
                if ids.len() == 1 {
                    // A department that still exists may have passed on just the duty that is spoken of.
                    let moved: BTreeSet<AgencyId> = ids
                        .iter()
                        .flat_map(|&id| self.directory.successors(id, function, self.on))
                        .collect();
                    let via = if moved == *ids { via } else { Via::OldName };
                    return Some((if moved.is_empty() { ids.clone() } else { moved }, via));
                }
                candidates.extend(ids);
            }
        }
        if let Some(group) = self.groups.get(key) {
            let members: BTreeSet<AgencyId> = self.directory.members(*group, self.on).into_iter().collect();
            if !members.is_empty() {
                return Some((members, Via::Group));
            }
        }
        let ids = self.other_times.get(key)?;
        let mut found = BTreeSet::new();
        for &id in ids {
            let later = self.directory.successors(id, function, self.on);
            found.extend(if later.is_empty() {
                self.directory.predecessors(id, self.on)
            } else {
                later
            });
        }
        (!found.is_empty()).then_some((found, Via::OldName))
    }

    fn meaning(&self, meaning: &Meaning) -> Option<(BTreeSet<AgencyId>, Via)> {
        let (found, via) = match meaning {
            Meaning::Group { group } => (self.directory.members(*group, self.on), Via::Group),
            Meaning::Agency { agency } => (self.directory.successors(*agency, None, self.on), Via::Alias),
            Meaning::Role { role, function } => (
                self.directory.holders(role, function.as_deref(), self.on),
                Via::Role,
            ),
            Meaning::Nobody => return Some((BTreeSet::new(), Via::Nobody)),
        };
        // A group without members on that date is not an answer: the reviewer must see it.
        (!found.is_empty()).then(|| (found.into_iter().collect(), via))
    }

    /// The text as a list of names: the longest names first, so that commas inside a name do not part it.
    fn list(&self, printed: &str, function: Option<&str>) -> Option<Resolution> {
        let parts = split(printed);
        if parts.len() < 2 {
            return None;
        }
        let mut found = BTreeSet::new();
        let mut unresolved = Vec::new();
        let mut at = 0;
        let mut head: Option<&str> = None;
        while at < parts.len() {
            let mut hit = None;
            for end in (at + 1..=parts.len().min(at + 12)).rev() {
                let whole = &printed[parts[at].0..parts[end - 1].1];
                if let Some((agencies, via)) = self.one(whole, function, &mut Vec::new()) {
                    hit = Some((agencies, via, end));
                    break;
                }
            }
            let own = &printed[parts[at].0..parts[at].1];
            if hit.is_none()
                && let Some(h) = head
                && let Some((agencies, via)) = self.one(&format!("{h} {own}"), function, &mut Vec::new())
            {
                hit = Some((agencies, via, at + 1));
            }
            match hit {
                Some((agencies, _, end)) => {
                    found.extend(agencies);
                    if let Some(h) = WORDING
                        .heads
                        .iter()
                        .filter(|h| text::fold(own).starts_with(&format!("{h} ")))
                        .max_by_key(|h| h.len())
                    {
                        head = Some(h);
                    }
                    at = end;
                }
                None => {
                    let folded = text::fold(own);
                    if !WORDING.fillers.contains(&folded) && !folded.is_empty() {
                        unresolved.push(own.trim().to_owned());
                    }
                    at += 1;
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        Some(Resolution {
            agencies: self.directory.sorted(found, self.on),
            via: Some(Via::List),
            confidence: if unresolved.is_empty() {
                Via::List.confidence()
            } else {
                0.4
            },
            unresolved,
            candidates: Vec::new(),
        })
    }
}

/// Proper names of the province at any time, folded, longest first: "lam sơn".
fn localities(directory: &Directory) -> Vec<String> {
    let mut found: Vec<String> = directory
        .iter()
        .filter(|a| a.facts.kind == "province")
        .flat_map(|a| &a.facts.names)
        .filter_map(|n| {
            let name = text::fold(&n.full);
            let kind = WORDING
                .locality
                .iter()
                .find(|l| name.starts_with(&format!("{l} ")))?;
            Some(name[kind.len()..].trim().to_owned())
        })
        .collect();
    found.sort_by_key(|l| std::cmp::Reverse(l.len()));
    found.dedup();
    found
}

/// Byte ranges of the parts of a list.
fn split(printed: &str) -> Vec<(usize, usize)> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let piece = &printed[from..to];
        let lead = piece.len() - piece.trim_start().len();
        let trimmed = piece.trim();
        if !trimmed.is_empty() {
            parts.push((from + lead, from + lead + trimmed.len()));
        }
    };
    let mut at = 0;
    while at < printed.len() {
        let rest = &printed[at..];
        let c = rest.chars().next().unwrap_or(' ');
        if matches!(c, ',' | ';' | ':' | '\n') {
            push(start, at);
            start = at + c.len_utf8();
        } else if c.is_whitespace() {
            let word: String = rest
                .trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            if WORDING.conjunctions.contains(&text::fold(&word)) {
                push(start, at);
                let skip = rest.len() - rest.trim_start().len() + word.len();
                at += skip;
                start = at;
                continue;
            }
        }
        at += c.len_utf8();
    }
    push(start, printed.len());
    parts
}

/// The key of a text: folded, punctuation and quotes dropped, abbreviations written out, "tỉnh X" as "tỉnh".
fn key_of(localities: &[String], printed: &str) -> String {
    let folded = text::fold(printed);
    let plain: String = folded
        .chars()
        .map(|c| {
            if matches!(c, '.' | '"' | '\'' | '(' | ')' | '/' | '*') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let words: Vec<&str> = plain
        .split_whitespace()
        .map(|w| WORDING.expand.get(w).map_or(w, String::as_str))
        .collect();
    let mut key = words
        .join(" ")
        .trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '-' | ' '))
        .to_owned();
    for kind in &WORDING.locality {
        for place in localities {
            let long = format!("{kind} {place}");
            if key == long {
                continue;
            }
            if let Some(at) = key.find(&long) {
                let end = at + long.len();
                if key[end..].is_empty() || key[end..].starts_with([' ', ',']) {
                    key.replace_range(at..end, kind);
                }
            }
        }
    }
    key
}

/// Keys under which an agency's name is found.
fn name_keys(localities: &[String], full: &str) -> Vec<String> {
    let key = key_of(localities, full);
    let mut keys = vec![key.clone()];
    // "Sở Nội vụ" is also printed "Sở Nội vụ tỉnh"; "Thanh tra tỉnh" must stay itself, which the first key does.
    keys.extend(without_suffix(&key).filter(|k| k.contains(' ')));
    keys.dedup();
    keys
}

/// Keys tried for a printed text, the most faithful first.
fn printed_keys(localities: &[String], printed: &str) -> Vec<String> {
    let key = key_of(localities, printed);
    let mut keys = vec![key.clone(), text::fold(printed.trim())];
    let mut current = key;
    for _ in 0..3 {
        let mut next = None;
        if let Some(shorter) = without_suffix(&current) {
            keys.push(shorter.clone());
            next = Some(shorter);
        }
        if let Some(shorter) = without_prefix(&current) {
            keys.push(shorter.clone());
            if let Some(both) = without_suffix(&shorter) {
                keys.push(both);
            }
            next = next.or(Some(shorter));
        }
        match next {
            Some(n) => current = n,
            None => break,
        }
    }
    let mut seen = BTreeSet::new();
    keys.retain(|k| seen.insert(k.clone()));
    keys
}

fn without_suffix(key: &str) -> Option<String> {
    let suffix = WORDING.suffixes.iter().find(|s| {
        key.strip_suffix(s.as_str())
            .is_some_and(|r| r.ends_with([' ', ',']))
    })?;
    Some(
        key[..key.len() - suffix.len()]
            .trim_end_matches([' ', ','])
            .to_owned(),
    )
}

fn without_prefix(key: &str) -> Option<String> {
    let prefix = WORDING
        .prefixes
        .iter()
        .find(|p| key.strip_prefix(p.as_str()).is_some_and(|r| r.starts_with(' ')))?;
    Some(key[prefix.len()..].trim_start().to_owned())
}

/// The stored key of a taught name; fails where nothing is left of it.
pub(crate) fn alias_key(directory: &Directory, printed: &str) -> Result<String, AgencyError> {
    let key = key_of(&localities(directory), printed);
    if key.is_empty() {
        Err(AgencyError::invalid("text", "required"))
    } else {
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_part_at_commas_and_conjunctions() {
        let parts: Vec<&str> = {
            let s = "Sở Y tế, Công an tỉnh; Sở Nội vụ và các đơn vị liên quan";
            split(s).into_iter().map(|(a, b)| &s[a..b]).collect()
        };
        assert_eq!(
            parts,
            ["Sở Y tế", "Công an tỉnh", "Sở Nội vụ", "các đơn vị liên quan"]
        );
    }

    #[test]
    fn keys_fold_abbreviations_and_the_province() {
        let places = vec![text::fold("Lam Sơn")];
        assert_eq!(
            key_of(&places, "UBND tỉnh Lam Sơn"),
            key_of(&places, "Uỷ ban nhân dân tỉnh")
        );
        assert_eq!(
            key_of(&places, "Công an tỉnh Lam Sơn."),
            key_of(&places, "công an  TỈNH")
        );
    }
}
