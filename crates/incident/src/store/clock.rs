//! Clocks of cases, and what was changed of them.

use crate::{
    IncidentError,
    entity::case::{clock_change, incident, incident_clock},
    store::case::{CHUNK, by_ids},
};
use chrono::{DateTime, Utc};
use coloa_platform::{
    StoreError,
    db::rows::{insert_all, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

/// Clocks of a case, by term.
pub(crate) async fn clocks<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_clock::Model>, StoreError> {
    clocks_of(db, &[incident]).await
}

/// Clocks of many cases.
pub(crate) async fn clocks_of<C: ConnectionTrait>(
    db: &C,
    incidents: &[Uuid],
) -> Result<Vec<incident_clock::Model>, StoreError> {
    use incident_clock::Column as K;
    let mut found = Vec::new();
    for some in incidents.chunks(CHUNK) {
        let rows = incident_clock::Entity::find()
            .filter(K::IncidentId.is_in(some.iter().copied()))
            .order_by_asc(K::DueAt.is_null())
            .order_by_asc(K::DueAt)
            .order_by_asc(K::Id)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

pub(crate) async fn clock<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<incident_clock::Model, IncidentError> {
    incident_clock::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

pub(crate) async fn insert_clocks<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<incident_clock::Model>,
) -> Result<(), StoreError> {
    insert_all::<incident_clock::Entity, _, _>(tx, rows).await
}

/// Writes a clock whose version is one above what stands.
pub(crate) async fn save_clock<C: ConnectionTrait>(
    tx: &C,
    row: incident_clock::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(incident_clock::Column::Id.eq(row.id))
        .add(incident_clock::Column::Version.eq(row.version - 1));
    update::<incident_clock::Entity, _, _>(tx, row, guard).await
}

/// Clocks whose term comes before a moment and of which nobody was told the last time, with their cases.
pub(crate) async fn clocks_to_remind<C: ConnectionTrait>(
    db: &C,
    before: DateTime<Utc>,
    most: i32,
    limit: u64,
) -> Result<Vec<(incident_clock::Model, Option<incident::Model>)>, StoreError> {
    use incident_clock::Column as K;
    let clocks = incident_clock::Entity::find()
        .filter(K::MetAt.is_null())
        .filter(K::VoidAt.is_null())
        .filter(K::DueAt.lte(before))
        .filter(K::Reminded.lt(most))
        .order_by_asc(K::DueAt)
        .limit(limit)
        .all(db)
        .await?;
    let mut ids: Vec<Uuid> = clocks.iter().map(|c| c.incident_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let cases = by_ids(db, &ids).await?;
    Ok(clocks
        .into_iter()
        .map(|clock| {
            let case = cases.iter().find(|c| c.id == clock.incident_id).cloned();
            (clock, case)
        })
        .collect())
}

pub(crate) async fn set_reminded<C: ConnectionTrait>(
    tx: &C,
    clock: Uuid,
    times: i32,
) -> Result<(), StoreError> {
    incident_clock::Entity::update_many()
        .col_expr(incident_clock::Column::Reminded, Expr::value(times))
        .filter(incident_clock::Column::Id.eq(clock))
        .exec(tx)
        .await?;
    Ok(())
}

/// What was changed of the clocks of a case, oldest first.
pub(crate) async fn clock_changes<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<clock_change::Model>, StoreError> {
    Ok(clock_change::Entity::find()
        .filter(clock_change::Column::IncidentId.eq(incident))
        .order_by_asc(clock_change::Column::At)
        .order_by_asc(clock_change::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_clock_changes<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<clock_change::Model>,
) -> Result<(), StoreError> {
    insert_all::<clock_change::Entity, _, _>(tx, rows).await
}
