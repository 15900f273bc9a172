//! Figures over cases, their clocks, drills and the team: few statements, whatever the number of cases. Real cases
//! alone: none of a drill, none that was no incident or goes on in another. They and their clocks are summed from rows
//! that the database keeps for it (ADR 0023).

use crate::{
    entity::{
        case::incident_clock,
        drill::{drill, drill_agency},
        figure::{incident_clock_day, incident_figure},
        network::{assistance, response_contact},
    },
    model::{ContactKind, DrillState},
};
use chrono::{DateTime, Utc};
use coloa_auth::Reach;
use coloa_base::{AgencyId, VN_OFFSET};
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Asterisk, Expr},
};
use std::collections::HashMap;

/// Whose cases of which time.
#[derive(Clone, Debug)]
pub(crate) struct Span {
    pub reach: Reach,
    pub agency: Option<AgencyId>,
    /// From this midnight in Việt Nam, before that one.
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
#[derive(Clone, Debug, PartialEq, Eq)]
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

    const fn column(self) -> incident_figure::Column {
        use incident_figure::Column as F;
        match self {
            Self::Acknowledge => F::AcknowledgeMinutes,
            Self::Contain => F::ContainMinutes,
            Self::Recover => F::RecoverMinutes,
            Self::End => F::EndMinutes,
        }
    }
}

/// Within the reach, and of the agency that is asked for.
fn within<C: ColumnTrait>(span: &Span, agency_column: C) -> Condition {
    let reached = span.reach.condition(agency_column);
    match span.agency {
        Some(agency) => reached.add(agency_column.eq(agency.uuid())),
        None => reached,
    }
}

fn real(span: &Span) -> Condition {
    use incident_figure::Column as F;
    within(span, F::AgencyId)
        .add(F::DetectedAt.gte(span.from))
        .add(F::DetectedAt.lt(span.to))
}

/// How many rows; no column is looked at, so that an index suffices.
fn number() -> Expr {
    Expr::col(Asterisk).count()
}

/// Cases by group, degree and level of the system.
pub(crate) async fn groups<C: ConnectionTrait>(db: &C, span: &Span) -> Result<Vec<Group>, StoreError> {
    use incident_figure::Column as F;
    Ok(incident_figure::Entity::find()
        .select_only()
        .column(F::GroupCode)
        .column(F::Severity)
        .column(F::SystemLevel)
        .column_as(number(), "number")
        .column_as(F::Handled.sum(), "handled")
        .column_as(F::Closed.sum(), "closed")
        .filter(real(span))
        .group_by(F::GroupCode)
        .group_by(F::Severity)
        .group_by(F::SystemLevel)
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
    let took = measure.column();
    Ok(incident_figure::Entity::find()
        .select_only()
        .column(took)
        .column_as(number(), "number")
        .filter(real(span))
        .filter(took.is_not_null())
        .group_by(took)
        .order_by_asc(took)
        .into_tuple()
        .all(db)
        .await?)
}

/// The day of a moment in Việt Nam, counted from 01/01/1970.
fn day(at: DateTime<Utc>) -> i32 {
    let seconds = at.timestamp() + i64::from(VN_OFFSET.local_minus_utc());
    i32::try_from(seconds.div_euclid(24 * 3600)).expect("chrono has fewer days than 32 bits")
}

/// Clocks that began in the time, by duty.
pub(crate) async fn clocks<C: ConnectionTrait>(
    db: &C,
    span: &Span,
    now: DateTime<Utc>,
) -> Result<Vec<Clocks>, StoreError> {
    use incident_clock_day::Column as D;
    let overdue: HashMap<String, i64> = overdue(db, span, now).await?.into_iter().collect();
    let rows: Vec<(String, i64, i64, i64)> = incident_clock_day::Entity::find()
        .select_only()
        .column(D::Duty)
        .column_as(D::Met.sum(), "met")
        .column_as(D::Late.sum(), "late")
        .column_as(D::Open.sum(), "open")
        .filter(within(span, D::AgencyId))
        .filter(D::Day.gte(day(span.from)))
        .filter(D::Day.lt(day(span.to)))
        .group_by(D::Duty)
        .order_by_asc(D::Duty)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        // Rows of what moved to another day stay, and are empty.
        .filter(|(_, met, late, open)| met + late + open > 0)
        .map(|(duty, met, late, open)| Clocks {
            overdue: overdue.get(&duty).copied().unwrap_or_default(),
            duty,
            met,
            late,
            open,
        })
        .collect())
}

/// Of the clocks that began in the time those that are not met and whose term is over, by duty.
async fn overdue<C: ConnectionTrait>(
    db: &C,
    span: &Span,
    now: DateTime<Utc>,
) -> Result<Vec<(String, i64)>, StoreError> {
    use incident_clock::Column as K;
    use incident_figure::Column as F;
    // Asked for one clock after the other: few are overdue, and cases are many.
    let counts = incident_figure::Entity::find()
        .select_only()
        .column(F::IncidentId)
        .filter(
            Expr::col((incident_figure::Entity, F::IncidentId))
                .equals((incident_clock::Entity, K::IncidentId)),
        )
        .filter(within(span, F::AgencyId))
        .into_query();
    Ok(incident_clock::Entity::find()
        .select_only()
        .column(K::Duty)
        .column_as(number(), "number")
        .filter(K::MetAt.is_null())
        .filter(K::VoidAt.is_null())
        .filter(K::DueAt.lt(now))
        .filter(K::StartsAt.gte(span.from))
        .filter(K::StartsAt.lt(span.to))
        .filter(Expr::exists(counts))
        .group_by(K::Duty)
        .into_tuple()
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
    Ok(incident_figure::Entity::find()
        .filter(real(span))
        .filter(incident_figure::Column::IncidentId.in_subquery(helped))
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
