//! Alerts in numbers: over a period, by technique, and on the wall.

use crate::{
    App,
    extract::{Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use coloa_alert::{
    figures::{self, Period, Technique, Top},
    rules, triage,
};
use coloa_auth::{Actor, Reach, action};
use coloa_base::AgencyId;
use coloa_source::{connection, entity::source_traffic, service as sources};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_figures))
        .routes(routes!(get_wall))
}

/// Longest period.
const MAX_DAYS: i64 = 366;
/// Minutes that the wall shows.
const WALL_MINUTES: i64 = 60;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PeriodQuery {
    /// Alerts raised at or after; without it, the last 7 days.
    from: Option<DateTime<Utc>>,
    /// Alerts raised before; without it, until now.
    to: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct TopInfo {
    /// Kind of the entity; empty for rules, systems and agencies.
    kind: String,
    id: Option<Uuid>,
    name: String,
    alerts: i64,
    findings: i64,
    /// The worst among them.
    severity: String,
}

#[derive(Serialize, ToSchema)]
pub struct TechniqueInfo {
    /// E.g. `T1110.001`.
    id: String,
    /// E.g. `credential-access`.
    tactics: Vec<String>,
    alerts: i64,
    /// Those that were closed as true.
    confirmed: i64,
    /// Rules that look for it, and those of them that can fire; null where the reader may not see rules.
    rules: Option<i64>,
    live_rules: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct CountInfo {
    name: String,
    number: i64,
}

/// Alerts that were raised in a period.
#[derive(Serialize, ToSchema)]
pub struct AlertFigures {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    alerts: i64,
    findings: i64,
    events: i64,
    /// `critical` to `informational`.
    severities: Vec<CountInfo>,
    states: Vec<CountInfo>,
    verdicts: Vec<CountInfo>,
    /// Mean seconds from raised to acknowledged, and to closed.
    acknowledged_after: Option<i64>,
    closed_after: Option<i64>,
    rules: Vec<TopInfo>,
    entities: Vec<TopInfo>,
    systems: Vec<TopInfo>,
    agencies: Vec<TopInfo>,
    techniques: Vec<TechniqueInfo>,
    /// There are more alerts than were looked at.
    cut: bool,
}

fn counts(of: BTreeMap<String, i64>) -> Vec<CountInfo> {
    of.into_iter()
        .map(|(name, number)| CountInfo { name, number })
        .collect()
}

fn severities(of: &BTreeMap<i32, i64>) -> Vec<CountInfo> {
    (1..=5)
        .rev()
        .map(|level| CountInfo {
            name: rules::level(level).to_owned(),
            number: of.get(&level).copied().unwrap_or_default(),
        })
        .collect()
}

fn top(all: Vec<Top>, names: &HashMap<AgencyId, String>) -> Vec<TopInfo> {
    all.into_iter()
        .map(|t| TopInfo {
            name: match t.id {
                Some(id) if t.name.is_empty() => names.get(&AgencyId(id)).cloned().unwrap_or_default(),
                _ => t.name,
            },
            kind: t.kind,
            id: t.id,
            alerts: t.alerts,
            findings: t.findings,
            severity: rules::level(t.severity).to_owned(),
        })
        .collect()
}

/// Techniques that rules look for, whether alerts spoke of them or not.
fn techniques(app: &App, actor: &Actor, seen: Vec<Technique>) -> Vec<TechniqueInfo> {
    let about = coloa_auth::Resource::installation("rule", "all");
    let sees_rules = app.access.may(actor, action::RULE_READ, &about);
    let mut all: BTreeMap<String, TechniqueInfo> = seen
        .into_iter()
        .map(|t| {
            let info = TechniqueInfo {
                id: t.id.clone(),
                tactics: t.tactics,
                alerts: t.alerts,
                confirmed: t.confirmed,
                rules: sees_rules.then_some(0),
                live_rules: sees_rules.then_some(0),
            };
            (t.id, info)
        })
        .collect();
    if let Some(pipeline) = app.pipeline.as_ref().filter(|_| sees_rules) {
        let (catalogue, coverage) = pipeline.rules();
        for entry in catalogue.entries() {
            let live = catalogue.state(entry, &coverage, &|_| false) == coloa_detect::RuleState::Live;
            let tactics: Vec<&str> = entry
                .tags
                .iter()
                .filter_map(|t| coloa_alert::ocsf::tactic(t))
                .collect();
            for id in entry.tags.iter().filter_map(|t| coloa_alert::ocsf::technique(t)) {
                let one = all.entry(id.clone()).or_insert_with(|| TechniqueInfo {
                    id,
                    tactics: Vec::new(),
                    alerts: 0,
                    confirmed: 0,
                    rules: Some(0),
                    live_rules: Some(0),
                });
                for tactic in &tactics {
                    if !one.tactics.iter().any(|t| t == tactic) {
                        one.tactics.push((*tactic).to_owned());
                    }
                }
                one.rules = one.rules.map(|n| n + 1);
                one.live_rules = one.live_rules.map(|n| n + i64::from(live));
            }
        }
    }
    all.into_values().collect()
}

pub(in crate::routes) async fn agency_names(
    app: &App,
    period: &Period,
) -> ApiResult<HashMap<AgencyId, String>> {
    let ids: Vec<_> = period
        .agencies
        .iter()
        .filter_map(|t| t.id)
        .map(AgencyId)
        .collect();
    Ok(app.agency_names(&ids).await?)
}

/// Alerts within reach that were raised in a period, in numbers.
#[utoipa::path(get, path = "/figures", tag = "alert", params(PeriodQuery), responses((status = 200, body = AlertFigures), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn get_figures(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<PeriodQuery>,
) -> ApiResult<Json<AlertFigures>> {
    let to = q.to.unwrap_or(app.clock.now() + TimeDelta::minutes(1));
    let from = q.from.unwrap_or(to - TimeDelta::days(7));
    if from >= to || to - from > TimeDelta::days(MAX_DAYS) {
        return Err(ApiError::invalid("to", "out_of_range"));
    }
    let period = figures::period(&app.access, &actor, from, to).await?;
    let names = agency_names(&app, &period).await?;
    Ok(Json(AlertFigures {
        from,
        to,
        alerts: period.alerts,
        findings: period.findings,
        events: period.events,
        severities: severities(&period.severities),
        states: counts(period.states),
        verdicts: counts(period.verdicts),
        acknowledged_after: period.acknowledged_after,
        closed_after: period.closed_after,
        rules: top(period.rules, &names),
        entities: top(period.entities, &names),
        systems: top(period.systems, &names),
        agencies: top(period.agencies, &names),
        techniques: techniques(&app, &actor, period.techniques),
        cut: period.cut,
    }))
}

/// Events of a minute.
#[derive(Serialize, ToSchema)]
pub struct WallMinute {
    minute: DateTime<Utc>,
    events: i64,
}

/// An agency on the schematic map.
#[derive(Serialize, ToSchema)]
pub struct WallAgency {
    id: Uuid,
    name: String,
    /// Its sources by standing.
    heard: usize,
    silent: usize,
    never: usize,
    /// Open alerts, and the worst severity among them; null: none is open.
    alerts: i64,
    severity: Option<String>,
}

/// An alert on the wall.
#[derive(Serialize, ToSchema)]
pub struct WallAlert {
    id: Uuid,
    rule_title: String,
    entity: String,
    severity: String,
    agency_name: Option<String>,
    system_name: Option<String>,
    state: String,
    raised_at: DateTime<Utc>,
}

/// What the wall shows.
#[derive(Serialize, ToSchema)]
pub struct Wall {
    at: DateTime<Utc>,
    /// The last hour, oldest first; the running minute is left out.
    minutes: Vec<WallMinute>,
    /// Over the last whole minute.
    events_per_second: f64,
    sources_heard: usize,
    sources_silent: usize,
    sources_never: usize,
    sources_off: usize,
    /// Systems of the priority list, and those of them that are connected.
    systems: usize,
    systems_connected: usize,
    /// Open alerts by severity, `critical` first.
    open: Vec<CountInfo>,
    /// Open alerts that nobody has taken.
    fresh: i64,
    /// Systems with the most alerts of the last 24 hours.
    top_systems: Vec<TopInfo>,
    agencies: Vec<WallAgency>,
    /// The newest open alerts.
    newest: Vec<WallAlert>,
    /// Records that wait to be looked at; null where the reader does not reach the whole installation.
    behind: Option<u64>,
}

async fn minutes(app: &App, reach: &Reach, now: DateTime<Utc>) -> ApiResult<Vec<WallMinute>> {
    let from = coloa_source::traffic::minute(now) - TimeDelta::minutes(WALL_MINUTES);
    let rows: Vec<source_traffic::Model> = sources::traffic_since(&app.access, reach, from).await?;
    let mut all: BTreeMap<DateTime<Utc>, i64> = (0..WALL_MINUTES)
        .map(|n| (from + TimeDelta::minutes(n), 0))
        .collect();
    for row in rows {
        if let Some(sum) = all.get_mut(&row.minute) {
            *sum += row.events;
        }
    }
    Ok(all
        .into_iter()
        .map(|(minute, events)| WallMinute { minute, events })
        .collect())
}

/// Everything that the wall shows, within reach.
#[utoipa::path(get, path = "/wall", tag = "alert", responses((status = 200, body = Wall), (status = 403, body = Problem)))]
async fn get_wall(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Json<Wall>> {
    app.write_traffic().await;
    let now = app.clock.now();
    let reach = app.access.reach(&actor, action::ALERT_READ);
    let (sources, _) = sources::list(&app.access, &actor).await?;
    let day = figures::period(
        &app.access,
        &actor,
        now - TimeDelta::hours(24),
        now + TimeDelta::minutes(1),
    )
    .await?;
    let open = triage::tally(&app.access, &actor).await?;
    let connected = connection::read(&app.access, &actor, &connection::Ask::default()).await?;
    let (newest, _) = triage::list(
        &app.access,
        &actor,
        &triage::AlertFilter {
            states: ["new", "acknowledged", "investigating"]
                .map(str::to_owned)
                .to_vec(),
            newest_first: true,
            limit: 12,
            ..triage::AlertFilter::default()
        },
    )
    .await?;
    let worst = triage::worst_by_agency(&app.access, &actor).await?;

    let mut agencies: BTreeMap<Uuid, WallAgency> = BTreeMap::new();
    let blank = |id: Uuid| WallAgency {
        id,
        name: String::new(),
        heard: 0,
        silent: 0,
        never: 0,
        alerts: 0,
        severity: None,
    };
    let mut standing: HashMap<&'static str, usize> = HashMap::new();
    for row in &sources {
        let word = row.standing.as_str();
        *standing.entry(word).or_default() += 1;
        let id = row.source.agency_id;
        let one = agencies.entry(id).or_insert_with(|| blank(id));
        match word {
            "heard" => one.heard += 1,
            "silent" => one.silent += 1,
            "never" => one.never += 1,
            _ => {}
        }
    }
    for (id, severity, number) in worst {
        let one = agencies.entry(id).or_insert_with(|| blank(id));
        one.severity = Some(rules::level(severity).to_owned());
        one.alerts = number;
    }
    let mut ids: Vec<AgencyId> = agencies.keys().copied().map(AgencyId).collect();
    ids.extend(newest.iter().filter_map(|a| a.agency_id).map(AgencyId));
    let names = app.agency_names(&ids).await?;
    let mut agencies: Vec<WallAgency> = agencies.into_values().collect();
    for one in &mut agencies {
        one.name = names.get(&AgencyId(one.id)).cloned().unwrap_or_default();
    }
    agencies.sort_by_cached_key(|a| coloa_base::text::sort_key(&a.name));
    let minutes = minutes(&app, &reach, now).await?;
    let mut by_severity: BTreeMap<i32, i64> = BTreeMap::new();
    let mut fresh = 0;
    for (state, severity, number) in open {
        *by_severity.entry(severity).or_default() += number;
        if state == "new" {
            fresh += number;
        }
    }
    let of = |word: &str| standing.get(word).copied().unwrap_or_default();
    Ok(Json(Wall {
        at: now,
        events_per_second: minutes.last().map_or(0.0, |m| m.events as f64 / 60.0),
        minutes,
        sources_heard: of("heard"),
        sources_silent: of("silent"),
        sources_never: of("never"),
        sources_off: of("off"),
        systems: connected.counted.len(),
        systems_connected: connected.connected,
        open: severities(&by_severity),
        fresh,
        top_systems: top(day.systems, &names),
        agencies,
        newest: newest
            .into_iter()
            .map(|a| WallAlert {
                agency_name: a.agency_id.and_then(|id| names.get(&AgencyId(id)).cloned()),
                id: a.id,
                rule_title: a.rule_title,
                entity: a.entity,
                severity: rules::level(a.severity).to_owned(),
                system_name: a.system_name,
                state: a.state,
                raised_at: a.raised_at,
            })
            .collect(),
        behind: app
            .pipeline
            .as_ref()
            .filter(|_| reach == Reach::Everything)
            .map(|p| {
                let progress = p.progress();
                progress.next.saturating_sub(progress.looked_at)
            }),
    }))
}
