//! From the obligation items of a version to dated obligations of agencies.

use super::{
    rules::{self, Rhythm},
    store,
};
use crate::{
    duties::{
        DutyError,
        sync::{StartingState, Window, agencies_of},
    },
    entity::{item_party, obligation, plan, plan_item},
};
use chrono::NaiveDate;
use coloa_platform::Tx;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How an obligation was met that the reviewer of the plan called done.
const MET_BEFORE: &str = "before_import";

#[derive(Default, Deserialize)]
#[serde(default)]
struct ItemData {
    what: Option<String>,
    to: Option<String>,
    via: Vec<String>,
    due: Option<String>,
    recurrence: Option<String>,
    every_months: Option<u32>,
}

/// Makes the obligations of the plan agree with its version. Where no agency is named, the plan's owner owes.
pub(crate) async fn sync(
    tx: &Tx,
    plan: &plan::Model,
    items: &[plan_item::Model],
    parties: &HashMap<Uuid, Vec<item_party::Model>>,
    window: &Window,
) -> Result<usize, DutyError> {
    let mut standing: HashMap<(Uuid, Uuid, String), obligation::Model> = store::of_plan(tx, plan.id)
        .await?
        .into_iter()
        .filter_map(|o| {
            Some((
                (
                    o.lineage_id?,
                    o.assigned_from.unwrap_or(o.agency_id),
                    o.instance.clone().unwrap_or_default(),
                ),
                o,
            ))
        })
        .collect();
    // Handed over, an obligation is handed over for good: its later instances follow the latest one.
    let mut handed: Vec<(Uuid, Uuid, Uuid, String)> = Vec::new();
    let mut heirs: HashMap<(Uuid, Uuid), (Option<NaiveDate>, Uuid)> = HashMap::new();
    for ((lineage, origin, instance), row) in standing.iter().filter(|(_, o)| o.assigned_from.is_some()) {
        handed.push((*lineage, row.agency_id, *origin, instance.clone()));
        let heir = heirs
            .entry((*lineage, *origin))
            .or_insert((row.due_on, row.agency_id));
        if row.due_on > heir.0 {
            *heir = (row.due_on, row.agency_id);
        }
    }
    handed.sort();
    let mut changed = 0;
    let mut created = Vec::new();
    for item in items.iter().filter(|i| i.kind == "obligation") {
        let data: ItemData = serde_json::from_value(item.data.clone()).unwrap_or_default();
        let rhythm = Rhythm {
            due: data.due,
            recurrence: data.recurrence,
            every_months: data.every_months,
        };
        let named: BTreeSet<Uuid> = parties
            .get(&item.id)
            .into_iter()
            .flatten()
            .flat_map(agencies_of)
            .collect();
        let agencies = if named.is_empty() {
            BTreeSet::from([plan.owner_agency_id])
        } else {
            named
        };
        let title = data
            .what
            .filter(|w| !w.trim().is_empty())
            .unwrap_or_else(|| item.text.clone());
        let via = (!data.via.is_empty()).then(|| data.via.join("; "));
        let started: Option<StartingState> = item
            .starting_state
            .clone()
            .and_then(|v| serde_json::from_value(v).ok());
        let dates = rules::dates(&rhythm, window.period, window.since, window.until);
        for (index, instance) in dates.into_iter().enumerate() {
            // A past report starts where the reviewer said; of a recurring one, its first instance.
            let started = started.as_ref().filter(|_| index == 0);
            for agency in &agencies {
                let key = (item.lineage_id, *agency, instance.key.clone());
                // A later version may name the holder itself.
                let origin = handed
                    .iter()
                    .find(|(l, holder, origin, i)| {
                        (*l, holder, i) == (key.0, agency, &key.2) && !agencies.contains(origin)
                    })
                    .map(|(_, _, origin, _)| *origin);
                let found = standing
                    .remove(&key)
                    .or_else(|| standing.remove(&(key.0, origin?, key.2.clone())));
                let heir = heirs.get(&(item.lineage_id, *agency)).map(|(_, holder)| *holder);
                match found {
                    None => {
                        let unmet = obligation::Model {
                            assigned_from: heir.map(|_| *agency),
                            plan_id: Some(plan.id),
                            lineage_id: Some(item.lineage_id),
                            addressee: data.to.clone(),
                            via: via.clone(),
                            due_on: instance.due_on,
                            instance: Some(instance.key.clone()),
                            ..obligation::Model::unmet(Uuid::now_v7(), heir.unwrap_or(*agency), &title)
                        };
                        created.push(match started {
                            Some(state) => begin(unmet, state, plan, window),
                            None => unmet,
                        });
                    }
                    Some(old) if old.state == "met" => {}
                    Some(old) => {
                        let row = obligation::Model {
                            title: title.clone(),
                            addressee: data.to.clone(),
                            via: via.clone(),
                            due_on: instance.due_on,
                            state: "open".to_owned(),
                            ..old.clone()
                        };
                        if row != old {
                            changed += 1;
                            store::save(
                                tx,
                                obligation::Model {
                                    version: old.version + 1,
                                    ..row
                                },
                            )
                            .await?;
                        }
                    }
                }
            }
        }
    }
    // Instances before the import or beyond the horizon stay where their item still stands.
    let lineages: BTreeSet<Uuid> = items
        .iter()
        .filter(|i| i.kind == "obligation")
        .map(|i| i.lineage_id)
        .collect();
    let gone: Vec<_> = standing
        .into_values()
        .filter(|o| {
            let outside = o
                .due_on
                .is_some_and(|due| due < window.since || due > window.until);
            o.state == "open" && !(outside && o.lineage_id.is_some_and(|l| lineages.contains(&l)))
        })
        .map(|o| o.id)
        .collect();
    changed += gone.len() + created.len();
    store::drop_open(tx, &gone).await?;
    store::insert_all(tx, created).await?;
    Ok(changed)
}

/// A new obligation that was met before the plan came into the records. Where the day is not told, it counts as
/// met in time.
fn begin(
    unmet: obligation::Model,
    state: &StartingState,
    plan: &plan::Model,
    window: &Window,
) -> obligation::Model {
    if state.status != "done" {
        return unmet;
    }
    let in_time = unmet.due_on.map_or(window.since, |due| due.min(window.since));
    obligation::Model {
        state: "met".to_owned(),
        met_kind: Some(MET_BEFORE.to_owned()),
        met_on: Some(state.done_on.unwrap_or(in_time)),
        met_at: plan.activated_at,
        ..unmet
    }
}
