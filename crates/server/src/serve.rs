//! The router with all its layers, and the server loop.

use crate::{App, app::StartError, hotline_relay::Relay, middleware, monitoring::Monitoring, routes, web};
use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, Request},
    http::HeaderName,
    response::IntoResponse,
};
use coloa_auth::session::DbSessions;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::ServiceExt;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

/// The whole HTTP application.
pub fn router(app: &App) -> Router {
    let secure = app.config.public_url().starts_with("https://");
    let sessions = SessionManagerLayer::new(DbSessions::new(app.db.clone()))
        // The `__Host-` prefix pins the cookie to this host, but browsers want https for it.
        .with_name(if secure { "__Host-coloa" } else { "coloa" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::minutes(
            app.config.session.idle_minutes,
        )));
    let (api, document) = routes::table();
    let api = api
        .route(
            "/api/v1/openapi.json",
            axum::routing::get(move || {
                let document = document.clone();
                async move { axum::Json(document) }
            }),
        )
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            middleware::session::load,
        ))
        .layer(sessions);
    let api = match &app.portal {
        // Citizens have no session, and none is looked for.
        Some(portal) => api.merge(routes::hotline::public::router(portal.clone()).with_state(())),
        None => api,
    };
    let most = usize::try_from(app.config.limits.upload_bytes).unwrap_or(usize::MAX);
    layered(api.fallback(web::serve), most.saturating_add(1024 * 1024)).with_state(app.clone())
}

/// What stands around every route: headers, limits, the request's id; of the citizens' front that stands alone, too.
pub(crate) fn layered<S: Clone + Send + Sync + 'static>(router: Router<S>, most_bytes: usize) -> Router<S> {
    let request_id = HeaderName::from_static("x-request-id");
    router
        .layer(axum::middleware::from_fn(middleware::headers::security))
        .layer(DefaultBodyLimit::max(most_bytes))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(120),
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
}

/// The span of a request: where it goes, without the query. That may hold what a citizen asks, or whom somebody looks for.
fn span(request: &Request) -> tracing::Span {
    tracing::debug_span!(
        "request",
        method = %request.method(),
        path = request.uri().path(),
        version = ?request.version(),
    )
}

fn panicked(cause: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("?"), "a handler panicked");
    crate::problem::ApiError::new(coloa_base::ErrorKind::Internal, "server.failed").into_response()
}

/// Serves until `stop` resolves, with the background jobs beside it.
///
/// # Errors
/// Events cannot be taken in.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), StartError> {
    let app = match app.pipeline {
        Some(_) => app,
        None => app.with_pipeline().await?,
    };
    // A desk that takes what is for no other, and whom citizens may turn to.
    coloa_hotline::settings::ensure(&app.hotline)
        .await
        .map_err(StartError::Hotline)?;
    let monitoring = match &app.pipeline {
        Some(pipeline) => Some(Monitoring::start(&app, pipeline).await?),
        None => None,
    };
    if let Some(monitoring) = &monitoring {
        let _ = app.bound.set(monitoring.bound);
    }
    let (ended, over) = tokio::sync::watch::channel(false);
    let worker = app.worker();
    let mut worker_stop = over.clone();
    let jobs = tokio::spawn(async move {
        worker
            .run(async move {
                let _ = worker_stop.wait_for(|ended| *ended).await;
            })
            .await;
    });
    let relay = (!app.config.hotline.relay.url.is_empty())
        .then(|| tokio::spawn(Relay::new(app.hotline.clone()).run(over)));
    accept(&router(&app), &listener, &ConnectionLimits::default(), stop).await;
    if let Some(monitoring) = monitoring {
        monitoring.stop().await;
    }
    let _ = ended.send(true);
    let _ = jobs.await;
    if let Some(relay) = relay {
        let _ = relay.await;
    }
    if let Err(e) = app.db.close().await {
        tracing::warn!(error = %coloa_platform::telemetry::chain(&e), "closing the database failed");
    }
    Ok(())
}

/// What connections may cost.
pub(crate) struct ConnectionLimits {
    /// Connections at once; a browser opens a handful.
    connections: usize,
    /// How long a caller may take for the head of a request, and an idle connection for its next one.
    head: Duration,
    /// How long requests in flight may take to end once the server stops.
    grace: Duration,
}

impl ConnectionLimits {
    /// Of the port of senders: many, and idle for minutes between two deliveries.
    pub(crate) fn senders() -> Self {
        Self {
            connections: 12_000,
            head: Duration::from_secs(300),
            ..Self::default()
        }
    }
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 4096,
            head: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

/// Takes connections until `stop` resolves, then lets those in flight end. Not `axum::serve`: it has no limit of
/// connections and none on how slowly a head may arrive, so that a stranger could hold them all.
pub(crate) async fn accept(
    router: &Router,
    listener: &TcpListener,
    limits: &ConnectionLimits,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let room = Arc::new(Semaphore::new(limits.connections));
    let head = limits.head;
    let (closing, closed) = tokio::sync::watch::channel(());
    tokio::pin!(stop);
    loop {
        let turn = async {
            let permit = Arc::clone(&room).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            taken = turn => taken,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(pair) => pair,
            Err(e) => {
                // Out of file handles, say: those in flight will give some back.
                tracing::warn!(error = %e, "a connection was not taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (router, mut closed) = (router.clone(), closed.clone());
        tokio::spawn(async move {
            let _permit = permit;
            let service =
                hyper::service::service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                    let mut request = request.map(axum::body::Body::new);
                    request.extensions_mut().insert(ConnectInfo(peer));
                    router.clone().oneshot(request)
                });
            let connection = hyper::server::conn::http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(head)
                .serve_connection(TokioIo::new(stream), service);
            tokio::pin!(connection);
            let outcome = tokio::select! {
                outcome = &mut connection => outcome,
                _ = closed.changed() => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(e) = outcome {
                tracing::debug!(error = %e, "a connection ended early");
            }
        });
    }
    drop(closed);
    let _ = closing.send(());
    // Every connection holds a receiver until it ends.
    let _ = tokio::time::timeout(limits.grace, closing.closed()).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpStream,
        sync::oneshot,
    };

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";

    async fn started(
        head: Duration,
    ) -> (
        std::net::SocketAddr,
        oneshot::Sender<()>,
        tokio::task::JoinHandle<()>,
    ) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let limits = ConnectionLimits {
            connections: 2,
            head,
            grace: Duration::from_secs(30),
        };
        let router = Router::new().route("/", get(|| async { "ok" })).route(
            "/slow",
            get(|| async {
                tokio::time::sleep(Duration::from_millis(300)).await;
                "late"
            }),
        );
        let server = tokio::spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            accept(&router, &listener, &limits, stop).await;
        });
        (address, stop, server)
    }

    async fn answer(stream: &mut TcpStream) -> String {
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn callers_that_say_nothing_do_not_keep_others_out() {
        let (address, _stop, _server) = started(Duration::from_millis(200)).await;
        let mut silent = Vec::new();
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nho").await.unwrap();
            silent.push(stream);
        }
        // Both places are taken: this one waits until the silent ones are cut off.
        let mut third = TcpStream::connect(address).await.unwrap();
        third.write_all(REQUEST).await.unwrap();
        assert!(answer(&mut third).await.ends_with("ok"));
        for mut stream in silent {
            let mut left = Vec::new();
            let _ = stream.read_to_end(&mut left).await;
            assert!(!String::from_utf8_lossy(&left).contains("200 OK"));
        }
    }

    #[tokio::test]
    async fn a_request_in_flight_ends_before_the_server_does() {
        let (address, stop, server) = started(Duration::from_secs(30)).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = String::from_utf8_lossy(REQUEST).replace("GET / ", "GET /slow ");
        stream.write_all(request.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
        stop.send(()).unwrap();
        assert!(answer(&mut stream).await.ends_with("late"));
        server.await.unwrap();
        assert!(TcpStream::connect(address).await.is_err());
    }
}
