//! STIX 2.1 bundles (<https://docs.oasis-open.org/cti/stix/v2.1/>): the incident, the agency it happened to, what was
//! observed, indicators with patterns, notes, how they hang together, and how far they may be handed on.

use super::Leaving;
use crate::{
    IncidentError,
    entity::case::{incident, incident_indicator},
    extract::IndicatorKind,
    model::Origin,
};
use chrono::{DateTime, Utc};
use rstix::{
    core::{ScoKind, StixId},
    id::generate_sco_id,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The definition of TLP 2.0 marks, and the marks themselves, as OASIS publishes them.
const TLP_EXTENSION: &str = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
const TLP_CREATED: &str = "2022-10-01T00:00:00.000Z";
/// Inside the organisation and its clients; for the eyes of the reader alone.
const AMBER: Tlp = Tlp {
    id: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    name: "TLP:AMBER",
    level: "amber",
};
const RED: Tlp = Tlp {
    id: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
    name: "TLP:RED",
    level: "red",
};

struct Tlp {
    id: &'static str,
    name: &'static str,
    level: &'static str,
}

/// Labels of an incident that say what the standard has no place for: `group:…`.
pub(super) const GROUP: &str = "group:";
pub(super) const SEVERITY: &str = "severity:";
pub(super) const PERSONAL_DATA: &str = "personal-data";

/// What a case is known by elsewhere: the name it came with, else one made of its id.
pub(super) fn external_id(row: &incident::Model) -> String {
    if row.origin == Origin::Import.as_str() && !row.origin_ref.is_empty() {
        row.origin_ref.clone()
    } else {
        format!("incident--{}", row.id)
    }
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A bundle of cases. What it says is checked by the reader of the standard before it leaves.
pub(super) fn bundle(all: &[Leaving], now: DateTime<Utc>) -> Result<Vec<u8>, IncidentError> {
    let mut objects = BTreeMap::new();
    for one in all {
        Writer {
            one,
            now,
            mark: if one.case.restricted { &RED } else { &AMBER },
            objects: &mut objects,
        }
        .write()?;
    }
    let objects: Vec<Value> = objects.into_values().collect();
    check(&objects)?;
    serde_json::to_vec_pretty(&enclosed(&objects)).map_err(IncidentError::json)
}

fn enclosed(objects: &[Value]) -> Value {
    json!({ "type": "bundle", "id": format!("bundle--{}", Uuid::new_v4()), "objects": objects })
}

/// Asks the reader of the standard. Marks are left aside: it wants the definition of their extension in each bundle,
/// which OASIS publishes and nobody hands on.
fn check(objects: &[Value]) -> Result<(), IncidentError> {
    let mut unmarked = objects.to_vec();
    unmarked.retain(|o| o["type"] != "marking-definition");
    for object in &mut unmarked {
        if let Some(fields) = object.as_object_mut() {
            fields.remove("object_marking_refs");
        }
    }
    rstix::model::Bundle::parse(&enclosed(&unmarked).to_string())
        .map(|_| ())
        .map_err(|e| IncidentError::Store(std::io::Error::other(e.to_string()).into()))
}

struct Writer<'a> {
    one: &'a Leaving,
    now: DateTime<Utc>,
    mark: &'a Tlp,
    /// By id: an agency of two cases stands once.
    objects: &'a mut BTreeMap<String, Value>,
}

impl Writer<'_> {
    fn write(&mut self) -> Result<(), IncidentError> {
        let agency = self.agency();
        let incident = self.incident(&agency);
        self.relation(&incident, "related-to", &agency, self.one.case.id, 1);
        let mut observed = Vec::new();
        for row in &self.one.indicators {
            let Some(kind) = IndicatorKind::parse(&row.kind) else {
                continue;
            };
            observed.extend(self.observable(kind, &row.value)?);
            if let Some(pattern) = pattern(kind, &row.value) {
                let id = self.indicator(&agency, row, &pattern);
                self.relation(&id, "related-to", &incident, row.id, 2);
            }
        }
        observed.sort();
        observed.dedup();
        if !observed.is_empty() {
            self.observed(&agency, &incident, &observed);
        }
        for note in &self.one.notes {
            let id = format!("note--{}", note.id);
            let object = json!({ "type": "note", "content": note.text, "object_refs": [incident],
                "labels": [note.kind] });
            self.put(id, Some(&agency), note.at, note.written_at, object);
        }
        Ok(())
    }

    /// Adds what all objects have.
    fn put(
        &mut self,
        id: String,
        by: Option<&str>,
        created: DateTime<Utc>,
        modified: DateTime<Utc>,
        mut object: Value,
    ) {
        let mark = self.mark;
        self.objects.entry(mark.id.to_owned()).or_insert_with(|| {
            json!({ "type": "marking-definition", "spec_version": "2.1", "id": mark.id, "created": TLP_CREATED,
                "name": mark.name, "extensions": { TLP_EXTENSION: {
                    "extension_type": "property-extension", "tlp_2_0": mark.level } } })
        });
        object["id"] = json!(id);
        object["spec_version"] = json!("2.1");
        object["created"] = json!(moment(created));
        object["modified"] = json!(moment(modified.max(created)));
        object["object_marking_refs"] = json!([mark.id]);
        if let Some(by) = by {
            object["created_by_ref"] = json!(by);
        }
        self.objects.insert(id, object);
    }

    fn agency(&mut self) -> String {
        let id = format!("identity--{}", self.one.case.agency_id);
        let name = if self.one.agency.is_empty() {
            self.one.case.agency_id.to_string()
        } else {
            self.one.agency.clone()
        };
        let object = json!({ "type": "identity", "name": name, "identity_class": "organization",
            "sectors": ["government"] });
        self.put(id.clone(), None, self.now, self.now, object);
        id
    }

    fn incident(&mut self, agency: &str) -> String {
        let row = &self.one.case;
        let external = external_id(row);
        let id = match StixId::parse(&external) {
            Ok(id) if id.type_name() == "incident" => external,
            _ => format!("incident--{}", row.id),
        };
        let mut labels = vec![
            format!("{GROUP}{}", row.group_code),
            format!("{SEVERITY}{}", row.severity),
            format!("state:{}", row.state),
        ];
        if row.personal_data {
            labels.push(PERSONAL_DATA.to_owned());
        }
        let mut object = json!({ "type": "incident", "name": row.title, "labels": labels, "lang": "vi",
            "external_references": [{ "source_name": "coloa", "external_id": row.code }] });
        if !row.description.is_empty() {
            object["description"] = json!(row.description);
        }
        let modified = row.closed_at.or(row.ended_at).unwrap_or(row.reported_at);
        self.put(id.clone(), Some(agency), row.detected_at, modified, object);
        id
    }

    fn indicator(&mut self, agency: &str, row: &incident_indicator::Model, pattern: &str) -> String {
        let id = format!("indicator--{}", row.id);
        let mut object = json!({ "type": "indicator", "name": row.value, "pattern": pattern, "pattern_type": "stix",
            "pattern_version": "2.1", "valid_from": moment(self.one.case.detected_at) });
        if !row.note.is_empty() {
            object["description"] = json!(row.note);
        }
        self.put(id.clone(), Some(agency), row.added_at, row.added_at, object);
        id
    }

    /// A thing that was seen; its id follows from what it is.
    fn observable(&mut self, kind: IndicatorKind, value: &str) -> Result<Option<String>, IncidentError> {
        let (sco, name, mut object) = match kind {
            IndicatorKind::Ip if value.contains(':') => {
                (ScoKind::Ipv6Addr, "ipv6-addr", json!({ "value": value }))
            }
            IndicatorKind::Ip => (ScoKind::Ipv4Addr, "ipv4-addr", json!({ "value": value })),
            IndicatorKind::Domain => (ScoKind::DomainName, "domain-name", json!({ "value": value })),
            IndicatorKind::Url => (ScoKind::Url, "url", json!({ "value": value })),
            IndicatorKind::Email => (ScoKind::EmailAddr, "email-addr", json!({ "value": value })),
            IndicatorKind::Md5 | IndicatorKind::Sha1 | IndicatorKind::Sha256 => (
                ScoKind::File,
                "file",
                json!({ "hashes": { hash_name(kind): value } }),
            ),
            IndicatorKind::Other => return Ok(None),
        };
        object["type"] = json!(name);
        object["spec_version"] = json!("2.1");
        let id = generate_sco_id(sco, &object)
            .map_err(|e| IncidentError::Store(std::io::Error::other(e.to_string()).into()))?;
        let id = id.as_str().to_owned();
        object["id"] = json!(id);
        object["object_marking_refs"] = json!([self.mark.id]);
        self.objects.entry(id.clone()).or_insert(object);
        Ok(Some(id))
    }

    fn observed(&mut self, agency: &str, incident: &str, seen: &[String]) {
        let row = &self.one.case;
        let id = format!("observed-data--{}", derived(row.id, 3));
        let last = row.ended_at.unwrap_or(row.detected_at).max(row.detected_at);
        let object = json!({ "type": "observed-data", "first_observed": moment(row.detected_at),
            "last_observed": moment(last), "number_observed": 1, "object_refs": seen });
        self.put(id.clone(), Some(agency), row.detected_at, last, object);
        self.relation(&id, "related-to", incident, row.id, 4);
    }

    fn relation(&mut self, from: &str, kind: &str, to: &str, of: Uuid, number: u8) {
        let id = format!("relationship--{}", derived(of, number));
        let at = self.one.case.reported_at;
        let object = json!({ "type": "relationship", "relationship_type": kind, "source_ref": from,
            "target_ref": to });
        self.put(id, None, at, at, object);
    }
}

/// An id that follows from another: the same case leaves under the same ids each time.
fn derived(of: Uuid, number: u8) -> Uuid {
    let mut bytes = *of.as_bytes();
    bytes[0] ^= number;
    Uuid::from_bytes(bytes)
}

fn hash_name(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Md5 => "MD5",
        IndicatorKind::Sha1 => "SHA-1",
        _ => "SHA-256",
    }
}

/// What looks for it, in the language of patterns (STIX 2.1, section 9); `None`: it cannot be said in it.
fn pattern(kind: IndicatorKind, value: &str) -> Option<String> {
    let quoted = value.replace('\\', "\\\\").replace('\'', "\\'");
    let path = match kind {
        IndicatorKind::Ip if value.contains(':') => "ipv6-addr:value",
        IndicatorKind::Ip => "ipv4-addr:value",
        IndicatorKind::Domain => "domain-name:value",
        IndicatorKind::Url => "url:value",
        IndicatorKind::Email => "email-addr:value",
        IndicatorKind::Md5 => "file:hashes.MD5",
        IndicatorKind::Sha1 => "file:hashes.'SHA-1'",
        IndicatorKind::Sha256 => "file:hashes.'SHA-256'",
        IndicatorKind::Other => return None,
    };
    Some(format!("[{path} = '{quoted}']"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{json::tests::sample, read};

    fn objects(one: &Leaving) -> Vec<Value> {
        let now = one.case.detected_at;
        let text = bundle(std::slice::from_ref(one), now).unwrap();
        let bundle: Value = serde_json::from_slice(&text).unwrap();
        bundle["objects"].as_array().unwrap().clone()
    }

    fn of_type<'a>(all: &'a [Value], name: &'a str) -> Vec<&'a Value> {
        all.iter().filter(|o| o["type"] == name).collect()
    }

    #[test]
    fn a_bundle_holds_what_was_seen_and_how_far_it_goes() {
        let one = sample();
        let all = objects(&one);
        assert_eq!(of_type(&all, "incident").len(), 1);
        assert_eq!(of_type(&all, "indicator").len(), 8, "what has a pattern");
        assert_eq!(
            of_type(&all, "observed-data")[0]["object_refs"]
                .as_array()
                .unwrap()
                .len(),
            8
        );
        assert_eq!(of_type(&all, "note")[0]["content"], "Cô lập máy chủ");
        assert_eq!(of_type(&all, "identity")[0]["name"], "Sở Thử");
        assert_eq!(of_type(&all, "marking-definition")[0]["name"], "TLP:AMBER");
        for object in all.iter().filter(|o| o["type"] != "marking-definition") {
            assert_eq!(object["object_marking_refs"], json!([AMBER.id]), "{object}");
        }
        let said = serde_json::to_string(&all).unwrap();
        assert!(!said.contains("Nguyễn"), "no person leaves");
        let mut restricted = one;
        restricted.case.restricted = true;
        let all = objects(&restricted);
        assert_eq!(of_type(&all, "marking-definition")[0]["name"], "TLP:RED");
    }

    #[test]
    fn patterns_are_quoted() {
        assert_eq!(
            pattern(IndicatorKind::Url, "http://c2.example.com/a'b\\"),
            Some("[url:value = 'http://c2.example.com/a\\'b\\\\']".to_owned())
        );
        assert_eq!(pattern(IndicatorKind::Other, "x"), None);
    }

    #[test]
    fn what_leaves_comes_in_again() {
        let one = sample();
        let text = bundle(std::slice::from_ref(&one), one.case.detected_at).unwrap();
        let reading = read(&text).unwrap();
        assert!(reading.faults.is_empty(), "{:?}", reading.faults);
        let found = &reading.found[0];
        assert_eq!(found.external, format!("incident--{}", one.case.id));
        assert_eq!(found.title, one.case.title);
        assert_eq!(found.group.as_deref(), Some("malware"));
        assert_eq!(found.severity.as_deref(), Some("M2"));
        assert_eq!(found.detected_at, one.case.detected_at);
        let mut values: Vec<&str> = found.indicators.iter().map(|i| i.value.as_str()).collect();
        values.sort_unstable();
        let mut wanted: Vec<&str> = one
            .indicators
            .iter()
            .filter(|i| i.kind != "other")
            .map(|i| i.value.as_str())
            .collect();
        wanted.sort_unstable();
        assert_eq!(values, wanted);
    }

    #[test]
    fn the_same_case_leaves_under_the_same_names() {
        let ids = |all: Vec<Value>| all.iter().map(|o| o["id"].to_string()).collect::<Vec<_>>();
        assert_eq!(ids(objects(&sample())), ids(objects(&sample())));
        let mut came = sample();
        came.case.origin = "import".to_owned();
        came.case.origin_ref = "incident--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f".to_owned();
        assert_eq!(
            of_type(&objects(&came), "incident")[0]["id"],
            came.case.origin_ref
        );
        came.case.origin_ref = "TICKET 77".to_owned();
        let own = format!("incident--{}", came.case.id);
        assert_eq!(of_type(&objects(&came), "incident")[0]["id"], own);
    }
}
