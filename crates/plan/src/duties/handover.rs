//! Handing over (bàn giao): a merge carries over unfinished work by a list that a person reviewed, never silently.
//! The list proposes the successors that the directory knows; whoever coordinates hands all or some of it over in
//! one change. The agency that the plan named stays written in each record.

use super::{
    DutyError, guides,
    manage::hand,
    model::{Duty, DutyText},
    progress::{needed, resource},
    store,
};
use crate::{
    directory::refuses,
    entity::obligation,
    notices, obligations,
    reminders::store::{self as sent, Candidate},
};
use chrono::{Days, NaiveDate};
use coloa_agency::Directory;
use coloa_auth::{Access, Actor, AuthError, Change, Reach, Resource, Role, action, recipients::nearest};
use coloa_base::{AgencyId, PersonId, web_path};
use coloa_platform::{
    Db,
    jobs::{Handler, JobError, JobRow},
};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    future::Future,
    pin::Pin,
};
use uuid::Uuid;

/// Kind of the job that tells coordinators after a reorganisation.
pub const LEFT_BEHIND: &str = "duty.left_behind";
/// Records of one list and of one change.
pub const LIMIT: usize = 500;
/// Days after a reorganisation on which its coordinators are still told of it.
const NEWS_DAYS: u64 = 60;

/// What is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Duty,
    Obligation,
}

impl Kind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::Obligation => "obligation",
        }
    }
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Duty, Self::Obligation]
            .into_iter()
            .find(|k| k.as_str() == text)
    }
}

/// Why a record is on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The agency is no more.
    Closed,
    /// The agency goes on, and the function that the work belongs to went elsewhere.
    FunctionMoved,
}

impl Why {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::FunctionMoved => "function_moved",
        }
    }
}

/// One unfinished record of an agency that cannot finish it.
#[derive(Clone, Debug)]
pub struct Left {
    pub kind: Kind,
    pub id: Uuid,
    pub version: i32,
    pub agency: AgencyId,
    pub why: Why,
    /// As issued.
    pub text: String,
    pub due_on: Option<NaiveDate>,
    pub status: String,
    /// Where the work went, as the directory says; several where the agency was divided, none where it just ended.
    pub proposed: Vec<AgencyId>,
}

/// The list: at most [`LIMIT`] records, by agency and date, and whether there are more.
#[derive(Clone, Debug, Default)]
pub struct LeftList {
    pub items: Vec<Left>,
    pub more: bool,
}

/// Unfinished work within reach of agencies that are no more, or no more hold the function it belongs to.
pub async fn list(access: &Access, actor: &Actor, agency: Option<AgencyId>) -> Result<LeftList, DutyError> {
    let reach = access.reach(actor, action::DUTY_CHANGE);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::DUTY_CHANGE,
        }
        .into());
    }
    let today = access.clock().today();
    let directory = coloa_agency::load(access.db()).await?;
    let mut items = collect(access.db(), &directory, &reach, agency, today, Some(LIMIT + 1)).await?;
    let more = items.len() > LIMIT;
    items.truncate(LIMIT);
    Ok(LeftList { items, more })
}

/// Functions that went from an agency that still exists to another.
fn moved_functions(directory: &Directory, today: NaiveDate) -> HashMap<AgencyId, BTreeSet<&str>> {
    let mut moved: HashMap<AgencyId, BTreeSet<&str>> = HashMap::new();
    for link in directory.links() {
        if let Some(function) = link.function.as_deref()
            && link.effective <= today
            && directory.alive(link.from, today)
            && directory.successors(link.from, Some(function), today) != [link.from]
        {
            moved.entry(link.from).or_default().insert(function);
        }
    }
    moved
}

/// The function of a duty that its agency has lost, where there is one.
fn lost<'a>(text: &DutyText, moved: Option<&BTreeSet<&'a str>>) -> Option<&'a str> {
    let functions = guides::functions_of(text.scope.as_deref()?);
    functions.iter().find_map(|f| moved?.get(f.as_str()).copied())
}

async fn collect(
    db: &Db,
    directory: &Directory,
    reach: &Reach,
    agency: Option<AgencyId>,
    today: NaiveDate,
    limit: Option<usize>,
) -> Result<Vec<Left>, DutyError> {
    let moved = moved_functions(directory, today);
    let wanted = |a: &AgencyId| agency.is_none_or(|one| one == *a);
    let gone = |a: &AgencyId| refuses(directory, *a, today) == Some("agency_closed");
    let owing = store::owing_agencies(db.reader()).await?;
    let (closed, living): (Vec<AgencyId>, Vec<AgencyId>) = owing.into_iter().filter(wanted).partition(gone);
    let changed: Vec<AgencyId> = living.into_iter().filter(|a| moved.contains_key(a)).collect();
    let mut duties = store::open_of_agencies(db.reader(), reach, &closed, limit).await?;
    duties.extend(store::open_of_agencies(db.reader(), reach, &changed, None).await?);
    let ids: Vec<Uuid> = duties.iter().map(|d| d.text_id).collect();
    let texts: HashMap<Uuid, DutyText> = store::texts(db.reader(), &ids)
        .await?
        .into_iter()
        .map(|t| (t.id, t))
        .collect();
    let mut found: Vec<Left> = duties
        .iter()
        .filter_map(|d| left_duty(d, texts.get(&d.text_id)?, directory, &moved, today))
        .collect();
    let owed = obligations::store::open_of_agencies(db.reader(), reach, agency).await?;
    found.extend(
        owed.into_iter()
            .filter(|o| gone(&AgencyId(o.agency_id)))
            .map(|o| left_obligation(o, directory, today)),
    );
    found.sort_by_key(|l| (l.agency, l.due_on.unwrap_or(super::model::NO_DATE), l.kind, l.id));
    found.truncate(limit.unwrap_or(usize::MAX));
    Ok(found)
}

fn left_duty(
    duty: &Duty,
    text: &DutyText,
    directory: &Directory,
    moved: &HashMap<AgencyId, BTreeSet<&str>>,
    today: NaiveDate,
) -> Option<Left> {
    let agency = AgencyId(duty.agency_id);
    let (why, proposed) = if directory.alive(agency, today) {
        let function = lost(text, moved.get(&agency))?;
        (
            Why::FunctionMoved,
            directory.successors(agency, Some(function), today),
        )
    } else {
        (Why::Closed, directory.successors(agency, None, today))
    };
    Some(Left {
        kind: Kind::Duty,
        id: duty.id,
        version: duty.version,
        agency,
        why,
        text: text.text.clone(),
        due_on: duty.due_on,
        status: duty.status.clone(),
        proposed,
    })
}

fn left_obligation(row: obligation::Model, directory: &Directory, today: NaiveDate) -> Left {
    let agency = AgencyId(row.agency_id);
    Left {
        kind: Kind::Obligation,
        id: row.id,
        version: row.version,
        agency,
        why: Why::Closed,
        text: row.title,
        due_on: row.due_on,
        status: row.state,
        proposed: directory.successors(agency, None, today),
    }
}

/// One reviewed line of the list.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub kind: Kind,
    pub id: Uuid,
    /// The version that was reviewed.
    pub version: i32,
    pub to: AgencyId,
}

/// Hands the reviewed lines over, all or none of them; gives how many.
pub async fn hand_over(
    access: &Access,
    actor: &Actor,
    moves: &[Move],
    reason: &str,
) -> Result<usize, DutyError> {
    let reason = needed(reason, "reason")?;
    if moves.len() > LIMIT {
        return Err(DutyError::TooMany { limit: LIMIT });
    }
    if moves.is_empty() {
        return Err(DutyError::Invalid {
            field: "items",
            reason: "required",
        });
    }
    let today = access.clock().today();
    let directory = coloa_agency::load(access.db()).await?;
    let heirs: BTreeSet<AgencyId> = moves.iter().map(|m| m.to).collect();
    for to in &heirs {
        access.check(actor, action::DUTY_CHANGE, &Resource::of_agency("duty", to, *to))?;
        if let Some(reason) = refuses(&directory, *to, today) {
            return Err(DutyError::Invalid { field: "to", reason });
        }
    }
    let batch = Resource::of_agencies("duty_batch", store::fresh(), heirs.into_iter().collect());
    let mut change = access.begin(actor, action::DUTY_CHANGE, batch).await?;
    let mut news: BTreeMap<AgencyId, usize> = BTreeMap::new();
    for one in moves {
        // The name under which it was signed: later ones must not hide it.
        let detail = |from: Uuid| -> Value {
            let signed = directory.name(AgencyId(from), today).map(|n| n.full.as_str());
            json!({ "from": from, "from_name": signed, "to": one.to, "reason": reason })
        };
        match one.kind {
            Kind::Duty => {
                let before = store::duty(change.tx(), one.id).await?;
                if before.version != one.version {
                    return Err(DutyError::Changed);
                }
                hand(&change, &before, one.to).await?;
                let of = resource(&before, action::DUTY_CHANGE);
                change.also(action::DUTY_CHANGE, of, detail(before.agency_id))?;
            }
            Kind::Obligation => {
                let from = hand_obligation(&change, *one).await?;
                let of = Resource::of_agency("obligation", one.id, AgencyId(from));
                change.also(action::DUTY_CHANGE, of, detail(from))?;
            }
        }
        *news.entry(one.to).or_default() += 1;
    }
    notices::tell_each(&change, &news, notices::HANDED_OVER, web_path::DUTIES).await?;
    change
        .commit(json!({ "handed_over": moves.len(), "reason": reason }))
        .await?;
    Ok(moves.len())
}

/// Moves an open obligation; gives the agency that had it.
async fn hand_obligation(change: &Change, one: Move) -> Result<Uuid, DutyError> {
    let row = obligations::store::obligation(change.tx(), one.id)
        .await
        .map_err(|_| DutyError::NotFound { what: "obligation" })?;
    if row.version != one.version {
        return Err(DutyError::Changed);
    }
    if row.state != "open" {
        return Err(DutyError::State { reason: "not_open" });
    }
    let from = row.agency_id;
    let original = row.assigned_from.unwrap_or(from);
    let after = obligation::Model {
        agency_id: one.to.uuid(),
        assigned_from: (original != one.to.uuid()).then_some(original),
        version: row.version + 1,
        ..row
    };
    if obligations::store::save(change.tx(), after).await? {
        Ok(from)
    } else {
        Err(DutyError::Changed)
    }
}

/// Tells coordinators, once each, that a reorganisation left unfinished work behind. Returns how many were told.
pub async fn tell_of_reorganisations(access: &Access) -> Result<usize, DutyError> {
    let today = access.clock().today();
    let directory = coloa_agency::load(access.db()).await?;
    let since = today - Days::new(NEWS_DAYS);
    let mut recent: BTreeMap<Uuid, (NaiveDate, BTreeSet<AgencyId>)> = BTreeMap::new();
    for link in directory.links() {
        if link.effective > since && link.effective <= today {
            let of = recent
                .entry(link.reorganisation.uuid())
                .or_insert((link.effective, BTreeSet::new()));
            of.1.insert(link.from);
        }
    }
    if recent.is_empty() {
        return Ok(0);
    }
    let mut left: BTreeMap<AgencyId, usize> = BTreeMap::new();
    for one in collect(access.db(), &directory, &Reach::Everything, None, today, None).await? {
        *left.entry(one.agency).or_default() += 1;
    }
    let mut told = 0;
    for (reorganisation, (effective, from)) in recent {
        let affected: Vec<AgencyId> = from.into_iter().filter(|a| left.contains_key(a)).collect();
        let mut each: BTreeMap<PersonId, (AgencyId, usize)> = BTreeMap::new();
        for (agency, people) in
            nearest(access.db().reader(), access, Role::Coordinator, &affected, today).await?
        {
            for person in people {
                let entry = each.entry(PersonId(person.id)).or_insert((agency, 0));
                entry.1 += left.get(&agency).copied().unwrap_or(0);
            }
        }
        for (person, (agency, count)) in each {
            told += usize::from(tell(access, person, agency, reorganisation, effective, count).await?);
        }
    }
    Ok(told)
}

async fn tell(
    access: &Access,
    person: PersonId,
    agency: AgencyId,
    reorganisation: Uuid,
    effective: NaiveDate,
    count: usize,
) -> Result<bool, DutyError> {
    let mark = Candidate {
        kind: "hand_over",
        id: reorganisation,
        agency: agency.uuid(),
        due_on: effective,
        text_id: None,
        title: None,
    };
    let wanted = vec![(mark, "applied".to_owned())];
    let new = sent::not_sent(access.db().reader(), person.uuid(), wanted).await?;
    if new.is_empty() {
        return Ok(false);
    }
    let of = Resource::of_agency("reminder", person, agency);
    let change = access
        .begin(&Actor::job(LEFT_BEHIND), action::DUTY_REMIND, of)
        .await?;
    sent::mark_sent(change.tx(), person.uuid(), &new, change.now()).await?;
    let params = json!({ "count": count });
    notices::tell(
        &change,
        [person],
        notices::LEFT_BEHIND,
        &params,
        web_path::HAND_OVER,
    )
    .await?;
    change
        .commit(json!({ "reorganisation": reorganisation, "left": count }))
        .await?;
    Ok(true)
}

/// [`tell_of_reorganisations`] as a job.
pub struct LeftBehind {
    access: Access,
}

impl LeftBehind {
    #[must_use]
    pub const fn new(access: Access) -> Self {
        Self { access }
    }
}

impl Handler for LeftBehind {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            tell_of_reorganisations(&self.access).await?;
            Ok(())
        })
    }
}
