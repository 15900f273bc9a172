//! Numbers with a unit: "tối thiểu 10%", "ít nhất 01 cuộc", "trong nhóm 20 quốc gia".

use crate::lines::lower;
use crate::model::Comparator;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A metric with the places of its parts in the text given.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub comparator: Comparator,
    pub value: f64,
    pub unit: String,
    pub range: Range<usize>,
    /// What the number is about.
    pub of: Option<Range<usize>>,
}

static PERCENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*(?:%|phần trăm)").expect("pattern"));
static RANK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:nhóm|tốp|top|trong số)\s+(?:các\s+)?([0-9]{1,3})\s+(?:quốc gia|nước|tỉnh|địa phương|đơn vị|thành phố|địa phương)|(?:xếp|thứ hạng|vị trí)\s+(?:hạng\s+|thứ\s+)*([0-9]{1,3})\b|(?:top|tốp)\s+([0-9]{1,3})").expect("pattern")
});
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(ít nhất|tối thiểu|không dưới|không ít hơn|không quá|tối đa|không vượt quá|trên|hơn|dưới|đạt|phấn đấu|phần đấu|phân đầu|phân đấu|phấn đầu|từ|có|tổ chức|đào tạo|thành lập|xây dựng|trong vòng|trong|:)\s+(?:được\s+|có\s+|đạt\s+|từ\s+)*([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,6}(?:,[0-9]{1,2})?)\s+(tỷ đồng|triệu đồng|nghìn đồng|cuộc|lượt người|lượt|người|lớp|khóa|đợt|lần|hệ thống|cơ quan|đơn vị|điểm|đội|chiến dịch|mô hình|nền tảng|cán bộ|chuyên gia|doanh nghiệp|xã|phường|học viên|sản phẩm|giờ|phút|ngày|buổi|tin bài|tin|bài|kênh|phòng|trung tâm|hội nghị|hội thảo|tổ|thủ tục|dịch vụ|kỹ sư|công chức|đồng chí|thôn|trường|học sinh|sinh viên|hộ|thiết bị|máy|bộ|video|phóng sự|đề án|dự án|km|gbps|mbps)(\s*/\s*(?:năm|tháng|quý|ngày|đơn vị|người|xã|lớp))?").expect("pattern")
});
static COMPARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(tối thiểu|ít nhất|không dưới|không thấp hơn|lớn hơn hoặc bằng|trên|hơn|vượt|dưới|không quá|tối đa|không vượt quá|nhỏ hơn|phấn đấu|phần đấu|phân đầu|phân đấu|phấn đầu|≥|>=|≤|<=|>|<)\s*(?:\S+\s+){0,3}$").expect("pattern")
});

fn number(text: &str) -> Option<f64> {
    let thousands = text.split('.').skip(1).all(|g| g.len() == 3) && text.contains('.');
    let plain = if thousands {
        text.replace('.', "")
    } else {
        text.to_string()
    };
    plain.replace(',', ".").parse().ok()
}

fn comparator(before: &str, after: &str, value: f64, percent: bool) -> Comparator {
    if after.trim_start().starts_with("trở lên") {
        return Comparator::AtLeast;
    }
    if after.trim_start().starts_with("trở xuống") {
        return Comparator::AtMost;
    }
    match COMPARE.captures(before).map(|c| c[1].to_string()).as_deref() {
        Some("trên" | "hơn" | "vượt" | ">") => Comparator::MoreThan,
        Some("dưới" | "nhỏ hơn" | "<") => Comparator::LessThan,
        Some("không quá" | "tối đa" | "không vượt quá" | "≤" | "<=") => Comparator::AtMost,
        Some(_) if value < 100.0 || !percent => Comparator::AtLeast,
        _ if percent && value < 100.0 => Comparator::AtLeast,
        _ => Comparator::Equal,
    }
}

/// The first number with a unit; a number that counts nothing ("cấp độ 3", "24/7", a year) is none.
///
/// ```
/// let m = coloa_plan_parser::metric::parse("Kinh phí đạt tối thiểu 10% tổng chi").unwrap();
/// assert_eq!((m.value, m.unit.as_str(), m.comparator.code()), (10.0, "%", ">="));
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<Reading> {
    let low = lower(text);
    let mut best: Option<Reading> = None;
    let mut offer = |r: Reading| {
        if best.as_ref().is_none_or(|b| r.range.start < b.range.start) {
            best = Some(r);
        }
    };
    if let Some(c) = PERCENT.captures(&low)
        && let Some(m) = c.get(0)
        && let Some(value) = number(&c[1])
    {
        let comparator = comparator(&low[..m.start()], &low[m.end()..], value, true);
        offer(Reading {
            comparator,
            value,
            unit: "%".into(),
            of: of(text, m.end()),
            range: m.range(),
        });
    }
    if let Some(c) = RANK.captures(&low)
        && let Some(m) = c.get(0)
        && let Some(value) = c
            .get(1)
            .or(c.get(2))
            .or(c.get(3))
            .and_then(|v| number(v.as_str()))
    {
        offer(Reading {
            comparator: Comparator::AtMost,
            value,
            unit: "thứ hạng".into(),
            of: None,
            range: m.range(),
        });
    }
    for c in COUNT.captures_iter(&low) {
        let (Some(m), Some(word), Some(unit)) = (c.get(0), c.get(1), c.get(3)) else {
            continue;
        };
        // Whole words only: "có" inside "…cóc" cannot happen in Vietnamese spelling, but "bài" in "bàin" is OCR.
        if word.as_str() != ":" && low[..m.start()].ends_with(char::is_alphanumeric)
            || low[m.end()..].starts_with(char::is_alphanumeric)
        {
            continue;
        }
        let Some(value) = number(&c[2]) else { continue };
        let comparator = match word.as_str() {
            "trên" | "hơn" => Comparator::MoreThan,
            "dưới" => Comparator::LessThan,
            "không quá" | "tối đa" | "không vượt quá" | "trong vòng" | "trong" => {
                Comparator::AtMost
            }
            "có" | "tổ chức" | "đào tạo" | "thành lập" | "xây dựng" => {
                comparator(&low[..m.end()], &low[m.end()..], value, false)
            }
            _ => Comparator::AtLeast,
        };
        let per = c.get(4).map_or("", |p| p.as_str());
        let unit = format!("{}{}", unit.as_str(), per.replace(' ', ""));
        offer(Reading {
            comparator,
            value,
            unit,
            of: of(text, m.end()),
            range: m.range(),
        });
        break;
    }
    best
}

/// From the unit to the end of the clause.
fn of(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let lead = rest.len() - rest.trim_start().len();
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        if c == ';' || c == '.' && rest[at + 1..].chars().next().is_none_or(char::is_whitespace) {
            end = at;
            break;
        }
    }
    let mut start = lead.min(end);
    for word in ["số ", "các ", "của ", "trong "] {
        if rest[start..end].starts_with(word) {
            start += word.len();
        }
    }
    (!rest[start..end].trim().is_empty()).then_some(from + start..from + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_with_units_only() {
        for (text, want) in [
            ("100% các hệ thống được phê duyệt", Some(("=", 100.0, "%"))),
            ("Phấn đấu 80% người dân biết dùng", Some((">=", 80.0, "%"))),
            ("Phân đầu 75,5 % thiết bị", Some((">=", 75.5, "%"))),
            ("chiếm trên 50% thị phần", Some((">", 50.0, "%"))),
            ("tổ chức ít nhất 02 cuộc diễn tập", Some((">=", 2.0, "cuộc"))),
            ("đào tạo 1.500 lượt người", Some(("=", 1500.0, "lượt người"))),
            ("trong nhóm 10 địa phương dẫn đầu", Some(("<=", 10.0, "thứ hạng"))),
            ("tối thiểu 01 lần/năm", Some((">=", 1.0, "lần/năm"))),
            ("Số cuộc diễn tập: 02 cuộc/năm", Some((">=", 2.0, "cuộc/năm"))),
            ("mỗi cơ quan có một bộ phận đầu mối", None),
            ("bảo vệ 11 lĩnh vực quan trọng", None),
            ("hệ thống cấp độ 3 giám sát 24/7 năm 2026", None),
        ] {
            let got = parse(text).map(|m| (m.comparator.code(), m.value, m.unit));
            assert_eq!(got, want.map(|(c, v, u)| (c, v, u.to_string())), "{text}");
        }
    }
}
