//! Times the requests of five pages with 50 users at once against the seeded database, twice: the second time after
//! a restart. The server runs in this process on a loopback port; the clients share its two cores, so the figures
//! are an upper bound.

use anyhow::{Context, Result};
use clap::Parser;
use coloa_bench::{COORDINATOR, FOCAL_POINTS, LEADER, Load, Page, User, measure};
use std::{collections::HashMap, path::PathBuf};

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
    let load = Load {
        users: a.users,
        rounds: a.rounds,
        think: a.think,
    };
    let people: Vec<String> = (0..FOCAL_POINTS)
        .map(|n| format!("daumoi.{n}"))
        .chain([COORDINATOR.to_owned(), LEADER.to_owned()])
        .collect();
    for run in ["first start", "after a restart"] {
        measure(&a.data_dir, load, run, &people, pages).await?;
    }
    Ok(())
}

fn pages(people: &HashMap<String, User>) -> Result<Vec<Page>> {
    let list = people[COORDINATOR].get_json("/api/v1/plans?limit=1")?;
    let plan = list["items"][0]["id"].as_str().context("the seeded plan")?;
    Ok(vec![
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
    ])
}
