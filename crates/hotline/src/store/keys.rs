//! Public halves of keys.

use crate::entity::{key, report};
use chrono::{DateTime, Utc};
use coloa_platform::{Db, StoreError, Tx, db::rows};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

/// The one that is sealed to.
pub async fn current<C: ConnectionTrait>(db: &C) -> Result<Option<key::Model>, StoreError> {
    Ok(key::Entity::find()
        .filter(key::Column::RetiredAt.is_null())
        .order_by_desc(key::Column::MadeAt)
        .one(db)
        .await?)
}

/// All that there ever were, newest first.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<key::Model>, StoreError> {
    Ok(key::Entity::find()
        .order_by_desc(key::Column::MadeAt)
        .order_by_desc(key::Column::Id)
        .all(db)
        .await?)
}

/// Puts a new one in the place of the others.
pub async fn insert(db: &Db, row: key::Model) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    replace(&tx, row).await?;
    tx.commit().await?;
    Ok(())
}

/// As [`insert`], in a transaction.
pub async fn replace(tx: &Tx, row: key::Model) -> Result<(), StoreError> {
    key::Entity::update_many()
        .col_expr(key::Column::RetiredAt, Expr::value(row.made_at))
        .filter(key::Column::RetiredAt.is_null())
        .exec(tx)
        .await?;
    rows::insert::<key::Entity, _, _>(tx, row).await
}

/// Reports whose form could not be read yet.
pub async fn unopened<C: ConnectionTrait>(db: &C) -> Result<u64, StoreError> {
    let unopened = report::Entity::find()
        .filter(report::Column::IsOpened.eq(false))
        .filter(report::Column::ErasedAt.is_null());
    Ok(unopened.count(db).await?)
}

/// Reports that were not erased; with a moment those that came in before it.
pub async fn received<C: ConnectionTrait>(db: &C, before: Option<DateTime<Utc>>) -> Result<u64, StoreError> {
    let mut found = report::Entity::find().filter(report::Column::ErasedAt.is_null());
    if let Some(at) = before {
        found = found.filter(report::Column::ReceivedAt.lt(at));
    }
    Ok(found.count(db).await?)
}
