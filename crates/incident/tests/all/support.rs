//! A centre with agencies, people, contacts and a clock that stands still.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_agency::{
    Agencies,
    model::{Facts as AgencyFacts, Name, Period},
};
use coloa_auth::{Access, Actor, Role, notifications, people};
use coloa_base::{AgencyId, Clock, FixedClock, PersonId};
use coloa_incident::{
    case::{self, CaseDraft, Cases},
    clock,
    entity::{case::incident::Model as Incident, network::response_contact::Model as Contact},
    migration::Migrator,
    model::{ContactKind, Facts, Origin},
    network::{self, ContactDraft},
    playbook::Playbooks,
};
use coloa_platform::{
    Keys,
    jobs::{Registry, Worker},
};
use coloa_testkit::TestDb;
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// A Wednesday, under the circulars that the network follows.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();

pub struct World {
    pub access: Access,
    pub cases: Cases,
    pub clock: FixedClock,
    pub agencies: Agencies,
    count: AtomicU32,
    _db: TestDb,
}

impl World {
    pub async fn on(mut db: TestDb) -> Self {
        let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
        let clock = FixedClock::on(TODAY);
        let access = Access::new(records, Keys::from_bytes([7; 32]), Arc::new(clock.clone()))
            .await
            .unwrap();
        Self {
            cases: Cases {
                access: access.clone(),
                settings: Arc::new(clock::Settings::default()),
                playbooks: Playbooks::load(Path::new("")).unwrap(),
            },
            agencies: Agencies::new(access.clone()),
            access,
            clock,
            count: AtomicU32::new(1),
            _db: db,
        }
    }

    fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn pass(&self, minutes: i64) {
        self.clock.advance(Duration::minutes(minutes));
    }

    pub async fn agency(&self, name: &str) -> AgencyId {
        let facts = AgencyFacts {
            kind: "department".to_owned(),
            level: "province".to_owned(),
            names: vec![Name {
                full: name.to_owned(),
                abbreviation: None,
                symbol: None,
                period: Period::ALWAYS,
                basis: None,
            }],
            ..AgencyFacts::default()
        };
        self.agencies.create(&Actor::command_line(), facts).await.unwrap()
    }

    /// Somebody with a role, as who acts.
    pub async fn person(&self, role: Role, agency: Option<AgencyId>) -> (PersonId, Actor) {
        let number = self.next();
        let new = people::NewPerson {
            user_name: format!("nguoi.{number}"),
            full_name: format!("Nguyễn Văn Số {number}"),
            email: Some(format!("nguoi.{number}@tinh.invalid")),
            phone: None,
            posts: Vec::new(),
            grants: vec![people::NewGrant {
                role,
                agency,
                area: None,
                from: TODAY,
                to: None,
            }],
        };
        let id = people::create(&self.access, &Actor::command_line(), new)
            .await
            .unwrap();
        let (actor, _, _) = people::actor(&self.access, id).await.unwrap().unwrap();
        (id, actor)
    }

    /// What somebody was told, the newest first.
    pub async fn notices(&self, who: &Actor) -> Vec<notifications::Notification> {
        let filter = notifications::NotificationFilter {
            limit: 50,
            ..notifications::NotificationFilter::default()
        };
        notifications::list(&self.access, who, &filter).await.unwrap()
    }

    pub fn draft(&self, kind: ContactKind, name: &str) -> ContactDraft {
        let number = self.next();
        ContactDraft {
            kind,
            body: String::new(),
            agency: None,
            person: None,
            name: name.to_owned(),
            post: "Trực ứng cứu".to_owned(),
            phone: format!("0900 000 {number:03}"),
            email: format!("lien-he.{number}@tinh.invalid"),
            skills: vec!["mã độc".to_owned()],
            always: true,
            active: true,
            note: String::new(),
            told: true,
        }
    }

    pub async fn contact(&self, by: &Actor, name: &str) -> Contact {
        let draft = self.draft(ContactKind::ProvincialTeam, name);
        network::create(&self.access, by, &draft).await.unwrap()
    }

    /// What a case is begun with.
    pub fn draft_case(&self, agency: AgencyId) -> CaseDraft {
        CaseDraft {
            title: "Máy chủ thư bị chiếm quyền".to_owned(),
            description: String::new(),
            agency,
            system: None,
            group: "intrusion".to_owned(),
            scenario: String::new(),
            severity: "M3".to_owned(),
            origin: Origin::Manual,
            origin_ref: String::new(),
            reporter: String::new(),
            detected_at: self.now(),
            occurred_at: None,
            personal_data: false,
            data_known_at: None,
            state_secret: false,
            facts: Facts::default(),
            playbook: String::new(),
            drill: None,
        }
    }

    pub async fn case(&self, by: &Actor, agency: AgencyId) -> Incident {
        let draft = self.draft_case(agency);
        case::create(&self.cases, by, &draft).await.unwrap()
    }

    /// A worker of these jobs alone.
    pub fn worker(&self, fill: impl FnOnce(&mut Registry)) -> Worker {
        let mut registry = Registry::default();
        fill(&mut registry);
        Worker::new(self.access.db().clone(), Arc::new(self.clock.clone()), registry)
    }
}
