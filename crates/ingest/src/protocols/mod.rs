//! What senders speak, one room a protocol: [`syslog`] frames of streams · [`bulk`] actions of the Elasticsearch
//! interface · [`hec`] events of Splunk's collector · [`otlp`] logs of OpenTelemetry · [`gelf`] messages of Graylog ·
//! [`ndjson`] one object a line.
//!
//! A protocol is taken apart only as far as its records: each goes into the log as it came, and is understood later
//! ([`crate::record`]). So nothing that a parser does not know is lost, and a sender is answered before anything is
//! parsed.

pub mod bulk;
pub mod gelf;
pub mod hec;
pub mod ndjson;
pub mod otlp;
pub mod syslog;
pub mod thehive;

/// Longest record, in bytes; what is beyond it is cut off and said.
pub const MAX_RECORD: usize = 1024 * 1024;
