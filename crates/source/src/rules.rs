//! What decides about sources: pure, time is an argument.

use crate::SourceError;
use chrono::{DateTime, Duration, Utc};
use std::{net::IpAddr, str::FromStr};

/// Ways in, and whether a token opens them.
pub const PROTOCOLS: [(&str, bool); 7] = [
    ("syslog", false),
    ("bulk", true),
    ("hec", true),
    ("otlp", true),
    ("gelf", false),
    ("ndjson", true),
    ("file", true),
];
/// Longest name, system or note, in characters.
const MAX_NAME: usize = 200;
const MAX_NOTE: usize = 4_000;
/// Addresses of one source.
const MAX_ADDRESSES: usize = 200;
/// Silence after which a source is told where nobody set another.
pub const USUAL_SILENCE_MINUTES: i32 = 60;
/// Longest silence that may be set: 31 days.
const MAX_SILENCE_MINUTES: i32 = 31 * 24 * 60;

/// Whether senders of this protocol show a token; `None`: there is no such protocol.
#[must_use]
pub fn has_token(protocol: &str) -> Option<bool> {
    PROTOCOLS.iter().find(|(p, _)| *p == protocol).map(|(_, t)| *t)
}

/// An address, or a range of addresses in CIDR notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    address: IpAddr,
    prefix: u8,
}

fn bits(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(a) => (u128::from(u32::from(a)), 32),
        IpAddr::V6(a) => (u128::from(a), 128),
    }
}

impl Range {
    /// Whether an address lies in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        // A socket of both families shows an IPv4 sender as ::ffff:a.b.c.d.
        let ((own, width), (other, other_width)) = (bits(self.address), bits(address.to_canonical()));
        let shift = u32::from(width - self.prefix);
        width == other_width && own.checked_shr(shift) == other.checked_shr(shift)
    }

    /// Whether some address lies in both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.holds(other.address) || other.holds(self.address)
    }

    /// Bits that are fixed: the more, the closer it fits.
    #[must_use]
    pub const fn prefix(&self) -> u8 {
        self.prefix
    }
}

impl FromStr for Range {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().map_err(|_| ())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let (_, width) = bits(address);
        let prefix = prefix.unwrap_or(width);
        if prefix > width {
            return Err(());
        }
        Ok(Self { address, prefix })
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.prefix == bits(self.address).1 {
            write!(f, "{}", self.address)
        } else {
            write!(f, "{}/{}", self.address, self.prefix)
        }
    }
}

/// Addresses as a person writes them: separated by commas, spaces or lines.
///
/// # Errors
/// One of them is none, or there are too many.
pub fn ranges(text: &str) -> Result<Vec<Range>, SourceError> {
    let bad = |reason| SourceError::Invalid {
        field: "addresses",
        reason,
    };
    let found: Vec<Range> = text
        .split(|c: char| c == ',' || c == ';' || c.is_whitespace())
        .filter(|t| !t.is_empty())
        .map(|t| t.parse().map_err(|()| bad("malformed")))
        .collect::<Result<_, _>>()?;
    if found.len() > MAX_ADDRESSES {
        return Err(bad("too_many"));
    }
    Ok(found)
}

/// Ranges as they are stored.
#[must_use]
pub fn written(ranges: &[Range]) -> String {
    ranges
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

/// A line of text that must say something, or not.
pub(crate) fn line(text: &str, field: &'static str, required: bool) -> Result<String, SourceError> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let invalid = |reason| Err(SourceError::Invalid { field, reason });
    if required && text.is_empty() {
        return invalid("required");
    }
    if text.chars().count() > MAX_NAME {
        return invalid("too_long");
    }
    Ok(text)
}

pub(crate) fn note(text: &str) -> Result<String, SourceError> {
    if text.chars().count() > MAX_NOTE {
        return Err(SourceError::Invalid {
            field: "note",
            reason: "too_long",
        });
    }
    Ok(text.trim().to_owned())
}

pub(crate) fn silence(minutes: i32) -> Result<i32, SourceError> {
    if (1..=MAX_SILENCE_MINUTES).contains(&minutes) {
        Ok(minutes)
    } else {
        Err(SourceError::Invalid {
            field: "silence_minutes",
            reason: "out_of_range",
        })
    }
}

pub(crate) fn zone(minutes: i32) -> Result<i32, SourceError> {
    // The zones of the earth reach from −12 to +14 hours.
    if (-12 * 60..=14 * 60).contains(&minutes) {
        Ok(minutes)
    } else {
        Err(SourceError::Invalid {
            field: "zone_minutes",
            reason: "out_of_range",
        })
    }
}

/// How a source stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Switched off.
    Off,
    /// Nothing was ever heard of it.
    Never,
    /// Heard within its limit.
    Heard,
    /// Silent for longer than its limit.
    Silent,
}

impl Standing {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Never => "never",
            Self::Heard => "heard",
            Self::Silent => "silent",
        }
    }
}

/// How a source stands now.
#[must_use]
pub fn standing(
    enabled: bool,
    silence_minutes: i32,
    last: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Standing {
    match last {
        _ if !enabled => Standing::Off,
        None => Standing::Never,
        Some(last) if now - last > Duration::minutes(i64::from(silence_minutes)) => Standing::Silent,
        Some(_) => Standing::Heard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        let found = ranges(" 192.0.2.7, 10.1.0.0/16\n2001:db8::/32 ; ").unwrap();
        assert_eq!(written(&found), "192.0.2.7,10.1.0.0/16,2001:db8::/32");
        for bad in ["10.1.0.0/33", "x", "10.1.0", "2001:db8::/129", "10.0.0.1/-1"] {
            assert!(ranges(bad).is_err(), "{bad}");
        }
        assert!(ranges("").unwrap().is_empty());
    }

    #[test]
    fn ranges_hold_their_addresses() {
        let range: Range = "10.1.0.0/16".parse().unwrap();
        let holds = |a: &str| range.holds(a.parse().unwrap());
        assert!(holds("10.1.255.1") && holds("::ffff:10.1.0.1"));
        assert!(!holds("10.2.0.1") && !holds("::1"));
        let all: Range = "0.0.0.0/0".parse().unwrap();
        assert!(all.holds("203.0.113.1".parse().unwrap()));
        assert!(all.meets(&range) && range.meets(&all) && !range.meets(&"10.2.0.0/16".parse().unwrap()));
    }

    #[test]
    fn a_source_is_silent_when_its_limit_is_over() {
        let now: DateTime<Utc> = "2026-07-01T01:00:00Z".parse().unwrap();
        let ago = |minutes| Some(now - Duration::minutes(minutes));
        let of = |enabled, last| standing(enabled, 15, last, now).as_str();
        assert_eq!(of(true, None), "never");
        assert_eq!(of(true, ago(15)), "heard");
        assert_eq!(of(true, ago(16)), "silent");
        assert_eq!(of(false, ago(16)), "off");
    }
}
