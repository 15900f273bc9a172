//! A rule's condition over predicates, and what must be true before it can hold.

use coloa_event::{Event, Value};
use rsigma_eval::{CompiledDetection, CompiledDetectionItem, CompiledMatcher, CompiledRule};
use rsigma_parser::ast::{ConditionExpr, Quantifier};
use std::collections::HashMap;

/// A condition. Predicates are numbers that the program gave them.
#[derive(Debug)]
pub(super) enum Node {
    Constant(bool),
    /// The field is there and its value meets the matcher.
    Predicate(u32),
    /// The field is there with a value, or is not.
    Present {
        field: Box<str>,
        expected: bool,
    },
    /// The field is not there, or has no value.
    Null(Box<str>),
    All(Box<[Node]>),
    Any(Box<[Node]>),
    Not(Box<Node>),
    AtLeast(u64, Box<[Node]>),
}

/// What is true of an event where a condition holds: one of these at least.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Witnesses {
    pub predicates: Vec<u32>,
    /// Fields that are there.
    pub present: Vec<Box<str>>,
    /// How often one of them is true, as guessed from their shapes: less is better.
    weight: u32,
}

/// Something that only the evaluator itself can tell: it reads other fields than its own, or members of arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Beyond;

/// Numbers a predicate: the same field and matcher get the same number.
pub(super) trait Numbering {
    /// `field` is `None` where any text of the event may meet the matcher.
    fn number(&mut self, field: Option<&str>, matcher: &CompiledMatcher) -> u32;
}

/// The condition of a rule.
pub(super) fn of_rule(rule: &CompiledRule, numbers: &mut impl Numbering) -> Result<Node, Beyond> {
    let conditions = rule
        .conditions
        .iter()
        .map(|c| condition(c, &rule.detections, numbers));
    Ok(any(conditions.collect::<Result<_, _>>()?))
}

fn any(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        1 => nodes.remove(0),
        _ => Node::Any(nodes.into()),
    }
}

fn all(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        1 => nodes.remove(0),
        _ => Node::All(nodes.into()),
    }
}

fn condition(
    expression: &ConditionExpr,
    detections: &HashMap<String, CompiledDetection>,
    numbers: &mut impl Numbering,
) -> Result<Node, Beyond> {
    let mut each = |parts: &[ConditionExpr]| {
        parts
            .iter()
            .map(|p| condition(p, detections, numbers))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match expression {
        ConditionExpr::And(parts) => all(each(parts)?),
        ConditionExpr::Or(parts) => any(each(parts)?),
        ConditionExpr::Not(inner) => Node::Not(Box::new(condition(inner, detections, numbers)?)),
        ConditionExpr::Identifier(name) => match detections.get(name) {
            Some(one) => detection(one, numbers)?,
            None => Node::Constant(false),
        },
        ConditionExpr::Selector { quantifier, pattern } => {
            let mut named: Vec<_> = detections
                .iter()
                .filter(|(name, _)| pattern.matches_detection_name(name))
                .collect();
            named.sort_by_key(|(name, _)| name.as_str());
            let nodes: Vec<Node> = named
                .into_iter()
                .map(|(_, one)| detection(one, numbers))
                .collect::<Result<_, _>>()?;
            match quantifier {
                Quantifier::Any => any(nodes),
                Quantifier::All => all(nodes),
                Quantifier::Count(least) => Node::AtLeast(*least, nodes.into()),
            }
        }
    })
}

fn detection(one: &CompiledDetection, numbers: &mut impl Numbering) -> Result<Node, Beyond> {
    let mut each = |parts: &[CompiledDetection]| {
        parts
            .iter()
            .map(|p| detection(p, numbers))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(match one {
        CompiledDetection::AllOf(items) => {
            all(items.iter().map(|i| item(i, numbers)).collect::<Result<_, _>>()?)
        }
        CompiledDetection::AnyOf(parts) => any(each(parts)?),
        CompiledDetection::And(parts) => all(each(parts)?),
        CompiledDetection::Keywords(matcher) => Node::Predicate(numbers.number(None, matcher)),
        CompiledDetection::ArrayMatch { .. } | CompiledDetection::Conditional { .. } => return Err(Beyond),
    })
}

fn item(item: &CompiledDetectionItem, numbers: &mut impl Numbering) -> Result<Node, Beyond> {
    let Some(field) = item.field.as_deref() else {
        return Ok(match item.exists {
            Some(expected) => Node::Constant(!expected),
            None => Node::Predicate(numbers.number(None, &item.matcher)),
        });
    };
    if let Some(expected) = item.exists {
        return Ok(Node::Present {
            field: field.into(),
            expected,
        });
    }
    if matches!(item.matcher, CompiledMatcher::Null) {
        return Ok(Node::Null(field.into()));
    }
    if !of_the_value_alone(&item.matcher) {
        return Err(Beyond);
    }
    Ok(Node::Predicate(numbers.number(Some(field), &item.matcher)))
}

/// Whether a matcher says the same of a value whatever event it stands in.
fn of_the_value_alone(matcher: &CompiledMatcher) -> bool {
    match matcher {
        CompiledMatcher::FieldRef { .. } | CompiledMatcher::Expand { .. } => false,
        CompiledMatcher::TimestampPart { inner, .. } | CompiledMatcher::Not(inner) => {
            of_the_value_alone(inner)
        }
        CompiledMatcher::AnyOf(parts) | CompiledMatcher::AllOf(parts) => parts.iter().all(of_the_value_alone),
        CompiledMatcher::CaseInsensitiveGroup { children, .. } => children.iter().all(of_the_value_alone),
        _ => true,
    }
}

impl Node {
    /// Whether it holds for an event of which it is known which predicates are true.
    pub(super) fn holds(&self, event: &Event, is_true: &impl Fn(u32) -> bool) -> bool {
        match self {
            Self::Constant(holds) => *holds,
            Self::Predicate(number) => is_true(*number),
            Self::Present { field, expected } => has_value(event, field) == *expected,
            Self::Null(field) => !has_value(event, field),
            Self::All(parts) => parts.iter().all(|p| p.holds(event, is_true)),
            Self::Any(parts) => parts.iter().any(|p| p.holds(event, is_true)),
            Self::Not(inner) => !inner.holds(event, is_true),
            Self::AtLeast(least, parts) => {
                let holding = parts.iter().filter(|p| p.holds(event, is_true));
                holding
                    .take(usize::try_from(*least).unwrap_or(usize::MAX))
                    .count() as u64
                    == *least
            }
        }
    }

    /// One of these is true wherever the condition holds. `None`: it may hold without any of them. `weight` guesses how
    /// often a predicate is true.
    pub(super) fn witnesses(&self, weight: &impl Fn(u32) -> u32) -> Option<Witnesses> {
        match self {
            Self::Constant(false) => Some(Witnesses::default()),
            Self::Predicate(number) => Some(Witnesses {
                predicates: vec![*number],
                present: Vec::new(),
                weight: weight(*number),
            }),
            Self::Present {
                field,
                expected: true,
            } => Some(Witnesses {
                predicates: Vec::new(),
                present: vec![field.clone()],
                weight: 60,
            }),
            Self::All(parts) => parts
                .iter()
                .filter_map(|p| p.witnesses(weight))
                .min_by_key(|w| w.weight),
            Self::Any(parts) => together(parts, weight),
            Self::AtLeast(least, parts) if *least > 0 => together(parts, weight),
            Self::Constant(true)
            | Self::Present { .. }
            | Self::Null(_)
            | Self::Not(_)
            | Self::AtLeast(..) => None,
        }
    }
}

fn has_value(event: &Event, field: &str) -> bool {
    event.fields.by_key(field).is_some_and(|v| *v != Value::Null)
}

fn together(parts: &[Node], weight: &impl Fn(u32) -> u32) -> Option<Witnesses> {
    let mut sum = Witnesses::default();
    for part in parts {
        let more = part.witnesses(weight)?;
        sum.predicates.extend(more.predicates);
        sum.present.extend(more.present);
        sum.weight = sum.weight.saturating_add(more.weight);
    }
    Some(sum)
}

/// How often a matcher is true, guessed from its shape; less is better. Paths begin alike and end differently; a number
/// of an event is one of some dozens.
pub(super) fn weight(matcher: &CompiledMatcher) -> u32 {
    let rare = |text: &str, usual: u32| {
        usual
            .saturating_sub(u32::try_from(text.len()).unwrap_or(usual))
            .max(3)
    };
    match matcher {
        CompiledMatcher::Exact { value, .. } => rare(value, 20),
        CompiledMatcher::EndsWith { value, .. } => rare(value, 24),
        CompiledMatcher::Contains { value, .. } => rare(value, 40),
        CompiledMatcher::StartsWith { value, .. } => rare(value, 60),
        CompiledMatcher::Regex(_) => 20,
        CompiledMatcher::AhoCorasickSet { needles, .. } => needles.iter().map(|n| rare(n, 40)).sum(),
        CompiledMatcher::RegexSetMatch { set, .. } => {
            u32::try_from(set.len()).unwrap_or(u32::MAX).saturating_mul(20)
        }
        CompiledMatcher::NumericEq(_) | CompiledMatcher::Cidr(_) => 50,
        CompiledMatcher::AnyOf(parts) | CompiledMatcher::CaseInsensitiveGroup { children: parts, .. } => {
            parts.iter().map(weight).fold(0, u32::saturating_add)
        }
        CompiledMatcher::AllOf(parts) => parts.iter().map(weight).min().unwrap_or(100),
        _ => 90,
    }
}
