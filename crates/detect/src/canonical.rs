//! Names of fields in rules are put into lower case, as they are in events: `commandline` and `CommandLine` are one.

use rsigma_parser::{
    CorrelationCondition, CorrelationRule, FilterRule, SigmaRule, SigmaString, SigmaValue,
    ast::{ConditionExpr, Detection, DetectionItem, Modifier},
};

/// Puts every name of a field of the rule into lower case.
pub(crate) fn rule(rule: &mut SigmaRule) {
    for detection in rule.detection.named.values_mut() {
        self::detection(detection);
    }
}

fn detection(one: &mut Detection) {
    match one {
        Detection::AllOf(items) => items.iter_mut().for_each(item),
        Detection::AnyOf(parts) | Detection::And(parts) => parts.iter_mut().for_each(detection),
        Detection::Keywords(_) => {}
        Detection::ArrayMatch { field, body, .. } => {
            field.make_ascii_lowercase();
            detection(body);
        }
        Detection::Conditional { named, .. } => named.values_mut().for_each(detection),
    }
}

fn item(one: &mut DetectionItem) {
    if let Some(name) = &mut one.field.name {
        name.make_ascii_lowercase();
    }
    // The value of a reference is the name of a field.
    if one.field.has_modifier(Modifier::FieldRef) {
        for value in &mut one.values {
            if let SigmaValue::String(text) = value {
                *text = SigmaString::new(&text.original.to_ascii_lowercase());
            }
        }
    }
}

/// As [`rule`], for a filter.
pub(crate) fn filter(filter: &mut FilterRule) {
    for detection in filter.detection.named.values_mut() {
        self::detection(detection);
    }
}

/// As [`rule`], for a correlation; `known` says what the engine calls a rule that is referred to.
///
/// # Errors
/// The first reference that nothing bears.
pub(crate) fn correlation(
    rule: &mut CorrelationRule,
    known: impl Fn(&str) -> Option<String>,
) -> Result<(), String> {
    let resolve = |reference: &str| known(reference).ok_or_else(|| reference.to_owned());
    for reference in &mut rule.rules {
        *reference = resolve(reference)?;
    }
    for field in &mut rule.group_by {
        field.make_ascii_lowercase();
    }
    for alias in &mut rule.aliases {
        alias.alias.make_ascii_lowercase();
        alias.mapping = std::mem::take(&mut alias.mapping)
            .into_iter()
            .map(|(reference, field)| Ok((resolve(&reference)?, field.to_ascii_lowercase())))
            .collect::<Result<_, String>>()?;
    }
    match &mut rule.condition {
        CorrelationCondition::Threshold { field, .. } => {
            for name in field.iter_mut().flatten() {
                name.make_ascii_lowercase();
            }
            Ok(())
        }
        CorrelationCondition::Extended(condition) => identifiers(condition, &resolve),
    }
}

fn identifiers(
    condition: &mut ConditionExpr,
    resolve: &impl Fn(&str) -> Result<String, String>,
) -> Result<(), String> {
    match condition {
        ConditionExpr::Identifier(name) => *name = resolve(name)?,
        ConditionExpr::And(parts) | ConditionExpr::Or(parts) => {
            for part in parts {
                identifiers(part, resolve)?;
            }
        }
        ConditionExpr::Not(part) => identifiers(part, resolve)?,
        ConditionExpr::Selector { .. } => {}
    }
    Ok(())
}
