//! The body of a report that an operator files: JSON, or a form with that JSON and the files that somebody brought; and a form
//! with files alone, which are added to a report that is there. Files are taken as the portal takes them: told by their bytes,
//! sealed as they came, shown without what a device wrote into them.

use super::wire::{HotlineForm, HotlineIdentity};
use crate::{
    extract::{Json, parse_json},
    problem::{ApiError, ApiResult},
};
use axum::{
    extract::{
        FromRequest as _, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::{StatusCode, header},
};
use chrono::{DateTime, Utc};
use coloa_base::ErrorKind;
use coloa_hotline::{
    attachment,
    envelope::{Attachment, MAX_ATTACHMENT, MAX_ATTACHMENTS},
    intake::NewReport,
};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Bytes of the report itself: the longest narrative, escaped, and all other fields.
const MAX_REPORT: usize = 1024 * 1024;
/// The field that holds the report.
const REPORT: &str = "report";

/// A file as it was sent: what it is called, and what is in it.
type Sent = (String, Vec<u8>);

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewReport {
    desk_id: Uuid,
    form: HotlineForm,
    narrative: String,
    #[serde(default)]
    identity: HotlineIdentity,
    /// When the citizen called or came; null: now.
    received_at: Option<DateTime<Utc>>,
}

/// A report with the files that somebody brought.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct HotlineReportForm {
    /// The report as it is sent without files, as JSON.
    report: String,
    /// At most five, of at most 10 MiB each: pictures, sound, PDF, plain text, told by their bytes.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

/// Files that are added to a report.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct HotlineFilesForm {
    /// At most five, of at most 10 MiB each: pictures, sound, PDF, plain text, told by their bytes.
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

impl HotlineNewReport {
    /// What is filed.
    pub(super) fn with(self, attachments: Vec<Attachment>) -> ApiResult<NewReport> {
        Ok(NewReport {
            desk: self.desk_id,
            form: self.form.read()?,
            narrative: self.narrative,
            identity: self.identity.into(),
            attachments,
            received_at: self.received_at,
        })
    }
}

/// Why a file is not taken, and which one it is, counted from 1. Its name may say who reports; whoever chose it knows it.
fn refused(number: usize, reason: &str) -> ApiError {
    all_refused(&[(number, reason)])
}

/// [`refused`] of several: the first of them, and all as `2:kind,3:empty`, so that each can be named at once.
fn all_refused(files: &[(usize, &str)]) -> ApiError {
    let (number, reason) = files.first().copied().unwrap_or_default();
    let all: Vec<String> = files
        .iter()
        .map(|(number, reason)| format!("{number}:{reason}"))
        .collect();
    ApiError::new(ErrorKind::Invalid, "hotline.file")
        .with("number", number)
        .with("reason", reason)
        .with("all", all.join(","))
}

/// Reads a report with or without files.
pub(super) async fn read(request: Request) -> ApiResult<(HotlineNewReport, Vec<Attachment>)> {
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|v| v.as_bytes().starts_with(b"multipart/form-data"));
    if !is_form {
        let Json(report) = Json::<HotlineNewReport>::from_request(request, &()).await?;
        return Ok((report, Vec::new()));
    }
    let (report, files) = form(request).await?;
    let report = report.ok_or_else(|| ApiError::invalid(REPORT, "required"))?;
    Ok((report, taken(files).await?))
}

/// Reads files alone.
pub(super) async fn read_files(request: Request) -> ApiResult<Vec<Attachment>> {
    let (report, files) = form(request).await?;
    if report.is_some() {
        return Err(ApiError::invalid("body", "malformed"));
    }
    taken(files).await
}

/// A form: its report where there is one, and its files by what they are called.
async fn form(request: Request) -> ApiResult<(Option<HotlineNewReport>, Vec<Sent>)> {
    let mut body = Multipart::from_request(request, &())
        .await
        .map_err(|_| ApiError::invalid("body", "malformed"))?;
    let (mut report, mut files) = (None, Vec::new());
    while let Some(part) = body.next_field().await.map_err(broken)? {
        match part.file_name().map(str::to_owned) {
            Some(name) => {
                let number = files.len() + 1;
                if number > MAX_ATTACHMENTS {
                    return Err(refused(number, "too_many"));
                }
                let content = content(part, MAX_ATTACHMENT)
                    .await?
                    .ok_or_else(|| refused(number, attachment::Refused::TooLarge.reason()))?;
                files.push((name, content));
            }
            None if part.name() == Some(REPORT) => {
                let json = content(part, MAX_REPORT)
                    .await?
                    .ok_or_else(|| ApiError::new(ErrorKind::TooLarge, "request.too_large"))?;
                report = Some(parse_json(&json)?);
            }
            // What nobody reads is not left out without a word.
            None => return Err(ApiError::invalid("body", "malformed")),
        }
    }
    Ok((report, files))
}

/// All of a part; `None`: there is more than is taken.
async fn content(mut part: Field<'_>, most: usize) -> ApiResult<Option<Vec<u8>>> {
    let mut content = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        if content.len() + chunk.len() > most {
            return Ok(None);
        }
        content.extend_from_slice(&chunk);
    }
    Ok(Some(content))
}

/// Looks the files through, off the threads that answer others: from end to end. All are taken, or none.
async fn taken(files: Vec<Sent>) -> ApiResult<Vec<Attachment>> {
    let check = move || {
        let (mut taken, mut wrong) = (Vec::new(), Vec::new());
        for (number, (name, content)) in (1_usize..).zip(files) {
            match attachment::take(&name, content) {
                Ok(file) => taken.push(file),
                Err(why) => wrong.push((number, why.reason())),
            }
        }
        (taken, wrong)
    };
    let (taken, wrong) = tokio::task::spawn_blocking(check)
        .await
        .map_err(|_| ApiError::new(ErrorKind::Internal, "server.failed"))?;
    if wrong.is_empty() {
        Ok(taken)
    } else {
        Err(all_refused(&wrong))
    }
}

fn broken(e: MultipartError) -> ApiError {
    if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(ErrorKind::TooLarge, "request.too_large")
    } else {
        ApiError::invalid("body", "malformed")
    }
}
