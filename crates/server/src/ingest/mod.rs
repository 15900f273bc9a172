//! Protocols of senders that are HTTP, on a port of their own: [`elasticsearch`] `_bulk` · [`hec`] Splunk's collector ·
//! [`otlp`] OpenTelemetry · [`plain`] NDJSON and GELF · [`thehive`] alerts
//! of other centres. A sender is known by its token, or by its address.
//!
//! 200 means that all of it is durable. Where there is no room a sender waits, and is then refused whole with 503 and
//! words that are no JSON: the one answer after which every shipper sends again.

mod body;
mod elasticsearch;
mod hec;
mod otlp;
mod plain;
mod sender;
mod thehive;

use axum::{
    Router,
    body::Body,
    extract::DefaultBodyLimit,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use coloa_event_log::{Appended, Refused};
use coloa_ingest::{
    protocols::MAX_RECORD,
    record::{Format, Record},
};
use coloa_pipeline::{Intake, Known};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// What every handler reaches.
#[derive(Clone)]
pub struct Door {
    intake: Intake,
    /// Bytes of bodies that are held at once, in KiB.
    bodies: Arc<Semaphore>,
    /// The version that senders of Elasticsearch are told.
    version: Arc<str>,
    /// Set while the server stops: senders are told to come again.
    closing: Arc<AtomicBool>,
}

/// KiB of bodies held at once.
const MOST_KIB: usize = 384 * 1024;

impl Door {
    #[must_use]
    pub fn new(intake: Intake, version: &str) -> Self {
        Self {
            intake,
            bodies: Arc::new(Semaphore::new(MOST_KIB)),
            version: version.into(),
            closing: Arc::default(),
        }
    }

    /// From now on senders are refused, and come again later.
    pub fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
    }

    async fn take(&self, source: &Known, format: Format, records: Vec<Record>) -> Result<Appended, Refusal> {
        if self.closing.load(Ordering::Relaxed) {
            return Err(Refusal::Busy("the server is stopping"));
        }
        self.intake
            .take(source, format, records)
            .await
            .map_err(|e| match e {
                Refused::Busy => Refusal::Busy("the event log is behind"),
                Refused::DiskLow => Refusal::Busy("the disk of the event log is nearly full"),
                Refused::Failed(e) => {
                    tracing::error!(error = %coloa_platform::telemetry::chain(&e), "events cannot be kept");
                    Refusal::Busy("the event log cannot be written")
                }
            })
    }
}

/// Why a request brought nothing in.
#[derive(Debug)]
pub enum Refusal {
    /// No room now; the sender is to send the same again.
    Busy(&'static str),
    /// No token, or one of nobody.
    Unknown,
    /// The source is switched off.
    Off,
    TooLarge,
    /// The body cannot be unpacked or is not what the path says.
    Malformed(&'static str),
    Encoding,
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unknown => StatusCode::UNAUTHORIZED,
            Self::Off => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Encoding => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        }
    }

    fn words(&self) -> &'static str {
        match self {
            Self::Busy(why) | Self::Malformed(why) => why,
            Self::Unknown => "this token is not known",
            Self::Off => "this source is switched off",
            Self::TooLarge => "the body is too large",
            Self::Encoding => "this content encoding is not understood",
        }
    }
}

/// Seconds after which a refused sender may come again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        // Not JSON: a shipper that finds JSON in a refusal takes it for an answer about its documents.
        let mut response = (self.status(), format!("{}\n", self.words())).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        match self {
            Self::Busy(_) => {
                headers.insert(header::RETRY_AFTER, RETRY_AFTER);
            }
            Self::Unknown => {
                headers.insert(
                    header::WWW_AUTHENTICATE,
                    HeaderValue::from_static("Basic realm=\"coloa\""),
                );
            }
            _ => {}
        }
        response
    }
}

/// Who sends, and what: asked in this order, so that a stranger's body is not read.
async fn received(
    door: &Door,
    headers: &HeaderMap,
    peer: SocketAddr,
    body: Body,
) -> Result<(Arc<Known>, body::Held), Refusal> {
    let source = sender::of(door, headers, peer)?;
    Ok((source, body::read(door, headers, body).await?))
}

/// A record of what a sender sent; what is longer than a record may be is cut off and said.
fn record(payload: &[u8], key: Option<&str>, peer: SocketAddr) -> Record {
    let kept = &payload[..payload.len().min(MAX_RECORD)];
    Record {
        key: key.map(Into::into),
        sender: Some(peer.ip().to_canonical()),
        payload: kept.into(),
        cut: (payload.len() - kept.len()) as u64,
    }
}

/// JSON that was put together by hand, as the order of its members matters.
fn json(status: StatusCode, text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn header_text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// The routes of all senders.
pub fn router(door: &Door) -> Router {
    Router::new()
        .merge(hec::routes())
        .merge(otlp::routes())
        .merge(plain::routes())
        .merge(thehive::routes())
        .fallback(elasticsearch::answer)
        // Bodies are counted while they are read.
        .layer(DefaultBodyLimit::disable())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(120),
        ))
        .layer(CatchPanicLayer::new())
        .with_state(door.clone())
}
