//! Monitoring as part of the server: opens the pipeline, listens for senders, and stops all of it in the right order.

use crate::app::StartError;
use crate::{App, ingest, serve::ConnectionLimits};
use coloa_detect::{Level, Origin, RuleSet};
use coloa_event_log::{LogError, Settings};
use coloa_event_store::{Depot, Row, S3, SearchError, Searcher, search::Limits};
use coloa_indicator::shelf::Shelf;
use coloa_pipeline::{
    Directory, Pipeline, PipelineError,
    indicators::Indicators,
    keeper::Hold,
    listen::{self, tls::Tls},
    worker::Setup,
};
use coloa_platform::{Config, Db, StoreError, telemetry::chain};
use rust_embed::RustEmbed;
use std::{
    collections::HashSet,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::LazyLock,
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use uuid::Uuid;

/// The product's own rules.
#[derive(RustEmbed)]
#[folder = "../../rules"]
struct OwnRules;

/// The product's own rules: path and text. The events beside them are for their tests.
pub(crate) fn own_rules() -> impl Iterator<Item = (String, String)> {
    OwnRules::iter()
        .filter(|name| name.ends_with(".yml"))
        .filter_map(|name| Some((name.to_string(), OwnRules::get(&name)?)))
        .map(|(name, file)| (name, String::from_utf8_lossy(&file.data).into_owned()))
}

/// As they run: read once, rules are changed more often than the program.
static OWN: LazyLock<RuleSet> = LazyLock::new(|| {
    let mut rules = RuleSet::default();
    for (name, text) in own_rules() {
        rules.add(Path::new(&name), &text);
    }
    rules
});

/// Where the event log lies.
#[must_use]
pub fn log_folder(config: &Config) -> PathBuf {
    config.data_dir.join("events")
}

/// Where segments of events lie.
///
/// # Errors
/// The folder cannot be made, or the settings of the bucket do not fit together.
pub fn depot(config: &Config) -> std::io::Result<Depot> {
    let folder = if config.ingest.segments.as_os_str().is_empty() {
        &config.data_dir.join("segments")
    } else {
        &config.ingest.segments
    };
    let s3 = &config.ingest.s3;
    if s3.bucket.is_empty() {
        return Depot::folder(folder);
    }
    let bucket = S3 {
        bucket: s3.bucket.clone(),
        prefix: s3.prefix.clone(),
        endpoint: s3.endpoint.clone(),
        region: s3.region.clone(),
        access_key_id: s3.access_key_id.clone(),
        secret_access_key: s3.secret_access_key.clone(),
    };
    Depot::bucket(bucket.objects()?, &folder.join("work"))
}

/// Searches what an installation keeps, beside a server or without one.
///
/// # Errors
/// The log or the segments cannot be read.
pub async fn reading(config: &Config, db: &Db) -> Result<(Searcher, Directory), StartError> {
    let depot = depot(config).map_err(|source| StartError::DataDir {
        path: config.data_dir.display().to_string(),
        source,
    })?;
    coloa_pipeline::reading::open(db, &log_folder(config), depot, Limits::default())
        .await
        .map_err(StartError::Pipeline)
}

/// Events that must not be deleted.
pub(crate) async fn holds(db: &Db) -> Result<Vec<Hold>, StoreError> {
    let rows = coloa_search::store::active_holds(db.reader()).await?;
    Ok(rows
        .into_iter()
        .map(|row| Hold {
            agency: row.agency_id,
            from: row.time_from,
            to: row.time_to,
        })
        .collect())
}

impl App {
    /// Adds the pipeline; for a process that serves.
    ///
    /// # Errors
    /// The event log or the rules cannot be used.
    pub async fn with_pipeline(mut self) -> Result<Self, StartError> {
        let rules = self.rules().await?;
        let config = &self.config.ingest;
        let settings = Settings {
            most_bytes: config.most_bytes,
            min_free_bytes: config.min_free_bytes,
            wait: Duration::from_millis(config.wait_ms),
            ..Settings::default()
        };
        let least = Level::parse(&config.least_level).unwrap_or(Level::Low);
        let setup = Setup {
            log_folder: log_folder(&self.config),
            log: settings,
            keep_bytes: config.keep_bytes,
            rules,
            least,
            depot: depot(&self.config).map_err(|source| StartError::DataDir {
                path: self.config.data_dir.display().to_string(),
                source,
            })?,
            search: Limits::default(),
            keep_days: config.keep_days,
        };
        let pipeline = Pipeline::open(setup, self.db.clone(), self.clock.clone())
            .await
            .map_err(|e| match e {
                PipelineError::Log(LogError::InUse) => StartError::EventLogInUse,
                e => StartError::Pipeline(e),
            })?;
        // Before anything is deleted.
        pipeline.hold(holds(&self.db).await?);
        let indicators = Indicators::load(&self.db, &self.indicator_shelf(), self.clock.now()).await;
        match indicators {
            Ok(indicators) => pipeline.set_indicators(indicators),
            Err(e) => tracing::error!(error = %chain(&e), "indicators cannot be read; none is looked for"),
        }
        self.pipeline = Some(pipeline);
        Ok(self)
    }

    /// The rules that run: the product's own and those of folders, unless people brought in others of the same id; all
    /// without those that are switched off.
    ///
    /// # Errors
    /// A folder or the records cannot be read.
    pub async fn rules(&self) -> Result<RuleSet, StartError> {
        let mut rules = OWN.clone();
        let mut folders = RuleSet::default();
        for path in &self.config.ingest.rules {
            folders.extend(RuleSet::read(path).map_err(|source| StartError::Rules {
                path: path.display().to_string(),
                source,
            })?);
        }
        rules.extend(folders.with_origin(Origin::Folder));
        let documents = coloa_rule::store::documents(self.db.reader()).await?;
        rules.forget(&documents.iter().map(|d| d.rule_id.clone()).collect());
        let mut imported = RuleSet::default();
        for document in documents {
            // A rule without an id is called by its file.
            imported.add(Path::new(&document.file), &document.text);
        }
        rules.extend(imported.with_origin(Origin::Imported));
        let off: HashSet<String> = coloa_rule::store::switches(self.db.reader())
            .await?
            .into_iter()
            .filter(|s| s.off)
            .map(|s| s.rule_id)
            .collect();
        rules.switch_off(&|id| off.contains(id));
        Ok(rules)
    }

    /// Runs the rules as they stand in the records now.
    pub(crate) async fn refresh_rules(&self) {
        let Some(pipeline) = &self.pipeline else {
            return;
        };
        match self.rules().await {
            Ok(rules) => pipeline.set_rules(rules).await,
            Err(e) => tracing::error!(error = %chain(&e), "rules cannot be read; those before run on"),
        }
    }

    /// Where lists of indicators lie.
    #[must_use]
    pub fn indicator_shelf(&self) -> Shelf {
        Shelf::at(&self.config.data_dir.join("indicators"))
    }

    /// Looks for the indicators as they stand in the records now.
    pub(crate) async fn refresh_indicators(&self) {
        let Some(pipeline) = &self.pipeline else {
            return;
        };
        match Indicators::load(&self.db, &self.indicator_shelf(), self.clock.now()).await {
            Ok(indicators) => pipeline.set_indicators(indicators),
            Err(e) => {
                tracing::error!(error = %chain(&e), "indicators cannot be read; those before are looked for")
            }
        }
    }

    /// Writes what senders were counted to have sent, so that whoever looks sees it now.
    pub(crate) async fn write_traffic(&self) {
        if let Some(pipeline) = &self.pipeline
            && let Err(e) = pipeline.write_traffic().await
        {
            tracing::error!(error = %chain(&e), "counts of sources cannot be stored");
        }
    }

    /// Writes which hosts were seen without a system, and lets go of those that have one by now.
    pub(crate) async fn write_hosts(&self) {
        let Some(pipeline) = &self.pipeline else {
            return;
        };
        for done in [pipeline.write_strays().await, pipeline.forget_registered().await] {
            if let Err(e) = done {
                tracing::error!(error = %chain(&e), "hosts without a system cannot be stored");
            }
        }
    }

    /// Reads the sources anew, after one was changed.
    pub(crate) async fn refresh_sources(&self) {
        if let Some(pipeline) = &self.pipeline
            && let Err(e) = pipeline.intake.directory.refresh(&self.db).await
        {
            tracing::error!(error = %chain(&e), "sources cannot be read");
        }
    }

    /// Reads anew what must not be deleted, after it was changed.
    pub(crate) async fn refresh_holds(&self) {
        let Some(pipeline) = &self.pipeline else {
            return;
        };
        match holds(&self.db).await {
            Ok(holds) => pipeline.hold(holds),
            Err(e) => tracing::error!(error = %chain(&e), "holds of events cannot be read; those known stay"),
        }
    }

    /// What a source is called; `None`: it is not registered, or nothing is taken in.
    #[must_use]
    pub(crate) fn source_name(&self, id: Uuid) -> Option<String> {
        let known = self.pipeline.as_ref()?.intake.directory.by_id(id);
        (!known.id.is_nil()).then(|| known.name.clone())
    }

    /// What a system is called; `None`: it is not registered, or nothing is taken in.
    #[must_use]
    pub(crate) fn system_name(&self, id: Uuid) -> Option<String> {
        let view = self.pipeline.as_ref()?.intake.directory.view();
        view.system(id).map(|s| s.reference.name.clone())
    }

    /// Events of a source around one of them.
    pub(crate) async fn around(&self, source: Uuid, seq: u64, each: usize) -> Result<Vec<Row>, SearchError> {
        match &self.pipeline {
            Some(pipeline) => pipeline.around(source, seq, each).await,
            None => Ok(Vec::new()),
        }
    }
}

/// Where senders are listened to, as it came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    pub http: Option<SocketAddr>,
    pub syslog_udp: Option<SocketAddr>,
    pub syslog_tcp: Option<SocketAddr>,
    pub syslog_tls: Option<SocketAddr>,
    pub gelf_udp: Option<SocketAddr>,
    pub gelf_tcp: Option<SocketAddr>,
}

/// Monitoring that runs.
pub struct Monitoring {
    pub bound: Bound,
    stop_listening: watch::Sender<bool>,
    stop_working: watch::Sender<bool>,
    pipeline: Pipeline,
    door: ingest::Door,
    listeners: JoinSet<()>,
    worker: JoinHandle<()>,
}

/// The address of a setting; `None`: nobody is to listen.
fn address(text: &str) -> Option<SocketAddr> {
    text.parse().ok()
}

/// How long listeners may take to write what they have read.
const GRACE: Duration = Duration::from_secs(15);

impl Monitoring {
    /// Listens as the settings say, and begins to work.
    ///
    /// # Errors
    /// An address or a certificate cannot be used.
    pub async fn start(app: &App, pipeline: &Pipeline) -> Result<Self, StartError> {
        let config = &app.config.ingest;
        let (stop_listening, stop) = watch::channel(false);
        let (stop_working, work) = watch::channel(false);
        let mut bound = Bound::default();
        let mut listeners = JoinSet::new();
        let intake = &pipeline.intake;
        let failed = |key, text: &str| {
            let address = text.to_owned();
            move |source| StartError::Listen { key, address, source }
        };
        let tcp = async |key, text: &str| -> Result<Option<TcpListener>, StartError> {
            let Some(address) = address(text) else {
                return Ok(None);
            };
            Ok(Some(TcpListener::bind(address).await.map_err(failed(key, text))?))
        };
        let udp = |key, text: &str| -> Result<Option<tokio::net::UdpSocket>, StartError> {
            let Some(address) = address(text) else {
                return Ok(None);
            };
            Ok(Some(listen::bind_udp(address).map_err(failed(key, text))?))
        };
        if let Some(socket) = udp("ingest.syslog_udp", &config.syslog_udp)? {
            bound.syslog_udp = socket.local_addr().ok();
            listeners.spawn(listen::syslog::udp(intake.clone(), socket, stop.clone()));
        }
        if let Some(listener) = tcp("ingest.syslog_tcp", &config.syslog_tcp).await? {
            bound.syslog_tcp = listener.local_addr().ok();
            listeners.spawn(listen::syslog::tcp(intake.clone(), listener, None, stop.clone()));
        }
        if let Some(listener) = tcp("ingest.syslog_tls", &config.syslog_tls).await? {
            let senders = Some(config.tls_senders.as_path()).filter(|p| !p.as_os_str().is_empty());
            let tls = Tls::read(
                &config.tls_certificate,
                &config.tls_key,
                senders,
                config.tls_senders_required,
            )?;
            bound.syslog_tls = listener.local_addr().ok();
            listeners.spawn(listen::syslog::tcp(
                intake.clone(),
                listener,
                Some(tls),
                stop.clone(),
            ));
        }
        if let Some(socket) = udp("ingest.gelf_udp", &config.gelf_udp)? {
            bound.gelf_udp = socket.local_addr().ok();
            listeners.spawn(listen::gelf::udp(intake.clone(), socket, stop.clone()));
        }
        if let Some(listener) = tcp("ingest.gelf_tcp", &config.gelf_tcp).await? {
            bound.gelf_tcp = listener.local_addr().ok();
            listeners.spawn(listen::gelf::tcp(intake.clone(), listener, stop.clone()));
        }
        let door = ingest::Door::new(intake.clone(), &config.elasticsearch_version);
        if let Some(listener) = tcp("ingest.http", &config.http).await? {
            bound.http = listener.local_addr().ok();
            let (router, mut stop) = (ingest::router(&door), stop.clone());
            listeners.spawn(async move {
                let stopped = async move {
                    let _ = stop.wait_for(|s| *s).await;
                };
                crate::serve::accept(&router, &listener, &ConnectionLimits::senders(), stopped).await;
            });
        }
        let works = pipeline.clone();
        let worker = tokio::spawn(async move {
            if let Err(e) = works.run(work).await {
                tracing::error!(error = %chain(&e), "events are not looked at any more");
            }
        });
        Ok(Self {
            bound,
            stop_listening,
            stop_working,
            pipeline: pipeline.clone(),
            door,
            listeners,
            worker,
        })
    }

    /// First nothing more comes in, then what came in is noted.
    pub async fn stop(mut self) {
        self.door.close();
        let _ = self.stop_listening.send(true);
        let ended = async { while self.listeners.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!("a listener did not end in time");
        }
        let _ = self.stop_working.send(true);
        let _ = self.worker.await;
        self.pipeline.close().await;
    }
}
