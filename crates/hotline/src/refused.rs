//! What a front that stands alone handed over and could not be taken in. One rule: it is kept here as it came, sealed, and the
//! front forgets it; whoever sets the hotline is told, looks at it, and has it taken in again or lets go of it. Nothing goes by
//! itself. There is room for so much; where it is full, the rest stays at the front until there is room again.
//!
//! Where the portal is a part of this process nothing waits here: whoever hands in is told at once that it was not taken.

use crate::{
    Hotline, HotlineError,
    code::Mailbox,
    entity::refused,
    envelope::{Envelope, EnvelopeKind, Forged},
    error::not_now,
    intake, store,
};
use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use coloa_auth::{Actor, Change, Resource, Role, action, people, recipients};
use coloa_base::{AreaError as _, ErrorKind, FileId, Handling, web_path};
use coloa_platform::files::NewFile;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// How much is kept: envelopes, and their bytes.
pub const MOST: usize = 1_000;
pub const MOST_BYTES: usize = 1024 * 1024 * 1024;
/// Bytes of the largest envelope, as JSON: its attachments in Base64, and some room.
pub const LARGEST: usize = 72 * 1024 * 1024;
/// Bytes of one file that an envelope lies in.
const PIECE: usize = 16 * 1024 * 1024;
/// How long nobody is told again.
const QUIET: TimeDelta = TimeDelta::hours(1);
/// As written into the audit log.
const MACHINE: &str = "hotline.relay";
/// Record that the files belong to.
const FILE_OWNER: &str = "hotline_refused";
const FILE_NAME: &str = "thu-tu-choi";

coloa_base::words! {
    /// Why it was not taken in.
    pub enum Because {
        /// It is no envelope.
        Unreadable = "unreadable",
        /// It comes from another version of the product.
        Format = "format",
        /// Whoever holds the code did not sign it: the front was taken over, or carries what was changed.
        Forged = "forged",
        /// It belongs to nothing that is here.
        Unknown = "unknown",
        /// It belongs to what was erased.
        Erased = "erased",
        /// The installation is not set to do what is wished.
        NotOffered = "not_offered",
        /// It cannot be understood without the keys.
        KeyLost = "key_lost",
        /// Its parts are not as they must be.
        Malformed = "malformed",
        /// The records could not store it, again and again.
        Failed = "failed",
    }
}

impl Because {
    /// The word for an error of [`intake::take_in`].
    #[must_use]
    pub fn of(error: &HotlineError) -> Self {
        match error {
            HotlineError::Forged(Forged::Format) => Self::Format,
            HotlineError::Forged(Forged::Signature) => Self::Forged,
            HotlineError::NotFound => Self::Unknown,
            HotlineError::State { reason: "erased" } => Self::Erased,
            HotlineError::State { .. } => Self::NotOffered,
            HotlineError::KeyLost => Self::KeyLost,
            HotlineError::Conflict => Self::Failed,
            e if is_our_fault(e) => Self::Failed,
            _ => Self::Malformed,
        }
    }
}

/// Whether an error says that the records cannot be used now, and nothing of what was handed in.
#[must_use]
pub fn is_our_fault(error: &HotlineError) -> bool {
    !matches!(error, HotlineError::KeyLost)
        && matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Internal)
}

/// What came of keeping something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is here, now or from before.
    Here,
    /// There is no room.
    Full,
}

/// What may be known of something that was not taken in, where it is an envelope.
#[derive(Deserialize)]
struct About {
    kind: EnvelopeKind,
    received_at: DateTime<Utc>,
    mailbox: String,
}

fn resource(id: impl ToString) -> Resource {
    Resource::installation("hotline_refused", id)
}

/// Keeps what the front calls `envelope_id`, as it came.
///
/// # Errors
/// The records cannot be used now.
pub async fn keep(
    hotline: &Hotline,
    envelope_id: Uuid,
    body: &str,
    because: Because,
) -> Result<Kept, HotlineError> {
    let id = Uuid::now_v7();
    let machine = Actor::job(MACHINE);
    let change = hotline
        .access
        .begin(&machine, action::HOTLINE_INTAKE, resource(id))
        .await?;
    let tx = change.tx();
    let digest = hex::encode(Sha256::digest(body));
    if store::refused::is_known(tx, &digest).await? {
        return Ok(Kept::Here);
    }
    if !fits(&store::refused::sizes(tx).await?, body.len()) {
        return Ok(Kept::Full);
    }
    let about = serde_json::from_str::<About>(body).ok();
    let mailbox = about.as_ref().and_then(|about| Mailbox::parse(&about.mailbox));
    let report_id = match mailbox {
        Some(mailbox) => store::report::by_mailbox(tx, &mailbox.to_string()).await?,
        None => None,
    }
    .map(|report| report.id);
    let row = refused::Model {
        id,
        digest,
        envelope_id,
        kind: about
            .as_ref()
            .map(|about| about.kind.to_string())
            .unwrap_or_default(),
        reason: because.to_string(),
        report_id,
        // No database keeps every moment that can be written.
        received_at: about
            .map(|about| about.received_at)
            .filter(|at| (1970..=9999).contains(&at.year())),
        refused_at: change.now(),
        bytes: i64::try_from(body.len()).unwrap_or(i64::MAX),
        files: serde_json::to_string(&put(hotline, &change, id, body).await?).unwrap_or_default(),
    };
    if !store::refused::any_since(tx, change.now() - QUIET).await? {
        let coordinators = people::holders_everywhere(tx, Role::Coordinator, change.today()).await?;
        let link = format!("{}?tab=refused", web_path::HOTLINE_SETTINGS);
        let people = recipients::ids(coordinators);
        recipients::tell(&change, people, "hotline.refused", &json!({}), &link).await?;
    }
    let detail = json!({
        "what": "refused", "envelope": envelope_id, "kind": row.kind, "because": row.reason, "report": row.report_id,
        "digest": row.digest, "bytes": row.bytes,
    });
    store::refused::insert(tx, row).await?;
    change.commit(detail).await?;
    Ok(Kept::Here)
}

/// Whether so many bytes more are kept beside these.
fn fits(sizes: &[i64], more: usize) -> bool {
    let held: usize = sizes
        .iter()
        .map(|size| usize::try_from(*size).unwrap_or(usize::MAX))
        .fold(0, usize::saturating_add);
    sizes.len() < MOST && held.saturating_add(more) <= MOST_BYTES
}

/// Whether any envelope would be kept.
pub async fn has_room(hotline: &Hotline) -> Result<bool, HotlineError> {
    let sizes = store::refused::sizes(hotline.access.db().reader()).await?;
    Ok(fits(&sizes, LARGEST))
}

/// Writes it into files, none larger than this installation keeps.
async fn put(hotline: &Hotline, change: &Change, id: Uuid, body: &str) -> Result<Vec<Uuid>, HotlineError> {
    let most = usize::try_from(hotline.files.max_bytes())
        .unwrap_or(PIECE)
        .clamp(1, PIECE);
    let mut files = Vec::new();
    for piece in body.as_bytes().chunks(most) {
        let file = NewFile {
            name: FILE_NAME.to_owned(),
            media_type: "application/octet-stream".to_owned(),
            handling: Handling::Internal,
            owner_kind: FILE_OWNER,
            owner_id: id.to_string(),
            uploaded_by: None,
        };
        let stored = hotline
            .files
            .put(change.tx(), file, piece.to_vec(), change.now())
            .await?;
        files.push(stored.id);
    }
    Ok(files)
}

fn pieces(row: &refused::Model) -> Vec<FileId> {
    let files: Vec<Uuid> = serde_json::from_str(&row.files).unwrap_or_default();
    files.into_iter().map(FileId).collect()
}

/// One that is kept, with the number of the report that it says it belongs to.
#[derive(Clone, Debug)]
pub struct Line {
    pub row: refused::Model,
    pub number: Option<String>,
}

/// All that is kept, the newest first, and whether there is no room for more.
pub async fn list(hotline: &Hotline, actor: &Actor) -> Result<(Vec<Line>, bool), HotlineError> {
    hotline
        .access
        .check(actor, action::HOTLINE_SETTINGS, &resource("list"))?;
    let db = hotline.access.db().reader();
    let rows = store::refused::all(db).await?;
    let sizes: Vec<i64> = rows.iter().map(|row| row.bytes).collect();
    let reports: Vec<Uuid> = rows.iter().filter_map(|row| row.report_id).collect();
    let numbers: HashMap<Uuid, String> = store::report::of_ids(db, &reports)
        .await?
        .into_iter()
        .map(|report| (report.id, report.number))
        .collect();
    let line = |row: refused::Model| Line {
        number: row.report_id.and_then(|id| numbers.get(&id).cloned()),
        row,
    };
    Ok((rows.into_iter().map(line).collect(), !fits(&sizes, LARGEST)))
}

/// How many are kept, for whoever looks after the machine.
pub async fn waiting<C: store::Connection>(db: &C) -> Result<u64, HotlineError> {
    Ok(store::refused::count(db).await?)
}

/// Takes one in that was refused before: the keys are back, its report arrived since, the product was mended.
///
/// # Errors
/// `still_refused`: it stays, with the reason of today.
pub async fn take_again(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<(), HotlineError> {
    hotline
        .access
        .check(actor, action::HOTLINE_SETTINGS, &resource(id))?;
    let row = store::refused::one(hotline.access.db().reader(), id).await?;
    let mut body = Vec::new();
    for file in pieces(&row) {
        let (_, content) = hotline.files.get(hotline.access.db(), file).await?;
        body.extend(content);
    }
    let because = match serde_json::from_slice::<Envelope>(&body) {
        Ok(envelope) => match intake::take_in(hotline, envelope).await {
            Ok(_) => return end(hotline, actor, &row, "refused_taken_in").await,
            Err(e) if is_our_fault(&e) => return Err(e),
            Err(e) => Because::of(&e),
        },
        Err(_) => Because::Unreadable,
    };
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, resource(id))
        .await?;
    if !store::refused::set_reason(change.tx(), id, because.as_str()).await? {
        return Err(HotlineError::NotFound);
    }
    change
        .commit(json!({ "what": "refused_again", "because": because.as_str() }))
        .await?;
    Err(not_now("still_refused"))
}

/// Lets go of one that somebody looked at. What was in it is lost.
pub async fn let_go(hotline: &Hotline, actor: &Actor, id: Uuid) -> Result<(), HotlineError> {
    hotline
        .access
        .check(actor, action::HOTLINE_SETTINGS, &resource(id))?;
    let row = store::refused::one(hotline.access.db().reader(), id).await?;
    end(hotline, actor, &row, "refused_let_go").await
}

async fn end(hotline: &Hotline, actor: &Actor, row: &refused::Model, what: &str) -> Result<(), HotlineError> {
    let change = hotline
        .access
        .begin(actor, action::HOTLINE_SETTINGS, resource(row.id))
        .await?;
    if !store::refused::delete(change.tx(), row.id).await? {
        return Err(HotlineError::NotFound);
    }
    for file in pieces(row) {
        hotline.files.remove(change.tx(), file).await?;
    }
    change
        .commit(json!({
            "what": what, "envelope": row.envelope_id, "kind": row.kind, "because": row.reason, "report": row.report_id,
            "digest": row.digest,
        }))
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_so_many_and_so_much() {
        assert!(fits(&[], MOST_BYTES) && !fits(&[], MOST_BYTES + 1));
        assert!(fits(&vec![1; MOST - 1], 1) && !fits(&vec![1; MOST], 1));
        let half = i64::try_from(MOST_BYTES / 2).unwrap();
        assert!(fits(&[half], MOST_BYTES / 2) && !fits(&[half, 1], MOST_BYTES / 2));
    }

    #[test]
    fn what_is_not_our_fault_is_said_as_it_is() {
        for (error, because) in [
            (HotlineError::Forged(Forged::Signature), Because::Forged),
            (HotlineError::Forged(Forged::Format), Because::Format),
            (HotlineError::NotFound, Because::Unknown),
            (not_now("erased"), Because::Erased),
            (not_now("no_public_url"), Because::NotOffered),
            (HotlineError::KeyLost, Because::KeyLost),
            (crate::error::invalid("parts", "repeated"), Because::Malformed),
        ] {
            assert_eq!((Because::of(&error), is_our_fault(&error)), (because, false));
        }
        let full = HotlineError::Store(coloa_platform::StoreError::DiskFull);
        assert!(is_our_fault(&full) && Because::of(&full) == Because::Failed);
    }
}
