//! Notices and reports of a case: drafted, corrected, issued, printed.

use super::paper::Clerk;
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, ErrorKind};
use coloa_incident::{
    entity::case::incident_report::Model as Report,
    forms::{self, Value, Values},
    reports::{self, Detail, Edit, Format, Issue},
};
use coloa_law::{
    Certainty, LawBook,
    book::Row,
    dossier::{FieldKind, Form},
};
use coloa_report::signed;
use coloa_system::service::Upload;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_incident_forms))
        .routes(routes!(list_incident_reports, draft_incident_report))
        .routes(routes!(read_incident_report, edit_incident_report))
        .routes(routes!(refill_incident_report))
        .routes(routes!(issue_incident_report))
        .routes(routes!(withdraw_incident_report))
        .routes(routes!(attach_signed_incident_report, get_signed_incident_report))
        .routes(routes!(print_incident_report))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct IncidentReportPath {
    /// The incident.
    id: Uuid,
    report: Uuid,
}

/// A form that a case may need.
#[derive(Serialize, ToSchema)]
pub struct IncidentFormInfo {
    id: String,
    /// In its annex; null: it has none.
    number: Option<String>,
    name: String,
    /// Its layout was issued; otherwise the layout is ours.
    official: bool,
    article: String,
    source: String,
    certainty: &'static str,
    note: Option<String>,
    /// Duties of the case that ask for it.
    duty_ids: Vec<String>,
}

/// A notice or report of a case.
#[derive(Serialize, ToSchema)]
pub struct IncidentReportInfo {
    id: Uuid,
    form: String,
    form_name: String,
    /// Which one of its form in this case, from 1.
    place: i32,
    /// `draft`, `issued`, `withdrawn`.
    state: String,
    /// A line each.
    recipients: String,
    /// As printed, e.g. `05/BC-SYT`; empty: none yet.
    number: String,
    issued_on: Option<NaiveDate>,
    issued_by: String,
    file_id: Option<Uuid>,
    signed_file: Option<Uuid>,
    created_by: String,
    created_at: DateTime<Utc>,
    version: i32,
}

impl IncidentReportInfo {
    pub fn new(row: Report, today: NaiveDate) -> Self {
        let form = forms::find(LawBook::current(), &row.form, today);
        Self {
            form_name: form.map_or_else(|| row.form.clone(), |f| f.body.name.clone()),
            id: row.id,
            form: row.form,
            place: row.place,
            state: row.state,
            recipients: row.recipients,
            number: row.number,
            issued_on: row.issued_on,
            issued_by: row.issued_by,
            file_id: row.file_id,
            signed_file: row.signed_file,
            created_by: row.created_by,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

/// What stands in a field: text, or rows of a table. A moment is RFC 3339, a day `YYYY-MM-DD`, yes and no are `yes` and
/// `no`, several options are separated by `; `.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum IncidentFieldValue {
    Text(String),
    Rows(Vec<Vec<String>>),
}

impl From<IncidentFieldValue> for Value {
    fn from(value: IncidentFieldValue) -> Self {
        match value {
            IncidentFieldValue::Text(text) => Self::Text(text),
            IncidentFieldValue::Rows(rows) => Self::Rows(rows),
        }
    }
}

impl From<&Value> for IncidentFieldValue {
    fn from(value: &Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.clone()),
            Value::Rows(rows) => Self::Rows(rows.clone()),
        }
    }
}

/// A field of the form with what stands in it.
#[derive(Serialize, ToSchema)]
pub struct IncidentReportField {
    key: String,
    label: String,
    /// `text`, `number`, `date`, `time`, `choice`, `choices`, `yes_no`, `table`, `file`.
    kind: &'static str,
    /// Options to choose from, or columns of the table.
    options: Vec<String>,
    value: Option<IncidentFieldValue>,
    part: Option<String>,
    certainty: &'static str,
    /// Not issued without it.
    required: bool,
    /// Written by a person: stays when the draft is filled anew.
    edited: bool,
}

#[derive(Serialize, ToSchema)]
pub struct IncidentReportDetail {
    report: IncidentReportInfo,
    fields: Vec<IncidentReportField>,
    /// Labels of the fields that are empty.
    missing: Vec<String>,
    /// The agency that issues it.
    issuer_id: Uuid,
    issuer_name: String,
    /// Why it was withdrawn.
    reason: String,
    /// Of a drill: says so on every page and is numbered within the drill.
    drill: bool,
    /// Article and source of the form.
    article: String,
    official: bool,
    note: Option<String>,
}

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::Date => "date",
        FieldKind::Time => "time",
        FieldKind::Choice => "choice",
        FieldKind::Choices => "choices",
        FieldKind::YesNo => "yes_no",
        FieldKind::Table => "table",
        FieldKind::File => "file",
    }
}

fn certainty(of: Certainty) -> &'static str {
    crate::routes::law::certainty(of)
}

fn fields(form: &Row<Form>, found: &Detail) -> Vec<IncidentReportField> {
    form.body
        .fields
        .iter()
        .map(|field| IncidentReportField {
            key: field.key.clone(),
            label: field.label.clone(),
            kind: kind(field.kind),
            options: field.options.clone(),
            value: found.content.values.get(&field.key).map(IncidentFieldValue::from),
            part: field.part.clone(),
            certainty: certainty(field.certainty.unwrap_or(form.legal.certainty)),
            required: forms::is_required(form, field),
            edited: found.content.edited.contains(&field.key),
        })
        .collect()
}

async fn shown(app: &App, found: Detail) -> ApiResult<Versioned<IncidentReportDetail>> {
    let issuer = AgencyId(found.content.issuer);
    let names = app.agency_names(&[issuer]).await?;
    let form = found.form;
    Ok(Versioned(
        found.report.version,
        IncidentReportDetail {
            fields: form.map(|form| fields(form, &found)).unwrap_or_default(),
            missing: found.missing().into_iter().map(str::to_owned).collect(),
            issuer_id: issuer.uuid(),
            issuer_name: names.get(&issuer).cloned().unwrap_or_default(),
            reason: found.content.reason.clone(),
            drill: found.incident.drill_id.is_some(),
            article: form.map(|f| f.legal.citation()).unwrap_or_default(),
            official: form.is_some_and(|f| f.body.official),
            note: form.and_then(|f| f.body.note.clone()),
            report: IncidentReportInfo::new(found.report, app.clock.today()),
        },
    ))
}

/// Forms that an incident may need, those that its duties ask for first.
#[utoipa::path(get, path = "/{id}/forms", tag = "incident", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<IncidentFormInfo>), (status = 404, body = Problem)))]
async fn list_incident_forms(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<IncidentFormInfo>>> {
    let offered = reports::offered(&app.access, &actor, id).await?;
    let info = |o: reports::Offered| IncidentFormInfo {
        id: o.form.body.id.clone(),
        number: o.form.body.number.clone(),
        name: o.form.body.name.clone(),
        official: o.form.body.official,
        article: o.form.legal.article.clone(),
        source: o.form.legal.source.clone(),
        certainty: certainty(o.form.legal.certainty),
        note: o.form.body.note.clone(),
        duty_ids: o.duties,
    };
    Ok(Json(offered.into_iter().map(info).collect()))
}

/// Notices and reports of an incident, oldest first.
#[utoipa::path(get, path = "/{id}/reports", tag = "incident", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<IncidentReportInfo>), (status = 404, body = Problem)))]
async fn list_incident_reports(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<IncidentReportInfo>>> {
    let rows = reports::of_case(&app.access, &actor, id).await?;
    let today = app.clock.today();
    Ok(Json(
        rows.into_iter()
            .map(|row| IncidentReportInfo::new(row, today))
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentReportDraft {
    /// Id of a form.
    form: String,
    /// The agency that issues it; null: the one that the form means.
    issuer_id: Option<Uuid>,
}

/// Drafts a notice or report, filled from the case.
#[utoipa::path(post, path = "/{id}/reports", tag = "incident", params(("id" = Uuid, Path)), request_body = IncidentReportDraft,
    responses((status = 201, body = IncidentReportDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn draft_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<IncidentReportDraft>,
) -> ApiResult<(StatusCode, Versioned<IncidentReportDetail>)> {
    let issuer = body.issuer_id.map(AgencyId);
    let found = reports::create(&app.cases, &actor, id, &body.form, issuer).await?;
    Ok((StatusCode::CREATED, shown(&app, found).await?))
}

/// One notice or report with its fields.
#[utoipa::path(get, path = "/{id}/reports/{report}", tag = "incident", params(IncidentReportPath), responses((status = 200, body = IncidentReportDetail), (status = 404, body = Problem)))]
async fn read_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
) -> ApiResult<Versioned<IncidentReportDetail>> {
    let found = reports::read(&app.access, &actor, at.id, at.report).await?;
    shown(&app, found).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentReportEdit {
    /// Fields by key; those that are not named stay as they are.
    #[serde(default)]
    content: BTreeMap<String, IncidentFieldValue>,
    /// Receivers, a line each; null: as they are.
    recipients: Option<String>,
}

/// Corrects a draft.
#[utoipa::path(put, path = "/{id}/reports/{report}", tag = "incident", params(IncidentReportPath), request_body = IncidentReportEdit,
    responses((status = 200, body = IncidentReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn edit_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<IncidentReportEdit>,
) -> ApiResult<Versioned<IncidentReportDetail>> {
    let values: Values = body
        .content
        .into_iter()
        .map(|(key, value)| (key, value.into()))
        .collect();
    let edit = Edit {
        values,
        recipients: body.recipients,
    };
    let found = reports::edit(&app.access, &actor, at.id, at.report, seen, &edit).await?;
    shown(&app, found).await
}

/// Fills a draft anew from the case; fields that a person wrote stay.
#[utoipa::path(post, path = "/{id}/reports/{report}/refill", tag = "incident", params(IncidentReportPath),
    responses((status = 200, body = IncidentReportDetail), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn refill_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<IncidentReportDetail>> {
    let found = reports::refill(&app.access, &actor, at.id, at.report, seen).await?;
    shown(&app, found).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentReportIssue {
    /// Null: today.
    issued_on: Option<NaiveDate>,
    /// Clocks of the case that it meets.
    #[serde(default)]
    clock_ids: Vec<Uuid>,
}

/// Issues a draft: it gets its number, is kept as DOCX and PDF, and meets the clocks.
#[utoipa::path(post, path = "/{id}/reports/{report}/issue", tag = "incident", params(IncidentReportPath), request_body = IncidentReportIssue,
    responses((status = 200, body = IncidentReportDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn issue_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<IncidentReportIssue>,
) -> ApiResult<Versioned<IncidentReportDetail>> {
    let how = Issue {
        issued_on: body.issued_on,
        clocks: body.clock_ids,
    };
    let key = (at.id, at.report);
    let found = reports::issue(&app.access, &actor, &app.files, &Clerk(&app), key, seen, &how).await?;
    shown(&app, found).await
}

#[derive(Deserialize, ToSchema)]
pub struct IncidentReportReason {
    reason: String,
}

/// Withdraws a notice or report; its number stays used, and the clocks that it met run again.
#[utoipa::path(post, path = "/{id}/reports/{report}/withdraw", tag = "incident", params(IncidentReportPath), request_body = IncidentReportReason,
    responses((status = 200, body = IncidentReportDetail), (status = 403, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn withdraw_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
    IfMatch(seen): IfMatch,
    Json(body): Json<IncidentReportReason>,
) -> ApiResult<Versioned<IncidentReportDetail>> {
    let found = reports::withdraw(&app.cases, &actor, at.id, at.report, seen, &body.reason).await?;
    shown(&app, found).await
}

/// The form of a signed file.
#[derive(ToSchema)]
#[allow(dead_code, reason = "read field by field; this is its description")]
pub struct IncidentSignedForm {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Attaches the file that came back signed.
#[utoipa::path(post, path = "/{id}/reports/{report}/signed", tag = "incident", params(IncidentReportPath),
    request_body(content = IncidentSignedForm, content_type = "multipart/form-data"),
    responses((status = 200, body = IncidentReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn attach_signed_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
    IfMatch(seen): IfMatch,
    body: Multipart,
) -> ApiResult<Versioned<IncidentReportDetail>> {
    let form = MultipartForm::read(&app, body).await?;
    let file = form.file().ok_or_else(|| ApiError::invalid("file", "required"))?;
    let kind =
        signed::kind(&file.content).ok_or_else(|| ApiError::new(ErrorKind::Invalid, "report.signed_kind"))?;
    let upload = Upload {
        name: signed::name(&file.name, kind),
        media_type: kind.media_type.to_owned(),
        handling: file.handling,
        content: file.content,
    };
    let key = (at.id, at.report);
    let found = reports::attach_signed(&app.access, &actor, &app.files, key, seen, upload).await?;
    shown(&app, found).await
}

/// The signed file.
#[utoipa::path(get, path = "/{id}/reports/{report}/signed", tag = "incident", params(IncidentReportPath),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem)))]
async fn get_signed_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
) -> ApiResult<Download> {
    let (name, media_type, content) =
        reports::signed(&app.access, &actor, &app.files, at.id, at.report).await?;
    Ok(Download {
        name,
        media_type,
        content,
    })
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct IncidentPrintQuery {
    /// `docx`, `pdf`.
    format: String,
}

/// A notice or report as a file: as it was issued, else as the draft stands.
#[utoipa::path(get, path = "/{id}/reports/{report}/print", tag = "incident", params(IncidentReportPath, IncidentPrintQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn print_incident_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<IncidentReportPath>,
    Query(q): Query<IncidentPrintQuery>,
) -> ApiResult<Download> {
    let format = match q.format.as_str() {
        "docx" => Format::Docx,
        "pdf" => Format::Pdf,
        _ => return Err(ApiError::invalid("format", "unknown")),
    };
    let key = (at.id, at.report);
    let (name, content) = reports::file(&app.access, &actor, &app.files, &Clerk(&app), key, format).await?;
    Ok(Download {
        name,
        media_type: format.media().1.to_owned(),
        content,
    })
}
