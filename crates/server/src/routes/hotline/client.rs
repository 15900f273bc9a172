//! Applications that file reports, and what they file: signed requests, no session (`docs/hotline-api.md`).

use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::{OriginalUri, State},
    http::{HeaderMap, Method, StatusCode, header},
};
use chrono::{DateTime, Utc};
use coloa_base::ErrorKind;
use coloa_hotline::{
    HotlineError,
    client::{self, ClientDraft, Filing, MOST_BODY, signature},
    entity,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

/// Bytes of a request without files.
const SMALL: usize = 1024 * 1024;
/// Larger requests that are in memory at once. Further ones wait, and hold up no small one.
static LARGE: Semaphore = Semaphore::const_new(3);

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_clients, add_client))
        .routes(routes!(change_client))
        .routes(routes!(take_in))
}

/// An application or switchboard that files reports.
#[derive(Serialize, ToSchema)]
pub struct HotlineClient {
    id: Uuid,
    name: String,
    /// What it signs with says this as `keyid`.
    key_id: String,
    /// Ed25519, in Base64.
    public_key: String,
    desk_id: Uuid,
    active: bool,
    created_by: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    /// For `If-Match`.
    version: i32,
}

impl From<entity::client::Model> for HotlineClient {
    fn from(row: entity::client::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            key_id: row.key_id,
            public_key: row.public_key,
            desk_id: row.desk_id,
            active: row.active,
            created_by: row.created_by,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
            version: row.version,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineClientEdit {
    name: String,
    /// Ed25519, 32 bytes in Base64.
    public_key: String,
    /// Where its reports go.
    desk_id: Uuid,
    active: bool,
}

impl From<HotlineClientEdit> for ClientDraft {
    fn from(edit: HotlineClientEdit) -> Self {
        Self {
            name: edit.name,
            public_key: edit.public_key,
            desk: edit.desk_id,
            active: edit.active,
        }
    }
}

/// All applications.
#[utoipa::path(get, path = "/clients", tag = "hotline", responses((status = 200, body = Vec<HotlineClient>), (status = 403, body = Problem)))]
async fn list_clients(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<HotlineClient>>> {
    let rows = client::list(&app.hotline, &actor).await?;
    Ok(Json(rows.into_iter().map(HotlineClient::from).collect()))
}

/// Registers an application with its public key; the name of the key is given here.
#[utoipa::path(post, path = "/clients", tag = "hotline", request_body = HotlineClientEdit, responses((status = 201, body = HotlineClient), (status = 422, body = Problem)))]
async fn add_client(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(new): Json<HotlineClientEdit>,
) -> ApiResult<(StatusCode, Versioned<HotlineClient>)> {
    let row = client::put(&app.hotline, &actor, None, &new.into()).await?;
    Ok((StatusCode::CREATED, Versioned(row.version, row.into())))
}

/// Changes an application, its key, or switches it off.
#[utoipa::path(put, path = "/clients/{id}", tag = "hotline", params(("id" = Uuid, Path), ("if-match" = String, Header)), request_body = HotlineClientEdit,
    responses((status = 200, body = HotlineClient), (status = 404, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn change_client(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(edit): Json<HotlineClientEdit>,
) -> ApiResult<Versioned<HotlineClient>> {
    let row = client::put(&app.hotline, &actor, Some((id, seen)), &edit.into()).await?;
    Ok(Versioned(row.version, row.into()))
}

/// What became of a report that an application filed.
#[derive(Serialize, ToSchema)]
pub struct HotlineIntakeFiled {
    number: String,
    /// For the citizen: kept nowhere. The same request again gives it again, for some days.
    code: String,
    /// Files that the report goes without.
    files_refused: Vec<HotlineFileRefused>,
}

/// A file that was not taken.
#[derive(Serialize, ToSchema)]
pub struct HotlineFileRefused {
    /// Which one, counted from 1.
    number: usize,
    /// `empty`, `too_large`, `kind`, `disguised`, `too_many`.
    reason: &'static str,
}

/// The value of a header that stands there once; what stands there twice has no one reading.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (Some(value), None) => value.to_str().unwrap_or_default(),
        _ => "",
    }
}

/// Files a report, signed (RFC 9421, Ed25519, with a Content-Digest of RFC 9530). The body is read once its signature fits.
#[utoipa::path(post, path = "/intake", tag = "hotline", request_body(content = String, content_type = "application/json", description = "See docs/hotline-api.md."),
    responses((status = 201, body = HotlineIntakeFiled), (status = 401, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn take_in(
    State(app): State<App>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: axum::body::Body,
) -> ApiResult<(StatusCode, Json<HotlineIntakeFiled>)> {
    if uri.query().is_some() {
        // No signature of the profile covers it.
        return Err(HotlineError::Signature.into());
    }
    let address = app.config.public_url();
    let (authority, target_uri) = (
        signature::authority(&address),
        format!("{}{}", address.trim_end_matches('/'), uri.path()),
    );
    let request = signature::Request {
        method: method.as_str(),
        authority: &authority,
        path: uri.path(),
        target_uri: &target_uri,
        content_type: header(&headers, header::CONTENT_TYPE.as_str()),
        content_digest: header(&headers, "content-digest"),
        input: header(&headers, "signature-input"),
        signature: header(&headers, "signature"),
    };
    let request_id = headers
        .get("x-request-id")
        .and_then(|v| v.to_str().ok())
        .map(str::to_owned);
    let caller = client::recognise(&app.hotline, &request).await?;
    let length = header(&headers, header::CONTENT_LENGTH.as_str()).parse::<usize>();
    let (most, turn) = match length {
        Ok(length) if length <= SMALL => (SMALL, None),
        _ => (MOST_BODY, LARGE.acquire().await.ok()),
    };
    let body = axum::body::to_bytes(body, most)
        .await
        .map_err(|_| ApiError::new(ErrorKind::TooLarge, "request.too_large"))?;
    let admitted = client::admit(&app.hotline, caller, &body, request_id).await?;
    if !request.content_type.starts_with("application/json") {
        return Err(ApiError::invalid("content-type", "json_expected"));
    }
    let mut reader = serde_json::Deserializer::from_slice(&body);
    let filing: Filing = serde_path_to_error::deserialize(&mut reader)
        .map_err(|e| ApiError::invalid(&e.path().to_string(), "malformed"))?;
    reader.end().map_err(|_| ApiError::invalid("body", "malformed"))?;
    drop(body);
    let filed = client::file(&app.hotline, &admitted, filing).await?;
    let answer = HotlineIntakeFiled {
        number: filed.row.number,
        code: filed.code.to_string(),
        files_refused: filed
            .refused
            .into_iter()
            .map(|(number, reason)| HotlineFileRefused { number, reason })
            .collect(),
    };
    drop(turn);
    Ok((StatusCode::CREATED, Json(answer)))
}
