//! Reading a multipart form with one file, bounded.

use crate::{
    App,
    problem::{ApiError, ApiResult},
};
use axum::extract::{Multipart, multipart::MultipartError};
use coloa_base::ErrorKind;
use coloa_plan::plans::import::{Purpose, Upload};
use coloa_platform::files::FileError;
use std::collections::BTreeMap;

/// Bytes of a text field of the form.
const FIELD_MAX: usize = 4096;

/// A form that was read.
pub struct Form {
    fields: BTreeMap<String, String>,
    file: Option<File>,
}

struct File {
    name: String,
    media_type: String,
    content: Vec<u8>,
}

impl Form {
    /// A text field; an empty one counts as absent.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields
            .get(name)
            .map(String::as_str)
            .map(str::trim)
            .filter(|v| !v.is_empty())
    }

    /// The upload for the plan area.
    pub fn into_upload(self, purpose: Purpose) -> ApiResult<Upload> {
        let handling = super::handling(self.field("handling"))?;
        let accept_duplicate = match self.field("accept_duplicate") {
            None | Some("false") => false,
            Some("true") => true,
            Some(_) => return Err(ApiError::invalid("accept_duplicate", "malformed")),
        };
        let file = self.file.ok_or_else(|| ApiError::invalid("file", "missing"))?;
        Ok(Upload {
            file_name: file.name,
            media_type: file.media_type,
            content: file.content,
            handling,
            purpose,
            accept_duplicate,
        })
    }
}

fn refused(error: &MultipartError, app: &App) -> ApiError {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        FileError::TooLarge {
            limit: app.files.max_bytes(),
        }
        .into()
    } else {
        tracing::debug!(error = %error, "form refused");
        ApiError::invalid("body", "unreadable")
    }
}

/// Reads the form; the file may be as large as the installation accepts and no larger.
pub async fn read(mut form: Multipart, app: &App) -> ApiResult<Form> {
    let mut read = Form {
        fields: BTreeMap::new(),
        file: None,
    };
    while let Some(mut field) = form.next_field().await.map_err(|e| refused(&e, app))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == "file";
        let limit = if is_file {
            usize::try_from(app.files.max_bytes()).unwrap_or(usize::MAX)
        } else {
            FIELD_MAX
        };
        let (file_name, media_type) = (
            field.file_name().unwrap_or_default().to_owned(),
            field
                .content_type()
                .unwrap_or("application/octet-stream")
                .to_owned(),
        );
        let mut content = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|e| refused(&e, app))? {
            if content.len() + chunk.len() > limit {
                return Err(if is_file {
                    FileError::TooLarge {
                        limit: app.files.max_bytes(),
                    }
                    .into()
                } else {
                    ApiError::new(ErrorKind::Invalid, "request.invalid")
                        .with("field", &name)
                        .with("reason", "too_long")
                });
            }
            content.extend_from_slice(&chunk);
        }
        if is_file {
            read.file = Some(File {
                name: file_name,
                media_type,
                content,
            });
        } else if read.fields.len() < 32 {
            let text = String::from_utf8(content).map_err(|_| ApiError::invalid(&name, "malformed"))?;
            read.fields.insert(name, text);
        }
    }
    Ok(read)
}
