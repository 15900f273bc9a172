//! What is known of segments without opening them. The store keeps it in a database of its user's choice through
//! [`Metastore`]; [`MemoryMetastore`] is for tests.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use std::sync::Mutex;
use uuid::Uuid;

/// One file of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub id: Uuid,
    /// The day, in UTC, on which its events came in.
    pub day: NaiveDate,
    /// How long its events are kept, as a class of the retention rules: the level of the systems that they come from,
    /// 0 where none is known.
    pub class: u8,
    /// Numbers of its events: from, and the one after the last. Others may lie between.
    pub seq: (u64, u64),
    /// Times of its earliest and its latest event.
    pub time: (DateTime<Utc>, DateTime<Utc>),
    pub rows: u64,
    pub row_groups: u32,
    /// Bytes of its file, of the words beside it, and of the same events as they came in.
    pub bytes: u64,
    pub words_bytes: u64,
    pub raw_bytes: u64,
    /// Agencies that its events belong to; `None`: too many to list.
    pub agencies: Option<Vec<Uuid>>,
    /// Lower-case hex.
    pub sha256: String,
}

/// Agencies of a segment that are listed.
pub const MOST_AGENCIES: usize = 200;

impl Segment {
    /// Where it lies below the folder, or the bucket, of the store.
    #[must_use]
    pub fn path(&self) -> String {
        format!(
            "{}/{}/{}.parquet",
            self.day.format("%Y-%m-%d"),
            self.class,
            self.id
        )
    }

    /// Where the words of its row groups lie.
    #[must_use]
    pub fn words_path(&self) -> String {
        format!("{}/{}/{}.words", self.day.format("%Y-%m-%d"), self.class, self.id)
    }
}

/// All segments, and how far the log is in them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalog {
    pub segments: Vec<Segment>,
    /// Number of the first event that is in no segment yet.
    pub flushed: u64,
}

/// The metastore failed; nothing was changed.
#[derive(Debug, thiserror::Error)]
#[error("the list of segments cannot be read or written")]
pub struct MetastoreError(#[from] pub Box<dyn std::error::Error + Send + Sync>);

/// Knows the segments. Each change is one transaction.
#[async_trait]
pub trait Metastore: Send + Sync + std::fmt::Debug {
    /// # Errors
    /// It cannot be read.
    async fn load(&self) -> Result<Catalog, MetastoreError>;

    /// Adds segments; all events below `flushed` are in segments now.
    ///
    /// # Errors
    /// It cannot be written.
    async fn add(&self, segments: &[Segment], flushed: u64) -> Result<(), MetastoreError>;

    /// Puts segments in the place of others, or takes those away.
    ///
    /// # Errors
    /// It cannot be written.
    async fn replace(&self, gone: &[Uuid], with: &[Segment]) -> Result<(), MetastoreError>;
}

/// A metastore that ends with the program.
#[derive(Debug, Default)]
pub struct MemoryMetastore(Mutex<Catalog>);

#[async_trait]
impl Metastore for MemoryMetastore {
    async fn load(&self) -> Result<Catalog, MetastoreError> {
        Ok(self.0.lock().unwrap_or_else(|e| e.into_inner()).clone())
    }

    async fn add(&self, segments: &[Segment], flushed: u64) -> Result<(), MetastoreError> {
        let mut catalog = self.0.lock().unwrap_or_else(|e| e.into_inner());
        catalog.segments.extend_from_slice(segments);
        catalog.flushed = catalog.flushed.max(flushed);
        Ok(())
    }

    async fn replace(&self, gone: &[Uuid], with: &[Segment]) -> Result<(), MetastoreError> {
        let mut catalog = self.0.lock().unwrap_or_else(|e| e.into_inner());
        catalog.segments.retain(|s| !gone.contains(&s.id));
        catalog.segments.extend_from_slice(with);
        Ok(())
    }
}
