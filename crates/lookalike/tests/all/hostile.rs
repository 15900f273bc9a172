//! Whatever is asked, an answer comes soon and without a panic.

use crate::names;
use coloa_lookalike::{MAX_CANDIDATES, Outcome, Register};
use proptest::prelude::*;
use std::sync::LazyLock;

static REGISTER: LazyLock<Register> = LazyLock::new(|| Register::build(names::entries(500)));

fn look(text: &str) {
    if let Ok(Outcome::LooksLike(candidates)) = REGISTER.check(text).map(|v| v.outcome) {
        assert!((1..=MAX_CANDIDATES).contains(&candidates.len()));
        assert!(
            candidates
                .iter()
                .all(|c| !c.reasons.is_empty() && (1..=100).contains(&c.strength))
        );
        assert!(candidates.is_sorted_by(|a, b| a.strength >= b.strength));
    }
    assert!(REGISTER.check_label(text).len() <= MAX_CANDIDATES);
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "\\PC{0,300}") {
        look(&text);
    }

    #[test]
    fn any_host_is_answered(text in "(https?://)?([a-z0-9а-яạ-ỹ%_\u{200b}-]{1,30}[.。@:]){1,8}[a-z]{2,5}(/.*)?") {
        look(&text);
    }

    #[test]
    fn any_mix_of_official_parts_is_answered(parts in proptest::collection::vec("(vietcombank|gov|vn|com|dichvucong|xacthuc|mb|-|\\.|ạ|а|1){1,5}", 1..10)) {
        look(&parts.concat());
    }

    #[test]
    fn the_answer_does_not_change_with_case_and_blanks(text in "[a-z.-]{3,40}") {
        let upper = format!(" {} ", text.to_uppercase());
        let lower = REGISTER.check(&text).map(|v| v.outcome);
        prop_assert_eq!(REGISTER.check(&upper).map(|v| v.outcome), lower);
    }
}

#[test]
fn long_texts_are_cut() {
    for text in [
        "a".repeat(1 << 20),
        "a.".repeat(1 << 19),
        "@".repeat(1 << 20),
        "%".repeat(1 << 20),
        "\u{200b}".repeat(1 << 19),
        " ".repeat(1 << 20),
        format!("https://{}", "vietcombank-".repeat(100_000)),
        "xn--".repeat(1 << 18),
    ] {
        assert!(REGISTER.check(&text).is_err());
        assert!(REGISTER.check_label(&text).len() <= MAX_CANDIDATES);
    }
    assert!(
        REGISTER
            .check(&format!("https://vietcombank.top/{}", "x".repeat(1 << 20)))
            .is_ok()
    );
}
