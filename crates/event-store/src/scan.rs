//! Reads what a question has to look at: row groups that may hold an answer, in the order of the question, by several
//! threads. Every row that leaves here has passed the scope of whoever asks.

use crate::{
    compile::{self, Compiled, Need},
    error::SearchError,
    metastore::Segment,
    row::{self, text_at},
    schema,
    segment::SegmentError,
    store::{EventStore, Snapshot},
    words::{Words, name_hash},
};
use arrow_array::{BooleanArray, RecordBatch};
use arrow_buffer::BooleanBufferBuilder;
use arrow_schema::{ArrowError, Field};
use arrow_select::filter::filter_record_batch;
use chrono::{DateTime, Utc};
use parquet::{
    arrow::{
        ProjectionMask,
        arrow_reader::{ArrowPredicateFn, ParquetRecordBatchReaderBuilder, RowFilter},
    },
    errors::ParquetError,
    file::{metadata::RowGroupMetaData, statistics::Statistics},
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};
use uuid::Uuid;

/// Rows that are looked at together.
const BATCH_ROWS: usize = 8_192;

/// Whose events may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Those of sources of these agencies.
    Agencies(Vec<Uuid>),
}

/// Events between two moments (the second is not part of it) and two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub time: (DateTime<Utc>, DateTime<Utc>),
    pub seq: (u64, u64),
}

impl Default for Window {
    fn default() -> Self {
        Self {
            time: (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC),
            seq: (0, u64::MAX >> 1),
        }
    }
}

impl Window {
    /// Whether a segment may have events in it.
    #[must_use]
    pub fn meets(&self, segment: &Segment) -> bool {
        segment.time.0 < self.time.1
            && segment.time.1 >= self.time.0
            && segment.seq.0 < self.seq.1
            && segment.seq.1 > self.seq.0
    }

    /// As microseconds and numbers.
    fn bounds(&self) -> Bounds {
        let micros = |at: DateTime<Utc>| at.timestamp_micros();
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        Bounds {
            time: (micros(self.time.0), micros(self.time.1)),
            seq: (number(self.seq.0), number(self.seq.1)),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Bounds {
    time: (i64, i64),
    seq: (i64, i64),
}

impl Bounds {
    fn hold(&self, (time, seq): (i64, i64)) -> bool {
        (self.time.0..self.time.1).contains(&time) && (self.seq.0..self.seq.1).contains(&seq)
    }
}

/// What a question asks of every row.
#[derive(Debug)]
pub(crate) struct Question {
    scope: Scope,
    bounds: Bounds,
    compiled: Compiled,
    need: Need,
    /// Ids of the scope as they are stored.
    own: Vec<String>,
    /// Columns that decide, besides those of time and number where bounds run through a row group.
    deciding: BTreeSet<String>,
    /// Fields without a column that are looked for, as filters of words know them; `None`: all of them.
    rest_names: Option<Vec<u64>>,
}

impl Question {
    pub(crate) fn new(scope: Scope, window: Window, compiled: Compiled, need: Need) -> Self {
        let mut deciding = BTreeSet::new();
        let own = match &scope {
            Scope::All => Vec::new(),
            Scope::Agencies(own) => {
                deciding.insert(schema::AGENCY.to_owned());
                own.iter().map(Uuid::to_string).collect()
            }
        };
        compiled.columns(&mut deciding);
        let rest_names = compiled
            .rest_names()
            .map(|names| names.into_iter().map(name_hash).collect());
        Self {
            scope,
            bounds: window.bounds(),
            compiled,
            need,
            own,
            deciding,
            rest_names,
        }
    }

    /// Whether the map of fields without a column has to be read in a row group with these words.
    fn needs_rest(&self, words: Option<&Words>) -> bool {
        match (&self.rest_names, words) {
            (Some(names), Some(words)) => names.iter().any(|name| words.may_hold(*name)),
            (Some(names), None) => !names.is_empty(),
            (None, _) => true,
        }
    }

    /// Which rows of a batch whoever asks may see and asks for. `inside`: all of them lie within the bounds.
    fn matches(&self, batch: &RecordBatch, inside: bool) -> BooleanBufferBuilder {
        let mut left = compile::every(batch.num_rows());
        if !inside {
            for (at, place) in compile::places(batch).enumerate() {
                if !self.bounds.hold(place) {
                    left.set_bit(at, false);
                }
            }
        }
        if let Scope::Agencies(_) = self.scope {
            let agencies = batch.column_by_name(schema::AGENCY);
            let mut last: Option<(Option<&str>, bool)> = None;
            for at in 0..batch.num_rows() {
                let agency = agencies.and_then(|a| text_at(a, at));
                let may = match last {
                    Some((same, may)) if same == agency => may,
                    _ => agency.is_some_and(|a| self.own.iter().any(|own| own == a)),
                };
                last = Some((agency, may));
                if !may {
                    left.set_bit(at, false);
                }
            }
        }
        self.compiled.matches(batch, left)
    }

    /// Whether rows within the bounds may be left out.
    fn asks_anything(&self) -> bool {
        self.scope != Scope::All || !self.compiled.is_all()
    }

    /// Columns that decide about a row group.
    fn decides(&self, column: &str, inside: bool) -> bool {
        self.deciding.contains(column) || !inside && [schema::TIME, schema::SEQ].contains(&column)
    }

    fn may_see(&self, segment: &Segment) -> bool {
        match (&self.scope, &segment.agencies) {
            (Scope::All, _) | (_, None) => true,
            (Scope::Agencies(own), Some(has)) => has.iter().any(|a| own.contains(a)),
        }
    }
}

/// A part of the events that one thread reads at a time.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    Hot(RecordBatch),
    Group(Arc<Segment>, usize),
}

/// The parts of a snapshot that may have an answer, by segment in the order that `by` says, the last row group of a
/// segment first.
pub(crate) fn parts<K: Ord>(
    snapshot: &Snapshot,
    question: &Question,
    window: &Window,
    by: impl Fn(&Segment) -> K,
) -> Vec<Part> {
    let mut segments: Vec<&Arc<Segment>> = snapshot
        .segments
        .iter()
        .filter(|s| window.meets(s) && question.may_see(s))
        .collect();
    segments.sort_by_key(|s| by(s));
    let hot = snapshot.hot.iter().rev().cloned().map(Part::Hot);
    let groups = segments.into_iter().flat_map(|s| {
        (0..s.row_groups as usize)
            .rev()
            .map(move |group| Part::Group(s.clone(), group))
    });
    hot.chain(groups).collect()
}

/// Why reading ended before its end.
pub(crate) enum Ended {
    /// Nobody waits for the answer any more.
    Stopped,
    /// This segment cannot be read.
    Damaged(Arc<Segment>, SegmentError),
}

/// Whether whoever reads wants more.
pub(crate) type More = bool;

/// What is read, of what, and by how many.
pub(crate) struct Reading<'a> {
    pub store: &'a EventStore,
    pub question: &'a Arc<Question>,
    pub parts: &'a [Part],
    pub wanted: &'a [Arc<Field>],
    pub threads: usize,
    /// Nobody waits for the answer any more.
    pub stop: &'a AtomicBool,
}

/// Reads parts by several threads, each with a collector of its own; all collectors. `skip` says which parts need not be
/// looked at any more, as far as is known then.
pub(crate) fn read<C: Send>(
    reading: &Reading<'_>,
    collector: impl Fn() -> C + Sync,
    skip: impl Fn(&Part) -> bool + Sync,
    take: impl Fn(&mut C, RecordBatch) -> More + Sync,
) -> Result<Vec<C>, Ended> {
    let Reading {
        store,
        question,
        parts,
        wanted,
        threads,
        stop,
    } = *reading;
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let failed: Mutex<Option<Ended>> = Mutex::default();
    let runtime = tokio::runtime::Handle::try_current().ok();
    let work = || {
        // Files of a bucket are fetched by the runtime.
        let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
        let mut collected = collector();
        while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            if over.load(Ordering::Relaxed) {
                break;
            }
            if skip(part) {
                continue;
            }
            let mut more = true;
            let mut each = |batch: RecordBatch| {
                if stop.load(Ordering::Relaxed) || over.load(Ordering::Relaxed) {
                    more = false;
                } else if batch.num_rows() > 0 {
                    more = take(&mut collected, batch);
                }
                more
            };
            let read = match part {
                Part::Hot(batch) => read_hot(question, batch, wanted, &mut each).map_err(SegmentError::from),
                Part::Group(segment, group) => {
                    read_group(store, question, segment, *group, wanted, &mut each)
                }
            };
            if let (Err(e), Part::Group(segment, _)) = (read, part) {
                over.store(true, Ordering::Relaxed);
                *failed.lock().unwrap_or_else(|e| e.into_inner()) = Some(Ended::Damaged(segment.clone(), e));
            }
            if stop.load(Ordering::Relaxed) {
                over.store(true, Ordering::Relaxed);
                failed
                    .lock()
                    .unwrap_or_else(|e| e.into_inner())
                    .get_or_insert(Ended::Stopped);
            }
            if !more {
                over.store(true, Ordering::Relaxed);
            }
        }
        collected
    };
    let threads = threads.clamp(1, parts.len().max(1));
    let collected = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = vec![work()];
        for other in others {
            match other.join() {
                Ok(collected) => all.push(collected),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    match failed.into_inner().unwrap_or_else(|e| e.into_inner()) {
        Some(ended) => Err(ended),
        None => Ok(collected),
    }
}

fn read_hot(
    question: &Question,
    batch: &RecordBatch,
    wanted: &[Arc<Field>],
    each: &mut dyn FnMut(RecordBatch) -> More,
) -> Result<(), ArrowError> {
    let mut from = 0;
    while from < batch.num_rows() {
        let part = batch.slice(from, BATCH_ROWS.min(batch.num_rows() - from));
        from += part.num_rows();
        let hits = BooleanArray::new(question.matches(&part, false).finish(), None);
        if hits.true_count() > 0 && !each(filter_record_batch(&row::with_columns(&part, wanted)?, &hits)?) {
            break;
        }
    }
    Ok(())
}

fn read_group(
    store: &EventStore,
    question: &Arc<Question>,
    segment: &Segment,
    group: usize,
    wanted: &[Arc<Field>],
    each: &mut dyn FnMut(RecordBatch) -> More,
) -> Result<(), SegmentError> {
    let words = store.words(segment);
    let words = words.as_deref().and_then(|groups| groups.get(group));
    if words.is_some_and(|words| !question.need.met_by(words)) {
        return Ok(());
    }
    let needs_rest = question.needs_rest(words);
    let (object, footer) = store.file(segment)?;
    let metadata = footer.metadata().clone();
    let Some(of_group) = metadata.row_groups().get(group) else {
        return Err(ParquetError::General("a row group is missing".to_owned()).into());
    };
    let lies = Lies::of(of_group, &question.bounds);
    if lies == Lies::Outside {
        return Ok(());
    }
    let inside = lies == Lies::Inside;
    let descriptor = metadata.file_metadata().schema_descr_ptr();
    let roots = |names: &dyn Fn(&str) -> bool| {
        let fields = descriptor.root_schema().get_fields();
        let indices = (0..fields.len()).filter(|at| names(fields[*at].name()));
        ProjectionMask::roots(&descriptor, indices.collect::<Vec<_>>())
    };
    let decides = |name: &str| question.decides(name, inside) && (needs_rest || name != schema::REST);
    let deciding = roots(&decides);
    let output = roots(&|name| wanted.iter().any(|field| field.name() == name));
    let mut builder = ParquetRecordBatchReaderBuilder::new_with_metadata(object, footer)
        .with_row_groups(vec![group])
        .with_batch_size(BATCH_ROWS)
        .with_projection(output);
    if !inside || question.asks_anything() {
        let asked = question.clone();
        let predicate = ArrowPredicateFn::new(deciding, move |batch: RecordBatch| {
            Ok(BooleanArray::new(asked.matches(&batch, inside).finish(), None))
        });
        builder = builder.with_row_filter(RowFilter::new(vec![Box::new(predicate)]));
    }
    let reader = builder.build()?;
    for batch in reader {
        if !each(row::with_columns(&batch?, wanted)?) {
            break;
        }
    }
    Ok(())
}

/// How the events of a row group lie to bounds, as far as its statistics say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lies {
    Outside,
    Partly,
    /// All of them are within.
    Inside,
}

impl Lies {
    fn of(group: &RowGroupMetaData, bounds: &Bounds) -> Self {
        let lies = |name: &str, (from, to): (i64, i64)| match range(group, name) {
            Some((min, max)) if min >= to || max < from => Self::Outside,
            Some((min, max)) if min >= from && max < to => Self::Inside,
            _ => Self::Partly,
        };
        match (lies(schema::TIME, bounds.time), lies(schema::SEQ, bounds.seq)) {
            (Self::Outside, _) | (_, Self::Outside) => Self::Outside,
            (Self::Inside, Self::Inside) => Self::Inside,
            _ => Self::Partly,
        }
    }
}

/// The least and the greatest value of a column of numbers in a row group.
fn range(group: &RowGroupMetaData, name: &str) -> Option<(i64, i64)> {
    let column = group
        .columns()
        .iter()
        .find(|c| c.column_path().parts() == [name])?;
    match column.statistics()? {
        Statistics::Int64(values) => Some((*values.min_opt()?, *values.max_opt()?)),
        _ => None,
    }
}

/// Between which times and numbers the events of a row group lie: the first and last of each; `None`: it cannot be told.
pub(crate) fn extent(store: &EventStore, segment: &Segment, group: usize) -> Option<[(i64, i64); 2]> {
    let (_, footer) = store.file(segment).ok()?;
    let of_group = footer.metadata().row_groups().get(group)?;
    Some([range(of_group, schema::TIME)?, range(of_group, schema::SEQ)?])
}

impl From<Ended> for SearchError {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Stopped => Self::TooSlow(0),
            Ended::Damaged(_, e) => Self::Segment(e),
        }
    }
}
