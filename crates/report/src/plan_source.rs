//! [`Source`] over the plan area and the directory.
//!
//! A period takes a fixed number of queries: duties, last answers, texts, numbers of files; names once.

use crate::{
    ReportError,
    directory::Directory,
    snapshot::{DifficultyRow, DutyRow, FORMAT, PlanSnapshot, TargetRow},
    source::{AgencyDuties, Query, Scope, Source},
};
use chrono::{Datelike, NaiveDate};
use coloa_base::{AgencyId, PlanId};
use coloa_plan::duties::progress::EVIDENCE;
use coloa_plan::period::{self, DutyOfPeriod, Period, TargetOfPeriod};
use coloa_platform::{Db, files::Files};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};
use uuid::Uuid;

/// Reads the plan area's records.
#[derive(Clone)]
pub struct PlanSource {
    db: Db,
    files: Files,
    directory: Arc<dyn Directory>,
}

impl std::fmt::Debug for PlanSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PlanSource(…)")
    }
}

impl PlanSource {
    #[must_use]
    pub fn new(db: Db, files: Files, directory: Arc<dyn Directory>) -> Self {
        Self { db, files, directory }
    }

    /// Names on a day; an agency without a name then is shown by its id rather than left out.
    async fn names(&self, ids: BTreeSet<Uuid>, on: NaiveDate) -> Result<Names, ReportError> {
        let ids: Vec<AgencyId> = ids.into_iter().map(AgencyId).collect();
        Ok(Names(self.directory.names(&ids, on).await?))
    }

    /// Who issued the plans that the targets stand in.
    async fn owners(&self, targets: &[TargetOfPeriod]) -> Result<HashMap<Uuid, Uuid>, ReportError> {
        let plans: BTreeSet<Uuid> = targets.iter().map(|t| t.target.plan_id).collect();
        let mut owners = HashMap::new();
        for plan in plans {
            if let Some(row) = period::plan_row(self.db.reader(), PlanId(plan)).await? {
                owners.insert(plan, row.owner_agency_id);
            }
        }
        Ok(owners)
    }

    /// How many files each progress report has.
    async fn evidence(&self, progress: &[String]) -> Result<HashMap<String, u32>, ReportError> {
        let mut found: HashMap<String, u32> = HashMap::new();
        for file in self.files.of_many(&self.db, EVIDENCE, progress).await? {
            *found.entry(file.owner_id).or_default() += 1;
        }
        Ok(found)
    }
}

struct Names(HashMap<AgencyId, String>);

impl Names {
    fn of(&self, id: Uuid) -> String {
        self.0
            .get(&AgencyId(id))
            .cloned()
            .unwrap_or_else(|| id.to_string())
    }
}

fn of(query: &Query, scope: &Scope) -> Period {
    Period {
        plan: query.plan,
        from: query.from,
        to: query.to,
        agency: scope.one(),
    }
}

fn open(status: &str) -> bool {
    matches!(status, "not_started" | "in_progress")
}

/// Days past due on the day of reckoning, where it was not done by then.
fn late_days(duty: &DutyOfPeriod, on: NaiveDate) -> Option<i64> {
    let days = (on - duty.due_on?).num_days();
    (open(&duty.status) && days > 0).then_some(days)
}

#[async_trait::async_trait]
impl Source for PlanSource {
    async fn has_plan(&self, plan: PlanId) -> Result<bool, ReportError> {
        Ok(period::plan_row(self.db.reader(), plan).await?.is_some())
    }

    async fn duties(&self, query: &Query, scope: &Scope) -> Result<Vec<AgencyDuties>, ReportError> {
        let db = self.db.reader();
        let mut duties = period::duties_of_period(db, &of(query, scope)).await?;
        duties.retain(|d| scope.holds(AgencyId(d.agency_id)));
        let texts = period::texts(db, duties.iter().map(|d| d.text_id)).await?;
        let names = self
            .names(duties.iter().map(|d| d.agency_id).collect(), query.to)
            .await?;
        let answers: Vec<String> = duties
            .iter()
            .filter_map(|d| d.progress_id)
            .map(|id| id.to_string())
            .collect();
        let files = self.evidence(&answers).await?;
        let mut by_agency: BTreeMap<Uuid, Vec<DutyRow>> = BTreeMap::new();
        for duty in duties {
            let text = texts.get(&duty.text_id);
            let late_days = late_days(&duty, query.reckoned_on());
            let evidence = duty
                .progress_id
                .and_then(|id| files.get(&id.to_string()).copied())
                .unwrap_or_default();
            by_agency.entry(duty.agency_id).or_default().push(DutyRow {
                duty_id: duty.id,
                // One wording, one line: also a directive to many agencies, which no plan holds together.
                lineage_id: Some(duty.text_id),
                path: text.and_then(|t| t.path.clone()),
                text: text.map(|t| t.text.clone()).unwrap_or_default(),
                role: duty.role,
                due_on: duty.due_on,
                timeframe_text: text.and_then(|t| t.timeframe_text.clone()),
                instance: Some(duty.instance).filter(|i| !i.is_empty()),
                status: duty.status,
                percent: duty.percent,
                late_days,
                reported: duty.reported,
                note: duty.note,
                product: duty.product,
                evidence,
                unaccepted: duty.unaccepted,
            });
        }
        Ok(by_agency
            .into_iter()
            .map(|(agency, duties)| AgencyDuties {
                agency: AgencyId(agency),
                name: names.of(agency),
                duties,
            })
            .collect())
    }

    async fn plan(&self, query: &Query, scope: &Scope) -> Result<PlanSnapshot, ReportError> {
        let (db, asked) = (self.db.reader(), of(query, scope));
        let mut targets = period::targets_of_period(db, &asked).await?;
        let mut difficulties = period::difficulties_of_period(db, &asked).await?;
        if let Scope::These(_) = scope {
            let owners = self.owners(&targets).await?;
            // A target of nobody in particular belongs to whoever issued the plan.
            targets.retain(|t| {
                let whose = t
                    .target
                    .agency_id
                    .or_else(|| owners.get(&t.target.plan_id).copied());
                whose.is_some_and(|a| scope.holds(AgencyId(a)))
            });
            difficulties.retain(|d| scope.holds(AgencyId(d.agency_id)));
        }
        let involved = difficulties
            .iter()
            .map(|d| d.agency_id)
            .chain(difficulties.iter().filter_map(|d| d.addressee_agency_id))
            .collect();
        let names = self.names(involved, query.to).await?;
        Ok(PlanSnapshot {
            format: FORMAT,
            targets: targets
                .into_iter()
                .map(|t| target_row(t, query.to.year()))
                .collect(),
            difficulties: difficulties
                .into_iter()
                .map(|d| DifficultyRow {
                    id: d.id,
                    kind: d.kind,
                    agency_name: names.of(d.agency_id),
                    text: d.text,
                    addressee: d.addressee_agency_id.map(|a| names.of(a)),
                    state: d.state,
                    answer: d.answer,
                })
                .collect(),
        })
    }
}

/// A target as reports and the leaders' page show it; `year`: that of the period's end.
pub(crate) fn target_row(t: TargetOfPeriod, year: i32) -> TargetRow {
    let value = t.value.as_ref();
    TargetRow {
        target_id: t.target.id,
        path: t.target.path,
        text: t.target.text,
        kind: t.target.kind,
        unit: t.target.unit,
        comparator: t.target.comparator,
        goal: t.goal,
        goal_year: t.goal_year.filter(|goal| *goal != year),
        value: value.and_then(|v| v.value),
        reached: value.and_then(|v| v.reached),
        numerator: value.and_then(|v| v.numerator),
        denominator: value.and_then(|v| v.denominator),
        source: value.map(|v| v.source.clone()),
        query: value.and_then(|v| v.query.clone()),
        note: value.and_then(|v| v.note.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_is_open_and_past_due_at_the_end_of_the_period() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 6, d).unwrap();
        let duty = |status: &str, due| DutyOfPeriod {
            id: Uuid::nil(),
            text_id: Uuid::nil(),
            plan_id: None,
            agency_id: Uuid::nil(),
            role: "lead".into(),
            due_on: due,
            instance: String::new(),
            status: status.into(),
            percent: None,
            reported: false,
            note: None,
            product: None,
            progress_id: None,
            unaccepted: false,
        };
        assert_eq!(late_days(&duty("in_progress", Some(day(10))), day(14)), Some(4));
        assert_eq!(
            late_days(&duty("in_progress", Some(day(14))), day(14)),
            None,
            "the due day itself is in time"
        );
        assert_eq!(late_days(&duty("done", Some(day(1))), day(14)), None);
        assert_eq!(
            late_days(&duty("not_done", Some(day(1))), day(14)),
            None,
            "said not to be done: counted apart, not late"
        );
        assert_eq!(late_days(&duty("not_started", None), day(14)), None);
    }
}
