//! The directory as a table, both ways, and accounts in bulk.

use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Response},
};
use coloa_agency::{Agencies, service::RowError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export_agencies))
        .routes(routes!(import_agencies))
        .routes(routes!(create_accounts))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Deserialize, IntoParams)]
struct ExportQuery {
    /// `xlsx` or `csv`.
    format: Option<String>,
}

/// The whole directory as a table.
#[utoipa::path(get, path = "/export", tag = "agency", params(ExportQuery), responses((status = 200, content_type = "application/octet-stream")))]
async fn export_agencies(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<ExportQuery>,
) -> ApiResult<Download> {
    let today = app.clock.today();
    Ok(match q.format.as_deref().unwrap_or("xlsx") {
        "csv" => Download {
            name: "co-quan.csv".to_owned(),
            media_type: "text/csv; charset=utf-8".to_owned(),
            content: app.agencies.export_csv(&actor, today).await?.into_bytes(),
        },
        "xlsx" => Download {
            name: "co-quan.xlsx".to_owned(),
            media_type: XLSX.to_owned(),
            content: app.agencies.export_xlsx(&actor, today).await?,
        },
        _ => return Err(ApiError::invalid("format", "unknown")),
    })
}

#[derive(ToSchema)]
#[allow(dead_code)]
struct TableUpload {
    /// CSV or XLSX.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `true` writes; anything else only says what it would do.
    apply: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct RowErrorView {
    row: u32,
    column: &'static str,
    reason: String,
    value: String,
}

#[derive(Serialize, ToSchema)]
struct ImportView {
    created: usize,
    changed: usize,
    unchanged: usize,
    errors: Vec<RowErrorView>,
    applied: bool,
}

fn errors(list: Vec<RowError>) -> Vec<RowErrorView> {
    list.into_iter()
        .map(|e| RowErrorView {
            row: e.row,
            column: e.column,
            reason: e.reason,
            value: e.value,
        })
        .collect()
}

/// Imports a table; without `apply` a dry run.
#[utoipa::path(post, path = "/import", tag = "agency", request_body(content = TableUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportView), (status = 422, body = Problem)))]
async fn import_agencies(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Json<ImportView>> {
    let form = MultipartForm::read(&app, body).await?;
    let file = form
        .files
        .first()
        .ok_or_else(|| ApiError::invalid("file", "required"))?;
    let apply = form.text("apply").is_some_and(|v| v == "true");
    let done = app
        .agencies
        .import(&actor, &file.name, &file.content, apply)
        .await?;
    Ok(Json(ImportView {
        created: done.created,
        changed: done.changed,
        unchanged: done.unchanged,
        errors: errors(done.errors),
        applied: done.applied,
    }))
}

#[derive(Serialize, ToSchema)]
struct AccountErrors {
    errors: Vec<RowErrorView>,
}

/// Makes an account per row; the answer is a workbook with the one-time links, or the rows with errors.
#[utoipa::path(post, path = "/accounts", tag = "agency", request_body(content = TableUpload, content_type = "multipart/form-data"),
    responses((status = 200, content_type = "application/octet-stream"), (status = 422, body = AccountErrors)))]
async fn create_accounts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Response> {
    let form = MultipartForm::read(&app, body).await?;
    let file = form
        .files
        .first()
        .ok_or_else(|| ApiError::invalid("file", "required"))?;
    let hours = app.config.session.invitation_hours;
    Ok(
        match app
            .agencies
            .bulk_accounts(&actor, &file.name, &file.content, hours)
            .await?
        {
            Ok(links) => Download {
                name: "tai-khoan.xlsx".to_owned(),
                media_type: XLSX.to_owned(),
                content: Agencies::links_xlsx(&links, &app.config.public_url())?,
            }
            .into_response(),
            Err(rows) => (
                axum::http::StatusCode::UNPROCESSABLE_ENTITY,
                axum::Json(AccountErrors { errors: errors(rows) }),
            )
                .into_response(),
        },
    )
}
