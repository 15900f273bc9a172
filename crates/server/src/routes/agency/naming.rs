//! Groups, taught names, and what a printed name means on a date.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use coloa_agency::{
    AgencyError, Directory,
    model::{Group, Meaning, Rule},
};
use coloa_base::{AgencyId, GroupId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn group_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_groups, create_group))
        .routes(routes!(preview_group))
        .routes(routes!(get_group, change_group, remove_group))
}

pub fn alias_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_aliases, teach_alias))
        .routes(routes!(forget_alias))
}

#[derive(Deserialize, IntoParams)]
pub(super) struct ResolveQuery {
    /// As printed.
    text: String,
    /// Printed limit of the duty, e.g. "nội dung liên quan đến an ninh mạng".
    scope: Option<String>,
    /// The day; today where missing.
    on: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ResolutionView {
    agencies: Vec<ResolvedAgency>,
    /// `name`, `abbreviation`, `alias`, `group`, `role`, `old_name`, `list`, `nobody`.
    via: Option<&'static str>,
    confidence: f64,
    /// Parts that were not understood.
    unresolved: Vec<String>,
    candidates: Vec<ResolvedAgency>,
}

#[derive(Serialize, ToSchema)]
struct ResolvedAgency {
    id: Uuid,
    name: String,
}

/// Whom a printed name means on a day.
#[utoipa::path(get, path = "/resolve", tag = "agency", params(ResolveQuery), responses((status = 200, body = ResolutionView)))]
pub(super) async fn resolve_name(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ResolveQuery>,
) -> ApiResult<Json<ResolutionView>> {
    let on = q.on.unwrap_or_else(|| app.clock.today());
    let found = app
        .agencies
        .resolve(&actor, &q.text, q.scope.as_deref(), on)
        .await?;
    let d = app.agencies.directory().await?;
    let named = |ids: Vec<AgencyId>| {
        ids.into_iter()
            .map(|id| ResolvedAgency {
                id: id.uuid(),
                name: d.name(id, on).map(|n| n.full.clone()).unwrap_or_default(),
            })
            .collect()
    };
    Ok(Json(ResolutionView {
        agencies: named(found.agencies),
        via: found.via.map(coloa_agency::resolve::Via::as_str),
        confidence: found.confidence,
        unresolved: found.unresolved,
        candidates: named(found.candidates),
    }))
}

/// Who belongs to a group; several rules are united.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "by", rename_all = "snake_case")]
enum RuleWire {
    /// Named one by one, for a time.
    Member {
        agency: Uuid,
        from: Option<NaiveDate>,
        /// First day on which it no longer belongs.
        to: Option<NaiveDate>,
    },
    /// All that exist on the day with one of these kinds and one of these levels (empty: any).
    Query { kinds: Vec<String>, levels: Vec<String> },
    /// Whoever holds the role on the day.
    Role { role: String, function: Option<String> },
    /// All of another group.
    Group { group: Uuid },
    /// Never this one.
    Except { agency: Uuid },
}

impl From<RuleWire> for Rule {
    fn from(w: RuleWire) -> Self {
        match w {
            RuleWire::Member { agency, from, to } => Self::Member {
                agency: AgencyId(agency),
                period: super::period(from, to),
            },
            RuleWire::Query { kinds, levels } => Self::Query { kinds, levels },
            RuleWire::Role { role, function } => Self::Role { role, function },
            RuleWire::Group { group } => Self::Group {
                group: GroupId(group),
            },
            RuleWire::Except { agency } => Self::Except {
                agency: AgencyId(agency),
            },
        }
    }
}

impl From<Rule> for RuleWire {
    fn from(rule: Rule) -> Self {
        match rule {
            Rule::Member { agency, period } => Self::Member {
                agency: agency.uuid(),
                from: super::since(period),
                to: period.to,
            },
            Rule::Query { kinds, levels } => Self::Query { kinds, levels },
            Rule::Role { role, function } => Self::Role { role, function },
            Rule::Group { group } => Self::Group { group: group.uuid() },
            Rule::Except { agency } => Self::Except {
                agency: agency.uuid(),
            },
        }
    }
}

fn stored(rules: Vec<RuleWire>) -> Vec<Rule> {
    rules.into_iter().map(Rule::from).collect()
}

#[derive(Serialize, ToSchema)]
struct GroupRow {
    id: Uuid,
    name: String,
    note: Option<String>,
    rules: Vec<RuleWire>,
    version: i32,
    /// Members on the day.
    members: Vec<ResolvedAgency>,
    /// Printed names that were taught to mean it.
    taught: Vec<String>,
}

fn group_row(d: &Directory, g: &Group, on: NaiveDate) -> GroupRow {
    GroupRow {
        id: g.id.uuid(),
        name: g.name.clone(),
        note: g.note.clone(),
        rules: g.rules.iter().cloned().map(RuleWire::from).collect(),
        version: g.version,
        members: members(d, d.members(g.id, on), on),
        taught: d
            .aliases()
            .iter()
            .filter(|a| a.meaning == Meaning::Group { group: g.id })
            .map(|a| a.text.clone())
            .collect(),
    }
}

fn members(d: &Directory, ids: Vec<AgencyId>, on: NaiveDate) -> Vec<ResolvedAgency> {
    ids.into_iter()
        .map(|id| ResolvedAgency {
            id: id.uuid(),
            name: d.name(id, on).map(|n| n.full.clone()).unwrap_or_default(),
        })
        .collect()
}

/// Groups with their members on a day.
#[utoipa::path(get, path = "/", tag = "agency", params(super::OnQuery), responses((status = 200, body = [GroupRow])))]
async fn list_groups(
    State(app): State<App>,
    SignedIn(_actor): SignedIn,
    Query(q): Query<super::OnQuery>,
) -> ApiResult<Json<Vec<GroupRow>>> {
    let d = app.agencies.directory().await?;
    let on = q.on.unwrap_or_else(|| app.clock.today());
    Ok(Json(d.groups().iter().map(|g| group_row(&d, g, on)).collect()))
}

/// One group with its members on a day.
#[utoipa::path(get, path = "/{id}", tag = "agency", params(("id" = Uuid, Path), super::OnQuery), responses((status = 200, body = GroupRow), (status = 404, body = Problem)))]
async fn get_group(
    State(app): State<App>,
    SignedIn(_actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<super::OnQuery>,
) -> ApiResult<Versioned<GroupRow>> {
    let d = app.agencies.directory().await?;
    let group = d
        .group(GroupId(id))
        .ok_or(AgencyError::NotFound { what: "group" })?;
    let on = q.on.unwrap_or_else(|| app.clock.today());
    Ok(Versioned(group.version, group_row(&d, group, on)))
}

#[derive(Deserialize, IntoParams)]
struct PreviewQuery {
    /// The rules as JSON, as a group's body has them.
    rules: String,
    /// The day looked at; today where missing.
    on: Option<NaiveDate>,
}

/// Whom rules gather on a day, before they are stored.
#[utoipa::path(get, path = "/preview", tag = "agency", params(PreviewQuery), responses((status = 200, body = [ResolvedAgency]), (status = 422, body = Problem)))]
async fn preview_group(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<PreviewQuery>,
) -> ApiResult<Json<Vec<ResolvedAgency>>> {
    let rules: Vec<RuleWire> =
        serde_json::from_str(&q.rules).map_err(|_| ApiError::invalid("rules", "malformed"))?;
    let on = q.on.unwrap_or_else(|| app.clock.today());
    let found = app.agencies.preview_group(&actor, &stored(rules), on).await?;
    let d = app.agencies.directory().await?;
    Ok(Json(members(&d, found, on)))
}

#[derive(Deserialize, ToSchema)]
struct GroupBody {
    name: String,
    note: Option<String>,
    rules: Vec<RuleWire>,
}

#[derive(Serialize, ToSchema)]
struct NewId {
    id: Uuid,
}

/// Makes a group.
#[utoipa::path(post, path = "/", tag = "agency", request_body = GroupBody, responses((status = 201, body = NewId), (status = 422, body = Problem)))]
async fn create_group(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<GroupBody>,
) -> ApiResult<(StatusCode, Json<NewId>)> {
    let id = app
        .agencies
        .create_group(&actor, &b.name, b.note, stored(b.rules))
        .await?;
    Ok((StatusCode::CREATED, Json(NewId { id: id.uuid() })))
}

/// Changes a group's name and rules.
#[utoipa::path(put, path = "/{id}", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = GroupBody,
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn change_group(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(b): Json<GroupBody>,
) -> ApiResult<StatusCode> {
    let group = Group {
        id: GroupId(id),
        name: b.name,
        note: b.note,
        rules: stored(b.rules),
        version,
    };
    app.agencies.change_group(&actor, group).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Removes a group that nothing uses.
#[utoipa::path(delete, path = "/{id}", tag = "agency", params(("id" = Uuid, Path)), responses((status = 204), (status = 409, body = Problem)))]
async fn remove_group(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    app.agencies.remove_group(&actor, GroupId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a printed name means.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(tag = "to", rename_all = "snake_case")]
enum MeaningWire {
    Group {
        group: Uuid,
    },
    Agency {
        agency: Uuid,
    },
    Role {
        role: String,
        function: Option<String>,
    },
    /// Names nobody in particular.
    Nobody,
}

impl From<MeaningWire> for Meaning {
    fn from(w: MeaningWire) -> Self {
        match w {
            MeaningWire::Group { group } => Self::Group {
                group: GroupId(group),
            },
            MeaningWire::Agency { agency } => Self::Agency {
                agency: AgencyId(agency),
            },
            MeaningWire::Role { role, function } => Self::Role { role, function },
            MeaningWire::Nobody => Self::Nobody,
        }
    }
}

impl From<Meaning> for MeaningWire {
    fn from(m: Meaning) -> Self {
        match m {
            Meaning::Group { group } => Self::Group { group: group.uuid() },
            Meaning::Agency { agency } => Self::Agency {
                agency: agency.uuid(),
            },
            Meaning::Role { role, function } => Self::Role { role, function },
            Meaning::Nobody => Self::Nobody,
        }
    }
}

#[derive(Serialize, ToSchema)]
struct AliasRow {
    id: Uuid,
    text: String,
    meaning: MeaningWire,
    /// What it means, in words: a group's, agency's or role's name.
    meaning_name: String,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
    taught_by: String,
    taught_at: chrono::DateTime<chrono::Utc>,
}

/// Names that people taught.
#[utoipa::path(get, path = "/", tag = "agency", responses((status = 200, body = [AliasRow])))]
async fn list_aliases(State(app): State<App>, SignedIn(_actor): SignedIn) -> ApiResult<Json<Vec<AliasRow>>> {
    let d = app.agencies.directory().await?;
    let today = app.clock.today();
    let rows = d.aliases().iter().map(|a| AliasRow {
        id: a.id,
        text: a.text.clone(),
        meaning_name: match &a.meaning {
            Meaning::Group { group } => d.group(*group).map(|g| g.name.clone()).unwrap_or_default(),
            Meaning::Agency { agency } => d.name(*agency, today).map(|n| n.full.clone()).unwrap_or_default(),
            Meaning::Role { role, function } => {
                [Some(("role", role)), function.as_ref().map(|f| ("function", f))]
                    .into_iter()
                    .flatten()
                    .filter_map(|(vocabulary, code)| d.terms.get(vocabulary, code).map(|t| t.vi.clone()))
                    .collect::<Vec<_>>()
                    .join(" · ")
            }
            Meaning::Nobody => String::new(),
        },
        meaning: a.meaning.clone().into(),
        from: super::since(a.period),
        to: a.period.to,
        taught_by: a.taught_by.clone(),
        taught_at: a.taught_at,
    });
    Ok(Json(rows.collect()))
}

#[derive(Deserialize, ToSchema)]
struct AliasBody {
    text: String,
    meaning: MeaningWire,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

/// Teaches what a printed name means.
#[utoipa::path(post, path = "/", tag = "agency", request_body = AliasBody, responses((status = 201, body = NewId), (status = 409, body = Problem)))]
async fn teach_alias(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<AliasBody>,
) -> ApiResult<(StatusCode, Json<NewId>)> {
    let id = app
        .agencies
        .teach(&actor, &b.text, b.meaning.into(), super::period(b.from, b.to))
        .await?;
    Ok((StatusCode::CREATED, Json(NewId { id })))
}

/// Forgets a taught name.
#[utoipa::path(delete, path = "/{id}", tag = "agency", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = Problem)))]
async fn forget_alias(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    app.agencies.forget(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
