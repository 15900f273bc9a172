//! Difficulties and proposals: an item of its own with addressee, date, answer, escalation.
//!
//! States: `open` → `answered` → `closed`; `open` may go up to a higher agency (`escalated`) and is answered
//! there. Whoever raised it closes it, so that an answer that helps nobody is not the end; every answer stays.

pub mod error;
pub mod store;

pub use error::DifficultyError;

use crate::{
    directory,
    duties::{
        progress::clean,
        rules::{self, MAX_NOTE},
    },
    entity::{difficulty::Model as Difficulty, difficulty_answer::Model as Answer},
    notices,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Action, Actor, AuthError, Change, Reach, Resource, Role, action, recipients};
use coloa_base::{AgencyId, PersonId, web_path};
use serde_json::json;
use sha2::{Digest, Sha256};
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

/// A day by which an answer is wanted.
fn check_day(day: Option<NaiveDate>, today: NaiveDate) -> Result<(), DifficultyError> {
    match day {
        Some(day) if day < today => invalid("answer_due_on", "in_the_past"),
        Some(day) => rules::check_day(day, today).or_else(|reason| invalid("answer_due_on", reason)),
        None => Ok(()),
    }
}

/// Whoever is to answer exists today.
async fn check_agency(
    access: &Access,
    agency: Option<AgencyId>,
    field: &'static str,
    today: NaiveDate,
) -> Result<(), DifficultyError> {
    let Some(agency) = agency else { return Ok(()) };
    match directory::refused(access.db(), agency, today).await? {
        Some(reason) => invalid(field, reason),
        None => Ok(()),
    }
}

/// Tells those who must answer: the people of the addressee and its coordinators; without one, whoever coordinates
/// the agency that raised it.
async fn tell_addressee(
    change: &Change,
    access: &Access,
    row: &Difficulty,
    kind: &str,
) -> Result<(), DifficultyError> {
    let target = row.escalated_to.or(row.addressee_agency_id).map(AgencyId);
    let (params, page) = (told(change, row), page_of(row.id));
    let mut people: Vec<PersonId> = Vec::new();
    if let Some(target) = target {
        let found = recipients::answering(change.tx(), &[target], change.today()).await?;
        people.extend(notices::ids(found.into_values().flatten()));
    }
    let asked = target.unwrap_or(AgencyId(row.agency_id));
    let found = recipients::nearest(change.tx(), access, Role::Coordinator, &[asked], change.today()).await?;
    people.extend(notices::ids(found.into_values().flatten()));
    Ok(notices::tell(change, people, kind, &params, &page).await?)
}

/// Tells whoever raised it; where that was the machine, the people of the agency.
async fn tell_raiser(change: &Change, row: &Difficulty, kind: &str) -> Result<(), DifficultyError> {
    let (params, page) = (told(change, row), page_of(row.id));
    match row.raised_by.map(PersonId) {
        Some(person) => notices::tell(change, [person], kind, &params, &page).await?,
        None => notices::tell_agency(change, AgencyId(row.agency_id), kind, &params, &page).await?,
    }
    Ok(())
}

fn told(change: &Change, row: &Difficulty) -> serde_json::Value {
    json!({ "who": change.actor().name, "text": notices::short(&row.text) })
}

fn page_of(id: Uuid) -> String {
    format!("{}/{id}", web_path::DIFFICULTIES)
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
    check_day(new.answer_due_on, change.today())?;
    check_agency(access, new.addressee, "addressee_id", change.today()).await?;
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
    tell_addressee(&change, access, &row, notices::DIFFICULTY_RAISED).await?;
    change
        .commit(json!({ "kind": row.kind, "duty": row.duty_id, "addressee": row.addressee_agency_id }))
        .await?;
    Ok(row)
}

/// A step in progress: the row as it stands in the transaction, authorised and of the version that was seen.
async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    needed: Action,
) -> Result<(Change, Difficulty), DifficultyError> {
    let row = store::find(access.db().reader(), id).await?;
    let change = access.begin(actor, needed, resource(&row, needed)).await?;
    let row = store::find(change.tx(), id).await?;
    // Passed upwards between the look and the change, it is another agency's to answer.
    change.check(needed, &resource(&row, needed))?;
    if row.version != seen {
        return Err(DifficultyError::Changed);
    }
    if row.state == "closed" {
        return Err(DifficultyError::State { reason: "closed" });
    }
    Ok((change, row))
}

async fn save(change: &Change, mut row: Difficulty) -> Result<Difficulty, DifficultyError> {
    row.version += 1;
    if store::save(change.tx(), row.clone()).await? {
        Ok(row)
    } else {
        Err(DifficultyError::Changed)
    }
}

/// Answers it; a further answer stands beside the earlier ones.
pub async fn answer(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    text: &str,
) -> Result<Difficulty, DifficultyError> {
    let text = text_of(text, "answer")?;
    let (change, mut row) = begin(access, actor, id, seen, action::DIFFICULTY_ANSWER).await?;
    let by = actor.person.map(PersonId::uuid);
    let said = Answer {
        id: Uuid::now_v7(),
        difficulty_id: id,
        text: text.clone(),
        author_id: by,
        author_name: actor.name.clone(),
        answered_at: change.now(),
    };
    let sha256: String = Sha256::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    let detail = json!({ "step": "answered", "answer": said.id, "sha256": sha256 });
    store::insert_answer(change.tx(), said).await?;
    row.answer = Some(text);
    row.answered_by = by;
    row.answered_at = Some(change.now());
    row.state = "answered".to_owned();
    let row = save(&change, row).await?;
    tell_raiser(&change, &row, notices::DIFFICULTY_ANSWERED).await?;
    change.commit(detail).await?;
    Ok(row)
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
    let (change, mut row) = begin(access, actor, id, seen, action::DIFFICULTY_ESCALATE).await?;
    check_day(answer_due_on, change.today())?;
    check_agency(access, Some(to), "to", change.today()).await?;
    let from = row.escalated_to.or(row.addressee_agency_id);
    row.escalated_to = Some(to.uuid());
    row.answer_due_on = answer_due_on.or(row.answer_due_on);
    row.state = "escalated".to_owned();
    let row = save(&change, row).await?;
    tell_addressee(&change, access, &row, notices::DIFFICULTY_RAISED).await?;
    tell_raiser(&change, &row, notices::DIFFICULTY_ESCALATED).await?;
    change
        .commit(json!({ "step": "escalated", "from": from, "to": to }))
        .await?;
    Ok(row)
}

/// Closes it: done by whoever raised it, once answered, or withdrawn.
pub async fn close(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
) -> Result<Difficulty, DifficultyError> {
    let (change, mut row) = begin(access, actor, id, seen, action::DIFFICULTY_RAISE).await?;
    let was = std::mem::replace(&mut row.state, "closed".to_owned());
    row.closed_at = Some(change.now());
    let row = save(&change, row).await?;
    change.commit(json!({ "step": "closed", "was": was })).await?;
    Ok(row)
}

/// Every answer to these, oldest first. The caller has read the difficulties themselves.
pub async fn answers(access: &Access, rows: &[Difficulty]) -> Result<Vec<Answer>, DifficultyError> {
    let ids: Vec<Uuid> = rows.iter().map(|d| d.id).collect();
    Ok(store::answers(access.db().reader(), &ids).await?)
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
