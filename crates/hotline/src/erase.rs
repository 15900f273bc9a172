//! Erasure: when the term of its kind is over, all that anybody wrote goes: sealed parts, files, messages, the redacted copy,
//! what is the reporter's own, whom somebody spoke with, and every reason that somebody gave. What statistics count stays:
//! number, kind, amounts, commune, month, how it ended. Who opened what stays as well, and that something was done. Of an
//! objection it stays to what it was, and how it was decided. Files are named by their rows until they are gone from the
//! disk, so that a crash leaves none behind; what a power cut left without a row is swept.

use crate::{Hotline, HotlineError, entity::report, model::Outcome, seal, service::about, store};
use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use coloa_auth::{Actor, Resource, action};
use coloa_base::{FileId, clock::VN_OFFSET};
use coloa_platform::hotline_config::HotlineConfig;
use serde_json::json;
use uuid::Uuid;

/// As written into the audit log.
const MACHINE: &str = "hotline.erase";
/// Setting of the term of reports that their citizens took back; where there is none, the one of their kind.
const WITHDRAWN: &str = "withdrawn";
/// Setting of the term of objections, counted from the decision; where there is none, the one of all other kinds.
const CONTEST: &str = "contest";
/// Rows of one round.
const BATCH: u64 = 100;
/// How long a sealed file may wait for its row: nothing takes nearly as long.
const LEFT_BEHIND: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
/// How long after an erasure its traces are looked for: a round that was cut off is made up for by the next.
const TRACES: TimeDelta = TimeDelta::days(2);

/// The last day on which a report that ends today is kept.
#[must_use]
pub fn after(config: &HotlineConfig, row: &report::Model, today: NaiveDate) -> Option<NaiveDate> {
    let of_kind = || config.erase_days(row.kind.as_deref());
    // What went on although somebody wished to take it back is kept like any other of its kind.
    let days = if row.outcome.as_deref() == Some(Outcome::Withdrawn.as_str()) {
        config.erase_after_days.get(WITHDRAWN).copied().or_else(of_kind)
    } else {
        of_kind()
    };
    today.checked_add_days(Days::new(days?.into()))
}

/// An objection that was decided before is erased today; `None`: they are kept.
fn decided_before(config: &HotlineConfig, today: NaiveDate) -> Option<DateTime<Utc>> {
    let days = config.erase_days(Some(CONTEST))?;
    let day = today.checked_sub_days(Days::new(days.into()))?;
    let begins = day.and_time(NaiveTime::MIN).and_local_timezone(VN_OFFSET);
    Some(begins.single()?.with_timezone(&Utc))
}

/// Erases every report and every decided objection whose term is over; how many. Then nothing of them is left in the files of
/// the records either ([`coloa_platform::Db::forget_deleted`]). May run at any time and any number of times.
pub async fn due(hotline: &Hotline) -> Result<usize, HotlineError> {
    let mut erased = 0;
    loop {
        let today = hotline.access.clock().today();
        let rows = store::report::to_erase(hotline.access.db().reader(), today, BATCH).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            erased += usize::from(erase(hotline, row.id, today).await?);
        }
    }
    erased += contests(hotline).await?;
    erased += contents(hotline).await?;
    remove_files(hotline).await?;
    let db = hotline.access.db();
    let swept = hotline.files.sweep(db, seal::MAGIC, LEFT_BEHIND).await?;
    if swept > 0 {
        tracing::warn!(swept, "sealed files that no report names were taken away");
    }
    let since = hotline.access.clock().now() - TRACES;
    let rewrite = erased > 0 || store::sealed::erased_since(db.reader(), since).await?;
    if !db.forget_deleted(rewrite).await? {
        tracing::warn!("the log of the records is being read: what was erased stands in it until tomorrow");
    }
    Ok(erased)
}

/// Erases one; `false`: it is erased already, or was taken up again meanwhile.
async fn erase(hotline: &Hotline, id: Uuid, today: NaiveDate) -> Result<bool, HotlineError> {
    let machine = Actor::job(MACHINE);
    let row = store::report::one(hotline.access.db().reader(), id).await?;
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_HANDLE, about(&row))
        .await?;
    let mut row = store::report::locked(change.tx(), id).await?;
    if row.erased_at.is_some() || row.erase_after.is_none_or(|last| last >= today) {
        return Ok(false);
    }
    store::sealed::erase(change.tx(), id).await?;
    store::campaign::erase(change.tx(), id).await?;
    row.mailbox_sealed = None;
    row.mailbox_at = change.now();
    row.reply_key.clear();
    // The month is enough for every figure; a day and an hour find the transfer, and with it who made it.
    row.occurred_on = row.occurred_on.and_then(|day| day.with_day(1));
    row.money_sent_at = None;
    row.exposed.clear();
    row.network = None;
    row.origin = None;
    row.contact_tags = None;
    row.content_tag = None;
    row.redacted.clear();
    row.redacted_search.clear();
    row.next_due_at = None;
    row.next_due_term = None;
    row.erased_at = Some(change.now());
    row.updated_at = change.now();
    row.version += 1;
    let detail = json!({ "what": "erased", "number": row.number, "kind": row.kind, "outcome": row.outcome });
    store::report::update(change.tx(), row).await?;
    change.commit(detail).await?;
    Ok(true)
}

/// Takes the words of reported content whose report is erased and that is over itself; how many.
async fn contents(hotline: &Hotline) -> Result<usize, HotlineError> {
    let machine = Actor::job(MACHINE);
    let mut erased = 0;
    loop {
        let rows = store::content::to_erase(hotline.access.db().reader(), BATCH).await?;
        if rows.is_empty() {
            return Ok(erased);
        }
        for row in rows {
            let about = Resource::installation("hotline_content", row.id);
            let change = hotline
                .access
                .begin(&machine, action::HOTLINE_HANDLE, about)
                .await?;
            if store::content::erase(change.tx(), row.id).await? {
                change
                    .commit(json!({ "what": "erased", "number": row.number, "kind": row.kind }))
                    .await?;
                erased += 1;
            }
        }
    }
}

/// Erases every decided objection whose term is over; how many.
async fn contests(hotline: &Hotline) -> Result<usize, HotlineError> {
    let mut erased = 0;
    let today = hotline.access.clock().today();
    let Some(before) = decided_before(&hotline.config, today) else {
        return Ok(erased);
    };
    loop {
        let db = hotline.access.db().reader();
        let ids = store::verdict::contests_to_erase(db, before, BATCH).await?;
        if ids.is_empty() {
            return Ok(erased);
        }
        for id in ids {
            erased += usize::from(erase_contest(hotline, id).await?);
        }
    }
}

/// Erases one; `false`: it is erased already.
async fn erase_contest(hotline: &Hotline, id: Uuid) -> Result<bool, HotlineError> {
    let machine = Actor::job(MACHINE);
    let about = Resource::installation("hotline_contest", id);
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_VERIFY, about)
        .await?;
    // Nobody decides on one that is decided: what is read stays until it is written.
    let mut row = store::verdict::contest(change.tx(), id).await?;
    store::sealed::erase(change.tx(), id).await?;
    row.sealed.clear();
    row.answer.clear();
    row.reply_key.clear();
    row.mailbox_sealed = None;
    row.mailbox_at = change.now();
    row.erased_at = Some(change.now());
    let detail = json!({ "what": "erased", "state": row.state, "verdict": row.verdict_id });
    if !store::verdict::erase_contest(change.tx(), row).await? {
        return Ok(false);
    }
    change.commit(detail).await?;
    Ok(true)
}

/// Takes the files of what was erased from the disk. Each goes before the row that names it.
async fn remove_files(hotline: &Hotline) -> Result<(), HotlineError> {
    loop {
        let waiting = store::sealed::files_to_erase(hotline.access.db().reader(), BATCH).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for part in waiting {
            let Some(file) = part.file_id else { continue };
            let tx = hotline.access.db().begin().await?;
            hotline.files.remove(&tx, FileId(file)).await?;
            store::sealed::delete(&tx, part.id).await?;
            tx.commit().await.map_err(HotlineError::from)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objections_are_kept_for_the_days_that_are_set_for_them_or_for_all_others() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        let mut config = HotlineConfig::default();
        let before = |config: &HotlineConfig| decided_before(config, today).map(|at| at.to_rfc3339());
        assert_eq!(before(&config).as_deref(), Some("2021-11-25T17:00:00+00:00"));
        config.erase_after_days.insert(CONTEST.to_owned(), 30);
        assert_eq!(before(&config).as_deref(), Some("2026-10-25T17:00:00+00:00"));
        config.erase_after_days.clear();
        assert_eq!(before(&config), None);
    }
}
