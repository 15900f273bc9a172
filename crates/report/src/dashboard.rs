//! The leaders' page: targets by light, duties by status, late agencies, what falls due, what waits for a
//! decision. Everything within the person's reach, from counts that are kept with each change.

use crate::{ReportError, Reports, flow::State, plan_source::target_row, snapshot::TargetRow, store};
use chrono::{Datelike, Days, NaiveDate};
use coloa_auth::{Access, Actor, AuthError, Reach, action};
use coloa_base::{AgencyId, PlanId};
use coloa_plan::period;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// How far ahead "due soon" looks, in days.
pub const AHEAD_DAYS: u64 = 30;
/// Late agencies and coming tasks shown at most; the lists they lead to hold all.
const MOST: usize = 50;

/// How a target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light {
    /// The goal is met.
    Met,
    /// There is a value, and it does not meet the goal.
    Behind,
    /// No value was entered or computed for the year.
    NoData,
}

impl Light {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Behind => "behind",
            Self::NoData => "no_data",
        }
    }
    #[must_use]
    pub fn of(target: &TargetRow) -> Self {
        match target.met() {
            Some(true) => Self::Met,
            Some(false) => Self::Behind,
            None => Self::NoData,
        }
    }
}

/// Duties by how they stand today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DutyCounts {
    pub total: u64,
    pub done: u64,
    /// Open with an answer, in time.
    pub in_progress: u64,
    /// Open, no answer yet, in time.
    pub no_answer: u64,
    /// Open and past due, with or without an answer.
    pub late: u64,
    pub not_done: u64,
    /// Answers that wait for acceptance.
    pub submitted: u64,
}

impl DutyCounts {
    fn add(&mut self, t: &period::Tally) {
        let n = u64::try_from(t.number).unwrap_or_default();
        self.total += n;
        match t.status.as_str() {
            "done" => self.done += n,
            "not_done" => self.not_done += n,
            _ if t.late => self.late += n,
            _ if t.answered => self.in_progress += n,
            _ => self.no_answer += n,
        }
        if t.review == "submitted" {
            self.submitted += n;
        }
    }
}

/// One agency in the list of late ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgencyLine {
    pub agency: AgencyId,
    pub name: String,
    pub counts: DutyCounts,
    /// Of its oldest late duty, in days.
    pub late_days: i64,
}

/// A task that falls due soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingTask {
    pub text_id: Uuid,
    pub path: Option<String>,
    pub text: String,
    pub plan: Option<Uuid>,
    pub due_on: NaiveDate,
    /// Agencies that still owe it.
    pub agencies: u64,
    /// One of the duties behind it; the only one where one agency owes it.
    pub duty: Uuid,
}

/// What waits for somebody's decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Reports that wait for the head's approval.
    pub reports: u64,
    pub difficulties: u64,
    pub escalated: u64,
    pub extensions: u64,
    pub answers: u64,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Dashboard {
    pub on: NaiveDate,
    pub plans: Vec<(Uuid, String)>,
    pub targets: Vec<(TargetRow, Light)>,
    pub duties: DutyCounts,
    /// Agencies with duties, and those that never answered any.
    pub agencies: u64,
    pub silent: u64,
    pub late_agencies: Vec<AgencyLine>,
    /// All late agencies, also those beyond the list.
    pub late_agencies_total: u64,
    pub coming: Vec<ComingTask>,
    pub decisions: Decisions,
}

/// All that the page depends on besides the records and the day.
#[derive(Debug)]
struct Reaches {
    duties: Reach,
    targets: Reach,
    approve: Reach,
    answer: Reach,
    decide: Reach,
    accept: Reach,
}

impl Reaches {
    fn of(access: &Access, actor: &Actor) -> Self {
        Self {
            duties: access.reach(actor, action::DUTY_READ),
            targets: access.reach(actor, action::TARGET_READ),
            approve: access.reach(actor, action::REPORT_APPROVE),
            answer: access.reach(actor, action::DIFFICULTY_ANSWER),
            decide: access.reach(actor, action::DUTY_DECIDE_EXTENSION),
            accept: access.reach(actor, action::DUTY_ACCEPT),
        }
    }
}

impl Reports {
    /// The page as of today; `plan`: just this one.
    pub async fn dashboard(
        &self,
        actor: &Actor,
        plan: Option<PlanId>,
    ) -> Result<Arc<Dashboard>, ReportError> {
        let access = self.access();
        let of = Reaches::of(access, actor);
        if of.duties == Reach::Nothing {
            return Err(AuthError::Forbidden {
                action: action::DUTY_READ,
            }
            .into());
        }
        let on = access.clock().today();
        access
            .kept("dashboard", &(&of, plan, on), self.computed(&of, plan, on))
            .await
    }

    async fn computed(
        &self,
        of: &Reaches,
        plan: Option<PlanId>,
        on: NaiveDate,
    ) -> Result<Dashboard, ReportError> {
        let db = self.access().db().reader();
        let until = on.checked_add_days(Days::new(AHEAD_DAYS)).unwrap_or(on);
        let tallies = period::tallies(db, &of.duties, plan, on).await?;
        let coming = period::coming(db, &of.duties, plan, (on, until), MOST as u64).await?;
        let texts = period::texts(db, coming.iter().map(|c| c.text_id)).await?;
        let targets = match of.targets {
            Reach::Nothing => Vec::new(),
            _ => period::targets_on(db, plan, on).await?,
        };
        let plans = period::running_plans(db).await?;

        let (duties, lines) = by_agency(&tallies, on);
        let silent = lines
            .iter()
            .filter(|(_, c, answered, _)| c.total > 0 && !answered)
            .count() as u64;
        let agencies = lines.len() as u64;
        let mut late: Vec<_> = lines.into_iter().filter(|(_, c, ..)| c.late > 0).collect();
        late.sort_by(|a, b| b.1.late.cmp(&a.1.late).then(b.3.cmp(&a.3)).then(a.0.cmp(&b.0)));
        let late_agencies_total = late.len() as u64;
        late.truncate(MOST);
        let ids: Vec<AgencyId> = late.iter().map(|l| l.0).collect();
        let names = self.names(&ids, on).await?;

        let (difficulties, escalated) = period::waiting_difficulties(db, &of.answer).await?;
        let decisions = Decisions {
            reports: store::count_in_state(db, &of.approve, State::Closed).await?,
            difficulties,
            escalated,
            extensions: period::waiting_extensions(db, &of.decide).await?,
            answers: if of.accept == Reach::Nothing {
                0
            } else {
                duties.submitted
            },
        };
        Ok(Dashboard {
            on,
            plans: plans.into_iter().map(|p| (p.id, p.title)).collect(),
            targets: targets
                .into_iter()
                .map(|t| {
                    let row = target_row(t, on.year());
                    let light = Light::of(&row);
                    (row, light)
                })
                .collect(),
            duties,
            agencies,
            silent,
            late_agencies: late
                .into_iter()
                .map(|(agency, counts, _, late_days)| AgencyLine {
                    agency,
                    name: names.get(&agency).cloned().unwrap_or_else(|| agency.to_string()),
                    counts,
                    late_days,
                })
                .collect(),
            late_agencies_total,
            coming: coming
                .into_iter()
                .filter_map(|c| {
                    let text = texts.get(&c.text_id)?;
                    Some(ComingTask {
                        text_id: c.text_id,
                        path: text.path.clone(),
                        text: text.text.clone(),
                        plan: text.plan_id,
                        due_on: c.due_key,
                        agencies: u64::try_from(c.agencies).unwrap_or_default(),
                        duty: c.duty_id,
                    })
                })
                .collect(),
            decisions,
        })
    }
}

type Line = (AgencyId, DutyCounts, bool, i64);

/// Totals, and per agency: counts, whether it ever answered, days of its oldest late duty.
fn by_agency(tallies: &[period::Tally], on: NaiveDate) -> (DutyCounts, Vec<Line>) {
    let mut total = DutyCounts::default();
    let mut lines: HashMap<Uuid, Line> = HashMap::new();
    for tally in tallies.iter().filter(|t| t.number > 0) {
        total.add(tally);
        let line = lines.entry(tally.agency_id).or_insert((
            AgencyId(tally.agency_id),
            DutyCounts::default(),
            false,
            0,
        ));
        line.1.add(tally);
        line.2 |= tally.answered;
        if tally.late {
            line.3 = line.3.max((on - tally.first_due).num_days());
        }
    }
    (total, lines.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_duty_is_counted_once_and_no_answer_is_apart() {
        let on = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();
        let a = Uuid::now_v7();
        let t = |status: &str, answered, late, number| period::Tally {
            agency_id: a,
            status: status.into(),
            review: if answered {
                "submitted".into()
            } else {
                "none".into()
            },
            answered,
            late,
            number,
            first_due: NaiveDate::from_ymd_opt(2026, 7, 1).unwrap(),
        };
        let (c, lines) = by_agency(
            &[
                t("done", true, false, 3),
                t("not_started", false, false, 4),
                t("in_progress", true, true, 5),
                t("not_started", false, true, 2),
            ],
            on,
        );
        assert_eq!(
            (c.total, c.done, c.no_answer, c.late, c.in_progress, c.submitted),
            (14, 3, 4, 7, 0, 8)
        );
        assert_eq!(lines, [(AgencyId(a), c, true, 14)]);
    }
}
