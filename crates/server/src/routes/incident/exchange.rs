//! Incidents out and in: CSV, JSON, STIX 2.1.

use super::IncidentQuery;
use crate::{
    App,
    extract::{Download, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::extract::{Multipart, State};
use coloa_base::AgencyId;
use coloa_incident::exchange::{self, Format, Outcome, Plan, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export_incidents))
        .routes(routes!(export_incident))
        .routes(routes!(import_incidents))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentExportQuery {
    /// `csv`, `json`, `stix` (2.1).
    format: String,
}

fn format(word: &str) -> ApiResult<Format> {
    Format::parse(word).ok_or_else(|| ApiError::invalid("format", "unknown"))
}

/// The cases of a list as a file; names of persons do not leave, nor do cases of a suspected state secret.
#[utoipa::path(get, path = "/export", tag = "incident", params(IncidentQuery, IncidentExportQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn export_incidents(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(list): Query<IncidentQuery>,
    Query(q): Query<IncidentExportQuery>,
) -> ApiResult<Download> {
    let format = format(&q.format)?;
    let filter = list.filter(&app, &actor)?;
    let content = exchange::many(&app.access, &actor, &filter, format).await?;
    Ok(Download {
        name: format!("su-co-{}.{}", app.clock.today(), format.extension()),
        media_type: format.media_type().to_owned(),
        content,
    })
}

/// One case as a file.
#[utoipa::path(get, path = "/{id}/export", tag = "incident", params(("id" = Uuid, Path), IncidentExportQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn export_incident(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Query(q): Query<IncidentExportQuery>,
) -> ApiResult<Download> {
    let format = format(&q.format)?;
    let (name, content) = exchange::one(&app.access, &actor, id, format).await?;
    Ok(Download {
        name,
        media_type: format.media_type().to_owned(),
        content,
    })
}

/// The form of an import.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct IncidentImportForm {
    /// A STIX 2.1 bundle, or the JSON of another installation.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Whose the cases become.
    agency_id: Uuid,
    /// Group and degree of cases of which the file says none.
    group_code: Option<String>,
    severity: Option<String>,
    /// `false` keeps what was read; anything else only says what it would do.
    dry_run: Option<bool>,
}

/// What becomes of one case of the file.
#[derive(Serialize, ToSchema)]
pub struct IncidentImportItem {
    /// Where in the file, e.g. `objects[3]`.
    place: String,
    external_id: String,
    title: String,
    /// `new`, `duplicate` (known already), `invalid`.
    what: &'static str,
    /// Why it is invalid: code of an error, and its values.
    code: String,
    params: BTreeMap<&'static str, String>,
    id: Option<Uuid>,
    incident_code: Option<String>,
    indicators: usize,
}

/// What cannot be read.
#[derive(Serialize, ToSchema)]
pub struct IncidentImportFault {
    /// E.g. `objects[3]`, `line 2, column 7`.
    place: String,
    reason: String,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentImport {
    items: Vec<IncidentImportItem>,
    faults: Vec<IncidentImportFault>,
    /// Indicators that belong to no case of the file.
    left_out: usize,
    /// The cases were kept: nothing was wrong, and it was no dry run.
    applied: bool,
}

fn item(outcome: Outcome) -> IncidentImportItem {
    let (id, code) = outcome.made.unzip();
    IncidentImportItem {
        place: outcome.place,
        external_id: outcome.external,
        title: outcome.title,
        what: outcome.what,
        code: outcome.reason,
        params: outcome.params,
        id,
        incident_code: code,
        indicators: outcome.indicators,
    }
}

fn answer(plan: Plan) -> IncidentImport {
    IncidentImport {
        items: plan.items.into_iter().map(item).collect(),
        faults: plan
            .faults
            .into_iter()
            .map(|f| IncidentImportFault {
                place: f.place,
                reason: f.reason,
            })
            .collect(),
        left_out: plan.left_out,
        applied: plan.applied,
    }
}

/// Reads cases from a file and says what it would make of them, or makes them: all or none.
#[utoipa::path(post, path = "/import", tag = "incident",
    request_body(content = IncidentImportForm, content_type = "multipart/form-data"),
    responses((status = 200, body = IncidentImport), (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn import_incidents(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    body: Multipart,
) -> ApiResult<Json<IncidentImport>> {
    let mut form = MultipartForm::read(&app, body).await?;
    let file = form
        .take("file")
        .ok_or_else(|| ApiError::invalid("file", "required"))?;
    let agency: Uuid = form
        .parsed("agency_id")?
        .ok_or_else(|| ApiError::invalid("agency_id", "required"))?;
    let target = Target {
        agency: AgencyId(agency),
        group: form.text("group_code").unwrap_or_default(),
        severity: form.text("severity").unwrap_or_default(),
    };
    let dry_run = form.parsed("dry_run")?.unwrap_or(true);
    let reading = tokio::task::spawn_blocking(move || exchange::read(&file.content))
        .await
        .map_err(|_| ApiError::invalid("file", "unreadable"))??;
    let plan = exchange::take(&app.cases, &actor, &target, reading, dry_run).await?;
    Ok(Json(answer(plan)))
}
