//! Whether letters can be read as Vietnamese syllables without marks ("dichvucong", "tanbinh").
//!
//! Two names of which both can, and that differ by a letter, are more likely two names ("hoabinh", "hoaninh") than one and its
//! fake. The lists are those of Vietnamese spelling: initials, and rimes without tones and marks.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

const INITIALS: [&str; 27] = [
    "b", "c", "ch", "d", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh", "nh", "p", "ph", "q",
    "r", "s", "t", "th", "tr", "v", "x", "",
];

const RIMES: &str = "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu i ia ich iec iem ien ieng iep iet ieu \
    im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong oong op ot u ua uan \
    uang uat uay uan uc ue uech uen uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uy uya uych uyen uyet uyn \
    uynh uyp uyt uyu uao uai uanh uac uach uam uap uau uoa ueo uet uit uin uinh uich y yem yen yet yeu yn ynh";

/// Letters of the longest syllable, "nghieng".
const LONGEST: usize = 7;

static SYLLABLES: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    INITIALS
        .iter()
        .flat_map(|i| RIMES.split_whitespace().map(move |r| format!("{i}{r}")))
        .collect()
});

/// Whether all of it is syllables, one after the other. At most 64 letters are looked at.
pub(crate) fn is_vietnamese(text: &str) -> bool {
    if text.is_empty() || text.len() > 64 || !text.bytes().all(|b| b.is_ascii_lowercase()) {
        return false;
    }
    let mut reachable = [false; 65];
    reachable[0] = true;
    for from in 0..text.len() {
        if !reachable[from] {
            continue;
        }
        for to in from + 1..=text.len().min(from + LONGEST) {
            if !reachable[to] && SYLLABLES.contains(&text[from..to]) {
                reachable[to] = true;
            }
        }
    }
    reachable[text.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_places_and_offices_are_syllables() {
        for name in [
            "hanoi",
            "dichvucong",
            "nghean",
            "thuathienhue",
            "quangngai",
            "baohiemxahoi",
            "nguyen",
            "khuyennong",
            "quyhoach",
            "yenbai",
        ] {
            assert!(is_vietnamese(name), "{name}");
        }
    }

    #[test]
    fn coined_names_and_typing_errors_are_not() {
        for name in [
            "vietcombank",
            "dichvucomg",
            "techcombank",
            "hanoj",
            "fpt",
            "",
            "dịch",
            "shopee",
            "dichvvcong",
        ] {
            assert!(!is_vietnamese(name), "{name}");
        }
    }
}
