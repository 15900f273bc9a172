//! The log as its users hold it.

use crate::{
    batch::Batch,
    codec,
    follower::Follower,
    keys,
    writer::{self, Request, Writer},
};
use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection,
    sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot, watch};

/// What the log may take.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Bytes of the log, packed, beyond which senders wait: whoever follows is too far behind.
    pub most_bytes: u64,
    /// Free bytes of the disk below which senders wait.
    pub min_free_bytes: u64,
    /// Bytes that wait to be written at once.
    pub in_flight_bytes: usize,
    /// How long a sender waits for room before it is refused.
    pub wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            most_bytes: 8 * 1024 * 1024 * 1024,
            min_free_bytes: 1024 * 1024 * 1024,
            in_flight_bytes: 192 * 1024 * 1024,
            wait: Duration::from_secs(5),
        }
    }
}

/// Why the log cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("the event log cannot be read or written")]
    Database(#[from] sqlx::Error),
    #[error("the folder of the event log cannot be used")]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Damaged(#[from] codec::Damaged),
    #[error("the event log is closed")]
    Closed,
    /// Two writers would give the same numbers.
    #[error("another process writes the event log")]
    InUse,
}

/// Why a batch was not taken; nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// What follows is too far behind, or too much waits.
    #[error("the event log is full: what reads it is behind")]
    Busy,
    #[error("the disk of the event log is nearly full")]
    DiskLow,
    #[error("the event log could not be written")]
    Failed(#[from] LogError),
}

/// What was kept of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    pub new: u64,
    /// Records whose id was seen before: they stand in the log already.
    pub repeated: u64,
}

/// How far somebody got, with what they need to go on from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Number of the first record that is still to come.
    pub seq: u64,
    pub state: Vec<u8>,
}

/// How the log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Number of the next record.
    pub next: u64,
    /// Bytes it holds, packed.
    pub bytes: u64,
    /// Free bytes of its disk, as last looked at.
    pub free: u64,
}

pub(crate) struct Shared {
    pub settings: Settings,
    pub path: PathBuf,
    pub bytes: AtomicU64,
    pub free: AtomicU64,
    /// Number of the next record; told after each commit.
    pub next: watch::Sender<u64>,
    /// Told when something was cut off or the disk was looked at.
    pub room: Notify,
}

impl Shared {
    /// Looks at the disk anew.
    pub fn look(&self) {
        let folder = self.path.parent().unwrap_or(&self.path);
        match rustix::fs::statvfs(folder) {
            Ok(stat) => self
                .free
                .store(stat.f_bavail.saturating_mul(stat.f_frsize), Ordering::Relaxed),
            Err(e) => tracing::warn!(error = %e, "the disk of the event log cannot be asked"),
        }
    }

    fn refusal(&self) -> Option<Refused> {
        if self.free.load(Ordering::Relaxed) < self.settings.min_free_bytes {
            return Some(Refused::DiskLow);
        }
        (self.bytes.load(Ordering::Relaxed) > self.settings.most_bytes).then_some(Refused::Busy)
    }
}

/// The log; cheap to clone.
#[derive(Clone)]
pub struct EventLog {
    shared: Arc<Shared>,
    permits: Arc<Semaphore>,
    requests: mpsc::Sender<Request>,
}

impl std::fmt::Debug for EventLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EventLog({})", self.shared.path.display())
    }
}

/// Bytes of one permit: a semaphore counts in 32 bits.
const PERMIT: usize = 1024;

const SCHEMA: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS batch (seq INTEGER PRIMARY KEY, records INTEGER NOT NULL, source BLOB NOT NULL, \
     received INTEGER NOT NULL, format INTEGER NOT NULL, blob BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS mark (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, state BLOB NOT NULL)",
];

/// How long a log that is just being closed is waited for.
const CLOSING: Duration = Duration::from_secs(5);

/// Takes the lock of the folder: one process writes.
async fn lock(folder: &Path) -> Result<File, LogError> {
    let file = File::create(folder.join("events.lock"))?;
    let deadline = tokio::time::Instant::now() + CLOSING;
    while rustix::fs::flock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_err() {
        if tokio::time::Instant::now() >= deadline {
            return Err(LogError::InUse);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(file)
}

pub(crate) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(10))
        .log_statements(tracing::log::LevelFilter::Trace)
}

/// Number of the next record.
async fn next(connection: &mut SqliteConnection) -> Result<u64, LogError> {
    let row = sqlx::query(
        "SELECT coalesce((SELECT max(seq + records) FROM batch), 1), coalesce((SELECT max(seq) FROM mark), 1)",
    )
    .fetch_one(connection)
    .await?;
    let (after, marked): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    // All may have been cut off: a mark knows how far the numbers had got.
    Ok(u64::try_from(after.max(marked)).unwrap_or(1))
}

impl EventLog {
    /// Opens the log of a folder, which is made where it is missing, and starts its writer.
    ///
    /// # Errors
    /// The folder or the file cannot be used.
    pub async fn open(folder: &Path, settings: Settings) -> Result<Self, LogError> {
        std::fs::create_dir_all(folder)?;
        let lock = lock(folder).await?;
        let path = folder.join("events.log.sqlite");
        let mut connection = SqliteConnection::connect_with(
            &options(&path)
                .create_if_missing(true)
                // Blobs of some hundred KB: fewer pages each. Only before anything is written.
                .page_size(16 * 1024)
                .auto_vacuum(SqliteAutoVacuum::Incremental)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full),
        )
        .await?;
        for statement in SCHEMA.iter().chain(keys::SCHEMA) {
            sqlx::query(*statement).execute(&mut connection).await?;
        }
        let next = next(&mut connection).await?;
        let row = sqlx::query("SELECT coalesce(sum(length(blob)), 0) FROM batch")
            .fetch_one(&mut connection)
            .await?;
        let bytes: i64 = row.try_get(0)?;
        let shared = Arc::new(Shared {
            settings: settings.clone(),
            path,
            bytes: AtomicU64::new(u64::try_from(bytes).unwrap_or(0)),
            free: AtomicU64::new(u64::MAX),
            next: watch::Sender::new(next),
            room: Notify::new(),
        });
        shared.look();
        let (requests, received) = mpsc::channel(1024);
        tokio::spawn(Writer::new(connection, shared.clone(), next, lock).run(received));
        Ok(Self {
            shared,
            permits: Arc::new(Semaphore::new(settings.in_flight_bytes / PERMIT)),
            requests,
        })
    }

    /// Follows a log that another process may be writing, up to where it stands now; `None`: there is none.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn peek(folder: &Path, from: u64) -> Result<Option<Follower>, LogError> {
        let path = folder.join("events.log.sqlite");
        if !path.is_file() {
            return Ok(None);
        }
        let mut connection = options(&path).pragma("query_only", "true").connect().await?;
        let (told, next) = watch::channel(next(&mut connection).await?);
        // Nobody tells it of more: it ends where the log stands now.
        drop(told);
        Ok(Some(Follower::new(connection, next, from)))
    }

    /// Takes a batch; returns when it is on disk. Where there is no room it waits, and refuses all of it at last.
    ///
    /// # Errors
    /// Nothing of the batch was kept.
    pub async fn append(&self, batch: Batch) -> Result<Appended, Refused> {
        if batch.records.is_empty() {
            return Ok(Appended { new: 0, repeated: 0 });
        }
        let deadline = tokio::time::Instant::now() + self.shared.settings.wait;
        while let Some(refusal) = self.shared.refusal() {
            let told = self.shared.room.notified();
            if tokio::time::timeout_at(deadline, told).await.is_err() {
                return Err(refusal);
            }
        }
        // One that is larger than all there is takes all there is.
        let wanted = (batch.bytes() / PERMIT + 1).min(self.shared.settings.in_flight_bytes / PERMIT);
        let acquire = self
            .permits
            .clone()
            .acquire_many_owned(u32::try_from(wanted).unwrap_or(u32::MAX));
        let permit = match tokio::time::timeout_at(deadline, acquire).await {
            Ok(Ok(permit)) => permit,
            Ok(Err(_)) => return Err(LogError::Closed.into()),
            Err(_) => return Err(Refused::Busy),
        };
        // Packed here, on the thread of whoever sends, so that the writer has only to write.
        let packed = tokio::task::spawn_blocking(move || {
            let blob = codec::encode(&batch.records)?;
            Ok::<_, std::io::Error>((batch, blob))
        })
        .await
        .map_err(|_| LogError::Closed)?;
        let (batch, blob) = packed.map_err(LogError::from)?;
        let (reply, answer) = oneshot::channel();
        let request = Request::Append(writer::Append {
            batch,
            blob,
            reply,
            permit,
        });
        self.requests.send(request).await.map_err(|_| LogError::Closed)?;
        answer.await.map_err(|_| LogError::Closed)?
    }

    /// Notes how far `name` got, durable when it returns.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn mark(&self, name: &str, mark: Mark) -> Result<(), LogError> {
        let (reply, answer) = oneshot::channel();
        let name = name.to_owned();
        let request = Request::Mark { name, mark, reply };
        self.requests.send(request).await.map_err(|_| LogError::Closed)?;
        answer.await.map_err(|_| LogError::Closed)?
    }

    /// How far `name` got; `None`: never.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn marked(&self, name: &str) -> Result<Option<Mark>, LogError> {
        let mut connection = self.reader().await?;
        let row = sqlx::query("SELECT seq, state FROM mark WHERE name = ?1")
            .bind(name)
            .fetch_optional(&mut connection)
            .await?;
        row.map(|row| {
            Ok(Mark {
                seq: u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(1),
                state: row.try_get(1)?,
            })
        })
        .transpose()
    }

    /// Lets go of batches that lie wholly below a number.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn cut(&self, below: u64) -> Result<(), LogError> {
        self.trim(below, 0).await
    }

    /// Lets go of the oldest batches that lie wholly below a number, until the log holds no more than so many bytes.
    ///
    /// # Errors
    /// It could not be written.
    pub async fn trim(&self, below: u64, keep_bytes: u64) -> Result<(), LogError> {
        let (reply, answer) = oneshot::channel();
        let request = Request::Trim {
            below,
            keep_bytes,
            reply,
        };
        self.requests.send(request).await.map_err(|_| LogError::Closed)?;
        answer.await.map_err(|_| LogError::Closed)?
    }

    /// Follows the log from a record on.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub async fn follow(&self, from: u64) -> Result<Follower, LogError> {
        Ok(Follower::new(
            self.reader().await?,
            self.shared.next.subscribe(),
            from,
        ))
    }

    /// The number of the next record, as it grows.
    #[must_use]
    pub fn came_in(&self) -> watch::Receiver<u64> {
        self.shared.next.subscribe()
    }

    /// Ends the writer, once all that waits is written; from then on nothing is taken, and another process may open the
    /// log.
    pub async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.requests.send(Request::Close { reply }).await.is_ok() {
            let _ = answer.await;
        }
    }

    /// How the log stands.
    #[must_use]
    pub fn state(&self) -> State {
        State {
            next: *self.shared.next.borrow(),
            bytes: self.shared.bytes.load(Ordering::Relaxed),
            free: self.shared.free.load(Ordering::Relaxed),
        }
    }

    async fn reader(&self) -> Result<SqliteConnection, LogError> {
        Ok(options(&self.shared.path)
            .pragma("query_only", "true")
            .connect()
            .await?)
    }
}
