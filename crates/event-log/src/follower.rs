//! Reads the log in order, and waits at its end.

use crate::{
    batch::{Batch, Stored},
    codec,
    log::LogError,
};
use chrono::DateTime;
use coloa_ingest::record::Format;
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};
use std::collections::VecDeque;
use tokio::sync::watch;
use uuid::Uuid;

/// Batches read at once.
const ROWS: i64 = 16;

/// A place in the log that moves on.
pub struct Follower {
    connection: SqliteConnection,
    next: watch::Receiver<u64>,
    /// Number of the first record that is still to come.
    at: u64,
    read: VecDeque<Stored>,
}

impl std::fmt::Debug for Follower {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Follower(at {})", self.at)
    }
}

impl Follower {
    pub(crate) fn new(connection: SqliteConnection, next: watch::Receiver<u64>, from: u64) -> Self {
        Self {
            connection,
            next,
            at: from,
            read: VecDeque::new(),
        }
    }

    /// The next batch, once there is one; `None`: the log was closed. Records before the place where it started are
    /// left out.
    ///
    /// # Errors
    /// The file cannot be read, or a batch is damaged: the batch is then passed over, and the next call goes on
    /// behind it.
    pub async fn next(&mut self) -> Result<Option<Stored>, LogError> {
        loop {
            if let Some(stored) = self.read.pop_front() {
                self.at = stored.end();
                return Ok(Some(stored));
            }
            let told = *self.next.borrow_and_update();
            if self.at >= told {
                if self.next.changed().await.is_err() {
                    return Ok(None);
                }
                continue;
            }
            self.fill(told).await?;
        }
    }

    /// The next batch that stands in the log now; `None`: there is none.
    ///
    /// # Errors
    /// As [`Self::next`].
    pub async fn next_now(&mut self) -> Result<Option<Stored>, LogError> {
        if self.read.is_empty() && self.at >= *self.next.borrow_and_update() {
            return Ok(None);
        }
        self.next().await
    }

    async fn fill(&mut self, told: u64) -> Result<(), LogError> {
        let at = i64::try_from(self.at).unwrap_or(i64::MAX);
        // The batch that holds the place may begin before it.
        let rows = sqlx::query(
            "SELECT seq, records, source, received, format, blob FROM batch \
             WHERE seq >= coalesce((SELECT max(seq) FROM batch WHERE seq <= ?1), ?1) AND seq + records > ?1 \
             ORDER BY seq LIMIT ?2",
        )
        .bind(at)
        .bind(ROWS)
        .fetch_all(&mut self.connection)
        .await?;
        if rows.is_empty() {
            // All up to here was cut off.
            self.at = told;
        }
        for row in rows {
            match stored(&row) {
                Ok(mut one) => {
                    if one.seq < self.at {
                        let before = usize::try_from(self.at - one.seq).unwrap_or(usize::MAX);
                        one.batch.records.drain(..before.min(one.batch.records.len()));
                        one.seq = self.at;
                    }
                    self.read.push_back(one);
                }
                Err(e) if self.read.is_empty() => {
                    let (seq, records): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
                    self.at = u64::try_from(seq.saturating_add(records)).unwrap_or(told);
                    return Err(e);
                }
                // Read again, and told, when those before it are done.
                Err(_) => break,
            }
        }
        Ok(())
    }
}

fn stored(row: &SqliteRow) -> Result<Stored, LogError> {
    let (seq, records): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    let source: Vec<u8> = row.try_get(2)?;
    let (received, format): (i64, i64) = (row.try_get(3)?, row.try_get(4)?);
    let blob: &[u8] = row.try_get(5)?;
    Ok(Stored {
        seq: u64::try_from(seq).unwrap_or(0),
        batch: Batch {
            source: Uuid::from_slice(&source).unwrap_or_default(),
            received: DateTime::from_timestamp_micros(received).unwrap_or_default(),
            format: u8::try_from(format).ok().and_then(Format::of).unwrap_or_default(),
            records: codec::decode(blob, usize::try_from(records).unwrap_or(0))?,
        },
    })
}
