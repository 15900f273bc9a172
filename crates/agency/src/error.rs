//! Errors of the directory.

use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind};
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

#[derive(Debug, thiserror::Error)]
pub enum AgencyError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("the record was changed by somebody else")]
    Conflict,
    /// `reason` is a short stable word; the web app has its sentence.
    #[error("{field} is not valid: {reason}")]
    Invalid { field: String, reason: &'static str },
    #[error("{code} is no {vocabulary} of this installation")]
    UnknownTerm {
        /// Where in the form it stands.
        field: String,
        vocabulary: &'static str,
        code: String,
    },
    #[error("code {code} of {system} is taken from {from}")]
    CodeTaken {
        field: String,
        system: String,
        code: String,
        from: String,
    },
    #[error("{name} is closed and takes no new records")]
    Closed { name: String, since: String },
    #[error("the {what} is {state}")]
    WrongState { what: &'static str, state: &'static str },
    /// A reorganisation that cannot be carried out; the preview lists all problems.
    #[error("the reorganisation cannot be applied: {first}")]
    Blocked { first: &'static str, count: usize },
    #[error("the printed name is taught already")]
    AliasTaken,
    #[error("another record uses it")]
    InUse,
    #[error("more than {limit} {what}")]
    TooLarge { what: &'static str, limit: u64 },
    #[error("the file cannot be read: {reason}")]
    Unreadable { reason: &'static str },
    #[error("{count} rows have errors")]
    Rows { count: usize },
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("embedded directory data is damaged: {0}")]
    Data(String),
    #[error(transparent)]
    Auth(#[from] AuthError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    File(#[from] FileError),
}

impl From<coloa_document::table::TableError> for AgencyError {
    fn from(e: coloa_document::table::TableError) -> Self {
        use coloa_document::table::TableError;
        match e {
            TableError::Unreadable { reason } => Self::Unreadable { reason },
            TableError::TooManyRows { limit } => Self::TooLarge { what: "rows", limit },
        }
    }
}

impl AgencyError {
    pub(crate) fn invalid(field: impl Into<String>, reason: &'static str) -> Self {
        Self::Invalid {
            field: field.into(),
            reason,
        }
    }
}

impl From<sea_orm::DbErr> for AgencyError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for AgencyError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Conflict => ErrorKind::Changed,
            Self::CodeTaken { .. }
            | Self::Closed { .. }
            | Self::WrongState { .. }
            | Self::Blocked { .. }
            | Self::AliasTaken
            | Self::InUse => ErrorKind::Conflict,
            Self::Invalid { .. } | Self::UnknownTerm { .. } | Self::Unreadable { .. } | Self::Rows { .. } => {
                ErrorKind::Invalid
            }
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::Workbook(_) | Self::Data(_) => ErrorKind::Internal,
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
            Self::File(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "agency.not_found",
            Self::Conflict => "agency.conflict",
            Self::Invalid { .. } => "agency.invalid",
            Self::UnknownTerm { .. } => "agency.unknown_term",
            Self::CodeTaken { .. } => "agency.code_taken",
            Self::Closed { .. } => "agency.closed",
            Self::WrongState { .. } => "agency.wrong_state",
            Self::Blocked { .. } => "agency.blocked",
            Self::AliasTaken => "agency.alias_taken",
            Self::InUse => "agency.in_use",
            Self::TooLarge { .. } => "agency.too_large",
            Self::Unreadable { .. } => "agency.unreadable",
            Self::Rows { .. } => "agency.rows",
            Self::Workbook(_) | Self::Data(_) => "agency.failed",
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
            Self::File(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", field.clone()), ("reason", (*reason).to_owned())])
            }
            Self::UnknownTerm {
                field,
                vocabulary,
                code,
            } => BTreeMap::from([
                ("field", field.clone()),
                ("vocabulary", (*vocabulary).to_owned()),
                ("code", code.clone()),
            ]),
            Self::CodeTaken {
                field,
                system,
                code,
                from,
            } => BTreeMap::from([
                ("field", field.clone()),
                ("system", system.clone()),
                ("code", code.clone()),
                ("from", from.clone()),
            ]),
            Self::Closed { name, since } => {
                BTreeMap::from([("name", name.clone()), ("since", since.clone())])
            }
            Self::WrongState { what, state } => {
                BTreeMap::from([("what", (*what).to_owned()), ("state", (*state).to_owned())])
            }
            Self::Blocked { first, count } => {
                BTreeMap::from([("first", (*first).to_owned()), ("count", count.to_string())])
            }
            Self::TooLarge { what, limit } => {
                BTreeMap::from([("what", (*what).to_owned()), ("limit", limit.to_string())])
            }
            Self::Unreadable { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::Rows { count } => BTreeMap::from([("count", count.to_string())]),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::File(e) => e.params(),
            _ => BTreeMap::new(),
        }
    }
}
