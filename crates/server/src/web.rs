//! The web app, embedded in the binary (read from disk in debug builds): hashed assets for ever, the page
//! itself never cached and with the nonce of this answer.

use crate::middleware::headers::Nonce;
use axum::{
    Extension,
    body::Body,
    http::{HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Assets;

/// Any path that is not the API: an asset, else the page of the app, whose router takes over.
pub async fn serve(Extension(nonce): Extension<Nonce>, method: Method, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") {
        return crate::problem::ApiError::new(coloa_base::ErrorKind::NotFound, "request.not_found")
            .into_response();
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Some(file) = Assets::get(path).filter(|_| !path.is_empty() && path != "index.html") {
        let mime = mime_guess::from_path(path).first_or_octet_stream();
        let cache = if path.starts_with("assets/") {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        return Response::builder()
            .header(header::CONTENT_TYPE, mime.as_ref())
            .header(header::CACHE_CONTROL, cache)
            .body(Body::from(file.data))
            .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    }
    if path.starts_with("assets/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(page) = Assets::get("index.html") else {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            "The web app is not built: run `make web`.",
        )
            .into_response();
    };
    let page = String::from_utf8_lossy(&page.data).replace("__CSP_NONCE__", &nonce.0);
    let mut response = page.into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
