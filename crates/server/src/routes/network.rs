//! `/api/v1/network`: who can be called, who is on duty, who was called, who is asked for help.

mod duty;

use super::incident::calls::{AssistanceInfo, CallInfo, assistance_rows, call_info};
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_auth::{Actor, action};
use coloa_base::{AgencyId, PersonId};
use coloa_incident::{
    assistance,
    call_out::{self, CallFilter},
    entity::network::response_contact::Model as Contact,
    model::{Channel, ContactKind},
    network::{self, ContactDraft, ContactFilter, roster::Line},
    sight,
};
use coloa_law::LawBook;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_network_contacts, create_network_contact))
        .routes(routes!(
            read_network_contact,
            change_network_contact,
            remove_network_contact
        ))
        .routes(routes!(tell_network_contact))
        .routes(routes!(get_network_choices))
        .routes(routes!(list_owners_without_team))
        .routes(routes!(list_calls))
        .routes(routes!(list_network_assistance))
        .merge(duty::routes())
}

/// Rows of a list where nothing is said, and at most.
const USUAL: u64 = 50;
const MOST: u64 = 1_000;
/// What the law wants told of a changed contact.
#[derive(Serialize, ToSchema)]
pub struct ContactDutyInfo {
    duty: String,
    text: String,
    /// Codes of those it is told to.
    to: Vec<String>,
    article: String,
    source: String,
    /// `found`, `known`, `unsure`.
    certainty: &'static str,
    /// Null: the law names no number.
    due_at: Option<DateTime<Utc>>,
    overdue: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ContactInfo {
    id: Uuid,
    /// `provincial_team`, `internal_team`, `expert`, `regional`, `national`.
    kind: String,
    /// Code of the body or role of the law that it holds; empty: none.
    body: String,
    body_name: String,
    agency_id: Option<Uuid>,
    agency_name: String,
    person_id: Option<Uuid>,
    name: String,
    post: String,
    phone: String,
    email: String,
    skills: Vec<String>,
    /// Can be reached day and night.
    always: bool,
    active: bool,
    note: String,
    /// The last change of name, phone, mail or person.
    changed_at: DateTime<Utc>,
    /// When the coordinating agency was told of it.
    told_at: Option<DateTime<Utc>>,
    /// What is owed while nobody was told; null: nothing.
    owed: Option<ContactDutyInfo>,
    may_change: bool,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct ContactPage {
    items: Vec<ContactInfo>,
    total: u64,
    /// The reader may add contacts that belong to no agency.
    may_add: bool,
}

fn owed(row: &Contact, now: DateTime<Utc>) -> Option<ContactDutyInfo> {
    let owed = network::owed(row)?;
    Some(ContactDutyInfo {
        duty: owed.duty.body.id.clone(),
        text: owed.duty.body.text.clone(),
        to: owed.duty.body.to.clone(),
        article: owed.duty.legal.article.clone(),
        source: owed.duty.legal.source.clone(),
        certainty: super::law::certainty(owed.duty.legal.certainty),
        due_at: owed.due_at,
        overdue: owed.due_at.is_some_and(|due| due < now),
    })
}

fn info(app: &App, actor: &Actor, row: Contact, names: &HashMap<AgencyId, String>) -> ContactInfo {
    let bodies = network::bodies(LawBook::current(), app.clock.today());
    let body_name = bodies.iter().find(|(code, _)| *code == row.body);
    let agency = row.agency_id.map(AgencyId);
    ContactInfo {
        owed: owed(&row, app.clock.now()),
        may_change: app
            .access
            .may(actor, action::NETWORK_CHANGE, &network::resource(&row)),
        skills: network::skills(&row),
        body_name: body_name.map(|(_, name)| (*name).to_owned()).unwrap_or_default(),
        agency_name: agency.and_then(|a| names.get(&a).cloned()).unwrap_or_default(),
        id: row.id,
        kind: row.kind,
        body: row.body,
        agency_id: row.agency_id,
        person_id: row.person_id,
        name: row.name,
        post: row.post,
        phone: row.phone,
        email: row.email,
        always: row.always,
        active: row.active,
        note: row.note,
        changed_at: row.changed_at,
        told_at: row.told_at,
        version: row.version,
    }
}

async fn infos(app: &App, actor: &Actor, rows: Vec<Contact>) -> ApiResult<Vec<ContactInfo>> {
    let ids: Vec<AgencyId> = rows.iter().filter_map(|r| r.agency_id).map(AgencyId).collect();
    let names = app.agency_names(&ids).await?;
    Ok(rows
        .into_iter()
        .map(|row| info(app, actor, row, &names))
        .collect())
}

async fn one(app: &App, actor: &Actor, row: Contact) -> ApiResult<Versioned<ContactInfo>> {
    let version = row.version;
    let mut shown = infos(app, actor, vec![row]).await?;
    let shown = shown.pop().ok_or_else(|| ApiError::invalid("id", "unknown"))?;
    Ok(Versioned(version, shown))
}

fn word<T>(field: &str, word: Option<&str>, parse: fn(&str) -> Option<T>) -> ApiResult<Option<T>> {
    word.filter(|w| !w.is_empty())
        .map(|w| parse(w).ok_or_else(|| ApiError::invalid(field, "unknown")))
        .transpose()
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct ContactQuery {
    /// `provincial_team`, `internal_team`, `expert`, `regional`, `national`.
    kind: Option<String>,
    agency_id: Option<Uuid>,
    /// Code of a body of the law.
    body: Option<String>,
    /// Part of name, post or a skill, with or without diacritics.
    search: Option<String>,
    /// Those that are not called any more, too.
    inactive: bool,
    /// Just those of whose change nobody was told.
    untold: bool,
    offset: u64,
    /// 50 where nothing is said, at most 1,000.
    limit: Option<u64>,
}

/// Contacts of the own agencies, of the centre, the region and the nation, by name.
#[utoipa::path(get, path = "/contacts", tag = "network", params(ContactQuery), responses((status = 200, body = ContactPage), (status = 403, body = Problem)))]
async fn list_network_contacts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ContactQuery>,
) -> ApiResult<Json<ContactPage>> {
    let filter = ContactFilter {
        kind: word("kind", q.kind.as_deref(), ContactKind::parse)?,
        agency: q.agency_id.map(AgencyId),
        body: q.body,
        search: q.search,
        inactive: q.inactive,
        untold: q.untold,
        offset: q.offset,
        limit: q.limit.unwrap_or(USUAL).clamp(1, MOST),
    };
    let (rows, total) = network::list(&app.access, &actor, &filter).await?;
    let about = coloa_auth::Resource::installation("response_contact", "new");
    Ok(Json(ContactPage {
        items: infos(&app, &actor, rows).await?,
        total,
        may_add: app.access.may(&actor, action::NETWORK_CHANGE, &about),
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct ContactBody {
    kind: String,
    /// Code of a body or role of the law; empty: none.
    #[serde(default)]
    body: String,
    agency_id: Option<Uuid>,
    /// An account of this installation.
    person_id: Option<Uuid>,
    name: String,
    #[serde(default)]
    post: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    skills: Vec<String>,
    #[serde(default)]
    always: bool,
    /// True where nothing is said.
    active: Option<bool>,
    #[serde(default)]
    note: String,
    /// Of a new one: the coordinating agency knows of it already.
    #[serde(default)]
    told: bool,
}

fn draft(body: ContactBody) -> ApiResult<ContactDraft> {
    Ok(ContactDraft {
        kind: ContactKind::parse(&body.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
        body: body.body,
        agency: body.agency_id.map(AgencyId),
        person: body.person_id.map(PersonId),
        name: body.name,
        post: body.post,
        phone: body.phone,
        email: body.email,
        skills: body.skills,
        always: body.always,
        active: body.active.unwrap_or(true),
        note: body.note,
        told: body.told,
    })
}

/// Adds a contact.
#[utoipa::path(post, path = "/contacts", tag = "network", request_body = ContactBody,
    responses((status = 201, body = ContactInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_network_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<ContactBody>,
) -> ApiResult<(StatusCode, Versioned<ContactInfo>)> {
    let row = network::create(&app.access, &actor, &draft(body)?).await?;
    Ok((StatusCode::CREATED, one(&app, &actor, row).await?))
}

/// One contact.
#[utoipa::path(get, path = "/contacts/{id}", tag = "network", params(("id" = Uuid, Path)),
    responses((status = 200, body = ContactInfo), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_network_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<ContactInfo>> {
    let row = network::read(&app.access, &actor, id).await?;
    one(&app, &actor, row).await
}

/// Changes a contact; another name, phone, mail or person is to be told to the coordinating agency.
#[utoipa::path(put, path = "/contacts/{id}", tag = "network", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ContactBody,
    responses((status = 200, body = ContactInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_network_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<ContactBody>,
) -> ApiResult<Versioned<ContactInfo>> {
    let row = network::change(&app.access, &actor, id, seen, &draft(body)?).await?;
    one(&app, &actor, row).await
}

/// Takes a contact away that was never called and never on duty.
#[utoipa::path(delete, path = "/contacts/{id}", tag = "network", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn remove_network_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    network::remove(&app.access, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct ContactToldBody {
    /// Now where nothing is said.
    at: Option<DateTime<Utc>>,
}

/// Notes that the coordinating agency was told of the last change.
#[utoipa::path(post, path = "/contacts/{id}/told", tag = "network", params(("id" = Uuid, Path)), request_body = ContactToldBody,
    responses((status = 200, body = ContactInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn tell_network_contact(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<ContactToldBody>,
) -> ApiResult<Versioned<ContactInfo>> {
    let row = network::told(&app.access, &actor, id, body.at).await?;
    one(&app, &actor, row).await
}

/// A body or role of the law that a contact may hold.
#[derive(Serialize, ToSchema)]
pub struct NetworkBodyInfo {
    code: String,
    name: String,
}

/// Who without a team of their own owns a system of a level that asks for one, and where that is said.
#[derive(Serialize, ToSchema)]
pub struct InternalTeamRuleInfo {
    from_level: i32,
    article: String,
    source: String,
    certainty: &'static str,
}

#[derive(Serialize, ToSchema)]
pub struct NetworkChoices {
    kinds: Vec<&'static str>,
    bodies: Vec<NetworkBodyInfo>,
    /// What can be used here to call people.
    channels: Vec<&'static str>,
    lines: Vec<&'static str>,
    /// Minutes without an answer after which the second line is called.
    call_again_minutes: i64,
    internal_team: InternalTeamRuleInfo,
}

/// What forms of the network offer.
#[utoipa::path(get, path = "/choices", tag = "network", responses((status = 200, body = NetworkChoices), (status = 403, body = Problem)))]
async fn get_network_choices(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<NetworkChoices>> {
    network::reach(&app.access, &actor)?;
    let rule = network::internal_team_rule();
    let settings = app.call_settings();
    Ok(Json(NetworkChoices {
        kinds: ContactKind::ALL.iter().map(|k| k.as_str()).collect(),
        bodies: network::bodies(LawBook::current(), app.clock.today())
            .into_iter()
            .map(|(code, name)| NetworkBodyInfo {
                code: code.to_owned(),
                name: name.to_owned(),
            })
            .collect(),
        channels: settings.offered.iter().map(|c: &Channel| c.as_str()).collect(),
        lines: Line::ALL.iter().map(|l| l.as_str()).collect(),
        call_again_minutes: settings.again.num_minutes(),
        internal_team: InternalTeamRuleInfo {
            from_level: rule.from_level,
            article: rule.article.clone(),
            source: rule.source.clone(),
            certainty: super::law::certainty(rule.certainty),
        },
    }))
}

/// An owner of systems without a team.
#[derive(Serialize, ToSchema)]
pub struct OwnerWithoutTeam {
    agency_id: Uuid,
    agency_name: String,
    /// The highest among its systems in use.
    level: i32,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct PartQuery {
    offset: usize,
    /// 50 where nothing is said, at most 1,000.
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct OwnersWithoutTeam {
    items: Vec<OwnerWithoutTeam>,
    total: usize,
}

/// Owners of a system from the level on at which a team is asked for, without one; the highest level first.
#[utoipa::path(get, path = "/owners-without-team", tag = "network", params(PartQuery), responses((status = 200, body = OwnersWithoutTeam), (status = 403, body = Problem)))]
async fn list_owners_without_team(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<PartQuery>,
) -> ApiResult<Json<OwnersWithoutTeam>> {
    let all = network::without_team(&app.access, &actor).await?;
    let limit = q.limit.unwrap_or(50).clamp(1, 1_000);
    let shown: Vec<(AgencyId, i32)> = all.iter().copied().skip(q.offset).take(limit).collect();
    let ids: Vec<AgencyId> = shown.iter().map(|(agency, _)| *agency).collect();
    let names = app.agency_names(&ids).await?;
    Ok(Json(OwnersWithoutTeam {
        total: all.len(),
        items: shown
            .into_iter()
            .map(|(agency, level)| OwnerWithoutTeam {
                agency_id: agency.uuid(),
                agency_name: names.get(&agency).cloned().unwrap_or_default(),
                level,
            })
            .collect(),
    }))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct CallQuery {
    /// Just those that nobody answered.
    open: bool,
    /// Those of exercises, too.
    drills: bool,
    /// What a called person names on the phone.
    code: Option<String>,
    offset: u64,
    /// 50 where nothing is said, at most 1,000.
    limit: Option<u64>,
}

/// Calls of cases that the reader may see, and those to themselves; newest first.
#[utoipa::path(get, path = "/calls", tag = "network", params(CallQuery), responses((status = 200, body = Vec<CallInfo>), (status = 403, body = Problem)))]
async fn list_calls(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<CallQuery>,
) -> ApiResult<Json<Vec<CallInfo>>> {
    let filter = CallFilter {
        open: q.open,
        // Whoever names a code means that call.
        drills: q.drills || q.code.is_some(),
        code: q.code,
        offset: q.offset,
        limit: q.limit.unwrap_or(USUAL).clamp(1, MOST),
    };
    let (rows, _) = call_out::list(&app.access, &actor, &filter).await?;
    let mut shown = Vec::with_capacity(rows.len());
    let mut named: HashMap<Uuid, bool> = HashMap::new();
    for (row, case) in rows {
        let named = match named.get(&row.incident_id) {
            Some(known) => *known,
            None => {
                let may = sight::read(&app.access, &actor, row.incident_id).await.is_ok();
                named.insert(row.incident_id, may);
                may
            }
        };
        shown.push(call_info(&app, row, case.as_ref(), named));
    }
    Ok(Json(shown))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AssistanceQuery {
    /// Just those that were not refused and are not done.
    open: bool,
}

/// Help asked of agencies that the reader works for, newest first.
#[utoipa::path(get, path = "/assistance", tag = "network", params(AssistanceQuery), responses((status = 200, body = Vec<AssistanceInfo>), (status = 403, body = Problem)))]
async fn list_network_assistance(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<AssistanceQuery>,
) -> ApiResult<Json<Vec<AssistanceInfo>>> {
    let rows = assistance::to_us(&app.access, &actor, q.open).await?;
    Ok(Json(assistance_rows(&app, &actor, rows).await?))
}
