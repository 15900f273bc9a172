//! The parts of a DOCX or XLSX as XML, packed here: the fuzzer need not find its way through checksums and deflate.
//! The first byte chooses the kind; the parts are parted by a NUL: document, styles, numbering, or sheet, strings.
#![no_main]

use coloa_document::read::{Limits, SheetChoice, read_pure, read_sheet};
use libfuzzer_sys::fuzz_target;
use std::io::{Cursor, Write as _};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

const TYPES: &[u8] = br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const WORKBOOK: &[u8] = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const BOOK_RELATIONS: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const BOOK: &[u8] = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

fn packed(parts: &[(&str, &[u8])]) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, options).ok()?;
        writer.write_all(bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let mut parts = rest.splitn(3, |b| *b == 0);
    let mut next = || parts.next().unwrap_or_default();
    let limits = Limits { text_bytes: 1 << 20, sheet_cells: 10_000, ..Limits::default() };
    if kind & 1 == 0 {
        let all = [
            ("[Content_Types].xml", TYPES),
            ("word/document.xml", next()),
            ("word/styles.xml", next()),
            ("word/numbering.xml", next()),
        ];
        let Some(file) = packed(&all) else { return };
        if let Ok(reading) = read_pure("a.docx", &file, &limits) {
            let source = reading.source;
            for range in source.bold.iter().chain(source.tables.iter().flat_map(|t| &t.rows).flatten()) {
                assert!(source.text.get(range.clone()).is_some());
            }
        }
    } else {
        let all = [
            ("[Content_Types].xml", TYPES),
            ("_rels/.rels", BOOK),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
            ("xl/worksheets/sheet1.xml", next()),
            ("xl/sharedStrings.xml", next()),
        ];
        let Some(file) = packed(&all) else { return };
        let _ = read_sheet("a.xlsx", &file, SheetChoice::First, &limits);
    }
});
