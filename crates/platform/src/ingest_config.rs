//! Settings of monitoring: where senders deliver, and how much is kept.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// Addresses are `address:port`; empty: nobody listens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IngestConfig {
    /// `_bulk` of Elasticsearch, Splunk's collector, OTLP, NDJSON, GELF over HTTP.
    pub http: String,
    pub syslog_udp: String,
    /// Both framings on one port.
    pub syslog_tcp: String,
    pub syslog_tls: String,
    pub gelf_udp: String,
    pub gelf_tcp: String,
    /// PEM files of `syslog_tls`.
    pub tls_certificate: PathBuf,
    pub tls_key: PathBuf,
    /// Authorities whose signature a sender's certificate must bear; empty: senders show none.
    pub tls_senders: PathBuf,
    /// Senders without a certificate are refused, where `tls_senders` is set.
    pub tls_senders_required: bool,
    /// The version that clients of Elasticsearch are told; they refuse a server that is older than themselves.
    pub elasticsearch_version: String,
    /// Folders or files of Sigma rules besides the product's own.
    pub rules: Vec<PathBuf>,
    /// Findings below this level are counted by correlations and not told.
    pub least_level: String,
    /// Bytes of the event log, packed, that are kept although their events are in segments.
    pub keep_bytes: u64,
    /// Days that any event is kept at least; the law may ask for more, by the level of its system.
    pub keep_days: u32,
    /// Folder of the segments of events; empty: `segments` in the data folder. With a bucket, what is being written.
    pub segments: PathBuf,
    /// The bucket that segments lie in, in the place of the folder.
    pub s3: S3Config,
    /// Bytes, packed, beyond which senders wait.
    pub most_bytes: u64,
    /// Free bytes of the disk below which senders wait.
    pub min_free_bytes: u64,
    /// How long a sender waits for room before it is refused, in milliseconds.
    pub wait_ms: u64,
}

/// A bucket of a service that speaks S3.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct S3Config {
    /// Empty: segments lie in a folder.
    pub bucket: String,
    /// Folder within the bucket; empty: its top.
    pub prefix: String,
    /// URL of the service; empty: that of AWS in the region.
    pub endpoint: String,
    pub region: String,
    pub access_key_id: String,
    /// Read from the environment or file, never shown.
    #[serde(skip_serializing)]
    pub secret_access_key: String,
}

impl Default for S3Config {
    fn default() -> Self {
        Self {
            bucket: String::new(),
            prefix: String::new(),
            endpoint: String::new(),
            region: "us-east-1".into(),
            access_key_id: String::new(),
            secret_access_key: String::new(),
        }
    }
}

impl Default for IngestConfig {
    fn default() -> Self {
        Self {
            http: String::new(),
            syslog_udp: String::new(),
            syslog_tcp: String::new(),
            syslog_tls: String::new(),
            gelf_udp: String::new(),
            gelf_tcp: String::new(),
            tls_certificate: PathBuf::new(),
            tls_key: PathBuf::new(),
            tls_senders: PathBuf::new(),
            tls_senders_required: true,
            elasticsearch_version: "8.17.0".into(),
            rules: Vec::new(),
            least_level: "low".into(),
            keep_bytes: 256 * 1024 * 1024,
            keep_days: 90,
            segments: PathBuf::new(),
            s3: S3Config::default(),
            most_bytes: 8 * 1024 * 1024 * 1024,
            min_free_bytes: 1024 * 1024 * 1024,
            wait_ms: 5_000,
        }
    }
}

impl IngestConfig {
    /// Settings that hold an address, with their names.
    #[must_use]
    pub fn addresses(&self) -> [(&'static str, &str); 6] {
        [
            ("ingest.http", &self.http),
            ("ingest.syslog_udp", &self.syslog_udp),
            ("ingest.syslog_tcp", &self.syslog_tcp),
            ("ingest.syslog_tls", &self.syslog_tls),
            ("ingest.gelf_udp", &self.gelf_udp),
            ("ingest.gelf_tcp", &self.gelf_tcp),
        ]
    }
}
