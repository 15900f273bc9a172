//! What an installation sets: desks, applications that file reports and the signatures they used, templates, contacts, added
//! kinds of scam.

use crate::{
    HotlineError,
    entity::{client, contact, desk, nonce, scam_type, template},
    model::DeskKind,
};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

/// Rows of a list; nobody keeps more.
pub const MOST: u64 = 1000;

/// Desks: the centre's first, then by their names.
pub async fn desks<C: ConnectionTrait>(db: &C) -> Result<Vec<desk::Model>, StoreError> {
    let mut all = desk::Entity::find()
        .order_by_asc(desk::Column::CreatedAt)
        .limit(MOST)
        .all(db)
        .await?;
    all.sort_by_key(|d| {
        (
            d.kind != DeskKind::Centre.as_str(),
            coloa_base::text::sort_key(&d.name),
        )
    });
    Ok(all)
}

/// One; not found where there is none.
pub async fn desk<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<desk::Model, HotlineError> {
    desk::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// How many desks other than `but` take what is for no other.
pub async fn public_desks_but<C: ConnectionTrait>(db: &C, but: Uuid) -> Result<u64, StoreError> {
    Ok(desk::Entity::find()
        .filter(desk::Column::TakesPublic.eq(true))
        .filter(desk::Column::Active.eq(true))
        .filter(desk::Column::Id.ne(but))
        .count(db)
        .await?)
}

/// A new one.
pub async fn insert_desk<C: ConnectionTrait>(tx: &C, row: desk::Model) -> Result<(), StoreError> {
    rows::insert::<desk::Entity, _, _>(tx, row).await
}

/// Writes a changed one, whose version is one above what stands; `false`: somebody was faster.
pub async fn save_desk<C: ConnectionTrait>(tx: &C, row: desk::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(desk::Column::Id.eq(row.id))
        .add(desk::Column::Version.eq(row.version - 1));
    rows::update::<desk::Entity, _, _>(tx, row, guard).await
}

/// Templates, by their names.
pub async fn templates<C: ConnectionTrait>(db: &C) -> Result<Vec<template::Model>, StoreError> {
    let mut all = template::Entity::find().limit(MOST).all(db).await?;
    all.sort_by_key(|t| (coloa_base::text::sort_key(&t.name), t.id));
    Ok(all)
}

/// One; not found where there is none.
pub async fn template<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<template::Model, HotlineError> {
    template::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// A new one.
pub async fn insert_template<C: ConnectionTrait>(tx: &C, row: template::Model) -> Result<(), StoreError> {
    rows::insert::<template::Entity, _, _>(tx, row).await
}

/// Writes a changed one, whose version is one above what stands; `false`: somebody was faster.
pub async fn save_template<C: ConnectionTrait>(tx: &C, row: template::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(template::Column::Id.eq(row.id))
        .add(template::Column::Version.eq(row.version - 1));
    rows::update::<template::Entity, _, _>(tx, row, guard).await
}

/// Contacts, in the order in which they are shown.
pub async fn contacts<C: ConnectionTrait>(db: &C) -> Result<Vec<contact::Model>, StoreError> {
    Ok(contact::Entity::find()
        .order_by_asc(contact::Column::Position)
        .order_by_asc(contact::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// One; not found where there is none.
pub async fn contact<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<contact::Model, HotlineError> {
    contact::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// New ones.
pub async fn insert_contacts<C: ConnectionTrait>(
    tx: &C,
    new: impl IntoIterator<Item = contact::Model>,
) -> Result<(), StoreError> {
    rows::insert_all::<contact::Entity, _, _>(tx, new).await
}

/// Writes a changed one, whose version is one above what stands; `false`: somebody was faster.
pub async fn save_contact<C: ConnectionTrait>(tx: &C, row: contact::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(contact::Column::Id.eq(row.id))
        .add(contact::Column::Version.eq(row.version - 1));
    rows::update::<contact::Entity, _, _>(tx, row, guard).await
}

/// Added kinds of scam, the oldest first, switched off or not.
pub async fn scam_types<C: ConnectionTrait>(db: &C) -> Result<Vec<scam_type::Model>, StoreError> {
    Ok(scam_type::Entity::find()
        .order_by_asc(scam_type::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// One; not found where there is none.
pub async fn scam_type<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<scam_type::Model, HotlineError> {
    scam_type::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// A new one.
pub async fn insert_scam_type<C: ConnectionTrait>(tx: &C, row: scam_type::Model) -> Result<(), StoreError> {
    rows::insert::<scam_type::Entity, _, _>(tx, row).await
}

/// Writes a changed one, whose version is one above what stands; `false`: somebody was faster.
pub async fn save_scam_type<C: ConnectionTrait>(tx: &C, row: scam_type::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(scam_type::Column::Id.eq(row.id))
        .add(scam_type::Column::Version.eq(row.version - 1));
    rows::update::<scam_type::Entity, _, _>(tx, row, guard).await
}

/// Applications, the oldest first.
pub async fn clients<C: ConnectionTrait>(db: &C) -> Result<Vec<client::Model>, StoreError> {
    Ok(client::Entity::find()
        .order_by_asc(client::Column::CreatedAt)
        .order_by_asc(client::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// One; not found where there is none.
pub async fn client<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<client::Model, HotlineError> {
    client::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// The one that signs with this key.
pub async fn client_of_key<C: ConnectionTrait>(
    db: &C,
    key_id: &str,
) -> Result<Option<client::Model>, StoreError> {
    Ok(client::Entity::find()
        .filter(client::Column::KeyId.eq(key_id))
        .one(db)
        .await?)
}

/// A new one.
pub async fn insert_client<C: ConnectionTrait>(tx: &C, row: client::Model) -> Result<(), StoreError> {
    rows::insert::<client::Entity, _, _>(tx, row).await
}

/// Writes a changed one, whose version is one above what stands; `false`: somebody was faster.
pub async fn save_client<C: ConnectionTrait>(tx: &C, row: client::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(client::Column::Id.eq(row.id))
        .add(client::Column::Version.eq(row.version - 1));
    rows::update::<client::Entity, _, _>(tx, row, guard).await
}

/// Notes that a signature was used; `false`: it was before.
pub async fn use_nonce<C: ConnectionTrait>(tx: &C, row: nonce::Model) -> Result<bool, StoreError> {
    let (client, at) = (row.client_id, row.at);
    let inserted = nonce::Entity::insert(rows::all_set::<nonce::Entity, nonce::ActiveModel>(row))
        .on_conflict(
            OnConflict::columns([nonce::Column::ClientId, nonce::Column::Nonce])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    if inserted == 0 {
        return Ok(false);
    }
    client::Entity::update_many()
        .col_expr(client::Column::LastUsedAt, Expr::value(at))
        .filter(client::Column::Id.eq(client))
        .exec(tx)
        .await?;
    Ok(true)
}

/// Forgets signatures that were used before `before`; how many there were.
pub async fn forget_nonces<C: ConnectionTrait>(tx: &C, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = nonce::Entity::delete_many()
        .filter(nonce::Column::At.lt(before))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
