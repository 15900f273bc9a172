//! A store in a folder of its own, and events of the sample province.

use chrono::{DateTime, Duration, FixedOffset, Utc};
use coloa_event_store::{
    Depot, EventStore, Row, Scope, Searcher, Window,
    metastore::{MemoryMetastore, Metastore},
    query,
    search::{Limits, Request},
};
use coloa_ingest::{
    parsers::syslog::Clock,
    record::{Format, Record, understand},
    sample::Generator,
};
use std::{path::Path, sync::Arc};
use uuid::Uuid;

pub const SOURCE: Uuid = Uuid::from_u128(0xA);
pub const AGENCY: Uuid = Uuid::from_u128(0xB);
pub const OTHER: Uuid = Uuid::from_u128(0xC);

pub fn start() -> DateTime<Utc> {
    "2026-07-01T02:00:00Z".parse().unwrap()
}

/// The event of a line that came in at this time.
pub fn row(seq: u64, line: &str, received: DateTime<Utc>) -> Row {
    let clock = Clock {
        received,
        zone: FixedOffset::east_opt(7 * 3600).unwrap(),
    };
    let record = Record {
        payload: line.as_bytes().into(),
        ..Record::default()
    };
    let (event, problem) = understand(&record, Format::Auto, &clock);
    Row {
        seq,
        time: event.time.unwrap_or(received),
        received,
        source: SOURCE,
        system: None,
        agency: Some(if seq.is_multiple_of(3) { OTHER } else { AGENCY }),
        problem: problem.map(|p| p.as_str().into()),
        raw_bytes: line.len() as u64,
        event,
    }
}

/// Events of the mixed stream, one each 10 ms.
pub fn mixed(from: u64, count: u64) -> Vec<Row> {
    let mut generator = Generator::new(from + 1);
    (from..from + count)
        .map(|seq| {
            let at = start() + Duration::milliseconds(10 * i64::try_from(seq).unwrap());
            let kind = generator.kind();
            let line = generator.ordinary(kind, at);
            row(seq, &line, at)
        })
        .collect()
}

pub struct Home {
    pub folder: tempfile::TempDir,
    pub metastore: Arc<dyn Metastore>,
    pub store: EventStore,
    pub searcher: Searcher,
}

pub async fn open_at(folder: &Path, metastore: Arc<dyn Metastore>) -> (EventStore, Searcher) {
    open_in(Depot::folder(&folder.join("events")).unwrap(), metastore).await
}

pub async fn open_in(depot: Depot, metastore: Arc<dyn Metastore>) -> (EventStore, Searcher) {
    let store = EventStore::open(depot, metastore, true).await.unwrap();
    let searcher = Searcher::new(store.clone(), limits());
    (store, searcher)
}

pub fn limits() -> Limits {
    Limits {
        threads: 2,
        at_a_time: 2,
        timeout: std::time::Duration::from_secs(60),
    }
}

impl Home {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let metastore: Arc<dyn Metastore> = Arc::new(MemoryMetastore::default());
        let (store, searcher) = open_at(folder.path(), metastore.clone()).await;
        Self {
            folder,
            metastore,
            store,
            searcher,
        }
    }

    pub fn put(&self, rows: Vec<Row>) {
        self.store
            .append(&rows, |row| 3 * u8::from(row.agency == Some(OTHER)))
            .unwrap();
    }

    pub async fn find(&self, text: &str) -> Vec<u64> {
        self.find_in(text, Scope::All).await
    }

    pub async fn find_in(&self, text: &str, scope: Scope) -> Vec<u64> {
        let query = query::parse(text).unwrap();
        let request = Request::newest(query, scope, Window::default(), 5_000);
        let answer = self.searcher.rows(request).await.unwrap();
        answer.found.rows.iter().map(|r| r.seq).collect()
    }
}
