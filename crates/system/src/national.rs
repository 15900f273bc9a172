//! The list of systems important to national security: who belongs on it, how it is asked for, what was decided, and
//! the self-check of every year (Decree 331/2026, Article 16; Decree 333/2026, Article 8.5).
//!
//! Every year all systems in use are gone through: criteria of the law and the facts of the assessment say which are
//! candidates and why, and a person answers each one: by a request, or by a word why it is none this year. A request
//! goes `requested → decided | refused | withdrawn`; a decision writes the list's day into the record.

use crate::{
    SystemError,
    entity::{information_system, national_document, national_request, national_review, system_record},
    model::{Paper, RecordKind},
    rules,
    service::{self, Upload, resource},
    store,
};
use chrono::{Datelike, NaiveDate};
use coloa_auth::{Access, Action, Actor, Change, Resource, action};
use coloa_base::AgencyId;
use coloa_law::{LawBook, StatutoryReport, calendar::statutory_reports, national::NationalList};
use coloa_platform::files::Files;
use serde_json::json;
use std::collections::HashMap;
use uuid::Uuid;

/// Kind of the record that owns the files of requests.
pub const FILES: &str = "national_request";
/// Id of the statutory report that asks for the yearly self-check.
const SELF_CHECK: &str = "nd333-self-check";
const MAX_DOCUMENTS: usize = 50;

coloa_base::words! {
    /// Where a request stands.
    pub enum RequestState {
        Requested = "requested",
        /// It stands on the list.
        Decided = "decided",
        Refused = "refused",
        Withdrawn = "withdrawn",
    }
}

/// The self-check of a year.
#[derive(Clone, Debug)]
pub struct SelfCheck {
    pub report: &'static StatutoryReport,
    pub year: i32,
    /// The last good day.
    pub due: NaiveDate,
    pub done: Option<system_record::Model>,
}

impl SelfCheck {
    #[must_use]
    pub fn late(&self, today: NaiveDate) -> bool {
        self.done.is_none() && self.due < today
    }
}

/// A system that is on the list, may belong there, or cannot be told about yet.
#[derive(Clone, Debug)]
pub struct Standing {
    pub system: information_system::Model,
    pub list: NationalList<'static>,
    /// The request that is open, else the latest.
    pub request: Option<national_request::Model>,
    /// What was said of it in this year's sweep.
    pub review: Option<national_review::Model>,
    /// For those on the list.
    pub check: Option<SelfCheck>,
}

impl Standing {
    #[must_use]
    pub const fn listed(&self) -> bool {
        self.system.listed_since.is_some()
    }

    /// By the law it belongs on the list and does not stand there.
    #[must_use]
    pub fn candidate(&self) -> bool {
        !self.listed() && !self.list.matched.is_empty()
    }

    /// A candidate of whom nobody said anything this year.
    #[must_use]
    pub fn waits(&self) -> bool {
        let asked = self
            .request
            .as_ref()
            .is_some_and(|r| r.state == RequestState::Requested.as_str());
        self.candidate() && !asked && self.review.is_none()
    }
}

/// A request with its documents.
#[derive(Clone, Debug)]
pub struct Detail {
    pub request: national_request::Model,
    pub documents: Vec<national_document::Model>,
}

/// How a request ends.
#[derive(Clone, Debug)]
pub struct Decision {
    /// It stands on the list; else it was refused.
    pub listed: bool,
    pub paper: Paper,
    pub note: String,
    pub file: Option<Upload>,
}

/// The self-check that the law asks for in a year, with what was done of it.
#[must_use]
pub fn self_check(year: i32, records: &[system_record::Model]) -> Option<SelfCheck> {
    let report = statutory_reports().iter().find(|r| r.id == SELF_CHECK)?;
    let before = report.days.first()?.in_year(year)?;
    Some(SelfCheck {
        report,
        year,
        // "Before" that day.
        due: before.pred_opt()?,
        done: records
            .iter()
            .find(|r| r.kind == RecordKind::SelfAssessment.as_str() && r.done_on.year() == year)
            .cloned(),
    })
}

fn level_of(row: &information_system::Model) -> Option<u8> {
    u8::try_from(row.level.max(row.proposed_level))
        .ok()
        .filter(|l| *l > 0)
}

/// The sweep of a year: all systems in use within reach, those that wait for an answer first.
pub async fn sweep(access: &Access, actor: &Actor, year: i32) -> Result<Vec<Standing>, SystemError> {
    let reach = service::reach(access, actor)?;
    let db = access.db().reader();
    let today = access.clock().today();
    let systems: Vec<_> = store::within(db, &reach)
        .await?
        .into_iter()
        .filter(|s| s.active)
        .collect();
    let ids: Vec<Uuid> = systems.iter().map(|s| s.id).collect();
    let mut facts = store::register::profiles(db, &ids).await?;
    let mut requests: HashMap<Uuid, national_request::Model> = HashMap::new();
    for request in store::national::requests(db, &reach).await? {
        // They come with the latest last; an open one is the latest.
        requests.insert(request.system_id, request);
    }
    let mut reviews: HashMap<Uuid, national_review::Model> = store::national::reviews(db, year)
        .await?
        .into_iter()
        .map(|r| (r.system_id, r))
        .collect();
    let mut checks: HashMap<Uuid, Vec<system_record::Model>> = HashMap::new();
    for record in store::register::records_of_kind(db, RecordKind::SelfAssessment).await? {
        checks.entry(record.system_id).or_default().push(record);
    }
    let mut found = Vec::with_capacity(systems.len());
    for system in systems {
        let facts = facts
            .remove(&system.id)
            .map(|(_, facts)| facts)
            .unwrap_or_default();
        let list = LawBook::current().national_list(&facts, level_of(&system), today)?;
        let records = checks.remove(&system.id).unwrap_or_default();
        found.push(Standing {
            request: requests.remove(&system.id),
            review: reviews.remove(&system.id),
            check: system.listed_since.and_then(|_| self_check(year, &records)),
            list,
            system,
        });
    }
    found.sort_by_key(|s| (!s.waits(), !s.candidate(), !s.listed()));
    Ok(found)
}

/// How one system stands to the list this year.
pub async fn standing(access: &Access, actor: &Actor, id: Uuid) -> Result<Standing, SystemError> {
    let db = access.db().reader();
    let system = store::find(db, id).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&system))?;
    let today = access.clock().today();
    let (_, facts) = store::register::profile(db, id).await?;
    let records = store::register::records(db, id).await?;
    Ok(Standing {
        list: LawBook::current().national_list(&facts, level_of(&system), today)?,
        request: store::national::of_system(db, id).await?.pop(),
        review: store::national::review(db, id, today.year()).await?,
        check: system
            .listed_since
            .and_then(|_| self_check(today.year(), &records)),
        system,
    })
}

/// Requests of a system with their documents, the latest last.
pub async fn requests(access: &Access, actor: &Actor, system: Uuid) -> Result<Vec<Detail>, SystemError> {
    let db = access.db().reader();
    let row = store::find(db, system).await?;
    access.check(actor, action::SYSTEM_READ, &resource(&row))?;
    let mut found = Vec::new();
    for request in store::national::of_system(db, system).await? {
        found.push(Detail {
            documents: store::national::documents(db, request.id).await?,
            request,
        });
    }
    Ok(found)
}

/// Answers a candidate of a year's sweep: it is not asked for, and why.
pub async fn review(access: &Access, actor: &Actor, system: Uuid, why: &str) -> Result<(), SystemError> {
    let why = rules::note(why)?;
    if why.is_empty() {
        return Err(rules::invalid("why", "required"));
    }
    let (change, _) = service::begin(access, actor, system).await?;
    let row = national_review::Model {
        system_id: system,
        year: change.today().year(),
        why,
        by_name: change.actor().name.clone(),
        at: change.now(),
    };
    let detail = json!({ "national_list": "not_asked_for", "year": row.year, "why": row.why });
    store::national::set_review(change.tx(), row).await?;
    change.commit(detail).await?;
    Ok(())
}

/// Asks for a system to be put on the list.
pub async fn request(
    access: &Access,
    actor: &Actor,
    system: Uuid,
    note: &str,
    on: NaiveDate,
) -> Result<Detail, SystemError> {
    let note = rules::note(note)?;
    if note.is_empty() {
        return Err(rules::invalid("note", "required"));
    }
    let (change, row) = service::begin(access, actor, system).await?;
    if on > change.today() {
        return Err(rules::invalid("on", "in_the_future"));
    }
    if row.listed_since.is_some() {
        return Err(SystemError::Listed);
    }
    let others = store::national::of_system(change.tx(), system).await?;
    if others.iter().any(|r| r.state == RequestState::Requested.as_str()) {
        return Err(SystemError::RequestOpen);
    }
    let (_, facts) = store::register::profile(change.tx(), system).await?;
    let list = LawBook::current().national_list(&facts, level_of(&row), change.today())?;
    let codes: Vec<&str> = list.matched.iter().map(|m| m.code).collect();
    let request = national_request::Model {
        id: Uuid::now_v7(),
        system_id: system,
        agency_id: row.agency_id,
        state: RequestState::Requested.as_str().to_owned(),
        codes: codes.join(","),
        note,
        requested_on: on,
        decided_on: None,
        number: String::new(),
        decided_by: String::new(),
        decision_note: String::new(),
        decision_file: None,
        created_by: change.actor().name.clone(),
        created_at: change.now(),
        version: 1,
    };
    store::national::insert(change.tx(), request.clone()).await?;
    change
        .commit(
            json!({ "national_list": "requested", "request": request.id, "codes": request.codes,
            "note": request.note }),
        )
        .await?;
    Ok(Detail {
        request,
        documents: Vec::new(),
    })
}

fn about(row: &national_request::Model) -> Resource {
    Resource::of_agency("national_request", row.id, AgencyId(row.agency_id))
}

/// A change of a request that is still open.
async fn begin(
    access: &Access,
    actor: &Actor,
    action: Action,
    id: Uuid,
    seen: Option<i32>,
) -> Result<(Change, national_request::Model), SystemError> {
    let row = store::national::find(access.db().reader(), id).await?;
    let change = access.begin(actor, action, about(&row)).await?;
    let row = store::national::find(change.tx(), id).await?;
    change.check(action, &about(&row))?;
    if seen.is_some_and(|seen| seen != row.version) {
        return Err(SystemError::Changed);
    }
    match RequestState::parse(&row.state) {
        Some(RequestState::Requested) => Ok((change, row)),
        _ => Err(SystemError::RequestDone),
    }
}

async fn save(
    change: &Change,
    mut row: national_request::Model,
) -> Result<national_request::Model, SystemError> {
    row.version += 1;
    if store::national::save(change.tx(), row.clone()).await? {
        Ok(row)
    } else {
        Err(SystemError::Changed)
    }
}

async fn detail(access: &Access, id: Uuid) -> Result<Detail, SystemError> {
    let db = access.db().reader();
    Ok(Detail {
        request: store::national::find(db, id).await?,
        documents: store::national::documents(db, id).await?,
    })
}

/// Adds a document to a request.
pub async fn file(
    access: &Access,
    actor: &Actor,
    files: &Files,
    id: Uuid,
    name: &str,
    upload: Upload,
) -> Result<Detail, SystemError> {
    let name = rules::line("name", name, true)?;
    let (change, row) = begin(access, actor, action::SYSTEM_CHANGE, id, None).await?;
    if store::national::documents(change.tx(), id).await?.len() >= MAX_DOCUMENTS {
        return Err(rules::invalid("file", "too_many"));
    }
    let Some(file) = service::keep(&change, files, FILES, id, Some(upload)).await? else {
        return Err(rules::invalid("file", "required"));
    };
    let document = national_document::Model {
        id: Uuid::now_v7(),
        request_id: id,
        name: name.clone(),
        file_id: file,
        filed_by: change.actor().name.clone(),
        filed_at: change.now(),
    };
    store::national::add_document(change.tx(), document).await?;
    save(&change, row).await?;
    change
        .commit(json!({ "national_list": "filed", "document": name, "file": file }))
        .await?;
    detail(access, id).await
}

/// Takes a request back before it is decided.
pub async fn withdraw(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    why: &str,
) -> Result<Detail, SystemError> {
    let why = rules::note(why)?;
    let (change, mut row) = begin(access, actor, action::SYSTEM_CHANGE, id, Some(seen)).await?;
    row.state = RequestState::Withdrawn.as_str().to_owned();
    row.decision_note = why.clone();
    row.decided_on = Some(change.today());
    save(&change, row).await?;
    change
        .commit(json!({ "national_list": "withdrawn", "why": why }))
        .await?;
    detail(access, id).await
}

/// Records what was decided on a request; on the list, the system follows the procedure of the list from then on.
pub async fn decide(
    access: &Access,
    actor: &Actor,
    files: &Files,
    id: Uuid,
    seen: i32,
    decision: Decision,
) -> Result<Detail, SystemError> {
    let number = rules::line("number", &decision.paper.number, true)?;
    let by = rules::line("by", &decision.paper.by, true)?;
    let note = rules::note(&decision.note)?;
    let on = decision.paper.on.ok_or(rules::invalid("on", "required"))?;
    let (change, mut row) = begin(access, actor, action::SYSTEM_RECORD, id, Some(seen)).await?;
    if on > change.today() {
        return Err(rules::invalid("on", "in_the_future"));
    }
    if on < row.requested_on {
        return Err(rules::invalid("on", "before_requested"));
    }
    let state = if decision.listed {
        RequestState::Decided
    } else {
        RequestState::Refused
    };
    row.state = state.as_str().to_owned();
    row.decided_on = Some(on);
    row.number = number.clone();
    row.decided_by = by.clone();
    row.decision_note = note;
    row.decision_file = service::keep(&change, files, FILES, id, decision.file).await?;
    let row = save(&change, row).await?;
    if decision.listed {
        put_on_list(
            &change,
            row.system_id,
            Paper {
                number: number.clone(),
                on: Some(on),
                by,
            },
        )
        .await?;
    }
    change
        .commit(json!({ "national_list": state.as_str(), "decision": number, "on": on }))
        .await?;
    detail(access, id).await
}

async fn put_on_list(change: &Change, system: Uuid, paper: Paper) -> Result<(), SystemError> {
    let mut system = store::find(change.tx(), system).await?;
    let (mut profile, _) = store::register::profile(change.tx(), system.id).await?;
    system.listed_since = paper.on;
    system.version += 1;
    profile.list_decision = paper;
    store::register::set_profile(change.tx(), system.id, &profile).await?;
    if store::save(change.tx(), system).await? {
        Ok(())
    } else {
        Err(SystemError::Changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_self_check_of_a_year_is_due_before_october() {
        let check = self_check(2026, &[]).unwrap();
        assert_eq!(check.due.to_string(), "2026-09-30");
        assert!(check.late("2026-10-01".parse().unwrap()));
        assert!(
            !check.late("2026-09-30".parse().unwrap()),
            "that day still counts"
        );
        let record = |on: &str| system_record::Model {
            id: Uuid::nil(),
            system_id: Uuid::nil(),
            kind: RecordKind::SelfAssessment.as_str().to_owned(),
            done_on: on.parse().unwrap(),
            done_by: String::new(),
            outcome: "passed".to_owned(),
            note: String::new(),
            next_on: None,
            file_id: None,
            created_by: String::new(),
            created_at: chrono::Utc::now(),
        };
        assert!(
            self_check(2026, &[record("2025-09-01")]).unwrap().done.is_none(),
            "another year's is not this one's"
        );
        assert!(self_check(2026, &[record("2026-09-01")]).unwrap().done.is_some());
    }
}
