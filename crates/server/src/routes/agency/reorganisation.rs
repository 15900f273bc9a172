//! Reorganisations: drafted, previewed, reviewed, applied on their day.

use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_agency::{
    model::{Draft, Kind, Reorganisation, Stage},
    rules::reorganise::Notice,
    service::NewReorganisation,
};
use coloa_base::{AgencyId, FileId, ReorganisationId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_reorganisations, draft_reorganisation))
        .routes(routes!(get_reorganisation, redraft_reorganisation))
        .routes(routes!(review_reorganisation))
        .routes(routes!(cancel_reorganisation))
}

#[derive(Serialize, ToSchema)]
struct ReorganisationRow {
    id: Uuid,
    kind: &'static str,
    title: String,
    effective: NaiveDate,
    basis: Option<String>,
    note: Option<String>,
    file_id: Option<Uuid>,
    /// `draft`, `reviewed` (waits for its day), `applied`, `cancelled`.
    stage: &'static str,
    #[schema(value_type = Object)]
    draft: Draft,
    created_by: String,
    created_at: DateTime<Utc>,
    reviewed_by: Option<String>,
    reviewed_at: Option<DateTime<Utc>>,
    applied_at: Option<DateTime<Utc>>,
    /// Why it could not be applied on its day.
    failure: Option<String>,
    version: i32,
}

fn row(r: Reorganisation) -> ReorganisationRow {
    ReorganisationRow {
        id: r.id.uuid(),
        kind: r.kind.as_str(),
        title: r.title,
        effective: r.effective,
        basis: r.basis,
        note: r.note,
        file_id: r.file.map(FileId::uuid),
        stage: r.stage.as_str(),
        draft: r.draft,
        created_by: r.created_by,
        created_at: r.created_at,
        reviewed_by: r.reviewed_by,
        reviewed_at: r.reviewed_at,
        applied_at: r.applied_at,
        failure: r.failure,
        version: r.version,
    }
}

#[derive(Deserialize, IntoParams)]
struct StageQuery {
    stage: Option<String>,
}

/// Reorganisations, the latest effective date first.
#[utoipa::path(get, path = "/", tag = "agency", params(StageQuery), responses((status = 200, body = [ReorganisationRow])))]
async fn list_reorganisations(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<StageQuery>,
) -> ApiResult<Json<Vec<ReorganisationRow>>> {
    let stage = match q.stage.as_deref().filter(|s| !s.is_empty()) {
        None => None,
        Some(s) => Some(Stage::parse(s).ok_or_else(|| ApiError::invalid("stage", "unknown"))?),
    };
    Ok(Json(
        app.agencies
            .reorganisations(&actor, stage)
            .await?
            .into_iter()
            .map(row)
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
struct ReorganisationBody {
    /// `rename`, `merge`, `consolidate`, `divide`, `split`, `transfer_function`, `transfer_territory`, `dissolve`.
    kind: String,
    title: String,
    effective: NaiveDate,
    basis: Option<String>,
    note: Option<String>,
    file_id: Option<Uuid>,
    /// `{units, links, renames, moves, roles, codes}`.
    #[schema(value_type = Object)]
    draft: Draft,
}

fn new(b: ReorganisationBody) -> ApiResult<NewReorganisation> {
    Ok(NewReorganisation {
        kind: Kind::parse(&b.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
        title: b.title,
        effective: b.effective,
        basis: b.basis,
        note: b.note,
        file: b.file_id.map(FileId),
        draft: b.draft,
    })
}

#[derive(Serialize, ToSchema)]
struct DraftedId {
    id: Uuid,
}

/// Drafts a reorganisation.
#[utoipa::path(post, path = "/", tag = "agency", request_body = ReorganisationBody, responses((status = 201, body = DraftedId), (status = 422, body = Problem)))]
async fn draft_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<ReorganisationBody>,
) -> ApiResult<(StatusCode, Json<DraftedId>)> {
    let id = app.agencies.draft(&actor, new(b)?).await?;
    Ok((StatusCode::CREATED, Json(DraftedId { id: id.uuid() })))
}

#[derive(Serialize, ToSchema)]
struct NoticeRow {
    code: &'static str,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    detail: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct EffectRow {
    agency_id: Uuid,
    /// `created`, `changed`, `closed`.
    effect: &'static str,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct ReorganisationView {
    reorganisation: ReorganisationRow,
    effects: Vec<EffectRow>,
    /// These stop it.
    problems: Vec<NoticeRow>,
    warnings: Vec<NoticeRow>,
}

/// One reorganisation with what it would do on the directory as it stands.
#[utoipa::path(get, path = "/{id}", tag = "agency", params(("id" = Uuid, Path)), responses((status = 200, body = ReorganisationView), (status = 404, body = Problem)))]
async fn get_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<ReorganisationView>> {
    let p = app.agencies.preview(&actor, ReorganisationId(id)).await?;
    let d = app.agencies.directory().await?;
    let on = p.reorganisation.effective;
    let names: std::collections::HashMap<AgencyId, String> = p
        .effects
        .created
        .iter()
        .filter_map(|(id, f)| Some((*id, f.names.first()?.full.clone())))
        .collect();
    let name = |id: AgencyId| {
        d.name(id, on)
            .map(|n| n.full.clone())
            .or_else(|| names.get(&id).cloned())
    };
    let notices = |list: Vec<Notice>| {
        list.into_iter()
            .map(|n| NoticeRow {
                code: n.code,
                agency_id: n.agency.map(AgencyId::uuid),
                agency_name: n.agency.and_then(name),
                detail: n.detail,
            })
            .collect()
    };
    let mut effects: Vec<EffectRow> = p
        .effects
        .created
        .iter()
        .map(|(id, f)| EffectRow {
            agency_id: id.uuid(),
            effect: "created",
            before: None,
            after: f.names.last().map(|n| n.full.clone()),
        })
        .collect();
    effects.extend(p.effects.changed.iter().map(|(id, before, after)| {
        EffectRow {
            agency_id: id.uuid(),
            effect: if p.effects.closed.contains(id) {
                "closed"
            } else {
                "changed"
            },
            before: before
                .shown_name(on.pred_opt().unwrap_or(on))
                .map(|n| n.full.clone()),
            after: after.shown_name(on).map(|n| n.full.clone()),
        }
    }));
    let version = p.reorganisation.version;
    let view = ReorganisationView {
        problems: notices(p.effects.problems),
        warnings: notices(p.effects.warnings),
        effects,
        reorganisation: row(p.reorganisation),
    };
    Ok(Versioned(version, view))
}

/// Replaces a draft; what was reviewed becomes a draft again.
#[utoipa::path(put, path = "/{id}", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = ReorganisationBody,
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn redraft_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(b): Json<ReorganisationBody>,
) -> ApiResult<StatusCode> {
    app.agencies
        .redraft(&actor, ReorganisationId(id), version, new(b)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
struct StageView {
    stage: &'static str,
}

/// Approves it: applied at once where its day has come, else on its day.
#[utoipa::path(post, path = "/{id}/review", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = StageView), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn review_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<Json<StageView>> {
    let stage = app.agencies.review(&actor, ReorganisationId(id), version).await?;
    Ok(Json(StageView {
        stage: stage.as_str(),
    }))
}

/// Gives a reorganisation up before it is applied.
#[utoipa::path(post, path = "/{id}/cancel", tag = "agency", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 204), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn cancel_reorganisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> ApiResult<StatusCode> {
    app.agencies.cancel(&actor, ReorganisationId(id), version).await?;
    Ok(StatusCode::NO_CONTENT)
}
