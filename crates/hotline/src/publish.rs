//! Makes what everybody may read ([`Published`]) from the records and keeps it in memory.
//!
//! How it stays quick with hundreds of thousands of warned values: whoever asks holds the last document and never waits for
//! the next one (only the very first waits); one at a time makes it, away from the threads that answer; verdicts are read
//! once, later only those that changed since ([`crate::store::publish::changed_since`], by an index), and those whose term is over
//! are left out in memory; official names are prepared anew only where they differ; a document that says the same as
//! before is dropped, so that nothing is carried to a front for nothing. A small one is made again as soon as something
//! changed; a large one at most once a second. Both are made again every minute, for terms that end and for changes of other
//! processes.
//!
//! Rooms: `parts` reads the records and puts the document together · `stand` what the notices name and whether that may stand ·
//! `written` how each row is written there · `official` names that fakes imitate · `commune` communes, as people call them.

mod commune;
mod official;
mod parts;
mod stand;
mod written;

pub use self::commune::communes;
pub(crate) use self::official::official;

use self::{parts::Parts, stand::Named};
use crate::{Hotline, HotlineError, published::Published};
use chrono::{DateTime, Duration, Utc};
use coloa_agency::{Agencies, Directory};
use std::sync::{
    Arc, OnceLock, PoisonError, RwLock,
    atomic::{AtomicU64, Ordering},
};
use uuid::Uuid;

/// How old a document may become although nothing is known to have changed.
const MOST_AGE: Duration = Duration::minutes(1);
/// How often a large one is made.
const BETWEEN: Duration = Duration::seconds(1);
/// Warned values from which on it is large.
const LARGE: usize = 2_000;

/// The last document, and whether it still says what the records say.
#[derive(Debug, Default)]
pub struct PublishCache {
    held: RwLock<Option<Held>>,
    /// Counted up by every change that the public sees.
    changes: AtomicU64,
    /// Whoever makes the next one.
    making: tokio::sync::Mutex<()>,
    agencies: OnceLock<Agencies>,
}

#[derive(Clone, Debug)]
struct Held {
    published: Arc<Published>,
    /// Changes that were known when it was begun.
    changes: u64,
    /// When the records were read.
    read_at: DateTime<Utc>,
    named: Arc<Named>,
    /// Published notices that are not in it: their words name what they may no longer name.
    unfit: Vec<Uuid>,
}

impl Held {
    fn is_due(&self, changes: u64, now: DateTime<Utc>) -> bool {
        let age = now - self.read_at;
        if age < Duration::zero() || age >= MOST_AGE {
            return true;
        }
        changes != self.changes && (self.published.document.warned.len() < LARGE || age >= BETWEEN)
    }
}

impl PublishCache {
    fn held(&self) -> Option<Held> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fresh(&self, now: DateTime<Utc>) -> Option<Arc<Published>> {
        let changes = self.changes.load(Ordering::SeqCst);
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let held = held.as_ref().filter(|held| !held.is_due(changes, now))?;
        Some(Arc::clone(&held.published))
    }

    fn keep(&self, held: Held) {
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }
}

/// Something that the public sees was changed: the next who asks makes the document anew. Call it after the commit.
pub fn changed(hotline: &Hotline) {
    hotline.publish.changes.fetch_add(1, Ordering::SeqCst);
}

/// Published notices that are left out, since their words name what they may no longer name.
pub(crate) async fn unfit(hotline: &Hotline) -> Result<Vec<Uuid>, HotlineError> {
    current(hotline).await?;
    let held = hotline.publish.held();
    Ok(held.map(|held| held.unfit).unwrap_or_default())
}

/// The directory of agencies, read anew only where it changed.
pub async fn directory(hotline: &Hotline) -> Result<Arc<Directory>, HotlineError> {
    let agencies = &hotline.publish.agencies;
    let agencies = agencies.get_or_init(|| Agencies::new(hotline.access.clone()));
    Ok(agencies.directory().await?)
}

/// What everybody may read now. While somebody makes the next one, the last one is given.
pub async fn current(hotline: &Hotline) -> Result<Arc<Published>, HotlineError> {
    let cache = &hotline.publish;
    let now = hotline.access.clock().now();
    if let Some(published) = cache.fresh(now) {
        return Ok(published);
    }
    let held = cache.held();
    let turn = match &held {
        Some(held) => match cache.making.try_lock() {
            Ok(turn) => turn,
            Err(_) => return Ok(Arc::clone(&held.published)),
        },
        None => cache.making.lock().await,
    };
    // Somebody may have made it while this one waited.
    if let Some(published) = cache.fresh(now) {
        return Ok(published);
    }
    let made = make(hotline, cache.held(), now).await;
    drop(turn);
    match (made, held) {
        (Ok(published), _) => Ok(published),
        (Err(error), Some(held)) => {
            let error = coloa_platform::telemetry::chain(&error);
            tracing::warn!(error = %error, "what the public reads could not be made anew");
            Ok(held.published)
        }
        (Err(error), None) => Err(error),
    }
}

async fn make(
    hotline: &Hotline,
    held: Option<Held>,
    now: DateTime<Utc>,
) -> Result<Arc<Published>, HotlineError> {
    // Before the records are read: what changes meanwhile makes it stale again.
    let changes = hotline.publish.changes.load(Ordering::SeqCst);
    let parts = Parts::read(hotline, held.as_ref(), now).await?;
    let made = tokio::task::spawn_blocking(move || parts.put_together(held.as_ref(), changes, now));
    let held = made.await.map_err(|_| coloa_platform::StoreError::Corrupt {
        what: "the published document".to_owned(),
    })?;
    let published = Arc::clone(&held.published);
    hotline.publish.keep(held);
    Ok(published)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::{Document, Warned};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    fn held(warned: usize) -> Held {
        let one = Warned {
            id: Uuid::nil(),
            kind: "phone".into(),
            value: String::new(),
            match_key: String::new(),
            bank: None,
            scam_type: None,
            reason: String::new(),
            several_reports: false,
            since: at(0),
            expires_at: at(0),
            notice: None,
        };
        let document = Document {
            warned: vec![one; warned],
            ..Document::default()
        };
        Held {
            published: Arc::new(Published::new(document)),
            changes: 7,
            read_at: at(1_000),
            named: Arc::default(),
            unfit: Vec::new(),
        }
    }

    #[test]
    fn a_small_document_is_made_at_once_a_large_one_at_most_once_a_second_and_each_within_a_minute() {
        let (small, large) = (held(1), held(LARGE));
        assert!(!small.is_due(7, at(1_059)), "nothing changed");
        assert!(small.is_due(7, at(1_060)), "a minute is over");
        assert!(small.is_due(8, at(1_000)));
        let soon = at(1_000) + Duration::milliseconds(999);
        assert!(!large.is_due(8, soon));
        assert!(large.is_due(8, at(1_001)));
        assert!(large.is_due(7, at(999)), "the clock was set back");
    }
}
