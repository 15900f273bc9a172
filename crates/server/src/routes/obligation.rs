//! `/api/v1/obligations`: the calendar of plan and law, and how each was met.

use crate::{
    App,
    extract::{Download, Json, Path, Query, SignedIn},
    problem::{ApiError, ApiResult, Problem},
    routes::{duty::wire::EvidenceInfo, multipart::MultipartForm},
};
use axum::extract::{Multipart, State};
use chrono::{Days, NaiveDate};
use coloa_base::AgencyId;
use coloa_plan::{
    entity::obligation,
    obligations::{self, CalendarEntry, Meeting, Met, rules},
};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get_calendar))
        .routes(routes!(list_files))
        .routes(routes!(get_file))
        .routes(routes!(meet_obligation))
        .routes(routes!(meet_statutory))
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct CalendarQuery {
    /// Sixty days ago where nothing is said.
    from: Option<NaiveDate>,
    /// A year ahead where nothing is said; at most three years after `from`.
    to: Option<NaiveDate>,
    plan: Option<Uuid>,
    agency: Option<Uuid>,
}

/// How an obligation was met.
#[derive(Serialize, ToSchema)]
pub struct MetInfo {
    id: Uuid,
    agency_id: Uuid,
    agency_name: String,
    /// `document`, `system`.
    kind: Option<String>,
    met_on: Option<NaiveDate>,
    document_number: Option<String>,
    document_date: Option<NaiveDate>,
    system: Option<String>,
    receipt: Option<String>,
}

/// One line of the calendar.
#[derive(Serialize, ToSchema)]
pub struct CalendarLine {
    /// Null: a date of the law that nobody has met yet.
    id: Option<Uuid>,
    /// `plan`, `law`.
    source: &'static str,
    plan_id: Option<Uuid>,
    agency_id: Option<Uuid>,
    agency_name: Option<String>,
    title: String,
    to: Option<String>,
    via: Option<String>,
    due_on: Option<NaiveDate>,
    /// `met`, `met_late`, `overdue`, `due`, `undated`, `not_owed` (a date of the law that others keep).
    standing: &'static str,
    /// Code of the statutory report.
    statutory_code: Option<String>,
    /// Article and document of the law.
    citation: Option<String>,
    /// `found`, `known`, `unsure`.
    certainty: Option<String>,
    last_working_day: Option<NaiveDate>,
    met: Vec<MetInfo>,
    /// Agencies within reach that owe a date of the law, as the directory says for that day.
    owed_count: Option<u32>,
    /// Those of them that have not met it.
    missing_count: Option<u32>,
    /// The first of these, by name.
    missing: Vec<OwingAgency>,
    version: Option<i32>,
}

/// An agency that owes a report.
#[derive(Serialize, ToSchema)]
pub struct OwingAgency {
    id: Uuid,
    name: String,
}

/// Names shown in one line; the count says the rest.
const NAMED_MISSING: usize = 20;

/// Who owes it and has not met it.
fn missing(owed_by: &[AgencyId], met: &[obligation::Model]) -> Vec<AgencyId> {
    let done: HashSet<Uuid> = met
        .iter()
        .filter(|o| o.met_on.is_some())
        .map(|o| o.agency_id)
        .collect();
    owed_by
        .iter()
        .copied()
        .filter(|a| !done.contains(&a.uuid()))
        .collect()
}

fn met_info(row: &obligation::Model, names: &HashMap<AgencyId, String>) -> MetInfo {
    MetInfo {
        id: row.id,
        agency_id: row.agency_id,
        agency_name: names.get(&AgencyId(row.agency_id)).cloned().unwrap_or_default(),
        kind: row.met_kind.clone(),
        met_on: row.met_on,
        document_number: row.document_number.clone(),
        document_date: row.document_date,
        system: row.system.clone(),
        receipt: row.receipt.clone(),
    }
}

fn own(
    row: &obligation::Model,
    standing: rules::Standing,
    names: &HashMap<AgencyId, String>,
) -> CalendarLine {
    CalendarLine {
        id: Some(row.id),
        source: if row.statutory_code.is_some() {
            "law"
        } else {
            "plan"
        },
        plan_id: row.plan_id,
        agency_id: Some(row.agency_id),
        agency_name: names.get(&AgencyId(row.agency_id)).cloned(),
        title: row.title.clone(),
        to: row.addressee.clone(),
        via: row.via.clone(),
        due_on: row.due_on,
        standing: standing.as_str(),
        statutory_code: row.statutory_code.clone(),
        citation: None,
        certainty: None,
        last_working_day: None,
        met: if row.met_on.is_some() {
            vec![met_info(row, names)]
        } else {
            Vec::new()
        },
        owed_count: None,
        missing_count: None,
        missing: Vec::new(),
        version: Some(row.version),
    }
}

fn line(entry: CalendarEntry, names: &HashMap<AgencyId, String>) -> CalendarLine {
    match entry {
        CalendarEntry::Own { row, standing } => own(&row, standing, names),
        CalendarEntry::Statutory {
            occurrence,
            owed_by,
            met,
            standing,
        } => CalendarLine {
            owed_count: u32::try_from(owed_by.len()).ok(),
            missing_count: u32::try_from(missing(&owed_by, &met).len()).ok(),
            missing: missing(&owed_by, &met)
                .into_iter()
                .take(NAMED_MISSING)
                .map(|a| OwingAgency {
                    id: a.uuid(),
                    name: names.get(&a).cloned().unwrap_or_default(),
                })
                .collect(),
            id: None,
            source: "law",
            plan_id: None,
            agency_id: None,
            agency_name: None,
            title: occurrence.report.name.clone(),
            to: Some(occurrence.report.to.clone()),
            via: None,
            due_on: Some(occurrence.due),
            standing: standing.as_str(),
            statutory_code: Some(occurrence.report.id.clone()),
            citation: Some(occurrence.citation()),
            certainty: serde_json::to_value(occurrence.certainty)
                .ok()
                .and_then(|v| v.as_str().map(str::to_owned)),
            last_working_day: Some(occurrence.last_working_day),
            met: met.iter().map(|o| met_info(o, names)).collect(),
            version: None,
        },
    }
}

/// Obligations of plans within reach and the dates of the law, by date.
#[utoipa::path(get, path = "/", tag = "obligation", params(CalendarQuery), responses((status = 200, body = [CalendarLine]), (status = 422, body = Problem)))]
async fn get_calendar(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<CalendarQuery>,
) -> ApiResult<Json<Vec<CalendarLine>>> {
    let today = app.clock.today();
    let from = q.from.unwrap_or(today - Days::new(60));
    let to = q.to.unwrap_or(today + Days::new(365));
    let entries = obligations::calendar(
        &app.access,
        &actor,
        from,
        to,
        q.plan,
        q.agency.map(AgencyId).as_slice(),
    )
    .await?;
    let ids: Vec<AgencyId> = entries
        .iter()
        .flat_map(|e| match e {
            CalendarEntry::Own { row, .. } => vec![AgencyId(row.agency_id)],
            CalendarEntry::Statutory { owed_by, met, .. } => met
                .iter()
                .map(|o| AgencyId(o.agency_id))
                .chain(missing(owed_by, met).into_iter().take(NAMED_MISSING))
                .collect(),
        })
        .collect();
    let names = app.agency_names(&ids).await?;
    Ok(Json(entries.into_iter().map(|e| line(e, &names)).collect()))
}

/// How it was met; the document or receipt is a further part.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct MeetForm {
    /// `document`, `system`.
    kind: String,
    /// Number of the document, or name of the system.
    name: String,
    day: NaiveDate,
    /// What the system gave.
    receipt: Option<String>,
    #[schema(value_type = Option<String>, format = Binary)]
    file: Option<Vec<u8>>,
}

fn met(form: MultipartForm) -> ApiResult<Met> {
    let name = form.required("name")?;
    let day = form
        .parsed::<NaiveDate>("day")?
        .ok_or_else(|| ApiError::invalid("day", "required"))?;
    let how = match form.required("kind")?.as_str() {
        "document" => Meeting::Document {
            number: name,
            date: day,
        },
        "system" => Meeting::System {
            name,
            day,
            receipt: form.text("receipt"),
        },
        _ => return Err(ApiError::invalid("kind", "unknown")),
    };
    Ok(Met {
        how,
        file: form.file(),
    })
}

async fn answer(app: &App, row: obligation::Model) -> ApiResult<Json<CalendarLine>> {
    let names = app.agency_names(&[AgencyId(row.agency_id)]).await?;
    Ok(Json(own(
        &row,
        rules::standing(row.due_on, row.met_on, app.clock.today()),
        &names,
    )))
}

/// Records how an obligation was met.
#[utoipa::path(post, path = "/{id}/met", tag = "obligation", params(("id" = Uuid, Path)),
    request_body(content = MeetForm, content_type = "multipart/form-data"),
    responses((status = 200, body = CalendarLine), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn meet_obligation(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    body: Multipart,
) -> ApiResult<Json<CalendarLine>> {
    let form = MultipartForm::read(&app, body).await?;
    let seen = form.parsed::<i32>("version")?;
    let row = obligations::meet(&app.access, &app.files, &actor, id, seen, met(form)?).await?;
    answer(&app, row).await
}

/// Records that an agency met a date of the law.
#[utoipa::path(post, path = "/statutory/{code}/{due}/met", tag = "obligation", params(("code" = String, Path), ("due" = NaiveDate, Path)),
    request_body(content = MeetForm, content_type = "multipart/form-data"),
    responses((status = 200, body = CalendarLine), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn meet_statutory(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((code, due)): Path<(String, NaiveDate)>,
    body: Multipart,
) -> ApiResult<Json<CalendarLine>> {
    let form = MultipartForm::read(&app, body).await?;
    let agency = form
        .parsed::<AgencyId>("agency")?
        .or_else(|| actor.agencies.first().copied())
        .ok_or_else(|| ApiError::invalid("agency", "required"))?;
    let row =
        obligations::meet_statutory(&app.access, &app.files, &actor, &code, due, agency, met(form)?).await?;
    answer(&app, row).await
}

/// Documents and receipts kept with an obligation.
#[utoipa::path(get, path = "/{id}/files", tag = "obligation", params(("id" = Uuid, Path)),
    responses((status = 200, body = [EvidenceInfo]), (status = 404, body = Problem)))]
async fn list_files(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<EvidenceInfo>>> {
    let (_, files) = obligations::service::files_of(&app.access, &app.files, &actor, id).await?;
    Ok(Json(files.iter().map(EvidenceInfo::from).collect()))
}

/// One of them as download.
#[utoipa::path(get, path = "/{id}/files/{file}", tag = "obligation", params(("id" = Uuid, Path), ("file" = Uuid, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn get_file(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, file)): Path<(Uuid, Uuid)>,
) -> ApiResult<Download> {
    let (_, files) = obligations::service::files_of(&app.access, &app.files, &actor, id).await?;
    super::duty::wire::download(&app, &files, file).await
}
