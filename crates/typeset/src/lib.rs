//! Typesets official documents as PDF with typst; linked by the server only.
//!
//! [`Typesetter`] holds fonts and library and serves the whole process. A fixed template (`template.typ`) reads the
//! prepared document as JSON from a virtual file, so text from people is a value and can never become markup; the
//! template can reach no file, no package and no network. A [`Poster`] is typeset the same way (`poster.typ`).
//!
//! Fonts: Times New Roman or Liberation Serif (equal widths) from the system, else New Computer Modern, which is
//! embedded. A character that none of them has is printed as □ and reported.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod fonts;
mod poster;
mod world;

pub use poster::Poster;

use coloa_document::{DocumentError, Frame, OfficialDocument, PdfRenderer};
use fonts::Fonts;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::OnceLock;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// How many compilations a cached result outlives without being used. Reports rarely repeat: two keep the template's
/// own results and let the tables of the last document go.
const CACHE_AGE: usize = 2;

/// A PDF and what had to be changed for it.
#[derive(Clone, Debug)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub pages: usize,
    /// Characters that no font has; printed as □.
    pub replaced: BTreeSet<char>,
    /// Family of the body text.
    pub family: String,
}

/// Renders documents; cheap to share, `Send + Sync`.
#[derive(Debug)]
pub struct Typesetter {
    fonts: Fonts,
}

impl Typesetter {
    /// Looks for fonts in these folders (not below them), then in the embedded set.
    #[must_use]
    pub fn new(folders: &[PathBuf]) -> Self {
        Self {
            fonts: Fonts::load(folders),
        }
    }

    /// The one of the process, with the fonts of the system; made at first use.
    #[must_use]
    pub fn system() -> &'static Self {
        static SYSTEM: OnceLock<Typesetter> = OnceLock::new();
        SYSTEM.get_or_init(|| Self::new(&fonts::system_folders()))
    }

    /// The document as PDF/A-2b; as plain PDF while it has no date.
    pub fn render(&self, document: &OfficialDocument) -> Result<Rendered, DocumentError> {
        self.render_frame(&Frame::of(document)?)
    }

    /// The same from a frame that was prepared before.
    pub fn render_frame(&self, frame: &Frame) -> Result<Rendered, DocumentError> {
        let (json, replaced) = self.fonts.printable(&world::data(frame, &self.fonts)?);
        let world = world::DocumentWorld::new(&self.fonts, json);
        let result = typst::compile::<PagedDocument>(&world);
        typst::comemo::evict(CACHE_AGE);
        let paged = result.output.map_err(|errors| pdf_error(&errors))?;
        // The archive format asks for a date; a draft has none and is not archived.
        let standard: &[PdfStandard] = if frame.date.is_some() {
            &[PdfStandard::A_2b]
        } else {
            &[]
        };
        let standards = PdfStandards::new(standard).map_err(|e| DocumentError::Pdf {
            detail: format!("PDF/A: {}", e.message()),
        })?;
        let options = PdfOptions {
            ident: Smart::Auto,
            creator: Smart::Custom(Some("Cổ Loa".to_owned())),
            timestamp: frame.date.and_then(timestamp),
            standards,
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&paged, &options).map_err(|errors| pdf_error(&errors))?;
        Ok(Rendered {
            pdf,
            pages: paged.pages().len(),
            replaced,
            family: self.fonts.family().to_owned(),
        })
    }
}

impl PdfRenderer for Typesetter {
    fn pdf(&self, document: &OfficialDocument) -> Result<Vec<u8>, DocumentError> {
        Ok(self.render(document)?.pdf)
    }
}

fn timestamp(day: chrono::NaiveDate) -> Option<Timestamp> {
    use chrono::Datelike;
    let month = u8::try_from(day.month()).ok()?;
    let day_of_month = u8::try_from(day.day()).ok()?;
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(
        day.year(),
        month,
        day_of_month,
        0,
        0,
        0,
    )?))
}

/// What typst said; it may quote the document, so it is for the log alone.
fn pdf_error(errors: &[SourceDiagnostic]) -> DocumentError {
    let detail: Vec<String> = errors
        .iter()
        .take(5)
        .map(|e| {
            let hints: Vec<&str> = e.hints.iter().map(|h| h.v.as_str()).collect();
            format!("{} {}", e.message, hints.join(" "))
        })
        .collect();
    DocumentError::Pdf {
        detail: detail.join("; "),
    }
}
