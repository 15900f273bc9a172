//! The store: events in memory, flushed into segments, which are merged, and in the end deleted.

use crate::{
    depot::{Depot, Object},
    merge,
    metastore::{Metastore, MetastoreError, Segment},
    row::{self, Row},
    schema,
    segment::{self, GROUP_ROWS, SegmentError, Writer, Written},
    words::{self, Words},
};
use arrow_array::RecordBatch;
use arrow_select::concat::concat_batches;
use chrono::{NaiveDate, Utc};
use coloa_base::error::chain;
use parquet::{
    arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions},
    file::metadata::PageIndexPolicy,
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, RwLock},
    time::{Duration, Instant},
};
use uuid::Uuid;

/// When events in memory become a segment.
const FLUSHED_ROWS: u64 = 2 * GROUP_ROWS as u64;
const FLUSHED_BYTES: usize = 256 << 20;
const FLUSHED_AFTER: Duration = Duration::from_secs(60);
/// Batches in memory that are put together, so that a quiet hour does not make thousands of them.
const SMALL_BATCHES: usize = 32;
const SMALL_ROWS: usize = 4_096;
/// Filters of words, and footers of files, that are kept in memory.
const WORDS_BYTES: usize = 64 << 20;
const FOOTERS_BYTES: usize = 64 << 20;
/// How long a segment is left out whose place could not be reached.
const UNREACHED: Duration = Duration::from_secs(30);

/// Why the store failed. Events that are not in a segment yet stay in memory, and in the log.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Segment(#[from] SegmentError),
    #[error(transparent)]
    Metastore(#[from] MetastoreError),
    #[error("the work on segments broke down")]
    Broken(#[from] tokio::task::JoinError),
}

impl From<std::io::Error> for StoreError {
    fn from(e: std::io::Error) -> Self {
        Self::Segment(e.into())
    }
}

#[derive(Clone, Debug)]
struct Hot {
    class: u8,
    batch: RecordBatch,
    raw_bytes: u64,
}

/// Events as columns that are not found yet, see [`EventStore::columns`].
#[derive(Debug)]
pub struct Columns {
    hot: Vec<Hot>,
    /// Number of the event after the last of them.
    end: u64,
}

#[derive(Debug, Default)]
struct State {
    segments: Vec<Arc<Segment>>,
    hot: Vec<Hot>,
    /// What is being written into segments now; found like the others meanwhile.
    flushing: Vec<Hot>,
    hot_rows: u64,
    hot_bytes: usize,
    /// When the oldest of the events in memory came.
    hot_since: Option<Instant>,
    /// Number of the first event that is in no segment, and of the one after the last in memory.
    flushed: u64,
    next: u64,
    /// Segments whose files are deleted once no search reads them.
    retired: Vec<Arc<Segment>>,
    /// Segments that cannot be read.
    damaged: HashMap<Uuid, Damage>,
}

/// Why a segment is left out.
#[derive(Debug)]
enum Damage {
    /// Its file is gone, or is not what was written.
    Lasting,
    /// Its place could not be reached; it is asked again from then on.
    Until(Instant),
}

/// All events at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub segments: Vec<Arc<Segment>>,
    pub hot: Vec<RecordBatch>,
    /// Segments that are left out because they cannot be read.
    pub missing: Vec<Arc<Segment>>,
}

/// How the store stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stand {
    pub segments: usize,
    pub damaged: usize,
    pub rows: u64,
    pub hot_rows: u64,
    pub bytes: u64,
    pub raw_bytes: u64,
    pub flushed: u64,
}

/// Keeps events; cheap to clone.
#[derive(Clone, Debug)]
pub struct EventStore(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    metastore: Arc<dyn Metastore>,
    depot: Depot,
    state: RwLock<State>,
    open: Mutex<Open>,
    /// One flush at a time, and beside it one merge or deletion.
    flushes: tokio::sync::Mutex<()>,
    tends: tokio::sync::Mutex<()>,
}

/// What is remembered of segments' files: the order in which they were last needed, the oldest first.
#[derive(Debug, Default)]
struct Open {
    footers: Vec<(Uuid, Footer)>,
    words: Vec<(Uuid, Arc<Vec<Words>>, usize)>,
}

/// Takes an entry out of a list and puts it to its end; `None`: it is not there.
fn needed<T: Clone>(list: &mut Vec<T>, is: impl Fn(&T) -> bool) -> Option<T> {
    let at = list.iter().position(is)?;
    let one = list.remove(at);
    list.push(one.clone());
    Some(one)
}

impl EventStore {
    /// Opens the store. `writes`: this program is the one that writes; it deletes what an earlier one left half done.
    ///
    /// # Errors
    /// The metastore or the folder cannot be read.
    pub async fn open(depot: Depot, metastore: Arc<dyn Metastore>, writes: bool) -> Result<Self, StoreError> {
        let catalog = metastore.load().await?;
        if writes {
            let known: std::collections::HashSet<String> =
                catalog.segments.iter().map(|s| s.id.to_string()).collect();
            let gone = depot.clear(|stem| known.contains(stem)).await?;
            if gone > 0 {
                tracing::info!(
                    files = gone,
                    "files of events that were not finished are deleted; the log has the events"
                );
            }
        }
        let state = State {
            segments: catalog.segments.into_iter().map(Arc::new).collect(),
            flushed: catalog.flushed,
            next: catalog.flushed,
            ..State::default()
        };
        Ok(Self(Arc::new(Inner {
            metastore,
            depot,
            state: RwLock::new(state),
            open: Mutex::default(),
            flushes: tokio::sync::Mutex::default(),
            tends: tokio::sync::Mutex::default(),
        })))
    }

    fn read<T>(&self, of: impl FnOnce(&State) -> T) -> T {
        of(&self.0.state.read().unwrap_or_else(|e| e.into_inner()))
    }

    fn write<T>(&self, of: impl FnOnce(&mut State) -> T) -> T {
        of(&mut self.0.state.write().unwrap_or_else(|e| e.into_inner()))
    }

    /// Number of the first event that is in no segment yet: the log is needed from here on.
    #[must_use]
    pub fn flushed(&self) -> u64 {
        self.read(|s| s.flushed)
    }

    /// Number of the event after the last one that is found.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.read(|s| s.next)
    }

    #[must_use]
    pub fn stand(&self) -> Stand {
        self.read(|state| Stand {
            segments: state.segments.len(),
            damaged: state.segments.iter().filter(|s| state.is_damaged(s.id)).count(),
            rows: state.segments.iter().map(|s| s.rows).sum::<u64>() + state.hot_rows,
            hot_rows: state.hot_rows,
            bytes: state.segments.iter().map(|s| s.bytes + s.words_bytes).sum(),
            raw_bytes: state.segments.iter().map(|s| s.raw_bytes).sum(),
            flushed: state.flushed,
        })
    }

    /// How many segments are small enough to be merged.
    #[must_use]
    pub fn small(&self) -> usize {
        self.read(|s| s.segments.iter().filter(|one| merge::is_small(one)).count())
    }

    /// All segments, damaged ones too.
    #[must_use]
    pub fn segments(&self) -> Vec<Arc<Segment>> {
        self.read(|s| s.segments.clone())
    }

    /// Takes events in: they are found from now on. `class` says how long events of a row are kept. What is in a
    /// segment or in memory already is left out, so that the log may be read again.
    ///
    /// # Errors
    /// A value is longer than a column can hold.
    pub fn append(&self, rows: &[Row], class: impl Fn(&Row) -> u8) -> Result<(), SegmentError> {
        self.take(self.columns(rows, class)?);
        Ok(())
    }

    /// The first half of [`Self::append`], and nearly all of its work: events become columns.
    ///
    /// # Errors
    /// A value is longer than a column can hold.
    pub fn columns(&self, rows: &[Row], class: impl Fn(&Row) -> u8) -> Result<Columns, SegmentError> {
        let next = self.read(|s| s.next);
        let mut by_class: BTreeMap<u8, Vec<&Row>> = BTreeMap::new();
        for row in rows.iter().filter(|r| r.seq >= next) {
            by_class.entry(class(row)).or_default().push(row);
        }
        let hot = by_class.into_iter().map(|(class, rows)| {
            Ok(Hot {
                class,
                batch: row::batch(&rows)?,
                raw_bytes: rows.iter().map(|r| r.raw_bytes).sum(),
            })
        });
        Ok(Columns {
            hot: hot.collect::<Result<_, SegmentError>>()?,
            end: rows.iter().map(|r| r.seq + 1).max().unwrap_or(0),
        })
    }

    /// The second half of [`Self::append`]: the events are found from now on.
    pub fn take(&self, columns: Columns) {
        if columns.end == 0 {
            return;
        }
        self.write(|state| {
            state.hot_since.get_or_insert_with(Instant::now);
            state.hot.extend(columns.hot);
            state.next = state.next.max(columns.end);
            if state.hot.len() >= SMALL_BATCHES {
                together(&mut state.hot);
            }
            state.count();
        });
    }

    /// Whether it is time to flush.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.read(|s| {
            s.hot_rows >= FLUSHED_ROWS
                || s.hot_bytes >= FLUSHED_BYTES
                || s.hot_since.is_some_and(|since| since.elapsed() >= FLUSHED_AFTER)
        })
    }

    /// Puts all events that are in memory now into segments, durable when it returns.
    ///
    /// # Errors
    /// They cannot be written; they stay in memory.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let _flushing = self.0.flushes.lock().await;
        let (hot, next) = self.write(|state| {
            state.flushing = std::mem::take(&mut state.hot);
            state.hot_since = None;
            (state.flushing.clone(), state.next)
        });
        if hot.is_empty() {
            return Ok(());
        }
        match self.put(hot, next).await {
            Ok(segments) => {
                self.write(|state| {
                    state.flushing.clear();
                    state.count();
                    state.flushed = next;
                    state.segments.extend(segments.into_iter().map(Arc::new));
                });
                Ok(())
            }
            Err(e) => {
                self.write(|state| {
                    let newer = std::mem::replace(&mut state.hot, std::mem::take(&mut state.flushing));
                    state.hot.extend(newer);
                    state.hot_since.get_or_insert_with(Instant::now);
                });
                Err(e)
            }
        }
    }

    async fn put(&self, hot: Vec<Hot>, next: u64) -> Result<Vec<Segment>, StoreError> {
        let (work, day) = (self.0.depot.work().to_owned(), Utc::now().date_naive());
        let written = tokio::task::spawn_blocking(move || -> Result<Vec<Written>, SegmentError> {
            let mut by_class: BTreeMap<u8, Vec<Hot>> = BTreeMap::new();
            for one in hot {
                by_class.entry(one.class).or_default().push(one);
            }
            by_class
                .into_iter()
                .map(|(class, hot)| {
                    let fields = row::filled(hot.iter().map(|h| &h.batch));
                    let mut writer = Writer::new(&work, day, class, fields)?;
                    // A row group at a time: while one is written it is there three times.
                    let (mut batches, mut rows, mut raw_bytes) = (Vec::new(), 0, 0);
                    for one in hot {
                        if rows > 0 && rows + one.batch.num_rows() > GROUP_ROWS {
                            writer.write(std::mem::take(&mut batches), raw_bytes)?;
                            (rows, raw_bytes) = (0, 0);
                        }
                        rows += one.batch.num_rows();
                        raw_bytes += one.raw_bytes;
                        batches.push(one.batch);
                    }
                    writer.write(batches, raw_bytes)?;
                    writer.finish()
                })
                .collect()
        })
        .await??;
        for one in &written {
            self.0.depot.take(one).await?;
        }
        let segments: Vec<Segment> = written.into_iter().map(|w| w.segment).collect();
        self.0.metastore.add(&segments, next).await?;
        Ok(segments)
    }

    /// Merges small segments of one day and class, if there are enough of them; `true`: there may be more to do.
    ///
    /// # Errors
    /// They cannot be read or written; they stay as they are.
    pub async fn compact(&self, today: NaiveDate) -> Result<bool, StoreError> {
        let _tending = self.0.tends.lock().await;
        let Some(small) = self.read(|s| {
            let whole = s.segments.iter().filter(|one| !s.is_damaged(one.id));
            merge::next(whole, today)
        }) else {
            return Ok(false);
        };
        let mut copies = Vec::new();
        for one in &small {
            copies.push(self.0.depot.local(&one.path()).await?);
        }
        let (work, segments) = (self.0.depot.work().to_owned(), small.clone());
        let written = tokio::task::spawn_blocking(move || {
            let files: Vec<_> = copies.iter().map(|c| c.path().to_owned()).collect();
            let merged = merge::merge(&work, &segments, &files);
            drop(copies);
            merged
        })
        .await?;
        let written = match written {
            Ok(written) => written,
            Err(e) => {
                // One of them cannot be read: found out which, so that the others are merged without it.
                self.find_damage(&small).await;
                return Err(e.into());
            }
        };
        self.0.depot.take(&written).await?;
        let gone: Vec<Uuid> = small.iter().map(|s| s.id).collect();
        self.0
            .metastore
            .replace(&gone, std::slice::from_ref(&written.segment))
            .await?;
        self.write(|state| {
            state.retire(&gone);
            state.segments.push(Arc::new(written.segment));
        });
        Ok(true)
    }

    /// Lets go of segments for good.
    ///
    /// # Errors
    /// The metastore cannot be written; they stay.
    pub async fn remove(&self, ids: &[Uuid]) -> Result<(), StoreError> {
        let _tending = self.0.tends.lock().await;
        self.0.metastore.replace(ids, &[]).await?;
        self.write(|state| state.retire(ids));
        Ok(())
    }

    /// Deletes files of segments that are gone and that no search reads any more.
    pub async fn sweep(&self) {
        let free = self.write(|state| {
            let (free, used): (Vec<_>, Vec<_>) = std::mem::take(&mut state.retired)
                .into_iter()
                .partition(|segment| Arc::strong_count(segment) == 1);
            state.retired = used;
            free
        });
        for segment in free {
            self.0.depot.delete(&segment.path()).await;
            self.0.depot.delete(&segment.words_path()).await;
        }
    }

    /// All events at this moment.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        self.read(|state| {
            let (missing, segments): (Vec<_>, Vec<_>) = state
                .segments
                .iter()
                .cloned()
                .partition(|s| state.is_damaged(s.id));
            Snapshot {
                segments,
                hot: state.in_memory().map(|h| h.batch.clone()).collect(),
                missing,
            }
        })
    }

    /// Looks which of these segments cannot be read, and leaves them out from now on; how many of them are left out.
    pub async fn find_damage(&self, among: &[Arc<Segment>]) -> usize {
        let mut found = 0;
        for one in among {
            // Another search may have found out already.
            if self.read(|s| s.is_damaged(one.id)) {
                found += 1;
                continue;
            }
            let Some((damage, why)) = self.damage(one).await else {
                continue;
            };
            tracing::error!(segment = %one.path(), why, events = one.rows, "a segment of events cannot be read; the others answer without it");
            self.write(|state| state.damaged.insert(one.id, damage));
            found += 1;
        }
        found
    }

    async fn damage(&self, segment: &Segment) -> Option<(Damage, String)> {
        let copy = match self.0.depot.local(&segment.path()).await {
            Ok(copy) => copy,
            Err(SegmentError::Io(e)) if e.kind() != std::io::ErrorKind::NotFound => {
                return Some((Damage::Until(Instant::now() + UNREACHED), e.to_string()));
            }
            Err(e) => return Some((Damage::Lasting, chain(&e))),
        };
        let digest = tokio::task::spawn_blocking(move || segment::digest(copy.path())).await;
        match digest {
            Ok(Ok((_, found))) if found == segment.sha256 => None,
            Ok(Ok(_)) => Some((Damage::Lasting, "it is not what was written".to_owned())),
            Ok(Err(e)) => Some((Damage::Lasting, chain(&e))),
            Err(e) => Some((Damage::Lasting, e.to_string())),
        }
    }

    /// The words of a segment's row groups; `None`: they cannot be read, and every row group has to be looked at.
    pub(crate) fn words(&self, segment: &Segment) -> Option<Arc<Vec<Words>>> {
        let mut open = self.0.open.lock().unwrap_or_else(|e| e.into_inner());
        if let Some((_, words, _)) = needed(&mut open.words, |(id, ..)| *id == segment.id) {
            return Some(words);
        }
        drop(open);
        let bytes = self.0.depot.read(&segment.words_path()).ok()?;
        let words = words::decode(&bytes).filter(|w| w.len() == segment.row_groups as usize)?;
        let words = Arc::new(words);
        let mut open = self.0.open.lock().unwrap_or_else(|e| e.into_inner());
        open.words.push((segment.id, words.clone(), bytes.len()));
        while open.words.len() > 1 && open.words.iter().map(|(.., bytes)| bytes).sum::<usize>() > WORDS_BYTES
        {
            open.words.remove(0);
        }
        Some(words)
    }

    /// A segment's file, to be read in parts.
    pub(crate) fn object(&self, segment: &Segment) -> Result<Object, SegmentError> {
        Ok(self.0.depot.open(&segment.path(), segment.bytes)?)
    }

    /// What the footer of a segment's file says.
    pub(crate) fn footer(&self, segment: &Segment) -> Result<Footer, SegmentError> {
        let mut open = self.0.open.lock().unwrap_or_else(|e| e.into_inner());
        if let Some((_, footer)) = needed(&mut open.footers, |(id, _)| *id == segment.id) {
            return Ok(footer);
        }
        drop(open);
        let footer = Footer::load(&self.object(segment)?)?;
        let mut open = self.0.open.lock().unwrap_or_else(|e| e.into_inner());
        open.footers.push((segment.id, footer.clone()));
        while open.footers.len() > 1
            && open.footers.iter().map(|(_, one)| one.bytes).sum::<usize>() > FOOTERS_BYTES
        {
            open.footers.remove(0);
        }
        Ok(footer)
    }
}

/// What the footer of a file says, with texts as they are, and with their dictionaries.
#[derive(Clone, Debug)]
pub(crate) struct Footer {
    pub texts: ArrowReaderMetadata,
    pub coded: ArrowReaderMetadata,
    /// What it takes in memory.
    bytes: usize,
}

impl Footer {
    fn load(object: &Object) -> Result<Self, SegmentError> {
        let options = ArrowReaderOptions::new()
            .with_column_index_policy(PageIndexPolicy::Skip)
            .with_offset_index_policy(PageIndexPolicy::Optional);
        let texts = ArrowReaderMetadata::load(object, options)?;
        let metadata = texts.metadata().clone();
        let coded = schema::coded(texts.schema());
        Ok(Self {
            bytes: metadata.memory_size(),
            // Either answers; without dictionaries it takes longer.
            coded: ArrowReaderMetadata::try_new(metadata, ArrowReaderOptions::new().with_schema(coded))
                .unwrap_or_else(|_| texts.clone()),
            texts,
        })
    }
}

impl State {
    fn in_memory(&self) -> impl Iterator<Item = &Hot> {
        self.flushing.iter().chain(&self.hot)
    }

    fn count(&mut self) {
        self.hot_rows = self.in_memory().map(|h| h.batch.num_rows() as u64).sum();
        self.hot_bytes = self.in_memory().map(|h| h.batch.get_array_memory_size()).sum();
    }

    fn is_damaged(&self, id: Uuid) -> bool {
        self.damaged.get(&id).is_some_and(|damage| match damage {
            Damage::Lasting => true,
            Damage::Until(then) => Instant::now() < *then,
        })
    }

    fn retire(&mut self, ids: &[Uuid]) {
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut self.segments)
            .into_iter()
            .partition(|s| ids.contains(&s.id));
        self.segments = kept;
        self.retired.extend(gone);
        for id in ids {
            self.damaged.remove(id);
        }
    }
}

/// Puts small batches of one class together.
fn together(hot: &mut Vec<Hot>) {
    let mut by_class: BTreeMap<u8, Vec<Hot>> = BTreeMap::new();
    let (small, mut kept): (Vec<Hot>, Vec<Hot>) = std::mem::take(hot)
        .into_iter()
        .partition(|h| h.batch.num_rows() < SMALL_ROWS);
    for one in small {
        by_class.entry(one.class).or_default().push(one);
    }
    for (class, small) in by_class {
        let fields = row::filled(small.iter().map(|h| &h.batch));
        let whole = small
            .iter()
            .map(|h| row::with_columns(&h.batch, &fields))
            .collect::<Result<Vec<_>, _>>()
            .and_then(|all| match all.first() {
                Some(first) => concat_batches(&first.schema(), &all),
                None => Ok(RecordBatch::new_empty(schema::schema())),
            });
        match whole {
            Ok(batch) => kept.push(Hot {
                class,
                batch,
                raw_bytes: small.iter().map(|h| h.raw_bytes).sum(),
            }),
            Err(_) => kept.extend(small),
        }
    }
    *hot = kept;
}
