//! Reported content and the steps of its handling.

use crate::{
    HotlineError,
    content::Filter,
    entity::{content, content_step, report},
    model::ContentState,
};
use coloa_auth::Reach;
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{self, insert},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

pub async fn one<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<content::Model, HotlineError> {
    content::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// What somebody reaches: of a report of theirs, or of none where they reach everything.
fn within(reach: &Reach) -> Condition {
    if *reach == Reach::Everything {
        return Condition::all();
    }
    let reports = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(reach.condition(report::Column::AgencyId))
        .into_query();
    Condition::all().add(content::Column::ReportId.in_subquery(reports))
}

/// A page, what is open first and of that the oldest, and how many there are.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
) -> Result<(Vec<content::Model>, u64), StoreError> {
    use content::Column as K;
    let mut wanted = within(reach);
    if let Some(state) = filter.state {
        wanted = wanted.add(K::State.eq(state.as_str()));
    }
    if let Some(kind) = filter.kind {
        wanted = wanted.add(K::Kind.eq(kind.as_str()));
    }
    let search = filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty());
    if let Some(search) = search {
        let mut found = Condition::any().add(holds(K::Number, &search.to_uppercase()));
        let folded = text::fold_plain(search);
        if !folded.is_empty() {
            found = found.add(holds(K::Folded, &folded));
        }
        wanted = wanted.add(found);
    }
    let found = content::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_asc(K::State.eq(ContentState::Closed.as_str()))
        .order_by_asc(K::CreatedAt)
        .order_by_asc(K::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// Steps of one, in their order.
pub async fn steps<C: ConnectionTrait>(
    db: &C,
    content: Uuid,
) -> Result<Vec<content_step::Model>, StoreError> {
    Ok(content_step::Entity::find()
        .filter(content_step::Column::ContentId.eq(content))
        .order_by_asc(content_step::Column::At)
        .order_by_asc(content_step::Column::Id)
        .all(db)
        .await?)
}

/// Numbers of reports, as people say them.
pub async fn report_numbers<C: ConnectionTrait>(
    db: &C,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, String>, StoreError> {
    let mut found = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<(Uuid, String)> = report::Entity::find()
            .select_only()
            .column(report::Column::Id)
            .column(report::Column::Number)
            .filter(report::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

pub async fn insert_content<C: ConnectionTrait>(tx: &C, row: content::Model) -> Result<(), StoreError> {
    insert::<content::Entity, _, _>(tx, row).await
}

pub async fn insert_step<C: ConnectionTrait>(tx: &C, row: content_step::Model) -> Result<(), StoreError> {
    insert::<content_step::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands; `false`: somebody was faster.
pub async fn save<C: ConnectionTrait>(tx: &C, row: content::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(content::Column::Id.eq(row.id))
        .add(content::Column::Version.eq(row.version - 1));
    rows::update::<content::Entity, _, _>(tx, row, guard).await
}
