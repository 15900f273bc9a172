//! Who issues the document, and for which province.

use super::letterhead::type_line;
use super::{Regions, cells, found, pattern};
use crate::agencies;
use crate::lexicon::ISSUERS;
use crate::lines::{Flow, is_capitals, lower};
use crate::model::{Document, Found};
use std::ops::Range;

pattern!(
    PROVINCE,
    r"(?:trên địa bàn|nhân dân|của|chỉ đạo) (tỉnh|thành phố) ((?:\p{Lu}[\p{L}]*[ \-–]?){1,5})"
);

// Names that begin a body wherever they stand in a line.
pattern!(
    INNER,
    r"\b(?:ban (?:chỉ đạo|quản lý|tuyên giáo)|tiểu ban|sở|văn phòng|công an (?:tỉnh|thành phố|xã|phường)) "
);

pub(super) fn issuer(flow: &Flow, regions: &Regions, doc: &mut Document) {
    // Left column of the letterhead: lines of capitals that are not the national or the Party heading, the
    // number or the type.
    let stop = type_line(flow, regions).unwrap_or(usize::MAX);
    let mut parts: Vec<Range<usize>> = Vec::new();
    for &i in regions.head.iter().filter(|i| **i < stop) {
        for cell in cells(flow, i) {
            let low = flow.low(&cell).to_string();
            let national = [
                "cộng hòa",
                // The national heading, broken by a wide font.
                "việt nam",
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
            parts.extend(split_bodies(flow, cell));
        }
    }
    if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
        let range = first.start..last.end;
        // A line that does not begin with the name of a body goes on with the line above.
        let mut bodies: Vec<String> = Vec::new();
        for r in &parts {
            let low = flow.low(r).trim();
            let own = bodies.is_empty() || ISSUERS.iter().any(|b| low.starts_with(b));
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

/// A cell of a table holds the superior body and the body itself in one run of words:
/// "ĐẢNG ỦY XÃ SUỐI NGỌC BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ".
fn split_bodies(flow: &Flow, cell: Range<usize>) -> Vec<Range<usize>> {
    let low = flow.low(&cell);
    let mut cuts: Vec<usize> = INNER
        .find_iter(low)
        .map(|m| m.start())
        .filter(|at| {
            let before = low[..*at].trim_end();
            // "Đảng ủy Sở …" is one body.
            !before.is_empty()
                && !["đảng ủy", "đảng bộ", "văn phòng"]
                    .iter()
                    .any(|b| before.ends_with(b))
        })
        .collect();
    cuts.push(low.len());
    let mut from = 0;
    cuts.into_iter()
        .map(|to| flow.trim(cell.start + std::mem::replace(&mut from, to)..cell.start + to))
        .filter(|r| !r.is_empty())
        .collect()
}

/// "ỦY BAN NHÂN DÂN TỈNH LAM SƠN" → "Ủy ban nhân dân tỉnh Lam Sơn".
pub(super) fn sentence_case(text: &str) -> String {
    const PLACE: [&str; 8] = ["tỉnh", "phường", "xã", "huyện", "phố", "khu", "quận", "ủy"];
    let low = lower(text).replace("ubnd", "ủy ban nhân dân");
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

pub(super) fn province(flow: &Flow, regions: &Regions, doc: &mut Document) {
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
        r"(?:(?:Tỉnh|Thành) (?:ủy|uỷ)|tỉnh) ((?:\p{Lu}[\p{L}]*[ \-–]?){1,4})"
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
}
