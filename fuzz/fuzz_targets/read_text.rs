//! Text and Markdown in any encoding. The first byte chooses between them.
#![no_main]

use coloa_document::read::{Limits, read_pure};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let name = if kind & 1 == 0 { "a.txt" } else { "a.md" };
    let limits = Limits { text_bytes: 1 << 20, ..Limits::default() };
    if let Ok(reading) = read_pure(name, rest, &limits) {
        let source = reading.source;
        for range in source.bold.iter().chain(source.tables.iter().flat_map(|t| &t.rows).flatten()) {
            assert!(source.text.get(range.clone()).is_some());
        }
    }
});
