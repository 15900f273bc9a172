//! An event log of Windows.
#![no_main]

use coloa_ingest::parsers::evtx;
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(mut records) = evtx::records(Cursor::new(bytes)) {
        for record in records.iter().take(10_000) {
            let _ = record;
        }
    }
});
