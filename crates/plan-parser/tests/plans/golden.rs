//! Our own plans: what is found is exactly what a careful person wrote down, nothing missing and nothing extra.

use coloa_base::SourceText;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/plans");
    let mut out: Vec<_> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    out.sort();
    out
}

/// Only what a reader labels: the places and confidences are tested elsewhere.
fn labels(v: &Value) -> Value {
    match v {
        Value::Object(o) => o
            .iter()
            .filter(|(k, _)| !matches!(k.as_str(), "spans" | "confidence"))
            .map(|(k, v)| (k.clone(), labels(v)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(a) => a.iter().map(labels).collect(),
        other => other.clone(),
    }
}

#[test]
fn own_plans_are_understood_exactly() {
    let folders = folders();
    assert!(folders.len() >= 8, "eight plans of our own");
    for folder in folders {
        let file = ["source.txt", "source.md"]
            .iter()
            .map(|f| folder.join(f))
            .find(|f| f.is_file())
            .unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        let plan = coloa_plan_parser::parse(&SourceText::plain(&text)).unwrap();
        let found = labels(&plan.to_json());
        let want: Value =
            serde_json::from_str(&std::fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
        for key in [
            "document",
            "targets",
            "tasks",
            "assignments",
            "obligations",
            "notes",
        ] {
            let (a, b) = (&want[key], &found[key]);
            if let (Value::Array(a), Value::Array(b)) = (a, b) {
                for (x, y) in a.iter().zip(b) {
                    assert_eq!(x, y, "{}: {key}", folder.display());
                }
                assert_eq!(a.len(), b.len(), "{}: number of {key}", folder.display());
            }
            assert_eq!(a, b, "{}: {key}", folder.display());
        }
    }
}
