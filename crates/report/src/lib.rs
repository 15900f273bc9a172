//! Reports: an agency's part and the consolidated report of a period. Each agency's figures are frozen when it
//! completes its part, the rest when the report closes; the whole is hashed, composed into an official
//! document, approved, numbered, issued, and the signed file is attached back.
//!
//! Invariants: a report reads other areas and writes none; once closed its figures never change; "no answer"
//! is counted apart and never as zero; every figure can be listed down to the frozen rows behind it; a report holds
//! the records of the agencies that its issuer answers for, and nobody sees in it more than the own reach; approved
//! words do not change unseen.
//!
//! Start at [`snapshot`] (what is frozen), [`flow`] (which step may follow which), [`compose`] (figures to
//! document), [`service`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod compare;
pub mod compose;
pub mod dashboard;
pub mod directory;
pub mod drill;
pub mod entity;
pub mod error;
pub mod flow;
pub mod form_blocks;
pub mod incident_form;
pub mod law_form;
pub mod migration;
pub mod monitoring;
mod notices;
pub mod period;
pub mod plan_source;
pub mod scope;
pub mod seal;
pub mod service;
pub mod signed;
pub mod snapshot;
pub mod source;
pub mod store;
pub mod topics;
pub mod words;

pub use error::ReportError;
pub use service::Reports;
