//! A directory on a fresh database.

use chrono::NaiveDate;
use coloa_agency::{Agencies, migration::Migrator, sample};
use coloa_auth::{Access, Actor};
use coloa_base::{AgencyId, FixedClock};
use coloa_platform::Keys;
use coloa_testkit::TestDb;
use std::{collections::HashMap, sync::Arc};

pub struct World {
    pub agencies: Agencies,
    pub keys: HashMap<String, AgencyId>,
    pub clock: FixedClock,
    _db: TestDb,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub async fn empty(mut db: TestDb, today: &str) -> World {
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let clock = FixedClock::on(day(today));
    let access = Access::new(records, Keys::from_bytes([3; 32]), Arc::new(clock.clone()))
        .await
        .unwrap();
    World {
        agencies: Agencies::new(access),
        keys: HashMap::new(),
        clock,
        _db: db,
    }
}

pub async fn sample_world(db: TestDb) -> World {
    let mut w = empty(db, "2026-07-15").await;
    w.keys = sample::seed(&w.agencies, &Actor::command_line()).await.unwrap();
    w
}

impl World {
    /// Keys of the agencies a text means on a day, sorted; and what was not understood.
    pub async fn means(&self, text: &str, scope: Option<&str>, on: &str) -> (Vec<String>, Vec<String>) {
        let found = self
            .agencies
            .resolve(&Actor::command_line(), text, scope, day(on))
            .await
            .unwrap();
        let mut keys: Vec<String> = found
            .agencies
            .iter()
            .map(|id| self.keys.iter().find(|(_, v)| *v == id).unwrap().0.clone())
            .collect();
        keys.sort();
        (keys, found.unresolved)
    }
}
