//! Searching: the newest rows, counts over time, most frequent values.

pub use crate::order::Order;
use crate::{
    compile::{self, Compiled, Need, places},
    counting::{InBuckets, Number, Values, buckets},
    error::SearchError,
    metastore::Segment,
    order::{Rank, best, best_of, rank},
    query::Query,
    row::{self, Row},
    scan::{self, Each, Ended, Part, Question, Reading, Scope, Take, Window},
    schema,
    store::{EventStore, Snapshot},
};
use arrow_array::RecordBatch;
use arrow_schema::Field;
use chrono::{DateTime, Utc};
use std::{
    collections::{BTreeSet, BinaryHeap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// How much searching may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// That read for one search.
    pub threads: usize,
    /// Searches at a time; the others wait.
    pub at_a_time: usize,
    pub timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            threads: std::thread::available_parallelism().map_or(2, usize::from).min(8),
            at_a_time: 4,
            timeout: Duration::from_secs(30),
        }
    }
}

/// Buckets of a histogram at most.
pub const MOST_BUCKETS: i64 = 120;
/// Rows of an answer at most.
pub const MOST_ROWS: usize = 10_000;
/// How long a search waits for its turn.
const WAITS: Duration = Duration::from_secs(10);

/// A place in an answer that goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub time: DateTime<Utc>,
    pub seq: u64,
}

/// What to look for.
#[derive(Clone, Debug)]
pub struct Request {
    pub query: Query,
    pub scope: Scope,
    pub window: Window,
    pub order: Order,
    pub limit: usize,
    /// Only what comes after this in [`Order::Newest`].
    pub after: Option<Place>,
    /// Of one source only.
    pub source: Option<Uuid>,
}

impl Request {
    /// The newest events of a query.
    #[must_use]
    pub fn newest(query: Query, scope: Scope, window: Window, limit: usize) -> Self {
        Self {
            query,
            scope,
            window,
            order: Order::Newest,
            limit,
            after: None,
            source: None,
        }
    }
}

/// An answer, and the segments that could not be asked.
#[derive(Clone, Debug)]
pub struct Answer<T> {
    pub found: T,
    pub missing: Vec<Arc<Segment>>,
}

/// Rows of an answer; `more`: there are others behind.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub rows: Vec<Row>,
    pub more: bool,
}

/// Counts over time: `counts[n]` are events between `from + n * width` and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Histogram {
    pub from: DateTime<Utc>,
    pub width: Duration,
    pub counts: Vec<u64>,
}

impl Histogram {
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// Searches a store; cheap to clone.
#[derive(Clone, Debug)]
pub struct Searcher(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: EventStore,
    limits: Limits,
    turns: Arc<Semaphore>,
}

/// Ends a search when it is dropped: nobody waits for its answer any more.
struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Searcher {
    #[must_use]
    pub fn new(store: EventStore, limits: Limits) -> Self {
        Self(Arc::new(Inner {
            store,
            limits,
            turns: Arc::new(Semaphore::new(limits.at_a_time.max(1))),
        }))
    }

    #[must_use]
    pub fn store(&self) -> &EventStore {
        &self.0.store
    }

    /// The events of a request.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn rows(&self, request: Request) -> Result<Answer<Rows>, SearchError> {
        let question = Arc::new(question_of(&request)?);
        self.ask(move |this, snapshot, stop| {
            let limit = request.limit.clamp(1, MOST_ROWS);
            let mut found = this.first(&question, snapshot, &request, limit + 1, stop)?;
            let more = found.len() > limit;
            found.truncate(limit);
            Ok(Rows {
                rows: this.fetch(&found, &request, snapshot, stop)?,
                more,
            })
        })
        .await
    }

    /// How many events there are over time, in at most [`MOST_BUCKETS`] buckets.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn histogram(
        &self,
        query: Query,
        scope: Scope,
        window: Window,
    ) -> Result<Answer<Histogram>, SearchError> {
        let (from, width) = buckets(window.time)?;
        let question = Arc::new(Question::new(
            scope,
            window,
            compile::compile(&query)?,
            compile::need(&query),
        ));
        self.ask(move |this, snapshot, stop| {
            let taker = InBuckets::new(from, width, window.time.1);
            let mut counts = vec![0; taker.length()];
            for part in this.everything((&question, &window), (snapshot, stop), &[schema::TIME], &taker)? {
                for (sum, more) in counts.iter_mut().zip(part) {
                    *sum += more;
                }
            }
            Ok(Histogram { from, width, counts })
        })
        .await
    }

    /// How many events there are.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn count(
        &self,
        query: Query,
        scope: Scope,
        window: Window,
    ) -> Result<Answer<u64>, SearchError> {
        let question = Arc::new(Question::new(
            scope,
            window,
            compile::compile(&query)?,
            compile::need(&query),
        ));
        self.ask(move |this, snapshot, stop| {
            let asked = (&question, &window);
            let collected = this.everything(asked, (snapshot, stop), &[schema::SEQ], &Number)?;
            Ok(collected.iter().sum())
        })
        .await
    }

    /// The most frequent values of a field, each with its number of events.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn top(
        &self,
        query: Query,
        scope: Scope,
        window: Window,
        field: &str,
        limit: usize,
    ) -> Result<Answer<Vec<(String, u64)>>, SearchError> {
        let (columns, keys) = compile::columns_of(field);
        let question = Arc::new(Question::new(
            scope,
            window,
            compile::compile(&query)?,
            compile::need(&query),
        ));
        self.ask(move |this, snapshot, stop| {
            let names: Vec<&str> = columns.iter().map(String::as_str).collect();
            let taker = Values { keys: &keys };
            let collected = this.everything((&question, &window), (snapshot, stop), &names, &taker)?;
            let mut all = HashMap::<String, u64>::new();
            for part in collected {
                for (value, number) in part {
                    *all.entry(value).or_default() += number;
                }
            }
            let mut top: Vec<(String, u64)> = all.into_iter().collect();
            top.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            top.truncate(limit.min(MOST_ROWS));
            Ok(top)
        })
        .await
    }

    /// Calls `take` with all events of a query, the newest segments first, until it wants no more; from a thread that
    /// may wait. Within a segment they come as they are stored.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn each(
        &self,
        query: Query,
        scope: Scope,
        window: Window,
        take: impl FnMut(Vec<Row>) -> bool + Send + 'static,
    ) -> Result<Answer<()>, SearchError> {
        let question = Arc::new(Question::new(
            scope,
            window,
            compile::compile(&query)?,
            compile::need(&query),
        ));
        let take = Arc::new(Mutex::new(take));
        let turn = self.turn().await?;
        let this = self.clone();
        let task = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let snapshot = this.0.store.snapshot();
            let parts = scan::parts(&snapshot, &question, &window, |s| std::cmp::Reverse(s.time.1));
            let (stop, schema) = (AtomicBool::new(false), schema::schema());
            let reading = Reading {
                store: &this.0.store,
                question: &question,
                parts: &parts,
                wanted: schema.fields(),
                rest_names: None,
                threads: 1,
                stop: &stop,
            };
            let read = scan::read(
                &reading,
                &Each(|batch: RecordBatch| {
                    let mut take = take.lock().unwrap_or_else(|e| e.into_inner());
                    take(row::rows(&batch))
                }),
            );
            match read {
                Ok(_) => Ok(snapshot.missing),
                Err(ended) => Err(ended),
            }
        });
        match task.await? {
            Ok(missing) => Ok(Answer { found: (), missing }),
            Err(Ended::Damaged(segment, e)) => {
                self.0.store.find_damage(&[segment]).await;
                Err(e.into())
            }
            Err(ended) => Err(ended.into()),
        }
    }

    async fn turn(&self) -> Result<tokio::sync::OwnedSemaphorePermit, SearchError> {
        tokio::time::timeout(WAITS, self.0.turns.clone().acquire_owned())
            .await
            .ok()
            .and_then(Result::ok)
            .ok_or(SearchError::Busy)
    }

    /// Asks a question of a snapshot in its turn. Where a segment cannot be read, it is left out from then on, and the
    /// question asked again.
    pub(crate) async fn ask<T, F>(&self, question: F) -> Result<Answer<T>, SearchError>
    where
        T: Send + 'static,
        F: Fn(&Self, &Snapshot, &Arc<AtomicBool>) -> Result<T, Asked> + Send + Sync + 'static,
    {
        let turn = self.turn().await?;
        let deadline = tokio::time::Instant::now() + self.0.limits.timeout;
        let question = Arc::new(question);
        let stop = Stop(Arc::default());
        let turn = Arc::new(turn);
        loop {
            let (this, question, stopped, turn) =
                (self.clone(), question.clone(), stop.0.clone(), turn.clone());
            let task = tokio::task::spawn_blocking(move || {
                let _turn = turn;
                let snapshot = this.0.store.snapshot();
                question(&this, &snapshot, &stopped).map(|found| Answer {
                    found,
                    missing: snapshot.missing,
                })
            });
            let Ok(done) = tokio::time::timeout_at(deadline, task).await else {
                return Err(SearchError::TooSlow(self.0.limits.timeout.as_secs()));
            };
            match done? {
                Ok(answer) => return Ok(answer),
                Err(Asked::Ended(Ended::Damaged(segment, e))) => {
                    if self.0.store.find_damage(&[segment]).await == 0 {
                        return Err(e.into());
                    }
                }
                Err(Asked::Ended(ended)) => return Err(ended.into()),
                Err(Asked::Error(e)) => return Err(e),
            }
        }
    }

    /// Reads these columns of everything that a question asks for; all collectors.
    fn everything<T: Take>(
        &self,
        (question, window): (&Arc<Question>, &Window),
        (snapshot, stop): (&Snapshot, &AtomicBool),
        columns: &[&str],
        taker: &T,
    ) -> Result<Vec<T::Collector>, Asked> {
        let reading = Reading {
            store: &self.0.store,
            question,
            parts: &scan::parts(snapshot, question, window, |s| std::cmp::Reverse(s.time.1)),
            wanted: &fields(columns),
            rest_names: taker.rest_names(),
            threads: self.0.limits.threads,
            stop,
        };
        Ok(scan::read(&reading, taker)?)
    }

    /// Places of the first rows of an order; what cannot be among them is not read.
    fn first(
        &self,
        question: &Arc<Question>,
        snapshot: &Snapshot,
        request: &Request,
        most: usize,
        stop: &AtomicBool,
    ) -> Result<Vec<(i64, i64)>, Asked> {
        let order = request.order;
        let reading = Reading {
            store: &self.0.store,
            question,
            parts: &scan::parts(snapshot, question, &request.window, |s| best(order, s)),
            wanted: &fields(&[schema::TIME, schema::SEQ]),
            rest_names: None,
            threads: self.0.limits.threads,
            stop,
        };
        let first = First {
            store: &self.0.store,
            order,
            most,
            kept: Mutex::default(),
        };
        scan::read(&reading, &first)?;
        let kept = first.kept.into_inner().unwrap_or_else(|e| e.into_inner());
        Ok(kept
            .into_sorted_vec()
            .into_iter()
            .map(|(_, place)| place)
            .collect())
    }

    /// Whole rows of these places, in their order.
    fn fetch(
        &self,
        places: &[(i64, i64)],
        request: &Request,
        snapshot: &Snapshot,
        stop: &AtomicBool,
    ) -> Result<Vec<Row>, Asked> {
        let times = places.iter().map(|(time, _)| *time);
        let numbers = places.iter().map(|(_, seq)| u64::try_from(*seq).unwrap_or(0));
        let (Some(first), Some(last)) = (times.clone().min(), times.max()) else {
            return Ok(Vec::new());
        };
        let at = |micros| DateTime::from_timestamp_micros(micros).unwrap_or_default();
        let window = Window {
            time: (at(first), at(last.saturating_add(1))),
            seq: (numbers.clone().min().unwrap_or(0), numbers.max().unwrap_or(0) + 1),
        };
        let these = Compiled::These(places.iter().map(|(_, seq)| *seq).collect());
        let question = Arc::new(Question::new(request.scope.clone(), window, these, Need::Nothing));
        let schema = schema::schema();
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let whole = Whole {
            store: &self.0.store,
            places,
        };
        let collected = self.everything((&question, &window), (snapshot, stop), &names, &whole)?;
        let mut by_seq: HashMap<u64, Row> = collected
            .into_iter()
            .flatten()
            .map(|row| (row.seq, row))
            .collect();
        Ok(places
            .iter()
            .filter_map(|(_, seq)| by_seq.remove(&u64::try_from(*seq).unwrap_or(0)))
            .collect())
    }
}

/// Keeps places of the first rows of an order.
struct First<'a> {
    store: &'a EventStore,
    order: Order,
    most: usize,
    /// The worst of those that are kept is on top, and goes when a better one comes.
    kept: Mutex<BinaryHeap<(Rank, (i64, i64))>>,
}

impl Take for First<'_> {
    type Collector = ();

    fn collector(&self) {}

    fn skips(&self, part: &Part) -> bool {
        let Part::Group(segment, group) = part else {
            return false;
        };
        let worst = {
            let kept = self.kept.lock().unwrap_or_else(|e| e.into_inner());
            kept.peek()
                .filter(|_| kept.len() >= self.most)
                .map(|(worst, _)| *worst)
        };
        worst.is_some_and(|worst| {
            best(self.order, segment) > worst
                || scan::extent(self.store, segment, *group)
                    .is_some_and(|extent| best_of(self.order, extent) > worst)
        })
    }

    fn take(&self, (): &mut (), batch: RecordBatch) -> bool {
        let mut kept = self.kept.lock().unwrap_or_else(|e| e.into_inner());
        for place in places(&batch) {
            let rank = rank(self.order, place);
            if kept.len() < self.most {
                kept.push((rank, place));
            } else if kept.peek().is_some_and(|(worst, _)| rank < *worst) {
                kept.pop();
                kept.push((rank, place));
            }
        }
        true
    }
}

/// Whole rows; row groups with none of their places are not read.
struct Whole<'a> {
    store: &'a EventStore,
    places: &'a [(i64, i64)],
}

impl Take for Whole<'_> {
    type Collector = Vec<Row>;

    fn collector(&self) -> Vec<Row> {
        Vec::new()
    }

    fn skips(&self, part: &Part) -> bool {
        let Part::Group(segment, group) = part else {
            return false;
        };
        scan::extent(self.store, segment, *group).is_some_and(|[times, numbers]| {
            let holds = |(from, to): (i64, i64), n: i64| (from..=to).contains(&n);
            !self
                .places
                .iter()
                .any(|(time, seq)| holds(times, *time) && holds(numbers, *seq))
        })
    }

    fn take(&self, rows: &mut Vec<Row>, batch: RecordBatch) -> bool {
        rows.extend(row::rows(&batch));
        true
    }
}

/// Why a question was not answered.
pub(crate) enum Asked {
    Ended(Ended),
    Error(SearchError),
}

impl From<Ended> for Asked {
    fn from(ended: Ended) -> Self {
        Self::Ended(ended)
    }
}

impl From<SearchError> for Asked {
    fn from(e: SearchError) -> Self {
        Self::Error(e)
    }
}

fn question_of(request: &Request) -> Result<Question, SearchError> {
    if request.window.time.0 >= request.window.time.1 {
        return Err(SearchError::Range);
    }
    let mut all = Vec::new();
    if let Some(place) = request.after {
        let seq = i64::try_from(place.seq).unwrap_or(i64::MAX);
        all.push(Compiled::Behind(place.time.timestamp_micros(), seq));
    }
    if let Some(source) = request.source {
        all.push(Compiled::Source(source));
    }
    all.push(compile::compile(&request.query)?);
    Ok(Question::new(
        request.scope.clone(),
        request.window,
        Compiled::And(all),
        compile::need(&request.query),
    ))
}

/// The columns of these names.
pub(crate) fn fields(names: &[&str]) -> Vec<Arc<Field>> {
    let wanted: BTreeSet<&str> = names.iter().copied().collect();
    schema::schema()
        .fields()
        .iter()
        .filter(|f| wanted.contains(f.name().as_str()))
        .cloned()
        .collect()
}
