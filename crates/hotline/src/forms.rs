//! Papers of a report: the receipt for the citizen, the letter by which it is passed on, the record of a call, the line of the
//! follow-up book (`data/forms.toml`). Their layout is the product's and says so. Who reports stands in them only
//! while a reveal is open to whoever writes them, what was written only for whoever has the report; both leave their
//! entry as any opening does. What nobody here knows stays blank.

mod values;

pub use values::Material;

use crate::{
    Hotline, HotlineError, classify,
    entity::{report, transfer},
    envelope,
    error::not_now,
    form::Identity,
    intake,
    model::{Part, TransferState},
    opening::{self, Reasons},
    reveal, scam_type,
    service::about,
    store,
};
use async_trait::async_trait;
use chrono::{Datelike as _, NaiveDate};
use coloa_auth::{Actor, Change, action};
use coloa_base::{
    AgencyId, Handling, PersonId,
    clock::vn_date,
    sentence::{fill, fill_by},
};
use coloa_document::{
    DocumentError, OfficialDocument,
    model::{Align, Block, Cell, Marks, Paragraph, Run, Signature, Symbol, Table},
    register::{self, NewEntry, SeriesKey},
};
use coloa_law::{NumberParts, OrganKind, document_type, format_number};
use serde::Deserialize;
use serde_json::json;
use std::{collections::BTreeMap, sync::LazyLock};
use uuid::Uuid;

coloa_base::words! {
    /// Which paper.
    pub enum PaperKind {
        /// Giấy biên nhận, for the citizen.
        Receipt = "receipt",
        /// Công văn chuyển tin.
        Transfer = "transfer",
        /// What is written down of a call (Circular 28/2020, Article 5.3).
        PhoneLog = "phone_log",
        /// Sổ theo dõi, the line of this report.
        FollowUp = "follow_up",
    }
}

/// What stands at the head and the foot of papers of an agency.
#[derive(Clone, Debug)]
pub struct Head {
    pub variant: OrganKind,
    pub superior: Option<String>,
    pub issuer: String,
    /// Abbreviation in symbols.
    pub symbol: String,
    pub unit: Option<String>,
    pub place: String,
    pub signature: Signature,
    pub recipients: Vec<String>,
    pub archive: Option<String>,
}

/// Who knows how papers of agencies begin; given by the edge, since that area stands above this one.
#[async_trait]
pub trait Heads: Send + Sync {
    /// Of this agency; `None`: of the body that hosts the installation.
    async fn head(&self, issuer: Option<AgencyId>) -> Result<Head, HotlineError>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Signer {
    /// Whoever took it in.
    Officer,
    /// Whoever signs for the agency.
    Head,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Field {
    key: String,
    label: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    signer: Signer,
    #[serde(default)]
    table: bool,
    intro: Vec<String>,
    fields: Vec<Field>,
    outro: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    notice: String,
    draft: String,
    blank: String,
    hidden: String,
    sealed: String,
    officer: String,
    yes: String,
    no: String,
    call: String,
    reached: String,
    not_reached: String,
    money: String,
    acknowledged: String,
    sent: String,
    letter_subject: String,
    letter_cancelled: String,
    form: BTreeMap<String, Layout>,
    word: BTreeMap<String, BTreeMap<String, String>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    toml::from_str(include_str!("../data/forms.toml")).expect("embedded forms.toml parses; a test reads it")
});

fn layout(kind: PaperKind) -> &'static Layout {
    WORDS
        .form
        .get(kind.as_str())
        .expect("each paper has its layout; a test reads them")
}

/// The agency that issues papers of a report: of its desk, else of whoever writes them.
#[must_use]
pub fn issuer(row: &report::Model, actor: &Actor) -> Option<AgencyId> {
    row.agency_id
        .map(AgencyId)
        .or_else(|| actor.agencies.first().copied())
}

/// What a transfer is about, as the register and the letter say it: nothing of who reports, nor of what.
#[must_use]
pub fn letter_subject(row: &report::Model) -> String {
    let kind = values::kind(row);
    fill(&WORDS.letter_subject, &[("kind", &kind), ("number", &row.number)])
}

/// Why its number in the register is cancelled. Not what somebody wrote of it: the register is kept for ever.
#[must_use]
pub fn letter_cancelled(row: &report::Model) -> String {
    fill(&WORDS.letter_cancelled, &[("number", &row.number)])
}

/// `05/CV-TTANM`, without the word before it.
fn printed(
    head: &Head,
    type_code: &str,
    number: u32,
    day: NaiveDate,
) -> Result<(String, String), DocumentError> {
    let kind = document_type(head.variant, type_code, day);
    let parts = NumberParts {
        number: Some(number),
        type_abbreviation: kind.and_then(|k| k.abbreviation.as_deref()),
        organ: &head.symbol,
        unit: head.unit.as_deref(),
    };
    let whole = format_number(head.variant, parts, day).map_err(DocumentError::Law)?;
    let bare = whole
        .split_once(' ')
        .map_or(whole.as_str(), |(_, rest)| rest)
        .trim();
    let bare = bare.to_owned();
    Ok((whole, bare))
}

/// Takes the next number of the agency's register for the letter of a transfer, today.
pub(crate) async fn number(
    change: &Change,
    issuer: AgencyId,
    head: &Head,
    transfer: Uuid,
    subject: String,
) -> Result<String, HotlineError> {
    let (tx, now, day) = (change.tx(), change.now(), change.today());
    let type_code = &layout(PaperKind::Transfer).kind;
    let period = register::settle(tx, issuer, head.variant, day, None, now).await?;
    let key = SeriesKey {
        issuer,
        series: String::new(),
        period,
    };
    let entry = NewEntry {
        issued_on: day,
        type_code: type_code.clone(),
        subject,
        document: Some(transfer),
        by: change.actor().person.unwrap_or(PersonId(Uuid::nil())),
        at: now,
    };
    let symbol = |number: u32| printed(head, type_code, number, day).map(|(whole, _)| whole);
    let given = register::allocate(tx, &key, entry, symbol).await?;
    let number = u32::try_from(given.number).unwrap_or(u32::MAX);
    Ok(printed(head, type_code, number, day)?.1)
}

/// A paper, and what its file is called.
#[derive(Clone, Debug)]
pub struct Paper {
    pub document: OfficialDocument,
    pub name: String,
}

/// Writes a paper of a report. What it opens leaves its entry, and so does the paper itself, before anybody has it.
pub async fn write(
    hotline: &Hotline,
    actor: &Actor,
    heads: &dyn Heads,
    id: Uuid,
    kind: PaperKind,
) -> Result<Paper, HotlineError> {
    let row = hotline.report(actor, action::HOTLINE_READ, id).await?;
    hotline
        .access
        .check(actor, action::HOTLINE_HANDLE, &about(&row))?;
    if row.erased_at.is_some() {
        return Err(not_now("erased"));
    }
    let head = heads.head(issuer(&row, actor)).await?;
    let name = format!("{}-{kind}", row.number);
    let material = material(hotline, actor, row, kind).await?;
    let (change, _) = hotline.begin(actor, action::HOTLINE_HANDLE, id, None).await?;
    let detail = json!({
        "what": "paper_written", "paper": kind,
        "identity": material.identity.is_some(), "narrative": material.narrative.is_some(),
    });
    change.commit(detail).await?;
    Ok(Paper {
        document: document(kind, &head, &material),
        name,
    })
}

/// The transfer that a letter is of: the newest that was not taken back.
fn current(transfers: &[transfer::Model]) -> Option<&transfer::Model> {
    let stands = |t: &&transfer::Model| {
        t.state != TransferState::Cancelled.as_str() && t.state != TransferState::Returned.as_str()
    };
    transfers.iter().rev().find(stands)
}

/// Everything that a paper may say.
async fn material(
    hotline: &Hotline,
    actor: &Actor,
    row: report::Model,
    kind: PaperKind,
) -> Result<Material, HotlineError> {
    let identity = if row.has_identity {
        identity(hotline, actor, &row).await?
    } else {
        None
    };
    let narrative = match kind {
        PaperKind::Transfer | PaperKind::PhoneLog => narrative(hotline, actor, &row, kind).await?,
        PaperKind::Receipt | PaperKind::FollowUp => None,
    };
    let db = hotline.access.db().reader();
    let transfers = store::transfer::of_report(db, row.id).await?;
    let transfer = current(&transfers).cloned();
    if kind == PaperKind::Transfer && transfer.is_none() {
        return Err(not_now("no_transfer"));
    }
    let entry = match &transfer {
        Some(transfer) => register::entry_of_document(db, transfer.id).await?,
        None => None,
    };
    let now = hotline.access.clock().now();
    let commune = row.commune_id.map(AgencyId);
    let names = coloa_agency::names(hotline.access.db(), commune.as_slice(), vn_date(now)).await?;
    let scams = scam_type::names(db).await?;
    let officer = Some(row.assigned_name.clone()).filter(|n| !n.is_empty());
    Ok(Material {
        desk: store::settings::desk(db, row.desk_id).await?.name,
        commune: names.into_values().next().unwrap_or_default(),
        scam_type: row
            .scam_type
            .as_ref()
            .and_then(|code| scams.get(code))
            .map(|(name, _)| name.clone())
            .unwrap_or_default(),
        handler: classify::kind_of(&row)
            .and_then(|k| classify::recipient(&k.handler))
            .map(|r| r.name.clone())
            .unwrap_or_default(),
        mentions: store::mention::of_report(db, row.id).await?,
        calls: store::transfer::calls(db, row.id).await?,
        number: entry.and_then(|e| Some((u32::try_from(e.number).ok()?, e.issued_on))),
        officer: officer.unwrap_or_else(|| actor.name.clone()),
        identity,
        narrative,
        transfer,
        now,
        row,
    })
}

/// Who reports, where a reveal is open to the reader.
async fn identity(
    hotline: &Hotline,
    actor: &Actor,
    row: &report::Model,
) -> Result<Option<Identity>, HotlineError> {
    let requests = reveal::of_report(hotline, actor, row).await?;
    let Some(open) = requests.iter().find(|r| r.may.contains(&"open")) else {
        return Ok(None);
    };
    Ok(Some(reveal::open(hotline, actor, open.row.id).await?))
}

/// What was written, for whoever has the report; nothing while the keys are missing.
async fn narrative(
    hotline: &Hotline,
    actor: &Actor,
    row: &report::Model,
    kind: PaperKind,
) -> Result<Option<String>, HotlineError> {
    let is_holder = actor.person.is_some_and(|p| row.assigned_to == Some(p.uuid()));
    let Ok(opener) = hotline.opener() else {
        return Ok(None);
    };
    if !is_holder {
        return Ok(None);
    }
    let (change, row) =
        opening::begin(hotline, actor, row.id, Part::Narrative, Reasons::OfOthers, "").await?;
    let parts = store::sealed::of_report(change.tx(), row.id).await?;
    let text = match intake::sealed_part(&parts, None, Part::Narrative) {
        Some(sealed) => {
            let place = envelope::place(row.id, Part::Narrative, 0);
            let plain = opener.open(Part::Narrative, &place, sealed)?;
            Some(String::from_utf8_lossy(&plain).into_owned())
        }
        None => None,
    };
    change.commit(json!({ "what": "opened", "paper": kind })).await?;
    Ok(text)
}

/// The paper. Pure.
#[must_use]
pub fn document(kind: PaperKind, head: &Head, m: &Material) -> OfficialDocument {
    let layout = layout(kind);
    let is_letter = kind == PaperKind::Transfer;
    let (number, date) = match (is_letter, m.number, &m.transfer) {
        (true, Some((number, day)), _) => (Some(number), Some(day)),
        (true, None, Some(transfer)) => (None, transfer.sent_at.map(vn_date)),
        _ => (None, Some(vn_date(m.now))),
    };
    let is_draft = is_letter && m.transfer.as_ref().is_some_and(|t| t.sent_at.is_none());
    let holds_secrets = kind != PaperKind::Receipt && (m.identity.is_some() || m.narrative.is_some());
    let today = vn_date(m.now);
    OfficialDocument {
        variant: head.variant,
        type_code: layout.kind.clone(),
        superior: head.superior.clone(),
        issuer: head.issuer.clone(),
        number,
        symbol: Symbol {
            organ: head.symbol.clone(),
            unit: head.unit.clone(),
        },
        place: head.place.clone(),
        date,
        year: today.year(),
        subject: sentence(&layout.subject, m),
        addressees: m
            .transfer
            .iter()
            .filter(|_| is_letter)
            .map(|t| t.recipient_name.clone())
            .collect(),
        legal_bases: Vec::new(),
        body: body(layout, m),
        signature: match layout.signer {
            Signer::Head => head.signature.clone(),
            Signer::Officer => Signature {
                authority: Vec::new(),
                role: WORDS.officer.clone(),
                name: Some(values::plain_name(&m.officer)),
            },
        },
        recipients: if is_letter {
            head.recipients.clone()
        } else {
            Vec::new()
        },
        archive: head.archive.clone(),
        drafter: None,
        contact: None,
        marks: Marks {
            notice: Some(WORDS.notice.clone()),
            draft: is_draft.then(|| WORDS.draft.clone()),
            handling: if holds_secrets {
                Handling::Internal
            } else {
                Handling::Normal
            },
            ..Marks::default()
        },
        annexes: Vec::new(),
    }
}

/// A sentence of the layout: what it names is filled from the report.
fn sentence(text: &str, m: &Material) -> String {
    fill_by(text, |key| {
        values::SENTENCE.contains(&key).then(|| values::of(key, m))
    })
}

fn paragraph(runs: Vec<Run>) -> Block {
    Block::Paragraph(Paragraph {
        runs,
        ..Paragraph::default()
    })
}

fn body(layout: &Layout, m: &Material) -> Vec<Block> {
    let mut blocks = Vec::new();
    let sentences = |texts: &[String]| {
        texts
            .iter()
            .map(|t| sentence(t, m))
            .filter(|t| !t.trim().is_empty())
            .map(|t| paragraph(vec![Run::plain(t)]))
            .collect::<Vec<_>>()
    };
    blocks.extend(sentences(&layout.intro));
    if layout.table {
        blocks.push(Block::Table(Table {
            head: layout.fields.iter().map(|f| f.label.clone()).collect(),
            rows: vec![layout.fields.iter().map(|f| Cell::from(shown(f, m))).collect()],
            aligns: vec![Align::Left; layout.fields.len()],
            small: true,
            ..Table::default()
        }));
    } else {
        for (place, field) in layout.fields.iter().enumerate() {
            let value = shown(field, m);
            let mut lines = value.lines();
            let label = Run::bold(format!("{}. {}: ", place + 1, field.label));
            let first = Run::plain(lines.next().unwrap_or_default());
            blocks.push(paragraph(vec![label, first]));
            let rest = lines.filter(|l| !l.trim().is_empty());
            blocks.extend(rest.map(|l| paragraph(vec![Run::plain(l)])));
        }
    }
    blocks.extend(sentences(&layout.outro));
    blocks
}

/// What stands in a field: the value, else why there is none.
fn shown(field: &Field, m: &Material) -> String {
    let value = values::of(&field.key, m);
    if !value.trim().is_empty() {
        return value;
    }
    if values::IDENTITY.contains(&field.key.as_str()) && m.identity.is_none() && m.row.has_identity {
        return format!("{} ({})", WORDS.blank, WORDS.hidden);
    }
    if field.key == "content" && m.narrative.is_none() {
        return format!("{} ({})", WORDS.blank, WORDS.sealed);
    }
    WORDS.blank.clone()
}

#[cfg(test)]
mod tests;
