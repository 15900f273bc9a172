//! What goes in, and how it comes out.

use chrono::{DateTime, Utc};
use coloa_ingest::record::{Format, Record};
use uuid::Uuid;

/// Records of one source that came together and are acknowledged together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The registered source; nil where none is known.
    pub source: Uuid,
    pub received: DateTime<Utc>,
    pub format: Format,
    pub records: Vec<Record>,
}

impl Batch {
    /// Bytes that it takes while it waits.
    #[must_use]
    pub fn bytes(&self) -> usize {
        // What a record takes besides its payload.
        const OWN: usize = 64;
        self.records
            .iter()
            .map(|r| OWN + r.payload.len() + r.key.as_ref().map_or(0, |k| k.len()))
            .sum()
    }
}

/// A batch as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Number of its first record; the others follow.
    pub seq: u64,
    pub batch: Batch,
}

impl Stored {
    /// Number of the record after its last.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.seq + self.batch.records.len() as u64
    }
}
