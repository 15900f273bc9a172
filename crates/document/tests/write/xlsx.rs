//! Workbooks, read back with another library.
use super::samples::d;
use calamine::{Data, Reader, Xlsx};
use coloa_document::DocumentError;
use coloa_document::xlsx::{Column, ColumnKind, META_SHEET, Sheet, Value, Workbook, xlsx};
use std::collections::BTreeMap;
use std::io::{Cursor, Read};

fn form() -> Workbook {
    Workbook {
        sheets: vec![Sheet {
            name: "Báo cáo tiến độ".into(),
            titles: vec!["BIỂU BÁO CÁO TIẾN ĐỘ".into(), "Kỳ báo cáo: quý I năm 2026".into()],
            note: Some("Chỉ điền vào các ô màu vàng.".into()),
            columns: vec![
                Column::text("duty_id", "Mã", 10.0).hidden(),
                Column::text("no", "STT", 6.0).kind(ColumnKind::Centre),
                Column::text("duty", "Nhiệm vụ", 60.0),
                Column::text("status", "Trạng thái", 18.0).editable().choices([
                    "Chưa bắt đầu",
                    "Đang thực hiện",
                    "Hoàn thành",
                    "Chậm",
                ]),
                Column::text("percent", "%", 8.0)
                    .kind(ColumnKind::Percent)
                    .editable(),
                Column::text("due", "Thời hạn", 12.0).kind(ColumnKind::Date),
                Column::text("note", "Ghi chú", 40.0).editable(),
            ],
            rows: vec![
                vec![
                    "k1".into(),
                    1.into(),
                    "Rà quét lỗ hổng Ễ Ộ Ự".into(),
                    Value::Empty,
                    0.5.into(),
                    d("2026-03-31").into(),
                    "=1+1".into(),
                ],
                vec![
                    "k2".into(),
                    2.into(),
                    "a\u{0}b\nc".into(),
                    "Chậm".into(),
                    f64::NAN.into(),
                    Value::Empty,
                    "007".into(),
                ],
            ],
            protected: true,
            spare_rows: 3,
            portrait: false,
        }],
        meta: BTreeMap::from([("form".into(), "progress.1".into()), ("plan".into(), "x".into())]),
    }
}

#[test]
fn a_form_comes_back() {
    let bytes = xlsx(&form()).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(book.sheet_names(), ["Báo cáo tiến độ", "_danh_muc", META_SHEET]);
    let sheet = book.worksheet_range("Báo cáo tiến độ").unwrap();
    let cell = |r, c| sheet.get_value((r, c)).cloned().unwrap_or_default();
    assert_eq!(cell(0, 0), Data::String("BIỂU BÁO CÁO TIẾN ĐỘ".into()));
    assert_eq!(cell(3, 0), Data::String("duty_id".into()), "keys of the columns");
    assert_eq!(cell(4, 2), Data::String("Nhiệm vụ".into()), "head");
    assert_eq!(cell(5, 0), Data::String("k1".into()));
    assert_eq!(cell(5, 4), Data::Float(0.5));
    assert_eq!(cell(5, 6), Data::String("=1+1".into()), "text, no formula");
    assert_eq!(cell(6, 2), Data::String("ab\nc".into()));
    assert_eq!(cell(6, 6), Data::String("007".into()));
    assert!(matches!(cell(6, 4), Data::Empty), "no number is no value");
    match cell(5, 5) {
        Data::DateTime(at) => assert_eq!(at.as_f64(), 46_112.0, "days since 1899-12-30 of 31/03/2026"),
        other => panic!("{other:?}"),
    }
    let meta = book.worksheet_range(META_SHEET).unwrap();
    assert_eq!(meta.get_value((0, 1)), Some(&Data::String("progress.1".into())));
}

#[test]
fn a_form_is_locked_where_it_must_not_be_changed() {
    let bytes = xlsx(&form()).unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    zip.by_name("xl/worksheets/sheet1.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    assert!(xml.contains("<sheetProtection"));
    assert!(xml.contains("hidden=\"1\""), "key column and key row");
    assert!(xml.contains("<formula1>_danh_muc!$A$1:$A$4</formula1>"));
    assert!(
        xml.contains(r#"sqref="D6:D10""#),
        "choices also in the spare rows"
    );
    assert!(xml.contains(r#"paperSize="9""#) && xml.contains(r#"orientation="landscape""#));
    assert!(xml.contains(r#"<pane ySplit="5""#), "the head stays in sight");
}

#[test]
fn long_lists_and_many_rows() {
    let mut book = form();
    let names: Vec<String> = (0..400).map(|i| format!("Ủy ban nhân dân xã số {i}")).collect();
    book.sheets[0].columns[3].choices = names;
    let row = book.sheets[0].rows[0].clone();
    book.sheets[0].rows = vec![row; 10_500];
    let bytes = xlsx(&book).unwrap();
    let mut read: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    assert_eq!(read.worksheet_range("_danh_muc").unwrap().height(), 400);
    assert!(read.worksheet_range("Báo cáo tiến độ").unwrap().height() >= 10_505);
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut book = form();
    book.sheets[0].rows[1].pop();
    assert!(matches!(
        xlsx(&book),
        Err(DocumentError::RaggedSheet {
            row: 2,
            cells: 6,
            columns: 7,
            ..
        })
    ));
    let mut book = form();
    book.sheets[0].rows[0][6] = Value::Text("ớ".repeat(32_768));
    assert!(matches!(
        xlsx(&book),
        Err(DocumentError::TooLarge {
            what: "cell",
            size: 32_768,
            ..
        })
    ));
    assert!(matches!(
        xlsx(&Workbook::default()),
        Err(DocumentError::Missing { field: "sheets" })
    ));
    let mut book = form();
    book.sheets[0].spare_rows = usize::MAX;
    assert!(matches!(
        xlsx(&book),
        Err(DocumentError::TooLarge { what: "rows", .. })
    ));
}
