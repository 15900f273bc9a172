//! The daily job that makes the next instances of recurring duties and dated obligations.

use super::{
    DutyError, Guides, SyncSettings,
    manage::{instances_of, new_duty},
    model::{Duty, DutyText},
    store, sync_with, tally,
};
use chrono::{Days, NaiveDate};
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, PlanId};
use coloa_platform::jobs::{Handler, JobError, JobRow};
use serde_json::json;
use std::{collections::BTreeMap, future::Future, pin::Pin};
use uuid::Uuid;

/// Kind of the job.
pub const INSTANCES: &str = "duty.instances";

/// Synchronises every running plan and every directive that comes back, so that they reach the horizon again. Returns how many
/// duties it made; a second run on the same day makes none and writes no audit entry.
pub async fn extend_instances(access: &Access, settings: SyncSettings) -> Result<usize, DutyError> {
    let mut made = 0;
    for plan in super::store::running_plans(access.db().reader()).await? {
        let resource = Resource::of_agency("plan", plan.id, AgencyId(plan.owner_agency_id));
        let change = access
            .begin(&Actor::job(INSTANCES), action::DUTY_CREATE, resource)
            .await?;
        let guides = Guides::load(access, change.today()).await?;
        let report = sync_with(&change, access, PlanId(plan.id), &guides, settings).await?;
        made += report.created;
        if report != super::SyncReport::default() {
            change.commit(report.detail()).await?;
        }
    }
    let until = access.clock().today() + Days::new(settings.horizon_days);
    for text in store::recurring_texts(access.db().reader()).await? {
        made += extend_directive(access, &text, until).await?;
    }
    Ok(made)
}

/// Makes the later instances of one directive, for whoever holds its latest one.
async fn extend_directive(access: &Access, text: &DutyText, until: NaiveDate) -> Result<usize, DutyError> {
    let wanted = instances_of(text, until);
    let missing = |standing: &[store::Existing]| {
        let mut latest: BTreeMap<(Uuid, String), &store::Existing> = BTreeMap::new();
        for d in standing {
            let of = (d.assigned_from.unwrap_or(d.agency_id), d.role.clone());
            let entry = latest.entry(of).or_insert(d);
            if d.starts_on > entry.starts_on {
                *entry = d;
            }
        }
        let mut found = Vec::new();
        for d in latest.into_values() {
            // What began before the latest was once made, or was never asked for.
            let later = wanted.iter().filter(|i| i.starts_on > d.starts_on);
            found.extend(later.map(|i| (d.clone(), i.clone())));
        }
        found
    };
    // Most days nothing is missing, and no transaction is worth it.
    let standing = store::existing(access.db().reader(), &[text.id]).await?;
    let Some((first, _)) = missing(&standing).into_iter().next() else {
        return Ok(0);
    };
    let resource = Resource::of_agency("duty_text", text.id, AgencyId(first.agency_id));
    let change = access
        .begin(&Actor::job(INSTANCES), action::DUTY_CREATE, resource)
        .await?;
    let standing = store::existing(change.tx(), &[text.id]).await?;
    let duties: Vec<Duty> = missing(&standing)
        .into_iter()
        .map(|(d, instance)| Duty {
            assigned_from: d.assigned_from,
            role: d.role,
            guide_agency_id: d.guide_agency_id,
            ..new_duty(text.id, d.agency_id, &instance, change.now())
        })
        .collect();
    let made = duties.len();
    store::insert_duties(change.tx(), duties).await?;
    tally::recount(change.tx(), None).await?;
    change.commit(json!({ "created": made })).await?;
    Ok(made)
}

/// [`extend_instances`] as a job.
pub struct Instances {
    access: Access,
    settings: SyncSettings,
}

impl Instances {
    #[must_use]
    pub const fn new(access: Access, settings: SyncSettings) -> Self {
        Self { access, settings }
    }
}

impl Handler for Instances {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            extend_instances(&self.access, self.settings).await?;
            Ok(())
        })
    }
}
