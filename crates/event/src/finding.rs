//! What a rule found: one event that fired it, or several that a correlation took together.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// What a finding is about; findings of one rule about the same thing belong together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entity {
    /// `ip`, `user`, `host`, `domain`, `file`.
    pub kind: &'static str,
    pub value: String,
}

/// The information system that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemRef {
    pub id: Uuid,
    pub name: String,
    /// 1–5; 0: not determined.
    pub level: u8,
}

/// Something that a rule found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Of rule, event and group, so that a replay finds it again and not anew. Lower-case hex.
    pub id: String,
    pub rule_id: String,
    pub rule_title: String,
    /// `informational`, `low`, `medium`, `high`, `critical`.
    pub level: &'static str,
    /// E.g. `attack.t1110`.
    pub tags: Vec<String>,
    /// When it happened, as far as that can be believed.
    pub at: DateTime<Utc>,
    /// The registered source; nil where none is known.
    pub source: Uuid,
    /// Whose it is: of the system that it belongs to, else of the source.
    pub agency: Option<Uuid>,
    pub system: Option<SystemRef>,
    pub entity: Option<Entity>,
    /// The machine that it happened on.
    pub host: Option<String>,
    /// Number of the event in the log.
    pub seq: u64,
    /// The event that fired, as a flat object.
    pub event: serde_json::Value,
    /// Events that a correlation took together; 1 for an event of its own.
    pub events: u64,
}

/// Fields that say what an event is about, the telling ones first.
const ENTITIES: [(&str, &str); 16] = [
    ("ip", "source.ip"),
    ("ip", "src_ip"),
    ("ip", "IpAddress"),
    ("ip", "SourceIp"),
    ("ip", "c-ip"),
    ("ip", "client.ip"),
    ("domain", "query"),
    ("domain", "QueryName"),
    ("domain", "cs-host"),
    ("user", "TargetUserName"),
    ("user", "user.name"),
    ("user", "User"),
    ("user", "SubjectUserName"),
    ("host", "Computer"),
    ("host", "host.name"),
    ("file", "TargetFilename"),
];
/// In lower case, so that each is looked for as it stands.
const HOSTS: [&str; 4] = ["computer", "host.name", "host", "hostname"];
/// Words that stand where nothing is known.
const NOTHING: [&str; 4] = ["-", "::1", "127.0.0.1", ""];

fn told(value: Option<String>) -> Option<String> {
    value
        .filter(|v| !NOTHING.contains(&v.trim()))
        .map(|v| v.trim().to_owned())
}

impl crate::Event {
    /// What the event is about.
    #[must_use]
    pub fn entity(&self) -> Option<Entity> {
        ENTITIES
            .iter()
            .find_map(|(kind, name)| told(self.text(name)).map(|value| Entity { kind, value }))
    }

    /// The machine that it happened on.
    #[must_use]
    pub fn host(&self) -> Option<String> {
        HOSTS.iter().find_map(|name| told(self.text(name)))
    }
}

impl Entity {
    /// What a correlation is about: the telling one among the fields that its events have in common.
    #[must_use]
    pub fn of_group(group: &[(String, String)]) -> Option<Self> {
        let known = ENTITIES.iter().find_map(|(kind, name)| {
            let (_, value) = group.iter().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
            told(Some(value.clone())).map(|value| Self { kind, value })
        });
        known.or_else(|| {
            let (_, value) = group.first()?;
            told(Some(value.clone())).map(|value| Self { kind: "other", value })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Event;

    #[test]
    fn an_event_is_about_where_it_came_from_before_whom_it_hit() {
        let mut event = Event::default();
        event.fields.set("TargetUserName", "an.nv");
        event.fields.set("IpAddress", "-");
        event.fields.set("Computer", "MAY-01");
        assert_eq!(event.entity().unwrap().value, "an.nv");
        event.fields.set("IpAddress", "203.0.113.7");
        let entity = event.entity().unwrap();
        assert_eq!((entity.kind, entity.value.as_str()), ("ip", "203.0.113.7"));
        assert_eq!(event.host().unwrap(), "MAY-01");
        assert!(Event::default().entity().is_none());
    }

    #[test]
    fn a_correlation_is_about_what_its_events_share() {
        let group = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let of = |pairs: &[(&str, &str)]| Entity::of_group(&group(pairs)).map(|e| (e.kind, e.value));
        assert_eq!(
            of(&[("user.name", "a"), ("source.ip", "192.0.2.1")]),
            Some(("ip", "192.0.2.1".into()))
        );
        assert_eq!(of(&[("devid", "FG1")]), Some(("other", "FG1".into())));
        assert_eq!(of(&[]), None);
    }
}
