//! The trust register: organisations and what they proved to be their own.

use super::campaign::limit;
use crate::{
    App,
    extract::{IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    proofs::Proofs,
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_base::AgencyId;
use coloa_hotline::{
    entity::trust_item,
    model::{Proof, TrustKind},
    trust::{self, Filter, ItemDraft, Organisation, OrganisationDraft, OrganisationKind, OrganisationState},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_trust_organisations, create_trust_organisation))
        .routes(routes!(read_trust_organisation, change_trust_organisation))
        .routes(routes!(add_trust_item))
        .routes(routes!(check_trust_item))
        .routes(routes!(prove_trust_item))
        .routes(routes!(renew_trust_item))
        .routes(routes!(revoke_trust_item))
}

/// Something that an organisation says is its own.
#[derive(Serialize, ToSchema)]
pub struct HotlineTrustItem {
    id: Uuid,
    /// `site`, `app`, `account`, `hotline`, `email`.
    kind: String,
    value: String,
    /// Of an app or account; else empty.
    platform: String,
    /// `dns_txt`, `file`, `document`.
    proof: String,
    /// What stands in the record or the file.
    token: String,
    /// The name of the record, or the address of the file; empty: a document proves it.
    how_to_prove: String,
    /// `pending`, `proved`, `expired`, `revoked`.
    state: String,
    /// The document that a person looked at.
    document: String,
    checked_at: Option<DateTime<Utc>>,
    /// Why the last check proved nothing: `off`, `absent`, `mismatch`, `unreachable`, `refused`, `too_large`.
    check_fault: Option<String>,
    proved_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    version: i32,
}

/// An organisation of the register. Never a person.
#[derive(Serialize, ToSchema)]
pub struct HotlineTrustOrganisation {
    id: Uuid,
    name: String,
    /// `agency`, `enterprise`, `bank`, `telecom`, `platform`, `association`.
    kind: String,
    agency_id: Option<Uuid>,
    registration_number: String,
    /// `active`, `ended`.
    state: String,
    items: Vec<HotlineTrustItem>,
    version: i32,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineTrustPage {
    items: Vec<HotlineTrustOrganisation>,
    total: u64,
}

fn item(row: trust_item::Model) -> HotlineTrustItem {
    HotlineTrustItem {
        how_to_prove: trust::challenge(&row).unwrap_or_default(),
        id: row.id,
        kind: row.kind,
        value: row.value,
        platform: row.platform,
        proof: row.proof,
        token: row.token,
        state: row.state,
        document: row.document,
        checked_at: row.checked_at,
        check_fault: row.check_fault,
        proved_at: row.proved_at,
        expires_at: row.expires_at,
        version: row.version,
    }
}

fn info(found: Organisation) -> HotlineTrustOrganisation {
    let row = found.row;
    HotlineTrustOrganisation {
        id: row.id,
        name: row.name,
        kind: row.kind,
        agency_id: row.agency_id,
        registration_number: row.registration_number,
        state: row.state,
        items: found.items.into_iter().map(item).collect(),
        version: row.version,
    }
}

fn shown(found: Organisation) -> Versioned<HotlineTrustOrganisation> {
    let shown = info(found);
    Versioned(shown.version, shown)
}

fn word<T>(field: &str, word: Option<&str>, parse: fn(&str) -> Option<T>) -> ApiResult<Option<T>> {
    word.filter(|w| !w.is_empty())
        .map(|w| parse(w).ok_or_else(|| ApiError::invalid(field, "unknown")))
        .transpose()
}

fn needed<T>(field: &str, word: &str, parse: fn(&str) -> Option<T>) -> ApiResult<T> {
    parse(word).ok_or_else(|| ApiError::invalid(field, "unknown"))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineTrustQuery {
    /// Part of a name, or of a site, number or account.
    search: Option<String>,
    /// `agency`, `enterprise`, `bank`, `telecom`, `platform`, `association`.
    kind: Option<String>,
    /// `active`, `ended`.
    state: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

/// Organisations by name, with what is theirs.
#[utoipa::path(get, path = "/trust/organisations", tag = "hotline", params(HotlineTrustQuery), responses((status = 200, body = HotlineTrustPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_trust_organisations(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineTrustQuery>,
) -> ApiResult<Json<HotlineTrustPage>> {
    let filter = Filter {
        kind: word("kind", q.kind.as_deref(), OrganisationKind::parse)?,
        state: word("state", q.state.as_deref(), OrganisationState::parse)?,
        search: q.search,
        offset: q.offset.unwrap_or(0),
        limit: limit(q.limit),
    };
    let (found, total) = trust::list(&app.hotline, &actor, &filter).await?;
    Ok(Json(HotlineTrustPage {
        items: found.into_iter().map(info).collect(),
        total,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineTrustBody {
    name: String,
    /// `agency`, `enterprise`, `bank`, `telecom`, `platform`, `association`.
    kind: String,
    agency_id: Option<Uuid>,
    /// Code of the enterprise, or number of the deciding document; needed where it is no agency of the directory.
    #[serde(default)]
    registration_number: String,
    /// `active` where nothing is said; `ended`.
    state: Option<String>,
}

fn draft(body: HotlineTrustBody) -> ApiResult<OrganisationDraft> {
    Ok(OrganisationDraft {
        kind: needed("kind", &body.kind, OrganisationKind::parse)?,
        state: word("state", body.state.as_deref(), OrganisationState::parse)?
            .unwrap_or(OrganisationState::Active),
        name: body.name,
        agency: body.agency_id.map(AgencyId),
        registration_number: body.registration_number,
    })
}

/// Enters an organisation.
#[utoipa::path(post, path = "/trust/organisations", tag = "hotline", request_body = HotlineTrustBody,
    responses((status = 201, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_trust_organisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineTrustBody>,
) -> ApiResult<(StatusCode, Versioned<HotlineTrustOrganisation>)> {
    let made = trust::create(&app.hotline, &actor, &draft(body)?).await?;
    Ok((StatusCode::CREATED, shown(made)))
}

/// One organisation.
#[utoipa::path(get, path = "/trust/organisations/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 200, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_trust_organisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineTrustOrganisation>> {
    Ok(shown(trust::read(&app.hotline, &actor, id).await?))
}

/// Changes an organisation; what one that ended has is official no more.
#[utoipa::path(put, path = "/trust/organisations/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineTrustBody,
    responses((status = 200, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_trust_organisation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineTrustBody>,
) -> ApiResult<Versioned<HotlineTrustOrganisation>> {
    Ok(shown(
        trust::change(&app.hotline, &actor, id, seen, &draft(body)?).await?,
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineTrustItemBody {
    /// `site`, `app`, `account`, `hotline`, `email`.
    kind: String,
    value: String,
    /// Of an app or account.
    #[serde(default)]
    platform: String,
    /// `dns_txt`, `file`, `document`.
    proof: String,
    /// The document that a person looked at already.
    #[serde(default)]
    document: String,
}

/// Enters what an organisation says is its own; it counts once it is proved.
#[utoipa::path(post, path = "/trust/organisations/{id}/items", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineTrustItemBody,
    responses((status = 201, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_trust_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineTrustItemBody>,
) -> ApiResult<(StatusCode, Versioned<HotlineTrustOrganisation>)> {
    let draft = ItemDraft {
        kind: needed("kind", &body.kind, TrustKind::parse)?,
        proof: needed("proof", &body.proof, Proof::parse)?,
        value: body.value,
        platform: body.platform,
        document: body.document,
    };
    let found = trust::add_item(&app.hotline, &actor, id, &draft).await?;
    Ok((StatusCode::CREATED, shown(found)))
}

/// Looks whether the token stands in the record or the file. Nobody outside is asked unless the installation says so.
#[utoipa::path(post, path = "/trust/items/{id}/check", tag = "hotline", params(("id" = Uuid, Path)),
    responses((status = 200, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn check_trust_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineTrustOrganisation>> {
    let prover = Proofs::new(app.config.hotline.proofs);
    Ok(shown(trust::check(&app.hotline, &actor, id, &prover).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineTrustDocument {
    /// Which document proves it.
    document: String,
}

/// Notes that a person looked at a document that proves it.
#[utoipa::path(post, path = "/trust/items/{id}/prove", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineTrustDocument,
    responses((status = 200, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn prove_trust_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineTrustDocument>,
) -> ApiResult<Versioned<HotlineTrustOrganisation>> {
    Ok(shown(
        trust::prove(&app.hotline, &actor, id, &body.document).await?,
    ))
}

/// Lets a proof last another term.
#[utoipa::path(post, path = "/trust/items/{id}/renew", tag = "hotline", params(("id" = Uuid, Path)),
    responses((status = 200, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn renew_trust_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineTrustOrganisation>> {
    let prover = Proofs::new(app.config.hotline.proofs);
    Ok(shown(trust::renew(&app.hotline, &actor, id, &prover).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineTrustReason {
    reason: String,
}

/// Takes an item back: it is official no more.
#[utoipa::path(post, path = "/trust/items/{id}/revoke", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineTrustReason,
    responses((status = 200, body = HotlineTrustOrganisation), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn revoke_trust_item(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineTrustReason>,
) -> ApiResult<Versioned<HotlineTrustOrganisation>> {
    Ok(shown(
        trust::revoke(&app.hotline, &actor, id, &body.reason).await?,
    ))
}
