//! An event as the evaluator sees it: flat fields by lower-case names.

use coloa_event::{Event, Value};
use rsigma_eval::EventValue;
use std::borrow::Cow;

pub(crate) struct View<'a>(pub &'a Event);

pub(crate) fn value(v: &Value) -> EventValue<'_> {
    match v {
        Value::Null => EventValue::Null,
        Value::Bool(b) => EventValue::Bool(*b),
        Value::Int(n) => EventValue::Int(*n),
        Value::Float(n) => EventValue::Float(*n),
        Value::Text(text) => EventValue::Str(Cow::Borrowed(text)),
        Value::List(members) => EventValue::Array(members.iter().map(value).collect()),
    }
}

/// Texts of a value; `false` from `visit` ends it.
fn texts(v: &Value, visit: &mut dyn FnMut(&str) -> bool) -> bool {
    match v {
        Value::Text(text) => visit(text),
        Value::List(members) => members.iter().all(|m| texts(m, visit)),
        _ => true,
    }
}

/// An event of one text and nothing else.
pub(crate) struct Alone<'a>(pub &'a str);

impl rsigma_eval::Event for Alone<'_> {
    fn get_field(&self, _: &str) -> Option<EventValue<'_>> {
        None
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        pred(self.0)
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        vec![Cow::Borrowed(self.0)]
    }

    fn to_json(&self) -> serde_json::Value {
        self.0.into()
    }
}

impl View<'_> {
    /// Every text of the event, until `visit` says `false`.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&str) -> bool) {
        let raw = self.0.raw.as_deref().is_none_or(&mut *visit);
        if raw {
            self.0.fields.iter().all(|f| texts(&f.value, visit));
        }
    }
}

impl rsigma_eval::Event for View<'_> {
    fn get_field(&self, path: &str) -> Option<EventValue<'_>> {
        self.0.fields.by_key(path).map(value)
    }

    fn any_string_value(&self, pred: &dyn Fn(&str) -> bool) -> bool {
        let mut found = false;
        self.walk(&mut |text| {
            found = pred(text);
            !found
        });
        found
    }

    fn all_string_values(&self) -> Vec<Cow<'_, str>> {
        let mut all = Vec::new();
        self.walk(&mut |text| {
            all.push(Cow::Owned(text.to_owned()));
            true
        });
        all
    }

    fn visit_string_values(&self, visit: &mut dyn FnMut(&str)) {
        self.walk(&mut |text| {
            visit(text);
            true
        });
    }

    fn to_json(&self) -> serde_json::Value {
        self.0.to_json()
    }

    fn field_keys(&self) -> Vec<Cow<'_, str>> {
        self.0.fields.iter().map(|f| Cow::Borrowed(f.key())).collect()
    }

    fn visit_top_level_keys(&self, visit: &mut dyn FnMut(&str)) -> bool {
        for field in self.0.fields.iter() {
            visit(field.key());
        }
        true
    }
}
