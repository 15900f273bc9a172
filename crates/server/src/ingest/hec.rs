//! Splunk's HTTP Event Collector. Acknowledgements are not offered: an answer of 200 says as much.

use super::{Door, Refusal, json, received, record, sender};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use coloa_ingest::{
    protocols::{hec, ndjson},
    record::{Format, Record},
};
use std::net::SocketAddr;

pub(super) fn routes() -> Router<Door> {
    let event = post(events).options(options);
    let raw = post(lines).options(options);
    Router::new()
        .route("/services/collector", event.clone())
        .route("/services/collector/event", event.clone())
        .route("/services/collector/event/1.0", event)
        .route("/services/collector/raw", raw.clone())
        .route("/services/collector/raw/1.0", raw)
        .route("/services/collector/health", get(health))
        .route("/services/collector/health/1.0", get(health))
        .route("/services/collector/ack", post(no_acknowledgements))
}

/// Docker asks before it sends.
async fn options() -> Response {
    let mut response = StatusCode::OK.into_response();
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("POST"));
    response
}

async fn health(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Response {
    // Asked without a token it says no more than that it is there.
    match headers
        .get(header::AUTHORIZATION)
        .map(|_| sender::of(&door, &headers, peer))
    {
        None | Some(Ok(_)) => said(StatusCode::OK, "HEC is healthy", 17),
        Some(Err(_)) => said(StatusCode::BAD_REQUEST, "Invalid HEC token", 4),
    }
}

async fn no_acknowledgements() -> Response {
    said(StatusCode::BAD_REQUEST, "ACK is disabled", 14)
}

fn said(status: StatusCode, text: &str, code: u8) -> Response {
    json(status, format!(r#"{{"text":"{text}","code":{code}}}"#))
}

/// Refusals in the collector's own numbers; one for want of room stays plain.
fn refused(refusal: Refusal, headers: &HeaderMap) -> Response {
    match refusal {
        Refusal::Unknown if !headers.contains_key(header::AUTHORIZATION) => {
            said(StatusCode::UNAUTHORIZED, "Token is required", 2)
        }
        Refusal::Unknown => said(StatusCode::FORBIDDEN, "Invalid token", 4),
        Refusal::Off => said(StatusCode::FORBIDDEN, "Token disabled", 1),
        Refusal::Busy(_) => {
            let mut response = said(StatusCode::SERVICE_UNAVAILABLE, "Server is busy", 9);
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, super::RETRY_AFTER);
            response
        }
        other => other.into_response(),
    }
}

async fn events(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let taken = async {
        let (source, held) = received(&door, &headers, peer, body).await?;
        let records: Vec<Record> = match hec::envelopes(&held.bytes) {
            Ok(envelopes) => envelopes.into_iter().map(|e| record(e, None, peer)).collect(),
            Err(e) => return Ok(Some(e)),
        };
        drop(held);
        door.take(&source, Format::Hec, records).await?;
        Ok(None)
    };
    match taken.await {
        Ok(None) => said(StatusCode::OK, "Success", 0),
        Ok(Some(e)) => {
            let number = e
                .event_number()
                .map_or_else(String::new, |n| format!(r#","invalid-event-number":{n}"#));
            json(
                StatusCode::BAD_REQUEST,
                format!(r#"{{"text":"{e}","code":{}{number}}}"#, e.code()),
            )
        }
        Err(refusal) => refused(refusal, &headers),
    }
}

async fn lines(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let taken = async {
        let (source, held) = received(&door, &headers, peer, body).await?;
        let records: Vec<Record> = ndjson::records(&held.bytes)
            .map(|line| record(line, None, peer))
            .collect();
        drop(held);
        let number = records.len();
        door.take(&source, Format::Auto, records).await?;
        Ok(number)
    };
    match taken.await {
        Ok(0) => said(StatusCode::BAD_REQUEST, "No data", 5),
        Ok(_) => said(StatusCode::OK, "Success", 0),
        Err(refusal) => refused(refusal, &headers),
    }
}
