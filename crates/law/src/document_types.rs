//! Types of official documents, their Vietnamese names and abbreviations, by kind of organ and date.

use crate::source::{Certainty, Legal, OrganKind, toml_day, toml_day_opt};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

const DATA: &str = include_str!("../data/document_types.toml");

/// One document type of one kind of organ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentType {
    /// Stable code, e.g. `bao_cao`.
    pub code: String,
    /// Vietnamese name as printed, e.g. "Báo cáo".
    pub name: String,
    /// As used in the symbol, e.g. "BC"; `None` for official letters of the State and for letters of courtesy.
    pub abbreviation: Option<String>,
    pub organ: OrganKind,
    /// An official letter: no type name above the text; the summary stands as "V/v …" under the number.
    pub untitled: bool,
    /// May be addressed ("Kính gửi:").
    pub to_superior: bool,
    /// A kind of copy rather than a document of its own.
    pub copy: bool,
    pub legal: Legal,
}

#[derive(Deserialize)]
struct File {
    source: Vec<FileSource>,
    r#type: Vec<FileType>,
}
#[derive(Deserialize)]
struct FileSource {
    id: String,
    text: String,
    article: String,
    organ: OrganKind,
    #[serde(deserialize_with = "toml_day")]
    valid_from: NaiveDate,
    #[serde(default, deserialize_with = "toml_day_opt")]
    valid_to: Option<NaiveDate>,
    certainty: Certainty,
}
#[derive(Deserialize)]
struct FileType {
    code: String,
    source: String,
    name: String,
    abbreviation: Option<String>,
    #[serde(default)]
    untitled: bool,
    #[serde(default)]
    to_superior: bool,
    #[serde(default)]
    copy: bool,
}

fn parse(text: &str) -> Result<Vec<DocumentType>, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    file.r#type
        .into_iter()
        .map(|t| {
            let s = file
                .source
                .iter()
                .find(|s| s.id == t.source)
                .ok_or_else(|| format!("source {}", t.source))?;
            Ok(DocumentType {
                code: t.code,
                name: t.name,
                abbreviation: t.abbreviation,
                organ: s.organ,
                untitled: t.untitled,
                to_superior: t.to_superior,
                copy: t.copy,
                legal: Legal {
                    source: s.text.clone(),
                    article: s.article.clone(),
                    valid_from: s.valid_from,
                    valid_to: s.valid_to,
                    certainty: s.certainty,
                },
            })
        })
        .collect()
}

static TYPES: LazyLock<Vec<DocumentType>> =
    LazyLock::new(|| parse(DATA).expect("embedded document_types.toml parses; a test reads it"));

/// Every type known, in or out of force.
pub(crate) fn all_document_types() -> &'static [DocumentType] {
    &TYPES
}

/// Every type in force on `day` for that kind of organ, in the order of the law.
pub fn document_types(organ: OrganKind, day: NaiveDate) -> impl Iterator<Item = &'static DocumentType> {
    TYPES
        .iter()
        .filter(move |t| t.organ == organ && t.legal.in_force(day))
}

/// The type with this code on `day`.
#[must_use]
pub fn document_type(organ: OrganKind, code: &str, day: NaiveDate) -> Option<&'static DocumentType> {
    document_types(organ, day).find(|t| t.code == code)
}

/// The type with this abbreviation on `day`; case counts (QĐ is a decision, QyĐ a regulation).
#[must_use]
pub fn document_type_by_abbreviation(
    organ: OrganKind,
    abbreviation: &str,
    day: NaiveDate,
) -> Option<&'static DocumentType> {
    document_types(organ, day).find(|t| t.abbreviation.as_deref() == Some(abbreviation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_with_an_unknown_source_is_refused() {
        let bad = "[[source]]\nid='a'\ntext='t'\narticle='1'\norgan='state'\nvalid_from=2020-01-01\ncertainty='known'\n\
                   [[type]]\ncode='x'\nsource='b'\nname='X'\n";
        assert_eq!(parse(bad).unwrap_err(), "source b");
    }
}
