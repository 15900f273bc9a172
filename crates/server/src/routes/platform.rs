//! `/api/v1/platform`: is the installation alive, and what an administrator looks after.

use crate::{
    App,
    extract::{Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_auth::admin;
use coloa_base::JobId;
use coloa_platform::jobs::JobState;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_health))
        .routes(routes!(get_system))
        .routes(routes!(list_jobs))
        .routes(routes!(retry_job))
        .routes(routes!(list_mail))
}

#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `ok` where the database answers.
    status: &'static str,
    version: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct SystemView {
    version: &'static str,
    /// `sqlite` or `postgres`.
    database: &'static str,
    /// Bytes free where the data directory lies, and below which uploads are refused.
    free_bytes: u64,
    min_free_bytes: u64,
    jobs_waiting: u64,
    jobs_failed: u64,
    mails_waiting: u64,
    /// Why the newest of them waits.
    mail_error: Option<String>,
    /// Whether an SMTP relay is configured.
    mail_configured: bool,
    offline_classified: bool,
    now: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct JobView {
    id: Uuid,
    kind: String,
    /// `waiting`, `running`, `done` or `failed`.
    state: String,
    attempts: i32,
    run_at: DateTime<Utc>,
    last_error: Option<String>,
    /// How far a long job is, e.g. `{"done": 3, "total": 10}`.
    #[schema(value_type = Option<Object>)]
    progress: Option<serde_json::Value>,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct JobList {
    items: Vec<JobView>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// `waiting`, `running`, `done` or `failed`.
    state: Option<String>,
    limit: Option<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct MailView {
    id: Uuid,
    recipient: String,
    subject: String,
    /// `waiting` or `sent`.
    state: String,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct MailList {
    items: Vec<MailView>,
    /// Mails that wait, over all pages.
    waiting: u64,
    last_error: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LimitQuery {
    /// Rows wanted, 1 to 500; 100 where left out.
    limit: Option<u32>,
}

/// Whether the installation answers; for monitors, without sign-in.
#[utoipa::path(get, path = "/health", tag = "platform", responses((status = 200, body = Health), (status = 503, body = Problem)))]
async fn get_health(State(app): State<App>) -> ApiResult<Json<Health>> {
    app.db.ping().await?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    }))
}

/// How the installation is: database, disk, what waits.
#[utoipa::path(get, path = "/system", tag = "platform",
    responses((status = 200, body = SystemView), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn get_system(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<SystemView>> {
    let state = admin::system(&app.access, &actor, &app.config.data_dir).await?;
    Ok(Json(SystemView {
        version: env!("CARGO_PKG_VERSION"),
        database: state.database,
        free_bytes: state.free_bytes,
        min_free_bytes: app.config.limits.min_free_bytes,
        jobs_waiting: state.jobs_waiting,
        jobs_failed: state.jobs_failed,
        mails_waiting: state.mails_waiting,
        mail_error: state.mail_error,
        mail_configured: !app.config.mail.smtp.is_empty(),
        offline_classified: app.config.installation.offline_classified,
        now: app.clock.now(),
    }))
}

/// Background jobs, newest first.
#[utoipa::path(get, path = "/jobs", tag = "platform", params(JobQuery),
    responses((status = 200, body = JobList), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list_jobs(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(query): Query<JobQuery>,
) -> ApiResult<Json<JobList>> {
    let known = [
        JobState::Waiting,
        JobState::Running,
        JobState::Done,
        JobState::Failed,
    ];
    if query
        .state
        .as_deref()
        .is_some_and(|s| !known.iter().any(|k| k.as_str() == s))
    {
        return Err(ApiError::invalid("state", "unknown"));
    }
    let rows = admin::jobs(
        &app.access,
        &actor,
        query.state.as_deref(),
        query.limit.unwrap_or(100).into(),
    )
    .await?;
    let items = rows
        .into_iter()
        .map(|j| JobView {
            id: j.id,
            kind: j.kind,
            state: j.state,
            attempts: j.attempts,
            run_at: j.run_at,
            last_error: j.last_error,
            progress: j.progress,
            created_at: j.created_at,
            finished_at: j.finished_at,
        })
        .collect();
    Ok(Json(JobList { items }))
}

/// Gives a failed or waiting job another chance at once.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "platform", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn retry_job(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    admin::retry_job(&app.access, &actor, JobId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The mail queue, newest first, without the text of the mails.
#[utoipa::path(get, path = "/mail", tag = "platform", params(LimitQuery),
    responses((status = 200, body = MailList), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list_mail(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(query): Query<LimitQuery>,
) -> ApiResult<Json<MailList>> {
    let rows = admin::mails(&app.access, &actor, query.limit.unwrap_or(100).into()).await?;
    let (waiting, last_error) = admin::mail_backlog(&app.access, &actor).await?;
    let items = rows
        .into_iter()
        .map(|m| MailView {
            id: m.id,
            recipient: m.recipient,
            subject: m.subject,
            state: m.state,
            last_error: m.last_error,
            created_at: m.created_at,
            sent_at: m.sent_at,
        })
        .collect();
    Ok(Json(MailList {
        items,
        waiting,
        last_error,
    }))
}
