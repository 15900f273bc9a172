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
use std::{net::IpAddr, path::Path, sync::Arc};

/// The events of a batch.
pub fn rows<'a>(directory: &Directory, stored: &'a Stored) -> impl Iterator<Item = Row> + use<'a> {
    read(directory, stored, |_, _, _| {})
}

/// The events of a batch; `astray` hears of those that belong to no system: number, host, sender.
pub(crate) fn read<'a, F: FnMut(u64, Option<&str>, Option<IpAddr>)>(
    directory: &Directory,
    stored: &'a Stored,
    mut astray: F,
) -> impl Iterator<Item = Row> + use<'a, F> {
    let batch = &stored.batch;
    let view = directory.view();
    let source = view.source(batch.source);
    let clock = source.clock(batch.received);
    batch.records.iter().zip(stored.seq..).map(move |(one, seq)| {
        let (event, problem) = record::understand(one, batch.format, &clock);
        let host = event.host();
        let system = view.system_of(&source, host.as_deref(), one.sender);
        let live = source.is_live();
        if system.is_none() && live {
            astray(seq, host.as_deref(), one.sender);
        }
        Row {
            seq,
            time: detection::time_of(&event, batch.received, live),
            received: batch.received,
            source: batch.source,
            agency: system.map(|s| s.agency).or(source.agency),
            system: system.map(|s| s.reference.id),
            problem: problem.map(|p| p.as_str().into()),
            raw_bytes: one.payload.len() as u64,
            event,
        }
    })
}

/// Rows as the rules look at them.
pub(crate) fn seen<'a>(directory: &'a crate::directory::View, row: &'a Row, live: bool) -> Seen<'a> {
    Seen {
        event: &row.event,
        at: row.time,
        source: row.source,
        agency: row.agency,
        system: row
            .system
            .and_then(|id| directory.system(id))
            .map(|s| &s.reference),
        seq: row.seq,
        live,
    }
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
) -> Result<(Searcher, Directory), PipelineError> {
    let store = EventStore::open(depot, Arc::new(RecordsMetastore::new(db.clone())), false).await?;
    let directory = Directory::default();
    directory.refresh(db).await?;
    if let Some(mut follower) = EventLog::peek(log_folder, store.flushed().max(1)).await? {
        while let Some(stored) = follower.next().await? {
            let rows: Vec<Row> = rows(&directory, &stored).collect();
            store
                .append(&rows, |_| 0)
                .map_err(coloa_event_store::StoreError::from)?;
        }
    }
    Ok((Searcher::new(store, limits), directory))
}
