//! How errors leave: RFC 9457 problem details with a stable `code` and its parameters. The sentence is the
//! client's; the chain of causes goes to the log with the request id and never to the client.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use coloa_base::{AreaError, ErrorKind};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The body of every answer that is not a success.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// `about:blank`: the status says the kind, `code` says the rest.
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub title: String,
    pub status: u16,
    /// Stable name of the error, `<area>.<what>`.
    pub code: String,
    /// Values for the sentence of `code`.
    pub params: BTreeMap<String, String>,
}

/// An error on its way out.
#[derive(Debug)]
pub struct ApiError {
    kind: ErrorKind,
    code: &'static str,
    params: BTreeMap<String, String>,
}

pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    #[must_use]
    pub fn new(kind: ErrorKind, code: &'static str) -> Self {
        Self {
            kind,
            code,
            params: BTreeMap::new(),
        }
    }
    #[must_use]
    pub fn invalid(field: &str, reason: &str) -> Self {
        Self::new(ErrorKind::Invalid, "request.invalid")
            .with("field", field)
            .with("reason", reason)
    }
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl ApiError {
    /// The session could not be read or written: the store of sessions names its code in the error's text.
    pub fn session(error: tower_sessions::session::Error) -> Self {
        use tower_sessions::{session::Error, session_store};
        let code = match error {
            Error::Store(session_store::Error::Backend(code)) => code,
            other => {
                tracing::error!(error = %other, "a session is unreadable");
                String::new()
            }
        };
        let known = ["store.locked", "store.disk_full"]
            .into_iter()
            .find(|k| *k == code);
        Self::new(ErrorKind::Unavailable, known.unwrap_or("store.failed"))
    }
}

impl<E: AreaError> From<E> for ApiError {
    fn from(error: E) -> Self {
        let kind = error.kind();
        if kind == ErrorKind::Internal || kind == ErrorKind::Unavailable {
            tracing::error!(code = error.code(), error = %coloa_platform::telemetry::chain(&error), "request failed");
        } else {
            tracing::debug!(code = error.code(), error = %coloa_platform::telemetry::chain(&error), "request refused");
        }
        let params = error
            .params()
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect();
        Self {
            kind,
            code: error.code(),
            params,
        }
    }
}

/// The one place where kinds become statuses.
const fn status(kind: ErrorKind) -> StatusCode {
    match kind {
        ErrorKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorKind::Forbidden => StatusCode::FORBIDDEN,
        ErrorKind::NotFound => StatusCode::NOT_FOUND,
        ErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        ErrorKind::Conflict => StatusCode::CONFLICT,
        ErrorKind::Changed => StatusCode::PRECONDITION_FAILED,
        ErrorKind::PreconditionRequired => StatusCode::PRECONDITION_REQUIRED,
        ErrorKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        ErrorKind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        ErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = status(self.kind);
        let retry = self
            .params
            .get("retry_after_seconds")
            .and_then(|s| HeaderValue::from_str(s).ok());
        let problem = Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            code: self.code.to_owned(),
            params: self.params,
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, body).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(retry) = retry {
            response.headers_mut().insert(header::RETRY_AFTER, retry);
        }
        response
    }
}
