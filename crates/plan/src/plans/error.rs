//! What can go wrong between a document and an approved plan.

use crate::duties::DutyError;
use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind};
use coloa_document::read::ReadError;
use coloa_plan_parser::ParseError;
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

/// An unresolved name with how many items print it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnresolvedName {
    pub printed: String,
    pub items: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    #[error("the document was not understood")]
    Parse(#[from] ParseError),
    /// Understanding the text took longer than allowed.
    #[error("understanding the document took longer than {seconds} s")]
    TooSlow { seconds: u64 },
    /// The parser panicked; the document is kept nowhere.
    #[error("the document could not be understood")]
    Parser,
    #[error("the record was changed by somebody else")]
    Conflict,
    /// The step does not fit the state.
    #[error("not possible while the {what} is {state}")]
    WrongState { what: &'static str, state: &'static str },
    #[error("{} agency names are not resolved", names.len())]
    Unresolved { names: Vec<UnresolvedName> },
    /// Unsure items that nobody has looked at.
    #[error("{count} unsure items were not looked at")]
    Unseen { count: u64 },
    #[error("the plan has no items")]
    Empty,
    #[error("plans would stand in a circle")]
    Circle,
    #[error("another version is in review")]
    OtherVersionInReview,
    #[error("reading the document failed")]
    Read(#[from] ReadError),
    #[error("keeping the document failed")]
    File(#[from] FileError),
    #[error("the change was refused")]
    Auth(#[from] AuthError),
    #[error("the duties could not be brought in line with the plan")]
    Duties(#[source] Box<DutyError>),
    #[error("the directory of agencies could not be read")]
    Agency(#[source] Box<coloa_agency::AgencyError>),
    #[error("the plan store failed")]
    Store(#[from] StoreError),
}

impl From<coloa_agency::AgencyError> for PlanError {
    fn from(e: coloa_agency::AgencyError) -> Self {
        Self::Agency(Box::new(e))
    }
}

impl From<DutyError> for PlanError {
    fn from(e: DutyError) -> Self {
        Self::Duties(Box::new(e))
    }
}

impl From<sea_orm::DbErr> for PlanError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

/// Names shown in the error; the screen shows the rest from the list of items.
const NAMES_SHOWN: usize = 20;

impl AreaError for PlanError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Invalid { .. } | Self::Parse(_) | Self::TooSlow { .. } | Self::Empty | Self::Circle => {
                ErrorKind::Invalid
            }
            Self::Conflict => ErrorKind::Changed,
            Self::WrongState { .. }
            | Self::Unresolved { .. }
            | Self::Unseen { .. }
            | Self::OtherVersionInReview => ErrorKind::Conflict,
            Self::Parser => ErrorKind::Internal,
            Self::Read(e) => e.kind(),
            Self::File(e) => e.kind(),
            Self::Auth(e) => e.kind(),
            Self::Duties(e) => e.kind(),
            Self::Agency(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "plan.not_found",
            Self::Invalid { .. } => "plan.invalid",
            Self::Parse(e) => e.code(),
            Self::TooSlow { .. } => "plan.too_slow",
            Self::Parser => "plan.parser_failed",
            Self::Conflict => "plan.conflict",
            Self::WrongState { .. } => "plan.wrong_state",
            Self::Unresolved { .. } => "plan.unresolved_agencies",
            Self::Unseen { .. } => "plan.unseen_items",
            Self::Empty => "plan.no_items",
            Self::Circle => "plan.circle",
            Self::OtherVersionInReview => "plan.other_version_in_review",
            Self::Read(e) => e.code(),
            Self::File(e) => e.code(),
            Self::Auth(e) => e.code(),
            Self::Duties(e) => e.code(),
            Self::Agency(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }

    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::TooSlow { seconds } => BTreeMap::from([("seconds", seconds.to_string())]),
            Self::WrongState { what, state } => {
                BTreeMap::from([("what", (*what).to_owned()), ("state", (*state).to_owned())])
            }
            Self::Unresolved { names } => {
                let listed: Vec<String> = names
                    .iter()
                    .take(NAMES_SHOWN)
                    .map(|n| format!("{} ({})", n.printed, n.items))
                    .collect();
                let more = names.len().saturating_sub(NAMES_SHOWN);
                BTreeMap::from([
                    ("count", names.len().to_string()),
                    ("names", listed.join("; ")),
                    ("more", more.to_string()),
                ])
            }
            Self::Parse(ParseError::TooLong { limit, .. }) => {
                BTreeMap::from([("limit_mb", (limit / (1024 * 1024)).to_string())])
            }
            Self::Parse(ParseError::NotAPlan { reason }) => {
                BTreeMap::from([("reason", (*reason).to_owned())])
            }
            Self::Unseen { count } => BTreeMap::from([("count", count.to_string())]),
            Self::Read(e) => e.params(),
            Self::File(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Duties(e) => e.params(),
            Self::Agency(e) => e.params(),
            Self::Store(e) => e.params(),
            _ => BTreeMap::new(),
        }
    }
}
