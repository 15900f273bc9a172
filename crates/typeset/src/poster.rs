//! A poster to be printed and put up: large words, what to look out for and to do, and a square code that leads on.

use crate::{CACHE_AGE, Typesetter, pdf_error, world::DocumentWorld};
use coloa_document::{DocumentError, text::clean};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// What stands on it.
#[derive(Clone, Debug, Default)]
pub struct Poster {
    /// `vi` or `en`.
    pub language: String,
    pub centre: String,
    pub title: String,
    pub lead: String,
    /// What to look out for.
    pub points: Vec<String>,
    /// What to do.
    pub advice: Vec<String>,
    /// Beside the code: where it leads, in words.
    pub follow: String,
    /// The address that the code holds.
    pub address: String,
    /// The code, row by row; true is dark.
    pub dots: Vec<Vec<bool>>,
}

impl Poster {
    /// Points of the title: a long one is set smaller.
    fn title_size(&self) -> u32 {
        match self.title.chars().count() {
            0..=40 => 38,
            41..=80 => 32,
            81..=130 => 26,
            _ => 21,
        }
    }
}

impl Typesetter {
    /// The poster as PDF.
    pub fn poster(&self, poster: &Poster) -> Result<Vec<u8>, DocumentError> {
        let dots: Vec<Vec<u8>> = poster
            .dots
            .iter()
            .map(|row| row.iter().map(|dark| u8::from(*dark)).collect())
            .collect();
        let lines = |lines: &[String]| lines.iter().map(|line| clean(line)).collect::<Vec<_>>();
        let data = serde_json::json!({
            "lang": poster.language,
            "fonts": self.fonts.families(),
            "centre": clean(&poster.centre),
            "title": clean(&poster.title),
            "title_size": poster.title_size(),
            "lead": clean(&poster.lead),
            "points": lines(&poster.points),
            "advice": lines(&poster.advice),
            "follow": clean(&poster.follow),
            "address": clean(&poster.address),
            "dots": dots,
        });
        let (json, _) = self.fonts.printable(&data.to_string());
        let world = DocumentWorld::poster(&self.fonts, json);
        let result = typst::compile::<PagedDocument>(&world);
        typst::comemo::evict(CACHE_AGE);
        let paged = result.output.map_err(|errors| pdf_error(&errors))?;
        let options = PdfOptions {
            creator: Smart::Custom(Some("Cổ Loa".to_owned())),
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&paged, &options).map_err(|errors| pdf_error(&errors))
    }
}
