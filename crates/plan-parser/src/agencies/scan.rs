//! The walk along a list: where an entry ends, where the list ends and the verb begins.

use super::Mention;
use super::ends::{leaves_name, verb_at, verb_later};
use super::names::{is_scope, push, scope_intro};
use super::words::{Word, head, joined, longest, phrase, qualified, whole};
use crate::lexicon::{GENERIC, RELATIVE};
use crate::lines::lower;
use std::ops::Range;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Whole,
    Subject,
    Object,
}

pub(super) struct Scan {
    pub(super) mentions: Vec<Mention>,
    pub(super) end: usize,
    pub(super) verb: bool,
}

/// Whether the words after a separator begin another entry of the list.
pub(super) fn new_entry(words: &[Word<'_>], at: usize, piece: usize, unit: usize) -> bool {
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
    // "Người đứng đầu cơ quan, đơn vị chịu trách nhiệm": a verb after the noun says nothing more about it.
    let next = noun + n;
    let acts = generic && verb_at(words, next) && longest(words, next, RELATIVE).is_none();
    qualified(words, at) && !acts && qualified(words, piece)
}

/// "Văn phòng HĐND và UBND xã", "Văn phòng Đoàn ĐBQH và HĐND tỉnh": one office of two bodies.
fn shares_office(words: &[Word<'_>], unit: usize, and: usize, next: usize) -> bool {
    let body = |at: usize| {
        ["hđnd", "ubnd", "hội đồng nhân dân", "ủy ban nhân dân"]
            .iter()
            .any(|p| phrase(words, at, p).is_some())
    };
    const LEVELS: [&str; 6] = ["tỉnh", "xã", "phường", "huyện", "quận", "phố"];
    let first = &words[unit..and];
    let office = phrase(words, unit, "văn phòng").is_some() || first.last().is_some_and(|w| w.low == "hđnd");
    office && body(next) && !first.iter().any(|w| LEVELS.contains(&w.low))
}

pub(super) fn scan(text: &str, words: &[Word<'_>], from: usize, mode: Mode) -> Scan {
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
        if gap && let Some(n) = whole(words, i) {
            i += n;
            last = Some(i);
            continue;
        }
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
            let press = i == unit + 1 && words[unit].low == "báo";
            let office = press || shares_office(words, unit, i, j);
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
                && verb_later(words, i + n)
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
