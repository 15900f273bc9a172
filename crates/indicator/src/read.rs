//! Understands lists of indicators as they are handed on: CSV with or without a head, plain lines, STIX 2.1 bundles and
//! MISP events or attributes.

use crate::IndicatorError;
use chrono::{DateTime, NaiveDate, Utc};
use coloa_detect::indicators::{self, Indicator, IndicatorKind};
use serde_json::Value;
use std::collections::BTreeSet;

/// Indicators of one file.
pub const MAX_ENTRIES: usize = 8_000_000;

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Each once, in order.
    pub indicators: Vec<Indicator>,
    /// Lines or objects that say nothing that can be looked for.
    pub left_out: u64,
    /// The first of them, so that a person sees what is meant.
    pub examples: Vec<String>,
}

/// Lines that are shown of those left out, and characters of one.
const MAX_EXAMPLES: usize = 10;
const MAX_EXAMPLE: usize = 120;

impl Found {
    fn take(&mut self, found: Option<(IndicatorKind, String)>, until: u32, said: &str) {
        match found {
            Some((kind, value)) => self.indicators.push(Indicator { kind, value, until }),
            None => {
                self.left_out += 1;
                if self.examples.len() < MAX_EXAMPLES {
                    self.examples.push(said.chars().take(MAX_EXAMPLE).collect());
                }
            }
        }
    }

    fn in_order(mut self) -> Result<Self, IndicatorError> {
        let key = |i: &Indicator| (i.kind, i.value.clone());
        self.indicators
            .sort_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
        // The one that counts longest stays.
        let mut kept: Vec<Indicator> = Vec::with_capacity(self.indicators.len());
        for one in self.indicators {
            match kept.last_mut() {
                Some(last) if key(last) == key(&one) => {
                    last.until = if last.until == 0 || one.until == 0 {
                        0
                    } else {
                        last.until.max(one.until)
                    };
                }
                _ => kept.push(one),
            }
        }
        self.indicators = kept;
        if self.indicators.len() > MAX_ENTRIES {
            return Err(IndicatorError::Unreadable { why: "too_many" });
        }
        if self.indicators.is_empty() {
            return Err(IndicatorError::Unreadable { why: "nothing" });
        }
        Ok(self)
    }
}

/// Reads a file; what it is shows by what it says.
///
/// # Errors
/// [`IndicatorError::Unreadable`]: it is no text, broken, or holds nothing that can be looked for.
pub fn read(bytes: &[u8]) -> Result<Found, IndicatorError> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| IndicatorError::Unreadable { why: "encoding" })?
        .trim_start_matches('\u{feff}')
        .trim();
    if text.starts_with('{') || text.starts_with('[') {
        let json: Value =
            serde_json::from_str(text).map_err(|_| IndicatorError::Unreadable { why: "json" })?;
        return json_list(&json).in_order();
    }
    lines(text).in_order()
}

/// Seconds since 1970 of a moment; 0: none, or one that cannot be written so.
fn seconds(at: DateTime<Utc>) -> u32 {
    u32::try_from(at.timestamp()).unwrap_or(0)
}

/// A moment or a day as lists write it; of a day, its end in Viet Nam.
fn until(text: &str) -> u32 {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return seconds(at.with_timezone(&Utc));
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d/%m/%Y"))
        .ok();
    day.and_then(|d| d.succ_opt())
        .and_then(|d| d.and_hms_opt(0, 0, 0))
        .and_then(|at| at.and_local_timezone(coloa_base::VN_OFFSET).single())
        .map_or(0, |at| seconds(at.with_timezone(&Utc)))
}

/// Names of columns, lower case: the value, its kind, its end.
const VALUES: [&str; 9] = [
    "value",
    "indicator",
    "ioc",
    "ioc_value",
    "giá trị",
    "gia_tri",
    "ip",
    "domain",
    "url",
];
const KINDS: [&str; 5] = ["type", "kind", "ioc_type", "loại", "indicator_type"];
const ENDS: [&str; 5] = ["expires", "valid_until", "expiration", "hết hạn", "until"];

fn lines(text: &str) -> Found {
    let mut found = Found::default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .trim(csv::Trim::All)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut head: Option<Head> = None;
    let mut record = csv::StringRecord::new();
    let mut first = true;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                found.take(None, 0, &e.to_string());
                continue;
            }
        }
        if std::mem::take(&mut first) {
            head = Head::of(&record);
            if head.is_some() {
                continue;
            }
        }
        let said = || record.iter().collect::<Vec<_>>().join(", ");
        if let Some(head) = &head {
            let value = record.get(head.value).unwrap_or("");
            if value.is_empty() && record.iter().all(str::is_empty) {
                continue;
            }
            let end = head.end.and_then(|at| record.get(at)).map_or(0, until);
            let kind = head.kind.and_then(|at| record.get(at)).and_then(kind_named);
            let one = match kind {
                Some(kind) => indicators::canonical(kind, value).map(|v| (kind, v)),
                None => indicators::guess(value),
            };
            found.take(one.or_else(|| indicators::guess(value)), end, &said());
            continue;
        }
        // Without a head, the first thing on the line that is an indicator is meant; a hosts file begins with an
        // address that means nothing.
        let words = record
            .iter()
            .flat_map(str::split_whitespace)
            .take_while(|w| !w.starts_with('#') && !w.starts_with("//"));
        let meant: Vec<&str> = words
            .filter(|w| !matches!(*w, "0.0.0.0" | "127.0.0.1" | "::1" | "::"))
            .collect();
        if meant.is_empty() {
            continue;
        }
        let one = meant.iter().find_map(|w| indicators::guess(w));
        found.take(one, 0, &said());
    }
    found
}

fn delimiter(text: &str) -> u8 {
    let first = text
        .lines()
        .find(|l| !l.trim().is_empty() && !l.starts_with('#'))
        .unwrap_or("");
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|d| first.bytes().filter(|b| b == d).count())
        .unwrap_or(b',')
}

/// Which columns a file has.
struct Head {
    value: usize,
    kind: Option<usize>,
    end: Option<usize>,
}

impl Head {
    fn of(record: &csv::StringRecord) -> Option<Self> {
        let place = |names: &[&str]| {
            names.iter().find_map(|name| {
                record
                    .iter()
                    .position(|cell| cell.trim_matches('"').to_lowercase() == *name)
            })
        };
        Some(Self {
            value: place(&VALUES)?,
            kind: place(&KINDS),
            end: place(&ENDS),
        })
    }
}

/// A kind as lists, MISP and STIX call it.
fn kind_named(name: &str) -> Option<IndicatorKind> {
    let name = name.trim().to_lowercase();
    Some(match name.as_str() {
        "ip" | "ipv4" | "ipv6" | "ip-src" | "ip-dst" | "ipv4-addr" | "ipv6-addr" | "ip-dst|port"
        | "ip-src|port" | "ip:port" => IndicatorKind::Ip,
        "domain" | "hostname" | "domain-name" | "fqdn" | "domain|ip" | "hostname|port" => {
            IndicatorKind::Domain
        }
        "url" | "uri" | "link" => IndicatorKind::Url,
        "md5" | "sha1" | "sha256" | "sha512" | "hash" | "file" | "filehash" | "md5_hash" | "sha256_hash"
        | "filename|md5" | "filename|sha1" | "filename|sha256" | "filename|sha512" => IndicatorKind::Hash,
        _ => return None,
    })
}

fn json_list(json: &Value) -> Found {
    let mut found = Found::default();
    match json {
        // A STIX bundle.
        Value::Object(bundle) if bundle.get("objects").is_some_and(Value::is_array) => {
            for object in bundle["objects"].as_array().into_iter().flatten() {
                stix(object, &mut found);
            }
        }
        Value::Array(all) => all.iter().for_each(|one| misp(one, &mut found)),
        one => misp(one, &mut found),
    }
    found
}

fn stix(object: &Value, found: &mut Found) {
    if object["type"] != "indicator" || object["revoked"] == true {
        return;
    }
    let end = object["valid_until"].as_str().map_or(0, until);
    let pattern = object["pattern"].as_str().unwrap_or("");
    if object["pattern_type"].as_str().is_some_and(|t| t != "stix") {
        found.take(None, 0, pattern);
        return;
    }
    let compared = comparisons(pattern);
    if compared.is_empty() {
        found.take(None, 0, pattern);
    }
    for one in compared {
        found.take(Some(one), end, pattern);
    }
}

/// Values that a STIX pattern asks one observation for. Patterns that join observations, or want two things at once,
/// say more than one value can: nothing of them is looked for.
fn comparisons(pattern: &str) -> Vec<(IndicatorKind, String)> {
    let outside = outside_quotes(pattern);
    let joined = ["FOLLOWEDBY", " AND ", "NOT ", "] OR [", "] AND ["];
    if joined.iter().any(|word| outside.to_uppercase().contains(word)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some((left, right)) = rest.split_once('\'') {
        let Some((value, behind)) = right.split_once('\'') else {
            break;
        };
        rest = behind;
        let path = left
            .rsplit(['[', '(', ' '])
            .map(str::trim)
            .find(|w| w.contains(':'))
            .unwrap_or(left)
            .trim_start_matches(['[', '(']);
        let kind = match path.split(':').next().unwrap_or("") {
            "ipv4-addr" | "ipv6-addr" => IndicatorKind::Ip,
            "domain-name" => IndicatorKind::Domain,
            "url" => IndicatorKind::Url,
            "file" => IndicatorKind::Hash,
            // The name of an algorithm, in quotes of its own.
            _ => continue,
        };
        // file:hashes.'SHA-256' = '…': the first of the two is the name.
        if kind == IndicatorKind::Hash && indicators::canonical(kind, value).is_none() {
            if let Some((_, right)) = rest.split_once('\'')
                && let Some((hash, behind)) = right.split_once('\'')
                && let Some(hash) = indicators::canonical(kind, hash)
            {
                found.push((kind, hash));
                rest = behind;
            }
            continue;
        }
        if let Some(value) = indicators::canonical(kind, value) {
            found.push((kind, value));
        }
    }
    found
}

fn outside_quotes(pattern: &str) -> String {
    pattern.split('\'').step_by(2).collect::<Vec<_>>().join("''")
}

/// Attributes of MISP events, of objects within them, and of searches; each says whether it may be acted on.
fn misp(json: &Value, found: &mut Found) {
    for key in ["response", "Event", "Object", "Attribute"] {
        match &json[key] {
            Value::Array(all) if key == "Attribute" => all.iter().for_each(|a| attribute(a, found)),
            Value::Array(all) => all.iter().for_each(|one| misp(one, found)),
            Value::Object(_) => misp(&json[key], found),
            _ => {}
        }
    }
    if json["type"].is_string() && json["value"].is_string() {
        attribute(json, found);
    }
    if json["type"] == "indicator" {
        stix(json, found);
    }
}

fn attribute(one: &Value, found: &mut Found) {
    let (kind, value) = (
        one["type"].as_str().unwrap_or(""),
        one["value"].as_str().unwrap_or(""),
    );
    // Sightings and remarks are kept beside; only what is to be acted on counts.
    if one["to_ids"] == false || one["deleted"] == true {
        return;
    }
    let end = one["last_seen"]
        .as_str()
        .filter(|_| one["expires"] == true)
        .map_or(0, until);
    let part = match kind {
        "filename|md5" | "filename|sha1" | "filename|sha256" | "filename|sha512" => {
            value.rsplit('|').next().unwrap_or(value)
        }
        _ => value.split('|').next().unwrap_or(value),
    };
    let found_one = kind_named(kind).and_then(|kind| {
        let part = if kind == IndicatorKind::Ip && part.matches(':').count() == 1 {
            part.split(':').next().unwrap_or(part)
        } else {
            part
        };
        indicators::canonical(kind, part).map(|v| (kind, v))
    });
    found.take(found_one, end, value);
}

/// Kinds with the number of their indicators.
#[must_use]
pub fn kinds(found: &[Indicator]) -> serde_json::Map<String, Value> {
    let present: BTreeSet<IndicatorKind> = found.iter().map(|i| i.kind).collect();
    present
        .into_iter()
        .map(|kind| {
            let number = found.iter().filter(|i| i.kind == kind).count();
            (kind.as_str().to_owned(), number.into())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<String> {
        read(text.as_bytes())
            .unwrap()
            .indicators
            .into_iter()
            .map(|i| {
                format!(
                    "{} {}{}",
                    i.kind.as_str(),
                    i.value,
                    if i.until > 0 { " until" } else { "" }
                )
            })
            .collect()
    }

    #[test]
    fn lists_are_read_with_and_without_a_head() {
        let hash = "d".repeat(64);
        assert_eq!(
            values(&format!(
                "# danh sách\n203.0.113.7\nBad[.]example  # ghi chú\n0.0.0.0 ads.example\n{hash}\n203.0.113.7\nkhông phải\n"
            )),
            [
                "ip 203.0.113.7".to_owned(),
                "domain ads.example".to_owned(),
                "domain bad.example".to_owned(),
                format!("hash {hash}")
            ]
        );
        let csv = "type;value;valid_until\nip-dst;198.51.100.1;2026-12-31\nurl;http://a.example/x;\nloại lạ;b.example;2026-01-01T00:00:00Z\n";
        assert_eq!(
            values(csv),
            [
                "ip 198.51.100.1 until",
                "domain b.example until",
                "url a.example/x"
            ]
        );
        let found = read(b"a.example\nkhong phai\n").unwrap();
        assert_eq!((found.left_out, found.examples.len()), (1, 1));
    }

    #[test]
    fn stix_patterns_of_one_observation_are_read() {
        let bundle = serde_json::json!({ "type": "bundle", "objects": [
            { "type": "identity", "name": "x" },
            { "type": "indicator", "pattern_type": "stix", "pattern": "[ipv4-addr:value = '203.0.113.7'] " },
            { "type": "indicator", "pattern_type": "stix", "valid_until": "2027-01-01T00:00:00Z",
              "pattern": "[domain-name:value = 'bad.example' OR url:value = 'http://a.example/x']" },
            { "type": "indicator", "pattern_type": "stix", "pattern": format!("[file:hashes.'SHA-256' = '{}']", "e".repeat(64)) },
            { "type": "indicator", "pattern_type": "stix", "pattern": "[ipv4-addr:value = '192.0.2.1' AND network-traffic:dst_port = 5]" },
            { "type": "indicator", "pattern_type": "yara", "pattern": "rule x {}" },
            { "type": "indicator", "revoked": true, "pattern": "[ipv4-addr:value = '192.0.2.2']" },
        ] });
        let text = bundle.to_string();
        assert_eq!(
            values(&text),
            [
                "ip 203.0.113.7".to_owned(),
                "domain bad.example until".to_owned(),
                "url a.example/x until".to_owned(),
                format!("hash {}", "e".repeat(64))
            ]
        );
        assert_eq!(read(text.as_bytes()).unwrap().left_out, 2);
    }

    #[test]
    fn attributes_of_misp_are_read() {
        let event = serde_json::json!({ "Event": { "info": "x", "Attribute": [
            { "type": "ip-dst|port", "value": "203.0.113.7|443", "to_ids": true },
            { "type": "filename|sha256", "value": format!("a.exe|{}", "f".repeat(64)), "to_ids": true },
            { "type": "domain", "value": "benign.example", "to_ids": false },
            { "type": "comment", "value": "x", "to_ids": true }
        ], "Object": [ { "Attribute": [ { "type": "hostname", "value": "C2.example" } ] } ] } });
        let all = serde_json::json!({ "response": [event] }).to_string();
        assert_eq!(
            values(&all),
            [
                "ip 203.0.113.7".to_owned(),
                "domain c2.example".to_owned(),
                format!("hash {}", "f".repeat(64))
            ]
        );
        let search = serde_json::json!({ "response": { "Attribute": [ { "type": "url", "value": "https://a.example/b" } ] } });
        assert_eq!(values(&search.to_string()), ["url a.example/b"]);
    }

    #[test]
    fn files_that_say_nothing_are_refused() {
        let why = |bytes: &[u8]| match read(bytes) {
            Err(IndicatorError::Unreadable { why }) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(why(b""), "nothing");
        assert_eq!(why(b"xin chao\n"), "nothing");
        assert_eq!(why(b"{\"a\": "), "json");
        assert_eq!(why(b"\xff\xfe"), "encoding");
        assert_eq!(why(b"[]"), "nothing");
    }
}
