//! Alerts of other tools and centres, posted as to TheHive. One that stands there already is refused with 400, as
//! their senders expect.

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
    protocols::thehive::{self, Malformed},
    record::Format,
};
use serde_json::json as object;
use std::net::SocketAddr;

pub(super) fn routes() -> Router<Door> {
    Router::new()
        .route("/api/v1/alert", post(take))
        .route("/api/alert", post(take))
}

async fn take(
    State(door): State<Door>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let (source, held) = received(&door, &headers, peer, body).await?;
    let alert = match thehive::read(&held.bytes) {
        Ok(alert) => alert,
        Err(why) => {
            let message = match why {
                Malformed::Json => "the body is no alert".to_owned(),
                Malformed::Missing(name) => format!("{name} is missing"),
                Malformed::Severity => "severity is 1 to 4".to_owned(),
            };
            return Ok(refused("BadRequest", &message));
        }
    };
    let one = record(&held.bytes, Some(&alert.key()), peer);
    let taken = door.take(&source, Format::Foreign, vec![one]).await?;
    if taken.repeated > 0 {
        return Ok(refused("CreateError", "the alert exists already"));
    }
    let answer = object!({
        "_id": alert.key(), "_type": "Alert", "type": alert.kind, "source": alert.source,
        "sourceRef": alert.source_ref, "title": alert.title, "severity": alert.severity, "status": "New",
    });
    Ok(json(StatusCode::CREATED, answer.to_string()))
}

fn refused(kind: &str, message: &str) -> Response {
    let body = object!({ "type": kind, "message": message });
    json(StatusCode::BAD_REQUEST, body.to_string())
}
