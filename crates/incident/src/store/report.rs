//! Notices and reports of cases.

use crate::{
    IncidentError,
    entity::{
        case::{incident, incident_clock, incident_evidence, incident_report},
        network::response_contact,
    },
    model::ContactKind,
};
use coloa_platform::{
    StoreError,
    db::rows::{insert, update},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

/// A report of this case.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
    id: Uuid,
) -> Result<incident_report::Model, IncidentError> {
    incident_report::Entity::find_by_id(id)
        .filter(incident_report::Column::IncidentId.eq(incident))
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

/// Reports of a case, oldest first.
pub(crate) async fn of_case<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_report::Model>, StoreError> {
    Ok(incident_report::Entity::find()
        .filter(incident_report::Column::IncidentId.eq(incident))
        .order_by_asc(incident_report::Column::CreatedAt)
        .order_by_asc(incident_report::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_one<C: ConnectionTrait>(
    tx: &C,
    row: incident_report::Model,
) -> Result<(), StoreError> {
    insert::<incident_report::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(
    tx: &C,
    row: incident_report::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(incident_report::Column::Id.eq(row.id))
        .add(incident_report::Column::Version.eq(row.version - 1));
    update::<incident_report::Entity, _, _>(tx, row, guard).await
}

/// How many numbers were given to reports of a drill. Call it where nobody else gives one, see
/// [`lock_codes`](super::lock_codes).
pub(crate) async fn numbered_in_drill<C: ConnectionTrait>(db: &C, drill: Uuid) -> Result<u64, StoreError> {
    let cases = incident::Entity::find()
        .select_only()
        .column(incident::Column::Id)
        .filter(incident::Column::DrillId.eq(drill))
        .into_query();
    Ok(incident_report::Entity::find()
        .filter(incident_report::Column::IncidentId.in_subquery(cases))
        .filter(incident_report::Column::Number.ne(""))
        .count(db)
        .await?)
}

/// Clocks that a report met.
pub(crate) async fn met_by<C: ConnectionTrait>(
    db: &C,
    report: Uuid,
) -> Result<Vec<incident_clock::Model>, StoreError> {
    Ok(incident_clock::Entity::find()
        .filter(incident_clock::Column::ReportId.eq(report))
        .all(db)
        .await?)
}

/// Evidence of a case, oldest first.
pub(crate) async fn evidence<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_evidence::Model>, StoreError> {
    Ok(incident_evidence::Entity::find()
        .filter(incident_evidence::Column::IncidentId.eq(incident))
        .order_by_asc(incident_evidence::Column::CollectedAt)
        .order_by_asc(incident_evidence::Column::Id)
        .all(db)
        .await?)
}

/// Active members of the provincial team, by name.
pub(crate) async fn team<C: ConnectionTrait>(db: &C) -> Result<Vec<response_contact::Model>, StoreError> {
    Ok(response_contact::Entity::find()
        .filter(response_contact::Column::Kind.eq(ContactKind::ProvincialTeam.as_str()))
        .filter(response_contact::Column::Active.eq(true))
        .order_by_asc(response_contact::Column::Folded)
        .order_by_asc(response_contact::Column::Id)
        .all(db)
        .await?)
}
