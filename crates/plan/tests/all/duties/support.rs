//! A province of invented agencies with an approved plan, built straight in the tables.

use chrono::NaiveDate;
use coloa_agency::{
    Agencies,
    model::{ADMINISTRATIVE, Draft, DraftLink, Facts, Kind, Name, Parent, Period},
    service::NewReorganisation,
};
use coloa_auth::{Access, Actor, Role, action, notifications, people};
use coloa_base::{AgencyId, FixedClock, PersonId, PlanId};
use coloa_plan::{
    duties::{self, SyncReport},
    entity::{item_party, plan, plan_item, plan_version},
};
use coloa_platform::{
    Keys,
    db::{MigrationList, rows},
    files::Files,
};
use coloa_testkit::TestDb;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use sea_orm_migration::MigratorTrait;
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 7, 15).unwrap();

pub struct Migrator;
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_auth::migration::Migrator::migrations();
        all.extend(coloa_agency::migration::migrations());
        all.extend(coloa_plan::migration::migrations());
        all
    }
}

pub struct World {
    pub access: Access,
    pub files: Files,
    pub clock: FixedClock,
    pub province: AgencyId,
    pub agencies: Vec<AgencyId>,
    _db: TestDb,
}

pub async fn world(mut db: TestDb, agencies: usize) -> World {
    let records = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let clock = FixedClock::on(TODAY);
    let access = Access::new(
        records.clone(),
        Keys::from_bytes([7; 32]),
        Arc::new(clock.clone()),
    )
    .await
    .unwrap();
    let directory = Agencies::new(access.clone());
    let province = found(&directory, "Tỉnh mẫu", None).await;
    let mut below = Vec::new();
    for number in 1..=agencies {
        below.push(found(&directory, &format!("Sở mẫu số {number}"), Some(province)).await);
    }
    let agencies = below;
    let files = Files::new(db.data().path().join("files"), 1_000_000, false);
    World {
        access,
        files,
        clock,
        province,
        agencies,
        _db: db,
    }
}

/// An agency of the directory.
async fn found(directory: &Agencies, name: &str, parent: Option<AgencyId>) -> AgencyId {
    let facts = Facts {
        kind: "department".into(),
        level: "province".into(),
        names: vec![Name {
            full: name.to_owned(),
            abbreviation: None,
            symbol: None,
            period: Period::ALWAYS,
            basis: None,
        }],
        parents: parent
            .map(|parent| Parent {
                tree: ADMINISTRATIVE.to_owned(),
                parent,
                period: Period::ALWAYS,
            })
            .into_iter()
            .collect(),
        ..Facts::default()
    };
    directory.create(&Actor::command_line(), facts).await.unwrap()
}

impl World {
    /// The agency is merged into another from a day on, and whatever comes of it is applied.
    pub async fn merge(&self, from: AgencyId, into: AgencyId, effective: NaiveDate) {
        let directory = Agencies::new(self.access.clone());
        let machine = Actor::command_line();
        let link = DraftLink {
            from,
            to: Some(into),
            function: None,
            percent: None,
        };
        let new = NewReorganisation {
            kind: Kind::Merge,
            title: "Sáp nhập mẫu".into(),
            effective,
            basis: None,
            note: None,
            draft: Draft {
                links: vec![link],
                ..Draft::default()
            },
        };
        let draft = directory.draft(&machine, new).await.unwrap();
        directory.review(&machine, draft, 1).await.unwrap();
    }

    /// An agency beside the province.
    pub async fn alone(&self) -> AgencyId {
        found(&Agencies::new(self.access.clone()), "Cơ quan ngành dọc mẫu", None).await
    }

    /// What a person was told: kinds, the newest first.
    pub async fn told(&self, actor: &Actor) -> Vec<String> {
        let filter = notifications::NotificationFilter {
            limit: 50,
            ..Default::default()
        };
        notifications::list(&self.access, actor, &filter)
            .await
            .unwrap()
            .into_iter()
            .map(|n| n.kind)
            .collect()
    }

    pub async fn person(&self, name: &str, role: Role, agency: AgencyId) -> Actor {
        self.person_over(name, role, agency, Some(agency)).await
    }

    /// A person with a post in one agency and a role over another, or over everything.
    pub async fn person_over(
        &self,
        name: &str,
        role: Role,
        agency: AgencyId,
        over: Option<AgencyId>,
    ) -> Actor {
        let new = people::NewPerson {
            user_name: format!("{name}.mau"),
            full_name: format!("Nguyễn Văn {name}"),
            email: Some(format!("{name}@tinh.invalid")),
            phone: None,
            posts: vec![people::NewPost {
                agency,
                title: "Chuyên viên".to_owned(),
                from: TODAY,
                to: None,
            }],
            grants: vec![people::NewGrant {
                role,
                agency: over,
                area: None,
                from: TODAY,
                to: None,
            }],
        };
        let id: PersonId = people::create(&self.access, &Actor::command_line(), new)
            .await
            .unwrap();
        people::actor(&self.access, id).await.unwrap().unwrap().0
    }

    pub async fn put<E, A>(&self, model: E::Model)
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<A>,
        A: ActiveModelTrait<Entity = E> + Send,
    {
        let tx = self.access.db().begin().await.unwrap();
        rows::insert::<E, A, _>(&tx, model).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn plan(&self) -> PlanId {
        let id = PlanId::new();
        self.put::<plan::Entity, _>(plan::Model {
            id: id.uuid(),
            kind: "plan".into(),
            title: "Kế hoạch bảo đảm an ninh mạng".into(),
            folded: "ke hoach bao dam an ninh mang".into(),
            number: Some("12/KH-UBND".into()),
            issued_on: NaiveDate::from_ymd_opt(2026, 3, 2),
            issuer: None,
            owner_agency_id: self.province.uuid(),
            parent_plan_id: None,
            replaces_plan_id: None,
            period_from: NaiveDate::from_ymd_opt(2026, 1, 1),
            period_to: NaiveDate::from_ymd_opt(2028, 12, 31),
            state: "active".into(),
            current_version_id: None,
            legal_basis: json!([]),
            handling: "normal".into(),
            created_by: None,
            created_at: coloa_base::Clock::now(&self.clock),
            activated_at: Some(coloa_base::Clock::now(&self.clock)),
            version: 1,
        })
        .await;
        id
    }

    /// A new approved version, in force.
    pub async fn version(&self, plan: PlanId, ordinal: i32, items: Vec<Item>) {
        let id = Uuid::now_v7();
        let now = coloa_base::Clock::now(&self.clock);
        self.put::<plan_version::Entity, _>(plan_version::Model {
            id,
            plan_id: plan.uuid(),
            ordinal,
            source_file_id: None,
            source_format: "txt".into(),
            source_text: String::new(),
            recognised: false,
            notes: json!([]),
            document: json!({}),
            state: "approved".into(),
            resolved_on: Some(TODAY),
            imported_by: None,
            imported_at: now,
            approved_by: None,
            approved_at: Some(now),
            version: 1,
        })
        .await;
        for (ordinal, item) in items.into_iter().enumerate() {
            let row = Uuid::now_v7();
            self.put::<plan_item::Entity, _>(plan_item::Model {
                id: row,
                plan_version_id: id,
                plan_id: plan.uuid(),
                lineage_id: item.lineage,
                derived_from: None,
                kind: item.kind.into(),
                ordinal: ordinal as i32,
                path: format!("III.{ordinal}"),
                heading: None,
                text: item.text,
                data: item.data,
                spans: json!({}),
                confidence: 1.0,
                review: "checked".into(),
                starting_state: item.starting,
                version: 1,
            })
            .await;
            for (n, (role, agencies, scope)) in item.parties.into_iter().enumerate() {
                self.put::<item_party::Entity, _>(item_party::Model {
                    id: Uuid::now_v7(),
                    item_id: row,
                    role: role.into(),
                    ordinal: n as i32,
                    printed: "Sở mẫu".into(),
                    scope,
                    state: "resolved".into(),
                    via: None,
                    confidence: 1.0,
                    agencies: json!(agencies.iter().map(|a| a.to_string()).collect::<Vec<_>>()),
                })
                .await;
            }
        }
        let tx = self.access.db().begin().await.unwrap();
        plan::Entity::update_many()
            .col_expr(
                plan::Column::CurrentVersionId,
                sea_orm::sea_query::Expr::value(Some(id)),
            )
            .filter_by_id(plan.uuid())
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn set_state(&self, plan: PlanId, state: &str) {
        let tx = self.access.db().begin().await.unwrap();
        plan::Entity::update_many()
            .col_expr(plan::Column::State, sea_orm::sea_query::Expr::value(state))
            .filter_by_id(plan.uuid())
            .exec(&tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub async fn sync(&self, plan: PlanId) -> SyncReport {
        let resource = coloa_auth::Resource::of_agency("plan", plan, self.province);
        let change = self
            .access
            .begin(&Actor::command_line(), action::PLAN_APPROVE, resource)
            .await
            .unwrap();
        let report = duties::sync(&change, &self.access, plan).await.unwrap();
        change.commit(report.detail()).await.unwrap();
        report
    }

    pub async fn duties_of(&self, agency: AgencyId) -> Vec<duties::Duty> {
        use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};
        coloa_plan::entity::duty::Entity::find()
            .filter(coloa_plan::entity::duty::Column::AgencyId.eq(agency.uuid()))
            .order_by_asc(coloa_plan::entity::duty::Column::DueKey)
            .order_by_asc(coloa_plan::entity::duty::Column::Id)
            .all(self.access.db().reader())
            .await
            .unwrap()
    }

    pub async fn tally_agrees(&self) -> bool {
        duties::tally::agrees(self.access.db().reader()).await.unwrap()
    }
}

trait FilterById {
    fn filter_by_id(self, id: Uuid) -> Self;
}
impl FilterById for sea_orm::UpdateMany<plan::Entity> {
    fn filter_by_id(self, id: Uuid) -> Self {
        use sea_orm::{ColumnTrait, QueryFilter};
        self.filter(plan::Column::Id.eq(id))
    }
}

pub type Party = (&'static str, Vec<AgencyId>, Option<String>);

/// An item to be made.
#[derive(Clone)]
pub struct Item {
    pub lineage: Uuid,
    pub kind: &'static str,
    pub text: String,
    pub data: Value,
    pub starting: Option<Value>,
    pub parties: Vec<Party>,
}

pub fn item(kind: &'static str, text: &str, data: Value, parties: Vec<Party>) -> Item {
    Item {
        lineage: Uuid::now_v7(),
        kind,
        text: text.to_owned(),
        data,
        starting: None,
        parties,
    }
}

pub fn task(text: &str, frame: Value, parties: Vec<Party>) -> Item {
    item(
        "task",
        text,
        json!({ "timeframe": frame, "product": "Báo cáo" }),
        parties,
    )
}
