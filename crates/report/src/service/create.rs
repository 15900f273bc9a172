//! Beginning a report.

use super::{Reports, encode, heads};
use crate::{
    ReportError,
    compose::Head,
    entity::report_part,
    flow::State,
    notices, period,
    scope::Kept,
    snapshot,
    source::{Query, Scope},
    store::{self, Report},
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Reach, Resource, action};
use coloa_base::{AgencyId, PersonId, PlanId, ReportId, TemplateId};
use serde_json::json;

/// Longest title, in characters.
pub(super) const MAX_TITLE: usize = 300;

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
    /// Begin it though there is one of the same days, plan, level and issuer already.
    pub again: bool,
}

impl NewReport {
    fn check(&self, today: NaiveDate) -> Result<(), ReportError> {
        if !matches!(self.level.as_str(), "consolidated" | "agency") {
            return Err(ReportError::Invalid { field: "level" });
        }
        period::check_kind(&self.period_kind)?;
        period::check_days(self.from, self.to, today)?;
        if self.due_on.is_some_and(|due| due < self.from) {
            return Err(ReportError::Invalid { field: "due_on" });
        }
        let title = self.title.trim();
        if title.is_empty() || title.chars().count() > MAX_TITLE {
            return Err(ReportError::Invalid { field: "title" });
        }
        Ok(())
    }
}

impl Reports {
    /// How far a new report of the issuer reaches. A consolidated one holds the agencies below it, and all of the
    /// installation only where both the issuer and the coordinator answer for all of it.
    async fn kept(&self, actor: &Actor, new: &NewReport) -> Result<Kept, ReportError> {
        if new.level == "consolidated"
            && self.access.reach(actor, action::REPORT_CONSOLIDATE) == Reach::Everything
        {
            let organ = self
                .directory
                .organ(new.agency, self.access.clock().today())
                .await?;
            if organ.is_some_and(|o| heads::directs(&o)) {
                return Ok(Kept::Installation);
            }
        }
        Ok(Kept::Issuer)
    }

    /// Begins a report: an open part for every agency of its scope that has duties in the period.
    pub async fn create(&self, actor: &Actor, new: NewReport) -> Result<ReportId, ReportError> {
        new.check(self.access.clock().today())?;
        let id = ReportId::new();
        let resource = Resource::of_agency("report", id, new.agency);
        self.access.check(actor, action::REPORT_PREPARE, &resource)?;
        if new.level == "consolidated" {
            self.access.check(actor, action::REPORT_CONSOLIDATE, &resource)?;
        }
        if let Some(plan) = new.plan
            && !self.source.has_plan(plan).await?
        {
            return Err(ReportError::NotFound { what: "plan" });
        }
        if !new.again
            && let Some(same) = store::of_same_days(self.access.db().reader(), &new).await?
        {
            return Err(ReportError::Exists {
                id: same.id,
                title: same.title,
            });
        }
        let kept = self.kept(actor, &new).await?;
        let scope = match (new.level.as_str(), kept) {
            ("agency", _) => Scope::Agency(new.agency),
            (_, Kept::Installation) => Scope::Installation,
            (_, Kept::Issuer) => Scope::These(self.access.below(new.agency)),
        };
        let query = Query {
            plan: new.plan,
            from: new.from,
            to: new.to,
            asked_on: self.access.clock().today(),
        };
        let agencies: Vec<AgencyId> = self
            .source
            .duties(&query, &scope)
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
        let change = self.access.begin(actor, action::REPORT_PREPARE, resource).await?;
        let row = Report {
            id: id.uuid(),
            plan_id: new.plan.map(PlanId::uuid),
            template_id: new.template.map(TemplateId::uuid),
            level: new.level.clone(),
            agency_id: new.agency.uuid(),
            scope: Some(kept.as_str().to_owned()),
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
            sealed_hash: None,
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
        store::insert(change.tx(), row.clone()).await?;
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
        notices::parts_asked(&change, &row, &agencies).await?;
        change
            .commit(json!({ "level": new.level, "scope": kept.as_str(), "from": new.from, "to": new.to, "parts": agencies.len(), "format": snapshot::FORMAT }))
            .await?;
        Ok(id)
    }
}
