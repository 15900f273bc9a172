//! How far all systems meet the requirements of their level: a list of systems, and a map of agencies by level.

use super::{levels, protection::ScoreInfo, several};
use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::report::{next_cursor, offset},
};
use axum::extract::State;
use coloa_base::AgencyId;
use coloa_system::{
    layers,
    overview::{self, Filter, OfAgency, Order, Scored, Sum},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_scores))
        .routes(routes!(map_scores))
}

/// The score of one system.
#[derive(Serialize, ToSchema)]
pub struct ScoredSystem {
    system_id: Uuid,
    system_name: String,
    agency_id: Uuid,
    agency_name: String,
    regime: String,
    level: u8,
    /// Layers that stand, 1–4.
    layers: Vec<i32>,
    flags: Vec<&'static str>,
    score: ScoreInfo,
}

impl From<&Scored> for ScoredSystem {
    fn from(s: &Scored) -> Self {
        Self {
            system_id: s.id,
            system_name: s.name.clone(),
            agency_id: s.agency.uuid(),
            agency_name: s.agency_name.clone(),
            regime: s.regime.clone(),
            level: s.level,
            layers: (1..=4)
                .filter(|layer| s.layers & layers::bit(*layer) != 0)
                .collect(),
            flags: s.flags.clone(),
            score: (&s.score).into(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ScoredSystemPage {
    items: Vec<ScoredSystem>,
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ScoreQuery {
    agency: Option<Uuid>,
    /// 1–5, separated by commas.
    level: Option<String>,
    /// `all`: all four layers stand; `missing`: one does not.
    layers: Option<String>,
    /// `unapproved`, `unprotected`, separated by commas.
    flag: Option<String>,
    search: Option<String>,
    /// `percent`, `system`, `agency`, `level`, `gaps`, `unanswered`, `layers`, `flags`; with `-` before it from the
    /// highest on. Least share first where nothing is said.
    sort: Option<String>,
    cursor: Option<String>,
    /// 50 where nothing is said, at most 500.
    limit: Option<usize>,
}

/// How far systems in use within reach meet the requirements of their level.
#[utoipa::path(get, path = "/controls", tag = "system", params(ScoreQuery), responses((status = 200, body = ScoredSystemPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_scores(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ScoreQuery>,
) -> ApiResult<Json<ScoredSystemPage>> {
    let sort = q.sort.as_deref().unwrap_or("percent");
    let (word, down) = sort.strip_prefix('-').map_or((sort, false), |word| (word, true));
    let order = Order::parse(word).ok_or_else(|| ApiError::invalid("sort", "unknown"))?;
    let filter = Filter {
        agency: q.agency.map(AgencyId),
        levels: levels(q.level.as_deref())?,
        protected: match q.layers.as_deref() {
            None | Some("") => None,
            Some("all") => Some(true),
            Some("missing") => Some(false),
            Some(_) => return Err(ApiError::invalid("layers", "unknown")),
        },
        flags: several("flag", q.flag.as_deref(), |word| Some(word.to_owned()))?,
        search: q.search,
    };
    let from = offset(q.cursor.as_deref())?;
    let limit = q.limit.unwrap_or(50).clamp(1, 500);
    let scores = overview::scores(&app.access, &actor).await?;
    let found = overview::list(&scores, &filter, order, down);
    let items: Vec<ScoredSystem> = found
        .iter()
        .skip(usize::try_from(from).unwrap_or(usize::MAX))
        .take(limit)
        .map(|s| (*s).into())
        .collect();
    let total = found.len() as u64;
    Ok(Json(ScoredSystemPage {
        next_cursor: next_cursor(from, items.len(), total),
        items,
        total,
    }))
}

/// Some systems together.
#[derive(Serialize, ToSchema)]
pub struct ScoreSum {
    systems: usize,
    met: usize,
    /// Requirements that apply.
    applies: usize,
    /// The law's list is known in full for each of them; otherwise the share is never full.
    complete: bool,
    /// Null: nothing applies.
    percent: Option<u32>,
}

impl From<&Sum> for ScoreSum {
    fn from(s: &Sum) -> Self {
        Self {
            systems: s.systems,
            met: s.met,
            applies: s.applies,
            complete: s.complete,
            percent: s.percent(),
        }
    }
}

/// The systems of one agency, by level.
#[derive(Serialize, ToSchema)]
pub struct AgencyScores {
    agency_id: Uuid,
    agency_name: String,
    all: ScoreSum,
    /// Level 1 first; null: no system.
    levels: Vec<Option<ScoreSum>>,
}

impl From<&OfAgency> for AgencyScores {
    fn from(row: &OfAgency) -> Self {
        Self {
            agency_id: row.agency.uuid(),
            agency_name: row.name.clone(),
            all: (&row.all).into(),
            levels: row
                .levels
                .iter()
                .map(|cell| cell.as_ref().map(ScoreSum::from))
                .collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct ScoreMap {
    /// All systems within reach, whatever the rows are narrowed by.
    all: ScoreSum,
    /// Systems whose list of requirements is known in part.
    in_part: usize,
    /// Systems that run without approval or without all four layers.
    flagged: usize,
    /// Those that have most to do first.
    items: Vec<AgencyScores>,
    next_cursor: Option<String>,
    /// Agencies.
    total: u64,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ScoreMapQuery {
    /// In the name of the agency.
    search: Option<String>,
    cursor: Option<String>,
    /// 20 where nothing is said, at most 500.
    limit: Option<usize>,
}

/// The same summed by agency and level.
#[utoipa::path(get, path = "/controls/agencies", tag = "system", params(ScoreMapQuery), responses((status = 200, body = ScoreMap), (status = 403, body = Problem)))]
async fn map_scores(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ScoreMapQuery>,
) -> ApiResult<Json<ScoreMap>> {
    let from = offset(q.cursor.as_deref())?;
    let limit = q.limit.unwrap_or(20).clamp(1, 500);
    let scores = overview::scores(&app.access, &actor).await?;
    let rows = scores.agencies(q.search.as_deref());
    let items: Vec<AgencyScores> = rows
        .iter()
        .skip(usize::try_from(from).unwrap_or(usize::MAX))
        .take(limit)
        .map(|row| (*row).into())
        .collect();
    Ok(Json(ScoreMap {
        all: (&scores.summary.all).into(),
        in_part: scores.summary.in_part,
        flagged: scores.summary.flagged,
        next_cursor: next_cursor(from, items.len(), rows.len() as u64),
        items,
        total: rows.len() as u64,
    }))
}
