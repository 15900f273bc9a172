//! The only SQL of sources; hosts without a system in [`unregistered`].

pub mod unregistered;

use crate::{
    SourceError,
    entity::{source, source_status, source_traffic, system_status},
    traffic::Traffic,
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_platform::{
    StoreError,
    db::rows::{insert, update},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<source::Model, SourceError> {
    source::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SourceError::NotFound)
}

pub(crate) async fn insert_one<C: ConnectionTrait>(tx: &C, row: source::Model) -> Result<(), StoreError> {
    insert::<source::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(tx: &C, row: source::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(source::Column::Id.eq(row.id))
        .add(source::Column::Version.eq(row.version - 1));
    update::<source::Entity, _, _>(tx, row, guard).await
}

/// All sources, for whoever resolves senders.
pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<source::Model>, StoreError> {
    Ok(source::Entity::find().all(db).await?)
}

/// Sources within reach, by name.
pub(crate) async fn list<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<Vec<source::Model>, StoreError> {
    Ok(source::Entity::find()
        .filter(reach.condition(source::Column::AgencyId))
        .order_by_asc(source::Column::Name)
        .order_by_asc(source::Column::Id)
        .all(db)
        .await?)
}

/// When these were heard; all of them where nothing is said.
pub async fn statuses<C: ConnectionTrait>(
    db: &C,
    ids: Option<&[Uuid]>,
) -> Result<Vec<source_status::Model>, StoreError> {
    let mut query = source_status::Entity::find();
    if let Some(ids) = ids {
        query = query.filter(source_status::Column::SourceId.is_in(ids.iter().copied()));
    }
    Ok(query.all(db).await?)
}

/// What a source sent from a moment on, minute by minute.
pub(crate) async fn traffic<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
    from: DateTime<Utc>,
) -> Result<Vec<source_traffic::Model>, StoreError> {
    Ok(source_traffic::Entity::find()
        .filter(source_traffic::Column::SourceId.eq(id))
        .filter(source_traffic::Column::Minute.gte(from))
        .order_by_asc(source_traffic::Column::Minute)
        .all(db)
        .await?)
}

/// What all sources sent from a moment on, minute by minute.
pub(crate) async fn traffic_since<C: ConnectionTrait>(
    db: &C,
    from: DateTime<Utc>,
) -> Result<Vec<source_traffic::Model>, StoreError> {
    Ok(source_traffic::Entity::find()
        .filter(source_traffic::Column::Minute.gte(from))
        .all(db)
        .await?)
}

/// Events per source from a moment on.
pub(crate) async fn totals<C: ConnectionTrait>(
    db: &C,
    from: DateTime<Utc>,
) -> Result<Vec<(Uuid, i64)>, StoreError> {
    use source_traffic::Column as T;
    Ok(source_traffic::Entity::find()
        .select_only()
        .column(T::SourceId)
        .column_as(
            Expr::col((source_traffic::Entity, T::Events))
                .sum()
                .cast_as("bigint"),
            "events",
        )
        .filter(T::Minute.gte(from))
        .group_by(T::SourceId)
        .into_tuple()
        .all(db)
        .await?)
}

/// Adds what was counted to what stands.
pub async fn add<C: ConnectionTrait>(tx: &C, traffic: &Traffic) -> Result<(), StoreError> {
    use source_traffic::Column as T;
    let number = |n: u64| Set(i64::try_from(n).unwrap_or(i64::MAX));
    for (source_id, minute, counts) in traffic.minutes() {
        let mut conflict = OnConflict::columns([T::SourceId, T::Minute]);
        for (column, more) in [
            (T::Events, counts.events),
            (T::Bytes, counts.bytes),
            (T::Problems, counts.problems),
            (T::Repeated, counts.repeated),
            (T::Dropped, counts.dropped),
        ] {
            let sum =
                Expr::col((source_traffic::Entity, column)).add(i64::try_from(more).unwrap_or(i64::MAX));
            conflict.value(column, sum);
        }
        source_traffic::Entity::insert(source_traffic::ActiveModel {
            source_id: Set(source_id),
            minute: Set(minute),
            events: number(counts.events),
            bytes: number(counts.bytes),
            problems: number(counts.problems),
            repeated: number(counts.repeated),
            dropped: number(counts.dropped),
        })
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    }
    use source_status::Column as S;
    for (source_id, at, sender) in traffic.heard() {
        let mut conflict = OnConflict::column(S::SourceId);
        conflict.update_columns([S::LastAt, S::SilentSince]);
        if sender.is_some() {
            conflict.update_column(S::LastSender);
        }
        source_status::Entity::insert(source_status::ActiveModel {
            source_id: Set(source_id),
            first_at: Set(at),
            last_at: Set(at),
            last_sender: Set(sender.map(str::to_owned)),
            silent_since: Set(None),
        })
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    }
    use system_status::Column as Y;
    for (system_id, source_id, at) in traffic.systems() {
        let mut conflict = OnConflict::columns([Y::SystemId, Y::SourceId]);
        conflict.update_column(Y::LastAt);
        system_status::Entity::insert(system_status::ActiveModel {
            system_id: Set(system_id),
            source_id: Set(source_id),
            first_at: Set(at),
            last_at: Set(at),
        })
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    }
    Ok(())
}

/// When systems were heard, through which sources.
pub async fn system_statuses<C: ConnectionTrait>(db: &C) -> Result<Vec<system_status::Model>, StoreError> {
    Ok(system_status::Entity::find().all(db).await?)
}

/// Notes since when a source is silent.
pub async fn silence<C: ConnectionTrait>(tx: &C, id: Uuid, since: DateTime<Utc>) -> Result<(), StoreError> {
    source_status::Entity::update_many()
        .col_expr(source_status::Column::SilentSince, Expr::value(since))
        .filter(source_status::Column::SourceId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets counts of minutes before a moment.
pub async fn forget<C: ConnectionTrait>(tx: &C, before: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(source_traffic::Entity::delete_many()
        .filter(source_traffic::Column::Minute.lt(before))
        .exec(tx)
        .await?
        .rows_affected)
}
