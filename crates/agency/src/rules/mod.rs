//! Pure decisions about facts: what a correct record is, and what a reorganisation does. Time is an argument.

pub mod reorganise;

use crate::{
    AgencyError,
    directory::Directory,
    model::{Facts, Name, Period},
    terms::is_code,
};
use chrono::NaiveDate;
use coloa_base::{AgencyId, text};
use std::collections::HashMap;

/// Characters of a name, title or basis.
const LONGEST: usize = 300;

/// NFC, one space between words; `None` where nothing is left.
#[must_use]
pub fn clean(text: &str) -> Option<String> {
    let text = text::nfc(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    (!text.is_empty()).then_some(text)
}

fn cleaned(text: &Option<String>) -> Option<String> {
    text.as_deref().and_then(clean)
}

fn length(field: String, text: Option<&str>) -> Result<(), AgencyError> {
    if text.is_some_and(|t| t.chars().count() > LONGEST) {
        Err(AgencyError::invalid(field, "too_long"))
    } else {
        Ok(())
    }
}

/// Brings facts into stored form and checks them by themselves: texts, terms, periods. What depends on other
/// agencies is in [`check_within`].
pub fn check(directory: &Directory, mut facts: Facts) -> Result<Facts, AgencyError> {
    directory.terms.check("kind", &facts.kind)?;
    directory.terms.check("level", &facts.level)?;
    if let (Some(founded), Some(closed)) = (facts.founded, facts.closed)
        && closed <= founded
    {
        return Err(AgencyError::invalid("closed", "before_founded"));
    }
    if facts.names.is_empty() {
        return Err(AgencyError::invalid("names", "required"));
    }
    for (i, name) in facts.names.iter_mut().enumerate() {
        name.full =
            clean(&name.full).ok_or_else(|| AgencyError::invalid(format!("names.{i}.full"), "required"))?;
        name.abbreviation = cleaned(&name.abbreviation);
        name.symbol = cleaned(&name.symbol);
        name.basis = cleaned(&name.basis);
        length(format!("names.{i}.full"), Some(&name.full))?;
        length(format!("names.{i}.abbreviation"), name.abbreviation.as_deref())?;
        length(format!("names.{i}.symbol"), name.symbol.as_deref())?;
        length(format!("names.{i}.basis"), name.basis.as_deref())?;
    }
    facts.names.sort_by_key(|n| n.period.from);
    disjoint("names", facts.names.iter().map(|n: &Name| ((), n.period)))?;
    for (i, code) in facts.codes.iter_mut().enumerate() {
        code.code =
            clean(&code.code).ok_or_else(|| AgencyError::invalid(format!("codes.{i}.code"), "required"))?;
        length(format!("codes.{i}.code"), Some(&code.code))?;
        directory.terms.check("code_system", &code.system)?;
    }
    facts.codes.sort_by_key(|c| c.period.from);
    disjoint("codes", facts.codes.iter().map(|c| (c.system.clone(), c.period)))?;
    for parent in &facts.parents {
        directory.terms.check("tree", &parent.tree)?;
    }
    facts.parents.sort_by_key(|p| p.period.from);
    disjoint(
        "parents",
        facts.parents.iter().map(|p| (p.tree.clone(), p.period)),
    )?;
    for role in &mut facts.roles {
        role.basis = cleaned(&role.basis);
        directory.terms.check("role", &role.role)?;
        if let Some(function) = &role.function {
            directory.terms.check("function", function)?;
        }
    }
    facts.roles.sort_by_key(|r| r.period.from);
    disjoint(
        "roles",
        facts
            .roles
            .iter()
            .map(|r| ((r.role.clone(), r.function.clone()), r.period)),
    )?;
    Ok(facts)
}

/// Facts of one key must not overlap in time, nor hold on no day.
fn disjoint<K: std::hash::Hash + Eq>(
    field: &str,
    facts: impl Iterator<Item = (K, Period)>,
) -> Result<(), AgencyError> {
    let mut seen: HashMap<K, Vec<Period>> = HashMap::new();
    for (i, (key, period)) in facts.enumerate() {
        if period.is_empty() {
            return Err(AgencyError::invalid(format!("{field}.{i}.to"), "before_from"));
        }
        let others = seen.entry(key).or_default();
        if others.iter().any(|o| o.overlaps(&period)) {
            return Err(AgencyError::invalid(format!("{field}.{i}.from"), "overlap"));
        }
        others.push(period);
    }
    Ok(())
}

/// Checks changed facts against the rest of a directory that already has them: codes belong to one agency at
/// a time, parents exist, and no tree has a ring on any day on which an edge begins.
pub fn check_within(next: &Directory, changed: &[AgencyId]) -> Result<(), AgencyError> {
    let mut codes: HashMap<(&str, &str), Vec<(AgencyId, Period)>> = HashMap::new();
    for a in next.iter() {
        for c in &a.facts.codes {
            codes
                .entry((&c.system, &c.code))
                .or_default()
                .push((a.id, c.period));
        }
    }
    for &id in changed {
        let Some(agency) = next.get(id) else { continue };
        for c in &agency.facts.codes {
            let taken = codes
                .get(&(c.system.as_str(), c.code.as_str()))
                .into_iter()
                .flatten()
                .any(|(other, p)| *other != id && p.overlaps(&c.period));
            if taken {
                return Err(AgencyError::CodeTaken {
                    system: c.system.clone(),
                    code: c.code.clone(),
                    from: c.period.from.to_string(),
                });
            }
        }
        for (i, p) in agency.facts.parents.iter().enumerate() {
            if next.get(p.parent).is_none() {
                return Err(AgencyError::NotFound { what: "parent" });
            }
            if ring(next, id, &p.tree, p.period.from) {
                return Err(AgencyError::invalid(format!("parents.{i}.parent"), "ring"));
            }
        }
    }
    Ok(())
}

/// Whether going up from `id` comes back to it on that day.
fn ring(directory: &Directory, id: AgencyId, tree: &str, on: NaiveDate) -> bool {
    let mut seen = vec![id];
    let mut at = id;
    while let Some(up) = directory.get(at).and_then(|a| a.facts.parent_on(tree, on)) {
        if up == id {
            return true;
        }
        if seen.contains(&up) {
            return false;
        }
        seen.push(up);
        at = up;
    }
    false
}

/// Refuses new records for an agency that does not exist on that day.
pub fn takes_records(directory: &Directory, id: AgencyId, on: NaiveDate) -> Result<(), AgencyError> {
    let agency = directory
        .get(id)
        .ok_or(AgencyError::NotFound { what: "agency" })?;
    match agency.facts.closed {
        Some(closed) if closed <= on => Err(AgencyError::Closed {
            name: agency
                .facts
                .shown_name(on)
                .map(|n| n.full.clone())
                .unwrap_or_default(),
            since: closed.to_string(),
        }),
        _ => Ok(()),
    }
}

/// A code for a vocabulary.
pub fn check_code(field: &'static str, code: &str) -> Result<(), AgencyError> {
    if is_code(code) {
        Ok(())
    } else {
        Err(AgencyError::invalid(field, "not_a_code"))
    }
}
