//! Why an operation on alerts was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of alerts.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    #[error("no such alert")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    #[error("the alert was changed by somebody else")]
    Changed,
    #[error("the step does not fit: {reason}")]
    State { reason: &'static str },
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of alerts failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl From<sea_orm::DbErr> for AlertError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for AlertError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::Changed => ErrorKind::Changed,
            Self::State { .. } => ErrorKind::Conflict,
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "alert.not_found",
            Self::Invalid { .. } => "alert.invalid",
            Self::Changed => "alert.changed",
            Self::State { .. } => "alert.state",
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::State { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::Changed => BTreeMap::new(),
        }
    }
}
