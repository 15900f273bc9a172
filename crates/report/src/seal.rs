//! The seal of an approved report: one hash over its figures, head, outline and words. Whoever changes one of them
//! behind the product's back is found out when the report is opened.
//!
//! The form has a version of its own and is written out by hand, so that neither a library nor a new field of a
//! struct changes the seal of an old report.

use crate::store::Report;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write};

/// Version of the sealed form.
pub const FORMAT: u32 = 1;

/// What is sealed.
#[derive(Clone, Copy, Debug)]
pub struct Seal<'a> {
    /// [`crate::snapshot::Frozen::hash`].
    pub figures: &'a str,
    pub title: &'a str,
    pub from: chrono::NaiveDate,
    pub to: chrono::NaiveDate,
    pub head: &'a Value,
    pub outline: &'a Value,
    pub topics: Option<&'a Value>,
    /// Written texts by block key.
    pub texts: &'a BTreeMap<String, String>,
}

impl<'a> Seal<'a> {
    /// Of a stored report; `None` where its figures are not frozen.
    #[must_use]
    pub fn of(row: &'a Report, texts: &'a BTreeMap<String, String>) -> Option<Self> {
        Some(Self {
            figures: row.frozen_hash.as_deref()?,
            title: &row.title,
            from: row.period_from,
            to: row.period_to,
            head: &row.head,
            outline: &row.outline,
            topics: row.topics.as_ref(),
            texts,
        })
    }

    /// SHA-256 in hexadecimal, over a line for each of the fields.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut form = format!("coloa-report-seal {FORMAT}\n{}\n", self.figures);
        push(&Value::from(self.title), &mut form);
        let _ = write!(form, "\n{} {}\n", self.from, self.to);
        push(self.head, &mut form);
        form.push('\n');
        push(self.outline, &mut form);
        form.push('\n');
        push(self.topics.unwrap_or(&Value::Null), &mut form);
        for (block, body) in self.texts {
            form.push('\n');
            push(&Value::from(block.as_str()), &mut form);
            form.push(' ');
            push(&Value::from(body.as_str()), &mut form);
        }
        hex::encode(Sha256::digest(form))
    }
}

/// JSON with the names of objects in order: databases keep them in orders of their own.
fn push(value: &Value, out: &mut String) {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            out.push('{');
            for (i, (name, value)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                push(&Value::from(name.as_str()), out);
                out.push(':');
                push(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                push(item, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}
