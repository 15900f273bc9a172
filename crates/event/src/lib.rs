//! The normalised event that every parser makes and every rule reads: a time, a log source, and flat fields.
//!
//! Invariants: a field name is matched without regard to case and stands once; nested input is flat, its path joined
//! by dots; what the limits cut off is said ([`Event::cut`]), never lost in silence.
//!
//! Start at [`Event`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod columns;
mod fields;
mod finding;
mod flatten;
mod logsource;
mod value;

pub use fields::{Field, Fields};
pub use finding::{Entity, Finding, SystemRef};
pub use flatten::{MAX_DEPTH, MAX_FIELDS};
pub use logsource::LogSource;
pub use value::Value;

use chrono::{DateTime, Utc};

/// One event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    /// When it happened, as its source says; `None`: the source does not say.
    pub time: Option<DateTime<Utc>>,
    pub logsource: LogSource,
    pub fields: Fields,
    /// What the source wrote, kept where parsing lost something.
    pub raw: Option<String>,
    /// More fields, or a deeper nesting, than an event may have: the rest stands in `raw` alone.
    pub cut: bool,
}

impl Event {
    /// The value of a field, whatever the case of its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.fields.get(name)
    }

    /// Text of a field; numbers are written out.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).and_then(Value::to_text)
    }

    /// Takes all fields of a JSON object, flat.
    pub fn take_json(&mut self, object: &serde_json::Map<String, serde_json::Value>) {
        self.cut |= flatten::into(&mut self.fields, "", object);
    }

    /// One flat JSON object, fields by name.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::Value::Object(
            self.fields
                .iter()
                .map(|f| (f.name().to_owned(), f.value.to_json()))
                .collect(),
        )
    }
}
