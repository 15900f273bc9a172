//! Evidence: what is kept as proof, with what Decree 333/2026, Article 12.3 wants said of it (tool, operator, approver,
//! witness, whether it can be repeated, minutes), its hash, and a chain of custody.
//!
//! Content never changes: looking at it again compares what lies on disk with what was taken, and a difference is
//! written into the chain and the timeline. What may be malware leaves packed and locked alone.

use crate::{
    IncidentError, case,
    entity::case::{evidence_custody, incident_evidence},
    error::invalid,
    model::{Custody, EntryKind, EvidenceKind, Side},
    rules,
    scanner::{Said, Scanner},
    sight, store, timeline, withheld,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Actor, Change, action};
use coloa_base::FileId;
use coloa_platform::files::{FileError, Files, NewFile};
use coloa_system::service::Upload;
use serde_json::{Value, json};
use std::io::Write;
use uuid::Uuid;
use zip::{unstable::write::FileOptionsExt, write::SimpleFileOptions};

/// Kind of the record that owns the files of evidence.
pub const FILES: &str = "incident_evidence";
/// Pieces of one case.
const MOST: usize = 1_000;
/// Password of the archive that dangerous content leaves in. It hides nothing: it keeps mail filters and viewers from
/// opening what is inside, and is the one that analysts expect.
pub const ARCHIVE_PASSWORD: &str = "infected";
/// What dangerous content is called outside.
const DANGEROUS_PREFIX: &str = "malware-";
const NEUTRAL: &str = "application/octet-stream";

/// What is said of a piece of evidence.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Empty: the name of its file.
    pub name: String,
    pub note: String,
    pub kind: EvidenceKind,
    /// May be malware; that of [`EvidenceKind::Malware`] always is.
    pub dangerous: bool,
    pub collected_at: DateTime<Utc>,
    /// Machine, place or person it was taken from.
    pub collected_from: String,
    pub tool: String,
    pub operator: String,
    pub approver: String,
    pub witness: String,
    /// Somebody else can take it again and gets the same.
    pub repeatable: bool,
    pub file: Option<Upload>,
    /// The minutes of taking it.
    pub minutes: Option<Upload>,
}

/// A piece of evidence with its chain of custody, oldest first.
#[derive(Clone, Debug)]
pub struct Piece {
    pub evidence: incident_evidence::Model,
    pub custody: Vec<evidence_custody::Model>,
}

impl Piece {
    /// Whether the content was not what was taken when it was last looked at; `None`: it never was, or there is none.
    #[must_use]
    pub fn altered(&self) -> Option<bool> {
        self.evidence.file_id?;
        let last = self
            .custody
            .iter()
            .filter(|c| c.what == Custody::Verified.as_str())
            // Ids grow with time; `at` may be the same for two.
            .max_by_key(|c| c.id)?;
        Some(last.sha256 != self.evidence.sha256)
    }

    /// What the decree wants said of it and is not: `tool`, `operator`, `approver`, `minutes`. It never blocks: a
    /// photograph of a clerk in the first minute is worth more than a form.
    #[must_use]
    pub fn missing(&self) -> Vec<&'static str> {
        let row = &self.evidence;
        if row.kind == EvidenceKind::Minutes.as_str() {
            return Vec::new();
        }
        [
            ("tool", row.tool.is_empty()),
            ("operator", row.operator.is_empty()),
            ("approver", row.approver.is_empty()),
            ("minutes", row.minutes_file.is_none()),
        ]
        .into_iter()
        .filter_map(|(field, missing)| missing.then_some(field))
        .collect()
    }
}

/// Evidence of a case, the first that was added first.
pub async fn list(access: &Access, actor: &Actor, incident: Uuid) -> Result<Vec<Piece>, IncidentError> {
    let case = sight::read(access, actor, incident).await?;
    let db = access.db().reader();
    let mut custody = withheld::shown(&case, store::evidence::custody(db, incident).await?);
    let rows = withheld::shown(&case, store::evidence::of_case(db, incident).await?);
    Ok(rows
        .into_iter()
        .map(|evidence| Piece {
            custody: custody.extract_if(.., |c| c.evidence_id == evidence.id).collect(),
            evidence,
        })
        .collect())
}

/// One piece, for whoever sees its case.
pub async fn read(access: &Access, actor: &Actor, incident: Uuid, id: Uuid) -> Result<Piece, IncidentError> {
    let all = list(access, actor, incident).await?;
    all.into_iter()
        .find(|p| p.evidence.id == id)
        .ok_or(IncidentError::NotFound)
}

/// Whoever may work on the case, before a large content is looked at.
async fn authorise(access: &Access, actor: &Actor, incident: Uuid) -> Result<(), IncidentError> {
    let row = sight::read(access, actor, incident).await?;
    let needed = match sight::side(access, actor, &row) {
        Side::Centre => action::INCIDENT_HANDLE,
        Side::Agency => action::INCIDENT_WORK,
    };
    access.check(actor, needed, &sight::added_to(access.db().reader(), &row).await?)?;
    sight::takes_content(&row)
}

/// Keeps a piece of evidence.
///
/// # Errors
/// [`IncidentError::Malware`]: a scanner found something in what was not said to be dangerous.
pub async fn add(
    access: &Access,
    actor: &Actor,
    files: &Files,
    scanner: &Scanner,
    incident: Uuid,
    draft: Draft,
) -> Result<Uuid, IncidentError> {
    let dangerous = draft.dangerous || draft.kind == EvidenceKind::Malware;
    if draft.file.is_none() && draft.kind != EvidenceKind::Thing {
        return Err(invalid("file", "required"));
    }
    authorise(access, actor, incident).await?;
    // Before the transaction: a scanner may take a minute, and the embedded database has one writer.
    let scanned = look(scanner, draft.file.as_ref(), dangerous).await?;
    look(scanner, draft.minutes.as_ref(), false).await?;
    let (change, row, side) = sight::begin_adding(access, actor, incident).await?;
    sight::takes_content(&row)?;
    case::open(&row)?;
    if store::evidence::of_case(change.tx(), incident).await?.len() >= MOST {
        return Err(invalid("evidence", "too_many"));
    }
    let mut piece = fresh(&change, incident, &draft, dangerous, &scanned)?;
    if let Some(upload) = draft.file {
        let kept = keep(&change, files, piece.id, upload, dangerous).await?;
        piece.file_id = Some(kept.id);
        piece.size = kept.size;
        piece.sha256 = kept.sha256;
    }
    if let Some(upload) = draft.minutes {
        piece.minutes_file = Some(keep(&change, files, piece.id, upload, false).await?.id);
    }
    store::evidence::insert(change.tx(), piece.clone()).await?;
    let collected = evidence_custody::Model {
        at: piece.collected_at,
        from_name: piece.collected_from.clone(),
        sha256: piece.sha256.clone(),
        ..link(&change, &piece, Custody::Collected)
    };
    store::evidence::insert_custody(change.tx(), collected).await?;
    let done = json!({ "what": "added", "evidence": piece.id, "kind": piece.kind, "sha256": piece.sha256,
        "dangerous": dangerous, "scanned": piece.scanned });
    let detail = named(&done, &piece);
    timeline::add(&change, incident, side, EntryKind::Evidence, detail).await?;
    timeline::commit(change, &row, done).await?;
    Ok(piece.id)
}

async fn look(scanner: &Scanner, file: Option<&Upload>, dangerous: bool) -> Result<Said, IncidentError> {
    let Some(file) = file else {
        return Ok(Said::NotAsked);
    };
    match scanner.look(&file.content).await {
        Said::Found(name) if !dangerous => Err(IncidentError::Malware { name }),
        said => Ok(said),
    }
}

fn fresh(
    change: &Change,
    incident: Uuid,
    draft: &Draft,
    dangerous: bool,
    scanned: &Said,
) -> Result<incident_evidence::Model, IncidentError> {
    let line = |field, text: &str| rules::line(field, text, false);
    let name = match (draft.name.trim(), &draft.file) {
        ("", Some(file)) => &file.name,
        (name, _) => name,
    };
    Ok(incident_evidence::Model {
        id: Uuid::now_v7(),
        incident_id: incident,
        name: rules::line("name", name, true)?,
        note: rules::text("note", &draft.note, false)?,
        file_id: None,
        sha256: String::new(),
        size: 0,
        kind: draft.kind.as_str().to_owned(),
        dangerous,
        scanned: scanned.word(),
        collected_at: rules::moment("collected_at", draft.collected_at, change.now())?,
        collected_from: line("collected_from", &draft.collected_from)?,
        tool: line("tool", &draft.tool)?,
        operator: line("operator", &draft.operator)?,
        approver: line("approver", &draft.approver)?,
        witness: line("witness", &draft.witness)?,
        repeatable: draft.repeatable,
        minutes_file: None,
        added_by: change.actor().name.clone(),
        added_at: change.now(),
    })
}

async fn keep(
    change: &Change,
    files: &Files,
    piece: Uuid,
    upload: Upload,
    dangerous: bool,
) -> Result<coloa_platform::files::StoredFile, FileError> {
    let new = NewFile {
        name: upload.name,
        // Nothing that serves it may ever guess what to open it with.
        media_type: if dangerous {
            NEUTRAL.to_owned()
        } else {
            upload.media_type
        },
        handling: upload.handling,
        owner_kind: FILES,
        owner_id: piece.to_string(),
        uploaded_by: change.actor().person,
    };
    files.put(change.tx(), new, upload.content, change.now()).await
}

/// A link of the chain, of now and by whoever acts.
fn link(change: &Change, piece: &incident_evidence::Model, what: Custody) -> evidence_custody::Model {
    evidence_custody::Model {
        id: Uuid::now_v7(),
        incident_id: piece.incident_id,
        evidence_id: piece.id,
        what: what.as_str().to_owned(),
        at: change.now(),
        from_name: String::new(),
        to_name: String::new(),
        purpose: String::new(),
        sha256: String::new(),
        by_name: change.actor().name.clone(),
    }
}

/// What was done with a piece of evidence outside.
#[derive(Clone, Debug)]
pub struct Handling {
    /// [`Custody`] but collected and verified, which the product writes.
    pub what: Custody,
    pub at: DateTime<Utc>,
    pub from_name: String,
    pub to_name: String,
    pub purpose: String,
}

/// Adds a link to the chain of custody. A content is looked at in passing.
pub async fn hand_on(
    access: &Access,
    actor: &Actor,
    files: &Files,
    (incident, id): (Uuid, Uuid),
    done: &Handling,
) -> Result<(), IncidentError> {
    if matches!(done.what, Custody::Collected | Custody::Verified) {
        return Err(invalid("what", "not_by_hand"));
    }
    let moved = matches!(done.what, Custody::Transferred | Custody::Returned);
    authorise(access, actor, incident).await?;
    let piece = store::evidence::find(access.db().reader(), incident, id).await?;
    let found = on_disk(access, files, &piece).await?;
    let (change, row, side) = sight::begin_adding(access, actor, incident).await?;
    case::open(&row)?;
    let at = rules::moment("at", done.at, change.now())?;
    if at < piece.collected_at {
        return Err(IncidentError::Contradiction {
            field: "at",
            other: "collected_at",
        });
    }
    let next = evidence_custody::Model {
        at,
        from_name: rules::line("from_name", &done.from_name, moved)?,
        to_name: rules::line("to_name", &done.to_name, moved)?,
        purpose: rules::text("purpose", &done.purpose, true)?,
        sha256: found.unwrap_or_default(),
        ..link(&change, &piece, done.what)
    };
    store::evidence::insert_custody(change.tx(), next.clone()).await?;
    let done = json!({ "what": next.what, "evidence": id, "from": next.from_name, "to": next.to_name });
    let detail = named(&done, &piece);
    timeline::add_at(&change, incident, side, EntryKind::Evidence, at, detail).await?;
    timeline::commit(change, &row, done).await
}

/// SHA-256 of what lies on disk; `None`: there is no content, or it is gone.
async fn on_disk(
    access: &Access,
    files: &Files,
    piece: &incident_evidence::Model,
) -> Result<Option<String>, IncidentError> {
    match piece.file_id {
        Some(file) => Ok(files.look(access.db(), FileId(file)).await?.1),
        None => Ok(None),
    }
}

/// What looking at a content again gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub altered: bool,
    /// As it was taken.
    pub expected: String,
    /// As it lies on disk; `None`: it is gone.
    pub found: Option<String>,
}

/// Reads the content again and compares; the outcome goes into the chain and the timeline.
pub async fn verify(
    access: &Access,
    actor: &Actor,
    files: &Files,
    incident: Uuid,
    id: Uuid,
) -> Result<Verdict, IncidentError> {
    let row = sight::read(access, actor, incident).await?;
    let piece = store::evidence::find(access.db().reader(), row.id, id).await?;
    if piece.file_id.is_none() {
        return Err(invalid("file", "none"));
    }
    let found = on_disk(access, files, &piece).await?;
    let (change, row, side) = sight::begin_adding(access, actor, incident).await?;
    let verdict = Verdict {
        altered: found.as_ref() != Some(&piece.sha256),
        expected: piece.sha256.clone(),
        found,
    };
    let checked = evidence_custody::Model {
        sha256: verdict.found.clone().unwrap_or_default(),
        ..link(&change, &piece, Custody::Verified)
    };
    store::evidence::insert_custody(change.tx(), checked).await?;
    let what = if verdict.altered { "altered" } else { "verified" };
    let done = json!({ "what": what, "evidence": id, "expected": verdict.expected, "found": verdict.found });
    let detail = named(&done, &piece);
    timeline::add(&change, incident, side, EntryKind::Evidence, detail).await?;
    timeline::commit(change, &row, done).await?;
    Ok(verdict)
}

/// What was done, with the name that the piece has in its case.
fn named(done: &Value, piece: &incident_evidence::Model) -> Value {
    let mut detail = done.clone();
    detail["name"] = json!(piece.name);
    detail
}

/// A content on its way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// Which file of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Content,
    Minutes,
}

/// The content, or the minutes, for whoever sees the case. What may be malware comes in a locked archive.
///
/// # Errors
/// [`IncidentError::Altered`]: it is not what was taken.
pub async fn content(
    access: &Access,
    actor: &Actor,
    files: &Files,
    (incident, id): (Uuid, Uuid),
    part: Part,
) -> Result<Content, IncidentError> {
    let row = sight::read(access, actor, incident).await?;
    sight::takes_content(&row)?;
    // Who was asked for help and did not answer yet knows that it is there.
    let about = sight::added_to(access.db().reader(), &row).await?;
    access.check(actor, action::INCIDENT_READ, &about)?;
    let piece = store::evidence::find(access.db().reader(), incident, id).await?;
    let file = match part {
        Part::Content => piece.file_id,
        Part::Minutes => piece.minutes_file,
    };
    let file = FileId(file.ok_or(IncidentError::NotFound)?);
    let altered = || IncidentError::Altered {
        name: piece.name.clone(),
    };
    let (stored, bytes) = match files.get(access.db(), file).await {
        Ok(found) => found,
        Err(FileError::Corrupt) => return Err(altered()),
        Err(e) => {
            return match files.look(access.db(), file).await {
                Ok((_, None)) => Err(altered()),
                _ => Err(e.into()),
            };
        }
    };
    // The row of the file could have been changed as well; the one of the evidence says what was taken.
    if part == Part::Content && stored.sha256 != piece.sha256 {
        return Err(altered());
    }
    if piece.dangerous && part == Part::Content {
        return locked(&stored.name, bytes).await;
    }
    Ok(Content {
        name: stored.name,
        media_type: stored.media_type,
        bytes,
    })
}

/// Packs what may be malware, so that nothing opens it by a click.
async fn locked(name: &str, bytes: Vec<u8>) -> Result<Content, IncidentError> {
    let inside = format!("{name}.malware");
    let packed = tokio::task::spawn_blocking(move || pack(&inside, &bytes))
        .await
        .map_err(|e| IncidentError::Store(std::io::Error::other(e).into()))?
        .map_err(|e| IncidentError::Store(std::io::Error::other(e).into()))?;
    Ok(Content {
        name: format!("{DANGEROUS_PREFIX}{name}.zip"),
        media_type: NEUTRAL.to_owned(),
        bytes: packed,
    })
}

fn pack(name: &str, bytes: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .large_file(u32::try_from(bytes.len()).is_err())
        .with_deprecated_encryption(ARCHIVE_PASSWORD.as_bytes());
    archive.start_file(name, options)?;
    archive.write_all(bytes)?;
    Ok(archive.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[tokio::test]
    async fn what_may_be_malware_leaves_locked_and_named_so() {
        let content = locked("hóa đơn.exe", b"MZ nguy hiem".to_vec()).await.unwrap();
        assert_eq!(content.name, "malware-hóa đơn.exe.zip");
        assert_eq!(content.media_type, "application/octet-stream");
        assert!(
            !content.bytes.windows(8).any(|w| w == b"MZ nguy "),
            "nothing lies open"
        );
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(content.bytes)).unwrap();
        assert!(archive.by_index(0).is_err(), "it asks for a password");
        let mut file = archive.by_index_decrypt(0, ARCHIVE_PASSWORD.as_bytes()).unwrap();
        assert_eq!(file.name(), "hóa đơn.exe.malware");
        let mut inside = Vec::new();
        file.read_to_end(&mut inside).unwrap();
        assert_eq!(inside, b"MZ nguy hiem");
    }
}
