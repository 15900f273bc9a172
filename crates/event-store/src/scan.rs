//! Reads what a question has to look at: row groups that may hold an answer, in the order of the question, by several
//! threads. Every row that leaves here has passed the scope of whoever asks.

use crate::{
    compile::{self, Compiled, Need},
    error::SearchError,
    group::{Columns, Group},
    matching::texts,
    metastore::Segment,
    schema,
    segment::SegmentError,
    store::{EventStore, Snapshot},
    words::{Words, name_hash},
};
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, RecordBatchOptions};
use arrow_buffer::BooleanBuffer;
use arrow_schema::{Field, Schema};
use arrow_select::filter::filter;
use chrono::{DateTime, Utc};
use parquet::{
    arrow::arrow_reader::RowSelection,
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

/// Rows in memory that are looked at together.
const BATCH_ROWS: usize = 8_192;
/// Columns of a row group that may be in memory as a whole, by each thread.
const FEW_COLUMNS: usize = 12;

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
    /// Whether it looks at so few columns that those of a row group may stay in memory until it is done.
    few: bool,
    /// Fields without a column that are looked for, as filters of words know them; `None`: all of them.
    rest_names: Option<Vec<u64>>,
}

impl Question {
    pub(crate) fn new(scope: Scope, window: Window, compiled: Compiled, need: Need) -> Self {
        let own = match &scope {
            Scope::All => Vec::new(),
            Scope::Agencies(own) => own.iter().map(Uuid::to_string).collect(),
        };
        let mut looked_at = BTreeSet::new();
        compiled.columns(&mut looked_at);
        let rest_names = compiled
            .rest_names()
            .map(|names| names.into_iter().map(name_hash).collect());
        Self {
            scope,
            bounds: window.bounds(),
            compiled,
            need,
            own,
            few: looked_at.len() <= FEW_COLUMNS,
            rest_names,
        }
    }

    /// Whether the map of fields without a column has to be read in a row group with these words.
    fn needs_rest(&self, words: Option<&Words>) -> bool {
        may_hold(self.rest_names.as_deref(), words)
    }

    /// Which rows whoever asks may see and asks for. `inside`: all of them lie within the bounds.
    fn matches(&self, of: &dyn Columns, inside: bool) -> Result<BooleanBuffer, SegmentError> {
        let mut left = compile::every(of.rows());
        if let Scope::Agencies(_) = self.scope {
            left = match of.column(schema::AGENCY)? {
                Some(agencies) => texts(&agencies, &left, |a| self.own.iter().any(|own| own == a)),
                None => compile::none(of.rows()),
            };
        }
        if !inside && left.has_true() {
            left = compile::at_places(of, &left, |place| self.bounds.hold(place))?;
        }
        self.compiled.matches(of, left)
    }

    /// Whether rows within the bounds may be left out.
    fn asks_anything(&self) -> bool {
        self.scope != Scope::All || !self.compiled.is_all()
    }

    fn may_see(&self, segment: &Segment) -> bool {
        match (&self.scope, &segment.agencies) {
            (Scope::All, _) | (_, None) => true,
            (Scope::Agencies(own), Some(has)) => has.iter().any(|a| own.contains(a)),
        }
    }
}

/// Whether a row group with these words may have fields of these names without a column; `None`: any field.
fn may_hold(names: Option<&[u64]>, words: Option<&Words>) -> bool {
    match (names, words) {
        (Some(names), Some(words)) => names.iter().any(|name| words.may_hold(*name)),
        (Some(names), None) => !names.is_empty(),
        (None, _) => true,
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
    /// Where fields without a column are wanted: their names as filters of words know them; `None`: all of them.
    pub rest_names: Option<Vec<u64>>,
    pub threads: usize,
    /// Nobody waits for the answer any more.
    pub stop: &'a AtomicBool,
}

/// Takes what is read, by a collector of each thread.
pub(crate) trait Take: Sync {
    type Collector: Send;

    fn collector(&self) -> Self::Collector;

    /// Where fields without a column are wanted: their names as filters of words know them; `None`: all of them.
    fn rest_names(&self) -> Option<Vec<u64>> {
        None
    }

    /// Whether a part need not be looked at any more, as far as is known now.
    fn skips(&self, _: &Part) -> bool {
        false
    }

    /// Told how many rows of a row group were found before any is read: whether that is enough.
    fn is_enough(&self, _: &mut Self::Collector, _: Extent, _: u64) -> bool {
        false
    }

    /// Rows with those of the wanted columns that any row fills; texts may come with a dictionary.
    fn take(&self, collected: &mut Self::Collector, batch: RecordBatch) -> More;
}

/// Takes what is read by a function of its own.
pub(crate) struct Each<F>(pub F);

impl<F: Fn(RecordBatch) -> More + Sync> Take for Each<F> {
    type Collector = ();

    fn collector(&self) {}

    fn take(&self, (): &mut (), batch: RecordBatch) -> More {
        self.0(batch)
    }
}

/// Reads parts by several threads; the collectors of all of them.
pub(crate) fn read<T: Take>(reading: &Reading<'_>, taker: &T) -> Result<Vec<T::Collector>, Ended> {
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let failed: Mutex<Option<Ended>> = Mutex::default();
    let runtime = tokio::runtime::Handle::try_current().ok();
    let work = || {
        // Files of a bucket are fetched by the runtime.
        let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
        let mut collected = taker.collector();
        while let Some(part) = reading.parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            if over.load(Ordering::Relaxed) {
                break;
            }
            if taker.skips(part) {
                continue;
            }
            let stops = || reading.stop.load(Ordering::Relaxed) || over.load(Ordering::Relaxed);
            let read = match part {
                Part::Hot(batch) => read_hot(reading, batch, taker, &mut collected, stops),
                Part::Group(segment, group) => {
                    read_group(reading, (&**segment, *group), taker, &mut collected, stops)
                }
            };
            let ended = match (read, part) {
                (Err(e), Part::Group(segment, _)) => Some(Ended::Damaged(segment.clone(), e)),
                _ if reading.stop.load(Ordering::Relaxed) => Some(Ended::Stopped),
                (Ok(true), _) => continue,
                (Ok(false) | Err(_), _) => None,
            };
            over.store(true, Ordering::Relaxed);
            if let Some(ended) = ended {
                let mut failed = failed.lock().unwrap_or_else(|e| e.into_inner());
                // What is damaged is left out the next time: worth more to know.
                if failed.is_none() || matches!(ended, Ended::Damaged(..)) {
                    *failed = Some(ended);
                }
            }
        }
        collected
    };
    let threads = reading.threads.clamp(1, reading.parts.len().max(1));
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

/// Those of the wanted columns that a row fills, of the rows that were found.
fn found_of(
    wanted: &[Arc<Field>],
    column: impl Fn(&str) -> Result<Option<ArrayRef>, SegmentError>,
    hits: &BooleanBuffer,
) -> Result<RecordBatch, SegmentError> {
    let all = !hits.has_false();
    let hits = BooleanArray::new(hits.clone(), None);
    let (mut fields, mut arrays) = (Vec::new(), Vec::new());
    for field in wanted {
        if let Some(array) = column(field.name())? {
            let array = if all { array } else { filter(&array, &hits)? };
            fields.push(Field::new(
                field.name(),
                array.data_type().clone(),
                field.is_nullable(),
            ));
            arrays.push(array);
        }
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(hits.true_count()));
    Ok(RecordBatch::try_new_with_options(
        Arc::new(Schema::new(fields)),
        arrays,
        &rows,
    )?)
}

fn read_hot<T: Take>(
    reading: &Reading<'_>,
    batch: &RecordBatch,
    taker: &T,
    collected: &mut T::Collector,
    stops: impl Fn() -> bool,
) -> Result<More, SegmentError> {
    let mut from = 0;
    while from < batch.num_rows() && !stops() {
        let part = batch.slice(from, BATCH_ROWS.min(batch.num_rows() - from));
        from += part.num_rows();
        let hits = reading.question.matches(&part, false)?;
        if hits.has_true() {
            let found = found_of(reading.wanted, |name| Columns::column(&part, name), &hits)?;
            if !taker.take(collected, found) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

fn read_group<T: Take>(
    reading: &Reading<'_>,
    (segment, group): (&Segment, usize),
    taker: &T,
    collected: &mut T::Collector,
    stops: impl Fn() -> bool,
) -> Result<More, SegmentError> {
    let (store, question) = (reading.store, reading.question);
    let words = store.words(segment);
    let words = words.as_deref().and_then(|groups| groups.get(group));
    if words.is_some_and(|words| !question.need.met_by(words)) {
        return Ok(true);
    }
    let group = Group::new(store, segment, store.footer(segment)?, group, question.few)?
        .with_rest(question.needs_rest(words));
    let lies = Lies::of(group.metadata(), &question.bounds);
    if lies == Lies::Outside {
        return Ok(true);
    }
    let inside = lies == Lies::Inside;
    let hits = if inside && !question.asks_anything() {
        compile::every(group.rows())
    } else {
        question.matches(&group, inside)?
    };
    let number = hits.count_set_bits();
    if number == 0
        || extent_of(group.metadata()).is_some_and(|e| taker.is_enough(collected, e, number as u64))
    {
        return Ok(true);
    }
    if reading.wanted.len() <= FEW_COLUMNS {
        let rest = may_hold(reading.rest_names.as_deref(), words);
        let column = |name: &str| match name {
            schema::REST if !rest => Ok(None),
            _ => group.whole(name),
        };
        return Ok(!stops() && taker.take(collected, found_of(reading.wanted, column, &hits)?));
    }
    let selection = (number < group.rows()).then(|| RowSelection::from_boolean_buffer(hits));
    for batch in group.selected(|name| reading.wanted.iter().any(|f| f.name() == name), selection)? {
        if stops() || !taker.take(collected, batch?) {
            return Ok(false);
        }
    }
    Ok(true)
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

/// Times of the first and the last event of a row group, and numbers of the first and the last.
pub(crate) type Extent = [(i64, i64); 2];

fn extent_of(group: &RowGroupMetaData) -> Option<Extent> {
    Some([range(group, schema::TIME)?, range(group, schema::SEQ)?])
}

/// Between which times and numbers the events of a row group lie: the first and last of each; `None`: it cannot be told.
pub(crate) fn extent(store: &EventStore, segment: &Segment, group: usize) -> Option<Extent> {
    extent_of(
        store
            .footer(segment)
            .ok()?
            .texts
            .metadata()
            .row_groups()
            .get(group)?,
    )
}

impl From<Ended> for SearchError {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Stopped => Self::TooSlow(0),
            Ended::Damaged(_, e) => Self::Segment(e),
        }
    }
}
