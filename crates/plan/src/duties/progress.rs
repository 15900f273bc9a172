//! Progress: an agency reports, the coordinator accepts or returns it with a reason. Reports are never
//! changed or deleted; the duty carries the last one.

use super::{
    DutyError, Review, Status,
    model::{Duty, DutyText},
    rules, store,
};
use crate::{entity::progress, notices};
use chrono::NaiveDate;
use coloa_auth::{Access, Action, Actor, Change, Resource, action};
use coloa_base::{AgencyId, FileId, Handling, web_path};
use coloa_platform::files::{Files, NewFile, StoredFile};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Kind of the record that owns evidence files.
pub const EVIDENCE: &str = "progress";
/// Files of one report.
pub const MAX_FILES: usize = 20;

/// What an agency says about a duty.
#[derive(Clone, Debug)]
pub struct NewProgress {
    pub status: Status,
    /// `None`: no answer, which is not zero.
    pub percent: Option<i32>,
    pub note: Option<String>,
    pub product: Option<String>,
    /// The day the work was done; today where nothing is said.
    pub done_on: Option<NaiveDate>,
    /// `app`, `form`, `cli`.
    pub via: &'static str,
}

/// One file beside a report.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    pub name: String,
    pub media_type: String,
    pub handling: Handling,
    pub content: Vec<u8>,
}

/// The duty as a record for the policy: the guiding agency may read, accept and decide, too.
#[must_use]
pub fn resource(duty: &Duty, action: Action) -> Resource {
    let mut agencies = vec![AgencyId(duty.agency_id)];
    if action != action::DUTY_REPORT && action != action::DUTY_EXTEND {
        agencies.extend(
            duty.guide_agency_id
                .map(AgencyId)
                .filter(|g| g.uuid() != duty.agency_id),
        );
    }
    Resource::of_agencies("duty", duty.id, agencies)
}

/// Reports progress with evidence. `seen` is the version the reporter looked at; `None` skips the check.
pub async fn report(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    new: NewProgress,
    evidence: Vec<EvidenceFile>,
) -> Result<Duty, DutyError> {
    if evidence.len() > MAX_FILES {
        return Err(DutyError::Invalid {
            field: "files",
            reason: "too_many",
        });
    }
    let before = store::duty(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::DUTY_REPORT, resource(&before, action::DUTY_REPORT))
        .await?;
    let (duty, row) = put(&change, id, seen, &new).await?;
    let mut kept = Vec::new();
    for file in evidence {
        let new = NewFile {
            name: file.name,
            media_type: file.media_type,
            handling: file.handling,
            owner_kind: EVIDENCE,
            owner_id: row.id.to_string(),
            uploaded_by: actor.person,
        };
        kept.push(files.put(change.tx(), new, file.content, change.now()).await?);
    }
    let detail = json!({
        "progress": row.id, "status": row.status, "percent": row.percent, "via": row.via,
        "before": { "status": before.status, "percent": before.percent },
        "files": kept.iter().map(|f| json!({ "id": f.id, "sha256": f.sha256 })).collect::<Vec<_>>(),
    });
    change.commit(detail).await?;
    Ok(duty)
}

/// Writes a report within a change that is already authorised for this duty.
pub async fn put(
    change: &Change,
    id: Uuid,
    seen: Option<i32>,
    new: &NewProgress,
) -> Result<(Duty, progress::Model), DutyError> {
    let tx = change.tx();
    let before = store::duty(tx, id).await?;
    // Handed over between the look and the change, it is another agency's to report.
    change.check(action::DUTY_REPORT, &resource(&before, action::DUTY_REPORT))?;
    if seen.is_some_and(|v| v != before.version) {
        return Err(DutyError::Changed);
    }
    let status = Status::parse(&before.status).unwrap_or(Status::NotStarted);
    let review = Review::parse(&before.review).unwrap_or(Review::None);
    rules::may_report(status, review).map_err(|reason| DutyError::State { reason })?;
    let (note, product) = (clean(new.note.as_deref()), clean(new.product.as_deref()));
    rules::check_progress(
        new.status,
        new.percent,
        note.as_deref(),
        product.as_deref(),
        new.done_on,
        change.today(),
    )
    .map_err(|(field, reason)| DutyError::Invalid { field, reason })?;
    let percent = if new.status == Status::Done {
        Some(100)
    } else {
        new.percent
    };
    let done_on = (new.status == Status::Done).then(|| new.done_on.unwrap_or_else(|| change.today()));
    let row = progress::Model {
        id: store::fresh(),
        duty_id: id,
        plan_id: before.plan_id,
        agency_id: before.agency_id,
        status: new.status.as_str().to_owned(),
        percent,
        done_on,
        note,
        product,
        state: Review::Submitted.as_str().to_owned(),
        via: new.via.to_owned(),
        reported_by: change.actor().person.map(coloa_base::PersonId::uuid),
        reporter_name: change.actor().name.clone(),
        reported_at: change.now(),
        reviewed_by: None,
        reviewed_at: None,
        review_reason: None,
    };
    let after = Duty {
        status: row.status.clone(),
        open: new.status.open(),
        percent,
        review: row.state.clone(),
        reported_at: Some(row.reported_at),
        done_on,
        ..before.clone()
    };
    store::insert_progress(tx, row.clone()).await?;
    Ok((store::save_duty(tx, &before, after).await?, row))
}

/// Trims; nothing but blanks is nothing. NFC, as all stored text. Control characters are of no use to a reader and
/// PostgreSQL refuses some; only line breaks and tabs stay.
pub(crate) fn clean(text: Option<&str>) -> Option<String> {
    text.map(|t| {
        let shown: String = t
            .replace("\r\n", "\n")
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect();
        coloa_base::text::nfc(shown.trim())
    })
    .filter(|t| !t.is_empty())
}

/// Text that must be given, up to [`rules::MAX_NOTE`] characters.
pub(crate) fn needed(text: &str, field: &'static str) -> Result<String, DutyError> {
    optional(Some(text), field, rules::MAX_NOTE)?.ok_or(DutyError::Invalid {
        field,
        reason: "required",
    })
}

/// Text that may be left out, up to so many characters.
pub(crate) fn optional(
    text: Option<&str>,
    field: &'static str,
    limit: usize,
) -> Result<Option<String>, DutyError> {
    match clean(text) {
        Some(t) if t.chars().count() > limit => Err(DutyError::Invalid {
            field,
            reason: "too_long",
        }),
        other => Ok(other),
    }
}

/// Accepts the last report.
pub async fn accept(access: &Access, actor: &Actor, id: Uuid, seen: Option<i32>) -> Result<Duty, DutyError> {
    let before = store::duty(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::DUTY_ACCEPT, resource(&before, action::DUTY_ACCEPT))
        .await?;
    let (duty, detail) = decide(&change, id, seen, None).await?;
    tell_outcome(&change, &duty, notices::ACCEPTED).await?;
    change.commit(detail).await?;
    Ok(duty)
}

/// Tells the agency what became of its report.
async fn tell_outcome(change: &Change, duty: &Duty, kind: &str) -> Result<(), DutyError> {
    let text = store::text(change.tx(), duty.text_id).await?.text;
    let params = json!({ "text": notices::short(&text) });
    let page = notices::duty_page(duty.id);
    Ok(notices::tell_agency(change, AgencyId(duty.agency_id), kind, &params, &page).await?)
}

/// Returns the last report with a reason; a duty returned as not yet done is open again.
pub async fn return_progress(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    seen: Option<i32>,
    reason: &str,
) -> Result<Duty, DutyError> {
    let before = store::duty(access.db().reader(), id).await?;
    let change = access
        .begin(actor, action::DUTY_ACCEPT, resource(&before, action::DUTY_ACCEPT))
        .await?;
    let (duty, detail) = decide(&change, id, seen, Some(reason)).await?;
    tell_outcome(&change, &duty, notices::RETURNED).await?;
    change.commit(detail).await?;
    Ok(duty)
}

/// Accepts many reports in one change. Those that were already decided are left out; the rest is returned.
pub async fn accept_many(access: &Access, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Uuid>, DutyError> {
    if ids.len() > 500 {
        return Err(DutyError::TooMany { limit: 500 });
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let duties = store::duties(access.db().reader(), ids).await?;
    if ids.iter().any(|id| !duties.iter().any(|d| d.id == *id)) {
        return Err(DutyError::NotFound { what: "duty" });
    }
    let mut agencies = Vec::with_capacity(duties.len());
    for duty in &duties {
        access.check(actor, action::DUTY_ACCEPT, &resource(duty, action::DUTY_ACCEPT))?;
        agencies.push(AgencyId(duty.agency_id));
        // Whoever guides may accept, too.
        agencies.extend(duty.guide_agency_id.map(AgencyId));
    }
    agencies.sort_unstable();
    agencies.dedup();
    let batch = Resource::of_agencies("duty_batch", store::fresh(), agencies);
    let mut change = access.begin(actor, action::DUTY_ACCEPT, batch).await?;
    let mut done = Vec::new();
    let mut news: BTreeMap<AgencyId, usize> = BTreeMap::new();
    for duty in &duties {
        if duty.review != Review::Submitted.as_str() {
            continue;
        }
        match decide(&change, duty.id, Some(duty.version), None).await {
            Ok((after, detail)) => {
                change.also(action::DUTY_ACCEPT, resource(&after, action::DUTY_ACCEPT), detail)?;
                *news.entry(AgencyId(after.agency_id)).or_default() += 1;
                done.push(duty.id);
            }
            Err(DutyError::Changed | DutyError::State { .. }) => {}
            Err(e) => return Err(e),
        }
    }
    let link = format!("{}?review=accepted", web_path::DUTIES);
    notices::tell_each(&change, &news, notices::ACCEPTED_MANY, &link).await?;
    change.commit(json!({ "accepted": done.len() })).await?;
    Ok(done)
}

async fn decide(
    change: &Change,
    id: Uuid,
    seen: Option<i32>,
    reason: Option<&str>,
) -> Result<(Duty, serde_json::Value), DutyError> {
    let tx = change.tx();
    let before = store::duty(tx, id).await?;
    change.check(action::DUTY_ACCEPT, &resource(&before, action::DUTY_ACCEPT))?;
    if seen.is_some_and(|v| v != before.version) {
        return Err(DutyError::Changed);
    }
    let review = Review::parse(&before.review).unwrap_or(Review::None);
    let reason = match reason {
        None if review != Review::Submitted => {
            return Err(DutyError::State {
                reason: "nothing_to_accept",
            });
        }
        Some(_) if !matches!(review, Review::Submitted | Review::Accepted) => {
            return Err(DutyError::State {
                reason: "nothing_to_return",
            });
        }
        None => None,
        Some(text) => Some(needed(text, "reason")?),
    };
    let last = store::last_progress(tx, id).await?.ok_or(DutyError::State {
        reason: "nothing_to_accept",
    })?;
    let outcome = if reason.is_some() {
        Review::Returned
    } else {
        Review::Accepted
    };
    let by = change.actor().person.map(coloa_base::PersonId::uuid);
    store::review_progress(tx, last.id, outcome.as_str(), by, change.now(), reason.as_deref()).await?;
    let mut after = Duty {
        review: outcome.as_str().to_owned(),
        ..before.clone()
    };
    if outcome == Review::Returned && before.status == Status::Done.as_str() {
        after.status = Status::InProgress.as_str().to_owned();
        after.open = true;
        after.done_on = None;
        // What was claimed is not accepted, and what is true is not known: no answer, not a guess.
        after.percent = None;
    }
    let after = store::save_duty(tx, &before, after).await?;
    let detail = json!({ "progress": last.id, "review": outcome.as_str(), "reason": reason });
    Ok((after, detail))
}

/// Evidence of one duty, per report.
pub async fn evidence(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: Uuid,
) -> Result<Vec<StoredFile>, DutyError> {
    let duty = store::duty(access.db().reader(), id).await?;
    access.check(actor, action::DUTY_READ, &resource(&duty, action::DUTY_READ))?;
    let ids: Vec<_> = store::progress_of(access.db().reader(), id)
        .await?
        .iter()
        .map(|p| p.id.to_string())
        .collect();
    Ok(files.of_many(access.db(), EVIDENCE, &ids).await?)
}

/// One evidence file, if it belongs to that duty.
pub async fn evidence_file(
    access: &Access,
    files: &Files,
    actor: &Actor,
    id: Uuid,
    file: FileId,
) -> Result<(StoredFile, Vec<u8>), DutyError> {
    let known = evidence(access, files, actor, id).await?;
    if !known.iter().any(|f| f.id == file.uuid()) {
        return Err(DutyError::NotFound { what: "file" });
    }
    Ok(files.get(access.db(), file).await?)
}

/// The text a duty belongs to.
pub async fn text_of(access: &Access, duty: &Duty) -> Result<DutyText, DutyError> {
    store::text(access.db().reader(), duty.text_id).await
}
