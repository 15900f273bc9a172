//! Indicators of compromise: addresses, domains, URLs and hashes of files that lists call bad, looked for in the same
//! pass as rules. Millions of them are held as hashes of 64 bits; that one of another value is met by chance is less
//! likely than one in a thousand billion a look-up.

use coloa_event::{Event, Value};
use ipnet::IpNet;
use std::{
    collections::{BTreeSet, HashMap},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash, Hasher},
    net::IpAddr,
};

/// What an indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IndicatorKind {
    /// An address, or a network in CIDR notation.
    Ip,
    /// A domain; names below it count, too.
    Domain,
    Url,
    /// MD5, SHA-1, SHA-256 or SHA-512 in hex.
    Hash,
}

impl IndicatorKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Ip, Self::Domain, Self::Url, Self::Hash];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Domain => "domain",
            Self::Url => "url",
            Self::Hash => "hash",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }

    const fn number(self) -> u8 {
        match self {
            Self::Ip => 1,
            Self::Domain => 2,
            Self::Url => 3,
            Self::Hash => 4,
        }
    }
}

/// A value in the form that it is compared in; `None`: it is none of its kind.
#[must_use]
pub fn canonical(kind: IndicatorKind, text: &str) -> Option<String> {
    let text = text.trim();
    match kind {
        IndicatorKind::Ip => {
            let net = text
                .parse::<IpNet>()
                .ok()
                .or_else(|| text.parse::<IpAddr>().ok().map(|a| IpNet::from(a.to_canonical())))?
                .trunc();
            Some(if net.prefix_len() == net.max_prefix_len() {
                net.addr().to_string()
            } else {
                net.to_string()
            })
        }
        IndicatorKind::Domain => {
            let name = text.trim_start_matches("*.").trim_matches('.').to_lowercase();
            let fits = (4..=253).contains(&name.len())
                && name.contains('.')
                && name.split('.').all(|l| {
                    !l.is_empty()
                        && l.len() <= 63
                        && l.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
                })
                && name
                    .rsplit('.')
                    .next()
                    .is_some_and(|top| top.chars().any(char::is_alphabetic));
            fits.then_some(name)
        }
        IndicatorKind::Url => url(text),
        IndicatorKind::Hash => {
            let fits =
                matches!(text.len(), 32 | 40 | 64 | 128) && text.bytes().all(|b| b.is_ascii_hexdigit());
            fits.then(|| text.to_ascii_lowercase())
        }
    }
}

/// Host in lower case, path and query as they stand; without scheme, fragment and the slash at the end.
fn url(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    if !matches!(
        scheme.to_ascii_lowercase().as_str(),
        "http" | "https" | "ftp" | "hxxp" | "hxxps"
    ) {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or(rest);
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority).to_lowercase();
    let host = host
        .strip_suffix(":80")
        .or_else(|| host.strip_suffix(":443"))
        .unwrap_or(&host);
    if host.is_empty() || host.chars().any(char::is_whitespace) {
        return None;
    }
    Some(format!("{host}{}", path.trim_end_matches('/')))
}

/// Guesses what a value is, as lists without a column of kinds want it.
#[must_use]
pub fn guess(text: &str) -> Option<(IndicatorKind, String)> {
    let text = text.trim();
    // Written so that nobody clicks on it by mistake.
    let plain = text.replace("[.]", ".").replace("[:]", ":").replace("(.)", ".");
    [
        IndicatorKind::Ip,
        IndicatorKind::Hash,
        IndicatorKind::Url,
        IndicatorKind::Domain,
    ]
    .into_iter()
    .find_map(|kind| canonical(kind, &plain).map(|value| (kind, value)))
}

/// Fields that values of a kind stand in, lower case.
const IPS: [&str; 16] = [
    "source.ip",
    "destination.ip",
    "src_ip",
    "dst_ip",
    "dest_ip",
    "srcip",
    "dstip",
    "sourceip",
    "destinationip",
    "ipaddress",
    "c-ip",
    "client.ip",
    "server.ip",
    "id.orig_h",
    "id.resp_h",
    "remip",
];
const DOMAINS: [&str; 12] = [
    "destination.domain",
    "query",
    "queryname",
    "cs-host",
    "hostname",
    "destinationhostname",
    "dns.question.name",
    "dns.rrname",
    "tls.sni",
    "server_name",
    "host_header",
    "qname",
];
const URLS: [&str; 6] = ["url.full", "url.original", "c-uri", "cs-uri", "url", "http.url"];
const HASHES: [&str; 10] = [
    "hashes",
    "hash",
    "md5",
    "sha1",
    "sha256",
    "file.hash.md5",
    "file.hash.sha1",
    "file.hash.sha256",
    "filehash",
    "fileinfo.sha256",
];

/// Indicators of a list, as [`Matcher::add`] takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    pub kind: IndicatorKind,
    /// As [`canonical`] gives it.
    pub value: String,
    /// Seconds since 1970 after which it counts no more; 0: never.
    pub until: u32,
}

/// Something that an event has and a list calls bad.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The number of the list.
    pub list: u16,
    pub kind: IndicatorKind,
    /// As it is on the list, as far as it can be told: the part of the event's value that fits.
    pub value: String,
    /// Lower case.
    pub field: &'static str,
}

/// Takes a number for its hash.
#[derive(Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u64(&mut self, n: u64) {
        self.0 = n;
    }
}

/// Looks for indicators.
#[derive(Clone, Default)]
pub struct Matcher {
    /// Hash of kind and value: list and end.
    values: HashMap<u64, (u16, u32), BuildHasherDefault<Identity>>,
    /// Lengths of prefixes that networks have, the longest first.
    prefixes: BTreeSet<(std::cmp::Reverse<u8>, bool)>,
    kinds: BTreeSet<IndicatorKind>,
}

impl std::fmt::Debug for Matcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Matcher({} indicators)", self.values.len())
    }
}

fn number(kind: IndicatorKind, value: &str) -> u64 {
    let mut hasher = BuildHasherDefault::<DefaultHasher>::default().build_hasher();
    kind.number().hash(&mut hasher);
    value.hash(&mut hasher);
    hasher.finish()
}

impl Matcher {
    /// Takes an indicator of a list. Where two lists have it, the first keeps it: the worse one comes first.
    pub fn add(&mut self, list: u16, indicator: &Indicator) {
        if let Some((_, prefix)) = indicator.value.split_once('/')
            && indicator.kind == IndicatorKind::Ip
            && let Ok(prefix) = prefix.parse()
        {
            self.prefixes
                .insert((std::cmp::Reverse(prefix), indicator.value.contains(':')));
        }
        self.kinds.insert(indicator.kind);
        self.values
            .entry(number(indicator.kind, &indicator.value))
            .or_insert((list, indicator.until));
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The list that has a value.
    fn list(&self, kind: IndicatorKind, value: &str, now: u32) -> Option<u16> {
        let (list, until) = *self.values.get(&number(kind, value))?;
        (until == 0 || until > now).then_some(list)
    }

    /// The list that has an address, and as what.
    #[must_use]
    pub fn address(&self, address: IpAddr, now: u32) -> Option<(u16, String)> {
        let address = address.to_canonical();
        let plain = address.to_string();
        if let Some(list) = self.list(IndicatorKind::Ip, &plain, now) {
            return Some((list, plain));
        }
        self.prefixes.iter().find_map(|(std::cmp::Reverse(prefix), v6)| {
            if *v6 != address.is_ipv6() {
                return None;
            }
            let net = IpNet::new(address, *prefix).ok()?.trunc().to_string();
            self.list(IndicatorKind::Ip, &net, now).map(|list| (list, net))
        })
    }

    /// The list that has a name or one above it, and as what.
    #[must_use]
    pub fn domain(&self, name: &str, now: u32) -> Option<(u16, String)> {
        let name = name.trim_matches('.').to_lowercase();
        let mut rest = name.as_str();
        // A list that has a whole top-level domain is wrong.
        while rest.contains('.') {
            if let Some(list) = self.list(IndicatorKind::Domain, rest, now) {
                return Some((list, rest.to_owned()));
            }
            rest = rest.split_once('.').map_or("", |(_, above)| above);
        }
        None
    }

    /// What an event has that lists call bad; each value once.
    pub fn look(&self, event: &Event, now: u32, found: &mut Vec<Sighting>) {
        let mut tell = |list, kind, value: String, field| {
            if !found
                .iter()
                .any(|s: &Sighting| s.kind == kind && s.value == value)
            {
                found.push(Sighting {
                    list,
                    kind,
                    value,
                    field,
                });
            }
        };
        if self.kinds.contains(&IndicatorKind::Ip) {
            for field in IPS {
                each(event, field, &mut |text| {
                    if let Ok(address) = text.parse::<IpAddr>()
                        && let Some((list, value)) = self.address(address, now)
                    {
                        tell(list, IndicatorKind::Ip, value, field);
                    }
                });
            }
        }
        let domains = self.kinds.contains(&IndicatorKind::Domain);
        if domains {
            for field in DOMAINS {
                each(event, field, &mut |text| {
                    if let Some((list, value)) = self.domain(text, now) {
                        tell(list, IndicatorKind::Domain, value, field);
                    }
                });
            }
        }
        let urls = self.kinds.contains(&IndicatorKind::Url);
        if urls || domains {
            for field in URLS {
                each(event, field, &mut |text| {
                    let Some(url) = url(text) else { return };
                    if urls && let Some(list) = self.list(IndicatorKind::Url, &url, now) {
                        tell(list, IndicatorKind::Url, url.clone(), field);
                    }
                    let host = url.split(['/', '?', ':']).next().unwrap_or("");
                    if domains && let Some((list, value)) = self.domain(host, now) {
                        tell(list, IndicatorKind::Domain, value, field);
                    }
                });
            }
        }
        if self.kinds.contains(&IndicatorKind::Hash) {
            for field in HASHES {
                each(event, field, &mut |text| {
                    // Sysmon writes "MD5=…,SHA256=…".
                    for part in text.split(',') {
                        let hash = part.rsplit('=').next().unwrap_or(part);
                        if let Some(hash) = canonical(IndicatorKind::Hash, hash)
                            && let Some(list) = self.list(IndicatorKind::Hash, &hash, now)
                        {
                            tell(list, IndicatorKind::Hash, hash, field);
                        }
                    }
                });
            }
        }
    }
}

fn each(event: &Event, field: &str, take: &mut dyn FnMut(&str)) {
    fn walk(value: &Value, take: &mut dyn FnMut(&str)) {
        match value {
            Value::Text(text) => take(text),
            Value::List(members) => members.iter().for_each(|m| walk(m, take)),
            _ => {}
        }
    }
    if let Some(value) = event.fields.by_key(field) {
        walk(value, take);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matcher(of: &[(&str, u32)]) -> Matcher {
        let mut matcher = Matcher::default();
        for (text, until) in of {
            let (kind, value) = guess(text).unwrap();
            matcher.add(
                3,
                &Indicator {
                    kind,
                    value,
                    until: *until,
                },
            );
        }
        matcher
    }

    fn seen(matcher: &Matcher, fields: &[(&str, &str)]) -> Vec<String> {
        let mut event = Event::default();
        for (name, value) in fields {
            event.fields.set(name, *value);
        }
        let mut found = Vec::new();
        matcher.look(&event, 1_000, &mut found);
        found
            .into_iter()
            .map(|s| format!("{} {}", s.kind.as_str(), s.value))
            .collect()
    }

    #[test]
    fn kinds_are_guessed_from_values() {
        let of = |text: &str| guess(text).map(|(kind, value)| format!("{} {value}", kind.as_str()));
        assert_eq!(of(" 203.0.113.7 ").as_deref(), Some("ip 203.0.113.7"));
        assert_eq!(of("203.0.113.9/24").as_deref(), Some("ip 203.0.113.0/24"));
        assert_eq!(of("::ffff:203.0.113.7").as_deref(), Some("ip 203.0.113.7"));
        assert_eq!(of("Bad[.]Example").as_deref(), Some("domain bad.example"));
        assert_eq!(of("*.bad.example.").as_deref(), Some("domain bad.example"));
        assert_eq!(
            of("hxxps://User@Bad.Example:443/A/b/?q=1#x").as_deref(),
            Some("url bad.example/A/b/?q=1")
        );
        let hash = "AB".repeat(16);
        assert_eq!(of(&hash), Some(format!("hash {}", hash.to_lowercase())));
        for none in ["", "localhost", "a b.example", "x", "1.2.3", "bad..example"] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn events_that_have_a_bad_value_are_seen() {
        let m = matcher(&[
            ("203.0.113.7", 0),
            ("198.51.100.0/24", 0),
            ("2001:db8:bad::/48", 0),
            ("bad.example", 0),
            ("http://drop.example/tai/ve", 0),
            (&"c".repeat(64), 0),
            ("192.0.2.1", 999),
        ]);
        assert_eq!(
            seen(&m, &[("src_ip", "203.0.113.7"), ("source.ip", "203.0.113.7")]),
            ["ip 203.0.113.7"]
        );
        assert_eq!(seen(&m, &[("dstip", "198.51.100.20")]), ["ip 198.51.100.0/24"]);
        assert_eq!(
            seen(&m, &[("DestinationIp", "2001:db8:bad::5")]),
            ["ip 2001:db8:bad::/48"]
        );
        assert_eq!(
            seen(&m, &[("QueryName", "C2.BAD.example.")]),
            ["domain bad.example"]
        );
        assert_eq!(
            seen(&m, &[("c-uri", "https://drop.example/tai/ve/")]),
            ["url drop.example/tai/ve"]
        );
        assert_eq!(
            seen(&m, &[("url", "http://x.bad.example:8080/a")]),
            ["domain bad.example"]
        );
        let hashes = format!("MD5={},SHA256={}", "a".repeat(32), "C".repeat(64));
        assert_eq!(
            seen(&m, &[("Hashes", &hashes)]),
            [format!("hash {}", "c".repeat(64))]
        );
        assert!(
            seen(&m, &[("src_ip", "192.0.2.1")]).is_empty(),
            "its time is over"
        );
        assert!(seen(&m, &[("query", "notbad.example"), ("src_ip", "x")]).is_empty());
    }
}
