//! Events around one of the log: what the same source sent just before and after it.

use crate::directory::Directory;
use chrono::{DateTime, Utc};
use coloa_event_log::{EventLog, LogError};
use coloa_ingest::record;
use serde_json::Value;
use uuid::Uuid;

/// How many numbers to each side are looked through: others send meanwhile.
const REACH: u64 = 20_000;
/// Events to each side at most.
pub const MOST: usize = 200;

/// One event of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct LoggedEvent {
    pub seq: u64,
    /// When it happened, as its source says; otherwise when it came.
    pub at: DateTime<Utc>,
    pub host: Option<String>,
    /// The text as it came.
    pub raw: String,
    /// The fields, flat.
    pub fields: Value,
}

/// Events of a source around a number, in their order; `each`: so many to each side. Empty: they were let go of.
///
/// # Errors
/// The log cannot be read.
pub async fn around(
    log: &EventLog,
    directory: &Directory,
    source: Uuid,
    seq: u64,
    each: usize,
) -> Result<Vec<LoggedEvent>, LogError> {
    let each = each.min(MOST);
    let known = directory.by_id(source);
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut follower = log.follow(seq.saturating_sub(REACH).max(1)).await?;
    'log: while let Some(stored) = follower.next_now().await? {
        if stored.seq > seq.saturating_add(REACH) {
            break;
        }
        if stored.batch.source != source {
            continue;
        }
        let clock = known.clock(stored.batch.received);
        for (at, one) in stored.batch.records.iter().enumerate() {
            let number = stored.seq + at as u64;
            let (event, _) = record::understand(one, stored.batch.format, &clock);
            let logged = LoggedEvent {
                seq: number,
                at: event.time.unwrap_or(stored.batch.received),
                host: event.host(),
                raw: String::from_utf8_lossy(&one.payload).into_owned(),
                fields: event.to_json(),
            };
            if number <= seq {
                before.push(logged);
            } else {
                after.push(logged);
                if after.len() >= each {
                    break 'log;
                }
            }
        }
        if before.len() > 4 * (each + 1) {
            before.drain(..before.len() - (each + 1));
        }
    }
    if before.last().is_none_or(|last| last.seq != seq) {
        // The event itself is gone.
        return Ok(Vec::new());
    }
    before.drain(..before.len().saturating_sub(each + 1));
    before.extend(after);
    Ok(before)
}
