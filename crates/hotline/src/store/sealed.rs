//! Sealed parts of reports, and what is erased with them.

use crate::{
    HotlineError,
    entity::{
        access, call, classification, contest, mention, message, reason, report, reveal, sealed, transfer,
        urgency,
    },
    model::{MentionRole, Part},
};
use chrono::{DateTime, Utc};
use coloa_platform::{StoreError, db::rows};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

/// Empties texts of the rows of a table that are about something.
macro_rules! empty {
    ($tx:expr, $table:ident of $about:ident $id:expr => $($column:ident),+) => {
        $table::Entity::update_many()
            $(.col_expr($table::Column::$column, Expr::value("")))+
            .filter($table::Column::$about.eq($id))
            .exec($tx)
            .await?
    };
}

/// All of a report, those of its messages among them.
pub async fn of_report<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<sealed::Model>, StoreError> {
    Ok(sealed::Entity::find()
        .filter(sealed::Column::ReportId.eq(report))
        .order_by_asc(sealed::Column::CreatedAt)
        .order_by_asc(sealed::Column::Seq)
        .order_by_asc(sealed::Column::Id)
        .all(db)
        .await?)
}

/// One of a report; not found where there is none.
pub async fn one<C: ConnectionTrait>(db: &C, report: Uuid, id: Uuid) -> Result<sealed::Model, HotlineError> {
    sealed::Entity::find_by_id(id)
        .filter(sealed::Column::ReportId.eq(report))
        .one(db)
        .await?
        .ok_or(HotlineError::NotFound)
}

/// Who is behind some reports, as it was sealed.
pub async fn identities<C: ConnectionTrait>(
    db: &C,
    reports: &[Uuid],
) -> Result<Vec<sealed::Model>, StoreError> {
    Ok(sealed::Entity::find()
        .filter(sealed::Column::ReportId.is_in(reports.iter().copied()))
        .filter(sealed::Column::Part.eq(Part::Identity.as_str()))
        .order_by_asc(sealed::Column::Id)
        .all(db)
        .await?)
}

/// Files of a report that a desk added, those that were added at once after each other.
pub async fn added<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<Vec<sealed::Model>, StoreError> {
    Ok(sealed::Entity::find()
        .filter(sealed::Column::ReportId.eq(report))
        .filter(sealed::Column::AddedBy.is_not_null())
        .order_by_asc(sealed::Column::CreatedAt)
        .order_by_asc(sealed::Column::MessageId)
        .order_by_asc(sealed::Column::Seq)
        .all(db)
        .await?)
}

/// How many files a desk added to a report.
pub async fn count_added<C: ConnectionTrait>(db: &C, report: Uuid) -> Result<u64, StoreError> {
    Ok(sealed::Entity::find()
        .filter(sealed::Column::ReportId.eq(report))
        .filter(sealed::Column::AddedBy.is_not_null())
        .count(db)
        .await?)
}

/// New ones.
pub async fn insert<C: ConnectionTrait>(tx: &C, new: Vec<sealed::Model>) -> Result<(), StoreError> {
    rows::insert_all::<sealed::Entity, _, _>(tx, new).await
}

/// Takes away what anybody wrote about a report, but for the files: those are named until they are gone from the disk.
pub async fn erase<C: ConnectionTrait>(tx: &C, report: Uuid) -> Result<(), StoreError> {
    sealed::Entity::delete_many()
        .filter(sealed::Column::ReportId.eq(report))
        .filter(sealed::Column::FileId.is_null())
        .exec(tx)
        .await?;
    message::Entity::delete_many()
        .filter(message::Column::ReportId.eq(report))
        .exec(tx)
        .await?;
    mention::Entity::delete_many()
        .filter(mention::Column::ReportId.eq(report))
        .filter(mention::Column::Role.ne(MentionRole::Offender.as_str()))
        .exec(tx)
        .await?;
    empty!(tx, call of ReportId report => ToName, SpokeWith, Note);
    empty!(tx, transfer of ReportId report => SentHow, AckPerson, ReturnReason);
    empty!(tx, classification of ReportId report => Reason);
    empty!(tx, urgency of ReportId report => Reason);
    empty!(tx, reason of AboutId report => Words);
    // Who looked stays, and when.
    empty!(tx, access of ReportId report => Reason);
    empty!(tx, reveal of ReportId report => Reason, DecisionReason);
    Ok(())
}

/// Whether any report or objection was erased since a moment.
pub async fn erased_since<C: ConnectionTrait>(db: &C, since: DateTime<Utc>) -> Result<bool, StoreError> {
    let reports = report::Entity::find().filter(report::Column::ErasedAt.gte(since));
    if reports.count(db).await? > 0 {
        return Ok(true);
    }
    let contests = contest::Entity::find().filter(contest::Column::ErasedAt.gte(since));
    Ok(contests.count(db).await? > 0)
}

/// Files of reports and objections that were erased, which may still be on the disk.
pub async fn files_to_erase<C: ConnectionTrait>(db: &C, most: u64) -> Result<Vec<sealed::Model>, StoreError> {
    let erased = report::Entity::find()
        .select_only()
        .column(report::Column::Id)
        .filter(report::Column::ErasedAt.is_not_null())
        .into_query();
    let contests = contest::Entity::find()
        .select_only()
        .column(contest::Column::Id)
        .filter(contest::Column::ErasedAt.is_not_null())
        .into_query();
    let of_erased = Condition::any()
        .add(sealed::Column::ReportId.in_subquery(erased))
        .add(sealed::Column::ReportId.in_subquery(contests));
    Ok(sealed::Entity::find()
        .filter(sealed::Column::FileId.is_not_null())
        .filter(of_erased)
        .order_by_asc(sealed::Column::Id)
        .limit(most)
        .all(db)
        .await?)
}

/// Takes one away.
pub async fn delete<C: ConnectionTrait>(tx: &C, id: Uuid) -> Result<(), StoreError> {
    sealed::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}
