//! `/api/v1/search`: events found again.

mod dead_letters;
mod export;
mod keeping;
mod saved;

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use coloa_auth::{Actor, AuthError, Reach, action};
use coloa_base::{AgencyId, ErrorKind};
use coloa_event::columns;
use coloa_event_store::{
    Row, Scope, Searcher, Window,
    metastore::Segment,
    query::{self, Query as EventQuery},
    search::{Order, Place, Request},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    sync::Arc,
    time::{Duration, Instant},
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search))
        .routes(routes!(count_over_time))
        .routes(routes!(list_top_values))
        .routes(routes!(list_fields))
        .routes(routes!(tail))
        .routes(routes!(ask_sql))
        .merge(dead_letters::routes())
        .merge(export::routes())
        .merge(saved::routes())
        .merge(keeping::routes())
}

/// Rows of a page where nobody asks for another number, and at most.
const USUAL_ROWS: usize = 100;
const MOST_ROWS: usize = 1_000;
/// How long a tail waits for something new, and how often it looks.
const TAIL_WAITS: Duration = Duration::from_secs(15);
const TAIL_LOOKS: Duration = Duration::from_millis(500);
/// Events of one answer of a tail.
const TAIL_ROWS: usize = 200;

/// What is searched for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct SearchQuery {
    /// E.g. `host:web01 AND status:>=500 NOT path:/health*`; empty: everything.
    q: String,
    /// Events at or after; without it, the last 24 hours.
    from: Option<DateTime<Utc>>,
    /// Events before; without it, until now.
    to: Option<DateTime<Utc>>,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PageQuery {
    /// As the last answer gave it.
    cursor: Option<String>,
    /// Rows, 100 where nothing is said, 1000 at most.
    limit: Option<usize>,
}

/// One event.
#[derive(Serialize, ToSchema)]
pub struct EventInfo {
    /// Its number in the log, by which it is known.
    seq: u64,
    /// When it happened, as far as that is believed.
    time: DateTime<Utc>,
    received: DateTime<Utc>,
    /// Null: nobody registered the sender.
    source_id: Option<Uuid>,
    source_name: Option<String>,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    system_id: Option<Uuid>,
    system_name: Option<String>,
    host: Option<String>,
    /// Log source in Sigma's words.
    product: Option<String>,
    service: Option<String>,
    category: Vec<String>,
    /// Why it was not fully understood: `encoding`, `json`, `unknown`, `cut`.
    problem: Option<String>,
    /// The text as it came, where parsing lost something.
    raw: Option<String>,
    #[schema(value_type = std::collections::HashMap<String, serde_json::Value>)]
    fields: serde_json::Value,
}

/// Events that could not be looked at, because their file is missing or damaged.
#[derive(Serialize, ToSchema)]
pub struct MissingInfo {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    events: u64,
}

#[derive(Serialize, ToSchema)]
pub struct EventPage {
    /// The newest first.
    items: Vec<EventInfo>,
    next_cursor: Option<String>,
    missing: Vec<MissingInfo>,
    took_ms: u64,
}

/// Events over time: `counts[n]` are those between `from + n * width_seconds` and the next.
#[derive(Serialize, ToSchema)]
pub struct HistogramInfo {
    from: DateTime<Utc>,
    width_seconds: u64,
    counts: Vec<u64>,
    total: u64,
    missing: Vec<MissingInfo>,
    took_ms: u64,
}

#[derive(Serialize, ToSchema)]
pub struct EventValue {
    value: String,
    events: u64,
}

#[derive(Serialize, ToSchema)]
pub struct TopValues {
    /// The most frequent first.
    items: Vec<EventValue>,
    missing: Vec<MissingInfo>,
    took_ms: u64,
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct TopQuery {
    /// A field, or a short name such as `src_ip`.
    field: String,
    /// Values, 10 where nothing is said, 1000 at most.
    limit: Option<usize>,
}

/// Names that may be searched by.
#[derive(Serialize, ToSchema)]
pub struct FieldNames {
    /// Short names, each for what different devices call it.
    short: Vec<String>,
    /// Fields with a column of their own; others are found by their name, too.
    columns: Vec<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct TailQuery {
    #[serde(default)]
    q: String,
    /// Events behind this number; without it, the answer says where the end is now.
    after: Option<u64>,
}

/// What came in.
#[derive(Serialize, ToSchema)]
pub struct TailInfo {
    /// The oldest first.
    items: Vec<EventInfo>,
    /// The number to go on behind.
    after: u64,
    /// More came in than one answer holds: these are the first of them.
    more: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct SqlQuery {
    /// A SELECT over the table `events`, in the dialect of SQLite.
    sql: String,
    /// Rows, 1000 where nothing is said, 10000 at most.
    limit: Option<usize>,
}

/// The answer to a question in SQL.
#[derive(Serialize, ToSchema)]
pub struct SqlInfo {
    columns: Vec<String>,
    rows: Vec<Vec<Option<String>>>,
    /// There are more rows than these.
    cut: bool,
    missing: Vec<MissingInfo>,
    took_ms: u64,
}

/// Whose events somebody may see.
fn scope(app: &App, actor: &Actor) -> ApiResult<Scope> {
    match app.access.reach(actor, action::SEARCH_READ) {
        Reach::Everything => Ok(Scope::All),
        Reach::Below(roots) | Reach::Directory(roots) => {
            let mut all: BTreeSet<Uuid> = roots.iter().map(|a| a.uuid()).collect();
            for root in roots {
                all.extend(app.access.below(root).into_iter().map(|a| a.uuid()));
            }
            Ok(Scope::Agencies(all.into_iter().collect()))
        }
        Reach::Nothing => Err(AuthError::Forbidden {
            action: action::SEARCH_READ,
        }
        .into()),
    }
}

fn searcher(app: &App) -> ApiResult<&Searcher> {
    app.pipeline
        .as_ref()
        .map(|pipeline| &pipeline.searcher)
        .ok_or_else(|| ApiError::new(ErrorKind::Unavailable, "search.off"))
}

/// A query with ids in the place of names of sources and systems.
pub(super) fn understood(app: &App, text: &str) -> ApiResult<EventQuery> {
    let query = query::parse(text)?;
    Ok(match &app.pipeline {
        Some(pipeline) => {
            let directory = &pipeline.intake.directory;
            query.with_ids(&|field, name| directory.ids_named(field, name))
        }
        None => query,
    })
}

impl SearchQuery {
    fn window(&self, now: DateTime<Utc>) -> Window {
        let to = self.to.unwrap_or(now + TimeDelta::minutes(5));
        Window {
            time: (self.from.unwrap_or(to - TimeDelta::hours(24)), to),
            ..Window::default()
        }
    }

    fn read(&self, app: &App) -> ApiResult<(EventQuery, Window)> {
        Ok((understood(app, &self.q)?, self.window(app.clock.now())))
    }
}

fn missing(segments: &[Arc<Segment>], scope: &Scope) -> Vec<MissingInfo> {
    segments
        .iter()
        .filter(|s| match (scope, &s.agencies) {
            (Scope::All, _) | (_, None) => true,
            (Scope::Agencies(own), Some(has)) => has.iter().any(|a| own.contains(a)),
        })
        .map(|s| MissingInfo {
            from: s.time.0,
            to: s.time.1,
            events: s.rows,
        })
        .collect()
}

fn took(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Rows as they leave, with names of sources and agencies.
async fn infos(app: &App, rows: Vec<Row>) -> ApiResult<Vec<EventInfo>> {
    let agencies: BTreeSet<Uuid> = rows.iter().filter_map(|r| r.agency).collect();
    let ids: Vec<AgencyId> = agencies.into_iter().map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| EventInfo {
            seq: row.seq,
            time: row.time,
            received: row.received,
            source_name: app.source_name(row.source),
            source_id: (!row.source.is_nil()).then_some(row.source),
            agency_name: row.agency.and_then(|id| names.get(&AgencyId(id)).cloned()),
            agency_id: row.agency,
            system_name: row.system.and_then(|id| app.system_name(id)),
            system_id: row.system,
            host: row.event.host(),
            product: row.event.logsource.product.as_ref().map(ToString::to_string),
            service: row.event.logsource.service.as_ref().map(ToString::to_string),
            category: row
                .event
                .logsource
                .categories
                .iter()
                .map(ToString::to_string)
                .collect(),
            problem: row.problem.map(|p| p.into_owned()),
            fields: row.event.to_json(),
            raw: row.event.raw,
        })
        .collect())
}

fn place(cursor: &str) -> ApiResult<Place> {
    let malformed = || ApiError::invalid("cursor", "malformed");
    let (time, seq) = cursor.split_once('.').ok_or_else(malformed)?;
    let time = time
        .parse()
        .ok()
        .and_then(DateTime::from_timestamp_micros)
        .ok_or_else(malformed)?;
    Ok(Place {
        time,
        seq: seq.parse().map_err(|_| malformed())?,
    })
}

/// Events, the newest first.
#[utoipa::path(get, path = "/", tag = "search", params(SearchQuery, PageQuery), responses((status = 200, body = EventPage), (status = 422, body = Problem)))]
async fn search(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SearchQuery>,
    Query(page): Query<PageQuery>,
) -> ApiResult<Json<EventPage>> {
    let (scope, begun) = (scope(&app, &actor)?, Instant::now());
    let (query, window) = q.read(&app)?;
    let request = Request {
        after: page.cursor.as_deref().map(place).transpose()?,
        ..Request::newest(
            query,
            scope.clone(),
            window,
            page.limit.unwrap_or(USUAL_ROWS).clamp(1, MOST_ROWS),
        )
    };
    let answer = searcher(&app)?.rows(request).await?;
    let next_cursor = answer
        .found
        .more
        .then(|| answer.found.rows.last())
        .flatten()
        .map(|last| format!("{}.{}", last.time.timestamp_micros(), last.seq));
    Ok(Json(EventPage {
        items: infos(&app, answer.found.rows).await?,
        next_cursor,
        missing: missing(&answer.missing, &scope),
        took_ms: took(begun),
    }))
}

/// How many events there are over time.
#[utoipa::path(get, path = "/histogram", tag = "search", params(SearchQuery), responses((status = 200, body = HistogramInfo), (status = 422, body = Problem)))]
async fn count_over_time(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SearchQuery>,
) -> ApiResult<Json<HistogramInfo>> {
    let (scope, begun) = (scope(&app, &actor)?, Instant::now());
    let (query, window) = q.read(&app)?;
    let answer = searcher(&app)?.histogram(query, scope.clone(), window).await?;
    Ok(Json(HistogramInfo {
        from: answer.found.from,
        width_seconds: answer.found.width.as_secs(),
        total: answer.found.total(),
        counts: answer.found.counts,
        missing: missing(&answer.missing, &scope),
        took_ms: took(begun),
    }))
}

/// The most frequent values of a field.
#[utoipa::path(get, path = "/top", tag = "search", params(SearchQuery, TopQuery), responses((status = 200, body = TopValues), (status = 422, body = Problem)))]
async fn list_top_values(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SearchQuery>,
    Query(top): Query<TopQuery>,
) -> ApiResult<Json<TopValues>> {
    let (scope, begun) = (scope(&app, &actor)?, Instant::now());
    let (query, window) = q.read(&app)?;
    let limit = top.limit.unwrap_or(10).clamp(1, MOST_ROWS);
    let answer = searcher(&app)?
        .top(query, scope.clone(), window, &top.field, limit)
        .await?;
    Ok(Json(TopValues {
        items: answer
            .found
            .into_iter()
            .map(|(value, events)| EventValue { value, events })
            .collect(),
        missing: missing(&answer.missing, &scope),
        took_ms: took(begun),
    }))
}

/// Names that may be searched by.
#[utoipa::path(get, path = "/fields", tag = "search", responses((status = 200, body = FieldNames)))]
async fn list_fields(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<FieldNames>> {
    scope(&app, &actor)?;
    Ok(Json(FieldNames {
        short: ["host", "product", "service", "category"]
            .into_iter()
            .chain(columns::short_names())
            .map(str::to_owned)
            .collect(),
        columns: columns::COLUMNS.iter().map(|c| c.name.to_owned()).collect(),
    }))
}

/// What comes in from now on: waits until there is something, though not for ever.
#[utoipa::path(get, path = "/tail", tag = "search", params(TailQuery), responses((status = 200, body = TailInfo), (status = 422, body = Problem)))]
async fn tail(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<TailQuery>,
) -> ApiResult<Json<TailInfo>> {
    let scope = scope(&app, &actor)?;
    let query = understood(&app, &q.q)?;
    let searcher = searcher(&app)?;
    let end = searcher.store().next().saturating_sub(1);
    let Some(mut after) = q.after else {
        return Ok(Json(TailInfo {
            items: Vec::new(),
            after: end,
            more: false,
        }));
    };
    let begun = Instant::now();
    loop {
        let end = searcher.store().next().saturating_sub(1);
        if end > after {
            let request = Request {
                order: Order::SeqUp,
                window: Window {
                    seq: (after + 1, end + 1),
                    ..Window::default()
                },
                ..Request::newest(query.clone(), scope.clone(), Window::default(), TAIL_ROWS)
            };
            let found = searcher.rows(request).await?.found;
            after = match found.rows.last() {
                Some(last) if found.more => last.seq,
                _ => end,
            };
            if !found.rows.is_empty() {
                return Ok(Json(TailInfo {
                    items: infos(&app, found.rows).await?,
                    after,
                    more: found.more,
                }));
            }
        }
        if begun.elapsed() >= TAIL_WAITS {
            return Ok(Json(TailInfo {
                items: Vec::new(),
                after,
                more: false,
            }));
        }
        tokio::time::sleep(TAIL_LOOKS).await;
    }
}

/// A question in SQL; it can only read.
#[utoipa::path(get, path = "/sql", tag = "search", params(SqlQuery), responses((status = 200, body = SqlInfo), (status = 422, body = Problem)))]
async fn ask_sql(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<SqlQuery>,
) -> ApiResult<Json<SqlInfo>> {
    let (scope, begun) = (scope(&app, &actor)?, Instant::now());
    let limit = q.limit.unwrap_or(MOST_ROWS).clamp(1, 10_000);
    let answer = searcher(&app)?.sql(&q.sql, scope.clone(), limit).await?;
    Ok(Json(SqlInfo {
        columns: answer.found.columns,
        rows: answer.found.rows,
        cut: answer.found.cut,
        missing: missing(&answer.missing, &scope),
        took_ms: took(begun),
    }))
}
