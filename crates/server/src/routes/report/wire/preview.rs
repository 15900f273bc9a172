//! The composed document for the screen.

use super::HeadWire;
use crate::problem::ApiResult;
use coloa_document::{
    OfficialDocument,
    model::{Align, Block, HeadingLevel, Marker, Run},
};
use coloa_report::compose::Head;
use serde::Serialize;
use utoipa::ToSchema;

/// The composed document for the screen: head as printed, body as blocks.
#[derive(Serialize, ToSchema)]
pub struct PreviewDocument {
    head: HeadWire,
    /// "BÁO CÁO".
    type_name: Option<String>,
    /// As printed, with dots where the number is not given yet.
    number_line: String,
    place_date: String,
    /// "DỰ THẢO" before approval.
    draft: Option<String>,
    /// "Chưa phải mẫu chính thức" where no official form was found.
    notice: Option<String>,
    body: Vec<PreviewBlock>,
    annexes: Vec<PreviewAnnex>,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewAnnex {
    title: String,
    body: Vec<PreviewBlock>,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewBlock {
    /// `heading`, `paragraph`, `list`, `table`.
    kind: String,
    /// Of a heading: 1 for sections, 2 for what stands below.
    level: u8,
    /// Of a heading.
    number: Option<String>,
    /// Of a heading or paragraph.
    runs: Vec<PreviewRun>,
    /// Of a list: its sign and items.
    sign: Option<String>,
    items: Vec<Vec<PreviewRun>>,
    /// Of a table; rows are cut after 200, `more_rows` says how many are left out.
    columns: Vec<PreviewColumn>,
    rows: Vec<Vec<String>>,
    more_rows: usize,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewRun {
    text: String,
    bold: bool,
    italic: bool,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewColumn {
    title: String,
    /// Share of the table's width.
    width: f32,
    /// `left`, `center`, `right`, `justify`.
    align: String,
}

const PREVIEW_ROWS: usize = 200;

fn runs(list: &[Run]) -> Vec<PreviewRun> {
    list.iter()
        .map(|r| PreviewRun {
            text: r.text.clone(),
            bold: r.bold,
            italic: r.italic,
        })
        .collect()
}

const fn align_word(align: Align) -> &'static str {
    match align {
        Align::Justify => "justify",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

fn preview_block(block: &Block) -> PreviewBlock {
    let mut out = PreviewBlock {
        kind: String::new(),
        level: 0,
        number: None,
        runs: Vec::new(),
        sign: None,
        items: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        more_rows: 0,
    };
    match block {
        Block::Heading(h) => {
            out.kind = "heading".to_owned();
            out.level = if h.level <= HeadingLevel::Section { 1 } else { 2 };
            out.number.clone_from(&h.number);
            out.runs = vec![PreviewRun {
                text: h.text.clone(),
                bold: true,
                italic: false,
            }];
        }
        Block::Paragraph(p) => {
            out.kind = "paragraph".to_owned();
            out.runs = runs(&p.runs);
        }
        Block::List(l) => {
            out.kind = "list".to_owned();
            out.sign = Some(
                match l.marker {
                    Marker::Dash => "-",
                    Marker::Plus => "+",
                }
                .to_owned(),
            );
            out.items = l.items.iter().map(|i| runs(i)).collect();
        }
        Block::Table(t) => {
            out.kind = "table".to_owned();
            let total: f32 = t.widths.iter().sum();
            out.columns = t
                .head
                .iter()
                .enumerate()
                .map(|(i, title)| PreviewColumn {
                    title: title.clone(),
                    width: t.widths.get(i).filter(|_| total > 0.0).map_or(0.0, |w| w / total),
                    align: align_word(t.aligns.get(i).copied().unwrap_or_default()).to_owned(),
                })
                .collect();
            out.rows = t
                .rows
                .iter()
                .take(PREVIEW_ROWS)
                .map(|r| {
                    r.iter()
                        .map(|c| c.runs.iter().map(|r| r.text.as_str()).collect::<String>())
                        .collect()
                })
                .collect();
            out.more_rows = t.rows.len().saturating_sub(PREVIEW_ROWS);
        }
    }
    out
}

/// The document for the screen.
pub fn preview(d: &OfficialDocument) -> ApiResult<PreviewDocument> {
    let day = d.rules_day();
    let kind = coloa_law::document_type(d.variant, &d.type_code, day);
    let parts = coloa_law::NumberParts {
        number: d.number,
        type_abbreviation: kind.and_then(|k| k.abbreviation.as_deref()),
        organ: &d.symbol.organ,
        unit: d.symbol.unit.as_deref(),
    };
    let head = Head {
        variant: d.variant,
        superior: d.superior.clone(),
        issuer: d.issuer.clone(),
        organ_symbol: d.symbol.organ.clone(),
        unit_symbol: d.symbol.unit.clone(),
        place: d.place.clone(),
        subject: d.subject.clone(),
        addressees: d.addressees.clone(),
        legal_bases: d.legal_bases.clone(),
        signature: d.signature.clone(),
        recipients: d.recipients.clone(),
        archive: d.archive.clone(),
    };
    Ok(PreviewDocument {
        head: head.into(),
        type_name: kind.map(|k| k.name.to_uppercase()),
        number_line: coloa_law::format_number(d.variant, parts, day).unwrap_or_default(),
        place_date: coloa_law::format_place_date(d.variant, &d.place, d.date, d.printed_year())
            .unwrap_or_default(),
        draft: d.marks.draft.clone(),
        notice: d.marks.notice.clone(),
        body: d.body.iter().map(preview_block).collect(),
        annexes: d
            .annexes
            .iter()
            .map(|a| PreviewAnnex {
                title: a.title.clone(),
                body: a.body.iter().map(preview_block).collect(),
            })
            .collect(),
    })
}
