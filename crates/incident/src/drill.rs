//! Exercises over the engine of real cases. A drill has agencies, injects and targets; while it runs, injects come on the
//! clock of the exercise ([`run`]): the first gives an agency its case, later ones are lines of its timeline. People act as
//! in a real case, and their times are the score ([`results`], [`score`]). Everything says that it is an exercise.

pub mod injects;
pub mod results;
pub mod run;
pub mod score;

use crate::{
    IncidentError,
    call_out::exercise_mark,
    case::Cases,
    entity::drill::{
        drill::{self, Model as Drill},
        drill_agency::Model as Part,
        drill_inject::Model as Inject,
    },
    error::invalid,
    model::{DrillState, DrillTargets, EntryKind, Milestone, Side, State},
    playbook::Playbook,
    rules, store, timeline,
};
use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Utc};
use coloa_auth::{Access, Actor, AuthError, Change, Reach, Resource, Role, action, recipients};
use coloa_base::{AgencyId, VN_OFFSET, text, web_path};
use coloa_platform::{Db, jobs};
use score::Pace;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// Agencies of one drill.
const MOST_AGENCIES: usize = 500;
/// Injects of one drill.
const MOST_INJECTS: usize = 200;
/// Minutes that an exercise may last: a week.
const LONGEST: i32 = 7 * 24 * 60;
/// Minutes of the exercise in one on the wall.
const FASTEST: i32 = 240;

/// What a person says of a drill.
#[derive(Clone, Debug)]
pub struct DrillDraft {
    pub title: String,
    pub purpose: String,
    /// Who holds it.
    pub agency: AgencyId,
    /// Id of a playbook whose injects it begins with and whose tasks its cases have; empty: none.
    pub playbook: String,
    pub planned_on: NaiveDate,
    pub targets: DrillTargets,
    pub agencies: Vec<AgencyId>,
}

/// What a person says of an inject.
#[derive(Clone, Debug)]
pub struct InjectDraft {
    pub minute: i32,
    /// `None`: all that take part.
    pub agency: Option<AgencyId>,
    pub title: String,
    pub text: String,
    pub expects: Option<Milestone>,
    pub within_minutes: Option<i32>,
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct DrillFilter {
    pub state: Option<DrillState>,
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

/// A drill as a reader sees it.
#[derive(Clone, Debug)]
pub struct Detail {
    pub drill: Drill,
    pub targets: DrillTargets,
    /// Of the reader's reach; all for whoever runs it.
    pub parts: Vec<Part>,
    /// Whoever only takes part sees those that came, and not what they ask for.
    pub injects: Vec<Inject>,
    pub may_run: bool,
    /// Minutes of the exercise that passed; `None`: it has not begun.
    pub minute: Option<i64>,
}

/// The page of a drill.
#[must_use]
pub fn link(id: Uuid) -> String {
    format!("{}/{id}", web_path::DRILLS)
}

/// The state that a row says.
#[must_use]
pub fn stands(row: &Drill) -> DrillState {
    DrillState::parse(&row.state).unwrap_or(DrillState::Ended)
}

/// The clock of the exercise as it stands; `None`: it has not begun.
#[must_use]
pub fn pace(row: &Drill, now: DateTime<Utc>) -> Option<Pace> {
    row.started_at?;
    Some(Pace {
        speed: row.speed,
        until: row.ended_at.unwrap_or(now),
        over: row.ended_at.is_some(),
    })
}

fn targets(row: &Drill) -> Result<DrillTargets, IncidentError> {
    serde_json::from_str(&row.targets).map_err(IncidentError::json)
}

/// The record of whoever runs it.
fn run_by(row: &Drill) -> Resource {
    Resource::of_agency("drill", row.id, AgencyId(row.agency_id))
}

/// Drills that the reader may see, the latest planned first, and how many there are.
pub async fn list(
    access: &Access,
    actor: &Actor,
    filter: &DrillFilter,
) -> Result<(Vec<Drill>, u64), IncidentError> {
    let needed = action::DRILL_READ;
    let reach = access.reach(actor, needed);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden { action: needed }.into());
    }
    Ok(store::drill::page(access.db().reader(), &reach, filter).await?)
}

/// Who takes part in each of these drills, for lists whose rows were authorised.
pub async fn parts_of(access: &Access, drills: &[Uuid]) -> Result<HashMap<Uuid, Vec<Part>>, IncidentError> {
    let mut found: HashMap<Uuid, Vec<Part>> = HashMap::new();
    for part in store::drill::agencies_of(access.db().reader(), drills).await? {
        found.entry(part.drill_id).or_default().push(part);
    }
    Ok(found)
}

/// One drill.
pub async fn read(access: &Access, actor: &Actor, id: Uuid) -> Result<Detail, IncidentError> {
    let db = access.db().reader();
    let row = store::drill::find(db, id).await?;
    let mut parts = store::drill::agencies(db, id).await?;
    let agencies = parts.iter().map(|p| p.agency_id).chain([row.agency_id]);
    let about = Resource::of_agencies("drill", id, agencies.map(AgencyId).collect());
    access.check(actor, action::DRILL_READ, &about)?;
    let may_run = access.may(actor, action::DRILL_RUN, &run_by(&row));
    let mut injects = store::drill::injects(db, id).await?;
    if !may_run {
        let reach = access.reach(actor, action::DRILL_READ);
        parts.retain(|p| access.reaches(&reach, AgencyId(p.agency_id)));
        injects.retain(|i| {
            i.delivered_at.is_some() && i.agency_id.is_none_or(|a| access.reaches(&reach, AgencyId(a)))
        });
        for inject in &mut injects {
            inject.expects.clear();
            inject.within_minutes = None;
        }
    }
    let now = access.clock().now();
    let minute = row
        .started_at
        .and_then(|start| pace(&row, now).map(|pace| pace.minutes(start, pace.until)));
    Ok(Detail {
        targets: targets(&row)?,
        drill: row,
        parts,
        injects,
        may_run,
        minute,
    })
}

/// The after-action report is whoever's runs the drill.
pub async fn may_print(access: &Access, actor: &Actor, id: Uuid) -> Result<(), IncidentError> {
    let row = store::drill::find(access.db().reader(), id).await?;
    Ok(access.check(actor, action::DRILL_RUN, &run_by(&row))?)
}

/// A drill about to be changed, as it stands in the change.
async fn begin(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(Change, Drill), IncidentError> {
    let row = store::drill::find(access.db().reader(), id).await?;
    let change = access.begin(actor, action::DRILL_RUN, run_by(&row)).await?;
    let row = store::drill::find(change.tx(), id).await?;
    change.check(action::DRILL_RUN, &run_by(&row))?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(IncidentError::Changed);
    }
    Ok((change, row))
}

async fn save(change: &Change, row: &mut Drill) -> Result<(), IncidentError> {
    row.version += 1;
    if store::drill::save(change.tx(), row.clone()).await? {
        Ok(())
    } else {
        Err(IncidentError::Changed)
    }
}

fn only(row: &Drill, allowed: &[DrillState]) -> Result<(), IncidentError> {
    let state = stands(row);
    if allowed.contains(&state) {
        Ok(())
    } else {
        Err(IncidentError::State {
            state: state.as_str(),
        })
    }
}

/// Who takes part exists, and whoever runs the drill may do so there.
async fn check_agencies(
    access: &Access,
    change: &Change,
    id: Uuid,
    agencies: &[AgencyId],
) -> Result<Vec<Uuid>, IncidentError> {
    let once: BTreeSet<AgencyId> = agencies.iter().copied().collect();
    if once.len() > MOST_AGENCIES {
        return Err(invalid("agencies", "too_many"));
    }
    let wanted: Vec<AgencyId> = once.into_iter().collect();
    let known = coloa_agency::names(access.db(), &wanted, change.today()).await?;
    for agency in &wanted {
        if !known.contains_key(agency) {
            return Err(invalid("agencies", "unknown"));
        }
        change.check(action::DRILL_RUN, &Resource::of_agency("drill", id, *agency))?;
    }
    Ok(wanted.into_iter().map(AgencyId::uuid).collect())
}

/// Writes what a draft says into a row.
fn apply(row: &mut Drill, draft: &DrillDraft, today: NaiveDate) -> Result<(), IncidentError> {
    row.title = rules::line("title", &draft.title, true)?;
    row.purpose = rules::text("purpose", &draft.purpose, false)?;
    row.folded = text::fold_plain(&format!("{} {}", row.code, row.title));
    row.playbook = rules::line("playbook", &draft.playbook, false)?;
    // What was planned before stays; nothing is planned for the past.
    if draft.planned_on != row.planned_on && draft.planned_on < today {
        return Err(invalid("planned_on", "past"));
    }
    row.planned_on = draft.planned_on;
    row.targets = serde_json::to_string(&draft.targets).map_err(IncidentError::json)?;
    Ok(())
}

/// The playbook that a drill names.
fn playbook<'a>(cases: &'a Cases, row: &Drill) -> Result<Option<&'a Playbook>, IncidentError> {
    if row.playbook.is_empty() {
        return Ok(None);
    }
    let found = cases.playbooks.find(&row.playbook);
    found.map(Some).ok_or_else(|| invalid("playbook", "unknown"))
}

/// The next code of a year: `DT-2026-01`.
async fn next_code(change: &Change, day: NaiveDate) -> Result<String, IncidentError> {
    let prefix = format!("DT-{}-", day.year());
    // Codes of one year come one after the other, also where two begin a drill at a time.
    store::lock_codes(change.tx()).await?;
    let last = store::drill::codes(change.tx(), &prefix)
        .await?
        .iter()
        .filter_map(|code| code.strip_prefix(&prefix)?.parse::<u32>().ok())
        .max()
        .unwrap_or(0);
    Ok(format!("{prefix}{:02}", last + 1))
}

/// Plans a drill. One that begins with a playbook takes its injects.
pub async fn create(cases: &Cases, actor: &Actor, draft: &DrillDraft) -> Result<Drill, IncidentError> {
    let access = &cases.access;
    let id = Uuid::now_v7();
    let about = Resource::of_agency("drill", id, draft.agency);
    let change = access.begin(actor, action::DRILL_RUN, about).await?;
    let agencies = check_agencies(access, &change, id, &draft.agencies).await?;
    if !coloa_agency::names(access.db(), &[draft.agency], change.today())
        .await?
        .contains_key(&draft.agency)
    {
        return Err(invalid("agency_id", "unknown"));
    }
    let mut row = drill::Model {
        id,
        code: next_code(&change, change.today()).await?,
        title: String::new(),
        folded: String::new(),
        purpose: String::new(),
        agency_id: draft.agency.uuid(),
        playbook: String::new(),
        state: DrillState::Planned.as_str().to_owned(),
        planned_on: NaiveDate::MIN,
        started_at: None,
        ended_at: None,
        speed: 1,
        targets: String::new(),
        review: String::new(),
        created_by: actor.name.clone(),
        created_at: change.now(),
        version: 1,
    };
    apply(&mut row, draft, change.today())?;
    let playbook = playbook(cases, &row)?;
    store::drill::insert_drill(change.tx(), row.clone()).await?;
    store::drill::set_agencies(change.tx(), id, &agencies).await?;
    let injects = playbook
        .into_iter()
        .flat_map(|p| &p.injects)
        .map(|inject| injects::inject_row(Uuid::now_v7(), &row, &injects::of_playbook(inject)?, &agencies))
        .collect::<Result<Vec<_>, _>>()?;
    store::drill::insert_injects(change.tx(), injects).await?;
    change
        .commit(json!({ "code": row.code, "title": row.title, "agencies": agencies.len() }))
        .await?;
    Ok(row)
}

/// Changes a drill. Once it began, what happens in it stands.
pub async fn change(
    cases: &Cases,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    draft: &DrillDraft,
) -> Result<Drill, IncidentError> {
    let access = &cases.access;
    let (change, mut row) = begin(access, actor, id, Some(seen)).await?;
    only(&row, &[DrillState::Planned])?;
    let agencies = check_agencies(access, &change, id, &draft.agencies).await?;
    if draft.agency.uuid() != row.agency_id {
        change.check(action::DRILL_RUN, &Resource::of_agency("drill", id, draft.agency))?;
        row.agency_id = draft.agency.uuid();
    }
    let stood = row.playbook.clone();
    apply(&mut row, draft, change.today())?;
    if row.playbook != stood {
        playbook(cases, &row)?;
    }
    let stays = |i: &Inject| i.agency_id.is_none_or(|a| agencies.contains(&a));
    if !store::drill::injects(change.tx(), id).await?.iter().all(stays) {
        return Err(invalid("agencies", "named_by_an_inject"));
    }
    store::drill::set_agencies(change.tx(), id, &agencies).await?;
    save(&change, &mut row).await?;
    change
        .commit(json!({ "title": row.title, "agencies": agencies.len() }))
        .await?;
    Ok(row)
}

async fn taking_part(change: &Change, id: Uuid) -> Result<Vec<Uuid>, IncidentError> {
    let parts = store::drill::agencies(change.tx(), id).await?;
    Ok(parts.into_iter().map(|p| p.agency_id).collect())
}

/// Tells those who take part, and whoever responds at the centre.
async fn tell(
    access: &Access,
    change: &Change,
    row: &Drill,
    what: &str,
    centre: bool,
) -> Result<(), IncidentError> {
    let agencies: Vec<AgencyId> = taking_part(change, row.id)
        .await?
        .into_iter()
        .map(AgencyId)
        .collect();
    let today = change.today();
    let mut people: Vec<_> = recipients::ids(
        recipients::answering(change.tx(), &agencies, today)
            .await?
            .into_values()
            .flatten(),
    )
    .collect();
    if centre {
        for role in [Role::ShiftLead, Role::Responder] {
            let holder = [AgencyId(row.agency_id)];
            let found = recipients::nearest(change.tx(), access, role, &holder, today).await?;
            people.extend(recipients::ids(found.into_values().flatten()));
        }
    }
    let params = json!({ "code": row.code, "title": row.title });
    recipients::tell(change, people, what, &params, &link(row.id)).await?;
    Ok(())
}

/// Starts a drill: its clock runs from now on, `speed` minutes of the exercise in one on the wall.
pub async fn start(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    speed: i32,
) -> Result<Drill, IncidentError> {
    if !(1..=FASTEST).contains(&speed) {
        return Err(invalid("speed", "out_of_range"));
    }
    let (change, mut row) = begin(access, actor, id, seen).await?;
    only(&row, &[DrillState::Planned])?;
    if taking_part(&change, id).await?.is_empty() {
        return Err(invalid("agencies", "required"));
    }
    if store::drill::injects(change.tx(), id).await?.is_empty() {
        return Err(invalid("injects", "required"));
    }
    row.state = DrillState::Running.as_str().to_owned();
    row.speed = speed;
    row.started_at = Some(change.now());
    save(&change, &mut row).await?;
    tell(access, &change, &row, "drill.started", true).await?;
    jobs::enqueue(
        change.tx(),
        run::DELIVER,
        Some("periodic"),
        &json!({}),
        change.now(),
    )
    .await?;
    change.commit(json!({ "code": row.code, "speed": speed })).await?;
    Ok(row)
}

/// Ends a drill: its cases are closed as what they are.
pub async fn end(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
) -> Result<Drill, IncidentError> {
    let (change, mut row) = begin(access, actor, id, seen).await?;
    only(&row, &[DrillState::Running])?;
    row.state = DrillState::Ended.as_str().to_owned();
    row.ended_at = Some(change.now());
    save(&change, &mut row).await?;
    let closed = close_cases(&change, id, State::Closed).await?;
    tell(access, &change, &row, "drill.ended", true).await?;
    change
        .commit(json!({ "code": row.code, "cases": closed }))
        .await?;
    Ok(row)
}

/// Gives a drill up. It counts as none, and neither do its cases.
pub async fn give_up(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
) -> Result<Drill, IncidentError> {
    let (change, mut row) = begin(access, actor, id, seen).await?;
    only(&row, &[DrillState::Planned, DrillState::Running])?;
    let began = row.started_at.is_some();
    row.state = DrillState::Dropped.as_str().to_owned();
    row.ended_at = began.then_some(change.now());
    save(&change, &mut row).await?;
    let closed = close_cases(&change, id, State::Dismissed).await?;
    if began {
        tell(access, &change, &row, "drill.dropped", true).await?;
    }
    change
        .commit(json!({ "code": row.code, "cases": closed }))
        .await?;
    Ok(row)
}

async fn close_cases(change: &Change, id: Uuid, state: State) -> Result<usize, IncidentError> {
    let open = store::drill::open_cases(change.tx(), id).await?;
    let closed = open.len();
    for mut case in open {
        case.state = state.as_str().to_owned();
        case.closed_at = Some(change.now());
        case.next_due = None;
        case.version += 1;
        let case_id = case.id;
        crate::case::save(change, &case).await?;
        let detail = json!({ "step": "close", "exercise": true });
        timeline::add(change, case_id, Side::Centre, EntryKind::Step, detail).await?;
    }
    Ok(closed)
}

/// Writes what was seen in a drill, for the after-action report.
pub async fn review(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    written: &str,
) -> Result<Drill, IncidentError> {
    let written = rules::text("review", written, false)?;
    let (change, mut row) = begin(access, actor, id, Some(seen)).await?;
    only(&row, &[DrillState::Running, DrillState::Ended])?;
    row.review = written;
    save(&change, &mut row).await?;
    change
        .commit(json!({ "code": row.code, "reviewed": true }))
        .await?;
    Ok(row)
}

/// Drills that were carried through and began on one of these days, the last one included: for the yearly duty. Of an agency
/// that held them or took part, or of all.
pub async fn held(
    db: &Db,
    from: NaiveDate,
    to: NaiveDate,
    agency: Option<AgencyId>,
) -> Result<u64, IncidentError> {
    let begin = |day: NaiveDate| {
        VN_OFFSET
            .from_local_datetime(&day.and_time(NaiveTime::MIN))
            .single()
    };
    let (Some(from), Some(to)) = (begin(from), to.succ_opt().and_then(begin)) else {
        return Err(invalid("to", "out_of_range"));
    };
    let reach = agency.map_or(Reach::Everything, |a| Reach::Below(vec![a]));
    Ok(store::drill::held(db.reader(), from.to_utc(), to.to_utc(), &reach).await?)
}

/// A title or text of a drill, marked as what it is.
#[must_use]
pub fn marked(text: &str) -> String {
    format!("{}{text}", exercise_mark(true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_drill_says_is_marked() {
        assert!(marked("Tệp lạ").starts_with("[DIỄN TẬP]"));
    }
}
