//! Two versions side by side, and the history of a plan.

use super::{
    item::{PlanItem, item, names_of},
    version::PlanVersionSummary,
};
use crate::{App, problem::ApiResult};
use chrono::{DateTime, Utc};
use coloa_auth::audit;
use coloa_plan::plans::{Item, diff::Match, list::Comparison, rules::Utf16};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

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
                    false,
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
