//! Alerts of other tools and centres in the shape that TheHive takes (`POST /api/v1/alert`; older tools `/api/alert`
//! with `artifacts`).

use chrono::{DateTime, Utc};
use coloa_event::{Event, Value};
use serde::Deserialize;
use serde_json::Value as Json;

/// What an event of such an alert calls its product.
pub const PRODUCT: &str = "alert";
/// Observables that become fields.
const MAX_OBSERVABLES: usize = 500;

/// An alert as it is posted; `type`, `source` and `sourceRef` together are its id.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Alert {
    #[serde(rename = "type")]
    pub kind: String,
    pub source: String,
    pub source_ref: String,
    pub title: String,
    #[serde(default)]
    pub description: String,
    /// 1 low, 2 medium, 3 high, 4 critical; 2 where nothing is said.
    #[serde(default = "medium")]
    pub severity: u8,
    /// Milliseconds since 1970.
    #[serde(default)]
    pub date: Option<i64>,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(default)]
    pub tlp: Option<u8>,
    #[serde(default)]
    pub pap: Option<u8>,
    #[serde(default, alias = "artifacts")]
    pub observables: Vec<Observable>,
}

const fn medium() -> u8 {
    2
}

/// Something that an alert is about.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Observable {
    pub data_type: String,
    /// Files have none here.
    #[serde(default)]
    pub data: Json,
    #[serde(default)]
    pub ioc: bool,
}

/// Why it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Malformed {
    Json,
    /// `type`, `source`, `sourceRef` or `title` says nothing.
    Missing(&'static str),
    Severity,
}

/// Reads an alert.
///
/// # Errors
/// [`Malformed`].
pub fn read(body: &[u8]) -> Result<Alert, Malformed> {
    let alert: Alert = serde_json::from_slice(body).map_err(|_| Malformed::Json)?;
    for (name, value) in [
        ("type", &alert.kind),
        ("source", &alert.source),
        ("sourceRef", &alert.source_ref),
        ("title", &alert.title),
    ] {
        if value.trim().is_empty() {
            return Err(Malformed::Missing(name));
        }
    }
    if !(1..=4).contains(&alert.severity) {
        return Err(Malformed::Severity);
    }
    Ok(alert)
}

/// The field that values of a kind are looked for in.
fn field(data_type: &str) -> Option<&'static str> {
    Some(match data_type {
        "ip" => "source.ip",
        "domain" | "fqdn" => "query",
        "hostname" => "host.name",
        "url" => "url.original",
        "hash" => "hash",
        "filename" => "file.name",
        "user-agent" => "user_agent.original",
        "mail" | "account" => "user.name",
        _ => return None,
    })
}

impl Alert {
    /// By which a repeat is told.
    #[must_use]
    pub fn key(&self) -> String {
        // Lengths keep ("a", "bc") and ("ab", "c") apart.
        format!(
            "{}:{}:{}/{}/{}",
            self.kind.len(),
            self.source.len(),
            self.kind,
            self.source,
            self.source_ref
        )
    }

    /// As an event: what it is about stands where rules, search and indicators look for it.
    #[must_use]
    pub fn event(&self) -> Event {
        let mut event = Event {
            time: self.date.and_then(DateTime::<Utc>::from_timestamp_millis),
            ..Event::default()
        };
        event.logsource.product = Some(PRODUCT.into());
        event.logsource.categories = vec!["alert".into()];
        let fields = &mut event.fields;
        fields.set("event.kind", "alert");
        fields.set("rule.name", self.title.as_str());
        fields.set("message", self.description.as_str());
        fields.set("event.provider", self.source.as_str());
        fields.set("alert.type", self.kind.as_str());
        fields.set("alert.reference", self.source_ref.as_str());
        fields.set("alert.severity", i64::from(self.severity));
        for (name, value) in [("alert.tlp", self.tlp), ("alert.pap", self.pap)] {
            if let Some(value) = value {
                fields.set(name, i64::from(value));
            }
        }
        if !self.tags.is_empty() {
            fields.set("tags", list(self.tags.iter().map(String::as_str)));
        }
        // What is marked as an indicator is what the alert is about.
        let mut observables: Vec<&Observable> = self.observables.iter().take(MAX_OBSERVABLES).collect();
        observables.sort_by_key(|o| !o.ioc);
        let mut values: Vec<(&'static str, Vec<&str>)> = Vec::new();
        for one in observables {
            let (Some(name), Json::String(data)) = (field(&one.data_type), &one.data) else {
                continue;
            };
            match values.iter_mut().find(|(n, _)| *n == name) {
                Some((_, all)) => all.push(data),
                None => values.push((name, vec![data])),
            }
        }
        for (name, all) in values {
            // A rule and an entity look at one value; the others are found by search.
            fields.set(name, all[0]);
            if all.len() > 1 {
                fields.set(&format!("alert.{name}"), list(all.into_iter()));
            }
        }
        event
    }
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> Value {
    Value::List(words.map(Value::from).collect::<Vec<_>>().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALERT: &str = r#"{"type":"ids","source":"soc-b","sourceRef":"42","title":"Quét cổng","description":"Nhiều kết nối",
        "severity":3,"date":1784077200000,"tags":["attack.t1046"],"tlp":2,
        "observables":[{"dataType":"domain","data":"bad.example"},{"dataType":"ip","data":"203.0.113.7","ioc":true},
        {"dataType":"ip","data":"203.0.113.8"},{"dataType":"file"}]}"#;

    #[test]
    fn an_alert_becomes_an_event_about_what_it_is_about() {
        let alert = read(ALERT.as_bytes()).unwrap();
        let event = alert.event();
        assert_eq!(event.entity().unwrap().value, "203.0.113.7");
        assert_eq!(event.text("rule.name").as_deref(), Some("Quét cổng"));
        assert_eq!(event.text("query").as_deref(), Some("bad.example"));
        assert!(event.time.is_some() && event.fields.by_key("alert.source.ip").is_some());
        let old = ALERT.replace("observables", "artifacts");
        assert_eq!(read(old.as_bytes()).unwrap().observables.len(), 4);
        assert_ne!(
            alert.key(),
            read(ALERT.replace("42", "43").as_bytes()).unwrap().key()
        );
    }

    #[test]
    fn what_is_no_alert_is_refused() {
        assert_eq!(read(b"[]").unwrap_err(), Malformed::Json);
        assert_eq!(
            read(ALERT.replace("\"42\"", "\" \"").as_bytes()).unwrap_err(),
            Malformed::Missing("sourceRef")
        );
        assert_eq!(
            read(ALERT.replace("\"severity\":3", "\"severity\":9").as_bytes()).unwrap_err(),
            Malformed::Severity
        );
    }
}
