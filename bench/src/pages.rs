//! Times pages: what each asks of the server one after another, opened by many users at once.

use crate::{PASSWORD, User, config};
use anyhow::{Context, Result};
use coloa_base::SystemClock;
use coloa_server::App;
use std::{
    collections::{BTreeSet, HashMap},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

/// A page: its name, who opens it, and what it asks of the server one after another.
#[derive(Debug)]
pub struct Page {
    pub name: &'static str,
    pub user: fn(usize) -> String,
    pub paths: Vec<String>,
}

/// How many open pages, and how.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    pub users: usize,
    /// Times that each user opens each page.
    pub rounds: usize,
    /// Pause of a user between two pages, in milliseconds: people read what they opened.
    pub think: u64,
}

/// Starts a server over the data, asks `pages` for the pages once somebody is signed in, and prints how long each took.
///
/// # Errors
/// The data cannot be opened, or a request fails.
pub async fn measure(
    data: &Path,
    load: Load,
    run: &str,
    people: &[String],
    pages: impl FnOnce(&HashMap<String, User>) -> Result<Vec<Page>> + Send + 'static,
) -> Result<()> {
    let app = App::start(config(data.to_owned()), Arc::new(SystemClock)).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(coloa_server::serve::serve(app, listener, async {
        let _ = stopped.await;
    }));
    // Everybody signed in once: so many sign-ins from one address at a time are refused, as they should be.
    let names: BTreeSet<String> = people.iter().cloned().collect();
    let (people, pages) = tokio::task::spawn_blocking(move || {
        let people = names
            .into_iter()
            .map(|name| Ok((name.clone(), User::sign_in(&base, &name, PASSWORD)?)))
            .collect::<Result<HashMap<_, _>>>()?;
        let pages = pages(&people)?;
        anyhow::Ok((Arc::new(people), Arc::new(pages)))
    })
    .await??;
    println!("== {run}");
    for page in 0..pages.len() {
        let mut tasks = Vec::new();
        for user in 0..load.users {
            let (pages, people) = (pages.clone(), people.clone());
            tasks.push(tokio::task::spawn_blocking(move || {
                visit(&people, &pages[page], user, load)
            }));
        }
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await??);
        }
        times.sort_unstable();
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!(
            "{:22} {:>6} views   p50 {:>7.1} ms   p95 {:>7.1} ms   max {:>7.1} ms",
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

fn visit(people: &HashMap<String, User>, page: &Page, user: usize, load: Load) -> Result<Vec<Duration>> {
    let mut person = people
        .get(&(page.user)(user))
        .context("a person of the seed")?
        .clone();
    // A connection of its own, as each browser has.
    person.reconnect();
    let mut times = Vec::with_capacity(load.rounds);
    // Users do not begin in step.
    std::thread::sleep(Duration::from_millis(user as u64 * load.think / 50));
    for _ in 0..load.rounds {
        let start = Instant::now();
        for path in &page.paths {
            person.get(path)?;
        }
        times.push(start.elapsed());
        std::thread::sleep(Duration::from_millis(load.think));
    }
    Ok(times)
}
