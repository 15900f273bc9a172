//! Why an operation on sources was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of the registry of sources.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    #[error("no such source")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// Another source has the same address or range; one within another is meant, the closer one counts.
    #[error("the address {address} belongs to another source")]
    AddressTaken { address: String, name: String },
    /// A host that nobody has to judge any more: it has a system, or was not seen for long.
    #[error("no such host")]
    HostGone,
    #[error("the source was changed by somebody else")]
    Changed,
    #[error("the directory could not be asked")]
    Agency(#[source] Box<coloa_agency::AgencyError>),
    #[error("systems could not be asked")]
    System(#[source] Box<coloa_system::SystemError>),
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of sources failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl From<coloa_agency::AgencyError> for SourceError {
    fn from(e: coloa_agency::AgencyError) -> Self {
        Self::Agency(Box::new(e))
    }
}

impl From<coloa_system::SystemError> for SourceError {
    fn from(e: coloa_system::SystemError) -> Self {
        Self::System(Box::new(e))
    }
}

impl From<sea_orm::DbErr> for SourceError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for SourceError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound | Self::HostGone => ErrorKind::NotFound,
            Self::Invalid { .. } => ErrorKind::Invalid,
            Self::AddressTaken { .. } => ErrorKind::Conflict,
            Self::Changed => ErrorKind::Changed,
            Self::Agency(e) => e.kind(),
            Self::System(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "source.not_found",
            Self::HostGone => "source.host_gone",
            Self::Invalid { .. } => "source.invalid",
            Self::AddressTaken { .. } => "source.address_taken",
            Self::Changed => "source.changed",
            Self::Agency(e) => e.code(),
            Self::System(e) => e.code(),
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::AddressTaken { address, name } => {
                BTreeMap::from([("address", address.clone()), ("name", name.clone())])
            }
            Self::Agency(e) => e.params(),
            Self::System(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::HostGone | Self::Changed => BTreeMap::new(),
        }
    }
}
