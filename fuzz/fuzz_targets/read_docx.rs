//! DOCX as an archive, broken in any place. What stands in the parts is the matter of `read_parts`. Small caps, so that the fuzzer finds what escapes them.
#![no_main]

use coloa_document::read::{Limits, read_pure};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits { unpacked_bytes: 4 << 20, text_bytes: 1 << 20, ..Limits::default() };
    if let Ok(reading) = read_pure("a.docx", bytes, &limits) {
        let source = reading.source;
        for range in source.bold.iter().chain(source.tables.iter().flat_map(|t| &t.rows).flatten()) {
            assert!(source.text.get(range.clone()).is_some());
        }
    }
});
