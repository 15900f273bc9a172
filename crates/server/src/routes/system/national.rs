//! The list of systems important to national security: the yearly sweep, requests and what was decided.

use super::asset::upload;
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    routes::{law::certainty, multipart::MultipartForm},
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use coloa_auth::{Actor, action};
use coloa_base::AgencyId;
use coloa_law::source::Legal;
use coloa_system::{
    model::Paper,
    national::{self, Decision, Detail, SelfCheck, Standing},
    service,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sweep_national))
        .routes(routes!(read_national))
        .routes(routes!(review_national))
        .routes(routes!(request_national))
        .routes(routes!(file_national))
        .routes(routes!(withdraw_national))
        .routes(routes!(decide_national))
}

/// A criterion of the list.
#[derive(Serialize, ToSchema)]
pub struct ListCriterion {
    code: String,
    text: String,
    article: String,
    source: String,
    certainty: &'static str,
    /// What it matched on; or the questions that decide it.
    why: Vec<String>,
}

/// The self-check of a year.
#[derive(Serialize, ToSchema)]
pub struct SelfCheckInfo {
    year: i32,
    name: String,
    /// The last good day.
    due: NaiveDate,
    late: bool,
    done_on: Option<NaiveDate>,
    done_by: Option<String>,
    article: String,
}

#[derive(Serialize, ToSchema)]
pub struct NationalStanding {
    system_id: Uuid,
    system_name: String,
    agency_id: Uuid,
    agency_name: String,
    level: i32,
    proposed_level: i32,
    listed_since: Option<NaiveDate>,
    /// `listed`, `requested`, `waits` (a candidate of whom nobody said anything this year), `reviewed`, `untold` (facts
    /// are missing), `none`.
    standing: &'static str,
    matched: Vec<ListCriterion>,
    /// Criteria that nobody can tell about yet.
    open: Vec<ListCriterion>,
    requested_on: Option<NaiveDate>,
    /// Why it is not asked for this year.
    review: Option<String>,
    review_by: Option<String>,
    check: Option<SelfCheckInfo>,
    may_change: bool,
    may_decide: bool,
}

#[derive(Serialize, ToSchema)]
pub struct NationalSweep {
    year: i32,
    items: Vec<NationalStanding>,
}

#[derive(Serialize, ToSchema)]
pub struct NationalDocument {
    name: String,
    file_id: Uuid,
    filed_by: String,
    filed_at: DateTime<Utc>,
}

/// That a system be put on the list.
#[derive(Serialize, ToSchema)]
pub struct NationalRequest {
    id: Uuid,
    /// `requested`, `decided`, `refused`, `withdrawn`.
    state: String,
    codes: Vec<String>,
    note: String,
    requested_on: NaiveDate,
    decided_on: Option<NaiveDate>,
    number: String,
    decided_by: String,
    decision_note: String,
    decision_file: Option<Uuid>,
    created_by: String,
    documents: Vec<NationalDocument>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct NationalDetail {
    standing: NationalStanding,
    /// The latest last.
    requests: Vec<NationalRequest>,
}

fn criterion(code: &str, text: &str, legal: &Legal, why: Vec<String>) -> ListCriterion {
    ListCriterion {
        code: code.to_owned(),
        text: text.to_owned(),
        article: legal.article.clone(),
        source: legal.source.clone(),
        certainty: certainty(legal.certainty),
        why,
    }
}

fn check(of: &SelfCheck, today: NaiveDate) -> SelfCheckInfo {
    SelfCheckInfo {
        year: of.year,
        name: of.report.name.clone(),
        due: of.due,
        late: of.late(today),
        done_on: of.done.as_ref().map(|r| r.done_on),
        done_by: of.done.as_ref().map(|r| r.done_by.clone()),
        article: of.report.legal.citation(),
    }
}

fn word(of: &Standing) -> &'static str {
    let requested = of
        .request
        .as_ref()
        .is_some_and(|r| r.state == national::RequestState::Requested.as_str());
    if of.listed() {
        "listed"
    } else if requested {
        "requested"
    } else if of.waits() {
        "waits"
    } else if of.candidate() {
        "reviewed"
    } else if of.list.open.is_empty() {
        "none"
    } else {
        "untold"
    }
}

fn info(app: &App, actor: &Actor, of: Standing, names: &HashMap<AgencyId, String>) -> NationalStanding {
    let may = |action| app.access.may(actor, action, &service::resource(&of.system));
    let standing = word(&of);
    NationalStanding {
        standing,
        may_change: may(action::SYSTEM_CHANGE),
        may_decide: may(action::SYSTEM_RECORD),
        matched: of
            .list
            .matched
            .iter()
            .map(|m| criterion(m.code, m.text, m.legal, Vec::new()))
            .collect(),
        open: of
            .list
            .open
            .iter()
            .map(|o| criterion(o.code, o.text, o.legal, o.asks.clone()))
            .collect(),
        requested_on: of
            .request
            .as_ref()
            .filter(|_| standing == "requested")
            .map(|r| r.requested_on),
        review: of.review.as_ref().map(|r| r.why.clone()),
        review_by: of.review.map(|r| r.by_name),
        check: of.check.as_ref().map(|c| check(c, app.clock.today())),
        agency_name: names
            .get(&AgencyId(of.system.agency_id))
            .cloned()
            .unwrap_or_default(),
        system_id: of.system.id,
        system_name: of.system.name,
        agency_id: of.system.agency_id,
        level: of.system.level,
        proposed_level: of.system.proposed_level,
        listed_since: of.system.listed_since,
    }
}

fn request(of: Detail) -> NationalRequest {
    let r = of.request;
    NationalRequest {
        id: r.id,
        state: r.state,
        codes: r
            .codes
            .split(',')
            .filter(|c| !c.is_empty())
            .map(str::to_owned)
            .collect(),
        note: r.note,
        requested_on: r.requested_on,
        decided_on: r.decided_on,
        number: r.number,
        decided_by: r.decided_by,
        decision_note: r.decision_note,
        decision_file: r.decision_file,
        created_by: r.created_by,
        version: r.version,
        documents: of
            .documents
            .into_iter()
            .map(|d| NationalDocument {
                name: d.name,
                file_id: d.file_id,
                filed_by: d.filed_by,
                filed_at: d.filed_at,
            })
            .collect(),
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SweepQuery {
    /// This one where nothing is said.
    year: Option<i32>,
}

/// The sweep of a year: all systems in use within reach, those that wait for an answer first.
#[utoipa::path(get, path = "/national", tag = "system", params(SweepQuery), responses((status = 200, body = NationalSweep), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn sweep_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SweepQuery>,
) -> ApiResult<Json<NationalSweep>> {
    let year = q.year.unwrap_or_else(|| app.clock.today().year());
    if !(2000..=2200).contains(&year) {
        return Err(ApiError::invalid("year", "out_of_range"));
    }
    let found = national::sweep(&app.access, &actor, year).await?;
    let agencies: Vec<AgencyId> = found.iter().map(|s| AgencyId(s.system.agency_id)).collect();
    let names = app.agency_names(&agencies).await?;
    Ok(Json(NationalSweep {
        year,
        items: found
            .into_iter()
            .map(|one| info(&app, &actor, one, &names))
            .collect(),
    }))
}

/// How a system stands to the list, and what was asked and decided.
#[utoipa::path(get, path = "/{id}/national", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = NationalDetail), (status = 404, body = Problem)))]
async fn read_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<NationalDetail>> {
    let found = national::standing(&app.access, &actor, id).await?;
    let names = app.agency_names(&[AgencyId(found.system.agency_id)]).await?;
    let requests = national::requests(&app.access, &actor, id).await?;
    Ok(Json(NationalDetail {
        standing: info(&app, &actor, found, &names),
        requests: requests.into_iter().map(request).collect(),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct ReviewBody {
    why: String,
}

/// Answers a candidate of this year's sweep: it is not asked for, and why.
#[utoipa::path(put, path = "/{id}/national/review", tag = "system", params(("id" = Uuid, Path)), request_body = ReviewBody,
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn review_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<ReviewBody>,
) -> ApiResult<StatusCode> {
    national::review(&app.access, &actor, id, &body.why).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct NationalRequestBody {
    /// Why it belongs on the list.
    note: String,
    /// Today where nothing is said.
    on: Option<NaiveDate>,
}

/// Asks for a system to be put on the list.
#[utoipa::path(post, path = "/{id}/national/requests", tag = "system", params(("id" = Uuid, Path)), request_body = NationalRequestBody,
    responses((status = 201, body = NationalRequest), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn request_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<NationalRequestBody>,
) -> ApiResult<(StatusCode, Versioned<NationalRequest>)> {
    let on = body.on.unwrap_or_else(|| app.clock.today());
    let made = national::request(&app.access, &actor, id, &body.note, on).await?;
    Ok((
        StatusCode::CREATED,
        Versioned(made.request.version, request(made)),
    ))
}

/// The form of a document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct NationalDocumentForm {
    name: String,
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Adds a document to a request.
#[utoipa::path(post, path = "/national/{id}/documents", tag = "system", params(("id" = Uuid, Path)),
    request_body(content = NationalDocumentForm, content_type = "multipart/form-data"),
    responses((status = 200, body = NationalRequest), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn file_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<Versioned<NationalRequest>> {
    let form = MultipartForm::read(&app, body).await?;
    let name = form.required("name")?;
    let file = form
        .file()
        .map(upload)
        .ok_or_else(|| ApiError::invalid("file", "required"))?;
    let found = national::file(&app.access, &actor, &app.files, id, &name, file).await?;
    Ok(Versioned(found.request.version, request(found)))
}

#[derive(Deserialize, ToSchema)]
pub struct WithdrawBody {
    #[serde(default)]
    note: String,
}

/// Takes a request back before it is decided.
#[utoipa::path(post, path = "/national/{id}/withdraw", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = WithdrawBody,
    responses((status = 200, body = NationalRequest), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn withdraw_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<WithdrawBody>,
) -> ApiResult<Versioned<NationalRequest>> {
    let found = national::withdraw(&app.access, &actor, id, seen, &body.note).await?;
    Ok(Versioned(found.request.version, request(found)))
}

/// The form of a decision on the list.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct ListDecisionForm {
    /// `true`: it stands on the list; anything else: it was refused.
    listed: String,
    number: String,
    on: NaiveDate,
    by: String,
    note: Option<String>,
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// Records what was decided on a request, with number and file.
#[utoipa::path(post, path = "/national/{id}/decide", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    request_body(content = ListDecisionForm, content_type = "multipart/form-data"),
    responses((status = 200, body = NationalRequest), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn decide_national(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    body: Multipart,
) -> ApiResult<Versioned<NationalRequest>> {
    let form = MultipartForm::read(&app, body).await?;
    let decision = Decision {
        listed: form.text("listed").as_deref() == Some("true"),
        paper: Paper {
            number: form.required("number")?,
            on: form.parsed("on")?,
            by: form.required("by")?,
        },
        note: form.text("note").unwrap_or_default(),
        file: form.file().map(upload),
    };
    let found = national::decide(&app.access, &actor, &app.files, id, seen, decision).await?;
    Ok(Versioned(found.request.version, request(found)))
}
