//! Multipart bodies: text fields and files, each within the caps of the installation.

use crate::{
    App,
    problem::{ApiError, ApiResult},
};
use axum::extract::Multipart;
use coloa_base::{ErrorKind, Handling};
use coloa_plan::duties::progress::{EvidenceFile, MAX_FILES};
use std::collections::BTreeMap;

/// A form that was read: its text fields by name, its files in order.
#[derive(Debug, Default)]
pub struct MultipartForm {
    fields: BTreeMap<String, String>,
    pub files: Vec<EvidenceFile>,
    /// Name of the field that each file came in.
    places: Vec<String>,
}

/// Bytes of one text field.
const MAX_FIELD: usize = 64 * 1024;

impl MultipartForm {
    /// Reads everything. A part with a file name is a file; the field `handling` marks all files.
    pub async fn read(app: &App, mut body: Multipart) -> ApiResult<Self> {
        let mut form = Self::default();
        let limit = app.config.limits.upload_bytes;
        while let Some(mut part) = body.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let media_type = part
                .content_type()
                .unwrap_or("application/octet-stream")
                .to_owned();
            let cap = if file_name.is_some() {
                usize::try_from(limit).unwrap_or(usize::MAX)
            } else {
                MAX_FIELD
            };
            let mut content = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                if content.len() + chunk.len() > cap {
                    let mb = cap / (1024 * 1024);
                    return Err(ApiError::new(ErrorKind::TooLarge, "file.too_large").with("limit_mb", mb));
                }
                content.extend_from_slice(&chunk);
            }
            match file_name {
                Some(_) if form.files.len() >= MAX_FILES => {
                    return Err(ApiError::invalid("files", "too_many"));
                }
                Some(file_name) => {
                    form.places.push(name);
                    form.files.push(EvidenceFile {
                        name: file_name,
                        media_type,
                        handling: Handling::Normal,
                        content,
                    });
                }
                None => {
                    let text =
                        String::from_utf8(content).map_err(|_| ApiError::invalid(&name, "malformed"))?;
                    if text.contains('\0') {
                        return Err(ApiError::invalid(&name, "control_character"));
                    }
                    form.fields.insert(name, text);
                }
            }
        }
        let handling = match form.text("handling") {
            None => Handling::Normal,
            Some(word) => Handling::parse(&word).ok_or_else(|| ApiError::invalid("handling", "unknown"))?,
        };
        for file in &mut form.files {
            file.handling = handling;
        }
        Ok(form)
    }

    /// A field that was filled in.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        self.fields
            .get(name)
            .map(|t| t.trim().to_owned())
            .filter(|t| !t.is_empty())
    }

    pub fn required(&self, name: &str) -> ApiResult<String> {
        self.text(name).ok_or_else(|| ApiError::invalid(name, "required"))
    }

    /// A field of another type; what cannot be read names the field.
    pub fn parsed<T: std::str::FromStr>(&self, name: &str) -> ApiResult<Option<T>> {
        self.text(name)
            .map(|t| t.parse().map_err(|_| ApiError::invalid(name, "malformed")))
            .transpose()
    }

    /// Takes the first file of a field out.
    pub fn take(&mut self, field: &str) -> Option<EvidenceFile> {
        let at = self.places.iter().position(|place| place == field)?;
        self.places.remove(at);
        Some(self.files.remove(at))
    }

    /// The one file of a form, if there is one.
    pub fn file(mut self) -> Option<EvidenceFile> {
        if self.files.is_empty() {
            None
        } else {
            Some(self.files.swap_remove(0))
        }
    }
}

fn broken(e: axum::extract::multipart::MultipartError) -> ApiError {
    if e.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        ApiError::new(ErrorKind::TooLarge, "request.too_large")
    } else {
        ApiError::invalid("body", "malformed")
    }
}
