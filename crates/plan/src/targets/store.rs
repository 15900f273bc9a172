//! The only SQL of targets.

use super::TargetError;
use crate::{
    duties::store::{insert, update},
    entity::{target, target_goal, target_value},
};
use chrono::NaiveDate;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

pub async fn target<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<target::Model, TargetError> {
    target::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(TargetError::NotFound { what: "target" })
}

/// Targets of a plan in the order of the document, dropped ones too.
pub async fn targets_of_plan<C: ConnectionTrait>(
    db: &C,
    plan: Uuid,
) -> Result<Vec<target::Model>, StoreError> {
    Ok(target::Entity::find()
        .filter(target::Column::PlanId.eq(plan))
        .order_by_asc(target::Column::Ordinal)
        .all(db)
        .await?)
}

/// Active targets of all plans, or of one.
pub async fn active<C: ConnectionTrait>(
    db: &C,
    plan: Option<Uuid>,
) -> Result<Vec<target::Model>, StoreError> {
    let mut query = target::Entity::find().filter(target::Column::State.eq("active"));
    if let Some(plan) = plan {
        query = query.filter(target::Column::PlanId.eq(plan));
    }
    Ok(query
        .order_by_asc(target::Column::PlanId)
        .order_by_asc(target::Column::Ordinal)
        .all(db)
        .await?)
}

pub async fn insert_target<C: ConnectionTrait>(tx: &C, row: target::Model) -> Result<(), StoreError> {
    insert::<target::Entity, _, _>(tx, row).await
}

pub async fn save_target<C: ConnectionTrait>(tx: &C, row: target::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(target::Column::Id.eq(row.id))
        .add(target::Column::Version.eq(row.version - 1));
    update::<target::Entity, _, _>(tx, row, guard).await
}

pub async fn drop_targets<C: ConnectionTrait>(tx: &C, ids: &[Uuid]) -> Result<(), StoreError> {
    for chunk in ids.chunks(500) {
        target::Entity::update_many()
            .col_expr(target::Column::State, Expr::value("dropped"))
            .filter(target::Column::Id.is_in(chunk.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

pub async fn goals<C: ConnectionTrait>(
    db: &C,
    targets: &[Uuid],
) -> Result<Vec<target_goal::Model>, StoreError> {
    let mut found = Vec::new();
    for chunk in targets.chunks(500) {
        found.extend(
            target_goal::Entity::find()
                .filter(target_goal::Column::TargetId.is_in(chunk.iter().copied()))
                .order_by_asc(target_goal::Column::Year)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Sets the goal that the plan's text gives, for the province. `keep`: one that stands is a person's, and stays.
pub async fn put_plan_goal<C: ConnectionTrait>(
    tx: &C,
    goal: target_goal::Model,
    keep: bool,
) -> Result<(), StoreError> {
    let stands = goals(tx, &[goal.target_id])
        .await?
        .iter()
        .any(|g| g.year == goal.year && g.agency_id.is_none());
    if keep && stands {
        return Ok(());
    }
    put_goal(tx, goal).await
}

/// Sets the goal of a year and agency, replacing one that stands.
pub async fn put_goal<C: ConnectionTrait>(tx: &C, goal: target_goal::Model) -> Result<(), StoreError> {
    let mut same = Condition::all()
        .add(target_goal::Column::TargetId.eq(goal.target_id))
        .add(target_goal::Column::Year.eq(goal.year));
    same = match goal.agency_id {
        Some(agency) => same.add(target_goal::Column::AgencyId.eq(agency)),
        None => same.add(target_goal::Column::AgencyId.is_null()),
    };
    let done = target_goal::Entity::update_many()
        .col_expr(target_goal::Column::Value, Expr::value(goal.value))
        .col_expr(
            target_goal::Column::Milestone,
            Expr::value(goal.milestone.clone()),
        )
        .filter(same)
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        insert::<target_goal::Entity, _, _>(tx, goal).await?;
    }
    Ok(())
}

/// Values of targets, oldest first; where two are of one day, the later entered is later.
pub async fn values<C: ConnectionTrait>(
    db: &C,
    targets: &[Uuid],
) -> Result<Vec<target_value::Model>, StoreError> {
    let mut found = Vec::new();
    for chunk in targets.chunks(500) {
        found.extend(
            target_value::Entity::find()
                .filter(target_value::Column::TargetId.is_in(chunk.iter().copied()))
                .order_by_asc(target_value::Column::AsOf)
                .order_by_asc(target_value::Column::EnteredAt)
                .order_by_asc(target_value::Column::Id)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

pub async fn value<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<target_value::Model, TargetError> {
    target_value::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(TargetError::NotFound { what: "target_value" })
}

pub async fn insert_value<C: ConnectionTrait>(tx: &C, row: target_value::Model) -> Result<(), StoreError> {
    insert::<target_value::Entity, _, _>(tx, row).await
}

/// Notes who confirmed a value; `false` where somebody had already.
pub async fn confirm<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    by: Option<Uuid>,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<bool, StoreError> {
    let done = target_value::Entity::update_many()
        .col_expr(target_value::Column::ConfirmedBy, Expr::value(by))
        .col_expr(target_value::Column::ConfirmedAt, Expr::value(at))
        .filter(target_value::Column::Id.eq(id))
        .filter(target_value::Column::ConfirmedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Values frozen for a report.
pub async fn frozen<C: ConnectionTrait>(
    db: &C,
    report: Uuid,
) -> Result<Vec<target_value::Model>, StoreError> {
    Ok(target_value::Entity::find()
        .filter(target_value::Column::FrozenReportId.eq(report))
        .all(db)
        .await?)
}

/// The last day of the year, or the day itself where it is earlier.
#[must_use]
pub fn as_of(year: i32, today: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).map_or(today, |end| end.min(today))
}
