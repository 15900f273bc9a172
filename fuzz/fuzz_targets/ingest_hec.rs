//! Events of Splunk's collector, one after another in a body.
#![no_main]

use coloa_ingest::protocols::hec;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    if let Ok(envelopes) = hec::envelopes(body) {
        for envelope in envelopes {
            let _ = hec::open(envelope);
        }
    }
});
