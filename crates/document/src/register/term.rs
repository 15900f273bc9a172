//! Terms of Party committees, by which their documents are numbered. A term is typed once; typed again with other
//! days it would begin a second series and repeat its numbers, so one that overlaps another is refused.

use super::{Period, number_series};
use crate::error::DocumentError;
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::AgencyId;
use coloa_law::OrganKind;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

/// Kept terms.
pub mod committee_term {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "committee_term")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub issuer_id: Uuid,
        pub first_day: Date,
        pub last_day: Date,
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// The longest term, in days: five years, and as long again where a congress is put off.
const MAX_DAYS: i64 = 10 * 366;

type Days = (NaiveDate, NaiveDate);

/// The kept terms of an issuer, newest first.
pub async fn terms<C: ConnectionTrait>(
    db: &C,
    issuer: AgencyId,
) -> Result<Vec<committee_term::Model>, DocumentError> {
    Ok(committee_term::Entity::find()
        .filter(committee_term::Column::IssuerId.eq(issuer.uuid()))
        .order_by_desc(committee_term::Column::FirstDay)
        .all(db)
        .await?)
}

/// Kept terms, and those of series that were begun before terms were kept.
async fn known<C: ConnectionTrait>(db: &C, issuer: AgencyId) -> Result<Vec<Days>, DocumentError> {
    let mut found: Vec<Days> = terms(db, issuer)
        .await?
        .iter()
        .map(|t| (t.first_day, t.last_day))
        .collect();
    let series = number_series::Entity::find()
        .filter(number_series::Column::IssuerId.eq(issuer.uuid()))
        .all(db)
        .await?;
    found.extend(series.iter().filter_map(|s| {
        let (from, to) = s.period.split_once('/')?;
        Some((from.parse().ok()?, to.parse().ok()?))
    }));
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The period of the issuer's series on `day`: by year, or the known term that holds the day; `term` where it is
/// said which. Writes nothing.
pub async fn settled<C: ConnectionTrait>(
    db: &C,
    issuer: AgencyId,
    organ: OrganKind,
    day: NaiveDate,
    term: Option<Days>,
) -> Result<Period, DocumentError> {
    let by_year = Period::of(organ, day, Some((day, day)))?;
    if let Period::Year(_) = by_year {
        return Ok(by_year);
    }
    let known = known(db, issuer).await?;
    let Some((from, to)) = term else {
        let held = known.iter().find(|(from, to)| (*from..=*to).contains(&day));
        return held.map_or(Err(DocumentError::RegisterNoTerm { day }), |(from, to)| {
            Ok(Period::Term(*from, *to))
        });
    };
    if to <= from || (to - from).num_days() > MAX_DAYS || !(from..=to).contains(&day) {
        return Err(DocumentError::RegisterPeriod {
            period: format!("{from}/{to}"),
            day,
        });
    }
    if !known.contains(&(from, to))
        && let Some(other) = known.iter().find(|(f, t)| *f <= to && from <= *t)
    {
        return Err(DocumentError::RegisterTermOverlap {
            from: other.0,
            to: other.1,
        });
    }
    Ok(Period::Term(from, to))
}

/// [`settled`], and keeps a term that is new. Call it in the transaction that gives the number.
pub async fn settle<C: ConnectionTrait>(
    tx: &C,
    issuer: AgencyId,
    organ: OrganKind,
    day: NaiveDate,
    term: Option<Days>,
    now: DateTime<Utc>,
) -> Result<Period, DocumentError> {
    let period = settled(tx, issuer, organ, day, term).await?;
    if let Period::Term(from, to) = period
        && !terms(tx, issuer)
            .await?
            .iter()
            .any(|t| (t.first_day, t.last_day) == (from, to))
    {
        committee_term::ActiveModel {
            id: Set(Uuid::now_v7()),
            issuer_id: Set(issuer.uuid()),
            first_day: Set(from),
            last_day: Set(to),
            created_at: Set(now),
        }
        .insert(tx)
        .await?;
    }
    Ok(period)
}
