//! From what sources send to normalised events. Decoders and parsers are pure: bytes in, events out.
//!
//! Invariants: no input panics or takes memory beyond its caps; a record that cannot be understood is kept as it
//! came, with the reason, and is an event like others.
//!
//! Start at [`file`] (a file of records) and [`parsers`] (one room a format).
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod file;
pub mod parsers;
