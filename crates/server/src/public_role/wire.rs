//! What core and front say to each other (`docs/hotline-dmz.md`). Each side reads what the other sent as something that a
//! stranger may have written.

use chrono::{DateTime, Utc};
use coloa_hotline::published::Document;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

/// Of what both sides say to each other here. Envelopes have one of their own ([`coloa_hotline::envelope::FORMAT`]).
pub const FORMAT: u16 = 2;
/// Largest envelope, as JSON.
pub const MOST_ENVELOPE: usize = coloa_hotline::refused::LARGEST;
/// Bytes of envelopes in one answer, unless the first has more.
pub const MOST_BATCH: u64 = 16 * 1024 * 1024;
/// Most envelopes of one answer.
pub const MOST_ENVELOPES: u32 = 500;
/// Bytes that the core sends at once: a published document, a page of mailboxes.
pub const MOST_SENT: usize = 256 * 1024 * 1024;

/// `GET /relay/v1/state`
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Standing {
    /// [`FORMAT`].
    #[serde(default)]
    pub format: u16,
    /// Envelopes that were not fetched yet.
    pub waiting: u64,
    #[serde(default)]
    pub oldest_at: Option<DateTime<Utc>>,
    /// Of the document that is shown, as whoever brought it named it.
    #[serde(default)]
    pub published: Option<String>,
    /// How far the mailboxes were brought, in the words of whoever brought them.
    #[serde(default)]
    pub cursor: Option<String>,
    pub free_bytes: u64,
}

/// `GET /relay/v1/envelopes?after=&limit=`
#[derive(Debug, Deserialize)]
pub struct Batch {
    pub envelopes: Vec<Waiting>,
}

/// An envelope that waits. Read by itself, so that one that is none does not hold up the others.
#[derive(Debug, Deserialize)]
pub struct Waiting {
    /// What the next call goes on after.
    pub seq: i64,
    /// What the front calls it, whatever stands in it: so it is told that it was stored.
    pub id: Uuid,
    pub envelope: Box<RawValue>,
}

/// `POST /relay/v1/envelopes/done`: these were stored, or put aside.
#[derive(Debug, Serialize, Deserialize)]
pub struct Done {
    pub ids: Vec<Uuid>,
}

/// `PUT /relay/v1/published`
#[derive(Debug, Serialize, Deserialize)]
pub struct Publish<D = Document> {
    /// Names this content, whenever it was made.
    pub digest: String,
    pub document: D,
}

/// `PUT /relay/v1/mailboxes`
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Mailboxes {
    pub mailboxes: Vec<MailboxUpdate>,
    /// Kept with them, and told again by [`Standing::cursor`].
    #[serde(default)]
    pub cursor: Option<String>,
}

/// What lies in a mailbox now.
#[derive(Debug, Serialize, Deserialize)]
pub struct MailboxUpdate {
    pub mailbox: String,
    /// Base64; empty where nothing was sealed yet; `None`: the mailbox is no more.
    #[serde(default)]
    pub sealed: Option<String>,
}
