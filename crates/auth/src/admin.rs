//! What an administrator and an auditor look after: background jobs, the mail queue, the state of the
//! installation, the audit log. The checks are here; the platform below knows no people.

use crate::{Access, Actor, AuthError, Resource, action, audit};
use coloa_base::JobId;
use coloa_platform::{
    StoreError, disk,
    jobs::{self, JobRow, JobState},
    mail::{self, MailRow},
};
use serde_json::json;
use std::path::Path;

/// The latest jobs, newest first; `state` as in [`JobState::as_str`].
pub async fn jobs(
    access: &Access,
    actor: &Actor,
    state: Option<&str>,
    limit: u64,
) -> Result<Vec<JobRow>, AuthError> {
    access.check(actor, action::JOB_READ, &Resource::installation("job", "list"))?;
    Ok(jobs::list(access.db(), state, limit.clamp(1, 500)).await?)
}

/// Gives a failed or waiting job another chance at once; a running or done one is a conflict.
pub async fn retry_job(access: &Access, actor: &Actor, id: JobId) -> Result<(), AuthError> {
    let resource = Resource::installation("job", id);
    access.check(actor, action::JOB_RETRY, &resource)?;
    let job = jobs::find(access.db(), id)
        .await?
        .ok_or(AuthError::NotFound { what: "job" })?;
    let change = access.begin(actor, action::JOB_RETRY, resource).await?;
    if !jobs::retry(change.tx(), id, change.now()).await? {
        return Err(AuthError::JobState);
    }
    change
        .commit(json!({ "kind": job.kind, "attempts": job.attempts }))
        .await
}

/// The newest mails, without their text: whom and what about is enough to find one that is stuck.
pub async fn mails(access: &Access, actor: &Actor, limit: u64) -> Result<Vec<MailRow>, AuthError> {
    access.check(actor, action::MAIL_READ, &Resource::installation("mail", "list"))?;
    Ok(mail::list(access.db(), limit.clamp(1, 500)).await?)
}

/// Mails that wait, and the last error among them.
pub async fn mail_backlog(access: &Access, actor: &Actor) -> Result<(u64, Option<String>), AuthError> {
    access.check(actor, action::MAIL_READ, &Resource::installation("mail", "list"))?;
    Ok(mail::backlog(access.db()).await?)
}

/// How the installation is.
#[derive(Clone, Debug)]
pub struct SystemState {
    /// `sqlite` or `postgres`.
    pub database: &'static str,
    /// Bytes free where the data directory lies.
    pub free_bytes: u64,
    pub jobs_waiting: u64,
    pub jobs_failed: u64,
    pub mails_waiting: u64,
    pub mail_error: Option<String>,
}

/// Reads [`SystemState`].
pub async fn system(access: &Access, actor: &Actor, data_dir: &Path) -> Result<SystemState, AuthError> {
    access.check(
        actor,
        action::PLATFORM_READ,
        &Resource::installation("platform", "state"),
    )?;
    let db = access.db();
    let (mails_waiting, mail_error) = mail::backlog(db).await?;
    Ok(SystemState {
        database: match db.backend() {
            sea_orm::DbBackend::Sqlite => "sqlite",
            _ => "postgres",
        },
        free_bytes: disk::free_bytes(data_dir).map_err(StoreError::from)?,
        jobs_waiting: jobs::count(db, JobState::Waiting).await?,
        jobs_failed: jobs::count(db, JobState::Failed).await?,
        mails_waiting,
        mail_error,
    })
}

/// Entries of the audit log, newest first.
pub async fn audit_log(
    access: &Access,
    actor: &Actor,
    filter: &audit::Filter,
) -> Result<Vec<audit::Entry>, AuthError> {
    access.check(actor, action::AUDIT_READ, &Resource::installation("audit", "log"))?;
    audit::list(access.db(), filter).await
}

/// Walks the chain of the whole audit log.
pub async fn audit_verify(access: &Access, actor: &Actor) -> Result<audit::Verdict, AuthError> {
    access.check(
        actor,
        action::AUDIT_VERIFY,
        &Resource::installation("audit", "log"),
    )?;
    access.verify_audit().await
}
