//! Recipients and signature.

use super::{Regions, cells, found, pattern};
use crate::lines::{Flow, is_capitals};
use crate::model::Document;
use std::ops::Range;

pattern!(
    ROLE,
    r"(?i)^(?:(?:kt|tm|tl|tuq|q|t/m|k/t|t/l)\s?[./]|kiêm\b|(?:phó |quyền )?(?:chủ tịch|bí thư|trưởng ban|trưởng tiểu ban|giám đốc|chánh văn phòng|cục trưởng|trưởng phòng|trưởng công an)|phó (?:trưởng|chủ|bí|giám|chánh)|ủy viên|thường trực|ban thường vụ|ủy ban nhân dân|đảng ủy)"
);
pattern!(
    NAME,
    r"^(?:\p{Lu}[\p{Ll}\p{M}]*)(?:\s+\p{Lu}[\p{Ll}\p{M}]*){1,5}$"
);

/// Splits "- A; - B; - Lưu: VT." in one cell, or takes one line as it is.
pub(super) fn recipients_of(flow: &Flow, range: Range<usize>) -> Vec<Range<usize>> {
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

pub(super) fn foot(flow: &Flow, regions: &Regions, doc: &mut Document) {
    let mut listing = false;
    let mut started = false;
    let mut done = false;
    let mut roles: Vec<Range<usize>> = Vec::new();
    for &i in &regions.foot {
        for cell in cells(flow, i) {
            let text = flow.get(&cell);
            let low = flow.low(&cell).to_string();
            if low.starts_with("nơi nhận") {
                listing = true;
                started = true;
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
            // In two columns the signature stands beside the list: a dash still opens an entry.
            if (listing || started && marked)
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
pub(super) fn name_tail(text: &str) -> Option<usize> {
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

pub(super) fn role(flow: &Flow, lines: &[Range<usize>], doc: &mut Document) {
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

pub(super) fn recipient(flow: &Flow, range: Range<usize>, doc: &mut Document) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_after_a_post() {
        let text = "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Trần Văn Mẫu";
        assert_eq!(&text[name_tail(text).unwrap()..], "Trần Văn Mẫu");
    }
}
