//! One fake after the other, with the reason that a person should read first.

use crate::names;
use coloa_lookalike::{Entry, Extent, Outcome, Reason, Register, Replaced, Sign, TypoKind, Verdict};
use std::sync::LazyLock;

static REGISTER: LazyLock<Register> = LazyLock::new(|| {
    let mut entries = names::entries(125);
    entries[13].brands = vec!["VCB Digibank".into(), "VCB".into()];
    entries.push(Entry {
        organisation: "Ngân hàng MB".into(),
        domains: vec!["mb.com.vn".into()],
        brands: vec![],
    });
    entries.push(Entry {
        organisation: "Sở Y tế An Giang".into(),
        domains: vec!["soyte.angiang.gov.vn".into()],
        brands: vec![],
    });
    Register::build(entries)
});

fn verdict(text: &str) -> Verdict {
    REGISTER.check(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// The likeliest official domain, and why.
fn first(text: &str) -> (String, Vec<Reason>) {
    match verdict(text).outcome {
        Outcome::LooksLike(candidates) => {
            let first = candidates.into_iter().next().expect("never empty");
            (first.official.domain, first.reasons)
        }
        other => panic!("{text}: {other:?}"),
    }
}

fn typo(kind: TypoKind, distance: u8) -> Reason {
    Reason::Typo { distance, kind }
}

fn contains(brand: &str, around: &[&str]) -> Reason {
    Reason::Contains {
        brand: brand.into(),
        around: around.iter().map(|a| (*a).to_owned()).collect(),
    }
}

#[test]
fn each_trick_is_named() {
    let cases: Vec<(&str, &str, Reason)> = vec![
        (
            "vietcombank-xacthuc.vip",
            "vietcombank.com.vn",
            contains("vietcombank", &["xacthuc"]),
        ),
        (
            "xacthucvietcombank247.top",
            "vietcombank.com.vn",
            contains("vietcombank", &["xacthuc", "247"]),
        ),
        ("mb-login.top", "mb.com.vn", contains("mb", &["login"])),
        (
            "vcb-digibank-hotro.click",
            "vietcombank.com.vn",
            contains("vcb-digibank", &["hotro"]),
        ),
        (
            "vietcombank.top",
            "vietcombank.com.vn",
            Reason::OtherSuffix {
                official: "com.vn".into(),
                found: "top".into(),
            },
        ),
        (
            "vietcombank.web.app",
            "vietcombank.com.vn",
            Reason::OtherSuffix {
                official: "com.vn".into(),
                found: "web.app".into(),
            },
        ),
        ("vietocmbank.com", "vietcombank.com.vn", typo(TypoKind::Swap, 1)),
        ("vietcmbank.com.vn", "vietcombank.com.vn", typo(TypoKind::Drop, 1)),
        (
            "vietcombankk.com",
            "vietcombank.com.vn",
            typo(TypoKind::Double, 1),
        ),
        (
            "vietconbank.top",
            "vietcombank.com.vn",
            typo(TypoKind::Neighbour, 1),
        ),
        (
            "vietconbamk.top",
            "vietcombank.com.vn",
            typo(TypoKind::Several, 2),
        ),
        (
            "v1etc0mbank.com",
            "vietcombank.com.vn",
            typo(TypoKind::DigitForLetter, 2),
        ),
        (
            "viet-combank.com.vn",
            "vietcombank.com.vn",
            typo(TypoKind::Separator, 1),
        ),
        ("chinhsphur.com", "chinhphu.vn", typo(TypoKind::Telex, 2)),
        ("dich5vu5cong.com", "dichvucong.gov.vn", typo(TypoKind::Vni, 2)),
        (
            "dịchvụcông.vn",
            "dichvucong.gov.vn",
            Reason::Diacritics {
                folded: "dichvucong".into(),
            },
        ),
        (
            "vietcornbank.com",
            "vietcombank.com.vn",
            Reason::Homoglyph {
                skeleton: "vietcombank".into(),
                replaced: vec![Replaced {
                    found: "rn".into(),
                    meant: "m".into(),
                }],
            },
        ),
        (
            "vietсombank.com.vn",
            "vietcombank.com.vn",
            Reason::Homoglyph {
                skeleton: "vietcombank".into(),
                replaced: vec![Replaced {
                    found: "с".into(),
                    meant: "c".into(),
                }],
            },
        ),
        (
            "https://vietcombank.com.vn@evil.example/login",
            "vietcombank.com.vn",
            Reason::UserInfo {
                shown: "vietcombank.com.vn".into(),
            },
        ),
        (
            "https://vietcombank.com.vn:443@203.0.113.7/login",
            "vietcombank.com.vn",
            Reason::UserInfo {
                shown: "vietcombank.com.vn".into(),
            },
        ),
        (
            "https://www.vietcombank.com.vn.id-8841.evil.example/",
            "vietcombank.com.vn",
            Reason::Subdomain {
                shown: "vietcombank.com.vn".into(),
                owner: "evil.example".into(),
                extent: Extent::Domain,
            },
        ),
        (
            "vietcombank.evil.example",
            "vietcombank.com.vn",
            Reason::Subdomain {
                shown: "vietcombank".into(),
                owner: "evil.example".into(),
                extent: Extent::Label,
            },
        ),
        (
            "dichvucong-gov.vn.top",
            "dichvucong.gov.vn",
            Reason::Subdomain {
                shown: "dichvucong-gov.vn".into(),
                owner: "vn.top".into(),
                extent: Extent::Domain,
            },
        ),
        (
            "dichvucong-gov-vn.top",
            "dichvucong.gov.vn",
            contains("dichvucong.gov.vn", &[]),
        ),
        (
            "acb.com.vn.evil.example",
            "acb.com.vn",
            Reason::Subdomain {
                shown: "acb.com.vn".into(),
                owner: "evil.example".into(),
                extent: Extent::Domain,
            },
        ),
        (
            "soyte-angiang.top",
            "soyte.angiang.gov.vn",
            typo(TypoKind::Separator, 1),
        ),
        (
            "vnpost-giaohang.com",
            "vnpost.vn",
            contains("vnpost", &["giaohang"]),
        ),
    ];
    for (text, official, reason) in cases {
        let (domain, reasons) = first(text);
        assert_eq!(domain, official, "{text}: {reasons:?}");
        assert_eq!(reasons[0], reason, "{text}: {reasons:?}");
    }
}

#[test]
fn names_that_pose_as_the_state_are_told_without_an_official_one() {
    for text in [
        "gov-vn.cc",
        "gov.vn.cc",
        "hoso.gov-vn.top",
        "tracuu-gov.vn",
        "abcgovvn.com",
    ] {
        assert!(
            matches!(verdict(text).outcome, Outcome::FalseState { ref suffix } if suffix == "gov.vn"),
            "{text}: {:?}",
            verdict(text).outcome
        );
    }
    let (domain, reasons) = first("dichvucong.gov-vn.cc");
    assert_eq!(domain, "dichvucong.gov.vn");
    assert!(
        reasons.contains(&Reason::FalseSuffix {
            imitated: "gov.vn".into()
        }),
        "{reasons:?}"
    );
}

#[test]
fn several_tricks_at_once_are_all_told() {
    let (_, reasons) = first("vіеtc0mbạnk-xacthuc.top");
    assert!(
        reasons.iter().any(|r| matches!(r, Reason::Homoglyph { .. })),
        "{reasons:?}"
    );
    assert!(
        reasons.iter().any(|r| matches!(r, Reason::Diacritics { .. })),
        "{reasons:?}"
    );
    assert!(
        reasons.contains(&typo(TypoKind::DigitForLetter, 1)),
        "{reasons:?}"
    );
    assert!(
        reasons.contains(&contains("vietcombank", &["xacthuc"])),
        "{reasons:?}"
    );
    assert!(
        reasons.iter().any(
            |r| matches!(r, Reason::Idn { punycode: true, scripts } if scripts == &["Latin", "Cyrillic"])
        )
    );
    let (_, reasons) = first("viet\u{200b}combank.top");
    assert!(reasons.contains(&Reason::Hidden { count: 1 }), "{reasons:?}");
}

#[test]
fn short_names_and_words_need_strict_forms() {
    for text in [
        "mbappe.com",
        "mb.com",
        "mbmotors.com",
        "mb-motors.com",
        "thumb.com.vn",
        "acbdental.com",
        "acb-dental.com",
        "vtvcab-fan.com",
        "hanoi-hotel.com",
        "hanoihotels.com",
        "hotel-hanoi.example",
        "hanoi.example.com",
        "chinhphuc.com",
        "dichvucongchung.com",
        "danang.booking.example",
        "evnt.com",
        "moha.com",
        "sohavov.com",
        "mb.evil.example",
    ] {
        assert_eq!(verdict(text).outcome, Outcome::Unknown, "{text}");
    }
    for text in [
        "mb.vn",
        "mb-xacthuc.vn",
        "acb.top",
        "vtv.com",
        "hanoi.top",
        "hanoi-dichvucong-xacthuc.top",
    ] {
        assert!(matches!(verdict(text).outcome, Outcome::LooksLike(_)), "{text}");
    }
}

#[test]
fn names_below_gov_vn_are_no_fakes_by_their_words() {
    for text in [
        "dichvucong.xyz.gov.vn",
        "dichvucong-hotro.gov.vn",
        "vietcombank.gov.vn",
        "soytequangnam.gov.vn",
    ] {
        let verdict = verdict(text);
        assert_eq!(verdict.outcome, Outcome::Unknown, "{text}");
        assert!(verdict.signs.contains(&Sign::StateSuffix));
    }
    assert_eq!(first("dichvucomg.gov.vn").1, [typo(TypoKind::Neighbour, 1)]);
}

#[test]
fn letters_that_no_state_body_has_in_its_name_are_fakes_below_gov_vn_as_well() {
    for (text, official) in [
        ("dichvucοng.gov.vn", "dichvucong.gov.vn"),
        ("xn--dichvucng-w1g.gov.vn", "dichvucong.gov.vn"),
        ("bοcongan.gov.vn", "bocongan.gov.vn"),
        ("vnеid.gov.vn", "vneid.gov.vn"),
        ("mοh.gov.vn", "moh.gov.vn"),
    ] {
        let (domain, reasons) = first(text);
        assert_eq!(domain, official, "{text}: {reasons:?}");
        assert!(
            matches!(reasons[0], Reason::Homoglyph { .. }),
            "{text}: {reasons:?}"
        );
    }
    for (text, official, folded) in [
        ("dịchvụcông.gov.vn", "dichvucong.gov.vn", "dichvucong"),
        ("bộcôngan.gov.vn", "bocongan.gov.vn", "bocongan"),
        ("hànội.gov.vn", "hanoi.gov.vn", "hanoi"),
    ] {
        let (domain, reasons) = first(text);
        assert_eq!(domain, official, "{text}: {reasons:?}");
        assert_eq!(
            reasons[0],
            Reason::Diacritics {
                folded: folded.into()
            },
            "{text}"
        );
    }
    // Names that look like no official one stay what they are.
    for text in ["xãtânlập.gov.vn", "phườngmớinào.gov.vn"] {
        assert_eq!(verdict(text).outcome, Outcome::Unknown, "{text}");
    }
}

#[test]
fn mail_of_persons_is_not_judged() {
    for text in ["vietcombank@hoamai.example", "mbbank.hotro@hoamai.example"] {
        assert_eq!(verdict(text).outcome, Outcome::Unknown, "{text}");
    }
    assert_eq!(first("hotro@vietcombank-cskh.com").0, "vietcombank.com.vn");
    assert_eq!(
        first("vietcombank.com.vn@evil.example").1,
        [Reason::UserInfo {
            shown: "vietcombank.com.vn".into()
        }]
    );
}

#[test]
fn addresses_are_unknown_and_say_so() {
    let verdict = verdict("http://0xCB007107/vietcombank");
    assert_eq!(verdict.outcome, Outcome::Unknown);
    assert_eq!(
        verdict.signs,
        [Sign::Ip("203.0.113.7".parse().expect("an address"))]
    );
}

#[test]
fn the_owner_of_an_official_name_is_no_fake_of_it() {
    assert_eq!(verdict("npc.com.vn").outcome, Outcome::Unknown);
    assert_eq!(verdict("cskh-moi.npc.com.vn").outcome, Outcome::Unknown);
}
