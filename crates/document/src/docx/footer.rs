//! The foot of the document: recipients on the left, authority, post, room to sign and name on the right.

use super::header::two_columns;
use super::{centred, run, tight, twips, twips_of_points};
use crate::frame::Frame;
use crate::layout::LineStyle;
use docx_rs::{
    AlignmentType, LineSpacing, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Table,
    TableCell,
};

/// The two-column table of recipients and signature.
pub(super) fn table(frame: &Frame) -> Table {
    let layout = frame.layout;
    let f = &layout.footer;

    let label = run(&frame.recipients_label, f.recipients_size);
    let label = match f.recipients_style {
        LineStyle::ItalicBold => label.italic().bold(),
        LineStyle::Italic => label.italic(),
        LineStyle::Underlined => label.underline("single"),
        LineStyle::Upright => label,
    };
    let mut left = TableCell::new();
    if !frame.recipients.is_empty() {
        left = left.add_paragraph(tight().add_run(label).keep_next(true));
    }
    for line in &frame.recipients {
        left = left.add_paragraph(tight().add_run(run(line, f.list_size)));
    }
    if let Some(drafter) = &frame.drafter {
        left = left.add_paragraph(
            tight()
                .line_spacing(LineSpacing::new().before(twips_of_points(6.0)).after(0).line(240))
                .add_run(run(drafter, f.drafter_size)),
        );
    }
    if frame.recipients.is_empty() && frame.drafter.is_none() {
        left = left.add_paragraph(tight());
    }

    let mut right = TableCell::new();
    for line in &frame.authority {
        right = right.add_paragraph(centred(run(line, f.authority_size).bold()).keep_next(true));
    }
    let space = twips(f.signature_space).unsigned_abs();
    right = right.add_paragraph(
        centred(run(frame.signer.as_deref().unwrap_or(""), f.name_size).bold())
            .line_spacing(LineSpacing::new().before(space).after(0).line(240)),
    );
    two_columns(
        f.left,
        layout.page.text_width(false) - f.left,
        vec![(left, right)],
    )
}

/// Address of the organ at the foot of the first page, under a full-width rule.
pub(super) fn contact(frame: &Frame) -> Option<Paragraph> {
    let text = frame.contact.as_deref()?;
    let mut p = tight()
        .align(AlignmentType::Center)
        .add_run(run(text, frame.layout.footer.contact_size));
    let border = ParagraphBorder::new(ParagraphBorderPosition::Top)
        .size(6)
        .space(2);
    p.property = p.property.set_borders(ParagraphBorders::with_empty().set(border));
    Some(p)
}
