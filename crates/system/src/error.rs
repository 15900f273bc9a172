//! Why an operation on systems was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of the register of systems.
#[derive(Debug, thiserror::Error)]
pub enum SystemError {
    #[error("no such system")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// A host or an address belongs to one system of an agency.
    #[error("{host} belongs to another system")]
    HostTaken { host: String, name: String },
    #[error("the system was changed by somebody else")]
    Changed,
    #[error("the directory could not be asked")]
    Agency(#[source] Box<coloa_agency::AgencyError>),
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of systems failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl From<coloa_agency::AgencyError> for SystemError {
    fn from(e: coloa_agency::AgencyError) -> Self {
        Self::Agency(Box::new(e))
    }
}

impl From<sea_orm::DbErr> for SystemError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for SystemError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::HostTaken { .. } => ErrorKind::Conflict,
            Self::Changed => ErrorKind::Changed,
            Self::Agency(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "system.not_found",
            Self::Invalid { .. } => "system.invalid",
            Self::HostTaken { .. } => "system.host_taken",
            Self::Changed => "system.changed",
            Self::Agency(e) => e.code(),
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::HostTaken { host, name } => {
                BTreeMap::from([("host", host.clone()), ("name", name.clone())])
            }
            Self::Agency(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::Changed => BTreeMap::new(),
        }
    }
}
