//! Time frames: "Thường xuyên", "Quý IV/2026", "trước tháng 3/2027", "Giai đoạn 2023 - 2025".

use crate::lines::lower;
use crate::model::TimeframeKind;
use chrono::{Datelike, Days, Months, NaiveDate};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a text about time says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub kind: TimeframeKind,
    pub from: Option<String>,
    pub to: Option<String>,
    pub every_months: Option<u8>,
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("pattern"));
    };
}

pattern!(
    RANGE,
    r"(20[0-9][0-9])\s*(?:-|–|—|đến|tới|->)+\s*(?:hết\s+)?(?:năm\s+)?(20[0-9][0-9])"
);
pattern!(
    LISTED,
    r"(?:năm\s+)?\b(20[0-9][0-9])(?:\s*(?:,|;|và)\s*(?:năm\s+)?(20[0-9][0-9]))+\b"
);
pattern!(
    MONTHS,
    r"(?:từ\s+)?(?:tháng\s+)?([0-9]{1,2})\s*(?:/|năm)\s*(20[0-9][0-9])\s*(?:-|–|đến|tới)\s*(?:hết\s+)?(?:tháng\s+)?([0-9]{1,2})\s*(?:/|năm)\s*(20[0-9][0-9])"
);
pattern!(
    MONTHS_OF_YEAR,
    r"(?:từ\s+)?tháng\s+([0-9]{1,2})\s*(?:-|–|đến|tới)\s*(?:hết\s+)?(?:tháng\s+)?([0-9]{1,2})\s*(?:/|năm|\s)\s*(?:năm\s+)?(20[0-9][0-9])"
);
pattern!(
    DATE,
    r"(?:ngày\s+)?\b([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*(20[0-9][0-9])|ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+(20[0-9][0-9])"
);
pattern!(
    MONTH,
    r"tháng\s+([0-9]{1,2})\s*(?:/|-|năm|\s)\s*(?:năm\s+)?(20[0-9][0-9])|\b([0-9]{1,2})\s*/\s*(20[0-9][0-9])"
);
pattern!(
    QUARTER,
    r"quý\s+(?:(?:iv|iii|ii|i|[1-4])\s*(?:,|-|–|và|đến)\s*(?:quý\s+)?)*(iv|iii|ii|i|[1-4])\s*(?:/|-|,|năm|\s)?\s*(?:năm\s+)?(20[0-9][0-9])"
);
pattern!(HALF, r"(?:6|06|sáu)\s+tháng\s+(đầu|cuối)\s+năm\s+(20[0-9][0-9])");
pattern!(YEAR, r"(?:năm\s+)?\b(20[0-9][0-9])\b");
pattern!(
    ANNUAL,
    r"(?:(?:ngày\s+)?[0-9]{1,2}\s*/\s*[0-9]{1,2}|(?:vào\s+)?tháng\s+[0-9]{1,2}|quý\s+(?:iv|iii|ii|i|[1-4]))\s+(?:hằng|hàng|mỗi)\s+năm|(?:định kỳ\s+)?(?:hằng|hàng|mỗi)\s+năm|[0-9]{1,2}\s*năm\s*/\s*[0-9]{1,2}\s*lần|[0-9]{1,2}\s*lần\s*/\s*(?:01\s*|1\s*)?năm|(?:một|01|1)\s+năm\s+(?:một|01|1)\s+lần|định kỳ\s+(?:một|01|1)\s+năm"
);
pattern!(
    MONTHLY,
    r"(?:định kỳ\s+)?(?:hằng|hàng|mỗi)\s+tháng|[0-9]{1,2}\s*lần\s*/\s*tháng"
);
pattern!(
    QUARTERLY,
    r"(?:định kỳ\s+)?(?:(?:hằng|hàng|mỗi)\s+quý|quý\s*/\s*lần|(?:3|03|ba)\s+tháng\s*(?:/|một)?\s*lần)"
);
pattern!(
    HALFYEARLY,
    r"(?:định kỳ\s+)?(?:mỗi\s+)?(?:6|06|sáu)\s+tháng(?:\s*(?:/|một)\s*(?:01\s*|1\s*)?lần)?"
);
pattern!(
    ONGOING,
    r"(?:nhiệm vụ\s+)?thường xuyên|liên tục|định kỳ|hằng ngày|hàng ngày|hằng tuần|hàng tuần|\b24/7\b|lâu dài"
);
pattern!(
    CONDITIONAL,
    r"(?:ngay\s+)?sau khi|theo (?:lộ trình|hướng dẫn|kế hoạch|tiến độ|chỉ đạo|yêu cầu|quy định|chương trình)|trước khi|khi (?:có|được|phát sinh|phát hiện|xảy ra|cần)|trong quá trình"
);

fn last_day(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1)?
        .checked_add_months(Months::new(1))?
        .checked_sub_days(Days::new(1))
}

fn iso(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

fn quarter(text: &str) -> u32 {
    match text {
        "i" | "1" => 1,
        "ii" | "2" => 2,
        "iii" | "3" => 3,
        _ => 4,
    }
}

/// Reads the words of a time frame. `year` completes "tháng 6" or "quý II" where the document sets one.
///
/// ```
/// use coloa_plan_parser::{TimeframeKind, timeframe};
/// let p = timeframe::parse("Hoàn thành trước tháng 3/2027", None);
/// assert_eq!((p.kind, p.to.as_deref()), (TimeframeKind::By, Some("2027-02-28")));
/// ```
#[must_use]
pub fn parse(text: &str, year: Option<i32>) -> Period {
    let low = lower(text);
    let mut best: Option<(usize, usize, Period)> = None;
    let mut offer = |start: usize, end: usize, period: Period| {
        let better = best
            .as_ref()
            .is_none_or(|(s, e, _)| start < *s || start == *s && end > *e);
        if better {
            best = Some((start, end, period));
        }
    };
    let before = |at: usize| low[..at].trim_end().ends_with("trước");
    let after_from = |at: usize| {
        let head = low[..at].trim_end();
        head.ends_with("từ") || head.ends_with("kể từ")
    };
    let by = |to: String| Period {
        kind: TimeframeKind::By,
        to: Some(to),
        ..Period::default()
    };
    let months = MONTHS.captures(&low).map(|c| (c, [1, 2, 3, 4]));
    let months = months.or_else(|| MONTHS_OF_YEAR.captures(&low).map(|c| (c, [1, 3, 2, 3])));
    if let Some((c, [m1, y1, m2, y2])) = months {
        let n = |i: usize| c[i].parse::<i32>().unwrap_or(0);
        if let (Some(from), Some(to)) = (
            NaiveDate::from_ymd_opt(n(y1), n(m1) as u32, 1),
            last_day(n(y2), n(m2) as u32),
        ) {
            let m = c.get(0).map_or(0..0, |m| m.range());
            offer(
                m.start,
                m.end,
                Period {
                    kind: TimeframeKind::Range,
                    from: Some(iso(from)),
                    to: Some(iso(to)),
                    every_months: None,
                },
            );
        }
    }
    if let Some(c) = RANGE.captures(&low) {
        let m = c.get(0).map_or(0..0, |m| m.range());
        // "tháng 6/2026 - 2027" and dates keep their own reading.
        let exact = low[..m.start].ends_with('/');
        if !exact {
            let start = low[..m.start].rfind("từ").unwrap_or(m.start);
            offer(
                start.min(m.start),
                m.end,
                Period {
                    kind: TimeframeKind::Range,
                    from: Some(c[1].into()),
                    to: Some(c[2].into()),
                    every_months: None,
                },
            );
        }
    }
    // "Năm 2026, 2027 và 2028".
    if let Some(c) = LISTED.captures(&low)
        && let (Some(m), Some(to)) = (c.get(0), c.get(2))
        && !low[..m.start()].ends_with('/')
    {
        offer(
            m.start(),
            m.end(),
            Period {
                kind: TimeframeKind::Range,
                from: Some(c[1].into()),
                to: Some(to.as_str().into()),
                every_months: None,
            },
        );
    }
    for c in DATE.captures_iter(&low).take(1) {
        let g = |i: usize| c.get(i).and_then(|m| m.as_str().parse::<i32>().ok());
        let (d, m, y) = (g(1).or(g(4)), g(2).or(g(5)), g(3).or(g(6)));
        if let (Some(d), Some(m), Some(y)) = (d, m, y)
            && let Some(date) = NaiveDate::from_ymd_opt(y, m as u32, d as u32)
        {
            let at = c.get(0).map_or(0..0, |m| m.range());
            offer(at.start, at.end, by(iso(date)));
        }
    }
    if let Some(c) = MONTH.captures(&low) {
        let g = |i: usize| c.get(i).and_then(|m| m.as_str().parse::<i32>().ok());
        let at = c.get(0).map_or(0..0, |m| m.range());
        if let (Some(m), Some(y)) = (g(1).or(g(3)), g(2).or(g(4)))
            && let (Some(first), Some(last)) =
                (NaiveDate::from_ymd_opt(y, m as u32, 1), last_day(y, m as u32))
        {
            if after_from(at.start) {
                offer(
                    at.start,
                    at.end,
                    Period {
                        kind: TimeframeKind::Ongoing,
                        from: Some(iso(first)),
                        ..Period::default()
                    },
                );
            } else {
                let to = if before(at.start) {
                    first.checked_sub_days(Days::new(1)).unwrap_or(first)
                } else {
                    last
                };
                offer(at.start, at.end, by(iso(to)));
            }
        }
    }
    let q = QUARTER.captures(&low);
    if let Some(c) = &q {
        let at = c.get(0).map_or(0..0, |m| m.range());
        let k = quarter(&c[1]);
        if let Ok(y) = c[2].parse::<i32>() {
            offer(
                at.start,
                at.end,
                quarter_period(y, k, before(at.start), after_from(at.start)),
            );
        }
    } else if let Some(y) = year {
        pattern!(BARE_QUARTER, r"quý\s+(iv|iii|ii|i|[1-4])\b");
        pattern!(BARE_MONTH, r"tháng\s+([0-9]{1,2})\b");
        if let Some(c) = BARE_QUARTER.captures(&low) {
            let at = c.get(0).map_or(0..0, |m| m.range());
            offer(
                at.start,
                at.end,
                quarter_period(y, quarter(&c[1]), before(at.start), false),
            );
        } else if let Some(c) = BARE_MONTH.captures(&low)
            && let Some(last) = c[1].parse().ok().and_then(|m| last_day(y, m))
        {
            let at = c.get(0).map_or(0..0, |m| m.range());
            let first = last.with_day(1).unwrap_or(last);
            let to = if before(at.start) {
                first.checked_sub_days(Days::new(1)).unwrap_or(first)
            } else {
                last
            };
            offer(at.start, at.end, by(iso(to)));
        }
    }
    if let Some(c) = HALF.captures(&low) {
        let at = c.get(0).map_or(0..0, |m| m.range());
        let day = if &c[1] == "đầu" { "06-30" } else { "12-31" };
        offer(at.start, at.end, by(format!("{}-{day}", &c[2])));
    }
    if let Some(c) = YEAR.captures(&low) {
        let at = c.get(0).map_or(0..0, |m| m.range());
        let y: i32 = c[1].parse().unwrap_or(0);
        let rest = low[at.end..].trim_start();
        let onward = [
            "và các năm",
            "và những năm",
            "trở đi",
            "và các giai đoạn",
            "các năm tiếp",
        ]
        .iter()
        .any(|p| rest.starts_with(p));
        if onward || after_from(at.start) && !rest.starts_with('-') && !rest.starts_with("đến") {
            offer(
                at.start,
                at.end,
                Period {
                    kind: TimeframeKind::Ongoing,
                    from: Some(c[1].into()),
                    ..Period::default()
                },
            );
        } else if before(at.start) {
            offer(at.start, at.end, by((y - 1).to_string()));
        } else {
            offer(at.start, at.end, by(c[1].into()));
        }
    }
    let every = |kind, every_months| Period {
        kind,
        every_months,
        ..Period::default()
    };
    for (re, period) in [
        (&*ANNUAL, every(TimeframeKind::Annual, Some(12))),
        (&*MONTHLY, every(TimeframeKind::Monthly, Some(1))),
        (&*QUARTERLY, every(TimeframeKind::Ongoing, Some(3))),
        (&*ONGOING, every(TimeframeKind::Ongoing, None)),
        (&*CONDITIONAL, every(TimeframeKind::Conditional, None)),
    ] {
        if let Some(m) = re.find(&low) {
            offer(m.start(), m.end(), period);
        }
    }
    if let Some(m) = HALFYEARLY.find(&low)
        && !HALF.is_match(&low)
        && (m.as_str().starts_with("định") || m.as_str().contains("lần"))
    {
        offer(m.start(), m.end(), every(TimeframeKind::Ongoing, Some(6)));
    }
    best.map(|b| b.2).unwrap_or_default()
}

fn quarter_period(year: i32, quarter: u32, before: bool, from: bool) -> Period {
    let first = NaiveDate::from_ymd_opt(year, quarter * 3 - 2, 1);
    if from {
        return Period {
            kind: TimeframeKind::Ongoing,
            from: first.map(iso),
            ..Period::default()
        };
    }
    let to = if before {
        first.and_then(|d| d.checked_sub_days(Days::new(1)))
    } else {
        last_day(year, quarter * 3)
    };
    Period {
        kind: TimeframeKind::By,
        to: to.map(iso),
        ..Period::default()
    }
}

pattern!(
    DEADLINE,
    r"^(?:nhiệm vụ\s+)?(?:thường xuyên|hằng năm|hàng năm|hằng tháng|hàng tháng|hằng quý|định kỳ|theo (?:lộ trình|tiến độ|kế hoạch của|hướng dẫn của)|(?:phải\s+|cần\s+)?(?:hoàn thành|xong)\b|thời (?:gian|hạn)|tiến độ|trước ngày|trước tháng|trước [0-9]|chậm nhất|trong (?:quý|tháng|năm)|quý (?:i|v|[0-9])|năm 20|giai đoạn 20|tháng [0-9]|đến (?:hết )?năm 20|từ năm 20|từ quý)"
);
pattern!(
    CLAUSE,
    r"(?:(?:phải\s+|cần\s+)?(?:hoàn thành|xong)\s+)?(?:trước ngày|trước|chậm nhất(?: là| đến| vào| trong)?|trong|đến hết|hết|vào)\s+(?:ngày\s+|tháng\s+|quý\s+|năm\s+|hết\s+)?(?:(?:iv|iii|ii|i|[0-9]{1,2})\s*(?:/|\.|-|năm|tháng)?\s*){0,2}(?:năm\s+)?20[0-9][0-9]"
);

/// The deadline at the end of an item ("… . **Hoàn thành trong tháng 4/2026.**"): the range of its words.
#[must_use]
pub fn trailing(low: &str) -> Option<Range<usize>> {
    let end = low.trim_end_matches(['.', ';', ' ', '/', ')', ',']).len();
    let body = &low[..end];
    let mut start = 0;
    for (at, c) in body.char_indices() {
        let cut = match c {
            '.' | ';' => body[at + 1..].starts_with(' '),
            '(' => true,
            _ => false,
        };
        if cut {
            start = at + 1;
        }
    }
    let part = &body[start..];
    let lead = part.len() - part.trim_start().len();
    let part = part.trim_start();
    // "…; định kỳ tổ chức kiểm tra …" is work, "…; định kỳ hằng năm." a time.
    let habit = ["định kỳ", "thường xuyên", "hằng", "hàng"]
        .iter()
        .any(|w| part.starts_with(w));
    if habit && part.split(' ').count() > 5 {
        return None;
    }
    (start > 0
        && part.split(' ').count() <= 30
        && DEADLINE.is_match(part)
        && parse(part, None).kind != TimeframeKind::None)
        .then(|| start + lead..end)
}

/// A date set inside a sentence ("… hoàn thành trước ngày 30/6/2026").
#[must_use]
pub fn clause(low: &str) -> Option<Range<usize>> {
    CLAUSE
        .find_iter(low)
        .filter(|m| {
            let text = m.as_str();
            let strong = text.contains("hoàn thành")
                || text.contains("xong")
                || text.contains("trước")
                || text.contains("chậm nhất");
            let near = low[..m.start()].trim_end();
            strong
                || (text.starts_with("trong quý")
                    || text.starts_with("trong tháng")
                    || text.starts_with("trong năm"))
                    && !near.ends_with("trọng tâm")
        })
        .last()
        .map(|m| m.range())
}

pattern!(
    SOFT,
    r"định kỳ (?:hằng|hàng) (?:năm|tháng|quý)|(?:hằng|hàng|mỗi) (?:năm|tháng|quý)|(?:tối thiểu|ít nhất)?\s?[0-9]{1,2}\s*(?:năm\s*/\s*[0-9]{1,2}\s*lần|lần\s*/\s*(?:01\s*|1\s*)?(?:năm|tháng))|định kỳ|thường xuyên|trước khi [^.;,()]+(?:, sử dụng)?|khi có (?:đề nghị|yêu cầu|chỉ đạo|hướng dẫn|sự cố|phát sinh)[^.;,()]*|khi (?:phát hiện|xảy ra) [^.;,()]+|(?:ngay )?sau khi (?:có|được|trung ương|hoàn thành)[^.;()]*"
);

/// A habit or a condition said inside the sentence ("Định kỳ …", "trước khi đưa vào sử dụng").
#[must_use]
pub fn soft(low: &str) -> Option<Range<usize>> {
    SOFT.find_iter(low)
        .find(|m| {
            let text = m.as_str();
            let head = low[..m.start()].trim_end();
            let tail = &low[m.end()..];
            if text == "thường xuyên" {
                // "chi thường xuyên", "nhiệm vụ trọng yếu, thường xuyên, lâu dài" say nothing about when.
                return !(head.ends_with("chi")
                    || tail.starts_with(',')
                    || tail.starts_with(" và")
                    || tail.starts_with(" lâu dài")
                    || head.ends_with("không"));
            }
            if text.ends_with("năm") && !text.contains('/') {
                return ![
                    "xếp loại",
                    "dự toán",
                    "ngân sách",
                    "thi đua",
                    "đánh giá, xếp loại",
                ]
                .iter()
                .any(|w| head.ends_with(w));
            }
            if text == "định kỳ" {
                return !(head.ends_with("đánh giá") && tail.trim_start().starts_with("để"));
            }
            true
        })
        .map(|m| m.range())
}

pattern!(
    HEAD_YEAR,
    r"(?:đến|tới|trong|tầm nhìn đến|giai đoạn|đến hết|hết)?\s*(?:năm\s+)?(20[0-9][0-9])(?:\s*[-–—]\s*(20[0-9][0-9]))?"
);

/// The year that a heading gives to its items ("ĐẾN NĂM 2030", "GIAI ĐOẠN 2026 - 2030"): (range, from, to).
#[must_use]
pub fn heading_year(low: &str) -> Option<(Range<usize>, Option<i32>, i32)> {
    // A number of a document or a law in a heading is no horizon.
    let c = HEAD_YEAR.captures_iter(low).find(|c| {
        let at = c.get(0).map_or(0, |m| m.start());
        let word = c.get(0).map_or("", |m| m.as_str()).trim_start();
        (word.starts_with("năm") || word.contains("năm ") || word.starts_with("giai"))
            && !low[..at].trim_end().ends_with("luật")
    })?;
    let m = c.get(0)?;
    let from: i32 = c[1].parse().ok()?;
    let start = m.start() + (m.as_str().len() - m.as_str().trim_start().len());
    match c.get(2).and_then(|y| y.as_str().parse().ok()) {
        Some(to) => Some((start..m.end(), Some(from), to)),
        None => Some((start..m.end(), None, from)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use TimeframeKind::{Annual, By, Conditional, Monthly, Ongoing, Range};

    #[test]
    fn reads_what_plans_say_about_time() {
        for (text, kind, from, to) in [
            ("Thường xuyên.", Ongoing, None, None),
            (
                "Nhiệm vụ thường xuyên, theo hướng dẫn của bộ",
                Ongoing,
                None,
                None,
            ),
            ("Hằng năm", Annual, None, None),
            ("Định kỳ hàng năm", Annual, None, None),
            ("Hằng tháng", Monthly, None, None),
            ("Giai đoạn 2023 – 2025", Range, Some("2023"), Some("2025")),
            ("2026-2030", Range, Some("2026"), Some("2030")),
            ("Năm 2026, 2027 và năm 2028", Range, Some("2026"), Some("2028")),
            ("Tháng 02 - 5/2026", Range, Some("2026-02-01"), Some("2026-05-31")),
            ("Tháng 11 hằng năm", Annual, None, None),
            ("Khi phát hiện sự cố", Conditional, None, None),
            ("Từ năm 2026 đến năm 2028", Range, Some("2026"), Some("2028")),
            ("Quý IV/2026", By, None, Some("2026-12-31")),
            ("Quý I năm 2026", By, None, Some("2026-03-31")),
            ("Hoàn thành trong tháng 4/2026", By, None, Some("2026-04-30")),
            ("Tháng 02 năm 2028", By, None, Some("2028-02-29")),
            ("12/2026", By, None, Some("2026-12-31")),
            ("trước tháng 3/2027", By, None, Some("2027-02-28")),
            ("Trước ngày 15/6/2026", By, None, Some("2026-06-15")),
            ("ngày 05 tháng 02 năm 2026", By, None, Some("2026-02-05")),
            ("Năm 2026", By, None, Some("2026")),
            ("6 tháng đầu năm 2026", By, None, Some("2026-06-30")),
            ("Năm 2026 và các năm tiếp theo", Ongoing, Some("2026"), None),
            ("Sau khi cấp trên ban hành hướng dẫn", Conditional, None, None),
            ("Theo lộ trình của bộ", Conditional, None, None),
            ("Chưa rõ", TimeframeKind::None, None, None),
        ] {
            let p = parse(text, None);
            assert_eq!(
                (p.kind, p.from.as_deref(), p.to.as_deref()),
                (kind, from, to),
                "{text}"
            );
        }
        assert_eq!(parse("Quý III", Some(2026)).to.as_deref(), Some("2026-09-30"));
        assert_eq!(parse("Hằng quý", None).every_months, Some(3));
    }

    #[test]
    fn deadlines_at_the_end_are_found() {
        let low = "rà soát toàn bộ thiết bị. hoàn thành trong quý ii/2026.";
        assert_eq!(&low[trailing(low).unwrap()], "hoàn thành trong quý ii/2026");
        let low = "giao sở tài chính bố trí kinh phí, hoàn thành trước ngày 30/6/2026.";
        assert_eq!(trailing(low), None);
        assert_eq!(&low[clause(low).unwrap()], "hoàn thành trước ngày 30/6/2026");
        assert_eq!(clause("triển khai đề án giai đoạn 2026 - 2030"), None);
    }

    #[test]
    fn soft_words_are_weighed() {
        assert_eq!(soft("để phục vụ công tác xếp loại hằng năm"), None);
        assert!(soft("định kỳ kiểm tra").is_some());
        assert_eq!(soft("bố trí chi thường xuyên cho đơn vị"), None);
        assert_eq!(soft("hỗ trợ nếu cần thiết"), None);
    }
}
