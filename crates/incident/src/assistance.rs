//! Help between agencies: asked for by whoever works on a case, answered by the agency that is asked. Once it took on to
//! help and until the help is over, the agency adds to the case: notes, indicators, evidence, the tasks it was given. It
//! decides nothing of it; before it answered it reads what the case says, and no evidence.

use crate::{
    IncidentError,
    call_out::kind,
    case,
    entity::{case::incident, network::assistance::Model as Request},
    error::invalid,
    model::{EntryKind, Side},
    rules, sight, store, timeline, withheld,
};
use coloa_auth::{Access, Actor, Change, Reach, Resource, action, recipients};
use coloa_base::{AgencyId, PersonId};
use serde_json::json;
use uuid::Uuid;

/// Requests of one list.
const MOST: u64 = 500;

coloa_base::words! {
    /// Where a request stands.
    pub enum Standing { Asked = "asked", Accepted = "accepted", Refused = "refused", Done = "done" }
}

/// Whether a request may go from one standing to the other.
#[must_use]
pub const fn may_follow(from: Standing, to: Standing) -> bool {
    matches!(
        (from, to),
        (Standing::Asked, Standing::Accepted | Standing::Refused)
            | (Standing::Accepted, Standing::Done | Standing::Refused)
    )
}

/// Requests of a case, oldest first, for whoever was authorised to read it.
pub async fn of_case(access: &Access, case: &incident::Model) -> Result<Vec<Request>, IncidentError> {
    let rows = store::network::requests_of(access.db().reader(), case.id).await?;
    Ok(withheld::shown(case, rows))
}

/// Requests to agencies that the reader works for, with their cases, newest first.
pub async fn to_us(
    access: &Access,
    actor: &Actor,
    open: bool,
) -> Result<Vec<(Request, Option<incident::Model>)>, IncidentError> {
    let reach = access.reach(actor, action::INCIDENT_READ);
    if reach == Reach::Nothing {
        return Err(coloa_auth::AuthError::Forbidden {
            action: action::INCIDENT_READ,
        }
        .into());
    }
    let rows = store::network::requests_to(access.db().reader(), &reach, open, MOST).await?;
    Ok(withheld::with_cases(rows))
}

fn resource(row: &Request) -> Resource {
    Resource::of_agency("incident_assistance", row.id, AgencyId(row.agency_id))
}

/// Whether somebody answers for the agency that was asked.
#[must_use]
pub fn may_answer(access: &Access, actor: &Actor, row: &Request) -> bool {
    access.may(actor, action::INCIDENT_WORK, &resource(row))
}

/// Tells the focal points of these agencies, else their heads.
async fn tell(
    change: &Change,
    case: &incident::Model,
    agencies: &[AgencyId],
    also: Option<PersonId>,
    what: &str,
    params: &serde_json::Value,
) -> Result<(), IncidentError> {
    let people = recipients::answering(change.tx(), agencies, change.today()).await?;
    let people = recipients::ids(people.into_values().flatten()).chain(also);
    recipients::tell(change, people, &kind(case, what), params, &case::link(case.id)).await?;
    Ok(())
}

/// Asks an agency for help.
pub async fn ask(
    access: &Access,
    actor: &Actor,
    incident: Uuid,
    agency: AgencyId,
    wanted: &str,
) -> Result<(Request, incident::Model), IncidentError> {
    let wanted = rules::text("wanted", wanted, true)?;
    let (change, case, side) = sight::begin_either(access, actor, incident, None).await?;
    case::open(&case)?;
    sight::takes_content(&case)?;
    let names = coloa_agency::names(access.db(), &[agency], change.today()).await?;
    let Some(name) = names.get(&agency) else {
        return Err(invalid("agency_id", "unknown"));
    };
    if agency.uuid() == case.agency_id {
        return Err(invalid("agency_id", "itself"));
    }
    let open = [Standing::Asked.as_str(), Standing::Accepted.as_str()];
    let asked = store::network::requests_of(change.tx(), incident).await?;
    if asked
        .iter()
        .any(|r| r.agency_id == agency.uuid() && open.contains(&r.state.as_str()))
    {
        return Err(IncidentError::State { state: "asked" });
    }
    let row = Request {
        id: Uuid::now_v7(),
        incident_id: incident,
        agency_id: agency.uuid(),
        wanted,
        state: Standing::Asked.as_str().to_owned(),
        answer: String::new(),
        asked_by: actor.name.clone(),
        asked_at: change.now(),
        answered_by: String::new(),
        answered_at: None,
        done_at: None,
        version: 1,
    };
    store::network::insert_request(change.tx(), row.clone()).await?;
    let detail = json!({ "what": "asked", "agency": name, "wanted": row.wanted });
    timeline::add(&change, incident, side, EntryKind::Assistance, detail).await?;
    let params = json!({ "incident": case.code, "wanted": row.wanted });
    tell(&change, &case, &[agency], None, "assistance_asked", &params).await?;
    timeline::commit(change, &case, json!({ "assistance": row.id, "agency": name })).await?;
    Ok((row, case))
}

/// The answer of the agency that was asked. That the help is over, the side that asked may say as well.
pub async fn answer(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    to: Standing,
    answer: &str,
) -> Result<(Request, incident::Model), IncidentError> {
    let answer = rules::text("answer", answer, to == Standing::Refused)?;
    let row = store::network::request(access.db().reader(), id).await?;
    let change = if may_answer(access, actor, &row) || to != Standing::Done {
        access.begin(actor, action::INCIDENT_WORK, resource(&row)).await?
    } else {
        sight::begin_either(access, actor, row.incident_id, None).await?.0
    };
    let mut row = store::network::request(change.tx(), id).await?;
    let case = store::case::find(change.tx(), row.incident_id).await?;
    let from = Standing::parse(&row.state).unwrap_or(Standing::Done);
    if !may_follow(from, to) {
        return Err(IncidentError::State { state: from.as_str() });
    }
    if !answer.is_empty() {
        sight::takes_content(&case)?;
    }
    row.state = to.as_str().to_owned();
    if !answer.is_empty() {
        row.answer = answer;
    }
    if to == Standing::Done {
        row.done_at = Some(change.now());
    } else {
        row.answered_by.clone_from(&actor.name);
        row.answered_at = Some(change.now());
    }
    row.version += 1;
    if !store::network::save_request(change.tx(), row.clone()).await? {
        return Err(IncidentError::Changed);
    }
    let agency = AgencyId(row.agency_id);
    let names = coloa_agency::names(access.db(), &[agency], change.today()).await?;
    let name = names.get(&agency).cloned().unwrap_or_default();
    let detail = json!({ "what": row.state, "agency": name, "answer": row.answer });
    timeline::add(&change, case.id, Side::Agency, EntryKind::Assistance, detail).await?;
    let params = json!({ "incident": case.code, "agency": name, "state": row.state, "answer": row.answer });
    let told = [AgencyId(case.agency_id), agency];
    let lead = case.lead_id.map(PersonId);
    tell(&change, &case, &told, lead, "assistance_answered", &params).await?;
    let done = json!({ "assistance": row.id, "what": row.state, "agency": name });
    timeline::commit(change, &case, done).await?;
    Ok(withheld::with_case(row, case))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_answered_once_and_done_after_it_was_accepted() {
        use Standing::{Accepted, Asked, Done, Refused};
        let allowed = [
            (Asked, Accepted),
            (Asked, Refused),
            (Accepted, Done),
            (Accepted, Refused),
        ];
        for from in Standing::ALL {
            for to in Standing::ALL {
                assert_eq!(
                    may_follow(*from, *to),
                    allowed.contains(&(*from, *to)),
                    "{from} {to}"
                );
            }
        }
    }
}
