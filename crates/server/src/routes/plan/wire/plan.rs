//! A plan: how it comes in, in a list, with everything around it.

use super::{Names, filled, version::PlanVersionSummary};
use crate::{
    App,
    problem::{ApiError, ApiResult},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_base::{AgencyId, Page, PlanId};
use coloa_plan::plans::{
    ItemKind, Plan, PlanKind,
    import::Imported,
    list::{Detail, Listed},
    resolve::Moved,
    review::PlanEdit,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// The form of an upload.
#[derive(ToSchema)]
#[allow(dead_code)]
pub struct PlanUpload {
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// `plan` (default), `strategy`, `directive`, `meeting`; first versions only.
    kind: Option<String>,
    /// The agency that coordinates it; first versions only.
    owner: Option<Uuid>,
    /// The strategy or plan above it; first versions only.
    parent: Option<Uuid>,
    /// The plan it replaces once it is active; first versions only.
    replaces: Option<Uuid>,
    /// `normal` (default), `internal`; higher marks are refused on an ordinary installation.
    handling: Option<String>,
    /// `true`: import it although a plan with the same number or file is there already.
    accept_duplicate: Option<bool>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanImported {
    plan_id: Uuid,
    version_id: Uuid,
    items: usize,
    /// Agency names that nobody could place.
    unresolved_names: usize,
}

impl From<Imported> for PlanImported {
    fn from(i: Imported) -> Self {
        Self {
            plan_id: i.plan.uuid(),
            version_id: i.version.uuid(),
            items: i.items,
            unresolved_names: i.unresolved_names,
        }
    }
}

/// What may be changed of a plan itself.
#[derive(Deserialize, ToSchema)]
pub struct PlanChange {
    /// `plan`, `strategy`, `directive`, `meeting`.
    kind: String,
    /// The agency that coordinates it; where none is given, it stays as it is.
    owner: Option<Uuid>,
    title: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    issuer: Option<String>,
    parent: Option<Uuid>,
    replaces: Option<Uuid>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    #[serde(default)]
    legal_basis: Vec<String>,
}

impl PlanChange {
    pub fn read(self) -> ApiResult<PlanEdit> {
        Ok(PlanEdit {
            kind: PlanKind::parse(&self.kind).ok_or_else(|| ApiError::invalid("kind", "unknown"))?,
            owner: self.owner.map(AgencyId),
            title: self.title,
            number: filled(self.number),
            issued_on: self.issued_on,
            issuer: filled(self.issuer),
            parent: self.parent.map(PlanId),
            replaces: self.replaces.map(PlanId),
            period_from: self.period_from,
            period_to: self.period_to,
            legal_basis: self.legal_basis,
        })
    }
}

/// A plan made without a document.
#[derive(Deserialize, ToSchema)]
pub struct NewPlan {
    /// The agency that coordinates it.
    pub owner: Uuid,
    pub handling: Option<String>,
    pub plan: PlanChange,
    /// Make it although a plan with the same number, day and issuer is there already.
    #[serde(default)]
    pub accept_duplicate: bool,
}

#[derive(Serialize, ToSchema)]
pub struct PlanSummary {
    id: Uuid,
    kind: &'static str,
    title: String,
    number: Option<String>,
    issued_on: Option<NaiveDate>,
    issuer: Option<String>,
    owner_id: Uuid,
    /// Today's name of the owner, where the directory knows it.
    owner_name: Option<String>,
    parent_id: Option<Uuid>,
    replaces_id: Option<Uuid>,
    period_from: Option<NaiveDate>,
    period_to: Option<NaiveDate>,
    /// `in_review`, `approved`, `active`, `ended`, `replaced`.
    state: &'static str,
    current_version_id: Option<Uuid>,
    legal_basis: Vec<String>,
    handling: &'static str,
    created_at: DateTime<Utc>,
    activated_at: Option<DateTime<Utc>>,
    /// To be sent in `If-Match`.
    version: i32,
}

impl PlanSummary {
    fn new(p: Plan, names: &Names) -> Self {
        Self {
            id: p.id.uuid(),
            kind: p.kind.as_str(),
            title: p.title,
            number: p.number,
            issued_on: p.issued_on,
            issuer: p.issuer,
            owner_id: p.owner.uuid(),
            owner_name: names.get(&p.owner).cloned(),
            parent_id: p.parent.map(PlanId::uuid),
            replaces_id: p.replaces.map(PlanId::uuid),
            period_from: p.period_from,
            period_to: p.period_to,
            state: p.state.as_str(),
            current_version_id: p.current_version.map(coloa_base::PlanVersionId::uuid),
            legal_basis: p.legal_basis,
            handling: p.handling.as_str(),
            created_at: p.created_at,
            activated_at: p.activated_at,
            version: p.version,
        }
    }
}

/// Kept items by kind.
#[derive(Serialize, ToSchema)]
pub struct KindCounts {
    targets: u64,
    tasks: u64,
    assignments: u64,
    obligations: u64,
}

#[derive(Serialize, ToSchema)]
pub struct PlanRow {
    #[serde(flatten)]
    plan: PlanSummary,
    items: KindCounts,
    /// A version that waits for review, where the person may review it.
    in_review_version_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
pub struct PlanPage {
    items: Vec<PlanRow>,
    next_cursor: Option<String>,
    total: u64,
}

impl PlanPage {
    pub fn new(page: Page<Listed>, names: &Names) -> Self {
        let page = page.map(|l| {
            let n = |kind| l.items.get(&kind).copied().unwrap_or(0);
            PlanRow {
                items: KindCounts {
                    targets: n(ItemKind::Target),
                    tasks: n(ItemKind::Task),
                    assignments: n(ItemKind::Assignment),
                    obligations: n(ItemKind::Obligation),
                },
                in_review_version_id: l.in_review.map(coloa_base::PlanVersionId::uuid),
                plan: PlanSummary::new(l.plan, names),
            }
        });
        Self {
            items: page.items,
            next_cursor: page.next_cursor,
            total: page.total,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlanDetail {
    #[serde(flatten)]
    plan: PlanSummary,
    versions: Vec<PlanVersionSummary>,
    parent: Option<PlanSummary>,
    replaces: Option<PlanSummary>,
    replaced_by: Option<PlanSummary>,
    children: Vec<PlanSummary>,
    /// Actions that the person may do, e.g. `plan.review`.
    may: Vec<&'static str>,
    /// After approval or activation: names that mean other agencies on that day than in the review.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    moved: Vec<PlanMovedName>,
}

/// A printed name that means other agencies than it did.
#[derive(Serialize, ToSchema)]
pub struct PlanMovedName {
    printed: String,
    /// In how many items it is printed.
    items: u64,
    /// Names of agencies that are no longer meant.
    gone: Vec<String>,
    /// Names of agencies that are newly meant.
    come: Vec<String>,
}

/// Moved names with the names of their agencies.
pub async fn moved(app: &App, moved: Vec<Moved>) -> ApiResult<Vec<PlanMovedName>> {
    let ids: Vec<AgencyId> = moved
        .iter()
        .flat_map(|m| m.gone.iter().chain(&m.come).copied())
        .collect();
    let names = app.agency_names(&ids).await?;
    let named = |ids: Vec<AgencyId>| ids.iter().filter_map(|id| names.get(id).cloned()).collect();
    Ok(moved
        .into_iter()
        .map(|m| PlanMovedName {
            printed: m.printed,
            items: m.items,
            gone: named(m.gone),
            come: named(m.come),
        })
        .collect())
}

impl PlanDetail {
    pub fn new(d: Detail, names: &Names) -> Self {
        let summary = |p: Option<Plan>| p.map(|p| PlanSummary::new(p, names));
        Self {
            versions: d.versions.iter().map(Into::into).collect(),
            parent: summary(d.parent),
            replaces: summary(d.replaces),
            replaced_by: summary(d.replaced_by),
            children: d
                .children
                .into_iter()
                .map(|p| PlanSummary::new(p, names))
                .collect(),
            may: d.may,
            moved: Vec::new(),
            plan: PlanSummary::new(d.plan, names),
        }
    }

    /// With what a step changed in whom names mean.
    pub fn with_moved(self, moved: Vec<PlanMovedName>) -> Self {
        Self { moved, ..self }
    }
}
