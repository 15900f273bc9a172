//! Integration tests of reports.
#![allow(clippy::unwrap_used)]

mod compose;
mod flow;
mod material;
mod plan_source;
