//! Reads the log ahead of the worker: while it looks at some batches, the next ones become events. Few parts wait, so
//! memory is bounded.

use crate::{directory::Directory, look};
use coloa_event_log::{Follower, Stored};
use coloa_event_store::Row;
use coloa_source::unregistered::Strays;
use std::time::Duration;
use tokio::sync::mpsc;

/// Records that are read together, about. Each part costs a transaction of the records; a large one outgrows the caches.
const MOST_RECORDS: usize = 6_000;
/// Parts that are read ahead.
const MOST_PARTS: usize = 2;
/// How long the next batch waits after one that cannot be read.
const PAUSE: Duration = Duration::from_millis(50);

/// Events that follow each other in the log.
pub(crate) struct Part {
    pub rows: Vec<Row>,
    /// Hosts of events that belong to no system.
    pub strays: Strays,
    /// Number of the record after the last.
    pub end: u64,
}

/// The parts of the log, in order; none any more when the log is closed. Dropping the receiver ends the reading. `from`:
/// what is before was looked at already, and its hosts were counted.
pub(crate) fn parts(mut follower: Follower, directory: Directory, from: u64) -> mpsc::Receiver<Part> {
    let (sender, receiver) = mpsc::channel(MOST_PARTS);
    tokio::spawn(async move {
        // Room first: what the log takes in meanwhile is read together.
        while let Ok(room) = sender.reserve().await {
            let next = tokio::select! {
                next = follower.next() => next,
                () = sender.closed() => break,
            };
            match next {
                Ok(Some(first)) => {
                    room.send(read(more(first, &mut follower).await, &directory, from).await);
                }
                Ok(None) => break,
                Err(e) => {
                    tracing::error!(error = %e, "a batch of the event log cannot be read; the next ones are");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    });
    receiver
}

async fn read(batches: Vec<Stored>, directory: &Directory, from: u64) -> Part {
    let end = batches.last().map_or(0, Stored::end);
    let directory = directory.clone();
    let read = tokio::task::spawn_blocking(move || look::rows(&directory, &batches, from)).await;
    let (rows, strays) = read.unwrap_or_else(|e| {
        // A parser broke down: these events are in the log, and the next ones are looked at.
        tracing::error!(error = %e, until = end, "records could not be read");
        (Vec::new(), Strays::default())
    });
    Part { rows, strays, end }
}

/// The batches behind the first one that stand in the log now, so many as are looked at together.
async fn more(first: Stored, follower: &mut Follower) -> Vec<Stored> {
    let mut records = first.batch.records.len();
    let mut batches = vec![first];
    while records < MOST_RECORDS {
        match follower.next_now().await {
            Ok(Some(stored)) => {
                records += stored.batch.records.len();
                batches.push(stored);
            }
            Ok(None) => break,
            Err(e) => {
                tracing::error!(error = %e, "a batch of the event log cannot be read; the next ones are");
                break;
            }
        }
    }
    batches
}
