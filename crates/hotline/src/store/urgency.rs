//! How urgent reports were said to be.

use crate::entity::urgency;
use coloa_platform::{StoreError, db::rows};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// Changes of a report, the oldest first.
pub async fn of_report<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<urgency::Model>, StoreError> {
    Ok(urgency::Entity::find()
        .filter(urgency::Column::ReportId.eq(report))
        .order_by_asc(urgency::Column::At)
        .order_by_asc(urgency::Column::Id)
        .all(db)
        .await?)
}

/// A new one.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: urgency::Model) -> Result<(), StoreError> {
    rows::insert::<urgency::Entity, _, _>(tx, row).await
}
