//! Duties to report, to make a plan, to review, to meet regularly.

use crate::agencies;
use crate::lines::Flow;
use crate::model::{Obligation, Recurrence};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("pattern"));
    };
}

pattern!(
    REPORT,
    r"báo cáo\s+(?:\(|lên\b|về\b|gửi\b|theo quy định|kết quả|tình hình|định kỳ|hằng|hàng|đột xuất|tiến độ|cho\b|tổng kết|sơ kết|năm|quý|tháng|với\b|bằng văn bản|kịp thời|ngay|\p{L})|(?:tổng hợp|kịp thời|định kỳ)[^.;]{0,40}báo cáo|báo cáo,\s*(?:đề xuất|phản ánh|kiến nghị)|phản ánh[^.;]{0,20} về (?:sở|công an|ubnd|ủy ban|văn phòng|cơ quan|đơn vị|phòng|ban|bộ)"
);
pattern!(REVIEW, r"sơ kết|tổng kết");
pattern!(MEETING, r"giao ban|họp định kỳ|định kỳ họp|chế độ họp");
pattern!(
    PLAN,
    r"(?:xây dựng|ban hành)(?:,\s*(?:xây dựng|ban hành))?\s+(?:các\s+|và ban hành\s+)?(?:chương trình,\s*|văn bản,\s*)?(?:kế hoạch|chương trình hành động)(?:\s+(?:cụ thể|chi tiết|riêng|hành động|hằng năm|hàng năm|năm|của (?:cơ quan|đơn vị|địa phương|ngành)[^.;]{0,40}))*\s*(?:,|để|nhằm|và|phù hợp[^.;,]{0,60})?\s*(?:để\s+)?(?:tổ chức\s+)?(?:triển khai|thực hiện|cụ thể hóa|học tập|quán triệt)"
);
pattern!(
    NOT_REPORT,
    r"(?:chế độ|thông tin,?|hệ thống|mẫu|thời gian|thời điểm|công tác|đề cương|nội dung|các|biểu mẫu|phần mềm|sổ|giờ)\s*$"
);
pattern!(
    DUE,
    r"(?:trước|vào|chậm nhất(?: là)?|đến)\s+(?:ngày\s+)?([0-9]{1,2})\s*(?:/|tháng)\s*([0-9]{1,2})(?:\s*(?:/|năm)\s*(20[0-9][0-9]))?"
);
pattern!(
    ANNUAL,
    r"(?:hằng|hàng|mỗi)\s+năm|\bnăm\b\s*(?:\(|trước ngày)|báo cáo năm"
);
pattern!(MONTHLY, r"(?:hằng|hàng|mỗi)\s+tháng");
pattern!(QUARTERLY, r"(?:hằng|hàng|mỗi)\s+quý|\bquý\b");
pattern!(HALF, r"(?:6|06|sáu)\s+tháng");
pattern!(
    AD_HOC,
    r"nếu (?:có|phát sinh|gặp)|khi (?:có|phát sinh|phát hiện|xảy ra)|khó khăn,? vướng mắc|phát hiện[^.;]{0,40}báo cáo|đột xuất|sự cố"
);

/// The item a duty is looked for in.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    pub path: &'a str,
    pub ranges: &'a [Range<usize>],
    /// From the heading or the block; a subject in the sentence goes before it.
    pub who: Vec<String>,
    /// In the organisation part: a duty to make a plan counts there, elsewhere it is a task.
    pub organisation: bool,
}

/// Finds the duties of one item.
#[must_use]
pub fn find(flow: &Flow, item: &Item<'_>) -> Vec<Obligation> {
    let mut out: Vec<Obligation> = Vec::new();
    let mut reported = false;
    for range in item.ranges {
        for sentence in sentences(flow, range) {
            let low = flow.low(&sentence);
            if item.organisation
                && let Some(m) = PLAN.find(low)
            {
                let mut o = base(flow, item, &sentence, clause(flow, &sentence, m.start()));
                let near = clause(flow, &sentence, m.start());
                let due = DUE.captures(flow.low(&near)).map(|c| due_of(&c));
                if let Some(due) = due {
                    o.recurrence = if due.len() > 5 {
                        Some(Recurrence::Once)
                    } else {
                        None
                    };
                    o.due = Some(due);
                } else if ANNUAL.is_match(&low[..m.end()]) {
                    o.recurrence = Some(Recurrence::Annual);
                    o.every_months = Some(12);
                }
                o.to = None;
                o.via.clear();
                out.push(o);
            }
            if let Some(at) = duty(low) {
                let dated = periods(low);
                if dated.len() > 1 {
                    for (due, recurrence, every) in dated {
                        let mut o = base(flow, item, &sentence, clause(flow, &sentence, at));
                        o.due = due;
                        o.recurrence = recurrence;
                        o.every_months = every;
                        out.push(o);
                    }
                    reported = true;
                    continue;
                }
                let mut o = base(flow, item, &sentence, clause(flow, &sentence, at));
                o.due = DUE.captures(low).map(|c| due_of(&c));
                (o.recurrence, o.every_months) = recurrence(low, o.due.as_deref());
                // One item, one duty: the next sentence about the same thing makes it no second one, unless it
                // has a date or a period of its own.
                if reported && o.due.is_none() && o.recurrence.is_none_or(|r| r == Recurrence::AdHoc) {
                    continue;
                }
                reported = true;
                out.push(o);
            }
        }
    }
    out
}

/// Where a duty to report, review or meet stands in a sentence.
fn duty(low: &str) -> Option<usize> {
    for m in REPORT.find_iter(low) {
        let at = low[m.start()..m.end()]
            .rfind("báo cáo")
            .map_or(m.start(), |r| m.start() + r);
        if NOT_REPORT.is_match(&low[low.floor_char_boundary(at.saturating_sub(60))..at]) {
            continue;
        }
        // "Báo cáo số 12", "báo cáo viên" are nouns.
        let tail = low[at..].trim_start_matches("báo cáo").trim_start();
        if tail.starts_with("số ") || tail.starts_with("viên") || tail.starts_with("này") {
            continue;
        }
        return Some(at);
    }
    if let Some(m) = REVIEW.find(low) {
        return Some(m.start());
    }
    MEETING
        .find(low)
        .filter(|m| low.contains("định kỳ") || low.contains("chế độ") || low[m.start()..].contains("hằng"))
        .map(|m| m.start())
}

fn due_of(c: &regex::Captures<'_>) -> String {
    let n = |i: usize| c.get(i).and_then(|m| m.as_str().parse::<u32>().ok()).unwrap_or(0);
    match c.get(3) {
        Some(y) => format!("{}-{:02}-{:02}", y.as_str(), n(2), n(1)),
        None => format!("{:02}/{:02}", n(1), n(2)),
    }
}

type Dated = (Option<String>, Option<Recurrence>, Option<u8>);

/// "6 tháng (trước ngày 15/6), hằng năm (trước ngày 15/12)": one duty a date.
fn periods(low: &str) -> Vec<Dated> {
    let mut out = Vec::new();
    let mut from = 0;
    for c in DUE.captures_iter(low) {
        let Some(m) = c.get(0) else { continue };
        let due = due_of(&c);
        // "trước ngày 15/6 (báo cáo 6 tháng)", else what was said before the date.
        let aside = low[m.end()..]
            .trim_start()
            .strip_prefix('(')
            .and_then(|r| r.split_once(')'))
            .map_or("", |a| a.0);
        let before = &low[from..m.start()];
        let (recurrence, every) = period(aside)
            .or_else(|| period(before))
            .unwrap_or(if due.len() > 5 {
                (Some(Recurrence::Once), None)
            } else {
                (Some(Recurrence::Annual), Some(12))
            });
        from = m.end();
        out.push((Some(due), recurrence, every));
    }
    out
}

fn period(low: &str) -> Option<(Option<Recurrence>, Option<u8>)> {
    // The period named last is the one the date belongs to.
    let last = |re: &Regex| re.find_iter(low).last().map(|m| m.start());
    let found = [
        (last(&ANNUAL), (Some(Recurrence::Annual), Some(12))),
        (last(&MONTHLY), (Some(Recurrence::Monthly), Some(1))),
        (last(&QUARTERLY), (None, Some(3))),
        (last(&HALF), (None, Some(6))),
    ];
    found
        .into_iter()
        .filter_map(|(at, p)| at.map(|a| (a, p)))
        .max_by_key(|(a, _)| *a)
        .map(|(_, p)| p)
}

fn recurrence(low: &str, due: Option<&str>) -> (Option<Recurrence>, Option<u8>) {
    static YEARLY: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"(?:hằng|hàng|mỗi)\s+năm|báo cáo năm").expect("pattern"));
    let at = |re: &Regex| re.find(low).map(|m| m.start());
    let named = [
        (at(&YEARLY), (Some(Recurrence::Annual), Some(12))),
        (at(&MONTHLY), (Some(Recurrence::Monthly), Some(1))),
        (
            low.find("hằng quý")
                .or(low.find("hàng quý"))
                .or(low.find("mỗi quý")),
            (None, Some(3)),
        ),
        (
            at(&HALF).filter(|_| {
                low.contains("định kỳ") || low.contains("tháng một lần") || low.contains("tháng/lần")
            }),
            (None, Some(6)),
        ),
    ];
    // "định kỳ 6 tháng, hằng năm": the year is what the record can say.
    if named[0].0.is_some() && named[1].0.is_none() {
        return named[0].1;
    }
    if let Some((_, p)) = named
        .into_iter()
        .filter_map(|(a, p)| a.map(|a| (a, p)))
        .min_by_key(|(a, _)| *a)
    {
        return p;
    }
    match due {
        Some(d) if d.len() > 5 => return (Some(Recurrence::Once), None),
        Some(_) => return (Some(Recurrence::Annual), Some(12)),
        None => {}
    }
    if AD_HOC.is_match(low) && !low.contains("định kỳ") {
        return (Some(Recurrence::AdHoc), None);
    }
    (None, None)
}

/// Sentences of a paragraph.
fn sentences(flow: &Flow, range: &Range<usize>) -> Vec<Range<usize>> {
    let range = flow.trim(range.clone());
    let text = &flow.text[range.clone()];
    let mut out = Vec::new();
    let mut from = 0;
    for (at, c) in text.char_indices() {
        if c == '.'
            && text[at + 1..].starts_with(' ')
            && text[at + 1..].trim_start().starts_with(char::is_uppercase)
        {
            out.push(flow.trim(range.start + from..range.start + at + 1));
            from = at + 1;
        }
    }
    out.push(flow.trim(range.start + from..range.end));
    out.retain(|r| !r.is_empty());
    out
}

/// The part between semicolons around `at`.
fn clause(flow: &Flow, sentence: &Range<usize>, at: usize) -> Range<usize> {
    let text = &flow.text[sentence.clone()];
    let from = text[..at].rfind(';').map_or(0, |p| p + 1);
    let to = text[at..].find(';').map_or(text.len(), |p| at + p);
    let range = flow.trim(sentence.start + from..sentence.start + to);
    let trimmed = flow.get(&range).trim_end_matches(['.', '/', ' ']);
    range.start..range.start + trimmed.len()
}

fn base(flow: &Flow, item: &Item<'_>, sentence: &Range<usize>, what: Range<usize>) -> Obligation {
    let text = &flow.text[sentence.clone()];
    let low = flow.low(sentence);
    let mut who: Vec<String> = Vec::new();
    // The subject of the sentence; after an opening ("Căn cứ Kế hoạch này, các sở …") only where no heading
    // says who it is.
    let later = text
        .match_indices("thì ")
        .map(|(at, s)| at + s.len())
        .chain(text.match_indices(", ").map(|(at, _)| at + 2));
    let limit = if item.who.is_empty() { 16 } else { 0 };
    for from in std::iter::once(0).chain(later.take(limit)) {
        if let Some(s) = agencies::subject(&text[from..], &low[from..])
            && s.verb
        {
            who = s.mentions.into_iter().map(|m| m.name).collect();
            break;
        }
    }
    if who.is_empty() {
        who.clone_from(&item.who);
    }
    let mut to = None;
    if let Some(at) = low.find("báo cáo") {
        let rest_at = at + "báo cáo".len();
        let rest = &low[rest_at..];
        let skip = ["", " về", " lên", " gửi", " gửi về", " cho", " với", " cấp"]
            .iter()
            .filter(|s| rest.starts_with(**s))
            .map(|s| s.len())
            .max()
            .unwrap_or(0);
        let from = rest_at + skip;
        let lead = low[from..].len() - low[from..].trim_start().len();
        if let Some(s) = agencies::object(&text[from + lead..], &low[from + lead..]) {
            to = Some(
                s.mentions
                    .iter()
                    .map(|m| m.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            );
        } else if let Some(s) = [" về ", " gửi ", " gửi về ", " cho "].iter().find_map(|w| {
            let at = rest_at + low[rest_at..].find(w)? + w.len();
            agencies::object(&text[at..], &low[at..])
        }) {
            to = Some(
                s.mentions
                    .iter()
                    .map(|m| m.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            );
        } else if low[rest_at..].trim_start().starts_with("cấp có thẩm quyền") {
            to = Some("cấp có thẩm quyền".into());
        }
    }
    let mut via = Vec::new();
    for key in ["(qua ", "thông qua ", "(gửi qua "] {
        if let Some(at) = low.find(key) {
            let from = at + key.len();
            if let Some(s) = agencies::object(&text[from..], &low[from..]) {
                via = s.mentions.into_iter().map(|m| m.name).collect();
                break;
            }
        }
    }
    if via.is_empty()
        && let Some(at) = low
            .find("hệ thống theo dõi")
            .or_else(|| low.find("hệ thống thông tin báo cáo"))
        && low.contains("báo cáo")
    {
        let end = low[at..].find(" theo quy định").map_or(low.len(), |p| at + p);
        via.push(text[at..end].trim_end_matches(['.', ' ']).to_string());
    }
    Obligation {
        path: item.path.to_string(),
        who,
        what: flow.get(&what).to_string(),
        to,
        via,
        due: None,
        recurrence: None,
        every_months: None,
        span: flow.span(sentence),
        confidence: 0.7,
    }
}
