//! Legal regimes as dated data: document types and numbering, statutory calendar, working days and holidays,
//! default report outlines.
//!
//! The records are TOML files in `data/`, embedded in the binary. Each carries its source, article, period of
//! validity and [`Certainty`]; the code holds the arithmetic and none of the legal numbers. Time is an argument.
//!
//! Invariants: no I/O, no clock, no panic on input; every embedded file parses (a test reads each of them).
//! Start reading at [`source`], then [`numbering`], [`calendar`] and [`workdays`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod calendar;
mod compute;
pub mod document_types;
pub mod error;
pub mod log_retention;
pub mod numbering;
pub mod outline;
pub mod period;
pub mod source;
pub mod workdays;

pub use calendar::{Occurrence, StatutoryReport, occurrences};
pub use document_types::{DocumentType, document_type, document_types};
pub use error::LawError;
pub use log_retention::{Keep, LogRetention, log_retention, log_retentions};
pub use numbering::{NumberParts, format_number, format_place_date};
pub use outline::{BlockKind, ReportOutline, outline, outlines};
pub use source::{Certainty, Legal, OrganKind};
pub use workdays::{DayInfo, WorkCalendar};
