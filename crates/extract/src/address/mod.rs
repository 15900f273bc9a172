//! URLs, names of hosts, IP addresses, mail addresses and names of accounts.
//!
//! Runs of signs that a name of a host may have are looked at in their order; what stands before and behind says
//! what a run is.

mod handle;
mod host;
mod path;
mod signs;

pub(crate) use handle::look_for_names;

use crate::{
    Page,
    indicator::{Found, Kind},
    name::{MAX_LOCAL, SCHEMES},
    vocabulary::Tags,
};
use host::Host;
use signs::{Sign, Way};
use std::{net::Ipv6Addr, ops::Range};

/// Longest run of signs that is looked at as one; no name of a host is as long.
const MAX_RUN: usize = 512;

pub(crate) fn look(page: &mut Page<'_>) {
    let signs = signs::read(page.glyphs);
    look_for_v6(page);
    handle::look_for_spaced_mail(page, &signs);
    let mut at = 0;
    while at < signs.len() {
        if !signs[at].is_name() || !page.is_free(signs[at].at.clone()) {
            at += 1;
            continue;
        }
        let start = at;
        at = run_end(&signs, start);
        at = run_at(page, &signs, start..at).max(at);
    }
    handle::look(page, &signs);
}

/// Looks at one run; gives the sign behind what was taken.
fn run_at(page: &mut Page<'_>, signs: &[Sign], run: Range<usize>) -> usize {
    if let Some(end) = with_scheme(page, signs, &run) {
        return end;
    }
    if signs.get(run.end).is_some_and(|s| s.c == '@')
        && let Some(end) = email(page, signs, &run)
    {
        return end;
    }
    // Behind "@" it is a name of an account.
    let dashed = signs[run.clone()].iter().any(|s| s.c == '-');
    if run.start > 0 && signs[run.start - 1].c == '@' && !dashed {
        return run.end;
    }
    if !signs[run.clone()].iter().any(|s| s.c == '.') {
        return run.end;
    }
    without_scheme(page, signs, run)
}

fn glyphs_of(signs: &[Sign], at: &Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (signs[at.start].at.start, signs[at.end - 1].at.end);
    // Blanks of a trick at either end are not part of it.
    if signs[at.start].way == Way::Weak {
        start = signs[at.start].at.end;
    }
    if signs[at.end - 1].way == Way::Weak && at.len() > 1 {
        end = signs[at.end - 1].at.start;
    }
    start..end.max(start)
}

/// Signs as text: what is meant for a trick, else as it stands with its marks.
fn text(page: &Page<'_>, signs: &[Sign]) -> String {
    let mut text = String::with_capacity(signs.len());
    for sign in signs {
        match sign.way {
            Way::Plain => {
                let glyph = page.glyphs.list[sign.at.start];
                // The letter as it is, for IDN and for paths; look-alike forms (full width) as the plain one.
                if glyph.c.is_ascii() && !glyph.marked {
                    text.push(glyph.c);
                } else {
                    text.push_str(&page.glyphs.composed(sign.at.clone()));
                }
            }
            Way::Trick | Way::Weak => text.push(sign.c),
        }
    }
    text
}

/// A URL whose scheme ends this run.
fn with_scheme(page: &mut Page<'_>, signs: &[Sign], run: &Range<usize>) -> Option<usize> {
    let is = |i: usize, c: char| signs.get(i).is_some_and(|s| s.c == c);
    let mut colon = run.end;
    // "https ://…".
    if is(colon, ' ') && is(colon + 1, ':') {
        colon += 1;
    }
    if !(is(colon, ':') && is(colon + 1, '/') && is(colon + 2, '/')) {
        return None;
    }
    let letters: String = signs[run.clone()].iter().map(|s| s.c).collect();
    let (known, meant) = SCHEMES
        .iter()
        .find(|(known, _)| letters.ends_with(known))
        .map(|(known, meant)| (known.len(), *meant))?;
    let start = run.end.checked_sub(known)?;
    let mut from = colon + 3;
    if is(from, ' ') {
        from += 1;
    }
    let (host, host_end) = authority(page, signs, from)?;
    let path = path::read(page, signs, host_end, true);
    let at = glyphs_of(signs, &(start..path.end));
    let value = format!("{meant}://{}{}", host.text(), path.text);
    let mut found = Found::new(Kind::Url, value, at);
    found.host = Some(host.text());
    found.service = handle::service_of(&host.text());
    page.take(found);
    Some(path.end)
}

/// The host behind `://`, and the sign behind it.
fn authority(page: &Page<'_>, signs: &[Sign], from: usize) -> Option<(Host, usize)> {
    if signs.get(from)?.c == '[' {
        let close = (from..(from + 48).min(signs.len())).find(|i| signs[*i].c == ']')?;
        let inside = text(page, &signs[from + 1..close]);
        return Some((Host::Ip(inside.parse::<Ipv6Addr>().ok()?.into()), close + 1));
    }
    let mut start = from;
    let mut end = run_end(signs, start);
    if signs.get(end).is_some_and(|s| s.c == '@') {
        start = end + 1;
        end = run_end(signs, start);
    }
    let name = longest_name(page, signs, start..end, true)?;
    let written = text(page, &signs[name.clone()]);
    if let Some(ip) = host::ipv4(&written) {
        return Some((Host::Ip(ip.into()), name.end));
    }
    Some((Host::Name(host::ascii(&written)?), name.end))
}

fn run_end(signs: &[Sign], from: usize) -> usize {
    let most = signs.len().min(from + MAX_RUN);
    (from..most).find(|i| !signs[*i].is_name()).unwrap_or(most)
}

/// The part of a run that is a name of a host or four numbers: without dots at its ends, parted where blanks or words
/// stand for dots that are none.
fn longest_name(page: &Page<'_>, signs: &[Sign], run: Range<usize>, whole: bool) -> Option<Range<usize>> {
    let mut parts = parts(signs, &run);
    parts.retain(|p| !p.is_empty());
    let named = |p: &Range<usize>| -> bool {
        let written: String = signs[p.clone()].iter().map(|s| s.c).collect();
        let unmarked = signs[p.clone()]
            .iter()
            .all(|s| s.way != Way::Plain || !page.glyphs.list[s.at.start].marked);
        unmarked && written.is_ascii() && !written.starts_with('.')
    };
    let ending = |p: &Range<usize>| -> bool {
        let written: String = signs[p.clone()].iter().map(|s| s.c).collect();
        let last = written
            .trim_end_matches('.')
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        named(p)
            && host::is_usual_ending(written.split('.').next().unwrap_or_default())
            && host::is_usual_ending(&last)
    };
    // Four numbers with blanks.
    if parts.len() >= 4 {
        let numbers: String = signs[parts[0].start..parts[3].end].iter().map(|s| s.c).collect();
        if host::ipv4(&numbers).is_some() {
            return Some(parts[0].start..parts[3].end);
        }
    }
    for index in 1..parts.len() {
        let label = |p: &Range<usize>| signs[p.clone()].iter().map(|s| s.c).collect::<String>();
        let is_telegram = || label(&parts[index]) == "me" && label(&parts[index - 1]) == "t";
        if !(ending(&parts[index]) || is_telegram()) || !named(&parts[index - 1]) {
            continue;
        }
        let mut first = index - 1;
        // Names in front, as long as they hang on as the ending does.
        let same = |i: usize| signs[parts[i].end].at.len() == signs[parts[index - 1].end].at.len();
        while first > 0 && !whole && named(&parts[first - 1]) && same(first - 1) && parts[first].len() > 1 {
            first -= 1;
        }
        let mut last = index;
        while last + 1 < parts.len() && ending(&parts[last + 1]) {
            last += 1;
        }
        let first = if whole { 0 } else { first };
        return Some(trimmed(signs, parts[first].start..parts[last].end));
    }
    parts
        .into_iter()
        .map(|p| trimmed(signs, p))
        .find(|p| signs[p.clone()].iter().any(|s| s.c == '.'))
}

/// Pieces of a run between weak dots.
fn parts(signs: &[Sign], run: &Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = run.start;
    for i in run.clone() {
        if signs[i].way == Way::Weak && signs[i].c == '.' {
            parts.push(start..i);
            start = i + 1;
        }
    }
    parts.push(start..run.end);
    parts
}

fn trimmed(signs: &[Sign], mut at: Range<usize>) -> Range<usize> {
    let spare = |s: &Sign| matches!(s.c, '.' | '-' | '_');
    while !at.is_empty() && spare(&signs[at.start]) {
        at.start += 1;
    }
    while !at.is_empty() && spare(&signs[at.end - 1]) {
        at.end -= 1;
    }
    at
}

/// A host alone, or with a path; several may stand in one run where blanks part them.
fn without_scheme(page: &mut Page<'_>, signs: &[Sign], run: Range<usize>) -> usize {
    let mut rest = run.clone();
    let mut end = run.end;
    while let Some(name) = longest_name(page, signs, rest.clone(), false) {
        if let Some(taken) = take_host(page, signs, name.clone()) {
            end = end.max(taken);
        }
        rest = name.end.max(rest.start + 1)..run.end;
        if rest.is_empty() {
            break;
        }
    }
    end
}

/// Takes the host, without the words that a missing blank has joined to it.
fn take_host(page: &mut Page<'_>, signs: &[Sign], name: Range<usize>) -> Option<usize> {
    if let Some(ip) = host::ipv4(&text(page, &signs[name.clone()])) {
        return take_ip(page, signs, &name, ip);
    }
    let tricked = signs[name.clone()]
        .iter()
        .any(|s| s.c == '.' && s.way != Way::Plain);
    let mut candidates = vec![name.clone()];
    // "tiền.abc.top": a word with marks before; "abc.top.Nó": a sentence behind.
    let dots: Vec<usize> = name.clone().filter(|i| signs[*i].c == '.').collect();
    if dots.len() >= 2 {
        candidates.push(name.start..dots[dots.len() - 1]);
        candidates.push(dots[0] + 1..name.end);
    }
    for candidate in candidates {
        let candidate = trimmed(signs, candidate);
        let written = text(page, &signs[candidate.clone()]);
        let Some(ascii) = host::ascii(&written) else {
            continue;
        };
        let about = host::Signs {
            tricked,
            path: candidate.end == name.end && path::begins(signs, candidate.end),
            named: is_site_named(page, signs[candidate.start].at.start),
        };
        if candidate != name && !written.is_ascii() {
            continue;
        }
        if host::is_meant(&ascii, &written, about) {
            let behind = path::read(page, signs, candidate.end, tricked);
            return Some(take_name(page, signs, &candidate, &ascii, &behind));
        }
    }
    None
}

fn take_name(
    page: &mut Page<'_>,
    signs: &[Sign],
    name: &Range<usize>,
    ascii: &str,
    behind: &path::Path,
) -> usize {
    if !behind.is_path {
        let at = glyphs_of(signs, name);
        page.take(Found::new(Kind::Domain, ascii.to_owned(), at));
        return name.end;
    }
    let at = glyphs_of(signs, &(name.start..behind.end));
    if let Some((kind, value, service, skip)) = handle::profile(ascii, &behind.text) {
        let start = at.end - skip.unwrap_or(at.len());
        let mut found = Found::new(kind, value, start..at.end);
        found.service = service;
        page.take(found);
        page.close(at);
        return behind.end;
    }
    let mut found = Found::new(Kind::Url, format!("{ascii}{}", behind.text), at);
    found.host = Some(ascii.to_owned());
    page.take(found);
    behind.end
}

fn take_ip(
    page: &mut Page<'_>,
    signs: &[Sign],
    name: &Range<usize>,
    ip: std::net::Ipv4Addr,
) -> Option<usize> {
    let at = glyphs_of(signs, name);
    let first = page.glyphs.word_from(at.start);
    let before = first.checked_sub(1).map_or("", |w| page.glyphs.word(w));
    if matches!(
        before,
        "ban" | "version" | "ver" | "v" | "android" | "ios" | "firmware" | "fw" | "build" | "sdk" | "update"
    ) {
        return None;
    }
    let behind = path::read(page, signs, name.end, false);
    let digits_only = behind
        .text
        .trim_start_matches('/')
        .bytes()
        .all(|b| b.is_ascii_digit());
    if behind.is_path && !(behind.text.starts_with('/') && digits_only) {
        let at = glyphs_of(signs, &(name.start..behind.end));
        let mut found = Found::new(Kind::Url, format!("{ip}{}", behind.text), at);
        found.host = Some(ip.to_string());
        page.take(found);
        return Some(behind.end);
    }
    page.take(Found::new(Kind::Ip, ip.to_string(), at));
    // The port is of nobody else.
    if behind.port > name.end {
        let port = signs[name.end].at.start..signs[behind.port - 1].at.end;
        page.close(port);
    }
    Some(name.end)
}

/// "web", "link", "trang" stands shortly before.
fn is_site_named(page: &Page<'_>, at: usize) -> bool {
    let first = page.glyphs.word_from(at);
    (1..=3.min(first)).any(|back| {
        page.tags[first - back].has(Tags::WEB)
            && page.glyphs.words[first - back].gap != crate::glyphs::Gap::Sentence
            || page.tags[first - back].has(Tags::WEB)
    })
}

/// A mail address whose name is this run.
fn email(page: &mut Page<'_>, signs: &[Sign], run: &Range<usize>) -> Option<usize> {
    let host_start = run.end + 1;
    let host_end = run_end(signs, host_start);
    if host_end == host_start {
        return None;
    }
    let name = longest_name(page, signs, host_start..host_end, true)?;
    if name.start != host_start {
        return None;
    }
    let written = text(page, &signs[name.clone()]);
    let ascii = host::ascii(&written)?;
    let (name, ascii) = if host::has_ending(&ascii) {
        (name, ascii)
    } else {
        // "a@b.com.Em": a sentence behind.
        let cut = name.clone().rev().find(|i| signs[*i].c == '.')?;
        let shorter = host::ascii(&text(page, &signs[name.start..cut]))?;
        if !host::has_ending(&shorter) {
            return None;
        }
        (name.start..cut, shorter)
    };
    // The name: back over what it may have besides.
    let mut start = run.start;
    let local = |s: &Sign| s.c.is_ascii_alphanumeric() || matches!(s.c, '.' | '_' | '-' | '%' | '+');
    if let Some(weak) = run
        .clone()
        .rev()
        .find(|i| signs[*i].way == Way::Weak && signs[*i].c == '.')
    {
        start = weak + 1;
    }
    // Signs that no name of a host has: "ten+tin@…".
    let goes_on = start == run.start
        && start > 1
        && matches!(signs[start - 1].c, '%' | '+')
        && local(&signs[start - 2]);
    if goes_on {
        let least = start.saturating_sub(MAX_LOCAL);
        while start > least && local(&signs[start - 1]) {
            start -= 1;
        }
    }
    let kept = trimmed_local(signs, start..run.end);
    let written = text(page, &signs[kept.clone()]);
    if kept.is_empty() || written.len() > MAX_LOCAL || !written.is_ascii() {
        return None;
    }
    let at = glyphs_of(signs, &(kept.start..name.end));
    if !page.is_free(at.clone()) {
        return None;
    }
    let mut found = Found::new(
        Kind::Email,
        format!("{}@{ascii}", written.to_ascii_lowercase()),
        at.clone(),
    );
    found.host = Some(ascii);
    found.own = page.is_own(&at);
    page.take(found);
    Some(name.end)
}

fn trimmed_local(signs: &[Sign], mut at: Range<usize>) -> Range<usize> {
    while !at.is_empty() && matches!(signs[at.start].c, '.' | '-' | '+' | '%') {
        at.start += 1;
    }
    at
}

/// IPv6 addresses outside URLs: two colons at least, and a digit.
fn look_for_v6(page: &mut Page<'_>) {
    let glyphs = page.glyphs;
    let inside = |i: usize| {
        glyphs
            .get(i)
            .is_some_and(|g| g.plain.is_ascii_hexdigit() || matches!(g.plain, ':' | '.'))
    };
    let mut at = 0;
    while at < glyphs.list.len() {
        if !inside(at) {
            at += 1;
            continue;
        }
        let start = at;
        while inside(at) {
            at += 1;
        }
        let bounded = |i: Option<usize>| {
            i.and_then(|i| glyphs.get(i))
                .is_none_or(|g| !g.is_name() && g.plain != '/')
        };
        let mut end = at;
        let is_spare = |c: char| matches!(c, '.' | ':');
        while end > start && is_spare(glyphs.list[end - 1].plain) && !glyphs.plain(start..end).ends_with("::")
        {
            end -= 1;
        }
        let shown = glyphs.plain(start..end);
        let is_address =
            shown.len() <= 45 && shown.matches(':').count() >= 2 && shown.bytes().any(|b| b.is_ascii_digit());
        if is_address
            && bounded(start.checked_sub(1))
            && bounded(Some(end))
            && glyphs.before(start).is_none_or(|g| g.plain != '[')
            && let Ok(ip) = shown.parse::<Ipv6Addr>()
            && !ip.is_unspecified()
        {
            page.take(Found::new(Kind::Ip, ip.to_string(), start..end));
        }
    }
}

/// What URLs of the same place have in common: no scheme, no `www.`, no slash at the end; a profile is a handle.
pub(crate) fn url_key(value: &str) -> (Kind, String) {
    let bare = value.split_once("://").map_or(value, |(_, rest)| rest);
    let end = bare.find(['/', '?', '#']).unwrap_or(bare.len());
    let (host, path) = bare.split_at(end);
    if let Some((kind, value, _, _)) = handle::profile(host, path) {
        return (kind, value);
    }
    let host = host.strip_prefix("www.").unwrap_or(host);
    (Kind::Url, format!("{host}{}", path.trim_end_matches('/')))
}
