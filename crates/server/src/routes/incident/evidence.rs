//! Evidence of a case: taken in, looked at again, handed on, given out.

use crate::{
    App,
    extract::{Download, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_incident::{
    entity::case::evidence_custody,
    evidence::{self, Draft, Handling, Part, Piece},
    model::{Custody, EvidenceKind},
    scanner::Scanner,
};
use coloa_plan::duties::progress::EvidenceFile;
use coloa_system::service::Upload;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_incident_evidence, add_incident_evidence))
        .routes(routes!(download_incident_evidence))
        .routes(routes!(verify_incident_evidence))
        .routes(routes!(hand_on_incident_evidence))
}

/// A link of the chain of custody.
#[derive(Serialize, ToSchema)]
pub struct CustodyInfo {
    /// `collected`, `transferred`, `examined`, `verified`, `copied`, `returned`, `destroyed`.
    what: String,
    at: DateTime<Utc>,
    from_name: String,
    to_name: String,
    purpose: String,
    /// Of the content found at that moment; empty: not looked at, or gone.
    sha256: String,
    by_name: String,
}

/// A piece of evidence.
#[derive(Serialize, ToSchema)]
pub struct IncidentEvidenceInfo {
    id: Uuid,
    name: String,
    note: String,
    /// `file`, `log`, `image`, `memory`, `disk`, `malware`, `minutes`, `thing`.
    kind: String,
    /// Null: a thing that is kept elsewhere.
    file_id: Option<Uuid>,
    sha256: String,
    size: i64,
    /// May be malware: comes in an archive whose password is `infected`.
    dangerous: bool,
    /// Empty: no scanner was asked; `clean`, `not_scanned` (it did not answer), `found:<name>`.
    scanned: String,
    collected_at: DateTime<Utc>,
    collected_from: String,
    tool: String,
    operator: String,
    approver: String,
    witness: String,
    repeatable: bool,
    minutes_file: Option<Uuid>,
    added_by: String,
    added_at: DateTime<Utc>,
    /// Oldest first.
    custody: Vec<CustodyInfo>,
    /// The content was not what was taken when it was last looked at; null: not looked at.
    altered: Option<bool>,
    /// What the law wants said of it and is not: `tool`, `operator`, `approver`, `minutes`.
    missing: Vec<&'static str>,
}

/// Evidence of a case, the first that was added first.
#[derive(Serialize, ToSchema)]
pub struct IncidentEvidenceList {
    items: Vec<IncidentEvidenceInfo>,
}

fn custody(row: evidence_custody::Model) -> CustodyInfo {
    CustodyInfo {
        what: row.what,
        at: row.at,
        from_name: row.from_name,
        to_name: row.to_name,
        purpose: row.purpose,
        sha256: row.sha256,
        by_name: row.by_name,
    }
}

fn info(piece: Piece) -> IncidentEvidenceInfo {
    let (altered, missing) = (piece.altered(), piece.missing());
    let row = piece.evidence;
    IncidentEvidenceInfo {
        id: row.id,
        name: row.name,
        note: row.note,
        kind: row.kind,
        file_id: row.file_id,
        sha256: row.sha256,
        size: row.size,
        dangerous: row.dangerous,
        scanned: row.scanned,
        collected_at: row.collected_at,
        collected_from: row.collected_from,
        tool: row.tool,
        operator: row.operator,
        approver: row.approver,
        witness: row.witness,
        repeatable: row.repeatable,
        minutes_file: row.minutes_file,
        added_by: row.added_by,
        added_at: row.added_at,
        custody: piece.custody.into_iter().map(custody).collect(),
        altered,
        missing,
    }
}

async fn one(app: &App, actor: &Actor, incident: Uuid, id: Uuid) -> ApiResult<IncidentEvidenceInfo> {
    Ok(info(evidence::read(&app.access, actor, incident, id).await?))
}

/// A piece of evidence of a case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct EvidencePath {
    id: Uuid,
    evidence: Uuid,
}

/// Evidence of a case with its chains of custody.
#[utoipa::path(get, path = "/{id}/evidence", tag = "incident", params(("id" = Uuid, Path)), responses((status = 200, body = IncidentEvidenceList), (status = 404, body = Problem)))]
async fn list_incident_evidence(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<IncidentEvidenceList>> {
    let items = evidence::list(&app.access, &actor, id).await?;
    Ok(Json(IncidentEvidenceList {
        items: items.into_iter().map(info).collect(),
    }))
}

/// The form of a piece of evidence.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct IncidentEvidenceForm {
    /// Missing: a thing that is kept elsewhere.
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
    /// The minutes of taking it.
    #[schema(value_type = Option<String>, format = Binary)]
    minutes: Option<Vec<u8>>,
    /// Missing: the name of the file.
    name: Option<String>,
    note: Option<String>,
    /// `file`, `log`, `image`, `memory`, `disk`, `malware`, `minutes`, `thing`.
    kind: String,
    /// `true`: may be malware. That of the kind `malware` always is.
    dangerous: Option<bool>,
    /// Missing: now.
    collected_at: Option<DateTime<Utc>>,
    collected_from: Option<String>,
    tool: Option<String>,
    operator: Option<String>,
    approver: Option<String>,
    witness: Option<String>,
    /// Somebody else can take it again and gets the same.
    repeatable: Option<bool>,
}

fn upload(file: EvidenceFile) -> Upload {
    Upload {
        name: file.name,
        media_type: file.media_type,
        handling: file.handling,
        content: file.content,
    }
}

/// Keeps a piece of evidence with its hash.
#[utoipa::path(post, path = "/{id}/evidence", tag = "incident", params(("id" = Uuid, Path)),
    request_body(content = IncidentEvidenceForm, content_type = "multipart/form-data"),
    responses((status = 201, body = IncidentEvidenceInfo), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn add_incident_evidence(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<(StatusCode, Json<IncidentEvidenceInfo>)> {
    let mut form = MultipartForm::read(&app, body).await?;
    let (file, minutes) = (form.take("file"), form.take("minutes"));
    let text = |field: &str| form.text(field).unwrap_or_default();
    let kind =
        EvidenceKind::parse(&form.required("kind")?).ok_or_else(|| ApiError::invalid("kind", "unknown"))?;
    let draft = Draft {
        name: text("name"),
        note: text("note"),
        kind,
        dangerous: form.parsed("dangerous")?.unwrap_or(false),
        collected_at: form.parsed("collected_at")?.unwrap_or_else(|| app.clock.now()),
        collected_from: text("collected_from"),
        tool: text("tool"),
        operator: text("operator"),
        approver: text("approver"),
        witness: text("witness"),
        repeatable: form.parsed("repeatable")?.unwrap_or(false),
        file: file.map(upload),
        minutes: minutes.map(upload),
    };
    let scanner = Scanner::at(&app.config.incident.clamd);
    let made = evidence::add(&app.access, &actor, &app.files, &scanner, id, draft).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &actor, id, made).await?)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EvidencePartQuery {
    /// `content` (the default) or `minutes`.
    part: Option<String>,
}

/// The content of a piece of evidence, as a download. What may be malware comes in an archive whose password is `infected`.
#[utoipa::path(get, path = "/{id}/evidence/{evidence}/content", tag = "incident", params(EvidencePath, EvidencePartQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn download_incident_evidence(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<EvidencePath>,
    Query(q): Query<EvidencePartQuery>,
) -> ApiResult<Download> {
    let part = match q.part.as_deref() {
        None | Some("content") => Part::Content,
        Some("minutes") => Part::Minutes,
        Some(_) => return Err(ApiError::invalid("part", "unknown")),
    };
    let found = evidence::content(&app.access, &actor, &app.files, (at.id, at.evidence), part).await?;
    Ok(Download {
        name: found.name,
        media_type: found.media_type,
        content: found.bytes,
    })
}

/// What looking at a content again gave.
#[derive(Serialize, ToSchema)]
pub struct EvidenceVerdict {
    altered: bool,
    /// As it was taken.
    expected: String,
    /// As it lies on disk; null: it is gone.
    found: Option<String>,
    evidence: IncidentEvidenceInfo,
}

/// Reads the content again and compares its hash; the outcome goes into the chain of custody and the timeline.
#[utoipa::path(post, path = "/{id}/evidence/{evidence}/verify", tag = "incident", params(EvidencePath), responses((status = 200, body = EvidenceVerdict), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn verify_incident_evidence(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<EvidencePath>,
) -> ApiResult<Json<EvidenceVerdict>> {
    let verdict = evidence::verify(&app.access, &actor, &app.files, at.id, at.evidence).await?;
    Ok(Json(EvidenceVerdict {
        altered: verdict.altered,
        expected: verdict.expected,
        found: verdict.found,
        evidence: one(&app, &actor, at.id, at.evidence).await?,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct CustodyBody {
    /// `transferred`, `examined`, `copied`, `returned`, `destroyed`.
    what: String,
    /// Missing: now.
    at: Option<DateTime<Utc>>,
    #[serde(default)]
    from_name: String,
    #[serde(default)]
    to_name: String,
    purpose: String,
}

/// Adds a link to the chain of custody.
#[utoipa::path(post, path = "/{id}/evidence/{evidence}/custody", tag = "incident", params(EvidencePath), request_body = CustodyBody,
    responses((status = 201, body = IncidentEvidenceInfo), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn hand_on_incident_evidence(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<EvidencePath>,
    Json(body): Json<CustodyBody>,
) -> ApiResult<(StatusCode, Json<IncidentEvidenceInfo>)> {
    let done = Handling {
        what: Custody::parse(&body.what).ok_or_else(|| ApiError::invalid("what", "unknown"))?,
        at: body.at.unwrap_or_else(|| app.clock.now()),
        from_name: body.from_name,
        to_name: body.to_name,
        purpose: body.purpose,
    };
    evidence::hand_on(&app.access, &actor, &app.files, (at.id, at.evidence), &done).await?;
    Ok((
        StatusCode::CREATED,
        Json(one(&app, &actor, at.id, at.evidence).await?),
    ))
}
