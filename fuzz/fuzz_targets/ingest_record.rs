//! A record of any format becomes an event; what is not understood says so and keeps its text.
#![no_main]

use chrono::FixedOffset;
use coloa_ingest::{
    parsers::syslog::Clock,
    record::{Format, Record, understand},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, payload)) = bytes.split_first() else {
        return;
    };
    let clock = Clock {
        received: "2026-07-01T00:00:00Z".parse().expect("a time"),
        zone: FixedOffset::east_opt(7 * 3600).expect("a zone"),
    };
    let record = Record {
        payload: payload.into(),
        ..Record::default()
    };
    let format = Format::of(first % 4).unwrap_or(Format::Auto);
    let (event, problem) = understand(&record, format, &clock);
    assert!(problem.is_none() || event.raw.is_some(), "what was lost is kept as it came");
    let _ = event.to_json().to_string();
});
