//! Adds systems, assets and incidents of a large province to the data of `seed`, and times their pages with 20 users at
//! once, twice: the second time after a restart. Prints how long the import of 10,000 systems and the renewal of all
//! clocks took. What stands already is not seeded again.

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use clap::Parser;
use coloa_auth::{Actor, Role, people};
use coloa_base::{PersonId, SystemClock, text};
use coloa_bench::{
    COORDINATOR, FOCAL_POINTS, LEADER, Load, PASSWORD, Page, RESPONDER, User, config, measure,
};
use coloa_incident::{
    clock, clocks,
    entity::case::{incident, incident_clock},
    model::{Account, Facts, Origin},
};
use coloa_law::LawBook;
use coloa_platform::db::rows;
use coloa_server::App;
use coloa_system::{
    entity::system_asset,
    import::{self, Mode},
};
use sea_orm::{ConnectionTrait, Statement};
use std::{collections::HashMap, fmt::Write as _, path::PathBuf, sync::Arc, time::Instant};
use uuid::Uuid;

#[derive(Parser)]
struct Arguments {
    /// Data directory of `seed`.
    #[arg(long, default_value = "target/bench-data")]
    data_dir: PathBuf,
    #[arg(long, default_value_t = 20_000)]
    systems: usize,
    /// Of all systems together.
    #[arg(long, default_value_t = 2_000_000)]
    assets: usize,
    #[arg(long, default_value_t = 50_000)]
    incidents: usize,
    #[arg(long, default_value_t = 20)]
    users: usize,
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    #[arg(long, default_value_t = 500)]
    think: u64,
}

/// Systems of one sheet.
const SHEET: usize = 10_000;
/// One of so many incidents is open.
const OPEN: usize = 10;

#[tokio::main]
async fn main() -> Result<()> {
    let a = Arguments::parse();
    println!("release build: {}", !cfg!(debug_assertions));
    let app = App::start(config(a.data_dir.clone()), Arc::new(SystemClock)).await?;
    seed(&app, &a).await?;
    let start = Instant::now();
    let changed = clocks::renew_all(&app.cases, "bench").await?;
    println!(
        "all clocks of open cases looked at in {:.1} s, {changed} cases changed",
        start.elapsed().as_secs_f64()
    );
    app.db.close().await?;
    let load = Load {
        users: a.users,
        rounds: a.rounds,
        think: a.think,
    };
    let people: Vec<String> = (0..FOCAL_POINTS)
        .map(|n| format!("daumoi.{n}"))
        .chain([COORDINATOR, LEADER, RESPONDER].map(str::to_owned))
        .collect();
    for run in ["first start", "after a restart"] {
        measure(&a.data_dir, load, run, &people, pages).await?;
    }
    Ok(())
}

async fn seed(app: &App, a: &Arguments) -> Result<()> {
    let units = ids(app, "SELECT id FROM agency ORDER BY id").await?;
    anyhow::ensure!(!units.is_empty(), "run `seed` first");
    let standing = ids(app, "SELECT id FROM information_system ORDER BY id").await?;
    if standing.len() >= a.systems {
        println!("{} systems stand already", standing.len());
        return Ok(());
    }
    staff(app).await?;
    let units = names(app).await?;
    for sheet in 0..a.systems.div_ceil(SHEET) {
        let content = table(&units, sheet * SHEET, SHEET.min(a.systems - sheet * SHEET));
        let start = Instant::now();
        let done = import::table(
            &app.access,
            &Actor::command_line(),
            "he-thong.csv",
            content.as_bytes(),
            Mode::All,
        )
        .await?;
        anyhow::ensure!(done.applied, "the sheet was refused: {:?}", done.errors.first());
        println!(
            "import of {} systems: {:.1} s",
            done.created,
            start.elapsed().as_secs_f64()
        );
    }
    let systems = ids(app, "SELECT id FROM information_system ORDER BY id").await?;
    let start = Instant::now();
    assets(app, &systems, a.assets).await?;
    println!("{} assets: {:.1} s", a.assets, start.elapsed().as_secs_f64());
    let start = Instant::now();
    incidents(app, a.incidents).await?;
    println!(
        "{} incidents: {:.1} s",
        a.incidents,
        start.elapsed().as_secs_f64()
    );
    app.db.gather_statistics().await?;
    Ok(())
}

async fn query(app: &App, sql: &str) -> Result<Vec<sea_orm::QueryResult>> {
    let statement = Statement::from_string(app.db.backend(), sql);
    Ok(app.db.reader().query_all_raw(statement).await?)
}

async fn ids(app: &App, sql: &str) -> Result<Vec<Uuid>> {
    query(app, sql)
        .await?
        .iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

/// Names of agencies, as sheets call them.
async fn names(app: &App) -> Result<Vec<String>> {
    query(app, "SELECT full_name FROM agency_name ORDER BY full_name")
        .await?
        .iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect()
}

async fn staff(app: &App) -> Result<()> {
    let machine = Actor::command_line();
    let from = NaiveDate::from_ymd_opt(2025, 7, 1).context("a day")?;
    let new = people::NewPerson {
        full_name: "Người Đo Ứng Cứu".into(),
        user_name: RESPONDER.into(),
        email: None,
        phone: None,
        posts: Vec::new(),
        grants: vec![people::NewGrant {
            role: Role::Responder,
            agency: None,
            area: None,
            from,
            to: None,
        }],
    };
    let id: PersonId = people::create(&app.access, &machine, new).await?;
    people::set_password(&app.access, &machine, id, PASSWORD).await?;
    Ok(())
}

fn table(units: &[String], first: usize, rows: usize) -> String {
    let mut sheet = "agency,name,level,state,purpose,priority\n".to_owned();
    for n in first..first + rows {
        let unit = &units[n % units.len()];
        let level = n % 5 + 1;
        let _ = writeln!(
            sheet,
            "{unit},Hệ thống đo tải số {n:05},{level},đang vận hành,Giải quyết việc của cơ quan,{}",
            if n.is_multiple_of(3) { "có" } else { "không" }
        );
    }
    sheet
}

async fn assets(app: &App, systems: &[Uuid], all: usize) -> Result<()> {
    let kinds = ["software", "device", "service", "domain", "database"];
    let each = all / systems.len().max(1);
    for some in systems.chunks(100) {
        let tx = app.db.begin().await?;
        let models = some.iter().flat_map(|system| {
            (0..each).map(move |n| {
                let name = format!("Tài sản số {n:04}");
                let identifier = format!("pkg:generic/goi-{}@{}", n % 500, n % 9);
                let place = format!("10.{}.{}.{}", n % 200, n % 250, n % 240);
                system_asset::Model {
                    id: Uuid::now_v7(),
                    system_id: *system,
                    kind: kinds[n % kinds.len()].to_owned(),
                    folded: text::fold_plain(&name),
                    words: text::words(&format!("{name} {identifier} {place}")),
                    name,
                    vendor: format!("Hãng {}", n % 40),
                    version: format!("{}.{}", n % 9, n % 7),
                    identifier,
                    place,
                    purpose: String::new(),
                    origin: ["vn", "foreign", "unknown"][n % 3].to_owned(),
                    ends_on: None,
                    donated: false,
                    checked_on: None,
                    checked_by: String::new(),
                    version_no: 1,
                }
            })
        });
        rows::insert_all::<system_asset::Entity, _, _>(&tx, models).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Cases of two years with the clocks of the law, one of [`OPEN`] still open.
async fn incidents(app: &App, all: usize) -> Result<()> {
    let found = query(
        app,
        "SELECT id, agency_id, name, level FROM information_system ORDER BY id",
    )
    .await?;
    let systems: Vec<(Uuid, Uuid, String, i32)> = found
        .iter()
        .map(|row| {
            anyhow::Ok((
                row.try_get_by_index(0)?,
                row.try_get_by_index(1)?,
                row.try_get_by_index(2)?,
                row.try_get_by_index(3)?,
            ))
        })
        .collect::<Result<_>>()?;
    let now = app.clock.now();
    for chunk in (0..all).collect::<Vec<_>>().chunks(2_000) {
        let (mut cases, mut all_clocks) = (Vec::new(), Vec::new());
        for n in chunk {
            let (case, clocks) = case(app, *n, &systems[n % systems.len()], now)?;
            cases.push(case);
            all_clocks.extend(clocks);
        }
        let tx = app.db.begin().await?;
        rows::insert_all::<incident::Entity, _, _>(&tx, cases).await?;
        rows::insert_all::<incident_clock::Entity, _, _>(&tx, all_clocks).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn case(
    app: &App,
    n: usize,
    (system, agency, name, level): &(Uuid, Uuid, String, i32),
    now: DateTime<Utc>,
) -> Result<(incident::Model, Vec<incident_clock::Model>)> {
    let open = n.is_multiple_of(OPEN);
    // Open ones are of the last four days, closed ones of the 100 before.
    let minutes = i64::try_from(if open { n % 5_760 } else { 5_760 + n % 144_000 })?;
    let detected = now - Duration::minutes(minutes);
    let severity = ["M1", "M2", "M3", "M4"][n % 4];
    let facts = Facts::default();
    let mut row = incident::Model {
        id: Uuid::now_v7(),
        code: format!("SC-2026-{:05}", n + 1),
        title: format!("Sự cố đo tải số {n}"),
        folded: text::fold_plain(&format!("SC-2026-{:05} Sự cố đo tải số {n} {name}", n + 1)),
        description: "Máy chủ gửi nhiều kết nối lạ".to_owned(),
        agency_id: *agency,
        system_id: Some(*system),
        system_name: name.clone(),
        system_level: *level,
        system_exempt: None,
        self_operated: true,
        listed: false,
        group_code: [
            "malware",
            "intrusion",
            "denial_of_service",
            "data_leak",
            "phishing",
        ][n % 5]
            .to_owned(),
        scenario: String::new(),
        severity: severity.to_owned(),
        state: if open { "handling" } else { "closed" }.to_owned(),
        origin: "manual".to_owned(),
        origin_ref: String::new(),
        reporter: String::new(),
        facts: serde_json::to_string(&facts)?,
        account: serde_json::to_string(&Account::default())?,
        confirmed_serious: None,
        serious: n % 4 < 2,
        personal_data: n.is_multiple_of(7),
        state_secret: false,
        restricted: false,
        detected_at: detected,
        occurred_at: None,
        data_known_at: None,
        capacity_known_at: None,
        reported_at: detected,
        acknowledged_at: Some(detected + Duration::minutes(9)),
        contained_at: (!open).then(|| detected + Duration::hours(2)),
        eradicated_at: (!open).then(|| detected + Duration::hours(3)),
        recovered_at: (!open).then(|| detected + Duration::hours(5)),
        ended_at: (!open).then(|| detected + Duration::hours(6)),
        closed_at: (!open).then(|| detected + Duration::hours(90)),
        lead_id: None,
        lead_name: "Người Đo Ứng Cứu".to_owned(),
        playbook: String::new(),
        merged_into: None,
        drill_id: None,
        next_due: None,
        created_by: "bench".to_owned(),
        version: 1,
    };
    let situation = clock::Situation {
        origin: Origin::Manual,
        level: *level,
        listed: false,
        exempt: false,
        self_operated: true,
        serious: row.serious,
        personal_data: row.personal_data,
        facts,
        detected_at: detected,
        occurred_at: None,
        data_known_at: None,
        capacity_known_at: None,
        reported_at: detected,
        ended_at: row.ended_at,
        told_before_end: false,
    };
    let clocks: Vec<incident_clock::Model> = clock::owed(LawBook::current(), &app.cases.settings, &situation)
        .iter()
        .map(|owed| incident_clock::Model {
            id: Uuid::now_v7(),
            incident_id: row.id,
            duty: owed.duty.body.id.clone(),
            owed_by: owed.duty.body.from.join(","),
            owed_to: owed.to.to_owned(),
            starts_at: owed.starts_at,
            due_at: owed.due_at,
            met_at: (!open).then(|| owed.due_at.unwrap_or(owed.starts_at)),
            met_by: String::new(),
            due_when_met: owed.due_at.filter(|_| !open),
            proof: String::new(),
            report_id: None,
            acknowledged_at: None,
            acknowledged_by: String::new(),
            void_at: None,
            reminded: 9,
            version: 1,
        })
        .collect();
    if open {
        row.next_due = clock::next_due(&clocks);
    }
    Ok((row, clocks))
}

fn pages(people: &HashMap<String, User>) -> Result<Vec<Page>> {
    let list = people[RESPONDER].get_json("/api/v1/incidents?open=true&limit=1")?;
    let case = list["items"][0]["id"].as_str().context("a seeded incident")?;
    let list = people[COORDINATOR].get_json("/api/v1/systems?limit=1")?;
    let system = list["items"][0]["id"].as_str().context("a seeded system")?;
    let page = |name, user, paths: &[String]| Page {
        name,
        user,
        paths: paths.to_vec(),
    };
    let responder: fn(usize) -> String = |_| RESPONDER.into();
    let coordinator: fn(usize) -> String = |_| COORDINATOR.into();
    let focal: fn(usize) -> String = |n| format!("daumoi.{}", n % FOCAL_POINTS);
    let leader: fn(usize) -> String = |_| LEADER.into();
    let one = |path: &str| [path.to_owned()];
    Ok(vec![
        page("system list", coordinator, &one("/api/v1/systems?limit=50")),
        page(
            "systems flagged",
            coordinator,
            &one("/api/v1/systems?flagged=true&sort=level&limit=50"),
        ),
        page(
            "systems by name",
            coordinator,
            &one("/api/v1/systems?search=so%2001&limit=50"),
        ),
        page(
            "system page",
            coordinator,
            &[
                format!("/api/v1/systems/{system}"),
                format!("/api/v1/systems/assets?system={system}&limit=50"),
            ],
        ),
        page(
            "assets by name",
            coordinator,
            &one("/api/v1/systems/assets?search=so%200077&limit=50"),
        ),
        page(
            "controls by agency",
            coordinator,
            &[
                "/api/v1/systems/controls/agencies".to_owned(),
                "/api/v1/systems/controls?limit=50".to_owned(),
            ],
        ),
        page(
            "incident list",
            responder,
            &[
                "/api/v1/incidents?open=true&limit=50".to_owned(),
                "/api/v1/incidents/tally".to_owned(),
            ],
        ),
        page(
            "incidents overdue",
            responder,
            &one("/api/v1/incidents?open=true&overdue=true&limit=50"),
        ),
        page(
            "incidents by name",
            responder,
            &one("/api/v1/incidents?search=so%20421&sort=newest&limit=50"),
        ),
        page(
            "incidents of an agency",
            focal,
            &one("/api/v1/incidents?open=true&limit=50"),
        ),
        page("case page", responder, &[format!("/api/v1/incidents/{case}")]),
        page(
            "statistics of a year",
            responder,
            &one("/api/v1/incidents/statistics?from=2026-01-01&to=2026-12-31"),
        ),
        page("dashboard", leader, &one("/api/v1/dashboard")),
    ])
}
