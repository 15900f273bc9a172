//! From a document to approved items: import, review, comparison with the version in force, approval.
//!
//! Invariants: an item is changed only while its version is in review; approval is refused while a name that
//! would become a duty is unresolved; what runs (progress, evidence, comments) follows `lineage`, which only
//! approval writes.
//!
//! Start at [`model`], then [`import`], [`review`], [`diff`] and [`approve`].

pub mod approve;
pub mod diff;
pub mod error;
pub mod import;
pub mod list;
pub mod model;
pub mod past;
pub mod resolve;
pub mod review;
pub mod rules;
mod store;

pub use error::PlanError;
pub use model::*;
