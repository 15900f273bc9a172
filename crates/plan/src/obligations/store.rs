//! The only SQL of obligations.

use super::ObligationError;
use crate::{
    duties::store::{insert, update},
    entity::obligation,
};
use chrono::NaiveDate;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

pub async fn obligation<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<obligation::Model, ObligationError> {
    obligation::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(ObligationError::NotFound { what: "obligation" })
}

pub async fn of_plan<C: ConnectionTrait>(db: &C, plan: Uuid) -> Result<Vec<obligation::Model>, StoreError> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::PlanId.eq(plan))
        .all(db)
        .await?)
}

pub async fn insert_all<C: ConnectionTrait>(tx: &C, rows: Vec<obligation::Model>) -> Result<(), StoreError> {
    for row in rows {
        insert::<obligation::Entity, _, _>(tx, row).await?;
    }
    Ok(())
}

/// Writes a row whose version is one above what stands.
pub async fn save<C: ConnectionTrait>(tx: &C, row: obligation::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(obligation::Column::Id.eq(row.id))
        .add(obligation::Column::Version.eq(row.version - 1));
    update::<obligation::Entity, _, _>(tx, row, guard).await
}

/// Drops what the plan no longer asks for and nobody met.
pub async fn drop_open<C: ConnectionTrait>(tx: &C, ids: &[Uuid]) -> Result<(), StoreError> {
    for chunk in ids.chunks(500) {
        obligation::Entity::update_many()
            .col_expr(obligation::Column::State, Expr::value("dropped"))
            .filter(obligation::Column::Id.is_in(chunk.iter().copied()))
            .filter(obligation::Column::State.eq("open"))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The record that a statutory date was met by an agency.
pub async fn statutory<C: ConnectionTrait>(
    db: &C,
    code: &str,
    agency: Uuid,
    instance: &str,
) -> Result<Option<obligation::Model>, StoreError> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::StatutoryCode.eq(code))
        .filter(obligation::Column::AgencyId.eq(agency))
        .filter(obligation::Column::Instance.eq(instance))
        .one(db)
        .await?)
}

/// Obligations due in the days given (undated ones too), within a condition on the agency.
pub async fn between<C: ConnectionTrait>(
    db: &C,
    reach: Condition,
    from: NaiveDate,
    to: NaiveDate,
    plan: Option<Uuid>,
    limit: u64,
) -> Result<Vec<obligation::Model>, StoreError> {
    let mut query = obligation::Entity::find()
        .filter(obligation::Column::State.ne("dropped"))
        .filter(
            Condition::any()
                .add(obligation::Column::DueOn.between(from, to))
                .add(
                    Condition::all()
                        .add(obligation::Column::DueOn.is_null())
                        .add(obligation::Column::State.eq("open")),
                ),
        )
        .filter(reach);
    if let Some(plan) = plan {
        query = query.filter(obligation::Column::PlanId.eq(plan));
    }
    Ok(query
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Open ones due before a day, for reminders and the overdue list.
pub async fn open_until<C: ConnectionTrait>(
    db: &C,
    day: NaiveDate,
) -> Result<Vec<obligation::Model>, StoreError> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::State.eq("open"))
        .filter(obligation::Column::DueOn.lte(day))
        .order_by_asc(obligation::Column::DueOn)
        .all(db)
        .await?)
}
