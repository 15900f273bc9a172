//! `/api/v1/incidents`: cases on the legal clock. The list, beginning and classing a case here; what is done in it in
//! [`work`]; what is sent in [`wire`].

pub(super) mod calls;
mod evidence;
mod exchange;
mod facts;
mod lesson;
mod paper;
mod report;
mod statistics;
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
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::Actor;
use coloa_base::{AgencyId, PersonId};
use coloa_incident::{
    case::{self, CaseChange, CaseDraft, CaseFilter, Classification, Order},
    links,
    model::{self, LinkKind, Origin},
    short_report::{self, ShortReport},
};
use coloa_law::LawBook;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_incidents, create_incident))
        .routes(routes!(report_incident))
        .routes(routes!(get_incident_choices))
        .routes(routes!(tally_incidents))
        .routes(routes!(read_incident, change_incident))
        .routes(routes!(classify_incident))
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

/// A value of a list of the law.
#[derive(Serialize, ToSchema)]
pub struct IncidentChoice {
    code: String,
    name: String,
    article: String,
    certainty: &'static str,
    /// Set by law; otherwise a suggestion.
    legal_list: bool,
}

/// The test of the law for serious incidents.
#[derive(Serialize, ToSchema)]
pub struct ConsequenceTestInfo {
    name: String,
    article: String,
    confirmed_by: String,
    consequences: Vec<ConsequenceInfo>,
}

#[derive(Serialize, ToSchema)]
pub struct ConsequenceInfo {
    code: String,
    label: String,
}

/// What to do in the first minutes, and what never.
#[derive(Serialize, ToSchema)]
pub struct PlaybookFirstMinutes {
    #[serde(rename = "do")]
    should: Vec<String>,
    #[serde(rename = "do_not")]
    should_not: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlaybookInfo {
    id: String,
    title: String,
    title_en: String,
    /// Codes of the groups it is for.
    groups: Vec<String>,
    when_to_use: String,
    first_minutes: PlaybookFirstMinutes,
    steps: usize,
}

/// A form of the law that a case can be told by.
#[derive(Serialize, ToSchema)]
pub struct IncidentFormChoice {
    id: String,
    number: Option<String>,
    name: String,
    /// The layout was issued; otherwise ours.
    official: bool,
    article: String,
    source: String,
    certainty: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentChoices {
    groups: Vec<IncidentChoice>,
    scenarios: Vec<IncidentChoice>,
    /// The worst first.
    severities: Vec<IncidentChoice>,
    /// The least degree that counts as serious here.
    serious_from: String,
    tests: Vec<ConsequenceTestInfo>,
    playbooks: Vec<PlaybookInfo>,
    forms: Vec<IncidentFormChoice>,
}

fn choices(kind: &str, day: NaiveDate) -> Vec<IncidentChoice> {
    LawBook::current()
        .incident_groups(kind, day)
        .map(|g| IncidentChoice {
            code: g.body.code.clone(),
            name: g.body.name.clone(),
            article: g.legal.article.clone(),
            certainty: crate::routes::law::certainty(g.legal.certainty),
            legal_list: g.body.legal_list,
        })
        .collect()
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct IncidentChoicesQuery {
    /// The day whose law says what a case may be: that of its detection; today where nothing is said.
    on: Option<NaiveDate>,
}

/// What a case may be: groups, degrees, the tests of the law, playbooks, forms.
#[utoipa::path(get, path = "/choices", tag = "incident", params(IncidentChoicesQuery), responses((status = 200, body = IncidentChoices), (status = 422, body = Problem)))]
async fn get_incident_choices(
    State(app): State<App>,
    SignedIn(_actor): SignedIn,
    Query(q): Query<IncidentChoicesQuery>,
) -> ApiResult<Json<IncidentChoices>> {
    let today = app.clock.today();
    let day = q.on.unwrap_or(today);
    // Nothing was detected tomorrow.
    if day > today {
        return Err(ApiError::invalid("on", "in_the_future"));
    }
    let book = LawBook::current();
    let of_duty = |id: &str| book.duties.iter().any(|d| d.body.form.as_deref() == Some(id));
    Ok(Json(IncidentChoices {
        groups: choices("group", day),
        scenarios: choices("scenario", day),
        severities: choices("severity", day),
        serious_from: app.cases.settings.serious_from.clone(),
        tests: book
            .serious_tests
            .iter()
            .filter(|t| t.legal.in_force(day))
            .map(|t| ConsequenceTestInfo {
                name: t.body.name.clone(),
                article: t.legal.citation(),
                confirmed_by: t.body.confirmed_by.clone(),
                consequences: t
                    .body
                    .consequences
                    .iter()
                    .map(|c| ConsequenceInfo {
                        code: c.code.clone(),
                        label: c.label.clone(),
                    })
                    .collect(),
            })
            .collect(),
        playbooks: app
            .cases
            .playbooks
            .all()
            .iter()
            .map(|p| PlaybookInfo {
                id: p.id.clone(),
                title: p.title.clone(),
                title_en: p.title_en.clone(),
                groups: p.groups.clone(),
                when_to_use: p.when_to_use.clone(),
                first_minutes: PlaybookFirstMinutes {
                    should: p.first_minutes.should.clone(),
                    should_not: p.first_minutes.should_not.clone(),
                },
                steps: p.steps.len(),
            })
            .collect(),
        forms: book
            .forms
            .iter()
            // A report is written by the form of the day on which it is written.
            .filter(|f| f.legal.in_force(today) && of_duty(&f.body.id))
            .map(|f| IncidentFormChoice {
                id: f.body.id.clone(),
                number: f.body.number.clone(),
                name: f.body.name.clone(),
                official: f.body.official,
                article: f.legal.article.clone(),
                source: f.legal.source.clone(),
                certainty: crate::routes::law::certainty(f.legal.certainty),
            })
            .collect(),
    }))
}

/// Open incidents of a degree.
#[derive(Serialize, ToSchema)]
pub struct SeverityTally {
    code: String,
    number: i64,
}

/// Open incidents of an agency.
#[derive(Serialize, ToSchema)]
pub struct AgencyTally {
    agency_id: Uuid,
    agency_name: String,
    open: i64,
    overdue: i64,
}

/// Open incidents within reach; those of drills are not counted.
#[derive(Serialize, ToSchema)]
pub struct IncidentTally {
    open: i64,
    /// With a term that is over, or near.
    overdue: i64,
    due_soon: i64,
    serious: i64,
    /// Nobody at the centre took them up yet.
    unacknowledged: i64,
    by_severity: Vec<SeverityTally>,
    /// Most overdue first.
    by_agency: Vec<AgencyTally>,
}

/// Open incidents, counted.
#[utoipa::path(get, path = "/tally", tag = "incident", responses((status = 200, body = IncidentTally), (status = 403, body = Problem)))]
async fn tally_incidents(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<IncidentTally>> {
    let rows = case::tally(&app.cases, &actor).await?;
    let sum = |which: &dyn Fn(&case::Tally) -> i64| rows.iter().map(which).sum();
    let mut severities: BTreeMap<&str, i64> = BTreeMap::new();
    let mut agencies: BTreeMap<Uuid, (i64, i64)> = BTreeMap::new();
    for row in &rows {
        *severities.entry(&row.severity).or_default() += row.number;
        let of_agency = agencies.entry(row.agency).or_default();
        of_agency.0 += row.number;
        of_agency.1 += row.overdue;
    }
    let ids: Vec<AgencyId> = agencies.keys().copied().map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    let mut by_agency: Vec<AgencyTally> = agencies
        .into_iter()
        .map(|(agency, (open, overdue))| AgencyTally {
            agency_id: agency,
            agency_name: names.get(&AgencyId(agency)).cloned().unwrap_or_default(),
            open,
            overdue,
        })
        .collect();
    by_agency.sort_by(|a, b| (b.overdue, b.open, &a.agency_name).cmp(&(a.overdue, a.open, &b.agency_name)));
    Ok(Json(IncidentTally {
        open: sum(&|t| t.number),
        overdue: sum(&|t| t.overdue),
        due_soon: sum(&|t| t.due_soon),
        serious: sum(&|t| if t.serious { t.number } else { 0 }),
        unacknowledged: sum(&|t| {
            if t.state == model::State::Reported.as_str() {
                t.number
            } else {
                0
            }
        }),
        by_severity: severities
            .into_iter()
            .map(|(code, number)| SeverityTally {
                code: code.to_owned(),
                number,
            })
            .collect(),
        by_agency,
    }))
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
