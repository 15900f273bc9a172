//! Why an operation on obligations was refused.

use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind};
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

/// Errors of obligations.
#[derive(Debug, thiserror::Error)]
pub enum ObligationError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    #[error("the obligation was changed by somebody else")]
    Changed,
    #[error("the step does not fit: {reason}")]
    State { reason: &'static str },
    #[error("the evidence was not kept")]
    File(#[from] FileError),
    #[error("the directory could not be asked")]
    Agency(#[source] Box<coloa_agency::AgencyError>),
    #[error("not authorised or not stored")]
    Auth(#[from] AuthError),
    #[error("the records of obligations failed")]
    Store(#[from] StoreError),
}

impl From<coloa_agency::AgencyError> for ObligationError {
    fn from(e: coloa_agency::AgencyError) -> Self {
        Self::Agency(Box::new(e))
    }
}

impl From<sea_orm::DbErr> for ObligationError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for ObligationError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::Changed => ErrorKind::Changed,
            Self::State { .. } => ErrorKind::Conflict,
            Self::File(e) => e.kind(),
            Self::Agency(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "obligation.not_found",
            Self::Invalid { .. } => "obligation.invalid",
            Self::Changed => "obligation.changed",
            Self::State { .. } => "obligation.state",
            Self::File(e) => e.code(),
            Self::Agency(e) => e.code(),
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
            Self::File(e) => e.params(),
            Self::Agency(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::Changed => BTreeMap::new(),
        }
    }
}
