//! The directory as a table, both ways.
//!
//! Import: one row an agency, found by its internal code; a dry run names every row with an error and writes
//! nothing; the real run writes all rows in one audited change or none.

use super::{Agencies, write_facts};
use crate::{
    AgencyError,
    directory::Directory,
    model::{ADMINISTRATIVE, Code, Facts, INTERNAL, Name, Parent, Period},
    rules,
};
use chrono::NaiveDate;
use coloa_auth::{Actor, Resource, action};
use coloa_base::AgencyId;
use coloa_document::table::{RowError, Table};
use coloa_document::xlsx::{Column, Sheet, Value, Workbook, xlsx};
use serde_json::json;
use std::collections::HashMap;

/// Columns of the directory table, in order: key, Vietnamese head.
const COLUMNS: [(&str, &str, f64); 10] = [
    ("code", "Mã nội bộ", 14.0),
    ("name", "Tên đầy đủ", 48.0),
    ("abbreviation", "Tên viết tắt", 16.0),
    ("symbol", "Ký hiệu văn bản", 16.0),
    ("kind", "Loại", 28.0),
    ("level", "Cấp", 14.0),
    ("parent", "Mã đơn vị cha", 14.0),
    ("electronic_id", "Mã định danh điện tử", 20.0),
    ("founded", "Ngày thành lập", 14.0),
    ("closed", "Ngày kết thúc", 14.0),
];

/// What an import did or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub errors: Vec<RowError>,
    pub applied: bool,
}

/// `dd/MM/yyyy` or ISO.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%d/%m/%Y")
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d"))
        .ok()
}

/// Whether a row is of an agency that is closed.
fn ended(row: &HashMap<&'static str, String>, today: NaiveDate) -> bool {
    row.get("closed")
        .and_then(|written| day(written))
        .is_some_and(|d| d <= today)
}

/// Agencies by internal code: who has it on that day, else who had it last, so that a closed agency is found by the
/// code that its end took from it.
fn by_code(directory: &Directory, on: NaiveDate) -> HashMap<String, AgencyId> {
    let mut ids = HashMap::new();
    let mut ended: Vec<(NaiveDate, &str, AgencyId)> = Vec::new();
    for agency in directory.iter() {
        if let Some(code) = agency.facts.code_on(INTERNAL, on) {
            ids.insert(code.to_owned(), agency.id);
        } else if let Some(code) = agency.facts.shown_code(INTERNAL, on) {
            let codes = agency.facts.codes.iter().filter(|c| c.system == INTERNAL);
            let last = codes.filter_map(|c| c.period.to).max();
            ended.push((last.unwrap_or(NaiveDate::MAX), code, agency.id));
        }
    }
    ended.sort_unstable();
    for (_, code, id) in ended.into_iter().rev() {
        ids.entry(code.to_owned()).or_insert(id);
    }
    ids
}

impl Agencies {
    fn table(directory: &Directory, on: NaiveDate) -> Vec<Vec<String>> {
        let mut ids: Vec<AgencyId> = directory.iter().map(|a| a.id).collect();
        ids = directory.sorted(ids, on);
        // A code that another agency has since is that one's.
        let holders = by_code(directory, on);
        let code = |id: AgencyId| {
            let shown = directory.get(id)?.facts.shown_code(INTERNAL, on)?;
            (holders.get(shown) == Some(&id)).then(|| shown.to_owned())
        };
        ids.into_iter()
            .filter_map(|id| directory.get(id))
            .map(|a| {
                let name = a.facts.shown_name(on);
                let term = |vocabulary: &str, code: &str| {
                    directory
                        .terms
                        .get(vocabulary, code)
                        .map_or_else(|| code.to_owned(), |t| t.vi.clone())
                };
                let date = |d: Option<NaiveDate>| d.map(coloa_base::clock::vn_date_text).unwrap_or_default();
                vec![
                    code(a.id).unwrap_or_default(),
                    name.map(|n| n.full.clone()).unwrap_or_default(),
                    name.and_then(|n| n.abbreviation.clone()).unwrap_or_default(),
                    name.and_then(|n| n.symbol.clone()).unwrap_or_default(),
                    term("kind", &a.facts.kind),
                    term("level", &a.facts.level),
                    directory.parent(a.id, on).and_then(code).unwrap_or_default(),
                    a.facts
                        .shown_code("electronic_id", on)
                        .unwrap_or_default()
                        .to_owned(),
                    date(a.facts.founded),
                    date(a.facts.closed),
                ]
            })
            .collect()
    }

    /// The directory as XLSX.
    pub async fn export_xlsx(&self, actor: &Actor, on: NaiveDate) -> Result<Vec<u8>, AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("agency", "directory"),
        )?;
        let rows = Self::table(&*self.directory().await?, on);
        let sheet = Sheet {
            name: "Cơ quan".to_owned(),
            columns: COLUMNS
                .iter()
                .map(|(key, title, width)| Column::text(*key, *title, *width))
                .collect(),
            rows: rows
                .into_iter()
                .map(|r| r.into_iter().map(Value::Text).collect())
                .collect(),
            ..Sheet::default()
        };
        xlsx(&Workbook {
            sheets: vec![sheet],
            ..Workbook::default()
        })
        .map_err(|_| AgencyError::Unreadable { reason: "workbook" })
    }

    /// The directory as CSV (UTF-8 with a byte order mark, as spreadsheets want it).
    pub async fn export_csv(&self, actor: &Actor, on: NaiveDate) -> Result<String, AgencyError> {
        self.access.check(
            actor,
            action::AGENCY_READ,
            &Resource::shared("agency", "directory"),
        )?;
        let quote = |v: &str| format!("\"{}\"", coloa_base::text::inert_cell(v).replace('"', "\"\""));
        let mut out = String::from("\u{feff}");
        out.push_str(&COLUMNS.map(|(_, title, _)| quote(title)).join(","));
        out.push_str("\r\n");
        for row in Self::table(&*self.directory().await?, on) {
            out.push_str(&row.iter().map(|c| quote(c)).collect::<Vec<_>>().join(","));
            out.push_str("\r\n");
        }
        Ok(out)
    }

    /// Imports a table; `apply` false only says what it would do.
    pub async fn import(
        &self,
        actor: &Actor,
        file_name: &str,
        content: &[u8],
        apply: bool,
    ) -> Result<ImportOutcome, AgencyError> {
        let resource = Resource::installation("agency", "import");
        self.access.check(actor, action::AGENCY_IMPORT, &resource)?;
        let columns = COLUMNS.map(|(key, title, _)| (key, title));
        let table = Table::read(file_name, content, &columns)?;
        let directory = self.directory().await?;
        let today = self.access.clock().today();
        let mut outcome = ImportOutcome::default();
        let mut ids = by_code(&directory, today);
        for (number, row) in &table.rows {
            let code = row.get("code").map(String::as_str).unwrap_or_default();
            if code.is_empty() && ended(row, today) {
                // Its code is another agency's now; the table shows it and does not change it.
                outcome.unchanged += 1;
            } else if code.is_empty() {
                outcome.errors.push(RowError {
                    row: *number,
                    column: "code",
                    reason: "required".into(),
                    value: String::new(),
                });
            } else {
                ids.entry(code.to_owned()).or_insert_with(AgencyId::new);
            }
        }
        let (mut created, mut changed) = (Vec::new(), Vec::new());
        let mut seen = HashMap::new();
        let mut numbers = HashMap::new();
        for (number, row) in &table.rows {
            let Some(code) = row.get("code").filter(|c| !c.is_empty()) else {
                continue;
            };
            if let Some(first) = seen.insert(code.clone(), *number) {
                outcome.errors.push(RowError {
                    row: *number,
                    column: "code",
                    reason: format!("repeats_row_{first}"),
                    value: code.clone(),
                });
                continue;
            }
            let before = outcome.errors.len();
            let id = ids[code];
            let old = directory.get(id);
            let facts = row_facts(
                &directory,
                old.map(|a| &a.facts),
                *number,
                row,
                &ids,
                today,
                &mut outcome.errors,
            );
            if outcome.errors.len() > before {
                continue;
            }
            let facts = match rules::check(&directory, facts) {
                Ok(facts) => facts,
                Err(e) => {
                    outcome.errors.push(refused(*number, row, &e));
                    continue;
                }
            };
            numbers.insert(id, (*number, row));
            match old {
                None => created.push((id, facts)),
                Some(a) if a.facts == facts => outcome.unchanged += 1,
                Some(a) => changed.push((id, a.version, facts)),
            }
        }
        outcome.created = created.len();
        outcome.changed = changed.len();
        let next = directory.with(
            created
                .iter()
                .cloned()
                .chain(changed.iter().map(|(id, _, f)| (*id, f.clone()))),
        );
        let mut touched: Vec<AgencyId> = numbers.keys().copied().collect();
        touched.sort_by_key(|id| numbers[id].0);
        if let Some((id, e)) = rules::clash(&next, &touched)
            && outcome.errors.is_empty()
        {
            let (number, row) = numbers[&id];
            outcome.errors.push(refused(number, row, &e));
        }
        if !outcome.errors.is_empty() || !apply {
            return Ok(outcome);
        }
        let change = self.access.begin(actor, action::AGENCY_IMPORT, resource).await?;
        write_facts(&change, created, changed).await?;
        change
            .commit(json!({ "file": file_name, "created": outcome.created, "changed": outcome.changed }))
            .await?;
        self.access.refresh().await?;
        outcome.applied = true;
        Ok(outcome)
    }
}

/// What the rules object to, at the column that it comes from.
fn refused(number: u32, row: &HashMap<&'static str, String>, e: &AgencyError) -> RowError {
    let (field, reason) = match e {
        AgencyError::Invalid { field, reason } => (field.as_str(), *reason),
        AgencyError::UnknownTerm { field, .. } => (field.as_str(), "unknown"),
        AgencyError::CodeTaken { field, system, .. } if system == INTERNAL => (field.as_str(), "taken"),
        AgencyError::CodeTaken { .. } => ("electronic_id", "taken"),
        _ => ("code", "invalid"),
    };
    let last = field.rsplit('.').next().unwrap_or(field);
    let column = COLUMNS
        .iter()
        .map(|(key, ..)| *key)
        .find(|key| *key == field || (field.starts_with("names.") && *key == last))
        .unwrap_or(match field.split('.').next() {
            Some("names") => "name",
            Some("parents") => "parent",
            _ => "code",
        });
    let value = row.get(column).map(String::as_str).unwrap_or_default();
    RowError::new(number, column, reason, value)
}

/// The facts of a row over those that stand. A name that differs becomes the name from the beginning of today's
/// period: the table corrects, a reorganisation renames.
fn row_facts(
    directory: &Directory,
    old: Option<&Facts>,
    number: u32,
    row: &HashMap<&'static str, String>,
    ids: &HashMap<String, AgencyId>,
    today: NaiveDate,
    errors: &mut Vec<RowError>,
) -> Facts {
    let cell = |key: &str| row.get(key).map(String::as_str).filter(|v| !v.is_empty());
    let mut fail = |column: &'static str, reason: &str, value: &str| {
        errors.push(RowError {
            row: number,
            column,
            reason: reason.to_owned(),
            value: value.to_owned(),
        });
    };
    let mut facts = old.cloned().unwrap_or_default();
    let mut term = |vocabulary: &'static str, current: &str| match cell(vocabulary) {
        None if current.is_empty() => {
            fail(vocabulary, "required", "");
            String::new()
        }
        None => current.to_owned(),
        Some(written) => directory.terms.parse(vocabulary, written).map_or_else(
            || {
                fail(vocabulary, "unknown", written);
                String::new()
            },
            str::to_owned,
        ),
    };
    facts.kind = term("kind", &facts.kind.clone());
    facts.level = term("level", &facts.level.clone());
    for (key, slot) in [("founded", &mut facts.founded), ("closed", &mut facts.closed)] {
        if let Some(written) = cell(key) {
            match day(written) {
                Some(d) => *slot = Some(d),
                None => fail(key, "not_a_date", written),
            }
        }
    }
    let since = facts.founded.map_or(Period::ALWAYS, Period::since);
    match cell("name").and_then(rules::clean) {
        None if facts.names.is_empty() => fail("name", "required", ""),
        None => {}
        Some(full) => {
            let at = facts
                .names
                .iter()
                .position(|n| n.period.contains(today))
                .or(facts.names.len().checked_sub(1));
            let at = at.unwrap_or_else(|| {
                facts.names.push(Name {
                    full: String::new(),
                    abbreviation: None,
                    symbol: None,
                    period: since,
                    basis: None,
                });
                0
            });
            facts.names[at].full = full;
            for (key, slot) in [("abbreviation", 0), ("symbol", 1)] {
                if let Some(v) = cell(key) {
                    let value = Some(v.to_owned());
                    if slot == 0 {
                        facts.names[at].abbreviation = value
                    } else {
                        facts.names[at].symbol = value
                    }
                }
            }
        }
    }
    for (key, system) in [("code", INTERNAL), ("electronic_id", "electronic_id")] {
        if let Some(code) = cell(key)
            && facts.shown_code(system, today) != Some(code)
        {
            facts.codes.retain(|c| c.system != system);
            facts.codes.push(Code {
                system: system.to_owned(),
                code: code.to_owned(),
                period: Period::ALWAYS,
            });
        }
    }
    // What a closed unit last stood under is history; the table shows it and does not change it.
    if let Some(code) = cell("parent").filter(|_| facts.closed.is_none_or(|c| c > today)) {
        match ids.get(code) {
            None => fail("parent", "unknown", code),
            Some(parent) if facts.parent_on(ADMINISTRATIVE, today) != Some(*parent) => {
                facts
                    .parents
                    .retain(|p| !(p.tree == ADMINISTRATIVE && p.period.contains(today)));
                facts.parents.push(Parent {
                    tree: ADMINISTRATIVE.to_owned(),
                    parent: *parent,
                    period: since,
                });
            }
            Some(_) => {}
        }
    }
    facts
}
