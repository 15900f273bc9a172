//! The router with all its layers, and the server loop.

use crate::{App, middleware, routes, web};
use axum::{Router, extract::DefaultBodyLimit, http::HeaderName, response::IntoResponse};
use coloa_auth::session::DbSessions;
use std::{future::Future, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;
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
    let secure = app.config.http.public_url.starts_with("https://");
    let sessions = SessionManagerLayer::new(DbSessions::new(app.db.clone()))
        // The `__Host-` prefix pins the cookie to this host, but browsers want https for it.
        .with_name(if secure { "__Host-coloa" } else { "coloa" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::minutes(
            app.config.session.idle_minutes,
        )));
    let request_id = HeaderName::from_static("x-request-id");
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
    api.fallback(web::serve)
        .layer(axum::middleware::from_fn(middleware::headers::security))
        .layer(DefaultBodyLimit::max(
            usize::try_from(app.config.limits.upload_bytes)
                .unwrap_or(usize::MAX)
                .saturating_add(1024 * 1024),
        ))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(120),
        ))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .with_state(app.clone())
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
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
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
    let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
    let outcome = axum::serve(listener, service).with_graceful_shutdown(stop).await;
    let _ = ended.send(true);
    let _ = jobs.await;
    if let Err(e) = app.db.close().await {
        tracing::warn!(error = %coloa_platform::telemetry::chain(&e), "closing the database failed");
    }
    outcome
}
