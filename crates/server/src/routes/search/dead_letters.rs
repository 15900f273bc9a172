//! Records that were not understood or not kept, and reading them again.

use super::{MissingInfo, SearchQuery, missing, scope, searcher};
use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_auth::{Reach, action};
use coloa_base::ErrorKind;
use coloa_event_log::Refused;
use coloa_pipeline::dead_letters::{self, ReplayError};
use coloa_source::service;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_dead_letters, replay_dead_letters))
}

/// Records of one source with one reason.
#[derive(Serialize, ToSchema)]
pub struct DeadLetters {
    /// Null: nobody registered the sender.
    source_id: Option<Uuid>,
    source_name: Option<String>,
    /// `encoding`, `json`, `unknown`, `cut`.
    problem: String,
    events: u64,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    examples: Vec<DeadLetter>,
}

#[derive(Serialize, ToSchema)]
pub struct DeadLetter {
    seq: u64,
    /// The first 500 characters.
    text: String,
}

/// Records that were refused or lost, and are not kept.
#[derive(Serialize, ToSchema)]
pub struct DroppedInfo {
    source_id: Option<Uuid>,
    source_name: Option<String>,
    records: i64,
}

#[derive(Serialize, ToSchema)]
pub struct DeadLetterList {
    /// Kept with their text, the largest group first.
    items: Vec<DeadLetters>,
    dropped: Vec<DroppedInfo>,
    missing: Vec<MissingInfo>,
    may_replay: bool,
}

/// Records of a time that no parser fully understood, by source and reason; and those that were lost.
#[utoipa::path(get, path = "/dead-letters", tag = "search", params(SearchQuery), responses((status = 200, body = DeadLetterList), (status = 403, body = Problem)))]
async fn list_dead_letters(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SearchQuery>,
) -> ApiResult<Json<DeadLetterList>> {
    let scope = scope(&app, &actor)?;
    let window = q.window(app.clock.now());
    let (groups, gone) = dead_letters::groups(searcher(&app)?, scope.clone(), window).await?;
    app.write_traffic().await;
    let reach = app.access.reach(&actor, action::SEARCH_READ);
    let mut dropped: BTreeMap<Uuid, i64> = BTreeMap::new();
    for row in service::traffic_since(&app.access, &reach, window.time.0).await? {
        if row.dropped > 0 && row.minute < window.time.1 {
            *dropped.entry(row.source_id).or_default() += row.dropped;
        }
    }
    let known = |id: Uuid| (!id.is_nil()).then_some(id);
    Ok(Json(DeadLetterList {
        may_replay: app.access.reach(&actor, action::SOURCE_CHANGE) != Reach::Nothing,
        items: groups
            .into_iter()
            .map(|g| DeadLetters {
                source_id: known(g.source),
                source_name: app.source_name(g.source),
                problem: g.problem,
                events: g.events,
                first_at: g.first,
                last_at: g.last,
                examples: g
                    .examples
                    .into_iter()
                    .map(|(seq, text)| DeadLetter { seq, text })
                    .collect(),
            })
            .collect(),
        dropped: dropped
            .into_iter()
            .map(|(id, records)| DroppedInfo {
                source_id: known(id),
                source_name: app.source_name(id),
                records,
            })
            .collect(),
        missing: missing(&gone, &scope),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct ReplayBody {
    source_id: Uuid,
    /// Records that happened at or after, before.
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// What became of records that were read again.
#[derive(Serialize, ToSchema)]
pub struct ReplayInfo {
    looked_at: u64,
    /// They are understood now, and were taken in anew.
    understood: u64,
    /// They had been taken in anew before.
    repeated: u64,
}

/// Reads records of a source again, after a parser or what is said of the source was mended.
#[utoipa::path(post, path = "/dead-letters", tag = "search", request_body = ReplayBody,
    responses((status = 200, body = ReplayInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn replay_dead_letters(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<ReplayBody>,
) -> ApiResult<Json<ReplayInfo>> {
    let change = service::begin_replay(&app.access, &actor, body.source_id).await?;
    let pipeline = app
        .pipeline
        .as_ref()
        .ok_or_else(|| ApiError::new(ErrorKind::Unavailable, "search.off"))?;
    change
        .commit(json!({ "step": "replayed", "from": body.from, "to": body.to }))
        .await?;
    let source = pipeline.intake.directory.by_id(body.source_id);
    let window = coloa_event_store::Window {
        time: (body.from, body.to),
        ..coloa_event_store::Window::default()
    };
    let done = pipeline.replay(&source, window).await.map_err(|e| match e {
        ReplayError::Search(e) => ApiError::from(e),
        ReplayError::Refused(Refused::Failed(e)) => {
            tracing::error!(error = %coloa_platform::telemetry::chain(&e), "records cannot be read again");
            ApiError::new(ErrorKind::Internal, "server.failed")
        }
        ReplayError::Refused(_) => ApiError::new(ErrorKind::Unavailable, "search.no_room"),
    })?;
    Ok(Json(ReplayInfo {
        looked_at: done.looked_at,
        understood: done.understood,
        repeated: done.repeated,
    }))
}
