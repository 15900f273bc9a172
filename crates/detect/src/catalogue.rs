//! Rules as people see them: what each one is, where it comes from, and whether anything that comes in can fire it.

use crate::{
    needs::Need,
    rules::{Level, Problem},
};
use chrono::{DateTime, Utc};
use coloa_event::{Event, LogSource};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
};

/// Kinds of log sources, and fields of one, that are remembered.
const MAX_KINDS: usize = 512;
const MAX_FIELDS: usize = 2_000;
/// The fields of the first events of a kind are all looked at, of later ones of every so-manieth.
const FIRST: u64 = 500;
const EVERY: u64 = 32;

/// What a document of Sigma is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryKind {
    Detection,
    Correlation,
    Filter,
}

impl EntryKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Correlation => "correlation",
            Self::Filter => "filter",
        }
    }
}

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The product's own.
    #[default]
    Own,
    /// A folder of the configuration.
    Folder,
    /// Brought in by people.
    Imported,
}

impl Origin {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Folder => "folder",
            Self::Imported => "imported",
        }
    }
}

/// A rule, correlation or filter.
#[derive(Clone, Debug)]
pub struct Entry {
    /// As findings call it.
    pub id: String,
    pub kind: EntryKind,
    pub title: String,
    pub description: String,
    pub level: Option<Level>,
    /// As its author says: `stable`, `test`, `experimental`, …
    pub status: Option<&'static str>,
    pub tags: Vec<String>,
    pub file: PathBuf,
    pub origin: Origin,
    pub product: Option<String>,
    pub category: Option<String>,
    pub service: Option<String>,
    /// Rules that a correlation counts, or that a filter is for; empty for a filter: all.
    pub refers: Vec<String>,
    pub(crate) name: Option<String>,
    pub(crate) needs: Need,
}

impl Entry {
    /// By which correlations and filters may call it, besides its id.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Whether a reference means it.
    #[must_use]
    pub fn is_called(&self, reference: &str) -> bool {
        self.id == reference || self.name.as_deref() == Some(reference)
    }
}

/// Whether a rule can fire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleState {
    Live,
    /// No events of its log source came in.
    NoSource,
    /// Events of its log source came in; these fields were never filled.
    FieldNeverFilled(Vec<String>),
    Unsupported(String),
    /// Switched off by people.
    Off,
}

impl RuleState {
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::NoSource => "no_source",
            Self::FieldNeverFilled(_) => "field_never_filled",
            Self::Unsupported(_) => "unsupported",
            Self::Off => "off",
        }
    }
}

#[derive(Clone, Debug)]
struct Seen {
    source: LogSource,
    events: u64,
    last: DateTime<Utc>,
    /// Lower case.
    fields: BTreeSet<String>,
}

/// Which log sources events came from, and which fields they filled.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    kinds: Vec<Seen>,
    places: HashMap<LogSource, usize>,
}

/// [`Coverage`] as it is kept over a restart.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CoverageState(Vec<SeenState>);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct SeenState {
    product: Option<String>,
    service: Option<String>,
    categories: Vec<String>,
    events: u64,
    /// Seconds since 1970.
    last: i64,
    fields: BTreeSet<String>,
}

impl Coverage {
    /// Notes an event.
    pub fn note(&mut self, event: &Event, at: DateTime<Utc>) {
        let place = match self.places.get(&event.logsource) {
            Some(place) => *place,
            None if self.kinds.len() >= MAX_KINDS => return,
            None => {
                self.kinds.push(Seen {
                    source: event.logsource.clone(),
                    events: 0,
                    last: at,
                    fields: BTreeSet::new(),
                });
                self.places.insert(event.logsource.clone(), self.kinds.len() - 1);
                self.kinds.len() - 1
            }
        };
        let seen = &mut self.kinds[place];
        seen.events += 1;
        seen.last = seen.last.max(at);
        if seen.events > FIRST && !seen.events.is_multiple_of(EVERY) {
            return;
        }
        for field in event.fields.iter() {
            if !seen.fields.contains(field.key()) && seen.fields.len() < MAX_FIELDS {
                seen.fields.insert(field.key().to_owned());
            }
        }
    }

    /// To go on from after a restart.
    #[must_use]
    pub fn state(&self) -> CoverageState {
        let words = |text: &Option<std::borrow::Cow<'static, str>>| text.as_ref().map(ToString::to_string);
        CoverageState(
            self.kinds
                .iter()
                .map(|seen| SeenState {
                    product: words(&seen.source.product),
                    service: words(&seen.source.service),
                    categories: seen.source.categories.iter().map(ToString::to_string).collect(),
                    events: seen.events,
                    last: seen.last.timestamp(),
                    fields: seen.fields.clone(),
                })
                .collect(),
        )
    }

    /// Goes on from there.
    #[must_use]
    pub fn of(state: CoverageState) -> Self {
        let mut coverage = Self::default();
        for seen in state.0.into_iter().take(MAX_KINDS) {
            let source = LogSource {
                product: seen.product.map(Into::into),
                service: seen.service.map(Into::into),
                categories: seen.categories.into_iter().map(Into::into).collect(),
            };
            coverage.places.insert(source.clone(), coverage.kinds.len());
            coverage.kinds.push(Seen {
                source,
                events: seen.events,
                last: DateTime::from_timestamp(seen.last, 0).unwrap_or_default(),
                fields: seen.fields,
            });
        }
        coverage
    }

    /// Events of the rule's log source that came in, and when the last one did.
    #[must_use]
    pub fn events(&self, entry: &Entry) -> (u64, Option<DateTime<Utc>>) {
        self.serving(entry).fold((0, None), |(events, last), seen| {
            (events + seen.events, last.max(Some(seen.last)))
        })
    }

    fn serving<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Seen> {
        self.kinds.iter().filter(|seen| {
            seen.source.serves(
                entry.product.as_deref(),
                entry.category.as_deref(),
                entry.service.as_deref(),
            )
        })
    }

    fn of_detection(&self, entry: &Entry) -> RuleState {
        let kinds: Vec<&Seen> = self.serving(entry).collect();
        if kinds.is_empty() {
            return RuleState::NoSource;
        }
        // One kind alone must fill what the rule asks for: it looks at one event.
        let met = |seen: &&Seen| entry.needs.met(&|name| seen.fields.contains(name));
        if kinds.iter().any(met) {
            return RuleState::Live;
        }
        let mut missing = BTreeSet::new();
        let filled = |name: &str| kinds.iter().any(|seen| seen.fields.contains(name));
        entry.needs.missing(&filled, &mut missing);
        if missing.is_empty() {
            // Each kind lacks another one.
            entry.needs.missing(
                &|name| kinds.iter().all(|seen| seen.fields.contains(name)),
                &mut missing,
            );
        }
        RuleState::FieldNeverFilled(missing.into_iter().collect())
    }
}

/// Rules with what became of them.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    /// By id and by name.
    places: HashMap<String, Vec<usize>>,
}

impl Catalogue {
    /// Of these rules, and what could not become one.
    #[must_use]
    pub fn new(entries: Vec<Entry>, problems: Vec<Problem>) -> Self {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, entry) in entries.iter().enumerate() {
            places.entry(entry.id.clone()).or_default().push(at);
            if let Some(name) = entry.name.as_ref().filter(|n| **n != entry.id) {
                places.entry(name.clone()).or_default().push(at);
            }
        }
        Self {
            entries,
            problems,
            places,
        }
    }

    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What could not become a rule.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The rule of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.called(id).find(|e| e.id == id)
    }

    fn called<'a>(&'a self, reference: &str) -> impl Iterator<Item = &'a Entry> + use<'a> {
        self.places
            .get(reference)
            .into_iter()
            .flatten()
            .map(|at| &self.entries[*at])
    }

    /// Whether a rule can fire by what came in; `off`: those that people switched off.
    #[must_use]
    pub fn state(&self, entry: &Entry, coverage: &Coverage, off: &impl Fn(&str) -> bool) -> RuleState {
        self.state_within(entry, coverage, off, 0)
    }

    fn state_within(
        &self,
        entry: &Entry,
        coverage: &Coverage,
        off: &impl Fn(&str) -> bool,
        depth: usize,
    ) -> RuleState {
        /// Correlations of correlations that are gone into.
        const MAX_DEPTH: usize = 8;
        if off(&entry.id) {
            return RuleState::Off;
        }
        let said = |problem: &&Problem| {
            problem.file == entry.file && problem.title.as_deref() == Some(entry.title.as_str())
        };
        if let Some(problem) = self.problems.iter().find(said) {
            return RuleState::Unsupported(problem.why.clone());
        }
        match entry.kind {
            EntryKind::Detection => coverage.of_detection(entry),
            EntryKind::Filter => RuleState::Live,
            EntryKind::Correlation if depth >= MAX_DEPTH => RuleState::Live,
            EntryKind::Correlation => {
                let states: Vec<RuleState> = entry
                    .refers
                    .iter()
                    .flat_map(|r| self.called(r))
                    .map(|e| self.state_within(e, coverage, off, depth + 1))
                    .collect();
                if states.contains(&RuleState::Live) {
                    return RuleState::Live;
                }
                states.into_iter().next().unwrap_or(RuleState::NoSource)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleSet;
    use std::path::Path;

    const RULES: &str = "title: Một\nid: mot\nlogsource: {product: windows, category: process_creation}\ndetection: {s: {Image: a, Hashes: b}, condition: s}\n---\ntitle: Nhiều\nid: nhieu\ncorrelation: {type: event_count, rules: [mot], group-by: [User], timespan: 1h, condition: {gte: 3}}\n---\ntitle: Hỏng\nid: hong\nlogsource: {product: windows}\ndetection: {s: {A: 1}, condition: khong_co}\n";

    fn event(category: &'static str, fields: &[&str]) -> Event {
        let mut event = Event::default();
        event.logsource.product = Some("windows".into());
        event.logsource.categories = vec![category.into()];
        for name in fields {
            event.fields.set(name, "x");
        }
        event
    }

    #[test]
    fn a_rule_says_what_it_wants_for() {
        let mut set = RuleSet::default();
        set.add(Path::new("mau.yml"), RULES);
        let catalogue = set.catalogue();
        let mut coverage = Coverage::default();
        let state = |coverage: &Coverage, id: &str, off: bool| {
            let entry = catalogue.get(id).unwrap();
            catalogue.state(entry, coverage, &|one| off && one == id)
        };
        assert_eq!(state(&coverage, "mot", false), RuleState::NoSource);
        assert_eq!(state(&coverage, "nhieu", false), RuleState::NoSource);
        let now = Utc::now();
        coverage.note(&event("image_load", &["Image", "Hashes"]), now);
        assert_eq!(state(&coverage, "mot", false), RuleState::NoSource);
        coverage.note(&event("process_creation", &["Image"]), now);
        assert_eq!(
            state(&coverage, "mot", false),
            RuleState::FieldNeverFilled(vec!["hashes".into()])
        );
        coverage.note(&event("process_creation", &["HASHES", "IMAGE"]), now);
        assert_eq!(state(&coverage, "mot", false), RuleState::Live);
        assert_eq!(state(&coverage, "nhieu", false), RuleState::Live);
        assert_eq!(state(&coverage, "mot", true), RuleState::Off);
        assert_eq!(catalogue.problems().len(), 1);
        let back = Coverage::of(coverage.state());
        assert_eq!(state(&back, "mot", false), RuleState::Live);
        assert_eq!(back.events(catalogue.get("mot").unwrap()).0, 2);
    }

    #[test]
    fn made_up_kinds_and_fields_take_no_memory() {
        let mut coverage = Coverage::default();
        let now = Utc::now();
        for n in 0..2 * MAX_KINDS {
            let mut one = event("x", &["a"]);
            one.logsource.service = Some(format!("bịa-{n}").into());
            coverage.note(&one, now);
        }
        assert_eq!(coverage.kinds.len(), MAX_KINDS);
        let mut wide = event("y", &[]);
        wide.logsource.service = Some("bịa-0".into());
        for n in 0..3 * MAX_FIELDS {
            wide.fields.set(&format!("f{n}"), "x");
        }
        let mut coverage = Coverage::default();
        coverage.note(&wide, now);
        assert_eq!(coverage.kinds[0].fields.len(), MAX_FIELDS);
    }
}
