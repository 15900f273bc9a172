//! Numbers of other documents: named, carried out, replaced.

use super::{Regions, found, pattern};
use crate::lines::{Flow, lower};
use crate::model::{Document, Found};
use std::collections::HashSet;
use std::ops::Range;

pattern!(
    CITE,
    r"\b([0-9]{1,5}(?:/20[0-9][0-9])?\s?[-/]\s?(?:NQ|QĐ|CT|CĐ|KH|NĐ|TT|CTr|CTR|KL|TB|QĐi|QyĐ|QC|HD|BC|TTr|CV|ĐA|PA|QH[0-9]*|TTLT|UBTVQH[0-9]*|L|VBHN|UBND|BCA|BTTTT|BKHCN|VPCP)[\p{L}0-9]*(?:[-/.&][\p{L}0-9]+)*)"
);
pattern!(
    REPLACES,
    r"(?:thay thế|bãi bỏ|hủy bỏ)(?: cho)?\s+(?:các\s+)?(?:kế hoạch|quyết định|chỉ thị|chương trình|văn bản|nghị quyết|công văn)[^.;)]{0,200}"
);

pub(super) fn push_number(
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

pub(super) fn citations(flow: &Flow, regions: &Regions, doc: &mut Document) {
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
            // Its own annexes name it too.
            if own.as_deref() == Some(flat.as_str()) {
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
