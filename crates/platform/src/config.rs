//! Configuration: defaults < file (TOML) < environment (`COLOA_…`, `__` between levels) < flags.
//! An unknown key is an error that names it.

use crate::{hotline_config::HotlineConfig, incident_config::IncidentConfig, ingest_config::IngestConfig};
use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Format, Serialized, Toml},
    value::{Dict, Map, Value},
};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// Every setting of one installation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the embedded database, stored files and keys live.
    pub data_dir: PathBuf,
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub installation: InstallationConfig,
    pub mail: MailConfig,
    pub session: SessionConfig,
    pub limits: LimitConfig,
    pub reminders: ReminderConfig,
    pub ingest: IngestConfig,
    pub incident: IncidentConfig,
    pub hotline: HotlineConfig,
    pub log: LogConfig,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    /// The address people use, for links in e-mails; cookies are `Secure` when it is https. Empty: the address
    /// that is listened on.
    pub public_url: String,
    /// Trust `X-Forwarded-For` of a reverse proxy on this machine for the caller's address.
    pub behind_proxy: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseConfig {
    /// `sqlite` (embedded, the default) or a `postgres://` URL.
    pub url: String,
    /// Read connections of SQLite; all connections of PostgreSQL.
    pub read_connections: u32,
    /// How long a writer waits for another process, in milliseconds.
    pub busy_timeout_ms: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct InstallationConfig {
    /// Name of the centre, shown in the shell and on reports.
    pub name: String,
    /// Official name of the province or city.
    pub province: String,
    /// Declared as an offline system approved for state secrets: handling marks above "internal" are accepted.
    pub offline_classified: bool,
    /// Language of e-mails and of a browser that asks for none: `vi` or `en`.
    pub language: String,
    /// A TOML file with the words of composed reports; empty: the product's own.
    pub report_words: PathBuf,
    /// A TOML file with decisions on days off that are later than the product's own; empty: those alone.
    pub working_days: PathBuf,
    /// TOML files with rows of law that are newer than the product, in the order in which they count (`docs/law.md`).
    pub law_files: Vec<PathBuf>,
    /// A report may bear a day of issue before the end of its period.
    pub issue_before_period_end: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailConfig {
    /// `host:port` of the SMTP relay; empty: no mail is sent, and the queue says so.
    pub smtp: String,
    /// `none`, `starttls` or `tls`.
    pub security: String,
    pub user: String,
    /// Read from the environment or file, never shown.
    #[serde(skip_serializing)]
    pub password: String,
    pub from: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SessionConfig {
    /// A session ends after this many minutes without a request.
    pub idle_minutes: i64,
    /// Failed sign-ins per user name and per address before waiting.
    pub attempts: u32,
    /// Length of that wait, in seconds.
    pub lock_seconds: u64,
    /// Roles whose holders must use TOTP once it is enrolled by the administrator's rule.
    pub require_totp_roles: Vec<String>,
    /// Hours that a one-time link (invitation, password reset) is good for.
    pub invitation_hours: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitConfig {
    /// Largest upload, in bytes.
    pub upload_bytes: u64,
    /// Free space of the data directory below which uploads are refused, in bytes.
    pub min_free_bytes: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReminderConfig {
    /// Days before a due date on which the agency is reminded.
    pub days_before: Vec<i64>,
    /// Days after it.
    pub days_after: Vec<i64>,
    /// Hour of the day in Viet Nam at which digests go out.
    pub hour: u32,
    /// Days without an update after which progress counts as acceptable no more, and as stale.
    pub acceptable_days: i64,
    pub stale_days: i64,
    /// Days ahead for which dated instances of recurring duties are made.
    pub horizon_days: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// `tracing` filter, e.g. `info,coloa_plan=debug`.
    pub filter: String,
    /// `text` or `json`.
    pub format: String,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("data"),
            http: HttpConfig::default(),
            database: DatabaseConfig::default(),
            installation: InstallationConfig::default(),
            mail: MailConfig::default(),
            session: SessionConfig::default(),
            limits: LimitConfig::default(),
            reminders: ReminderConfig::default(),
            ingest: IngestConfig::default(),
            incident: IncidentConfig::default(),
            hotline: HotlineConfig::default(),
            log: LogConfig::default(),
        }
    }
}
impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: String::new(),
            behind_proxy: false,
        }
    }
}
impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite".into(),
            read_connections: 8,
            busy_timeout_ms: 5_000,
        }
    }
}
impl Default for InstallationConfig {
    fn default() -> Self {
        Self {
            name: "Trung tâm An ninh mạng".into(),
            province: String::new(),
            offline_classified: false,
            language: "vi".into(),
            report_words: PathBuf::new(),
            working_days: PathBuf::new(),
            law_files: Vec::new(),
            issue_before_period_end: false,
        }
    }
}
impl Default for MailConfig {
    fn default() -> Self {
        Self {
            smtp: String::new(),
            security: "starttls".into(),
            user: String::new(),
            password: String::new(),
            from: String::new(),
        }
    }
}
impl Default for SessionConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 8 * 60,
            attempts: 5,
            lock_seconds: 300,
            require_totp_roles: Vec::new(),
            invitation_hours: 72,
        }
    }
}
impl Default for LimitConfig {
    fn default() -> Self {
        Self {
            upload_bytes: 50 * 1024 * 1024,
            min_free_bytes: 256 * 1024 * 1024,
        }
    }
}
impl Default for ReminderConfig {
    fn default() -> Self {
        Self {
            days_before: vec![30, 7, 1],
            days_after: vec![1, 7, 14],
            hour: 7,
            acceptable_days: 60,
            stale_days: 180,
            horizon_days: 400,
        }
    }
}
impl Default for LogConfig {
    fn default() -> Self {
        Self {
            filter: "info,sqlx=warn,sea_orm=warn".into(),
            format: "text".into(),
        }
    }
}

/// Why a setting cannot be used. Names the key and where it was said; never the value, which may be a secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    #[error("configuration file {path} does not exist")]
    Missing { path: String },
    #[error("there is no setting {key} (in {place})")]
    UnknownKey { key: String, place: String },
    #[error("{key} (in {place}) is not of the right kind: {wanted} is wanted")]
    WrongKind {
        key: String,
        place: String,
        wanted: String,
    },
    #[error("{key} must be {allowed}")]
    OutOfRange { key: &'static str, allowed: String },
    /// The file is no TOML; the text of the reader names line and column.
    #[error("the configuration cannot be read: {detail}")]
    Unreadable { detail: String },
}

impl ConfigError {
    /// Stable name of the sentence, `cli.config_<what>`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "cli.config_missing",
            Self::UnknownKey { .. } => "cli.config_unknown_key",
            Self::WrongKind { .. } => "cli.config_wrong_kind",
            Self::OutOfRange { .. } => "cli.config_out_of_range",
            Self::Unreadable { .. } => "cli.config_unreadable",
        }
    }
    /// Values of the sentence.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Missing { path } => vec![("path", path.clone())],
            Self::UnknownKey { key, place } => vec![("key", key.clone()), ("place", place.clone())],
            Self::WrongKind { key, place, wanted } => vec![
                ("key", key.clone()),
                ("place", place.clone()),
                ("wanted", wanted.clone()),
            ],
            Self::OutOfRange { key, allowed } => {
                vec![("key", (*key).to_owned()), ("allowed", allowed.clone())]
            }
            Self::Unreadable { detail } => vec![("detail", detail.clone())],
        }
    }
}

impl From<figment::Error> for ConfigError {
    fn from(e: figment::Error) -> Self {
        use figment::error::Kind;
        let place = e.metadata.as_ref().map_or_else(String::new, |m| {
            m.source.as_ref().map_or_else(
                || m.name.to_string(),
                |source| match source {
                    figment::Source::File(path) => path.display().to_string(),
                    // A place in our own code says nothing to an operator.
                    _ => m.name.to_string(),
                },
            )
        });
        let path = |last: Option<&str>| {
            let mut parts = e.path.clone();
            // Of a file the path ends with the unknown name already.
            if parts.last().map(String::as_str) != last {
                parts.extend(last.map(str::to_owned));
            }
            parts.join(".")
        };
        match &e.kind {
            Kind::UnknownField(name, _) => Self::UnknownKey {
                key: path(Some(name)),
                place,
            },
            Kind::InvalidType(_, wanted) | Kind::InvalidValue(_, wanted) => Self::WrongKind {
                key: path(None),
                place,
                wanted: wanted.clone(),
            },
            // A value that a type of ours refused (an address): its text may hold the value.
            Kind::Message(_) if !e.path.is_empty() => Self::WrongKind {
                key: path(None),
                place,
                wanted: "another form".to_owned(),
            },
            _ => Self::Unreadable {
                detail: e.to_string(),
            },
        }
    }
}

/// Variables of ours that are no settings: of the command line and of the tests.
const NOT_SETTINGS: &[&str] = &["config", "lang", "plans", "test_postgres", "url"];
const PREFIX: &str = "COLOA_";

impl Config {
    /// Reads the configuration. `flags` are dotted keys with values, the strongest layer.
    pub fn load(file: Option<&Path>, flags: &[(String, String)]) -> Result<Self, ConfigError> {
        Self::load_from(file, std::env::vars(), flags)
    }

    fn load_from(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        flags: &[(String, String)],
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        // A skipped field is missing from the defaults; give it back so that the struct stays complete.
        for secret in [
            "mail.password",
            "ingest.s3.secret_access_key",
            "incident.gateway.token",
            "hotline.relay.token",
        ] {
            figment = figment.merge(Serialized::default(secret, ""));
        }
        let texts = texts(&figment);
        if let Some(path) = file {
            if !path.is_file() {
                return Err(ConfigError::Missing {
                    path: path.display().to_string(),
                });
            }
            figment = figment.merge(Toml::file_exact(path));
        }
        for (name, value) in environment {
            let Some(rest) = name.strip_prefix(PREFIX) else {
                continue;
            };
            let key = rest.to_lowercase().replace("__", ".");
            if NOT_SETTINGS.contains(&key.as_str()) {
                continue;
            }
            figment = figment.merge(Said {
                place: name,
                value: meant(&texts, &key, &value),
                key,
            });
        }
        for (key, value) in flags {
            figment = figment.merge(Said {
                place: format!("--set {key}"),
                value: meant(&texts, key, value),
                key: key.clone(),
            });
        }
        let config: Self = figment.extract()?;
        config.check()?;
        Ok(config)
    }

    /// What the types cannot say.
    fn check(&self) -> Result<(), ConfigError> {
        let one_of = |key: &'static str, value: &str, allowed: &[&str]| {
            if allowed.contains(&value) {
                Ok(())
            } else {
                Err(ConfigError::OutOfRange {
                    key,
                    allowed: allowed.join(" | "),
                })
            }
        };
        let within = |key: &'static str, value: u64, from: u64, to: u64| {
            if (from..=to).contains(&value) {
                Ok(())
            } else {
                Err(ConfigError::OutOfRange {
                    key,
                    allowed: format!("{from}–{to}"),
                })
            }
        };
        let number = |n: i64| u64::try_from(n).unwrap_or(0);
        one_of(
            "installation.language",
            &self.installation.language,
            &["vi", "en"],
        )?;
        one_of("mail.security", &self.mail.security, &["none", "starttls", "tls"])?;
        one_of("log.format", &self.log.format, &["text", "json"])?;
        within("session.attempts", self.session.attempts.into(), 1, 1000)?;
        within(
            "session.idle_minutes",
            number(self.session.idle_minutes),
            1,
            7 * 24 * 60,
        )?;
        within("session.lock_seconds", self.session.lock_seconds, 1, 365 * 86_400)?;
        within(
            "session.invitation_hours",
            number(self.session.invitation_hours),
            1,
            24 * 365,
        )?;
        within("reminders.hour", self.reminders.hour.into(), 0, 23)?;
        within("reminders.horizon_days", self.reminders.horizon_days, 1, 3660)?;
        within(
            "database.read_connections",
            self.database.read_connections.into(),
            1,
            256,
        )?;
        within("limits.upload_bytes", self.limits.upload_bytes, 1024, 1 << 40)?;
        if !self.http.public_url.is_empty() && !is_web_address(&self.http.public_url) {
            return Err(ConfigError::OutOfRange {
                key: "http.public_url",
                allowed: "http://… | https://…".to_owned(),
            });
        }
        one_of(
            "ingest.least_level",
            &self.ingest.least_level,
            &["informational", "low", "medium", "high", "critical"],
        )?;
        let endpoint = &self.ingest.s3.endpoint;
        if !endpoint.is_empty() && !is_web_address(endpoint) {
            return Err(ConfigError::OutOfRange {
                key: "ingest.s3.endpoint",
                allowed: "http://… | https://…".to_owned(),
            });
        }
        for (key, address) in self.ingest.addresses() {
            if !address.is_empty() && address.parse::<SocketAddr>().is_err() {
                return Err(ConfigError::OutOfRange {
                    key,
                    allowed: "0.0.0.0:514".to_owned(),
                });
            }
        }
        if let Some((key, allowed)) = self.incident.wrong().or_else(|| self.hotline.wrong()) {
            let allowed = allowed.to_owned();
            return Err(ConfigError::OutOfRange { key, allowed });
        }
        if tracing_subscriber::EnvFilter::try_new(&self.log.filter).is_err() {
            return Err(ConfigError::OutOfRange {
                key: "log.filter",
                allowed: "info,coloa_plan=debug".to_owned(),
            });
        }
        Ok(())
    }

    /// The address people use; where none is set, the one that is listened on.
    #[must_use]
    pub fn public_url(&self) -> String {
        if self.http.public_url.is_empty() {
            format!("http://{}", self.http.listen)
        } else {
            self.http.public_url.trim_end_matches('/').to_owned()
        }
    }

    /// Path of the embedded database file.
    #[must_use]
    pub fn sqlite_path(&self) -> PathBuf {
        self.data_dir.join("coloa.sqlite")
    }
    #[must_use]
    pub fn files_dir(&self) -> PathBuf {
        self.data_dir.join("files")
    }
    #[must_use]
    pub fn master_key_path(&self) -> PathBuf {
        self.data_dir.join("secrets/master.key")
    }
    /// Private keys of the hotline: apart from the master key, so that each can be kept by somebody else.
    #[must_use]
    pub fn hotline_key_path(&self) -> PathBuf {
        self.data_dir.join("secrets/hotline.key")
    }
    /// Where the end of the audit log is noted outside the database.
    #[must_use]
    pub fn audit_anchor_path(&self) -> PathBuf {
        self.data_dir.join("secrets/audit.anchor")
    }
}

fn is_web_address(text: &str) -> bool {
    ["http://", "https://"]
        .iter()
        .any(|scheme| text.starts_with(scheme))
}

/// One setting of the environment or of a flag.
struct Said {
    key: String,
    value: Value,
    place: String,
}

impl Provider for Said {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.place.clone())
    }
    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        let nested = figment::util::nest(&self.key, self.value.clone());
        let dict = nested.into_dict().unwrap_or_default();
        Ok(Map::from([(Profile::Default, dict)]))
    }
}

/// Keys whose values are text: a password of digits stays a password.
fn texts(defaults: &Figment) -> BTreeSet<String> {
    fn walk(prefix: &str, value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Dict(_, dict) => {
                for (key, inner) in dict {
                    let path = if prefix.is_empty() {
                        key.clone()
                    } else {
                        format!("{prefix}.{key}")
                    };
                    walk(&path, inner, found);
                }
            }
            Value::String(..) => {
                found.insert(prefix.to_owned());
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Ok(all) = defaults.extract::<Value>() {
        walk("", &all, &mut found);
    }
    found
}

/// A value as it was written: text where the setting is text (quotes around it may be left out), else what it says.
fn meant(texts: &BTreeSet<String>, key: &str, written: &str) -> Value {
    let quoted = written.len() >= 2 && written.starts_with('"') && written.ends_with('"');
    if texts.contains(key) && !quoted {
        return Value::from(written.to_owned());
    }
    written
        .parse()
        .unwrap_or_else(|_| Value::from(written.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_flag_beats_the_file_which_beats_the_default() {
        let f = file("[http]\nlisten = \"127.0.0.1:9000\"\n[session]\nattempts = 9\n");
        let config = Config::load(
            Some(f.path()),
            &[("http.listen".into(), "\"127.0.0.1:9001\"".into())],
        )
        .unwrap();
        assert_eq!(config.http.listen.port(), 9001);
        assert_eq!(config.session.attempts, 9);
        assert_eq!(config.database.read_connections, 8);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let f = file("[http]\nlitsen = \"127.0.0.1:9000\"\n");
        let text = Config::load(Some(f.path()), &[]).unwrap_err().to_string();
        assert!(text.contains("litsen"), "{text}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let text = Config::load(Some(Path::new("/nowhere/coloa.toml")), &[])
            .unwrap_err()
            .to_string();
        assert!(text.contains("/nowhere/coloa.toml"), "{text}");
    }

    fn from_environment(name: &str, value: &str) -> Result<Config, ConfigError> {
        Config::load_from(None, std::iter::once((name.to_owned(), value.to_owned())), &[])
    }

    #[test]
    fn text_stays_text_and_is_never_printed() {
        for secret in ["123456", "true", "0123", "a=b", "[x]"] {
            let config = from_environment("COLOA_MAIL__PASSWORD", secret).unwrap();
            assert_eq!(config.mail.password, secret);
            let config = from_environment("COLOA_INGEST__S3__SECRET_ACCESS_KEY", secret).unwrap();
            assert_eq!(config.ingest.s3.secret_access_key, secret);
            assert!(
                !serde_json::to_string(&config)
                    .unwrap()
                    .contains("secret_access_key")
            );
        }
        let error = from_environment("COLOA_SESSION__ATTEMPTS", "bi-mat").unwrap_err();
        assert!(!error.to_string().contains("bi-mat"), "{error}");
        assert!(
            matches!(&error, ConfigError::WrongKind { key, place, .. } if key == "session.attempts" && place == "COLOA_SESSION__ATTEMPTS"),
            "{error:?}"
        );
    }

    #[test]
    fn an_unknown_variable_or_flag_is_named() {
        let error = from_environment("COLOA_HTTP__LITSEN", "x").unwrap_err();
        assert_eq!(
            error,
            ConfigError::UnknownKey {
                key: "http.litsen".into(),
                place: "COLOA_HTTP__LITSEN".into()
            }
        );
        let error = Config::load(None, &[("nothing.at.all".into(), "1".into())]).unwrap_err();
        assert!(matches!(error, ConfigError::UnknownKey { .. }), "{error:?}");
    }

    #[test]
    fn values_out_of_range_are_refused() {
        for (key, value) in [
            ("reminders.hour", "99"),
            ("session.attempts", "0"),
            ("installation.language", "fr"),
            ("mail.security", "bogus"),
            ("log.format", "xml"),
            ("log.filter", "(("),
            ("http.public_url", "coloa.tinh.invalid"),
        ] {
            let error = Config::load(None, &[(key.into(), value.into())]).unwrap_err();
            assert!(
                matches!(&error, ConfigError::OutOfRange { key: told, .. } if *told == key),
                "{key}: {error:?}"
            );
        }
    }

    #[test]
    fn links_lead_to_the_address_that_is_listened_on_unless_said_otherwise() {
        let config = Config::load(None, &[("http.listen".into(), "\"127.0.0.1:9001\"".into())]).unwrap();
        assert_eq!(config.public_url(), "http://127.0.0.1:9001");
        let config = Config::load(
            None,
            &[("http.public_url".into(), "https://coloa.invalid/".into())],
        )
        .unwrap();
        assert_eq!(config.public_url(), "https://coloa.invalid");
    }
}
