//! What everybody can ask: over all tricks, and over anything at all.

use chrono::{DateTime, TimeDelta, Utc};
use coloa_extract::Kind;
use coloa_hotline::{
    check::{self, Answer, MAX_ASKED, MAX_SHOWN, MOST_TAKEN, Said, Taken},
    model::{Proof, TrustKind},
    published::{Contact, Document, Official, Published, Trusted, Warned},
};
use proptest::prelude::*;
use std::sync::LazyLock;
use uuid::Uuid;

const BANK: &str = "Ngân hàng TMCP Ngoại thương Việt Nam";

fn now() -> DateTime<Utc> {
    "2026-11-25T05:00:00Z".parse().unwrap()
}

fn trusted(kind: TrustKind, value: &str, match_key: &str, platform: &str) -> Trusted {
    Trusted {
        organisation: "Sở Mẫu tỉnh Lam Sơn".to_owned(),
        kind,
        value: value.to_owned(),
        match_key: match_key.to_owned(),
        platform: platform.to_owned(),
        proof: Proof::DnsTxt,
        proved_at: now() - TimeDelta::days(10),
        expires_at: now() + TimeDelta::days(10),
    }
}

fn warned(n: u128, kind: Kind, match_key: &str, bank: Option<&str>) -> Warned {
    Warned {
        id: Uuid::from_u128(n),
        kind: kind.to_string(),
        value: match_key.to_owned(),
        match_key: match_key.to_owned(),
        bank: bank.map(str::to_owned),
        scam_type: Some("14".to_owned()),
        reason: "Giả danh công an".to_owned(),
        several_reports: matches!(kind, Kind::Phone | Kind::BankAccount),
        since: now() - TimeDelta::days(3),
        expires_at: now() + TimeDelta::days(3),
        notice: Some("gia-danh-cong-an".to_owned()),
    }
}

static PUBLISHED: LazyLock<Published> = LazyLock::new(|| {
    let over = |mut w: Warned| {
        w.expires_at = now();
        w
    };
    let ended = |mut t: Trusted| {
        t.organisation = "Trung tâm Đã Hết Hạn".to_owned();
        t.expires_at = now();
        t
    };
    Published::new(Document {
        made_at: now(),
        trusted: vec![
            trusted(
                TrustKind::Site,
                "so-mau.lamson.example",
                "so-mau.lamson.example",
                "",
            ),
            trusted(TrustKind::Hotline, "1900 0055", "19000055", ""),
            trusted(TrustKind::Hotline, "1900 0077", "19000077", ""),
            trusted(
                TrustKind::Email,
                "cskh@thu-mau.example",
                "cskh@thu-mau.example",
                "",
            ),
            trusted(TrustKind::Account, "@so_mau_lamson", "@so_mau_lamson", "facebook"),
            ended(trusted(TrustKind::Site, "het-han.example", "het-han.example", "")),
            ended(trusted(TrustKind::Hotline, "1900 0066", "19000066", "")),
        ],
        official: vec![
            Official {
                organisation: BANK.to_owned(),
                domains: vec!["vietcombank.com.vn".to_owned()],
                brands: vec!["VCB Digibank".to_owned()],
            },
            Official {
                organisation: "Cổng Dịch vụ công quốc gia".to_owned(),
                domains: vec!["dichvucong.gov.vn".to_owned()],
                brands: Vec::new(),
            },
            Official {
                organisation: "Facebook".to_owned(),
                domains: vec!["facebook.com".to_owned()],
                brands: Vec::new(),
            },
        ],
        warned: vec![
            warned(1, Kind::Phone, "0912003101", None),
            warned(2, Kind::BankAccount, "1012003101", Some("vietcombank")),
            warned(3, Kind::Domain, "mau-gia-3.example", None),
            warned(4, Kind::Url, "facebook.com/groups/1234567890", None),
            warned(5, Kind::Email, "ho.tro.gia@gmail.com", None),
            warned(
                6,
                Kind::Wallet,
                "0x52908400098527886e0f7030069857d2e4169ee7",
                None,
            ),
            warned(7, Kind::Handle, "@gia_mau_3", None),
            warned(8, Kind::Ip, "203.0.113.9", None),
            over(warned(9, Kind::Phone, "0912003999", None)),
            warned(10, Kind::BankAccount, "0912003202", Some("mbbank")),
            warned(11, Kind::BankAccount, "1012003202", Some("acb")),
            warned(12, Kind::BankAccount, "1012003202", Some("vib")),
            warned(13, Kind::Url, "dichvucong.gov.vn/tep/mau-gia.apk", None),
            warned(14, Kind::Phone, "19000077", None),
        ],
        contacts: vec![Contact {
            name: "Trực ban hình sự mẫu".to_owned(),
            name_en: String::new(),
            purpose: "police".to_owned(),
            value: "069.000.1234".to_owned(),
            scam_types: Vec::new(),
            checked_on: None,
        }],
        ..Document::default()
    })
});

fn ask(text: &str) -> Answer {
    check::check(&PUBLISHED, text, now())
}

fn first(text: &str) -> Taken {
    let answer = ask(text);
    answer
        .taken
        .into_iter()
        .next()
        .unwrap_or_else(|| panic!("{text} was taken for nothing"))
}

#[test]
fn what_is_official_is_told_with_whose_it_is() {
    let service = "Sở Mẫu tỉnh Lam Sơn";
    for (text, kind, organisation) in [
        ("vietcombank.com.vn", Kind::Domain, BANK),
        ("https://www.vietcombank.com.vn/login", Kind::Url, BANK),
        ("hxxps://vietcombank[.]com[.]vn", Kind::Domain, BANK),
        ("vietcombank chấm com chấm vn", Kind::Domain, BANK),
        ("ｖｉｅｔｃｏｍｂａｎｋ．ｃｏｍ.vn", Kind::Domain, BANK),
        ("https://vietcombank%2Ecom%2Evn/x", Kind::Domain, BANK),
        ("viet\u{200b}combank.com.vn", Kind::Domain, BANK),
        ("https://portal.vietcombank.com.vn", Kind::Domain, BANK),
        ("cskh@vietcombank.com.vn", Kind::Email, BANK),
        ("SO-MAU.LAMSON.EXAMPLE", Kind::Domain, service),
        ("1900 0055", Kind::Phone, service),
        ("cskh@thu-mau.example", Kind::Email, service),
        ("https://facebook.com/so_mau_lamson", Kind::Handle, service),
        ("0690001234", Kind::Phone, "Trực ban hình sự mẫu"),
        ("113", Kind::Phone, "Công an"),
        (
            "5656",
            Kind::Phone,
            "Đầu số phản ánh tin nhắn, cuộc gọi rác và lừa đảo",
        ),
    ] {
        let taken = first(text);
        let official = taken
            .official
            .as_ref()
            .unwrap_or_else(|| panic!("{text}: {taken:?}"));
        assert_eq!((taken.kind, taken.outcome), (kind, Said::Official), "{text}");
        assert_eq!(official.organisation, organisation, "{text}");
        assert!(taken.warning.is_none() && taken.looks_like.is_empty(), "{text}");
    }
    let proved = first("so-mau.lamson.example").official.unwrap();
    assert_eq!(
        (proved.proof, proved.proved_at),
        (Some(Proof::DnsTxt), Some(now() - TimeDelta::days(10)))
    );
    assert_eq!(first("vietcombank.com.vn").official.unwrap().proof, None);
    let codes = |text: &str| first(text).signs.into_iter().map(|s| s.code).collect::<Vec<_>>();
    assert!(codes("cskh@vietcombank.com.vn").contains(&"sender_can_be_forged"));
    assert!(codes("viet\u{200b}combank.com.vn").contains(&"hidden"));
}

#[test]
fn a_proof_that_is_over_proves_nothing() {
    for text in ["het-han.example", "19000066"] {
        let taken = first(text);
        assert_eq!((taken.outcome, taken.official), (Said::Unknown, None), "{text}");
    }
}

#[test]
fn what_anybody_puts_on_a_big_site_is_not_official() {
    for (text, code) in [
        ("https://facebook.com/groups/9999999999", "anybody_posts_there"),
        ("https://bit.ly/mau-gia", "short_link"),
        ("ten.mau@gmail.com", "free_mail"),
    ] {
        let taken = first(text);
        assert_eq!((taken.outcome, taken.official), (Said::Unknown, None), "{text}");
        assert!(
            taken.signs.iter().any(|s| s.code == code),
            "{text}: {:?}",
            taken.signs
        );
    }
    assert_eq!(first("https://facebook.com").outcome, Said::Official);
}

#[test]
fn what_looks_official_is_told_with_the_trick() {
    for (text, official, code) in [
        ("vietcombank-xacthuc.vip", "vietcombank.com.vn", "contains"),
        (
            "https://vietcombank-xacthuc.vip/dang-nhap?x=1",
            "vietcombank.com.vn",
            "contains",
        ),
        ("vietcombank.top", "vietcombank.com.vn", "other_suffix"),
        ("vietocmbank.com", "vietcombank.com.vn", "typo"),
        ("v1etc0mbank.com", "vietcombank.com.vn", "typo"),
        ("viet-combank.com.vn", "vietcombank.com.vn", "typo"),
        ("vietcornbank.com", "vietcombank.com.vn", "homoglyph"),
        ("vietсombank.com.vn", "vietcombank.com.vn", "homoglyph"),
        ("https://vietсombank.com.vn/x", "vietcombank.com.vn", "homoglyph"),
        ("dịchvụcông.vn", "dichvucong.gov.vn", "diacritics"),
        (
            "https://vietcombank.com.vn@evil.example/login",
            "vietcombank.com.vn",
            "user_info",
        ),
        (
            "https://vietcombank.com.vn%40evil.example/",
            "vietcombank.com.vn",
            "user_info",
        ),
        (
            "vietcombank.com.vn@evil.example",
            "vietcombank.com.vn",
            "user_info",
        ),
        (
            "https://www.vietcombank.com.vn.id-8841.evil.example/",
            "vietcombank.com.vn",
            "subdomain",
        ),
        ("vietcombank.evil.example", "vietcombank.com.vn", "subdomain"),
        ("gov-vn.cc", "gov.vn", "false_state"),
        ("@vietcombank", "vietcombank.com.vn", "same_name"),
        // Proved for another service alone.
        ("t.me/so_mau_lamson", "@so_mau_lamson", "official_elsewhere"),
        ("@so_mau_lamson", "@so_mau_lamson", "official_elsewhere"),
    ] {
        let taken = first(text);
        assert_eq!(
            (taken.outcome, taken.official.as_ref()),
            (Said::LooksLike, None),
            "{text}: {taken:?}"
        );
        let likeness = &taken.looks_like[0];
        assert_eq!(likeness.value, official, "{text}");
        assert!(
            likeness.reasons.iter().any(|r| r.code == code),
            "{text}: {:?}",
            likeness.reasons
        );
    }
    let taken = first("vietсombank.com.vn");
    let trick = taken.looks_like[0]
        .reasons
        .iter()
        .find(|r| r.code == "homoglyph")
        .unwrap();
    assert_eq!(
        (trick.params["found"].as_str(), trick.params["meant"].as_str()),
        ("с", "c")
    );
}

#[test]
fn what_the_public_is_warned_of_is_found_however_it_is_written() {
    for (text, kind, id) in [
        ("0912003101", Kind::Phone, 1),
        ("+84 912 003 101", Kind::Phone, 1),
        ("o912 oo3 1o1", Kind::Phone, 1),
        ("０９１２ ００３ １０１", Kind::Phone, 1),
        ("091\u{200b}2003101", Kind::Phone, 1),
        ("không chín một hai không không ba một không một", Kind::Phone, 1),
        ("https://zalo.me/0912003101", Kind::Phone, 1),
        ("1012003101", Kind::BankAccount, 2),
        ("stk 1012 003 101", Kind::BankAccount, 2),
        ("1012003101 Vietcombank", Kind::BankAccount, 2),
        ("mau-gia-3.example", Kind::Domain, 3),
        ("https://www.mau-gia-3.example/kyc?x=1#y", Kind::Url, 3),
        ("hxxp://a.mau-gia-3[.]example", Kind::Domain, 3),
        ("http://mau-gia-3.example:8080/", Kind::Domain, 3),
        ("ai.do@mau-gia-3.example", Kind::Email, 3),
        ("https://facebook.com/groups/1234567890", Kind::Url, 4),
        ("www.facebook.com/groups/1234567890/", Kind::Url, 4),
        ("ho.tro.gia a còng gmail chấm com", Kind::Email, 5),
        ("0x52908400098527886E0F7030069857D2E4169EE7", Kind::Wallet, 6),
        ("@Gia_Mau_3", Kind::Handle, 7),
        ("gia_mau_3", Kind::Handle, 7),
        ("https://t.me/gia_mau_3", Kind::Handle, 7),
        ("203.0.113.9", Kind::Ip, 8),
        ("http://203.0.113.9/x", Kind::Url, 8),
        ("http://3405803785/", Kind::Ip, 8),
    ] {
        let taken = first(text);
        assert_eq!(
            (taken.kind, taken.outcome),
            (kind, Said::Warned),
            "{text}: {taken:?}"
        );
        let warning = taken.warning.unwrap();
        assert_eq!(warning.id, Uuid::from_u128(id), "{text}");
        assert_eq!(
            (warning.reason.as_str(), warning.notice.as_deref()),
            ("Giả danh công an", Some("gia-danh-cong-an"))
        );
        assert_eq!(warning.since, now() - TimeDelta::days(3));
    }
    assert_eq!(first("0912003999").outcome, Said::Unknown, "it is over");
}

#[test]
fn what_is_official_and_warned_of_is_told_as_both() {
    for (text, kind, id, organisation) in [
        (
            "https://dichvucong.gov.vn/tep/mau-gia.apk",
            Kind::Url,
            13,
            "Cổng Dịch vụ công quốc gia",
        ),
        ("1900 0077", Kind::Phone, 14, "Sở Mẫu tỉnh Lam Sơn"),
    ] {
        let taken = first(text);
        assert_eq!((taken.kind, taken.outcome), (kind, Said::Warned), "{text}");
        assert_eq!(taken.official.unwrap().organisation, organisation, "{text}");
        assert_eq!(taken.warning.unwrap().id, Uuid::from_u128(id), "{text}");
        assert!(taken.looks_like.is_empty(), "{text}");
    }
    // The warning is of this page alone.
    for text in ["dichvucong.gov.vn", "https://dichvucong.gov.vn/tep/mau-that.pdf"] {
        let taken = first(text);
        assert_eq!((taken.outcome, taken.warning), (Said::Official, None), "{text}");
    }
    // On a site where anybody posts the host says nothing; that it is one is said beside the warning.
    let taken = first("https://facebook.com/groups/1234567890");
    assert_eq!((taken.outcome, taken.official), (Said::Warned, None));
    assert!(taken.signs.iter().any(|s| s.code == "anybody_posts_there"));
}

#[test]
fn a_number_may_be_a_phone_or_an_account() {
    let kinds = |text: &str, bank: &str| -> Vec<(Kind, Said)> {
        check::check_at(&PUBLISHED, text, bank, now())
            .taken
            .into_iter()
            .map(|t| (t.kind, t.outcome))
            .collect()
    };
    let (phone, account) = (Kind::Phone, Kind::BankAccount);
    assert_eq!(
        kinds("0912003555", ""),
        [(phone, Said::Unknown), (account, Said::Unknown)]
    );
    // What is warned of stands first, whatever it was likelier to be.
    assert_eq!(
        kinds("0912003202", ""),
        [(account, Said::Warned), (phone, Said::Unknown)]
    );
    assert_eq!(kinds("0912003202", "MB"), [(account, Said::Warned)]);
    assert_eq!(kinds("0912003202", "VCB"), [(account, Said::Unknown)]);
    assert_eq!(kinds("sdt 0912003202", ""), [(phone, Said::Unknown)]);
    assert_eq!(kinds("1012003555", ""), [(account, Said::Unknown)]);
    let bank = |bank: &str| {
        let answer = check::check_at(&PUBLISHED, "1012003202", bank, now());
        answer
            .taken
            .into_iter()
            .find_map(|t| t.warning)
            .and_then(|w| w.bank)
    };
    assert_eq!(bank("ACB").as_deref(), Some("acb"));
    assert_eq!(bank("VIB").as_deref(), Some("vib"));
    assert_eq!(bank("VCB"), None);
    assert!(bank("").is_some());
}

#[test]
fn names_of_persons_and_empty_questions_are_answered_by_nothing() {
    for text in [
        "",
        "  ",
        "Nguyễn Văn Mẫu",
        "Mẫu",
        "Công ty Mẫu",
        "NGUYEN VAN MAU",
        "anh Nam 5 triệu",
        "\u{200b}\u{202e}",
        "???",
        "@",
        "12",
    ] {
        let answer = ask(text);
        assert_eq!(
            (answer.taken.len(), answer.kind(), answer.outcome()),
            (0, None, Said::Unknown),
            "{text}"
        );
    }
}

#[test]
fn nothing_is_called_safe_and_nothing_is_shown_that_turns_the_text() {
    let answer = ask("khong-ai-biet.example");
    assert_eq!(
        (answer.outcome(), answer.kind()),
        (Said::Unknown, Some(Kind::Domain))
    );
    let json = serde_json::to_string(&answer).unwrap();
    assert!(json.contains("\"unknown\"") && !json.contains("safe"), "{json}");
    assert_eq!(ask("  a\u{202e}b\u{200b}c \n d ").asked, "abc d");
    assert_eq!(ask(&"ư".repeat(5_000)).asked.chars().count(), MAX_SHOWN);
}

#[test]
fn a_message_with_several_things_is_answered_in_the_order_of_danger() {
    let text = "Ngân hàng thông báo: truy cập https://vietcombank-xacthuc.vip hoặc https://www.vietcombank.com.vn, gọi 0912003101 để được hỗ trợ";
    let answer = ask(text);
    let said: Vec<Said> = answer.taken.iter().map(|t| t.outcome).collect();
    assert_eq!(said, [Said::Warned, Said::LooksLike, Said::Official]);
    let many: String = (0..40).map(|n| format!("mau-{n}.example ")).collect();
    assert_eq!(ask(&many).taken.len(), MOST_TAKEN);
}

/// Everything that is shown has an end.
fn is_bounded(answer: &Answer) -> bool {
    let short = |text: &str| text.chars().count() <= MAX_SHOWN;
    let tricks = |tricks: &[check::Trick]| {
        tricks.len() < 64 && tricks.iter().flat_map(|t| t.params.values()).all(|v| short(v))
    };
    short(&answer.asked)
        && answer.taken.len() <= MOST_TAKEN
        && answer.taken.iter().all(|t| {
            short(&t.value)
                && tricks(&t.signs)
                && t.looks_like.len() < 16
                && t.looks_like.iter().all(|l| tricks(&l.reasons))
        })
}

#[test]
fn a_long_question_ends() {
    for text in [
        "a",
        "0",
        "9 ",
        "a.",
        "@",
        "ｖ",
        "https://",
        "không ",
        "\u{202e}",
        "0912003101 ",
        "%2E",
    ] {
        assert!(is_bounded(&ask(&text.repeat(200_000 / text.len()))), "{text}");
    }
    let behind = format!("{} 0912003101", "x".repeat(MAX_ASKED));
    assert_eq!(
        ask(&behind).taken.len(),
        0,
        "what stands behind the end is not looked at"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_question_has_a_bounded_answer(text in "\\PC{0,400}", bank in "\\PC{0,40}") {
        prop_assert!(is_bounded(&check::check_at(&PUBLISHED, &text, &bank, now())));
    }

    #[test]
    fn pieces_of_links_and_numbers_have_bounded_answers(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "https://", "http:", "//", "@", ".", "%40", "%2E", "[.]", "\\", "#", "?", ":", "xn--", "0912", "003", "101", " ", "+84", "stk",
            "vietcombank", "vietсombank", ".com.vn", ".vn", "gov", "chấm", "\u{200b}", "\u{202e}", "０", "::1", "[", "]", "0x7f", "\0", "\n", "é",
        ]), 0..24),
        bank in "[a-zA-Z ]{0,12}",
    ) {
        let text = pieces.concat();
        let answer = check::check_at(&PUBLISHED, &text, &bank, now());
        prop_assert!(is_bounded(&answer), "{text:?}");
        let hidden = answer.asked.contains(['\u{200b}', '\u{202e}', '\0']);
        prop_assert!(!hidden, "{text:?}");
    }
}
