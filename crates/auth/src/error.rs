//! Errors of sign-in, permission and accounts.

use crate::Action;
use coloa_base::{AreaError, ErrorKind};
use coloa_platform::{StoreError, keys::KeyError};
use std::collections::BTreeMap;

#[derive(Debug, thiserror::Error)]
pub enum AuthError {
    #[error("nobody is signed in")]
    Unauthenticated,
    #[error("{action} is not allowed")]
    Forbidden { action: Action },
    #[error("user name or password is wrong")]
    WrongCredentials,
    /// The own password, asked for again before a change of the account.
    #[error("the password is wrong")]
    WrongPassword,
    #[error("a one-time code is needed")]
    TotpRequired,
    #[error("the one-time code is wrong")]
    WrongTotp,
    /// One-time codes are in force already, or enrolment was not begun.
    #[error("enrolment of one-time codes is not at that step")]
    TotpState,
    /// A role of the person demands one-time codes (`session.require_totp_roles`).
    #[error("one-time codes cannot be switched off: a role demands them")]
    TotpMandatory,
    /// The same, where they are not enrolled yet.
    #[error("one-time codes must be enrolled first: a role demands them")]
    TotpEnrolment,
    #[error("too many attempts; wait {retry_after_seconds} s")]
    TooManyAttempts { retry_after_seconds: u64 },
    #[error("the account has ended")]
    AccountEnded,
    /// Of somebody else, who can no longer be invited or given a role.
    #[error("the person's account has ended")]
    PersonEnded,
    /// Without it nobody could give roles any more.
    #[error("the last system administrator cannot be taken away")]
    LastAdmin,
    #[error("the one-time link is used, replaced or too old")]
    InvitationInvalid,
    #[error("the password is too weak: {reason}")]
    WeakPassword { reason: &'static str },
    #[error("user name {0} is taken")]
    UserNameTaken(String),
    #[error("{field} is not valid")]
    Invalid { field: &'static str },
    #[error("no such {what}")]
    NotFound { what: &'static str },
    #[error("the record was changed by somebody else")]
    Conflict,
    /// A running or done job cannot be tried again.
    #[error("the job is running or done")]
    JobState,
    #[error("hashing the password failed: {0}")]
    Hash(String),
    #[error("a sealed secret cannot be used")]
    Key(#[from] KeyError),
    #[error("the policy could not be evaluated: {0}")]
    Policy(String),
    #[error("the account store failed")]
    Store(#[from] StoreError),
}

impl From<sea_orm::DbErr> for AuthError {
    fn from(e: sea_orm::DbErr) -> Self {
        Self::Store(e.into())
    }
}

impl AreaError for AuthError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Unauthenticated
            | Self::WrongCredentials
            | Self::WrongPassword
            | Self::TotpRequired
            | Self::WrongTotp
            | Self::AccountEnded => ErrorKind::Unauthenticated,
            Self::Forbidden { .. } => ErrorKind::Forbidden,
            Self::TooManyAttempts { .. } => ErrorKind::TooMany,
            Self::InvitationInvalid | Self::NotFound { .. } => ErrorKind::NotFound,
            Self::WeakPassword { .. } | Self::Invalid { .. } => ErrorKind::Invalid,
            Self::UserNameTaken(_)
            | Self::TotpState
            | Self::TotpMandatory
            | Self::JobState
            | Self::PersonEnded
            | Self::LastAdmin => ErrorKind::Conflict,
            Self::Conflict => ErrorKind::Changed,
            Self::TotpEnrolment => ErrorKind::Forbidden,
            Self::Hash(_) | Self::Key(_) | Self::Policy(_) => ErrorKind::Internal,
            Self::Store(e) => e.kind(),
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Unauthenticated => "auth.unauthenticated",
            Self::Forbidden { .. } => "auth.forbidden",
            Self::WrongCredentials => "auth.wrong_credentials",
            Self::WrongPassword => "auth.wrong_password",
            Self::TotpRequired => "auth.totp_required",
            Self::WrongTotp => "auth.wrong_totp",
            Self::TotpState => "auth.totp_state",
            Self::TotpMandatory => "auth.totp_mandatory",
            Self::TotpEnrolment => "auth.totp_enrolment",
            Self::TooManyAttempts { .. } => "auth.too_many_attempts",
            Self::AccountEnded => "auth.account_ended",
            Self::PersonEnded => "auth.person_ended",
            Self::LastAdmin => "auth.last_admin",
            Self::InvitationInvalid => "auth.invitation_invalid",
            Self::WeakPassword { .. } => "auth.weak_password",
            Self::UserNameTaken(_) => "auth.user_name_taken",
            Self::Invalid { .. } => "auth.invalid",
            Self::NotFound { .. } => "auth.not_found",
            Self::Conflict => "auth.conflict",
            Self::JobState => "auth.job_state",
            Self::Hash(_) | Self::Key(_) | Self::Policy(_) => "auth.failed",
            Self::Store(e) => e.code(),
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Forbidden { action } => BTreeMap::from([("action", action.to_string())]),
            Self::TooManyAttempts { retry_after_seconds } => {
                BTreeMap::from([("retry_after_seconds", retry_after_seconds.to_string())])
            }
            Self::WeakPassword { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::UserNameTaken(name) => BTreeMap::from([("user_name", name.clone())]),
            Self::Invalid { field } => BTreeMap::from([("field", (*field).to_owned())]),
            Self::NotFound { what } => BTreeMap::from([("what", (*what).to_owned())]),
            _ => BTreeMap::new(),
        }
    }
}
