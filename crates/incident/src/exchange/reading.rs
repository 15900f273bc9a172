//! Reads what another installation or another product hands over: our JSON or a STIX 2.1 bundle. Pure; nothing is
//! believed of sizes, and what is wrong is named by its place.

use super::{json, stix};
use crate::{
    IncidentError,
    extract::{self, Indicator, IndicatorKind},
};
use chrono::{DateTime, Utc};
use rstix::model::{ParseOptions, stix_object::deserialize_stix_object_from_value};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a file, objects of a bundle, cases, indicators of a case, characters of one string, faults that are told.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
const MAX_OBJECTS: usize = 20_000;
pub const MAX_CASES: usize = 200;
const MAX_INDICATORS: usize = 5_000;
const MAX_STRING: usize = 256 * 1024;
const MAX_DEPTH: usize = 32;
const MAX_FAULTS: usize = 100;

/// A case as a file says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where in the file.
    pub place: String,
    /// What it is known by there.
    pub external: String,
    pub title: String,
    pub description: String,
    pub detected_at: DateTime<Utc>,
    pub occurred_at: Option<DateTime<Utc>>,
    pub data_known_at: Option<DateTime<Utc>>,
    pub personal_data: bool,
    /// Codes as the file has them; `None`: it says none.
    pub group: Option<String>,
    pub scenario: Option<String>,
    pub severity: Option<String>,
    pub indicators: Vec<Indicator>,
}

/// What cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// E.g. `objects[3]` or `line 2, column 7`.
    pub place: String,
    pub reason: String,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub found: Vec<Found>,
    pub faults: Vec<Fault>,
    /// Objects that belong to no case.
    pub left_out: usize,
}

impl Reading {
    fn fault(&mut self, place: impl Into<String>, reason: impl ToString) {
        if self.faults.len() < MAX_FAULTS {
            let reason: String = reason.to_string().chars().take(300).collect();
            self.faults.push(Fault {
                place: place.into(),
                reason,
            });
        }
    }
}

/// Reads a file.
///
/// # Errors
/// [`IncidentError::Unreadable`]: it is too large, no text, or neither of the two. What is wrong inside it is a
/// [`Fault`].
pub fn read(bytes: &[u8]) -> Result<Reading, IncidentError> {
    let unreadable = |reason| IncidentError::Unreadable { reason };
    if bytes.len() > MAX_BYTES {
        return Err(unreadable("too_large"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable("encoding"))?;
    let mut reading = Reading::default();
    let root: Value = match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(root) => root,
        Err(e) => {
            reading.fault(format!("line {}, column {}", e.line(), e.column()), "json");
            return Ok(reading);
        }
    };
    if root["format"] == json::FORMAT {
        own(&root, &mut reading)?;
    } else if root["type"] == "bundle" {
        foreign(root, &mut reading)?;
    } else {
        return Err(unreadable("unknown_format"));
    }
    if reading.found.len() > MAX_CASES {
        return Err(unreadable("too_many"));
    }
    Ok(reading)
}

fn word(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn own(root: &Value, reading: &mut Reading) -> Result<(), IncidentError> {
    let all = root["incidents"].as_array().ok_or(IncidentError::Unreadable {
        reason: "unknown_format",
    })?;
    if all.len() > MAX_CASES {
        return Err(IncidentError::Unreadable { reason: "too_many" });
    }
    for (number, value) in all.iter().enumerate() {
        let place = format!("incidents[{number}]");
        let case = match <json::Case as serde::Deserialize>::deserialize(value) {
            Ok(case) => case,
            Err(e) => {
                reading.fault(place, e);
                continue;
            }
        };
        let mut indicators = Vec::new();
        for (number, said) in case.indicators.iter().enumerate() {
            match indicator(&said.kind, &said.value) {
                Some(indicator) => indicators.push(indicator),
                None => reading.fault(format!("{place}.indicators[{number}]"), "indicator"),
            }
        }
        reading.found.push(Found {
            place,
            external: case.id,
            title: case.title,
            description: case.description,
            detected_at: case.detected_at,
            occurred_at: case.occurred_at,
            data_known_at: case.data_known_at,
            personal_data: case.personal_data,
            group: word(&case.group),
            scenario: word(&case.scenario),
            severity: word(&case.severity),
            indicators: bounded(indicators),
        });
    }
    Ok(())
}

/// An indicator of a file; its kind must be what it is.
fn indicator(kind: &str, value: &str) -> Option<Indicator> {
    let kind = IndicatorKind::parse(kind)?;
    let value = value.trim();
    if kind == IndicatorKind::Other {
        let fits = (1..=300).contains(&value.chars().count()) && !value.chars().any(char::is_control);
        return fits.then(|| Indicator {
            kind,
            value: value.to_owned(),
            private: false,
        });
    }
    extract::classify(value).filter(|i| i.kind == kind)
}

fn bounded(mut indicators: Vec<Indicator>) -> Vec<Indicator> {
    let mut seen = BTreeSet::new();
    indicators.retain(|i| seen.insert((i.kind, i.value.clone())));
    indicators.truncate(MAX_INDICATORS);
    indicators
}

/// Objects of a bundle by what they are for us.
#[derive(Default)]
struct Parts {
    incidents: Vec<(String, Value)>,
    /// By id: what an indicator or a thing that was seen says.
    indicators: BTreeMap<String, Vec<Indicator>>,
    /// By id: first moment, and what was seen.
    observed: BTreeMap<String, (Option<DateTime<Utc>>, Vec<String>)>,
    /// Both ways.
    relations: BTreeMap<String, BTreeSet<String>>,
}

fn foreign(mut root: Value, reading: &mut Reading) -> Result<(), IncidentError> {
    let Value::Array(objects) = root["objects"].take() else {
        return Err(IncidentError::Unreadable { reason: "nothing" });
    };
    if objects.len() > MAX_OBJECTS {
        return Err(IncidentError::Unreadable { reason: "too_many" });
    }
    let options = ParseOptions {
        max_nesting_depth: MAX_DEPTH,
        max_string_length: MAX_STRING,
        ..ParseOptions::default()
    }
    .allow_custom(true);
    let mut parts = Parts::default();
    for (number, object) in objects.into_iter().enumerate() {
        let place = format!("objects[{number}]");
        if !is_shallow(&object, MAX_DEPTH) {
            reading.fault(place, "too_deep");
            continue;
        }
        match deserialize_stix_object_from_value(object.clone(), &options) {
            Ok(_) => sort(place, object, &mut parts),
            Err(e) => reading.fault(place, e),
        }
    }
    gather(parts, reading);
    Ok(())
}

fn is_shallow(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(all) => depth > 0 && all.iter().all(|v| is_shallow(v, depth - 1)),
        Value::Object(all) => depth > 0 && all.values().all(|v| is_shallow(v, depth - 1)),
        Value::String(text) => text.len() <= MAX_STRING,
        _ => true,
    }
}

fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_default()
}

fn time(object: &Value, field: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text(object, field))
        .ok()
        .map(|at| at.with_timezone(&Utc))
}

fn sort(place: String, object: Value, parts: &mut Parts) {
    let id = text(&object, "id").to_owned();
    match text(&object, "type") {
        "incident" => parts.incidents.push((place, object)),
        "indicator" => {
            let said = values_of_pattern(text(&object, "pattern"));
            parts.indicators.insert(id, said);
        }
        "ipv4-addr" | "ipv6-addr" | "domain-name" | "url" | "email-addr" => {
            let said = extract::classify(text(&object, "value"));
            parts.indicators.insert(id, said.into_iter().collect());
        }
        "file" => {
            let hashes = object["hashes"].as_object().into_iter().flatten();
            let said = hashes
                .filter_map(|(_, value)| value.as_str().and_then(extract::classify))
                .collect();
            parts.indicators.insert(id, said);
        }
        "observed-data" => {
            let seen = object["object_refs"].as_array().into_iter().flatten();
            let seen = seen.filter_map(Value::as_str).map(str::to_owned).collect();
            parts.observed.insert(id, (time(&object, "first_observed"), seen));
        }
        "relationship" => {
            let ends = [text(&object, "source_ref"), text(&object, "target_ref")].map(str::to_owned);
            let [from, to] = ends;
            parts
                .relations
                .entry(from.clone())
                .or_default()
                .insert(to.clone());
            parts.relations.entry(to).or_default().insert(from);
        }
        _ => {}
    }
}

/// Values that a pattern compares with.
fn values_of_pattern(pattern: &str) -> Vec<Indicator> {
    let mut found = Vec::new();
    let mut value: Option<String> = None;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match (&mut value, letter) {
            (None, '\'') => value = Some(String::new()),
            (None, _) => {}
            (Some(_), '\'') => found.extend(value.take().and_then(|v| extract::classify(&v))),
            (Some(text), '\\') => text.extend(letters.next()),
            (Some(text), _) => text.push(letter),
        }
    }
    found
}

fn gather(parts: Parts, reading: &mut Reading) {
    let alone = parts.incidents.len() == 1;
    let mut used: BTreeSet<&String> = BTreeSet::new();
    for (place, object) in &parts.incidents {
        let id = text(object, "id").to_owned();
        let near = parts.relations.get(&id);
        let belongs = |other: &String| alone || near.is_some_and(|near| near.contains(other));
        let mut of_case: BTreeSet<&String> = BTreeSet::new();
        let mut first: Option<DateTime<Utc>> = None;
        for (observed, (at, seen)) in parts.observed.iter().filter(|(o, _)| belongs(o)) {
            first = match (first, *at) {
                (Some(a), Some(b)) => Some(a.min(b)),
                (a, b) => a.or(b),
            };
            of_case.extend(seen.iter());
            used.insert(observed);
        }
        of_case.extend(parts.indicators.keys().filter(|i| belongs(i)));
        let indicators = of_case
            .iter()
            .filter_map(|i| parts.indicators.get(*i))
            .flatten()
            .cloned()
            .collect();
        used.extend(of_case);
        let Some(detected_at) = first.or_else(|| time(object, "created")) else {
            reading.fault(place, "created");
            continue;
        };
        let labels: Vec<&str> = object["labels"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let label = |start: &str| labels.iter().find_map(|l| l.strip_prefix(start)).and_then(word);
        reading.found.push(Found {
            place: place.clone(),
            external: id,
            title: text(object, "name").to_owned(),
            description: text(object, "description").to_owned(),
            detected_at,
            occurred_at: None,
            data_known_at: None,
            personal_data: labels.contains(&stix::PERSONAL_DATA),
            group: label(stix::GROUP),
            scenario: None,
            severity: label(stix::SEVERITY),
            indicators: bounded(indicators),
        });
    }
    reading.left_out = parts.indicators.keys().filter(|i| !used.contains(i)).count();
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bundle(objects: Value) -> Vec<u8> {
        json!({ "type": "bundle", "id": "bundle--44af6c39-c09b-49c5-9de2-394224b04982", "objects": objects })
            .to_string()
            .into_bytes()
    }

    fn object(kind: &str, n: u8, more: Value) -> Value {
        let mut object = json!({ "type": kind, "spec_version": "2.1",
            "id": format!("{kind}--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd{n:02x}"),
            "created": "2026-09-01T02:03:00.000Z", "modified": "2026-09-01T02:03:00.000Z" });
        for (key, value) in more.as_object().unwrap() {
            object[key] = value.clone();
        }
        object
    }

    fn indicator(n: u8, pattern: &str) -> Value {
        let more =
            json!({ "pattern": pattern, "pattern_type": "stix", "valid_from": "2026-09-01T02:03:00Z" });
        object("indicator", n, more)
    }

    #[test]
    fn a_bundle_of_another_product_is_read() {
        let reading = read(&bundle(json!([
            object("incident", 1, json!({ "name": "Incident 43", "created_by_ref": "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cdff" })),
            object("incident", 2, json!({ "name": "Incident 44" })),
            indicator(3, "[ipv4-addr:value = '203.0.113.7'] AND [domain-name:value = 'c2.example.com']"),
            indicator(4, "[file:hashes.'SHA-256' = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855']"),
            object("relationship", 5, json!({ "relationship_type": "related-to",
                "source_ref": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd03",
                "target_ref": "incident--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd02" })),
        ])))
        .unwrap();
        assert_eq!(reading.faults, []);
        assert_eq!(reading.found.len(), 2);
        assert_eq!(reading.found[0].indicators, []);
        let values: Vec<_> = reading.found[1]
            .indicators
            .iter()
            .map(|i| i.value.as_str())
            .collect();
        assert_eq!(values, ["203.0.113.7", "c2.example.com"]);
        assert_eq!(reading.left_out, 1, "the hash belongs to none of the two");
        assert_eq!(
            reading.found[1].detected_at.to_rfc3339(),
            "2026-09-01T02:03:00+00:00"
        );
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let reading = read(b"{\n  \"type\": ,\n}").unwrap();
        assert_eq!(reading.faults[0].place, "line 2, column 11");
        let reading = read(&bundle(json!([
            object("incident", 1, json!({ "name": "A" })),
            json!({ "type": "incident", "id": "incident--khong-phai" }),
            7,
        ])))
        .unwrap();
        let places: Vec<_> = reading.faults.iter().map(|f| f.place.as_str()).collect();
        assert_eq!(places, ["objects[1]", "objects[2]"]);
        let own = json!({ "format": json::FORMAT, "incidents": [
            { "id": "a", "title": "A", "detected_at": "hôm qua" },
            { "id": "b", "title": "B", "detected_at": "2026-09-01T02:03:00Z",
              "indicators": [{ "kind": "ip", "value": "999.1.1.1" }, { "kind": "ip", "value": "203.0.113.7" }] } ] });
        let reading = read(own.to_string().as_bytes()).unwrap();
        let places: Vec<_> = reading.faults.iter().map(|f| f.place.as_str()).collect();
        assert_eq!(places, ["incidents[0]", "incidents[1].indicators[0]"]);
        assert_eq!(reading.found[0].indicators.len(), 1);
    }

    #[test]
    fn what_is_none_or_too_much_is_refused() {
        let why = |bytes: &[u8]| match read(bytes).unwrap_err() {
            IncidentError::Unreadable { reason } => reason,
            other => panic!("{other}"),
        };
        assert_eq!(why(b"\xff\xfe"), "encoding");
        assert_eq!(why(b"{}"), "unknown_format");
        assert_eq!(why(b"[]"), "unknown_format");
        assert_eq!(why(&vec![b' '; MAX_BYTES + 1]), "too_large");
        assert_eq!(why(&bundle(json!("x"))), "nothing");
        let many = vec![json!({}); MAX_OBJECTS + 1];
        assert_eq!(why(&bundle(Value::Array(many))), "too_many");
        let many = vec![json!({}); MAX_CASES + 1];
        let own = json!({ "format": json::FORMAT, "incidents": many });
        assert_eq!(why(own.to_string().as_bytes()), "too_many");
        let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(read(deep.as_bytes()).unwrap().faults[0].reason, "json");
        let mut nested = json!(1);
        for _ in 0..60 {
            nested = json!([nested]);
        }
        let reading = read(&bundle(json!([object(
            "incident",
            1,
            json!({ "name": "A", "x_a": nested })
        )])))
        .unwrap();
        assert_eq!(reading.faults[0].reason, "too_deep");
    }

    #[test]
    fn patterns_give_their_values() {
        let values = |p: &str| {
            values_of_pattern(p)
                .into_iter()
                .map(|i| i.value)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            values("[url:value = 'http://example.com/a\\'b']"),
            ["http://example.com/a'b"]
        );
        assert_eq!(values("[x = '203.0.113.1"), [""; 0]);
        assert_eq!(values("'\\"), [""; 0]);
    }
}
