//! What the process listens on, where it stores, how much of that, and what it logs.

use serde::{Deserialize, Serialize};
use std::net::SocketAddr;

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

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: String::new(),
            behind_proxy: false,
        }
    }
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

impl Default for DatabaseConfig {
    fn default() -> Self {
        Self {
            url: "sqlite".into(),
            read_connections: 8,
            busy_timeout_ms: 5_000,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitConfig {
    /// Largest upload, in bytes.
    pub upload_bytes: u64,
    /// Free space of the data directory below which uploads are refused, in bytes.
    pub min_free_bytes: u64,
}

impl Default for LimitConfig {
    fn default() -> Self {
        Self {
            upload_bytes: 50 * 1024 * 1024,
            min_free_bytes: 256 * 1024 * 1024,
        }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// `tracing` filter, e.g. `info,coloa_plan=debug`.
    pub filter: String,
    /// `text` or `json`.
    pub format: String,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self {
            filter: "info,sqlx=warn,sea_orm=warn".into(),
            format: "text".into(),
        }
    }
}
