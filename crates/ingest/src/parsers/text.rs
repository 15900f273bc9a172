//! One line of text, whatever it is: the first form that fits. What fits none is kept as it came.

use super::{
    cef, json, linux, pairs,
    syslog::{self, Clock},
    web,
};
use coloa_event::Event;

/// Reads a line as one of the known forms; `None`: it is none of them.
#[must_use]
pub fn known(line: &str, clock: &Clock) -> Option<Event> {
    if line.starts_with('{') {
        return json::read(line).ok();
    }
    // Devices put a priority before forms that know nothing of syslog.
    let bare = syslog::without_priority(line);
    if let Some(event) = web::access(bare) {
        return Some(event);
    }
    if let Some(event) = message(line, clock) {
        return Some(event);
    }
    if line.starts_with('[') {
        return web::apache_error(line, clock.zone);
    }
    Some(within(&syslog::read(line, clock)?, clock))
}

/// The event of a line whose head was taken apart: what its program says, and what stands within its message.
#[must_use]
pub fn within(found: &syslog::Line<'_>, clock: &Clock) -> Event {
    let mut event = linux::event(found);
    if let Some(inner) = inner(found, clock) {
        event.fields.absorb(inner.fields);
        // The device's own clock is nearer than that of a relay.
        event.time = inner.time.or(event.time);
        if !inner.logsource.is_unknown() {
            event.logsource = inner.logsource;
        }
        event.cut |= inner.cut;
    }
    event
}

/// What stands within the envelope of syslog, where it says more than its envelope. The head of CEF may be taken for a
/// tag.
fn inner(line: &syslog::Line<'_>, clock: &Clock) -> Option<Event> {
    if line.message.starts_with('{') {
        return json::read(line.message).ok();
    }
    if let Some(tag @ ("CEF" | "LEEF")) = line.app {
        return cef::read(&format!("{tag}:{}", line.message));
    }
    message(line.message.trim_start(), clock)
}

/// Forms that need no envelope.
fn message(text: &str, clock: &Clock) -> Option<Event> {
    if text.starts_with("CEF:") || text.starts_with("LEEF:") {
        return cef::read(text);
    }
    // Some senders put something before it: "kernel: [12.3] IN=eth0 …".
    text.contains('=')
        .then(|| pairs::read(text, clock.zone))
        .flatten()
}

/// Reads a line; one of no known form is an event with nothing but its text.
#[must_use]
pub fn read(line: &str, clock: &Clock) -> Event {
    known(line, clock).unwrap_or_else(|| Event {
        raw: Some(line.to_owned()),
        ..Event::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> Clock {
        Clock {
            received: "2026-01-02T00:00:00Z".parse().unwrap(),
            zone: chrono::FixedOffset::east_opt(7 * 3600).unwrap(),
        }
    }

    #[test]
    fn each_form_is_found_by_itself() {
        let product = |line: &str| known(line, &clock()).map(|e| e.logsource);
        assert_eq!(
            product(r#"{"EventID":1,"Channel":"Security"}"#)
                .unwrap()
                .product
                .unwrap(),
            "windows"
        );
        assert_eq!(
            product("Jan  1 08:15:00 h sshd[7]: x").unwrap().service.unwrap(),
            "sshd"
        );
        assert_eq!(
            product(r#"a - - [01/Jul/2026:08:15:00 +0700] "GET / HTTP/1.1" 200 1"#)
                .unwrap()
                .categories,
            ["webserver"]
        );
        assert_eq!(
            product("[Sun Dec 04 04:51:18 2005] [error] x")
                .unwrap()
                .service
                .unwrap(),
            "apache"
        );
        assert!(product("khong ro la gi").is_none());
        let kept = read("khong ro la gi", &clock());
        assert_eq!(kept.raw.as_deref(), Some("khong ro la gi"));
    }

    #[test]
    fn firewalls_speak_through_syslog() {
        let fields = "devid=FG1 logid=13 type=traffic srcip=203.0.113.7 dstip=10.0.0.5 action=deny";
        let access = known(
            r#"<134>203.0.113.7 - - [01/Jul/2026:08:15:00 +0700] "GET / HTTP/1.1" 200 1"#,
            &clock(),
        );
        assert_eq!(access.unwrap().text("source.ip").as_deref(), Some("203.0.113.7"));
        for line in [
            format!("<189>{fields}"),
            format!("<189>Jan  1 08:15:00 fg {fields}"),
            format!("<189>1 2026-01-01T08:15:00Z fg - - - - {fields}"),
            fields.to_owned(),
            "<13>Jan  1 08:15:00 fg CEF:0|Fortinet|Fortigate|7|13|x|5|src=203.0.113.7 dst=10.0.0.5 act=deny"
                .to_owned(),
        ] {
            let event = known(&line, &clock()).unwrap();
            assert!(
                event.logsource.serves(Some("fortigate"), Some("firewall"), None),
                "{line}"
            );
            assert_eq!(event.text("src_ip").as_deref(), Some("203.0.113.7"), "{line}");
        }
        let kernel =
            "Jan  1 08:15:00 h kernel: [1.2] IN=eth0 OUT= SRC=203.0.113.7 DST=10.0.0.5 PROTO=TCP DPT=22";
        assert!(
            known(kernel, &clock())
                .unwrap()
                .logsource
                .serves(Some("linux"), Some("firewall"), None)
        );
    }

    #[test]
    fn objects_within_syslog_are_read() {
        let line =
            r#"<14>Jan  1 08:15:00 h app: {"EventID":4625,"Channel":"Security","IpAddress":"203.0.113.7"}"#;
        let event = known(line, &clock()).unwrap();
        assert_eq!(event.logsource.product.as_deref(), Some("windows"));
        assert_eq!(event.text("IpAddress").unwrap(), "203.0.113.7");
        assert_eq!(event.text("host.name").unwrap(), "h");
    }
}
