//! The core's side of a citizens' front that stands alone: calls it, fetches envelopes, stores them and only then lets the
//! front forget them; brings it the published document and the mailboxes. The core calls, the front answers. Cut off, all
//! of it waits on either side and is made good afterwards; done twice, nothing doubles. What cannot be taken in is put aside
//! for an administrator ([`coloa_hotline::refused`]); where there is no room for it, it stays at the front.

use crate::{
    post::agent,
    public_role::wire::{
        Batch, Done, FORMAT, MOST_ENVELOPE, MOST_ENVELOPES, MailboxUpdate, Mailboxes, Publish, Standing,
        Waiting,
    },
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, TimeDelta, Utc};
use coloa_hotline::{
    Hotline, HotlineError,
    envelope::Envelope,
    intake, publish,
    published::{Document, Published},
    refused::{self, Because, Kept},
    store::mailbox::{self, Filled, Place},
};
use coloa_platform::{StoreError, hotline_config::RelayConfig, telemetry::chain};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use std::{
    collections::HashMap,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;
use uuid::Uuid;

/// How long one call may take: an envelope with five photos over a slow line.
const TIMEOUT: Duration = Duration::from_secs(180);
const CONNECT: Duration = Duration::from_secs(10);
/// Mailboxes that are read at once, and bytes of them that are sent at once.
const PAGE: u64 = 100;
const MOST_PUSH: usize = 8 * 1024 * 1024;
/// Changes this much older than the newest are looked at again: one that began earlier may have been stored later.
const OVERLAP: TimeDelta = TimeDelta::minutes(5);
/// How long nothing is published again, for each MiB of a document.
const PER_MEBIBYTE: Duration = Duration::from_secs(4);
/// How often an envelope is tried that somebody else's change comes between.
const TRIES: usize = 3;
/// Rounds after which an envelope that the records do not store holds up the others no longer, where they store that.
const PATIENCE: u32 = 20;
/// How long what there was no room for is left at the front before it is looked at again.
const LEFT_FOR: Duration = Duration::from_secs(3600);
/// How often a front that does not answer is told of.
const TELL: Duration = Duration::from_secs(3600);

/// Why a round was not finished; the next one goes on where it got to.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    #[error("hotline.relay.token_file cannot be read")]
    Token(#[source] std::io::Error),
    #[error("the front cannot be reached")]
    Unreachable(#[source] Box<ureq::Error>),
    /// 401: the token is not that of the front.
    #[error("the front answered {0}")]
    Status(u16),
    #[error("the front is of another version (format {0}): bring both to the same")]
    Version(u16),
    #[error("the front answered something else than asked")]
    Malformed(#[source] serde_json::Error),
    #[error("an envelope could not be stored")]
    Intake(#[source] HotlineError),
    #[error("what is published could not be put together")]
    Publish(#[source] HotlineError),
    #[error("mailboxes could not be read")]
    Store(#[from] StoreError),
    #[error("the call was broken off")]
    Ended,
}

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Envelopes that were fetched and stored, or were stored already.
    pub taken: usize,
    /// Envelopes that are none, or that the hotline refused: they were put aside for an administrator.
    pub refused: usize,
    /// The same, and there was no room to put them aside: they stay at the front.
    pub left: usize,
    /// Whether the front was brought another document.
    pub published: bool,
    /// Mailboxes that were brought.
    pub mailboxes: usize,
}

/// Calls one front.
#[derive(Debug)]
pub struct Relay {
    hotline: Hotline,
    config: RelayConfig,
    /// What was brought lately, by [`Side`], so that [`OVERLAP`] does not bring it again and again.
    brought: [HashMap<String, (DateTime<Utc>, u64)>; 2],
    /// The envelope that the records did not store, and in how many rounds.
    stuck: Option<(Uuid, u32)>,
    /// Up to here all that is at the front was left there, and when.
    left: Option<(i64, Instant)>,
    /// The document as it was last named.
    named: Option<(Arc<Published>, String)>,
    next_publish: Option<Instant>,
}

/// What came of an envelope.
enum Taken {
    /// It is in the records, now or from before.
    Stored,
    /// It waits for an administrator.
    Aside,
    /// There is no room for it.
    Left,
}

/// Whose mailboxes.
#[derive(Clone, Copy, Debug)]
enum Side {
    Reports,
    Contests,
}

/// How far the mailboxes were brought, by [`Side`]; kept by the front, so that a new one gets all of them and a restart of
/// the core begins where it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Cursor([Option<Place>; 2]);

impl Relay {
    /// With `hotline.relay` of the hotline's own settings.
    #[must_use]
    pub fn new(hotline: Hotline) -> Self {
        let config = hotline.config.relay.clone();
        Self {
            hotline,
            config,
            brought: Default::default(),
            stuck: None,
            left: None,
            named: None,
            next_publish: None,
        }
    }

    /// Calls until the server ends.
    pub(crate) async fn run(mut self, mut over: watch::Receiver<bool>) {
        if self.config.url.starts_with("http://") {
            tracing::warn!("hotline.relay.url is not https: the way to the front must be a private one");
        }
        let pause = Duration::from_secs(self.config.seconds.into());
        let mut silent: Option<Instant> = None;
        loop {
            // A round that is broken off is made good by the next one.
            let round = tokio::select! {
                round = self.round() => round,
                () = ended(&mut over) => return,
            };
            match round {
                Ok(round) => {
                    if silent.take().is_some() {
                        tracing::info!("the front of the hotline answers again");
                    }
                    if round != Round::default() {
                        tracing::debug!(?round, "the front of the hotline was called");
                    }
                }
                Err(e) if silent.is_none_or(|told| told.elapsed() >= TELL) => {
                    tracing::warn!(error = %chain(&e), "the front of the hotline was not served");
                    silent = Some(Instant::now());
                }
                Err(e) => tracing::debug!(error = %chain(&e), "the front of the hotline was not served"),
            }
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = ended(&mut over) => return,
            }
        }
    }

    /// Fetches all that waits, then brings what changed.
    ///
    /// # Errors
    /// The front cannot be reached, or the records cannot be used.
    pub async fn round(&mut self) -> Result<Round, RelayError> {
        let front = Front::new(&self.config)?;
        let mut round = Round::default();
        let standing: Standing = front.get("state").await?;
        if standing.format != FORMAT {
            return Err(RelayError::Version(standing.format));
        }
        if standing.cursor.is_none() {
            // A new front counts anew.
            self.left = None;
        }
        self.fetch(&front, &mut round).await?;
        round.published = self.publish(&front, standing.published.as_deref()).await?;
        round.mailboxes = self.fill(&front, standing.cursor.as_deref()).await?;
        Ok(round)
    }

    async fn fetch(&mut self, front: &Front, round: &mut Round) -> Result<(), RelayError> {
        let mut after = self.begin_after().await?;
        loop {
            let path = format!("envelopes?after={after}&limit={MOST_ENVELOPES}");
            let batch: Batch = front.get(&path).await?;
            let Some(last) = batch.envelopes.iter().map(|waiting| waiting.seq).max() else {
                if round.left > 0 {
                    tracing::warn!(
                        envelopes = round.left,
                        "there is no room to put envelopes aside: they stay at the front"
                    );
                }
                return Ok(());
            };
            if last <= after {
                // A front that gives the same again and again is none.
                return Err(RelayError::Ended);
            }
            let (mut ids, mut broken) = (Vec::new(), None);
            for waiting in &batch.envelopes {
                match self.take(waiting).await {
                    Ok(Taken::Stored) => {
                        round.taken += 1;
                        ids.push(waiting.id);
                    }
                    Ok(Taken::Aside) => {
                        round.refused += 1;
                        ids.push(waiting.id);
                    }
                    Ok(Taken::Left) => {
                        round.left += 1;
                        self.left.get_or_insert((0, Instant::now()));
                    }
                    Err(e) => {
                        broken = Some(e);
                        break;
                    }
                }
                if let Some((seq, _)) = &mut self.left {
                    *seq = waiting.seq;
                }
            }
            if !ids.is_empty() {
                front.send("POST", "envelopes/done", &Done { ids }).await?;
            }
            if let Some(e) = broken {
                return Err(e);
            }
            after = last;
        }
    }

    /// What was left at the front is not fetched in every round: when there is room again, and once in a while.
    async fn begin_after(&mut self) -> Result<i64, RelayError> {
        let Some((seq, since)) = self.left else {
            return Ok(0);
        };
        let has_room = refused::has_room(&self.hotline)
            .await
            .map_err(RelayError::Intake)?;
        if has_room || since.elapsed() >= LEFT_FOR {
            self.left = None;
            return Ok(0);
        }
        Ok(seq)
    }

    /// Stores an envelope, or puts it aside. What is none, or nothing that the hotline takes, must not hold up the others. An
    /// error: the records cannot be used now.
    async fn take(&mut self, waiting: &Waiting) -> Result<Taken, RelayError> {
        let text = waiting.envelope.get();
        let mut tries = 0;
        let because = loop {
            let Ok(envelope) = serde_json::from_str::<Envelope>(text) else {
                break Because::Unreadable;
            };
            tries += 1;
            match intake::take_in(&self.hotline, envelope).await {
                Ok(_) => {
                    self.stuck = None;
                    return Ok(Taken::Stored);
                }
                Err(HotlineError::Conflict) if tries < TRIES => {}
                Err(e) if refused::is_our_fault(&e) => {
                    let rounds = match self.stuck {
                        Some((id, rounds)) if id == waiting.id => rounds.saturating_add(1),
                        _ => 1,
                    };
                    self.stuck = Some((waiting.id, rounds));
                    if rounds < PATIENCE {
                        return Err(RelayError::Intake(e));
                    }
                    break Because::Failed;
                }
                Err(e) => break Because::of(&e),
            }
        };
        let kept = refused::keep(&self.hotline, waiting.id, text, because)
            .await
            .map_err(RelayError::Intake)?;
        self.stuck = None;
        Ok(match kept {
            Kept::Here => {
                tracing::warn!(id = %waiting.id, %because, "an envelope of the front was put aside");
                Taken::Aside
            }
            Kept::Full => Taken::Left,
        })
    }

    /// Brings the document where the front shows another one. A large one is not brought every time that one of its
    /// thousands of rows changes.
    async fn publish(&mut self, front: &Front, shown: Option<&str>) -> Result<bool, RelayError> {
        let published = publish::current(&self.hotline)
            .await
            .map_err(RelayError::Publish)?;
        let digest = match &self.named {
            Some((named, digest)) if Arc::ptr_eq(named, &published) => digest.clone(),
            _ => digest(&published.document)?,
        };
        self.named = Some((Arc::clone(&published), digest.clone()));
        let is_soon = self.next_publish.is_some_and(|next| Instant::now() < next);
        if shown == Some(digest.as_str()) || (shown.is_some() && is_soon) {
            return Ok(false);
        }
        let document = &published.document;
        let bytes = front
            .send("PUT", "published", &Publish { digest, document })
            .await?;
        let mebibytes = u32::try_from(bytes / (1024 * 1024)).unwrap_or(u32::MAX);
        self.next_publish = Some(Instant::now() + PER_MEBIBYTE.saturating_mul(mebibytes));
        Ok(true)
    }

    /// Brings mailboxes that changed since `cursor`; without one, all.
    async fn fill(&mut self, front: &Front, cursor: Option<&str>) -> Result<usize, RelayError> {
        let mut cursor: Cursor = match cursor.map(serde_json::from_str) {
            Some(Ok(cursor)) => cursor,
            // A new front, or words of another version.
            Some(Err(_)) | None => {
                self.brought = Default::default();
                Cursor::default()
            }
        };
        let mut count = 0;
        for side in [Side::Reports, Side::Contests] {
            count += self.fill_side(front, side, &mut cursor).await?;
        }
        Ok(count)
    }

    async fn fill_side(
        &mut self,
        front: &Front,
        side: Side,
        cursor: &mut Cursor,
    ) -> Result<usize, RelayError> {
        let db = self.hotline.access.db().clone();
        let (mut count, mut after) = (0, again_from(cursor.0[side as usize]));
        loop {
            let page = match side {
                Side::Reports => mailbox::of_reports(db.reader(), after, PAGE).await?,
                Side::Contests => mailbox::of_contests(db.reader(), after, PAGE).await?,
            };
            let Some(last) = page.last().map(|filled| filled.place) else {
                return Ok(count);
            };
            after = last;
            let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            let brought = &self.brought[side as usize];
            let new: Vec<Filled> = page
                .into_iter()
                .filter(|f| brought.get(&f.mailbox).map(|(_, what)| *what) != Some(what(f)))
                .collect();
            let reached = &mut cursor.0[side as usize];
            *reached = (*reached).max(Some(last));
            count += new.len();
            self.bring(front, side, new, cursor).await?;
            // What is too old to be looked at again.
            let (oldest, _) = again_from(cursor.0[side as usize]);
            self.brought[side as usize].retain(|_, (at, _)| *at >= oldest);
            if is_last {
                return Ok(count);
            }
        }
    }

    /// In portions; the place that was reached goes with the last one.
    async fn bring(
        &mut self,
        front: &Front,
        side: Side,
        new: Vec<Filled>,
        cursor: &Cursor,
    ) -> Result<(), RelayError> {
        let mut rest = new.into_iter().peekable();
        while rest.peek().is_some() {
            let (mut bytes, mut mailboxes, mut seen) = (0, Vec::new(), Vec::new());
            while let Some(filled) = rest.next_if(|_| bytes < MOST_PUSH) {
                seen.push((filled.mailbox.clone(), (filled.place.0, what(&filled))));
                let sealed = (!filled.is_gone).then(|| STANDARD.encode(filled.sealed.unwrap_or_default()));
                bytes += sealed.as_ref().map_or(0, String::len);
                mailboxes.push(MailboxUpdate {
                    mailbox: filled.mailbox,
                    sealed,
                });
            }
            let cursor = match rest.peek() {
                Some(_) => None,
                None => Some(serde_json::to_string(cursor).map_err(RelayError::Malformed)?),
            };
            front
                .send("PUT", "mailboxes", &Mailboxes { mailboxes, cursor })
                .await?;
            self.brought[side as usize].extend(seen);
        }
        Ok(())
    }
}

/// Where changes are looked at from, having got to a place.
fn again_from(reached: Option<Place>) -> Place {
    let at = reached.and_then(|(at, _)| at.checked_sub_signed(OVERLAP));
    (at.unwrap_or(DateTime::UNIX_EPOCH), Uuid::nil())
}

async fn ended(over: &mut watch::Receiver<bool>) {
    let _ = over.wait_for(|ended| *ended).await;
}

/// Tells two states of a mailbox apart: what is sealed anew is never the same.
fn what(filled: &Filled) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&filled.sealed, filled.is_gone).hash(&mut hasher);
    hasher.finish()
}

/// Names the content of a document, whenever it was made.
fn digest(document: &Document) -> Result<String, RelayError> {
    let timeless = Document {
        made_at: DateTime::UNIX_EPOCH,
        ..document.clone()
    };
    let json = serde_json::to_vec(&timeless).map_err(RelayError::Malformed)?;
    Ok(hex::encode(Sha256::digest(json)))
}

/// The front, as it is called: by a blocking client, off the threads that answer others.
#[derive(Clone)]
struct Front {
    url: String,
    token: String,
}

impl Front {
    fn new(config: &RelayConfig) -> Result<Self, RelayError> {
        Ok(Self {
            url: config.url.trim_end_matches('/').to_owned(),
            token: config.secret().map_err(RelayError::Token)?,
        })
    }

    async fn get<T: DeserializeOwned + Send + 'static>(&self, path: &str) -> Result<T, RelayError> {
        let (url, bearer) = (self.url(path), self.bearer());
        let answer = tokio::task::spawn_blocking(move || {
            let mut answer = agent()
                .get(&url)
                .config()
                .timeout_global(Some(TIMEOUT))
                .timeout_connect(Some(CONNECT))
                .build()
                .header("authorization", bearer)
                .call()?;
            let most = u64::try_from(MOST_ENVELOPE).unwrap_or(u64::MAX).saturating_mul(2);
            answer.body_mut().with_config().limit(most).read_to_vec()
        });
        let body = answer.await.map_err(|_| RelayError::Ended)?.map_err(failed)?;
        serde_json::from_slice(&body).map_err(RelayError::Malformed)
    }

    /// Gives how many bytes were sent.
    async fn send(
        &self,
        method: &'static str,
        path: &str,
        body: &impl Serialize,
    ) -> Result<usize, RelayError> {
        let (url, bearer) = (self.url(path), self.bearer());
        let body = serde_json::to_vec(body).map_err(RelayError::Malformed)?;
        let bytes = body.len();
        let sent = tokio::task::spawn_blocking(move || {
            let request = match method {
                "PUT" => agent().put(&url),
                _ => agent().post(&url),
            };
            request
                .config()
                .timeout_global(Some(TIMEOUT))
                .timeout_connect(Some(CONNECT))
                .build()
                .header("authorization", bearer)
                .header("content-type", "application/json")
                .send(body)
                .map(drop)
        });
        sent.await.map_err(|_| RelayError::Ended)?.map_err(failed)?;
        Ok(bytes)
    }

    fn url(&self, path: &str) -> String {
        format!("{}/relay/v1/{path}", self.url)
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

fn failed(error: ureq::Error) -> RelayError {
    match error {
        ureq::Error::StatusCode(status) => RelayError::Status(status),
        e => RelayError::Unreachable(Box::new(e)),
    }
}
