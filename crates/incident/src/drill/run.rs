//! Injects come on the clock of the exercise, as a job that runs every minute.

use super::{link, marked, pace, stands};
use crate::{
    IncidentError,
    case::{self, CaseDraft, Cases},
    entity::drill::{drill::Model as Drill, drill_agency::Model as Part, drill_inject::Model as Inject},
    model::{DrillState, EntryKind, Facts, Origin, Side},
    store, timeline,
};
use coloa_auth::{Actor, Change, Resource, action, recipients};
use coloa_base::{AgencyId, clock::vn_date};
use coloa_law::LawBook;
use coloa_platform::jobs::{Handler, JobError, JobRow};
use serde_json::json;
use std::{future::Future, pin::Pin};
use uuid::Uuid;

/// Kind of the job that delivers what is due.
pub const DELIVER: &str = "drill.deliver";

/// Delivers injects, as a job.
pub struct Deliver {
    cases: Cases,
    /// One at a time: the injects of a drill come in their order.
    turn: tokio::sync::Mutex<()>,
}

impl Deliver {
    #[must_use]
    pub fn new(cases: Cases) -> Self {
        Self {
            cases,
            turn: tokio::sync::Mutex::default(),
        }
    }

    async fn deliver(&self) -> Result<(), IncidentError> {
        let _turn = self.turn.lock().await;
        let access = &self.cases.access;
        let db = access.db().reader();
        for row in store::drill::running(db).await? {
            let now = access.clock().now();
            let (Some(start), Some(pace)) = (row.started_at, pace(&row, now)) else {
                continue;
            };
            let passed = pace.minutes(start, now);
            for inject in store::drill::injects(db, row.id).await? {
                if inject.delivered_at.is_none() && i64::from(inject.minute) <= passed {
                    deliver(&self.cases, row.id, &inject).await?;
                }
            }
        }
        Ok(())
    }
}

impl Handler for Deliver {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.deliver().await?) })
    }
}

/// Delivers one inject to all it is for, in one transaction: it comes whole and once.
async fn deliver(cases: &Cases, id: Uuid, inject: &Inject) -> Result<(), IncidentError> {
    let access = &cases.access;
    let about = Resource::installation("drill", id);
    let mut change = access
        .begin(&Actor::job(DELIVER), action::DRILL_RUN, about)
        .await?;
    let row = store::drill::find(change.tx(), id).await?;
    // It may have ended between the look and the change.
    if stands(&row) != DrillState::Running
        || !store::drill::set_delivered(change.tx(), inject.id, change.now()).await?
    {
        return Ok(());
    }
    let parts = store::drill::agencies(change.tx(), id).await?;
    let to: Vec<&Part> = parts
        .iter()
        .filter(|p| inject.agency_id.is_none_or(|a| a == p.agency_id))
        .collect();
    for part in &to {
        match part.incident_id {
            None => begin_case(cases, &mut change, &row, part, inject).await?,
            Some(incident) => add_line(&change, &row, part, incident, inject).await?,
        }
    }
    change.set_id(id);
    change
        .commit(json!({ "code": row.code, "inject": inject.title, "minute": inject.minute, "agencies": to.len() }))
        .await?;
    Ok(())
}

/// The first inject of an agency is its case. How grave it is, they find out: it begins as the mildest.
async fn begin_case(
    cases: &Cases,
    change: &mut Change,
    row: &Drill,
    part: &Part,
    inject: &Inject,
) -> Result<(), IncidentError> {
    let day = vn_date(change.now());
    let last = |kind| {
        LawBook::current()
            .incident_groups(kind, day)
            .last()
            .map(|g| g.body.code.clone())
    };
    // A playbook that was taken away since lends nothing more; the drill goes on.
    let playbook = cases.playbooks.find(&row.playbook);
    let group = playbook
        .and_then(|p| p.groups.first().cloned())
        .or_else(|| last("group"))
        .unwrap_or_default();
    let draft = CaseDraft {
        title: marked(&inject.title),
        description: inject.text.clone(),
        agency: AgencyId(part.agency_id),
        system: None,
        group,
        scenario: String::new(),
        severity: last("severity").unwrap_or_default(),
        origin: Origin::Drill,
        origin_ref: row.code.clone(),
        reporter: row.title.clone(),
        detected_at: change.now(),
        occurred_at: None,
        personal_data: false,
        data_known_at: None,
        state_secret: false,
        facts: Facts::default(),
        playbook: playbook.map(|p| p.id.clone()).unwrap_or_default(),
        drill: Some(row.id),
    };
    let case = case::begin(cases, change, &draft).await?;
    store::drill::set_case(change.tx(), part.id, case.id).await?;
    Ok(())
}

async fn add_line(
    change: &Change,
    row: &Drill,
    part: &Part,
    incident: Uuid,
    inject: &Inject,
) -> Result<(), IncidentError> {
    let detail =
        json!({ "drill": row.code, "minute": inject.minute, "title": inject.title, "text": inject.text });
    timeline::add(change, incident, Side::Centre, EntryKind::Inject, detail).await?;
    let agency = [AgencyId(part.agency_id)];
    let people = recipients::answering(change.tx(), &agency, change.today()).await?;
    let params =
        json!({ "code": row.code, "title": inject.title, "text": inject.text, "drill_link": link(row.id) });
    let people = recipients::ids(people.into_values().flatten());
    recipients::tell(change, people, "drill.inject", &params, &case::link(incident)).await?;
    Ok(())
}
