//! A version of a plan: its document, what was noticed, what stands in the way of approval.

use super::item::{PlanSpan, spans};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_plan::plans::{self, Counts, Head, Version, list::VersionRead, rules::Utf16};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Serialize, ToSchema)]
pub struct PlanVersionSummary {
    id: Uuid,
    plan_id: Uuid,
    ordinal: i32,
    /// Whether there is a document to download.
    has_file: bool,
    /// `docx`, `pdf`, `text`, `markdown`, `none`.
    source_format: String,
    /// Read by character recognition: look at everything.
    recognised: bool,
    /// `in_review`, `approved`, `superseded`, `rejected`.
    state: &'static str,
    /// The day on which agency names were placed.
    resolved_on: Option<NaiveDate>,
    imported_at: DateTime<Utc>,
    approved_at: Option<DateTime<Utc>>,
    version: i32,
}

impl From<&Version> for PlanVersionSummary {
    fn from(v: &Version) -> Self {
        Self {
            id: v.id.uuid(),
            plan_id: v.plan.uuid(),
            ordinal: v.ordinal,
            has_file: v.source_file.is_some(),
            source_format: v.source_format.clone(),
            recognised: v.recognised,
            state: v.state.as_str(),
            resolved_on: v.resolved_on,
            imported_at: v.imported_at,
            approved_at: v.approved_at,
            version: v.version,
        }
    }
}

/// Something that reader or parser noticed; the sentence is the client's.
#[derive(Serialize, ToSchema)]
pub struct PlanNote {
    code: String,
    detail: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanCounts {
    items: u64,
    targets: u64,
    tasks: u64,
    assignments: u64,
    obligations: u64,
    removed: u64,
    unseen: u64,
    /// Unseen and not sure: a low confidence or an unresolved name.
    to_look_at: u64,
    /// Unseen and sure enough for approval in bulk.
    sure: u64,
    unresolved_items: u64,
    /// Would be late the moment the plan is activated: say how far they had come.
    past: u64,
}

impl From<Counts> for PlanCounts {
    fn from(c: Counts) -> Self {
        Self {
            items: c.items,
            targets: c.targets,
            tasks: c.tasks,
            assignments: c.assignments,
            obligations: c.obligations,
            removed: c.removed,
            unseen: c.unseen,
            to_look_at: c.to_look_at,
            sure: c.sure,
            unresolved_items: c.unresolved_items,
            past: c.past,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanUnresolvedName {
    printed: String,
    /// In how many items it is printed.
    items: u64,
}

/// Head and foot of the document as understood.
#[derive(Serialize, ToSchema)]
pub struct PlanHead {
    issuer: Option<String>,
    province: Option<String>,
    number: Option<String>,
    date: Option<String>,
    title: Option<String>,
    implements: Vec<String>,
    replaces: Vec<String>,
    cites: Vec<String>,
    signer_role: Option<String>,
    signer_name: Option<String>,
    recipients: Vec<String>,
    /// Field name (`recipients.0` in lists) to its place.
    spans: BTreeMap<String, PlanSpan>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanVersionDetail {
    #[serde(flatten)]
    version: PlanVersionSummary,
    plan_title: String,
    plan_state: &'static str,
    /// The plan's own version for `If-Match` of its changes.
    plan_version: i32,
    /// The version in force, if any: then this one can be compared with it.
    current_version_id: Option<Uuid>,
    notes: Vec<PlanNote>,
    head: PlanHead,
    counts: PlanCounts,
    /// Confidence from which an item counts as sure.
    sure_from: f64,
    /// Names that block approval.
    unresolved: Vec<PlanUnresolvedName>,
    /// Paths of the tasks that name no agency: nobody would get them.
    unassigned: Vec<String>,
}

impl PlanVersionDetail {
    pub fn new(read: VersionRead, text: &str) -> Self {
        let VersionRead {
            plan,
            version: v,
            counts,
            unresolved: names,
            unassigned,
        } = read;
        let version = PlanVersionSummary::from(&v);
        Self {
            plan_title: plan.title,
            plan_state: plan.state.as_str(),
            plan_version: plan.version,
            current_version_id: plan.current_version.map(coloa_base::PlanVersionId::uuid),
            notes: v
                .notes
                .into_iter()
                .map(|n| PlanNote {
                    code: n.code,
                    detail: n.detail,
                })
                .collect(),
            head: head(v.head, &Utf16::new(text)),
            counts: counts.into(),
            sure_from: plans::rules::SURE,
            unresolved: names
                .into_iter()
                .map(|n| PlanUnresolvedName {
                    printed: n.printed,
                    items: n.items,
                })
                .collect(),
            unassigned,
            version,
        }
    }
}

fn head(h: Head, index: &Utf16<'_>) -> PlanHead {
    PlanHead {
        spans: spans(h.spans, index),
        issuer: h.issuer,
        province: h.province,
        number: h.number,
        date: h.date,
        title: h.title,
        implements: h.implements,
        replaces: h.replaces,
        cites: h.cites,
        signer_role: h.signer_role,
        signer_name: h.signer_name,
        recipients: h.recipients,
    }
}

/// The text that spans point into.
#[derive(Serialize, ToSchema)]
pub struct SourceText {
    pub text: String,
}
