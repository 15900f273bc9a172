//! The store as its users have it: events go in, are found, survive, and go.
#![allow(clippy::unwrap_used)]

mod agreeing;
mod bucket;
mod faults;
mod finding;
mod keeping;
mod support;
