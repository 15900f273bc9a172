//! Hard wraps joined: which line begins a paragraph and which goes on with the line before.

use super::{Flow, Grid, Line, Para};
use crate::blocks;
use crate::lexicon::VERBS;
use crate::lines::lower;
use crate::marker;
use coloa_base::text::ends_in_number;
use regex::Regex;
use std::sync::LazyLock;

/// Whether a line ends a sentence or a list entry.
fn ends(text: &str) -> bool {
    let t = text.trim_end_matches(['"', '”', '’', ')', ' ']);
    t.ends_with(['.', ';', ':', '!', '?']) || text.ends_with("./.")
}

/// The first words of the paragraph after the last item.
fn closes(text: &str) -> bool {
    [
        "Trên đây là",
        "Yêu cầu các",
        "Đề nghị các",
        "Trong quá trình",
        "Nhận được",
        "Kế hoạch này",
    ]
    .iter()
    .any(|w| text.starts_with(w))
}

pub(super) fn low_start(text: &str) -> String {
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
        Regex::new(r"(?i)^(nơi nhận|kính gửi|số\s*:?\s*[0-9.…/-]|tm\.|t/m|kt\.|k/t|tl\.|t/l|tuq\.|q\.\s|phụ lục|độc lập|cộng hòa|cộng hoà|đảng cộng sản)").expect("pattern")
    });
    // In lower case ("số 03/NQ-CP …", "phụ lục kèm theo") the words only happen to begin a wrapped line.
    text.starts_with(char::is_uppercase) && (ALONE.is_match(text) || is_capitals(text))
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

/// How the lines of a text are set.
struct Layout {
    /// Lines are cut at the width of the page, not at the end of the paragraph.
    wrapped: bool,
    /// Width of a full line, in characters.
    wide: usize,
    blanks: Blanks,
}

/// What a blank line says about the line after it.
#[derive(Clone, Copy, PartialEq)]
enum Blanks {
    /// A paragraph ends.
    Part,
    /// Stands also after the first, indented line of a paragraph.
    Indent,
    /// Stands between most lines.
    Nothing,
}

impl Layout {
    fn of(lines: &[Line]) -> Self {
        let mut widths: Vec<usize> = lines
            .iter()
            .filter(|l| l.table.is_none())
            .map(|l| l.piece.len())
            .filter(|w| *w > 20)
            .collect();
        widths.sort_unstable();
        let wide = widths.get(widths.len() * 85 / 100).copied().unwrap_or(80);
        // One paragraph a line (Word, markdown): the long lines are far longer than a page is wide.
        // A wrapped text has many lines that go on in lower case.
        let going_on: Vec<&Line> = lines
            .iter()
            .filter(|l| {
                l.table.is_none()
                    && !l.page_before
                    && l.text.starts_with(char::is_lowercase)
                    && marker::read(&l.text).is_none()
            })
            .collect();
        let apart = going_on.iter().filter(|l| l.blank_before).count();
        Self {
            wrapped: wide <= 120 && going_on.len() * 20 >= lines.len(),
            wide,
            blanks: if apart * 10 >= going_on.len() * 6 && apart > 2 {
                Blanks::Nothing
            } else if apart * 10 >= going_on.len() {
                Blanks::Indent
            } else {
                Blanks::Part
            },
        }
    }

    /// Whether a line is as long as the page is wide, so that the next one may go on with it.
    fn full(&self, line: &Line, next: &str) -> bool {
        let first_word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
        (line.piece.len() + 1 + first_word) * 100 >= self.wide * 93
    }
}

/// "Tiếp tục …", "Căn cứ …": a verb with a capital begins a sentence or an item; in the middle of a sentence only
/// a name has a capital.
fn begins_deed(prev: &str, text: &str) -> bool {
    const JOINS: [&str; 18] = [
        "và", "với", "của", "là", "các", "cho", "về", "tại", "do", "bởi", "từ", "đến", "trong", "thuộc",
        "theo", "hoặc", "cùng", "giữa",
    ];
    let last = prev.split_whitespace().next_back().unwrap_or("");
    if !last.starts_with(char::is_lowercase) || JOINS.contains(&last) || last.ends_with(',') {
        return false;
    }
    let mut words = text.split_whitespace();
    let (Some(first), Some(second)) = (words.next(), words.next()) else {
        return false;
    };
    if !first.starts_with(char::is_uppercase) || !second.starts_with(char::is_lowercase) {
        return false;
    }
    let low = low_start(text);
    VERBS.iter().any(|v| {
        low.strip_prefix(v)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Whether "(2)" follows inside the lines of the paragraph that begins with line `at`, so that "(1)" at the
/// beginning of that line only happens to stand there.
fn runs_on(lines: &[Line], at: usize, n: u32) -> bool {
    let sign = format!("({})", n + 1);
    for (i, line) in lines[at..].iter().take(40).enumerate() {
        if i > 0 && line.text.starts_with(&sign) {
            return false;
        }
        if line.text.contains(&sign) {
            return true;
        }
        if i > 0 && marker::read(&line.text).is_some() {
            return false;
        }
    }
    false
}

pub(super) fn join(mut lines: Vec<Line>) -> Flow {
    let layout = Layout::of(&lines);
    if layout.blanks == Blanks::Nothing {
        lines.iter_mut().for_each(|l| l.blank_before = false);
    }
    let mut flow = Flow::default();
    let mut para_start: Option<usize> = None;
    let mut footer = false;
    // Index of the first line of the open paragraph.
    let mut first = 0;
    for i in 0..lines.len() {
        let line = &lines[i];
        let low = low_start(&line.text);
        if low.starts_with("nơi nhận") || low.starts_with("tm. ") || low.starts_with("t/m ") {
            footer = true;
        }
        if low.starts_with("phụ lục") {
            footer = false;
        }
        let new = match i.checked_sub(1).map(|p| &lines[p]) {
            None => true,
            Some(_) if line.table.is_some() => true,
            Some(prev) if prev.table.is_some() => true,
            Some(prev) => {
                let open = para_start.map_or("", |s| &flow.text[s..]);
                starts_paragraph(&layout, &lines, i, prev, i - 1 == first, open, footer)
            }
        };
        if new {
            first = i;
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
            if !ends_in_number(&flow.text) {
                flow.put(' ', at);
            }
            flow.push(&line.piece);
        }
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

/// `first`: the line before is the first of its paragraph; `open`: the paragraph so far.
fn starts_paragraph(
    layout: &Layout,
    lines: &[Line],
    at: usize,
    prev: &Line,
    first: bool,
    open: &str,
    footer: bool,
) -> bool {
    let line = &lines[at];
    let wrapped = layout.wrapped;
    let initial = line.text.chars().next().unwrap_or(' ');
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
    if let Some((mark, len)) = marker::read(&line.text) {
        return !wraps_at_mark(layout, lines, at, prev, &mark, len, open, footer);
    }
    if initial.is_uppercase() && opens_preamble(&low_start(&line.text)) {
        return true;
    }
    if footer {
        // Recipients and signature: only a lower-case line goes on.
        return !initial.is_lowercase();
    }
    if initial.is_lowercase() {
        return false;
    }
    if ends(&prev.text) && closes(&line.text) {
        return true;
    }
    if !wrapped {
        // One paragraph a line: only a page break in mid-sentence is joined.
        return !(line.page_before && !ends(&prev.text) && prev.piece.len() > 60);
    }
    if blocks::begins(&line.text) || !layout.full(prev, &line.text) {
        return true;
    }
    if !ends(&prev.text) {
        return begins_deed(&prev.text, &line.text);
    }
    // A full line that ends a sentence or an entry of a list.
    if prev.text.ends_with(':') {
        return true;
    }
    let apart = line.blank_before && !(layout.blanks == Blanks::Indent && first);
    apart && !prev.text.ends_with(';')
}

/// Whether what looks like the mark of an item only stands at the beginning of a line because of a wrap.
#[allow(clippy::too_many_arguments)]
fn wraps_at_mark(
    layout: &Layout,
    lines: &[Line],
    at: usize,
    prev: &Line,
    mark: &marker::Mark,
    len: usize,
    open: &str,
    footer: bool,
) -> bool {
    let line = &lines[at];
    if !layout.wrapped || footer {
        return false;
    }
    let rest = &line.text[len..];
    let full = prev.piece.len() * 100 >= layout.wide * 94;
    match mark {
        // A dash that a wrap pushed to the beginning of a line: the line before is full and unfinished.
        marker::Mark::Bullet('-') if !ends(&prev.text) => {
            let years = rest.starts_with("20") && prev.text.ends_with(|c: char| c.is_ascii_digit());
            years
                || rest.starts_with(char::is_lowercase) && layout.full(prev, &line.text)
                || full && !line.blank_before && !begins_deed(&prev.text, rest)
        }
        // A figure at the beginning of a wrapped line ("… số\n57. …") follows an unfinished full line.
        marker::Mark::Arabic(n) => !line.blank_before && n.len() == 1 && n[0] > 30 && !ends(&prev.text),
        // "… gồm: (1) …; (2) …" in one paragraph.
        marker::Mark::Paren(n) => {
            const BACK: usize = 6000;
            let from = open.floor_char_boundary(open.len().saturating_sub(BACK));
            let begun = *n > 1
                && open[from..]
                    .find(&format!("({})", n - 1))
                    .is_some_and(|p| from + p > 0);
            begun || *n == 1 && layout.full(prev, &line.text) && runs_on(lines, at, *n)
        }
        _ => false,
    }
}
