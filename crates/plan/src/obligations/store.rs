//! The only SQL of obligations.

use super::ObligationError;
use crate::{duties::store::update, entity::obligation};
use chrono::NaiveDate;
use coloa_auth::Reach;
use coloa_base::AgencyId;
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

pub async fn obligation<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<obligation::Model, ObligationError> {
    obligation::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(ObligationError::NotFound { what: "obligation" })
}

pub async fn of_plan<C: ConnectionTrait>(db: &C, plan: Uuid) -> Result<Vec<obligation::Model>, StoreError> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::PlanId.eq(plan))
        .all(db)
        .await?)
}

pub async fn insert_all<C: ConnectionTrait>(
    tx: &C,
    obligations: Vec<obligation::Model>,
) -> Result<(), StoreError> {
    rows::insert_all::<obligation::Entity, _, _>(tx, obligations).await
}

/// Writes a row whose version is one above what stands.
pub async fn save<C: ConnectionTrait>(tx: &C, row: obligation::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(obligation::Column::Id.eq(row.id))
        .add(obligation::Column::Version.eq(row.version - 1));
    update::<obligation::Entity, _, _>(tx, row, guard).await
}

/// Drops what the plan no longer asks for and nobody met.
pub async fn drop_open<C: ConnectionTrait>(tx: &C, ids: &[Uuid]) -> Result<(), StoreError> {
    for chunk in ids.chunks(500) {
        obligation::Entity::update_many()
            .col_expr(obligation::Column::State, Expr::value("dropped"))
            .filter(obligation::Column::Id.is_in(chunk.iter().copied()))
            .filter(obligation::Column::State.eq("open"))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// The record that a statutory date was met by an agency.
pub async fn statutory<C: ConnectionTrait>(
    db: &C,
    code: &str,
    agency: Uuid,
    instance: &str,
) -> Result<Option<obligation::Model>, StoreError> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::StatutoryCode.eq(code))
        .filter(obligation::Column::AgencyId.eq(agency))
        .filter(obligation::Column::Instance.eq(instance))
        .one(db)
        .await?)
}

/// Which obligations are asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Open ones whose day was before these days, too: they are owed still.
    pub overdue: bool,
    pub plan: Option<Uuid>,
    /// Empty: all within reach.
    pub agencies: &'a [AgencyId],
    pub limit: u64,
}

/// Obligations within reach due in the days given, and open ones without a date.
pub async fn between<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    wanted: &Wanted<'_>,
) -> Result<Vec<obligation::Model>, StoreError> {
    let open = |when: Condition| when.add(obligation::Column::State.eq("open"));
    let mut days = Condition::any()
        .add(obligation::Column::DueOn.between(wanted.from, wanted.to))
        .add(open(Condition::all().add(obligation::Column::DueOn.is_null())));
    if wanted.overdue {
        days = days.add(open(
            Condition::all().add(obligation::Column::DueOn.lt(wanted.from)),
        ));
    }
    let mut query = obligation::Entity::find()
        .filter(obligation::Column::State.ne("dropped"))
        .filter(days)
        .filter(reach.condition(obligation::Column::AgencyId));
    if let Some(plan) = wanted.plan {
        query = query.filter(obligation::Column::PlanId.eq(plan));
    }
    if !wanted.agencies.is_empty() {
        query = query.filter(obligation::Column::AgencyId.is_in(wanted.agencies.iter().map(|a| a.uuid())));
    }
    Ok(query
        .order_by_asc(obligation::Column::DueOn)
        .order_by_asc(obligation::Column::Id)
        .limit(wanted.limit)
        .all(db)
        .await?)
}

/// Open ones within reach, by agency and date; of one agency, where one is named.
pub async fn open_of_agencies<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    agency: Option<AgencyId>,
) -> Result<Vec<obligation::Model>, StoreError> {
    let mut query = obligation::Entity::find()
        .filter(obligation::Column::State.eq("open"))
        .filter(reach.condition(obligation::Column::AgencyId));
    if let Some(agency) = agency {
        query = query.filter(obligation::Column::AgencyId.eq(agency.uuid()));
    }
    Ok(query
        .order_by_asc(obligation::Column::AgencyId)
        .order_by_asc(obligation::Column::DueOn)
        .all(db)
        .await?)
}

/// Open ones due before a day, for reminders and the overdue list.
pub async fn open_until<C: ConnectionTrait>(
    db: &C,
    day: NaiveDate,
) -> Result<Vec<obligation::Model>, StoreError> {
    Ok(obligation::Entity::find()
        .filter(obligation::Column::State.eq("open"))
        .filter(obligation::Column::DueOn.lte(day))
        .order_by_asc(obligation::Column::DueOn)
        .all(db)
        .await?)
}
