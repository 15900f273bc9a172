//! The only SQL of the hotline, a room a table.

pub mod campaign;
pub mod classification;
pub mod content;
pub mod intake;
pub mod keys;
pub mod mailbox;
pub mod mention;
pub mod message;
pub mod notice;
pub mod opening;
pub mod publish;
pub mod reason;
pub mod refused;
pub mod report;
pub mod sealed;
pub mod settings;
pub mod statistics;
pub mod subscriber;
pub mod transfer;
pub mod trust;
pub mod urgency;
pub mod verdict;

/// What rows are read from: the records, or a change that is being made.
pub use sea_orm::ConnectionTrait as Connection;
