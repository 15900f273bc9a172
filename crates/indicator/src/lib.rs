//! Lists of indicators of compromise: addresses, domains, URLs and hashes that others call bad, until they expire.
//!
//! Invariants: what a file says is read into one canonical form or counted as left out; a list is whole on disk before
//! its record says so; a list that is over or switched off is looked for no more and keeps its record.
//!
//! Start at [`service`]; [`read`] understands files, [`shelf`] keeps millions of them on disk.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod entity;
pub mod error;
pub mod migration;
pub mod read;
pub mod service;
pub mod shelf;
pub mod store;

pub use error::IndicatorError;
