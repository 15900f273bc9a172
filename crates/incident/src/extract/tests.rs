//! What is found, what is left, and how long it takes.

use super::*;
use proptest::prelude::*;

/// Kinds and values, private ones marked.
fn said(text: &str) -> Vec<String> {
    find(text)
        .into_iter()
        .map(|i| format!("{}{} {}", i.kind, if i.private { "*" } else { "" }, i.value))
        .collect()
}

#[test]
fn indicators_of_a_report_are_found_in_their_order() {
    let text = "Máy 10.1.2.3 kết nối tới 203.0.113.7:8443 lúc 10:20:30 ngày 12.05.2026, tải \
                http://tai-ve.example.com/a/b.exe?x=1. Thư từ Ke.Toan@Mail.Example.ORG, \
                tệp web.config và hoadon.zip có md5 D41D8CD98F00B204E9800998ECF8427E.";
    assert_eq!(
        said(text),
        [
            "ip* 10.1.2.3",
            "ip 203.0.113.7",
            "url http://tai-ve.example.com/a/b.exe?x=1",
            "domain tai-ve.example.com",
            "email ke.toan@mail.example.org",
            "md5 d41d8cd98f00b204e9800998ecf8427e",
        ]
    );
}

#[test]
fn what_was_disarmed_is_read_as_it_was_meant() {
    let text = "hxxps://tai[.]example(.)net/x 198[.]51[.]100[.]9 a[at]example[dot]org \
                2001[:]db8[:][:]5 c2[.]example[.]com\\.sub hXXp[://]example.org/ 203\\.0\\.113\\.1";
    assert_eq!(
        said(text),
        [
            "url https://tai.example.net/x",
            "domain tai.example.net",
            "ip 198.51.100.9",
            "email a@example.org",
            "ip 2001:db8::5",
            "url http://example.org/",
            "domain example.org",
            "ip 203.0.113.1",
        ]
    );
    // The archive is one of a text, and a domain where it was written like one.
    assert_eq!(said("hoadon.zip"), [""; 0]);
    assert_eq!(said("hoadon[.]zip"), ["domain hoadon.zip"]);
}

#[test]
fn what_looks_like_one_and_is_none_is_left() {
    for text in [
        "web.config",
        "index.php",
        "svchost.exe",
        "12.05.2026",
        "TP.HCM",
        "v.v...",
        "1.2.3",
        "999.1.1.1",
        "1.2.3.04",
        "10:20:30",
        "aa:bb:cc:dd:ee:ff",
        "std::fmt",
        "công việc đã xong.No more",
        "System.IO",
        "chạy.sh",
        "a@b",
        "@",
        "tỉnh.vn",
        "com",
        ".com",
        "co.uk",
        "-x.example",
        "http://",
        "://x",
        "12345678901234567890123456789012",
        "1f0e4b8a-0000-4000-8000-000000000001",
        "::",
        "%",
    ] {
        assert_eq!(said(text), [""; 0], "{text}");
    }
}

#[test]
fn addresses_of_six_and_their_neighbours() {
    assert_eq!(said("[2001:db8::1]:443"), ["ip 2001:db8::1"]);
    assert_eq!(
        said("từ fe80::1%eth0, ::1 và FD00::2."),
        ["ip* fe80::1", "ip* ::1", "ip* fd00::2"]
    );
    assert_eq!(said("2001:db8::/32"), ["ip 2001:db8::"]);
    assert_eq!(said("máy 2001:db8::9: lỗi"), ["ip 2001:db8::9"]);
    assert_eq!(
        said("http://[2001:DB8::7]:8080/x"),
        ["url http://[2001:db8::7]:8080/x", "ip 2001:db8::7"]
    );
    assert_eq!(said("::ffff:192.168.1.1"), ["ip* ::ffff:192.168.1.1"]);
}

#[test]
fn urls_end_where_they_end() {
    assert_eq!(
        said("(xem http://example.com/a_(b)), http://example.org,https://example.net;"),
        [
            "url http://example.com/a_(b)",
            "domain example.com",
            "url http://example.org",
            "domain example.org",
            "url https://example.net",
            "domain example.net",
        ]
    );
    assert_eq!(
        said("<http://example.com/?to=http://example.org/x>"),
        [
            "url http://example.com/?to=http://example.org/x",
            "domain example.com"
        ]
    );
    assert_eq!(said("http://may-chu/x"), ["url http://may-chu/x"]);
    assert_eq!(
        said("http://u:p@127.0.0.1/"),
        ["url* http://u:p@127.0.0.1/", "ip* 127.0.0.1"]
    );
}

#[test]
fn hashes_are_told_by_their_length() {
    let of = |length: usize| said(&format!("SHA:{}", "aB3f".repeat(length / 4)))[0].clone();
    assert!(of(32).starts_with("md5 ab3f"));
    assert!(of(40).starts_with("sha1 ab3f"));
    assert!(of(64).starts_with("sha256 ab3f"));
    assert!(said(&"ab".repeat(64)).is_empty());
}

#[test]
fn a_single_value_is_told_what_it_is() {
    let kind = |value: &str| classify(value).map(|i| (i.kind, i.value));
    let is = |kind, value: &str| Some((kind, value.to_owned()));
    assert_eq!(kind(" 1[.]2.3.4 "), is(IndicatorKind::Ip, "1.2.3.4"));
    assert_eq!(kind("[2001:db8::1]"), is(IndicatorKind::Ip, "2001:db8::1"));
    assert_eq!(
        kind("hxxp://EXAMPLE.com/A"),
        is(IndicatorKind::Url, "http://example.com/A")
    );
    assert_eq!(kind("tep.zip"), is(IndicatorKind::Domain, "tep.zip"));
    assert_eq!(kind("A@example.org"), is(IndicatorKind::Email, "a@example.org"));
    assert_eq!(kind("svchost.exe"), None);
    assert_eq!(kind("1.2.3.4 5.6.7.8"), None);
    assert_eq!(kind(""), None);
}

/// What citizens write is read elsewhere; a plain address is the same there.
#[test]
fn a_plain_address_is_the_same_to_both_readers() {
    for text in [
        "203.0.113.7",
        "203[.]0[.]113[.]7",
        "ngan-hang-gia.top",
        "ngan-hang-gia[.]top",
        "mau.gia1@gmail.com",
        "mau.gia1[at]gmail[dot]com",
        "https://mau-gia.example/a?b=1",
        "hxxps://mau-gia[.]example/a?b=1",
        "http://[2001:db8::7]:81/a",
    ] {
        let there = coloa_extract::find(text);
        assert_eq!(there.len(), 1, "{text}");
        let theirs = &there[0];
        let same = |i: &Indicator| i.kind.as_str() == theirs.kind.as_str() && i.value == theirs.value;
        assert!(find(text).iter().any(same), "{text}: {theirs:?}");
    }
}

#[test]
fn a_text_is_read_to_a_bound_and_gives_no_more_than_a_bound() {
    let many: String = (0..MAX_FOUND + 50)
        .map(|n| format!("h{n}.example.com "))
        .collect();
    assert_eq!(find(&many).len(), MAX_FOUND);
    let long = format!("{}é 203.0.113.9", "a ".repeat(MAX_TEXT / 2));
    assert!(find(&long).is_empty(), "what follows the bound is left");
}

#[test]
fn hostile_texts_take_no_longer_than_plain_ones() {
    let piece = |p: &str| p.repeat(MAX_TEXT / 8 / p.len());
    let texts = [
        piece("http://"),
        piece("://"),
        piece("("),
        piece("((1,"),
        piece("[.]"),
        piece("a."),
        piece(":"),
        piece("@"),
        piece("http://a,"),
        piece("hxxp[://]"),
        piece("\\."),
        piece("1.1.1.1"),
        piece("::1"),
        piece("é"),
    ];
    let plain = piece("chữ thường ");
    let time = |text: &str| {
        let begun = std::time::Instant::now();
        std::hint::black_box(find(text));
        begun.elapsed()
    };
    let least = time(&plain).max(std::time::Duration::from_millis(50));
    for text in &texts {
        let took = time(text);
        // Quadratic ways take minutes.
        assert!(
            took < least * 60,
            "{:?}… took {took:?}, plain {least:?}",
            &text[..6]
        );
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics_and_gives_each_once(text in "\\PC{0,400}") {
        let found = find(&text);
        let mut seen = HashSet::new();
        prop_assert!(found.iter().all(|i| seen.insert((i.kind, i.value.clone()))));
    }

    #[test]
    fn pieces_of_indicators_in_any_order_never_panic(
        parts in prop::collection::vec(
            prop::sample::select(vec!["http", "://", "[.]", "(at)", ".", ":", "[", "]", "\\", "@", "example.com",
                "1.2.3.4", "2001:db8::", "ab", "%", ",", " ", "é", "hxxp", "{", "}"]), 0..40)
    ) {
        let _ = find(&parts.concat());
        let _ = classify(&parts.concat());
    }

    #[test]
    fn an_address_is_found_however_it_is_written(octets in any::<[u8; 4]>(), disarmed in any::<bool>()) {
        let ip = Ipv4Addr::from(octets);
        let dot = if disarmed { "[.]" } else { "." };
        let written = ip.to_string().replace('.', dot);
        let found = find(&format!("địa chỉ ({written}), cổng 80"));
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!(&found[0].value, &ip.to_string());
        prop_assert_eq!(find(&found[0].value), found);
    }

    #[test]
    fn what_was_found_is_found_again_in_itself(text in "[a-z0-9.:/@ \\[\\]-]{0,120}") {
        for one in find(&text) {
            let again = find(&one.value);
            prop_assert!(again.contains(&one) || one.kind == IndicatorKind::Domain, "{:?} gave {:?}", one, again);
        }
    }
}
