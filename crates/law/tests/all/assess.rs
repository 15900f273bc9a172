//! What an assessment says beside the level: questions, traps, readings, what would raise it.
use crate::d;
use coloa_law::regime::Basis;
use coloa_law::{Assessment, LawBook, LawError, SystemFacts};
use proptest::prelude::*;
use serde_json::json;

fn facts(json: serde_json::Value) -> SystemFacts {
    serde_json::from_value(json).unwrap()
}

fn r331(json: serde_json::Value) -> Assessment<'static> {
    LawBook::builtin()
        .assess_under(&facts(json), "R331", d("2026-11-29"))
        .unwrap()
}

fn asked<'a>(found: &'a Assessment<'_>) -> Vec<&'a str> {
    found
        .questions
        .iter()
        .filter(|q| !q.last)
        .map(|q| q.fact.as_str())
        .collect()
}

fn warned(found: &Assessment<'_>, code: &str) -> bool {
    found.warnings.iter().any(|w| w.code == code)
}

#[test]
fn nothing_known_asks_for_the_type_first_and_names_no_level() {
    let found = r331(json!({}));
    assert_eq!((found.level, found.settled), (None, false));
    assert_eq!(asked(&found), ["types", "information"]);
    assert!(warned(&found, "undetermined"));
    assert!(
        found.questions.iter().all(|q| q.text.is_some()),
        "every question has words"
    );
}

#[test]
fn only_what_decides_is_asked() {
    let found = r331(json!({"types": ["ICS"]}));
    assert_eq!(
        asked(&found),
        ["information", "works_class", "works_national_security"]
    );
    let found = r331(json!({"types": ["ICS"], "information": ["PRV"], "works_class": "special"}));
    assert_eq!((found.level, found.settled), (Some(5), true));
    assert_eq!(found.questions.iter().filter(|q| q.up_to.is_some()).count(), 0);
    // Level 3 is reached: whether the service is on the list of conditional business no longer counts.
    let found = r331(json!({"types": ["SVC"], "information": ["PII"], "settles_procedures": true}));
    assert_eq!((found.level, found.settled), (Some(3), true));
    assert!(asked(&found).is_empty());
}

#[test]
fn settling_procedures_is_level_3_by_331_art_13_2b() {
    let found = r331(json!({"types": ["SVC"], "information": ["PII"], "settles_procedures": true}));
    let [matched] = found.matched.as_slice() else {
        panic!()
    };
    assert_eq!((matched.code, matched.level), ("331-L3-2b", Some(3)));
    assert_eq!(
        matched.legal.citation(),
        "Điều 13 khoản 2 điểm b, Nghị định 331/2026/NĐ-CP"
    );
    let because: Vec<_> = matched
        .because
        .iter()
        .map(|b| (b.fact.as_str(), b.value.as_str()))
        .collect();
    assert_eq!(because, [("types", "SVC"), ("settles_procedures", "true")]);
}

#[test]
fn what_would_raise_the_level_is_named() {
    let found = r331(json!({
        "types": ["SVC"], "information": ["PII"], "online_service": true, "subjects_basic": 50_000,
        "subjects_sensitive": 0, "conditional_business": false, "settles_procedures": false,
    }));
    assert_eq!(found.level, Some(2));
    let raise = |code: &str| found.would_raise.iter().find(|w| w.code == code);
    let count = raise("331-L3-2c").unwrap();
    assert_eq!(count.lacks.len(), 1);
    assert_eq!(count.lacks[0].have.as_deref(), Some("50000"));
    assert_eq!(
        serde_json::to_value(count.lacks[0].need).unwrap(),
        json!({"subjects": {"kind": "basic", "at_least": 100_000}})
    );
    assert!(raise("331-L3-2b").is_some() && raise("331-L3-2a").is_some());
    assert!(
        raise("331-L3-4").is_none(),
        "another type of system is another system"
    );
    let first: Vec<_> = found
        .would_raise
        .iter()
        .take_while(|w| !w.last)
        .map(|w| w.code)
        .collect();
    assert_eq!(
        first,
        ["331-L3-2a", "331-L3-2b", "331-L3-2c", "331-L3-1", "331-L4-1"],
        "the nearest first; what hangs on a decision of the Prime Minister comes last"
    );
}

#[test]
fn staff_sign_ins_are_personal_data() {
    for (regime, day) in [("R85", "2024-01-01"), ("R331", "2026-11-29")] {
        let assess = |sign_ins: Option<bool>| {
            let mut input = json!({"types": ["INT"], "information": ["PUB"]});
            if let Some(is) = sign_ins {
                input["sign_ins"] = json!(is);
            }
            LawBook::builtin()
                .assess_under(&facts(input), regime, d(day))
                .unwrap()
        };
        let trapped = assess(Some(true));
        assert_eq!(trapped.level, Some(2), "{regime}");
        assert!(warned(&trapped, "sign_ins_are_personal_data"));
        assert_eq!(assess(Some(false)).level, Some(1));
        let open = assess(None);
        assert_eq!(
            open.level, None,
            "level 1 is not given away while sign-ins are unknown"
        );
        assert!(asked(&open).contains(&"sign_ins"));
    }
}

#[test]
fn splitting_is_seen_by_331_art_8_3() {
    let input = |owner: &str, others: u64| {
        json!({
            "name": "Cổng A", "owner": "UBND tỉnh", "function": "đặt lịch", "types": ["SVC"], "information": ["PII"],
            "online_service": true, "conditional_business": false, "settles_procedures": false,
            "subjects_basic": 60_000, "subjects_sensitive": 0,
            "siblings": [{"name": "Cổng B", "owner": owner, "subjects_basic": others}],
        })
    };
    let split = r331(input("UBND tỉnh", 40_000));
    let warning = split
        .warnings
        .iter()
        .find(|w| w.code == "formal_splitting")
        .unwrap();
    assert!(warning.text.contains("Cổng B: cấp độ 3"), "{}", warning.text);
    assert_eq!(warning.legal.unwrap().article, "Điều 8 khoản 3");
    assert_eq!(split.level, Some(2), "a warning, not a verdict");
    assert!(!warned(&r331(input("UBND tỉnh", 39_999)), "formal_splitting"));
    assert!(
        !warned(&r331(input("Bộ Y tế", 40_000)), "formal_splitting"),
        "another owner"
    );
}

#[test]
fn a_higher_risk_result_raises_by_331_art_10_5() {
    let input = |risk: u8| json!({"types": ["INT"], "information": ["PRV"], "risk_level": risk});
    let found = r331(input(4));
    assert_eq!(found.level, Some(4));
    let raised = found.raised.unwrap();
    assert_eq!(
        (raised.from, raised.to, raised.article),
        (Some(2), 4, "Điều 10 khoản 5")
    );
    for lower in [1, 2] {
        let found = r331(input(lower));
        assert_eq!(
            (found.level, found.raised),
            (Some(2), None),
            "a lower result does not lower"
        );
    }
    let old = LawBook::builtin()
        .assess_under(&facts(input(4)), "R85", d("2024-01-01"))
        .unwrap();
    assert_eq!(old.level, Some(2), "Decree 85 knows no risk result");
    assert!(warned(
        &r331(json!({"types": ["INT"], "information": ["PRV"]})),
        "risk_missing"
    ));
}

#[test]
fn the_national_list_follows_level_5_by_331_art_16_and_20_4() {
    let found = r331(json!({"types": ["ICS"], "works_class": "II", "directs_security_works": true}));
    assert_eq!((found.level, found.procedure_level), (Some(3), Some(5)));
    assert_eq!(found.national_list[0].code, "331-NS-1");
    let found = r331(json!({"types": ["ICS"], "works_class": "special"}));
    assert_eq!(found.national_list[0].code, "331-NS-4");
    let found = r331(json!({"types": ["INT"], "information": ["PRV"]}));
    assert_eq!((found.national_list.len(), found.procedure_level), (0, Some(2)));
}

/// Word, regime, facts, level, level under the other reading.
#[test]
fn contested_words_show_the_other_reading() {
    let service = json!({
        "types": ["SVC"], "information": ["PII"], "online_service": true, "conditional_business": false,
        "subjects_basic": 200_000, "subjects_sensitive": 0,
    });
    let behind = json!({
        "types": ["SVC"], "information": ["PII"], "online_service": true, "supports_only": true,
        "settles_procedures": true, "public_service_degree": 4,
    });
    let cases = [
        ("khác", "R331", service.clone(), Some(3), Some(2)),
        ("khác", "R85", service, Some(3), Some(2)),
        ("hỗ trợ", "R331", behind.clone(), Some(3), Some(2)),
        ("hỗ trợ", "R85", behind, Some(3), Some(2)),
        (
            "chiến lược",
            "R331",
            json!({"types": ["INT"], "information": ["SEC"], "harm": "exceptionally_serious"}),
            Some(4),
            Some(5),
        ),
        (
            "một ngành",
            "R85",
            json!({"types": ["INF"], "served": "ministry"}),
            None,
            Some(3),
        ),
        (
            "Khung quản lý rủi ro an ninh mạng",
            "R331",
            json!({"types": ["OTH"], "risk_level": 1}),
            Some(1),
            None,
        ),
    ];
    let readings = LawBook::builtin().readings.len();
    assert_eq!(readings, cases.len(), "every reading has its case");
    for (word, regime, input, level, other) in cases {
        let day = if regime == "R85" {
            "2024-01-01"
        } else {
            "2026-11-29"
        };
        let found = LawBook::builtin()
            .assess_under(&facts(input), regime, d(day))
            .unwrap();
        assert_eq!(found.level, level, "{regime} {word}");
        let alternative = found.alternatives.iter().find(|a| a.word == word).unwrap();
        assert_eq!(alternative.level, other, "{regime} {word}");
    }
    let clear = r331(json!({"types": ["SVC"], "information": ["PII"], "settles_procedures": true}));
    assert!(
        clear.alternatives.is_empty(),
        "no alternative where the outcome is the same"
    );
}

#[test]
fn the_regime_follows_the_day_and_may_be_named() {
    let book = LawBook::builtin();
    let input = facts(json!({"types": ["INT"], "information": ["PRV"]}));
    let assess = |day: &str| book.assess(&input, d(day)).unwrap();
    assert_eq!(
        (assess("2026-06-30").regime, assess("2026-06-30").basis),
        ("R85", Basis::InForce)
    );
    let gap = assess("2026-07-15");
    assert_eq!((gap.regime, gap.basis), ("R85", Basis::Transition));
    assert!(warned(&gap, "regime_in_transition"));
    assert_eq!(
        (assess("2026-08-19").regime, assess("2026-08-19").basis),
        ("R331", Basis::InForce)
    );
    assert!(matches!(
        book.assess(&input, d("2016-06-30")),
        Err(LawError::NoRule { .. })
    ));
    let named = |day: &str| book.assess_under(&input, "R85", d(day)).unwrap();
    assert_eq!(
        named("2026-12-01").basis,
        Basis::Transition,
        "under construction, 331 art. 39.1"
    );
    assert_eq!(named("2027-01-02").basis, Basis::Asked);
    let early = book.assess_under(&input, "R331", d("2026-07-15")).unwrap();
    assert_eq!(
        (early.basis, early.level),
        (Basis::Asked, Some(2)),
        "not signed yet"
    );
    assert!(warned(&named("2027-01-02"), "regime_not_in_force"));
    assert_eq!(
        named("2027-01-02").level,
        Some(2),
        "the last criteria of the regime are used"
    );
    assert!(matches!(
        book.assess_under(&input, "R99", d("2027-01-02")),
        Err(LawError::UnknownCode { field: "regime", .. })
    ));
}

#[test]
fn slips_of_the_pen_are_refused() {
    let book = LawBook::builtin();
    for (field, input) in [
        ("types", json!({"types": ["SVX"]})),
        ("information", json!({"information": ["PRIVATE"]})),
        ("served", json!({"served": "tỉnh"})),
        ("works_class", json!({"works_class": "2"})),
        ("public_service", json!({"public_service": "4"})),
        ("risk_level", json!({"risk_level": 6})),
        ("public_service_degree", json!({"public_service_degree": 5})),
        ("answers", json!({"answers": {"unheard_of": true}})),
    ] {
        let error = book.assess(&facts(input), d("2026-11-29")).unwrap_err();
        assert!(
            matches!(error, LawError::UnknownCode { field: f, .. } if f == field),
            "{error}"
        );
    }
    assert!(
        serde_json::from_str::<SystemFacts>(r#"{"type": "SVC"}"#).is_err(),
        "unknown fields"
    );
}

#[test]
fn empty_lists_match_nothing() {
    let found = r331(json!({"types": [], "information": []}));
    assert_eq!(found.level, None);
    let found = r331(json!({"types": ["INT"], "information": [], "sign_ins": false}));
    assert_eq!(found.level, None, "no information is not public information");
}

#[test]
fn the_input_and_its_answer_of_the_manual() {
    let found = r331(json!({
        "name": "Đặt lịch khám", "types": ["SVC"], "information": ["PII"], "online_service": true,
        "conditional_business": false, "settles_procedures": false, "subjects_basic": 50_000,
        "subjects_sensitive": 1_200, "counted_on": "2026-11-01",
    }));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["level"], 2);
    assert_eq!(json["matched"][0]["code"], "331-L2-2a");
    assert_eq!(json["matched"][0]["article"], "Điều 12 khoản 2 điểm a");
    assert_eq!(json["matched"][1]["code"], "331-L2-2b");
    assert_eq!(json["settled"], true);
    assert_eq!(json["basis"], "in_force");
    assert!(!warned(&found, "counting_day_missing"));
}

fn any_facts() -> impl Strategy<Value = SystemFacts> {
    let codes = |all: &'static [&'static str]| {
        proptest::option::of(proptest::sample::subsequence(all, 0..=all.len()))
            .prop_map(|c| c.map(|c| c.into_iter().map(String::from).collect::<Vec<_>>()))
    };
    let flag = || any::<Option<bool>>();
    (
        codes(&["INT", "SVC", "INF", "ICS", "OTH"]),
        codes(&["PUB", "PRV", "PII", "SEC"]),
        (flag(), flag(), flag(), flag(), flag()),
        proptest::option::of(0u64..200_000),
        proptest::option::of(0u64..20_000),
        proptest::option::of(0u8..=5),
        proptest::option::of(0u8..=4),
    )
        .prop_map(
            |(types, information, (a, b, c, e, f), basic, sensitive, risk, degree)| SystemFacts {
                types,
                information,
                sign_ins: a,
                online_service: b,
                conditional_business: c,
                settles_procedures: e,
                defence_security: f,
                subjects_basic: basic,
                subjects_sensitive: sensitive,
                risk_level: risk,
                public_service_degree: degree,
                ..SystemFacts::default()
            },
        )
}

proptest! {
    /// A settled level survives every answer to what was not asked, save for the questions that come last; and
    /// level 1 never stands without a criterion of level 1.
    #[test]
    fn answers_never_lower_and_level_1_is_earned(facts in any_facts(), online in any::<bool>(), n in 0u64..300_000) {
        let book = LawBook::builtin();
        for (regime, day) in [("R85", "2024-01-01"), ("R331", "2026-11-29")] {
            let found = book.assess_under(&facts, regime, d(day)).unwrap();
            let highest = found.matched.iter().filter_map(|m| m.level).max();
            prop_assert_eq!(found.level.is_some(), highest.is_some());
            prop_assert!(found.level >= highest);
            if found.level == Some(1) {
                prop_assert!(found.matched.iter().all(|m| m.level == Some(1)) && !found.matched.is_empty());
            }
            let mut more = facts.clone();
            more.online_service.get_or_insert(online);
            more.subjects_basic.get_or_insert(n);
            let later = book.assess_under(&more, regime, d(day)).unwrap();
            let user_count_changes = regime == "R85" && facts.subjects_basic.is_none();
            if !user_count_changes {
                prop_assert!(later.level >= found.level, "{:?} then {:?}", found.level, later.level);
                if found.settled {
                    prop_assert_eq!(later.level, found.level);
                }
            }
        }
    }
}

/// Every pair of blocks in the manual: an input, and what comes of it.
#[test]
fn the_examples_of_the_manual_are_true() {
    let manual = include_str!("../../../../docs/assess.md");
    let blocks: Vec<serde_json::Value> = manual
        .split("```json\n")
        .skip(1)
        .map(|rest| serde_json::from_str(rest.split("```").next().unwrap()).unwrap())
        .collect();
    assert_eq!(blocks.len(), 6);
    for pair in blocks.chunks(2) {
        let found = LawBook::builtin()
            .assess(&facts(pair[0].clone()), d("2026-11-29"))
            .unwrap();
        let codes: Vec<_> = found.matched.iter().map(|m| m.code).collect();
        let shown = json!({
            "regime": found.regime, "level": found.level, "settled": found.settled, "codes": codes,
            "asks": asked(&found),
        });
        assert_eq!(shown, pair[1], "{}", pair[0]["name"]);
    }
    // Every field of the input and of the answer is described. The refusal of a field names all that exist.
    let refusal = serde_json::from_str::<SystemFacts>(r#"{"?": 1}"#)
        .unwrap_err()
        .to_string();
    let fields: Vec<_> = refusal.split('`').skip(3).step_by(2).collect();
    assert!(fields.len() > 30, "{refusal}");
    for field in fields {
        assert!(manual.contains(&format!("`{field}`")), "{field}");
    }
    let every = SystemFacts {
        name: Some(String::new()),
        ..SystemFacts::default()
    };
    let answer = serde_json::to_value(LawBook::builtin().assess(&every, d("2026-11-29")).unwrap()).unwrap();
    for field in answer.as_object().unwrap().keys() {
        let described = manual.contains(&format!("`{field}`"));
        assert!(
            described || ["regime_name", "regime_certainty"].contains(&field.as_str()),
            "{field}"
        );
    }
}

#[test]
fn facts_are_named_and_counted_by_the_day() {
    for bad in ["[]", "[\"x\"]", "null", "3"] {
        assert!(serde_json::from_str::<SystemFacts>(bad).is_err(), "{bad}");
    }
    let facts: SystemFacts =
        serde_json::from_str(r#"{ "types": ["SVC"], "counted_on": "2026-12-01" }"#).unwrap();
    let again: SystemFacts = serde_json::from_value(serde_json::to_value(&facts).unwrap()).unwrap();
    assert_eq!(again, facts);
    let book = LawBook::builtin();
    assert!(matches!(
        book.assess_under(&facts, "R331", d("2026-11-30")),
        Err(LawError::CountedLater { .. })
    ));
    assert!(book.assess_under(&facts, "R331", d("2026-12-01")).is_ok());
}
