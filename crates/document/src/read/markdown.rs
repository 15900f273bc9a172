//! Markdown as far as official texts use it (CommonMark headings, emphasis, lists; GFM tables): marks go,
//! bold ranges and tables stay. Lines of a paragraph stay lines.

use super::assemble::{Block, Cell, Rich};

/// How far a link or an emphasis is looked for; keeps hostile input linear.
const LOOK_AHEAD: usize = 2000;
const OPEN_MARKS: usize = 32;

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.lines().collect();
    let mut out = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fenced = false;
    let mut i = 0;
    while i < lines.len() {
        let line = lines[i].trim_start().trim_start_matches("> ").trim_end();
        let fence = line.starts_with("```") || line.starts_with("~~~");
        if fence {
            flush(&mut out, &mut paragraph, false);
            fenced = !fenced;
        } else if fenced {
            if !line.is_empty() {
                out.push(Block::Paragraph(Rich::plain(line)));
            }
        } else if line.is_empty() || line == ">" {
            flush(&mut out, &mut paragraph, false);
        } else if let Some(heading) = heading(line) {
            flush(&mut out, &mut paragraph, false);
            out.push(Block::Paragraph(inline(heading, true)));
        } else if line.contains('|') && lines.get(i + 1).is_some_and(|next| delimiter_row(next)) {
            flush(&mut out, &mut paragraph, false);
            let columns = cells(line).len();
            let mut rows = vec![row(line, columns)];
            i += 2;
            while let Some(line) = lines.get(i).map(|l| l.trim()).filter(|l| l.contains('|')) {
                rows.push(row(line, columns));
                i += 1;
            }
            out.push(Block::Table(rows));
            continue;
        } else if !paragraph.is_empty() && underline(line) {
            flush(&mut out, &mut paragraph, true);
        } else if rule(line) {
            flush(&mut out, &mut paragraph, false);
        } else {
            if list_item(line) {
                flush(&mut out, &mut paragraph, false);
            }
            paragraph.push(line);
        }
        i += 1;
    }
    flush(&mut out, &mut paragraph, false);
    out
}

fn flush(out: &mut Vec<Block>, lines: &mut Vec<&str>, bold: bool) {
    if !lines.is_empty() {
        let mut text = lines.join("\n");
        // A list mark is the dash that official texts use.
        if let Some(rest) = text.strip_prefix("* ") {
            text = format!("- {rest}");
        }
        out.push(Block::Paragraph(inline(&text, bold)));
        lines.clear();
    }
}

fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let level = line.len() - rest.len();
    ((1..=6).contains(&level) && rest.starts_with([' ', '\t']))
        .then(|| rest.trim().trim_end_matches('#').trim_end())
}

fn underline(line: &str) -> bool {
    line.len() >= 3 && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-'))
}

fn rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    let Some(first) = marks.next() else { return false };
    matches!(first, '-' | '*' | '_') && marks.clone().count() >= 2 && marks.all(|c| c == first)
}

fn list_item(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    ["- ", "* ", "+ ", "– "].iter().any(|mark| line.starts_with(mark))
        || (digits > 0 && digits < 10 && line[digits..].starts_with(['.', ')']))
}

fn delimiter_row(line: &str) -> bool {
    let line = line.trim();
    line.contains('-')
        && line.contains('|')
        && cells(line).iter().all(|cell| {
            let dashes = cell.trim().trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.chars().all(|c| c == '-')
        })
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.chars() {
        let last = cells.len() - 1;
        match c {
            '|' if !escaped => cells.push(String::new()),
            '|' => {
                cells[last].pop();
                cells[last].push('|');
            }
            c => cells[last].push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|c| c.trim().is_empty()) {
        cells.pop();
    }
    cells
}

/// GFM: a short row is filled up, what is beyond the head row is dropped.
fn row(line: &str, columns: usize) -> Vec<Cell> {
    let mut row: Vec<Cell> = cells(line)
        .into_iter()
        .take(columns)
        .map(|cell| Cell {
            blocks: vec![Block::Paragraph(inline(cell.trim(), false))],
            span: 1,
            merged: false,
        })
        .collect();
    row.resize_with(columns, || Cell::text(""));
    row
}

enum Piece {
    Text(String),
    /// A run of `*` or `_`: its text, and whether it may open or close.
    Mark {
        text: String,
        opens: bool,
        closes: bool,
        used: bool,
        bold: i8,
    },
}

/// Emphasis, links, code and escapes of one paragraph.
fn inline(text: &str, bold: bool) -> Rich {
    let mut pieces = split(text);
    let mut open: Vec<usize> = Vec::new();
    for i in 0..pieces.len() {
        let Piece::Mark {
            text, opens, closes, ..
        } = &pieces[i]
        else {
            continue;
        };
        let (text, opens, closes) = (text.clone(), *opens, *closes);
        let partner = open
            .iter()
            .rposition(|j| matches!(&pieces[*j], Piece::Mark { text: other, .. } if *other == text))
            .filter(|_| closes);
        if let Some(at) = partner {
            let first = open[at];
            open.truncate(at);
            let strong = i8::from(text.len() >= 2);
            for (index, change) in [(first, strong), (i, -strong)] {
                if let Piece::Mark { used, bold, .. } = &mut pieces[index] {
                    (*used, *bold) = (true, change);
                }
            }
        } else if opens {
            if open.len() == OPEN_MARKS {
                open.remove(0);
            }
            open.push(i);
        }
    }
    let mut rich = Rich::default();
    let mut depth = i8::from(bold);
    for piece in &pieces {
        match piece {
            Piece::Text(text) => rich.push(text, depth > 0),
            Piece::Mark { used: true, bold, .. } => depth = depth.saturating_add(*bold),
            Piece::Mark { text, .. } => rich.push(text, depth > 0),
        }
    }
    rich
}

fn split(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut at = 0;
    let mut before = None;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at + c.len_utf8()..];
        let next = rest.chars().next();
        match c {
            '\\' if next.is_some_and(|n| n.is_ascii_punctuation()) => {
                plain.extend(next);
                at += 2;
            }
            '*' | '_' => {
                let run = text[at..].bytes().take_while(|b| *b == c as u8).count();
                let after = text[at + run..].chars().next();
                let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let opens = !space(after) && (c == '*' || !word(before));
                let closes = !space(before) && (c == '*' || !word(after));
                pieces.push(Piece::Text(std::mem::take(&mut plain)));
                let text = text[at..at + run].to_owned();
                pieces.push(Piece::Mark {
                    text,
                    opens,
                    closes,
                    used: false,
                    bold: 0,
                });
                at += run;
            }
            '`' => at += 1,
            '!' if next == Some('[') && link(rest).is_some() => at += 1,
            '[' => match link(&text[at..]) {
                Some((shown, length)) => {
                    plain.push_str(shown);
                    at += length;
                }
                None => {
                    plain.push(c);
                    at += 1;
                }
            },
            '<' => match ["<br>", "<br/>", "<br />"]
                .iter()
                .find(|tag| text[at..].starts_with(**tag))
            {
                Some(tag) => {
                    plain.push('\n');
                    at += tag.len();
                }
                None => {
                    plain.push(c);
                    at += 1;
                }
            },
            c => {
                plain.push(c);
                at += c.len_utf8();
            }
        }
        before = Some(c);
    }
    pieces.push(Piece::Text(plain));
    pieces
}

/// `[shown](address)`: what is shown, and how many bytes the whole takes.
fn link(text: &str) -> Option<(&str, usize)> {
    let window = &text[..text.floor_char_boundary(LOOK_AHEAD)];
    let close = window.find(']')?;
    let address = window[close + 1..].strip_prefix('(')?;
    let end = address.find(')')?;
    let shown = &window[1..close];
    (!shown.contains('\n')).then_some((shown, close + 2 + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_bold_stays() {
        let rich = inline(
            "**1. Mục tiêu** *chung* và snake_case, 2*3, \\*sao\\*, [Cổng](https://a.invalid)",
            false,
        );
        assert_eq!(rich.text(), "1. Mục tiêu chung và snake_case, 2*3, *sao*, Cổng");
        let mut expected = Rich::default();
        expected.push("1. Mục tiêu", true);
        expected.push(" chung và snake_case, 2*3, *sao*, Cổng", false);
        assert_eq!(rich, expected);
    }
}
