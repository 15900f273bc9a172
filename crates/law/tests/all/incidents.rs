//! Incidents: class, duties, terms and contents. Each case carries the article.
use crate::d;
use chrono::NaiveDateTime;
use coloa_law::incident::Term;
use coloa_law::{Certainty, Circumstance, IncidentFacts, LawBook};

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

#[test]
fn who_owes_what_by_when() {
    use Circumstance::{
        BeyondCapacity, ContactChanged, DangerousSituation, Ended, ForceDeploys, Incident,
        LocationBiometricFinance, NoticeReceived, PersonalData, ProcessorFoundBreach, SecuritySign,
        SeenByOthers, Serious, Unfinished,
    };
    // duty, article, circumstance, day of the law, from whom, to whom, counted from, last moment after 2026-11-30 10:30
    let cases = [
        (
            "tt20-notice",
            "Điều 9 khoản 2 điểm a",
            Incident,
            "operator",
            "system_owner",
            "detection",
            Some("2026-12-05 23:59"),
        ),
        (
            "tt20-update",
            "Điều 9 khoản 2 điểm a",
            Unfinished,
            "operator",
            "system_owner",
            "end",
            Some("2026-11-30 10:30"),
        ),
        (
            "tt20-initial",
            "Điều 9 khoản 2 điểm b",
            BeyondCapacity,
            "operator",
            "coordinating_agency",
            "capacity",
            Some("2026-11-30 10:30"),
        ),
        (
            "tt20-final",
            "Điều 9 khoản 2 điểm b",
            Ended,
            "operator",
            "coordinating_agency",
            "end",
            Some("2026-12-05 23:59"),
        ),
        (
            "tt20-anyone",
            "Điều 9 khoản 2 điểm c",
            SeenByOthers,
            "anyone",
            "operator",
            "detection",
            None,
        ),
        (
            "tt20-acknowledge",
            "Điều 10",
            NoticeReceived,
            "coordinating_agency",
            "sender",
            "receipt",
            Some("2026-11-30 10:30"),
        ),
        (
            "tt20-contact",
            "Điều 6",
            ContactChanged,
            "response_network_member",
            "coordinating_agency",
            "change",
            Some("2026-12-01 10:30"),
        ),
        (
            "nd331-sign",
            "Điều 31 khoản 2 điểm d",
            SecuritySign,
            "system_owner",
            "specialised_force",
            "detection",
            Some("2026-11-30 10:30"),
        ),
        (
            "nd331-serious",
            "Điều 31 khoản 2 điểm d",
            Serious,
            "system_owner",
            "specialised_force",
            "detection",
            Some("2026-12-01 10:30"),
        ),
        (
            "nd331-report",
            "Điều 31 khoản 2 điểm d",
            Incident,
            "system_owner",
            "specialised_force",
            "detection",
            Some("2026-12-03 10:30"),
        ),
        (
            "luat116-dangerous",
            "Điều 20",
            DangerousSituation,
            "system_owner",
            "specialised_force",
            "detection",
            Some("2026-11-30 10:30"),
        ),
        (
            "nd333-beyond",
            "Điều 9",
            BeyondCapacity,
            "system_owner",
            "specialised_force",
            "detection",
            Some("2026-11-30 10:30"),
        ),
        (
            "nd333-result",
            "Điều 9",
            Ended,
            "system_owner",
            "specialised_force",
            "end",
            None,
        ),
        (
            "nd333-urgent",
            "Điều 7 khoản 5 điểm b",
            ForceDeploys,
            "specialised_force",
            "system_owner",
            "deployment",
            Some("2026-12-01 10:30"),
        ),
        (
            "luat91-breach",
            "Điều 23 khoản 1",
            PersonalData,
            "data_controller",
            "data_protection_authority",
            "detection",
            Some("2026-12-03 10:30"),
        ),
        (
            "luat91-processor",
            "Điều 23 khoản 1",
            ProcessorFoundBreach,
            "data_processor",
            "data_controller",
            "detection",
            None,
        ),
        (
            "nd356-subject",
            "Điều 8 khoản 3; Điều 29",
            LocationBiometricFinance,
            "data_controller",
            "data_subject",
            "detection",
            Some("2026-12-03 10:30"),
        ),
    ];
    let book = LawBook::builtin();
    for (id, article, circumstance, from, to, counted_from, last) in cases {
        let duties = book.incident_duties(&[circumstance], d("2026-11-30"));
        let name = format!("{id} ({article})");
        let duty = duties
            .iter()
            .find(|duty| duty.id == id)
            .unwrap_or_else(|| panic!("{name}"));
        assert!(
            duty.legal.article.starts_with(article),
            "{name}: {}",
            duty.legal.article
        );
        assert!(
            duty.from.iter().any(|code| code == from) && duty.to.iter().any(|code| code == to),
            "{name}"
        );
        assert_eq!(duty.counted_from, counted_from, "{name}");
        let end = duty.term.end(at("2026-11-30 10:30"));
        let end = end.map(|end| end.format("%Y-%m-%d %H:%M").to_string());
        assert_eq!(end.as_deref(), last, "{name}");
    }
    let now = book
        .duties
        .iter()
        .filter(|duty| duty.legal.in_force(d("2026-11-30")))
        .count();
    assert_eq!(now, cases.len(), "every duty in force has its case");
}

#[test]
fn the_law_of_the_day_decides_nd13_art_23_and_luat91_art_23() {
    let book = LawBook::builtin();
    let duty = |day: &str| -> Vec<&str> {
        book.incident_duties(&[Circumstance::PersonalData], d(day))
            .iter()
            .map(|duty| duty.id.as_str())
            .collect()
    };
    assert_eq!(duty("2025-12-31"), ["nd13-breach"]);
    assert_eq!(duty("2026-01-01"), ["luat91-breach"]);
    let old = book.duties.iter().find(|duty| duty.id == "nd13-breach").unwrap();
    assert_eq!(
        (old.counted_from.as_str(), old.term),
        ("occurrence", Term::Hours(72))
    );
    let ids = |day: &str| -> Vec<&str> {
        book.incident_duties(&[Circumstance::Incident, Circumstance::Serious], d(day))
            .iter()
            .map(|duty| duty.id.as_str())
            .collect()
    };
    assert_eq!(ids("2026-08-18"), ["tt20-notice"]);
    assert_eq!(
        ids("2026-08-19"),
        ["nd331-serious", "nd331-report", "tt20-notice"],
        "the shortest term first"
    );
}

#[test]
fn a_term_over_midnight_and_the_end_of_time() {
    assert_eq!(
        Term::Hours(24).end(at("2026-12-31 23:30")),
        Some(at("2027-01-01 23:30"))
    );
    assert_eq!(Term::Promptly.end(at("2026-12-31 23:30")), None);
    assert_eq!(Term::Hours(u32::MAX).end(NaiveDateTime::MAX), None);
    assert_eq!(Term::Days(u32::MAX).end(at("2026-12-31 23:30")), None);
}

#[test]
fn serious_by_qd05_art_9() {
    let class =
        |level: Option<u8>, listed: Option<bool>, consequences: Option<&[&str]>, controls: Option<bool>| {
            let facts = IncidentFacts {
                level,
                listed,
                consequences: consequences.map(|c| c.iter().map(ToString::to_string).collect()),
                owner_controls: controls,
            };
            let classes = LawBook::builtin().incident_classes(&facts, d("2026-11-30"));
            assert_eq!(classes.len(), 1);
            (classes[0].serious, classes[0].missing.clone())
        };
    let seen: Option<&[&str]> = Some(&["interrupted"]);
    let cases = [
        (
            "cấp độ 4, a), không tự xử lý được",
            class(Some(4), None, seen, Some(false)),
            Some(true),
        ),
        (
            "cấp độ 5",
            class(Some(5), Some(false), Some(&["may_spread"]), Some(false)),
            Some(true),
        ),
        (
            "cấp độ 3, danh mục quốc gia",
            class(Some(3), Some(true), Some(&["secret_leak"]), Some(false)),
            Some(true),
        ),
        (
            "cấp độ 3",
            class(Some(3), Some(false), seen, Some(false)),
            Some(false),
        ),
        (
            "không hậu quả nào",
            class(Some(4), None, Some(&[]), Some(false)),
            Some(false),
        ),
        (
            "tự xử lý được",
            class(Some(4), None, seen, Some(true)),
            Some(false),
        ),
        (
            "chưa biết danh mục",
            class(Some(3), None, seen, Some(false)),
            None,
        ),
        ("chưa biết gì", class(None, None, None, None), None),
    ];
    for (name, (serious, missing), expected) in cases {
        assert_eq!(serious, expected, "QĐ05 Điều 9: {name}");
        assert_eq!(missing.is_empty(), expected.is_some(), "{name}: {missing:?}");
    }
    assert_eq!(
        class(None, None, None, None).1,
        ["level", "consequences", "owner_controls"]
    );
    let test = &LawBook::builtin().serious_tests[0];
    assert_eq!(
        (
            test.name.as_str(),
            test.otherwise.as_str(),
            test.consequences.len()
        ),
        ("NGHIÊM TRỌNG", "THÔNG THƯỜNG", 5)
    );
}

#[test]
fn contents_of_reports_tt20_art_9_3_qd05_art_11_4_nd356_form_08() {
    let book = LawBook::builtin();
    for (id, number, fields, official) in [
        ("tt20-notice", None, 7, false),
        ("tt20-01", Some("01"), 5, true),
        ("tt20-02", Some("02"), 4, true),
        ("tt20-03", Some("03"), 26, true),
        ("tt20-04", Some("04"), 13, true),
        ("tt20-05", Some("05"), 8, true),
        ("tt20-06", Some("06"), 7, true),
        ("qd05-progress", None, 8, false),
        ("nd331-72h", None, 3, false),
        ("nd333-result", None, 4, false),
        ("nd333-evidence", None, 7, false),
        ("nd356-08", Some("08"), 11, true),
        ("nd356-subject", None, 7, false),
    ] {
        let form = book.form(id, d("2026-11-30")).unwrap();
        assert_eq!(
            (form.number.as_deref(), form.fields.len(), form.official),
            (number, fields, official),
            "{id}"
        );
    }
    let initial = book.form("tt20-03", d("2026-11-30")).unwrap();
    let minimum = initial.fields.iter().filter(|f| f.certainty.is_none()).count();
    assert_eq!(minimum, 11, "QĐ05 Điều 11.4 a–h");
    assert!(
        initial
            .fields
            .iter()
            .filter(|f| f.certainty.is_some())
            .all(|f| f.certainty == Some(Certainty::Known))
    );
}

#[test]
fn fields_that_no_text_names_are_unsure() {
    let book = LawBook::builtin();
    for id in [
        "tt20-01",
        "tt20-02",
        "tt20-06",
        "qd05-plan",
        "qd05-direction",
        "qd05-support",
        "nd331-update",
        "nd331-final",
        "luat91-minutes",
    ] {
        let form = book.form(id, d("2026-11-30")).unwrap();
        assert!(!form.fields.is_empty(), "{id}");
        let unsure = form.fields.iter().all(|f| f.certainty == Some(Certainty::Unsure));
        assert!(unsure, "{id}");
    }
}

#[test]
fn groups_steps_bodies_and_plans() {
    let book = LawBook::builtin();
    let day = d("2026-11-30");
    for (kind, count, legal) in [("group", 9, false), ("severity", 4, false), ("scenario", 4, true)] {
        let groups: Vec<_> = book.incident_groups(kind, day).collect();
        assert_eq!(groups.len(), count, "{kind}");
        assert!(groups.iter().all(|g| g.legal_list == legal), "{kind}");
    }
    for (process, count, article) in [
        ("normal", 11, "Điều 11"),
        ("serious", 7, "Điều 14"),
        ("listed", 6, "Điều 9 khoản 2"),
    ] {
        let steps: Vec<_> = book.steps.iter().filter(|s| s.process == process).collect();
        assert_eq!(steps.len(), count, "{process}");
        assert!(steps.iter().all(|s| s.legal.article == article), "{process}");
    }
    let coordinator = |day: &str| {
        let of_day = |b: &&coloa_law::Row<coloa_law::incident::Body>| {
            b.code == "coordinating_agency" && b.legal.in_force(d(day))
        };
        book.bodies
            .iter()
            .filter(of_day)
            .map(|b| b.held_by.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(coordinator("2025-02-28"), ["VNCERT/CC (Cục An toàn thông tin)"]);
    assert_eq!(coordinator("2025-03-01").len(), 1);
    assert_eq!(book.response_plans.len(), 4, "QĐ05 Điều 10");
    let serious = book.definitions.iter().find(|x| x.id == "nd331-serious").unwrap();
    assert_eq!(
        serious.legal.certainty,
        Certainty::Unsure,
        "the decree uses the word and does not define it"
    );
}
