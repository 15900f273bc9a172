//! Beginning a report.

use super::{Reports, encode};
use crate::{
    ReportError,
    compose::Head,
    entity::report_part,
    flow::State,
    snapshot,
    source::Query,
    store::{self, Report},
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, PersonId, PlanId, ReportId, TemplateId};
use serde_json::json;

/// A report to be begun.
#[derive(Clone, Debug)]
pub struct NewReport {
    /// `None`: all active plans.
    pub plan: Option<PlanId>,
    /// `None`: the default outline of the law data.
    pub template: Option<TemplateId>,
    /// `consolidated` or `agency`.
    pub level: String,
    /// Who issues it.
    pub agency: AgencyId,
    pub title: String,
    pub period_kind: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// When agencies must have completed their parts.
    pub due_on: Option<NaiveDate>,
    pub head: Head,
}

impl Reports {
    /// Begins a report: an open part for every agency that has duties in the period.
    pub async fn create(&self, actor: &Actor, new: NewReport) -> Result<ReportId, ReportError> {
        if new.from > new.to {
            return Err(ReportError::Invalid { field: "to" });
        }
        if !matches!(new.level.as_str(), "consolidated" | "agency") {
            return Err(ReportError::Invalid { field: "level" });
        }
        if new.title.trim().is_empty() {
            return Err(ReportError::Invalid { field: "title" });
        }
        let id = ReportId::new();
        self.access.check(
            actor,
            action::REPORT_PREPARE,
            &Resource::of_agency("report", id, new.agency),
        )?;
        let only = (new.level == "agency").then_some(new.agency);
        let query = Query {
            plan: new.plan,
            from: new.from,
            to: new.to,
        };
        let agencies: Vec<AgencyId> = self
            .source
            .duties(&query, only)
            .await?
            .into_iter()
            .map(|d| d.agency)
            .collect();
        let (outline, topics) = match new.template {
            Some(template) => {
                let row = store::template(self.access.db().reader(), template).await?;
                (row.outline, row.topics)
            }
            None => {
                let outline = coloa_law::outline("strategy_year", new.to)
                    .ok_or(ReportError::NotFound { what: "template" })?;
                (encode(outline)?, None)
            }
        };
        let change = self
            .access
            .begin(
                actor,
                action::REPORT_PREPARE,
                Resource::of_agency("report", id, new.agency),
            )
            .await?;
        let row = Report {
            id: id.uuid(),
            plan_id: new.plan.map(PlanId::uuid),
            template_id: new.template.map(TemplateId::uuid),
            level: new.level.clone(),
            agency_id: new.agency.uuid(),
            title: coloa_base::text::nfc(new.title.trim()),
            period_kind: new.period_kind.clone(),
            period_from: new.from,
            period_to: new.to,
            due_on: new.due_on,
            state: State::Preparing.as_str().to_owned(),
            head: encode(&new.head)?,
            outline,
            topics,
            plan_snapshot: None,
            frozen_hash: None,
            frozen_at: None,
            compared_with: None,
            return_reason: None,
            approved_by: None,
            approved_at: None,
            register_entry_id: None,
            number: None,
            symbol: None,
            issued_on: None,
            issued_at: None,
            signed_file_id: None,
            external_system: None,
            external_number: None,
            external_on: None,
            created_by: actor.person.map(PersonId::uuid),
            created_at: change.now(),
            version: 1,
        };
        store::insert(change.tx(), row).await?;
        let parts = agencies
            .iter()
            .map(|agency| report_part::Model {
                report_id: id.uuid(),
                agency_id: agency.uuid(),
                state: "open".to_owned(),
                snapshot: None,
                note: None,
                completed_by: None,
                completed_at: None,
            })
            .collect();
        store::insert_parts(change.tx(), parts).await?;
        change
            .commit(json!({ "level": new.level, "from": new.from, "to": new.to, "parts": agencies.len(), "format": snapshot::FORMAT }))
            .await?;
        Ok(id)
    }
}
