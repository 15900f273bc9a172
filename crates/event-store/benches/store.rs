//! How large events are on disk and how long searches take over many of them. Not a microbenchmark: it fills a store
//! with the mixed stream of a province (`coloa_ingest::sample`), merges its segments and asks what analysts ask.
//!
//! `cargo bench -p coloa-event-store --bench store -- --events 10000000`
#![allow(clippy::print_stdout)]

use chrono::{DateTime, Duration as Span, FixedOffset, Utc};
use coloa_event_store::{
    Depot, EventStore, Row, Scope, Searcher, Window,
    metastore::MemoryMetastore,
    query::parse,
    search::{Limits, Request},
};
use coloa_ingest::{
    parsers::syslog::Clock,
    record::{Format, Record, understand},
    sample::Generator,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

// As the program itself does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Events that are taken in together.
const BATCH: u64 = 20_000;
/// One event in so many has a word that few others have.
const RARE: u64 = 3_000_000;
const ROUNDS: u64 = 20;

fn argument(name: &str, usual: u64) -> u64 {
    let arguments: Vec<String> = std::env::args().collect();
    arguments
        .iter()
        .position(|a| a == name)
        .and_then(|at| arguments.get(at + 1)?.parse().ok())
        .unwrap_or(usual)
}

fn main() {
    let events = argument("--events", 1_000_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(run(events));
}

#[derive(Default)]
struct Filled {
    json_bytes: u64,
    raw_bytes: u64,
    understood: Duration,
    appended: Duration,
    flushed: Duration,
}

fn row(seq: u64, line: &str, at: DateTime<Utc>, source: Uuid) -> Row {
    let clock = Clock {
        received: at,
        zone: FixedOffset::east_opt(7 * 3600).expect("a zone"),
    };
    let record = Record {
        payload: line.as_bytes().into(),
        ..Record::default()
    };
    let (event, problem) = understand(&record, Format::Auto, &clock);
    Row {
        seq,
        time: event.time.unwrap_or(at),
        received: at,
        source,
        system: None,
        agency: Some(Uuid::from_u128(u128::from(seq % 40))),
        problem: problem.map(|p| p.as_str().into()),
        raw_bytes: line.len() as u64,
        event,
    }
}

async fn fill(store: &EventStore, events: u64, start: DateTime<Utc>) -> Filled {
    let mut generator = Generator::new(11);
    let mut filled = Filled::default();
    let mut seq = 1;
    while seq <= events {
        let lines: Vec<(u64, DateTime<Utc>, String)> = (seq..(seq + BATCH).min(events + 1))
            .map(|seq| {
                // About 115 a second: ten million are a day.
                let at = start + Span::microseconds(i64::try_from(seq * 8_640).unwrap_or(0));
                let kind = generator.kind();
                let mut line = generator.ordinary(kind, at);
                let local = at + Span::hours(7);
                if seq % RARE == 7 {
                    line = format!(
                        "{} {} may-chu-01 app[1]: quocgia{seq} khong thay",
                        local.format("%b %e"),
                        local.format("%H:%M:%S")
                    );
                }
                (seq, at, line)
            })
            .collect();
        let begun = Instant::now();
        let rows: Vec<Row> = lines
            .iter()
            .map(|(seq, at, line)| row(*seq, line, *at, Uuid::from_u128(u128::from(seq % 300))))
            .collect();
        filled.understood += begun.elapsed();
        filled.json_bytes += rows
            .iter()
            .map(|r| r.event.to_json().to_string().len() as u64 + 1)
            .sum::<u64>();
        filled.raw_bytes += rows.iter().map(|r| r.raw_bytes + 1).sum::<u64>();
        let begun = Instant::now();
        store.append(&rows, |_| 3).expect("events fit");
        filled.appended += begun.elapsed();
        if store.is_due() {
            let begun = Instant::now();
            store.flush().await.expect("a segment is written");
            filled.flushed += begun.elapsed();
        }
        seq += BATCH;
    }
    let begun = Instant::now();
    store.flush().await.expect("a segment is written");
    filled.flushed += begun.elapsed();
    filled
}

async fn run(events: u64) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let depot = Depot::folder(folder.path()).expect("a depot");
    let store = EventStore::open(depot, Arc::new(MemoryMetastore::default()), true)
        .await
        .expect("a store");
    let start: DateTime<Utc> = "2026-07-01T00:00:00Z".parse().expect("a time");
    let filled = fill(&store, events, start).await;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / events as f64;
    println!("{events} events; release build: {}", !cfg!(debug_assertions));
    println!(
        "  a core: understood {:.1} µs, into columns {:.1} µs, into segments {:.1} µs an event",
        each(filled.understood),
        each(filled.appended),
        each(filled.flushed)
    );
    let begun = Instant::now();
    while store
        .compact(chrono::NaiveDate::MAX)
        .await
        .expect("segments are merged")
    {
        store.sweep().await;
    }
    println!("  merged in {:.1} s", begun.elapsed().as_secs_f64());
    let stand = store.stand();
    println!(
        "  {} segments, {:.1} MB: {:.1} % of the events as JSON ({:.1} MB), {:.1} % of the records as they came in",
        stand.segments,
        stand.bytes as f64 / 1e6,
        stand.bytes as f64 * 100.0 / filled.json_bytes as f64,
        filled.json_bytes as f64 / 1e6,
        stand.bytes as f64 * 100.0 / filled.raw_bytes as f64,
    );
    let searcher = Searcher::new(store.clone(), Limits::default());
    let window = Window {
        time: (
            start,
            start + Span::microseconds(i64::try_from((events + 1) * 8_640).unwrap_or(0)),
        ),
        ..Window::default()
    };
    println!("  p50 and p95 of {ROUNDS} searches over all of them, in ms:");
    let field = |n: u64| match n % 4 {
        0 => format!("host:may-chu-{:02}", n % 12 + 1),
        1 => "status:>=400".to_owned(),
        2 => format!("user:{}", ["nv.an", "nv.binh", "nv.chi"][(n % 3) as usize]),
        _ => format!("dst_ip:203.0.113.{}", n + 1),
    };
    measure("field filter, newest 100 with histogram", |n| {
        let (searcher, query) = (searcher.clone(), parse(&field(n)).expect("a query"));
        async move {
            let request = Request::newest(query.clone(), Scope::All, window, 100);
            let (rows, counts) = tokio::join!(
                searcher.rows(request),
                searcher.histogram(query, Scope::All, window)
            );
            assert!(!rows.expect("rows").found.rows.is_empty() && counts.expect("counts").found.total() > 0);
        }
    })
    .await;
    measure("rare word", |n| {
        let seq = 7 + RARE * (n % (events / RARE).max(1));
        let (searcher, query) = (
            searcher.clone(),
            parse(&format!("quocgia{seq}")).expect("a query"),
        );
        async move {
            let found = searcher
                .rows(Request::newest(query, Scope::All, window, 100))
                .await
                .expect("rows")
                .found;
            assert_eq!(found.rows.len(), usize::from(seq <= events));
        }
    })
    .await;
    measure("word that is not there", |n| {
        let (searcher, query) = (searcher.clone(), parse(&format!("khongco{n}")).expect("a query"));
        async move {
            let found = searcher
                .rows(Request::newest(query, Scope::All, window, 100))
                .await
                .expect("rows")
                .found;
            assert!(found.rows.is_empty());
        }
    })
    .await;
    measure("top 10 of a field", |n| {
        let field = ["src_ip", "status", "host", "user", "devname"][(n % 5) as usize];
        let searcher = searcher.clone();
        async move {
            let query = parse("").expect("a query");
            let top = searcher
                .top(query, Scope::All, window, field, 10)
                .await
                .expect("values")
                .found;
            assert!(!top.is_empty());
        }
    })
    .await;
    measure("everything, newest 100", |_| {
        let searcher = searcher.clone();
        async move {
            let query = parse("").expect("a query");
            let found = searcher
                .rows(Request::newest(query, Scope::All, window, 100))
                .await
                .expect("rows")
                .found;
            assert_eq!(found.rows.len(), 100);
        }
    })
    .await;
    measure("SQL: count by status", |_| {
        let searcher = searcher.clone();
        async move {
            let text = r#"SELECT "http.response.status_code", count(*) FROM events GROUP BY 1"#;
            let table = searcher
                .sql(text, Scope::All, 100)
                .await
                .expect("an answer")
                .found;
            assert!(table.rows.len() > 2);
        }
    })
    .await;
    println!("  {} of memory", memory());
}

async fn measure<F: Future<Output = ()>>(what: &str, search: impl Fn(u64) -> F) {
    let mut times = Vec::new();
    for n in 0..ROUNDS {
        let begun = Instant::now();
        search(n).await;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "  {what}: {:.0} / {:.0}",
        times[times.len() / 2],
        times[times.len() * 95 / 100]
    );
}

/// What this process held at most.
fn memory() -> String {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|s| {
            s.lines()
                .find(|l| l.starts_with("VmHWM"))
                .map(|l| l[6..].trim().to_owned())
        })
        .unwrap_or_default()
}
