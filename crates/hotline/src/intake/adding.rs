//! Files that operators add to a report that is there: what a caller sends afterwards, what somebody brings, photos of papers.
//! Sealed like everything else, and marked as added here, by whom and when: nobody takes them for what came with the letter.

use super::{Parts, store_parts};
use crate::{
    Hotline, HotlineError, classify,
    entity::report,
    envelope::{Attachment, MAX_ATTACHMENTS, Sealer, place, secrecy},
    error::{invalid, not_now},
    jobs,
    model::Part,
    seal::SealError,
    service::about,
    store,
};
use coloa_auth::{Actor, action, recipients};
use coloa_base::PersonId;
use serde_json::json;
use uuid::Uuid;

/// Adds files to a report that is not over, and tells whoever has it.
///
/// # Errors
/// No file, or more at once than a letter may hold; `too_many_files` where the report would have more of a desk than it may.
pub async fn add_files(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    seen: i32,
    files: Vec<Attachment>,
) -> Result<report::Model, HotlineError> {
    // Before anything is sealed, which costs: who may not change the report costs nothing.
    let row = hotline.report(actor, action::HOTLINE_READ, id).await?;
    hotline
        .access
        .check(actor, action::HOTLINE_HANDLE, &about(&row))?;
    if files.is_empty() {
        return Err(invalid("files", "empty"));
    }
    if files.len() > MAX_ATTACHMENTS {
        return Err(invalid("files", "too_many"));
    }
    let there = store::sealed::count_added(hotline.access.db().reader(), id).await?;
    has_room(hotline, there, files.len())?;
    // The place that they are sealed for, as a message is that of its files.
    let addition = Uuid::now_v7();
    let sealer = hotline.sealer();
    let sealing = tokio::task::spawn_blocking(move || sealed(&sealer, addition, &files));
    let parts = sealing
        .await
        .map_err(|e| HotlineError::Store(std::io::Error::other(e).into()))??;
    let (change, mut row) = hotline
        .begin(actor, action::HOTLINE_HANDLE, id, Some(seen))
        .await?;
    classify::is_going_on(&row)?;
    let number = parts.files();
    // Again, now that nobody else adds to it.
    let there = store::sealed::count_added(change.tx(), id).await?;
    has_room(hotline, there, parts.attachments.len())?;
    row.files += number;
    store_parts(hotline, &change, id, Some(addition), parts, Some(actor)).await?;
    // Nothing of the report is needed for it: whoever opened it idly did not handle it by this.
    let row = hotline.save(&change, row).await?;
    let holder = row.assigned_to.map(PersonId);
    let params = json!({ "number": row.number, "name": actor.name });
    let link = jobs::link(row.id);
    recipients::tell(&change, holder, "hotline.files_added", &params, &link).await?;
    change
        .commit(json!({ "what": "files_added", "files": number, "addition": addition }))
        .await?;
    Ok(row)
}

/// Whether a desk may add so many more to a report that has so many of a desk.
fn has_room(hotline: &Hotline, there: u64, more: usize) -> Result<(), HotlineError> {
    if there.saturating_add(more as u64) > u64::from(hotline.config.added_files_per_report) {
        return Err(not_now("too_many_files"));
    }
    Ok(())
}

fn sealed(sealer: &Sealer, addition: Uuid, files: &[Attachment]) -> Result<Parts, SealError> {
    let mut parts = Parts::default();
    for (seq, file) in (0_u16..).zip(files) {
        let at = place(addition, Part::Attachment, seq);
        let sealed = sealer.seal(secrecy(Part::Attachment), &at, &file.to_bytes())?;
        parts.attachments.push((file.described(seq), sealed));
    }
    Ok(parts)
}
