//! `/api/v1/people`: accounts, dated posts, grants, one-time links.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{
    Role,
    people::{self, NewGrant, NewPerson, NewPost, PeopleFilter, PersonDetail},
};
use coloa_base::{AgencyId, GrantId, PersonId, PostId};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Handlers of this area.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_people, create_person))
        .routes(routes!(get_person, change_person))
        .routes(routes!(end_person))
        .routes(routes!(add_post))
        .routes(routes!(end_post))
        .routes(routes!(add_grant))
        .routes(routes!(end_grant))
        .routes(routes!(invite_person))
        .routes(routes!(end_sessions))
        .routes(routes!(reset_totp))
}

#[derive(Serialize, ToSchema)]
pub struct PersonView {
    id: Uuid,
    user_name: String,
    full_name: String,
    email: Option<String>,
    phone: Option<String>,
    /// `active` or `ended`.
    state: String,
    /// Whether a password was set: without one, only a one-time link opens the account.
    has_password: bool,
    totp_enabled: bool,
    created_at: DateTime<Utc>,
    signed_in_at: Option<DateTime<Utc>>,
    posts: Vec<PostView>,
    grants: Vec<GrantView>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct PostView {
    id: Uuid,
    agency_id: Uuid,
    agency_name: String,
    title: String,
    from: NaiveDate,
    /// The first day on which it is no longer held.
    to: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct GrantView {
    id: Uuid,
    role: String,
    /// `null`: the whole installation.
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    /// `null`: all areas.
    area: Option<String>,
    from: NaiveDate,
    /// The first day on which it is no longer held.
    to: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct PeoplePage {
    items: Vec<PersonView>,
    next_cursor: Option<String>,
    total: u64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of a name or user name, with or without diacritics.
    search: Option<String>,
    agency_id: Option<Uuid>,
    /// `active` or `ended`.
    state: Option<String>,
    cursor: Option<String>,
    limit: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
pub struct PersonNew {
    user_name: String,
    full_name: String,
    email: Option<String>,
    phone: Option<String>,
    #[serde(default)]
    posts: Vec<PostNew>,
    #[serde(default)]
    grants: Vec<GrantNew>,
}

#[derive(Deserialize, ToSchema)]
pub struct PostNew {
    agency_id: Uuid,
    title: String,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

#[derive(Deserialize, ToSchema)]
pub struct GrantNew {
    role: String,
    agency_id: Option<Uuid>,
    area: Option<String>,
    from: NaiveDate,
    to: Option<NaiveDate>,
}

#[derive(Deserialize, ToSchema)]
pub struct PersonChange {
    full_name: String,
    email: Option<String>,
    phone: Option<String>,
}

#[derive(Deserialize, ToSchema)]
pub struct EndOn {
    /// The first day on which it is no longer held; today where left out.
    on: Option<NaiveDate>,
}

#[derive(Serialize, ToSchema)]
pub struct Created {
    id: Uuid,
}

#[derive(Serialize, ToSchema)]
pub struct InvitationLink {
    /// The page that sets the password; shown once, only its hash is stored.
    url: String,
    expires_at: DateTime<Utc>,
}

impl From<PostNew> for NewPost {
    fn from(p: PostNew) -> Self {
        Self {
            agency: AgencyId(p.agency_id),
            title: p.title,
            from: p.from,
            to: p.to,
        }
    }
}

impl GrantNew {
    fn read(self) -> ApiResult<NewGrant> {
        Ok(NewGrant {
            role: Role::parse(&self.role).ok_or_else(|| ApiError::invalid("role", "unknown"))?,
            agency: self.agency_id.map(AgencyId),
            area: self.area.filter(|a| !a.is_empty()),
            from: self.from,
            to: self.to,
        })
    }
}

/// An empty field of a form is no value.
fn given(text: Option<String>) -> Option<String> {
    text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty())
}

async fn views(app: &App, people: Vec<PersonDetail>) -> ApiResult<Vec<PersonView>> {
    let mut ids: Vec<AgencyId> = people
        .iter()
        .flat_map(|p| {
            p.posts
                .iter()
                .map(|x| x.agency_id)
                .chain(p.grants.iter().filter_map(|g| g.agency_id))
        })
        .map(AgencyId)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let names = app.agency_names(&ids).await?;
    Ok(people.into_iter().map(|p| view(p, &names)).collect())
}

fn view(detail: PersonDetail, names: &HashMap<AgencyId, String>) -> PersonView {
    let name = |id: Uuid| names.get(&AgencyId(id)).cloned().unwrap_or_default();
    let p = detail.person;
    PersonView {
        id: p.id,
        user_name: p.user_name,
        full_name: p.full_name,
        email: p.email,
        phone: p.phone,
        state: p.state,
        has_password: p.password_hash.is_some(),
        totp_enabled: p.totp_confirmed,
        created_at: p.created_at,
        signed_in_at: p.signed_in_at,
        posts: detail
            .posts
            .into_iter()
            .map(|x| PostView {
                id: x.id,
                agency_id: x.agency_id,
                agency_name: name(x.agency_id),
                title: x.title,
                from: x.valid_from,
                to: x.valid_to,
            })
            .collect(),
        grants: detail
            .grants
            .into_iter()
            .map(|g| GrantView {
                id: g.id,
                role: g.role,
                agency_name: g.agency_id.map(name),
                agency_id: g.agency_id,
                area: g.area,
                from: g.valid_from,
                to: g.valid_to,
            })
            .collect(),
        version: p.version,
    }
}

async fn one(app: &App, actor: &coloa_auth::Actor, id: PersonId) -> ApiResult<Versioned<PersonView>> {
    let detail = people::read(&app.access, actor, id).await?;
    let version = detail.person.version;
    let view = views(app, vec![detail])
        .await?
        .pop()
        .expect("one view for one person");
    Ok(Versioned(version, view))
}

/// People within reach, sorted by given name.
#[utoipa::path(get, path = "", tag = "people", params(PeopleQuery),
    responses((status = 200, body = PeoplePage), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn list_people(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(query): Query<PeopleQuery>,
) -> ApiResult<Json<PeoplePage>> {
    let offset = query
        .cursor
        .as_deref()
        .map_or(Ok(0), str::parse)
        .map_err(|_| ApiError::invalid("cursor", "malformed"))?;
    let limit = u64::from(query.limit.unwrap_or(50).clamp(1, 500));
    let filter = PeopleFilter {
        search: query.search,
        agency: query.agency_id.map(AgencyId),
        state: query.state,
        offset,
        limit,
    };
    let (found, total) = people::list(&app.access, &actor, &filter).await?;
    let next = offset + found.len() as u64;
    Ok(Json(PeoplePage {
        items: views(&app, found).await?,
        next_cursor: (next < total).then(|| next.to_string()),
        total,
    }))
}

/// Makes an account without a password; a one-time link opens it.
#[utoipa::path(post, path = "", tag = "people", request_body = PersonNew,
    responses((status = 201, body = Created), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create_person(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<PersonNew>,
) -> ApiResult<(StatusCode, Json<Created>)> {
    let new = NewPerson {
        user_name: body.user_name,
        full_name: body.full_name,
        email: given(body.email),
        phone: given(body.phone),
        posts: body.posts.into_iter().map(NewPost::from).collect(),
        grants: body
            .grants
            .into_iter()
            .map(GrantNew::read)
            .collect::<ApiResult<_>>()?,
    };
    let id = people::create(&app.access, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(Created { id: id.uuid() })))
}

/// One person with posts and grants.
#[utoipa::path(get, path = "/{id}", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 200, body = PersonView), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn get_person(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<PersonView>> {
    one(&app, &actor, PersonId(id)).await
}

/// Changes name and contacts.
#[utoipa::path(put, path = "/{id}", tag = "people", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    request_body = PersonChange,
    responses((status = 200, body = PersonView), (status = 401, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)))]
async fn change_person(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(body): Json<PersonChange>,
) -> ApiResult<Versioned<PersonView>> {
    let (email, phone) = (given(body.email), given(body.phone));
    let id = PersonId(id);
    people::change(
        &app.access,
        &actor,
        id,
        version,
        &body.full_name,
        email.as_deref(),
        phone.as_deref(),
    )
    .await?;
    one(&app, &actor, id).await
}

/// Ends an account: posts and grants end today, sessions at once.
#[utoipa::path(post, path = "/{id}/end", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn end_person(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    people::end(&app.access, &actor, PersonId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds a dated post.
#[utoipa::path(post, path = "/{id}/posts", tag = "people", params(("id" = Uuid, Path)), request_body = PostNew,
    responses((status = 201, body = Created), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn add_post(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<PostNew>,
) -> ApiResult<(StatusCode, Json<Created>)> {
    let post = people::add_post(&app.access, &actor, PersonId(id), body.into()).await?;
    Ok((StatusCode::CREATED, Json(Created { id: post.uuid() })))
}

/// Ends a post.
#[utoipa::path(post, path = "/{id}/posts/{post_id}/end", tag = "people",
    params(("id" = Uuid, Path), ("post_id" = Uuid, Path)), request_body = EndOn,
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn end_post(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, post)): Path<(Uuid, Uuid)>,
    Json(body): Json<EndOn>,
) -> ApiResult<StatusCode> {
    let on = body.on.unwrap_or_else(|| app.clock.today());
    people::end_post(&app.access, &actor, PersonId(id), PostId(post), on).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Grants a role.
#[utoipa::path(post, path = "/{id}/grants", tag = "people", params(("id" = Uuid, Path)), request_body = GrantNew,
    responses((status = 201, body = Created), (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn add_grant(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<GrantNew>,
) -> ApiResult<(StatusCode, Json<Created>)> {
    let grant = people::grant(&app.access, &actor, PersonId(id), body.read()?).await?;
    Ok((StatusCode::CREATED, Json(Created { id: grant.uuid() })))
}

/// Ends a grant; open sessions see it with their next request.
#[utoipa::path(post, path = "/{id}/grants/{grant_id}/end", tag = "people",
    params(("id" = Uuid, Path), ("grant_id" = Uuid, Path)), request_body = EndOn,
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem)))]
async fn end_grant(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, grant)): Path<(Uuid, Uuid)>,
    Json(body): Json<EndOn>,
) -> ApiResult<StatusCode> {
    let on = body.on.unwrap_or_else(|| app.clock.today());
    people::revoke(&app.access, &actor, PersonId(id), GrantId(grant), on).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A one-time link that sets a new password; earlier links of the person stop working.
#[utoipa::path(post, path = "/{id}/invitation", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 200, body = InvitationLink), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn invite_person(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<InvitationLink>> {
    let hours = app.config.session.invitation_hours;
    let token = people::invite(&app.access, &actor, PersonId(id), hours).await?;
    let expires_at = app.clock.now() + chrono::Duration::hours(hours);
    Ok(Json(InvitationLink {
        url: invitation_url(&app.config, &token),
        expires_at,
    }))
}

/// Address of the page where a one-time link sets the password.
#[must_use]
pub fn invitation_url(config: &coloa_platform::Config, token: &str) -> String {
    format!(
        "{}{}/{token}",
        config.public_url(),
        coloa_base::web_path::INVITATION
    )
}

/// Signs the person out everywhere.
#[utoipa::path(post, path = "/{id}/sessions/end", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn end_sessions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    people::end_sessions(&app.access, &actor, PersonId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Switches TOTP off for somebody who lost the device.
#[utoipa::path(post, path = "/{id}/totp/reset", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 401, body = Problem), (status = 403, body = Problem)))]
async fn reset_totp(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<StatusCode> {
    people::reset_totp(&app.access, &actor, PersonId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
