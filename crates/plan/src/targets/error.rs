//! Why an operation on targets was refused.

use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind};
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

/// Errors of targets and indicators.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    #[error("the target was changed by somebody else")]
    Changed,
    #[error("the step does not fit: {reason}")]
    State { reason: &'static str },
    #[error("indicator {name} failed")]
    Indicator {
        name: String,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("the evidence was not kept")]
    File(#[from] FileError),
    #[error("not authorised or not stored")]
    Auth(#[from] AuthError),
    #[error("the records of targets failed")]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for TargetError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for TargetError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::Changed => ErrorKind::Changed,
            Self::State { .. } => ErrorKind::Conflict,
            Self::Indicator { .. } => ErrorKind::Internal,
            Self::File(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "target.not_found",
            Self::Invalid { .. } => "target.invalid",
            Self::Changed => "target.changed",
            Self::State { .. } => "target.state",
            Self::Indicator { .. } => "target.indicator_failed",
            Self::File(e) => e.code(),
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::State { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::Indicator { name, .. } => BTreeMap::from([("indicator", name.clone())]),
            Self::File(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::Changed => BTreeMap::new(),
        }
    }
}
