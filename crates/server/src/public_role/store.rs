//! The file of the outbox: envelopes that wait to be fetched, mailboxes, what is published. One writer puts all that waits
//! into one transaction, so that its sync is shared; what is answered is on disk (WAL, `synchronous=FULL`). What is let go
//! of is overwritten.

use coloa_hotline::front::HandedIn;
use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection, SqlitePool,
    sqlite::{
        SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    },
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Envelopes of one transaction, and their bytes.
const MOST_ROWS: usize = 256;
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Connections that only read.
const READERS: u32 = 4;

const SCHEMA: &[&str] = &[
    // Numbers are never used again: whoever fetches knows how far they got.
    "CREATE TABLE IF NOT EXISTS envelope (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, \
     received INTEGER NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS mailbox (mailbox TEXT NOT NULL PRIMARY KEY, sealed BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS kept (name TEXT NOT NULL PRIMARY KEY, body BLOB NOT NULL)",
];

/// Why the outbox cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    #[error("the outbox cannot be read or written")]
    Database(#[from] sqlx::Error),
    #[error("the folder of the outbox cannot be used")]
    Io(#[from] std::io::Error),
    /// Of one transaction for several; the log says why.
    #[error("the outbox could not be written")]
    Failed,
    #[error("the disk of the outbox is full")]
    Full,
    #[error("the outbox is closed")]
    Closed,
}

/// What is to be written of an envelope.
#[derive(Debug)]
pub(super) struct NewEnvelope {
    pub id: Uuid,
    /// The mailbox that comes into being with it.
    pub opens: Option<String>,
    /// Seconds since 1970.
    pub received: i64,
    /// JSON.
    pub body: Vec<u8>,
}

/// An envelope that waits, as it is fetched.
#[derive(Debug)]
pub(super) struct Fetched {
    pub seq: i64,
    pub id: String,
    /// JSON.
    pub body: Vec<u8>,
}

/// What is written besides envelopes.
#[derive(Debug)]
pub(super) enum Change {
    /// Envelopes that were fetched and stored.
    Forget(Vec<Uuid>),
    Keep {
        entries: Vec<(&'static str, Vec<u8>)>,
    },
    /// `None`: forgotten.
    Mailboxes {
        changed: Vec<(String, Option<Vec<u8>>)>,
        cursor: Option<String>,
    },
}

/// How far the mailboxes were brought, in the words of whoever brought them.
pub(super) const CURSOR: &str = "cursor";

struct HandIn {
    envelope: NewEnvelope,
    reply: oneshot::Sender<Result<HandedIn, OutboxError>>,
}

enum Request {
    HandIn(HandIn),
    Change(Change, oneshot::Sender<Result<(), OutboxError>>),
    Close(oneshot::Sender<()>),
}

/// The file; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Store {
    readers: SqlitePool,
    requests: mpsc::Sender<Request>,
    waiting: Arc<AtomicU64>,
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(Duration::from_secs(10))
        .log_statements(tracing::log::LevelFilter::Trace)
        .pragma("temp_store", "memory")
}

impl Store {
    /// Opens the file, which is made where it is missing, and starts its writer.
    pub(super) async fn open(path: &Path) -> Result<Self, OutboxError> {
        let options = options(path);
        let mut connection = SqliteConnection::connect_with(
            &options
                .clone()
                .create_if_missing(true)
                .page_size(16 * 1024)
                .auto_vacuum(SqliteAutoVacuum::Incremental)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .pragma("secure_delete", "on"),
        )
        .await?;
        for statement in SCHEMA {
            sqlx::query(*statement).execute(&mut connection).await?;
        }
        let row = sqlx::query("SELECT count(*) FROM envelope")
            .fetch_one(&mut connection)
            .await?;
        let waiting = Arc::new(AtomicU64::new(unsigned(row.try_get(0)?)));
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.pragma("query_only", "true"))
            .await?;
        let (requests, received) = mpsc::channel(1024);
        let writer = Writer {
            connection,
            waiting: Arc::clone(&waiting),
        };
        tokio::spawn(writer.run(received));
        Ok(Self {
            readers,
            requests,
            waiting,
        })
    }

    /// Envelopes that wait.
    pub(super) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Returns once it is on disk.
    pub(super) async fn hand_in(&self, envelope: NewEnvelope) -> Result<HandedIn, OutboxError> {
        let (reply, answer) = oneshot::channel();
        let request = Request::HandIn(HandIn { envelope, reply });
        self.requests
            .send(request)
            .await
            .map_err(|_| OutboxError::Closed)?;
        answer.await.map_err(|_| OutboxError::Closed)?
    }

    /// Returns once it is on disk.
    pub(super) async fn change(&self, change: Change) -> Result<(), OutboxError> {
        let (reply, answer) = oneshot::channel();
        self.requests
            .send(Request::Change(change, reply))
            .await
            .map_err(|_| OutboxError::Closed)?;
        answer.await.map_err(|_| OutboxError::Closed)?
    }

    /// What lies in a mailbox; empty where nothing was brought yet.
    pub(super) async fn mailbox(&self, mailbox: &str) -> Result<Option<Vec<u8>>, OutboxError> {
        let row = sqlx::query("SELECT sealed FROM mailbox WHERE mailbox = ?1")
            .bind(mailbox)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Envelopes after a number, oldest first: at most `limit`, and no more bytes than `most` unless the first one has.
    pub(super) async fn envelopes(
        &self,
        after: i64,
        limit: u32,
        most: u64,
    ) -> Result<Vec<Fetched>, OutboxError> {
        let sizes =
            sqlx::query("SELECT seq, length(body) FROM envelope WHERE seq > ?1 ORDER BY seq LIMIT ?2")
                .bind(after)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?;
        let (mut bytes, mut found) = (0, Vec::new());
        for row in sizes {
            let (seq, size): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
            bytes += unsigned(size);
            if bytes > most && !found.is_empty() {
                break;
            }
            let row = sqlx::query("SELECT id, body FROM envelope WHERE seq = ?1")
                .bind(seq)
                .fetch_optional(&self.readers)
                .await?;
            // Another caller may have fetched it meanwhile.
            if let Some(row) = row {
                let (id, body) = (row.try_get(0)?, row.try_get(1)?);
                found.push(Fetched { seq, id, body });
            }
        }
        Ok(found)
    }

    /// When the oldest envelope that waits came in, in seconds since 1970.
    pub(super) async fn oldest(&self) -> Result<Option<i64>, OutboxError> {
        let row = sqlx::query("SELECT received FROM envelope ORDER BY seq LIMIT 1")
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// What was kept under a name.
    pub(super) async fn kept(&self, name: &str) -> Result<Option<Vec<u8>>, OutboxError> {
        let row = sqlx::query("SELECT body FROM kept WHERE name = ?1")
            .bind(name)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Writes what waits and closes the file; whoever comes later is refused.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        let (reply, answer) = oneshot::channel();
        if self.requests.send(Request::Close(reply)).await.is_ok() {
            let _ = answer.await;
        }
    }
}

struct Writer {
    connection: SqliteConnection,
    waiting: Arc<AtomicU64>,
}

impl Writer {
    async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut closing = None;
        while let Some(request) = requests.recv().await {
            let mut next = Some(request);
            while let Some(request) = next.take() {
                match request {
                    Request::HandIn(first) => {
                        let (batch, other) = together(first, &mut requests);
                        self.take(batch).await;
                        next = other;
                    }
                    Request::Change(change, reply) => {
                        let done = self.change(change).await.map_err(|e| {
                            tracing::error!(error = %e, "the outbox could not be written");
                            refusal(&e)
                        });
                        let _ = reply.send(done);
                    }
                    Request::Close(reply) => {
                        closing = Some(reply);
                        // What waits is still written.
                        requests.close();
                    }
                }
            }
        }
        if let Err(e) = self.connection.close().await {
            tracing::warn!(error = %e, "closing the outbox failed");
        }
        if let Some(reply) = closing {
            let _ = reply.send(());
        }
    }

    async fn take(&mut self, batch: Vec<HandIn>) {
        match self.insert(&batch).await {
            Ok(outcomes) => {
                let new = outcomes.iter().filter(|o| **o == HandedIn::Stored).count();
                self.waiting.fetch_add(new as u64, Ordering::Relaxed);
                for (one, outcome) in batch.into_iter().zip(outcomes) {
                    // Whoever handed it in may be gone; it is kept all the same.
                    let _ = one.reply.send(Ok(outcome));
                }
            }
            Err(e) => {
                tracing::error!(error = %e, envelopes = batch.len(), "the outbox could not be written");
                for one in batch {
                    let _ = one.reply.send(Err(refusal(&e)));
                }
            }
        }
    }

    /// All of a batch in one transaction.
    async fn insert(&mut self, batch: &[HandIn]) -> Result<Vec<HandedIn>, sqlx::Error> {
        let mut tx = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut outcomes = Vec::with_capacity(batch.len());
        for HandIn { envelope, .. } in batch {
            if let Some(mailbox) = &envelope.opens {
                let opened = sqlx::query(
                    "INSERT INTO mailbox (mailbox, sealed) VALUES (?1, x'') ON CONFLICT (mailbox) DO NOTHING",
                )
                .bind(mailbox)
                .execute(&mut *tx)
                .await?;
                if opened.rows_affected() == 0 {
                    outcomes.push(HandedIn::Again);
                    continue;
                }
            }
            let stored = sqlx::query(
                "INSERT INTO envelope (id, received, body) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO NOTHING",
            )
            .bind(envelope.id.to_string())
            .bind(envelope.received)
            .bind(envelope.body.as_slice())
            .execute(&mut *tx)
            .await?;
            outcomes.push(match stored.rows_affected() {
                0 => HandedIn::Again,
                _ => HandedIn::Stored,
            });
        }
        tx.commit().await?;
        Ok(outcomes)
    }

    async fn change(&mut self, change: Change) -> Result<(), sqlx::Error> {
        let mut tx = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let mut gone = 0;
        match change {
            Change::Forget(ids) => {
                for id in ids {
                    gone += sqlx::query("DELETE FROM envelope WHERE id = ?1")
                        .bind(id.to_string())
                        .execute(&mut *tx)
                        .await?
                        .rows_affected();
                }
            }
            Change::Keep { entries } => {
                for (name, body) in entries {
                    keep(&mut tx, name, body).await?;
                }
            }
            Change::Mailboxes { changed, cursor } => {
                for (mailbox, sealed) in changed {
                    let query = match sealed {
                        Some(sealed) => sqlx::query(
                            "INSERT INTO mailbox (mailbox, sealed) VALUES (?1, ?2) \
                             ON CONFLICT (mailbox) DO UPDATE SET sealed = excluded.sealed",
                        )
                        .bind(mailbox)
                        .bind(sealed),
                        None => sqlx::query("DELETE FROM mailbox WHERE mailbox = ?1").bind(mailbox),
                    };
                    query.execute(&mut *tx).await?;
                }
                if let Some(cursor) = cursor {
                    keep(&mut tx, CURSOR, cursor.into_bytes()).await?;
                }
            }
        }
        tx.commit().await?;
        if gone > 0 {
            self.waiting.fetch_sub(gone, Ordering::Relaxed);
            // Gives pages back to the disk, some at a time.
            sqlx::query("PRAGMA incremental_vacuum(4000)")
                .fetch_all(&mut self.connection)
                .await?;
        }
        Ok(())
    }
}

async fn keep(
    connection: &mut SqliteConnection,
    name: &'static str,
    body: Vec<u8>,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO kept (name, body) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET body = excluded.body",
    )
    .bind(name)
    .bind(body)
    .execute(connection)
    .await?;
    Ok(())
}

/// All envelopes that wait, and the request of another kind that stopped the search.
fn together(first: HandIn, requests: &mut mpsc::Receiver<Request>) -> (Vec<HandIn>, Option<Request>) {
    let mut bytes = first.envelope.body.len();
    let mut batch = vec![first];
    while bytes < MOST_BYTES && batch.len() < MOST_ROWS {
        match requests.try_recv() {
            Ok(Request::HandIn(one)) => {
                bytes += one.envelope.body.len();
                batch.push(one);
            }
            Ok(other) => return (batch, Some(other)),
            Err(_) => break,
        }
    }
    (batch, None)
}

/// What whoever waits is told; the log says the rest.
fn refusal(error: &sqlx::Error) -> OutboxError {
    let code = error.as_database_error().and_then(|e| e.code());
    // Extended codes hold the primary one in their low byte: 13 is SQLITE_FULL.
    match code.and_then(|c| c.parse::<u32>().ok()) {
        Some(code) if code & 0xff == 13 => OutboxError::Full,
        _ => OutboxError::Failed,
    }
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
