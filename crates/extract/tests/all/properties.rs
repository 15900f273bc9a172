//! What holds for every text.

use coloa_extract::{Indicator, Kind, MAX_FOUND, MAX_TEXT, find, phone_value};
use proptest::prelude::*;
use std::time::{Duration, Instant};

/// Places are in the text, and `raw` stands there.
fn holds(text: &str, found: &[Indicator]) {
    let mut before = 0;
    for one in found {
        assert!(one.bytes.start < one.bytes.end && one.bytes.end <= text.len());
        assert_eq!(&text[one.bytes.clone()], one.raw);
        assert!(!one.value.is_empty() && !one.value.chars().any(char::is_control));
        let chars: String = text.chars().skip(one.start).take(one.end - one.start).collect();
        assert_eq!(chars, one.raw);
        assert!(
            before <= one.bytes.start,
            "in the order of the text, and not across each other"
        );
        before = one.bytes.end;
        for more in &one.again {
            assert!(more.start < more.end && more.end <= text.chars().count());
        }
    }
}

/// Pieces of what people write, and of what breaks programs.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9oOlI .\\-+()]{1,18}",
        "[0-9a-zA-Z_-]{20,50}",
        "(-|_|\\.|\\*|@|/|:){20,40}",
        "[a-z@._/:?#\\[\\]()-]{1,16}",
        "\\PC{0,8}",
        "[\u{300}-\u{36f}\u{200b}\u{fe0f}\u{20e3}]{1,3}",
        prop::sample::select(vec![
            " ",
            "\n",
            ". ",
            " chấm ",
            " a còng ",
            "[.]",
            "(dot)",
            "hxxp://",
            "https://",
            "://",
            "@",
            "0x",
            "bc1q",
            "+84",
            "stk ",
            "sđt: ",
            "của tôi",
            " . ",
            "không ",
            "chín ",
            "mã ",
            "vcb",
            "com",
            ".vn",
            "t.me/",
            "profile.php?id=",
            "zalo.me/",
            "::",
            "[::1]",
            "１",
            "Ⅷ",
            "½",
            "đồng",
            " triệu",
            "ba số không ",
            "İ",
            "ß",
            "ﬁ",
            "xn--",
            "….",
            "%40",
        ])
        .prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(piece(), 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn places_are_in_the_text(text in text()) {
        holds(&text, &find(&text));
    }

    #[test]
    fn any_text_is_looked_at(text in "\\PC{0,200}") {
        holds(&text, &find(&text));
    }

    /// A normal form is its own: whoever looks at a value finds it.
    #[test]
    fn a_value_is_its_own_normal_form(text in text()) {
        for one in find(&text) {
            let sentence = match one.kind {
                Kind::Phone => format!("sđt {}", one.value),
                Kind::BankAccount => format!("stk {}", one.value),
                Kind::Wallet => format!("ví {}", one.value),
                Kind::Domain => format!("web {}", one.value),
                // Numbers of profiles are found in their links alone.
                Kind::Handle if !one.value.contains(char::is_alphabetic) => continue,
                _ => one.value.clone(),
            };
            let again = find(&sentence);
            prop_assert!(again.iter().any(|a| a.value == one.value), "{:?} in {:?}", one, sentence);
        }
    }

    #[test]
    fn composed_and_decomposed_text_say_the_same(text in "[a-zàảãáạăằẳẵắặâấđêệôơưự 0-9.@]{0,80}") {
        use unicode_normalization::UnicodeNormalization as _;
        let values = |t: &str| find(t).into_iter().map(|f| (f.kind, f.value)).collect::<Vec<_>>();
        prop_assert_eq!(values(&text), values(&text.nfd().collect::<String>()));
    }

    #[test]
    fn phones_alone_have_one_form(text in "[+0-9 .()-]{0,24}") {
        if let Some(value) = phone_value(&text) {
            prop_assert_eq!(phone_value(&value), Some(value.clone()));
        }
    }
}

/// Long texts of what makes a careless reader go back and forth take no more time than others.
#[test]
fn nothing_makes_it_slow() {
    for part in [
        "0 ",
        "0.",
        "a.",
        "a . ",
        " chấm com",
        "@a",
        "http://",
        "((((",
        "[.]",
        "không ",
        "+84 ",
        "stk 1 ",
        "tele ",
        "::",
        "0x",
        "a@b.",
        "1.000.",
        "com . ",
        "bc1",
        "l",
        "o ",
        "https://a.top/(",
        "tài khoản của tôi ",
        "1-2-2020 ",
        "ba số 1 ",
    ] {
        let text = part.repeat(64 * 1024 / part.len());
        let begun = Instant::now();
        let found = find(&text);
        assert!(found.len() <= MAX_FOUND);
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{part:?} takes {:?}",
            begun.elapsed()
        );
    }
}

#[test]
fn a_text_is_cut_at_a_character() {
    let text = "ệ".repeat(MAX_TEXT);
    assert!(find(&text).is_empty());
}
