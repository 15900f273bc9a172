//! What can go wrong between a document and an approved plan.

use crate::duties::DutyError;
use chrono::NaiveDate;
use coloa_auth::AuthError;
use coloa_base::{AreaError, ErrorKind, PlanId, clock::vn_date_text};
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
    /// On that day the directory does not tell whom these names mean.
    #[error("{} agency names are not resolved on {on}", names.len())]
    Unresolved {
        names: Vec<UnresolvedName>,
        on: NaiveDate,
    },
    /// Tasks that nobody would get, by their paths: they would disappear without a word.
    #[error("{} tasks name no agency", paths.len())]
    Unassigned { paths: Vec<String> },
    /// The work would go to agencies that the person may not give work to.
    #[error("{} agencies are beyond reach", names.len())]
    BeyondReach { names: Vec<String> },
    /// Agencies that do not exist on that day, or that the directory has never heard of.
    #[error("{} agencies do not exist on {on}", names.len())]
    NotInDirectory {
        field: &'static str,
        names: Vec<String>,
        on: NaiveDate,
    },
    /// Names are placed on a day between the document's and today.
    #[error("names cannot be placed on {on}")]
    ActivationDay {
        on: NaiveDate,
        from: Option<NaiveDate>,
        to: NaiveDate,
    },
    /// The same document stands in the records already.
    #[error("the document is that of plan {plan}")]
    Duplicate {
        plan: PlanId,
        title: String,
        number: Option<String>,
    },
    /// A plan has one successor.
    #[error("the plan was replaced already")]
    AlreadyReplaced { title: String },
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
            Self::Invalid { .. }
            | Self::Parse(_)
            | Self::TooSlow { .. }
            | Self::Empty
            | Self::Circle
            | Self::NotInDirectory { .. }
            | Self::ActivationDay { .. } => ErrorKind::Invalid,
            Self::Conflict => ErrorKind::Changed,
            Self::WrongState { .. }
            | Self::Unresolved { .. }
            | Self::Unseen { .. }
            | Self::Unassigned { .. }
            | Self::Duplicate { .. }
            | Self::AlreadyReplaced { .. }
            | Self::OtherVersionInReview => ErrorKind::Conflict,
            Self::BeyondReach { .. } => ErrorKind::Forbidden,
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
            // The sentence stands under the field, so it has to say what is wrong with it.
            Self::Invalid { reason, .. } => match *reason {
                "too_long" => "plan.text_too_long",
                "not_a_date" => "plan.not_a_date",
                "before_from" => "plan.before_from",
                "in_future" => "plan.in_future",
                _ => "plan.invalid",
            },
            Self::Parse(e) => e.code(),
            Self::TooSlow { .. } => "plan.too_slow",
            Self::Parser => "plan.parser_failed",
            Self::Conflict => "plan.conflict",
            Self::WrongState { .. } => "plan.wrong_state",
            Self::Unresolved { .. } => "plan.unresolved_agencies",
            Self::Unseen { .. } => "plan.unseen_items",
            Self::Unassigned { .. } => "plan.unassigned_items",
            Self::BeyondReach { .. } => "plan.beyond_reach",
            Self::NotInDirectory { .. } => "plan.agency_not_in_directory",
            Self::ActivationDay { .. } => "plan.activation_day",
            Self::Duplicate { .. } => "plan.duplicate",
            Self::AlreadyReplaced { .. } => "plan.already_replaced",
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
            Self::Unresolved { names, on } => {
                let printed: Vec<String> = names
                    .iter()
                    .map(|n| format!("{} ({})", n.printed, n.items))
                    .collect();
                listed("names", &printed, "; ", [("on", vn_date_text(*on))])
            }
            Self::Unassigned { paths } => listed("paths", paths, ", ", []),
            Self::BeyondReach { names } => listed("names", names, "; ", []),
            Self::NotInDirectory { field, names, on } => listed(
                "names",
                names,
                "; ",
                [("field", (*field).to_owned()), ("on", vn_date_text(*on))],
            ),
            Self::ActivationDay { on, from, to } => BTreeMap::from([
                ("on", vn_date_text(*on)),
                ("from", from.map(vn_date_text).unwrap_or_default()),
                ("to", vn_date_text(*to)),
            ]),
            Self::Duplicate { plan, title, number } => BTreeMap::from([
                ("plan", plan.to_string()),
                ("title", title.clone()),
                ("number", number.clone().unwrap_or_default()),
            ]),
            Self::AlreadyReplaced { title } => BTreeMap::from([("title", title.clone())]),
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

/// The first of a list, how many there are, and how many are not shown.
fn listed<const N: usize>(
    of: &'static str,
    all: &[String],
    between: &str,
    more: [(&'static str, String); N],
) -> BTreeMap<&'static str, String> {
    let shown = all.iter().take(NAMES_SHOWN).cloned().collect::<Vec<_>>();
    let mut params = BTreeMap::from(more);
    params.insert(of, shown.join(between));
    params.insert("count", all.len().to_string());
    params.insert("more", all.len().saturating_sub(NAMES_SHOWN).to_string());
    params
}
