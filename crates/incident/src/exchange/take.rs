//! Takes cases in that were read from a file: all of them or none. A dry run does everything and keeps nothing, so that
//! it says exactly what would be.

use super::{Fault, Found, Reading};
use crate::{
    IncidentError,
    case::{self, CaseDraft, Cases},
    indicators,
    model::{Facts, Origin},
    store,
};
use coloa_auth::{Actor, Change, Resource, action};
use coloa_base::{AgencyId, AreaError};
use serde_json::json;
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

/// Whose the cases become, and what is taken where the file says nothing.
#[derive(Clone, Debug)]
pub struct Target {
    pub agency: AgencyId,
    pub group: String,
    pub severity: String,
}

/// What becomes of one case of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub place: String,
    pub external: String,
    pub title: String,
    /// `new`, `duplicate`, `invalid`.
    pub what: &'static str,
    /// Why it is invalid: code of the error and its parameters.
    pub reason: String,
    pub params: BTreeMap<&'static str, String>,
    /// The case it became.
    pub made: Option<(Uuid, String)>,
    pub indicators: usize,
}

/// What became of a file, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub items: Vec<Outcome>,
    pub faults: Vec<Fault>,
    pub left_out: usize,
    /// Something was kept.
    pub applied: bool,
}

/// Takes what was read. Nothing is kept in a dry run, or while anything is wrong.
pub async fn take(
    cases: &Cases,
    actor: &Actor,
    target: &Target,
    reading: Reading,
    dry_run: bool,
) -> Result<Plan, IncidentError> {
    let about = Resource::of_agency("incident", "import", target.agency);
    let mut change = cases.access.begin(actor, action::INCIDENT_REPORT, about).await?;
    let names: Vec<String> = reading.found.iter().map(|f| f.external.clone()).collect();
    let mut known = store::exchange::known(change.tx(), &names).await?;
    let mut items = Vec::with_capacity(reading.found.len());
    for found in &reading.found {
        items.push(one(cases, &mut change, target, found, &mut known).await?);
    }
    let new: Vec<&str> = items
        .iter()
        .filter_map(|i| i.made.as_ref().map(|(_, code)| code.as_str()))
        .collect();
    let fine = reading.faults.is_empty() && items.iter().all(|i| i.what != "invalid");
    let applied = fine && !dry_run && !new.is_empty();
    if applied {
        change.commit(json!({ "imported": new })).await?;
    } else {
        // Ids and codes of what was not kept mean nothing.
        items.iter_mut().for_each(|i| i.made = None);
    }
    Ok(Plan {
        items,
        faults: reading.faults,
        left_out: reading.left_out,
        applied,
    })
}

async fn one(
    cases: &Cases,
    change: &mut Change,
    target: &Target,
    found: &Found,
    known: &mut HashSet<String>,
) -> Result<Outcome, IncidentError> {
    let mut outcome = Outcome {
        place: found.place.clone(),
        external: found.external.clone(),
        title: found.title.clone(),
        what: "new",
        reason: String::new(),
        params: BTreeMap::new(),
        made: None,
        indicators: 0,
    };
    if !known.insert(found.external.clone()) {
        outcome.what = "duplicate";
        return Ok(outcome);
    }
    match begin(cases, change, target, found).await {
        Ok((id, code, indicators)) => {
            outcome.made = Some((id, code));
            outcome.indicators = indicators;
        }
        Err(e @ (IncidentError::Invalid { .. } | IncidentError::Contradiction { .. })) => {
            outcome.what = "invalid";
            outcome.reason = e.code().to_owned();
            outcome.params = e.params();
        }
        Err(e) => return Err(e),
    }
    Ok(outcome)
}

async fn begin(
    cases: &Cases,
    change: &mut Change,
    target: &Target,
    found: &Found,
) -> Result<(Uuid, String, usize), IncidentError> {
    if found.external.trim().is_empty() {
        return Err(crate::error::invalid("id", "required"));
    }
    let draft = CaseDraft {
        title: found.title.clone(),
        description: found.description.clone(),
        agency: target.agency,
        system: None,
        group: found.group.clone().unwrap_or_else(|| target.group.clone()),
        scenario: found.scenario.clone().unwrap_or_default(),
        severity: found.severity.clone().unwrap_or_else(|| target.severity.clone()),
        origin: Origin::Import,
        origin_ref: found.external.clone(),
        reporter: String::new(),
        detected_at: found.detected_at,
        occurred_at: found.occurred_at,
        personal_data: found.personal_data,
        data_known_at: found.data_known_at,
        state_secret: false,
        facts: Facts::default(),
        playbook: String::new(),
        drill: None,
    };
    let row = case::begin(cases, change, &draft).await?;
    let count = indicators::put(change, row.id, &found.indicators, "", "import").await?;
    Ok((row.id, row.code, count))
}
