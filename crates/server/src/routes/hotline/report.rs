//! Reports: the inbox, filing, what is sealed and its openings, redaction, and how a report goes on and ends.

pub use super::wire::HotlineReportDetail;
use super::{
    filing::{self, HotlineFilesForm, HotlineNewReport, HotlineReportForm},
    opened::HotlineOpened,
    wire::{HotlineReportLine, from_moment, to_moment, word},
};
use crate::{
    App,
    extract::{Download, IfMatch, Json, Path, Query, SignedIn, Versioned},
    problem::{ApiError, ApiResult, Problem},
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
};
use coloa_auth::Actor;
use coloa_hotline::{
    classify::{self, Classify},
    inbox::{
        self, Filter, Order, View, content, detail as details,
        work::{self, Close, HandOver},
    },
    intake,
    mention::Said,
    message,
    model::{self, Channel, Outcome, Urgency},
    redaction,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_hotline_reports, file_report))
        .routes(routes!(read_report))
        .routes(routes!(take_report))
        .routes(routes!(release_report))
        .routes(routes!(hand_over_report))
        .routes(routes!(open_report))
        .routes(routes!(open_attachment))
        .routes(routes!(add_attachments))
        .routes(routes!(redact_report))
        .routes(routes!(confirm_mentions))
        .routes(routes!(set_urgency))
        .routes(routes!(answer_report))
        .routes(routes!(classify_report))
        .routes(routes!(close_hotline_report))
        .routes(routes!(reopen_hotline_report))
        .routes(routes!(mark_duplicate))
        .routes(routes!(quarantine_report))
        .routes(routes!(lift_quarantine))
}

/// One report as it stands now, with its version.
pub(super) async fn detail(app: &App, actor: &Actor, id: Uuid) -> ApiResult<Versioned<HotlineReportDetail>> {
    let read = details::read(&app.hotline, actor, id).await?;
    Ok(Versioned(read.line.row.version, read.into()))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct HotlineReportQuery {
    /// `open`, `mine`, `unassigned`, `quarantined`, `closed`, `all`.
    view: Option<String>,
    /// `now`, `today`, `usual`, `later`.
    urgency: Option<String>,
    state: Option<String>,
    /// Code of a kind of message.
    kind: Option<String>,
    scam_type: Option<String>,
    desk_id: Option<String>,
    channel: Option<String>,
    /// Part of the number or of the redacted copy.
    search: Option<String>,
    /// Received at or after, before: an instant, or a day, which is within.
    from: Option<String>,
    to: Option<String>,
    /// Just those with a term that is over.
    overdue: Option<bool>,
    /// `urgency`, `newest`, `waiting`; `due`: what ends next first, what is over before it, what has no term last.
    order: Option<String>,
    offset: Option<u64>,
    limit: Option<u64>,
}

fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

impl HotlineReportQuery {
    fn filter(&self) -> ApiResult<Filter> {
        fn read<T>(
            field: &str,
            text: Option<&str>,
            parse: impl Fn(&str) -> Option<T>,
        ) -> ApiResult<Option<T>> {
            given(text).map(|text| word(field, text, parse)).transpose()
        }
        let defaults = Filter::default();
        let owned = |text: &Option<String>| given(text.as_deref()).map(str::to_owned);
        Ok(Filter {
            view: read("view", self.view.as_deref(), View::parse)?.unwrap_or(defaults.view),
            urgency: read("urgency", self.urgency.as_deref(), Urgency::parse)?,
            state: read("state", self.state.as_deref(), model::State::parse)?,
            kind: owned(&self.kind),
            scam_type: owned(&self.scam_type),
            desk: read("desk_id", self.desk_id.as_deref(), |id| Uuid::parse_str(id).ok())?,
            channel: read("channel", self.channel.as_deref(), Channel::parse)?,
            search: owned(&self.search),
            from: from_moment("from", self.from.as_deref())?,
            to: to_moment("to", self.to.as_deref())?,
            overdue: self.overdue.unwrap_or(false),
            person: None,
            order: read("order", self.order.as_deref(), Order::parse)?.unwrap_or(defaults.order),
            offset: self.offset.unwrap_or(0),
            limit: self.limit.unwrap_or(defaults.limit),
        })
    }
}

/// Open reports within reach, counted.
#[derive(Serialize, ToSchema)]
pub struct HotlineCounts {
    /// As urgent as can be.
    now: i64,
    today: i64,
    unassigned: i64,
    mine: i64,
    quarantined: i64,
    /// With a message that nobody read.
    unread: i64,
    /// With a term that is over.
    overdue: i64,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineReportPage {
    items: Vec<HotlineReportLine>,
    total: u64,
    counts: HotlineCounts,
}

/// Reports within reach.
#[utoipa::path(get, path = "/reports", tag = "hotline", params(HotlineReportQuery), responses((status = 200, body = HotlineReportPage), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn list_hotline_reports(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Query(q): Query<HotlineReportQuery>,
) -> ApiResult<Json<HotlineReportPage>> {
    let (lines, total) = inbox::list(&app.hotline, &actor, &q.filter()?).await?;
    let counts = inbox::counts(&app.hotline, &actor).await?;
    Ok(Json(HotlineReportPage {
        items: lines.into_iter().map(Into::into).collect(),
        total,
        counts: HotlineCounts {
            now: counts.now,
            today: counts.today,
            unassigned: counts.unassigned,
            mine: counts.mine,
            quarantined: counts.quarantined,
            unread: counts.unread,
            overdue: counts.overdue,
        },
    }))
}

/// A report that was filed, with the code for the citizen: it is shown once and stored nowhere.
#[derive(Serialize, ToSchema)]
pub struct HotlineFiled {
    report: HotlineReportDetail,
    code: String,
}

/// Files a report for somebody who phones or comes, with the files that they bring.
#[utoipa::path(post, path = "/reports", tag = "hotline",
    request_body(content((HotlineNewReport = "application/json"), (HotlineReportForm = "multipart/form-data"))),
    responses((status = 201, body = HotlineFiled), (status = 403, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn file_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    request: Request,
) -> ApiResult<(StatusCode, Versioned<HotlineFiled>)> {
    let (report, attachments) = filing::read(request).await?;
    let (row, code) = intake::file(&app.hotline, &actor, report.with(attachments)?).await?;
    let Versioned(version, report) = detail(&app, &actor, row.id).await?;
    let filed = HotlineFiled {
        report,
        code: code.to_string(),
    };
    Ok((StatusCode::CREATED, Versioned(version, filed)))
}

/// One report, as far as it is not sealed.
#[utoipa::path(get, path = "/reports/{id}", tag = "hotline", params(("id" = Uuid, Path)), responses((status = 200, body = HotlineReportDetail), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn read_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    detail(&app, &actor, id).await
}

/// Takes a report that nobody has.
#[utoipa::path(post, path = "/reports/{id}/take", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn take_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    work::take(&app.hotline, &actor, id, seen).await?;
    detail(&app, &actor, id).await
}

/// Gives back a report that one has.
#[utoipa::path(post, path = "/reports/{id}/release", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn release_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    work::release(&app.hotline, &actor, id, seen).await?;
    detail(&app, &actor, id).await
}

/// To whom a report goes: a desk, a person, or both.
#[derive(Deserialize, ToSchema)]
pub struct HotlineHandOver {
    desk_id: Option<Uuid>,
    person_id: Option<Uuid>,
    reason: String,
}

/// Gives a report to another desk or person. Who gives it out of the own reach is answered with nothing.
#[utoipa::path(post, path = "/reports/{id}/hand-over", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineHandOver,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn hand_over_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineHandOver>,
) -> ApiResult<Versioned<Option<HotlineReportDetail>>> {
    let to = HandOver {
        desk: body.desk_id,
        person: body.person_id,
        reason: body.reason,
    };
    let row = work::hand_over(&app.hotline, &actor, id, seen, &to).await?;
    let read = details::read(&app.hotline, &actor, id).await;
    Ok(match read {
        Ok(read) => Versioned(read.line.row.version, Some(read.into())),
        Err(coloa_hotline::HotlineError::NotFound) => Versioned(row.version, None),
        Err(error) => return Err(error.into()),
    })
}

/// Why somebody opens what they do not have.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct HotlineOpenReason {
    /// Asked of everybody but whoever has the report.
    reason: String,
}

/// Opens what a report says; the opening is logged.
#[utoipa::path(post, path = "/reports/{id}/open", tag = "hotline", params(("id" = Uuid, Path)), request_body = HotlineOpenReason,
    responses((status = 200, body = HotlineOpened), (status = 404, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn open_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    Json(body): Json<HotlineOpenReason>,
) -> ApiResult<Json<HotlineOpened>> {
    let content = content::open(&app.hotline, &actor, id, &body.reason).await?;
    Ok(Json(content.into()))
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct HotlineOpenFile {
    pub(super) reason: String,
    /// As it arrived; otherwise the copy without what the device wrote into it.
    pub(super) original: bool,
}

/// Gives a file out; the opening is logged.
#[utoipa::path(post, path = "/reports/{id}/attachments/{attachment}/open", tag = "hotline", params(("id" = Uuid, Path), ("attachment" = Uuid, Path)), request_body = HotlineOpenFile,
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn open_attachment(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path((id, attachment)): Path<(Uuid, Uuid)>,
    Json(body): Json<HotlineOpenFile>,
) -> ApiResult<Download> {
    let hotline = &app.hotline;
    let given = content::open_file(hotline, &actor, id, attachment, &body.reason, body.original).await?;
    Ok(download(given))
}

/// Adds files that somebody sent or brought afterwards, or that are made of paper; all of them, or none.
#[utoipa::path(post, path = "/reports/{id}/attachments", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    request_body(content = HotlineFilesForm, content_type = "multipart/form-data"),
    responses((status = 200, body = HotlineReportDetail), (status = 404, body = Problem), (status = 409, body = Problem), (status = 412, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem)))]
async fn add_attachments(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    request: Request,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let files = filing::read_files(request).await?;
    intake::add_files(&app.hotline, &actor, id, seen, files).await?;
    detail(&app, &actor, id).await
}

/// A file on its way out.
pub(super) fn download(given: content::Given) -> Download {
    Download {
        name: given.name,
        media_type: given.media_type,
        content: given.content,
    }
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineRedaction {
    /// Empty: takes back what was confirmed.
    text: String,
}

/// Confirms a redacted copy, by whoever has the report; refused while it says who reports.
#[utoipa::path(put, path = "/reports/{id}/redaction", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineRedaction,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn redact_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineRedaction>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    redaction::confirm(&app.hotline, &actor, id, seen, &body.text).await?;
    detail(&app, &actor, id).await
}

/// What an operator says of one indicator.
#[derive(Deserialize, ToSchema)]
pub struct HotlineSaid {
    kind: String,
    /// Empty: one that is kept as a tag, and stays.
    value: String,
    bank: Option<String>,
    service: Option<String>,
    /// `offender`, `victim`, `third`.
    role: String,
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineMentions {
    mentions: Vec<HotlineSaid>,
}

/// Confirms what a report names, in the place of what was confirmed before.
#[utoipa::path(put, path = "/reports/{id}/mentions", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineMentions,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn confirm_mentions(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineMentions>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let said: Vec<Said> = body
        .mentions
        .into_iter()
        .map(|m| Said {
            kind: m.kind,
            value: m.value,
            bank: m.bank.unwrap_or_default(),
            service: m.service.unwrap_or_default(),
            role: m.role,
        })
        .collect();
    redaction::confirm_mentions(&app.hotline, &actor, id, seen, &said).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineUrgency {
    /// `now`, `today`, `usual`, `later`.
    urgency: String,
    reason: String,
}

/// Says how urgent a report is.
#[utoipa::path(put, path = "/reports/{id}/urgency", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineUrgency,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn set_urgency(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineUrgency>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let urgency = word("urgency", &body.urgency, Urgency::parse)?;
    work::set_urgency(&app.hotline, &actor, id, seen, urgency, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineAnswer {
    text: String,
}

/// Writes to the citizen.
#[utoipa::path(post, path = "/reports/{id}/messages", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineAnswer,
    responses((status = 200, body = HotlineReportDetail), (status = 412, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn answer_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineAnswer>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    message::answer(&app.hotline, &actor, id, seen, &body.text).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineClassify {
    /// Code of a kind of message.
    kind: String,
    /// Null: it stays.
    scam_type: Option<String>,
    /// Asked where it was classified before.
    #[serde(default)]
    reason: String,
}

/// Says what a report is in the eyes of the law; what was said before stays.
#[utoipa::path(post, path = "/reports/{id}/classify", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineClassify,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn classify_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineClassify>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let draft = Classify {
        kind: body.kind,
        scam_type: body.scam_type,
        reason: body.reason,
    };
    classify::classify(&app.hotline, &actor, id, seen, &draft).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineClose {
    /// `transferred`, `guided`, `handled`, `spam`, `withdrawn`.
    outcome: String,
    reason: String,
    /// To the citizen; null or empty: none.
    message: Option<String>,
}

/// Closes a report. Information on a crime is closed when the competent body has it.
#[utoipa::path(post, path = "/reports/{id}/close", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineClose,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn close_hotline_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineClose>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    let how = Close {
        outcome: word("outcome", &body.outcome, Outcome::parse)?,
        reason: body.reason,
        message: body.message.unwrap_or_default(),
    };
    // A repetition names its original: see `duplicate`.
    if how.outcome == Outcome::Duplicate {
        return Err(ApiError::invalid("outcome", "unknown"));
    }
    work::close(&app.hotline, &actor, id, seen, &how).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineReopen {
    reason: String,
}

/// Takes a report up again that is over.
#[utoipa::path(post, path = "/reports/{id}/reopen", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineReopen,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn reopen_hotline_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineReopen>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    work::reopen(&app.hotline, &actor, id, seen, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineDuplicate {
    /// The report that it repeats.
    of: Uuid,
}

/// Closes a report as the repetition of another one.
#[utoipa::path(post, path = "/reports/{id}/duplicate", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineDuplicate,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn mark_duplicate(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineDuplicate>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    work::duplicate(&app.hotline, &actor, id, seen, body.of).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineQuarantine {
    hold: bool,
    reason: String,
}

/// Holds a report back as part of a flood, or lets it go. One that stands alone is not held back.
#[utoipa::path(post, path = "/reports/{id}/quarantine", tag = "hotline", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = HotlineQuarantine,
    responses((status = 200, body = HotlineReportDetail), (status = 409, body = Problem), (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn quarantine_report(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Path(id): Path<Uuid>,
    IfMatch(seen): IfMatch,
    Json(body): Json<HotlineQuarantine>,
) -> ApiResult<Versioned<HotlineReportDetail>> {
    work::quarantine(&app.hotline, &actor, id, seen, body.hold, &body.reason).await?;
    detail(&app, &actor, id).await
}

#[derive(Deserialize, ToSchema)]
pub struct HotlineLift {
    ids: Vec<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct HotlineLifted {
    lifted: usize,
}

/// Lets reports of a flood go.
#[utoipa::path(post, path = "/reports/quarantine/lift", tag = "hotline", request_body = HotlineLift,
    responses((status = 200, body = HotlineLifted), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn lift_quarantine(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    Json(body): Json<HotlineLift>,
) -> ApiResult<Json<HotlineLifted>> {
    let lifted = work::lift(&app.hotline, &actor, &body.ids).await?;
    Ok(Json(HotlineLifted { lifted }))
}
