//! Tables: rows, cells, and how cells are merged.

use super::body::Body;
use crate::read::{
    ReadError,
    assemble::Cell,
    xml::{Ns, Xml},
};

/// Columns that Word allows in a table.
const MOST_COLUMNS: i64 = 63;
/// What a cell costs of the text budget, so that a million empty ones cannot fill the memory.
const CELL_COST: usize = 16;

#[derive(Default)]
struct Row {
    cells: Vec<Cell>,
    deleted: bool,
}

fn columns(value: Option<i64>) -> usize {
    usize::try_from(value.unwrap_or(1).clamp(0, MOST_COLUMNS)).unwrap_or(1)
}

impl Body<'_> {
    pub(super) fn rows(&mut self, rows: &mut Vec<Vec<Cell>>) -> Result<(), ReadError> {
        loop {
            let tag = match self.xml.next()? {
                Xml::Start(tag) => tag,
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => continue,
            };
            match (tag.ns, tag.name.as_str()) {
                (Ns::Word, "tr") => {
                    let mut row = Row::default();
                    self.cells(&mut row)?;
                    if !row.deleted {
                        rows.push(row.cells);
                    }
                }
                (Ns::Word, "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo") => self.rows(rows)?,
                (Ns::Compat, "AlternateContent") => self.alternative(|body| body.rows(rows))?,
                _ => self.xml.skip()?,
            }
        }
    }

    fn cells(&mut self, row: &mut Row) -> Result<(), ReadError> {
        loop {
            let tag = match self.xml.next()? {
                Xml::Start(tag) => tag,
                Xml::End | Xml::Eof => break,
                Xml::Text(_) => continue,
            };
            match (tag.ns, tag.name.as_str()) {
                (Ns::Word, "trPr") => self.row_props(row)?,
                (Ns::Word, "tc") if row.deleted => self.xml.skip()?,
                (Ns::Word, "tc") => {
                    let cell = self.cell()?;
                    self.charge(CELL_COST * cell.span)?;
                    row.cells.push(cell);
                }
                (Ns::Word, "sdt" | "sdtContent" | "customXml") => self.cells(row)?,
                (Ns::Compat, "AlternateContent") => self.alternative(|body| body.cells(row))?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn row_props(&mut self, row: &mut Row) -> Result<(), ReadError> {
        loop {
            match self.xml.next()? {
                Xml::Start(tag) => {
                    self.tracked(&tag);
                    match tag.name.as_str() {
                        "del" => row.deleted = true,
                        "gridBefore" => {
                            for _ in 0..columns(tag.int("val")) {
                                row.cells.push(Cell::empty());
                            }
                        }
                        _ => {}
                    }
                    self.xml.skip()?;
                }
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => {}
            }
        }
    }

    fn cell(&mut self) -> Result<Cell, ReadError> {
        let mut cell = Cell {
            blocks: Vec::new(),
            span: 1,
            merged: false,
        };
        loop {
            match self.xml.next()? {
                Xml::Start(tag) if tag.word("tcPr") => self.cell_props(&mut cell)?,
                Xml::Start(tag) => self.block(&tag, &mut cell.blocks)?,
                Xml::End | Xml::Eof => break,
                Xml::Text(_) => {}
            }
        }
        let mut rest = Vec::new();
        self.flush_carried(&mut rest);
        cell.blocks.append(&mut rest);
        Ok(cell)
    }

    fn cell_props(&mut self, cell: &mut Cell) -> Result<(), ReadError> {
        loop {
            match self.xml.next()? {
                Xml::Start(tag) => {
                    match tag.name.as_str() {
                        "gridSpan" => cell.span = columns(tag.int("val")).max(1),
                        "vMerge" | "hMerge" => cell.merged = tag.get("val") != Some("restart"),
                        _ => {}
                    }
                    self.xml.skip()?;
                }
                Xml::End | Xml::Eof => return Ok(()),
                Xml::Text(_) => {}
            }
        }
    }
}
