//! One form for what means the same thing, whoever wrote it and wherever: what a report names, what a warning is about and
//! what somebody asks are compared in it.

use crate::form;
use coloa_base::text::fold_plain;
use coloa_extract::{Indicator, Kind, find, phone_value};
use sha2::{Digest as _, Sha256};
use std::net::IpAddr;

/// Bytes of a value that are kept; the key tells longer ones apart.
const MAX_VALUE: usize = 2_000;
/// Bytes of a key: databases index no more. Of a longer one the beginning is kept, and a hash of all of it.
const MAX_KEY: usize = 500;
/// Of that, the beginning.
const KEY_HEAD: usize = 400;
/// Bytes of what a person gives as one indicator.
const MAX_GIVEN: usize = 4_000;
/// Digits of an account.
const ACCOUNT: std::ops::RangeInclusive<usize> = 6..=19;
/// Digits of a phone in a form that nobody knows.
const ODD_PHONE: std::ops::RangeInclusive<usize> = 8..=15;
/// How many of them tell it from others, whatever stands for its country.
const LAST_DIGITS: usize = 9;
/// Characters of a bank that nobody knows.
const MAX_BANK: usize = 60;

/// An indicator in the form in which it is stored and compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub kind: Kind,
    pub value: String,
    /// Two of the same kind and key name the same thing.
    pub match_key: String,
    /// Of an account: short name, or as written where nobody knows it.
    pub bank: Option<String>,
    /// Of a name or a phone: the service where it is known by.
    pub service: Option<String>,
    /// Of a URL, a domain or a mail address: in ASCII, without `www.`.
    pub host: Option<String>,
}

/// A finding in this form. A URL of nothing but a host is the host, the link of a profile is the name.
#[must_use]
pub fn of(found: &Indicator) -> Settled {
    let (kind, key) = found.key();
    let host = found
        .host
        .as_deref()
        .or_else(|| (kind == Kind::Domain).then_some(key.as_str()));
    let host = host.map(|h| h.strip_prefix("www.").unwrap_or(h).to_owned());
    let settled = |kind, value: &str, key: &str, host| Settled {
        kind,
        value: clip(value, MAX_VALUE).to_owned(),
        match_key: bounded(key),
        bank: found.bank.map(str::to_owned),
        service: found.service.map(str::to_owned),
        host,
    };
    match (kind, host) {
        (Kind::Url, Some(host)) if !key.contains(['/', '?', '#']) => of_host(&host),
        (Kind::Handle | Kind::Phone, _) => settled(kind, &key, &key, None),
        (_, host) => settled(kind, &found.value, &key, host),
    }
}

/// A host alone.
#[must_use]
pub fn of_host(host: &str) -> Settled {
    let (kind, value) = match address(host) {
        Some(ip) => (Kind::Ip, ip.to_string()),
        None => (Kind::Domain, host.to_owned()),
    };
    Settled {
        kind,
        match_key: bounded(&value),
        host: (kind == Kind::Domain).then(|| value.clone()),
        value,
        bank: None,
        service: None,
    }
}

/// What a person gives as an indicator of a kind, in this form: `+84`, blanks and tricks are undone. A link of a profile may
/// become a name, one of a host alone a domain. `None`: it is none of its kind, or more than one thing.
#[must_use]
pub fn given(kind: Kind, text: &str, bank: &str) -> Option<Settled> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_GIVEN {
        return None;
    }
    let plain = |value: String| Settled {
        kind,
        match_key: value.clone(),
        value,
        bank: None,
        service: None,
        host: None,
    };
    let found = match kind {
        Kind::Phone => phone_value(text)
            .map(plain)
            .or_else(|| alone(&format!("sdt {text}"), kind)),
        Kind::BankAccount => digits(text)
            .map(plain)
            .or_else(|| alone(&format!("stk {text}"), kind)),
        Kind::Handle => alone(text, kind).or_else(|| alone(&format!("@{text}"), kind)),
        Kind::Domain => alone(text, kind).or_else(|| alone(&format!("web {text}"), kind)),
        Kind::Url | Kind::Ip | Kind::Email | Kind::Wallet => alone(text, kind),
    };
    let mut found = found?;
    if found.kind == Kind::BankAccount {
        found.bank = bank_named(bank).or(found.bank);
    }
    Some(found)
}

/// The phones that a field holds, whatever stands beside them. One in a form that nobody knows is its last digits: they tell
/// it from others, and it is the same wherever it is written so.
#[must_use]
pub fn phones(field: &str) -> Vec<String> {
    let mut all = Vec::new();
    for part in field.split([',', ';', '/', ':', '|']) {
        if let Some(phone) = phone_value(part) {
            all.push(phone);
            continue;
        }
        let before = all.len();
        let found = find(&format!("sdt {part}"));
        let phones = found.iter().filter(|one| one.kind == Kind::Phone);
        all.extend(phones.map(|one| of(one).match_key));
        let digits: String = part.chars().filter(char::is_ascii_digit).collect();
        if all.len() == before && ODD_PHONE.contains(&digits.len()) {
            all.push(digits[digits.len().saturating_sub(LAST_DIGITS)..].to_owned());
        }
    }
    all
}

/// The one finding of a text, where it is of this kind or became what a link of this kind may become.
fn alone(text: &str, kind: Kind) -> Option<Settled> {
    let found = find(text);
    let [one] = found.as_slice() else {
        return None;
    };
    let settled = of(one);
    let became = kind == Kind::Url && matches!(one.kind, Kind::Url | Kind::Domain | Kind::Handle);
    (settled.kind == kind || became).then_some(settled)
}

/// The digits of an account that is written with nothing but separators between.
fn digits(text: &str) -> Option<String> {
    let separates = |c: char| c.is_whitespace() || matches!(c, '.' | '-' | '_');
    if !text.chars().all(|c| c.is_ascii_digit() || separates(c)) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    ACCOUNT.contains(&digits.len()).then_some(digits)
}

/// The short name of a bank that somebody wrote; what nobody knows stays as it is, folded.
#[must_use]
pub fn bank_named(text: &str) -> Option<String> {
    let line = form::line(clip(text, form::MAX_LINE), "bank").ok()?;
    let line: String = line.chars().take(MAX_BANK).collect();
    if line.is_empty() {
        return None;
    }
    // The extractor knows how people write banks, beside an account.
    let beside = find(&format!("stk 1012000111 ngân hàng {line}"));
    let known = beside.iter().find_map(|i| i.bank);
    Some(known.map_or_else(|| fold_plain(&line), str::to_owned)).filter(|b| !b.is_empty())
}

impl Settled {
    /// What was stored, as far as hubs and warnings need it.
    #[must_use]
    pub fn stored(kind: Kind, match_key: &str) -> Self {
        let host = match kind {
            Kind::Domain => Some(match_key),
            Kind::Url => Some(&match_key[..match_key.find(['/', '?', '#']).unwrap_or(match_key.len())]),
            Kind::Email => match_key.rsplit_once('@').map(|(_, host)| host),
            Kind::Phone | Kind::BankAccount | Kind::Ip | Kind::Wallet | Kind::Handle => None,
        };
        let host = host.map(|h| {
            h.rsplit_once(':')
                .filter(|(_, port)| is_port(port))
                .map_or(h, |(h, _)| h)
        });
        Self {
            kind,
            value: match_key.to_owned(),
            match_key: match_key.to_owned(),
            bank: None,
            service: None,
            host: host.map(str::to_owned),
        }
    }

    /// The host and what lies above it, down to the name that somebody registered (<https://publicsuffix.org>); a name that is
    /// an ending itself stands alone.
    #[must_use]
    pub fn hosts(&self) -> Vec<&str> {
        let Some(host) = self.host.as_deref() else {
            return Vec::new();
        };
        if address(host).is_some() {
            return vec![host];
        }
        let least = psl::domain_str(host).map_or(host.len(), str::len);
        std::iter::successors(Some(host), |name| name.split_once('.').map(|(_, above)| above))
            .take_while(|name| name.len() >= least)
            .collect()
    }

    /// Keys under which a hub or a warning may stand that covers this: its own, and of what it lies below.
    #[must_use]
    pub fn covering(&self) -> Vec<(Kind, String)> {
        let mut keys = vec![(self.kind, self.match_key.clone())];
        for host in self.hosts() {
            let above = of_host(host);
            if !keys.contains(&(above.kind, above.match_key.clone())) {
                keys.push((above.kind, above.match_key));
            }
        }
        keys
    }

    /// The domain of a URL, as an indicator of its own.
    #[must_use]
    pub fn domain(&self) -> Option<Self> {
        let host = self.host.as_deref().filter(|_| self.kind == Kind::Url)?;
        Some(of_host(host))
    }
}

/// Two accounts of the same number are two where both banks are known and differ.
#[must_use]
pub fn same_bank(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// A host that is an address of the network; of IPv6 in brackets.
fn address(host: &str) -> Option<IpAddr> {
    host.trim_matches(['[', ']']).parse().ok()
}

fn is_port(text: &str) -> bool {
    (1..=5).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn clip(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

fn bounded(key: &str) -> String {
    if key.len() <= MAX_KEY {
        return key.to_owned();
    }
    let hash = hex::encode(Sha256::digest(key));
    format!("{}…{hash}", clip(key, KEY_HEAD))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: Kind, text: &str) -> Option<(Kind, String)> {
        given(kind, text, "").map(|s| (s.kind, s.match_key))
    }

    #[test]
    fn every_way_to_write_a_thing_gives_one_key() {
        for text in [
            "0912000101",
            "+84 912 000 101",
            "0912.000.101",
            "84912000101",
            "o912 ooo 1o1",
        ] {
            assert_eq!(
                key(Kind::Phone, text),
                Some((Kind::Phone, "0912000101".into())),
                "{text}"
            );
        }
        for text in ["1012000111", "1012 000 111", "1012-000-111"] {
            assert_eq!(
                key(Kind::BankAccount, text),
                Some((Kind::BankAccount, "1012000111".into())),
                "{text}"
            );
        }
        for text in [
            "https://mau-gia.example",
            "http://www.mau-gia.example/",
            "http://mau-gia.example:8080",
        ] {
            assert_eq!(
                key(Kind::Url, text),
                Some((Kind::Domain, "mau-gia.example".into())),
                "{text}"
            );
        }
        for text in [
            "https://mau-gia.example/a?b=1",
            "www.mau-gia.example/a?b=1",
            "hxxp://mau-gia[.]example/a?b=1",
        ] {
            assert_eq!(
                key(Kind::Url, text),
                Some((Kind::Url, "mau-gia.example/a?b=1".into())),
                "{text}"
            );
        }
        for text in ["@Gia_Mau88", "t.me/gia_mau88", "gia_mau88"] {
            assert_eq!(
                key(Kind::Handle, text),
                Some((Kind::Handle, "@gia_mau88".into())),
                "{text}"
            );
        }
        assert_eq!(
            key(Kind::Url, "https://t.me/gia_mau88"),
            Some((Kind::Handle, "@gia_mau88".into()))
        );
        assert_eq!(
            key(Kind::Url, "https://zalo.me/0912000101"),
            Some((Kind::Phone, "0912000101".into()))
        );
        assert_eq!(
            key(Kind::Url, "http://192.0.2.7/"),
            Some((Kind::Ip, "192.0.2.7".into()))
        );
    }

    #[test]
    fn what_is_none_of_its_kind_is_refused() {
        for (kind, text) in [
            (Kind::Phone, "113"),
            (Kind::Phone, "mau-gia.example"),
            (Kind::Phone, ""),
            (Kind::BankAccount, "12345"),
            (Kind::BankAccount, "12345678901234567890"),
            (Kind::BankAccount, "Nguyễn Văn Mẫu"),
            (Kind::Domain, "https://mau-gia.example/a"),
            (Kind::Domain, "mau-gia.example va mau-that.example"),
            (Kind::Email, "mau-gia.example"),
            (Kind::Url, "0912000101"),
            (Kind::Ip, "1.2.3"),
            (Kind::Wallet, "mau"),
            (Kind::Handle, "Nguyễn Văn Mẫu"),
        ] {
            assert_eq!(given(kind, text, ""), None, "{kind} {text}");
        }
    }

    #[test]
    fn banks_are_known_by_their_short_names() {
        assert_eq!(bank_named(" VCB ").as_deref(), Some("vietcombank"));
        assert_eq!(
            bank_named("Ngân hàng Ngoại thương").as_deref(),
            Some("vietcombank")
        );
        assert_eq!(
            bank_named("Quỹ tín dụng Xã Mẫu").as_deref(),
            Some("quy tin dung xa mau")
        );
        assert_eq!(bank_named("  "), None);
        assert_eq!(
            given(Kind::BankAccount, "1012000111", "VCB")
                .and_then(|s| s.bank)
                .as_deref(),
            Some("vietcombank")
        );
        assert!(
            same_bank(Some("vib"), None)
                && same_bank(Some("vib"), Some("vib"))
                && !same_bank(Some("vib"), Some("acb"))
        );
    }

    #[test]
    fn what_covers_a_host_ends_at_the_name_that_was_registered() {
        let hosts = |text: &str| -> Vec<String> {
            given(Kind::Url, text, "")
                .map_or_else(Vec::new, |s| s.hosts().into_iter().map(str::to_owned).collect())
        };
        assert_eq!(
            hosts("https://a.b.mau-gia.com.vn/x"),
            ["a.b.mau-gia.com.vn", "b.mau-gia.com.vn", "mau-gia.com.vn"]
        );
        assert_eq!(hosts("https://mau-gia.pages.dev/x"), ["mau-gia.pages.dev"]);
        assert_eq!(of_host("pages.dev").hosts(), ["pages.dev"]);
        let url = given(Kind::Url, "https://a.mau-gia.example/x", "").unwrap();
        let covering = [
            (Kind::Url, "a.mau-gia.example/x".to_owned()),
            (Kind::Domain, "a.mau-gia.example".to_owned()),
            (Kind::Domain, "mau-gia.example".to_owned()),
        ];
        assert_eq!(url.covering(), covering);
        assert_eq!(
            Settled::stored(Kind::Url, "a.mau-gia.example/x").covering(),
            covering
        );
        assert_eq!(
            Settled::stored(Kind::Url, "a.mau-gia.example:8443/x").hosts(),
            ["a.mau-gia.example", "mau-gia.example"]
        );
    }

    #[test]
    fn a_long_link_has_a_key_that_a_database_indexes() {
        let link = |end: &str| format!("https://mau-gia.example/{}{end}", "a".repeat(900));
        let (one, other) = (
            given(Kind::Url, &link("x"), "").unwrap(),
            given(Kind::Url, &link("y"), "").unwrap(),
        );
        assert_ne!(one.match_key, other.match_key);
        assert!(one.match_key.len() <= MAX_KEY);
        assert_eq!(
            Settled::stored(Kind::Url, &one.match_key).hosts(),
            ["mau-gia.example"]
        );
    }
}
