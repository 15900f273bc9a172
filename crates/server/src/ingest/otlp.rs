//! Logs of OpenTelemetry over HTTP: `POST /v1/logs`, protobuf or JSON.

use super::{Door, Refusal, header_text, received, record};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::post,
};
use coloa_ingest::{protocols::otlp, record::Format};
use std::net::SocketAddr;

pub(super) fn routes() -> Router<Door> {
    Router::new().route("/v1/logs", post(logs))
}

async fn logs(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (source, held) = received(&door, &headers, peer, body).await?;
    let is_json = header_text(&headers, "content-type").is_some_and(|t| t.starts_with("application/json"));
    let read = tokio::task::spawn_blocking(move || {
        if is_json {
            otlp::json(&held.bytes)
        } else {
            otlp::protobuf(&held.bytes)
        }
    });
    let payloads = read
        .await
        .map_err(|_| Refusal::Malformed("the body cannot be read"))?
        .map_err(|_| Refusal::Malformed("the body is no request of logs"))?;
    let records = payloads
        .into_iter()
        .map(|payload| record(&payload, None, peer))
        .collect();
    door.take(&source, Format::Auto, records).await?;
    // An empty message says that all of it was taken.
    let (kind, text) = if is_json {
        ("application/json", "{}")
    } else {
        ("application/x-protobuf", "")
    };
    let mut response = text.into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Ok(response)
}
