//! Why an operation on incidents was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of incidents, the response network and drills.
#[derive(Debug, thiserror::Error)]
pub enum IncidentError {
    #[error("no such record")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// Somebody else changed it since it was looked at.
    #[error("the record was changed by somebody else")]
    Changed,
    /// What is asked does not fit to where it stands.
    #[error("it is {state}")]
    State { state: &'static str },
    /// Two moments contradict each other.
    #[error("{field} is before {other}")]
    Contradiction {
        field: &'static str,
        other: &'static str,
    },
    /// What the law wants before a case is closed; codes of what is missing.
    #[error("before closing: {missing}")]
    NotClosable { missing: String },
    /// A suspected leak of a state secret: no content is entered.
    #[error("content of a suspected state secret is not entered here")]
    StateSecret,
    /// The content on disk is not what was kept.
    #[error("the content of {name} is not what was kept")]
    Altered { name: String },
    /// A scanner found malware in something that was not said to be dangerous.
    #[error("malware was found: {name}")]
    Malware { name: String },
    /// A form has to say this before it is issued.
    #[error("fields are empty: {names}")]
    FieldsMissing { names: String },
    /// A file or message from outside cannot be read.
    #[error("the file cannot be read: {reason}")]
    Unreadable { reason: &'static str },
    #[error("the law could not be asked")]
    Law(#[from] coloa_law::LawError),
    #[error("the file was not kept")]
    File(#[from] coloa_platform::files::FileError),
    #[error("the document or its number could not be made")]
    Document(#[from] coloa_document::DocumentError),
    #[error("the directory could not be asked")]
    Agency(#[source] Box<coloa_agency::AgencyError>),
    #[error("the register of systems could not be asked")]
    System(#[source] Box<coloa_system::SystemError>),
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of incidents failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl IncidentError {
    /// A record that cannot be written or read as JSON: a fault of the program or of the database.
    pub(crate) fn json(e: serde_json::Error) -> Self {
        Self::Store(std::io::Error::other(e).into())
    }
}

/// A value that a person gave and that cannot be taken.
pub(crate) const fn invalid(field: &'static str, reason: &'static str) -> IncidentError {
    IncidentError::Invalid { field, reason }
}

impl From<coloa_agency::AgencyError> for IncidentError {
    fn from(e: coloa_agency::AgencyError) -> Self {
        Self::Agency(Box::new(e))
    }
}

impl From<coloa_system::SystemError> for IncidentError {
    fn from(e: coloa_system::SystemError) -> Self {
        Self::System(Box::new(e))
    }
}

impl From<sea_orm::DbErr> for IncidentError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for IncidentError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. }
            | Self::Contradiction { .. }
            | Self::StateSecret
            | Self::Malware { .. }
            | Self::FieldsMissing { .. }
            | Self::Unreadable { .. } => ErrorKind::Invalid,
            Self::State { .. } | Self::NotClosable { .. } | Self::Altered { .. } => ErrorKind::Conflict,
            Self::Changed => ErrorKind::Changed,
            Self::Law(e) => e.kind(),
            Self::File(e) => e.kind(),
            Self::Document(e) => e.kind(),
            Self::Agency(e) => e.kind(),
            Self::System(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "incident.not_found",
            Self::Invalid { .. } => "incident.invalid",
            Self::Changed => "incident.changed",
            Self::State { .. } => "incident.state",
            Self::Contradiction { .. } => "incident.contradiction",
            Self::NotClosable { .. } => "incident.not_closable",
            Self::StateSecret => "incident.state_secret",
            Self::Altered { .. } => "incident.altered",
            Self::Malware { .. } => "incident.malware",
            Self::FieldsMissing { .. } => "incident.fields_missing",
            Self::Unreadable { .. } => "incident.unreadable",
            Self::Law(e) => e.code(),
            Self::File(e) => e.code(),
            Self::Document(e) => e.code(),
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
            Self::Contradiction { field, other } => {
                BTreeMap::from([("field", (*field).to_owned()), ("other", (*other).to_owned())])
            }
            Self::State { state } => BTreeMap::from([("state", (*state).to_owned())]),
            Self::NotClosable { missing } => BTreeMap::from([("missing", missing.clone())]),
            Self::Altered { name } | Self::Malware { name } => BTreeMap::from([("name", name.clone())]),
            Self::FieldsMissing { names } => BTreeMap::from([("names", names.clone())]),
            Self::Unreadable { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::Law(e) => e.params(),
            Self::File(e) => e.params(),
            Self::Document(e) => e.params(),
            Self::Agency(e) => e.params(),
            Self::System(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::Changed | Self::StateSecret => BTreeMap::new(),
        }
    }
}
