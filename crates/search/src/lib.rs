//! What people say about events: searches that they keep, and events that must not be deleted although their time is
//! over (legal hold). Events themselves are in `coloa-event-store`.
//!
//! Invariants: a search is its owner's, shared or not, and nobody else changes it; a hold is lifted with a reason and
//! stays on record.
//!
//! Start at [`service`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod entity;
pub mod error;
pub mod migration;
pub mod service;
pub mod store;

pub use error::SearchRecordError;
