//! `/api/v1/agencies`, `/api/v1/agency-groups`, `/api/v1/agency-aliases`, `/api/v1/reorganisations`: the directory.

mod contact;
mod draft;
pub mod naming;
pub mod reorganisation;
mod transfer;

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use coloa_agency::{
    model::{Agency, Code, Facts, Name, Parent, Period, RoleHeld, State as Existence},
    service::AgencyFilter,
};
use coloa_base::AgencyId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_agencies, create_agency))
        .routes(routes!(list_terms))
        .routes(routes!(pick_agency))
        .routes(routes!(naming::resolve_name))
        .merge(transfer::routes())
        .routes(routes!(get_agency, change_agency))
        .merge(contact::routes())
}

#[derive(Deserialize, IntoParams)]
struct ListQuery {
    /// Part of any name or abbreviation ever, or of a code.
    search: Option<String>,
    kind: Option<String>,
    level: Option<String>,
    /// `active`, `closed` or `planned`.
    state: Option<String>,
    parent: Option<Uuid>,
    /// `true`: only those at the top of the tree.
    top: Option<bool>,
    /// The tree of parents and children; the administrative one where missing.
    tree: Option<String>,
    /// The day looked at; today where missing.
    on: Option<NaiveDate>,
    cursor: Option<String>,
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
struct AgencyRow {
    id: Uuid,
    name: String,
    abbreviation: Option<String>,
    kind: String,
    level: String,
    state: &'static str,
    parent_id: Option<Uuid>,
    parent_name: Option<String>,
    code: Option<String>,
    /// The earlier name that the search found.
    found_by: Option<String>,
    children: usize,
}

#[derive(Serialize, ToSchema)]
struct AgencyPage {
    items: Vec<AgencyRow>,
    next_cursor: Option<String>,
    total: usize,
}

fn existence(text: &str) -> Option<Existence> {
    [Existence::Active, Existence::Closed, Existence::Planned]
        .into_iter()
        .find(|s| s.as_str() == text)
}

/// Agencies on a day, sorted by name.
#[utoipa::path(get, path = "/", tag = "agency", params(ListQuery), responses((status = 200, body = AgencyPage), (status = 401, body = Problem)))]
async fn list_agencies(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ListQuery>,
) -> ApiResult<Json<AgencyPage>> {
    let offset = match q.cursor.as_deref() {
        None | Some("") => 0,
        Some(c) => c.parse().map_err(|_| ApiError::invalid("cursor", "malformed"))?,
    };
    let state = match q.state.as_deref().filter(|s| !s.is_empty()) {
        None => None,
        Some(s) => Some(existence(s).ok_or_else(|| ApiError::invalid("state", "unknown"))?),
    };
    let limit = q.limit.unwrap_or(50).clamp(1, 500);
    let filter = AgencyFilter {
        search: q.search,
        kind: q.kind,
        level: q.level,
        state,
        parent: q.parent.map(AgencyId),
        top: q.top.unwrap_or(false),
        tree: q.tree,
        offset,
        limit,
    };
    let (rows, total) = app
        .agencies
        .list(&actor, &filter, q.on.unwrap_or_else(|| app.clock.today()))
        .await?;
    let next = offset + rows.len();
    Ok(Json(AgencyPage {
        next_cursor: (next < total).then(|| next.to_string()),
        total,
        items: rows
            .into_iter()
            .map(|r| AgencyRow {
                id: r.id.uuid(),
                name: r.name,
                abbreviation: r.abbreviation,
                kind: r.kind,
                level: r.level,
                state: r.state.as_str(),
                parent_id: r.parent.map(AgencyId::uuid),
                parent_name: r.parent_name,
                code: r.code,
                found_by: r.found_by,
                children: r.children,
            })
            .collect(),
    }))
}

/// Choices of one answer, and ids of one question.
const MAX_CHOICES: usize = 200;

#[derive(Deserialize, IntoParams)]
struct PickQuery {
    /// What was typed: part of any name or abbreviation ever, or a code.
    search: Option<String>,
    /// Ids chosen already, parted by commas: asks for these instead.
    ids: Option<String>,
    /// The day on which they must exist; today where missing.
    on: Option<NaiveDate>,
    /// `true`: also those that do not exist on that day, for filters over older records.
    all: Option<bool>,
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
struct AgencyChoice {
    id: Uuid,
    /// Name of the day.
    name: String,
    abbreviation: Option<String>,
    parent_name: Option<String>,
    state: &'static str,
    /// The earlier name, own or of an agency whose work it took over, that was found.
    found_by: Option<String>,
}

/// Agencies to choose from, best match first; those that exist on the day, found by any name ever.
#[utoipa::path(get, path = "/choices", tag = "agency", params(PickQuery), responses((status = 200, body = [AgencyChoice]), (status = 422, body = Problem)))]
async fn pick_agency(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<PickQuery>,
) -> ApiResult<Json<Vec<AgencyChoice>>> {
    let on = q.on.unwrap_or_else(|| app.clock.today());
    let limit = q.limit.unwrap_or(30).clamp(1, MAX_CHOICES);
    let found = match q.ids.as_deref().filter(|ids| !ids.is_empty()) {
        Some(ids) => {
            let ids: Vec<AgencyId> = ids
                .split(',')
                .map(|id| id.trim().parse().map(AgencyId))
                .collect::<Result<_, _>>()
                .map_err(|_| ApiError::invalid("ids", "malformed"))?;
            if ids.len() > MAX_CHOICES {
                return Err(ApiError::invalid("ids", "too_many"));
            }
            app.agencies.chosen(&actor, &ids, on).await?
        }
        None => {
            let typed = q.search.unwrap_or_default();
            app.agencies
                .pick(&actor, &typed, on, q.all.unwrap_or(false), limit)
                .await?
        }
    };
    Ok(Json(
        found
            .into_iter()
            .map(|c| AgencyChoice {
                id: c.id.uuid(),
                name: c.name,
                abbreviation: c.abbreviation,
                parent_name: c.parent_name,
                state: c.state.as_str(),
                found_by: c.found_by,
            })
            .collect(),
    ))
}

#[derive(Serialize, ToSchema)]
struct TermRow {
    vocabulary: &'static str,
    code: String,
    vi: String,
    en: String,
}

/// The vocabularies of the directory: kinds, levels, trees, code systems, roles, functions.
#[utoipa::path(get, path = "/terms", tag = "agency", responses((status = 200, body = [TermRow])))]
async fn list_terms(State(app): State<App>, SignedIn(_actor): SignedIn) -> ApiResult<Json<Vec<TermRow>>> {
    let directory = app.agencies.directory().await?;
    let rows = ["kind", "level", "tree", "code_system", "role", "function"]
        .into_iter()
        .flat_map(|vocabulary| {
            directory.terms.of(vocabulary).iter().map(move |t| TermRow {
                vocabulary,
                code: t.code.clone(),
                vi: t.vi.clone(),
                en: t.en.clone(),
            })
        });
    Ok(Json(rows.collect()))
}

/// A dated name.
#[derive(Serialize, Deserialize, ToSchema)]
struct NameWire {
    full: String,
    abbreviation: Option<String>,
    symbol: Option<String>,
    /// `None`: from before anybody recorded.
    from: Option<NaiveDate>,
    /// First day on which it no longer holds.
    to: Option<NaiveDate>,
    basis: Option<String>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct CodeWire {
    system: String,
    code: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct ParentWire {
    tree: String,
    parent_id: Uuid,
    #[serde(default)]
    parent_name: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

#[derive(Serialize, Deserialize, ToSchema)]
struct RoleWire {
    role: String,
    function: Option<String>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    basis: Option<String>,
}

/// Everything dated about an agency.
#[derive(Serialize, Deserialize, ToSchema)]
struct FactsWire {
    kind: String,
    level: String,
    founded: Option<NaiveDate>,
    closed: Option<NaiveDate>,
    names: Vec<NameWire>,
    #[serde(default)]
    codes: Vec<CodeWire>,
    #[serde(default)]
    parents: Vec<ParentWire>,
    #[serde(default)]
    roles: Vec<RoleWire>,
}

fn period(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Period {
    Period::new(from.unwrap_or(coloa_agency::model::BEGINNING), to)
}

fn since(p: Period) -> Option<NaiveDate> {
    (p.from != coloa_agency::model::BEGINNING).then_some(p.from)
}

impl From<FactsWire> for Facts {
    fn from(w: FactsWire) -> Self {
        Self {
            kind: w.kind,
            level: w.level,
            founded: w.founded,
            closed: w.closed,
            names: w
                .names
                .into_iter()
                .map(|n| Name {
                    full: n.full,
                    abbreviation: n.abbreviation,
                    symbol: n.symbol,
                    period: period(n.from, n.to),
                    basis: n.basis,
                })
                .collect(),
            codes: w
                .codes
                .into_iter()
                .map(|c| Code {
                    system: c.system,
                    code: c.code,
                    period: period(c.from, c.to),
                })
                .collect(),
            parents: w
                .parents
                .into_iter()
                .map(|p| Parent {
                    tree: p.tree,
                    parent: AgencyId(p.parent_id),
                    period: period(p.from, p.to),
                })
                .collect(),
            roles: w
                .roles
                .into_iter()
                .map(|r| RoleHeld {
                    role: r.role,
                    function: r.function,
                    period: period(r.from, r.to),
                    basis: r.basis,
                })
                .collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
struct LinkWire {
    reorganisation_id: Uuid,
    kind: &'static str,
    from_id: Uuid,
    from_name: String,
    to_id: Option<Uuid>,
    to_name: Option<String>,
    function: Option<String>,
    effective: NaiveDate,
}

impl LinkWire {
    /// `name`: the name of an agency where it stands in the link.
    fn of(l: &coloa_agency::model::Link, name: impl Fn(AgencyId) -> String) -> Self {
        Self {
            reorganisation_id: l.reorganisation.uuid(),
            kind: l.kind.as_str(),
            from_id: l.from.uuid(),
            from_name: name(l.from),
            to_id: l.to.map(AgencyId::uuid),
            to_name: l.to.map(name),
            function: l.function.clone(),
            effective: l.effective,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct AgencyView {
    id: Uuid,
    version: i32,
    /// Name of the day.
    name: String,
    state: &'static str,
    facts: FactsWire,
    /// Above it in the administrative tree, nearest first.
    ancestors: Vec<NamedAgency>,
    children: Vec<NamedAgency>,
    /// What became of whom, oldest first.
    history: Vec<LinkWire>,
    /// Who does its work today, where it ended.
    successors: Vec<NamedAgency>,
    may_change: bool,
    may_change_contacts: bool,
}

#[derive(Serialize, ToSchema)]
struct NamedAgency {
    id: Uuid,
    name: String,
}

#[derive(Deserialize, IntoParams)]
struct OnQuery {
    /// The day looked at; today where missing.
    on: Option<NaiveDate>,
}

/// One agency with its history.
#[utoipa::path(get, path = "/{id}", tag = "agency", params(("id" = Uuid, Path), OnQuery), responses((status = 200, body = AgencyView), (status = 404, body = Problem)))]
async fn get_agency(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<OnQuery>,
) -> ApiResult<Versioned<AgencyView>> {
    let id = AgencyId(id);
    let Agency { facts, version, .. } = app.agencies.get(&actor, id).await?;
    let d = app.agencies.directory().await?;
    let on = q.on.unwrap_or_else(|| app.clock.today());
    let name_of = |id: AgencyId| d.name(id, on).map(|n| n.full.clone()).unwrap_or_default();
    let named = |ids: Vec<AgencyId>| {
        ids.into_iter()
            .map(|id| NamedAgency {
                id: id.uuid(),
                name: name_of(id),
            })
            .collect()
    };
    let state = facts.state_on(on);
    let history = d
        .links()
        .iter()
        .filter(|l| l.from == id || l.to == Some(id))
        .map(|l| LinkWire::of(l, name_of))
        .collect();
    let own = coloa_auth::Resource::of_agency("agency", id, id);
    let view = AgencyView {
        id: id.uuid(),
        version,
        name: name_of(id),
        state: state.as_str(),
        ancestors: named(d.ancestors(id, on)),
        children: named(d.children(id, coloa_agency::model::ADMINISTRATIVE, on)),
        history,
        successors: if state == Existence::Closed {
            named(d.successors(id, None, on))
        } else {
            Vec::new()
        },
        may_change: app.access.may(&actor, coloa_auth::action::AGENCY_CHANGE, &own),
        may_change_contacts: app
            .access
            .may(&actor, coloa_auth::action::AGENCY_CHANGE_CONTACTS, &own)
            || app.access.may(&actor, coloa_auth::action::AGENCY_CHANGE, &own),
        facts: FactsWire {
            kind: facts.kind,
            level: facts.level,
            founded: facts.founded,
            closed: facts.closed,
            names: facts
                .names
                .into_iter()
                .map(|n| NameWire {
                    full: n.full,
                    abbreviation: n.abbreviation,
                    symbol: n.symbol,
                    from: since(n.period),
                    to: n.period.to,
                    basis: n.basis,
                })
                .collect(),
            codes: facts
                .codes
                .into_iter()
                .map(|c| CodeWire {
                    system: c.system,
                    code: c.code,
                    from: since(c.period),
                    to: c.period.to,
                })
                .collect(),
            parents: facts
                .parents
                .into_iter()
                .map(|p| ParentWire {
                    tree: p.tree,
                    parent_id: p.parent.uuid(),
                    parent_name: Some(name_of(p.parent)),
                    from: since(p.period),
                    to: p.period.to,
                })
                .collect(),
            roles: facts
                .roles
                .into_iter()
                .map(|r| RoleWire {
                    role: r.role,
                    function: r.function,
                    from: since(r.period),
                    to: r.period.to,
                    basis: r.basis,
                })
                .collect(),
        },
    };
    Ok(Versioned(version, view))
}

#[derive(Serialize, ToSchema)]
struct CreatedAgency {
    id: Uuid,
}

/// Founds an agency.
#[utoipa::path(post, path = "/", tag = "agency", request_body = FactsWire, responses((status = 201, body = CreatedAgency), (status = 422, body = Problem)))]
async fn create_agency(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<FactsWire>,
) -> ApiResult<(StatusCode, Json<CreatedAgency>)> {
    let id = app.agencies.create(&actor, body.into()).await?;
    Ok((StatusCode::CREATED, Json(CreatedAgency { id: id.uuid() })))
}

/// Corrects the facts of an agency.
#[utoipa::path(put, path = "/{id}", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = FactsWire,
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_agency(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<FactsWire>,
) -> ApiResult<StatusCode> {
    app.agencies
        .change(&actor, AgencyId(id), version, body.into())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
