//! Official documents: layout model, DOCX and XLSX writing, reading of DOCX, PDF, text; number register. Knows no area.
//!
//! Writing goes [`model`] → [`frame`] (every printed string ready, by the rules of [`coloa_law`]) → [`docx`], or a
//! [`PdfRenderer`] such as the one of `coloa-typeset`, which is a crate of its own so that record crates do not link
//! a typesetting engine. [`validate`] says what a clerk would object to; [`register`] gives numbers.
//!
//! Invariants: text from people is written as text and never understood as markup; sizes, margins and fixed words
//! are data (`data/layout.toml`); a number of a series is given once and never taken back.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod docx;
pub mod error;
pub mod frame;
pub mod layout;
pub mod lines;
pub mod migration;
pub mod model;
pub mod numerals;
pub mod read;
pub mod register;
pub mod table;
pub mod template;
pub mod text;
pub mod validate;
pub mod xlsx;

pub use error::DocumentError;
pub use frame::Frame;
pub use model::OfficialDocument;

/// Turns a document into a PDF file. Implemented by `coloa-typeset`; `Send + Sync` so that one renderer with its
/// fonts serves the whole process. Rendering is work for the processor: call it from a blocking thread.
pub trait PdfRenderer: Send + Sync {
    fn pdf(&self, document: &OfficialDocument) -> Result<Vec<u8>, DocumentError>;
}
