//! Classifications: one that holds, and those before it.

use crate::entity::classification;
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};
use uuid::Uuid;

/// Of a report, the oldest first.
pub async fn of_report<C: ConnectionTrait>(
    db: &C,
    report: Uuid,
) -> Result<Vec<classification::Model>, StoreError> {
    Ok(classification::Entity::find()
        .filter(classification::Column::ReportId.eq(report))
        .order_by_asc(classification::Column::At)
        .order_by_asc(classification::Column::Id)
        .all(db)
        .await?)
}

/// The one that holds.
pub async fn current<C: ConnectionTrait>(
    db: &C,
    report: Uuid,
) -> Result<Option<classification::Model>, StoreError> {
    Ok(classification::Entity::find()
        .filter(classification::Column::ReportId.eq(report))
        .filter(classification::Column::SupersededAt.is_null())
        .order_by_desc(classification::Column::At)
        .one(db)
        .await?)
}

/// Puts one in the place of whichever held.
pub async fn replace<C: ConnectionTrait>(tx: &C, row: classification::Model) -> Result<(), StoreError> {
    supersede(tx, row.report_id, row.at).await?;
    rows::insert::<classification::Entity, _, _>(tx, row).await
}

async fn supersede<C: ConnectionTrait>(tx: &C, report: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
    classification::Entity::update_many()
        .col_expr(classification::Column::SupersededAt, Expr::value(at))
        .filter(classification::Column::ReportId.eq(report))
        .filter(classification::Column::SupersededAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
