//! Agencies that end: their systems go to the one that took over, and so does the work of operating them and of being
//! their specialised unit. Where several took over, a person decides, and the coordinators are told once.

use crate::{SystemError, entity::information_system, service, store};
use chrono::NaiveDate;
use coloa_agency::{Agencies, directory::Directory, model::State};
use coloa_auth::{Access, Actor, Role, action, recipients};
use coloa_base::{AgencyId, PersonId, web_path};
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Kind of the notice that a system waits for a person to say who took it over.
pub const SPLIT: &str = "system.agency_split";

/// What became of an agency that a system names.
enum Fate {
    /// It is there, is planned, or nobody knows of it.
    Stands,
    /// One took over.
    Goes(AgencyId),
    /// Several did, or nobody said who.
    Open,
}

/// Whether an agency was merged or closed by a day; one that is planned or not in the directory was not.
pub(crate) fn ended(directory: &Directory, agency: AgencyId, on: NaiveDate) -> bool {
    directory
        .get(agency)
        .is_some_and(|a| a.facts.state_on(on) == State::Closed)
}

fn fate(directory: &Directory, agency: Option<Uuid>, today: NaiveDate) -> Fate {
    let agency = agency.map(AgencyId);
    let Some(agency) = agency.filter(|agency| ended(directory, *agency, today)) else {
        return Fate::Stands;
    };
    match directory.successors(agency, None, today).as_slice() {
        [to] => Fate::Goes(*to),
        _ => Fate::Open,
    }
}

/// Systems follow agencies that ended: owner, operator and specialised unit, with the open dossiers. Gives how many
/// systems went.
pub async fn follow(access: &Access) -> Result<usize, SystemError> {
    let today = access.clock().today();
    let directory = Agencies::new(access.clone()).directory().await?;
    let mut gone = 0;
    for row in store::all(access.db().reader()).await? {
        let fates = [Some(row.agency_id), row.operator_id, row.unit_id].map(|id| fate(&directory, id, today));
        if fates.iter().any(|f| matches!(f, Fate::Goes(_))) {
            gone += usize::from(go(access, row.id, &fates).await?);
        }
        if row.active && fates.iter().any(|f| matches!(f, Fate::Open)) {
            tell(access, &row, &fates, today).await?;
        }
    }
    Ok(gone)
}

async fn go(access: &Access, system: Uuid, fates: &[Fate; 3]) -> Result<bool, SystemError> {
    let actor = Actor::job("system.follow");
    let (change, mut row) = service::begin(access, &actor, system).await?;
    let from = row.clone();
    let [owner, operator, unit] = fates;
    if let Fate::Goes(to) = owner {
        row.agency_id = to.0;
    }
    if let Fate::Goes(to) = operator {
        row.operator_id = Some(to.0);
    }
    if let Fate::Goes(to) = unit {
        row.unit_id = Some(to.0);
    }
    row.version += 1;
    if !store::save(change.tx(), row.clone()).await? {
        return Ok(false);
    }
    if from.agency_id != row.agency_id {
        service::hand_over(&change, system, row.agency_id).await?;
    }
    change
        .commit(json!({ "from": from.agency_id, "to": row.agency_id, "operator": [from.operator_id, row.operator_id],
            "unit": [from.unit_id, row.unit_id], "why": "reorganised" }))
        .await?;
    Ok(true)
}

/// Tells the coordinators that a person has to say who took a system over; once each.
async fn tell(
    access: &Access,
    row: &information_system::Model,
    fates: &[Fate; 3],
    today: NaiveDate,
) -> Result<(), SystemError> {
    let db = access.db().reader();
    let ended: BTreeSet<AgencyId> = [Some(row.agency_id), row.operator_id, row.unit_id]
        .into_iter()
        .zip(fates)
        .filter(|(_, fate)| matches!(fate, Fate::Open))
        .filter_map(|(id, _)| id.map(AgencyId))
        .collect();
    let ended: Vec<AgencyId> = ended.into_iter().collect();
    let people: BTreeSet<PersonId> = recipients::nearest(db, access, Role::Coordinator, &ended, today)
        .await?
        .into_values()
        .flatten()
        .map(|person| PersonId(person.id))
        .collect();
    let mut new = Vec::new();
    for person in people {
        for agency in &ended {
            if !store::notices::was_told(db, person.0, row.id, SPLIT, agency.0).await? {
                new.push((person, *agency));
            }
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let actor = Actor::job("system.follow");
    let about = service::resource(row);
    let change = access.begin(&actor, action::SYSTEM_CHANGE, about).await?;
    for (person, agency) in &new {
        store::notices::tell(
            change.tx(),
            person.0,
            row.id,
            SPLIT,
            agency.0,
            today,
            change.now(),
        )
        .await?;
    }
    let told: BTreeSet<PersonId> = new.iter().map(|(person, _)| *person).collect();
    let params = json!({ "system": row.name });
    let link = format!("{}/{}", web_path::SYSTEMS, row.id);
    recipients::tell(&change, told, SPLIT, &params, &link).await?;
    change
        .commit(json!({ "ended": ended.iter().map(|a| a.0).collect::<Vec<_>>(), "why": "several took over" }))
        .await?;
    Ok(())
}
