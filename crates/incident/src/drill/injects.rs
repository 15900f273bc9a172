//! What happens in a drill: planned before, added while it runs, never changed once it came.

use super::{Drill, Inject, InjectDraft, LONGEST, MOST_INJECTS, begin, only, save, taking_part};
use crate::{IncidentError, error::invalid, model::DrillState, playbook, rules, store};
use coloa_auth::{Access, Actor};
use coloa_base::AgencyId;
use serde_json::json;
use uuid::Uuid;

/// An inject of a playbook, for all that take part.
pub(super) fn of_playbook(inject: &playbook::Inject) -> Result<InjectDraft, IncidentError> {
    let minutes = |field, n: u32| i32::try_from(n).map_err(|_| invalid(field, "out_of_range"));
    Ok(InjectDraft {
        minute: minutes("minute", inject.minute)?,
        agency: None,
        title: inject.title.clone(),
        text: inject.text.clone(),
        expects: inject.expects,
        within_minutes: inject
            .expects
            .and(inject.within_minutes)
            .map(|n| minutes("within_minutes", n))
            .transpose()?,
    })
}

pub(super) fn inject_row(
    id: Uuid,
    row: &Drill,
    draft: &InjectDraft,
    agencies: &[Uuid],
) -> Result<Inject, IncidentError> {
    if !(0..=LONGEST).contains(&draft.minute) {
        return Err(invalid("minute", "out_of_range"));
    }
    if draft.within_minutes.is_some_and(|n| !(1..=LONGEST).contains(&n)) {
        return Err(invalid("within_minutes", "out_of_range"));
    }
    if draft.within_minutes.is_some() && draft.expects.is_none() {
        return Err(invalid("expects", "required"));
    }
    let agency = draft.agency.map(AgencyId::uuid);
    if agency.is_some_and(|a| !agencies.contains(&a)) {
        return Err(invalid("agency_id", "not_taking_part"));
    }
    Ok(Inject {
        id,
        drill_id: row.id,
        minute: draft.minute,
        agency_id: agency,
        title: rules::line("title", &draft.title, true)?,
        text: rules::text("text", &draft.text, false)?,
        expects: draft.expects.map(|m| m.as_str().to_owned()).unwrap_or_default(),
        within_minutes: draft.within_minutes,
        delivered_at: None,
    })
}

/// Adds an inject, also while the drill runs.
pub async fn add(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    draft: &InjectDraft,
) -> Result<Inject, IncidentError> {
    let (change, mut row) = begin(access, actor, id, None).await?;
    only(&row, &[DrillState::Planned, DrillState::Running])?;
    if store::drill::injects(change.tx(), id).await?.len() >= MOST_INJECTS {
        return Err(invalid("injects", "too_many"));
    }
    let inject = inject_row(Uuid::now_v7(), &row, draft, &taking_part(&change, id).await?)?;
    store::drill::insert_injects(change.tx(), vec![inject.clone()]).await?;
    save(&change, &mut row).await?;
    change
        .commit(json!({ "inject": inject.title, "minute": inject.minute }))
        .await?;
    Ok(inject)
}

/// Changes an inject that did not come yet.
pub async fn change(
    access: &Access,
    actor: &Actor,
    (id, inject): (Uuid, Uuid),
    seen: i32,
    draft: &InjectDraft,
) -> Result<Inject, IncidentError> {
    let (change, mut row) = begin(access, actor, id, Some(seen)).await?;
    only(&row, &[DrillState::Planned, DrillState::Running])?;
    let all = store::drill::injects(change.tx(), id).await?;
    if !all.iter().any(|i| i.id == inject) {
        return Err(IncidentError::NotFound);
    }
    let wanted = inject_row(inject, &row, draft, &taking_part(&change, id).await?)?;
    if !store::drill::save_inject(change.tx(), wanted.clone()).await? {
        return Err(IncidentError::State { state: "delivered" });
    }
    save(&change, &mut row).await?;
    change
        .commit(json!({ "inject": wanted.title, "minute": wanted.minute }))
        .await?;
    Ok(wanted)
}

/// Takes an inject away that did not come yet.
pub async fn remove(access: &Access, actor: &Actor, id: Uuid, inject: Uuid) -> Result<(), IncidentError> {
    let (change, mut row) = begin(access, actor, id, None).await?;
    let all = store::drill::injects(change.tx(), id).await?;
    if !all.iter().any(|i| i.id == inject) {
        return Err(IncidentError::NotFound);
    }
    if !store::drill::delete_inject(change.tx(), id, inject).await? {
        return Err(IncidentError::State { state: "delivered" });
    }
    save(&change, &mut row).await?;
    change.commit(json!({ "removed": inject })).await?;
    Ok(())
}
