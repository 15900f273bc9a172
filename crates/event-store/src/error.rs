//! Why a search gave no answer.

use crate::{query::QueryError, segment::SegmentError, store::StoreError};
use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of searching.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    #[error(transparent)]
    Query(#[from] QueryError),
    /// What the user wrote in SQL; the words are SQLite's, in English.
    #[error("the SQL cannot be run: {0}")]
    Sql(String),
    #[error("too many searches are running")]
    Busy,
    #[error("the search took longer than {0} seconds")]
    TooSlow(u64),
    #[error("the answer is larger than it may be")]
    TooLarge,
    #[error("the end of the time range is before its beginning")]
    Range,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("a segment cannot be searched")]
    Segment(#[from] SegmentError),
    #[error("the search broke down")]
    Broken(#[from] tokio::task::JoinError),
}

impl AreaError for SearchError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Query(_) | Self::Sql(_) | Self::Range => ErrorKind::Invalid,
            Self::Busy => ErrorKind::TooMany,
            Self::TooSlow(_) | Self::TooLarge => ErrorKind::TooLarge,
            Self::Store(_) => ErrorKind::Unavailable,
            Self::Segment(_) | Self::Broken(_) => ErrorKind::Internal,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Query(e) => e.code(),
            Self::Sql(_) => "search.sql",
            Self::Busy => "search.busy",
            Self::TooSlow(_) => "search.too_slow",
            Self::TooLarge => "search.too_large",
            Self::Range => "search.range",
            Self::Store(_) => "search.store",
            Self::Segment(_) | Self::Broken(_) => "search.failed",
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Query(e) => e.params(),
            Self::Sql(message) => BTreeMap::from([("message", message.clone())]),
            Self::TooSlow(seconds) => BTreeMap::from([("seconds", seconds.to_string())]),
            _ => BTreeMap::new(),
        }
    }
}
