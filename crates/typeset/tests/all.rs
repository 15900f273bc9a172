//! Tests of typesetting: where things stand on the page, and that text stays text.
#[path = "../../document/tests/write/samples.rs"]
mod samples;
mod pdf;
