//! The worker: follows the log, parses, runs the rules, puts events where they are found, raises alerts, and notes how
//! far it got.

use crate::{
    ahead::{self, Part},
    detection::Detection,
    directory::Directory,
    indicators::Indicators,
    intake::Intake,
    keeper::{Hold, Keeper},
    look, past, silence,
    store::RecordsMetastore,
};
use coloa_alert::{AlertError, take};
use coloa_base::Clock;
use coloa_detect::{Catalogue, Coverage, Level, RuleSet};
use coloa_event::Finding;
use coloa_event_log::{EventLog, LogError, Mark, Settings};
use coloa_event_store::{
    Depot, EventStore, Row, Scope, SearchError, Searcher, Stand, Window,
    query::Query,
    search::{Limits, Order, Request},
};
use coloa_platform::{Db, StoreError};
use coloa_source::store as sources;
use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
};
use uuid::Uuid;

/// What the worker calls its place in the log.
const NAME: &str = "detect";
/// How often counts are written, and the place is noted at most.
const NOTED_EVERY: Duration = Duration::from_secs(5);
/// How rarely the place is noted at least, and how many times longer than its copying takes the worker goes on between:
/// tens of thousands of groups are a tenth of a second in which nothing is looked at.
const NOTED_AT_LEAST: Duration = Duration::from_secs(60);
const NOTED_SHARE: u32 = 50;
/// Parts whose findings wait to be stored.
const MOST_WAITING: usize = 2;
/// How often silent sources are looked for, and sources are read anew in case another process changed them.
const LOOKED_EVERY: Duration = Duration::from_secs(30);
/// How often counts of minutes that are too old are forgotten.
const FORGOTTEN_EVERY: Duration = Duration::from_secs(3600);
/// How long the worker waits after a failure of the records.
const PAUSE: Duration = Duration::from_secs(2);
/// Events in memory beyond which the worker waits for the keeper; the log has the others meanwhile.
const MOST_HOT: u64 = 250_000;
/// Events to each side of one that are looked at together with it, at most.
pub const MOST_AROUND: usize = 200;

/// Why the pipeline does not start.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    #[error("the event log cannot be used")]
    Log(#[from] LogError),
    #[error("the sources cannot be read")]
    Store(#[from] StoreError),
    #[error("the store of events cannot be used")]
    Events(#[from] coloa_event_store::StoreError),
}

/// What the pipeline works with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Folder of the event log.
    pub log_folder: PathBuf,
    pub log: Settings,
    /// Bytes of the log, packed, that are kept although nobody needs them any more.
    pub keep_bytes: u64,
    pub rules: RuleSet,
    /// Findings below this level are counted by correlations and not told.
    pub least: Level,
    /// Where segments of events lie.
    pub depot: Depot,
    pub search: Limits,
    /// Days that any event is kept at least.
    pub keep_days: u32,
}

/// How the pipeline stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Number of the next record that comes in, and of the next that is looked at.
    pub next: u64,
    pub looked_at: u64,
    pub log_bytes: u64,
    pub free_bytes: u64,
    /// Events, findings and alerts since the start.
    pub events: u64,
    pub findings: u64,
    pub alerts: u64,
    pub rules: usize,
    pub correlations: usize,
    /// Rules that cannot run.
    pub problems: usize,
    pub indicators: usize,
    /// Events that are kept.
    pub kept: Stand,
}

#[derive(Debug, Default)]
struct Counters {
    /// What is before was looked at, and what was found in it is stored.
    looked_at: watch::Sender<u64>,
    /// What is before need not be looked at again after a restart.
    noted: AtomicU64,
    events: AtomicU64,
    findings: AtomicU64,
    alerts: AtomicU64,
}

/// Takes events in, keeps them and turns them into alerts; cheap to clone.
#[derive(Clone, Debug)]
pub struct Pipeline {
    pub intake: Intake,
    /// Finds events again.
    pub searcher: Searcher,
    store: EventStore,
    /// Events that must not be deleted.
    holds: watch::Sender<Vec<Hold>>,
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    detection: Arc<Mutex<Detection>>,
    counters: Arc<Counters>,
    keep_bytes: u64,
    keep_days: u32,
    least: Level,
    indicators: Arc<Mutex<Arc<Indicators>>>,
}

impl Pipeline {
    /// Opens the log and the store. Nothing is looked at before [`Self::run`].
    ///
    /// # Errors
    /// The log, the store or the sources cannot be read.
    pub async fn open(setup: Setup, db: Db, clock: Arc<dyn Clock>) -> Result<Self, PipelineError> {
        let log = EventLog::open(&setup.log_folder, setup.log).await?;
        let directory = Directory::default();
        directory.refresh(&db).await?;
        // Whoever has the log alone is the one who writes segments.
        let store = EventStore::open(setup.depot, Arc::new(RecordsMetastore::new(db.clone())), true).await?;
        Ok(Self {
            intake: Intake::new(log, directory, clock.clone()),
            searcher: Searcher::new(store.clone(), setup.search),
            store,
            holds: watch::Sender::default(),
            db,
            clock,
            detection: Arc::new(Mutex::new(Detection::new(setup.rules, setup.least))),
            counters: Arc::default(),
            keep_bytes: setup.keep_bytes,
            keep_days: setup.keep_days,
            least: setup.least,
            indicators: Arc::default(),
        })
    }

    /// The store of events.
    #[must_use]
    pub fn store(&self) -> &EventStore {
        &self.store
    }

    /// Says which events must not be deleted, in the place of what was said before.
    pub fn hold(&self, holds: Vec<Hold>) {
        self.holds.send_replace(holds);
    }

    /// Runs these rules from now on; what correlations have counted stays. They are made ready beside the running
    /// ones.
    pub async fn set_rules(&self, rules: RuleSet) {
        let (detection, least) = (self.detection.clone(), self.least);
        let changed = tokio::task::spawn_blocking(move || {
            let mut new = Detection::new(rules, least);
            let mut running = detection.lock().unwrap_or_else(|e| e.into_inner());
            new.take_over(&running);
            *running = new;
        })
        .await;
        if let Err(e) = changed {
            tracing::error!(error = %e, "the rules could not be changed; those before run on");
        }
    }

    /// Looks for these indicators from now on.
    pub fn set_indicators(&self, indicators: Indicators) {
        let indicators = Arc::new(indicators);
        *self.indicators.lock().unwrap_or_else(|e| e.into_inner()) = indicators.clone();
        let mut detection = self.detection.lock().unwrap_or_else(|e| e.into_inner());
        detection.set_indicators(indicators);
    }

    /// The rules as people see them, and what came in for them.
    #[must_use]
    pub fn rules(&self) -> (Arc<Catalogue>, Coverage) {
        let detection = self.detection.lock().unwrap_or_else(|e| e.into_inner());
        (detection.catalogue().clone(), detection.coverage().clone())
    }

    /// Looks through the stored events of the last days for indicators that came in; findings become alerts. `tell`
    /// hears of the events and findings of each part, and says whether to go on.
    ///
    /// # Errors
    /// They cannot be searched.
    pub async fn look_back(
        &self,
        indicators: &Indicators,
        days: i64,
        mut tell: impl FnMut(u64, u64) -> bool,
    ) -> Result<(), SearchError> {
        let directory = &self.intake.directory;
        past::look_back(
            &self.searcher,
            directory,
            indicators,
            days,
            self.clock.now(),
            |events, found| {
                let go_on = tell(events, found.len() as u64);
                async move {
                    while let Err(e) = self.raise(&found, None).await {
                        tracing::error!(error = %coloa_platform::telemetry::chain(&e), "findings cannot be stored; the search waits");
                        tokio::time::sleep(PAUSE).await;
                    }
                    go_on
                }
            },
        )
        .await
    }

    /// The keeper of its store.
    #[must_use]
    pub fn keeper(&self) -> Keeper {
        Keeper {
            store: self.store.clone(),
            clock: self.clock.clone(),
            at_least: self.keep_days,
            holds: self.holds.subscribe(),
            came_in: self.log().came_in(),
            looked_at: self.counters.looked_at.subscribe(),
        }
    }

    /// Events of a source around a number, in their order; `each`: so many to each side. Whether whoever asks may see
    /// events of the source is the caller's to know. Empty: the event is not kept any more.
    ///
    /// # Errors
    /// They cannot be searched.
    pub async fn around(&self, source: Uuid, seq: u64, each: usize) -> Result<Vec<Row>, SearchError> {
        let each = each.min(MOST_AROUND);
        let part = |order, seq, limit| Request {
            order,
            source: (!source.is_nil()).then_some(source),
            window: Window {
                seq,
                ..Window::default()
            },
            ..Request::newest(Query::All, Scope::All, Window::default(), limit)
        };
        let before = self
            .searcher
            .rows(part(Order::SeqDown, (0, seq + 1), each + 1))
            .await?;
        let mut rows = before.found.rows;
        if rows.first().is_none_or(|row| row.seq != seq) {
            return Ok(Vec::new());
        }
        rows.reverse();
        if each > 0 {
            let after = self
                .searcher
                .rows(part(Order::SeqUp, (seq + 1, u64::MAX >> 1), each))
                .await?;
            rows.extend(after.found.rows);
        }
        Ok(rows)
    }

    fn log(&self) -> &EventLog {
        self.intake.log()
    }

    /// How it stands.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let state = self.log().state();
        let (rules, correlations, problems) = {
            let detection = self.detection.lock().unwrap_or_else(|e| e.into_inner());
            (
                detection.detector().rules().len(),
                detection.correlations(),
                detection.detector().problems().len(),
            )
        };
        let of = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Progress {
            next: state.next,
            looked_at: *self.counters.looked_at.borrow(),
            log_bytes: state.bytes,
            free_bytes: state.free,
            events: of(&self.counters.events),
            findings: of(&self.counters.findings),
            alerts: of(&self.counters.alerts),
            rules,
            correlations,
            problems,
            indicators: self.indicators.lock().unwrap_or_else(|e| e.into_inner()).len(),
            kept: self.store.stand(),
        }
    }

    /// Returns when all that stands in the log now was looked at, and what was found is stored.
    pub async fn caught_up(&self) {
        let next = self.log().state().next;
        let mut looked = self.counters.looked_at.subscribe();
        // The sender lives as long as this.
        let _ = looked.wait_for(|at| *at >= next).await;
    }

    /// Ends the log: nothing more is taken in, and another process may open it.
    pub async fn close(&self) {
        self.log().close().await;
    }

    /// Works until `stop` says so; what is half done is done again after the next start.
    ///
    /// # Errors
    /// The log cannot be read at all.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) -> Result<(), LogError> {
        let looked_at = match self.log().marked(NAME).await? {
            Some(mark) => {
                let mut detection = self.detection.lock().unwrap_or_else(|e| e.into_inner());
                detection.resume(&mark.state);
                mark.seq
            }
            None => 1,
        };
        // Events that were looked at and are in no segment yet are read again, and not looked at again.
        let from = looked_at.min(self.store.flushed().max(1));
        self.counters.looked_at.send_replace(from);
        self.counters.noted.store(from, Ordering::Relaxed);
        let beside = tokio::spawn({
            let (this, stop) = (self.clone(), stop.clone());
            async move { tokio::join!(this.keeper().run(stop.clone()), this.tend(stop)) }
        });
        let follower = self.log().follow(from).await?;
        let mut parts = ahead::parts(follower, self.intake.directory.clone(), looked_at);
        // What was found is stored while the next events are looked at.
        let (to_store, waiting) = mpsc::channel(MOST_WAITING);
        let storing = tokio::spawn(self.clone().store_all(waiting, stop.clone()));
        let mut place = Place {
            end: from,
            looked_at,
            noting: None,
            noted: Instant::now(),
            pause: NOTED_EVERY,
        };
        while !*stop.borrow() {
            tokio::select! {
                biased;
                _ = stop.changed() => {}
                next = parts.recv() => {
                    let Some(part) = next else { break };
                    let end = part.end;
                    let Some(findings) = self.look(part, looked_at, &mut stop).await else { break };
                    if to_store.send((findings, end)).await.is_err() {
                        break;
                    }
                    place.end = end;
                }
                () = tokio::time::sleep(place.pause.saturating_sub(place.noted.elapsed())) => {}
            }
            if place.noted.elapsed() >= place.pause {
                self.note(&mut place);
            }
        }
        drop(to_store);
        if let Err(e) = storing.await {
            tracing::error!(error = %e, "findings could not be stored; they are looked for again after the next start");
        }
        if let Some(noting) = place.noting.take() {
            noting.abort();
            let _ = noting.await;
        }
        let _ = beside.await;
        // Where all is stored, the next start goes on from here.
        if *self.counters.looked_at.borrow() == place.end
            && let Some(noting) = self.begin_note(&mut place)
        {
            let _ = noting.await;
        }
        self.write_counts().await;
        self.write_hosts().await;
        self.trim().await;
        Ok(())
    }

    /// Stores what was found in parts, in their order. Ends when told to stop while it cannot.
    async fn store_all(
        self,
        mut waiting: mpsc::Receiver<(Vec<Finding>, u64)>,
        mut stop: watch::Receiver<bool>,
    ) {
        while let Some((findings, end)) = waiting.recv().await {
            if !self.store_findings(&findings, end, &mut stop).await {
                return;
            }
            self.counters.looked_at.send_replace(end);
        }
    }

    /// Looks at events, and puts them where they are found; what rules found. `None`: told to stop before. `from`: what
    /// is before was looked at already, and only goes where it is found.
    async fn look(&self, part: Part, from: u64, stop: &mut watch::Receiver<bool>) -> Option<Vec<Finding>> {
        let Part { rows, strays, end } = part;
        while self.store.stand().hot_rows > MOST_HOT {
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(200)) => {}
                _ = stop.changed() => return None,
            }
        }
        let (detection, directory, store) = (
            self.detection.clone(),
            self.intake.directory.clone(),
            self.store.clone(),
        );
        let looked =
            tokio::task::spawn_blocking(move || look::look(&detection, &directory, &store, rows, from)).await;
        let looked = match looked {
            Ok(looked) => {
                if let Err(e) = &looked.kept {
                    tracing::error!(error = %coloa_platform::telemetry::chain(e), until = end, "events cannot be put where they are found");
                }
                looked
            }
            Err(e) => {
                // A rule broke down: these events are in the log, and the next ones are looked at.
                tracing::error!(error = %e, until = end, "events could not be looked at");
                return Some(Vec::new());
            }
        };
        for (source, problems) in &looked.problems {
            self.intake.problems(*source, *problems);
        }
        self.intake.heard_systems(&looked.systems);
        self.intake.astray(strays);
        self.counters.events.fetch_add(looked.events, Ordering::Relaxed);
        Some(looked.findings)
    }

    /// Stores findings, again and again until it works; `false`: told to stop.
    async fn store_findings(
        &self,
        findings: &[Finding],
        until: u64,
        stop: &mut watch::Receiver<bool>,
    ) -> bool {
        loop {
            match self.raise(findings, Some(until)).await {
                Ok(()) => return true,
                Err(e) => {
                    let chain = coloa_platform::telemetry::chain(&e);
                    tracing::error!(error = %chain, "findings cannot be stored; the log waits");
                }
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                _ = stop.changed() => return false,
            }
        }
    }

    /// `until`: they are what was found in the log before this number.
    async fn raise(&self, findings: &[Finding], until: Option<u64>) -> Result<(), AlertError> {
        let now = self.clock.now();
        let taken = match until {
            Some(until) => take::take_from_log(&self.db, findings, until, now).await?,
            None => take::take(&self.db, findings, now).await?,
        };
        self.counters.findings.fetch_add(taken.counted, Ordering::Relaxed);
        self.counters
            .alerts
            .fetch_add(taken.raised.len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// What is done now and then, beside the worker.
    async fn tend(&self, mut stop: watch::Receiver<bool>) {
        let (mut looked, mut forgotten) = (Instant::now(), Instant::now());
        while !*stop.borrow() {
            tokio::select! {
                _ = stop.changed() => break,
                () = tokio::time::sleep(NOTED_EVERY) => {}
            }
            self.write_counts().await;
            self.trim().await;
            if looked.elapsed() >= LOOKED_EVERY {
                looked = Instant::now();
                self.write_hosts().await;
                if let Err(e) = self.look_for_silence().await {
                    tracing::error!(error = %coloa_platform::telemetry::chain(&e), "silent sources cannot be looked for");
                }
            }
            if forgotten.elapsed() >= FORGOTTEN_EVERY {
                forgotten = Instant::now();
                if let Err(e) = self.forget_traffic().await {
                    tracing::error!(error = %coloa_platform::telemetry::chain(&e), "old counts cannot be forgotten");
                }
            }
        }
    }

    /// Lets go of what neither the worker nor the store needs after a restart.
    async fn trim(&self) {
        let needed = self
            .counters
            .noted
            .load(Ordering::Relaxed)
            .min(self.store.flushed());
        if let Err(e) = self.log().trim(needed, self.keep_bytes).await {
            tracing::error!(error = %e, "the event log cannot be cut");
        }
    }

    /// Notes how far it got, unless the last note is still being written.
    fn note(&self, place: &mut Place) {
        place.noted = Instant::now();
        if place.noting.as_ref().is_none_or(JoinHandle::is_finished) {
            place.noting = self.begin_note(place);
        }
    }

    /// Copies what correlations have counted up to here; it is written once all before is stored. `None`: there is
    /// nothing new.
    fn begin_note(&self, place: &mut Place) -> Option<JoinHandle<()>> {
        let seq = place.end;
        if seq == self.counters.noted.load(Ordering::Relaxed) || seq < place.looked_at {
            return None;
        }
        let begun = Instant::now();
        let kept = {
            let mut detection = self.detection.lock().unwrap_or_else(|e| e.into_inner());
            detection.kept(self.clock.now())
        };
        place.pause = (begun.elapsed() * NOTED_SHARE).clamp(NOTED_EVERY, NOTED_AT_LEAST);
        let this = self.clone();
        Some(tokio::spawn(async move {
            let mut stored = this.counters.looked_at.subscribe();
            // The sender lives as long as this.
            let _ = stored.wait_for(|at| *at >= seq).await;
            let Ok(state) = tokio::task::spawn_blocking(move || kept.written()).await else {
                return;
            };
            match this.log().mark(NAME, Mark { seq, state }).await {
                Ok(()) => this.counters.noted.store(seq, Ordering::Relaxed),
                Err(e) => tracing::error!(error = %e, "the place in the event log cannot be noted"),
            }
        }))
    }

    /// Raises alerts for sources that have become silent.
    ///
    /// # Errors
    /// The records cannot be read or written.
    pub async fn look_for_silence(&self) -> Result<(), AlertError> {
        self.intake.directory.refresh(&self.db).await?;
        let now = self.clock.now();
        let silent = silence::look(&self.db, &self.intake.directory, now).await?;
        if silent.is_empty() {
            return Ok(());
        }
        self.raise(&silent, None).await?;
        let tx = self.db.begin().await?;
        for finding in &silent {
            sources::silence(&tx, finding.source, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// How far the worker got.
struct Place {
    /// Number of the next record that is looked at.
    end: u64,
    /// What is before was looked at before this start.
    looked_at: u64,
    noting: Option<JoinHandle<()>>,
    noted: Instant,
    /// Until the place is noted again.
    pause: Duration,
}
