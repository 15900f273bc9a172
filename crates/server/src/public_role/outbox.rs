//! The citizens' front where it stands alone: everything lies in one file of its own, sealed, until the core fetches it.
//! Before the core brought the first document there is no key to seal to, and the portal asks people to phone.

use super::{
    store::{CURSOR, Change, Fetched, NewEnvelope, OutboxError, Store},
    wire::{FORMAT, MOST_ENVELOPE, Publish, Standing},
};
use chrono::{DateTime, Utc};
use coloa_hotline::{
    code::Mailbox,
    envelope::{Envelope, EnvelopeKind, Sealer},
    front::{Front, FrontError, HandedIn},
    published::{Document, Published},
};
use coloa_platform::disk;
use std::{
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};
use uuid::Uuid;

/// The published document, and what it is called by whoever brought it.
const DOCUMENT: &str = "document";
const DIGEST: &str = "digest";

/// How much may wait.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub most_waiting: u64,
    /// Free bytes of the disk below which nothing more is taken.
    pub min_free_bytes: u64,
}

impl Room {
    /// Whether there is room for one more. What came as part of a flood leaves a quarter to everybody else.
    fn takes(&self, waiting: u64, flood: bool) -> bool {
        let most = if flood {
            self.most_waiting / 4 * 3
        } else {
            self.most_waiting
        };
        waiting < most
    }
}

/// What is shown now.
#[derive(Clone)]
struct Shown {
    published: Arc<Published>,
    digest: String,
}

struct Inner {
    store: Store,
    folder: PathBuf,
    room: Room,
    shown: RwLock<Option<Shown>>,
}

/// A [`Front`] over a file; cheap to clone.
#[derive(Clone)]
pub struct OutboxFront(Arc<Inner>);

impl std::fmt::Debug for OutboxFront {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutboxFront({})", self.0.folder.display())
    }
}

impl OutboxFront {
    /// Opens the outbox of a folder, which is made for this user alone where it is missing.
    ///
    /// # Errors
    /// The folder or the file cannot be used.
    pub async fn open(folder: &Path, room: Room) -> Result<Self, OutboxError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        let store = Store::open(&folder.join("outbox.sqlite")).await?;
        let (document, digest) = (store.kept(DOCUMENT).await?, store.kept(DIGEST).await?);
        let shown = match (document, digest) {
            (Some(document), Some(digest)) => match serde_json::from_slice(&document) {
                Ok(document) => Some(Shown::new(document, text(digest), None).await?),
                // Of another version of the product, say: the core brings it again.
                Err(e) => {
                    tracing::warn!(error = %e, "the published document cannot be read");
                    None
                }
            },
            _ => None,
        };
        Ok(Self(Arc::new(Inner {
            store,
            folder: folder.to_owned(),
            room,
            shown: RwLock::new(shown),
        })))
    }

    /// Shows another document from now on, also after a restart.
    pub(super) async fn publish(&self, publish: Publish) -> Result<(), OutboxError> {
        let body = serde_json::to_vec(&publish.document).map_err(std::io::Error::from)?;
        let earlier = self.shown().map(|shown| shown.published);
        let shown = Shown::new(publish.document, publish.digest, earlier).await?;
        self.0
            .store
            .change(Change::Keep {
                entries: vec![(DOCUMENT, body), (DIGEST, shown.digest.clone().into_bytes())],
            })
            .await?;
        *self.0.shown.write().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        Ok(())
    }

    /// Puts what the core sealed into the mailboxes; `None`: the mailbox is no more.
    pub(super) async fn fill(
        &self,
        changed: Vec<(String, Option<Vec<u8>>)>,
        cursor: Option<String>,
    ) -> Result<(), OutboxError> {
        self.0.store.change(Change::Mailboxes { changed, cursor }).await
    }

    /// Envelopes after a number, as JSON.
    pub(super) async fn envelopes(
        &self,
        after: i64,
        limit: u32,
        most: u64,
    ) -> Result<Vec<Fetched>, OutboxError> {
        self.0.store.envelopes(after, limit, most).await
    }

    /// Forgets envelopes that the core stored.
    pub(super) async fn forget(&self, ids: Vec<Uuid>) -> Result<(), OutboxError> {
        self.0.store.change(Change::Forget(ids)).await
    }

    /// How it stands.
    pub(super) async fn standing(&self) -> Result<Standing, OutboxError> {
        let store = &self.0.store;
        let oldest = store.oldest().await?;
        Ok(Standing {
            format: FORMAT,
            waiting: store.waiting(),
            oldest_at: oldest.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0)),
            published: self.shown().map(|shown| shown.digest),
            cursor: store.kept(CURSOR).await?.map(text),
            free_bytes: disk::free_bytes(&self.0.folder)?,
        })
    }

    /// Writes what waits and closes the file.
    pub(super) async fn close(&self) {
        self.0.store.close().await;
    }

    fn shown(&self) -> Option<Shown> {
        self.0
            .shown
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Whether one more of this size finds room.
    fn has_room(&self, bytes: usize, flood: bool) -> Result<bool, std::io::Error> {
        let Inner {
            store, folder, room, ..
        } = &*self.0;
        if !room.takes(store.waiting(), flood) {
            return Ok(false);
        }
        // Once in the journal, once in the file.
        let needed = u64::try_from(bytes)
            .unwrap_or(u64::MAX)
            .saturating_mul(2)
            .saturating_add(room.min_free_bytes);
        Ok(disk::free_bytes(folder)? >= needed)
    }
}

impl Shown {
    /// Prepared off the threads that answer others: thousands of official names are taken apart.
    async fn new(
        document: Document,
        digest: String,
        earlier: Option<Arc<Published>>,
    ) -> Result<Self, OutboxError> {
        let prepare = move || Arc::new(Published::after(document, earlier.as_deref()));
        let published = tokio::task::spawn_blocking(prepare)
            .await
            .map_err(|_| OutboxError::Closed)?;
        Ok(Self { published, digest })
    }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

impl From<OutboxError> for FrontError {
    fn from(e: OutboxError) -> Self {
        match e {
            OutboxError::Full => Self::Full,
            e => Self::Store(Box::new(e)),
        }
    }
}

#[async_trait::async_trait]
impl Front for OutboxFront {
    async fn sealer(&self) -> Result<Sealer, FrontError> {
        let shown = self.shown().ok_or(FrontError::NoKey)?;
        shown.published.document.sealer.clone().ok_or(FrontError::NoKey)
    }

    async fn hand_in(&self, envelope: Envelope) -> Result<HandedIn, FrontError> {
        let body = serde_json::to_vec(&envelope).map_err(|e| FrontError::Store(Box::new(e)))?;
        if body.len() > MOST_ENVELOPE {
            return Err(FrontError::TooLarge);
        }
        let room = self.has_room(body.len(), envelope.flood);
        if !room.map_err(|e| FrontError::Store(Box::new(e)))? {
            return Err(FrontError::Full);
        }
        let opens = match envelope.kind {
            EnvelopeKind::Report | EnvelopeKind::Contest => Some(envelope.mailbox),
            EnvelopeKind::Message | EnvelopeKind::Withdrawal | EnvelopeKind::Subscription => None,
        };
        let new = NewEnvelope {
            id: envelope.id,
            opens,
            received: envelope.received_at.timestamp(),
            body,
        };
        Ok(self.0.store.hand_in(new).await?)
    }

    async fn mailbox(&self, mailbox: &Mailbox) -> Result<Option<Vec<u8>>, FrontError> {
        Ok(self.0.store.mailbox(&mailbox.to_string()).await?)
    }

    async fn published(&self) -> Result<Arc<Published>, FrontError> {
        Ok(self.shown().ok_or(FrontError::NoKey)?.published)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_leaves_room_for_everybody_else() {
        let room = Room {
            most_waiting: 100,
            min_free_bytes: 0,
        };
        assert!(room.takes(74, true) && !room.takes(75, true));
        assert!(room.takes(99, false) && !room.takes(100, false));
    }
}
