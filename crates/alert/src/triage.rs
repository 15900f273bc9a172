//! What people do with alerts: look through them, take them on, close them with a verdict.

use crate::{
    AlertError,
    entity::{alert, alert_finding, alert_note},
    rules::{self, Step},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Action, Actor, AuthError, Change, Reach, Resource, action};
use coloa_base::{AgencyId, PersonId};
use serde_json::json;
use uuid::Uuid;

/// Findings that the page of an alert shows.
const SHOWN: u64 = 200;
/// Alerts of one bulk step.
pub const MAX_BULK: usize = 200;

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct AlertFilter {
    pub states: Vec<String>,
    pub severities: Vec<i32>,
    pub verdicts: Vec<String>,
    pub agency: Option<AgencyId>,
    pub source: Option<Uuid>,
    pub system: Option<Uuid>,
    pub rule: Option<String>,
    /// A technique of ATT&CK, with its parts: `T1110`.
    pub technique: Option<String>,
    pub assignee: Option<Uuid>,
    /// Alerts with an event at or after, at or before.
    pub from: Option<DateTime<Utc>>,
    pub to: Option<DateTime<Utc>>,
    /// Part of the entity, the host or the rule's title.
    pub search: Option<String>,
    /// The newest first instead of the worst.
    pub newest_first: bool,
    pub offset: u64,
    pub limit: u64,
}

/// An alert with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Detail {
    pub alert: alert::Model,
    /// Newest first.
    pub findings: Vec<alert_finding::Model>,
    /// Oldest first.
    pub notes: Vec<alert_note::Model>,
}

/// The record for the policy.
#[must_use]
pub fn resource(row: &alert::Model) -> Resource {
    match row.agency_id {
        Some(agency) => Resource::of_agency("alert", row.id, AgencyId(agency)),
        None => Resource::installation("alert", row.id),
    }
}

fn reach(access: &Access, actor: &Actor) -> Result<Reach, AlertError> {
    match access.reach(actor, action::ALERT_READ) {
        Reach::Nothing => Err(AuthError::Forbidden {
            action: action::ALERT_READ,
        }
        .into()),
        reach => Ok(reach),
    }
}

/// Alerts within reach, and how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &AlertFilter,
) -> Result<(Vec<alert::Model>, u64), AlertError> {
    let reach = reach(access, actor)?;
    Ok(store::list(access.db().reader(), &reach, filter).await?)
}

/// Open alerts within reach: state, severity, number.
pub async fn tally(access: &Access, actor: &Actor) -> Result<Vec<(String, i32, i64)>, AlertError> {
    let reach = reach(access, actor)?;
    Ok(store::tally(access.db().reader(), &reach).await?)
}

/// Open alerts within reach by agency: the worst severity, and how many.
pub async fn worst_by_agency(access: &Access, actor: &Actor) -> Result<Vec<(Uuid, i32, i64)>, AlertError> {
    let reach = reach(access, actor)?;
    Ok(store::worst_by_agency(access.db().reader(), &reach).await?)
}

/// One alert with its findings and what was done with it.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Detail, AlertError> {
    let db = access.db().reader();
    let alert = store::find(db, id).await?;
    access.check(actor, action::ALERT_READ, &resource(&alert))?;
    Ok(Detail {
        findings: store::findings(db, id, SHOWN).await?,
        notes: store::notes(db, id).await?,
        alert,
    })
}

async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    needed: Action,
) -> Result<(Change, alert::Model), AlertError> {
    let row = store::find(access.db().reader(), id).await?;
    let change = access.begin(actor, needed, resource(&row)).await?;
    let row = store::find(change.tx(), id).await?;
    change.check(needed, &resource(&row))?;
    Ok((change, row))
}

/// Takes one step. `assignee`: whom [`Step::Assign`] gives the alert to. `seen`: the version that the person looked at;
/// findings that came in meanwhile do not change it.
pub async fn step(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    step: &Step,
    text: &str,
    assignee: Option<&Actor>,
) -> Result<alert::Model, AlertError> {
    let (change, row) = begin(access, actor, id, action::ALERT_TRIAGE).await?;
    if row.version != seen {
        return Err(AlertError::Changed);
    }
    let row = apply(access, &change, row, step, text, assignee).await?;
    change
        .commit(json!({ "step": step.as_str(), "verdict": row.verdict, "assignee": row.assignee_id }))
        .await?;
    Ok(row)
}

/// Takes the same step for several alerts, in one transaction: all of them or none.
pub async fn step_many(
    access: &Access,
    actor: &Actor,
    chosen: &[(Uuid, i32)],
    step: &Step,
    text: &str,
    assignee: Option<&Actor>,
) -> Result<Vec<alert::Model>, AlertError> {
    let [first, others @ ..] = chosen else {
        return Err(AlertError::Invalid {
            field: "alerts",
            reason: "required",
        });
    };
    if chosen.len() > MAX_BULK {
        return Err(AlertError::Invalid {
            field: "alerts",
            reason: "too_many",
        });
    }
    let (mut change, row) = begin(access, actor, first.0, action::ALERT_TRIAGE).await?;
    let mut rows = Vec::with_capacity(chosen.len());
    if row.version != first.1 {
        return Err(AlertError::Changed);
    }
    rows.push(apply(access, &change, row, step, text, assignee).await?);
    for (id, seen) in others {
        let row = store::find(change.tx(), *id).await?;
        change.also(
            action::ALERT_TRIAGE,
            resource(&row),
            json!({ "step": step.as_str() }),
        )?;
        if row.version != *seen {
            return Err(AlertError::Changed);
        }
        rows.push(apply(access, &change, row, step, text, assignee).await?);
    }
    change
        .commit(json!({ "step": step.as_str(), "alerts": chosen.len() }))
        .await?;
    Ok(rows)
}

async fn apply(
    access: &Access,
    change: &Change,
    mut row: alert::Model,
    step: &Step,
    text: &str,
    assignee: Option<&Actor>,
) -> Result<alert::Model, AlertError> {
    let state = rules::next(&row.state, step, text)?;
    let actor = change.actor();
    if row.state == "new" && state != "new" {
        row.acknowledged_at = Some(change.now());
    }
    state.clone_into(&mut row.state);
    match step {
        Step::Close { verdict } => {
            row.verdict = Some(verdict.clone());
            row.closed_at = Some(change.now());
        }
        Step::Reopen => {
            row.verdict = None;
            row.closed_at = None;
        }
        Step::Assign => {
            let invalid = |reason| AlertError::Invalid {
                field: "assignee_id",
                reason,
            };
            let to = assignee.ok_or(invalid("required"))?;
            if !access.may(to, action::ALERT_TRIAGE, &resource(&row)) {
                return Err(invalid("not_theirs"));
            }
            row.assignee_id = to.person.map(PersonId::uuid);
            row.assignee_name = Some(to.name.clone());
        }
        Step::Acknowledge | Step::Investigate | Step::Note => {}
    }
    if matches!(step, Step::Acknowledge | Step::Investigate) && row.assignee_id.is_none() {
        row.assignee_id = actor.person.map(PersonId::uuid);
        row.assignee_name = Some(actor.name.clone());
    }
    row.version += 1;
    if !store::save_step(change.tx(), row.clone()).await? {
        return Err(AlertError::Changed);
    }
    let note = alert_note::Model {
        id: Uuid::now_v7(),
        alert_id: row.id,
        step: step.as_str().to_owned(),
        text: text.trim().to_owned(),
        author_id: actor.person.map(PersonId::uuid),
        author_name: actor.name.clone(),
        written_at: change.now(),
    };
    store::insert_note(change.tx(), note).await?;
    Ok(row)
}
