//! What one item says, and whether somebody looked at it.

use super::{Seen, open, version_of};
use crate::plans::{
    Item, ItemEdit, ItemKind, PlanError, Review, StartingState, Timeframe, resolve, rules, store,
};
use chrono::{Datelike, NaiveDate};
use coloa_auth::{Access, Actor};
use coloa_base::PlanVersionId;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// Refuses what cannot be meant, by the field as the form names it.
pub(super) fn check_edit(edit: &ItemEdit, today: NaiveDate) -> Result<(), PlanError> {
    let invalid = |field, reason| Err(PlanError::Invalid { field, reason });
    let long = |text: &str, most: usize| text.chars().count() > most;
    if edit.text.trim().is_empty() {
        return invalid("text", "empty");
    }
    if long(&edit.text, rules::TEXT_MAX) {
        return invalid("text", "too_long");
    }
    if long(&edit.path, 60) {
        return invalid("path", "too_long");
    }
    if edit.parties.iter().any(|p| p.printed.trim().is_empty()) {
        return invalid("parties", "empty");
    }
    let data = &edit.data;
    let scopes = || edit.parties.iter().filter_map(|p| p.scope.as_deref());
    if edit.parties.len() > 200
        || edit.parties.iter().any(|p| long(&p.printed, 500))
        || scopes().any(|s| long(s, rules::WORDS_MAX))
    {
        return invalid("parties", "too_long");
    }
    let metric = data.metric.as_ref();
    for (field, text) in [
        ("heading", edit.heading.as_deref()),
        ("content.timeframe.text", data.timeframe.text.as_deref()),
        ("content.product", data.product.as_deref()),
        ("content.to", data.to.as_deref()),
        ("content.metric.unit", metric.map(|m| m.unit.as_str())),
        ("content.metric.of", metric.and_then(|m| m.of.as_deref())),
    ] {
        if text.is_some_and(|t| long(t, rules::WORDS_MAX)) {
            return invalid(field, "too_long");
        }
    }
    if data.via.len() > 50 || data.via.iter().any(|v| long(v, rules::WORDS_MAX)) {
        return invalid("content.via", "too_long");
    }
    if let Some(metric) = metric {
        if !metric.value.is_finite() {
            return invalid("content.metric.value", "not_a_number");
        }
        if ![">=", ">", "=", "<=", "<"].contains(&metric.comparator.as_str()) {
            return invalid("content.metric.comparator", "unknown");
        }
    }
    if data.horizon.is_some_and(|y| !rules::YEARS.contains(&y)) {
        return invalid("content.horizon", "not_a_date");
    }
    check_frame(&data.timeframe)?;
    if data.due.as_deref().is_some_and(|d| !is_due(d)) {
        return invalid("content.due", "not_a_date");
    }
    for (field, months) in [
        ("content.every_months", data.every_months.map(u32::from)),
        ("content.timeframe.every_months", data.timeframe.every_months),
    ] {
        if months.is_some_and(|m| !(1..=60).contains(&m)) {
            return invalid(field, "out_of_range");
        }
    }
    match &edit.starting_state {
        Some(state) => check_starting_state(state, edit.kind, today),
        None => Ok(()),
    }
}

fn check_frame(frame: &Timeframe) -> Result<(), PlanError> {
    let mut days = [None, None];
    for (slot, field, text) in [
        (0, "content.timeframe.from", &frame.from),
        (1, "content.timeframe.to", &frame.to),
    ] {
        let Some(text) = text else { continue };
        days[slot] = Some(day_or_year(text).ok_or(PlanError::Invalid {
            field,
            reason: "not_a_date",
        })?);
    }
    // A year stands for all its days: "2026" to "2026-04-30" is a range.
    if let [Some((from, _)), Some((_, to))] = days
        && to < from
    {
        return Err(PlanError::Invalid {
            field: "content.timeframe.to",
            reason: "before_from",
        });
    }
    Ok(())
}

fn check_starting_state(state: &StartingState, kind: ItemKind, today: NaiveDate) -> Result<(), PlanError> {
    let invalid = |field, reason| Err(PlanError::Invalid { field, reason });
    let known: &[&str] = match kind {
        // A report is handed in or it is not.
        ItemKind::Obligation => &["not_started", "done"],
        _ => &["not_started", "in_progress", "done", "not_done"],
    };
    if !known.contains(&state.status.as_str()) {
        return invalid("starting_state.status", "unknown");
    }
    if state.percent.is_some_and(|p| !(0..=100).contains(&p)) {
        return invalid("starting_state.percent", "out_of_range");
    }
    if state
        .note
        .as_deref()
        .is_some_and(|n| n.chars().count() > rules::WORDS_MAX)
    {
        return invalid("starting_state.note", "too_long");
    }
    match state.done_on {
        Some(_) if state.status != "done" => invalid("starting_state.done_on", "only_when_done"),
        Some(day) if day > today => invalid("starting_state.done_on", "in_future"),
        Some(day) if !rules::YEARS.contains(&day.year()) => invalid("starting_state.done_on", "not_a_date"),
        _ => Ok(()),
    }
}

/// First and last day of `2026` or `2026-04-30`, within the years that plans speak of.
fn day_or_year(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let within = |day: &NaiveDate| rules::YEARS.contains(&day.year());
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        let year = text.parse().ok()?;
        let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(within)?;
        return Some((first, NaiveDate::from_ymd_opt(year, 12, 31)?));
    }
    let day = text.parse::<NaiveDate>().ok().filter(within)?;
    Some((day, day))
}

/// `05/12`, every year, or an ISO date.
fn is_due(text: &str) -> bool {
    (text.len() > 4 && day_or_year(text).is_some())
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
    check_edit(&edit, access.clock().today())?;
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

/// Says of items that they were done before the plan came into the records, so that nobody is late with them.
pub async fn done_before(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    items: &[Seen],
) -> Result<Vec<Item>, PlanError> {
    let open = open(access, actor, version).await?;
    let mut done = Vec::new();
    for &seen in items {
        let mut item = open.item(seen).await?;
        if item.kind == ItemKind::Target || !item.is_kept() {
            return Err(PlanError::WrongState {
                what: "item",
                state: item.review.as_str(),
            });
        }
        item.starting_state = Some(StartingState {
            status: "done".to_owned(),
            percent: None,
            done_on: None,
            note: None,
        });
        if item.review != Review::Added {
            item.review = Review::Edited;
        }
        store::update_item(open.change.tx(), &mut item).await?;
        done.push(item);
    }
    let paths: Vec<&str> = done.iter().map(|i| i.path.as_str()).collect();
    let detail = json!({ "op": "done_before", "items": items.len(), "paths": paths });
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
