//! The only SQL of comments.

use super::Object;
use crate::entity::comment;
use coloa_platform::{StoreError, db::rows};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// Comments on one object, oldest first.
pub(super) async fn of<C: ConnectionTrait>(
    db: &C,
    object: Object,
    limit: u64,
) -> Result<Vec<comment::Model>, StoreError> {
    Ok(comment::Entity::find()
        .filter(comment::Column::ObjectKind.eq(object.kind()))
        .filter(comment::Column::ObjectId.eq(object.id().to_string()))
        .order_by_asc(comment::Column::CreatedAt)
        .order_by_asc(comment::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

pub(super) async fn insert<C: ConnectionTrait>(tx: &C, row: comment::Model) -> Result<(), StoreError> {
    rows::insert::<comment::Entity, _, _>(tx, row).await
}
