//! Lines of syslog: RFC 5424, RFC 3164, and what daemons write into files (no priority, RFC 3339 times).
//!
//! RFC 3164 has neither year nor zone: both come from [`Clock`].

use chrono::{DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, TimeZone, Utc};

/// What is known about the sender's clock.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    /// When the line came; tells the year.
    pub received: DateTime<Utc>,
    /// The zone that the sender writes local times in.
    pub zone: FixedOffset,
}

/// A line, split.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line<'a> {
    /// Facility × 8 + severity.
    pub priority: Option<u8>,
    pub time: Option<DateTime<Utc>>,
    pub host: Option<&'a str>,
    /// Program, or tag.
    pub app: Option<&'a str>,
    pub pid: Option<&'a str>,
    pub message_id: Option<&'a str>,
    /// As it came, with its brackets.
    pub structured: Option<&'a str>,
    pub message: &'a str,
}

/// Longest name of a host or program; longer words are text.
const MAX_NAME: usize = 255;

/// Splits a line; `None`: it is no syslog.
#[must_use]
pub fn read<'a>(line: &'a str, clock: &Clock) -> Option<Line<'a>> {
    let (priority, rest) = match priority(line) {
        Some((priority, rest)) => (Some(priority), rest),
        None => (None, line),
    };
    if priority.is_some()
        && let Some(rest) = rest.strip_prefix("1 ")
        && let Some(found) = rfc5424(rest)
    {
        return Some(Line { priority, ..found });
    }
    let found = rfc3164(rest, clock);
    match (found, priority) {
        (Some(found), _) => Some(Line { priority, ..found }),
        // A priority and nothing else that is known: the text is the message.
        (None, Some(_)) => Some(Line {
            priority,
            message: rest,
            ..Line::default()
        }),
        (None, None) => None,
    }
}

/// The line behind its priority, where it has one.
#[must_use]
pub fn without_priority(line: &str) -> &str {
    priority(line).map_or(line, |(_, rest)| rest)
}

/// `<134>` at the beginning.
fn priority(line: &str) -> Option<(u8, &str)> {
    let (digits, rest) = line.strip_prefix('<')?.split_once('>')?;
    if digits.is_empty() || digits.len() > 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: u8 = digits.parse().ok()?;
    // RFC 5424, 6.2.1: 23 facilities, 8 severities.
    (value <= 191).then_some((value, rest))
}

/// A word up to the next space, and the rest.
fn word(text: &str) -> Option<(&str, &str)> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    (!word.is_empty()).then_some((word, rest))
}

fn present(word: &str) -> Option<&str> {
    (word != "-").then_some(word)
}

/// After `<PRI>1 `: time, host, app, process, message id, structured data, message.
fn rfc5424(text: &str) -> Option<Line<'_>> {
    let (time, rest) = word(text)?;
    let time = match present(time) {
        Some(time) => Some(time.parse().ok()?),
        None => None,
    };
    let (host, rest) = word(rest)?;
    let (app, rest) = word(rest)?;
    let (pid, rest) = word(rest)?;
    let (message_id, rest) = word(rest)?;
    let (structured, message) = if rest == "-" {
        (None, "")
    } else if let Some(message) = rest.strip_prefix("- ") {
        (None, message)
    } else {
        let end = structured_end(rest)?;
        (
            Some(&rest[..end]),
            rest[end..].strip_prefix(' ').unwrap_or(&rest[end..]),
        )
    };
    Some(Line {
        priority: None,
        time,
        host: present(host),
        app: present(app),
        pid: present(pid),
        message_id: present(message_id),
        structured,
        message: message.trim_start_matches('\u{feff}'),
    })
}

/// Where structured data ends: `[id name="value with \] and \""][…]`.
fn structured_end(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while bytes.get(at) == Some(&b'[') {
        let (mut quoted, mut closed) = (false, false);
        at += 1;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'\\' if quoted => at += 1,
                b'"' => quoted = !quoted,
                b']' if !quoted => {
                    closed = true;
                    break;
                }
                _ => {}
            }
        }
        if !closed {
            return None;
        }
    }
    (at > 0 && text.is_char_boundary(at)).then_some(at)
}

/// `Dec 10 06:55:46 host app[pid]: message`, or the same with an RFC 3339 time.
fn rfc3164<'a>(text: &'a str, clock: &Clock) -> Option<Line<'a>> {
    let (time, rest) = match bsd_time(text, clock) {
        Some(found) => found,
        None => {
            let (first, rest) = word(text)?;
            (first.parse::<DateTime<Utc>>().ok()?, rest)
        }
    };
    let (host, rest) = word(rest)?;
    // Without a host the tag comes at once, and it has a colon or brackets.
    let (host, rest) = if host.ends_with(':') || host.contains('[') {
        (
            None,
            &text[text.len() - rest.len() - host.len() - usize::from(!rest.is_empty())..],
        )
    } else {
        (Some(host), rest)
    };
    let (app, pid, message) = tag(rest);
    Some(Line {
        time: Some(time),
        host: host.filter(|h| h.len() <= MAX_NAME),
        app,
        pid,
        message,
        ..Line::default()
    })
}

/// `app[pid]: message` or `app: message`; without either all is message.
fn tag(text: &str) -> (Option<&str>, Option<&str>, &str) {
    let Some((tag, message)) = text
        .split_once(": ")
        .or_else(|| Some((text.strip_suffix(':')?, "")))
    else {
        return (None, None, text);
    };
    if tag.len() > MAX_NAME || tag.contains(' ') && !tag.ends_with(']') {
        return (None, None, text);
    }
    match tag.strip_suffix(']').and_then(|t| t.split_once('[')) {
        Some((app, pid)) => (Some(app.trim()), Some(pid), message),
        None if !tag.contains(' ') => (Some(tag), None, message),
        None => (None, None, text),
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `Dec 10 06:55:46 ` or `Dec  1 …`; some senders put the year behind the day.
fn bsd_time<'a>(text: &'a str, clock: &Clock) -> Option<(DateTime<Utc>, &'a str)> {
    let month = MONTHS.iter().position(|m| text.starts_with(m))?;
    let rest = text.get(3..)?.strip_prefix(' ')?.trim_start_matches(' ');
    let (day, rest) = word(rest)?;
    let day: u32 = day.parse().ok()?;
    let (mut time, mut rest) = word(rest)?;
    let mut year = None;
    if time.len() == 4 && !time.contains(':') {
        year = Some(time.parse::<i32>().ok()?);
        (time, rest) = word(rest)?;
    }
    let time = chrono::NaiveTime::parse_from_str(time, "%H:%M:%S%.f").ok()?;
    let month = u32::try_from(month).ok()? + 1;
    let local = |year| Some(NaiveDate::from_ymd_opt(year, month, day)?.and_time(time));
    let instant = |local: NaiveDateTime| {
        clock
            .zone
            .from_local_datetime(&local)
            .single()
            .map(|t| t.with_timezone(&Utc))
    };
    let time = match year {
        Some(year) => instant(local(year)?)?,
        None => {
            // The latest such day that is not in the future; a clock may go wrong by a day.
            let this = clock.received.with_timezone(&clock.zone).year();
            [this + 1, this, this - 1]
                .into_iter()
                .filter_map(|year| instant(local(year)?))
                .find(|t| *t <= clock.received + Duration::days(1))
                // 29 February comes every fourth year.
                .or_else(|| (2..=8).find_map(|back| instant(local(this - back)?)))?
        }
    };
    Some((time, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clock() -> Clock {
        Clock {
            received: "2026-01-02T00:00:00Z".parse().unwrap(),
            zone: FixedOffset::east_opt(7 * 3600).unwrap(),
        }
    }

    fn time(line: &str) -> String {
        read(line, &clock()).unwrap().time.unwrap().to_rfc3339()
    }

    #[test]
    fn rfc_5424_with_structured_data_and_a_mark() {
        let line = r#"<165>1 2026-01-01T08:15:00.003+07:00 may-01 su 77 ID47 [a@1 x="q\"]"][b] ﻿'su' failed"#;
        let found = read(line, &clock()).unwrap();
        assert_eq!(found.priority, Some(165));
        assert_eq!(found.time.unwrap().to_rfc3339(), "2026-01-01T01:15:00.003+00:00");
        assert_eq!(
            (found.host, found.app, found.pid, found.message_id),
            (Some("may-01"), Some("su"), Some("77"), Some("ID47"))
        );
        assert_eq!(found.structured, Some(r#"[a@1 x="q\"]"][b]"#));
        assert_eq!(found.message, "'su' failed");
        let bare = read("<14>1 - - - - - -", &clock()).unwrap();
        assert_eq!((bare.time, bare.host, bare.message), (None, None, ""));
    }

    #[test]
    fn rfc_3164_takes_the_year_from_its_arrival() {
        let line = "<38>Dec 31 23:59:59 web-01 sshd[24200]: Failed password for root";
        let found = read(line, &clock()).unwrap();
        assert_eq!(found.time.unwrap().to_rfc3339(), "2025-12-31T16:59:59+00:00");
        assert_eq!(
            (found.host, found.app, found.pid),
            (Some("web-01"), Some("sshd"), Some("24200"))
        );
        assert_eq!(found.message, "Failed password for root");
        assert_eq!(time("Jan  2 06:00:00 h a: m"), "2026-01-01T23:00:00+00:00");
        assert_eq!(time("Feb 29 06:00:00 h a: m"), "2024-02-28T23:00:00+00:00");
        assert_eq!(time("Jan 12 2019 06:00:00 h a: m"), "2019-01-11T23:00:00+00:00");
    }

    #[test]
    fn lines_of_files_and_lines_without_a_host() {
        let file = read(
            "2026-01-01T08:15:00+07:00 web-01 CRON[7]: (root) CMD (x)",
            &clock(),
        )
        .unwrap();
        assert_eq!((file.priority, file.app), (None, Some("CRON")));
        let bare = read("<14>Jan  1 08:15:00 app[3]: m", &clock()).unwrap();
        assert_eq!((bare.host, bare.app, bare.message), (None, Some("app"), "m"));
        let odd = read("<14>whatever comes", &clock()).unwrap();
        assert_eq!((odd.time, odd.message), (None, "whatever comes"));
        let pam = read("Jan  1 08:15:00 h sshd(pam_unix)[19939]: check pass", &clock()).unwrap();
        assert_eq!((pam.app, pam.pid), (Some("sshd(pam_unix)"), Some("19939")));
    }

    #[test]
    fn what_is_no_syslog_is_left_alone() {
        for line in [
            "",
            "<",
            "<999>x",
            "<a>x",
            "hello world",
            "{\"a\":1}",
            "Dec",
            "Dec 99 00:00:00 h a: m",
        ] {
            assert_eq!(read(line, &clock()), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(line in "\\PC{0,80}") {
            let _ = read(&line, &clock());
            let _ = read(&format!("<13>1 {line}"), &clock());
            let _ = read(&format!("<13>1 - - - - - [{line}"), &clock());
            let _ = read(&format!("Dec 10 {line}"), &clock());
        }
    }
}
