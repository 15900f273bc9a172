//! Items: what was understood, where it stands in the text, and what a person says it is.

use super::filled;
use crate::{
    App,
    problem::{ApiError, ApiResult},
};
use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_plan::plans::{
    self, Item, ItemData, ItemEdit, ItemKind, Party, PartyEdit, PartyRole, StartingState, TimeframeKind,
    rules::Utf16,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A place in the source text in UTF-16 code units, and how sure the parser is (0 to 1).
#[derive(Serialize, ToSchema)]
pub struct PlanSpan {
    start: usize,
    end: usize,
    confidence: f64,
}

pub(super) fn spans(
    from: BTreeMap<String, plans::FieldSpan>,
    index: &Utf16<'_>,
) -> BTreeMap<String, PlanSpan> {
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
    /// Would be late the moment the plan is activated: say how far it had come.
    past: bool,
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

pub(super) fn item(i: Item, index: &Utf16<'_>, past: bool) -> PlanItem {
    PlanItem {
        past,
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

pub(super) async fn names_of(app: &App, items: &[Item]) -> ApiResult<BTreeMap<Uuid, String>> {
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
    let past = plans::list::past(&app.access, &from).await?;
    let index = Utf16::new(text);
    Ok(PlanItems {
        items: from
            .into_iter()
            .map(|i| {
                let past = past.contains(&i.id);
                item(i, &index, past)
            })
            .collect(),
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
