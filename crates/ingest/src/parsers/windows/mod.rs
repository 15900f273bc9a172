//! One record of Windows, with Sigma's names of fields, from each shape that shippers give it:
//!
//! | shape | told by |
//! |---|---|
//! | EVTX, forwarded XML | `Event.System` |
//! | Winlogbeat, Elastic after its pipelines | `winlog.channel` or `winlog.event_id` |
//! | Wazuh | `data.win.system` |
//! | NXLog, Fluent Bit `winevtlog` | `EventID` and `Channel` at the top |
//!
//! What belongs to which channel and category is data (`data/windows.toml`).

mod names;
mod xml;

use chrono::{DateTime, Utc};
use coloa_event::{Event, LogSource, Value};
use names::NAMES;
use serde_json::{Map, Value as Json};

pub use xml::{XmlError, from_xml};

/// Parts of a record, whatever its shape was.
#[derive(Default)]
struct Record {
    event: Event,
    id: Option<i64>,
    channel: Option<String>,
    time: Option<DateTime<Utc>>,
}

impl Record {
    /// Sets a field of the system part; "Channel" and "EventID" decide what the record is.
    fn system(&mut self, name: &str, value: Value) {
        match name {
            "EventID" => self.id = value.as_int(),
            "Channel" => self.channel = value.to_text(),
            _ => {}
        }
        let value = match (name, value.as_int()) {
            ("EventID", Some(id)) => Value::Int(id),
            _ => value,
        };
        self.event.fields.set(name, value);
    }

    /// Sets a field of the data part; the names that say what a record is stay those of the system part.
    fn data(&mut self, name: &str, value: Value) {
        if !["eventid", "channel", "computer", "provider_name"].contains(&name.to_ascii_lowercase().as_str())
        {
            // Rules write "Threat Name" and "ThreatName" for one field.
            if name.contains(' ') {
                self.event.fields.set_new(&name.replace(' ', ""), value.clone());
            }
            self.event.fields.set(name, value);
        }
    }

    fn done(mut self) -> Event {
        let service = self.channel.as_deref().and_then(|c| NAMES.service(c));
        let id = self.id.unwrap_or_default();
        if let Some(service) = service {
            for (from, to) in NAMES.aliases(service, id) {
                self.event.fields.alias(from, to);
            }
            if service == "security" && id == 4657 {
                registry_path(&mut self.event);
            }
            if service == "powershell-classic" {
                engine_details(&mut self.event);
            }
        }
        self.event.logsource = LogSource {
            product: Some("windows".into()),
            service: service.map(Into::into),
            categories: service.map_or_else(Vec::new, |s| NAMES.categories(s, id)),
        };
        self.event.time = self.time;
        self.event
    }
}

/// A record as the reader of event logs gives it: `{"Event":{"System":…,"EventData":…}}`.
#[must_use]
pub fn from_evtx(json: &Json) -> Event {
    let mut record = Record::default();
    let event = json.get("Event").unwrap_or(json);
    for (name, value) in object(event.get("System")) {
        match (name.as_str(), value) {
            ("Provider", _) => {
                for (attribute, value) in attributes(value) {
                    record.system(&format!("Provider_{attribute}"), scalar(value));
                }
            }
            ("TimeCreated", _) => {
                let time = attributes(value)
                    .find(|(n, _)| *n == "SystemTime")
                    .map(|(_, v)| scalar(v));
                record.time = time
                    .as_ref()
                    .and_then(Value::as_text)
                    .and_then(|t| t.parse().ok());
            }
            ("Execution", _) => {
                for (attribute, value) in attributes(value) {
                    record.system(&format!("Execution_{attribute}"), scalar(value));
                }
            }
            ("Security" | "Correlation", _) => {
                for (attribute, value) in attributes(value) {
                    record.system(&format!("{name}_{attribute}"), scalar(value));
                }
            }
            (name, value) => record.system(name, text_or_scalar(value)),
        }
    }
    for (name, value) in object(event.get("EventData")) {
        match name.as_str() {
            "#attributes" => {}
            _ => record.data(name, text_or_scalar(value)),
        }
    }
    for (_, body) in object(event.get("UserData")) {
        user_data(&mut record, body);
    }
    for (name, value) in object(event.get("ProcessingErrorData")) {
        record.data(name, text_or_scalar(value));
    }
    record.done()
}

/// Leaves of user data by their own names, whatever stands around them.
fn user_data(record: &mut Record, body: &Json) {
    for (name, value) in object(Some(body)) {
        match value {
            _ if name == "#attributes" => {}
            Json::Object(inner) if !inner.contains_key("#text") => user_data(record, value),
            _ => record.data(name, text_or_scalar(value)),
        }
    }
}

/// A record in one of the JSON shapes of shippers; `None`: it is none of them.
#[must_use]
pub fn from_json(json: &Json) -> Option<Event> {
    if json.pointer("/Event/System").is_some() {
        return Some(from_evtx(json));
    }
    if let Some(winlog) = json
        .get("winlog")
        .filter(|w| w.get("channel").is_some() || w.get("event_id").is_some())
    {
        return Some(from_winlogbeat(json, winlog));
    }
    if let Some(win) = json.pointer("/data/win").filter(|w| w.get("system").is_some()) {
        return Some(from_wazuh(json, win));
    }
    let top = json.as_object()?;
    (top.contains_key("EventID") && top.contains_key("Channel")).then(|| from_flat(top))
}

fn from_winlogbeat(json: &Json, winlog: &Json) -> Event {
    let mut record = Record::default();
    // The whole stays findable under the names the shipper gave it.
    if let Json::Object(top) = json {
        record.event.take_json(top);
    }
    let named = [
        ("channel", "Channel"),
        ("provider_name", "Provider_Name"),
        ("provider_guid", "Provider_Guid"),
        ("computer_name", "Computer"),
        ("record_id", "EventRecordID"),
        ("task", "Task"),
        ("opcode", "Opcode"),
        ("version", "Version"),
    ];
    for (from, to) in named {
        if let Some(value) = winlog.get(from) {
            record.system(to, scalar(value));
        }
    }
    let id = winlog.get("event_id").or_else(|| json.pointer("/event/code"));
    if let Some(id) = id {
        record.system("EventID", scalar(id));
    }
    for part in ["event_data", "user_data"] {
        for (name, value) in object(winlog.get(part)) {
            record.data(name, text_or_scalar(value));
        }
    }
    record.time = json
        .get("@timestamp")
        .and_then(Json::as_str)
        .and_then(|t| t.parse().ok());
    for (from, to) in &NAMES.ecs {
        record.event.fields.alias(from, to);
    }
    record.done()
}

fn from_wazuh(json: &Json, win: &Json) -> Event {
    let mut record = Record::default();
    for name in ["rule", "agent", "manager", "location"] {
        if let Some(value) = json.get(name) {
            let mut one = Map::new();
            one.insert(name.to_owned(), value.clone());
            record.event.take_json(&one);
        }
    }
    for (name, value) in object(win.get("system")) {
        match name.as_str() {
            "eventID" => record.system("EventID", scalar(value)),
            "channel" => record.system("Channel", scalar(value)),
            "providerName" => record.system("Provider_Name", scalar(value)),
            "computer" => record.system("Computer", scalar(value)),
            "eventRecordID" => record.system("EventRecordID", scalar(value)),
            "systemTime" => record.time = value.as_str().and_then(|t| t.parse().ok()),
            other => record.data(other, scalar(value)),
        }
    }
    // Names are those of Sigma but for their first letter, and case does not count.
    for (name, value) in object(win.get("eventdata")) {
        record.data(name, text_or_scalar(value));
    }
    record.done()
}

/// NXLog and Fluent Bit: everything at the top.
fn from_flat(top: &Map<String, Json>) -> Event {
    let mut record = Record::default();
    let mut inserts = Vec::new();
    for (name, value) in top {
        match (name.as_str(), value) {
            ("EventID" | "Channel" | "Computer", _) => record.system(name, scalar(value)),
            ("ProviderName" | "SourceName", _) => record.system("Provider_Name", scalar(value)),
            ("ProviderGuid", _) => record.system("Provider_Guid", scalar(value)),
            ("Hostname", _) => {
                record.event.fields.set_new("Computer", scalar(value));
                record.event.fields.set("Hostname", scalar(value));
            }
            ("RecordNumber" | "EventRecordID", _) => record.system("EventRecordID", scalar(value)),
            ("StringInserts", Json::Array(all)) => inserts.extend(all.iter().map(scalar)),
            ("EventData", Json::Object(data)) => {
                for (name, value) in data {
                    record.data(name, text_or_scalar(value));
                }
            }
            ("TimeCreated" | "EventTime" | "TimeGenerated", Json::String(text)) => {
                record.time = record.time.or_else(|| time(text));
            }
            (name, value) => record.data(name, text_or_scalar(value)),
        }
    }
    let service = record.channel.as_deref().and_then(|c| NAMES.service(c));
    let names = service.map_or(&[][..], |s| NAMES.inserts(s, record.id.unwrap_or_default()));
    if names.is_empty() {
        if !inserts.is_empty() {
            record.data("Data", Value::List(inserts.into()));
        }
    } else {
        for (name, value) in names.iter().zip(inserts) {
            record.event.fields.set_new(name, value);
        }
    }
    record.done()
}

/// Times as shippers write them: RFC 3339, or local with an offset ("2026-07-01 08:15:00 +0700"); one without any
/// offset is not guessed here.
fn time(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok().or_else(|| {
        DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f %z")
            .ok()
            .map(|t| t.with_timezone(&Utc))
    })
}

/// `\REGISTRY\MACHINE\…` of the security log as Sysmon writes it, with the name of the value.
fn registry_path(event: &mut Event) {
    let (Some(key), value) = (event.text("ObjectName"), event.text("ObjectValueName")) else {
        return;
    };
    let short = [(r"\REGISTRY\MACHINE", "HKLM"), (r"\REGISTRY\USER", "HKU")];
    let key = short
        .iter()
        .find_map(|(long, short)| {
            let head = key.get(..long.len())?;
            head.eq_ignore_ascii_case(long)
                .then(|| format!("{short}{}", &key[long.len()..]))
        })
        .unwrap_or(key);
    let path = match value.filter(|v| v != "-") {
        Some(value) => format!("{key}\\{value}"),
        None => key,
    };
    event.fields.set_new("TargetObject", path);
}

/// The details of the classic engine log are lines `Name=value` within one value of the data.
fn engine_details(event: &mut Event) {
    let Some(Value::List(data)) = event.get("Data").cloned() else {
        return;
    };
    for line in data
        .iter()
        .filter_map(Value::as_text)
        .flat_map(|t| t.lines().map(str::to_owned).collect::<Vec<_>>())
    {
        if let Some((name, value)) = line.trim().split_once('=')
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            event.fields.set_new(name, value);
        }
    }
}

fn object(json: Option<&Json>) -> impl Iterator<Item = (&String, &Json)> {
    json.and_then(Json::as_object).into_iter().flatten()
}

fn attributes(json: &Json) -> impl Iterator<Item = (&str, &Json)> {
    object(json.get("#attributes")).map(|(name, value)| (name.as_str(), value))
}

fn scalar(json: &Json) -> Value {
    match json {
        Json::String(text) => Value::from(text.as_str()),
        Json::Number(n) => n.as_i64().map_or_else(|| Value::from(n.to_string()), Value::Int),
        Json::Bool(b) => Value::Bool(*b),
        Json::Null => Value::Null,
        Json::Array(all) => Value::List(all.iter().map(scalar).collect()),
        Json::Object(_) => Value::from(json.to_string()),
    }
}

/// The text of an element, also where it has attributes.
fn text_or_scalar(json: &Json) -> Value {
    match json {
        Json::Object(inner) => match inner.get("#text") {
            Some(text) => scalar(text),
            None if inner.keys().all(|k| k == "#attributes") => Value::Null,
            None => scalar(json),
        },
        other => scalar(other),
    }
}

#[cfg(test)]
mod tests;
