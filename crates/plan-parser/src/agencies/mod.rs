//! Reading the names of agencies: splitting a list as a person would ("Các sở, ban, ngành của tỉnh" is one
//! entry), and finding where a list ends and the verb begins.
//!
//! Nothing here knows a province or a fixed directory: a name begins with a noun that agencies begin with
//! ("Sở", "Công an", "các cơ quan") and goes on until a separator, a verb or the end.

mod ends;
mod names;
mod scan;
#[cfg(test)]
mod tests;
mod words;

use crate::lines::lower;
use scan::{Mode, scan};
use std::ops::Range;
use words::{begins_agency, tokens};

/// An agency found in a text; ranges are byte offsets into the text given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub name: String,
    pub range: Range<usize>,
    pub scope: Option<Range<usize>>,
}

/// Splits a list of agencies ("Chủ trì: …").
///
/// ```
/// let names: Vec<_> = coloa_plan_parser::agencies::split("Công an tỉnh; các sở, ban, ngành và UBND cấp xã.")
///     .into_iter().map(|m| m.name).collect();
/// assert_eq!(names, ["Công an tỉnh", "các sở, ban, ngành", "UBND cấp xã"]);
/// ```
#[must_use]
pub fn split(text: &str) -> Vec<Mention> {
    let low = lower(text);
    let words = tokens(text, &low);
    scan(text, &words, 0, Mode::Whole).mentions
}

/// A list of agencies at the beginning of a sentence, and the byte where what they do begins.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    pub mentions: Vec<Mention>,
    pub end: usize,
    /// A verb follows (not the end of the text or a stop).
    pub verb: bool,
}

/// Reads agencies from the beginning of `text`; `None` where it begins with something else.
#[must_use]
pub fn subject(text: &str, low: &str) -> Option<Subject> {
    let (text, low) = window(text, low);
    let words = tokens(text, low);
    if !begins_agency(&words, 0, true) {
        return None;
    }
    let scan = scan(text, &words, 0, Mode::Subject);
    (!scan.mentions.is_empty()).then_some(Subject {
        mentions: scan.mentions,
        end: scan.end,
        verb: scan.verb,
    })
}

/// Reads agencies after "phối hợp với": like [`subject`], but a name may begin in lower case.
#[must_use]
pub fn object(text: &str, low: &str) -> Option<Subject> {
    let (text, low) = window(text, low);
    let words = tokens(text, low);
    if !begins_agency(&words, 0, false) {
        return None;
    }
    let scan = scan(text, &words, 0, Mode::Object);
    (!scan.mentions.is_empty()).then_some(Subject {
        mentions: scan.mentions,
        end: scan.end,
        verb: scan.verb,
    })
}

/// Whether a heading is nothing but a list of agencies.
#[must_use]
pub fn is_list(text: &str) -> bool {
    let text = text.trim().trim_end_matches([':', '.', ';', ',']).trim();
    if text.is_empty() || text.chars().count() > 320 {
        return false;
    }
    let low = lower(text);
    subject(text, &low).is_some_and(|s| !s.verb && text[s.end.min(text.len())..].trim().is_empty())
}

/// The beginning of a text: no list of agencies in a sentence is longer, and reading stays linear however often
/// a paragraph says "phối hợp với".
fn window<'a>(text: &'a str, low: &'a str) -> (&'a str, &'a str) {
    let end = text.floor_char_boundary(WINDOW);
    (&text[..end], low.get(..end).unwrap_or(""))
}

const WINDOW: usize = 2000;
