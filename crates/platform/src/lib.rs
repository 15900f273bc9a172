//! What every area stands on and none owns: configuration, telemetry, the records database, background
//! jobs, stored files, mail, and the keys that live outside the database.
//!
//! Invariants: a job is enqueued in the transaction of the change that asks for it; a file is on disk
//! (fsync) before its row exists; nothing here knows an area. Start at [`db`] and [`config`].
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod config;
pub mod db;
pub mod disk;
pub mod error;
pub mod files;
pub mod hotline_config;
pub mod incident_config;
pub mod ingest_config;
pub mod jobs;
pub mod keys;
pub mod mail;
pub mod migration;
pub mod telemetry;

pub use config::Config;
pub use db::{Db, Tx};
pub use error::StoreError;
pub use keys::Keys;
