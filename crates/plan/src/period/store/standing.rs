//! How the duties of running plans stand today, what falls due, what waits for an answer.

use super::running;
use crate::entity::{difficulty, duty, duty_tally, extension};
use chrono::NaiveDate;
use coloa_auth::Reach;
use coloa_base::PlanId;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Func},
};
use std::collections::HashMap;
use uuid::Uuid;

/// Duties of running plans that share agency, state and lateness.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Tally {
    pub agency_id: Uuid,
    pub status: String,
    /// `submitted` waits for the coordinator.
    pub review: String,
    pub answered: bool,
    /// Still open and past its date.
    pub late: bool,
    pub number: i64,
    /// The earliest due day among them.
    pub first_due: NaiveDate,
}

/// How the duties of running plans stand today, within reach.
pub async fn tallies<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    plan: Option<PlanId>,
    today: NaiveDate,
) -> Result<Vec<Tally>, StoreError> {
    use duty_tally::Column as C;
    let late = C::DueKey
        .lt(today)
        .and(C::Status.is_in(["not_started", "in_progress"]));
    let mut query = duty_tally::Entity::find()
        .select_only()
        .columns([C::AgencyId, C::Status, C::Review, C::Answered])
        .column_as(late, "late")
        // The sum of big integers is a decimal on PostgreSQL.
        .column_as(Expr::expr(Func::cast_as(C::Number.sum(), "bigint")), "number")
        .column_as(C::DueKey.min(), "first_due")
        .filter(C::Status.ne("cancelled"))
        .filter(reach.condition(C::AgencyId));
    query = match plan {
        Some(plan) => query.filter(C::PlanId.eq(plan.uuid())),
        None => query.filter(
            C::PlanId
                .eq(Uuid::nil())
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    Ok(query
        .group_by(C::AgencyId)
        .group_by(C::Status)
        .group_by(C::Review)
        .group_by(C::Answered)
        // By its alias: PostgreSQL takes the same expression with other placeholders for another one.
        .group_by(Expr::col("late"))
        .into_model()
        .all(db)
        .await?)
}

/// A task that falls due, with how many agencies still owe it.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Coming {
    pub text_id: Uuid,
    pub due_key: NaiveDate,
    pub agencies: i64,
    /// Of one agency among them.
    pub duty_id: Uuid,
}

/// What falls due within `days`, soonest first, at most `limit` tasks.
pub async fn coming<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    plan: Option<PlanId>,
    (from, to): (NaiveDate, NaiveDate),
    limit: u64,
) -> Result<Vec<Coming>, StoreError> {
    use duty::Column as C;
    let mut query = duty::Entity::find()
        .select_only()
        .columns([C::TextId, C::DueKey])
        .column_as(C::Id.count(), "agencies")
        .filter(C::Open.eq(true))
        .filter(C::DueKey.between(from, to))
        .filter(reach.condition(C::AgencyId));
    query = match plan {
        Some(plan) => query.filter(C::PlanId.eq(plan.uuid())),
        None => query.filter(
            C::PlanId
                .is_null()
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    #[derive(FromQueryResult)]
    struct Row {
        text_id: Uuid,
        due_key: NaiveDate,
        agencies: i64,
    }
    let rows: Vec<Row> = query
        .group_by(C::TextId)
        .group_by(C::DueKey)
        .order_by(C::DueKey, Order::Asc)
        .order_by(C::TextId, Order::Asc)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    let texts: Vec<Uuid> = rows.iter().map(|r| r.text_id).collect();
    let mut one: HashMap<(Uuid, NaiveDate), Uuid> = HashMap::new();
    let candidates: Vec<(Uuid, Uuid, NaiveDate)> = duty::Entity::find()
        .select_only()
        .columns([C::Id, C::TextId, C::DueKey])
        .filter(C::TextId.is_in(texts))
        .filter(C::Open.eq(true))
        .filter(C::DueKey.between(from, to))
        .filter(reach.condition(C::AgencyId))
        .into_tuple()
        .all(db)
        .await?;
    for (id, text, due) in candidates {
        one.entry((text, due)).or_insert(id);
    }
    Ok(rows
        .into_iter()
        .filter_map(|r| {
            let duty_id = *one.get(&(r.text_id, r.due_key))?;
            Some(Coming {
                text_id: r.text_id,
                due_key: r.due_key,
                agencies: r.agencies,
                duty_id,
            })
        })
        .collect())
}

/// Difficulties within reach that wait for an answer: how many, how many of them were passed upwards.
pub async fn waiting_difficulties<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<(u64, u64), StoreError> {
    use difficulty::Column as C;
    let theirs = Condition::any()
        .add(reach.condition(C::AddresseeAgencyId))
        .add(reach.condition(C::EscalatedTo))
        .add(reach.condition(C::AgencyId));
    let rows: Vec<(String, i64)> = difficulty::Entity::find()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "number")
        .filter(C::State.is_in(["open", "escalated"]))
        .filter(theirs)
        .group_by(C::State)
        .into_tuple()
        .all(db)
        .await?;
    let number = |state: &str| {
        rows.iter()
            .filter(|(s, _)| s == state)
            .map(|(_, n)| u64::try_from(*n).unwrap_or_default())
            .sum()
    };
    let (open, escalated): (u64, u64) = (number("open"), number("escalated"));
    Ok((open + escalated, escalated))
}

/// Requests for a later date within reach that nobody decided yet.
pub async fn waiting_extensions<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    let duties = duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(reach.condition(duty::Column::AgencyId))
        .into_query();
    Ok(extension::Entity::find()
        .filter(extension::Column::State.eq("requested"))
        .filter(extension::Column::DutyId.in_subquery(duties))
        .count(db)
        .await?)
}
