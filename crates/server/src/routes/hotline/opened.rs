//! What a report says, as it is sent to who opened it.

use super::wire::{HotlineForm, all};
use chrono::{DateTime, Utc};
use coloa_hotline::{
    inbox::content::{Content, File, Message},
    mention::{Place, Proposal},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A message, opened.
#[derive(Serialize, ToSchema)]
pub struct HotlineMessage {
    id: Uuid,
    at: DateTime<Utc>,
    is_from_citizen: bool,
    /// Empty: of the citizen.
    by_name: String,
    text: String,
    files: i32,
    /// When somebody at the centre first read it.
    read_at: Option<DateTime<Utc>>,
}

impl From<Message> for HotlineMessage {
    fn from(m: Message) -> Self {
        Self {
            id: m.id,
            at: m.at,
            is_from_citizen: m.is_from_citizen,
            by_name: m.by_name,
            text: m.text,
            files: m.files,
            read_at: m.read_at,
        }
    }
}

/// A file of a report.
#[derive(Serialize, ToSchema)]
pub struct HotlineAttachment {
    id: Uuid,
    /// Null: it came with the report itself, or was added by a desk.
    message_id: Option<Uuid>,
    /// As the citizen, or who added it, calls it; empty: it cannot be opened.
    name: String,
    media_type: String,
    size: i64,
    /// Of the original, as it arrived.
    sha256: String,
    /// Who of a desk added it; null: it came from whoever reports.
    added_by: Option<String>,
    /// When it was added by a desk.
    added_at: Option<DateTime<Utc>>,
}

impl From<File> for HotlineAttachment {
    fn from(f: File) -> Self {
        Self {
            id: f.id,
            message_id: f.message_id,
            name: f.name,
            media_type: f.media_type,
            size: f.size,
            sha256: f.sha256,
            added_by: f.added_by,
            added_at: f.added_at,
        }
    }
}

/// Something that a report names, for an operator to confirm.
#[derive(Serialize, ToSchema)]
pub struct HotlineProposal {
    kind: String,
    value: String,
    match_key: String,
    /// As it stands in the text.
    raw: String,
    /// Where: `form`, `narrative`, `message`.
    place: &'static str,
    /// Which message, from 0, among those of the citizen.
    message: Option<usize>,
    /// In characters of that text; null: it stands in a field.
    start: Option<usize>,
    end: Option<usize>,
    bank: Option<String>,
    service: Option<String>,
    /// It seems to be the reporter's own.
    own: bool,
    /// Whose it is likely to be: `offender`, `victim`, `third`.
    role: String,
    /// Why it would not join reports; null: it would.
    hub: Option<String>,
    /// Other reports that name it.
    known_reports: i64,
    /// The public is warned of it.
    warned: bool,
}

impl From<Proposal> for HotlineProposal {
    fn from(p: Proposal) -> Self {
        let (place, message) = match p.place {
            Place::Form => ("form", None),
            Place::Narrative => ("narrative", None),
            Place::Message(n) => ("message", Some(n)),
        };
        Self {
            kind: p.kind.to_string(),
            value: p.value,
            match_key: p.match_key,
            raw: p.raw,
            place,
            message,
            start: p.span.map(|span| span.start),
            end: p.span.map(|span| span.end),
            bank: p.bank,
            service: p.service,
            own: p.own,
            role: p.role.to_string(),
            hub: p.hub.map(|why| why.to_string()),
            known_reports: p.known_reports,
            warned: p.warned,
        }
    }
}

/// What a report says.
#[derive(Serialize, ToSchema)]
pub struct HotlineOpened {
    form: HotlineForm,
    narrative: String,
    messages: Vec<HotlineMessage>,
    attachments: Vec<HotlineAttachment>,
    proposals: Vec<HotlineProposal>,
}

impl From<Content> for HotlineOpened {
    fn from(content: Content) -> Self {
        Self {
            form: content.form.into(),
            narrative: content.narrative,
            messages: all(content.messages),
            attachments: all(content.attachments),
            proposals: all(content.proposals),
        }
    }
}
