//! Addresses and ranges of addresses as people write them.

use ipnet::IpNet;
use std::net::IpAddr;

/// Reads addresses and ranges in CIDR notation that are separated by commas, semicolons, spaces or lines.
///
/// # Errors
/// The first word that is none.
pub fn ranges(text: &str) -> Result<Vec<IpNet>, &str> {
    text.split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(|word| range(word).ok_or(word))
        .collect()
}

/// One address or range; what lies behind its prefix is cut off.
#[must_use]
pub fn range(word: &str) -> Option<IpNet> {
    word.parse::<IpNet>()
        .ok()
        .or_else(|| word.parse::<IpAddr>().ok().map(IpNet::from))
        .map(|net| net.trunc())
}

/// As they are stored and shown: single addresses without a prefix.
#[must_use]
pub fn written(ranges: &[IpNet]) -> String {
    ranges.iter().map(shown).collect::<Vec<_>>().join(",")
}

/// One range as it is shown.
#[must_use]
pub fn shown(range: &IpNet) -> String {
    if range.prefix_len() == range.max_prefix_len() {
        range.addr().to_string()
    } else {
        range.to_string()
    }
}

/// Whether a range holds an address. A socket of both families shows an IPv4 sender as `::ffff:a.b.c.d`.
#[must_use]
pub fn holds(range: &IpNet, address: IpAddr) -> bool {
    range.contains(&address.to_canonical())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let found = ranges(" 192.0.2.7, 10.1.2.3/16\n2001:db8::/32 ; ").unwrap();
        assert_eq!(written(&found), "192.0.2.7,10.1.0.0/16,2001:db8::/32");
        for bad in ["10.1.0.0/33", "x", "10.1.0", "2001:db8::/129", "10.0.0.1/-1"] {
            assert_eq!(ranges(bad), Err(bad));
        }
        assert!(ranges("").unwrap().is_empty());
    }

    #[test]
    fn ranges_hold_their_addresses() {
        let holds = |net: &str, a: &str| holds(&range(net).unwrap(), a.parse().unwrap());
        assert!(holds("10.1.0.0/16", "10.1.255.1") && holds("10.1.0.0/16", "::ffff:10.1.0.1"));
        assert!(!holds("10.1.0.0/16", "10.2.0.1") && !holds("10.1.0.0/16", "::1"));
        assert!(holds("0.0.0.0/0", "203.0.113.1"));
    }
}
