//! Detection rules as records: what people brought in, every version of it, and which rules are switched off and why.
//!
//! Invariants: a rule id stands once among what was brought in; a version is never edited; whoever switches a rule off
//! says why. What a rule means is not known here: whoever calls has read it.
//!
//! Start at [`service`]; [`archive`] reads files and folders of rules.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod archive;
pub mod entity;
pub mod error;
pub mod migration;
pub mod service;
pub mod store;

pub use error::RuleError;
