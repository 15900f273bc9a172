//! What decides about sources: pure, time is an argument.

use crate::SourceError;
use chrono::{DateTime, Duration, Utc};
use coloa_base::address;
use ipnet::IpNet;

/// Ways in, and whether a token opens them.
pub const PROTOCOLS: [(&str, bool); 8] = [
    ("syslog", false),
    ("bulk", true),
    ("hec", true),
    ("otlp", true),
    ("gelf", false),
    ("ndjson", true),
    ("alerts", true),
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

/// Addresses as a person writes them.
///
/// # Errors
/// One of them is none, or there are too many.
pub fn ranges(text: &str) -> Result<Vec<IpNet>, SourceError> {
    let bad = |reason| SourceError::Invalid {
        field: "addresses",
        reason,
    };
    let found = address::ranges(text).map_err(|_| bad("malformed"))?;
    if found.len() > MAX_ADDRESSES {
        return Err(bad("too_many"));
    }
    Ok(found)
}

/// The SHA-256 fingerprint of a certificate as tools print it: lower-case hex without colons; `None`: there is none.
///
/// # Errors
/// It is no fingerprint.
pub(crate) fn fingerprint(text: &str) -> Result<Option<String>, SourceError> {
    let digits: String = text
        .trim()
        .trim_start_matches("SHA256:")
        .chars()
        .filter(|c| *c != ':' && !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    match digits.len() {
        0 => Ok(None),
        64 if digits.bytes().all(|b| b.is_ascii_hexdigit()) => Ok(Some(digits)),
        _ => Err(SourceError::Invalid {
            field: "certificate",
            reason: "malformed",
        }),
    }
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
    fn fingerprints_are_taken_as_tools_print_them() {
        let plain = "ab".repeat(32);
        let colons = plain
            .to_uppercase()
            .as_bytes()
            .chunks(2)
            .map(|c| String::from_utf8_lossy(c).into_owned())
            .collect::<Vec<_>>()
            .join(":");
        assert_eq!(fingerprint(&colons).unwrap().as_deref(), Some(plain.as_str()));
        assert_eq!(fingerprint("  ").unwrap(), None);
        assert!(fingerprint("ab:cd").is_err() && fingerprint(&"g".repeat(64)).is_err());
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        assert_eq!(ranges("192.0.2.7, 10.1.0.0/16").unwrap().len(), 2);
        assert!(ranges("10.1.0.0/33").is_err());
        let many: String = (0..=MAX_ADDRESSES)
            .map(|n| format!("10.0.{}.{},", n / 256, n % 256))
            .collect();
        assert!(ranges(&many).is_err());
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
