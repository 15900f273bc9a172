//! Legal regimes as dated data: document types and numbering, statutory calendar, working days and holidays,
//! default report outlines; levels of information systems with their criteria, routes, dossiers and checklists;
//! incidents and their deadlines.
//!
//! The records are TOML files in `data/`, embedded in the binary. Each carries its source, article, period of
//! validity and [`Certainty`]; the code holds the arithmetic and none of the legal numbers. Time is an argument.
//! What concerns levels and incidents is a [`LawBook`]: a new decree is one more data file
//! ([`LawBook::extended`]), and [`LawBook::law_on`] and [`LawBook::changes`] list the law of a day and what changed.
//! Official names, labels, numbers and articles are carried as they are; the prose of standards is not.
//!
//! Invariants: no I/O, no clock, no panic on input; every embedded file parses (a test reads each of them).
//! Start reading at [`source`] and [`book`], then [`numbering`], [`calendar`] and [`workdays`], [`criterion`] and
//! [`assess`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod assess;
pub mod book;
pub mod calendar;
pub mod checklist;
mod compute;
pub mod criterion;
pub mod document_types;
pub mod dossier;
pub mod error;
pub mod facts;
pub mod hotline;
pub mod in_force;
pub mod incident;
pub mod interval;
pub mod log_retention;
pub mod national;
pub mod numbering;
pub mod outline;
pub mod period;
pub mod regime;
pub mod route;
pub mod source;
pub mod workdays;

pub use assess::Assessment;
pub use book::{DataError, Entry, LawBook, Row};
pub use calendar::{Occurrence, StatutoryReport, occurrences};
pub use checklist::Checklist;
pub use document_types::{DocumentType, document_type, document_types};
pub use error::LawError;
pub use facts::SystemFacts;
pub use in_force::Changes;
pub use incident::{Circumstance, IncidentFacts};
pub use log_retention::{Keep, LogRetention, log_retention, log_retentions};
pub use numbering::{NumberParts, format_number, format_place_date};
pub use outline::{BlockKind, ReportOutline, outline, outlines};
pub use regime::RegimeOn;
pub use route::RouteQuery;
pub use source::{Certainty, Legal, OrganKind};
pub use workdays::{DayInfo, WorkCalendar};
