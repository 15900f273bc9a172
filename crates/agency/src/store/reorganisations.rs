//! Reorganisations as rows.

use super::{corrupt, entity::reorganisation, json};
use crate::{
    AgencyError,
    model::{Kind, Reorganisation, Stage},
};
use chrono::NaiveDate;
use coloa_base::{FileId, ReorganisationId};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

fn read(row: reorganisation::Model) -> Result<Reorganisation, AgencyError> {
    Ok(Reorganisation {
        id: ReorganisationId(row.id),
        kind: Kind::parse(&row.kind).ok_or_else(|| corrupt("kind of a reorganisation", &row.kind))?,
        title: row.title,
        effective: row.effective,
        basis: row.basis,
        note: row.note,
        file: row.file_id.map(FileId),
        stage: Stage::parse(&row.stage).ok_or_else(|| corrupt("stage of a reorganisation", &row.stage))?,
        draft: serde_json::from_str(&row.draft).map_err(|e| corrupt("draft of a reorganisation", e))?,
        created_by: row.created_by,
        created_at: row.created_at,
        reviewed_by: row.reviewed_by,
        reviewed_at: row.reviewed_at,
        applied_at: row.applied_at,
        failure: row.failure,
        version: row.version,
    })
}

fn write(r: &Reorganisation, version: i32) -> Result<reorganisation::ActiveModel, AgencyError> {
    Ok(reorganisation::ActiveModel {
        id: Set(r.id.uuid()),
        kind: Set(r.kind.as_str().to_owned()),
        title: Set(r.title.clone()),
        effective: Set(r.effective),
        basis: Set(r.basis.clone()),
        note: Set(r.note.clone()),
        file_id: Set(r.file.map(FileId::uuid)),
        stage: Set(r.stage.as_str().to_owned()),
        draft: Set(json(&r.draft)?),
        created_by: Set(r.created_by.clone()),
        created_at: Set(r.created_at),
        reviewed_by: Set(r.reviewed_by.clone()),
        reviewed_at: Set(r.reviewed_at),
        applied_at: Set(r.applied_at),
        failure: Set(r.failure.clone()),
        version: Set(version),
    })
}

pub(crate) async fn reorganisation<C: ConnectionTrait>(
    db: &C,
    id: ReorganisationId,
) -> Result<Reorganisation, AgencyError> {
    let row = reorganisation::Entity::find_by_id(id.uuid()).one(db).await?;
    read(row.ok_or(AgencyError::NotFound {
        what: "reorganisation",
    })?)
}

/// Newest effective date first.
pub(crate) async fn reorganisations<C: ConnectionTrait>(
    db: &C,
    stage: Option<Stage>,
    limit: u64,
) -> Result<Vec<Reorganisation>, AgencyError> {
    let mut query = reorganisation::Entity::find()
        .order_by_desc(reorganisation::Column::Effective)
        .order_by_desc(reorganisation::Column::Id)
        .limit(limit);
    if let Some(stage) = stage {
        query = query.filter(reorganisation::Column::Stage.eq(stage.as_str()));
    }
    query.all(db).await?.into_iter().map(read).collect()
}

/// Reviewed ones whose day has come, oldest day first.
pub(crate) async fn due<C: ConnectionTrait>(
    db: &C,
    today: NaiveDate,
) -> Result<Vec<ReorganisationId>, AgencyError> {
    let rows = reorganisation::Entity::find()
        .filter(reorganisation::Column::Stage.eq(Stage::Reviewed.as_str()))
        .filter(reorganisation::Column::Effective.lte(today))
        .order_by_asc(reorganisation::Column::Effective)
        .order_by_asc(reorganisation::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|r| ReorganisationId(r.id)).collect())
}

pub(crate) async fn insert_reorganisation<C: ConnectionTrait>(
    tx: &C,
    r: &Reorganisation,
) -> Result<(), AgencyError> {
    reorganisation::Entity::insert(write(r, 1)?)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Writes what `r` holds; the stored version must be `r.version`, and rises by one.
pub(crate) async fn update_reorganisation<C: ConnectionTrait>(
    tx: &C,
    r: &Reorganisation,
) -> Result<(), AgencyError> {
    let stored = reorganisation::Entity::find_by_id(r.id.uuid())
        .lock_exclusive()
        .one(tx)
        .await?;
    if stored.is_none_or(|s| s.version != r.version) {
        return Err(AgencyError::Conflict);
    }
    reorganisation::Entity::update(write(r, r.version + 1)?)
        .exec(tx)
        .await?;
    Ok(())
}
