//! The number register (sổ đăng ký văn bản đi): per issuing organ, series and period the next number, given in the
//! transaction that stores what it is given to.
//!
//! * No number twice: the counter row is raised by an `UPDATE` that locks it until the transaction ends, and
//!   (series, number) is unique.
//! * No gap: the counter is raised in the caller's transaction; if that is rolled back, so is the number.
//! * Nothing is taken back: an entry can be cancelled with a reason, its number stays used.
//! * One term, one series: the terms of a committee are kept and do not overlap, see [`settle`].
//!
//! SQLite: call it inside a transaction that was begun as a writer (`BEGIN IMMEDIATE`), as the writer pool does.

mod term;

pub use term::{committee_term, settle, settled, terms};

use crate::error::DocumentError;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use coloa_base::{AgencyId, PersonId, RegisterEntryId};
use coloa_law::OrganKind;
use coloa_law::numbering::{SeriesPeriod, numbering_rule};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, TryInsertResult,
};
use uuid::Uuid;

/// Counter of a series.
pub mod number_series {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "number_series")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub issuer_id: Uuid,
        pub series: String,
        pub period: String,
        pub last_number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Entries of the register.
pub mod register_entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "register_entry")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub series_id: Uuid,
        pub issuer_id: Uuid,
        pub number: i64,
        /// As printed, e.g. "Số: 05/BC-UBND".
        pub symbol: String,
        pub issued_on: Date,
        pub type_code: String,
        pub subject: String,
        pub document_id: Option<Uuid>,
        pub external_system: Option<String>,
        pub external_number: Option<String>,
        pub external_on: Option<Date>,
        pub cancelled_at: Option<DateTimeUtc>,
        pub cancelled_by: Option<Uuid>,
        pub cancel_reason: Option<String>,
        pub created_at: DateTimeUtc,
        pub created_by: Uuid,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Which series a number is taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesKey {
    pub issuer: AgencyId,
    /// Empty for the common series of the organ; else a name of the organ's choice: a document type that is numbered
    /// apart ("quyet_dinh"), or an advisory body that uses the organ's seal ("ban-chi-dao-cds").
    pub series: String,
    pub period: Period,
}

/// How long the series runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Year(i32),
    /// A term of a Party committee, first and last day.
    Term(NaiveDate, NaiveDate),
}

impl Period {
    /// The period that the rules of the organ ask for on `day`; `term` is needed where numbers run by term.
    pub fn of(
        organ: OrganKind,
        day: NaiveDate,
        term: Option<(NaiveDate, NaiveDate)>,
    ) -> Result<Self, DocumentError> {
        match numbering_rule(organ, day)
            .map_err(DocumentError::Law)?
            .series_period
        {
            SeriesPeriod::Year => Ok(Self::Year(day.year())),
            SeriesPeriod::Term => {
                let (from, to) = term.ok_or(DocumentError::Missing { field: "term" })?;
                Ok(Self::Term(from, to))
            }
        }
    }
    fn key(self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Term(from, to) => format!("{from}/{to}"),
        }
    }
    fn contains(self, day: NaiveDate) -> bool {
        match self {
            Self::Year(year) => day.year() == year,
            Self::Term(from, to) => (from..=to).contains(&day),
        }
    }
}

/// What a number is given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    pub issued_on: NaiveDate,
    pub type_code: String,
    pub subject: String,
    /// The record that bears the number; a second request for the same record is refused.
    pub document: Option<Uuid>,
    pub by: PersonId,
    pub at: DateTime<Utc>,
}

/// Number and date that a document-management system gave to the same document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct External {
    pub system: String,
    pub number: String,
    pub on: NaiveDate,
}

/// Gives the next number of the series and enters it. `symbol` prints the number, see
/// [`coloa_law::format_number`]. Call it in the transaction that issues the document.
pub async fn allocate<C: ConnectionTrait>(
    tx: &C,
    key: &SeriesKey,
    entry: NewEntry,
    symbol: impl FnOnce(u32) -> Result<String, DocumentError>,
) -> Result<register_entry::Model, DocumentError> {
    if !key.period.contains(entry.issued_on) {
        return Err(DocumentError::RegisterPeriod {
            period: key.period.key(),
            day: entry.issued_on,
        });
    }
    let series = raise(tx, key).await?;
    // The counter row is locked from here on: what is read below cannot change under us.
    if let Some(document) = entry.document
        && let Some(existing) = live_entries()
            .filter(register_entry::Column::DocumentId.eq(document))
            .one(tx)
            .await?
    {
        return Err(DocumentError::RegisterTwice {
            document,
            number: existing.number,
        });
    }
    let last = live_entries()
        .filter(register_entry::Column::SeriesId.eq(series.id))
        .order_by_desc(register_entry::Column::Number)
        .limit(1)
        .one(tx)
        .await?;
    if let Some(last) = last.filter(|l| l.issued_on > entry.issued_on) {
        return Err(DocumentError::RegisterDateOrder {
            day: entry.issued_on,
            last: last.issued_on,
        });
    }
    let number = u32::try_from(series.last_number).map_err(|_| DocumentError::TooLarge {
        what: "number",
        size: usize::MAX,
        limit: u32::MAX as usize,
    })?;
    let model = register_entry::ActiveModel {
        id: Set(RegisterEntryId::new().uuid()),
        series_id: Set(series.id),
        issuer_id: Set(key.issuer.uuid()),
        number: Set(series.last_number),
        symbol: Set(symbol(number)?),
        issued_on: Set(entry.issued_on),
        type_code: Set(entry.type_code),
        subject: Set(crate::text::clean(&entry.subject)),
        document_id: Set(entry.document),
        external_system: Set(None),
        external_number: Set(None),
        external_on: Set(None),
        cancelled_at: Set(None),
        cancelled_by: Set(None),
        cancel_reason: Set(None),
        created_at: Set(entry.at),
        created_by: Set(entry.by.uuid()),
    };
    Ok(model.insert(tx).await?)
}

/// Tells a series which numbers were used before it was kept here. Refused once a number stands at or above it.
pub async fn open_series<C: ConnectionTrait>(
    tx: &C,
    key: &SeriesKey,
    last_used: u32,
) -> Result<(), DocumentError> {
    ensure(tx, key).await?;
    let changed = number_series::Entity::update_many()
        .col_expr(
            number_series::Column::LastNumber,
            Expr::value(i64::from(last_used)),
        )
        .filter(of_series(key))
        .filter(number_series::Column::LastNumber.lt(i64::from(last_used)))
        .exec(tx)
        .await?;
    if changed.rows_affected == 0 {
        let last = find(tx, key).await?.last_number;
        if last != i64::from(last_used) {
            return Err(DocumentError::RegisterStarted { last });
        }
    }
    Ok(())
}

/// The last number used in the series; 0 before the first.
pub async fn last_number<C: ConnectionTrait>(db: &C, key: &SeriesKey) -> Result<i64, DocumentError> {
    Ok(number_series::Entity::find()
        .filter(of_series(key))
        .one(db)
        .await?
        .map_or(0, |s| s.last_number))
}

/// Cancels an entry; its number stays used.
pub async fn cancel<C: ConnectionTrait>(
    tx: &C,
    id: RegisterEntryId,
    reason: &str,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<register_entry::Model, DocumentError> {
    let reason = crate::text::clean(reason).trim().to_owned();
    if reason.is_empty() {
        return Err(DocumentError::Missing { field: "reason" });
    }
    let changed = register_entry::Entity::update_many()
        .col_expr(register_entry::Column::CancelledAt, Expr::value(at))
        .col_expr(register_entry::Column::CancelledBy, Expr::value(by.uuid()))
        .col_expr(register_entry::Column::CancelReason, Expr::value(reason))
        .filter(register_entry::Column::Id.eq(id.uuid()))
        .filter(register_entry::Column::CancelledAt.is_null())
        .exec(tx)
        .await?;
    let entry = entry(tx, id).await?;
    if changed.rows_affected == 0 {
        Err(DocumentError::RegisterCancelled)
    } else {
        Ok(entry)
    }
}

/// Notes the number that a document-management system gave.
pub async fn set_external<C: ConnectionTrait>(
    tx: &C,
    id: RegisterEntryId,
    external: External,
) -> Result<register_entry::Model, DocumentError> {
    let found = entry(tx, id).await?;
    if found.cancelled_at.is_some() {
        return Err(DocumentError::RegisterCancelled);
    }
    let mut model: register_entry::ActiveModel = found.into();
    model.external_system = Set(Some(crate::text::clean(&external.system)));
    model.external_number = Set(Some(crate::text::clean(&external.number)));
    model.external_on = Set(Some(external.on));
    Ok(model.update(tx).await?)
}

/// One entry.
pub async fn entry<C: ConnectionTrait>(
    db: &C,
    id: RegisterEntryId,
) -> Result<register_entry::Model, DocumentError> {
    register_entry::Entity::find_by_id(id.uuid())
        .one(db)
        .await?
        .ok_or(DocumentError::RegisterNotFound)
}

/// The entry of a record that was not cancelled.
pub async fn entry_of_document<C: ConnectionTrait>(
    db: &C,
    document: Uuid,
) -> Result<Option<register_entry::Model>, DocumentError> {
    Ok(live_entries()
        .filter(register_entry::Column::DocumentId.eq(document))
        .one(db)
        .await?)
}

/// The entries of a series by number, cancelled ones included, `limit` of them above `after`.
pub async fn entries<C: ConnectionTrait>(
    db: &C,
    key: &SeriesKey,
    after: i64,
    limit: u64,
) -> Result<Vec<register_entry::Model>, DocumentError> {
    let Some(series) = number_series::Entity::find()
        .filter(of_series(key))
        .one(db)
        .await?
    else {
        return Ok(Vec::new());
    };
    Ok(register_entry::Entity::find()
        .filter(register_entry::Column::SeriesId.eq(series.id))
        .filter(register_entry::Column::Number.gt(after))
        .order_by_asc(register_entry::Column::Number)
        .limit(limit)
        .all(db)
        .await?)
}

fn live_entries() -> sea_orm::Select<register_entry::Entity> {
    register_entry::Entity::find().filter(register_entry::Column::CancelledAt.is_null())
}

fn of_series(key: &SeriesKey) -> sea_orm::Condition {
    sea_orm::Condition::all()
        .add(number_series::Column::IssuerId.eq(key.issuer.uuid()))
        .add(number_series::Column::Series.eq(key.series.as_str()))
        .add(number_series::Column::Period.eq(key.period.key()))
}

async fn find<C: ConnectionTrait>(db: &C, key: &SeriesKey) -> Result<number_series::Model, DocumentError> {
    number_series::Entity::find()
        .filter(of_series(key))
        .one(db)
        .await?
        .ok_or(DocumentError::RegisterNotFound)
}

/// Creates the counter at zero unless somebody else did.
async fn ensure<C: ConnectionTrait>(tx: &C, key: &SeriesKey) -> Result<(), DocumentError> {
    let row = number_series::ActiveModel {
        id: Set(Uuid::now_v7()),
        issuer_id: Set(key.issuer.uuid()),
        series: Set(key.series.clone()),
        period: Set(key.period.key()),
        last_number: Set(0),
    };
    let unique = [
        number_series::Column::IssuerId,
        number_series::Column::Series,
        number_series::Column::Period,
    ];
    let inserted = number_series::Entity::insert(row)
        .on_conflict(OnConflict::columns(unique).do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(tx)
        .await?;
    match inserted {
        TryInsertResult::Inserted(_) | TryInsertResult::Conflicted | TryInsertResult::Empty => Ok(()),
    }
}

/// Raises the counter by one, which locks its row, and reads it.
async fn raise<C: ConnectionTrait>(tx: &C, key: &SeriesKey) -> Result<number_series::Model, DocumentError> {
    let raise = || {
        number_series::Entity::update_many()
            .col_expr(
                number_series::Column::LastNumber,
                Expr::col(number_series::Column::LastNumber).add(1),
            )
            .filter(of_series(key))
            .exec(tx)
    };
    if raise().await?.rows_affected == 0 {
        ensure(tx, key).await?;
        raise().await?;
    }
    find(tx, key).await
}
