//! `key=value` pairs: firewalls (FortiGate, Sophos, iptables) and the audit daemon of Linux. What writes them is told by
//! the keys they have.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};
use coloa_event::{Event, LogSource, MAX_FIELDS, Value};
use rustc_hash::FxHashMap;
use std::{borrow::Cow, sync::LazyLock};

/// Splits a line into pairs. Values may be quoted; a word without `=` is left out. `None`: less than two pairs.
#[must_use]
pub fn split(line: &str) -> Option<Vec<(&str, Cow<'_, str>)>> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('=') {
        let key = before.rsplit([' ', ',', '\t']).next().unwrap_or(before);
        let (value, next) = value(after);
        if !key.is_empty()
            && key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        {
            found.push((key, value));
            if found.len() >= MAX_FIELDS {
                break;
            }
        }
        rest = next;
    }
    (found.len() >= 2).then_some(found)
}

/// A value at the beginning, and what follows.
fn value(text: &str) -> (Cow<'_, str>, &str) {
    let Some(inner) = text.strip_prefix('"') else {
        let end = text
            .bytes()
            .position(|b| matches!(b, b' ' | b'\t'))
            .unwrap_or(text.len());
        return (text[..end].trim_end_matches(',').into(), &text[end..]);
    };
    // Most values hold nothing that is escaped, and are a part of the line.
    match inner.bytes().position(|b| matches!(b, b'"' | b'\\')) {
        None => return (inner.into(), ""),
        Some(end) if inner.as_bytes()[end] == b'"' => return (inner[..end].into(), &inner[end + 1..]),
        Some(_) => {}
    }
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            '"' if !escaped => return (value.into(), &inner[at + 1..]),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            c => {
                if escaped && c != '"' && c != '\\' {
                    value.push('\\');
                }
                value.push(c);
            }
        }
        escaped = false;
    }
    (value.into(), "")
}

/// Names that are asked for below, with their places.
static ASKED: LazyLock<FxHashMap<&'static str, usize>> = LazyLock::new(|| {
    let common = COMMON.iter().flat_map(|(_, theirs)| theirs.iter().copied());
    common.chain(TELLING).zip(0..).collect()
});
/// Names that tell what writes a line, and when.
const TELLING: [&str; 11] = [
    "devid",
    "logid",
    "log_type",
    "device_id",
    "device",
    "date",
    "time",
    "tz",
    "timezone",
    "type",
    "subtype",
];

/// The pairs of a line, with those at hand that are asked for: each of them is looked at once.
struct Pairs<'a> {
    all: &'a [(&'a str, Cow<'a, str>)],
    asked: Vec<Option<&'a str>>,
}

impl<'a> Pairs<'a> {
    fn new(all: &'a [(&'a str, Cow<'a, str>)]) -> Self {
        let most = ASKED.values().max().map_or(0, |most| most + 1);
        let mut asked = vec![None; most];
        for (key, value) in all {
            if let Some(place) = ASKED.get(key) {
                asked[*place].get_or_insert(value.as_ref());
            }
        }
        Self { all, asked }
    }

    /// The first value of a name.
    fn get(&self, name: &str) -> Option<&'a str> {
        match ASKED.get(name) {
            Some(place) => self.asked[*place],
            None => self.all.iter().find(|(k, _)| *k == name).map(|(_, v)| v.as_ref()),
        }
    }
}

/// Reads a line of pairs; `None`: nothing that is known writes it.
#[must_use]
pub fn read(line: &str, zone: FixedOffset) -> Option<Event> {
    if line.starts_with("type=") && line.contains("msg=audit(") {
        return audit(line);
    }
    let all = split(line)?;
    let pairs = Pairs::new(&all);
    let get = |name: &str| pairs.get(name);
    let kind = if get("devid").is_some() && get("logid").is_some() {
        fortigate(&get)
    } else if get("log_type").is_some() && (get("device_id").is_some() || get("device").is_some()) {
        sophos(&get)
    } else if get("SRC").is_some() && get("DST").is_some() && get("PROTO").is_some() {
        netfilter()
    } else {
        return None;
    };
    let time = match (get("date"), get("time")) {
        (Some(day), Some(time)) => local(day, time, get("tz").or(get("timezone")), zone),
        _ => None,
    };
    let common = COMMON
        .iter()
        .filter_map(|(ours, theirs)| Some((*ours, number_or_text(theirs.iter().find_map(|t| get(t))?))));
    let mut event = Event {
        time,
        logsource: kind,
        ..Event::default()
    };
    event
        .fields
        .extend_new(common.chain(all.iter().map(|(key, text)| (*key, number_or_text(text)))));
    Some(event)
}

/// Names that rules for firewalls use, and what devices call them.
const COMMON: [(&str, &[&str]); 11] = [
    // Fortinet sends no head of syslog: the device names itself.
    ("host.name", &["devname"]),
    ("src_ip", &["srcip", "src_ip", "SRC"]),
    ("dst_ip", &["dstip", "dst_ip", "DST"]),
    ("src_port", &["srcport", "src_port", "SPT"]),
    ("dst_port", &["dstport", "dst_port", "DPT"]),
    ("protocol", &["proto", "protocol", "PROTO"]),
    ("bytes_sent", &["sentbyte", "sent_bytes", "bytes_sent"]),
    ("bytes_received", &["rcvdbyte", "recv_bytes", "bytes_received"]),
    ("user", &["user", "user_name", "srcuser"]),
    ("action", &["action", "log_subtype"]),
    ("message", &["msg", "message"]),
];

/// Numbers of up to fifteen digits; a leading zero is part of a name.
fn number_or_text(text: &str) -> Value {
    let digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
    if digits
        && (text == "0" || !text.starts_with('0'))
        && let Ok(n) = text.parse::<i64>()
    {
        return Value::Int(n);
    }
    Value::from(text)
}

fn local(day: &str, time: &str, offset: Option<&str>, zone: FixedOffset) -> Option<DateTime<Utc>> {
    let time = day
        .parse::<NaiveDate>()
        .ok()?
        .and_time(time.parse::<NaiveTime>().ok()?);
    let zone = offset.and_then(|o| o.parse().ok()).unwrap_or(zone);
    zone.from_local_datetime(&time)
        .single()
        .map(|t| t.with_timezone(&Utc))
}

fn source(product: &'static str, service: Option<String>, category: &[&'static str]) -> LogSource {
    LogSource {
        product: Some(product.into()),
        service: service.map(Into::into),
        categories: category.iter().map(|c| (*c).into()).collect(),
    }
}

fn fortigate<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> LogSource {
    let (kind, part) = (
        get("type").unwrap_or_default(),
        get("subtype").unwrap_or_default(),
    );
    let category: &[&str] = match (kind, part) {
        ("traffic", _) => &["firewall"],
        (_, "webfilter") => &["proxy"],
        (_, "virus") => &["antivirus"],
        (_, "dns") => &["dns"],
        _ => &[],
    };
    source(
        "fortigate",
        Some(kind.to_owned()).filter(|k| !k.is_empty()),
        category,
    )
}

fn sophos<'a>(get: &impl Fn(&str) -> Option<&'a str>) -> LogSource {
    let kind = get("log_type").unwrap_or_default().to_ascii_lowercase();
    let category: &[&str] = match kind.as_str() {
        "firewall" => &["firewall"],
        "content filtering" => &["proxy"],
        "anti-virus" => &["antivirus"],
        _ => &[],
    };
    source(
        "sophos",
        Some(kind.replace(' ', "_")).filter(|k| !k.is_empty()),
        category,
    )
}

fn netfilter() -> LogSource {
    source("linux", Some("iptables".to_owned()), &["firewall"])
}

/// `type=SYSCALL msg=audit(1364481363.243:24287): arch=… comm="cat" exe="/bin/cat" key="x"`
fn audit(line: &str) -> Option<Event> {
    let (_, rest) = line.split_once("msg=audit(")?;
    let (stamp, rest) = rest.split_once(')')?;
    let (seconds, serial) = stamp.split_once(':')?;
    let kind = line.strip_prefix("type=")?.split(' ').next()?;
    let millis = seconds.parse::<f64>().ok().filter(|s| s.abs() < 9e12)? * 1000.0;
    let mut event = Event {
        time: DateTime::from_timestamp_millis(millis.round() as i64),
        logsource: LogSource {
            product: Some("linux".into()),
            service: Some("auditd".into()),
            categories: Vec::new(),
        },
        ..Event::default()
    };
    event.fields.set("type", kind);
    event.fields.set("audit.serial", number_or_text(serial));
    let text = rest.trim_start_matches(':').trim_start();
    // Records of programs put theirs between apostrophes: msg='op=login acct="root" …'.
    let text = text.replace('\'', " ");
    let pairs = split(&text).unwrap_or_default();
    event
        .fields
        .extend_new(pairs.iter().map(|(key, value)| (*key, decoded(key, value))));
    Some(event)
}

/// Values with spaces or quotes come in hexadecimal, without quotation marks.
fn decoded(key: &str, value: &str) -> Value {
    let argument = key
        .strip_prefix('a')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let coded = argument || matches!(key, "proctitle" | "cmd" | "comm" | "exe" | "name" | "cwd");
    if coded
        && value.len() >= 4
        && value.len().is_multiple_of(2)
        && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'A'..=b'F'))
    {
        let bytes: Option<Vec<u8>> = (0..value.len() / 2)
            .map(|i| u8::from_str_radix(&value[2 * i..2 * i + 2], 16).ok())
            .collect();
        if let Some(text) = bytes.and_then(|b| String::from_utf8(b).ok())
            && !text.trim_matches('\0').is_empty()
        {
            return Value::from(text.trim_end_matches('\0').replace('\0', " "));
        }
    }
    number_or_text(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsers::testing::has;
    use proptest::prelude::*;

    fn zone() -> FixedOffset {
        FixedOffset::east_opt(7 * 3600).unwrap()
    }

    #[test]
    fn firewalls_of_fortinet() {
        let line = r#"date=2026-07-01 time=08:15:00 devname="FG-Mau" devid="FG100" logid="0000000013" type="traffic" subtype="forward" tz="+0700" srcip=203.0.113.7 srcport=55000 dstip=10.0.0.5 dstport=443 action="deny" msg="a \"b\" c" sentbyte=0"#;
        let event = read(line, FixedOffset::east_opt(0).unwrap()).unwrap();
        assert_eq!(event.time.unwrap().to_rfc3339(), "2026-07-01T01:15:00+00:00");
        assert!(
            event
                .logsource
                .serves(Some("fortigate"), Some("firewall"), Some("traffic"))
        );
        has(
            &event,
            &[
                ("host.name", "FG-Mau"),
                ("src_ip", "203.0.113.7"),
                ("dst_port", "443"),
                ("action", "deny"),
                ("logid", "0000000013"),
                ("msg", "a \"b\" c"),
                ("bytes_sent", "0"),
            ],
        );
        assert_eq!(event.get("dst_port"), Some(&Value::Int(443)));
    }

    #[test]
    fn firewalls_of_sophos_and_linux() {
        let line = r#"device="SFW" date=2026-07-01 time=08:15:00 timezone="+07" log_type="Firewall" log_subtype="Denied" src_ip=203.0.113.7 dst_ip=10.0.0.5 dst_port=3389"#;
        let event = read(line, zone()).unwrap();
        assert!(event.logsource.serves(Some("sophos"), Some("firewall"), None));
        has(&event, &[("action", "Denied"), ("dst_port", "3389")]);
        let line =
            "[12.3] IN=eth0 OUT= MAC=aa:bb SRC=203.0.113.7 DST=10.0.0.5 LEN=40 PROTO=TCP SPT=1 DPT=22 SYN";
        let event = read(line, zone()).unwrap();
        assert!(event.logsource.serves(Some("linux"), Some("firewall"), None));
        has(
            &event,
            &[
                ("src_ip", "203.0.113.7"),
                ("dst_port", "22"),
                ("protocol", "TCP"),
                ("OUT", ""),
            ],
        );
    }

    #[test]
    fn records_of_the_audit_daemon() {
        let line = r#"type=EXECVE msg=audit(1782866100.243:24287): argc=3 a0="cat" a1=2F6574632F736861646F77 a2="x""#;
        let event = read(line, zone()).unwrap();
        assert_eq!(event.time.unwrap().timestamp_millis(), 1_782_866_100_243);
        assert!(event.logsource.serves(Some("linux"), None, Some("auditd")));
        has(
            &event,
            &[
                ("type", "EXECVE"),
                ("a0", "cat"),
                ("a1", "/etc/shadow"),
                ("argc", "3"),
            ],
        );
        let login = r#"type=USER_LOGIN msg=audit(1782866100.000:1): pid=7 uid=0 msg='op=login acct="root" exe="/usr/sbin/sshd" res=failed'"#;
        has(
            &read(login, zone()).unwrap(),
            &[("acct", "root"), ("res", "failed"), ("pid", "7")],
        );
    }

    #[test]
    fn other_pairs_are_left_to_others() {
        for line in ["a=1 b=2", "x", "", "type=SYSCALL msg=audit(x): a=1", "srcip=1"] {
            assert!(read(line, zone()).is_none(), "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(line in "\\PC{0,120}") {
            let _ = read(&line, zone());
            let _ = read(&format!("type=A msg=audit({line}"), zone());
            let _ = read(&format!("devid=1 logid=2 {line}=\"{line}"), zone());
        }
    }
}
