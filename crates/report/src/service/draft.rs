//! A report without a record: figures as they stand, composed as a draft. For the command line and for trying
//! an outline.

use super::Reports;
use crate::{
    ReportError,
    compose::{self, Head, Material},
    period,
    snapshot::{FORMAT, Frozen, PartSnapshot},
    source::{Query, Scope},
    topics::Topics,
};
use coloa_auth::{Actor, AuthError, Reach, action};
use coloa_base::AgencyId;
use coloa_document::{OfficialDocument, xlsx::Workbook};
use coloa_law::ReportOutline;
use std::collections::BTreeMap;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Draft {
    pub query: Query,
    /// Just this agency's duties and targets.
    pub agency: Option<AgencyId>,
    pub head: Head,
    /// `None`: the default outline of the law data.
    pub outline: Option<ReportOutline>,
}

/// A composed draft.
#[derive(Clone, Debug)]
pub struct Built {
    pub figures: Frozen,
    pub document: OfficialDocument,
    pub workbook: Workbook,
}

impl Reports {
    /// Reads and composes; stores nothing. The actor must reach the agency, or everything where none is named.
    pub async fn build_draft(&self, actor: &Actor, draft: &Draft) -> Result<Built, ReportError> {
        let reach = self.access.reach(actor, action::REPORT_PREPARE);
        let allowed = match draft.agency {
            Some(agency) => self.access.may(
                actor,
                action::REPORT_PREPARE,
                &coloa_auth::Resource::of_agency("report", agency, agency),
            ),
            None => reach == Reach::Everything,
        };
        if !allowed {
            return Err(AuthError::Forbidden {
                action: action::REPORT_PREPARE,
            }
            .into());
        }
        period::check_days(draft.query.from, draft.query.to, draft.query.asked_on)?;
        if let Some(plan) = draft.query.plan
            && !self.source.has_plan(plan).await?
        {
            return Err(ReportError::NotFound { what: "plan" });
        }
        let scope = draft.agency.map_or(Scope::Installation, Scope::Agency);
        let built_in;
        let outline = match &draft.outline {
            Some(outline) => outline,
            None => {
                built_in = coloa_law::outline("strategy_year", draft.query.to)
                    .ok_or(ReportError::NotFound { what: "template" })?;
                built_in
            }
        };
        let now = self.access.clock().now();
        let mut parts: Vec<PartSnapshot> = self
            .source
            .duties(&draft.query, &scope)
            .await?
            .into_iter()
            .map(|d| PartSnapshot {
                format: FORMAT,
                agency_id: d.agency.uuid(),
                agency_name: d.name,
                taken_at: now,
                duties: d.duties,
            })
            .collect();
        parts.sort_by_cached_key(|p| (coloa_base::text::sort_key(&p.agency_name), p.agency_id));
        let figures = Frozen {
            plan: self.source.plan(&draft.query, &scope).await?,
            parts,
        };
        let texts = BTreeMap::new();
        let material = Material {
            head: &draft.head,
            outline,
            frozen: &figures,
            topics: Topics::builtin(),
            words: &self.words,
            texts: &texts,
            from: draft.query.from,
            to: draft.query.to,
            reckoned_on: draft.query.reckoned_on(),
            number: None,
            date: None,
            draft: true,
        };
        let (document, workbook) = (compose::document(&material), compose::workbook(&material));
        Ok(Built {
            figures,
            document,
            workbook,
        })
    }

    /// A composed draft as a file.
    pub fn render(&self, built: &Built, format: super::Format) -> Result<Vec<u8>, ReportError> {
        Ok(match format {
            super::Format::Docx => coloa_document::docx::docx(&built.document)?,
            super::Format::Pdf => self.pdf.pdf(&built.document)?,
            super::Format::Xlsx => coloa_document::xlsx::xlsx(&built.workbook)?,
        })
    }
}
