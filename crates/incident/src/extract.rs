//! Indicators of compromise in a text that somebody pasted: addresses, domains, URLs, mail addresses, hashes; also
//! written so that nobody follows them by a click (`hxxp://`, `1[.]2[.]3[.]4`, `ten[at]mien[.]vn`). Pure; every
//! character is looked at a bounded number of times.
//!
//! These texts are of technicians: logs, lists, reports of vendors. What citizens write is [`coloa_extract::find`]'s,
//! which takes "chấm" for a dot, letters with marks for another alphabet and a profile for its name, and passes over
//! what counts here: hashes, hosts without a dot, `user:password@`, `[2001:db8::1]:443`, networks. What a name of a host
//! is and how an address begins are the same for both ([`coloa_extract::name`]), and so is a plain address; a test
//! compares them.

use coloa_base::text;
use coloa_extract::name::{MAX_HOST, MAX_LOCAL, has_public_ending, is_label, scheme};
use std::{
    borrow::Cow,
    collections::HashSet,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};

/// Bytes of a text that are looked at; what follows is left.
pub const MAX_TEXT: usize = 1024 * 1024;
/// Indicators that are given back.
pub const MAX_FOUND: usize = 5_000;
/// Longest URL.
const MAX_URL: usize = 2_048;

coloa_base::words! {
    /// What an indicator of a case is.
    pub enum IndicatorKind {
        Ip = "ip",
        Domain = "domain",
        Url = "url",
        Email = "email",
        Md5 = "md5",
        Sha1 = "sha1",
        Sha256 = "sha256",
        /// As a person wrote it.
        Other = "other",
    }
}

/// One indicator.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Indicator {
    pub kind: IndicatorKind,
    /// In its usual writing: no brackets, hosts and hashes in small letters.
    pub value: String,
    /// An address that belongs to no one on the internet: private, loopback, link-local, multicast, unspecified.
    pub private: bool,
}

/// Indicators of a text in their order, each once.
#[must_use]
pub fn find(text: &str) -> Vec<Indicator> {
    let text = text::nfc(cut(text, MAX_TEXT));
    let mut found = Gathered::default();
    for token in text.split(|c: char| c.is_whitespace() || ENDS_TOKEN.contains(&c)) {
        if found.list.len() >= MAX_FOUND {
            break;
        }
        if token.len() >= 3 {
            look(token, &mut found);
        }
    }
    found.list.truncate(MAX_FOUND);
    found.list
}

/// The indicator that a value is, where somebody gives one alone; `None`: it is none that is known.
#[must_use]
pub fn classify(value: &str) -> Option<Indicator> {
    let value = text::nfc(value.trim());
    if value.len() > MAX_URL + 64 || value.chars().any(char::is_whitespace) {
        return None;
    }
    let plain = armed(&value);
    let mut found = Gathered::default();
    if let Some(("", url, "")) = next_url(&plain.text) {
        take_url(url, &mut found);
    } else if let Ok(ip) = plain.text.trim_matches(['[', ']']).parse::<IpAddr>() {
        found.take_ip(ip);
    } else {
        // Whoever gives it alone means it: `tep.zip` may be a domain.
        take_plain(&plain.text, true, &mut found);
    }
    found.list.into_iter().next()
}

/// Characters that no indicator goes across.
const ENDS_TOKEN: [char; 10] = ['"', '<', '>', '|', '`', '“', '”', '«', '»', '\0'];

#[derive(Default)]
struct Gathered {
    list: Vec<Indicator>,
    seen: HashSet<(IndicatorKind, String)>,
}

impl Gathered {
    fn take(&mut self, kind: IndicatorKind, value: String, private: bool) {
        if self.seen.insert((kind, value.clone())) {
            self.list.push(Indicator { kind, value, private });
        }
    }
    fn take_ip(&mut self, ip: IpAddr) {
        self.take(IndicatorKind::Ip, ip.to_string(), is_private(ip));
    }
}

fn cut(text: &str, most: usize) -> &str {
    if text.len() <= most {
        return text;
    }
    let end = (0..=most)
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or_default();
    &text[..end]
}

/// A token without the brackets that kept it from being followed.
struct Armed<'a> {
    text: Cow<'a, str>,
    /// There were some: whoever wrote it means an indicator.
    was_disarmed: bool,
}

fn armed(token: &str) -> Armed<'_> {
    if !token.contains(['[', '(', '{', '\\']) {
        return Armed {
            text: Cow::Borrowed(token),
            was_disarmed: false,
        };
    }
    let mut plain = String::with_capacity(token.len());
    let mut was_disarmed = false;
    let mut rest = token;
    while let Some(first) = rest.chars().next() {
        if let Some((meant, length)) = disarmed(rest) {
            plain.push_str(meant);
            rest = &rest[length..];
            was_disarmed = true;
        } else {
            plain.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    Armed {
        text: Cow::Owned(plain),
        was_disarmed,
    }
}

/// What a piece in brackets means, and its length.
fn disarmed(text: &str) -> Option<(&'static str, usize)> {
    if text.starts_with("\\.") {
        return Some((".", 2));
    }
    let close = match text.as_bytes().first()? {
        b'[' => b']',
        b'(' => b')',
        b'{' => b'}',
        _ => return None,
    };
    let length = text.bytes().take(5).position(|b| b == close)?;
    let meant = match &text[1..length].to_ascii_lowercase()[..] {
        "." | "dot" => ".",
        ":" => ":",
        "://" => "://",
        "/" => "/",
        "@" | "at" => "@",
        _ => return None,
    };
    Some((meant, length + 1))
}

fn look(token: &str, found: &mut Gathered) {
    let plain = armed(token);
    let mut rest: &str = &plain.text;
    while let Some((before, url, after)) = next_url(rest) {
        pieces(before, plain.was_disarmed, found);
        take_url(url, found);
        rest = after;
    }
    pieces(rest, plain.was_disarmed, found);
}

/// Where the scheme before `://` at that place begins, and what it means.
fn scheme_before(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let letters = text[..at]
        .bytes()
        .rev()
        .take(6)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    scheme(&text[at - letters..at]).map(|meant| (at - letters, meant))
}

/// A URL as it was found.
struct Address<'a> {
    scheme: &'static str,
    /// Behind `://`.
    rest: &'a str,
}

/// The first URL: what stands before it, itself, what stands behind it.
fn next_url(text: &str) -> Option<(&str, Address<'_>, &str)> {
    let mut from = 0;
    let (start, meant, body) = loop {
        let at = from + text[from..].find("://")?;
        match scheme_before(text, at) {
            Some((start, meant)) if at + 3 < text.len() => break (start, meant, at + 3),
            _ => from = at + 3,
        }
    };
    // Another one behind a comma is no part of it; one behind `=` is.
    let mut end = text.len();
    let mut from = body;
    while let Some(at) = text[from..].find("://").map(|at| from + at) {
        let next = scheme_before(text, at).map_or(at, |(start, _)| start);
        if next > body && text[..next].ends_with([',', ';', ')', ']', '|']) {
            end = next;
            break;
        }
        from = at + 3;
    }
    let address = Address {
        scheme: meant,
        rest: without_tail(&text[body..end]),
    };
    Some((&text[..start], address, &text[end..]))
}

/// Without the punctuation of the sentence that a URL stands in.
fn without_tail(url: &str) -> &str {
    let spare = |open, close| {
        url.matches(close)
            .count()
            .saturating_sub(url.matches(open).count())
    };
    let (mut round, mut square) = (spare('(', ')'), spare('[', ']'));
    url.trim_end_matches(|c| match c {
        ')' if round > 0 => {
            round -= 1;
            true
        }
        ']' if square > 0 => {
            square -= 1;
            true
        }
        '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '‘' | '}' | '*' | '\\' => true,
        _ => false,
    })
}

fn take_url(url: Address<'_>, found: &mut Gathered) {
    let end = url.rest.find(['/', '?', '#', '\\']).unwrap_or(url.rest.len());
    let (authority, path) = url.rest.split_at(end);
    let authority_host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match authority_host.strip_prefix('[').and_then(|h| h.split_once(']')) {
        Some((host, port)) => (host, port),
        None => authority_host.split_at(authority_host.find(':').unwrap_or(authority_host.len())),
    };
    let address = host.parse::<IpAddr>().ok();
    if address.is_none() && !is_host(host) {
        return;
    }
    let user = &authority[..authority.len() - authority_host.len()];
    let shown = match address {
        Some(IpAddr::V6(ip)) => format!("[{ip}]"),
        _ => host.to_ascii_lowercase(),
    };
    let value = format!("{}://{user}{shown}{port}{path}", url.scheme);
    if value.len() <= MAX_URL {
        found.take(IndicatorKind::Url, value, address.is_some_and(is_private));
    }
    match address {
        Some(ip) => found.take_ip(ip),
        None => {
            if let Some(domain) = domain(host) {
                found.take(IndicatorKind::Domain, domain, false);
            }
        }
    }
}

/// What stands in a token that is no URL.
fn pieces(text: &str, was_disarmed: bool, found: &mut Gathered) {
    let inside = |c: char| {
        // Letters of words stay with their word: `tỉnh.vn` is not `nh.vn`.
        c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || "._-:@%+".contains(c)
    };
    for piece in text.split(|c| !inside(c)) {
        let piece = piece.trim_matches(['.', '-', '%', '+', '@']);
        if piece.len() >= 3 && !take_v6(piece, found) {
            for part in piece.split([':', '%']) {
                let part = part.trim_matches(['.', '-', '+', '@']);
                take_plain(part, was_disarmed, found);
            }
        }
    }
}

/// An address with colons; of `std::fmt` and the like it wants a digit.
fn take_v6(piece: &str, found: &mut Gathered) -> bool {
    let bare = piece.split('%').next().unwrap_or_default();
    // A colon of the sentence, behind the address.
    let bare = match bare.strip_suffix(':') {
        Some(without) if !without.ends_with(':') => without,
        _ => bare,
    };
    if bare.len() > 45 || !bare.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    match bare.parse::<Ipv6Addr>() {
        Ok(ip) => {
            found.take_ip(IpAddr::V6(ip));
            true
        }
        Err(_) => false,
    }
}

fn take_plain(part: &str, was_disarmed: bool, found: &mut Gathered) {
    if let Some(kind) = hash(part) {
        found.take(kind, part.to_ascii_lowercase(), false);
    } else if let Ok(ip) = part.parse::<Ipv4Addr>() {
        found.take_ip(IpAddr::V4(ip));
    } else if let Some((local, host)) = part.split_once('@') {
        if let Some(host) = domain(host).filter(|_| is_local(local)) {
            let value = format!("{}@{host}", local.to_ascii_lowercase());
            found.take(IndicatorKind::Email, value, false);
        }
    } else if let Some(name) = domain(part)
        && (was_disarmed || !is_likely_other(part))
    {
        found.take(IndicatorKind::Domain, name, false);
    }
}

fn hash(text: &str) -> Option<IndicatorKind> {
    let kind = match text.len() {
        32 => IndicatorKind::Md5,
        40 => IndicatorKind::Sha1,
        64 => IndicatorKind::Sha256,
        _ => return None,
    };
    // Digits alone are a number of something else.
    let is_hash =
        text.bytes().all(|b| b.is_ascii_hexdigit()) && text.bytes().any(|b| b.is_ascii_alphabetic());
    is_hash.then_some(kind)
}

fn is_local(text: &str) -> bool {
    (1..=MAX_LOCAL).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"._%+-".contains(&b))
}

/// A name that a machine may have.
fn is_host(text: &str) -> bool {
    text.len() <= MAX_HOST && text.split('.').all(is_label) && text.bytes().any(|b| b.is_ascii_alphabetic())
}

/// The name as a domain: below a suffix of the public list (<https://publicsuffix.org>), in small letters.
fn domain(text: &str) -> Option<String> {
    if !text.contains('.') || !is_host(text) {
        return None;
    }
    let name = text.to_ascii_lowercase();
    has_public_ending(&name).then_some(name)
}

/// Ends of files that are also countries or generic domains.
const FILE_ENDS: [&str; 16] = [
    "zip", "mov", "sh", "py", "pl", "rs", "md", "ps", "so", "cc", "ml", "mm", "vi", "app", "mp", "pub",
];

/// More likely a file, or two sentences without a blank between them, than a domain.
fn is_likely_other(name: &str) -> bool {
    let (before, last) = name.rsplit_once('.').unwrap_or(("", name));
    let shouted = |t: &str| t.bytes().any(|b| b.is_ascii_uppercase());
    let lower = last.to_ascii_lowercase();
    // `xong.No`, `System.IO`: domains are written in letters of one kind.
    let two_sentences = last.len() == 2
        && shouted(last)
        && (before.bytes().any(|b| b.is_ascii_lowercase()) || last.bytes().any(|b| b.is_ascii_lowercase()));
    FILE_ENDS.contains(&lower.as_str()) || two_sentences
}

/// Belongs to no one on the internet.
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or_else(
            || {
                ip.is_loopback()
                    || ip.is_unspecified()
                    || ip.is_multicast()
                    || ip.is_unique_local()
                    || ip.is_unicast_link_local()
            },
            is_private_v4,
        ),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, ..] = ip.octets();
    // Shared by carriers (RFC 6598).
    let shared = a == 100 && (64..128).contains(&b);
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_multicast()
        || a == 0
        || shared
}

#[cfg(test)]
mod tests;
