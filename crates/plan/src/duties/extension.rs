//! Moving a due date: the agency asks with a reason, the coordinator approves (with this or another date) or
//! refuses with a reason. A synchronisation with the plan leaves a moved date alone.

use super::{
    DutyError,
    model::{Duty, NO_DATE},
    progress::{needed, optional, resource},
    rules, store,
};
use crate::{entity::extension, notices};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, action};
use coloa_base::{AgencyId, clock};
use serde_json::json;
use uuid::Uuid;

/// Asks for a later date.
pub async fn request(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    wanted: NaiveDate,
    reason: &str,
) -> Result<extension::Model, DutyError> {
    let before = store::duty(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::DUTY_EXTEND, resource(&before, action::DUTY_EXTEND))
        .await?;
    let tx = change.tx();
    let duty = store::duty(tx, id).await?;
    change.check(action::DUTY_EXTEND, &resource(&duty, action::DUTY_EXTEND))?;
    if !duty.open {
        return Err(DutyError::State { reason: "not_open" });
    }
    let reason = needed(reason, "reason")?;
    rules::check_extension(duty.due_on, wanted, change.today())
        .map_err(|(field, reason)| DutyError::Invalid { field, reason })?;
    if store::extensions_of(tx, id)
        .await?
        .iter()
        .any(|e| e.state == "requested")
    {
        return Err(DutyError::State {
            reason: "extension_pending",
        });
    }
    let row = extension::Model {
        id: store::fresh(),
        duty_id: id,
        due_before: duty.due_on,
        due_wanted: wanted,
        reason,
        state: "requested".to_owned(),
        requested_by: actor.person.map(coloa_base::PersonId::uuid),
        requested_at: change.now(),
        decided_by: None,
        decided_at: None,
        decision_reason: None,
    };
    store::insert_extension(tx, row.clone()).await?;
    let deciders: Vec<AgencyId> = [Some(duty.agency_id), duty.guide_agency_id]
        .into_iter()
        .flatten()
        .map(AgencyId)
        .collect();
    let params = json!({
        "who": actor.name, "date": clock::vn_date_text(wanted),
        "text": notices::short(&store::text(tx, duty.text_id).await?.text),
    });
    notices::tell_coordinators(
        &change,
        access,
        &deciders,
        notices::EXTENSION_REQUESTED,
        &params,
        &notices::duty_page(id),
    )
    .await?;
    change
        .commit(json!({ "extension": row.id, "from": row.due_before, "to": wanted }))
        .await?;
    Ok(row)
}

/// What a coordinator decides.
#[derive(Clone, Debug)]
pub enum Decision {
    /// The date granted, which need not be the one asked for.
    Approve {
        due_on: NaiveDate,
        reason: Option<String>,
    },
    Refuse {
        reason: String,
    },
}

/// Decides a request; an approval moves the due date.
pub async fn decide(access: &Access, actor: &Actor, id: Uuid, decision: Decision) -> Result<Duty, DutyError> {
    let row = store::extension(access.db().reader(), id).await?;
    let before = store::duty(access.db().reader(), row.duty_id).await?;
    let change = access
        .begin(
            actor,
            action::DUTY_DECIDE_EXTENSION,
            resource(&before, action::DUTY_DECIDE_EXTENSION),
        )
        .await?;
    let tx = change.tx();
    let before = store::duty(tx, row.duty_id).await?;
    change.check(
        action::DUTY_DECIDE_EXTENSION,
        &resource(&before, action::DUTY_DECIDE_EXTENSION),
    )?;
    let mut after = before.clone();
    let (state, reason) = match decision {
        Decision::Approve { due_on, reason } => {
            // Done, dropped or given up since: a later date would mean nothing.
            if !before.open {
                return Err(DutyError::State { reason: "not_open" });
            }
            rules::check_extension(before.due_on, due_on, change.today())
                .map_err(|(field, reason)| DutyError::Invalid { field, reason })?;
            after.due_on = Some(due_on);
            after.due_key = due_on;
            after.due_moved = true;
            (
                "approved",
                optional(reason.as_deref(), "reason", rules::MAX_NOTE)?,
            )
        }
        Decision::Refuse { reason } => ("refused", Some(needed(&reason, "reason")?)),
    };
    let decided = extension::Model {
        state: state.to_owned(),
        decided_by: actor.person.map(coloa_base::PersonId::uuid),
        decided_at: Some(change.now()),
        decision_reason: reason.clone(),
        ..row
    };
    if !store::decide_extension(tx, decided).await? {
        return Err(DutyError::State {
            reason: "already_decided",
        });
    }
    let after = if after.due_moved && after.due_key != NO_DATE && after != before {
        store::save_duty(tx, &before, after).await?
    } else {
        before.clone()
    };
    let kind = if state == "approved" {
        notices::EXTENSION_APPROVED
    } else {
        notices::EXTENSION_REFUSED
    };
    let params = json!({
        "date": after.due_on.map(clock::vn_date_text),
        "text": notices::short(&store::text(tx, after.text_id).await?.text),
    });
    let holder = AgencyId(after.agency_id);
    notices::tell_agency(&change, holder, kind, &params, &notices::duty_page(after.id)).await?;
    change
        .commit(json!({ "extension": id, "state": state, "from": before.due_on, "to": after.due_on, "reason": reason }))
        .await?;
    Ok(after)
}

/// A request that waits, with the duty it is about.
#[derive(Clone, Debug)]
pub struct Pending {
    pub extension: extension::Model,
    pub row: super::read::DutyRow,
}

/// Requests that wait for a decision of this person, the oldest first; at most `limit`.
pub async fn pending(access: &Access, actor: &Actor, limit: u64) -> Result<Vec<Pending>, DutyError> {
    let db = access.db().reader();
    let found =
        store::pending_extensions(db, access.reach(actor, action::DUTY_DECIDE_EXTENSION), limit).await?;
    let (extensions, duties): (Vec<_>, Vec<_>) = found.into_iter().unzip();
    let rows = super::read::with_texts(access, duties).await?;
    Ok(extensions
        .into_iter()
        .filter_map(|extension| {
            let row = rows.iter().find(|r| r.duty.id == extension.duty_id)?.clone();
            Some(Pending { extension, row })
        })
        .collect())
}
