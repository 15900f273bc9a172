//! Who opened what, and who asked to see who reports.

use crate::{
    HotlineError,
    entity::{access, report, reveal},
    model::{Part, Purpose},
    opening::Filter,
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{CaseStatement, Expr, Func, SelectStatement},
};
use uuid::Uuid;

/// Notes an opening.
pub async fn insert<C: ConnectionTrait>(tx: &C, row: access::Model) -> Result<(), StoreError> {
    rows::insert::<access::Entity, _, _>(tx, row).await
}

/// Entries of something that was opened; not those of words that were refused.
fn opened() -> Condition {
    Condition::all().add(access::Column::Purpose.ne(Purpose::Compared.as_str()))
}

/// Entries of words that were refused.
fn refusals() -> Condition {
    Condition::all().add(access::Column::Purpose.eq(Purpose::Compared.as_str()))
}

/// The person did something to the report: what they opened of it was not looked at idly.
pub async fn acted<C: ConnectionTrait>(tx: &C, report: Uuid, person: Uuid) -> Result<(), StoreError> {
    access::Entity::update_many()
        .col_expr(access::Column::Acted, Expr::value(true))
        .filter(access::Column::ReportId.eq(report))
        .filter(access::Column::PersonId.eq(person))
        .filter(access::Column::Acted.eq(false))
        .filter(opened())
        .exec(tx)
        .await?;
    Ok(())
}

/// Reports that a person opened since a moment without doing anything to them, each once.
pub async fn idle<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(access::Entity::find()
        .select_only()
        .column(access::Column::ReportId)
        .filter(access::Column::PersonId.eq(person))
        .filter(access::Column::At.gte(since))
        .filter(access::Column::Acted.eq(false))
        .filter(opened())
        .distinct()
        .into_tuple()
        .all(db)
        .await?)
}

/// The report of each of the words of a person that were refused since a moment.
pub async fn refused<C: ConnectionTrait>(
    db: &C,
    person: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(access::Entity::find()
        .select_only()
        .column(access::Column::ReportId)
        .filter(access::Column::PersonId.eq(person))
        .filter(access::Column::At.gte(since))
        .filter(refusals())
        .into_tuple()
        .all(db)
        .await?)
}

/// How often anything of a report was opened.
pub async fn count<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<u64, StoreError> {
    Ok(access::Entity::find()
        .filter(access::Column::ReportId.eq(report))
        .filter(opened())
        .count(db)
        .await?)
}

/// Reports within reach; `None`: all of them.
fn within(reach: &Reach) -> Option<SelectStatement> {
    (*reach != Reach::Everything).then(|| {
        report::Entity::find()
            .select_only()
            .column(report::Column::Id)
            .filter(reach.condition(report::Column::AgencyId))
            .into_query()
    })
}

fn matching(reach: &Reach, filter: &Filter) -> Condition {
    use access::Column as A;
    let mut wanted = Condition::all();
    if let Some(reports) = within(reach) {
        wanted = wanted.add(A::ReportId.in_subquery(reports));
    }
    if let Some(report) = filter.report {
        wanted = wanted.add(A::ReportId.eq(report));
    }
    if let Some(person) = filter.person {
        wanted = wanted.add(A::PersonId.eq(person));
    }
    if let Some(from) = filter.from {
        wanted = wanted.add(A::At.gte(from));
    }
    if let Some(to) = filter.to {
        wanted = wanted.add(A::At.lt(to));
    }
    if filter.idle {
        wanted = wanted.add(A::Acted.eq(false)).add(opened());
    }
    wanted
}

/// A page of openings, the newest first, and how many there are.
pub async fn page<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
) -> Result<(Vec<access::Model>, u64), StoreError> {
    let found = access::Entity::find().filter(matching(reach, filter));
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(access::Column::At)
        .order_by_desc(access::Column::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// What one person opened.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Opened {
    pub person_id: Option<Uuid>,
    pub person_name: Option<String>,
    pub opened: Option<i64>,
    pub idle: Option<i64>,
    pub revealed: Option<i64>,
    /// How often words of theirs said who reports.
    pub refused: Option<i64>,
    pub last_at: Option<DateTime<Utc>>,
}

/// Openings by person, most first.
pub async fn by_person<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    filter: &Filter,
) -> Result<Vec<Opened>, StoreError> {
    use access::Column as A;
    let one =
        |condition: Condition| Expr::expr(Func::sum(CaseStatement::new().case(condition, 1).finally(0)));
    Ok(access::Entity::find()
        .select_only()
        .column(A::PersonId)
        .column_as(A::PersonName.max(), "person_name")
        .column_as(one(opened()), "opened")
        .column_as(one(opened().add(A::Acted.eq(false))), "idle")
        .column_as(one(opened().add(A::Part.eq(Part::Identity.as_str()))), "revealed")
        .column_as(one(refusals()), "refused")
        .column_as(A::At.max(), "last_at")
        .filter(matching(reach, filter))
        .group_by(A::PersonId)
        .order_by_desc(A::Id.count())
        .into_model()
        .all(db)
        .await?)
}

/// A request to see who reports; not found where there is none.
pub async fn reveal<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<reveal::Model, HotlineError> {
    reveal::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// [`reveal`] for a change.
pub async fn reveal_locked<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<reveal::Model, HotlineError> {
    reveal::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// Of a report, the newest first.
pub async fn reveals_of<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<reveal::Model>, StoreError> {
    Ok(reveal::Entity::find()
        .filter(reveal::Column::ReportId.eq(report))
        .order_by_desc(reveal::Column::AskedAt)
        .order_by_desc(reveal::Column::Id)
        .all(db)
        .await?)
}

/// A page of requests, the newest first, and how many there are. With `open_at`, just those that wait for somebody, or
/// that may still be opened then.
pub async fn reveals<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    open_at: Option<DateTime<Utc>>,
    offset: u64,
    limit: u64,
) -> Result<(Vec<reveal::Model>, u64), StoreError> {
    use reveal::Column as R;
    let mut wanted = Condition::all();
    if let Some(reports) = within(reach) {
        wanted = wanted.add(R::ReportId.in_subquery(reports));
    }
    if let Some(now) = open_at {
        wanted = wanted.add(
            Condition::any()
                .add(R::IsGranted.is_null())
                .add(R::ExpiresAt.gt(now)),
        );
    }
    let found = reveal::Entity::find().filter(wanted);
    let total = found.clone().count(db).await?;
    let rows = found
        .order_by_desc(R::AskedAt)
        .order_by_desc(R::Id)
        .offset(offset)
        .limit(limit)
        .all(db)
        .await?;
    Ok((rows, total))
}

/// A new request.
pub async fn insert_reveal<C: ConnectionTrait>(tx: &C, row: reveal::Model) -> Result<(), StoreError> {
    rows::insert::<reveal::Entity, _, _>(tx, row).await
}

/// Writes a changed request.
pub async fn update_reveal<C: ConnectionTrait>(tx: &C, row: reveal::Model) -> Result<(), StoreError> {
    reveal::Entity::update(rows::all_set::<reveal::Entity, _>(row))
        .exec(tx)
        .await?;
    Ok(())
}
