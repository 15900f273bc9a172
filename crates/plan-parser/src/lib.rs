//! Understands the text of a plan: document head, targets, tasks, assignments and reporting obligations, each
//! with its span of source text and a confidence. Pure: no I/O, no clock, linear in the text.
//!
//! The way through: [`lines`] (clean paragraphs, every byte remembers its source) → [`head`] (which part is
//! letterhead, body, foot, annex) → [`outline`] (a numbering state machine builds the tree) → [`sections`] (what
//! a section is for) → [`plan`] (items: rooms `targets`, `tasks`, `assignments`, with [`blocks`], [`narrative`], [`agencies`], [`timeframe`], [`metric`])
//! → [`obligations`]. Start reading at [`parse`] and [`plan`].
//!
//! Structure comes from the numbering rules of Decree 30/2020 and the habits of real plans, never from the
//! wording, the province or the line numbers of one plan.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod agencies;
mod assignments;
pub mod blocks;
pub mod content;
pub mod head;
pub mod json;
mod lexicon;
pub mod lines;
pub mod marker;
pub mod metric;
pub mod model;
pub mod narrative;
pub mod obligations;
pub mod outline;
pub mod plan;
pub mod sections;
pub mod tables;
mod targets;
mod tasks;
pub mod timeframe;

pub use model::*;

use coloa_base::{Note, SourceText};

/// Longest text that is parsed, in bytes: far above any plan, far below what would hold memory hostage.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// Why a text was not understood as a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// No letters at all (an image without recognition, an empty file).
    #[error("the document holds no text")]
    Empty,
    /// Longer than [`MAX_BYTES`].
    #[error("the text is {bytes} bytes, more than {limit}")]
    TooLong { bytes: usize, limit: usize },
    /// Text, but neither tasks nor assignments nor a plan's head; `reason` is stable: `no_outline`, `no_sections`.
    #[error("the text is not a plan: {reason}")]
    NotAPlan { reason: &'static str },
}

impl ParseError {
    /// Stable code of the error.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "plan.empty",
            Self::TooLong { .. } => "plan.too_long",
            Self::NotAPlan { .. } => "plan.not_a_plan",
        }
    }
}

/// Understands a document.
///
/// # Errors
/// [`ParseError::Empty`], [`ParseError::TooLong`], [`ParseError::NotAPlan`].
pub fn parse(source: &SourceText) -> Result<ParsedPlan, ParseError> {
    if source.text.len() > MAX_BYTES {
        return Err(ParseError::TooLong {
            bytes: source.text.len(),
            limit: MAX_BYTES,
        });
    }
    if !source.text.chars().any(char::is_alphabetic) {
        return Err(ParseError::Empty);
    }
    let flow = lines::clean(source);
    let regions = head::regions(&flow);
    let mut plan = plan::understand(&flow, &regions);
    if !plan::is_plan(&plan, &plan.document) {
        let reason = if regions.body.is_empty() {
            "no_outline"
        } else {
            "no_sections"
        };
        return Err(ParseError::NotAPlan { reason });
    }
    if source.recognised {
        lower_confidence(&mut plan);
        plan.notes.push(Note {
            code: "plan.recognised".into(),
            detail: None,
        });
    }
    plan.notes.extend(source.notes.iter().cloned());
    Ok(plan)
}

/// Everything that was read by character recognition wants a second look.
fn lower_confidence(plan: &mut ParsedPlan) {
    const SHARE: f32 = 0.5;
    let d = &mut plan.document;
    for f in [
        &mut d.issuer,
        &mut d.province,
        &mut d.number,
        &mut d.date,
        &mut d.title,
        &mut d.signer_role,
        &mut d.signer_name,
    ]
    .into_iter()
    .flatten()
    {
        f.confidence *= SHARE;
    }
    for list in [
        &mut d.implements,
        &mut d.replaces,
        &mut d.cites,
        &mut d.recipients,
    ] {
        list.iter_mut().for_each(|f| f.confidence *= SHARE);
    }
    for t in &mut plan.targets {
        t.confidence *= SHARE;
        if let Some(h) = &mut t.horizon {
            h.confidence *= SHARE;
        }
        if let Some(m) = &mut t.metric {
            m.confidence *= SHARE;
        }
    }
    for t in &mut plan.tasks {
        t.confidence *= SHARE;
        t.timeframe.confidence *= SHARE;
        t.lead
            .iter_mut()
            .chain(&mut t.coordinate)
            .for_each(|a| a.confidence *= SHARE);
        if let Some(p) = &mut t.product {
            p.confidence *= SHARE;
        }
    }
    for a in &mut plan.assignments {
        a.confidence *= SHARE;
        if let Some(g) = &mut a.agency {
            g.confidence *= SHARE;
        }
    }
    plan.obligations.iter_mut().for_each(|o| o.confidence *= SHARE);
}
