//! Tables that people fill in: XLSX or CSV, read as rows of named cells.

use crate::read::{Limits, ReadError, SheetChoice, decode_text, read_sheet};
use coloa_base::text;
use std::collections::HashMap;

/// Rows of one import; its heads and empty rows do not count.
pub const MAX_ROWS: usize = 20_000;

const TOO_MANY: TableError = TableError::TooManyRows {
    limit: MAX_ROWS as u64,
};

/// Why a table cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// `damaged`, `too_large`, or `no_head`: no row names two columns.
    #[error("the table cannot be read: {reason}")]
    Unreadable { reason: &'static str },
    #[error("more than {limit} rows")]
    TooManyRows { limit: u64 },
}

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// As the spreadsheet counts.
    pub row: u32,
    /// Key of the column.
    pub column: &'static str,
    /// Stable word.
    pub reason: String,
    pub value: String,
}

impl RowError {
    #[must_use]
    pub fn new(row: u32, column: &'static str, reason: &str, value: &str) -> Self {
        Self {
            row,
            column,
            reason: reason.to_owned(),
            value: value.to_owned(),
        }
    }
}

/// A table as rows of named cells.
#[derive(Debug)]
pub struct Table {
    /// Number of the row as the spreadsheet counts, and its cells by the key of the column.
    pub rows: Vec<(u32, HashMap<&'static str, String>)>,
}

impl Table {
    /// Reads XLSX or CSV (comma, semicolon or tab); the head may use keys or the titles, both as (key, title).
    ///
    /// # Errors
    /// It is damaged, has no head, or too many rows.
    pub fn read(
        file_name: &str,
        content: &[u8],
        columns: &[(&'static str, &'static str)],
    ) -> Result<Self, TableError> {
        let limits = Limits::default();
        let unreadable = |e: ReadError| match e {
            ReadError::TooMuchText { limit } if limit == limits.sheet_rows as u64 => TOO_MANY,
            ReadError::TooMuchText { .. } | ReadError::TooLarge { .. } => {
                TableError::Unreadable { reason: "too_large" }
            }
            _ => TableError::Unreadable { reason: "damaged" },
        };
        let rows: Vec<(u32, Vec<String>)> = if content.starts_with(b"PK") {
            let sheet = read_sheet(file_name, content, SheetChoice::First, &limits).map_err(unreadable)?;
            sheet
                .rows
                .into_iter()
                .map(|r| {
                    let width = r.cells.iter().map(|(c, _)| *c as usize + 1).max().unwrap_or(0);
                    let mut cells = vec![String::new(); width];
                    for (column, value) in r.cells {
                        cells[column as usize] = value;
                    }
                    (r.number, cells)
                })
                .collect()
        } else {
            let (text, _) = decode_text(content).map_err(unreadable)?;
            let mut rows = csv_rows(&text);
            // The apostrophe that keeps a spreadsheet from taking a cell for a formula is no part of it.
            for cell in rows.iter_mut().flat_map(|(_, cells)| cells) {
                let unguarded = text::without_guard(cell);
                if unguarded.len() < cell.len() {
                    *cell = unguarded.to_owned();
                }
            }
            rows
        };
        let heads = Heads::of(columns);
        let at = rows
            .iter()
            .take(20)
            .position(|(_, cells)| heads.named(cells) >= 2);
        let at = at.ok_or(TableError::Unreadable { reason: "no_head" })?;
        let head: Vec<Option<&'static str>> = rows[at].1.iter().map(|c| heads.column(c)).collect();
        let rows: Vec<_> = rows
            .into_iter()
            .skip(at + 1)
            .filter(|(_, cells)| cells.iter().any(|c| !c.trim().is_empty()))
            // Our own workbooks carry a row of keys and one of titles.
            .filter(|(_, cells)| heads.named(cells) < 2)
            .take(MAX_ROWS + 1)
            .map(|(number, cells)| {
                let named = head
                    .iter()
                    .zip(cells)
                    .filter_map(|(key, value)| Some(((*key)?, value.trim().to_owned())))
                    .collect();
                (number, named)
            })
            .collect();
        if rows.len() > MAX_ROWS {
            return Err(TOO_MANY);
        }
        Ok(Self { rows })
    }
}

/// Keys and titles of columns, folded once: every row is looked at for whether it is a head.
struct Heads(HashMap<String, &'static str>);

impl Heads {
    fn of(columns: &[(&'static str, &'static str)]) -> Self {
        let mut heads = HashMap::new();
        for (key, title) in columns {
            for name in [(*key).to_owned(), text::fold(title)] {
                heads.entry(name).or_insert(*key);
            }
        }
        Self(heads)
    }

    /// The column that a cell names.
    fn column(&self, cell: &str) -> Option<&'static str> {
        self.0.get(&text::fold(cell)).copied()
    }

    /// How many columns the cells of a row name.
    fn named(&self, cells: &[String]) -> usize {
        cells.iter().filter(|c| self.column(c).is_some()).count()
    }
}

/// Rows of a CSV text (RFC 4180; the separator is the one the first line has most of).
fn csv_rows(text: &str) -> Vec<(u32, Vec<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|s| first.matches(*s).count())
        .unwrap_or(',');
    let mut rows = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let (mut quoted, mut line) = (false, 1);
    let mut began = 1;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push((began, std::mem::take(&mut row)));
                began = line;
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push((began, row));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_keeps_quotes_separators_and_line_numbers() {
        let rows = csv_rows("a;b\n\"x; \"\"y\"\"\nz\";2\n\n3;4");
        assert_eq!(rows[1], (2, vec!["x; \"y\"\nz".to_owned(), "2".to_owned()]));
        assert_eq!(rows.last().unwrap().0, 5);
    }

    const COLUMNS: [(&str, &str); 2] = [("agency", "Cơ quan chủ quản"), ("name", "Tên hệ thống")];

    fn table(rows: usize) -> Result<Table, TableError> {
        // A row of keys and one of titles, as our own workbooks have them, and rows that say nothing.
        let mut text = "agency;name\nCƠ QUAN CHỦ QUẢN;Tên hệ thống\n".to_owned();
        text.push_str(&"Sở A;Thư\n".repeat(rows));
        text.push_str(&";\n".repeat(5));
        Table::read("bang.csv", text.as_bytes(), &COLUMNS)
    }

    #[test]
    fn heads_and_empty_rows_do_not_count_for_the_limit() {
        let full = table(MAX_ROWS).unwrap();
        assert_eq!(full.rows.len(), MAX_ROWS);
        let (number, cells) = &full.rows[0];
        assert_eq!(
            (*number, cells["agency"].as_str(), cells["name"].as_str()),
            (3, "Sở A", "Thư")
        );
        assert_eq!(table(MAX_ROWS + 1).unwrap_err(), TOO_MANY);
    }

    #[test]
    fn a_table_without_a_head_is_refused() {
        let found = Table::read("bang.csv", "Sở A;Thư\n".as_bytes(), &COLUMNS);
        assert_eq!(found.unwrap_err(), TableError::Unreadable { reason: "no_head" });
    }
}
