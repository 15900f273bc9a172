//! Transfers and calls, and the reports that a term or a call is due for.

use crate::{
    HotlineError,
    entity::{call, report, transfer},
    model::{State, TransferState, Urgency},
};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

/// What is noted of a report about whose next term nothing is left to tell.
pub const OVER: &str = "over";

/// The newest that was sent and not given back.
pub async fn last_sent<C: ConnectionTrait>(
    db: &C,
    report: Uuid,
) -> Result<Option<transfer::Model>, StoreError> {
    Ok(transfer::Entity::find()
        .filter(transfer::Column::ReportId.eq(report))
        .filter(
            transfer::Column::State
                .is_in([TransferState::Sent.as_str(), TransferState::Acknowledged.as_str()]),
        )
        .order_by_desc(transfer::Column::CreatedAt)
        .one(db)
        .await?)
}

/// One; not found where there is none.
pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<transfer::Model, HotlineError> {
    transfer::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// Of a report, the oldest first.
pub async fn of_report<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<transfer::Model>, StoreError> {
    Ok(transfer::Entity::find()
        .filter(transfer::Column::ReportId.eq(report))
        .order_by_asc(transfer::Column::CreatedAt)
        .order_by_asc(transfer::Column::Id)
        .all(db)
        .await?)
}

/// Of several reports.
pub async fn of_reports<C: ConnectionTrait>(
    db: &C,
    reports: &[Uuid],
) -> Result<Vec<transfer::Model>, StoreError> {
    Ok(transfer::Entity::find()
        .filter(transfer::Column::ReportId.is_in(reports.iter().copied()))
        .order_by_asc(transfer::Column::CreatedAt)
        .order_by_asc(transfer::Column::Id)
        .all(db)
        .await?)
}

/// A new one.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: transfer::Model) -> Result<(), StoreError> {
    rows::insert::<transfer::Entity, _, _>(tx, row).await
}

/// Writes a changed one; its version is the next one of what was seen.
pub async fn update<C: ConnectionTrait>(tx: &C, row: transfer::Model) -> Result<(), HotlineError> {
    let guard = Condition::all()
        .add(transfer::Column::Id.eq(row.id))
        .add(transfer::Column::Version.eq(row.version - 1));
    if rows::update::<transfer::Entity, _, _>(tx, row, guard).await? {
        Ok(())
    } else {
        Err(HotlineError::Conflict)
    }
}

/// Calls of a report, the oldest first.
pub async fn calls<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<call::Model>, StoreError> {
    Ok(call::Entity::find()
        .filter(call::Column::ReportId.eq(report))
        .order_by_asc(call::Column::CalledAt)
        .order_by_asc(call::Column::Id)
        .all(db)
        .await?)
}

/// A new one.
pub async fn insert_call<C: ConnectionTrait>(tx: &C, row: call::Model) -> Result<(), StoreError> {
    rows::insert::<call::Entity, _, _>(tx, row).await
}

/// Urgent transfers whose call was due, and about which nobody was rung yet. Whether somebody was reached is looked at by
/// the caller.
pub async fn call_overdue<C: ConnectionTrait>(
    db: &C,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<transfer::Model>, StoreError> {
    Ok(transfer::Entity::find()
        .filter(transfer::Column::State.is_in([TransferState::Draft.as_str(), TransferState::Sent.as_str()]))
        .filter(transfer::Column::IsUrgent.eq(true))
        .filter(transfer::Column::CallBy.lte(now))
        .filter(transfer::Column::RangAt.is_null())
        .filter(Expr::not_exists(reached()))
        .order_by_asc(transfer::Column::CallBy)
        .limit(limit)
        .all(db)
        .await?)
}

/// Calls of the transfer of the outer query in which somebody was reached.
fn reached() -> sea_orm::sea_query::SelectStatement {
    use sea_orm::{ExprTrait as _, QueryTrait as _};
    call::Entity::find()
        .select_only()
        .column(call::Column::Id)
        .filter(
            Expr::col(call::Column::TransferId.as_column_ref()).equals(transfer::Column::Id.as_column_ref()),
        )
        .filter(call::Column::IsReached.eq(true))
        .into_query()
}

/// Notes that the shift leader was rung about a transfer; `false`: another process did.
pub async fn set_rang<C: ConnectionTrait>(tx: &C, id: Uuid, at: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = transfer::Entity::update_many()
        .col_expr(transfer::Column::RangAt, Expr::value(at))
        .filter(transfer::Column::Id.eq(id))
        .filter(transfer::Column::RangAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Reports in which money moves now, that came before `since`, that nobody looked at and nobody was rung about.
pub async fn nobody_took<C: ConnectionTrait>(
    db: &C,
    since: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<report::Model>, StoreError> {
    Ok(report::Entity::find()
        .filter(report::Column::Urgency.eq(Urgency::Now.rank()))
        .filter(report::Column::State.eq(State::Received.as_str()))
        .filter(report::Column::AssignedTo.is_null())
        .filter(report::Column::RangAt.is_null())
        .filter(
            Condition::any()
                .add(report::Column::QuarantinedAt.is_null())
                .add(report::Column::QuarantineLiftedAt.is_not_null()),
        )
        .filter(report::Column::ReceivedAt.lte(since))
        .order_by_asc(report::Column::ReceivedAt)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes that the shift leader was rung about a report; `false`: another process did.
pub async fn set_report_rang<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = report::Entity::update_many()
        .col_expr(report::Column::RangAt, Expr::value(at))
        .filter(report::Column::Id.eq(id))
        .filter(report::Column::RangAt.is_null())
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Reports whose next term ends until `until` and about whose end nobody was told, the soonest first, behind the one of
/// (`moment`, `id`).
pub async fn due<C: ConnectionTrait>(
    db: &C,
    until: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<report::Model>, StoreError> {
    let mut query = report::Entity::find()
        .filter(report::Column::NextDueAt.lte(until))
        .filter(
            Condition::any()
                .add(report::Column::Reminded.is_null())
                .add(report::Column::Reminded.ne(OVER)),
        );
    if let Some((at, id)) = after {
        query = query.filter(
            Condition::any().add(report::Column::NextDueAt.gt(at)).add(
                Condition::all()
                    .add(report::Column::NextDueAt.eq(at))
                    .add(report::Column::Id.gt(id)),
            ),
        );
    }
    Ok(query
        .order_by_asc(report::Column::NextDueAt)
        .order_by_asc(report::Column::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes how far gone the next term was when somebody was told; `false`: it is noted already.
pub async fn set_reminded<C: ConnectionTrait>(tx: &C, id: Uuid, what: &str) -> Result<bool, StoreError> {
    let done = report::Entity::update_many()
        .col_expr(report::Column::Reminded, Expr::value(what))
        .filter(report::Column::Id.eq(id))
        .filter(
            Condition::any()
                .add(report::Column::Reminded.is_null())
                .add(report::Column::Reminded.ne(what)),
        )
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Forgets from which network reports came that arrived before `before`; how many there were.
pub async fn forget_networks<C: ConnectionTrait>(tx: &C, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = report::Entity::update_many()
        .col_expr(report::Column::Network, Expr::value(Option::<String>::None))
        // A tag is never empty; said so that the index of the column finds those that have one.
        .filter(report::Column::Network.gt(""))
        .filter(report::Column::ReceivedAt.lt(before))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}
