//! A document with every printed string ready: what DOCX and PDF have in common. Writers only place it.

use crate::error::DocumentError;
use crate::layout::Layout;
use crate::lines::{balanced, text_width_mm};
use crate::model::{Annex, Block, Cell, List, OfficialDocument, Run, Table, Urgency};
use crate::numerals::roman;
use crate::text::clean;
use coloa_base::{Handling, sentence::fill};
use coloa_law::{DocumentType, NumberParts, document_type, format_number, format_place_date};
use serde::Serialize;

/// No document of this product comes near; a table beyond it belongs into a workbook.
pub const MAX_CELLS: usize = 200_000;
/// Characters of one document.
pub const MAX_CHARS: usize = 20_000_000;

/// Millimetres between the columns of the head.
pub const COLUMN_GAP: f32 = 4.0;

/// Ready strings, in the order of the page.
#[derive(Clone, Debug, Serialize)]
pub struct Frame {
    pub layout: &'static Layout,
    pub notice: Option<String>,
    /// Broken into lines of about the same length, as are the other names.
    pub superior: Vec<String>,
    pub issuer: Vec<String>,
    pub motto: Vec<String>,
    pub number_line: String,
    /// "V/v …" of an official letter; empty for other types.
    pub letter_subject: Vec<String>,
    pub place_date: String,
    /// Degree of secrecy, urgency, circulation, draft: boxed under the number.
    pub stamps: Vec<Stamp>,
    pub draft: Option<String>,
    /// In the upper margin of every page.
    pub exercise: Option<String>,
    /// Name of the type and subject; `None` for official letters.
    pub title: Option<(String, Vec<String>)>,
    pub addressees_label: String,
    pub addressees: Vec<String>,
    pub legal_bases: Vec<String>,
    pub body: Vec<Block>,
    /// Authority and post, bold capitals.
    pub authority: Vec<String>,
    pub signer: Option<String>,
    pub recipients_label: String,
    pub recipients: Vec<String>,
    pub drafter: Option<String>,
    pub contact: Option<String>,
    /// Lengths in millimetres of the rules under issuer, motto and subject; 0 = none.
    pub issuer_rule: f32,
    pub motto_rule: f32,
    pub subject_rule: f32,
    pub annexes: Vec<FrameAnnex>,
    /// For the properties of the file.
    pub file_title: String,
    pub date: Option<chrono::NaiveDate>,
}

/// A boxed mark.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Stamp {
    pub text: String,
    /// Secrecy and urgency are printed red.
    pub red: bool,
    /// Width and height of the box in millimetres where the form fixes them, as it does for urgency.
    pub size: Option<(f32, f32)>,
}

/// An annex with its printed strings.
#[derive(Clone, Debug, Serialize)]
pub struct FrameAnnex {
    pub heading: String,
    pub title: String,
    pub note: Option<String>,
    pub landscape: bool,
    pub body: Vec<Block>,
}

fn required(field: &'static str, text: &str) -> Result<String, DocumentError> {
    let text = clean(text).trim().to_owned();
    if text.is_empty() {
        Err(DocumentError::Missing { field })
    } else {
        Ok(text)
    }
}

fn optional(text: Option<&str>) -> Option<String> {
    text.map(|t| clean(t).trim().to_owned()).filter(|t| !t.is_empty())
}

impl Frame {
    /// Prepares a document; refuses one that lacks what no form can do without, whose tables are ragged, or that
    /// is too large. Everything else is a matter of [`crate::validate`].
    pub fn of(doc: &OfficialDocument) -> Result<Self, DocumentError> {
        let day = doc.rules_day();
        let (layout, _) = Layout::on(doc.variant, day)?;
        let ty =
            document_type(doc.variant, &doc.type_code, day).ok_or_else(|| DocumentError::UnknownType {
                code: clean(&doc.type_code),
                day,
            })?;
        check_size(doc)?;

        let issuer_name = required("issuer", &doc.issuer)?;
        let subject = required("subject", &doc.subject)?;
        let number_line = number_line(doc, ty)?;
        let place_date = format_place_date(
            doc.variant,
            &required("place", &doc.place)?,
            doc.date,
            doc.printed_year(),
        )
        .map_err(DocumentError::Law)?;

        let header_left = layout.header.left;
        let text_width = layout.page.text_width(false);
        let lines = |text: &str, room: f32, size: f32| balanced(text, room, size, &layout.text.break_before);
        let room = header_left - COLUMN_GAP;
        let superior = optional(doc.superior.as_deref())
            .map(|s| lines(&s.to_uppercase(), room, layout.header.superior_size))
            .unwrap_or_default();
        let issuer = lines(&issuer_name.to_uppercase(), room, layout.header.issuer_size);
        let letter_subject = if ty.untitled {
            let full = layout.text.letter_subject.replace("{subject}", &subject);
            lines(&full, room, layout.header.letter_subject_size)
        } else {
            Vec::new()
        };
        let title_lines = lines(&subject, text_width, layout.title.subject_size);

        let right = text_width - layout.footer.left;
        let mut authority: Vec<String> = Vec::new();
        for line in doc.signature.authority.iter().filter_map(|a| optional(Some(a))) {
            authority.extend(lines(&line.to_uppercase(), right, layout.footer.authority_size));
        }
        let role = required("role", &doc.signature.role)?.to_uppercase();
        authority.extend(lines(&role, right, layout.footer.authority_size));

        let longest = |lines: &[String], size: f32, room: f32| {
            lines
                .iter()
                .map(|l| text_width_mm(l, size))
                .fold(0.0, f32::max)
                .min(room)
        };
        let issuer_width = longest(&issuer, layout.header.issuer_size, room);
        let motto_last = layout.text.motto.last().cloned().unwrap_or_default();
        let motto_size = if layout.text.motto.len() > 1 {
            layout.header.motto_second_size
        } else {
            layout.header.motto_size
        };
        let subject_width = longest(&title_lines, layout.title.subject_size, text_width);

        let type_name = ty.name.to_uppercase();
        let attached = attached_line(doc, ty, &number_line, &issuer_name)?;
        Ok(Self {
            layout,
            notice: optional(doc.marks.notice.as_deref()),
            superior,
            motto: layout.text.motto.clone(),
            stamps: stamps(doc, layout),
            draft: optional(doc.marks.draft.as_deref()),
            exercise: optional(doc.marks.exercise.as_deref()).map(|text| text.to_uppercase()),
            letter_subject,
            title: (!ty.untitled).then_some((type_name, title_lines)),
            addressees_label: layout.text.addressees.clone(),
            addressees: punctuated(doc.addressees.iter()),
            legal_bases: punctuated(doc.legal_bases.iter()),
            body: clean_blocks(&doc.body),
            authority,
            signer: optional(doc.signature.name.as_deref()),
            recipients_label: layout.text.recipients.clone(),
            recipients: recipients(doc, layout),
            drafter: optional(doc.drafter.as_deref()).map(|d| d.to_uppercase()),
            contact: optional(doc.contact.as_deref()),
            issuer_rule: issuer_width * layout.header.issuer_rule,
            motto_rule: text_width_mm(&motto_last, motto_size).min(text_width - header_left)
                * layout.header.motto_rule,
            subject_rule: if ty.untitled {
                0.0
            } else {
                subject_width * layout.title.rule
            },
            annexes: annexes(&doc.annexes, layout, &attached),
            file_title: if ty.untitled {
                subject
            } else {
                format!("{} {subject}", ty.name)
            },
            date: doc.date,
            issuer,
            number_line,
            place_date,
        })
    }
}

fn number_line(doc: &OfficialDocument, ty: &DocumentType) -> Result<String, DocumentError> {
    let organ = required("symbol", &doc.symbol.organ)?;
    let unit = optional(doc.symbol.unit.as_deref());
    let parts = NumberParts {
        number: doc.number,
        type_abbreviation: ty.abbreviation.as_deref(),
        organ: &organ,
        unit: unit.as_deref(),
    };
    format_number(doc.variant, parts, doc.rules_day()).map_err(DocumentError::Law)
}

/// The boxed stamps under the number; red ones are those of secrecy and urgency.
fn stamps(doc: &OfficialDocument, layout: &Layout) -> Vec<Stamp> {
    let stamp = |text: String, red: bool, size: Option<(f32, f32)>| Stamp { text, red, size };
    let secrecy = match doc.marks.handling {
        Handling::Normal => None,
        Handling::Internal => Some(stamp("LƯU HÀNH NỘI BỘ".to_owned(), false, None)),
        Handling::Secret => Some(stamp("MẬT".to_owned(), true, None)),
        Handling::TopSecret => Some(stamp("TỐI MẬT".to_owned(), true, None)),
        Handling::UtmostSecret => Some(stamp("TUYỆT MẬT".to_owned(), true, None)),
    };
    let urgency = doc.marks.urgency.map(|u| {
        let width = match u {
            Urgency::Urgent => layout.urgency.urgent,
            Urgency::VeryUrgent => layout.urgency.very_urgent,
            Urgency::Express => layout.urgency.express,
        };
        stamp(u.stamp().to_owned(), true, Some((width, layout.urgency.height)))
    });
    let marked =
        |text: &Option<String>| optional(text.as_deref()).map(|text| stamp(text.to_uppercase(), false, None));
    [
        secrecy,
        urgency,
        marked(&doc.marks.circulation),
        marked(&doc.marks.draft),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Each ends with a semicolon, the last with a full stop.
fn punctuated<'a>(items: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut out: Vec<String> = items
        .filter_map(|i| optional(Some(i)))
        .map(|i| format!("{};", bare(&i)))
        .collect();
    if let Some(last) = out.last_mut() {
        last.pop();
        last.push('.');
    }
    out
}

fn bare(text: &str) -> &str {
    text.trim_end_matches([';', '.', ',', ' '])
}

fn recipients(doc: &OfficialDocument, layout: &Layout) -> Vec<String> {
    let mut names: Vec<String> = doc.recipients.iter().filter_map(|r| optional(Some(r))).collect();
    let above = &layout.text.same_as_above;
    let said = |n: &String| coloa_base::text::fold(bare(n)) == coloa_base::text::fold(above);
    if !doc.addressees.is_empty() && !names.iter().any(said) {
        names.insert(0, above.clone());
    }
    let mut out: Vec<String> = names
        .iter()
        .map(|n| format!("- {};", bare(n.trim_start_matches(['-', ' ']))))
        .collect();
    if let Some(archive) = optional(doc.archive.as_deref()) {
        out.push(format!(
            "- {}.",
            layout.text.archive.replace("{archive}", bare(&archive))
        ));
    } else if let Some(last) = out.last_mut() {
        last.pop();
        last.push('.');
    }
    out
}

/// "(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 02 năm 2026 của …)".
fn attached_line(
    doc: &OfficialDocument,
    ty: &DocumentType,
    number_line: &str,
    issuer: &str,
) -> Result<String, DocumentError> {
    let number = number_line
        .trim_start_matches("Số")
        .trim_start_matches(':')
        .trim_end();
    let date =
        format_place_date(doc.variant, "-", doc.date, doc.printed_year()).map_err(DocumentError::Law)?;
    let date = date.trim_start_matches("-, ");
    // A letter that names a body puts the body behind "của" as it is written in running text.
    Ok(format!(
        "(Kèm theo {} số{}{number} {date} của {issuer})",
        ty.name,
        if number.starts_with(' ') { "" } else { " " }
    ))
}

fn annexes(annexes: &[Annex], layout: &Layout, attached: &str) -> Vec<FrameAnnex> {
    let many = annexes.len() > 1;
    annexes
        .iter()
        .enumerate()
        .map(|(i, annex)| FrameAnnex {
            heading: if many {
                fill(
                    &layout.text.annex_many,
                    &[("roman", &roman(i + 1)), ("number", &(i + 1).to_string())],
                )
            } else {
                layout.text.annex_one.clone()
            },
            title: clean(&annex.title).to_uppercase(),
            note: optional(annex.note.as_deref())
                .or_else(|| annex.attached_line.then(|| attached.to_owned())),
            landscape: annex.landscape,
            body: clean_blocks(&annex.body),
        })
        .collect()
}

fn clean_runs(runs: &[Run]) -> Vec<Run> {
    runs.iter()
        .map(|r| Run {
            text: clean(&r.text),
            ..*r
        })
        .collect()
}

fn clean_blocks(blocks: &[Block]) -> Vec<Block> {
    blocks
        .iter()
        .map(|block| match block {
            Block::Heading(h) => {
                let mut h = h.clone();
                h.text = clean(&h.text);
                h.number = h.number.as_deref().map(clean);
                Block::Heading(h)
            }
            Block::Paragraph(p) => {
                let mut p = p.clone();
                p.runs = clean_runs(&p.runs);
                Block::Paragraph(p)
            }
            Block::List(l) => Block::List(List {
                items: l.items.iter().map(|i| clean_runs(i)).collect(),
                marker: l.marker,
            }),
            Block::Table(t) => Block::Table(clean_table(t)),
        })
        .collect()
}

fn clean_table(t: &Table) -> Table {
    let columns = t.head.len();
    let cell = |c: &Cell| Cell {
        runs: clean_runs(&c.runs),
        span: c.span.max(1),
        align: c.align,
    };
    // A share that is no positive number would stop a layout engine; such a column gets an even share.
    let even = |w: &f32| if w.is_finite() && *w > 0.0 { *w } else { 1.0 };
    Table {
        caption: t.caption.as_deref().map(clean),
        head: t.head.iter().map(|h| clean(h)).collect(),
        rows: t.rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        widths: if t.widths.is_empty() {
            vec![1.0; columns]
        } else {
            t.widths.iter().map(even).collect()
        },
        aligns: (0..columns)
            .map(|i| t.aligns.get(i).copied().unwrap_or_default())
            .collect(),
        small: t.small,
    }
}

/// Tables are counted from 1 over the document, rows from 1 over the table.
fn check_size(doc: &OfficialDocument) -> Result<(), DocumentError> {
    let mut cells = 0;
    let mut chars = 0;
    let mut number = 0;
    let runs = |runs: &[Run]| runs.iter().map(|r| r.text.len()).sum::<usize>();
    let blocks = doc.body.iter().chain(doc.annexes.iter().flat_map(|a| &a.body));
    for block in blocks {
        match block {
            Block::Heading(h) => chars += h.text.len(),
            Block::Paragraph(p) => chars += runs(&p.runs),
            Block::List(l) => chars += l.items.iter().map(|i| runs(i)).sum::<usize>(),
            Block::Table(t) => {
                number += 1;
                let columns = t.head.len();
                let ragged = |row, cells| DocumentError::RaggedTable {
                    table: number,
                    row,
                    cells,
                    columns,
                };
                if columns == 0 || !(t.widths.is_empty() || t.widths.len() == columns) {
                    return Err(ragged(0, t.widths.len()));
                }
                for (i, row) in t.rows.iter().enumerate() {
                    let reach = row.iter().map(|c| c.span.max(1)).fold(0, usize::saturating_add);
                    if reach != columns {
                        return Err(ragged(i + 1, reach));
                    }
                    cells += row.len();
                    chars += row.iter().map(|c| runs(&c.runs)).sum::<usize>();
                }
            }
        }
        if cells > MAX_CELLS {
            return Err(DocumentError::TooLarge {
                what: "cells",
                size: cells,
                limit: MAX_CELLS,
            });
        }
        if chars > MAX_CHARS {
            return Err(DocumentError::TooLarge {
                what: "characters",
                size: chars,
                limit: MAX_CHARS,
            });
        }
    }
    Ok(())
}
