//! Why things were done.

use crate::entity::reason;
use coloa_platform::{StoreError, db::rows};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Of a report, the oldest first.
pub async fn of<C: ConnectionTrait>(db: &C, about: Uuid) -> Result<Vec<reason::Model>, StoreError> {
    Ok(reason::Entity::find()
        .filter(reason::Column::AboutId.eq(about))
        .order_by_asc(reason::Column::At)
        .order_by_asc(reason::Column::Id)
        .all(db)
        .await?)
}

/// A new one.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: reason::Model) -> Result<(), StoreError> {
    rows::insert::<reason::Entity, _, _>(tx, row).await
}
