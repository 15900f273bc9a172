//! The target table with latest values, and one target over the years.

use super::{Light, TargetError, rules, store};
use crate::entity::{target, target_goal, target_value};
use chrono::Datelike;
use coloa_auth::{Access, Actor, AuthError, Reach, Resource, action};
use coloa_base::AgencyId;
use std::collections::HashMap;
use uuid::Uuid;

/// A target in one year.
#[derive(Clone, Debug)]
pub struct TargetRow {
    pub target: target::Model,
    /// Its goal for the year: that of the year, or the nearest later one.
    pub goal: Option<target_goal::Model>,
    /// The latest value of the year for the province.
    pub value: Option<target_value::Model>,
    pub light: Light,
    /// A person confirmed the value (milestones, entered values).
    pub confirmed: bool,
}

/// A target with everything that was ever said about it.
#[derive(Clone, Debug)]
pub struct TargetDetail {
    pub target: target::Model,
    pub goals: Vec<target_goal::Model>,
    /// Oldest first.
    pub values: Vec<target_value::Model>,
    pub years: Vec<YearPoint>,
}

/// One year of the chart.
#[derive(Clone, Debug)]
pub struct YearPoint {
    pub year: i32,
    pub goal: Option<f64>,
    pub value: Option<f64>,
    pub reached: Option<bool>,
    pub light: Light,
}

/// Targets belong to the agency that answers for them; the whole province sees those without one.
#[must_use]
pub fn resource(target: &target::Model, owner: Option<AgencyId>) -> Resource {
    let agencies = target.agency_id.map(AgencyId).into_iter().chain(owner).collect();
    Resource::of_agencies("target", target.id, agencies)
}

/// [`resource`] with the owner looked up.
pub async fn resource_of(access: &Access, target: &target::Model) -> Result<Resource, TargetError> {
    Ok(resource(target, owner(access, target).await?))
}

/// The owner of a target's plan.
pub(crate) async fn owner(access: &Access, target: &target::Model) -> Result<Option<AgencyId>, TargetError> {
    let plans = crate::duties::store::plans(access.db().reader(), &[target.plan_id]).await?;
    Ok(plans.first().map(|p| AgencyId(p.owner_agency_id)))
}

fn forbidden() -> TargetError {
    AuthError::Forbidden {
        action: action::TARGET_READ,
    }
    .into()
}

/// Whoever reads targets at all reads the province's figures of its plans: they are goals everybody works for.
/// Figures of single agencies are read by those who reach them.
fn allowed(access: &Access, actor: &Actor) -> Result<Reach, TargetError> {
    match access.reach(actor, action::TARGET_READ) {
        Reach::Nothing => Err(forbidden()),
        reach => Ok(reach),
    }
}

/// Fails where a figure is of an agency out of reach; `None`: of the province.
pub(super) fn check_agency(
    access: &Access,
    actor: &Actor,
    agency: Option<AgencyId>,
) -> Result<(), TargetError> {
    let reach = allowed(access, actor)?;
    if agency.is_none_or(|a| access.reaches(&reach, a)) {
        Ok(())
    } else {
        Err(forbidden())
    }
}

/// The table of a year, for one plan or all, in the order of the documents.
pub async fn table(
    access: &Access,
    actor: &Actor,
    plan: Option<Uuid>,
    year: i32,
    agency: Option<AgencyId>,
) -> Result<Vec<TargetRow>, TargetError> {
    check_agency(access, actor, agency)?;
    let db = access.db().reader();
    let targets = store::active(db, plan).await?;
    let ids: Vec<_> = targets.iter().map(|t| t.id).collect();
    let (mut goals, mut values): (HashMap<Uuid, Vec<_>>, HashMap<Uuid, Vec<_>>) = Default::default();
    for goal in store::goals(db, &ids).await? {
        goals.entry(goal.target_id).or_default().push(goal);
    }
    for value in store::values(db, &ids).await? {
        values.entry(value.target_id).or_default().push(value);
    }
    Ok(targets
        .into_iter()
        .map(|target| {
            let goals = goals.remove(&target.id).unwrap_or_default();
            let values = values.remove(&target.id).unwrap_or_default();
            row(access, target, &goals, &values, year, agency)
        })
        .collect())
}

fn row(
    access: &Access,
    target: target::Model,
    goals: &[target_goal::Model],
    values: &[target_value::Model],
    year: i32,
    agency: Option<AgencyId>,
) -> TargetRow {
    let today = access.clock().today();
    let goal = goal_of(goals, year, agency).cloned();
    let value = latest(values, year, agency).cloned();
    let light = light_of(&target, goal.as_ref(), value.as_ref(), today);
    let confirmed = value.as_ref().is_some_and(|v| v.confirmed_at.is_some());
    TargetRow {
        target,
        goal,
        value,
        light,
        confirmed,
    }
}

fn goal_of(goals: &[target_goal::Model], year: i32, agency: Option<AgencyId>) -> Option<&target_goal::Model> {
    let agency = agency.map(AgencyId::uuid);
    let of = |wanted: Option<Uuid>| {
        goals
            .iter()
            .filter(|g| g.agency_id == wanted && g.year >= year)
            .min_by_key(|g| g.year)
    };
    of(agency).or_else(|| of(None)).or_else(|| {
        goals
            .iter()
            .filter(|g| g.agency_id.is_none())
            .max_by_key(|g| g.year)
    })
}

fn latest(
    values: &[target_value::Model],
    year: i32,
    agency: Option<AgencyId>,
) -> Option<&target_value::Model> {
    let agency = agency.map(AgencyId::uuid);
    values
        .iter()
        .rev()
        .find(|v| v.year == year && v.agency_id == agency)
}

fn light_of(
    target: &target::Model,
    goal: Option<&target_goal::Model>,
    value: Option<&target_value::Model>,
    today: chrono::NaiveDate,
) -> Light {
    if target.kind == "milestone" {
        return rules::milestone_light(value.and_then(|v| v.reached), goal.map(|g| g.year), today);
    }
    let comparator = target.comparator.as_deref().unwrap_or(">=");
    let year = goal.map_or(today.year(), |g| g.year);
    rules::light(
        comparator,
        value.and_then(|v| v.value),
        goal.and_then(|g| g.value),
        year,
        today,
    )
}

/// One target with its goals, values and the series over the years.
pub async fn detail(access: &Access, actor: &Actor, id: Uuid) -> Result<TargetDetail, TargetError> {
    let reach = allowed(access, actor)?;
    let seen = |agency: Option<Uuid>| agency.is_none_or(|a| access.reaches(&reach, AgencyId(a)));
    let db = access.db().reader();
    let target = store::target(db, id).await?;
    let mut goals = store::goals(db, &[id]).await?;
    goals.retain(|g| seen(g.agency_id));
    let mut values = store::values(db, &[id]).await?;
    values.retain(|v| seen(v.agency_id));
    let mut years: Vec<i32> = goals
        .iter()
        .map(|g| g.year)
        .chain(values.iter().map(|v| v.year))
        .collect();
    years.sort_unstable();
    years.dedup();
    let years = years
        .into_iter()
        .map(|year| {
            let row = row(access, target.clone(), &goals, &values, year, None);
            YearPoint {
                year,
                goal: row.goal.and_then(|g| g.value),
                value: row.value.as_ref().and_then(|v| v.value),
                reached: row.value.as_ref().and_then(|v| v.reached),
                light: row.light,
            }
        })
        .collect();
    Ok(TargetDetail {
        target,
        goals,
        values,
        years,
    })
}
