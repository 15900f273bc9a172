//! Lines of a page become paragraphs: by their indents, their ends and their distance; and a sentence goes on over a
//! page break.

use super::page::{Item, Line, join};
use coloa_base::text::ends_in_number;

/// Points that the first line of a paragraph stands to the right of the others; the rules ask for 28 or more.
const INDENT: f32 = 12.0;
/// Points that a full line may end before the margin: less than a long word.
const FULL: f32 = 60.0;

/// A paragraph, with what tells whether it goes on over a page break.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Text {
    pub text: String,
    /// Its first line begins at the left margin of the page.
    pub flush: bool,
    /// Its last line ends at the right margin of the page.
    pub full: bool,
}

/// Lines of a block, cut into paragraphs at first-line indents. Under an indented first line, a line at the margin
/// after a full one is the same sentence going on, whatever sign it begins with; without indents it is where it reads
/// so; other lines are kept.
pub(super) fn paragraphs(block: &[Line], page: &Margins, items: &mut Vec<Item>) {
    let margin = block.iter().map(right).fold(f32::MIN, f32::max);
    let mut text = Text::default();
    let mut first = f32::MAX;
    let mut before: Option<(f32, f32, f32)> = None;
    for line in block {
        let (left, right) = (left(line), right(line));
        if let Some((last_left, last_right, last_top)) = before {
            let indented = left - last_left > INDENT;
            let centred = (f32::midpoint(left, right) - f32::midpoint(last_left, last_right)).abs() < 6.0;
            if indented && !centred {
                items.push(Item::Paragraph(std::mem::take(&mut text)));
                first = left;
                text.flush = page.flush(left);
            } else {
                // Full lines have one middle as well as centred ones have; they begin at one place, too.
                let aligned = (left - last_left).abs() < 1.0;
                let goes_on = first - left > INDENT && margin - last_right < FULL && (aligned || !centred)
                    || aligned
                        && text.full
                        && (page.within(last_top, line[0].y0) || unfinished(&text.text))
                        && continues(&text.text, &join(line));
                if !ends_in_number(&text.text) {
                    text.text.push(if goes_on { ' ' } else { '\n' });
                }
            }
        } else {
            first = left;
            text.flush = page.flush(left);
        }
        text.text.push_str(&join(line));
        text.full = !page.narrow && page.right - right < FULL;
        before = Some((left, right, line[0].y0));
    }
    items.push(Item::Paragraph(text));
}

fn left(line: &Line) -> f32 {
    line.iter().map(|w| w.x0).fold(f32::MAX, f32::min)
}

fn right(line: &Line) -> f32 {
    line.iter().map(|w| w.x1).fold(f32::MIN, f32::max)
}

/// Where the text of a page begins and ends.
pub(super) struct Margins {
    left: f32,
    right: f32,
    /// Too little stands on the page to know.
    narrow: bool,
    /// From line to line inside a paragraph, where paragraphs stand further apart.
    pitch: Option<f32>,
}

impl Margins {
    pub fn of<'a>(lines: impl Iterator<Item = &'a Line> + Clone, width: f32) -> Self {
        let (from, to) = lines.clone().fold((f32::MAX, f32::MIN), |(from, to), line| {
            (from.min(left(line)), to.max(right(line)))
        });
        Self {
            left: from,
            right: to,
            narrow: to - from < width / 2.0,
            pitch: pitch(lines.filter_map(|line| Some(line.first()?.y0)).collect()),
        }
    }

    /// Whether two lines stand as close as lines of one paragraph do.
    fn within(&self, above: f32, below: f32) -> bool {
        self.pitch
            .is_some_and(|pitch| below > above && below - above < 1.12 * pitch)
    }

    fn flush(&self, left: f32) -> bool {
        left - self.left < INDENT
    }
}

/// The usual distance of lines, where at least a fifth of them stand clearly further apart.
fn pitch(mut tops: Vec<f32>) -> Option<f32> {
    tops.sort_by(f32::total_cmp);
    let mut gaps: Vec<f32> = tops
        .windows(2)
        .map(|w| w[1] - w[0])
        .filter(|gap| *gap > 4.0)
        .collect();
    gaps.sort_by(f32::total_cmp);
    let usual = *gaps.get(gaps.len() / 10)?;
    let apart = gaps.iter().filter(|gap| **gap > 1.25 * usual).count();
    (gaps.len() >= 8 && apart * 5 >= gaps.len()).then_some(usual)
}

/// Whether a page break cut a sentence: what follows begins in lower case, or the last line is as full and the next
/// one stands as far left as the lines of a paragraph.
pub(super) fn runs_on(last: &Text, next: &Text) -> bool {
    let line = next.text.lines().next().unwrap_or_default();
    unfinished(&last.text)
        && continues(&last.text, line)
        && (line.starts_with(char::is_lowercase) || last.full && next.flush)
}

fn unfinished(text: &str) -> bool {
    !text.trim_end().ends_with(['.', ';', ':', '!', '?'])
}

/// Whether a line may be the rest of a paragraph: it is no item of a list, no label ("Chủ trì: …") and no
/// heading.
fn continues(text: &str, line: &str) -> bool {
    let before = text.lines().next_back().unwrap_or_default();
    let capitals = |text: &str| text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
    let first = line.split_whitespace().next().unwrap_or_default();
    // A year is no number of an item.
    let year = first
        .trim_end_matches(['.', ')'])
        .bytes()
        .filter(u8::is_ascii_digit)
        .count()
        == 4;
    let item = first.chars().count() <= 5 && first.ends_with(['.', ')']) && !year;
    let label = !line.starts_with(char::is_lowercase) && line.chars().take(40).any(|c| c == ':');
    let begins = line.starts_with(|c: char| c.is_alphanumeric() || c == '(');
    begins && !item && !label && !capitals(before) && !capitals(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_over_a_page_break() {
        let text = |text: &str, flush, full| Text {
            text: text.to_owned(),
            flush,
            full,
        };
        let last = text("- Chủ trì: Công an tỉnh (an ninh mạng); Sở", true, true);
        assert!(runs_on(
            &last,
            &text("Khoa học và Công nghệ (viễn thông).", true, false)
        ));
        assert!(runs_on(&last, &text("khoa học", false, false)));
        assert!(!runs_on(&last, &text("Khoa học", false, false)), "indented");
        assert!(
            !runs_on(&last, &text("Phối hợp: Sở Y tế", true, false)),
            "a label"
        );
        assert!(!runs_on(&last, &text("IV. KINH PHÍ", true, false)), "a heading");
        assert!(!runs_on(&text("Hết câu.", true, true), &last));
        assert!(!runs_on(
            &text("Dòng ngắn", true, false),
            &text("Dòng khác", true, false)
        ));
    }
}
