//! A name as it is kept: trimmed, with the scope that was said of it, a shortened list spelled out.

use super::Mention;
use super::words::{Word, phrase};
use crate::lexicon::FIELDS;
use crate::lines::lower;
use std::ops::Range;

pub(super) fn is_scope(content: &str) -> bool {
    [
        "nội dung",
        "đối với",
        "về ",
        "phần ",
        "lĩnh vực",
        "các nội dung",
        "theo lĩnh vực",
        "liên quan đến",
        "phụ trách",
        "những nội dung",
        "nhiệm vụ liên quan",
    ]
    .iter()
    .any(|p| content.starts_with(p))
}

pub(super) fn scope_intro(words: &[Word<'_>], at: usize) -> bool {
    const WHAT: [&str; 6] = [
        "nội dung",
        "các nội dung",
        "nhiệm vụ liên quan",
        "phần nội dung",
        "lĩnh vực",
        "những nội dung",
    ];
    let after = ["đối với", "chủ trì", "phụ trách", "phối hợp"]
        .iter()
        .find_map(|p| phrase(words, at, p));
    after.is_some_and(|n| WHAT.iter().any(|p| phrase(words, at + n, p).is_some()))
}

pub(super) fn push(
    text: &str,
    words: &[Word<'_>],
    range: Range<usize>,
    scope: Option<Range<usize>>,
    out: &mut Vec<Mention>,
) {
    let (Some(first), Some(last)) = (
        words.get(range.start),
        words.get(range.end.min(words.len()).saturating_sub(1)),
    ) else {
        return;
    };
    if last.range.end < first.range.start {
        return;
    }
    let bytes = first.range.start..last.range.end;
    let Some(name) = text.get(bytes.clone()) else {
        return;
    };
    let name = name
        .trim()
        .trim_end_matches([',', ';', '.', ':', '-', '–'])
        .trim();
    if name.is_empty() {
        return;
    }
    let name = without_manner(name);
    let scope = scope.map(|s| trim(text, s)).filter(|s| !s.is_empty());
    let bytes = bytes.start..bytes.start + name.len();
    if expand(text, &bytes, &scope, out) {
        return;
    }
    out.push(Mention {
        name: name.to_string(),
        range: bytes,
        scope,
    });
}

/// "… theo chức năng, nhiệm vụ được giao" says how, not who.
fn without_manner(name: &str) -> &str {
    const HOW: [&str; 5] = [
        " theo chức năng",
        " theo thẩm quyền",
        " theo nhiệm vụ",
        " theo phân công",
        " theo quy định",
    ];
    let low = lower(name);
    let cut = HOW.iter().filter_map(|h| low.find(h)).min().unwrap_or(name.len());
    name[..cut].trim_end_matches([',', ' '])
}

pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(s) = text.get(range.clone()) else {
        return range.start..range.start;
    };
    let t = s.trim_start_matches([' ', ':', ',']);
    let start = range.start + (s.len() - t.len());
    let t = t.trim_end_matches([' ', ',', ';', '.', ')']);
    start..start + t.len()
}

/// "Các sở: Nội vụ, Tài chính" and "Sở Nội vụ, Tài chính" as their members.
pub(super) fn expand(
    text: &str,
    range: &Range<usize>,
    scope: &Option<Range<usize>>,
    out: &mut Vec<Mention>,
) -> bool {
    let name = &text[range.clone()];
    let low = lower(name);
    let prefix = ["các sở:", "các sở ", "sở: ", "sở "]
        .into_iter()
        .find(|p| low.starts_with(p));
    let Some(prefix) = prefix else { return false };
    let mut at = prefix.len();
    let mut found: Vec<Range<usize>> = Vec::new();
    while at < low.len() {
        let rest = &low[at..];
        let skip = rest.len() - rest.trim_start_matches([' ', ',', ';']).len();
        let rest2 = rest[skip..]
            .strip_prefix("và ")
            .map_or((skip, &rest[skip..]), |r| (rest.len() - r.len(), r));
        let field = FIELDS
            .iter()
            .filter(|f| rest2.1.starts_with(*f))
            .map(|f| f.len())
            .max();
        let Some(len) = field else { return false };
        let start = at + rest2.0;
        if !name[start..].chars().next().is_some_and(char::is_uppercase) {
            return false;
        }
        found.push(start..start + len);
        at = start + len;
    }
    if found.len() < 2 {
        return false;
    }
    for f in found {
        out.push(Mention {
            name: format!("Sở {}", &name[f.clone()]),
            range: range.start + f.start..range.start + f.end,
            scope: scope.clone(),
        });
    }
    true
}
