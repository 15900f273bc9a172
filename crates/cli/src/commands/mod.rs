//! The commands, a room a noun, and what they share: the configuration and how they fail.

pub mod audit;
pub mod doctor;
mod files;
pub mod hotline;
pub mod hunt;
pub mod ingest;
pub mod plan;
pub mod report;
pub mod search;
pub mod serve;
pub mod system;
pub mod user;

use crate::{messages, output};
use coloa_base::{AreaError, SystemClock};
use coloa_hotline::HotlineError;
use coloa_platform::{Config, Db, config::ConfigError, telemetry};
use coloa_server::{App, Migrations, app::StartError};
use std::{collections::BTreeMap, fmt::Display, path::PathBuf, process::ExitCode, sync::Arc};

/// How a command fails: a code with parameters for the user's sentence, the chain of causes, an exit code.
#[derive(Debug)]
pub struct Failure {
    exit: u8,
    code: String,
    params: BTreeMap<&'static str, String>,
    chain: String,
}

impl Failure {
    pub fn new(exit: u8, code: &str) -> Self {
        Self {
            exit,
            code: code.to_owned(),
            params: BTreeMap::new(),
            chain: String::new(),
        }
    }
    /// Wrong use or configuration.
    pub fn usage(code: &str) -> Self {
        Self::new(2, code)
    }
    pub fn io(what: &str, error: std::io::Error) -> Self {
        let mut failure = Self::new(1, "cli.io").with("what", what);
        failure.chain = telemetry::chain(&error);
        failure
    }
    /// A file that somebody named cannot be read.
    pub fn file(path: &str, error: std::io::Error) -> Self {
        let code = match error.kind() {
            std::io::ErrorKind::NotFound => "cli.no_file",
            std::io::ErrorKind::PermissionDenied => "cli.denied",
            _ => return Self::io(path, error),
        };
        Self::new(1, code).with("what", path)
    }
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.params.insert(name, value.to_string());
        self
    }
    /// Anything else, with its chain of causes.
    pub fn caused(code: &str, error: &(dyn std::error::Error + 'static)) -> Self {
        Self {
            chain: telemetry::chain(error),
            ..Self::new(1, code)
        }
    }
    fn from_config(error: &ConfigError) -> Self {
        error
            .params()
            .into_iter()
            .fold(Self::usage(error.code()), |failure, (name, value)| {
                failure.with(name, value)
            })
    }
    /// Why the installation does not start, as far as the operator can mend it.
    pub(crate) fn from_start(error: StartError) -> Self {
        let chain = telemetry::chain(&error);
        let failure = match error {
            StartError::KeyLost { path } => Self::new(1, "cli.key_lost").with("path", path),
            StartError::KeyForeign { path } => Self::new(1, "cli.key_foreign").with("path", path),
            StartError::Setting { key, value } => {
                Self::usage("cli.setting").with("key", key).with("value", value)
            }
            StartError::Words { path, .. } => Self::usage("cli.words").with("path", path),
            StartError::DataDir { path, .. } => Self::new(1, "cli.data_dir").with("path", path),
            StartError::Days { path, .. } => Self::usage("cli.days").with("path", path),
            StartError::Law(fault) => Self::usage("cli.law").with("why", fault),
            StartError::Playbook(fault) => Self::usage("cli.playbooks").with("why", fault),
            StartError::DaysFile { path, .. }
            | StartError::WordsFile { path, .. }
            | StartError::LawFile { path, .. } => Self::new(1, "cli.io").with("what", path),
            StartError::Rules { path, .. } => Self::usage("cli.rules").with("path", path),
            StartError::Listen { key, address, .. } => Self::new(1, "cli.listen")
                .with("key", key)
                .with("address", address),
            StartError::EventLogInUse => Self::new(1, "cli.event_log_in_use"),
            StartError::Hotline(HotlineError::KeyFile(_)) => Self::new(1, "cli.hotline_key_file"),
            StartError::Hotline(e) => e.into(),
            StartError::Portal { path, .. } => Self::new(1, "cli.io").with("what", path),
            StartError::Store(e) => e.into(),
            StartError::Auth(e) => e.into(),
            StartError::Pipeline(_) => Self::new(1, "cli.event_log"),
            StartError::Tls(_) => Self::usage("cli.tls"),
            StartError::Key(_) => Self::new(1, "cli.start"),
        };
        Self { chain, ..failure }
    }
    /// Prints the sentence; gives the exit code.
    pub fn print(&self, lang: &str, verbose: bool) -> ExitCode {
        eprintln!("coloa: {}", messages::sentence(lang, &self.code, &self.params));
        if verbose && !self.chain.is_empty() {
            eprintln!("       {}", self.chain);
        }
        ExitCode::from(self.exit)
    }
}

impl<E: AreaError> From<E> for Failure {
    fn from(error: E) -> Self {
        Self {
            exit: 1,
            code: error.code().to_owned(),
            params: error.params(),
            chain: telemetry::chain(&error),
        }
    }
}

/// Configuration, output form and language of one call.
#[derive(Clone)]
pub struct Context {
    pub config: Config,
    pub format: output::Format,
    pub lang: String,
}

impl Context {
    pub fn new(
        file: Option<PathBuf>,
        data_dir: Option<PathBuf>,
        set: &[String],
        format: output::Format,
        lang: String,
    ) -> Result<Self, Failure> {
        let mut flags = Vec::new();
        if let Some(dir) = data_dir {
            flags.push(("data_dir".to_owned(), format!("{:?}", dir.display().to_string())));
        }
        for text in set {
            let (key, value) = text
                .split_once('=')
                .ok_or_else(|| Failure::usage("cli.bad_set").with("text", text))?;
            flags.push((key.trim().to_owned(), value.to_owned()));
        }
        let config = Config::load(file.as_deref(), &flags).map_err(|e| Failure::from_config(&e))?;
        telemetry::init(&config.log);
        Ok(Self { config, format, lang })
    }

    /// A sentence in the language of the caller.
    pub fn say(&self, code: &str, params: &[(&'static str, &dyn Display)]) -> String {
        let params = params
            .iter()
            .map(|(name, value)| (*name, value.to_string()))
            .collect();
        messages::sentence(&self.lang, code, &params)
    }

    /// Whether there is a database; the embedded one is a file, and looking must not make it.
    pub fn has_database(&self) -> bool {
        self.config.database.url != "sqlite" || self.config.sqlite_path().is_file()
    }

    /// The whole installation, opened and migrated.
    pub async fn app(&self) -> Result<App, Failure> {
        App::start(self.config.clone(), Arc::new(SystemClock))
            .await
            .map_err(Failure::from_start)
    }

    /// The records database of an installation that was set up before; nothing is created.
    pub async fn migrated_db(&self) -> Result<Db, Failure> {
        if !self.has_database() {
            return Err(Failure::new(1, "cli.no_database").with("path", self.config.sqlite_path().display()));
        }
        let db = self.db().await?;
        match db.pending::<Migrations>().await?.len() {
            0 => Ok(db),
            count => Err(Failure::new(1, "cli.not_migrated").with("count", count)),
        }
    }

    /// The records database alone, as it is.
    pub async fn db(&self) -> Result<Db, Failure> {
        Ok(Db::connect(&self.config.database, &self.config.sqlite_path()).await?)
    }
}

/// `coloa migrate`
pub async fn migrate(context: &Context) -> Result<(), Failure> {
    let db = context.db().await?;
    let pending = db.pending::<Migrations>().await?;
    db.migrate::<Migrations>().await?;
    db.close().await?;
    if context.format == output::Format::Json {
        return output::json(&pending);
    }
    for name in &pending {
        output::line(name)?;
    }
    output::line(&context.say("say.migrated", &[("count", &pending.len())]))
}

/// `dd/mm/yyyy` or ISO.
pub fn day(text: &str) -> Result<chrono::NaiveDate, Failure> {
    chrono::NaiveDate::parse_from_str(text, "%d/%m/%Y")
        .or_else(|_| text.parse())
        .map_err(|_| Failure::usage("cli.bad_date").with("text", text))
}
