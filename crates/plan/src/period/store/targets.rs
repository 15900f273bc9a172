//! Targets with the goals and values of a period or a day.

use super::running;
use crate::{
    entity::{plan, target, target_goal, target_value},
    period::Period,
};
use chrono::{Datelike, NaiveDate};
use coloa_base::{AgencyId, PlanId};
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A target with the goal and the last value of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetOfPeriod {
    pub target: target::Model,
    pub goal: Option<f64>,
    /// The year the goal is set for: that of the period's end, else the next one with a goal, else the last.
    pub goal_year: Option<i32>,
    pub value: Option<target_value::Model>,
}

/// The goal that counts in a year.
fn goal_for(goals: &[target_goal::Model], year: i32) -> Option<&target_goal::Model> {
    goals
        .iter()
        .filter(|g| g.year >= year)
        .min_by_key(|g| g.year)
        .or_else(|| goals.iter().max_by_key(|g| g.year))
}

/// Targets in the order of the plan; `agency`: those that it answers for, with its own goals and values.
pub async fn targets_of_period<C: ConnectionTrait>(
    db: &C,
    period: &Period,
) -> Result<Vec<TargetOfPeriod>, StoreError> {
    let mut query = target::Entity::find().filter(target::Column::State.eq("active"));
    query = match period.plan {
        Some(plan) => query.filter(target::Column::PlanId.eq(plan.uuid())),
        None => query.filter(target::Column::PlanId.in_subquery(running().into_query())),
    };
    // A plan that the province did not work by yet has no targets to report on, as it has no duties.
    let later = plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(plan::Column::ActivatedAt.gte(period.end()))
        .into_query();
    query = query.filter(target::Column::PlanId.not_in_subquery(later));
    let own = period.agency.map(AgencyId::uuid);
    if let Some(agency) = own {
        let named = target_goal::Entity::find()
            .select_only()
            .column(target_goal::Column::TargetId)
            .filter(target_goal::Column::AgencyId.eq(agency))
            .into_query();
        query = query.filter(
            target::Column::AgencyId
                .eq(agency)
                .or(target::Column::Id.in_subquery(named)),
        );
    }
    let targets = query
        .order_by_asc(target::Column::PlanId)
        .order_by_asc(target::Column::Ordinal)
        .all(db)
        .await?;
    measured(db, targets, period.to, own).await
}

async fn measured<C: ConnectionTrait>(
    db: &C,
    targets: Vec<target::Model>,
    to: NaiveDate,
    agency: Option<Uuid>,
) -> Result<Vec<TargetOfPeriod>, StoreError> {
    let ids: Vec<Uuid> = targets.iter().map(|t| t.id).collect();
    let mut goals: HashMap<Uuid, Vec<target_goal::Model>> = HashMap::new();
    let mut values: HashMap<Uuid, Vec<target_value::Model>> = HashMap::new();
    for chunk in ids.chunks(500) {
        for goal in target_goal::Entity::find()
            .filter(target_goal::Column::TargetId.is_in(chunk.iter().copied()))
            .all(db)
            .await?
        {
            goals.entry(goal.target_id).or_default().push(goal);
        }
        let found = target_value::Entity::find()
            .filter(target_value::Column::TargetId.is_in(chunk.iter().copied()))
            .filter(target_value::Column::AsOf.lte(to))
            .filter(target_value::Column::Year.eq(to.year()))
            .order_by_asc(target_value::Column::AsOf)
            .order_by_asc(target_value::Column::EnteredAt)
            .all(db)
            .await?;
        for value in found {
            values.entry(value.target_id).or_default().push(value);
        }
    }
    Ok(targets
        .into_iter()
        .map(|target| {
            let all = goals.remove(&target.id).unwrap_or_default();
            let of = |who: Option<Uuid>| {
                all.iter()
                    .filter(|g| g.agency_id == who)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let own = agency.map(|a| of(Some(a))).filter(|g| !g.is_empty());
            let whose = own.as_ref().and(agency);
            let goals = own.unwrap_or_else(|| of(None));
            let goal = goal_for(&goals, to.year());
            TargetOfPeriod {
                goal: goal.and_then(|g| g.value),
                goal_year: goal.map(|g| g.year),
                value: values
                    .remove(&target.id)
                    .into_iter()
                    .flatten()
                    .rfind(|v| v.agency_id == whose),
                target,
            }
        })
        .collect())
}

/// Targets of running plans, with the province's values as of a day. They are goals everybody works for: whoever
/// reads targets at all sees them.
pub async fn targets_on<C: ConnectionTrait>(
    db: &C,
    plan: Option<PlanId>,
    on: NaiveDate,
) -> Result<Vec<TargetOfPeriod>, StoreError> {
    let mut plans = running();
    if let Some(plan) = plan {
        plans = plans.filter(plan::Column::Id.eq(plan.uuid()));
    }
    let targets = target::Entity::find()
        .filter(target::Column::State.eq("active"))
        .filter(target::Column::PlanId.in_subquery(plans.into_query()))
        .order_by_asc(target::Column::PlanId)
        .order_by_asc(target::Column::Ordinal)
        .all(db)
        .await?;
    measured(db, targets, on, None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_goal_counts_where_the_year_has_none() {
        let goal = |year, value| target_goal::Model {
            id: Uuid::now_v7(),
            target_id: Uuid::nil(),
            year,
            agency_id: None,
            value: Some(value),
            milestone: None,
        };
        let goals = [goal(2025, 50.0), goal(2027, 80.0), goal(2030, 100.0)];
        assert_eq!(goal_for(&goals, 2026).unwrap().year, 2027);
        assert_eq!(goal_for(&goals, 2025).unwrap().year, 2025);
        assert_eq!(goal_for(&goals, 2035).unwrap().year, 2030);
    }
}
