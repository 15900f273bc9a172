//! Reading of what people send: DOCX, PDF, text and Markdown into [`SourceText`]; sheets of XLSX into rows.
//!
//! Invariants:
//! * A format is told by content, never by name. Nothing a file says about its own sizes is believed.
//! * Every reading is bounded in bytes, depth, pages and time ([`Limits`]); input never panics.
//! * Programs (poppler, tesseract) run as children without a shell, with resource limits and a deadline, and
//!   die with the future that started them.
//! * The text is NFC. Paragraphs are parted by a blank line, rows of tables by a line end, cells by a tab; a
//!   text file keeps its own lines.
//!
//! Start at [`read`]; [`read_pure`] is the part that needs no program, for fuzzing and the command line.
//!
//! Notes given: `read.tracked_changes`, `read.legacy_encoding` (detail: which), `read.recognised`,
//! `read.footnotes`, `read.comments`, `read.hidden_text`, `read.contents_list`, `read.embedded_part`,
//! `read.pages_without_text` (detail: page numbers).

pub(crate) mod archive;
mod assemble;
mod child;
mod columns;
pub mod detect;
mod docx;
pub mod encoding;
pub mod error;
pub mod limits;
mod markdown;
mod ocr;
mod page;
mod paragraphs;
mod pdf;
mod plain;
mod raster;
mod rulings;
mod sides;
mod syllable;
mod tcvn3;
mod vni;
pub mod xlsx;
mod xml;

pub use detect::{Format, detect};
pub use encoding::{TextEncoding, decode_text};
pub use error::{ReadError, Tool};
pub use limits::{Limits, Tools};
pub use pdf::read_words;
pub use xlsx::{Sheet, SheetChoice, SheetRow, read_sheet};

use coloa_base::SourceText;

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct Input {
    /// The name it came with; only a hint.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What was read, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub format: Format,
    /// How text was stored, for text files.
    pub encoding: Option<TextEncoding>,
    /// Pages, where the format has them.
    pub pages: Option<u32>,
    pub source: SourceText,
}

/// Reads the formats that need no program.
///
/// # Errors
/// As [`read`]; [`ReadError::ToolMissing`] for a PDF.
pub fn read_pure(name: &str, bytes: &[u8], limits: &Limits) -> Result<Reading, ReadError> {
    match detect(name, bytes, limits)? {
        Format::Docx => docx::read(bytes, limits),
        format @ (Format::Text | Format::Markdown) => plain::read(format, bytes, limits),
        Format::Pdf => Err(ReadError::ToolMissing {
            tool: Tool::PdfToText,
        }),
        found => Err(ReadError::UnsupportedFormat { found }),
    }
}

/// Reads a document. Programs are started for PDF only; the rest is done on a blocking thread.
///
/// # Errors
/// See [`ReadError`]: every refusal has its own code.
pub async fn read(input: Input, limits: &Limits, tools: &Tools) -> Result<Reading, ReadError> {
    let Input { name, bytes } = input;
    let caps = limits.clone();
    let done = tokio::task::spawn_blocking(move || match detect(&name, &bytes, &caps)? {
        Format::Pdf => Ok(Step::Pdf(bytes)),
        _ => read_pure(&name, &bytes, &caps).map(|reading| Step::Done(Box::new(reading))),
    });
    let step = done.await.map_err(|e| ReadError::Io {
        source: std::io::Error::other(e),
    })??;
    match step {
        Step::Done(reading) => Ok(*reading),
        Step::Pdf(bytes) => pdf::read(bytes, limits, tools).await,
    }
}

enum Step {
    Done(Box<Reading>),
    Pdf(Vec<u8>),
}
