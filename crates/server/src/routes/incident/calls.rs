//! People called to a case, and help between agencies.

use crate::{
    App,
    extract::{Json, Path, SignedIn},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use coloa_base::AgencyId;
use coloa_incident::{
    assistance::{self, Standing},
    call_out::{self, CallDraft, late_at},
    entity::{
        case::incident::Model as Incident,
        network::{assistance::Model as Request, call_out::Model as Call},
    },
    model::Channel,
    sight,
};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(call_out_people))
        .routes(routes!(list_incident_calls))
        .routes(routes!(acknowledge_call))
        .routes(routes!(list_incident_assistance, ask_assistance))
        .routes(routes!(answer_assistance))
}

/// A call to one contact by one channel.
#[derive(Serialize, ToSchema)]
pub struct CallInfo {
    id: Uuid,
    incident_id: Uuid,
    incident_code: String,
    /// Empty where the reader was called and reads no cases.
    incident_title: String,
    /// Said in an exercise.
    drill_id: Option<Uuid>,
    contact_id: Uuid,
    contact_name: String,
    /// `in_app`, `mail`, `sms`, `voice`.
    channel: String,
    text: String,
    /// What the message is acknowledged by.
    code: String,
    asked_by: String,
    asked_at: DateTime<Utc>,
    /// Null: it did not go out yet.
    sent_at: Option<DateTime<Utc>>,
    /// Why it did not go out yet.
    error: String,
    /// From when on it counts as not answered.
    late_at: DateTime<Utc>,
    acknowledged_at: Option<DateTime<Utc>>,
    acknowledged_by: String,
    answer: String,
    /// Nobody answered in time: the second line was called.
    escalated_at: Option<DateTime<Utc>>,
}

/// A call as it is sent; `named`: the reader reads its case.
pub(crate) fn call_info(app: &App, row: Call, case: Option<&Incident>, named: bool) -> CallInfo {
    CallInfo {
        incident_code: case.map(|c| c.code.clone()).unwrap_or_default(),
        incident_title: case
            .filter(|_| named)
            .map(|c| c.title.clone())
            .unwrap_or_default(),
        late_at: late_at(&app.call_settings(), &row),
        id: row.id,
        incident_id: row.incident_id,
        drill_id: row.drill_id,
        contact_id: row.contact_id,
        contact_name: row.contact_name,
        channel: row.channel,
        text: row.text,
        code: row.code,
        asked_by: row.asked_by,
        asked_at: row.asked_at,
        sent_at: row.sent_at,
        error: row.error,
        acknowledged_at: row.acknowledged_at,
        acknowledged_by: row.acknowledged_by,
        answer: row.answer,
        escalated_at: row.escalated_at,
    }
}

/// Calls of a case that was authorised, oldest first.
pub(crate) async fn call_infos(app: &App, case: &Incident) -> ApiResult<Vec<CallInfo>> {
    let rows = call_out::of_case(&app.access, case).await?;
    Ok(rows
        .into_iter()
        .map(|row| call_info(app, row, Some(case), true))
        .collect())
}

/// Help that one agency asks of another.
#[derive(Serialize, ToSchema)]
pub struct AssistanceInfo {
    id: Uuid,
    incident_id: Uuid,
    incident_code: String,
    incident_title: String,
    drill_id: Option<Uuid>,
    agency_id: Uuid,
    agency_name: String,
    wanted: String,
    /// `asked`, `accepted`, `refused`, `done`.
    state: String,
    answer: String,
    asked_by: String,
    asked_at: DateTime<Utc>,
    answered_by: String,
    answered_at: Option<DateTime<Utc>>,
    done_at: Option<DateTime<Utc>>,
    /// The reader may answer for the agency.
    may_answer: bool,
    version: i32,
}

/// Requests with their cases, as they are sent to a reader.
pub(crate) async fn assistance_rows(
    app: &App,
    actor: &coloa_auth::Actor,
    rows: Vec<(Request, Option<Incident>)>,
) -> ApiResult<Vec<AssistanceInfo>> {
    let ids: Vec<AgencyId> = rows.iter().map(|(r, _)| AgencyId(r.agency_id)).collect();
    let names: HashMap<AgencyId, String> = app.agency_names(&ids).await?;
    Ok(rows
        .into_iter()
        .map(|(row, case)| {
            let agency = AgencyId(row.agency_id);
            AssistanceInfo {
                may_answer: assistance::may_answer(&app.access, actor, &row),
                incident_code: case.as_ref().map(|c| c.code.clone()).unwrap_or_default(),
                incident_title: case.as_ref().map(|c| c.title.clone()).unwrap_or_default(),
                drill_id: case.and_then(|c| c.drill_id),
                id: row.id,
                incident_id: row.incident_id,
                agency_id: row.agency_id,
                agency_name: names.get(&agency).cloned().unwrap_or_default(),
                wanted: row.wanted,
                state: row.state,
                answer: row.answer,
                asked_by: row.asked_by,
                asked_at: row.asked_at,
                answered_by: row.answered_by,
                answered_at: row.answered_at,
                done_at: row.done_at,
                version: row.version,
            }
        })
        .collect())
}

/// Requests of a case that was authorised, oldest first.
pub(crate) async fn assistance_infos(
    app: &App,
    actor: &coloa_auth::Actor,
    case: &Incident,
) -> ApiResult<Vec<AssistanceInfo>> {
    let rows = assistance::of_case(&app.access, case).await?;
    let rows = rows.into_iter().map(|row| (row, Some(case.clone()))).collect();
    assistance_rows(app, actor, rows).await
}

#[derive(Deserialize, ToSchema)]
pub struct CallOutBody {
    contact_ids: Vec<Uuid>,
    /// `in_app`, `mail`, `sms`, `voice`; the last two where the installation has a gateway.
    channels: Vec<String>,
    /// Empty: the usual words. It leaves the house.
    #[serde(default)]
    text: String,
}

/// Calls people to a case.
#[utoipa::path(post, path = "/{id}/call-out", tag = "incident", params(("id" = Uuid, Path)), request_body = CallOutBody,
    responses((status = 201, body = Vec<CallInfo>), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn call_out_people(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<CallOutBody>,
) -> ApiResult<(StatusCode, Json<Vec<CallInfo>>)> {
    let channels = body
        .channels
        .iter()
        .map(|c| Channel::parse(c).ok_or_else(|| ApiError::invalid("channels", "unknown")))
        .collect::<ApiResult<Vec<_>>>()?;
    let draft = CallDraft {
        contacts: body.contact_ids,
        channels,
        text: body.text,
    };
    let rows = call_out::ask(&app.access, &actor, &app.call_settings(), id, &draft).await?;
    let case = sight::read(&app.access, &actor, id).await?;
    let rows = rows
        .into_iter()
        .map(|row| call_info(&app, row, Some(&case), true))
        .collect();
    Ok((StatusCode::CREATED, Json(rows)))
}

/// Who was called to a case, and who answered; oldest first.
#[utoipa::path(get, path = "/{id}/calls", tag = "incident", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<CallInfo>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_incident_calls(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<CallInfo>>> {
    let case = sight::read(&app.access, &actor, id).await?;
    Ok(Json(call_infos(&app, &case).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct CallAnswerBody {
    /// E.g. when they will be there; who took the call.
    #[serde(default)]
    answer: String,
}

/// Notes that a call was answered: by the called person, or by the centre for them.
#[utoipa::path(post, path = "/calls/{call}/acknowledge", tag = "incident", params(("call" = Uuid, Path)), request_body = CallAnswerBody,
    responses((status = 200, body = CallInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn acknowledge_call(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(call): Path<Uuid>,
    Json(body): Json<CallAnswerBody>,
) -> ApiResult<Json<CallInfo>> {
    let (row, case) = call_out::acknowledge(&app.access, &actor, call, &body.answer).await?;
    let named = sight::read(&app.access, &actor, case.id).await.is_ok();
    Ok(Json(call_info(&app, row, Some(&case), named)))
}

/// Help asked for in a case, oldest first.
#[utoipa::path(get, path = "/{id}/assistance", tag = "incident", params(("id" = Uuid, Path)),
    responses((status = 200, body = Vec<AssistanceInfo>), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn list_incident_assistance(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Json<Vec<AssistanceInfo>>> {
    let case = sight::read(&app.access, &actor, id).await?;
    Ok(Json(assistance_infos(&app, &actor, &case).await?))
}

#[derive(Deserialize, ToSchema)]
pub struct AssistanceBody {
    agency_id: Uuid,
    /// What is asked for.
    wanted: String,
}

/// Asks an agency for help; it reads the case and works on it from then on, unless it refuses.
#[utoipa::path(post, path = "/{id}/assistance", tag = "incident", params(("id" = Uuid, Path)), request_body = AssistanceBody,
    responses((status = 201, body = AssistanceInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn ask_assistance(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<AssistanceBody>,
) -> ApiResult<(StatusCode, Json<AssistanceInfo>)> {
    let agency = AgencyId(body.agency_id);
    let (row, case) = assistance::ask(&app.access, &actor, id, agency, &body.wanted).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &actor, row, case).await?)))
}

async fn one(
    app: &App,
    actor: &coloa_auth::Actor,
    row: Request,
    case: Incident,
) -> ApiResult<AssistanceInfo> {
    let mut shown = assistance_rows(app, actor, vec![(row, Some(case))]).await?;
    shown.pop().ok_or_else(|| ApiError::invalid("id", "unknown"))
}

#[derive(Deserialize, ToSchema)]
pub struct AssistanceAnswerBody {
    /// `accepted`, `refused` (with a reason), `done`.
    state: String,
    #[serde(default)]
    answer: String,
}

/// The answer of the agency that was asked.
#[utoipa::path(post, path = "/assistance/{request}/answer", tag = "incident", params(("request" = Uuid, Path)), request_body = AssistanceAnswerBody,
    responses((status = 200, body = AssistanceInfo), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn answer_assistance(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(request): Path<Uuid>,
    Json(body): Json<AssistanceAnswerBody>,
) -> ApiResult<Json<AssistanceInfo>> {
    let to = Standing::parse(&body.state)
        .filter(|s| *s != Standing::Asked)
        .ok_or_else(|| ApiError::invalid("state", "unknown"))?;
    let (row, case) = assistance::answer(&app.access, &actor, request, to, &body.answer).await?;
    Ok(Json(one(&app, &actor, row, case).await?))
}
