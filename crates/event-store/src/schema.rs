//! The columns of a table of events: what the store says about each one, its fields, and the map of all other fields.

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use coloa_event::columns::{COLUMNS, Kind};
use std::sync::{Arc, LazyLock};

/// Number of the event in the log, by which it is known.
pub const SEQ: &str = "_seq";
/// When it happened as far as that is believed, and when it came in.
pub const TIME: &str = "_time";
pub const RECEIVED: &str = "_received";
/// The registered source, and the agency that it belongs to.
pub const SOURCE: &str = "_source";
pub const AGENCY: &str = "_agency";
/// The information system that it belongs to.
pub const SYSTEM: &str = "_system";
/// The machine that it happened on.
pub const HOST: &str = "_host";
/// Log source in Sigma's words; categories are joined by spaces.
pub const PRODUCT: &str = "_product";
pub const SERVICE: &str = "_service";
pub const CATEGORY: &str = "_category";
/// Why it was not fully understood.
pub const PROBLEM: &str = "_problem";
/// The text as it came, where parsing lost something.
pub const RAW: &str = "_raw";
/// Names of fields that are copies of others (`coloa_event::columns::COPIES`), joined by spaces.
pub const COPIES: &str = "_copies";
/// Fields without a column, by name.
pub const REST: &str = "_rest";

/// Columns before those of the fields.
pub const OWN: usize = 13;

/// Times are microseconds since 1970 in UTC.
pub fn time_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into()))
}

pub fn rest_type() -> DataType {
    let entries = Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Utf8, true),
    ]);
    DataType::Map(
        Arc::new(Field::new("entries", DataType::Struct(entries), false)),
        false,
    )
}

static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    let mut fields = vec![
        Field::new(SEQ, DataType::Int64, false),
        Field::new(TIME, time_type(), false),
        Field::new(RECEIVED, time_type(), false),
    ];
    fields.extend(
        [
            SOURCE, AGENCY, HOST, PRODUCT, SERVICE, CATEGORY, PROBLEM, RAW, COPIES, SYSTEM,
        ]
        .map(text),
    );
    fields.extend(COLUMNS.iter().map(|column| match column.kind {
        Kind::Text => text(column.name),
        Kind::Int => Field::new(column.name, DataType::Int64, true),
    }));
    fields.push(Field::new(REST, rest_type(), true));
    Arc::new(Schema::new(fields))
});

/// All columns, in their order. A segment holds those that its events fill.
#[must_use]
pub fn schema() -> SchemaRef {
    SCHEMA.clone()
}

/// The same columns, with texts as numbers of the values of a dictionary.
pub(crate) fn coded(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| match field.data_type() {
        DataType::Utf8View => {
            let coded = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(Field::new(field.name(), coded, field.is_nullable()))
        }
        _ => field.clone(),
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The place of a column, whatever the case of its name.
#[must_use]
pub fn place(name: &str) -> Option<usize> {
    let key = name.to_ascii_lowercase();
    if let Some(at) = coloa_event::columns::column(&key) {
        return Some(OWN + at);
    }
    let schema = &*SCHEMA;
    (0..OWN)
        .chain([schema.fields().len() - 1])
        .find(|at| schema.field(*at).name() == &key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_whatever_their_case() {
        let schema = schema();
        assert_eq!(schema.fields().len(), OWN + COLUMNS.len() + 1);
        for name in [SEQ, COPIES, "EventID", "eventid", "source.ip", REST] {
            let at = place(name).unwrap();
            assert!(schema.field(at).name().eq_ignore_ascii_case(name), "{name}");
        }
        assert_eq!(place("nothing"), None);
    }
}
