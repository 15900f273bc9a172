//! How long rules take over events, beside the engine of `rsigma-eval` with the same rules and events in the same run,
//! on one core. Both must find the same.
//!
//! `cargo bench -p coloa-detect --bench evaluate -- --rules ../shared/corpus/sigma-rules --events
//! ../shared/corpus/evtx-attack-samples`; without them the product's own rules and invented events.
#![allow(clippy::print_stdout)]

use chrono::{DateTime, Duration as Span, FixedOffset, Utc};
use coloa_detect::{Detector, RuleSet, reference};
use coloa_event::Event;
use coloa_ingest::{
    file,
    parsers::syslog::Clock,
    record::{Format, Record, understand},
    sample::{Generator, Kind},
};
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

// As the program itself does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Events of an invented stream.
const INVENTED: u64 = 40_000;
/// Times that each stream is looked at; the best of them counts, the others were disturbed.
const ROUNDS: usize = 3;

fn argument(name: &str) -> Option<PathBuf> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|a| a == name)?;
    arguments.get(at + 1).map(PathBuf::from)
}

fn main() {
    // Relative to the workspace: benches run in the folder of their crate.
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let rules = root.join(argument("--rules").unwrap_or_else(|| "rules".into()));
    let begun = Instant::now();
    let set = RuleSet::read(&rules).expect("rules");
    let read = begun.elapsed();
    let detector = Detector::new(set.clone());
    let engine = reference::Reference::new(&detector);
    println!(
        "{} rules, read in {:.1} s; release build: {}",
        detector.rules().len(),
        read.as_secs_f64(),
        !cfg!(debug_assertions)
    );
    let mut streams = vec![
        (
            "invented, mixed (40 % firewall, 30 % web, 20 % Windows, 10 % Linux)",
            invented(None),
        ),
        ("invented, Windows", invented(Some(Kind::Windows))),
    ];
    if let Some(folder) = argument("--events") {
        let mut events = Vec::new();
        from_files(&root.join(folder), &mut events);
        streams.push(("files", events));
    }
    println!(
        "µs an event of one core: rsigma-eval | here, values new | here, values seen before | ratios | rules fired"
    );
    for (name, events) in &streams {
        compare(name, events, &set, &engine);
    }
}

fn compare(name: &str, events: &[Event], set: &RuleSet, engine: &reference::Reference) {
    let sources: Vec<_> = events.iter().map(reference::log_sources).collect();
    let several = sources.iter().filter(|s| s.len() > 1).count();
    // Where an event has several categories the engine is asked once for each: those events are left out of its time.
    let single: Vec<usize> = (0..events.len()).filter(|n| sources[*n].len() == 1).collect();
    let mut best = [Duration::MAX; 3];
    let mut counts = [0; 3];
    for _ in 0..ROUNDS {
        // Nothing is remembered yet; programs are made before the clock runs, as the engine was.
        let detector = Detector::new(set.clone());
        for event in events {
            let _ = detector.rules_of(&event.logsource);
        }
        let mut run = |which: usize, work: &dyn Fn(usize) -> usize| {
            let begun = Instant::now();
            let fired: usize = single.iter().map(|n| work(*n)).sum();
            best[which] = best[which].min(begun.elapsed());
            counts[which] = fired;
        };
        run(0, &|n| engine.evaluate(&events[n], &sources[n]).len());
        run(1, &|n| detector.evaluate(&events[n]).len());
        run(2, &|n| detector.evaluate(&events[n]).len());
    }
    let each = |time: Duration| time.as_secs_f64() * 1e6 / single.len().max(1) as f64;
    let [theirs, new, seen] = best.map(each);
    println!(
        "  {name}: {theirs:.2} | {new:.2} | {seen:.2} | {:.2}x, {:.2}x | {} {} {} of {} events ({several} of several categories left out)",
        theirs / new,
        theirs / seen,
        counts[0],
        counts[1],
        counts[2],
        single.len(),
    );
    assert!(
        counts[0] == counts[1] && counts[1] == counts[2],
        "both find the same"
    );
}

fn invented(kind: Option<Kind>) -> Vec<Event> {
    let mut generator = Generator::new(5);
    let start: DateTime<Utc> = "2026-07-01T02:00:00Z".parse().expect("a time");
    (0..INVENTED)
        .map(|n| {
            let at = start + Span::milliseconds(i64::try_from(n).unwrap_or(0));
            let kind = kind.unwrap_or_else(|| generator.kind());
            let record = Record {
                payload: generator.ordinary(kind, at).into_bytes().into(),
                ..Record::default()
            };
            let clock = Clock {
                received: at,
                zone: FixedOffset::east_opt(7 * 3600).expect("a zone"),
            };
            understand(&record, Format::Auto, &clock).0
        })
        .collect()
}

fn from_files(path: &Path, into: &mut Vec<Event>) {
    if path.is_dir() {
        let mut inner: Vec<_> = std::fs::read_dir(path)
            .expect("a folder")
            .flatten()
            .map(|e| e.path())
            .collect();
        inner.sort();
        inner.iter().for_each(|p| from_files(p, into));
        return;
    }
    let zone = FixedOffset::east_opt(7 * 3600).expect("a zone");
    let _ = file::read(
        path,
        zone,
        |_| {},
        |record| {
            into.extend(record.ok().map(|(_, event)| event));
            true
        },
    );
}
