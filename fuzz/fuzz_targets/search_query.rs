//! What people type into the search: a query or an error whose place lies in the text.
#![no_main]

use coloa_event_store::query::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(error) = parse(text) {
        assert!(error.span.start <= error.span.end && error.span.end <= text.chars().count());
    }
});
