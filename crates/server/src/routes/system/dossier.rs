//! Dossiers of levels: their steps on the clock of the law, their documents, and what the product writes of them.

use super::{asset::upload, letters, optional, steps};
use crate::{
    App,
    extract::{Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Actor, action};
use coloa_base::AgencyId;
use coloa_law::{LawBook, route::StepKind};
use coloa_report::law_form;
use coloa_system::{
    dossier::{self, Decision, Detail, Draft},
    entity::level_dossier::Model as Dossier,
    gates,
    model::{Lack, Reason},
    service,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_dossiers))
        .routes(routes!(read_dossier))
        .routes(routes!(file_document))
        .routes(routes!(list_system_dossiers, open_dossier))
        .routes(routes!(record_level))
        .merge(letters::routes())
        .merge(steps::routes())
}

#[derive(Serialize, ToSchema)]
pub struct DossierInfo {
    id: Uuid,
    system_id: Uuid,
    system_name: String,
    agency_id: Uuid,
    agency_name: String,
    regime: String,
    level: i32,
    /// `first`, `redetermination`, `transition`, `recorded`.
    reason: String,
    /// `draft`, `sent`, `returned`, `appraised`, `approved`, `dropped`, `superseded`.
    state: String,
    appraiser_id: Option<Uuid>,
    appraiser_name: String,
    sent_on: Option<NaiveDate>,
    reply_due: Option<NaiveDate>,
    complete_on: Option<NaiveDate>,
    appraise_due: Option<NaiveDate>,
    appraised_on: Option<NaiveDate>,
    approve_due: Option<NaiveDate>,
    approved_on: Option<NaiveDate>,
    decision_number: String,
    decision_by: String,
    decision_file: Option<Uuid>,
    note: String,
    created_by: String,
    created_at: DateTime<Utc>,
    /// The next day of the law that it waits for.
    due: Option<NaiveDate>,
    late: bool,
    version: i32,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub struct DossierStepInfo {
    at: DateTime<Utc>,
    /// `created`, `filed`, `addressed`, `sent`, `returned`, `accepted`, `appraised`, `approved`, `dropped`.
    step: String,
    by_name: String,
    note: String,
    /// The day that it bears; null: none.
    on: Option<NaiveDate>,
}

/// A document that the law asks for.
#[derive(Serialize, ToSchema)]
pub struct DossierDocumentInfo {
    code: String,
    name: String,
    /// For which systems; null: for all.
    when: Option<String>,
    article: String,
    source: String,
    /// The product can write it from the record.
    writable: bool,
    file_id: Option<Uuid>,
    filed_by: Option<String>,
    filed_at: Option<DateTime<Utc>>,
}

/// A step of the route of the law.
#[derive(Serialize, ToSchema)]
pub struct DossierRouteInfo {
    kind: &'static str,
    /// Who acts, as the regime calls them.
    by: Vec<String>,
    /// Days of the term; null: none is set.
    days: Option<u32>,
    working_days: bool,
    article: String,
    source: String,
    certainty: &'static str,
    note: Option<String>,
}

/// Something the law wants done before a step.
#[derive(Serialize, ToSchema)]
pub struct GateInfo {
    before: &'static str,
    text: String,
    article: String,
    open: bool,
    /// Why the paper that it asks for does not count: `missing`, `undated`, `late`.
    lacks: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
pub struct DossierDetail {
    dossier: DossierInfo,
    steps: Vec<DossierStepInfo>,
    documents: Vec<DossierDocumentInfo>,
    route: Vec<DossierRouteInfo>,
    gates: Vec<GateInfo>,
    appraisal: String,
    /// Documents that can be printed: `request`, `consult`, `appraisal`, `submission`, `decision`.
    letters: Vec<&'static str>,
    may_change: bool,
    may_appraise: bool,
    may_approve: bool,
    /// Agencies whose head approves, by the law's route.
    approvers: Vec<String>,
}

const fn kind(of: StepKind) -> &'static str {
    match of {
        StepKind::Prepare => "prepare",
        StepKind::Submit => "submit",
        StepKind::CompletenessReply => "completeness_reply",
        StepKind::ExpertOpinion => "expert_opinion",
        StepKind::Appraise => "appraise",
        StepKind::Approve => "approve",
        StepKind::ApproveList => "approve_list",
        StepKind::ApprovePlan => "approve_plan",
        StepKind::Report => "report",
        StepKind::Operate => "operate",
    }
}

fn info(
    row: Dossier,
    systems: &HashMap<Uuid, String>,
    agencies: &HashMap<AgencyId, String>,
    today: NaiveDate,
) -> DossierInfo {
    let due = dossier::next_due(&row);
    DossierInfo {
        system_name: systems.get(&row.system_id).cloned().unwrap_or_default(),
        agency_name: agencies
            .get(&AgencyId(row.agency_id))
            .cloned()
            .unwrap_or_default(),
        appraiser_name: row
            .appraiser_id
            .and_then(|id| agencies.get(&AgencyId(id)).cloned())
            .unwrap_or_else(|| row.appraiser_name.clone()),
        due,
        late: due.is_some_and(|day| day < today),
        id: row.id,
        system_id: row.system_id,
        agency_id: row.agency_id,
        regime: row.regime,
        level: row.level,
        reason: row.reason,
        state: row.state,
        appraiser_id: row.appraiser_id,
        sent_on: row.sent_on,
        reply_due: row.reply_due,
        complete_on: row.complete_on,
        appraise_due: row.appraise_due,
        appraised_on: row.appraised_on,
        approve_due: row.approve_due,
        approved_on: row.approved_on,
        decision_number: row.decision_number,
        decision_by: row.decision_by,
        decision_file: row.decision_file,
        note: row.note,
        created_by: row.created_by,
        created_at: row.created_at,
        version: row.version,
    }
}

async fn infos(app: &App, rows: Vec<Dossier>) -> ApiResult<Vec<DossierInfo>> {
    let systems: Vec<Uuid> = rows.iter().map(|r| r.system_id).collect();
    let systems = service::names(&app.access, &systems).await?;
    let agencies: Vec<AgencyId> = rows
        .iter()
        .flat_map(|r| [Some(r.agency_id), r.appraiser_id])
        .flatten()
        .map(AgencyId)
        .collect();
    let agencies = app.agency_names(&agencies).await?;
    let today = app.clock.today();
    Ok(rows
        .into_iter()
        .map(|row| info(row, &systems, &agencies, today))
        .collect())
}

/// What a document of the law is called here: the word behind its regime.
pub(super) fn word(code: &str) -> &str {
    code.split_once('-').map_or(code, |(_, word)| word)
}

pub(super) async fn detail(app: &App, actor: &Actor, found: Detail) -> ApiResult<Versioned<DossierDetail>> {
    let version = found.dossier.version;
    let row = found.dossier.clone();
    let today = app.clock.today();
    let book = LawBook::current();
    let known = gates::known(&app.access, found.system.id).await?;
    let open = |before| gates::open(&row, &known, before, today);
    let gates = [StepKind::Approve, StepKind::Operate]
        .into_iter()
        .flat_map(|before| {
            let level = u8::try_from(row.level).unwrap_or_default();
            let still: Vec<&str> = open(before).iter().map(|g| g.body.id.as_str()).collect();
            book.gates(&row.regime, level, before, today)
                .into_iter()
                .map(|g| GateInfo {
                    lacks: gates::lack(&g.body, &known, today).map(Lack::as_str),
                    before: kind(before),
                    text: g.body.text.clone(),
                    article: g.legal.citation(),
                    open: still.contains(&g.body.id.as_str()),
                })
                .collect::<Vec<_>>()
        })
        .collect();
    let writable = law_form::kinds();
    let documents = dossier::documents(&row, today)
        .into_iter()
        .map(|d| {
            let filed = found.documents.iter().find(|f| f.code == d.body.id);
            DossierDocumentInfo {
                writable: writable.contains(&word(&d.body.id)),
                code: d.body.id.clone(),
                name: d.body.name.clone(),
                when: d.body.when.clone(),
                article: d.legal.article.clone(),
                source: d.legal.source.clone(),
                file_id: filed.map(|f| f.file_id),
                filed_by: filed.map(|f| f.filed_by.clone()),
                filed_at: filed.map(|f| f.filed_at),
            }
        })
        .collect();
    let approval = dossier::approval(&row, Some(&found.system), today);
    let approvers: Vec<AgencyId> = dossier::approvers(&row, Some(&found.system), today);
    let names = app.agency_names(&approvers).await?;
    let route = dossier::route(&row, Some(&found.system), today)?
        .into_iter()
        .map(|s| DossierRouteInfo {
            kind: kind(s.step.body.kind),
            by: s
                .by
                .iter()
                .map(|role| book.role_name_on(role, &row.regime, today).to_owned())
                .collect(),
            days: s.step.body.limit.map(|l| l.count),
            working_days: s
                .step
                .body
                .limit
                .is_some_and(|l| l.unit == coloa_law::route::DayUnit::WorkingDay),
            article: s.step.legal.article.clone(),
            source: s.step.legal.source.clone(),
            certainty: crate::routes::law::certainty(s.step.legal.certainty),
            note: s.step.body.note.clone(),
        })
        .collect();
    let may = |action| app.access.may(actor, action, &dossier::resource(&row, action));
    let mut shown = infos(app, vec![found.dossier]).await?;
    let shown = shown.pop().ok_or_else(|| ApiError::invalid("id", "unknown"))?;
    Ok(Versioned(
        version,
        DossierDetail {
            dossier: shown,
            steps: found
                .steps
                .into_iter()
                .map(|s| DossierStepInfo {
                    at: s.at,
                    step: s.step,
                    by_name: s.by_name,
                    note: s.note,
                    on: s.on_day,
                })
                .collect(),
            documents,
            route,
            gates,
            letters: ["request", "consult", "appraisal", "submission", "decision"].to_vec(),
            may_change: may(action::SYSTEM_CHANGE),
            may_appraise: may(action::SYSTEM_APPRAISE) && dossier::is_addressed(&row, actor),
            may_approve: app.access.may(actor, action::SYSTEM_APPROVE, &approval),
            approvers: approvers
                .iter()
                .filter_map(|agency| names.get(agency).cloned())
                .collect(),
            appraisal: row.appraisal,
        },
    ))
}

/// Dossiers on their way, within reach or to be appraised there; the next due first.
#[utoipa::path(get, path = "/dossiers", tag = "system", responses((status = 200, body = Vec<DossierInfo>), (status = 403, body = Problem)))]
async fn list_dossiers(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<DossierInfo>>> {
    let rows = dossier::queue(&app.access, &actor).await?;
    Ok(Json(infos(&app, rows).await?))
}

/// Dossiers of a system, the newest first.
#[utoipa::path(get, path = "/{id}/dossiers", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<DossierInfo>), (status = 404, body = Problem)))]
async fn list_system_dossiers(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<DossierInfo>>> {
    let rows = dossier::of_system(&app.access, &actor, id).await?;
    Ok(Json(infos(&app, rows).await?))
}

/// One dossier with its documents, its route and what still stands in its way.
#[utoipa::path(get, path = "/dossiers/{id}", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = DossierDetail), (status = 404, body = Problem)))]
async fn read_dossier(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<DossierDetail>> {
    let found = dossier::read(&app.access, &actor, id).await?;
    detail(&app, &actor, found).await
}

#[derive(Deserialize, ToSchema)]
pub struct DossierBody {
    regime: String,
    level: u8,
    /// `first` where nothing is said.
    reason: Option<String>,
    /// The unit that appraises, where it is in the directory.
    appraiser_id: Option<Uuid>,
    #[serde(default)]
    appraiser_name: String,
    #[serde(default)]
    note: String,
}

/// Begins a dossier.
#[utoipa::path(post, path = "/{id}/dossiers", tag = "system", params(("id" = Uuid, Path)), request_body = DossierBody,
    responses((status = 201, body = DossierDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn open_dossier(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<DossierBody>,
) -> ApiResult<(StatusCode, Versioned<DossierDetail>)> {
    let draft = Draft {
        regime: body.regime,
        level: body.level,
        reason: optional("reason", body.reason.as_deref(), Reason::parse)?.unwrap_or(Reason::First),
        appraiser: body.appraiser_id.map(AgencyId),
        appraiser_name: body.appraiser_name,
        note: body.note,
    };
    if draft.reason == Reason::Recorded {
        return Err(ApiError::invalid("reason", "unknown"));
    }
    let found = dossier::open(&app.access, &actor, id, &draft).await?;
    Ok((StatusCode::CREATED, detail(&app, &actor, found).await?))
}

/// The form of a decision.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct LevelDecisionForm {
    number: String,
    on: NaiveDate,
    by: String,
    /// Of a level that was approved before.
    regime: Option<String>,
    level: Option<u8>,
    /// Of a level that was approved before: where the decision is found, or why it lies below what was assessed.
    note: Option<String>,
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

pub(super) fn decision(form: MultipartForm) -> ApiResult<Decision> {
    Ok(Decision {
        number: form.required("number")?,
        on: form
            .parsed("on")?
            .ok_or_else(|| ApiError::invalid("on", "required"))?,
        by: form.required("by")?,
        note: form.text("note").unwrap_or_default(),
        file: form.file().map(upload),
    })
}

/// Records a level that was approved before the register was kept here.
#[utoipa::path(post, path = "/{id}/dossiers/recorded", tag = "system", params(("id" = Uuid, Path)),
    request_body(content = LevelDecisionForm, content_type = "multipart/form-data"),
    responses((status = 201, body = DossierDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn record_level(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<(StatusCode, Versioned<DossierDetail>)> {
    let form = MultipartForm::read(&app, body).await?;
    let regime = form.required("regime")?;
    let level = form
        .parsed("level")?
        .ok_or_else(|| ApiError::invalid("level", "required"))?;
    let found = dossier::record(
        &app.access,
        &actor,
        &app.files,
        id,
        &regime,
        level,
        decision(form)?,
    )
    .await?;
    app.refresh_sources().await;
    Ok((StatusCode::CREATED, detail(&app, &actor, found).await?))
}

#[derive(Deserialize, IntoParams)]
pub struct DocumentPath {
    /// Of the dossier.
    pub(super) id: Uuid,
    /// Of the document, as the law has it.
    pub(super) code: String,
}

/// The form of a document.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct DossierDocumentForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    handling: Option<String>,
}

/// Puts a document in its place.
#[utoipa::path(put, path = "/dossiers/{id}/documents/{code}", tag = "system", params(DocumentPath),
    request_body(content = DossierDocumentForm, content_type = "multipart/form-data"),
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn file_document(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<DocumentPath>,
    body: Multipart,
) -> ApiResult<Versioned<DossierDetail>> {
    let form = MultipartForm::read(&app, body).await?;
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let found = dossier::file(&app.access, &actor, &app.files, at.id, &at.code, upload(file)).await?;
    detail(&app, &actor, found).await
}
