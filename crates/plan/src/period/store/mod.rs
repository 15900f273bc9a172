//! The only SQL of periods.
//!
//! Rooms: [`duties`] as they stood at the end · [`targets`] with goals and values · [`standing`] how things are today.

pub mod duties;
pub mod standing;
pub mod targets;

use super::{Period, begins};
use crate::entity::{difficulty, plan};
use coloa_base::PlanId;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};

/// Plans that duties are reported on.
fn running() -> Select<plan::Entity> {
    plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(plan::Column::State.eq("active"))
}

/// Difficulties and proposals that were raised by the end of the period and not closed before it.
pub async fn difficulties_of_period<C: ConnectionTrait>(
    db: &C,
    period: &Period,
) -> Result<Vec<difficulty::Model>, StoreError> {
    use difficulty::Column as C;
    let mut query = difficulty::Entity::find()
        .filter(C::RaisedAt.lt(period.end()))
        .filter(C::ClosedAt.is_null().or(C::ClosedAt.gte(begins(period.from))));
    query = match period.plan {
        Some(plan) => query.filter(C::PlanId.eq(plan.uuid())),
        None => query.filter(
            C::PlanId
                .is_null()
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    if let Some(agency) = period.agency {
        query = query.filter(C::AgencyId.eq(agency.uuid()));
    }
    Ok(query
        .order_by_asc(C::RaisedAt)
        .order_by_asc(C::Id)
        .all(db)
        .await?)
}

/// A plan's title, period and owner.
pub async fn plan_row<C: ConnectionTrait>(db: &C, plan: PlanId) -> Result<Option<plan::Model>, StoreError> {
    Ok(plan::Entity::find_by_id(plan.uuid()).one(db).await?)
}

/// Names of running plans, for choosing one.
pub async fn running_plans<C: ConnectionTrait>(db: &C) -> Result<Vec<plan::Model>, StoreError> {
    Ok(plan::Entity::find()
        .filter(plan::Column::State.eq("active"))
        .order_by_asc(plan::Column::Title)
        .all(db)
        .await?)
}
