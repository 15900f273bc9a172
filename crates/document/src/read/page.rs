//! A page as words with places (from `pdftotext -tsv` or `tesseract … tsv`, which share one table) and how
//! words become lines and tables; paragraphs are [`super::paragraphs`].

use super::{
    assemble::{Block, Cell, Rich},
    columns,
    paragraphs::{Margins, Text, paragraphs, runs_on},
    rulings::Grid,
    sides,
};
use coloa_base::text::ends_in_number;

/// A word; places in points from the top left of the page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub x0: f32,
    pub y0: f32,
    pub x1: f32,
    pub y1: f32,
    pub text: String,
}

impl Word {
    pub fn height(&self) -> f32 {
        (self.y1 - self.y0).max(1.0)
    }
    pub fn middle(&self) -> (f32, f32) {
        (f32::midpoint(self.x0, self.x1), f32::midpoint(self.y0, self.y1))
    }
}

/// Words of one line, as the program grouped them.
pub(super) type Line = Vec<Word>;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    pub width: f32,
    pub height: f32,
    /// Blocks of lines in reading order.
    pub blocks: Vec<Vec<Line>>,
}

/// A table of a page, with what is needed to join it to its continuation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PageTable {
    pub rows: Vec<Vec<Cell>>,
    /// Column borders from left to right.
    pub columns: Vec<f32>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Paragraph(Text),
    Table(PageTable),
}

impl Page {
    pub fn words(&self) -> impl Iterator<Item = &Word> {
        self.blocks.iter().flatten().flatten()
    }

    pub fn word_count(&self) -> usize {
        self.words().count()
    }

    pub fn map_text(&mut self, f: impl Fn(&str) -> String) {
        for word in self.blocks.iter_mut().flatten().flatten() {
            word.text = f(&word.text);
        }
    }

    pub fn scale(&mut self, by: f32) {
        self.width *= by;
        self.height *= by;
        for word in self.blocks.iter_mut().flatten().flatten() {
            word.x0 *= by;
            word.y0 *= by;
            word.x1 *= by;
            word.y1 *= by;
        }
    }

    /// Whether lines stand side by side at several heights: only then a look for the lines of a table is worth its
    /// time. The program may have put the cells of a row into one block, or a whole row into one line.
    pub fn has_columns(&self) -> bool {
        let mut heights: Vec<f32> = Vec::new();
        for line in self.blocks.iter().flatten() {
            let Some(first) = line.first() else { continue };
            heights.push(first.middle().1);
            if line.windows(2).any(|w| w[1].x0 - w[0].x1 > 0.7 * w[0].height()) {
                heights.push(first.middle().1);
            }
        }
        heights.sort_by(f32::total_cmp);
        heights.windows(2).filter(|w| w[1] - w[0] < 5.0).count() >= 2
    }
}

/// Reads the table both programs print: level 1 a page, 2 and 3 a block, 4 a line, 5 a word.
pub(super) fn parse_tsv(text: &str) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for row in text.lines().skip(1) {
        let mut columns = row.splitn(12, '\t');
        let Some(level) = columns.next() else { continue };
        let mut numbers = columns
            .by_ref()
            .skip(5)
            .take(4)
            .map(|n| n.trim().parse::<f32>().ok().filter(|n| n.is_finite()));
        let (Some(Some(left)), Some(Some(top)), Some(Some(width)), Some(Some(height))) =
            (numbers.next(), numbers.next(), numbers.next(), numbers.next())
        else {
            continue;
        };
        let text = columns.nth(1).unwrap_or_default();
        match level {
            "1" => pages.push(Page {
                width,
                height,
                blocks: Vec::new(),
            }),
            "2" | "3" => {
                if let Some(page) = pages.last_mut() {
                    page.blocks.push(Vec::new());
                }
            }
            "4" => {
                if let Some(block) = pages.last_mut().and_then(|p| p.blocks.last_mut()) {
                    block.push(Vec::new());
                }
            }
            "5" if !text.trim().is_empty() => {
                let line = pages
                    .last_mut()
                    .and_then(|p| p.blocks.last_mut())
                    .and_then(|b| b.last_mut());
                if let Some(line) = line {
                    let text = text.trim().to_owned();
                    line.push(Word {
                        x0: left,
                        y0: top,
                        x1: left + width,
                        y1: top + height,
                        text,
                    });
                }
            }
            _ => {}
        }
    }
    for page in &mut pages {
        for block in &mut page.blocks {
            block.retain(|line| !line.is_empty());
        }
        page.blocks.retain(|block| !block.is_empty());
    }
    pages
}

/// Puts the parts of words together: poppler cuts a word where its font changes, as it does for Vietnamese
/// letters that a font lacks. Parts of one word touch.
pub(super) fn glue(pages: &mut [Page]) {
    for line in pages.iter_mut().flat_map(|p| &mut p.blocks).flatten() {
        let mut out: Line = Vec::with_capacity(line.len());
        for word in line.drain(..) {
            match out.last_mut() {
                Some(last) if word.x0 >= last.x0 && word.x0 - last.x1 <= 0.08 * last.height() => {
                    last.text.push_str(&word.text);
                    last.x1 = last.x1.max(word.x1);
                    last.y0 = last.y0.min(word.y0);
                    last.y1 = last.y1.max(word.y1);
                }
                _ => out.push(word),
            }
        }
        *line = out;
    }
}

pub(super) fn join(words: &[Word]) -> String {
    words
        .iter()
        .map(|w| w.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a page says, in reading order; the lines inside `grids` become tables.
pub(super) fn items(page: &Page, grids: &[Grid]) -> Vec<Item> {
    let mut in_cells: Vec<Vec<Vec<Word>>> = grids.iter().map(|g| vec![Vec::new(); g.slots()]).collect();
    let mut flow: Vec<Vec<Line>> = Vec::new();
    for block in &page.blocks {
        let mut rest = Vec::new();
        for line in block {
            let mut outside = Vec::new();
            for word in line {
                let (x, y) = word.middle();
                let place = grids
                    .iter()
                    .enumerate()
                    .find_map(|(g, grid)| Some((g, grid.slot(x, y)?)));
                match place {
                    Some((grid, slot)) => in_cells[grid][slot].push(word.clone()),
                    None => outside.push(word.clone()),
                }
            }
            if !outside.is_empty() {
                rest.push(outside);
            }
        }
        if !rest.is_empty() {
            flow.push(rest);
        }
    }
    drop_page_number(page, &mut flow);
    let regions = if page.has_columns() {
        take_columns(&mut flow)
    } else {
        Vec::new()
    };
    let placed = sides::part(&mut flow, page.width);
    let mut tables: Vec<(f32, PageTable)> = grids
        .iter()
        .zip(in_cells)
        .filter_map(|(grid, words)| Some((grid.bottom(), table(grid, words)?)))
        .collect();
    tables.extend(regions.into_iter().map(|region| (region.bottom, region.table)));
    tables.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut tables = tables.into_iter().peekable();
    let margins = Margins::of(flow.iter().flatten(), page.width);
    let mut items = Vec::new();
    for (index, block) in flow.iter().enumerate() {
        let top = block[0][0].y0;
        while let Some((_, table)) = tables.next_if(|(bottom, _)| *bottom <= top + 2.0) {
            items.push(Item::Table(table));
        }
        if placed.contains(&index) {
            let lines: Vec<String> = block.iter().map(|line| join(line)).collect();
            items.push(Item::Paragraph(Text {
                text: lines.join("\n"),
                ..Text::default()
            }));
        } else {
            paragraphs(block, &margins, &mut items);
        }
    }
    items.extend(tables.map(|(_, table)| Item::Table(table)));
    items
}

/// Tables without lines; their words leave the flow.
fn take_columns(flow: &mut Vec<Vec<Line>>) -> Vec<columns::Region> {
    let words: Vec<Word> = flow.iter().flatten().flatten().cloned().collect();
    let regions = columns::find(&words);
    let inside = |word: &Word| {
        let (middle, slack) = (word.middle().1, 0.4 * word.height());
        regions
            .iter()
            .any(|region| (region.top - slack..=region.bottom + slack).contains(&middle))
    };
    if !regions.is_empty() {
        for block in flow.iter_mut() {
            for line in block.iter_mut() {
                line.retain(|word| !inside(word));
            }
            block.retain(|line| !line.is_empty());
        }
        flow.retain(|block| !block.is_empty());
    }
    regions
}

/// A number alone at the top or bottom edge is the page's own: "4", "- 4 -", "4/7", "Trang 4 / 7".
fn drop_page_number(page: &Page, flow: &mut Vec<Vec<Line>>) {
    let edge = page.height * 0.1;
    let number = |line: &Line| {
        line.len() <= 6
            && (line[0].y1 < edge || line[0].y0 > page.height - edge)
            && is_page_number(&join(line))
    };
    let alone = |line: &Line| {
        page.words()
            .filter(|w| (w.middle().1 - line[0].middle().1).abs() < line[0].height() / 2.0)
            .count()
            == line.len()
    };
    // More of them are no page numbers, and looking at each would take long.
    if flow.iter().flatten().filter(|line| number(line)).count() > 8 {
        return;
    }
    for block in flow.iter_mut() {
        block.retain(|line| !(number(line) && alone(line)));
    }
    flow.retain(|block| !block.is_empty());
}

fn is_page_number(text: &str) -> bool {
    let text = text.trim_matches(['-', '–', '—', ' ']);
    let text = text
        .strip_prefix("Trang")
        .or_else(|| text.strip_prefix("trang"))
        .unwrap_or(text);
    let digits = |part: &str| {
        let part = part.trim();
        (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    match text.split_once('/') {
        Some((this, all)) => digits(this) && digits(all),
        None => digits(text),
    }
}

fn table(grid: &Grid, mut words: Vec<Vec<Word>>) -> Option<PageTable> {
    if words.iter().filter(|w| !w.is_empty()).count() < 2 {
        return None;
    }
    // Words of merged slots belong to the slot that owns the cell.
    for slot in 0..words.len() {
        let owner = grid.owner(slot);
        if owner != slot {
            let moved = std::mem::take(&mut words[slot]);
            words[owner].extend(moved);
        }
    }
    let columns = grid.columns();
    let mut rows = Vec::new();
    for row in 0..grid.rows() {
        let mut cells: Vec<Cell> = Vec::new();
        for column in 0..columns {
            let slot = row * columns + column;
            let owner = grid.owner(slot);
            if owner == slot {
                cells.push(Cell::text(cell_text(&mut words[slot])));
            } else {
                cells.push(Cell::empty());
            }
        }
        rows.push(cells);
    }
    Some(PageTable {
        rows,
        columns: grid.borders().to_vec(),
    })
}

/// Words of a cell, line by line: the program's own lines may run over the border.
pub(super) fn cell_text(words: &mut [Word]) -> String {
    words.sort_by(|a, b| a.middle().1.total_cmp(&b.middle().1));
    let mut lines: Vec<Vec<Word>> = Vec::new();
    for word in words.iter() {
        match lines.last_mut() {
            Some(line) if word.middle().1 - line[0].middle().1 < 0.5 * line[0].height() => {
                line.push(word.clone())
            }
            _ => lines.push(vec![word.clone()]),
        }
    }
    for line in &mut lines {
        line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    lines.iter().map(|line| join(line)).collect::<Vec<_>>().join(" ")
}

/// Puts pages one after the other: a sentence cut by a page break runs on, a table goes on under its repeated
/// head, and a row cut by the break is put together again.
pub(super) fn merge(pages: Vec<Vec<Item>>) -> Vec<Block> {
    let mut out: Vec<Item> = Vec::new();
    for page in pages {
        for (position, item) in page.into_iter().enumerate() {
            match (position, out.last_mut(), item) {
                (0, Some(Item::Paragraph(last)), Item::Paragraph(next)) if runs_on(last, &next) => {
                    if !ends_in_number(&last.text) {
                        let capital = next.text.starts_with(char::is_uppercase);
                        last.text.push(if capital { ' ' } else { '\n' });
                    }
                    last.text.push_str(&next.text);
                    last.full = next.full;
                }
                (0, Some(Item::Table(last)), Item::Table(next)) if same_columns(last, &next) => {
                    continue_table(last, next);
                }
                (_, _, item) => out.push(item),
            }
        }
    }
    out.into_iter()
        .map(|item| match item {
            Item::Paragraph(text) => Block::Paragraph(Rich::plain(text.text)),
            Item::Table(table) => Block::Table(table.rows),
        })
        .collect()
}

fn same_columns(a: &PageTable, b: &PageTable) -> bool {
    a.columns.len() == b.columns.len()
        && a.columns
            .iter()
            .zip(&b.columns)
            .all(|(a, b)| (a - b).abs() < 12.0)
}

fn continue_table(table: &mut PageTable, next: PageTable) {
    let flat = |row: &Vec<Cell>| row.iter().map(plain).collect::<Vec<_>>();
    let mut rows = next.rows.into_iter().peekable();
    for (index, head) in table.rows.clone().iter().enumerate() {
        // A repeated head may come out of recognition with a slip; rows below it may be alike by chance.
        let alike = |row: &Vec<Cell>| {
            let (a, b) = (flat(row), flat(head));
            a == b || (index == 0 && a.iter().zip(&b).filter(|(a, b)| a == b).count() * 3 > a.len() * 2)
        };
        if rows.next_if(alike).is_none() {
            break;
        }
    }
    // The rest of a cut row has no number of its own in the first column, and goes on in few of the others; a
    // row that is full lost its number in recognition.
    let numbered = table
        .rows
        .iter()
        .filter(|row| row.first().is_some_and(|c| !plain(c).is_empty()))
        .count();
    let cut = rows.peek().is_some_and(|row| {
        let filled = row.iter().filter(|c| !plain(c).is_empty()).count();
        let first_empty = row.first().is_some_and(|c| plain(c).is_empty() && !c.merged);
        first_empty && filled > 0 && filled * 2 <= row.len()
    });
    if cut
        && numbered * 2 > table.rows.len()
        && let (Some(last), Some(rest)) = (table.rows.last_mut(), rows.next())
    {
        for (cell, more) in last.iter_mut().zip(rest) {
            cell.blocks.extend(more.blocks);
        }
    }
    table.rows.extend(rows);
}

fn plain(cell: &Cell) -> String {
    cell.blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(rich) => rich.text(),
            Block::Table(_) => String::new(),
        })
        .collect::<Vec<_>>()
        .join(" ")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_and_other_numbers() {
        for text in ["4", "- 4 -", "4/7", "Trang 4 / 7", "trang 12"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["", "Trang", "4.", "12/KH-UBND", "30/6/2027", "20261128"] {
            assert!(!is_page_number(text), "{text}");
        }
    }
}
