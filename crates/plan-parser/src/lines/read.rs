//! Lines of the source: markdown signs dropped, rows of tables and columns told apart, page furniture left out.

use super::join::low_start;
use super::{Line, Piece};
use crate::marker;
use coloa_base::SourceText;
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[-–—]\s*)?(?:trang\s*)?[0-9]{1,3}(?:\s*/\s*[0-9]{1,3})?(?:\s*[-–—])?$")
        .expect("pattern")
});

/// One line as characters with their places; markdown signs and control characters left out.
fn undecorate(line: &str, byte: usize, char0: usize) -> Piece {
    let mut out: Piece = Vec::with_capacity(line.len());
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let at = |i: usize| ((byte + chars[i].0) as u32, (char0 + i) as u32);
    let mut i = 0;
    // Heading signs and quote signs of markdown.
    while i < chars.len() && (chars[i].1.is_whitespace() || chars[i].1 == '\u{feff}') {
        i += 1;
    }
    let mut j = i;
    while j < chars.len() && (chars[j].1 == '#' || chars[j].1 == '>') {
        j += 1;
    }
    if j > i && chars.get(j).is_none_or(|c| c.1.is_whitespace()) {
        i = j;
    }
    let mut first = true;
    let link = line.contains("<http");
    while i < chars.len() {
        let c = chars[i].1;
        if c == '*' {
            let mut k = i;
            while k < chars.len() && chars[k].1 == '*' {
                k += 1;
            }
            // A lone asterisk at the beginning followed by a space is a bullet.
            if first && k == i + 1 && chars.get(k).is_some_and(|c| c.1.is_whitespace()) {
                out.push((c, at(i)));
                i += 1;
                first = false;
                continue;
            }
            i = k;
            continue;
        }
        if c == '<' {
            let rest: String = chars[i + 1..]
                .iter()
                .take(200)
                .map(|c| c.1)
                .take_while(|c| *c != '>')
                .collect();
            let closed = chars
                .get(i + 1 + rest.chars().count())
                .is_some_and(|c| c.1 == '>');
            if closed {
                let tag = rest.trim_start_matches('/').to_ascii_lowercase();
                if rest.starts_with("http") || rest.starts_with("mailto") {
                    i += 1;
                    continue;
                }
                if matches!(
                    tag.as_str(),
                    "sup" | "sub" | "b" | "i" | "u" | "br" | "br/" | "strong" | "em"
                ) {
                    if tag.starts_with("br") {
                        out.push((' ', at(i)));
                    }
                    i += rest.chars().count() + 2;
                    continue;
                }
            }
        }
        if c == '>' && out.iter().rev().take(160).any(|(c, _)| *c == '/') && link {
            i += 1;
            continue;
        }
        if c == '\\' && chars.get(i + 1).is_some_and(|n| n.1.is_ascii_punctuation()) {
            i += 1;
            continue;
        }
        let shown = match c {
            '\u{a0}' | '\u{2007}' | '\u{202f}' | '\t' | '\u{3000}' => ' ',
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{c}' => {
                i += 1;
                continue;
            }
            c if c.is_control() => ' ',
            c => c,
        };
        first = false;
        if !(shown == ' ' && out.last().is_none_or(|l| l.0 == ' ')) {
            out.push((shown, at(i)));
        }
        i += 1;
    }
    while out.last().is_some_and(|l| l.0 == ' ') {
        out.pop();
    }
    out
}

/// The two halves of a line with a wide gap in it.
fn columns(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    if line.chars().count() > 160 {
        return None;
    }
    let lead = line.len() - line.trim_start().len();
    let gap = lead + line[lead..].trim_end().find("   ")?;
    let right = gap + (line[gap..].len() - line[gap..].trim_start().len());
    let end = line.trim_end().len();
    let fits = line[right..end].starts_with(char::is_uppercase) && gap > lead + 3 && end > right + 3;
    fits.then_some((lead..gap, right..end))
}

fn text_of(piece: &Piece) -> String {
    piece.iter().map(|(c, _)| *c).collect()
}

pub(super) fn read_lines(source: &SourceText) -> Vec<Line> {
    let text = &source.text;
    // Byte ranges of table rows, so that a line knows its table.
    let mut rows: Vec<(Range<usize>, usize, usize)> = Vec::new();
    for (t, table) in source.tables.iter().enumerate() {
        for (r, row) in table.rows.iter().enumerate() {
            let from = row.iter().filter(|c| !c.is_empty()).map(|c| c.start).min();
            let to = row.iter().filter(|c| !c.is_empty()).map(|c| c.end).max();
            if let (Some(from), Some(to)) = (from, to)
                && to <= text.len()
                && from <= to
            {
                rows.push((from..to, t, r));
            }
        }
    }
    rows.sort_by_key(|r| r.0.start);
    let char_at = char_table(text);
    let mut out: Vec<Line> = Vec::new();
    let (mut byte, mut chars) = (0, 0);
    let (mut blank, mut page) = (false, false);
    let mut next_row = 0;
    let mut md_table = source.tables.len();
    let mut last_was_pipe = false;
    let mut md_row = 0;
    let (mut body, mut foot) = (false, false);
    for line in text.split('\n') {
        if line.contains('\u{c}') {
            page = true;
        }
        let end = byte + line.len();
        while next_row < rows.len() && rows[next_row].0.end <= byte {
            next_row += 1;
        }
        let row = rows
            .get(next_row)
            .filter(|r| r.0.start < end && r.0.end > byte && !line.is_empty());
        let mut table = row.map(|r| (r.1, r.2));
        let mut cells: Vec<Piece> = Vec::new();
        if let Some((t, r)) = table {
            if out.last().is_some_and(|l: &Line| l.table == table) {
                // A row that stands on several lines was taken whole with the first of them.
                byte = end + 1;
                chars += line.chars().count() + 1;
                continue;
            }
            for cell in &source.tables[t].rows[r] {
                let piece = text.get(cell.clone()).map_or_else(Vec::new, |s| {
                    undecorate(&s.replace('\n', " "), cell.start, char_at(cell.start))
                });
                cells.push(piece);
            }
        } else if line.trim_start().starts_with('|') && line.matches('|').count() >= 3 {
            if !last_was_pipe {
                md_table += 1;
                md_row = 0;
            }
            last_was_pipe = true;
            cells = pipe_cells(line, byte, chars);
            let ruler = cells
                .iter()
                .all(|c| !c.is_empty() && c.iter().all(|(c, _)| matches!(c, '-' | ':' | ' ')));
            if ruler {
                byte = end + 1;
                chars += line.chars().count() + 1;
                continue;
            }
            table = Some((md_table - 1, md_row));
            md_row += 1;
        } else if !line.trim().is_empty() {
            last_was_pipe = false;
            // Letterhead and foot set in two columns ("pdftotext -layout").
            let low = low_start(line.trim());
            foot |= low.starts_with("nơi nhận");
            body |= matches!(
                marker::read(line.trim()),
                Some((
                    marker::Mark::Roman(_) | marker::Mark::Part | marker::Mark::Upper(_),
                    _
                ))
            );
            if (foot || !body) && line.contains('|') {
                // A table of the letterhead or the foot written with bars: "ỦY BAN NHÂN DÂN | CỘNG HÒA … |".
                cells = bar_cells(line, byte, chars);
                if !cells.is_empty() {
                    md_table += 1;
                    table = Some((md_table - 1, 0));
                }
            } else if (foot || !body)
                && let Some((left, right)) = columns(line)
            {
                cells = vec![
                    undecorate(
                        &line[left.clone()],
                        byte + left.start,
                        chars + line[..left.start].chars().count(),
                    ),
                    undecorate(
                        &line[right.clone()],
                        byte + right.start,
                        chars + line[..right.start].chars().count(),
                    ),
                ];
                md_table += 1;
                table = Some((md_table - 1, 0));
            }
        }
        let piece = undecorate(line, byte, chars);
        let shown = text_of(&piece);
        if shown.is_empty() {
            blank = true;
        } else {
            out.push(Line {
                text: shown,
                piece,
                blank_before: blank,
                page_before: page,
                table,
                cells,
            });
            blank = false;
            page = false;
        }
        chars += line.chars().count() + 1;
        byte = end + 1;
    }
    out
}

/// Character offset of a byte offset: every 256th character is noted, the rest is counted.
fn char_table(text: &str) -> impl Fn(usize) -> usize + '_ {
    const STEP: usize = 256;
    let marks: Vec<usize> = text.char_indices().step_by(STEP).map(|(at, _)| at).collect();
    move |byte: usize| {
        let slot = marks.partition_point(|m| *m <= byte).saturating_sub(1);
        let from = marks.get(slot).copied().unwrap_or(0);
        slot * STEP + text.get(from..byte).map_or(0, |s| s.chars().count())
    }
}

fn pipe_cells(line: &str, byte: usize, chars: usize) -> Vec<Piece> {
    let mut cells = Vec::new();
    let mut start: Option<(usize, usize)> = None;
    for (n, (at, c)) in line.char_indices().enumerate() {
        if c == '|' && !line[..at].ends_with('\\') {
            if let Some((from, from_chars)) = start {
                cells.push(undecorate(&line[from..at], byte + from, chars + from_chars));
            }
            start = Some((at + 1, n + 1));
        }
    }
    if let Some((from, from_chars)) = start
        && !line[from..].trim().is_empty()
    {
        cells.push(undecorate(&line[from..], byte + from, chars + from_chars));
    }
    cells
}

/// The parts of a line between bars, the empty ones left out.
fn bar_cells(line: &str, byte: usize, chars: usize) -> Vec<Piece> {
    let mut at = 0;
    let mut out = Vec::new();
    for part in line.split('|') {
        if !part.trim().is_empty() {
            out.push(undecorate(part, byte + at, chars + line[..at].chars().count()));
        }
        at += part.len() + 1;
    }
    out
}

/// Page numbers, and lines that come back on most pages beside them.
pub(super) fn drop_furniture(lines: Vec<Line>) -> Vec<Line> {
    let mut repeated: HashMap<String, usize> = HashMap::new();
    let page: Vec<bool> = lines
        .iter()
        .map(|l| l.table.is_none() && PAGE.is_match(&l.text))
        .collect();
    for (i, line) in lines.iter().enumerate() {
        let beside = line.page_before || i > 0 && page[i - 1] || page.get(i + 1).copied().unwrap_or(false);
        if beside && line.table.is_none() && marker::read(&line.text).is_none() {
            *repeated.entry(line.text.clone()).or_default() += 1;
        }
    }
    let mut out: Vec<Line> = Vec::with_capacity(lines.len());
    let mut carried = (false, false);
    for (i, mut line) in lines.into_iter().enumerate() {
        let head = repeated.get(&line.text).is_some_and(|n| *n >= 3) && line.table.is_none();
        if page[i] || head {
            carried = (true, true);
            continue;
        }
        line.page_before |= carried.1;
        line.blank_before |= carried.0;
        carried = (false, false);
        out.push(line);
    }
    out
}
