//! Indicators that operators confirmed, and hubs.

use super::Connection;
use crate::{
    HotlineError,
    entity::{hub, mention},
    model::MentionRole,
};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

/// Kind and key.
pub type Key = (String, String);

/// Values of one `IN`.
const CHUNK: usize = 500;

/// What clusters are made of.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub struct Joining {
    pub report_id: Uuid,
    pub kind: String,
    pub match_key: String,
    pub bank: Option<String>,
}

/// A condition on two columns: one of these pairs.
pub(crate) fn one_of<C: ColumnTrait>(kind: C, key: C, keys: &[Key]) -> Condition {
    let mut kinds: Vec<&str> = keys.iter().map(|(kind, _)| kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds.into_iter().fold(Condition::any(), |any, one| {
        let of_kind = keys
            .iter()
            .filter(|(kind, _)| kind == one)
            .map(|(_, key)| key.as_str());
        any.add(Condition::all().add(kind.eq(one)).add(key.is_in(of_kind)))
    })
}

/// Of a report, in the order in which they were confirmed.
pub async fn of_report<C: Connection>(db: &C, report: Uuid) -> Result<Vec<mention::Model>, StoreError> {
    Ok(mention::Entity::find()
        .filter(mention::Column::ReportId.eq(report))
        .order_by_asc(mention::Column::Id)
        .all(db)
        .await?)
}

/// Offenders' indicators of some reports.
pub async fn of_offenders<C: Connection>(
    db: &C,
    reports: &[Uuid],
) -> Result<Vec<mention::Model>, StoreError> {
    let mut found = Vec::new();
    for some in reports.chunks(CHUNK) {
        found.extend(
            mention::Entity::find()
                .filter(mention::Column::ReportId.is_in(some.iter().copied()))
                .filter(mention::Column::Role.eq(MentionRole::Offender.as_str()))
                .order_by_asc(mention::Column::Id)
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// Puts these in the place of those of a report.
pub async fn replace<C: Connection>(
    tx: &C,
    report: Uuid,
    rows: Vec<mention::Model>,
) -> Result<(), StoreError> {
    mention::Entity::delete_many()
        .filter(mention::Column::ReportId.eq(report))
        .exec(tx)
        .await?;
    rows::insert_all::<mention::Entity, _, _>(tx, rows).await
}

/// What joins some reports to others.
pub async fn joining_of<C: Connection>(db: &C, reports: &[Uuid]) -> Result<Vec<Joining>, StoreError> {
    let mut found = Vec::new();
    for some in reports.chunks(CHUNK) {
        let rows: Vec<Joining> = joining()
            .filter(mention::Column::ReportId.is_in(some.iter().copied()))
            .into_model()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The newest `most` reports, or fewer, that each of these joins.
pub async fn joined_by<C: Connection>(db: &C, keys: &[Key], most: u64) -> Result<Vec<Joining>, StoreError> {
    let mut found = Vec::new();
    for one in keys {
        let rows: Vec<Joining> = joining()
            .filter(mention::Column::Kind.eq(one.0.as_str()))
            .filter(mention::Column::MatchKey.eq(one.1.as_str()))
            .order_by_desc(mention::Column::Id)
            .limit(most)
            .into_model()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// All that each of these joins. Ask how many those are first.
pub async fn all_joined_by<C: Connection>(db: &C, keys: &[Key]) -> Result<Vec<Joining>, StoreError> {
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        let rows: Vec<Joining> = joining()
            .filter(one_of(mention::Column::Kind, mention::Column::MatchKey, some))
            .into_model()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

fn joining() -> sea_orm::Select<mention::Entity> {
    mention::Entity::find()
        .select_only()
        .column(mention::Column::ReportId)
        .column(mention::Column::Kind)
        .column(mention::Column::MatchKey)
        .column(mention::Column::Bank)
        .filter(mention::Column::Joins.eq(true))
}

/// How many reports name each of these as the offender's, without one of them.
pub async fn counts<C: Connection>(
    db: &C,
    keys: &[Key],
    without: Option<Uuid>,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    let others = match without {
        Some(report) => Condition::all().add(mention::Column::ReportId.ne(report)),
        None => Condition::all(),
    };
    counted(db, keys, others).await
}

/// How many reports each of these joins.
pub async fn joining_counts<C: Connection>(
    db: &C,
    keys: &[Key],
) -> Result<Vec<(String, String, i64)>, StoreError> {
    counted(db, keys, Condition::all().add(mention::Column::Joins.eq(true))).await
}

async fn counted<C: Connection>(
    db: &C,
    keys: &[Key],
    wanted: Condition,
) -> Result<Vec<(String, String, i64)>, StoreError> {
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        let reports = Expr::col((mention::Entity, mention::Column::ReportId));
        let rows: Vec<(String, String, i64)> = mention::Entity::find()
            .select_only()
            .column(mention::Column::Kind)
            .column(mention::Column::MatchKey)
            .column_as(Expr::expr(Func::count_distinct(reports)), "reports")
            .filter(mention::Column::Role.eq(MentionRole::Offender.as_str()))
            .filter(one_of(mention::Column::Kind, mention::Column::MatchKey, some))
            .filter(wanted.clone())
            .group_by(mention::Column::Kind)
            .group_by(mention::Column::MatchKey)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The newest mentions of an offender's indicator, at most so many.
pub async fn naming<C: Connection>(
    db: &C,
    kind: &str,
    key: &str,
    most: u64,
) -> Result<Vec<mention::Model>, StoreError> {
    Ok(mention::Entity::find()
        .filter(mention::Column::Kind.eq(kind))
        .filter(mention::Column::MatchKey.eq(key))
        .filter(mention::Column::Role.eq(MentionRole::Offender.as_str()))
        .order_by_desc(mention::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// The report of each of the newest `most` mentions that name one of these as the offender's.
pub async fn reports_naming<C: Connection>(db: &C, keys: &[Key], most: u64) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        let rows: Vec<Uuid> = mention::Entity::find()
            .select_only()
            .column(mention::Column::ReportId)
            .filter(mention::Column::Role.eq(MentionRole::Offender.as_str()))
            .filter(one_of(mention::Column::Kind, mention::Column::MatchKey, some))
            .order_by_desc(mention::Column::Id)
            .limit(most)
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Keyed tags of what reporters said to be their own, with the report of each.
pub async fn of_victims<C: Connection>(db: &C, reports: &[Uuid]) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut found = Vec::new();
    for some in reports.chunks(CHUNK) {
        let rows: Vec<(Uuid, String)> = mention::Entity::find()
            .select_only()
            .column(mention::Column::ReportId)
            .column(mention::Column::MatchKey)
            .filter(mention::Column::ReportId.is_in(some.iter().copied()))
            .filter(mention::Column::Role.eq(MentionRole::Victim.as_str()))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The newest offenders' indicators of all reports; the id goes up with time.
pub async fn newest<C: Connection>(db: &C, most: u64) -> Result<Vec<mention::Model>, StoreError> {
    Ok(mention::Entity::find()
        .filter(mention::Column::Role.eq(MentionRole::Offender.as_str()))
        .order_by_desc(mention::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// Lets the offenders' mentions of a thing join reports, or no more. How many.
pub async fn set_joins<C: Connection>(tx: &C, kind: &str, key: &str, joins: bool) -> Result<u64, StoreError> {
    let done = mention::Entity::update_many()
        .col_expr(mention::Column::Joins, Expr::value(joins))
        .filter(mention::Column::Kind.eq(kind))
        .filter(mention::Column::MatchKey.eq(key))
        .filter(mention::Column::Role.eq(MentionRole::Offender.as_str()))
        .filter(mention::Column::Joins.ne(joins))
        .exec(tx)
        .await?;
    Ok(done.rows_affected)
}

/// All hubs that operators added, by kind and key.
pub async fn hubs<C: Connection>(db: &C) -> Result<Vec<hub::Model>, StoreError> {
    Ok(hub::Entity::find()
        .order_by_asc(hub::Column::Kind)
        .order_by_asc(hub::Column::MatchKey)
        .all(db)
        .await?)
}

/// One of them.
pub async fn hub<C: Connection>(db: &C, id: Uuid) -> Result<hub::Model, HotlineError> {
    hub::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

pub async fn insert_hub<C: Connection>(tx: &C, row: hub::Model) -> Result<(), StoreError> {
    rows::insert::<hub::Entity, _, _>(tx, row).await
}

pub async fn delete_hub<C: Connection>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    hub::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// Of which of these operators said that they join nothing, or (true) that they do.
pub async fn hubs_among<C: Connection>(
    db: &C,
    keys: &[Key],
) -> Result<Vec<(String, String, bool)>, StoreError> {
    let mut found = Vec::new();
    for some in keys.chunks(CHUNK) {
        let rows: Vec<(String, String, bool)> = hub::Entity::find()
            .select_only()
            .column(hub::Column::Kind)
            .column(hub::Column::MatchKey)
            .column(hub::Column::Joins)
            .filter(one_of(hub::Column::Kind, hub::Column::MatchKey, some))
            .into_tuple()
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}
