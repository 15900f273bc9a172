//! Logs of OpenTelemetry, as protobuf and as JSON.
#![no_main]

use coloa_ingest::protocols::otlp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    for records in [otlp::protobuf(body), otlp::json(body)].into_iter().flatten() {
        for record in records {
            serde_json::from_slice::<serde_json::Value>(&record).expect("records are JSON");
        }
    }
});
