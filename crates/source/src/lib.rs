//! The registry of sources: what sends events, whose it is, how it is known, how long it may be silent, when it was
//! last heard.
//!
//! Invariants: a token is shown once and kept as its hash; an address belongs to one source; what a source sent is
//! counted per minute and never edited.
//!
//! Start at [`service`]; [`traffic`] counts, [`rules`] decides, [`connection`] says which systems are heard,
//! [`unregistered`] which hosts belong to none.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod connection;
pub mod entity;
pub mod error;
pub mod migration;
pub mod rules;
pub mod service;
pub mod store;
pub mod traffic;
pub mod unregistered;

pub use error::SourceError;
