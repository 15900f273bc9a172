//! Steps of a dossier: five that need a day and a word at most, the approval by a decision, another appraiser.

use super::dossier::{DossierDetail, LevelDecisionForm, decision, detail};
use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request, State};
use chrono::NaiveDate;
use coloa_auth::Actor;
use coloa_base::AgencyId;
use coloa_system::dossier;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(send_dossier))
        .routes(routes!(return_dossier))
        .routes(routes!(accept_dossier))
        .routes(routes!(appraise_dossier))
        .routes(routes!(approve_dossier))
        .routes(routes!(drop_dossier))
        .routes(routes!(address_dossier))
}

/// A step with its day and a word.
#[derive(Deserialize, ToSchema)]
pub struct DossierStepBody {
    /// Today where nothing is said.
    on: Option<NaiveDate>,
    #[serde(default)]
    note: String,
}

/// Which step is taken.
enum Kind {
    Send,
    Return,
    Accept,
    Appraise,
    Drop,
}

/// What all steps are asked with: who, which dossier, the version that was seen, a day and a word.
struct Step {
    app: App,
    actor: Actor,
    id: Uuid,
    seen: i32,
    body: DossierStepBody,
}

impl FromRequest<App> for Step {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> ApiResult<Self> {
        let (mut parts, body) = request.into_parts();
        let SignedIn(actor) = SignedIn::from_request_parts(&mut parts, app).await?;
        let Path(id) = Path::from_request_parts(&mut parts, app).await?;
        let IfMatch(seen) = IfMatch::from_request_parts(&mut parts, app).await?;
        let Json(body) = Json::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Self {
            app: app.clone(),
            actor,
            id,
            seen,
            body,
        })
    }
}

impl Step {
    async fn take(self, kind: Kind) -> ApiResult<Versioned<DossierDetail>> {
        let Self {
            app,
            actor,
            id,
            seen,
            body: DossierStepBody { on, note },
        } = self;
        let access = &app.access;
        let found = match kind {
            Kind::Send => dossier::send(access, &actor, id, seen, on).await,
            Kind::Return => dossier::send_back(access, &actor, id, seen, &note, on).await,
            Kind::Accept => dossier::accept(access, &actor, id, seen, on).await,
            Kind::Appraise => dossier::appraise(access, &actor, id, seen, &note, on).await,
            Kind::Drop => dossier::drop(access, &actor, id, seen, &note).await,
        }?;
        detail(&app, &actor, found).await
    }
}

/// Sends the dossier to whoever appraises it.
#[utoipa::path(post, path = "/dossiers/{id}/send", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DossierStepBody,
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn send_dossier(at: Step) -> ApiResult<Versioned<DossierDetail>> {
    at.take(Kind::Send).await
}

/// Sends the dossier back to be completed.
#[utoipa::path(post, path = "/dossiers/{id}/return", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DossierStepBody,
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn return_dossier(at: Step) -> ApiResult<Versioned<DossierDetail>> {
    at.take(Kind::Return).await
}

/// Says that the dossier is complete and valid: the term of the appraisal begins.
#[utoipa::path(post, path = "/dossiers/{id}/accept", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DossierStepBody,
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn accept_dossier(at: Step) -> ApiResult<Versioned<DossierDetail>> {
    at.take(Kind::Accept).await
}

/// Gives the opinion of the appraiser.
#[utoipa::path(post, path = "/dossiers/{id}/appraise", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DossierStepBody,
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn appraise_dossier(at: Step) -> ApiResult<Versioned<DossierDetail>> {
    at.take(Kind::Appraise).await
}

/// Gives a dossier up before it is approved.
#[utoipa::path(post, path = "/dossiers/{id}/drop", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = DossierStepBody,
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn drop_dossier(at: Step) -> ApiResult<Versioned<DossierDetail>> {
    at.take(Kind::Drop).await
}

/// Approves the level by a decision.
#[utoipa::path(post, path = "/dossiers/{id}/approve", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    request_body(content = LevelDecisionForm, content_type = "multipart/form-data"),
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn approve_dossier(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    body: Multipart,
) -> ApiResult<Versioned<DossierDetail>> {
    let form = MultipartForm::read(&app, body).await?;
    let found = dossier::approve(&app.access, &actor, &app.files, id, seen, decision(form)?).await?;
    app.refresh_sources().await;
    detail(&app, &actor, found).await
}

#[derive(Deserialize, ToSchema)]
pub struct AppraiserBody {
    /// The unit that appraises, where it is in the directory.
    appraiser_id: Option<Uuid>,
    #[serde(default)]
    appraiser_name: String,
}

/// Names another appraiser while the dossier is with its owner.
#[utoipa::path(put, path = "/dossiers/{id}/appraiser", tag = "system", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = AppraiserBody,
    responses((status = 200, body = DossierDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn address_dossier(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<AppraiserBody>,
) -> ApiResult<Versioned<DossierDetail>> {
    let unit = body.appraiser_id.map(AgencyId);
    let found = dossier::address(&app.access, &actor, id, seen, unit, &body.appraiser_name).await?;
    detail(&app, &actor, found).await
}
