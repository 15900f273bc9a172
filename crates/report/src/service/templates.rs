//! Templates: the outline of a plan's reports, changed when superiors change it.

use super::{Reports, encode};
use crate::{ReportError, period, store, store::Template, topics::Topic};
use coloa_auth::{Actor, Resource, action};
use coloa_base::{AgencyId, PlanId, TemplateId};
use coloa_law::ReportOutline;
use serde_json::json;
use std::collections::HashSet;

/// What a template holds.
#[derive(Clone, Debug)]
pub struct TemplateEdit {
    pub plan: Option<PlanId>,
    pub owner: Option<AgencyId>,
    pub name: String,
    pub period_kind: Option<String>,
    pub outline: ReportOutline,
    pub topics: Option<Vec<Topic>>,
}

impl TemplateEdit {
    /// Names that keys are made of must be unique, and nothing may be empty.
    fn check(&self) -> Result<(), ReportError> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > super::create::MAX_TITLE {
            return Err(ReportError::Invalid { field: "name" });
        }
        if let Some(kind) = &self.period_kind {
            period::check_kind(kind)?;
        }
        if self.outline.sections.is_empty() {
            return Err(ReportError::Invalid { field: "outline" });
        }
        let mut seen = HashSet::new();
        for section in &self.outline.sections {
            let unique =
                !section.id.is_empty() && !section.id.contains('/') && seen.insert(section.id.clone());
            let parts = section.parts.iter().all(|p| {
                !p.id.is_empty() && !p.id.contains('/') && seen.insert(format!("{}/{}", section.id, p.id))
            });
            if !unique || !parts || section.title.trim().is_empty() {
                return Err(ReportError::Invalid { field: "outline" });
            }
        }
        Ok(())
    }
    fn resource(&self, id: TemplateId) -> Resource {
        resource(id, self.owner)
    }
}

fn resource(id: TemplateId, owner: Option<AgencyId>) -> Resource {
    owner.map_or_else(
        || Resource::installation("report_template", id),
        |a| Resource::of_agency("report_template", id, a),
    )
}

impl Reports {
    /// Templates for a plan, and those for every plan.
    pub async fn templates(&self, actor: &Actor, plan: Option<PlanId>) -> Result<Vec<Template>, ReportError> {
        if self.access.reach(actor, action::TEMPLATE_READ) == coloa_auth::Reach::Nothing {
            return Err(coloa_auth::AuthError::Forbidden {
                action: action::TEMPLATE_READ,
            }
            .into());
        }
        store::templates(self.access.db().reader(), plan).await
    }

    pub async fn create_template(
        &self,
        actor: &Actor,
        edit: TemplateEdit,
    ) -> Result<TemplateId, ReportError> {
        edit.check()?;
        let id = TemplateId::new();
        let change = self
            .access
            .begin(actor, action::TEMPLATE_CHANGE, edit.resource(id))
            .await?;
        let row = Template {
            id: id.uuid(),
            plan_id: edit.plan.map(PlanId::uuid),
            owner_agency_id: edit.owner.map(AgencyId::uuid),
            name: edit.name.trim().to_owned(),
            period_kind: edit.period_kind.clone(),
            outline: encode(&edit.outline)?,
            topics: edit.topics.as_ref().map(encode).transpose()?,
            created_at: change.now(),
            version: 1,
        };
        store::insert_template(change.tx(), row).await?;
        change.commit(json!({ "name": edit.name })).await?;
        Ok(id)
    }

    /// Reports that were begun keep the outline they began with.
    pub async fn change_template(
        &self,
        actor: &Actor,
        id: TemplateId,
        version: i32,
        edit: TemplateEdit,
    ) -> Result<(), ReportError> {
        edit.check()?;
        let old = store::template(self.access.db().reader(), id).await?;
        let change = self
            .access
            .begin(
                actor,
                action::TEMPLATE_CHANGE,
                resource(id, old.owner_agency_id.map(AgencyId)),
            )
            .await?;
        let row = Template {
            name: edit.name.trim().to_owned(),
            period_kind: edit.period_kind.clone(),
            outline: encode(&edit.outline)?,
            topics: edit.topics.as_ref().map(encode).transpose()?,
            version,
            ..old
        };
        store::update_template(change.tx(), &row).await?;
        change.commit(json!({ "name": edit.name })).await?;
        Ok(())
    }
}
