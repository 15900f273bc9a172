//! An installation for the tests of every room: agencies, desks, people by role, keys in a folder of their own, reports that
//! come in as the portal hands them in, and everything that is stored as one text to look through.
#![allow(dead_code)]

use chrono::{DateTime, Duration, NaiveDate, Utc};
use coloa_agency::{
    Agencies,
    model::{ADMINISTRATIVE, Facts as AgencyFacts, Name, Parent, Period},
};
use coloa_auth::{Access, Actor, Role, notifications, people};
use coloa_base::{AgencyId, Clock, FixedClock, PersonId};
use coloa_hotline::{
    Hotline,
    code::Code,
    entity::{desk, mention, report},
    envelope::{Attachment, Envelope, EnvelopeKind, Letter, MailboxContent},
    form::{Form, Identity, Named},
    front::Front,
    inbox, intake,
    migration::Migrator,
    model::{Channel, DeskKind, Language, MentionRole, Money, ReachedBy},
    store,
};
use coloa_platform::{
    Keys,
    db::rows,
    files::Files,
    hotline_config::HotlineConfig,
    jobs::{Registry, Worker},
};
use coloa_testkit::TestDb;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use uuid::Uuid;

/// A Wednesday.
pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();

pub struct World {
    pub hotline: Hotline,
    pub access: Access,
    pub agencies: Agencies,
    /// Stands still at noon until it is told to pass.
    pub clock: FixedClock,
    pub province: AgencyId,
    /// Has a desk of its own.
    pub commune: AgencyId,
    /// Has none.
    pub other_commune: AgencyId,
    pub police: AgencyId,
    /// Of the centre, of no agency; takes what names no commune of another desk.
    pub centre: desk::Model,
    pub commune_desk: desk::Model,
    /// An intake officer of the whole installation.
    pub intake: Actor,
    /// An intake officer of [`Self::commune`] alone.
    pub commune_intake: Actor,
    pub lead: Actor,
    pub revealer: Actor,
    /// Another one, to agree.
    pub second: Actor,
    pub coordinator: Actor,
    pub auditor: Actor,
    count: AtomicU32,
    db: TestDb,
}

/// What somebody reports. Of [`Default`]: a call from somebody who says that they are the police, money asked for.
#[derive(Clone, Debug)]
pub struct Draft {
    pub form: Form,
    pub narrative: String,
    pub identity: Identity,
    pub attachments: Vec<Attachment>,
    /// Tag of the network.
    pub network: Option<String>,
    pub flood: bool,
    /// Default: now.
    pub at: Option<DateTime<Utc>>,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            form: Form {
                channel: Channel::Web,
                language: Language::Vietnamese,
                topic: "14".to_owned(),
                occurred_on: Some(TODAY),
                reached_by: vec![ReachedBy::Phone],
                named: Vec::new(),
                money: Money::Asked,
                money_sent_at: None,
                amount: None,
                bank: String::new(),
                bank_told: false,
                exposed: Vec::new(),
                commune: None,
                desk: None,
                is_minor: false,
                is_not_fluent: false,
                is_abroad: false,
                for_another: false,
                wants_secret: false,
                may_share: true,
            },
            narrative: "Có người gọi điện tự xưng công an, đòi chuyển tiền.".to_owned(),
            identity: Identity::default(),
            attachments: Vec::new(),
            network: None,
            flood: false,
            at: None,
        }
    }
}

impl Draft {
    pub fn about(narrative: &str) -> Self {
        Self {
            narrative: narrative.to_owned(),
            ..Self::default()
        }
    }
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
    /// A number, link, account or name that the form names.
    pub fn naming(mut self, text: &str, bank: &str) -> Self {
        self.form.named.push(Named {
            text: text.to_owned(),
            bank: bank.to_owned(),
        });
        self
    }
}

/// A picture as a phone takes it, with a note in its EXIF and behind its end.
pub fn photo(name: &str, note: &str) -> Attachment {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    };
    let tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let content = [
        &b"\xff\xd8"[..],
        &segment(0xE1, &[b"Exif\0\0", &tiff[..], note.as_bytes()].concat()),
        &segment(0xDB, &[0; 65]),
        &segment(0xC0, b"\x08\0\x01\0\x01\x01\x01\x11\0"),
        &segment(0xC4, &[0; 19]),
        &segment(0xDA, b"\x01\x01\0\0\x3f\0"),
        b"\x12\x34\xff\xd9",
        note.as_bytes(),
    ]
    .concat();
    coloa_hotline::attachment::take(name, content).unwrap()
}

/// A report that came in, with the code that the citizen holds.
#[derive(Clone, Debug)]
pub struct Filed {
    pub id: Uuid,
    pub code: Code,
}

impl World {
    pub async fn on(db: TestDb) -> Self {
        Self::with(db, HotlineConfig::default()).await
    }

    /// With measures of its own.
    pub async fn with(mut db: TestDb, config: HotlineConfig) -> Self {
        let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
        let clock = FixedClock::on(TODAY);
        let access = Access::new(records, Keys::from_bytes([7; 32]), Arc::new(clock.clone()))
            .await
            .unwrap();
        let files = Files::new(db.data().path().join("files"), 64 * 1024 * 1024, false);
        let hotline = Hotline::new(access.clone(), files, config, &key_path(&db))
            .await
            .unwrap();
        let agencies = Agencies::new(access.clone());
        let province = agency(&agencies, "Ủy ban nhân dân tỉnh Lam Sơn", "province", None).await;
        let commune = agency(
            &agencies,
            "Ủy ban nhân dân xã Sông Thử",
            "commune",
            Some(province),
        )
        .await;
        let other_commune = agency(
            &agencies,
            "Ủy ban nhân dân phường Núi Thử",
            "commune",
            Some(province),
        )
        .await;
        let police = agency(&agencies, "Công an tỉnh Lam Sơn", "province", Some(province)).await;
        access.refresh().await.unwrap();
        let centre = desk(
            &access,
            "Đường dây nóng của trung tâm",
            DeskKind::Centre,
            None,
            true,
        )
        .await;
        let commune_desk = desk(
            &access,
            "Bàn tiếp nhận xã Sông Thử",
            DeskKind::Commune,
            Some(commune),
            false,
        )
        .await;
        let count = AtomicU32::new(1);
        let make = |role, at| person(&access, &count, role, at);
        let (_, intake) = make(Role::IntakeOfficer, None).await;
        let (_, commune_intake) = make(Role::IntakeOfficer, Some(commune)).await;
        let (_, lead) = make(Role::ShiftLead, None).await;
        let (_, revealer) = make(Role::Revealer, None).await;
        let (_, second) = make(Role::Revealer, None).await;
        let (_, coordinator) = make(Role::Coordinator, None).await;
        let (_, auditor) = make(Role::Auditor, None).await;
        Self {
            hotline,
            agencies,
            clock,
            province,
            commune,
            other_commune,
            police,
            centre,
            commune_desk,
            intake,
            commune_intake,
            lead,
            revealer,
            second,
            coordinator,
            auditor,
            count,
            access,
            db,
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
    pub fn pass(&self, span: Duration) {
        self.clock.advance(span);
    }
    /// Folder of this installation.
    pub fn folder(&self) -> &Path {
        self.db.data().path()
    }
    pub fn key_path(&self) -> PathBuf {
        key_path(&self.db)
    }

    /// Somebody with a role, as who acts.
    pub async fn person(&self, role: Role, agency: Option<AgencyId>) -> (PersonId, Actor) {
        person(&self.access, &self.count, role, agency).await
    }

    /// The same person with the roles of today.
    pub async fn again(&self, actor: &Actor) -> Actor {
        let id = actor.person.unwrap();
        people::actor(&self.access, id).await.unwrap().unwrap().0
    }

    /// What somebody was told, the newest first.
    pub async fn notices(&self, who: &Actor) -> Vec<notifications::Notification> {
        let filter = notifications::NotificationFilter {
            limit: 200,
            ..notifications::NotificationFilter::default()
        };
        notifications::list(&self.access, who, &filter).await.unwrap()
    }

    pub async fn desk(&self, name: &str, kind: DeskKind, agency: Option<AgencyId>) -> desk::Model {
        desk(&self.access, name, kind, agency, false).await
    }

    /// As the portal seals it.
    pub fn envelope(&self, draft: &Draft, code: &Code) -> Envelope {
        let letter = Letter {
            form: Some(draft.form.clone()),
            narrative: draft.narrative.clone(),
            identity: draft.identity.clone(),
            attachments: draft.attachments.clone(),
        };
        let at = draft.at.unwrap_or_else(|| self.now());
        let mut envelope = Envelope::seal(
            &self.hotline.sealer(),
            Uuid::now_v7(),
            EnvelopeKind::Report,
            at,
            code,
            &letter,
        )
        .unwrap();
        envelope.network.clone_from(&draft.network);
        envelope.flood = draft.flood;
        envelope
    }

    /// A report as it comes in over the portal.
    pub async fn file_report(&self, draft: Draft) -> Filed {
        let code = Code::random(&mut rand::rng());
        let envelope = self.envelope(&draft, &code);
        let id = envelope.id;
        intake::take_in(&self.hotline, envelope).await.unwrap();
        Filed { id, code }
    }

    /// Somebody takes a report that nobody has.
    pub async fn take(&self, actor: &Actor, id: Uuid) -> report::Model {
        let seen = self.row(id).await.version;
        inbox::work::take(&self.hotline, actor, id, seen).await.unwrap()
    }

    /// What a citizen writes with a code, as the portal seals it.
    pub fn sealed(&self, kind: EnvelopeKind, code: &Code, letter: &Letter) -> Envelope {
        let (sealer, id) = (self.hotline.sealer(), Uuid::now_v7());
        Envelope::seal(&sealer, id, kind, self.now(), code, letter).unwrap()
    }

    /// Further parts of a citizen: message, withdrawal, objection.
    pub async fn hand_in(&self, kind: EnvelopeKind, code: &Code, letter: &Letter) -> Uuid {
        let envelope = self.sealed(kind, code, letter);
        let id = envelope.id;
        intake::take_in(&self.hotline, envelope).await.unwrap();
        id
    }

    /// The citizen writes to the centre.
    pub async fn say(&self, code: &Code, text: &str) -> Uuid {
        let letter = Letter {
            narrative: text.to_owned(),
            ..Letter::default()
        };
        self.hand_in(EnvelopeKind::Message, code, &letter).await
    }

    /// The row as it is stored.
    pub async fn row(&self, id: Uuid) -> report::Model {
        store::report::one(self.access.db().reader(), id).await.unwrap()
    }

    /// What the citizen sees with the code; `None`: there is no such mailbox, or nothing in it yet.
    pub async fn mailbox(&self, code: &Code) -> Option<MailboxContent> {
        let front = coloa_hotline::direct::Direct::new(self.hotline.clone());
        let sealed = front.mailbox(&code.mailbox()).await.unwrap()?;
        MailboxContent::open(&code.mailbox(), &code.reply_key(), &sealed).ok()
    }

    /// An indicator of a report, as an operator confirmed it.
    pub async fn mention(
        &self,
        report: Uuid,
        kind: &str,
        value: &str,
        role: MentionRole,
        joins: bool,
    ) -> mention::Model {
        let row = mention::Model {
            id: Uuid::now_v7(),
            report_id: report,
            kind: kind.to_owned(),
            value: value.to_owned(),
            match_key: value.to_owned(),
            bank: None,
            service: None,
            role: role.to_string(),
            joins,
            confirmed_by: "thử nghiệm".to_owned(),
            confirmed_at: self.now(),
        };
        let tx = self.access.db().begin().await.unwrap();
        rows::insert::<mention::Entity, _, _>(&tx, row.clone())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        row
    }

    /// A worker of these jobs alone.
    pub fn worker(&self, fill: impl FnOnce(&mut Registry)) -> Worker {
        let mut registry = Registry::default();
        fill(&mut registry);
        Worker::new(self.access.db().clone(), Arc::new(self.clock.clone()), registry)
    }

    /// Every row of every table as text, a line each, with the name of its table in front; binary values in hexadecimal.
    pub async fn dump(&self) -> String {
        let db = self.access.db().reader();
        let backend = self.access.db().backend();
        let ask = |sql: String| db.query_all_raw(Statement::from_string(backend, sql));
        let tables = match backend {
            DbBackend::Postgres => "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
            _ => "SELECT name FROM sqlite_master WHERE type = 'table'",
        };
        let mut out = String::new();
        for table in ask(tables.to_owned()).await.unwrap() {
            let table: String = table.try_get_by_index(0).unwrap();
            let rows = if backend == DbBackend::Postgres {
                format!("SELECT t::text FROM \"{table}\" t")
            } else {
                let columns = ask(format!("SELECT name FROM pragma_table_info('{table}')"))
                    .await
                    .unwrap();
                let columns: Vec<String> = columns
                    .iter()
                    .map(|c| format!("quote(\"{}\")", c.try_get_by_index::<String>(0).unwrap()))
                    .collect();
                format!("SELECT {} FROM \"{table}\"", columns.join(" || ',' || "))
            };
            for row in ask(rows).await.unwrap() {
                let row: String = row.try_get_by_index(0).unwrap();
                out.push_str(&table);
                out.push(' ');
                out.push_str(&row);
                out.push('\n');
            }
        }
        out
    }

    /// Every file below the folder of the installation, with its bytes.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let (mut found, mut waiting) = (Vec::new(), vec![self.folder().to_owned()]);
        while let Some(folder) = waiting.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    found.push((path.clone(), std::fs::read(&path).unwrap()));
                }
            }
        }
        found
    }
}

fn key_path(db: &TestDb) -> PathBuf {
    db.data().path().join("secrets/hotline.key")
}

async fn agency(agencies: &Agencies, name: &str, level: &str, above: Option<AgencyId>) -> AgencyId {
    let facts = AgencyFacts {
        kind: if level == "commune" {
            "commune"
        } else {
            "department"
        }
        .to_owned(),
        level: level.to_owned(),
        names: vec![Name {
            full: name.to_owned(),
            abbreviation: None,
            symbol: None,
            period: Period::ALWAYS,
            basis: None,
        }],
        parents: above
            .into_iter()
            .map(|parent| Parent {
                tree: ADMINISTRATIVE.to_owned(),
                parent,
                period: Period::ALWAYS,
            })
            .collect(),
        ..AgencyFacts::default()
    };
    agencies.create(&Actor::command_line(), facts).await.unwrap()
}

async fn desk(
    access: &Access,
    name: &str,
    kind: DeskKind,
    agency: Option<AgencyId>,
    takes_public: bool,
) -> desk::Model {
    let row = desk::Model {
        id: Uuid::now_v7(),
        name: name.to_owned(),
        kind: kind.to_string(),
        agency_id: agency.map(AgencyId::uuid),
        takes_public,
        active: true,
        created_at: access.clock().now(),
        version: 1,
    };
    let tx = access.db().begin().await.unwrap();
    rows::insert::<desk::Entity, _, _>(&tx, row.clone())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    row
}

async fn person(
    access: &Access,
    count: &AtomicU32,
    role: Role,
    agency: Option<AgencyId>,
) -> (PersonId, Actor) {
    let number = count.fetch_add(1, Ordering::Relaxed);
    let new = people::NewPerson {
        user_name: format!("can.bo.{number}"),
        full_name: format!("Cán bộ thử số {number}"),
        email: Some(format!("can.bo.{number}@tinh.invalid")),
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
    let id = people::create(access, &Actor::command_line(), new).await.unwrap();
    let (actor, _, _) = people::actor(access, id).await.unwrap().unwrap();
    (id, actor)
}
