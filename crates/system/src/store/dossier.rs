//! Dossiers, their steps and documents.

use crate::{
    SystemError, dossier,
    entity::{dossier_document, dossier_step, level_dossier},
    model::DossierState,
};
use coloa_auth::Reach;
use coloa_platform::{
    StoreError,
    db::rows::{insert, insert_all, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};
use uuid::Uuid;

pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<level_dossier::Model, SystemError> {
    level_dossier::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SystemError::NotFound)
}

/// Dossiers of a system, the newest first.
pub(crate) async fn of_system<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<level_dossier::Model>, StoreError> {
    Ok(level_dossier::Entity::find()
        .filter(level_dossier::Column::SystemId.eq(system))
        .order_by_desc(level_dossier::Column::CreatedAt)
        .all(db)
        .await?)
}

/// All dossiers within reach, but for those that were given up, the oldest first.
pub(crate) async fn all_within<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<Vec<level_dossier::Model>, StoreError> {
    Ok(level_dossier::Entity::find()
        .filter(reach.condition(level_dossier::Column::AgencyId))
        .filter(level_dossier::Column::State.ne(DossierState::Dropped.as_str()))
        .order_by_asc(level_dossier::Column::CreatedAt)
        .all(db)
        .await?)
}

/// Dossiers on their way, of owners within reach or addressed to units within others; the next due first.
pub(crate) async fn open_ones<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    judges: &[Reach],
) -> Result<Vec<level_dossier::Model>, StoreError> {
    use level_dossier::Column;
    let open = [
        DossierState::Draft,
        DossierState::Sent,
        DossierState::Returned,
        DossierState::Appraised,
    ]
    .map(|s| s.as_str());
    let mut concerned = Condition::any().add(reach.condition(Column::AgencyId));
    for judge in judges {
        concerned = concerned.add(judge.condition(Column::AppraiserId));
    }
    let mut rows = level_dossier::Entity::find()
        .filter(concerned)
        .filter(Column::State.is_in(open))
        .order_by_asc(Column::CreatedAt)
        .all(db)
        .await?;
    // Databases disagree on where an empty day sorts.
    rows.sort_by_key(|row| dossier::next_due(row).unwrap_or(chrono::NaiveDate::MAX));
    Ok(rows)
}

pub(crate) async fn insert_one<C: ConnectionTrait>(
    tx: &C,
    row: level_dossier::Model,
) -> Result<(), StoreError> {
    insert::<level_dossier::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(tx: &C, row: level_dossier::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(level_dossier::Column::Id.eq(row.id))
        .add(level_dossier::Column::Version.eq(row.version - 1));
    update::<level_dossier::Entity, _, _>(tx, row, guard).await
}

/// Steps of a dossier, in their order.
pub(crate) async fn steps<C: ConnectionTrait>(
    db: &C,
    dossier: Uuid,
) -> Result<Vec<dossier_step::Model>, StoreError> {
    Ok(dossier_step::Entity::find()
        .filter(dossier_step::Column::DossierId.eq(dossier))
        .order_by_asc(dossier_step::Column::At)
        .order_by_asc(dossier_step::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn add_step<C: ConnectionTrait>(tx: &C, row: dossier_step::Model) -> Result<(), StoreError> {
    insert::<dossier_step::Entity, _, _>(tx, row).await
}

/// Documents that were filed.
pub(crate) async fn documents<C: ConnectionTrait>(
    db: &C,
    dossier: Uuid,
) -> Result<Vec<dossier_document::Model>, StoreError> {
    Ok(dossier_document::Entity::find()
        .filter(dossier_document::Column::DossierId.eq(dossier))
        .order_by_asc(dossier_document::Column::FiledAt)
        .all(db)
        .await?)
}

/// Puts a document in the place of the one with its code; the earlier file stays stored.
pub(crate) async fn set_document<C: ConnectionTrait>(
    tx: &C,
    row: dossier_document::Model,
) -> Result<(), StoreError> {
    dossier_document::Entity::delete_many()
        .filter(dossier_document::Column::DossierId.eq(row.dossier_id))
        .filter(dossier_document::Column::Code.eq(row.code.clone()))
        .exec(tx)
        .await?;
    insert::<dossier_document::Entity, _, _>(tx, row).await
}

/// Dossiers and their steps, many at once.
pub(crate) async fn insert_many<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<level_dossier::Model>,
    steps: Vec<dossier_step::Model>,
) -> Result<(), StoreError> {
    insert_all::<level_dossier::Entity, _, _>(tx, rows).await?;
    insert_all::<dossier_step::Entity, _, _>(tx, steps).await
}

/// Dossiers on their way are those of another owner from now on; decided ones stay what they were.
pub(crate) async fn hand_over<C: ConnectionTrait>(tx: &C, system: Uuid, to: Uuid) -> Result<(), StoreError> {
    let over = [
        DossierState::Approved,
        DossierState::Dropped,
        DossierState::Superseded,
    ]
    .map(|s| s.as_str());
    level_dossier::Entity::update_many()
        .col_expr(level_dossier::Column::AgencyId, Expr::value(to))
        .filter(level_dossier::Column::SystemId.eq(system))
        .filter(level_dossier::Column::State.is_not_in(over))
        .exec(tx)
        .await?;
    Ok(())
}
