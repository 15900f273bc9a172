//! Keeps house: events in memory become segments, small segments larger ones, and those whose time is over go.

use chrono::{DateTime, Days, NaiveDate, Utc};
use coloa_base::{Clock, VN_OFFSET};
use coloa_event_store::{EventStore, metastore::Segment};
use coloa_platform::telemetry::chain;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::watch;
use uuid::Uuid;

/// How often it is looked whether events have to be flushed.
const BEAT: Duration = Duration::from_millis(500);
/// How often segments are merged and their files deleted, and how often it is looked for what is over.
const TENDED_EVERY: Duration = Duration::from_secs(30);
const EXPIRED_EVERY: Duration = Duration::from_secs(600);
/// How long a failure is left alone.
const PAUSE: Duration = Duration::from_secs(10);
/// Events in memory, or in the log and not looked at yet, above which merging waits, and small segments above which it
/// does not.
const BUSY_ROWS: u64 = 100_000;
const BEHIND: u64 = 20_000;
const MOST_SMALL: usize = 400;

/// Waits a little; `false`: it is time to stop.
async fn beat(stop: &mut watch::Receiver<bool>) -> bool {
    tokio::select! {
        () = tokio::time::sleep(BEAT) => true,
        _ = stop.changed() => false,
    }
}

/// Events that must not go although their time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Of this agency; `None`: of all.
    pub agency: Option<Uuid>,
    /// Events of this time.
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Hold {
    /// Whether a segment has events that are held.
    #[must_use]
    pub fn covers(&self, segment: &Segment) -> bool {
        let agency = match (self.agency, &segment.agencies) {
            (None, _) | (_, None) => true,
            (Some(held), Some(has)) => has.contains(&held),
        };
        agency && segment.time.0 <= self.to && segment.time.1 >= self.from
    }
}

/// Days that events of a class are kept, on a day: what the law asks of the level, and at least what the
/// installation says.
#[must_use]
pub fn kept_days(class: u8, today: NaiveDate, at_least: u32) -> u32 {
    coloa_law::log_retention(class, today).days.max(at_least)
}

/// Segments whose time is over: all their events came in longer ago than they are kept, and nobody holds them.
#[must_use]
pub fn expired(segments: &[Arc<Segment>], holds: &[Hold], today: NaiveDate, at_least: u32) -> Vec<Uuid> {
    segments
        .iter()
        .filter(|segment| {
            let last = segment
                .day
                .checked_add_days(Days::new(kept_days(segment.class, today, at_least).into()));
            last.is_some_and(|last| last < today) && !holds.iter().any(|hold| hold.covers(segment))
        })
        .map(|segment| segment.id)
        .collect()
}

/// The keeper of one store.
#[derive(Clone, Debug)]
pub struct Keeper {
    pub store: EventStore,
    pub clock: Arc<dyn Clock>,
    /// Days that any event is kept at least.
    pub at_least: u32,
    pub holds: watch::Receiver<Vec<Hold>>,
    /// Numbers of the next record of the log, and of the next that is looked at.
    pub came_in: watch::Receiver<u64>,
    pub looked_at: watch::Receiver<u64>,
}

impl Keeper {
    /// Works until `stop` says so. What is in memory then is read from the log again at the next start.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        // Merging takes seconds, and events go on coming.
        tokio::join!(self.flush(stop.clone()), self.tend(stop));
    }

    async fn flush(&self, mut stop: watch::Receiver<bool>) {
        let mut paused: Option<Instant> = None;
        while beat(&mut stop).await {
            if paused.is_some_and(|since| since.elapsed() < PAUSE) {
                continue;
            }
            paused = None;
            if self.store.is_due()
                && let Err(e) = self.store.flush().await
            {
                tracing::error!(error = %chain(&e), "events cannot be put into a segment; they stay in memory and in the log");
                paused = Some(Instant::now());
            }
        }
    }

    async fn tend(&self, mut stop: watch::Receiver<bool>) {
        let mut tended = Instant::now();
        let mut expired: Option<Instant> = None;
        while beat(&mut stop).await {
            if tended.elapsed() >= TENDED_EVERY {
                // Whoever waits for room needs the processor more than small segments need to become large.
                let behind = self.came_in.borrow().saturating_sub(*self.looked_at.borrow());
                let busy = behind > BEHIND || self.store.stand().hot_rows > BUSY_ROWS;
                if (!busy || self.store.small() > MOST_SMALL)
                    && let Err(e) = self.store.compact(self.clock.now().date_naive()).await
                {
                    tracing::error!(error = %chain(&e), "segments cannot be merged");
                }
                self.store.sweep().await;
                tended = Instant::now();
            }
            if expired.is_none_or(|since| since.elapsed() >= EXPIRED_EVERY) {
                self.expire().await;
                expired = Some(Instant::now());
            }
        }
    }

    /// Deletes segments whose time is over.
    pub async fn expire(&self) {
        let today = self.clock.now().with_timezone(&VN_OFFSET).date_naive();
        let holds = self.holds.borrow().clone();
        let gone = expired(&self.store.segments(), &holds, today, self.at_least);
        if gone.is_empty() {
            return;
        }
        match self.store.remove(&gone).await {
            Ok(()) => tracing::info!(segments = gone.len(), "segments whose time is over are deleted"),
            Err(e) => tracing::error!(error = %chain(&e), "segments whose time is over cannot be deleted"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(class: u8, day: &str, agencies: Option<Vec<Uuid>>) -> Arc<Segment> {
        let at = |hour: &str| format!("{day}T{hour}:00:00Z").parse().unwrap();
        Arc::new(Segment {
            id: Uuid::new_v4(),
            day: day.parse().unwrap(),
            class,
            seq: (1, 2),
            time: (at("01"), at("23")),
            rows: 1,
            row_groups: 1,
            bytes: 1,
            words_bytes: 1,
            raw_bytes: 1,
            agencies,
            sha256: String::new(),
        })
    }

    #[test]
    fn events_go_when_the_term_of_their_level_is_over() {
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        let all = [
            segment(0, "2026-10-28", None),
            segment(0, "2026-10-29", None),
            segment(3, "2026-10-28", None),
            segment(3, "2026-08-20", None),
            segment(5, "2025-11-20", None),
            segment(5, "2025-12-01", None),
        ];
        let gone = expired(&all, &[], today, 30);
        assert_eq!(gone, [all[0].id, all[3].id, all[4].id]);
        assert!(
            expired(&all, &[], today, 400).is_empty(),
            "the installation keeps longer"
        );
    }

    #[test]
    fn what_is_held_stays() {
        let today: NaiveDate = "2026-11-28".parse().unwrap();
        let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let all = [
            segment(0, "2026-01-05", Some(vec![own])),
            segment(0, "2026-01-05", Some(vec![other])),
            segment(0, "2026-01-05", None),
            segment(0, "2026-01-07", Some(vec![own])),
        ];
        let hold = Hold {
            agency: Some(own),
            from: "2026-01-04T00:00:00Z".parse().unwrap(),
            to: "2026-01-05T12:00:00Z".parse().unwrap(),
        };
        let gone = expired(&all, &[hold], today, 30);
        assert_eq!(gone, [all[1].id, all[3].id]);
    }
}
