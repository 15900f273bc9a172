//! Both sides of every criterion of both regimes. Each case carries the article.
use crate::d;
use coloa_law::{LawBook, SystemFacts};
use serde_json::json;
use std::collections::BTreeSet;

/// Code, article, the level of the side that matches, facts that match, facts next to them that do not, and the
/// level of those.
type Case = (
    &'static str,
    &'static str,
    u8,
    serde_json::Value,
    serde_json::Value,
    Option<u8>,
);

fn facts(json: &serde_json::Value) -> SystemFacts {
    serde_json::from_value(json.clone()).unwrap()
}

fn check(regime: &str, day: &str, cases: &[Case]) {
    let book = LawBook::builtin();
    for (code, article, level, yes, no, level_of_no) in cases {
        let row = book.criteria.iter().find(|c| c.code == *code).unwrap();
        assert_eq!(&row.legal.article, article, "{code}");
        let name = format!("{code} ({article})");
        let found = book.assess_under(&facts(yes), regime, d(day)).unwrap();
        let codes: Vec<_> = found.matched.iter().map(|m| m.code).collect();
        let listed: Vec<_> = found.national_list.iter().map(|m| m.code).collect();
        assert!(
            codes.contains(code) || listed.contains(code),
            "{name} matches: {codes:?}"
        );
        assert_eq!(found.level, Some(*level), "{name}: {codes:?}");
        let own = found
            .matched
            .iter()
            .chain(&found.national_list)
            .find(|m| m.code == *code);
        assert!(
            !own.unwrap().because.is_empty() || *code == "331-NS-4",
            "{name} says why"
        );
        let found = book.assess_under(&facts(no), regime, d(day)).unwrap();
        let codes: Vec<_> = found
            .matched
            .iter()
            .chain(&found.national_list)
            .map(|m| m.code)
            .collect();
        assert!(!codes.contains(code), "{name} must not match: {codes:?}");
        assert_eq!(found.level, *level_of_no, "the other side of {name}: {codes:?}");
        if level_of_no.is_none() {
            assert!(!found.settled, "{name}");
            assert!(
                !found.questions.is_empty() || !found.would_raise.is_empty(),
                "{name}: undetermined says what is missing"
            );
        }
    }
    let tested: BTreeSet<_> = cases.iter().map(|c| c.0).collect();
    let all: BTreeSet<_> = book
        .criteria
        .iter()
        .filter(|c| c.regime == regime)
        .map(|c| c.code.as_str())
        .collect();
    assert_eq!(tested, all, "every criterion of {regime} has its case");
}

#[test]
fn r85_decree_85_articles_7_to_11() {
    let svc = |extra: serde_json::Value| {
        let mut base = json!({"types": ["SVC"], "information": ["PII"], "online_service": true});
        base.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        base
    };
    let sec = |harm: &str| json!({"types": ["INT"], "information": ["SEC"], "harm": harm});
    let inf = |extra: serde_json::Value| {
        let mut base = json!({"types": ["INF"], "information": ["PRV"]});
        base.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        base
    };
    let ics = |class: &str| json!({"types": ["ICS"], "works_class": class});
    check(
        "R85",
        "2024-06-01",
        &[
            (
                "85-L1",
                "Điều 7",
                1,
                json!({"types": ["INT"], "information": ["PUB"], "sign_ins": false}),
                json!({"types": ["INT"], "information": ["PUB"]}),
                None,
            ),
            (
                "85-L2-1",
                "Điều 8 khoản 1",
                2,
                json!({"types": ["INT"], "information": ["PRV"]}),
                json!({"types": ["INT"], "information": ["PRV", "SEC"]}),
                None,
            ),
            (
                "85-L2-2a",
                "Điều 8 khoản 2 điểm a",
                2,
                json!({"types": ["SVC"], "public_service_degree": 2}),
                json!({"types": ["SVC"], "public_service_degree": 3}),
                Some(3),
            ),
            (
                "85-L2-2b",
                "Điều 8 khoản 2 điểm b",
                2,
                svc(json!({"conditional_business": false, "users": 9})),
                svc(json!({"conditional_business": true, "users": 9})),
                Some(3),
            ),
            (
                "85-L2-2c",
                "Điều 8 khoản 2 điểm c",
                2,
                svc(json!({"users": 9_999})),
                svc(json!({"users": 10_000})),
                Some(3),
            ),
            (
                "85-L2-3",
                "Điều 8 khoản 3",
                2,
                inf(json!({"served": "one_body"})),
                inf(json!({"served": "province"})),
                Some(3),
            ),
            ("85-L3-1", "Điều 9 khoản 1", 3, sec("harm"), sec("none"), None),
            (
                "85-L3-2a",
                "Điều 9 khoản 2 điểm a",
                3,
                json!({"types": ["SVC"], "public_service_degree": 3}),
                json!({"types": ["SVC"], "public_service_degree": 2}),
                Some(2),
            ),
            (
                "85-L3-2b",
                "Điều 9 khoản 2 điểm b",
                3,
                svc(json!({"conditional_business": true})),
                svc(json!({"conditional_business": false})),
                Some(2),
            ),
            (
                "85-L3-2c",
                "Điều 9 khoản 2 điểm c",
                3,
                svc(json!({"users": 10_000})),
                svc(json!({"users": 9_999})),
                Some(2),
            ),
            (
                "85-L3-3",
                "Điều 9 khoản 3",
                3,
                inf(json!({"served": "provinces"})),
                inf(json!({"served": "ministry"})),
                None,
            ),
            (
                "85-L3-4",
                "Điều 9 khoản 4",
                3,
                ics("IV"),
                json!({"types": ["ICS"]}),
                None,
            ),
            (
                "85-L4-1",
                "Điều 10 khoản 1",
                4,
                sec("serious"),
                sec("harm"),
                Some(3),
            ),
            (
                "85-L4-2",
                "Điều 10 khoản 2",
                4,
                json!({"types": ["OTH"], "national_egovernment": true, "always_on": true}),
                json!({"types": ["OTH"], "national_egovernment": true, "always_on": false}),
                None,
            ),
            (
                "85-L4-3",
                "Điều 10 khoản 3",
                4,
                inf(json!({"served": "nation", "always_on": true})),
                inf(json!({"served": "nation", "always_on": false})),
                None,
            ),
            ("85-L4-4", "Điều 10 khoản 4", 4, ics("I"), ics("II"), Some(3)),
            (
                "85-L5-1",
                "Điều 11 khoản 1",
                5,
                sec("exceptionally_serious"),
                sec("serious"),
                Some(4),
            ),
            (
                "85-L5-2",
                "Điều 11 khoản 2",
                5,
                json!({"types": ["OTH"], "special_national_data": true}),
                json!({"types": ["OTH"], "special_national_data": false}),
                None,
            ),
            (
                "85-L5-3",
                "Điều 11 khoản 3",
                5,
                inf(json!({"served": "nation", "connects_abroad": true})),
                json!({"types": ["OTH"], "connects_abroad": true}),
                None,
            ),
            ("85-L5-4", "Điều 11 khoản 4", 5, ics("special"), ics("I"), Some(4)),
            (
                "85-L5-5",
                "Điều 11 khoản 5",
                5,
                json!({"types": ["OTH"], "decision_level": 5}),
                json!({"types": ["OTH"], "decision_level": 0}),
                None,
            ),
        ],
    );
}

#[test]
fn r331_decree_331_articles_11_to_16() {
    let svc = |extra: serde_json::Value| {
        let mut base = json!({"types": ["SVC"], "information": ["PII"], "online_service": true});
        base.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        base
    };
    let sec = |harm: &str, strategic: bool| json!({"types": ["INT"], "information": ["SEC"], "harm": harm, "strategic": strategic});
    let inf = |extra: serde_json::Value| {
        let mut base = json!({"types": ["INF"], "information": ["PRV"]});
        base.as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        base
    };
    let ics = |class: &str| json!({"types": ["ICS"], "works_class": class});
    let oth = |fact: &str, level: u8| json!({"types": ["OTH"], fact: level});
    let int = |extra: &str, is: bool| json!({"types": ["INT"], "information": ["PRV"], extra: is});
    check(
        "R331",
        "2026-11-29",
        &[
            (
                "331-L1-1",
                "Điều 11 khoản 1",
                1,
                json!({"types": ["INT"], "information": ["PUB"], "sign_ins": false}),
                json!({"types": ["INT"], "information": ["PUB"], "sign_ins": true}),
                Some(2),
            ),
            (
                "331-L1-2",
                "Điều 11 khoản 2",
                1,
                oth("risk_level", 1),
                oth("risk_level", 0),
                None,
            ),
            (
                "331-L2-1",
                "Điều 12 khoản 1",
                2,
                json!({"types": ["INT"], "information": ["PII"]}),
                json!({"types": ["INT"], "information": ["PII", "SEC"]}),
                None,
            ),
            (
                "331-L2-2a",
                "Điều 12 khoản 2 điểm a",
                2,
                svc(json!({"conditional_business": false})),
                svc(json!({"conditional_business": true})),
                Some(3),
            ),
            (
                "331-L2-2b",
                "Điều 12 khoản 2 điểm b",
                2,
                svc(json!({"subjects_basic": 99_999, "subjects_sensitive": 9_999})),
                svc(json!({"subjects_basic": 100_000, "subjects_sensitive": 10_000})),
                Some(3),
            ),
            (
                "331-L2-3",
                "Điều 12 khoản 3",
                2,
                inf(json!({"served": "one_body"})),
                inf(json!({"served": "ministry"})),
                Some(3),
            ),
            (
                "331-L2-4",
                "Điều 12 khoản 4",
                2,
                oth("decision_level", 2),
                oth("decision_level", 0),
                None,
            ),
            (
                "331-L3-1",
                "Điều 13 khoản 1",
                3,
                sec("harm", false),
                sec("none", false),
                None,
            ),
            (
                "331-L3-2a",
                "Điều 13 khoản 2 điểm a",
                3,
                svc(json!({"conditional_business": true})),
                svc(json!({"conditional_business": false})),
                Some(2),
            ),
            (
                "331-L3-2b",
                "Điều 13 khoản 2 điểm b",
                3,
                json!({"types": ["SVC"], "settles_procedures": true}),
                json!({"types": ["SVC"], "settles_procedures": false}),
                None,
            ),
            (
                "331-L3-2c",
                "Điều 13 khoản 2 điểm c",
                3,
                svc(json!({"subjects_sensitive": 10_000})),
                svc(json!({"subjects_basic": 99_999, "subjects_sensitive": 9_999})),
                Some(2),
            ),
            (
                "331-L3-3",
                "Điều 13 khoản 3",
                3,
                inf(json!({"served": "ministry"})),
                inf(json!({"served": "one_body"})),
                Some(2),
            ),
            (
                "331-L3-4",
                "Điều 13 khoản 4",
                3,
                ics("II"),
                json!({"types": ["ICS"]}),
                None,
            ),
            (
                "331-L3-5",
                "Điều 13 khoản 5",
                3,
                oth("risk_level", 3),
                oth("risk_level", 2),
                Some(2),
            ),
            (
                "331-L4-1",
                "Điều 14 khoản 1",
                4,
                sec("serious", false),
                sec("harm", false),
                Some(3),
            ),
            (
                "331-L4-2",
                "Điều 14 khoản 2",
                4,
                inf(json!({"served": "nation", "always_on": true})),
                inf(json!({"served": "nation", "always_on": false})),
                None,
            ),
            ("331-L4-3", "Điều 14 khoản 3", 4, ics("I"), ics("III"), Some(3)),
            (
                "331-L4-4",
                "Điều 14 khoản 4",
                4,
                oth("decision_level", 4),
                oth("decision_level", 3),
                Some(3),
            ),
            (
                "331-L5-1",
                "Điều 15 khoản 1",
                5,
                sec("exceptionally_serious", true),
                sec("exceptionally_serious", false),
                Some(4),
            ),
            (
                "331-L5-2",
                "Điều 15 khoản 2",
                5,
                json!({"types": ["OTH"], "special_national_data": true}),
                json!({"types": ["OTH"], "special_national_data": false}),
                None,
            ),
            (
                "331-L5-3",
                "Điều 15 khoản 3",
                5,
                inf(json!({"connects_abroad": true})),
                inf(json!({"connects_abroad": false})),
                None,
            ),
            (
                "331-L5-4",
                "Điều 15 khoản 4",
                5,
                json!({"types": ["ICS"], "works_class": "III", "works_national_security": true}),
                json!({"types": ["ICS"], "works_class": "III", "works_national_security": false}),
                Some(3),
            ),
            (
                "331-L5-5",
                "Điều 15 khoản 5",
                5,
                oth("risk_level", 5),
                oth("risk_level", 4),
                Some(4),
            ),
            (
                "331-NS-1",
                "Điều 16 khoản 1",
                2,
                int("directs_security_works", true),
                int("directs_security_works", false),
                Some(2),
            ),
            (
                "331-NS-2",
                "Điều 16 khoản 2",
                2,
                int("security_telecom", true),
                int("security_telecom", false),
                Some(2),
            ),
            (
                "331-NS-3",
                "Điều 16 khoản 3",
                2,
                json!({"types": ["INT"], "information": ["PRV"], "security_field": true, "grave_consequence": true}),
                json!({"types": ["INT"], "information": ["PRV"], "security_field": true, "grave_consequence": false}),
                Some(2),
            ),
            (
                "331-NS-4",
                "Điều 16 khoản 4",
                5,
                json!({"types": ["OTH"], "special_national_data": true}),
                ics("I"),
                Some(4),
            ),
        ],
    );
}

/// The thresholds at which the two regimes part, point by point.
#[test]
fn counts_on_both_sides_85_art_9_2c_and_331_art_12_2b_13_2c() {
    let book = LawBook::builtin();
    let cases = [
        // name, basic, sensitive, level under R85, level under R331
        ("85 9.2c / 331 12.2b: 50.000 cơ bản", 50_000, 0, 3, 2),
        ("85 8.2c / 331 12.2b: 9.999 cơ bản", 9_999, 0, 2, 2),
        ("85 9.2c / 331 12.2b: 99.999 cơ bản", 99_999, 9_999, 3, 2),
        ("331 13.2c: 100.000 cơ bản", 100_000, 0, 3, 3),
        ("331 13.2c: 10.000 nhạy cảm", 0, 10_000, 3, 3),
        ("331 12.2b: 9.999 nhạy cảm", 0, 9_999, 2, 2),
    ];
    for (name, basic, sensitive, r85, r331) in cases {
        let facts = facts(&json!({
            "types": ["SVC"], "information": ["PII"], "online_service": true,
            "subjects_basic": basic, "subjects_sensitive": sensitive,
        }));
        let old = book.assess_under(&facts, "R85", d("2026-06-30")).unwrap();
        assert_eq!(old.level, Some(r85), "{name}");
        assert!(
            old.warnings.iter().any(|w| w.code == "users_from_subjects"),
            "{name}"
        );
        let new = book.assess(&facts, d("2026-08-19")).unwrap();
        assert_eq!((new.regime, new.level), ("R331", Some(r331)), "{name}");
    }
}

#[test]
fn several_provinces_a_sector_and_one_body_85_art_9_3_and_331_art_13_3() {
    let book = LawBook::builtin();
    for (served, r85, r331) in [
        ("one_body", Some(2), Some(2)),
        ("ministry", None, Some(3)),
        ("sector", Some(3), Some(3)),
        ("province", Some(3), Some(3)),
        ("provinces", Some(3), Some(3)),
        ("nation", None, None),
    ] {
        let facts = facts(&json!({"types": ["INF"], "information": ["PRV"], "served": served}));
        let level = |regime, day| book.assess_under(&facts, regime, d(day)).unwrap().level;
        assert_eq!(level("R85", "2024-01-01"), r85, "{served}");
        assert_eq!(level("R331", "2026-11-29"), r331, "{served}");
    }
}

#[test]
fn degrees_of_public_services_85_art_8_2a_9_2a_have_a_new_name() {
    let book = LawBook::builtin();
    for (fact, value, level) in [
        ("public_service_degree", json!(0), None),
        ("public_service_degree", json!(1), Some(2)),
        ("public_service_degree", json!(2), Some(2)),
        ("public_service_degree", json!(3), Some(3)),
        ("public_service_degree", json!(4), Some(3)),
        ("public_service", json!("partial"), Some(3)),
        ("public_service", json!("full"), Some(3)),
    ] {
        let facts = facts(&json!({"types": ["SVC"], fact: value}));
        let found = book.assess_under(&facts, "R85", d("2024-01-01")).unwrap();
        assert_eq!(found.level, level, "{fact} {value}");
    }
}

#[test]
fn works_classes_85_art_9_4_10_4_11_4_and_331_art_13_4_14_3_15_4() {
    let book = LawBook::builtin();
    for (class, level) in [("IV", 3), ("III", 3), ("II", 3), ("I", 4), ("special", 5)] {
        for (regime, day) in [("R85", "2024-01-01"), ("R331", "2026-11-29")] {
            let facts = facts(&json!({"types": ["ICS"], "works_class": class}));
            let found = book.assess_under(&facts, regime, d(day)).unwrap();
            assert_eq!(found.level, Some(level), "{regime} cấp {class}");
        }
    }
}

#[test]
fn defence_and_secrets_85_art_9_1_to_11_1_and_331_art_13_1_to_15_1() {
    let book = LawBook::builtin();
    for (harm, r85, r331) in [
        ("none", None, None),
        ("harm", Some(3), Some(3)),
        ("serious", Some(4), Some(4)),
        ("exceptionally_serious", Some(5), Some(5)),
    ] {
        for input in [
            json!({"types": ["OTH"], "information": ["SEC"], "harm": harm, "strategic": true}),
            json!({"types": ["OTH"], "information": ["PUB"], "defence_security": true, "harm": harm, "strategic": true}),
        ] {
            let level = |regime, day| book.assess_under(&facts(&input), regime, d(day)).unwrap().level;
            assert_eq!(level("R85", "2024-01-01"), r85, "{input}");
            assert_eq!(level("R331", "2026-11-29"), r331, "{input}");
        }
    }
}
