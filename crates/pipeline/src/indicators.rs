//! Indicators of the lists that count now, looked for beside the rules.

use crate::{builtin::BUILTIN, detection, detection::Seen};
use chrono::{DateTime, Utc};
use coloa_detect::indicators::{IndicatorKind, Matcher, Sighting};
use coloa_event::{Entity, Finding};
use coloa_indicator::{IndicatorError, entity::indicator_list, shelf::Shelf, store};
use coloa_platform::Db;
use std::collections::HashSet;
use uuid::Uuid;

/// A list that is looked for.
#[derive(Clone, Debug)]
struct List {
    id: Uuid,
    name: String,
    level: &'static str,
}

/// Indicators in memory.
#[derive(Clone, Debug, Default)]
pub struct Indicators {
    matcher: Matcher,
    lists: Vec<List>,
}

fn level(text: &str) -> &'static str {
    ["low", "medium", "high", "critical"]
        .into_iter()
        .find(|l| *l == text)
        .unwrap_or("medium")
}

fn rank(text: &str) -> usize {
    ["critical", "high", "medium", "low"]
        .into_iter()
        .position(|l| l == text)
        .unwrap_or(2)
}

/// What findings of a list are called by.
#[must_use]
pub fn rule_id(list: Uuid) -> String {
    format!("{}.{list}", BUILTIN.indicator.id)
}

/// Whether a list counts at a moment.
#[must_use]
pub fn counts(row: &indicator_list::Model, now: DateTime<Utc>) -> bool {
    row.enabled && row.expires_at.is_none_or(|at| at > now)
}

impl Indicators {
    /// Reads these lists; the worst comes first, and has what several have. One that cannot be read is said, and the
    /// others count.
    #[must_use]
    pub fn read(shelf: &Shelf, mut rows: Vec<indicator_list::Model>) -> Self {
        rows.sort_by_key(|row| rank(&row.level));
        let mut all = Self::default();
        for row in rows {
            let Ok(number) = u16::try_from(all.lists.len()) else {
                tracing::error!("there are more lists of indicators than can be looked for");
                break;
            };
            let matcher = &mut all.matcher;
            let expires = row
                .expires_at
                .map_or(0, |at| u32::try_from(at.timestamp()).unwrap_or(0));
            let read = shelf.each(&row.sha256, |mut one| {
                // The list ends, whatever its entries say.
                one.until = match (one.until, expires) {
                    (0, end) | (end, 0) => end,
                    (own, list) => own.min(list),
                };
                matcher.add(number, &one);
                true
            });
            if let Err(e) = read {
                tracing::error!(list = %row.name, error = %coloa_platform::telemetry::chain(&e), "a list of indicators cannot be read");
            }
            all.lists.push(List {
                id: row.id,
                name: row.name,
                level: level(&row.level),
            });
        }
        all
    }

    /// Reads all lists that count now, and deletes files that no record needs.
    ///
    /// # Errors
    /// The records cannot be read.
    pub async fn load(db: &Db, shelf: &Shelf, now: DateTime<Utc>) -> Result<Self, IndicatorError> {
        let rows = store::lists(db.reader()).await?;
        let known: HashSet<String> = rows.iter().map(|r| r.sha256.clone()).collect();
        let rows = rows.into_iter().filter(|row| counts(row, now)).collect();
        let shelf = shelf.clone();
        tokio::task::spawn_blocking(move || {
            shelf.sweep(&known);
            Self::read(&shelf, rows)
        })
        .await
        .map_err(|e| IndicatorError::Disk(std::io::Error::other(e)))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matcher.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.matcher.is_empty()
    }

    /// Looks at an event; what lists call bad goes to `found`.
    pub fn look(&self, seen: &Seen<'_>, found: &mut Vec<Finding>) {
        if self.matcher.is_empty() {
            return;
        }
        let mut sightings = Vec::new();
        let now = u32::try_from(seen.at.timestamp()).unwrap_or(0);
        self.matcher.look(seen.event, now, &mut sightings);
        for sighting in sightings {
            found.push(self.finding(seen, sighting));
        }
    }

    fn finding(&self, seen: &Seen<'_>, sighting: Sighting) -> Finding {
        let list = &self.lists[usize::from(sighting.list)];
        let builtin = &BUILTIN.indicator;
        let rule_id = rule_id(list.id);
        Finding {
            id: detection::id(
                &["indicator", &rule_id, sighting.kind.as_str(), &sighting.value],
                seen.seq,
            ),
            rule_title: format!("{}: {}", builtin.title, list.name),
            rule_id,
            level: list.level,
            tags: builtin.tags.clone(),
            at: seen.at,
            source: seen.source,
            agency: seen.agency,
            system: seen.system.cloned(),
            entity: Some(Entity {
                kind: match sighting.kind {
                    IndicatorKind::Ip => "ip",
                    IndicatorKind::Domain => "domain",
                    IndicatorKind::Url => "other",
                    IndicatorKind::Hash => "file",
                },
                value: sighting.value,
            }),
            host: seen.event.host(),
            seq: seen.seq,
            event: detection::shown(seen.event),
            events: 1,
        }
    }
}
