//! Items are split, merged, added and moved. What a version continues follows its items.

use super::{
    Seen,
    edit::{apply, changed, check_edit, picture},
    open, version_of,
};
use crate::plans::{Item, ItemEdit, ItemKind, Party, PlanError, Review, resolve, rules, store};
use coloa_auth::{Access, Actor};
use coloa_base::{ItemId, PlanVersionId};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// One item becomes several: the first part keeps the id, the others follow it. Returns all parts.
pub async fn split(
    access: &Access,
    actor: &Actor,
    seen: Seen,
    parts: Vec<ItemEdit>,
) -> Result<Vec<Item>, PlanError> {
    if !(2..=50).contains(&parts.len()) {
        return Err(PlanError::Invalid {
            field: "parts",
            reason: "two_or_more",
        });
    }
    let today = access.clock().today();
    parts.iter().try_for_each(|part| check_edit(part, today))?;
    let open = open(access, actor, version_of(access, seen.id).await?).await?;
    let tx = open.change.tx();
    let whole = open.item(seen).await?;
    let directory = open.directory(access).await?;
    let more = i32::try_from(parts.len() - 1).unwrap_or(i32::MAX);
    store::shift(tx, whole.plan_version, whole.ordinal + 1, more).await?;
    let mut done = Vec::with_capacity(parts.len());
    for (i, edit) in parts.into_iter().enumerate() {
        let mut part = whole.clone();
        if i > 0 {
            part.id = ItemId::new();
            part.lineage = Uuid::now_v7();
            part.ordinal = whole.ordinal + i32::try_from(i).unwrap_or(i32::MAX);
            part.version = 1;
            apply(&mut part, edit);
            // Rows of their own: the names keep how they were placed, not their ids.
            let mut spans = std::mem::take(&mut part.spans);
            for party in &mut part.parties {
                let old = std::mem::replace(&mut party.id, Uuid::now_v7());
                if let Some(span) = spans.remove(&format!("party:{old}")) {
                    spans.insert(format!("party:{}", party.id), span);
                }
            }
            part.spans = spans;
        } else {
            apply(&mut part, edit);
        }
        part.review = Review::Edited;
        resolve::place_all(&directory, std::slice::from_mut(&mut part));
        done.push(part);
    }
    store::update_item(tx, &mut done[0]).await?;
    store::insert_items(tx, &done[1..]).await?;
    // Every part continues what the whole continued.
    let links: Vec<store::Link> = store::links(tx, whole.plan_version)
        .await?
        .into_iter()
        .filter(|l| l.item == whole.id)
        .collect();
    let copied: Vec<store::Link> = done[1..]
        .iter()
        .flat_map(|part| {
            links.iter().map(|l| store::Link {
                item: part.id,
                ..l.clone()
            })
        })
        .collect();
    store::insert_links(tx, whole.plan_version, &copied).await?;
    let detail = json!({
        "op": "split", "item": whole.id, "path": whole.path, "text": whole.text,
        "parts": done.iter().map(|p| json!({ "item": p.id, "path": p.path, "text": p.text })).collect::<Vec<_>>(),
    });
    open.commit(detail).await?;
    Ok(done)
}

/// Several items become one: the first of `items` takes the edit, the others are removed (and can be restored).
pub async fn merge(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    items: &[Seen],
    edit: ItemEdit,
) -> Result<Item, PlanError> {
    if !(2..=50).contains(&items.len())
        || items.iter().map(|s| s.id).collect::<HashSet<_>>().len() != items.len()
    {
        return Err(PlanError::Invalid {
            field: "items",
            reason: "two_or_more",
        });
    }
    check_edit(&edit, access.clock().today())?;
    let open = open(access, actor, version).await?;
    let tx = open.change.tx();
    let mut first = open.item(items[0]).await?;
    let before = first.clone();
    let mut absorbed = Vec::new();
    for &seen in &items[1..] {
        let mut other = open.item(seen).await?;
        if !other.is_kept() {
            return Err(PlanError::WrongState {
                what: "item",
                state: other.review.as_str(),
            });
        }
        // The names of all are known, so that each keeps how it was placed.
        first.parties.extend(other.parties.iter().cloned().map(|p| Party {
            id: Uuid::now_v7(),
            ..p
        }));
        other.review = Review::Removed;
        store::update_item(tx, &mut other).await?;
        absorbed.push(other);
    }
    apply(&mut first, edit);
    first.review = Review::Edited;
    first.confidence = absorbed
        .iter()
        .map(|i| i.confidence)
        .fold(first.confidence, f64::min);
    resolve::place_all(&open.directory(access).await?, std::slice::from_mut(&mut first));
    store::update_item(tx, &mut first).await?;
    let links = store::links(tx, first.plan_version).await?;
    let mut has: HashSet<Uuid> = links
        .iter()
        .filter(|l| l.item == first.id)
        .map(|l| l.lineage)
        .collect();
    let inherited: Vec<store::Link> = links
        .iter()
        .filter(|l| absorbed.iter().any(|o| o.id == l.item) && has.insert(l.lineage))
        .map(|l| store::Link {
            item: first.id,
            ..l.clone()
        })
        .collect();
    store::insert_links(tx, first.plan_version, &inherited).await?;
    let detail = json!({
        "op": "merge", "item": first.id, "path": first.path, "changed": changed(&before, &first),
        "absorbed": absorbed.iter().map(|o| json!({ "item": o.id, "path": o.path, "text": o.text })).collect::<Vec<_>>(),
    });
    open.commit(detail).await?;
    Ok(first)
}

/// Adds an item behind another (or first).
pub async fn add(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    after: Option<ItemId>,
    edit: ItemEdit,
) -> Result<Item, PlanError> {
    check_edit(&edit, access.clock().today())?;
    let open = open(access, actor, version).await?;
    let tx = open.change.tx();
    let items = store::items(tx, version).await?;
    if items.len() >= rules::ITEMS_MAX {
        return Err(PlanError::Invalid {
            field: "items",
            reason: "too_many",
        });
    }
    let ordinal = match after {
        Some(id) => {
            items
                .iter()
                .find(|i| i.id == id)
                .ok_or(PlanError::NotFound { what: "item" })?
                .ordinal
                + 1
        }
        None => 0,
    };
    store::shift(tx, version, ordinal, 1).await?;
    let mut item = Item {
        id: ItemId::new(),
        plan_version: version,
        plan: open.plan.id,
        lineage: Uuid::now_v7(),
        derived_from: None,
        kind: ItemKind::Task,
        ordinal,
        path: String::new(),
        heading: None,
        text: String::new(),
        data: edit.data.clone(),
        spans: BTreeMap::new(),
        confidence: 1.0,
        review: Review::Added,
        starting_state: None,
        parties: Vec::new(),
        version: 1,
    };
    apply(&mut item, edit);
    resolve::place_all(&open.directory(access).await?, std::slice::from_mut(&mut item));
    store::insert_items(tx, std::slice::from_ref(&item)).await?;
    let detail = json!({ "op": "add", "item": item.id, "path": item.path, "content": picture(&item) });
    open.commit(detail).await?;
    Ok(item)
}

/// Moves an item behind another (or to the front).
pub async fn move_item(
    access: &Access,
    actor: &Actor,
    id: ItemId,
    after: Option<ItemId>,
) -> Result<(), PlanError> {
    let open = open(access, actor, version_of(access, id).await?).await?;
    let tx = open.change.tx();
    let mut order: Vec<Item> = store::items(tx, open.version.id).await?;
    let from = order
        .iter()
        .position(|i| i.id == id)
        .ok_or(PlanError::NotFound { what: "item" })?;
    let item = order.remove(from);
    let to = match after {
        Some(after) => {
            order
                .iter()
                .position(|i| i.id == after)
                .ok_or(PlanError::NotFound { what: "item" })?
                + 1
        }
        None => 0,
    };
    let path = item.path.clone();
    order.insert(to, item);
    for (i, item) in order.iter().enumerate() {
        let ordinal = i32::try_from(i).unwrap_or(i32::MAX);
        if item.ordinal != ordinal {
            store::place(tx, item.id, ordinal).await?;
        }
    }
    open.commit(json!({ "op": "move", "item": id, "path": path, "from": from, "to": to }))
        .await
}
