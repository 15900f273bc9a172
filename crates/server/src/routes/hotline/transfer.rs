//! Passing reports on: transfers, phone calls, papers.

use super::{report::detail, wire::HotlineReportDetail};
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use async_trait::async_trait;
use axum::extract::State;
use chrono::{DateTime, Utc};
use coloa_base::AgencyId;
use coloa_document::xlsx::Workbook;
use coloa_hotline::{
    HotlineError,
    classify::{Classified, terms},
    entity::{call, transfer as row},
    forms::{self, Head, Heads, PaperKind},
    transfer::{self, Acknowledgement, NewCall, NewTransfer, Sending},
};
use coloa_platform::StoreError;
use coloa_report::{
    ReportError,
    directory::Organ,
    service::{Format, suggest},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(begin_transfer))
        .routes(routes!(note_call))
        .routes(routes!(write_paper))
        .routes(routes!(send_transfer))
        .routes(routes!(acknowledge_transfer))
        .routes(routes!(return_transfer))
        .routes(routes!(cancel_transfer))
}

/// A report on its way to who is competent.
#[derive(Serialize, ToSchema)]
pub struct HotlineTransfer {
    id: Uuid,
    /// Code of the kind of message when it was begun.
    kind: String,
    /// Code of the body.
    recipient: String,
    recipient_agency_id: Option<Uuid>,
    recipient_name: String,
    /// By phone first, then in writing.
    is_urgent: bool,
    article: String,
    /// When the phone call is due.
    call_by: Option<DateTime<Utc>>,
    /// When the writing is due.
    due_at: Option<DateTime<Utc>>,
    /// `draft`, `sent`, `acknowledged`, `returned`, `cancelled`.
    state: String,
    document_number: String,
    sent_at: Option<DateTime<Utc>>,
    sent_how: String,
    ack_number: String,
    ack_at: Option<DateTime<Utc>>,
    ack_person: String,
    returned_at: Option<DateTime<Utc>>,
    /// Why it came back, or was taken back.
    return_reason: String,
    by_name: String,
    created_at: DateTime<Utc>,
    version: i32,
}

impl From<row::Model> for HotlineTransfer {
    fn from(row: row::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            recipient: row.recipient,
            recipient_agency_id: row.recipient_agency_id,
            recipient_name: row.recipient_name,
            is_urgent: row.is_urgent,
            article: row.article,
            call_by: row.call_by,
            due_at: row.due_at,
            state: row.state,
            document_number: row.document_number,
            sent_at: row.sent_at,
            sent_how: row.sent_how,
            ack_number: row.ack_number,
            ack_at: row.ack_at,
            ack_person: row.ack_person,
            returned_at: row.returned_at,
            return_reason: row.return_reason,
            by_name: row.by_name,
            created_at: row.created_at,
            version: row.version,
        }
    }
}

/// A phone call about a report.
#[derive(Serialize, ToSchema)]
pub struct HotlineCall {
    id: Uuid,
    transfer_id: Option<Uuid>,
    called_at: DateTime<Utc>,
    to_name: String,
    spoke_with: String,
    is_reached: bool,
    note: String,
    by_name: String,
}

impl From<call::Model> for HotlineCall {
    fn from(row: call::Model) -> Self {
        Self {
            id: row.id,
            transfer_id: row.transfer_id,
            called_at: row.called_at,
            to_name: row.to_name,
            spoke_with: row.spoke_with,
            is_reached: row.is_reached,
            note: row.note,
            by_name: row.by_name,
        }
    }
}

/// What somebody said that a report is; the newest holds.
#[derive(Serialize, ToSchema)]
pub struct HotlineClassification {
    id: Uuid,
    kind: String,
    kind_name: String,
    scam_type: Option<String>,
    handler: String,
    handler_name: String,
    article: String,
    reason: String,
    by_name: String,
    at: DateTime<Utc>,
    superseded_at: Option<DateTime<Utc>>,
}

impl From<Classified> for HotlineClassification {
    fn from(c: Classified) -> Self {
        Self {
            id: c.row.id,
            kind: c.row.kind,
            kind_name: c.kind_name,
            scam_type: c.row.scam_type,
            handler: c.row.handler,
            handler_name: c.handler_name,
            article: c.row.article,
            reason: c.row.reason,
            by_name: c.row.by_name,
            at: c.row.at,
            superseded_at: c.row.superseded_at,
        }
    }
}

/// A term of the host body.
#[derive(Serialize, ToSchema)]
pub struct HotlineTerm {
    id: String,
    text: String,
    article: String,
    ground: String,
    /// Null: it does not run yet.
    due_at: Option<DateTime<Utc>>,
    note: Option<String>,
    is_done: bool,
}

impl From<terms::Term> for HotlineTerm {
    fn from(term: terms::Term) -> Self {
        Self {
            id: term.id,
            text: term.text,
            article: term.article,
            ground: term.ground,
            due_at: term.due_at,
            note: term.note,
            is_done: term.is_done,
        }
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewTransfer {
    /// Code of the body.
    recipient: String,
    recipient_agency_id: Option<Uuid>,
    /// Null or empty: its name in the directory, else in the law.
    recipient_name: Option<String>,
    #[serde(default)]
    is_urgent: bool,
}

/// Begins to pass a report on.
#[utoipa::path(post, path = "/reports/{id}/transfers", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineNewTransfer,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn begin_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(new): Json<HotlineNewTransfer>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let draft = NewTransfer {
        recipient: new.recipient,
        recipient_agency: new.recipient_agency_id,
        recipient_name: new.recipient_name.unwrap_or_default(),
        is_urgent: new.is_urgent,
    };
    let row = transfer::create(&app.hotline, &actor, id, seen, &draft).await?;
    detail(&app, &actor, row.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineNewCall {
    transfer_id: Option<Uuid>,
    called_at: DateTime<Utc>,
    to_name: String,
    #[serde(default)]
    spoke_with: String,
    is_reached: bool,
    #[serde(default)]
    note: String,
}

/// Notes a phone call about a report.
#[utoipa::path(post, path = "/reports/{id}/calls", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineNewCall,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn note_call(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(new): Json<HotlineNewCall>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let draft = NewCall {
        transfer: new.transfer_id,
        called_at: new.called_at,
        to_name: new.to_name,
        spoke_with: new.spoke_with,
        is_reached: new.is_reached,
        note: new.note,
    };
    let row = transfer::call(&app.hotline, &actor, id, seen, &draft).await?;
    detail(&app, &actor, row.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineSending {
    /// Null or empty: the next number of the register of the issuing agency.
    document_number: Option<String>,
    sent_at: DateTime<Utc>,
    /// How it went out.
    sent_how: String,
    /// Of the transfer.
    version: i32,
}

/// Notes that it went out in writing.
#[utoipa::path(post, path = "/transfers/{id}/send", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineSending,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn send_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(sent): Json<HotlineSending>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let draft = Sending {
        document_number: sent.document_number.unwrap_or_default(),
        sent_at: sent.sent_at,
        sent_how: sent.sent_how,
    };
    let row = transfer::send(&app.hotline, &actor, &Office(&app), id, sent.version, &draft).await?;
    detail(&app, &actor, row.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineAcknowledgement {
    ack_number: String,
    ack_at: DateTime<Utc>,
    ack_person: String,
    /// Of the transfer.
    version: i32,
}

/// Notes that the receiver has it: number, hour, person.
#[utoipa::path(post, path = "/transfers/{id}/acknowledge", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineAcknowledgement,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn acknowledge_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(said): Json<HotlineAcknowledgement>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let draft = Acknowledgement {
        number: said.ack_number,
        at: said.ack_at,
        person: said.ack_person,
    };
    let row = transfer::acknowledge(&app.hotline, &actor, id, said.version, &draft).await?;
    detail(&app, &actor, row.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineReturn {
    returned_at: DateTime<Utc>,
    reason: String,
    /// Of the transfer.
    version: i32,
}

/// Notes that the receiver gave it back.
#[utoipa::path(post, path = "/transfers/{id}/return", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineReturn,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn return_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(back): Json<HotlineReturn>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let row = transfer::give_back(
        &app.hotline,
        &actor,
        id,
        back.version,
        back.returned_at,
        &back.reason,
    )
    .await?;
    detail(&app, &actor, row.id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineCancellation {
    reason: String,
    /// Of the transfer.
    version: i32,
}

/// Takes a transfer back that nobody acknowledged.
#[utoipa::path(post, path = "/transfers/{id}/cancel", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineCancellation,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn cancel_transfer(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(back): Json<HotlineCancellation>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let row = transfer::cancel(&app.hotline, &actor, id, back.version, &back.reason).await?;
    detail(&app, &actor, row.id).await
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PaperPath {
    id: Uuid,
    /// `receipt`, `transfer`, `phone_log`, `follow_up`.
    form: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PaperQuery {
    /// `docx`, `pdf`.
    format: String,
}

/// Writes a paper of a report. Who reports stands in it while a reveal is open to the reader, what was written where the
/// reader has the report: both leave their entry, so that nothing but a request of the reader's own may come here.
#[utoipa::path(post, path = "/reports/{id}/forms/{form}", tag = "hotline", params(PaperPath, PaperQuery),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn write_paper(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(at): Path<PaperPath>,
    Query(q): Query<PaperQuery>,
) -> ApiResult<Download> {
    let kind = PaperKind::parse(&at.form).ok_or_else(|| ApiError::invalid("form", "unknown"))?;
    let format = Format::parse(&q.format)
        .filter(|f| matches!(f, Format::Docx | Format::Pdf))
        .ok_or_else(|| ApiError::invalid("format", "unknown"))?;
    let paper = forms::write(&app.hotline, &actor, &Office(&app), at.id, kind).await?;
    let content = app
        .reports
        .file_of(paper.document, Workbook::default(), format)
        .await?;
    Ok(Download {
        name: format!("{}.{}", paper.name, format.extension()),
        media_type: format.media_type().to_owned(),
        content,
    })
}

/// Heads of papers, from what each agency's papers usually begin with.
pub struct Office<'a>(pub &'a App);

fn told(error: ReportError) -> HotlineError {
    match error {
        ReportError::Document(e) => e.into(),
        ReportError::Store(e) => e.into(),
        e => HotlineError::Store(StoreError::from(std::io::Error::other(e))),
    }
}

#[async_trait]
impl Heads for Office<'_> {
    async fn head(&self, issuer: Option<AgencyId>) -> Result<Head, HotlineError> {
        let app = self.0;
        let head = match issuer {
            Some(agency) => app.reports.suggested_head(agency).await.map_err(told)?,
            None => {
                let host = Organ {
                    name: app.hotline.config.portal.centre.clone(),
                    ..Organ::default()
                };
                suggest(&host, None, &app.config.installation.province)
            }
        };
        Ok(Head {
            variant: head.variant,
            superior: head.superior.clone(),
            issuer: head.issuer.clone(),
            symbol: head.symbol(),
            unit: head.unit_symbol.clone(),
            place: head.place.clone(),
            signature: head.signature.clone(),
            recipients: head.recipients.clone(),
            archive: head.archive,
        })
    }
}
