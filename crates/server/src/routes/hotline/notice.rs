//! What the centre tells the public, and posters of it.

mod poster;

use super::campaign::limit;
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_hotline::{
    HotlineError,
    entity::notice as entity,
    model::{NoticeKind, NoticeState},
    notice::{self, Draft, Filter},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_notices, create_notice))
        .routes(routes!(read_notice, change_notice))
        .routes(routes!(publish_notice))
        .routes(routes!(withdraw_notice))
        .routes(routes!(print_notice_poster))
}

/// Something that a notice names.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct HotlineNoticeIndicator {
    /// `phone`, `bank_account`, `url`, `domain`, `ip`, `email`, `wallet`, `handle`.
    kind: String,
    value: String,
}

/// A warning, a correction, or a question with its answer.
#[derive(Serialize, ToSchema)]
pub struct HotlineNotice {
    id: Uuid,
    /// `warning`, `correction`, `question`.
    kind: String,
    /// Last part of its address.
    slug: String,
    title: String,
    title_en: String,
    summary: String,
    summary_en: String,
    /// Paragraphs, an empty line between.
    body: String,
    body_en: String,
    signs: Vec<String>,
    advice: Vec<String>,
    indicators: Vec<HotlineNoticeIndicator>,
    source_name: String,
    source_url: String,
    scam_type: Option<String>,
    /// `everybody`, `elderly`, `young`, `parents`, `small_firms`.
    audience: String,
    /// `draft`, `published`, `review`, `withdrawn`.
    state: String,
    campaign_id: Option<Uuid>,
    published_at: Option<DateTime<Utc>>,
    published_by: Option<String>,
    /// Since when it is out of the public until somebody looks at it.
    review_at: Option<DateTime<Utc>>,
    /// What its words name although the public is not warned of it any more.
    review_reason: String,
    withdrawn_at: Option<DateTime<Utc>>,
    withdraw_reason: String,
    expires_at: Option<DateTime<Utc>>,
    created_by: String,
    created_at: DateTime<Utc>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineNoticePage {
    items: Vec<HotlineNotice>,
    total: u64,
}

fn info(row: entity::Model) -> HotlineNotice {
    let lists = notice::lists(&row);
    let indicator = |(kind, value)| HotlineNoticeIndicator { kind, value };
    HotlineNotice {
        id: row.id,
        kind: row.kind,
        slug: row.slug,
        title: row.title,
        title_en: row.title_en,
        summary: row.summary,
        summary_en: row.summary_en,
        body: row.body,
        body_en: row.body_en,
        signs: lists.signs,
        advice: lists.advice,
        indicators: lists.indicators.into_iter().map(indicator).collect(),
        source_name: row.source_name,
        source_url: row.source_url,
        scam_type: row.scam_type,
        audience: row.audience,
        state: row.state,
        campaign_id: row.campaign_id,
        published_at: row.published_at,
        published_by: row.published_by,
        review_at: row.review_at,
        review_reason: row.review_reason,
        withdrawn_at: row.withdrawn_at,
        withdraw_reason: row.withdraw_reason,
        expires_at: row.expires_at,
        created_by: row.created_by,
        created_at: row.created_at,
        version: row.version,
    }
}

fn shown(row: entity::Model) -> Versioned<HotlineNotice> {
    Versioned(row.version, info(row))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineNoticeQuery {
    /// `draft`, `published`, `review`, `withdrawn`.
    state: Option<String>,
    /// `warning`, `correction`, `question`.
    kind: Option<String>,
    /// Part of title or summary, with or without diacritics.
    search: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

/// Notices, the newest first.
#[utoipa::path(get, path = "/notices", tag = "hotline", params(HotlineNoticeQuery), responses((status = 200, body = HotlineNoticePage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_notices(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineNoticeQuery>,
) -> ApiResult<Json<HotlineNoticePage>> {
    let state = q.state.as_deref().filter(|s| !s.is_empty());
    let kind = q.kind.as_deref().filter(|k| !k.is_empty());
    let filter = Filter {
        state: state
            .map(|s| NoticeState::parse(s).ok_or_else(|| ApiError::invalid("state", "unknown")))
            .transpose()?,
        kind: kind
            .map(|k| NoticeKind::parse(k).ok_or_else(|| ApiError::invalid("kind", "unknown")))
            .transpose()?,
        search: q.search,
        offset: q.offset.unwrap_or(0),
        limit: limit(q.limit),
    };
    let (rows, total) = notice::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineNoticePage {
        items: rows.into_iter().map(info).collect(),
        total,
    }))
}

/// A notice as a person writes it.
#[derive(Deserialize, ToSchema)]
pub struct HotlineNoticeBody {
    /// `warning`, `correction`, `question`.
    kind: String,
    title: String,
    #[serde(default)]
    title_en: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    summary_en: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    body_en: String,
    #[serde(default)]
    signs: Vec<String>,
    #[serde(default)]
    advice: Vec<String>,
    #[serde(default)]
    indicators: Vec<HotlineNoticeIndicator>,
    /// Of a correction.
    #[serde(default)]
    source_name: String,
    #[serde(default)]
    source_url: String,
    scam_type: Option<String>,
    /// `everybody` where nothing is said.
    #[serde(default)]
    audience: String,
    expires_at: Option<DateTime<Utc>>,
}

fn draft(body: HotlineNoticeBody) -> Draft {
    Draft {
        kind: body.kind,
        title: body.title,
        title_en: body.title_en,
        summary: body.summary,
        summary_en: body.summary_en,
        body: body.body,
        body_en: body.body_en,
        signs: body.signs,
        advice: body.advice,
        indicators: body.indicators.into_iter().map(|i| (i.kind, i.value)).collect(),
        source_name: body.source_name,
        source_url: body.source_url,
        scam_type: body.scam_type,
        audience: body.audience,
        expires_at: body.expires_at,
    }
}

/// Writes a notice.
#[utoipa::path(post, path = "/notices", tag = "hotline", request_body = HotlineNoticeBody,
    responses((status = 201, body = HotlineNotice), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_notice(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineNoticeBody>,
) -> ApiResult<(StatusCode, Versioned<HotlineNotice>)> {
    let row = notice::create(&app.hotline, &actor, &draft(body)).await?;
    Ok((StatusCode::CREATED, shown(row)))
}

/// One notice.
#[utoipa::path(get, path = "/notices/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 200, body = HotlineNotice), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_notice(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineNotice>> {
    Ok(shown(notice::read(&app.hotline, &actor, id).await?))
}

/// Changes a draft, what stands in public, or what has to be looked at again.
#[utoipa::path(put, path = "/notices/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineNoticeBody,
    responses((status = 200, body = HotlineNotice), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_notice(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineNoticeBody>,
) -> ApiResult<Versioned<HotlineNotice>> {
    Ok(shown(
        notice::change(&app.hotline, &actor, id, seen, &draft(body)).await?,
    ))
}

/// Publishes a draft, or again what had to be looked at.
#[utoipa::path(post, path = "/notices/{id}/publish", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = HotlineNotice), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn publish_notice(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<HotlineNotice>> {
    Ok(shown(notice::publish(&app.hotline, &actor, id, seen).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNoticeEnd {
    reason: String,
}

/// Takes a notice back.
#[utoipa::path(post, path = "/notices/{id}/withdraw", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineNoticeEnd,
    responses((status = 200, body = HotlineNotice), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn withdraw_notice(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineNoticeEnd>,
) -> ApiResult<Versioned<HotlineNotice>> {
    let row = notice::withdraw(&app.hotline, &actor, id, seen, &body.reason).await?;
    Ok(shown(row))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct HotlinePosterQuery {
    /// `pdf`, `svg`.
    format: String,
}

/// A poster of a published notice, with a square code that leads to its page.
#[utoipa::path(get, path = "/notices/{id}/poster", tag = "hotline", params(("id" = Uuid, Path), HotlinePosterQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn print_notice_poster(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<HotlinePosterQuery>,
) -> ApiResult<Download> {
    let row = notice::read(&app.hotline, &actor, id).await?;
    if !notice::is_public(&app.hotline, &row).await? {
        return Err(HotlineError::State {
            reason: "not_published",
        }
        .into());
    }
    let name = |ending: &str| format!("{}.{ending}", row.slug);
    let poster = poster::of(&app, &row);
    match q.format.as_str() {
        "svg" => Ok(Download {
            name: name("svg"),
            media_type: "image/svg+xml".to_owned(),
            content: poster::svg(&poster).into_bytes(),
        }),
        "pdf" => Ok(Download {
            name: name("pdf"),
            media_type: "application/pdf".to_owned(),
            content: poster::pdf(poster).await.map_err(HotlineError::Document)?,
        }),
        _ => Err(ApiError::invalid("format", "unknown")),
    }
}
