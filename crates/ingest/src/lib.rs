//! From what sources send to normalised events. Decoders and parsers are pure: bytes in, events out.
//!
//! Invariants: no input panics or takes memory beyond its caps; a record that cannot be understood is kept as it
//! came, with the reason, and is an event like others.
//!
//! Start at [`record`] (one record and the event it becomes), [`protocols`] (one room a protocol of senders), [`parsers`]
//! (one room a format) and [`file`] (a file of records).
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod file;
pub mod parsers;
pub mod protocols;
pub mod record;
pub mod sample;
