//! Who sees a case and who changes it. A case is seen by its agency and by those that are asked for help, until they
//! refuse or the help is over; a restricted one by its members and by those who may restrict, nobody else. Whoever handles cases acts for the centre, everybody
//! else for the agency. Who helps adds to a case (notes, indicators, evidence, tasks) and decides nothing of it.
//! Internal lines are read by those of the side that wrote them alone: for the centre who handles cases, for an agency
//! its own people.

use crate::{
    IncidentError,
    assistance::Standing,
    entity::case::{incident, incident_entry},
    model::Side,
    store::{self, Connection},
    withheld,
};
use coloa_auth::{Access, Action, Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{AgencyId, PersonId};
use uuid::Uuid;

/// What a reader's lists are narrowed to.
#[derive(Clone, Debug)]
pub struct Sight {
    pub(crate) reach: Reach,
    /// Of restricted cases.
    pub(crate) restricted: Reach,
    /// Nobody: a job or a command.
    pub(crate) person: Option<Uuid>,
}

/// The sight of a reader.
///
/// # Errors
/// They may read no case.
pub fn of(access: &Access, actor: &Actor) -> Result<Sight, IncidentError> {
    let needed = action::INCIDENT_READ;
    let reach = access.reach(actor, needed);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden { action: needed }.into());
    }
    Ok(Sight {
        reach,
        restricted: access.reach(actor, action::INCIDENT_RESTRICT),
        person: actor.person.map(PersonId::uuid),
    })
}

/// The record for the policy, of its agency and those that are asked for help: who reads it.
pub async fn resource<C: Connection>(db: &C, row: &incident::Model) -> Result<Resource, IncidentError> {
    with_helpers(db, row, &[Standing::Asked, Standing::Accepted]).await
}

/// The same of those that took on to help: who adds to it.
pub async fn added_to<C: Connection>(db: &C, row: &incident::Model) -> Result<Resource, IncidentError> {
    with_helpers(db, row, &[Standing::Accepted]).await
}

async fn with_helpers<C: Connection>(
    db: &C,
    row: &incident::Model,
    standing: &[Standing],
) -> Result<Resource, IncidentError> {
    let mut agencies = vec![AgencyId(row.agency_id)];
    let helpers = store::case::helpers(db, row.id, standing).await?;
    agencies.extend(helpers.into_iter().map(AgencyId));
    Ok(Resource::of_agencies("incident", row.id, agencies))
}

/// The record as far as only its owner's side goes.
#[must_use]
pub fn own_resource(row: &incident::Model) -> Resource {
    Resource::of_agency("incident", row.id, AgencyId(row.agency_id))
}

async fn check_restricted<C: Connection>(
    access: &Access,
    actor: &Actor,
    db: &C,
    row: &incident::Model,
    needed: Action,
) -> Result<(), IncidentError> {
    if !row.restricted
        || actor.is_machine()
        || access.may(actor, action::INCIDENT_RESTRICT, &own_resource(row))
    {
        return Ok(());
    }
    let me = actor.person.map(PersonId::uuid);
    let member = store::case::members(db, row.id)
        .await?
        .iter()
        .any(|m| Some(m.person_id) == me);
    if member {
        Ok(())
    } else {
        Err(AuthError::Forbidden { action: needed }.into())
    }
}

/// A case that the actor may see.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<incident::Model, IncidentError> {
    let db = access.db().reader();
    let row = store::case::find(db, id).await?;
    access.check(actor, action::INCIDENT_READ, &resource(db, &row).await?)?;
    check_restricted(access, actor, db, &row, action::INCIDENT_READ).await?;
    Ok(withheld::case(row))
}

/// A change of a case, with its row as it stands in the change. `seen`: the version that the person looked at.
pub async fn begin(
    access: &Access,
    actor: &Actor,
    needed: Action,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(Change, incident::Model), IncidentError> {
    begin_as(access, actor, needed, id, seen, false).await
}

/// `helping`: agencies that help may do it, too.
async fn begin_as(
    access: &Access,
    actor: &Actor,
    needed: Action,
    id: Uuid,
    seen: Option<i32>,
    helping: bool,
) -> Result<(Change, incident::Model), IncidentError> {
    let db = access.db().reader();
    let row = store::case::find(db, id).await?;
    let about = if helping {
        added_to(db, &row).await?
    } else {
        own_resource(&row)
    };
    let change = access.begin(actor, needed, about).await?;
    let row = store::case::find(change.tx(), id).await?;
    // It may have gone to another agency between the look and the change.
    let about = if helping {
        added_to(change.tx(), &row).await?
    } else {
        own_resource(&row)
    };
    change.check(needed, &about)?;
    check_restricted(access, actor, change.tx(), &row, needed).await?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(IncidentError::Changed);
    }
    Ok((change, row))
}

/// A change by either side: whoever handles cases does it for the centre, whoever works on them for the agency.
pub async fn begin_either(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(Change, incident::Model, Side), IncidentError> {
    either(access, actor, id, seen, false).await
}

/// [`begin_either`] for what agencies that help do as well: adding to a case.
pub async fn begin_adding(
    access: &Access,
    actor: &Actor,
    id: Uuid,
) -> Result<(Change, incident::Model, Side), IncidentError> {
    either(access, actor, id, None, true).await
}

async fn either(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    helping: bool,
) -> Result<(Change, incident::Model, Side), IncidentError> {
    let side = side(access, actor, &store::case::find(access.db().reader(), id).await?);
    let needed = match side {
        Side::Centre => action::INCIDENT_HANDLE,
        Side::Agency => action::INCIDENT_WORK,
    };
    let (change, row) = begin_as(access, actor, needed, id, seen, helping).await?;
    Ok((change, row, side))
}

/// For which side somebody acts in a case.
#[must_use]
pub fn side(access: &Access, actor: &Actor, row: &incident::Model) -> Side {
    if access.may(actor, action::INCIDENT_HANDLE, &own_resource(row)) {
        Side::Centre
    } else {
        Side::Agency
    }
}

/// The agency that somebody writes for in a case: of their posts and grants the case's own, else one that helps.
pub(crate) fn writes_for(actor: &Actor, row: &incident::Model) -> Option<Uuid> {
    let own = AgencyId(row.agency_id);
    let mut all = actor
        .agencies
        .iter()
        .copied()
        .chain(actor.grants.iter().filter_map(|g| g.agency));
    let first = all.clone().next();
    all.find(|a| *a == own).or(first).map(AgencyId::uuid)
}

/// Whether somebody reads a line of the timeline.
#[must_use]
pub fn reads(actor: &Actor, side: Side, row: &incident::Model, entry: &incident_entry::Model) -> bool {
    if !entry.internal {
        return true;
    }
    if entry.side == Side::Centre.as_str() {
        return side == Side::Centre;
    }
    let agency = AgencyId(entry.agency_id.unwrap_or(row.agency_id));
    actor.agencies.contains(&agency) || actor.grants.iter().any(|g| g.agency == Some(agency))
}

/// Content may be entered: nothing of a suspected state secret is.
pub(crate) fn takes_content(row: &incident::Model) -> Result<(), IncidentError> {
    if withheld::applies(row) {
        Err(IncidentError::StateSecret)
    } else {
        Ok(())
    }
}
