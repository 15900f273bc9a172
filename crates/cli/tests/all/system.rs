//! `coloa system assess`: the level of a system from a file, under the regime of a day or one that is named.

use crate::support::Place;
use serde_json::Value;

const SERVICE: &str = r#"{ "types": ["SVC"], "information": ["PII"], "online_service": true,
    "subjects_basic": 50000, "subjects_sensitive": 0 }"#;

fn assessed(place: &Place, facts: &str, more: &[&str]) -> Value {
    let file = place.file("facts.json", facts);
    // Nobody looks at it here: that it is JSON need not be said.
    let mut arguments = vec!["system", "assess", &file];
    arguments.extend(more);
    place.run(&arguments).json()
}

fn codes(found: &Value) -> Vec<&str> {
    let matched = found["matched"].as_array().unwrap();
    matched.iter().map(|m| m["code"].as_str().unwrap()).collect()
}

#[test]
fn a_table_is_printed_where_it_is_asked_for() {
    let place = Place::new();
    let file = place.file("facts.json", SERVICE);
    let arguments = ["system", "assess", &file, "--regime", "R331"];
    let program = place.run(&arguments);
    let table = place.run(&[&arguments[..], &["--format", "table"]].concat());
    assert_eq!(program.json()["level"], 2);
    let table = table.ok();
    assert!(table.contains("331-L2-2b") && !table.contains('{'), "{table}");
}

#[test]
fn the_level_follows_the_regime_and_the_day() {
    let place = Place::new();
    let old = assessed(&place, SERVICE, &["--regime", "R85"]);
    assert_eq!((&old["level"], codes(&old)), (&3.into(), vec!["85-L3-2c"]));
    let new = assessed(&place, SERVICE, &["--regime", "R331"]);
    assert_eq!((&new["level"], codes(&new)), (&2.into(), vec!["331-L2-2b"]));
    let by_day = |day| assessed(&place, SERVICE, &["--date", day])["regime"].clone();
    assert_eq!(
        (by_day("01/02/2026"), by_day("2026-11-29")),
        ("R85".into(), "R331".into())
    );
}

#[test]
fn nothing_that_matches_is_undetermined_and_asks() {
    let place = Place::new();
    let found = assessed(
        &place,
        r#"{ "types": ["INF"], "served": "nation" }"#,
        &["--regime", "R331"],
    );
    assert!(found["level"].is_null());
    let questions = found["questions"].as_array().unwrap();
    assert!(
        questions.iter().any(|q| q["fact"] == "always_on"),
        "{questions:?}"
    );
}

#[test]
fn what_cannot_be_understood_is_told() {
    let place = Place::new();
    for (facts, told) in [
        ("{", "facts.json"),
        (r#"{ "tipes": [] }"#, "tipes"),
        (r#"{ "types": ["XYZ"] }"#, "XYZ"),
    ] {
        let file = place.file("facts.json", facts);
        let error = place
            .run(&["system", "assess", &file, "--regime", "R331"])
            .fails(1);
        assert!(error.contains(told), "{error}");
    }
    let file = place.file("facts.json", SERVICE);
    let unknown = place
        .run(&["system", "assess", &file, "--regime", "R99"])
        .fails(1);
    assert!(unknown.contains("R99"), "{unknown}");
}
