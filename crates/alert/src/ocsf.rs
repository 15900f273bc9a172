//! Alerts as other tools read them: a Detection Finding of the Open Cybersecurity Schema Framework (class 2004).

use crate::entity::alert;
use serde_json::{Value, json};

/// Version of the schema that is written.
const VERSION: &str = "1.6.0";
/// Class and category of the schema; type = class × 100 + activity.
const CLASS: i64 = 2004;
const CATEGORY: i64 = 2;
const CREATE: i64 = 1;
/// Kinds of observables (`type_id`): others than these are 99.
const OBSERVABLES: [(&str, i64); 5] = [("host", 1), ("ip", 2), ("user", 4), ("domain", 1), ("file", 7)];

/// ATT&CK techniques among the tags of a rule, e.g. `T1110.001`.
#[must_use]
pub fn techniques(tags: &Value) -> Vec<String> {
    tags.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter_map(technique)
        .collect()
}

/// The technique that a tag names.
#[must_use]
pub fn technique(tag: &str) -> Option<String> {
    let id = tag.strip_prefix("attack.")?;
    let digits = id.strip_prefix('t')?;
    digits
        .bytes()
        .all(|b| b.is_ascii_digit() || b == b'.')
        .then(|| id.to_uppercase())
}

/// Whether a text is the id of a technique, `T1110`, or of a part of one, `T1110.001`.
#[must_use]
pub fn is_technique(id: &str) -> bool {
    let digits = |text: &str, many: usize| text.len() == many && text.bytes().all(|b| b.is_ascii_digit());
    id.strip_prefix('T')
        .is_some_and(|rest| match rest.split_once('.') {
            Some((whole, part)) => digits(whole, 4) && digits(part, 3),
            None => digits(rest, 4),
        })
}

/// The tactic that a tag names, e.g. `credential-access`.
#[must_use]
pub fn tactic(tag: &str) -> Option<&str> {
    let name = tag.strip_prefix("attack.")?;
    let plain = name
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'_');
    plain.then_some(name)
}

/// An alert as a Detection Finding; `link`: where people see it.
#[must_use]
pub fn detection_finding(row: &alert::Model, link: &str) -> Value {
    let attacks: Vec<Value> = techniques(&row.tags)
        .into_iter()
        .map(|uid| json!({ "technique": { "uid": uid } }))
        .collect();
    let kind = OBSERVABLES
        .iter()
        .find(|(kind, _)| *kind == row.entity_kind)
        .map_or(99, |(_, id)| *id);
    let mut observables = Vec::new();
    if !row.entity.is_empty() {
        observables.push(json!({ "name": row.entity_kind, "type_id": kind, "value": row.entity }));
    }
    let mut resources = Vec::new();
    if let Some(system) = row.system_id {
        resources.push(
            json!({ "uid": system, "name": row.system_name, "type": "information_system",
            "data": { "level": row.system_level } }),
        );
    }
    if let Some(host) = &row.host {
        resources.push(json!({ "name": host, "type": "host" }));
    }
    json!({
        "activity_id": CREATE,
        "category_uid": CATEGORY,
        "class_uid": CLASS,
        "type_uid": CLASS * 100 + CREATE,
        "severity_id": row.severity,
        "status_id": 1,
        "time": row.raised_at.timestamp_millis(),
        "message": row.rule_title,
        "count": row.count,
        "metadata": { "version": VERSION, "uid": row.id, "product": { "name": "Cổ Loa", "vendor_name": "Cổ Loa" } },
        "finding_info": {
            "uid": row.id,
            "title": row.rule_title,
            "src_url": link,
            "created_time": row.raised_at.timestamp_millis(),
            "first_seen_time": row.first_at.timestamp_millis(),
            "last_seen_time": row.last_at.timestamp_millis(),
            "analytic": { "uid": row.rule_id, "name": row.rule_title, "type_id": 1 },
            "attacks": attacks,
        },
        "observables": observables,
        "resources": resources,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_name_techniques_and_tactics() {
        let tags = json!([
            "attack.t1110.001",
            "attack.credential-access",
            "cve.2024-1",
            "attack.g0001"
        ]);
        assert_eq!(techniques(&tags), ["T1110.001"]);
        for (id, is) in [
            ("T1110", true),
            ("T1110.001", true),
            ("t1110", false),
            ("T1110.1", false),
            ("T%", false),
            ("", false),
        ] {
            assert_eq!(is_technique(id), is, "{id}");
        }
        assert_eq!(tactic("attack.credential-access"), Some("credential-access"));
        assert_eq!(tactic("attack.t1110"), None);
    }
}
