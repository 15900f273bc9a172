//! The head of the first page: organ and number on the left, motto, place and date on the right; then the title,
//! addressees and legal bases.

use super::{centred, rule, run, tight, twips_of_points, unsigned_twips};
use crate::frame::{Frame, Stamp};
use crate::layout::{IssuerMark, LineStyle};
use docx_rs::{
    AlignmentType, LineSpacing, LineSpacingType, Paragraph, ParagraphBorder, ParagraphBorderPosition,
    Run as DocxRun, Table, TableCell, TableCellMargins, TableLayoutType, TableRow, WidthType,
};

/// A borderless table of two columns with the widths `left` and `right` in mm.
pub(super) fn two_columns(left: f32, right: f32, rows: Vec<(TableCell, TableCell)>) -> Table {
    let widths = [unsigned_twips(left), unsigned_twips(right)];
    let rows = rows
        .into_iter()
        .map(|(l, r)| {
            TableRow::new(vec![
                l.width(widths[0], WidthType::Dxa),
                r.width(widths[1], WidthType::Dxa),
            ])
            .cant_split()
        })
        .collect();
    Table::without_borders(rows)
        .set_grid(widths.to_vec())
        .width(widths[0] + widths[1], WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .margins(TableCellMargins::new().margin(0, 0, 0, 0))
        .indent(0)
}

/// Everything above the text.
pub(super) fn blocks(frame: &Frame) -> (Vec<Paragraph>, Table, Vec<Paragraph>) {
    let before = frame
        .notice
        .iter()
        .map(|n| centred(run(n, 11.0).italic()))
        .collect();
    (before, head(frame), title(frame))
}

fn head(frame: &Frame) -> Table {
    let layout = frame.layout;
    let h = &layout.header;
    let right_width = layout.page.text_width(false) - h.left;

    let mut organ = TableCell::new();
    for line in &frame.superior {
        organ = organ.add_paragraph(centred(run(line, h.superior_size)));
    }
    for line in &frame.issuer {
        organ = organ.add_paragraph(centred(run(line, h.issuer_size).bold()));
    }
    organ = match h.issuer_mark {
        IssuerMark::Rule => organ.add_paragraph(rule(frame.issuer_rule, h.left)),
        IssuerMark::Asterisk => organ.add_paragraph(centred(run("*", h.issuer_size))),
    };

    let mut motto = TableCell::new();
    for (i, line) in frame.motto.iter().enumerate() {
        let size = if i == 0 { h.motto_size } else { h.motto_second_size };
        motto = motto.add_paragraph(centred(run(line, size).bold()));
    }
    motto = motto.add_paragraph(rule(frame.motto_rule, right_width));

    let gap = |p: Paragraph, points: f32| {
        p.line_spacing(
            LineSpacing::new()
                .before(twips_of_points(points))
                .after(0)
                .line(240),
        )
    };
    let mut number =
        TableCell::new().add_paragraph(gap(centred(run(&frame.number_line, h.number_size)), 4.0));
    for (i, line) in frame.letter_subject.iter().enumerate() {
        let mut r = run(line, h.letter_subject_size);
        if h.letter_subject_style == LineStyle::Italic {
            r = r.italic();
        }
        number = number.add_paragraph(gap(centred(r), if i == 0 { 6.0 } else { 0.0 }));
    }
    for stamp in &frame.stamps {
        number = number.add_paragraph(stamp_paragraph(stamp, layout.footer.mark_size, h.left));
    }
    let place = TableCell::new().add_paragraph(gap(
        centred(run(&frame.place_date, h.place_date_size).italic()),
        4.0,
    ));

    two_columns(h.left, right_width, vec![(organ, motto), (number, place)])
}

/// Room between the text of a stamp and its box, in points.
const STAMP_SPACE: f32 = 1.0;

fn stamp_paragraph(stamp: &Stamp, size: f32, room: f32) -> Paragraph {
    let (text, red) = (&stamp.text, stamp.red);
    let width = match stamp.size {
        Some((width, _)) => width,
        None => crate::lines::text_width_mm(text, size) + 6.0,
    };
    // The box stands around the indented text at that room.
    let side = super::twips((room - width).max(0.0) / 2.0) + 20;
    let mut r = run(text, size).bold();
    if red {
        r = r.color("FF0000");
    }
    let spacing = LineSpacing::new().before(120).after(0);
    let spacing = match stamp.size {
        Some((_, height)) => spacing
            .line(super::twips(height) - (2.0 * STAMP_SPACE * 20.0) as i32)
            .line_rule(LineSpacingType::Exact),
        None => spacing.line(240),
    };
    let mut p = Paragraph::new()
        .align(AlignmentType::Center)
        .indent(Some(side), None, Some(side), None)
        .line_spacing(spacing)
        .add_run(r);
    for position in [
        ParagraphBorderPosition::Top,
        ParagraphBorderPosition::Left,
        ParagraphBorderPosition::Bottom,
        ParagraphBorderPosition::Right,
    ] {
        let colour = if red { "FF0000" } else { "000000" };
        p.property = p.property.set_border(
            ParagraphBorder::new(position)
                .size(8)
                .space(STAMP_SPACE as usize)
                .color(colour),
        );
    }
    p
}

fn title(frame: &Frame) -> Vec<Paragraph> {
    let layout = frame.layout;
    let width = layout.page.text_width(false);
    let mut out = Vec::new();
    match &frame.title {
        Some((name, subject)) => {
            out.push(
                centred(run(name, layout.title.type_size).bold()).line_spacing(
                    LineSpacing::new()
                        .before(twips_of_points(18.0))
                        .after(0)
                        .line(240),
                ),
            );
            for line in subject {
                out.push(centred(run(line, layout.title.subject_size).bold()));
            }
            if frame.subject_rule > 0.0 {
                out.push(rule(frame.subject_rule, width));
            }
            out.push(tight().add_run(DocxRun::new().size(12)));
        }
        None => out.push(tight().add_run(DocxRun::new().size(12))),
    }
    out.extend(addressees(frame));
    for basis in &frame.legal_bases {
        out.push(super::body::text_paragraph(frame).add_run(run(basis, layout.body.size).italic()));
    }
    out
}

fn addressees(frame: &Frame) -> Vec<Paragraph> {
    let size = frame.layout.body.size;
    let label = &frame.addressees_label;
    // The label stands a third into the line, as on issued documents; several names stand below it.
    let inset = super::twips(35.0);
    let spacing = || LineSpacing::new().before(twips_of_points(6.0)).after(0).line(240);
    match frame.addressees.as_slice() {
        [] => Vec::new(),
        [one] => {
            // One addressee stands without a full stop.
            let name = one.trim_end_matches('.');
            vec![centred(run(&format!("{label} {name}"), size)).line_spacing(spacing())]
        }
        many => {
            let mut out = vec![
                tight()
                    .indent(Some(inset), None, None, None)
                    .line_spacing(spacing())
                    .add_run(run(label, size)),
            ];
            for name in many {
                out.push(
                    tight()
                        .indent(Some(inset + super::twips(12.0)), None, None, None)
                        .line_spacing(spacing())
                        .add_run(run(&format!("- {name}"), size)),
                );
            }
            out
        }
    }
}
