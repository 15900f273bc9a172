//! Reading the names of agencies: splitting a list as a person would ("Các sở, ban, ngành của tỉnh" is one
//! entry), and finding where a list ends and the verb begins.
//!
//! Nothing here knows a province or a fixed directory: a name begins with a noun that agencies begin with
//! ("Sở", "Công an", "các cơ quan") and goes on until a separator, a verb or the end.

use crate::lexicon::{CAPITAL_HEADS, FIELDS, GENERIC, HEADS, IN_NAME, NOT_HEADS, RELATIVE, TAIL, VERBS};
use crate::lines::lower;
use std::ops::Range;

/// An agency found in a text; ranges are byte offsets into the text given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub name: String,
    pub range: Range<usize>,
    pub scope: Option<Range<usize>>,
}

/// Splits a list of agencies ("Chủ trì: …").
///
/// ```
/// let names: Vec<_> = coloa_plan_parser::agencies::split("Công an tỉnh; các sở, ban, ngành và UBND cấp xã.")
///     .into_iter().map(|m| m.name).collect();
/// assert_eq!(names, ["Công an tỉnh", "các sở, ban, ngành", "UBND cấp xã"]);
/// ```
#[must_use]
pub fn split(text: &str) -> Vec<Mention> {
    let low = lower(text);
    let words = tokens(text, &low);
    scan(text, &words, 0, Mode::Whole).mentions
}

/// A list of agencies at the beginning of a sentence, and the byte where what they do begins.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    pub mentions: Vec<Mention>,
    pub end: usize,
    /// A verb follows (not the end of the text or a stop).
    pub verb: bool,
}

/// Reads agencies from the beginning of `text`; `None` where it begins with something else.
#[must_use]
pub fn subject(text: &str, low: &str) -> Option<Subject> {
    let (text, low) = window(text, low);
    let words = tokens(text, low);
    if !begins_agency(&words, 0, true) {
        return None;
    }
    let scan = scan(text, &words, 0, Mode::Subject);
    (!scan.mentions.is_empty()).then_some(Subject {
        mentions: scan.mentions,
        end: scan.end,
        verb: scan.verb,
    })
}

/// Reads agencies after "phối hợp với": like [`subject`], but a name may begin in lower case.
#[must_use]
pub fn object(text: &str, low: &str) -> Option<Subject> {
    let (text, low) = window(text, low);
    let words = tokens(text, low);
    if !begins_agency(&words, 0, false) {
        return None;
    }
    let scan = scan(text, &words, 0, Mode::Object);
    (!scan.mentions.is_empty()).then_some(Subject {
        mentions: scan.mentions,
        end: scan.end,
        verb: scan.verb,
    })
}

/// Whether a heading is nothing but a list of agencies.
#[must_use]
pub fn is_list(text: &str) -> bool {
    let text = text.trim().trim_end_matches([':', '.', ';', ',']).trim();
    if text.is_empty() || text.chars().count() > 320 {
        return false;
    }
    let low = lower(text);
    subject(text, &low).is_some_and(|s| !s.verb && text[s.end.min(text.len())..].trim().is_empty())
}

/// The beginning of a text: no list of agencies in a sentence is longer, and reading stays linear however often
/// a paragraph says "phối hợp với".
fn window<'a>(text: &'a str, low: &'a str) -> (&'a str, &'a str) {
    let end = text.floor_char_boundary(WINDOW);
    (&text[..end], low.get(..end).unwrap_or(""))
}

const WINDOW: usize = 2000;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Whole,
    Subject,
    Object,
}

#[derive(Clone, Debug)]
struct Word<'a> {
    range: Range<usize>,
    low: &'a str,
    capital: bool,
    punct: bool,
}

fn tokens<'a>(text: &'a str, low: &'a str) -> Vec<Word<'a>> {
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

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

fn phrase(words: &[Word<'_>], at: usize, phrase: &str) -> Option<usize> {
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

fn longest(words: &[Word<'_>], at: usize, list: &[&str]) -> Option<usize> {
    let first = words.get(at)?.low;
    list.iter()
        .filter(|p| p.starts_with(first))
        .filter_map(|p| phrase(words, at, p))
        .max()
}

fn determiner(words: &[Word<'_>], at: usize) -> usize {
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
fn head(words: &[Word<'_>], at: usize) -> Option<(usize, usize)> {
    let det = determiner(words, at);
    let noun = at + det;
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
    let n = longest(words, noun, CAPITAL_HEADS)?;
    (det > 0 || words[noun].capital).then_some((det, n))
}

fn begins_agency(words: &[Word<'_>], at: usize, sentence: bool) -> bool {
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

fn joined(words: &[Word<'_>]) -> String {
    words.iter().map(|w| w.low).collect::<Vec<_>>().join(" ")
}

/// Words after the head of the piece that begins at `at`, up to the next separator.
fn qualified(words: &[Word<'_>], at: usize) -> bool {
    let Some((det, n)) = head(words, at) else {
        return false;
    };
    words
        .get(at + det + n)
        .is_some_and(|w| !w.punct && w.low != "và" && !TAIL.contains(&w.low))
}

struct Scan {
    mentions: Vec<Mention>,
    end: usize,
    verb: bool,
}

/// Whether the words after a separator begin another entry of the list.
fn new_entry(words: &[Word<'_>], at: usize, piece: usize, unit: usize) -> bool {
    let Some((det, n)) = head(words, at) else {
        return false;
    };
    let noun = at + det;
    let name = joined(&words[noun..noun + n]);
    if det > 0 && words[at].low != "từng" {
        return true;
    }
    let generic = GENERIC.contains(&name.as_str());
    let capital = words[noun].capital;
    let next_capital = words.get(noun + n).is_some_and(|w| w.capital);
    if capital && (!generic || next_capital) {
        return true;
    }
    // Lower case, or a general noun: both sides must be names of their own.
    let was_generic_list = head(words, unit).is_some_and(|(d, m)| {
        d > 0 && !qualified(words, unit) && {
            let h = joined(&words[unit + d..unit + d + m]);
            GENERIC.contains(&h.as_str())
        }
    });
    if was_generic_list && !(name == "ubnd" || name == "ủy ban" || name == "công an") {
        return false;
    }
    qualified(words, at) && qualified(words, piece)
}

fn scan(text: &str, words: &[Word<'_>], from: usize, mode: Mode) -> Scan {
    let mut out = Scan {
        mentions: Vec::new(),
        end: 0,
        verb: false,
    };
    let mut i = from;
    let mut unit = i;
    let mut piece = i;
    let mut scope: Option<Range<usize>> = None;
    // Index after the last word of the entry now read.
    let mut last: Option<usize> = None;
    let mut cut: Option<usize> = None;
    macro_rules! flush {
        () => {
            if let Some(l) = last.take() {
                let l = cut.take().unwrap_or(l).max(unit + 1);
                push(text, words, unit..l, scope.take(), &mut out.mentions);
            }
        };
    }
    while i < words.len() {
        let w = &words[i];
        let gap = last.is_some();
        if w.punct {
            match w.low {
                "," | ";" => {
                    let mut j = i + 1;
                    while words.get(j).is_some_and(|w| matches!(w.low, "và" | "cùng" | ",")) {
                        j += 1;
                    }
                    if j >= words.len() {
                        i = j;
                        break;
                    }
                    let hard = w.low == ";" && (mode == Mode::Whole || head(words, j).is_some());
                    if hard || new_entry(words, j, piece, unit) {
                        out.end = w.range.start;
                        flush!();
                        unit = j;
                        piece = j;
                        i = j;
                        continue;
                    }
                    if mode != Mode::Whole {
                        let general = head(words, piece).is_some();
                        let verb = verb_at(words, j);
                        let modifier = longest(words, j, RELATIVE).is_some() && general;
                        if verb && !modifier && head(words, j).is_none() || w.low == ";" {
                            break;
                        }
                        if head(words, j).is_none()
                            && !modifier
                            && mode == Mode::Object
                            && words[j].low == "giữa"
                        {
                            break;
                        }
                    }
                    if head(words, j).is_some() {
                        piece = j;
                        let (d, n) = head(words, j).unwrap_or((0, 1));
                        i = j + d + n;
                        last = Some(i);
                        continue;
                    }
                    // "…, truyền thông, báo chí": goes on with the same name.
                    let skip = longest(words, j, RELATIVE).unwrap_or(1);
                    i = j + skip;
                    last = Some(i);
                    continue;
                }
                "(" => {
                    let close = words[i..]
                        .iter()
                        .take(80)
                        .position(|w| w.low == ")")
                        .map_or(words.len(), |p| i + p);
                    let inner = w.range.end..words.get(close).map_or(text.len(), |w| w.range.start);
                    let content = lower(text.get(inner.clone()).unwrap_or("")).trim().to_string();
                    if mode != Mode::Whole
                        && ["qua ", "thông qua", "để ", "gửi "]
                            .iter()
                            .any(|p| content.starts_with(p))
                    {
                        break;
                    }
                    if is_scope(&content) {
                        scope = Some(inner);
                        if cut.is_none() {
                            cut = last;
                        }
                    } else if mode != Mode::Whole && content.split(' ').count() > 12 {
                        break;
                    } else {
                        last = Some((close + 1).min(words.len()));
                    }
                    i = close + 1;
                    continue;
                }
                "." | ":" | "!" | "?" => {
                    if mode == Mode::Whole {
                        if w.low == ":" && gap {
                            // "Sở Tài chính: nội dung về kinh phí" or "Các sở: Nội vụ, Tài chính".
                            let rest = lower(text.get(w.range.end..).unwrap_or(""));
                            if is_scope(rest.trim()) {
                                let end = words[i..]
                                    .iter()
                                    .position(|w| w.low == ";")
                                    .map_or(words.len(), |p| i + p);
                                let stop = words.get(end).map_or(text.len(), |w| w.range.start);
                                scope = Some(w.range.end..stop);
                                cut = last;
                                i = end;
                                continue;
                            }
                        }
                        i += 1;
                        if w.low == "." && i < words.len() {
                            flush!();
                            unit = i;
                            piece = i;
                        }
                        continue;
                    }
                    break;
                }
                _ => {
                    i += 1;
                    continue;
                }
            }
        }
        if matches!(w.low, "và" | "cùng") && gap {
            let mut j = i + 1;
            while words.get(j).is_some_and(|w| matches!(w.low, "với" | "cùng")) {
                j += 1;
            }
            // "Văn phòng HĐND và UBND": one office of two bodies.
            let office = i > 0 && words[i - 1].low == "hđnd" && words.get(j).is_some_and(|w| w.low == "ubnd");
            if !office && new_entry(words, j, piece, unit) {
                out.end = w.range.start;
                flush!();
                unit = j;
                piece = j;
                i = j;
                continue;
            }
            if mode != Mode::Whole
                && head(words, j).is_none()
                && verb_at(words, j)
                && !words[i + 1..].first().is_some_and(|w| w.capital)
            {
                let modifier = longest(words, j, RELATIVE).is_some();
                if !modifier {
                    break;
                }
                i = j + longest(words, j, RELATIVE).unwrap_or(1);
                last = Some(i);
                continue;
            }
            if let Some((d, n)) = head(words, j) {
                piece = j;
                i = j + d + n;
            } else {
                i = (j + 1).min(words.len());
            }
            last = Some(i);
            continue;
        }
        // Head of the entry.
        if i == unit
            && let Some((d, n)) = head(words, i)
        {
            i += d + n;
            last = Some(i);
            if mode != Mode::Whole
                && !words.get(i).is_some_and(|w| w.capital)
                && let Some(n) = longest(words, i, RELATIVE)
                && verb_later(words, i + n, mode)
            {
                i += n;
                last = Some(i);
            }
            continue;
        }
        if gap && scope_intro(words, i) {
            // "… đối với nội dung về an ninh mạng", "… chủ trì nội dung …": up to ";" or the next entry.
            let mut end = i;
            while end < words.len() {
                let stop = words[end].low == ";"
                    || words[end].low == "."
                    || words[end].low == ","
                        && new_entry(words, end + 1, piece, unit)
                        && words.get(end + 1).is_some_and(|w| w.capital);
                if stop {
                    break;
                }
                end += 1;
            }
            let from = if words[i].low == "chủ" || words[i].low == "phụ" || words[i].low == "phối" {
                words.get(i + 2).map_or(text.len(), |w| w.range.start)
            } else {
                words[i].range.start
            };
            let stop = words.get(end).map_or(text.len(), |w| w.range.start);
            scope = Some(from..stop);
            cut = last;
            i = end;
            continue;
        }
        if gap && mode != Mode::Whole && (verb_at(words, i) || leaves_name(words, unit, piece, i)) {
            out.verb = true;
            out.end = w.range.start;
            flush!();
            return out;
        }
        if mode == Mode::Object
            && gap
            && w.low == "trong"
            && words
                .get(i + 1)
                .is_some_and(|n| matches!(n.low, "việc" | "công" | "quá") || verb_at(words, i + 1))
        {
            out.verb = true;
            out.end = w.range.start;
            flush!();
            return out;
        }
        i += 1;
        last = Some(i);
    }
    if !out.verb {
        out.end = words
            .get(i.min(words.len()))
            .map_or(text.len(), |w| w.range.start);
        if mode != Mode::Whole && i < words.len() && matches!(words[i].low, "," | "và" | "cùng" | ";") {
            out.verb = words.get(i + 1).is_some_and(|_| verb_at(words, i + 1));
        }
    }
    flush!();
    out
}

fn is_scope(content: &str) -> bool {
    [
        "nội dung",
        "đối với",
        "về ",
        "phần ",
        "lĩnh vực",
        "các nội dung",
        "theo lĩnh vực",
        "liên quan đến",
        "phụ trách",
        "những nội dung",
        "nhiệm vụ liên quan",
    ]
    .iter()
    .any(|p| content.starts_with(p))
}

fn scope_intro(words: &[Word<'_>], at: usize) -> bool {
    const WHAT: [&str; 6] = [
        "nội dung",
        "các nội dung",
        "nhiệm vụ liên quan",
        "phần nội dung",
        "lĩnh vực",
        "những nội dung",
    ];
    let after = ["đối với", "chủ trì", "phụ trách", "phối hợp"]
        .iter()
        .find_map(|p| phrase(words, at, p));
    after.is_some_and(|n| WHAT.iter().any(|p| phrase(words, at + n, p).is_some()))
}

/// A verb that stands in lower case.
fn verb_at(words: &[Word<'_>], at: usize) -> bool {
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
fn leaves_name(words: &[Word<'_>], unit: usize, piece: usize, at: usize) -> bool {
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
    const KNOWN: [&str; 12] = [
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
fn text_case(w: &Word<'_>) -> bool {
    !matches!(w.low, "ubnd" | "hđnd" | "ubmttq" | "chqs" | "bchqs" | "vnpt")
}

/// Another verb follows before the sentence ends: what stands here is then part of the name.
fn verb_later(words: &[Word<'_>], from: usize, _mode: Mode) -> bool {
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

fn push(
    text: &str,
    words: &[Word<'_>],
    range: Range<usize>,
    scope: Option<Range<usize>>,
    out: &mut Vec<Mention>,
) {
    let (Some(first), Some(last)) = (
        words.get(range.start),
        words.get(range.end.min(words.len()).saturating_sub(1)),
    ) else {
        return;
    };
    if last.range.end < first.range.start {
        return;
    }
    let bytes = first.range.start..last.range.end;
    let Some(name) = text.get(bytes.clone()) else {
        return;
    };
    let name = name
        .trim()
        .trim_end_matches([',', ';', '.', ':', '-', '–'])
        .trim();
    if name.is_empty() {
        return;
    }
    let scope = scope.map(|s| trim(text, s)).filter(|s| !s.is_empty());
    let bytes = bytes.start..bytes.start + name.len();
    if expand(text, &bytes, &scope, out) {
        return;
    }
    out.push(Mention {
        name: name.to_string(),
        range: bytes,
        scope,
    });
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(s) = text.get(range.clone()) else {
        return range.start..range.start;
    };
    let t = s.trim_start_matches([' ', ':', ',']);
    let start = range.start + (s.len() - t.len());
    let t = t.trim_end_matches([' ', ',', ';', '.', ')']);
    start..start + t.len()
}

/// "Các sở: Nội vụ, Tài chính" and "Sở Nội vụ, Tài chính" as their members.
fn expand(text: &str, range: &Range<usize>, scope: &Option<Range<usize>>, out: &mut Vec<Mention>) -> bool {
    let name = &text[range.clone()];
    let low = lower(name);
    let prefix = ["các sở:", "các sở ", "sở: ", "sở "]
        .into_iter()
        .find(|p| low.starts_with(p));
    let Some(prefix) = prefix else { return false };
    let mut at = prefix.len();
    let mut found: Vec<Range<usize>> = Vec::new();
    while at < low.len() {
        let rest = &low[at..];
        let skip = rest.len() - rest.trim_start_matches([' ', ',', ';']).len();
        let rest2 = rest[skip..]
            .strip_prefix("và ")
            .map_or((skip, &rest[skip..]), |r| (rest.len() - r.len(), r));
        let field = FIELDS
            .iter()
            .filter(|f| rest2.1.starts_with(*f))
            .map(|f| f.len())
            .max();
        let Some(len) = field else { return false };
        let start = at + rest2.0;
        if !name[start..].chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        found.push(start..start + len);
        at = start + len;
    }
    if found.len() < 2 {
        return false;
    }
    for f in found {
        out.push(Mention {
            name: format!("Sở {}", &name[f.clone()]),
            range: range.start + f.start..range.start + f.end,
            scope: scope.clone(),
        });
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        split(text).into_iter().map(|m| m.name).collect()
    }

    #[test]
    fn lists_are_split_as_a_person_would() {
        for (text, want) in [
            (
                "Các sở, ban, ngành của tỉnh; UBND các xã, phường; các cơ quan, đơn vị có liên quan.",
                vec![
                    "Các sở, ban, ngành của tỉnh",
                    "UBND các xã, phường",
                    "các cơ quan, đơn vị có liên quan",
                ],
            ),
            (
                "Sở Văn hóa, Thể thao và Du lịch, Sở Giáo dục và Đào tạo và Công an tỉnh",
                vec![
                    "Sở Văn hóa, Thể thao và Du lịch",
                    "Sở Giáo dục và Đào tạo",
                    "Công an tỉnh",
                ],
            ),
            (
                "Các Sở, Ban, Ngành, UBND cấp xã, các đơn vị, tổ chức và doanh nghiệp",
                vec![
                    "Các Sở, Ban, Ngành",
                    "UBND cấp xã",
                    "các đơn vị, tổ chức và doanh nghiệp",
                ],
            ),
            (
                "Báo và phát thanh, truyền hình tỉnh; doanh nghiệp viễn thông",
                vec!["Báo và phát thanh, truyền hình tỉnh", "doanh nghiệp viễn thông"],
            ),
            (
                "Các sở: Nội vụ, Tài chính, Văn hóa, Thể thao và Du lịch",
                vec!["Sở Nội vụ", "Sở Tài chính", "Sở Văn hóa, Thể thao và Du lịch"],
            ),
            (
                "Công an xã, Văn phòng HĐND và UBND xã",
                vec!["Công an xã", "Văn phòng HĐND và UBND xã"],
            ),
        ] {
            assert_eq!(names(text), want, "{text}");
        }
    }

    #[test]
    fn a_scope_stays_with_its_agency() {
        let text = "Công an tỉnh (nội dung liên quan đến an ninh mạng); Sở Khoa học và Công nghệ (nội dung liên quan đến chuyển đổi số)";
        let found = split(text);
        assert_eq!(found[0].name, "Công an tỉnh");
        assert_eq!(
            &text[found[0].scope.clone().unwrap()],
            "nội dung liên quan đến an ninh mạng"
        );
        assert_eq!(
            &text[found[1].scope.clone().unwrap()],
            "nội dung liên quan đến chuyển đổi số"
        );
        let text = "Cục Quản lý mạng (Bộ Công an), Sở Y tế";
        assert_eq!(names(text), ["Cục Quản lý mạng (Bộ Công an)", "Sở Y tế"]);
    }

    #[test]
    fn a_subject_ends_where_its_verb_begins() {
        for (text, want) in [
            (
                "Công an tỉnh, Sở Tài chính và các cơ quan liên quan phối hợp rà soát",
                vec!["Công an tỉnh", "Sở Tài chính", "các cơ quan liên quan"],
            ),
            (
                "Các doanh nghiệp cung cấp dịch vụ số trên địa bàn thực hiện tuyên truyền",
                vec!["Các doanh nghiệp cung cấp dịch vụ số trên địa bàn"],
            ),
            (
                "Các cơ sở giáo dục, đào tạo xây dựng chương trình",
                vec!["Các cơ sở giáo dục, đào tạo"],
            ),
            (
                "Người đứng đầu cấp ủy trực tiếp chỉ đạo",
                vec!["Người đứng đầu cấp ủy"],
            ),
        ] {
            let got = subject(text, &lower(text)).unwrap();
            assert!(got.verb, "{text}");
            assert_eq!(
                got.mentions.iter().map(|m| m.name.as_str()).collect::<Vec<_>>(),
                want
            );
        }
        for text in [
            "Tổ chức tuyên truyền",
            "Ban hành quy chế",
            "Phòng, chống lừa đảo",
            "Báo cáo định kỳ",
            "Ngân sách tỉnh bảo đảm",
        ] {
            assert!(subject(text, &lower(text)).is_none(), "{text}");
        }
    }

    #[test]
    fn headings_that_are_agencies() {
        for text in [
            "Sở Nội vụ",
            "Công an tỉnh:",
            "Cơ quan, tổ chức, doanh nghiệp, cơ sở giáo dục, đào tạo trên địa bàn tỉnh:",
            "Chủ quản hệ thống thông tin",
            "Các sở, ban, ngành và địa phương",
            "Các doanh nghiệp viễn thông, Internet, nền tảng số trên địa bàn tỉnh",
        ] {
            assert!(is_list(text), "{text}");
        }
        for text in [
            "Bảo vệ hạ tầng số",
            "Tổ chức thực hiện",
            "Đào tạo và phát triển nguồn nhân lực",
            "Chế độ thông tin, báo cáo",
            "Phân công trách nhiệm",
        ] {
            assert!(!is_list(text), "{text}");
        }
    }
}
