//! Common Event Format (`CEF:0|vendor|product|version|id|name|severity|key=value …`) and Log Event Extended Format
//! (`LEEF:1.0|vendor|product|version|id|key=value⇥…`, 2.0 with a delimiter of its own).

use coloa_event::{Event, LogSource, MAX_FIELDS, Value};

/// Reads what stands at the beginning of a message; `None`: it is neither.
#[must_use]
pub fn read(text: &str) -> Option<Event> {
    if let Some(rest) = text.strip_prefix("CEF:") {
        return cef(rest);
    }
    leef(text.strip_prefix("LEEF:")?)
}

/// Splits at unescaped bars; the last part keeps its own.
fn head<const N: usize>(text: &str) -> Option<([String; N], &str)> {
    let mut parts: [String; N] = std::array::from_fn(|_| String::new());
    let mut at = 0;
    let mut escaped = false;
    for (place, c) in text.char_indices() {
        match c {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            '|' if !escaped => {
                at += 1;
                if at == N {
                    return Some((parts, &text[place + 1..]));
                }
            }
            c => parts[at].push(c),
        }
        escaped = false;
    }
    // A head without an extension.
    (at + 1 == N).then_some((parts, ""))
}

fn cef(text: &str) -> Option<Event> {
    let (parts, extension) = head::<7>(text)?;
    let [_, vendor, product, version, id, name, severity] = parts;
    let mut event = taken(extension_pairs(extension));
    let device = [("name", &*name), ("severity", &severity)];
    describe(&mut event, [&vendor, &product, &version, &id], &device);
    common(&mut event, &CEF);
    event.time = ["rt", "start", "end"].iter().find_map(|f| time(event.get(f)?));
    event.logsource = kind(&vendor, &product, &event);
    Some(event)
}

/// An event of pairs, as many as an event may have.
fn taken(pairs: impl IntoIterator<Item = (String, String)>) -> Event {
    let mut event = Event::default();
    for (field, value) in pairs {
        event.fields.set(&field, value);
        if event.fields.len() >= MAX_FIELDS {
            event.cut = true;
            break;
        }
    }
    event
}

/// What the head says; a field of the same name in the extension stays.
fn describe(event: &mut Event, device: [&str; 4], more: &[(&str, &str)]) {
    let names = [
        "device_vendor",
        "device_product",
        "device_version",
        "signature_id",
    ];
    for (field, value) in names.into_iter().zip(device).chain(more.iter().copied()) {
        event.fields.set_new(field, value);
    }
}

/// A value goes on to the last space before the next `key=`; `\=`, `\\`, `\n` are escapes.
fn extension_pairs(text: &str) -> Vec<(String, String)> {
    let mut marks: Vec<(usize, usize)> = Vec::new();
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let escaped = at > 0 && bytes[at - 1] == b'\\';
        if *byte != b'=' || escaped {
            continue;
        }
        let begin = text[..at].rfind(' ').map_or(0, |space| space + 1);
        let key = &text[begin..at];
        if !key.is_empty()
            && key
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
        {
            marks.push((begin, at));
        }
    }
    let mut pairs = Vec::new();
    for (number, (begin, equals)) in marks.iter().enumerate() {
        let end = marks.get(number + 1).map_or(text.len(), |(next, _)| *next);
        let raw = text[*equals + 1..end].trim();
        pairs.push((text[*begin..*equals].to_owned(), unescaped(raw)));
    }
    pairs
}

fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, false) => out.push(c),
            _ => match chars.next() {
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other @ ('=' | '\\' | '|')) => out.push(other),
                Some(other) => {
                    out.push('\\');
                    out.push(other);
                }
                None => out.push('\\'),
            },
        }
    }
    out
}

fn leef(text: &str) -> Option<Event> {
    let second = text.starts_with("2.0");
    let (parts, rest) = head::<5>(text)?;
    let [_, vendor, product, version, id] = parts;
    let (delimiter, rest) = if second {
        let (given, rest) = rest.split_once('|')?;
        (delimiter(given), rest)
    } else {
        ('\t', rest)
    };
    let pairs = rest.split(delimiter).filter_map(|p| p.split_once('='));
    let mut event = taken(pairs.map(|(field, value)| (field.trim().to_owned(), value.trim().to_owned())));
    describe(&mut event, [&vendor, &product, &version, &id], &[]);
    common(&mut event, &LEEF);
    event.time = event.get("devTime").and_then(time);
    event.logsource = kind(&vendor, &product, &event);
    Some(event)
}

/// A character, or its code: `x09`, `0x09`.
fn delimiter(given: &str) -> char {
    let code = given.strip_prefix("0x").or_else(|| given.strip_prefix('x'));
    code.and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .and_then(char::from_u32)
        .or_else(|| given.chars().next())
        .unwrap_or('\t')
}

/// Names that rules use, and what the format calls them.
const CEF: [(&str, &str); 12] = [
    ("src", "src_ip"),
    ("dst", "dst_ip"),
    ("spt", "src_port"),
    ("dpt", "dst_port"),
    ("act", "action"),
    ("proto", "protocol"),
    ("suser", "user"),
    ("duser", "target_user"),
    ("out", "bytes_sent"),
    ("in", "bytes_received"),
    ("request", "c-uri"),
    ("msg", "message"),
];
const LEEF: [(&str, &str); 9] = [
    ("src", "src_ip"),
    ("dst", "dst_ip"),
    ("srcPort", "src_port"),
    ("dstPort", "dst_port"),
    ("proto", "protocol"),
    ("usrName", "user"),
    ("srcBytes", "bytes_sent"),
    ("dstBytes", "bytes_received"),
    ("url", "c-uri"),
];

fn common(event: &mut Event, names: &[(&str, &str)]) {
    for (theirs, ours) in names {
        if let Some(text) = event.text(theirs) {
            match text.parse::<i64>() {
                Ok(n) if ours.ends_with("_port") || ours.starts_with("bytes_") => {
                    event.fields.set_new(ours, n)
                }
                _ => event.fields.set_new(ours, text),
            }
        }
    }
}

/// Milliseconds, or RFC 3339; other forms of local time are not guessed.
fn time(value: &Value) -> Option<chrono::DateTime<chrono::Utc>> {
    match value.as_int() {
        Some(millis) => chrono::DateTime::from_timestamp_millis(millis),
        None => value.as_text()?.parse().ok(),
    }
}

/// Products by the beginning of their vendor's name, and what they are to Sigma.
const VENDORS: [(&str, &str); 8] = [
    ("fortinet", "fortigate"),
    ("palo alto", "paloalto"),
    ("check point", "checkpoint"),
    ("cisco", "cisco"),
    ("juniper", "juniper"),
    ("huawei", "huawei"),
    ("sophos", "sophos"),
    ("microsoft", "windows"),
];
/// Vendors whose events of malware are those of an antivirus.
const ANTIVIRUS: [&str; 7] = [
    "kaspersky",
    "trend",
    "bkav",
    "eset",
    "symantec",
    "mcafee",
    "trellix",
];

fn kind(vendor: &str, product: &str, event: &Event) -> LogSource {
    let (vendor, product) = (vendor.to_ascii_lowercase(), product.to_ascii_lowercase());
    let known = VENDORS
        .iter()
        .find(|(v, _)| vendor.starts_with(v))
        .map(|(_, p)| *p);
    let mut categories = Vec::new();
    if ANTIVIRUS.iter().any(|v| vendor.starts_with(v)) {
        categories.push("antivirus".into());
    }
    let flow = event.get("src_ip").is_some() && event.get("dst_ip").is_some();
    let wall = ["firewall", "fortigate", "pan-os", "asa", "vpn-1", "srx", "usg"]
        .iter()
        .any(|w| product.contains(w));
    if flow && wall {
        categories.push("firewall".into());
    }
    LogSource {
        // "Microsoft" speaks for Windows events in shapes of their own; here it names no log of Windows.
        product: known.filter(|p| *p != "windows").map(Into::into),
        service: None,
        categories,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parsers::testing::has;
    use proptest::prelude::*;

    #[test]
    fn cef_with_escapes_and_spaces() {
        let text = r"CEF:0|Fortinet|Fortigate|7.4|13|forward traffic \| deny|5|rt=1782866100243 src=203.0.113.7 spt=55000 dst=10.0.0.5 dpt=443 act=deny msg=a b \= c cs1Label=Rule cs1=Không cho vào";
        let event = read(text).unwrap();
        assert_eq!(event.time.unwrap().timestamp_millis(), 1_782_866_100_243);
        assert!(event.logsource.serves(Some("fortigate"), Some("firewall"), None));
        has(
            &event,
            &[
                ("device_vendor", "Fortinet"),
                ("name", "forward traffic | deny"),
                ("src_ip", "203.0.113.7"),
                ("dst_port", "443"),
                ("action", "deny"),
                ("msg", "a b = c"),
                ("cs1", "Không cho vào"),
            ],
        );
        assert_eq!(event.get("dst_port"), Some(&Value::Int(443)));
        let bare = read("CEF:0|a|b|c|d|e|1|").unwrap();
        has(&bare, &[("severity", "1")]);
        assert!(read("CEF:0|a|b").is_none());
    }

    #[test]
    fn leef_of_both_versions() {
        let one = read("LEEF:1.0|Kaspersky|KES|12|x|src=10.0.0.5\tusrName=mau\tcat=a=b").unwrap();
        assert!(one.logsource.serves(None, Some("antivirus"), None));
        has(&one, &[("src_ip", "10.0.0.5"), ("user", "mau"), ("cat", "a=b")]);
        for given in ["^", "x5E", "0x5e"] {
            let two = read(&format!("LEEF:2.0|V|P|1|x|{given}|src=10.0.0.5^dstPort=22")).unwrap();
            has(&two, &[("src_ip", "10.0.0.5"), ("dst_port", "22")]);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,120}") {
            for head in ["", "CEF:0|a|b|c|d|e|f|", "LEEF:1.0|a|b|c|d|", "LEEF:2.0|a|b|c|d|"] {
                let _ = read(&format!("{head}{text}"));
            }
        }
    }
}
