//! What reports, dashboards and the command line ask about duties, targets, obligations and difficulties.
//! Every function keeps within the actor's reach; agencies are ids, names are the directory's.
//!
//! Counts come from the tally, so none of them walks the duties. "No answer" is counted apart and never as
//! zero percent.

use crate::{
    duties::{
        DutyError, Status,
        model::{DutyFilter, NO_DATE},
        read::{self, DutyRow, sum_of_number},
    },
    entity::{difficulty, duty, duty_tally, progress},
};
use chrono::{Days, NaiveDate};
use coloa_auth::{Access, Actor, AuthError, Reach, action};
use coloa_base::{AgencyId, PageRequest, VN_OFFSET};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Counts of duties. `total` leaves out cancelled ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub total: u64,
    pub not_started: u64,
    pub in_progress: u64,
    pub done: u64,
    pub not_done: u64,
    pub cancelled: u64,
    /// Open and past its date.
    pub late: u64,
    /// Open and due today or within the days asked for.
    pub soon: u64,
    /// Neither late nor soon, open.
    pub on_time: u64,
    /// No report was ever given (cancelled ones left out).
    pub silent: u64,
    /// Reports that wait for the coordinator.
    pub submitted: u64,
    pub returned: u64,
    pub accepted: u64,
}

impl Counts {
    fn add(&mut self, row: &TallyRow, today: NaiveDate, soon: NaiveDate) {
        let n = u64::try_from(row.number).unwrap_or(0);
        let status = Status::parse(&row.status).unwrap_or(Status::NotStarted);
        match status {
            Status::NotStarted => self.not_started += n,
            Status::InProgress => self.in_progress += n,
            Status::Done => self.done += n,
            Status::NotDone => self.not_done += n,
            Status::Cancelled => {
                self.cancelled += n;
                return;
            }
        }
        self.total += n;
        if !row.answered {
            self.silent += n;
        }
        if status.open() {
            match row.due_key {
                due if due < today => self.late += n,
                due if due <= soon => self.soon += n,
                _ => self.on_time += n,
            }
        }
        match row.review.as_str() {
            "submitted" => self.submitted += n,
            "returned" => self.returned += n,
            "accepted" => self.accepted += n,
            _ => {}
        }
    }
}

#[derive(Debug, FromQueryResult)]
struct TallyRow {
    plan_id: Uuid,
    agency_id: Uuid,
    role: String,
    status: String,
    review: String,
    answered: bool,
    due_key: NaiveDate,
    number: i64,
}

/// What a summary covers.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub plan: Option<Uuid>,
    pub agencies: Vec<AgencyId>,
    /// Only duties due on or after, and on or before; undated ones count where no bound is set.
    pub due_from: Option<NaiveDate>,
    pub due_to: Option<NaiveDate>,
    /// Days that count as soon; 30 where nothing is said.
    pub soon_days: Option<u16>,
}

impl Scope {
    fn filter(&self) -> DutyFilter {
        DutyFilter {
            plan: self.plan,
            agencies: self.agencies.clone(),
            due_from: self.due_from,
            due_to: self.due_to,
            ..DutyFilter::default()
        }
    }
}

/// Counts over everything in scope, per plan, per agency and per role.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub all: Counts,
    /// The nil id stands for duties without a plan.
    pub by_plan: BTreeMap<Uuid, Counts>,
    pub by_agency: BTreeMap<AgencyId, Counts>,
    pub by_role: BTreeMap<String, Counts>,
}

fn reach(access: &Access, actor: &Actor) -> Result<Reach, DutyError> {
    match access.reach(actor, action::DUTY_READ) {
        Reach::Nothing => Err(AuthError::Forbidden {
            action: action::DUTY_READ,
        }
        .into()),
        other => Ok(other),
    }
}

/// The summary of the dashboard, a plan page, a report. One look at the tally.
pub async fn summary(access: &Access, actor: &Actor, scope: &Scope) -> Result<Summary, DutyError> {
    let today = access.clock().today();
    let soon = today + Days::new(u64::from(scope.soon_days.unwrap_or(30)));
    let rows: Vec<TallyRow> = duty_tally::Entity::find()
        .filter(read::tally_condition(&scope.filter(), today))
        .filter(reach(access, actor)?.condition(duty_tally::Column::AgencyId))
        .filter(duty_tally::Column::Number.gt(0))
        .into_model()
        .all(access.db().reader())
        .await?;
    let mut summary = Summary::default();
    for row in &rows {
        summary.all.add(row, today, soon);
        summary
            .by_plan
            .entry(row.plan_id)
            .or_default()
            .add(row, today, soon);
        summary
            .by_agency
            .entry(AgencyId(row.agency_id))
            .or_default()
            .add(row, today, soon);
        if !summary.by_role.contains_key(&row.role) {
            summary.by_role.insert(row.role.clone(), Counts::default());
        }
        if let Some(counts) = summary.by_role.get_mut(&row.role) {
            counts.add(row, today, soon);
        }
    }
    Ok(summary)
}

/// The counts alone, summed by the database: no maps, for cards.
pub async fn counts(access: &Access, actor: &Actor, scope: &Scope) -> Result<Counts, DutyError> {
    use duty_tally::Column as T;
    let today = access.clock().today();
    let soon = today + Days::new(u64::from(scope.soon_days.unwrap_or(30)));
    // Three classes of dates are all that counts need; the date itself would make a group per day.
    let class = Expr::case(Expr::col((duty_tally::Entity, T::DueKey)).lt(today), 0)
        .case(Expr::col((duty_tally::Entity, T::DueKey)).lte(soon), 1)
        .finally(2);
    let rows: Vec<(String, String, bool, i32, i64)> = duty_tally::Entity::find()
        .select_only()
        .columns([T::Status, T::Review, T::Answered])
        .expr_as(class, "class")
        .column_as(sum_of_number(), "number")
        .filter(read::tally_condition(&scope.filter(), today))
        .filter(reach(access, actor)?.condition(T::AgencyId))
        .group_by(T::Status)
        .group_by(T::Review)
        .group_by(T::Answered)
        .group_by(Expr::cust("class"))
        .into_tuple()
        .all(access.db().reader())
        .await?;
    let mut counts = Counts::default();
    for (status, review, answered, class, number) in rows {
        let due_key = match class {
            0 => NaiveDate::MIN,
            1 => today,
            _ => NO_DATE,
        };
        let row = TallyRow {
            plan_id: Uuid::nil(),
            agency_id: Uuid::nil(),
            role: String::new(),
            status,
            review,
            answered,
            due_key,
            number,
        };
        counts.add(&row, today, soon);
    }
    Ok(counts)
}

/// Agencies that owe something in scope and reported nothing from `from` to `to` (days in Viet Nam, both
/// included).
pub async fn silent_agencies(
    access: &Access,
    actor: &Actor,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<AgencyId>, DutyError> {
    let db = access.db().reader();
    let today = access.clock().today();
    let reach = reach(access, actor)?;
    let owing: Vec<Uuid> = duty_tally::Entity::find()
        .select_only()
        .column(duty_tally::Column::AgencyId)
        .distinct()
        .filter(read::tally_condition(&scope.filter(), today))
        .filter(duty_tally::Column::Status.ne("cancelled"))
        .filter(duty_tally::Column::Number.gt(0))
        .filter(reach.condition(duty_tally::Column::AgencyId))
        .into_tuple()
        .all(db)
        .await?;
    let mut said = progress::Entity::find()
        .select_only()
        .column(progress::Column::AgencyId)
        .distinct()
        .filter(progress::Column::ReportedAt.gte(start_of(from)))
        .filter(progress::Column::ReportedAt.lt(start_of(to + Days::new(1))))
        // What the import noted as already past is no answer of the agency.
        .filter(progress::Column::Via.ne("import"))
        .filter(reach.condition(progress::Column::AgencyId));
    if let Some(plan) = scope.plan {
        said = said.filter(progress::Column::PlanId.eq(plan));
    }
    let said: BTreeSet<Uuid> = said.into_tuple().all(db).await?.into_iter().collect();
    Ok(owing
        .into_iter()
        .filter(|a| !said.contains(a))
        .map(AgencyId)
        .collect())
}

/// Midnight in Viet Nam.
fn start_of(day: NaiveDate) -> chrono::DateTime<chrono::Utc> {
    let local = day
        .and_hms_opt(0, 0, 0)
        .expect("midnight exists")
        .and_local_timezone(VN_OFFSET);
    local
        .single()
        .expect("a fixed offset has one midnight a day")
        .to_utc()
}

/// A duty in a report's period with its last report as it stood at the end of the period.
#[derive(Clone, Debug)]
pub struct PeriodDuty {
    pub row: DutyRow,
    /// The last report made on or before the period's last day.
    pub last: Option<progress::Model>,
}

/// Duties that a report of a period covers: due in it, open before it and not done, or reported in it.
/// Cancelled ones are left out. Sorted by plan, path and agency as the ids order them; at most `limit`.
pub async fn duties_of_period(
    access: &Access,
    actor: &Actor,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
    limit: u64,
) -> Result<Vec<PeriodDuty>, DutyError> {
    let db = access.db().reader();
    let today = access.clock().today();
    let within = Condition::any()
        .add(duty::Column::DueKey.between(from, to))
        .add(
            Condition::all()
                .add(duty::Column::Open.eq(true))
                .add(duty::Column::DueKey.lt(from)),
        )
        .add(
            Condition::all()
                .add(duty::Column::DueOn.is_null())
                .add(duty::Column::CreatedAt.lt(start_of(to + Days::new(1)))),
        )
        .add(
            Condition::all()
                .add(duty::Column::ReportedAt.gte(start_of(from)))
                .add(duty::Column::ReportedAt.lt(start_of(to + Days::new(1)))),
        );
    let duties = duty::Entity::find()
        .filter(read::condition(&scope.filter(), today))
        .filter(within)
        .filter(duty::Column::Status.ne("cancelled"))
        .filter(reach(access, actor)?.condition(duty::Column::AgencyId))
        .order_by_asc(duty::Column::TextId)
        .order_by_asc(duty::Column::AgencyId)
        .order_by_asc(duty::Column::DueKey)
        .limit(limit)
        .all(db)
        .await?;
    let ids: Vec<_> = duties
        .iter()
        .filter(|d| d.reported_at.is_some())
        .map(|d| d.id)
        .collect();
    let mut last: BTreeMap<Uuid, progress::Model> = BTreeMap::new();
    for chunk in ids.chunks(500) {
        let rows = progress::Entity::find()
            .filter(progress::Column::DutyId.is_in(chunk.iter().copied()))
            .filter(progress::Column::ReportedAt.lt(start_of(to + Days::new(1))))
            .order_by_asc(progress::Column::ReportedAt)
            .order_by_asc(progress::Column::Id)
            .all(db)
            .await?;
        last.extend(rows.into_iter().map(|p| (p.duty_id, p)));
    }
    let rows = read::with_texts(access, duties).await?;
    Ok(rows
        .into_iter()
        .map(|row| PeriodDuty {
            last: last.remove(&row.duty.id),
            row,
        })
        .collect())
}

/// Open duties due within so many days, the soonest first.
pub async fn due_soon(
    access: &Access,
    actor: &Actor,
    scope: &Scope,
    days: u16,
    limit: u32,
) -> Result<Vec<DutyRow>, DutyError> {
    let filter = DutyFilter {
        lateness: Some(crate::duties::Lateness::Soon),
        soon_days: Some(days),
        ..scope.filter()
    };
    let page = PageRequest {
        cursor: None,
        limit: Some(limit),
    };
    Ok(read::list(access, actor, &filter, &page).await?.items)
}

/// Open duties past their date, the oldest first.
pub async fn overdue(
    access: &Access,
    actor: &Actor,
    scope: &Scope,
    limit: u32,
) -> Result<Vec<DutyRow>, DutyError> {
    let filter = DutyFilter {
        lateness: Some(crate::duties::Lateness::Late),
        ..scope.filter()
    };
    let page = PageRequest {
        cursor: None,
        limit: Some(limit),
    };
    Ok(read::list(access, actor, &filter, &page).await?.items)
}

/// Difficulties and proposals that nobody has closed, the oldest first.
pub async fn open_difficulties(
    access: &Access,
    actor: &Actor,
    plan: Option<Uuid>,
    limit: u64,
) -> Result<Vec<difficulty::Model>, DutyError> {
    let reach = access.reach(actor, action::DIFFICULTY_READ);
    let mut query = difficulty::Entity::find()
        .filter(difficulty::Column::State.ne("closed"))
        .filter(
            Condition::any()
                .add(reach.condition(difficulty::Column::AgencyId))
                .add(reach.condition(difficulty::Column::AddresseeAgencyId)),
        );
    if let Some(plan) = plan {
        query = query.filter(difficulty::Column::PlanId.eq(plan));
    }
    Ok(query
        .order_by_asc(difficulty::Column::RaisedAt)
        .limit(limit)
        .all(access.db().reader())
        .await?)
}

/// Difficulties raised on these days, whatever became of them.
pub async fn difficulties_of_period(
    access: &Access,
    actor: &Actor,
    scope: &Scope,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<difficulty::Model>, DutyError> {
    let reach = access.reach(actor, action::DIFFICULTY_READ);
    let mut query = difficulty::Entity::find()
        .filter(difficulty::Column::RaisedAt.gte(start_of(from)))
        .filter(difficulty::Column::RaisedAt.lt(start_of(to + Days::new(1))))
        .filter(reach.condition(difficulty::Column::AgencyId));
    if let Some(plan) = scope.plan {
        query = query.filter(difficulty::Column::PlanId.eq(plan));
    }
    if !scope.agencies.is_empty() {
        query = query.filter(difficulty::Column::AgencyId.is_in(scope.agencies.iter().map(|a| a.uuid())));
    }
    Ok(query
        .order_by_asc(difficulty::Column::RaisedAt)
        .limit(10_000)
        .all(access.db().reader())
        .await?)
}

/// How many duties match, by the tally where it can tell.
pub async fn count(access: &Access, actor: &Actor, filter: &DutyFilter) -> Result<u64, DutyError> {
    read::count(access, actor, filter).await
}

/// Agencies that owe anything in scope.
pub async fn owing_agencies(
    access: &Access,
    actor: &Actor,
    scope: &Scope,
) -> Result<Vec<AgencyId>, DutyError> {
    let today = access.clock().today();
    let query = duty_tally::Entity::find()
        .select_only()
        .column(duty_tally::Column::AgencyId)
        .distinct()
        .filter(read::tally_condition(&scope.filter(), today))
        .filter(duty_tally::Column::Status.ne("cancelled"))
        .filter(duty_tally::Column::Number.gt(0))
        .filter(reach(access, actor)?.condition(duty_tally::Column::AgencyId));
    let ids: Vec<Uuid> = query.into_tuple().all(access.db().reader()).await?;
    Ok(ids.into_iter().map(AgencyId).collect())
}
