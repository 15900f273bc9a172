//! Figures over reports: few statements, whatever the number of reports. Counted are reports that stand for themselves: none
//! that repeats another, was taken back or is held back.

use crate::{
    entity::{access, desk, report, transfer},
    model::{Money, State, TransferState},
    statistics::By,
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{CaseStatement, Expr, SimpleExpr},
};
use uuid::Uuid;

/// Whose reports of which time: from a moment, before another.
#[derive(Clone, Debug)]
pub struct Span {
    pub reach: Reach,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Reports that have something in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// `None`: nothing is said.
    pub key: Option<String>,
    pub reports: i64,
    /// Of those, with money that is gone, and how much.
    pub with_loss: i64,
    /// In thousands of đồng, so that no sum overflows whatever people type.
    pub thousands: i64,
}

fn counted(span: &Span) -> Condition {
    use report::Column as R;
    let held_back = Condition::all()
        .add(R::QuarantinedAt.is_not_null())
        .add(R::QuarantineLiftedAt.is_null());
    Condition::all()
        .add(R::ReceivedAt.gte(span.from))
        .add(R::ReceivedAt.lt(span.to))
        .add(R::State.ne(State::Withdrawn.as_str()))
        .add(R::DuplicateOf.is_null())
        .add(held_back.not())
        .add(span.reach.condition(R::AgencyId))
}

/// Money is gone, and somebody said how much.
fn lost() -> Condition {
    Condition::all()
        .add(report::Column::Money.eq(Money::Sent.as_str()))
        .add(report::Column::Amount.gt(0))
}

/// How many rows hold a condition.
fn how_many(holds: Condition) -> SimpleExpr {
    let one = CaseStatement::new().case(holds, 1).finally(0);
    Expr::expr(one).sum()
}

/// What is lost, in thousands. The sum of wide integers is a decimal in PostgreSQL: it is made one of 64 bits again.
fn thousands() -> SimpleExpr {
    let amount = Expr::col((report::Entity, report::Column::Amount)).div(1_000_i64);
    let one = CaseStatement::new().case(lost(), amount).finally(0_i64);
    Expr::expr(Expr::expr(one).sum()).cast_as("bigint")
}

type Row<K> = (Option<K>, i64, Option<i64>, Option<i64>);

fn cell<K: ToString>((key, reports, with_loss, thousands): Row<K>) -> Cell {
    Cell {
        key: key.map(|key| key.to_string()).filter(|key| !key.is_empty()),
        reports,
        with_loss: with_loss.unwrap_or(0),
        thousands: thousands.unwrap_or(0),
    }
}

/// Reports of a span by one of their columns; all together where they are told apart by time alone.
pub async fn cells<C: ConnectionTrait>(db: &C, span: &Span, by: By) -> Result<Vec<Cell>, StoreError> {
    use report::Column as R;
    let figures = |query: sea_orm::Select<report::Entity>| {
        query
            .column_as(R::Id.count(), "reports")
            .column_as(how_many(lost()), "with_loss")
            .column_as(thousands(), "thousands")
            .filter(counted(span))
    };
    let column = match by {
        By::ScamType => R::ScamType,
        By::Kind => R::Kind,
        By::Channel => R::Channel,
        By::Commune => R::CommuneId,
        By::Desk => R::DeskId,
        By::Month => {
            let query = figures(report::Entity::find().select_only());
            let rows: Vec<(i64, Option<i64>, Option<i64>)> = query.into_tuple().all(db).await?;
            let all = |(reports, with_loss, thousands)| cell::<String>((None, reports, with_loss, thousands));
            return Ok(rows.into_iter().map(all).collect());
        }
    };
    let query = figures(report::Entity::find().select_only().column(column)).group_by(column);
    if matches!(by, By::Commune | By::Desk) {
        let rows: Vec<Row<Uuid>> = query.into_tuple().all(db).await?;
        Ok(rows.into_iter().map(cell).collect())
    } else {
        let rows: Vec<Row<String>> = query.into_tuple().all(db).await?;
        Ok(rows.into_iter().map(cell).collect())
    }
}

/// Reports that count, all together.
pub async fn count<C: ConnectionTrait>(db: &C, span: &Span) -> Result<u64, StoreError> {
    Ok(report::Entity::find().filter(counted(span)).count(db).await?)
}

/// All desks, by name.
pub async fn desks<C: ConnectionTrait>(db: &C) -> Result<Vec<(Uuid, String)>, StoreError> {
    Ok(desk::Entity::find()
        .select_only()
        .column(desk::Column::Id)
        .column(desk::Column::Name)
        .order_by_asc(desk::Column::Name)
        .order_by_asc(desk::Column::Id)
        .into_tuple()
        .all(db)
        .await?)
}

/// Transfers of reports within reach.
fn of_reach(reach: &Reach, query: sea_orm::Select<transfer::Entity>) -> sea_orm::Select<transfer::Entity> {
    if *reach == Reach::Everything {
        return query;
    }
    let to_report = transfer::Entity::belongs_to(report::Entity)
        .from(transfer::Column::ReportId)
        .to(report::Column::Id);
    query
        .join(JoinType::InnerJoin, to_report.into())
        .filter(reach.condition(report::Column::AgencyId))
}

/// Transfers whose term ended within the span: how many were sent by then, and how many there are.
pub async fn in_time<C: ConnectionTrait>(db: &C, span: &Span) -> Result<(i64, i64), StoreError> {
    use transfer::Column as T;
    let sent_at = Expr::col((transfer::Entity, T::SentAt));
    let met = Condition::all()
        .add(T::SentAt.is_not_null())
        .add(sent_at.lte(Expr::col((transfer::Entity, T::DueAt))));
    let query = transfer::Entity::find()
        .select_only()
        .column_as(how_many(met), "met")
        .column_as(T::Id.count(), "number")
        .filter(T::DueAt.gte(span.from))
        .filter(T::DueAt.lt(span.to))
        .filter(T::State.ne(TransferState::Cancelled.as_str()));
    let row: Option<(Option<i64>, i64)> = of_reach(&span.reach, query).into_tuple().one(db).await?;
    Ok(row.map_or((0, 0), |(met, number)| (met.unwrap_or(0), number)))
}

/// Transfers that were sent within the span: how many the receiver acknowledged, and how many there are.
pub async fn acknowledged<C: ConnectionTrait>(db: &C, span: &Span) -> Result<(i64, i64), StoreError> {
    use transfer::Column as T;
    let acknowledged = Condition::all().add(T::AckAt.is_not_null());
    let query = transfer::Entity::find()
        .select_only()
        .column_as(how_many(acknowledged), "acknowledged")
        .column_as(T::Id.count(), "number")
        .filter(T::SentAt.gte(span.from))
        .filter(T::SentAt.lt(span.to))
        .filter(T::State.ne(TransferState::Cancelled.as_str()));
    let row: Option<(Option<i64>, i64)> = of_reach(&span.reach, query).into_tuple().one(db).await?;
    Ok(row.map_or((0, 0), |(acknowledged, number)| {
        (acknowledged.unwrap_or(0), number)
    }))
}

/// Minutes from receipt to the first time that somebody opened it, of the reports of the span that were opened.
pub async fn first_looks<C: ConnectionTrait>(db: &C, span: &Span) -> Result<Vec<i64>, StoreError> {
    use report::Column as R;
    let to_report = access::Entity::belongs_to(report::Entity)
        .from(access::Column::ReportId)
        .to(R::Id);
    let rows: Vec<(DateTime<Utc>, DateTime<Utc>)> = access::Entity::find()
        .select_only()
        .column_as(Expr::col((report::Entity, R::ReceivedAt)), "received")
        .column_as(Expr::col((access::Entity, access::Column::At)).min(), "opened")
        .join(JoinType::InnerJoin, to_report.into())
        .filter(counted(span))
        .group_by(Expr::col((report::Entity, R::Id)))
        .group_by(Expr::col((report::Entity, R::ReceivedAt)))
        .into_tuple()
        .all(db)
        .await?;
    let minutes =
        |(received, opened): (DateTime<Utc>, DateTime<Utc>)| Ord::max((opened - received).num_minutes(), 0);
    Ok(rows.into_iter().map(minutes).collect())
}
