//! Links of systems, records of what was done to them, assessments of their levels.

use crate::{
    SystemError,
    entity::{level_assessment, system_link, system_record},
    model::RecordKind,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_platform::{StoreError, db::rows::insert};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Links of a system, and those of others that lead to it.
pub(crate) async fn links<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_link::Model>, StoreError> {
    Ok(system_link::Entity::find()
        .filter(
            Condition::any()
                .add(system_link::Column::SystemId.eq(system))
                .add(system_link::Column::OtherId.eq(system)),
        )
        .order_by_asc(system_link::Column::OtherName)
        .all(db)
        .await?)
}

pub(crate) async fn add_link<C: ConnectionTrait>(tx: &C, row: system_link::Model) -> Result<(), StoreError> {
    insert::<system_link::Entity, _, _>(tx, row).await
}

pub(crate) async fn take_link<C: ConnectionTrait>(
    tx: &C,
    system: Uuid,
    id: Uuid,
) -> Result<system_link::Model, SystemError> {
    let row = system_link::Entity::find_by_id(id)
        .filter(system_link::Column::SystemId.eq(system))
        .one(tx)
        .await?
        .ok_or(SystemError::NotFound)?;
    system_link::Entity::delete_by_id(id).exec(tx).await?;
    Ok(row)
}

/// Records of a system, the newest first.
pub(crate) async fn records<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<system_record::Model>, StoreError> {
    Ok(system_record::Entity::find()
        .filter(system_record::Column::SystemId.eq(system))
        .order_by_desc(system_record::Column::DoneOn)
        .order_by_desc(system_record::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn add_record<C: ConnectionTrait>(
    tx: &C,
    row: system_record::Model,
) -> Result<(), StoreError> {
    insert::<system_record::Entity, _, _>(tx, row).await
}

/// System, kind and day of all records.
pub(crate) async fn recorded<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<(Uuid, String, NaiveDate)>, StoreError> {
    Ok(system_record::Entity::find()
        .select_only()
        .column(system_record::Column::SystemId)
        .column(system_record::Column::Kind)
        .column(system_record::Column::DoneOn)
        .into_tuple()
        .all(db)
        .await?)
}

/// System, level and moment of all assessments, the newest first.
pub(crate) async fn assessed_at<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<(Uuid, i32, DateTime<Utc>)>, StoreError> {
    Ok(level_assessment::Entity::find()
        .select_only()
        .column(level_assessment::Column::SystemId)
        .column(level_assessment::Column::Level)
        .column(level_assessment::Column::MadeAt)
        .order_by_desc(level_assessment::Column::MadeAt)
        .order_by_desc(level_assessment::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Assessments of a system, the newest first.
pub(crate) async fn assessments<C: ConnectionTrait>(
    db: &C,
    system: Uuid,
) -> Result<Vec<level_assessment::Model>, StoreError> {
    Ok(level_assessment::Entity::find()
        .filter(level_assessment::Column::SystemId.eq(system))
        .order_by_desc(level_assessment::Column::MadeAt)
        .order_by_desc(level_assessment::Column::Id)
        .all(db)
        .await?)
}

/// Regime and level of the assessments of every system, the newest first.
pub(crate) async fn assessed<C: ConnectionTrait>(
    db: &C,
) -> Result<HashMap<Uuid, Vec<(String, i32)>>, StoreError> {
    let rows: Vec<(Uuid, String, i32)> = level_assessment::Entity::find()
        .select_only()
        .column(level_assessment::Column::SystemId)
        .column(level_assessment::Column::Regime)
        .column(level_assessment::Column::Level)
        .order_by_desc(level_assessment::Column::MadeAt)
        .order_by_desc(level_assessment::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let mut found: HashMap<Uuid, Vec<(String, i32)>> = HashMap::new();
    for (system, regime, level) in rows {
        found.entry(system).or_default().push((regime, level));
    }
    Ok(found)
}

pub(crate) async fn add_assessment<C: ConnectionTrait>(
    tx: &C,
    row: level_assessment::Model,
) -> Result<(), StoreError> {
    insert::<level_assessment::Entity, _, _>(tx, row).await
}

/// All records of a kind, the newest first.
pub(crate) async fn records_of_kind<C: ConnectionTrait>(
    db: &C,
    kind: RecordKind,
) -> Result<Vec<system_record::Model>, StoreError> {
    Ok(system_record::Entity::find()
        .filter(system_record::Column::Kind.eq(kind.as_str()))
        .order_by_desc(system_record::Column::DoneOn)
        .order_by_desc(system_record::Column::Id)
        .all(db)
        .await?)
}

/// The latest record of each kind of each system: an earlier one was done again.
pub(crate) async fn latest_records<C: ConnectionTrait>(
    db: &C,
) -> Result<Vec<system_record::Model>, StoreError> {
    let rows = system_record::Entity::find()
        .order_by_desc(system_record::Column::DoneOn)
        .order_by_desc(system_record::Column::Id)
        .all(db)
        .await?;
    let mut seen = HashSet::new();
    Ok(rows
        .into_iter()
        .filter(|r| seen.insert((r.system_id, r.kind.clone())))
        .collect())
}
