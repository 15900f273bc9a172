//! The session behind a request: who it is today, and that a change was sent by our own pages.

use crate::{App, extract::Current, problem::ApiError};
use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use coloa_auth::{AuthError, people, session};
use coloa_base::{ErrorKind, PersonId};
use tower_sessions::Session;

/// Header that repeats the session's CSRF token on every change.
pub const CSRF_HEADER: &str = "x-csrf-token";
/// The sliding expiry is written at most this often, so that reading pages writes nothing.
const TOUCH_SECONDS: i64 = 600;

/// Puts [`Current`] into the request where a living session is behind it, and refuses a change without its token.
pub async fn load(State(app): State<App>, session: Session, mut request: Request, next: Next) -> Response {
    let request_id = request
        .headers()
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    match current(&app, &session, request_id).await {
        Ok(Some(current)) => {
            let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
            if changes {
                let sent = request
                    .headers()
                    .get(CSRF_HEADER)
                    .map(|v| v.as_bytes())
                    .unwrap_or_default();
                let same: bool = subtle::ConstantTimeEq::ct_eq(sent, current.csrf_token.as_bytes()).into();
                if !same {
                    return ApiError::new(ErrorKind::Forbidden, "auth.csrf").into_response();
                }
            }
            // Until the codes a role demands are enrolled, only the own account is open.
            let own_account = request.uri().path().starts_with("/api/v1/auth/");
            if !own_account && !current.person.totp_confirmed && app.demands_totp(&current.actor) {
                return ApiError::from(AuthError::TotpEnrolment).into_response();
            }
            request.extensions_mut().insert(current);
        }
        Ok(None) => {}
        Err(e) => return e.into_response(),
    }
    next.run(request).await
}

async fn current(
    app: &App,
    session: &Session,
    request_id: Option<String>,
) -> Result<Option<Current>, ApiError> {
    let Some(id) = session.get::<PersonId>(session::PERSON).await.map_err(ApiError::session)? else {
        return Ok(None);
    };
    let Some((mut actor, person, posts)) = people::actor(&app.access, id).await? else {
        session.flush().await.map_err(ApiError::session)?;
        return Ok(None);
    };
    actor.request_id = request_id;
    let csrf_token = session
        .get::<String>(session::CSRF)
        .await
        .map_err(ApiError::session)?
        .unwrap_or_default();
    let now = app.clock.now().timestamp();
    let touched = session
        .get::<i64>(session::TOUCHED)
        .await
        .map_err(ApiError::session)?
        .unwrap_or(0);
    if now - touched > TOUCH_SECONDS {
        session.insert(session::TOUCHED, now).await.map_err(ApiError::session)?;
        // Here, not by the layer afterwards, which could only answer 500.
        session.save().await.map_err(ApiError::session)?;
    }
    Ok(Some(Current {
        actor,
        person,
        posts,
        csrf_token,
    }))
}
