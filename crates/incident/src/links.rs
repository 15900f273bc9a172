//! What a case has to do with, and who works on it beside those whose role it is.

use crate::{
    IncidentError, case,
    entity::case::{incident, incident_link, incident_member},
    error::invalid,
    model::{EntryKind, LinkKind},
    rules, sight, store, timeline, withheld,
};
use coloa_auth::{Access, Actor, Change, action, people, recipients};
use coloa_base::PersonId;
use serde_json::json;
use uuid::Uuid;

/// Links a case to a record; the same one twice is once. Whoever calls has looked whether the actor may see it.
pub async fn add(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    kind: LinkKind,
    target: &str,
    label: &str,
) -> Result<(), IncidentError> {
    let target = rules::line("target", target, true)?;
    let mut label = rules::line("label", label, true)?;
    if kind == LinkKind::Url && !(target.starts_with("https://") || target.starts_with("http://")) {
        return Err(invalid("target", "scheme"));
    }
    if kind == LinkKind::Search && !target.starts_with('/') {
        return Err(invalid("target", "path"));
    }
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    sight::takes_content(&row)?;
    if kind == LinkKind::Incident {
        let other = Uuid::parse_str(&target).map_err(|_| invalid("target", "unknown"))?;
        let other = sight::read(access, actor, other).await?;
        if other.id == row.id {
            return Err(invalid("target", "itself"));
        }
        // Not everybody who reads this case may see that one.
        if !withheld::is_open(&other) {
            label.clone_from(&other.code);
        }
    }
    put(&change, row.id, kind, &target, &label).await?;
    let detail = json!({ "linked": kind.as_str(), "label": label });
    timeline::add(&change, id, side, EntryKind::Link, detail).await?;
    timeline::commit(change, &row, json!({ "linked": kind.as_str() })).await
}

/// Writes a link within a change.
pub(crate) async fn put(
    change: &Change,
    incident: Uuid,
    kind: LinkKind,
    target: &str,
    label: &str,
) -> Result<(), IncidentError> {
    let standing = store::case::links(change.tx(), incident).await?;
    if standing
        .iter()
        .any(|l| l.kind == kind.as_str() && l.target == target)
    {
        return Ok(());
    }
    let row = incident_link::Model {
        id: Uuid::now_v7(),
        incident_id: incident,
        kind: kind.as_str().to_owned(),
        target: target.to_owned(),
        label: coloa_base::text::shorten(label, 250),
        added_by: change.actor().name.clone(),
        added_at: change.now(),
    };
    Ok(store::case::insert_link(change.tx(), row).await?)
}

/// Takes a link away.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid, link: Uuid) -> Result<(), IncidentError> {
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    if !store::case::delete_link(change.tx(), id, link).await? {
        return Err(IncidentError::NotFound);
    }
    timeline::add(&change, id, side, EntryKind::Link, json!({ "unlinked": link })).await?;
    timeline::commit(change, &row, json!({ "unlinked": link })).await
}

/// Cases in sight that are linked to a record, e.g. an alert.
pub async fn of_record(
    access: &Access,
    actor: &Actor,
    kind: LinkKind,
    target: &str,
) -> Result<Vec<incident::Model>, IncidentError> {
    let db = access.db().reader();
    let ids = store::case::linked_to(db, kind.as_str(), target).await?;
    let mut seen = Vec::new();
    for id in ids {
        match sight::read(access, actor, id).await {
            Ok(row) => seen.push(row),
            // Restricted, or of somebody else.
            Err(IncidentError::Auth(_)) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(seen)
}

/// Who works on a case, oldest first.
pub async fn members(access: &Access, incident: Uuid) -> Result<Vec<incident_member::Model>, IncidentError> {
    Ok(store::case::members(access.db().reader(), incident).await?)
}

/// Lets somebody see a case while it is restricted. They need a role that reads cases of its agency.
pub async fn add_member(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    person: PersonId,
) -> Result<(), IncidentError> {
    let (change, row) = sight::begin(access, actor, action::INCIDENT_HANDLE, id, None).await?;
    let unknown = || invalid("person_id", "unknown");
    let (to, account, _) = people::actor(access, person).await?.ok_or_else(unknown)?;
    let about = sight::resource(change.tx(), &row).await?;
    if !access.may(&to, action::INCIDENT_READ, &about) {
        return Err(invalid("person_id", "not_theirs"));
    }
    let standing = store::case::members(change.tx(), id).await?;
    if standing.iter().any(|m| m.person_id == person.uuid()) {
        return Err(invalid("person_id", "there_already"));
    }
    put_member(&change, id, person.uuid(), account.full_name.clone()).await?;
    let params = json!({ "code": row.code, "title": withheld::name(&row), "drill": row.drill_id.is_some() });
    recipients::tell(&change, [person], "incident.member", &params, &case::link(id)).await?;
    timeline::commit(change, &row, json!({ "member": account.full_name })).await
}

/// Writes a member within a change.
pub(crate) async fn put_member(
    change: &Change,
    incident: Uuid,
    person: Uuid,
    name: String,
) -> Result<(), IncidentError> {
    let member = incident_member::Model {
        id: Uuid::now_v7(),
        incident_id: incident,
        person_id: person,
        name,
        added_by: change.actor().name.clone(),
        added_at: change.now(),
    };
    Ok(store::case::insert_member(change.tx(), member).await?)
}

/// Takes somebody out again.
pub async fn remove_member(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    person: PersonId,
) -> Result<(), IncidentError> {
    let (change, row) = sight::begin(access, actor, action::INCIDENT_HANDLE, id, None).await?;
    if !store::case::delete_member(change.tx(), id, person.uuid()).await? {
        return Err(IncidentError::NotFound);
    }
    timeline::commit(change, &row, json!({ "member_removed": person.uuid() })).await
}
