//! `/api/v1/dashboard`: the leaders' page.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use chrono::NaiveDate;
use coloa_base::PlanId;
use coloa_report::dashboard::{Dashboard, DutyCounts};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_dashboard))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DashboardQuery {
    /// Just this plan.
    plan_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct DashboardView {
    on: NaiveDate,
    plans: Vec<DashboardPlan>,
    targets: Vec<DashboardTarget>,
    duties: DashboardCounts,
    /// Agencies with duties, and those that never answered any.
    agencies: u64,
    silent: u64,
    /// The latest ones first, at most 50.
    late_agencies: Vec<DashboardAgency>,
    late_agencies_total: u64,
    /// Tasks due within 30 days, soonest first, at most 50.
    coming: Vec<DashboardTask>,
    decisions: DashboardDecisions,
}

#[derive(Serialize, ToSchema)]
pub struct DashboardPlan {
    id: Uuid,
    title: String,
}

#[derive(Serialize, ToSchema)]
pub struct DashboardTarget {
    id: Uuid,
    path: String,
    text: String,
    unit: Option<String>,
    comparator: Option<String>,
    goal: Option<f64>,
    value: Option<f64>,
    reached: Option<bool>,
    /// `computed` or `entered`.
    source: Option<String>,
    /// `met`, `behind`, `no_data`.
    light: String,
}

/// Duties by how they stand today; each is counted once.
#[derive(Serialize, ToSchema)]
pub struct DashboardCounts {
    total: u64,
    done: u64,
    /// Open with an answer, in time.
    in_progress: u64,
    /// Open without an answer, in time.
    no_answer: u64,
    /// Open and past due.
    late: u64,
    not_done: u64,
    /// Answers that wait for acceptance; also counted above.
    submitted: u64,
}

#[derive(Serialize, ToSchema)]
pub struct DashboardAgency {
    id: Uuid,
    name: String,
    counts: DashboardCounts,
    /// Of its oldest late duty, in days.
    late_days: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DashboardTask {
    path: Option<String>,
    text: String,
    plan_id: Option<Uuid>,
    due_on: NaiveDate,
    /// Agencies that still owe it.
    agencies: u64,
    /// One of the duties behind it.
    duty_id: Uuid,
    /// The work itself: lists the duties of every agency that has it.
    text_id: Uuid,
}

/// What waits for a decision this person may take.
#[derive(Serialize, ToSchema)]
pub struct DashboardDecisions {
    reports: u64,
    difficulties: u64,
    escalated: u64,
    extensions: u64,
    answers: u64,
}

fn counts(c: DutyCounts) -> DashboardCounts {
    DashboardCounts {
        total: c.total,
        done: c.done,
        in_progress: c.in_progress,
        no_answer: c.no_answer,
        late: c.late,
        not_done: c.not_done,
        submitted: c.submitted,
    }
}

/// The leaders' page within the person's reach, as of today.
#[utoipa::path(get, path = "/", tag = "dashboard", params(DashboardQuery), responses((status = 200, body = DashboardView), (status = 403, body = Problem)))]
async fn get_dashboard(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<DashboardQuery>,
) -> ApiResult<Json<DashboardView>> {
    let page = app.reports.dashboard(&actor, q.plan_id.map(PlanId)).await?;
    Ok(Json(view(&page)))
}

fn view(d: &Dashboard) -> DashboardView {
    DashboardView {
        on: d.on,
        plans: d
            .plans
            .iter()
            .map(|(id, title)| DashboardPlan {
                id: *id,
                title: title.clone(),
            })
            .collect(),
        targets: d
            .targets
            .iter()
            .map(|(t, light)| DashboardTarget {
                id: t.target_id,
                path: t.path.clone(),
                text: t.text.clone(),
                unit: t.unit.clone(),
                comparator: t.comparator.clone(),
                goal: t.goal,
                value: t.value,
                reached: t.reached,
                source: t.source.clone(),
                light: light.as_str().to_owned(),
            })
            .collect(),
        duties: counts(d.duties),
        agencies: d.agencies,
        silent: d.silent,
        late_agencies: d
            .late_agencies
            .iter()
            .map(|a| DashboardAgency {
                id: a.agency.uuid(),
                name: a.name.clone(),
                counts: counts(a.counts),
                late_days: a.late_days,
            })
            .collect(),
        late_agencies_total: d.late_agencies_total,
        coming: d
            .coming
            .iter()
            .map(|c| DashboardTask {
                path: c.path.clone(),
                text: c.text.clone(),
                plan_id: c.plan,
                due_on: c.due_on,
                agencies: c.agencies,
                duty_id: c.duty,
                text_id: c.text_id,
            })
            .collect(),
        decisions: DashboardDecisions {
            reports: d.decisions.reports,
            difficulties: d.decisions.difficulties,
            escalated: d.decisions.escalated,
            extensions: d.decisions.extensions,
            answers: d.decisions.answers,
        },
    }
}
