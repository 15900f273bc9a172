//! Vietnamese text: one normal form, and two foldings for matching.
//!
//! * [`nfc`]: how text is stored.
//! * [`fold`]: case, spaces and the placement of the tone mark ("hoà" = "hòa"), diacritics kept. For names.
//! * [`fold_plain`]: also without diacritics and with đ = d. For search boxes.

use std::{collections::HashMap, sync::LazyLock};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Canonical composition.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Folds case, runs of white space, dash variants and the placement of the tone mark. Two spellings of one
/// Vietnamese word, old ("hoà", "uỷ") or new ("hòa", "ủy"), give the same result.
#[must_use]
pub fn fold(text: &str) -> String {
    let lower: String = text.nfc().collect::<String>().to_lowercase();
    let mut out = String::with_capacity(lower.len());
    for (i, word) in lower.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        // The tone is moved behind the syllable, so where it stood does not matter; letters keep their
        // own marks (ơ, ê, ă …), which are not tones.
        let mut tone = None;
        let mut letters = String::with_capacity(word.len());
        let flush = |letters: &mut String, tone: &mut Option<char>, out: &mut String| {
            out.extend(letters.nfc());
            letters.clear();
            if let Some(t) = tone.take() {
                out.push(t);
            }
        };
        for c in word.nfd() {
            if TONES.contains(&c) {
                tone = Some(c);
            } else if c.is_alphanumeric() || is_combining_mark(c) {
                letters.push(c);
            } else {
                flush(&mut letters, &mut tone, &mut out);
                out.push(match c {
                    '–' | '—' | '‑' | '−' => '-',
                    '“' | '”' | '«' | '»' => '"',
                    '’' | '‘' => '\'',
                    other => other,
                });
            }
        }
        flush(&mut letters, &mut tone, &mut out);
    }
    out
}

/// [`fold`] without any diacritics, and đ as d.
#[must_use]
pub fn fold_plain(text: &str) -> String {
    quickly_plain(text).unwrap_or_else(|| thoroughly_plain(text))
}

fn thoroughly_plain(text: &str) -> String {
    let plain: String = fold(text)
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect();
    // A word of marks alone leaves nothing but its space.
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Small letters of Vietnamese that ASCII lacks, each one code point.
const LETTERS: &str = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ";

/// These and the capital ones, with what is left of them.
static PLAIN: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    LETTERS
        .chars()
        .flat_map(|c| c.to_uppercase().chain([c]))
        .filter_map(|c| Some((c, thoroughly_plain(&c.to_string()).chars().next()?)))
        .collect()
});

/// The same letter by letter, for text that is stored as ours is; a list of a province folds thousands of names. `None`:
/// it holds something else.
fn quickly_plain(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_whitespace() || c == '\u{b}' {
            if !plain.is_empty() && !plain.ends_with(' ') {
                plain.push(' ');
            }
        } else if c.is_ascii() {
            plain.push(c.to_ascii_lowercase());
        } else {
            plain.push(*PLAIN.get(&c)?);
        }
    }
    if plain.ends_with(' ') {
        plain.pop();
    }
    Some(plain)
}

/// The words of a text for an index of words: letters and digits alone, folded by [`fold_plain`], a space between.
#[must_use]
pub fn words(text: &str) -> String {
    let plain = fold_plain(text);
    let words = plain
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// A key that sorts Vietnamese names the same way in every database: syllable by syllable, base letter first,
/// then its mark (a ă â … d đ), then the tone.
#[must_use]
pub fn sort_key(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(syllable_key)
        .collect::<Vec<_>>()
        .join(" ")
}

fn syllable_key(syllable: &str) -> String {
    let mut letters = String::new();
    let mut tones = String::new();
    for c in syllable.chars() {
        let mut base = String::new();
        let mut tone = '0';
        for d in c.nfd() {
            match TONES.iter().position(|t| *t == d) {
                // Order of tones in Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng.
                Some(p) => tone = ['1', '4', '3', '2', '5'][p],
                None => base.push(d),
            }
        }
        let base: String = base.nfc().collect();
        let (letter, rank) = match base.as_str() {
            "ă" => ("a", '1'),
            "â" => ("a", '2'),
            "đ" => ("d", '1'),
            "ê" => ("e", '1'),
            "ô" => ("o", '1'),
            "ơ" => ("o", '2'),
            "ư" => ("u", '1'),
            other => (other, '0'),
        };
        letters.push_str(letter);
        letters.push(rank);
        tones.push(tone);
    }
    format!("{letters}!{tones}")
}

/// The beginning of a text on one line, at most `most` characters; what was cut is shown by "…", after a whole word
/// where there is one.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(most.saturating_sub(1)) else {
        return line;
    };
    if line[end..].chars().nth(1).is_none() {
        return line;
    }
    let kept = &line[..end];
    let whole = line[end..].starts_with(' ');
    let kept = match kept.rfind(' ') {
        Some(space) if !whole => &kept[..space],
        _ => kept,
    };
    format!("{}…", kept.trim_end())
}

/// Whether a text ends within the number of a document, "… số 415/QĐ-": what follows belongs to it without a space.
#[must_use]
pub fn ends_in_number(text: &str) -> bool {
    // A number is short: no need to look far back for where it begins.
    let from = text.floor_char_boundary(text.len().saturating_sub(40));
    let last = text[from..].split_whitespace().next_back().unwrap_or_default();
    text.ends_with(['-', '/']) && last.starts_with(|c: char| c.is_ascii_digit()) && last.contains('/')
}

/// A cell of CSV that no spreadsheet takes for a formula: an apostrophe stands before what would be one (RFC 4180 knows
/// no formulas). A negative number stays a number.
#[must_use]
pub fn inert_cell(text: &str) -> std::borrow::Cow<'_, str> {
    if is_formula(text) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// A cell of CSV (RFC 4180): quoted where it must be, and no formula.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    let text = inert_cell(text);
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}

/// [`inert_cell`] taken back.
#[must_use]
pub fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest,
        _ => cell,
    }
}

fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '@', '\t', '\r']) || (text.starts_with('-') && text.parse::<f64>().is_err())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn long_words_are_cut_on_one_line() {
        assert_eq!(shorten("Rà soát\n  hệ thống", 120), "Rà soát hệ thống");
        assert_eq!(shorten("một hai ba", 10), "một hai ba");
        assert_eq!(shorten("một hai ba", 9), "một hai…");
        assert_eq!(shorten("một hai ba", 8), "một hai…");
        assert_eq!(shorten("mộthaiba", 5), "mộth…");
        assert!(shorten(&"ă ".repeat(400), 120).chars().count() <= 120);
    }

    #[test]
    fn cells_are_quoted_and_no_formulas() {
        assert_eq!(csv_cell("a,b"), "\"a,b\"");
        assert_eq!(csv_cell("nói \"không\""), "\"nói \"\"không\"\"\"");
        assert_eq!(csv_cell("=1+1"), "'=1+1");
        assert_eq!(csv_cell("-5"), "-5");
    }

    #[test]
    fn numbers_cut_at_their_hyphen() {
        assert!(ends_in_number("theo Quyết định số 415/QĐ-"));
        assert!(!ends_in_number("giai đoạn 2026 -") && !ends_in_number("an toàn -") && !ends_in_number(""));
    }

    #[test]
    fn formulas_are_made_inert_and_read_back() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("- việc", "'- việc"),
            ("-5", "-5"),
            ("'ngoặc", "'ngoặc"),
        ] {
            assert_eq!(inert_cell(text), cell);
            assert_eq!(without_guard(cell), text);
        }
    }

    #[test]
    fn tone_placement_case_and_dashes_fold_together() {
        assert_eq!(fold("Hoà  Bình"), fold("hòa bình"));
        assert_eq!(fold("Uỷ ban – nhân dân"), fold("ủy ban - nhân dân"));
        assert_eq!(fold("Thanh Hoá"), fold("thanh hóa"));
        assert_ne!(fold("ma"), fold("mà"));
        assert_ne!(fold("tháng"), fold("thăng"));
    }

    #[test]
    fn plain_folding_drops_every_mark() {
        assert_eq!(fold_plain("Đội Ứng cứu sự cố"), "doi ung cuu su co");
    }

    #[test]
    fn names_sort_as_in_a_vietnamese_dictionary() {
        let mut names = ["Đắk Lắk", "Dầu Tiếng", "An Giang", "Ân Thi", "Ba Vì", "Bà Rịa"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(
            names,
            ["An Giang", "Ân Thi", "Ba Vì", "Bà Rịa", "Dầu Tiếng", "Đắk Lắk"]
        );
    }

    #[test]
    fn letters_fold_quickly_as_they_fold_thoroughly() {
        assert_eq!(
            PLAIN.len(),
            2 * LETTERS.chars().count(),
            "each of them leaves a letter"
        );
        for (letter, plain) in PLAIN.iter() {
            let text = format!(" X{letter}\t\u{b}{letter}-{letter}\"n{letter}a ");
            assert_eq!(quickly_plain(&text), Some(thoroughly_plain(&text)));
            assert!(plain.is_ascii_lowercase(), "{letter}");
        }
        assert_eq!(
            quickly_plain("Sở – Ban"),
            None,
            "a dash of another kind is known the long way alone"
        );
        assert_eq!(fold_plain("Sở – Ban"), "so - ban");
        assert_eq!(
            quickly_plain("ho\u{300}a"),
            None,
            "so is a mark that stands by itself"
        );
    }

    proptest! {
        #[test]
        fn ascii_folds_quickly_as_it_folds_thoroughly(s in "[\\x00-\\x7f]{0,40}") {
            prop_assert_eq!(quickly_plain(&s), Some(thoroughly_plain(&s)));
        }

        #[test]
        fn folding_twice_changes_nothing(s in "\\PC{0,40}") {
            let once = fold_plain(&s);
            prop_assert_eq!(fold_plain(&once), once);
        }
    }
}
