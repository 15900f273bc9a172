//! `/api/v1/plans`: from a document to approved items. [`wire`] holds the shapes, [`review`] the routes of the
//! review screen.

mod review;
mod upload;
pub mod wire;

use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::{Multipart, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use coloa_base::{AgencyId, Handling, PageRequest, PlanId, PlanVersionId};
use coloa_plan::plans::{self, PlanKind, PlanState, approve, import, list};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;
use wire::{
    HistoryPage, PlanChange, PlanComparison, PlanDetail, PlanImported, PlanItems, PlanPage,
    PlanVersionDetail, SourceText,
};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_plans, create_plan))
        .routes(routes!(import_plan))
        .routes(routes!(get_plan, change_plan))
        .routes(routes!(import_plan_version))
        .routes(routes!(get_plan_history))
        .routes(routes!(activate_plan))
        .routes(routes!(end_plan))
        .routes(routes!(get_plan_version))
        .routes(routes!(get_plan_text))
        .routes(routes!(get_plan_file))
        .routes(routes!(list_plan_items))
        .routes(routes!(compare_plan_version))
        .merge(review::routes())
}

/// Parses a list of words parted by commas.
fn words<T>(text: Option<&str>, field: &str, parse: impl Fn(&str) -> Option<T>) -> ApiResult<Vec<T>> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .map(|w| parse(w).ok_or_else(|| ApiError::invalid(field, "unknown")))
        .collect()
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PlanFilter {
    /// Words of title or number, in any spelling.
    q: Option<String>,
    /// `plan,strategy,directive,meeting`
    kind: Option<String>,
    /// `in_review,approved,active,ended,replaced`
    state: Option<String>,
    owner: Option<Uuid>,
    /// Plans whose period holds the year.
    year: Option<i32>,
    parent: Option<Uuid>,
    /// `newest` (default), `issued`, `title`.
    sort: Option<String>,
    cursor: Option<String>,
    /// 1 to 500, 50 where none is given.
    limit: Option<u32>,
}

/// Plans that the person may read.
#[utoipa::path(get, path = "", tag = "plan", params(PlanFilter),
    responses((status = 200, body = PlanPage), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list_plans(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<PlanFilter>,
) -> ApiResult<Json<PlanPage>> {
    let filter = list::Filter {
        text: q.q,
        kinds: words(q.kind.as_deref(), "kind", PlanKind::parse)?,
        states: words(q.state.as_deref(), "state", PlanState::parse)?,
        owner: q.owner.map(AgencyId),
        year: q.year,
        parent: q.parent.map(PlanId),
        sort: match q.sort.as_deref() {
            None | Some("newest") => list::Sort::Newest,
            Some("issued") => list::Sort::Issued,
            Some("title") => list::Sort::Title,
            Some(_) => return Err(ApiError::invalid("sort", "unknown")),
        },
    };
    let page = list::list(
        &app.access,
        &actor,
        &filter,
        &PageRequest {
            cursor: q.cursor,
            limit: q.limit,
        },
    )
    .await?;
    let owners: Vec<AgencyId> = page.items.iter().map(|l| l.plan.owner).collect();
    let names = app.agency_names(&owners).await?;
    Ok(Json(PlanPage::new(page, &names)))
}

/// Makes a plan without a document: a directive, the conclusions of a meeting.
#[utoipa::path(post, path = "", tag = "plan", request_body = wire::NewPlan,
    responses((status = 201, body = PlanImported), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_plan(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<wire::NewPlan>,
) -> ApiResult<(StatusCode, Json<PlanImported>)> {
    let handling = handling(body.handling.as_deref())?;
    let made = import::create_empty(
        &app.access,
        &app.files,
        &actor,
        body.plan.read()?,
        AgencyId(body.owner),
        handling,
        body.accept_duplicate,
    )
    .await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

fn handling(text: Option<&str>) -> ApiResult<Handling> {
    match text.filter(|t| !t.is_empty()) {
        None => Ok(Handling::Normal),
        Some(t) => Handling::parse(t).ok_or_else(|| ApiError::invalid("handling", "unknown")),
    }
}

/// Imports a document as a new plan in review.
#[utoipa::path(post, path = "/import", tag = "plan",
    request_body(content = wire::PlanUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = PlanImported), (status = 403, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import_plan(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    form: Multipart,
) -> ApiResult<(StatusCode, Json<PlanImported>)> {
    let form = upload::read(form, &app).await?;
    let id = |field: &'static str| -> ApiResult<Option<Uuid>> {
        form.field(field)
            .map(|v| v.parse().map_err(|_| ApiError::invalid(field, "malformed")))
            .transpose()
    };
    let purpose = import::Purpose::New {
        kind: match form.field("kind") {
            None => PlanKind::Plan,
            Some(k) => PlanKind::parse(k).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
        },
        owner: AgencyId(id("owner")?.ok_or_else(|| ApiError::invalid("owner", "missing"))?),
        parent: id("parent")?.map(PlanId),
        replaces: id("replaces")?.map(PlanId),
    };
    let made = import::import(&app.access, &app.files, &actor, form.into_upload(purpose)?).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Imports a document as the next version of a plan.
#[utoipa::path(post, path = "/{id}/versions", tag = "plan", params(("id" = Uuid, Path)),
    request_body(content = wire::PlanUpload, content_type = "multipart/form-data"),
    responses((status = 201, body = PlanImported), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn import_plan_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    form: Multipart,
) -> ApiResult<(StatusCode, Json<PlanImported>)> {
    let form = upload::read(form, &app).await?;
    let purpose = import::Purpose::NextVersion { plan: PlanId(id) };
    let made = import::import(&app.access, &app.files, &actor, form.into_upload(purpose)?).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// A plan with its versions and the plans around it.
#[utoipa::path(get, path = "/{id}", tag = "plan", params(("id" = Uuid, Path)),
    responses((status = 200, body = PlanDetail), (status = 404, body = Problem)))]
async fn get_plan(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<PlanDetail>> {
    detail(&app, &actor, PlanId(id)).await
}

async fn detail(app: &App, actor: &coloa_auth::Actor, id: PlanId) -> ApiResult<Versioned<PlanDetail>> {
    let detail = list::detail(&app.access, actor, id).await?;
    let names = app.agency_names(&[detail.plan.owner]).await?;
    Ok(Versioned(detail.plan.version, PlanDetail::new(detail, &names)))
}

/// Corrects title, number, dates and relations of a plan.
#[utoipa::path(put, path = "/{id}", tag = "plan", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = PlanChange,
    responses((status = 200, body = PlanDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn change_plan(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<PlanChange>,
) -> ApiResult<Versioned<PlanDetail>> {
    plans::review::edit_plan(&app.access, &actor, PlanId(id), seen, body.read()?).await?;
    detail(&app, &actor, PlanId(id)).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// Entries before this one (paging).
    before: Option<i64>,
    limit: Option<u64>,
}

/// What happened to a plan, newest first.
#[utoipa::path(get, path = "/{id}/history", tag = "plan", params(("id" = Uuid, Path), HistoryQuery),
    responses((status = 200, body = HistoryPage), (status = 403, body = Problem)))]
async fn get_plan_history(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<HistoryQuery>,
) -> ApiResult<Json<HistoryPage>> {
    let limit = q.limit.unwrap_or(50).clamp(1, 200);
    let entries = list::history(&app.access, &actor, PlanId(id), q.before, limit).await?;
    Ok(Json(HistoryPage::new(entries, limit)))
}

/// A plan after approval or activation, with the names that mean other agencies than in the review.
async fn settled_detail(
    app: &App,
    actor: &coloa_auth::Actor,
    settled: approve::Settled,
) -> ApiResult<Versioned<PlanDetail>> {
    let moved = wire::moved(app, settled.moved).await?;
    let Versioned(version, detail) = detail(app, actor, settled.plan.id).await?;
    Ok(Versioned(version, detail.with_moved(moved)))
}

#[derive(Deserialize, ToSchema)]
struct Activation {
    /// The day on which agency names are placed, from the document's to today; today where none is given. Work is
    /// given today.
    on: Option<NaiveDate>,
}

/// Puts an approved plan in force: agencies get their duties.
#[utoipa::path(post, path = "/{id}/activate", tag = "plan", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = Activation,
    responses((status = 200, body = PlanDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn activate_plan(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<Activation>,
) -> ApiResult<Versioned<PlanDetail>> {
    let settled = approve::activate(&app.access, &actor, PlanId(id), seen, body.on).await?;
    settled_detail(&app, &actor, settled).await
}

#[derive(Deserialize, ToSchema)]
struct Ending {
    reason: String,
}

/// Ends a plan.
#[utoipa::path(post, path = "/{id}/end", tag = "plan", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = Ending,
    responses((status = 200, body = PlanDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn end_plan(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<Ending>,
) -> ApiResult<Versioned<PlanDetail>> {
    approve::end(&app.access, &actor, PlanId(id), seen, &body.reason).await?;
    detail(&app, &actor, PlanId(id)).await
}

/// A version with counts and the names that block its approval.
#[utoipa::path(get, path = "/versions/{version}", tag = "plan", params(("version" = Uuid, Path)),
    responses((status = 200, body = PlanVersionDetail), (status = 404, body = Problem)))]
async fn get_plan_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
) -> ApiResult<Versioned<PlanVersionDetail>> {
    version_detail(&app, &actor, PlanVersionId(version)).await
}

async fn version_detail(
    app: &App,
    actor: &coloa_auth::Actor,
    id: PlanVersionId,
) -> ApiResult<Versioned<PlanVersionDetail>> {
    let read = list::get_version(&app.access, actor, id, plans::rules::SURE).await?;
    let text = list::source_text(&app.access, actor, id).await?;
    Ok(Versioned(
        read.version.version,
        PlanVersionDetail::new(read, &text),
    ))
}

/// The text that spans point into; it never changes, so clients may keep it.
#[utoipa::path(get, path = "/versions/{version}/text", tag = "plan", params(("version" = Uuid, Path)),
    responses((status = 200, body = SourceText), (status = 404, body = Problem)))]
async fn get_plan_text(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
) -> ApiResult<Response> {
    let text = list::source_text(&app.access, &actor, PlanVersionId(version)).await?;
    let mut response = Json(SourceText { text }).into_response();
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=86400, immutable"),
    );
    Ok(response)
}

/// The document as uploaded.
#[utoipa::path(get, path = "/versions/{version}/file", tag = "plan", params(("version" = Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn get_plan_file(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
) -> ApiResult<Download> {
    let (file, content) = list::source_file(&app.access, &app.files, &actor, PlanVersionId(version)).await?;
    Ok(Download {
        name: file.name,
        media_type: file.media_type,
        content,
    })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ItemFilter {
    /// `target,task,assignment,obligation`
    kind: Option<String>,
    /// `all` (default), `kept`, `to_look_at`, `unresolved`, `unseen`, `past`, `unassigned`, `removed`.
    show: Option<String>,
    /// Words of the text, in any spelling.
    q: Option<String>,
    offset: Option<usize>,
    /// 1 to 500, 500 where none is given.
    limit: Option<usize>,
}

/// Items of a version in the order of the document.
#[utoipa::path(get, path = "/versions/{version}/items", tag = "plan", params(("version" = Uuid, Path), ItemFilter),
    responses((status = 200, body = PlanItems), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn list_plan_items(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
    Query(q): Query<ItemFilter>,
) -> ApiResult<Json<PlanItems>> {
    let version = PlanVersionId(version);
    let kinds = words(q.kind.as_deref(), "kind", plans::ItemKind::parse)?;
    let mut items = list::items(&app.access, &actor, version).await?;
    let text = list::source_text(&app.access, &actor, version).await?;
    let show = q.show.as_deref().unwrap_or("all");
    if ![
        "all",
        "kept",
        "to_look_at",
        "unresolved",
        "unseen",
        "past",
        "unassigned",
        "removed",
    ]
    .contains(&show)
    {
        return Err(ApiError::invalid("show", "unknown"));
    }
    let past = match show {
        "past" => list::past(&app.access, &items).await?,
        _ => std::collections::HashSet::new(),
    };
    let wanted: Vec<String> = coloa_base::text::fold_plain(q.q.as_deref().unwrap_or_default())
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    items.retain(|i| {
        (kinds.is_empty() || kinds.contains(&i.kind))
            && match show {
                "kept" => i.is_kept(),
                "removed" => !i.is_kept(),
                "unseen" => i.is_kept() && !i.review.is_seen(),
                "past" => past.contains(&i.id),
                "unassigned" => plans::rules::is_unassigned(i),
                "unresolved" => i.is_kept() && i.unresolved().next().is_some(),
                "to_look_at" => {
                    i.is_kept() && !i.review.is_seen() && !plans::rules::is_sure(i, plans::rules::SURE)
                }
                _ => true,
            }
            && (wanted.is_empty() || {
                let folded = coloa_base::text::fold_plain(&i.text);
                wanted.iter().all(|w| folded.contains(w))
            })
    });
    let total = items.len();
    let limit = q.limit.unwrap_or(500).clamp(1, 500);
    let page: Vec<_> = items
        .into_iter()
        .skip(q.offset.unwrap_or(0))
        .take(limit)
        .collect();
    Ok(Json(wire::items(&app, page, &text, total).await?))
}

/// How a version differs from the one before it.
#[utoipa::path(get, path = "/versions/{version}/comparison", tag = "plan", params(("version" = Uuid, Path)),
    responses((status = 200, body = PlanComparison), (status = 404, body = Problem)))]
async fn compare_plan_version(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(version): Path<Uuid>,
) -> ApiResult<Json<PlanComparison>> {
    let comparison = list::compare(&app.access, &actor, PlanVersionId(version)).await?;
    Ok(Json(wire::comparison(&app, comparison).await?))
}
