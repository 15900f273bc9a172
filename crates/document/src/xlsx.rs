//! Workbooks: annexes, exports, and forms that come back filled in.
//!
//! A [`Sheet`] is a titled table. A form has locked columns and hidden key columns that say which record a row is
//! about, a hidden row of column keys above the head, so that reading finds columns whatever their titles became,
//! and a hidden sheet of named values ([`Workbook::meta`]). Protection keeps honest people from slips; it is no
//! secret and no proof, so whoever reads a form back checks every key.
//!
//! Text is always written as text: a value that begins with `=` is no formula.

use crate::error::DocumentError;
use crate::text::clean;
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::clock::VN_OFFSET;
use rust_xlsxwriter::{
    Color, DataValidation, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, ProtectionOptions,
    Workbook as File, Worksheet, XlsxError,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows that Excel takes, less some for titles.
pub const MAX_ROWS: usize = 1_000_000;
/// Columns of one sheet.
pub const MAX_COLUMNS: usize = 1_000;
/// Characters that Excel takes in a cell.
pub const MAX_CELL_CHARS: usize = 32_767;
/// Name of the hidden sheet with [`Workbook::meta`]: keys in column A, values in column B.
pub const META_SHEET: &str = "_coloa";
/// Name of the hidden sheet that holds the choices of list columns, one column per list.
pub const LISTS_SHEET: &str = "_danh_muc";

/// A workbook.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    pub sheets: Vec<Sheet>,
    /// Named values for reading a form back, e.g. its kind, version and the plan it belongs to.
    #[serde(default)]
    pub meta: BTreeMap<String, String>,
}

/// A titled table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Name of the tab; what Excel refuses in it is replaced, and it is cut at 31 characters.
    pub name: String,
    /// Lines above the table; the first is large.
    #[serde(default)]
    pub titles: Vec<String>,
    /// How to fill in the form, in italics under the titles.
    #[serde(default)]
    pub note: Option<String>,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Value>>,
    /// Only unlocked columns can be changed.
    #[serde(default)]
    pub protected: bool,
    /// Empty rows at the end that a form offers for entries of one's own.
    #[serde(default)]
    pub spare_rows: usize,
    /// Print upright instead of lengthwise.
    #[serde(default)]
    pub portrait: bool,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Name by which reading finds the column; stands in a hidden row.
    pub key: String,
    pub title: String,
    /// Width in characters.
    pub width: f64,
    #[serde(default)]
    pub kind: ColumnKind,
    /// Not shown; for keys of records.
    #[serde(default)]
    pub hidden: bool,
    /// May be changed on a protected sheet.
    #[serde(default)]
    pub editable: bool,
    /// What may be chosen; empty = anything.
    #[serde(default)]
    pub choices: Vec<String>,
}

impl Column {
    /// A text column of that width in characters.
    pub fn text(key: impl Into<String>, title: impl Into<String>, width: f64) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            width,
            ..Self::default()
        }
    }
    #[must_use]
    pub fn kind(mut self, kind: ColumnKind) -> Self {
        self.kind = kind;
        self
    }
    #[must_use]
    pub fn editable(mut self) -> Self {
        self.editable = true;
        self
    }
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }
    #[must_use]
    pub fn choices(mut self, choices: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.choices = choices.into_iter().map(Into::into).collect();
        self
    }
}

/// How the values of a column are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    #[default]
    Text,
    /// Centred text, e.g. a running number.
    Centre,
    Integer,
    /// Two decimals.
    Decimal,
    /// 0.5 is shown as 50 %.
    Percent,
    /// dd/mm/yyyy
    Date,
    /// dd/mm/yyyy hh:mm, Viet Nam's time
    DateTime,
}

/// A value.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    Integer(i64),
    Number(f64),
    Bool(bool),
    Date(NaiveDate),
    Instant(DateTime<Utc>),
}

impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}
impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Self::Integer(v)
    }
}
impl From<f64> for Value {
    fn from(v: f64) -> Self {
        Self::Number(v)
    }
}
impl From<NaiveDate> for Value {
    fn from(v: NaiveDate) -> Self {
        Self::Date(v)
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Empty, Into::into)
    }
}

/// The workbook as the bytes of an XLSX file.
pub fn xlsx(workbook: &Workbook) -> Result<Vec<u8>, DocumentError> {
    check(workbook)?;
    write(workbook).map_err(DocumentError::Xlsx)
}

fn check(workbook: &Workbook) -> Result<(), DocumentError> {
    if workbook.sheets.is_empty() {
        return Err(DocumentError::Missing { field: "sheets" });
    }
    for sheet in &workbook.sheets {
        let columns = sheet.columns.len();
        if columns == 0 {
            return Err(DocumentError::Missing { field: "columns" });
        }
        if columns > MAX_COLUMNS {
            return Err(DocumentError::TooLarge {
                what: "columns",
                size: columns,
                limit: MAX_COLUMNS,
            });
        }
        let rows = sheet.rows.len().saturating_add(sheet.spare_rows);
        if rows > MAX_ROWS {
            return Err(DocumentError::TooLarge {
                what: "rows",
                size: rows,
                limit: MAX_ROWS,
            });
        }
        for (i, row) in sheet.rows.iter().enumerate() {
            if row.len() != columns {
                let sheet = clean(&sheet.name);
                return Err(DocumentError::RaggedSheet {
                    sheet,
                    row: i + 1,
                    cells: row.len(),
                    columns,
                });
            }
            for value in row {
                if let Value::Text(text) = value {
                    let size = text.encode_utf16().count();
                    if size > MAX_CELL_CHARS {
                        return Err(DocumentError::TooLarge {
                            what: "cell",
                            size,
                            limit: MAX_CELL_CHARS,
                        });
                    }
                }
            }
        }
    }
    Ok(())
}

fn write(workbook: &Workbook) -> Result<Vec<u8>, XlsxError> {
    let mut file = File::new();
    let mut names = Vec::new();
    let mut lists: Vec<&[String]> = Vec::new();
    for sheet in &workbook.sheets {
        let name = sheet_name(&sheet.name, &names);
        let page = file.add_worksheet();
        page.set_name(&name)?;
        names.push(name);
        write_sheet(page, sheet, &mut lists)?;
    }
    if !lists.is_empty() {
        let page = file.add_worksheet();
        page.set_name(LISTS_SHEET)?.set_hidden(true);
        for (column, list) in (0u16..).zip(&lists) {
            for (row, choice) in (0u32..).zip(list.iter()) {
                page.write_string(row, column, clean(choice))?;
            }
        }
        page.protect();
    }
    if !workbook.meta.is_empty() {
        let page = file.add_worksheet();
        page.set_name(META_SHEET)?.set_very_hidden(true);
        for (row, (key, value)) in (0u32..).zip(&workbook.meta) {
            page.write_string(row, 0, clean(key))?;
            page.write_string(row, 1, clean(value))?;
        }
        page.protect();
    }
    file.save_to_buffer()
}

/// What Excel takes as the name of a sheet, not used before.
fn sheet_name(wanted: &str, used: &[String]) -> String {
    let safe: String = clean(wanted)
        .chars()
        .map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c })
        .collect::<String>()
        .trim()
        .into();
    let safe = if safe.is_empty() { "Trang".to_owned() } else { safe };
    let cut = |text: &str, room: usize| {
        let mut out = String::new();
        for c in text.chars() {
            // Excel counts UTF-16 units.
            if out.encode_utf16().count() + c.len_utf16() > room {
                break;
            }
            out.push(c);
        }
        out.trim_end().to_owned()
    };
    let taken = |name: &str| {
        used.iter()
            .map(String::as_str)
            .chain([META_SHEET, LISTS_SHEET])
            .any(|u| u.to_lowercase() == name.to_lowercase())
    };
    let first = cut(&safe, 31);
    if !taken(&first) {
        return first;
    }
    (2..)
        .map(|n| format!("{} ({n})", cut(&safe, 25)))
        .find(|name| !taken(name))
        .unwrap_or(first)
}

fn base() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(12)
}

fn cell_format(column: &Column) -> Format {
    let f = base()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    let f = match column.kind {
        // "@": what looks like a number or a date stays as it was typed.
        ColumnKind::Text => f.set_num_format("@"),
        ColumnKind::Centre => f.set_align(FormatAlign::Center),
        ColumnKind::Integer => f.set_num_format("#,##0").set_align(FormatAlign::Right),
        ColumnKind::Decimal => f.set_num_format("#,##0.00").set_align(FormatAlign::Right),
        ColumnKind::Percent => f.set_num_format("0.0%").set_align(FormatAlign::Right),
        ColumnKind::Date => f.set_num_format("dd/mm/yyyy").set_align(FormatAlign::Center),
        ColumnKind::DateTime => f
            .set_num_format("dd/mm/yyyy hh:mm")
            .set_align(FormatAlign::Center),
    };
    if column.editable {
        f.set_unlocked().set_background_color(Color::RGB(0x00FF_FBE6))
    } else {
        f
    }
}

/// Row numbers fit: [`check`] has bounded them.
fn row_number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn write_sheet<'a>(
    page: &mut Worksheet,
    sheet: &'a Sheet,
    lists: &mut Vec<&'a [String]>,
) -> Result<(), XlsxError> {
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let mut row = 0u32;
    for (i, title) in sheet.titles.iter().enumerate() {
        let format = base()
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_font_size(if i == 0 { 14 } else { 12 });
        across(page, row, last_column, title, &format)?;
        row += 1;
    }
    if let Some(note) = &sheet.note {
        across(
            page,
            row,
            last_column,
            note,
            &base().set_italic().set_text_wrap().set_align(FormatAlign::Top),
        )?;
        page.set_row_height(row, 48)?;
        row += 1;
    }

    // Keys of the columns, hidden, directly above the head.
    let keys = row;
    let head = row + 1;
    let first = row + 2;
    let head_format = base()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_text_wrap()
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E8_EDF3));
    for (c, column) in (0u16..).zip(&sheet.columns) {
        page.write_string(keys, c, clean(&column.key))?;
        page.write_string_with_format(head, c, clean(&column.title), &head_format)?;
        let width = if column.width.is_finite() {
            column.width.clamp(1.0, 255.0)
        } else {
            10.0
        };
        page.set_column_width(c, width)?;
        if column.hidden {
            page.set_column_hidden(c)?;
        }
    }
    page.set_row_hidden(keys)?;

    let formats: Vec<Format> = sheet.columns.iter().map(cell_format).collect();
    for (r, values) in sheet.rows.iter().enumerate() {
        for (c, (value, format)) in (0u16..).zip(values.iter().zip(&formats)) {
            write_value(page, first + row_number(r), c, value, format)?;
        }
    }
    for r in 0..sheet.spare_rows {
        for (c, format) in (0u16..).zip(&formats) {
            page.write_blank(first + row_number(sheet.rows.len() + r), c, format)?;
        }
    }
    let end = first + row_number((sheet.rows.len() + sheet.spare_rows).saturating_sub(1));

    for (c, column) in (0u16..).zip(&sheet.columns) {
        if !column.choices.is_empty() && column.editable {
            let list = lists
                .iter()
                .position(|l| *l == column.choices.as_slice())
                .unwrap_or_else(|| {
                    lists.push(&column.choices);
                    lists.len() - 1
                });
            page.add_data_validation(first, c, end, c, &choice(list, column))?;
        }
    }

    page.set_freeze_panes(first, 0)?;
    if !sheet.protected && !sheet.rows.is_empty() {
        page.autofilter(head, 0, end, last_column)?;
    }
    if sheet.protected {
        page.protect_with_options(&ProtectionOptions {
            format_columns: true,
            format_rows: true,
            sort: false,
            use_autofilter: true,
            ..ProtectionOptions::default()
        });
    }
    page.set_paper_size(9); // A4
    if sheet.portrait {
        page.set_portrait();
    } else {
        page.set_landscape();
    }
    page.set_print_fit_to_pages(1, 0).set_repeat_rows(head, head)?;
    page.set_margins(0.6, 0.4, 0.6, 0.6, 0.3, 0.3)
        .set_header("&C&P")
        .set_print_area(0, 0, end, last_column)?;
    Ok(())
}

/// One of a list; the list itself stands on the hidden sheet, as Excel cuts lists of more than 255 characters.
fn choice(list: usize, column: &Column) -> DataValidation {
    let letter = column_letters(list);
    let range = format!("={LISTS_SHEET}!${letter}$1:${letter}${}", column.choices.len());
    let message = |text: &str, limit: usize| clean(text).chars().take(limit).collect::<String>();
    let rule = DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .ignore_blank(true);
    // A title that Excel finds too long is left out rather than refused.
    rule.clone()
        .set_error_title(message(&column.title, 32))
        .unwrap_or(rule)
}

fn column_letters(mut index: usize) -> String {
    let mut out = Vec::new();
    loop {
        out.push(char::from(b'A' + u8::try_from(index % 26).unwrap_or_default()));
        index /= 26;
        if index == 0 {
            break;
        }
        index -= 1;
    }
    out.into_iter().rev().collect()
}

fn across(page: &mut Worksheet, row: u32, last: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    if last == 0 {
        page.write_string_with_format(row, 0, clean(text), format)?;
    } else {
        page.merge_range(row, 0, row, last, &clean(text), format)?;
    }
    Ok(())
}

fn write_value(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    format: &Format,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => page.write_blank(row, column, format)?,
        Value::Text(text) => page.write_string_with_format(row, column, clean_lines(text), format)?,
        // A double keeps 53 bits; a larger whole number is kept exact as text.
        Value::Integer(n) if n.unsigned_abs() >= 1 << 53 => {
            page.write_string_with_format(row, column, n.to_string(), format)?
        }
        Value::Integer(n) => page.write_number_with_format(row, column, *n as f64, format)?,
        Value::Number(n) if !n.is_finite() => page.write_blank(row, column, format)?,
        Value::Number(n) => page.write_number_with_format(row, column, *n, format)?,
        Value::Bool(b) => page.write_boolean_with_format(row, column, *b, format)?,
        Value::Date(day) => match ExcelDateTime::parse_from_str(&day.format("%Y-%m-%d").to_string()) {
            Ok(serial) => page.write_datetime_with_format(row, column, serial, format)?,
            // Excel knows the years 1900 to 9999.
            Err(_) => page.write_string_with_format(row, column, day.to_string(), format)?,
        },
        Value::Instant(at) => {
            let local = at
                .with_timezone(&VN_OFFSET)
                .format("%Y-%m-%dT%H:%M:%S")
                .to_string();
            match ExcelDateTime::parse_from_str(&local) {
                Ok(serial) => page.write_datetime_with_format(row, column, serial, format)?,
                Err(_) => page.write_string_with_format(row, column, local, format)?,
            }
        }
    };
    Ok(())
}

/// [`clean`], with line breaks kept: cells may have several lines.
fn clean_lines(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets() {
        assert_eq!(sheet_name("Biểu 1: a/b", &[]), "Biểu 1  a b");
        assert_eq!(sheet_name("", &[]), "Trang");
        assert_eq!(sheet_name("Trang", &["trang".into()]), "Trang (2)");
        assert_eq!(sheet_name(META_SHEET, &[]), "_coloa (2)");
        assert!(sheet_name(&"ớ".repeat(50), &[]).encode_utf16().count() <= 31);
    }

    #[test]
    fn letters_of_columns() {
        let all: Vec<String> = [0, 25, 26, 27, 51, 52, 701, 702]
            .into_iter()
            .map(column_letters)
            .collect();
        assert_eq!(all, ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]);
    }
}
