//! Lines over HTTP (`POST /ndjson`), one event each, and single messages of GELF (`POST /gelf`).

use super::{Door, Refusal, json, received, record};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::post,
};
use coloa_ingest::{
    protocols::ndjson,
    record::{Format, Record},
};
use std::net::SocketAddr;

pub(super) fn routes() -> Router<Door> {
    Router::new()
        .route("/ndjson", post(lines))
        .route("/gelf", post(gelf))
}

async fn lines(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (source, held) = received(&door, &headers, peer, body).await?;
    let records: Vec<Record> = ndjson::records(&held.bytes)
        .map(|line| record(line, None, peer))
        .collect();
    drop(held);
    let taken = door.take(&source, Format::Auto, records).await?;
    Ok(json(
        StatusCode::OK,
        format!(r#"{{"taken":{},"repeated":{}}}"#, taken.new, taken.repeated),
    ))
}

async fn gelf(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let (source, held) = received(&door, &headers, peer, body).await?;
    let message = held.bytes.trim_ascii();
    if message.is_empty() {
        return Err(Refusal::Malformed("the message is empty"));
    }
    door.take(&source, Format::Gelf, vec![record(message, None, peer)])
        .await?;
    Ok(StatusCode::ACCEPTED)
}
