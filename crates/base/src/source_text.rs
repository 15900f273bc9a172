//! The neutral form of a document that was read: one text, the tables in it, and what the reader noticed.
//! `document` produces it, `plan-parser` understands it; neither knows the other.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Text of a document in reading order, NFC, lines ended by `\n`. Offsets are bytes into `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceText {
    /// Table cells stand in the text too: one line a row, cells parted by a tab (line breaks inside a
    /// cell become spaces).
    pub text: String,
    pub tables: Vec<Table>,
    /// Byte ranges set in bold, where the format says so (DOCX); in order, not overlapping.
    pub bold: Vec<Range<usize>>,
    /// Read by character recognition: every field understood from it has low confidence.
    pub recognised: bool,
    pub notes: Vec<Note>,
}

/// A table as rows of cells, each the byte range of its text; a cell merged downwards is repeated as an
/// empty range.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub rows: Vec<Vec<Range<usize>>>,
}

/// Something the reader noticed and a person should know; the sentence is in the web app and the CLI.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Stable, e.g. `read.tracked_changes`, `read.legacy_encoding`, `plan.annex_missing`.
    pub code: String,
    pub detail: Option<String>,
}

impl SourceText {
    /// Plain text without tables, normalised.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self {
            text: crate::text::nfc(&text.replace("\r\n", "\n").replace('\r', "\n")),
            ..Self::default()
        }
    }
}
