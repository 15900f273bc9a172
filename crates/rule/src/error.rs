//! Why an operation on rules was refused.

use coloa_base::{AreaError, ErrorKind};
use std::collections::BTreeMap;

/// Errors of rules.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    #[error("no such rule")]
    NotFound,
    #[error("{field} is not valid: {reason}")]
    Invalid {
        field: &'static str,
        reason: &'static str,
    },
    /// What was written is no rule.
    #[error("this is no rule: {why}")]
    Unreadable { why: String },
    #[error("the rule was changed by somebody else")]
    Changed,
    #[error("the archive cannot be read: {reason}")]
    Archive { reason: &'static str },
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of rules failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl From<sea_orm::DbErr> for RuleError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for RuleError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound => ErrorKind::NotFound,
            Self::Invalid { .. } | Self::Unreadable { .. } | Self::Archive { .. } => ErrorKind::Invalid,
            Self::Changed => ErrorKind::Changed,
            Self::Auth(e) => e.kind(),
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "rule.not_found",
            Self::Invalid { .. } => "rule.invalid",
            Self::Unreadable { .. } => "rule.unreadable",
            Self::Changed => "rule.changed",
            Self::Archive { .. } => "rule.archive",
            Self::Auth(e) => e.code(),
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Invalid { field, reason } => {
                BTreeMap::from([("field", (*field).to_owned()), ("reason", (*reason).to_owned())])
            }
            Self::Unreadable { why } => BTreeMap::from([("why", why.clone())]),
            Self::Archive { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound | Self::Changed => BTreeMap::new(),
        }
    }
}
