//! Shapes that several handlers of reports share: head, outline, figures, the document for the screen.

use crate::problem::{ApiError, ApiResult};
use chrono::NaiveDate;
use coloa_base::ErrorKind;
use coloa_document::{
    OfficialDocument,
    model::{Align, Block, Marker, OrganKind, Run, Signature},
};
use coloa_law::{
    BlockKind, ReportOutline,
    outline::{OutlineAnnex, OutlineBlock, OutlinePart, OutlineSection},
};
use coloa_report::{
    compose::Head,
    snapshot::{Answer, Counts, DifficultyRow, DutyRow, TargetRow},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// What stands around the body of the document.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HeadWire {
    /// `true`: Party rules of form, else State rules.
    party: bool,
    superior: Option<String>,
    issuer: String,
    /// Abbreviation in the symbol, e.g. "UBND".
    organ_symbol: String,
    unit_symbol: Option<String>,
    place: String,
    subject: String,
    addressees: Vec<String>,
    legal_bases: Vec<String>,
    /// Lines above the office of the signer, e.g. "TM. ỦY BAN NHÂN DÂN".
    authority: Vec<String>,
    signer_role: String,
    signer_name: Option<String>,
    recipients: Vec<String>,
    /// After "Lưu:", e.g. "VT, NC".
    archive: Option<String>,
}

fn given(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

fn lines(list: Vec<String>) -> Vec<String> {
    list.into_iter()
        .map(|l| l.trim().to_owned())
        .filter(|l| !l.is_empty())
        .collect()
}

impl HeadWire {
    /// Trimmed; empty lines are no lines.
    pub fn read(self) -> Head {
        Head {
            variant: if self.party {
                OrganKind::Party
            } else {
                OrganKind::State
            },
            superior: given(self.superior),
            issuer: self.issuer.trim().to_owned(),
            organ_symbol: self.organ_symbol.trim().to_owned(),
            unit_symbol: given(self.unit_symbol),
            place: self.place.trim().to_owned(),
            subject: self.subject.trim().to_owned(),
            addressees: lines(self.addressees),
            legal_bases: lines(self.legal_bases),
            signature: Signature {
                authority: lines(self.authority),
                role: self.signer_role.trim().to_owned(),
                name: given(self.signer_name),
            },
            recipients: lines(self.recipients),
            archive: given(self.archive),
        }
    }
}

impl From<Head> for HeadWire {
    fn from(h: Head) -> Self {
        Self {
            party: h.variant == OrganKind::Party,
            superior: h.superior,
            issuer: h.issuer,
            organ_symbol: h.organ_symbol,
            unit_symbol: h.unit_symbol,
            place: h.place,
            subject: h.subject,
            addressees: h.addressees,
            legal_bases: h.legal_bases,
            authority: h.signature.authority,
            signer_role: h.signature.role,
            signer_name: h.signature.name,
            recipients: h.recipients,
            archive: h.archive,
        }
    }
}

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

fn corrupt(what: &str, e: &serde_json::Error) -> ApiError {
    tracing::error!(what, error = %e, "a stored report does not decode");
    ApiError::new(ErrorKind::Internal, "store.failed")
}

/// The head as stored with a report.
pub fn stored_head(json: &Value) -> ApiResult<HeadWire> {
    serde_json::from_value::<Head>(json.clone())
        .map(Into::into)
        .map_err(|e| corrupt("head", &e))
}

/// The outline as stored with a report or template.
pub fn stored_outline(json: &Value) -> ApiResult<OutlineWire> {
    serde_json::from_value::<ReportOutline>(json.clone())
        .map(|o| (&o).into())
        .map_err(|e| corrupt("outline", &e))
}

/// Figures of a set of duties.
#[derive(Clone, Copy, Serialize, ToSchema)]
pub struct ReportCounts {
    agencies: u64,
    /// Agencies that reported on none of their duties in the period.
    silent: u64,
    duties: u64,
    done: u64,
    in_progress: u64,
    not_started: u64,
    not_done: u64,
    /// Nothing was said: never counted as zero.
    no_answer: u64,
    late: u64,
}

impl From<Counts> for ReportCounts {
    fn from(c: Counts) -> Self {
        Self {
            agencies: c.agencies,
            silent: c.silent,
            duties: c.duties,
            done: c.done,
            in_progress: c.in_progress,
            not_started: c.not_started,
            not_done: c.not_done,
            no_answer: c.no_answer,
            late: c.late,
        }
    }
}

/// The word of an answer.
pub const fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Done => "done",
        Answer::InProgress => "in_progress",
        Answer::NotStarted => "not_started",
        Answer::NotDone => "not_done",
        Answer::None => "no_answer",
    }
}

/// The answer of a word.
pub fn answer(word: &str) -> Option<Answer> {
    [
        Answer::Done,
        Answer::InProgress,
        Answer::NotStarted,
        Answer::NotDone,
        Answer::None,
    ]
    .into_iter()
    .find(|a| answer_word(*a) == word)
}

#[derive(Serialize, ToSchema)]
pub struct ReportTarget {
    target_id: Uuid,
    path: String,
    text: String,
    /// `numeric` or `milestone`.
    kind: String,
    unit: Option<String>,
    comparator: Option<String>,
    goal: Option<f64>,
    value: Option<f64>,
    reached: Option<bool>,
    numerator: Option<f64>,
    denominator: Option<f64>,
    /// `computed` or `entered`; `null`: no value.
    source: Option<String>,
    query: Option<String>,
    note: Option<String>,
    /// `null`: no value or no goal to compare.
    met: Option<bool>,
}

pub fn target(t: &TargetRow) -> ReportTarget {
    ReportTarget {
        target_id: t.target_id,
        path: t.path.clone(),
        text: t.text.clone(),
        kind: t.kind.clone(),
        unit: t.unit.clone(),
        comparator: t.comparator.clone(),
        goal: t.goal,
        value: t.value,
        reached: t.reached,
        numerator: t.numerator,
        denominator: t.denominator,
        source: t.source.clone(),
        query: t.query.clone(),
        note: t.note.clone(),
        met: t.met(),
    }
}

#[derive(Serialize, ToSchema)]
pub struct ReportDifficulty {
    id: Uuid,
    /// `difficulty` or `proposal`.
    kind: String,
    agency_name: String,
    text: String,
    addressee: Option<String>,
    /// `open`, `escalated`, `answered`, `closed`.
    state: String,
    answer: Option<String>,
}

pub fn difficulty(d: &DifficultyRow) -> ReportDifficulty {
    ReportDifficulty {
        id: d.id,
        kind: d.kind.clone(),
        agency_name: d.agency_name.clone(),
        text: d.text.clone(),
        addressee: d.addressee.clone(),
        state: d.state.clone(),
        answer: d.answer.clone(),
    }
}

/// A duty as it stood, with the agency it belongs to.
#[derive(Serialize, ToSchema)]
pub struct ReportDutyRow {
    duty_id: Uuid,
    agency_id: Uuid,
    agency_name: String,
    path: Option<String>,
    text: String,
    /// `lead`, `coordinate`, `assignee`.
    role: String,
    due_on: Option<NaiveDate>,
    timeframe_text: Option<String>,
    instance: Option<String>,
    /// `done`, `in_progress`, `not_started`, `not_done`, `no_answer`.
    answer: String,
    percent: Option<i32>,
    late_days: Option<i64>,
    note: Option<String>,
    product: Option<String>,
    /// Number of evidence files.
    evidence: u32,
}

pub fn duty(agency: Uuid, agency_name: String, d: DutyRow) -> ReportDutyRow {
    ReportDutyRow {
        answer: answer_word(d.answer()).to_owned(),
        duty_id: d.duty_id,
        agency_id: agency,
        agency_name,
        path: d.path,
        text: d.text,
        role: d.role,
        due_on: d.due_on,
        timeframe_text: d.timeframe_text,
        instance: d.instance,
        percent: d.percent,
        late_days: d.late_days,
        note: d.note,
        product: d.product,
        evidence: d.evidence,
    }
}

/// The composed document for the screen: head as printed, body as blocks.
#[derive(Serialize, ToSchema)]
pub struct PreviewDocument {
    head: HeadWire,
    /// "BÁO CÁO".
    type_name: Option<String>,
    /// As printed, with dots where the number is not given yet.
    number_line: String,
    place_date: String,
    /// "DỰ THẢO" before approval.
    draft: Option<String>,
    /// "Chưa phải mẫu chính thức" where no official form was found.
    notice: Option<String>,
    body: Vec<PreviewBlock>,
    annexes: Vec<PreviewAnnex>,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewAnnex {
    title: String,
    body: Vec<PreviewBlock>,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewBlock {
    /// `heading`, `paragraph`, `list`, `table`.
    kind: String,
    /// Of a heading: 1 for sections, 2 for what stands below.
    level: u8,
    /// Of a heading.
    number: Option<String>,
    /// Of a heading or paragraph.
    runs: Vec<PreviewRun>,
    /// Of a list: its sign and items.
    sign: Option<String>,
    items: Vec<Vec<PreviewRun>>,
    /// Of a table; rows are cut after 200, `more_rows` says how many are left out.
    columns: Vec<PreviewColumn>,
    rows: Vec<Vec<String>>,
    more_rows: usize,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewRun {
    text: String,
    bold: bool,
    italic: bool,
}

#[derive(Serialize, ToSchema)]
pub struct PreviewColumn {
    title: String,
    /// Share of the table's width.
    width: f32,
    /// `left`, `center`, `right`, `justify`.
    align: String,
}

const PREVIEW_ROWS: usize = 200;

fn runs(list: &[Run]) -> Vec<PreviewRun> {
    list.iter()
        .map(|r| PreviewRun {
            text: r.text.clone(),
            bold: r.bold,
            italic: r.italic,
        })
        .collect()
}

const fn align_word(align: Align) -> &'static str {
    match align {
        Align::Justify => "justify",
        Align::Left => "left",
        Align::Center => "center",
        Align::Right => "right",
    }
}

fn preview_block(block: &Block) -> PreviewBlock {
    let mut out = PreviewBlock {
        kind: String::new(),
        level: 0,
        number: None,
        runs: Vec::new(),
        sign: None,
        items: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        more_rows: 0,
    };
    match block {
        Block::Heading(h) => {
            out.kind = "heading".to_owned();
            out.level = if h.level <= coloa_document::model::HeadingLevel::Section {
                1
            } else {
                2
            };
            out.number.clone_from(&h.number);
            out.runs = vec![PreviewRun {
                text: h.text.clone(),
                bold: true,
                italic: false,
            }];
        }
        Block::Paragraph(p) => {
            out.kind = "paragraph".to_owned();
            out.runs = runs(&p.runs);
        }
        Block::List(l) => {
            out.kind = "list".to_owned();
            out.sign = Some(
                match l.marker {
                    Marker::Dash => "-",
                    Marker::Plus => "+",
                }
                .to_owned(),
            );
            out.items = l.items.iter().map(|i| runs(i)).collect();
        }
        Block::Table(t) => {
            out.kind = "table".to_owned();
            let total: f32 = t.widths.iter().sum();
            out.columns = t
                .head
                .iter()
                .enumerate()
                .map(|(i, title)| PreviewColumn {
                    title: title.clone(),
                    width: t.widths.get(i).filter(|_| total > 0.0).map_or(0.0, |w| w / total),
                    align: align_word(t.aligns.get(i).copied().unwrap_or_default()).to_owned(),
                })
                .collect();
            out.rows = t
                .rows
                .iter()
                .take(PREVIEW_ROWS)
                .map(|r| {
                    r.iter()
                        .map(|c| c.runs.iter().map(|r| r.text.as_str()).collect::<String>())
                        .collect()
                })
                .collect();
            out.more_rows = t.rows.len().saturating_sub(PREVIEW_ROWS);
        }
    }
    out
}

/// The document for the screen.
pub fn preview(d: &OfficialDocument) -> ApiResult<PreviewDocument> {
    let day = d.rules_day();
    let kind = coloa_law::document_type(d.variant, &d.type_code, day);
    let parts = coloa_law::NumberParts {
        number: d.number,
        type_abbreviation: kind.and_then(|k| k.abbreviation.as_deref()),
        organ: &d.symbol.organ,
        unit: d.symbol.unit.as_deref(),
    };
    let head = Head {
        variant: d.variant,
        superior: d.superior.clone(),
        issuer: d.issuer.clone(),
        organ_symbol: d.symbol.organ.clone(),
        unit_symbol: d.symbol.unit.clone(),
        place: d.place.clone(),
        subject: d.subject.clone(),
        addressees: d.addressees.clone(),
        legal_bases: d.legal_bases.clone(),
        signature: d.signature.clone(),
        recipients: d.recipients.clone(),
        archive: d.archive.clone(),
    };
    Ok(PreviewDocument {
        head: head.into(),
        type_name: kind.map(|k| k.name.to_uppercase()),
        number_line: coloa_law::format_number(d.variant, parts, day).unwrap_or_default(),
        place_date: coloa_law::format_place_date(d.variant, &d.place, d.date, d.printed_year())
            .unwrap_or_default(),
        draft: d.marks.draft.clone(),
        notice: d.marks.notice.clone(),
        body: d.body.iter().map(preview_block).collect(),
        annexes: d
            .annexes
            .iter()
            .map(|a| PreviewAnnex {
                title: a.title.clone(),
                body: a.body.iter().map(preview_block).collect(),
            })
            .collect(),
    })
}
