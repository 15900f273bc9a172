//! Reports: their rows, numbers and inboxes. What hangs on a report is read in [`super::around`].

use crate::{
    HotlineError,
    entity::{counter, message, report},
    inbox::{Filter, Order, View},
    model::{Money, State},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{rows, search::holds},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
    sea_query::{CaseStatement, Expr, OnConflict},
};
use uuid::Uuid;

/// One; not found where there is none.
pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<report::Model, HotlineError> {
    report::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// [`one`] for a change: nobody else changes it until the transaction is over (PostgreSQL; SQLite has one writer).
pub async fn locked<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<report::Model, HotlineError> {
    report::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// Whether it came in already.
pub async fn is_known<C: ConnectionTrait>(db: &C, id: Uuid, mailbox: &str) -> Result<bool, StoreError> {
    let known = report::Entity::find()
        .filter(
            Condition::any()
                .add(report::Column::Id.eq(id))
                .add(report::Column::Mailbox.eq(mailbox)),
        )
        .count(db)
        .await?;
    Ok(known > 0)
}

/// The one that a code opens.
pub async fn by_mailbox<C: ConnectionTrait>(
    db: &C,
    mailbox: &str,
) -> Result<Option<report::Model>, StoreError> {
    Ok(report::Entity::find()
        .filter(report::Column::Mailbox.eq(mailbox))
        .one(db)
        .await?)
}

/// These, in no order.
pub async fn of_ids<C: ConnectionTrait>(db: &C, ids: &[Uuid]) -> Result<Vec<report::Model>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(500) {
        found.extend(
            report::Entity::find()
                .filter(report::Column::Id.is_in(some.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// A new one.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: report::Model) -> Result<(), StoreError> {
    rows::insert::<report::Entity, _, _>(tx, row).await
}

/// Writes a changed row.
pub async fn update<C: ConnectionTrait>(tx: &C, row: report::Model) -> Result<(), StoreError> {
    report::Entity::update(rows::all_set::<report::Entity, _>(row))
        .exec(tx)
        .await?;
    Ok(())
}

/// The next number of a series; nobody else takes one of it until the transaction is over.
pub async fn next_number<C: ConnectionTrait>(tx: &C, series: &str) -> Result<i32, StoreError> {
    let row = counter::Model {
        series: series.to_owned(),
        last: 1,
    };
    let one_more = Expr::col((counter::Entity, counter::Column::Last)).add(1);
    counter::Entity::insert(rows::all_set::<counter::Entity, _>(row))
        .on_conflict(
            OnConflict::column(counter::Column::Series)
                .value(counter::Column::Last, one_more)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    counter::Entity::find_by_id(series.to_owned())
        .one(tx)
        .await?
        .map(|row| row.last)
        .ok_or_else(|| StoreError::Corrupt {
            what: "hotline_counter".to_owned(),
        })
}

/// States in which somebody at the centre has to do something.
#[must_use]
pub fn open_states() -> Vec<&'static str> {
    states(State::is_open)
}

fn states(which: fn(State) -> bool) -> Vec<&'static str> {
    State::ALL
        .iter()
        .copied()
        .filter(|state| which(*state))
        .map(State::as_str)
        .collect()
}

/// Money that may still be stopped.
fn is_moving() -> Condition {
    Condition::all()
        .add(report::Column::Money.eq(Money::Sending.as_str()))
        .add(report::Column::State.is_in(states(State::is_before_receipt)))
}

/// [`crate::flood::is_held_back`].
fn held_back() -> Condition {
    Condition::all()
        .add(report::Column::QuarantinedAt.is_not_null())
        .add(report::Column::QuarantineLiftedAt.is_null())
}

fn open() -> Condition {
    Condition::all()
        .add(report::Column::State.is_in(open_states()))
        .add(held_back().not())
}

fn view(view: View, person: Option<Uuid>) -> Condition {
    use report::Column as R;
    match view {
        View::Open => open(),
        View::Mine => open().add(match person {
            Some(person) => R::AssignedTo.eq(person),
            None => Expr::val(1).eq(0),
        }),
        View::Unassigned => open().add(R::AssignedTo.is_null()),
        View::Quarantined => held_back(),
        View::Closed => Condition::all().add(R::State.is_not_in(open_states())),
        View::All => Condition::all(),
    }
}

fn matching(reach: &Reach, filter: &Filter, now: DateTime<Utc>) -> Condition {
    use report::Column as R;
    let mut wanted = Condition::all()
        .add(reach.condition(R::AgencyId))
        .add(view(filter.view, filter.person));
    if let Some(urgency) = filter.urgency {
        wanted = wanted.add(R::Urgency.eq(urgency.rank()));
    }
    if let Some(state) = filter.state {
        wanted = wanted.add(R::State.eq(state.as_str()));
    }
    if let Some(channel) = filter.channel {
        wanted = wanted.add(R::Channel.eq(channel.as_str()));
    }
    for (column, value) in [(R::Kind, &filter.kind), (R::ScamType, &filter.scam_type)] {
        if let Some(value) = value {
            wanted = wanted.add(column.eq(value.clone()));
        }
    }
    if let Some(desk) = filter.desk {
        wanted = wanted.add(R::DeskId.eq(desk));
    }
    if let Some(from) = filter.from {
        wanted = wanted.add(R::ReceivedAt.gte(from));
    }
    if let Some(to) = filter.to {
        wanted = wanted.add(R::ReceivedAt.lt(to));
    }
    if filter.overdue {
        wanted = wanted.add(R::NextDueAt.lt(now));
    }
    if let Some(search) = filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty()) {
        let mut found = Condition::any().add(holds(R::Number, &search.to_uppercase()));
        let folded = text::fold_plain(search);
        if !folded.is_empty() {
            found = found.add(holds(R::RedactedSearch, &folded));
        }
        wanted = wanted.add(found);
    }
    wanted
}

/// A page of an inbox as it is at a moment, and how many there are.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
    now: DateTime<Utc>,
) -> Result<(Vec<report::Model>, u64), StoreError> {
    use report::Column as R;
    let found = report::Entity::find().filter(matching(reach, filter, now));
    let total = found.clone().count(db).await?;
    let found = match filter.order {
        // What came with many others does not hide what came alone. Neither is in an index: all of one urgency are sorted.
        Order::Urgency => found
            .order_by_asc(R::Urgency)
            .order_by_asc(Expr::expr(CaseStatement::new().case(is_moving(), 0).finally(1)))
            .order_by_asc(R::QuarantinedAt.is_not_null())
            .order_by_desc(R::ReceivedAt),
        Order::Newest => found.order_by_desc(R::ReceivedAt),
        Order::Waiting => found.order_by_asc(R::ReceivedAt),
        Order::Due => return Ok((by_term(db, found, filter).await?, total)),
    };
    let rows = found
        .order_by_desc(R::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// What was found, by [`Order::Due`]: first what has a term, then what has none.
///
/// Asked for apart, since null stands first on SQLite and last on PostgreSQL, and a sort by whether there is a term reads every
/// report. Of a million of them a term runs for those alone that are at work: they come in the order of the index of
/// `next_due_at`, which holds the nulls together at one end. Open ones without a term are found by the index of `state` and
/// `next_due_at`. Where all are shown nearly none has a term, so that the newest of the index of `received_at` fill the page at
/// once; neither database may take the index of `next_due_at` there, which would read and sort them all, and none does for a
/// `CASE`.
async fn by_term<C: ConnectionTrait>(
    db: &C,
    found: Select<report::Entity>,
    filter: &Filter,
) -> Result<Vec<report::Model>, StoreError> {
    use report::Column as R;
    let with_term = found.clone().filter(R::NextDueAt.is_not_null());
    let number = with_term.clone().count(db).await?;
    let mut rows = Vec::new();
    if filter.offset < number {
        rows = with_term
            .order_by_asc(R::NextDueAt)
            .order_by_asc(R::Id)
            .offset(filter.offset)
            .limit(filter.limit)
            .all(db)
            .await?;
    }
    let left = filter.limit.saturating_sub(rows.len() as u64);
    // What is over has a term.
    if left == 0 || filter.overdue {
        return Ok(rows);
    }
    let without_term = if filter.view.is_open() {
        R::NextDueAt.is_null()
    } else {
        let has_none = CaseStatement::new().case(R::NextDueAt.is_null(), 1).finally(0);
        Expr::expr(has_none).eq(1)
    };
    let others = found
        .filter(without_term)
        .order_by_desc(R::ReceivedAt)
        .order_by_desc(R::Id)
        .offset(filter.offset.saturating_sub(number))
        .limit(left)
        .all(db)
        .await?;
    rows.extend(others);
    Ok(rows)
}

/// Open reports that have these in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub urgency: i32,
    pub assigned_to: Option<Uuid>,
    pub number: i64,
}

/// Open reports within reach, by urgency and who has them.
pub async fn tally<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<Vec<Tally>, StoreError> {
    use report::Column as R;
    let rows: Vec<(i32, Option<Uuid>, i64)> = report::Entity::find()
        .select_only()
        .column(R::Urgency)
        .column(R::AssignedTo)
        .column_as(R::Id.count(), "number")
        .filter(reach.condition(R::AgencyId))
        .filter(open())
        .group_by(R::Urgency)
        .group_by(R::AssignedTo)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(urgency, assigned_to, number)| Tally {
            urgency,
            assigned_to,
            number,
        })
        .collect())
}

/// How many are held back.
pub async fn count_held_back<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<u64, StoreError> {
    Ok(report::Entity::find()
        .filter(reach.condition(report::Column::AgencyId))
        .filter(held_back())
        .count(db)
        .await?)
}

/// Open reports of which a term is over.
pub async fn count_overdue<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    Ok(report::Entity::find()
        .filter(reach.condition(report::Column::AgencyId))
        .filter(open())
        .filter(report::Column::NextDueAt.lt(now))
        .count(db)
        .await?)
}

/// Open reports with a message that nobody read.
pub async fn count_unread<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<u64, StoreError> {
    let unread = message::Entity::find()
        .select_only()
        .column(message::Column::ReportId)
        .filter(message::Column::IsFromCitizen.eq(true))
        .filter(message::Column::ReadAt.is_null())
        .into_query();
    Ok(report::Entity::find()
        .filter(reach.condition(report::Column::AgencyId))
        .filter(open())
        .filter(report::Column::Id.in_subquery(unread))
        .count(db)
        .await?)
}

/// Reports of a network that were received within a span.
pub async fn of_network<C: ConnectionTrait>(
    db: &C,
    network: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<u64, StoreError> {
    use report::Column as R;
    Ok(report::Entity::find()
        .filter(R::Network.eq(network))
        .filter(R::ReceivedAt.gte(from))
        .filter(R::ReceivedAt.lte(to))
        .count(db)
        .await?)
}

/// What the reports of a network have in common; `None`: there is none, or the network is forgotten.
pub async fn origin_of<C: ConnectionTrait>(db: &C, network: &str) -> Result<Option<Uuid>, StoreError> {
    use report::Column as R;
    Ok(report::Entity::find()
        .select_only()
        .column(R::Origin)
        .filter(R::Network.eq(network))
        .filter(R::Origin.is_not_null())
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?)
}

/// Whether any report with these words was received within a span.
pub async fn is_said<C: ConnectionTrait>(
    db: &C,
    content_tag: &str,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<bool, StoreError> {
    use report::Column as R;
    Ok(report::Entity::find()
        .select_only()
        .column(R::Id)
        .filter(R::ContentTag.eq(content_tag))
        .filter(R::ReceivedAt.gte(from))
        .filter(R::ReceivedAt.lte(to))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?
        .is_some())
}

/// Whether any report came as one of a flood since a moment.
pub async fn held_back_since<C: ConnectionTrait>(db: &C, at: DateTime<Utc>) -> Result<bool, StoreError> {
    use report::Column as R;
    Ok(report::Entity::find()
        .select_only()
        .column(R::Id)
        .filter(R::QuarantinedAt.gte(at))
        .filter(R::ReceivedAt.gte(at))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(db)
        .await?
        .is_some())
}

/// Other reports of the same network or with the same words, received within a span: what a flood is told by.
pub async fn alike<C: ConnectionTrait>(
    db: &C,
    row: &report::Model,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<u64, StoreError> {
    use report::Column as R;
    let mut same = Condition::any();
    for (column, value) in [(R::Network, &row.network), (R::ContentTag, &row.content_tag)] {
        if let Some(value) = value {
            same = same.add(column.eq(value.clone()));
        }
    }
    if same.is_empty() {
        return Ok(0);
    }
    Ok(report::Entity::find()
        .filter(same)
        .filter(R::Id.ne(row.id))
        .filter(R::ReceivedAt.gte(from))
        .filter(R::ReceivedAt.lte(to))
        .count(db)
        .await?)
}

/// Other reports with the same words.
pub async fn same_words<C: ConnectionTrait>(
    db: &C,
    row: &report::Model,
    most: u64,
) -> Result<Vec<report::Model>, StoreError> {
    let Some(tag) = &row.content_tag else {
        return Ok(Vec::new());
    };
    Ok(report::Entity::find()
        .filter(report::Column::ContentTag.eq(tag.clone()))
        .filter(report::Column::Id.ne(row.id))
        .order_by_asc(report::Column::ReceivedAt)
        .limit(most)
        .all(db)
        .await?)
}

/// Reports whose form nobody could read yet, the oldest first.
pub async fn waiting<C: ConnectionTrait>(
    db: &C,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<report::Model>, StoreError> {
    let mut found = report::Entity::find()
        .filter(report::Column::IsOpened.eq(false))
        .filter(report::Column::ErasedAt.is_null());
    if let Some(after) = after {
        found = found.filter(report::Column::Id.gt(after));
    }
    Ok(found.order_by_asc(report::Column::Id).limit(most).all(db).await?)
}

/// Reports whose term of keeping is over.
pub async fn to_erase<C: ConnectionTrait>(
    db: &C,
    today: NaiveDate,
    most: u64,
) -> Result<Vec<report::Model>, StoreError> {
    Ok(report::Entity::find()
        .filter(report::Column::EraseAfter.lt(today))
        .filter(report::Column::ErasedAt.is_null())
        .order_by_asc(report::Column::EraseAfter)
        .limit(most)
        .all(db)
        .await?)
}
