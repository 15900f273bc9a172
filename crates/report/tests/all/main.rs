//! Integration tests of reports.
#![allow(clippy::unwrap_used)]

mod compose;
mod material;
