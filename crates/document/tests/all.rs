//! Integration tests of the document crate.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod write;
