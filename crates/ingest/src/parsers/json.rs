//! JSON objects: the shape tells what they are. Nested objects become flat fields.

use super::windows;
use coloa_event::{Event, LogSource};
use serde_json::Value as Json;

/// Reads one object.
///
/// # Errors
/// The text is no JSON, or no object.
pub fn read(text: &str) -> Result<Event, serde_json::Error> {
    let object: serde_json::Map<String, Json> = serde_json::from_str(text)?;
    Ok(from_object(object))
}

/// An event of an object that was read already.
#[must_use]
pub fn from_object(object: serde_json::Map<String, Json>) -> Event {
    let json = Json::Object(object);
    if let Some(event) = windows::from_json(&json) {
        return event;
    }
    let mut event = Event::default();
    if let Json::Object(object) = &json {
        event.logsource = logsource(object);
        event.take_json(object);
    }
    if matches!(event.logsource.product.as_deref(), Some("zeek" | "suricata")) {
        for (from, to) in NAMES {
            event.fields.alias(from, to);
        }
    }
    event.time = time_of(&event);
    event
}

/// Suricata's EVE: the type of the event is its service.
fn suricata(kind: &str) -> LogSource {
    LogSource {
        product: Some("suricata".into()),
        service: Some(kind.to_owned().into()),
        categories: match kind {
            "dns" => vec!["dns".into()],
            "http" => vec!["proxy".into()],
            _ => Vec::new(),
        },
    }
}

/// Names that rules for name queries and web traffic use, where Zeek and Suricata have others.
const NAMES: [(&str, &str); 14] = [
    ("id.orig_h", "src_ip"),
    ("id.resp_h", "dst_ip"),
    ("id.orig_p", "src_port"),
    ("id.resp_p", "dst_port"),
    ("dest_ip", "dst_ip"),
    ("dest_port", "dst_port"),
    ("dns.rrname", "query"),
    ("dns.rrtype", "record_type"),
    ("qtype_name", "record_type"),
    ("http.hostname", "cs-host"),
    ("http.url", "c-uri"),
    ("http.http_user_agent", "c-useragent"),
    ("http.http_method", "cs-method"),
    ("http.status", "sc-status"),
];

/// What an object says of its kind: a `logsource` as rules have it, with `category` a word or a list of them; the
/// `_path` of Zeek.
fn logsource(object: &serde_json::Map<String, Json>) -> LogSource {
    if let Some(Json::String(path)) = object.get("_path") {
        return LogSource {
            product: Some("zeek".into()),
            service: Some(path.clone().into()),
            categories: if path == "dns" {
                vec!["dns".into()]
            } else {
                Vec::new()
            },
        };
    }
    if let (Some(Json::String(kind)), true) = (object.get("event_type"), object.contains_key("flow_id")) {
        return suricata(kind);
    }
    let Some(Json::Object(given)) = object.get("logsource") else {
        return LogSource::default();
    };
    let text = |name: &str| {
        given
            .get(name)
            .and_then(Json::as_str)
            .map(|t| t.to_owned().into())
    };
    LogSource {
        product: text("product"),
        service: text("service"),
        categories: match given.get("category") {
            Some(Json::Array(all)) => all
                .iter()
                .filter_map(Json::as_str)
                .map(|c| c.to_owned().into())
                .collect(),
            _ => text("category").into_iter().collect(),
        },
    }
}

/// Fields that hold the time of an event, in the order they are believed.
const TIMES: [&str; 5] = ["@timestamp", "timestamp", "time", "ts", "eventtime"];

fn time_of(event: &Event) -> Option<chrono::DateTime<chrono::Utc>> {
    TIMES.iter().find_map(|name| match event.get(name)? {
        // Suricata writes an offset without its colon.
        coloa_event::Value::Text(text) => text.parse().ok().or_else(|| {
            let time = chrono::DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f%z").ok()?;
            Some(time.with_timezone(&chrono::Utc))
        }),
        coloa_event::Value::Float(seconds) => {
            // Within the years of a `DateTime`; beyond it the conversion says so.
            let micros = (seconds * 1e6).round();
            (micros.abs() < 9e15).then(|| chrono::DateTime::from_timestamp_micros(micros as i64))?
        }
        coloa_event::Value::Int(n) if n.abs() > 100_000_000_000 => {
            chrono::DateTime::from_timestamp_millis(*n)
        }
        coloa_event::Value::Int(n) => chrono::DateTime::from_timestamp(*n, 0),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_flat_and_know_their_time() {
        let event = read(r#"{"ts":1767225600.5,"id.orig_h":"10.0.0.1","a":{"b":1}}"#).unwrap();
        assert_eq!(event.time.unwrap().to_rfc3339(), "2026-01-01T00:00:00.500+00:00");
        assert_eq!(event.text("a.b").unwrap(), "1");
        assert!(event.logsource.is_unknown());
        let millis = read(r#"{"time":1767225600500}"#).unwrap();
        assert_eq!(millis.time.unwrap().timestamp_subsec_millis(), 500);
    }

    #[test]
    fn objects_may_say_their_kind() {
        let zeek = read(r#"{"_path":"dns","query":"a.invalid"}"#).unwrap();
        assert!(zeek.logsource.serves(Some("zeek"), None, Some("dns")));
        assert!(zeek.logsource.serves(None, Some("dns"), None));
        let eve = r#"{"timestamp":"2026-07-01T08:15:00.123+0700","flow_id":1,"event_type":"dns","src_ip":"10.0.0.5","dest_ip":"10.0.0.1","dns":{"rrname":"a.invalid","rrtype":"TXT"}}"#;
        let eve = read(eve).unwrap();
        assert!(eve.logsource.serves(Some("suricata"), Some("dns"), Some("dns")));
        assert_eq!(eve.text("query").unwrap(), "a.invalid");
        assert_eq!(eve.time.unwrap().to_rfc3339(), "2026-07-01T01:15:00.123+00:00");
        let named = read(r#"{"logsource":{"category":["proxy","webserver"],"product":"x"},"a":1}"#).unwrap();
        assert!(named.logsource.serves(Some("x"), Some("proxy"), None));
        assert!(!named.logsource.serves(Some("x"), None, Some("y")));
    }

    #[test]
    fn what_is_no_object_is_an_error() {
        assert!(read("[1]").is_err() && read("x").is_err() && read("").is_err());
        let deep = format!("{}1{}", "[".repeat(500), "]".repeat(500));
        assert!(
            read(&format!("{{\"a\":{deep}}}")).is_err(),
            "the nesting is bounded"
        );
    }
}
