//! What the data file says: the same in every installation.

use super::HubReason;
use crate::{mention::normal::Settled, publish};
use coloa_extract::Kind;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use std::{net::IpAddr, sync::LazyLock};

coloa_base::words! {
    /// How sure it is whose a number is.
    pub enum Certainty {
        /// Read where the source says.
        Found = "found",
        /// Known to everybody, and on the site of the source.
        Known = "known",
    }
}

/// The data file, see its head.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    state_suffixes: Vec<String>,
    common_paths: Vec<String>,
    banks: Vec<String>,
    service: Vec<Service>,
    site: Vec<Site>,
}

/// The number of a service, as its organisation publishes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub number: String,
    /// Whose it is.
    pub official: String,
    /// Where it is said.
    pub source: String,
    pub certainty: Certainty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Site {
    label: String,
    domains: Vec<String>,
    #[serde(default)]
    content: bool,
    #[serde(default)]
    mail: bool,
    #[serde(default)]
    short_links: bool,
}

/// A big site where anybody puts something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    pub label: &'static str,
    /// It says nothing of where it leads.
    pub is_short_link: bool,
}

/// The file, prepared for look-ups.
pub(super) struct Everywhere {
    state_suffixes: Vec<String>,
    common_paths: FxHashSet<String>,
    banks: FxHashSet<String>,
    services: FxHashMap<String, Service>,
    sites: Vec<Site>,
    /// Places in `sites`.
    domains: FxHashMap<String, usize>,
    /// Domains that are official, as everybody knows.
    official: FxHashSet<&'static str>,
}

pub(super) static EVERYWHERE: LazyLock<Everywhere> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../../data/hubs.toml"))
        .expect("a test reads the file that is built in");
    let sites = file.site.iter().enumerate();
    let domains = sites.flat_map(|(at, site)| site.domains.iter().map(move |d| (d.clone(), at)));
    Everywhere {
        domains: domains.collect(),
        official: publish::official()
            .iter()
            .flat_map(|o| &o.domains)
            .map(String::as_str)
            .collect(),
        state_suffixes: file.state_suffixes,
        common_paths: file.common_paths.into_iter().collect(),
        banks: file.banks.into_iter().collect(),
        services: file.service.into_iter().map(|s| (s.number.clone(), s)).collect(),
        sites: file.site,
    }
});

/// Whose service number it is, for the public check.
#[must_use]
pub fn service(number: &str) -> Option<&'static str> {
    EVERYWHERE.services.get(number).map(|s| s.official.as_str())
}

/// All service numbers of the file, in no order.
pub fn services() -> impl Iterator<Item = &'static Service> {
    EVERYWHERE.services.values()
}

/// Whether a number is of those that services rent: 1800 and 1900.
#[must_use]
pub fn is_of_a_service(thing: &Settled) -> bool {
    thing.kind == Kind::Phone && (thing.match_key.starts_with("1800") || thing.match_key.starts_with("1900"))
}

/// What the file says: the same in every installation.
#[must_use]
pub fn everywhere(thing: &Settled) -> Option<HubReason> {
    let known = &*EVERYWHERE;
    match thing.kind {
        Kind::Phone => known
            .services
            .contains_key(&thing.match_key)
            .then_some(HubReason::Service),
        Kind::Handle => {
            let name = thing.match_key.trim_start_matches('@');
            known.banks.contains(name).then_some(HubReason::Bank)
        }
        Kind::Ip => thing
            .match_key
            .parse()
            .is_ok_and(is_local)
            .then_some(HubReason::Local),
        Kind::Url | Kind::Domain | Kind::Email => of_host(known, thing),
        Kind::BankAccount | Kind::Wallet => None,
    }
}

/// Where something was put by anybody, if it was.
#[must_use]
pub fn posted(thing: &Settled) -> Option<Posted> {
    let known = &*EVERYWHERE;
    let hosts = thing.hosts();
    let site = hosts
        .iter()
        .find_map(|h| known.domains.get(*h))
        .and_then(|at| known.sites.get(*at))?;
    names_something(known, site, thing).then_some(Posted {
        label: &site.label,
        is_short_link: site.short_links,
    })
}

fn names_something(known: &Everywhere, site: &Site, thing: &Settled) -> bool {
    match thing.kind {
        Kind::Url => site.content && !is_common(known, &thing.match_key),
        Kind::Email => site.mail,
        _ => false,
    }
}

fn of_host(known: &Everywhere, thing: &Settled) -> Option<HubReason> {
    let hosts = thing.hosts();
    let host = *hosts.first()?;
    if host.parse().is_ok_and(is_local) {
        return Some(HubReason::Local);
    }
    let of_state = |suffix: &String| {
        host.strip_suffix(suffix.as_str())
            .is_some_and(|h| h.is_empty() || h.ends_with('.'))
    };
    if known.state_suffixes.iter().any(of_state) {
        return Some(HubReason::Official);
    }
    let Some(site) = hosts
        .iter()
        .find_map(|h| known.domains.get(*h))
        .and_then(|at| known.sites.get(*at))
    else {
        if hosts.iter().any(|h| known.official.contains(h)) {
            return Some(HubReason::Official);
        }
        // Whoever has a name below it is meant, never the ending itself.
        let is_suffix = thing.kind == Kind::Domain && psl::suffix_str(host) == Some(host);
        return is_suffix.then_some(HubReason::Hosting);
    };
    (!names_something(known, site, thing)).then_some(HubReason::BigSite)
}

/// A page that everybody knows: `facebook.com/login`. A query names something, but where one signs in.
pub(super) fn is_common(known: &Everywhere, key: &str) -> bool {
    let rest = &key[key.find(['/', '?', '#']).unwrap_or(key.len())..];
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_matches('/').to_ascii_lowercase();
    let signs_in = matches!(path.as_str(), "login" | "signin" | "sign-in");
    known.common_paths.contains(&path) && (signs_in || !rest.contains('?'))
}

fn is_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_unspecified(),
        IpAddr::V6(ip) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::normal;

    fn why(kind: Kind, text: &str) -> Option<HubReason> {
        everywhere(&normal::given(kind, text, "").unwrap_or_else(|| panic!("{text}")))
    }

    #[test]
    fn the_file_is_sound() {
        let known = &*EVERYWHERE;
        let all: Vec<&String> = known.sites.iter().flat_map(|s| &s.domains).collect();
        assert_eq!(all.len(), known.domains.len(), "a domain stands twice");
        for domain in all {
            assert_eq!(
                normal::of_host(domain).hosts(),
                [domain.as_str()],
                "{domain} is none that somebody registered"
            );
        }
        assert!(known.sites.iter().all(|s| !s.label.is_empty()));
        assert!(
            known
                .services
                .keys()
                .all(|n| n.bytes().all(|b| b.is_ascii_digit()))
        );
        assert_eq!(service("113"), Some("Công an"));
        for one in services() {
            assert!(
                !one.official.is_empty() && !one.source.is_empty(),
                "{}",
                one.number
            );
            // In the form in which a number is compared; short ones are no phones.
            let known = coloa_extract::phone_value(&one.number);
            assert!(
                known.is_none_or(|n| n == one.number) && (one.number.len() < 6 || is_service(&one.number)),
                "{}",
                one.number
            );
        }
        assert!(services().count() > 30);
    }

    fn is_service(number: &str) -> bool {
        is_of_a_service(&normal::given(Kind::Phone, number, "").unwrap())
    }

    #[test]
    fn numbers_that_services_rent_are_told_by_their_beginning() {
        for number in ["1800 0101", "19000101", "1900 000 101", "+84 1900 000 101"] {
            assert!(is_service(number), "{number}");
        }
        for number in ["0912 000 101", "024 7300 0155", "+855970000218"] {
            assert!(!is_service(number), "{number}");
        }
        let account = normal::given(Kind::BankAccount, "1900000101", "").unwrap();
        assert!(!is_of_a_service(&account));
        // Neither the file nor the class needs the other.
        assert_eq!(why(Kind::Phone, "1900 000 101"), None);
        assert_eq!(why(Kind::Phone, "1900 545413"), Some(HubReason::Service));
    }

    #[test]
    fn big_sites_join_nothing_and_what_somebody_put_there_does() {
        use HubReason::{BigSite, Hosting, Official};
        for (text, reason) in [
            ("https://www.facebook.com", Some(BigSite)),
            ("https://facebook.com/login", Some(BigSite)),
            ("https://www.facebook.com/login?next=x", Some(BigSite)),
            ("https://facebook.com/groups/1234567890", None),
            ("https://m.facebook.com/groups/1234567890", None),
            ("https://docs.google.com/forms/d/e/mau-gia/viewform", None),
            ("https://bit.ly/mau-gia", None),
            ("https://bit.ly", Some(BigSite)),
            ("https://vnexpress.net/mot-bai-bao-1.html", Some(Official)),
            ("https://baomoi.com/mot-bai-bao-1.epi", Some(BigSite)),
            ("https://portal.vietcombank.com.vn/dang-nhap", Some(Official)),
            ("https://dichvucong.gov.vn/p/home", Some(Official)),
            ("https://dichvucong-gov.vn/p/home", None),
            ("https://mau-gia.pages.dev", None),
            ("https://mau-gia.pages.dev/dang-nhap", None),
            ("https://mau-gia.blogspot.com/2026/11/a.html", None),
            ("https://vietcombank.com.vn.mau-gia.example/x", None),
        ] {
            assert_eq!(why(Kind::Url, text), reason, "{text}");
        }
        assert_eq!(everywhere(&normal::of_host("pages.dev")), Some(Hosting));
        assert_eq!(everywhere(&normal::of_host("blogspot.com")), Some(Hosting));
        assert_eq!(everywhere(&normal::of_host("mau-gia.blogspot.com")), None);
        assert_eq!(everywhere(&normal::of_host("com.vn")), Some(Hosting));
    }

    #[test]
    fn mail_of_anybody_joins_and_mail_of_a_bank_does_not() {
        assert_eq!(why(Kind::Email, "ho.tro.gia@gmail.com"), None);
        assert_eq!(why(Kind::Domain, "gmail.com"), Some(HubReason::BigSite));
        assert_eq!(
            why(Kind::Email, "cskh@vietcombank.com.vn"),
            Some(HubReason::Official)
        );
        assert_eq!(why(Kind::Email, "cskh@vietcombank-mau.example"), None);
    }

    #[test]
    fn numbers_names_and_addresses() {
        assert_eq!(why(Kind::Phone, "1800 8108"), Some(HubReason::Service));
        assert_eq!(why(Kind::Phone, "0912000101"), None);
        assert_eq!(why(Kind::Handle, "@vietcombank"), Some(HubReason::Bank));
        assert_eq!(why(Kind::Handle, "@vietcombank_hotro"), None);
        assert_eq!(why(Kind::Ip, "192.168.1.1"), Some(HubReason::Local));
        assert_eq!(why(Kind::Url, "http://10.0.0.1/admin"), Some(HubReason::Local));
        assert_eq!(why(Kind::Ip, "203.0.113.9"), None);
    }
}
