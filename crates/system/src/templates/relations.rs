//! What a DOCX asks for from elsewhere: a template, picture or object that whoever opens the document would fetch. Links
//! that a reader follows by hand are none of these.

use crate::SystemError;
use coloa_document::read::ReadError;
use quick_xml::{Reader, events::Event};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Bytes of one part with relations; Word writes a few hundred.
const MOST: u64 = 4 * 1024 * 1024;

fn unsafe_part() -> SystemError {
    SystemError::Read(ReadError::UnsafeXml)
}

/// Refuses what is fetched from elsewhere. The caps of the package were looked at before.
///
/// # Errors
/// A relation leads out and is no link, or a part with relations cannot be read for sure.
pub(super) fn check(content: &[u8]) -> Result<(), SystemError> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| unsafe_part())?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| unsafe_part())?;
        if !entry.name().to_ascii_lowercase().ends_with(".rels") {
            continue;
        }
        let mut xml = Vec::new();
        entry
            .take(MOST + 1)
            .read_to_end(&mut xml)
            .map_err(|_| unsafe_part())?;
        if u64::try_from(xml.len()).unwrap_or(u64::MAX) > MOST {
            return Err(unsafe_part());
        }
        if let Some(kind) = leads_out(&xml)? {
            return Err(SystemError::TemplateExternal { kind });
        }
    }
    Ok(())
}

/// The kind of the first relation that leads out and is no link.
fn leads_out(xml: &[u8]) -> Result<Option<String>, SystemError> {
    // Another encoding would hide names from us and not from Word.
    let text = std::str::from_utf8(xml).map_err(|_| unsafe_part())?;
    if text.contains('\0') {
        return Err(unsafe_part());
    }
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| unsafe_part())? {
            Event::Eof => return Ok(None),
            Event::DocType(_) => return Err(unsafe_part()),
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "Relationship" => {
                let (mut kind, mut external) = (String::new(), false);
                for attribute in tag.attributes() {
                    let attribute = attribute.map_err(|_| unsafe_part())?;
                    let value = attribute
                        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                        .map_err(|_| unsafe_part())?;
                    match attribute.key.local_name().as_ref() {
                        "Type" => value.rsplit('/').next().unwrap_or_default().clone_into(&mut kind),
                        "TargetMode" => external = value.trim().eq_ignore_ascii_case("external"),
                        _ => {}
                    }
                }
                if external && kind != "hyperlink" {
                    return Ok(Some(kind));
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::{ZipWriter, write::SimpleFileOptions};

    const BASE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    fn package(name: &str, relation: &str) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        let xml = format!("<Relationships>{relation}</Relationships>");
        zip.write_all(xml.as_bytes()).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn what_would_be_fetched_from_elsewhere_is_refused_and_links_stay() {
        for kind in ["attachedTemplate", "oleObject", "frame", "image"] {
            let relation = format!(
                r#"<Relationship Id="r1" Type="{BASE}/{kind}" Target="http://vi-du.invalid/a.dotm" TargetMode="External"/>"#
            );
            let refused = check(&package("word/_rels/settings.xml.rels", &relation));
            assert!(
                matches!(refused, Err(SystemError::TemplateExternal { kind: ref found }) if found == kind),
                "{refused:?}"
            );
        }
        // Written otherwise, it is the same.
        let odd = format!(
            r#"<x:Relationship xmlns:x="y" TargetMode="&#69;xternal" Type="{BASE}/image" Target="file://vi-du/a"></x:Relationship>"#
        );
        assert!(check(&package("WORD/_RELS/A.RELS", &odd)).is_err());
        for (kind, mode) in [("hyperlink", r#" TargetMode="External""#), ("image", "")] {
            let relation =
                format!(r#"<Relationship Id="r1" Type="{BASE}/{kind}" Target="media/a.png"{mode}/>"#);
            assert!(
                check(&package("word/_rels/document.xml.rels", &relation)).is_ok(),
                "{kind}"
            );
        }
        let hidden: Vec<u8> = "<Relationship/>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(leads_out(&hidden).is_err());
        assert!(leads_out(b"<!DOCTYPE a><Relationships/>").is_err());
    }
}
