//! The calendar, and how an obligation was met.

use super::{
    ObligationError, Reporters,
    rules::{self, Standing},
    store,
};
use crate::{
    directory::refuses,
    duties::{
        progress::{EvidenceFile, clean},
        rules::{FIRST_DAY, MAX_LINE},
    },
    entity::obligation,
};
use chrono::NaiveDate;
use coloa_auth::{Access, Actor, AuthError, Reach, Resource, action};
use coloa_base::AgencyId;
use coloa_law::WorkCalendar;
use coloa_platform::files::{Files, NewFile};
use serde_json::json;
use uuid::Uuid;

/// Kind of the record that owns the document or receipt.
pub const FILE_OWNER: &str = "obligation";
/// Rows of one look at the calendar.
pub const MAX_ENTRIES: u64 = 5_000;

/// How an obligation was met.
#[derive(Clone, Debug)]
pub enum Meeting {
    /// By an issued document.
    Document { number: String, date: NaiveDate },
    /// By an entry in another system, on a day, with what it gave as receipt.
    System {
        name: String,
        day: NaiveDate,
        receipt: Option<String>,
    },
}

impl Meeting {
    fn day(&self) -> NaiveDate {
        match self {
            Self::Document { date, .. } => *date,
            Self::System { day, .. } => *day,
        }
    }
}

/// [`Meeting`] with its file.
#[derive(Clone, Debug)]
pub struct Met {
    pub how: Meeting,
    pub file: Option<EvidenceFile>,
}

/// One line of the calendar.
#[derive(Clone, Debug)]
pub enum CalendarEntry {
    /// An obligation of an agency: of a plan, or statutory and met.
    Own {
        row: Box<obligation::Model>,
        standing: Standing,
    },
    /// A date the law sets; who met it is in `met`.
    Statutory {
        occurrence: coloa_law::Occurrence,
        /// The agencies within reach that owe it on that day.
        owed_by: Vec<AgencyId>,
        met: Vec<obligation::Model>,
        standing: Standing,
    },
}

impl CalendarEntry {
    #[must_use]
    pub fn due(&self) -> Option<NaiveDate> {
        match self {
            Self::Own { row, .. } => row.due_on,
            Self::Statutory { occurrence, .. } => Some(occurrence.due),
        }
    }
    #[must_use]
    pub fn standing(&self) -> Standing {
        match self {
            Self::Own { standing, .. } | Self::Statutory { standing, .. } => *standing,
        }
    }
}

/// Obligations of plans within reach, and the dates of the law, sorted by date; undated ones last. `agencies`:
/// just theirs; none named: all within reach.
pub async fn calendar(
    access: &Access,
    actor: &Actor,
    from: NaiveDate,
    to: NaiveDate,
    plan: Option<Uuid>,
    agencies: &[AgencyId],
) -> Result<Vec<CalendarEntry>, ObligationError> {
    if to < from || (to - from).num_days() > 3 * 366 {
        return Err(ObligationError::Invalid {
            field: "to",
            reason: "period",
        });
    }
    let reach = access.reach(actor, action::OBLIGATION_READ);
    if reach == Reach::Nothing {
        return Err(AuthError::Forbidden {
            action: action::OBLIGATION_READ,
        }
        .into());
    }
    let today = access.clock().today();
    let wanted = store::Wanted {
        from,
        to,
        overdue: from <= today && today <= to,
        plan,
        agencies,
        limit: MAX_ENTRIES,
    };
    let rows = store::between(access.db().reader(), &reach, &wanted).await?;
    let (statutory, own): (Vec<_>, Vec<_>) = rows.into_iter().partition(|o| o.statutory_code.is_some());
    let mut entries: Vec<CalendarEntry> = own
        .into_iter()
        .map(|row| CalendarEntry::Own {
            standing: rules::standing(row.due_on, row.met_on, today),
            row: Box::new(row),
        })
        .collect();
    if plan.is_none() {
        // Outside the years whose holidays are known the law's dates cannot be shifted: none are shown.
        let found = coloa_law::occurrences(from, to, WorkCalendar::current()).unwrap_or_default();
        let reporters = Reporters::load(access.db()).await?;
        for occurrence in found {
            let mut owed_by = reporters.of(occurrence.report, occurrence.due);
            owed_by.retain(|a| (agencies.is_empty() || agencies.contains(a)) && access.reaches(&reach, *a));
            let met: Vec<_> = statutory
                .iter()
                .filter(|o| {
                    o.statutory_code.as_deref() == Some(&occurrence.report.id)
                        && o.due_on == Some(occurrence.due)
                })
                .cloned()
                .collect();
            let done: Vec<_> = met
                .iter()
                .filter_map(|o| Some((AgencyId(o.agency_id), o.met_on?)))
                .collect();
            // Whoever sees everything also sees a date that the directory has nobody for; to others it is not theirs.
            let others = owed_by.is_empty() && !(agencies.is_empty() && reach == Reach::Everything);
            let standing = if others {
                Standing::NotOwed
            } else {
                rules::standing(Some(occurrence.due), rules::all_met_on(&owed_by, &done), today)
            };
            entries.push(CalendarEntry::Statutory {
                occurrence,
                owed_by,
                met,
                standing,
            });
        }
    }
    entries.sort_by_key(|e| e.due().unwrap_or(crate::duties::model::NO_DATE));
    Ok(entries)
}

fn check(how: &Meeting, today: NaiveDate) -> Result<(), ObligationError> {
    let invalid = |field, reason| Err(ObligationError::Invalid { field, reason });
    if how.day() > today {
        return invalid("day", "in_the_future");
    }
    if how.day() < FIRST_DAY {
        return invalid("day", "too_early");
    }
    let (field, needed, receipt) = match how {
        Meeting::Document { number, .. } => ("number", number, None),
        Meeting::System { name, receipt, .. } => ("system", name, receipt.as_deref()),
    };
    let long = |text: &str| text.chars().count() > MAX_LINE;
    match clean(Some(needed)) {
        None => invalid(field, "required"),
        Some(text) if long(&text) => invalid(field, "too_long"),
        Some(_) if receipt.is_some_and(long) => invalid("receipt", "too_long"),
        Some(_) => Ok(()),
    }
}

fn apply(row: &mut obligation::Model, how: &Meeting, by: Option<Uuid>, at: chrono::DateTime<chrono::Utc>) {
    match how {
        Meeting::Document { number, date } => {
            row.met_kind = Some("document".to_owned());
            row.document_number = clean(Some(number));
            row.document_date = Some(*date);
            (row.system, row.receipt) = (None, None);
        }
        Meeting::System { name, receipt, .. } => {
            row.met_kind = Some("system".to_owned());
            row.system = clean(Some(name));
            row.receipt = clean(receipt.as_deref());
            (row.document_number, row.document_date) = (None, None);
        }
    }
    row.met_on = Some(how.day());
    row.met_by = by;
    row.met_at = Some(at);
    row.state = "met".to_owned();
}

/// Records how an obligation was met; recording again corrects it.
pub async fn meet(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    met: Met,
) -> Result<obligation::Model, ObligationError> {
    let row = store::obligation(access.db().reader(), id).await?;
    let resource = Resource::of_agency("obligation", id, AgencyId(row.agency_id));
    let change = access.begin(actor, action::OBLIGATION_MEET, resource).await?;
    let mut row = store::obligation(change.tx(), id).await?;
    if seen.is_some_and(|v| v != row.version) {
        return Err(ObligationError::Changed);
    }
    if row.state == "dropped" {
        return Err(ObligationError::State { reason: "dropped" });
    }
    check(&met.how, change.today())?;
    let before = json!({ "number": row.document_number, "system": row.system, "met_on": row.met_on });
    apply(
        &mut row,
        &met.how,
        actor.person.map(coloa_base::PersonId::uuid),
        change.now(),
    );
    row.version += 1;
    if !store::save(change.tx(), row.clone()).await? {
        return Err(ObligationError::Changed);
    }
    let file = keep(&change, files, actor, row.id, met.file).await?;
    change.commit(detail(&row, before, file)).await?;
    Ok(row)
}

/// Records that an agency met a date of the law.
pub async fn meet_statutory(
    access: &Access,
    files: &Files,
    actor: &Actor,
    code: &str,
    due: NaiveDate,
    agency: AgencyId,
    met: Met,
) -> Result<obligation::Model, ObligationError> {
    let occurrence = coloa_law::occurrences(due, due, WorkCalendar::current())
        .unwrap_or_default()
        .into_iter()
        .find(|o| o.report.id == code)
        .ok_or(ObligationError::NotFound {
            what: "statutory_report",
        })?;
    let id = Uuid::now_v7();
    let mut change = access
        .begin(
            actor,
            action::OBLIGATION_MEET,
            Resource::of_agency("obligation", id, agency),
        )
        .await?;
    check(&met.how, change.today())?;
    // An agency that was closed since may have met it while it lived.
    let directory = coloa_agency::load(access.db()).await?;
    let lived = |day| refuses(&directory, agency, day);
    if let Some(reason) = lived(met.how.day()).filter(|_| lived(due).is_some()) {
        return Err(ObligationError::Invalid {
            field: "agency",
            reason,
        });
    }
    let instance = due.to_string();
    let by = actor.person.map(coloa_base::PersonId::uuid);
    let (row, before) = match store::statutory(change.tx(), code, agency.uuid(), &instance).await? {
        Some(mut row) => {
            let before = json!({ "number": row.document_number, "system": row.system, "met_on": row.met_on });
            apply(&mut row, &met.how, by, change.now());
            row.version += 1;
            if !store::save(change.tx(), row.clone()).await? {
                return Err(ObligationError::Changed);
            }
            (row, before)
        }
        None => {
            let mut row = obligation::Model {
                statutory_code: Some(code.to_owned()),
                addressee: Some(occurrence.report.to.clone()),
                due_on: Some(due),
                instance: Some(instance),
                ..obligation::Model::unmet(id, agency.uuid(), &occurrence.report.name)
            };
            apply(&mut row, &met.how, by, change.now());
            store::insert_all(change.tx(), vec![row.clone()]).await?;
            (row, json!(null))
        }
    };
    change.set_id(row.id);
    let file = keep(&change, files, actor, row.id, met.file).await?;
    change.commit(detail(&row, before, file)).await?;
    Ok(row)
}

async fn keep(
    change: &coloa_auth::Change,
    files: &Files,
    actor: &Actor,
    id: Uuid,
    file: Option<EvidenceFile>,
) -> Result<Option<Uuid>, ObligationError> {
    let Some(file) = file else { return Ok(None) };
    let new = NewFile {
        name: file.name,
        media_type: file.media_type,
        handling: file.handling,
        owner_kind: FILE_OWNER,
        owner_id: id.to_string(),
        uploaded_by: actor.person,
    };
    Ok(Some(
        files.put(change.tx(), new, file.content, change.now()).await?.id,
    ))
}

fn detail(row: &obligation::Model, before: serde_json::Value, file: Option<Uuid>) -> serde_json::Value {
    json!({
        "met_kind": row.met_kind, "met_on": row.met_on, "number": row.document_number, "system": row.system,
        "receipt": row.receipt, "file": file, "before": before,
    })
}

/// Files of one obligation, if the reader may see it.
pub async fn files_of(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: Uuid,
) -> Result<(obligation::Model, Vec<coloa_platform::files::StoredFile>), ObligationError> {
    let row = store::obligation(access.db().reader(), id).await?;
    access.check(
        actor,
        action::OBLIGATION_READ,
        &Resource::of_agency("obligation", id, AgencyId(row.agency_id)),
    )?;
    let found = files.of(access.db(), FILE_OWNER, &id.to_string()).await?;
    Ok((row, found))
}
