//! Who sees a case and who changes it. The reach of a case is its agency and those that help; a restricted case is seen
//! by its members and by those who may restrict, nobody else. Whoever handles cases acts for the centre, everybody
//! else for the agency.

use crate::{
    IncidentError,
    entity::case::{incident, incident_entry},
    model::Side,
    store::{self, Connection},
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

/// The record for the policy.
pub async fn resource<C: Connection>(db: &C, row: &incident::Model) -> Result<Resource, IncidentError> {
    let mut agencies = vec![AgencyId(row.agency_id)];
    agencies.extend(store::case::helpers(db, row.id).await?.into_iter().map(AgencyId));
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
    Ok(row)
}

/// A change of a case, with its row as it stands in the change. `seen`: the version that the person looked at.
pub async fn begin(
    access: &Access,
    actor: &Actor,
    needed: Action,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(Change, incident::Model), IncidentError> {
    let db = access.db().reader();
    let row = store::case::find(db, id).await?;
    let about = resource(db, &row).await?;
    let change = access.begin(actor, needed, about).await?;
    let row = store::case::find(change.tx(), id).await?;
    change.check(needed, &resource(change.tx(), &row).await?)?;
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
    let side = side(access, actor, &store::case::find(access.db().reader(), id).await?).await?;
    let needed = match side {
        Side::Centre => action::INCIDENT_HANDLE,
        Side::Agency => action::INCIDENT_WORK,
    };
    let (change, row) = begin(access, actor, needed, id, seen).await?;
    Ok((change, row, side))
}

/// For which side somebody acts in a case.
pub async fn side(access: &Access, actor: &Actor, row: &incident::Model) -> Result<Side, IncidentError> {
    let about = resource(access.db().reader(), row).await?;
    Ok(if access.may(actor, action::INCIDENT_HANDLE, &about) {
        Side::Centre
    } else {
        Side::Agency
    })
}

/// Whether a side reads a line of the timeline.
#[must_use]
pub fn reads(side: Side, entry: &incident_entry::Model) -> bool {
    !entry.internal || entry.side == side.as_str()
}

/// Content may be entered: nothing of a suspected state secret is.
pub(crate) fn takes_content(row: &incident::Model) -> Result<(), IncidentError> {
    if row.state_secret {
        Err(IncidentError::StateSecret)
    } else {
        Ok(())
    }
}
