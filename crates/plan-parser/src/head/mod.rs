//! The head and the foot of a document: letterhead, number, date, title, grounds, recipients, signature.

mod cites;
mod foot;
mod issuer;
mod letterhead;
mod regions;

pub use regions::{Regions, regions};

use crate::lines::Flow;
use crate::model::{Document, Found};
use std::ops::Range;

/// A pattern compiled once.
macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($text).expect("pattern"));
    };
}
use pattern;

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
    letterhead::letterhead(flow, regions, &mut doc);
    letterhead::title(flow, regions, &mut doc);
    cites::citations(flow, regions, &mut doc);
    foot::foot(flow, regions, &mut doc);
    issuer::issuer(flow, regions, &mut doc);
    issuer::province(flow, regions, &mut doc);
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
