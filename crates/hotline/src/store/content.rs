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
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait as _, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
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

/// Reports of the content that a notice corrects.
pub async fn reports_of_notice<C: ConnectionTrait>(db: &C, notice: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let found: Vec<Option<Uuid>> = content::Entity::find()
        .select_only()
        .column(content::Column::ReportId)
        .filter(content::Column::NoticeId.eq(notice))
        .into_tuple()
        .all(db)
        .await?;
    Ok(found.into_iter().flatten().collect())
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

/// What came of reports that were erased, and is over itself: its words are kept no longer.
fn erasable() -> Condition {
    let erased = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::ErasedAt.is_not_null())
        .into_query();
    Condition::all()
        .add(content::Column::ReportId.in_subquery(erased))
        .add(content::Column::State.eq(ContentState::Closed.as_str()))
        .add(content::Column::Summary.ne(""))
}

/// Those of which the words are still there.
pub async fn to_erase<C: ConnectionTrait>(db: &C, most: u64) -> Result<Vec<content::Model>, StoreError> {
    Ok(content::Entity::find()
        .filter(erasable())
        .order_by_asc(content::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// Takes the words of one and of its steps; `false`: it is taken up again, or they are gone. What ground it had, which
/// body, which documents went out and how it ended stays.
pub async fn erase<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<bool, StoreError> {
    use content::Column as K;
    let done = content::Entity::update_many()
        .col_expr(K::Place, Expr::value(""))
        .col_expr(K::PlaceKey, Expr::value(""))
        .col_expr(K::Summary, Expr::value(""))
        .col_expr(K::Folded, Expr::value(""))
        .col_expr(K::Version, Expr::col(K::Version).add(1))
        .filter(K::Id.eq(id))
        .filter(erasable())
        .exec(tx)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    content_step::Entity::update_many()
        .col_expr(content_step::Column::Text, Expr::value(""))
        .filter(content_step::Column::ContentId.eq(id))
        .exec(tx)
        .await?;
    Ok(true)
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
