//! Puts paragraphs and tables together into a [`SourceText`]: one way to part them, whatever format they came from.
//!
//! * A blank line stands between paragraphs and around tables; a line break inside a paragraph is one `\n`.
//! * A row is one line, its cells parted by tabs; white space inside a cell is folded to single spaces.
//! * Non-breaking spaces become spaces, soft hyphens and invisible characters go.

use super::{Limits, ReadError};
use coloa_base::{Note, SourceText, Table};
use std::ops::Range;
use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class, is_nfc};

/// Text with the ranges that are set in bold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rich {
    spans: Vec<(String, bool)>,
}

impl Rich {
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            spans: vec![(text.into(), false)],
        }
    }

    pub fn push(&mut self, text: &str, bold: bool) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some((last, b)) if *b == bold => last.push_str(text),
            _ => self.spans.push((text.to_owned(), bold)),
        }
    }

    pub fn append(&mut self, other: &Self) {
        for (text, bold) in &other.spans {
            self.push(text, *bold);
        }
    }

    pub fn is_blank(&self) -> bool {
        self.spans
            .iter()
            .all(|(t, _)| t.chars().all(|c| c.is_whitespace() || invisible(c)))
    }

    pub fn text(&self) -> String {
        self.spans.iter().map(|(t, _)| t.as_str()).collect()
    }

    pub fn map_text(&mut self, mut f: impl FnMut(&str) -> String) {
        for (text, _) in &mut self.spans {
            *text = f(text);
        }
    }

    /// NFC span by span. A mark that begins a span belongs to the letter before it.
    fn normalised(mut self) -> Self {
        if self.spans.iter().all(|(t, _)| is_nfc(t)) && !self.spans.iter().any(|(t, _)| starts_with_mark(t)) {
            return self;
        }
        for i in 1..self.spans.len() {
            let marks: usize = self.spans[i]
                .0
                .chars()
                .take_while(|c| canonical_combining_class(*c) != 0)
                .map(char::len_utf8)
                .sum();
            let moved: String = self.spans[i].0.drain(..marks).collect();
            self.spans[i - 1].0.push_str(&moved);
        }
        for (text, _) in &mut self.spans {
            *text = text.nfc().collect();
        }
        self
    }
}

fn starts_with_mark(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| canonical_combining_class(c) != 0)
}

/// Characters that are no text: soft hyphen, zero-width ones, byte order marks, controls.
fn invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        || (c.is_control() && c != '\n' && c != '\t')
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Paragraph(Rich),
    Table(Vec<Vec<Cell>>),
}

/// A cell of a table, over `span` columns; `merged` continues the cell above.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub blocks: Vec<Block>,
    pub span: usize,
    pub merged: bool,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            blocks: vec![Block::Paragraph(Rich::plain(text))],
            span: 1,
            merged: false,
        }
    }
    pub fn empty() -> Self {
        Self {
            blocks: Vec::new(),
            span: 1,
            merged: true,
        }
    }
}

pub(super) struct Assembler {
    out: SourceText,
    limit: usize,
}

impl Assembler {
    pub fn new(limits: &Limits) -> Self {
        Self {
            out: SourceText::default(),
            limit: limits.text_bytes,
        }
    }

    pub fn note(&mut self, code: &str, detail: Option<String>) {
        if !self
            .out
            .notes
            .iter()
            .any(|n| n.code == code && n.detail == detail)
        {
            self.out.notes.push(Note {
                code: code.to_owned(),
                detail,
            });
        }
    }

    pub fn recognised(&mut self) {
        self.out.recognised = true;
    }

    pub fn blocks(&mut self, blocks: Vec<Block>) -> Result<(), ReadError> {
        for block in blocks {
            match block {
                Block::Paragraph(rich) => self.paragraph(rich)?,
                Block::Table(rows) => self.table(rows)?,
            }
        }
        Ok(())
    }

    fn gap(&mut self) {
        if !self.out.text.is_empty() {
            self.out.text.push('\n');
        }
    }

    fn check(&self) -> Result<(), ReadError> {
        if self.out.text.len() > self.limit {
            return Err(ReadError::TooMuchText {
                limit: self.limit as u64,
            });
        }
        Ok(())
    }

    fn paragraph(&mut self, rich: Rich) -> Result<(), ReadError> {
        if rich.is_blank() {
            return Ok(());
        }
        self.gap();
        let mut text = String::new();
        let mut bold = Vec::new();
        for (span, is_bold) in rich.normalised().spans {
            let from = text.len();
            for c in span.chars() {
                match c {
                    '\u{A0}' | '\u{202F}' => text.push(' '),
                    '\u{2028}' | '\u{2029}' | '\u{85}' => text.push('\n'),
                    c if invisible(c) => {}
                    c => text.push(c),
                }
            }
            if is_bold {
                bold.push(from..text.len());
            }
        }
        // White space around the paragraph says nothing.
        let lead = text.len() - text.trim_start().len();
        let end = text.trim_end().len();
        let base = self.out.text.len();
        self.out.text.push_str(&text[lead..end]);
        for range in bold {
            let fit = |at: usize| base + at.clamp(lead, end) - lead;
            self.bold(fit(range.start)..fit(range.end));
        }
        self.out.text.push('\n');
        self.check()
    }

    fn bold(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        match self.out.bold.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.out.bold.push(range),
        }
    }

    /// A table of one cell is a frame around ordinary text, so its content is read as such. One that sets blocks of
    /// lines side by side, as letterhead and signature stand, gives each cell as a paragraph that keeps its lines.
    fn table(&mut self, mut rows: Vec<Vec<Cell>>) -> Result<(), ReadError> {
        rows.retain(|row| !row.is_empty());
        if rows.iter().all(|row| row.len() == 1) && rows.len() == 1 {
            let cell = rows.remove(0).remove(0);
            return self.blocks(cell.blocks);
        }
        if side_by_side(&rows) {
            for cell in rows.iter().flatten() {
                self.paragraph(lines(&cell.blocks))?;
            }
            return Ok(());
        }
        if rows.iter().flatten().all(|cell| flat(&cell.blocks).is_blank()) {
            return Ok(());
        }
        self.gap();
        let mut table = Table::default();
        for row in rows {
            let mut ranges = Vec::new();
            for cell in row {
                for column in 0..cell.span.max(1) {
                    if !ranges.is_empty() {
                        self.out.text.push('\t');
                    }
                    let from = self.out.text.len();
                    if column == 0 && !cell.merged {
                        self.cell(&cell.blocks);
                    }
                    ranges.push(from..self.out.text.len());
                }
                self.check()?;
            }
            self.out.text.push('\n');
            table.rows.push(ranges);
        }
        self.out.tables.push(table);
        Ok(())
    }

    fn cell(&mut self, blocks: &[Block]) {
        let start = self.out.text.len();
        let mut pending = false;
        for (text, bold) in flat(blocks).normalised().spans {
            let from = self.out.text.len();
            for c in text.chars() {
                if c.is_whitespace() {
                    pending = self.out.text.len() > start;
                } else if !invisible(c) {
                    if std::mem::take(&mut pending) {
                        self.out.text.push(' ');
                    }
                    self.out.text.push(c);
                }
            }
            if bold {
                self.bold(from..self.out.text.len());
            }
        }
    }

    pub fn finish(mut self) -> Result<SourceText, ReadError> {
        if self.out.text.trim().is_empty() {
            return Err(ReadError::Empty);
        }
        if !is_nfc(&self.out.text) {
            // Only letters outside Vietnamese (Hangul parts, some Indic vowels) can compose over a boundary.
            self.out.text = self.out.text.nfc().collect();
            let text = &self.out.text;
            let fit = |range: &mut Range<usize>| {
                *range = floor(text, range.start)..floor(text, range.end);
            };
            self.out.bold.iter_mut().for_each(fit);
            self.out
                .tables
                .iter_mut()
                .flat_map(|t| &mut t.rows)
                .flatten()
                .for_each(fit);
            self.out.bold.retain(|r| !r.is_empty());
        }
        Ok(self.out)
    }
}

/// Rows and columns of a table that only places blocks of text beside each other.
const MOST_PLACED: usize = 3;

fn side_by_side(rows: &[Vec<Cell>]) -> bool {
    let small = rows.len() <= MOST_PLACED && rows.iter().all(|row| row.len() <= MOST_PLACED);
    let lines_of = |cell: &Cell| {
        let paragraph = |block: &&Block| matches!(block, Block::Paragraph(rich) if !rich.is_blank());
        cell.blocks.iter().filter(paragraph).count()
    };
    // A table proper has a line or two in a cell; a letterhead has two lines on either side, a signature more.
    let blocks = rows
        .iter()
        .any(|row| row.len() > 1 && row.iter().filter(|cell| lines_of(cell) > 1).count() > 1);
    let nested = rows
        .iter()
        .flatten()
        .any(|cell| cell.merged || cell.blocks.iter().any(|b| matches!(b, Block::Table(_))));
    small && blocks && !nested
}

/// The paragraphs of a cell as lines of one.
fn lines(blocks: &[Block]) -> Rich {
    let mut out = Rich::default();
    for block in blocks {
        if let Block::Paragraph(rich) = block
            && !rich.is_blank()
        {
            if !out.is_blank() {
                out.push("\n", false);
            }
            out.append(rich);
        }
    }
    out
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// Everything in a cell as one line; paragraphs, rows and cells of inner tables are parted by a space.
fn flat(blocks: &[Block]) -> Rich {
    let mut out = Rich::default();
    for block in blocks {
        match block {
            Block::Paragraph(rich) => {
                out.append(rich);
                out.push(" ", false);
            }
            Block::Table(rows) => {
                for cell in rows.iter().flatten().filter(|c| !c.merged) {
                    out.append(&flat(&cell.blocks));
                }
            }
        }
    }
    out
}
