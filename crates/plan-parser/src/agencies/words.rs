//! Words of a list, and the noun a name begins with.

use crate::lexicon::{ABBREVIATIONS, CAPITAL_HEADS, HEADS, NOT_HEADS, TAIL, WHOLE};
use std::ops::Range;

#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) range: Range<usize>,
    pub(super) low: &'a str,
    pub(super) capital: bool,
    pub(super) punct: bool,
}

pub(super) fn tokens<'a>(text: &'a str, low: &'a str) -> Vec<Word<'a>> {
    let mut out = Vec::new();
    let mut start: Option<usize> = None;
    let close = |out: &mut Vec<Word<'a>>, from: usize, to: usize| {
        if let Some(l) = low.get(from..to) {
            let capital = text
                .get(from..to)
                .and_then(|t| t.chars().next())
                .is_some_and(char::is_uppercase);
            out.push(Word {
                range: from..to,
                low: l,
                capital,
                punct: false,
            });
        }
    };
    for (at, c) in text.char_indices() {
        let joined = matches!(c, '&' | '_')
            || c == '/' && start.is_some()
            || c == '.'
                && start.is_some()
                && text[at + 1..].chars().next().is_some_and(char::is_alphanumeric);
        if c.is_alphanumeric() || joined || is_mark(c) {
            start.get_or_insert(at);
            continue;
        }
        if let Some(from) = start.take() {
            close(&mut out, from, at);
        }
        if !c.is_whitespace() {
            out.push(Word {
                range: at..at + c.len_utf8(),
                low: low.get(at..at + c.len_utf8()).unwrap_or(""),
                capital: false,
                punct: true,
            });
        }
    }
    if let Some(from) = start {
        close(&mut out, from, text.len());
    }
    out
}

pub(super) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

pub(super) fn phrase(words: &[Word<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut n = 0;
    for part in phrase.split(' ') {
        let w = words.get(at + n)?;
        if w.low != part {
            return None;
        }
        n += 1;
    }
    Some(n)
}

pub(super) fn longest(words: &[Word<'_>], at: usize, list: &[&str]) -> Option<usize> {
    let first = words.get(at)?.low;
    list.iter()
        .filter(|p| p.starts_with(first))
        .filter_map(|p| phrase(words, at, p))
        .max()
}

pub(super) fn determiner(words: &[Word<'_>], at: usize) -> usize {
    for d in [
        "tất cả các",
        "toàn thể các",
        "một số",
        "các",
        "những",
        "mọi",
        "từng",
        "mỗi",
    ] {
        if let Some(n) = phrase(words, at, d) {
            return n;
        }
    }
    0
}

/// Length of the determiner and the head noun at `at`, and whether a determiner stood there.
pub(super) fn head(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let det = determiner(words, at);
    let noun = at + det;
    words.get(noun)?;
    if longest(words, noun, NOT_HEADS).is_some() {
        return None;
    }
    if words.get(noun).is_some_and(|w| w.low == "cơ") && phrase(words, noun, "cơ sở").is_some() && det > 0
    {
        if ["cơ sở dữ liệu", "cơ sở hạ tầng", "cơ sở vật chất"]
            .iter()
            .any(|p| phrase(words, noun, p).is_some())
        {
            return None;
        }
        return Some((det, longest(words, noun, HEADS).unwrap_or(2)));
    }
    if let Some(n) = longest(words, noun, HEADS) {
        return Some((det, n));
    }
    const LEVELS: [&str; 9] = [
        "tỉnh",
        "thành",
        "tp",
        "huyện",
        "quận",
        "thị",
        "xã",
        "phường",
        "cấp",
    ];
    if words[noun].capital
        && ABBREVIATIONS.contains(&words[noun].low)
        && words.get(noun + 1).is_some_and(|w| LEVELS.contains(&w.low))
    {
        return Some((det, 1));
    }
    let n = longest(words, noun, CAPITAL_HEADS)?;
    (det > 0 || words[noun].capital).then_some((det, n))
}

pub(super) fn begins_agency(words: &[Word<'_>], at: usize, sentence: bool) -> bool {
    let Some((det, n)) = head(words, at) else {
        return false;
    };
    let noun = at + det;
    let next = words.get(noun + n);
    // "Tổ chức tuyên truyền …", "Phòng, chống …", "Báo chí …": a sentence that begins with a verb.
    if sentence && det == 0 {
        let text: String = words[noun..noun + n]
            .iter()
            .map(|w| w.low)
            .collect::<Vec<_>>()
            .join(" ");
        if text == "tổ chức" {
            return false;
        }
        if CAPITAL_HEADS.contains(&text.as_str())
            && matches!(
                text.as_str(),
                "phòng" | "cấp" | "thống kê" | "thanh tra" | "hội" | "ban" | "đoàn"
            )
        {
            return next.is_some_and(|w| w.capital || matches!(w.low, "tỉnh" | "thành" | "của"));
        }
        if text == "báo" {
            return next.is_some_and(|w| w.capital || w.low == "và" || w.low == "tỉnh");
        }
    }
    true
}

/// Words that stand in names as a whole though they hold verbs and commas.
pub(super) fn whole(words: &[Word<'_>], at: usize) -> Option<usize> {
    let skip = usize::from(words.get(at).is_some_and(|w| matches!(w.low, "và" | "về")));
    longest(words, at + skip, WHOLE).map(|n| n + skip)
}

pub(super) fn joined(words: &[Word<'_>]) -> String {
    words.iter().map(|w| w.low).collect::<Vec<_>>().join(" ")
}

/// Words after the head of the piece that begins at `at`, up to the next separator.
pub(super) fn qualified(words: &[Word<'_>], at: usize) -> bool {
    let Some((det, n)) = head(words, at) else {
        return false;
    };
    words
        .get(at + det + n)
        .is_some_and(|w| !w.punct && w.low != "và" && !TAIL.contains(&w.low))
}
