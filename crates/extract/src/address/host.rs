//! Names of hosts: what is one, and what only looks like it.

use crate::name::{MAX_HOST, has_public_ending, is_label};
use std::net::{IpAddr, Ipv4Addr};

/// Endings that nothing else in Vietnamese text looks like. Others are taken with a further sign only: many are words
/// ("la", "me", "so", "moi") behind a full stop without a blank.
const USUAL: &[&str] = &[
    "com",
    "net",
    "org",
    "info",
    "biz",
    "vn",
    "io",
    "app",
    "dev",
    "top",
    "vip",
    "xyz",
    "club",
    "online",
    "site",
    "website",
    "shop",
    "store",
    "live",
    "pro",
    "work",
    "fun",
    "win",
    "bet",
    "asia",
    "icu",
    "cyou",
    "cc",
    "tv",
    "link",
    "click",
    "buzz",
    "sbs",
    "cfd",
    "bond",
    "space",
    "tech",
    "cloud",
    "digital",
    "world",
    "today",
    "life",
    "center",
    "support",
    "help",
    "services",
    "service",
    "finance",
    "financial",
    "money",
    "loan",
    "loans",
    "credit",
    "cash",
    "bank",
    "fund",
    "capital",
    "trade",
    "trading",
    "market",
    "markets",
    "investments",
    "insurance",
    "tax",
    "group",
    "team",
    "network",
    "systems",
    "solutions",
    "agency",
    "company",
    "ltd",
    "inc",
    "news",
    "media",
    "blog",
    "page",
    "pages",
    "game",
    "games",
    "casino",
    "poker",
    "bingo",
    "toys",
    "gift",
    "gifts",
    "sale",
    "deals",
    "discount",
    "promo",
    "cheap",
    "xxx",
    "sex",
    "porn",
    "monster",
    "quest",
    "rest",
    "beauty",
    "yachts",
    "lat",
    "lol",
    "pics",
    "press",
    "host",
    "hosting",
    "fit",
    "run",
    "fans",
    "love",
    "date",
    "dating",
    "chat",
    "social",
    "email",
    "domains",
    "art",
    "design",
    "studio",
    "travel",
    "tours",
    "holiday",
    "vacations",
    "flights",
    "hotel",
    "tickets",
    "education",
    "school",
    "academy",
    "edu",
    "gov",
    "mil",
    "int",
    "jobs",
    "careers",
    "expert",
    "guru",
    "name",
    "mobi",
    "eu",
    "us",
    "uk",
    "cn",
    "jp",
    "kr",
    "hk",
    "sg",
    "ru",
    "de",
    "fr",
    "au",
    "tw",
    "exchange",
    "global",
    "international",
    "express",
    "delivery",
    "shopping",
    "tips",
    "wiki",
    "zone",
    "city",
    "land",
    "house",
    "estate",
    "ventures",
    "ink",
    "one",
    "rocks",
    "ninja",
    "care",
    "clinic",
    "health",
    "hospital",
    "doctor",
    "foundation",
    "charity",
    "gives",
    "community",
    "directory",
    "directs",
    "direct",
    "review",
    "reviews",
    "report",
    "reisen",
    "uno",
    "video",
    "watch",
    "stream",
    "download",
    "party",
    "racing",
    "science",
    "webcam",
    "faith",
    "accountant",
    "cricket",
    "bid",
    "men",
    "tel",
    "cat",
    "bio",
    "plus",
    "red",
    "blue",
    "black",
    "pink",
    "gold",
    "silver",
    "codes",
    "software",
    "computer",
    "technology",
    "security",
    "protection",
    "llc",
    "energy",
    "events",
    "football",
    "soccer",
    "sport",
    "sports",
    "futbol",
    "auction",
    "contact",
    "college",
    "consulting",
    "engineering",
    "enterprises",
    "equipment",
    "exposed",
    "gallery",
    "glass",
    "graphics",
    "gripe",
    "example",
    "invalid",
    "test",
    "onion",
    "local",
];

/// Kept for examples and tests (RFC 2606, RFC 6762, RFC 7686): no public list has them.
const RESERVED: &[&str] = &["example", "invalid", "test", "onion", "local"];

/// Endings of files that are endings of domains too.
const OF_FILES: &[&str] = &[
    "zip", "mov", "sh", "py", "pl", "rs", "md", "ps", "so", "ai", "pub", "apk", "doc", "pdf", "jpg", "png",
    "mp",
];

/// Beginnings of names of packages ("com.app.ngan"), which stand the other way round.
const TURNED: [&str; 6] = ["com", "net", "org", "vn", "io", "app"];

/// Whether an ending is one of the usual ones.
pub(crate) fn is_usual_ending(label: &str) -> bool {
    USUAL.contains(&label)
}

/// A host as it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    Name(String),
    Ip(IpAddr),
}

impl Host {
    pub fn text(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Ip(IpAddr::V6(ip)) => format!("[{ip}]"),
            Self::Ip(ip) => ip.to_string(),
        }
    }
}

/// Four numbers are an address.
pub(crate) fn ipv4(text: &str) -> Option<Ipv4Addr> {
    text.parse().ok()
}

/// The name as ASCII in small letters, where a machine may have it.
pub(crate) fn ascii(text: &str) -> Option<String> {
    if text.len() > MAX_HOST * 4 || !text.contains('.') {
        return None;
    }
    let name = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        idna::domain_to_ascii(text).ok()?
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    let good = name.len() <= MAX_HOST
        && name.split('.').all(is_label)
        && last.len() >= 2
        && (last.starts_with("xn--") || last.bytes().all(|b| b.is_ascii_alphabetic()));
    good.then_some(name)
}

/// Below an ending that exists (<https://publicsuffix.org>) or is reserved.
pub(crate) fn has_ending(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    RESERVED.contains(&last) || has_public_ending(name)
}

/// What else speaks for a name.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Signs {
    /// Brackets or words stand for its dots.
    pub tricked: bool,
    /// A path follows.
    pub path: bool,
    /// "web", "link" stands before it.
    pub named: bool,
}

/// Whether a name without scheme is meant as a host. `written`: as it stands in the text.
pub(crate) fn is_meant(name: &str, written: &str, signs: Signs) -> bool {
    if !has_ending(name) {
        return false;
    }
    let labels: Vec<&str> = name.split('.').collect();
    let (Some(first), Some(last)) = (labels.first(), labels.last()) else {
        return false;
    };
    if TURNED.contains(first) && labels.len() > 2 && !is_usual_ending(last) {
        return false;
    }
    let in_front = &labels[..labels.len() - 1];
    if in_front.iter().all(|l| l.bytes().all(|b| b.is_ascii_digit())) && (labels.len() > 2 || *last == "vn") {
        // "1.500.vn": an amount.
        return false;
    }
    let number = |b: u8| b.is_ascii_digit() || matches!(b, b'o' | b'l' | b'i');
    if labels.iter().all(|l| l.bytes().all(number)) && name.bytes().any(|b| b.is_ascii_digit()) {
        // "o9o1.ooo.341": a phone number in letters that look like digits.
        return false;
    }
    let strong = *first == "www" || signs.tricked || signs.path;
    if OF_FILES.contains(last) && !strong && !signs.named {
        return false;
    }
    let written_last = written.rsplit('.').next().unwrap_or_default();
    let capital = |t: &str| t.chars().next().is_some_and(char::is_uppercase);
    let small = |t: &str| t.chars().skip(1).any(char::is_lowercase);
    if capital(written_last) && small(written_last) && !capital(written) && !strong {
        // "xong.Info": a new sentence.
        return false;
    }
    let main = in_front.last().copied().unwrap_or_default();
    if is_usual_ending(last) && main.len() > 1 {
        return true;
    }
    let told = main.bytes().any(|b| b.is_ascii_digit()) || main.contains('-') || labels.len() > 2;
    let is_ascii = written.is_ascii();
    strong || (signs.named && is_ascii) || (told && is_ascii && main.len() > 2 && !OF_FILES.contains(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(name: &str) -> bool {
        ascii(name).is_some_and(|ascii| is_meant(&ascii, name, Signs::default()))
    }

    #[test]
    fn names_are_told_from_sentences() {
        for name in [
            "ngan-hang-gia.top",
            "a.gia.com.vn",
            "shop-gia.la",
            "88888.club",
            "mau.example",
        ] {
            assert!(meant(name), "{name}");
        }
        for name in [
            "tien.la",
            "xong.No",
            "lua.Info",
            "bienlai.zip",
            "1.500.000",
            "com.nohu.gia",
            "v.v",
            "moi.moi",
            "1.500.vn",
        ] {
            assert!(!meant(name), "{name}");
        }
    }

    #[test]
    fn other_alphabets_become_ascii() {
        assert_eq!(
            ascii("kho-bạc-gia.example").as_deref(),
            Some("xn--kho-bc-gia-ij3e.example")
        );
        assert_eq!(ascii("Mau.EXAMPLE").as_deref(), Some("mau.example"));
    }
}
