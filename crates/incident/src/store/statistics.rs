//! Figures over cases, their clocks, drills and the team: few statements, whatever the number of cases. Real cases
//! alone: none of a drill, none that was no incident or goes on in another.

use crate::{
    entity::{
        case::{incident, incident_clock},
        drill::{drill, drill_agency},
        network::{assistance, response_contact},
    },
    model::{ContactKind, DrillState, State},
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_base::AgencyId;
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait,
    sea_query::{CaseStatement, Expr, SelectStatement, SimpleExpr},
};

/// Whose cases of which time.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub reach: Reach,
    pub agency: Option<AgencyId>,
    /// From this moment, before that one.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// Cases that have these in common.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(crate) struct Group {
    pub group_code: String,
    pub severity: String,
    pub system_level: i32,
    pub number: i64,
    /// Those whose harm is over.
    pub handled: i64,
    pub closed: i64,
}

/// Clocks of one duty that began in the time.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult)]
pub(crate) struct Clocks {
    pub duty: String,
    pub met: i64,
    pub late: i64,
    /// Not met; of those the term is over for.
    pub open: i64,
    pub overdue: i64,
}

/// What is measured in a case: from one named moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Acknowledge,
    Contain,
    Recover,
    End,
}

impl Measure {
    pub const ALL: [Self; 4] = [Self::Acknowledge, Self::Contain, Self::Recover, Self::End];

    const fn columns(self) -> (incident::Column, incident::Column) {
        use incident::Column as I;
        match self {
            // The centre answers for the time since it was told.
            Self::Acknowledge => (I::ReportedAt, I::AcknowledgedAt),
            Self::Contain => (I::DetectedAt, I::ContainedAt),
            Self::Recover => (I::DetectedAt, I::RecoveredAt),
            Self::End => (I::DetectedAt, I::EndedAt),
        }
    }
}

fn left_out() -> [&'static str; 2] {
    [State::Dismissed.as_str(), State::Merged.as_str()]
}

fn real(span: &Span) -> Condition {
    use incident::Column as I;
    let mut wanted = Condition::all()
        .add(I::DrillId.is_null())
        .add(I::DetectedAt.gte(span.from))
        .add(I::DetectedAt.lt(span.to))
        .add(I::State.is_not_in(left_out()))
        .add(span.reach.condition(I::AgencyId));
    if let Some(agency) = span.agency {
        wanted = wanted.add(I::AgencyId.eq(agency.uuid()));
    }
    wanted
}

/// How many rows hold a condition.
fn counted(holds: Condition) -> SimpleExpr {
    let one = CaseStatement::new().case(holds, 1).finally(0);
    // PostgreSQL sums integers to a wider one already; both are read as 64 bits.
    Expr::expr(one).sum()
}

/// Cases by group, degree and level of the system.
pub(crate) async fn groups<C: ConnectionTrait>(db: &C, span: &Span) -> Result<Vec<Group>, StoreError> {
    use incident::Column as I;
    let over = [State::Recovered, State::Ended, State::Closed].map(|s| s.as_str());
    let handled = Condition::any()
        .add(I::State.is_in(over))
        .add(I::RecoveredAt.is_not_null())
        .add(I::EndedAt.is_not_null());
    let closed = Condition::all().add(I::State.eq(State::Closed.as_str()));
    Ok(incident::Entity::find()
        .select_only()
        .column(I::GroupCode)
        .column(I::Severity)
        .column(I::SystemLevel)
        .column_as(I::Id.count(), "number")
        .column_as(counted(handled), "handled")
        .column_as(counted(closed), "closed")
        .filter(real(span))
        .group_by(I::GroupCode)
        .group_by(I::Severity)
        .group_by(I::SystemLevel)
        .into_model::<Group>()
        .all(db)
        .await?)
}

/// How often a measure took so many minutes, the shortest first.
pub(crate) async fn minutes<C: ConnectionTrait>(
    db: &C,
    span: &Span,
    measure: Measure,
) -> Result<Vec<(i64, i64)>, StoreError> {
    let (from, to) = measure.columns();
    // Both databases divide their own way; the names of the columns are ours.
    let took = match db.get_database_backend() {
        DbBackend::Postgres => "CAST(FLOOR(EXTRACT(EPOCH FROM ($2 - $1)) / 60) AS BIGINT)",
        _ => "(unixepoch($2) - unixepoch($1)) / 60",
    };
    let took = took.replace("$1", &quoted(from)).replace("$2", &quoted(to));
    let took = Expr::cust(took);
    Ok(incident::Entity::find()
        .select_only()
        .column_as(took.clone(), "took")
        .column_as(incident::Column::Id.count(), "number")
        .filter(real(span))
        .filter(to.is_not_null())
        .group_by(took.clone())
        .order_by_asc(took)
        .into_tuple()
        .all(db)
        .await?)
}

fn quoted(column: incident::Column) -> String {
    use sea_orm::IdenStatic;
    format!("\"incident\".\"{}\"", column.as_str())
}

/// Cases whose clocks do not count.
fn not_counted() -> SelectStatement {
    use incident::Column as I;
    incident::Entity::find()
        .select_only()
        .column(I::Id)
        .filter(
            Condition::any()
                .add(I::DrillId.is_not_null())
                .add(I::State.is_in(left_out())),
        )
        .into_query()
}

/// Cases within a reach, whenever they were.
fn reached(span: &Span) -> Option<SelectStatement> {
    use incident::Column as I;
    if span.reach.is_every_agency() && span.agency.is_none() {
        return None;
    }
    let mut wanted = span.reach.condition(I::AgencyId);
    if let Some(agency) = span.agency {
        wanted = wanted.add(I::AgencyId.eq(agency.uuid()));
    }
    Some(
        incident::Entity::find()
            .select_only()
            .column(I::Id)
            .filter(wanted)
            .into_query(),
    )
}

/// Clocks that began in the time, by duty.
pub(crate) async fn clocks<C: ConnectionTrait>(
    db: &C,
    span: &Span,
    now: DateTime<Utc>,
) -> Result<Vec<Clocks>, StoreError> {
    use incident_clock::Column as K;
    // A term without a number cannot be missed.
    let in_time = Condition::any()
        .add(K::DueWhenMet.is_null())
        .add(Expr::col(K::MetAt).lte(Expr::col(K::DueWhenMet)));
    let met = Condition::all().add(K::MetAt.is_not_null()).add(in_time);
    let late = Condition::all()
        .add(K::MetAt.is_not_null())
        .add(Expr::col(K::MetAt).gt(Expr::col(K::DueWhenMet)));
    let open = Condition::all().add(K::MetAt.is_null());
    let overdue = open.clone().add(K::DueAt.lt(now));
    let mut wanted = Condition::all()
        .add(K::StartsAt.gte(span.from))
        .add(K::StartsAt.lt(span.to))
        .add(K::VoidAt.is_null())
        .add(K::IncidentId.not_in_subquery(not_counted()));
    if let Some(reached) = reached(span) {
        wanted = wanted.add(K::IncidentId.in_subquery(reached));
    }
    Ok(incident_clock::Entity::find()
        .select_only()
        .column(K::Duty)
        .column_as(counted(met), "met")
        .column_as(counted(late), "late")
        .column_as(counted(open), "open")
        .column_as(counted(overdue), "overdue")
        .filter(wanted)
        .group_by(K::Duty)
        .order_by_asc(K::Duty)
        .into_model::<Clocks>()
        .all(db)
        .await?)
}

/// Cases of the time in which another agency helped.
pub(crate) async fn coordinated<C: ConnectionTrait>(db: &C, span: &Span) -> Result<u64, StoreError> {
    let helped = assistance::Entity::find()
        .select_only()
        .column(assistance::Column::IncidentId)
        .filter(assistance::Column::State.is_in(["accepted", "done"]))
        .into_query();
    Ok(incident::Entity::find()
        .filter(real(span))
        .filter(incident::Column::Id.in_subquery(helped))
        .count(db)
        .await?)
}

/// Active members of the provincial team; of one agency its internal team.
pub(crate) async fn staff<C: ConnectionTrait>(db: &C, agency: Option<AgencyId>) -> Result<u64, StoreError> {
    use response_contact::Column as R;
    let found = response_contact::Entity::find().filter(R::Active.eq(true));
    let found = match agency {
        None => found.filter(R::Kind.eq(ContactKind::ProvincialTeam.as_str())),
        Some(agency) => found
            .filter(R::Kind.eq(ContactKind::InternalTeam.as_str()))
            .filter(R::AgencyId.eq(agency.uuid())),
    };
    Ok(found.count(db).await?)
}

/// Drills that ended in the time, held by those within reach or with them.
pub(crate) async fn drills<C: ConnectionTrait>(db: &C, span: &Span) -> Result<u64, StoreError> {
    let mut who = Condition::any().add(span.reach.condition(drill::Column::AgencyId));
    let mut taking = drill_agency::Entity::find()
        .select_only()
        .column(drill_agency::Column::DrillId)
        .filter(span.reach.condition(drill_agency::Column::AgencyId));
    if let Some(agency) = span.agency {
        taking = taking.filter(drill_agency::Column::AgencyId.eq(agency.uuid()));
        who = Condition::any().add(drill::Column::AgencyId.eq(agency.uuid()));
    }
    Ok(drill::Entity::find()
        .filter(drill::Column::State.eq(DrillState::Ended.as_str()))
        .filter(drill::Column::EndedAt.gte(span.from))
        .filter(drill::Column::EndedAt.lt(span.to))
        .filter(who.add(drill::Column::Id.in_subquery(taking.into_query())))
        .count(db)
        .await?)
}
