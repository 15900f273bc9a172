//! Events as rows: into columns, and back.

use crate::schema::{self, OWN};
use arrow_array::{
    Array, ArrayRef, RecordBatch, RecordBatchOptions, TimestampMicrosecondArray,
    builder::{Int64Builder, MapBuilder, MapFieldNames, StringBuilder, StringViewBuilder},
    cast::AsArray,
    new_null_array,
    types::{Int32Type, Int64Type, TimestampMicrosecondType},
};
use arrow_schema::{ArrowError, Field, Schema, SchemaRef};
use chrono::{DateTime, Utc};
use coloa_event::{
    Event, LogSource, Value,
    columns::{COLUMNS, COPIES, Kind},
};
use std::{borrow::Cow, sync::Arc};
use uuid::Uuid;

/// An event with what the store says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Number in the log.
    pub seq: u64,
    /// When it happened, as far as that is believed.
    pub time: DateTime<Utc>,
    pub received: DateTime<Utc>,
    /// The registered source; nil where none is known.
    pub source: Uuid,
    pub agency: Option<Uuid>,
    /// The information system that it belongs to.
    pub system: Option<Uuid>,
    /// Why it was not fully understood.
    pub problem: Option<Cow<'static, str>>,
    /// Bytes of the record as it came in.
    pub raw_bytes: u64,
    pub event: Event,
}

enum Builder {
    Text(StringViewBuilder),
    Int(Int64Builder),
}

/// A column that is made when the first row fills it.
#[derive(Default)]
struct Filled {
    builder: Option<Builder>,
    rows: usize,
    /// Its texts hardly ever come twice: it is not worth looking for one that is there already.
    unique: bool,
}

impl Filled {
    fn text(&mut self, row: usize, value: &str) {
        let unique = self.unique;
        let builder = self.builder.get_or_insert_with(|| {
            let builder = StringViewBuilder::new();
            Builder::Text(if unique {
                builder
            } else {
                builder.with_deduplicate_strings()
            })
        });
        let Builder::Text(builder) = builder else {
            return;
        };
        for _ in self.rows..row {
            builder.append_null();
        }
        builder.append_value(value);
        self.rows = row + 1;
    }

    fn int(&mut self, row: usize, value: i64) {
        let Builder::Int(builder) = self
            .builder
            .get_or_insert_with(|| Builder::Int(Int64Builder::new()))
        else {
            return;
        };
        builder.append_nulls(row - self.rows);
        builder.append_value(value);
        self.rows = row + 1;
    }

    fn finish(self, rows: usize) -> Option<ArrayRef> {
        Some(match self.builder? {
            Builder::Text(mut builder) => {
                for _ in self.rows..rows {
                    builder.append_null();
                }
                Arc::new(builder.finish())
            }
            Builder::Int(mut builder) => {
                builder.append_nulls(rows - self.rows);
                Arc::new(builder.finish())
            }
        })
    }
}

/// Columns of these rows; those that none of them fills are left out.
///
/// # Errors
/// A value is longer than a column can hold (2 GiB).
pub fn batch(rows: &[&Row]) -> Result<RecordBatch, ArrowError> {
    let schema = schema::schema();
    let rest_at = schema.fields().len() - 1;
    let unique = |place: usize| {
        [schema::RAW, "message", "event.original"].contains(&schema.field(place).name().as_str())
    };
    let mut columns: Vec<Filled> = (0..rest_at)
        .map(|place| Filled {
            unique: unique(place),
            ..Filled::default()
        })
        .collect();
    let names = MapFieldNames {
        entry: "entries".into(),
        key: "key".into(),
        value: "value".into(),
    };
    let mut rest = MapBuilder::new(Some(names), StringBuilder::new(), StringBuilder::new());
    let mut any_rest = false;
    let mut text = String::new();
    for (at, row) in rows.iter().enumerate() {
        columns[0].int(at, i64::try_from(row.seq).unwrap_or(i64::MAX));
        if !row.source.is_nil() {
            columns[3].text(
                at,
                row.source
                    .as_hyphenated()
                    .encode_lower(&mut Uuid::encode_buffer()),
            );
        }
        if let Some(agency) = row.agency {
            columns[4].text(
                at,
                agency.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()),
            );
        }
        if let Some(host) = row.event.host() {
            columns[5].text(at, &host);
        }
        let source = &row.event.logsource;
        if let Some(product) = &source.product {
            columns[6].text(at, product);
        }
        if let Some(service) = &source.service {
            columns[7].text(at, service);
        }
        if !source.categories.is_empty() {
            text.clear();
            join(&mut text, source.categories.iter().map(AsRef::as_ref));
            columns[8].text(at, &text);
        }
        if let Some(problem) = &row.problem {
            columns[9].text(at, problem);
        }
        if let Some(raw) = &row.event.raw {
            columns[10].text(at, raw);
        }
        if let Some(system) = row.system {
            columns[12].text(
                at,
                system.as_hyphenated().encode_lower(&mut Uuid::encode_buffer()),
            );
        }
        let mut has_rest = false;
        text.clear();
        for field in row.event.fields.iter() {
            let known = coloa_event::columns::place(field.key());
            if let Some(original) = known.copy_of
                && row.event.fields.by_key(original) == Some(&field.value)
            {
                join(&mut text, std::iter::once(field.key()));
                continue;
            }
            let place = known.column;
            if place
                .is_none_or(|place| !fill(&mut columns[OWN + place], COLUMNS[place].kind, at, &field.value))
            {
                has_rest = true;
                rest.keys().append_value(field.name());
                match written(&field.value) {
                    Some(value) => rest.values().append_value(value),
                    None => rest.values().append_null(),
                }
            }
        }
        if !text.is_empty() {
            columns[11].text(at, &text);
        }
        any_rest |= has_rest;
        rest.append(has_rest)?;
    }
    let micros = |of: fn(&Row) -> DateTime<Utc>| -> ArrayRef {
        Arc::new(
            TimestampMicrosecondArray::from_iter_values(rows.iter().map(|r| of(r).timestamp_micros()))
                .with_timezone("+00:00"),
        )
    };
    let mut fields = Vec::new();
    let mut arrays: Vec<ArrayRef> = Vec::new();
    for (place, column) in columns.into_iter().enumerate() {
        let array = match place {
            1 => Some(micros(|r| r.time)),
            2 => Some(micros(|r| r.received)),
            _ => column.finish(rows.len()),
        };
        if let Some(array) = array {
            fields.push(schema.fields()[place].clone());
            arrays.push(array);
        }
    }
    if any_rest {
        fields.push(schema.fields()[rest_at].clone());
        arrays.push(Arc::new(rest.finish()));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
}

fn join<'a>(into: &mut String, words: impl Iterator<Item = &'a str>) {
    for word in words {
        if !into.is_empty() {
            into.push(' ');
        }
        into.push_str(word);
    }
}

/// Puts a value into its column; `false`: it does not fit there.
fn fill(column: &mut Filled, kind: Kind, row: usize, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Int, Value::Int(n)) => column.int(row, *n),
        (Kind::Int, Value::Text(text)) => match canonical(text) {
            Some(n) => column.int(row, n),
            None => return false,
        },
        (Kind::Text, Value::Text(text)) => column.text(row, text),
        (Kind::Text, value) => match written(value) {
            Some(text) => column.text(row, &text),
            None => return false,
        },
        (Kind::Int, _) => return false,
    }
    true
}

/// A whole number that is written in one way only.
fn canonical(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = (1..=18).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (!digits.starts_with('0') || text == "0");
    if plain { text.parse().ok() } else { None }
}

/// A value as text; lists as JSON.
fn written(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::List(_) => Some(Cow::Owned(value.to_json().to_string())),
        other => other.as_text(),
    }
}

/// What [`written`] wrote.
fn read(text: &str) -> Value {
    if let Some(n) = canonical(text) {
        return Value::Int(n);
    }
    if text.starts_with('[')
        && let Ok(serde_json::Value::Array(members)) = serde_json::from_str(text)
    {
        let members: Option<Vec<Value>> = members.iter().map(scalar).collect();
        if let Some(members) = members {
            return Value::List(members.into());
        }
    }
    Value::from(text)
}

fn scalar(json: &serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => n
            .as_i64()
            .map_or_else(|| Value::Float(n.as_f64().unwrap_or(0.0)), Value::Int),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        _ => return None,
    })
}

/// The rows of a batch.
#[must_use]
pub fn rows(batch: &RecordBatch) -> Vec<Row> {
    let reader = Reader::new(batch);
    (0..batch.num_rows()).map(|at| reader.row(at)).collect()
}

struct Reader<'a> {
    batch: &'a RecordBatch,
    schema: SchemaRef,
}

impl<'a> Reader<'a> {
    fn new(batch: &'a RecordBatch) -> Self {
        Self {
            batch,
            schema: batch.schema(),
        }
    }

    fn text(&self, name: &str, at: usize) -> Option<&'a str> {
        let array = self.batch.column_by_name(name)?;
        text_at(array, at)
    }

    fn time(&self, name: &str, at: usize) -> DateTime<Utc> {
        self.batch
            .column_by_name(name)
            .and_then(|a| a.as_primitive_opt::<TimestampMicrosecondType>())
            .and_then(|a| DateTime::from_timestamp_micros(a.value(at)))
            .unwrap_or_default()
    }

    fn row(&self, at: usize) -> Row {
        let mut event = Event {
            logsource: LogSource {
                product: self.text(schema::PRODUCT, at).map(|t| t.to_owned().into()),
                service: self.text(schema::SERVICE, at).map(|t| t.to_owned().into()),
                categories: self
                    .text(schema::CATEGORY, at)
                    .map(|t| t.split(' ').map(|c| c.to_owned().into()).collect())
                    .unwrap_or_default(),
            },
            raw: self.text(schema::RAW, at).map(str::to_owned),
            ..Event::default()
        };
        for (field, array) in self.schema.fields().iter().zip(self.batch.columns()) {
            if array.is_null(at) {
                continue;
            }
            if field.name() == schema::REST {
                rest_into(&mut event, array, at);
            } else if !field.name().starts_with('_') {
                if let Some(numbers) = array.as_primitive_opt::<Int64Type>() {
                    event.fields.set(field.name(), numbers.value(at));
                } else if let Some(text) = text_at(array, at) {
                    let value = if text.starts_with('[') {
                        read(text)
                    } else {
                        Value::from(text)
                    };
                    event.fields.set(field.name(), value);
                }
            }
        }
        if let Some(copies) = self.text(schema::COPIES, at) {
            for (copy, original) in COPIES {
                if copies.split(' ').any(|c| c == *copy) {
                    event.fields.alias(original, copy);
                }
            }
        }
        let seq = self
            .batch
            .column_by_name(schema::SEQ)
            .and_then(|a| a.as_primitive_opt::<Int64Type>())
            .map_or(0, |a| u64::try_from(a.value(at)).unwrap_or(0));
        let time = self.time(schema::TIME, at);
        event.time = Some(time);
        let id = |name| self.text(name, at).and_then(|t| Uuid::parse_str(t).ok());
        Row {
            seq,
            time,
            received: self.time(schema::RECEIVED, at),
            source: id(schema::SOURCE).unwrap_or_default(),
            agency: id(schema::AGENCY),
            system: id(schema::SYSTEM),
            problem: self.text(schema::PROBLEM, at).map(|p| p.to_owned().into()),
            raw_bytes: 0,
            event,
        }
    }
}

fn rest_into(event: &mut Event, array: &ArrayRef, at: usize) {
    let Some(map) = array.as_map_opt() else {
        return;
    };
    let entries = map.value(at);
    let (keys, values) = (entries.column(0), entries.column(1));
    for entry in 0..entries.len() {
        if let Some(name) = text_at(keys, entry) {
            let value = text_at(values, entry).map_or(Value::Null, read);
            event.fields.set(name, value);
        }
    }
}

/// The fields of a map as a JSON object.
pub(crate) fn map_json(array: &ArrayRef, at: usize) -> serde_json::Value {
    let mut event = Event::default();
    rest_into(&mut event, array, at);
    event.to_json()
}

/// Text of an array of any of the kinds that text may have.
pub(crate) fn text_at(array: &ArrayRef, at: usize) -> Option<&str> {
    if array.is_null(at) {
        return None;
    }
    if let Some(views) = array.as_string_view_opt() {
        return Some(views.value(at));
    }
    if let Some(coded) = array.as_dictionary_opt::<Int32Type>() {
        let place = usize::try_from(coded.keys().value(at)).ok()?;
        return coded
            .values()
            .as_string_opt::<i32>()
            .map(|texts| texts.value(place));
    }
    array.as_string_opt::<i32>().map(|texts| texts.value(at))
}

/// The batch with all these columns, empty where it has none of them.
///
/// # Errors
/// A column is of another type.
pub fn with_columns(batch: &RecordBatch, wanted: &[Arc<Field>]) -> Result<RecordBatch, ArrowError> {
    let arrays = wanted
        .iter()
        .map(|field| {
            batch
                .column_by_name(field.name())
                .cloned()
                .unwrap_or_else(|| new_null_array(field.data_type(), batch.num_rows()))
        })
        .collect();
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::new(Schema::new(wanted.to_vec())), arrays, &options)
}

/// The columns that any of these batches has, in the order of the schema.
#[must_use]
pub fn filled<'a>(batches: impl IntoIterator<Item = &'a RecordBatch>) -> Vec<Arc<Field>> {
    let mut has = std::collections::HashSet::new();
    for batch in batches {
        has.extend(batch.schema().fields().iter().map(|f| f.name().clone()));
    }
    schema::schema()
        .fields()
        .iter()
        .filter(|field| has.contains(field.name()))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(seq: u64) -> Row {
        let mut event = Event::default();
        event.logsource.categories = vec!["webserver".into(), "proxy".into()];
        event.fields.set("source.ip", "203.0.113.7");
        event.fields.set("c-ip", "203.0.113.7");
        event.fields.set("http.response.status_code", 200);
        event.fields.set("sc-status", 200);
        event.fields.set("EventID", "4624");
        event.fields.set("LogonType", "0x3");
        event.fields.set("Tên", "đăng nhập");
        event
            .fields
            .set("list", Value::List([Value::from("a"), Value::Int(2)].into()));
        event.fields.set("nothing", Value::Null);
        Row {
            seq,
            time: "2026-07-01T01:15:00.000123Z".parse().unwrap(),
            received: "2026-07-01T01:15:01Z".parse().unwrap(),
            source: Uuid::from_u128(7),
            agency: (seq.is_multiple_of(2)).then(|| Uuid::from_u128(9)),
            system: (seq == 3).then(|| Uuid::from_u128(11)),
            problem: None,
            raw_bytes: 100,
            event,
        }
    }

    #[test]
    fn an_event_comes_back_as_it_went_in() {
        let given: Vec<Row> = (1..=5).map(row).collect();
        let batch = batch(&given.iter().collect::<Vec<_>>()).unwrap();
        assert!(batch.column_by_name("c-ip").is_none(), "a copy is not stored");
        assert!(
            batch.column_by_name("Image").is_none(),
            "nor is what nobody fills"
        );
        let back = rows(&batch);
        for (given, back) in given.iter().zip(&back) {
            assert_eq!(
                (given.seq, given.time, given.source, given.agency, given.system),
                (back.seq, back.time, back.source, back.agency, back.system)
            );
            assert_eq!(back.event.logsource, given.event.logsource);
            for field in given.event.fields.iter().filter(|f| f.value != Value::Null) {
                let value = back
                    .event
                    .get(field.name())
                    .unwrap_or_else(|| panic!("{} is lost", field.name()));
                assert_eq!(
                    value.to_json().to_string().trim_matches('"'),
                    field.value.to_json().to_string().trim_matches('"')
                );
            }
            assert_eq!(back.event.fields.len(), given.event.fields.len());
        }
    }

    #[test]
    fn only_numbers_written_in_one_way_are_numbers() {
        for (text, number) in [
            ("0", Some(0)),
            ("-5", Some(-5)),
            ("007", None),
            ("1e3", None),
            ("", None),
            ("-", None),
            ("-0", None),
        ] {
            assert_eq!(canonical(text), number, "{text}");
        }
        assert_eq!(canonical("99999999999999999999"), None);
    }

    #[test]
    fn columns_are_added_where_they_are_missing() {
        let one = batch(&[&row(1)]).unwrap();
        let whole = with_columns(&one, schema::schema().fields()).unwrap();
        assert_eq!(whole.num_columns(), schema::schema().fields().len());
        assert_eq!(rows(&whole)[0].event.fields, rows(&one)[0].event.fields);
    }
}
