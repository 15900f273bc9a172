//! Groups, taught names, and what a printed name means on a date.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use coloa_agency::model::{Group, Meaning, Rule};
use coloa_base::{AgencyId, GroupId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn group_routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_groups, create_group))
        .routes(routes!(change_group, remove_group))
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

#[derive(Serialize, ToSchema)]
struct GroupRow {
    id: Uuid,
    name: String,
    note: Option<String>,
    /// `{by: "member"|"query"|"role"|"group"|"except", …}`.
    #[schema(value_type = Vec<Object>)]
    rules: Vec<Rule>,
    version: i32,
    /// Members today.
    members: Vec<ResolvedAgency>,
}

/// Groups with their members today.
#[utoipa::path(get, path = "/", tag = "agency", responses((status = 200, body = [GroupRow])))]
async fn list_groups(State(app): State<App>, SignedIn(_actor): SignedIn) -> ApiResult<Json<Vec<GroupRow>>> {
    let d = app.agencies.directory().await?;
    let today = app.clock.today();
    let rows = d.groups().iter().map(|g| GroupRow {
        id: g.id.uuid(),
        name: g.name.clone(),
        note: g.note.clone(),
        rules: g.rules.clone(),
        version: g.version,
        members: d
            .members(g.id, today)
            .into_iter()
            .map(|id| ResolvedAgency {
                id: id.uuid(),
                name: d.name(id, today).map(|n| n.full.clone()).unwrap_or_default(),
            })
            .collect(),
    });
    Ok(Json(rows.collect()))
}

#[derive(Deserialize, ToSchema)]
struct GroupBody {
    name: String,
    note: Option<String>,
    #[schema(value_type = Vec<Object>)]
    rules: Vec<Rule>,
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
        .create_group(&actor, &b.name, b.note, b.rules)
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
        rules: b.rules,
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

#[derive(Serialize, ToSchema)]
struct AliasRow {
    id: Uuid,
    text: String,
    /// `{to: "group"|"agency"|"role"|"nobody", …}`.
    #[schema(value_type = Object)]
    meaning: Meaning,
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
        meaning: a.meaning.clone(),
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
    #[schema(value_type = Object)]
    meaning: serde_json::Value,
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
    let meaning: Meaning =
        serde_json::from_value(b.meaning).map_err(|_| ApiError::invalid("meaning", "malformed"))?;
    let id = app
        .agencies
        .teach(&actor, &b.text, meaning, super::period(b.from, b.to))
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
