//! Who does a task, said in its sentence: "Giao Sở X chủ trì, phối hợp với Y …", "Công an tỉnh rà soát …".

use crate::agencies;
use crate::content::{is_committee, mention, mentions, operating_agency, preface};
use crate::lines::Flow;
use crate::model::AgencyMention;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Leads and helpers found in a sentence.
#[derive(Clone, Debug, Default)]
pub struct Who {
    pub lead: Vec<AgencyMention>,
    pub coordinate: Vec<AgencyMention>,
}

static WITH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"phối hợp(?:\s+(?:chặt chẽ|tốt|thường xuyên|kịp thời|đồng bộ|hiệu quả|trao đổi))*(?:\s*,?\s*(?:cùng với|với|cùng))?\s").expect("pattern")
});

/// Reads the text of an item. `known` says that the lead is given by a heading: then a later sentence does not
/// add leads.
#[must_use]
pub fn read(flow: &Flow, range: &Range<usize>, known: bool) -> Who {
    let mut who = Who::default();
    let range = flow.trim(range.clone());
    let text = &flow.text[range.clone()];
    let low = flow.low(&range);
    let skip = opening(text, low).unwrap_or_else(|| preface(low));
    let mut verb_from = 0;
    if let Some(s) = agencies::subject(&text[skip..], &low[skip..])
        && s.verb
    {
        verb_from = skip + s.end;
        let rest = low[verb_from..].trim_start();
        // "Cơ quan chủ trì: …" is a label that was not closed; a subject of an adverb alone is one too.
        if !rest.is_empty() {
            who.lead = s
                .mentions
                .into_iter()
                .map(|m| mention(flow, range.start + skip, m, 0.85))
                .collect();
            // "Đảng ủy Công an tỉnh lãnh đạo Công an tỉnh chủ trì …": both.
            if who.lead.iter().any(|a| is_committee(&a.name))
                && let Some((led, end)) = operating_agency(flow, &(range.start + verb_from..range.end))
            {
                who.lead.extend(led);
                verb_from = end - range.start;
            }
        }
    }
    if who.lead.is_empty() && !known {
        in_brackets(flow, &range, &mut who);
    }
    if who.lead.is_empty() && !known {
        later_subject(flow, &range, &mut who);
    }
    // No item names more helpers than this; a text that does is not a plan.
    for m in WITH.find_iter(low).take(64) {
        let bare = !m.as_str().contains("với") && !m.as_str().contains("cùng");
        let from = m.end();
        let Some(object) = agencies::object(&text[from..], &low[from..]) else {
            continue;
        };
        if bare && !text[from..].starts_with(char::is_uppercase) && !low[from..].starts_with("các ") {
            continue;
        }
        let first = low[verb_from..m.start()].trim_matches([' ', ',', ';']);
        let opening = [
            "",
            "chủ trì",
            "chủ động",
            "chủ trì và",
            "có trách nhiệm chủ trì",
            "chịu trách nhiệm chủ trì",
            "tiếp tục",
            "chủ trì, tham mưu",
            "tham mưu",
            "thường xuyên",
            "tích cực",
            "chủ động, tích cực",
            "có trách nhiệm",
            "là cơ quan chủ trì",
            "là đầu mối",
            "làm đầu mối",
            "chủ trì thực hiện",
            "đầu mối",
        ]
        .contains(&first);
        let end = from + object.end;
        let scope = if opening || !object.verb {
            None
        } else {
            sentence_rest(flow, range.start + end, range.end)
        };
        for found in object.mentions {
            let mut a = mention(flow, range.start + from, found, 0.8);
            if a.scope.is_none()
                && let Some(s) = &scope
            {
                a.scope = Some(flow.get(s).to_string());
                a.scope_span = Some(flow.span(s));
            }
            let new = a.name.to_lowercase();
            if !who.coordinate.iter().any(|c| c.name.to_lowercase() == new) {
                who.coordinate.push(a);
            }
        }
    }
    who
}

/// "Trong quý III/2026, Văn phòng UBND tỉnh …", "Về hạ tầng: Sở X …": the bytes before the subject.
fn opening(text: &str, low: &str) -> Option<usize> {
    const TIME: [&str; 9] = [
        "trong quý",
        "trong tháng",
        "trong năm",
        "trước ngày",
        "trước tháng",
        "hằng năm,",
        "hàng năm,",
        "định kỳ",
        "đến hết",
    ];
    let time = TIME.iter().any(|w| low.starts_with(w));
    let at = if time {
        low.find(", ").filter(|at| *at < 60)?
    } else {
        low.find(": ").filter(|at| *at < 120)?
    } + 2;
    agencies::subject(&text[at..], &low[at..]).filter(|s| s.verb)?;
    Some(at)
}

/// Both parts said after one label: "X chủ trì, phối hợp với Y", "X chủ trì; Y, Z phối hợp".
#[must_use]
pub fn shared(flow: &Flow, range: &Range<usize>) -> Option<Who> {
    static AFTER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.+?)\s+chủ trì(?: thực hiện| tham mưu)?\s*[,;.]?\s*(?:và\s+)?(.+?)\s+(?:cùng\s+)?phối hợp(?: thực hiện)?\s*\.?$")
            .expect("pattern")
    });
    let range = flow.trim(range.clone());
    let at = |m: regex::Match<'_>| range.start + m.start()..range.start + m.end();
    if let Some(c) = AFTER.captures(flow.low(&range))
        && let (Some(lead), Some(help)) = (c.get(1), c.get(2))
    {
        let who = Who {
            lead: mentions(flow, &at(lead), 0.85),
            coordinate: mentions(flow, &at(help), 0.85),
        };
        return (!who.lead.is_empty()).then_some(who);
    }
    let who = read(flow, &range, true);
    (!who.lead.is_empty()).then_some(who)
}

/// The rest of the sentence as a scope, without the word that introduces it.
fn sentence_rest(flow: &Flow, from: usize, to: usize) -> Option<Range<usize>> {
    let text = flow.text.get(from..to)?;
    let text = &text[..text.floor_char_boundary(1500)];
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        if c == ';' || c == '.' && text[at + 1..].chars().next().is_none_or(char::is_whitespace) {
            end = at;
            break;
        }
    }
    let range = flow.trim(from..from + end);
    let low = flow.low(&range);
    let skip = ["nhằm ", "để ", "trong việc ", "trong công tác ", "trong "]
        .iter()
        .find(|p| low.starts_with(**p))
        .map_or(0, |p| p.len());
    let range = flow.trim(range.start + skip..range.end);
    (!range.is_empty()).then_some(range)
}

/// "… (Công an tỉnh chủ trì, phối hợp với …)".
fn in_brackets(flow: &Flow, range: &Range<usize>, who: &mut Who) {
    let text = &flow.text[range.clone()];
    let low = flow.low(range);
    for (at, _) in text.match_indices('(').take(16) {
        let from = at + 1;
        if let Some(s) = agencies::subject(&text[from..], &low[from..])
            && s.verb
            && [
                "chủ trì",
                "thực hiện",
                "đầu mối",
                "làm đầu mối",
                "chịu trách nhiệm",
            ]
            .iter()
            .any(|v| low[from + s.end..].starts_with(v))
        {
            who.lead = s
                .mentions
                .into_iter()
                .map(|m| mention(flow, range.start + from, m, 0.8))
                .collect();
            return;
        }
    }
}

/// "… . Người đứng đầu cấp ủy trực tiếp chỉ đạo …": a later sentence with a subject of its own.
fn later_subject(flow: &Flow, range: &Range<usize>, who: &mut Who) {
    let text = &flow.text[range.clone()];
    let low = flow.low(range);
    for (at, _) in text.match_indices(". ").take(64) {
        let from = at + 2;
        if !text[from..].starts_with(char::is_uppercase) {
            continue;
        }
        if let Some(s) = agencies::subject(&text[from..], &low[from..])
            && s.verb
        {
            let scope = sentence_rest(flow, range.start + from + s.end, range.end);
            for m in s.mentions {
                let mut a = mention(flow, range.start + from, m, 0.6);
                a.scope = scope.as_ref().map(|s| flow.get(s).to_string());
                a.scope_span = scope.as_ref().map(|s| flow.span(s));
                who.lead.push(a);
            }
            return;
        }
    }
}
