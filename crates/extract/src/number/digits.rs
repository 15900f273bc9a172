//! Runs of digits as people write them: with look-alike letters, in words, in groups.

use crate::{Page, vocabulary::Tags};
use std::ops::Range;

/// Digits that stand together.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub digits: String,
    /// Glyphs.
    pub at: Range<usize>,
    pub form: Form,
    /// What stands between it and the group before.
    pub separator: Separator,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Digits,
    /// Some digits are letters that look like them.
    LookAlike,
    /// Letters alone, or one word: only with its neighbours is it a number.
    Doubtful,
    /// Digits in words, three or more in a row.
    Spoken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Separator {
    Blank,
    Dot,
    Dash,
    Other,
}

/// Groups with nothing but separators between them.
pub(crate) type Chain = Vec<Group>;

/// Words right before digits, without a blank, that do not make a code of them: "sdt0912…", "stk1012…".
const GLUE: [&str; 27] = [
    "sdt", "dt", "sd", "zalo", "zl", "alo", "lh", "tk", "stk", "momo", "phone", "hotline", "dth", "so",
    "tel", "call", "goi", "vao", "la", "vcb", "mb", "acb", "bidv", "tcb", "vib", "tpb", "agribank",
];

fn spoken(name: &str) -> Option<char> {
    Some(match name {
        "khong" | "zero" | "hong" | "ko" => '0',
        "mot" => '1',
        "hai" => '2',
        "ba" => '3',
        "bon" | "tu" => '4',
        "nam" | "lam" | "nham" => '5',
        "sau" => '6',
        "bay" => '7',
        "tam" => '8',
        "chin" => '9',
        _ => return None,
    })
}

/// How a digit in words may be spelled when it has marks.
const SPOKEN: [&str; 17] = [
    "không", "hông", "hổng", "một", "mốt", "bốn", "tư", "năm", "lăm", "nhăm", "sáu", "bảy", "bẩy", "tám",
    "chín", "hai", "ba",
];

fn spoken_digit(page: &Page<'_>, word: usize) -> Option<char> {
    let digit = spoken(page.glyphs.word(word))?;
    if page.glyphs.words[word].marked && !SPOKEN.contains(&page.glyphs.exact(word).as_str()) {
        return None;
    }
    Some(digit)
}

/// "mươi" between two digits says nothing ("chín mươi mốt" is 91), behind one alone a 0; "mười" is 10, or the 1 before
/// another digit.
fn tens(page: &Page<'_>, word: usize) -> Option<&'static str> {
    if page.glyphs.word(word) != "muoi" {
        return None;
    }
    let goes_on = word + 1 < page.glyphs.words.len() && spoken_digit(page, word + 1).is_some();
    let behind_digit = word > 0 && spoken_digit(page, word - 1).is_some();
    let is_ten = if page.glyphs.words[word].marked {
        page.glyphs.exact(word) == "mười"
    } else {
        !behind_digit
    };
    Some(match (is_ten, goes_on) {
        (false, true) => "",
        (false, false) => "0",
        (true, true) => "1",
        (true, false) => "10",
    })
}

/// The digit that a letter looks like, among so many true digits.
fn look_alike(c: char, among: usize) -> Option<char> {
    Some(match c {
        // Latin, Cyrillic, Greek, Armenian.
        'o' | 'O' | 'о' | 'О' | 'ο' | 'Ο' | 'օ' | 'Օ' => '0',
        'l' | 'I' | 'i' | 'І' | 'і' | 'ӏ' | 'ı' => '1',
        'Z' | 'z' if among >= 3 => '2',
        'S' | 's' if among >= 3 => '5',
        'B' if among >= 3 => '8',
        'b' | 'G' if among >= 5 => '6',
        'g' | 'q' if among >= 5 => '9',
        'A' if among >= 5 => '4',
        'E' | 'З' | 'з' if among >= 5 => '3',
        'T' if among >= 5 => '7',
        _ => return None,
    })
}

/// What a word is as a number, with the glyphs that are it.
fn group(page: &Page<'_>, word: usize) -> Option<(String, Range<usize>, Form)> {
    let at = page.glyphs.words[word].at.clone();
    let list = &page.glyphs.list[at.clone()];
    let count = list.iter().filter(|g| g.digit().is_some()).count();
    if count == 0 {
        if let Some(digits) = tens(page, word) {
            return Some((digits.to_owned(), at, Form::Doubtful));
        }
        if let Some(digit) = spoken_digit(page, word) {
            return Some((digit.to_string(), at, Form::Doubtful));
        }
        let letters: Option<String> = list
            .iter()
            .map(|g| look_alike(g.c, 0).filter(|_| !g.marked && g.c != 'i'))
            .collect();
        return letters
            .filter(|l| l.len() <= 4)
            .map(|digits| (digits, at, Form::Doubtful));
    }
    if count == list.len() {
        return Some((list.iter().filter_map(|g| g.digit()).collect(), at, Form::Digits));
    }
    let digit = |g: &crate::glyphs::Glyph| g.digit().or_else(|| look_alike(g.c, count).filter(|_| !g.marked));
    if let Some(digits) = list.iter().map(digit).collect::<Option<String>>() {
        return Some((digits, at, Form::LookAlike));
    }
    // "sdt0912000101", "0912000101nha".
    let letters = list.iter().take_while(|g| g.digit().is_none()).count();
    let prefix = page.glyphs.plain(at.start..at.start + letters);
    if letters > 0 && !GLUE.contains(&prefix) {
        return None;
    }
    let body = &list[letters..];
    let length = body.iter().take_while(|g| g.digit().is_some()).count();
    let rest = &body[length..];
    let is_tail = rest.is_empty() || (length >= 9 && rest.iter().all(|g| g.c.is_alphabetic()));
    (is_tail && length >= 4).then(|| {
        let digits: String = body[..length].iter().filter_map(|g| g.digit()).collect();
        let start = at.start + letters;
        (digits, start..start + length, Form::Digits)
    })
}

/// What may stand between groups of one number.
fn separator(page: &Page<'_>, between: Range<usize>) -> Option<Separator> {
    if between.is_empty() || between.len() > 4 {
        return None;
    }
    let mut kind = Separator::Blank;
    let signs = &page.glyphs.list[between.clone()];
    if signs
        .windows(2)
        .any(|w| w[0].plain == w[1].plain && w[0].plain != ' ')
    {
        // "0071...123", "0912--101": something is left out.
        return None;
    }
    for glyph in &page.glyphs.list[between] {
        let one = match glyph.plain {
            ' ' | '\t' => continue,
            '.' | '·' | '•' => Separator::Dot,
            '-' | '–' | '—' | '‐' | '‑' | '−' | '_' => Separator::Dash,
            ',' | '(' | ')' | '*' | '~' => Separator::Other,
            _ => return None,
        };
        kind = if kind == Separator::Blank || kind == one {
            one
        } else {
            Separator::Other
        };
    }
    Some(kind)
}

/// Digits are left out before or behind: "0071***123".
pub(crate) fn is_masked(page: &Page<'_>, at: &Range<usize>) -> bool {
    const MOST: usize = 8;
    let stars = |i: &usize| page.glyphs.get(*i).is_some_and(|g| g.plain == '*');
    let digit = |i: usize| page.glyphs.get(i).is_some_and(|g| g.digit().is_some());
    let behind = (at.end..at.end + MOST).take_while(stars).count();
    let before = (at.start.saturating_sub(MOST)..at.start)
        .rev()
        .take_while(stars)
        .count();
    (behind > 1 && digit(at.end + behind))
        || (before > 1 && at.start > before && digit(at.start - before - 1))
}

/// All chains of a text.
pub(crate) fn chains(page: &Page<'_>) -> Vec<Chain> {
    let mut chains: Vec<Chain> = Vec::new();
    let mut chain: Chain = Vec::new();
    let words = &page.glyphs.words;
    let mut word = 0;
    while word < words.len() {
        let found = page
            .is_free(words[word].at.clone())
            .then(|| group(page, word))
            .flatten();
        let Some((digits, at, form)) = found else {
            finish(&mut chain, &mut chains);
            word += 1;
            continue;
        };
        // "ba số không": a digit so many times.
        let (digits, at, form, next) = repeated(page, word, &digits).unwrap_or((digits, at, form, word + 1));
        let joined = match chain.last() {
            // Digits behind a glued word begin a number of their own.
            Some(last) if at.start == words[word].at.start => separator(page, last.at.end..at.start),
            _ => None,
        };
        if joined.is_none() {
            finish(&mut chain, &mut chains);
        }
        let whole = at.end == words[next - 1].at.end;
        chain.push(Group {
            digits,
            at,
            form,
            separator: joined.unwrap_or(Separator::Other),
        });
        if !whole {
            finish(&mut chain, &mut chains);
        }
        word = next;
    }
    finish(&mut chain, &mut chains);
    chains
}

fn repeated(page: &Page<'_>, word: usize, times: &str) -> Option<(String, Range<usize>, Form, usize)> {
    let times: usize = times.parse().ok().filter(|t| (2..=6).contains(t))?;
    if !matches!(page.glyphs.word(word + 1), "so" | "con") || word + 2 >= page.glyphs.words.len() {
        return None;
    }
    let (digit, at, _) = group(page, word + 2).filter(|(digits, _, _)| digits.len() == 1)?;
    Some((
        digit.repeat(times),
        page.glyphs.words[word].at.start..at.end,
        Form::Doubtful,
        word + 3,
    ))
}

/// Keeps a chain that has what a number wants.
fn finish(chain: &mut Chain, chains: &mut Vec<Chain>) {
    let mut chain = std::mem::take(chain);
    // Words in a row are meant as digits.
    let mut at = 0;
    while at < chain.len() {
        let start = at;
        while at < chain.len() && chain[at].form == Form::Doubtful {
            at += 1;
        }
        if at - start >= 3 {
            for group in &mut chain[start..at] {
                group.form = Form::Spoken;
            }
        }
        at = at.max(start + 1);
    }
    let digits: usize = chain.iter().map(|g| g.digits.len()).sum();
    if digits >= 6 {
        chains.push(chain);
    }
}

/// A day, "12-03-2026", from this group on.
pub(crate) fn is_date(chain: &[Group]) -> bool {
    let [day, month, year, ..] = chain else {
        return false;
    };
    let value = |g: &Group| g.digits.parse::<u32>().unwrap_or(0);
    let short = |g: &Group| g.digits.len() <= 2 && g.form == Form::Digits;
    (short(day) && short(month) && (1..=31).contains(&value(day)) && (1..=12).contains(&value(month)))
        && ((year.digits.len() == 4 && (1900..2100).contains(&value(year)))
            && month.separator == year.separator
            && month.separator != Separator::Blank)
}

/// Groups of three behind points or commas, as money is written: how many groups.
pub(crate) fn thousands(chain: &[Group]) -> usize {
    let Some(first) = chain
        .first()
        .filter(|g| g.digits.len() <= 3 && g.form == Form::Digits)
    else {
        return 0;
    };
    if first.digits.starts_with('0') {
        return 0;
    }
    let more = chain[1..]
        .iter()
        .take(6)
        .take_while(|g| g.digits.len() == 3 && matches!(g.separator, Separator::Dot | Separator::Other))
        .count();
    if more == 0 { 0 } else { more + 1 }
}

/// Whether tags of the words of a number say what it is; only used for glued words.
pub(crate) fn glued_tags(page: &Page<'_>, at: &Range<usize>) -> Tags {
    let glyphs = page.glyphs;
    let word = glyphs.words.partition_point(|w| w.at.end <= at.start);
    let Some(found) = glyphs.words.get(word).filter(|w| w.at.start < at.start) else {
        return Tags::default();
    };
    match glyphs.plain(found.at.start..at.start) {
        "stk" | "tk" => Tags::ACCOUNT,
        "vcb" | "mb" | "acb" | "bidv" | "tcb" | "vib" | "tpb" | "agribank" => Tags::BANK,
        _ => Tags::PHONE,
    }
}
