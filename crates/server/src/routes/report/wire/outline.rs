//! The order of a report.

use super::{corrupt, given};
use crate::problem::{ApiError, ApiResult};
use coloa_law::{
    BlockKind, ReportOutline,
    outline::{OutlineAnnex, OutlineBlock, OutlinePart, OutlineSection},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// The order of a report.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OutlineWire {
    /// Code of the document type, e.g. `bao_cao`.
    document_type: String,
    /// `false`: printed documents say that it is no official form yet.
    official_form: bool,
    sections: Vec<OutlineSectionWire>,
    annexes: Vec<OutlineAnnexWire>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OutlineSectionWire {
    id: String,
    title: String,
    blocks: Vec<OutlineBlockWire>,
    parts: Vec<OutlinePartWire>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OutlinePartWire {
    id: String,
    title: String,
    /// Which duties its tables take; `null`: all.
    topic: Option<String>,
    blocks: Vec<OutlineBlockWire>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OutlineAnnexWire {
    id: String,
    title: String,
    landscape: bool,
    blocks: Vec<OutlineBlockWire>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OutlineBlockWire {
    /// `text`, `target_table`, `duty_table`, `difficulties`, `counts`, `late`, `silent_agencies`.
    kind: String,
    /// What the writer is asked for.
    hint: Option<String>,
    /// Of a text block of a report: the name its text is stored under. Ignored when sent.
    #[serde(default)]
    key: Option<String>,
}

const KINDS: [(BlockKind, &str); 7] = [
    (BlockKind::Text, "text"),
    (BlockKind::TargetTable, "target_table"),
    (BlockKind::DutyTable, "duty_table"),
    (BlockKind::Difficulties, "difficulties"),
    (BlockKind::Counts, "counts"),
    (BlockKind::Late, "late"),
    (BlockKind::SilentAgencies, "silent_agencies"),
];

fn blocks(list: &[OutlineBlock], section: &str, part: Option<&str>) -> Vec<OutlineBlockWire> {
    list.iter()
        .enumerate()
        .map(|(i, b)| OutlineBlockWire {
            kind: KINDS
                .iter()
                .find(|(k, _)| *k == b.kind)
                .map(|(_, n)| (*n).to_owned())
                .unwrap_or_default(),
            hint: b.hint.clone(),
            key: (b.kind == BlockKind::Text).then(|| coloa_report::compose::block_key(section, part, i)),
        })
        .collect()
}

fn read_blocks(list: Vec<OutlineBlockWire>) -> ApiResult<Vec<OutlineBlock>> {
    list.into_iter()
        .map(|b| {
            let kind = KINDS.iter().find(|(_, n)| *n == b.kind).map(|(k, _)| *k);
            kind.map(|kind| OutlineBlock {
                kind,
                hint: given(b.hint),
            })
            .ok_or_else(|| ApiError::invalid("outline.blocks.kind", "unknown"))
        })
        .collect()
}

impl From<&ReportOutline> for OutlineWire {
    fn from(o: &ReportOutline) -> Self {
        Self {
            document_type: o.document_type.clone(),
            official_form: o.official_form,
            sections: o
                .sections
                .iter()
                .map(|s| OutlineSectionWire {
                    id: s.id.clone(),
                    title: s.title.clone(),
                    blocks: blocks(&s.blocks, &s.id, None),
                    parts: s
                        .parts
                        .iter()
                        .map(|p| OutlinePartWire {
                            id: p.id.clone(),
                            title: p.title.clone(),
                            topic: p.topic.clone(),
                            blocks: blocks(&p.blocks, &s.id, Some(&p.id)),
                        })
                        .collect(),
                })
                .collect(),
            annexes: o
                .annexes
                .iter()
                .map(|a| OutlineAnnexWire {
                    id: a.id.clone(),
                    title: a.title.clone(),
                    landscape: a.landscape,
                    blocks: blocks(&a.blocks, &a.id, None),
                })
                .collect(),
        }
    }
}

impl OutlineWire {
    /// As an outline of its own, on the same legal ground as the one it was made from.
    pub fn read(self, name: &str, base: &ReportOutline) -> ApiResult<ReportOutline> {
        Ok(ReportOutline {
            id: base.id.clone(),
            name: name.to_owned(),
            document_type: self.document_type,
            official_form: self.official_form,
            sections: self
                .sections
                .into_iter()
                .map(|s| {
                    Ok(OutlineSection {
                        id: s.id,
                        title: s.title,
                        blocks: read_blocks(s.blocks)?,
                        parts: s
                            .parts
                            .into_iter()
                            .map(|p| {
                                Ok(OutlinePart {
                                    id: p.id,
                                    title: p.title,
                                    topic: given(p.topic),
                                    blocks: read_blocks(p.blocks)?,
                                })
                            })
                            .collect::<ApiResult<_>>()?,
                    })
                })
                .collect::<ApiResult<_>>()?,
            annexes: self
                .annexes
                .into_iter()
                .map(|a| {
                    Ok(OutlineAnnex {
                        id: a.id,
                        title: a.title,
                        landscape: a.landscape,
                        blocks: read_blocks(a.blocks)?,
                    })
                })
                .collect::<ApiResult<_>>()?,
            legal: base.legal.clone(),
        })
    }
}

/// The outline as stored with a report or template.
pub fn stored_outline(json: &Value) -> ApiResult<OutlineWire> {
    serde_json::from_value::<ReportOutline>(json.clone())
        .map(|o| (&o).into())
        .map_err(|e| corrupt("outline", &e))
}
