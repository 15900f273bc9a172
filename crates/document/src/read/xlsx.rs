//! Sheets of XLSX as rows of text with their places: import of the directory, progress forms sent back.
//! Formulas give the value that was stored with them; nothing is computed.

use super::{Format, Limits, ReadError, archive::Archive, detect};
use calamine::{Data, DataRef, DataType, Reader as _, Xlsx, XlsxError};
use coloa_base::text::nfc;
use std::io::Cursor;

/// Which sheet to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetChoice<'a> {
    First,
    /// By its name; case and tone placement do not matter.
    Named(&'a str),
}

/// Rows that hold anything, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// Names of all sheets of the file.
    pub names: Vec<String>,
    pub rows: Vec<SheetRow>,
}

/// A row with the number that Excel shows (from 1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRow {
    pub number: u32,
    /// Column from 0 (A) and text: trimmed, NFC, never empty; dates as `yyyy-mm-dd`, with `Thh:mm:ss` where
    /// there is a time; numbers without needless zeros; truth values as `TRUE` and `FALSE`; errors as shown.
    pub cells: Vec<(u32, String)>,
}

impl SheetRow {
    /// The text of a column, empty where there is none.
    #[must_use]
    pub fn get(&self, column: u32) -> &str {
        self.cells
            .iter()
            .find(|(c, _)| *c == column)
            .map_or("", |(_, text)| text)
    }
}

/// Reads one sheet.
///
/// # Errors
/// [`ReadError::UnsupportedFormat`] for what is no XLSX, [`ReadError::Macros`], [`ReadError::Damaged`],
/// [`ReadError::Bomb`], [`ReadError::TooMuchText`] above the caps of rows, cells and text,
/// [`ReadError::NoSuchSheet`], [`ReadError::Empty`].
pub fn read_sheet(
    name: &str,
    bytes: &[u8],
    choice: SheetChoice<'_>,
    limits: &Limits,
) -> Result<Sheet, ReadError> {
    match detect(name, bytes, limits)? {
        Format::Xlsx => {}
        found => return Err(ReadError::UnsupportedFormat { found }),
    }
    // calamine unpacks parts whole; after this their true sizes are known to be within the caps.
    Archive::open(bytes, Format::Xlsx, limits)?.check_all()?;
    let damaged = |e: XlsxError| match e {
        XlsxError::Password => ReadError::Encrypted { format: Format::Xlsx },
        other => ReadError::damaged(Format::Xlsx, other),
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let chosen = match choice {
        SheetChoice::First => names.first(),
        SheetChoice::Named(wanted) => {
            let wanted = coloa_base::text::fold(wanted);
            names.iter().find(|n| coloa_base::text::fold(n) == wanted)
        }
    };
    let missing = || match choice {
        SheetChoice::First => ReadError::Empty,
        SheetChoice::Named(name) => ReadError::NoSuchSheet {
            name: name.to_owned(),
        },
    };
    let chosen = chosen.cloned().ok_or_else(missing)?;
    // Cell by cell: a dense range from A1 to a stray cell at the far corner would not fit any memory.
    let mut reader = book.worksheet_cells_reader(&chosen).map_err(damaged)?;
    let mut sheet = Sheet {
        name: chosen.clone(),
        names,
        rows: Vec::new(),
    };
    let (mut cells, mut text_bytes) = (0_usize, 0_usize);
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let text = shown(cell.get_value());
        if text.is_empty() {
            continue;
        }
        cells += 1;
        text_bytes += text.len();
        if cells > limits.sheet_cells {
            return Err(ReadError::TooMuchText {
                limit: limits.sheet_cells as u64,
            });
        }
        if text_bytes > limits.text_bytes {
            return Err(ReadError::TooMuchText {
                limit: limits.text_bytes as u64,
            });
        }
        let number = row.saturating_add(1);
        if sheet.rows.last().is_none_or(|last| last.number != number) {
            if sheet.rows.len() == limits.sheet_rows {
                return Err(ReadError::TooMuchText {
                    limit: limits.sheet_rows as u64,
                });
            }
            sheet.rows.push(SheetRow {
                number,
                cells: Vec::new(),
            });
        }
        if let Some(last) = sheet.rows.last_mut() {
            last.cells.push((column, text));
        }
    }
    if sheet.rows.is_empty() {
        return Err(ReadError::Empty);
    }
    Ok(sheet)
}

fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) => clean(text),
        DataRef::SharedString(text) => clean(text),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => clean(text),
        DataRef::Int(n) => n.to_string(),
        DataRef::Float(n) => n.to_string(),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => match Data::DateTime(*at).as_datetime() {
            Some(at) if at.time() == chrono::NaiveTime::MIN => at.date().to_string(),
            Some(at) => at.format("%Y-%m-%dT%H:%M:%S").to_string(),
            None => at.as_f64().to_string(),
        },
        DataRef::Error(error) => error.to_string(),
    }
}

fn clean(text: &str) -> String {
    nfc(text.replace("\r\n", "\n").replace('\u{A0}', " ").trim())
}
