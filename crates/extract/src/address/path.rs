//! What stands behind a host: a port, a path, a query.

use super::{
    signs::{Sign, Way},
    text,
};
use crate::Page;
use std::ops::Range;

/// Longest that is kept.
const MAX_PATH: usize = 2_048;

/// What stands behind a host.
pub(crate) struct Path {
    /// With the port before it.
    pub text: String,
    /// A path or query, not a port alone.
    pub is_path: bool,
    /// The sign behind all of it.
    pub end: usize,
    /// The sign behind the port.
    pub port: usize,
}

/// Characters that no URL goes across.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '"' | '<'
                | '>'
                | '|'
                | '`'
                | '“'
                | '”'
                | '«'
                | '»'
                | '‘'
                | '’'
                | '…'
                | '，'
                | '。'
                | '、'
                | '；'
                | '（'
                | '）'
                | '\0'
                | '^'
                | '{'
                | '}'
        )
}

/// Whether a path or a query follows a host that ends there, with or without a port between.
pub(crate) fn begins(signs: &[Sign], from: usize) -> bool {
    let port = port(signs, from);
    let c = |i: usize| signs.get(i).map_or(' ', |s| s.c);
    match c(port) {
        '/' => true,
        '?' | '#' => c(port + 1).is_ascii_alphanumeric(),
        _ => false,
    }
}

/// Reads on from the sign behind a host. `sure`: the host has a scheme or is written with tricks.
pub(crate) fn read(page: &Page<'_>, signs: &[Sign], from: usize, sure: bool) -> Path {
    let port = port(signs, from);
    if begins(signs, from) {
        let end = trim(signs, port..tail(page, signs, port)).end;
        if end > port {
            return Path {
                text: text(page, &signs[from..end]),
                is_path: true,
                end,
                port,
            };
        }
    }
    if sure && let Some(end) = spaced(page, signs, port) {
        let written: String = text(page, &signs[from..end]);
        return Path {
            text: written.split_whitespace().collect(),
            is_path: true,
            end,
            port,
        };
    }
    Path {
        text: text(page, &signs[from..port]),
        is_path: false,
        end: port,
        port,
    }
}

fn port(signs: &[Sign], from: usize) -> usize {
    if signs.get(from).is_none_or(|s| s.c != ':') {
        return from;
    }
    let digits = signs[from + 1..]
        .iter()
        .take(6)
        .take_while(|s| s.c.is_ascii_digit() && s.way == Way::Plain)
        .count();
    let goes_on = signs
        .get(from + 1 + digits)
        .is_some_and(|s| s.c.is_alphanumeric());
    if (2..=5).contains(&digits) && !goes_on {
        from + 1 + digits
    } else {
        from
    }
}

fn tail(page: &Page<'_>, signs: &[Sign], from: usize) -> usize {
    let mut at = from;
    while let Some(sign) = signs.get(at).filter(|_| at < from + MAX_PATH) {
        let blank_dot = sign.way == Way::Weak && sign.c == '.';
        let ends_list = matches!(sign.c, ',' | ';')
            && signs[at + 1..]
                .iter()
                .take(4)
                .map(|s| s.c)
                .collect::<String>()
                .starts_with("htt");
        if ends(sign.c) || blank_dot || ends_list || !page.is_free(sign.at.clone()) {
            break;
        }
        at += 1;
    }
    at
}

/// Without the punctuation of the sentence that a URL stands in.
fn trim(signs: &[Sign], mut at: Range<usize>) -> Range<usize> {
    let count = |c| signs[at.clone()].iter().filter(|s| s.c == c).count();
    let (mut round, mut square) = ((count('('), count(')')), (count('['), count(']')));
    while at.end > at.start {
        match signs[at.end - 1].c {
            ')' if round.1 > round.0 => round.1 -= 1,
            ']' if square.1 > square.0 => square.1 -= 1,
            '(' => round.0 -= 1,
            '[' => square.0 -= 1,
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '\\' => {}
            _ => break,
        }
        at.end -= 1;
    }
    at
}

/// " / abc" behind a host that is written with blanks.
fn spaced(page: &Page<'_>, signs: &[Sign], from: usize) -> Option<usize> {
    let c = |i: usize| signs.get(i).map_or('\n', |s| s.c);
    if c(from) != ' ' || c(from + 1) != '/' || c(from + 2) != ' ' {
        return None;
    }
    let start = from + 3;
    let end = super::run_end(signs, start);
    let plain = signs.get(start..end)?;
    let is_path = plain.len() >= 2
        && plain.iter().all(|s| {
            s.way == Way::Plain && s.c.is_ascii() && s.c != '.' && !page.glyphs.list[s.at.start].marked
        })
        && plain.iter().any(|s| s.c.is_ascii_alphabetic());
    is_path.then_some(end)
}
