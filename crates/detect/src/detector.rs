//! Rules over events. Events of one log source meet a program that holds the rules of that log source alone; programs
//! are made when an event of their kind first comes.

use crate::{
    canonical,
    program::{Memos, Program},
    rules::{Problem, Rule, RuleSet},
    view::View,
};
use coloa_event::{Event, LogSource};
use rsigma_eval::{CompiledRule, Engine, evaluate_rule};
use rsigma_parser::{CorrelationRule, FilterRule, FilterRuleTarget};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{
        Arc, RwLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Kinds of events that are found at once. Beyond the bound the words that no rule asks for are dropped first, so that
/// names which a source makes up take no memory and no time to speak of.
const MAX_KINDS: usize = 512;

/// A rule that an event fired.
#[derive(Clone, Debug)]
pub struct Hit<'a> {
    pub rule: &'a Rule,
    /// Its place among the detector's rules.
    pub(crate) place: usize,
    /// Selections of the rule that held.
    pub selections: Vec<String>,
    pub fields: Vec<MatchedField>,
}

/// A field that a rule found something in.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchedField {
    /// Lower case.
    pub name: String,
    pub value: serde_json::Value,
}

/// Rules ready to look at events. Shared between threads.
pub struct Detector {
    rules: Vec<Rule>,
    problems: Vec<Problem>,
    pub(crate) correlations: Vec<(PathBuf, CorrelationRule)>,
    kinds: RwLock<HashMap<LogSource, Arc<Kind>>>,
    memos: Memos,
    /// The number of the next program.
    numbers: AtomicU32,
    words: Words,
}

/// The rules that a reference of a correlation or filter means: by id or by name.
pub(crate) fn places_of<'a>(rules: &'a [Rule], reference: &'a str) -> impl Iterator<Item = usize> + 'a {
    rules
        .iter()
        .enumerate()
        .filter(move |(_, r)| r.id == reference || r.name.as_deref() == Some(reference))
        .map(|(place, _)| place)
}

/// What rules ask for in a log source, in lower case: events that differ in nothing of it meet the same rules.
#[derive(Debug, Default)]
struct Words {
    products: HashSet<String>,
    services: HashSet<String>,
    categories: HashSet<String>,
}

impl Words {
    fn of(rules: &[Rule]) -> Self {
        let mut words = Self::default();
        for rule in rules {
            let source = &rule.logsource;
            let take = |into: &mut HashSet<String>, word: &Option<String>| {
                into.extend(word.as_deref().map(str::to_ascii_lowercase));
            };
            take(&mut words.products, &source.product);
            take(&mut words.services, &source.service);
            take(&mut words.categories, &source.category);
        }
        words
    }

    fn asked_for(&self, source: &LogSource) -> LogSource {
        type Word = Cow<'static, str>;
        let known = |words: &HashSet<String>, word: &Word| words.contains(&word.to_ascii_lowercase());
        let one = |words: &HashSet<String>, word: &Option<Word>| word.clone().filter(|w| known(words, w));
        let mut categories: Vec<Word> = source.categories.clone();
        categories.retain(|c| known(&self.categories, c));
        LogSource {
            product: one(&self.products, &source.product),
            service: one(&self.services, &source.service),
            categories,
        }
    }
}

/// The rules of one kind of events.
struct Kind {
    program: Program,
    /// Places among the detector's rules, by the rule's number within the program.
    places: Vec<usize>,
}

impl std::fmt::Debug for Detector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Detector({} rules)", self.rules.len())
    }
}

impl Detector {
    /// Takes over the rules of a set; its filters are built into the rules they are for.
    #[must_use]
    pub fn new(set: RuleSet) -> Self {
        let mut detector = Self {
            rules: set.rules,
            problems: set.problems,
            correlations: set.correlations,
            kinds: RwLock::default(),
            memos: Memos::default(),
            numbers: AtomicU32::new(0),
            words: Words::default(),
        };
        detector.words = Words::of(&detector.rules);
        detector.apply(set.filters);
        detector
    }

    fn apply(&mut self, filters: Vec<(PathBuf, FilterRule)>) {
        if filters.is_empty() {
            return;
        }
        let mut engine = Engine::new();
        engine.extend_compiled_rules(self.rules.iter().enumerate().map(|(place, rule)| CompiledRule {
            id: Some(place.to_string()),
            ..rule.compiled.clone()
        }));
        for (file, mut filter) in filters {
            canonical::filter(&mut filter);
            let mut problem = |why: String| {
                self.problems.push(Problem {
                    file: file.clone(),
                    title: Some(filter.title.clone()),
                    why,
                });
            };
            if let FilterRuleTarget::Specific(references) = &filter.rules {
                let mut places = Vec::new();
                for reference in references {
                    let found: Vec<String> =
                        places_of(&self.rules, reference).map(|p| p.to_string()).collect();
                    if found.is_empty() {
                        problem(format!("no rule is called {reference}"));
                    }
                    places.extend(found);
                }
                filter.rules = FilterRuleTarget::Specific(places);
            }
            if let Err(e) = engine.apply_filter(&filter) {
                problem(e.to_string());
            }
        }
        for (rule, filtered) in self.rules.iter_mut().zip(engine.rules()) {
            rule.compiled = filtered.clone();
        }
    }

    /// What could not become a rule, a filter or a correlation.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    pub(crate) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// How many rules look at events of a log source.
    #[must_use]
    pub fn rules_of(&self, source: &LogSource) -> usize {
        self.kind(source).places.len()
    }

    /// The rules that the event fires, in the order of the set.
    #[must_use]
    pub fn evaluate(&self, event: &Event) -> Vec<Hit<'_>> {
        let kind = self.kind(&event.logsource);
        let compiled = |number: usize| &self.rules[kind.places[number]].compiled;
        kind.program
            .evaluate(event, &self.memos, compiled)
            .into_iter()
            .filter_map(|number| {
                let place = kind.places[number];
                let rule = &self.rules[place];
                let result = evaluate_rule(&rule.compiled, &View(event))?;
                let body = result.as_detection()?;
                Some(Hit {
                    rule,
                    place,
                    selections: body.matched_selections.clone(),
                    fields: body
                        .matched_fields
                        .iter()
                        .map(|f| MatchedField {
                            name: f.field.clone(),
                            value: f.value.clone(),
                        })
                        .collect(),
                })
            })
            .collect()
    }

    fn kind(&self, source: &LogSource) -> Arc<Kind> {
        // A poisoned lock means that a build panicked before it changed the map: what stands in it is whole.
        let known = self.kinds.read().unwrap_or_else(|e| e.into_inner());
        if let Some(kind) = known.get(source) {
            return kind.clone();
        }
        drop(known);
        let asked_for = self.words.asked_for(source);
        let mut kinds = self.kinds.write().unwrap_or_else(|e| e.into_inner());
        let kind = match kinds.get(&asked_for) {
            Some(kind) => kind.clone(),
            None => {
                // Each program gets a number of its own, so that none takes for its own what was remembered of another.
                let number = self.numbers.fetch_add(1, Ordering::Relaxed);
                let kind = Arc::new(self.build(&asked_for, number));
                kinds.insert(asked_for, kind.clone());
                kind
            }
        };
        if kinds.len() < MAX_KINDS {
            kinds.insert(source.clone(), kind.clone());
        }
        kind
    }

    fn build(&self, source: &LogSource, number: u32) -> Kind {
        let places: Vec<usize> = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| {
                let asked = &rule.logsource;
                source.serves(
                    asked.product.as_deref(),
                    asked.category.as_deref(),
                    asked.service.as_deref(),
                )
            })
            .map(|(place, _)| place)
            .collect();
        let program = Program::new(number, places.iter().map(|place| &self.rules[*place].compiled));
        Kind { program, places }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_event::Value;
    use std::path::Path;

    fn detector(yaml: &str) -> Detector {
        let mut set = RuleSet::default();
        set.add(Path::new("mau.yml"), yaml);
        assert_eq!(set.problems, []);
        Detector::new(set)
    }

    fn event(source: (&'static str, &'static str), fields: &[(&str, &str)]) -> Event {
        let mut event = Event::default();
        event.logsource.product = Some(source.0.into());
        event.logsource.categories = vec![source.1.into()];
        for (name, value) in fields {
            event.fields.set(name, *value);
        }
        event
    }

    const RULE: &str = "title: Thử\nid: thu-7\nlogsource: {product: windows, category: process_creation}\ndetection:\n  s:\n    CommandLine|contains: whoami\n  condition: s\nlevel: low\n";

    #[test]
    fn names_of_fields_count_without_regard_to_case() {
        let detector = detector(RULE);
        for name in ["CommandLine", "commandline", "COMMANDLINE"] {
            let event = event(("windows", "process_creation"), &[(name, "cmd /c WhoAmI")]);
            let hits = detector.evaluate(&event);
            assert_eq!(hits.len(), 1, "{name}");
            assert_eq!(hits[0].rule.id, "thu-7");
            assert_eq!(hits[0].fields[0].name, "commandline");
        }
    }

    #[test]
    fn a_rule_sees_events_of_its_log_source_alone() {
        let detector = detector(RULE);
        let fields = [("CommandLine", "whoami")];
        assert!(
            detector
                .evaluate(&event(("linux", "process_creation"), &fields))
                .is_empty()
        );
        assert!(
            detector
                .evaluate(&event(("windows", "image_load"), &fields))
                .is_empty()
        );
        let mut unknown = Event::default();
        unknown.fields.set("CommandLine", "whoami");
        assert!(detector.evaluate(&unknown).is_empty());
        assert_eq!(detector.rules_of(&unknown.logsource), 0);
    }

    #[test]
    fn rules_of_the_same_id_are_told_apart_and_lists_are_looked_through() {
        let detector = detector(&format!(
            "{RULE}---\ntitle: Khác\nid: thu-7\nlogsource: {{product: windows}}\ndetection: {{s: {{Data|contains: b}}, condition: s}}\n"
        ));
        let mut both = event(("windows", "process_creation"), &[("CommandLine", "whoami")]);
        both.fields
            .set("Data", Value::List(["a", "abc"].map(Value::from).into()));
        let titles: Vec<&str> = detector
            .evaluate(&both)
            .iter()
            .map(|h| h.rule.title.as_str())
            .collect();
        assert_eq!(titles, ["Thử", "Khác"]);
    }

    #[test]
    fn keywords_look_at_every_text_and_the_raw_one() {
        let detector = detector(
            "title: Từ\nlogsource: {product: linux}\ndetection:\n  k:\n    - 'rm -rf /'\n  condition: k\n",
        );
        let mut raw = event(("linux", "x"), &[]);
        raw.raw = Some("root: RM -RF / now".into());
        assert_eq!(detector.evaluate(&raw).len(), 1);
        let field = event(("linux", "x"), &[("message", "rm -rf /")]);
        assert_eq!(detector.evaluate(&field).len(), 1);
        assert!(
            detector
                .evaluate(&event(("linux", "x"), &[("message", "ls")]))
                .is_empty()
        );
    }

    #[test]
    fn references_to_fields_ignore_case_too() {
        let detector = detector(
            "title: So\nlogsource: {product: windows}\ndetection: {s: {Image|fieldref: ParentImage}, condition: s}\n",
        );
        let fields = [("image", "a.exe"), ("parentimage", "a.exe")];
        assert_eq!(detector.evaluate(&event(("windows", "x"), &fields)).len(), 1);
    }

    #[test]
    fn filters_hold_back_the_rules_they_are_for() {
        let filter = "---\ntitle: Bỏ qua máy quét\nlogsource: {product: windows}\nfilter:\n  rules: [thu-7]\n  selection: {User: quet}\n  condition: not selection\n";
        let detector = detector(&format!("{RULE}{filter}"));
        let mut event = event(("windows", "process_creation"), &[("CommandLine", "whoami")]);
        assert_eq!(detector.evaluate(&event).len(), 1);
        event.fields.set("USER", "quet");
        assert_eq!(detector.evaluate(&event).len(), 0);
    }

    #[test]
    fn a_filter_for_nobody_is_said() {
        let mut set = RuleSet::default();
        let text = "title: Lạc\nlogsource: {product: windows}\nfilter:\n  rules: [khong-co]\n  selection: {A: 1}\n  condition: not selection\n";
        set.add(Path::new("mau.yml"), text);
        assert!(Detector::new(set).problems()[0].why.contains("khong-co"));
    }

    #[test]
    fn made_up_kinds_take_no_memory_and_share_a_program() {
        let detector = detector(RULE);
        for i in 0..2 * MAX_KINDS {
            let mut one = event(("windows", "process_creation"), &[("CommandLine", "whoami")]);
            one.logsource.service = Some(format!("bịa-{i}").into());
            assert_eq!(detector.evaluate(&one).len(), 1);
        }
        assert_eq!(detector.kinds.read().unwrap().len(), MAX_KINDS);
        assert_eq!(detector.numbers.load(Ordering::Relaxed), 1, "programs made");
    }
}
