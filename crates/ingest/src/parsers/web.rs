//! Logs of web servers: access logs in the common and the combined form (Apache, nginx), error logs of Apache.
//!
//! Names of fields are those that Sigma's rules for web servers use (W3C), with a copy in the Elastic Common Schema.

use chrono::{DateTime, FixedOffset, NaiveDateTime, TimeZone, Utc};
use coloa_event::{Event, LogSource};

/// Reads a line of an access log; `None`: it is none.
#[must_use]
pub fn access(line: &str) -> Option<Event> {
    let (client, rest) = line.split_once(' ')?;
    let (_identity, rest) = rest.split_once(' ')?;
    let (user, rest) = rest.split_once(" [")?;
    let (time, rest) = rest.split_once("] ")?;
    let time = DateTime::parse_from_str(time, "%d/%b/%Y:%H:%M:%S %z").ok()?;
    let (request, rest) = quoted(rest)?;
    let mut numbers = rest.trim_start().splitn(3, ' ');
    let status: i64 = numbers.next()?.parse().ok()?;
    let bytes = numbers.next().and_then(|b| b.parse::<i64>().ok());
    let rest = numbers.next().unwrap_or_default();

    let mut event = Event {
        time: Some(time.with_timezone(&Utc)),
        logsource: LogSource {
            product: None,
            service: None,
            categories: vec!["webserver".into()],
        },
        ..Event::default()
    };
    let fields = &mut event.fields;
    fields.set("c-ip", client);
    fields.set("source.ip", client);
    if user != "-" {
        fields.set("cs-username", user);
        fields.set("user.name", user);
    }
    // A scanner may send anything for a request line.
    fields.set("http.request.line", request.as_str());
    let mut words = request.splitn(3, ' ');
    if let (Some(method), Some(target)) = (words.next(), words.next()) {
        let (path, query) = target
            .split_once('?')
            .map_or((target, None), |(p, q)| (p, Some(q)));
        fields.set("cs-method", method);
        fields.set("http.request.method", method);
        fields.set("c-uri", target);
        fields.set("cs-uri", target);
        fields.set("cs-uri-stem", path);
        fields.set("url.original", target);
        fields.set("url.path", path);
        if let Some(query) = query {
            fields.set("cs-uri-query", query);
            fields.set("c-uri-query", query);
            fields.set("url.query", query);
        }
    }
    fields.set("sc-status", status);
    fields.set("http.response.status_code", status);
    if let Some(bytes) = bytes {
        fields.set("sc-bytes", bytes);
        fields.set("http.response.bytes", bytes);
    }
    if let Some((referrer, rest)) = quoted(rest) {
        fields.set("cs-referer", referrer.as_str());
        fields.set("http.request.referrer", referrer);
        if let Some((agent, _)) = quoted(rest.trim_start()) {
            fields.set("cs-user-agent", agent.as_str());
            fields.set("c-useragent", agent.as_str());
            fields.set("user_agent.original", agent);
        }
    }
    Some(event)
}

/// `"text with \" in it"` at the beginning, and the rest.
fn quoted(text: &str) -> Option<(String, &str)> {
    let inner = text.strip_prefix('"')?;
    let mut found = String::new();
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            '"' if !escaped => return Some((found, &inner[at + 1..])),
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            // Apache writes other bytes as `\xhh`, which stay as they are.
            '"' | '\\' => found.push(c),
            c => {
                if escaped {
                    found.push('\\');
                }
                found.push(c);
            }
        }
        escaped = false;
    }
    None
}

/// Reads a line of Apache's error log, `[Sun Dec 04 04:47:44 2005] [error] …`, in local time; `None`: it is none.
#[must_use]
pub fn apache_error(line: &str, zone: FixedOffset) -> Option<Event> {
    let (time, rest) = line.strip_prefix('[')?.split_once("] [")?;
    // Newer ones have a fraction: `Sun Dec 04 04:47:44.123456 2005`.
    let time = NaiveDateTime::parse_from_str(time, "%a %b %d %H:%M:%S%.f %Y").ok()?;
    let (level, rest) = rest.split_once(']')?;
    let mut event = Event {
        time: zone
            .from_local_datetime(&time)
            .single()
            .map(|t| t.with_timezone(&Utc)),
        logsource: LogSource {
            product: None,
            service: Some("apache".into()),
            categories: Vec::new(),
        },
        ..Event::default()
    };
    event
        .fields
        .set("log.level", level.rsplit(':').next().unwrap_or(level));
    if let Some((_, rest)) = rest.split_once("[client ")
        && let Some((client, _)) = rest.split_once(']')
    {
        // "10.0.0.1:55000" of newer ones.
        let address = match client.rsplit_once(':') {
            Some((address, port)) if address.contains('.') && port.bytes().all(|b| b.is_ascii_digit()) => {
                address
            }
            _ => client,
        };
        event.fields.set("source.ip", address);
    }
    event.fields.set("message", rest.trim_start());
    Some(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsers::testing::has;
    use proptest::prelude::*;

    #[test]
    fn the_combined_form() {
        let line = r#"203.0.113.7 - mau [01/Jul/2026:08:15:00 +0700] "GET /a.php?id=1%27 HTTP/1.1" 404 512 "https://x.invalid/" "sqlmap \"1\"""#;
        let event = access(line).unwrap();
        assert_eq!(event.time.unwrap().to_rfc3339(), "2026-07-01T01:15:00+00:00");
        assert_eq!(event.logsource.categories, ["webserver"]);
        has(
            &event,
            &[
                ("c-ip", "203.0.113.7"),
                ("cs-username", "mau"),
                ("cs-method", "GET"),
                ("cs-uri-stem", "/a.php"),
                ("cs-uri-query", "id=1%27"),
                ("sc-status", "404"),
                ("sc-bytes", "512"),
                ("cs-referer", "https://x.invalid/"),
                ("cs-user-agent", "sqlmap \"1\""),
                ("url.original", "/a.php?id=1%27"),
            ],
        );
    }

    #[test]
    fn the_common_form_and_requests_of_scanners() {
        let event = access(r#"::1 - - [01/Jul/2026:08:15:00 +0700] "\x16\x03\x01" 400 -"#).unwrap();
        has(
            &event,
            &[
                ("c-ip", "::1"),
                ("http.request.line", r"\x16\x03\x01"),
                ("sc-status", "400"),
            ],
        );
        assert_eq!(event.get("cs-method"), None);
        assert!(access("not an access log").is_none());
        assert!(access(r#"a - - [when] "GET / HTTP/1.1" 200 1"#).is_none());
    }

    #[test]
    fn errors_of_apache() {
        let zone = FixedOffset::east_opt(7 * 3600).unwrap();
        let event = apache_error(
            "[Sun Dec 04 04:51:18 2005] [error] [client 203.0.113.7] denied",
            zone,
        )
        .unwrap();
        assert_eq!(event.time.unwrap().to_rfc3339(), "2005-12-03T21:51:18+00:00");
        has(&event, &[("log.level", "error"), ("source.ip", "203.0.113.7")]);
        let newer =
            "[Sun Dec 04 04:51:18.123456 2005] [core:error] [pid 7] [client 203.0.113.7:55000] AH1: x";
        has(
            &apache_error(newer, zone).unwrap(),
            &[("log.level", "error"), ("source.ip", "203.0.113.7")],
        );
        assert!(apache_error("[x] [y] z", zone).is_none());
    }

    proptest! {
        #[test]
        fn nothing_panics(line in "\\PC{0,120}") {
            let _ = access(&line);
            let _ = access(&format!("a - b [01/Jul/2026:08:15:00 +0700] \"{line}"));
            let _ = apache_error(&line, FixedOffset::east_opt(0).unwrap());
        }
    }
}
