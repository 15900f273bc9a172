//! Drills, who takes part, injects.

use crate::{
    IncidentError,
    drill::DrillFilter,
    entity::{
        case::{incident, incident_entry},
        drill::{drill, drill_agency, drill_inject},
        network::call_out,
    },
    model::{DrillState, EntryKind, Side},
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{insert, insert_all, update},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<drill::Model, IncidentError> {
    drill::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

/// Drills that somebody may see: held or taken part in within reach.
fn seen(reach: &Reach) -> Condition {
    if reach.is_every_agency() {
        return Condition::all();
    }
    let taking_part = drill_agency::Entity::find()
        .select_only()
        .column(drill_agency::Column::DrillId)
        .filter(reach.condition(drill_agency::Column::AgencyId))
        .into_query();
    Condition::any()
        .add(reach.condition(drill::Column::AgencyId))
        .add(drill::Column::Id.in_subquery(taking_part))
}

/// A page of drills, the latest planned first, and how many there are.
pub(crate) async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &DrillFilter,
) -> Result<(Vec<drill::Model>, u64), StoreError> {
    use drill::Column as D;
    let mut wanted = Condition::all().add(seen(reach));
    if let Some(state) = filter.state {
        wanted = wanted.add(D::State.eq(state.as_str()));
    }
    let search = filter.search.as_deref().map(text::fold_plain);
    if let Some(search) = search.filter(|s| !s.is_empty()) {
        wanted = wanted.add(holds(D::Folded, &search));
    }
    let found = drill::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(D::PlannedOn)
        .order_by_desc(D::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

pub(crate) async fn running<C: ConnectionTrait>(db: &C) -> Result<Vec<drill::Model>, StoreError> {
    Ok(drill::Entity::find()
        .filter(drill::Column::State.eq(DrillState::Running.as_str()))
        .order_by_asc(drill::Column::StartedAt)
        .order_by_asc(drill::Column::Id)
        .all(db)
        .await?)
}

/// Drills that began within a span and were carried through, of an agency that held them or took part.
pub(crate) async fn held<C: ConnectionTrait>(
    db: &C,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    reach: &Reach,
) -> Result<u64, StoreError> {
    Ok(drill::Entity::find()
        .filter(seen(reach))
        .filter(drill::Column::State.eq(DrillState::Ended.as_str()))
        .filter(drill::Column::StartedAt.gte(from))
        .filter(drill::Column::StartedAt.lt(to))
        .count(db)
        .await?)
}

/// Codes that begin like this.
pub(crate) async fn codes<C: ConnectionTrait>(tx: &C, prefix: &str) -> Result<Vec<String>, StoreError> {
    Ok(drill::Entity::find()
        .select_only()
        .column(drill::Column::Code)
        .filter(drill::Column::Code.starts_with(prefix))
        .into_tuple()
        .all(tx)
        .await?)
}

pub(crate) async fn insert_drill<C: ConnectionTrait>(tx: &C, row: drill::Model) -> Result<(), StoreError> {
    insert::<drill::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(tx: &C, row: drill::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(drill::Column::Id.eq(row.id))
        .add(drill::Column::Version.eq(row.version - 1));
    update::<drill::Entity, _, _>(tx, row, guard).await
}

/// Who takes part, in the order in which they were named.
pub(crate) async fn agencies<C: ConnectionTrait>(
    db: &C,
    drill: Uuid,
) -> Result<Vec<drill_agency::Model>, StoreError> {
    agencies_of(db, &[drill]).await
}

/// Who takes part in each of these.
pub(crate) async fn agencies_of<C: ConnectionTrait>(
    db: &C,
    drills: &[Uuid],
) -> Result<Vec<drill_agency::Model>, StoreError> {
    let mut found = Vec::new();
    for some in drills.chunks(CHUNK) {
        let rows = drill_agency::Entity::find()
            .filter(drill_agency::Column::DrillId.is_in(some.iter().copied()))
            .order_by_asc(drill_agency::Column::Id)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Puts these agencies in the place of those that take part; before it starts.
pub(crate) async fn set_agencies<C: ConnectionTrait>(
    tx: &C,
    drill: Uuid,
    agencies: &[Uuid],
) -> Result<(), StoreError> {
    drill_agency::Entity::delete_many()
        .filter(drill_agency::Column::DrillId.eq(drill))
        .exec(tx)
        .await?;
    let rows = agencies.iter().map(|agency| drill_agency::Model {
        id: Uuid::now_v7(),
        drill_id: drill,
        agency_id: *agency,
        incident_id: None,
    });
    insert_all::<drill_agency::Entity, _, _>(tx, rows.collect::<Vec<_>>()).await
}

/// Notes the case of an agency.
pub(crate) async fn set_case<C: ConnectionTrait>(
    tx: &C,
    part: Uuid,
    incident: Uuid,
) -> Result<(), StoreError> {
    drill_agency::Entity::update_many()
        .col_expr(drill_agency::Column::IncidentId, Expr::value(Some(incident)))
        .filter(drill_agency::Column::Id.eq(part))
        .exec(tx)
        .await?;
    Ok(())
}

/// Injects, in the order in which they happen.
pub(crate) async fn injects<C: ConnectionTrait>(
    db: &C,
    drill: Uuid,
) -> Result<Vec<drill_inject::Model>, StoreError> {
    Ok(drill_inject::Entity::find()
        .filter(drill_inject::Column::DrillId.eq(drill))
        .order_by_asc(drill_inject::Column::Minute)
        .order_by_asc(drill_inject::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_injects<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<drill_inject::Model>,
) -> Result<(), StoreError> {
    insert_all::<drill_inject::Entity, _, _>(tx, rows).await
}

/// Writes an inject that was not delivered yet.
pub(crate) async fn save_inject<C: ConnectionTrait>(
    tx: &C,
    row: drill_inject::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(drill_inject::Column::Id.eq(row.id))
        .add(drill_inject::Column::DeliveredAt.is_null());
    update::<drill_inject::Entity, _, _>(tx, row, guard).await
}

/// `false`: there is none such that was not delivered yet.
pub(crate) async fn delete_inject<C: ConnectionTrait>(
    tx: &C,
    drill: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let done = drill_inject::Entity::delete_many()
        .filter(drill_inject::Column::Id.eq(id))
        .filter(drill_inject::Column::DrillId.eq(drill))
        .filter(drill_inject::Column::DeliveredAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// `false`: it was delivered already.
pub(crate) async fn set_delivered<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = drill_inject::Entity::update_many()
        .col_expr(drill_inject::Column::DeliveredAt, Expr::value(Some(at)))
        .filter(drill_inject::Column::Id.eq(id))
        .filter(drill_inject::Column::DeliveredAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Cases of a drill that are not over.
pub(crate) async fn open_cases<C: ConnectionTrait>(
    tx: &C,
    drill: Uuid,
) -> Result<Vec<incident::Model>, StoreError> {
    Ok(incident::Entity::find()
        .filter(incident::Column::DrillId.eq(drill))
        .filter(incident::Column::State.is_in(super::case::open_states()))
        .order_by_asc(incident::Column::Id)
        .all(tx)
        .await?)
}

/// When people of the agency first wrote into each of these cases: of their own accord, and at all.
pub(crate) async fn first_words<C: ConnectionTrait>(
    db: &C,
    incidents: &[Uuid],
    own_accord: bool,
) -> Result<HashMap<Uuid, DateTime<Utc>>, StoreError> {
    use incident_entry::Column as E;
    let mut found = HashMap::new();
    for some in incidents.chunks(CHUNK) {
        let mut lines = incident_entry::Entity::find()
            .select_only()
            .column(E::IncidentId)
            .column_as(E::WrittenAt.min(), "first")
            .filter(E::IncidentId.is_in(some.iter().copied()))
            .filter(E::Side.eq(Side::Agency.as_str()))
            .filter(E::AuthorId.is_not_null());
        if own_accord {
            lines = lines.filter(E::Kind.ne(EntryKind::Call.as_str()));
        }
        let rows: Vec<(Uuid, DateTime<Utc>)> = lines.group_by(E::IncidentId).into_tuple().all(db).await?;
        found.extend(rows);
    }
    Ok(found)
}

/// When a call was first answered in each of these cases.
pub(crate) async fn first_answers<C: ConnectionTrait>(
    db: &C,
    incidents: &[Uuid],
) -> Result<HashMap<Uuid, DateTime<Utc>>, StoreError> {
    use call_out::Column as K;
    let mut found = HashMap::new();
    for some in incidents.chunks(CHUNK) {
        let rows: Vec<(Uuid, DateTime<Utc>)> = call_out::Entity::find()
            .select_only()
            .column(K::IncidentId)
            .column_as(K::AcknowledgedAt.min(), "first")
            .filter(K::IncidentId.is_in(some.iter().copied()))
            .filter(K::AcknowledgedAt.is_not_null())
            .group_by(K::IncidentId)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
