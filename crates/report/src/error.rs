//! Errors of reports.

use chrono::NaiveDate;
use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind, clock::vn_date_text};
use coloa_document::{DocumentError, validate::Finding};
use coloa_platform::{StoreError, files::FileError};
use std::collections::BTreeMap;

#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("{field} is not valid")]
    Invalid { field: &'static str },
    /// A report about the same days stands already.
    #[error("there is a report of these days already: {title}")]
    Exists { id: uuid::Uuid, title: String },
    #[error("step {step} does not follow state {state}")]
    WrongStep { state: &'static str, step: &'static str },
    #[error("the record was changed by somebody else")]
    Conflict,
    /// The code of the first objection is the error's own, so that it has a sentence.
    #[error("the document breaks {count} rules of form, the first: {}", .first.code)]
    Form { count: usize, first: Box<Finding> },
    #[error("the frozen figures or the approved words do not match their hash")]
    Tampered,
    #[error("{day} cannot be the day of issue: {reason}, {limit}")]
    IssueDay {
        reason: IssueDay,
        day: NaiveDate,
        limit: NaiveDate,
    },
    #[error("the number of the report was cancelled")]
    NumberCancelled,
    #[error("the signed file is not of a kind that bears signatures")]
    SignedKind,
    #[error("a signed file is replaced with a reason only")]
    ReplaceReason,
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

/// Why a document cannot bear a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssueDay {
    /// Today is the limit.
    Future,
    /// The last day of the period is the limit.
    BeforePeriodEnd,
    /// The rules of form begin on the limit.
    BeforeRules,
}

impl std::fmt::Display for IssueDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Future => "in the future",
            Self::BeforePeriodEnd => "before the end of the period",
            Self::BeforeRules => "before the rules of form",
        })
    }
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
            Self::Invalid { .. }
            | Self::Form { .. }
            | Self::IssueDay { .. }
            | Self::SignedKind
            | Self::ReplaceReason => ErrorKind::Invalid,
            Self::Exists { .. } | Self::WrongStep { .. } | Self::NumberCancelled => ErrorKind::Conflict,
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
            Self::Exists { .. } => "report.exists",
            Self::WrongStep { .. } => "report.wrong_step",
            Self::Conflict => "report.conflict",
            Self::Form { first, .. } => first.code,
            Self::IssueDay { reason, .. } => match reason {
                IssueDay::Future => "report.issued_in_future",
                IssueDay::BeforePeriodEnd => "report.issued_before_period_end",
                IssueDay::BeforeRules => "report.issued_before_rules",
            },
            Self::NumberCancelled => "report.number_cancelled",
            Self::SignedKind => "report.signed_kind",
            Self::ReplaceReason => "report.replace_reason",
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
            Self::Exists { id, title } => BTreeMap::from([("id", id.to_string()), ("title", title.clone())]),
            Self::WrongStep { state, step } => {
                BTreeMap::from([("state", (*state).to_owned()), ("step", (*step).to_owned())])
            }
            Self::Form { count, first } => {
                let mut params = first.params.clone();
                params.insert("count", count.to_string());
                params.insert("field", first.field.to_owned());
                params
            }
            Self::IssueDay { day, limit, .. } => {
                BTreeMap::from([("day", vn_date_text(*day)), ("limit", vn_date_text(*limit))])
            }
            Self::SignedKind => BTreeMap::from([("field", "file".to_owned())]),
            Self::ReplaceReason => BTreeMap::from([("field", "reason".to_owned())]),
            Self::Auth(e) => e.params(),
            Self::Document(e) => e.params(),
            Self::File(e) => e.params(),
            _ => BTreeMap::new(),
        }
    }
}
