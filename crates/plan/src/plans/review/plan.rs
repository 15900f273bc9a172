//! The plan itself and its version: title and relations, what items continue, giving a version up.

use super::{open, open_any, version_of};
use crate::{
    duties,
    plans::{
        Item, Plan, PlanError, PlanKind, PlanState, VersionState,
        import::{must_be_replaceable, resource},
        resolve::Directory,
        rules, store,
    },
};
use chrono::{Datelike, NaiveDate};
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, ItemId, PlanId, PlanVersionId};
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// What a person may change of the plan itself.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanEdit {
    pub kind: PlanKind,
    /// The agency that coordinates it; none: it stays as it is.
    pub owner: Option<AgencyId>,
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
    let long = |text: &str, most: usize| text.chars().count() > most;
    if long(&edit.title, 1_000) {
        return invalid("title", "too_long");
    }
    for (field, text, most) in [("number", &edit.number, 100), ("issuer", &edit.issuer, 300)] {
        if text.as_deref().is_some_and(|t| long(t, most)) {
            return invalid(field, "too_long");
        }
    }
    if edit.legal_basis.len() > rules::BASES_MAX || edit.legal_basis.iter().any(|b| long(b, rules::WORDS_MAX))
    {
        return invalid("legal_basis", "too_long");
    }
    for (field, day) in [
        ("issued_on", edit.issued_on),
        ("period_from", edit.period_from),
        ("period_to", edit.period_to),
    ] {
        if day.is_some_and(|d| !rules::YEARS.contains(&d.year())) {
            return invalid(field, "not_a_date");
        }
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
    // What has ended or was replaced is history.
    rules::takes_version(before.state)?;
    let owner = edit.owner.unwrap_or(before.owner);
    if owner != before.owner {
        change.check(action::PLAN_IMPORT, &Resource::of_agency("plan", id, owner))?;
        Directory::on(access, change.today())
            .await?
            .must_exist("owner", &[owner])?;
    }
    if edit.replaces != before.replaces
        && let Some(old) = edit.replaces
    {
        must_be_replaceable(&store::plan(change.tx(), old).await?)?;
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
        owner,
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
    // Reports that name nobody are owed by the owner.
    if owner != before.owner && plan.state == PlanState::Active {
        duties::sync(&change, access, plan.id).await?;
    }
    let picture = |p: &Plan| {
        json!({
            "kind": p.kind, "owner": p.owner, "title": p.title, "number": p.number, "issued_on": p.issued_on, "issuer": p.issuer,
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
    let mut open = open_any(access, actor, version).await?;
    if open.version.version != seen {
        return Err(PlanError::Conflict);
    }
    open.version.state = VersionState::Rejected;
    open.commit(json!({ "op": "reject", "reason": reason.trim() }))
        .await
}
