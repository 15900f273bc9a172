//! Rules and indicators over the events of the log.

use crate::{builtin::BUILTIN, indicators::Indicators};
use chrono::{DateTime, Duration, Utc};
use coloa_detect::{
    Catalogue, Correlated, Correlator, Coverage, CoverageState, Detector, Hit, Level, MAX_GROUPS, RuleSet,
    State,
};
use coloa_event::{Entity, Event, Finding, SystemRef};
use coloa_ingest::protocols::thehive;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// How far back a sender's word on the time is believed, and how far ahead: clocks are wrong, and a window that waits
/// for the future waits for ever.
const BELIEVED_BACK: Duration = Duration::hours(24);
const BELIEVED_AHEAD: Duration = Duration::minutes(5);

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    pub event: &'a Event,
    /// When it happened, as far as that is believed.
    pub at: DateTime<Utc>,
    pub source: Uuid,
    pub agency: Option<Uuid>,
    pub system: Option<&'a SystemRef>,
    /// Its number in the log.
    pub seq: u64,
    /// It happened just now.
    pub live: bool,
}

/// Rules ready to run, and what correlations have counted.
#[derive(Debug)]
pub struct Detection {
    detector: Detector,
    correlator: Correlator,
    least: Level,
    catalogue: Arc<Catalogue>,
    coverage: Coverage,
    indicators: Arc<Indicators>,
}

/// What is kept over a restart.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    correlations: State,
    #[serde(default)]
    coverage: CoverageState,
}

impl Kept {
    /// As [`Detection::resume`] reads it.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Detection {
    /// Findings below `least` are counted by correlations and not told.
    #[must_use]
    pub fn new(rules: RuleSet, least: Level) -> Self {
        let entries = rules.entries().to_vec();
        let mut detector = Detector::new(rules);
        let correlator = Correlator::new(&mut detector);
        for problem in detector.problems() {
            tracing::warn!(file = %problem.file.display(), why = %problem.why, "a rule cannot run");
        }
        Self {
            catalogue: Arc::new(Catalogue::new(entries, detector.problems().to_vec())),
            detector,
            correlator,
            least,
            coverage: Coverage::default(),
            indicators: Arc::default(),
        }
    }

    #[must_use]
    pub fn detector(&self) -> &Detector {
        &self.detector
    }

    /// The rules as people see them.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Which log sources events came from, and which fields they filled.
    #[must_use]
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Looks for these indicators from now on.
    pub fn set_indicators(&mut self, indicators: Arc<Indicators>) {
        self.indicators = indicators;
    }

    /// How many correlations there are.
    #[must_use]
    pub fn correlations(&self) -> usize {
        self.correlator.len()
    }

    /// Looks at an event; what is found goes to `found`.
    pub fn look(&mut self, seen: Seen<'_>, found: &mut Vec<Finding>) {
        self.coverage.note(seen.event, seen.at);
        if let Some(foreign) = foreign(&seen) {
            found.push(foreign);
        }
        self.indicators.look(&seen, found);
        let hits = self.detector.evaluate(seen.event);
        if hits.is_empty() {
            return;
        }
        for hit in &hits {
            let level = hit.rule.level.unwrap_or(Level::Medium);
            if level >= self.least && self.correlator.tells(hit) {
                found.push(finding(&seen, hit, level));
            }
        }
        for correlated in self.correlator.process(seen.event, &hits, seen.at) {
            let level = correlated.level.unwrap_or(Level::Medium);
            if level >= self.least {
                found.push(together(&seen, correlated, level));
            }
        }
    }

    /// What correlations have counted and what came in, to go on from after a restart.
    pub fn kept(&mut self, now: DateTime<Utc>) -> Kept {
        self.correlator.forget(now - BELIEVED_BACK);
        if let Some(crowded) = self.correlator.crowded() {
            tracing::warn!(
                rule = crowded.title,
                times = crowded.times,
                most = MAX_GROUPS,
                "correlations count more groups than there is room for, most of them for this rule; the older half is let go"
            );
        }
        Kept {
            correlations: self.correlator.state(),
            coverage: self.coverage.state(),
        }
    }

    /// Goes on from there. What cannot be read is left: counting begins anew.
    pub fn resume(&mut self, state: &[u8]) {
        if state.is_empty() {
            return;
        }
        let resumed = serde_json::from_slice::<Kept>(state).is_ok_and(|kept| {
            self.coverage = Coverage::of(kept.coverage);
            self.correlator.resume(kept.correlations)
        });
        if !resumed {
            tracing::warn!("what correlations had counted is of another version; they begin anew");
        }
    }

    /// Takes over what another one has counted, after rules changed.
    pub fn take_over(&mut self, other: &Self) {
        self.coverage = other.coverage.clone();
        self.indicators = other.indicators.clone();
        if !self.correlator.resume(other.correlator.state()) {
            tracing::warn!("what correlations had counted could not be taken over; they begin anew");
        }
    }
}

/// When an event happened, as far as that is believed. `live`: it was sent as it happened; otherwise its own time is
/// believed whatever it says.
#[must_use]
pub fn time_of(event: &Event, received: DateTime<Utc>, live: bool) -> DateTime<Utc> {
    let Some(time) = event.time else {
        return received;
    };
    if live {
        time.clamp(received - BELIEVED_BACK, received + BELIEVED_AHEAD)
    } else {
        time
    }
}

/// The id of a finding: the same whenever the log is read again.
pub(crate) fn id(parts: &[&str], seq: u64) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.update(seq.to_le_bytes());
    hex::encode(&hash.finalize()[..16])
}

/// Levels of another centre's alerts, from 1 on (TheHive).
const FOREIGN: [&str; 4] = ["low", "medium", "high", "critical"];

/// Another centre's alert is a finding as it stands.
fn foreign(seen: &Seen<'_>) -> Option<Finding> {
    let event = seen.event;
    if event.logsource.product.as_deref() != Some(thehive::PRODUCT) {
        return None;
    }
    let builtin = &BUILTIN.foreign;
    let severity: usize = event.text("alert.severity")?.parse().ok()?;
    // Alerts of one tool and title about the same thing belong together.
    let title = event.text("rule.name").unwrap_or_default();
    let provider = event.text("event.provider").unwrap_or_default();
    let rule_id = format!("{}.{}", builtin.id, id(&[&provider, &title], 0));
    let tags = event
        .fields
        .by_key("tags")
        .and_then(|t| serde_json::from_value(t.to_json()).ok())
        .unwrap_or_default();
    Some(Finding {
        id: id(&["foreign"], seen.seq),
        rule_title: format!("{} ({provider}): {title}", builtin.title),
        rule_id,
        level: FOREIGN.get(severity.checked_sub(1)?).copied()?,
        tags,
        at: seen.at,
        source: seen.source,
        agency: seen.agency,
        system: seen.system.cloned(),
        entity: event.entity(),
        host: event.host(),
        seq: seen.seq,
        event: shown(event),
        events: 1,
    })
}

fn finding(seen: &Seen<'_>, hit: &Hit<'_>, level: Level) -> Finding {
    Finding {
        id: id(&["event", &hit.rule.id], seen.seq),
        rule_id: hit.rule.id.clone(),
        rule_title: hit.rule.title.clone(),
        level: level.as_str(),
        tags: hit.rule.tags.clone(),
        at: seen.at,
        source: seen.source,
        agency: seen.agency,
        system: seen.system.cloned(),
        entity: seen.event.entity(),
        host: seen.event.host(),
        seq: seen.seq,
        event: shown(seen.event),
        events: 1,
    }
}

fn together(seen: &Seen<'_>, correlated: Correlated, level: Level) -> Finding {
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
        at: seen.at,
        source: seen.source,
        agency: seen.agency,
        system: seen.system.cloned(),
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

pub(crate) fn shown(event: &Event) -> serde_json::Value {
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
                at: Utc::now(),
                source: Uuid::nil(),
                agency: None,
                system: None,
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
            time_of(&event, received, live).to_rfc3339()
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
