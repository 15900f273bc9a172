//! Errors of reports.

use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind};
use coloa_document::DocumentError;
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("{field} is not valid")]
    Invalid { field: &'static str },
    #[error("step {step} does not follow state {state}")]
    WrongStep { state: &'static str, step: &'static str },
    #[error("the record was changed by somebody else")]
    Conflict,
    #[error("the document breaks {count} rules of form, the first: {first}")]
    Form { count: usize, first: String },
    #[error("the frozen figures do not match their hash")]
    Tampered,
    #[error("not allowed")]
    Auth(#[from] AuthError),
    #[error("the document could not be made")]
    Document(#[from] DocumentError),
    #[error("the file could not be kept")]
    File(#[from] FileError),
    #[error("the plan's records could not be read")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the report store failed")]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for ReportError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for ReportError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Invalid { .. } | Self::Form { .. } => ErrorKind::Invalid,
            Self::WrongStep { .. } => ErrorKind::Conflict,
            Self::Conflict => ErrorKind::Changed,
            Self::Tampered | Self::Source(_) => ErrorKind::Internal,
            Self::Auth(e) => e.kind(),
            Self::Document(e) => e.kind(),
            Self::File(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "report.not_found",
            Self::Invalid { .. } => "report.invalid",
            Self::WrongStep { .. } => "report.wrong_step",
            Self::Conflict => "report.conflict",
            Self::Form { .. } => "report.form",
            Self::Tampered => "report.tampered",
            Self::Source(_) => "report.failed",
            Self::Auth(e) => e.code(),
            Self::Document(e) => e.code(),
            Self::File(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
            Self::Invalid { field } => BTreeMap::from([("field", (*field).to_owned())]),
            Self::WrongStep { state, step } => {
                BTreeMap::from([("state", (*state).to_owned()), ("step", (*step).to_owned())])
            }
            Self::Form { count, first } => {
                BTreeMap::from([("count", count.to_string()), ("first", first.clone())])
            }
            Self::Auth(e) => e.params(),
            Self::Document(e) => e.params(),
            Self::File(e) => e.params(),
            _ => BTreeMap::new(),
        }
    }
}
