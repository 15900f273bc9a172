//! `/api/v1/incidents`: cases on the legal clock. The list, beginning and classing a case here; what a case may be in
//! [`choices`]; how many there are in [`tally`]; what is done in it in [`work`]; what is sent in [`wire`].

pub(super) mod calls;
mod choices;
mod evidence;
mod exchange;
mod facts;
mod lesson;
mod paper;
mod report;
mod statistics;
mod tally;
mod wire;
mod work;

use self::{
    facts::{IncidentAccount, IncidentFacts},
    wire::{IncidentDetail, IncidentInfo, detail, infos},
};
use super::report::{next_cursor, offset};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_base::{AgencyId, PersonId};
use coloa_incident::{
    case::{self, CaseChange, CaseDraft, CaseFilter, Classification, Order},
    links,
    model::{self, LinkKind, Origin},
    short_report::{self, ShortReport},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_incidents, create_incident))
        .routes(routes!(report_incident))
        .routes(routes!(read_incident, change_incident))
        .routes(routes!(classify_incident))
        .merge(choices::routes())
        .merge(tally::routes())
        .merge(calls::routes())
        .merge(work::routes())
        .merge(evidence::routes())
        .merge(exchange::routes())
        .merge(report::routes())
        .merge(statistics::routes())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct IncidentQuery {
    /// Just those in which something is to be done.
    open: Option<bool>,
    /// `reported`, `handling`, `contained`, `recovered`, `ended`, `closed`, `dismissed`, `merged`; separated by commas.
    state: Option<String>,
    /// `M1` to `M4`, separated by commas.
    severity: Option<String>,
    group: Option<String>,
    agency: Option<Uuid>,
    system: Option<Uuid>,
    /// Just those of this person; `me`: the own ones.
    lead: Option<String>,
    serious: Option<bool>,
    /// Just those with a term that is over.
    overdue: Option<bool>,
    /// Linked to this alert.
    alert: Option<Uuid>,
    /// Detected at or after, before.
    from: Option<DateTime<Utc>>,
    to: Option<DateTime<Utc>>,
    /// Part of code, title or system.
    search: Option<String>,
    /// Cases of this drill; otherwise real ones alone.
    drill: Option<Uuid>,
    /// `due` (the next term first), `newest`, `severity`.
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentPage {
    items: Vec<IncidentInfo>,
    next_cursor: Option<String>,
    total: u64,
}

impl IncidentQuery {
    fn filter(&self, app: &App, actor: &Actor) -> ApiResult<CaseFilter> {
        let lead = match self.lead.as_deref() {
            None | Some("") => None,
            Some("me") => actor.person.map(PersonId::uuid),
            Some(id) => Some(Uuid::parse_str(id).map_err(|_| ApiError::invalid("lead", "unknown"))?),
        };
        let order = match self.sort.as_deref() {
            None | Some("" | "due") => Order::Due,
            Some("newest") => Order::Newest,
            Some("severity") => Order::Severity,
            Some(_) => return Err(ApiError::invalid("sort", "unknown")),
        };
        Ok(CaseFilter {
            open: self.open.unwrap_or(false),
            states: words(self.state.as_deref())
                .map(|w| model::State::parse(w).ok_or_else(|| ApiError::invalid("state", "unknown")))
                .collect::<ApiResult<_>>()?,
            severities: words(self.severity.as_deref()).map(str::to_owned).collect(),
            group: self.group.clone().filter(|g| !g.is_empty()),
            agency: self.agency.map(AgencyId),
            system: self.system,
            lead,
            serious: self.serious,
            overdue_at: self.overdue.unwrap_or(false).then(|| app.clock.now()),
            from: self.from,
            to: self.to,
            search: self.search.clone(),
            drill: self.drill,
            order,
            offset: offset(self.cursor.as_deref())?,
            limit: self.limit.unwrap_or(50).clamp(1, 200) as u64,
        })
    }
}

fn words(list: Option<&str>) -> impl Iterator<Item = &str> {
    list.unwrap_or_default()
        .split(',')
        .map(str::trim)
        .filter(|w| !w.is_empty())
}

/// Incidents within reach.
#[utoipa::path(get, path = "/", tag = "incident", params(IncidentQuery), responses((status = 200, body = IncidentPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_incidents(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<IncidentQuery>,
) -> ApiResult<Json<IncidentPage>> {
    if let Some(alert) = q.alert {
        let rows = links::of_record(&app.access, &actor, LinkKind::Alert, &alert.to_string()).await?;
        return Ok(Json(IncidentPage {
            total: rows.len() as u64,
            items: infos(&app, &rows).await?,
            next_cursor: None,
        }));
    }
    let filter = q.filter(&app, &actor)?;
    let (rows, total) = case::list(&app.access, &actor, &filter).await?;
    Ok(Json(IncidentPage {
        next_cursor: next_cursor(filter.offset, rows.len(), total),
        items: infos(&app, &rows).await?,
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentBody {
    title: String,
    #[serde(default)]
    description: String,
    agency_id: Uuid,
    system_id: Option<Uuid>,
    group_code: String,
    #[serde(default)]
    scenario: String,
    severity: String,
    /// `manual`, `alert`, `hotline`.
    origin: String,
    /// The alert or report that it came from.
    #[serde(default)]
    origin_ref: String,
    #[serde(default)]
    reporter: String,
    /// T0.
    detected_at: DateTime<Utc>,
    occurred_at: Option<DateTime<Utc>>,
    #[serde(default)]
    personal_data: bool,
    data_known_at: Option<DateTime<Utc>>,
    /// Suspected leak of a state secret: no content is entered.
    #[serde(default)]
    state_secret: bool,
    #[serde(default)]
    facts: IncidentFacts,
    /// Playbook whose tasks it begins with.
    #[serde(default)]
    playbook: String,
}

/// Begins a case.
#[utoipa::path(post, path = "/", tag = "incident", request_body = IncidentBody,
    responses((status = 201, body = IncidentDetail), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<IncidentBody>,
) -> ApiResult<(StatusCode, Versioned<IncidentDetail>)> {
    let origin = Origin::parse(&body.origin)
        .filter(|o| matches!(o, Origin::Manual | Origin::Alert | Origin::Hotline))
        .ok_or_else(|| ApiError::invalid("origin", "unknown"))?;
    let alert = match origin {
        Origin::Alert => {
            let id =
                Uuid::parse_str(&body.origin_ref).map_err(|_| ApiError::invalid("origin_ref", "unknown"))?;
            // Whoever may not read the alert does not open a case on it.
            Some(coloa_alert::triage::read(&app.access, &actor, id).await?.alert)
        }
        _ => None,
    };
    let draft = CaseDraft {
        title: body.title,
        description: body.description,
        agency: AgencyId(body.agency_id),
        system: body.system_id,
        group: body.group_code,
        scenario: body.scenario,
        severity: body.severity,
        origin,
        origin_ref: body.origin_ref,
        reporter: body.reporter,
        detected_at: body.detected_at,
        occurred_at: body.occurred_at,
        personal_data: body.personal_data,
        data_known_at: body.data_known_at,
        state_secret: body.state_secret,
        facts: body.facts.into(),
        playbook: body.playbook,
        drill: None,
    };
    let link = alert.map(|a| (a.id.to_string(), a.rule_title));
    let row = case::create_linked(&app.cases, &actor, &draft, link).await?;
    Ok((StatusCode::CREATED, detail(&app, &actor, row.id).await?))
}

/// The one-minute form of an agency.
#[derive(Deserialize, ToSchema)]
pub struct IncidentReportBody {
    agency_id: Uuid,
    system_id: Option<Uuid>,
    /// Code of a group of incidents.
    what: String,
    #[serde(default)]
    description: String,
    detected_at: DateTime<Utc>,
    /// It still goes on: those on the spot cannot control it alone.
    still_going: bool,
    #[serde(default)]
    contact_phone: String,
    /// Null: not known.
    personal_data: Option<bool>,
    #[serde(default)]
    state_secret: bool,
}

/// Reports an incident of the own agency: it waits to be taken up by the centre, and its clocks run.
#[utoipa::path(post, path = "/report", tag = "incident", request_body = IncidentReportBody,
    responses((status = 201, body = IncidentDetail), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn report_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<IncidentReportBody>,
) -> ApiResult<(StatusCode, Versioned<IncidentDetail>)> {
    let row = short_report::take(
        &app.cases,
        &actor,
        &ShortReport {
            agency: AgencyId(body.agency_id),
            system: body.system_id,
            group: body.what,
            description: body.description,
            detected_at: body.detected_at,
            still_going: body.still_going,
            contact_phone: body.contact_phone,
            personal_data: body.personal_data,
            state_secret: body.state_secret,
        },
    )
    .await?;
    Ok((StatusCode::CREATED, detail(&app, &actor, row.id).await?))
}

/// One incident.
#[utoipa::path(get, path = "/{id}", tag = "incident", params(("id" = Uuid, Path)), responses((status = 200, body = IncidentDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<IncidentDetail>> {
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentChangeBody {
    title: String,
    #[serde(default)]
    description: String,
    system_id: Option<Uuid>,
    group_code: String,
    #[serde(default)]
    scenario: String,
    #[serde(default)]
    account: IncidentAccount,
}

/// Changes what a case says.
#[utoipa::path(put, path = "/{id}", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = IncidentChangeBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<IncidentChangeBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let wanted = CaseChange {
        title: body.title,
        description: body.description,
        system: body.system_id,
        group: body.group_code,
        scenario: body.scenario,
        account: body.account.into(),
    };
    case::change(&app.cases, &actor, id, seen, &wanted).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct ClassifyBody {
    severity: String,
    /// A person's word on the class; null: as the law's test and the degree say.
    confirmed_serious: Option<bool>,
    facts: IncidentFacts,
    personal_data: bool,
    data_known_at: Option<DateTime<Utc>>,
    detected_at: DateTime<Utc>,
    occurred_at: Option<DateTime<Utc>>,
    #[serde(default)]
    state_secret: bool,
    /// Kept with every clock that moves.
    reason: String,
}

/// Sets T0, degree, personal data and facts; every clock is set anew.
#[utoipa::path(post, path = "/{id}/classify", tag = "incident", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ClassifyBody,
    responses((status = 200, body = IncidentDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn classify_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<ClassifyBody>,
) -> ApiResult<Versioned<IncidentDetail>> {
    let wanted = Classification {
        severity: body.severity,
        confirmed_serious: body.confirmed_serious,
        facts: body.facts.into(),
        personal_data: body.personal_data,
        data_known_at: body.data_known_at,
        detected_at: body.detected_at,
        occurred_at: body.occurred_at,
        state_secret: body.state_secret,
        reason: body.reason,
    };
    case::classify(&app.cases, &actor, id, seen, &wanted).await?;
    detail(&app, &actor, id).await
}
