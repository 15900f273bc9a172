//! Who sends, and what it sends about: registered sources by token, by certificate, by address and by id, and
//! information systems by their hosts; held in memory and read anew when they change.

use chrono::{DateTime, FixedOffset, Utc};
use coloa_base::{address, text};
use coloa_event::SystemRef;
use coloa_ingest::parsers::syslog::Clock;
use coloa_platform::{Db, StoreError};
use coloa_source::{entity::source, service::token_hash, store};
use coloa_system::rules::{host_key, short_name};
use ipnet::IpNet;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, RwLock},
};
use uuid::Uuid;

/// A sender as far as the pipeline must know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Nil: nobody registered it.
    pub id: Uuid,
    pub name: String,
    pub agency: Option<Uuid>,
    pub protocol: String,
    pub zone: FixedOffset,
    pub enabled: bool,
    pub silence_minutes: i32,
    /// The system whose events these are where no host says another.
    pub system: Option<Uuid>,
    /// It collects for several agencies.
    pub shared: bool,
}

impl Known {
    fn stranger() -> Self {
        Self {
            id: Uuid::nil(),
            name: String::new(),
            agency: None,
            protocol: String::new(),
            zone: coloa_base::VN_OFFSET,
            enabled: true,
            silence_minutes: i32::MAX,
            system: None,
            shared: false,
        }
    }

    fn of(row: &source::Model) -> Self {
        Self {
            id: row.id,
            name: row.name.clone(),
            agency: Some(row.agency_id),
            protocol: row.protocol.clone(),
            zone: FixedOffset::east_opt(row.zone_minutes.saturating_mul(60)).unwrap_or(coloa_base::VN_OFFSET),
            enabled: row.enabled,
            silence_minutes: row.silence_minutes,
            system: row.system_id,
            shared: row.shared,
        }
    }

    /// What is known about its clock.
    #[must_use]
    pub const fn clock(&self, received: DateTime<Utc>) -> Clock {
        Clock {
            received,
            zone: self.zone,
        }
    }

    /// Whether its events happened just now; those of a file may be old.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.protocol != "file"
    }
}

/// A system as far as the pipeline must know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSystem {
    pub agency: Uuid,
    pub reference: SystemRef,
}

/// What is known, of one moment.
#[derive(Debug, Default)]
pub struct View {
    by_token: HashMap<String, Arc<Known>>,
    by_certificate: HashMap<String, Arc<Known>>,
    by_id: HashMap<Uuid, Arc<Known>>,
    /// The closest first.
    ranges: Vec<(IpNet, Arc<Known>)>,
    systems: HashMap<Uuid, Arc<KnownSystem>>,
    /// By whole and by short name in lower case.
    hosts: HashMap<String, Vec<Arc<KnownSystem>>>,
    addresses: HashMap<IpAddr, Vec<Arc<KnownSystem>>>,
    /// The closest first.
    networks: Vec<(IpNet, Arc<KnownSystem>)>,
    stranger: Option<Arc<Known>>,
}

/// One of these that events of the source may be about; a name that two systems bear means neither, except the one of
/// the source's own agency.
fn chosen<'a>(source: &Known, among: &'a [Arc<KnownSystem>]) -> Option<&'a Arc<KnownSystem>> {
    let own = |s: &&Arc<KnownSystem>| Some(s.agency) == source.agency;
    if let Some(system) = among.iter().find(own) {
        return Some(system);
    }
    match among {
        [only] if source.shared => Some(only),
        _ => None,
    }
}

impl View {
    fn add_system(&mut self, system: &Arc<KnownSystem>, name: &str, addresses: &str) {
        for key in [name, short_name(name)] {
            if !key.is_empty() {
                let known = self.hosts.entry(key.to_owned()).or_default();
                if !known.iter().any(|s| s.reference.id == system.reference.id) {
                    known.push(system.clone());
                }
            }
        }
        for range in address::ranges(addresses).unwrap_or_default() {
            if range.prefix_len() == range.max_prefix_len() {
                self.addresses
                    .entry(range.addr())
                    .or_default()
                    .push(system.clone());
            } else {
                self.networks.push((range, system.clone()));
            }
        }
    }

    /// The source of an id; a stranger where there is none.
    #[must_use]
    pub fn source(&self, id: Uuid) -> Arc<Known> {
        self.by_id
            .get(&id)
            .or(self.stranger.as_ref())
            .cloned()
            .unwrap_or_else(|| Arc::new(Known::stranger()))
    }

    /// The system of an id.
    #[must_use]
    pub fn system(&self, id: Uuid) -> Option<&Arc<KnownSystem>> {
        self.systems.get(&id)
    }

    fn at(&self, source: &Known, address: IpAddr) -> Option<&Arc<KnownSystem>> {
        let address = address.to_canonical();
        if let Some(among) = self.addresses.get(&address) {
            return chosen(source, among);
        }
        self.networks
            .iter()
            .filter(|(net, _)| net.contains(&address))
            .find_map(|(_, system)| chosen(source, std::slice::from_ref(system)))
    }

    /// The system that an event is about: by the name or address of its host, by the address that it was sent from,
    /// else the one that its source speaks for.
    #[must_use]
    pub fn system_of(
        &self,
        source: &Known,
        host: Option<&str>,
        sender: Option<IpAddr>,
    ) -> Option<&Arc<KnownSystem>> {
        if !self.systems.is_empty()
            && let Some(host) = host
        {
            let key = host_key(host);
            let found = match key.parse::<IpAddr>() {
                Ok(address) => self.at(source, address),
                Err(_) => self
                    .hosts
                    .get(&key)
                    .or_else(|| self.hosts.get(short_name(&key)))
                    .and_then(|among| chosen(source, among)),
            };
            if found.is_some() {
                return found;
            }
        }
        sender
            .and_then(|address| self.at(source, address))
            .or_else(|| self.systems.get(&source.system?))
    }
}

/// All registered sources and systems; cheap to clone.
#[derive(Clone, Debug)]
pub struct Directory {
    view: Arc<RwLock<Arc<View>>>,
    stranger: Arc<Known>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            view: Arc::default(),
            stranger: Arc::new(Known::stranger()),
        }
    }
}

impl Directory {
    /// Reads the sources and systems anew.
    ///
    /// # Errors
    /// The records cannot be read; what was known stays.
    pub async fn refresh(&self, db: &Db) -> Result<(), StoreError> {
        let mut view = View {
            stranger: Some(self.stranger.clone()),
            ..View::default()
        };
        for row in store::all(db.reader()).await? {
            let known = Arc::new(Known::of(&row));
            if let Some(hash) = row.token_hash {
                view.by_token.insert(hash, known.clone());
            }
            if let Some(certificate) = row.certificate {
                view.by_certificate.insert(certificate, known.clone());
            }
            for range in address::ranges(&row.addresses).unwrap_or_default() {
                view.ranges.push((range, known.clone()));
            }
            view.by_id.insert(row.id, known);
        }
        for row in coloa_system::store::all(db.reader()).await? {
            if row.active {
                let known = KnownSystem {
                    agency: row.agency_id,
                    reference: SystemRef {
                        id: row.id,
                        name: row.name,
                        level: u8::try_from(row.level).unwrap_or(0),
                    },
                };
                view.systems.insert(row.id, Arc::new(known));
            }
        }
        for row in coloa_system::store::hosts(db.reader()).await? {
            if let Some(system) = view.systems.get(&row.system_id).cloned() {
                view.add_system(&system, &row.name, &row.addresses);
            }
        }
        view.ranges
            .sort_by_key(|(range, _)| std::cmp::Reverse(range.prefix_len()));
        view.networks
            .sort_by_key(|(range, _)| std::cmp::Reverse(range.prefix_len()));
        *self.view.write().unwrap_or_else(|e| e.into_inner()) = Arc::new(view);
        Ok(())
    }

    /// What is known now.
    #[must_use]
    pub fn view(&self) -> Arc<View> {
        self.view.read().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// The source whose token this is.
    #[must_use]
    pub fn by_token(&self, token: &str) -> Option<Arc<Known>> {
        // Found by its hash: how long the look takes says nothing about the token.
        self.view().by_token.get(&token_hash(token)).cloned()
    }

    /// The source whose certificate has this fingerprint (SHA-256, lower-case hex).
    #[must_use]
    pub fn by_certificate(&self, fingerprint: &str) -> Option<Arc<Known>> {
        self.view().by_certificate.get(fingerprint).cloned()
    }

    /// The source that an address belongs to; a stranger where there is none.
    #[must_use]
    pub fn by_address(&self, address: IpAddr) -> Arc<Known> {
        self.view()
            .ranges
            .iter()
            .find(|(range, _)| address::holds(range, address))
            .map_or_else(|| self.stranger.clone(), |(_, known)| known.clone())
    }

    /// The source of an id; a stranger where there is none.
    #[must_use]
    pub fn by_id(&self, id: Uuid) -> Arc<Known> {
        self.view()
            .by_id
            .get(&id)
            .cloned()
            .unwrap_or_else(|| self.stranger.clone())
    }

    /// All registered sources.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Known>> {
        self.view().by_id.values().cloned().collect()
    }

    /// The ids that a name means in a field of a search (`source`, `system`): those whose name holds it, with or
    /// without diacritics; `None`: the field has no names, or this is an id already.
    #[must_use]
    pub fn ids_named(&self, field: &str, name: &str) -> Option<Vec<Uuid>> {
        if Uuid::parse_str(name).is_ok() {
            return None;
        }
        let wanted = text::fold_plain(name);
        let holds = |known: &str| text::fold_plain(known).contains(&wanted);
        let view = self.view();
        match field.to_ascii_lowercase().as_str() {
            "source" => Some(
                view.by_id
                    .values()
                    .filter(|s| holds(&s.name))
                    .map(|s| s.id)
                    .collect(),
            ),
            "system" => Some(
                view.systems
                    .values()
                    .filter(|s| holds(&s.reference.name))
                    .map(|s| s.reference.id)
                    .collect(),
            ),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn system(id: u128, agency: u128) -> Arc<KnownSystem> {
        Arc::new(KnownSystem {
            agency: Uuid::from_u128(agency),
            reference: SystemRef {
                id: Uuid::from_u128(id),
                name: format!("Hệ thống {id}"),
                level: 3,
            },
        })
    }

    fn view() -> View {
        let mut view = View::default();
        for (id, agency, name, addresses) in [
            (1, 5, "web01.tinh.vn", "10.1.0.5"),
            (2, 5, "db01", "10.2.0.0/16"),
            (3, 6, "db01", "10.2.7.0/24"),
            (4, 6, "fw", ""),
        ] {
            let one = system(id, agency);
            view.systems.insert(one.reference.id, one.clone());
            view.add_system(&one, name, addresses);
        }
        view
    }

    fn source(agency: u128, shared: bool, speaks_for: Option<u128>) -> Known {
        Known {
            agency: Some(Uuid::from_u128(agency)),
            shared,
            system: speaks_for.map(Uuid::from_u128),
            ..Known::stranger()
        }
    }

    #[test]
    fn events_belong_to_the_system_of_their_host() {
        let view = view();
        let of = |source: &Known, host: Option<&str>, sender: Option<&str>| {
            view.system_of(source, host, sender.map(|s| s.parse().unwrap()))
                .map(|s| s.reference.id.as_u128())
        };
        let own = source(5, false, None);
        assert_eq!(of(&own, Some("WEB01"), None), Some(1), "the short name will do");
        assert_eq!(of(&own, Some("web01.tinh.vn."), None), Some(1));
        assert_eq!(of(&own, Some("10.1.0.5"), None), Some(1));
        assert_eq!(of(&own, None, Some("::ffff:10.2.7.9")), Some(2));
        assert_eq!(
            of(&own, Some("fw"), None),
            None,
            "another agency's host is not believed"
        );
        assert_eq!(of(&own, Some("db01"), None), Some(2), "its own agency's is meant");
        let speaks = source(5, false, Some(1));
        assert_eq!(of(&speaks, Some("unknown"), None), Some(1));
        let collector = source(9, true, None);
        assert_eq!(of(&collector, Some("fw"), None), Some(4));
        assert_eq!(of(&collector, Some("db01"), None), None, "two bear the name");
    }
}
