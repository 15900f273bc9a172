//! Questions in SQL, which can only read.
//!
//! SQLite answers them: events are a virtual table of a database in memory that has nothing else. What SQLite cannot
//! know goes through [`crate::scan`] as any search does: the scope of whoever asks, and bounds on time and number that
//! leave segments out. Sorting and grouping that do not fit into its cache go to a file of the system's temporary folder.

use crate::{
    compile::{Compiled, Need},
    error::SearchError,
    row::{self, text_at},
    scan::{self, Each, Ended, Question, Reading, Scope, Window},
    schema,
    search::{Answer, Asked, MOST_ROWS, Searcher},
    store::Snapshot,
};
use arrow_array::{
    Array, RecordBatch,
    cast::AsArray,
    types::{Int64Type, TimestampMicrosecondType},
};
use arrow_schema::{DataType, Field};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use regex::{Regex, RegexBuilder};
use rusqlite::{
    Connection, Error, ErrorCode, ffi,
    functions::FunctionFlags,
    hooks::{AuthAction, AuthContext, Authorization},
    limits::Limit,
    types::ValueRef,
    vtab::{
        Context, Filters, IndexConstraintOp, IndexInfo, VTab, VTabConnection, VTabCursor,
        eponymous_only_module,
    },
};
use std::{
    error::Error as StdError,
    ffi::c_int,
    marker::PhantomData,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
};

/// Bytes of one value at most, and of the text of a question.
const VALUE_BYTES: i32 = 8 << 20;
const TEXT_BYTES: usize = 20_000;
/// Kibibytes of SQLite's cache; what does not fit goes to a file.
const CACHE_KIB: i32 = 64 * 1024;
/// Instructions of SQLite between two looks at whether anybody still waits.
const LOOKS_EVERY: c_int = 20_000;
/// Batches that are read ahead.
const AHEAD: usize = 4;
/// Bytes of an answer at most.
const ANSWER_BYTES: usize = 32 << 20;

/// The answer to a question in SQL, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlTable {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<Option<String>>>,
    /// There are more rows than may be given.
    pub cut: bool,
}

impl Searcher {
    /// A question in SQL over the table `events`; it can only read.
    ///
    /// # Errors
    /// See [`SearchError`].
    pub async fn sql(&self, text: &str, scope: Scope, limit: usize) -> Result<Answer<SqlTable>, SearchError> {
        if text.len() > TEXT_BYTES {
            return Err(SearchError::Sql("the statement is too long".to_owned()));
        }
        let text = text.to_owned();
        self.ask(move |this, snapshot, stop| {
            answer(this, snapshot, stop, &text, &scope, limit.min(MOST_ROWS))
        })
        .await
    }
}

fn answer(
    searcher: &Searcher,
    snapshot: &Snapshot,
    stop: &Arc<AtomicBool>,
    text: &str,
    scope: &Scope,
    limit: usize,
) -> Result<SqlTable, Asked> {
    let failed: Arc<Mutex<Option<Ended>>> = Arc::default();
    let events = Arc::new(Events {
        searcher: searcher.clone(),
        snapshot: snapshot.clone(),
        scope: scope.clone(),
        columns: mentioned(text),
        stop: stop.clone(),
        failed: failed.clone(),
    });
    let done = run(events, stop.clone(), text, limit);
    if let Some(ended) = failed.lock().unwrap_or_else(|e| e.into_inner()).take() {
        return Err(ended.into());
    }
    done.map_err(|e| {
        if stop.load(Ordering::Relaxed) {
            return Asked::Ended(Ended::Stopped);
        }
        match e.sqlite_error_code() {
            Some(ErrorCode::TooBig | ErrorCode::OutOfMemory | ErrorCode::DiskFull) => {
                SearchError::TooLarge.into()
            }
            _ => SearchError::Sql(e.to_string()).into(),
        }
    })
}

fn run(events: Arc<Events>, stop: Arc<AtomicBool>, text: &str, limit: usize) -> Result<SqlTable, Error> {
    let db = connection(events, stop)?;
    let mut statement = db.prepare(text)?;
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows: Vec<Vec<Option<String>>> = Vec::new();
    let (mut cut, mut bytes) = (false, 0);
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        if rows.len() >= limit || bytes > ANSWER_BYTES {
            cut = true;
            break;
        }
        let cells = (0..columns.len()).map(|at| Ok(cell(row.get_ref(at)?)));
        let cells: Vec<Option<String>> = cells.collect::<Result<_, Error>>()?;
        bytes += cells.iter().flatten().map(String::len).sum::<usize>();
        rows.push(cells);
    }
    Ok(SqlTable { columns, rows, cut })
}

/// A database that has the table of events, and lets nothing be done but reading it.
fn connection(events: Arc<Events>, stop: Arc<AtomicBool>) -> Result<Connection, Error> {
    let db = Connection::open_in_memory()?;
    db.pragma_update(None, "temp_store", "FILE")?;
    db.pragma_update(None, "cache_size", -CACHE_KIB)?;
    db.create_module(
        c"events",
        eponymous_only_module::<EventsTable<'_>>(),
        Some(events),
    )?;
    // Makes the table, which nobody may do from now on.
    db.prepare("SELECT _seq FROM events")?;
    db.create_scalar_function(
        "regexp",
        2,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC,
        |context| {
            let pattern =
                context.get_or_create_aux(0, |value| -> Result<Regex, Box<dyn StdError + Send + Sync>> {
                    Ok(RegexBuilder::new(value.as_str()?).size_limit(1 << 20).build()?)
                })?;
            Ok(context
                .get::<Option<String>>(1)?
                .map(|text| pattern.is_match(&text)))
        },
    )?;
    db.set_limit(Limit::SQLITE_LIMIT_LENGTH, VALUE_BYTES)?;
    db.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    db.authorizer(Some(|context: AuthContext<'_>| match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Recursive => Authorization::Allow,
        _ => Authorization::Deny,
    }))?;
    db.progress_handler(LOOKS_EVERY, Some(move || stop.load(Ordering::Relaxed)))?;
    Ok(db)
}

/// A value as text.
fn cell(value: ValueRef<'_>) -> Option<String> {
    match value {
        ValueRef::Null => None,
        ValueRef::Integer(n) => Some(n.to_string()),
        ValueRef::Real(n) => Some(n.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Some(hex::encode(bytes)),
    }
}

/// Columns whose names stand anywhere in a statement; more than it reads does no harm.
fn mentioned(text: &str) -> Vec<Arc<Field>> {
    let lower = text.to_lowercase();
    let all = lower.replace("count(*)", "").contains('*');
    schema::schema()
        .fields()
        .iter()
        .filter(|f| all || lower.contains(&f.name().to_lowercase()))
        .cloned()
        .collect()
}

/// What the table reads.
struct Events {
    searcher: Searcher,
    snapshot: Snapshot,
    scope: Scope,
    columns: Vec<Arc<Field>>,
    stop: Arc<AtomicBool>,
    failed: Arc<Mutex<Option<Ended>>>,
}

#[repr(C)]
struct EventsTable<'vtab> {
    /// What SQLite knows of it; it must stand first.
    base: ffi::sqlite3_vtab,
    events: Arc<Events>,
    cursors: PhantomData<&'vtab ()>,
}

/// Which bounds a plan passes on; also the order in which their values come.
const BOUNDS: [Passed; 4] = [
    Passed {
        column: schema::TIME,
        lower: true,
        bit: 1,
    },
    Passed {
        column: schema::TIME,
        lower: false,
        bit: 2,
    },
    Passed {
        column: schema::SEQ,
        lower: true,
        bit: 4,
    },
    Passed {
        column: schema::SEQ,
        lower: false,
        bit: 8,
    },
];
/// With the bit of a bound: the value itself is not within it.
const STRICT: c_int = 4;

#[derive(Clone, Copy)]
struct Passed {
    column: &'static str,
    lower: bool,
    bit: c_int,
}

// SAFETY: the struct is `repr(C)` and begins with what SQLite knows of a table.
#[allow(unsafe_code)]
unsafe impl<'vtab> VTab<'vtab> for EventsTable<'vtab> {
    type Aux = Arc<Events>;
    type Cursor = EventsCursor<'vtab>;

    fn connect(
        _: &mut VTabConnection,
        aux: Option<&Arc<Events>>,
        _: &[&[u8]],
    ) -> Result<(String, Self), Error> {
        let events = aux
            .cloned()
            .ok_or_else(|| Error::ModuleError("there are no events".to_owned()))?;
        let columns: Vec<String> = schema::schema()
            .fields()
            .iter()
            .map(|f| {
                let kind = if f.data_type() == &DataType::Int64 {
                    "INTEGER"
                } else {
                    "TEXT"
                };
                format!("\"{}\" {kind}", f.name())
            })
            .collect();
        let table = Self {
            base: ffi::sqlite3_vtab::default(),
            events,
            cursors: PhantomData,
        };
        Ok((format!("CREATE TABLE x({})", columns.join(", ")), table))
    }

    /// Bounds on time and number leave segments out. Those on time are tested here alone: SQLite would compare
    /// texts, by which 02:00:03.000000Z is before 02:00:03Z.
    fn best_index(&self, info: &mut IndexInfo) -> Result<(), Error> {
        let schema = schema::schema();
        let mut passed = 0;
        let mut values = 0;
        for bound in BOUNDS {
            for (constraint, mut usage) in info.constraints_and_usages() {
                let column = usize::try_from(constraint.column()).ok();
                let (lower, strict) = match constraint.operator() {
                    IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_GT => (true, true),
                    IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_GE => (true, false),
                    IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LT => (false, true),
                    IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_LE => (false, false),
                    _ => continue,
                };
                let wanted = column == schema.index_of(bound.column).ok() && lower == bound.lower;
                if constraint.is_usable() && wanted && passed & bound.bit == 0 {
                    values += 1;
                    usage.set_argv_index(values);
                    usage.set_omit(bound.column == schema::TIME);
                    passed |= bound.bit;
                    if strict {
                        passed |= bound.bit << STRICT;
                    }
                }
            }
        }
        info.set_idx_num(passed);
        info.set_estimated_cost(1_000_000.0 / f64::from(values + 1));
        Ok(())
    }

    fn open(&'vtab mut self) -> Result<EventsCursor<'vtab>, Error> {
        Ok(EventsCursor {
            base: ffi::sqlite3_vtab_cursor::default(),
            events: self.events.clone(),
            batches: None,
            now: None,
            table: PhantomData,
        })
    }
}

#[repr(C)]
struct EventsCursor<'vtab> {
    /// What SQLite knows of it; it must stand first.
    base: ffi::sqlite3_vtab_cursor,
    events: Arc<Events>,
    batches: Option<mpsc::Receiver<RecordBatch>>,
    now: Option<Now>,
    table: PhantomData<&'vtab ()>,
}

/// The row that the cursor stands on.
struct Now {
    batch: RecordBatch,
    /// The place in the batch of each column of the table.
    places: Vec<Option<usize>>,
    row: usize,
}

impl EventsCursor<'_> {
    /// Reads by a thread of its own, a few batches ahead.
    fn begin(&mut self, window: Window) {
        let (send, receive) = mpsc::sync_channel(AHEAD);
        self.batches = Some(receive);
        let events = self.events.clone();
        let runtime = tokio::runtime::Handle::try_current().ok();
        thread::spawn(move || {
            let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
            let question = Arc::new(Question::new(
                events.scope.clone(),
                window,
                Compiled::All,
                Need::Nothing,
            ));
            let parts = scan::parts(&events.snapshot, &question, &window, |s| {
                std::cmp::Reverse(s.time.1)
            });
            let reading = Reading {
                store: events.searcher.store(),
                question: &question,
                parts: &parts,
                wanted: &events.columns,
                rest_names: None,
                threads: 1,
                stop: &events.stop,
            };
            let read = scan::read(&reading, &Each(|batch| send.send(batch).is_ok()));
            if let Err(ended) = read {
                *events.failed.lock().unwrap_or_else(|e| e.into_inner()) = Some(ended);
            }
        });
    }

    fn go_on(&mut self) {
        if let Some(now) = &mut self.now {
            now.row += 1;
            if now.row < now.batch.num_rows() {
                return;
            }
        }
        self.now = self
            .batches
            .as_ref()
            .and_then(|b| b.recv().ok())
            .map(|batch| Now {
                places: schema::schema()
                    .fields()
                    .iter()
                    .map(|f| batch.schema().index_of(f.name()).ok())
                    .collect(),
                batch,
                row: 0,
            });
    }
}

// SAFETY: the struct is `repr(C)` and begins with what SQLite knows of a cursor.
#[allow(unsafe_code)]
unsafe impl VTabCursor for EventsCursor<'_> {
    fn filter(&mut self, passed: c_int, _: Option<&str>, values: &Filters<'_>) -> Result<(), Error> {
        let mut window = Window::default();
        let mut at = 0;
        for bound in BOUNDS {
            if passed & bound.bit == 0 {
                continue;
            }
            let strict = passed & (bound.bit << STRICT) != 0;
            // From a value on, or up to before it.
            let next = bound.lower == strict;
            if bound.column == schema::TIME {
                let text = values.get::<Option<String>>(at)?.unwrap_or_default();
                let time = moment(&text).ok_or_else(|| {
                    Error::ModuleError(format!(
                        "{text:?} is no time: write 2026-07-01T02:00:00Z, or 2026-07-01"
                    ))
                })?;
                let time = if next {
                    time + TimeDelta::microseconds(1)
                } else {
                    time
                };
                if bound.lower {
                    window.time.0 = time;
                } else {
                    window.time.1 = time;
                }
            } else if let Some(seq) = values.get::<Option<i64>>(at).ok().flatten() {
                let seq = u64::try_from(seq).unwrap_or(0);
                if bound.lower {
                    window.seq.0 = seq;
                } else {
                    window.seq.1 = seq.saturating_add(1);
                }
            }
            at += 1;
        }
        self.now = None;
        self.begin(window);
        self.go_on();
        Ok(())
    }

    fn next(&mut self) -> Result<(), Error> {
        self.go_on();
        Ok(())
    }

    fn eof(&self) -> bool {
        self.now.is_none()
    }

    fn column(&self, context: &mut Context, column: c_int) -> Result<(), Error> {
        let value = self.now.as_ref().and_then(|now| {
            let place = now.places.get(usize::try_from(column).ok()?).copied().flatten()?;
            Some((now.batch.column(place), now.row)).filter(|(array, row)| array.is_valid(*row))
        });
        let Some((array, row)) = value else {
            return context.set_result(&rusqlite::types::Null);
        };
        if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
            context.set_result(&numbers.value(row))
        } else if let Some(times) = array.as_primitive_opt::<TimestampMicrosecondType>() {
            let time = DateTime::<Utc>::from_timestamp_micros(times.value(row)).unwrap_or_default();
            context.set_result(&time.to_rfc3339_opts(SecondsFormat::Micros, true))
        } else if let Some(text) = text_at(array, row) {
            context.set_result(&text)
        } else {
            context.set_result(&row::map_json(array, row).to_string())
        }
    }

    fn rowid(&self) -> Result<i64, Error> {
        Ok(0)
    }
}

/// A moment with its zone, in UTC without one, or the beginning of a day.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some(day.and_time(chrono::NaiveTime::MIN).and_utc());
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| chrono::NaiveDateTime::parse_from_str(text, form).ok())
        .map(|time| time.and_utc())
}
