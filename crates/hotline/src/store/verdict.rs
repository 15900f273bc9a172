//! What the public is warned of, and objections.

use super::{Connection, mention::Key};
use crate::{
    HotlineError,
    entity::{contest, verdict},
    model::{ContestState, VerdictState},
    verdict::{ContestFilter, VerdictFilter},
};
use chrono::{DateTime, Utc};
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{rows, search::holds},
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

/// One; not found where there is none.
pub async fn find<C: Connection>(db: &C, id: Uuid) -> Result<verdict::Model, HotlineError> {
    verdict::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

pub async fn insert<C: Connection>(tx: &C, row: verdict::Model) -> Result<(), StoreError> {
    rows::insert::<verdict::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands; `false`: somebody was faster.
pub async fn save<C: Connection>(tx: &C, row: verdict::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(verdict::Column::Id.eq(row.id))
        .add(verdict::Column::Version.eq(row.version - 1));
    rows::update::<verdict::Entity, _, _>(tx, row, guard).await
}

/// In force now.
fn active(now: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(verdict::Column::State.eq(VerdictState::Warned.as_str()))
        .add(verdict::Column::ExpiresAt.gt(now))
}

async fn among<C: Connection>(
    db: &C,
    keys: &[Key],
    wanted: Condition,
) -> Result<Vec<verdict::Model>, StoreError> {
    use verdict::Column as V;
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        found.extend(
            verdict::Entity::find()
                .filter(super::mention::one_of(V::Kind, V::MatchKey, some))
                .filter(wanted.clone())
                .order_by_asc(V::VerifiedAt)
                .order_by_asc(V::Id)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Warnings in force of these.
pub async fn active_among<C: Connection>(
    db: &C,
    keys: &[Key],
    now: DateTime<Utc>,
) -> Result<Vec<verdict::Model>, StoreError> {
    among(db, keys, active(now)).await
}

/// All decisions on these, the oldest first.
pub async fn newest_among<C: Connection>(db: &C, keys: &[Key]) -> Result<Vec<verdict::Model>, StoreError> {
    among(db, keys, Condition::all()).await
}

/// Everything that the public is warned of now, by kind and key.
pub async fn all_active<C: Connection>(
    db: &C,
    now: DateTime<Utc>,
) -> Result<Vec<verdict::Model>, StoreError> {
    Ok(verdict::Entity::find()
        .filter(active(now))
        .order_by_asc(verdict::Column::Kind)
        .order_by_asc(verdict::Column::MatchKey)
        .order_by_asc(verdict::Column::VerifiedAt)
        .all(db)
        .await?)
}

/// Warnings whose time is over and that are not marked so yet.
pub async fn over<C: Connection>(
    db: &C,
    now: DateTime<Utc>,
    most: u64,
) -> Result<Vec<verdict::Model>, StoreError> {
    Ok(verdict::Entity::find()
        .filter(verdict::Column::State.eq(VerdictState::Warned.as_str()))
        .filter(verdict::Column::ExpiresAt.lte(now))
        .order_by_asc(verdict::Column::ExpiresAt)
        .limit(most)
        .all(db)
        .await?)
}

/// A page of decisions, the newest first, and how many there are.
pub async fn page<C: Connection>(
    db: &C,
    filter: &VerdictFilter,
    now: DateTime<Utc>,
) -> Result<(Vec<verdict::Model>, u64), StoreError> {
    use verdict::Column as V;
    let mut wanted = match filter.state {
        None => Condition::all(),
        Some(VerdictState::Warned) => active(now),
        // Over, whether the job marked it already or not.
        Some(VerdictState::Expired) => Condition::any()
            .add(V::State.eq(VerdictState::Expired.as_str()))
            .add(
                Condition::all()
                    .add(V::State.eq(VerdictState::Warned.as_str()))
                    .add(V::ExpiresAt.lte(now)),
            ),
        Some(VerdictState::Withdrawn) => Condition::all().add(V::State.eq(VerdictState::Withdrawn.as_str())),
    };
    let search = filter.search.as_deref().map(text::fold_plain).unwrap_or_default();
    if !search.is_empty() {
        let digits: String = search.chars().filter(char::is_ascii_digit).collect();
        let mut any = Condition::any().add(holds(V::MatchKey, &search));
        // A number, however it is separated; without what stands for its country.
        if digits.len() >= 4 && search.chars().all(|c| c.is_ascii_digit() || " .-+()".contains(c)) {
            let national = digits.strip_prefix("84").unwrap_or(&digits);
            any = any.add(holds(V::MatchKey, national));
        }
        wanted = wanted.add(any);
    }
    let found = verdict::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    // Of those in force what ends next is looked at next.
    let found = if filter.state == Some(VerdictState::Warned) {
        found.order_by_asc(V::ExpiresAt)
    } else {
        found
    };
    let rows = found
        .order_by_desc(V::VerifiedAt)
        .order_by_desc(V::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// How many objections wait for a decision, by warning.
pub async fn open_contests<C: Connection>(db: &C, verdicts: &[Uuid]) -> Result<Vec<(Uuid, i64)>, StoreError> {
    let mut found = Vec::new();
    for some in verdicts.chunks(CHUNK) {
        let rows: Vec<(Uuid, i64)> = contest::Entity::find()
            .select_only()
            .column(contest::Column::VerdictId)
            .column_as(contest::Column::Id.count(), "number")
            .filter(contest::Column::VerdictId.is_in(some.iter().copied()))
            .filter(contest::Column::State.eq(ContestState::Open.as_str()))
            .group_by(contest::Column::VerdictId)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// A page of objections, the oldest first where they wait, and how many there are.
pub async fn contests<C: Connection>(
    db: &C,
    filter: &ContestFilter,
) -> Result<(Vec<contest::Model>, u64), StoreError> {
    use contest::Column as Of;
    let mut found = contest::Entity::find();
    if let Some(state) = filter.state {
        found = found.filter(Of::State.eq(state.as_str()));
    }
    let total = found.clone().count(db).await?;
    let found = match filter.state {
        Some(ContestState::Open) => found.order_by_asc(Of::ReceivedAt).order_by_asc(Of::Id),
        _ => found.order_by_desc(Of::ReceivedAt).order_by_desc(Of::Id),
    };
    let rows = found.offset(filter.offset).limit(filter.limit).all(db).await?;
    Ok((rows, total))
}

/// How many objections came since a moment.
pub async fn contests_since<C: Connection>(db: &C, since: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(contest::Entity::find()
        .filter(contest::Column::ReceivedAt.gte(since))
        .count(db)
        .await?)
}

/// One objection.
pub async fn contest<C: Connection>(db: &C, id: Uuid) -> Result<contest::Model, HotlineError> {
    contest::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// [`contest`] for a change that writes it whole: nobody else changes it until the transaction is over.
pub async fn contest_locked<C: Connection>(tx: &C, id: Uuid) -> Result<contest::Model, HotlineError> {
    contest::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(HotlineError::NotFound)
}

fn told_less_than(stage: &str) -> Condition {
    Condition::any()
        .add(contest::Column::Reminded.is_null())
        .add(contest::Column::Reminded.ne(stage))
}

/// Objections that came until `until`, wait for a decision, and about whose end nobody was told, the oldest first, behind the
/// one of (`moment`, `id`).
pub async fn contests_waiting<C: Connection>(
    db: &C,
    until: DateTime<Utc>,
    after: Option<(DateTime<Utc>, Uuid)>,
    limit: u64,
) -> Result<Vec<contest::Model>, StoreError> {
    use contest::Column as Of;
    let mut found = contest::Entity::find()
        .filter(Of::State.eq(ContestState::Open.as_str()))
        .filter(Of::ReceivedAt.lte(until))
        .filter(told_less_than(super::transfer::OVER));
    if let Some((at, id)) = after {
        let same = Condition::all().add(Of::ReceivedAt.eq(at)).add(Of::Id.gt(id));
        found = found.filter(Condition::any().add(Of::ReceivedAt.gt(at)).add(same));
    }
    Ok(found
        .order_by_asc(Of::ReceivedAt)
        .order_by_asc(Of::Id)
        .limit(limit)
        .all(db)
        .await?)
}

/// Notes how far gone the days of an objection were when somebody was told; `false`: it is noted already, or it was decided.
pub async fn set_contest_reminded<C: Connection>(tx: &C, id: Uuid, stage: &str) -> Result<bool, StoreError> {
    let done = contest::Entity::update_many()
        .col_expr(contest::Column::Reminded, Expr::value(stage))
        .filter(contest::Column::Id.eq(id))
        .filter(contest::Column::State.eq(ContestState::Open.as_str()))
        .filter(told_less_than(stage))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Writes a decided objection; `false`: it was decided meanwhile.
pub async fn save_contest<C: Connection>(tx: &C, row: contest::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(contest::Column::Id.eq(row.id))
        .add(contest::Column::State.eq(ContestState::Open.as_str()));
    rows::update::<contest::Entity, _, _>(tx, row, guard).await
}

/// Objections that were decided before a moment and are not erased yet.
pub async fn contests_to_erase<C: Connection>(
    db: &C,
    before: DateTime<Utc>,
    most: u64,
) -> Result<Vec<Uuid>, StoreError> {
    use contest::Column as Of;
    Ok(contest::Entity::find()
        .select_only()
        .column(Of::Id)
        .filter(Of::DecidedAt.lt(before))
        .filter(Of::ErasedAt.is_null())
        .order_by_asc(Of::DecidedAt)
        .order_by_asc(Of::Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?)
}

/// Writes an objection whose words are gone; `false`: they were gone already.
pub async fn erase_contest<C: Connection>(tx: &C, row: contest::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(contest::Column::Id.eq(row.id))
        .add(contest::Column::ErasedAt.is_null());
    rows::update::<contest::Entity, _, _>(tx, row, guard).await
}

/// Those of these warnings, in no order.
pub async fn of_ids<C: Connection>(db: &C, ids: &[Uuid]) -> Result<Vec<verdict::Model>, StoreError> {
    let mut found = Vec::new();
    for some in ids.chunks(CHUNK) {
        found.extend(
            verdict::Entity::find()
                .filter(verdict::Column::Id.is_in(some.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}
