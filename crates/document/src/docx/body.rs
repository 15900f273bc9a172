//! Text blocks and tables.

use super::{alignment, centred, half_points, run, styled, tight, twips, twips_of_points, unsigned_twips};
use crate::frame::{Frame, FrameAnnex};
use crate::model::{Align, Block, Heading, HeadingLevel, Marker, Run, Table};
use docx_rs::{
    AlignmentType, LineSpacing, LineSpacingType, Paragraph, Run as DocxRun, SpecialIndentType,
    Table as DocxTable, TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

/// A block as it goes into the package.
pub(super) enum Piece {
    Paragraph(Box<Paragraph>),
    Table(Box<DocxTable>),
}

fn spacing(frame: &Frame, before: f32) -> LineSpacing {
    LineSpacing::new()
        .before(twips_of_points(before))
        .after(0)
        .line((frame.layout.body.line * 240.0).round() as i32)
        .line_rule(LineSpacingType::Auto)
}

/// A paragraph of the text: justified, first line indented.
pub(super) fn text_paragraph(frame: &Frame) -> Paragraph {
    let first = twips(frame.layout.body.first_line);
    Paragraph::new()
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(first)), None, None)
        .line_spacing(spacing(frame, frame.layout.body.before))
}

/// The blocks in a room of `width` mm.
pub(super) fn blocks(frame: &Frame, blocks: &[Block], width: f32) -> Vec<Piece> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Heading(h) => out.extend(heading(frame, h).into_iter().map(piece)),
            Block::Paragraph(p) => {
                let base = if p.flush || p.align != Align::Justify {
                    Paragraph::new().line_spacing(spacing(frame, frame.layout.body.before))
                } else {
                    text_paragraph(frame)
                };
                out.push(piece(fill(
                    base.align(alignment(p.align)),
                    &p.runs,
                    frame.layout.body.size,
                )));
            }
            Block::List(l) => {
                for item in &l.items {
                    out.push(piece(list_item(frame, l.marker, item)));
                }
            }
            Block::Table(t) => {
                if let Some(caption) = &t.caption {
                    out.push(piece(
                        centred(run(caption, frame.layout.body.size).bold())
                            .line_spacing(spacing(frame, frame.layout.body.before))
                            .keep_next(true),
                    ));
                } else {
                    out.push(piece(tight().add_run(DocxRun::new().size(12)).keep_next(true)));
                }
                out.push(Piece::Table(Box::new(table(frame, t, width))));
                // Two tables must not touch, or they become one.
                out.push(piece(tight().add_run(DocxRun::new().size(8))));
            }
        }
    }
    out
}

/// The last paragraph stays with what follows, so that no signature stands alone on a page.
pub(super) fn kept_with_next(mut pieces: Vec<Piece>) -> Vec<Piece> {
    if let Some(Piece::Paragraph(p)) = pieces.last_mut() {
        p.property.keep_next = Some(true);
    }
    pieces
}

fn piece(p: Paragraph) -> Piece {
    Piece::Paragraph(Box::new(p))
}

fn fill(mut p: Paragraph, runs: &[Run], size: f32) -> Paragraph {
    for r in runs {
        p = p.add_run(styled(r, size));
    }
    p
}

fn list_item(frame: &Frame, marker: Marker, item: &[Run]) -> Paragraph {
    let size = frame.layout.body.size;
    fill(
        text_paragraph(frame).add_run(run(&format!("{} ", marker.sign()), size)),
        item,
        size,
    )
}

fn heading(frame: &Frame, h: &Heading) -> Vec<Paragraph> {
    let size = frame.layout.body.size;
    let before = frame.layout.body.before;
    let centre = |text: &str| {
        centred(run(text, size).bold())
            .line_spacing(spacing(frame, before))
            .keep_next(true)
    };
    let numbered = |text: &str| match &h.number {
        Some(number) => format!("{number} {text}"),
        None => text.to_owned(),
    };
    match h.level {
        HeadingLevel::Part | HeadingLevel::Chapter | HeadingLevel::Division => {
            let mut out: Vec<Paragraph> = h.number.iter().map(|n| centre(n)).collect();
            out.push(centre(&h.text.to_uppercase()).outline_lvl(0));
            out
        }
        HeadingLevel::Section => vec![
            text_paragraph(frame)
                .keep_next(true)
                .outline_lvl(0)
                .add_run(run(&numbered(&h.text.to_uppercase()), size).bold()),
        ],
        HeadingLevel::Article | HeadingLevel::Clause => vec![
            text_paragraph(frame)
                .keep_next(true)
                .outline_lvl(1)
                .add_run(run(&numbered(&h.text), size).bold()),
        ],
        HeadingLevel::Point => vec![
            text_paragraph(frame)
                .keep_next(true)
                .add_run(run(&numbered(&h.text), size)),
        ],
    }
}

fn table(frame: &Frame, t: &Table, width: f32) -> DocxTable {
    let size = if t.small {
        frame.layout.body.table_small_size
    } else {
        frame.layout.body.table_size
    };
    let total: f32 = t.widths.iter().sum();
    let grid: Vec<usize> = t
        .widths
        .iter()
        .map(|w| unsigned_twips(width * w / total))
        .collect();
    let cell = |p: Paragraph, first: usize, span: usize, middle: bool| {
        let reach: usize = grid.iter().skip(first).take(span).sum();
        let mut c = TableCell::new().add_paragraph(p).width(reach, WidthType::Dxa);
        if span > 1 {
            c = c.grid_span(span);
        }
        if middle {
            c.vertical_align(VAlignType::Center)
        } else {
            c
        }
    };
    let mut rows = Vec::with_capacity(t.rows.len() + 1);
    let head = t
        .head
        .iter()
        .enumerate()
        .map(|(i, text)| cell(centred(run(text, size).bold()), i, 1, true))
        .collect();
    rows.push(super::package::head_row(head));
    for row in &t.rows {
        let mut first = 0;
        let mut cells = Vec::with_capacity(row.len());
        for c in row {
            let column = t.aligns.get(first).copied().unwrap_or_default();
            // Justified text in a narrow column tears gaps.
            let align = match c.align.unwrap_or(column) {
                Align::Justify => Align::Left,
                other => other,
            };
            cells.push(cell(
                fill(tight().align(alignment(align)), &c.runs, size),
                first,
                c.span,
                false,
            ));
            first += c.span;
        }
        rows.push(TableRow::new(cells).cant_split());
    }
    DocxTable::new(rows)
        .set_grid(grid.clone())
        .width(grid.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(20, 70, 20, 70))
}

/// An annex from its heading on.
pub(super) fn annex(frame: &Frame, annex: &FrameAnnex) -> Vec<Piece> {
    let size = frame.layout.title.subject_size;
    let mut out = vec![
        piece(centred(run(&annex.heading, size).bold()).keep_next(true)),
        piece(centred(run(&annex.title, size).bold()).outline_lvl(0)),
    ];
    if let Some(note) = &annex.note {
        out.push(piece(centred(run(note, size).italic())));
    }
    out.push(piece(tight().add_run(DocxRun::new().size(half_points(6.0)))));
    out.extend(blocks(
        frame,
        &annex.body,
        frame.layout.page.text_width(annex.landscape),
    ));
    out
}
