//! `/api/v1/duties`: lists, one duty, progress, review, extensions, forms.
//!
//! Rooms: [`wire`] structs · this file reads · [`work`] changes · [`handover`] work of agencies that are no more ·
//! [`sheets`] workbooks in and out.

mod handover;
mod sheets;
pub mod wire;
mod work;

use crate::{
    App,
    extract::{Download, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiResult, Problem},
};
use axum::extract::State;
use coloa_base::{AgencyId, FileId, PageRequest};
use coloa_plan::{
    duties::{
        DutyFilter, DutyRole, DutySort, Lateness, Review, Status, progress,
        read::{self, DutyRow, parse_list},
    },
    query,
};
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;
use wire::{AgencyCounts, DutyDetail, DutyItem, DutyPage, HomeView, SilentAgency, SummaryView, TrailEntry};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_duties, work::create_directive))
        .routes(routes!(get_summary))
        .routes(routes!(list_owing))
        .routes(routes!(get_home))
        .routes(routes!(list_silent))
        .routes(routes!(sheets::export_duties))
        .routes(routes!(sheets::get_form, sheets::put_form))
        .routes(routes!(work::accept_many))
        .routes(routes!(work::remind))
        .routes(routes!(handover::list_hand_over, handover::hand_over))
        .routes(routes!(work::list_extensions))
        .routes(routes!(work::decide_extension))
        .routes(routes!(get_duty))
        .routes(routes!(work::report_progress))
        .routes(routes!(work::accept_progress))
        .routes(routes!(work::return_progress))
        .routes(routes!(work::request_extension))
        .routes(routes!(work::reassign_duty))
        .routes(routes!(get_history))
        .routes(routes!(get_evidence))
}

/// Filters of the list; lists of words are separated by commas.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct DutyQuery {
    plan: Option<Uuid>,
    /// Agency ids.
    agency: Option<String>,
    guide: Option<Uuid>,
    text: Option<Uuid>,
    /// `not_started`, `in_progress`, `done`, `not_done`, `cancelled`.
    status: Option<String>,
    /// `lead`, `coordinate`, `assignee`.
    role: Option<String>,
    /// `none`, `submitted`, `accepted`, `returned`.
    review: Option<String>,
    /// `late`, `soon`, `on_time`.
    late: Option<String>,
    /// Days that count as soon (30).
    soon_days: Option<u16>,
    due_from: Option<chrono::NaiveDate>,
    due_to: Option<chrono::NaiveDate>,
    answered: Option<bool>,
    search: Option<String>,
    /// `due`, `reported`, `agency`, `created`; `-` before it: descending.
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

impl DutyQuery {
    pub(super) fn filter(&self) -> ApiResult<DutyFilter> {
        let bad = |field, reason| coloa_plan::duties::DutyError::Invalid { field, reason };
        let sort = self.sort.as_deref().unwrap_or("due");
        Ok(DutyFilter {
            plan: self.plan,
            agencies: parse_list(self.agency.as_deref(), "agency", |t| t.parse::<AgencyId>().ok())?,
            guide: self.guide.map(AgencyId),
            text: self.text,
            statuses: parse_list(self.status.as_deref(), "status", Status::parse)?,
            roles: parse_list(self.role.as_deref(), "role", DutyRole::parse)?,
            reviews: parse_list(self.review.as_deref(), "review", Review::parse)?,
            lateness: self
                .late
                .as_deref()
                .map(|t| Lateness::parse(t).ok_or(bad("late", "unknown")))
                .transpose()?,
            soon_days: self.soon_days.map(|d| d.min(3660)),
            due_from: self.due_from,
            due_to: self.due_to,
            answered: self.answered,
            search: self.search.clone(),
            sort: Some(DutySort::parse(sort.trim_start_matches('-')).ok_or(bad("sort", "unknown"))?),
            descending: sort.starts_with('-'),
        })
    }
    fn page(&self) -> PageRequest {
        PageRequest {
            cursor: self.cursor.clone(),
            limit: self.limit,
        }
    }
}

/// Names of all agencies that these duties mention.
pub(super) async fn names(app: &App, rows: &[DutyRow]) -> ApiResult<HashMap<AgencyId, String>> {
    let mut ids: Vec<AgencyId> = rows
        .iter()
        .flat_map(|r| {
            [
                Some(r.duty.agency_id),
                r.duty.guide_agency_id,
                r.duty.assigned_from,
            ]
        })
        .flatten()
        .map(AgencyId)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    Ok(app.agency_names(&ids).await?)
}

pub(super) async fn items(app: &App, rows: Vec<DutyRow>) -> ApiResult<Vec<DutyItem>> {
    let names = names(app, &rows).await?;
    Ok(rows.into_iter().map(|r| DutyItem::new(app, r, &names)).collect())
}

/// Duties within reach.
#[utoipa::path(get, path = "/", tag = "duty", params(DutyQuery), responses((status = 200, body = DutyPage), (status = 422, body = Problem)))]
async fn list_duties(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<DutyQuery>,
) -> ApiResult<Json<DutyPage>> {
    let filter = q.filter()?;
    let page = read::list(&app.access, &actor, &filter, &q.page()).await?;
    let known = page.total <= read::COUNT_CAP || read::tallied(&app.access, &actor, &filter).await?;
    Ok(Json(DutyPage {
        next_cursor: page.next_cursor,
        total: known.then_some(page.total),
        items: items(&app, page.items).await?,
    }))
}

/// What a summary covers.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SummaryQuery {
    plan: Option<Uuid>,
    agency: Option<String>,
    due_from: Option<chrono::NaiveDate>,
    due_to: Option<chrono::NaiveDate>,
    soon_days: Option<u16>,
}

impl SummaryQuery {
    fn scope(&self) -> ApiResult<query::Scope> {
        Ok(query::Scope {
            plan: self.plan,
            agencies: parse_list(self.agency.as_deref(), "agency", |t| t.parse::<AgencyId>().ok())?,
            due_from: self.due_from,
            due_to: self.due_to,
            soon_days: self.soon_days.map(|d| d.min(3660)),
        })
    }
}

/// Counts by status, lateness and review, in all and per plan.
#[utoipa::path(get, path = "/summary", tag = "duty", params(SummaryQuery), responses((status = 200, body = SummaryView)))]
async fn get_summary(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SummaryQuery>,
) -> ApiResult<Json<SummaryView>> {
    let summary = query::summary(&app.access, &actor, &q.scope()?).await?;
    Ok(Json(SummaryView::from(&*summary)))
}

/// The agencies that have duties in scope, with their counts; the one with most late duties first.
#[utoipa::path(get, path = "/agencies", tag = "duty", params(SummaryQuery), responses((status = 200, body = Vec<AgencyCounts>)))]
async fn list_owing(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SummaryQuery>,
) -> ApiResult<Json<Vec<AgencyCounts>>> {
    let summary = query::summary(&app.access, &actor, &q.scope()?).await?;
    let ids: Vec<_> = summary.by_agency.keys().copied().collect();
    let names = app.agency_names(&ids).await?;
    Ok(Json(AgencyCounts::of(&summary, &names)))
}

/// What is due now for the agencies of the signed-in person.
#[utoipa::path(get, path = "/home", tag = "duty", responses((status = 200, body = HomeView)))]
async fn get_home(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<HomeView>> {
    // Grants over a subtree are a coordinator's; what a person has to report is that of the own posts.
    let agencies = actor.agencies.clone();
    let scope = query::Scope {
        agencies: agencies.clone(),
        ..query::Scope::default()
    };
    let (late, soon, returned) = if !agencies.is_empty() {
        let filter = DutyFilter {
            agencies: agencies.clone(),
            reviews: vec![Review::Returned],
            ..DutyFilter::default()
        };
        let returned = read::list(
            &app.access,
            &actor,
            &filter,
            &PageRequest {
                cursor: None,
                limit: Some(10),
            },
        )
        .await?
        .items;
        (
            query::overdue(&app.access, &actor, &scope, 10).await?,
            query::due_soon(&app.access, &actor, &scope, 30, 10).await?,
            returned,
        )
    } else {
        (Vec::new(), Vec::new(), Vec::new())
    };
    let counts = query::counts(&app.access, &actor, &scope).await?;
    let waiting = if app.access.reach(&actor, coloa_auth::action::DUTY_ACCEPT) == coloa_auth::Reach::Nothing {
        None
    } else {
        Some(read::waiting(&app.access, &actor).await?)
    };
    let names = app.agency_names(&agencies).await?;
    Ok(Json(HomeView {
        agencies: agencies
            .iter()
            .map(|a| wire::AgencyRef {
                id: a.uuid(),
                name: names.get(a).cloned().unwrap_or_default(),
            })
            .collect(),
        counts: counts.into(),
        late: items(&app, late).await?,
        soon: items(&app, soon).await?,
        returned: items(&app, returned).await?,
        waiting_review: waiting,
    }))
}

/// Plan and period of the question who said nothing.
#[derive(Debug, Deserialize, IntoParams)]
pub struct SilentQuery {
    plan: Option<Uuid>,
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
}

/// Agencies that owe something and reported nothing in a period.
#[utoipa::path(get, path = "/silent", tag = "duty", params(SilentQuery), responses((status = 200, body = [SilentAgency])))]
async fn list_silent(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SilentQuery>,
) -> ApiResult<Json<Vec<SilentAgency>>> {
    let scope = query::Scope {
        plan: q.plan,
        ..query::Scope::default()
    };
    let ids = query::silent_agencies(&app.access, &actor, &scope, q.from, q.to).await?;
    let names = app.agency_names(&ids).await?;
    Ok(Json(
        ids.into_iter()
            .map(|a| SilentAgency {
                agency_id: a.uuid(),
                agency_name: names.get(&a).cloned().unwrap_or_default(),
            })
            .collect(),
    ))
}

/// One duty with progress, evidence, extensions and what the reader may do.
#[utoipa::path(get, path = "/{id}", tag = "duty", params(("id" = Uuid, Path)), responses((status = 200, body = DutyDetail), (status = 404, body = Problem)))]
async fn get_duty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<DutyDetail>> {
    let detail = read::detail(&app.access, &actor, id).await?;
    let files = progress::evidence(&app.access, &app.files, &actor, id).await?;
    let row = DutyRow {
        duty: detail.duty.clone(),
        text: detail.text.clone(),
    };
    let names = names(&app, std::slice::from_ref(&row)).await?;
    let version = detail.duty.version;
    Ok(Versioned(
        version,
        DutyDetail::new(&app, &actor, row, detail, files, &names),
    ))
}

/// Who did what to a duty, newest first.
#[utoipa::path(get, path = "/{id}/history", tag = "duty", params(("id" = Uuid, Path)), responses((status = 200, body = [TrailEntry])))]
async fn get_history(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<TrailEntry>>> {
    let trail = read::history(&app.access, &actor, id).await?;
    Ok(Json(trail.into_iter().map(TrailEntry::from).collect()))
}

/// One evidence file as download.
#[utoipa::path(get, path = "/{id}/evidence/{file}", tag = "duty", params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn get_evidence(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, file)): Path<(Uuid, Uuid)>,
) -> ApiResult<Download> {
    let (row, content) = progress::evidence_file(&app.access, &app.files, &actor, id, FileId(file)).await?;
    Ok(Download {
        name: row.name,
        media_type: row.media_type,
        content,
    })
}
