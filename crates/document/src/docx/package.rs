//! Puts the pieces together: sections, page numbers, and what docx-rs has no call for.
//!
//! docx-rs 0.4 cannot mark a table row as a repeated head, drops all but one header of a section, and writes the
//! children of a section in an order that the schema does not know. Those are mended in the XML of
//! the finished part. Text from people cannot take part in that: its `<` is already escaped there.

use super::body::Piece;
use super::{body, centred, fonts, footer, header, page, run, section, tight};
use crate::error::DocumentError;
use crate::frame::Frame;
use docx_rs::{
    AlignmentType, Docx, FieldCharType, Footer, Header, HeightRule, InstrPAGE, InstrText, LineSpacing,
    LineSpacingType, PageNumType, PageOrientationType, Paragraph, Run as DocxRun, TableCell, TableRow,
};
use std::io::Cursor;

/// A row height that no other row has: it stands for the mark of a repeated head until [`mend`].
const HEAD_MARK: &str = r#"<w:trHeight w:val="1" w:hRule="atLeast" />"#;
const HEAD_ROW: &str = "<w:tblHeader />";

/// A table row that is repeated on every page.
pub(super) fn head_row(cells: Vec<TableCell>) -> TableRow {
    TableRow::new(cells)
        .cant_split()
        .row_height(1.0)
        .height_rule(HeightRule::AtLeast)
}

pub(super) fn write(frame: &Frame) -> Result<Vec<u8>, DocumentError> {
    let layout = frame.layout;
    let created = frame
        .date
        .map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |d| format!("{d}T00:00:00Z"));
    let mut docx = Docx::new()
        .default_fonts(fonts(layout))
        .default_size(super::half_points(layout.body.size))
        .default_line_spacing(LineSpacing::new().before(0).after(0).line(240))
        .created_at(&created)
        .updated_at(&created)
        .header(marked(Header::new(), frame).add_paragraph(page_number(frame)));
    if frame.exercise.is_some() {
        docx = docx.first_header(marked(Header::new(), frame));
    }

    if let Some(contact) = footer::contact(frame) {
        docx = docx
            .footer(Footer::new().add_paragraph(tight()))
            .first_footer(Footer::new().add_paragraph(contact));
    }
    let (before, head, title) = header::blocks(frame);
    for p in before {
        docx = docx.add_paragraph(p);
    }
    docx = docx.add_table(head);
    for p in title {
        docx = docx.add_paragraph(p);
    }
    docx = add(
        docx,
        body::kept_with_next(body::blocks(frame, &frame.body, layout.page.text_width(false))),
    );
    docx = docx.add_paragraph(tight().add_run(DocxRun::new().size(16)).keep_next(true));
    docx = docx.add_table(footer::table(frame));

    // A section ends with the paragraph that bears its properties; the last section is that of the document.
    let mut landscape = false;
    for annex in &frame.annexes {
        docx = docx.add_paragraph(low().section_property(section(layout, landscape)));
        landscape = annex.landscape;
        docx = add(docx, body::annex(frame, annex));
    }
    if frame.annexes.is_empty() {
        docx = docx.add_paragraph(low());
    }
    let (width, height) = if landscape {
        (layout.page.height, layout.page.width)
    } else {
        (layout.page.width, layout.page.height)
    };
    docx = docx
        .page_size(unsigned(width), unsigned(height))
        .page_margin(margin_of(frame, landscape))
        .page_num_type(PageNumType::new().start(1))
        .title_pg();
    if landscape {
        docx = docx.page_orient(PageOrientationType::Landscape);
    }

    let mut parts = docx.build();
    let xml = String::from_utf8(parts.document).map_err(|e| DocumentError::Docx(Box::new(e)))?;
    parts.document = mend(&xml).into_bytes();
    let mut plain = Cursor::new(Vec::new());
    parts
        .pack(&mut plain)
        .map_err(|e| DocumentError::Docx(Box::new(e)))?;
    deflate(plain).map_err(|e| DocumentError::Docx(Box::new(e)))
}

/// docx-rs stores the parts as they are; a long table shrinks to a twentieth.
fn deflate(plain: Cursor<Vec<u8>>) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut from = zip::ZipArchive::new(plain)?;
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for index in 0..from.len() {
        let mut part = from.by_index(index)?;
        if part.is_dir() {
            continue;
        }
        to.start_file(part.name(), options)?;
        std::io::copy(&mut part, &mut to)?;
    }
    Ok(to.finish()?.into_inner())
}

fn unsigned(mm: f32) -> u32 {
    u32::try_from(super::twips(mm)).unwrap_or_default()
}

fn margin_of(frame: &Frame, landscape: bool) -> docx_rs::PageMargin {
    page(frame.layout, landscape).1
}

fn add(mut docx: Docx, pieces: Vec<Piece>) -> Docx {
    for piece in pieces {
        docx = match piece {
            Piece::Paragraph(p) => docx.add_paragraph(*p),
            Piece::Table(t) => docx.add_table(*t),
        };
    }
    docx
}

/// A paragraph that takes next to no room, where the format wants one.
fn low() -> Paragraph {
    Paragraph::new()
        .line_spacing(
            LineSpacing::new()
                .before(0)
                .after(0)
                .line(20)
                .line_rule(LineSpacingType::Exact),
        )
        .add_run(DocxRun::new().size(2))
}

/// What every page says above its text.
fn marked(header: Header, frame: &Frame) -> Header {
    match &frame.exercise {
        Some(text) => header.add_paragraph(centred(run(text, frame.layout.page.number_size).bold())),
        None => header,
    }
}

/// Centred in the upper margin; the first page of each section does not show it.
fn page_number(frame: &Frame) -> Paragraph {
    let size = super::half_points(frame.layout.page.number_size);
    tight()
        .align(AlignmentType::Center)
        .add_run(
            DocxRun::new()
                .size(size)
                .add_field_char(FieldCharType::Begin, false)
                .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
                .add_field_char(FieldCharType::Separate, false),
        )
        .add_run(DocxRun::new().size(size).add_text("2"))
        .add_run(
            DocxRun::new()
                .size(size)
                .add_field_char(FieldCharType::End, false),
        )
}

/// Marks repeated heads, and puts the children of every section into the order of the schema. The references to
/// header and footer, which docx-rs gives to the last section, move to the first: later ones inherit the page number,
/// and get the empty footer for their first page, as the address belongs to the document alone.
fn mend(xml: &str) -> String {
    let xml = xml.replace(HEAD_MARK, HEAD_ROW);
    let header = element(&xml, "w:headerReference", r#"w:type="default""#).unwrap_or_default();
    let first_header = element(&xml, "w:headerReference", r#"w:type="first""#).unwrap_or_default();
    let contact = element(&xml, "w:footerReference", r#"w:type="first""#).unwrap_or_default();
    let empty = element(&xml, "w:footerReference", r#"w:type="default""#).unwrap_or_default();
    let in_first = format!("{header}{first_header}{contact}");
    let in_later = empty.replace(r#"w:type="default""#, r#"w:type="first""#);
    let mut out = String::with_capacity(xml.len() + 64);
    let mut rest = xml.as_str();
    let mut references = in_first.as_str();
    while let Some(start) = rest.find("<w:sectPr>") {
        let Some(end) = rest[start..].find("</w:sectPr>").map(|i| start + i) else {
            break;
        };
        let inside = &rest[start + "<w:sectPr>".len()..end];
        out.push_str(&rest[..start]);
        out.push_str("<w:sectPr>");
        out.push_str(references);
        references = in_later.as_str();
        for name in [
            "w:pgSz",
            "w:pgMar",
            "w:pgNumType",
            "w:cols",
            "w:titlePg",
            "w:docGrid",
        ] {
            out.push_str(element(inside, name, "").unwrap_or_default());
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// The first empty element of that name with that attribute, as it stands in the text.
fn element<'a>(xml: &'a str, name: &str, attribute: &str) -> Option<&'a str> {
    let open = format!("<{name} ");
    let mut from = 0;
    while let Some(start) = xml[from..].find(&open).map(|i| from + i) {
        let end = start + xml[start..].find("/>")? + 2;
        if xml[start..end].contains(attribute) {
            return Some(&xml[start..end]);
        }
        from = end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_put_in_order() {
        let xml = r#"<a><w:sectPr><w:pgSz w:w="1" /><w:pgMar w:top="2" /><w:cols w:num="1" /><w:pgNumType w:start="1" /><w:titlePg /></w:sectPr></a><w:sectPr><w:pgSz w:w="9" /><w:cols w:num="1" /><w:headerReference w:type="default" r:id="h1" /></w:sectPr>"#;
        assert_eq!(
            mend(xml),
            r#"<a><w:sectPr><w:headerReference w:type="default" r:id="h1" /><w:pgSz w:w="1" /><w:pgMar w:top="2" /><w:pgNumType w:start="1" /><w:cols w:num="1" /><w:titlePg /></w:sectPr></a><w:sectPr><w:pgSz w:w="9" /><w:cols w:num="1" /></w:sectPr>"#
        );
    }
}
