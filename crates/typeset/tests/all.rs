//! Tests of typesetting: where things stand on the page, and that text stays text.
mod pdf;
#[path = "../../document/tests/write/samples.rs"]
mod samples;
