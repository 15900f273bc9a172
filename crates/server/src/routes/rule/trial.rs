//! Rules run over stored events before they go live.

use super::{about, one, pipeline};
use crate::{
    App,
    extract::{Json, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::extract::State;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use coloa_auth::action;
use coloa_base::ErrorKind;
use coloa_detect::{Entry, EntryKind, RuleSet};
use coloa_event::Finding;
use coloa_event_store::query::{FieldTest, Query as EventQuery, Test};
use coloa_pipeline::past;
use coloa_rule::RuleError;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::HashSet, path::Path as FilePath};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(try_rule))
}

/// Days that a trial looks back at most, and where nothing is said.
const TRIAL_DAYS: i64 = 31;
const USUAL_TRIAL_DAYS: i64 = 1;

#[derive(Deserialize, ToSchema)]
pub struct TrialBody {
    /// A rule that stands there; with `text`, its new text.
    rule_id: Option<String>,
    /// One rule, correlation or filter in YAML.
    text: Option<String>,
    /// Events at or after, before; the last day where nothing is said, 31 days at most.
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
}

/// A finding that a rule would have made.
#[derive(Serialize, ToSchema)]
pub struct TrialFinding {
    at: DateTime<Utc>,
    seq: u64,
    entity: Option<String>,
    host: Option<String>,
    events: u64,
    #[schema(value_type = HashMap<String, serde_json::Value>)]
    event: serde_json::Value,
}

#[derive(Serialize, ToSchema)]
pub struct TrialDay {
    day: NaiveDate,
    findings: u64,
}

/// What a rule would have found.
#[derive(Serialize, ToSchema)]
pub struct TrialInfo {
    /// Events that were looked at.
    events: u64,
    findings: u64,
    /// About as many alerts as would have been raised.
    alerts: u64,
    days: Vec<TrialDay>,
    /// The first of them, 50 at most.
    shown: Vec<TrialFinding>,
    /// How far it came before its time was over; null: to the end.
    until: Option<DateTime<Utc>>,
    took_ms: u64,
}

impl From<Finding> for TrialFinding {
    fn from(f: Finding) -> Self {
        Self {
            at: f.at,
            seq: f.seq,
            entity: f.entity.map(|e| e.value),
            host: f.host,
            events: f.events,
            event: f.event,
        }
    }
}

/// Events that rules of these log sources may look at.
fn narrowed(entries: &[&Entry]) -> EventQuery {
    let test = |field: &str, value: &str| {
        EventQuery::Test(FieldTest {
            field: Some(field.to_owned()),
            test: Test::Words(value.to_owned()),
        })
    };
    let mut any = Vec::new();
    for entry in entries.iter().filter(|e| e.kind == EntryKind::Detection) {
        let all: Vec<EventQuery> = [
            ("product", &entry.product),
            ("category", &entry.category),
            ("service", &entry.service),
        ]
        .into_iter()
        .filter_map(|(field, value)| value.as_deref().map(|v| test(field, v)))
        .collect();
        if all.is_empty() {
            return EventQuery::All;
        }
        any.push(EventQuery::And(all));
    }
    if any.is_empty() {
        EventQuery::All
    } else {
        EventQuery::Or(any)
    }
}

/// Runs a rule over stored events, before it goes live; nothing is kept of it.
#[utoipa::path(post, path = "/trial", tag = "rule", request_body = TrialBody,
    responses((status = 200, body = TrialInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn try_rule(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<TrialBody>,
) -> ApiResult<Json<TrialInfo>> {
    let running = pipeline(&app)?;
    let now = app.clock.now();
    let to = body.to.unwrap_or(now);
    let from = body.from.unwrap_or(to - TimeDelta::days(USUAL_TRIAL_DAYS));
    if from >= to {
        return Err(ApiError::invalid("to", "before_from"));
    }
    if to - from > TimeDelta::days(TRIAL_DAYS) {
        return Err(ApiError::invalid("from", "too_far"));
    }
    let mut rules = app
        .rules()
        .await
        .map_err(|_| ApiError::new(ErrorKind::Internal, "server.failed"))?;
    let id = match (&body.text, &body.rule_id) {
        (Some(text), _) => {
            let document = one(text, "trial.yml")?;
            rules.forget(&HashSet::from([document.id.clone()]));
            rules.add(FilePath::new("trial.yml"), &document.text);
            document.id
        }
        (None, Some(id)) => id.clone(),
        (None, None) => return Err(ApiError::invalid("text", "required")),
    };
    let entry = rules
        .entries()
        .iter()
        .find(|e| e.id == id)
        .cloned()
        .ok_or(RuleError::NotFound)?;
    // A filter shows in the rules that it is for.
    let mut wanted: HashSet<String> = if entry.kind == EntryKind::Filter {
        entry.refers.iter().cloned().collect()
    } else {
        HashSet::from([id.clone()])
    };
    if let Some(name) = entry.name() {
        wanted.insert(name.to_owned());
    }
    let change = app.access.begin(&actor, action::RULE_TRY, about()).await?;
    change
        .commit(json!({ "rule": id, "title": entry.title, "from": from, "to": to, "written": body.text.is_some() }))
        .await?;
    let only: RuleSet = rules.only(&wanted);
    let query = narrowed(&only.looked_at());
    let told: HashSet<String> = rules
        .entries()
        .iter()
        .filter(|e| wanted.iter().any(|w| e.is_called(w)))
        .map(|e| e.id.clone())
        .collect();
    let directory = &running.intake.directory;
    let trial = past::try_rules(&running.searcher, directory, only, query, (from, to), &told).await?;
    Ok(Json(TrialInfo {
        events: trial.events,
        findings: trial.findings,
        alerts: trial.alerts,
        days: trial
            .days
            .into_iter()
            .map(|(day, findings)| TrialDay { day, findings })
            .collect(),
        shown: trial.shown.into_iter().map(TrialFinding::from).collect(),
        until: trial.until,
        took_ms: u64::try_from(trial.took.as_millis()).unwrap_or(u64::MAX),
    }))
}
