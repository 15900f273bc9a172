//! How large events are on disk and how long searches take over many of them. Not a microbenchmark: it fills a store
//! with the mixed stream of a province (`coloa_ingest::sample`), merges its segments and asks what analysts ask.
//!
//! `cargo bench -p coloa-event-store --bench store -- --events 10000000`; `--help` says what else.
#![allow(clippy::print_stdout)]

use chrono::{DateTime, Duration as Span, FixedOffset, Utc};
use coloa_event_store::{
    Depot, EventStore, Row, Scope, Searcher, Window,
    metastore::{MemoryMetastore, Metastore, Segment},
    query::parse,
    search::{Limits, Request},
};
use coloa_ingest::{
    parsers::syslog::Clock,
    record::{Format, Record, understand},
    sample::Generator,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
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

const HELP: &str = "\
  --events N     events of the store (1000000)
  --folder DIR   where the store lies, left there for the next run with the same number of events: ten million take
                 minutes to make; without it, a folder that is deleted at the end
  --only TEXT    only searches whose name has this text";

fn text_argument(name: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|a| a == name)?;
    arguments.get(at + 1).cloned()
}

fn main() {
    if std::env::args().any(|a| a == "--help") {
        println!("{HELP}");
        return;
    }
    let events = text_argument("--events")
        .and_then(|n| n.parse().ok())
        .unwrap_or(1_000_000);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(run(events));
}

/// The list of segments of a store that stays, in a file beside them: a line each.
struct List(PathBuf);

impl List {
    fn of(folder: &Path, events: u64) -> Self {
        Self(folder.join(format!("{events}.segments")))
    }

    fn write(&self, store: &EventStore) -> io::Result<()> {
        let lines = store.segments().into_iter().map(|s| {
            format!(
                "{} {} {} {} {} {} {} {} {} {} {} {} {}\n",
                s.id,
                s.day,
                s.class,
                s.seq.0,
                s.seq.1,
                s.time.0.timestamp_micros(),
                s.time.1.timestamp_micros(),
                s.rows,
                s.row_groups,
                s.bytes,
                s.words_bytes,
                s.raw_bytes,
                s.sha256
            )
        });
        fs::write(&self.0, lines.collect::<String>())
    }

    /// `None`: there is none, or not one that was written here.
    fn read(&self) -> Option<Vec<Segment>> {
        let segment = |line: &str| {
            let parts: Vec<&str> = line.split(' ').collect();
            let number = |at: usize| parts.get(at)?.parse::<u64>().ok();
            let time = |at: usize| DateTime::from_timestamp_micros(parts.get(at)?.parse().ok()?);
            Some(Segment {
                id: parts.first()?.parse().ok()?,
                day: parts.get(1)?.parse().ok()?,
                class: u8::try_from(number(2)?).ok()?,
                seq: (number(3)?, number(4)?),
                time: (time(5)?, time(6)?),
                rows: number(7)?,
                row_groups: u32::try_from(number(8)?).ok()?,
                bytes: number(9)?,
                words_bytes: number(10)?,
                raw_bytes: number(11)?,
                agencies: None,
                sha256: (*parts.get(12)?).to_owned(),
            })
        };
        fs::read_to_string(&self.0).ok()?.lines().map(segment).collect()
    }
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

/// A store with so many events, told of while it is made.
async fn filled(folder: &Path, events: u64, start: DateTime<Utc>) -> EventStore {
    let metastore = MemoryMetastore::default();
    let list = List::of(folder, events);
    let there = list.read();
    if let Some(segments) = &there {
        metastore.add(segments, events + 1).await.expect("a list");
    }
    let depot = Depot::folder(folder).expect("a depot");
    let store = EventStore::open(depot, Arc::new(metastore), true)
        .await
        .expect("a store");
    println!("{events} events; release build: {}", !cfg!(debug_assertions));
    if there.is_some() {
        return store;
    }
    let filled = fill(&store, events, start).await;
    let each = |time: Duration| time.as_secs_f64() * 1e6 / events as f64;
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
    list.write(&store).expect("a list");
    store
}

async fn run(events: u64) {
    let passing = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let folder = text_argument("--folder").map_or_else(|| passing.path().to_owned(), PathBuf::from);
    fs::create_dir_all(&folder).expect("a folder");
    let start: DateTime<Utc> = "2026-07-01T00:00:00Z".parse().expect("a time");
    let store = filled(&folder, events, start).await;
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

/// Measures a search, and prints its times.
async fn measure<F: Future<Output = ()>>(what: &str, search: impl Fn(u64) -> F) {
    if text_argument("--only").is_some_and(|only| !what.contains(&only)) {
        return;
    }
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
