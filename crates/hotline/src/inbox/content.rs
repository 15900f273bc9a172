//! What is sealed, opened for who handles a report: each opening is noted before anything is shown ([`crate::opening`]).

use crate::{
    Hotline, HotlineError,
    attachment::{self, Kind},
    entity::{message, report, sealed},
    envelope::{Attachment, Opener},
    error::not_now,
    form::Form,
    intake::{place_of, reading::blank_form, sealed_part},
    mention::{self, Proposal},
    model::Part,
    opening::{self, Reasons},
    service::open_message,
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::Actor;
use coloa_base::FileId;
use serde_json::json;
use uuid::Uuid;

/// What a report says.
#[derive(Clone, Debug)]
pub struct Content {
    pub form: Form,
    pub narrative: String,
    pub messages: Vec<Message>,
    pub attachments: Vec<File>,
    /// What it names, for an operator to confirm.
    pub proposals: Vec<Proposal>,
}

/// A message, opened.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub is_from_citizen: bool,
    /// Empty: of the citizen.
    pub by_name: String,
    pub text: String,
    pub files: i32,
    pub read_at: Option<DateTime<Utc>>,
}

/// A file that came with a report or a message.
#[derive(Clone, Debug)]
pub struct File {
    pub id: Uuid,
    /// `None`: of the report itself, or added by a desk.
    pub message_id: Option<Uuid>,
    /// As the citizen, or who added it, calls it; empty: it cannot be opened.
    pub name: String,
    pub media_type: String,
    pub size: i64,
    pub sha256: String,
    /// Who of a desk added it, and when; `None`: it came from whoever reports.
    pub added_by: Option<String>,
    pub added_at: Option<DateTime<Utc>>,
}

/// A file that is given out.
#[derive(Clone, Debug)]
pub struct Given {
    /// Made of the number of the report: nothing of the citizen's goes to a folder of downloads.
    pub name: String,
    pub media_type: String,
    pub content: Vec<u8>,
}

/// Opens everything that was written about a report. `reason` is asked of everybody but its holder.
pub async fn open(hotline: &Hotline, actor: &Actor, id: Uuid, reason: &str) -> Result<Content, HotlineError> {
    let (change, row) =
        opening::begin(hotline, actor, id, Part::Narrative, Reasons::OfOthers, reason).await?;
    let opener = hotline.opener()?;
    let parts = store::sealed::of_report(change.tx(), id).await?;
    let rows = store::message::of_report(change.tx(), id).await?;
    // Sealed to a key that is lost: nothing was opened, and nothing is noted.
    let form = opened(&opener, &parts, &row, Part::Form)?;
    let narrative = opened(&opener, &parts, &row, Part::Narrative)?;
    let form = form
        .and_then(|json| serde_json::from_slice(&json).ok())
        .unwrap_or_else(|| blank_form(&row));
    let narrative = narrative.map_or_else(String::new, |text| String::from_utf8_lossy(&text).into_owned());
    store::message::read(change.tx(), id, change.now()).await?;
    change
        .commit(json!({ "what": "opened", "messages": rows.len(), "files": row.files }))
        .await?;
    let messages = messages(&opener, &parts, rows);
    let texts: Vec<String> = messages
        .iter()
        .filter(|m| m.is_from_citizen)
        .map(|m| m.text.clone())
        .collect();
    Ok(Content {
        proposals: mention::proposals(hotline, &row, &form, &narrative, &texts).await?,
        attachments: files(hotline, &opener, &parts).await?,
        form,
        narrative,
        messages,
    })
}

fn opened(
    opener: &Opener,
    parts: &[sealed::Model],
    row: &report::Model,
    part: Part,
) -> Result<Option<Vec<u8>>, HotlineError> {
    sealed_part(parts, None, part)
        .map(|sealed| Ok(opener.open(part, &crate::envelope::place(row.id, part, 0), sealed)?))
        .transpose()
}

/// Messages in their order, and what a citizen wrote when they took the report back.
fn messages(opener: &Opener, parts: &[sealed::Model], rows: Vec<message::Model>) -> Vec<Message> {
    let mut found: Vec<Message> = rows
        .into_iter()
        .map(|row| Message {
            text: open_message(opener, &row).unwrap_or_default(),
            id: row.id,
            at: row.at,
            is_from_citizen: row.is_from_citizen,
            by_name: row.by_name,
            files: row.files,
            read_at: row.read_at,
        })
        .collect();
    for part in parts.iter().filter(|p| p.part == Part::Narrative.as_str()) {
        let (Some(id), Some(sealed)) = (part.message_id, &part.sealed) else {
            continue;
        };
        let Ok(text) = opener.open(Part::Narrative, &place_of(part, Part::Narrative), sealed) else {
            continue;
        };
        found.push(Message {
            id,
            at: part.created_at,
            is_from_citizen: true,
            by_name: String::new(),
            text: String::from_utf8_lossy(&text).into_owned(),
            files: 0,
            read_at: Some(part.created_at),
        });
    }
    found.sort_by_key(|m| (m.at, m.id));
    found
}

/// The sealed bytes of a file.
async fn sealed_file(hotline: &Hotline, part: &sealed::Model) -> Result<Vec<u8>, HotlineError> {
    let id = part.file_id.ok_or(HotlineError::NotFound)?;
    let (_, sealed) = hotline.files.get(hotline.access.db(), FileId(id)).await?;
    Ok(sealed)
}

/// The name of a file stands within its seal: each is opened for it.
pub(crate) async fn files(
    hotline: &Hotline,
    opener: &Opener,
    parts: &[sealed::Model],
) -> Result<Vec<File>, HotlineError> {
    let mut found = Vec::new();
    for part in parts.iter().filter(|p| p.part == Part::Attachment.as_str()) {
        // One that is damaged must not keep the others from being seen.
        let name = match sealed_file(hotline, part).await {
            Ok(sealed) => opener
                .open(Part::Attachment, &place_of(part, Part::Attachment), &sealed)
                .ok()
                .and_then(|bytes| Some(Attachment::split(&bytes)?.0))
                .unwrap_or_default(),
            Err(_) => String::new(),
        };
        found.push(File {
            id: part.id,
            message_id: part.message_id.filter(|_| part.added_by.is_none()),
            name,
            media_type: part.media_type.clone().unwrap_or_default(),
            size: part.size,
            sha256: part.sha256.clone().unwrap_or_default(),
            added_by: part.added_by.clone(),
            added_at: part.added_by.is_some().then_some(part.created_at),
        });
    }
    Ok(found)
}

/// Gives a file out: the copy that is shown, or the original as it arrived. An original is asked for with a reason whoever asks:
/// it may say where it was taken, and leaves the place where it is looked at.
///
/// # Errors
/// `no_copy` where the original alone is there; a reason that is missing.
pub async fn open_file(
    hotline: &Hotline,
    actor: &Actor,
    id: Uuid,
    file: Uuid,
    reason: &str,
    original: bool,
) -> Result<Given, HotlineError> {
    let reasons = if original {
        Reasons::OfAll
    } else {
        Reasons::OfOthers
    };
    let (change, row) = opening::begin(hotline, actor, id, Part::Attachment, reasons, reason).await?;
    let opener = hotline.opener()?;
    let part = store::sealed::one(change.tx(), id, file).await?;
    let given = give(hotline, &opener, &row.number, &part, original).await?;
    change
        .commit(json!({ "what": "file_opened", "file": file, "original": original }))
        .await?;
    Ok(given)
}

/// Opens a file of a report or an objection; what it is called begins with `number`.
pub(crate) async fn give(
    hotline: &Hotline,
    opener: &Opener,
    number: &str,
    part: &sealed::Model,
    original: bool,
) -> Result<Given, HotlineError> {
    if part.part != Part::Attachment.as_str() {
        return Err(HotlineError::NotFound);
    }
    let sealed = sealed_file(hotline, part).await?;
    let bytes = opener.open(Part::Attachment, &place_of(part, Part::Attachment), &sealed)?;
    let (_, content) = Attachment::split(&bytes).ok_or(HotlineError::NotFound)?;
    if original {
        Ok(original_of(number, part, content))
    } else {
        copy_of(number, part, content)
    }
}

fn name(number: &str, part: &sealed::Model, what: &str, extension: &str) -> String {
    let digits: String = part.id.simple().to_string().chars().rev().take(6).collect();
    format!("{number}-{digits}{what}.{extension}")
}

/// As nothing that a browser or a desk would open by itself.
fn original_of(number: &str, part: &sealed::Model, content: &[u8]) -> Given {
    let extension = Kind::of(content).map_or("bin", Kind::extension);
    Given {
        name: name(number, part, "-goc", extension),
        media_type: "application/octet-stream".to_owned(),
        content: content.to_vec(),
    }
}

fn copy_of(number: &str, part: &sealed::Model, content: &[u8]) -> Result<Given, HotlineError> {
    let shown = attachment::shown(content).ok_or_else(|| not_now("no_copy"))?;
    Ok(Given {
        name: name(number, part, "", shown.kind.extension()),
        media_type: match shown.kind {
            Kind::Text => "text/plain; charset=utf-8".to_owned(),
            kind => kind.to_string(),
        },
        content: shown.content,
    })
}
