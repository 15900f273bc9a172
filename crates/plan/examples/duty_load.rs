//! Measures duties at the size of a large province on SQLite: 800 texts × 175 agencies × 3 years in one
//! synchronisation, then the questions behind five pages at 50 concurrent readers, before and after reopening.
//!
//! `cargo run --release -p coloa-plan --example duty_load [texts] [agencies]`
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use chrono::NaiveDate;
use coloa_auth::{Access, Actor, Grant, Role, action, scope};
use coloa_base::{AgencyId, FixedClock, PageRequest, PlanId};
use coloa_plan::{
    duties::{self, DutyFilter, Guides, Lateness, SyncSettings, read},
    entity::{item_party, plan, plan_item, plan_version},
    query::{self, Scope},
};
use coloa_platform::{
    Db, Keys,
    config::DatabaseConfig,
    db::{MigrationList, rows},
};
use sea_orm_migration::MigratorTrait;
use serde_json::json;
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

struct Migrator;
impl MigratorTrait for Migrator {
    fn migrations() -> MigrationList {
        let mut all = coloa_agency::migration::Migrator::migrations();
        all.extend(coloa_plan::migration::migrations());
        all
    }
}

async fn open(path: &Path) -> Access {
    let db = Db::connect(&DatabaseConfig::default(), path).await.unwrap();
    db.migrate::<Migrator>().await.unwrap();
    let clock = FixedClock::on(NaiveDate::from_ymd_opt(2027, 3, 15).unwrap());
    Access::new(db, Keys::from_bytes([7; 32]), Arc::new(clock))
        .await
        .unwrap()
}

async fn seed(access: &Access, texts: usize, agencies: &[AgencyId], province: AgencyId) -> PlanId {
    let tx = access.db().begin().await.unwrap();
    let all = agencies.iter().copied().chain([province]);
    scope::replace(&tx, all, agencies.iter().map(|a| (*a, province)))
        .await
        .unwrap();
    let (id, version) = (PlanId::new(), Uuid::now_v7());
    let now = access.clock().now();
    let imported = now - chrono::Duration::days(430);
    let row = plan::Model {
        id: id.uuid(),
        kind: "plan".into(),
        title: "Kế hoạch".into(),
        folded: "ke hoach".into(),
        number: Some("1/KH".into()),
        issued_on: None,
        issuer: None,
        owner_agency_id: province.uuid(),
        parent_plan_id: None,
        replaces_plan_id: None,
        period_from: NaiveDate::from_ymd_opt(2026, 1, 1),
        period_to: NaiveDate::from_ymd_opt(2028, 12, 31),
        state: "active".into(),
        current_version_id: Some(version),
        legal_basis: json!([]),
        handling: "normal".into(),
        created_by: None,
        created_at: imported,
        activated_at: Some(now),
        version: 1,
    };
    rows::insert::<plan::Entity, _, _>(&tx, row).await.unwrap();
    let row = plan_version::Model {
        id: version,
        plan_id: id.uuid(),
        ordinal: 1,
        source_file_id: None,
        source_format: "text".into(),
        source_text: String::new(),
        recognised: false,
        notes: json!([]),
        document: json!({}),
        state: "approved".into(),
        resolved_on: None,
        imported_by: None,
        imported_at: imported,
        approved_by: None,
        approved_at: None,
        version: 1,
    };
    rows::insert::<plan_version::Entity, _, _>(&tx, row)
        .await
        .unwrap();
    let ids = json!(agencies.iter().map(ToString::to_string).collect::<Vec<_>>());
    for n in 0..texts {
        let item = Uuid::now_v7();
        let row = plan_item::Model {
            id: item,
            plan_version_id: version,
            plan_id: id.uuid(),
            lineage_id: Uuid::now_v7(),
            derived_from: None,
            kind: "task".into(),
            ordinal: i32::try_from(n).unwrap(),
            path: format!("III.{n}"),
            heading: None,
            text: format!(
                "Nhiệm vụ số {n}: rà soát, đánh giá và bảo vệ hệ thống thông tin theo cấp độ được phê duyệt, báo cáo kết quả"
            ),
            data: json!({ "timeframe": { "kind": "annual" } }),
            spans: json!({}),
            confidence: 1.0,
            review: "checked".into(),
            starting_state: None,
            version: 1,
        };
        rows::insert::<plan_item::Entity, _, _>(&tx, row).await.unwrap();
        let row = item_party::Model {
            id: Uuid::now_v7(),
            item_id: item,
            role: "lead".into(),
            ordinal: 0,
            printed: "Các sở, ban, ngành".into(),
            scope: None,
            state: "resolved".into(),
            via: None,
            confidence: 1.0,
            agencies: ids.clone(),
        };
        rows::insert::<item_party::Entity, _, _>(&tx, row).await.unwrap();
    }
    tx.commit().await.unwrap();
    access.refresh().await.unwrap();
    id
}

fn person(role: Role, agency: AgencyId) -> Actor {
    let mut actor = Actor::command_line();
    actor.kind = coloa_auth::ActorKind::Person;
    actor.person = Some(coloa_base::PersonId::new());
    actor.grants = vec![Grant {
        role,
        agency: Some(agency),
        area: None,
    }];
    actor
}

async fn measure(access: &Access, agencies: &[AgencyId], province: AgencyId, plan: PlanId, when: &str) {
    let chief = person(Role::Coordinator, province);
    let agency = agencies[agencies.len() / 2];
    let page = PageRequest {
        cursor: None,
        limit: Some(50),
    };
    for name in [
        "dashboard summary",
        "duties of an agency",
        "duties with filters",
        "a rare word",
        "plan summary",
        "overdue list",
    ] {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..50 {
            let (access, chief, page) = (access.clone(), chief.clone(), page.clone());
            tasks.spawn(async move {
                let mut times = Vec::new();
                for _ in 0..10 {
                    // People read between clicks: ten times the wait of the budget.
                    let pause = 1_000 + u64::from(Uuid::new_v4().as_bytes()[0]) * 4;
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                    let start = Instant::now();
                    match name {
                        "dashboard summary" => {
                            let _ = query::counts(&access, &chief, &Scope::default()).await.unwrap();
                        }
                        "duties of an agency" => {
                            let clerk = person(Role::FocalPoint, agency);
                            drop(
                                read::list(&access, &clerk, &DutyFilter::default(), &page)
                                    .await
                                    .unwrap(),
                            );
                        }
                        "duties with filters" => {
                            let filter = DutyFilter {
                                plan: Some(plan.uuid()),
                                statuses: vec![duties::Status::NotStarted],
                                search: Some("nhiem vu so 7".into()),
                                ..DutyFilter::default()
                            };
                            drop(read::list(&access, &chief, &filter, &page).await.unwrap());
                        }
                        "a rare word" => {
                            let filter = DutyFilter {
                                plan: Some(plan.uuid()),
                                search: Some("so 777".into()),
                                ..DutyFilter::default()
                            };
                            drop(read::list(&access, &chief, &filter, &page).await.unwrap());
                        }
                        "plan summary" => {
                            let scope = Scope {
                                plan: Some(plan.uuid()),
                                ..Scope::default()
                            };
                            drop(query::summary(&access, &chief, &scope).await.unwrap());
                        }
                        _ => {
                            let filter = DutyFilter {
                                lateness: Some(Lateness::Late),
                                ..DutyFilter::default()
                            };
                            drop(read::list(&access, &chief, &filter, &page).await.unwrap());
                        }
                    }
                    times.push(start.elapsed());
                }
                times
            });
        }
        let mut times: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
        times.sort_unstable();
        let at = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1e3;
        println!(
            "{when:>9} · {name:<20} p50 {:>7.1} ms · p95 {:>7.1} ms",
            at(50),
            at(95)
        );
    }
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let texts = args.next().map_or(800, |t| t.parse().unwrap());
    let agencies: Vec<_> = (0..args.next().map_or(175, |t| t.parse().unwrap()))
        .map(|_| AgencyId::new())
        .collect();
    let province = AgencyId::new();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("load.sqlite");
    let access = open(&path).await;
    let plan = seed(&access, texts, &agencies, province).await;
    let start = Instant::now();
    let resource = coloa_auth::Resource::of_agency("plan", plan, province);
    let change = access
        .begin(&Actor::command_line(), action::PLAN_APPROVE, resource)
        .await
        .unwrap();
    let settings = SyncSettings { horizon_days: 800 };
    let report = duties::sync_with(&change, &access, plan, &Guides::default(), settings)
        .await
        .unwrap();
    change.commit(report.detail()).await.unwrap();
    println!(
        "synchronised: {} texts, {} duties in {:.1} s",
        report.texts,
        report.created,
        start.elapsed().as_secs_f64()
    );
    let start = Instant::now();
    let change = access
        .begin(
            &Actor::command_line(),
            action::PLAN_APPROVE,
            coloa_auth::Resource::of_agency("plan", plan, province),
        )
        .await
        .unwrap();
    let again = duties::sync_with(&change, &access, plan, &Guides::default(), settings)
        .await
        .unwrap();
    println!(
        "again: {} created in {:.1} s",
        again.created,
        start.elapsed().as_secs_f64()
    );
    drop(change);
    println!(
        "file: {:.0} MB",
        std::fs::metadata(&path).unwrap().len() as f64 / 1e6
    );
    measure(&access, &agencies, province, plan, "warm").await;
    access.db().clone().close().await.unwrap();
    let access = open(&path).await;
    measure(&access, &agencies, province, plan, "reopened").await;
}
