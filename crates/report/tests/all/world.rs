//! An installation with figures from a source that the test moves: an issuer, and agencies below it.

use crate::material::{FROM, Migrator, TO, frozen, head};
use coloa_auth::{Access, Actor, Role, people};
use coloa_base::{AgencyId, FixedClock, PlanId, ReportId};
use coloa_document::{DocumentError, OfficialDocument, PdfRenderer};
use coloa_platform::{Keys, files::Files};
use coloa_report::{
    ReportError, Reports,
    directory::{Directory, Organ},
    service::NewReport,
    snapshot::{Frozen, PlanSnapshot},
    source::{AgencyDuties, Query, Scope, Source},
    store,
};
use coloa_testkit::TestDb;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// Records that a test may change between steps.
pub struct Records(pub Mutex<Frozen>);

#[async_trait::async_trait]
impl Source for Records {
    async fn has_plan(&self, _plan: PlanId) -> Result<bool, ReportError> {
        Ok(false)
    }
    async fn duties(&self, _query: &Query, scope: &Scope) -> Result<Vec<AgencyDuties>, ReportError> {
        let now = self.0.lock().unwrap();
        let parts = now.parts.iter().filter(|p| scope.holds(AgencyId(p.agency_id)));
        Ok(parts
            .map(|p| AgencyDuties {
                agency: AgencyId(p.agency_id),
                name: p.agency_name.clone(),
                duties: p.duties.clone(),
            })
            .collect())
    }
    async fn plan(&self, _query: &Query, _scope: &Scope) -> Result<PlanSnapshot, ReportError> {
        Ok(self.0.lock().unwrap().plan.clone())
    }
}

/// Nobody has a name; every agency holds the same roles.
pub struct Roles(pub Mutex<Vec<String>>);
#[async_trait::async_trait]
impl Directory for Roles {
    async fn names(
        &self,
        _ids: &[AgencyId],
        _on: chrono::NaiveDate,
    ) -> Result<HashMap<AgencyId, String>, ReportError> {
        Ok(HashMap::new())
    }
    async fn organ(&self, _id: AgencyId, _on: chrono::NaiveDate) -> Result<Option<Organ>, ReportError> {
        Ok(Some(Organ {
            name: "Ủy ban nhân dân tỉnh Lam Sơn".into(),
            symbol: Some("UBND".into()),
            roles: self.0.lock().unwrap().clone(),
            ..Organ::default()
        }))
    }
}

struct NoPdf;
impl PdfRenderer for NoPdf {
    fn pdf(&self, document: &OfficialDocument) -> Result<Vec<u8>, DocumentError> {
        Ok(document.subject.clone().into_bytes())
    }
}

pub struct World {
    pub reports: Reports,
    pub records: Arc<Records>,
    pub directory: Arc<Roles>,
    pub access: Access,
    pub _clock: FixedClock,
    pub issuer: AgencyId,
    /// An agency with duties that stands beside the issuer, not below it.
    pub stranger: AgencyId,
    _db: TestDb,
}

pub async fn world(mut db: TestDb) -> World {
    let connection = coloa_testkit::migrated::<Migrator>(&mut db).await;
    let clock = FixedClock::on(TO);
    let access = Access::new(connection, Keys::from_bytes([1; 32]), Arc::new(clock.clone()))
        .await
        .unwrap();
    // The last agency stands alone; the others stand below the issuer.
    let records = Arc::new(Records(Mutex::new(frozen(4, 6, 2))));
    let issuer = AgencyId::new();
    let mut agencies: Vec<AgencyId> = records.0.lock().unwrap().agencies().collect();
    let stranger = agencies.remove(5);
    let tx = access.db().begin().await.unwrap();
    let edges: Vec<_> = agencies.iter().map(|a| (*a, issuer)).collect();
    coloa_auth::scope::replace(&tx, agencies.into_iter().chain([issuer, stranger]), edges)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    access.refresh().await.unwrap();
    let files = Files::new(db.data().path().join("files"), 1_000_000, false);
    let directory = Arc::new(Roles(Mutex::default()));
    let reports = Reports::new(
        access.clone(),
        files,
        records.clone(),
        Arc::new(NoPdf),
        directory.clone(),
        "Tỉnh Lam Sơn",
    )
    .with_public_url("https://tinh.invalid/");
    World {
        reports,
        records,
        directory,
        access,
        _clock: clock,
        issuer,
        stranger,
        _db: db,
    }
}

pub fn new(w: &World) -> NewReport {
    NewReport {
        plan: None,
        template: None,
        level: "consolidated".into(),
        agency: w.issuer,
        title: "Báo cáo năm 2026".into(),
        period_kind: "year".into(),
        from: FROM,
        to: TO,
        due_on: None,
        head: head(),
        again: true,
    }
}

pub async fn version(w: &World, id: ReportId) -> i32 {
    store::find(w.access.db().reader(), id).await.unwrap().version
}

/// Somebody with one role at one agency, or over the whole installation.
pub async fn person(w: &World, name: &str, role: Role, agency: Option<AgencyId>) -> Actor {
    let person = people::NewPerson {
        user_name: name.into(),
        full_name: format!("Trần Thị {name}"),
        email: Some(format!("{name}@tinh.invalid")),
        phone: None,
        posts: Vec::new(),
        grants: vec![people::NewGrant {
            role,
            agency,
            area: None,
            from: TO,
            to: None,
        }],
    };
    let person = people::create(&w.access, &Actor::command_line(), person)
        .await
        .unwrap();
    people::actor(&w.access, person).await.unwrap().unwrap().0
}

/// A report that was closed and approved by the machine.
pub async fn approved(w: &World, new: NewReport) -> ReportId {
    let me = Actor::command_line();
    let id = w.reports.create(&me, new).await.unwrap();
    w.reports.close(&me, id, 1).await.unwrap();
    w.reports.approve(&me, id, 2).await.unwrap();
    id
}
