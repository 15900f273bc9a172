//! Assets, links and records of what was done to systems, with their files.

use super::{optional, several};
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::{multipart::MultipartForm, report::offset},
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::FileId;
use coloa_plan::duties::progress::EvidenceFile;
use coloa_system::{
    assets::{self, AssetDraft, AssetFilter, LinkDraft, RecordDraft},
    controls, dossier,
    entity::{system_asset, system_link, system_record},
    inventory, layers,
    model::{AssetKind, Direction, Origin, Outcome, RecordKind},
    national,
    service::{self, Upload},
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_assets))
        .routes(routes!(add_asset))
        .routes(routes!(import_assets))
        .routes(routes!(change_asset, remove_asset))
        .routes(routes!(list_links, add_link))
        .routes(routes!(remove_link))
        .routes(routes!(list_records, add_record))
        .routes(routes!(download_system_file))
}

/// A file of a form as the register takes it.
pub(super) fn upload(file: EvidenceFile) -> Upload {
    Upload {
        name: file.name,
        media_type: file.media_type,
        handling: file.handling,
        content: file.content,
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct AssetQuery {
    system: Option<Uuid>,
    /// `domain`, `service`, `software`, `device`, `database`, `zone`, separated by commas.
    kind: Option<String>,
    /// `vn`, `foreign`, `unknown`, separated by commas.
    origin: Option<String>,
    /// Licence or support that ends by that day.
    ends_by: Option<NaiveDate>,
    /// Donated devices that nobody checked.
    unchecked: Option<bool>,
    search: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct AssetInfo {
    id: Uuid,
    system_id: Uuid,
    system_name: String,
    kind: String,
    name: String,
    vendor: String,
    version: String,
    /// CPE 2.3 name or package URL.
    identifier: String,
    place: String,
    purpose: String,
    origin: String,
    /// Last day of licence or support.
    ends_on: Option<NaiveDate>,
    donated: bool,
    checked_on: Option<NaiveDate>,
    checked_by: String,
    /// For `If-Match`.
    revision: i32,
}

#[derive(Serialize, ToSchema)]
pub struct AssetPage {
    items: Vec<AssetInfo>,
    next_cursor: Option<String>,
    /// Null: more than a search counts.
    total: Option<u64>,
    /// Software and devices made in Viet Nam, among those whose origin is known: a proxy, by entries and not by value.
    domestic: u64,
    origin_known: u64,
}

#[derive(Deserialize, ToSchema)]
pub struct AssetBody {
    kind: String,
    name: String,
    #[serde(default)]
    vendor: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    identifier: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    purpose: String,
    /// `unknown` where nothing is said.
    origin: Option<String>,
    ends_on: Option<NaiveDate>,
    #[serde(default)]
    donated: bool,
    checked_on: Option<NaiveDate>,
    #[serde(default)]
    checked_by: String,
}

impl AssetBody {
    fn draft(self) -> ApiResult<AssetDraft> {
        Ok(AssetDraft {
            kind: AssetKind::parse(&self.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
            name: self.name,
            vendor: self.vendor,
            version: self.version,
            identifier: self.identifier,
            place: self.place,
            purpose: self.purpose,
            origin: optional("origin", self.origin.as_deref(), Origin::parse)?.unwrap_or(Origin::Unknown),
            ends_on: self.ends_on,
            donated: self.donated,
            checked_on: self.checked_on,
            checked_by: self.checked_by,
        })
    }
}

fn asset(row: system_asset::Model, names: &HashMap<Uuid, String>) -> AssetInfo {
    AssetInfo {
        id: row.id,
        system_id: row.system_id,
        system_name: names.get(&row.system_id).cloned().unwrap_or_default(),
        kind: row.kind,
        name: row.name,
        vendor: row.vendor,
        version: row.version,
        identifier: row.identifier,
        place: row.place,
        purpose: row.purpose,
        origin: row.origin,
        ends_on: row.ends_on,
        donated: row.donated,
        checked_on: row.checked_on,
        checked_by: row.checked_by,
        revision: row.version_no,
    }
}

/// Assets of systems within reach, by name.
#[utoipa::path(get, path = "/assets", tag = "system", params(AssetQuery), responses((status = 200, body = AssetPage), (status = 403, body = Problem)))]
async fn list_assets(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<AssetQuery>,
) -> ApiResult<Json<AssetPage>> {
    let filter = AssetFilter {
        system: q.system,
        kinds: several("kind", q.kind.as_deref(), AssetKind::parse)?,
        origins: several("origin", q.origin.as_deref(), Origin::parse)?,
        ends_by: q.ends_by,
        unchecked: q.unchecked.unwrap_or(false),
        search: q.search,
        offset: offset(q.cursor.as_deref())?,
        limit: q.limit.unwrap_or(50),
    };
    let page = assets::list_assets(&app.access, &actor, &filter).await?;
    let (domestic, origin_known) = assets::origins(&app.access, &actor).await?;
    let ids: Vec<Uuid> = page.rows.iter().map(|r| r.system_id).collect();
    let names = service::names(&app.access, &ids).await?;
    Ok(Json(AssetPage {
        next_cursor: page
            .more
            .then(|| (filter.offset + page.rows.len() as u64).to_string()),
        items: page.rows.iter().cloned().map(|row| asset(row, &names)).collect(),
        total: page.total,
        domestic,
        origin_known,
    }))
}

/// Adds an asset to a system.
#[utoipa::path(post, path = "/{id}/assets", tag = "system", params(("id" = Uuid, Path)), request_body = AssetBody,
    responses((status = 201, body = AssetInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_asset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<AssetBody>,
) -> ApiResult<(StatusCode, Json<AssetInfo>)> {
    let rows = assets::add_assets(&app.access, &actor, id, &[body.draft()?]).await?;
    let names = service::names(&app.access, &[id]).await?;
    let row = rows
        .into_iter()
        .next()
        .ok_or_else(|| ApiError::invalid("name", "required"))?;
    Ok((StatusCode::CREATED, Json(asset(row, &names))))
}

#[derive(Deserialize, IntoParams)]
pub struct ChildPath {
    /// Of the system.
    pub(super) id: Uuid,
    pub(super) child: Uuid,
}

/// Changes an asset.
#[utoipa::path(put, path = "/{id}/assets/{child}", tag = "system", params(ChildPath, ("if-match" = String, Header)), request_body = AssetBody,
    responses((status = 200, body = AssetInfo), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_asset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<ChildPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<AssetBody>,
) -> ApiResult<Json<AssetInfo>> {
    let row = assets::change_asset(&app.access, &actor, at.id, at.child, seen, &body.draft()?).await?;
    let names = service::names(&app.access, &[at.id]).await?;
    Ok(Json(asset(row, &names)))
}

/// Takes an asset out of the record.
#[utoipa::path(delete, path = "/{id}/assets/{child}", tag = "system", params(ChildPath), responses((status = 204), (status = 404, body = Problem)))]
async fn remove_asset(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<ChildPath>,
) -> ApiResult<StatusCode> {
    assets::remove_asset(&app.access, &actor, at.id, at.child).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The form of an inventory.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct InventoryUpload {
    /// `CycloneDX` (JSON) or the XML of nmap.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `true` writes; anything else only says what it would do.
    apply: Option<String>,
}

/// What an inventory holds.
#[derive(Serialize, ToSchema)]
pub struct InventoryInfo {
    /// `cyclonedx` or `nmap`.
    format: &'static str,
    found: usize,
    /// Those that the record does not have yet.
    fresh: usize,
    /// Names of the first of them.
    names: Vec<String>,
    applied: bool,
}

/// Assets out of a file of inventory; without `apply` a dry run.
#[utoipa::path(post, path = "/{id}/assets/import", tag = "system", params(("id" = Uuid, Path)),
    request_body(content = InventoryUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = InventoryInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn import_assets(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<Json<InventoryInfo>> {
    let form = MultipartForm::read(&app, body).await?;
    let apply = form.text("apply").is_some_and(|v| v == "true");
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let done = inventory::import(&app.access, &actor, id, &file.content, apply).await?;
    if done.applied {
        app.refresh_sources().await;
    }
    Ok(Json(InventoryInfo {
        format: done.format,
        found: done.found,
        fresh: done.fresh,
        names: done.names,
        applied: done.applied,
    }))
}

#[derive(Serialize, ToSchema)]
pub struct LinkInfo {
    id: Uuid,
    /// The system that says so.
    system_id: Uuid,
    other_id: Option<Uuid>,
    other_name: String,
    /// `in`, `out`, `both`, as seen from the system that says so.
    direction: String,
    shared: String,
    conditions: String,
    agreed_on: Option<NaiveDate>,
}

#[derive(Deserialize, ToSchema)]
pub struct LinkBody {
    other_id: Option<Uuid>,
    #[serde(default)]
    other_name: String,
    direction: String,
    shared: String,
    #[serde(default)]
    conditions: String,
    agreed_on: Option<NaiveDate>,
}

impl From<system_link::Model> for LinkInfo {
    fn from(l: system_link::Model) -> Self {
        Self {
            id: l.id,
            system_id: l.system_id,
            other_id: l.other_id,
            other_name: l.other_name,
            direction: l.direction,
            shared: l.shared,
            conditions: l.conditions,
            agreed_on: l.agreed_on,
        }
    }
}

/// Links of a system, and those of others that lead to it.
#[utoipa::path(get, path = "/{id}/links", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<LinkInfo>), (status = 404, body = Problem)))]
async fn list_links(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<LinkInfo>>> {
    let rows = assets::links(&app.access, &actor, id).await?;
    Ok(Json(rows.into_iter().map(LinkInfo::from).collect()))
}

/// Adds a link to another system.
#[utoipa::path(post, path = "/{id}/links", tag = "system", params(("id" = Uuid, Path)), request_body = LinkBody,
    responses((status = 201, body = LinkInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<LinkBody>,
) -> ApiResult<(StatusCode, Json<LinkInfo>)> {
    let draft = LinkDraft {
        other: body.other_id,
        other_name: body.other_name,
        direction: Direction::parse(&body.direction)
            .ok_or_else(|| ApiError::invalid("direction", "unknown"))?,
        shared: body.shared,
        conditions: body.conditions,
        agreed_on: body.agreed_on,
    };
    let row = assets::add_link(&app.access, &actor, id, &draft).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Takes a link away.
#[utoipa::path(delete, path = "/{id}/links/{child}", tag = "system", params(ChildPath), responses((status = 204), (status = 404, body = Problem)))]
async fn remove_link(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<ChildPath>,
) -> ApiResult<StatusCode> {
    assets::remove_link(&app.access, &actor, at.id, at.child).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, ToSchema)]
pub struct RecordInfo {
    id: Uuid,
    kind: String,
    done_on: NaiveDate,
    done_by: String,
    /// `passed`, `conditional`, `failed`.
    outcome: String,
    note: String,
    next_on: Option<NaiveDate>,
    /// It is due again and the day is past.
    late: bool,
    file_id: Option<Uuid>,
    created_by: String,
    created_at: DateTime<Utc>,
}

fn record(row: system_record::Model, latest: bool, today: NaiveDate) -> RecordInfo {
    RecordInfo {
        id: row.id,
        late: latest && row.next_on.is_some_and(|next| next < today),
        kind: row.kind,
        done_on: row.done_on,
        done_by: row.done_by,
        outcome: row.outcome,
        note: row.note,
        next_on: row.next_on,
        file_id: row.file_id,
        created_by: row.created_by,
        created_at: row.created_at,
    }
}

/// What was done to a system, the newest first.
#[utoipa::path(get, path = "/{id}/records", tag = "system", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<RecordInfo>), (status = 404, body = Problem)))]
async fn list_records(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<RecordInfo>>> {
    let today = app.clock.today();
    let rows = assets::records(&app.access, &actor, id).await?;
    let mut seen = std::collections::HashSet::new();
    Ok(Json(
        rows.into_iter()
            // Only the latest of its kind can be late: an earlier one was done again.
            .map(|row| {
                let latest = seen.insert(row.kind.clone());
                record(row, latest, today)
            })
            .collect(),
    ))
}

/// The form of a record.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct RecordForm {
    /// `supervision`, `device_check`, `self_assessment`, `independent_assessment`, `condition_assessment`,
    /// `risk_assessment`, `restore_test`, `acceptance`.
    kind: String,
    done_on: NaiveDate,
    done_by: String,
    outcome: String,
    note: Option<String>,
    next_on: Option<NaiveDate>,
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

/// Notes that something was done to a system, with its proof.
#[utoipa::path(post, path = "/{id}/records", tag = "system", params(("id" = Uuid, Path)),
    request_body(content = RecordForm, content_type = "multipart/form-data"),
    responses((status = 201, body = RecordInfo), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn add_record(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<(StatusCode, Json<RecordInfo>)> {
    let form = MultipartForm::read(&app, body).await?;
    let word = |name: &str| form.required(name);
    let draft = RecordDraft {
        kind: RecordKind::parse(&word("kind")?).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
        done_on: form
            .parsed("done_on")?
            .ok_or_else(|| ApiError::invalid("done_on", "required"))?,
        done_by: word("done_by")?,
        outcome: Outcome::parse(&word("outcome")?).ok_or_else(|| ApiError::invalid("outcome", "unknown"))?,
        note: form.text("note").unwrap_or_default(),
        next_on: form.parsed("next_on")?,
    };
    let row = assets::add_record(
        &app.access,
        &actor,
        id,
        &draft,
        &app.files,
        form.file().map(upload),
    )
    .await?;
    Ok((StatusCode::CREATED, Json(record(row, true, app.clock.today()))))
}

/// A file of a system: of a dossier, of evidence, of a record.
#[utoipa::path(get, path = "/{id}/files/{child}", tag = "system", params(ChildPath),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn download_system_file(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<ChildPath>,
) -> ApiResult<Download> {
    let owners = service::file_owners(&app.access, &actor, at.id).await?;
    let (file, content) = app.files.get(&app.db, FileId(at.child)).await?;
    let known = [
        dossier::FILES,
        layers::FILES,
        assets::FILES,
        national::FILES,
        controls::FILES,
    ]
    .contains(&file.owner_kind.as_str());
    if !known || !owners.iter().any(|id| id.to_string() == file.owner_id) {
        return Err(coloa_platform::files::FileError::NotFound.into());
    }
    Ok(Download {
        name: file.name,
        media_type: file.media_type,
        content,
    })
}
