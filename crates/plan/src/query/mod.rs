//! What reports, dashboards and the command line ask about duties, targets, obligations and difficulties.
//! Every function keeps within the actor's reach; agencies are ids, names are the directory's.
//!
//! Counts come from the tally, so none of them walks the duties. "No answer" is counted apart and never as
//! zero percent.

mod store;

use crate::duties::{
    DutyError, Status,
    model::DutyFilter,
    read::{self, DutyRow, reach},
    store::read::guides_outside,
};
use chrono::{Days, NaiveDate};
use coloa_auth::{Access, Actor, Reach};
use coloa_base::{AgencyId, PageRequest};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use store::TallyRow;
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
    /// The last day that counts as soon.
    fn soon(&self, today: NaiveDate) -> NaiveDate {
        today + Days::new(u64::from(self.soon_days.unwrap_or(30)))
    }

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

/// Duties of agencies outside the reach that agencies within it guide, counted as the tally would.
async fn guided(
    access: &Access,
    reach: &Reach,
    filter: &DutyFilter,
    today: NaiveDate,
) -> Result<Vec<TallyRow>, DutyError> {
    if !guides_outside(access.db(), reach).await? {
        return Ok(Vec::new());
    }
    Ok(store::guided(access.db().reader(), reach, filter, today).await?)
}

/// The summary of the dashboard, a plan page, a report. One look at the tally.
pub async fn summary(access: &Access, actor: &Actor, scope: &Scope) -> Result<Arc<Summary>, DutyError> {
    let (today, reach) = (access.clock().today(), reach(access, actor)?);
    access
        .kept(
            "duty summary",
            &(&reach, scope, today),
            summed(access, &reach, scope, today),
        )
        .await
}

async fn summed(
    access: &Access,
    reach: &Reach,
    scope: &Scope,
    today: NaiveDate,
) -> Result<Summary, DutyError> {
    let soon = scope.soon(today);
    let mut rows = store::tallies(access.db().reader(), reach, &scope.filter(), today).await?;
    rows.extend(guided(access, reach, &scope.filter(), today).await?);
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

/// The counts alone, summed by the database: no maps, for cards. What one guides elsewhere counts, too.
pub async fn counts(access: &Access, actor: &Actor, scope: &Scope) -> Result<Counts, DutyError> {
    let (today, reach) = (access.clock().today(), reach(access, actor)?);
    let soon = scope.soon(today);
    let mut rows = store::classes(access.db().reader(), &reach, &scope.filter(), today, soon).await?;
    rows.extend(guided(access, &reach, &scope.filter(), today).await?);
    let mut counts = Counts::default();
    for row in &rows {
        counts.add(row, today, soon);
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
    let owing = store::owing(db, &reach, &scope.filter(), today).await?;
    let said: BTreeSet<AgencyId> = store::reporting(db, &reach, scope.plan, from, to)
        .await?
        .into_iter()
        .collect();
    Ok(owing.into_iter().filter(|a| !said.contains(a)).collect())
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
