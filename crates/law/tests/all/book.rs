//! The book as a whole: bad data is named, a new decree is a file, the law of a day and what changed.
use crate::d;
use coloa_law::book::RowFault;
use coloa_law::route::StepKind;
use coloa_law::{Certainty, DataError, LawBook, LawError, RouteQuery, SystemFacts};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// A decree that nobody wrote: another threshold, a question of its own, and the end of the regime before it.
const DECREE_999: &str = r#"
[[ground]]
id = "nd999"
source = "Nghị định 999/2030/NĐ-CP"
valid_from = 2030-01-01
certainty = "known"

# The regime and the decree before it end.
[[ground]]
id = "nd331"
source = "Nghị định 331/2026/NĐ-CP"
valid_from = 2026-08-19
valid_to = 2029-12-31
certainty = "found"

[[regime]]
code = "R999"
name = "Cấp độ theo Nghị định 999"
instruments = ["Nghị định 999/2030/NĐ-CP"]
term = "an ninh mạng"
level_term = "cấp độ"
regulator = "Bộ Công an"
highest_decides = "Điều 2"
ground = "nd999"
article = "Điều 1"

[[transition]]
id = "999-levelled"
regime = "R999"
case = "levelled"
text = "Giữ cấp độ cũ trong 6 tháng."
deadline = 2030-07-01
ground = "nd999"
article = "Điều 30"
valid_to = 2030-07-01

[[system_type]]
code = "SVC"
regime = "R999"
name = "Hệ thống phục vụ người dân"
text = "phục vụ người dân"
ground = "nd999"
article = "Điều 3"

[[info_class]]
code = "PII"
regime = "R999"
name = "thông tin cá nhân"
text = "của một người"
ground = "nd999"
article = "Điều 3"

[[question]]
fact = "answers.uses_ai"
text = "Hệ thống có dùng trí tuệ nhân tạo không?"
ground = "nd999"
article = "Điều 4"

[[criterion]]
code = "999-L2"
regime = "R999"
level = 2
text = "Dưới 500.000 chủ thể dữ liệu"
when = { all = [{ type_is = "SVC" }, { subjects = { kind = "basic", below = 500000 } }] }
ground = "nd999"
article = "Điều 5"

[[criterion]]
code = "999-L3"
regime = "R999"
level = 3
text = "Từ 500.000 chủ thể dữ liệu"
when = { all = [{ type_is = "SVC" }, { subjects = { kind = "basic", at_least = 500000 } }] }
ground = "nd999"
article = "Điều 6"

[[criterion]]
code = "999-L4"
regime = "R999"
level = 4
text = "Dùng trí tuệ nhân tạo"
when = { answer = { name = "uses_ai", is = true } }
ground = "nd999"
article = "Điều 7"

[[role]]
code = "system_owner"
regime = "R999"
name = "Chủ quản"
text = "chủ quản"
ground = "nd999"
article = "Điều 8"

[[route_step]]
id = "999-approve"
regime = "R999"
levels = [1, 2, 3, 4, 5]
kind = "approve"
by = ["system_owner"]
limit = { count = 3, unit = "day" }
ground = "nd999"
article = "Điều 9"

[[section]]
code = "ALL"
regime = "R999"
name = "Yêu cầu"
clauses = ["", "", "1.1", "", ""]
known_items = [0, 0, 1, 0, 0]
ground = "nd999"
article = "Điều 10"

[[item]]
regime = "R999"
level = 3
section = "ALL"
clause = "1.1"
words = "Làm gì đó"
ground = "nd999"
article = "Điều 10"
"#;

#[test]
fn a_made_up_third_regime_is_a_data_file() {
    let book = LawBook::extended(&[("nghi_dinh_999.toml", DECREE_999)]).unwrap();
    assert_eq!(book.regime_on(d("2030-01-01")).unwrap().regime.code, "R999");
    assert_eq!(book.regime_on(d("2029-12-31")).unwrap().regime.code, "R331");
    let assess = |input: serde_json::Value, day: &str| {
        let facts: SystemFacts = serde_json::from_value(input).unwrap();
        book.assess(&facts, d(day)).unwrap().level
    };
    let service =
        json!({"types": ["SVC"], "information": ["PII"], "online_service": true, "subjects_basic": 499_999});
    assert_eq!(assess(service.clone(), "2030-01-01"), Some(2));
    assert_eq!(
        assess(service, "2029-12-31"),
        Some(3),
        "331 Điều 13 khoản 2 điểm c still holds the day before"
    );
    assert_eq!(
        assess(json!({"types": ["SVC"], "subjects_basic": 500_000}), "2030-01-01"),
        Some(3)
    );
    assert_eq!(
        assess(json!({"answers": {"uses_ai": true}}), "2030-01-01"),
        Some(4)
    );
    let facts = SystemFacts::default();
    let open = book.assess(&facts, d("2030-01-01")).unwrap();
    let asked: Vec<_> = open
        .questions
        .iter()
        .map(|q| (q.fact.as_str(), q.text.unwrap()))
        .collect();
    assert_eq!(
        asked[1],
        ("answers.uses_ai", "Hệ thống có dùng trí tuệ nhân tạo không?")
    );

    let route = book
        .route(RouteQuery {
            regime: "R999",
            level: 3,
            listed: true,
            unit_operates: true,
            day: d("2030-02-01"),
        })
        .unwrap();
    assert_eq!((route.len(), route[0].step.kind), (1, StepKind::Approve));
    assert!(book.checklist("R999", 3, d("2030-02-01")).unwrap().groups[0].complete);

    let changes = book.changes(d("2029-12-31"), d("2030-01-01")).unwrap();
    assert!(changes.began.iter().any(|e| e.id == "999-L3"));
    assert!(
        changes.ended.iter().any(|e| e.id == "331-L3-2c"),
        "its ground ended"
    );
    assert!(
        LawBook::builtin().regime("R999").is_err(),
        "the embedded book stays as it is"
    );
}

#[test]
fn bad_data_names_its_file_and_row() {
    let fault = |text: &str| match LawBook::extended(&[("x.toml", text)]).unwrap_err() {
        DataError::Row {
            file,
            section,
            row,
            fault,
        } => {
            assert_eq!(file, "x.toml");
            (section, row, fault)
        }
        form @ DataError::Form { .. } => panic!("{form}"),
    };
    let criterion = |extra: &str| {
        format!(
            "[[criterion]]\ncode = 'X'\nregime = 'R331'\nlevel = 2\ntext = 'x'\nground = 'nd331'\narticle = '1'\n{extra}"
        )
    };
    let (section, row, why) = fault(&criterion("when = { type_is = 'SVX' }"));
    assert_eq!((section.as_str(), row.as_str()), ("criterion", "X"));
    assert_eq!(
        why,
        RowFault::UnknownCode {
            what: "system_type",
            code: "SVX".into()
        }
    );
    assert!(
        matches!(fault(&criterion("when = { typ_is = 'SVC' }")).2, RowFault::Form(m) if m.contains("typ_is"))
    );
    assert!(
        matches!(fault(&criterion("when = { type_is = 'SVC' }\nlvl = 3")).2, RowFault::Form(m) if m.contains("lvl"))
    );
    assert!(matches!(fault(&criterion("")).2, RowFault::Form(m) if m.contains("when")));
    let good = criterion("when = { type_is = 'SVC' }");
    assert_eq!(fault(&good.replace("level = 2", "level = 6")).2, RowFault::Level);
    assert_eq!(
        fault(&good.replace("nd331", "nd33")).2,
        RowFault::UnknownGround("nd33".into())
    );
    assert_eq!(
        fault(&good.replace("article = '1'", "article = ''")).2,
        RowFault::Empty("article")
    );
    assert_eq!(
        fault(&good.replace("R331", "R999")).2,
        RowFault::UnknownCode {
            what: "regime",
            code: "R999".into()
        }
    );
    assert_eq!(
        fault(&format!("{good}\nvalid_to = 2020-01-01")).2,
        RowFault::EndsBeforeItBegins
    );
    assert!(matches!(
        fault(&criterion("when = { answer = { name = 'q', is = true } }")).2,
        RowFault::UnknownCode { .. }
    ));
    assert_eq!(fault("[[criterium]]\ncode = 'X'").2, RowFault::UnknownSection);
    assert_eq!(fault("criterion = 3").2, RowFault::NotARow);
    assert_eq!(
        LawBook::parse(&[(
            "one.toml",
            "[[ground]]\nid='a'\nsource='s'\nvalid_from=2020-01-01\ncertainty='known'\n\
            [[ground]]\nid='a'\nsource='s'\nvalid_from=2020-01-01\ncertainty='known'"
        )])
        .unwrap_err(),
        DataError::Row {
            file: "one.toml".into(),
            section: "ground".into(),
            row: "a".into(),
            fault: RowFault::Duplicate
        }
    );
    let broken = LawBook::parse(&[("two.toml", "\n\n[[criterion]\n")]).unwrap_err();
    assert!(
        matches!(&broken, DataError::Form { file, line: 3, .. } if file == "two.toml"),
        "{broken}"
    );
    let text = LawBook::extended(&[("x.toml", &criterion("when = { type_is = 'SVX' }"))])
        .unwrap_err()
        .to_string();
    assert_eq!(text, "x.toml, [[criterion]] X: no system_type with the code SVX");
}

#[test]
fn a_row_of_an_installation_takes_the_place_of_an_unsure_one() {
    let text = r#"
[[transition]]
id = "gap-2026"
regime = "R85"
case = "gap"
text = "Theo hướng dẫn của Bộ Công an."
source = "Công văn hướng dẫn"
article = "mục 1"
valid_from = 2026-07-01
valid_to = 2026-08-18
certainty = "known"
"#;
    let book = LawBook::extended(&[("tinh.toml", text)]).unwrap();
    let on = book.regime_on(d("2026-07-15")).unwrap();
    assert_eq!((on.regime.code.as_str(), on.certainty), ("R85", Certainty::Known));
    let embedded = LawBook::builtin().regime_on(d("2026-07-15")).unwrap();
    assert_eq!(
        embedded.certainty,
        Certainty::Unsure,
        "the gap between the laws is not settled by any text read"
    );
}

proptest::proptest! {
    /// A file of an installation is read or refused; it never ends the program.
    #[test]
    fn no_file_makes_the_book_panic(text in r#"(\[\[(ground|criterion|item|duty|x)\]\]\n|(id|code|when|level|valid_from|ground) = ('a'|3|2026-13-01|2026-01-01|\{ any = \[\] \})\n|[ -~]{0,12}\n){0,9}"#) {
        let _ = LawBook::parse(&[("x.toml", &text)]);
    }
}

#[test]
fn every_row_has_its_ground_and_an_id_of_its_own() {
    let mut seen = BTreeSet::new();
    let mut kinds = BTreeMap::<_, usize>::new();
    for entry in LawBook::builtin().entries() {
        assert!(
            !entry.legal.source.is_empty() && !entry.legal.article.is_empty(),
            "{entry:?}"
        );
        assert!(!entry.title.trim().is_empty(), "{entry:?}");
        assert!(
            seen.insert((entry.kind, entry.id.clone(), entry.legal.valid_from)),
            "{entry:?}"
        );
        *kinds.entry(entry.kind).or_default() += 1;
    }
    assert!(kinds.values().sum::<usize>() > 500, "{kinds:?}");
}

#[test]
fn transition_rules_carry_their_days_law_116_art_45_1_and_331_art_39_1() {
    let book = LawBook::builtin();
    let cases = [
        (
            "levelled",
            "R331",
            "2027-07-01",
            "Điều 45 khoản 1, Luật An ninh mạng 116/2025/QH15",
        ),
        (
            "construction-approval",
            "R85",
            "2027-01-01",
            "Điều 39 khoản 1, Nghị định 331/2026/NĐ-CP",
        ),
        (
            "construction-measures",
            "R331",
            "2027-07-01",
            "Điều 39 khoản 1, Nghị định 331/2026/NĐ-CP",
        ),
    ];
    for (id, regime, deadline, citation) in cases {
        let row = book.transitions.iter().find(|t| t.id == id).unwrap();
        assert_eq!(
            (row.regime.as_str(), row.deadline),
            (regime, Some(d(deadline))),
            "{id}"
        );
        assert_eq!(row.legal.citation(), citation);
        assert!(row.legal.in_force(d(deadline)), "{id}");
    }
    let running: Vec<_> = book
        .regime_on(d("2026-11-29"))
        .unwrap()
        .transitions
        .iter()
        .map(|t| t.id.as_str())
        .collect();
    assert_eq!(
        running,
        [
            "levelled",
            "construction-approval",
            "construction-measures",
            "never-levelled"
        ]
    );
}

#[test]
fn a_system_under_construction_goes_by_the_older_regime_331_art_39_1() {
    use coloa_law::regime::{Basis, TransitionCase};
    let book = LawBook::builtin();
    let cases = [
        (
            TransitionCase::UnderConstruction,
            "2026-12-01",
            "R85",
            Basis::Transition,
        ),
        (
            TransitionCase::UnderConstruction,
            "2027-01-01",
            "R85",
            Basis::Transition,
        ),
        (
            TransitionCase::UnderConstruction,
            "2027-01-02",
            "R331",
            Basis::InForce,
        ),
        (TransitionCase::Levelled, "2026-12-01", "R331", Basis::InForce),
        (
            TransitionCase::NeverLevelled,
            "2026-12-01",
            "R331",
            Basis::InForce,
        ),
        (
            TransitionCase::UnderConstruction,
            "2024-12-01",
            "R85",
            Basis::InForce,
        ),
        // Between the laws: the decree that keeps levels is not signed yet.
        (TransitionCase::Levelled, "2026-07-15", "R85", Basis::Transition),
        (
            TransitionCase::UnderConstruction,
            "2026-07-15",
            "R85",
            Basis::Transition,
        ),
    ];
    for (case, day, regime, basis) in cases {
        let on = book.regime_for(case, d(day)).unwrap();
        assert_eq!(
            (on.regime.code.as_str(), on.basis),
            (regime, basis),
            "{case:?} {day}"
        );
    }
}

#[test]
fn how_long_files_are_kept_331_art_10_6_356_art_29_333_art_16_6c() {
    let months: Vec<_> = LawBook::builtin()
        .retentions
        .iter()
        .map(|r| (r.id.as_str(), r.months, r.legal.article.as_str()))
        .collect();
    assert_eq!(
        months,
        [
            ("risk-files", None, "Điều 10 khoản 6"),
            ("breach-files", Some(60), "Điều 8 khoản 3; Điều 29"),
            (
                "service-logs",
                Some(12),
                "Điều 16 khoản 6 điểm c; Điều 20 khoản 3"
            ),
        ]
    );
}

#[test]
fn standards_are_replaced() {
    let book = LawBook::builtin();
    for code in ["TCVN 11930:2017", "TCVN 14423:2025", "TCVN 14423:2026"] {
        assert_eq!(book.standard_now(code).unwrap().code, "TCVN 14423:2026", "{code}");
    }
    assert!(book.standard_now("TCVN 1").is_none());
    assert_eq!(
        book.role_name("specialised_unit", "R85"),
        "Đơn vị chuyên trách về an toàn thông tin"
    );
    assert_eq!(
        book.role_name("specialised_unit", "R331"),
        "Đơn vị chuyên trách về an ninh mạng"
    );
}

#[test]
fn the_law_of_a_day_and_what_changed() {
    let book = LawBook::builtin();
    let on = |day: &str| -> BTreeSet<String> {
        book.law_on(d(day))
            .into_iter()
            .map(|e| format!("{}/{}", e.kind, e.id))
            .collect()
    };
    let (before, after) = (on("2026-08-18"), on("2026-08-19"));
    for id in [
        "criterion/85-L3-2c",
        "log_retention/R85/3",
        "statutory_report/tt12-owner-to-ministry",
    ] {
        assert!(before.contains(id) && !after.contains(id), "{id}");
    }
    for id in [
        "criterion/331-L3-2c",
        "regime/R331",
        "duty/nd331-serious",
        "log_retention/R331/3",
    ] {
        assert!(!before.contains(id) && after.contains(id), "{id}");
    }
    for id in [
        "duty/tt20-notice",
        "document_type/state/bao_cao",
        "form/tt20-05",
        "day_off/tet",
        "numbering_rule/state/number",
    ] {
        assert!(before.contains(id) && after.contains(id), "{id}");
    }
    assert!(!after.iter().any(|id| id.starts_with("question/")));

    let changes = book.changes(d("2026-08-18"), d("2026-08-19")).unwrap();
    let ids = |entries: &[coloa_law::Entry]| -> BTreeSet<String> {
        entries.iter().map(|e| format!("{}/{}", e.kind, e.id)).collect()
    };
    assert_eq!(ids(&changes.began), after.difference(&before).cloned().collect());
    assert_eq!(ids(&changes.ended), before.difference(&after).cloned().collect());
    let law = book.changes(d("2026-06-30"), d("2026-07-01")).unwrap();
    assert_eq!(
        ids(&law.ended),
        [
            "regime/R85",
            "body/national_committee",
            "content_ground/against_state",
            "content_ground/disorder",
        ]
        .map(String::from)
        .into()
    );
    assert!(ids(&law.began).contains("transition/gap-2026"));
    assert!(
        book.changes(d("2026-08-19"), d("2026-08-19"))
            .unwrap()
            .began
            .is_empty()
    );
    assert!(matches!(
        book.changes(d("2026-08-19"), d("2026-08-18")),
        Err(LawError::BadPeriod { .. })
    ));
    let whole = book.changes(d("2026-08-01"), d("2026-09-01")).unwrap();
    assert_eq!(ids(&whole.began), ids(&changes.began));
}
