//! Nested JSON becomes flat fields: `{"a":{"b":1}}` is `a.b`; members of an array are one list; objects within an
//! array give lists under their own paths.

use crate::{Fields, Value};
use serde_json::{Map, Value as Json};

/// Fields of one event; what is more is cut.
pub const MAX_FIELDS: usize = 1_000;
/// Depth of nesting; what is deeper is cut.
pub const MAX_DEPTH: usize = 32;

/// Flattens an object below `prefix`; whether something was cut.
pub(crate) fn into(fields: &mut Fields, prefix: &str, object: &Map<String, Json>) -> bool {
    let mut path = prefix.to_owned();
    walk_object(fields, &mut path, object, 0)
}

fn walk_object(fields: &mut Fields, path: &mut String, object: &Map<String, Json>, depth: usize) -> bool {
    let mut cut = false;
    for (name, value) in object {
        let length = path.len();
        if length > 0 {
            path.push('.');
        }
        path.push_str(name);
        cut |= walk(fields, path, value, depth);
        path.truncate(length);
    }
    cut
}

fn walk(fields: &mut Fields, path: &mut String, value: &Json, depth: usize) -> bool {
    if depth >= MAX_DEPTH {
        return true;
    }
    match value {
        Json::Object(object) => walk_object(fields, path, object, depth + 1),
        Json::Array(members) => {
            let mut cut = false;
            let mut scalars = Vec::new();
            for member in members.iter().take(MAX_FIELDS) {
                match Value::scalar(member) {
                    Some(scalar) => scalars.push(scalar),
                    None => cut |= walk(fields, path, member, depth + 1),
                }
            }
            cut |= members.len() > MAX_FIELDS;
            if !scalars.is_empty() {
                cut |= put(fields, path, Value::List(scalars.into()));
            }
            cut
        }
        scalar => match Value::scalar(scalar) {
            Some(value) => put(fields, path, value),
            None => false,
        },
    }
}

fn put(fields: &mut Fields, path: &str, value: Value) -> bool {
    if fields.len() >= MAX_FIELDS && fields.get(path).is_none() {
        return true;
    }
    fields.add(path, value);
    false
}

#[cfg(test)]
mod tests {
    use crate::{Event, MAX_FIELDS, Value};
    use proptest::prelude::*;
    use serde_json::json;

    fn event(json: &serde_json::Value) -> Event {
        let mut event = Event::default();
        event.take_json(json.as_object().unwrap());
        event
    }

    #[test]
    fn nesting_becomes_paths() {
        let e = event(&json!({
            "a": {"b": 1, "c.d": true}, "id.orig_h": "10.0.0.1",
            "tags": ["x", "y"], "answers": [{"ip": "1.1.1.1"}, {"ip": "8.8.8.8"}], "none": null
        }));
        assert_eq!(e.get("a.b"), Some(&Value::Int(1)));
        assert_eq!(e.get("a.c.d"), Some(&Value::Bool(true)));
        assert_eq!(e.text("ID.orig_h").unwrap(), "10.0.0.1");
        assert_eq!(e.get("tags").unwrap().to_json(), json!(["x", "y"]));
        assert_eq!(
            e.get("answers.ip").unwrap().to_json(),
            json!(["1.1.1.1", "8.8.8.8"])
        );
        assert_eq!(e.get("none"), Some(&Value::Null));
        assert!(!e.cut);
    }

    #[test]
    fn floods_of_fields_and_depth_are_cut_and_said() {
        let many: serde_json::Map<_, _> = (0..5_000).map(|i| (format!("f{i}"), json!(i))).collect();
        let e = event(&many.into());
        assert!(e.cut && e.fields.len() == MAX_FIELDS);
        let deep = (0..200).fold(json!(1), |inner, _| json!({ "d": inner }));
        let e = event(&deep);
        assert!(e.cut && e.fields.is_empty());
        let long = json!({ "l": vec![1; 5_000] });
        assert!(event(&long).cut);
    }

    proptest! {
        #[test]
        fn every_scalar_is_found_under_its_path(names in prop::collection::btree_set("[a-z]{1,6}", 1..20), value: i64) {
            let flat: serde_json::Map<_, _> = names.iter().map(|n| (n.clone(), json!({ "x": value }))).collect();
            let e = event(&flat.into());
            for name in names {
                prop_assert_eq!(e.get(&format!("{name}.x")), Some(&Value::Int(value)));
            }
        }
    }
}
