//! Sheets: the directory, accounts and progress forms that come back as XLSX. The first byte chooses the sheet.
//! Small caps, so that the fuzzer finds what escapes them.
#![no_main]

use coloa_document::read::{Limits, SheetChoice, read_sheet};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let choice = if kind & 1 == 0 { SheetChoice::First } else { SheetChoice::Named("Tiến độ") };
    let limits = Limits { unpacked_bytes: 4 << 20, text_bytes: 1 << 20, sheet_cells: 10_000, ..Limits::default() };
    if let Ok(sheet) = read_sheet("a.xlsx", rest, choice, &limits) {
        assert!(sheet.rows.iter().flat_map(|r| &r.cells).all(|(_, text)| !text.is_empty()));
    }
});
