//! Why an operation was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of kept searches and of holds.
#[derive(Debug, thiserror::Error)]
pub enum SearchRecordError {
    #[error("no such record")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    #[error("the hold was lifted already")]
    Lifted,
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl From<sea_orm::DbErr> for SearchRecordError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for SearchRecordError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::Lifted => ErrorKind::Conflict,
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "search.not_found",
            Self::Invalid { .. } => "search.invalid",
            Self::Lifted => "search.lifted",
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::Lifted => BTreeMap::new(),
        }
    }
}
