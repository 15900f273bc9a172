//! Errors of writing documents and of the number register. Reading has its own in `read`.

use chrono::NaiveDate;
use coloa_base::{AreaError, ErrorKind};
use coloa_law::LawError;
use std::collections::BTreeMap;

/// Why a document was not written or a number not given.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("field {field} is empty")]
    Missing { field: &'static str },
    #[error("document type {code} is not known on {day}")]
    UnknownType { code: String, day: NaiveDate },
    #[error("{what}: {size} is more than {limit}")]
    TooLarge {
        what: &'static str,
        size: usize,
        limit: usize,
    },
    /// A table whose rows and columns do not fit together.
    #[error("table {table}, row {row}: {cells} cells for {columns} columns")]
    RaggedTable {
        table: usize,
        row: usize,
        cells: usize,
        columns: usize,
    },
    #[error("the rules of form refuse the document")]
    Law(#[source] LawError),
    #[error("the DOCX package could not be put together")]
    Docx(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the workbook could not be put together")]
    Xlsx(#[source] rust_xlsxwriter::XlsxError),
    #[error("sheet {sheet}, row {row}: {cells} values for {columns} columns")]
    RaggedSheet {
        sheet: String,
        row: usize,
        cells: usize,
        columns: usize,
    },
    /// The PDF could not be typeset; `detail` is for the log.
    #[error("typesetting failed: {detail}")]
    Pdf { detail: String },
    #[error("the day {day} does not lie in the series {period}")]
    RegisterPeriod { period: String, day: NaiveDate },
    /// Numbers follow the calendar: a later number cannot bear an earlier day.
    #[error("the day {day} is before {last}, the day of the last number")]
    RegisterDateOrder { day: NaiveDate, last: NaiveDate },
    #[error("no term of the committee is known that holds {day}")]
    RegisterNoTerm { day: NaiveDate },
    #[error("the term overlaps the known one from {from} to {to}")]
    RegisterTermOverlap { from: NaiveDate, to: NaiveDate },
    #[error("the series already stands at {last}")]
    RegisterStarted { last: i64 },
    #[error("document {document} already has the number {number}")]
    RegisterTwice { document: uuid::Uuid, number: i64 },
    #[error("register entry not found")]
    RegisterNotFound,
    #[error("register entry is cancelled")]
    RegisterCancelled,
    #[error("the register could not be read or written")]
    Database(#[source] sea_orm::DbErr),
}

impl AreaError for DocumentError {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::Missing { .. }
            | Self::UnknownType { .. }
            | Self::RaggedTable { .. }
            | Self::RaggedSheet { .. }
            | Self::Law(_)
            | Self::RegisterPeriod { .. }
            | Self::RegisterNoTerm { .. } => ErrorKind::Invalid,
            Self::TooLarge { .. } => ErrorKind::TooLarge,
            Self::RegisterDateOrder { .. }
            | Self::RegisterTermOverlap { .. }
            | Self::RegisterStarted { .. }
            | Self::RegisterTwice { .. }
            | Self::RegisterCancelled => ErrorKind::Conflict,
            Self::RegisterNotFound => ErrorKind::NotFound,
            Self::Docx(_) | Self::Xlsx(_) | Self::Pdf { .. } => ErrorKind::Internal,
            Self::Database(_) => ErrorKind::Unavailable,
        }
    }
    fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "document.missing",
            Self::UnknownType { .. } => "document.unknown_type",
            Self::TooLarge { .. } => "document.too_large",
            Self::RaggedTable { .. } => "document.ragged_table",
            Self::RaggedSheet { .. } => "document.ragged_sheet",
            Self::Law(inner) => inner.code(),
            Self::Docx(_) => "document.docx",
            Self::Xlsx(_) => "document.xlsx",
            Self::Pdf { .. } => "document.pdf",
            Self::RegisterPeriod { .. } => "document.register_period",
            Self::RegisterDateOrder { .. } => "document.register_date_order",
            Self::RegisterNoTerm { .. } => "document.register_no_term",
            Self::RegisterTermOverlap { .. } => "document.register_term_overlap",
            Self::RegisterStarted { .. } => "document.register_started",
            Self::RegisterTwice { .. } => "document.register_twice",
            Self::RegisterNotFound => "document.register_not_found",
            Self::RegisterCancelled => "document.register_cancelled",
            Self::Database(_) => "document.database",
        }
    }
    fn params(&self) -> BTreeMap<&'static str, String> {
        match self {
            Self::Missing { field } => BTreeMap::from([("field", (*field).into())]),
            Self::UnknownType { code, day } => {
                BTreeMap::from([("type", code.clone()), ("day", day.to_string())])
            }
            Self::TooLarge { what, size, limit } => BTreeMap::from([
                ("what", (*what).into()),
                ("size", size.to_string()),
                ("limit", limit.to_string()),
            ]),
            Self::RaggedTable {
                table,
                row,
                cells,
                columns,
            } => BTreeMap::from([
                ("table", table.to_string()),
                ("row", row.to_string()),
                ("cells", cells.to_string()),
                ("columns", columns.to_string()),
            ]),
            Self::RaggedSheet {
                sheet,
                row,
                cells,
                columns,
            } => BTreeMap::from([
                ("sheet", sheet.clone()),
                ("row", row.to_string()),
                ("cells", cells.to_string()),
                ("columns", columns.to_string()),
            ]),
            Self::Law(inner) => inner.params(),
            Self::RegisterPeriod { period, day } => {
                BTreeMap::from([("period", period.clone()), ("day", day.to_string())])
            }
            Self::RegisterDateOrder { day, last } => {
                BTreeMap::from([("day", day.to_string()), ("last", last.to_string())])
            }
            Self::RegisterNoTerm { day } => BTreeMap::from([("day", day.to_string())]),
            Self::RegisterTermOverlap { from, to } => {
                BTreeMap::from([("from", from.to_string()), ("to", to.to_string())])
            }
            Self::RegisterStarted { last } => BTreeMap::from([("last", last.to_string())]),
            Self::RegisterTwice { number, .. } => BTreeMap::from([("number", number.to_string())]),
            Self::Docx(_)
            | Self::Xlsx(_)
            | Self::Pdf { .. }
            | Self::RegisterNotFound
            | Self::RegisterCancelled
            | Self::Database(_) => BTreeMap::new(),
        }
    }
}

impl From<sea_orm::DbErr> for DocumentError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Database(source)
    }
}
