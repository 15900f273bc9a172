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
use std::collections::{BTreeSet, HashMap};

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
/// agencies is in [`check_within`]. Errors name the place in the order that was given; only then rows are sorted.
pub fn check(directory: &Directory, mut facts: Facts) -> Result<Facts, AgencyError> {
    let terms = &directory.terms;
    terms.check("kind", "kind", &facts.kind)?;
    terms.check("level", "level", &facts.level)?;
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
    disjoint("names", facts.names.iter().map(|n: &Name| ((), n.period)))?;
    for (i, code) in facts.codes.iter_mut().enumerate() {
        code.code =
            clean(&code.code).ok_or_else(|| AgencyError::invalid(format!("codes.{i}.code"), "required"))?;
        length(format!("codes.{i}.code"), Some(&code.code))?;
        terms.check(format!("codes.{i}.system"), "code_system", &code.system)?;
    }
    disjoint("codes", facts.codes.iter().map(|c| (c.system.clone(), c.period)))?;
    for (i, parent) in facts.parents.iter().enumerate() {
        terms.check(format!("parents.{i}.tree"), "tree", &parent.tree)?;
    }
    disjoint(
        "parents",
        facts.parents.iter().map(|p| (p.tree.clone(), p.period)),
    )?;
    for (i, role) in facts.roles.iter_mut().enumerate() {
        role.basis = cleaned(&role.basis);
        length(format!("roles.{i}.basis"), role.basis.as_deref())?;
        terms.check(format!("roles.{i}.role"), "role", &role.role)?;
        if let Some(function) = &role.function {
            terms.check(format!("roles.{i}.function"), "function", function)?;
        }
    }
    disjoint(
        "roles",
        facts
            .roles
            .iter()
            .map(|r| ((r.role.clone(), r.function.clone()), r.period)),
    )?;
    facts.names.sort_by_key(|n| n.period.from);
    facts.codes.sort_by_key(|c| c.period.from);
    facts.parents.sort_by_key(|p| p.period.from);
    facts.roles.sort_by_key(|r| r.period.from);
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

/// Checks changed facts against the rest of a directory that already has them; see [`clash`].
pub fn check_within(next: &Directory, changed: &[AgencyId]) -> Result<(), AgencyError> {
    clash(next, changed).map_or(Ok(()), |(_, e)| Err(e))
}

/// The first changed agency that does not fit the rest: codes belong to one agency at a time, parents exist, and
/// no tree has a ring on any day, also not on a later one on which another agency's edge begins and closes it.
#[must_use]
pub fn clash(next: &Directory, changed: &[AgencyId]) -> Option<(AgencyId, AgencyError)> {
    let mut codes: HashMap<(&str, &str), Vec<(AgencyId, Period)>> = HashMap::new();
    for a in next.iter() {
        for c in &a.facts.codes {
            codes
                .entry((&c.system, &c.code))
                .or_default()
                .push((a.id, c.period));
        }
    }
    let begins = begins(next);
    for &id in changed {
        let Some(agency) = next.get(id) else { continue };
        for (i, c) in agency.facts.codes.iter().enumerate() {
            let taken = codes
                .get(&(c.system.as_str(), c.code.as_str()))
                .into_iter()
                .flatten()
                .any(|(other, p)| *other != id && p.overlaps(&c.period));
            if taken {
                let e = AgencyError::CodeTaken {
                    field: format!("codes.{i}.code"),
                    system: c.system.clone(),
                    code: c.code.clone(),
                    from: c.period.from.to_string(),
                };
                return Some((id, e));
            }
        }
        for (i, p) in agency.facts.parents.iter().enumerate() {
            let wrong = |reason| Some((id, AgencyError::invalid(format!("parents.{i}.parent_id"), reason)));
            if next.get(p.parent).is_none() {
                return wrong("unknown_agency");
            }
            // A ring lasts while all its edges hold, so it shows on the day on which the last of them begins.
            let days = begins.get(p.tree.as_str()).into_iter().flatten();
            if days
                .filter(|day| p.period.contains(**day))
                .any(|day| ring(next, id, &p.tree, *day))
            {
                return wrong("ring");
            }
        }
    }
    None
}

/// The days on which edges of each tree begin.
fn begins(directory: &Directory) -> HashMap<&str, BTreeSet<NaiveDate>> {
    let mut days: HashMap<&str, BTreeSet<NaiveDate>> = HashMap::new();
    for p in directory.iter().flat_map(|a| &a.facts.parents) {
        days.entry(p.tree.as_str()).or_default().insert(p.period.from);
    }
    days
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{ADMINISTRATIVE, Agency, Parent},
        terms::Terms,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts(parents: &[(AgencyId, &str, Option<&str>)]) -> Facts {
        Facts {
            kind: "department".into(),
            level: "province".into(),
            names: vec![Name {
                full: "Sở".into(),
                abbreviation: None,
                symbol: None,
                period: Period::ALWAYS,
                basis: None,
            }],
            parents: parents
                .iter()
                .map(|(parent, from, to)| Parent {
                    tree: ADMINISTRATIVE.into(),
                    parent: *parent,
                    period: Period::new(day(from), to.map(day)),
                })
                .collect(),
            ..Facts::default()
        }
    }

    fn directory(agencies: &[(AgencyId, Facts)]) -> Directory {
        let agencies = agencies
            .iter()
            .map(|(id, facts)| Agency {
                id: *id,
                facts: facts.clone(),
                version: 1,
            })
            .collect();
        Directory::new(1, Terms::shipped().unwrap(), agencies, vec![], vec![], vec![])
    }

    fn is_ring(found: Option<(AgencyId, AgencyError)>, of: AgencyId, row: usize) -> bool {
        matches!(found, Some((id, AgencyError::Invalid { field, reason: "ring" }))
            if id == of && field == format!("parents.{row}.parent_id"))
    }

    #[test]
    fn a_ring_that_a_later_edge_closes_is_found_from_either_edge() {
        let (a, b, c) = (AgencyId::new(), AgencyId::new(), AgencyId::new());
        // a below b now; b comes below c, and c below a, only later.
        let all = [
            (a, facts(&[(b, "2025-01-01", None)])),
            (b, facts(&[(c, "2026-01-01", None)])),
            (c, facts(&[(a, "2026-07-01", Some("2026-08-01"))])),
        ];
        let d = directory(&all);
        for id in [a, b, c] {
            assert!(is_ring(clash(&d, &[id]), id, 0), "{id}");
        }
    }

    #[test]
    fn edges_that_never_hold_together_are_no_ring() {
        let (a, b) = (AgencyId::new(), AgencyId::new());
        // They change places on one day.
        let d = directory(&[
            (a, facts(&[(b, "2025-01-01", Some("2026-01-01"))])),
            (b, facts(&[(a, "2026-01-01", None)])),
        ]);
        assert!(clash(&d, &[a, b]).is_none());
        let d = directory(&[
            (a, facts(&[(b, "2025-01-01", Some("2026-01-02"))])),
            (b, facts(&[(a, "2026-01-01", None)])),
        ]);
        assert!(is_ring(clash(&d, &[a]), a, 0), "one day is enough");
    }

    #[test]
    fn errors_name_the_row_as_it_was_given() {
        let d = directory(&[]);
        let parent = AgencyId::new();
        let given = facts(&[
            (parent, "2026-01-01", None),
            (parent, "2024-01-01", Some("2024-01-01")),
        ]);
        assert!(matches!(
            check(&d, given),
            Err(AgencyError::Invalid { field, reason: "before_from" }) if field == "parents.1.to"
        ));
        let mut unknown = facts(&[]);
        unknown.kind = "không có".into();
        assert!(matches!(
            check(&d, unknown),
            Err(AgencyError::UnknownTerm { field, .. }) if field == "kind"
        ));
    }
}
