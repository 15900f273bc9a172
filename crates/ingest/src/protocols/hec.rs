//! Events of Splunk's HTTP Event Collector: JSON objects one after another, without commas. Each is kept with its
//! envelope (`time`, `host`, `source`, `sourcetype`, `fields`); `event` is what happened.

use serde_json::{Map, Value, value::RawValue};

/// Why a body is refused, in the collector's own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HecError {
    #[error("No data")]
    NoData,
    #[error("Invalid data format")]
    Format { number: usize },
    #[error("Event field is required")]
    Missing { number: usize },
    #[error("Event field cannot be blank")]
    Blank { number: usize },
}

impl HecError {
    /// The `code` of the reply.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::NoData => 5,
            Self::Format { .. } => 6,
            Self::Missing { .. } => 12,
            Self::Blank { .. } => 13,
        }
    }

    /// Place of the event that is at fault, from 0.
    #[must_use]
    pub const fn event_number(self) -> Option<usize> {
        match self {
            Self::NoData => None,
            Self::Format { number } | Self::Missing { number } | Self::Blank { number } => Some(number),
        }
    }
}

/// The envelopes of a body, as they came. All of it is good or none of it is taken.
///
/// # Errors
/// The body is empty, no JSON, or an object has no event.
pub fn envelopes(body: &[u8]) -> Result<Vec<&[u8]>, HecError> {
    #[derive(serde::Deserialize)]
    struct Envelope<'a> {
        #[serde(borrow)]
        event: Option<&'a RawValue>,
    }
    let mut found = Vec::new();
    for (number, one) in serde_json::Deserializer::from_slice(body)
        .into_iter::<&RawValue>()
        .enumerate()
    {
        let one = one.map_err(|_| HecError::Format { number })?.get();
        if !one.starts_with('{') {
            return Err(HecError::Format { number });
        }
        let envelope: Envelope<'_> = serde_json::from_str(one).map_err(|_| HecError::Format { number })?;
        match envelope.event.map(RawValue::get) {
            None | Some("null") => return Err(HecError::Missing { number }),
            Some("\"\"") => return Err(HecError::Blank { number }),
            Some(_) => found.push(one.as_bytes()),
        }
    }
    if found.is_empty() {
        return Err(HecError::NoData);
    }
    Ok(found)
}

/// What an envelope holds.
#[derive(Debug, Default)]
pub struct Envelope {
    /// Seconds since 1970, with fractions.
    pub time: Option<f64>,
    /// `host`, `source`, `sourcetype`, `index` and the members of `fields`, as fields of the event.
    pub about: Map<String, Value>,
    pub event: Value,
}

/// Opens an envelope.
///
/// # Errors
/// It is no JSON object.
pub fn open(envelope: &[u8]) -> Result<Envelope, serde_json::Error> {
    let mut object: Map<String, Value> = serde_json::from_slice(envelope)?;
    let mut opened = Envelope {
        time: match object.remove("time") {
            Some(Value::Number(n)) => n.as_f64(),
            Some(Value::String(text)) => text.parse().ok(),
            _ => None,
        },
        event: object.remove("event").unwrap_or_default(),
        about: Map::new(),
    };
    if let Some(Value::Object(fields)) = object.remove("fields") {
        opened.about.extend(fields);
    }
    for (from, to) in [
        ("host", "host.name"),
        ("source", "log.file.path"),
        ("sourcetype", "sourcetype"),
        ("index", "index"),
    ] {
        if let Some(value) = object.remove(from) {
            opened.about.insert(to.to_owned(), value);
        }
    }
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_stand_one_after_another() {
        let body = br#"{"time":1795313085.1,"event":{"a":1}}{"event":"x"}
            {"event":0}"#;
        assert_eq!(envelopes(body).unwrap().len(), 3);
    }

    #[test]
    fn errors_are_the_collectors_own() {
        let code = |body: &str| {
            envelopes(body.as_bytes())
                .map(|e| e.len())
                .map_err(|e| (e.code(), e.event_number()))
        };
        assert_eq!(code(""), Err((5, None)));
        assert_eq!(code(r#"{"event":1}{"#), Err((6, Some(1))));
        assert_eq!(code("[1]"), Err((6, Some(0))));
        assert_eq!(code(r#"{"event":1}{"host":"h"}"#), Err((12, Some(1))));
        assert_eq!(code(r#"{"event":""}"#), Err((13, Some(0))));
    }

    #[test]
    fn an_envelope_says_when_and_where() {
        let opened =
            open(br#"{"time":"1.5","host":"h","sourcetype":"s","fields":{"k":"v"},"event":"x"}"#).unwrap();
        assert_eq!((opened.time, opened.event), (Some(1.5), Value::from("x")));
        assert_eq!(opened.about["host.name"], "h");
        assert_eq!(opened.about["k"], "v");
    }
}
