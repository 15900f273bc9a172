//! The `job` table; the only SQL of jobs.

use crate::{db::Db, error::StoreError};
use chrono::{DateTime, Duration, Utc};
use coloa_base::JobId;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, Order, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{Expr, OnConflict},
};
use serde::Serialize;

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Waiting,
    Running,
    Done,
    /// Gave up after the last attempt; an administrator may retry it.
    Failed,
}

impl JobState {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

pub(super) mod entity {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "job")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub payload: Json,
        pub dedup_key: Option<String>,
        pub state: String,
        pub attempts: i32,
        pub run_at: ChronoDateTimeUtc,
        pub locked_until: Option<ChronoDateTimeUtc>,
        pub last_error: Option<String>,
        pub progress: Option<Json>,
        pub created_at: ChronoDateTimeUtc,
        pub finished_at: Option<ChronoDateTimeUtc>,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
pub use entity::Model as JobRow;

/// Attempts before a job counts as failed; with the waits of [`backoff`] that is about a day.
pub(super) const ATTEMPTS: i32 = 12;

/// 10 s, 20 s, 40 s … capped at four hours.
pub(super) fn backoff(attempts: i32) -> Duration {
    Duration::seconds(std::cmp::min(10_i64 << attempts.clamp(0, 11), 4 * 3600))
}

/// Asks for a job now. Returns its id, or `None` where one with this key already waits.
pub async fn enqueue<C: ConnectionTrait, P: Serialize>(
    tx: &C,
    kind: &str,
    dedup_key: Option<&str>,
    payload: &P,
    now: DateTime<Utc>,
) -> Result<Option<JobId>, StoreError> {
    enqueue_at(tx, kind, dedup_key, payload, now, now).await
}

/// Asks for a job at a later time.
pub async fn enqueue_at<C: ConnectionTrait, P: Serialize>(
    tx: &C,
    kind: &str,
    dedup_key: Option<&str>,
    payload: &P,
    run_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<JobId>, StoreError> {
    let id = JobId::new();
    let payload = serde_json::to_value(payload).map_err(|e| StoreError::Corrupt {
        what: format!("payload of {kind}: {e}"),
    })?;
    let row = entity::ActiveModel {
        id: Set(id.uuid()),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        dedup_key: Set(dedup_key.map(str::to_owned)),
        state: Set(JobState::Waiting.as_str().to_owned()),
        attempts: Set(0),
        run_at: Set(run_at),
        locked_until: Set(None),
        last_error: Set(None),
        progress: Set(None),
        created_at: Set(now),
        finished_at: Set(None),
    };
    let inserted = entity::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([entity::Column::Kind, entity::Column::DedupKey])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await?;
    Ok((inserted > 0).then_some(id))
}

/// Takes one due job, or one whose worker died (its lock ran out).
pub(super) async fn take(
    db: &Db,
    kinds: &[&str],
    now: DateTime<Utc>,
    lock: Duration,
) -> Result<Option<JobRow>, StoreError> {
    let due = || {
        entity::Column::State
            .eq(JobState::Waiting.as_str())
            .and(entity::Column::RunAt.lte(now))
            .or(entity::Column::State
                .eq(JobState::Running.as_str())
                .and(entity::Column::LockedUntil.lt(now)))
    };
    let find = || {
        entity::Entity::find()
            .filter(due())
            .filter(entity::Column::Kind.is_in(kinds.iter().copied()))
            .order_by(entity::Column::RunAt, Order::Asc)
            .limit(1)
    };
    // A look without a write transaction first: idle workers then never hold the writer.
    if find().one(db.reader()).await?.is_none() {
        return Ok(None);
    }
    let tx = db.begin().await?;
    let Some(row) = find().lock_exclusive().one(&tx).await? else {
        return Ok(None);
    };
    entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(JobState::Running.as_str()))
        .col_expr(entity::Column::LockedUntil, Expr::value(now + lock))
        .col_expr(entity::Column::Attempts, Expr::value(row.attempts + 1))
        // The key is freed at the start: work asked for while this job runs may come too late for it.
        .col_expr(entity::Column::DedupKey, Expr::value(Option::<String>::None))
        .filter(entity::Column::Id.eq(row.id))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(Some(JobRow {
        attempts: row.attempts + 1,
        ..row
    }))
}

pub(super) async fn finish(
    db: &Db,
    row: &JobRow,
    outcome: Result<(), String>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    let mut update = entity::Entity::update_many().filter(entity::Column::Id.eq(row.id));
    update = match outcome {
        Ok(()) => update
            .col_expr(entity::Column::State, Expr::value(JobState::Done.as_str()))
            .col_expr(entity::Column::LastError, Expr::value(Option::<String>::None))
            .col_expr(entity::Column::FinishedAt, Expr::value(now)),
        Err(error) if row.attempts >= ATTEMPTS => update
            .col_expr(entity::Column::State, Expr::value(JobState::Failed.as_str()))
            .col_expr(entity::Column::LastError, Expr::value(error))
            .col_expr(entity::Column::FinishedAt, Expr::value(now)),
        Err(error) => update
            .col_expr(entity::Column::State, Expr::value(JobState::Waiting.as_str()))
            .col_expr(entity::Column::RunAt, Expr::value(now + backoff(row.attempts)))
            .col_expr(entity::Column::LastError, Expr::value(error)),
    };
    update
        .col_expr(
            entity::Column::LockedUntil,
            Expr::value(Option::<DateTime<Utc>>::None),
        )
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// The latest jobs, newest first, for the administrator.
pub async fn list(db: &Db, state: Option<&str>, limit: u64) -> Result<Vec<JobRow>, StoreError> {
    let mut query = entity::Entity::find()
        .order_by(entity::Column::CreatedAt, Order::Desc)
        .limit(limit);
    if let Some(state) = state {
        query = query.filter(entity::Column::State.eq(state));
    }
    Ok(query.all(db.reader()).await?)
}

/// Jobs of a kind that wait or run.
pub async fn waiting(db: &Db, kind: &str) -> Result<u64, StoreError> {
    Ok(entity::Entity::find()
        .filter(entity::Column::Kind.eq(kind))
        .filter(entity::Column::State.is_in([JobState::Waiting.as_str(), JobState::Running.as_str()]))
        .count(db.reader())
        .await?)
}

/// Jobs in a state, of all kinds.
pub async fn count(db: &Db, state: JobState) -> Result<u64, StoreError> {
    Ok(entity::Entity::find()
        .filter(entity::Column::State.eq(state.as_str()))
        .count(db.reader())
        .await?)
}

/// One job.
pub async fn find(db: &Db, id: JobId) -> Result<Option<JobRow>, StoreError> {
    Ok(entity::Entity::find_by_id(id.uuid()).one(db.reader()).await?)
}

/// Gives a failed or waiting job another chance at once. `false` where there is none such.
pub async fn retry<C: ConnectionTrait>(tx: &C, id: JobId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = entity::Entity::update_many()
        .col_expr(entity::Column::State, Expr::value(JobState::Waiting.as_str()))
        .col_expr(entity::Column::Attempts, Expr::value(0))
        .col_expr(entity::Column::RunAt, Expr::value(now))
        .filter(entity::Column::Id.eq(id.uuid()))
        .filter(entity::Column::State.is_in([JobState::Failed.as_str(), JobState::Waiting.as_str()]))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Says how far a long job is, e.g. `{"done": 3, "total": 10}`.
pub async fn set_progress(db: &Db, id: JobId, progress: serde_json::Value) -> Result<(), StoreError> {
    let tx = db.begin().await?;
    entity::Entity::update_many()
        .col_expr(entity::Column::Progress, Expr::value(progress))
        .filter(entity::Column::Id.eq(id.uuid()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
