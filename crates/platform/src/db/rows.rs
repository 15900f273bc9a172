//! Writing whole rows of any table: what every store does the same way.

use crate::StoreError;
use sea_orm::{
    ActiveModelTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, QueryFilter,
};

/// Values of one statement: SQLite takes 32,766.
const VALUES: usize = 32_000;
/// Rows of one statement, however narrow: beyond it nothing gets faster.
const ROWS: usize = 1_000;

/// An active model with every column set: a plain conversion leaves them "unchanged", which inserts nothing.
pub fn all_set<E, A>(model: E::Model) -> A
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E>,
{
    let mut row = model.into_active_model();
    for column in E::Column::iter() {
        if let Some(value) = row.get(column).into_value() {
            row.set(column, value);
        }
    }
    row
}

/// Inserts one row.
pub async fn insert<E, A, C>(tx: &C, model: E::Model) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E>,
    C: ConnectionTrait,
{
    E::insert(all_set::<E, A>(model))
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Inserts rows, as many a statement as both databases take.
pub async fn insert_all<E, A, C>(tx: &C, models: impl IntoIterator<Item = E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E> + Send,
    C: ConnectionTrait,
{
    let chunk = (VALUES / E::Column::iter().count().max(1)).clamp(1, ROWS);
    let mut rows = Vec::with_capacity(chunk);
    for model in models {
        rows.push(all_set::<E, A>(model));
        if rows.len() == chunk {
            E::insert_many(std::mem::take(&mut rows))
                .exec_without_returning(tx)
                .await?;
        }
    }
    if !rows.is_empty() {
        E::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Writes every column of a row where `guard` holds (its key, and the version that was seen); `false`: somebody
/// was faster.
pub async fn update<E, A, C>(tx: &C, model: E::Model, guard: Condition) -> Result<bool, StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<A>,
    A: ActiveModelTrait<Entity = E>,
    C: ConnectionTrait,
{
    let done = E::update_many()
        .set(all_set::<E, A>(model))
        .filter(guard)
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}
