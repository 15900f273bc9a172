//! Who acts at each level, in which time. Each case carries the article.
use crate::d;
use coloa_law::dossier::DossierKind;
use coloa_law::route::{DayUnit, StepKind, StepOn};
use coloa_law::{Certainty, LawBook, RouteQuery, WorkCalendar};

fn route(
    regime: &'static str,
    level: u8,
    listed: bool,
    unit_operates: bool,
    day: &str,
) -> Vec<StepOn<'static>> {
    LawBook::builtin()
        .route(RouteQuery {
            regime,
            level,
            listed,
            unit_operates,
            day: d(day),
        })
        .unwrap()
}

#[test]
fn who_acts_85_art_12_and_331_art_18() {
    use StepKind::{Appraise, Approve, ApproveList, ApprovePlan, ExpertOpinion, Prepare};
    // regime, level, on the list, step, who, article
    let cases = [
        ("R85", 1, false, Prepare, Some("operator"), "Điều 12"),
        (
            "R85",
            1,
            false,
            Appraise,
            Some("specialised_unit"),
            "Điều 12 khoản 1",
        ),
        (
            "R85",
            2,
            false,
            Approve,
            Some("specialised_unit"),
            "Điều 12 khoản 1; Điều 17 khoản 2",
        ),
        ("R85", 2, false, ExpertOpinion, None, ""),
        (
            "R85",
            3,
            false,
            Appraise,
            Some("specialised_unit"),
            "Điều 12 khoản 2; Điều 16 khoản 2 điểm a",
        ),
        (
            "R85",
            3,
            false,
            Approve,
            Some("system_owner"),
            "Điều 12 khoản 2; Điều 17 khoản 2",
        ),
        (
            "R85",
            4,
            false,
            ExpertOpinion,
            Some("specialised_unit"),
            "Điều 12 khoản 3",
        ),
        (
            "R85",
            4,
            false,
            Appraise,
            Some("ministry"),
            "Điều 12 khoản 3; Điều 16 khoản 2",
        ),
        (
            "R85",
            4,
            false,
            Approve,
            Some("system_owner"),
            "Điều 12 khoản 3; Điều 17 khoản 2",
        ),
        ("R85", 5, false, Approve, None, ""),
        (
            "R85",
            5,
            false,
            ApproveList,
            Some("prime_minister"),
            "Điều 12 khoản 3 điểm d–đ",
        ),
        (
            "R85",
            5,
            false,
            ApprovePlan,
            Some("system_owner"),
            "Điều 12 khoản 3 điểm d–đ; Điều 17 khoản 2",
        ),
        (
            "R85",
            3,
            true,
            Approve,
            Some("system_owner"),
            "Điều 12 khoản 2; Điều 17 khoản 2",
        ),
        ("R331", 1, false, Prepare, Some("operator"), "Điều 18"),
        (
            "R331",
            2,
            false,
            Appraise,
            Some("specialised_unit"),
            "Điều 18 khoản 1",
        ),
        (
            "R331",
            2,
            false,
            Approve,
            Some("specialised_unit"),
            "Điều 18 khoản 1; Điều 20 khoản 3 điểm a; Điều 24 khoản 2",
        ),
        ("R331", 3, false, ExpertOpinion, None, ""),
        (
            "R331",
            3,
            false,
            Appraise,
            Some("specialised_unit"),
            "Điều 18 khoản 2; Điều 23",
        ),
        (
            "R331",
            3,
            false,
            Approve,
            Some("system_owner"),
            "Điều 18 khoản 2; Điều 24 khoản 2",
        ),
        (
            "R331",
            4,
            false,
            ExpertOpinion,
            Some("specialised_unit"),
            "Điều 18 khoản 3",
        ),
        (
            "R331",
            4,
            false,
            Appraise,
            Some("bo_cong_an"),
            "Điều 18 khoản 3 điểm a–d; Điều 23",
        ),
        (
            "R331",
            4,
            false,
            Approve,
            Some("system_owner"),
            "Điều 18 khoản 3 điểm a–d; Điều 24 khoản 2",
        ),
        (
            "R331",
            5,
            false,
            ApproveList,
            Some("prime_minister"),
            "Điều 18 khoản 3 điểm d–đ",
        ),
        (
            "R331",
            5,
            false,
            ApprovePlan,
            Some("system_owner"),
            "Điều 18 khoản 3 điểm d–đ; Điều 24 khoản 2",
        ),
        // Decree 331, Article 20.4: a listed system of level 3 or 4 goes the way of level 5.
        (
            "R331",
            3,
            true,
            Appraise,
            Some("bo_cong_an"),
            "Điều 18 khoản 3 điểm a–d; Điều 23",
        ),
        (
            "R331",
            4,
            true,
            ApproveList,
            Some("prime_minister"),
            "Điều 18 khoản 3 điểm d–đ",
        ),
        ("R331", 3, true, Approve, None, ""),
    ];
    for (regime, level, listed, kind, who, article) in cases {
        let day = if regime == "R85" {
            "2024-01-02"
        } else {
            "2026-11-30"
        };
        let steps = route(regime, level, listed, false, day);
        let step = steps.iter().find(|s| s.step.kind == kind);
        let name = format!("{regime} cấp độ {level} {kind:?} ({article})");
        assert_eq!(
            step.map(|s| s.by.as_slice()),
            who.as_ref().map(std::slice::from_ref),
            "{name}"
        );
        if let Some(step) = step {
            assert_eq!(step.step.legal.article, article, "{name}");
        }
    }
}

#[test]
fn a_unit_does_not_judge_its_own_system_tt12_art_6_and_331_art_18_4() {
    for (regime, day, level, article) in [
        ("R85", "2024-01-02", 3, "Điều 6"),
        ("R331", "2026-11-30", 2, "Điều 18 khoản 4"),
        ("R331", "2026-11-30", 3, "Điều 18 khoản 4"),
    ] {
        let steps = route(regime, level, false, true, day);
        let appraise = steps.iter().find(|s| s.step.kind == StepKind::Appraise).unwrap();
        assert_eq!(appraise.by, ["alternative_appraiser"], "{article}");
        assert_eq!(appraise.independence.unwrap().legal.article, article);
    }
    let steps = route("R331", 4, false, true, "2026-11-30");
    let appraise = steps.iter().find(|s| s.step.kind == StepKind::Appraise).unwrap();
    assert_eq!(
        (appraise.by.as_slice(), appraise.independence),
        (["bo_cong_an"].as_slice(), None),
        "another appraises"
    );
}

/// Decree 331, Article 18.3; Decree 85, Article 12.3: systems that the usual route leaves to another body.
#[test]
fn military_and_cipher_systems_are_appraised_by_their_own_body() {
    let book = LawBook::builtin();
    for (regime, day, exempt, level, body) in [
        ("R331", "2026-11-30", Some("military"), 4, "bo_quoc_phong"),
        ("R331", "2026-11-30", Some("defence"), 5, "bo_quoc_phong"),
        ("R331", "2026-11-30", Some("cipher"), 4, "ban_co_yeu"),
        ("R331", "2026-11-30", None, 4, "bo_cong_an"),
        ("R331", "2026-11-30", Some("military"), 3, "specialised_unit"),
        ("R85", "2024-01-02", Some("defence"), 4, "bo_quoc_phong"),
    ] {
        let query = RouteQuery {
            regime,
            level,
            listed: false,
            unit_operates: false,
            day: d(day),
        };
        let steps = book.route_of(query, exempt).unwrap();
        let appraise: Vec<_> = steps
            .iter()
            .filter(|s| s.step.kind == StepKind::Appraise)
            .collect();
        assert_eq!(appraise.len(), 1, "{regime} {exempt:?} {level}");
        assert_eq!(appraise[0].by, [body], "{regime} {exempt:?} {level}");
        if exempt.is_none() {
            assert_eq!(steps, book.route(query).unwrap());
        }
    }
    let force = book.competent("cipher", d("2026-11-30")).unwrap();
    assert_eq!(force.by, ["ban_co_yeu"]);
    assert_eq!(force.legal.article, "Điều 18 khoản 3 điểm a–d; Điều 23");
    assert!(book.competent("bank", d("2026-11-30")).is_none());
}

#[test]
fn a_role_is_called_as_on_the_day() {
    let book = LawBook::builtin();
    for (day, name) in [
        ("2024-01-02", "Bộ Thông tin và Truyền thông"),
        ("2025-03-01", "Bộ Công an"),
        ("2026-11-30", "Bộ Công an"),
    ] {
        assert_eq!(book.role_name_on("ministry", "R85", d(day)), name, "{day}");
    }
    assert_eq!(book.role_name_on("no_such", "R85", d("2024-01-02")), "no_such");
}

#[test]
fn a_regime_decides_in_its_days_and_where_a_transition_carries_it() {
    let book = LawBook::builtin();
    for (regime, day, building, decides) in [
        ("R85", "2016-06-30", true, false),
        ("R85", "2024-01-02", false, true),
        ("R85", "2026-08-18", false, true),
        ("R85", "2026-11-30", false, false),
        ("R85", "2026-11-30", true, true),
        ("R85", "2027-01-02", true, false),
        ("R331", "2015-01-01", true, false),
        ("R331", "2026-08-18", true, false),
        ("R331", "2026-08-19", false, true),
    ] {
        let found = book.decides(regime, d(day), |_| building).unwrap();
        assert_eq!(found, decides, "{regime} {day} {building}");
    }
}

#[test]
fn terms_85_art_16_17_and_331_art_23_24() {
    use DayUnit::{Day, WorkingDay};
    use StepKind::{Appraise, Approve, CompletenessReply};
    // regime, level, step, term, day it runs from, last day
    let cases = [
        (
            "TT03 Điều 14.3",
            "R85",
            3,
            CompletenessReply,
            Some((5, WorkingDay)),
            "2022-09-05",
            "2022-09-12",
        ),
        (
            "TT03 bãi bỏ 01/10/2022",
            "R85",
            3,
            CompletenessReply,
            None,
            "2024-03-04",
            "",
        ),
        (
            "85 Điều 12.1: không định thời hạn",
            "R85",
            2,
            Appraise,
            None,
            "2024-03-04",
            "",
        ),
        (
            "85 Điều 16.2a",
            "R85",
            3,
            Appraise,
            Some((15, Day)),
            "2024-03-04",
            "2024-03-19",
        ),
        (
            "85 Điều 16.2",
            "R85",
            4,
            Appraise,
            Some((30, Day)),
            "2024-03-04",
            "2024-04-03",
        ),
        (
            "85 Điều 17.2",
            "R85",
            3,
            Approve,
            Some((7, WorkingDay)),
            "2024-03-04",
            "2024-03-13",
        ),
        (
            "331 Điều 23.2",
            "R331",
            3,
            CompletenessReply,
            Some((5, WorkingDay)),
            "2026-11-30",
            "2026-12-07",
        ),
        (
            "331 Điều 18.1: không định thời hạn",
            "R331",
            1,
            Appraise,
            None,
            "2026-11-30",
            "",
        ),
        (
            "331 Điều 23, cấp độ 3",
            "R331",
            3,
            Appraise,
            Some((15, WorkingDay)),
            "2026-11-30",
            "2026-12-21",
        ),
        (
            "331 Điều 23, cấp độ 4",
            "R331",
            4,
            Appraise,
            Some((25, WorkingDay)),
            "2026-11-30",
            "2027-01-05",
        ),
        (
            "331 Điều 23, cấp độ 5",
            "R331",
            5,
            Appraise,
            Some((25, WorkingDay)),
            "2026-11-30",
            "2027-01-05",
        ),
        (
            "331 Điều 24.2",
            "R331",
            2,
            Approve,
            Some((7, WorkingDay)),
            "2026-11-30",
            "2026-12-09",
        ),
    ];
    for (name, regime, level, kind, term, from, last) in cases {
        let steps = route(regime, level, false, false, from);
        let step = steps.iter().find(|s| s.step.kind == kind);
        let limit = step.and_then(|s| s.step.limit).map(|l| (l.count, l.unit));
        assert_eq!(limit, term, "{name}");
        if let Some(step) = step {
            let due = step.step.due(d(from), WorkCalendar::builtin()).unwrap();
            assert_eq!(
                due.as_ref().map(|s| s.due.to_string()).unwrap_or_default(),
                last,
                "{name}"
            );
        }
    }
}

#[test]
fn a_term_of_days_names_the_last_working_day_and_how_sure_it_is() {
    let steps = route("R85", 3, false, false, "2024-03-01");
    let appraise = steps.iter().find(|s| s.step.kind == StepKind::Appraise).unwrap();
    let due = appraise
        .step
        .due(d("2024-03-01"), WorkCalendar::builtin())
        .unwrap()
        .unwrap();
    assert_eq!(
        (due.due, due.last_working_day),
        (d("2024-03-16"), d("2024-03-15"))
    );
    let steps = route("R331", 4, false, false, "2027-01-20");
    let appraise = steps.iter().find(|s| s.step.kind == StepKind::Appraise).unwrap();
    let due = appraise
        .step
        .due(d("2027-01-20"), WorkCalendar::builtin())
        .unwrap()
        .unwrap();
    assert_eq!(
        due.certainty,
        Certainty::Unsure,
        "the days off of Tết 2027 are not decided"
    );
    assert!(
        appraise
            .step
            .due(d("2100-01-01"), WorkCalendar::builtin())
            .is_err()
    );
}

#[test]
fn gates_tt12_art_9_6_9_7_15_and_331_art_28_3_30_6_30_7_37() {
    let cases = [
        ("R85", "2024-01-02", StepKind::Approve, true, "Điều 9 khoản 7"),
        ("R85", "2024-01-02", StepKind::Operate, true, "Điều 9 khoản 6"),
        ("R85", "2024-01-02", StepKind::Prepare, false, "Điều 15"),
        ("R331", "2026-11-30", StepKind::Approve, true, "Điều 30 khoản 7"),
        ("R331", "2026-11-30", StepKind::Operate, true, "Điều 30 khoản 6"),
        ("R331", "2026-11-30", StepKind::Operate, true, "Điều 28 khoản 3"),
        ("R331", "2026-11-30", StepKind::Prepare, false, "Điều 37"),
    ];
    for (regime, day, before, hard, article) in cases {
        let gates = LawBook::builtin().gates(regime, 3, before, d(day));
        let gate = gates.iter().find(|g| g.legal.article == article);
        assert_eq!(gate.map(|g| g.hard), Some(hard), "{regime} {article}");
    }
}

#[test]
fn copies_tt03() {
    for (level, copies) in [(1, 2), (3, 2), (4, 4), (5, 4)] {
        let steps = route("R85", level, false, false, "2020-01-02");
        let submit = steps.iter().find(|s| s.step.kind == StepKind::Submit).unwrap();
        let found = submit.step.copies.unwrap();
        assert_eq!((found.originals, found.copies), (1, copies), "cấp độ {level}");
    }
    assert!(
        route("R85", 3, false, false, "2024-01-02")
            .iter()
            .all(|s| s.step.copies.is_none()),
        "repealed"
    );
}

#[test]
fn dossiers_85_art_15_and_331_art_21() {
    let book = LawBook::builtin();
    for (regime, day) in [("R85", "2024-01-02"), ("R331", "2026-11-30")] {
        for (level, proposal, approval) in [(1, 4, 4), (2, 4, 4), (3, 4, 5), (4, 5, 6), (5, 5, 6)] {
            let count = |kind| book.dossier(regime, level, kind, d(day)).len();
            assert_eq!(count(DossierKind::Proposal), proposal, "{regime} cấp độ {level}");
            assert_eq!(count(DossierKind::Approval), approval, "{regime} cấp độ {level}");
        }
        let parts: Vec<_> = book
            .plan_parts
            .iter()
            .filter(|p| p.regime == regime)
            .map(|p| p.letter.as_str())
            .collect();
        assert_eq!(parts, ["a", "b", "c", "d", "đ", "e", "g"], "{regime}");
    }
}

#[test]
fn form_fields_tt12_art_8_331_art_22_and_form_08() {
    let book = LawBook::builtin();
    let fields = |id: &str, level: u8| -> Vec<String> {
        let form = book
            .form(
                id,
                d(if id.starts_with("r85") {
                    "2024-01-02"
                } else {
                    "2026-11-30"
                }),
            )
            .unwrap();
        form.fields_at(level).map(|f| f.key.clone()).collect()
    };
    assert_eq!(
        fields("r331-builder", 4).len() - fields("r331-builder", 3).len(),
        5
    );
    assert_eq!(fields("r85-builder", 4).len() - fields("r85-builder", 3).len(), 4);
    assert!(fields("r331-builder", 1).contains(&"preliminary_risk".into()));
    assert!(!fields("r85-builder", 1).contains(&"preliminary_risk".into()));
    let report = book.form("r331-08", d("2026-12-20")).unwrap();
    let part = |name: &str| {
        report
            .fields
            .iter()
            .filter(|f| f.part.as_deref() == Some(name))
            .count()
    };
    assert_eq!((part("Số liệu chung"), part("Bảng hệ thống thông tin")), (7, 12));
    let state = report.fields.iter().find(|f| f.key == "approval_state").unwrap();
    let states: Vec<_> = book
        .choices("workflow_state", d("2026-12-20"))
        .map(|c| c.label.clone())
        .collect();
    assert_eq!(
        state.options[..],
        states[..4],
        "the states of the form are those of the workflow"
    );
    assert!(book.form("r331-08", d("2026-08-18")).is_none());
    let numbers: Vec<_> = book
        .forms
        .iter()
        .filter(|f| f.regime.as_deref() == Some("R331"))
        .filter_map(|f| f.number.as_deref())
        .collect();
    assert_eq!(numbers, ["01", "02", "03", "04", "05", "06", "07", "08"]);
}
