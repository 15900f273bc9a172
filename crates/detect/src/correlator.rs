//! Correlations: what several hits within a time say together. Events come in the order of their time, which is an
//! argument; nothing here looks at a clock.
//!
//! After a correlation fired for a group its count begins anew, so that each firing stands for events of its own.

use crate::{
    canonical,
    detector::{Detector, Hit, places_of},
    rules::{Level, Problem},
    view::View,
};
use chrono::{DateTime, Utc};
use coloa_event::Event;
use rsigma_eval::{
    CorrelationAction, CorrelationConfig, CorrelationEngine, CorrelationSnapshot, EvaluationResult,
    RuleHeader, TimestampFallback,
    correlation::WindowState,
    result::{DetectionBody, ResultBody},
};
use rsigma_parser::{ConditionOperator, CorrelationCondition, CorrelationRule, CorrelationType};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    sync::Arc,
};

/// Groups that are counted at once, over all correlations; beyond it the older half is let go.
pub const MAX_GROUPS: usize = 60_000;
/// Hits kept within one group; beyond it the oldest are let go, which can only count too few.
const MAX_HITS: usize = 100_000;

/// A correlation that fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlated {
    pub rule_id: String,
    pub rule_title: String,
    pub level: Option<Level>,
    pub tags: Vec<String>,
    /// Fields that the events have in common, lower case, with their values.
    pub group: Vec<(String, String)>,
    /// The number (or sum, average, …) that met the condition.
    pub value: f64,
    /// Length of the window, in seconds.
    pub window: u64,
}

/// An event whose hits are counted later.
#[derive(Clone, Debug)]
pub struct Kept {
    pub event: Event,
    places: Vec<usize>,
}

/// Counts hits in time.
pub struct Correlator {
    engine: CorrelationEngine,
    /// By the number the engine calls it.
    rules: Vec<CorrelationRule>,
    /// Places of the rules whose hits are counted.
    watched: BTreeSet<usize>,
    /// Of these, those that are told through their correlations alone.
    quiet: BTreeSet<usize>,
    /// When a percentile last fired for a group, in seconds.
    percentiles: HashMap<Group, i64>,
    crowded: Option<Crowded>,
}

/// Groups were let go because there were more than [`MAX_GROUPS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crowded {
    /// The correlation with most of them, the last time.
    pub title: String,
    pub times: u64,
}

/// What a correlator has counted. Correlations stand by the ids of their authors, so that it outlives a change of
/// rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct State {
    snapshot: CorrelationSnapshot,
    percentiles: Vec<Percentile>,
}

/// When a percentile last fired for a group, in seconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Percentile {
    rule: String,
    group: Vec<(String, String)>,
    at: i64,
}

/// What a correlation is called across restarts.
fn name_of(rule: &CorrelationRule) -> String {
    rule.id.clone().unwrap_or_else(|| rule.title.clone())
}

/// Renames the correlations of a snapshot; those without a new name are left out.
fn rename(snapshot: &mut CorrelationSnapshot, name: impl Fn(&str) -> Option<String>) {
    fn with<T>(map: &mut HashMap<String, T>, name: &impl Fn(&str) -> Option<String>) {
        *map = std::mem::take(map)
            .into_iter()
            .filter_map(|(key, value)| Some((name(&key)?, value)))
            .collect();
    }
    with(&mut snapshot.windows, &name);
    with(&mut snapshot.last_alert, &name);
    with(&mut snapshot.event_buffers, &name);
    with(&mut snapshot.event_ref_buffers, &name);
}

/// A correlation's number and the values of its group.
type Group = (usize, Vec<(String, String)>);

impl std::fmt::Debug for Correlator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Correlator({} rules)", self.rules.len())
    }
}

impl Correlator {
    /// Takes the correlations of a detector. Those that refer to unknown rules, or to each other in a circle, become
    /// problems of the detector.
    #[must_use]
    pub fn new(detector: &mut Detector) -> Self {
        let found = std::mem::take(&mut detector.correlations);
        let names = names(&found);
        let circular = circular(&found, &names);
        let mut correlator = Self {
            engine: CorrelationEngine::new(CorrelationConfig {
                timestamp_fallback: TimestampFallback::Skip,
                // Room is made before, see `make_room`; one event may add several groups.
                max_state_entries: 2 * MAX_GROUPS,
                max_group_entries: Some(MAX_HITS),
                action_on_match: CorrelationAction::Reset,
                ..CorrelationConfig::default()
            }),
            rules: Vec::new(),
            watched: BTreeSet::new(),
            quiet: BTreeSet::new(),
            percentiles: HashMap::new(),
            crowded: None,
        };
        for (number, (file, rule)) in found.into_iter().enumerate() {
            let title = rule.title.clone();
            let added = if circular.contains(&number) {
                Err("correlations refer to each other in a circle".to_owned())
            } else {
                correlator.add(number, rule.clone(), detector, &names)
            };
            if let Err(why) = added {
                detector.problem(Problem {
                    file,
                    title: Some(title),
                    why,
                });
            }
            correlator.rules.push(rule);
        }
        correlator
    }

    fn add(
        &mut self,
        number: usize,
        mut rule: CorrelationRule,
        detector: &Detector,
        names: &HashMap<String, usize>,
    ) -> Result<(), String> {
        let mut places = Vec::new();
        for reference in &rule.rules {
            places.extend(places_of(detector.rules(), reference));
        }
        // Ids of authors may be missing or double: the engine gets numbers.
        canonical::correlation(&mut rule, |reference| {
            names.get(reference).map(|n| format!("c{n}")).or_else(|| {
                places_of(detector.rules(), reference)
                    .next()
                    .map(|p| p.to_string())
            })
        })
        .map_err(|reference| format!("no rule is called {reference}"))?;
        rule.id = Some(format!("c{number}"));
        rule.name = None;
        if rule.correlation_type == CorrelationType::ValuePercentile {
            // Its values stay, or the next one alone would be the whole window.
            rule.custom_attributes
                .insert("rsigma.action".to_owned(), "alert".into());
        }
        self.engine.add_correlation(&rule).map_err(|e| e.to_string())?;
        if !rule.generate {
            self.quiet.extend(&places);
        }
        self.watched.extend(places);
        Ok(())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// How many correlations there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether a correlation counts hits of the rule.
    #[must_use]
    pub fn watches(&self, hit: &Hit<'_>) -> bool {
        self.watched.contains(&hit.place)
    }

    /// Whether a hit is told by itself, too: a correlation that does not say `generate` speaks for its rules.
    #[must_use]
    pub fn tells(&self, hit: &Hit<'_>) -> bool {
        !self.quiet.contains(&hit.place)
    }

    /// What was counted so far, to go on after a restart or a change of rules.
    #[must_use]
    pub fn state(&self) -> State {
        let mut snapshot = self.engine.export_state();
        let id_of = |key: &str| {
            let rule = self.rules.get(key.strip_prefix('c')?.parse::<usize>().ok()?)?;
            Some(name_of(rule))
        };
        rename(&mut snapshot, id_of);
        State {
            snapshot,
            percentiles: self
                .percentiles
                .iter()
                .filter_map(|((number, group), at)| {
                    Some(Percentile {
                        rule: name_of(self.rules.get(*number)?),
                        group: group.clone(),
                        at: *at,
                    })
                })
                .collect(),
        }
    }

    /// Goes on from what was counted. What belongs to a correlation that is no more is forgotten; `false`: the state
    /// is of another version, and counting begins anew.
    pub fn resume(&mut self, state: State) -> bool {
        let numbers: HashMap<String, usize> = self
            .rules
            .iter()
            .enumerate()
            .map(|(n, rule)| (name_of(rule), n))
            .collect();
        self.clear();
        self.percentiles.clear();
        let mut snapshot = state.snapshot;
        rename(&mut snapshot, |id| numbers.get(id).map(|n| format!("c{n}")));
        for one in state.percentiles {
            if let Some(number) = numbers.get(&one.rule) {
                self.percentiles.insert((*number, one.group), one.at);
            }
        }
        self.engine.import_state(snapshot)
    }

    /// Whether groups were let go since this was asked the last time.
    pub fn crowded(&mut self) -> Option<Crowded> {
        self.crowded.take()
    }

    /// Forgets what is too old to count any more.
    pub fn forget(&mut self, now: DateTime<Utc>) {
        self.engine.evict_expired(now.timestamp());
    }

    /// Counts the hits of one event; gives the correlations that they complete.
    pub fn process(&mut self, event: &Event, hits: &[Hit<'_>], time: DateTime<Utc>) -> Vec<Correlated> {
        let places: Vec<usize> = hits.iter().map(|h| h.place).collect();
        self.process_places(event, &places, time)
    }

    /// What is needed to count the hits of an event later, when the order of all is known; `None`: nothing counts them.
    #[must_use]
    pub fn keep(&self, event: &Event, hits: &[Hit<'_>]) -> Option<Kept> {
        let places: Vec<usize> = hits
            .iter()
            .map(|h| h.place)
            .filter(|p| self.watched.contains(p))
            .collect();
        (!places.is_empty()).then(|| Kept {
            event: event.clone(),
            places,
        })
    }

    /// [`Correlator::process`] for what was kept.
    pub fn process_kept(&mut self, kept: &Kept, time: DateTime<Utc>) -> Vec<Correlated> {
        self.process_places(&kept.event, &kept.places, time)
    }

    /// Lets go of the older half of all groups. The engine would look at all of them for each tenth, which a flood of
    /// addresses makes it do several times a second.
    fn make_room(&mut self) {
        let mut snapshot = self.engine.export_state();
        let last = |window: &WindowState| window.latest_timestamp().unwrap_or(i64::MIN);
        let groups = |(id, windows): (&String, &Vec<_>)| (windows.len(), id.clone());
        let widest = snapshot.windows.iter().map(groups).max();
        let mut times: Vec<i64> = snapshot
            .windows
            .values()
            .flatten()
            .map(|(_, window)| last(window))
            .collect();
        let kept = times.len() / 2;
        let (older, border, _) = times.select_nth_unstable(kept);
        let border = *border;
        // Of those of the same second as many as there is room for.
        let mut same = older.iter().filter(|time| **time == border).count();
        for windows in snapshot.windows.values_mut() {
            windows.retain(|(_, window)| {
                let time = last(window);
                if time == border && same > 0 {
                    same -= 1;
                    return false;
                }
                time >= border
            });
        }
        let title = widest
            .and_then(|(_, id)| self.rules.get(id.strip_prefix('c')?.parse::<usize>().ok()?))
            .map(|rule| rule.title.clone());
        let times = self.crowded.take().map_or(0, |crowded| crowded.times) + 1;
        self.crowded = Some(Crowded {
            title: title.unwrap_or_default(),
            times,
        });
        self.clear();
        self.engine.import_state(snapshot);
    }

    /// Forgets all groups: what is taken over is added to what stands.
    fn clear(&mut self) {
        self.engine.evict_expired(i64::MAX / 2);
    }

    fn process_places(&mut self, event: &Event, places: &[usize], time: DateTime<Utc>) -> Vec<Correlated> {
        let results: Vec<EvaluationResult> = places
            .iter()
            .filter(|p| self.watched.contains(p))
            .map(|place| detection(*place))
            .collect();
        if results.is_empty() {
            return Vec::new();
        }
        let seconds = time.timestamp();
        if self.engine.state_count() >= MAX_GROUPS {
            self.make_room();
        }
        let fired = self
            .engine
            .process_with_detections(&View(event), results, seconds);
        fired
            .into_iter()
            .filter_map(|result| {
                let body = result.as_correlation()?;
                let number: usize = result
                    .header
                    .rule_id
                    .as_deref()?
                    .strip_prefix('c')?
                    .parse()
                    .ok()?;
                let rule = self.rules.get(number)?;
                if rule.correlation_type == CorrelationType::ValuePercentile {
                    let window = i64::try_from(body.timespan_secs).unwrap_or(i64::MAX);
                    let group = (number, body.group_key.clone());
                    let again = self
                        .percentiles
                        .get(&group)
                        .is_some_and(|last| seconds - last < window);
                    if again || !meets(&rule.condition, body.aggregated_value) {
                        return None;
                    }
                    if self.percentiles.len() >= MAX_GROUPS {
                        self.percentiles.clear();
                    }
                    self.percentiles.insert(group, seconds);
                }
                Some(Correlated {
                    rule_id: rule.id.clone().unwrap_or_else(|| rule.title.clone()),
                    rule_title: rule.title.clone(),
                    level: rule.level.map(Level::of),
                    tags: rule.tags.clone(),
                    group: body.group_key.clone(),
                    value: body.aggregated_value,
                    window: body.timespan_secs,
                })
            })
            .collect()
    }
}

/// Whether a value meets the condition. The engine tells of every percentile, whatever its value.
fn meets(condition: &CorrelationCondition, value: f64) -> bool {
    let CorrelationCondition::Threshold { predicates, .. } = condition else {
        return true;
    };
    predicates.iter().all(|(operator, wanted)| {
        let wanted = *wanted as f64;
        match operator {
            ConditionOperator::Lt => value < wanted,
            ConditionOperator::Lte => value <= wanted,
            ConditionOperator::Gt => value > wanted,
            ConditionOperator::Gte => value >= wanted,
            ConditionOperator::Eq => (value - wanted).abs() < f64::EPSILON,
            ConditionOperator::Neq => (value - wanted).abs() >= f64::EPSILON,
        }
    })
}

fn detection(place: usize) -> EvaluationResult {
    EvaluationResult {
        header: RuleHeader {
            rule_title: String::new(),
            rule_id: Some(place.to_string()),
            level: None,
            tags: Vec::new(),
            custom_attributes: Arc::default(),
            enrichments: None,
        },
        body: ResultBody::Detection(DetectionBody {
            matched_selections: Vec::new(),
            matched_fields: Vec::new(),
            event: None,
        }),
    }
}

/// What correlations are called by others.
fn names(rules: &[(PathBuf, CorrelationRule)]) -> HashMap<String, usize> {
    let mut names = HashMap::new();
    for (number, (_, rule)) in rules.iter().enumerate() {
        for name in rule.id.iter().chain(&rule.name) {
            names.entry(name.clone()).or_insert(number);
        }
    }
    names
}

/// Correlations that lead back to themselves.
fn circular(rules: &[(PathBuf, CorrelationRule)], names: &HashMap<String, usize>) -> BTreeSet<usize> {
    let next = |n: usize| rules[n].1.rules.iter().filter_map(|r| names.get(r).copied());
    (0..rules.len())
        .filter(|start| {
            let mut seen = BTreeSet::new();
            let mut open: Vec<usize> = next(*start).collect();
            while let Some(n) = open.pop() {
                if n == *start {
                    return true;
                }
                if seen.insert(n) {
                    open.extend(next(n));
                }
            }
            false
        })
        .collect()
}

#[cfg(test)]
mod tests;
