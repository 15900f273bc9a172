//! Extractors that answer with problems: who is signed in, JSON bodies, queries, path ids, ETags, uploads.

use crate::problem::{ApiError, ApiResult};
use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use coloa_auth::{
    Actor,
    people::{Person, Post},
};
use coloa_base::ErrorKind;
use serde::{Serialize, de::DeserializeOwned};

/// The signed-in person of a request, put there by [`crate::middleware::session`].
#[derive(Clone, Debug)]
pub struct Current {
    pub actor: Actor,
    pub person: Person,
    pub posts: Vec<Post>,
    pub csrf_token: String,
}

/// Demands a signed-in person; gives the actor.
#[derive(Debug)]
pub struct SignedIn(pub Actor);

impl<S: Sync> FromRequestParts<S> for Current {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        parts
            .extensions
            .get::<Self>()
            .cloned()
            .ok_or_else(|| ApiError::new(ErrorKind::Unauthenticated, "auth.unauthenticated"))
    }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        Current::from_request_parts(parts, state)
            .await
            .map(|c| Self(c.actor))
    }
}

/// Bytes of a JSON body; files go as multipart, which has the installation's limit.
const JSON_BYTES: usize = 1024 * 1024;

fn too_large_or_broken(e: axum::Error) -> ApiError {
    let too_large =
        std::error::Error::source(&e).is_some_and(|inner| inner.is::<http_body_util::LengthLimitError>());
    if too_large {
        ApiError::new(ErrorKind::TooLarge, "request.too_large")
    } else {
        ApiError::invalid("body", "unreadable")
    }
}

/// U+0000, written out or escaped: no text has it, PostgreSQL cannot store it, and it hides what follows.
fn holds_nul(json: &[u8]) -> bool {
    const ESCAPED: &[u8] = b"\\u0000";
    json.contains(&0)
        || json
            .windows(ESCAPED.len())
            .enumerate()
            .filter(|(_, w)| *w == ESCAPED)
            // Behind an odd number of backslashes it is itself escaped: the letters, not the character.
            .any(|(at, _)| json[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 0)
}

/// A JSON body; errors name the path of the field.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;
    async fn from_request(request: Request, _state: &S) -> ApiResult<Self> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|v| v.to_str().ok())
            .is_some_and(|v| v.starts_with("application/json"));
        if !is_json {
            return Err(ApiError::invalid("content-type", "json_expected"));
        }
        let bytes = axum::body::to_bytes(request.into_body(), JSON_BYTES)
            .await
            .map_err(too_large_or_broken)?;
        parse_json(&bytes).map(Self)
    }
}

/// Reads JSON, of a body or of a part of a form; errors name the path of the field.
pub fn parse_json<T: DeserializeOwned>(json: &[u8]) -> ApiResult<T> {
    if holds_nul(json) {
        return Err(ApiError::invalid("body", "control_character"));
    }
    let mut reader = serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        // Not what is wrong with it: that repeats what was sent, and what was sent may be a citizen's.
        let (line, column) = (e.inner().line(), e.inner().column());
        tracing::debug!(line, column, "body refused");
        ApiError::invalid(&e.path().to_string(), "malformed")
    })
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

/// The query string; errors name the field.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        // As in a body: a database would fail on it.
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(ApiError::invalid("query", "control_character"));
        }
        axum::extract::Query::<T>::from_request_parts(parts, state)
            .await
            .map(|q| Self(q.0))
            .map_err(|_| ApiError::invalid("query", "malformed"))
    }
}

/// Path parameters; an id that is none is "not found".
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> ApiResult<Self> {
        axum::extract::Path::<T>::from_request_parts(parts, state)
            .await
            .map(|p| Self(p.0))
            .map_err(|_| ApiError::new(ErrorKind::NotFound, "request.not_found"))
    }
}

/// The version that the editor saw: `If-Match: "7"`.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub i32);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> ApiResult<Self> {
        parts
            .headers
            .get(header::IF_MATCH)
            .ok_or_else(|| ApiError::new(ErrorKind::PreconditionRequired, "request.if_match_required"))?
            .to_str()
            .ok()
            .and_then(|v| v.trim_matches('"').parse().ok())
            .map(Self)
            .ok_or_else(|| ApiError::invalid("if-match", "malformed"))
    }
}

/// A JSON answer with its version as ETag.
#[derive(Debug)]
pub struct Versioned<T>(pub i32, pub T);

impl<T: Serialize> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let mut response = axum::Json(self.1).into_response();
        if let Ok(value) = HeaderValue::from_str(&format!("\"{}\"", self.0)) {
            response.headers_mut().insert(header::ETAG, value);
        }
        response
    }
}

/// A file as download, named in RFC 6266 form; never rendered inside the app's origin.
#[derive(Debug)]
pub struct Download {
    pub name: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

impl IntoResponse for Download {
    fn into_response(self) -> Response {
        let encoded: String = self
            .name
            .bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-._".contains(&b) {
                    (b as char).to_string()
                } else {
                    format!("%{b:02X}")
                }
            })
            .collect();
        let mut headers = HeaderMap::new();
        let disposition = format!("attachment; filename*=UTF-8''{encoded}");
        if let Ok(value) = HeaderValue::from_str(&disposition) {
            headers.insert(header::CONTENT_DISPOSITION, value);
        }
        let media = HeaderValue::from_str(&self.media_type)
            .unwrap_or(HeaderValue::from_static("application/octet-stream"));
        headers.insert(header::CONTENT_TYPE, media);
        headers.insert(
            HeaderName::from_static("content-security-policy"),
            HeaderValue::from_static("sandbox"),
        );
        (headers, self.content).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn a_nul_is_found_however_it_is_written() {
        assert!(holds_nul(br#"{"a":"x\u0000"}"#));
        assert!(holds_nul(br#"{"a":"\\\u0000"}"#));
        assert!(holds_nul(b"{\"a\":\"\0\"}"));
        assert!(!holds_nul(br#"{"a":"\\u0000"}"#), "a backslash and letters");
        assert!(!holds_nul(br#"{"a":"u0000 \u0001"}"#));
    }
}
