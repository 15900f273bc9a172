//! Seeds 3,400 units and a plan of 800 duties fanned out to 175 agencies each over three years, through the same
//! synchronisation that the product uses, and prints the row counts.

use anyhow::{Context, Result};
use chrono::NaiveDate;
use clap::Parser;
use coloa_auth::{Actor, Resource, Role, action, people, scope};
use coloa_base::{AgencyId, PageRequest, PersonId, PlanId, SystemClock};
use coloa_bench::{COORDINATOR, FOCAL_POINTS, LEADER, PASSWORD, config};
use coloa_plan::{
    duties,
    entity::{item_party, plan, plan_item, plan_version},
};
use coloa_platform::db::rows;
use coloa_server::App;
use sea_orm::{
    ConnectionTrait, Statement,
    sea_query::{Alias, Expr, Query},
};
use serde_json::json;
use std::{path::PathBuf, sync::Arc, time::Instant};
use uuid::Uuid;

#[derive(Parser)]
struct Arguments {
    /// Data directory; must not hold a database yet.
    #[arg(long, default_value = "target/bench-data")]
    data_dir: PathBuf,
    #[arg(long, default_value_t = 3_400)]
    units: usize,
    #[arg(long, default_value_t = 800)]
    duties: usize,
    /// Agencies of each duty.
    #[arg(long, default_value_t = 175)]
    agencies: usize,
    #[arg(long, default_value_t = 3)]
    years: i32,
    /// Progress reports to send through the service.
    #[arg(long, default_value_t = 2_000)]
    reports: usize,
}

#[tokio::main]
async fn main() -> Result<()> {
    let a = Arguments::parse();
    let config = config(a.data_dir.clone());
    anyhow::ensure!(
        !config.sqlite_path().exists(),
        "{} exists already",
        config.sqlite_path().display()
    );
    let app = App::start(config, Arc::new(SystemClock)).await?;
    let province = AgencyId::new();
    let units: Vec<AgencyId> = (1..a.units).map(|_| AgencyId::new()).collect();
    step("units", || directory(&app, province, &units)).await?;
    step("people", || staff(&app, province, &units)).await?;
    let plan = step("plan items", || plan(&app, province, &units, &a)).await?;
    step("duties", || fan_out(&app, plan)).await?;
    step("progress", || progress(&app, &units, a.reports)).await?;
    for table in [
        "agency",
        "person",
        "plan_item",
        "duty",
        "progress",
        "target",
        "obligation",
        "audit_entry",
    ] {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let row = app
            .db
            .reader()
            .query_one_raw(Statement::from_string(app.db.backend(), sql))
            .await?;
        let count: i64 = row.context("a count")?.try_get_by_index(0)?;
        println!("{table:12} {count:>10}");
    }
    let size = std::fs::metadata(app.config.sqlite_path())?.len();
    println!("database     {:>10} MiB", size / (1024 * 1024));
    app.db.close().await?;
    Ok(())
}

async fn step<T>(name: &str, work: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let done = work().await?;
    println!("{name:12} {:>10.1} s", start.elapsed().as_secs_f64());
    Ok(done)
}

/// A province with its units below it, written as the directory stores them.
async fn directory(app: &App, province: AgencyId, units: &[AgencyId]) -> Result<()> {
    let tx = app.db.begin().await?;
    let since = NaiveDate::from_ymd_opt(2025, 7, 1).context("a day")?;
    // The province first: the others point at it.
    let all: Vec<AgencyId> = std::iter::once(province).chain(units.iter().copied()).collect();
    for (i, chunk) in all.chunks(100).enumerate() {
        let mut agencies = Query::insert();
        agencies
            .into_table(Alias::new("agency"))
            .columns(["id", "kind", "level", "founded", "closed", "version"].map(Alias::new));
        let mut names = Query::insert();
        names.into_table(Alias::new("agency_name")).columns(
            [
                "id",
                "agency_id",
                "full_name",
                "abbreviation",
                "symbol",
                "basis",
                "valid_from",
                "valid_to",
            ]
            .map(Alias::new),
        );
        let mut parents = Query::insert();
        parents
            .into_table(Alias::new("agency_parent"))
            .columns(["id", "agency_id", "parent_id", "tree", "valid_from", "valid_to"].map(Alias::new));
        let mut any = false;
        for (j, id) in chunk.iter().enumerate() {
            let n = i * 100 + j;
            let none = || Expr::value(Option::<String>::None);
            let (kind, level, name) = if *id == province {
                ("province", "province", "Tỉnh Đo Tải".to_owned())
            } else if n < 60 {
                ("department", "province", format!("Sở Đo Tải số {n:04}"))
            } else {
                (
                    "commune",
                    "commune",
                    format!("Ủy ban nhân dân xã Đo Tải số {n:04}"),
                )
            };
            let day = Option::<NaiveDate>::None;
            agencies.values_panic([
                id.uuid().into(),
                kind.into(),
                level.into(),
                since.into(),
                Expr::value(day),
                1.into(),
            ]);
            names.values_panic([
                Uuid::now_v7().into(),
                id.uuid().into(),
                name.into(),
                none(),
                none(),
                none(),
                since.into(),
                Expr::value(day),
            ]);
            if *id != province {
                any = true;
                parents.values_panic([
                    Uuid::now_v7().into(),
                    id.uuid().into(),
                    province.uuid().into(),
                    "administrative".into(),
                    since.into(),
                    Expr::value(day),
                ]);
            }
        }
        tx.execute(&agencies).await?;
        tx.execute(&names).await?;
        if any {
            tx.execute(&parents).await?;
        }
    }
    scope::replace(&tx, all, units.iter().map(|u| (*u, province))).await?;
    tx.commit().await?;
    app.access.refresh().await?;
    Ok(())
}

async fn staff(app: &App, province: AgencyId, units: &[AgencyId]) -> Result<()> {
    let from = NaiveDate::from_ymd_opt(2025, 7, 1).context("a day")?;
    let mut wanted = vec![
        (COORDINATOR.to_owned(), Role::Coordinator, province),
        (LEADER.to_owned(), Role::Leader, province),
    ];
    wanted.extend((0..FOCAL_POINTS).map(|n| (format!("daumoi.{n}"), Role::FocalPoint, units[n])));
    let machine = Actor::command_line();
    for (name, role, agency) in wanted {
        let new = people::NewPerson {
            full_name: format!("Người Đo {name}"),
            user_name: name,
            email: None,
            phone: None,
            posts: vec![people::NewPost {
                agency,
                title: "Chuyên viên".into(),
                from,
                to: None,
            }],
            grants: vec![people::NewGrant {
                role,
                agency: Some(agency),
                area: None,
                from,
                to: None,
            }],
        };
        let id: PersonId = people::create(&app.access, &machine, new).await?;
        people::set_password(&app.access, &machine, id, PASSWORD).await?;
    }
    Ok(())
}

async fn plan(app: &App, province: AgencyId, units: &[AgencyId], a: &Arguments) -> Result<PlanId> {
    let (id, version) = (PlanId::new(), Uuid::now_v7());
    let last = 2026;
    let first = NaiveDate::from_ymd_opt(last - a.years + 1, 1, 1).context("a day")?;
    let start = first.and_hms_opt(0, 0, 0).context("midnight")?.and_utc();
    let tx = app.db.begin().await?;
    let row = plan::Model {
        id: id.uuid(),
        kind: "plan".into(),
        title: "Kế hoạch đo tải".into(),
        folded: "ke hoach do tai".into(),
        number: Some("01/KH-UBND".into()),
        issued_on: Some(first),
        issuer: None,
        owner_agency_id: province.uuid(),
        parent_plan_id: None,
        replaces_plan_id: None,
        period_from: Some(first),
        period_to: NaiveDate::from_ymd_opt(last, 12, 31),
        state: "active".into(),
        current_version_id: Some(version),
        legal_basis: json!([]),
        handling: "normal".into(),
        created_by: None,
        created_at: start,
        activated_at: Some(start),
        version: 1,
    };
    rows::insert::<plan::Entity, _, _>(&tx, row).await?;
    let row = plan_version::Model {
        id: version,
        plan_id: id.uuid(),
        ordinal: 1,
        source_file_id: None,
        source_format: "txt".into(),
        source_text: "Kế hoạch đo tải".into(),
        recognised: false,
        notes: json!([]),
        document: json!({}),
        state: "approved".into(),
        resolved_on: Some(first),
        imported_by: None,
        imported_at: start,
        approved_by: None,
        approved_at: Some(start),
        version: 1,
    };
    rows::insert::<plan_version::Entity, _, _>(&tx, row).await?;
    let (mut items, mut parties) = (Vec::new(), Vec::new());
    for n in 0..a.duties {
        let item = Uuid::now_v7();
        items.push(plan_item::Model {
            id: item,
            plan_version_id: version,
            plan_id: id.uuid(),
            lineage_id: Uuid::now_v7(),
            derived_from: None,
            kind: "task".into(),
            ordinal: i32::try_from(n)?,
            path: format!("III.{}.{}", n / 20 + 1, n % 20 + 1),
            heading: None,
            text: format!(
                "Nhiệm vụ đo tải số {n}: rà soát, bảo vệ hệ thống thông tin và báo cáo kết quả hằng năm."
            ),
            data: json!({ "timeframe": { "text": "Hằng năm", "kind": "annual", "from": null, "to": null } }),
            spans: json!({}),
            confidence: 1.0,
            review: "checked".into(),
            starting_state: None,
            version: 1,
        });
        let agencies: Vec<Uuid> = (0..a.agencies)
            .map(|k| units[(n * 37 + k) % units.len()].uuid())
            .collect();
        parties.push(item_party::Model {
            id: Uuid::now_v7(),
            item_id: item,
            role: "lead".into(),
            ordinal: 0,
            printed: "các đơn vị đo tải".into(),
            scope: None,
            state: "resolved".into(),
            via: Some("group".into()),
            confidence: 1.0,
            agencies: json!(agencies),
        });
    }
    rows::insert_all::<plan_item::Entity, _, _>(&tx, items).await?;
    rows::insert_all::<item_party::Entity, _, _>(&tx, parties).await?;
    tx.commit().await?;
    Ok(id)
}

async fn fan_out(app: &App, plan: PlanId) -> Result<()> {
    let resource = Resource::installation("plan", plan);
    let change = app
        .access
        .begin(&Actor::command_line(), action::PLAN_ACTIVATE, resource)
        .await?;
    let made = duties::sync(&change, &app.access, plan).await?;
    change.commit(made.detail()).await?;
    Ok(())
}

/// Reports through the service, spread over the units, so that tallies and history are as in real use.
async fn progress(app: &App, units: &[AgencyId], wanted: usize) -> Result<()> {
    let machine = Actor::command_line();
    let mut sent = 0;
    for unit in units {
        let filter = duties::DutyFilter {
            agencies: vec![*unit],
            ..duties::DutyFilter::default()
        };
        let page = PageRequest {
            cursor: None,
            limit: Some(20),
        };
        for duty in duties::read::list(&app.access, &machine, &filter, &page)
            .await?
            .items
        {
            if sent == wanted {
                return Ok(());
            }
            let done = sent % 3 == 0;
            let new = duties::NewProgress {
                status: if done {
                    duties::Status::Done
                } else {
                    duties::Status::InProgress
                },
                percent: Some(if done { 100 } else { 40 }),
                note: Some("Đã thực hiện theo kế hoạch.".into()),
                product: None,
                done_on: None,
                via: "cli",
            };
            duties::report(
                &app.access,
                &app.files,
                &machine,
                duty.duty.id,
                None,
                new,
                Vec::new(),
            )
            .await?;
            sent += 1;
        }
    }
    Ok(())
}
