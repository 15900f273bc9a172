//! `coloa hunt`: Sigma rules over files of events, without a server and without writing anything.
//!
//! Files are looked at by as many threads as the machine has cores; what they find goes to one printer, in order
//! within each file.

mod print;
mod summary;

use super::{
    Context, Failure,
    files::{files, progress},
};
use crate::output::Format;
use coloa_base::clock::VN_OFFSET;
use coloa_detect::{Correlated, Correlator, Detector, Hit, Kept, Level, RuleSet};
use coloa_event::{Event, Value};
use coloa_ingest::{
    file::{self, FileError, Place},
    parsers::evtx::EvtxError,
};
use indicatif::ProgressBar;
use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{SyncSender, sync_channel},
    },
    thread,
};
use summary::Summary;

#[derive(clap::Args)]
pub struct Arguments {
    /// Tệp hoặc thư mục: nhật ký Windows (.evtx), JSON từng dòng, syslog, nhật ký máy chủ web.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Tệp hoặc thư mục luật Sigma; có thể ghi nhiều lần.
    #[arg(long, required = true, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Chỉ báo từ mức này trở lên.
    #[arg(long, value_enum, default_value_t = Least::Informational)]
    level: Least,
}

/// The least level that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Least {
    Informational,
    Low,
    Medium,
    High,
    Critical,
}

impl Least {
    /// A rule whose author gives no level is told always.
    fn takes(self, level: Option<Level>) -> bool {
        let least = match self {
            Self::Informational => Level::Informational,
            Self::Low => Level::Low,
            Self::Medium => Level::Medium,
            Self::High => Level::High,
            Self::Critical => Level::Critical,
        };
        level.is_none_or(|l| l >= least)
    }
}

/// What a rule found, ready to be printed.
pub(super) struct Found {
    pub rule_id: String,
    pub rule_title: String,
    pub level: Option<Level>,
    pub tags: Vec<String>,
    pub file: String,
    pub place: Place,
    pub time: Option<chrono::DateTime<chrono::Utc>>,
    pub host: Option<String>,
    pub matched: Vec<coloa_detect::MatchedField>,
    /// What several events have in common, where they fired together.
    pub correlation: Option<Correlation>,
    pub event: serde_json::Value,
}

/// What a correlation counted.
pub(super) struct Correlation {
    pub group: Vec<(String, String)>,
    pub value: f64,
    /// Seconds.
    pub window: u64,
}

/// An event that correlations count once the order of all is known.
struct Waiting {
    time: chrono::DateTime<chrono::Utc>,
    file: Arc<str>,
    place: Place,
    kept: Kept,
}

/// What a thread tells the printer.
enum Said {
    Found(Box<Found>),
    Kept(Box<Waiting>),
    /// A record that could not be read.
    Damaged {
        file: String,
        why: Why,
    },
    /// A file that is of no known form, or could not be read at all.
    Skipped {
        file: String,
        why: Why,
    },
    /// Records of one file, and how many of them are of no known log source.
    Looked {
        records: u64,
        unknown: u64,
    },
}

/// A reason as a sentence of `messages/`.
struct Why {
    code: &'static str,
    detail: String,
}

impl Why {
    fn of(error: &FileError) -> Self {
        let (code, detail) = match error {
            FileError::Io(e) => ("say.hunt_why_io", e.to_string()),
            FileError::UnknownFormat => ("say.hunt_why_unknown", String::new()),
            FileError::Evtx(EvtxError::NoEventLog(_)) => ("say.hunt_why_evtx", String::new()),
            FileError::Evtx(EvtxError::Record(e)) => ("say.hunt_why_record", e.to_string()),
            FileError::Json { line, .. } => ("say.hunt_why_json", line.to_string()),
            FileError::LineTooLong { line } => ("say.hunt_why_long", line.to_string()),
        };
        Self { code, detail }
    }
}

/// Events kept for correlations; what is more is counted and said.
const MAX_KEPT: usize = 500_000;
/// Lines under way between the threads and the printer: what is more waits.
const UNDER_WAY: usize = 256;

pub fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    // The reader of event logs tells of each file it opens; what is damaged is told here.
    log::set_max_level(log::LevelFilter::Off);
    let mut set = RuleSet::default();
    for path in &arguments.rules {
        let more = RuleSet::read(path).map_err(|e| match e {
            coloa_detect::RulesError::Io { path, source } => {
                Failure::file(&path.display().to_string(), source)
            }
        })?;
        set.extend(more);
    }
    if set.rules.is_empty() {
        let shown = arguments.rules.first().map(|p| p.display().to_string());
        return Err(Failure::new(1, "cli.no_rules").with("what", shown.unwrap_or_default()));
    }
    let files = files(&arguments.paths)?;
    let mut detector = Detector::new(set);
    let mut correlator = Correlator::new(&mut detector);
    let mut summary = Summary::new(&detector, correlator.len());
    let bytes = files.iter().map(|(_, size)| size).sum();
    let bar = progress(bytes);
    let work = Mutex::new(files.into_iter().map(|(path, _)| path).collect::<VecDeque<_>>());
    let stop = AtomicBool::new(false);
    let (send, receive) = sync_channel(UNDER_WAY);
    let mut kept: Vec<Waiting> = Vec::new();
    let mut printer = print::Printer::new(context.format);
    let printed = thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..threads {
            let (send, bar, work, stop) = (send.clone(), &bar, &work, &stop);
            let rules = (&detector, &correlator, arguments.level);
            scope.spawn(move || {
                while let Some(path) = next(work, stop) {
                    look(&path, rules, bar, &send, stop);
                }
            });
        }
        // The printer ends when the last thread has dropped its end.
        drop(send);
        for said in receive {
            let took = summary.take(&said, context).and_then(|()| match said {
                Said::Found(found) => bar.suspend(|| printer.print(&found)),
                Said::Kept(one) => {
                    if kept.len() < MAX_KEPT {
                        kept.push(*one);
                    } else {
                        summary.uncounted += 1;
                    }
                    Ok(())
                }
                _ => Ok(()),
            });
            if let Err(failure) = took {
                // Threads that wait for room see that nobody listens.
                stop.store(true, Ordering::Relaxed);
                return Err(failure);
            }
        }
        Ok(())
    });
    bar.finish_and_clear();
    printed?;
    // The order of all files is known only now.
    kept.sort_by_key(|one| one.time);
    for one in &kept {
        for correlated in correlator.process_kept(&one.kept, one.time) {
            if arguments.level.takes(correlated.level) {
                let found = together(one, correlated);
                summary.found(&found);
                printer.print(&found)?;
            }
        }
    }
    summary.print(context)
}

/// A correlation, told at the event that completed it.
fn together(last: &Waiting, correlated: Correlated) -> Found {
    Found {
        rule_id: correlated.rule_id,
        rule_title: correlated.rule_title,
        level: correlated.level,
        tags: correlated.tags,
        file: last.file.to_string(),
        place: last.place,
        time: Some(last.time),
        host: host(&last.kept.event),
        matched: Vec::new(),
        correlation: Some(Correlation {
            group: correlated.group,
            value: correlated.value,
            window: correlated.window,
        }),
        event: last.kept.event.to_json(),
    }
}

fn next(work: &Mutex<VecDeque<PathBuf>>, stop: &AtomicBool) -> Option<PathBuf> {
    if stop.load(Ordering::Relaxed) {
        return None;
    }
    work.lock().unwrap_or_else(|e| e.into_inner()).pop_front()
}

/// Looks at one file.
fn look(
    path: &Path,
    (detector, correlator, least): (&Detector, &Correlator, Least),
    bar: &ProgressBar,
    send: &SyncSender<Said>,
    stop: &AtomicBool,
) {
    let shown = path.display().to_string();
    let file: Arc<str> = shown.as_str().into();
    let (mut records, mut unknown) = (0, 0);
    let tell = |said| {
        if send.send(said).is_err() {
            stop.store(true, Ordering::Relaxed);
        }
        !stop.load(Ordering::Relaxed)
    };
    let result = file::read(
        path,
        VN_OFFSET,
        |bytes| bar.inc(bytes),
        |record| {
            let (place, event) = match record {
                Ok(one) => one,
                Err(e) => {
                    return tell(Said::Damaged {
                        file: shown.clone(),
                        why: Why::of(&e),
                    });
                }
            };
            records += 1;
            unknown += u64::from(event.logsource.is_unknown());
            let hits = detector.evaluate(&event);
            // An event without a time cannot stand before or after another.
            if let Some(time) = event.time
                && let Some(kept) = correlator.keep(&event, &hits)
                && !tell(Said::Kept(Box::new(Waiting {
                    time,
                    file: file.clone(),
                    place,
                    kept,
                })))
            {
                return false;
            }
            hits.into_iter()
                .filter(|hit| least.takes(hit.rule.level) && correlator.tells(hit))
                .all(|hit| tell(Said::Found(Box::new(found(&shown, place, &event, hit)))))
        },
    );
    if let Err(e) = result {
        let why = Why::of(&e);
        tell(Said::Skipped { file: shown, why });
    }
    tell(Said::Looked { records, unknown });
}

/// Fields that name the host of an event, in the order they are believed.
const HOSTS: [&str; 4] = ["Computer", "host.name", "hostname", "host"];

fn host(event: &Event) -> Option<String> {
    HOSTS.iter().find_map(|h| event.get(h)).and_then(Value::to_text)
}

fn found(file: &str, place: Place, event: &Event, hit: Hit<'_>) -> Found {
    Found {
        rule_id: hit.rule.id.clone(),
        rule_title: hit.rule.title.clone(),
        level: hit.rule.level,
        tags: hit.rule.tags.clone(),
        file: file.to_owned(),
        place,
        time: event.time,
        host: host(event),
        matched: hit.fields,
        correlation: None,
        event: event.to_json(),
    }
}

impl Format {
    /// Whether standard output is for programs, so that everything for people goes to the errors.
    const fn is_for_programs(self) -> bool {
        matches!(self, Self::Json | Self::Csv)
    }
}
