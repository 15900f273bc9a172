//! Forms of the installation in the place of our wording of the documents of a dossier.

use super::asset::upload;
use crate::{
    App,
    extract::{Download, Json, Path, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, Utc};
use coloa_law::LawBook;
use coloa_report::law_form;
use coloa_system::{forms, service, templates};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_form_templates))
        .routes(routes!(
            download_form_template,
            upload_form_template,
            reset_form_template
        ))
}

/// A field that a template may ask for.
#[derive(Serialize, ToSchema)]
pub struct FormField {
    /// As it stands between braces.
    name: String,
    /// As the law calls it; null: a word of letters.
    label: Option<String>,
}

/// A document of a dossier, and whose wording counts.
#[derive(Serialize, ToSchema)]
pub struct FormTemplate {
    /// `overview`, `proposal`, `plan`, `request`, `consult`, `appraisal`, `submission`, `decision`.
    code: String,
    subject: String,
    /// Null: our wording.
    file_name: Option<String>,
    uploaded_by: Option<String>,
    uploaded_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct FormTemplates {
    items: Vec<FormTemplate>,
    fields: Vec<FormField>,
    may_change: bool,
}

/// Forms whose fields a template may ask for.
const BUILDERS: [&str; 2] = ["r331-builder", "r85-builder"];

fn known() -> Vec<String> {
    let book = LawBook::current();
    let of = |id: &&str| book.forms.iter().find(|f| f.body.id == **id).map(|f| &f.body);
    law_form::placeholders(&forms::WORDS, BUILDERS.iter().filter_map(of))
}

fn label(name: &str) -> Option<String> {
    LawBook::current()
        .forms
        .iter()
        .filter(|f| BUILDERS.contains(&f.body.id.as_str()))
        .flat_map(|f| &f.body.fields)
        .find(|f| f.key == name)
        .map(|f| f.label.clone())
}

fn check(code: &str) -> ApiResult<()> {
    if law_form::kinds().contains(&code) {
        Ok(())
    } else {
        Err(ApiError::invalid("code", "unknown"))
    }
}

/// Documents of a dossier, whose wording counts for each, and what a template may ask for.
#[utoipa::path(get, path = "/templates", tag = "system", responses((status = 200, body = FormTemplates), (status = 403, body = Problem)))]
async fn list_form_templates(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<FormTemplates>> {
    service::reach(&app.access, &actor)?;
    let own = templates::list(&app.access).await?;
    let items = law_form::kinds()
        .into_iter()
        .map(|code| {
            let row = own.iter().find(|t| t.code == code);
            FormTemplate {
                code: code.to_owned(),
                subject: law_form::subject(code).unwrap_or_default(),
                file_name: row.map(|t| t.file_name.clone()),
                uploaded_by: row.map(|t| t.uploaded_by.clone()),
                uploaded_at: row.map(|t| t.uploaded_at),
            }
        })
        .collect();
    Ok(Json(FormTemplates {
        items,
        fields: known()
            .into_iter()
            .map(|name| FormField {
                label: label(&name),
                name,
            })
            .collect(),
        may_change: templates::may_change(&app.access, &actor),
    }))
}

/// The file of a template.
#[utoipa::path(get, path = "/templates/{code}", tag = "system", params(("code" = String, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn download_form_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(code): Path<String>,
) -> ApiResult<Download> {
    service::reach(&app.access, &actor)?;
    let Some((row, content)) = templates::file(&app.access, &app.files, &code).await? else {
        return Err(coloa_system::SystemError::NotFound.into());
    };
    Ok(Download {
        name: row.file_name,
        media_type: coloa_report::service::Format::Docx.media_type().to_owned(),
        content,
    })
}

/// The form of a template.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct FormTemplateUpload {
    /// DOCX with `{name}` for what the record says.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Puts a template in the place of our wording: new documents are written with it.
#[utoipa::path(put, path = "/templates/{code}", tag = "system", params(("code" = String, Path)),
    request_body(content = FormTemplateUpload, content_type = "multipart/form-data"),
    responses((status = 204), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn upload_form_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(code): Path<String>,
    body: Multipart,
) -> ApiResult<StatusCode> {
    check(&code)?;
    let form = MultipartForm::read(&app, body).await?;
    let file = form
        .file()
        .map(upload)
        .ok_or_else(|| ApiError::invalid("file", "required"))?;
    templates::upload(&app.access, &actor, &app.files, &code, &known(), file).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Goes back to our wording.
#[utoipa::path(delete, path = "/templates/{code}", tag = "system", params(("code" = String, Path)), responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn reset_form_template(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(code): Path<String>,
) -> ApiResult<StatusCode> {
    templates::reset(&app.access, &actor, &code).await?;
    Ok(StatusCode::NO_CONTENT)
}
