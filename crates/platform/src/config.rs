//! Configuration: defaults < file (TOML) < environment (`COLOA_…`, `__` between levels) < flags.
//! An unknown key is an error that names it.

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};
use std::{
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
    pub log: LogConfig,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    /// The address people use, for links in e-mails; cookies are `Secure` when it is https.
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
            log: LogConfig::default(),
        }
    }
}
impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://127.0.0.1:8080".into(),
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

/// A setting that cannot be used; `Display` names the key and where it came from.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("configuration file {0} does not exist")]
    Missing(PathBuf),
    #[error("{0}")]
    Invalid(Box<figment::Error>),
}

/// Variables of ours that are no settings: of the command line and of the tests.
const NOT_SETTINGS: &[&str] = &["config", "lang", "plans", "test_postgres", "url"];

impl Config {
    /// Reads the configuration. `flags` are dotted keys with values, the strongest layer.
    pub fn load(file: Option<&Path>, flags: &[(String, String)]) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        // A skipped field is missing from the defaults; give it back so that the struct stays complete.
        figment = figment.merge(Serialized::default("mail.password", ""));
        if let Some(path) = file {
            if !path.is_file() {
                return Err(ConfigError::Missing(path.to_owned()));
            }
            figment = figment.merge(Toml::file_exact(path));
        }
        figment = figment.merge(Env::prefixed("COLOA_").ignore(NOT_SETTINGS).split("__"));
        for (key, value) in flags {
            let parsed: figment::value::Value = value.parse().expect("any text is a figment value");
            figment = figment.merge(Serialized::default(key, parsed));
        }
        figment.extract().map_err(|e| ConfigError::Invalid(Box::new(e)))
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
}
