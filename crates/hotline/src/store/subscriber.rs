//! Who gets notices by e-mail.

use crate::entity::subscriber;
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Option<subscriber::Model>, StoreError> {
    Ok(subscriber::Entity::find_by_id(id).one(db).await?)
}

/// The one of an address.
pub async fn of_address<C: ConnectionTrait>(
    db: &C,
    tag: &str,
) -> Result<Option<subscriber::Model>, StoreError> {
    Ok(subscriber::Entity::find()
        .filter(subscriber::Column::AddressTag.eq(tag))
        .one(db)
        .await?)
}

/// The one whose links hold a token.
pub async fn of_token<C: ConnectionTrait>(
    db: &C,
    tag: &str,
) -> Result<Option<subscriber::Model>, StoreError> {
    Ok(subscriber::Entity::find()
        .filter(subscriber::Column::TokenTag.eq(tag))
        .one(db)
        .await?)
}

/// Addresses that were entered since a moment and not confirmed.
pub async fn waiting_since<C: ConnectionTrait>(db: &C, at: DateTime<Utc>) -> Result<u64, StoreError> {
    use subscriber::Column as S;
    Ok(subscriber::Entity::find()
        .filter(S::ConfirmedAt.is_null())
        .filter(S::EndedAt.is_null())
        .filter(S::CreatedAt.gte(at))
        .count(db)
        .await?)
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: subscriber::Model) -> Result<(), StoreError> {
    rows::insert::<subscriber::Entity, _, _>(tx, row).await
}

pub async fn delete<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    subscriber::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

pub async fn confirm<C: ConnectionTrait>(tx: &C, id: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
    subscriber::Entity::update_many()
        .col_expr(subscriber::Column::ConfirmedAt, Expr::value(at))
        .filter(subscriber::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends one: nothing of the address is kept; the row itself only so that what was handed in twice is known again.
pub async fn end<C: ConnectionTrait>(tx: &C, id: Uuid, at: DateTime<Utc>) -> Result<(), StoreError> {
    use subscriber::Column as S;
    subscriber::Entity::update_many()
        .col_expr(S::AddressTag, Expr::value(format!("ended/{id}")))
        .col_expr(S::AddressSealed, Expr::value(Vec::<u8>::new()))
        .col_expr(S::EndedAt, Expr::value(at))
        .filter(S::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Those that get mail, in the order of their ids, after one.
pub async fn confirmed_after<C: ConnectionTrait>(
    db: &C,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<subscriber::Model>, StoreError> {
    use subscriber::Column as S;
    let mut found = subscriber::Entity::find()
        .filter(S::ConfirmedAt.is_not_null())
        .filter(S::EndedAt.is_null());
    if let Some(after) = after {
        found = found.filter(S::Id.gt(after));
    }
    Ok(found.order_by_asc(S::Id).limit(most).all(db).await?)
}

/// Forgets those that were never confirmed, entered before a moment, and those that ended before another one.
pub async fn forget<C: ConnectionTrait>(
    tx: &C,
    entered_before: DateTime<Utc>,
    ended_before: DateTime<Utc>,
) -> Result<u64, StoreError> {
    use subscriber::Column as S;
    let never = Condition::all()
        .add(S::ConfirmedAt.is_null())
        .add(S::EndedAt.is_null())
        .add(S::CreatedAt.lt(entered_before));
    let over = Condition::all().add(S::EndedAt.lt(ended_before));
    let done = subscriber::Entity::delete_many()
        .filter(Condition::any().add(never).add(over))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
