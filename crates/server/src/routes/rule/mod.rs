//! `/api/v1/rules`: detection rules, whether they can fire, what they brought, and how they are changed.

mod import;
mod trial;

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_alert::figures::{self, RuleFigures};
use coloa_auth::{Resource, action};
use coloa_base::{ErrorKind, text::fold_plain};
use coloa_detect::{Catalogue, Coverage, Document, Entry, Origin, RuleState, documents};
use coloa_pipeline::Pipeline;
use coloa_rule::{
    RuleError,
    entity::{rule_document, rule_switch, rule_version},
    service::{self, Draft},
    store,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path as FilePath,
};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rules, write_rule))
        .routes(routes!(switch_rules))
        .routes(routes!(get_rule, change_rule))
        .routes(routes!(remove_rule))
        .merge(import::routes())
        .merge(trial::routes())
}

/// Days over which what rules brought is counted.
const FIGURES_DAYS: i64 = 30;
/// Longest text of a rule.
const MAX_TEXT: usize = 256 * 1024;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct RuleQuery {
    /// `live`, `no_source`, `field_never_filled`, `unsupported`, `off`; separated by commas.
    state: Option<String>,
    /// `detection`, `correlation`, `filter`; separated by commas.
    kind: Option<String>,
    /// `own`, `folder`, `imported`; separated by commas.
    origin: Option<String>,
    /// `informational` … `critical`; separated by commas.
    level: Option<String>,
    /// Part of title, id, file or a tag.
    search: Option<String>,
    /// `title` (the default), `alerts` (those that raise most first) or `false` (those that are wrong most first).
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct RuleInfo {
    id: String,
    title: String,
    /// `detection`, `correlation`, `filter`.
    kind: String,
    /// Null: its author says nothing.
    level: Option<String>,
    status: Option<String>,
    tags: Vec<String>,
    /// `own`, `folder`, `imported`.
    origin: String,
    file: String,
    product: Option<String>,
    category: Option<String>,
    service: Option<String>,
    /// `live`, `no_source`, `field_never_filled`, `unsupported`, `off`.
    state: String,
    /// Fields that were never filled, or why it is not supported.
    state_detail: Vec<String>,
    /// Over the last 30 days.
    alerts: i64,
    findings: i64,
    confirmed: i64,
    benign: i64,
    wrong: i64,
    last_at: Option<DateTime<Utc>>,
}

/// A number of rules by state, over all of them.
#[derive(Serialize, ToSchema)]
pub struct RuleTally {
    state: String,
    number: usize,
}

/// A document that is no rule at all.
#[derive(Serialize, ToSchema)]
pub struct RuleProblem {
    file: String,
    title: Option<String>,
    why: String,
}

#[derive(Serialize, ToSchema)]
pub struct RulePage {
    items: Vec<RuleInfo>,
    next_cursor: Option<String>,
    total: usize,
    tally: Vec<RuleTally>,
    /// Documents that could not be read as a rule.
    problems: Vec<RuleProblem>,
    may_change: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RuleVersion {
    version: i32,
    /// Empty: it was taken away.
    text: String,
    note: String,
    author_name: String,
    written_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct RuleSwitch {
    off: bool,
    reason: String,
    author_name: String,
    changed_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct RuleDetail {
    rule: RuleInfo,
    description: String,
    /// YAML; empty where the file of a folder cannot be read now.
    text: String,
    /// Rules that it counts or is for.
    refers: Vec<RuleReference>,
    /// Correlations and filters that speak of it.
    referred: Vec<RuleReference>,
    /// Newest first; empty for rules that nobody brought in.
    versions: Vec<RuleVersion>,
    /// The version to change it by; 0: nobody brought it in.
    version: i32,
    switched: Option<RuleSwitch>,
    /// Events of its log source that came in, and when the last one did.
    events: u64,
    last_event_at: Option<DateTime<Utc>>,
    may_change: bool,
    may_try: bool,
}

#[derive(Serialize, ToSchema)]
pub struct RuleReference {
    id: String,
    title: String,
    kind: String,
}

fn pipeline(app: &App) -> ApiResult<&Pipeline> {
    app.pipeline
        .as_ref()
        .ok_or_else(|| ApiError::new(ErrorKind::Unavailable, "rule.off"))
}

/// All that the list of rules is made of.
struct Shelf {
    catalogue: std::sync::Arc<Catalogue>,
    coverage: Coverage,
    switches: HashMap<String, rule_switch::Model>,
    figures: HashMap<String, RuleFigures>,
}

impl Shelf {
    async fn read(app: &App) -> ApiResult<Self> {
        let (catalogue, coverage) = pipeline(app)?.rules();
        let switches = store::switches(app.db.reader())
            .await
            .map_err(RuleError::from)?
            .into_iter()
            .map(|s| (s.rule_id.clone(), s))
            .collect();
        let from = app.clock.now() - TimeDelta::days(FIGURES_DAYS);
        Ok(Self {
            catalogue,
            coverage,
            switches,
            figures: figures::by_rule(&app.access, from).await?,
        })
    }

    fn state(&self, entry: &Entry) -> RuleState {
        let off = |id: &str| self.switches.get(id).is_some_and(|s| s.off);
        self.catalogue.state(entry, &self.coverage, &off)
    }

    fn info(&self, entry: &Entry) -> RuleInfo {
        let state = self.state(entry);
        let figures = self.figures.get(&entry.id).cloned().unwrap_or_default();
        let of = |verdict: &str| figures.verdicts.get(verdict).copied().unwrap_or_default();
        RuleInfo {
            id: entry.id.clone(),
            title: entry.title.clone(),
            kind: entry.kind.as_str().to_owned(),
            level: entry.level.map(|l| l.as_str().to_owned()),
            status: entry.status.map(str::to_owned),
            tags: entry.tags.clone(),
            origin: entry.origin.as_str().to_owned(),
            file: entry.file.display().to_string(),
            product: entry.product.clone(),
            category: entry.category.clone(),
            service: entry.service.clone(),
            state: state.as_str().to_owned(),
            state_detail: match state {
                RuleState::FieldNeverFilled(fields) => fields,
                RuleState::Unsupported(why) => vec![why],
                _ => Vec::new(),
            },
            alerts: figures.alerts,
            findings: figures.findings,
            confirmed: of("true"),
            benign: of("benign"),
            wrong: of("false"),
            last_at: figures.last_at,
        }
    }
}

fn chosen(words: Option<&str>) -> HashSet<String> {
    words
        .unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Rules with their states, by title.
#[utoipa::path(get, path = "/", tag = "rule", params(RuleQuery), responses((status = 200, body = RulePage), (status = 403, body = Problem)))]
async fn list_rules(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<RuleQuery>,
) -> ApiResult<Json<RulePage>> {
    service::check_reader(&app.access, &actor)?;
    let shelf = Shelf::read(&app).await?;
    let mut all: Vec<RuleInfo> = shelf
        .catalogue
        .entries()
        .iter()
        .map(|entry| shelf.info(entry))
        .collect();
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for rule in &all {
        *tally.entry(rule.state.clone()).or_default() += 1;
    }
    let (states, kinds, origins, levels) = (
        chosen(q.state.as_deref()),
        chosen(q.kind.as_deref()),
        chosen(q.origin.as_deref()),
        chosen(q.level.as_deref()),
    );
    let search = q.search.as_deref().map(fold_plain).filter(|s| !s.is_empty());
    let fits = |wanted: &HashSet<String>, has: &str| wanted.is_empty() || wanted.contains(has);
    all.retain(|r| {
        fits(&states, &r.state)
            && fits(&kinds, &r.kind)
            && fits(&origins, &r.origin)
            && fits(&levels, r.level.as_deref().unwrap_or(""))
            && search.as_deref().is_none_or(|s| {
                fold_plain(&r.title).contains(s)
                    || r.id.to_lowercase().contains(s)
                    || r.file.to_lowercase().contains(s)
                    || r.tags.iter().any(|t| t.to_lowercase().contains(s))
            })
    });
    let title = |r: &RuleInfo| (coloa_base::text::sort_key(&r.title), r.id.clone());
    match q.sort.as_deref() {
        Some("alerts") => all.sort_by_cached_key(|r| (std::cmp::Reverse((r.alerts, r.findings)), title(r))),
        Some("false") => all.sort_by_cached_key(|r| (std::cmp::Reverse(r.wrong), title(r))),
        _ => all.sort_by_cached_key(title),
    }
    let total = all.len();
    let offset: usize = match q.cursor.as_deref() {
        Some(cursor) => cursor
            .parse()
            .map_err(|_| ApiError::invalid("cursor", "malformed"))?,
        None => 0,
    };
    let items: Vec<RuleInfo> = all
        .into_iter()
        .skip(offset)
        .take(q.limit.unwrap_or(50).clamp(1, 500))
        .collect();
    let next = offset.saturating_add(items.len());
    let titled: HashSet<&str> = shelf
        .catalogue
        .entries()
        .iter()
        .map(|e| e.title.as_str())
        .collect();
    Ok(Json(RulePage {
        next_cursor: (next < total).then(|| next.to_string()),
        items,
        total,
        tally: tally
            .into_iter()
            .map(|(state, number)| RuleTally { state, number })
            .collect(),
        problems: shelf
            .catalogue
            .problems()
            .iter()
            // The others stand in the list, as rules that are not supported.
            .filter(|p| p.title.as_deref().is_none_or(|t| !titled.contains(t)))
            .map(|p| RuleProblem {
                file: p.file.display().to_string(),
                title: p.title.clone(),
                why: p.why.clone(),
            })
            .collect(),
        may_change: may_change(&app, &actor),
    }))
}

fn about() -> Resource {
    Resource::installation("rule", "all")
}

fn may_change(app: &App, actor: &coloa_auth::Actor) -> bool {
    app.access.may(actor, action::RULE_CHANGE, &about())
}

impl From<rule_version::Model> for RuleVersion {
    fn from(v: rule_version::Model) -> Self {
        Self {
            version: v.version,
            text: v.text,
            note: v.note,
            author_name: v.author_name,
            written_at: v.written_at,
        }
    }
}

/// The text of a rule, wherever it comes from.
fn text_of(entry: &Entry, document: Option<&rule_document::Model>) -> String {
    if let Some(document) = document {
        return document.text.clone();
    }
    let file = entry.file.as_path();
    let whole = match entry.origin {
        Origin::Own => crate::monitoring::own_rules()
            .find(|(name, _)| FilePath::new(name) == file)
            .map(|(_, text)| text),
        _ => std::fs::read_to_string(file).ok(),
    };
    let whole = whole.unwrap_or_default();
    let (found, _) = documents(file, &whole);
    found
        .into_iter()
        .find(|d| d.id == entry.id)
        .map_or(whole, |d| d.text)
}

async fn detail(app: &App, actor: &coloa_auth::Actor, id: &str) -> ApiResult<Json<RuleDetail>> {
    let shelf = Shelf::read(app).await?;
    let entry = shelf.catalogue.get(id).ok_or(RuleError::NotFound)?;
    let document = store::document(app.db.reader(), id)
        .await
        .map_err(RuleError::from)?;
    let reference = |e: &Entry| RuleReference {
        id: e.id.clone(),
        title: e.title.clone(),
        kind: e.kind.as_str().to_owned(),
    };
    let (events, last_event_at) = shelf.coverage.events(entry);
    Ok(Json(RuleDetail {
        rule: shelf.info(entry),
        description: entry.description.clone(),
        text: text_of(entry, document.as_ref()),
        refers: shelf
            .catalogue
            .entries()
            .iter()
            .filter(|e| entry.refers.iter().any(|r| e.is_called(r)))
            .map(reference)
            .collect(),
        referred: shelf
            .catalogue
            .entries()
            .iter()
            .filter(|e| e.refers.iter().any(|r| entry.is_called(r)))
            .map(reference)
            .collect(),
        versions: service::versions(&app.access, actor, id)
            .await?
            .into_iter()
            .map(RuleVersion::from)
            .collect(),
        version: document.map_or(0, |d| d.version),
        switched: shelf.switches.get(id).map(|s| RuleSwitch {
            off: s.off,
            reason: s.reason.clone(),
            author_name: s.author_name.clone(),
            changed_at: s.changed_at,
        }),
        events,
        last_event_at,
        may_change: may_change(app, actor),
        may_try: app.access.may(actor, action::RULE_TRY, &about()),
    }))
}

/// One rule with its text and its versions.
#[utoipa::path(get, path = "/{id}", tag = "rule", params(("id" = String, Path)), responses((status = 200, body = RuleDetail), (status = 404, body = Problem)))]
async fn get_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
) -> ApiResult<Json<RuleDetail>> {
    service::check_reader(&app.access, &actor)?;
    detail(&app, &actor, &id).await
}

#[derive(Deserialize, ToSchema)]
pub struct RuleBody {
    /// One rule, correlation or filter in YAML (Sigma).
    text: String,
    /// Why it is written or changed.
    note: String,
}

/// The one document of a text that people wrote.
fn one(text: &str, file: &str) -> ApiResult<Document> {
    if text.len() > MAX_TEXT {
        return Err(ApiError::invalid("text", "too_long"));
    }
    let (mut found, problems) = documents(FilePath::new(file), text);
    let unreadable = |why: String| RuleError::Unreadable { why };
    match (found.len(), problems.into_iter().next()) {
        (1, None) => {
            let document = found.remove(0);
            match document.unsupported {
                Some(why) => Err(unreadable(why).into()),
                None => Ok(document),
            }
        }
        (_, Some(problem)) => Err(unreadable(problem.why).into()),
        _ => Err(ApiError::invalid("text", "several")),
    }
}

fn draft(document: Document, file: String) -> Draft {
    Draft {
        rule_id: document.id,
        kind: document.kind.as_str(),
        title: document.title,
        file,
        text: document.text,
    }
}

/// Writes a rule that did not stand there; with the id of one of the product's own it takes its place.
#[utoipa::path(post, path = "/", tag = "rule", request_body = RuleBody,
    responses((status = 201, body = RuleDetail), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn write_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<RuleBody>,
) -> ApiResult<(StatusCode, Json<RuleDetail>)> {
    let file = format!("{}.yml", uuid::Uuid::now_v7());
    let draft = draft(one(&body.text, &file)?, file);
    service::save(&app.access, &actor, 0, &draft, &body.note).await?;
    app.refresh_rules().await;
    Ok((StatusCode::CREATED, detail(&app, &actor, &draft.rule_id).await?))
}

/// Writes a new version of a rule; its id stays. `If-Match` is the version that was looked at, 0 for a rule that nobody
/// brought in.
#[utoipa::path(put, path = "/{id}", tag = "rule", params(("id" = String, Path), ("if-match" = String, Header)), request_body = RuleBody,
    responses((status = 200, body = RuleDetail), (status = 403, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    Json(body): Json<RuleBody>,
) -> ApiResult<Json<RuleDetail>> {
    let (catalogue, _) = pipeline(&app)?.rules();
    let known = catalogue.get(&id).ok_or(RuleError::NotFound)?;
    let file = known.file.display().to_string();
    let document = one(&body.text, &file)?;
    if document.id != id {
        return Err(ApiError::invalid("text", "other_id"));
    }
    service::save(&app.access, &actor, seen, &draft(document, file), &body.note).await?;
    app.refresh_rules().await;
    detail(&app, &actor, &id).await
}

#[derive(Deserialize, ToSchema)]
pub struct RemovalBody {
    /// Why it is taken away.
    note: String,
}

/// Takes a rule away that was brought in; where the product has one of this id, that one counts again.
#[utoipa::path(post, path = "/{id}/removal", tag = "rule", params(("id" = String, Path), ("if-match" = String, Header)), request_body = RemovalBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem)))]
async fn remove_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<String>,
    IfMatch(seen): IfMatch,
    Json(body): Json<RemovalBody>,
) -> ApiResult<StatusCode> {
    service::remove(&app.access, &actor, &id, seen, &body.note).await?;
    app.refresh_rules().await;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct SwitchBody {
    rules: Vec<String>,
    off: bool,
    /// Needed to switch off.
    #[serde(default)]
    reason: String,
}

/// Switches rules off, or on again.
#[utoipa::path(post, path = "/switch", tag = "rule", request_body = SwitchBody, responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn switch_rules(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<SwitchBody>,
) -> ApiResult<StatusCode> {
    service::switch(&app.access, &actor, &body.rules, body.off, &body.reason).await?;
    app.refresh_rules().await;
    Ok(StatusCode::NO_CONTENT)
}
