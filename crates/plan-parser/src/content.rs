//! What an item of the outline says: its text, the block below it, the agency it names.

use crate::agencies::{self, Mention};
use crate::blocks::{self, Label};
use crate::lines::{Flow, lower};
use crate::marker::Mark;
use crate::model::AgencyMention;
use crate::outline::{Id, Node, Outline};
use std::ops::Range;

/// An entry of a block, in flow offsets.
#[derive(Clone, Debug)]
pub struct Entry {
    pub label: Label,
    pub scope: Option<Range<usize>>,
    pub content: Range<usize>,
}

/// The readable parts of a node.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// The first paragraph without its block.
    pub own: Range<usize>,
    pub more: Vec<Range<usize>>,
    pub entries: Vec<Entry>,
}

/// Reads a node: block entries are taken out of its paragraphs.
#[must_use]
pub fn of(flow: &Flow, node: &Node) -> Content {
    let mut out = Content::default();
    let mut part = |range: &Range<usize>, own: bool| {
        let range = flow.trim(range.clone());
        let (head, entries) = blocks::read(&flow.text[range.clone()]);
        let text = flow.trim(range.start..range.start + head);
        for e in entries {
            out.entries.push(Entry {
                label: e.label,
                scope: e.scope.map(|s| range.start + s.start..range.start + s.end),
                content: range.start + e.content.start..range.start + e.content.end,
            });
        }
        if own {
            out.own = text;
        } else if !text.is_empty() {
            out.more.push(text);
        }
    };
    part(&node.own, true);
    for m in &node.more {
        part(m, false);
    }
    out
}

/// Text of several ranges, parted by a space.
#[must_use]
pub fn text(flow: &Flow, ranges: &[Range<usize>]) -> String {
    ranges
        .iter()
        .map(|r| flow.get(r))
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// One range over several.
#[must_use]
pub fn cover(ranges: &[Range<usize>]) -> Range<usize> {
    let start = ranges.iter().map(|r| r.start).min().unwrap_or(0);
    let end = ranges.iter().map(|r| r.end).max().unwrap_or(start);
    start..end
}

/// Number of words.
#[must_use]
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Whether the first paragraph is a heading over what follows rather than the beginning of it.
#[must_use]
pub fn is_heading(flow: &Flow, node: &Node, content: &Content) -> bool {
    let text = flow.get(&content.own);
    if text.is_empty() {
        return true;
    }
    match node.mark {
        Mark::Part | Mark::Upper(_) | Mark::Roman(_) => true,
        _ if agencies::is_list(text) => true,
        Mark::Arabic(_) | Mark::Article(_) => {
            text.ends_with(':') || !text.ends_with(['.', ';']) && words(text) <= 45 || words(text) <= 8
        }
        Mark::Letter(_) => {
            text.ends_with(':') && words(text) <= 20 || !text.ends_with(['.', ';', ':']) && words(text) <= 20
        }
        _ => text.ends_with(':') && words(text) <= 12,
    }
}

/// An agency heading: the words of the heading as printed, its agencies, and what follows the colon.
#[derive(Clone, Debug)]
pub struct Named {
    pub printed: Range<usize>,
    pub agencies: Vec<AgencyMention>,
    /// Text after "Sở X:", when it stands in the same paragraph.
    pub rest: Option<Range<usize>>,
}

const BEFORE: &[&str] = &[
    "giao nhiệm vụ cho ",
    "giao trách nhiệm cho ",
    "giao cho ",
    "giao ",
    "đề nghị ",
    "yêu cầu ",
    "trách nhiệm của ",
    "nhiệm vụ của ",
    "đối với ",
    "phân công ",
];

/// Bytes of "Giao ", "Đề nghị ", "Trách nhiệm của " at the beginning of a lower-case text.
#[must_use]
pub fn preface(low: &str) -> usize {
    BEFORE
        .iter()
        .find(|p| low.starts_with(**p))
        .map_or(0, |p| p.len())
}

/// Reads a paragraph as an agency heading.
#[must_use]
pub fn named(flow: &Flow, own: &Range<usize>) -> Option<Named> {
    let own = flow.trim(own.clone());
    let text = flow.get(&own);
    let low = flow.low(&own);
    let skip = preface(low);
    let whole = own.start + skip..own.end;
    let title = |range: Range<usize>| {
        let t = flow.get(&range).trim_end_matches([':', '.', ';', ',', ' ']);
        let start = flow.trim(range.clone()).start;
        start..start + t.len()
    };
    if agencies::is_list(flow.get(&whole)) {
        let printed = title(whole);
        return Some(Named {
            agencies: mentions(flow, &printed, 0.9),
            printed,
            rest: None,
        });
    }
    // "Sở X chủ trì:", "Sở X có trách nhiệm:" with nothing after the colon.
    let colon = text.find(':')?;
    let head = flow.trim(own.start + skip.min(colon)..own.start + colon);
    let rest = flow.trim(own.start + colon + 1..own.end);
    let rest = (!rest.is_empty()).then_some(rest);
    let head_text = flow.get(&head);
    if agencies::is_list(head_text) {
        let printed = title(head);
        return Some(Named {
            agencies: mentions(flow, &printed, 0.9),
            printed,
            rest,
        });
    }
    let head_low = flow.low(&head);
    let subject = agencies::subject(head_text, head_low)?;
    let tail = head_low.get(subject.end..)?.trim();
    let duty = [
        "có trách nhiệm",
        "có nhiệm vụ",
        "chịu trách nhiệm",
        "chủ trì",
        "thực hiện các nhiệm vụ",
        "thực hiện nhiệm vụ",
        "chủ trì thực hiện",
        "tập trung thực hiện",
    ];
    if duty.iter().any(|d| tail.starts_with(d)) && words(tail) <= 8 {
        let last = subject.mentions.last()?.range.end;
        let printed = head.start..head.start + last;
        return Some(Named {
            agencies: mentions(flow, &printed, 0.85),
            printed,
            rest,
        });
    }
    None
}

/// Splits a range into agencies.
#[must_use]
pub fn mentions(flow: &Flow, range: &Range<usize>, confidence: f32) -> Vec<AgencyMention> {
    let range = flow.trim(range.clone());
    agencies::split(flow.get(&range))
        .into_iter()
        .map(|m| mention(flow, range.start, m, confidence))
        .collect()
}

/// A mention found at an offset of the flow.
#[must_use]
pub fn mention(flow: &Flow, base: usize, m: Mention, confidence: f32) -> AgencyMention {
    let scope = m.scope.map(|s| base + s.start..base + s.end);
    AgencyMention {
        name: m.name,
        scope: scope.as_ref().map(|s| flow.get(s).to_string()),
        span: flow.span(&(base + m.range.start..base + m.range.end)),
        scope_span: scope.map(|s| flow.span(&s)),
        confidence,
    }
}

/// The agency that a Party committee leads: "Lãnh đạo, chỉ đạo Công an tỉnh chịu trách nhiệm …"; and where what
/// it does begins.
#[must_use]
pub fn operating_agency(flow: &Flow, para: &Range<usize>) -> Option<(Vec<AgencyMention>, usize)> {
    let para = flow.trim(para.clone());
    let low = flow.low(&para);
    let skip = [
        "lãnh đạo, chỉ đạo ",
        "lãnh đạo và chỉ đạo ",
        "lãnh đạo ",
        "chỉ đạo ",
    ]
    .iter()
    .find(|p| low.starts_with(**p))?
    .len();
    let rest = flow.text.get(para.start + skip..para.end)?;
    let s = agencies::subject(rest, &lower(rest)).filter(|s| s.verb)?;
    let end = para.start + skip + s.end;
    let led = s
        .mentions
        .into_iter()
        .map(|m| mention(flow, para.start + skip, m, 0.8))
        .collect();
    Some((led, end))
}

/// Whether a text names a Party committee.
#[must_use]
pub fn is_committee(name: &str) -> bool {
    let low = lower(name);
    [
        "đảng ủy",
        "tỉnh ủy",
        "thành ủy",
        "huyện ủy",
        "ban cán sự đảng",
        "đảng bộ",
    ]
    .iter()
    .any(|p| low.starts_with(p))
}

/// Numbered parts of a sentence.
pub type Parts = Vec<(u32, Range<usize>)>;

/// "(1) … (2) …" inside a text: the text before, and the parts with their numbers.
#[must_use]
pub fn inline_parts(flow: &Flow, range: &Range<usize>) -> Option<(Range<usize>, Parts)> {
    let text = &flow.text[range.clone()];
    let mut at = 0;
    let mut marks: Vec<(u32, usize, usize)> = Vec::new();
    loop {
        let n = marks.len() as u32 + 1;
        let sign = format!("({n})");
        let Some(found) = text[at..].find(&sign).map(|f| at + f) else {
            break;
        };
        marks.push((n, found, found + sign.len()));
        at = found + sign.len();
    }
    let before = marks.first().map_or("", |m| text[..m.1].trim_end());
    if marks.len() < 2 || !before.is_empty() && !before.ends_with(':') {
        return None;
    }
    let intro = flow.trim(range.start..range.start + marks[0].1);
    let parts = marks
        .iter()
        .enumerate()
        .map(|(i, (n, _, from))| {
            let to = marks.get(i + 1).map_or(text.len(), |m| m.1);
            (*n, flow.trim(range.start + from..range.start + to))
        })
        .collect();
    Some((intro, parts))
}

/// "… gồm:", "… bao gồm các bước:": what follows are parts of one piece of work.
#[must_use]
pub fn tells_parts(low: &str) -> bool {
    let low = low.trim();
    low.ends_with(':') && low.rfind("gồm").is_some_and(|at| words(&low[at..]) <= 6) && words(low) >= 6
}

/// Leaves below a node, itself when it has no children, in reading order.
#[must_use]
pub fn leaves(tree: &Outline, id: Id) -> Vec<Id> {
    let mut out = Vec::new();
    let mut todo = vec![id];
    while let Some(i) = todo.pop() {
        let node = tree.node(i);
        if node.children.is_empty() {
            out.push(i);
        }
        todo.extend(node.children.iter().rev());
    }
    out
}
