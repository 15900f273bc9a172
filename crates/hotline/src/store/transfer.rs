//! Transfers and calls, and the reports that a term or a call is due for.

use super::report::open_states;
use crate::{
    HotlineError,
    entity::{call, report, transfer},
    model::{TransferState, Urgency},
};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

/// States of a transfer that is on its way.
pub(crate) const GOING: [TransferState; 2] = [TransferState::Draft, TransferState::Sent];

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

/// Whether somebody was reached by phone about a report, where it stands now: what [`unphoned`] asks for, and what an urgent
/// letter waits for.
pub async fn is_phoned<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<bool, StoreError> {
    let found = report::Entity::find()
        .filter(report::Column::Id.eq(report))
        .filter(Expr::exists(reached()))
        .count(db)
        .await?;
    Ok(found > 0)
}

fn column<C: ColumnTrait>(column: C) -> Expr {
    Expr::col(column.as_column_ref())
}

/// Transfers of the report of the outer query that are in one of these states.
fn transfers(states: &[TransferState]) -> Select<transfer::Entity> {
    transfer::Entity::find()
        .select_only()
        .column(transfer::Column::Id)
        .filter(column(transfer::Column::ReportId).equals(report::Column::Id.as_column_ref()))
        .filter(transfer::Column::State.is_in(states.iter().map(|state| state.as_str())))
}

/// Calls about the report of the outer query by which somebody was reached, as far as they still count: one about a transfer
/// while that is on its way, one about none until a receiver acknowledged the report or gave it back.
fn reached() -> SelectStatement {
    use call::Column as C;
    let of_it = transfers(&GOING)
        .filter(column(transfer::Column::Id).equals(C::TransferId.as_column_ref()))
        .into_query();
    let after_it = |moment: transfer::Column| column(moment).gt(column(C::CalledAt));
    let ended = transfer::Entity::find()
        .select_only()
        .column(transfer::Column::Id)
        .filter(column(transfer::Column::ReportId).equals(report::Column::Id.as_column_ref()))
        .filter(
            Condition::any()
                .add(after_it(transfer::Column::AckAt))
                .add(after_it(transfer::Column::ReturnedAt)),
        )
        .into_query();
    call::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(column(C::ReportId).equals(report::Column::Id.as_column_ref()))
        .filter(C::IsReached.eq(true))
        .filter(
            Condition::any().add(Expr::exists(of_it)).add(
                Condition::all()
                    .add(C::TransferId.is_null())
                    .add(Expr::not_exists(ended)),
            ),
        )
        .into_query()
}

/// What makes that somebody must be phoned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgent {
    /// The report is as urgent as can be, whoever has it, and no receiver acknowledged it.
    Report,
    /// A transfer that is on its way is marked as urgent.
    Transfer,
}

impl Urgent {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Report, Self::Transfer];
}

/// By when somebody should have been phoned, and how long ago whoever is rung was rung last.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    pub now: DateTime<Utc>,
    /// Reports that came until then.
    pub received: DateTime<Utc>,
    /// Those that were rung about until then are rung about again.
    pub rang: DateTime<Utc>,
}

impl Waiting {
    /// Open reports about which somebody should have been phoned by now and nobody was reached.
    fn unphoned(&self, urgent: Urgent) -> Condition {
        let waits = Condition::all()
            .add(report::Column::State.is_in(open_states()))
            .add(Expr::not_exists(reached()));
        match urgent {
            Urgent::Report => waits
                .add(report::Column::Urgency.eq(Urgency::Now.rank()))
                .add(report::Column::ReceivedAt.lte(self.received))
                .add(Expr::not_exists(
                    transfers(&[TransferState::Acknowledged]).into_query(),
                )),
            Urgent::Transfer => {
                let due = transfer::Entity::find()
                    .select_only()
                    .column(transfer::Column::ReportId)
                    .filter(transfer::Column::State.is_in(GOING.map(TransferState::as_str)))
                    .filter(transfer::Column::IsUrgent.eq(true))
                    .filter(transfer::Column::CallBy.lte(self.now))
                    .into_query();
                waits.add(report::Column::Id.in_subquery(due))
            }
        }
    }

    /// Nobody was rung about it, or not for some time.
    fn may_ring(&self) -> Condition {
        Condition::any()
            .add(report::Column::RangAt.is_null())
            .add(report::Column::RangAt.lte(self.rang))
    }
}

/// Reports about which the shift leader is rung now, the oldest first, behind the one of (`moment`, `id`). Held back as part
/// of a flood or not.
pub async fn unphoned<C: ConnectionTrait>(
    db: &C,
    waiting: &Waiting,
    urgent: Urgent,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<report::Model>, StoreError> {
    use report::Column as R;
    let mut query = report::Entity::find()
        .filter(waiting.unphoned(urgent))
        .filter(waiting.may_ring());
    if let Some((at, id)) = after {
        let same = Condition::all().add(R::ReceivedAt.eq(at)).add(R::Id.gt(id));
        query = query.filter(Condition::any().add(R::ReceivedAt.gt(at)).add(same));
    }
    Ok(query
        .order_by_asc(R::ReceivedAt)
        .order_by_asc(R::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Whether anybody still has to be phoned about any of these.
pub async fn is_unphoned<C: ConnectionTrait>(
    db: &C,
    waiting: &Waiting,
    reports: &[Uuid],
) -> Result<bool, StoreError> {
    for urgent in Urgent::ALL {
        let found = report::Entity::find()
            .filter(report::Column::Id.is_in(reports.iter().copied()))
            .filter(waiting.unphoned(urgent))
            .count(db)
            .await?;
        if found > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes that the shift leader is rung about reports; how many of them another process was not faster with.
pub async fn set_rang<C: ConnectionTrait>(
    tx: &C,
    waiting: &Waiting,
    reports: &[Uuid],
) -> Result<u64, StoreError> {
    let mut noted = 0;
    for some in reports.chunks(500) {
        noted += report::Entity::update_many()
            .col_expr(report::Column::RangAt, Expr::value(waiting.now))
            .filter(report::Column::Id.is_in(some.iter().copied()))
            .filter(waiting.may_ring())
            .exec(tx)
            .await?
            .rows_affected;
    }
    Ok(noted)
}

/// Notes that the shift leader is rung because nobody was phoned about a transfer.
pub async fn set_transfer_rang<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    transfer::Entity::update_many()
        .col_expr(transfer::Column::RangAt, Expr::value(at))
        .filter(transfer::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
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
