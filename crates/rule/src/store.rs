//! The only SQL of rules.

use crate::{
    RuleError,
    entity::{rule_document, rule_switch, rule_version},
};
use coloa_platform::{
    StoreError,
    db::rows::{all_set, insert, insert_all, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::OnConflict,
};

/// All that was brought in, in the order of their packs and files.
pub async fn documents<C: ConnectionTrait>(db: &C) -> Result<Vec<rule_document::Model>, StoreError> {
    Ok(rule_document::Entity::find()
        .order_by_asc(rule_document::Column::Pack)
        .order_by_asc(rule_document::Column::File)
        .order_by_asc(rule_document::Column::RuleId)
        .all(db)
        .await?)
}

/// All switches, of rules that are off and of those that are on again.
pub async fn switches<C: ConnectionTrait>(db: &C) -> Result<Vec<rule_switch::Model>, StoreError> {
    Ok(rule_switch::Entity::find().all(db).await?)
}

/// The document of a rule.
pub async fn document<C: ConnectionTrait>(
    db: &C,
    rule_id: &str,
) -> Result<Option<rule_document::Model>, StoreError> {
    Ok(rule_document::Entity::find()
        .filter(rule_document::Column::RuleId.eq(rule_id))
        .one(db)
        .await?)
}

pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    rule_id: &str,
) -> Result<rule_document::Model, RuleError> {
    document(db, rule_id).await?.ok_or(RuleError::NotFound)
}

/// Texts that a rule had, the newest first.
pub(crate) async fn versions<C: ConnectionTrait>(
    db: &C,
    rule_id: &str,
) -> Result<Vec<rule_version::Model>, StoreError> {
    Ok(rule_version::Entity::find()
        .filter(rule_version::Column::RuleId.eq(rule_id))
        .order_by_desc(rule_version::Column::Version)
        .all(db)
        .await?)
}

pub(crate) async fn insert_documents<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<rule_document::Model>,
) -> Result<(), StoreError> {
    insert_all::<rule_document::Entity, _, _>(tx, rows).await
}

pub(crate) async fn insert_versions<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<rule_version::Model>,
) -> Result<(), StoreError> {
    insert_all::<rule_version::Entity, _, _>(tx, rows).await
}

pub(crate) async fn insert_version<C: ConnectionTrait>(
    tx: &C,
    row: rule_version::Model,
) -> Result<(), StoreError> {
    insert::<rule_version::Entity, _, _>(tx, row).await
}

/// Writes a document whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(tx: &C, row: rule_document::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(rule_document::Column::Id.eq(row.id))
        .add(rule_document::Column::Version.eq(row.version - 1));
    update::<rule_document::Entity, _, _>(tx, row, guard).await
}

pub(crate) async fn delete<C: ConnectionTrait>(tx: &C, rule_id: &str) -> Result<(), StoreError> {
    rule_document::Entity::delete_many()
        .filter(rule_document::Column::RuleId.eq(rule_id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes switches over those that stand.
pub(crate) async fn switch<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<rule_switch::Model>,
) -> Result<(), StoreError> {
    use rule_switch::Column as S;
    for some in rows.chunks(1_000) {
        let models = some
            .iter()
            .cloned()
            .map(all_set::<rule_switch::Entity, rule_switch::ActiveModel>);
        rule_switch::Entity::insert_many(models)
            .on_conflict(
                OnConflict::column(S::RuleId)
                    .update_columns([S::Off, S::Reason, S::AuthorName, S::ChangedAt])
                    .to_owned(),
            )
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}
