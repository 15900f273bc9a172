//! Alerts: findings of rules about the same thing, put together, judged by people, closed with a verdict.
//!
//! Invariants: a finding counts once, however often the log is replayed; an open alert takes what fits it, a closed one
//! takes nothing; every step names who took it; whoever closes says why.
//!
//! Start at [`take`] (findings become alerts) and [`triage`] (what people do with them); [`suppress`] holds findings
//! back for a time, [`channel`] and [`notify`] tell of new alerts, [`figures`] counts them, [`hand_over`] passes a shift
//! on.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod channel;
pub mod entity;
pub mod error;
pub mod figures;
pub mod hand_over;
pub mod migration;
pub mod notify;
pub mod ocsf;
pub mod rules;
pub mod store;
pub mod suppress;
pub mod take;
pub mod triage;

pub use error::AlertError;
