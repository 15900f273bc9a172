//! From frozen figures and written texts to an official document and its annex workbook. Pure.
//!
//! Rooms: [`lines`] duties grouped into items of the plan · [`blocks`] what stands in the body · [`workbook`] the
//! annex. The words are [`crate::words`].

mod blocks;
mod lines;
mod workbook;

pub use workbook::workbook;

use crate::{snapshot::Frozen, topics::Topics, words::Words};
use blocks::{heading, push_block, push_other, say_nothing};
use chrono::NaiveDate;
use coloa_document::{
    OfficialDocument,
    model::{Annex, Block, HeadingLevel, Marks, OrganKind, Signature, Symbol},
    numerals,
};
use coloa_law::outline::{BlockKind, OutlineBlock, ReportOutline};
use lines::{Line, lines};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What stands around the body: taken from the issuing agency's settings, editable per report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// `State` or `Party` rules of form.
    pub variant: OrganKind,
    pub superior: Option<String>,
    pub issuer: String,
    /// Abbreviation in the symbol, e.g. "UBND".
    pub organ_symbol: String,
    #[serde(default)]
    pub unit_symbol: Option<String>,
    pub place: String,
    pub subject: String,
    #[serde(default)]
    pub addressees: Vec<String>,
    #[serde(default)]
    pub legal_bases: Vec<String>,
    pub signature: Signature,
    #[serde(default)]
    pub recipients: Vec<String>,
    #[serde(default)]
    pub archive: Option<String>,
}

impl Head {
    /// What stands in the symbol: the abbreviation of the organ; where the directory has none, the first letters of
    /// its name, since a draft has to have a symbol.
    #[must_use]
    pub fn symbol(&self) -> String {
        match self.organ_symbol.trim() {
            "" => self
                .issuer
                .split_whitespace()
                .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
                .flat_map(char::to_uppercase)
                .collect(),
            symbol => symbol.to_owned(),
        }
    }
}

/// Everything a report is made of.
#[derive(Clone, Debug)]
pub struct Material<'a> {
    pub head: &'a Head,
    pub outline: &'a ReportOutline,
    pub frozen: &'a Frozen,
    pub topics: &'a Topics,
    pub words: &'a Words,
    /// Written texts by block key (see [`block_key`]).
    pub texts: &'a BTreeMap<String, String>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The day by which lateness was reckoned.
    pub reckoned_on: NaiveDate,
    pub number: Option<u32>,
    pub date: Option<NaiveDate>,
    /// Not yet approved: printed as a draft.
    pub draft: bool,
}

/// Name of a text block: section, part (if any) and position, e.g. `tasks/monitoring/0`.
#[must_use]
pub fn block_key(section: &str, part: Option<&str>, index: usize) -> String {
    part.map_or_else(
        || format!("{section}/{index}"),
        |part| format!("{section}/{part}/{index}"),
    )
}

/// Keys of the blocks that people write, in the order of the document.
#[must_use]
pub fn text_keys(outline: &ReportOutline) -> Vec<String> {
    let texts = |blocks: &[OutlineBlock], section: &str, part: Option<&str>| -> Vec<String> {
        let kinds = blocks
            .iter()
            .enumerate()
            .filter(|(_, b)| b.kind == BlockKind::Text);
        kinds.map(|(i, _)| block_key(section, part, i)).collect()
    };
    let mut keys = Vec::new();
    for section in &outline.sections {
        keys.extend(texts(&section.blocks, &section.id, None));
        for part in &section.parts {
            keys.extend(texts(&part.blocks, &section.id, Some(&part.id)));
        }
    }
    for annex in &outline.annexes {
        keys.extend(texts(&annex.blocks, &annex.id, None));
    }
    keys
}

/// Numbers as Vietnamese reports print them: `1.234,5`.
#[must_use]
pub fn number_text(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    let text = format!("{rounded}");
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(c);
    }
    fraction.map_or_else(|| format!("{sign}{grouped}"), |f| format!("{sign}{grouped},{f}"))
}

/// Headings under which the final document would say that there is nothing, e.g. "I. Công tác chỉ đạo, điều hành":
/// nobody wrote there and no figures stand there.
#[must_use]
pub fn empty_headings(m: &Material<'_>) -> Vec<String> {
    let last = Material {
        draft: false,
        ..m.clone()
    };
    body(&last, &lines(m.frozen)).1
}

/// The sections, and the headings with nothing under them.
fn body(m: &Material<'_>, lines: &[Line<'_>]) -> (Vec<Block>, Vec<String>) {
    let mut body = Vec::new();
    let mut empty = Vec::new();
    for (i, section) in m.outline.sections.iter().enumerate() {
        body.push(heading(
            HeadingLevel::Section,
            Some(format!("{}.", numerals::roman(i + 1))),
            &section.title,
        ));
        let begun = body.len();
        for (b, block) in section.blocks.iter().enumerate() {
            push_block(m, lines, block, &block_key(&section.id, None, b), None, &mut body);
        }
        for (p, part) in section.parts.iter().enumerate() {
            body.push(heading(
                HeadingLevel::Clause,
                Some(format!("{}.", p + 1)),
                &part.title,
            ));
            let begun = body.len();
            for (b, block) in part.blocks.iter().enumerate() {
                push_block(
                    m,
                    lines,
                    block,
                    &block_key(&section.id, Some(&part.id), b),
                    part.topic.as_deref(),
                    &mut body,
                );
            }
            if say_nothing(m, begun, &mut body) {
                empty.push(format!("{}.{}. {}", numerals::roman(i + 1), p + 1, part.title));
            }
        }
        push_other(
            m,
            lines,
            section.parts.iter().filter_map(|p| p.topic.as_deref()).collect(),
            section.parts.len(),
            &mut body,
        );
        if say_nothing(m, begun, &mut body) {
            empty.push(format!("{}. {}", numerals::roman(i + 1), section.title));
        }
    }
    (body, empty)
}

/// The official document.
#[must_use]
pub fn document(m: &Material<'_>) -> OfficialDocument {
    let lines = lines(m.frozen);
    let (body, _) = body(m, &lines);
    let annexes = m
        .outline
        .annexes
        .iter()
        .map(|annex| {
            let mut blocks = Vec::new();
            for (b, block) in annex.blocks.iter().enumerate() {
                push_block(
                    m,
                    &lines,
                    block,
                    &block_key(&annex.id, None, b),
                    None,
                    &mut blocks,
                );
            }
            say_nothing(m, 0, &mut blocks);
            Annex {
                title: annex.title.clone(),
                attached_line: true,
                note: None,
                landscape: annex.landscape,
                body: blocks,
            }
        })
        .collect();
    OfficialDocument {
        variant: m.head.variant,
        type_code: m.outline.document_type.clone(),
        superior: m.head.superior.clone(),
        issuer: m.head.issuer.clone(),
        number: m.number,
        symbol: Symbol {
            organ: m.head.organ_symbol.clone(),
            unit: m.head.unit_symbol.clone(),
        },
        place: m.head.place.clone(),
        date: m.date,
        year: m.to.format("%Y").to_string().parse().unwrap_or_default(),
        subject: m.head.subject.clone(),
        addressees: m.head.addressees.clone(),
        legal_bases: m.head.legal_bases.clone(),
        body,
        signature: m.head.signature.clone(),
        recipients: m.head.recipients.clone(),
        archive: m.head.archive.clone(),
        drafter: None,
        contact: None,
        marks: Marks {
            draft: m.draft.then(|| m.words.mark.draft.clone()),
            notice: (!m.outline.official_form).then(|| m.words.mark.unofficial.clone()),
            ..Marks::default()
        },
        annexes,
    }
}
