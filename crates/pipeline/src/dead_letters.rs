//! Records that no parser fully understood: kept with their raw text and the reason, looked through by source and
//! reason, and read again once a parser or what is said of a source was mended.

use crate::{directory::Known, worker::Pipeline};
use chrono::{DateTime, Utc};
use coloa_event_log::Refused;
use coloa_event_store::{
    Row, Scope, SearchError, Searcher, Window,
    metastore::Segment,
    query::{FieldTest, Query, Test},
    search::{Order, Request},
};
use coloa_ingest::record::{self, Format, Record};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

/// Records that are looked at for an overview.
const MOST: u64 = 500_000;
/// Examples of a group, and characters of one.
const EXAMPLES: usize = 5;
const EXAMPLE: usize = 500;
/// Records that are read again together.
const PAGE: usize = 2_000;

/// Records of one source with one reason.
#[derive(Clone, Debug)]
pub struct Group {
    pub source: Uuid,
    /// `encoding`, `json`, `unknown`, `cut`.
    pub problem: String,
    pub events: u64,
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
    /// Number in the log and text, the newest.
    pub examples: Vec<(u64, String)>,
}

/// What became of records that were read again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replayed {
    pub looked_at: u64,
    /// They are understood now, and were taken in anew.
    pub understood: u64,
    /// They had been taken in anew before.
    pub repeated: u64,
}

/// Why records could not be read again.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("they cannot be searched")]
    Search(#[from] SearchError),
    #[error("they cannot be taken in")]
    Refused(#[from] Refused),
}

fn query() -> Query {
    Query::Test(FieldTest {
        field: Some("problem".to_owned()),
        test: Test::Exists,
    })
}

fn shown(row: &Row) -> String {
    let raw = row.event.raw.as_deref().unwrap_or_default();
    raw.chars().take(EXAMPLE).collect()
}

/// Groups of records that were not understood, the largest first; segments that could not be asked.
///
/// # Errors
/// They cannot be searched.
pub async fn groups(
    searcher: &Searcher,
    scope: Scope,
    window: Window,
) -> Result<(Vec<Group>, Vec<Arc<Segment>>), SearchError> {
    let groups: Arc<Mutex<HashMap<(Uuid, String), Group>>> = Arc::default();
    let (filled, mut looked) = (groups.clone(), 0);
    let answer = searcher
        .each(query(), scope, window, move |rows| {
            let mut groups = filled.lock().unwrap_or_else(|e| e.into_inner());
            for row in rows {
                looked += 1;
                let problem = row.problem.as_deref().unwrap_or_default().to_owned();
                let group = groups
                    .entry((row.source, problem.clone()))
                    .or_insert_with(|| Group {
                        source: row.source,
                        problem,
                        events: 0,
                        first: row.time,
                        last: row.time,
                        examples: Vec::new(),
                    });
                group.events += 1;
                group.first = group.first.min(row.time);
                group.last = group.last.max(row.time);
                if group.examples.len() < EXAMPLES {
                    group.examples.push((row.seq, shown(&row)));
                }
            }
            looked < MOST
        })
        .await?;
    let mut found: Vec<Group> = std::mem::take(&mut *groups.lock().unwrap_or_else(|e| e.into_inner()))
        .into_values()
        .collect();
    found.sort_by(|a, b| {
        b.events
            .cmp(&a.events)
            .then_with(|| (a.source, &a.problem).cmp(&(b.source, &b.problem)))
    });
    Ok((found, answer.missing))
}

impl Pipeline {
    /// Reads records of a source again that were not understood. Those that are understood now come in anew, each
    /// once however often this is asked for; those before stay where they are.
    ///
    /// # Errors
    /// They cannot be searched, or there is no room.
    pub async fn replay(&self, source: &Known, window: Window) -> Result<Replayed, ReplayError> {
        let mut replayed = Replayed::default();
        let mut next = window.seq.0;
        loop {
            let request = Request {
                order: Order::SeqUp,
                source: Some(source.id),
                ..Request::newest(
                    query(),
                    Scope::All,
                    Window {
                        seq: (next, window.seq.1),
                        ..window
                    },
                    PAGE,
                )
            };
            let rows = self.searcher.rows(request).await?.found.rows;
            let Some(last) = rows.last() else {
                return Ok(replayed);
            };
            next = last.seq + 1;
            let whole = rows.len() == PAGE;
            let mut records = Vec::new();
            for row in rows {
                replayed.looked_at += 1;
                let Some(raw) = row.event.raw else { continue };
                let one = Record {
                    key: Some(format!("replay:{}", row.seq).into()),
                    sender: row
                        .event
                        .fields
                        .by_key("log.source.address")
                        .and_then(|v| v.to_text())
                        .and_then(|t| t.parse().ok()),
                    payload: raw.into_bytes().into(),
                    cut: 0,
                };
                let (_, problem) = record::understand(&one, Format::Auto, &source.clock(row.received));
                if problem.is_none() {
                    replayed.understood += 1;
                    records.push(one);
                }
            }
            if !records.is_empty() {
                let taken = self.intake.take(source, Format::Auto, records).await?;
                replayed.repeated += taken.repeated;
            }
            if !whole {
                return Ok(replayed);
            }
        }
    }
}
