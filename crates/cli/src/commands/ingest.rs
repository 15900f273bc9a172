//! `coloa ingest` and `coloa replay`: files of events to a running server, as a shipper would send them: in batches, again
//! where there is no room, and never a part of a batch. What is ingested has an id of its place and its text, so that a
//! file that is sent again changes nothing; what is replayed has none, and is new each time.

use super::{
    Context, Failure,
    files::{files, progress},
};
use crate::output;
use coloa_ingest::file::{self, Place};
use indicatif::ProgressBar;
use sha2::{Digest, Sha256};
use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Tệp hoặc thư mục: nhật ký Windows (.evtx), JSON từng dòng, bảng .csv, mọi nhật ký từng dòng.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Cổng nhận sự kiện của máy chủ (ingest.http).
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9200")]
    to: String,
    /// Mã truy cập của nguồn.
    #[arg(long, env = "COLOA_SOURCE_TOKEN", hide_env_values = true)]
    token: String,
}

#[derive(clap::Args)]
pub struct ReplayArguments {
    #[command(flatten)]
    ingest: Arguments,
    /// Số sự kiện gửi mỗi giây.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
}

/// Events of one request, and their bytes.
const MOST_EVENTS: usize = 2_000;
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// How often a batch leaves when the rate is bounded.
const BEAT: Duration = Duration::from_millis(100);
/// How long a server without room is left alone.
const PAUSE: Duration = Duration::from_secs(2);
/// Tries of one batch before it is given up.
const TRIES: u32 = 60;

pub fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    send(context, arguments, None)
}

pub fn replay(context: &Context, arguments: &ReplayArguments) -> Result<(), Failure> {
    send(context, &arguments.ingest, Some(arguments.rate))
}

fn send(context: &Context, arguments: &Arguments, rate: Option<u32>) -> Result<(), Failure> {
    log::set_max_level(log::LevelFilter::Off);
    let files = files(&arguments.paths)?;
    let bar = progress(files.iter().map(|(_, bytes)| bytes).sum());
    let mut sender = Sender {
        client: ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into(),
        url: format!("{}/_bulk?filter_path=errors", arguments.to.trim_end_matches('/')),
        authorization: format!("Bearer {}", arguments.token),
        bar: bar.clone(),
        batch: Vec::new(),
        events: 0,
        // At a rate, a batch is what one beat may bring.
        most: rate.map_or(MOST_EVENTS, |rate| (rate as usize / 10).clamp(1, MOST_EVENTS)),
        rate,
        begun: Instant::now(),
        sent: 0,
        repeated: 0,
    };
    let mut damaged = 0_u64;
    for (path, _) in &files {
        let mut failed = None;
        let read = file::send(
            path,
            |bytes| bar.inc(bytes),
            |one| match one {
                Ok((place, text)) => {
                    let id = rate.is_none().then(|| id(path, place, &text));
                    sender
                        .push(id.as_deref(), &text)
                        .map_err(|e| failed = Some(e))
                        .is_ok()
                }
                Err(e) => {
                    damaged += 1;
                    let shown = path.display().to_string();
                    let why = e.to_string();
                    bar.suspend(|| {
                        eprintln!(
                            "{}",
                            context.say("say.ingest_damaged", &[("file", &shown), ("why", &why)])
                        )
                    });
                    true
                }
            },
        );
        if let Some(failure) = failed {
            return Err(failure);
        }
        if let Err(e) = read {
            damaged += 1;
            let shown = path.display().to_string();
            bar.suspend(|| {
                eprintln!(
                    "{}",
                    context.say("say.ingest_damaged", &[("file", &shown), ("why", &e.to_string())])
                )
            });
        }
    }
    sender.flush()?;
    bar.finish_and_clear();
    let seconds = sender.begun.elapsed().as_secs_f64();
    output::line(&context.say(
        "say.ingest_done",
        &[
            ("events", &sender.sent),
            ("files", &files.len()),
            ("repeated", &sender.repeated),
            ("damaged", &damaged),
            (
                "rate",
                &format_args!("{:.0}", sender.sent as f64 / seconds.max(0.001)),
            ),
        ],
    ))
}

struct Sender {
    client: ureq::Agent,
    url: String,
    authorization: String,
    bar: ProgressBar,
    batch: Vec<u8>,
    events: usize,
    most: usize,
    rate: Option<u32>,
    begun: Instant,
    sent: u64,
    repeated: u64,
}

/// The id of a record: the same whenever the same file is sent.
fn id(path: &Path, place: Place, text: &str) -> String {
    let (kind, number) = match place {
        Place::Record(n) => (b'r', n),
        Place::Line(n) => (b'l', n),
    };
    let name = path.file_name().unwrap_or_default();
    let digest = Sha256::new()
        .chain_update(name.as_encoded_bytes())
        .chain_update([0, kind])
        .chain_update(number.to_le_bytes())
        .chain_update(text)
        .finalize();
    hex::encode(&digest[..16])
}

impl Sender {
    fn push(&mut self, id: Option<&str>, text: &str) -> Result<(), Failure> {
        let action = match id {
            Some(id) => format!("{{\"create\":{{\"_id\":\"{id}\"}}}}\n"),
            None => "{\"create\":{}}\n".to_owned(),
        };
        self.batch.extend_from_slice(action.as_bytes());
        self.batch.extend_from_slice(text.as_bytes());
        self.batch.push(b'\n');
        self.events += 1;
        if self.events >= self.most || self.batch.len() >= MOST_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if self.events == 0 {
            return Ok(());
        }
        if let Some(rate) = self.rate {
            // When so many may have been sent; the first batch leaves at once.
            let due = Duration::from_secs_f64(self.sent as f64 / f64::from(rate));
            thread::sleep(due.saturating_sub(self.begun.elapsed()).min(BEAT * 100));
        }
        for _ in 0..TRIES {
            let answer = self
                .client
                .post(&self.url)
                .header("authorization", &self.authorization)
                .send(self.batch.as_slice());
            let answer = match answer {
                Ok(answer) => answer,
                Err(e) => return Err(Failure::caused("cli.ingest_unreachable", &e).with("url", &self.url)),
            };
            match answer.status().as_u16() {
                200 => {
                    let number = |name: &str| -> u64 {
                        let text = answer.headers().get(name).and_then(|v| v.to_str().ok());
                        text.and_then(|t| t.parse().ok()).unwrap_or(0)
                    };
                    self.sent += number("x-coloa-taken");
                    self.repeated += number("x-coloa-repeated");
                    self.batch.clear();
                    self.events = 0;
                    return Ok(());
                }
                401 | 403 => return Err(Failure::new(1, "cli.ingest_token")),
                429 | 503 => {
                    self.bar.tick();
                    thread::sleep(PAUSE);
                }
                status => return Err(Failure::new(1, "cli.ingest_refused").with("status", status)),
            }
        }
        Err(Failure::new(1, "cli.ingest_busy"))
    }
}
