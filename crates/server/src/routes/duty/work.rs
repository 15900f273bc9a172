//! Changes of duties.

use super::wire::{DirectiveBody, DutyItem, ExtensionInfo};
use crate::{
    App,
    extract::{IfMatch, Json, Path, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
    routes::multipart::MultipartForm,
};
use axum::{
    extract::{Multipart, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use coloa_base::AgencyId;
use coloa_plan::{
    duties::{self, Duty, NewDirective, NewProgress, Status, extension, progress, read::DutyRow},
    reminders,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

async fn item(app: &App, duty: Duty) -> ApiResult<Versioned<DutyItem>> {
    let version = duty.version;
    let text = progress::text_of(&app.access, &duty).await?;
    let row = DutyRow { duty, text };
    let names = super::names(app, std::slice::from_ref(&row)).await?;
    Ok(Versioned(version, DutyItem::new(app, row, &names)))
}

#[derive(Serialize, ToSchema)]
pub struct CreatedDirective {
    /// All duties made share it: list them with `?text=`.
    text_id: Uuid,
}

/// Gives work to agencies outside a plan: by directive, letter or in a meeting.
#[utoipa::path(post, path = "/", tag = "duty", request_body = DirectiveBody,
    responses((status = 201, body = CreatedDirective), (status = 403, body = Problem), (status = 422, body = Problem)))]
pub async fn create_directive(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<DirectiveBody>,
) -> ApiResult<(StatusCode, Json<CreatedDirective>)> {
    let new = NewDirective {
        kind: b.kind,
        number: b.number,
        dated: b.dated,
        issuer: b.issuer,
        text: b.text,
        legal_basis: b.legal_basis,
        product: b.product,
        scope: b.scope,
        leads: b.leads.into_iter().map(AgencyId).collect(),
        coordinates: b.coordinates.into_iter().map(AgencyId).collect(),
        starts_on: b.starts_on,
        due_on: b.due_on,
        every_months: b.every_months,
    };
    let text_id = duties::create_directive(&app.access, &actor, new).await?;
    Ok((StatusCode::CREATED, Json(CreatedDirective { text_id })))
}

/// Fields of a progress report; files are further parts.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct ProgressForm {
    /// `not_started`, `in_progress`, `done`, `not_done`.
    status: String,
    /// 0 to 100; left out: no answer.
    percent: Option<i32>,
    note: Option<String>,
    product: Option<String>,
    done_on: Option<NaiveDate>,
    /// Handling mark of all files.
    handling: Option<String>,
    #[schema(value_type = Vec<String>, format = Binary)]
    files: Vec<Vec<u8>>,
}

/// Reports progress with evidence.
#[utoipa::path(post, path = "/{id}/progress", tag = "duty", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    request_body(content = ProgressForm, content_type = "multipart/form-data"),
    responses((status = 200, body = DutyItem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn report_progress(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    body: Multipart,
) -> ApiResult<Versioned<DutyItem>> {
    let form = MultipartForm::read(&app, body).await?;
    let status =
        Status::parse(&form.required("status")?).ok_or_else(|| ApiError::invalid("status", "unknown"))?;
    let new = NewProgress {
        status,
        percent: form.parsed("percent")?,
        note: form.text("note"),
        product: form.text("product"),
        done_on: form.parsed("done_on")?,
        via: "app",
    };
    let duty = duties::report(&app.access, &app.files, &actor, id, Some(seen), new, form.files).await?;
    item(&app, duty).await
}

/// Accepts the last report.
#[utoipa::path(post, path = "/{id}/accept", tag = "duty", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    responses((status = 200, body = DutyItem), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub async fn accept_progress(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<DutyItem>> {
    let duty = duties::accept(&app.access, &actor, id, Some(seen)).await?;
    item(&app, duty).await
}

#[derive(Deserialize, ToSchema)]
pub struct ReasonBody {
    reason: String,
}

/// Returns the last report with a reason.
#[utoipa::path(post, path = "/{id}/return", tag = "duty", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    request_body = ReasonBody, responses((status = 200, body = DutyItem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn return_progress(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(b): Json<ReasonBody>,
) -> ApiResult<Versioned<DutyItem>> {
    let duty = duties::return_progress(&app.access, &actor, id, Some(seen), &b.reason).await?;
    item(&app, duty).await
}

#[derive(Deserialize, ToSchema)]
pub struct DutyIds {
    /// At most 500.
    ids: Vec<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct Accepted {
    /// Those accepted now; the others had been decided or changed.
    accepted: Vec<Uuid>,
}

/// Accepts many reports at once.
#[utoipa::path(post, path = "/accept", tag = "duty", request_body = DutyIds, responses((status = 200, body = Accepted), (status = 403, body = Problem)))]
pub async fn accept_many(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<DutyIds>,
) -> ApiResult<Json<Accepted>> {
    Ok(Json(Accepted {
        accepted: progress::accept_many(&app.access, &actor, &b.ids).await?,
    }))
}

#[derive(Serialize, ToSchema)]
pub struct Reminded {
    people: usize,
    items: usize,
    /// Agencies with nobody to tell.
    without_recipient: usize,
}

/// Reminds the agencies of these duties now; each at most once a day.
#[utoipa::path(post, path = "/remind", tag = "duty", request_body = DutyIds, responses((status = 200, body = Reminded), (status = 403, body = Problem)))]
pub async fn remind(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(b): Json<DutyIds>,
) -> ApiResult<Json<Reminded>> {
    let done = reminders::remind_now(&app.access, &app.reminder_settings(), &actor, &b.ids).await?;
    Ok(Json(Reminded {
        people: done.people,
        items: done.items,
        without_recipient: done.without_recipient,
    }))
}

#[derive(Deserialize, ToSchema)]
pub struct ExtensionBody {
    due_wanted: NaiveDate,
    reason: String,
}

/// Asks for a later date.
#[utoipa::path(post, path = "/{id}/extension", tag = "duty", params(("id" = Uuid, Path)), request_body = ExtensionBody,
    responses((status = 201, body = ExtensionInfo), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn request_extension(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(b): Json<ExtensionBody>,
) -> ApiResult<(StatusCode, Json<ExtensionInfo>)> {
    let row = extension::request(&app.access, &actor, id, b.due_wanted, &b.reason).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

#[derive(Serialize, ToSchema)]
pub struct PendingExtension {
    extension: ExtensionInfo,
    duty: DutyItem,
}

/// Requests that wait for this person's decision, the oldest first.
#[utoipa::path(get, path = "/extensions", tag = "duty", responses((status = 200, body = [PendingExtension])))]
pub async fn list_extensions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
) -> ApiResult<Json<Vec<PendingExtension>>> {
    let found = extension::pending(&app.access, &actor, 200).await?;
    let (extensions, rows): (Vec<_>, Vec<_>) = found.into_iter().map(|p| (p.extension, p.row)).unzip();
    let items = super::items(&app, rows).await?;
    Ok(Json(
        extensions
            .into_iter()
            .zip(items)
            .map(|(e, duty)| PendingExtension {
                extension: e.into(),
                duty,
            })
            .collect(),
    ))
}

#[derive(Deserialize, ToSchema)]
pub struct DecisionBody {
    approve: bool,
    /// The date granted; needed where approved.
    due_on: Option<NaiveDate>,
    /// Needed where refused.
    reason: Option<String>,
}

/// Approves or refuses a later date.
#[utoipa::path(post, path = "/extensions/{id}/decision", tag = "duty", params(("id" = Uuid, Path)), request_body = DecisionBody,
    responses((status = 200, body = DutyItem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn decide_extension(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(b): Json<DecisionBody>,
) -> ApiResult<Versioned<DutyItem>> {
    let decision = if b.approve {
        let due_on = b.due_on.ok_or_else(|| ApiError::invalid("due_on", "required"))?;
        extension::Decision::Approve {
            due_on,
            reason: b.reason,
        }
    } else {
        extension::Decision::Refuse {
            reason: b.reason.unwrap_or_default(),
        }
    };
    let duty = extension::decide(&app.access, &actor, id, decision).await?;
    item(&app, duty).await
}

#[derive(Deserialize, ToSchema)]
pub struct ReassignBody {
    agency_id: Uuid,
    reason: String,
}

/// Hands a duty to another agency.
#[utoipa::path(post, path = "/{id}/reassign", tag = "duty", params(("id" = Uuid, Path), ("if-match" = String, Header)),
    request_body = ReassignBody, responses((status = 200, body = DutyItem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
pub async fn reassign_duty(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(b): Json<ReassignBody>,
) -> ApiResult<Versioned<DutyItem>> {
    let duty = duties::reassign(
        &app.access,
        &actor,
        id,
        Some(seen),
        AgencyId(b.agency_id),
        &b.reason,
    )
    .await?;
    item(&app, duty).await
}
