//! Writes an official document as DOCX, in the layout of its organ.
//!
//! Rooms: [`header`] (the two-column head), [`body`] (text blocks and tables), [`footer`] (recipients and
//! signature), [`package`] (sections and the repairs that docx-rs leaves to its users).

mod body;
mod footer;
mod header;
mod package;

use crate::error::DocumentError;
use crate::frame::Frame;
use crate::layout::Layout;
use crate::model::{Align, OfficialDocument, Run};
use docx_rs::{
    AlignmentType, LineSpacing, LineSpacingType, PageMargin, PageNumType, PageOrientationType, PageSize,
    Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run as DocxRun, RunFonts,
    SectionProperty,
};

/// The document as the bytes of a DOCX file. The same document gives the same bytes inside the package.
pub fn docx(document: &OfficialDocument) -> Result<Vec<u8>, DocumentError> {
    from_frame(&Frame::of(document)?)
}

/// The same from a frame that was prepared before.
pub fn from_frame(frame: &Frame) -> Result<Vec<u8>, DocumentError> {
    package::write(frame)
}

/// Twentieths of a point, the unit of lengths.
fn twips(mm: f32) -> i32 {
    (mm * 1440.0 / 25.4).round() as i32
}
fn unsigned_twips(mm: f32) -> usize {
    usize::try_from(twips(mm)).unwrap_or_default()
}
/// Half points, the unit of type sizes.
fn half_points(points: f32) -> usize {
    (points * 2.0).round() as usize
}
fn twips_of_points(points: f32) -> u32 {
    (points * 20.0).round() as u32
}

fn fonts(layout: &Layout) -> RunFonts {
    let f = &layout.font;
    RunFonts::new().ascii(f).hi_ansi(f).east_asia(f).cs(f)
}

/// A run at a size.
fn run(text: &str, size: f32) -> DocxRun {
    DocxRun::new().add_text(text).size(half_points(size))
}

fn styled(source: &Run, size: f32) -> DocxRun {
    let mut r = run(&source.text, size);
    if source.bold {
        r = r.bold();
    }
    if source.italic {
        r = r.italic();
    }
    r
}

fn alignment(align: Align) -> AlignmentType {
    match align {
        Align::Justify => AlignmentType::Both,
        Align::Left => AlignmentType::Left,
        Align::Center => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    }
}

/// A paragraph of single spacing without space around it.
fn tight() -> Paragraph {
    Paragraph::new().line_spacing(
        LineSpacing::new()
            .before(0)
            .after(0)
            .line(240)
            .line_rule(LineSpacingType::Auto),
    )
}

fn centred(run: DocxRun) -> Paragraph {
    tight().align(AlignmentType::Center).add_run(run)
}

/// A rule of `length` mm, centred in a room of `room` mm: the lower border of an empty, very low paragraph.
fn rule(length: f32, room: f32) -> Paragraph {
    let side = twips((room - length).max(0.0) / 2.0);
    let mut p = Paragraph::new()
        .line_spacing(
            LineSpacing::new()
                .before(0)
                .after(40)
                .line(40)
                .line_rule(LineSpacingType::Exact),
        )
        .indent(Some(side), None, Some(side), None)
        .add_run(DocxRun::new().size(2));
    let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom).size(6);
    p.property = p.property.set_borders(ParagraphBorders::with_empty().set(border));
    p
}

/// Page set-up of a section; pages are numbered from 1 and the first shows no number.
fn section(layout: &Layout, landscape: bool) -> SectionProperty {
    let (size, margin) = page(layout, landscape);
    let mut property = SectionProperty::new()
        .page_size(size)
        .page_margin(margin)
        .page_num_type(PageNumType::new().start(1))
        .title_pg();
    if landscape {
        property = property.page_orient(PageOrientationType::Landscape);
    }
    property
}

fn page(layout: &Layout, landscape: bool) -> (PageSize, PageMargin) {
    let p = &layout.page;
    let unsigned = |mm: f32| u32::try_from(twips(mm)).unwrap_or_default();
    let (width, height) = if landscape {
        (p.height, p.width)
    } else {
        (p.width, p.height)
    };
    // Turned to the left: the binding edge becomes the upper one.
    let (top, right, bottom, left) = if landscape {
        (p.left, p.top, p.right, p.bottom)
    } else {
        (p.top, p.right, p.bottom, p.left)
    };
    let margin = PageMargin::new()
        .top(twips(top))
        .right(twips(right))
        .bottom(twips(bottom))
        .left(twips(left))
        .header(twips(p.number_from_edge))
        .footer(twips(p.number_from_edge))
        .gutter(0);
    (PageSize::new().size(unsigned(width), unsigned(height)), margin)
}
