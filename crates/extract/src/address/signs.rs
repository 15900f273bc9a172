//! A text as the signs an address is made of, with the tricks undone that keep an address from being one: "[.]", "(dot)",
//! "chấm", "a còng", blanks around the dot.

use super::host;
use crate::glyphs::{Glyph, Glyphs};
use std::ops::Range;

/// One sign of an address.
#[derive(Clone, Debug)]
pub(crate) struct Sign {
    /// What it means, in small letters.
    pub c: char,
    /// The glyphs that say it.
    pub at: Range<usize>,
    pub way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The glyph itself.
    Plain,
    /// Brackets: whoever writes so means an address.
    Trick,
    /// A word or blanks, which may as well be part of the sentence.
    Weak,
}

impl Sign {
    /// Part of a name of a host.
    pub fn is_name(&self) -> bool {
        self.c.is_alphanumeric() || matches!(self.c, '-' | '_' | '.')
    }
}

/// Words that mean a sign where blanks stand on both sides.
const SAID: [(&str, &[&str], char); 20] = [
    ("cham", &["chấm", ""], '.'),
    ("dot", &["dot", ""], '.'),
    ("a cong", &["a còng", "a cồng", ""], '@'),
    ("a moc", &["a móc", ""], '@'),
    ("a vong", &["a vòng", ""], '@'),
    ("at", &["at", ""], '@'),
    ("gach ngang", &["gạch ngang", ""], '-'),
    ("gach noi", &["gạch nối", ""], '-'),
    ("gach giua", &["gạch giữa", ""], '-'),
    ("dau tru", &["dấu trừ", ""], '-'),
    ("gach duoi", &["gạch dưới", ""], '_'),
    ("gach cheo", &["gạch chéo", ""], '/'),
    ("xuyet", &["xuyệt", ""], '/'),
    ("suyet", &["suyệt", ""], '/'),
    ("xec", &["xẹc", ""], '/'),
    ("xet", &["xẹt", ""], '/'),
    ("sec", &["sẹc", ""], '/'),
    ("so cheo", &["sổ chéo", ""], '/'),
    ("dau cham", &["dấu chấm", ""], '.'),
    ("slash", &["slash", ""], '/'),
];

fn said(glyphs: &Glyphs<'_>, word: usize) -> Option<(char, usize)> {
    // Most words are none: looked at before anything is put together.
    if !matches!(
        glyphs.word(word),
        "cham"
            | "dot"
            | "a"
            | "at"
            | "gach"
            | "dau"
            | "xuyet"
            | "suyet"
            | "xec"
            | "xet"
            | "sec"
            | "so"
            | "slash"
    ) {
        return None;
    }
    for length in [2, 1] {
        if word + length > glyphs.words.len() {
            continue;
        }
        let name = match length {
            1 => glyphs.word(word).to_owned(),
            _ => format!("{} {}", glyphs.word(word), glyphs.word(word + 1)),
        };
        let Some((_, spellings, sign)) = SAID.iter().find(|(known, _, _)| *known == name) else {
            continue;
        };
        let marked = (word..word + length).any(|w| glyphs.words[w].marked);
        let exact: Vec<String> = (word..word + length).map(|w| glyphs.exact(w)).collect();
        let written = if marked { exact.join(" ") } else { String::new() };
        if spellings.contains(&written.as_str()) {
            return Some((*sign, length));
        }
    }
    None
}

/// What stands in brackets, and the glyph behind them.
fn bracketed(glyphs: &Glyphs<'_>, at: usize) -> Option<(char, usize)> {
    let close = match glyphs.list[at].plain {
        '[' => ']',
        '(' => ')',
        '{' => '}',
        _ => return None,
    };
    let end = (at + 1..(at + 9).min(glyphs.list.len())).find(|i| glyphs.list[*i].plain == close)?;
    let meant = match glyphs.plain(at + 1..end).trim() {
        "." | "dot" | "cham" => '.',
        ":" | "://" => ':',
        "/" => '/',
        "@" | "at" | "a" | "a cong" | "a moc" => '@',
        "-" => '-',
        _ => return None,
    };
    Some((meant, end + 1))
}

fn is_blank(glyphs: &Glyphs<'_>, at: usize) -> bool {
    glyphs.get(at).is_some_and(|g| matches!(g.plain, ' ' | '\t'))
}

/// Where blanks end that begin there; at most two of them.
fn skip_blanks(glyphs: &Glyphs<'_>, at: usize) -> usize {
    (at..at + 2).find(|i| !is_blank(glyphs, *i)).unwrap_or(at + 2)
}

/// All signs of a text.
pub(crate) fn read(glyphs: &Glyphs<'_>) -> Vec<Sign> {
    let mut signs: Vec<Sign> = Vec::with_capacity(glyphs.list.len());
    let mut at = 0;
    while at < glyphs.list.len() {
        if let Some((sign, next)) = trick(glyphs, at) {
            let way = if sign.1 { Way::Trick } else { Way::Weak };
            signs.push(Sign {
                c: sign.0,
                at: at..next,
                way,
            });
            // "[://]" says all three.
            if sign.0 == ':' && glyphs.plain(at..next).contains('/') {
                for _ in 0..2 {
                    signs.push(Sign {
                        c: '/',
                        at: next..next,
                        way,
                    });
                }
            }
            at = next;
            continue;
        }
        signs.push(Sign {
            c: glyphs.list[at].plain,
            at: at..at + 1,
            way: Way::Plain,
        });
        at += 1;
    }
    signs
}

/// The sign that is meant there, whether brackets say so, and the glyph behind it.
fn trick(glyphs: &Glyphs<'_>, at: usize) -> Option<((char, bool), usize)> {
    let first = glyphs.list[at];
    if matches!(first.plain, '\\') && glyphs.get(at + 1).is_some_and(|g| g.plain == '.') {
        return Some((('.', true), at + 2));
    }
    let joins = |i: Option<usize>| i.and_then(|i| glyphs.get(i)).is_some_and(Glyph::is_name);
    if matches!(first.plain, '。' | '｡') && joins(at.checked_sub(1)) && joins(Some(at + 1)) {
        return Some((('.', true), at + 1));
    }
    if let Some((sign, end)) = bracketed(glyphs, at) {
        return Some(((sign, true), skip_after(glyphs, end)));
    }
    let blank = is_blank(glyphs, at);
    if !blank && first.plain != '.' {
        return None;
    }
    // A blank, then the sign.
    let from = skip_blanks(glyphs, at);
    let behind_name = glyphs.before(at).is_some_and(|g| g.is_name() && !g.marked);
    if blank {
        if let Some((sign, end)) = glyphs.get(from).and_then(|_| bracketed(glyphs, from)) {
            return behind_name.then(|| ((sign, true), skip_after(glyphs, end)));
        }
        let word = glyphs.word_from(from);
        if behind_name
            && glyphs.words.get(word).is_some_and(|w| w.at.start == from)
            && let Some((sign, length)) = said(glyphs, word)
        {
            let end = glyphs.words[word + length - 1].at.end;
            let next = skip_blanks(glyphs, end);
            let goes_on = next > end && glyphs.get(next).is_some_and(|g| g.is_name());
            return goes_on.then_some(((sign, false), next));
        }
    }
    if !behind_name || glyphs.get(from).is_none_or(|g| g.plain != '.') {
        return None;
    }
    let next = skip_blanks(glyphs, from + 1);
    if (!blank && next == from + 1) || glyphs.get(next).is_none_or(|g| !g.is_name()) {
        return None;
    }
    let word = glyphs.word_from(next);
    let name = glyphs.word(word);
    let small = glyphs.list[next].c == glyphs.list[next].plain && !glyphs.words[word].marked;
    // "abc . com": blanks on both sides; "abc .com"; "abc. com".
    let means_dot = match (blank, next > from + 1) {
        (true, true) => true,
        (true, false) => small && host::is_usual_ending(name),
        _ => small && matches!(name, "com" | "vn" | "net" | "org"),
    };
    means_dot.then_some((('.', false), next))
}

/// Behind brackets a blank belongs to the trick where a name goes on.
fn skip_after(glyphs: &Glyphs<'_>, end: usize) -> usize {
    let next = skip_blanks(glyphs, end);
    if glyphs.get(next).is_some_and(|g| g.is_name() && !g.marked) {
        next
    } else {
        end
    }
}
