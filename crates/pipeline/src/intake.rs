//! The door: records of a known sender go into the log, and are counted.

use crate::directory::{Directory, Known};
use chrono::{DateTime, Utc};
use coloa_base::Clock;
use coloa_event_log::{Appended, Batch, EventLog, Refused};
use coloa_ingest::record::{Format, Record};
use coloa_source::{
    traffic::{Counts, Traffic},
    unregistered::Strays,
};
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

/// Takes events in; cheap to clone.
#[derive(Clone, Debug)]
pub struct Intake {
    log: EventLog,
    pub directory: Directory,
    clock: Arc<dyn Clock>,
    traffic: Arc<Mutex<Traffic>>,
    strays: Arc<Mutex<Strays>>,
}

impl Intake {
    #[must_use]
    pub fn new(log: EventLog, directory: Directory, clock: Arc<dyn Clock>) -> Self {
        Self {
            log,
            directory,
            clock,
            traffic: Arc::default(),
            strays: Arc::default(),
        }
    }

    /// Takes records of a source, durable when it returns; all of them or none.
    ///
    /// # Errors
    /// There was no room for as long as a sender waits, or the log failed. Whoever cannot send again counts what is
    /// lost ([`Self::dropped`]).
    pub async fn take(
        &self,
        source: &Known,
        format: Format,
        records: Vec<Record>,
    ) -> Result<Appended, Refused> {
        let received = self.clock.now();
        let bytes = records.iter().map(|r| r.payload.len() as u64).sum();
        let sender = records.iter().rev().find_map(|r| r.sender);
        let appended = self
            .log
            .append(Batch {
                source: source.id,
                received,
                format,
                records,
            })
            .await?;
        let counts = Counts {
            events: appended.new,
            bytes,
            repeated: appended.repeated,
            ..Counts::default()
        };
        self.count(source.id, sender, counts);
        Ok(appended)
    }

    /// Counts records that were lost.
    pub fn dropped(&self, source: Uuid, records: u64) {
        let counts = Counts {
            dropped: records,
            ..Counts::default()
        };
        self.count(source, None, counts);
    }

    pub(crate) fn problems(&self, source: Uuid, records: u64) {
        let counts = Counts {
            problems: records,
            ..Counts::default()
        };
        self.count(source, None, counts);
    }

    /// Notes systems that were heard: system, source, when.
    pub(crate) fn heard_systems(&self, systems: &HashMap<(Uuid, Uuid), DateTime<Utc>>) {
        let mut traffic = self.traffic.lock().unwrap_or_else(|e| e.into_inner());
        for ((system, source), at) in systems {
            traffic.heard_system(*system, *source, *at);
        }
    }

    fn count(&self, source: Uuid, sender: Option<IpAddr>, counts: Counts) {
        let at = self.clock.now();
        let mut traffic = self.traffic.lock().unwrap_or_else(|e| e.into_inner());
        traffic.count(source, at, sender.map(|s| s.to_string()), counts);
    }

    /// What was counted since it was last taken.
    pub(crate) fn take_traffic(&self) -> Traffic {
        std::mem::take(&mut self.traffic.lock().unwrap_or_else(|e| e.into_inner()))
    }

    /// Notes hosts that belong to no system.
    pub(crate) fn astray(&self, strays: Strays) {
        if !strays.is_empty() {
            self.strays
                .lock()
                .unwrap_or_else(|e| e.into_inner())
                .merge(strays);
        }
    }

    /// Hosts that belong to no system, since they were last taken.
    pub(crate) fn take_strays(&self) -> Strays {
        std::mem::take(&mut self.strays.lock().unwrap_or_else(|e| e.into_inner()))
    }

    #[must_use]
    pub fn log(&self) -> &EventLog {
        &self.log
    }
}
