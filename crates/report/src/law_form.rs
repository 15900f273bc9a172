//! Documents of a level dossier and forms of the law, filled from records. Where the official text is not at hand the
//! wording is ours and says so. Pure: whoever calls brings the values.

pub use crate::form_blocks::Filled;
use crate::{
    compose::Head,
    form_blocks::{self, Gaps, heading, paragraph},
};
use coloa_base::sentence::{self, fill_by};
use coloa_document::{
    OfficialDocument,
    model::{Annex, Block, Cell, HeadingLevel, Marks, Table},
    numerals,
    xlsx::Workbook,
};
use coloa_law::dossier::{Field, Form};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Debug, Deserialize)]
struct Words {
    notice: String,
    draft: String,
    blank: String,
    more_rows: String,
    /// Number of an article of a decision.
    article: String,
    /// Behind the name of a document that is not there yet.
    missing: String,
    answered: String,
    statutory: Statutory,
    document: BTreeMap<String, Wording>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    /// Parts of the form whose fields are printed.
    #[serde(default)]
    parts: Vec<String>,
    #[serde(default)]
    bases: Vec<String>,
    #[serde(default)]
    paragraphs: Vec<String>,
    #[serde(default)]
    articles: Vec<String>,
    #[serde(default)]
    closing: Option<String>,
}

/// Words of the workbook of the yearly table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statutory {
    sheet: String,
    pub summary: String,
    pub label: String,
    pub value: String,
}

impl Statutory {
    /// The name of the sheet of a year.
    #[must_use]
    pub fn sheet(&self, year: i32) -> String {
        self.sheet.replace("{year}", &year.to_string())
    }
}

/// Words of the workbook of the yearly table.
#[must_use]
pub fn statutory_words() -> &'static Statutory {
    &WORDS.statutory
}

/// How many requirements have a word how they are met.
#[must_use]
pub fn answered(with: usize, all: usize) -> String {
    sentence::fill(
        &WORDS.answered,
        &[("answered", &with.to_string()), ("all", &all.to_string())],
    )
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/level_forms.toml"))
        .expect("embedded level_forms.toml parses; a test reads it")
});

/// All that a document is made of.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    pub head: &'a Head,
    pub year: i32,
    /// `system`, `owner`, `operator`, `level`, `regime`, `appraiser`, `opinion`.
    pub words: BTreeMap<&'static str, String>,
    /// Fields by their key.
    pub values: BTreeMap<String, Filled>,
    /// Documents that go with it: name, and whether it is there.
    pub enclosed: Vec<(String, bool)>,
    pub level: u8,
}

/// Kinds of documents that can be written.
#[must_use]
pub fn kinds() -> Vec<&'static str> {
    WORDS.document.keys().map(String::as_str).collect()
}

fn fill(sentence: &str, words: &BTreeMap<&'static str, String>) -> String {
    fill_by(sentence, |name| {
        let value = words.get(name)?;
        let shown = if value.is_empty() { &WORDS.blank } else { value };
        Some(shown.clone())
    })
}

fn gaps() -> Gaps<'static> {
    Gaps {
        blank: &WORDS.blank,
        more_rows: &WORDS.more_rows,
    }
}

/// Fields of these parts, as a document prints them.
fn fields(form: &Form, parts: &[String], m: &Material<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let own: Vec<&Field> = form
            .fields_at(m.level)
            .filter(|f| f.part.as_deref() == Some(part.as_str()))
            .collect();
        if own.is_empty() {
            continue;
        }
        blocks.push(heading(
            HeadingLevel::Section,
            format!("{}.", numerals::roman(at + 1)),
            part,
        ));
        for (number, field) in (1..).zip(own) {
            let label = format!("{number}. {}", field.label);
            blocks.extend(form_blocks::field(
                &label,
                field,
                m.values.get(&field.key),
                gaps(),
            ));
        }
    }
    blocks
}

fn enclosure(number: usize, name: &str, there: bool) -> String {
    let mark = if there { "" } else { WORDS.missing.as_str() };
    format!("{number}. {name}{mark}")
}

/// Names beside words and fields that a template may ask for.
const OTHERS: [&str; 3] = ["year", "enclosed", "issuer"];

/// Names that a template of a document may ask for: words of letters and fields of these forms.
#[must_use]
pub fn placeholders<'a>(words: &[&str], forms: impl IntoIterator<Item = &'a Form>) -> Vec<String> {
    let mut names: Vec<String> = words.iter().chain(&OTHERS).map(|w| (*w).to_owned()).collect();
    for field in forms.into_iter().flat_map(|form| &form.fields) {
        if !names.contains(&field.key) {
            names.push(field.key.clone());
        }
    }
    names
}

/// All that a template may ask for, as text: rows of a table a line each.
#[must_use]
pub fn texts(m: &Material<'_>) -> BTreeMap<String, String> {
    let or_blank = |text: String| {
        if text.is_empty() {
            WORDS.blank.clone()
        } else {
            text
        }
    };
    let mut found: BTreeMap<String, String> = m
        .values
        .iter()
        .map(|(key, value)| {
            let text = match value {
                Filled::Text(text) => text.clone(),
                Filled::Rows(rows) => (1..)
                    .zip(rows)
                    .map(|(number, row): (usize, _)| {
                        let cells: Vec<&str> =
                            row.iter().map(String::as_str).filter(|c| !c.is_empty()).collect();
                        format!("{number}. {}", cells.join(" – "))
                    })
                    .collect::<Vec<_>>()
                    .join("\n"),
            };
            (key.clone(), or_blank(text))
        })
        .collect();
    for (name, value) in &m.words {
        found.insert((*name).to_owned(), or_blank(value.clone()));
    }
    let enclosed: Vec<String> = (1..)
        .zip(&m.enclosed)
        .map(|(number, (name, there))| enclosure(number, name, *there))
        .collect();
    for (name, text) in [
        ("year", m.year.to_string()),
        ("enclosed", enclosed.join("\n")),
        ("issuer", m.head.issuer.clone()),
    ] {
        found.insert(name.to_owned(), or_blank(text));
    }
    found
}

/// What a document is called, for lists.
#[must_use]
pub fn subject(kind: &str) -> Option<String> {
    let wording = WORDS.document.get(kind)?;
    Some(wording.subject.replace("{system}", "").trim().to_owned())
}

/// A document of the kind; `None`: there is no such kind. `form` names the fields of its parts.
#[must_use]
pub fn document(kind: &str, form: Option<&Form>, m: &Material<'_>) -> Option<OfficialDocument> {
    let wording = WORDS.document.get(kind)?;
    let mut body: Vec<Block> = wording
        .paragraphs
        .iter()
        .flat_map(|p| fill(p, &m.words).lines().map(str::to_owned).collect::<Vec<_>>())
        .map(paragraph)
        .collect();
    if let Some(form) = form {
        body.extend(fields(form, &wording.parts, m));
    }
    for (number, article) in (1..).zip(&wording.articles) {
        body.push(heading(
            HeadingLevel::Article,
            WORDS.article.replace("{number}", &number.to_string()),
            "",
        ));
        body.push(paragraph(fill(article, &m.words)));
    }
    if let Some(closing) = &wording.closing {
        body.push(paragraph(fill(closing, &m.words)));
        for (number, (name, there)) in (1..).zip(&m.enclosed) {
            body.push(paragraph(enclosure(number, name, *there)));
        }
    }
    let subject = fill(&wording.subject, &m.words);
    Some(official(
        m.head,
        m.year,
        &wording.kind,
        subject,
        wording.bases.iter().map(|b| fill(b, &m.words)).collect(),
        body,
    ))
}

/// An official document of this head, marked as ours.
#[must_use]
pub fn official(
    head: &Head,
    year: i32,
    type_code: &str,
    subject: String,
    legal_bases: Vec<String>,
    body: Vec<Block>,
) -> OfficialDocument {
    let marks = Marks {
        draft: Some(WORDS.draft.clone()),
        notice: Some(WORDS.notice.clone()),
        ..Marks::default()
    };
    let document = form_blocks::official(head, year, type_code, subject, body, marks);
    OfficialDocument {
        legal_bases,
        ..document
    }
}

/// The yearly table on the protection of systems in the official layout: counters, and the table as an annex.
#[must_use]
pub fn statutory(
    head: &Head,
    year: i32,
    title: &str,
    counters: &[(String, String)],
    columns: &[String],
    rows: &[Vec<String>],
) -> OfficialDocument {
    let counters = (1..)
        .zip(counters)
        .map(|(number, (label, value))| {
            let value = if value.is_empty() { &WORDS.blank } else { value };
            paragraph(format!("{number}. {label}: {value}."))
        })
        .collect();
    let mut document = official(head, year, "bao_cao", title.to_owned(), Vec::new(), counters);
    document.annexes = vec![Annex {
        title: title.to_owned(),
        attached_line: true,
        landscape: true,
        body: vec![Block::Table(Table {
            head: columns.to_vec(),
            rows: rows
                .iter()
                .map(|row| row.iter().map(|cell| Cell::from(cell.as_str())).collect())
                .collect(),
            small: true,
            ..Table::default()
        })],
        ..Annex::default()
    }];
    document
}

/// The tables of a form in full, a sheet each.
#[must_use]
pub fn workbook(form: Option<&Form>, m: &Material<'_>) -> Workbook {
    let fields = form.into_iter().flat_map(|form| form.fields_at(m.level));
    form_blocks::workbook(fields, &m.values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use coloa_law::LawBook;

    #[test]
    fn every_wording_is_whole_and_every_part_exists() {
        let parts: Vec<_> = ["r85-builder", "r331-builder"]
            .into_iter()
            .flat_map(|id| {
                let form = LawBook::builtin().forms.iter().find(|f| f.body.id == id).unwrap();
                form.body
                    .fields
                    .iter()
                    .filter_map(|f| f.part.clone())
                    .collect::<Vec<_>>()
            })
            .collect();
        let known = [
            "system",
            "owner",
            "operator",
            "level",
            "regime",
            "appraiser",
            "opinion",
        ];
        for (kind, wording) in &WORDS.document {
            assert!(wording.parts.iter().all(|p| parts.contains(p)), "{kind}");
            let all = [&wording.subject]
                .into_iter()
                .chain(&wording.paragraphs)
                .chain(&wording.articles)
                .chain(&wording.bases)
                .chain(&wording.closing);
            for sentence in all {
                for name in sentence.split('{').skip(1).filter_map(|s| s.split('}').next()) {
                    assert!(known.contains(&name), "{kind}: {name}");
                }
            }
        }
    }
}
