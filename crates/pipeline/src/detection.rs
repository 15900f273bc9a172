//! Rules over the events of the log.

use chrono::{DateTime, Duration, Utc};
use coloa_detect::{Correlated, Correlator, Detector, Hit, Level, RuleSet, State};
use coloa_event::{Entity, Event, Finding};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How far back a sender's word on the time is believed, and how far ahead: clocks are wrong, and a window that waits
/// for the future waits for ever.
const BELIEVED_BACK: Duration = Duration::hours(24);
const BELIEVED_AHEAD: Duration = Duration::minutes(5);

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub event: &'a Event,
    pub source: Uuid,
    pub received: DateTime<Utc>,
    /// Its number in the log.
    pub seq: u64,
    /// It happened just now; otherwise its own time is believed whatever it says.
    pub live: bool,
}

/// Rules ready to run, and what correlations have counted.
#[derive(Debug)]
pub struct Detection {
    detector: Detector,
    correlator: Correlator,
    least: Level,
}

impl Detection {
    /// Findings below `least` are counted by correlations and not told.
    #[must_use]
    pub fn new(rules: RuleSet, least: Level) -> Self {
        let mut detector = Detector::new(rules);
        let correlator = Correlator::new(&mut detector);
        for problem in detector.problems() {
            tracing::warn!(file = %problem.file.display(), why = %problem.why, "a rule cannot run");
        }
        Self {
            detector,
            correlator,
            least,
        }
    }

    #[must_use]
    pub fn detector(&self) -> &Detector {
        &self.detector
    }

    /// How many correlations there are.
    #[must_use]
    pub fn correlations(&self) -> usize {
        self.correlator.len()
    }

    /// Looks at an event; what is found goes to `found`.
    pub fn look(&mut self, seen: Seen<'_>, found: &mut Vec<Finding>) {
        let hits = self.detector.evaluate(seen.event);
        if hits.is_empty() {
            return;
        }
        let at = time_of(&seen);
        for hit in &hits {
            let level = hit.rule.level.unwrap_or(Level::Medium);
            if level >= self.least && self.correlator.tells(hit) {
                found.push(finding(&seen, hit, level, at));
            }
        }
        for correlated in self.correlator.process(seen.event, &hits, at) {
            let level = correlated.level.unwrap_or(Level::Medium);
            if level >= self.least {
                found.push(together(&seen, correlated, level, at));
            }
        }
    }

    /// What correlations have counted, to go on from after a restart.
    pub fn state(&mut self, now: DateTime<Utc>) -> Vec<u8> {
        self.correlator.forget(now - BELIEVED_BACK);
        serde_json::to_vec(&self.correlator.state()).unwrap_or_default()
    }

    /// Goes on from there. What cannot be read is left: counting begins anew.
    pub fn resume(&mut self, state: &[u8]) {
        if state.is_empty() {
            return;
        }
        let resumed = serde_json::from_slice::<State>(state).is_ok_and(|state| self.correlator.resume(state));
        if !resumed {
            tracing::warn!("what correlations had counted is of another version; they begin anew");
        }
    }
}

/// When an event happened, as far as that is believed.
#[must_use]
pub fn time_of(seen: &Seen<'_>) -> DateTime<Utc> {
    let Some(time) = seen.event.time else {
        return seen.received;
    };
    if seen.live {
        time.clamp(seen.received - BELIEVED_BACK, seen.received + BELIEVED_AHEAD)
    } else {
        time
    }
}

/// The id of a finding: the same whenever the log is read again.
fn id(parts: &[&str], seq: u64) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(seq.to_le_bytes());
    hex::encode(&hash.finalize()[..16])
}

fn finding(seen: &Seen<'_>, hit: &Hit<'_>, level: Level, at: DateTime<Utc>) -> Finding {
    Finding {
        id: id(&["event", &hit.rule.id], seen.seq),
        rule_id: hit.rule.id.clone(),
        rule_title: hit.rule.title.clone(),
        level: level.as_str(),
        tags: hit.rule.tags.clone(),
        at,
        source: seen.source,
        entity: seen.event.entity(),
        host: seen.event.host(),
        seq: seen.seq,
        event: shown(seen.event),
        events: 1,
    }
}

fn together(seen: &Seen<'_>, correlated: Correlated, level: Level, at: DateTime<Utc>) -> Finding {
    let group: Vec<&str> = correlated.group.iter().map(|(_, value)| value.as_str()).collect();
    let mut parts = vec!["correlation", correlated.rule_id.as_str()];
    parts.extend(&group);
    Finding {
        id: id(&parts, seen.seq),
        entity: Entity::of_group(&correlated.group).or_else(|| seen.event.entity()),
        rule_id: correlated.rule_id,
        rule_title: correlated.rule_title,
        level: level.as_str(),
        tags: correlated.tags,
        at,
        source: seen.source,
        host: seen.event.host(),
        seq: seen.seq,
        event: shown(seen.event),
        events: if correlated.value.is_finite() && correlated.value >= 1.0 {
            correlated.value as u64
        } else {
            1
        },
    }
}

/// Bytes of an event that are kept with a finding; the log has all of it.
const MOST_SHOWN: usize = 64 * 1024;

fn shown(event: &Event) -> serde_json::Value {
    let mut object = event.to_json();
    if let (Some(raw), Some(fields)) = (&event.raw, object.as_object_mut()) {
        fields.insert("event.original".to_owned(), raw.clone().into());
    }
    if object.to_string().len() <= MOST_SHOWN {
        return object;
    }
    // The long values go first; their beginnings say enough.
    if let Some(fields) = object.as_object_mut() {
        for value in fields.values_mut() {
            if let serde_json::Value::String(text) = value
                && text.len() > 1_000
            {
                let end = (0..=1_000).rev().find(|n| text.is_char_boundary(*n)).unwrap_or(0);
                *text = format!("{}…", &text[..end]);
            }
        }
        while fields.len() > 100 {
            let Some(name) = fields.keys().next_back().cloned() else {
                break;
            };
            fields.remove(&name);
        }
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    const RULES: &str = "title: Thử\nid: thu\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\nlevel: high\n---\ntitle: Khẽ\nid: khe\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\nlevel: informational\n";

    fn detection() -> Detection {
        let mut set = RuleSet::default();
        set.add(Path::new("mau.yml"), RULES);
        Detection::new(set, Level::Low)
    }

    fn event() -> Event {
        let mut event = Event::default();
        event.logsource.product = Some("linux".into());
        event.fields.set("a", "b");
        event.fields.set("source.ip", "203.0.113.7");
        event
    }

    #[test]
    fn the_same_event_of_the_log_is_the_same_finding() {
        let (mut detection, event) = (detection(), event());
        let mut look = |seq| {
            let mut found = Vec::new();
            let seen = Seen {
                event: &event,
                source: Uuid::nil(),
                received: Utc::now(),
                seq,
                live: true,
            };
            detection.look(seen, &mut found);
            found
        };
        let (first, again, other) = (look(7), look(7), look(8));
        assert_eq!(first.len(), 1, "what is below the least level is not told");
        assert_eq!(first[0].entity.as_ref().unwrap().value, "203.0.113.7");
        assert_eq!(first[0].id, again[0].id);
        assert_ne!(first[0].id, other[0].id);
    }

    #[test]
    fn clocks_of_senders_are_believed_within_bounds() {
        let received: DateTime<Utc> = "2026-07-02T00:00:00Z".parse().unwrap();
        let at = |time: &str, live| {
            let event = Event {
                time: Some(time.parse().unwrap()),
                ..Event::default()
            };
            time_of(&Seen {
                event: &event,
                source: Uuid::nil(),
                received,
                seq: 1,
                live,
            })
            .to_rfc3339()
        };
        assert_eq!(at("2026-07-01T12:00:00Z", true), "2026-07-01T12:00:00+00:00");
        assert_eq!(at("2001-01-01T00:00:00Z", true), "2026-07-01T00:00:00+00:00");
        assert_eq!(at("2030-01-01T00:00:00Z", true), "2026-07-02T00:05:00+00:00");
        assert_eq!(at("2001-01-01T00:00:00Z", false), "2001-01-01T00:00:00+00:00");
    }

    #[test]
    fn events_that_are_too_long_are_shown_in_part() {
        let mut event = event();
        event.fields.set("long", "ă".repeat(100_000).as_str());
        let text = shown(&event).to_string();
        assert!(text.len() < MOST_SHOWN && text.contains('…'));
    }
}
