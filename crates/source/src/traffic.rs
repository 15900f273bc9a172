//! What sources send, counted in memory and written now and then: a row per source and minute.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// Counts of one source within a minute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub events: u64,
    pub bytes: u64,
    /// Events that no parser fully understood; they are kept.
    pub problems: u64,
    /// Records that stood in the log already.
    pub repeated: u64,
    /// Records that were refused or lost, and are not kept.
    pub dropped: u64,
}

impl Counts {
    /// Adds others.
    pub fn add(&mut self, more: Self) {
        self.events += more.events;
        self.bytes += more.bytes;
        self.problems += more.problems;
        self.repeated += more.repeated;
        self.dropped += more.dropped;
    }
}

/// What was counted since it was last taken.
#[derive(Clone, Debug, Default)]
pub struct Traffic {
    minutes: HashMap<(Uuid, DateTime<Utc>), Counts>,
    /// When each source was last heard, and from where.
    heard: HashMap<Uuid, (DateTime<Utc>, Option<String>)>,
    /// When each system was last heard, by source.
    systems: HashMap<(Uuid, Uuid), DateTime<Utc>>,
}

/// The minute that a moment lies in.
#[must_use]
pub fn minute(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at)
}

impl Traffic {
    /// Counts what a source sent. Only what brought events says that it was heard.
    pub fn count(&mut self, source: Uuid, at: DateTime<Utc>, sender: Option<String>, counts: Counts) {
        self.minutes.entry((source, minute(at))).or_default().add(counts);
        if counts.events + counts.repeated > 0 {
            let heard = self.heard.entry(source).or_insert((at, None));
            heard.0 = heard.0.max(at);
            if sender.is_some() {
                heard.1 = sender;
            }
        }
    }

    /// Notes that a system was heard through a source.
    pub fn heard_system(&mut self, system: Uuid, source: Uuid, at: DateTime<Utc>) {
        let last = self.systems.entry((system, source)).or_insert(at);
        *last = (*last).max(at);
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.minutes.is_empty() && self.heard.is_empty() && self.systems.is_empty()
    }

    /// When systems were last heard: system, source, moment.
    pub fn systems(&self) -> impl Iterator<Item = (Uuid, Uuid, DateTime<Utc>)> {
        self.systems
            .iter()
            .map(|((system, source), at)| (*system, *source, *at))
    }

    /// Counts by source and minute.
    pub fn minutes(&self) -> impl Iterator<Item = (Uuid, DateTime<Utc>, Counts)> {
        self.minutes
            .iter()
            .map(|((source, minute), counts)| (*source, *minute, *counts))
    }

    /// When sources were last heard, and from where.
    pub fn heard(&self) -> impl Iterator<Item = (Uuid, DateTime<Utc>, Option<&str>)> {
        self.heard
            .iter()
            .map(|(source, (at, sender))| (*source, *at, sender.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_to_their_minute_and_silence_is_no_sign_of_life() {
        let (mut traffic, id) = (Traffic::default(), Uuid::from_u128(1));
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let events = |events| Counts {
            events,
            ..Counts::default()
        };
        traffic.count(
            id,
            at("2026-07-01T01:00:59Z"),
            Some("192.0.2.1".into()),
            events(2),
        );
        traffic.count(id, at("2026-07-01T01:00:01Z"), None, events(3));
        traffic.count(
            id,
            at("2026-07-01T01:01:00Z"),
            None,
            Counts {
                dropped: 1,
                ..Counts::default()
            },
        );
        let mut minutes: Vec<_> = traffic
            .minutes()
            .map(|(_, minute, c)| (minute, c.events, c.dropped))
            .collect();
        minutes.sort();
        assert_eq!(
            minutes,
            [
                (at("2026-07-01T01:00:00Z"), 5, 0),
                (at("2026-07-01T01:01:00Z"), 0, 1)
            ]
        );
        let heard: Vec<_> = traffic.heard().collect();
        assert_eq!(heard, [(id, at("2026-07-01T01:00:59Z"), Some("192.0.2.1"))]);
    }
}
