//! The rules of one log source, taken apart: each distinct pair of a field and a matcher is a predicate, which is asked
//! once of a value and remembered for values that come again; a rule is looked at where one of its witnesses is true,
//! predicates of which one must hold before the rule can.
//!
//! Invariant: a rule is found here where, and only where, the evaluator itself finds it; the differential test holds
//! both together. What depends on more than a value (references between fields, members of arrays) is left to the
//! evaluator.

mod literals;
mod memo;
mod node;

pub(crate) use memo::Memos;

use crate::view::{Alone, View, value};
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use coloa_event::{Event, Value};
use literals::Stands;
use memo::{Asked, LONGEST, Memo};
use node::{Node, Numbering, Witnesses};
use rsigma_eval::{CompiledMatcher, CompiledRule, evaluate_rule};
use rustc_hash::FxHashMap;

/// Rules of one log source.
pub(crate) struct Program {
    /// Among the programs whose values one memo remembers.
    number: u32,
    fields: FxHashMap<Box<str>, Field>,
    /// What rules look for in all texts of an event.
    anywhere: Field,
    /// By predicate: rules that are looked at where it is true.
    witnessed: Box<[Box<[u32]>]>,
    /// Rules that are looked at in any case.
    always: Box<[u32]>,
    /// `None`: the evaluator itself is asked.
    rules: Box<[Option<Node>]>,
}

#[derive(Default)]
struct Field {
    number: u32,
    predicates: Vec<Predicate>,
    /// Finds the texts that predicates need, in values of ASCII.
    finder: Option<AhoCorasick>,
    /// By text: predicates of this field that need it.
    needing: Vec<Vec<(u32, Stands)>>,
    /// Predicates of this field that need no text.
    others: Vec<u32>,
    /// Rules that are looked at where the field has a value.
    witnessed: Vec<u32>,
}

struct Predicate {
    number: u32,
    matcher: CompiledMatcher,
}

/// Numbers predicates while rules are taken apart.
#[derive(Default)]
struct Builder {
    fields: FxHashMap<Box<str>, Field>,
    anywhere: Field,
    known: FxHashMap<(Option<Box<str>>, String), u32>,
    weights: Vec<u32>,
}

impl Numbering for Builder {
    fn number(&mut self, field: Option<&str>, matcher: &CompiledMatcher) -> u32 {
        let next = u32::try_from(self.weights.len()).unwrap_or(u32::MAX);
        if let Some(text) = text_of(matcher) {
            let known = self.known.entry((field.map(Into::into), text)).or_insert(next);
            if *known != next {
                return *known;
            }
        }
        self.weights.push(node::weight(matcher));
        let asked = match field {
            Some(field) => self.fields.entry(field.into()).or_default(),
            None => &mut self.anywhere,
        };
        asked.predicates.push(Predicate {
            number: next,
            matcher: matcher.clone(),
        });
        next
    }
}

impl Program {
    /// Takes rules apart.
    pub(crate) fn new<'a>(number: u32, rules: impl Iterator<Item = &'a CompiledRule>) -> Self {
        let mut builder = Builder::default();
        let rules: Box<[Option<Node>]> = rules.map(|rule| node::of_rule(rule, &mut builder).ok()).collect();
        let mut program = Self {
            number,
            fields: builder.fields,
            anywhere: builder.anywhere,
            witnessed: Box::default(),
            always: Box::default(),
            rules,
        };
        let mut witnessed = vec![Vec::new(); builder.weights.len()];
        let mut always = Vec::new();
        let weight = |predicate: u32| builder.weights[predicate as usize];
        for (rule, node) in (0..).zip(&program.rules) {
            match node.as_ref().and_then(|n| n.witnesses(&weight)) {
                Some(Witnesses {
                    predicates, present, ..
                }) => {
                    for predicate in predicates {
                        witnessed[predicate as usize].push(rule);
                    }
                    for field in present {
                        program.fields.entry(field).or_default().witnessed.push(rule);
                    }
                }
                None => always.push(rule),
            }
        }
        program.witnessed = witnessed.into_iter().map(Vec::into_boxed_slice).collect();
        program.always = always.into();
        for (number, field) in (1..).zip(program.fields.values_mut()) {
            field.ready(number);
        }
        program.anywhere.ready(0);
        program
    }

    /// Numbers of the rules that an event fires, in their order, among `rules`, which are those of [`Self::new`].
    pub(crate) fn evaluate<'a>(
        &self,
        event: &Event,
        memos: &Memos,
        rule: impl Fn(usize) -> &'a CompiledRule,
    ) -> Vec<usize> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        match memos.free() {
            Some(mut memo) => self.look(event, &mut memo, rule),
            None => self.look(event, &mut Memo::default(), rule),
        }
    }

    fn look<'a>(
        &self,
        event: &Event,
        memo: &mut Memo,
        rule: impl Fn(usize) -> &'a CompiledRule,
    ) -> Vec<usize> {
        memo.begin(self.witnessed.len(), self.rules.len());
        let view = View(event);
        for one in event.fields.iter() {
            let Some(field) = self.fields.get(one.key()) else {
                continue;
            };
            if one.value != Value::Null {
                field.witnessed.iter().for_each(|rule| memo.look_at(*rule));
            }
            if !field.predicates.is_empty() {
                self.ask(field, &one.value, &view, memo);
            }
        }
        if !self.anywhere.predicates.is_empty() {
            view.walk(&mut |text| {
                self.ask_text(text, memo);
                true
            });
        }
        self.always.iter().for_each(|rule| memo.look_at(*rule));
        let candidates = std::mem::take(&mut memo.candidates);
        let mut fired: Vec<usize> = candidates
            .iter()
            .map(|number| *number as usize)
            .filter(|number| match &self.rules[*number] {
                Some(node) => node.holds(event, &|predicate| memo.is_set(predicate)),
                None => evaluate_rule(rule(*number), &view).is_some(),
            })
            .collect();
        memo.candidates = candidates;
        fired.sort_unstable();
        fired
    }

    /// Marks the predicates of a field that are true of a value, and the rules that are worth a look by them.
    fn ask(&self, field: &Field, of: &Value, view: &View<'_>, memo: &mut Memo) {
        let digits;
        let asked = match of {
            Value::Text(text) if text.len() <= LONGEST => Some((false, &**text)),
            Value::Int(n) => {
                digits = n.to_string();
                Some((true, digits.as_str()))
            }
            _ => None,
        };
        self.remember(field, asked, memo, |truths| {
            let value = value(of);
            let text = match of {
                Value::Text(text) => Some(&**text),
                _ => None,
            };
            field.truths(text, |matcher| matcher.matches(&value, view), truths);
        });
    }

    /// As [`Self::ask`], for a text that may stand anywhere in an event.
    fn ask_text(&self, text: &str, memo: &mut Memo) {
        let asked = (text.len() <= LONGEST).then_some((false, text));
        self.remember(&self.anywhere, asked, memo, |truths| {
            let alone = |matcher: &CompiledMatcher| matcher.matches_keyword(&Alone(text));
            self.anywhere.truths(Some(text), alone, truths);
        });
    }

    /// Marks what is remembered of a value, or what `find` finds. `asked`: whether it is a number, and its text.
    fn remember(
        &self,
        field: &Field,
        asked: Option<(bool, &str)>,
        memo: &mut Memo,
        find: impl FnOnce(&mut Vec<u32>),
    ) {
        let asked = asked.map(|(number, text)| Asked {
            program: self.number,
            field: field.number,
            number,
            text,
        });
        if let Some(known) = asked.and_then(|a| memo.known(a)) {
            self.mark(&known, memo);
            return;
        }
        let mut truths = std::mem::take(&mut memo.found);
        truths.clear();
        find(&mut truths);
        if let Some(asked) = asked {
            memo.keep(asked, &truths);
        }
        self.mark(&truths, memo);
        memo.found = truths;
    }

    fn mark(&self, truths: &[u32], memo: &mut Memo) {
        for predicate in truths {
            memo.set(*predicate);
            for rule in &self.witnessed[*predicate as usize] {
                memo.look_at(*rule);
            }
        }
    }
}

impl Field {
    /// Makes what finds the texts that predicates need.
    fn ready(&mut self, number: u32) {
        self.number = number;
        let mut texts: Vec<String> = Vec::new();
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (place, predicate) in (0..).zip(&self.predicates) {
            let Some(needed) = literals::needed(&predicate.matcher) else {
                self.others.push(place);
                continue;
            };
            for (text, stands) in needed {
                let at = *places.entry(text.clone()).or_insert_with(|| {
                    texts.push(text);
                    self.needing.push(Vec::new());
                    texts.len() - 1
                });
                self.needing[at].push((place, stands));
            }
        }
        if texts.is_empty() {
            return;
        }
        let built = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&texts);
        match built {
            Ok(finder) => self.finder = Some(finder),
            // Too many texts for it: each predicate is asked.
            Err(_) => {
                self.needing.clear();
                self.others = (0..).zip(&self.predicates).map(|(place, _)| place).collect();
            }
        }
    }

    /// The predicates that are true of a value. `text`: what it is, where it is a text.
    fn truths(&self, text: Option<&str>, matches: impl Fn(&CompiledMatcher) -> bool, into: &mut Vec<u32>) {
        let is_true = |place: u32| matches(&self.predicates[place as usize].matcher);
        let found = match (text, &self.finder) {
            (Some(text), Some(finder)) if text.is_ascii() => Some((finder, text.to_ascii_lowercase())),
            _ => None,
        };
        let Some((finder, text)) = found else {
            let all = (0..).zip(&self.predicates);
            into.extend(all.filter(|(place, _)| is_true(*place)).map(|(_, p)| p.number));
            return;
        };
        let mut wanted: Vec<u32> = Vec::new();
        for one in finder.find_overlapping_iter(&text) {
            for (place, stands) in &self.needing[one.pattern().as_usize()] {
                let stands_so = match stands {
                    Stands::Anywhere => true,
                    Stands::AtStart => one.start() == 0,
                    Stands::AtEnd => one.end() == text.len(),
                    Stands::AsWhole => one.start() == 0 && one.end() == text.len(),
                    Stands::Ask => {
                        wanted.push(*place);
                        false
                    }
                };
                if stands_so {
                    into.push(self.predicates[*place as usize].number);
                }
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        let asked_for = wanted.iter().chain(&self.others).filter(|place| is_true(**place));
        into.extend(asked_for.map(|place| self.predicates[*place as usize].number));
        into.sort_unstable();
        into.dedup();
    }
}

/// A matcher written out, so that the same one is known again; `None`: it is taken for one of its own.
fn text_of(matcher: &CompiledMatcher) -> Option<String> {
    let list = |kind: &str, parts: &[CompiledMatcher]| {
        let parts: Option<Vec<String>> = parts.iter().map(text_of).collect();
        parts.map(|p| format!("{kind}{p:?}"))
    };
    Some(match matcher {
        CompiledMatcher::Exact {
            value,
            case_insensitive,
        } => format!("={case_insensitive}{value}"),
        CompiledMatcher::Contains {
            value,
            case_insensitive,
        } => format!("*{case_insensitive}{value}"),
        CompiledMatcher::StartsWith {
            value,
            case_insensitive,
        } => format!("^{case_insensitive}{value}"),
        CompiledMatcher::EndsWith {
            value,
            case_insensitive,
        } => format!("${case_insensitive}{value}"),
        CompiledMatcher::Regex(regex) => format!("/{}", regex.as_str()),
        CompiledMatcher::AhoCorasickSet {
            needles,
            case_insensitive,
            ..
        } => format!("a{case_insensitive}{needles:?}"),
        CompiledMatcher::RegexSetMatch { set, mode } => format!("r{mode:?}{:?}", set.patterns()),
        CompiledMatcher::Cidr(net) => format!("n{net}"),
        CompiledMatcher::NumericEq(n) => format!("e{n:?}"),
        CompiledMatcher::NumericGt(n) => format!("g{n:?}"),
        CompiledMatcher::NumericGte(n) => format!("G{n:?}"),
        CompiledMatcher::NumericLt(n) => format!("l{n:?}"),
        CompiledMatcher::NumericLte(n) => format!("L{n:?}"),
        CompiledMatcher::BoolEq(b) => format!("b{b}"),
        CompiledMatcher::Not(inner) => format!("!{}", text_of(inner)?),
        CompiledMatcher::AnyOf(parts) => list("|", parts)?,
        CompiledMatcher::AllOf(parts) => list("&", parts)?,
        CompiledMatcher::CaseInsensitiveGroup { children, mode } => list(&format!("i{mode:?}"), children)?,
        _ => return None,
    })
}
