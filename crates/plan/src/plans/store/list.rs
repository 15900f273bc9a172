//! Plans by what a list is narrowed by, and the plans around one.

use super::plan_of;
use crate::{
    entity::{plan, plan_version},
    plans::{
        Plan, PlanError, PlanState, VersionState,
        list::{Filter, Sort},
    },
};
use coloa_auth::Reach;
use coloa_base::{PlanId, PlanVersionId, text::fold_plain};
use coloa_platform::db::search::holds;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::NullOrdering,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Plans of one look at what stands around a plan.
const AROUND: u64 = 200;

/// Who may read a plan's list row: those whose grants reach the owner, and everybody once it is approved.
fn readable(reach: &Reach) -> Condition {
    match reach {
        Reach::Everything => Condition::all(),
        reach => Condition::any()
            .add(reach.condition(plan::Column::OwnerAgencyId))
            .add(plan::Column::State.ne(PlanState::InReview.as_str())),
    }
}

/// Plans within reach from `offset`, and how many there are.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
    offset: u64,
    limit: u64,
) -> Result<(Vec<Plan>, u64), PlanError> {
    let mut query = plan::Entity::find().filter(readable(reach));
    if let Some(text) = filter
        .text
        .as_deref()
        .map(fold_plain)
        .filter(|t| !t.trim().is_empty())
    {
        for word in text.split_whitespace() {
            query = query.filter(holds(plan::Column::Folded, word));
        }
    }
    if !filter.kinds.is_empty() {
        query = query.filter(plan::Column::Kind.is_in(filter.kinds.iter().map(|k| k.as_str())));
    }
    if !filter.states.is_empty() {
        query = query.filter(plan::Column::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if let Some(owner) = filter.owner {
        query = query.filter(plan::Column::OwnerAgencyId.eq(owner.uuid()));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(plan::Column::ParentPlanId.eq(parent.uuid()));
    }
    if let Some(year) = filter.year {
        let day = |m, d| chrono::NaiveDate::from_ymd_opt(year, m, d);
        let (Some(first), Some(last)) = (day(1, 1), day(12, 31)) else {
            return Err(PlanError::Invalid {
                field: "year",
                reason: "out_of_range",
            });
        };
        query = query
            .filter(
                Condition::any()
                    .add(plan::Column::PeriodFrom.is_null())
                    .add(plan::Column::PeriodFrom.lte(last)),
            )
            .filter(
                Condition::any()
                    .add(plan::Column::PeriodTo.is_null())
                    .add(plan::Column::PeriodTo.gte(first)),
            )
            .filter(
                Condition::any()
                    .add(plan::Column::PeriodFrom.is_not_null())
                    .add(plan::Column::PeriodTo.is_not_null()),
            );
    }
    let total = query.clone().count(db).await?;
    query = match filter.sort {
        Sort::Newest => query,
        Sort::Issued => query.order_by_with_nulls(plan::Column::IssuedOn, Order::Desc, NullOrdering::Last),
        Sort::Title => query.order_by_asc(plan::Column::Folded),
    };
    let rows = query
        .order_by_desc(plan::Column::Id)
        .offset(offset)
        .limit(limit)
        .all(db)
        .await?;
    let plans = rows.into_iter().map(plan_of).collect::<Result<_, _>>()?;
    Ok((plans, total))
}

/// The plans around one that may be read: above it, before it, below it, after it.
pub(crate) async fn around<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    of: &Plan,
) -> Result<Vec<Plan>, PlanError> {
    let above = [of.parent, of.replaces].into_iter().flatten().map(PlanId::uuid);
    let rows = plan::Entity::find()
        .filter(
            Condition::any()
                .add(plan::Column::Id.is_in(above))
                .add(plan::Column::ParentPlanId.eq(of.id.uuid()))
                .add(plan::Column::ReplacesPlanId.eq(of.id.uuid())),
        )
        .filter(readable(reach))
        .order_by_desc(plan::Column::Id)
        .limit(AROUND)
        .all(db)
        .await?;
    rows.into_iter().map(plan_of).collect()
}

/// Numbered plans with that day of issue, or without one.
pub(crate) async fn issued_on<C: ConnectionTrait>(
    c: &C,
    day: Option<chrono::NaiveDate>,
) -> Result<Vec<Plan>, PlanError> {
    let issued = match day {
        Some(day) => plan::Column::IssuedOn.eq(day),
        None => plan::Column::IssuedOn.is_null(),
    };
    let rows = plan::Entity::find()
        .filter(plan::Column::Number.is_not_null())
        .filter(issued)
        .all(c)
        .await?;
    rows.into_iter().map(plan_of).collect()
}

/// Versions that were not given up, as owners of files, with their plans.
pub(crate) async fn version_owners<C: ConnectionTrait>(c: &C) -> Result<HashMap<String, PlanId>, PlanError> {
    let rows: Vec<(Uuid, Uuid)> = plan_version::Entity::find()
        .select_only()
        .column(plan_version::Column::Id)
        .column(plan_version::Column::PlanId)
        .filter(plan_version::Column::State.ne(VersionState::Rejected.as_str()))
        .filter(plan_version::Column::SourceFileId.is_not_null())
        .into_tuple()
        .all(c)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(version, plan)| (PlanVersionId(version).to_string(), PlanId(plan)))
        .collect())
}
