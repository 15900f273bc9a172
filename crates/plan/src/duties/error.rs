//! Why an operation on duties was refused.

use crate::obligations::ObligationError;
use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind};
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

/// Errors of duties, progress, extensions, forms and the calendar feed.
#[derive(Debug, thiserror::Error)]
pub enum DutyError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// Somebody else changed the duty since it was read.
    #[error("the duty was changed by somebody else")]
    Changed,
    #[error("the step does not fit: {reason}")]
    State { reason: &'static str },
    #[error("the plan has no approved version")]
    NotApproved,
    /// More instances or agencies than one change may make.
    #[error("the change would make more than {limit} duties")]
    TooMany { limit: usize },
    #[error("the workbook cannot be used: {reason}")]
    Form { reason: &'static str },
    #[error("reading the workbook failed")]
    Reading(#[from] coloa_document::read::ReadError),
    #[error("writing the workbook failed")]
    Document(#[from] coloa_document::DocumentError),
    #[error("the evidence was not kept")]
    File(#[from] FileError),
    #[error("not authorised or not stored")]
    Auth(#[from] AuthError),
    #[error("the records of duties failed")]
    Store(#[from] StoreError),
    #[error("the directory failed")]
    Agency(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<coloa_agency::AgencyError> for DutyError {
    fn from(e: coloa_agency::AgencyError) -> Self {
        Self::Agency(Box::new(e))
    }
}

impl From<sea_orm::DbErr> for DutyError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl From<ObligationError> for DutyError {
    /// For what shows duties and obligations together.
    fn from(e: ObligationError) -> Self {
        match e {
            ObligationError::NotFound { what } => Self::NotFound { what },
            ObligationError::Invalid { field, reason } => Self::Invalid { field, reason },
            ObligationError::Changed => Self::Changed,
            ObligationError::State { reason } => Self::State { reason },
            ObligationError::File(e) => Self::File(e),
            ObligationError::Agency(e) => Self::Agency(e),
            ObligationError::Auth(e) => Self::Auth(e),
            ObligationError::Store(e) => Self::Store(e),
        }
    }
}

impl AreaError for DutyError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Invalid { .. } | Self::Form { .. } | Self::TooMany { .. } => ErrorKind::Invalid,
            Self::Changed => ErrorKind::Changed,
            Self::State { .. } | Self::NotApproved => ErrorKind::Conflict,
            Self::Reading(e) => e.kind(),
            Self::Document(e) => e.kind(),
            Self::File(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
            Self::Agency(_) => ErrorKind::Internal,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "duty.not_found",
            Self::Invalid { .. } => "duty.invalid",
            Self::Changed => "duty.changed",
            Self::State { .. } => "duty.state",
            Self::NotApproved => "duty.plan_not_approved",
            Self::TooMany { .. } => "duty.too_many",
            Self::Form { .. } => "duty.form",
            Self::Reading(e) => e.code(),
            Self::Document(e) => e.code(),
            Self::File(e) => e.code(),
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
            Self::Agency(_) => "duty.directory_failed",
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::State { reason } | Self::Form { reason } => {
                BTreeMap::from([("reason", (*reason).to_owned())])
            }
            Self::TooMany { limit } => BTreeMap::from([("limit", limit.to_string())]),
            Self::Reading(e) => e.params(),
            Self::Document(e) => e.params(),
            Self::File(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            _ => BTreeMap::new(),
        }
    }
}
