//! The block under a task: "- Chủ trì: … - Phối hợp: … - Thời gian thực hiện: …", on lines of its own, in one
//! line, or in brackets. A label is known by its words, not by a list of labels.

use crate::lines::lower;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    Lead,
    Coordinate,
    Time,
    Product,
    /// Money, people who check: part of the block, not of the text.
    Other,
}

/// One entry of a block: ranges in the text given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub label: Label,
    /// "nội dung …" said in the label itself.
    pub scope: Option<Range<usize>>,
    pub content: Range<usize>,
}

/// Words that labels are made of. A label has nothing else.
const WORDS: &[&str] = &[
    "cơ", "quan", "đơn", "vị", "chủ", "trì", "thực", "hiện", "tham", "mưu", "phối", "hợp", "kiểm", "tra",
    "tổ", "chức", "triển", "khai", "đầu", "mối", "phân", "công", "trách", "nhiệm", "thời", "gian", "hoàn",
    "thành", "hạn", "tiến", "độ", "lộ", "trình", "sản", "phẩm", "kết", "quả", "ra", "dự", "kiến", "kinh",
    "phí", "nguồn", "hướng", "dẫn", "đôn", "đốc", "giám", "sát", "theo", "dõi", "thẩm", "định", "cá", "nhân",
    "và", "chính", "chịu", "yêu", "cầu", "đạt", "được", "mốc", "điểm", "bắt", "kết", "thúc", "cấp", "lãnh",
    "đạo", "chỉ", "cùng", "việc", "dung", "nhiệm", "vụ", "giao", "các", "bộ", "phận", "hình", "thức", "bàn",
    "tổng", "xuất", "sở", "ban", "ngành", "người", "tham", "gia", "mục", "tiêu",
];

/// Which label a short text is.
#[must_use]
pub fn label(text: &str) -> Option<Label> {
    let low = lower(text);
    let words: Vec<&str> = low
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let flat = words.join(" ");
    let has = |p: &str| flat.contains(p);
    // "Các đơn vị được giao nhiệm vụ: …" names somebody, "Các cơ quan phối hợp: …" announces them.
    if matches!(words.first(), Some(&"các" | &"những" | &"từng" | &"mỗi"))
        && !["chủ trì", "phối hợp"].iter().any(|e| flat.ends_with(e))
    {
        return None;
    }
    if words.is_empty() || words.len() > 9 {
        return None;
    }
    if !words.iter().all(|w| WORDS.contains(w)) {
        return misspelt(&flat);
    }
    if has("thời gian")
        || has("thời hạn")
        || has("tiến độ")
        || has("lộ trình")
        || has("thời điểm")
        || has("mốc thời")
        || flat == "hoàn thành"
        || flat == "hạn hoàn thành"
    {
        return Some(Label::Time);
    }
    if has("sản phẩm") || has("kết quả") || flat == "yêu cầu đạt được" {
        return Some(Label::Product);
    }
    if has("kinh phí") {
        return Some(Label::Other);
    }
    if has("chủ trì") || has("đầu mối") || has("chịu trách nhiệm") {
        // "Tổ chức thực hiện", "Phân công nhiệm vụ" are headings; "Cơ quan chủ trì" is a label.
        return Some(Label::Lead);
    }
    if has("phối hợp") || has("tham gia") {
        return Some(Label::Coordinate);
    }
    if (has("cơ quan") || has("đơn vị"))
        && (has("thực hiện") || has("tham mưu") || has("triển khai") || has("được giao"))
        || matches!(
            flat.as_str(),
            "thực hiện"
                | "phân công thực hiện"
                | "phân công"
                | "trách nhiệm thực hiện"
                | "cấp thực hiện"
                | "giao thực hiện"
                | "cơ quan chính"
        )
    {
        return Some(Label::Lead);
    }
    if matches!(
        flat.as_str(),
        "đôn đốc"
            | "theo dõi"
            | "kiểm tra giám sát"
            | "theo dõi đôn đốc"
            | "kiểm tra đôn đốc"
            | "giám sát"
            | "thẩm định"
            | "hướng dẫn"
            | "lãnh đạo phụ trách"
            | "chỉ đạo"
            | "lãnh đạo chỉ đạo"
            | "hình thức thực hiện"
    ) {
        return Some(Label::Other);
    }
    None
}

/// The commonest labels with a tone mark lost or misplaced ("Chủ tri", "Phối hợp thực hiên").
fn misspelt(flat: &str) -> Option<Label> {
    static CORE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:(?:co quan|don vi) )?(?:(chu tri)|(phoi hop)|(thoi gian|thoi han|tien do))(?: (?:thuc hien|hoan thanh))?$",
        )
        .expect("pattern")
    });
    let bare = bare(flat);
    let c = CORE.captures(&bare)?;
    Some(match (c.get(1), c.get(2)) {
        (Some(_), _) => Label::Lead,
        (_, Some(_)) => Label::Coordinate,
        _ => Label::Time,
    })
}

/// Letters without their marks.
fn bare(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .map(|c| if c == 'đ' { 'd' } else { c })
        .collect()
}

/// A label with a scope of its own: "Chủ trì nội dung về an ninh mạng".
fn scoped(text: &str) -> Option<(Label, Option<Range<usize>>)> {
    let text = text.trim_end();
    if let Some(l) = label(text) {
        return Some((l, None));
    }
    let low = lower(text);
    for start in [
        "(nội dung",
        "(về",
        "(đối với",
        "(phần",
        "nội dung",
        "các nội dung",
        "đối với",
    ] {
        if let Some(at) = low.find(start).filter(|at| *at > 0) {
            let l = label(&text[..at])?;
            let from = at + usize::from(start.starts_with('('));
            let end = text.trim_end_matches([')', ' ']).len();
            return (from < end).then_some((l, Some(from..end)));
        }
    }
    None
}

/// Whether a line begins with a label and a colon.
#[must_use]
pub fn begins(text: &str) -> bool {
    let Some(colon) = text.find(':') else { return false };
    text[..colon].chars().count() <= 120
        && scoped(text[..colon].trim_start_matches(['-', '+', '(', '*', ' '])).is_some()
}

/// "Nội dung: …" below a heading: the words of the task itself.
#[must_use]
pub fn tells_content(text: &str) -> bool {
    let low = lower(&text[..text.floor_char_boundary(60)]);
    [
        "nội dung:",
        "nội dung thực hiện:",
        "nội dung công việc:",
        "nội dung nhiệm vụ:",
    ]
    .iter()
    .any(|p| low.starts_with(p))
}

/// Splits a text into what precedes the block and the entries of the block.
#[must_use]
pub fn read(text: &str) -> (usize, Vec<Entry>) {
    let mut starts: Vec<(usize, usize, Label, Option<Range<usize>>)> = Vec::new();
    for (colon, _) in text.match_indices(':') {
        let before = &text[..colon];
        // Back to the boundary: a stop, a bracket, a dash, or the beginning.
        let limit = before.char_indices().rev().nth(129).map_or(0, |(at, _)| at);
        let from = before[limit..]
            .char_indices()
            .rev()
            .find(|(_, c)| matches!(c, '.' | ';' | ':' | '\n'))
            .map_or(limit, |(at, c)| limit + at + c.len_utf8());
        let mut candidates = vec![from];
        // Nearer boundaries: bracket, dash between spaces.
        for (at, c) in before[from..].char_indices() {
            let at = from + at;
            if c == '('
                || matches!(c, '-' | '–' | '+')
                    && before[..at].ends_with(' ')
                    && before[at + c.len_utf8()..].starts_with(' ')
            {
                candidates.push(at + c.len_utf8());
            }
        }
        for start in candidates {
            let part = &before[start..];
            let lead = part.len() - part.trim_start_matches([' ', '-', '–', '+', '*', '(', '“']).len();
            let body = &part[lead..];
            if body.trim().is_empty()
                || start > 0
                    && !body.starts_with(char::is_uppercase)
                    && !before[..start].ends_with([';', '(', '-', '–'])
            {
                continue;
            }
            if let Some((l, scope)) = scoped(body) {
                let at = start + lead;
                starts.push((at, colon + 1, l, scope.map(|s| at + s.start..at + s.end)));
                break;
            }
        }
    }
    // "Kết quả:", "Phân công:" alone say nothing: a block has a lead, a helper or a time.
    let product = starts
        .first()
        .is_some_and(|s| s.0 <= 2 && s.2 == Label::Product && lower(&text[s.0..s.1]).contains("sản phẩm"));
    if !product
        && !starts
            .iter()
            .any(|s| matches!(s.2, Label::Lead | Label::Coordinate | Label::Time))
    {
        return (text.len(), Vec::new());
    }
    let mut entries = Vec::new();
    for (i, (_, from, label, scope)) in starts.iter().enumerate() {
        let to = starts.get(i + 1).map_or(text.len(), |s| s.0);
        let part = &text[*from..to.max(*from)];
        let lead = part.len() - part.trim_start().len();
        let end = part
            .trim_end_matches([' ', '.', ';', '(', '-', '–', '+', ','])
            .len();
        let mut content = from + lead..(from + end).max(from + lead);
        let body = &text[content.clone()];
        if body.ends_with(')') && body.matches(')').count() > body.matches('(').count() {
            content.end -= 1;
        }
        entries.push(Entry {
            label: *label,
            scope: scope.clone(),
            content,
        });
    }
    let head = starts.first().map_or(text.len(), |s| s.0);
    let head = text[..head].trim_end_matches([' ', '(', '-', '–', '+']).len();
    (head, entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_known_by_their_words() {
        for (text, want) in [
            ("Chủ trì", Some(Label::Lead)),
            ("Chủ trì tham mưu, thực hiện", Some(Label::Lead)),
            ("Đơn vị chủ trì", Some(Label::Lead)),
            ("Cơ quan thực hiện", Some(Label::Lead)),
            ("Phối hợp,thực hiện", Some(Label::Coordinate)),
            ("Kiểm tra, phối hợp", Some(Label::Coordinate)),
            ("Thời hạn hoàn thành", Some(Label::Time)),
            ("Tiến độ", Some(Label::Time)),
            ("Sản phẩm", Some(Label::Product)),
            ("Các đơn vị phối hợp", Some(Label::Coordinate)),
            ("Sở, ngành chủ trì", Some(Label::Lead)),
            ("Cơ quan tham gia", Some(Label::Coordinate)),
            ("Chủ tri thực hiện", Some(Label::Lead)),
            ("Phối hợp thực hiên", Some(Label::Coordinate)),
            ("Các đơn vị được giao nhiệm vụ", None),
            ("Tổ chức thực hiện", None),
            ("Chế độ báo cáo", None),
            ("Sở Tài chính", None),
            ("Bảo vệ hạ tầng", None),
        ] {
            assert_eq!(label(text), want, "{text}");
        }
    }

    #[test]
    fn a_block_in_one_line_and_in_brackets() {
        let text = "Rà soát thiết bị. Đơn vị chủ trì: Sở A; phối hợp: Sở B, Sở C. Thời gian: Quý I/2026.";
        let (head, entries) = read(text);
        assert_eq!(&text[..head], "Rà soát thiết bị.");
        let got: Vec<_> = entries
            .iter()
            .map(|e| (e.label, &text[e.content.clone()]))
            .collect();
        assert_eq!(
            got,
            [
                (Label::Lead, "Sở A"),
                (Label::Coordinate, "Sở B, Sở C"),
                (Label::Time, "Quý I/2026")
            ]
        );
        let text = "Rà soát thiết bị (Chủ trì: Sở A; thời gian: năm 2026).";
        let (head, entries) = read(text);
        assert_eq!(&text[..head], "Rà soát thiết bị");
        assert_eq!(&text[entries[1].content.clone()], "năm 2026");
    }

    #[test]
    fn a_label_may_carry_a_scope() {
        let text = "Chủ trì nội dung liên quan đến an ninh mạng: Công an tỉnh";
        let (_, entries) = read(text);
        assert_eq!(
            &text[entries[0].scope.clone().unwrap()],
            "nội dung liên quan đến an ninh mạng"
        );
    }
}
