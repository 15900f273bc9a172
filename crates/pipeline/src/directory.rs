//! Who sends: registered sources by token, by address and by id, held in memory and read anew when they change.

use chrono::{DateTime, FixedOffset, Utc};
use coloa_ingest::parsers::syslog::Clock;
use coloa_platform::{Db, StoreError};
use coloa_source::{
    entity::source,
    rules::{self, Range},
    service::token_hash,
    store,
};
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
    /// Of the system that it belongs to; 0: not known.
    pub level: u8,
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
            level: 0,
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
            level: 0,
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

#[derive(Debug, Default)]
struct Tables {
    by_token: HashMap<String, Arc<Known>>,
    by_id: HashMap<Uuid, Arc<Known>>,
    /// The closest first.
    ranges: Vec<(Range, Arc<Known>)>,
}

/// All registered sources; cheap to clone.
#[derive(Clone, Debug)]
pub struct Directory {
    tables: Arc<RwLock<Arc<Tables>>>,
    stranger: Arc<Known>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            tables: Arc::default(),
            stranger: Arc::new(Known::stranger()),
        }
    }
}

impl Directory {
    /// Reads the sources anew.
    ///
    /// # Errors
    /// The records cannot be read; what was known stays.
    pub async fn refresh(&self, db: &Db) -> Result<(), StoreError> {
        let mut tables = Tables::default();
        for row in store::all(db.reader()).await? {
            let known = Arc::new(Known::of(&row));
            if let Some(hash) = row.token_hash {
                tables.by_token.insert(hash, known.clone());
            }
            for range in rules::ranges(&row.addresses).unwrap_or_default() {
                tables.ranges.push((range, known.clone()));
            }
            tables.by_id.insert(row.id, known);
        }
        tables
            .ranges
            .sort_by_key(|(range, _)| std::cmp::Reverse(range.prefix()));
        *self.tables.write().unwrap_or_else(|e| e.into_inner()) = Arc::new(tables);
        Ok(())
    }

    fn tables(&self) -> Arc<Tables> {
        self.tables.read().unwrap_or_else(|e| e.into_inner()).clone()
    }

    /// The source whose token this is.
    #[must_use]
    pub fn by_token(&self, token: &str) -> Option<Arc<Known>> {
        // Found by its hash: how long the look takes says nothing about the token.
        self.tables().by_token.get(&token_hash(token)).cloned()
    }

    /// The source that an address belongs to; a stranger where there is none.
    #[must_use]
    pub fn by_address(&self, address: IpAddr) -> Arc<Known> {
        self.tables()
            .ranges
            .iter()
            .find(|(range, _)| range.holds(address))
            .map_or_else(|| self.stranger.clone(), |(_, known)| known.clone())
    }

    /// The source of an id; a stranger where there is none.
    #[must_use]
    pub fn by_id(&self, id: Uuid) -> Arc<Known> {
        self.tables()
            .by_id
            .get(&id)
            .cloned()
            .unwrap_or_else(|| self.stranger.clone())
    }

    /// All registered sources.
    #[must_use]
    pub fn all(&self) -> Vec<Arc<Known>> {
        self.tables().by_id.values().cloned().collect()
    }
}
