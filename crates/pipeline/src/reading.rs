//! How a record of the log becomes an event, the same wherever the log is read.

use crate::{
    detection::{self, Seen},
    directory::Directory,
    store::RecordsMetastore,
    worker::PipelineError,
};
use coloa_event_log::{EventLog, Stored};
use coloa_event_store::{Depot, EventStore, Row, Searcher, search::Limits};
use coloa_ingest::record;
use coloa_platform::Db;
use std::{path::Path, sync::Arc};

/// The events of a batch.
pub fn rows<'a>(directory: &Directory, stored: &'a Stored) -> impl Iterator<Item = Row> + use<'a> {
    let batch = &stored.batch;
    let source = directory.by_id(batch.source);
    let clock = source.clock(batch.received);
    batch.records.iter().zip(stored.seq..).map(move |(one, seq)| {
        let (event, problem) = record::understand(one, batch.format, &clock);
        let seen = Seen {
            event: &event,
            source: batch.source,
            received: batch.received,
            seq,
            live: source.is_live(),
        };
        Row {
            seq,
            time: detection::time_of(&seen),
            received: batch.received,
            source: batch.source,
            agency: source.agency,
            problem: problem.map(|p| p.as_str().into()),
            raw_bytes: one.payload.len() as u64,
            event,
        }
    })
}

/// Searches what a server keeps, without being one: segments, and what stands in the log behind them. Nothing is
/// written.
///
/// # Errors
/// The records, the log or the segments cannot be read.
pub async fn open(
    db: &Db,
    log_folder: &Path,
    depot: Depot,
    limits: Limits,
) -> Result<Searcher, PipelineError> {
    let store = EventStore::open(depot, Arc::new(RecordsMetastore::new(db.clone())), false).await?;
    let directory = Directory::default();
    directory.refresh(db).await?;
    if let Some(mut follower) = EventLog::peek(log_folder, store.flushed().max(1)).await? {
        while let Some(stored) = follower.next().await? {
            let rows = rows(&directory, &stored).collect();
            store
                .append(rows, |_| 0)
                .map_err(coloa_event_store::StoreError::from)?;
        }
    }
    Ok(Searcher::new(store, limits))
}
