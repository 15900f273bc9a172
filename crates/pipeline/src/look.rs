//! What is done with batches of the log: records become events, rules look at them, columns are made of them. Records
//! are independent of each other, so several threads read them; rules count over time and take them in their order,
//! while another thread makes columns.

use crate::{
    detection::Detection,
    directory::{Directory, View},
    reading,
};
use chrono::{DateTime, Utc};
use coloa_event::Finding;
use coloa_event_log::Stored;
use coloa_event_store::{EventStore, Row, SegmentError};
use coloa_source::unregistered::Strays;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::{collections::HashMap, sync::Mutex};
use uuid::Uuid;

/// What looking at batches gave.
#[derive(Debug)]
pub(crate) struct Looked {
    pub findings: Vec<Finding>,
    pub problems: HashMap<Uuid, u64>,
    /// Systems that were heard, with the sources that they were heard through, and when.
    pub systems: HashMap<(Uuid, Uuid), DateTime<Utc>>,
    /// Events that were looked at now.
    pub events: u64,
    /// Whether they are found from now on.
    pub kept: Result<(), SegmentError>,
}

/// Looks at events; those before `from` were looked at already and only go where they are found.
pub(crate) fn look(
    detection: &Mutex<Detection>,
    directory: &Directory,
    store: &EventStore,
    rows: Vec<Row>,
    from: u64,
) -> Looked {
    let view = directory.view();
    let class = |row: &Row| {
        let system = row.system.and_then(|id| view.system(id));
        system.map_or(0, |s| s.reference.level)
    };
    let (mut looked, columns) = rayon::join(
        || detect(detection, &view, &rows, from),
        || store.columns(&rows, class),
    );
    looked.kept = columns.map(|columns| store.take(columns));
    // Nobody waits for hundreds of thousands of fields to be given back.
    rayon::spawn(move || drop(rows));
    looked
}

/// The events of batches, in their order, with the hosts of those from `from` on that belong to no system.
pub(crate) fn rows(directory: &Directory, batches: &[Stored], from: u64) -> (Vec<Row>, Strays) {
    let parts: Vec<(Vec<Row>, Strays)> = batches
        .par_iter()
        .map(|stored| {
            let mut strays = Strays::default();
            let batch = &stored.batch;
            let rows = reading::read(directory, stored, |seq, host, sender| {
                if seq >= from {
                    strays.note(batch.source, host, sender, batch.received);
                }
            })
            .collect();
            (rows, strays)
        })
        .collect();
    let (mut all, mut strays) = (Vec::new(), Strays::default());
    for (rows, more) in parts {
        all.extend(rows);
        strays.merge(more);
    }
    (all, strays)
}

fn detect(detection: &Mutex<Detection>, view: &View, rows: &[Row], from: u64) -> Looked {
    let mut looked = Looked {
        findings: Vec::new(),
        problems: HashMap::new(),
        systems: HashMap::new(),
        events: 0,
        kept: Ok(()),
    };
    let mut live: Option<(Uuid, bool)> = None;
    let mut detection = detection.lock().unwrap_or_else(|e| e.into_inner());
    for row in rows.iter().filter(|row| row.seq >= from) {
        // Rows of one source follow each other.
        let is_live = match live {
            Some((source, live)) if source == row.source => live,
            _ => view.source(row.source).is_live(),
        };
        live = Some((row.source, is_live));
        if row.problem.is_some() {
            *looked.problems.entry(row.source).or_default() += 1;
        }
        looked.events += 1;
        if let Some(system) = row.system
            && is_live
        {
            let last = looked.systems.entry((system, row.source)).or_insert(row.received);
            *last = (*last).max(row.received);
        }
        detection.look(reading::seen(view, row, is_live), &mut looked.findings);
    }
    looked
}
