//! What the core calls, on an address of the inner side. The front answers and never calls: from here no connection leads to
//! the core.

use super::{
    OutboxFront,
    door::Door,
    store::OutboxError,
    wire::{Done, MOST_BATCH, MOST_ENVELOPES, MOST_SENT, Mailboxes, Publish, Standing},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{ConnectInfo, DefaultBodyLimit, Query, Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use coloa_hotline::code::Mailbox;
use coloa_platform::telemetry::chain;
use serde::{Deserialize, de::DeserializeOwned};
use std::{net::SocketAddr, sync::Arc, time::Instant};

/// Characters of what the core calls a document or a place among mailboxes.
const MOST_WORDS: usize = 1000;

#[derive(Clone)]
struct Relay {
    front: OutboxFront,
    door: Arc<Door>,
}

/// All that the core may ask; nothing is answered without the token, not even that a path does not exist.
pub(super) fn router(front: OutboxFront, token: &str) -> Router {
    let relay = Relay {
        front,
        door: Arc::new(Door::new(token)),
    };
    Router::new()
        .route("/relay/v1/state", get(state))
        .route("/relay/v1/envelopes", get(envelopes))
        .route("/relay/v1/envelopes/done", post(done))
        .route("/relay/v1/published", put(published))
        .route("/relay/v1/mailboxes", put(mailboxes))
        .fallback(|| async { StatusCode::NOT_FOUND })
        .layer(DefaultBodyLimit::max(MOST_SENT))
        .layer(axum::middleware::from_fn_with_state(relay.clone(), authorised))
        .with_state(relay)
}

async fn authorised(
    State(relay): State<Relay>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let shown = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .unwrap_or_default();
    if relay.door.opens(peer.ip(), shown, Instant::now()) {
        next.run(request).await
    } else {
        (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response()
    }
}

/// Why a call of the core is refused; it reads the status alone.
enum Refused {
    Malformed,
    Outbox(OutboxError),
}

impl From<OutboxError> for Refused {
    fn from(e: OutboxError) -> Self {
        Self::Outbox(e)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        match self {
            Self::Malformed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Outbox(OutboxError::Full) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Outbox(e) => {
                tracing::error!(error = %chain(&e), "the relay failed");
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
        .into_response()
    }
}

fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Refused> {
    serde_json::from_slice(body).map_err(|_| Refused::Malformed)
}

async fn state(State(relay): State<Relay>) -> Result<Json<Standing>, Refused> {
    Ok(Json(relay.front.standing().await?))
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    after: i64,
    limit: Option<u32>,
}

/// Put together as text: the envelopes are JSON already, and may be large.
async fn envelopes(State(relay): State<Relay>, Query(page): Query<Page>) -> Result<Response, Refused> {
    let limit = page.limit.unwrap_or(MOST_ENVELOPES).clamp(1, MOST_ENVELOPES);
    let found = relay.front.envelopes(page.after, limit, MOST_BATCH).await?;
    let mut body = Vec::with_capacity(found.iter().map(|one| one.body.len() + 128).sum());
    body.extend_from_slice(b"{\"envelopes\":[");
    for (n, one) in found.iter().enumerate() {
        let comma = if n > 0 { "," } else { "" };
        let head = format!("{comma}{{\"seq\":{},\"id\":\"{}\",\"envelope\":", one.seq, one.id);
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&one.body);
        body.push(b'}');
    }
    body.extend_from_slice(b"]}");
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

async fn done(State(relay): State<Relay>, body: Bytes) -> Result<StatusCode, Refused> {
    let done: Done = read(&body)?;
    relay.front.forget(done.ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A document without keys, or with keys that are none, would silence the portal.
async fn published(State(relay): State<Relay>, body: Bytes) -> Result<StatusCode, Refused> {
    let publish: Publish = read(&body)?;
    let sealer = publish.document.sealer.as_ref().ok_or(Refused::Malformed)?;
    sealer.check().map_err(|_| Refused::Malformed)?;
    if publish.digest.len() > MOST_WORDS {
        return Err(Refused::Malformed);
    }
    relay.front.publish(publish).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn mailboxes(State(relay): State<Relay>, body: Bytes) -> Result<StatusCode, Refused> {
    let brought: Mailboxes = read(&body)?;
    if brought
        .cursor
        .as_ref()
        .is_some_and(|cursor| cursor.len() > MOST_WORDS)
    {
        return Err(Refused::Malformed);
    }
    let mut changed = Vec::with_capacity(brought.mailboxes.len());
    for update in brought.mailboxes {
        let mailbox = Mailbox::parse(&update.mailbox).ok_or(Refused::Malformed)?;
        let sealed = update.sealed.map(|sealed| STANDARD.decode(sealed)).transpose();
        changed.push((mailbox.to_string(), sealed.map_err(|_| Refused::Malformed)?));
    }
    relay.front.fill(changed, brought.cursor).await?;
    Ok(StatusCode::NO_CONTENT)
}
