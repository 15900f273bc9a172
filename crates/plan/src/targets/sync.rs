//! From the target items of a version to targets and their goals.

use super::store;
use crate::{
    duties::DutyError,
    entity::{item_party, plan, plan_item, target, target_goal},
};
use chrono::Datelike;
use coloa_platform::Tx;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

#[derive(Default, Deserialize)]
#[serde(default)]
struct ItemData {
    horizon: Option<Horizon>,
    metric: Option<Metric>,
    denominator: Option<String>,
    exclusions: Option<String>,
    indicator: Option<String>,
}

/// A year, or a field with its span around it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Horizon {
    Year(i32),
    Found { value: i32 },
}

#[derive(Deserialize)]
struct Metric {
    comparator: Option<String>,
    value: f64,
    unit: Option<String>,
    of: Option<String>,
}

/// Makes the targets of the plan agree with its version; how they are measured, once set by a person, stays.
pub(crate) async fn sync(
    tx: &Tx,
    plan: &plan::Model,
    items: &[plan_item::Model],
    parties: &HashMap<Uuid, Vec<item_party::Model>>,
) -> Result<usize, DutyError> {
    let known: HashMap<Uuid, target::Model> = store::targets_of_plan(tx, plan.id)
        .await?
        .into_iter()
        .map(|t| (t.id, t))
        .collect();
    let mut wanted = HashSet::new();
    let mut changed = 0;
    for item in items.iter().filter(|i| i.kind == "target") {
        if !wanted.insert(item.lineage_id) {
            continue;
        }
        let data: ItemData = serde_json::from_value(item.data.clone()).unwrap_or_default();
        let old = known.get(&item.lineage_id);
        let agency = parties
            .get(&item.id)
            .and_then(|p| p.iter().find(|p| p.role == "lead").or(p.first()))
            .and_then(|p| crate::duties::sync::agencies_of(p).first().copied());
        let measured = old.filter(|o| o.measured);
        let row = target::Model {
            id: item.lineage_id,
            plan_id: plan.id,
            path: item.path.clone(),
            text: item.text.clone(),
            ordinal: item.ordinal,
            kind: if data.metric.is_some() {
                "numeric"
            } else {
                "milestone"
            }
            .to_owned(),
            unit: data.metric.as_ref().and_then(|m| m.unit.clone()),
            comparator: data
                .metric
                .as_ref()
                .map(|m| m.comparator.clone().unwrap_or_else(|| ">=".to_owned())),
            denominator: old
                .and_then(|o| o.denominator.clone())
                .or(data.denominator)
                .or_else(|| data.metric.as_ref().and_then(|m| m.of.clone())),
            exclusions: old.and_then(|o| o.exclusions.clone()).or(data.exclusions),
            indicator: old.and_then(|o| o.indicator.clone()).or(data.indicator),
            state: "active".to_owned(),
            agency_id: old.and_then(|o| o.agency_id).or(agency),
            measured: measured.is_some(),
            version: old.map_or(1, |o| o.version),
        };
        // What a person set stays as it was set, also where that is nothing.
        let row = match measured {
            Some(o) => target::Model {
                kind: o.kind.clone(),
                unit: o.unit.clone(),
                comparator: o.comparator.clone(),
                denominator: o.denominator.clone(),
                exclusions: o.exclusions.clone(),
                indicator: o.indicator.clone(),
                agency_id: o.agency_id,
                ..row
            },
            None => row,
        };
        let year = match data.horizon {
            Some(Horizon::Year(y) | Horizon::Found { value: y }) => Some(y),
            None => plan.period_to.map(|d| d.year()),
        };
        match old {
            None => {
                changed += 1;
                store::insert_target(tx, row.clone()).await?;
            }
            Some(old) if *old != row => {
                changed += 1;
                store::save_target(
                    tx,
                    target::Model {
                        version: old.version + 1,
                        ..row.clone()
                    },
                )
                .await?;
            }
            Some(_) => {}
        }
        if let Some(year) = year {
            let goal = target_goal::Model {
                id: Uuid::now_v7(),
                target_id: row.id,
                year,
                agency_id: None,
                value: data.metric.as_ref().map(|m| m.value),
                milestone: data.metric.is_none().then(|| item.text.clone()),
            };
            store::put_plan_goal(tx, goal, measured.is_some()).await?;
        }
    }
    let dropped: Vec<_> = known
        .values()
        .filter(|t| t.state == "active" && !wanted.contains(&t.id))
        .map(|t| t.id)
        .collect();
    changed += dropped.len();
    store::drop_targets(tx, &dropped).await?;
    Ok(changed)
}
