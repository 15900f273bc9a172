//! Plans become work: a document is imported, understood, reviewed and approved; its items become duties of
//! real agencies; progress, evidence, target values and met obligations come in; reminders go out.
//!
//! Invariants: nothing is active before a person approves; an item's text stays as issued; "no answer" is
//! never zero; a new version keeps progress on the right items through `lineage_id`.
//!
//! Start at [`plans`] (document to approved items), then [`duties`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod calendar;
pub mod comments;
pub mod difficulties;
mod directory;
pub mod duties;
pub mod entity;
mod error;
pub mod forms;
pub mod indicators;
pub mod migration;
pub mod notices;
pub mod obligations;
pub mod period;
pub mod plans;
pub mod query;
pub mod reminders;
pub mod targets;
