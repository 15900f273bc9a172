//! Documents of a level dossier and forms of the law, filled from records. Where the official text is not at hand the
//! wording is ours and says so. Pure: whoever calls brings the values.

use crate::compose::Head;
use coloa_document::{
    OfficialDocument,
    model::{Align, Annex, Block, Cell, Heading, HeadingLevel, Marks, Paragraph, Run, Symbol, Table},
    numerals,
    xlsx::{Column, Sheet, Value, Workbook},
};
use coloa_law::dossier::{Field, FieldKind, Form};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// Rows of a table in a document; the workbook has all.
const ROWS: usize = 60;

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
    WORDS
        .answered
        .replace("{answered}", &with.to_string())
        .replace("{all}", &all.to_string())
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/level_forms.toml"))
        .expect("embedded level_forms.toml parses; a test reads it")
});

/// What goes into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    Text(String),
    /// Rows of the columns that the field names.
    Rows(Vec<Vec<String>>),
}

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
    words.iter().fold(sentence.to_owned(), |text, (name, value)| {
        let value = if value.is_empty() { &WORDS.blank } else { value };
        text.replace(&format!("{{{name}}}"), value)
    })
}

fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph {
        runs: vec![Run::plain(text)],
        ..Paragraph::default()
    })
}

fn heading(level: HeadingLevel, number: String, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        number: Some(number),
        text: text.to_owned(),
    })
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
            blocks.extend(one(number, field, m));
        }
    }
    blocks
}

fn one(number: usize, field: &Field, m: &Material<'_>) -> Vec<Block> {
    let label = |text: &str| {
        Block::Paragraph(Paragraph {
            runs: vec![
                Run::bold(format!("{number}. {}: ", field.label)),
                Run::plain(text),
            ],
            ..Paragraph::default()
        })
    };
    match m.values.get(&field.key) {
        Some(Filled::Rows(rows)) if field.kind == FieldKind::Table && !rows.is_empty() => {
            let shown: Vec<Vec<Cell>> = rows
                .iter()
                .take(ROWS)
                .map(|row| row.iter().map(|cell| Cell::from(cell.as_str())).collect())
                .collect();
            let mut blocks = vec![
                label(""),
                Block::Table(Table {
                    head: field.options.clone(),
                    aligns: vec![Align::Left; field.options.len()],
                    rows: shown,
                    small: true,
                    ..Table::default()
                }),
            ];
            if let Some(rest) = rows.len().checked_sub(ROWS).filter(|n| *n > 0) {
                blocks.push(paragraph(WORDS.more_rows.replace("{number}", &rest.to_string())));
            }
            blocks
        }
        Some(Filled::Text(text)) if !text.is_empty() => vec![label(text)],
        _ => vec![label(&WORDS.blank)],
    }
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
    OfficialDocument {
        variant: head.variant,
        type_code: type_code.to_owned(),
        superior: head.superior.clone(),
        issuer: head.issuer.clone(),
        number: None,
        symbol: Symbol {
            organ: head.symbol(),
            unit: head.unit_symbol.clone(),
        },
        place: head.place.clone(),
        date: None,
        year,
        subject,
        addressees: head.addressees.clone(),
        legal_bases,
        body,
        signature: head.signature.clone(),
        recipients: head.recipients.clone(),
        archive: head.archive.clone(),
        drafter: None,
        contact: None,
        marks: Marks {
            draft: Some(WORDS.draft.clone()),
            notice: Some(WORDS.notice.clone()),
            ..Marks::default()
        },
        annexes: Vec::new(),
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
    let tables = form.into_iter().flat_map(|form| {
        form.fields_at(m.level)
            .filter_map(|field| match m.values.get(&field.key) {
                Some(Filled::Rows(rows)) => Some((field, rows)),
                _ => None,
            })
    });
    let sheets = tables
        .map(|(field, rows)| Sheet {
            name: field.label.clone(),
            titles: vec![field.label.clone()],
            columns: field
                .options
                .iter()
                .enumerate()
                .map(|(at, title)| Column::text(format!("{}_{at}", field.key), title, 32.0))
                .collect(),
            rows: rows
                .iter()
                .map(|row| row.iter().cloned().map(Value::Text).collect())
                .collect(),
            ..Sheet::default()
        })
        .collect();
    Workbook {
        sheets,
        ..Workbook::default()
    }
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
