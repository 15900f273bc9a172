//! Checklists: how many items a level has, and whether the list says when it is not complete.
use crate::d;
use coloa_law::interval::Unit;
use coloa_law::{Checklist, LawBook, LawError, log_retentions};

fn checklist(regime: &str, level: u8) -> Checklist<'static> {
    let day = if regime == "R85" {
        "2024-01-02"
    } else {
        "2026-11-30"
    };
    LawBook::builtin().checklist(regime, level, d(day)).unwrap()
}

#[test]
fn r85_is_complete_tt12_annexes_i_to_v() {
    for (level, management, technical) in [(1, 15, 13), (2, 18, 17), (3, 22, 21), (4, 22, 21), (5, 22, 21)] {
        let list = checklist("R85", level);
        let count = |first: char| -> usize {
            list.groups
                .iter()
                .filter(|g| g.code.starts_with(first))
                .map(|g| g.items.len())
                .sum()
        };
        assert_eq!(
            (count('M'), count('K')),
            (management, technical),
            "Phụ lục {level}"
        );
        let all = u32::try_from(management + technical).unwrap();
        assert_eq!(
            (list.known_items, list.covered, list.complete),
            (Some(all), all, true)
        );
        assert_eq!(list.groups.len(), 11);
        for item in list.groups.iter().flat_map(|g| &g.items) {
            assert!(!item.words.is_empty() && item.name.is_some(), "{item:?}");
            let of_level = item.clause.starts_with(&format!("{}.", level + 4));
            assert!(of_level || ["1.6", "1.7"].contains(&item.clause), "{item:?}");
        }
        let mut clauses: Vec<_> = list
            .groups
            .iter()
            .flat_map(|g| &g.items)
            .map(|i| i.clause)
            .collect();
        clauses.sort_unstable();
        clauses.dedup();
        assert_eq!(clauses.len(), management + technical, "each clause once");
    }
}

#[test]
fn r85_clauses_where_levels_part_tt12_annexes() {
    let clause = |level: u8, group: &str, name: &str| -> Option<&str> {
        let list = checklist("R85", level);
        let group = list.groups.into_iter().find(|g| g.code == group)?;
        group
            .items
            .iter()
            .find(|i| i.name == Some(name))
            .map(|i| i.clause)
    };
    let cases = [
        (
            "M4",
            "Phát triển phần mềm thuê khoán",
            [None, Some("6.1.4.2"), Some("7.1.4.2")],
        ),
        (
            "M4",
            "Thử nghiệm và nghiệm thu hệ thống",
            [Some("5.1.4.2"), Some("6.1.4.3"), Some("7.1.4.3")],
        ),
        (
            "M5",
            "Quản lý sự cố an toàn thông tin",
            [None, Some("6.1.5.4"), Some("7.1.5.8")],
        ),
        (
            "M5",
            "Quản lý an toàn người sử dụng đầu cuối",
            [None, Some("6.1.5.5"), Some("7.1.5.9")],
        ),
        (
            "K1",
            "Nhật ký hệ thống",
            [Some("5.2.1.3"), Some("6.2.1.4"), Some("7.2.1.4")],
        ),
        (
            "K1",
            "Bảo vệ thiết bị hệ thống",
            [Some("5.2.1.5"), Some("6.2.1.6"), Some("7.2.1.7")],
        ),
        (
            "K3",
            "An toàn ứng dụng và mã nguồn",
            [None, Some("6.2.3.4"), Some("7.2.3.6")],
        ),
        (
            "K4",
            "Sao lưu dự phòng",
            [Some("5.2.4.1"), Some("6.2.4.2"), Some("7.2.4.3")],
        ),
    ];
    for (group, name, clauses) in cases {
        for (level, expected) in (1..).zip(clauses) {
            assert_eq!(clause(level, group, name), expected, "{name}, cấp độ {level}");
        }
    }
}

#[test]
fn r85_zones_and_measures_tt12_annex_part_ii_1() {
    for (level, zones, measures) in [(1, 3, 3), (2, 5, 6), (3, 7, 16), (4, 8, 17), (5, 8, 19)] {
        let list = checklist("R85", level);
        assert_eq!(
            (list.zones.len(), list.designs.len()),
            (zones, measures),
            "cấp độ {level}"
        );
    }
}

#[test]
fn r331_level_3_says_what_it_does_not_hold_tcvn_14423_2026_clause_5() {
    let list = checklist("R331", 3);
    let counts: Vec<_> = list
        .groups
        .iter()
        .map(|g| (g.clause.unwrap(), g.known_items.unwrap()))
        .collect();
    assert_eq!(
        counts,
        [
            ("5.1", 11),
            ("5.2", 11),
            ("5.3", 11),
            ("5.4", 18),
            ("5.5", 8),
            ("5.6", 20),
            ("5.7", 7),
            ("5.8", 10),
            ("5.9", 5),
            ("5.10", 8),
            ("5.11", 8),
            ("5.12", 34),
            ("5.13", 7),
            ("5.14", 7),
            ("5.15", 5),
            ("5.16", 11),
            ("5.17", 9),
            ("5.18", 5),
        ]
    );
    assert_eq!(list.known_items, Some(counts.iter().map(|(_, n)| n).sum()));
    assert_eq!(
        (list.known_items, list.covered, list.complete),
        (Some(195), 193, false)
    );
    let short: Vec<_> = list
        .groups
        .iter()
        .filter(|g| !g.complete)
        .map(|g| (g.code, g.covered))
        .collect();
    assert_eq!(short, [("PT", 8), ("KT", 4)], "one item of each is not known");
    for group in &list.groups {
        for item in &group.items {
            assert!(
                item.clause.starts_with(&format!("{}.", group.clause.unwrap())),
                "{item:?}"
            );
            assert!(!item.words.is_empty() && item.covers > 0, "{item:?}");
        }
    }
}

#[test]
fn r331_other_levels_are_known_only_in_part() {
    for (level, groups) in [(1, 15), (2, 15), (4, 18), (5, 18)] {
        let list = checklist("R331", level);
        assert_eq!(
            (list.groups.len(), list.complete, list.known_items),
            (groups, false, None),
            "cấp độ {level}"
        );
        assert_eq!(list.covered, 0);
        for group in &list.groups {
            let clause = group.clause.unwrap();
            assert!(clause.starts_with(&format!("{}.", level + 2)) && !group.complete);
            assert!(!group.items.is_empty(), "{clause} has words");
            assert!(
                group
                    .items
                    .iter()
                    .all(|i| i.clause == clause && i.covers == 0 && i.level <= level)
            );
        }
    }
    let clause = |level: u8, code: &str| {
        let list = checklist("R331", level);
        list.groups.iter().find(|g| g.code == code).and_then(|g| g.clause)
    };
    // Two sections change places above level 3.
    assert_eq!(
        (clause(3, "SC"), clause(4, "SC"), clause(5, "SC")),
        (Some("5.16"), Some("6.17"), Some("7.17"))
    );
    assert_eq!(
        (clause(3, "PT"), clause(4, "PT"), clause(5, "PT")),
        (Some("5.17"), Some("6.16"), Some("7.16"))
    );
    assert_eq!(
        (clause(2, "GS"), clause(2, "NS"), clause(3, "NS")),
        (None, Some("4.13"), Some("5.14"))
    );
}

#[test]
fn headings_331_art_30_3_30_4_are_fed_by_sections() {
    let book = LawBook::builtin();
    for regime in ["R85", "R331"] {
        let codes: Vec<_> = book
            .groups
            .iter()
            .filter(|g| g.regime == regime)
            .map(|g| g.code.as_str())
            .collect();
        assert_eq!(
            codes,
            ["M1", "M2", "M3", "M4", "M5", "M6", "M7", "K1", "K2", "K3", "K4"]
        );
    }
    let first = book.groups.iter().find(|g| g.regime == "R331").unwrap();
    assert_eq!(first.fed_by.len(), 18, "rules of every section");
}

#[test]
fn duties_outside_the_standard_331_art_28_to_36() {
    let articles = |level: u8| -> Vec<String> {
        checklist("R331", level)
            .obligations
            .iter()
            .map(|o| o.legal.article.clone())
            .collect()
    };
    for article in [
        "Điều 30 khoản 7",
        "Điều 30 khoản 6",
        "Điều 28 khoản 3",
        "Điều 10 khoản 2",
        "Điều 31 khoản 2 điểm d",
        "Điều 31 khoản 3",
        "Điều 35, 36",
        "Điều 33 khoản 5",
        "Điều 40 khoản 1 điểm b",
    ] {
        assert!(articles(1).iter().any(|a| a == article), "{article}");
    }
    for (level, logical, physical) in [
        (2, false, false),
        (3, true, false),
        (4, true, false),
        (5, false, true),
    ] {
        assert_eq!(
            articles(level).contains(&"Điều 30 khoản 8".into()),
            logical,
            "30.8 cấp độ {level}"
        );
        assert_eq!(
            articles(level).contains(&"Điều 30 khoản 9".into()),
            physical,
            "30.9 cấp độ {level}"
        );
    }
    assert!(
        articles(5).contains(&"Điều 8 khoản 5 điểm b".into()),
        "Decree 333: self-check before 01/10"
    );
}

#[test]
fn intervals_85_art_20_2c_and_331_art_28_5a() {
    let book = LawBook::builtin();
    let months = |regime: &str, level: Option<u8>, day: &str| -> Vec<Option<u32>> {
        book.intervals(regime, level, d(day))
            .iter()
            .map(|i| i.months)
            .collect()
    };
    assert_eq!(months("R85", None, "2024-01-02"), [Some(24)]);
    assert_eq!(months("R85", Some(2), "2024-01-02"), [] as [Option<u32>; 0]);
    assert_eq!(months("R85", Some(3), "2024-01-02"), [Some(12)]);
    assert_eq!(months("R85", Some(4), "2024-01-02"), [Some(12)]);
    assert_eq!(months("R85", Some(5), "2024-01-02"), [Some(6)]);
    assert_eq!(
        months("R331", None, "2026-11-30"),
        [None],
        "no number in the decree"
    );
    assert_eq!(months("R331", Some(5), "2026-11-30"), [None]);
}

/// Key, unit, value at level 1–5: `Some(None)` asked for without a number, `None` not asked.
#[test]
fn numbers_of_tcvn_14423_2026() {
    let (every, kept) = (Unit::EveryMonths, Unit::KeptMonths);
    let n = |value: u32| Some(Some(value));
    let cases = [
        ("risk_process_review", every, [n(12), n(12), n(12), n(12), n(6)]),
        ("risk_reidentify", every, [None, None, n(12), n(6), n(6)]),
        ("rogue_device_check", every, [n(12), n(12), n(6), n(3), n(1)]),
        ("network_discovery", every, [None, None, None, n(3), n(1)]),
        ("vuln_scan_all", every, [n(12), n(12), n(6), n(6), n(3)]),
        ("vuln_scan_important", every, [None, None, None, n(3), n(1)]),
        ("client_patch", every, [n(1), n(1), n(1), n(1), n(1)]),
        ("log_review", every, [n(12), n(12), n(6), n(1), n(1)]),
        (
            "restore_test",
            every,
            [Some(None), Some(None), Some(None), n(6), n(3)],
        ),
        ("ir_drill", every, [None, None, Some(None), n(12), n(12)]),
        ("pentest_external", every, [None, None, Some(None), n(12), n(6)]),
        ("pentest_internal", every, [None, None, Some(None), n(12), n(6)]),
        ("sbom_update", every, [None, None, None, n(3), n(1)]),
        ("log_retention", kept, [None, n(1), n(3), n(6), n(12)]),
        ("camera_retention", kept, [None, None, n(3), n(6), n(12)]),
        (
            "idle_account_disable",
            Unit::Days,
            [n(45), n(45), n(45), n(45), n(45)],
        ),
        ("admin_password_change", every, [n(2), n(2), n(2), n(2), n(2)]),
        ("international_paths", Unit::Paths, [None, None, None, n(2), n(2)]),
        (
            "recovery_site_distance",
            Unit::Kilometres,
            [None, None, None, None, n(30)],
        ),
        ("monitoring_24x7", Unit::YesNo, [n(0), n(0), n(0), n(1), n(1)]),
    ];
    for (key, unit, values) in cases {
        for (level, expected) in (1..).zip(values) {
            let found = LawBook::builtin().threshold(key, "R331", level, d("2026-11-30"));
            assert_eq!(found.map(|t| t.value), expected, "{key}, cấp độ {level}");
            assert!(found.is_none_or(|t| t.unit == unit && !t.suggested), "{key}");
        }
    }
    let book = LawBook::builtin();
    assert!(
        book.threshold("lockout_device", "R331", 1, d("2026-11-30"))
            .unwrap()
            .suggested
    );
    assert!(
        book.threshold("no_such_key", "R331", 1, d("2026-11-30"))
            .is_none()
    );
    assert!(book.threshold("log_review", "R331", 0, d("2026-11-30")).is_none());
    assert!(book.threshold("log_review", "R331", 6, d("2026-11-30")).is_none());
    let facts = 32 + 15;
    assert_eq!(
        book.thresholds.iter().filter(|t| t.regime == "R331").count(),
        facts
    );
}

#[test]
fn how_long_logs_are_kept_is_the_same_in_both_files() {
    let book = LawBook::builtin();
    for rule in log_retentions().iter().filter(|r| r.regime == "R331") {
        let found = book
            .threshold("log_retention", "R331", rule.level, d("2026-11-30"))
            .unwrap();
        assert_eq!(found.value, Some(rule.months), "cấp độ {}", rule.level);
    }
}

#[test]
fn levels_that_do_not_exist_are_refused() {
    for level in [0, 6] {
        let error = LawBook::builtin()
            .checklist("R331", level, d("2026-11-30"))
            .unwrap_err();
        assert!(matches!(error, LawError::UnknownCode { field: "level", .. }));
    }
    assert!(LawBook::builtin().checklist("R1", 3, d("2026-11-30")).is_err());
}

/// The whole table of cadences: Y yearly, H half-yearly, Q quarterly, M monthly, p without a number, - not asked.
#[test]
fn cadences_of_tcvn_14423_2026() {
    let table = [
        ("risk_process_review", "YYYYH"),
        ("risk_reidentify", "--YHH"),
        ("control_effectiveness", "--YHH"),
        ("hw_inventory", "YYYYH"),
        ("rogue_device_check", "YYHQM"),
        ("network_discovery", "---QM"),
        ("dhcp_log_review", "--HQM"),
        ("sw_inventory", "YYYYH"),
        ("sw_allowlist_review", "--YYH"),
        ("eol_review", "---YH"),
        ("rogue_software_check", "YYYHM"),
        ("data_rights_check", "YYHQM"),
        ("info_asset_review", "YYYYH"),
        ("data_access_log_review", "---QM"),
        ("account_list_review", "YYHQM"),
        ("access_grant_process_review", "---YH"),
        ("vuln_scan_all", "YYHHQ"),
        ("vuln_scan_important", "---QM"),
        ("client_patch", "MMMMM"),
        ("log_review", "YYHMM"),
        ("siem_tuning", "--HQM"),
        ("restore_test", "pppHQ"),
        ("network_diagram_update", "YYYHQ"),
        ("awareness_training", "YYYYY"),
        ("role_training", "---YY"),
        ("supplier_list_update", "YYYYY"),
        ("ir_procedure_update", "YYYYY"),
        ("ir_drill", "--pYY"),
        ("incident_threshold_review", "---YH"),
        ("sbom_update", "---QM"),
        ("pentest_external", "--pYH"),
        ("pentest_internal", "--pYH"),
    ];
    for (key, cadence) in table {
        for (level, letter) in (1..).zip(cadence.chars()) {
            let expected = match letter {
                'Y' => Some(Some(12)),
                'H' => Some(Some(6)),
                'Q' => Some(Some(3)),
                'M' => Some(Some(1)),
                'p' => Some(None),
                _ => None,
            };
            let found = LawBook::builtin().threshold(key, "R331", level, d("2026-11-30"));
            assert_eq!(found.map(|t| t.value), expected, "{key}, cấp độ {level}");
        }
    }
}
