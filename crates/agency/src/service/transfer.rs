//! The directory as a table, both ways, and accounts in bulk.
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
use coloa_auth::{Actor, Resource, Role, action, people};
use coloa_base::{AgencyId, PersonId, text, web_path};
use coloa_document::{
    read::{Limits, SheetChoice, decode_text, read_sheet},
    xlsx::{Column, Sheet, Value, Workbook, xlsx},
};
use serde_json::json;
use std::collections::HashMap;

/// Rows of one import.
const MAX_ROWS: usize = 20_000;

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

/// Columns of the account table.
const ACCOUNT_COLUMNS: [(&str, &str); 6] = [
    ("agency", "Mã nội bộ cơ quan"),
    ("full_name", "Họ và tên"),
    ("user_name", "Tên đăng nhập"),
    ("email", "Thư điện tử"),
    ("title", "Chức vụ"),
    ("role", "Vai trò"),
];

/// A row that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// As the spreadsheet counts.
    pub row: u32,
    /// Key of the column.
    pub column: &'static str,
    /// Stable word.
    pub reason: String,
    pub value: String,
}

/// What an import did or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOutcome {
    pub created: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub errors: Vec<RowError>,
    pub applied: bool,
}

/// An account made in bulk, with its one-time link's token.
#[derive(Clone, Debug)]
pub struct AccountLink {
    pub full_name: String,
    pub user_name: String,
    pub agency_name: String,
    pub token: String,
}

/// A table as rows of named cells.
struct Table {
    rows: Vec<(u32, HashMap<&'static str, String>)>,
}

impl Table {
    /// Reads XLSX or CSV (comma, semicolon or tab); the head may use keys or the Vietnamese titles.
    fn read(
        file_name: &str,
        content: &[u8],
        columns: &[(&'static str, &'static str)],
    ) -> Result<Self, AgencyError> {
        let unreadable = |_| AgencyError::Unreadable { reason: "damaged" };
        let rows: Vec<(u32, Vec<String>)> = if content.starts_with(b"PK") {
            let sheet =
                read_sheet(file_name, content, SheetChoice::First, &Limits::default()).map_err(unreadable)?;
            sheet
                .rows
                .into_iter()
                .map(|r| {
                    let width = r.cells.iter().map(|(c, _)| *c as usize + 1).max().unwrap_or(0);
                    let mut cells = vec![String::new(); width];
                    for (column, value) in r.cells {
                        cells[column as usize] = value;
                    }
                    (r.number, cells)
                })
                .collect()
        } else {
            let (text, _) = decode_text(content).map_err(unreadable)?;
            csv_rows(&text)
        };
        if rows.len() > MAX_ROWS {
            return Err(AgencyError::TooLarge {
                what: "rows",
                limit: MAX_ROWS as u64,
            });
        }
        let find = |cells: &[String]| -> Vec<Option<&'static str>> {
            cells
                .iter()
                .map(|c| {
                    let folded = text::fold(c);
                    columns
                        .iter()
                        .find(|(key, title)| folded == *key || folded == text::fold(title))
                        .map(|(key, _)| *key)
                })
                .collect()
        };
        let at = rows
            .iter()
            .take(20)
            .position(|(_, cells)| find(cells).iter().flatten().count() >= 2);
        let at = at.ok_or(AgencyError::Unreadable { reason: "no_head" })?;
        let head = find(&rows[at].1);
        let rows = rows
            .into_iter()
            .skip(at + 1)
            .filter(|(_, cells)| cells.iter().any(|c| !c.trim().is_empty()))
            // Our own workbooks carry a row of keys and one of titles.
            .filter(|(_, cells)| find(cells).iter().flatten().count() < 2)
            .map(|(number, cells)| {
                let named = head
                    .iter()
                    .zip(cells)
                    .filter_map(|(key, value)| Some(((*key)?, value.trim().to_owned())))
                    .collect();
                (number, named)
            })
            .collect();
        Ok(Self { rows })
    }
}

/// Rows of a CSV text (RFC 4180; the separator is the one the first line has most of).
fn csv_rows(text: &str) -> Vec<(u32, Vec<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let separator = [',', ';', '\t']
        .into_iter()
        .max_by_key(|s| first.matches(*s).count())
        .unwrap_or(',');
    let mut rows = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let (mut quoted, mut line) = (false, 1);
    let mut began = 1;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push((began, std::mem::take(&mut row)));
                began = line;
            }
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    if !cell.is_empty() || !row.is_empty() {
        row.push(cell);
        rows.push((began, row));
    }
    rows
}

/// `dd/MM/yyyy` or ISO.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%d/%m/%Y")
        .or_else(|_| NaiveDate::parse_from_str(text, "%Y-%m-%d"))
        .ok()
}

/// A cell that a spreadsheet would take for a formula is written as text with an apostrophe in front.
fn inert(value: &str) -> String {
    if value.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{value}")
    } else {
        value.to_owned()
    }
}

impl Agencies {
    fn table(directory: &Directory, on: NaiveDate) -> Vec<Vec<String>> {
        let mut ids: Vec<AgencyId> = directory.iter().map(|a| a.id).collect();
        ids = directory.sorted(ids, on);
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
                let parent = directory
                    .parent(a.id, on)
                    .and_then(|p| directory.get(p))
                    .and_then(|p| p.facts.code_on(INTERNAL, on));
                vec![
                    a.facts.code_on(INTERNAL, on).unwrap_or_default().to_owned(),
                    name.map(|n| n.full.clone()).unwrap_or_default(),
                    name.and_then(|n| n.abbreviation.clone()).unwrap_or_default(),
                    name.and_then(|n| n.symbol.clone()).unwrap_or_default(),
                    term("kind", &a.facts.kind),
                    term("level", &a.facts.level),
                    parent.unwrap_or_default().to_owned(),
                    a.facts
                        .code_on("electronic_id", on)
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
        let quote = |v: &str| format!("\"{}\"", inert(v).replace('"', "\"\""));
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
        let mut ids: HashMap<String, AgencyId> = directory
            .iter()
            .filter_map(|a| Some((a.facts.code_on(INTERNAL, today)?.to_owned(), a.id)))
            .collect();
        for (number, row) in &table.rows {
            let code = row.get("code").map(String::as_str).unwrap_or_default();
            if code.is_empty() {
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
            match old {
                None => created.push((id, facts)),
                Some(a) if a.facts == facts => outcome.unchanged += 1,
                Some(a) => changed.push((id, a.version, facts)),
            }
        }
        outcome.created = created.len();
        outcome.changed = changed.len();
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

    /// Makes an account per row with a one-time link each; all or none.
    pub async fn bulk_accounts(
        &self,
        actor: &Actor,
        file_name: &str,
        content: &[u8],
        hours: i64,
    ) -> Result<Result<Vec<AccountLink>, Vec<RowError>>, AgencyError> {
        let table = Table::read(file_name, content, &ACCOUNT_COLUMNS)?;
        let directory = self.directory().await?;
        let today = self.access.clock().today();
        let mut errors = Vec::new();
        let mut wanted = Vec::new();
        for (number, row) in &table.rows {
            let cell = |key: &str| row.get(key).map(|v| v.trim()).filter(|v| !v.is_empty());
            let mut fail = |column: &'static str, reason: &str, value: &str| {
                errors.push(RowError {
                    row: *number,
                    column,
                    reason: reason.to_owned(),
                    value: value.to_owned(),
                });
            };
            let agency = cell("agency").and_then(|code| directory.by_code(INTERNAL, code, today));
            let role = cell("role").map_or(Some(Role::FocalPoint), role_of);
            let name = cell("user_name").map(people::user_name);
            match (agency, cell("full_name"), role, name) {
                (None, ..) => fail("agency", "unknown", cell("agency").unwrap_or_default()),
                (_, None, ..) => fail("full_name", "required", ""),
                (_, _, None, _) => fail("role", "unknown", cell("role").unwrap_or_default()),
                (.., None) => fail("user_name", "required", ""),
                (.., Some(Err(_))) => fail("user_name", "invalid", cell("user_name").unwrap_or_default()),
                (Some(agency), Some(full_name), Some(role), Some(Ok(user_name))) => wanted.push((
                    *number,
                    agency,
                    people::NewPerson {
                        user_name,
                        full_name: full_name.to_owned(),
                        email: cell("email").map(str::to_owned),
                        phone: None,
                        posts: vec![people::NewPost {
                            agency,
                            title: cell("title").unwrap_or("Đầu mối").to_owned(),
                            from: today,
                            to: None,
                        }],
                        grants: vec![people::NewGrant {
                            role,
                            agency: Some(agency),
                            area: None,
                            from: today,
                            to: None,
                        }],
                    },
                )),
            }
        }
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        let involved = wanted.iter().map(|(_, a, _)| *a).collect();
        let mut change = self
            .access
            .begin(
                actor,
                action::PERSON_CREATE,
                Resource::of_agencies("person", "bulk", involved),
            )
            .await?;
        let mut links = Vec::new();
        for (number, agency, new) in wanted {
            let id = PersonId::new();
            match people::insert(&mut change, id, &new).await {
                Ok(()) => {}
                Err(coloa_auth::AuthError::UserNameTaken(value)) => {
                    errors.push(RowError {
                        row: number,
                        column: "user_name",
                        reason: "taken".into(),
                        value,
                    });
                    continue;
                }
                Err(coloa_auth::AuthError::Invalid { field }) => {
                    errors.push(RowError {
                        row: number,
                        column: field,
                        reason: "invalid".into(),
                        value: String::new(),
                    });
                    continue;
                }
                Err(e) => return Err(e.into()),
            }
            let token = people::insert_invitation(&change, id, hours).await?;
            links.push(AccountLink {
                full_name: new.full_name,
                user_name: new.user_name,
                agency_name: directory
                    .name(agency, today)
                    .map(|n| n.full.clone())
                    .unwrap_or_default(),
                token,
            });
        }
        if !errors.is_empty() {
            return Ok(Err(errors));
        }
        change
            .commit(json!({ "accounts": links.iter().map(|l| &l.user_name).collect::<Vec<_>>() }))
            .await?;
        Ok(Ok(links))
    }

    /// The links as a workbook, to be handed out; `base` is the public address.
    pub fn links_xlsx(links: &[AccountLink], base: &str) -> Result<Vec<u8>, AgencyError> {
        let sheet = Sheet {
            name: "Tài khoản".to_owned(),
            note: Some(
                "Mỗi liên kết dùng một lần. Giao trực tiếp cho từng người, không gửi chung.".to_owned(),
            ),
            columns: [
                ("full_name", "Họ và tên", 28.0),
                ("agency", "Cơ quan", 40.0),
                ("user_name", "Tên đăng nhập", 24.0),
                ("link", "Liên kết đặt mật khẩu", 80.0),
            ]
            .into_iter()
            .map(|(key, title, width)| Column::text(key, title, width))
            .collect(),
            rows: links
                .iter()
                .map(|l| {
                    let link = format!("{}{}/{}", base.trim_end_matches('/'), web_path::INVITATION, l.token);
                    [&l.full_name, &l.agency_name, &l.user_name, &link]
                        .into_iter()
                        .map(|v| Value::Text(v.clone()))
                        .collect()
                })
                .collect(),
            ..Sheet::default()
        };
        xlsx(&Workbook {
            sheets: vec![sheet],
            ..Workbook::default()
        })
        .map_err(|_| AgencyError::Unreadable { reason: "workbook" })
    }
}

fn role_of(written: &str) -> Option<Role> {
    let folded = text::fold(written);
    let names = [
        (Role::FocalPoint, "đầu mối"),
        (Role::Head, "thủ trưởng"),
        (Role::Coordinator, "điều phối"),
        (Role::Leader, "lãnh đạo"),
    ];
    Role::parse(written).or_else(|| {
        names
            .into_iter()
            .find(|(_, n)| text::fold(n) == folded)
            .map(|(r, _)| r)
    })
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
            && facts.code_on(system, today) != Some(code)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_keeps_quotes_separators_and_line_numbers() {
        let rows = csv_rows("a;b\n\"x; \"\"y\"\"\nz\";2\n\n3;4");
        assert_eq!(rows[1], (2, vec!["x; \"y\"\nz".to_owned(), "2".to_owned()]));
        assert_eq!(rows.last().unwrap().0, 5);
    }

    #[test]
    fn formulas_are_made_inert() {
        assert_eq!(inert("=1+1"), "'=1+1");
        assert_eq!(inert("Sở Y tế"), "Sở Y tế");
    }
}
