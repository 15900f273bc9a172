//! The only SQL of difficulties.

use super::{DifficultyError, DifficultyFilter};
use crate::{
    duties::store::{insert, update},
    entity::{difficulty, difficulty_answer},
};
use coloa_auth::Reach;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

pub async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<difficulty::Model, DifficultyError> {
    difficulty::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(DifficultyError::NotFound { what: "difficulty" })
}

pub async fn insert_one<C: ConnectionTrait>(tx: &C, row: difficulty::Model) -> Result<(), StoreError> {
    insert::<difficulty::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub async fn save<C: ConnectionTrait>(tx: &C, row: difficulty::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(difficulty::Column::Id.eq(row.id))
        .add(difficulty::Column::Version.eq(row.version - 1));
    update::<difficulty::Entity, _, _>(tx, row, guard).await
}

pub async fn insert_answer<C: ConnectionTrait>(
    tx: &C,
    row: difficulty_answer::Model,
) -> Result<(), StoreError> {
    insert::<difficulty_answer::Entity, _, _>(tx, row).await
}

/// Every answer to these difficulties, oldest first.
pub async fn answers<C: ConnectionTrait>(
    db: &C,
    ids: &[Uuid],
) -> Result<Vec<difficulty_answer::Model>, StoreError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(500) {
        found.extend(
            difficulty_answer::Entity::find()
                .filter(difficulty_answer::Column::DifficultyId.is_in(chunk.iter().copied()))
                .order_by_asc(difficulty_answer::Column::AnsweredAt)
                .order_by_asc(difficulty_answer::Column::Id)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Those that an agency within reach raised or must answer, newest first, and how many there are.
pub async fn list<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &DifficultyFilter,
) -> Result<(Vec<difficulty::Model>, u64), StoreError> {
    use difficulty::Column as D;
    let concerned = Condition::any()
        .add(reach.condition(D::AgencyId))
        .add(reach.condition(D::AddresseeAgencyId))
        .add(reach.condition(D::EscalatedTo));
    let mut query = difficulty::Entity::find().filter(concerned);
    if let Some(plan) = filter.plan {
        query = query.filter(D::PlanId.eq(plan));
    }
    if let Some(duty) = filter.duty {
        query = query.filter(D::DutyId.eq(duty));
    }
    if let Some(agency) = filter.agency {
        query = query.filter(D::AgencyId.eq(agency.uuid()));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(D::Kind.eq(kind));
    }
    if !filter.states.is_empty() {
        query = query.filter(D::State.is_in(filter.states.iter().map(String::as_str)));
    }
    let total = query.clone().count(db).await?;
    let rows = query
        .order_by_desc(D::RaisedAt)
        .order_by_desc(D::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}
