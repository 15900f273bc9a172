//! What reports and the leaders' page read of plans: everything of a period at once and as it stood at its end,
//! not cut to a person's reach ([`crate::query`] is). Callers authorise; the functions here only read.
//!
//! Each function is a fixed number of queries, whatever the number of agencies.

use crate::entity::{
    difficulty, duty, duty_tally, duty_text, extension, plan, progress, target, target_goal, target_value,
};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use coloa_auth::Reach;
use coloa_base::{AgencyId, PlanId, clock::VN_OFFSET};
use coloa_platform::StoreError;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, Order, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, Func},
};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// A period of whole days in Viet Nam's time, and whose records are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// `None`: all plans that run, and directives without a plan.
    pub plan: Option<PlanId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Just this agency.
    pub agency: Option<AgencyId>,
}

/// The instant at which a day begins in Viet Nam.
fn begins(day: NaiveDate) -> DateTime<Utc> {
    VN_OFFSET
        .from_local_datetime(&day.and_time(NaiveTime::MIN))
        .single()
        .map_or_else(
            || day.and_time(NaiveTime::MIN).and_utc(),
            |t| t.with_timezone(&Utc),
        )
}

impl Period {
    /// First instant after the period.
    fn end(&self) -> DateTime<Utc> {
        begins(self.to.checked_add_days(Days::new(1)).unwrap_or(self.to))
    }
}

/// One duty as it stood at the end of the period.
#[derive(Clone, Debug, PartialEq)]
pub struct DutyOfPeriod {
    pub id: Uuid,
    pub text_id: Uuid,
    pub plan_id: Option<Uuid>,
    pub agency_id: Uuid,
    pub role: String,
    pub due_on: Option<NaiveDate>,
    /// Empty where it comes once.
    pub instance: String,
    /// As of the end of the period.
    pub status: String,
    /// `None`: no answer.
    pub percent: Option<i32>,
    /// A progress report came within the period.
    pub reported: bool,
    /// Of the last progress report up to the end of the period.
    pub note: Option<String>,
    pub product: Option<String>,
    pub progress_id: Option<Uuid>,
}

#[derive(Debug, FromQueryResult)]
struct Light {
    id: Uuid,
    text_id: Uuid,
    plan_id: Option<Uuid>,
    agency_id: Uuid,
    role: String,
    due_on: Option<NaiveDate>,
    instance: String,
    status: String,
    percent: Option<i32>,
    reported_at: Option<DateTime<Utc>>,
}

#[derive(Debug, FromQueryResult)]
struct Answered {
    id: Uuid,
    duty_id: Uuid,
    status: String,
    percent: Option<i32>,
    state: String,
    via: String,
    note: Option<String>,
    product: Option<String>,
    reported_at: DateTime<Utc>,
}

/// Plans that duties are reported on.
fn running() -> Select<plan::Entity> {
    plan::Entity::find()
        .select_only()
        .column(plan::Column::Id)
        .filter(plan::Column::State.eq("active"))
}

/// The duties of a period: those whose dates overlap it, and those that come once, were due before and were
/// still owed when it began. Dropped ones are left out.
fn of_period(period: &Period) -> Condition {
    use duty::Column as C;
    let overlaps = Condition::all()
        .add(C::DueKey.gte(period.from))
        .add(C::StartsOn.is_null().or(C::StartsOn.lte(period.to)));
    let carried = Condition::all()
        .add(C::DueKey.lt(period.from))
        .add(C::Instance.eq(""))
        .add(C::Open.eq(true).or(C::DoneOn.gte(period.from)));
    let mut all = Condition::all()
        .add(C::Status.ne("cancelled"))
        .add(C::CreatedAt.lt(period.end()))
        .add(Condition::any().add(overlaps).add(carried));
    all = match period.plan {
        Some(plan) => all.add(C::PlanId.eq(plan.uuid())),
        None => all.add(
            C::PlanId
                .is_null()
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    if let Some(agency) = period.agency {
        all = all.add(C::AgencyId.eq(agency.uuid()));
    }
    all
}

/// Duties of a period with their last answer in it, by agency, then due day.
pub async fn duties_of_period<C: ConnectionTrait>(
    db: &C,
    period: &Period,
) -> Result<Vec<DutyOfPeriod>, StoreError> {
    use duty::Column as D;
    let condition = of_period(period);
    let rows: Vec<Light> = duty::Entity::find()
        .select_only()
        .columns([
            D::Id,
            D::TextId,
            D::PlanId,
            D::AgencyId,
            D::Role,
            D::DueOn,
            D::Instance,
            D::Status,
            D::Percent,
            D::ReportedAt,
        ])
        .filter(condition.clone())
        .order_by_asc(D::AgencyId)
        .order_by_asc(D::DueKey)
        .order_by_asc(D::Id)
        .into_model()
        .all(db)
        .await?;
    let ids = duty::Entity::find()
        .select_only()
        .column(D::Id)
        .filter(condition)
        .into_query();
    use progress::Column as P;
    let answers: Vec<Answered> = progress::Entity::find()
        .select_only()
        .columns([
            P::Id,
            P::DutyId,
            P::Status,
            P::Percent,
            P::State,
            P::Via,
            P::Note,
            P::Product,
            P::ReportedAt,
        ])
        .filter(P::DutyId.in_subquery(ids))
        .filter(P::ReportedAt.lt(period.end()))
        .order_by_asc(P::ReportedAt)
        .order_by_asc(P::Id)
        .into_model()
        .all(db)
        .await?;
    let begin = begins(period.from);
    let mut within: HashMap<Uuid, bool> = HashMap::new();
    let mut last: HashMap<Uuid, Answered> = HashMap::new();
    for answer in answers {
        // What the import noted as already past is no answer of the agency.
        *within.entry(answer.duty_id).or_default() |= answer.reported_at >= begin && answer.via != "import";
        last.insert(answer.duty_id, answer);
    }
    let end = period.end();
    Ok(rows
        .into_iter()
        .map(|d| {
            let answer = last.remove(&d.id);
            // What was said after the period does not belong to it: then the last answer in it counts.
            let later = d.reported_at.is_some_and(|at| at >= end);
            let (status, percent) = match (&answer, later) {
                (_, false) => (d.status, d.percent),
                (Some(a), true) if a.state == "returned" && a.status == "done" => {
                    ("in_progress".to_owned(), None)
                }
                (Some(a), true) => (a.status.clone(), a.percent),
                (None, true) => ("not_started".to_owned(), None),
            };
            DutyOfPeriod {
                id: d.id,
                text_id: d.text_id,
                plan_id: d.plan_id,
                agency_id: d.agency_id,
                role: d.role,
                due_on: d.due_on,
                instance: d.instance,
                status,
                percent,
                reported: within.get(&d.id).copied().unwrap_or_default(),
                progress_id: answer.as_ref().map(|a| a.id),
                note: answer.as_ref().and_then(|a| a.note.clone()),
                product: answer.and_then(|a| a.product),
            }
        })
        .collect())
}

/// Path, words and time frame of duties, by text id.
pub async fn texts<C: ConnectionTrait>(
    db: &C,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, duty_text::Model>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
    let mut found = HashMap::new();
    for chunk in ids.chunks(500) {
        for row in duty_text::Entity::find()
            .filter(duty_text::Column::Id.is_in(chunk.iter().copied()))
            .all(db)
            .await?
        {
            found.insert(row.id, row);
        }
    }
    Ok(found)
}

/// A target with the goal and the last value of a period.
#[derive(Clone, Debug, PartialEq)]
pub struct TargetOfPeriod {
    pub target: target::Model,
    pub goal: Option<f64>,
    /// The year the goal is set for: that of the period's end, else the next one with a goal, else the last.
    pub goal_year: Option<i32>,
    pub value: Option<target_value::Model>,
}

/// The goal that counts in a year.
fn goal_for(goals: &[target_goal::Model], year: i32) -> Option<&target_goal::Model> {
    goals
        .iter()
        .filter(|g| g.year >= year)
        .min_by_key(|g| g.year)
        .or_else(|| goals.iter().max_by_key(|g| g.year))
}

/// Targets in the order of the plan; `agency`: those that it answers for, with its own goals and values.
pub async fn targets_of_period<C: ConnectionTrait>(
    db: &C,
    period: &Period,
) -> Result<Vec<TargetOfPeriod>, StoreError> {
    let mut query = target::Entity::find().filter(target::Column::State.eq("active"));
    query = match period.plan {
        Some(plan) => query.filter(target::Column::PlanId.eq(plan.uuid())),
        None => query.filter(target::Column::PlanId.in_subquery(running().into_query())),
    };
    let own = period.agency.map(AgencyId::uuid);
    if let Some(agency) = own {
        let named = target_goal::Entity::find()
            .select_only()
            .column(target_goal::Column::TargetId)
            .filter(target_goal::Column::AgencyId.eq(agency))
            .into_query();
        query = query.filter(
            target::Column::AgencyId
                .eq(agency)
                .or(target::Column::Id.in_subquery(named)),
        );
    }
    let targets = query
        .order_by_asc(target::Column::PlanId)
        .order_by_asc(target::Column::Ordinal)
        .all(db)
        .await?;
    measured(db, targets, period.to, own).await
}

async fn measured<C: ConnectionTrait>(
    db: &C,
    targets: Vec<target::Model>,
    to: NaiveDate,
    agency: Option<Uuid>,
) -> Result<Vec<TargetOfPeriod>, StoreError> {
    let ids: Vec<Uuid> = targets.iter().map(|t| t.id).collect();
    let mut goals: HashMap<Uuid, Vec<target_goal::Model>> = HashMap::new();
    let mut values: HashMap<Uuid, Vec<target_value::Model>> = HashMap::new();
    for chunk in ids.chunks(500) {
        for goal in target_goal::Entity::find()
            .filter(target_goal::Column::TargetId.is_in(chunk.iter().copied()))
            .all(db)
            .await?
        {
            goals.entry(goal.target_id).or_default().push(goal);
        }
        let found = target_value::Entity::find()
            .filter(target_value::Column::TargetId.is_in(chunk.iter().copied()))
            .filter(target_value::Column::AsOf.lte(to))
            .filter(target_value::Column::Year.eq(to.year()))
            .order_by_asc(target_value::Column::AsOf)
            .order_by_asc(target_value::Column::EnteredAt)
            .all(db)
            .await?;
        for value in found {
            values.entry(value.target_id).or_default().push(value);
        }
    }
    Ok(targets
        .into_iter()
        .map(|target| {
            let all = goals.remove(&target.id).unwrap_or_default();
            let of = |who: Option<Uuid>| {
                all.iter()
                    .filter(|g| g.agency_id == who)
                    .cloned()
                    .collect::<Vec<_>>()
            };
            let own = agency.map(|a| of(Some(a))).filter(|g| !g.is_empty());
            let whose = own.as_ref().and(agency);
            let goals = own.unwrap_or_else(|| of(None));
            let goal = goal_for(&goals, to.year());
            TargetOfPeriod {
                goal: goal.and_then(|g| g.value),
                goal_year: goal.map(|g| g.year),
                value: values
                    .remove(&target.id)
                    .into_iter()
                    .flatten()
                    .rfind(|v| v.agency_id == whose),
                target,
            }
        })
        .collect())
}

/// Difficulties and proposals that were raised by the end of the period and not closed before it.
pub async fn difficulties_of_period<C: ConnectionTrait>(
    db: &C,
    period: &Period,
) -> Result<Vec<difficulty::Model>, StoreError> {
    use difficulty::Column as C;
    let mut query = difficulty::Entity::find()
        .filter(C::RaisedAt.lt(period.end()))
        .filter(C::ClosedAt.is_null().or(C::ClosedAt.gte(begins(period.from))));
    query = match period.plan {
        Some(plan) => query.filter(C::PlanId.eq(plan.uuid())),
        None => query.filter(
            C::PlanId
                .is_null()
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    if let Some(agency) = period.agency {
        query = query.filter(C::AgencyId.eq(agency.uuid()));
    }
    Ok(query
        .order_by_asc(C::RaisedAt)
        .order_by_asc(C::Id)
        .all(db)
        .await?)
}

/// A plan's title, period and owner.
pub async fn plan_row<C: ConnectionTrait>(db: &C, plan: PlanId) -> Result<Option<plan::Model>, StoreError> {
    Ok(plan::Entity::find_by_id(plan.uuid()).one(db).await?)
}

/// Duties of running plans that share agency, state and lateness.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Tally {
    pub agency_id: Uuid,
    pub status: String,
    /// `submitted` waits for the coordinator.
    pub review: String,
    pub answered: bool,
    /// Still open and past its date.
    pub late: bool,
    pub number: i64,
    /// The earliest due day among them.
    pub first_due: NaiveDate,
}

/// How the duties of running plans stand today, within reach.
pub async fn tallies<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    plan: Option<PlanId>,
    today: NaiveDate,
) -> Result<Vec<Tally>, StoreError> {
    use duty_tally::Column as C;
    let late = C::DueKey
        .lt(today)
        .and(C::Status.is_in(["not_started", "in_progress"]));
    let mut query = duty_tally::Entity::find()
        .select_only()
        .columns([C::AgencyId, C::Status, C::Review, C::Answered])
        .column_as(late, "late")
        // The sum of big integers is a decimal on PostgreSQL.
        .column_as(Expr::expr(Func::cast_as(C::Number.sum(), "bigint")), "number")
        .column_as(C::DueKey.min(), "first_due")
        .filter(C::Status.ne("cancelled"))
        .filter(reach.condition(C::AgencyId));
    query = match plan {
        Some(plan) => query.filter(C::PlanId.eq(plan.uuid())),
        None => query.filter(
            C::PlanId
                .eq(Uuid::nil())
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    Ok(query
        .group_by(C::AgencyId)
        .group_by(C::Status)
        .group_by(C::Review)
        .group_by(C::Answered)
        // By its alias: PostgreSQL takes the same expression with other placeholders for another one.
        .group_by(Expr::col("late"))
        .into_model()
        .all(db)
        .await?)
}

/// A task that falls due, with how many agencies still owe it.
#[derive(Clone, Debug, PartialEq, FromQueryResult)]
pub struct Coming {
    pub text_id: Uuid,
    pub due_key: NaiveDate,
    pub agencies: i64,
    /// Of one agency among them.
    pub duty_id: Uuid,
}

/// What falls due within `days`, soonest first, at most `limit` tasks.
pub async fn coming<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    plan: Option<PlanId>,
    (from, to): (NaiveDate, NaiveDate),
    limit: u64,
) -> Result<Vec<Coming>, StoreError> {
    use duty::Column as C;
    let mut query = duty::Entity::find()
        .select_only()
        .columns([C::TextId, C::DueKey])
        .column_as(C::Id.count(), "agencies")
        .filter(C::Open.eq(true))
        .filter(C::DueKey.between(from, to))
        .filter(reach.condition(C::AgencyId));
    query = match plan {
        Some(plan) => query.filter(C::PlanId.eq(plan.uuid())),
        None => query.filter(
            C::PlanId
                .is_null()
                .or(C::PlanId.in_subquery(running().into_query())),
        ),
    };
    #[derive(FromQueryResult)]
    struct Row {
        text_id: Uuid,
        due_key: NaiveDate,
        agencies: i64,
    }
    let rows: Vec<Row> = query
        .group_by(C::TextId)
        .group_by(C::DueKey)
        .order_by(C::DueKey, Order::Asc)
        .order_by(C::TextId, Order::Asc)
        .limit(limit)
        .into_model()
        .all(db)
        .await?;
    let texts: Vec<Uuid> = rows.iter().map(|r| r.text_id).collect();
    let mut one: HashMap<(Uuid, NaiveDate), Uuid> = HashMap::new();
    let candidates: Vec<(Uuid, Uuid, NaiveDate)> = duty::Entity::find()
        .select_only()
        .columns([C::Id, C::TextId, C::DueKey])
        .filter(C::TextId.is_in(texts))
        .filter(C::Open.eq(true))
        .filter(C::DueKey.between(from, to))
        .filter(reach.condition(C::AgencyId))
        .into_tuple()
        .all(db)
        .await?;
    for (id, text, due) in candidates {
        one.entry((text, due)).or_insert(id);
    }
    Ok(rows
        .into_iter()
        .filter_map(|r| {
            let duty_id = *one.get(&(r.text_id, r.due_key))?;
            Some(Coming {
                text_id: r.text_id,
                due_key: r.due_key,
                agencies: r.agencies,
                duty_id,
            })
        })
        .collect())
}

/// Targets of running plans that belong to an agency within reach, with their values as of a day.
pub async fn targets_within<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
    plan: Option<PlanId>,
    on: NaiveDate,
) -> Result<Vec<TargetOfPeriod>, StoreError> {
    let mut plans = running();
    if let Some(plan) = plan {
        plans = plans.filter(plan::Column::Id.eq(plan.uuid()));
    }
    let mut query = target::Entity::find()
        .filter(target::Column::State.eq("active"))
        .filter(target::Column::PlanId.in_subquery(plans.clone().into_query()));
    if *reach != Reach::Everything {
        let owned = plans
            .filter(reach.condition(plan::Column::OwnerAgencyId))
            .into_query();
        query = query.filter(
            Condition::any()
                .add(target::Column::PlanId.in_subquery(owned))
                .add(reach.condition(target::Column::AgencyId)),
        );
    }
    let targets = query
        .order_by_asc(target::Column::PlanId)
        .order_by_asc(target::Column::Ordinal)
        .all(db)
        .await?;
    measured(db, targets, on, None).await
}

/// Difficulties within reach that wait for an answer: how many, how many of them were passed upwards.
pub async fn waiting_difficulties<C: ConnectionTrait>(
    db: &C,
    reach: &Reach,
) -> Result<(u64, u64), StoreError> {
    use difficulty::Column as C;
    let theirs = Condition::any()
        .add(reach.condition(C::AddresseeAgencyId))
        .add(reach.condition(C::EscalatedTo))
        .add(reach.condition(C::AgencyId));
    let rows: Vec<(String, i64)> = difficulty::Entity::find()
        .select_only()
        .column(C::State)
        .column_as(C::Id.count(), "number")
        .filter(C::State.is_in(["open", "escalated"]))
        .filter(theirs)
        .group_by(C::State)
        .into_tuple()
        .all(db)
        .await?;
    let number = |state: &str| {
        rows.iter()
            .filter(|(s, _)| s == state)
            .map(|(_, n)| u64::try_from(*n).unwrap_or_default())
            .sum()
    };
    let (open, escalated): (u64, u64) = (number("open"), number("escalated"));
    Ok((open + escalated, escalated))
}

/// Requests for a later date within reach that nobody decided yet.
pub async fn waiting_extensions<C: ConnectionTrait>(db: &C, reach: &Reach) -> Result<u64, StoreError> {
    use sea_orm::PaginatorTrait;
    let duties = duty::Entity::find()
        .select_only()
        .column(duty::Column::Id)
        .filter(reach.condition(duty::Column::AgencyId))
        .into_query();
    Ok(extension::Entity::find()
        .filter(extension::Column::State.eq("requested"))
        .filter(extension::Column::DutyId.in_subquery(duties))
        .count(db)
        .await?)
}

/// Names of running plans, for choosing one.
pub async fn running_plans<C: ConnectionTrait>(db: &C) -> Result<Vec<plan::Model>, StoreError> {
    Ok(plan::Entity::find()
        .filter(plan::Column::State.eq("active"))
        .order_by_asc(plan::Column::Title)
        .all(db)
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_viet_nam() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(begins(day).to_rfc3339(), "2025-12-31T17:00:00+00:00");
    }

    #[test]
    fn the_next_goal_counts_where_the_year_has_none() {
        let goal = |year, value| target_goal::Model {
            id: Uuid::now_v7(),
            target_id: Uuid::nil(),
            year,
            agency_id: None,
            value: Some(value),
            milestone: None,
        };
        let goals = [goal(2025, 50.0), goal(2027, 80.0), goal(2030, 100.0)];
        assert_eq!(goal_for(&goals, 2026).unwrap().year, 2027);
        assert_eq!(goal_for(&goals, 2025).unwrap().year, 2025);
        assert_eq!(goal_for(&goals, 2035).unwrap().year, 2030);
    }
}
