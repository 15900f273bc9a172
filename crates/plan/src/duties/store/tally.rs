//! Counts of duties per plan, agency, role, state and date, kept in the transaction of every change: a
//! province has hundreds of thousands of duties and its summaries are read at every sign-in.

use crate::duties::model::Duty;
use crate::entity::{duty, duty_tally};
use coloa_platform::StoreError;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, QueryFilter, Statement,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

fn key(d: &Duty) -> duty_tally::Model {
    duty_tally::Model {
        plan_id: d.plan_id.unwrap_or_default(),
        agency_id: d.agency_id,
        role: d.role.clone(),
        status: d.status.clone(),
        review: d.review.clone(),
        answered: d.reported_at.is_some(),
        due_key: d.due_key,
        number: 0,
    }
}

/// Adds `by` (negative: takes away) under the key of the duty.
async fn add<C: ConnectionTrait>(tx: &C, duty: &Duty, by: i64) -> Result<(), StoreError> {
    let k = key(duty);
    let row = duty_tally::ActiveModel {
        plan_id: Set(k.plan_id),
        agency_id: Set(k.agency_id),
        role: Set(k.role),
        status: Set(k.status),
        review: Set(k.review),
        answered: Set(k.answered),
        due_key: Set(k.due_key),
        number: Set(by),
    };
    use duty_tally::Column as C_;
    let sum = Expr::col((duty_tally::Entity, C_::Number)).add(by);
    let mut conflict = OnConflict::columns([
        C_::PlanId,
        C_::AgencyId,
        C_::Role,
        C_::Status,
        C_::Review,
        C_::Answered,
        C_::DueKey,
    ]);
    conflict.value(C_::Number, sum);
    duty_tally::Entity::insert(row)
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// Moves one duty from where it was counted to where it counts now.
pub async fn moved<C: ConnectionTrait>(tx: &C, before: &Duty, after: &Duty) -> Result<(), StoreError> {
    if key(before) == key(after) {
        return Ok(());
    }
    add(tx, before, -1).await?;
    add(tx, after, 1).await
}

/// Counts the duties of a plan (`None`: those without one) anew; after bulk changes.
pub async fn recount<C: ConnectionTrait>(tx: &C, plan: Option<Uuid>) -> Result<(), StoreError> {
    duty_tally::Entity::delete_many()
        .filter(duty_tally::Column::PlanId.eq(plan.unwrap_or_default()))
        .exec(tx)
        .await?;
    let backend = tx.get_database_backend();
    let (mark, nil) = match backend {
        DbBackend::Postgres => ("$1", "$2"),
        _ => ("?1", "?2"),
    };
    let condition = if plan.is_some() {
        format!("plan_id = {mark}")
    } else {
        format!("plan_id IS NULL AND {mark} = {nil}")
    };
    let sql = format!(
        "INSERT INTO duty_tally (plan_id, agency_id, role, status, review, answered, due_key, number) \
         SELECT {nil}, agency_id, role, status, review, reported_at IS NOT NULL, due_key, COUNT(*) FROM duty \
         WHERE {condition} GROUP BY agency_id, role, status, review, reported_at IS NOT NULL, due_key"
    );
    let id = plan.unwrap_or_default();
    tx.execute_raw(Statement::from_sql_and_values(
        backend,
        sql,
        [id.into(), id.into()],
    ))
    .await?;
    Ok(())
}

/// Whether the tally equals a count of the duties; for tests and `doctor`.
pub async fn agrees<C: ConnectionTrait>(tx: &C) -> Result<bool, StoreError> {
    let mut counted = std::collections::HashMap::new();
    for d in duty::Entity::find().all(tx).await? {
        let k = key(&d);
        *counted
            .entry((
                k.plan_id,
                k.agency_id,
                k.role,
                k.status,
                k.review,
                k.answered,
                k.due_key,
            ))
            .or_insert(0_i64) += 1;
    }
    let rows = duty_tally::Entity::find()
        .filter(duty_tally::Column::Number.ne(0))
        .all(tx)
        .await?;
    Ok(rows.len() == counted.len()
        && rows.into_iter().all(|r| {
            counted.get(&(
                r.plan_id,
                r.agency_id,
                r.role,
                r.status,
                r.review,
                r.answered,
                r.due_key,
            )) == Some(&r.number)
        }))
}
