//! Values of fields.

use std::borrow::Cow;

/// A value. Lists hold values of one field that came more than once, such as the members of an array.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Box<str>),
    List(Box<[Value]>),
}

impl Value {
    /// As text; `None` for nothing and for lists.
    #[must_use]
    pub fn to_text(&self) -> Option<String> {
        self.as_text().map(Cow::into_owned)
    }

    /// As text without a copy where it is one; `None` for nothing and for lists.
    #[must_use]
    pub fn as_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Int(n) => Some(Cow::Owned(n.to_string())),
            Self::Float(n) => Some(Cow::Owned(n.to_string())),
            Self::Bool(b) => Some(Cow::Borrowed(if *b { "true" } else { "false" })),
            Self::Null | Self::List(_) => None,
        }
    }

    /// A whole number, also where it is written as text.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(n) => Some(*n),
            Self::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// As JSON.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Null => serde_json::Value::Null,
            Self::Bool(b) => (*b).into(),
            Self::Int(n) => (*n).into(),
            Self::Float(n) => (*n).into(),
            Self::Text(text) => text.as_ref().into(),
            Self::List(members) => members.iter().map(Self::to_json).collect(),
        }
    }

    /// A scalar of JSON; `None` for objects and arrays.
    pub(crate) fn scalar(json: &serde_json::Value) -> Option<Self> {
        Some(match json {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(b) => Self::Bool(*b),
            serde_json::Value::Number(n) => match n.as_i64() {
                Some(n) => Self::Int(n),
                // A number beyond i64 keeps its digits.
                None if n.is_u64() => Self::Text(n.to_string().into()),
                None => n.as_f64().map_or(Self::Null, Self::Float),
            },
            serde_json::Value::String(text) => Self::from(text.as_str()),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => return None,
        })
    }

    /// Adds one more value of the same field.
    pub(crate) fn push(&mut self, more: Self) {
        let mut all = match std::mem::replace(self, Self::Null) {
            Self::List(members) => members.into_vec(),
            one => vec![one],
        };
        match more {
            Self::List(members) => all.extend(members),
            one => all.push(one),
        }
        *self = Self::List(all.into());
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<i64> for Value {
    fn from(n: i64) -> Self {
        Self::Int(n)
    }
}
