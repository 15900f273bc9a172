//! Tests of typesetting: where things stand on the page, and that text stays text.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod pdf;
#[path = "../../document/tests/write/printed.rs"]
mod printed;
// Some of them are looked at as DOCX only.
#[allow(dead_code)]
#[path = "../../document/tests/write/samples.rs"]
mod samples;
