//! Indicators of compromise of a case.

use crate::{
    IncidentError, case,
    entity::case::incident_indicator,
    error::invalid,
    extract::{self, Indicator},
    model::EntryKind,
    rules, sight, store, timeline,
};
use coloa_auth::{Access, Actor, Change};
use serde_json::json;
use uuid::Uuid;

/// Indicators of one case.
const MOST: usize = 5_000;

/// Adds indicators; one that is there already stays as it is. How many were new.
pub async fn add(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    found: &[Indicator],
    note: &str,
    source: &str,
) -> Result<usize, IncidentError> {
    let note = rules::text("note", note, false)?;
    let (change, row, side) = sight::begin_adding(access, actor, id).await?;
    sight::takes_content(&row)?;
    let new = put(&change, id, found, &note, source).await?;
    timeline::add(&change, id, side, EntryKind::Link, json!({ "indicators": new })).await?;
    timeline::commit(change, &row, json!({ "indicators": new })).await?;
    Ok(new)
}

/// Adds indicators within a change.
pub(crate) async fn put(
    change: &Change,
    incident: Uuid,
    found: &[Indicator],
    note: &str,
    source: &str,
) -> Result<usize, IncidentError> {
    let standing = store::case::indicators(change.tx(), incident).await?;
    let mut seen: std::collections::HashSet<(String, String)> = standing
        .iter()
        .map(|i| (i.kind.clone(), i.value.clone()))
        .collect();
    let rows: Vec<incident_indicator::Model> = found
        .iter()
        .filter(|f| seen.insert((f.kind.as_str().to_owned(), f.value.clone())))
        .map(|f| incident_indicator::Model {
            id: Uuid::now_v7(),
            incident_id: incident,
            kind: f.kind.as_str().to_owned(),
            value: f.value.clone(),
            note: note.to_owned(),
            source: source.to_owned(),
            added_by: change.actor().name.clone(),
            added_at: change.now(),
        })
        .collect();
    if standing.len() + rows.len() > MOST {
        return Err(invalid("indicators", "too_many"));
    }
    let new = rows.len();
    store::case::insert_indicators(change.tx(), rows).await?;
    Ok(new)
}

/// What stands in the texts of a case, or in another text, and is not noted yet.
pub async fn look(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    text: Option<&str>,
) -> Result<Vec<Indicator>, IncidentError> {
    let detail = case::read(access, actor, id).await?;
    let words = match text {
        Some(text) => rules::text("text", text, false)?,
        None => {
            let mut all = format!("{}\n{}", detail.incident.title, detail.incident.description);
            for entry in &detail.entries {
                all.push('\n');
                all.push_str(&entry.text);
            }
            all.push('\n');
            all.push_str(&detail.incident.account);
            all
        }
    };
    let standing = store::case::indicators(access.db().reader(), id).await?;
    Ok(extract::find(&words)
        .into_iter()
        .filter(|f| {
            !standing
                .iter()
                .any(|i| i.kind == f.kind.as_str() && i.value == f.value)
        })
        .collect())
}

/// Takes an indicator out.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid, indicator: Uuid) -> Result<(), IncidentError> {
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    if !store::case::delete_indicator(change.tx(), id, indicator).await? {
        return Err(IncidentError::NotFound);
    }
    timeline::add(
        &change,
        id,
        side,
        EntryKind::Link,
        json!({ "indicator_removed": indicator }),
    )
    .await?;
    timeline::commit(change, &row, json!({ "indicator_removed": indicator })).await
}
