//! A person corrects what was understood. Every step is authorised, refused when somebody else was faster,
//! and audited with what it changed.

use super::{
    Item, ItemEdit, ItemKind, Party, PartyState, Plan, PlanError, PlanKind, Review, StartingState, Version,
    VersionState,
    import::resource,
    resolve::{self, Directory},
    rules, store,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Change, action};
use coloa_base::{AgencyId, ItemId, PlanId, PlanVersionId, text::fold};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// An item with the version that the editor saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub id: ItemId,
    pub version: i32,
}

/// A version in review, open for one change.
struct Open {
    change: Change,
    plan: Plan,
    version: Version,
}

async fn open(access: &Access, actor: &Actor, id: PlanVersionId) -> Result<Open, PlanError> {
    let version = store::version(access.db().reader(), id).await?;
    let plan = store::plan(access.db().reader(), version.plan).await?;
    let change = access.begin(actor, action::PLAN_REVIEW, resource(&plan)).await?;
    // Once more inside the transaction: what is decided below holds until the commit.
    let version = store::version(change.tx(), id).await?;
    if version.state != VersionState::InReview {
        return Err(PlanError::WrongState {
            what: "version",
            state: version.state.as_str(),
        });
    }
    Ok(Open {
        change,
        plan,
        version,
    })
}

async fn version_of(access: &Access, item: ItemId) -> Result<PlanVersionId, PlanError> {
    Ok(store::item(access.db().reader(), item).await?.plan_version)
}

impl Open {
    async fn item(&self, seen: Seen) -> Result<Item, PlanError> {
        let item = store::item(self.change.tx(), seen.id).await?;
        if item.plan_version != self.version.id {
            return Err(PlanError::NotFound { what: "item" });
        }
        if item.version != seen.version {
            return Err(PlanError::Conflict);
        }
        Ok(item)
    }

    async fn directory(&self, access: &Access) -> Result<Directory, PlanError> {
        Directory::on(
            access,
            self.version.resolved_on.unwrap_or_else(|| self.change.today()),
        )
        .await
    }

    /// Raises the version, so that nobody approves what they have not seen, and commits.
    async fn commit(mut self, detail: Value) -> Result<(), PlanError> {
        store::update_version(self.change.tx(), &mut self.version).await?;
        let mut detail = detail;
        if let Value::Object(map) = &mut detail {
            map.insert("version".to_owned(), json!(self.version.id));
        }
        debug_assert_eq!(self.plan.id, self.version.plan);
        Ok(self.change.commit(detail).await?)
    }
}

fn check_edit(edit: &ItemEdit) -> Result<(), PlanError> {
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
fn picture(item: &Item) -> Value {
    json!({
        "kind": item.kind, "path": item.path, "heading": item.heading, "text": item.text, "data": item.data,
        "starting_state": item.starting_state, "review": item.review,
        "parties": item.parties.iter().map(|p| json!({
            "role": p.role, "printed": p.printed, "scope": p.scope, "state": p.state, "agencies": p.agencies,
        })).collect::<Vec<_>>(),
    })
}

/// Fields that differ, each `[before, after]`.
fn changed(before: &Item, after: &Item) -> Value {
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

fn apply(item: &mut Item, edit: ItemEdit) {
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
    parts.iter().try_for_each(check_edit)?;
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
    check_edit(&edit)?;
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
    check_edit(&edit)?;
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

/// What a person decides on a printed name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// These agencies are meant.
    Agencies(Vec<AgencyId>),
    /// What the directory found is right.
    Confirm,
    /// Nobody in the directory is meant, for this reason.
    SetAside(String),
    /// Back to what the directory says.
    Reset,
}

/// Decides on one printed name; with `everywhere`, on the same name in all items of the version. Returns the
/// items that changed.
pub async fn decide_party(
    access: &Access,
    actor: &Actor,
    seen: Seen,
    party: Uuid,
    decision: Decision,
    everywhere: bool,
) -> Result<Vec<Item>, PlanError> {
    match &decision {
        Decision::Agencies(ids) if ids.is_empty() || ids.len() > 5_000 => {
            return Err(PlanError::Invalid {
                field: "agencies",
                reason: "empty",
            });
        }
        Decision::SetAside(reason) if reason.trim().is_empty() => {
            return Err(PlanError::Invalid {
                field: "reason",
                reason: "empty",
            });
        }
        _ => {}
    }
    let open = open(access, actor, version_of(access, seen.id).await?).await?;
    let item = open.item(seen).await?;
    let printed = item
        .parties
        .iter()
        .find(|p| p.id == party)
        .map(|p| p.printed.clone())
        .ok_or(PlanError::NotFound { what: "party" })?;
    let key = fold(&printed);
    let all = if everywhere {
        store::items(open.change.tx(), open.version.id).await?
    } else {
        vec![item]
    };
    let directory = open.directory(access).await?;
    let mut done = Vec::new();
    for mut item in all {
        let before = item.clone();
        for p in &mut item.parties {
            if p.id == party || (everywhere && fold(&p.printed) == key) {
                decide(p, &decision)?;
            }
        }
        resolve::place_all(&directory, std::slice::from_mut(&mut item));
        if item != before {
            store::update_item(open.change.tx(), &mut item).await?;
            done.push(item);
        }
    }
    let (word, value) = match &decision {
        Decision::Agencies(ids) => ("agencies", json!(ids)),
        Decision::Confirm => ("confirm", Value::Null),
        Decision::SetAside(reason) => ("set_aside", json!(reason)),
        Decision::Reset => ("reset", Value::Null),
    };
    let detail =
        json!({ "op": "party", "printed": printed, "decision": word, "value": value, "items": done.len() });
    open.commit(detail).await?;
    Ok(done)
}

fn decide(party: &mut Party, decision: &Decision) -> Result<(), PlanError> {
    match decision {
        Decision::Agencies(ids) => {
            party.state = PartyState::Confirmed;
            party.via = Some("person".to_owned());
            let mut ids = ids.clone();
            ids.sort_unstable();
            ids.dedup();
            party.agencies = ids;
        }
        Decision::Confirm if party.agencies.is_empty() => {
            return Err(PlanError::WrongState {
                what: "party",
                state: party.state.as_str(),
            });
        }
        Decision::Confirm => party.state = PartyState::Confirmed,
        Decision::SetAside(reason) => {
            party.state = PartyState::SetAside;
            party.via = Some(reason.trim().to_owned());
            party.agencies = Vec::new();
        }
        Decision::Reset => {
            party.state = PartyState::Unresolved;
            party.via = None;
            party.agencies = Vec::new();
        }
    }
    Ok(())
}

/// Places all names of a version again, on a day (after the directory learned a name, or for another day).
/// What people decided stays. Returns how many items changed.
pub async fn resolve_again(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    on: NaiveDate,
) -> Result<usize, PlanError> {
    let mut open = open(access, actor, version).await?;
    let directory = Directory::on(access, on).await?;
    let mut items = store::items(open.change.tx(), version).await?;
    let touched = resolve::place_all(&directory, &mut items);
    for &i in &touched {
        store::update_item(open.change.tx(), &mut items[i]).await?;
    }
    let before = open.version.resolved_on.replace(on);
    let n = touched.len();
    open.commit(json!({ "op": "resolve", "on": [before, on], "items": n }))
        .await?;
    Ok(n)
}

/// What a person may change of the plan itself.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEdit {
    pub kind: PlanKind,
    pub title: String,
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub issuer: Option<String>,
    pub parent: Option<PlanId>,
    pub replaces: Option<PlanId>,
    pub period_from: Option<NaiveDate>,
    pub period_to: Option<NaiveDate>,
    pub legal_basis: Vec<String>,
}

pub(crate) fn check_plan_edit(edit: &PlanEdit) -> Result<(), PlanError> {
    let invalid = |field, reason| Err(PlanError::Invalid { field, reason });
    if edit.title.trim().is_empty() {
        return invalid("title", "empty");
    }
    if edit.title.chars().count() > 1_000 {
        return invalid("title", "too_long");
    }
    if matches!((edit.period_from, edit.period_to), (Some(from), Some(to)) if from > to) {
        return invalid("period_to", "before_from");
    }
    if edit.parent.is_some() && edit.parent == edit.replaces {
        return invalid("replaces", "is_parent");
    }
    Ok(())
}

/// Corrects title, number, dates and relations of a plan.
pub async fn edit_plan(
    access: &Access,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    edit: PlanEdit,
) -> Result<Plan, PlanError> {
    check_plan_edit(&edit)?;
    let plan = store::plan(access.db().reader(), id).await?;
    let change = access.begin(actor, action::PLAN_REVIEW, resource(&plan)).await?;
    let before = store::plan(change.tx(), id).await?;
    if before.version != seen {
        return Err(PlanError::Conflict);
    }
    for above in [edit.parent, edit.replaces].into_iter().flatten() {
        // Neither its own parent nor its own successor, over any number of steps.
        let mut step = Some(above);
        let mut steps = 0;
        while let Some(at) = step {
            if at == id || steps > 50 {
                return Err(PlanError::Circle);
            }
            let plan = store::plan(change.tx(), at).await?;
            if steps == 0 {
                change.check(action::PLAN_READ, &resource(&plan))?;
            }
            step = if edit.parent == Some(above) {
                plan.parent
            } else {
                plan.replaces
            };
            steps += 1;
        }
    }
    let mut plan = Plan {
        kind: edit.kind,
        title: edit.title.trim().to_owned(),
        number: edit.number,
        issued_on: edit.issued_on,
        issuer: edit.issuer,
        parent: edit.parent,
        replaces: edit.replaces,
        period_from: edit.period_from,
        period_to: edit.period_to,
        legal_basis: edit.legal_basis,
        ..before.clone()
    };
    store::update_plan(change.tx(), &mut plan).await?;
    let picture = |p: &Plan| {
        json!({
            "kind": p.kind, "title": p.title, "number": p.number, "issued_on": p.issued_on, "issuer": p.issuer,
            "parent": p.parent, "replaces": p.replaces, "period": [p.period_from, p.period_to],
            "legal_basis": p.legal_basis,
        })
    };
    change
        .commit(json!({ "op": "edit_plan", "before": picture(&before), "after": picture(&plan) }))
        .await?;
    Ok(plan)
}

/// Corrects which lineages of the version in force an item continues (none: it is new).
pub async fn link(access: &Access, actor: &Actor, item: ItemId, lineages: &[Uuid]) -> Result<(), PlanError> {
    let open = open(access, actor, version_of(access, item).await?).await?;
    let tx = open.change.tx();
    let current = open
        .plan
        .current_version
        .ok_or(PlanError::NotFound { what: "version" })?;
    let known: HashMap<Uuid, String> = store::items(tx, current)
        .await?
        .into_iter()
        .filter(Item::is_kept)
        .map(|i| (i.lineage, i.path))
        .collect();
    let mut wanted: Vec<Uuid> = lineages.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.iter().any(|l| !known.contains_key(l)) {
        return Err(PlanError::NotFound { what: "lineage" });
    }
    let row = store::item(tx, item).await?;
    store::delete_links(tx, item).await?;
    let links: Vec<store::Link> = wanted
        .iter()
        .map(|&lineage| store::Link {
            item,
            lineage,
            score: 1.0,
            confirmed: true,
        })
        .collect();
    store::insert_links(tx, open.version.id, &links).await?;
    let paths: Vec<&String> = wanted.iter().filter_map(|l| known.get(l)).collect();
    open.commit(json!({ "op": "link", "item": item, "path": row.path, "continues": paths }))
        .await
}

/// Gives up a version in review; the version in force stays.
pub async fn reject(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    seen: i32,
    reason: &str,
) -> Result<(), PlanError> {
    if reason.trim().is_empty() {
        return Err(PlanError::Invalid {
            field: "reason",
            reason: "empty",
        });
    }
    let mut open = open(access, actor, version).await?;
    if open.version.version != seen {
        return Err(PlanError::Conflict);
    }
    open.version.state = VersionState::Rejected;
    open.commit(json!({ "op": "reject", "reason": reason.trim() }))
        .await
}
