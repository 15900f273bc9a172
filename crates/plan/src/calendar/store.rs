//! The only SQL of calendar links.

use crate::entity::calendar_token;
use coloa_base::PersonId;
use coloa_platform::{StoreError, db::rows};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

pub(super) async fn insert<C: ConnectionTrait>(tx: &C, row: calendar_token::Model) -> Result<(), StoreError> {
    rows::insert::<calendar_token::Entity, _, _>(tx, row).await
}

/// Ends the link of a person, if there is one.
pub(super) async fn revoke<C: ConnectionTrait>(tx: &C, person: PersonId) -> Result<(), StoreError> {
    calendar_token::Entity::delete_many()
        .filter(calendar_token::Column::PersonId.eq(person.uuid()))
        .exec(tx)
        .await?;
    Ok(())
}

pub(super) async fn of_person<C: ConnectionTrait>(
    db: &C,
    person: PersonId,
) -> Result<Option<calendar_token::Model>, StoreError> {
    Ok(calendar_token::Entity::find()
        .filter(calendar_token::Column::PersonId.eq(person.uuid()))
        .one(db)
        .await?)
}

/// The link behind the hash of a token.
pub(super) async fn by_hash<C: ConnectionTrait>(
    db: &C,
    hash: String,
) -> Result<Option<calendar_token::Model>, StoreError> {
    Ok(calendar_token::Entity::find_by_id(hash).one(db).await?)
}
