//! Hosts that are seen in events and belong to no system: a row per source and host, so many and no more.

use crate::{
    SourceError,
    entity::{source, unregistered_host},
    unregistered::{Filter, KEPT, KEPT_OF_ONE, Strays},
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_platform::{StoreError, db::search::holds};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, OnConflict},
};
use unregistered_host::Column;
use uuid::Uuid;

/// Adds what was seen to what stands; the oldest give way beyond the bounds.
pub async fn add<C: ConnectionTrait>(tx: &C, strays: &Strays) -> Result<(), StoreError> {
    let mut sources = Vec::new();
    for (source_id, host, seen) in strays.iter() {
        if sources.last() != Some(&source_id) {
            sources.push(source_id);
        }
        let events = i64::try_from(seen.events).unwrap_or(i64::MAX);
        let mut conflict = OnConflict::columns([Column::SourceId, Column::Host]);
        conflict.update_column(Column::LastAt);
        conflict.value(
            Column::Events,
            Expr::col((unregistered_host::Entity, Column::Events)).add(events),
        );
        if seen.sender.is_some() {
            conflict.update_column(Column::Sender);
        }
        unregistered_host::Entity::insert(unregistered_host::ActiveModel {
            id: Set(Uuid::now_v7()),
            source_id: Set(source_id),
            host: Set(host.to_owned()),
            sender: Set(seen.sender.map(|s| s.to_canonical().to_string())),
            first_at: Set(seen.first),
            last_at: Set(seen.last),
            events: Set(events),
            ignored_at: Set(None),
            ignored_by: Set(String::new()),
            ignored_why: Set(String::new()),
        })
        .on_conflict(conflict)
        .exec_without_returning(tx)
        .await?;
    }
    for source in sources {
        trim(tx, Condition::all().add(Column::SourceId.eq(source)), KEPT_OF_ONE).await?;
    }
    trim(tx, Condition::all(), KEPT).await
}

/// Leaves the latest of these; what somebody judged stays, or it would be asked again.
async fn trim<C: ConnectionTrait>(tx: &C, among: Condition, most: u64) -> Result<(), StoreError> {
    let open = among.add(Column::IgnoredAt.is_null());
    let cut: Option<DateTime<Utc>> = unregistered_host::Entity::find()
        .select_only()
        .column(Column::LastAt)
        .filter(open.clone())
        .order_by_desc(Column::LastAt)
        .offset(most)
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    if let Some(cut) = cut {
        unregistered_host::Entity::delete_many()
            .filter(open.add(Column::LastAt.lte(cut)))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Those whose source lies within reach; senders that nobody registered for whoever reaches everything.
fn reachable(reach: &Reach) -> Condition {
    match reach {
        Reach::Everything => Condition::all(),
        other => {
            let sources = source::Entity::find()
                .select_only()
                .column(source::Column::Id)
                .filter(other.condition(source::Column::AgencyId))
                .into_query();
            Condition::all().add(Column::SourceId.in_subquery(sources))
        }
    }
}

/// Hosts within reach, those heard last first, with how many there are.
pub(crate) async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
) -> Result<(Vec<unregistered_host::Model>, u64), StoreError> {
    let mut wanted = reachable(reach);
    wanted = if filter.ignored {
        wanted.add(Column::IgnoredAt.is_not_null())
    } else {
        wanted.add(Column::IgnoredAt.is_null())
    };
    if let Some(source) = filter.source {
        wanted = wanted.add(Column::SourceId.eq(source));
    }
    if let Some(agency) = filter.agency {
        let sources = source::Entity::find()
            .select_only()
            .column(source::Column::Id)
            .filter(source::Column::AgencyId.eq(agency.uuid()))
            .into_query();
        wanted = wanted.add(Column::SourceId.in_subquery(sources));
    }
    if let Some(search) = filter.search.as_deref().map(str::to_lowercase) {
        wanted = wanted.add(
            Condition::any()
                .add(holds(Column::Host, &search))
                .add(holds(Column::Sender, &search)),
        );
    }
    let found = unregistered_host::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(Column::LastAt)
        .order_by_asc(Column::Id)
        .offset(filter.offset)
        .limit(filter.limit.clamp(1, 500))
        .all(db)
        .await?;
    Ok((rows, total))
}

pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<unregistered_host::Model, SourceError> {
    unregistered_host::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(SourceError::HostGone)
}

/// All that nobody judged, for whoever finds out which have a system by now.
pub async fn open<C: ConnectionTrait>(db: &C) -> Result<Vec<unregistered_host::Model>, StoreError> {
    Ok(unregistered_host::Entity::find()
        .filter(Column::IgnoredAt.is_null())
        .all(db)
        .await?)
}

/// Takes these away.
pub async fn remove<C: ConnectionTrait>(tx: &C, ids: &[Uuid]) -> Result<(), StoreError> {
    for part in ids.chunks(500) {
        unregistered_host::Entity::delete_many()
            .filter(Column::Id.is_in(part.iter().copied()))
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Notes that a host needs no system, or takes that back.
pub(crate) async fn judge<C: ConnectionTrait>(
    tx: &C,
    id: Uuid,
    at: Option<DateTime<Utc>>,
    by: &str,
    why: &str,
) -> Result<(), StoreError> {
    unregistered_host::Entity::update_many()
        .col_expr(Column::IgnoredAt, Expr::value(at))
        .col_expr(Column::IgnoredBy, Expr::value(by))
        .col_expr(Column::IgnoredWhy, Expr::value(why))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
