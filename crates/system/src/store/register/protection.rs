//! Evidence of the four layers, and answers to checklists.

use crate::{
    SystemError,
    entity::{control_answer, control_computed, information_system, layer_evidence},
};
use chrono::NaiveDate;
use coloa_platform::{
    StoreError,
    db::rows::{insert, insert_all},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

/// Evidence of a system, the newest first.
pub(crate) async fn evidence<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<layer_evidence::Model>, StoreError> {
    Ok(layer_evidence::Entity::find()
        .filter(layer_evidence::Column::SystemId.eq(system))
        .order_by_asc(layer_evidence::Column::Layer)
        .order_by_desc(layer_evidence::Column::Since)
        .order_by_desc(layer_evidence::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn all_evidence<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<layer_evidence::Model>, StoreError> {
    Ok(layer_evidence::Entity::find().all(db).await?)
}

pub(crate) async fn add_evidence<C: ConnectionTrait>(
    tx: &C,
    row: layer_evidence::Model,
) -> Result<(), StoreError> {
    insert::<layer_evidence::Entity, _, _>(tx, row).await
}

pub(crate) async fn take_evidence<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    id: Uuid,
) -> Result<layer_evidence::Model, SystemError> {
    let row = layer_evidence::Entity::find_by_id(id)
        .filter(layer_evidence::Column::SystemId.eq(system))
        .one(tx)
        .await?
        .ok_or(SystemError::NotFound)?;
    layer_evidence::Entity::delete_by_id(id).exec(tx).await?;
    Ok(row)
}

/// Notes which layers stand; no change that a person makes, so the version stays.
pub(crate) async fn set_layers<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    layers: i32,
    live: i32,
) -> Result<(), StoreError> {
    information_system::Entity::update_many()
        .col_expr(information_system::Column::Layers, Expr::value(layers))
        .col_expr(information_system::Column::LiveLayers, Expr::value(live))
        .filter(information_system::Column::Id.eq(system))
        .exec(tx)
        .await?;
    Ok(())
}

/// Answers of a system under a regime.
pub(crate) async fn answers<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    regime: &str,
) -> Result<Vec<control_answer::Model>, StoreError> {
    Ok(control_answer::Entity::find()
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::Regime.eq(regime))
        .all(db)
        .await?)
}

/// Answers of a system that have a file, under any regime.
pub(crate) async fn proved_answers<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(control_answer::Entity::find()
        .select_only()
        .column(control_answer::Column::Id)
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::FileId.is_not_null())
        .into_tuple()
        .all(db)
        .await?)
}

pub(crate) async fn all_answers<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<control_answer::Model>, StoreError> {
    Ok(control_answer::Entity::find().all(db).await?)
}

/// Answers whose evidence holds until a day between two.
pub(crate) async fn answers_until<C: ConnectionTrait>(
    db: &C,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<control_answer::Model>, StoreError> {
    Ok(control_answer::Entity::find()
        .filter(control_answer::Column::HoldsUntil.gte(from))
        .filter(control_answer::Column::HoldsUntil.lte(to))
        .all(db)
        .await?)
}

/// Puts answers in the place of those to the same items.
pub(crate) async fn set_answers<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    regime: &str,
    rows: Vec<control_answer::Model>,
) -> Result<(), StoreError> {
    let items: Vec<_> = rows.iter().map(|r| r.item.clone()).collect();
    control_answer::Entity::delete_many()
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::Regime.eq(regime))
        .filter(control_answer::Column::Item.is_in(items))
        .exec(tx)
        .await?;
    insert_all::<control_answer::Entity, _, _>(tx, rows).await
}

/// Takes an answer away; `false`: there was none.
pub(crate) async fn take_answer<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    regime: &str,
    item: &str,
) -> Result<bool, StoreError> {
    let done = control_answer::Entity::delete_many()
        .filter(control_answer::Column::SystemId.eq(system))
        .filter(control_answer::Column::Regime.eq(regime))
        .filter(control_answer::Column::Item.eq(item))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Computed answers of a system under a regime.
pub(crate) async fn computed<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
    regime: &str,
) -> Result<Vec<control_computed::Model>, StoreError> {
    Ok(control_computed::Entity::find()
        .filter(control_computed::Column::SystemId.eq(system))
        .filter(control_computed::Column::Regime.eq(regime))
        .all(db)
        .await?)
}

pub(crate) async fn all_computed<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<control_computed::Model>, StoreError> {
    Ok(control_computed::Entity::find().all(db).await?)
}

/// Puts computed answers in the place of all there were.
pub(crate) async fn set_computed<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<control_computed::Model>,
) -> Result<(), StoreError> {
    control_computed::Entity::delete_many().exec(tx).await?;
    insert_all::<control_computed::Entity, _, _>(tx, rows).await
}
