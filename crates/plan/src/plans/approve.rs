//! Approval and activation. Approval freezes a version and carries lineages over; activation places the names
//! on its day and starts the duties. Nothing runs and nobody is reminded before it.

use super::{
    Item, Plan, PlanError, PlanState, VersionState, diff,
    import::resource,
    resolve::{self, Directory},
    rules, store,
};
use crate::duties;
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, action};
use coloa_base::{PlanId, PlanVersionId};
use serde_json::json;

/// What an approval is asked to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approval {
    /// The version's ETag that the approver saw.
    pub seen: i32,
    /// Confidence from which unseen items pass.
    pub threshold: f64,
    /// Approve although unsure items were not looked at; kept in the audit entry.
    pub accept_unseen: bool,
}

/// Approves a version in review: it becomes the version in force, the one before is superseded. The duties of
/// an active plan follow at once; an approved one waits for [`activate`].
///
/// # Errors
/// [`PlanError::Unresolved`] naming each name, [`PlanError::Unseen`], [`PlanError::Conflict`] where somebody
/// changed an item since.
pub async fn approve(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    approval: Approval,
) -> Result<Plan, PlanError> {
    let reader = access.db().reader();
    let plan = store::plan(reader, store::version(reader, version).await?.plan).await?;
    let change = access.begin(actor, action::PLAN_APPROVE, resource(&plan)).await?;
    let tx = change.tx();
    let mut plan = store::plan(tx, plan.id).await?;
    let mut version = store::version(tx, version).await?;
    if version.state != VersionState::InReview {
        return Err(PlanError::WrongState {
            what: "version",
            state: version.state.as_str(),
        });
    }
    rules::takes_version(plan.state)?;
    if version.version != approval.seen {
        return Err(PlanError::Conflict);
    }
    let mut items = store::items(tx, version.id).await?;
    rules::approvable(&items, approval.threshold, approval.accept_unseen)?;
    let unseen = rules::counts(&items, approval.threshold).to_look_at;

    let before: Vec<Item> = match plan.current_version {
        Some(id) => {
            let mut old = store::version(tx, id).await?;
            old.state = VersionState::Superseded;
            store::update_version(tx, &mut old).await?;
            store::items(tx, id)
                .await?
                .into_iter()
                .filter(Item::is_kept)
                .collect()
        }
        None => Vec::new(),
    };
    let links = store::links(tx, version.id).await?;
    let carried = diff::carry_over(&before, &mut items, &links);
    for &i in &carried {
        store::update_item(tx, &mut items[i]).await?;
    }

    version.state = VersionState::Approved;
    version.approved_by = actor.person;
    version.approved_at = Some(change.now());
    store::update_version(tx, &mut version).await?;
    plan.current_version = Some(version.id);
    if plan.state == PlanState::InReview {
        plan.state = PlanState::Approved;
    }
    store::update_plan(tx, &mut plan).await?;
    let made = match plan.state {
        PlanState::Active => Some(duties::sync(&change, access, plan.id).await?.detail()),
        _ => None,
    };
    let kept = items.iter().filter(|i| i.is_kept()).count();
    change
        .commit(json!({
            "op": "approve", "version": version.id, "ordinal": version.ordinal, "items": kept,
            "continued": carried.len(), "unseen_accepted": unseen,
            "duties": made,
        }))
        .await?;
    Ok(plan)
}

/// Puts an approved plan in force: names are placed on `on` (today, where none is given), the plan it replaces
/// ends, and every agency gets its duties.
pub async fn activate(
    access: &Access,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    on: Option<NaiveDate>,
) -> Result<Plan, PlanError> {
    let plan = store::plan(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::PLAN_ACTIVATE, resource(&plan))
        .await?;
    let tx = change.tx();
    let mut plan = store::plan(tx, id).await?;
    if plan.version != seen {
        return Err(PlanError::Conflict);
    }
    let (PlanState::Approved, Some(current)) = (plan.state, plan.current_version) else {
        return Err(PlanError::WrongState {
            what: "plan",
            state: plan.state.as_str(),
        });
    };
    let on = on.unwrap_or_else(|| change.today());
    let mut version = store::version(tx, current).await?;
    let mut moved = 0;
    if version.resolved_on != Some(on) {
        let mut items = store::items(tx, current).await?;
        let touched = resolve::place_all(&Directory::on(access, on).await?, &mut items);
        let names = rules::unresolved_names(&items);
        if !names.is_empty() {
            return Err(PlanError::Unresolved { names });
        }
        for &i in &touched {
            store::update_item(tx, &mut items[i]).await?;
        }
        moved = touched.len();
        version.resolved_on = Some(on);
        store::update_version(tx, &mut version).await?;
    }
    plan.state = PlanState::Active;
    plan.activated_at = Some(change.now());
    store::update_plan(tx, &mut plan).await?;
    let replaced = match plan.replaces {
        Some(old) => {
            let mut old = store::plan(tx, old).await?;
            change.check(action::PLAN_END, &resource(&old))?;
            old.state = PlanState::Replaced;
            store::update_plan(tx, &mut old).await?;
            if old.current_version.is_some() {
                duties::sync(&change, access, old.id).await?;
            }
            Some(old.id)
        }
        None => None,
    };
    let made = duties::sync(&change, access, plan.id).await?.detail();
    let detail = json!({
        "op": "activate", "resolved_on": on, "items_moved": moved, "replaced": replaced, "duties": made,
    });
    change.commit(detail).await?;
    Ok(plan)
}

/// Ends a plan that has run out or is given up; its open duties end with it.
pub async fn end(
    access: &Access,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    reason: &str,
) -> Result<Plan, PlanError> {
    if reason.trim().is_empty() {
        return Err(PlanError::Invalid {
            field: "reason",
            reason: "empty",
        });
    }
    let plan = store::plan(access.db().reader(), id).await?;
    let change = access.begin(actor, action::PLAN_END, resource(&plan)).await?;
    let mut plan = store::plan(change.tx(), id).await?;
    if plan.version != seen {
        return Err(PlanError::Conflict);
    }
    if matches!(plan.state, PlanState::Ended | PlanState::Replaced) {
        return Err(PlanError::WrongState {
            what: "plan",
            state: plan.state.as_str(),
        });
    }
    let was = plan.state;
    plan.state = PlanState::Ended;
    store::update_plan(change.tx(), &mut plan).await?;
    if plan.current_version.is_some() {
        duties::sync(&change, access, plan.id).await?;
    }
    change
        .commit(json!({ "op": "end", "reason": reason.trim(), "was": was }))
        .await?;
    Ok(plan)
}
