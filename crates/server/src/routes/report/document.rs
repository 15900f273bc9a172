//! The report as a document: on the screen, as files, signed.

use super::wire;
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::{Multipart, State, multipart::MultipartError},
    http::StatusCode,
};
use chrono::NaiveDate;
use coloa_base::{FileId, ReportId};
use coloa_platform::files::FileError;
use coloa_report::service::{ExternalNumber, Format, SignedFile};
use serde::Deserialize;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Bytes of a text field of the form.
const FIELD_MAX: usize = 4096;

/// The composed document for the screen.
#[utoipa::path(get, path = "/{id}/preview", tag = "reports", params(("id" = Uuid, Path)), responses((status = 200, body = wire::PreviewDocument), (status = 403, body = Problem)))]
pub async fn preview_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<wire::PreviewDocument>> {
    let document = app.reports.document(&actor, ReportId(id)).await?;
    Ok(Json(wire::preview(&document)?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// `docx`, `pdf`, `xlsx`.
    format: String,
}

/// The report as a file: DOCX and PDF in the official layout, the annex as XLSX.
#[utoipa::path(get, path = "/{id}/export", tag = "reports", params(("id" = Uuid, Path), ExportQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem)))]
pub async fn export_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<ExportQuery>,
) -> ApiResult<Download> {
    let format = Format::parse(&q.format).ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    let (name, content) = app.reports.export(&actor, ReportId(id), format).await?;
    Ok(Download {
        name,
        media_type: format.media_type().to_owned(),
        content,
    })
}

/// The form of the signed file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct SignedForm {
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
    /// Name of the document-management system, with number and date the three together.
    external_system: Option<String>,
    external_number: Option<String>,
    external_on: Option<NaiveDate>,
    /// Why it takes the place of the one before; needed where there is one.
    reason: Option<String>,
}

fn refused(error: &MultipartError, app: &App) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        FileError::TooLarge {
            limit: app.files.max_bytes(),
        }
        .into()
    } else {
        tracing::debug!(error = %error, "form refused");
        ApiError::invalid("body", "unreadable")
    }
}

/// Attaches the signed file, with number and date of the document-management system where there is one.
#[utoipa::path(put, path = "/{id}/signed", tag = "reports", params(("id" = Uuid, Path)),
    request_body(content = SignedForm, content_type = "multipart/form-data"),
    responses((status = 204), (status = 403, body = Problem), (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
pub async fn attach_signed_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    mut form: Multipart,
) -> ApiResult<StatusCode> {
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let mut file = None;
    let file_max = usize::try_from(app.files.max_bytes()).unwrap_or(usize::MAX);
    while let Some(mut field) = form.next_field().await.map_err(|e| refused(&e, &app))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == "file";
        let file_name = field.file_name().unwrap_or_default().to_owned();
        let mut content = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|e| refused(&e, &app))? {
            if content.len() + chunk.len() > if is_file { file_max } else { FIELD_MAX } {
                return Err(if is_file {
                    FileError::TooLarge {
                        limit: app.files.max_bytes(),
                    }
                    .into()
                } else {
                    ApiError::invalid(&name, "too_long")
                });
            }
            content.extend_from_slice(&chunk);
        }
        if is_file {
            file = Some((file_name, content));
        } else if fields.len() < 8 {
            let text = String::from_utf8(content).map_err(|_| ApiError::invalid(&name, "malformed"))?;
            fields.insert(name, text.trim().to_owned());
        }
    }
    let (name, content) = file.ok_or_else(|| ApiError::invalid("file", "missing"))?;
    let given = |name: &str| fields.get(name).filter(|v| !v.is_empty()).cloned();
    let external = match (
        given("external_system"),
        given("external_number"),
        given("external_on"),
    ) {
        (None, None, None) => None,
        (Some(system), Some(number), Some(on)) => {
            let on = on
                .parse()
                .map_err(|_| ApiError::invalid("external_on", "malformed"))?;
            Some(ExternalNumber { system, number, on })
        }
        (None, ..) => return Err(ApiError::invalid("external_system", "required")),
        (_, None, _) => return Err(ApiError::invalid("external_number", "required")),
        (.., None) => return Err(ApiError::invalid("external_on", "required")),
    };
    app.reports
        .attach_signed(
            &actor,
            ReportId(id),
            version,
            SignedFile {
                name,
                content,
                external,
                reason: given("reason"),
            },
        )
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SignedQuery {
    /// An earlier one that was replaced.
    file: Option<Uuid>,
}

/// The signed file as it came back, or an earlier one.
#[utoipa::path(get, path = "/{id}/signed", tag = "reports", params(("id" = Uuid, Path), SignedQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
pub async fn get_signed_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<SignedQuery>,
) -> ApiResult<Download> {
    let (file, content) = app
        .reports
        .signed(&actor, ReportId(id), q.file.map(FileId))
        .await?;
    Ok(Download {
        name: file.name,
        media_type: file.media_type,
        content,
    })
}
