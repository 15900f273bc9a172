//! Shapes of plans on the wire. Offsets into the source text count UTF-16 code units, as JavaScript does.

use crate::{
    App,
    problem::{ApiError, ApiResult},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::audit;
use coloa_base::{AgencyId, Page, PlanId};
use coloa_plan::plans::{
    self, Counts, Head, Item, ItemData, ItemEdit, ItemKind, Party, PartyEdit, PartyRole, Plan, PlanKind,
    StartingState, TimeframeKind, Version,
    diff::Match,
    error::UnresolvedName,
    import::Imported,
    list::{Comparison, Detail, Listed},
    review::PlanEdit,
    rules::Utf16,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::ToSchema;
use uuid::Uuid;

type Names = HashMap<AgencyId, String>;

fn name(names: &Names, id: AgencyId) -> Option<String> {
    names.get(&id).cloned()
}

/// The form of an upload.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PlanUpload {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `plan` (default), `strategy`, `directive`, `meeting`; first versions only.
    kind: Option<String>,
    /// The agency that coordinates it; first versions only.
    owner: Option<Uuid>,
    /// The strategy or plan above it; first versions only.
    parent: Option<Uuid>,
    /// The plan it replaces once it is active; first versions only.
    replaces: Option<Uuid>,
    /// `normal` (default), `internal`; higher marks are refused on an ordinary installation.
    handling: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanImported {
    plan_id: Uuid,
    version_id: Uuid,
    items: usize,
    /// Agency names that nobody could place.
    unresolved_names: usize,
}

impl From<Imported> for PlanImported {
    fn from(i: Imported) -> Self {
        Self {
            plan_id: i.plan.uuid(),
            version_id: i.version.uuid(),
            items: i.items,
            unresolved_names: i.unresolved_names,
        }
    }
}

/// What may be changed of a plan itself.
#[derive(Deserialize, ToSchema)]
pub struct PlanChange {
    /// `plan`, `strategy`, `directive`, `meeting`.
    kind: String,
    title: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    issuer: Option<String>,
    parent: Option<Uuid>,
    replaces: Option<Uuid>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    #[serde(default)]
    legal_basis: Vec<String>,
}

impl PlanChange {
    pub fn read(self) -> ApiResult<PlanEdit> {
        Ok(PlanEdit {
            kind: PlanKind::parse(&self.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
            title: self.title,
            number: filled(self.number),
            issued_on: self.issued_on,
            issuer: filled(self.issuer),
            parent: self.parent.map(PlanId),
            replaces: self.replaces.map(PlanId),
            period_from: self.period_from,
            period_to: self.period_to,
            legal_basis: self.legal_basis,
        })
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

/// A plan made without a document.
#[derive(Deserialize, ToSchema)]
pub struct NewPlan {
    /// The agency that coordinates it.
    pub owner: Uuid,
    pub handling: Option<String>,
    pub plan: PlanChange,
}

#[derive(Serialize, ToSchema)]
pub struct PlanSummary {
    id: Uuid,
    kind: &'static str,
    title: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    issuer: Option<String>,
    owner_id: Uuid,
    /// Today's name of the owner, where the directory knows it.
    owner_name: Option<String>,
    parent_id: Option<Uuid>,
    replaces_id: Option<Uuid>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    /// `in_review`, `approved`, `active`, `ended`, `replaced`.
    state: &'static str,
    current_version_id: Option<Uuid>,
    legal_basis: Vec<String>,
    handling: &'static str,
    created_at: DateTime<Utc>,
    activated_at: Option<DateTime<Utc>>,
    /// To be sent in `If-Match`.
    version: i32,
}

impl PlanSummary {
    fn new(p: Plan, names: &Names) -> Self {
        Self {
            id: p.id.uuid(),
            kind: p.kind.as_str(),
            title: p.title,
            number: p.number,
            issued_on: p.issued_on,
            issuer: p.issuer,
            owner_id: p.owner.uuid(),
            owner_name: name(names, p.owner),
            parent_id: p.parent.map(PlanId::uuid),
            replaces_id: p.replaces.map(PlanId::uuid),
            period_from: p.period_from,
            period_to: p.period_to,
            state: p.state.as_str(),
            current_version_id: p.current_version.map(coloa_base::PlanVersionId::uuid),
            legal_basis: p.legal_basis,
            handling: p.handling.as_str(),
            created_at: p.created_at,
            activated_at: p.activated_at,
            version: p.version,
        }
    }
}

/// Kept items by kind.
#[derive(Serialize, ToSchema)]
pub struct KindCounts {
    targets: u64,
    tasks: u64,
    assignments: u64,
    obligations: u64,
}

#[derive(Serialize, ToSchema)]
pub struct PlanRow {
    #[serde(flatten)]
    plan: PlanSummary,
    items: KindCounts,
    /// A version that waits for review, where the person may review it.
    in_review_version_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanPage {
    items: Vec<PlanRow>,
    next_cursor: Option<String>,
    total: u64,
}

impl PlanPage {
    pub fn new(page: Page<Listed>, names: &Names) -> Self {
        let page = page.map(|l| {
            let n = |kind| l.items.get(&kind).copied().unwrap_or(0);
            PlanRow {
                items: KindCounts {
                    targets: n(ItemKind::Target),
                    tasks: n(ItemKind::Task),
                    assignments: n(ItemKind::Assignment),
                    obligations: n(ItemKind::Obligation),
                },
                in_review_version_id: l.in_review.map(coloa_base::PlanVersionId::uuid),
                plan: PlanSummary::new(l.plan, names),
            }
        });
        Self {
            items: page.items,
            next_cursor: page.next_cursor,
            total: page.total,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanVersionSummary {
    id: Uuid,
    plan_id: Uuid,
    ordinal: i32,
    /// Whether there is a document to download.
    has_file: bool,
    /// `docx`, `pdf`, `text`, `markdown`, `none`.
    source_format: String,
    /// Read by character recognition: look at everything.
    recognised: bool,
    /// `in_review`, `approved`, `superseded`, `rejected`.
    state: &'static str,
    /// The day on which agency names were placed.
    resolved_on: Option<NaiveDate>,
    imported_at: DateTime<Utc>,
    approved_at: Option<DateTime<Utc>>,
    version: i32,
}

impl From<&Version> for PlanVersionSummary {
    fn from(v: &Version) -> Self {
        Self {
            id: v.id.uuid(),
            plan_id: v.plan.uuid(),
            ordinal: v.ordinal,
            has_file: v.source_file.is_some(),
            source_format: v.source_format.clone(),
            recognised: v.recognised,
            state: v.state.as_str(),
            resolved_on: v.resolved_on,
            imported_at: v.imported_at,
            approved_at: v.approved_at,
            version: v.version,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanDetail {
    #[serde(flatten)]
    plan: PlanSummary,
    versions: Vec<PlanVersionSummary>,
    parent: Option<PlanSummary>,
    replaces: Option<PlanSummary>,
    replaced_by: Option<PlanSummary>,
    children: Vec<PlanSummary>,
    /// Actions that the person may do, e.g. `plan.review`.
    may: Vec<&'static str>,
}

impl PlanDetail {
    pub fn new(d: Detail, names: &Names) -> Self {
        let summary = |p: Option<Plan>| p.map(|p| PlanSummary::new(p, names));
        Self {
            versions: d.versions.iter().map(Into::into).collect(),
            parent: summary(d.parent),
            replaces: summary(d.replaces),
            replaced_by: summary(d.replaced_by),
            children: d
                .children
                .into_iter()
                .map(|p| PlanSummary::new(p, names))
                .collect(),
            may: d.may,
            plan: PlanSummary::new(d.plan, names),
        }
    }
}

/// Something that reader or parser noticed; the sentence is the client's.
#[derive(Serialize, ToSchema)]
pub struct PlanNote {
    code: String,
    detail: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanCounts {
    items: u64,
    targets: u64,
    tasks: u64,
    assignments: u64,
    obligations: u64,
    removed: u64,
    unseen: u64,
    /// Unseen and not sure: a low confidence or an unresolved name.
    to_look_at: u64,
    /// Unseen and sure enough for approval in bulk.
    sure: u64,
    unresolved_items: u64,
}

impl From<Counts> for PlanCounts {
    fn from(c: Counts) -> Self {
        Self {
            items: c.items,
            targets: c.targets,
            tasks: c.tasks,
            assignments: c.assignments,
            obligations: c.obligations,
            removed: c.removed,
            unseen: c.unseen,
            to_look_at: c.to_look_at,
            sure: c.sure,
            unresolved_items: c.unresolved_items,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanUnresolvedName {
    printed: String,
    /// In how many items it is printed.
    items: u64,
}

/// Head and foot of the document as understood.
#[derive(Serialize, ToSchema)]
pub struct PlanHead {
    issuer: Option<String>,
    province: Option<String>,
    number: Option<String>,
    date: Option<String>,
    title: Option<String>,
    implements: Vec<String>,
    replaces: Vec<String>,
    cites: Vec<String>,
    signer_role: Option<String>,
    signer_name: Option<String>,
    recipients: Vec<String>,
    /// Field name (`recipients.0` in lists) to its place.
    spans: BTreeMap<String, PlanSpan>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanVersionDetail {
    #[serde(flatten)]
    version: PlanVersionSummary,
    plan_title: String,
    plan_state: &'static str,
    /// The plan's own version for `If-Match` of its changes.
    plan_version: i32,
    /// The version in force, if any: then this one can be compared with it.
    current_version_id: Option<Uuid>,
    notes: Vec<PlanNote>,
    head: PlanHead,
    counts: PlanCounts,
    /// Confidence from which an item counts as sure.
    sure_from: f64,
    /// Names that block approval.
    unresolved: Vec<PlanUnresolvedName>,
}

impl PlanVersionDetail {
    pub fn new(plan: &Plan, v: Version, counts: Counts, names: Vec<UnresolvedName>, text: &str) -> Self {
        let version = PlanVersionSummary::from(&v);
        Self {
            plan_title: plan.title.clone(),
            plan_state: plan.state.as_str(),
            plan_version: plan.version,
            current_version_id: plan.current_version.map(coloa_base::PlanVersionId::uuid),
            notes: v
                .notes
                .into_iter()
                .map(|n| PlanNote {
                    code: n.code,
                    detail: n.detail,
                })
                .collect(),
            head: head(v.head, &Utf16::new(text)),
            counts: counts.into(),
            sure_from: plans::rules::SURE,
            unresolved: names
                .into_iter()
                .map(|n| PlanUnresolvedName {
                    printed: n.printed,
                    items: n.items,
                })
                .collect(),
            version,
        }
    }
}

fn head(h: Head, index: &Utf16<'_>) -> PlanHead {
    PlanHead {
        spans: spans(h.spans, index),
        issuer: h.issuer,
        province: h.province,
        number: h.number,
        date: h.date,
        title: h.title,
        implements: h.implements,
        replaces: h.replaces,
        cites: h.cites,
        signer_role: h.signer_role,
        signer_name: h.signer_name,
        recipients: h.recipients,
    }
}

/// The text that spans point into.
#[derive(Serialize, ToSchema)]
pub struct SourceText {
    pub text: String,
}

/// A place in the source text in UTF-16 code units, and how sure the parser is (0 to 1).
#[derive(Serialize, ToSchema)]
pub struct PlanSpan {
    start: usize,
    end: usize,
    confidence: f64,
}

fn spans(from: BTreeMap<String, plans::FieldSpan>, index: &Utf16<'_>) -> BTreeMap<String, PlanSpan> {
    from.into_iter()
        .map(|(field, s)| {
            (
                field,
                PlanSpan {
                    start: index.unit(s.start),
                    end: index.unit(s.end),
                    confidence: s.confidence,
                },
            )
        })
        .collect()
}

/// `from` and `to` are `2026` or `2026-04-30`.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ItemTimeframe {
    text: Option<String>,
    /// `ongoing`, `annual`, `quarterly`, `monthly`, `range`, `by`, `conditional`, `none`.
    kind: String,
    from: Option<String>,
    to: Option<String>,
    /// Period of a repeated duty in months.
    every_months: Option<u32>,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct ItemMetric {
    /// `>=`, `>`, `=`, `<=`, `<`.
    comparator: String,
    value: f64,
    unit: String,
    /// What is counted or compared with.
    of: Option<String>,
}

/// What an item holds beyond its text.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ItemContent {
    timeframe: ItemTimeframe,
    product: Option<String>,
    /// The year a target is set for.
    horizon: Option<i32>,
    /// Of a numeric target; a milestone has none.
    metric: Option<ItemMetric>,
    /// Of an obligation: to whom.
    to: Option<String>,
    /// Of an obligation: through whom or which system.
    #[serde(default)]
    via: Vec<String>,
    /// Of an obligation: `05/12` (every year) or an ISO date.
    due: Option<String>,
    /// Of an obligation: `annual`, `monthly`, `once`, `ad-hoc`.
    recurrence: Option<String>,
    every_months: Option<u8>,
}

impl From<ItemData> for ItemContent {
    fn from(d: ItemData) -> Self {
        Self {
            timeframe: ItemTimeframe {
                text: d.timeframe.text,
                kind: d.timeframe.kind.as_str().to_owned(),
                from: d.timeframe.from,
                to: d.timeframe.to,
                every_months: d.timeframe.every_months,
            },
            product: d.product,
            horizon: d.horizon,
            metric: d.metric.map(|m| ItemMetric {
                comparator: m.comparator,
                value: m.value,
                unit: m.unit,
                of: m.of,
            }),
            to: d.to,
            via: d.via,
            due: d.due,
            recurrence: d.recurrence,
            every_months: d.every_months,
        }
    }
}

impl ItemContent {
    fn read(self) -> ApiResult<ItemData> {
        let kind = TimeframeKind::parse(&self.timeframe.kind)
            .ok_or_else(|| ApiError::invalid("content.timeframe.kind", "unknown"))?;
        if self
            .recurrence
            .as_deref()
            .is_some_and(|r| !["annual", "monthly", "once", "ad-hoc"].contains(&r))
        {
            return Err(ApiError::invalid("content.recurrence", "unknown"));
        }
        Ok(ItemData {
            timeframe: plans::Timeframe {
                text: filled(self.timeframe.text),
                kind,
                from: filled(self.timeframe.from),
                to: filled(self.timeframe.to),
                every_months: self.timeframe.every_months,
            },
            product: filled(self.product),
            horizon: self.horizon,
            metric: self.metric.map(|m| plans::Metric {
                comparator: m.comparator,
                value: m.value,
                unit: m.unit,
                of: filled(m.of),
            }),
            to: filled(self.to),
            via: self.via,
            due: filled(self.due),
            recurrence: self.recurrence,
            every_months: self.every_months,
        })
    }
}

/// How far an item had come when the plan was imported.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ItemStart {
    /// `not_started`, `in_progress`, `done`, `not_done`.
    status: String,
    percent: Option<i32>,
    done_on: Option<NaiveDate>,
    note: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanParty {
    id: Uuid,
    /// `lead`, `coordinate`, `assignee`, `report`.
    role: &'static str,
    printed: String,
    scope: Option<String>,
    /// `resolved`, `unresolved`, `confirmed`, `set_aside`.
    state: &'static str,
    /// How it was placed, or why it was set aside.
    via: Option<String>,
    confidence: f64,
    agencies: Vec<Uuid>,
}

impl From<Party> for PlanParty {
    fn from(p: Party) -> Self {
        Self {
            id: p.id,
            role: p.role.as_str(),
            printed: p.printed,
            scope: p.scope,
            state: p.state.as_str(),
            via: p.via,
            confidence: p.confidence,
            agencies: p.agencies.into_iter().map(AgencyId::uuid).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanItem {
    id: Uuid,
    lineage_id: Uuid,
    derived_from: Option<Uuid>,
    /// `target`, `task`, `assignment`, `obligation`.
    kind: &'static str,
    ordinal: i32,
    path: String,
    heading: Option<String>,
    text: String,
    content: ItemContent,
    /// Field name (`party:<id>` for names) to its place.
    spans: BTreeMap<String, PlanSpan>,
    /// 0 to 1.
    confidence: f64,
    /// Nobody has to look at it: sure, or looked at.
    sure: bool,
    /// `unseen`, `checked`, `edited`, `added`, `removed`.
    review: &'static str,
    starting_state: Option<ItemStart>,
    parties: Vec<PlanParty>,
    /// Names of agencies, where the item is sent alone.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub agencies: BTreeMap<Uuid, String>,
    /// To be sent in `If-Match`.
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct PlanItems {
    pub items: Vec<PlanItem>,
    pub total: usize,
    /// Today's names of the agencies in the parties.
    pub agencies: BTreeMap<Uuid, String>,
}

fn item(i: Item, index: &Utf16<'_>) -> PlanItem {
    PlanItem {
        id: i.id.uuid(),
        lineage_id: i.lineage,
        derived_from: i.derived_from,
        kind: i.kind.as_str(),
        ordinal: i.ordinal,
        sure: i.review.is_seen() || plans::rules::is_sure(&i, plans::rules::SURE),
        path: i.path,
        heading: i.heading,
        text: i.text,
        content: i.data.into(),
        spans: spans(i.spans, index),
        confidence: i.confidence,
        review: i.review.as_str(),
        starting_state: i.starting_state.map(|s| ItemStart {
            status: s.status,
            percent: s.percent,
            done_on: s.done_on,
            note: s.note,
        }),
        parties: i.parties.into_iter().map(Into::into).collect(),
        agencies: BTreeMap::new(),
        version: i.version,
    }
}

async fn names_of(app: &App, items: &[Item]) -> ApiResult<BTreeMap<Uuid, String>> {
    let mut ids: Vec<AgencyId> = items
        .iter()
        .flat_map(|i| i.parties.iter().flat_map(|p| p.agencies.iter().copied()))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(app
        .agency_names(&ids)
        .await?
        .into_iter()
        .map(|(id, name)| (id.uuid(), name))
        .collect())
}

/// Items with the names of the agencies in them.
pub async fn items(app: &App, from: Vec<Item>, text: &str, total: usize) -> ApiResult<PlanItems> {
    let agencies = names_of(app, &from).await?;
    let index = Utf16::new(text);
    Ok(PlanItems {
        items: from.into_iter().map(|i| item(i, &index)).collect(),
        total,
        agencies,
    })
}

/// What a person says an item is; all of it is replaced.
#[derive(Deserialize, ToSchema)]
pub struct ItemChange {
    /// `target`, `task`, `assignment`, `obligation`.
    kind: String,
    path: String,
    heading: Option<String>,
    text: String,
    content: ItemContent,
    starting_state: Option<ItemStart>,
    #[serde(default)]
    parties: Vec<PartyChange>,
}

/// A name in an item; one that stays as it was keeps how it was placed.
#[derive(Deserialize, ToSchema)]
pub struct PartyChange {
    /// `lead`, `coordinate`, `assignee`, `report`.
    role: String,
    printed: String,
    scope: Option<String>,
}

impl ItemChange {
    pub fn read(self) -> ApiResult<ItemEdit> {
        Ok(ItemEdit {
            kind: ItemKind::parse(&self.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
            path: self.path,
            heading: self.heading,
            text: self.text,
            data: self.content.read()?,
            starting_state: self.starting_state.map(|s| StartingState {
                status: s.status,
                percent: s.percent,
                done_on: s.done_on,
                note: filled(s.note),
            }),
            parties: self
                .parties
                .into_iter()
                .map(|p| {
                    Ok(PartyEdit {
                        role: PartyRole::parse(&p.role)
                            .ok_or_else(|| ApiError::invalid("parties.role", "unknown"))?,
                        printed: p.printed,
                        scope: filled(p.scope),
                    })
                })
                .collect::<ApiResult<_>>()?,
        })
    }
}

/// Items of both versions that belong together.
#[derive(Serialize, ToSchema)]
pub struct PlanMatch {
    /// `same`, `reworded`, `split`, `merged`, `regrouped`, `dropped`, `new`.
    relation: &'static str,
    old: Vec<Uuid>,
    new: Vec<Uuid>,
    /// Of one that continues one: `text`, `path`, `kind`, `timeframe`, `data`, `parties`.
    changed: Vec<&'static str>,
    /// Likeness, 0 to 1.
    score: f64,
    /// Set or confirmed by a person.
    confirmed: bool,
}

impl From<Match> for PlanMatch {
    fn from(m: Match) -> Self {
        Self {
            relation: m.relation.as_str(),
            old: m.old.into_iter().map(coloa_base::ItemId::uuid).collect(),
            new: m.new.into_iter().map(coloa_base::ItemId::uuid).collect(),
            changed: m.changed,
            score: m.score,
            confirmed: m.confirmed,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanComparison {
    old_version: Option<PlanVersionSummary>,
    new_version: PlanVersionSummary,
    old: Vec<PlanItem>,
    new: Vec<PlanItem>,
    matches: Vec<PlanMatch>,
    agencies: BTreeMap<Uuid, String>,
}

/// A comparison; its items carry no spans.
pub async fn comparison(app: &App, c: Comparison) -> ApiResult<PlanComparison> {
    let mut all = c.old.clone();
    all.extend(c.new.iter().cloned());
    let agencies = names_of(app, &all).await?;
    let bare = |items: Vec<Item>| {
        let index = Utf16::new("");
        items
            .into_iter()
            .map(|i| {
                item(
                    Item {
                        spans: BTreeMap::new(),
                        ..i
                    },
                    &index,
                )
            })
            .collect::<Vec<_>>()
    };
    Ok(PlanComparison {
        old_version: c.old_version.as_ref().map(Into::into),
        new_version: (&c.new_version).into(),
        old: bare(c.old),
        new: bare(c.new),
        matches: c.matches.into_iter().map(Into::into).collect(),
        agencies,
    })
}

#[derive(Serialize, ToSchema)]
pub struct HistoryEntry {
    seq: i64,
    at: DateTime<Utc>,
    actor_name: String,
    action: String,
    /// What changed; `op` names the step.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

#[derive(Serialize, ToSchema)]
pub struct HistoryPage {
    items: Vec<HistoryEntry>,
    /// For `before` of the next page.
    next_before: Option<i64>,
}

impl HistoryPage {
    pub fn new(entries: Vec<audit::Entry>, limit: u64) -> Self {
        let full = entries.len() as u64 == limit;
        let next_before = entries.last().filter(|_| full).map(|e| e.seq);
        let items = entries
            .into_iter()
            .map(|e| HistoryEntry {
                seq: e.seq,
                at: e.at,
                actor_name: e.actor_name,
                action: e.action,
                detail: serde_json::from_str(&e.detail).unwrap_or_default(),
            })
            .collect();
        Self { items, next_before }
    }
}
