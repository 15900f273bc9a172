//! Why an operation was refused.

use crate::{custody::CustodyError, envelope::Forged, form::Fault, keys::KeyFileError, seal::SealError};
use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of the hotline. None says anything of what is sealed.
#[derive(Debug, thiserror::Error)]
pub enum HotlineError {
    #[error("no such record")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// What was asked does not fit where the record stands; the reason is a stable word.
    #[error("not possible now: {reason}")]
    State { reason: &'static str },
    /// Somebody else changed it meanwhile.
    #[error("it was changed meanwhile")]
    Conflict,
    /// The private keys are not on this machine.
    #[error("the keys of the hotline are missing")]
    KeyLost,
    /// Too many reports were opened without doing anything to them.
    #[error("too many reports were opened")]
    Browsing,
    /// Too often words were given that say who reports.
    #[error("too many words were refused")]
    Guessing,
    /// A request of an application that is not signed as it must be; which check failed is not told.
    #[error("the signature is not valid")]
    Signature,
    /// What was handed in does not come from whoever holds the code, or is of another version.
    #[error(transparent)]
    Forged(#[from] Forged),
    #[error("it cannot be opened")]
    Seal(#[from] SealError),
    #[error("the keys cannot be used")]
    KeyFile(#[from] KeyFileError),
    #[error("the key cannot be split or put together")]
    Custody(#[from] CustodyError),
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the directory failed")]
    Agency(#[from] coloa_agency::AgencyError),
    #[error("the file was not kept")]
    File(#[from] coloa_platform::files::FileError),
    #[error("the document cannot be made")]
    Document(#[from] coloa_document::DocumentError),
    #[error("the incident was refused")]
    Incident(#[from] coloa_incident::IncidentError),
    #[error("the list of indicators was refused")]
    Indicator(#[from] coloa_indicator::IndicatorError),
    #[error("the records failed")]
    Store(#[from] coloa_platform::StoreError),
}

/// A field that is not valid.
pub(crate) const fn invalid(field: &'static str, reason: &'static str) -> HotlineError {
    HotlineError::Invalid { field, reason }
}

/// What does not fit where the record stands.
pub(crate) const fn not_now(reason: &'static str) -> HotlineError {
    HotlineError::State { reason }
}

impl From<Fault> for HotlineError {
    fn from(fault: Fault) -> Self {
        invalid(fault.field, fault.reason)
    }
}

impl From<sea_orm::DbErr> for HotlineError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for HotlineError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. } | Self::Custody(_) | Self::Forged(_) => ErrorKind::Invalid,
            Self::State { .. } => ErrorKind::Conflict,
            Self::Conflict => ErrorKind::Changed,
            Self::Browsing | Self::Guessing => ErrorKind::TooMany,
            Self::Signature => ErrorKind::Unauthenticated,
            Self::KeyLost | Self::Seal(_) | Self::KeyFile(_) => ErrorKind::Unavailable,
            Self::Auth(e) => e.kind(),
            Self::Agency(e) => e.kind(),
            Self::File(e) => e.kind(),
            Self::Document(e) => e.kind(),
            Self::Incident(e) => e.kind(),
            Self::Indicator(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "hotline.not_found",
            Self::Invalid { .. } => "hotline.invalid",
            Self::State { .. } => "hotline.not_now",
            Self::Conflict => "hotline.conflict",
            Self::KeyLost => "hotline.key_lost",
            Self::Browsing => "hotline.browsing",
            Self::Guessing => "hotline.guessing",
            Self::Signature => "hotline.signature",
            Self::Forged(_) => "hotline.forged",
            Self::Seal(_) => "hotline.sealed",
            Self::KeyFile(_) => "hotline.key_file",
            Self::Custody(_) => "hotline.custody",
            Self::Auth(e) => e.code(),
            Self::Agency(e) => e.code(),
            Self::File(e) => e.code(),
            Self::Document(e) => e.code(),
            Self::Incident(e) => e.code(),
            Self::Indicator(e) => e.code(),
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
            Self::Agency(e) => e.params(),
            Self::File(e) => e.params(),
            Self::Document(e) => e.params(),
            Self::Incident(e) => e.params(),
            Self::Indicator(e) => e.params(),
            Self::Store(e) => e.params(),
            _ => BTreeMap::new(),
        }
    }
}
