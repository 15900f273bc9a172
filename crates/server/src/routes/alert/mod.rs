//! `/api/v1/alerts`: what rules found, put together, and what people did with it.

mod channel;
pub(super) mod figures;
mod hand_over;
mod suppression;

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_alert::{
    entity::{alert::Model as Alert, alert_finding::Model as Finding, alert_note::Model as Note},
    ocsf,
    rules::{self, Step},
    triage::{self, AlertFilter},
};
use coloa_auth::{Actor, action, people};
use coloa_base::{AgencyId, PersonId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_alerts))
        .routes(routes!(get_pulse))
        .routes(routes!(step_many))
        .routes(routes!(get_alert))
        .routes(routes!(take_step))
        .routes(routes!(list_assignees))
        .routes(routes!(list_around))
        .merge(channel::routes())
        .merge(figures::routes())
        .merge(hand_over::routes())
        .merge(suppression::routes())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AlertQuery {
    /// `new`, `acknowledged`, `investigating`, `closed`; separated by commas.
    state: Option<String>,
    /// `informational`, `low`, `medium`, `high`, `critical`; separated by commas.
    severity: Option<String>,
    /// `true`, `benign`, `false`, `duplicate`; separated by commas.
    verdict: Option<String>,
    agency: Option<Uuid>,
    source: Option<Uuid>,
    system: Option<Uuid>,
    rule: Option<String>,
    /// A technique of ATT&CK, with its parts: `T1110`, `T1110.001`.
    technique: Option<String>,
    /// Just those of this person; `me`: the own ones.
    assignee: Option<String>,
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    search: Option<String>,
    /// `severity` (worst first, the default) or `newest`.
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct AlertInfo {
    id: Uuid,
    rule_id: String,
    rule_title: String,
    /// `informational`, `low`, `medium`, `high`, `critical`.
    severity: String,
    /// As the rule alone says, before the level of the system is looked at.
    rule_severity: String,
    tags: Vec<String>,
    /// `ip`, `user`, `host`, `domain`, `file`, `source`, `other`; empty: nothing in common.
    entity_kind: String,
    entity: String,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    /// The system that it is about, as it was called and what level it had when the alert was raised.
    system_id: Option<Uuid>,
    system_name: Option<String>,
    system_level: Option<i32>,
    source_id: Option<Uuid>,
    source_name: Option<String>,
    host: Option<String>,
    first_at: DateTime<Utc>,
    last_at: DateTime<Utc>,
    /// Findings, and events behind them.
    count: i64,
    events: i64,
    state: String,
    verdict: Option<String>,
    assignee_id: Option<Uuid>,
    assignee_name: Option<String>,
    raised_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
    version: i32,
    may_triage: bool,
}

#[derive(Serialize, ToSchema)]
pub struct AlertPage {
    items: Vec<AlertInfo>,
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Serialize, ToSchema)]
pub struct FindingInfo {
    id: String,
    at: DateTime<Utc>,
    /// Number of the event in the log.
    seq: i64,
    events: i64,
    host: Option<String>,
    /// The event, as a flat object; null beyond the first hundred of an alert.
    #[schema(value_type = Option<HashMap<String, serde_json::Value>>)]
    event: Option<serde_json::Value>,
}

#[derive(Serialize, ToSchema)]
pub struct NoteInfo {
    /// `acknowledged`, `investigating`, `assigned`, `closed`, `reopened`, `note`.
    step: String,
    text: String,
    author_name: String,
    written_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct AlertDetail {
    alert: AlertInfo,
    /// Newest first, at most 200.
    findings: Vec<FindingInfo>,
    /// Oldest first.
    notes: Vec<NoteInfo>,
}

/// One event.
#[derive(Serialize, ToSchema)]
pub struct LoggedEventInfo {
    seq: u64,
    at: DateTime<Utc>,
    host: Option<String>,
    /// The text as it came, where parsing lost something.
    raw: Option<String>,
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    fields: serde_json::Value,
}

/// Open alerts of one state and severity.
#[derive(Serialize, ToSchema)]
pub struct TallyInfo {
    state: String,
    severity: String,
    number: i64,
}

/// How monitoring stands now.
#[derive(Serialize, ToSchema)]
pub struct Pulse {
    open: Vec<TallyInfo>,
    /// Null where the reader does not reach the whole installation.
    engine: Option<EngineInfo>,
}

/// How events go through.
#[derive(Serialize, ToSchema)]
pub struct EngineInfo {
    /// Records that wait to be looked at.
    behind: u64,
    /// Bytes of the log, packed, and free bytes of its disk.
    log_bytes: u64,
    free_bytes: u64,
    /// Since the start.
    events: u64,
    findings: u64,
    rules: usize,
    correlations: usize,
    /// Rules that cannot run.
    problems: usize,
    indicators: usize,
}

fn info(app: &App, actor: &Actor, a: Alert, names: &HashMap<AgencyId, String>) -> AlertInfo {
    let source = app.source_name(a.source_id);
    AlertInfo {
        may_triage: app.access.may(actor, action::ALERT_TRIAGE, &triage::resource(&a)),
        severity: rules::level(a.severity).to_owned(),
        rule_severity: rules::level(a.rule_severity).to_owned(),
        system_id: a.system_id,
        system_name: a.system_name,
        system_level: a.system_level,
        tags: serde_json::from_value(a.tags).unwrap_or_default(),
        agency_name: a.agency_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
        source_id: (!a.source_id.is_nil()).then_some(a.source_id),
        source_name: source,
        id: a.id,
        rule_id: a.rule_id,
        rule_title: a.rule_title,
        entity_kind: a.entity_kind,
        entity: a.entity,
        agency_id: a.agency_id,
        host: a.host,
        first_at: a.first_at,
        last_at: a.last_at,
        count: a.count,
        events: a.events,
        state: a.state,
        verdict: a.verdict,
        assignee_id: a.assignee_id,
        assignee_name: a.assignee_name,
        raised_at: a.raised_at,
        acknowledged_at: a.acknowledged_at,
        closed_at: a.closed_at,
        version: a.version,
    }
}

impl From<Finding> for FindingInfo {
    fn from(f: Finding) -> Self {
        Self {
            id: f.id,
            at: f.at,
            seq: f.seq,
            events: f.events,
            host: f.host,
            event: f.event,
        }
    }
}

impl From<Note> for NoteInfo {
    fn from(n: Note) -> Self {
        Self {
            step: n.step,
            text: n.text,
            author_name: n.author_name,
            written_at: n.written_at,
        }
    }
}

async fn named(app: &App, rows: &[Alert]) -> ApiResult<HashMap<AgencyId, String>> {
    let ids: Vec<_> = rows.iter().filter_map(|a| a.agency_id).map(AgencyId).collect();
    Ok(app.agency_names(&ids).await?)
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|t| !t.is_empty())
        .map(str::to_owned)
        .collect()
}

impl AlertQuery {
    fn filter(&self, actor: &Actor) -> ApiResult<AlertFilter> {
        let offset = match self.cursor.as_deref() {
            Some(cursor) => cursor
                .parse::<u64>()
                .ok()
                .filter(|n| i64::try_from(*n).is_ok())
                .ok_or_else(|| ApiError::invalid("cursor", "malformed"))?,
            None => 0,
        };
        Ok(AlertFilter {
            states: words(self.state.as_deref()),
            severities: words(self.severity.as_deref())
                .iter()
                .map(|w| rules::severity(w))
                .collect(),
            verdicts: words(self.verdict.as_deref()),
            agency: self.agency.map(AgencyId),
            source: self.source,
            system: self.system,
            rule: self.rule.clone(),
            technique: match self.technique.as_deref() {
                None | Some("") => None,
                Some(id) if ocsf::is_technique(id) => Some(id.to_owned()),
                Some(_) => return Err(ApiError::invalid("technique", "malformed")),
            },
            assignee: match self.assignee.as_deref() {
                None | Some("") => None,
                Some("me") => actor.person.map(PersonId::uuid),
                Some(id) => Some(
                    id.parse()
                        .map_err(|_| ApiError::invalid("assignee", "malformed"))?,
                ),
            },
            from: self.from,
            to: self.to,
            search: self.search.clone(),
            newest_first: self.sort.as_deref() == Some("newest"),
            offset,
            limit: self.limit.unwrap_or(50).clamp(1, 500),
        })
    }
}

/// Alerts within reach, the worst first.
#[utoipa::path(get, path = "/", tag = "alert", params(AlertQuery), responses((status = 200, body = AlertPage), (status = 403, body = Problem)))]
async fn list_alerts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<AlertQuery>,
) -> ApiResult<Json<AlertPage>> {
    let filter = q.filter(&actor)?;
    let (rows, total) = triage::list(&app.access, &actor, &filter).await?;
    let names = named(&app, &rows).await?;
    let next = filter.offset + rows.len() as u64;
    Ok(Json(AlertPage {
        items: rows.into_iter().map(|a| info(&app, &actor, a, &names)).collect(),
        next_cursor: (next < total).then(|| next.to_string()),
        total,
    }))
}

/// Open alerts by state and severity, and how events go through.
#[utoipa::path(get, path = "/pulse", tag = "alert", responses((status = 200, body = Pulse), (status = 403, body = Problem)))]
async fn get_pulse(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<Pulse>> {
    let open = triage::tally(&app.access, &actor).await?;
    let everything = app.access.reach(&actor, action::ALERT_READ) == coloa_auth::Reach::Everything;
    Ok(Json(Pulse {
        open: open
            .into_iter()
            .map(|(state, severity, number)| TallyInfo {
                state,
                severity: rules::level(severity).to_owned(),
                number,
            })
            .collect(),
        engine: app.pipeline.as_ref().filter(|_| everything).map(|p| {
            let progress = p.progress();
            EngineInfo {
                behind: progress.next.saturating_sub(progress.looked_at),
                log_bytes: progress.log_bytes,
                free_bytes: progress.free_bytes,
                events: progress.events,
                findings: progress.findings,
                rules: progress.rules,
                correlations: progress.correlations,
                problems: progress.problems,
                indicators: progress.indicators,
            }
        }),
    }))
}

async fn detail(app: &App, actor: &Actor, id: Uuid) -> ApiResult<Versioned<AlertDetail>> {
    let detail = triage::read(&app.access, actor, id).await?;
    let names = named(app, std::slice::from_ref(&detail.alert)).await?;
    Ok(Versioned(
        detail.alert.version,
        AlertDetail {
            findings: detail.findings.into_iter().map(FindingInfo::from).collect(),
            notes: detail.notes.into_iter().map(NoteInfo::from).collect(),
            alert: info(app, actor, detail.alert, &names),
        },
    ))
}

/// One alert with its findings and what was done with it.
#[utoipa::path(get, path = "/{id}", tag = "alert", params(("id" = Uuid, Path)), responses((status = 200, body = AlertDetail), (status = 404, body = Problem)))]
async fn get_alert(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<AlertDetail>> {
    detail(&app, &actor, id).await
}

/// One step of triage.
#[derive(Deserialize, ToSchema)]
pub struct StepBody {
    /// `acknowledged`, `investigating`, `assigned`, `closed`, `reopened`, `note`.
    step: String,
    /// `true`, `benign`, `false`, `duplicate`; with `closed`.
    verdict: Option<String>,
    /// With `assigned`.
    assignee_id: Option<Uuid>,
    #[serde(default)]
    text: String,
}

impl StepBody {
    fn step(&self) -> ApiResult<Step> {
        Ok(match self.step.as_str() {
            "acknowledged" => Step::Acknowledge,
            "investigating" => Step::Investigate,
            "assigned" => Step::Assign,
            "closed" => Step::Close {
                verdict: self.verdict.clone().unwrap_or_default(),
            },
            "reopened" => Step::Reopen,
            "note" => Step::Note,
            _ => return Err(ApiError::invalid("step", "unknown")),
        })
    }

    async fn assignee(&self, app: &App) -> ApiResult<Option<Actor>> {
        let Some(id) = self.assignee_id else {
            return Ok(None);
        };
        let (actor, ..) = people::actor(&app.access, PersonId(id))
            .await?
            .ok_or_else(|| ApiError::invalid("assignee_id", "unknown"))?;
        Ok(Some(actor))
    }
}

/// Somebody who may judge an alert.
#[derive(Serialize, ToSchema)]
pub struct AssigneeInfo {
    id: Uuid,
    full_name: String,
    /// The post held today; empty: none.
    title: String,
}

/// Who may judge an alert, by name: for those who may do so themselves.
#[utoipa::path(get, path = "/{id}/assignees", tag = "alert", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<AssigneeInfo>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_assignees(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<AssigneeInfo>>> {
    let about = triage::resource(&triage::read(&app.access, &actor, id).await?.alert);
    app.access.check(&actor, action::ALERT_TRIAGE, &about)?;
    let mut found = Vec::new();
    for candidate in people::able(&app.access, action::ALERT_TRIAGE).await? {
        let Some((one, person, posts)) = people::actor(&app.access, candidate).await? else {
            continue;
        };
        if app.access.may(&one, action::ALERT_TRIAGE, &about) {
            found.push(AssigneeInfo {
                id: candidate.uuid(),
                full_name: person.full_name,
                title: posts.into_iter().next().map(|p| p.title).unwrap_or_default(),
            });
        }
    }
    Ok(Json(found))
}

/// Takes a step with an alert.
#[utoipa::path(post, path = "/{id}/steps", tag = "alert", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = StepBody,
    responses((status = 200, body = AlertDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn take_step(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<StepBody>,
) -> ApiResult<Versioned<AlertDetail>> {
    let (step, assignee) = (body.step()?, body.assignee(&app).await?);
    triage::step(
        &app.access,
        &actor,
        id,
        seen,
        &step,
        &body.text,
        assignee.as_ref(),
    )
    .await?;
    detail(&app, &actor, id).await
}

/// An alert of a bulk step, of the version that was seen.
#[derive(Deserialize, ToSchema)]
pub struct ChosenAlert {
    id: Uuid,
    version: i32,
}

#[derive(Deserialize, ToSchema)]
pub struct StepManyBody {
    alerts: Vec<ChosenAlert>,
    #[serde(flatten)]
    step: StepBody,
}

/// Takes the same step with several alerts: all of them or none.
#[utoipa::path(post, path = "/steps", tag = "alert", request_body = StepManyBody,
    responses((status = 200, body = AlertPage), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn step_many(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<StepManyBody>,
) -> ApiResult<Json<AlertPage>> {
    let (step, assignee) = (body.step.step()?, body.step.assignee(&app).await?);
    let chosen: Vec<(Uuid, i32)> = body.alerts.iter().map(|a| (a.id, a.version)).collect();
    let rows = triage::step_many(
        &app.access,
        &actor,
        &chosen,
        &step,
        &body.step.text,
        assignee.as_ref(),
    )
    .await?;
    let names = named(&app, &rows).await?;
    let total = rows.len() as u64;
    Ok(Json(AlertPage {
        items: rows.into_iter().map(|a| info(&app, &actor, a, &names)).collect(),
        next_cursor: None,
        total,
    }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AroundQuery {
    /// Number of the event in the log.
    seq: u64,
    /// Events to each side (30), at most 200.
    each: Option<usize>,
}

/// What the source of an alert sent around one of its events; empty where it is not kept any more.
#[utoipa::path(get, path = "/{id}/around", tag = "alert", params(("id" = Uuid, Path), AroundQuery), responses((status = 200, body = Vec<LoggedEventInfo>), (status = 404, body = Problem)))]
async fn list_around(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<AroundQuery>,
) -> ApiResult<Json<Vec<LoggedEventInfo>>> {
    let detail = triage::read(&app.access, &actor, id).await?;
    // Only events of the alert itself open the log, and only that of its source.
    if !detail.findings.iter().any(|f| u64::try_from(f.seq) == Ok(q.seq)) {
        return Err(ApiError::invalid("seq", "unknown"));
    }
    let events = app
        .around(detail.alert.source_id, q.seq, q.each.unwrap_or(30))
        .await?;
    Ok(Json(
        events
            .into_iter()
            .map(|row| LoggedEventInfo {
                seq: row.seq,
                at: row.time,
                host: row.event.host(),
                raw: row.event.raw.clone(),
                fields: row.event.to_json(),
            })
            .collect(),
    ))
}
