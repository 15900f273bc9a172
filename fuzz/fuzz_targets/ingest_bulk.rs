//! The body of `_bulk`: every action answers, no document lies outside the body.
#![no_main]

use coloa_ingest::protocols::bulk;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let within = body.as_ptr_range();
    for item in bulk::items(body) {
        if let Some(document) = item.document {
            let range = document.as_ptr_range();
            assert!(document.is_empty() || (within.start <= range.start && range.end <= within.end));
        }
    }
});
