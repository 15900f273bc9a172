//! Events kept and found again. What comes in is in memory at once and in Parquet segments within a minute; a search
//! looks at both, as they are at one moment.
//!
//! Invariants: a segment is whole, on disk and in the metastore, or it is not there; what is in no segment is in the
//! event log ([`EventStore::flushed`]); every row that anybody is shown has passed the scope of
//! `scan::Question`; a segment that cannot be read is said to be missing and the others answer.
//!
//! Start at [`EventStore`], and at [`Searcher`] for questions.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod bucket;
mod compile;
mod counting;
pub mod depot;
mod error;
pub mod export;
mod group;
mod matching;
mod merge;
pub mod metastore;
mod order;
pub mod query;
pub mod row;
mod scan;
pub mod schema;
pub mod search;
pub mod segment;
pub mod sql;
mod store;
mod words;

pub use bucket::S3;
pub use depot::Depot;
pub use error::SearchError;
pub use row::Row;
pub use scan::{Scope, Window};
pub use search::Searcher;
pub use segment::SegmentError;
pub use store::{Columns, EventStore, Snapshot, Stand, StoreError};
