//! The event log: what senders sent, on disk before they are answered.
//!
//! Invariants: [`EventLog::append`] answers when its batch is synced, all of it or nothing; batches have rising
//! numbers without a gap that anything acknowledged fell into; a record whose sender gave it an id is kept once; when
//! there is no room, senders wait and are then refused, and nothing is dropped in silence.
//!
//! It is a dedicated SQLite file (WAL, `synchronous = FULL`): one writer takes all that waits into one transaction, so
//! that a sync is shared; whoever follows reads the file, which bounds memory however far behind it is.
//!
//! Start at [`EventLog`]; [`Batch`] is what goes in and [`Follower`] how it comes out.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod batch;
mod codec;
mod follower;
mod keys;
mod log;
mod writer;

pub use batch::{Batch, Stored};
pub use codec::Damaged;
pub use follower::Follower;
pub use log::{Appended, EventLog, LogError, Mark, Refused, Settings, State};
