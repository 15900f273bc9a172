//! `/api/v1/auth`: signing in and out, the session, the own account, one-time links.

use crate::{
    App, caller,
    extract::{Current, Json, Path, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
};
use coloa_auth::{AuthError, action, people, secret, session as keys, sign_in};
use coloa_base::{AgencyId, ErrorKind, PersonId};
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use tower_sessions::Session;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in_person))
        .routes(routes!(sign_out))
        .routes(routes!(get_session))
        .routes(routes!(change_password))
        .routes(routes!(start_totp, remove_totp))
        .routes(routes!(confirm_totp))
        .routes(routes!(get_invitation, accept_invitation))
}

#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    user_name: String,
    password: String,
    /// Six digits, once the account has TOTP.
    totp_code: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct SessionInfo {
    person: SessionPerson,
    posts: Vec<SessionPost>,
    roles: Vec<SessionRole>,
    /// Actions the person may do on at least one record.
    permissions: Vec<String>,
    /// To be repeated in `x-csrf-token` on every change.
    csrf_token: String,
    installation: Installation,
}

#[derive(Serialize, ToSchema)]
pub struct SessionPerson {
    id: uuid::Uuid,
    full_name: String,
    user_name: String,
    email: Option<String>,
    totp_enabled: bool,
    /// A role of the person demands one-time codes: until they are enrolled only the own account answers.
    totp_demanded: bool,
}

#[derive(Serialize, ToSchema)]
pub struct SessionPost {
    agency_id: uuid::Uuid,
    agency_name: String,
    title: String,
}

#[derive(Serialize, ToSchema)]
pub struct SessionRole {
    role: String,
    agency_id: Option<uuid::Uuid>,
    agency_name: Option<String>,
    area: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct Installation {
    name: String,
    province: String,
    offline_classified: bool,
    /// Largest file that is taken, in bytes.
    upload_bytes: u64,
    version: String,
}

/// Opens a session.
#[utoipa::path(post, path = "/sign-in", tag = "auth", request_body = SignIn,
    responses((status = 200, body = SessionInfo), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn sign_in_person(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    session: Session,
    headers: HeaderMap,
    Json(body): Json<SignIn>,
) -> ApiResult<Json<SessionInfo>> {
    let address = caller::address(app.config.http.behind_proxy, peer, &headers).to_string();
    let attempt = sign_in::Attempt {
        user_name: &body.user_name,
        password: &body.password,
        totp_code: body.totp_code.as_deref(),
        address: &address,
    };
    let person = sign_in::sign_in(&app.access, &app.config.session, &attempt).await?;
    // A new identifier: a session planted before signing in is worth nothing after it.
    // `flush` keeps the identifier of the record that was loaded; `cycle_id` gives the new one.
    session.flush().await.map_err(ApiError::session)?;
    session.cycle_id().await.map_err(ApiError::session)?;
    let csrf_token = secret::random_token();
    session
        .insert(keys::PERSON, PersonId(person.id))
        .await
        .map_err(ApiError::session)?;
    session
        .insert(keys::CSRF, &csrf_token)
        .await
        .map_err(ApiError::session)?;
    session
        .insert(keys::TOUCHED, app.clock.now().timestamp())
        .await
        .map_err(ApiError::session)?;
    session.save().await.map_err(ApiError::session)?;
    let (actor, person, posts) = people::actor(&app.access, PersonId(person.id))
        .await?
        .ok_or_else(|| ApiError::new(ErrorKind::Unauthenticated, "auth.unauthenticated"))?;
    session_info(
        &app,
        Current {
            actor,
            person,
            posts,
            csrf_token,
        },
    )
    .await
    .map(Json)
}

/// Ends the session.
#[utoipa::path(post, path = "/sign-out", tag = "auth", responses((status = 204)))]
async fn sign_out(_current: Current, session: Session) -> ApiResult<StatusCode> {
    session.flush().await.map_err(ApiError::session)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in, and what they may do.
#[utoipa::path(get, path = "/session", tag = "auth", responses((status = 200, body = SessionInfo), (status = 401, body = Problem)))]
async fn get_session(State(app): State<App>, current: Current) -> ApiResult<Json<SessionInfo>> {
    session_info(&app, current).await.map(Json)
}

async fn session_info(app: &App, current: Current) -> ApiResult<SessionInfo> {
    let ids: Vec<AgencyId> = current
        .posts
        .iter()
        .map(|p| AgencyId(p.agency_id))
        .chain(current.actor.grants.iter().filter_map(|g| g.agency))
        .collect();
    let names = app.agency_names(&ids).await?;
    let name = |id: AgencyId| names.get(&id).cloned().unwrap_or_default();
    let permissions = action::ALL
        .iter()
        .filter(|&&a| app.access.reach(&current.actor, a) != coloa_auth::Reach::Nothing)
        .map(|a| a.as_str().to_owned())
        .collect();
    Ok(SessionInfo {
        posts: current
            .posts
            .iter()
            .map(|p| SessionPost {
                agency_id: p.agency_id,
                agency_name: name(AgencyId(p.agency_id)),
                title: p.title.clone(),
            })
            .collect(),
        roles: current
            .actor
            .grants
            .iter()
            .map(|g| SessionRole {
                role: g.role.as_str().to_owned(),
                agency_id: g.agency.map(AgencyId::uuid),
                agency_name: g.agency.map(name),
                area: g.area.clone(),
            })
            .collect(),
        permissions,
        csrf_token: current.csrf_token,
        installation: Installation {
            name: app.config.installation.name.clone(),
            province: app.config.installation.province.clone(),
            offline_classified: app.config.installation.offline_classified,
            upload_bytes: app.config.limits.upload_bytes,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        person: SessionPerson {
            id: current.person.id,
            full_name: current.person.full_name,
            user_name: current.person.user_name,
            email: current.person.email,
            totp_enabled: current.person.totp_confirmed,
            totp_demanded: app.demands_totp(&current.actor),
        },
    })
}

#[derive(Deserialize, ToSchema)]
pub struct PasswordChange {
    current: String,
    new: String,
}

/// Changes the own password; all sessions of the person end.
#[utoipa::path(post, path = "/password", tag = "auth", request_body = PasswordChange, responses((status = 204), (status = 422, body = Problem)))]
async fn change_password(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<PasswordChange>,
) -> ApiResult<StatusCode> {
    people::change_password(&app.access, &app.config.session, &actor, &body.current, &body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct TotpSecret {
    /// Base32, for typing.
    secret: String,
    /// For a QR code.
    otpauth_url: String,
}

/// Begins TOTP enrolment.
#[utoipa::path(post, path = "/totp", tag = "auth", responses((status = 200, body = TotpSecret)))]
async fn start_totp(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<TotpSecret>> {
    let (secret, otpauth_url) =
        people::start_totp(&app.access, &actor, &app.config.installation.name).await?;
    Ok(Json(TotpSecret { secret, otpauth_url }))
}

#[derive(Deserialize, ToSchema)]
pub struct TotpCode {
    code: String,
}

/// Puts TOTP in force.
#[utoipa::path(post, path = "/totp/confirm", tag = "auth", request_body = TotpCode, responses((status = 204)))]
async fn confirm_totp(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<TotpCode>,
) -> ApiResult<StatusCode> {
    people::confirm_totp(&app.access, &actor, &body.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct PasswordOnly {
    password: String,
}

/// Switches TOTP off.
#[utoipa::path(delete, path = "/totp", tag = "auth", request_body = PasswordOnly, responses((status = 204), (status = 409, body = Problem)))]
async fn remove_totp(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<PasswordOnly>,
) -> ApiResult<StatusCode> {
    if app.demands_totp(&actor) {
        return Err(AuthError::TotpMandatory.into());
    }
    people::remove_totp(&app.access, &app.config.session, &actor, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct Invitation {
    full_name: String,
    user_name: String,
}

/// Whom a one-time link is for.
#[utoipa::path(get, path = "/invitations/{token}", tag = "auth", params(("token" = String, Path)), responses((status = 200, body = Invitation), (status = 404, body = Problem)))]
async fn get_invitation(State(app): State<App>, Path(token): Path<String>) -> ApiResult<Json<Invitation>> {
    let person = people::invited(&app.access, &token).await?;
    Ok(Json(Invitation {
        full_name: person.full_name,
        user_name: person.user_name,
    }))
}

/// Sets the password of a one-time link.
#[utoipa::path(post, path = "/invitations/{token}", tag = "auth", params(("token" = String, Path)), request_body = PasswordOnly,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn accept_invitation(
    State(app): State<App>,
    Path(token): Path<String>,
    Json(body): Json<PasswordOnly>,
) -> ApiResult<StatusCode> {
    people::accept_invitation(&app.access, &token, &body.password).await?;
    Ok(StatusCode::NO_CONTENT)
}
