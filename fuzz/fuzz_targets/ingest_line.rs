//! A line of any form: syslog, web server, CEF, LEEF, pairs, JSON, and the XML of a Windows record.
#![no_main]

use chrono::FixedOffset;
use coloa_ingest::parsers::{syslog::Clock, text, windows};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let line = String::from_utf8_lossy(bytes);
    let clock = Clock {
        received: "2026-07-01T00:00:00Z".parse().expect("a time"),
        zone: FixedOffset::east_opt(7 * 3600).expect("a zone"),
    };
    let event = text::read(&line, &clock);
    assert!(event.fields.len() <= 2 * coloa_event::MAX_FIELDS);
    let names: Vec<&str> = event.fields.iter().map(coloa_event::Field::key).collect();
    assert!(names.windows(2).all(|two| two[0] < two[1]), "names are sorted and stand once");
    let _ = windows::from_xml(&line);
});
