//! Lists and counts of duties. A list is read in the order of its index; how its conditions are put decides
//! whether a province's list takes milliseconds or seconds.

use crate::{
    duties::{
        DutyError, Lateness,
        model::{Duty, DutyFilter, DutySort},
    },
    entity::{duty, duty_tally, duty_text},
};
use chrono::{Days, NaiveDate};
use coloa_auth::{Reach, scope::entity as agency_scope};
use coloa_base::{AgencyId, PageRequest, text};
use coloa_platform::{Db, StoreError, db::search::holds};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, IdenStatic, Order,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, NullOrdering, Query},
};
use uuid::Uuid;

/// The columns that both `duty` and `duty_tally` have.
struct Columns<C> {
    plan: C,
    agency: C,
    role: C,
    status: C,
    review: C,
    due_key: C,
}

const DUTY: Columns<duty::Column> = Columns {
    plan: duty::Column::PlanId,
    agency: duty::Column::AgencyId,
    role: duty::Column::Role,
    status: duty::Column::Status,
    review: duty::Column::Review,
    due_key: duty::Column::DueKey,
};
const TALLY: Columns<duty_tally::Column> = Columns {
    plan: duty_tally::Column::PlanId,
    agency: duty_tally::Column::AgencyId,
    role: duty_tally::Column::Role,
    status: duty_tally::Column::Status,
    review: duty_tally::Column::Review,
    due_key: duty_tally::Column::DueKey,
};

fn common<C: ColumnTrait>(c: &Columns<C>, filter: &DutyFilter, today: NaiveDate) -> Condition {
    let mut all = Condition::all();
    if let Some(plan) = filter.plan {
        all = all.add(c.plan.eq(plan));
    }
    if !filter.agencies.is_empty() {
        all = all.add(c.agency.is_in(filter.agencies.iter().map(|a| a.uuid())));
    }
    if !filter.statuses.is_empty() {
        all = all.add(c.status.is_in(filter.statuses.iter().map(|s| s.as_str())));
    }
    if !filter.roles.is_empty() {
        all = all.add(c.role.is_in(filter.roles.iter().map(|s| s.as_str())));
    }
    if !filter.reviews.is_empty() {
        all = all.add(c.review.is_in(filter.reviews.iter().map(|s| s.as_str())));
    }
    if let Some(from) = filter.due_from {
        all = all.add(c.due_key.gte(from));
    }
    if let Some(to) = filter.due_to {
        all = all.add(c.due_key.lte(to));
    }
    let soon = today + Days::new(u64::from(filter.soon_days.unwrap_or(30)));
    match filter.lateness {
        Some(Lateness::Late) => all.add(c.due_key.lt(today)),
        Some(Lateness::Soon) => all.add(c.due_key.gte(today)).add(c.due_key.lte(soon)),
        Some(Lateness::OnTime) => all.add(c.due_key.gt(soon)),
        None => all,
    }
}

/// Texts that hold every word of the search; an empty search finds all (`None`).
async fn searched(db: &Db, filter: &DutyFilter) -> Result<Option<Vec<Uuid>>, StoreError> {
    let Some(search) = filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty()) else {
        return Ok(None);
    };
    let words = text::fold_plain(search);
    let mut query = duty_text::Entity::find()
        .select_only()
        .column(duty_text::Column::Id);
    for word in words.split_whitespace().take(8) {
        query = query.filter(holds(duty_text::Column::Folded, word));
    }
    if let Some(plan) = filter.plan {
        query = query.filter(duty_text::Column::PlanId.eq(plan));
    }
    Ok(Some(
        query
            .order_by_desc(duty_text::Column::CreatedAt)
            .limit(MAX_TEXTS)
            .into_tuple()
            .all(db.reader())
            .await?,
    ))
}

/// Texts that a search may find, the newest first: more is no search.
const MAX_TEXTS: u64 = 5_000;
/// Below this many values an index on the column is the way in; above it, the order by date is.
const FEW: usize = 20;
/// Up to here rows are counted one by one; beyond it a list says "more".
pub const COUNT_CAP: u64 = 1_000;

/// The column for a condition that SQLite is not to start from: it knows no statistics, and would rather sort a
/// hundred thousand rows than walk the dates. PostgreSQL decides by its own.
fn residual(db: &Db, column: duty::Column) -> sea_orm::sea_query::SimpleExpr {
    match db.backend() {
        DbBackend::Sqlite => Expr::cust(format!("+\"duty\".\"{}\"", column.as_str())),
        _ => Expr::col((duty::Entity, column)),
    }
}

/// Rows of `duty` that the filter wants; reach is added by the caller.
pub(crate) fn condition(filter: &DutyFilter, today: NaiveDate) -> Condition {
    let mut all = common(&DUTY, filter, today);
    // Said outright, so that the index on (open, due) is used.
    if filter.lateness.is_some() || (!filter.statuses.is_empty() && filter.statuses.iter().all(|s| s.open()))
    {
        all = all.add(duty::Column::Open.eq(true));
    } else if !filter.statuses.is_empty() && filter.statuses.iter().all(|s| !s.open()) {
        all = all.add(duty::Column::Open.eq(false));
    }
    match filter.answered {
        Some(true) => all = all.add(duty::Column::ReportedAt.is_not_null()),
        Some(false) => all = all.add(duty::Column::ReportedAt.is_null()),
        None => {}
    }
    if let Some(text) = filter.text {
        all = all.add(duty::Column::TextId.eq(text));
    }
    if let Some(guide) = filter.guide {
        all = all.add(duty::Column::GuideAgencyId.eq(guide.uuid()));
    }
    all
}

/// Rows of `duty_tally` that the filter wants; only where [`countable`].
pub(crate) fn tally_condition(filter: &DutyFilter, today: NaiveDate) -> Condition {
    let mut all = common(&TALLY, filter, today);
    if filter.lateness.is_some() {
        all = all.add(duty_tally::Column::Status.is_in(["not_started", "in_progress"]));
    }
    match filter.answered {
        Some(answered) => all.add(duty_tally::Column::Answered.eq(answered)),
        None => all,
    }
}

/// Whether the tally knows all that the filter asks, for whoever guides nothing elsewhere.
pub(crate) fn countable(filter: &DutyFilter) -> bool {
    filter.text.is_none() && filter.guide.is_none() && filter.is_unsearched()
}

/// Agencies a reach contains, as a subquery.
fn below(roots: &[AgencyId]) -> sea_orm::Select<agency_scope::Entity> {
    agency_scope::Entity::find()
        .select_only()
        .column(agency_scope::Column::AgencyId)
        .filter(agency_scope::Column::AncestorId.is_in(roots.iter().map(|a| a.uuid())))
}

/// Whether agencies of the reach guide duties of agencies outside it: then these belong to its lists, too. Most
/// readers guide nothing, and whoever coordinates the whole province has nothing outside.
pub(crate) async fn guides_outside(db: &Db, reach: &Reach) -> Result<bool, StoreError> {
    let Reach::Below(roots) = reach else {
        return Ok(false);
    };
    let outside: Option<Uuid> = duty_tally::Entity::find()
        .select_only()
        .column(duty_tally::Column::AgencyId)
        .filter(duty_tally::Column::Number.gt(0))
        .filter(duty_tally::Column::AgencyId.not_in_subquery(below(roots).into_query()))
        .limit(1)
        .into_tuple()
        .one(db.reader())
        .await?;
    if outside.is_none() {
        return Ok(false);
    }
    let guided: Option<Uuid> = duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(duty::Column::GuideAgencyId.in_subquery(below(roots).into_query()))
        .limit(1)
        .into_tuple()
        .one(db.reader())
        .await?;
    Ok(guided.is_some())
}

/// [`condition`] with the reader's reach and the search, each in the way its size asks for.
async fn within(
    db: &Db,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<Condition, StoreError> {
    let column = if filter.guide.is_some() {
        duty::Column::GuideAgencyId
    } else {
        duty::Column::AgencyId
    };
    let mut all = Condition::all();
    match reach {
        Reach::Nothing => all = all.add(reach.condition(column)),
        Reach::Everything | Reach::Directory(_) => {}
        Reach::Below(roots) => {
            let few: Vec<Uuid> = below(roots)
                .limit(FEW as u64 + 1)
                .into_tuple()
                .all(db.reader())
                .await?;
            let within = |column| match few.len() {
                0..=FEW => residual(db, column).is_in(few.clone()),
                _ => residual(db, column).in_subquery(below(roots).into_query()),
            };
            all = if filter.guide.is_none() && guides_outside(db, reach).await? {
                // What one guides is spread over the province: the dates are the way in.
                all.add(
                    Condition::any()
                        .add(within(column))
                        .add(within(duty::Column::GuideAgencyId)),
                )
            } else if few.len() <= FEW {
                all.add(column.is_in(few))
            } else {
                all.add(within(column))
            };
        }
    }
    let mut filter = filter.clone();
    if let Some(texts) = searched(db, &filter).await? {
        if texts.len() <= FEW {
            // Few texts are the way in, so that the plan is not.
            if let Some(plan) = filter.plan.take() {
                all = all.add(residual(db, duty::Column::PlanId).eq(plan));
            }
            all = all.add(duty::Column::TextId.is_in(texts));
        } else {
            all = all.add(residual(db, duty::Column::TextId).is_in(texts));
        }
    }
    Ok(all.add(condition(&filter, today)))
}

/// How many duties filter and reach leave, by the tally; only where [`countable`].
pub(crate) async fn tallied(
    db: &Db,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<u64, StoreError> {
    let sum: Option<Option<i64>> = duty_tally::Entity::find()
        .select_only()
        .column_as(sum_of_number(), "sum")
        .filter(tally_condition(filter, today))
        .filter(reach.condition(duty_tally::Column::AgencyId))
        .into_tuple()
        .one(db.reader())
        .await?;
    Ok(u64::try_from(sum.flatten().unwrap_or(0)).unwrap_or(0))
}

/// How many duties filter and reach leave, at most one more than [`COUNT_CAP`].
pub(crate) async fn counted(
    db: &Db,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<u64, StoreError> {
    let some = duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(within(db, reach, filter, today).await?)
        .limit(COUNT_CAP + 1)
        .into_query();
    // `PaginatorTrait::count` would drop the limit.
    let counted = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from_subquery(some, "found")
        .to_owned();
    let number: i64 = match db.reader().query_one(&counted).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(u64::try_from(number).unwrap_or(0))
}

/// How many duties filter and reach leave, every one counted: for filters that leave few.
pub(crate) async fn exactly(
    db: &Db,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<u64, StoreError> {
    Ok(duty::Entity::find()
        .filter(within(db, reach, filter, today).await?)
        .count(db.reader())
        .await?)
}

/// SUM as a 64-bit number in both databases: PostgreSQL's is numeric otherwise.
pub(crate) fn sum_of_number() -> sea_orm::sea_query::SimpleExpr {
    Expr::col((duty_tally::Entity, duty_tally::Column::Number))
        .sum()
        .cast_as("bigint")
}

/// One page of duties, and where the next one begins.
pub(crate) async fn page(
    db: &Db,
    reach: &Reach,
    filter: &DutyFilter,
    page: &PageRequest,
    today: NaiveDate,
) -> Result<(Vec<Duty>, Option<String>), DutyError> {
    let mut query = duty::Entity::find().filter(within(db, reach, filter, today).await?);
    let limit = page.limit();
    let order = if filter.descending {
        Order::Desc
    } else {
        Order::Asc
    };
    let cursor = page.cursor.as_deref().map(Cursor::parse).transpose()?;
    let sort = filter.sort.unwrap_or(DutySort::Due);
    let mut offset = 0;
    match (sort, &cursor) {
        (DutySort::Due, Some(Cursor::After(due, id))) => {
            let (past, same) = if filter.descending {
                (duty::Column::DueKey.lt(*due), duty::Column::Id.lt(*id))
            } else {
                (duty::Column::DueKey.gt(*due), duty::Column::Id.gt(*id))
            };
            query = query.filter(past.or(duty::Column::DueKey.eq(*due).and(same)));
        }
        (_, Some(Cursor::Offset(n))) => offset = *n,
        (_, Some(Cursor::After(..))) => {
            return Err(DutyError::Invalid {
                field: "cursor",
                reason: "malformed",
            });
        }
        (_, None) => {}
    }
    query = match sort {
        DutySort::Due => query.order_by(duty::Column::DueKey, order.clone()),
        // Silent ones last in both databases and both directions.
        DutySort::Reported => {
            query.order_by_with_nulls(duty::Column::ReportedAt, order.clone(), NullOrdering::Last)
        }
        DutySort::Agency => query
            .order_by(duty::Column::AgencyId, order.clone())
            .order_by_asc(duty::Column::DueKey),
        DutySort::Created => query.order_by(duty::Column::CreatedAt, order.clone()),
    };
    let mut duties = query
        .order_by(duty::Column::Id, order)
        .offset(offset)
        .limit(limit + 1)
        .all(db.reader())
        .await?;
    let more = duties.len() as u64 > limit;
    duties.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = duties.last().filter(|_| more).map(|last| match sort {
        DutySort::Due => Cursor::After(last.due_key, last.id).to_string(),
        _ => Cursor::Offset(offset + limit).to_string(),
    });
    Ok((duties, next_cursor))
}

/// Other dates of the same work of the same agency.
pub(crate) async fn siblings<C: ConnectionTrait>(db: &C, of: &Duty) -> Result<Vec<Duty>, StoreError> {
    Ok(duty::Entity::find()
        .filter(duty::Column::TextId.eq(of.text_id))
        .filter(duty::Column::AgencyId.eq(of.agency_id))
        .filter(duty::Column::Id.ne(of.id))
        .order_by_asc(duty::Column::DueKey)
        .limit(60)
        .all(db)
        .await?)
}

enum Cursor {
    After(NaiveDate, Uuid),
    Offset(u64),
}

impl Cursor {
    fn parse(text: &str) -> Result<Self, DutyError> {
        let bad = DutyError::Invalid {
            field: "cursor",
            reason: "malformed",
        };
        match text.split_once('~') {
            Some(("o", n)) => n.parse().map(Self::Offset).map_err(|_| bad),
            Some((day, id)) => match (day.parse(), id.parse()) {
                (Ok(day), Ok(id)) => Ok(Self::After(day, id)),
                _ => Err(bad),
            },
            None => Err(bad),
        }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::After(day, id) => write!(f, "{day}~{id}"),
            Self::Offset(n) => write!(f, "o~{n}"),
        }
    }
}
