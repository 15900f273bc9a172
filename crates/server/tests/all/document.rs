//! The OpenAPI document: complete references, one operation per route, and the helpers that walk it.

use serde_json::Value;
use std::collections::BTreeSet;

/// One method of one path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    pub method: String,
    pub path: String,
}

impl Operation {
    /// `POST /api/v1/people`, as the tables of these tests write it.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
    pub fn mutates(&self) -> bool {
        self.method != "GET"
    }
    /// The path with every parameter filled by an id that belongs to nothing.
    pub fn example_path(&self) -> String {
        self.path
            .split('/')
            .map(|part| {
                if part.starts_with('{') {
                    "018f0000-0000-7000-8000-000000000000"
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/")
    }
}

pub fn document() -> Value {
    serde_json::to_value(coloa_server::routes::document()).unwrap()
}

/// Everything the API offers.
pub fn operations() -> Vec<Operation> {
    let document = document();
    let methods = ["get", "post", "put", "patch", "delete"];
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in methods.iter().filter(|m| item.get(**m).is_some()) {
            found.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
            });
        }
    }
    found
}

fn refs(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::String(r)) = map.get("$ref") {
                found.insert(r.clone());
            }
            map.values().for_each(|v| refs(v, found));
        }
        Value::Array(list) => list.iter().for_each(|v| refs(v, found)),
        _ => {}
    }
}

#[test]
fn every_reference_resolves() {
    let document = document();
    let mut found = BTreeSet::new();
    refs(&document, &mut found);
    assert!(!found.is_empty());
    for r in found {
        let pointer = r
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{r} points outside"));
        assert!(document.pointer(pointer).is_some(), "{r} points at nothing");
    }
}

#[test]
fn operations_have_unique_names_and_a_summary() {
    let document = document();
    let mut names = BTreeSet::new();
    for operation in operations() {
        let value = &document["paths"][&operation.path][operation.method.to_lowercase()];
        let id = value["operationId"].as_str().unwrap_or_default().to_owned();
        let tag = value["tags"][0].as_str().unwrap_or_default();
        assert!(
            !id.is_empty() && names.insert(format!("{tag}.{id}")),
            "{}: operation {id}",
            operation.name()
        );
        assert!(
            value["summary"].as_str().is_some_and(|s| !s.is_empty()),
            "{}: no summary",
            operation.name()
        );
    }
}
