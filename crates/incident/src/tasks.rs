//! What is to be done in a case: by hand, or from a playbook.

use crate::{
    IncidentError,
    case::{self, Cases},
    entity::case::{incident, incident_task},
    error::invalid,
    model::{EntryKind, Phase, Side, TaskState},
    rules, sight, store, timeline,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, Change, action, people, recipients};
use coloa_base::PersonId;
use serde_json::json;
use uuid::Uuid;

/// Tasks of one case.
const MOST: usize = 300;

/// A task as a person wrote it.
#[derive(Clone, Debug)]
pub struct TaskDraft {
    pub phase: Phase,
    pub title: String,
    pub text: String,
    pub side: Side,
    pub assignee: Option<PersonId>,
    pub due_at: Option<DateTime<Utc>>,
}

/// What a task is changed to.
#[derive(Clone, Debug)]
pub struct TaskChange {
    pub state: TaskState,
    pub result: String,
    pub assignee: Option<PersonId>,
    pub due_at: Option<DateTime<Utc>>,
}

/// Whom a task is given to: somebody who may work on the case for its side.
async fn assignee(
    access: &Access,
    change: &Change,
    row: &incident::Model,
    person: Option<PersonId>,
) -> Result<(Option<Uuid>, String), IncidentError> {
    let Some(person) = person else {
        return Ok((None, String::new()));
    };
    let unknown = || invalid("assignee_id", "unknown");
    let (to, account, _) = people::actor(access, person).await?.ok_or_else(unknown)?;
    let about = sight::added_to(change.tx(), row).await?;
    let may = [action::INCIDENT_HANDLE, action::INCIDENT_WORK]
        .iter()
        .any(|action| access.may(&to, *action, &about));
    if !may {
        return Err(invalid("assignee_id", "not_theirs"));
    }
    Ok((Some(person.uuid()), account.full_name.clone()))
}

async fn tell(
    change: &Change,
    row: &incident::Model,
    task: &incident_task::Model,
) -> Result<(), IncidentError> {
    if let Some(person) = task.assignee_id.map(PersonId) {
        let params = json!({ "code": row.code, "task": task.title, "drill": row.drill_id.is_some() });
        recipients::tell(change, [person], "incident.task", &params, &case::link(row.id)).await?;
    }
    Ok(())
}

/// Adds a task.
pub async fn add(access: &Access, actor: &Actor, id: Uuid, draft: &TaskDraft) -> Result<(), IncidentError> {
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    case::open(&row)?;
    sight::takes_content(&row)?;
    let standing = store::case::tasks(change.tx(), id).await?;
    if standing.len() >= MOST {
        return Err(invalid("tasks", "too_many"));
    }
    let (assignee_id, assignee_name) = assignee(access, &change, &row, draft.assignee).await?;
    let task = incident_task::Model {
        title: rules::line("title", &draft.title, true)?,
        text: rules::text("text", &draft.text, false)?,
        assignee_id,
        assignee_name,
        due_at: draft.due_at,
        ..fresh(id, next_place(&standing), draft.phase, draft.side)
    };
    store::case::insert_tasks(change.tx(), vec![task.clone()]).await?;
    tell(&change, &row, &task).await?;
    let detail = json!({ "task": task.title, "added": true });
    timeline::add(&change, id, side, EntryKind::Task, detail).await?;
    timeline::commit(change, &row, json!({ "task": task.id, "added": true })).await
}

fn next_place(standing: &[incident_task::Model]) -> i32 {
    standing.iter().map(|t| t.place).max().unwrap_or(0) + 1
}

fn fresh(incident: Uuid, place: i32, phase: Phase, side: Side) -> incident_task::Model {
    incident_task::Model {
        id: Uuid::now_v7(),
        incident_id: incident,
        place,
        phase: phase.as_str().to_owned(),
        title: String::new(),
        text: String::new(),
        side: side.as_str().to_owned(),
        assignee_id: None,
        assignee_name: String::new(),
        due_at: None,
        state: TaskState::Open.as_str().to_owned(),
        result: String::new(),
        done_at: None,
        done_by: String::new(),
        playbook: String::new(),
        plan_duty: None,
        version: 1,
    }
}

/// Does a task, leaves it out with a reason, or changes whose it is and when it is due.
pub async fn change(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    task: Uuid,
    seen: i32,
    wanted: &TaskChange,
) -> Result<(), IncidentError> {
    // Left out without a word nobody knows later why.
    let result = rules::text("result", &wanted.result, wanted.state == TaskState::Skipped)?;
    let (change, row, side) = sight::begin_adding(access, actor, id).await?;
    case::open(&row)?;
    if !result.is_empty() {
        sight::takes_content(&row)?;
    }
    let mut standing = own(&change, id, task).await?;
    if standing.version != seen {
        return Err(IncidentError::Changed);
    }
    let before = (standing.state.clone(), standing.assignee_id);
    (standing.assignee_id, standing.assignee_name) = assignee(access, &change, &row, wanted.assignee).await?;
    standing.due_at = wanted.due_at;
    standing.result = result;
    wanted.state.as_str().clone_into(&mut standing.state);
    if wanted.state == TaskState::Open {
        standing.done_at = None;
        standing.done_by.clear();
    } else if standing.done_at.is_none() {
        standing.done_at = Some(change.now());
        standing.done_by.clone_from(&change.actor().name);
    }
    standing.version += 1;
    if !store::case::save_task(change.tx(), standing.clone()).await? {
        return Err(IncidentError::Changed);
    }
    if before.1 != standing.assignee_id {
        tell(&change, &row, &standing).await?;
    }
    let done = json!({ "task": task, "state": standing.state });
    if before.0 != standing.state {
        let detail = json!({ "task": standing.title, "state": standing.state, "result": standing.result });
        timeline::add(&change, id, side, EntryKind::Task, detail).await?;
    }
    timeline::commit(change, &row, done).await
}

async fn own(change: &Change, incident: Uuid, task: Uuid) -> Result<incident_task::Model, IncidentError> {
    let task = store::case::task(change.tx(), task).await?;
    if task.incident_id == incident {
        Ok(task)
    } else {
        Err(IncidentError::NotFound)
    }
}

/// Adds the steps of a playbook as tasks; those that are there already stay as they are.
pub async fn add_playbook(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    playbook: &str,
) -> Result<(), IncidentError> {
    let (change, mut row, side) = sight::begin_either(&cases.access, actor, id, Some(seen)).await?;
    case::open(&row)?;
    take_playbook(cases, &change, &mut row, side, playbook).await?;
    row.version += 1;
    case::save(&change, &row).await?;
    timeline::commit(change, &row, json!({ "playbook": playbook })).await
}

/// Adds the steps of a playbook within a change; the caller saves the row.
pub(crate) async fn take_playbook(
    cases: &Cases,
    change: &Change,
    row: &mut incident::Model,
    side: Side,
    id: &str,
) -> Result<(), IncidentError> {
    let playbook = cases.playbooks.find(id).ok_or(invalid("playbook", "unknown"))?;
    let standing = store::case::tasks(change.tx(), row.id).await?;
    let first = next_place(&standing);
    let tasks: Vec<incident_task::Model> = (first..)
        .zip(&playbook.steps)
        .map(|(place, step)| incident_task::Model {
            title: step.title.clone(),
            text: step.text.clone(),
            due_at: step
                .due_minutes
                .map(|minutes| row.detected_at + chrono::Duration::minutes(minutes.into())),
            playbook: format!("{id}/{}", step.title),
            ..fresh(row.id, place, step.phase, step.side)
        })
        .filter(|new| !standing.iter().any(|old| old.playbook == new.playbook))
        .collect();
    let detail = json!({ "playbook": playbook.title, "tasks": tasks.len() });
    store::case::insert_tasks(change.tx(), tasks).await?;
    id.clone_into(&mut row.playbook);
    timeline::add(change, row.id, side, EntryKind::Task, detail).await
}

/// Notes that a lesson became a duty of a plan.
pub async fn note_plan_duty(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    task: Uuid,
    duty: Uuid,
) -> Result<(), IncidentError> {
    let (change, row, side) = sight::begin_either(access, actor, id, None).await?;
    let mut standing = own(&change, id, task).await?;
    if standing.plan_duty.is_some() {
        return Err(IncidentError::State { state: "plan_duty" });
    }
    standing.plan_duty = Some(duty);
    standing.version += 1;
    let detail = json!({ "task": standing.title, "plan_duty": duty });
    if !store::case::save_task(change.tx(), standing).await? {
        return Err(IncidentError::Changed);
    }
    timeline::add(&change, id, side, EntryKind::Task, detail).await?;
    timeline::commit(change, &row, json!({ "task": task, "plan_duty": duty })).await
}
