//! Reports of citizens.
//!
//! | question | module |
//! |---|---|
//! | the code that a citizen follows a report with | [`code`] |
//! | how a report is sealed and who can open it | [`seal`] |
//! | how the key of last resort is split among custodians | [`custody`] |
//!
//! Invariants: who sealed a report cannot open it; keys never stand in the database; a code is stored as a keyed hash
//! alone.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod code;
pub mod custody;
pub mod seal;
