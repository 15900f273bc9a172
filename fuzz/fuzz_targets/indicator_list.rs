//! Lists of indicators: plain, CSV, STIX, MISP.
#![no_main]

use coloa_indicator::read::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(found) = read(bytes) {
        assert!(!found.indicators.is_empty());
    }
});
