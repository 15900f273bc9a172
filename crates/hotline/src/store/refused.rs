//! What could not be taken in, and is kept.

use crate::{HotlineError, entity::refused};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// All of it, the newest first. There is a bound to how many are kept.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<refused::Model>, StoreError> {
    Ok(refused::Entity::find()
        .order_by_desc(refused::Column::RefusedAt)
        .order_by_desc(refused::Column::Id)
        .all(db)
        .await?)
}

/// One; not found where there is none.
pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<refused::Model, HotlineError> {
    refused::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// How large each of them is.
pub async fn sizes<C: ConnectionTrait>(db: &C) -> Result<Vec<i64>, StoreError> {
    Ok(refused::Entity::find()
        .select_only()
        .column(refused::Column::Bytes)
        .into_tuple()
        .all(db)
        .await?)
}

/// How many there are.
pub async fn count<C: ConnectionTrait>(db: &C) -> Result<u64, StoreError> {
    Ok(refused::Entity::find().count(db).await?)
}

/// Whether the same is kept already.
pub async fn is_known<C: ConnectionTrait>(db: &C, digest: &str) -> Result<bool, StoreError> {
    let same = refused::Entity::find().filter(refused::Column::Digest.eq(digest));
    Ok(same.count(db).await? > 0)
}

/// Whether any was refused since then.
pub async fn any_since<C: ConnectionTrait>(db: &C, since: DateTime<Utc>) -> Result<bool, StoreError> {
    let newer = refused::Entity::find().filter(refused::Column::RefusedAt.gt(since));
    Ok(newer.count(db).await? > 0)
}

/// A new one.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: refused::Model) -> Result<(), StoreError> {
    rows::insert::<refused::Entity, _, _>(tx, row).await
}

/// Says why it is refused now; `false`: it is gone.
pub async fn set_reason<C: ConnectionTrait>(tx: &C, id: Uuid, reason: &str) -> Result<bool, StoreError> {
    let done = refused::Entity::update_many()
        .col_expr(
            refused::Column::Reason,
            sea_orm::sea_query::Expr::value(reason.to_owned()),
        )
        .filter(refused::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Takes one away; `false`: it is gone already.
pub async fn delete<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<bool, StoreError> {
    let done = refused::Entity::delete_by_id(id).exec(tx).await?;
    Ok(done.rows_affected > 0)
}
