//! Forms of the installation in the place of ours.

use crate::entity::form_template;
use coloa_platform::{StoreError, db::rows::insert};
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

pub(crate) async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<form_template::Model>, StoreError> {
    Ok(form_template::Entity::find()
        .order_by_asc(form_template::Column::Code)
        .all(db)
        .await?)
}

pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    code: &str,
) -> Result<Option<form_template::Model>, StoreError> {
    Ok(form_template::Entity::find_by_id(code.to_owned()).one(db).await?)
}

/// Puts a template in the place of an earlier one; its file stays stored.
pub(crate) async fn set<C: ConnectionTrait>(tx: &C, row: form_template::Model) -> Result<(), StoreError> {
    remove(tx, &row.code).await?;
    insert::<form_template::Entity, _, _>(tx, row).await
}

/// Takes a template away; `false`: there was none.
pub(crate) async fn remove<C: ConnectionTrait>(tx: &C, code: &str) -> Result<bool, StoreError> {
    let done = form_template::Entity::delete_by_id(code.to_owned())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
