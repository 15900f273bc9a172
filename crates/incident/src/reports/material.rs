//! What a report is filled from, and whom it goes to.

use crate::{
    IncidentError,
    case::{account, facts},
    entity::case::{incident, incident_report},
    error::invalid,
    forms::{self, Issuer, Material},
    store::{self, Connection},
};
use chrono::{DateTime, NaiveDate, Utc};
use coloa_auth::{Access, Actor};
use coloa_base::AgencyId;
use coloa_law::LawBook;
use coloa_system::{SystemError, model::Profile, service};
use std::collections::HashMap;
use uuid::Uuid;

/// The agency that issues a report: the one that was asked for, else the one that the form means.
pub(super) async fn issuer(
    access: &Access,
    actor: &Actor,
    row: &incident::Model,
    form: &str,
    wanted: Option<AgencyId>,
) -> Result<AgencyId, IncidentError> {
    let owner = AgencyId(row.agency_id);
    let Some(wanted) = wanted else {
        return Ok(match forms::issuer(form) {
            Issuer::Owner => owner,
            Issuer::Own => actor.agencies.first().copied().unwrap_or(owner),
        });
    };
    if wanted != owner && names(access, &[wanted]).await?.is_empty() {
        return Err(invalid("issuer_id", "unknown"));
    }
    Ok(wanted)
}

async fn names(access: &Access, ids: &[AgencyId]) -> Result<HashMap<AgencyId, String>, IncidentError> {
    Ok(coloa_agency::names(access.db(), ids, access.clock().today()).await?)
}

/// What the register says of the system of a case; empty where it stands in none.
async fn system(access: &Access, row: &incident::Model) -> Result<(Option<Uuid>, Profile), IncidentError> {
    let Some(id) = row.system_id else {
        return Ok((None, Profile::default()));
    };
    // The case was authorised; its system's owner and operator belong to it.
    match service::read(access, &Actor::job("incident.reports"), id).await {
        Ok(found) => Ok((found.system.operator_id, found.profile)),
        Err(SystemError::NotFound) => Ok((None, Profile::default())),
        Err(e) => Err(e.into()),
    }
}

/// The first that says something.
fn first<const N: usize>(said: [&str; N]) -> String {
    said.into_iter()
        .map(str::trim)
        .find(|s| !s.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// Everything that a report of the case may say.
pub(super) async fn collect<C: Connection>(
    access: &Access,
    db: &C,
    row: &incident::Model,
    report: &incident_report::Model,
    issuer: AgencyId,
    now: DateTime<Utc>,
) -> Result<Material, IncidentError> {
    let (operator_id, profile) = system(access, row).await?;
    let requests = store::network::requests_of(db, row.id).await?;
    let mut ids = vec![AgencyId(row.agency_id), issuer];
    ids.extend(operator_id.map(AgencyId));
    ids.extend(requests.iter().map(|r| AgencyId(r.agency_id)));
    let names = names(access, &ids).await?;
    let name = |id: Uuid| names.get(&AgencyId(id)).map_or("", String::as_str);
    let account = account(row)?;
    let agency = name(row.agency_id).to_owned();
    // Where nobody else is said to operate it, its owner does.
    let operator = first([
        &account.operator_name,
        operator_id.map_or("", name),
        &profile.operator_name,
        &agency,
    ]);
    let own = issuer.uuid() == row.agency_id;
    Ok(Material {
        facts: facts(row)?,
        account,
        address: profile.owner.address.clone(),
        sender: name(issuer.uuid()).to_owned(),
        sender_address: if own { profile.owner.address } else { String::new() },
        agency,
        operator,
        clocks: store::clock::clocks(db, row.id).await?,
        entries: store::case::entries(db, row.id).await?,
        tasks: store::case::tasks(db, row.id).await?,
        evidence: store::report::evidence(db, row.id).await?,
        assistance: requests
            .into_iter()
            .map(|r| {
                let name = name(r.agency_id).to_owned();
                (r, name)
            })
            .collect(),
        team: store::report::team(db).await?,
        reports: store::report::of_case(db, row.id)
            .await?
            .into_iter()
            .filter(|r| r.id != report.id)
            .collect(),
        place: report.place,
        begun_at: report.created_at,
        now,
        case: row.clone(),
    })
}

/// Whom the law wants it told, in the order of its duties; without such a duty those that were asked for help.
pub(super) async fn recipients<C: Connection>(
    db: &C,
    m: &Material,
    form: &str,
    day: NaiveDate,
) -> Result<Vec<String>, IncidentError> {
    let book = LawBook::current();
    let holders = store::network::holders(db).await?;
    let mut codes: Vec<&str> = Vec::new();
    for duty in book
        .duties
        .iter()
        .filter(|d| d.body.form.as_deref() == Some(form))
    {
        let clocks = m
            .clocks
            .iter()
            .filter(|c| c.duty == duty.body.id && c.void_at.is_none());
        codes.extend(clocks.map(|c| c.owed_to.as_str()));
    }
    if codes.is_empty() {
        let named = book
            .duties
            .iter()
            .filter(|d| d.legal.in_force(day) && d.body.form.as_deref() == Some(form));
        codes.extend(named.flat_map(|d| d.body.to.iter().map(String::as_str)));
    }
    let mut found: Vec<String> = Vec::new();
    for code in codes {
        let holder = holders.iter().find(|c| c.body == code).map(|c| c.name.clone());
        let name = holder.unwrap_or_else(|| match code {
            "system_owner" => m.agency.clone(),
            "operator" => m.operator.clone(),
            code => book
                .body(code, day)
                .map_or_else(|| code.to_owned(), |b| b.name.to_owned()),
        });
        // Nobody writes to themselves.
        if name != m.sender && !found.contains(&name) {
            found.push(name);
        }
    }
    if found.is_empty() {
        found.extend(m.assistance.iter().map(|(_, name)| name.clone()));
    }
    Ok(found)
}
