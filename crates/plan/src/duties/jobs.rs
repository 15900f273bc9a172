//! The daily job that makes the next instances of recurring duties and dated obligations.

use super::{DutyError, Guides, SyncSettings, sync_with};
use coloa_auth::{Access, Actor, Resource, action};
use coloa_base::{AgencyId, PlanId};
use coloa_platform::jobs::{Handler, JobError, JobRow};
use std::{future::Future, pin::Pin};

/// Kind of the job.
pub const INSTANCES: &str = "duty.instances";

/// Synchronises every running plan, so that recurring duties reach the horizon again. Returns how many
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
