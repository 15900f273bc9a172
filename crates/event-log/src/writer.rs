//! The one writer. All that waits goes into one transaction, so that its sync is shared.

use crate::{
    batch::Batch,
    codec, keys,
    log::{Appended, LogError, Mark, Refused, Shared},
};
use sqlx::{Connection, Row, SqliteConnection};
use std::{
    fs::File,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

/// Bytes, packed, of one transaction.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Batches of one transaction.
const MOST_BATCHES: usize = 512;
/// How often the disk is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// Batches that are let go of in one transaction: senders wait meanwhile.
const CUT_ROWS: i64 = 500;

pub(crate) struct Append {
    pub batch: Batch,
    pub blob: Vec<u8>,
    pub reply: oneshot::Sender<Result<Appended, Refused>>,
    /// Given back when the batch is written.
    pub permit: OwnedSemaphorePermit,
}

pub(crate) enum Request {
    Append(Append),
    Mark {
        name: String,
        mark: Mark,
        reply: oneshot::Sender<Result<(), LogError>>,
    },
    Trim {
        below: u64,
        keep_bytes: u64,
        reply: oneshot::Sender<Result<(), LogError>>,
    },
    Close {
        reply: oneshot::Sender<()>,
    },
}

pub(crate) struct Writer {
    connection: SqliteConnection,
    shared: Arc<Shared>,
    next: u64,
    looked: Instant,
    /// Held locked as long as something may be written.
    lock: File,
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection, shared: Arc<Shared>, next: u64, lock: File) -> Self {
        Self {
            connection,
            shared,
            next,
            looked: Instant::now(),
            lock,
        }
    }

    /// Writes until it is told to end, or nobody holds the log any more.
    pub(crate) async fn run(mut self, mut requests: mpsc::Receiver<Request>) {
        let mut closing = None;
        loop {
            let request = match tokio::time::timeout(LOOK, requests.recv()).await {
                Ok(Some(request)) => Some(request),
                Ok(None) => break,
                Err(_) => None,
            };
            if self.looked.elapsed() >= LOOK {
                self.shared.look();
                self.looked = Instant::now();
                // Whoever waits looks again.
                self.shared.room.notify_waiters();
            }
            match request {
                None => {}
                Some(Request::Append(first)) => {
                    let (batches, other) = waiting(first, &mut requests);
                    self.append(batches).await;
                    if let Some(other) = other {
                        closing = self.other(other).await.or(closing);
                    }
                }
                Some(other) => closing = self.other(other).await.or(closing),
            }
            if closing.is_some() {
                // Whoever comes later is told so; what waits is written.
                requests.close();
            }
        }
        if let Err(e) = self.connection.close().await {
            tracing::warn!(error = %e, "closing the event log failed");
        }
        drop(self.lock);
        if let Some(reply) = closing {
            let _ = reply.send(());
        }
    }

    /// Does what is no batch; somebody to answer where it is the end.
    async fn other(&mut self, request: Request) -> Option<oneshot::Sender<()>> {
        match request {
            Request::Close { reply } => return Some(reply),
            Request::Append(one) => self.append(vec![one]).await,
            Request::Mark { name, mark, reply } => {
                let _ = reply.send(self.mark(&name, &mark).await.map_err(LogError::from));
            }
            Request::Trim {
                below,
                keep_bytes,
                reply,
            } => {
                let _ = reply.send(self.trim(below, keep_bytes).await.map_err(LogError::from));
            }
        }
        None
    }

    async fn append(&mut self, batches: Vec<Append>) {
        match self.write(&batches).await {
            Ok((kept, next, bytes)) => {
                self.next = next;
                self.shared.bytes.fetch_add(bytes, Ordering::Relaxed);
                self.shared.next.send_replace(next);
                for (one, appended) in batches.into_iter().zip(kept) {
                    drop(one.permit);
                    // Whoever sent it may be gone; it is kept all the same.
                    let _ = one.reply.send(Ok(appended));
                }
            }
            Err(e) => {
                tracing::error!(error = %e, batches = batches.len(), "the event log could not be written");
                self.shared.look();
                let low = self.shared.free.load(Ordering::Relaxed) < self.shared.settings.min_free_bytes;
                for one in batches {
                    let refused = if low || full(&e) {
                        Refused::DiskLow
                    } else {
                        Refused::Failed(LogError::Closed)
                    };
                    let _ = one.reply.send(Err(refused));
                }
            }
        }
    }

    /// Writes batches in one transaction: what was kept of each, the next number, and the bytes they take.
    async fn write(&mut self, batches: &[Append]) -> Result<(Vec<Appended>, u64, u64), sqlx::Error> {
        let mut tx = self.connection.begin_with("BEGIN IMMEDIATE").await?;
        let (mut next, mut bytes) = (self.next, 0);
        let mut kept = Vec::with_capacity(batches.len());
        for one in batches {
            let batch = &one.batch;
            let seen = keys::seen(&mut tx, batch.source, &batch.records, batch.received.timestamp()).await?;
            let repeated = seen.iter().filter(|s| **s).count();
            let new = batch.records.len() - repeated;
            let again;
            let blob = if repeated == 0 {
                &one.blob
            } else {
                let records: Vec<_> = batch
                    .records
                    .iter()
                    .zip(&seen)
                    .filter(|(_, seen)| !**seen)
                    .map(|(record, _)| record.clone())
                    .collect();
                again = codec::encode(&records)?;
                &again
            };
            if new > 0 {
                sqlx::query("INSERT INTO batch (seq, records, source, received, format, blob) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                    .bind(i64::try_from(next).unwrap_or(i64::MAX))
                    .bind(i64::try_from(new).unwrap_or(i64::MAX))
                    .bind(batch.source.as_bytes().to_vec())
                    .bind(batch.received.timestamp_micros())
                    .bind(i64::from(batch.format.number()))
                    .bind(blob.as_slice())
                    .execute(&mut *tx)
                    .await?;
                next += new as u64;
                bytes += blob.len() as u64;
            }
            kept.push(Appended {
                new: new as u64,
                repeated: repeated as u64,
            });
        }
        tx.commit().await?;
        Ok((kept, next, bytes))
    }

    async fn mark(&mut self, name: &str, mark: &Mark) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO mark (name, seq, state) VALUES (?1, ?2, ?3) \
             ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, state = excluded.state",
        )
        .bind(name)
        .bind(i64::try_from(mark.seq).unwrap_or(i64::MAX))
        .bind(mark.state.as_slice())
        .execute(&mut self.connection)
        .await?;
        Ok(())
    }

    async fn trim(&mut self, below: u64, keep_bytes: u64) -> Result<(), sqlx::Error> {
        let below = i64::try_from(below).unwrap_or(i64::MAX);
        while self.shared.bytes.load(Ordering::Relaxed) > keep_bytes {
            let rows = sqlx::query(
                "DELETE FROM batch WHERE seq IN (SELECT seq FROM batch WHERE seq + records <= ?1 AND seq < ?1 \
                 ORDER BY seq LIMIT ?2) RETURNING length(blob)",
            )
            .bind(below)
            .bind(CUT_ROWS)
            .fetch_all(&mut self.connection)
            .await?;
            let mut freed = 0;
            for row in &rows {
                freed += u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or(0);
            }
            let left = |bytes: u64| Some(bytes.saturating_sub(freed));
            let _ = self
                .shared
                .bytes
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
            self.shared.room.notify_waiters();
            if (rows.len() as i64) < CUT_ROWS {
                break;
            }
        }
        // Gives pages back to the disk, some at a time.
        sqlx::query("PRAGMA incremental_vacuum(2000)")
            .fetch_all(&mut self.connection)
            .await?;
        Ok(())
    }
}

/// All batches that wait, and the request of another kind that stopped the search.
fn waiting(first: Append, requests: &mut mpsc::Receiver<Request>) -> (Vec<Append>, Option<Request>) {
    let mut bytes = first.blob.len();
    let mut batches = vec![first];
    while bytes < MOST_BYTES && batches.len() < MOST_BATCHES {
        match requests.try_recv() {
            Ok(Request::Append(one)) => {
                bytes += one.blob.len();
                batches.push(one);
            }
            Ok(other) => return (batches, Some(other)),
            Err(_) => break,
        }
    }
    (batches, None)
}

/// Whether the database found no room: `SQLITE_FULL`, or an I/O error while writing.
fn full(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(e) = error else {
        return false;
    };
    // Extended codes hold the primary one in their low byte: 13 is SQLITE_FULL.
    e.code()
        .and_then(|c| c.parse::<u32>().ok())
        .is_some_and(|c| c & 0xff == 13)
}
