//! Which paragraphs are letterhead, grounds, body, foot and annex.

use super::letterhead::TYPES;
use super::pattern;
use crate::lines::{Flow, is_capitals, lower};

/// The regions of a document.
#[derive(Clone, Debug, Default)]
pub struct Regions {
    /// Letterhead, number, title: paragraphs before the preamble.
    pub head: Vec<usize>,
    /// "Căn cứ …", "Thực hiện …", "… ban hành Kế hoạch".
    pub preamble: Vec<usize>,
    pub body: Vec<usize>,
    pub foot: Vec<usize>,
    pub annex: Vec<usize>,
}

fn section_mark(text: &str) -> bool {
    use crate::marker::{Mark, read};
    match read(text) {
        Some((Mark::Roman(n), _)) => n <= 3,
        Some((Mark::Part | Mark::Upper('A'), _)) => true,
        Some((Mark::Article(1), _)) => true,
        Some((Mark::Arabic(n), _)) => n == [1],
        _ => false,
    }
}

/// Tells head, body, foot and annexes apart.
#[must_use]
pub fn regions(flow: &Flow) -> Regions {
    let mut out = Regions::default();
    let n = flow.paras.len();
    let text = |i: usize| flow.get(&flow.paras[i].range);
    let low = |i: usize| flow.low(&flow.paras[i].range).trim();
    let first = (0..n)
        .find(|i| flow.paras[*i].row.is_none() && section_mark(text(*i)))
        .unwrap_or(n);
    // Where the head ends: the type of document and its title, then the first sentence.
    pattern!(
        OPENING,
        r"^(?:căn cứ|thực hiện|triển khai|thi hành|nhằm |để |xét |theo đề nghị|trên cơ sở)"
    );
    pattern!(NAMES_DOCUMENT, r"số\s*:?\s*[0-9]|ngày\s+[0-9]|ban hành|\bluật\b");
    let kind = (0..first).find(|i| TYPES.contains(&low(*i)));
    let opening = (0..first)
        .find(|i| {
            let l = low(*i);
            let long = l.chars().count();
            // The line after the type is the title, whatever it begins with.
            flow.paras[*i].row.is_none()
                && *i > 0
                && kind.is_none_or(|k| *i > k + 1)
                && (long > 40 && (l.ends_with(':') || OPENING.is_match(l) && NAMES_DOCUMENT.is_match(l))
                    || long > 260)
        })
        .unwrap_or(first);
    out.head = (0..opening).collect();
    out.preamble = (opening..first).collect();
    let mut foot_from = None;
    let mut state = 0;
    for i in first..n {
        let l = low(i);
        let annex = (l.starts_with("phụ lục") && l.chars().count() < 220 && !l.ends_with(';'))
            || (state == 1 && l.starts_with("danh mục") && is_capitals(text(i)));
        if annex && (state == 1 || is_heading_annex(text(i))) {
            state = 2;
        } else if state < 2 && (l.starts_with("nơi nhận") || is_signature(l)) {
            foot_from.get_or_insert(i);
            state = 1;
        }
        match state {
            0 => out.body.push(i),
            1 => out.foot.push(i),
            _ => out.annex.push(i),
        }
    }
    out
}

fn is_heading_annex(text: &str) -> bool {
    let low = lower(text);
    let rest = low.trim_start_matches("phụ lục").trim_start();
    let short = rest.split(' ').next().unwrap_or("");
    text.starts_with("PHỤ LỤC")
        || text.chars().count() < 16
            && (short.is_empty() || short.chars().all(|c| c.is_ascii_digit() || "ivx.:".contains(c)))
}

fn is_signature(low: &str) -> bool {
    ["tm. ", "t/m ", "kt. ", "k/t ", "tl. ", "t/l ", "tuq. ", "tm.ủy"]
        .iter()
        .any(|p| low.starts_with(p))
        && low.chars().count() < 120
}
