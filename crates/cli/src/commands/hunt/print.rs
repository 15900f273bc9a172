//! One line a finding.

use super::Found;
use crate::{
    commands::Failure,
    output::{self, Format},
};
use coloa_base::text::csv_cell;
use coloa_ingest::file::Place;
use serde_json::json;

pub(super) struct Printer {
    format: Format,
    begun: bool,
}

const COLUMNS: [&str; 9] = [
    "time",
    "level",
    "rule_id",
    "rule_title",
    "host",
    "file",
    "record_id",
    "line",
    "tags",
];

impl Printer {
    pub(super) const fn new(format: Format) -> Self {
        Self { format, begun: false }
    }

    pub(super) fn print(&mut self, found: &Found) -> Result<(), Failure> {
        let first = !std::mem::replace(&mut self.begun, true);
        match self.format {
            Format::Json => output::line(&json_line(found).to_string()),
            Format::Csv => {
                if first {
                    output::line(&COLUMNS.join(","))?;
                }
                output::line(&csv_line(found))
            }
            Format::Table => output::line(&table_line(found)),
        }
    }
}

fn time(found: &Found) -> String {
    found.time.map(|t| t.to_rfc3339()).unwrap_or_default()
}

fn level(found: &Found) -> &'static str {
    found.level.map_or("", |l| l.as_str())
}

/// Number of the record in an event log, or of the line.
const fn place(found: &Found) -> (Option<u64>, Option<u64>) {
    match found.place {
        Place::Record(id) => (Some(id), None),
        Place::Line(line) => (None, Some(line)),
    }
}

fn json_line(found: &Found) -> serde_json::Value {
    let (record_id, line) = place(found);
    let matched: serde_json::Map<_, _> = found
        .matched
        .iter()
        .map(|f| (f.name.clone(), f.value.clone()))
        .collect();
    let mut json = json!({
        "rule_id": found.rule_id,
        "rule_title": found.rule_title,
        "level": found.level.map(|l| l.as_str()),
        "tags": found.tags,
        "file": found.file,
        "time": found.time.map(|t| t.to_rfc3339()),
        "host": found.host,
        "matched": matched,
        "event": found.event,
    });
    match (record_id, line) {
        (Some(id), _) => json["record_id"] = id.into(),
        (None, line) => json["line"] = line.into(),
    }
    if let Some(correlation) = &found.correlation {
        let group: serde_json::Map<_, _> = correlation
            .group
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().into()))
            .collect();
        json["correlation"] = json!({
            "group": group,
            "value": correlation.value,
            "window_seconds": correlation.window,
        });
    }
    json
}

fn csv_line(found: &Found) -> String {
    let (record_id, line) = place(found);
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    [
        time(found),
        level(found).to_owned(),
        found.rule_id.clone(),
        found.rule_title.clone(),
        found.host.clone().unwrap_or_default(),
        found.file.clone(),
        number(record_id),
        number(line),
        found.tags.join(" "),
    ]
    .iter()
    .map(|cell| csv_cell(cell))
    .collect::<Vec<_>>()
    .join(",")
}

fn table_line(found: &Found) -> String {
    let (record_id, line) = place(found);
    let group: String = found
        .correlation
        .iter()
        .flat_map(|c| &c.group)
        .map(|(name, value)| format!(" [{name}={value}]"))
        .collect();
    format!(
        "{:<25}  {:<13}  {}{group}  {}  {}:{}",
        time(found),
        level(found),
        found.rule_title,
        found.host.as_deref().unwrap_or("—"),
        found.file,
        record_id.or(line).unwrap_or_default()
    )
}
