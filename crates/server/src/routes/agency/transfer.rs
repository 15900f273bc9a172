//! The directory as a table, both ways, and accounts in bulk.

use crate::{
    App,
    extract::{Download, Json, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::{multipart::MultipartForm, people::invitation_url},
};
use axum::extract::{Multipart, State};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use coloa_agency::{Agencies, service::RowError};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export_agencies))
        .routes(routes!(import_agencies))
        .routes(routes!(create_accounts))
        .routes(routes!(accounts_template))
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
struct AccountRow {
    /// As the spreadsheet counts.
    row: u32,
    full_name: String,
    user_name: String,
    agency_id: Uuid,
    agency_name: String,
    title: String,
    role: &'static str,
    /// One-time link that sets the password; only in this answer, nothing can show it again.
    url: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct AccountsView {
    accounts: Vec<AccountRow>,
    errors: Vec<RowErrorView>,
    applied: bool,
    /// When the links stop working.
    expires_at: Option<DateTime<Utc>>,
    /// The links as an XLSX workbook, in base64.
    workbook: Option<String>,
}

/// Makes an account with a one-time link per row; without `apply` a dry run. Rows with errors: nothing is made.
#[utoipa::path(post, path = "/accounts", tag = "agency", request_body(content = TableUpload, content_type = "multipart/form-data"),
    responses((status = 200, body = AccountsView), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create_accounts(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Json<AccountsView>> {
    let form = MultipartForm::read(&app, body).await?;
    let file = form
        .files
        .first()
        .ok_or_else(|| ApiError::invalid("file", "required"))?;
    let apply = form.text("apply").is_some_and(|v| v == "true");
    let hours = app.config.session.invitation_hours;
    let done = app
        .agencies
        .bulk_accounts(&actor, &file.name, &file.content, hours, apply)
        .await?;
    let address = |token: &str| invitation_url(&app.config, token);
    let workbook = match done.applied {
        true => Some(STANDARD.encode(Agencies::links_xlsx(&done.accounts, address)?)),
        false => None,
    };
    Ok(Json(AccountsView {
        errors: errors(done.errors),
        applied: done.applied,
        expires_at: done
            .applied
            .then(|| app.clock.now() + chrono::Duration::hours(hours)),
        workbook,
        accounts: done
            .accounts
            .into_iter()
            .map(|a| AccountRow {
                row: a.row,
                full_name: a.full_name,
                user_name: a.user_name,
                agency_id: a.agency.uuid(),
                agency_name: a.agency_name,
                title: a.title,
                role: a.role.as_str(),
                url: a.token.as_deref().map(address),
            })
            .collect(),
    }))
}

/// An empty table of accounts to fill in, with the codes of the agencies.
#[utoipa::path(get, path = "/accounts/template", tag = "agency", responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem)))]
async fn accounts_template(State(app): State<App>, SignedIn(actor): SignedIn) -> ApiResult<Download> {
    Ok(Download {
        name: "mau-tai-khoan.xlsx".to_owned(),
        media_type: XLSX.to_owned(),
        content: app.agencies.accounts_template(&actor).await?,
    })
}
