//! Which fields an event must have for a rule to fire at all.
//!
//! What is said is on the safe side: a rule of which this says that it cannot fire cannot; of others nothing is said.

use rsigma_parser::{
    SigmaValue,
    ast::{ConditionExpr, Detection, DetectionItem, Detections, Modifier, Quantifier},
};
use std::collections::{BTreeSet, HashMap};

/// Fields that a rule asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// It may hold whatever is there.
    Nothing,
    /// Lower case.
    Field(String),
    All(Vec<Need>),
    Any(Vec<Need>),
}

impl Need {
    fn all(needs: impl Iterator<Item = Self>) -> Self {
        let mut needs: Vec<Self> = needs.filter(|n| *n != Self::Nothing).collect();
        match needs.len() {
            0 => Self::Nothing,
            1 => needs.remove(0),
            _ => Self::All(needs),
        }
    }

    fn any(needs: impl Iterator<Item = Self>) -> Self {
        let mut needs: Vec<Self> = needs.collect();
        match needs.len() {
            0 => Self::Nothing,
            _ if needs.contains(&Self::Nothing) => Self::Nothing,
            1 => needs.remove(0),
            _ => Self::Any(needs),
        }
    }

    /// Whether it can hold where just these fields are ever filled.
    pub(crate) fn met(&self, filled: &impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Nothing => true,
            Self::Field(name) => filled(name),
            Self::All(all) => all.iter().all(|n| n.met(filled)),
            Self::Any(any) => any.iter().any(|n| n.met(filled)),
        }
    }

    /// Fields for want of which it cannot hold.
    pub(crate) fn missing(&self, filled: &impl Fn(&str) -> bool, found: &mut BTreeSet<String>) {
        if self.met(filled) {
            return;
        }
        match self {
            Self::Nothing => {}
            Self::Field(name) => {
                found.insert(name.clone());
            }
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.missing(filled, found);
                }
            }
        }
    }
}

/// What a rule asks for; names of fields are in lower case already.
pub(crate) fn of(detections: &Detections) -> Need {
    // Several conditions are several ways to fire.
    Need::any(
        detections
            .conditions
            .iter()
            .map(|c| condition(c, &detections.named)),
    )
}

fn condition(expression: &ConditionExpr, named: &HashMap<String, Detection>) -> Need {
    match expression {
        ConditionExpr::And(parts) => Need::all(parts.iter().map(|p| condition(p, named))),
        ConditionExpr::Or(parts) => Need::any(parts.iter().map(|p| condition(p, named))),
        ConditionExpr::Not(_) => Need::Nothing,
        ConditionExpr::Identifier(name) => named.get(name).map_or(Need::Nothing, detection),
        ConditionExpr::Selector { quantifier, pattern } => {
            let chosen = named
                .iter()
                .filter(|(name, _)| pattern.matches_detection_name(name))
                .map(|(_, d)| detection(d));
            match quantifier {
                Quantifier::All => Need::all(chosen),
                Quantifier::Any | Quantifier::Count(_) => Need::any(chosen),
            }
        }
    }
}

fn detection(one: &Detection) -> Need {
    match one {
        Detection::AllOf(items) => Need::all(items.iter().map(item)),
        Detection::AnyOf(parts) => Need::any(parts.iter().map(detection)),
        Detection::And(parts) => Need::all(parts.iter().map(detection)),
        Detection::Keywords(_) | Detection::ArrayMatch { .. } | Detection::Conditional { .. } => {
            Need::Nothing
        }
    }
}

fn item(one: &DetectionItem) -> Need {
    // A missing field is null, does not exist, and differs from everything.
    let holds_without = one.field.has_modifier(Modifier::Neq)
        || one.values.iter().any(|v| match v {
            SigmaValue::Null => true,
            SigmaValue::Bool(false) => one.field.has_modifier(Modifier::Exists),
            _ => false,
        });
    match &one.field.name {
        Some(name) if !holds_without => Need::Field(name.clone()),
        _ => Need::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rsigma_parser::parse_sigma_yaml;

    fn missing(detection: &str, filled: &[&str]) -> Vec<String> {
        let yaml = format!("title: t\nlogsource: {{product: windows}}\ndetection:\n{detection}");
        let mut parsed = parse_sigma_yaml(&yaml).unwrap();
        let mut rule = parsed.rules.remove(0);
        crate::canonical::rule(&mut rule);
        let need = of(&rule.detection);
        let has = |name: &str| filled.contains(&name);
        let mut found = BTreeSet::new();
        need.missing(&has, &mut found);
        assert_eq!(need.met(&has), found.is_empty());
        found.into_iter().collect()
    }

    #[test]
    fn fields_that_nothing_fills_are_named() {
        let both = "  s: {Image: a, CommandLine|contains: b}\n  condition: s\n";
        assert_eq!(missing(both, &["image"]), ["commandline"]);
        assert!(missing(both, &["image", "commandline"]).is_empty());
        let either = "  a: {Image: a}\n  b: {Hashes: b}\n  condition: 1 of them\n";
        assert!(missing(either, &["hashes"]).is_empty());
        assert_eq!(missing(either, &[]), ["hashes", "image"]);
        let filtered = "  s: {Image: a}\n  filter_x: {User: b}\n  condition: s and not 1 of filter_*\n";
        assert!(
            missing(filtered, &["image"]).is_empty(),
            "what is not to be there may be missing"
        );
        let all = "  sel_a: {Image: a}\n  sel_b: {User: b}\n  condition: all of sel_*\n";
        assert_eq!(missing(all, &["image"]), ["user"]);
        for holds in [
            "  s: {Image: null}\n  condition: s\n",
            "  s: {Image|exists: false}\n  condition: s\n",
            "  s:\n    - a\n    - b\n  condition: s\n",
            "  s: {Image: a}\n  condition: not s\n",
        ] {
            assert!(missing(holds, &[]).is_empty(), "{holds}");
        }
    }
}
