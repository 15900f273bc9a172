//! The head and the foot of a document: letterhead, number, date, title, grounds, recipients, signature.

use crate::agencies;
use crate::lines::{Flow, is_capitals, lower};
use crate::model::{Document, Found};
use regex::Regex;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("pattern"));
    };
}

pattern!(
    NUMBER,
    r"(?i)^số\s*:?\s*(\d{1,5}\s*[-/]\s*[A-ZĐa-zđ][\p{L}\d]*(?:\s?[-/&.]\s?[\p{L}\d&.]+)*)"
);
pattern!(
    DATE,
    r"(?:^|,)\s*ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(20\d\d)"
);
pattern!(
    CITE,
    r"\b(\d{1,5}(?:/20\d\d)?\s?[-/]\s?(?:NQ|QĐ|CT|KH|NĐ|TT|CTr|CTR|KL|TB|QĐi|QyĐ|QC|HD|BC|TTr|CV|ĐA|PA|QH\d*|TTLT|UBTVQH\d*|L|VBHN|UBND|BCA|BTTTT|BKHCN|VPCP)[\p{L}\d]*(?:[-/.&][\p{L}\d]+)*)"
);
pattern!(
    REPLACES,
    r"(?:thay thế|bãi bỏ|hủy bỏ)(?: cho)?\s+(?:các\s+)?(?:kế hoạch|quyết định|chỉ thị|chương trình|văn bản|nghị quyết|công văn)[^.;)]{0,200}"
);
pattern!(
    PROVINCE,
    r"(?:trên địa bàn|nhân dân|của|chỉ đạo) (tỉnh|thành phố) ((?:\p{Lu}[\p{L}]*[ \-–]?){1,5})"
);
pattern!(
    ROLE,
    r"(?i)^(?:(?:kt|tm|tl|tuq|q|t/m|k/t|t/l)\s?[./]|kiêm\b|(?:phó |quyền )?(?:chủ tịch|bí thư|trưởng ban|trưởng tiểu ban|giám đốc|chánh văn phòng|cục trưởng|trưởng phòng|trưởng công an)|phó (?:trưởng|chủ|bí|giám|chánh)|ủy viên|thường trực|ban thường vụ|ủy ban nhân dân|đảng ủy)"
);
pattern!(
    NAME,
    r"^(?:\p{Lu}[\p{Ll}\p{M}]*)(?:\s+\p{Lu}[\p{Ll}\p{M}]*){1,5}$"
);

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
    let opening = (0..first)
        .find(|i| {
            let l = low(*i);
            let colon = *i > 0 && l.ends_with(':') && l.chars().count() > 60;
            flow.paras[*i].row.is_none()
                && (colon
                    || *i > 0 && crate::lines::opens_preamble(l) && l.contains("số ")
                    || [
                        "căn cứ",
                        "thực hiện",
                        "triển khai thực hiện",
                        "thi hành",
                        "nhằm ",
                        "để ",
                        "xét ",
                        "theo đề nghị",
                        "trên cơ sở",
                    ]
                    .iter()
                    .any(|p| l.starts_with(p))
                        && *i > 0
                        && (l.chars().count() > 60
                            && (l.contains(" ngày ")
                                || l.contains("số ")
                                || l.contains("ban hành")
                                || l.contains("luật")))
                    || l.chars().count() > 260)
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

fn found(flow: &Flow, range: Range<usize>, value: impl Into<String>, confidence: f32) -> Found<String> {
    Found {
        value: value.into(),
        span: Some(flow.span(&range)),
        confidence,
    }
}

/// The cells or the columns of a line of the head or the foot, each trimmed.
fn cells(flow: &Flow, para: usize) -> Vec<Range<usize>> {
    let p = &flow.paras[para];
    match p.row {
        Some((t, r)) => flow
            .tables
            .get(t)
            .and_then(|g| g.rows.get(r))
            .map_or_else(Vec::new, |row| {
                row.iter()
                    .map(|c| flow.trim(c.clone()))
                    .filter(|c| !c.is_empty())
                    .collect()
            }),
        None => vec![flow.trim(p.range.clone())],
    }
}

/// Reads everything that is not an item.
#[must_use]
pub fn read(flow: &Flow, regions: &Regions) -> Document {
    let mut doc = Document::default();
    letterhead(flow, regions, &mut doc);
    title(flow, regions, &mut doc);
    citations(flow, regions, &mut doc);
    foot(flow, regions, &mut doc);
    issuer(flow, regions, &mut doc);
    province(flow, regions, &mut doc);
    // "UBND tỉnh ban hành …": the province completes the name.
    if let (Some(issuer), Some(province)) = (&mut doc.issuer, &doc.province)
        && (issuer.value.ends_with(" tỉnh") || issuer.value.ends_with(" thành phố"))
    {
        let full = issuer
            .value
            .strip_prefix("UBND")
            .map_or_else(|| issuer.value.clone(), |r| format!("Ủy ban nhân dân{r}"));
        issuer.value = format!("{full} {}", province.value);
    }
    doc
}

fn letterhead(flow: &Flow, regions: &Regions, doc: &mut Document) {
    for &i in &regions.head {
        for cell in cells(flow, i) {
            let text = flow.get(&cell);
            if doc.number.is_none() {
                // The number may stand in the middle of a cell: "… ỦY BAN NHÂN DÂN Số: 12/KH-UBND".
                let at = text
                    .find("Số")
                    .filter(|at| *at == 0 || text[..*at].ends_with(' '))
                    .unwrap_or(0);
                if let Some(c) = NUMBER.captures(&text[at..])
                    && let Some(m) = c.get(1)
                {
                    let range = cell.start + at + m.start()..cell.start + at + m.end();
                    let value: String = m.as_str().split_whitespace().collect();
                    doc.number = Some(found(flow, range, value.trim_end_matches(['.', '-', '/']), 0.95));
                }
            }
            if doc.date.is_none() {
                let low = flow.low(&cell);
                if let Some(c) = DATE.captures(low)
                    && let (Ok(d), Ok(m), Ok(y)) = (c[1].parse(), c[2].parse(), c[3].parse())
                    && let Some(date) = chrono::NaiveDate::from_ymd_opt(y, m, d)
                    && let Some(m) = c.get(0)
                {
                    let range = flow.trim(cell.start + m.start()..cell.start + m.end());
                    doc.date = Some(found(flow, range, date.format("%Y-%m-%d").to_string(), 0.95));
                }
            }
        }
    }
}

const TYPES: &[&str] = &[
    "kế hoạch",
    "chỉ thị",
    "chương trình hành động",
    "chương trình",
    "quyết định",
    "đề án",
    "phương án",
    "nghị quyết",
    "công văn",
    "báo cáo",
    "thông báo",
    "hướng dẫn",
];

/// The word for the type of document standing alone.
fn type_line(flow: &Flow, regions: &Regions) -> Option<usize> {
    regions.head.iter().copied().find(|i| {
        let low = flow.low(&flow.paras[*i].range).trim();
        TYPES.iter().any(|t| {
            low == *t
                || low.starts_with(t)
                    && is_capitals(flow.get(&flow.paras[*i].range))
                    && low.chars().count() < 40
        })
    })
}

fn title(flow: &Flow, regions: &Regions, doc: &mut Document) {
    let Some(at) = type_line(flow, regions) else {
        // "KẾ HOẠCH Triển khai …" on one line.
        for &i in &regions.head {
            let r = flow.trim(flow.paras[i].range.clone());
            let text = flow.get(&r);
            if let Some(rest) = ["KẾ HOẠCH ", "CHƯƠNG TRÌNH HÀNH ĐỘNG ", "CHỈ THỊ "]
                .iter()
                .find_map(|t| text.strip_prefix(t))
            {
                let range = flow.trim(r.end - rest.len()..r.end);
                doc.title = Some(found(flow, range.clone(), flow.get(&range), 0.8));
                return;
            }
        }
        return;
    };
    let mut range: Option<Range<usize>> = None;
    for &i in regions.head.iter().filter(|i| **i > at) {
        let r = flow.trim(flow.paras[i].range.clone());
        let text = flow.get(&r);
        if NUMBER.is_match(text)
            || text.chars().all(|c| !c.is_alphanumeric())
            || flow.low(&r).starts_with("kính gửi")
        {
            if range.is_some() {
                break;
            }
            continue;
        }
        if flow.low(&r).starts_with("(kèm theo") || flow.low(&r).starts_with("(ban hành") {
            continue;
        }
        range = Some(range.map_or(r.clone(), |x| x.start..r.end));
    }
    if let Some(range) = range {
        let value = flow.get(&range).replace('\n', " ");
        doc.title = Some(found(flow, range, value, 0.9));
    }
}

fn push_number(
    flow: &Flow,
    list: &mut Vec<Found<String>>,
    seen: &mut HashSet<String>,
    range: Range<usize>,
    text: &str,
) {
    let value: String = text.split_whitespace().collect();
    let value = value.trim_end_matches(['.', '-', '/', ',']).to_string();
    if seen.insert(lower(&value)) {
        list.push(found(flow, range, value, 0.9));
    }
}

fn citations(flow: &Flow, regions: &Regions, doc: &mut Document) {
    let mut seen = HashSet::new();
    let own = doc.number.as_ref().map(|n| lower(&n.value));
    let mut implements = HashSet::new();
    for &i in regions
        .head
        .iter()
        .chain(&regions.preamble)
        .chain(&regions.body)
        .chain(&regions.annex)
    {
        let p = flow.paras[i].range.clone();
        let text = &flow.text[p.clone()];
        for c in CITE.captures_iter(text) {
            let Some(m) = c.get(1) else { continue };
            let range = p.start + m.start()..p.start + m.end();
            let flat: String = lower(m.as_str()).split_whitespace().collect();
            if own.as_deref() == Some(flat.as_str()) && regions.head.contains(&i) {
                continue;
            }
            push_number(flow, &mut doc.cites, &mut seen, range.clone(), m.as_str());
            if regions.preamble.contains(&i) {
                push_number(flow, &mut doc.implements, &mut implements, range, m.as_str());
            }
        }
        let low = flow.low(&p);
        for m in REPLACES.find_iter(low) {
            // Back to original letters for the number.
            let part = &text[m.range()];
            if let Some(c) = CITE.captures(part)
                && let Some(n) = c.get(1)
            {
                let range = p.start + m.start() + n.start()..p.start + m.start() + n.end();
                let mut none = doc.replaces.iter().map(|r| lower(&r.value)).collect();
                push_number(flow, &mut doc.replaces, &mut none, range, n.as_str());
            }
        }
    }
}

/// Splits "- A; - B; - Lưu: VT." in one cell, or takes one line as it is.
fn recipients_of(flow: &Flow, range: Range<usize>) -> Vec<Range<usize>> {
    let text = &flow.text[range.clone()];
    let mut cuts = vec![];
    for (at, c) in text.char_indices() {
        if matches!(c, '-' | '–' | '•') && text[at + c.len_utf8()..].starts_with(' ') {
            let head = text[..at].trim_end();
            if head.is_empty() || head.ends_with([';', '.', ',', ':']) {
                cuts.push((at, at + c.len_utf8()));
            }
        }
    }
    if cuts.is_empty() {
        return vec![range];
    }
    let mut out = Vec::new();
    for (i, (_, from)) in cuts.iter().enumerate() {
        let to = cuts.get(i + 1).map_or(text.len(), |c| c.0);
        out.push(range.start + from..range.start + to);
    }
    out
}

fn foot(flow: &Flow, regions: &Regions, doc: &mut Document) {
    let mut listing = false;
    let mut done = false;
    let mut roles: Vec<Range<usize>> = Vec::new();
    for &i in &regions.foot {
        for cell in cells(flow, i) {
            let text = flow.get(&cell);
            let low = flow.low(&cell).to_string();
            if low.starts_with("nơi nhận") {
                listing = true;
                let colon = text.find(':').map_or(text.len(), |c| c + 1);
                let rest = flow.trim(cell.start + colon..cell.end);
                if !rest.is_empty() {
                    for r in recipients_of(flow, rest) {
                        recipient(flow, r, doc);
                    }
                    listing = flow.paras[i].row.is_none();
                }
                continue;
            }
            let marked = text.starts_with(['-', '–', '+', '•']);
            if listing
                && !done
                && (marked
                    || !doc.recipients.is_empty()
                        && !ROLE.is_match(text)
                        && !NAME.is_match(text)
                        && !is_capitals(text)
                    || doc.recipients.is_empty() && !is_capitals(text) && !ROLE.is_match(text))
            {
                if marked
                    || doc.recipients.is_empty()
                    || text.starts_with(char::is_uppercase)
                        && doc.recipients.last().is_some_and(|r| r.value.starts_with("Lưu"))
                        && text.len() < 12
                {
                    for r in recipients_of(flow, cell.clone()) {
                        recipient(flow, r, doc);
                    }
                } else if let Some(last) = doc.recipients.last_mut() {
                    // The rest of a wrapped recipient.
                    let tail = text.trim_end_matches([';', '.', ',']);
                    let joint =
                        if last.value.ends_with([',', ';', ':']) || tail.starts_with(char::is_lowercase) {
                            "; "
                        } else {
                            " "
                        };
                    let joint = if last.confidence < 0.9 { " " } else { joint };
                    last.value = format!("{}{joint}{tail}", last.value);
                }
                if low.contains("lưu")
                    && low.trim_start_matches(['-', ' ']).starts_with("lưu")
                    && low.ends_with('.')
                {
                    done = true;
                }
                continue;
            }
            if is_capitals(text) || ROLE.is_match(text) {
                listing = false;
                // A cell may hold role and name: "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn A".
                if let Some(at) = name_tail(text) {
                    roles.push(flow.trim(cell.start..cell.start + at));
                    let range = flow.trim(cell.start + at..cell.end);
                    doc.signer_name
                        .get_or_insert(found(flow, range.clone(), flow.get(&range), 0.85));
                } else {
                    roles.push(cell);
                }
                continue;
            }
            if !roles.is_empty() && NAME.is_match(text) && doc.signer_name.is_none() {
                doc.signer_name = Some(found(flow, cell.clone(), text, 0.95));
            }
        }
    }
    role(flow, &roles, doc);
}

/// Where the name begins after capitals: "CHỦ TỊCH Nguyễn Văn A".
fn name_tail(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut from = None;
    for word in text.split(' ') {
        let title = word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().skip(1).any(char::is_lowercase);
        if title && from.is_none() && word.chars().all(char::is_alphabetic) {
            from = Some(at);
        } else if !title && from.is_some() {
            from = None;
        }
        at += word.len() + 1;
    }
    from.filter(|f| *f > 0 && text[*f..].contains(' '))
}

fn role(flow: &Flow, lines: &[Range<usize>], doc: &mut Document) {
    // The post is what stands last, without "TM. …" and "KT. …".
    let posts: Vec<&Range<usize>> = lines
        .iter()
        .filter(|r| {
            let low = flow.low(r).trim().to_string();
            !["tm.", "t/m", "kt.", "k/t", "tl.", "t/l", "tuq."]
                .iter()
                .any(|p| low.starts_with(p))
        })
        .collect();
    let chosen: Vec<&Range<usize>> = posts.into_iter().take(4).collect();
    if let (Some(first), Some(last)) = (chosen.first(), chosen.last()) {
        let range = first.start..last.end;
        let value = chosen.iter().map(|r| flow.get(r)).collect::<Vec<_>>().join(" ");
        doc.signer_role = Some(found(flow, range, value, 0.9));
    } else if let Some(r) = lines.last() {
        // Everything in one cell: the words after the last prefix.
        let text = flow.get(r);
        let value = [
            "PHÓ CHỦ TỊCH",
            "CHỦ TỊCH",
            "PHÓ BÍ THƯ",
            "BÍ THƯ",
            "PHÓ GIÁM ĐỐC",
            "GIÁM ĐỐC",
            "PHÓ TRƯỞNG BAN",
            "TRƯỞNG BAN",
        ]
        .iter()
        .filter_map(|p| text.rfind(p).map(|at| (at, *p)))
        .min_by_key(|(at, p)| (text.len() - (at + p.len()), *at));
        if let Some((at, p)) = value {
            doc.signer_role = Some(found(flow, r.start + at..r.start + at + p.len(), p, 0.8));
        }
    }
}

fn recipient(flow: &Flow, range: Range<usize>, doc: &mut Document) {
    let text = &flow.text[range.clone()];
    let lead = text.len() - text.trim_start_matches(['-', '–', '+', '•', ' ']).len();
    let range = flow.trim(range.start + lead..range.end);
    let raw = flow.get(&range);
    let value = raw.trim_end_matches([';', '.', ',', ' ', '/']);
    if value.is_empty() {
        return;
    }
    // A wrapped recipient has no stop at the end of its first line.
    let closed = raw.ends_with([';', '.', ',']);
    let range = range.start..range.start + value.len();
    doc.recipients
        .push(found(flow, range, value, if closed { 0.95 } else { 0.85 }));
}

fn issuer(flow: &Flow, regions: &Regions, doc: &mut Document) {
    // Left column of the letterhead: lines of capitals that are not the national or the Party heading, the
    // number or the type.
    let stop = type_line(flow, regions).unwrap_or(usize::MAX);
    let mut parts: Vec<Range<usize>> = Vec::new();
    for &i in regions.head.iter().filter(|i| **i < stop) {
        for cell in cells(flow, i) {
            let low = flow.low(&cell).to_string();
            let national = [
                "cộng hòa",
                "độc lập",
                "đảng cộng sản",
                "số",
                "phụ lục",
                "*",
                "kính gửi",
            ]
            .iter()
            .any(|p| low.starts_with(p));
            if national || !is_capitals(flow.get(&cell)) {
                continue;
            }
            parts.push(cell);
        }
    }
    if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
        let range = first.start..last.end;
        // A line that does not begin with the name of a body goes on with the line above.
        const BODY: [&str; 16] = [
            "ủy ban",
            "tỉnh ủy",
            "thành ủy",
            "ban ",
            "sở ",
            "công an",
            "đảng ủy",
            "đảng bộ",
            "hội đồng",
            "văn phòng",
            "tiểu ban",
            "bộ ",
            "trung tâm",
            "hội ",
            "cục ",
            "chi bộ",
        ];
        let mut bodies: Vec<String> = Vec::new();
        for r in &parts {
            let low = flow.low(r).trim();
            let own = bodies.is_empty() || BODY.iter().any(|b| low.starts_with(b));
            match bodies.last_mut() {
                Some(last) if !own => *last = format!("{last} {}", flow.get(r)),
                _ => bodies.push(flow.get(r).to_string()),
            }
        }
        let value = bodies
            .iter()
            .map(|b| sentence_case(b))
            .collect::<Vec<_>>()
            .join(" - ");
        doc.issuer = Some(found(flow, range, value, 0.9));
        return;
    }
    // No letterhead: the one who issues it in the preamble, or the signature.
    for &i in &regions.preamble {
        let p = flow.paras[i].range.clone();
        let low = flow.low(&p);
        if let Some(at) = low.find(" ban hành") {
            let from = low[..at].rfind([',', ';']).map_or(0, |c| c + 1);
            let range = flow.trim(p.start + from..p.start + at);
            let text = flow.get(&range);
            if agencies::subject(text, &lower(text)).is_some() || agencies::is_list(text) {
                doc.issuer = Some(found(flow, range, text, 0.6));
                return;
            }
        }
    }
    for &i in &regions.foot {
        let r = flow.trim(flow.paras[i].range.clone());
        let text = flow.get(&r);
        if let Some(rest) = ["TM. ", "T/M "].iter().find_map(|p| text.strip_prefix(p)) {
            doc.issuer = Some(found(flow, r.end - rest.len()..r.end, sentence_case(rest), 0.5));
            return;
        }
    }
}

/// "ỦY BAN NHÂN DÂN TỈNH LAM SƠN" → "Ủy ban nhân dân tỉnh Lam Sơn".
fn sentence_case(text: &str) -> String {
    const PLACE: [&str; 8] = ["tỉnh", "phường", "xã", "huyện", "phố", "khu", "quận", "ủy"];
    let low = lower(text);
    let mut out = String::new();
    let mut name = false;
    let words: Vec<&str> = low.split_whitespace().collect();
    for (i, word) in words.iter().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        let capital = i == 0 || name && !PLACE.contains(word);
        if capital {
            let mut c = word.chars();
            out.extend(c.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(c.as_str());
        } else {
            out.push_str(word);
        }
        let joint = word == &"và" || word == &"về";
        name = !joint && (name || PLACE.contains(word) && i > 0 || i == 0 && matches!(*word, "tỉnh"));
        // "Tỉnh ủy" is a body; its name follows.
        if i == 0 && *word == "tỉnh" && words.get(1) == Some(&"ủy") {
            name = false;
        }
        if joint || word.ends_with(',') {
            name = false;
        }
    }
    out.replace("Ban chỉ đạo", "Ban Chỉ đạo")
}

fn province(flow: &Flow, regions: &Regions, doc: &mut Document) {
    let stopped = |name: &str| {
        // Words after the name that are capital only because a sentence part begins.
        let words: Vec<&str> = name.split_whitespace().collect();
        words.join(" ").trim_end_matches(['-', '–', ' ']).to_string()
    };
    let places = regions
        .head
        .iter()
        .chain(&regions.preamble)
        .chain(&regions.body)
        .chain(&regions.foot);
    for &i in places {
        let p = flow.paras[i].range.clone();
        let text = &flow.text[p.clone()];
        if let Some(c) = PROVINCE.captures(text)
            && let Some(m) = c.get(2)
        {
            let range = flow.trim(p.start + m.start()..p.start + m.end());
            let value = stopped(flow.get(&range));
            if !value.is_empty() {
                doc.province = Some(found(flow, range, value, 0.8));
                return;
            }
        }
    }
    pattern!(
        PARTY,
        r"(?:Tỉnh|Thành) (?:ủy|uỷ) ((?:\p{Lu}[\p{L}]*[ \-–]?){1,4})"
    );
    for &i in regions.head.iter().chain(&regions.preamble) {
        let p = flow.paras[i].range.clone();
        if let Some(m) = PARTY.captures(&flow.text[p.clone()]).and_then(|c| c.get(1)) {
            let range = flow.trim(p.start + m.start()..p.start + m.end());
            doc.province = Some(found(flow, range.clone(), stopped(flow.get(&range)), 0.7));
            return;
        }
    }
    if let Some(issuer) = &doc.issuer
        && let Some(at) = issuer
            .value
            .find("tỉnh ")
            .map(|a| a + "tỉnh ".len())
            .or_else(|| issuer.value.find("Tỉnh ủy ").map(|a| a + "Tỉnh ủy ".len()))
    {
        let name = issuer.value[at..]
            .split(" - ")
            .next()
            .unwrap_or("")
            .trim()
            .to_string();
        if name.starts_with(char::is_uppercase) {
            doc.province = Some(Found {
                value: name,
                span: issuer.span.clone(),
                confidence: 0.7,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_become_a_name() {
        assert_eq!(
            sentence_case("ỦY BAN NHÂN DÂN TỈNH LAM SƠN"),
            "Ủy ban nhân dân tỉnh Lam Sơn"
        );
        assert_eq!(sentence_case("TỈNH ỦY LAM SƠN"), "Tỉnh ủy Lam Sơn");
    }

    #[test]
    fn a_name_after_a_post() {
        let text = "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Trần Văn Mẫu";
        assert_eq!(&text[name_tail(text).unwrap()..], "Trần Văn Mẫu");
    }
}
