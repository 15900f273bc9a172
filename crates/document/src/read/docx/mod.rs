//! DOCX (ECMA-376 WordprocessingML): the main part streamed into blocks, with styles and automatic numbering
//! rendered as Word shows them. Headers and footers are not read.

mod body;
mod numbering;
mod styles;
mod table;

use super::{
    Format, Limits, ReadError, Reading,
    archive::Archive,
    assemble::Assembler,
    xml::{Xml, XmlReader},
};
use numbering::Numbering;
use styles::Styles;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Reading, ReadError> {
    let mut archive = Archive::open(bytes, Format::Docx, limits)?;
    let main = main_part(&mut archive, limits)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let mut sibling = |name: &str| archive.read(&format!("{folder}/{name}"));
    let styles = match sibling("styles.xml")? {
        Some(part) => Styles::read(&part, limits)?,
        None => Styles::default(),
    };
    let numbering = match sibling("numbering.xml")? {
        Some(part) => Numbering::read(&part, limits)?,
        None => Numbering::default(),
    };
    let document = archive.read(&main)?.ok_or(ReadError::Damaged {
        format: Format::Docx,
        source: None,
    })?;
    let mut out = Assembler::new(limits);
    body::read(&document, limits, &styles, numbering, &mut out)?;
    Ok(Reading {
        format: Format::Docx,
        encoding: None,
        pages: None,
        source: out.finish()?,
    })
}

/// The part that the package names as its document; `word/document.xml` where it names none.
fn main_part(archive: &mut Archive<'_>, limits: &Limits) -> Result<String, ReadError> {
    let mut found = None;
    if let Some(part) = archive.read("_rels/.rels")? {
        let mut xml = XmlReader::new(&part, Format::Docx, limits);
        loop {
            match xml.next()? {
                Xml::Start(tag)
                    if tag.name == "Relationship"
                        && tag
                            .get("Type")
                            .is_some_and(|t| t.ends_with("/relationships/officeDocument")) =>
                {
                    found = tag
                        .get("Target")
                        .map(|target| target.trim_start_matches('/').to_owned());
                }
                Xml::Eof => break,
                _ => {}
            }
        }
    }
    Ok(found.unwrap_or_else(|| "word/document.xml".to_owned()))
}
