//! The host in what was asked: a domain, a URL, an e-mail address, written as people write and copy them.
//!
//! It goes by the steps of browsers (WHATWG URL: what stands before `@`, backslashes, percent signs, UTS #46 for
//! internationalised names), so that the host found is the one a browser would go to; and by those of people:
//! `hxxps://`, `[.]`, quotation marks and full stops around.

use crate::error::CheckError;
use crate::fold::{is_hidden, mixed_scripts};
use crate::model::{Asked, Sign};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::borrow::Cow;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use unicode_normalization::UnicodeNormalization;

/// Bytes of the input that are looked at. The host of a URL comes first, so a long path does no harm; a host that has not
/// ended by then is refused.
pub const MAX_INPUT: usize = 4096;
/// Of a name and of a label (RFC 1035, 2.3.4).
const MAX_HOST: usize = 253;
const MAX_LABEL: usize = 63;

/// What was found.
#[derive(Debug)]
pub(crate) struct Address {
    pub asked: Asked,
    pub signs: Vec<Sign>,
    /// What stands before the `@`.
    pub user_info: Option<String>,
    /// `None`: an address of the network.
    pub name: Option<Name>,
}

/// A host that is a name, in labels.
#[derive(Debug)]
pub(crate) struct Name {
    /// Small letters, Unicode, from left to right; at least two.
    pub labels: Vec<String>,
    /// How many labels on the right are the public suffix; all of them when the name is a suffix.
    pub suffix: usize,
    /// Invisible characters that were taken out.
    pub hidden: usize,
}

impl Name {
    /// Labels left of the suffix.
    pub fn left(&self) -> &[String] {
        &self.labels[..self.labels.len() - self.suffix]
    }

    /// The suffix, in Unicode.
    pub fn suffix_text(&self) -> String {
        self.labels[self.labels.len() - self.suffix..].join(".")
    }
}

/// Reads what was asked.
///
/// # Errors
/// When there is no host in it, or one that is too long.
pub(crate) fn read(text: &str) -> Result<Address, CheckError> {
    let cut = text.len() > MAX_INPUT;
    let text = &text[..text.floor_char_boundary(MAX_INPUT)];
    // Browsers drop these wherever they stand.
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, '\t' | '\r' | '\n'))
        .collect();
    let text =
        text.trim_matches(|c: char| c.is_whitespace() || is_hidden(c) || "\"'`<>()“”‘’«»,;".contains(c));
    let (scheme, rest) = after_scheme(text);
    let rest = rest.trim_start_matches(['/', '\\']);
    let end = rest.find(|c: char| matches!(c, '/' | '\\' | '?' | '#') || c.is_whitespace());
    if end.is_none() && cut {
        return Err(CheckError::TooLong { most: MAX_INPUT });
    }
    let authority = rest[..end.unwrap_or(rest.len())]
        .trim_end_matches(|c: char| ",;!)\"'”’»…".contains(c))
        .replace("[.]", ".")
        .replace("(.)", ".")
        .replace("[dot]", ".");

    let mut signs = Vec::new();
    let (mut user_info, mut host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user.to_owned()), host.to_owned()),
        None => (None, authority),
    };
    if host.contains('%') {
        host = percent_decoded(&host);
        signs.push(Sign::PercentEncoded);
        if let Some((user, after)) = host.rsplit_once('@') {
            user_info = Some(user.to_owned());
            host = after.to_owned();
        }
    }
    if let Some(user) = &mut user_info {
        if user.contains('%') {
            *user = percent_decoded(user);
        }
        // In an e-mail address it is what it should be.
        if scheme == Scheme::Web || user.contains(':') {
            signs.push(Sign::UserInfo {
                shown: user.chars().take(MAX_HOST).collect(),
            });
        }
    }
    let host = without_port(host, &mut signs)?;
    find_host(&host, user_info, signs)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    None,
    Mail,
    Web,
}

/// The text behind `https:` and the like. A name with a port (`host:8080`) has no scheme.
fn after_scheme(text: &str) -> (Scheme, &str) {
    let Some((scheme, rest)) = text.split_once(':') else {
        return (Scheme::None, text);
    };
    let well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    if !well_formed {
        return (Scheme::None, text);
    }
    let known = ["http", "https", "hxxp", "hxxps", "ftp", "ws", "wss"];
    if scheme.eq_ignore_ascii_case("mailto") {
        (Scheme::Mail, rest)
    } else if rest.starts_with("//")
        || rest.starts_with("\\\\")
        || known.iter().any(|k| scheme.eq_ignore_ascii_case(k))
    {
        (Scheme::Web, rest)
    } else {
        (Scheme::None, text)
    }
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low).to_le_bytes()[0]);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Takes a port off; brackets of IPv6 stay.
fn without_port(host: String, signs: &mut Vec<Sign>) -> Result<String, CheckError> {
    if host.ends_with(']') || host.parse::<Ipv6Addr>().is_ok() {
        return Ok(host);
    }
    let Some((name, port)) = host.rsplit_once(':') else {
        return Ok(host);
    };
    if !port.is_empty() {
        let port: u16 = port.parse().map_err(|_| CheckError::NotADomain)?;
        if ![80, 443].contains(&port) {
            signs.push(Sign::Port(port));
        }
    }
    Ok(name.to_owned())
}

fn find_host(host: &str, user_info: Option<String>, mut signs: Vec<Sign>) -> Result<Address, CheckError> {
    if let Some(ip) = bracketed(host) {
        return Ok(network(ip, user_info, signs));
    }
    let visible: String = host.chars().filter(|c| !is_hidden(*c)).collect();
    let hidden = host.chars().count() - visible.chars().count();
    if hidden > 0 {
        signs.push(Sign::Hidden { count: hidden });
    }
    // Mapping never makes a name ten times shorter: no need to look at what is far too long.
    if visible.len() > 10 * MAX_HOST {
        return Err(CheckError::TooLong { most: MAX_HOST });
    }
    let rules = Uts46::new();
    let ascii = rules
        .to_ascii(
            visible.as_bytes(),
            AsciiDenyList::URL,
            Hyphens::Allow,
            DnsLength::Ignore,
        )
        .ok()
        .map(Cow::into_owned);
    let shown = match &ascii {
        Some(ascii) => rules
            .to_unicode(ascii.as_bytes(), AsciiDenyList::URL, Hyphens::Allow)
            .0
            .into_owned(),
        None => visible
            .nfkc()
            .flat_map(char::to_lowercase)
            .filter(|c| !is_hidden(*c))
            .nfc()
            .collect(),
    };
    let shown = shown.strip_suffix('.').unwrap_or(&shown);
    if let Some(ip) = ipv4(shown) {
        return Ok(network(IpAddr::V4(ip?), user_info, signs));
    }
    let labels: Vec<String> = shown.split('.').map(str::to_owned).collect();
    if !is_name(&labels) {
        return Err(CheckError::NotADomain);
    }
    // The form on the wire has the limits; where there is none, the form shown.
    let wire = ascii.as_deref().unwrap_or(shown).trim_end_matches('.');
    let long = |t: &str, most| {
        if ascii.is_some() {
            t.len() > most
        } else {
            t.chars().count() > most
        }
    };
    if long(wire, MAX_HOST) {
        return Err(CheckError::TooLong { most: MAX_HOST });
    }
    if wire.split('.').any(|l| long(l, MAX_LABEL)) {
        return Err(CheckError::TooLong { most: MAX_LABEL });
    }

    if ascii.is_none() {
        signs.push(Sign::Unresolvable);
    } else {
        let as_written: String = visible.to_lowercase().nfc().collect();
        let was_punycode = as_written.split('.').any(|l| l.starts_with("xn--"));
        if !was_punycode && as_written.trim_end_matches('.') != shown {
            signs.push(Sign::Compatibility);
        }
    }
    if wire.split('.').any(|l| l.starts_with("xn--")) {
        signs.push(Sign::Punycode);
    }
    if let Some(mixed) = labels.iter().map(|l| mixed_scripts(l)).find(|m| !m.is_empty()) {
        signs.push(Sign::MixedScripts(mixed));
    }
    let found = psl::suffix(wire.as_bytes());
    let suffix = found
        .map_or(1, |s| s.as_bytes().split(|b| *b == b'.').count())
        .min(labels.len());
    if !found.is_some_and(|s| s.is_known()) {
        signs.push(Sign::UnknownSuffix);
    }
    let registrable = (suffix < labels.len()).then(|| labels[labels.len() - suffix - 1..].join("."));
    if registrable.is_none() {
        signs.push(Sign::PublicSuffix);
    }
    let asked = Asked {
        host: shown.to_owned(),
        ascii: ascii.as_ref().map(|_| wire.to_owned()),
        registrable,
    };
    Ok(Address {
        asked,
        signs,
        user_info,
        name: Some(Name {
            labels,
            suffix,
            hidden,
        }),
    })
}

/// Two labels or more, none empty, of ASCII only what hosts have; the last one is no number.
fn is_name(labels: &[String]) -> bool {
    let fits = |c: char| match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric() || c == '-' || c == '_',
        c => !c.is_whitespace() && !c.is_control(),
    };
    labels.len() >= 2
        && labels.iter().all(|l| !l.is_empty() && l.chars().all(fits))
        && labels.last().is_some_and(|l| l.contains(char::is_alphabetic))
}

fn network(ip: IpAddr, user_info: Option<String>, mut signs: Vec<Sign>) -> Address {
    signs.push(Sign::Ip(ip));
    let asked = Asked {
        host: ip.to_string(),
        ascii: Some(ip.to_string()),
        registrable: None,
    };
    Address {
        asked,
        signs,
        user_info,
        name: None,
    }
}

fn bracketed(host: &str) -> Option<IpAddr> {
    let inner = host
        .strip_prefix('[')
        .and_then(|h| h.strip_suffix(']'))
        .unwrap_or(host);
    inner.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
}

/// The ways in which browsers read an IPv4 address (WHATWG URL, "IPv4 parser"): fewer parts, octal, hexadecimal. `None`:
/// no address; an error: ends in a number and is no valid one.
fn ipv4(host: &str) -> Option<Result<Ipv4Addr, CheckError>> {
    let parts: Vec<&str> = host.split('.').collect();
    let last = parts.last()?;
    let number = |part: &str| -> Option<u64> {
        let lower = part.to_ascii_lowercase();
        if part.is_empty() || part.len() > 20 {
            None
        } else if let Some(hex) = lower.strip_prefix("0x") {
            if hex.is_empty() {
                Some(0)
            } else {
                u64::from_str_radix(hex, 16).ok()
            }
        } else if lower.len() > 1 && lower.starts_with('0') {
            u64::from_str_radix(&lower, 8).ok()
        } else if lower.bytes().all(|b| b.is_ascii_digit()) {
            lower.parse().ok()
        } else {
            None
        }
    };
    let looks_numeric =
        !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()) || number(last).is_some();
    if !looks_numeric {
        return None;
    }
    let parse = || -> Option<Ipv4Addr> {
        if parts.len() > 4 {
            return None;
        }
        let numbers = parts.iter().map(|p| number(p)).collect::<Option<Vec<u64>>>()?;
        let (last, front) = numbers.split_last()?;
        let room = 256_u64.pow(u32::try_from(5 - parts.len()).ok()?);
        if front.iter().any(|n| *n > 255) || *last >= room {
            return None;
        }
        let high = front
            .iter()
            .enumerate()
            .map(|(i, n)| n << (8 * (3 - i)))
            .sum::<u64>();
        u32::try_from(high + last).ok().map(Ipv4Addr::from)
    };
    Some(parse().ok_or(CheckError::NotADomain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> String {
        read(text).map(|a| a.asked.host).unwrap_or_else(|e| e.to_string())
    }

    #[test]
    fn finds_the_host_that_a_browser_goes_to() {
        for (asked, found) in [
            ("vietcombank.com.vn", "vietcombank.com.vn"),
            (
                "HTTPS://WWW.Vietcombank.COM.VN:8443/login?x=1#y",
                "www.vietcombank.com.vn",
            ),
            ("https:\\\\evil.example\\@vietcombank.com.vn", "evil.example"),
            ("http:/\\evil.example", "evil.example"),
            ("https://vietcombank.com.vn@evil.example/", "evil.example"),
            ("https://vietcombank.com.vn%40evil.example/", "evil.example"),
            ("https://a:b@c@evil.example", "evil.example"),
            ("//evil.example/x", "evil.example"),
            ("evil.example:8080", "evil.example"),
            ("hxxps://evil[.]example/abc", "evil.example"),
            ("“evil.example”,", "evil.example"),
            ("evil.example nhé", "evil.example"),
            ("evil.exa\nmple/x", "evil.example"),
            ("evil.example.", "evil.example"),
            ("https://vietcombank%2Ecom%2Evn", "vietcombank.com.vn"),
            ("ｖｉｅｔｃｏｍｂａｎｋ．ｃｏｍ。vn", "vietcombank.com.vn"),
            ("viet\u{200b}com\u{ad}bank.com.vn", "vietcombank.com.vn"),
            ("viet\u{200d}combank.com.vn", "vietcombank.com.vn"),
            ("http://3232235777/", "192.168.1.1"),
            ("http://0xC0.0250.257/", "192.168.1.1"),
            ("１２７.0.0.1", "127.0.0.1"),
            ("http://[::1]:80/", "::1"),
            ("mailto:hotro@vietcombank.com.vn", "vietcombank.com.vn"),
        ] {
            assert_eq!(host(asked), found, "{asked}");
        }
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for asked in [
            "",
            " ",
            "vietcombank",
            "vào link này",
            "http://",
            "a..b",
            ".vn",
            "1.2.3.4.5",
            "256.1.1.1",
            "javascript:alert(1)",
            "tel:+84912345678",
            "0912345678",
            "a b.c",
            "http://a%2Fb.vn",
            "...",
            "-.-",
            "@",
            "http://[::1",
            "x.9",
        ] {
            assert_eq!(read(asked).err(), Some(CheckError::NotADomain), "{asked}");
        }
        let long = format!("{}.vn", "a".repeat(64));
        assert_eq!(read(&long).err(), Some(CheckError::TooLong { most: 63 }));
        assert_eq!(
            read(&"a.".repeat(140)).err(),
            Some(CheckError::TooLong { most: 253 })
        );
        assert_eq!(
            read(&"a".repeat(1 << 20)).err(),
            Some(CheckError::TooLong { most: MAX_INPUT })
        );
        assert_eq!(
            host(&format!("https://evil.example/{}", "a".repeat(1 << 20))),
            "evil.example"
        );
    }

    #[test]
    fn the_part_that_was_registered_is_known() {
        let of = |text: &str| read(text).expect("a host").asked.registrable;
        assert_eq!(of("a.b.gov.vn").as_deref(), Some("b.gov.vn"));
        assert_eq!(
            of("vietcombank.com.vn.evil.example").as_deref(),
            Some("evil.example")
        );
        assert_eq!(of("x.web.app").as_deref(), Some("x.web.app"));
        assert_eq!(of("gov.vn"), None);
    }

    #[test]
    fn what_is_unusual_is_said() {
        let signs = |text: &str| read(text).expect("a host").signs;
        assert_eq!(signs("https://vietcombank.com.vn:443/"), []);
        assert_eq!(
            signs("https://a%2Evn:81/"),
            [Sign::PercentEncoded, Sign::Port(81)]
        );
        assert_eq!(signs("ａ.vn"), [Sign::Compatibility]);
        assert_eq!(signs("a\u{200b}b.vn"), [Sign::Hidden { count: 1 }]);
        assert_eq!(signs("dịchvụ.vn"), [Sign::Punycode]);
        assert!(signs("vietсombank.vn").contains(&Sign::MixedScripts(vec!["Latin", "Cyrillic"])));
        assert!(signs("hotro@vietcombank.com.vn").is_empty());
    }
}
