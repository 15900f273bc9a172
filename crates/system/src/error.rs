//! Why an operation on systems was refused.

use crate::model::Lack;
use chrono::NaiveDate;
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
    /// The dossier stands at another step.
    #[error("the dossier is {state}")]
    State { state: &'static str },
    /// One dossier of a system is open at a time.
    #[error("another dossier is open, or a level is decided")]
    DossierOpen,
    /// One request of a system is open at a time.
    #[error("a request for the national-security list is open")]
    RequestOpen,
    /// It was decided or taken back.
    #[error("the request for the national-security list is over")]
    RequestDone,
    #[error("the system stands on the national-security list")]
    Listed,
    #[error("documents are missing: {names}")]
    DocumentsMissing { names: String },
    /// Nobody said yet that the dossier is complete.
    #[error("the dossier was not accepted as complete")]
    NotAccepted,
    /// A decided level goes down by a redetermination alone.
    #[error("the decided level is {from}")]
    LevelLowered { from: i32 },
    /// Below what the assessment came to, without a word why.
    #[error("the assessment came to level {proposed}")]
    BelowProposal { proposed: i32 },
    #[error("whoever operates a system does not appraise it ({article})")]
    NotIndependent { article: String },
    /// The dossier is for another unit to judge.
    #[error("the dossier is addressed to another unit")]
    NotAddressed,
    /// Something the law wants done first.
    #[error("{text} ({article})")]
    Gate { text: String, article: String },
    /// The regulation of the system bears no day.
    #[error("nobody said when the regulation was issued ({article})")]
    RegulationUndated { article: String },
    /// The regulation was issued after the approval.
    #[error("the regulation was issued on {issued}, after {approved} ({article})")]
    RegulationLate {
        issued: NaiveDate,
        approved: NaiveDate,
        article: String,
    },
    /// The list that the Prime Minister approves first is not there.
    #[error("the decision on the list is {lack} ({article})")]
    ListUndecided { lack: Lack, article: String },
    /// No rule of transition carries the regime for this system any more.
    #[error("{regime} is over, {instead} applies")]
    RegimeOver { regime: String, instead: String },
    /// A decision of before lies outside of the days of its regime.
    #[error("{regime} decided nothing on {on}")]
    RegimeDays { regime: String, on: NaiveDate },
    /// A decision that is younger than the record of the system is shown by its file.
    #[error("the system was registered on {registered} already")]
    RecordNeedsFile { registered: NaiveDate },
    /// It was taken as complete: its documents stand.
    #[error("the dossier was accepted as complete")]
    Accepted,
    /// Rows of a table that cannot be taken.
    #[error("the table cannot be read: {reason}")]
    Table { reason: &'static str },
    /// The heads of a table do not count.
    #[error("more than {limit} rows")]
    TooManyRows { limit: u64 },
    /// Nothing of the record would go into it.
    #[error("the template asks for no field")]
    TemplateEmpty,
    /// Fields that nothing fills.
    #[error("the template asks for {names}")]
    TemplateNames { names: String },
    /// Whoever opens a document written with it would fetch something.
    #[error("the template asks for a {kind} from elsewhere")]
    TemplateExternal { kind: String },
    #[error("the document cannot be read")]
    Read(#[from] coloa_document::read::ReadError),
    #[error("the law could not be asked")]
    Law(#[from] coloa_law::LawError),
    #[error("the file was not kept")]
    File(#[from] coloa_platform::files::FileError),
    #[error("the directory could not be asked")]
    Agency(#[source] Box<coloa_agency::AgencyError>),
    #[error("not authorised or not stored")]
    Auth(#[from] coloa_auth::AuthError),
    #[error("the records of systems failed")]
    Store(#[from] coloa_platform::StoreError),
}

impl SystemError {
    /// A record that cannot be written or read as JSON: a fault of the program or of the database.
    pub(crate) fn json(e: serde_json::Error) -> Self {
        Self::Store(std::io::Error::other(e).into())
    }
}

impl From<coloa_document::table::TableError> for SystemError {
    fn from(e: coloa_document::table::TableError) -> Self {
        use coloa_document::table::TableError;
        match e {
            TableError::Unreadable { reason } => Self::Table { reason },
            TableError::TooManyRows { limit } => Self::TooManyRows { limit },
        }
    }
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
            Self::Invalid { .. }
            | Self::BelowProposal { .. }
            | Self::RegimeOver { .. }
            | Self::RegimeDays { .. }
            | Self::RecordNeedsFile { .. }
            | Self::Table { .. }
            | Self::TooManyRows { .. }
            | Self::TemplateEmpty
            | Self::TemplateNames { .. }
            | Self::TemplateExternal { .. } => ErrorKind::Invalid,
            Self::Read(e) => e.kind(),
            Self::HostTaken { .. }
            | Self::State { .. }
            | Self::DossierOpen
            | Self::RequestOpen
            | Self::RequestDone
            | Self::Listed
            | Self::DocumentsMissing { .. }
            | Self::NotAccepted
            | Self::LevelLowered { .. }
            | Self::NotIndependent { .. }
            | Self::NotAddressed
            | Self::Accepted
            | Self::RegulationUndated { .. }
            | Self::RegulationLate { .. }
            | Self::ListUndecided { .. }
            | Self::Gate { .. } => ErrorKind::Conflict,
            Self::Changed => ErrorKind::Changed,
            Self::Law(e) => e.kind(),
            Self::File(e) => e.kind(),
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
            Self::State { .. } => "system.dossier_state",
            Self::DossierOpen => "system.dossier_open",
            Self::RequestOpen => "system.request_open",
            Self::RequestDone => "system.request_done",
            Self::Listed => "system.listed",
            Self::DocumentsMissing { .. } => "system.documents_missing",
            Self::NotAccepted => "system.not_accepted",
            Self::LevelLowered { .. } => "system.level_lowered",
            Self::BelowProposal { .. } => "system.below_proposal",
            Self::NotIndependent { .. } => "system.not_independent",
            Self::NotAddressed => "system.not_addressed",
            Self::Gate { .. } => "system.gate",
            Self::RegulationUndated { .. } => "system.regulation_undated",
            Self::RegulationLate { .. } => "system.regulation_late",
            Self::ListUndecided { .. } => "system.list_undecided",
            Self::RegimeOver { .. } => "system.regime_over",
            Self::RegimeDays { .. } => "system.regime_days",
            Self::RecordNeedsFile { .. } => "system.record_needs_file",
            Self::Accepted => "system.accepted",
            Self::Table { .. } => "system.table",
            Self::TooManyRows { .. } => "system.too_many_rows",
            Self::TemplateEmpty => "system.template_empty",
            Self::TemplateNames { .. } => "system.template_names",
            Self::TemplateExternal { .. } => "system.template_external",
            Self::Read(e) => e.code(),
            Self::Law(e) => e.code(),
            Self::File(e) => e.code(),
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
            Self::State { state } => BTreeMap::from([("state", (*state).to_owned())]),
            Self::DocumentsMissing { names } => BTreeMap::from([("names", names.clone())]),
            Self::LevelLowered { from } => BTreeMap::from([("from", from.to_string())]),
            Self::BelowProposal { proposed } => BTreeMap::from([("proposed", proposed.to_string())]),
            Self::NotIndependent { article } | Self::RegulationUndated { article } => {
                BTreeMap::from([("article", article.clone())])
            }
            Self::RegulationLate {
                issued,
                approved,
                article,
            } => BTreeMap::from([
                ("issued", issued.to_string()),
                ("approved", approved.to_string()),
                ("article", article.clone()),
            ]),
            Self::ListUndecided { lack, article } => {
                BTreeMap::from([("reason", lack.as_str().to_owned()), ("article", article.clone())])
            }
            Self::RegimeOver { regime, instead } => {
                BTreeMap::from([("regime", regime.clone()), ("instead", instead.clone())])
            }
            Self::RegimeDays { regime, on } => {
                BTreeMap::from([("regime", regime.clone()), ("on", on.to_string())])
            }
            Self::RecordNeedsFile { registered } => BTreeMap::from([("registered", registered.to_string())]),
            Self::Gate { text, article } => {
                BTreeMap::from([("text", text.clone()), ("article", article.clone())])
            }
            Self::Table { reason } => BTreeMap::from([("reason", (*reason).to_owned())]),
            Self::TooManyRows { limit } => BTreeMap::from([("limit", limit.to_string())]),
            Self::TemplateNames { names } => BTreeMap::from([("names", names.clone())]),
            Self::TemplateExternal { kind } => BTreeMap::from([("kind", kind.clone())]),
            Self::Read(e) => e.params(),
            Self::Law(e) => e.params(),
            Self::File(e) => e.params(),
            Self::Agency(e) => e.params(),
            Self::Auth(e) => e.params(),
            Self::Store(e) => e.params(),
            Self::NotFound
            | Self::Changed
            | Self::DossierOpen
            | Self::RequestOpen
            | Self::RequestDone
            | Self::Listed
            | Self::NotAddressed
            | Self::Accepted
            | Self::TemplateEmpty
            | Self::NotAccepted => BTreeMap::new(),
        }
    }
}
