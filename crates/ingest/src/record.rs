//! One record as it came from a sender, and the event it becomes. Nothing is refused here: what no parser knows is an
//! event with its raw text and the reason ([`Problem`]).

use crate::{
    parsers::{
        json,
        syslog::{Clock, Line},
        text,
    },
    protocols::{hec, thehive},
};
use chrono::{DateTime, Utc};
use coloa_event::{Event, Value};
use serde_json::{Map, Value as Json};
use std::net::IpAddr;

/// How a record is to be understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Found by itself: a JSON object, or a line of text.
    #[default]
    Auto,
    /// Envelope of Splunk's collector.
    Hec,
    /// Message of Graylog.
    Gelf,
    /// Another centre's alert, as TheHive takes them.
    Foreign,
}

impl Format {
    /// The number it is stored as.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Auto => 0,
            Self::Hec => 1,
            Self::Gelf => 2,
            Self::Foreign => 3,
        }
    }

    #[must_use]
    pub const fn of(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Auto),
            1 => Some(Self::Hec),
            2 => Some(Self::Gelf),
            3 => Some(Self::Foreign),
            _ => None,
        }
    }
}

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The sender's own id of it, by which a repeat is told.
    pub key: Option<Box<str>>,
    /// Where it came from, as far as the network says.
    pub sender: Option<IpAddr>,
    pub payload: Box<[u8]>,
    /// Bytes that were cut off before it was kept.
    pub cut: u64,
}

/// Why a record was not fully understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// It is no UTF-8; what is not was replaced.
    Encoding,
    /// It begins like JSON, or came as JSON, and is none.
    Json,
    /// A line of no form that is known.
    Unknown,
    /// More fields or a deeper nesting than an event has, or a record longer than is kept.
    Cut,
}

impl Problem {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::Json => "json",
            Self::Unknown => "unknown",
            Self::Cut => "cut",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Encoding, Self::Json, Self::Unknown, Self::Cut]
            .into_iter()
            .find(|p| p.as_str() == text)
    }
}

/// Fields that hold a line which another program wrote, in the order they are looked at.
const LINES: [&str; 4] = ["message", "event.original", "log", "msg"];
/// Fields that name the program behind a message: syslog-ng, rsyslog, Fluent Bit, Vector, journald, Filebeat.
const PROGRAMS: [&str; 9] = [
    "process.name",
    "program",
    "programname",
    "appname",
    "app-name",
    "ident",
    "syslogtag",
    "syslog_identifier",
    "log.syslog.appname",
];
const HOSTS: [&str; 5] = ["host.name", "hostname", "host", "_hostname", "source_host"];

/// The event of a record, and what was wrong with it.
#[must_use]
pub fn understand(record: &Record, format: Format, clock: &Clock) -> (Event, Option<Problem>) {
    let lossy = String::from_utf8_lossy(&record.payload);
    let broken = matches!(lossy, std::borrow::Cow::Owned(_));
    // A NUL is no character of a log; some senders end with it.
    let line = lossy.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}');
    let (mut event, mut problem) = match format {
        Format::Auto => automatic(line, clock),
        Format::Hec => from_hec(line, clock),
        Format::Gelf => from_gelf(line, clock),
        Format::Foreign => match thehive::read(line.as_bytes()) {
            Ok(alert) => (alert.event(), None),
            Err(_) => unknown(line, Problem::Json),
        },
    };
    if record.cut > 0 || event.cut {
        problem = Some(Problem::Cut);
    } else if broken {
        problem = Some(Problem::Encoding);
    }
    if problem.is_some() && event.raw.is_none() {
        event.raw = Some(line.to_owned());
    }
    if let Some(sender) = record.sender {
        event.fields.set_new("log.source.address", sender.to_string());
    }
    (event, problem)
}

fn unknown(line: &str, problem: Problem) -> (Event, Option<Problem>) {
    let event = Event {
        raw: Some(line.to_owned()),
        ..Event::default()
    };
    (event, Some(problem))
}

fn automatic(line: &str, clock: &Clock) -> (Event, Option<Problem>) {
    if line.starts_with('{') {
        return match json::read(line) {
            Ok(event) => (within(event, clock), None),
            Err(_) => unknown(line, Problem::Json),
        };
    }
    match text::known(line, clock) {
        Some(event) => (event, None),
        None => unknown(line, Problem::Unknown),
    }
}

/// Adds what the line says that a shipper put into an object.
fn within(mut event: Event, clock: &Clock) -> Event {
    if !event.logsource.is_unknown() {
        return event;
    }
    let text_of = |names: &[&str]| {
        names.iter().find_map(|name| match event.get(name) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text.to_string()),
            _ => None,
        })
    };
    let Some(line) = text_of(&LINES) else {
        return event;
    };
    let trimmed = line.trim_end();
    let inner = match (text_of(&PROGRAMS), text_of(&HOSTS)) {
        // The head of the line was taken off: what stood in it are fields of their own.
        (Some(program), host) if !trimmed.starts_with('<') => {
            let tag = program.trim_end_matches(':');
            let (app, pid) = match tag.split_once('[') {
                Some((app, pid)) => (app, Some(pid.trim_end_matches(']'))),
                None => (tag, None),
            };
            let head = Line {
                app: Some(app),
                pid,
                host: host.as_deref(),
                message: trimmed.trim_start(),
                ..Line::default()
            };
            Some(text::within(&head, clock))
        }
        _ => text::known(trimmed, clock),
    };
    if let Some(inner) = inner {
        event.fields.absorb(inner.fields);
        event.time = event.time.or(inner.time);
        event.logsource = inner.logsource;
        event.cut |= inner.cut;
    }
    event
}

fn seconds(time: f64) -> Option<DateTime<Utc>> {
    let micros = (time * 1e6).round();
    (micros.is_finite() && micros.abs() < 9e15)
        .then(|| DateTime::from_timestamp_micros(micros as i64))
        .flatten()
}

fn from_hec(line: &str, clock: &Clock) -> (Event, Option<Problem>) {
    let Ok(envelope) = hec::open(line.as_bytes()) else {
        return unknown(line, Problem::Json);
    };
    let (mut event, problem) = match envelope.event {
        Json::String(text) => automatic(text.trim(), clock),
        Json::Object(object) => (within(json::from_object(object), clock), None),
        other => {
            let object = Map::from_iter([("event".to_owned(), other)]);
            (json::from_object(object), None)
        }
    };
    event.fields.absorb(json::from_object(envelope.about).fields);
    // The sender's word on the time is what its own users see.
    event.time = envelope.time.and_then(seconds).or(event.time);
    (event, problem)
}

fn from_gelf(line: &str, clock: &Clock) -> (Event, Option<Problem>) {
    let Ok(object) = serde_json::from_str::<Map<String, Json>>(line) else {
        return unknown(line, Problem::Json);
    };
    let mut plain = Map::new();
    let mut time = None;
    for (name, value) in object {
        let name = match name.as_str() {
            "version" => continue,
            "timestamp" => {
                time = value.as_f64().and_then(seconds);
                continue;
            }
            "host" => "host.name",
            "short_message" => "message",
            "full_message" => "event.original",
            "level" => "log.syslog.severity.code",
            additional => additional.strip_prefix('_').unwrap_or(additional),
        };
        plain.insert(name.to_owned(), value);
    }
    let mut event = within(json::from_object(plain), clock);
    event.time = time.or(event.time);
    (event, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsers::testing::has;
    use proptest::prelude::*;

    fn clock() -> Clock {
        Clock {
            received: "2026-07-01T02:00:00Z".parse().unwrap(),
            zone: chrono::FixedOffset::east_opt(7 * 3600).unwrap(),
        }
    }

    fn read(text: impl AsRef<[u8]>, format: Format) -> (Event, Option<Problem>) {
        let record = Record {
            payload: text.as_ref().into(),
            sender: Some("192.0.2.7".parse().unwrap()),
            ..Record::default()
        };
        understand(&record, format, &clock())
    }

    const FAILED: &str = "Failed password for root from 203.0.113.7 port 4711 ssh2";

    #[test]
    fn a_line_of_a_daemon_is_the_same_whatever_carried_it() {
        let line = format!("Jul  1 08:15:00 web01 sshd[7]: {FAILED}");
        let carried = [
            (format!("<38>{line}"), Format::Auto),
            (line.clone(), Format::Auto),
            // Filebeat
            (
                format!(
                    r#"{{"@timestamp":"2026-07-01T01:15:00Z","host":{{"name":"web01"}},"message":"{line}"}}"#
                ),
                Format::Auto,
            ),
            // syslog-ng
            (
                format!(r#"{{"PROGRAM":"sshd","PID":"7","HOST":"web01","MESSAGE":"{FAILED}"}}"#),
                Format::Auto,
            ),
            // rsyslog
            (
                format!(r#"{{"message":" {FAILED}","host":"web01","syslogtag":"sshd[7]:"}}"#),
                Format::Auto,
            ),
            // Docker through Fluent Bit
            (format!(r#"{{"log":"{line}\n","stream":"stdout"}}"#), Format::Auto),
            (
                format!(r#"{{"time":1782868500,"host":"web01","event":"{line}"}}"#),
                Format::Hec,
            ),
            (format!(r#"{{"event":{{"message":"{line}"}}}}"#), Format::Hec),
            (
                format!(
                    r#"{{"version":"1.1","host":"web01","short_message":"{FAILED}","_program":"sshd","_id":"x"}}"#
                ),
                Format::Gelf,
            ),
        ];
        for (text, format) in carried {
            let (event, problem) = read(&text, format);
            assert_eq!(problem, None, "{text}");
            assert!(
                event.logsource.serves(Some("linux"), None, Some("sshd")),
                "{text}"
            );
            assert_eq!(event.text("source.ip").as_deref(), Some("203.0.113.7"), "{text}");
            has(
                &event,
                &[("host.name", "web01"), ("log.source.address", "192.0.2.7")],
            );
        }
    }

    #[test]
    fn times_of_envelopes_count() {
        let at = |text: &str, format| read(text, format).0.time.unwrap().to_rfc3339();
        assert_eq!(
            at(r#"{"time":1782868500.5,"event":"x y"}"#, Format::Hec),
            "2026-07-01T01:15:00.500+00:00"
        );
        assert_eq!(
            at(r#"{"timestamp":1782868500.5,"short_message":"x"}"#, Format::Gelf),
            "2026-07-01T01:15:00.500+00:00"
        );
        assert!(
            read(r#"{"time":1e300,"event":"x"}"#, Format::Hec)
                .0
                .time
                .is_none()
        );
    }

    #[test]
    fn what_nobody_understands_is_kept_with_the_reason() {
        let raw = |text: &[u8], format| {
            let (event, problem) = read(text, format);
            (event.raw.unwrap_or_default(), problem.unwrap())
        };
        assert_eq!(
            raw(b"khong ro\0", Format::Auto),
            ("khong ro".into(), Problem::Unknown)
        );
        assert_eq!(raw(b"{\"a\":", Format::Auto), ("{\"a\":".into(), Problem::Json));
        assert_eq!(raw(b"x", Format::Hec).1, Problem::Json);
        assert_eq!(raw(b"[]", Format::Gelf).1, Problem::Json);
        assert_eq!(
            raw(b"{\"a\":\"\xff\"}", Format::Auto),
            ("{\"a\":\"\u{fffd}\"}".into(), Problem::Encoding)
        );
        let many: String = (0..2000).map(|n| format!("\"k{n}\":1,")).collect();
        let (event, problem) = read(format!("{{{many}\"z\":1}}"), Format::Auto);
        assert_eq!((problem, event.fields.len() <= 1001), (Some(Problem::Cut), true));
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        assert_eq!(raw(deep.as_bytes(), Format::Auto).1, Problem::Json);
        assert_eq!(raw(b"", Format::Auto).1, Problem::Unknown);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            for format in [Format::Auto, Format::Hec, Format::Gelf] {
                let (event, problem) = read(&bytes, format);
                prop_assert!(event.raw.is_some() || problem.is_none());
            }
        }

        #[test]
        fn objects_of_any_shape_are_read(text in r#"\{("[a-z._]{1,8}":("[^"\\\x00-\x1f]{0,12}"|[1-9][0-9]{0,11}|\{\}|\[\]),){0,6}"m":1\}"#) {
            let (_, problem) = read(&text, Format::Auto);
            prop_assert_eq!(problem, None);
        }
    }
}
