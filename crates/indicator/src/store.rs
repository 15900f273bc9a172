//! The only SQL of indicators.

use crate::{IndicatorError, entity::indicator_list};
use coloa_platform::{
    StoreError,
    db::rows::{insert, update},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// All lists, by name.
pub async fn lists<C: ConnectionTrait>(db: &C) -> Result<Vec<indicator_list::Model>, StoreError> {
    Ok(indicator_list::Entity::find()
        .order_by_asc(indicator_list::Column::Name)
        .order_by_asc(indicator_list::Column::Id)
        .all(db)
        .await?)
}

/// One list.
pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<indicator_list::Model, IndicatorError> {
    indicator_list::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IndicatorError::NotFound)
}

pub(crate) async fn insert_one<C: ConnectionTrait>(
    tx: &C,
    row: indicator_list::Model,
) -> Result<(), StoreError> {
    insert::<indicator_list::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(tx: &C, row: indicator_list::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(indicator_list::Column::Id.eq(row.id))
        .add(indicator_list::Column::Version.eq(row.version - 1));
    update::<indicator_list::Entity, _, _>(tx, row, guard).await
}

/// Writes how far looking through stored events has come, whoever changed what else is said of the list.
pub async fn save_past<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    state: &str,
    events: i64,
    found: i64,
) -> Result<(), StoreError> {
    use indicator_list::Column as L;
    use sea_orm::sea_query::Expr;
    indicator_list::Entity::update_many()
        .col_expr(L::PastState, Expr::value(state))
        .col_expr(L::PastEvents, Expr::value(events))
        .col_expr(L::PastFound, Expr::value(found))
        .filter(L::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

pub(crate) async fn delete<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    indicator_list::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
