//! What one item says, and whether somebody looked at it.

use super::{Seen, open, version_of};
use crate::plans::{Item, ItemEdit, PlanError, Review, StartingState, resolve, rules, store};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor};
use coloa_base::PlanVersionId;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

pub(super) fn check_edit(edit: &ItemEdit) -> Result<(), PlanError> {
    let invalid = |field, reason| Err(PlanError::Invalid { field, reason });
    if edit.text.trim().is_empty() {
        return invalid("text", "empty");
    }
    if edit.text.chars().count() > rules::TEXT_MAX {
        return invalid("text", "too_long");
    }
    if edit.path.chars().count() > 60 {
        return invalid("path", "too_long");
    }
    if edit.parties.iter().any(|p| p.printed.trim().is_empty()) {
        return invalid("parties", "empty");
    }
    if edit.parties.len() > 200 || edit.parties.iter().any(|p| p.printed.chars().count() > 500) {
        return invalid("parties", "too_long");
    }
    if let Some(metric) = &edit.data.metric {
        if !metric.value.is_finite() {
            return invalid("metric.value", "not_a_number");
        }
        if ![">=", ">", "=", "<=", "<"].contains(&metric.comparator.as_str()) {
            return invalid("metric.comparator", "unknown");
        }
    }
    for (field, value) in [
        ("timeframe.from", &edit.data.timeframe.from),
        ("timeframe.to", &edit.data.timeframe.to),
    ] {
        if value.as_deref().is_some_and(|v| !is_day_or_year(v)) {
            return invalid(field, "not_a_date");
        }
    }
    if edit.data.due.as_deref().is_some_and(|d| !is_due(d)) {
        return invalid("due", "not_a_date");
    }
    if edit.data.every_months.is_some_and(|m| !(1..=60).contains(&m))
        || edit
            .data
            .timeframe
            .every_months
            .is_some_and(|m| !(1..=60).contains(&m))
    {
        return invalid("every_months", "out_of_range");
    }
    if let Some(state) = &edit.starting_state {
        check_starting_state(state)?;
    }
    Ok(())
}

fn check_starting_state(state: &StartingState) -> Result<(), PlanError> {
    if !["not_started", "in_progress", "done", "not_done"].contains(&state.status.as_str()) {
        return Err(PlanError::Invalid {
            field: "starting_state.status",
            reason: "unknown",
        });
    }
    if state.percent.is_some_and(|p| !(0..=100).contains(&p)) {
        return Err(PlanError::Invalid {
            field: "starting_state.percent",
            reason: "out_of_range",
        });
    }
    Ok(())
}

/// `2026` or `2026-04-30`.
fn is_day_or_year(text: &str) -> bool {
    (text.len() == 4 && text.parse::<u16>().is_ok()) || text.parse::<NaiveDate>().is_ok()
}

/// `05/12`, every year, or an ISO date.
fn is_due(text: &str) -> bool {
    text.parse::<NaiveDate>().is_ok()
        || text.split_once('/').is_some_and(|(d, m)| {
            matches!((d.parse(), m.parse()), (Ok(d), Ok(m)) if NaiveDate::from_ymd_opt(2024, m, d).is_some())
        })
}

/// What a change is compared by in the audit entry.
pub(super) fn picture(item: &Item) -> Value {
    json!({
        "kind": item.kind, "path": item.path, "heading": item.heading, "text": item.text, "data": item.data,
        "starting_state": item.starting_state, "review": item.review,
        "parties": item.parties.iter().map(|p| json!({
            "role": p.role, "printed": p.printed, "scope": p.scope, "state": p.state, "agencies": p.agencies,
        })).collect::<Vec<_>>(),
    })
}

/// Fields that differ, each `[before, after]`.
pub(super) fn changed(before: &Item, after: &Item) -> Value {
    let (Value::Object(before), Value::Object(after)) = (picture(before), picture(after)) else {
        return Value::Null;
    };
    let differing: Map<String, Value> = after
        .into_iter()
        .filter_map(|(k, v)| {
            let old = before.get(&k).cloned().unwrap_or_default();
            (old != v).then(|| (k, json!([old, v])))
        })
        .collect();
    Value::Object(differing)
}

pub(super) fn apply(item: &mut Item, edit: ItemEdit) {
    item.kind = edit.kind;
    item.path = edit.path.trim().to_owned();
    item.heading = edit
        .heading
        .map(|h| h.trim().to_owned())
        .filter(|h| !h.is_empty());
    item.text = edit.text.trim().to_owned();
    item.data = edit.data;
    item.starting_state = edit.starting_state;
    item.parties = rules::edited_parties(&item.parties, &edit.parties);
    let keep: HashSet<String> = item.parties.iter().map(|p| format!("party:{}", p.id)).collect();
    item.spans
        .retain(|field, _| !field.starts_with("party:") || keep.contains(field));
}

/// Replaces what was understood of one item.
pub async fn edit_item(
    access: &Access,
    actor: &Actor,
    seen: Seen,
    edit: ItemEdit,
) -> Result<Item, PlanError> {
    check_edit(&edit)?;
    let open = open(access, actor, version_of(access, seen.id).await?).await?;
    let before = open.item(seen).await?;
    let mut item = before.clone();
    apply(&mut item, edit);
    if item.review != Review::Added {
        item.review = Review::Edited;
    }
    resolve::place_all(&open.directory(access).await?, std::slice::from_mut(&mut item));
    store::update_item(open.change.tx(), &mut item).await?;
    let detail =
        json!({ "op": "edit", "item": item.id, "path": item.path, "changed": changed(&before, &item) });
    open.commit(detail).await?;
    Ok(item)
}

/// Marks items as looked at, or as not looked at.
pub async fn mark(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    items: &[Seen],
    checked: bool,
) -> Result<Vec<Item>, PlanError> {
    let open = open(access, actor, version).await?;
    let mut done = Vec::new();
    for &seen in items {
        let mut item = open.item(seen).await?;
        item.review = match (checked, item.review) {
            (true, Review::Unseen) => Review::Checked,
            (false, Review::Checked) => Review::Unseen,
            (_, other) => other,
        };
        store::update_item(open.change.tx(), &mut item).await?;
        done.push(item);
    }
    let paths: Vec<&str> = done.iter().map(|i| i.path.as_str()).collect();
    let detail =
        json!({ "op": if checked { "check" } else { "uncheck" }, "items": items.len(), "paths": paths });
    open.commit(detail).await?;
    Ok(done)
}

/// Marks every sure item as looked at ("Duyệt N mục chắc chắn"); returns how many.
pub async fn mark_sure(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    threshold: f64,
) -> Result<usize, PlanError> {
    if !(0.0..=1.0).contains(&threshold) {
        return Err(PlanError::Invalid {
            field: "threshold",
            reason: "out_of_range",
        });
    }
    let open = open(access, actor, version).await?;
    let mut paths = Vec::new();
    for mut item in store::items(open.change.tx(), version).await? {
        if rules::is_sure(&item, threshold) {
            item.review = Review::Checked;
            store::update_item(open.change.tx(), &mut item).await?;
            paths.push(item.path);
        }
    }
    let n = paths.len();
    open.commit(json!({ "op": "check_sure", "threshold": threshold, "items": n, "paths": paths }))
        .await?;
    Ok(n)
}

/// Leaves an item out of the plan; [`restore`] brings it back until the version is approved.
pub async fn remove(access: &Access, actor: &Actor, seen: Seen) -> Result<Item, PlanError> {
    set_review(access, actor, seen, Review::Removed, "remove").await
}

/// Undoes [`remove`].
pub async fn restore(access: &Access, actor: &Actor, seen: Seen) -> Result<Item, PlanError> {
    set_review(access, actor, seen, Review::Checked, "restore").await
}

async fn set_review(
    access: &Access,
    actor: &Actor,
    seen: Seen,
    to: Review,
    op: &'static str,
) -> Result<Item, PlanError> {
    let open = open(access, actor, version_of(access, seen.id).await?).await?;
    let mut item = open.item(seen).await?;
    if (to == Review::Removed) == (item.review == Review::Removed) {
        return Err(PlanError::WrongState {
            what: "item",
            state: item.review.as_str(),
        });
    }
    item.review = to;
    store::update_item(open.change.tx(), &mut item).await?;
    let detail = json!({ "op": op, "item": item.id, "path": item.path, "text": item.text });
    open.commit(detail).await?;
    Ok(item)
}
