//! The route table: every handler is registered once, in the router and the OpenAPI document together.

pub mod agency;
pub mod alert;
pub mod audit;
pub mod auth;
pub mod calendar;
pub mod comment;
pub mod dashboard;
pub mod difficulty;
pub mod drill;
pub mod duty;
pub mod hotline;
pub mod incident;
pub mod indicator;
pub mod law;
pub mod monitoring_report;
pub mod multipart;
pub mod network;
pub mod notifications;
pub mod obligation;
pub mod people;
pub mod plan;
pub mod platform;
pub mod register;
pub mod report;
pub mod rule;
pub mod search;
pub mod source;
pub mod system;
pub mod target;

use crate::App;
use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Cổ Loa",
        description = "API of a provincial cybersecurity centre. Errors are RFC 9457 problems with a stable `code`."
    ),
    components(schemas(crate::problem::Problem))
)]
struct Document;

/// The API's router and its document.
pub fn table() -> (Router<App>, utoipa::openapi::OpenApi) {
    let (router, mut document) = OpenApiRouter::with_openapi(Document::openapi())
        .nest("/api/v1/auth", auth::routes())
        .nest("/api/v1/agencies", agency::routes())
        .nest("/api/v1/agency-groups", agency::naming::group_routes())
        .nest("/api/v1/agency-aliases", agency::naming::alias_routes())
        .nest("/api/v1/reorganisations", agency::reorganisation::routes())
        .nest("/api/v1/plans", plan::routes())
        .nest("/api/v1/people", people::routes())
        .nest("/api/v1/notifications", notifications::routes())
        .nest("/api/v1/audit", audit::routes())
        .nest("/api/v1/platform", platform::routes())
        .nest("/api/v1/duties", duty::routes())
        .nest("/api/v1/targets", target::routes())
        .nest("/api/v1/obligations", obligation::routes())
        .nest("/api/v1/difficulties", difficulty::routes())
        .nest("/api/v1/comments", comment::routes())
        .nest("/api/v1/calendar", calendar::routes())
        .nest("/api/v1/dashboard", dashboard::routes())
        .nest("/api/v1/register", register::routes())
        .nest("/api/v1/reports", report::routes())
        .nest("/api/v1/sources", source::routes())
        .nest("/api/v1/systems", system::routes())
        .nest("/api/v1/alerts", alert::routes())
        .nest("/api/v1/monitoring-reports", monitoring_report::routes())
        .nest("/api/v1/rules", rule::routes())
        .nest("/api/v1/indicators", indicator::routes())
        .nest("/api/v1/incidents", incident::routes())
        .nest("/api/v1/hotline", hotline::routes())
        .nest("/api/v1/network", network::routes())
        .nest("/api/v1/drills", drill::routes())
        .nest("/api/v1/law", law::routes())
        .nest("/api/v1/search", search::routes())
        .nest("/api/v1/report-templates", report::template::routes())
        .split_for_parts();
    // Served beside the portal, outside of sessions, and described with the rest.
    document.merge(hotline::public::api().split_for_parts().1);
    (router, document)
}

/// The document alone, for the snapshot and the generated types of the web app.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    table().1
}
