//! Messages between citizens and the centre.

use crate::entity::message;
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Of a report, in their order.
pub async fn of_report<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<message::Model>, StoreError> {
    Ok(message::Entity::find()
        .filter(message::Column::ReportId.eq(report))
        .order_by_asc(message::Column::At)
        .order_by_asc(message::Column::Id)
        .all(db)
        .await?)
}

/// Whether it came in already.
pub async fn is_known<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<bool, StoreError> {
    Ok(message::Entity::find_by_id(id).count(db).await? > 0)
}

/// A new one.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: message::Model) -> Result<(), StoreError> {
    rows::insert::<message::Entity, _, _>(tx, row).await
}

/// How many of each report nobody read.
pub async fn unread<C: ConnectionTrait>(db: &C, reports: &[Uuid]) -> Result<HashMap<Uuid, i64>, StoreError> {
    let counted: Vec<(Uuid, i64)> = message::Entity::find()
        .select_only()
        .column(message::Column::ReportId)
        .column_as(message::Column::Id.count(), "number")
        .filter(message::Column::ReportId.is_in(reports.iter().copied()))
        .filter(message::Column::IsFromCitizen.eq(true))
        .filter(message::Column::ReadAt.is_null())
        .group_by(message::Column::ReportId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(counted.into_iter().collect())
}

/// Notes that an operator read what the citizen wrote.
pub async fn read<C: ConnectionTrait>(tx: &C, report: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
    message::Entity::update_many()
        .col_expr(message::Column::ReadAt, Expr::value(at))
        .filter(message::Column::ReportId.eq(report))
        .filter(message::Column::IsFromCitizen.eq(true))
        .filter(message::Column::ReadAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}
