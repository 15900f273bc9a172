//! A migrated database with an access on it.

use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Role, migration::Migrator, people};
use coloa_base::{AgencyId, FixedClock, PersonId};
use coloa_platform::Keys;
use coloa_testkit::TestDb;
use std::sync::Arc;

pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();

pub struct World {
    pub access: Access,
    pub clock: FixedClock,
    _db: TestDb,
}

pub async fn world(mut db: TestDb) -> World {
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let clock = FixedClock::on(TODAY);
    let access = Access::new(records, Keys::from_bytes([7; 32]), Arc::new(clock.clone()))
        .await
        .unwrap();
    World {
        access,
        clock,
        _db: db,
    }
}

pub async fn person(world: &World, name: &str, role: Role, agency: Option<AgencyId>) -> PersonId {
    let new = people::NewPerson {
        user_name: name.to_owned(),
        full_name: format!("Nguyễn Văn {name}"),
        email: None,
        phone: None,
        posts: agency
            .map(|agency| people::NewPost {
                agency,
                title: "Chuyên viên".to_owned(),
                from: TODAY,
                to: None,
            })
            .into_iter()
            .collect(),
        grants: vec![people::NewGrant {
            role,
            agency,
            area: None,
            from: TODAY,
            to: None,
        }],
    };
    people::create(&world.access, &Actor::command_line(), new)
        .await
        .unwrap()
}

pub async fn actor(world: &World, id: PersonId) -> Actor {
    people::actor(&world.access, id).await.unwrap().unwrap().0
}
