//! Incidents out and in: CSV for tables, JSON for another installation, STIX 2.1 for everybody.
//!
//! What leaves: what happened, when, which indicators, how the clocks stand. What does not: names and reach of persons,
//! lines that one side keeps to itself, evidence but its hash, anything of a case that is suspected to touch a state
//! secret. A restricted case leaves by its members alone.

mod csv;
mod json;
mod reading;
mod stix;
mod take;

pub use self::{
    reading::{Fault, Found, Reading, read},
    take::{Outcome, Plan, Target, take},
};

use crate::{
    IncidentError, case,
    case::CaseFilter,
    entity::case::{
        incident, incident_clock, incident_entry, incident_evidence, incident_indicator, incident_task,
    },
    model::{Account, EntryKind},
    sight, store, withheld,
};
use coloa_auth::{Access, Actor};
use coloa_base::AgencyId;
use std::collections::HashMap;
use uuid::Uuid;

/// Cases of one table, and of one file in which each brings all that belongs to it.
pub const MOST_ROWS: u64 = 50_000;
pub const MOST_WHOLE: u64 = 500;

coloa_base::words! {
    /// How cases leave.
    pub enum Format { Csv = "csv", Json = "json", Stix = "stix" }
}

impl Format {
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json => "application/json",
            // https://docs.oasis-open.org/cti/stix/v2.1/, section 10.2
            Self::Stix => "application/stix+json;version=2.1",
        }
    }
    /// What a file of it ends with.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Stix => "stix.json",
        }
    }
}

/// A case with what may leave with it.
#[derive(Clone, Debug)]
pub(crate) struct Leaving {
    pub case: incident::Model,
    pub agency: String,
    /// Without names of persons.
    pub account: Account,
    pub clocks: Vec<incident_clock::Model>,
    /// Notes and decisions that both sides read.
    pub notes: Vec<incident_entry::Model>,
    pub tasks: Vec<incident_task::Model>,
    pub evidence: Vec<incident_evidence::Model>,
    pub indicators: Vec<incident_indicator::Model>,
}

/// One case as a file.
pub async fn one(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    format: Format,
) -> Result<(String, Vec<u8>), IncidentError> {
    let row = sight::read(access, actor, id).await?;
    sight::takes_content(&row)?;
    let name = format!("{}.{}", row.code, format.extension());
    Ok((name, file(access, vec![row], format).await?))
}

/// The cases of a list as a file. Those of a suspected state secret are left out.
pub async fn many(
    access: &Access,
    actor: &Actor,
    filter: &CaseFilter,
    format: Format,
) -> Result<Vec<u8>, IncidentError> {
    let most = if format == Format::Csv {
        MOST_ROWS
    } else {
        MOST_WHOLE
    };
    let all = CaseFilter {
        offset: 0,
        limit: most,
        ..filter.clone()
    };
    let (mut rows, total) = case::list(access, actor, &all).await?;
    if total > most {
        return Err(crate::error::invalid("filter", "too_many"));
    }
    rows.retain(|row| !withheld::applies(row));
    file(access, rows, format).await
}

async fn file(access: &Access, rows: Vec<incident::Model>, format: Format) -> Result<Vec<u8>, IncidentError> {
    let agencies: Vec<AgencyId> = rows.iter().map(|r| AgencyId(r.agency_id)).collect();
    let names = coloa_agency::names(access.db(), &agencies, access.clock().today()).await?;
    if format == Format::Csv {
        return csv::table(&rows, &names);
    }
    let leaving = whole(access, rows, &names).await?;
    match format {
        Format::Csv | Format::Json => json::file(&leaving),
        Format::Stix => stix::bundle(&leaving, access.clock().now()),
    }
}

async fn whole(
    access: &Access,
    rows: Vec<incident::Model>,
    names: &HashMap<AgencyId, String>,
) -> Result<Vec<Leaving>, IncidentError> {
    let db = access.db().reader();
    let mut all = Vec::with_capacity(rows.len());
    for case in rows {
        let mut notes = store::case::entries(db, case.id).await?;
        let said = [EntryKind::Note.as_str(), EntryKind::Decision.as_str()];
        notes.retain(|n| !n.internal && said.contains(&n.kind.as_str()));
        all.push(Leaving {
            agency: names.get(&AgencyId(case.agency_id)).cloned().unwrap_or_default(),
            account: without_persons(case::account(&case)?),
            clocks: store::clock::clocks(db, case.id).await?,
            notes,
            tasks: store::case::tasks(db, case.id).await?,
            evidence: store::evidence::of_case(db, case.id).await?,
            indicators: store::case::indicators(db, case.id).await?,
            case,
        });
    }
    Ok(all)
}

fn without_persons(account: Account) -> Account {
    Account {
        contact_name: String::new(),
        contact_post: String::new(),
        contact_phone: String::new(),
        contact_email: String::new(),
        data_officer: String::new(),
        ..account
    }
}
