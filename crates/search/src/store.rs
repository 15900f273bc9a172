//! The only SQL of kept searches and of holds.

use crate::{
    SearchRecordError,
    entity::{event_hold, saved_search},
};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows::insert};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

pub(crate) async fn searches<C: ConnectionTrait>(
    db: &C,
    owner: Uuid,
) -> Result<Vec<saved_search::Model>, StoreError> {
    Ok(saved_search::Entity::find()
        .filter(
            Condition::any()
                .add(saved_search::Column::OwnerId.eq(owner))
                .add(saved_search::Column::Shared.eq(true)),
        )
        .order_by_asc(saved_search::Column::Name)
        .order_by_asc(saved_search::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn search<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<saved_search::Model, SearchRecordError> {
    saved_search::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SearchRecordError::NotFound)
}

pub(crate) async fn insert_search<C: ConnectionTrait>(
    tx: &C,
    row: saved_search::Model,
) -> Result<(), StoreError> {
    insert::<saved_search::Entity, _, _>(tx, row).await
}

pub(crate) async fn delete_search<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    saved_search::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// All holds, the newest first.
pub(crate) async fn holds<C: ConnectionTrait>(db: &C) -> Result<Vec<event_hold::Model>, StoreError> {
    Ok(event_hold::Entity::find()
        .order_by_desc(event_hold::Column::PlacedAt)
        .order_by_asc(event_hold::Column::Id)
        .all(db)
        .await?)
}

/// Holds that were not lifted, for whoever deletes events.
///
/// # Errors
/// The records cannot be read.
pub async fn active_holds<C: ConnectionTrait>(db: &C) -> Result<Vec<event_hold::Model>, StoreError> {
    Ok(event_hold::Entity::find()
        .filter(event_hold::Column::LiftedAt.is_null())
        .all(db)
        .await?)
}

pub(crate) async fn hold<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<event_hold::Model, SearchRecordError> {
    event_hold::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SearchRecordError::NotFound)
}

pub(crate) async fn insert_hold<C: ConnectionTrait>(
    tx: &C,
    row: event_hold::Model,
) -> Result<(), StoreError> {
    insert::<event_hold::Entity, _, _>(tx, row).await
}

/// `false`: it was lifted already.
pub(crate) async fn lift<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    by: &str,
    at: DateTime<Utc>,
    reason: &str,
) -> Result<bool, StoreError> {
    let done = event_hold::Entity::update_many()
        .col_expr(event_hold::Column::LiftedBy, Expr::value(by))
        .col_expr(event_hold::Column::LiftedAt, Expr::value(at))
        .col_expr(event_hold::Column::LiftReason, Expr::value(reason))
        .filter(event_hold::Column::Id.eq(id))
        .filter(event_hold::Column::LiftedAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}
