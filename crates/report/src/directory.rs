//! What reports need of the directory: names on a day, and what stands in the head of an agency's documents.

use crate::ReportError;
use chrono::NaiveDate;
use coloa_agency::{Agencies, AgencyError};
use coloa_base::AgencyId;
use std::collections::HashMap;

/// An agency as far as its documents show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Organ {
    pub name: String,
    /// Abbreviation in document symbols, e.g. "UBND".
    pub symbol: Option<String>,
    /// Kind of organisation, see the agency area.
    pub kind: String,
    pub level: Option<String>,
    /// The agency above it in the administrative tree.
    pub superior: Option<AgencyId>,
    pub head_name: Option<String>,
    pub head_title: Option<String>,
    /// Roles it holds in the directory, whatever the function.
    pub roles: Vec<String>,
}

/// Reads the directory.
#[async_trait::async_trait]
pub trait Directory: Send + Sync {
    /// Names on a day; agencies without one then are left out.
    async fn names(&self, ids: &[AgencyId], on: NaiveDate) -> Result<HashMap<AgencyId, String>, ReportError>;
    /// One agency on a day; `None`: unknown.
    async fn organ(&self, id: AgencyId, on: NaiveDate) -> Result<Option<Organ>, ReportError>;
}

/// The agency area.
#[derive(Clone, Debug)]
pub struct Records(pub Agencies);

fn unread(e: AgencyError) -> ReportError {
    ReportError::Source(Box::new(e))
}

#[async_trait::async_trait]
impl Directory for Records {
    async fn names(&self, ids: &[AgencyId], on: NaiveDate) -> Result<HashMap<AgencyId, String>, ReportError> {
        coloa_agency::names(self.0.access().db(), ids, on)
            .await
            .map_err(unread)
    }

    async fn organ(&self, id: AgencyId, on: NaiveDate) -> Result<Option<Organ>, ReportError> {
        let directory = self.0.directory().await.map_err(unread)?;
        let Some((agency, name)) = directory.get(id).zip(directory.name(id, on)) else {
            return Ok(None);
        };
        let (head_name, head_title) = coloa_agency::head(self.0.access().db(), id)
            .await
            .map_err(unread)?;
        Ok(Some(Organ {
            name: name.full.clone(),
            symbol: name.symbol.clone().or_else(|| name.abbreviation.clone()),
            kind: agency.facts.kind.clone(),
            level: Some(agency.facts.level.clone()),
            roles: agency
                .facts
                .roles
                .iter()
                .filter(|r| r.period.contains(on))
                .map(|r| r.role.clone())
                .collect(),
            superior: directory.parent(id, on),
            head_name,
            head_title,
        }))
    }
}
