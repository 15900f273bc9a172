//! What every handler, job and command can reach: configuration, records, permissions, files, areas.

use crate::{
    Migrations,
    monitoring::Bound,
    routes::hotline::public::{self, PortalState},
};
use coloa_agency::{Agencies, AgencyError};
use coloa_auth::{Access, Actor, AuthError, Role, anchor::Anchor, audit, session::DbSessions, sign_in};
use coloa_base::{AgencyId, Clock};
use coloa_detect::RulesError;
use coloa_hotline::{Hotline, HotlineError, direct::Direct, front::Front};
use coloa_incident::{
    case::Cases,
    clock::Settings,
    clocks,
    playbook::{PlaybookError, Playbooks},
    steps,
};
use coloa_law::{DataError, LawBook, WorkCalendar, workdays::SettingsError};
use coloa_pipeline::{Pipeline, PipelineError, listen::tls::TlsError};
use coloa_plan::{
    duties::{self, SyncSettings},
    reminders,
};
use coloa_platform::{
    Config, Db, Keys, StoreError,
    files::Files,
    hotline_config::HotlineConfig,
    jobs::{Every, Handler, JobError, JobRow, Registry, Worker},
    keys::KeyError,
    mail,
};
use coloa_report::{
    Reports, directory,
    plan_source::PlanSource,
    service::Rules,
    words::{Words, WordsError},
};
use coloa_system::waiting;
use coloa_typeset::Typesetter;
use std::{
    collections::HashMap,
    future::Future,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, OnceLock},
};

/// One running installation. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub config: Arc<Config>,
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub access: Access,
    pub agencies: Agencies,
    pub files: Files,
    pub reports: Reports,
    /// Incidents, with the measures of the installation.
    pub cases: Cases,
    /// Reports of citizens, with the keys that open them.
    pub hotline: Hotline,
    /// What citizens see of it, where this process serves them.
    pub portal: Option<PortalState>,
    /// Events in, alerts out; only where the process serves.
    pub pipeline: Option<Pipeline>,
    /// Where senders are listened to, once they are.
    pub bound: Arc<OnceLock<Bound>>,
    /// Roles whose holders must use one-time codes: `session.require_totp_roles`, understood.
    pub totp_roles: Arc<[Role]>,
}

/// Why an installation does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the data directory {path} cannot be used")]
    DataDir {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the records database cannot be opened")]
    Store(#[from] StoreError),
    #[error("the master key cannot be used")]
    Key(#[from] KeyError),
    /// There are records, and the key that seals and signs them is gone.
    #[error("the master key {path} is missing, but there are records")]
    KeyLost { path: String },
    /// The key is not the one that wrote the audit log.
    #[error("the master key {path} is not the one of these records")]
    KeyForeign { path: String },
    #[error("events cannot be taken in")]
    Pipeline(#[source] PipelineError),
    #[error("another process writes the event log")]
    EventLogInUse,
    #[error("the rules of {path} cannot be read")]
    Rules {
        path: String,
        #[source]
        source: RulesError,
    },
    #[error("{key} ({address}) cannot be listened on")]
    Listen {
        key: &'static str,
        address: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the certificates of ingest.syslog_tls cannot be used")]
    Tls(#[from] TlsError),
    #[error("the hotline cannot be opened")]
    Hotline(#[source] HotlineError),
    #[error("the key of the citizens' forms ({path}) cannot be used")]
    Portal {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("{key} names {value}, which is not known")]
    Setting { key: &'static str, value: String },
    #[error("permissions cannot be loaded")]
    Auth(#[from] AuthError),
    #[error("the words of reports ({path}) cannot be read")]
    WordsFile {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the days off ({path}) cannot be read")]
    DaysFile {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the days off ({path}) cannot be used")]
    Days {
        path: String,
        #[source]
        source: SettingsError,
    },
    #[error("the law ({path}) cannot be read")]
    LawFile {
        path: String,
        #[source]
        source: std::io::Error,
    },
    /// The fault names the file and the row.
    #[error("the law cannot be used")]
    Law(#[from] DataError),
    /// The fault names the file and the line or the step.
    #[error("the playbooks cannot be used")]
    Playbook(#[from] PlaybookError),
    #[error("the words of reports ({path}) cannot be used")]
    Words {
        path: String,
        #[source]
        source: WordsError,
    },
}

impl App {
    /// Opens everything and applies missing migrations.
    pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        std::fs::create_dir_all(&config.data_dir).map_err(|source| StartError::DataDir {
            path: config.data_dir.display().to_string(),
            source,
        })?;
        if let Some(calendar) = working_days(&config)? {
            calendar.install();
        }
        install_law(&config)?;
        let db = Db::connect(&config.database, &config.sqlite_path()).await?;
        let applied = db.migrate::<Migrations>().await?;
        if applied > 0 {
            tracing::info!(applied, "database migrated");
        }
        let totp_roles = roles(&config.session.require_totp_roles)?;
        let keys = keys(&config, &db).await?;
        let anchor = Anchor::at(config.audit_anchor_path());
        let access = Access::anchored(db.clone(), keys, clock.clone(), Some(anchor)).await?;
        let files = Files::new(
            config.files_dir(),
            config.limits.upload_bytes,
            config.installation.offline_classified,
        )
        .with_min_free(config.limits.min_free_bytes);
        let agencies = Agencies::new(access.clone());
        let reports = reports(&config, &agencies, &files)?;
        let cases = cases(&config, &access)?;
        let hotline = hotline(&config, &access, &files).await?;
        let portal = portal(&config, &hotline)?;
        Ok(Self {
            config: Arc::new(config),
            db,
            clock,
            agencies,
            access,
            files,
            reports,
            cases,
            hotline,
            portal,
            pipeline: None,
            bound: Arc::default(),
            totp_roles,
        })
    }

    /// Whether a role held today demands one-time codes.
    #[must_use]
    pub fn demands_totp(&self, actor: &Actor) -> bool {
        actor.grants.iter().any(|g| self.totp_roles.contains(&g.role))
    }

    /// Today's names of agencies.
    pub async fn agency_names(&self, ids: &[AgencyId]) -> Result<HashMap<AgencyId, String>, AgencyError> {
        coloa_agency::names(&self.db, ids, self.clock.today()).await
    }

    /// Indicators that targets may be computed by, of all areas.
    #[must_use]
    pub fn indicators(&self) -> coloa_plan::indicators::Indicators {
        let mut all = coloa_plan::indicators::Indicators::of_plans(&self.db);
        let others = coloa_agency::indicators::all(&self.agencies)
            .into_iter()
            .chain(coloa_source::connection::indicators(&self.access))
            .chain(coloa_system::indicators::all(&self.access))
            .chain(coloa_incident::figures::all(&self.access))
            .chain(coloa_hotline::figures::all(&self.hotline));
        for indicator in others {
            all.add(indicator.into());
        }
        all
    }

    /// When people are reminded, and where links of e-mails lead.
    #[must_use]
    pub fn reminder_settings(&self) -> reminders::Settings {
        reminders::Settings {
            config: self.config.reminders.clone(),
            public_url: self.config.public_url(),
        }
    }

    /// All background jobs of the product.
    #[must_use]
    pub fn worker(&self) -> Worker {
        let mut registry = Registry::default();
        registry.add(
            mail::SEND,
            mail::Sender::new(self.db.clone(), self.config.mail.clone(), self.clock.clone())
                .with_keys(self.access.keys().clone()),
        );
        registry.add("session.sweep", Sweep(self.clone()));
        registry.periodic("session.sweep", Every::Minutes(30));
        registry.add("db.statistics", Statistics(self.db.clone()));
        registry.periodic("db.statistics", Every::Minutes(60));
        registry.add(coloa_agency::service::APPLY_JOB, Directory(self.agencies.clone()));
        registry.periodic(coloa_agency::service::APPLY_JOB, Every::DayAt(0));
        let settings = SyncSettings {
            horizon_days: self.config.reminders.horizon_days,
        };
        registry.add(
            duties::jobs::INSTANCES,
            duties::jobs::Instances::new(self.access.clone(), settings),
        );
        registry.periodic(duties::jobs::INSTANCES, Every::DayAt(1));
        registry.add(
            duties::handover::LEFT_BEHIND,
            duties::handover::LeftBehind::new(self.access.clone()),
        );
        // A reorganisation applies at midnight or at once: coordinators hear of what it left behind soon after.
        registry.periodic(duties::handover::LEFT_BEHIND, Every::Minutes(10));
        registry.add(
            reminders::REMIND,
            reminders::Remind::new(self.access.clone(), self.reminder_settings()),
        );
        registry.periodic(reminders::REMIND, Every::DayAt(self.config.reminders.hour));
        registry.add(
            coloa_alert::notify::TELL,
            coloa_alert::notify::Tell::new(
                self.access.clone(),
                self.config.public_url(),
                Arc::new(crate::post::HttpPost),
            ),
        );
        registry.add(coloa_indicator::service::PAST_JOB, LookBack(self.clone()));
        registry.add(
            waiting::REMIND,
            waiting::Remind::new(
                self.access.clone(),
                waiting::Settings {
                    config: self.config.reminders.clone(),
                    public_url: self.config.public_url(),
                },
            ),
        );
        registry.periodic(waiting::REMIND, Every::DayAt(self.config.reminders.hour));
        registry.add("system.layers", Layers(self.clone()));
        registry.periodic("system.layers", Every::Minutes(10));
        registry.add("incident.clocks", Clocks(self.clone()));
        registry.periodic("incident.clocks", Every::Minutes(1));
        registry.add("incident.law", IncidentLaw(self.clone()));
        registry.periodic("incident.law", Every::DayAt(0));
        self.register_call_jobs(&mut registry);
        self.register_hotline_jobs(&mut registry);
        registry.add("indicator.expire", Expire(self.clone()));
        registry.periodic("indicator.expire", Every::Minutes(60));
        Worker::new(self.db.clone(), self.clock.clone(), registry)
    }
}

/// Cases over the law, with the measures of the installation.
fn cases(config: &Config, access: &Access) -> Result<Cases, StartError> {
    let settings = Settings::of(&config.incident);
    let known = LawBook::current()
        .incident_groups("severity", access.clock().today())
        .any(|g| g.body.code == settings.serious_from);
    if !known {
        return Err(StartError::Setting {
            key: "incident.serious_from",
            value: settings.serious_from,
        });
    }
    Ok(Cases {
        access: access.clone(),
        settings: Arc::new(settings),
        playbooks: Playbooks::load(&config.incident.playbooks)?,
    })
}

/// The hotline with its keys; its host is a body that the law knows.
async fn hotline(config: &Config, access: &Access, files: &Files) -> Result<Hotline, StartError> {
    let host = &config.hotline.host;
    let book = LawBook::current();
    if !book.recipients.iter().any(|recipient| recipient.code == *host) {
        return Err(StartError::Setting {
            key: "hotline.host",
            value: host.clone(),
        });
    }
    let mut settings = config.hotline.clone();
    if settings.portal.centre.is_empty() {
        settings.portal.centre.clone_from(&config.installation.name);
    }
    // Nobody reaches "every address of this machine": better no link in a mail than one that leads nowhere.
    let is_said = !config.http.public_url.is_empty() || !config.http.listen.ip().is_unspecified();
    if settings.portal.public_url.is_empty() && is_said {
        settings.portal.public_url = config.public_url();
    }
    Hotline::new(
        access.clone(),
        files.clone(),
        settings,
        &config.hotline_key_path(),
    )
    .await
    .map_err(StartError::Hotline)
}

/// The citizens' front as a part of this process.
fn portal(config: &Config, hotline: &Hotline) -> Result<Option<PortalState>, StartError> {
    if !config.hotline.portal.enabled {
        return Ok(None);
    }
    let front = Arc::new(Direct::new(hotline.clone()));
    portal_of(config, front, hotline.access.clock().clone(), &hotline.config)
        .map(Some)
        .map_err(|source| StartError::Portal {
            path: form_key_path(config).display().to_string(),
            source,
        })
}

/// The portal over a front, here or alone.
pub(crate) fn portal_of(
    config: &Config,
    front: Arc<dyn Front>,
    clock: Arc<dyn Clock>,
    settings: &HotlineConfig,
) -> std::io::Result<PortalState> {
    let key = public::form_key(&form_key_path(config))?;
    let (centre, url) = (&config.installation.name, config.public_url());
    let portal = PortalState::new(front, clock, settings, centre, &url, key)
        .keep_day_key(config.data_dir.join("secrets/networks.key"));
    Ok(portal.behind_proxy(config.http.behind_proxy))
}

/// By it a form that is sent again is known, also after a restart. It opens nothing.
fn form_key_path(config: &Config) -> PathBuf {
    config.data_dir.join("secrets/forms.key")
}

fn roles(names: &[String]) -> Result<Arc<[Role]>, StartError> {
    names
        .iter()
        .map(|name| {
            Role::parse(name).ok_or_else(|| StartError::Setting {
                key: "session.require_totp_roles",
                value: name.clone(),
            })
        })
        .collect()
}

/// The master key; made only where nothing was ever recorded.
async fn keys(config: &Config, db: &Db) -> Result<Keys, StartError> {
    let path = config.master_key_path();
    let shown = || path.display().to_string();
    match Keys::load(&path)? {
        Some(keys) if audit::key_fits(db, &keys).await? => Ok(keys),
        Some(_) => Err(StartError::KeyForeign { path: shown() }),
        None if audit::has_entries(db).await? => Err(StartError::KeyLost { path: shown() }),
        None => Ok(Keys::create(&path)?),
    }
}

/// The report area over the plan area's records, typesetting with the fonts of this machine.
fn reports(config: &Config, agencies: &Agencies, files: &Files) -> Result<Reports, StartError> {
    let access = agencies.access();
    let directory = Arc::new(directory::Records(agencies.clone()));
    let source = Arc::new(PlanSource::new(
        access.db().clone(),
        files.clone(),
        directory.clone(),
    ));
    let reports = Reports::new(
        access.clone(),
        files.clone(),
        source,
        Arc::new(Fonts),
        directory,
        &config.installation.province,
    )
    .with_public_url(&config.public_url())
    .with_rules(Rules {
        before_period_end: config.installation.issue_before_period_end,
    });
    Ok(match words(config)? {
        Some(words) => reports.with_words(words),
        None => reports,
    })
}

/// The installation's own words of reports, where it has a file of them.
fn words(config: &Config) -> Result<Option<Words>, StartError> {
    let file = &config.installation.report_words;
    if file.as_os_str().is_empty() {
        return Ok(None);
    }
    let path = || file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| StartError::WordsFile { path: path(), source })?;
    let words = Words::parse(&text).map_err(|source| StartError::Words { path: path(), source })?;
    Ok(Some(words))
}

/// Working days with what the installation knows of days off, where it has a file of them.
fn working_days(config: &Config) -> Result<Option<WorkCalendar>, StartError> {
    let file = &config.installation.working_days;
    if file.as_os_str().is_empty() {
        return Ok(None);
    }
    let path = || file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| StartError::DaysFile { path: path(), source })?;
    let calendar =
        WorkCalendar::from_toml(&text).map_err(|source| StartError::Days { path: path(), source })?;
    Ok(Some(calendar))
}

/// Adds the installation's own rows of law to those of the product, where it has files of them.
///
/// # Errors
/// A file cannot be read, or a row of it cannot be used.
pub fn install_law(config: &Config) -> Result<(), StartError> {
    if config.installation.law_files.is_empty() {
        return Ok(());
    }
    let mut files = Vec::new();
    for file in &config.installation.law_files {
        let path = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|source| StartError::LawFile {
            path: path.clone(),
            source,
        })?;
        files.push((path, text));
    }
    let files: Vec<_> = files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    LawBook::extended(&files)?.install();
    Ok(())
}

/// Looks for fonts when the first document is set, not when the program starts.
struct Fonts;

impl coloa_document::PdfRenderer for Fonts {
    fn pdf(
        &self,
        document: &coloa_document::OfficialDocument,
    ) -> Result<Vec<u8>, coloa_document::DocumentError> {
        Typesetter::system().pdf(document)
    }
}

/// Applies the reorganisations whose day has come, and rebuilds who stands below whom today.
struct Directory(Agencies);

impl Handler for Directory {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            self.0.apply_due().await?;
            self.0.rebuild_closure().await?;
            Ok(())
        })
    }
}

/// Renews the statistics of the records database.
struct Statistics(Db);

impl Handler for Statistics {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(self.0.gather_statistics().await?) })
    }
}

/// Looks through stored events for a list of indicators that came in.
struct LookBack(App);

impl Handler for LookBack {
    fn run<'a>(&'a self, job: &'a JobRow) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move { Ok(crate::indicators::look_back(&self.0, &job.payload).await?) })
    }
}

/// Counts anew which layers of protection stand, and lets systems follow agencies that ended.
struct Layers(App);

impl Handler for Layers {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            self.0.write_traffic().await;
            coloa_system::service::follow(&self.0.access).await?;
            coloa_source::connection::refresh_layers(&self.0.access).await?;
            let keep_days = self.0.config.ingest.keep_days;
            coloa_source::connection::refresh_computed(&self.0.access, keep_days).await?;
            Ok(())
        })
    }
}

/// Reminds of terms of incidents that come near, and lets cases follow agencies that ended.
struct Clocks(App);

impl Handler for Clocks {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            steps::follow(&self.0.cases).await?;
            clocks::remind(&self.0.cases).await?;
            Ok(())
        })
    }
}

/// Sets the clocks of open incidents anew: rows of the law or the measures of the installation may have changed.
struct IncidentLaw(App);

impl Handler for IncidentLaw {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            clocks::renew_all(&self.0.cases, "law").await?;
            Ok(())
        })
    }
}

/// Lets go of lists of indicators whose time is over.
struct Expire(App);

impl Handler for Expire {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            self.0.refresh_indicators().await;
            Ok(())
        })
    }
}

/// Deletes sessions and attempts that are over and reads the directory anew.
struct Sweep(App);

impl Handler for Sweep {
    fn run<'a>(
        &'a self,
        _job: &'a JobRow,
    ) -> Pin<Box<dyn Future<Output = Result<(), JobError>> + Send + 'a>> {
        Box::pin(async move {
            DbSessions::new(self.0.db.clone())
                .sweep(self.0.clock.now())
                .await?;
            sign_in::sweep(&self.0.db, &self.0.config.session, self.0.clock.now()).await?;
            self.0.access.refresh().await?;
            Ok(())
        })
    }
}
