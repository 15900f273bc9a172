//! Names of fields in rules are put into lower case, as they are in events: `commandline` and `CommandLine` are one.

use rsigma_parser::{
    SigmaRule, SigmaString, SigmaValue,
    ast::{Detection, DetectionItem, Modifier},
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
