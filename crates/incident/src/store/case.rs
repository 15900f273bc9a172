//! Cases and what hangs on them.

use crate::{
    IncidentError,
    assistance::Standing,
    case::{CaseFilter, Order},
    entity::{
        case::{incident, incident_entry, incident_indicator, incident_link, incident_member, incident_task},
        network::assistance,
    },
    model::State,
    sight::Sight,
};
use chrono::{DateTime, Utc};
use coloa_base::text;
use coloa_platform::{
    StoreError,
    db::{
        rows::{insert, insert_all, update},
        search::holds,
    },
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Func},
};
use uuid::Uuid;

/// Values of one `IN`.
pub(super) const CHUNK: usize = 500;

pub(crate) async fn find<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<incident::Model, IncidentError> {
    incident::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

pub(crate) async fn insert_case<C: ConnectionTrait>(tx: &C, row: incident::Model) -> Result<(), StoreError> {
    insert::<incident::Entity, _, _>(tx, row).await
}

/// Writes a row whose version is one above what stands.
pub(crate) async fn save<C: ConnectionTrait>(tx: &C, row: incident::Model) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(incident::Column::Id.eq(row.id))
        .add(incident::Column::Version.eq(row.version - 1));
    update::<incident::Entity, _, _>(tx, row, guard).await
}

/// The greatest code that begins like this.
pub(crate) async fn last_code<C: ConnectionTrait>(
    tx: &C,
    prefix: &str,
) -> Result<Option<String>, StoreError> {
    Ok(incident::Entity::find()
        .select_only()
        .column(incident::Column::Code)
        .filter(incident::Column::Code.starts_with(prefix))
        // 10000 comes after 9999.
        .order_by_desc(Expr::expr(Func::char_length(Expr::col(incident::Column::Code))))
        .order_by_desc(incident::Column::Code)
        .into_tuple()
        .one(tx)
        .await?)
}

/// States in which somebody has to do something.
pub(crate) fn open_states() -> [&'static str; 5] {
    [
        State::Reported,
        State::Handling,
        State::Contained,
        State::Recovered,
        State::Ended,
    ]
    .map(|s| s.as_str())
}

/// Cases that somebody may see: of their reach or helped by it, and not restricted to others.
pub(crate) fn within(sight: &Sight) -> Condition {
    use incident::Column as I;
    let helped = assistance::Entity::find()
        .select_only()
        .column(assistance::Column::IncidentId)
        .filter(assistance::Column::State.is_in([Standing::Asked, Standing::Accepted].map(Standing::as_str)))
        .filter(sight.reach.condition(assistance::Column::AgencyId))
        .into_query();
    let member = incident_member::Entity::find()
        .select_only()
        .column(incident_member::Column::IncidentId)
        .filter(incident_member::Column::PersonId.eq(sight.person))
        .into_query();
    let reached = if sight.reach.is_every_agency() {
        Condition::all()
    } else {
        Condition::any()
            .add(sight.reach.condition(I::AgencyId))
            .add(I::Id.in_subquery(helped))
    };
    let open = if sight.restricted.is_every_agency() {
        Condition::all()
    } else {
        Condition::any()
            .add(I::Restricted.eq(false))
            .add(I::Id.in_subquery(member))
            .add(sight.restricted.condition(I::AgencyId))
    };
    Condition::all().add(reached).add(open)
}

fn matching(sight: &Sight, filter: &CaseFilter) -> Condition {
    use incident::Column as I;
    let mut wanted = within(sight);
    wanted = match filter.drill {
        Some(drill) => wanted.add(I::DrillId.eq(drill)),
        // Cases of drills count nowhere.
        None => wanted.add(I::DrillId.is_null()),
    };
    if filter.open {
        wanted = wanted.add(I::State.is_in(open_states()));
    }
    if !filter.states.is_empty() {
        wanted = wanted.add(I::State.is_in(filter.states.iter().map(|s| s.as_str())));
    }
    if !filter.severities.is_empty() {
        wanted = wanted.add(I::Severity.is_in(filter.severities.clone()));
    }
    if let Some(group) = &filter.group {
        wanted = wanted.add(I::GroupCode.eq(group.clone()));
    }
    if let Some(agency) = filter.agency {
        wanted = wanted.add(I::AgencyId.eq(agency.uuid()));
    }
    if let Some(system) = filter.system {
        wanted = wanted.add(I::SystemId.eq(system));
    }
    if let Some(lead) = filter.lead {
        wanted = wanted.add(I::LeadId.eq(lead));
    }
    if let Some(serious) = filter.serious {
        wanted = wanted.add(I::Serious.eq(serious));
    }
    if let Some(now) = filter.overdue_at {
        wanted = wanted.add(I::NextDue.lt(now));
    }
    if let Some(from) = filter.from {
        wanted = wanted.add(I::DetectedAt.gte(from));
    }
    if let Some(to) = filter.to {
        wanted = wanted.add(I::DetectedAt.lt(to));
    }
    if let Some(search) = filter
        .search
        .as_deref()
        .map(text::fold_plain)
        .filter(|s| !s.is_empty())
    {
        wanted = wanted.add(holds(I::Folded, &search));
    }
    wanted
}

/// A page of cases, and how many there are.
pub(crate) async fn page<C: ConnectionTrait>(
    db: &C,
    sight: &Sight,
    filter: &CaseFilter,
) -> Result<(Vec<incident::Model>, u64), StoreError> {
    use incident::Column as I;
    let all = incident::Entity::find().filter(matching(sight, filter));
    let found = all.clone();
    let found = match filter.order {
        // Those without a term come last on both databases.
        Order::Due => found
            .order_by_asc(I::NextDue.is_null())
            .order_by_asc(I::NextDue)
            .order_by_desc(I::DetectedAt),
        Order::Newest => found.order_by_desc(I::DetectedAt),
        Order::Severity => found.order_by_asc(I::Severity).order_by_desc(I::DetectedAt),
    };
    // The index answers which they are; the wide rows are read of one page alone.
    let ids: Vec<Uuid> = found
        .order_by_desc(I::Id)
        .select_only()
        .column(I::Id)
        .offset(filter.offset)
        .limit(filter.limit)
        .into_tuple()
        .all(db)
        .await?;
    let number = ids.len() as u64;
    // A page that is not full says by itself how many there are: a search by name looks at each case once, not twice.
    let total = if number < filter.limit && (number > 0 || filter.offset == 0) {
        filter.offset + number
    } else {
        all.count(db).await?
    };
    let mut rows = incident::Entity::find()
        .filter(I::Id.is_in(ids.iter().copied()))
        .all(db)
        .await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok((rows, total))
}

/// A row of [`tally`].
#[derive(FromQueryResult)]
struct Counted {
    agency_id: Uuid,
    severity: String,
    state: String,
    serious: bool,
    number: i64,
    late: Option<i64>,
    near: Option<i64>,
}

/// Open real cases by state, severity, class and agency: number, overdue, due within a span.
pub(crate) async fn tally<C: ConnectionTrait>(
    db: &C,
    sight: &Sight,
    now: DateTime<Utc>,
    soon: DateTime<Utc>,
) -> Result<Vec<crate::case::Tally>, StoreError> {
    use incident::Column as I;
    let one = |condition: Condition| {
        Expr::expr(Func::sum(
            sea_orm::sea_query::CaseStatement::new()
                .case(condition, 1)
                .finally(0),
        ))
    };
    let late = Condition::all().add(I::NextDue.lt(now));
    let near = Condition::all().add(I::NextDue.gte(now)).add(I::NextDue.lt(soon));
    let rows: Vec<Counted> = incident::Entity::find()
        .select_only()
        .column(I::AgencyId)
        .column(I::Severity)
        .column(I::State)
        .column(I::Serious)
        .column_as(I::Id.count(), "number")
        .column_as(one(late), "late")
        .column_as(one(near), "near")
        .filter(within(sight))
        .filter(I::DrillId.is_null())
        .filter(I::State.is_in(open_states()))
        // The state first: SQLite then takes the index of lists.
        .group_by(I::State)
        .group_by(I::Severity)
        .group_by(I::Serious)
        .group_by(I::AgencyId)
        .into_model()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| crate::case::Tally {
            agency: row.agency_id,
            severity: row.severity,
            state: row.state,
            serious: row.serious,
            number: row.number,
            overdue: row.late.unwrap_or(0),
            due_soon: row.near.unwrap_or(0),
        })
        .collect())
}

/// Every case that is not over, for clocks that are set anew.
pub(crate) async fn open_cases<C: ConnectionTrait>(db: &C) -> Result<Vec<incident::Model>, StoreError> {
    Ok(incident::Entity::find()
        .filter(incident::Column::State.is_in(open_states()))
        .all(db)
        .await?)
}

/// Open cases of an agency, real or not.
pub(crate) async fn open_of_agency<C: ConnectionTrait>(
    db: &C,
    agency: Uuid,
) -> Result<Vec<incident::Model>, StoreError> {
    Ok(incident::Entity::find()
        .filter(incident::Column::AgencyId.eq(agency))
        .filter(incident::Column::State.is_in(open_states()))
        .all(db)
        .await?)
}

/// Agencies that have open cases.
pub(crate) async fn agencies_with_open<C: ConnectionTrait>(db: &C) -> Result<Vec<Uuid>, StoreError> {
    Ok(incident::Entity::find()
        .select_only()
        .column(incident::Column::AgencyId)
        .filter(incident::Column::State.is_in(open_states()))
        .distinct()
        .into_tuple()
        .all(db)
        .await?)
}

/// These cases.
pub(crate) async fn by_ids<C: ConnectionTrait>(
    db: &C,
    ids: &[Uuid],
) -> Result<Vec<incident::Model>, StoreError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(CHUNK) {
        found.extend(
            incident::Entity::find()
                .filter(incident::Column::Id.is_in(some.iter().copied()))
                .all(db)
                .await?,
        );
    }
    Ok(found)
}

/// The next term of a case, beside its version: whoever edits the case is not disturbed.
pub(crate) async fn set_next_due<C: ConnectionTrait>(
    tx: &C,
    incident: Uuid,
    next: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    incident::Entity::update_many()
        .col_expr(incident::Column::NextDue, Expr::value(next))
        .filter(incident::Column::Id.eq(incident))
        .exec(tx)
        .await?;
    Ok(())
}

/// Lines of the timeline, oldest first.
pub(crate) async fn entries<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_entry::Model>, StoreError> {
    Ok(incident_entry::Entity::find()
        .filter(incident_entry::Column::IncidentId.eq(incident))
        .order_by_asc(incident_entry::Column::At)
        .order_by_asc(incident_entry::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_entry<C: ConnectionTrait>(
    tx: &C,
    row: incident_entry::Model,
) -> Result<(), StoreError> {
    insert::<incident_entry::Entity, _, _>(tx, row).await
}

/// Tasks of a case, in their order.
pub(crate) async fn tasks<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_task::Model>, StoreError> {
    Ok(incident_task::Entity::find()
        .filter(incident_task::Column::IncidentId.eq(incident))
        .order_by_asc(incident_task::Column::Place)
        .order_by_asc(incident_task::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn task<C: ConnectionTrait>(
    db: &C,
    id: Uuid,
) -> Result<incident_task::Model, IncidentError> {
    incident_task::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(IncidentError::NotFound)
}

pub(crate) async fn insert_tasks<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<incident_task::Model>,
) -> Result<(), StoreError> {
    insert_all::<incident_task::Entity, _, _>(tx, rows).await
}

/// Writes a task whose version is one above what stands.
pub(crate) async fn save_task<C: ConnectionTrait>(
    tx: &C,
    row: incident_task::Model,
) -> Result<bool, StoreError> {
    let guard = Condition::all()
        .add(incident_task::Column::Id.eq(row.id))
        .add(incident_task::Column::Version.eq(row.version - 1));
    update::<incident_task::Entity, _, _>(tx, row, guard).await
}

/// Indicators of a case, oldest first.
pub(crate) async fn indicators<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_indicator::Model>, StoreError> {
    Ok(incident_indicator::Entity::find()
        .filter(incident_indicator::Column::IncidentId.eq(incident))
        .order_by_asc(incident_indicator::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_indicators<C: ConnectionTrait>(
    tx: &C,
    rows: Vec<incident_indicator::Model>,
) -> Result<(), StoreError> {
    insert_all::<incident_indicator::Entity, _, _>(tx, rows).await
}

/// `false`: the case has none with this id.
pub(crate) async fn delete_indicator<C: ConnectionTrait>(
    tx: &C,
    incident: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let done = incident_indicator::Entity::delete_many()
        .filter(incident_indicator::Column::Id.eq(id))
        .filter(incident_indicator::Column::IncidentId.eq(incident))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Links of a case, oldest first.
pub(crate) async fn links<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_link::Model>, StoreError> {
    Ok(incident_link::Entity::find()
        .filter(incident_link::Column::IncidentId.eq(incident))
        .order_by_asc(incident_link::Column::Id)
        .all(db)
        .await?)
}

/// Cases that link to a record.
pub(crate) async fn linked_to<C: ConnectionTrait>(
    db: &C,
    kind: &str,
    target: &str,
) -> Result<Vec<Uuid>, StoreError> {
    Ok(incident_link::Entity::find()
        .select_only()
        .column(incident_link::Column::IncidentId)
        .filter(incident_link::Column::Kind.eq(kind))
        .filter(incident_link::Column::Target.eq(target))
        .into_tuple()
        .all(db)
        .await?)
}

pub(crate) async fn insert_link<C: ConnectionTrait>(
    tx: &C,
    row: incident_link::Model,
) -> Result<(), StoreError> {
    insert::<incident_link::Entity, _, _>(tx, row).await
}

/// `false`: the case has none with this id.
pub(crate) async fn delete_link<C: ConnectionTrait>(
    tx: &C,
    incident: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let done = incident_link::Entity::delete_many()
        .filter(incident_link::Column::Id.eq(id))
        .filter(incident_link::Column::IncidentId.eq(incident))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Members of a case, oldest first.
pub(crate) async fn members<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
) -> Result<Vec<incident_member::Model>, StoreError> {
    Ok(incident_member::Entity::find()
        .filter(incident_member::Column::IncidentId.eq(incident))
        .order_by_asc(incident_member::Column::Id)
        .all(db)
        .await?)
}

pub(crate) async fn insert_member<C: ConnectionTrait>(
    tx: &C,
    row: incident_member::Model,
) -> Result<(), StoreError> {
    insert::<incident_member::Entity, _, _>(tx, row).await
}

pub(crate) async fn delete_member<C: ConnectionTrait>(
    tx: &C,
    incident: Uuid,
    person: Uuid,
) -> Result<bool, StoreError> {
    let done = incident_member::Entity::delete_many()
        .filter(incident_member::Column::PersonId.eq(person))
        .filter(incident_member::Column::IncidentId.eq(incident))
        .exec(tx)
        .await?;
    Ok(done.rows_affected > 0)
}

/// Agencies that were asked to help with a case and did not refuse.
/// Agencies whose request for help stands so.
pub(crate) async fn helpers<C: ConnectionTrait>(
    db: &C,
    incident: Uuid,
    standing: &[Standing],
) -> Result<Vec<Uuid>, StoreError> {
    Ok(assistance::Entity::find()
        .select_only()
        .column(assistance::Column::AgencyId)
        .filter(assistance::Column::IncidentId.eq(incident))
        .filter(assistance::Column::State.is_in(standing.iter().map(|s| s.as_str())))
        .into_tuple()
        .all(db)
        .await?)
}
