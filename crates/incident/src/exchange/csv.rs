//! The table of incidents.

use crate::{IncidentError, entity::case::incident};
use chrono::{DateTime, Utc};
use coloa_base::AgencyId;
use serde::Deserialize;
use std::{collections::HashMap, sync::LazyLock};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Columns {
    column: Vec<Column>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Column {
    key: String,
    name: String,
}

static COLUMNS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let all: Columns =
        toml::from_str(include_str!("../../data/export.toml")).expect("a test reads the embedded columns");
    all.column
});

/// Rows with a head, in UTF-8 with the mark by which spreadsheets know it.
pub(super) fn table(
    rows: &[incident::Model],
    agencies: &HashMap<AgencyId, String>,
) -> Result<Vec<u8>, IncidentError> {
    let failed = |e: ::csv::Error| IncidentError::Store(std::io::Error::other(e).into());
    let mut out = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(COLUMNS.iter().map(|c| c.name.as_str()))
        .map_err(failed)?;
    for row in rows {
        out.write_record(COLUMNS.iter().map(|c| guarded(value(row, &c.key, agencies))))
            .map_err(failed)?;
    }
    out.into_inner()
        .map_err(|e| IncidentError::Store(std::io::Error::other(e.to_string()).into()))
}

/// Text that a spreadsheet would take for a formula is kept text (OWASP, CSV injection).
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text
    }
}

fn moment(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(String::new, |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn value(row: &incident::Model, key: &str, agencies: &HashMap<AgencyId, String>) -> String {
    match key {
        "code" => row.code.clone(),
        "title" => row.title.clone(),
        "agency" => agencies
            .get(&AgencyId(row.agency_id))
            .cloned()
            .unwrap_or_default(),
        "system" => row.system_name.clone(),
        "system_level" if row.system_level > 0 => row.system_level.to_string(),
        "group" => row.group_code.clone(),
        "severity" => row.severity.clone(),
        "serious" => row.serious.to_string(),
        "personal_data" => row.personal_data.to_string(),
        "state" => row.state.clone(),
        "origin" => row.origin.clone(),
        "detected_at" => moment(Some(row.detected_at)),
        "reported_at" => moment(Some(row.reported_at)),
        "acknowledged_at" => moment(row.acknowledged_at),
        "contained_at" => moment(row.contained_at),
        "eradicated_at" => moment(row.eradicated_at),
        "recovered_at" => moment(row.recovered_at),
        "ended_at" => moment(row.ended_at),
        "closed_at" => moment(row.closed_at),
        "next_due" => moment(row.next_due),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::json::tests::sample;

    #[test]
    fn a_table_opens_in_a_spreadsheet_and_runs_nothing() {
        let mut row = sample().case;
        row.title = "=HYPERLINK(\"http://example.org\")".to_owned();
        row.system_name = "Một \"cửa\", bản 2".to_owned();
        let bytes = table(&[row.clone()], &HashMap::new()).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
        let mut reader = ::csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
        let read = reader.records().next().unwrap().unwrap();
        assert_eq!(&read[0], row.code);
        assert_eq!(&read[1], "'=HYPERLINK(\"http://example.org\")");
        assert_eq!(&read[3], row.system_name);
        for start in ['=', '+', '-', '@', '\t', '\r'] {
            assert!(guarded(format!("{start}1")).starts_with('\''));
        }
        assert_eq!(guarded("SC-2026-0001".to_owned()), "SC-2026-0001");
    }

    #[test]
    fn every_column_has_a_value() {
        let mut row = sample().case;
        let at = Some(row.detected_at);
        row.acknowledged_at = at;
        row.contained_at = at;
        row.eradicated_at = at;
        row.recovered_at = at;
        row.ended_at = at;
        row.closed_at = at;
        row.next_due = at;
        let names = HashMap::from([(AgencyId(row.agency_id), "Sở".to_owned())]);
        for column in COLUMNS.iter() {
            assert!(!value(&row, &column.key, &names).is_empty(), "{}", column.key);
        }
    }
}
