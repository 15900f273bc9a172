//! From source text to clean paragraphs: page numbers and running heads go, hard wraps are joined, markdown
//! signs are dropped, and every byte of what is left remembers where it came from.

mod fold;
mod join;
mod read;
#[cfg(test)]
mod tests;

pub use fold::lower;
pub use join::{is_capitals, opens_preamble};

use crate::model::Span;
use coloa_base::SourceText;
use std::ops::Range;

/// Clean text with the way back to the source. `lower` has the same byte offsets as `text`.
#[derive(Debug, Default)]
pub struct Flow {
    pub text: String,
    /// Lower case, tone marks placed the new way ("hòa", "ủy"): what patterns are matched on.
    pub lower: String,
    src: Vec<(u32, u32)>,
    end: (u32, u32),
    pub paras: Vec<Para>,
    pub tables: Vec<Grid>,
}

/// One paragraph of the flow.
#[derive(Clone, Debug, PartialEq)]
pub struct Para {
    pub range: Range<usize>,
    /// The table and row this line belongs to, when it is a row of a table.
    pub row: Option<(usize, usize)>,
}

/// A table: rows of cells, each a range of the flow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub rows: Vec<Vec<Range<usize>>>,
}

impl Flow {
    /// The text of a range, trimmed.
    #[must_use]
    pub fn get(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or("").trim()
    }

    /// The lower-case text of a range.
    #[must_use]
    pub fn low(&self, range: &Range<usize>) -> &str {
        self.lower.get(range.clone()).unwrap_or("")
    }

    /// `range` without white space at either end.
    #[must_use]
    pub fn trim(&self, range: Range<usize>) -> Range<usize> {
        let Some(text) = self.text.get(range.clone()) else {
            return range.start..range.start;
        };
        let start = range.start + (text.len() - text.trim_start().len());
        let end = range.end - (text.len() - text.trim_end().len());
        start..end.max(start)
    }

    /// Where a range stands in the source.
    #[must_use]
    pub fn span(&self, range: &Range<usize>) -> Span {
        let range = self.trim(range.clone());
        if range.is_empty() || range.end > self.src.len() {
            let at = self.src.get(range.start).copied().unwrap_or(self.end);
            return Span {
                bytes: at.0 as usize..at.0 as usize,
                chars: at.1 as usize..at.1 as usize,
            };
        }
        let from = self.src[range.start];
        let last = self.text[..range.end]
            .chars()
            .next_back()
            .map_or(1, char::len_utf8);
        let to = self.src[range.end - last];
        // A table may give its cells in another order than they stand in the text.
        let first = self.text[range.start..].chars().next().map_or(1, char::len_utf8);
        let ((from, _), (to, len)) = if to.0 < from.0 {
            ((to, last), (from, first))
        } else {
            ((from, first), (to, last))
        };
        Span {
            bytes: from.0 as usize..to.0 as usize + len,
            chars: from.1 as usize..to.1 as usize + 1,
        }
    }

    fn push(&mut self, piece: &Piece) -> Range<usize> {
        let start = self.text.len();
        for (c, at) in piece {
            self.put(*c, *at);
        }
        start..self.text.len()
    }

    fn put(&mut self, c: char, at: (u32, u32)) {
        self.text.push(c);
        for _ in 0..c.len_utf8() {
            self.src.push(at);
        }
    }
}
type Piece = Vec<(char, (u32, u32))>;

#[derive(Debug)]
struct Line {
    piece: Piece,
    text: String,
    blank_before: bool,
    page_before: bool,
    table: Option<(usize, usize)>,
    cells: Vec<Piece>,
}

/// Cleans `source` into paragraphs.
#[must_use]
pub fn clean(source: &SourceText) -> Flow {
    let lines = read::read_lines(source);
    let lines = read::drop_furniture(lines);
    join::join(lines)
}
