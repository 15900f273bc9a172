//! Number, date, type and title.

use super::{Regions, cells, found, pattern};
use crate::lines::{Flow, is_capitals};
use crate::model::Document;
use std::ops::Range;

pattern!(
    NUMBER,
    r"(?i)^số\s*:?\s*([0-9]{1,5}\s*[-/]\s*[A-ZĐa-zđ][\p{L}0-9]*(?:\s?[-/&.]\s?[\p{L}0-9&.]+)*)"
);
pattern!(
    DATE,
    r"(?:^|,)\s*ngày\s+([0-9]{1,2})\s+tháng\s+([0-9]{1,2})\s+năm\s+(20[0-9][0-9])"
);

pub(super) fn letterhead(flow: &Flow, regions: &Regions, doc: &mut Document) {
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

pub(super) const TYPES: &[&str] = &[
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
pub(super) fn type_line(flow: &Flow, regions: &Regions) -> Option<usize> {
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

pub(super) fn title(flow: &Flow, regions: &Regions, doc: &mut Document) {
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
