//! Configuration: defaults < file (TOML) < environment (`COLOA_…`, `__` between levels) < flags.
//! An unknown key is an error that names it.
//!
//! Rooms: `server` what the process listens on and stores in · `installation` the centre and its reminders · `mail` · `session` how people
//! sign in · `load` how the layers are read · `check` what the types cannot say · `error`. Those of areas stand beside this module
//! ([`crate::hotline_config`], [`crate::incident_config`], [`crate::ingest_config`]).

mod check;
mod error;
mod installation;
mod load;
mod mail;
mod server;
mod session;

pub use self::{
    error::ConfigError,
    installation::{InstallationConfig, ReminderConfig},
    mail::MailConfig,
    server::{DatabaseConfig, HttpConfig, LimitConfig, LogConfig},
    session::SessionConfig,
};

use crate::{hotline_config::HotlineConfig, incident_config::IncidentConfig, ingest_config::IngestConfig};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

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

impl Config {
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

#[cfg(test)]
mod tests {
    use super::*;

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
