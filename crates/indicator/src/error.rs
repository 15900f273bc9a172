//! Why an operation on indicators was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of indicators.
#[derive(Debug, thiserror::Error)]
pub enum IndicatorError {
    #[error("no such list")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// Nothing in the file is an indicator, or it cannot be read at all.
    #[error("the file cannot be read: {why}")]
    Unreadable { why: &'static str },
    #[error("the list was changed by somebody else")]
    Changed,
    #[error("the file of the list cannot be used")]
    Disk(#[source] std::io::Error),
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of indicators failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl From<sea_orm::DbErr> for IndicatorError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for IndicatorError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. } | Self::Unreadable { .. } => ErrorKind::Invalid,
            Self::Disk(_) => ErrorKind::Internal,
            Self::Changed => ErrorKind::Changed,
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "indicator.not_found",
            Self::Invalid { .. } => "indicator.invalid",
            Self::Unreadable { .. } => "indicator.unreadable",
            Self::Changed => "indicator.changed",
            Self::Disk(_) => "indicator.disk",
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::Unreadable { why } => BTreeMap::from([("reason", (*why).to_owned())]),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::Changed | Self::Disk(_) => BTreeMap::new(),
        }
    }
}
