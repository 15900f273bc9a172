//! Fields of forms of the law as blocks of a document, and their tables as sheets: what documents of dossiers and
//! reports on incidents share. Pure.

use crate::compose::Head;
use coloa_document::{
    OfficialDocument,
    model::{Align, Block, Cell, Heading, HeadingLevel, Marks, Paragraph, Run, Symbol, Table},
    xlsx::{Column, Sheet, Value, Workbook},
};
use coloa_law::dossier::{Field, FieldKind};
use std::collections::BTreeMap;

/// Rows of a table in a document; the workbook has all.
const ROWS: usize = 60;

/// What goes into a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    Text(String),
    /// Rows of the columns that the field names.
    Rows(Vec<Vec<String>>),
}

/// Words for what is not there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gaps<'a> {
    /// In an empty field.
    pub blank: &'a str,
    /// Under a table that was cut: `{number}` rows are left out.
    pub more_rows: &'a str,
}

pub(crate) fn paragraph(text: impl Into<String>) -> Block {
    Block::Paragraph(Paragraph {
        runs: vec![Run::plain(text)],
        ..Paragraph::default()
    })
}

pub(crate) fn heading(level: HeadingLevel, number: String, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        number: Some(number),
        text: text.to_owned(),
    })
}

/// One field: its label in bold and its value; further lines of a text are paragraphs of their own.
pub(crate) fn field(label: &str, field: &Field, value: Option<&Filled>, gaps: Gaps<'_>) -> Vec<Block> {
    let labelled = |text: &str| {
        Block::Paragraph(Paragraph {
            runs: vec![Run::bold(format!("{label}: ")), Run::plain(text)],
            ..Paragraph::default()
        })
    };
    match value {
        Some(Filled::Rows(rows)) if field.kind == FieldKind::Table && !rows.is_empty() => {
            let mut blocks = vec![labelled(""), table(&field.options, rows)];
            if let Some(rest) = rows.len().checked_sub(ROWS).filter(|n| *n > 0) {
                blocks.push(paragraph(gaps.more_rows.replace("{number}", &rest.to_string())));
            }
            blocks
        }
        Some(Filled::Text(text)) if !text.trim().is_empty() => {
            let mut lines = text.lines();
            let first = labelled(lines.next().unwrap_or_default());
            std::iter::once(first).chain(lines.map(paragraph)).collect()
        }
        _ => vec![labelled(gaps.blank)],
    }
}

fn table(columns: &[String], rows: &[Vec<String>]) -> Block {
    let cells = |row: &Vec<String>| row.iter().map(|cell| Cell::from(cell.as_str())).collect();
    Block::Table(Table {
        head: columns.to_vec(),
        aligns: vec![Align::Left; columns.len()],
        rows: rows.iter().take(ROWS).map(cells).collect(),
        small: true,
        ..Table::default()
    })
}

/// The tables of fields in full, a sheet each.
pub(crate) fn workbook<'a>(
    fields: impl Iterator<Item = &'a Field>,
    values: &BTreeMap<String, Filled>,
) -> Workbook {
    let sheets = fields.filter_map(|field| match values.get(&field.key) {
        Some(Filled::Rows(rows)) => Some(sheet(field, rows)),
        _ => None,
    });
    Workbook {
        sheets: sheets.collect(),
        ..Workbook::default()
    }
}

fn sheet(field: &Field, rows: &[Vec<String>]) -> Sheet {
    let column = |(at, title): (usize, &String)| Column::text(format!("{}_{at}", field.key), title, 32.0);
    Sheet {
        name: field.label.clone(),
        titles: vec![field.label.clone()],
        columns: field.options.iter().enumerate().map(column).collect(),
        rows: rows
            .iter()
            .map(|row| row.iter().cloned().map(Value::Text).collect())
            .collect(),
        ..Sheet::default()
    }
}

/// An official document of this head, without number and date.
pub(crate) fn official(
    head: &Head,
    year: i32,
    type_code: &str,
    subject: String,
    body: Vec<Block>,
    marks: Marks,
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
        legal_bases: Vec::new(),
        body,
        signature: head.signature.clone(),
        recipients: head.recipients.clone(),
        archive: head.archive.clone(),
        drafter: None,
        contact: None,
        marks,
        annexes: Vec::new(),
    }
}
