//! What duties look like on the wire.

use crate::{App, extract::Download, problem::ApiResult};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Actor, action, audit};
use coloa_base::{AgencyId, FileId, clock};
use coloa_plan::{
    duties::{
        self, Status,
        progress::resource,
        read::{self, DutyRow},
        rules,
    },
    entity::{extension, progress},
    query,
};
use coloa_platform::files::{FileError, StoredFile};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// An agency with today's name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyRef {
    pub id: Uuid,
    pub name: String,
}

/// One line of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyItem {
    pub id: Uuid,
    pub text_id: Uuid,
    pub plan_id: Option<Uuid>,
    pub agency: AgencyRef,
    pub guide: Option<AgencyRef>,
    pub role: String,
    pub path: Option<String>,
    /// As issued.
    pub text: String,
    pub product: Option<String>,
    pub legal_basis: Option<String>,
    pub timeframe_text: Option<String>,
    /// `2026`, `2026-Q3`, …; empty where it comes once.
    pub instance: String,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_moved: bool,
    pub status: String,
    pub open: bool,
    /// Null: no answer, which is not zero.
    pub percent: Option<i32>,
    pub review: String,
    pub reported_at: Option<DateTime<Utc>>,
    pub done_on: Option<NaiveDate>,
    /// Days past the due date of an open duty.
    pub late_days: Option<i64>,
    /// Days by which it was done too late.
    pub done_late_days: Option<i64>,
    /// `silent`, `fresh`, `acceptable`, `stale`.
    pub freshness: String,
    pub version: i32,
}

fn agency(id: Uuid, names: &HashMap<AgencyId, String>) -> AgencyRef {
    AgencyRef {
        id,
        name: names.get(&AgencyId(id)).cloned().unwrap_or_default(),
    }
}

impl DutyItem {
    pub(super) fn new(app: &App, row: DutyRow, names: &HashMap<AgencyId, String>) -> Self {
        let today = app.clock.today();
        let DutyRow { duty, text } = row;
        let reported = duty.reported_at.map(clock::vn_date);
        let ages = &app.config.reminders;
        let freshness = rules::freshness(reported, today, ages.acceptable_days, ages.stale_days);
        Self {
            id: duty.id,
            text_id: duty.text_id,
            plan_id: duty.plan_id,
            agency: agency(duty.agency_id, names),
            guide: duty.guide_agency_id.map(|g| agency(g, names)),
            role: duty.role,
            path: text.path,
            text: text.text,
            product: text.product,
            legal_basis: text.legal_basis,
            timeframe_text: text.timeframe_text,
            instance: duty.instance,
            starts_on: duty.starts_on,
            late_days: rules::late_days(duty.open, duty.due_on, today),
            done_late_days: rules::done_late_days(duty.done_on, duty.due_on),
            due_on: duty.due_on,
            due_moved: duty.due_moved,
            status: duty.status,
            open: duty.open,
            percent: duty.percent,
            review: duty.review,
            reported_at: duty.reported_at,
            done_on: duty.done_on,
            freshness: freshness.as_str().to_owned(),
            version: duty.version,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DutyPage {
    pub items: Vec<DutyItem>,
    pub next_cursor: Option<String>,
    /// Null: too many to count one by one.
    pub total: Option<u64>,
}

/// Counts of duties; `total` leaves out cancelled ones.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct DutyCounts {
    pub total: u64,
    pub not_started: u64,
    pub in_progress: u64,
    pub done: u64,
    pub not_done: u64,
    pub cancelled: u64,
    pub late: u64,
    pub soon: u64,
    pub on_time: u64,
    /// Never answered.
    pub silent: u64,
    pub submitted: u64,
    pub returned: u64,
    pub accepted: u64,
}

impl From<query::Counts> for DutyCounts {
    fn from(c: query::Counts) -> Self {
        Self {
            total: c.total,
            not_started: c.not_started,
            in_progress: c.in_progress,
            done: c.done,
            not_done: c.not_done,
            cancelled: c.cancelled,
            late: c.late,
            soon: c.soon,
            on_time: c.on_time,
            silent: c.silent,
            submitted: c.submitted,
            returned: c.returned,
            accepted: c.accepted,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct AgencyCounts {
    pub agency: AgencyRef,
    pub counts: DutyCounts,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PlanDutyCounts {
    /// Null: duties without a plan.
    pub plan_id: Option<Uuid>,
    pub counts: DutyCounts,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SummaryView {
    pub all: DutyCounts,
    pub by_plan: Vec<PlanDutyCounts>,
}

impl From<&query::Summary> for SummaryView {
    fn from(s: &query::Summary) -> Self {
        Self {
            all: s.all.into(),
            by_plan: s
                .by_plan
                .iter()
                .map(|(plan, counts)| PlanDutyCounts {
                    plan_id: (!plan.is_nil()).then_some(*plan),
                    counts: (*counts).into(),
                })
                .collect(),
        }
    }
}

impl AgencyCounts {
    /// The latest first: most late duties.
    pub(super) fn of(s: &query::Summary, names: &HashMap<AgencyId, String>) -> Vec<Self> {
        let mut counted: Vec<_> = s
            .by_agency
            .iter()
            .map(|(a, counts)| Self {
                agency: agency(a.uuid(), names),
                counts: (*counts).into(),
            })
            .collect();
        counted.sort_by(|a, b| {
            b.counts
                .late
                .cmp(&a.counts.late)
                .then_with(|| a.agency.name.cmp(&b.agency.name))
        });
        counted
    }
}

/// The first page of a focal point.
#[derive(Debug, Serialize, ToSchema)]
pub struct HomeView {
    pub agencies: Vec<AgencyRef>,
    pub counts: DutyCounts,
    pub late: Vec<DutyItem>,
    pub soon: Vec<DutyItem>,
    pub returned: Vec<DutyItem>,
    /// Reports that wait for this person's review; null where the person reviews none.
    pub waiting_review: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SilentAgency {
    pub agency_id: Uuid,
    pub agency_name: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceInfo {
    pub id: Uuid,
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub handling: String,
}

impl From<&StoredFile> for EvidenceInfo {
    fn from(f: &StoredFile) -> Self {
        Self {
            id: f.id,
            name: f.name.clone(),
            media_type: f.media_type.clone(),
            size: f.size,
            handling: f.handling.clone(),
        }
    }
}

/// A file of a record that was read already: only one of `known` is given out.
pub async fn download(app: &App, known: &[StoredFile], file: Uuid) -> ApiResult<Download> {
    if !known.iter().any(|f| f.id == file) {
        return Err(FileError::NotFound.into());
    }
    let (row, content) = app.files.get(&app.db, FileId(file)).await?;
    Ok(Download {
        name: row.name,
        media_type: row.media_type,
        content,
    })
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressInfo {
    pub id: Uuid,
    pub status: String,
    pub percent: Option<i32>,
    pub done_on: Option<NaiveDate>,
    pub note: Option<String>,
    pub product: Option<String>,
    pub state: String,
    pub via: String,
    pub reporter_name: String,
    pub reported_at: DateTime<Utc>,
    pub reviewed_at: Option<DateTime<Utc>>,
    pub review_reason: Option<String>,
    pub files: Vec<EvidenceInfo>,
}

impl ProgressInfo {
    fn new(p: progress::Model, files: &[StoredFile]) -> Self {
        let id = p.id.to_string();
        Self {
            files: files
                .iter()
                .filter(|f| f.owner_id == id)
                .map(EvidenceInfo::from)
                .collect(),
            id: p.id,
            status: p.status,
            percent: p.percent,
            done_on: p.done_on,
            note: p.note,
            product: p.product,
            state: p.state,
            via: p.via,
            reporter_name: p.reporter_name,
            reported_at: p.reported_at,
            reviewed_at: p.reviewed_at,
            review_reason: p.review_reason,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ExtensionInfo {
    pub id: Uuid,
    pub duty_id: Uuid,
    pub due_before: Option<NaiveDate>,
    pub due_wanted: NaiveDate,
    pub reason: String,
    pub state: String,
    pub requested_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decision_reason: Option<String>,
}

impl From<extension::Model> for ExtensionInfo {
    fn from(e: extension::Model) -> Self {
        Self {
            id: e.id,
            duty_id: e.duty_id,
            due_before: e.due_before,
            due_wanted: e.due_wanted,
            reason: e.reason,
            state: e.state,
            requested_at: e.requested_at,
            decided_at: e.decided_at,
            decision_reason: e.decision_reason,
        }
    }
}

/// Another date of the same work.
#[derive(Debug, Serialize, ToSchema)]
pub struct SiblingInfo {
    pub id: Uuid,
    pub instance: String,
    pub due_on: Option<NaiveDate>,
    pub status: String,
    pub percent: Option<i32>,
    /// `null`: nothing was reported.
    pub reported_at: Option<DateTime<Utc>>,
}

/// What the reader may do with this duty now.
#[derive(Debug, Serialize, ToSchema)]
pub struct DutyMay {
    pub report: bool,
    pub review: bool,
    pub extend: bool,
    pub decide: bool,
    pub reassign: bool,
    pub remind: bool,
}

/// The third measure: whether the answer is complete.
#[derive(Debug, Serialize, ToSchema)]
pub struct Sufficiency {
    pub answered: bool,
    pub has_percent: bool,
    pub has_files: bool,
    pub sufficient: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DutyDetail {
    pub duty: DutyItem,
    pub scope: Option<String>,
    pub plan_title: Option<String>,
    pub plan_number: Option<String>,
    pub plan_item_id: Option<Uuid>,
    /// `plan`, `directive`, `meeting`, `letter`, … with number, date and issuer where given.
    #[schema(value_type = Object)]
    pub source: serde_json::Value,
    pub assigned_from: Option<AgencyRef>,
    pub sufficiency: Sufficiency,
    pub progress: Vec<ProgressInfo>,
    pub extensions: Vec<ExtensionInfo>,
    pub siblings: Vec<SiblingInfo>,
    pub may: DutyMay,
}

impl DutyDetail {
    pub(super) fn new(
        app: &App,
        actor: &Actor,
        row: DutyRow,
        detail: read::DutyDetail,
        files: Vec<StoredFile>,
        names: &HashMap<AgencyId, String>,
    ) -> Self {
        let duty = &detail.duty;
        let may = |a| app.access.may(actor, a, &resource(duty, a));
        let last_files = detail.progress.first().map_or(0, |p| {
            files.iter().filter(|f| f.owner_id == p.id.to_string()).count()
        });
        let status = Status::parse(&duty.status).unwrap_or(Status::NotStarted);
        let review = duties::Review::parse(&duty.review).unwrap_or(duties::Review::None);
        let e = rules::evidence(status, duty.percent, duty.reported_at.is_some(), last_files);
        let reportable = rules::may_report(status, review).is_ok();
        Self {
            scope: row.text.scope.clone(),
            source: row.text.source.clone(),
            plan_item_id: row.text.item_id,
            plan_title: detail.plan.as_ref().map(|p| p.title.clone()),
            plan_number: detail.plan.as_ref().and_then(|p| p.number.clone()),
            assigned_from: duty.assigned_from.map(|a| agency(a, names)),
            sufficiency: Sufficiency {
                answered: e.answered,
                has_percent: e.has_percent,
                has_files: e.has_files,
                sufficient: e.sufficient,
            },
            may: DutyMay {
                report: reportable && may(action::DUTY_REPORT),
                review: may(action::DUTY_ACCEPT),
                extend: duty.open && may(action::DUTY_EXTEND),
                decide: may(action::DUTY_DECIDE_EXTENSION),
                reassign: duty.open && may(action::DUTY_CHANGE),
                remind: duty.open && may(action::DUTY_REMIND),
            },
            progress: detail
                .progress
                .into_iter()
                .map(|p| ProgressInfo::new(p, &files))
                .collect(),
            extensions: detail.extensions.into_iter().map(ExtensionInfo::from).collect(),
            siblings: detail
                .siblings
                .into_iter()
                .map(|d| SiblingInfo {
                    id: d.id,
                    instance: d.instance,
                    due_on: d.due_on,
                    status: d.status,
                    percent: d.percent,
                    reported_at: d.reported_at,
                })
                .collect(),
            duty: DutyItem::new(app, row, names),
        }
    }
}

/// One entry of the trail.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrailEntry {
    pub at: DateTime<Utc>,
    pub actor_name: String,
    pub action: String,
    #[schema(value_type = Object)]
    pub detail: serde_json::Value,
}

impl From<audit::Entry> for TrailEntry {
    fn from(e: audit::Entry) -> Self {
        Self {
            at: e.at,
            actor_name: e.actor_name,
            action: e.action,
            detail: serde_json::from_str(&e.detail).unwrap_or_default(),
        }
    }
}

/// Work given outside a plan.
#[derive(Debug, Deserialize, ToSchema)]
pub struct DirectiveBody {
    /// `directive`, `meeting`, `letter`.
    pub kind: String,
    pub number: Option<String>,
    pub dated: Option<NaiveDate>,
    pub issuer: Option<String>,
    pub text: String,
    pub legal_basis: Option<String>,
    pub product: Option<String>,
    pub scope: Option<String>,
    pub leads: Vec<Uuid>,
    #[serde(default)]
    pub coordinates: Vec<Uuid>,
    pub starts_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    /// 1, 3, 6 or 12.
    pub every_months: Option<u32>,
}
