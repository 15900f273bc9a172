//! What the centre tells the public.

use crate::{
    HotlineError,
    entity::{campaign, mention, notice},
    model::{CampaignState, MentionRole, NoticeState},
    notice::Filter,
    store::mention::{Key, one_of},
};
use chrono::{DateTime, Utc};
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{self, insert as insert_row},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

/// Values of one `IN`.
const CHUNK: usize = 500;

pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<notice::Model, HotlineError> {
    notice::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// A page, the newest first, and how many there are.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    filter: &Filter,
) -> Result<(Vec<notice::Model>, u64), StoreError> {
    use notice::Column as N;
    let mut wanted = Condition::all();
    if let Some(state) = filter.state {
        wanted = wanted.add(N::State.eq(state.as_str()));
    }
    if let Some(kind) = filter.kind {
        wanted = wanted.add(N::Kind.eq(kind.as_str()));
    }
    let search = filter.search.as_deref().map(text::fold_plain);
    if let Some(search) = search.filter(|s| !s.is_empty()) {
        wanted = wanted.add(holds(N::TitleSearch, &search));
    }
    let found = notice::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(N::CreatedAt)
        .order_by_desc(N::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Addresses that begin like this, so that a new one differs.
pub async fn slugs<C: ConnectionTrait>(db: &C, start: &str) -> Result<Vec<String>, StoreError> {
    Ok(notice::Entity::find()
        .select_only()
        .column(notice::Column::Slug)
        .filter(notice::Column::Slug.starts_with(start))
        .into_tuple()
        .all(db)
        .await?)
}

pub async fn insert<C: ConnectionTrait>(tx: &C, row: notice::Model) -> Result<(), StoreError> {
    insert_row::<notice::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands; `false`: somebody was faster.
pub async fn save<C: ConnectionTrait>(tx: &C, row: notice::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(notice::Column::Id.eq(row.id))
        .add(notice::Column::Version.eq(row.version - 1));
    rows::update::<notice::Entity, _, _>(tx, row, guard).await
}

/// The campaign of a warning that was published: the public is warned of it.
pub async fn campaign_warned<C: ConnectionTrait>(
    tx: &C,
    campaign: Uuid,
    notice: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use campaign::Column as K;
    campaign::Entity::update_many()
        .col_expr(K::NoticeId, Expr::value(notice))
        .col_expr(K::State, Expr::value(CampaignState::Warned.as_str()))
        .col_expr(K::UpdatedAt, Expr::value(now))
        .col_expr(K::Version, Expr::col(K::Version).add(1))
        .filter(K::Id.eq(campaign))
        .filter(K::State.ne(CampaignState::Closed.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Its warning was withdrawn: another one can be written.
pub async fn campaign_unwarned<C: ConnectionTrait>(
    tx: &C,
    campaign: Uuid,
    notice: Uuid,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use campaign::Column as K;
    campaign::Entity::update_many()
        .col_expr(K::NoticeId, Expr::value(Option::<Uuid>::None))
        .col_expr(K::State, Expr::value(CampaignState::Open.as_str()))
        .col_expr(K::UpdatedAt, Expr::value(now))
        .col_expr(K::Version, Expr::col(K::Version).add(1))
        .filter(K::Id.eq(campaign))
        .filter(K::NoticeId.eq(notice))
        .filter(K::State.eq(CampaignState::Warned.as_str()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Notices that were published within a span.
pub async fn count_published<C: ConnectionTrait>(
    db: &C,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<u64, StoreError> {
    use notice::Column as N;
    Ok(notice::Entity::find()
        .filter(N::PublishedAt.gte(from))
        .filter(N::PublishedAt.lt(to))
        .filter(N::State.ne(NoticeState::Draft.as_str()))
        .count(db)
        .await?)
}

/// Which of these a report names as its reporter's own; keys are the tags that are kept of such things.
pub async fn victims_among<C: ConnectionTrait>(db: &C, keys: &[Key]) -> Result<Vec<Key>, StoreError> {
    use mention::Column as M;
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        let rows: Vec<Key> = mention::Entity::find()
            .select_only()
            .column(M::Kind)
            .column(M::MatchKey)
            .filter(M::Role.eq(MentionRole::Victim.as_str()))
            .filter(one_of(M::Kind, M::MatchKey, some))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
