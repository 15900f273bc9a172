//! Difficulties and proposals: an item of its own with addressee, date, answer, escalation.
//!
//! States: `open` → `answered` → `closed`; `open` may go up to a higher agency (`escalated`) and is answered
//! there. Whoever raised it closes it, so that an answer that helps nobody is not the end.

pub mod error;
pub mod store;

pub use error::DifficultyError;

use crate::{
    duties::{progress::clean, rules::MAX_NOTE},
    entity::difficulty::Model as Difficulty,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Action, Actor, AuthError, Reach, Resource, action};
use coloa_base::AgencyId;
use serde_json::json;
use uuid::Uuid;

/// What somebody raises.
#[derive(Clone, Debug)]
pub struct NewDifficulty {
    /// `difficulty`, `proposal`.
    pub kind: String,
    pub agency: AgencyId,
    pub plan: Option<Uuid>,
    pub duty: Option<Uuid>,
    pub text: String,
    pub addressee: Option<AgencyId>,
    pub answer_due_on: Option<NaiveDate>,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct DifficultyFilter {
    pub plan: Option<Uuid>,
    pub duty: Option<Uuid>,
    pub agency: Option<AgencyId>,
    pub kind: Option<String>,
    pub states: Vec<String>,
    pub offset: u64,
    pub limit: u64,
}

/// The record for the policy: who raised it and who must answer.
#[must_use]
pub fn resource(row: &Difficulty, needed: Action) -> Resource {
    let raiser = AgencyId(row.agency_id);
    let target = row.escalated_to.or(row.addressee_agency_id).map(AgencyId);
    let agencies = if needed == action::DIFFICULTY_READ {
        [
            Some(raiser),
            row.addressee_agency_id.map(AgencyId),
            row.escalated_to.map(AgencyId),
        ]
        .into_iter()
        .flatten()
        .collect()
    } else if needed == action::DIFFICULTY_RAISE {
        vec![raiser]
    } else {
        // The addressee answers; without one, whoever coordinates the agency that raised it.
        vec![target.unwrap_or(raiser)]
    };
    Resource::of_agencies("difficulty", row.id, agencies)
}

fn invalid<T>(field: &'static str, reason: &'static str) -> Result<T, DifficultyError> {
    Err(DifficultyError::Invalid { field, reason })
}

fn text_of(text: &str, field: &'static str) -> Result<String, DifficultyError> {
    match clean(Some(text)) {
        None => invalid(field, "required"),
        Some(t) if t.chars().count() > MAX_NOTE => invalid(field, "too_long"),
        Some(t) => Ok(t),
    }
}

/// Raises a difficulty or a proposal.
pub async fn raise(
    access: &Access,
    actor: &Actor,
    new: NewDifficulty,
) -> Result<Difficulty, DifficultyError> {
    if !matches!(new.kind.as_str(), "difficulty" | "proposal") {
        return invalid("kind", "unknown");
    }
    let text = text_of(&new.text, "text")?;
    let id = Uuid::now_v7();
    let change = access
        .begin(
            actor,
            action::DIFFICULTY_RAISE,
            Resource::of_agency("difficulty", id, new.agency),
        )
        .await?;
    if new.answer_due_on.is_some_and(|day| day < change.today()) {
        return invalid("answer_due_on", "in_the_past");
    }
    let mut plan = new.plan;
    if let Some(duty) = new.duty {
        let duty = crate::duties::store::duty(change.tx(), duty)
            .await
            .map_err(|_| DifficultyError::NotFound { what: "duty" })?;
        change.check(
            action::DUTY_READ,
            &crate::duties::progress::resource(&duty, action::DUTY_READ),
        )?;
        plan = duty.plan_id.or(plan);
    }
    let row = Difficulty {
        id,
        kind: new.kind,
        plan_id: plan,
        duty_id: new.duty,
        agency_id: new.agency.uuid(),
        text,
        addressee_agency_id: new.addressee.map(AgencyId::uuid),
        answer_due_on: new.answer_due_on,
        state: "open".to_owned(),
        escalated_to: None,
        raised_by: actor.person.map(coloa_base::PersonId::uuid),
        raised_at: change.now(),
        answer: None,
        answered_by: None,
        answered_at: None,
        closed_at: None,
        version: 1,
    };
    store::insert_one(change.tx(), row.clone()).await?;
    change
        .commit(json!({ "kind": row.kind, "duty": row.duty_id, "addressee": row.addressee_agency_id }))
        .await?;
    Ok(row)
}

async fn step(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    needed: Action,
    f: impl FnOnce(&mut Difficulty, chrono::DateTime<chrono::Utc>) -> Result<serde_json::Value, DifficultyError>,
) -> Result<Difficulty, DifficultyError> {
    let row = store::find(access.db().reader(), id).await?;
    let change = access.begin(actor, needed, resource(&row, needed)).await?;
    let mut row = store::find(change.tx(), id).await?;
    // Passed upwards between the look and the change, it is another agency's to answer.
    change.check(needed, &resource(&row, needed))?;
    if row.version != seen {
        return Err(DifficultyError::Changed);
    }
    if row.state == "closed" {
        return Err(DifficultyError::State { reason: "closed" });
    }
    let detail = f(&mut row, change.now())?;
    row.version += 1;
    if !store::save(change.tx(), row.clone()).await? {
        return Err(DifficultyError::Changed);
    }
    change.commit(detail).await?;
    Ok(row)
}

/// Answers it.
pub async fn answer(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    text: &str,
) -> Result<Difficulty, DifficultyError> {
    let text = text_of(text, "answer")?;
    step(access, actor, id, seen, action::DIFFICULTY_ANSWER, |row, now| {
        row.answer = Some(text);
        row.answered_by = actor.person.map(coloa_base::PersonId::uuid);
        row.answered_at = Some(now);
        row.state = "answered".to_owned();
        Ok(json!({ "step": "answered" }))
    })
    .await
}

/// Passes it to a higher agency, with a date.
pub async fn escalate(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    to: AgencyId,
    answer_due_on: Option<NaiveDate>,
) -> Result<Difficulty, DifficultyError> {
    step(access, actor, id, seen, action::DIFFICULTY_ESCALATE, |row, _| {
        let from = row.escalated_to.or(row.addressee_agency_id);
        row.escalated_to = Some(to.uuid());
        row.answer_due_on = answer_due_on.or(row.answer_due_on);
        row.state = "escalated".to_owned();
        Ok(json!({ "step": "escalated", "from": from, "to": to }))
    })
    .await
}

/// Closes it: done by whoever raised it, once answered, or withdrawn.
pub async fn close(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<Difficulty, DifficultyError> {
    step(access, actor, id, seen, action::DIFFICULTY_RAISE, |row, now| {
        let was = std::mem::replace(&mut row.state, "closed".to_owned());
        row.closed_at = Some(now);
        Ok(json!({ "step": "closed", "was": was }))
    })
    .await
}

/// One of them.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Difficulty, DifficultyError> {
    let row = store::find(access.db().reader(), id).await?;
    access.check(
        actor,
        action::DIFFICULTY_READ,
        &resource(&row, action::DIFFICULTY_READ),
    )?;
    Ok(row)
}

/// Those within reach, newest first, and how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &DifficultyFilter,
) -> Result<(Vec<Difficulty>, u64), DifficultyError> {
    let reach = access.reach(actor, action::DIFFICULTY_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::DIFFICULTY_READ,
        }
        .into());
    }
    Ok(store::list(access.db().reader(), &reach, filter).await?)
}
