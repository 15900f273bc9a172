//! Background jobs: rows written in the transaction of the change that asks for them, done at least once
//! by a worker, so every job must be idempotent. Failures wait longer each time and stay visible.
//!
//! * [`enqueue`] inside a transaction; a `dedup_key` makes a second request a no-op while one waits.
//! * [`Registry`] maps a kind to its handler; [`Worker`] takes due jobs and runs periodic ones.

mod store;
mod worker;

pub use store::{JobRow, JobState, count, enqueue, enqueue_at, find, list, retry, set_progress, waiting};
pub use worker::{Every, Handler, JobError, Registry, Worker};
