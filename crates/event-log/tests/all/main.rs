//! The log on a real disk: durable, in order, each id once, bounded.
#![allow(clippy::unwrap_used)]

mod kill;
mod log;

use chrono::Utc;
use coloa_event_log::{Batch, EventLog, Settings};
use coloa_ingest::record::{Format, Record};
use std::{path::Path, time::Duration};
use uuid::Uuid;

pub const SOURCE: Uuid = Uuid::from_u128(7);

pub fn batch(records: &[(Option<&str>, &str)]) -> Batch {
    Batch {
        source: SOURCE,
        received: Utc::now(),
        format: Format::Auto,
        records: records
            .iter()
            .map(|(key, payload)| Record {
                key: key.map(Into::into),
                payload: payload.as_bytes().into(),
                ..Record::default()
            })
            .collect(),
    }
}

pub fn settings() -> Settings {
    Settings {
        min_free_bytes: 0,
        wait: Duration::from_millis(200),
        ..Settings::default()
    }
}

/// All payloads from a record on, in order.
pub async fn read(folder: &Path, from: u64) -> Vec<String> {
    let log = EventLog::open(folder, settings()).await.unwrap();
    payloads(&log, from).await
}

pub async fn payloads(log: &EventLog, from: u64) -> Vec<String> {
    let mut follower = log.follow(from).await.unwrap();
    let (mut found, mut at) = (Vec::new(), from);
    while let Some(stored) = follower.next_now().await.unwrap() {
        assert!(stored.seq >= at, "numbers rise");
        at = stored.end();
        found.extend(
            stored
                .batch
                .records
                .iter()
                .map(|r| String::from_utf8_lossy(&r.payload).into_owned()),
        );
    }
    found
}
