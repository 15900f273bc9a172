//! Lists of duties and one duty with everything about it. A list shows what the reader's grants reach; a
//! `guide` filter shows what an agency within that reach guides.

use super::{
    DutyError, Lateness,
    model::{Duty, DutyFilter, DutySort, DutyText},
    progress::resource,
    store,
};
use crate::entity::{duty, duty_tally, duty_text, extension, progress};
use chrono::{Days, NaiveDate};
use coloa_auth::{Access, Actor, Reach, action, audit, scope::entity as agency_scope};
use coloa_base::{Page, PageRequest, text};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, IdenStatic, Order,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, NullOrdering, Query},
};
use std::collections::HashMap;
use uuid::Uuid;

/// A duty with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyRow {
    pub duty: Duty,
    pub text: DutyText,
}

/// A duty with everything about it.
#[derive(Clone, Debug)]
pub struct DutyDetail {
    pub duty: Duty,
    pub text: DutyText,
    pub plan: Option<crate::entity::plan::Model>,
    /// Newest first.
    pub progress: Vec<progress::Model>,
    /// Newest first.
    pub extensions: Vec<extension::Model>,
    /// Other dates of the same work of the same agency.
    pub siblings: Vec<Duty>,
}

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
async fn searched(access: &Access, filter: &DutyFilter) -> Result<Option<Vec<Uuid>>, DutyError> {
    let Some(search) = filter.search.as_deref().map(str::trim).filter(|s| !s.is_empty()) else {
        return Ok(None);
    };
    let words = text::fold_plain(search);
    let mut query = duty_text::Entity::find()
        .select_only()
        .column(duty_text::Column::Id);
    for word in words.split_whitespace().take(8) {
        query = query.filter(duty_text::Column::Folded.contains(word));
    }
    if let Some(plan) = filter.plan {
        query = query.filter(duty_text::Column::PlanId.eq(plan));
    }
    Ok(Some(
        query
            .order_by_desc(duty_text::Column::CreatedAt)
            .limit(MAX_TEXTS)
            .into_tuple()
            .all(access.db().reader())
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
fn residual(access: &Access, column: duty::Column) -> sea_orm::sea_query::SimpleExpr {
    match access.db().backend() {
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

/// Whether the tally knows all that the filter asks.
pub fn countable(filter: &DutyFilter) -> bool {
    filter.text.is_none()
        && filter.guide.is_none()
        && filter.search.as_deref().is_none_or(|s| s.trim().is_empty())
}

/// [`condition`] with the reader's reach and the search, each in the way its size asks for.
async fn within(access: &Access, actor: &Actor, filter: &DutyFilter) -> Result<Condition, DutyError> {
    let today = access.clock().today();
    let reach = access.reach(actor, action::DUTY_READ);
    let column = if filter.guide.is_some() {
        duty::Column::GuideAgencyId
    } else {
        duty::Column::AgencyId
    };
    let mut all = Condition::all();
    match &reach {
        Reach::Nothing => {
            return Err(coloa_auth::AuthError::Forbidden {
                action: action::DUTY_READ,
            }
            .into());
        }
        Reach::Everything => {}
        Reach::Below(roots) => {
            let below = || {
                agency_scope::Entity::find()
                    .select_only()
                    .column(agency_scope::Column::AgencyId)
                    .filter(agency_scope::Column::AncestorId.is_in(roots.iter().map(|a| a.uuid())))
            };
            let few: Vec<Uuid> = below()
                .limit(FEW as u64 + 1)
                .into_tuple()
                .all(access.db().reader())
                .await?;
            all = if few.len() <= FEW {
                all.add(column.is_in(few))
            } else {
                all.add(residual(access, column).in_subquery(below().into_query()))
            };
        }
    }
    let mut filter = filter.clone();
    if let Some(texts) = searched(access, &filter).await? {
        if texts.len() <= FEW {
            // Few texts are the way in, so that the plan is not.
            if let Some(plan) = filter.plan.take() {
                all = all.add(residual(access, duty::Column::PlanId).eq(plan));
            }
            all = all.add(duty::Column::TextId.is_in(texts));
        } else {
            all = all.add(residual(access, duty::Column::TextId).is_in(texts));
        }
    }
    Ok(all.add(condition(&filter, today)))
}

/// How many duties the filter and the reader's reach leave; where the tally cannot tell, at most one more than
/// [`COUNT_CAP`].
pub async fn count(access: &Access, actor: &Actor, filter: &DutyFilter) -> Result<u64, DutyError> {
    let today = access.clock().today();
    let db = access.db().reader();
    if countable(filter) {
        let reach = access
            .reach(actor, action::DUTY_READ)
            .condition(duty_tally::Column::AgencyId);
        let sum: Option<Option<i64>> = duty_tally::Entity::find()
            .select_only()
            .column_as(sum_of_number(), "sum")
            .filter(tally_condition(filter, today))
            .filter(reach)
            .into_tuple()
            .one(db)
            .await?;
        return Ok(u64::try_from(sum.flatten().unwrap_or(0)).unwrap_or(0));
    }
    let some = duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(within(access, actor, filter).await?)
        .limit(COUNT_CAP + 1)
        .into_query();
    // `PaginatorTrait::count` would drop the limit.
    let counted = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .from_subquery(some, "found")
        .to_owned();
    let number: i64 = match db.query_one(&counted).await? {
        Some(row) => row.try_get_by_index(0)?,
        None => 0,
    };
    Ok(u64::try_from(number).unwrap_or(0))
}

/// SUM as a 64-bit number in both databases: PostgreSQL's is numeric otherwise.
pub(crate) fn sum_of_number() -> sea_orm::sea_query::SimpleExpr {
    Expr::col((duty_tally::Entity, duty_tally::Column::Number))
        .sum()
        .cast_as("bigint")
}

/// One page of duties.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &DutyFilter,
    page: &PageRequest,
) -> Result<Page<DutyRow>, DutyError> {
    let db = access.db().reader();
    let mut query = duty::Entity::find().filter(within(access, actor, filter).await?);
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
        .all(db)
        .await?;
    let more = duties.len() as u64 > limit;
    duties.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = duties.last().filter(|_| more).map(|last| match sort {
        DutySort::Due => Cursor::After(last.due_key, last.id).to_string(),
        _ => Cursor::Offset(offset + limit).to_string(),
    });
    Ok(Page {
        items: with_texts(access, duties).await?,
        next_cursor,
        total: count(access, actor, filter).await?,
    })
}

/// Adds the words to duties, in their order.
pub(crate) async fn with_texts(access: &Access, duties: Vec<Duty>) -> Result<Vec<DutyRow>, DutyError> {
    let ids: Vec<_> = duties.iter().map(|d| d.text_id).collect();
    let texts: HashMap<Uuid, DutyText> = store::texts(access.db().reader(), &ids)
        .await?
        .into_iter()
        .map(|t| (t.id, t))
        .collect();
    Ok(duties
        .into_iter()
        .filter_map(|duty| {
            texts
                .get(&duty.text_id)
                .cloned()
                .map(|text| DutyRow { duty, text })
        })
        .collect())
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

/// One duty with all that belongs to it.
pub async fn detail(access: &Access, actor: &Actor, id: Uuid) -> Result<DutyDetail, DutyError> {
    let db = access.db().reader();
    let duty = store::duty(db, id).await?;
    access.check(actor, action::DUTY_READ, &resource(&duty, action::DUTY_READ))?;
    let siblings = duty::Entity::find()
        .filter(duty::Column::TextId.eq(duty.text_id))
        .filter(duty::Column::AgencyId.eq(duty.agency_id))
        .filter(duty::Column::Id.ne(duty.id))
        .order_by_asc(duty::Column::DueKey)
        .limit(60)
        .all(db)
        .await?;
    Ok(DutyDetail {
        text: store::text(db, duty.text_id).await?,
        plan: match duty.plan_id {
            Some(plan) => Some(store::plan(db, plan).await?),
            None => None,
        },
        progress: store::progress_of(db, id).await?,
        extensions: store::extensions_of(db, id).await?,
        siblings,
        duty,
    })
}

/// The audit trail of a duty, newest first.
pub async fn history(access: &Access, actor: &Actor, id: Uuid) -> Result<Vec<audit::Entry>, DutyError> {
    let duty = store::duty(access.db().reader(), id).await?;
    access.check(actor, action::DUTY_READ, &resource(&duty, action::DUTY_READ))?;
    let filter = audit::Filter {
        object_kind: Some("duty".to_owned()),
        object_id: Some(id.to_string()),
        limit: 200,
        ..audit::Filter::default()
    };
    Ok(audit::list(access.db(), &filter).await?)
}

/// Whether the words of a filter are of the stored sets: `not_started,in_progress` and the like.
pub fn parse_list<T>(
    text: Option<&str>,
    field: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, DutyError> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(|t| {
            parse(t).ok_or(DutyError::Invalid {
                field,
                reason: "unknown",
            })
        })
        .collect()
}
