//! Sends events to a server of its own over HTTP (`_bulk`) and prints what it bears: events a second, time until a
//! request is answered, memory, how long until events are found, bytes on disk. The server is the program itself, in a
//! process of its own; this process makes and sends the events, and its share of the cores is told apart.
//!
//! `cargo run --release -p coloa-bench --bin events -- --rules ../shared/corpus/sigma-rules`

use anyhow::{Context, Result, ensure};
use chrono::Utc;
use clap::{Parser, ValueEnum};
use coloa_bench::{Process, Usage, User};
use coloa_ingest::sample::{Generator, Kind};
use serde_json::{Value, json};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Sign-in of the sample province's shift lead, as `serve --sample` prints it.
const PERSON: (&str, &str) = ("truongca", "ba vong thanh co loa");
/// How long events may take to be found in the end.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mix {
    /// Four tenths firewall, three web, two Windows, one Linux.
    Mixed,
    Windows,
}

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value = "target/release/coloa")]
    coloa: PathBuf,
    /// Sigma rules besides the product's own.
    #[arg(long)]
    rules: Option<PathBuf>,
    #[arg(long, value_enum, default_value = "mixed")]
    mix: Mix,
    /// Events a second that all clients together try to send; 0: as many as are taken.
    #[arg(long, default_value_t = 25_000)]
    rate: u64,
    #[arg(long, default_value_t = 300)]
    seconds: u64,
    #[arg(long, default_value_t = 4)]
    clients: u64,
    /// Events of a request.
    #[arg(long, default_value_t = 500)]
    batch: u64,
    /// How long the server idles before and after.
    #[arg(long, default_value_t = 20)]
    idle: u64,
    /// Folder of the server's data; it is emptied.
    #[arg(long, default_value = "target/bench-events")]
    data_dir: PathBuf,
    /// Another setting of the server.
    #[arg(long = "set")]
    settings: Vec<String>,
}

fn main() -> Result<()> {
    let a = Arguments::parse();
    if a.data_dir.exists() {
        std::fs::remove_dir_all(&a.data_dir)?;
    }
    println!(
        "{:?} events, {} a second from {} clients, {} to a request, for {} s; rules: {}",
        a.mix,
        a.rate,
        a.clients,
        a.batch,
        a.seconds,
        a.rules
            .as_ref()
            .map_or_else(|| "the product's own".to_owned(), |r| r.display().to_string()),
    );
    let server = Process::start(&mut command(&a)?)?;
    let person = retried(|| User::sign_in(&server.url, PERSON.0, PERSON.1))?;
    let door = retried(|| {
        let doors = person.get_json("/api/v1/sources")?;
        doors["doors"]["http"]
            .as_str()
            .map(str::to_owned)
            .context("the door for events")
    })?;
    let source = register(&person)?;
    thread::sleep(Duration::from_secs(a.idle));
    let idle = server.usage()?;
    println!("idle before: {}", memory(&idle));

    let sent = Arc::new(AtomicU64::new(0));
    let done = Arc::new(AtomicBool::new(false));
    let begun = (Instant::now(), server.usage()?, Usage::of("self")?);
    let clients: Vec<_> = (0..a.clients)
        .map(|n| {
            let client = Client {
                url: bulk_url(&door),
                token: source.token.clone(),
                generator: Generator::new(seed_of(n)),
                mix: a.mix,
                batch: a.batch,
                every: (a.rate > 0)
                    .then(|| Duration::from_secs_f64((a.batch * a.clients) as f64 / a.rate as f64)),
                sent: sent.clone(),
            };
            // Clients do not begin in step.
            let until = begun.0 + Duration::from_secs(a.seconds);
            thread::spawn(move || client.run(until))
        })
        .collect();
    let watcher = {
        let (sent, done, person, id) = (sent.clone(), done.clone(), person.clone(), source.id.clone());
        thread::spawn(move || watch(&person, &id, &sent, &done))
    };
    let mut told = Told::default();
    for client in clients {
        told.add(
            client
                .join()
                .map_err(|_| anyhow::anyhow!("a client broke down"))??,
        );
    }
    let took = begun.0.elapsed();
    let (used, own) = (server.usage()?, Usage::of("self")?);
    done.store(true, Ordering::Relaxed);
    let lags = watcher
        .join()
        .map_err(|_| anyhow::anyhow!("the watcher broke down"))??;
    let total = sent.load(Ordering::Relaxed);
    let behind = Instant::now();
    let found = wait(&person, &source.id, total)?;
    println!(
        "sent: {total} events, {:.0} a second; {} requests refused",
        total as f64 / took.as_secs_f64(),
        told.refused
    );
    println!(
        "found by search: {found} ({:.1} s after the last was sent)",
        behind.elapsed().as_secs_f64()
    );
    told.times.sort_unstable();
    println!(
        "a request is answered after: p50 {} ms, p95 {} ms, p99 {} ms, at most {} ms",
        at(&told.times, 0.5),
        at(&told.times, 0.95),
        at(&told.times, 0.99),
        at(&told.times, 1.0)
    );
    println!("not found yet while sending (events, looked at every 5 s): {lags:?}");
    let cores = |after: &Usage, before: &Usage| (after.cpu - before.cpu).as_secs_f64() / took.as_secs_f64();
    println!(
        "cores: server {:.2}, making and sending {:.2}; {:.1} µs of a core an event in the server",
        cores(&used, &begun.1),
        cores(&own, &begun.2),
        (used.cpu - begun.1.cpu).as_secs_f64() * 1e6 / total.max(1) as f64,
    );
    println!("server under load: {}", memory(&used));
    thread::sleep(Duration::from_secs(a.idle.max(1)));
    println!("idle after: {}", memory(&server.usage()?));
    println!(
        "on disk: segments {} MiB, event log {} MiB",
        mib(size(&a.data_dir.join("segments"))),
        mib(size(&a.data_dir.join("events")))
    );
    ensure!(
        found == total,
        "{} events are not found",
        total - found.min(total)
    );
    Ok(())
}

fn seed_of(client: u64) -> u64 {
    // Other events in every run, so that nothing that is kept from one helps the next.
    u64::try_from(Utc::now().timestamp_millis())
        .unwrap_or(1)
        .wrapping_mul(client + 1)
}

fn command(a: &Arguments) -> Result<Command> {
    ensure!(a.coloa.exists(), "{} is missing: make release", a.coloa.display());
    let mut command = Command::new(&a.coloa);
    command.arg("--data-dir").arg(&a.data_dir);
    let rules = a.rules.iter().map(|r| format!("ingest.rules=[{}]", json!(r)));
    let settings = [
        "http.listen=127.0.0.1:0",
        "ingest.http=127.0.0.1:0",
        "log.filter=warn",
    ]
    .map(str::to_owned);
    for setting in settings
        .into_iter()
        .chain(rules)
        .chain(a.settings.iter().cloned())
    {
        command.arg("--set").arg(setting);
    }
    command.args(["serve", "--sample"]);
    Ok(command)
}

struct Source {
    id: String,
    token: String,
}

fn register(person: &User) -> Result<Source> {
    let sources = person.get_json("/api/v1/sources")?;
    let agency = &sources["items"][0]["agency_id"];
    let made = person.post(
        "/api/v1/sources",
        &json!({ "name": "Đo tải", "protocol": "bulk", "agency_id": agency, "addresses": "" }),
    )?;
    let text = |v: &Value| v.as_str().map(str::to_owned).context("a source with its token");
    Ok(Source {
        id: text(&made["source"]["id"])?,
        token: text(&made["token"])?,
    })
}

fn retried<T>(what: impl Fn() -> Result<T>) -> Result<T> {
    let begun = Instant::now();
    loop {
        match what() {
            Err(_) if begun.elapsed() < PATIENCE => thread::sleep(Duration::from_millis(200)),
            done => return done,
        }
    }
}

fn bulk_url(door: &str) -> String {
    let address = door.rsplit("//").next().unwrap_or(door).trim_end_matches('/');
    format!("http://{address}/logs/_bulk")
}

struct Client {
    url: String,
    token: String,
    generator: Generator,
    mix: Mix,
    batch: u64,
    /// How often a request begins.
    every: Option<Duration>,
    sent: Arc<AtomicU64>,
}

#[derive(Default)]
struct Told {
    /// How long each request took, in milliseconds.
    times: Vec<u64>,
    refused: u64,
}

impl Told {
    fn add(&mut self, more: Self) {
        self.times.extend(more.times);
        self.refused += more.refused;
    }
}

impl Client {
    fn run(mut self, until: Instant) -> Result<Told> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut told = Told::default();
        let mut next = Instant::now();
        while next < until && Instant::now() < until {
            let body = self.body();
            thread::sleep(next.saturating_duration_since(Instant::now()));
            loop {
                let begun = Instant::now();
                let mut answer = agent
                    .post(&self.url)
                    .header("authorization", format!("Bearer {}", self.token))
                    .header("content-type", "application/x-ndjson")
                    .send(&body)?;
                let text = answer.body_mut().read_to_string()?;
                match answer.status().as_u16() {
                    200 => {
                        ensure!(text.contains("\"errors\":false"), "{text}");
                        told.times.push(u64::try_from(begun.elapsed().as_millis())?);
                        self.sent.fetch_add(self.batch, Ordering::Relaxed);
                        break;
                    }
                    429 | 503 => {
                        told.refused += 1;
                        thread::sleep(Duration::from_millis(500));
                    }
                    other => anyhow::bail!("answered {other}: {text}"),
                }
            }
            match self.every {
                Some(every) => next += every,
                None => next = Instant::now(),
            }
        }
        Ok(told)
    }

    fn body(&mut self) -> String {
        let mut body = String::with_capacity(self.batch as usize * 700);
        for _ in 0..self.batch {
            let kind = match self.mix {
                Mix::Mixed => self.generator.kind(),
                Mix::Windows => Kind::Windows,
            };
            let line = self.generator.ordinary(kind, Utc::now());
            body.push_str("{\"create\":{}}\n");
            if kind == Kind::Windows {
                body.push_str(&line);
            } else {
                let _ = write!(body, "{{\"message\":{}}}", Value::from(line));
            }
            body.push('\n');
        }
        body
    }
}

/// Events of the source that search finds.
fn found(person: &User, source: &str) -> Result<u64> {
    let query = format!("source%3A%22{source}%22");
    let answer = person.get_json(&format!(
        "/api/v1/search/histogram?q={query}&from=2000-01-01T00:00:00Z&to=2100-01-01T00:00:00Z"
    ))?;
    answer["total"].as_u64().context("a number of events")
}

/// How many events that were answered two seconds ago are not found.
fn watch(person: &User, source: &str, sent: &AtomicU64, done: &AtomicBool) -> Result<Vec<u64>> {
    let mut lags = Vec::new();
    while !done.load(Ordering::Relaxed) {
        let answered = sent.load(Ordering::Relaxed);
        thread::sleep(Duration::from_secs(2));
        lags.push(answered.saturating_sub(found(person, source)?));
        thread::sleep(Duration::from_secs(3));
    }
    Ok(lags)
}

fn wait(person: &User, source: &str, total: u64) -> Result<u64> {
    let begun = Instant::now();
    loop {
        let now = found(person, source)?;
        if now >= total || begun.elapsed() > PATIENCE {
            return Ok(now);
        }
        thread::sleep(Duration::from_millis(200));
    }
}

fn at(times: &[u64], share: f64) -> u64 {
    let last = times.len().saturating_sub(1);
    times.get((last as f64 * share) as usize).copied().unwrap_or(0)
}

fn mib(bytes: u64) -> u64 {
    bytes / (1024 * 1024)
}

fn memory(usage: &Usage) -> String {
    format!(
        "{} MiB resident, {} MiB at most",
        mib(usage.resident),
        mib(usage.peak)
    )
}

/// Bytes of all files in a folder.
fn size(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => size(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}
