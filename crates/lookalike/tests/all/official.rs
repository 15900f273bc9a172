//! Official names, and whatever lies below them, are never an alarm.

use crate::names;
use coloa_lookalike::{CheckError, Entry, Outcome, Refusal, Register};
use proptest::prelude::*;
use std::sync::LazyLock;

static REGISTER: LazyLock<Register> = LazyLock::new(|| Register::build(names::entries(2_000)));
static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| names::entries(2_000));

fn official_of(text: &str) -> Option<usize> {
    match REGISTER.check(text).ok()?.outcome {
        Outcome::Official(official) => Some(official.entry),
        _ => None,
    }
}

#[test]
fn every_official_name_is_official_and_so_is_what_lies_below() {
    for (at, entry) in ENTRIES.iter().enumerate() {
        for domain in &entry.domains {
            for text in [
                domain.clone(),
                format!("www.{domain}"),
                format!("https://mail.{domain}:8443/a?b@c#d"),
                format!("  {}. ", domain.to_uppercase()),
                format!("nguoidung@{domain}"),
            ] {
                // A longer official name below it may belong to somebody else.
                assert_eq!(official_of(&text), Some(at), "{text}");
            }
        }
    }
}

proptest! {
    #[test]
    fn whatever_lies_below_an_official_name_is_official(at in 0..2_000_usize, labels in "([a-z0-9]{1,8}\\.){0,4}") {
        let domain = &ENTRIES[at].domains[0];
        let text = format!("{labels}{domain}");
        prop_assert!(official_of(&text).is_some());
    }

    #[test]
    fn nothing_that_is_not_below_an_official_name_is_official(at in 0..2_000_usize, tail in "[a-z]{2,6}") {
        let text = format!("{}.{tail}", ENTRIES[at].domains[0]);
        prop_assert_eq!(official_of(&text), None);
    }
}

#[test]
fn official_names_of_others_and_unusual_ones_are_official() {
    let register = Register::build(vec![
        Entry {
            organisation: "A".into(),
            domains: vec!["vpbank.com.vn".into(), "https://www.vpb.vn/".into()],
            brands: vec![],
        },
        Entry {
            organisation: "B".into(),
            domains: vec!["tpbank.com.vn".into(), "vpbanks.com.vn".into()],
            brands: vec![],
        },
        Entry {
            organisation: "C".into(),
            domains: vec!["hanoi.vn".into(), "dịchvụ.vn".into()],
            brands: vec![],
        },
        Entry {
            organisation: "D".into(),
            domains: vec!["khong phai".into(), "VPBANK.com.vn.".into(), "10.0.0.1".into()],
            brands: vec!["gì đó".into()],
        },
    ]);
    let official = |text: &str| match register.check(text).map(|v| v.outcome) {
        Ok(Outcome::Official(official)) => Some(official.organisation),
        _ => None,
    };
    for (text, organisation) in [
        ("tpbank.com.vn", "B"),
        ("vpbanks.com.vn", "B"),
        ("www.vpb.vn", "A"),
        ("hanoi.vn", "C"),
        ("dịchvụ.vn", "C"),
        ("a.DỊCHVỤ.vn", "C"),
    ] {
        assert_eq!(official(text).as_deref(), Some(organisation), "{text}");
    }
    assert_eq!(official(&idna_of("dịchvụ.vn")).as_deref(), Some("C"));
    // Everybody may register a name below a public suffix.
    assert_eq!(official("x.hanoi.vn"), None);
    let why: Vec<&Refusal> = register.refused().iter().map(|r| &r.why).collect();
    assert_eq!(
        why,
        [
            &Refusal::NotADomain,
            &Refusal::Taken { by: 0 },
            &Refusal::NotADomain
        ]
    );
    assert_eq!(register.len(), 6);
    assert_eq!(register.check("khong phai").err(), Some(CheckError::NotADomain));
}

fn idna_of(name: &str) -> String {
    REGISTER
        .check(name)
        .expect("a name")
        .asked
        .ascii
        .expect("it resolves")
}

#[test]
fn an_empty_register_knows_nothing() {
    let register = Register::build(Vec::new());
    assert!(register.is_empty());
    assert_eq!(
        register.check("vietcombank.com.vn").expect("a name").outcome,
        Outcome::Unknown
    );
}
