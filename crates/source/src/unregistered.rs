//! Hosts that are seen in events and belong to no registered system, offered to people: put into a system, registered
//! as a new one, or left out with a reason.
//!
//! A sender may call itself by a new name with every record: what is counted between two writes, what is kept of a
//! source and what is kept at all are bounded, and the oldest give way. Whoever reads a source's agency sees its hosts.

use crate::{
    SourceError,
    entity::{source, unregistered_host},
    store,
};
use chrono::{DateTime, Utc};
use coloa_auth::{Access, Action, Actor, Resource, action};
use coloa_base::AgencyId;
use coloa_system::{
    rules::{HostDraft, host_key},
    service as systems,
};
use serde_json::json;
use std::{
    collections::{BTreeMap, HashMap},
    net::IpAddr,
};
use uuid::Uuid;

/// Hosts that are counted between two writes.
const COUNTED: usize = 2_000;
/// Hosts that are kept of one source, and at all; those that somebody judged are kept beside.
pub(crate) const KEPT_OF_ONE: u64 = 1_000;
pub(crate) const KEPT: u64 = 20_000;
/// A name that is longer is no name (RFC 1035, section 2.3.4).
const LONGEST: usize = 253;
const MAX_WHY: usize = 1_000;

/// What was seen of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    pub events: u64,
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
    pub sender: Option<IpAddr>,
}

/// Hosts without a system since they were last taken, by source.
#[derive(Clone, Debug, Default)]
pub struct Strays {
    seen: BTreeMap<Uuid, HashMap<String, Seen>>,
    number: usize,
}

impl Strays {
    /// Notes an event of a host; of its sender's address where it says no name.
    pub fn note(&mut self, source: Uuid, host: Option<&str>, sender: Option<IpAddr>, at: DateTime<Utc>) {
        let named = match (host, sender) {
            (Some(host), _) => host_key(host),
            (None, Some(sender)) => sender.to_canonical().to_string(),
            (None, None) => return,
        };
        if named.is_empty() || named.len() > LONGEST || named.chars().any(char::is_control) {
            return;
        }
        self.add(
            source,
            named,
            Seen {
                events: 1,
                first: at,
                last: at,
                sender,
            },
        );
    }

    fn add(&mut self, source: Uuid, host: String, more: Seen) {
        let hosts = self.seen.entry(source).or_default();
        if let Some(seen) = hosts.get_mut(&host) {
            seen.events += more.events;
            seen.first = seen.first.min(more.first);
            seen.last = seen.last.max(more.last);
            seen.sender = more.sender.or(seen.sender);
        } else if self.number < COUNTED {
            // A host that sends goes on sending: it is seen again after the next write.
            hosts.insert(host, more);
            self.number += 1;
        }
    }

    /// Adds others.
    pub fn merge(&mut self, others: Self) {
        for (source, hosts) in others.seen {
            for (host, seen) in hosts {
                self.add(source, host, seen);
            }
        }
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.number == 0
    }

    /// Source, host and what was seen of it; hosts of one source follow each other.
    pub fn iter(&self) -> impl Iterator<Item = (Uuid, &str, &Seen)> {
        self.seen
            .iter()
            .flat_map(|(source, hosts)| hosts.iter().map(|(host, seen)| (*source, host.as_str(), seen)))
    }
}

/// What a list is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub agency: Option<AgencyId>,
    pub source: Option<Uuid>,
    pub search: Option<String>,
    /// Those that somebody left out, in the place of the others.
    pub ignored: bool,
    pub offset: u64,
    pub limit: u64,
}

/// A host with the source it was seen through; `None`: nobody registered its sender.
#[derive(Clone, Debug)]
pub struct Found {
    pub row: unregistered_host::Model,
    pub source: Option<source::Model>,
}

impl Found {
    /// The record for the policy: whose its source is.
    #[must_use]
    pub fn resource(&self) -> Resource {
        match &self.source {
            Some(source) => Resource::of_agency("unregistered_host", self.row.id, AgencyId(source.agency_id)),
            None => Resource::installation("unregistered_host", self.row.id),
        }
    }
}

/// Hosts within reach, those heard last first, with how many there are.
pub async fn list(access: &Access, actor: &Actor, filter: &Filter) -> Result<(Vec<Found>, u64), SourceError> {
    let reach = systems::reach(access, actor)?;
    let db = access.db().reader();
    let (rows, total) = store::unregistered::page(db, &reach, filter).await?;
    let sources: HashMap<Uuid, source::Model> =
        store::all(db).await?.into_iter().map(|s| (s.id, s)).collect();
    let found = rows
        .into_iter()
        .map(|row| Found {
            source: sources.get(&row.source_id).cloned(),
            row,
        })
        .collect();
    Ok((found, total))
}

async fn read(access: &Access, actor: &Actor, needed: Action, id: Uuid) -> Result<Found, SourceError> {
    let db = access.db().reader();
    let row = store::unregistered::find(db, id).await?;
    let source = match store::find(db, row.source_id).await {
        Ok(source) => Some(source),
        Err(SourceError::NotFound) => None,
        Err(e) => return Err(e),
    };
    let found = Found { row, source };
    access.check(actor, needed, &found.resource())?;
    Ok(found)
}

/// Puts a host into a system: its events belong to it from then on.
///
/// # Errors
/// The system belongs to another agency than a source that does not collect for several: its events would not be
/// believed there.
pub async fn place(
    access: &Access,
    actor: &Actor,
    id: Uuid,
    system: Uuid,
) -> Result<systems::Detail, SourceError> {
    let found = read(access, actor, action::SYSTEM_READ, id).await?;
    let owner = systems::read(access, actor, system).await?.system.agency_id;
    if found
        .source
        .as_ref()
        .is_some_and(|s| !s.shared && s.agency_id != owner)
    {
        return Err(SourceError::Invalid {
            field: "system_id",
            reason: "other_agency",
        });
    }
    let host = found.row.host.clone();
    // The sender may be a collector: of a host with a name, the name alone is sure.
    let draft = if host.parse::<IpAddr>().is_ok() {
        HostDraft {
            name: String::new(),
            addresses: host,
        }
    } else {
        HostDraft {
            name: host,
            addresses: String::new(),
        }
    };
    Ok(systems::add_host(access, actor, system, &draft).await?)
}

/// Leaves a host out: it needs no system, for a reason that stays with it.
pub async fn ignore(access: &Access, actor: &Actor, id: Uuid, why: &str) -> Result<Found, SourceError> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > MAX_WHY {
        return Err(SourceError::Invalid {
            field: "why",
            reason: if why.is_empty() { "required" } else { "too_long" },
        });
    }
    let found = read(access, actor, action::SYSTEM_CHANGE, id).await?;
    let change = access
        .begin(actor, action::SYSTEM_CHANGE, found.resource())
        .await?;
    let by = change.actor().name.clone();
    store::unregistered::judge(change.tx(), id, Some(change.now()), &by, why).await?;
    change
        .commit(json!({ "host": found.row.host, "source": found.row.source_id, "ignored": why }))
        .await?;
    read(access, actor, action::SYSTEM_READ, id).await
}

/// Offers a host again that was left out.
pub async fn offer(access: &Access, actor: &Actor, id: Uuid) -> Result<Found, SourceError> {
    let found = read(access, actor, action::SYSTEM_CHANGE, id).await?;
    let change = access
        .begin(actor, action::SYSTEM_CHANGE, found.resource())
        .await?;
    store::unregistered::judge(change.tx(), id, None, "", "").await?;
    change
        .commit(json!({ "host": found.row.host, "source": found.row.source_id, "offered": true }))
        .await?;
    read(access, actor, action::SYSTEM_READ, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_780_000_000 + second, 0).unwrap()
    }

    #[test]
    fn what_is_counted_between_two_writes_is_bounded() {
        let (mut strays, source) = (Strays::default(), Uuid::from_u128(1));
        for n in 0..COUNTED + 500 {
            strays.note(source, Some(&format!("may{n}")), None, at(0));
        }
        assert_eq!(strays.iter().count(), COUNTED);
        strays.note(source, Some("may0"), None, at(9));
        let (_, _, seen) = strays.iter().find(|(_, host, _)| *host == "may0").unwrap();
        assert_eq!(
            (seen.events, seen.last),
            (2, at(9)),
            "what is known is counted on"
        );
        strays.note(Uuid::from_u128(2), Some("khac"), None, at(0));
        assert_eq!(strays.iter().count(), COUNTED);
    }

    #[test]
    fn hosts_are_known_by_name_else_by_the_address_they_send_from() {
        let (mut strays, source) = (Strays::default(), Uuid::from_u128(1));
        strays.note(
            source,
            Some("Web01.Tinh.VN."),
            Some("10.1.0.5".parse().unwrap()),
            at(5),
        );
        strays.note(source, Some("web01.tinh.vn"), None, at(1));
        strays.note(source, None, Some("::ffff:10.2.0.9".parse().unwrap()), at(2));
        strays.note(source, Some("  "), None, at(3));
        strays.note(source, Some(&"a".repeat(300)), None, at(3));
        strays.note(source, None, None, at(3));
        let mut found: Vec<_> = strays
            .iter()
            .map(|(_, host, seen)| (host.to_owned(), seen.events, seen.first, seen.last))
            .collect();
        found.sort();
        assert_eq!(
            found,
            [
                ("10.2.0.9".to_owned(), 1, at(2), at(2)),
                ("web01.tinh.vn".to_owned(), 2, at(1), at(5)),
            ]
        );
    }
}
