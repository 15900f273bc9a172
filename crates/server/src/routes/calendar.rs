//! `/api/v1/calendar`: the iCalendar feed behind a secret link, and the link itself.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiResult, Problem},
};
use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
};
use chrono::{DateTime, Utc};
use coloa_plan::calendar::{self, Words};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_feed))
        .routes(routes!(get_link, renew_link, revoke_link))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct FeedQuery {
    token: String,
}

fn words(app: &App) -> Words {
    let name = app.config.installation.name.clone();
    match app.config.installation.language.as_str() {
        "en" => Words {
            title: name,
            duty: "Task due".into(),
            obligation: "Report due".into(),
            statutory: "Statutory report".into(),
        },
        _ => Words {
            title: name,
            duty: "Hạn nhiệm vụ".into(),
            obligation: "Hạn báo cáo".into(),
            statutory: "Báo cáo theo luật".into(),
        },
    }
}

/// Open duties and obligations of the token's person; no sign-in, the token is the secret.
#[utoipa::path(get, path = "/feed.ics", tag = "calendar", params(FeedQuery),
    responses((status = 200, description = "iCalendar", content_type = "text/calendar"), (status = 404, body = Problem)))]
async fn get_feed(
    State(app): State<App>,
    Query(q): Query<FeedQuery>,
) -> ApiResult<([(HeaderName, &'static str); 2], String)> {
    let text = calendar::feed(&app.access, &q.token, &words(&app), &app.config.public_url()).await?;
    Ok((
        [
            (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
            (header::CACHE_CONTROL, "private, max-age=900"),
        ],
        text,
    ))
}

#[derive(Serialize, ToSchema)]
pub struct CalendarLink {
    /// Null: there is no link.
    since: Option<DateTime<Utc>>,
    /// Shown only when it was just made.
    url: Option<String>,
}

/// Whether there is a link.
#[utoipa::path(get, path = "/link", tag = "calendar", responses((status = 200, body = CalendarLink)))]
async fn get_link(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<CalendarLink>> {
    Ok(Json(CalendarLink {
        since: calendar::since(&app.access, &actor).await?,
        url: None,
    }))
}

/// Makes a new link; the old one opens nothing any more.
#[utoipa::path(post, path = "/link", tag = "calendar", responses((status = 200, body = CalendarLink)))]
async fn renew_link(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<CalendarLink>> {
    let token = calendar::renew(&app.access, &actor).await?;
    let base = app.config.public_url();
    let url = format!("{base}/api/v1/calendar/feed.ics?token={token}");
    Ok(Json(CalendarLink {
        since: Some(app.clock.now()),
        url: Some(url),
    }))
}

/// Revokes the link.
#[utoipa::path(delete, path = "/link", tag = "calendar", responses((status = 204)))]
async fn revoke_link(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<StatusCode> {
    calendar::revoke(&app.access, &actor).await?;
    Ok(StatusCode::NO_CONTENT)
}
