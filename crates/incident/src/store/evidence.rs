//! Evidence and its chain of custody.

use crate::{
    IncidentError,
    entity::case::{evidence_custody, incident_evidence},
};
use coloa_platform::StoreError;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A piece of evidence of that case.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
    id: Uuid,
) -> Result<incident_evidence::Model, IncidentError> {
    incident_evidence::Entity::find_by_id(id)
        .filter(incident_evidence::Column::IncidentId.eq(incident))
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

/// Evidence of a case, the first that was added first.
pub(crate) async fn of_case<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_evidence::Model>, StoreError> {
    Ok(incident_evidence::Entity::find()
        .filter(incident_evidence::Column::IncidentId.eq(incident))
        .order_by_asc(incident_evidence::Column::AddedAt)
        .order_by_asc(incident_evidence::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    row: incident_evidence::Model,
) -> Result<(), StoreError> {
    incident_evidence::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Links of the chains of custody of a case, oldest first.
pub(crate) async fn custody<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<evidence_custody::Model>, StoreError> {
    Ok(evidence_custody::Entity::find()
        .filter(evidence_custody::Column::IncidentId.eq(incident))
        .order_by_asc(evidence_custody::Column::At)
        .order_by_asc(evidence_custody::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_custody<C: ConnectionTrait>(
    tx: &C,
    row: evidence_custody::Model,
) -> Result<(), StoreError> {
    evidence_custody::Entity::insert(row.into_active_model())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
