//! Approval and activation. Approval freezes a version and carries lineages over; activation starts the duties.
//! Both place the names on their day: who was meant when the document was read may have ended since. Nobody gives
//! work to an agency that they could not give a directive to. Nothing runs and nobody is reminded before
//! activation.

use super::{
    Item, ItemKind, Plan, PlanError, PlanState, Version, VersionState, diff,
    import::resource,
    resolve::{self, Directory, Moved},
    rules::{self, Accepted},
    store,
};
use crate::duties;
use chrono::NaiveDate;
use coloa_auth::{Access, Action, Actor, Change, Reach, Resource, action};
use coloa_base::{AgencyId, PlanId, PlanVersionId};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What an approval is asked to do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Approval {
    /// The version's ETag that the approver saw.
    pub seen: i32,
    /// Confidence from which unseen items pass.
    pub threshold: f64,
    /// What is approved all the same; kept in the audit entry.
    pub accepted: Accepted,
}

/// A plan after approval or activation.
#[derive(Clone, Debug, PartialEq)]
pub struct Settled {
    pub plan: Plan,
    /// Names that mean other agencies on the day of the step than they did in the review.
    pub moved: Vec<Moved>,
}

/// Names placed anew, with what changed by it.
struct Placed {
    touched: BTreeSet<usize>,
    moved: Vec<Moved>,
}

/// Places the names on `on` and follows them to who does the work on the day of the directory.
fn place(today: &Directory, on: NaiveDate, items: &mut [Item]) -> Placed {
    let before = items.to_vec();
    let mut touched: BTreeSet<usize> = resolve::place_all(&today.at(on), items).into_iter().collect();
    touched.extend(resolve::follow(today, items));
    Placed {
        touched,
        moved: resolve::moved(&before, items),
    }
}

fn told(moved: &[Moved]) -> Value {
    let told: Vec<Value> = moved
        .iter()
        .map(|m| json!({ "printed": m.printed, "items": m.items, "gone": m.gone, "come": m.come }))
        .collect();
    Value::Array(told)
}

/// Refuses work for agencies that the person may not give work to, naming them.
fn within_reach(
    access: &Access,
    actor: &Actor,
    actions: &[Action],
    today: &Directory,
    items: &[Item],
) -> Result<(), PlanError> {
    if actions
        .iter()
        .any(|a| access.reach(actor, *a) == Reach::Everything)
    {
        return Ok(());
    }
    let agencies: BTreeSet<AgencyId> = items
        .iter()
        .filter(|i| i.is_kept() && i.kind != ItemKind::Target)
        .flat_map(|i| i.parties.iter().flat_map(|p| p.agencies.iter().copied()))
        .collect();
    let beyond = agencies.into_iter().filter(|agency| {
        let of = Resource::of_agency("duty", "new", *agency);
        !actions.iter().any(|a| access.may(actor, *a, &of))
    });
    let names = today.names(beyond);
    if names.is_empty() {
        Ok(())
    } else {
        Err(PlanError::BeyondReach { names })
    }
}

/// Approves a version in review: it becomes the version in force, the one before is superseded. The duties of
/// an active plan follow at once; an approved one waits for [`activate`].
///
/// # Errors
/// [`PlanError::Unresolved`] naming each name, [`PlanError::Unseen`], [`PlanError::Unassigned`],
/// [`PlanError::BeyondReach`] of an active plan, [`PlanError::Conflict`] where somebody changed an item since.
pub async fn approve(
    access: &Access,
    actor: &Actor,
    version: PlanVersionId,
    approval: Approval,
) -> Result<Settled, PlanError> {
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
    let today = Directory::on(access, change.today()).await?;
    let mut placed = place(&today, today.day(), &mut items);
    rules::approvable(&items, approval.threshold, approval.accepted, today.day())?;
    if plan.state == PlanState::Active {
        // Who may approve for an agency may bring its duties in line with what was approved.
        let actions = [action::DUTY_CREATE, action::PLAN_APPROVE];
        within_reach(access, actor, &actions, &today, &items)?;
    }
    let unseen = rules::counts(&items, approval.threshold).to_look_at;
    let unassigned = rules::unassigned(&items);

    let before = supersede(&change, &plan).await?;
    let links = store::links(tx, version.id).await?;
    let carried = diff::carry_over(&before, &mut items, &links);
    placed.touched.extend(carried.iter().copied());
    for &i in &placed.touched {
        store::update_item(tx, &mut items[i]).await?;
    }

    version.state = VersionState::Approved;
    version.resolved_on = Some(today.day());
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
            "continued": carried.len(), "unseen_accepted": unseen, "unassigned_accepted": unassigned,
            "names_moved": told(&placed.moved), "duties": made,
        }))
        .await?;
    Ok(Settled {
        plan,
        moved: placed.moved,
    })
}

/// The version in force steps back; returns what it kept.
async fn supersede(change: &Change, plan: &Plan) -> Result<Vec<Item>, PlanError> {
    let Some(id) = plan.current_version else {
        return Ok(Vec::new());
    };
    let tx = change.tx();
    let mut old = store::version(tx, id).await?;
    old.state = VersionState::Superseded;
    store::update_version(tx, &mut old).await?;
    let items = store::items(tx, id).await?;
    Ok(items.into_iter().filter(Item::is_kept).collect())
}

/// Puts an approved plan in force today: names are placed on `on` (today, where none is given) and followed to
/// who does the work today, the plan it replaces ends, and every agency gets its duties.
///
/// # Errors
/// [`PlanError::ActivationDay`] for a day before the document's or after today, [`PlanError::Unresolved`],
/// [`PlanError::BeyondReach`], [`PlanError::AlreadyReplaced`].
pub async fn activate(
    access: &Access,
    actor: &Actor,
    id: PlanId,
    seen: i32,
    on: Option<NaiveDate>,
) -> Result<Settled, PlanError> {
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
    let to = change.today();
    let on = on.unwrap_or(to);
    if on > to || plan.issued_on.is_some_and(|issued| on < issued) {
        return Err(PlanError::ActivationDay {
            on,
            from: plan.issued_on,
            to,
        });
    }
    let mut version: Version = store::version(tx, current).await?;
    let mut items = store::items(tx, current).await?;
    let today = Directory::on(access, to).await?;
    let placed = place(&today, on, &mut items);
    let names = rules::unresolved_names(&items);
    if !names.is_empty() {
        return Err(PlanError::Unresolved { names, on });
    }
    within_reach(access, actor, &[action::DUTY_CREATE], &today, &items)?;
    for &i in &placed.touched {
        store::update_item(tx, &mut items[i]).await?;
    }
    if !placed.touched.is_empty() || version.resolved_on != Some(on) {
        version.resolved_on = Some(on);
        store::update_version(tx, &mut version).await?;
    }
    plan.state = PlanState::Active;
    plan.activated_at = Some(change.now());
    store::update_plan(tx, &mut plan).await?;
    let replaced = match plan.replaces {
        Some(old) => replace(access, &change, old).await?,
        None => None,
    };
    let made = duties::sync(&change, access, plan.id).await?.detail();
    let detail = json!({
        "op": "activate", "resolved_on": on, "items_moved": placed.touched.len(),
        "names_moved": told(&placed.moved), "replaced": replaced, "duties": made,
    });
    change.commit(detail).await?;
    Ok(Settled {
        plan,
        moved: placed.moved,
    })
}

/// Ends a plan because another took its place; one that had ended before stays as it is.
async fn replace(access: &Access, change: &Change, old: PlanId) -> Result<Option<PlanId>, PlanError> {
    let mut old = store::plan(change.tx(), old).await?;
    change.check(action::PLAN_END, &resource(&old))?;
    match old.state {
        PlanState::Replaced => return Err(PlanError::AlreadyReplaced { title: old.title }),
        PlanState::Ended => return Ok(None),
        PlanState::InReview | PlanState::Approved | PlanState::Active => {}
    }
    old.state = PlanState::Replaced;
    store::update_plan(change.tx(), &mut old).await?;
    if old.current_version.is_some() {
        duties::sync(change, access, old.id).await?;
    }
    Ok(Some(old.id))
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
