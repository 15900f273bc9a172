//! A query, ready to be asked of batches, and the words that a row group must hold to be worth a look.

use crate::{
    group::Columns,
    matching::{Ready, texts},
    query::{FieldTest, Query, QueryError, Reason, Test},
    schema::{self, OWN},
    segment::SegmentError,
    words::{self, Words},
};
use arrow_array::{
    RecordBatch,
    cast::AsArray,
    types::{Int64Type, TimestampMicrosecondType},
};
use arrow_buffer::BooleanBuffer;
use arrow_schema::DataType;
use coloa_event::columns::{COLUMNS, COPIES, Kind, searched};
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Names of the store's own columns as people type them.
const OWN_NAMES: [(&str, &str); 8] = [
    ("host", schema::HOST),
    ("product", schema::PRODUCT),
    ("service", schema::SERVICE),
    ("category", schema::CATEGORY),
    ("source", schema::SOURCE),
    ("agency", schema::AGENCY),
    ("system", schema::SYSTEM),
    ("problem", schema::PROBLEM),
];

/// Columns that a word without a field is not looked for in.
const NOT_TEXT: [&str; 7] = [
    schema::SEQ,
    schema::TIME,
    schema::RECEIVED,
    schema::SOURCE,
    schema::AGENCY,
    schema::SYSTEM,
    schema::COPIES,
];

/// Words that a row group must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    Nothing,
    Word(u64),
    All(Vec<Need>),
    Any(Vec<Need>),
}

impl Need {
    /// Whether a row group may have what is searched for; `false` is sure.
    #[must_use]
    pub fn met_by(&self, group: &Words) -> bool {
        match self {
            Self::Nothing => true,
            Self::Word(word) => group.may_hold(*word),
            Self::All(all) => all.iter().all(|n| n.met_by(group)),
            Self::Any(any) => any.iter().any(|n| n.met_by(group)),
        }
    }
}

/// What a query asks of a row group.
#[must_use]
pub fn need(query: &Query) -> Need {
    match query {
        Query::All | Query::Not(_) => Need::Nothing,
        Query::And(all) => Need::All(all.iter().map(need).filter(|n| *n != Need::Nothing).collect()),
        Query::Or(any) => {
            let any: Vec<Need> = any.iter().map(need).collect();
            if any.contains(&Need::Nothing) {
                Need::Nothing
            } else {
                Need::Any(any)
            }
        }
        Query::Test(test) => need_of(test),
    }
}

fn need_of(FieldTest { field, test }: &FieldTest) -> Need {
    // Of these columns no words are kept.
    if field
        .as_deref()
        .and_then(own_column)
        .is_some_and(|own| NOT_TEXT.contains(&own.as_str()))
    {
        return Need::Nothing;
    }
    let mut found = Vec::new();
    match test {
        Test::Words(text) => words::each(text, |word| found.push(Need::Word(words::hash(word)))),
        Test::Wildcard(text) => {
            // A run of letters that touches a wildcard may be a part of a longer word.
            let chars: Vec<char> = text.chars().collect();
            let mut start = 0;
            while start < chars.len() {
                let end = (start..chars.len())
                    .find(|at| !chars[*at].is_alphanumeric())
                    .unwrap_or(chars.len());
                let wild = |at: Option<usize>| {
                    at.and_then(|at| chars.get(at))
                        .is_some_and(|c| matches!(c, '*' | '?'))
                };
                if end > start && !wild(start.checked_sub(1)) && !wild(Some(end)) {
                    let run: String = chars[start..end].iter().collect();
                    words::each(&run, |word| found.push(Need::Word(words::hash(word))));
                }
                start = end + 1;
            }
        }
        _ => {}
    }
    if found.is_empty() {
        Need::Nothing
    } else {
        Need::All(found)
    }
}

fn own_name(name: &str) -> Option<&'static str> {
    OWN_NAMES
        .iter()
        .find(|(short, _)| short.eq_ignore_ascii_case(name))
        .map(|(_, column)| *column)
}

/// The store's own column that a name means: "host", or "_host".
pub(crate) fn own_column(name: &str) -> Option<String> {
    own_name(name).map(str::to_owned).or_else(|| {
        let at = schema::place(name).filter(|at| *at < OWN)?;
        Some(schema::schema().field(at).name().clone())
    })
}

/// Keys of the fields that a typed name stands for: short names, and originals of copies that are not stored.
pub(crate) fn keys(name: &str) -> Vec<String> {
    let mut keys: Vec<String> = searched(name).iter().map(|n| n.to_ascii_lowercase()).collect();
    let mut at = 0;
    while at < keys.len() {
        for (copy, original) in COPIES {
            if *copy == keys[at] && !keys.iter().any(|k| k == original) {
                keys.push((*original).to_owned());
            }
        }
        at += 1;
    }
    keys
}

/// A query, ready to be asked of batches.
#[derive(Debug)]
pub enum Compiled {
    All,
    And(Vec<Compiled>),
    Or(Vec<Compiled>),
    Not(Box<Compiled>),
    Test {
        ready: Ready,
        /// Names of the columns that are looked at.
        columns: Vec<String>,
        /// Names of fields in the map of those without a column; none: all of them.
        keys: Vec<String>,
    },
    /// One of these sources; rows of others are not.
    Source(Uuid),
    /// Those of these numbers.
    These(HashSet<i64>),
    /// Only what stands behind this place when the newest come first: microseconds and number.
    Behind(i64, i64),
}

/// Makes a query ready.
///
/// # Errors
/// A pattern is larger than is allowed.
pub fn compile(query: &Query) -> Result<Compiled, QueryError> {
    let all = |queries: &[Query]| queries.iter().map(compile).collect::<Result<Vec<_>, _>>();
    Ok(match query {
        Query::All => Compiled::All,
        Query::And(queries) => Compiled::And(all(queries)?),
        Query::Or(queries) => Compiled::Or(all(queries)?),
        Query::Not(query) => Compiled::Not(Box::new(compile(query)?)),
        Query::Test(FieldTest { field, test }) => {
            let ready = Ready::new(test).map_err(|_| QueryError {
                reason: Reason::Regex,
                span: 0..0,
            })?;
            let (columns, keys) = match field {
                None => (any_field(test), Vec::new()),
                Some(name) => columns_of(name),
            };
            Compiled::Test { ready, columns, keys }
        }
    })
}

fn any_field(test: &Test) -> Vec<String> {
    // A word that is no number is in no number; an address neither.
    let numbers = match test {
        Test::Words(text) => text.trim().parse::<i64>().is_ok(),
        Test::Network(_) => false,
        _ => true,
    };
    schema::schema()
        .fields()
        .iter()
        .filter(|f| !NOT_TEXT.contains(&f.name().as_str()))
        .filter(|f| numbers || f.data_type() != &DataType::Int64)
        .map(|f| f.name().clone())
        .collect()
}

/// Columns that hold a field by any of its names, and its names in the map of those without a column.
pub(crate) fn columns_of(name: &str) -> (Vec<String>, Vec<String>) {
    let mut columns: Vec<String> = own_column(name).into_iter().collect();
    let mut rest = Vec::new();
    for key in keys(name) {
        match coloa_event::columns::column(&key) {
            Some(at) => {
                columns.push(COLUMNS[at].name.to_owned());
                // What is no whole number is kept in the map.
                if COLUMNS[at].kind == Kind::Int {
                    rest.push(key);
                }
            }
            None => rest.push(key),
        }
    }
    if !rest.is_empty() {
        columns.push(schema::REST.to_owned());
    }
    (columns, rest)
}

impl Compiled {
    /// Whether every row passes.
    #[must_use]
    pub fn is_all(&self) -> bool {
        match self {
            Self::All => true,
            Self::And(all) => all.iter().all(Self::is_all),
            _ => false,
        }
    }

    /// Names of all columns that it looks at.
    pub fn columns(&self, into: &mut BTreeSet<String>) {
        match self {
            Self::All => {}
            Self::And(all) | Self::Or(all) => all.iter().for_each(|one| one.columns(into)),
            Self::Not(one) => one.columns(into),
            Self::Test { columns, .. } => into.extend(columns.iter().cloned()),
            Self::Source(_) => {
                into.insert(schema::SOURCE.to_owned());
            }
            Self::These(_) | Self::Behind(..) => {
                into.extend([schema::TIME.to_owned(), schema::SEQ.to_owned()]);
            }
        }
    }

    /// Names of the fields without a column that it looks for; `None`: it looks at all of them.
    #[must_use]
    pub fn rest_names(&self) -> Option<Vec<&str>> {
        match self {
            Self::And(all) | Self::Or(all) => {
                let names: Option<Vec<_>> = all.iter().map(Self::rest_names).collect();
                Some(names?.concat())
            }
            Self::Not(one) => one.rest_names(),
            Self::Test { columns, keys, .. } if columns.iter().any(|c| c == schema::REST) => {
                (!keys.is_empty()).then(|| keys.iter().map(String::as_str).collect())
            }
            _ => Some(Vec::new()),
        }
    }

    /// Which rows pass, among those whose bit is set. Columns are asked for only while rows are left.
    ///
    /// # Errors
    /// A column cannot be read.
    pub fn matches(&self, of: &dyn Columns, among: BooleanBuffer) -> Result<BooleanBuffer, SegmentError> {
        if !among.has_true() {
            return Ok(among);
        }
        match self {
            Self::All => Ok(among),
            Self::And(all) => all.iter().try_fold(among, |left, one| one.matches(of, left)),
            Self::Or(any) => first_of(any, among, |one, left| one.matches(of, left)),
            Self::Not(one) => {
                let hits = one.matches(of, among.clone())?;
                Ok(without(&among, &hits))
            }
            Self::Test { ready, columns, keys } => first_of(columns, among, |name, left| {
                Ok(match of.column(name)? {
                    Some(array) => ready.column(&array, keys, &left),
                    None => none(left.len()),
                })
            }),
            Self::Source(source) => {
                let wanted = source.to_string();
                Ok(match of.column(schema::SOURCE)? {
                    Some(sources) => texts(&sources, &among, |text| text == wanted),
                    None => none(among.len()),
                })
            }
            Self::These(numbers) => at_places(of, &among, |(_, seq)| numbers.contains(&seq)),
            Self::Behind(time, seq) => at_places(of, &among, |place| place < (*time, *seq)),
        }
    }
}

/// Rows that pass one of several, each asked only of what passed none before.
fn first_of<T>(
    several: &[T],
    mut left: BooleanBuffer,
    passes: impl Fn(&T, BooleanBuffer) -> Result<BooleanBuffer, SegmentError>,
) -> Result<BooleanBuffer, SegmentError> {
    let mut found = none(left.len());
    for one in several {
        if !left.has_true() {
            break;
        }
        let hits = passes(one, left.clone())?;
        left = without(&left, &hits);
        found = &found | &hits;
    }
    Ok(found)
}

/// Rows whose time and number pass, among some.
pub(crate) fn at_places(
    of: &dyn Columns,
    among: &BooleanBuffer,
    passes: impl Fn((i64, i64)) -> bool,
) -> Result<BooleanBuffer, SegmentError> {
    let (times, numbers) = (of.column(schema::TIME)?, of.column(schema::SEQ)?);
    let times = times
        .as_ref()
        .and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>());
    let numbers = numbers.as_ref().and_then(|a| a.as_primitive_opt::<Int64Type>());
    let (Some(times), Some(numbers)) = (times, numbers) else {
        return Ok(none(among.len()));
    };
    let (times, numbers) = (times.values(), numbers.values());
    Ok(BooleanBuffer::collect_bool(among.len(), |at| {
        among.value(at) && passes((times[at], numbers[at]))
    }))
}

/// Time, in microseconds, and number of each row.
pub(crate) fn places(batch: &RecordBatch) -> impl Iterator<Item = (i64, i64)> + '_ {
    let times = batch
        .column_by_name(schema::TIME)
        .and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>());
    let numbers = batch
        .column_by_name(schema::SEQ)
        .and_then(|a| a.as_primitive_opt::<Int64Type>());
    times
        .into_iter()
        .flat_map(|t| t.values().iter().copied())
        .zip(numbers.into_iter().flat_map(|n| n.values().iter().copied()))
}

pub(crate) fn none(rows: usize) -> BooleanBuffer {
    BooleanBuffer::new_unset(rows)
}

pub(crate) fn every(rows: usize) -> BooleanBuffer {
    BooleanBuffer::new_set(rows)
}

/// Those of `rows` that are not among `others`.
pub(crate) fn without(rows: &BooleanBuffer, others: &BooleanBuffer) -> BooleanBuffer {
    rows & &!others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    fn need_of_text(text: &str) -> Need {
        need(&parse(text).unwrap())
    }

    fn word(text: &str) -> Need {
        Need::Word(words::hash(text))
    }

    #[test]
    fn a_row_group_must_hold_every_whole_word() {
        assert_eq!(
            need_of_text("Web01.tinh"),
            Need::All(vec![word("web01"), word("tinh")])
        );
        assert_eq!(need_of_text("/api/health*"), Need::All(vec![word("api")]));
        assert_eq!(need_of_text("*"), Need::Nothing);
        assert_eq!(need_of_text("a* OR b"), Need::Nothing, "either may be enough");
        assert_eq!(
            need_of_text("a OR b"),
            Need::Any(vec![Need::All(vec![word("a")]), Need::All(vec![word("b")])])
        );
        assert_eq!(need_of_text("NOT a"), Need::Nothing);
        assert_eq!(need_of_text("agency:abc"), Need::Nothing);
        assert_eq!(need_of_text("status:>=500"), Need::Nothing);
    }

    #[test]
    fn a_name_stands_for_what_devices_call_it_and_for_originals_of_copies() {
        assert!(keys("src_ip").contains(&"srcip".to_owned()));
        assert_eq!(keys("sc-status"), ["sc-status", "http.response.status_code"]);
        assert_eq!(
            keys("http.status"),
            ["http.status", "sc-status", "http.response.status_code"]
        );
        assert_eq!(keys("devname"), ["devname"]);
    }
}
