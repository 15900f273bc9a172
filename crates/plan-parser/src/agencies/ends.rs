//! Where a name ends: at a verb, or at the first word that no such name has.

use super::words::{Word, head, joined, longest};
use crate::lexicon::{IN_NAME, VERBS};

/// A verb that stands in lower case.
pub(super) fn verb_at(words: &[Word<'_>], at: usize) -> bool {
    let Some(w) = words.get(at) else { return false };
    if w.capital || w.punct {
        return false;
    }
    if w.low == "thống" && words.get(at + 1).is_some_and(|w| w.low == "kê") {
        return false;
    }
    if w.low == "trực" && words.get(at + 1).is_some_and(|w| w.low == "thuộc") {
        return false;
    }
    if w.low == "theo" && words.get(at + 1).is_some_and(|w| matches!(w.low, "chức")) {
        return true;
    }
    let Some(n) = longest(words, at, VERBS) else {
        return false;
    };
    // The second syllable of a name ("Giáo dục và Đào tạo", "Khoa học"), unless it is a word that joins.
    const JOINS: [&str; 16] = [
        "là", "để", "được", "phải", "sẽ", "cần", "khi", "theo", "trước", "vào", "nhằm", "giữa", "giao",
        "giúp", "trình", "gửi",
    ];
    let of_name =
        n == 1 && at > 0 && words[at - 1].capital && text_case(&words[at - 1]) && !JOINS.contains(&w.low);
    !of_name
}

/// The name of a body that is known by its pattern ("Sở …", "Công an tỉnh", "các sở, ban, ngành") ends at the
/// first lower-case word that no such name has: whatever it is, it is what the body does.
pub(super) fn leaves_name(words: &[Word<'_>], unit: usize, piece: usize, at: usize) -> bool {
    let w = &words[at];
    if w.capital || w.punct || at <= unit || IN_NAME.contains(&w.low) {
        return false;
    }
    let before = &words[at - 1];
    if before.capital && before.low.chars().count() < 7 && text_case(before) {
        return false;
    }
    if matches!(before.low, "," | "và" | "-" | "–") {
        return false;
    }
    const KNOWN: [&str; 14] = [
        "sở",
        "công an",
        "ubnd",
        "ủy ban",
        "văn phòng",
        "thanh tra",
        "thanh tra tỉnh",
        "hđnd",
        "ubmttq",
        "bộ chqs",
        "bộ chỉ huy",
        "bộ",
        "báo",
        "đài",
    ];
    let Some((det, n)) = head(words, unit) else {
        return false;
    };
    let name = joined(&words[unit + det..unit + det + n]);
    if det == 0 && words[unit].capital && KNOWN.contains(&name.as_str()) {
        return true;
    }
    // "… sở, ban, ngành" and nothing after it.
    head(words, piece).is_some_and(|(d, n)| {
        let last = joined(&words[piece + d..piece + d + n]);
        piece + d + n == at
            && matches!(last.as_str(), "ngành" | "ban" | "đoàn thể" | "địa phương")
            && piece > unit
    })
}

/// Written as a word ("Tài"), not as an abbreviation ("UBND").
pub(super) fn text_case(w: &Word<'_>) -> bool {
    !matches!(w.low, "ubnd" | "hđnd" | "ubmttq" | "chqs" | "bchqs" | "vnpt")
}

/// Another verb follows before the sentence ends: what stands here is then part of the name.
pub(super) fn verb_later(words: &[Word<'_>], from: usize) -> bool {
    let mut i = from;
    let mut steps = 0;
    while i < words.len() && steps < 26 {
        if matches!(words[i].low, "." | ";" | ":") {
            return words[i].low == ":";
        }
        if i > from && verb_at(words, i) {
            // The verb must follow a noun directly, not a comma or "và" (then both verbs are one predicate).
            let before = words[i - 1].low;
            if !matches!(before, "," | "và" | "hoặc") {
                return i >= from + 2;
            }
            return false;
        }
        i += 1;
        steps += 1;
    }
    // A heading that ends here: the relative clause is all there is.
    i >= words.len()
}
