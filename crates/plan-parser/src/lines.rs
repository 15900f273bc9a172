//! From source text to clean paragraphs: page numbers and running heads go, hard wraps are joined, markdown
//! signs are dropped, and every byte of what is left remembers where it came from.

use crate::marker;
use crate::model::Span;
use coloa_base::SourceText;
use regex::Regex;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

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
        Span {
            bytes: from.0 as usize..to.0 as usize + last,
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

static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[-–—]\s*)?(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?(?:\s*[-–—])?$").expect("pattern")
});

/// Cleans `source` into paragraphs.
#[must_use]
pub fn clean(source: &SourceText) -> Flow {
    let lines = read_lines(source);
    let lines = drop_furniture(lines);
    join(lines)
}

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

fn text_of(piece: &Piece) -> String {
    piece.iter().map(|(c, _)| *c).collect()
}

fn read_lines(source: &SourceText) -> Vec<Line> {
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

/// Page numbers, and lines that come back on most pages beside them.
fn drop_furniture(lines: Vec<Line>) -> Vec<Line> {
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

/// Whether a line ends a sentence or a list entry.
fn ends(text: &str) -> bool {
    let t = text.trim_end_matches(['"', '”', '’', ')', ' ']);
    t.ends_with(['.', ';', ':', '!', '?']) || text.ends_with("./.")
}

fn low_start(text: &str) -> String {
    lower(&text.chars().take(60).collect::<String>())
}

/// "Căn cứ Quyết định số …", "Thực hiện Nghị quyết …": the sentence after the title.
#[must_use]
pub fn opens_preamble(low: &str) -> bool {
    static OPENS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?:căn cứ|thực hiện|thi hành|triển khai(?: thực hiện)?|theo đề nghị)\s+(?:của\s+)?(?:các\s+)?(?:nghị quyết|quyết định|kế hoạch|chỉ thị|công văn|luật|chương trình|nghị định|kết luận|thông báo|thông tư|hướng dẫn|văn bản|công điện|ý kiến)").expect("pattern")
    });
    OPENS.is_match(low)
}

/// Lines that stand alone whatever surrounds them: parts of the letterhead and the foot.
fn alone(text: &str) -> bool {
    static ALONE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(nơi nhận|kính gửi|số\s*:?\s*[\d.…/-]|tm\.|t/m|kt\.|k/t|tl\.|t/l|tuq\.|q\.\s|phụ lục|độc lập|cộng hòa|cộng hoà|đảng cộng sản)").expect("pattern")
    });
    ALONE.is_match(text) || is_capitals(text)
}

/// A line of capitals only: a letterhead, a title, a role.
#[must_use]
pub fn is_capitals(text: &str) -> bool {
    let mut letters = 0;
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if c.is_lowercase() {
            return false;
        }
        letters += 1;
    }
    letters >= 4
}

fn join(lines: Vec<Line>) -> Flow {
    let mut widths: Vec<usize> = lines
        .iter()
        .filter(|l| l.table.is_none())
        .map(|l| l.piece.len())
        .filter(|w| *w > 20)
        .collect();
    widths.sort_unstable();
    let pick = |share: usize| widths.get(widths.len() * share / 100).copied().unwrap_or(80);
    let wide = pick(85);
    // One paragraph a line (Word, markdown): the long lines are far longer than a page is wide.
    // A wrapped text has many lines that go on in lower case.
    let going_on = lines
        .iter()
        .filter(|l| {
            l.table.is_none() && l.text.starts_with(char::is_lowercase) && marker::read(&l.text).is_none()
        })
        .count();
    let wrapped = wide <= 120 && going_on * 20 >= lines.len();
    let mut flow = Flow::default();
    let mut para_start: Option<usize> = None;
    let mut last: Option<Line> = None;
    let mut footer = false;
    for line in lines {
        let low = line.text.to_lowercase();
        if low.starts_with("nơi nhận") || low.starts_with("tm. ") || low.starts_with("t/m ") {
            footer = true;
        }
        if low.starts_with("phụ lục") {
            footer = false;
        }
        let new = match &last {
            None => true,
            Some(_) if line.table.is_some() => true,
            Some(prev) if prev.table.is_some() => true,
            Some(prev) => starts_paragraph(prev, &line, wrapped, wide, footer),
        };
        if new {
            if let Some(start) = para_start.take() {
                close(&mut flow, start, None);
            }
            if let Some((table, row)) = line.table {
                let start = flow.text.len();
                let mut cells = Vec::new();
                for cell in &line.cells {
                    if !cells.is_empty() {
                        let at = cell
                            .first()
                            .map_or(flow.src.last().copied().unwrap_or_default(), |c| c.1);
                        flow.put('\t', at);
                    }
                    cells.push(flow.push(cell));
                }
                while flow.tables.len() <= table {
                    flow.tables.push(Grid::default());
                }
                while flow.tables[table].rows.len() <= row {
                    flow.tables[table].rows.push(Vec::new());
                }
                flow.tables[table].rows[row] = cells;
                close(&mut flow, start, Some((table, row)));
            } else {
                para_start = Some(flow.text.len());
                flow.push(&line.piece);
            }
        } else {
            let at = line.piece.first().map_or((0, 0), |c| c.1);
            flow.put(' ', at);
            flow.push(&line.piece);
        }
        last = Some(line);
    }
    if let Some(start) = para_start {
        close(&mut flow, start, None);
    }
    flow.end = flow.src.last().copied().unwrap_or_default();
    flow.lower = lower(&flow.text);
    flow
}

fn close(flow: &mut Flow, start: usize, row: Option<(usize, usize)>) {
    flow.paras.push(Para {
        range: start..flow.text.len(),
        row,
    });
    let at = flow.src.last().copied().unwrap_or_default();
    flow.put('\n', at);
}

fn starts_paragraph(prev: &Line, line: &Line, wrapped: bool, wide: usize, footer: bool) -> bool {
    let first = line.text.chars().next().unwrap_or(' ');
    if alone(&line.text)
        || alone(&prev.text) && !(is_capitals(&prev.text) && marker::read(&prev.text).is_some())
    {
        // A Roman heading in capitals may be wrapped over two lines of capitals.
        return !(is_capitals(&line.text)
            && is_capitals(&prev.text)
            && marker::read(&prev.text).is_some()
            && marker::read(&line.text).is_none()
            && !line.blank_before);
    }
    if is_capitals(&prev.text)
        && is_capitals(&line.text)
        && marker::read(&line.text).is_none()
        && !line.blank_before
    {
        return false;
    }
    if let Some((mark, _)) = marker::read(&line.text) {
        // A dash that a wrap pushed to the beginning of a line: the line before is full and unfinished.
        if let marker::Mark::Bullet('-') = mark
            && wrapped
            && !footer
            && !line.blank_before
            && !ends(&prev.text)
            && prev.piece.len() * 100 >= wide * 94
        {
            return false;
        }
        // A figure at the beginning of a wrapped line ("… số\n57. …") follows an unfinished full line.
        if let marker::Mark::Arabic(n) = &mark
            && wrapped
            && !line.blank_before
            && n.len() == 1
            && n[0] > 30
            && !ends(&prev.text)
        {
            return false;
        }
        return true;
    }
    if line.blank_before && opens_preamble(&low_start(&line.text)) {
        return true;
    }
    if footer {
        // Recipients and signature: only a lower-case line goes on.
        return !first.is_lowercase();
    }
    if first.is_lowercase() {
        return false;
    }
    if !wrapped {
        // One paragraph a line: only a page break in mid-sentence is joined.
        return !(line.page_before && !ends(&prev.text) && prev.piece.len() > 60);
    }
    let first_word = line
        .text
        .split_whitespace()
        .next()
        .map_or(0, |w| w.chars().count());
    let room = (prev.piece.len() + 1 + first_word) * 100 < wide * 93;
    if ends(&prev.text) {
        room || line.blank_before || prev.text.ends_with(':')
    } else {
        room
    }
}

/// Lower case and new-style tone placement, byte for byte as long as the original.
#[must_use]
pub fn lower(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let mut low = c.to_lowercase();
        match (low.next(), low.next()) {
            (Some(l), None) if l.len_utf8() == c.len_utf8() => out.push(l),
            _ => out.push(c),
        }
    }
    let mut result = String::with_capacity(out.len());
    let chars: Vec<char> = out.chars().collect();
    let mut i = 0;
    while i < chars.len() {
        if let Some(&next) = chars.get(i + 1)
            && chars.get(i + 2).is_none_or(|c| !c.is_alphabetic())
            && !(chars[i] == 'u' && i > 0 && chars[i - 1] == 'q')
            && let Some((a, b)) = retone(chars[i], next)
        {
            result.push(a);
            result.push(b);
            i += 2;
            continue;
        }
        result.push(chars[i]);
        i += 1;
    }
    if result.len() == text.len() { result } else { out }
}

/// "oà" → "òa", "uỷ" → "ủy": the pair keeps its length in bytes.
fn retone(a: char, b: char) -> Option<(char, char)> {
    const O: [char; 5] = ['ò', 'ó', 'ỏ', 'õ', 'ọ'];
    const U: [char; 5] = ['ù', 'ú', 'ủ', 'ũ', 'ụ'];
    let (set, base, marks) = match (a, b) {
        ('o', 'à' | 'á' | 'ả' | 'ã' | 'ạ') => (O, 'a', ['à', 'á', 'ả', 'ã', 'ạ']),
        ('o', 'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ') => (O, 'e', ['è', 'é', 'ẻ', 'ẽ', 'ẹ']),
        ('u', 'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ') => (U, 'y', ['ỳ', 'ý', 'ỷ', 'ỹ', 'ỵ']),
        _ => return None,
    };
    let tone = marks.iter().position(|m| *m == b)?;
    let pair = (set[tone], base);
    (pair.0.len_utf8() + 1 == 1 + b.len_utf8()).then_some(pair)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        let flow = clean(&SourceText::plain(text));
        flow.paras
            .iter()
            .map(|p| flow.get(&p.range).to_string())
            .collect()
    }

    #[test]
    fn lower_keeps_offsets_and_moves_the_tone() {
        let text = "Uỷ ban Hoà Bình QUÝ Đảng uỷ khoẻ";
        let low = lower(text);
        assert_eq!(low.len(), text.len());
        assert_eq!(low, "ủy ban hòa bình quý đảng ủy khỏe");
    }

    #[test]
    fn spans_lead_back_to_the_source() {
        let source = SourceText::plain("## **1. Đơn vị**\n\n- *Việc* một");
        let flow = clean(&source);
        assert_eq!(flow.get(&flow.paras[1].range), "- Việc một");
        let span = flow.span(&flow.paras[1].range);
        assert_eq!(&source.text[span.bytes.clone()], "- *Việc* một");
        let chars: String = source
            .text
            .chars()
            .skip(span.chars.start)
            .take(span.chars.len())
            .collect();
        assert_eq!(chars, "- *Việc* một");
    }

    #[test]
    fn page_numbers_go_and_wraps_are_joined() {
        let text = "1. Việc thứ nhất là rà soát toàn bộ các thiết bị đang dùng tại các trụ sở và lập danh\n\n-2-\n\nmục thiết bị phải thay.\n2. Việc thứ hai dài vừa đúng một dòng của trang in để biết bề rộng của trang văn bản\nnày là bao nhiêu.";
        assert_eq!(
            paragraphs(text),
            [
                "1. Việc thứ nhất là rà soát toàn bộ các thiết bị đang dùng tại các trụ sở và lập danh mục thiết bị phải thay.",
                "2. Việc thứ hai dài vừa đúng một dòng của trang in để biết bề rộng của trang văn bản này là bao nhiêu."
            ]
        );
    }
}
