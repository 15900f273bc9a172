//! Sheets: values as people see them, places, and caps.

use super::fixtures::zip;
use coloa_base::AreaError as _;
use coloa_document::read::{Limits, SheetChoice, read_sheet};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

fn book() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Tiến độ").unwrap();
    sheet.write(0, 0, "Mã").unwrap();
    sheet.write(0, 2, " Ke\u{302}\u{301}t quả\u{A0}").unwrap();
    sheet.write(2, 0, 12.0).unwrap();
    sheet.write(2, 1, 0.5).unwrap();
    sheet.write(2, 2, true).unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    sheet
        .write_with_format(3, 0, ExcelDateTime::from_ymd(2026, 4, 30).unwrap(), &date)
        .unwrap();
    sheet.write(3, 1, Formula::new("=1+1").set_result("2")).unwrap();
    sheet.write(3, 3, "").unwrap();
    book.add_worksheet()
        .set_name("Hướng dẫn")
        .unwrap()
        .write(0, 0, "Đọc")
        .unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn rows_come_with_their_places_and_plain_values() {
    let sheet = read_sheet("a.xlsx", &book(), SheetChoice::First, &Limits::default()).unwrap();
    assert_eq!(sheet.name, "Tiến độ");
    assert_eq!(sheet.names, ["Tiến độ", "Hướng dẫn"]);
    let rows: Vec<(u32, Vec<(u32, &str)>)> = sheet
        .rows
        .iter()
        .map(|r| (r.number, r.cells.iter().map(|(c, t)| (*c, t.as_str())).collect()))
        .collect();
    assert_eq!(
        rows,
        [
            (1, vec![(0, "Mã"), (2, "Kết quả")]),
            (3, vec![(0, "12"), (1, "0.5"), (2, "TRUE")]),
            (4, vec![(0, "2026-04-30"), (1, "2")]),
        ]
    );
    assert_eq!(sheet.rows[0].get(1), "");
}

#[test]
fn a_sheet_is_found_by_its_name() {
    let sheet = read_sheet(
        "a.xlsx",
        &book(),
        SheetChoice::Named("HƯỚNG DẪN"),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(sheet.rows[0].get(0), "Đọc");
    let error = read_sheet("a.xlsx", &book(), SheetChoice::Named("Khác"), &Limits::default()).unwrap_err();
    assert_eq!(
        (error.code(), error.params()["name"].as_str()),
        ("read.no_such_sheet", "Khác")
    );
}

#[test]
fn rows_and_cells_have_caps() {
    for limits in [
        Limits {
            sheet_rows: 2,
            ..Limits::default()
        },
        Limits {
            sheet_cells: 4,
            ..Limits::default()
        },
    ] {
        let error = read_sheet("a.xlsx", &book(), SheetChoice::First, &limits).unwrap_err();
        assert_eq!(error.code(), "read.too_much_text");
    }
}

/// The parts of a small workbook with this `sheetData`.
fn by_hand(data: &[u8], more: &[(&str, &[u8])]) -> Vec<u8> {
    let main = r#"xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#;
    let workbook =
        format!(r#"<workbook {main}><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"#);
    let rels = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let package = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    let sheet = [
        format!("<worksheet {main}><sheetData>").as_bytes(),
        data,
        b"</sheetData></worksheet>",
    ]
    .concat();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    parts.extend(more);
    zip(&parts)
}

#[test]
fn cells_at_far_corners_cost_nothing() {
    let data = br#"<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
    let sheet = read_sheet(
        "a.xlsx",
        &by_hand(data, &[]),
        SheetChoice::First,
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(sheet.rows[1].number, 1_048_576);
    assert_eq!(sheet.rows[1].cells, [(16_383, "1".to_owned())]);
}

#[test]
fn bombs_macros_and_other_files_are_refused() {
    let zeros = vec![b' '; 20 << 20];
    let code = |bytes: &[u8]| {
        read_sheet("a.xlsx", bytes, SheetChoice::First, &Limits::default())
            .unwrap_err()
            .code()
    };
    assert_eq!(
        code(&by_hand(b"", &[("xl/sharedStrings.xml", &zeros)])),
        "read.decompression_bomb"
    );
    assert_eq!(code(&by_hand(b"", &[("xl/vbaProject.bin", b"x")])), "read.macros");
    assert_eq!(code(&by_hand(b"", &[])), "read.empty");
    assert_eq!(code(b"Ma,Ten\n1,A\n"), "read.unsupported_format");
    let cut = &book()[..2000];
    assert_eq!(code(cut), "read.damaged");
}
