//! Tables without lines, by the gutters between their columns: three columns at least, kept free by every line
//! over some rows. Ordinary text has no such gutters, and letterheads and signatures have one.

use super::{
    assemble::Cell,
    page::{PageTable, Word, cell_text},
};

/// Fewest lines and gutters that make a table.
const LINES: usize = 4;
const GUTTERS: usize = 2;
const MOST_ROWS: usize = 1000;
/// Measures in heights of a line: a gap that may begin a gutter, the narrowest that stays one, and the largest
/// distance to the next line of a table.
const GAP: f32 = 0.8;
const NARROWEST: f32 = 0.35;
const FARTHEST: f32 = 4.0;
/// Lines of a hundred that may run over a gutter.
const STRAY: usize = 30;
/// Width of the largest page in points (ISO 32000-1, Annex C).
const WIDEST: f32 = 14_400.0;

/// A table and the part of the page that it takes, from top to bottom.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Region {
    pub top: f32,
    pub bottom: f32,
    pub table: PageTable,
}

struct Row {
    middle: f32,
    height: f32,
    words: Vec<Word>,
}

type Gutter = (f32, f32);

/// Looks for tables among words that stand in no other.
pub(super) fn find(words: &[Word]) -> Vec<Region> {
    let rows = rows(words);
    let mut out = Vec::new();
    // Nobody can read a page of so many lines; it was made to keep a program busy.
    if rows.len() > MOST_ROWS {
        return out;
    }
    let mut at = 0;
    while at < rows.len() {
        match region(&rows[at..]) {
            Some((region, taken)) => {
                out.push(region);
                at += taken;
            }
            None => at += 1,
        }
    }
    out
}

/// Words of one height, whatever block they came in.
fn rows(words: &[Word]) -> Vec<Row> {
    let mut words: Vec<Word> = words.to_vec();
    words.sort_by(|a, b| a.middle().1.total_cmp(&b.middle().1));
    let mut out: Vec<Row> = Vec::new();
    for word in words {
        let (middle, height) = (word.middle().1, word.height());
        match out.last_mut() {
            Some(row) if middle - row.middle < 0.4 * row.height.min(height) => row.words.push(word),
            _ => out.push(Row {
                middle,
                height,
                words: vec![word],
            }),
        }
    }
    for row in &mut out {
        row.words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    out
}

/// A table that begins with the first of these lines, and how many lines it takes.
fn region(rows: &[Row]) -> Option<(Region, usize)> {
    let first = rows.first()?;
    let mut gutters: Vec<Gutter> = first
        .words
        .windows(2)
        .map(|pair| (pair[0].x1, pair[1].x0))
        .filter(|(from, to)| to - from > GAP * first.height)
        .collect();
    if gutters.len() < GUTTERS {
        return None;
    }
    let mut spanning = vec![false];
    let mut taken = 1;
    while let Some(row) = rows.get(taken) {
        if row.middle - rows[taken - 1].middle > FARTHEST * row.height {
            break;
        }
        let left = narrowed(&gutters, row);
        // While a table is young its first line may have had gaps that are no gutters; later it knows.
        let settled = taken >= LINES;
        if left.len() == gutters.len() || (!settled && left.len() >= GUTTERS) {
            gutters = left;
            spanning.push(false);
            taken += 1;
            continue;
        }
        // A heading inside the table runs over its columns; the next line must keep to them again.
        let goes_on = !spanning[taken - 1]
            && rows.get(taken + 1).is_some_and(|next| {
                next.words.len() > 1
                    && next.middle - row.middle <= FARTHEST * row.height
                    && narrowed(&gutters, next).len() == gutters.len()
            });
        if !goes_on {
            break;
        }
        spanning.push(true);
        taken += 1;
    }
    let borders = borders(&rows[..taken], &spanning[..taken])?;
    // What follows a table may fit its wide gutters by chance, but runs over the narrow ones.
    let crosses = |row: &Row| {
        row.words
            .iter()
            .any(|w| borders.iter().any(|b| (w.x0 + 1.0..w.x1 - 1.0).contains(b)))
    };
    while taken > 0 && crosses(&rows[taken - 1]) {
        taken -= 1;
    }
    let table = table(rows.get(..taken)?, &spanning[..taken], borders)?;
    let (top, bottom) = (rows[0].middle, rows[taken - 1].middle);
    Some((Region { top, bottom, table }, taken))
}

/// What a line leaves free of each gutter.
fn narrowed(gutters: &[Gutter], row: &Row) -> Vec<Gutter> {
    gutters
        .iter()
        .filter_map(|(from, to)| {
            let mut widest = (*from, *from);
            let mut free = *from;
            for word in row.words.iter().filter(|w| w.x1 > *from && w.x0 < *to) {
                if word.x0 - free > widest.1 - widest.0 {
                    widest = (free, word.x0);
                }
                free = free.max(word.x1);
            }
            if to - free > widest.1 - widest.0 {
                widest = (free, *to);
            }
            (widest.1 - widest.0 >= NARROWEST * row.height).then_some(widest)
        })
        .collect()
}

/// Column borders from what nearly all lines leave free: the first line of a head may lack some columns.
fn borders(rows: &[Row], spanning: &[bool]) -> Option<Vec<f32>> {
    let kept: Vec<&Row> = rows
        .iter()
        .zip(spanning)
        .filter(|(_, spans)| !**spans)
        .map(|(row, _)| row)
        .collect();
    let words = || kept.iter().flat_map(|row| &row.words);
    let left = words().map(|w| w.x0).reduce(f32::min)?;
    let right = words().map(|w| w.x1).reduce(f32::max)?;
    // Lines over every point of the width.
    let mut over = vec![0_usize; ((right - left).clamp(0.0, WIDEST) as usize) + 1];
    let last = over.len() - 1;
    let point = |x: f32| ((x - left).max(0.0) as usize).min(last);
    for row in &kept {
        let mut done = 0;
        for word in &row.words {
            let (from, to) = (point(word.x0).max(done), point(word.x1));
            over.iter_mut().take(to + 1).skip(from).for_each(|n| *n += 1);
            done = done.max(to + 1);
        }
    }
    let most = kept.len() * STRAY / 100;
    let narrowest = NARROWEST * kept.first()?.height;
    let mut borders = vec![left - 1.0];
    let mut from = None;
    for (at, lines) in over.iter().enumerate() {
        if *lines <= most {
            from.get_or_insert(at);
        } else if let Some(from) = from.take()
            && (at - from) as f32 >= narrowest
            && from > 0
        {
            borders.push(left + (from + at) as f32 / 2.0);
        }
    }
    borders.push(right + 1.0);
    Some(borders)
}

fn table(rows: &[Row], spanning: &[bool], borders: Vec<f32>) -> Option<PageTable> {
    let kept = || {
        rows.iter()
            .zip(spanning)
            .filter(|(_, spans)| !**spans)
            .map(|(row, _)| row)
    };
    if kept().count() < LINES {
        return None;
    }
    let columns = borders.len() - 1;
    let column = |word: &Word| {
        borders
            .windows(2)
            .position(|w| (w[0]..w[1]).contains(&word.middle().0))
            .unwrap_or(0)
    };
    let wide = kept().filter(|row| {
        let mut seen: Vec<usize> = row.words.iter().map(column).collect();
        seen.dedup();
        seen.len() > GUTTERS
    });
    if columns <= GUTTERS || wide.count() < 2 {
        return None;
    }
    let starts = starts(rows, spanning, &|row| row.words.iter().any(|w| column(w) == 0))?;
    let mut out = Vec::new();
    for (index, start) in starts.iter().enumerate() {
        let lines = *start..starts.get(index + 1).copied().unwrap_or(rows.len());
        let mut cells: Vec<Vec<Word>> = vec![Vec::new(); columns];
        for word in rows[lines].iter().flat_map(|row| &row.words) {
            cells[if spanning[*start] { 0 } else { column(word) }].push(word.clone());
        }
        out.push(
            cells
                .iter_mut()
                .map(|words| Cell::text(cell_text(words)))
                .collect(),
        );
    }
    Some(PageTable {
        rows: out,
        columns: borders,
    })
}

/// The lines that begin a row. The first column marks rows; between two marks the border is the widest gap, and
/// of equal ones the last, so that cells may stand at the top of their row or in its middle.
fn starts(rows: &[Row], spanning: &[bool], marked: &dyn Fn(&Row) -> bool) -> Option<Vec<usize>> {
    let mut starts = vec![0];
    let mut last: Option<usize> = None;
    let mut marks = 0;
    for (index, row) in rows.iter().enumerate() {
        if spanning[index] {
            starts.push(index);
            starts.push(index + 1);
            last = None;
        } else if marked(row) {
            marks += 1;
            if let Some(last) = last {
                let gap = |i: usize| rows[i].middle - rows[i - 1].middle;
                let border = (last + 1..=index)
                    .rev()
                    .reduce(|a, b| if gap(b) > gap(a) + 1.0 { b } else { a });
                starts.extend(border);
            }
            last = Some(index);
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|start| *start < rows.len());
    (marks >= 2).then_some(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words of 10 points height: place, line, text (6 points a letter).
    fn words(placed: &[(f32, f32, &str)]) -> Vec<Word> {
        let mut out = Vec::new();
        for (x, y, text) in placed {
            let mut x = *x;
            for part in text.split(' ') {
                let x1 = x + 6.0 * part.chars().count() as f32;
                out.push(Word {
                    x0: x,
                    y0: *y,
                    x1,
                    y1: y + 10.0,
                    text: part.to_owned(),
                });
                x = x1 + 3.0;
            }
        }
        out
    }

    fn shown(region: &Region) -> Vec<Vec<String>> {
        use crate::read::assemble::Block;
        let text = |cell: &Cell| match &cell.blocks[..] {
            [Block::Paragraph(rich)] => rich.text(),
            _ => String::new(),
        };
        region
            .table
            .rows
            .iter()
            .map(|row| row.iter().map(text).collect())
            .collect()
    }

    #[test]
    fn gutters_make_columns_and_marks_make_rows() {
        let found = find(&words(&[
            (200.0, 0.0, "PHỤ LỤC"),
            (50.0, 40.0, "STT"),
            (100.0, 40.0, "Nhiệm vụ"),
            (300.0, 40.0, "Chủ trì"),
            (
                50.0,
                60.0,
                "I. Nhóm nhiệm vụ về rà soát hệ thống thông tin của tỉnh",
            ),
            (50.0, 80.0, "1"),
            (100.0, 80.0, "Rà soát hệ thống"),
            (300.0, 80.0, "Công an tỉnh"),
            (100.0, 94.0, "thông tin của tỉnh"),
            (50.0, 120.0, "2"),
            (100.0, 114.0, "Tập huấn cho"),
            (100.0, 126.0, "cán bộ"),
            (300.0, 120.0, "Sở Nội vụ"),
            (50.0, 400.0, "Hết bảng."),
        ]));
        assert_eq!(found.len(), 1);
        assert_eq!(
            shown(&found[0]),
            [
                ["STT", "Nhiệm vụ", "Chủ trì"],
                ["I. Nhóm nhiệm vụ về rà soát hệ thống thông tin của tỉnh", "", ""],
                ["1", "Rà soát hệ thống thông tin của tỉnh", "Công an tỉnh"],
                ["2", "Tập huấn cho cán bộ", "Sở Nội vụ"],
            ]
        );
    }

    #[test]
    fn letterheads_and_ordinary_text_are_no_tables() {
        assert!(
            find(&words(&[
                (60.0, 0.0, "ỦY BAN NHÂN DÂN"),
                (300.0, 0.0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
                (60.0, 14.0, "TỈNH MẪU"),
                (300.0, 14.0, "Độc lập - Tự do - Hạnh phúc"),
                (60.0, 40.0, "Số:    /KH-UBND"),
                (300.0, 40.0, "Mẫu, ngày"),
                (380.0, 40.0, "tháng"),
                (440.0, 40.0, "năm 2026"),
                (
                    60.0,
                    80.0,
                    "Căn cứ quy định hiện hành về việc thử nghiệm và các văn bản liên quan"
                ),
                (
                    60.0,
                    94.0,
                    "Sở xây dựng kế hoạch đọc văn bản có nhiều dòng nhiều cột như sau"
                ),
                (
                    60.0,
                    108.0,
                    "để biết chương trình đọc có đúng hay không trong mọi trường hợp"
                ),
            ]))
            .is_empty()
        );
    }
}
