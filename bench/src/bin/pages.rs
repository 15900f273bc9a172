//! Times the requests of five pages with 50 users at once against the seeded database, twice: the second time after
//! a restart. The server runs in this process on a loopback port; the clients share its two cores, so the figures
//! are an upper bound.

use anyhow::{Context, Result};
use clap::Parser;
use coloa_base::SystemClock;
use coloa_bench::{COORDINATOR, FOCAL_POINTS, LEADER, PASSWORD, User, config};
use coloa_server::App;
use serde_json::Value;
use std::{
    collections::HashMap,
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value = "target/bench-data")]
    data_dir: PathBuf,
    #[arg(long, default_value_t = 50)]
    users: usize,
    /// Times that each user opens each page.
    #[arg(long, default_value_t = 20)]
    rounds: usize,
    /// Pause of a user between two pages, in milliseconds: people read what they opened.
    #[arg(long, default_value_t = 500)]
    think: u64,
}

/// A page: its name, who opens it, and what it asks of the server one after another.
struct Page {
    name: &'static str,
    user: fn(usize) -> String,
    paths: Vec<String>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let a = Arguments::parse();
    println!(
        "{} users, {} rounds, {} ms between pages; release build: {}",
        a.users,
        a.rounds,
        a.think,
        !cfg!(debug_assertions)
    );
    for run in ["first start", "after a restart"] {
        measure(&a, run).await?;
    }
    Ok(())
}

async fn measure(a: &Arguments, run: &str) -> Result<()> {
    let app = App::start(config(a.data_dir.clone()), Arc::new(SystemClock)).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(coloa_server::serve::serve(app, listener, async {
        let _ = stopped.await;
    }));
    let asked = base.clone();
    let (people, plan) = tokio::task::spawn_blocking(move || {
        let people = sign_in_all(&asked)?;
        let plan = first_plan(&people)?;
        anyhow::Ok((Arc::new(people), plan))
    })
    .await??;
    let pages: Arc<Vec<Page>> = Arc::new(vec![
        Page {
            name: "dashboard",
            user: |_| LEADER.into(),
            paths: vec!["/api/v1/dashboard".into()],
        },
        Page {
            name: "today",
            user: |n| format!("daumoi.{}", n % FOCAL_POINTS),
            paths: vec!["/api/v1/duties/home".into()],
        },
        Page {
            name: "duty list",
            user: |_| COORDINATOR.into(),
            paths: vec![format!("/api/v1/duties?plan={plan}&status=in_progress&limit=50")],
        },
        Page {
            name: "overdue list",
            user: |_| COORDINATOR.into(),
            paths: vec!["/api/v1/duties?late=late&limit=50".into()],
        },
        Page {
            name: "plan page",
            user: |_| COORDINATOR.into(),
            paths: vec![
                format!("/api/v1/plans/{plan}"),
                format!("/api/v1/duties/summary?plan={plan}"),
                format!("/api/v1/targets?plan={plan}"),
            ],
        },
    ]);
    println!("== {run}");
    for page in 0..pages.len() {
        let mut tasks = Vec::new();
        for user in 0..a.users {
            let (pages, people, rounds, think) = (pages.clone(), people.clone(), a.rounds, a.think);
            tasks.push(tokio::task::spawn_blocking(move || {
                visit(&people, &pages[page], user, rounds, think)
            }));
        }
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await??);
        }
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!(
            "{:14} {:>6} views   p50 {:>7.1} ms   p95 {:>7.1} ms   max {:>7.1} ms",
            pages[page].name,
            times.len(),
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
    let _ = stop.send(());
    server.await??;
    Ok(())
}

/// Everybody of the seed, signed in once: so many sign-ins from one address at a time are refused, as they should be.
fn sign_in_all(base: &str) -> Result<HashMap<String, User>> {
    let focal = (0..FOCAL_POINTS).map(|n| format!("daumoi.{n}"));
    [COORDINATOR.to_owned(), LEADER.to_owned()]
        .into_iter()
        .chain(focal)
        .map(|name| Ok((name.clone(), User::sign_in(base, &name, PASSWORD)?)))
        .collect()
}

fn first_plan(people: &HashMap<String, User>) -> Result<String> {
    let body = people[COORDINATOR].get("/api/v1/plans?limit=1")?;
    let list: Value = serde_json::from_slice(&body)?;
    Ok(list["items"][0]["id"]
        .as_str()
        .context("the seeded plan")?
        .to_owned())
}

fn visit(
    people: &HashMap<String, User>,
    page: &Page,
    user: usize,
    rounds: usize,
    think: u64,
) -> Result<Vec<Duration>> {
    let mut person = people
        .get(&(page.user)(user))
        .context("a person of the seed")?
        .clone();
    // A connection of its own, as each browser has.
    person.reconnect();
    let mut times = Vec::with_capacity(rounds);
    // Users do not begin in step.
    std::thread::sleep(Duration::from_millis(user as u64 * think / 50));
    for _ in 0..rounds {
        let start = Instant::now();
        for path in &page.paths {
            person.get(path)?;
        }
        times.push(start.elapsed());
        std::thread::sleep(Duration::from_millis(think));
    }
    Ok(times)
}
